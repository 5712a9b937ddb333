"""External fire on a vessel that holds gas only: the gas expands, and the wall may fail before the valve helps."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.relief_loads.fire import SQUARE_FOOT
from workbench.engineering.relief_loads.refusal import refuse

__all__ = [
    "SMALLEST_FACTOR",
    "UNKNOWN_FACTOR",
    "WALL_TEMPERATURE",
    "unwetted_fire_area",
    "unwetted_fire_factor",
    "unwetted_fire_load",
    "unwetted_relieving_temperature",
]

WALL_TEMPERATURE = 866.0
"""Highest wall temperature recommended for the usual carbon steels, 593 degC (1100 degF) [K]."""
POUND_PER_HOUR = 0.45359237 / 3600.0
POUND_PER_SQUARE_INCH = 6894.757293168361
SQUARE_INCH = 0.0254**2
DEGREES = 1.8
"""Degrees Rankine in a kelvin."""

LOAD_COEFFICIENT = (
    0.1406 * POUND_PER_HOUR * (1000.0 / POUND_PER_SQUARE_INCH) ** 0.5 / SQUARE_FOOT * DEGREES ** (1.25 - 1.1506)
)
"""0.1406 of the load in lb/h, psia, ft2, degrees Rankine and lb/lbmol, in kg/s, Pa, m2, K and kg/mol."""

AREA_UNITS = SQUARE_INCH * POUND_PER_SQUARE_INCH**0.5 / SQUARE_FOOT
"""Of F' = A sqrt(P1)/A' in in2, psia and ft2, in m2, Pa and m2 [Pa^0.5]."""
SMALLEST_FACTOR = 0.01 * AREA_UNITS
"""The least F' [Pa^0.5]: 0.01 in US units, 182 in those of ISO 23251."""
UNKNOWN_FACTOR = 0.045 * AREA_UNITS
"""F' where there is not enough to calculate it [Pa^0.5]: 0.045 in US units, 821 in those of ISO 23251."""


def unwetted_relieving_temperature(
    relieving_pressure: ArrayLike, normal_pressure: ArrayLike, normal_temperature: ArrayLike
) -> FloatOrArray:
    """Temperature of the gas when the valve relieves, ``T1 = P1/Pn Tn`` [K].

    Parameters
    ----------
    relieving_pressure : float or (n,) array
        Absolute, not below the normal pressure [Pa].
    normal_pressure : float or (n,) array
        Normal operating pressure, absolute, above zero [Pa].
    normal_temperature : float or (n,) array
        Normal operating temperature, above zero [K].

    Returns
    -------
    float or (n,) array
        [K]

    Raises
    ------
    InputError
        A value that is not above zero, a relieving pressure below the normal one.

    References
    ----------
    API Std 521, 5th to 7th edition, vessels that contain only gas: the perfect gas law at constant volume.

    Examples
    --------
    >>> round(unwetted_relieving_temperature(12.1e5, 6.05e5, 300.0), 6)
    600.0
    """
    pressure = above_zero("relieving pressure", relieving_pressure, "Pa")
    normal = above_zero("normal pressure", normal_pressure, "Pa")
    why = "it is below the normal operating pressure"
    refuse("relieving pressure", pressure, pressure < normal, "Pa", why, "not below the operating pressure")
    return plain(pressure / normal * above_zero("normal temperature", normal_temperature, "K"))


def unwetted_fire_load(
    exposed_area: ArrayLike,
    relieving_pressure: ArrayLike,
    relieving_temperature: ArrayLike,
    molar_mass: ArrayLike,
    wall_temperature: ArrayLike = WALL_TEMPERATURE,
) -> FloatOrArray:
    """Mass flow of the gas that expands in a fire [kg/s].

    In lb/h, psia, ft2, degrees Rankine and lb/lbmol it is
    ``0.1406 sqrt(M P1) A' (Tw - T1)^1.25 / T1^1.1506``.

    Parameters
    ----------
    exposed_area : float or (n,) array
        Of the bare wall that is exposed, zero or more [m2].
    relieving_pressure : float or (n,) array
        Absolute, above zero [Pa].
    relieving_temperature : float or (n,) array
        Of the gas, below that of the wall [K].
    molar_mass : float or (n,) array
        Above zero [kg/mol].
    wall_temperature : float or (n,) array
        866 K (593 degC) is recommended as the most for carbon steel [K].

    Returns
    -------
    float or (n,) array
        [kg/s]

    Raises
    ------
    InputError
        A value out of its range. A gas that is not cooler than the wall: the wall reaches its limit before the
        valve opens, and needs other protection (depressuring, insulation, water).

    References
    ----------
    API Std 521, 5th edition (2007) and ISO 23251:2006: ``0.2772 sqrt(M P1) A' (Tw - T1)^1.25/T1^1.1506`` in
    kg/h, kPa, m2, K and kg/kmol; still in the 7th edition (2020). Found from free convection of air, with
    neither mass of the wall nor insulation.

    Examples
    --------
    >>> round(3600 * unwetted_fire_load(25.0, 1200e3, 500.0, 0.02897))
    1622
    """
    temperature, difference = _below_wall(relieving_temperature, wall_temperature)
    mass = above_zero("molar mass", molar_mass, "kg/mol") * above_zero("relieving pressure", relieving_pressure, "Pa")
    area = zero_or_more("exposed area", exposed_area, "m2")
    return plain(LOAD_COEFFICIENT * np.sqrt(mass) * area * difference**1.25 / temperature**1.1506)


def unwetted_fire_factor(
    relieving_temperature: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    discharge_coefficient: ArrayLike,
    wall_temperature: ArrayLike = WALL_TEMPERATURE,
) -> FloatOrArray:
    """F' of the required area, not below its minimum [Pa^0.5].

    In US units ``F' = 0.1406/(C Kd) (Tw - T1)^1.25/T1^0.6506``, with the C of API 520 and 0.01 as the least.

    Parameters
    ----------
    relieving_temperature : float or (n,) array
        Of the gas, below that of the wall [K].
    heat_capacity_ratio : float or (n,) array
        Of the ideal gas, above one [-].
    discharge_coefficient : float or (n,) array
        Kd of the valve, above zero [-].
    wall_temperature : float or (n,) array
        [K]

    Returns
    -------
    float or (n,) array
        Divide by `AREA_UNITS` for F' in US units [Pa^0.5].

    Raises
    ------
    InputError
        A value out of its range, a gas that is not cooler than the wall.

    References
    ----------
    API Std 521, 5th to 7th edition, vessels that contain only gas.

    Examples
    --------
    >>> round(unwetted_fire_factor(500.0, 1.4, 0.975) / AREA_UNITS, 5)
    0.01618
    """
    temperature, difference = _below_wall(relieving_temperature, wall_temperature)
    k = above_zero("heat capacity ratio less one", np.asarray(heat_capacity_ratio) - 1.0, "") + 1.0
    coefficient = 520.0 * np.sqrt(k * (2.0 / (k + 1.0)) ** ((k + 1.0) / (k - 1.0)))
    coefficient = coefficient * above_zero("discharge coefficient", discharge_coefficient, "")
    customary = 0.1406 / coefficient * (DEGREES * difference) ** 1.25 / (DEGREES * temperature) ** 0.6506
    return plain(np.maximum(customary * AREA_UNITS, SMALLEST_FACTOR))


def unwetted_fire_area(factor: ArrayLike, exposed_area: ArrayLike, relieving_pressure: ArrayLike) -> FloatOrArray:
    """Discharge area of the valve that the standard asks for, ``F' A'/sqrt(P1)`` [m2].

    Parameters
    ----------
    factor : float or (n,) array
        F', as of `unwetted_fire_factor`; `UNKNOWN_FACTOR` where it cannot be calculated [Pa^0.5].
    exposed_area : float or (n,) array
        Of the bare wall that is exposed, zero or more [m2].
    relieving_pressure : float or (n,) array
        Absolute, above zero [Pa].

    Returns
    -------
    float or (n,) array
        [m2]

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 521, 5th to 7th edition, vessels that contain only gas.

    Examples
    --------
    >>> round(1e6 * unwetted_fire_area(UNKNOWN_FACTOR, 25.0, 1200e3), 1)
    592.2
    """
    area = above_zero("factor", factor, "Pa^0.5") * zero_or_more("exposed area", exposed_area, "m2")
    return plain(area / np.sqrt(above_zero("relieving pressure", relieving_pressure, "Pa")))


def _below_wall(gas: ArrayLike, wall: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Temperature of the gas, and how much hotter the wall is, both checked."""
    temperature = above_zero("relieving temperature", gas, "K")
    hot = above_zero("wall temperature", wall, "K")
    limits = ", ".join(f"{value:g} K" for value in np.unique(hot)[:3])
    why = f"the wall is at its limit, {limits}, before the valve relieves"
    refuse("relieving temperature", temperature, temperature >= hot, "K", why, "below the wall temperature")
    return temperature, hot - temperature
