"""What a VESSEL is to a network: a place of one pressure, at its operating pressure and level."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Array, NodeBoundary, NodeHydraulics, Surroundings, require
from workbench.equipment.gas_behaviour import GasBoundary, GasNode

__all__ = ["VESSEL_IN_GAS", "VESSEL_IN_LIQUID"]


def _boundary(frame: pd.DataFrame, surroundings: Surroundings) -> NodeBoundary:
    elevation = require(frame, "elevation", "of the level zero, for the head of the vessel in a network")
    level = require(frame, "level", "of the liquid, for the head of the vessel in a network")
    pressure = require(frame, "operating_pressure", "that the vessel holds in a network")
    return NodeBoundary(elevation, surroundings.head(pressure, elevation + level), np.zeros(len(frame)))


def _gas_boundary(frame: pd.DataFrame) -> GasBoundary:
    elevation = require(frame, "elevation", "of the vessel in a network")
    pressure = require(frame, "operating_pressure", "that the vessel holds in a network")
    return GasBoundary(elevation, pressure, np.zeros(len(frame)))


def _results(frame: pd.DataFrame, head: Array, outflow: Array, surroundings: Surroundings) -> dict[str, Array]:
    """Return nothing: the results of a vessel are those of its own calculation."""
    return {}


VESSEL_IN_LIQUID = NodeHydraulics(_boundary, _results)
VESSEL_IN_GAS = GasNode(_gas_boundary)
