"""Frames of a case: from stored properties to typed columns and back.

A frame has the tag as its index and one column an input property: float64 for numbers (NaN: absent),
boolean, str, and object for curves (None: absent). Result columns, all float64, follow the inputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import InputError
from workbench.model.schema import Field, TypeSchema

__all__ = [
    "CONNECTION_COLUMNS",
    "connection_frame",
    "connection_rows",
    "empty_frame",
    "frame_from_properties",
    "graphics_frame",
    "properties_of",
    "property_rows",
    "typed_column",
]

CONNECTION_COLUMNS = ("source", "source_port", "target", "target_port")


def typed_column(field: Field, values: Sequence[Any]) -> pd.api.extensions.ExtensionArray | np.ndarray:
    """Return the values of one property (None: absent) as the column that the frame keeps."""
    if field.kind == "number":
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if field.kind == "integer":
        return pd.array(list(values), dtype="Int64")
    if field.kind == "boolean":
        return pd.array(list(values), dtype="boolean")
    if field.kind == "string":
        return pd.array(list(values), dtype="str")
    column = np.empty(len(values), dtype=object)
    column[:] = list(values) if len(values) == 0 else [*values, None][:-1]
    return column


def frame_from_properties(
    schema: TypeSchema, tags: Sequence[str], properties: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """Return the frame of one type from a mapping of stored properties a component."""
    columns = {
        name: typed_column(field, [row.get(name) for row in properties]) for name, field in schema.fields.items()
    }
    return pd.DataFrame(columns, index=pd.Index(list(tags), dtype="str", name="tag"))


def empty_frame(schema: TypeSchema) -> pd.DataFrame:
    """Return the frame of a type that the case has no component of."""
    return frame_from_properties(schema, [], [])


def connection_frame(rows: Iterable[Sequence[str]]) -> pd.DataFrame:
    """Return the connections frame from ``(source, source_port, target, target_port)`` rows."""
    return pd.DataFrame(list(rows), columns=list(CONNECTION_COLUMNS), dtype="str")


def connection_rows(frame: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Return the rows of a connections frame as plain texts."""
    columns = (frame[name].to_numpy(dtype=object).tolist() for name in CONNECTION_COLUMNS)
    return list(zip(*columns, strict=True))


def graphics_frame(positions: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Return the frame of flowsheet coordinates (x to the right, y upwards) from positions by tag."""
    values = np.array(list(positions.values()), dtype=np.float64).reshape(-1, 2)
    return pd.DataFrame(values, columns=["x", "y"], index=pd.Index(list(positions), dtype="str", name="tag"))


def property_rows(schema: TypeSchema, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the stored input properties of every component of a frame; absent values are left out.

    Raises
    ------
    InputError
        A column that the type does not have, or a value of the wrong kind.
    """
    for column in frame.columns:
        if column not in schema.fields and column not in schema.results:
            first = str(frame.index[0]) if len(frame) else schema.code
            raise schema.unknown_property(first, str(column))
    rows: list[dict[str, Any]] = [{} for _ in range(len(frame))]
    for name, field in schema.fields.items():
        if name not in frame:
            continue
        for row, value in zip(rows, _stored_values(frame, field), strict=True):
            if value is not None:
                row[name] = value
    return rows


def _stored_values(frame: pd.DataFrame, field: Field) -> list[Any]:
    """Return a column as plain Python values, None where absent."""
    column = frame[field.name]
    if field.kind == "curve":
        return [None if value is None or value is pd.NA else _plain_curve(value) for value in column]
    if field.kind == "number":
        return _stored_numbers(column, field)
    values: list[Any] = column.astype(object).tolist()
    absent = column.isna().to_numpy()
    return [None if gone else value for value, gone in zip(values, absent, strict=True)]


def _plain_curve(value: Any) -> Any:
    if isinstance(value, float) and np.isnan(value):
        return None
    # Always floats, so that a digest does not tell 0 from 0.0 or -0.0.
    return [[float(x) + 0.0 if _is_number(x) else x for x in point] for point in value]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def _stored_numbers(column: pd.Series, field: Field) -> list[float | None]:
    try:
        numbers = column.to_numpy(dtype=np.float64)
    except (TypeError, ValueError):
        for tag, value in column.items():
            if not _is_number(value):
                raise InputError(
                    f"{tag}.{field.name} is {value!r}; a frame takes numbers in {field.unit or 'no unit'} "
                    f"(use case.set() for a text with a unit).",
                    path=(str(tag), field.name),
                    value=value,
                    unit=field.unit,
                    expected="a number",
                ) from None
        raise
    if np.isinf(numbers).any():
        tag = str(column.index[np.flatnonzero(np.isinf(numbers))[0]])
        raise InputError(
            f"{tag}.{field.name} is infinite; expected a finite number.",
            path=(tag, field.name),
            unit=field.unit,
            expected="a finite number",
        )
    absent = np.isnan(numbers)
    values: list[float | None] = (numbers + 0.0).tolist()  # -0.0 is 0.0
    if absent.any():
        values = [None if gone else value for value, gone in zip(values, absent.tolist(), strict=True)]
    return values


def properties_of(schema: TypeSchema, frame: pd.DataFrame, tag: str) -> dict[str, Any]:
    """Return the stored input properties of one component."""
    return property_rows(schema, frame.loc[[tag]])[0]
