"""A tube of an exchanger that breaks: flow of the high-pressure side into the low-pressure one."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.relief_loads.restriction import gas_opening_flow, liquid_opening_flow

__all__ = ["gas_tube_rupture_load", "liquid_tube_rupture_load", "rupture_area", "tube_rupture_overpressures"]


def rupture_area(tube_diameter: ArrayLike, tubes: ArrayLike = 1.0) -> FloatOrArray:
    """Area that a clean break opens, both ends of the tube, ``2 pi/4 d^2`` [m2].

    Parameters
    ----------
    tube_diameter : float or (n,) array
        Inside diameter of the tube, above zero [m].
    tubes : float or (n,) array
        How many break, zero or more; the standard takes one [-].

    Returns
    -------
    float or (n,) array
        For a two-phase or flashing fluid multiply by its mass flux (API 520 Part I, annex C) [m2].

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 521, 5th to 7th edition, heat transfer equipment failure: a sharp break of one tube, the fluid
    flows through both openings.

    Examples
    --------
    >>> round(1e6 * rupture_area(0.01483), 1)
    345.5
    """
    diameter = above_zero("tube diameter", tube_diameter, "m")
    return plain(0.5 * math.pi * diameter**2 * zero_or_more("tubes", tubes, ""))


def liquid_tube_rupture_load(
    tube_diameter: ArrayLike,
    high_pressure: ArrayLike,
    low_pressure: ArrayLike,
    density: ArrayLike,
    discharge_coefficient: ArrayLike,
    tubes: ArrayLike = 1.0,
) -> FloatOrArray:
    """Mass flow of a liquid that does not flash, through both openings of a broken tube [kg/s].

    Parameters
    ----------
    tube_diameter : float or (n,) array
        Inside diameter, above zero [m].
    high_pressure : float or (n,) array
        Of the high-pressure side, absolute [Pa].
    low_pressure : float or (n,) array
        Relieving pressure of the low-pressure side, absolute [Pa].
    density : float or (n,) array
        Of the liquid, above zero [kg/m3].
    discharge_coefficient : float or (n,) array
        Of the openings; the standard leaves it to the user [-].
    tubes : float or (n,) array
        How many break [-].

    Returns
    -------
    float or (n,) array
        Zero where the low-pressure side relieves at a pressure that is not below the high one [kg/s].

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 521, 5th to 7th edition, heat transfer equipment failure; the flow is that of `liquid_opening_flow`.

    Examples
    --------
    >>> round(liquid_tube_rupture_load(0.0148, 40e5, 11e5, 850.0, 0.7), 2)
    16.91
    """
    area = rupture_area(tube_diameter, tubes)
    return liquid_opening_flow(area, discharge_coefficient, high_pressure, low_pressure, density)


def gas_tube_rupture_load(
    tube_diameter: ArrayLike,
    high_pressure: ArrayLike,
    low_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    compressibility_factor: ArrayLike,
    discharge_coefficient: ArrayLike,
    tubes: ArrayLike = 1.0,
) -> FloatOrArray:
    """Mass flow of a gas, choked or not, through both openings of a broken tube [kg/s].

    Parameters
    ----------
    tube_diameter : float or (n,) array
        Inside diameter, above zero [m].
    high_pressure : float or (n,) array
        Of the high-pressure side, absolute [Pa].
    low_pressure : float or (n,) array
        Relieving pressure of the low-pressure side, absolute [Pa].
    temperature : float or (n,) array
        Of the gas in the high-pressure side [K].
    molar_mass, heat_capacity_ratio, compressibility_factor : float or (n,) array
        Of the gas [kg/mol], [-], [-].
    discharge_coefficient : float or (n,) array
        Of the openings; the standard leaves it to the user [-].
    tubes : float or (n,) array
        How many break [-].

    Returns
    -------
    float or (n,) array
        Zero where the low-pressure side relieves at a pressure that is not below the high one [kg/s].

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 521, 5th to 7th edition, heat transfer equipment failure; the flow is that of `gas_opening_flow`.
    Friction in the long end of the tube is left out, which is on the safe side.

    Examples
    --------
    >>> round(gas_tube_rupture_load(0.0148, 40e5, 11e5, 320.0, 0.018, 1.3, 0.95, 0.7), 3)
    1.715
    """
    return gas_opening_flow(
        rupture_area(tube_diameter, tubes),
        discharge_coefficient,
        high_pressure,
        low_pressure,
        temperature,
        molar_mass,
        heat_capacity_ratio,
        compressibility_factor,
    )


def tube_rupture_overpressures(
    high_side_design_pressure: ArrayLike, low_side_test_pressure: ArrayLike
) -> bool | NDArray[np.bool_]:
    """Whether the break of a tube must be considered: the high side's design pressure is above the low side's test.

    Parameters
    ----------
    high_side_design_pressure : float or (n,) array
        Maximum allowable working pressure of the high-pressure side, absolute, above zero [Pa].
    low_side_test_pressure : float or (n,) array
        Hydrostatic test pressure of the low-pressure side, corrected for temperature, absolute, above zero [Pa].

    Returns
    -------
    bool or (n,) array

    Raises
    ------
    InputError
        A pressure that is not above zero.

    References
    ----------
    API Std 521, 5th to 7th edition, heat transfer equipment failure ("10/13 rule" where the test pressure is
    1.3 times the design pressure).

    Examples
    --------
    >>> tube_rupture_overpressures(41e5, 14e5)
    True
    """
    high = above_zero("high side design pressure", high_side_design_pressure, "Pa")
    must = high > above_zero("low side test pressure", low_side_test_pressure, "Pa")
    return bool(must) if np.ndim(must) == 0 else np.asarray(must)
