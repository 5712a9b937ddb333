"""Control valves with viscous liquids: the Reynolds number of a valve, and its factor, by IEC 60534-2-1."""

from __future__ import annotations

import math

from workbench.engineering.checks import above_zero

__all__ = ["TURBULENT_VALVE_REYNOLDS_NUMBER", "valve_reynolds_factor", "valve_reynolds_number"]

TURBULENT_VALVE_REYNOLDS_NUMBER = 10_000.0
"""From here the equations for turbulent flow hold: IEC 60534-2-1:2011."""
WATER_DENSITY = 999.1
"""Of water at 15 degC, to which Kv belongs [kg/m3]."""
MILLIMETRES = 1000.0


def valve_reynolds_number(
    flow: float,
    kinematic_viscosity: float,
    flow_coefficient: float,
    valve_diameter: float,
    recovery_factor: float,
    style_modifier: float,
) -> float:
    """Reynolds number of the flow in a valve [-].

    Parameters
    ----------
    flow : float
        Volume flow, above zero [m3/s].
    kinematic_viscosity : float
        Above zero [m2/s].
    flow_coefficient : float
        Av, above zero [m2].
    valve_diameter : float
        Inside diameter of the pipe at the valve, above zero [m].
    recovery_factor, style_modifier : float
        FL and Fd, above zero [-].

    Returns
    -------
    float
        Turbulent from 10,000 [-].

    Raises
    ------
    InputError
        A value that is not above zero.

    References
    ----------
    IEC 60534-2-1:2011, valve Reynolds number, as coded in `fluids`.

    Examples
    --------
    >>> round(valve_reynolds_number(0.1, 3.26e-7, 4.5813e-3, 0.15, 0.9, 0.46), -4)
    2970000.0
    """
    from fluids.control_valve import Reynolds_valve

    return float(
        Reynolds_valve(
            nu=float(above_zero("kinematic viscosity", kinematic_viscosity, "m2/s")),
            Q=3600.0 * float(above_zero("flow", flow, "m3/s")),
            D1=MILLIMETRES * float(above_zero("valve diameter", valve_diameter, "m")),
            FL=float(above_zero("recovery factor", recovery_factor, "")),
            Fd=float(above_zero("style modifier", style_modifier, "")),
            C=_kv(flow_coefficient),
        )
    )


def valve_reynolds_factor(
    reynolds_number: float, flow_coefficient: float, valve_diameter: float, recovery_factor: float
) -> float:
    """FR: flow in a valve over the turbulent flow at the same pressure drop [-].

    Parameters
    ----------
    reynolds_number : float
        As `valve_reynolds_number` gives it, above zero [-].
    flow_coefficient : float
        Av, above zero [m2].
    valve_diameter : float
        Above zero [m].
    recovery_factor : float
        FL, above zero [-].

    Returns
    -------
    float
        One from 10,000 [-].

    Raises
    ------
    InputError
        A value that is not above zero.

    References
    ----------
    IEC 60534-2-1:2011, Reynolds number factor, as coded in `fluids`.

    Examples
    --------
    >>> valve_reynolds_factor(2e4, 1e-4, 0.025, 0.9)
    1.0
    >>> round(valve_reynolds_factor(100.0, 1e-4, 0.025, 0.9), 2)
    0.76
    """
    from fluids.control_valve import N18, Reynolds_factor

    reynolds = float(above_zero("reynolds number", reynolds_number, ""))
    if reynolds >= TURBULENT_VALVE_REYNOLDS_NUMBER:
        return 1.0
    kv, size = _kv(flow_coefficient), MILLIMETRES * float(above_zero("valve diameter", valve_diameter, "m"))
    factor = float(above_zero("recovery factor", recovery_factor, ""))
    full_size = kv / size**2 <= 0.016 * N18
    return min(float(Reynolds_factor(FL=factor, C=kv, d=size, Rev=reynolds, full_trim=full_size)), 1.0)


def _kv(flow_coefficient: float) -> float:
    """Kv of the standard: m3/h of water at 15 degC and 1 bar."""
    return float(above_zero("flow coefficient", flow_coefficient, "m2")) * 3600.0 * math.sqrt(1e5 / WATER_DENSITY)
