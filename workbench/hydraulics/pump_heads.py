"""Heads of many pumps on their curves at once, for tables of pumps; the solver has its own compiled form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.hydraulics.pump_curve import PumpCurve, PumpForm

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
        count = np.array([len(curve.flow) for curve in curves], dtype=np.int64)
        shape = (len(curves), max(2, int(count.max(initial=2))))
        flow, head, slope = np.full(shape, np.inf), np.zeros(shape), np.zeros(shape)
        for k, curve in enumerate(curves):
            flow[k, : count[k]], head[k, : count[k]] = curve.flow, curve.head
            slope[k, : len(curve.slope)] = curve.slope
        constants = {
            name: np.array([getattr(curve, name) for curve in curves], dtype=np.float64)
            for name in ("shutoff_head", "coefficient", "exponent", "power")
        }
        form = np.array([int(curve.form) for curve in curves], dtype=np.int64)
        return cls(form=form, **constants, flow=flow, head=head, slope=slope, count=count)

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
