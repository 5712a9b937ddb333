"""What a VESSEL is to a network: a place of one pressure, at its operating pressure and level."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Array, NodeBoundary, NodeHydraulics, Surroundings, numbers
from workbench.equipment.explain_node import explain_vessel
from workbench.equipment.gas_behaviour import GasBoundary, GasNode
from workbench.units import STANDARD_ATMOSPHERE

__all__ = ["VESSEL_IN_GAS", "VESSEL_IN_LIQUID"]


_WHY = "for the place that the vessel is in a network"
_IN_GAS = (("elevation", _WHY), ("operating_pressure", _WHY))
_IN_LIQUID = (*_IN_GAS, ("level|normal_level", _WHY))


def _level(frame: pd.DataFrame) -> Array:
    """Return the level in operation [m]: where it is absent the normal one."""
    level = numbers(frame, "level")
    return np.where(np.isnan(level), numbers(frame, "normal_level"), level)


def _is_place(frame: pd.DataFrame) -> Array:
    """Return which vessels have what a place needs; one without is connected to nothing."""
    known = _level(frame) + numbers(frame, "elevation") + numbers(frame, "operating_pressure")
    return np.asarray(~np.isnan(known))


def _boundary(frame: pd.DataFrame, surroundings: Surroundings) -> NodeBoundary:
    elevation = numbers(frame, "elevation")
    head = surroundings.head(numbers(frame, "operating_pressure"), elevation + _level(frame))
    there = _is_place(frame)
    return NodeBoundary(np.where(there, elevation, 0.0), np.where(there, head, 0.0), np.zeros(len(frame)))


def _gas_boundary(frame: pd.DataFrame) -> GasBoundary:
    elevation, pressure = numbers(frame, "elevation"), numbers(frame, "operating_pressure")
    there = ~np.isnan(elevation + pressure)
    held = np.where(there, pressure, STANDARD_ATMOSPHERE)
    return GasBoundary(np.where(there, elevation, 0.0), held, np.zeros(len(frame)))


def _results(frame: pd.DataFrame, head: Array, outflow: Array, surroundings: Surroundings) -> dict[str, Array]:
    head = np.where(_is_place(frame), head, np.nan)
    bottom = surroundings.pressure(head, numbers(frame, "elevation"))
    return {"bottom_pressure": bottom, "piezometric_head": head, "flow": outflow + 0.0}


VESSEL_IN_LIQUID = NodeHydraulics(_boundary, _results, explain_vessel, required_if_connected=_IN_LIQUID)
VESSEL_IN_GAS = GasNode(_gas_boundary, required_if_connected=_IN_GAS)
