"""The values of one property of many components, as they are read from a frame.

A column of numbers is a float64 array (NaN: absent), every other one a list of plain values (None: absent).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

__all__ = ["Column", "plain_values", "row_at", "rows_of"]

Column = np.ndarray[Any, np.dtype[np.float64]] | Sequence[Any]


def plain_values(column: Column) -> Sequence[Any]:
    """Return a column as plain Python values, None where absent.

    Examples
    --------
    >>> plain_values(np.array([1.5, np.nan]))
    [1.5, None]
    """
    if not isinstance(column, np.ndarray):
        return column
    values: list[float | None] = column.tolist()
    absent = np.isnan(column)
    if absent.any():
        values = [None if gone else value for value, gone in zip(values, absent.tolist(), strict=True)]
    return values


def row_at(columns: Mapping[str, Column], position: int) -> dict[str, Any]:
    """Return the stored properties of one component; absent values are left out.

    Examples
    --------
    >>> row_at({"length": np.array([120.0, np.nan]), "status": ["open", "closed"]}, 1)
    {'status': 'closed'}
    """
    row: dict[str, Any] = {}
    for name, column in columns.items():
        if not isinstance(column, np.ndarray):
            if column[position] is not None:
                row[name] = column[position]
        elif not np.isnan(column[position]):
            row[name] = float(column[position])
    return row


def rows_of(columns: Mapping[str, Column], count: int) -> list[dict[str, Any]]:
    """Return the stored properties of all components; absent values are left out."""
    rows: list[dict[str, Any]] = [{} for _ in range(count)]
    for name, column in columns.items():
        for row, value in zip(rows, plain_values(column), strict=True):
            if value is not None:
                row[name] = value
    return rows
