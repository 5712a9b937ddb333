"""SOURCE: where fluid enters the network at a known pressure or flow."""

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
from workbench.equipment.explain_node import explain_source
from workbench.equipment.gas_behaviour import GasNode, gas_pressure_or_flow
from workbench.equipment.time_behaviour import Varying

__all__ = ["SOURCE"]


SOURCE = ComponentType(
    code="SOURCE",
    title="Source",
    meaning="A place where fluid enters the network, at a fixed pressure or with a fixed flow",
    version=3,
    parameters=(
        ELEVATION,
        Parameter("supply_pressure", "Pressure held here", "pressure", minimum=0.0, maximum=1e9),
        Parameter("supply_flow", "Flow into the network", "volumetric_flow", minimum=0.0, maximum=1e6),
        Parameter("supply_mass_flow", "Mass flow into the network, of a gas", "mass_flow", minimum=0.0, maximum=1e9),
        pattern_parameter("pressure_pattern", "the gauge pressure"),
        pattern_parameter("flow_pattern", "the flow"),
    ),
    either=(
        ("supply_pressure", "supply_flow", "supply_mass_flow"),
        "either a supply_pressure or a supply_flow (of a gas: a supply_mass_flow), one of them",
    ),
    ports=NODE_PORT,
    results=(
        *NODE_RESULTS,
        Result("flow", "Flow into the network", "volumetric_flow"),
        Result("mass_flow", "Mass flow into the network, of a gas", "mass_flow"),
    ),
    symbol=Symbol("node", "tag", 40, 28),
    hydraulics=NodeHydraulics(
        pressure_or_flow("supply", -1.0),
        node_results_with_flow(-1.0),
        explain_source,
        flow_over_time=Varying("supply_flow", "flow_pattern"),
        pressure_over_time=Varying("supply_pressure", "pressure_pattern"),
    ),
    gas=GasNode(gas_pressure_or_flow("supply", -1.0), -1.0),
)
