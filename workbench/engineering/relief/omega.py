"""Two-phase flow through a relief valve by the omega method: API 520 Part I, Annex C.

The mixture expands as ``v / v_0 = omega (P_s / P - 1) + 1`` below the pressure at which it begins to boil, P_s (of a
mixture that boils already the relieving pressure), and not at all above it. Everything follows from the momentum
equation of a frictionless nozzle, ``G = sqrt(2 integral(v dP)) / v``, whose largest value along the expansion is the
critical flow. Saturated, flashing and subcooled inlets are the same equation; no chart and no fit is read.

With omega from a flash to 90 % of the pressure it is within 1.6 % of integration along the isentrope for pure fluids
(water, ammonia, carbon dioxide, methane, ethylene, propane, n-butane, n-hexane, benzene, R134a), from boiling liquid to
dry vapour, at 0.02 to 0.9 of the critical pressure; up to 1.1 % of that on the unsafe side, at qualities below 0.1.
Supercritical fluids and mixtures of a wide boiling range were not compared: integrate those.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.relief.corrections import back_pressure_below, product
from workbench.errors import InputError

__all__ = [
    "critical_pressure_ratio",
    "omega_area",
    "omega_from_density",
    "omega_from_specific_volumes",
    "omega_mass_flux",
]

_HALVINGS = 60
_SMALLEST_RATIO = 1e-6
"""No mixture chokes below this share of the relieving pressure."""
_Array = NDArray[np.float64]


def omega_from_specific_volumes(
    specific_volume: ArrayLike, specific_volume_at_90_percent: ArrayLike, pressure_ratio: float = 0.9
) -> FloatOrArray:
    """Omega from the specific volumes upstream and at 90 % of the upstream pressure [-].

    ``omega = (v_9 / v_0 - 1) / (1 / 0.9 - 1) = 9 (v_9 / v_0 - 1)``, from an isentropic (or isenthalpic) flash.

    Parameters
    ----------
    specific_volume, specific_volume_at_90_percent : float or (n,) array
        Of the whole mixture [m3/kg].
    pressure_ratio : float
        At which the second one is; 0.9 in the standard [-].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        Volumes that are not above zero, a mixture that shrinks on expansion.

    References
    ----------
    API Standard 520 Part I, Annex C.2.2.

    Examples
    --------
    >>> round(omega_from_specific_volumes(0.01945, 0.02265), 3)
    1.481
    """
    first = above_zero("specific volume", specific_volume, "m3/kg")
    second = above_zero("specific volume at 90 %", specific_volume_at_90_percent, "m3/kg")
    omega = (second / first - 1.0) / (1.0 / pressure_ratio - 1.0)
    return plain(zero_or_more("omega", omega, ""))


def omega_from_density(saturated_density: ArrayLike, density_at_90_percent: ArrayLike) -> FloatOrArray:
    """Omega of a subcooled or saturated liquid [-].

    ``omega_s = 9 (rho_l0 / rho_9 - 1)``: the density of the liquid upstream, and that of the mixture after a flash at
    90 % of the saturation pressure.

    Parameters
    ----------
    saturated_density, density_at_90_percent : float or (n,) array
        [kg/m3]

    Returns
    -------
    float or (n,) array

    References
    ----------
    API Standard 520 Part I, Annex C.2.3.

    Examples
    --------
    API 520 Part I, Annex C, example of a subcooled liquid (511.3 and 262.7 kg/m3):

    >>> round(omega_from_density(511.3, 262.7), 2)
    8.52
    """
    density = above_zero("density", saturated_density, "kg/m3")
    flashed = above_zero("density at 90 %", density_at_90_percent, "kg/m3")
    return omega_from_specific_volumes(1.0 / density, 1.0 / flashed)


def critical_pressure_ratio(omega: ArrayLike, saturation_ratio: ArrayLike = 1.0) -> FloatOrArray:
    """Pressure over relieving pressure at which the flow chokes [-].

    It is where ``v^2 = 2 omega eta_s / eta^2 integral(v d eta)``, or at the saturation pressure itself, if the liquid
    is subcooled so much that it chokes as soon as it boils: ``eta_s <= 2 omega / (1 + 2 omega)``.

    Parameters
    ----------
    omega : float or (n,) array
        Zero or more; zero is a liquid that does not boil, and does not choke [-].
    saturation_ratio : float or (n,) array
        Saturation pressure over relieving pressure, at most 1: 1 of a mixture that boils already [-].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        An omega below zero, a saturation ratio outside 0 to 1.

    References
    ----------
    API Standard 520 Part I, Annex C.2.2 and C.2.3; J. C. Leung, AIChE J. 32 (1986) 1743.

    Examples
    --------
    >>> round(critical_pressure_ratio(1.0), 4)  # an isothermal ideal gas: exp(-1/2)
    0.6065
    """
    values = zero_or_more("omega", omega, "")
    saturation = _saturation_ratio(saturation_ratio)
    values, saturation = np.broadcast_arrays(values, saturation)
    at_once = _choking(saturation, values, saturation) <= 0.0
    # The condition rises with the pressure: below zero at low pressures, above at saturation.
    lowest, highest = np.full(values.shape, np.log(_SMALLEST_RATIO)), np.log(saturation)
    for _ in range(_HALVINGS):
        middle = 0.5 * (lowest + highest)
        below = _choking(np.exp(middle), values, saturation) < 0.0
        lowest, highest = np.where(below, middle, lowest), np.where(below, highest, middle)
    return plain(np.where(at_once, saturation, np.exp(0.5 * (lowest + highest))))


def omega_mass_flux(
    omega: ArrayLike,
    relieving_pressure: ArrayLike,
    specific_volume: ArrayLike,
    back_pressure: ArrayLike,
    saturation_pressure: ArrayLike | None = None,
) -> FloatOrArray:
    """Mass flux of a two-phase or flashing mixture through an ideal nozzle [kg/(m2 s)].

    Parameters
    ----------
    omega : float or (n,) array
        [-]
    relieving_pressure : float or (n,) array
        Absolute, upstream [Pa].
    specific_volume : float or (n,) array
        Of the mixture upstream [m3/kg].
    back_pressure : float or (n,) array
        Absolute, below the relieving pressure [Pa].
    saturation_pressure : float or (n,) array, optional
        Of a subcooled liquid, at the relieving temperature, absolute [Pa]; else it boils already.

    Returns
    -------
    float or (n,) array
        [kg/(m2 s)]

    Raises
    ------
    InputError
        Values that are not above zero, a back pressure or a saturation pressure above the relieving pressure.

    References
    ----------
    API Standard 520 Part I, Annex C.2.2 (two-phase) and C.2.3 (subcooled and saturated liquid).

    Examples
    --------
    >>> round(omega_mass_flux(1.481, 556.4e3, 0.01945, 204.5e3), 0)
    2884.0
    """
    outlet, pressure = back_pressure_below(back_pressure, relieving_pressure)
    volume = above_zero("specific volume", specific_volume, "m3/kg")
    saturated = pressure
    if saturation_pressure is not None:
        saturated = above_zero("saturation pressure", saturation_pressure, "Pa")
    saturation = saturated / pressure
    values = zero_or_more("omega", omega, "")
    ratio = np.maximum(outlet / pressure, critical_pressure_ratio(values, saturation))
    flux = np.sqrt(2.0 * _work(ratio, values, saturation)) / _volume(ratio, values, saturation)
    return plain(flux * np.sqrt(pressure / volume))


def omega_area(
    mass_flow: ArrayLike,
    omega: ArrayLike,
    relieving_pressure: ArrayLike,
    specific_volume: ArrayLike,
    back_pressure: ArrayLike,
    discharge_coefficient: ArrayLike,
    back_pressure_correction: ArrayLike = 1.0,
    combination_correction: ArrayLike = 1.0,
    viscosity_correction: ArrayLike = 1.0,
    saturation_pressure: ArrayLike | None = None,
) -> FloatOrArray:
    """Required effective discharge area of a two-phase or flashing mixture [m2].

    Parameters
    ----------
    mass_flow : float or (n,) array
        To be relieved, zero or more [kg/s].
    omega, relieving_pressure, specific_volume, back_pressure, saturation_pressure
        As of `omega_mass_flux`.
    discharge_coefficient : float or (n,) array
        Kd; 0.85 for preliminary sizing of two phases, 0.65 of a subcooled liquid [-].
    back_pressure_correction, combination_correction, viscosity_correction : float or (n,) array
        Kb (Kw of a subcooled liquid), Kc, Kv [-].

    Returns
    -------
    float or (n,) array
        [m2]

    References
    ----------
    API Standard 520 Part I, Annex C.2.2 and C.2.3.

    Examples
    --------
    API 520 Part I, Annex C.2.2.2 (216,560 kg/h; the standard prints 24,400 mm2):

    >>> round(omega_area(216560 / 3600, 1.481, 556.4e3, 0.01945, 204.5e3, 0.85) * 1e6, -2)
    24500.0
    """
    flow = zero_or_more("mass flow", mass_flow, "kg/s")
    flux = omega_mass_flux(omega, relieving_pressure, specific_volume, back_pressure, saturation_pressure)
    factors = product(
        discharge_coefficient=discharge_coefficient,
        back_pressure_correction=back_pressure_correction,
        combination_correction=combination_correction,
        viscosity_correction=viscosity_correction,
    )
    return plain(flow / (flux * factors))


def _volume(ratio: _Array, omega: _Array, saturation: _Array) -> _Array:
    """Return v / v_0 at a pressure ratio."""
    volume: _Array = np.where(ratio < saturation, omega * (saturation / ratio - 1.0) + 1.0, 1.0)
    return volume


def _work(ratio: _Array, omega: _Array, saturation: _Array) -> _Array:
    """Return the integral of v / v_0 from a pressure ratio up to 1."""
    boiling = np.minimum(ratio, saturation)
    flashed = omega * saturation * np.log(saturation / boiling) - (omega - 1.0) * (saturation - boiling)
    work: _Array = (1.0 - np.maximum(ratio, saturation)) + flashed
    return work


def _choking(ratio: _Array, omega: _Array, saturation: _Array) -> _Array:
    """Return a number with the sign of ``d G / d P`` times -1 below saturation: above zero where G still rises
    while the pressure falls."""
    slope = omega * saturation / ratio**2
    choking: _Array = _volume(ratio, omega, saturation) ** 2 - 2.0 * slope * _work(ratio, omega, saturation)
    return choking


def _saturation_ratio(value: ArrayLike) -> _Array:
    ratio = above_zero("saturation ratio", value, "")
    if (ratio > 1.0).any():
        raise InputError(
            f"The saturation pressure is {ratio.max():g} of the relieving pressure; a liquid that boils already has 1.",
            path=("saturation_ratio",),
            value=float(ratio.max()),
            expected="above 0, at most 1",
        )
    return ratio
