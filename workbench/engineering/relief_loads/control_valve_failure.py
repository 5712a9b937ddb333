"""A control valve that fails wide open: flow by IEC 60534-2-1, less what the open outlets still take.

The valve stands without reducers, so that FP is one: with them less flows. These functions are for whole columns;
for one valve with its reducers see `engineering.control_valve` and `engineering.control_valve_gas`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.compressible import gas_density
from workbench.engineering.control_valve import choked_pressure_drop
from workbench.engineering.control_valve_gas import HEAT_CAPACITY_RATIO_OF_AIR
from workbench.engineering.relief_loads.refusal import refuse

__all__ = ["gas_control_valve_flow", "less_open_outlets", "liquid_control_valve_flow"]


def liquid_control_valve_flow(
    flow_coefficient: ArrayLike,
    inlet_pressure: ArrayLike,
    outlet_pressure: ArrayLike,
    density: ArrayLike,
    vapour_pressure: ArrayLike,
    critical_pressure: ArrayLike,
    recovery_factor: ArrayLike,
) -> FloatOrArray:
    """Mass flow of a liquid through a valve that is wide open, choked or not [kg/s].

    Parameters
    ----------
    flow_coefficient : float or (n,) array
        Av wide open, above zero [m2].
    inlet_pressure : float or (n,) array
        Absolute, above zero [Pa].
    outlet_pressure : float or (n,) array
        Relieving pressure of what is protected, absolute [Pa].
    density : float or (n,) array
        Of the liquid at the inlet, above zero [kg/m3].
    vapour_pressure, critical_pressure : float or (n,) array
        Absolute [Pa].
    recovery_factor : float or (n,) array
        FL wide open, above zero [-].

    Returns
    -------
    float or (n,) array
        Zero where the outlet pressure is not below the inlet pressure [kg/s].

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    IEC 60534-2-1:2011, incompressible fluids in turbulent flow. API Std 521, 7th edition (2020), control valve
    failure: the valve is taken wide open with its full flow coefficient.

    Examples
    --------
    >>> round(liquid_control_valve_flow(1e-3, 20e5, 11e5, 800.0, 1e5, 40e5, 0.9), 3)
    26.833
    """
    av = above_zero("flow coefficient", flow_coefficient, "m2")
    inlet = above_zero("inlet pressure", inlet_pressure, "Pa")
    drop = np.maximum(inlet - zero_or_more("outlet pressure", outlet_pressure, "Pa"), 0.0)
    limit = choked_pressure_drop(inlet, vapour_pressure, critical_pressure, recovery_factor)
    return plain(av * np.sqrt(above_zero("density", density, "kg/m3") * np.minimum(drop, limit)))


def gas_control_valve_flow(
    flow_coefficient: ArrayLike,
    inlet_pressure: ArrayLike,
    outlet_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    compressibility_factor: ArrayLike,
    pressure_drop_ratio: ArrayLike,
) -> FloatOrArray:
    """Mass flow of a gas through a valve that is wide open, choked or not [kg/s].

    Parameters
    ----------
    flow_coefficient : float or (n,) array
        Av wide open, above zero [m2].
    inlet_pressure : float or (n,) array
        Absolute, above zero [Pa].
    outlet_pressure : float or (n,) array
        Relieving pressure of what is protected, absolute [Pa].
    temperature : float or (n,) array
        At the inlet, above zero [K].
    molar_mass : float or (n,) array
        Above zero [kg/mol].
    heat_capacity_ratio : float or (n,) array
        Of the ideal gas, above one [-].
    compressibility_factor : float or (n,) array
        Z at the inlet, above zero [-].
    pressure_drop_ratio : float or (n,) array
        xT wide open, above zero and up to one [-].

    Returns
    -------
    float or (n,) array
        Zero where the outlet pressure is not below the inlet pressure [kg/s].

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    IEC 60534-2-1:2011, compressible fluids in turbulent flow. API Std 521, 7th edition (2020), control valve
    failure.

    Examples
    --------
    >>> round(gas_control_valve_flow(1e-3, 10e5, 4e5, 300.0, 0.02897, 1.4, 1.0, 0.5), 3)
    1.607
    """
    av = above_zero("flow coefficient", flow_coefficient, "m2")
    inlet = above_zero("inlet pressure", inlet_pressure, "Pa")
    actual = np.maximum(1.0 - zero_or_more("outlet pressure", outlet_pressure, "Pa") / inlet, 0.0)
    ratio = above_zero("pressure drop ratio", pressure_drop_ratio, "")
    refuse("pressure drop ratio", ratio, ratio > 1.0, "", "xT must not be above 1", "above 0, up to 1")
    k = np.asarray(heat_capacity_ratio, dtype=np.float64)
    above_zero("heat capacity ratio less one", k - 1.0, "")
    limit = k / HEAT_CAPACITY_RATIO_OF_AIR * ratio
    used = np.minimum(actual, limit)
    density = np.asarray(gas_density(inlet, temperature, molar_mass, compressibility_factor), dtype=np.float64)
    return plain(av * (1.0 - used / (3.0 * limit)) * np.sqrt(used * inlet * density))


def less_open_outlets(wide_open_flow: ArrayLike, outlet_flow: ArrayLike) -> FloatOrArray:
    """Relief load: what flows in, less the normal flow of the outlets that stay open, zero at least [kg/s].

    Parameters
    ----------
    wide_open_flow : float or (n,) array
        Through the valve that failed, zero or more [kg/s].
    outlet_flow : float or (n,) array
        Normal flow of the outlets that are not closed by what made the valve fail, at relieving conditions,
        zero or more [kg/s].

    Returns
    -------
    float or (n,) array
        Zero where the outlets take all of it [kg/s].

    Raises
    ------
    InputError
        A flow below zero.

    References
    ----------
    API Std 521, 7th edition (2020), control valve failure: credit for outlets that remain open.

    Examples
    --------
    >>> less_open_outlets(12.0, 5.0)
    7.0
    """
    inflow: NDArray[np.float64] = zero_or_more("wide open flow", wide_open_flow, "kg/s")
    return plain(np.maximum(inflow - zero_or_more("outlet flow", outlet_flow, "kg/s"), 0.0))
