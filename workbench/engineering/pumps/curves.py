"""Efficiency and NPSH required of many pumps, each with a curve of its own, read at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError

__all__ = ["CurveTable"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CurveTable:
    """Curves of n pumps as rows: flows [m3/s], padded with infinity, and values.

    Attributes
    ----------
    flow, value : (n, m) array
        Points of each curve; the value of the last one goes on behind it.
    count : (n,) int array
        Points of each curve; 0 where there is none.
    """

    flow: Array
    value: Array
    count: NDArray[np.int64]

    @classmethod
    def build(cls, curves: Sequence[Any], tags: Sequence[object], name: str) -> CurveTable:
        """Gather curves ``[[flow, value], ...]``; anything but a list is no curve.

        Raises
        ------
        InputError
            Flows that do not rise from zero or more, values that are not finite; it names the tag.
        """
        table = cls.unchecked(curves)
        flow, value, count = table.flow, table.value, table.count
        there = np.isfinite(flow)
        wrong = (count > 0) & ((flow[:, 0] < 0.0) | ~np.isfinite(value).all(axis=1) | (there.sum(axis=1) != count))
        with np.errstate(invalid="ignore"):
            wrong |= (there[:, 1:] & ~(np.diff(flow, axis=1) > 0.0)).any(axis=1)
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            raise InputError(
                f"{tags[k]}.{name}: the flows of a curve must be zero or more and rise from point to point.",
                path=(str(tags[k]), name),
                value=curves[k],
                unit="m3/s",
                expected="rising flows",
            )
        return table

    @classmethod
    def unchecked(cls, curves: Sequence[Any]) -> CurveTable:
        """Gather curves whatever their points are; all of equally many points are converted at once."""
        count = np.array([len(curve) if isinstance(curve, list) else 0 for curve in curves], dtype=np.int64)
        longest = max(1, int(count.max(initial=1)))
        flow, value = np.full((len(curves), longest), np.inf), np.zeros((len(curves), longest))
        for length in np.unique(count[count > 0]).tolist():
            rows = np.flatnonzero(count == length)
            pairs = chain.from_iterable(curves[k] for k in rows.tolist())
            points = np.fromiter(chain.from_iterable(pairs), dtype=np.float64).reshape(len(rows), length, 2)
            flow[rows, :length], value[rows, :length] = points[:, :, 0], points[:, :, 1]
            value[rows, length:] = points[:, -1:, 1]
        return cls(flow, value, count)

    def take(self, rows: NDArray[np.int64]) -> CurveTable:
        """Return the curves of some pumps, in this order."""
        return CurveTable(self.flow[rows], self.value[rows], self.count[rows])

    @property
    def first_flow(self) -> Array:
        """Where each curve begins [m3/s]; NaN where there is none."""
        return np.where(self.count > 0, self.flow[:, 0], np.nan)

    @property
    def last_flow(self) -> Array:
        """Where each curve ends [m3/s]; NaN where there is none."""
        return np.where(self.count > 0, self.flow[np.arange(len(self.count)), self.count - 1], np.nan)

    def at(self, flow: Array) -> Array:
        """Values at n flows, by straight lines; NaN beyond the ends of a curve and where there is none."""
        # A comparison a point, of all curves: curves have few points, and there are many curves.
        passed = np.zeros(len(flow), dtype=np.int64)
        for points in self.flow.T:
            passed += points <= flow
        place = np.clip(passed - 1, 0, np.maximum(self.count - 2, 0))
        row, after = np.arange(len(flow)), np.minimum(place + 1, np.maximum(self.count - 1, 0))
        x0, x1 = self.flow[row, place], self.flow[row, after]
        y0, y1 = self.value[row, place], self.value[row, after]
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(x1 > x0, (flow - x0) / (x1 - x0), 0.0)
            inside = (self.count > 0) & (flow >= self.first_flow) & (flow <= self.last_flow)
            return np.where(inside, y0 + (y1 - y0) * share, np.nan)

    def peak(self) -> tuple[Array, Array]:
        """Flow [m3/s] and value of the highest point of each curve; NaN where it is the first or the last one.

        There the curve does not show that it comes down again.
        """
        value = np.where(np.isfinite(self.flow), self.value, -np.inf)
        highest = value.argmax(axis=1)
        row = np.arange(len(self.count))
        shown = (highest > 0) & (highest < self.count - 1)
        return np.where(shown, self.flow[row, highest], np.nan), np.where(shown, value[row, highest], np.nan)
