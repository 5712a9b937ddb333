"""SINK: where fluid leaves the network at a known pressure or flow."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import NodeBoundary, NodeHydraulics, Surroundings, numbers
from workbench.equipment.common import ELEVATION, NODE_PORT, NODE_RESULTS, node_results_with_flow
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol

__all__ = ["SINK"]


def _boundary(frame: pd.DataFrame, surroundings: Surroundings) -> NodeBoundary:
    elevation = numbers(frame, "elevation")
    flow = numbers(frame, "delivery_flow")
    head = surroundings.head(numbers(frame, "delivery_pressure"), elevation)
    return NodeBoundary(elevation, head, np.where(np.isnan(flow), 0.0, flow))


SINK = ComponentType(
    code="SINK",
    title="Sink",
    meaning="A place where fluid leaves the network, at a fixed pressure or with a fixed flow",
    parameters=(
        ELEVATION,
        Parameter("delivery_pressure", "Pressure held here", "pressure", minimum=0.0, maximum=1e9),
        Parameter("delivery_flow", "Flow out of the network", "volumetric_flow", minimum=0.0, maximum=1e6),
    ),
    either=(("delivery_pressure", "delivery_flow"), "either a delivery_pressure or a delivery_flow, one of the two"),
    ports=NODE_PORT,
    results=(*NODE_RESULTS, Result("flow", "Flow out of the network", "volumetric_flow")),
    symbol=Symbol("node", "rhomboid", 40, 28),
    hydraulics=NodeHydraulics(_boundary, node_results_with_flow(1.0)),
)
