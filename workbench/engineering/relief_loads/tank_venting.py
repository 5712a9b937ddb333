"""Normal venting of atmospheric and low-pressure tanks by API Std 2000: movement of liquid and of the weather.

Flows are volumes of air at normal conditions, 0 degC and 101.325 kPa (Nm3), here per second.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain, zero_or_more
from workbench.engineering.relief_loads.refusal import refuse
from workbench.errors import InputError

__all__ = [
    "EDITIONS",
    "TYPICAL_INSIDE_COEFFICIENT",
    "VOLATILE_PRESSURE",
    "TankVentingEdition",
    "inbreathing_factor",
    "insulation_reduction_factor",
    "known_edition",
    "liquid_inbreathing",
    "liquid_outbreathing",
    "outbreathing_factor",
    "thermal_inbreathing",
    "thermal_outbreathing",
]

TankVentingEdition = Literal["5", "6", "7"]
EDITIONS = ("5", "6", "7")
"""1998, 2009 (as ISO 28300:2008) and 2014."""
HOUR = 3600.0
VOLATILE_PRESSURE = 5e3
"""Vapour pressure above which a liquid is volatile to the 7th edition, absolute [Pa]."""
TYPICAL_INSIDE_COEFFICIENT = 4.0
"""Heat transfer coefficient inside a tank that the standard calls typical [W/(m2 K)]."""
WARM_STORAGE = 298.15
"""Storage temperature from which the larger C counts, 25 degC [K]."""
_LATITUDES = np.array([42.0, 58.0])
_Y = np.array([0.32, 0.25, 0.2])
_C_MILD = np.array([4.0, 3.0, 2.5])
_C_HIGH = np.array([6.5, 5.0, 4.0])


def outbreathing_factor(latitude: ArrayLike) -> FloatOrArray:
    """Y factor of thermal out-breathing: 0.32 below 42 degrees of latitude, 0.25 to 58, 0.2 above [-].

    Parameters
    ----------
    latitude : float or (n,) array
        North or south, -90 to 90 [degrees].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A latitude that is none.

    References
    ----------
    API Std 2000, 6th edition (2009), 4.3.2, and 7th edition (2014): table of the Y factor.

    Examples
    --------
    >>> outbreathing_factor(52.0)
    0.25
    """
    return plain(_Y[_band(latitude)])


def inbreathing_factor(
    latitude: ArrayLike, storage_temperature: ArrayLike, vapour_pressure_up_to_hexane: ArrayLike
) -> FloatOrArray:
    """C factor of thermal in-breathing [-].

    ==============  ========================  ========================
    latitude        up to hexane, below 25 C  all others
    ==============  ========================  ========================
    below 42        4                         6.5
    42 to 58        3                         5
    above 58        2.5                       4
    ==============  ========================  ========================

    Parameters
    ----------
    latitude : float or (n,) array
        North or south, -90 to 90 [degrees].
    storage_temperature : float or (n,) array
        Average, above zero [K].
    vapour_pressure_up_to_hexane : bool or (n,) array of bool
        The vapour pressure is that of hexane or similar; False where it is higher, or not known.

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A latitude or temperature that is none.

    References
    ----------
    API Std 2000, 6th edition (2009), 4.3.2, and 7th edition (2014): table of the C factor.

    Examples
    --------
    >>> inbreathing_factor(36.0, 293.15, True)
    4.0
    """
    cold = above_zero("storage temperature", storage_temperature, "K") < WARM_STORAGE
    mild = cold & np.asarray(vapour_pressure_up_to_hexane, dtype=bool)
    band = _band(latitude)
    return plain(np.where(mild, _C_MILD[band], _C_HIGH[band]))


def insulation_reduction_factor(
    thermal_conductivity: ArrayLike,
    thickness: ArrayLike,
    inside_heat_transfer_coefficient: ArrayLike = TYPICAL_INSIDE_COEFFICIENT,
    insulated_fraction: ArrayLike = 1.0,
) -> FloatOrArray:
    """Reduction factor Ri of thermal venting of an insulated tank, ``f/(1 + h t/k) + 1 - f`` [-].

    Parameters
    ----------
    thermal_conductivity : float or (n,) array
        Of the insulation, above zero [W/(m K)].
    thickness : float or (n,) array
        Of the insulation, zero or more [m].
    inside_heat_transfer_coefficient : float or (n,) array
        Above zero; 4 is typical of tanks [W/(m2 K)].
    insulated_fraction : float or (n,) array
        Insulated area over the area of shell and roof, 0 to 1 [-].

    Returns
    -------
    float or (n,) array
        One for a bare tank [-].

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    API Std 2000, 6th edition (2009), 4.3.2, and 7th edition (2014): Rin, and Rinp of a tank that is insulated in
    part. The Rc of tanks with a double wall is not here.

    Examples
    --------
    >>> round(insulation_reduction_factor(0.05, 0.1), 4)
    0.1111
    """
    conductivity = above_zero("thermal conductivity", thermal_conductivity, "W/(m K)")
    inside = above_zero("inside heat transfer coefficient", inside_heat_transfer_coefficient, "W/(m2 K)")
    fraction = zero_or_more("insulated fraction", insulated_fraction, "")
    refuse("insulated fraction", fraction, fraction > 1.0, "", "it is a share of the area", "0 to 1")
    full = 1.0 / (1.0 + inside * zero_or_more("thickness", thickness, "m") / conductivity)
    return plain(fraction * full + 1.0 - fraction)


def thermal_outbreathing(volume: ArrayLike, latitude: ArrayLike, reduction_factor: ArrayLike = 1.0) -> FloatOrArray:
    """Out-breathing of a tank that warms up, ``Y V^0.9 Ri`` in Nm3/h and m3, as air at normal conditions [m3/s].

    Parameters
    ----------
    volume : float or (n,) array
        Of the tank, above zero [m3].
    latitude : float or (n,) array
        -90 to 90 [degrees].
    reduction_factor : float or (n,) array
        Ri, above 0 and up to 1 [-].

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
    API Std 2000, 6th edition (2009), 4.3.2, and 7th edition (2014).

    Examples
    --------
    >>> round(3600 * thermal_outbreathing(3500.0, 36.0, 1 / 9), 1)
    55.0
    """
    size = above_zero("volume", volume, "m3")
    return plain(outbreathing_factor(latitude) * size**0.9 * _reduction(reduction_factor) / HOUR)


def thermal_inbreathing(
    volume: ArrayLike,
    latitude: ArrayLike,
    storage_temperature: ArrayLike,
    vapour_pressure_up_to_hexane: ArrayLike,
    reduction_factor: ArrayLike = 1.0,
) -> FloatOrArray:
    """In-breathing of a tank that cools down, ``C V^0.7 Ri`` in Nm3/h and m3, as air at normal conditions [m3/s].

    Parameters
    ----------
    volume : float or (n,) array
        Of the tank, above zero [m3].
    latitude, storage_temperature, vapour_pressure_up_to_hexane
        As of `inbreathing_factor`.
    reduction_factor : float or (n,) array
        Ri, above 0 and up to 1 [-].

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
    API Std 2000, 6th edition (2009), 4.3.2, and 7th edition (2014).

    Examples
    --------
    >>> round(3600 * thermal_inbreathing(200.0, 88.0, 313.15, True), 1)
    163.2
    """
    factor = inbreathing_factor(latitude, storage_temperature, vapour_pressure_up_to_hexane)
    return plain(factor * above_zero("volume", volume, "m3") ** 0.7 * _reduction(reduction_factor) / HOUR)


def liquid_outbreathing(filling_rate: ArrayLike, volatile: ArrayLike, edition: TankVentingEdition) -> FloatOrArray:
    """Out-breathing of a tank that is filled, as air at normal conditions [m3/s].

    Parameters
    ----------
    filling_rate : float or (n,) array
        Largest volume flow of liquid into the tank, zero or more [m3/s].
    volatile : bool or (n,) array of bool
        7th edition: vapour pressure above 5.0 kPa, twice the volume leaves. 5th edition: flash point below
        37.8 degC, or where there is none a normal boiling point below 149 degC, 2.02 instead of 1.01 times. The 6th
        edition takes the volume once, and wants what a volatile liquid evaporates to be added.
    edition : str
        "5", "6" or "7".

    Returns
    -------
    float or (n,) array
        Without what flashes: that is added as it is [m3/s].

    Raises
    ------
    InputError
        A rate below zero, another edition.

    References
    ----------
    API Std 2000, 5th edition (1998), 4.3; 6th edition (2009), 4.3.2; 7th edition (2014).

    Examples
    --------
    >>> round(3600 * liquid_outbreathing(150 / 3600, True, "7"), 6)
    300.0
    """
    rate = zero_or_more("filling rate", filling_rate, "m3/s")
    plainly, much = {"5": (1.01, 2.02), "6": (1.0, 1.0), "7": (1.0, 2.0)}[known_edition(edition)]
    return plain(np.where(np.asarray(volatile, dtype=bool), much, plainly) * rate)


def liquid_inbreathing(emptying_rate: ArrayLike, edition: TankVentingEdition) -> FloatOrArray:
    """In-breathing of a tank that is emptied, as air at normal conditions [m3/s].

    Parameters
    ----------
    emptying_rate : float or (n,) array
        Largest volume flow of liquid out of the tank, zero or more [m3/s].
    edition : str
        "5" (0.94 times the volume), "6" or "7" (the volume).

    Returns
    -------
    float or (n,) array
        [m3/s]

    Raises
    ------
    InputError
        A rate below zero, another edition.

    References
    ----------
    API Std 2000, 5th edition (1998), 4.3 (5.6 SCFH for 42 gallons an hour); 6th edition (2009), 4.3.2; 7th
    edition (2014).

    Examples
    --------
    >>> round(3600 * liquid_inbreathing(100 / 3600, "5"), 6)
    94.0
    """
    share = 0.94 if known_edition(edition) == "5" else 1.0
    return plain(share * zero_or_more("emptying rate", emptying_rate, "m3/s"))


def _band(latitude: ArrayLike) -> NDArray[np.intp]:
    degrees = np.abs(finite("latitude", latitude, "degrees"))
    refuse("latitude", degrees, degrees > 90.0, "degrees", "it must be from -90 to 90", "-90 to 90")
    return np.where(degrees > _LATITUDES[1], 2, np.where(degrees >= _LATITUDES[0], 1, 0))


def _reduction(factor: ArrayLike) -> NDArray[np.float64]:
    value = above_zero("reduction factor", factor, "")
    refuse("reduction factor", value, value > 1.0, "", "a bare tank has 1", "above 0, up to 1")
    return value


def known_edition(edition: str) -> str:
    """Return the edition, or raise an `InputError` if it is none of `EDITIONS`."""
    if edition not in EDITIONS:
        raise InputError(
            f"'{edition}' is no edition of API 2000 that is known here; use {', '.join(EDITIONS)}.",
            path=("edition",),
            value=edition,
            expected=", ".join(EDITIONS),
        )
    return edition
