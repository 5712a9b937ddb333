"""Newer versions of a component type: bring the components of one version to the next.

The schema of a version may say in its ``upgrade`` what becomes of the properties of the version before: those of
``remove`` go, those of ``rename`` get their new names, those of ``scale`` are multiplied, those of ``set`` get one
value. All others are taken as they are, and properties that are new get their defaults, as in `Case.add`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pandas as pd

from workbench.errors import InputError
from workbench.model.frames import connection_rows, frame_from_properties, property_columns
from workbench.model.schema import MISSING, Field, TypeSchema

__all__ = ["check_ports", "link_versions", "newest_of", "upgraded_frame"]

_Columns = dict[str, list[Any]]


def link_versions(schemas: Iterable[TypeSchema]) -> dict[str, TypeSchema]:
    """Let every version of a type know the next one; return the newest of every type, ordered by code.

    Examples
    --------
    >>> old, new = TypeSchema("FILTER", 1, {}), TypeSchema("FILTER", 2, {})
    >>> link_versions([new, old])["FILTER"], old.successor
    (TypeSchema('FILTER', version 2), TypeSchema('FILTER', version 2))
    """
    newest: dict[str, TypeSchema] = {}
    for schema in sorted(schemas, key=lambda schema: schema.version):
        if schema.code in newest:
            newest[schema.code].successor = schema
        newest[schema.code] = schema
    return dict(sorted(newest.items()))


def newest_of(schema: TypeSchema) -> TypeSchema:
    """Return the newest version of a type that is known."""
    while schema.successor is not None:
        schema = schema.successor
    return schema


def upgraded_frame(schema: TypeSchema, frame: pd.DataFrame, target: TypeSchema) -> tuple[pd.DataFrame, list[str]]:
    """Return a frame in a later version of its type, and the tags of the components that changed by that.

    Parameters
    ----------
    schema : TypeSchema
        The version that the frame is of.
    frame : pandas.DataFrame
        Its components; results that the later version has too are kept.
    target : TypeSchema
        A later version; `schema` must know its successors up to it.

    Raises
    ------
    InputError
        A component that does not fit the later version.
    """
    tags = [str(tag) for tag in frame.index.tolist()]
    before = columns = property_columns(schema, frame)
    step = schema
    while step.version < target.version:
        if step.successor is None:
            raise InputError(
                f"It is not known how version {step.version} of type {schema.code} becomes version {target.version}.",
                path=(schema.code, "version"),
                value=step.version,
                expected=f"the versions up to {target.version}",
            )
        columns = _converted(step, step.successor, columns, tags)
        step = step.successor
    rows: list[dict[str, Any]] = [{} for _ in tags]
    for name, values in columns.items():
        for tag, row, value in zip(tags, rows, values, strict=True):
            if value is not None:
                if name not in target.fields:
                    raise _lost(tag, name, value, target)
                row[name] = value
    for tag, row in zip(tags, rows, strict=True):
        if not target.is_valid(row):
            target.validate(tag, row)
    absent = [None] * len(tags)
    changed: set[str] = set()
    for name in before.keys() | columns.keys():
        pairs = zip(tags, before.get(name, absent), columns.get(name, absent), strict=True)
        changed.update(tag for tag, old, new in pairs if old != new)
    inputs = frame_from_properties(target, tags, rows)
    kept = [name for name, result in target.results.items() if name in frame and _is_as_before(schema, result)]
    results = frame[kept]
    return inputs.join(results.set_axis(inputs.index)), [tag for tag in tags if tag in changed]


def _is_as_before(schema: TypeSchema, result: Field) -> bool:
    """Tell whether a result has been of the same kind in an earlier version."""
    return result.name in schema.results and schema.results[result.name].kind == result.kind


def _lost(tag: str, name: str, value: Any, target: TypeSchema) -> InputError:
    return InputError(
        f"{tag}.{name} is {value!r}, and version {target.version} of {target.code} has no such property: "
        "its upgrade must rename or remove it.",
        path=(tag, name),
        value=value,
        expected=", ".join(target.fields),
    )


def _converted(old: TypeSchema, new: TypeSchema, columns: _Columns, tags: list[str]) -> _Columns:
    """Return the columns of one version as the next one has them."""
    removed, renamed = new.conversion.get("remove", ()), new.conversion.get("rename", {})
    after: _Columns = {}
    for name, values in columns.items():
        if name in removed:
            continue
        to = renamed.get(name, name)
        if to in after:
            raise InputError(
                f"The upgrade of {new.code} to version {new.version} makes '{to}' of two properties of version "
                f"{old.version}: rename or remove the other one.",
                path=(new.code, to),
                expected="one property of a name",
            )
        after[to] = values
    absent = [None] * len(tags)
    for name, field in new.fields.items():
        is_new = name not in old.fields or name in removed or name in renamed
        if is_new and name not in after and field.default is not MISSING:
            after[name] = [field.default for _ in tags]
    for name, factor in new.conversion.get("scale", {}).items():
        tagged = zip(tags, after.get(name, absent), strict=True)
        after[name] = [_scaled(value, factor, tag, new.fields[name]) for tag, value in tagged]
    for name, value in new.conversion.get("set", {}).items():
        after[name] = [value for _ in tags]
    return {name: _of_kind(new.fields.get(name), values) for name, values in after.items()}


def _scaled(value: Any, factor: float, tag: str, field: Field) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(
            f"{tag}.{field.name} is {value!r}, which cannot be multiplied by {factor:g}; expected a number.",
            path=(tag, field.name),
            value=value,
            unit=field.unit,
            expected="a number",
        )
    return value * factor


def _of_kind(field: Field | None, values: list[Any]) -> list[Any]:
    """Return numbers as the property has them: 2 for 2.0 of whole numbers, and 2.0 for 2 of the others."""
    if field is None or field.kind not in ("number", "integer"):
        return values
    if field.kind == "number":
        return [float(value) if type(value) is int else value for value in values]
    return [int(value) if type(value) is float and value.is_integer() else value for value in values]


def check_ports(schema: TypeSchema, tags: Iterable[str], connections: pd.DataFrame) -> None:
    """Check that components of a version of a type have the ports at which they are connected.

    Raises
    ------
    InputError
        A port that the version does not have, or one of one connection that has more.
    """
    wanted = set(tags)
    rows = connection_rows(connections)
    uses = Counter(end for row in rows for end in (row[:2], row[2:]) if end[0] in wanted)
    for (tag, port), count in uses.items():
        if port in schema.ports and (count == 1 or schema.ports[port].multiple):
            continue
        problem = f"takes one connection at its {port} and has {count}" if port in schema.ports else f"has no '{port}'"
        raise InputError(
            f"'{tag}' is connected at its {port}; version {schema.version} of {schema.code} {problem}: disconnect it.",
            path=(tag, port),
            value=port,
            expected=", ".join(schema.ports),
        )
