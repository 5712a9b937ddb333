"""Gas and vapour through a relief valve: API 520 Part I, critical and subcritical flow.

The equations of the standard are those of an ideal nozzle with constant heat capacity ratio; here they stand in SI with
the exact gas constant, from which the constants 0.03948 and 17.9 of the standard follow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.relief.corrections import back_pressure_below, product
from workbench.errors import InputError

__all__ = ["GAS_CONSTANT", "critical_flow_pressure", "gas_area", "gas_mass_flow", "gas_mass_flux"]

GAS_CONSTANT = 8.314462618
"""[J/(mol K)]"""
_Array = NDArray[np.float64]


def critical_flow_pressure(relieving_pressure: ArrayLike, heat_capacity_ratio: ArrayLike) -> FloatOrArray:
    """Pressure in the nozzle below which a lower back pressure does not raise the flow [Pa].

    ``P_cf = P_1 (2 / (k + 1))^(k / (k - 1))``

    Parameters
    ----------
    relieving_pressure : float or (n,) array
        Absolute, upstream [Pa].
    heat_capacity_ratio : float or (n,) array
        cp/cv of the ideal gas at the relieving temperature, at least 1 [-].

    Returns
    -------
    float or (n,) array
        [Pa]

    Raises
    ------
    InputError
        A pressure that is not above zero, a heat capacity ratio below one.

    References
    ----------
    API Standard 520 Part I, 5.6 (critical flow pressure of an ideal gas).

    Examples
    --------
    >>> round(critical_flow_pressure(670e3, 1.11) / 1e5, 3)
    3.903
    """
    ratio = _critical_ratio(_heat_capacity_ratio(heat_capacity_ratio))
    return plain(above_zero("relieving pressure", relieving_pressure, "Pa") * ratio)


def gas_mass_flux(
    relieving_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    compressibility_factor: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    back_pressure: ArrayLike,
) -> FloatOrArray:
    """Mass flux of an ideal nozzle [kg/(m2 s)], continuous from critical to subcritical flow.

    Parameters
    ----------
    relieving_pressure, temperature : float or (n,) array
        Upstream, absolute [Pa] and [K].
    molar_mass : float or (n,) array
        [kg/mol]
    compressibility_factor, heat_capacity_ratio : float or (n,) array
        Upstream [-].
    back_pressure : float or (n,) array
        Absolute, at the outlet; at most the relieving pressure [Pa].

    Returns
    -------
    float or (n,) array
        [kg/(m2 s)]

    Raises
    ------
    InputError
        A value that is not above zero, a back pressure at or above the relieving pressure.

    References
    ----------
    API Standard 520 Part I, 5.6: C of critical flow, F2 of subcritical flow.

    Examples
    --------
    >>> round(gas_mass_flux(670e3, 348.0, 0.051, 0.9, 1.11, 101325.0), 1)
    1869.3
    """
    outlet, pressure = back_pressure_below(back_pressure, relieving_pressure)
    k = _heat_capacity_ratio(heat_capacity_ratio)
    density = (
        pressure
        * above_zero("molar mass", molar_mass, "kg/mol")
        / (
            above_zero("compressibility factor", compressibility_factor, "")
            * GAS_CONSTANT
            * above_zero("temperature", temperature, "K")
        )
    )
    ratio = np.maximum(outlet / pressure, _critical_ratio(k))
    # 2 k/(k-1) (r^(2/k) - r^((k+1)/k)), written so that k = 1 is a limit and no division by zero.
    logarithm = np.log(ratio)
    rise = (k - 1.0) / k * -logarithm
    expansion = -logarithm * np.where(rise > 0.0, -np.expm1(-rise) / np.where(rise > 0.0, rise, 1.0), 1.0)
    return plain(np.sqrt(2.0 * pressure * density * ratio ** (2.0 / k) * expansion))


def gas_area(
    mass_flow: ArrayLike,
    relieving_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    compressibility_factor: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    back_pressure: ArrayLike,
    discharge_coefficient: ArrayLike,
    back_pressure_correction: ArrayLike = 1.0,
    combination_correction: ArrayLike = 1.0,
    *,
    balanced: ArrayLike = False,
) -> FloatOrArray:
    """Required effective discharge area of gas or vapour [m2].

    Parameters
    ----------
    mass_flow : float or (n,) array
        To be relieved, zero or more [kg/s].
    relieving_pressure, temperature, molar_mass, compressibility_factor, heat_capacity_ratio, back_pressure
        As of `gas_mass_flux`.
    discharge_coefficient : float or (n,) array
        Kd; 0.975 for preliminary sizing, 0.62 of a rupture disc alone [-].
    back_pressure_correction : float or (n,) array
        Kb of balanced valves [-].
    combination_correction : float or (n,) array
        Kc, 0.9 with a rupture disc that was not tested with the valve, else 1 [-].
    balanced : bool or (n,) array
        A balanced valve is sized by the equation of critical flow with Kb, whatever its back pressure.

    Returns
    -------
    float or (n,) array
        [m2]

    Raises
    ------
    InputError
        As `gas_mass_flux`; a coefficient that is not above zero.

    References
    ----------
    API Standard 520 Part I, 5.6.3 (critical) and 5.6.4 (subcritical flow).

    Examples
    --------
    API 520 Part I, example 1 (24,270 kg/h of hydrocarbon vapour; the standard prints 3698 mm2):

    >>> round(gas_area(24270 / 3600, 670e3, 348.0, 0.051, 0.9, 1.11, 101325.0, 0.975) * 1e6, 1)
    3699.0
    """
    flow = zero_or_more("mass flow", mass_flow, "kg/s")
    flux = _valve_flux(
        relieving_pressure,
        temperature,
        molar_mass,
        compressibility_factor,
        heat_capacity_ratio,
        back_pressure,
        balanced,
    )
    factors = product(
        discharge_coefficient=discharge_coefficient,
        back_pressure_correction=back_pressure_correction,
        combination_correction=combination_correction,
    )
    return plain(flow / (flux * factors))


def gas_mass_flow(
    area: ArrayLike,
    relieving_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    compressibility_factor: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    back_pressure: ArrayLike,
    discharge_coefficient: ArrayLike,
    back_pressure_correction: ArrayLike = 1.0,
    combination_correction: ArrayLike = 1.0,
    *,
    balanced: ArrayLike = False,
) -> FloatOrArray:
    """Flow of gas or vapour through an effective discharge area [kg/s]: the inverse of `gas_area`.

    Examples
    --------
    >>> round(gas_mass_flow(3.689e-3, 670e3, 348.0, 0.051, 0.9, 1.11, 101325.0, 0.975) * 3600)
    24205
    """
    flux = _valve_flux(
        relieving_pressure,
        temperature,
        molar_mass,
        compressibility_factor,
        heat_capacity_ratio,
        back_pressure,
        balanced,
    )
    factors = product(
        discharge_coefficient=discharge_coefficient,
        back_pressure_correction=back_pressure_correction,
        combination_correction=combination_correction,
    )
    return plain(above_zero("area", area, "m2") * flux * factors)


def _valve_flux(
    pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    compressibility_factor: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    back_pressure: ArrayLike,
    balanced: ArrayLike,
) -> _Array:
    """Return the mass flux before any correction; of a balanced valve that of critical flow."""
    outlet, _ = back_pressure_below(back_pressure, pressure)
    counted = np.where(np.asarray(balanced, dtype=bool), 0.0, outlet)
    flux = gas_mass_flux(pressure, temperature, molar_mass, compressibility_factor, heat_capacity_ratio, counted)
    return np.asarray(flux)


def _heat_capacity_ratio(value: ArrayLike) -> _Array:
    k = above_zero("heat capacity ratio", value, "")
    if (k < 1.0).any():
        raise InputError(
            f"The heat capacity ratio is {k.min():g}; it must be at least 1.",
            path=("heat_capacity_ratio",),
            value=float(k.min()),
            expected="at least 1",
        )
    return k


def _critical_ratio(k: _Array) -> _Array:
    """Return ``(2 / (k + 1))^(k / (k - 1))``, at k = 1 its limit ``exp(-1/2)``."""
    half = 0.5 * (k - 1.0)
    safe = np.where(half > 0.0, half, 1.0)
    ratio: _Array = np.exp(-0.5 * k * np.where(half > 0.0, np.log1p(safe) / safe, 1.0))
    return ratio
