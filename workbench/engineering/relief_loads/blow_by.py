"""Gas blow-by: the liquid of a vessel at high pressure is lost, and its gas goes the way of the liquid."""

from __future__ import annotations

from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray
from workbench.engineering.relief_loads.control_valve_failure import gas_control_valve_flow
from workbench.engineering.relief_loads.restriction import gas_opening_flow

__all__ = ["restriction_blow_by_load", "valve_blow_by_load"]


def valve_blow_by_load(
    flow_coefficient: ArrayLike,
    source_pressure: ArrayLike,
    relieving_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    compressibility_factor: ArrayLike,
    pressure_drop_ratio: ArrayLike,
) -> FloatOrArray:
    """Mass flow of gas through a level control valve that is wide open [kg/s].

    Parameters
    ----------
    flow_coefficient : float or (n,) array
        Av of the valve wide open, with its bypass if that may be open, above zero [m2].
    source_pressure : float or (n,) array
        Of the gas in the vessel upstream, its highest, absolute [Pa].
    relieving_pressure : float or (n,) array
        Of the vessel downstream, absolute [Pa].
    temperature : float or (n,) array
        Of the gas upstream [K].
    molar_mass, heat_capacity_ratio, compressibility_factor : float or (n,) array
        Of the gas upstream [kg/mol], [-], [-].
    pressure_drop_ratio : float or (n,) array
        xT of the valve wide open [-].

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
    API Std 521, 7th edition (2020), control valve failure, loss of liquid level upstream; the flow is that of
    IEC 60534-2-1:2011, `gas_control_valve_flow`. The liquid that is pushed through before counts as well, as a
    load of its own.

    Examples
    --------
    >>> round(valve_blow_by_load(1e-3, 70e5, 7e5, 310.0, 0.020, 1.28, 0.9, 0.7), 2)
    10.96
    """
    return gas_control_valve_flow(
        flow_coefficient,
        source_pressure,
        relieving_pressure,
        temperature,
        molar_mass,
        heat_capacity_ratio,
        compressibility_factor,
        pressure_drop_ratio,
    )


def restriction_blow_by_load(
    area: ArrayLike,
    discharge_coefficient: ArrayLike,
    source_pressure: ArrayLike,
    relieving_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    heat_capacity_ratio: ArrayLike,
    compressibility_factor: ArrayLike,
) -> FloatOrArray:
    """Mass flow of gas through a restriction of a known area [kg/s].

    Parameters
    ----------
    area : float or (n,) array
        Of the restriction [m2].
    discharge_coefficient : float or (n,) array
        Of the restriction, above zero and up to one [-].
    source_pressure, relieving_pressure : float or (n,) array
        Of the gas in the vessel upstream, and of the vessel downstream, absolute [Pa].
    temperature : float or (n,) array
        Of the gas upstream [K].
    molar_mass, heat_capacity_ratio, compressibility_factor : float or (n,) array
        Of the gas upstream [kg/mol], [-], [-].

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
    API Std 521, 7th edition (2020), loss of liquid level upstream; the flow is that of `gas_opening_flow`.

    Examples
    --------
    >>> round(restriction_blow_by_load(3e-4, 0.8, 70e5, 7e5, 310.0, 0.020, 1.28, 0.9), 3)
    3.274
    """
    return gas_opening_flow(
        area,
        discharge_coefficient,
        source_pressure,
        relieving_pressure,
        temperature,
        molar_mass,
        heat_capacity_ratio,
        compressibility_factor,
    )
