"""Behind a relief valve: speed in its outlet, the force on its pipe, and its noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.relief.gas import GAS_CONSTANT

__all__ = ["gas_reaction_force", "noise_level", "outlet_mach_number", "outlet_pressure", "two_phase_reaction_force"]

_Array = NDArray[np.float64]


def outlet_mach_number(
    mass_flow: ArrayLike,
    area: ArrayLike,
    static_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    compressibility_factor: ArrayLike = 1.0,
) -> FloatOrArray:
    """Mach number of a gas in an outlet, from the stagnation temperature that it had before the valve [-].

    ``(m / (A p))^2 Z R T_0 / (M k) = Ma^2 (1 + (k - 1) / 2 Ma^2)``: an ideal gas keeps its stagnation temperature in a
    throttle. At most 1: a flow that would be faster holds a higher pressure in the outlet, `outlet_pressure`.

    Parameters
    ----------
    mass_flow : float or (n,) array
        [kg/s]
    area : float or (n,) array
        Of the outlet [m2].
    static_pressure : float or (n,) array
        Absolute, behind the outlet [Pa].
    temperature : float or (n,) array
        Stagnation temperature: the relieving temperature [K].
    molar_mass, heat_capacity_ratio, compressibility_factor : float or (n,) array
        [kg/mol], [-], in the outlet [-].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A value that is not above zero, a mass flow below zero.

    Examples
    --------
    >>> round(outlet_mach_number(1.0, 0.0189, 101325.0, 300.0, 0.029, 1.4), 3)
    0.129
    """
    return plain(
        np.minimum(
            _mach(
                mass_flow, area, static_pressure, temperature, molar_mass, heat_capacity_ratio, compressibility_factor
            ),
            1.0,
        )
    )


def outlet_pressure(
    mass_flow: ArrayLike,
    area: ArrayLike,
    static_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    compressibility_factor: ArrayLike = 1.0,
) -> FloatOrArray:
    """Static pressure in an outlet [Pa]: that behind it, or, if the gas leaves at the speed of sound, a higher one.

    ``p = (m / A) sqrt(Z R T_0 / (M k)) / sqrt((k + 1) / 2)`` at Mach 1. Parameters and errors are those of
    `outlet_mach_number`.

    Examples
    --------
    >>> round(outlet_pressure(20.0, 0.0189, 101325.0, 300.0, 0.029, 1.4))
    239438
    """
    behind = above_zero("static pressure", static_pressure, "Pa")
    k = above_zero("heat capacity ratio", heat_capacity_ratio, "")
    flux = zero_or_more("mass flow", mass_flow, "kg/s") / above_zero("area", area, "m2")
    stagnation = _specific_energy(temperature, molar_mass, compressibility_factor)
    sonic = flux * np.sqrt(stagnation / k) / np.sqrt(0.5 * (k + 1.0))
    return plain(np.maximum(sonic, behind))


def gas_reaction_force(
    mass_flow: ArrayLike,
    area: ArrayLike,
    atmospheric_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
) -> FloatOrArray:
    """Reaction force of gas or vapour that leaves an outlet pipe to the atmosphere, steady flow [N].

    ``F = m sqrt(2 k R T_0 / ((k + 1) M)) + A (p - p_atm)``; the first term is ``129 W sqrt(k T / ((k + 1) M))`` of the
    standard, p the static pressure in the outlet. The standard takes the speed of sound also where the gas is slower:
    the force is then overestimated, and so it is here.

    Parameters
    ----------
    mass_flow : float or (n,) array
        [kg/s]
    area : float or (n,) array
        Of the outlet at the discharge point [m2].
    atmospheric_pressure : float or (n,) array
        [Pa]
    temperature : float or (n,) array
        Relieving [K].
    molar_mass, heat_capacity_ratio : float or (n,) array
        [kg/mol], [-].

    Returns
    -------
    float or (n,) array
        [N]

    References
    ----------
    API Standard 520 Part II, reaction forces, vapour discharge through an elbow and a vertical pipe.

    Examples
    --------
    >>> round(gas_reaction_force(10.0, 0.0189, 101325.0, 400.0, 0.029, 1.3))
    4455
    """
    k = above_zero("heat capacity ratio", heat_capacity_ratio, "")
    inside = outlet_pressure(mass_flow, area, atmospheric_pressure, temperature, molar_mass, k)
    velocity = np.sqrt(2.0 * k / (k + 1.0) * _specific_energy(temperature, molar_mass, 1.0))
    thrust = np.asarray(mass_flow, dtype=np.float64) * velocity
    return plain(thrust + np.asarray(area) * (inside - np.asarray(atmospheric_pressure)))


def two_phase_reaction_force(
    mass_flow: ArrayLike,
    area: ArrayLike,
    density: ArrayLike,
    outlet_pressure: ArrayLike,
    atmospheric_pressure: ArrayLike,
) -> FloatOrArray:
    """Reaction force of a liquid or a mixture that leaves an outlet pipe, ``F = m^2 / (rho A) + A (p - p_atm)`` [N].

    Parameters
    ----------
    mass_flow, area : float or (n,) array
        [kg/s], of the outlet [m2].
    density : float or (n,) array
        Homogeneous, in the outlet [kg/m3].
    outlet_pressure, atmospheric_pressure : float or (n,) array
        Absolute, in the outlet and outside [Pa].

    Returns
    -------
    float or (n,) array
        [N]

    References
    ----------
    API Standard 520 Part II, reaction forces, two-phase discharge.

    Examples
    --------
    >>> round(two_phase_reaction_force(50.0, 0.0189, 100.0, 150e3, 101325.0))
    2243
    """
    size = above_zero("area", area, "m2")
    momentum = zero_or_more("mass flow", mass_flow, "kg/s") ** 2 / (above_zero("density", density, "kg/m3") * size)
    return plain(
        momentum + size * (above_zero("outlet pressure", outlet_pressure, "Pa") - np.asarray(atmospheric_pressure))
    )


def noise_level(
    mass_flow: ArrayLike,
    relieving_pressure: ArrayLike,
    atmospheric_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    distance: ArrayLike = 30.0,
) -> FloatOrArray:
    """Sound pressure level of a relief valve that discharges to the atmosphere [dB].

    ``L_30 = L + 10 log10(m c^2 / 2)`` at 30 m from the tip, with L of the figure over the pressure ratio, and
    ``L_30 - 20 log10(r / 30)`` at another distance. The figure is read by two straight lines over the logarithm of the
    ratio (fit of the package fluids).

    Parameters
    ----------
    mass_flow : float or (n,) array
        Above zero [kg/s].
    relieving_pressure, atmospheric_pressure : float or (n,) array
        Absolute [Pa].
    temperature, molar_mass, heat_capacity_ratio : float or (n,) array
        Of the gas, for its speed of sound [K], [kg/mol], [-].
    distance : float or (n,) array
        From the tip [m].

    Returns
    -------
    float or (n,) array
        [dB]

    References
    ----------
    API Standard 521, noise of atmospheric discharge (sound pressure level at 30 m from the stack tip).

    Examples
    --------
    14.6 kg/s of air at 353 m/s, pressure ratio 330/101.3:

    >>> round(noise_level(14.6, 330e3, 101325.0, 310.45, 0.028964, 1.4), 1)
    113.7
    """
    k = above_zero("heat capacity ratio", heat_capacity_ratio, "")
    sound = k * _specific_energy(temperature, molar_mass, 1.0)
    ratio = above_zero("relieving pressure", relieving_pressure, "Pa") / above_zero(
        "atmospheric pressure", atmospheric_pressure, "Pa"
    )
    at_30 = _figure(ratio) + 10.0 * np.log10(0.5 * above_zero("mass flow", mass_flow, "kg/s") * sound)
    return plain(at_30 - 20.0 * np.log10(above_zero("distance", distance, "m") / 30.0))


def _figure(ratio: _Array) -> _Array:
    logarithm = np.log10(np.maximum(ratio, 1.0))
    low, high = 87.9084 * logarithm + 12.7647, 4.8239 * logarithm + 51.6217
    figure: _Array = np.minimum(low, high)
    return figure


def _mach(
    mass_flow: ArrayLike,
    area: ArrayLike,
    pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    compressibility_factor: ArrayLike,
) -> _Array:
    k = above_zero("heat capacity ratio", heat_capacity_ratio, "")
    flux = zero_or_more("mass flow", mass_flow, "kg/s") / above_zero("area", area, "m2")
    energy = _specific_energy(temperature, molar_mass, compressibility_factor)
    squared = (flux / above_zero("static pressure", pressure, "Pa")) ** 2 * energy / k
    # x + (k - 1)/2 x^2 = squared, in the form that does not cancel where k is near 1.
    mach: _Array = np.sqrt(2.0 * squared / (1.0 + np.sqrt(1.0 + 2.0 * (k - 1.0) * squared)))
    return mach


def _specific_energy(temperature: ArrayLike, molar_mass: ArrayLike, compressibility_factor: ArrayLike) -> _Array:
    """Return Z R T / M [J/kg]."""
    return (
        above_zero("compressibility factor", compressibility_factor, "")
        * GAS_CONSTANT
        * above_zero("temperature", temperature, "K")
        / above_zero("molar mass", molar_mass, "kg/mol")
    )
