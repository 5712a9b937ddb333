"""Emergency venting of tanks in a fire by API Std 2000, as air at normal conditions (0 degC, 101.325 kPa)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain, zero_or_more
from workbench.engineering.relief_loads.fire import BTU_PER_HOUR, SQUARE_FOOT
from workbench.engineering.relief_loads.refusal import refuse
from workbench.engineering.relief_loads.tank_venting import HOUR, TankVentingEdition, known_edition

__all__ = [
    "LARGEST_CONDUCTANCE",
    "LARGEST_PRESSURE",
    "LARGEST_WETTED_AREA",
    "SMALLEST_CONDUCTANCE",
    "TABLE_AIR_TEMPERATURE",
    "TANK_ENVIRONMENT_FACTORS",
    "WETTED_HEIGHT",
    "emergency_venting",
    "hexane_emergency_venting",
    "insulated_tank_factor",
    "tank_fire_heat_input",
    "vertical_wetted_area",
]

WETTED_HEIGHT = 9.14
"""Height above grade up to which the shell of a vertical tank counts, 30 ft [m]."""
LARGEST_PRESSURE = 103.4e3
"""Gauge design pressure at which the standard ends, 15 psi [Pa]."""
LARGEST_WETTED_AREA = 260.0
"""From which the heat input depends on the design pressure, 2,800 ft2 [m2]."""
SMALLEST_CONDUCTANCE, LARGEST_CONDUCTANCE = 1.87, 22.72
"""Of insulation in the table of the factor, 0.33 and 4 Btu/(h ft2 degF) [W/(m2 K)]."""
LOW_PRESSURE = 7e3
"""Gauge design pressure up to which the heat input of a large tank does not rise any more, 1 psi [Pa]."""
TANK_ENVIRONMENT_FACTORS: dict[str, float] = {
    "bare tank": 1.0,
    "water application": 1.0,
    "depressuring and emptying": 1.0,
    "impoundment": 1.0,
    "impoundment away from the tank": 0.5,
    "earth-covered above grade": 0.03,
    "underground": 0.0,
}
"""Environmental factor F by protection; of insulation see `insulated_tank_factor` (API 2000, table of F)."""
_COEFFICIENTS = {"5": 881.55, "6": 906.6, "7": 906.6}
_PER_CONDUCTANCE = 0.075 / (BTU_PER_HOUR / SQUARE_FOOT * 1.8)
"""F of insulation over its conductance, 0.075 per Btu/(h ft2 degF) [m2 K/W]."""
TABLE_AIR_TEMPERATURE = 288.71
"""Of the air that the table of emergency venting and the 5th edition count in, 60 degF [K]."""
HEXANE = (334_900.0, 288.71, 86.17)
"""Latent heat [J/kg], temperature [K] and molar mass [g/mol] that the short equations of the standard contain."""


def tank_fire_heat_input(wetted_area: ArrayLike, design_gauge_pressure: ArrayLike) -> FloatOrArray:
    """Heat that the wetted wall of a tank takes up from a fire [W].

    ==================  ====================  ====================
    wetted area [m2]    design pressure       heat [W]
    ==================  ====================  ====================
    below 18.6          up to 103.4 kPa       ``63,150 A``
    18.6 to 93          up to 103.4 kPa       ``224,200 A^0.566``
    93 to 260           up to 103.4 kPa       ``630,400 A^0.338``
    from 260            above 7 kPa           ``43,200 A^0.82``
    from 260            up to 7 kPa           ``4,129,700``
    ==================  ====================  ====================

    Its pieces do not quite meet, as printed: the heat falls by 0.16 % at 18.6 m2, rises by 0.04 % at 93 m2, and at
    260 m2 rises by 0.01 % (up to 7 kPa) or falls by 0.03 %.

    Parameters
    ----------
    wetted_area : float or (n,) array
        Wetted area within reach of the fire, zero or more [m2].
    design_gauge_pressure : float or (n,) array
        Of the tank, zero or more, up to 103.4 kPa where the standard ends [Pa].

    Returns
    -------
    float or (n,) array
        Of a bare tank [W].

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 2000, 5th (1998), 6th (2009) and 7th edition (2014), emergency venting, table of the heat input.

    Examples
    --------
    >>> round(tank_fire_heat_input(50.0, 2e3))
    2052356
    """
    area = zero_or_more("wetted area", wetted_area, "m2")
    pressure = zero_or_more("design gauge pressure", design_gauge_pressure, "Pa")
    why = "API 2000 ends at 103.4 kPa; a pressure vessel has API 521"
    refuse("design gauge pressure", pressure, pressure > LARGEST_PRESSURE, "Pa", why, "up to 103.4 kPa")
    large = np.where(pressure > LOW_PRESSURE, 43_200.0 * area**0.82, 4_129_700.0)
    pieces = [63_150.0 * area, 224_200.0 * area**0.566, 630_400.0 * area**0.338]
    return plain(np.select([area < 18.6, area < 93.0, area < LARGEST_WETTED_AREA], pieces, large))


def emergency_venting(
    heat_input: ArrayLike,
    environment_factor: ArrayLike,
    latent_heat: ArrayLike,
    relieving_temperature: ArrayLike,
    molar_mass: ArrayLike,
    edition: TankVentingEdition,
) -> FloatOrArray:
    """Venting of a tank in a fire as air, ``906.6 Q F/L sqrt(T/M)`` in Nm3/h, W, J/kg, K and g/mol [m3/s].

    906.6 is the flow of air of 0 degC through the opening that passes the vapour. The 5th edition has 881.55, air of
    15.6 degC.

    Parameters
    ----------
    heat_input : float or (n,) array
        Of the bare tank, zero or more [W].
    environment_factor : float or (n,) array
        F, 0 to 1 [-].
    latent_heat : float or (n,) array
        Above zero [J/kg].
    relieving_temperature : float or (n,) array
        Of the vapour, above zero [K].
    molar_mass : float or (n,) array
        Of the vapour, above zero [kg/mol].
    edition : str
        "5", "6" or "7".

    Returns
    -------
    float or (n,) array
        [m3/s]

    Raises
    ------
    InputError
        A value out of its range, another edition.

    References
    ----------
    API Std 2000, 5th (1998), 6th (2009) and 7th edition (2014), emergency venting.

    Examples
    --------
    >>> round(3600 * emergency_venting(2e6, 1.0, 400e3, 350.0, 0.078, "7"))
    9602
    """
    coefficient = _COEFFICIENTS[known_edition(edition)]
    heat = zero_or_more("heat input", heat_input, "W") * _factor(environment_factor)
    temperature = above_zero("relieving temperature", relieving_temperature, "K")
    mass = 1000.0 * above_zero("molar mass", molar_mass, "kg/mol")
    latent = above_zero("latent heat", latent_heat, "J/kg")
    return plain(coefficient * heat / latent * np.sqrt(temperature / mass) / HOUR)


def hexane_emergency_venting(heat_input: ArrayLike, environment_factor: ArrayLike) -> FloatOrArray:
    """Venting of a tank in a fire as air, of a liquid like hexane, as the table of the standard has it [m3/s].

    The table and the short equations (``208.2 F A^0.82``; 19,910 Nm3/h at the most) are the general equation
    with 881.55 and the numbers of hexane, in all editions; with the 906.6 of the later ones it gives 2.8 % more.

    Parameters
    ----------
    heat_input : float or (n,) array
        Of the bare tank, zero or more [W].
    environment_factor : float or (n,) array
        F, 0 to 1 [-].

    Returns
    -------
    float or (n,) array
        [m3/s]

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 2000, 5th (1998), 6th (2009) and 7th edition (2014): emergency venting against wetted surface area.

    Examples
    --------
    >>> round(3600 * hexane_emergency_venting(4_129_700.0, 1.0))
    19898
    """
    latent, temperature, mass = HEXANE
    return emergency_venting(heat_input, environment_factor, latent, temperature, mass / 1000.0, "5")


def insulated_tank_factor(thermal_conductivity: ArrayLike, thickness: ArrayLike) -> FloatOrArray:
    """Environmental factor F of a tank with insulation that stands the fire, 0.075 per Btu/(h ft2 degF) [-].

    Parameters
    ----------
    thermal_conductivity : float or (n,) array
        Of the insulation, above zero [W/(m K)].
    thickness : float or (n,) array
        Of the insulation, above zero [m].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A conductance that the table does not have, which goes from 1.87 to 22.72 W/(m2 K).

    References
    ----------
    API Std 2000, table of the environmental factor: 0.3 at 22.7 W/(m2 K) (4 Btu/(h ft2 degF)) to 0.025 at 1.9;
    all its rows are on this line.

    Examples
    --------
    >>> round(insulated_tank_factor(0.58, 0.1016), 4)
    0.0754
    """
    conductance = above_zero("thermal conductivity", thermal_conductivity, "W/(m K)") / above_zero(
        "thickness", thickness, "m"
    )
    beyond = (conductance < SMALLEST_CONDUCTANCE) | (conductance > LARGEST_CONDUCTANCE)
    why = "the table of the factor goes from 1.87 to 22.72"
    refuse("conductance of the insulation", conductance, beyond, "W/(m2 K)", why, "1.87 to 22.72 W/(m2 K)")
    return plain(_PER_CONDUCTANCE * conductance)


def vertical_wetted_area(diameter: ArrayLike, height: ArrayLike, elevation: ArrayLike = 0.0) -> FloatOrArray:
    """Wetted area of a vertical tank that stands on the ground: its shell up to 9.14 m above grade [m2].

    Parameters
    ----------
    diameter : float or (n,) array
        Above zero [m].
    height : float or (n,) array
        Of the shell, above zero [m].
    elevation : float or (n,) array
        Of the bottom of the shell above grade; the bottom itself is not in the area, so that of a tank on legs the
        exposed bottom is to be added [m].

    Returns
    -------
    float or (n,) array
        [m2]

    Raises
    ------
    InputError
        A value that is not above zero.

    References
    ----------
    API Std 2000, emergency venting: wetted area of vertical tanks. Horizontal tanks and spheres have rules of their
    own (75 % and 55 % of the surface, or what is below 9.14 m if that is more).

    Examples
    --------
    >>> round(vertical_wetted_area(10.0, 12.0), 2)
    287.14
    """
    reached = WETTED_HEIGHT - finite("elevation", elevation, "m")
    wetted = np.clip(np.minimum(above_zero("height", height, "m"), reached), 0.0, None)
    return plain(math.pi * above_zero("diameter", diameter, "m") * wetted)


def _factor(value: ArrayLike) -> np.typing.NDArray[np.float64]:
    factor = zero_or_more("environment factor", value, "")
    refuse("environment factor", factor, factor > 1.0, "", "a bare tank has 1", "0 to 1")
    return factor
