"""Pump curves: head over flow in one of four forms.

At the speed ratio s every form follows the affinity laws, ``H(q) = s^2 f(q / s)``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.errors import InputError

__all__ = ["LARGEST_EXPONENT", "PumpCurve", "PumpForm", "falls", "power_law_constants"]

LARGEST_EXPONENT = 20.0

Array = NDArray[np.float64]


class PumpForm(IntEnum):
    """How the curve of a pump is written."""

    POWER_LAW = 0
    PIECEWISE_LINEAR = 1
    CONSTANT_POWER = 2
    MONOTONE_CUBIC = 3


@dataclass(frozen=True)
class PumpCurve:
    """Head over flow of one pump at its rated speed.

    Build it with `from_one_point`, `from_two_points`, `from_three_points`, `power_law`,
    `piecewise_linear`, `monotone_cubic` or `constant_power`, which refuse a curve that does not fall.

    Attributes
    ----------
    form : PumpForm
    shutoff_head : float
        A of ``H = A - B q^C`` [m].
    coefficient : float
        B of the power law [m/(m3/s)^C].
    exponent : float
        C of the power law [-].
    power : float
        Constant hydraulic power [W].
    flow, head : tuple of float
        Points of a piecewise linear or cubic curve [m3/s], [m].
    slope : tuple of float
        dH/dq at the points of a cubic curve [s/m2].
    """

    form: PumpForm
    shutoff_head: float = 0.0
    coefficient: float = 0.0
    exponent: float = 2.0
    power: float = 0.0
    flow: tuple[float, ...] = ()
    head: tuple[float, ...] = ()
    slope: tuple[float, ...] = ()

    @classmethod
    def power_law(cls, shutoff_head: float, coefficient: float, exponent: float, *, tag: str = "pump") -> PumpCurve:
        """Curve ``H = A - B q^C`` from its three constants."""
        shutoff_head, coefficient, exponent = float(shutoff_head), float(coefficient), float(exponent)
        if not (0.0 < shutoff_head < math.inf and 0.0 < coefficient < math.inf):
            raise InputError(
                f"{tag}: the power law H = A - B q^C needs A and B above zero, not {shutoff_head} and {coefficient}.",
                path=(tag, "curve"),
                value=(shutoff_head, coefficient),
                expected="A and B above zero",
            )
        if not 0.0 < exponent <= LARGEST_EXPONENT:
            raise InputError(
                f"{tag}: the exponent of the pump curve is {exponent:.4g}; it must lie between 0 and"
                f" {LARGEST_EXPONENT:g}.",
                path=(tag, "curve"),
                value=exponent,
                expected=f"above 0, at most {LARGEST_EXPONENT:g}",
            )
        return cls(PumpForm.POWER_LAW, shutoff_head, coefficient, exponent)

    @classmethod
    def from_one_point(cls, flow: float, head: float, *, tag: str = "pump") -> PumpCurve:
        """Curve through one design point.

        The shut-off head is 4/3 of the design head and the head is zero at twice the design flow, so
        that ``H = 4/3 h - h/3 (q/q0)^2``.

        References
        ----------
        EPANET 2.2 User Manual, section 3.1, "Single-Point Curve".

        Examples
        --------
        >>> curve = PumpCurve.from_one_point(0.1, 30.0)
        >>> round(curve.head_at(0.0), 6), round(curve.head_at(0.1), 6), round(abs(curve.head_at(0.2)), 6)
        (40.0, 30.0, 0.0)
        """
        _check_points((flow,), (head,), tag)
        if flow <= 0.0 or head <= 0.0:
            raise InputError(
                f"{tag}: one point makes a pump curve only if its flow ({flow:g} m3/s) and head"
                f" ({head:g} m) are above zero.",
                path=(tag, "curve"),
                value=(flow, head),
                expected="flow and head above zero",
            )
        return cls.power_law(*power_law_constants((flow,), (head,)), tag=tag)

    @classmethod
    def from_two_points(cls, flow: Sequence[float], head: Sequence[float], *, tag: str = "pump") -> PumpCurve:
        """Parabola ``H = A - B q^2`` through two points, level at zero flow.

        Examples
        --------
        >>> curve = PumpCurve.from_two_points([0.0, 0.1], [40.0, 30.0])
        >>> round(curve.head_at(0.05), 6)
        37.5
        """
        _check_points(flow, head, tag)
        if len(flow) != 2:
            raise InputError(
                f"{tag}: a parabola goes through two points, not {len(flow)}.",
                path=(tag, "curve"),
                value=tuple(flow),
                expected="two points",
            )
        _check_falling(flow, head, tag)
        return cls.power_law(*power_law_constants(flow, head), tag=tag)

    @classmethod
    def from_three_points(cls, flow: Sequence[float], head: Sequence[float], *, tag: str = "pump") -> PumpCurve:
        """Power law through three points, the first of them at zero flow.

        ``A = h0``, ``C = ln((h0 - h2)/(h0 - h1)) / ln(q2/q1)``, ``B = (h0 - h1)/q1^C``.

        References
        ----------
        EPANET 2.2 User Manual, section 3.1, "Three-Point Curve".
        """
        _check_points(flow, head, tag)
        if len(flow) != 3 or flow[0] != 0.0:
            raise InputError(
                f"{tag}: a power law is fitted to three points of which the first is at zero flow; give"
                " these, or choose the piecewise linear form.",
                path=(tag, "curve"),
                value=tuple(flow),
                expected="three points, the first at zero flow",
            )
        _check_falling(flow, head, tag)
        return cls.power_law(*power_law_constants(flow, head), tag=tag)

    @classmethod
    def piecewise_linear(cls, flow: Sequence[float], head: Sequence[float], *, tag: str = "pump") -> PumpCurve:
        """Straight lines through two or more points; the first and last line go on beyond the ends."""
        _check_several(flow, head, tag)
        return cls(PumpForm.PIECEWISE_LINEAR, flow=tuple(map(float, flow)), head=tuple(map(float, head)))

    @classmethod
    def monotone_cubic(cls, flow: Sequence[float], head: Sequence[float], *, tag: str = "pump") -> PumpCurve:
        """Smooth curve through two or more points that falls wherever the points do.

        Beyond the ends the straight lines of the outer points go on.

        References
        ----------
        F. N. Fritsch, J. Butland, "A method for constructing local monotone piecewise cubic interpolants",
        SIAM J. Sci. Stat. Comput. 5 (1984), 300-304.

        Examples
        --------
        >>> curve = PumpCurve.monotone_cubic([0.0, 0.05, 0.1], [40.0, 37.5, 30.0])
        >>> round(curve.head_at(0.05), 6), 30.0 < curve.head_at(0.075) < 37.5
        (37.5, True)
        """
        from scipy.interpolate import PchipInterpolator  # 0.1 s of import, for few networks

        _check_several(flow, head, tag)
        slope = PchipInterpolator(flow, head).derivative()(flow)
        return cls(
            PumpForm.MONOTONE_CUBIC,
            flow=tuple(map(float, flow)),
            head=tuple(map(float, head)),
            slope=tuple(float(value) for value in np.minimum(slope, 0.0)),
        )

    @classmethod
    def constant_power(cls, power: float, *, tag: str = "pump") -> PumpCurve:
        """Constant hydraulic power, ``H = P / (density g q)``, power in [W]."""
        if not 0.0 < power < math.inf:
            raise InputError(
                f"{tag}: the hydraulic power is {power} W; it must be above zero.",
                path=(tag, "power"),
                value=power,
                unit="W",
                expected="above zero",
            )
        return cls(PumpForm.CONSTANT_POWER, power=float(power))

    def head_at(self, flow: float, speed: float = 1.0, density: float = 1000.0) -> float:
        """Head at a flow [m], for plots and checks; the solver has its own compiled form."""
        reduced = flow / speed
        if self.form == PumpForm.POWER_LAW:
            return float(speed**2 * (self.shutoff_head - self.coefficient * reduced**self.exponent))
        if self.form == PumpForm.CONSTANT_POWER:
            return speed**2 * self.power / (density * STANDARD_GRAVITY * reduced)
        if self.form == PumpForm.MONOTONE_CUBIC and self.flow[0] <= reduced <= self.flow[-1]:
            from scipy.interpolate import CubicHermiteSpline

            return float(speed**2 * CubicHermiteSpline(self.flow, self.head, self.slope)(reduced))
        segment = min(max(int(np.searchsorted(self.flow, reduced)) - 1, 0), len(self.flow) - 2)
        slope = (self.head[segment + 1] - self.head[segment]) / (self.flow[segment + 1] - self.flow[segment])
        return speed**2 * (self.head[segment] + slope * (reduced - self.flow[segment]))

    @property
    def typical_flow(self) -> float:
        """A flow in the middle of the curve, from which iterations start [m3/s]."""
        if self.form == PumpForm.POWER_LAW:
            return float(0.5 * (self.shutoff_head / self.coefficient) ** (1.0 / self.exponent))
        if self.flow:
            return 0.5 * (self.flow[0] + self.flow[-1])
        return self.power / (1000.0 * STANDARD_GRAVITY * 30.0)  # the flow at a head of 30 m of water


def power_law_constants(flow: Sequence[Any] | Array, head: Sequence[Any] | Array) -> tuple[Any, Any, Any]:
    """A, B and C of the power law through one to three points that fall; of many curves at once if these are arrays.

    Parameters
    ----------
    flow, head : sequence of float or (n,) array
        One entry a point, as `PumpCurve.from_one_point`, `from_two_points` and `from_three_points` take them [m3/s],
        [m].

    Returns
    -------
    shutoff_head, coefficient, exponent : float or (n,) array
        [m], [m/(m3/s)^C], [-]; the exponent of one or two points is 2.
    """
    if len(flow) == 1:
        return 4.0 * head[0] / 3.0, head[0] / 3.0 / flow[0] ** 2, 2.0
    first_drop = head[0] - head[1]
    if len(flow) == 2:
        coefficient = first_drop / (flow[1] ** 2 - flow[0] ** 2)
        return head[0] + coefficient * flow[0] ** 2, coefficient, 2.0
    exponent = np.log((head[0] - head[2]) / first_drop) / np.log(flow[2] / flow[1])
    return head[0], first_drop / flow[1] ** exponent, exponent


def falls(flow: Array, head: Array) -> NDArray[np.bool_]:
    """Tell of n curves of m points whether flows of zero or more rise and heads fall, all of them finite."""
    finite = (np.isfinite(flow) & np.isfinite(head)).all(axis=1) & (flow[:, 0] >= 0.0)
    with np.errstate(invalid="ignore"):
        return finite & (np.diff(flow, axis=1) > 0.0).all(axis=1) & (np.diff(head, axis=1) < 0.0).all(axis=1)


def _check_points(flow: Sequence[float], head: Sequence[float], tag: str) -> None:
    if len(flow) != len(head):
        raise InputError(
            f"{tag}: the pump curve has {len(flow)} flows but {len(head)} heads.",
            path=(tag, "curve"),
            value=(len(flow), len(head)),
            expected="as many heads as flows",
        )
    if not all(math.isfinite(value) for value in (*flow, *head)):
        raise InputError(
            f"{tag}: the pump curve holds a value that is not a finite number.",
            path=(tag, "curve"),
            value=(tuple(flow), tuple(head)),
            expected="finite numbers",
        )
    if any(value < 0.0 for value in flow):
        raise InputError(
            f"{tag}: the pump curve holds a flow below zero ({min(flow):g} m3/s).",
            path=(tag, "curve"),
            value=min(flow),
            unit="m3/s",
            expected="flows of zero or more",
        )


def _check_several(flow: Sequence[float], head: Sequence[float], tag: str) -> None:
    _check_points(flow, head, tag)
    if len(flow) < 2:
        raise InputError(
            f"{tag}: a pump curve through points needs two points or more.",
            path=(tag, "curve"),
            value=tuple(flow),
            expected="two points or more",
        )
    _check_falling(flow, head, tag)


def _check_falling(flow: Sequence[float], head: Sequence[float], tag: str) -> None:
    for index in range(len(flow) - 1):
        if flow[index + 1] <= flow[index] or head[index + 1] >= head[index]:
            raise InputError(
                f"{tag}: the pump curve must fall from point to point, but after {flow[index]:g} m3/s,"
                f" {head[index]:g} m comes {flow[index + 1]:g} m3/s, {head[index + 1]:g} m.",
                path=(tag, "curve"),
                value=(tuple(flow), tuple(head)),
                expected="flows that rise and heads that fall",
            )
