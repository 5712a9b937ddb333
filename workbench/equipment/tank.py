"""TANK: a vessel with a free surface that holds the head of the network."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Array, NodeBoundary, NodeHydraulics, Surroundings, numbers
from workbench.equipment.common import BOILING, ELEVATION, NODE_RESULTS
from workbench.equipment.declaration import ComponentType, Parameter, PortDeclaration, Result, Symbol
from workbench.equipment.explain_node import explain_tank

__all__ = ["TANK"]


def _boundary(frame: pd.DataFrame, surroundings: Surroundings) -> NodeBoundary:
    elevation = numbers(frame, "elevation")
    gas_pressure = numbers(frame, "gas_pressure")
    gas_pressure = np.where(np.isnan(gas_pressure), surroundings.atmospheric_pressure, gas_pressure)
    surface = elevation + numbers(frame, "level")
    return NodeBoundary(elevation, surroundings.head(gas_pressure, surface), np.zeros(len(frame)))


def _results(frame: pd.DataFrame, head: Array, outflow: Array, surroundings: Surroundings) -> dict[str, Array]:
    pressure = surroundings.pressure(head, numbers(frame, "elevation"))
    return {"pressure": pressure, "head": head, "flow": outflow + 0.0}


TANK = ComponentType(
    code="TANK",
    title="Tank",
    meaning="A tank, basin or reservoir with a free surface at a known level",
    version=2,
    parameters=(
        ELEVATION,
        Parameter(
            "level",
            "Liquid level above the bottom",
            "length",
            required=True,
            minimum=0.0,
            maximum=1e4,
            lowest="minimum_level",
            highest="maximum_level",
        ),
        Parameter("diameter", "Inside diameter", "length", above=0.0, maximum=1e4),
        Parameter("minimum_level", "Lowest level in operation", "length", minimum=0.0, maximum=1e4),
        Parameter("maximum_level", "Highest level in operation", "length", minimum=0.0, maximum=1e4),
        Parameter(
            "gas_pressure",
            "Pressure over the liquid; if absent, open to the atmosphere",
            "pressure",
            minimum=0.0,
            maximum=1e9,
        ),
    ),
    ports=(PortDeclaration("inlet", "any", multiple=True), PortDeclaration("outlet", "any", multiple=True)),
    results=(
        Result("pressure", "Pressure at the bottom", "pressure", minimum=BOILING),
        NODE_RESULTS[1],
        Result("flow", "Net flow into the tank", "volumetric_flow"),
    ),
    symbol=Symbol("node", "barrel", 60, 46),
    hydraulics=NodeHydraulics(_boundary, _results, explain_tank),
)
