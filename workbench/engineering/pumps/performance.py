"""Pumps: power, suction head, and values read from their curves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain, zero_or_more
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.errors import InputError

__all__ = ["curve_value", "hydraulic_power", "net_positive_suction_head_available", "shaft_power"]


def hydraulic_power(
    flow: ArrayLike, head: ArrayLike, density: ArrayLike, gravity: float = STANDARD_GRAVITY
) -> FloatOrArray:
    """Power that a pump gives to the liquid, ``P = rho g q H`` [W].

    Parameters
    ----------
    flow : float or (n,) array
        Volume flow [m3/s].
    head : float or (n,) array
        Head that the pump adds [m].
    density : float or (n,) array
        Above zero [kg/m3].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [W]

    Raises
    ------
    InputError
        A density that is not above zero, a flow or head that is not finite.

    Examples
    --------
    >>> round(hydraulic_power(0.05, 30.0, 1000.0))
    14710
    """
    weight = above_zero("density", density, "kg/m3") * above_zero("gravity", gravity, "m/s2")
    return plain(weight * finite("flow", flow, "m3/s") * finite("head", head, "m"))


def shaft_power(hydraulic_power: ArrayLike, efficiency: ArrayLike) -> FloatOrArray:
    """Power at the shaft of a pump [W].

    Parameters
    ----------
    hydraulic_power : float or (n,) array
        [W]
    efficiency : float or (n,) array
        Above 0, at most 1 [-].

    Returns
    -------
    float or (n,) array
        [W]

    Raises
    ------
    InputError
        An efficiency that is not above zero, or beyond one.

    Examples
    --------
    >>> round(shaft_power(14710.0, 0.75))
    19613
    """
    eta = above_zero("efficiency", efficiency, "")
    if (eta > 1.0).any():
        raise InputError(
            f"The efficiency is {eta.max():g}; it is a share, so 75 % is 0.75.",
            path=("efficiency",),
            value=float(eta.max()),
            expected="above 0, at most 1",
        )
    return plain(finite("hydraulic power", hydraulic_power, "W") / eta)


def net_positive_suction_head_available(
    inlet_pressure: ArrayLike,
    vapour_pressure: ArrayLike,
    density: ArrayLike,
    velocity: ArrayLike = 0.0,
    gravity: float = STANDARD_GRAVITY,
) -> FloatOrArray:
    """Net positive suction head available at a pump's inlet [m].

    ``NPSHa = (p - pv) / (rho g) + v^2 / (2 g)``.

    Parameters
    ----------
    inlet_pressure : float or (n,) array
        Absolute static pressure at the inlet, at the height of the impeller's eye [Pa].
    vapour_pressure : float or (n,) array
        Absolute vapour pressure at the liquid's temperature, zero or more [Pa].
    density : float or (n,) array
        Above zero [kg/m3].
    velocity : float or (n,) array
        Velocity at the inlet [m/s].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        Below zero where the liquid would boil [m].

    Raises
    ------
    InputError
        A density that is not above zero, a vapour pressure below zero.

    Examples
    --------
    >>> round(net_positive_suction_head_available(101325.0, 2339.0, 998.2), 3)
    10.112
    """
    g = above_zero("gravity", gravity, "m/s2")
    weight = above_zero("density", density, "kg/m3") * g
    margin = finite("inlet pressure", inlet_pressure, "Pa") - zero_or_more("vapour pressure", vapour_pressure, "Pa")
    return plain(margin / weight + finite("velocity", velocity, "m/s") ** 2 / (2.0 * g))


def curve_value(flow: ArrayLike, points: Sequence[Sequence[float]], speed: float = 1.0) -> FloatOrArray:
    """Efficiency or NPSH required at a flow, by straight lines through the points of a curve.

    Beyond the ends the curve keeps its end value: an efficiency is not guessed where none was measured.
    At another speed the value is read at the similar flow ``q / s``. Efficiency stays as it is; multiply
    an NPSH required by the square of the speed.

    Parameters
    ----------
    flow : float or (n,) array
        Volume flow [m3/s].
    points : sequence of (flow, value)
        Flows rising, zero or more [m3/s].
    speed : float
        Speed over rated speed, above zero [-].

    Returns
    -------
    float or (n,) array
        In the unit of the points.

    Raises
    ------
    InputError
        No points, flows that do not rise, values that are not finite.

    Examples
    --------
    >>> round(curve_value(0.015, [(0.0, 0.0), (0.01, 0.6), (0.02, 0.8)]), 6)
    0.7
    """
    table = np.asarray(points, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != 2 or not np.isfinite(table).all():
        raise InputError(
            "A curve is a list of pairs of finite numbers (flow, value), at least one.",
            path=("points",),
            value=points,
            expected="[[flow, value], ...]",
        )
    if (np.diff(table[:, 0]) <= 0.0).any() or table[0, 0] < 0.0:
        raise InputError(
            "The flows of a curve must be zero or more and rise from point to point.",
            path=("points",),
            value=points,
            unit="m3/s",
            expected="rising flows",
        )
    reduced = finite("flow", flow, "m3/s") / above_zero("speed ratio", speed, "")
    return plain(np.interp(reduced, table[:, 0], table[:, 1]))
