"""Parameters, ports, results and behaviour that several component types share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from workbench.engineering.pipe_flow import (
    resistance_from_flow_coefficient,
    resistance_from_loss_coefficient,
    velocity,
)
from workbench.equipment.behaviour import (
    Array,
    LinkState,
    NodeBoundary,
    Surroundings,
    link_results,
    numbers,
)
from workbench.equipment.declaration import Parameter, PortDeclaration, Result
from workbench.equipment.gas_behaviour import refuse_values

__all__ = [
    "BOILING",
    "COEFFICIENT_RULE",
    "DIAMETER",
    "ELEVATION",
    "EQUIPMENT_ELEVATION",
    "LINK_RESULTS",
    "LOSS_OR_FLOW_COEFFICIENT",
    "NODE_PORT",
    "NODE_RESULTS",
    "RESTING_REYNOLDS_NUMBER",
    "THROUGH_PORTS",
    "VELOCITY_RESULT",
    "fitting_resistance",
    "fitting_results",
    "gas_loss_coefficient",
    "loss_resistance",
    "node_results",
    "node_results_with_flow",
    "pattern_parameter",
    "pressure_or_flow",
]

RESTING_REYNOLDS_NUMBER = 1e-6
"""Below it nothing flows but rounding."""

NODE_PORT = (PortDeclaration("port", "any", multiple=True),)
THROUGH_PORTS = (PortDeclaration("inlet", "in"), PortDeclaration("outlet", "out"))

ELEVATION = Parameter(
    "elevation", "Height above the datum of the project", "length", required=True, minimum=-1e4, maximum=1e4
)
EQUIPMENT_ELEVATION = Parameter(
    "elevation",
    "Height of the nozzles above the datum; if absent, that of the NODE it is connected to",
    "length",
    minimum=-1e4,
    maximum=1e4,
)
DIAMETER = Parameter("diameter", "Inside diameter", "diameter", required=True, above=0.0, maximum=100.0, indexed=True)
LOSS_OR_FLOW_COEFFICIENT = (
    Parameter("loss_coefficient", "Resistance coefficient K at the inside diameter, fully open", minimum=0.0),
    Parameter("flow_coefficient", "Flow coefficient (Av), such as '50 Cv' or '43 Kv'", "flow_coefficient", above=0.0),
)
COEFFICIENT_RULE = (
    ("loss_coefficient", "flow_coefficient"),
    "either a loss_coefficient (K) or a flow_coefficient (Cv, Kv), one of the two",
)

BOILING = "settings.vapour_pressure"
"""Below it the liquid that the calculation assumes is none."""
NODE_RESULTS = (
    Result("pressure", "Pressure", "pressure", minimum=BOILING),
    Result("head", "Piezometric head, relative to the atmosphere", "length"),
)
LINK_RESULTS = (
    Result("flow", "Volumetric flow, positive from inlet to outlet", "volumetric_flow"),
    Result("mass_flow", "Mass flow, positive from inlet to outlet", "mass_flow"),
    Result("inlet_pressure", "Pressure at the inlet", "pressure", minimum=BOILING),
    Result("outlet_pressure", "Pressure at the outlet", "pressure", minimum=BOILING),
    Result("pressure_drop", "Inlet pressure minus outlet pressure, elevation included", "pressure_difference"),
    Result("head_loss", "Head lost from inlet to outlet", "length"),
)
VELOCITY_RESULT = Result("velocity", "Mean velocity, positive from inlet to outlet", "velocity")


def pattern_parameter(name: str, what: str) -> Parameter:
    """Return the parameter that names the PATTERN of a property."""
    return Parameter(name, f"Tag of the PATTERN that multiplies {what} over time", kind="string", refers_to="PATTERN")


def node_results(frame: pd.DataFrame, head: Array, outflow: Array, surroundings: Surroundings) -> dict[str, Array]:
    """Return pressure and head of node-like components."""
    return {"pressure": surroundings.pressure(head, numbers(frame, "elevation")), "head": head}


def node_results_with_flow(sign: float) -> Callable[[pd.DataFrame, Array, Array, Surroundings], dict[str, Array]]:
    """Return the results function of a place that exchanges `flow` with the outside, counted with a sign."""

    def results(frame: pd.DataFrame, head: Array, outflow: Array, surroundings: Surroundings) -> dict[str, Array]:
        return node_results(frame, head, outflow, surroundings) | {"flow": sign * outflow + 0.0}

    return results


def pressure_or_flow(prefix: str, sign: float) -> Callable[[pd.DataFrame, Surroundings], NodeBoundary]:
    """Return the boundary function of a place with either ``<prefix>_pressure`` or ``<prefix>_flow``.

    `sign` is +1 where the flow leaves the network, -1 where it enters.
    """

    def boundary(frame: pd.DataFrame, surroundings: Surroundings) -> NodeBoundary:
        name = f"{prefix}_mass_flow"
        given = ~np.isnan(numbers(frame, name))
        why = "it is of gas networks, and this case is of a liquid"
        refuse_values(frame, name, given, why, "kg/s", f"{prefix}_flow")
        elevation = numbers(frame, "elevation")
        head = surroundings.head(numbers(frame, f"{prefix}_pressure"), elevation)
        flow = numbers(frame, f"{prefix}_flow")
        return NodeBoundary(elevation, head, np.where(np.isnan(flow), 0.0, sign * flow))

    return boundary


def loss_resistance(frame: pd.DataFrame) -> Array:
    """Return the resistance [s2/m5] of a loss coefficient K at the inside diameter."""
    return np.asarray(resistance_from_loss_coefficient(numbers(frame, "loss_coefficient"), numbers(frame, "diameter")))


def fitting_resistance(frame: pd.DataFrame) -> Array:
    """Return the resistance [s2/m5] of valves given by loss coefficient K or by flow coefficient Av."""
    by_flow_coefficient = numbers(frame, "flow_coefficient")
    has_flow_coefficient = ~np.isnan(by_flow_coefficient)
    resistance = np.empty(len(frame))
    resistance[~has_flow_coefficient] = loss_resistance(frame[~has_flow_coefficient])
    resistance[has_flow_coefficient] = resistance_from_flow_coefficient(by_flow_coefficient[has_flow_coefficient])
    return resistance


def gas_loss_coefficient(resistance: Array, diameter: Array) -> Array:
    """Return K at the inside diameter [-] of resistances [s2/m5]: the same loss in velocity heads, of any fluid."""
    of_one = np.asarray(resistance_from_loss_coefficient(np.ones(len(diameter)), diameter))
    return np.asarray(resistance / of_one)


def fitting_results(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> dict[str, Array]:
    """Return the results of a component with an inside diameter: those of every link, and the velocity."""
    mean = np.asarray(velocity(state.flow, numbers(frame, "diameter")))
    return link_results(state, surroundings) | {"velocity": mean}
