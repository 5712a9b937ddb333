"""Frames of a case: from stored properties to typed columns and back.

A frame has the tag as its index and one column an input property: float64 for numbers (NaN: absent),
boolean, str, and object for curves (None: absent). Result columns, float64 or str, follow the inputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import InputError
from workbench.model.columns import Column, plain_values, rows_of
from workbench.model.schema import Field, TypeSchema

__all__ = [
    "CONNECTION_COLUMNS",
    "connection_columns",
    "connection_frame",
    "connection_rows",
    "empty_frame",
    "frame_from_properties",
    "graphics_frame",
    "properties_of",
    "property_columns",
    "property_rows",
    "read_columns",
    "tidied",
    "typed_column",
    "with_all_columns",
    "with_results",
    "with_value",
]

CONNECTION_COLUMNS = ("source", "source_port", "target", "target_port")

_DTYPES = {
    "number": np.dtype(np.float64),
    "integer": pd.Int64Dtype(),
    "boolean": pd.BooleanDtype(),
    "string": pd.StringDtype(na_value=np.nan),
    "curve": np.dtype(object),
}
"""What `typed_column` gives for each kind of property."""


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


def connection_columns(frame: pd.DataFrame) -> list[list[str]]:
    """Return the four columns of a connections frame as plain texts; an absent one is empty."""
    columns = [frame[name].tolist() for name in CONNECTION_COLUMNS]
    for k, column in enumerate(columns):
        if set(map(type, column)) - {str}:
            columns[k] = [v if isinstance(v, str) else "" if _is_absent(v) else str(v) for v in column]
    return columns


def connection_rows(frame: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Return the rows of a connections frame as plain texts; an absent one is empty."""
    source, source_port, target, target_port = connection_columns(frame)
    return list(zip(source, source_port, target, target_port, strict=True))


def graphics_frame(positions: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Return the frame of flowsheet coordinates (x to the right, y upwards) from positions by tag."""
    for tag, position in positions.items():
        if not _is_position(position):
            raise InputError(
                f"The position of '{tag}' is {position!r}; expected two finite numbers, x to the right and y upwards.",
                path=(str(tag), "position"),
                value=position,
                expected="(x, y)",
            )
    values = np.array(list(positions.values()), dtype=np.float64).reshape(-1, 2)
    return pd.DataFrame(values, columns=["x", "y"], index=pd.Index(list(positions), dtype="str", name="tag"))


def _is_position(position: Any) -> bool:
    return (
        isinstance(position, (tuple, list, np.ndarray))
        and len(position) == 2
        and all(_is_number(value) and np.isfinite(value) for value in position)
    )


def read_columns(schema: TypeSchema, frame: pd.DataFrame) -> dict[str, Column]:
    """Return the stored input properties of a frame, each as a column that later edits of the frame do not reach.

    Raises
    ------
    InputError
        A column that the type does not have, or a value of the wrong kind.
    """
    if not frame.columns.is_unique:
        name = str(frame.columns[frame.columns.duplicated()][0])
        raise InputError(
            f"The {schema.code} frame has the column '{name}' twice: delete one.", path=(schema.code, name)
        )
    names = frame.columns.tolist()
    for name, dtype in zip(names, frame.dtypes.tolist(), strict=True):
        if name not in schema.fields and not (name in schema.results and _fits(schema.results[name], dtype)):
            first = str(frame.index[0]) if len(frame) else schema.code
            raise schema.unknown_property(first, str(name))
    there = set(names)
    return {name: _stored_column(frame[name], field) for name, field in schema.fields.items() if name in there}


def _fits(result: Field, dtype: Any) -> bool:
    """Tell whether a column of this kind may hold a result."""
    if result.kind == "number":
        return bool(dtype == np.float64 or pd.api.types.is_numeric_dtype(dtype))
    return bool(dtype == _DTYPES["string"] or dtype.kind == "O")


def property_columns(schema: TypeSchema, frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the stored input properties of a frame, each as a column of plain values, None where absent.

    Raises
    ------
    InputError
        A column that the type does not have, or a value of the wrong kind.
    """
    return {name: list(plain_values(column)) for name, column in read_columns(schema, frame).items()}


def property_rows(schema: TypeSchema, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the stored input properties of every component of a frame; absent values are left out.

    Raises
    ------
    InputError
        A column that the type does not have, or a value of the wrong kind.
    """
    return rows_of(read_columns(schema, frame), len(frame))


def _stored_column(column: pd.Series, field: Field) -> Column:
    if field.kind == "number":
        return _stored_numbers(column, field)
    values: list[Any] = column.tolist()
    kinds = set(map(type, values))
    if field.kind != "curve" and kinds <= {str, bool, int}:
        return values
    if (kinds == {float} and np.isnan(values).all()) or (not kinds <= {list} and column.isna().all()):
        return [None] * len(values)
    if field.kind == "curve":
        return [None if _is_absent(value) else _plain_curve(value) for value in values]
    values = [None if _is_absent(value) else _plain(value) for value in values]
    if field.kind == "integer":
        # 2.0 of a float column is 2: digests and the database tell them apart
        values = [int(value) if isinstance(value, float) and value.is_integer() else value for value in values]
    return values


def _is_absent(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; what JSON does not have as its text, for the check to refuse."""
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, (bool, int, float, list)) else str(value)


def _plain_curve(value: Any) -> Any:
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain_curve(point) for point in value]
    # Always floats, so that a digest does not tell 0 from 0.0 or -0.0.
    return float(value) + 0.0 if _is_number(value) else _plain(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def _stored_numbers(column: pd.Series, field: Field) -> np.ndarray[Any, np.dtype[np.float64]]:
    try:
        if column.dtype.kind not in "fiuO":
            raise TypeError(column.dtype)  # NumPy would make numbers of truth values and dates
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
    stored: np.ndarray[Any, np.dtype[np.float64]] = numbers + 0.0  # -0.0 is 0.0
    return stored


def properties_of(schema: TypeSchema, frame: pd.DataFrame, tag: str) -> dict[str, Any]:
    """Return the stored input properties of one component."""
    return property_rows(schema, frame.loc[[tag]])[0]


def with_all_columns(schema: TypeSchema, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the input columns that somebody deleted from it, empty."""
    missing = {
        name: typed_column(field, [None] * len(frame)) for name, field in schema.fields.items() if name not in frame
    }
    return frame.assign(**missing)[[*schema.fields, *frame.columns.difference([*schema.fields], sort=False)]]


def with_value(schema: TypeSchema, frame: pd.DataFrame, name: str, position: Any, value: Any) -> pd.Series:
    """Return a column with one value replaced (None: absent), in the type that the property has."""
    field = schema.fields[name]
    new = typed_column(field, [value])
    column = frame[name].copy()
    if column.dtype != new.dtype:  # an int64 column would cut 50.7 down to 50
        column = pd.Series(typed_column(field, plain_values(_stored_column(column, field))), index=frame.index)
    column.array[position] = new[0]
    return column


def with_results(schema: TypeSchema, frame: pd.DataFrame, results: pd.DataFrame | None) -> pd.DataFrame:
    """Return the inputs of a frame with result columns behind them, in place of those that it has."""
    names = frame.columns.tolist()
    inputs = [name for name in schema.fields if name in names]
    if results is not None:
        if results.columns.tolist() != list(schema.results):
            results = results.reindex(columns=list(schema.results))
        if not results.index.equals(frame.index):
            results = results.reindex(frame.index)
        results = _with_texts(schema, results)
    if names[: len(inputs)] != inputs:
        frame = frame[inputs]
    elif len(names) > len(inputs):
        frame = frame.iloc[:, : len(inputs)]
    return frame if results is None else pd.concat([frame, results], axis="columns")


def _with_texts(schema: TypeSchema, results: pd.DataFrame) -> pd.DataFrame:
    """Return results whose columns of texts are of texts, whatever a calculation left there for absent ones."""
    wrong = {
        name: _text_column(results[name])
        for name, field in schema.results.items()
        if field.kind == "string" and name in results and results[name].dtype != _DTYPES["string"]
    }
    return results.assign(**wrong) if wrong else results


def _text_column(column: pd.Series) -> pd.api.extensions.ExtensionArray:
    """Return a column of texts from one that may hold None, NaN and what is no text."""
    return pd.array([None if _is_absent(value) else str(value) for value in column.tolist()], dtype="str")


def tidied(schema: TypeSchema, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a checked frame with all columns of its type, each in its own type; the frame itself if it is so already.

    What somebody writes into a frame directly may leave integers, texts of numbers, curves as tuples.
    """
    dtypes = dict(zip(frame.columns.tolist(), frame.dtypes.tolist(), strict=True))
    if (
        frame.index.name == "tag"
        and frame.index.dtype == _DTYPES["string"]
        and dtypes.keys() >= schema.fields.keys()
        and all(dtypes.pop(name) == _DTYPES[field.kind] for name, field in schema.fields.items())
        and all(dtype == _DTYPES[schema.results[name].kind] for name, dtype in dtypes.items())
        and all(_holds_lists(frame[name]) for name, field in schema.fields.items() if field.kind == "curve")
    ):
        return frame
    inputs = frame_from_properties(schema, frame.index.tolist(), property_rows(schema, frame))
    names = [name for name in schema.results if name in frame]
    numbers = {name: np.float64 for name in names if schema.results[name].kind == "number"}
    results = _with_texts(schema, frame[names].astype(numbers))
    return inputs.join(results.set_axis(inputs.index))


def _holds_lists(curves: pd.Series) -> bool:
    return all(value is None or isinstance(value, list) for value in curves.tolist())
