"""Relations of compressible flow: speed of sound, isentropic flow, Fanno flow.

M is the Mach number, gamma the ratio of heat capacities. Every function takes floats or arrays (with
numpy's broadcasting) and gives a float for floats. Pipes are in `gas_flow`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain
from workbench.engineering.compressibility import UNIVERSAL_GAS_CONSTANT
from workbench.errors import InputError

__all__ = [
    "critical_pressure",
    "critical_temperature",
    "density_velocity_squared",
    "fanno_friction",
    "fanno_pressure_ratio",
    "fanno_stagnation_pressure_ratio",
    "fanno_temperature_ratio",
    "fanno_velocity_ratio",
    "gas_density",
    "isentropic_area_ratio",
    "isentropic_pressure_ratio",
    "isentropic_temperature_ratio",
    "mach_number",
    "sonic_velocity",
]

FloatArray = NDArray[np.float64]


def _gamma(value: ArrayLike) -> FloatArray:
    gamma = finite("heat capacity ratio", value, "")
    if (gamma <= 1.0).any():
        found = float(gamma[gamma <= 1.0].flat[0])
        raise InputError(
            f"The heat capacity ratio is {found:g}; it must be above 1.",
            path=("heat_capacity_ratio",),
            value=found,
            expected="above 1",
        )
    return gamma


def gas_density(
    pressure: ArrayLike, temperature: ArrayLike, molar_mass: ArrayLike, compressibility: ArrayLike = 1.0
) -> FloatOrArray:
    """Density of a gas, ``rho = p M / (Z R T)`` [kg/m3].

    Parameters
    ----------
    pressure : float or (n,) array
        Absolute [Pa].
    temperature : float or (n,) array
        [K]
    molar_mass : float or (n,) array
        [kg/mol]
    compressibility : float or (n,) array
        Z [-].

    Raises
    ------
    InputError
        A value that is not above zero.

    Examples
    --------
    >>> round(gas_density(101325.0, 288.15, 0.0289647), 4)
    1.225
    """
    specific = UNIVERSAL_GAS_CONSTANT / above_zero("molar mass", molar_mass, "kg/mol")
    divisor = (
        above_zero("compressibility", compressibility, "") * specific * above_zero("temperature", temperature, "K")
    )
    return plain(above_zero("pressure", pressure, "Pa") / divisor)


def sonic_velocity(
    temperature: ArrayLike, molar_mass: ArrayLike, heat_capacity_ratio: ArrayLike, compressibility: ArrayLike = 1.0
) -> FloatOrArray:
    """Speed of sound, ``a = sqrt(gamma Z R T / M)``, exact for an ideal gas and a constant Z [m/s].

    Parameters
    ----------
    temperature : float or (n,) array
        Static [K].
    molar_mass : float or (n,) array
        [kg/mol]
    heat_capacity_ratio : float or (n,) array
        Above 1 [-].
    compressibility : float or (n,) array
        Z [-].

    Raises
    ------
    InputError
        A value that is not above zero, a ratio that is not above 1.

    Examples
    --------
    >>> round(sonic_velocity(288.15, 0.0289647, 1.4), 2)
    340.3
    """
    specific = UNIVERSAL_GAS_CONSTANT / above_zero("molar mass", molar_mass, "kg/mol")
    factor = _gamma(heat_capacity_ratio) * above_zero("compressibility", compressibility, "")
    return plain(np.sqrt(factor * specific * above_zero("temperature", temperature, "K")))


def mach_number(velocity: ArrayLike, sonic_velocity: ArrayLike) -> FloatOrArray:
    """Speed over the speed of sound, zero or more [-].

    Examples
    --------
    >>> mach_number(-170.0, 340.0)
    0.5
    """
    return plain(np.abs(finite("velocity", velocity, "m/s")) / above_zero("sonic velocity", sonic_velocity, "m/s"))


def density_velocity_squared(density: ArrayLike, velocity: ArrayLike) -> FloatOrArray:
    """Momentum flux ``rho v^2``, which norms of flare and blowdown lines limit [Pa].

    References
    ----------
    NORSOK P-002 (2014), section 8; API Std 521 (2020), section 5.5.

    Examples
    --------
    >>> density_velocity_squared(2.0, 100.0)
    20000.0
    """
    return plain(above_zero("density", density, "kg/m3") * finite("velocity", velocity, "m/s") ** 2)


def isentropic_temperature_ratio(mach: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """``T/T0 = 1 / (1 + (gamma-1)/2 M^2)`` [-].

    References
    ----------
    A. H. Shapiro, Compressible Fluid Flow, vol. 1 (1953), equation 4.14.

    Examples
    --------
    >>> round(isentropic_temperature_ratio(0.5, 1.4), 8)
    0.95238095
    """
    gamma = _gamma(heat_capacity_ratio)
    return plain(1.0 / (1.0 + 0.5 * (gamma - 1.0) * finite("mach number", mach, "") ** 2))


def isentropic_pressure_ratio(mach: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """``p/p0 = (T/T0)^(gamma/(gamma-1))`` [-].

    Examples
    --------
    >>> round(isentropic_pressure_ratio(1.0, 1.4), 4)
    0.5283
    """
    gamma = _gamma(heat_capacity_ratio)
    return plain(np.asarray(isentropic_temperature_ratio(mach, gamma)) ** (gamma / (gamma - 1.0)))


def isentropic_area_ratio(mach: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """``A/A* = (1/M) ((2 + (gamma-1) M^2)/(gamma+1))^((gamma+1)/(2(gamma-1)))`` [-].

    References
    ----------
    A. H. Shapiro, Compressible Fluid Flow, vol. 1 (1953), equation 4.19.

    Examples
    --------
    >>> round(isentropic_area_ratio(0.5, 1.4), 6)
    1.339844
    """
    gamma, number = _gamma(heat_capacity_ratio), above_zero("mach number", mach, "")
    base = (2.0 + (gamma - 1.0) * number**2) / (gamma + 1.0)
    return plain(base ** (0.5 * (gamma + 1.0) / (gamma - 1.0)) / number)


def critical_temperature(stagnation_temperature: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """Temperature where isentropic flow reaches the speed of sound, ``T* = 2 T0/(gamma+1)`` [K].

    Examples
    --------
    >>> round(critical_temperature(473.0, 1.289), 1)
    413.3
    """
    return plain(
        above_zero("stagnation temperature", stagnation_temperature, "K")
        * np.asarray(isentropic_temperature_ratio(1.0, heat_capacity_ratio))
    )


def critical_pressure(stagnation_pressure: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """Pressure where isentropic flow reaches the speed of sound [Pa].

    ``p* = p0 (2/(gamma+1))^(gamma/(gamma-1))``

    Examples
    --------
    >>> round(critical_pressure(1.4e6, 1.289), -2)
    766800.0
    """
    return plain(
        above_zero("stagnation pressure", stagnation_pressure, "Pa")
        * np.asarray(isentropic_pressure_ratio(1.0, heat_capacity_ratio))
    )


def fanno_temperature_ratio(mach: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """``T/T* = (gamma+1) / (2 + (gamma-1) M^2)`` [-].

    References
    ----------
    A. H. Shapiro, Compressible Fluid Flow, vol. 1 (1953), section 6.3, as for the other ratios of Fanno flow.

    Examples
    --------
    >>> round(fanno_temperature_ratio(0.5, 1.4), 6)
    1.142857
    """
    gamma = _gamma(heat_capacity_ratio)
    return plain((gamma + 1.0) / (2.0 + (gamma - 1.0) * finite("mach number", mach, "") ** 2))


def fanno_pressure_ratio(mach: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """``p/p* = (1/M) sqrt(T/T*)`` [-].

    Examples
    --------
    >>> round(fanno_pressure_ratio(0.5, 1.4), 6)
    2.13809
    """
    ratio = np.asarray(fanno_temperature_ratio(mach, heat_capacity_ratio))
    return plain(np.sqrt(ratio) / above_zero("mach number", mach, ""))


def fanno_velocity_ratio(mach: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """``U/U* = M sqrt(T/T*)`` [-].

    Examples
    --------
    >>> round(fanno_velocity_ratio(0.5, 1.4), 6)
    0.534522
    """
    ratio = np.asarray(fanno_temperature_ratio(mach, heat_capacity_ratio))
    return plain(np.sqrt(ratio) * finite("mach number", mach, ""))


def fanno_stagnation_pressure_ratio(mach: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """``p0/p0*``: equal to A/A* of isentropic flow [-].

    Examples
    --------
    >>> round(fanno_stagnation_pressure_ratio(0.5, 1.4), 6)
    1.339844
    """
    return isentropic_area_ratio(mach, heat_capacity_ratio)


def fanno_friction(mach: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """``f L*/D``: the friction that brings the flow to the speed of sound, Darcy's f [-].

    ``(1 - M^2)/(gamma M^2) + (gamma+1)/(2 gamma) ln((gamma+1) M^2/(2 + (gamma-1) M^2))``

    Examples
    --------
    >>> round(fanno_friction(0.5, 1.4), 6)
    1.06906
    """
    gamma, square = _gamma(heat_capacity_ratio), above_zero("mach number", mach, "") ** 2
    argument = (gamma + 1.0) * square / (2.0 + (gamma - 1.0) * square)
    return plain((1.0 - square) / (gamma * square) + 0.5 * (gamma + 1.0) / gamma * np.log(argument))
