"""Criteria: limits with a name and a source, kept in a case as components, and what the components make of them.

A type is one of criteria if its schema has the properties of `CRITERION_FIELDS`; nothing here knows one by name. A
criterion judges one result or input of the components of one type::

    component_type="PIPE", property="velocity", bound="maximum", limit="3 m/s", where="diameter <= 50 mm"

The limit is a number with its unit (one without is in SI), the name of another number of the component, or a setting
of the case. Flows and velocities are judged by their magnitude: their sign is the direction. A condition on an absent
input does not hold, as everywhere; on a result that was not calculated it is not known whether it holds.

Criteria have no part in the results, so that a change of one makes no result stale.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import units
from workbench.errors import InputError
from workbench.model.condition import parse_condition
from workbench.model.digest import state_digest
from workbench.model.limits import beyond_limit, declared_limits, is_of_liquid, limit_values, number_column
from workbench.model.schema import Field, TypeSchema
from workbench.model.settings import LIQUID_NETWORK
from workbench.model.snapshot import Snapshot
from workbench.model.tags import nearest
from workbench.model.upgrade import newest_of

if TYPE_CHECKING:
    from workbench.model.reader import CaseReader

__all__ = [
    "CHECK_COLUMNS",
    "CRITERION_FIELDS",
    "Criterion",
    "checks_frame",
    "criteria_problems",
    "is_criteria",
    "read_criterion",
    "results_digest",
]

CRITERION_FIELDS = frozenset({"component_type", "property", "bound", "limit", "where", "source"})

CHECK_COLUMNS = (
    "tag", "type", "property", "value", "limit", "bound", "unit", "passed", "criterion", "source", "set"
)  # fmt: skip

MAGNITUDES = frozenset({"volumetric_flow", "mass_flow", "velocity"})
"""Dimensions of which the sign is the direction."""

_Array = np.ndarray[Any, np.dtype[Any]]
_Bools = np.ndarray[Any, np.dtype[np.bool_]]


def is_criteria(schema: TypeSchema) -> bool:
    """Tell whether components of a type are criteria."""
    return schema.fields.keys() >= CRITERION_FIELDS


def results_digest(state: Snapshot, types: Mapping[str, TypeSchema]) -> str:
    """Return the digest of what results follow from: of everything but the criteria."""
    return state_digest(state, types, leave_out={code for code, schema in types.items() if is_criteria(schema)})


@dataclass(frozen=True)
class Criterion:
    """One criterion that was read and can be applied."""

    tag: str
    code: str
    """Type of the components that are judged."""
    field: Field
    bound: str
    limit: float | str
    """In SI, or the name of what holds it."""
    condition: dict[str, Any] | None
    source: str
    set: str
    """Name and version of the set that it was taken from; empty for one that is of no set."""


def read_criterion(
    tag: str, row: Mapping[str, Any], types: Mapping[str, TypeSchema], atmospheric_pressure: float
) -> Criterion:
    """Read a criterion.

    Parameters
    ----------
    tag : str
        Of the criterion, for the errors.
    row : mapping of str to object
        Its stored properties.
    types : mapping of str to TypeSchema
        Component types by code.
    atmospheric_pressure : float
        What gauge pressures are relative to [Pa].

    Raises
    ------
    InputError
        No such type or property, a property that is no number, a limit of another dimension, a condition that cannot
        be read.
    """
    code = str(row["component_type"])
    if code not in types:
        raise InputError(
            f"{tag}.component_type is '{code}', and there is no such type{nearest(code, types) or '.'}",
            path=(tag, "component_type"),
            value=code,
            expected="the code of a component type",
        )
    schema = types[code]
    field = _number_field(schema, str(row["property"]), (tag, "property"))
    condition = None
    if row.get("where"):
        try:
            condition = parse_condition(str(row["where"]), schema, atmospheric_pressure=atmospheric_pressure)
        except InputError as error:
            raise InputError(
                f"{tag}.where: {error}", path=(tag, "where"), value=row["where"], expected=error.expected
            ) from None
    name = row.get("set_name")
    return Criterion(
        tag,
        code,
        field,
        str(row["bound"]),
        _limit(tag, str(row["limit"]).strip(), field, schema, atmospheric_pressure),
        condition,
        str(row["source"]),
        "" if not name else f"{name}, version {row.get('set_version', '?')}",
    )


def _number_field(schema: TypeSchema, name: str, path: tuple[str, str]) -> Field:
    known = {**schema.fields, **schema.results}
    field = known.get(name)
    if field is not None and field.kind in ("number", "integer"):
        return field
    what = f"{schema.code} (version {schema.version})"
    if field is not None:
        problem = f"'{name}' of {what} is no number and cannot be judged by a limit."
    elif (newest := newest_of(schema)) is not schema and name in {**newest.fields, **newest.results}:
        problem = (
            f"{what} has no '{name}', which came with version {newest.version}: case.upgrade('{schema.code}') takes it."
        )
    else:
        problem = f"{what} has no property '{name}'{nearest(name, known) or '.'}"
    raise InputError(f"{'.'.join(path)}: {problem}", path=path, value=name, expected="a number of the component")


def _limit(tag: str, text: str, field: Field, schema: TypeSchema, atmospheric_pressure: float) -> float | str:
    path = (tag, "limit")
    if text.startswith("settings."):
        return text
    if text in schema.fields or text in schema.results:
        other = _number_field(schema, text, path)
        if units.si_unit(other.dimension) != units.si_unit(field.dimension):
            raise InputError(
                f"{tag}.limit is '{text}', a {other.dimension.replace('_', ' ')} [{other.unit}]; {field.name} is a "
                f"{field.dimension.replace('_', ' ')} [{field.unit}].",
                path=path,
                value=text,
                expected=f"a {field.dimension.replace('_', ' ')}",
            )
        return text
    try:
        return units.to_si(text, field.dimension, atmospheric_pressure=atmospheric_pressure, path=path)
    except InputError as error:
        known = [name for name, other in {**schema.fields, **schema.results}.items() if other.kind == "number"]
        hint = nearest(text, known) if text[:1].isalpha() else ""
        raise InputError(f"{error}{hint}", path=path, value=text, expected=error.expected) from None


def _criteria(case: CaseReader) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give tag and properties of every criterion of a case."""
    for code in case.codes:
        if is_criteria(case.types[code]):
            frame = case[code]
            names = [name for name in case.types[code].fields if name in frame]
            for tag, *values in frame[names].itertuples(name=None):
                yield str(tag), {name: value for name, value in zip(names, values, strict=True) if not pd.isna(value)}


def criteria_problems(case: CaseReader) -> list[InputError]:
    """Return what is wrong with the criteria of a case whose properties are sound one by one."""
    found = []
    for tag, row in _criteria(case):
        try:
            read_criterion(tag, row, case.types, float(case.settings["atmospheric_pressure"]))
        except InputError as error:
            found.append(error)
    return found


def checks_frame(case: CaseReader, stale: Collection[str] | None = None) -> pd.DataFrame:
    """Judge the components of a case by the limits that their types declare and by its criteria.

    Limits that are properties of the liquid of the settings are left out where something else flows.

    Parameters
    ----------
    case : CaseReader
    stale : collection of str, optional
        Tags of the components whose results are out of date; if not given, all of a case that was changed since.

    Returns
    -------
    pandas.DataFrame
        One row a component and limit: tag, type, property, value and limit (SI; NaN: absent), bound, unit, passed
        (NA where value or limit is absent, where results are out of date, or where it is not known whether the
        condition holds), criterion (its tag; empty: the type declares the limit), source, set.

    Raises
    ------
    InputError
        A criterion that is not sound.
    """
    out_of_date = set(case.tags if case.is_stale else ()) if stale is None else set(stale)
    parts = []
    for code in case.codes:
        schema, frame = case.types[code], case[code]
        for name, bound, limit in declared_limits(schema, calculated=True):
            if is_of_liquid(limit) and case.app_module != LIQUID_NETWORK:
                continue
            field = schema.results[name] if name in schema.results else schema.fields[name]
            source = f"{schema.title}, version {schema.version} of the type"
            judged = Criterion("", code, field, bound, limit, None, source, "")
            parts.append(_judged(judged, schema, frame, case.settings, out_of_date))
    for tag, row in _criteria(case):
        criterion = read_criterion(tag, row, case.types, float(case.settings["atmospheric_pressure"]))
        if len(case[criterion.code]):
            schema, frame = case.types[criterion.code], case[criterion.code]
            parts.append(_judged(criterion, schema, frame, case.settings, out_of_date))
    together = [part for part in parts if len(part)]
    return pd.concat(together, ignore_index=True) if together else _rows(0)


def _rows(count: int, **columns: Any) -> pd.DataFrame:
    kinds: dict[str, str] = dict.fromkeys(CHECK_COLUMNS, "str") | {
        "value": "float64", "limit": "float64", "passed": "boolean"
    }  # fmt: skip
    index = pd.RangeIndex(count)
    return pd.DataFrame({name: pd.Series(columns.get(name), index, kind) for name, kind in kinds.items()})


def _judged(
    criterion: Criterion, schema: TypeSchema, frame: pd.DataFrame, settings: Mapping[str, Any], out_of_date: set[str]
) -> pd.DataFrame:
    holds = known = np.ones(len(frame), dtype=bool)
    if criterion.condition is not None:
        holds, known = _holds(criterion.condition, frame)
    chosen = holds | ~known
    name, is_declared = criterion.field.name, not criterion.tag
    values, limits = number_column(frame, name)[chosen], limit_values(frame, criterion.limit, settings)[chosen]
    if not is_declared and criterion.field.dimension in MAGNITUDES:
        values, limits = np.abs(values), np.abs(limits)
    unknown = ~np.isfinite(values) | ~np.isfinite(limits) | ~known[chosen]
    if out_of_date and (name in schema.results or criterion.limit in schema.results):
        unknown |= frame.index[chosen].isin(out_of_date)
    passed = pd.arrays.BooleanArray(~beyond_limit(values, limits, criterion.bound), unknown)
    return _rows(
        len(values),
        tag=frame.index[chosen].astype("str"),
        type=criterion.code,
        property=name,
        value=values,
        limit=limits,
        bound=criterion.bound,
        unit=units.si_unit(criterion.field.dimension),
        passed=passed,
        criterion=criterion.tag,
        source=criterion.source,
        set=criterion.set,
    )


# --- conditions, for all components at once --------------------------------------------------------------------


def _holds(tree: Mapping[str, Any], frame: pd.DataFrame) -> tuple[_Bools, _Bools]:
    """Return where a condition holds, and where it is known whether it does: Kleene's logic of three values."""
    if "not" in tree:
        holds, known = _holds(tree["not"], frame)
        return ~holds & known, known
    if "and" in tree or "or" in tree:
        parts = [_holds(part, frame) for part in tree.get("and", tree.get("or"))]
        every, some = np.logical_and.reduce, np.logical_or.reduce
        true, false = [holds & known for holds, known in parts], [~holds & known for holds, known in parts]
        if "and" in tree:
            return every(true), every(true) | some(false)
        return some(true), some(true) | every(false)
    return _compared(tree, frame)


def _compared(tree: Mapping[str, Any], frame: pd.DataFrame) -> tuple[_Bools, _Bools]:
    name, op, everywhere = tree["property"], tree["op"], np.ones(len(frame), dtype=bool)
    absent = frame[name].isna().to_numpy() if name in frame else everywhere
    if op == "missing":
        return absent, everywhere
    known = ~absent if tree["of"] == "results" else everywhere
    holds = np.zeros(len(frame), dtype=bool)
    there = np.flatnonzero(~absent)
    if there.size:
        column = frame[name].iloc[there]
        value = tree["value"]
        compared = column.isin(value) if op == "in" else getattr(column, _METHODS[op])(value)
        holds[there] = compared.to_numpy(dtype=bool)
    return holds, known


_METHODS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
