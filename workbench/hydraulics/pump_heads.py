"""Heads of many pumps on their curves at once, for tables of pumps; the solver has its own compiled form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.hydraulics.pump_curve import LARGEST_EXPONENT, PumpCurve, PumpForm, falls, power_law_constants

__all__ = ["PumpHeads"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PumpHeads:
    """Curves of n pumps, one row a pump; the same curves as of `PumpCurve`.

    Attributes
    ----------
    form : (n,) int array of `PumpForm`
    shutoff_head, coefficient, exponent, power : (n,) arrays
        Of the power law and of constant power.
    flow, head, slope : (n, m) arrays
        Points, flows padded with infinity [m3/s], [m], [s/m2].
    count : (n,) int array
        Points of each curve.
    """

    form: NDArray[np.int64]
    shutoff_head: Array
    coefficient: Array
    exponent: Array
    power: Array
    flow: Array
    head: Array
    slope: Array
    count: NDArray[np.int64]

    @classmethod
    def build(cls, curves: Sequence[PumpCurve]) -> PumpHeads:
        """Gather the curves of n pumps."""
        heads = cls.empty(len(curves), max((len(curve.flow) for curve in curves), default=0))
        for k, curve in enumerate(curves):
            heads.put(k, curve)
        return heads

    @classmethod
    def empty(cls, count: int, points: int) -> PumpHeads:
        """Return a table of n pumps of constant power, to be filled with curves of so many points at most."""
        shape = (count, max(2, points))
        return cls(
            form=np.full(count, int(PumpForm.CONSTANT_POWER), dtype=np.int64),
            **{name: np.zeros(count) for name in ("shutoff_head", "coefficient")},
            exponent=np.full(count, 2.0),
            power=np.ones(count),
            flow=np.full(shape, np.inf),
            head=np.zeros(shape),
            slope=np.zeros(shape),
            count=np.zeros(count, dtype=np.int64),
        )

    def put(self, row: int, curve: PumpCurve) -> None:
        """Write the curve of one pump into its row."""
        self.form[row], self.count[row] = int(curve.form), len(curve.flow)
        for name in ("shutoff_head", "coefficient", "exponent", "power"):
            getattr(self, name)[row] = getattr(curve, name)
        self.flow[row, : len(curve.flow)], self.head[row, : len(curve.head)] = curve.flow, curve.head
        self.slope[row, : len(curve.slope)] = curve.slope

    def put_straight_lines(self, rows: NDArray[np.int64], flow: Array, head: Array) -> NDArray[np.bool_]:
        """Write straight lines through (n, m) points into their rows; tell which of the n are curves."""
        count = flow.shape[1]
        right: NDArray[np.bool_] = falls(flow, head) & (count > 1)
        into = rows[right]
        self.form[into], self.count[into], self.power[into] = int(PumpForm.PIECEWISE_LINEAR), count, 0.0
        self.flow[into, :count], self.head[into, :count] = flow[right], head[right]
        return right

    def put_power_laws(self, rows: NDArray[np.int64], flow: Array, head: Array) -> NDArray[np.bool_]:
        """Write power laws through (n, m) points, m from 1 to 3, into their rows; tell which of the n are curves."""
        right: NDArray[np.bool_] = falls(flow, head) & ((flow[:, 0] == 0.0) | (flow.shape[1] < 3))
        # What is no curve gives no constants either.
        with np.errstate(all="ignore"):
            constants = power_law_constants(flow.T, head.T)
        shutoff_head, coefficient, exponent = np.broadcast_arrays(*constants)
        right &= (shutoff_head > 0.0) & (coefficient > 0.0) & (exponent > 0.0) & (exponent <= LARGEST_EXPONENT)
        right &= np.isfinite(shutoff_head) & np.isfinite(coefficient)
        into = rows[right]
        self.form[into], self.power[into] = int(PumpForm.POWER_LAW), 0.0
        self.shutoff_head[into], self.coefficient[into] = shutoff_head[right], coefficient[right]
        self.exponent[into] = exponent[right]
        return right

    def take(self, rows: NDArray[np.int64]) -> PumpHeads:
        """Return the curves of some pumps, in this order."""
        return PumpHeads(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})

    def at(self, flow: Array, speed: Array, density: Array) -> Array:
        """Heads of the n pumps at n flows and speed ratios [m].

        Parameters
        ----------
        flow : (n,) array
            Zero or more [m3/s].
        speed : (n,) array
            Speed over that of the curve, above zero [-].
        density : (n,) array
            Read for constant power [kg/m3].
        """
        reduced = flow / speed
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            by_power_law = self.shutoff_head - self.coefficient * reduced**self.exponent
            by_power = self.power / (density * STANDARD_GRAVITY * reduced)
        known = np.select(
            [self.form == PumpForm.POWER_LAW, self.form == PumpForm.CONSTANT_POWER], [by_power_law, by_power]
        )
        by_points = (self.form == PumpForm.PIECEWISE_LINEAR) | (self.form == PumpForm.MONOTONE_CUBIC)
        head: Array = speed**2 * (
            np.where(by_points, self._through_points(reduced), known) if by_points.any() else known
        )
        return head

    def _through_points(self, flow: Array) -> Array:
        """Straight lines, drawn on beyond the ends; between the points of a cubic that of Hermite."""
        row = np.arange(len(flow))
        place = np.clip((self.flow <= flow[:, None]).sum(axis=1) - 1, 0, np.maximum(self.count - 2, 0))
        x0, x1 = self.flow[row, place], self.flow[row, place + 1]
        y0, y1 = self.head[row, place], self.head[row, place + 1]
        with np.errstate(invalid="ignore"):
            width = np.where(np.isfinite(x1), x1 - x0, 1.0)
            t = np.where(np.isfinite(x0), (flow - x0) / width, 0.0)
        straight = y0 + (y1 - y0) * t
        d0, d1 = self.slope[row, place] * width, self.slope[row, place + 1] * width
        with np.errstate(over="ignore", invalid="ignore"):
            cubic = (1 + 2 * t) * (1 - t) ** 2 * y0 + t**2 * (3 - 2 * t) * y1 + t * (1 - t) * ((1 - t) * d0 - t * d1)
        inside = (self.form == PumpForm.MONOTONE_CUBIC) & (t >= 0.0) & (t <= 1.0)
        return np.asarray(np.where(inside, cubic, straight), dtype=np.float64)

    def flow_without_head(self, speed: Array) -> Array:
        """Flows at which the n pumps have no head left [m3/s]; infinite for constant power."""
        row, last, before = np.arange(len(self.form)), np.maximum(self.count - 1, 1), np.maximum(self.count - 2, 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            by_law = (self.shutoff_head / self.coefficient) ** (1.0 / self.exponent)
            fall = (self.head[row, before] - self.head[row, last]) / (self.flow[row, last] - self.flow[row, before])
            end = self.flow[row, last] + self.head[row, last] / fall
        reduced = np.select(
            [self.form == PumpForm.POWER_LAW, self.form == PumpForm.CONSTANT_POWER], [by_law, np.inf], end
        )
        return np.asarray(reduced * speed, dtype=np.float64)
