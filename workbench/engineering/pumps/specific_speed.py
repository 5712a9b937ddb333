"""Specific speed and suction specific speed, in the units of SI, of the US and without any."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.errors import InputError

__all__ = ["SPECIFIC_SPEED_UNITS", "specific_speed", "suction_specific_speed"]

_GALLON, _FOOT = 3.785411784e-3, 0.3048
_US = np.sqrt(60.0 / _GALLON) * _FOOT**0.75
_TURN = 2.0 * np.pi / 60.0

SPECIFIC_SPEED_UNITS = {
    "SI": 1.0,
    "US": float(_US),
    "dimensionless": float(_TURN / STANDARD_GRAVITY**0.75),
}
"""What the number in rpm, m3/s and m is multiplied by: 51.64 for rpm, US gpm and ft; 0.01890 for rad/s and g H."""


def specific_speed(
    flow: ArrayLike, head: ArrayLike, speed: ArrayLike, *, stages: ArrayLike = 1, units: str = "SI"
) -> FloatOrArray:
    """Specific speed of a pump, ``n q^0.5 / (H / stages)^0.75``, at its best efficiency point.

    The whole flow of the pump counts, also where a double-suction impeller takes it by two eyes.

    Parameters
    ----------
    flow : float or (n,) array
        At the best efficiency point, above zero [m3/s].
    head : float or (n,) array
        Of all stages, at the best efficiency point, above zero [m].
    speed : float or (n,) array
        Above zero [rpm].
    stages : int or (n,) array
        Stages in series, each with its share of the head [-].
    units : str
        ``"SI"``: in rpm, m3/s and m; ``"US"``: in rpm, US gpm and ft; ``"dimensionless"``: ``w q^0.5 / (g H)^0.75``
        with w in rad/s.

    Returns
    -------
    float or (n,) array
        [rpm (m3/s)^0.5 / m^0.75], [rpm gpm^0.5 / ft^0.75] or [-]

    Raises
    ------
    InputError
        A value that is not above zero, units that are none of the three.

    References
    ----------
    ANSI/HI 1.3 (rotodynamic pumps for design and application), definition of specific speed.

    Examples
    --------
    >>> round(specific_speed(0.0402, 100.0, 3550.0), 2)
    22.51
    >>> round(specific_speed(0.0402, 100.0, 3550.0, units="US"))
    1162
    """
    each = above_zero("head", head, "m") / above_zero("number of stages", stages, "")
    turns = above_zero("speed", speed, "rpm")
    return plain(_factor(units) * turns * np.sqrt(above_zero("flow", flow, "m3/s")) / each**0.75)


def suction_specific_speed(
    flow: ArrayLike, npsh_required: ArrayLike, speed: ArrayLike, *, eyes: ArrayLike = 1, units: str = "SI"
) -> FloatOrArray:
    """Suction specific speed of a pump, ``n (q / eyes)^0.5 / NPSHr^0.75``, at its best efficiency point.

    Parameters
    ----------
    flow : float or (n,) array
        Of the pump at the best efficiency point of its largest impeller, above zero [m3/s].
    npsh_required : float or (n,) array
        NPSH3 there, above zero [m].
    speed : float or (n,) array
        Above zero [rpm].
    eyes : int or (n,) array
        1, or 2 for a double-suction impeller: the flow of one eye counts [-].
    units : str
        As of `specific_speed`.

    Returns
    -------
    float or (n,) array
        [rpm (m3/s)^0.5 / m^0.75], [rpm gpm^0.5 / ft^0.75] or [-]

    Raises
    ------
    InputError
        A value that is not above zero, units that are none of the three.

    References
    ----------
    API 610 (11th edition), definition of suction-specific speed: flow per impeller eye.

    Examples
    --------
    >>> round(suction_specific_speed(0.05, 4.0, 2950.0, eyes=2, units="US"))
    8517
    """
    of_one = above_zero("flow", flow, "m3/s") / above_zero("number of impeller eyes", eyes, "")
    turns = above_zero("speed", speed, "rpm")
    required = above_zero("NPSH required", npsh_required, "m")
    return plain(_factor(units) * turns * np.sqrt(of_one) / required**0.75)


def _factor(units: str) -> float:
    if units not in SPECIFIC_SPEED_UNITS:
        raise InputError(
            f"'{units}' are no units of a specific speed; there are {', '.join(SPECIFIC_SPEED_UNITS)}.",
            path=("units",),
            value=units,
            expected=", ".join(SPECIFIC_SPEED_UNITS),
        )
    return SPECIFIC_SPEED_UNITS[units]
