"""Flow of gases through control valves by IEC 60534-2-1, in coherent SI units as in `control_valve`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from workbench.engineering.checks import above_zero, zero_or_more
from workbench.engineering.control_valve import ValveInstallation
from workbench.errors import InputError

__all__ = ["GasState", "GasValveFlow", "gas_flow", "gas_flow_coefficient", "gas_pressure_drop"]

HEAT_CAPACITY_RATIO_OF_AIR = 1.4
N5_OVER_N2 = 1.8e-3 / 1.6e-3
"""N5 of xTP is no conversion of units: it was found with air, and is 1.125 times N2."""
STEPS = 200
"""Bisections of a bracket: far more than a double has digits."""


@dataclass(frozen=True)
class GasState:
    """The gas at the inlet of a valve.

    Parameters
    ----------
    density : float
        Real density at the inlet, above zero [kg/m3].
    heat_capacity_ratio : float
        Of the ideal gas, above one [-].
    """

    density: float
    heat_capacity_ratio: float

    def __post_init__(self) -> None:
        above_zero("density", self.density, "kg/m3")
        above_zero("heat capacity ratio less one", self.heat_capacity_ratio - 1.0, "")

    @property
    def heat_capacity_factor(self) -> float:
        """F gamma [-]."""
        return self.heat_capacity_ratio / HEAT_CAPACITY_RATIO_OF_AIR


@dataclass(frozen=True)
class GasValveFlow:
    """Flow through a valve.

    Parameters
    ----------
    mass_flow : float
        [kg/s]
    choked : bool
        The flow would not rise with a lower outlet pressure.
    choked_pressure_drop : float
        Pressure drop from which it is choked [Pa].
    expansion_factor : float
        Y, 2/3 where it is choked [-].
    piping_factor : float
        FP [-].
    """

    mass_flow: float
    choked: bool
    choked_pressure_drop: float
    expansion_factor: float
    piping_factor: float


def gas_flow(
    flow_coefficient: float,
    inlet_pressure: float,
    outlet_pressure: float,
    gas: GasState,
    pressure_drop_ratio: float,
    installation: ValveInstallation | None = None,
) -> GasValveFlow:
    """Rating: the turbulent flow of a gas through a valve.

    Parameters
    ----------
    flow_coefficient : float
        Av at the opening, above zero [m2].
    inlet_pressure, outlet_pressure : float
        Absolute, before and after valve and reducers; the outlet not above the inlet [Pa].
    gas : GasState
    pressure_drop_ratio : float
        xT at the opening, above 0 and up to 1 [-].
    installation : ValveInstallation, optional
        Not given: the pipes have the size of the valve.

    Returns
    -------
    GasValveFlow

    Raises
    ------
    InputError
        A pressure, coefficient or ratio out of its range.

    References
    ----------
    IEC 60534-2-1:2011, compressible fluids in turbulent flow (Rev above 10,000); FP and xTP.

    Examples
    --------
    >>> found = gas_flow(1e-3, 10e5, 4e5, GasState(11.9, 1.4), 0.5)
    >>> found.choked, round(found.mass_flow, 3), round(found.expansion_factor, 3)
    (True, 1.626, 0.667)
    """
    av = float(above_zero("flow coefficient", flow_coefficient, "m2"))
    inlet = float(above_zero("inlet pressure", inlet_pressure, "Pa"))
    outlet = float(zero_or_more("outlet pressure", outlet_pressure, "Pa"))
    ratio = float(above_zero("pressure drop ratio", pressure_drop_ratio, ""))
    if outlet > inlet or ratio > 1.0:
        name, value, unit = ("pressure drop ratio", ratio, "") if ratio > 1.0 else ("outlet pressure", outlet, "Pa")
        bound = 1.0 if ratio > 1.0 else inlet
        raise InputError(
            f"The {name} is {value:g} {unit}".rstrip() + f"; it must not be above {bound:g} {unit}".rstrip() + ".",
            path=(name.replace(" ", "_"),),
            value=value,
            unit=unit,
            expected=f"not above {bound:g}",
        )
    piping, combined = 1.0, ratio
    if installation is not None:
        heads = installation.velocity_heads(av)
        piping = 1.0 / math.sqrt(1.0 + installation.whole_loss * heads)
        combined = ratio / piping**2 / (1.0 + ratio * installation.inlet_loss * heads / N5_OVER_N2)
    limit = gas.heat_capacity_factor * combined
    actual = 1.0 - outlet / inlet
    used = min(actual, limit)
    expansion = 1.0 - used / (3.0 * limit)
    flow = av * piping * expansion * math.sqrt(used * inlet * gas.density)
    return GasValveFlow(flow, actual >= limit, limit * inlet, expansion, piping)


def gas_flow_coefficient(
    mass_flow: float,
    inlet_pressure: float,
    outlet_pressure: float,
    gas: GasState,
    pressure_drop_ratio: float,
    installation: ValveInstallation | None = None,
) -> float:
    """Sizing: the flow coefficient that passes a turbulent flow of a gas, choked or not [m2].

    Parameters
    ----------
    mass_flow : float
        Above zero [kg/s].
    inlet_pressure, outlet_pressure : float
        Absolute, before and after valve and reducers; the outlet below the inlet [Pa].
    gas : GasState
    pressure_drop_ratio : float
        xT, above 0 and up to 1 [-].
    installation : ValveInstallation, optional
        Not given: the pipes have the size of the valve.

    Returns
    -------
    float
        Av [m2].

    Raises
    ------
    InputError
        No pressure drop, or one that the reducers alone use up.

    References
    ----------
    IEC 60534-2-1:2011, compressible fluids in turbulent flow (Rev above 10,000); FP and xTP.

    Examples
    --------
    >>> round(1e3 * gas_flow_coefficient(1.6262, 10e5, 4e5, GasState(11.9, 1.4), 0.5), 3)
    1.0
    """
    rate = float(above_zero("mass flow", mass_flow, "kg/s"))
    above_zero("pressure drop", inlet_pressure - outlet_pressure, "Pa")

    def passes(av: float) -> bool:
        found = gas_flow(av, inlet_pressure, outlet_pressure, gas, pressure_drop_ratio, installation)
        return found.mass_flow >= rate

    low = rate / math.sqrt(inlet_pressure * gas.density)
    high = low * 1e6
    if not passes(high):
        raise InputError(
            f"No valve in these reducers passes {rate:g} kg/s at a pressure drop of"
            f" {inlet_pressure - outlet_pressure:g} Pa: they use it up.",
            path=("installation",),
            value=rate,
            unit="kg/s",
            expected="a smaller flow, a larger valve size or a larger pressure drop",
        )
    return _least(passes, low * 1e-3, high)


def gas_pressure_drop(
    flow_coefficient: float,
    mass_flow: float,
    inlet_pressure: float,
    gas: GasState,
    pressure_drop_ratio: float,
    installation: ValveInstallation | None = None,
) -> float:
    """Rating: the pressure drop of a flow of a gas that is not choked [Pa].

    Parameters
    ----------
    flow_coefficient : float
        Av, above zero [m2].
    mass_flow : float
        Zero or more [kg/s].
    inlet_pressure : float
        Absolute, above zero [Pa].
    gas : GasState
    pressure_drop_ratio : float
        xT, above 0 and up to 1 [-].
    installation : ValveInstallation, optional
        Not given: the pipes have the size of the valve.

    Returns
    -------
    float
        [Pa]

    Raises
    ------
    InputError
        A flow that the valve does not pass at any outlet pressure.

    References
    ----------
    IEC 60534-2-1:2011, compressible fluids in turbulent flow (Rev above 10,000); FP and xTP.

    Examples
    --------
    >>> round(gas_pressure_drop(1e-3, 1.0, 10e5, GasState(11.9, 1.4), 0.5))
    95905
    """
    rate = float(zero_or_more("mass flow", mass_flow, "kg/s"))

    def passes(drop: float) -> bool:
        outlet = max(inlet_pressure - drop, 0.0)
        found = gas_flow(flow_coefficient, inlet_pressure, outlet, gas, pressure_drop_ratio, installation)
        return found.mass_flow >= rate

    if not passes(inlet_pressure):
        most = gas_flow(flow_coefficient, inlet_pressure, 0.0, gas, pressure_drop_ratio, installation).mass_flow
        raise InputError(
            f"The valve passes at most {most:g} kg/s of the {rate:g} kg/s: it is choked.",
            path=("mass_flow",),
            value=rate,
            unit="kg/s",
            expected=f"up to {most:g} kg/s",
        )
    return _least(passes, 0.0, inlet_pressure) if rate > 0.0 else 0.0


def _least(passes: Callable[[float], bool], low: float, high: float) -> float:
    """The least number at which a condition holds that holds at `high`, and above where it holds."""
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        low, high = (low, middle) if passes(middle) else (middle, high)
    return high
