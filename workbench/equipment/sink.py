"""SINK: where fluid leaves the network at a known pressure or flow."""

from __future__ import annotations

from workbench.equipment.behaviour import NodeHydraulics
from workbench.equipment.common import (
    ELEVATION,
    NODE_PORT,
    NODE_RESULTS,
    node_results_with_flow,
    pattern_parameter,
    pressure_or_flow,
)
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol
from workbench.equipment.explain_node import explain_sink
from workbench.equipment.gas_behaviour import GasNode, gas_pressure_or_flow
from workbench.equipment.time_behaviour import Varying

__all__ = ["SINK"]


SINK = ComponentType(
    code="SINK",
    title="Sink",
    meaning="A place where fluid leaves the network, at a fixed pressure or with a fixed flow",
    version=3,
    parameters=(
        ELEVATION,
        Parameter("delivery_pressure", "Pressure held here", "pressure", minimum=0.0, maximum=1e9),
        Parameter("delivery_flow", "Flow out of the network", "volumetric_flow", minimum=0.0, maximum=1e6),
        Parameter(
            "delivery_mass_flow", "Mass flow out of the network, of a gas", "mass_flow", minimum=0.0, maximum=1e9
        ),
        pattern_parameter("pressure_pattern", "the gauge pressure"),
        pattern_parameter("flow_pattern", "the flow"),
    ),
    either=(
        ("delivery_pressure", "delivery_flow", "delivery_mass_flow"),
        "either a delivery_pressure or a delivery_flow (of a gas: a delivery_mass_flow), one of them",
    ),
    ports=NODE_PORT,
    results=(
        *NODE_RESULTS,
        Result("flow", "Flow out of the network", "volumetric_flow"),
        Result("mass_flow", "Mass flow out of the network, of a gas", "mass_flow"),
    ),
    symbol=Symbol("node", "rhomboid", 40, 28),
    hydraulics=NodeHydraulics(
        pressure_or_flow("delivery", 1.0),
        node_results_with_flow(1.0),
        explain_sink,
        flow_over_time=Varying("delivery_flow", "flow_pattern"),
        pressure_over_time=Varying("delivery_pressure", "pressure_pattern"),
    ),
    gas=GasNode(gas_pressure_or_flow("delivery", 1.0), 1.0),
)
