"""SOURCE: where fluid enters the network at a known pressure or flow."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import NodeBoundary, NodeHydraulics, Surroundings, numbers
from workbench.equipment.common import ELEVATION, NODE_PORT, NODE_RESULTS, node_results_with_flow
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol

__all__ = ["SOURCE"]


def _boundary(frame: pd.DataFrame, surroundings: Surroundings) -> NodeBoundary:
    elevation = numbers(frame, "elevation")
    flow = numbers(frame, "supply_flow")
    head = surroundings.head(numbers(frame, "supply_pressure"), elevation)
    return NodeBoundary(elevation, head, np.where(np.isnan(flow), 0.0, -flow))


SOURCE = ComponentType(
    code="SOURCE",
    title="Source",
    meaning="A place where fluid enters the network, at a fixed pressure or with a fixed flow",
    parameters=(
        ELEVATION,
        Parameter("supply_pressure", "Pressure held here", "pressure", minimum=0.0, maximum=1e9),
        Parameter("supply_flow", "Flow into the network", "volumetric_flow", minimum=0.0, maximum=1e6),
    ),
    either=(("supply_pressure", "supply_flow"), "either a supply_pressure or a supply_flow, one of the two"),
    ports=NODE_PORT,
    results=(*NODE_RESULTS, Result("flow", "Flow into the network", "volumetric_flow")),
    symbol=Symbol("node", "tag", 40, 28),
    hydraulics=NodeHydraulics(_boundary, node_results_with_flow(-1.0)),
)
