"""External fire on a vessel that holds liquid: heat absorbed by the wetted wall, and the vapour that it makes."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.relief_loads.refusal import refuse
from workbench.errors import InputError

__all__ = [
    "ENVIRONMENT_FACTORS",
    "FireUnits",
    "fire_heat_input",
    "insulated_environment_factor",
    "vapour_load",
]

FireUnits = Literal["SI", "US"]
BTU_PER_HOUR = 1055.05585262 / 3600.0
"""[W], international table."""
SQUARE_FOOT = 0.3048**2
"""[m2]"""
EXPONENT = 0.82
_COEFFICIENTS = {
    "SI": (43_200.0, 70_900.0),
    "US": tuple(c * BTU_PER_HOUR / SQUARE_FOOT**EXPONENT for c in (21_000.0, 34_500.0)),
}
"""With and without adequate drainage and fire fighting [W/m^1.64]."""

ENVIRONMENT_FACTORS: dict[str, float] = {
    "bare vessel": 1.0,
    "water application on a bare vessel": 1.0,
    "depressurizing and emptying": 1.0,
    "earth-covered storage": 0.03,
    "below-grade storage": 0.0,
}
"""Environment factor F by protection; of insulation see `insulated_environment_factor` (API 521, table of F)."""

FIRE_TEMPERATURE = 904.0
"""Of the outside of the insulation, from which the heat flows in [degC]; 1660 degF."""
BARE_HEAT_FLUX = 66_570.0
"""Heat flux to a bare wall that the factor is relative to [W/m2]; 21,000 Btu/(h ft2)."""


def fire_heat_input(
    wetted_area: ArrayLike, environment_factor: ArrayLike, adequate_drainage: ArrayLike, units: FireUnits = "SI"
) -> FloatOrArray:
    """Heat that the wetted wall of a vessel takes up from a pool fire, ``C F A^0.82`` [W].

    ``C`` is 43,200 with adequate drainage and prompt fire fighting, 70,900 without (W, m2).

    Parameters
    ----------
    wetted_area : float or (n,) array
        Wetted by the liquid and exposed to the fire, up to 7.6 m (25 ft) above its base, zero or more [m2].
    environment_factor : float or (n,) array
        F, from 0 to 1 [-].
    adequate_drainage : bool or (n,) array of bool
        Adequate drainage and prompt fire fighting exist.
    units : str
        Whose printed coefficients count. Those in US units, 21,000 and 34,500 Btu/h and ft2, are larger by
        0.02 % and 0.12 % than those in SI.

    Returns
    -------
    float or (n,) array
        [W]

    Raises
    ------
    InputError
        A negative area, a factor that is not from 0 to 1, unknown units.

    References
    ----------
    API Std 521, 7th edition (2020), 4.4.13.2.4.2, equations 7 and 8; the same since the 4th edition.

    Examples
    --------
    >>> round(fire_heat_input(50.0, 1.0, True))
    1068167
    """
    if units not in _COEFFICIENTS:
        raise InputError(f"'{units}' are no units of API 521; use 'SI' or 'US'.", path=("units",), value=units)
    area = zero_or_more("wetted area", wetted_area, "m2")
    factor = zero_or_more("environment factor", environment_factor, "")
    refuse("environment factor", factor, factor > 1.0, "", "a bare vessel has 1", "0 to 1")
    with_drainage, without = _COEFFICIENTS[units]
    coefficient = np.where(np.asarray(adequate_drainage, dtype=bool), with_drainage, without)
    return plain(coefficient * factor * area**EXPONENT)


def insulated_environment_factor(
    thermal_conductivity: ArrayLike, thickness: ArrayLike, vessel_temperature: ArrayLike
) -> FloatOrArray:
    """Environment factor of a vessel whose insulation stands the fire, ``k (904 - Tf)/(66,570 t)`` [-].

    Parameters
    ----------
    thermal_conductivity : float or (n,) array
        Of the insulation at its mean temperature in the fire, above zero [W/(m K)].
    thickness : float or (n,) array
        Of the insulation, above zero [m].
    vessel_temperature : float or (n,) array
        Of the contents at relieving conditions, below 1177.15 K (904 degC) [K].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A value that is not above zero, contents hotter than the fire, or insulation so thin that the factor
        would be above that of a bare vessel: take 1.

    References
    ----------
    API Std 521, 5th edition (ISO 23251:2006), equation 13, and later editions: the formula in SI units. Its
    constants are those in US units, ``k (1660 - Tf)/(21,000 t)`` with k in Btu in/(h ft2 degF), t in inches.

    Examples
    --------
    >>> round(insulated_environment_factor(0.58, 0.0254, 306.15), 3)
    0.299
    """
    conductance = above_zero("thermal conductivity", thermal_conductivity, "W/(m K)") / above_zero(
        "thickness", thickness, "m"
    )
    inside = above_zero("vessel temperature", vessel_temperature, "K")
    difference = FIRE_TEMPERATURE + 273.15 - inside
    refuse("vessel temperature", inside, difference <= 0.0, "K", "the fire is taken at 1177.15 K", "below 1177.15 K")
    factor = conductance * difference / BARE_HEAT_FLUX
    why = "insulation that lets more heat pass than a bare wall takes up is no insulation, take 1"
    refuse("environment factor", factor, factor > 1.0, "", why, "up to 1")
    return plain(factor)


def vapour_load(heat_input: ArrayLike, latent_heat: ArrayLike) -> FloatOrArray:
    """Vapour that a heat makes of a liquid that boils, ``Q/L`` [kg/s].

    Parameters
    ----------
    heat_input : float or (n,) array
        Zero or more [W].
    latent_heat : float or (n,) array
        At relieving conditions; of a mixture that of the fraction that boils. Above zero: near and beyond the
        critical point there is none, and the expansion of the fluid counts [J/kg].

    Returns
    -------
    float or (n,) array
        [kg/s]

    Raises
    ------
    InputError
        A negative heat, a latent heat that is not above zero.

    References
    ----------
    API Std 521, 7th edition (2020), fire, vapour generation.

    Examples
    --------
    >>> vapour_load(1e6, 250e3)
    4.0
    """
    heat = zero_or_more("heat input", heat_input, "W")
    return plain(heat / above_zero("latent heat", latent_heat, "J/kg"))
