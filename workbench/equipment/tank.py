"""TANK: a vessel with a free surface that holds the head of the network."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Array, NodeBoundary, NodeHydraulics, Surroundings, numbers
from workbench.equipment.common import BOILING, ELEVATION, NODE_RESULTS
from workbench.equipment.declaration import ComponentType, Parameter, PortDeclaration, Result, Symbol
from workbench.equipment.explain_node import explain_tank
from workbench.equipment.time_behaviour import TankBehaviour, TankRow

__all__ = ["TANK"]


def _boundary(frame: pd.DataFrame, surroundings: Surroundings) -> NodeBoundary:
    elevation = numbers(frame, "elevation")
    surface = elevation + numbers(frame, "level")
    return NodeBoundary(elevation, surroundings.head(_gas_pressure(frame, surroundings), surface), np.zeros(len(frame)))


def _gas_pressure(frame: pd.DataFrame, surroundings: Surroundings) -> Array:
    gas_pressure = numbers(frame, "gas_pressure")
    return np.where(np.isnan(gas_pressure), surroundings.atmospheric_pressure, gas_pressure)


def _tanks(frame: pd.DataFrame, surroundings: Surroundings) -> list[TankRow]:
    surface_head = surroundings.head(_gas_pressure(frame, surroundings), np.zeros(len(frame)))
    overflows = frame["overflows"].fillna(False).to_numpy(dtype=bool)
    rows = []
    for k, curve in enumerate(frame["volume_curve"]):
        level, lowest, highest, diameter = (
            float(frame[name].iloc[k]) for name in ("level", "minimum_level", "maximum_level", "diameter")
        )
        points = tuple((float(level), float(volume)) for level, volume in curve) if isinstance(curve, list) else ()
        rows.append(
            TankRow(
                level=level,
                minimum_level=(points[0][0] if points else 0.0) if np.isnan(lowest) else lowest,
                maximum_level=(points[-1][0] if points else np.inf) if np.isnan(highest) else highest,
                diameter=None if points or np.isnan(diameter) else diameter,
                volume_curve=points,
                overflows=bool(overflows[k]),
                surface_head=float(surface_head[k]),
            )
        )
    return rows


def _results(frame: pd.DataFrame, head: Array, outflow: Array, surroundings: Surroundings) -> dict[str, Array]:
    pressure = surroundings.pressure(head, numbers(frame, "elevation"))
    return {"pressure": pressure, "head": head, "flow": outflow + 0.0}


TANK = ComponentType(
    code="TANK",
    title="Tank",
    meaning="A tank, basin or reservoir with a free surface at a known level",
    version=3,
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
        Parameter(
            "minimum_level",
            "Lowest level in operation, where nothing flows out any more; if absent, the bottom",
            "length",
            minimum=0.0,
            maximum=1e4,
        ),
        Parameter(
            "maximum_level",
            "Highest level in operation, where nothing flows in any more; if absent, none",
            "length",
            minimum=0.0,
            maximum=1e4,
        ),
        Parameter(
            "volume_curve",
            "Volume against level, straight lines between the points; instead of the diameter",
            points=(
                Parameter("level", "Level", "length", minimum=0.0, maximum=1e4),
                Parameter("volume", "Volume", "volume", minimum=0.0, maximum=1e9),
            ),
        ),
        Parameter(
            "overflows",
            "True: at the highest level inflow goes on, and is lost",
            kind="boolean",
            default=False,
        ),
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
    hydraulics=NodeHydraulics(_boundary, _results, explain_tank, tanks=TankBehaviour("level", _tanks)),
)
