"""The check of all components of a type at once: what whole columns prove need not be asked row by row.

The JSON Schema of the type and its validator stay the judges; this module chooses what to put before them. Where a
number has nothing but bounds, the smallest and the largest value speak for all between them. Of texts, truth values
and whole numbers each distinct one is asked once. What depends on nothing but which properties are there (required
ones, one of two) is asked once for each set of properties that occurs. Whatever a schema has beyond that, and every
component with a curve, is asked row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import jsonschema_rs
import numpy as np

from workbench.model.columns import Column, row_at, rows_of

__all__ = ["ColumnCheck"]

_SAYS_NOTHING = {"$comment", "title", "description", "dimension", "unit", "default", "indexed", "limits", "examples"}
_BOUNDS = {"type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
_OF_ONE_VALUE = _BOUNDS | {"enum", "const", "multipleOf", "minLength", "maxLength", "pattern", "format"}
_OF_PRESENCE = {"$schema", "type", "required", "properties", "additionalProperties", "ports", "results", "symbol"}
_OF_PRESENCE |= {"upgrade", "dependentRequired", "minProperties", "maxProperties"}
_COMBINING = {"oneOf", "anyOf", "allOf"}
_MOST_PATTERNS = 62
"""Columns with gaps whose presence fits into the bits of one int64."""

_Mask = np.ndarray[Any, np.dtype[np.bool_]]


class ColumnCheck:
    """The check of the components of one type.

    Parameters
    ----------
    definition : mapping
        The JSON Schema of the type.
    is_valid : callable
        The validator of a whole component.
    """

    def __init__(self, definition: Mapping[str, Any], is_valid: Callable[[Mapping[str, Any]], bool]) -> None:
        self._is_valid = is_valid
        self._rules_need_no_values = _needs_no_values(definition)
        self._intervals: dict[str, Any] = {}
        self._distinct: dict[str, Any] = {}
        for name, schema in definition.get("properties", {}).items():
            keywords = set(schema) - _SAYS_NOTHING
            if schema.get("type") == "number" and keywords <= _BOUNDS:
                self._intervals[name] = jsonschema_rs.Draft202012Validator(schema)
            elif schema.get("type") in ("string", "boolean", "integer") and keywords <= _OF_ONE_VALUE:
                self._distinct[name] = jsonschema_rs.Draft202012Validator(schema)

    def all_valid(self, columns: Mapping[str, Column], count: int) -> bool:
        """Tell whether every component fulfils the schema.

        Parameters
        ----------
        columns : mapping of str to Column
            Stored properties by name, one value a component.
        count : int
            Number of components.
        """
        if not count:
            return True
        if not self._rules_need_no_values:
            return all(map(self._is_valid, rows_of(columns, count)))
        one_by_one: set[int] = set()
        masks: list[_Mask] = []
        for name, column in columns.items():
            there = _presence(column)
            if there is False:
                continue
            if there is not True:
                masks.append(there)
            if name in self._intervals and isinstance(column, np.ndarray):
                valid = all(self._intervals[name].is_valid(float(end)) for end in _ends(column))
            elif name in self._distinct and not isinstance(column, np.ndarray) and _are_of_one_kind(column):
                valid = all(map(self._distinct[name].is_valid, set(column) - {None}))
            else:
                valid = True
                one_by_one.update(range(count) if there is True else np.flatnonzero(there).tolist())
            if not valid:
                return False
        one_by_one.update(_one_of_each_pattern(masks, count))
        return all(self._is_valid(row_at(columns, position)) for position in one_by_one)


def _needs_no_values(definition: Mapping[str, Any]) -> bool:
    """Tell whether the rules between properties depend on nothing but which of them are there."""
    combined = [option for keyword in _COMBINING for option in definition.get(keyword, ())]
    return set(definition) - _SAYS_NOTHING <= _OF_PRESENCE | _COMBINING and all(
        isinstance(option, Mapping) and set(option) - _SAYS_NOTHING <= {"required"} for option in combined
    )


def _are_of_one_kind(values: Iterable[Any]) -> bool:
    """Tell whether a set of the values loses none: True and 1 would be one."""
    kinds = set(map(type, values)) - {type(None)}
    return len(kinds) <= 1 and kinds <= {str, bool, int}


def _presence(column: Column) -> _Mask | bool:
    """Return where a column has a value; True: everywhere, False: nowhere."""
    if isinstance(column, np.ndarray):
        mask: _Mask = column == column  # NaN equals nothing
        return True if mask.all() else mask if mask.any() else False
    absent = column.count(None)
    if absent in (0, len(column)):
        return not absent
    return np.array([value is not None for value in column])


def _ends(column: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[Any, Any]:
    """Return the smallest and the largest of the values that are there."""
    return np.fmin.reduce(column), np.fmax.reduce(column)


def _one_of_each_pattern(masks: Sequence[_Mask], count: int) -> list[int]:
    """Return a row for each set of properties that some component has.

    `masks` tell where the columns have a value that are neither full nor empty.
    """
    if not masks or len(masks) > _MOST_PATTERNS:
        return list(range(count if masks else 1))
    patterns = np.zeros(count, dtype=np.int64)
    for mask in masks:
        patterns = 2 * patterns + mask
    rows: list[int] = np.unique(patterns, return_index=True)[1].tolist()
    return rows
