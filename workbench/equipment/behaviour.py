"""What a component type does in a network calculation, in neutral words that the solver's arrays are made from.

A type acts either as a place of one head (`NodeHydraulics`) or as an element between two places
(`LinkHydraulics`). Each is a pair of functions over the type's whole frame: one that says what the solver
needs, one that turns the solver's answer into result columns.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.equipment.time_behaviour import (
    ControlBehaviour,
    PatternBehaviour,
    PeriodBehaviour,
    TankBehaviour,
    Varying,
)
from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.equipment.explain_common import SolvedComponent
    from workbench.model.calculation_sheet import CalculationSheet

__all__ = [
    "Array",
    "Element",
    "Explain",
    "Hydraulics",
    "LinkElements",
    "LinkHydraulics",
    "LinkState",
    "NodeBoundary",
    "NodeHydraulics",
    "Surroundings",
    "link_results",
    "numbers",
    "refuse_row",
    "require",
]

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Surroundings:
    """The fluid and the atmosphere of a case.

    Heads are piezometric, relative to the atmosphere: ``head = elevation + (pressure - atmosphere) / (rho g)``.
    """

    density: float
    viscosity: float
    vapour_pressure: float
    atmospheric_pressure: float
    friction_law: str
    critical_pressure: float = math.nan
    """NaN: not known."""

    @property
    def specific_weight(self) -> float:
        """Density times gravity [N/m3]."""
        return self.density * STANDARD_GRAVITY

    def head(self, pressure: Array, elevation: Array) -> Array:
        """Return the piezometric head [m] of an absolute pressure [Pa] at an elevation [m]."""
        return elevation + (pressure - self.atmospheric_pressure) / self.specific_weight

    def pressure(self, head: Array, elevation: Array) -> Array:
        """Return the absolute pressure [Pa] of a head [m] at an elevation [m]."""
        return self.atmospheric_pressure + self.specific_weight * (head - elevation)


@dataclass(frozen=True)
class NodeBoundary:
    """What n node-like components impose: elevation [m], a fixed head [m] (NaN: free), demand [m3/s] (out)."""

    elevation: Array
    fixed_head: Array
    demand: Array


class Element(Enum):
    """The hydraulic elements that a component can be."""

    PIPE = "pipe"
    RESISTANCE = "resistance"
    PUMP = "pump"
    PRESSURE_REDUCING = "pressure reducing"
    PRESSURE_SUSTAINING = "pressure sustaining"
    FLOW_CONTROL = "flow control"
    PRESSURE_BREAKER = "pressure breaker"
    OUTFLOW = "outflow"


@dataclass(frozen=True)
class LinkElements:
    """What n link-like components are to the solver; arrays of n, NaN where a value does not apply.

    ``resistance`` [s2/m5] acts as ``head loss = resistance q |q|`` and ``linear_resistance`` [s/m2] as
    ``linear_resistance q``, beside the friction of a pipe; of an outflow the loss is ``resistance q^outflow_exponent``.
    """

    element: Element | Sequence[Element]
    """One for all, or one each."""
    closed: Array
    one_way: Array
    resistance: Array
    elevation: Array
    length: Array | None = None
    diameter: Array | None = None
    roughness: Array | None = None
    hazen_williams_coefficient: Array | None = None
    manning_coefficient: Array | None = None
    linear_resistance: Array | None = None
    outflow_exponent: Array | None = None
    back_pressure: Array | None = None
    """Absolute pressure that an outflow discharges against [Pa]; its outlet is no port but the outside."""
    setting_pressure: Array | None = None
    """Absolute pressure that a reducing or sustaining valve holds [Pa]."""
    setting_flow: Array | None = None
    """Flow that a flow control valve holds [m3/s]."""
    setting_pressure_drop: Array | None = None
    """Pressure that a breaker takes, without the elevation of its ends [Pa]."""
    pump_points: list[Any] = field(default_factory=list)
    pump_form: list[Any] = field(default_factory=list)
    pump_power: Array | None = None
    speed: Array | None = None


@dataclass(frozen=True)
class LinkState:
    """The solver's answer for n link-like components, ends in the order inlet, outlet."""

    flow: Array
    head_loss: Array
    friction_factor: Array
    inlet_head: Array
    outlet_head: Array
    inlet_elevation: Array
    outlet_elevation: Array
    status: Array
    """Texts: ``"open"``, ``"closed"`` by the user, ``"shut"`` by itself, ``"active"``: holds its setting."""


Explain = Callable[["SolvedComponent", Surroundings], "CalculationSheet"]
"""How the results of one solved component came about, step by step."""


@dataclass(frozen=True)
class NodeHydraulics:
    """A component that is a place of one head."""

    boundary: Callable[[pd.DataFrame, Surroundings], NodeBoundary]
    results: Callable[[pd.DataFrame, Array, Array, Surroundings], dict[str, Array]]
    """From frame, head [m], and net outflow from the network at this place [m3/s]."""
    explain: Explain | None = None
    flow_over_time: Varying | None = None
    pressure_over_time: Varying | None = None
    tanks: TankBehaviour | None = None
    ends_system: bool = True
    """False for a junction: the lines behind it are of the same system as those before it."""
    required_if_connected: tuple[tuple[str, str], ...] = ()
    """Properties that only a component that is connected needs, and what for; `boundary` does without them. Of
    ``"level|normal_level"`` one is enough."""


@dataclass(frozen=True)
class LinkHydraulics:
    """A component between two places."""

    elements: Callable[[pd.DataFrame, Surroundings], LinkElements]
    results: Callable[[pd.DataFrame, LinkState, Surroundings], dict[str, Array]]
    warnings: Callable[[pd.DataFrame, pd.DataFrame], list[tuple[str, str]]] | None = None
    """From inputs and results: tag and sentence of what an engineer has to look at."""
    violations: Callable[[pd.DataFrame, LinkState, Surroundings], list[tuple[str, str]]] | None = None
    """From inputs and state: tag and sentence of what does not hold, such as a valve that cannot hold its setting."""
    resistance_at: Callable[[pd.DataFrame, Array, Surroundings], Array] | None = None
    """From inputs and flow [m3/s]: the resistance [s2/m5] where it depends on the flow; called until it is still."""
    explain: Explain | None = None
    speed_over_time: Varying | None = None


Hydraulics = NodeHydraulics | LinkHydraulics | PatternBehaviour | ControlBehaviour | PeriodBehaviour


def numbers(frame: pd.DataFrame, name: str) -> Array:
    """Return a numeric column as float64, NaN where absent."""
    return frame[name].to_numpy(dtype=np.float64)


def require(frame: pd.DataFrame, name: str, why: str) -> Array:
    """Return a numeric column of which no value may be absent.

    Raises
    ------
    InputError
        Names the first tag without the value.
    """
    values = numbers(frame, name)
    missing = np.flatnonzero(np.isnan(values))
    if missing.size:
        tag = str(frame.index[missing[0]])
        more = f" ({missing.size} components lack it)" if missing.size > 1 else ""
        raise InputError(f"{tag}.{name} is missing: {why}{more}.", path=(tag, name), expected=why)
    return values


def refuse_row(
    frame: pd.DataFrame,
    wrong: np.ndarray[Any, np.dtype[np.bool_]],
    name: str,
    values: Array,
    unit: str,
    why: str,
    expected: str,
) -> None:
    """Refuse a property of the first component for which it is wrong.

    Raises
    ------
    InputError
        Names the tag, the property and its value.
    """
    rows = np.flatnonzero(wrong)
    if rows.size:
        tag, value = str(frame.index[rows[0]]), float(values[rows[0]])
        shown = f"{value:g} {unit}".rstrip()
        raise InputError(
            f"{tag}.{name} is {shown}: {why}.", path=(tag, name), value=value, unit=unit, expected=expected
        )


def link_results(state: LinkState, surroundings: Surroundings) -> dict[str, Array]:
    """Return the results that every link-like component has: flows and the pressures at both ends."""
    inlet = surroundings.pressure(state.inlet_head, state.inlet_elevation)
    outlet = surroundings.pressure(state.outlet_head, state.outlet_elevation)
    return {
        "flow": state.flow,
        "mass_flow": state.flow * surroundings.density,
        "inlet_pressure": inlet,
        "outlet_pressure": outlet,
        "pressure_drop": inlet - outlet,
        "head_loss": state.head_loss,
    }
