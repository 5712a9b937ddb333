"""Control valves by IEC 60534-2-1: what they share, and the flow of liquids.

The equations of the standard stand here in coherent SI units, with the flow coefficient Av [m2] of
``q = Av sqrt(dp/rho)``; its numerical constants N1, N2, N6 are those of the conversion of units, rounded.
With a valve between reducers the standard's iterations for FP and FLP have closed solutions, which are used.

`choked_pressure_drop` is cheap and works on arrays; the rest is for one valve at a time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.errors import InputError

__all__ = [
    "LiquidState",
    "LiquidValveFlow",
    "ValveInstallation",
    "choked_pressure_drop",
    "liquid_critical_pressure_ratio",
    "liquid_flow",
    "liquid_flow_coefficient",
    "liquid_pressure_drop",
]


@dataclass(frozen=True)
class ValveInstallation:
    """A valve between pipes of other sizes, with short concentric reducers.

    Parameters
    ----------
    valve_diameter : float
        Nominal size of the valve, above zero [m].
    inlet_diameter, outlet_diameter : float
        Inside diameters of the pipes, above zero [m].
    """

    valve_diameter: float
    inlet_diameter: float
    outlet_diameter: float

    def __post_init__(self) -> None:
        for name in ("valve_diameter", "inlet_diameter", "outlet_diameter"):
            above_zero(name.replace("_", " "), getattr(self, name), "m")

    @property
    def inlet_loss(self) -> float:
        """K1 + KB1: reducer and Bernoulli coefficient at the inlet, on the velocity in the valve [-]."""
        ratio = (self.valve_diameter / self.inlet_diameter) ** 2
        return 0.5 * (1.0 - ratio) ** 2 + 1.0 - ratio**2

    @property
    def whole_loss(self) -> float:
        """Sum of K1, K2, KB1 and -KB2 [-]."""
        ratio = (self.valve_diameter / self.outlet_diameter) ** 2
        return self.inlet_loss + (1.0 - ratio) ** 2 - (1.0 - ratio**2)

    def velocity_heads(self, flow_coefficient: float) -> float:
        """``(Av/A)^2/2`` with the area of the valve's size, which N2 stands for in the standard [-]."""
        return 0.5 * (flow_coefficient / (0.25 * math.pi * self.valve_diameter**2)) ** 2


@dataclass(frozen=True)
class LiquidState:
    """The liquid at the inlet of a valve.

    Parameters
    ----------
    density : float
        Above zero [kg/m3].
    vapour_pressure, critical_pressure : float
        Absolute, above zero [Pa].
    """

    density: float
    vapour_pressure: float
    critical_pressure: float

    def __post_init__(self) -> None:
        above_zero("density", self.density, "kg/m3")
        zero_or_more("vapour pressure", self.vapour_pressure, "Pa")
        above_zero("critical pressure", self.critical_pressure, "Pa")


@dataclass(frozen=True)
class LiquidValveFlow:
    """Flow through a valve.

    Parameters
    ----------
    flow : float
        Volume flow [m3/s].
    choked : bool
        The flow would not rise with a lower outlet pressure.
    choked_pressure_drop : float
        Pressure drop from which it is choked [Pa].
    piping_factor : float
        FP [-].
    """

    flow: float
    choked: bool
    choked_pressure_drop: float
    piping_factor: float


def liquid_critical_pressure_ratio(vapour_pressure: ArrayLike, critical_pressure: ArrayLike) -> FloatOrArray:
    """Liquid critical pressure ratio factor, ``FF = 0.96 - 0.28 sqrt(Pv/Pc)`` [-].

    Parameters
    ----------
    vapour_pressure : float or (n,) array
        Absolute, zero or more and not above the critical pressure [Pa].
    critical_pressure : float or (n,) array
        Absolute, above zero [Pa].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A pressure out of its range.

    References
    ----------
    IEC 60534-2-1:2011, liquid critical pressure ratio factor.

    Examples
    --------
    >>> round(liquid_critical_pressure_ratio(70.1e3, 22.12e6), 4)
    0.9442
    """
    vapour = zero_or_more("vapour pressure", vapour_pressure, "Pa")
    critical = above_zero("critical pressure", critical_pressure, "Pa")
    if (vapour > critical).any():
        raise InputError(
            f"The vapour pressure, up to {float(np.max(vapour)):g} Pa, is above the critical pressure,"
            f" {float(np.min(critical)):g} Pa.",
            path=("vapour_pressure",),
            value=float(np.max(vapour)),
            unit="Pa",
            expected="not above the critical pressure",
        )
    return plain(0.96 - 0.28 * np.sqrt(vapour / critical))


def choked_pressure_drop(
    inlet_pressure: ArrayLike, vapour_pressure: ArrayLike, critical_pressure: ArrayLike, recovery_factor: ArrayLike
) -> FloatOrArray:
    """Pressure drop from which the flow of a liquid is choked, ``FL^2 (P1 - FF Pv)`` [Pa].

    Parameters
    ----------
    inlet_pressure : float or (n,) array
        Absolute, zero or more [Pa].
    vapour_pressure, critical_pressure : float or (n,) array
        Absolute [Pa].
    recovery_factor : float or (n,) array
        FL of the valve at its opening, or FLP/FP of the valve with its reducers, above zero [-].

    Returns
    -------
    float or (n,) array
        Zero where the inlet pressure is not above ``FF Pv``: the liquid boils before the valve [Pa].

    Raises
    ------
    InputError
        A pressure or factor out of its range.

    References
    ----------
    IEC 60534-2-1:2011, choked pressure differential. Crane TP-410 (2009), Example 7-28, takes it with FLP/FP,
    for its valve sits between reducers.

    Examples
    --------
    >>> round(choked_pressure_drop(680e3, 70.1e3, 22.12e6, 0.9))
    497185
    """
    inlet = zero_or_more("inlet pressure", inlet_pressure, "Pa")
    factor = above_zero("recovery factor", recovery_factor, "")
    ratio = liquid_critical_pressure_ratio(vapour_pressure, critical_pressure)
    return plain(factor**2 * np.maximum(inlet - ratio * np.asarray(vapour_pressure, dtype=np.float64), 0.0))


def liquid_flow(
    flow_coefficient: float,
    inlet_pressure: float,
    outlet_pressure: float,
    liquid: LiquidState,
    recovery_factor: float,
    installation: ValveInstallation | None = None,
) -> LiquidValveFlow:
    """Rating: the turbulent flow of a liquid through a valve.

    Parameters
    ----------
    flow_coefficient : float
        Av at the opening, above zero [m2].
    inlet_pressure, outlet_pressure : float
        Absolute, before and after valve and reducers; the outlet not above the inlet [Pa].
    liquid : LiquidState
    recovery_factor : float
        FL at the opening, above zero [-].
    installation : ValveInstallation, optional
        Not given: the pipes have the size of the valve.

    Returns
    -------
    LiquidValveFlow

    Raises
    ------
    InputError
        A pressure, coefficient or factor out of its range.

    References
    ----------
    IEC 60534-2-1:2011, incompressible fluids in turbulent flow (Rev above 10,000); FP and FLP.

    Examples
    --------
    >>> water = LiquidState(965.4, 70.1e3, 22.12e6)
    >>> round(3600 * liquid_flow(4.583e-3, 680e3, 220e3, water, 0.9).flow)
    360
    """
    av = float(above_zero("flow coefficient", flow_coefficient, "m2"))
    drop = _pressure_drop(inlet_pressure, outlet_pressure)
    piping, combined = _piping_factors(av, recovery_factor, installation)
    limit = float(
        choked_pressure_drop(inlet_pressure, liquid.vapour_pressure, liquid.critical_pressure, combined / piping)
    )
    flow = av * piping * math.sqrt(min(drop, limit) / liquid.density)
    return LiquidValveFlow(flow, drop >= limit, limit, piping)


def liquid_flow_coefficient(
    flow: float,
    inlet_pressure: float,
    outlet_pressure: float,
    liquid: LiquidState,
    recovery_factor: float,
    installation: ValveInstallation | None = None,
) -> float:
    """Sizing: the flow coefficient that passes a turbulent flow of a liquid, choked or not [m2].

    Parameters
    ----------
    flow : float
        Volume flow, above zero [m3/s].
    inlet_pressure, outlet_pressure : float
        Absolute, before and after valve and reducers; the outlet below the inlet [Pa].
    liquid : LiquidState
    recovery_factor : float
        FL, above zero [-].
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
    IEC 60534-2-1:2011, incompressible fluids in turbulent flow (Rev above 10,000); FP and FLP.

    Examples
    --------
    >>> water = LiquidState(965.4, 70.1e3, 22.12e6)
    >>> round(1e3 * liquid_flow_coefficient(0.1, 680e3, 220e3, water, 0.9), 3)
    4.581
    """
    rate = float(above_zero("flow", flow, "m3/s"))
    factor = float(above_zero("recovery factor", recovery_factor, ""))
    drop = float(above_zero("pressure drop", _pressure_drop(inlet_pressure, outlet_pressure), "Pa"))
    whole = installation.whole_loss if installation is not None else 0.0
    entry = installation.inlet_loss if installation is not None else 0.0
    unit = installation.velocity_heads(1.0) if installation is not None else 0.0
    ratio = float(liquid_critical_pressure_ratio(liquid.vapour_pressure, liquid.critical_pressure))
    available = inlet_pressure - ratio * liquid.vapour_pressure
    if available <= 0.0:
        raise InputError(
            f"The inlet pressure is {inlet_pressure:g} Pa; the liquid boils before the valve up to"
            f" {ratio * liquid.vapour_pressure:g} Pa.",
            path=("inlet_pressure",),
            value=inlet_pressure,
            unit="Pa",
            expected=f"above {ratio * liquid.vapour_pressure:g} Pa",
        )
    # Av FP = q sqrt(rho/dp) and Av FLP = q sqrt(rho/(P1 - FF Pv)), squared, each solved for Av; the larger counts.
    free = rate * rate * liquid.density / drop
    choked = rate * rate * liquid.density / available
    left, left_choked = 1.0 - whole * unit * free, 1.0 - entry * unit * choked
    if left <= 0.0 or left_choked <= 0.0:
        raise InputError(
            f"No valve in these reducers passes {rate:g} m3/s at a pressure drop of {drop:g} Pa: they use it up.",
            path=("installation",),
            value=rate,
            unit="m3/s",
            expected="a smaller flow, a larger valve size or a larger pressure drop",
        )
    return math.sqrt(max(free / left, choked / left_choked / factor**2))


def liquid_pressure_drop(
    flow_coefficient: float, flow: float, density: float, installation: ValveInstallation | None = None
) -> float:
    """Rating: the pressure drop of a turbulent flow of a liquid that is not choked, ``rho (q/(Av FP))^2`` [Pa].

    Parameters
    ----------
    flow_coefficient : float
        Av, above zero [m2].
    flow : float
        Volume flow, zero or more [m3/s].
    density : float
        Above zero [kg/m3].
    installation : ValveInstallation, optional
        Not given: the pipes have the size of the valve.

    Returns
    -------
    float
        To be compared with `choked_pressure_drop`: at or above that, the flow cannot pass [Pa].

    Raises
    ------
    InputError
        A coefficient or density that is not above zero, a flow below zero.

    References
    ----------
    IEC 60534-2-1:2011, incompressible fluids in turbulent flow (Rev above 10,000); FP.

    Examples
    --------
    >>> round(liquid_pressure_drop(1e-3, 0.01, 1000.0))
    100000
    """
    av = float(above_zero("flow coefficient", flow_coefficient, "m2"))
    piping, _combined = _piping_factors(av, 1.0, installation)
    rate = float(zero_or_more("flow", flow, "m3/s"))
    return float(above_zero("density", density, "kg/m3")) * (rate / (av * piping)) ** 2


def _pressure_drop(inlet_pressure: float, outlet_pressure: float) -> float:
    inlet = float(above_zero("inlet pressure", inlet_pressure, "Pa"))
    outlet = float(zero_or_more("outlet pressure", outlet_pressure, "Pa"))
    if outlet > inlet:
        raise InputError(
            f"The outlet pressure is {outlet:g} Pa, above the inlet pressure of {inlet:g} Pa.",
            path=("outlet_pressure",),
            value=outlet,
            unit="Pa",
            expected=f"not above {inlet:g} Pa",
        )
    return inlet - outlet


def _piping_factors(
    flow_coefficient: float, recovery_factor: float, installation: ValveInstallation | None
) -> tuple[float, float]:
    """FP and FLP."""
    factor = float(above_zero("recovery factor", recovery_factor, ""))
    if installation is None:
        return 1.0, factor
    heads = installation.velocity_heads(flow_coefficient)
    piping = 1.0 / math.sqrt(1.0 + installation.whole_loss * heads)
    return piping, factor / math.sqrt(1.0 + factor**2 * installation.inlet_loss * heads)
