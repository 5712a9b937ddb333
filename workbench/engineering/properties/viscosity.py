"""Viscosity as it is measured and told: Saybolt seconds, viscosity index."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain
from workbench.errors import InputError

__all__ = ["saybolt_universal_viscosity", "viscosity_index"]


def saybolt_universal_viscosity(seconds: ArrayLike) -> FloatOrArray:
    """Kinematic viscosity of an efflux time in Saybolt universal seconds at 100 degF [m2/s].

    The time of a viscosity is that of ASTM D2161, ``t = 4.6324 v + (1 + 0.03264 v) / ((3930.2 + 262.7 v + 23.97 v^2
    + 1.646 v^3) 1e-5)`` with v in mm2/s; it rises with v and is solved for it.

    Parameters
    ----------
    seconds : float or (n,) array
        At least 32 s, where the table of the standard begins [s].

    Returns
    -------
    float or (n,) array
        [m2/s]

    Raises
    ------
    InputError
        A time below 32 s.

    References
    ----------
    ASTM D2161, conversion of kinematic viscosity to Saybolt universal viscosity, equation for SUS at 100 degF.

    Examples
    --------
    >>> round(saybolt_universal_viscosity(2000.0) * 1e6, 1)
    431.7
    """
    time = above_zero("efflux time", seconds, "s")
    if (time < _SHORTEST).any():
        raise InputError(
            f"The efflux time is {time.min():g} s; ASTM D2161 begins at {_SHORTEST:g} s.",
            path=("efflux_time",),
            value=float(time.min()),
            unit="s",
            expected=f"at least {_SHORTEST:g} s",
        )
    lowest, highest = np.zeros_like(time), time / 4.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (lowest + highest)
        short = _efflux_time(middle) < time
        lowest, highest = np.where(short, middle, lowest), np.where(short, highest, middle)
    return plain(0.5e-6 * (lowest + highest))


_SHORTEST = 32.0
_HALVINGS = 80
"""After these a double is as narrow as it can be."""


def _efflux_time(viscosity: np.ndarray) -> np.ndarray:
    """Return Saybolt universal seconds at 100 degF of a viscosity [mm2/s]."""
    cubic = 3930.2 + 262.7 * viscosity + 23.97 * viscosity**2 + 1.646 * viscosity**3
    time: np.ndarray = 4.6324 * viscosity + (1.0 + 0.03264 * viscosity) / (cubic * 1e-5)
    return time


def viscosity_index(viscosity_at_40: float, viscosity_at_100: float) -> float:
    """Viscosity index of an oil [-].

    Parameters
    ----------
    viscosity_at_40, viscosity_at_100 : float
        Kinematic viscosity at 40 degC and 100 degC [m2/s].

    Returns
    -------
    float
        Not rounded; the standard reports whole numbers.

    Raises
    ------
    InputError
        A viscosity that is not above zero, or that rises with the temperature.

    References
    ----------
    ASTM D2270, as calculated by the package chemicals.

    Examples
    --------
    >>> round(viscosity_index(73.3e-6, 8.86e-6))
    92
    """
    from chemicals.viscosity import viscosity_index as standard

    cold = float(above_zero("viscosity at 40 degC", viscosity_at_40, "m2/s"))
    hot = float(above_zero("viscosity at 100 degC", viscosity_at_100, "m2/s"))
    if hot >= cold:
        raise InputError(
            f"The viscosity is {hot:g} m2/s at 100 degC and {cold:g} m2/s at 40 degC; expected one that falls.",
            path=("viscosity_at_100",),
            value=hot,
            unit="m2/s",
            expected=f"below {cold:g} m2/s",
        )
    index = standard(cold, hot, rounding=False)
    assert index is not None  # only where both viscosities are
    return index
