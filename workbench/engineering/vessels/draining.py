"""Tanks of a constant section that drain through an orifice, a pipe or a laminar tube, or level with each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.errors import InputError

__all__ = [
    "equalizing_time",
    "laminar_drain_time",
    "orifice_drain_time",
    "orifice_flow",
    "pipe_drain_time",
]

_Array = NDArray[np.float64]


def orifice_flow(
    orifice_area: ArrayLike, discharge_coefficient: ArrayLike, head: ArrayLike, gravity: float = STANDARD_GRAVITY
) -> FloatOrArray:
    """Flow through an orifice under a head, ``Cd a sqrt(2 g h)`` [m3/s].

    Parameters
    ----------
    orifice_area : float or (n,) array
        Above zero [m2].
    discharge_coefficient : float or (n,) array
        Above zero, up to 1 [-].
    head : float or (n,) array
        Of the liquid over the orifice, or difference of two levels, zero or more [m].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [m3/s]

    Raises
    ------
    InputError
        A value outside these limits.

    References
    ----------
    Torricelli's theorem; Schaschke, Fluid Mechanics: Worked Examples for Engineers, chapter 6.

    Examples
    --------
    >>> round(orifice_flow(0.01, 0.62, 0.3), 4)
    0.015
    """
    height = zero_or_more("head", head, "m")
    return plain(_conductance(orifice_area, discharge_coefficient) * np.sqrt(2.0 * gravity * height))


def orifice_drain_time(
    tank_area: ArrayLike,
    orifice_area: ArrayLike,
    discharge_coefficient: ArrayLike,
    first_head: ArrayLike,
    last_head: ArrayLike,
    gravity: float = STANDARD_GRAVITY,
) -> FloatOrArray:
    """Time in which the head over an orifice falls, ``2 A (sqrt(h1) - sqrt(h2))/(Cd a sqrt(2 g))`` [s].

    Parameters
    ----------
    tank_area, orifice_area : float or (n,) array
        Above zero [m2].
    discharge_coefficient : float or (n,) array
        Above zero, up to 1 [-].
    first_head, last_head : float or (n,) array
        The last is not above the first [m].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [s]

    Raises
    ------
    InputError
        A value outside these limits.

    References
    ----------
    Continuity with Torricelli's theorem; the velocity in the tank is neglected.

    Examples
    --------
    >>> round(orifice_drain_time(1.0, 0.001, 0.6, 2.0, 0.0), 1)
    1064.4
    """
    area = above_zero("tank area", tank_area, "m2")
    first, last = _heads(first_head, last_head)
    through = _conductance(orifice_area, discharge_coefficient) * np.sqrt(2.0 * gravity)
    return plain(2.0 * area * (np.sqrt(first) - np.sqrt(last)) / through)


def pipe_drain_time(
    tank_area: ArrayLike,
    pipe_diameter: ArrayLike,
    pipe_length: ArrayLike,
    friction_factor: ArrayLike,
    loss_coefficient: ArrayLike,
    first_head: ArrayLike,
    last_head: ArrayLike,
    gravity: float = STANDARD_GRAVITY,
) -> FloatOrArray:
    """Time in which a tank drains through a pipe with a constant friction factor [s].

    The head drives friction, fittings and the velocity at the outlet: ``v = sqrt(2 g h/(1 + K + f L/d))``.

    Parameters
    ----------
    tank_area : float or (n,) array
        [m2]
    pipe_diameter, pipe_length : float or (n,) array
        Inside diameter above zero, length zero or more [m].
    friction_factor : float or (n,) array
        Darcy factor, zero or more [-].
    loss_coefficient : float or (n,) array
        K of entrance, fittings and valves, without the velocity head at the outlet, zero or more [-].
    first_head, last_head : float or (n,) array
        Of the liquid over the outlet of the pipe [m].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [s]

    Raises
    ------
    InputError
        A value outside these limits.

    References
    ----------
    Coulson and Richardson's Chemical Engineering, volume 1, example 3.3.

    Examples
    --------
    >>> round(pipe_drain_time(19.635, 0.225, 100.0, 0.016, 0.0, 3.0, 0.3))
    752
    """
    diameter = above_zero("pipe diameter", pipe_diameter, "m")
    friction = zero_or_more("friction factor", friction_factor, "") * zero_or_more("pipe length", pipe_length, "m")
    losses = 1.0 + zero_or_more("loss coefficient", loss_coefficient, "") + friction / diameter
    section = 0.25 * np.pi * diameter**2
    return orifice_drain_time(tank_area, section, 1.0 / np.sqrt(losses), first_head, last_head, gravity)


def laminar_drain_time(
    tank_area: ArrayLike,
    tube_diameter: ArrayLike,
    tube_length: ArrayLike,
    kinematic_viscosity: ArrayLike,
    first_head: ArrayLike,
    last_head: ArrayLike,
    gravity: float = STANDARD_GRAVITY,
) -> FloatOrArray:
    """Time in which a tank drains through a tube in laminar flow, ``128 nu L A ln(h1/h2)/(pi g d^4)`` [s].

    Only the friction of the developed flow counts: the velocity head at the outlet is neglected.

    Parameters
    ----------
    tank_area : float or (n,) array
        [m2]
    tube_diameter, tube_length : float or (n,) array
        Above zero [m].
    kinematic_viscosity : float or (n,) array
        Above zero [m2/s].
    first_head, last_head : float or (n,) array
        Of the liquid over the outlet of the tube; the last above zero, for it is never reached [m].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [s]

    Raises
    ------
    InputError
        A value outside these limits, a flow that is not laminar at the first head (Re above 2000).

    References
    ----------
    Hagen and Poiseuille; Schaschke, Fluid Mechanics: Worked Examples for Engineers, problem 6.10.

    Examples
    --------
    >>> round(laminar_drain_time(1.131, 0.025, 3.0, 0.08 / 1100.0, 1.5, 0.837))
    1531
    """
    area, diameter = above_zero("tank area", tank_area, "m2"), above_zero("tube diameter", tube_diameter, "m")
    length, viscosity = (
        above_zero("tube length", tube_length, "m"),
        above_zero("viscosity", kinematic_viscosity, "m2/s"),
    )
    first, last = _heads(first_head, above_zero("last head", last_head, "m"))
    conductance = np.pi * gravity * diameter**4 / (128.0 * viscosity * length)
    reynolds = 4.0 * conductance * first / (np.pi * diameter * viscosity)
    turbulent = reynolds > 2000.0
    if turbulent.any():
        found = float(np.asarray(reynolds)[turbulent].flat[0])
        raise InputError(
            f"The Reynolds number at the first head is {found:g}: the flow is not laminar.",
            path=("first_head",),
            value=found,
            expected="up to 2000",
        )
    return plain(area / conductance * np.log(first / last))


def equalizing_time(
    first_area: ArrayLike,
    second_area: ArrayLike,
    orifice_area: ArrayLike,
    discharge_coefficient: ArrayLike,
    first_difference: ArrayLike,
    last_difference: ArrayLike,
    gravity: float = STANDARD_GRAVITY,
) -> FloatOrArray:
    """Time in which the difference of two levels falls through a submerged orifice between the tanks [s].

    ``2 A1 A2 (sqrt(dh1) - sqrt(dh2))/((A1 + A2) Cd a sqrt(2 g))``.

    Parameters
    ----------
    first_area, second_area, orifice_area : float or (n,) array
        Of the tanks and of the orifice, above zero [m2].
    discharge_coefficient : float or (n,) array
        Above zero, up to 1 [-].
    first_difference, last_difference : float or (n,) array
        Of the levels; the last is not above the first [m].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [s]

    Raises
    ------
    InputError
        A value outside these limits.

    References
    ----------
    Continuity with Torricelli's theorem; Schaschke, Fluid Mechanics: Worked Examples for Engineers, problem 6.6.

    Examples
    --------
    >>> round(equalizing_time(8.0, 4.0, 0.01, 0.62, 0.3, 0.1), 2)
    44.96
    """
    first, second = above_zero("first tank area", first_area, "m2"), above_zero("second tank area", second_area, "m2")
    both = first * second / (first + second)
    return orifice_drain_time(both, orifice_area, discharge_coefficient, first_difference, last_difference, gravity)


def _conductance(orifice_area: ArrayLike, discharge_coefficient: ArrayLike) -> _Array:
    coefficient = above_zero("discharge coefficient", discharge_coefficient, "")
    wrong = coefficient > 1.0
    if wrong.any():
        found = float(coefficient[wrong].flat[0])
        raise InputError(
            f"The discharge coefficient is {found:g}; it must be above 0 and up to 1.",
            path=("discharge_coefficient",),
            value=found,
            expected="above 0, up to 1",
        )
    result: _Array = coefficient * above_zero("orifice area", orifice_area, "m2")
    return result


def _heads(first_head: ArrayLike, last_head: ArrayLike) -> tuple[_Array, _Array]:
    first, last = np.broadcast_arrays(
        zero_or_more("first head", first_head, "m"), zero_or_more("last head", last_head, "m")
    )
    rising = last > first
    if rising.any():
        found = float(last[rising].flat[0])
        raise InputError(
            f"The last head is {found:g} m, above the first of {float(first[rising].flat[0]):g} m: it does not rise.",
            path=("last_head",),
            value=found,
            unit="m",
            expected="up to the first head",
        )
    return first, last
