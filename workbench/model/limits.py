"""Limits of results: which components are beyond one, and which crossed one between two states.

A type declares them beside a result, or beside an input that is watched likewise::

    "limits": {"minimum": "npsh_required", "maximum": 25.0}

A limit is a number (SI), the name of another result or input of the same component, or a setting of the case,
such as ``"settings.vapour_pressure"``. Where either the value or its limit is absent, nothing is beyond.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from workbench.model.schema import Field, TypeSchema
from workbench.model.settings import LIQUID_SETTINGS
from workbench.model.snapshot import Snapshot
from workbench.units import si_unit

__all__ = [
    "RESULT_TOLERANCE",
    "Crossing",
    "beyond_limit",
    "crossings",
    "declared_limits",
    "has_results",
    "is_of_liquid",
    "limit_values",
    "number_column",
]

RESULT_TOLERANCE = 1e-9
"""Relative; two runs of the same inputs agree better than that."""

_SETTING = "settings."

_Array = np.ndarray[Any, np.dtype[Any]]


class Crossing(NamedTuple):
    """A value that crossed a limit; numbers in SI, None where absent."""

    change: str
    """``crossed`` or ``back within``."""
    tag: str
    type: str
    property: str
    old: float | None
    new: float | None
    unit: str
    bound: str
    """``minimum`` or ``maximum``."""
    limit: float | None
    """In the new state; in the old one where the new one has none."""


def has_results(state: Snapshot, types: Mapping[str, TypeSchema]) -> bool:
    """Tell whether a state was calculated."""
    return any(name in frame for code, frame in state.frames.items() for name in types[code].results)


def crossings(
    old: Snapshot,
    new: Snapshot,
    old_rows: list[int],
    new_rows: list[int],
    *,
    schema: TypeSchema,
    calculated: bool,
) -> list[Crossing]:
    """Return the limits that components of one type crossed.

    Parameters
    ----------
    old, new : Snapshot
        The two states.
    old_rows, new_rows : list of int
        Rows of the components that are in both, in the frame of the type. A component that is in `new` only counts
        as having been within.
    schema : TypeSchema
        The type as `new` has it; its limits count for both states, so that a limit first declared by a new version
        of the type is crossed by nothing that stayed as it was.
    calculated : bool
        Both states have results. Where only one has, nothing is said of results.

    Returns
    -------
    list of Crossing
        No row for a value that did not change, by more than rounding, against its limit.
    """
    frame = new.frames[schema.code]
    tags = frame.index.tolist()
    before = old.frames.get(schema.code)
    found: list[Crossing] = []
    for name, bound, limit in declared_limits(schema, calculated=calculated):
        now, now_limit = number_column(frame, name), limit_values(frame, limit, new.settings)
        was, was_limit = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
        if before is not None and old_rows:
            was[new_rows] = number_column(before, name)[old_rows]
            was_limit[new_rows] = limit_values(before, limit, old.settings)[old_rows]
        beyond_before, beyond_now = beyond_limit(was, was_limit, bound), beyond_limit(now, now_limit, bound)
        moved = (beyond_before != beyond_now) & (_differ(was, now) | _differ(was_limit, now_limit))
        unit = si_unit(_field(schema, name).dimension)
        for row in np.flatnonzero(moved).tolist():
            change = "crossed" if beyond_now[row] else "back within"
            shown = now_limit[row] if np.isfinite(now_limit[row]) else was_limit[row]
            values = (_known(was[row]), _known(now[row]), unit, bound, _known(shown))
            found.append(Crossing(change, str(tags[row]), schema.code, name, *values))
    return found


def limit_values(frame: pd.DataFrame, limit: float | str, settings: Mapping[str, Any]) -> _Array:
    """Return a limit for every component of a frame [SI]; NaN where it is not known."""
    if not isinstance(limit, str):
        return np.full(len(frame), float(limit))
    if limit not in frame and limit.startswith(_SETTING):
        value = settings.get(limit.removeprefix(_SETTING))
        known = isinstance(value, (int, float)) and not isinstance(value, bool)
        return np.full(len(frame), float(value) if known and value is not None else np.nan)
    return number_column(frame, limit)


def is_of_liquid(limit: float | str) -> bool:
    """Tell whether a limit is a property of the liquid that the settings of a case describe."""
    return isinstance(limit, str) and limit.startswith(_SETTING) and limit.removeprefix(_SETTING) in LIQUID_SETTINGS


def declared_limits(schema: TypeSchema, *, calculated: bool) -> Iterator[tuple[str, str, float | str]]:
    """Give the name, the bound and the limit of everything that a type declares a limit of."""
    for name in (*(schema.results if calculated else ()), *schema.fields):
        for bound, limit in _field(schema, name).limits.items():
            yield name, bound, limit


def _field(schema: TypeSchema, name: str) -> Field:
    return schema.results[name] if name in schema.results else schema.fields[name]


def number_column(frame: pd.DataFrame, name: str) -> _Array:
    """Return a column of numbers; NaN where there is none."""
    if name not in frame or not pd.api.types.is_numeric_dtype(frame[name]):
        return np.full(len(frame), np.nan)
    return frame[name].to_numpy(dtype=np.float64, na_value=np.nan)


def beyond_limit(values: _Array, limits: _Array, bound: str) -> _Array:
    """Return where values are beyond their limits by more than rounding; nowhere where either is NaN."""
    excess = limits - values if bound == "minimum" else values - limits
    beyond: _Array = excess > RESULT_TOLERANCE * np.fmax(np.abs(values), np.abs(limits))
    return beyond


def _differ(was: _Array, now: _Array) -> _Array:
    equal = np.abs(was - now) <= RESULT_TOLERANCE * np.fmax(np.abs(was), np.abs(now))
    differ: _Array = ~(equal | (np.isnan(was) & np.isnan(now)))
    return differ


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
