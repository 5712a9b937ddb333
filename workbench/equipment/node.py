"""NODE: a junction of pipes, with a demand or without."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import NodeBoundary, NodeHydraulics, Surroundings, numbers
from workbench.equipment.common import ELEVATION, NODE_PORT, NODE_RESULTS, node_results, pattern_parameter
from workbench.equipment.declaration import ComponentType, Parameter, Symbol
from workbench.equipment.explain_node import explain_node
from workbench.equipment.gas_behaviour import GasBoundary, GasNode, refuse_values
from workbench.equipment.time_behaviour import Varying

__all__ = ["NODE"]


def _boundary(frame: pd.DataFrame, surroundings: Surroundings) -> NodeBoundary:
    given = ~np.isnan(numbers(frame, "mass_demand"))
    refuse_values(frame, "mass_demand", given, "it is of gas networks, and this case is of a liquid", "kg/s", "demand")
    return NodeBoundary(numbers(frame, "elevation"), np.full(len(frame), np.nan), numbers(frame, "demand"))


def _gas_boundary(frame: pd.DataFrame) -> GasBoundary:
    why = "the volume of a gas follows its pressure, and a gas network balances mass"
    refuse_values(frame, "demand", numbers(frame, "demand") != 0.0, why, "m3/s", "mass_demand")
    demand = numbers(frame, "mass_demand")
    outflow = np.where(np.isnan(demand), 0.0, demand)
    return GasBoundary(numbers(frame, "elevation"), np.full(len(frame), np.nan), outflow)


NODE = ComponentType(
    code="NODE",
    title="Node",
    meaning="A junction of pipes; a demand leaves the network here (negative: enters it)",
    version=3,
    parameters=(
        ELEVATION,
        Parameter("demand", "Flow that leaves the network here", "volumetric_flow", required=True, default=0.0),
        Parameter("mass_demand", "Mass flow that leaves the network here, of a gas", "mass_flow"),
        pattern_parameter("demand_pattern", "the demand"),
    ),
    ports=NODE_PORT,
    results=NODE_RESULTS,
    symbol=Symbol("node", "ellipse", 12, 12),
    hydraulics=NodeHydraulics(
        _boundary,
        node_results,
        explain_node,
        flow_over_time=Varying("demand", "demand_pattern"),
        ends_system=False,
    ),
    gas=GasNode(_gas_boundary),
)
