"""Columns of components as the server sends them: one JSON text a type, every value of it in order.

For 100,000 components a row each costs more than what is in it. The server therefore puts the values of all components
of a type one after the other, and JSON is what it writes and what is read here the fastest: faster than arrays of
float8, for which the server would read back each number that it keeps as decimal digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pandas as pd
from psycopg import sql

from workbench.model.frames import typed_column
from workbench.model.schema import Field, TypeSchema
from workbench.model.tags import is_storable

__all__ = ["JSON_KINDS", "TypeColumns", "component_query", "identifier_array", "order_of", "places", "type_columns"]

JSON_KINDS = {"number": "number", "integer": "number", "boolean": "boolean", "string": "string", "curve": "array"}
"""What `jsonb_typeof` calls the values of each kind of property."""

_TYPES = sql.SQL(
    """
    SELECT type_code, min(type_version), max(type_version), string_agg(tag, E'\\n'), array_agg(lineage_id),
           string_agg(uuid_send(id), ''), string_agg({values}, ',')
    FROM workbench.components
    WHERE case_id = %(case_id)s
    GROUP BY type_code
    """
)
"""No tag holds a line feed (the table refuses control characters). All columns of a row are in the same order, whatever
it is; the identifiers tell which it ought to be, and to sort here what is sorted already costs nothing."""
_POSITION = sql.SQL("coalesce((graphics ->> 'x') || ',' || (graphics ->> 'y'), 'null,null')")


def component_query(types: Mapping[str, TypeSchema], *, with_results: bool) -> sql.Composed:
    """Return the query for all components of a case: a row a type.

    All types in one scan: the table has no index by type, and a scan for each would cost more than the choice.
    """
    choices = [
        sql.SQL("WHEN {} THEN {}").format(_literal(code), _values(schema, with_results))
        for code, schema in types.items()
    ]
    values = sql.SQL("CASE type_code {} END").format(sql.SQL(" ").join(choices)) if choices else sql.SQL("NULL")
    return _TYPES.format(values=values)


def _values(schema: TypeSchema, with_results: bool) -> sql.Composable:
    """Return the expression for what a component has: its coordinates, its properties, then its results."""
    values = [_POSITION, *(_value("properties", field) for field in schema.fields.values())]
    if with_results:
        values += [_value("properties -> 'results'", field) for field in schema.results.values()]
    return _joined(values)


def _value(source: str, field: Field) -> sql.Composable:
    if not is_storable(field.name):
        return sql.SQL("'null'")
    # Numbers and truth values are the same in JSON as without its quotes, which costs the server half as much.
    form = "({} -> {})::text" if field.kind in ("string", "curve") else "{} ->> {}"
    return sql.SQL("coalesce(" + form + ", 'null')").format(sql.SQL(source), _literal(field.name))


def _joined(values: Sequence[sql.Composable]) -> sql.Composable:
    """Return the texts with commas between them, in halves: a chain would copy the first once for each that follows."""
    if len(values) == 1:
        return values[0]
    half = len(values) // 2
    return sql.SQL("({} || ',' || {})").format(_joined(values[:half]), _joined(values[half:]))


def _literal(text: str) -> sql.Composable:
    return sql.Literal(text.replace("%", "%%"))


def identifier_array(identifiers: bytes) -> np.ndarray:
    """Return identifiers of 16 bytes each as an array that sorts as they do."""
    return np.frombuffer(identifiers, dtype="S16")


def order_of(identifiers: np.ndarray) -> np.ndarray | None:
    """Return the order that sorts identifiers; None where they are sorted already, as they mostly are."""
    if (identifiers[1:] >= identifiers[:-1]).all():
        return None
    return np.argsort(identifiers, kind="stable")


def places(known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return where each wanted identifier is among the known ones, of which it must be one."""
    # The lower halves hold the random digits: one number for each, which is found three times faster, is mostly enough.
    index = pd.Index(_lower_half(known))
    if index.is_unique:
        found: np.ndarray = index.get_indexer(pd.Index(_lower_half(wanted)))
        return found
    order = np.argsort(known, kind="stable")
    return np.asarray(order[np.searchsorted(known, wanted, sorter=order)])


def _lower_half(identifiers: np.ndarray) -> np.ndarray:
    return identifiers.view(np.uint64)[1::2].copy()


@dataclass(frozen=True)
class TypeColumns:
    """The components of one type as they were read."""

    frame: pd.DataFrame
    tags: np.ndarray
    positions: np.ndarray
    """x and y of each component; NaN without coordinates."""
    identifiers: np.ndarray


def type_columns(schema: TypeSchema, tags: str, identifiers: bytes, values: str, with_results: bool) -> TypeColumns:
    """Return the components of one type, in the order of their identifiers, from a row of `component_query`.

    Raises
    ------
    ValueError, TypeError
        Values that are not of the kinds that the type has.
    """
    fields = [*schema.fields.values(), *(schema.results.values() if with_results else ())]
    names = np.array(tags.split("\n"), dtype=object)
    flat = orjson.loads(f"[{values}]")
    width = 2 + len(fields)
    if len(flat) != width * len(names):
        raise ValueError("values that hold commas where numbers belong")
    frame = pd.DataFrame(
        {field.name: _column(field, flat[k::width]) for k, field in enumerate(fields, start=2)},
        index=pd.Index(names, dtype="str", name="tag"),
    )
    positions = np.column_stack([_numbers(flat[0::width]), _numbers(flat[1::width])])
    known = identifier_array(identifiers)
    order = order_of(known)
    if order is None:
        return TypeColumns(frame, names, positions, known)
    return TypeColumns(frame.iloc[order], names[order], positions[order], known[order])


def _column(field: Field, values: list[Any]) -> Any:
    if field.kind == "number":
        return _numbers(values)
    return typed_column(field, [_floats(value) for value in values] if field.kind == "curve" else values)


def _floats(value: Any) -> Any:
    """Return a curve of floats only: the integer 44170009303167900 is not the float that has these digits."""
    if isinstance(value, list):
        return [_floats(part) for part in value]
    return float(value) if type(value) is int else value


def _numbers(values: list[Any]) -> np.ndarray:
    if values.count(None) == len(values):  # the most frequent case of absent values, and the slowest for NumPy
        return np.full(len(values), np.nan)
    return np.array(values, dtype=np.float64)  # None becomes NaN
