"""Flow back through check valves that leak or have failed."""

from __future__ import annotations

import math
from typing import Literal

from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain
from workbench.engineering.relief_loads.restriction import gas_opening_flow, liquid_opening_flow
from workbench.errors import InputError

__all__ = ["LEAK_DIAMETER_RATIO", "CheckValveFailure", "gas_reverse_flow", "liquid_reverse_flow", "reverse_flow_area"]

CheckValveFailure = Literal["leakage", "complete"]
LEAK_DIAMETER_RATIO = 0.1
"""Diameter of the orifice that stands for the leak, over the nominal diameter of the check valve."""
_RATIOS = {"leakage": LEAK_DIAMETER_RATIO, "complete": 1.0}


def reverse_flow_area(diameter: ArrayLike, failure: CheckValveFailure) -> FloatOrArray:
    """Area of the orifice that stands for a check valve that lets fluid back [m2].

    Parameters
    ----------
    diameter : float or (n,) array
        Nominal flow diameter; of check valves in series that leak the largest. Above zero [m].
    failure : str
        ``"leakage"``: one-tenth of the diameter, the guidance for check valves in series that are inspected and
        maintained. ``"complete"``: the full bore, no resistance, the safe assumption for a single check valve that
        may have failed unnoticed and whose forward flow coefficient is not known.

    Returns
    -------
    float or (n,) array
        [m2]

    Raises
    ------
    InputError
        A diameter that is not above zero, another failure.

    References
    ----------
    API Std 521, 5th edition (2007), 4.3.4; 7th edition (2020), 4.4.9.3.

    Examples
    --------
    >>> round(1e6 * reverse_flow_area(0.1, "leakage"), 2)
    78.54
    """
    if failure not in _RATIOS:
        expected = ", ".join(f"'{name}'" for name in _RATIOS)
        raise InputError(
            f"'{failure}' is no failure of a check valve; use {expected}.",
            path=("failure",),
            value=failure,
            expected=expected,
        )
    return plain(0.25 * math.pi * (_RATIOS[failure] * above_zero("diameter", diameter, "m")) ** 2)


def liquid_reverse_flow(
    diameter: ArrayLike,
    failure: CheckValveFailure,
    source_pressure: ArrayLike,
    relieving_pressure: ArrayLike,
    density: ArrayLike,
    discharge_coefficient: ArrayLike,
) -> FloatOrArray:
    """Mass flow of a liquid that does not flash, back through a check valve [kg/s].

    Parameters
    ----------
    diameter, failure
        As of `reverse_flow_area`.
    source_pressure : float or (n,) array
        Highest normal pressure of what flows back, absolute [Pa].
    relieving_pressure : float or (n,) array
        Of what is protected, absolute [Pa].
    density : float or (n,) array
        Of the liquid, above zero [kg/m3].
    discharge_coefficient : float or (n,) array
        Of the orifice, above zero and up to one [-].

    Returns
    -------
    float or (n,) array
        [kg/s]

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 521, 7th edition (2020), 4.4.9.3; the flow is that of `liquid_opening_flow`.

    Examples
    --------
    >>> round(liquid_reverse_flow(0.1, "leakage", 50e5, 11e5, 800.0, 0.6), 3)
    3.722
    """
    area = reverse_flow_area(diameter, failure)
    return liquid_opening_flow(area, discharge_coefficient, source_pressure, relieving_pressure, density)


def gas_reverse_flow(
    diameter: ArrayLike,
    failure: CheckValveFailure,
    source_pressure: ArrayLike,
    relieving_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    compressibility_factor: ArrayLike,
    discharge_coefficient: ArrayLike,
) -> FloatOrArray:
    """Mass flow of a gas, choked or not, back through a check valve [kg/s].

    Parameters
    ----------
    diameter, failure
        As of `reverse_flow_area`.
    source_pressure, relieving_pressure : float or (n,) array
        Of what flows back, and of what is protected, absolute [Pa].
    temperature, molar_mass, heat_capacity_ratio, compressibility_factor : float or (n,) array
        Of the gas that flows back [K], [kg/mol], [-], [-].
    discharge_coefficient : float or (n,) array
        Of the orifice, above zero and up to one [-].

    Returns
    -------
    float or (n,) array
        [kg/s]

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 521, 7th edition (2020), 4.4.9.3; the flow is that of `gas_opening_flow`.

    Examples
    --------
    >>> round(gas_reverse_flow(0.1, "leakage", 50e5, 11e5, 320.0, 0.02, 1.3, 0.95, 0.6), 4)
    0.4423
    """
    return gas_opening_flow(
        reverse_flow_area(diameter, failure),
        discharge_coefficient,
        source_pressure,
        relieving_pressure,
        temperature,
        molar_mass,
        heat_capacity_ratio,
        compressibility_factor,
    )
