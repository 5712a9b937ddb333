"""A liquid that is blocked in and heated: what the valve must pass while it expands."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.relief_loads.refusal import refuse

__all__ = ["expansion_coefficient", "thermal_expansion_flow", "typical_expansion_coefficient"]

_API_GRAVITIES = (35.0, 51.0, 64.0, 79.0, 89.0, 94.0)
"""Bounds of the rows of the table of the standard [degrees API]."""
_PER_FAHRENHEIT = (0.0004, 0.0005, 0.0006, 0.0007, 0.0008, 0.00085, 0.0009)


def thermal_expansion_flow(
    heat_input: ArrayLike, expansion_coefficient: ArrayLike, density: ArrayLike, heat_capacity: ArrayLike
) -> FloatOrArray:
    """Volume flow of a liquid that expands, ``alpha Q/(rho c)`` [m3/s].

    Parameters
    ----------
    heat_input : float or (n,) array
        Total heat, of an exchanger its duty at most, zero or more [W].
    expansion_coefficient : float or (n,) array
        Cubic expansion coefficient of the liquid at the temperature in question, above zero [1/K].
    density : float or (n,) array
        Of the liquid, above zero [kg/m3].
    heat_capacity : float or (n,) array
        Of the trapped liquid, above zero [J/(kg K)].

    Returns
    -------
    float or (n,) array
        At the conditions of the density. For a liquid that does not flash; its compressibility is left out,
        which is on the safe side [m3/s].

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 521, 5th edition (2007) and later, hydraulic expansion: ``q = alpha_v phi/(1000 d c)``; in US
    units ``q = alpha_v phi/(500 d c)`` in gpm, Btu/h and 1/degF.

    Examples
    --------
    >>> round(3600 * thermal_expansion_flow(500e3, 1e-3, 800.0, 2100.0), 3)
    1.071
    """
    heat = zero_or_more("heat input", heat_input, "W") * above_zero(
        "expansion coefficient", expansion_coefficient, "1/K"
    )
    capacity = above_zero("density", density, "kg/m3") * above_zero("heat capacity", heat_capacity, "J/(kg K)")
    return plain(heat / capacity)


def expansion_coefficient(
    first_density: ArrayLike, second_density: ArrayLike, first_temperature: ArrayLike, second_temperature: ArrayLike
) -> FloatOrArray:
    """Mean cubic expansion coefficient from two densities [1/K].

    ``(rho1^2 - rho2^2)/(2 (T2 - T1) rho1 rho2)``

    Parameters
    ----------
    first_density, second_density : float or (n,) array
        At the two temperatures, above zero [kg/m3].
    first_temperature, second_temperature : float or (n,) array
        Not the same [K].

    Returns
    -------
    float or (n,) array
        Below zero for a liquid that shrinks when heated, as water below 4 degC [1/K].

    Raises
    ------
    InputError
        A value that is not above zero, two equal temperatures.

    References
    ----------
    API Std 521, 5th edition (2007) with its addendum of 2008, hydraulic expansion.

    Examples
    --------
    >>> round(expansion_coefficient(998.2, 988.0, 293.15, 323.15), 6)
    0.000342
    """
    first = above_zero("first density", first_density, "kg/m3")
    second = above_zero("second density", second_density, "kg/m3")
    start = above_zero("first temperature", first_temperature, "K")
    end = above_zero("second temperature", second_temperature, "K")
    refuse("second temperature", end, end == start, "K", "it must differ from the first", "another temperature")
    return plain((first**2 - second**2) / (2.0 * (end - start) * first * second))


def typical_expansion_coefficient(relative_density: ArrayLike) -> FloatOrArray:
    """Typical cubic expansion coefficient of a liquid hydrocarbon near 15.6 degC, from the standard's table [1/K].

    Parameters
    ----------
    relative_density : float or (n,) array
        At 15.6 degC to water at 15.6 degC, above zero and up to 1.076, which is 0 degrees API [-].

    Returns
    -------
    float or (n,) array
        In steps: 0.0004 per degF up to 35 degrees API, 0.0009 from 94. Where a row of the table ends is taken at
        the beginning of the next one [1/K].

    Raises
    ------
    InputError
        A relative density out of its range.

    References
    ----------
    API Std 521, typical values of cubic expansion coefficient for hydrocarbon liquids (and water, 0.0001 per
    degF, which this function does not give).

    Examples
    --------
    >>> round(typical_expansion_coefficient(0.75), 6)
    0.00108
    """
    density = above_zero("relative density", relative_density, "")
    gravity = 141.5 / density - 131.5
    refuse("relative density", density, gravity < 0.0, "", "the table begins at 0 degrees API", "up to 1.076")
    row = np.searchsorted(np.asarray(_API_GRAVITIES), gravity, side="right")
    return plain(1.8 * np.asarray(_PER_FAHRENHEIT)[row])
