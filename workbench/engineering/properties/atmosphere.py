"""The standard atmosphere: what the pressure of a site is if nobody has measured it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, finite, plain
from workbench.errors import InputError

__all__ = ["standard_atmospheric_density", "standard_atmospheric_pressure", "standard_atmospheric_temperature"]

LOWEST, TROPOPAUSE = -2000.0, 11000.0
"""[m] Geopotential altitudes between which the temperature falls linearly, and plants are built."""
_PRESSURE, _TEMPERATURE, _LAPSE, _GAS = 101325.0, 288.15, 6.5e-3, 287.05287
_GRAVITY, _EARTH = 9.80665, 6356766.0


def standard_atmospheric_temperature(altitude: ArrayLike) -> FloatOrArray:
    """Temperature of the standard atmosphere at a geometric altitude [K].

    Parameters
    ----------
    altitude : float or (n,) array
        Above mean sea level, -2000 to 11000 m [m].

    Returns
    -------
    float or (n,) array
        [K]

    Raises
    ------
    InputError
        An altitude outside the troposphere.

    References
    ----------
    ISO 2533:1975; the same as the ICAO standard atmosphere, Doc 7488, and the US standard atmosphere 1976.

    Examples
    --------
    >>> round(standard_atmospheric_temperature(1000.0), 2)
    281.65
    """
    return plain(_temperature(altitude))


def standard_atmospheric_pressure(altitude: ArrayLike) -> FloatOrArray:
    """Pressure of the standard atmosphere at a geometric altitude, ``p0 (T / T0)^(g / (R L))`` [Pa].

    Parameters, errors and source are those of `standard_atmospheric_temperature`.

    Examples
    --------
    >>> round(standard_atmospheric_pressure(0.0))
    101325
    """
    return plain(_pressure(altitude))


def standard_atmospheric_density(altitude: ArrayLike) -> FloatOrArray:
    """Density of the standard atmosphere at a geometric altitude [kg/m3].

    Parameters, errors and source are those of `standard_atmospheric_temperature`.

    Examples
    --------
    >>> round(standard_atmospheric_density(0.0), 3)
    1.225
    """
    return plain(_pressure(altitude) / (_GAS * _temperature(altitude)))


def _temperature(altitude: ArrayLike) -> np.ndarray:
    height = finite("altitude", altitude, "m")
    outside = (height < LOWEST) | (height > TROPOPAUSE)
    if outside.any():
        found = float(height[outside].flat[0])
        raise InputError(
            f"The altitude is {found:g} m; the formula of the troposphere holds from {LOWEST:g} to {TROPOPAUSE:g} m.",
            path=("altitude",),
            value=found,
            unit="m",
            expected=f"{LOWEST:g} to {TROPOPAUSE:g} m",
        )
    geopotential = _EARTH * height / (_EARTH + height)
    temperature: np.ndarray = _TEMPERATURE - _LAPSE * geopotential
    return temperature


def _pressure(altitude: ArrayLike) -> np.ndarray:
    pressure: np.ndarray = _PRESSURE * (_temperature(altitude) / _TEMPERATURE) ** (_GRAVITY / (_GAS * _LAPSE))
    return pressure
