"""What a VESSEL is to a network: a place of one pressure, at its operating pressure and level."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Array, NodeBoundary, NodeHydraulics, Surroundings, numbers
from workbench.equipment.explain_node import explain_vessel
from workbench.equipment.gas_behaviour import GasBoundary, GasNode

__all__ = ["VESSEL_IN_GAS", "VESSEL_IN_LIQUID"]


_WHY = "for the place that the vessel is in a network"
_IN_GAS = (("elevation", _WHY), ("operating_pressure", _WHY))
_IN_LIQUID = (*_IN_GAS, ("level", _WHY))


def _boundary(frame: pd.DataFrame, surroundings: Surroundings) -> NodeBoundary:
    elevation, level, pressure = (_known(frame, name) for name in ("elevation", "level", "operating_pressure"))
    return NodeBoundary(elevation, surroundings.head(pressure, elevation + level), np.zeros(len(frame)))


def _gas_boundary(frame: pd.DataFrame) -> GasBoundary:
    elevation, pressure = _known(frame, "elevation"), _known(frame, "operating_pressure")
    return GasBoundary(elevation, np.maximum(pressure, 1.0), np.zeros(len(frame)))


def _known(frame: pd.DataFrame, name: str) -> Array:
    """Return a property, zero where it is absent: a vessel without it is not connected to anything."""
    return np.nan_to_num(numbers(frame, name), nan=0.0)


def _results(frame: pd.DataFrame, head: Array, outflow: Array, surroundings: Surroundings) -> dict[str, Array]:
    """Return nothing: the results of a vessel are those of its own calculation."""
    return {}


VESSEL_IN_LIQUID = NodeHydraulics(_boundary, _results, explain_vessel, required_if_connected=_IN_LIQUID)
VESSEL_IN_GAS = GasNode(_gas_boundary, required_if_connected=_IN_GAS)
