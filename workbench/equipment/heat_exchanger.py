"""HEAT_EXCHANGER: one side of an exchanger, as the pressure drop that its datasheet rates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import (
    Element,
    LinkElements,
    LinkHydraulics,
    LinkState,
    Surroundings,
    link_results,
    numbers,
)
from workbench.equipment.common import EQUIPMENT_ELEVATION, LINK_RESULTS, THROUGH_PORTS
from workbench.equipment.declaration import ComponentType, Parameter, Symbol
from workbench.equipment.explain_valve import explain_heat_exchanger

__all__ = ["HEAT_EXCHANGER"]


def _elements(frame: pd.DataFrame, surroundings: Surroundings) -> LinkElements:
    # Turbulent: the drop grows with the square of the flow from the rated point.
    rated_head = numbers(frame, "rated_pressure_drop") / surroundings.specific_weight
    return LinkElements(
        Element.RESISTANCE,
        closed=np.zeros(len(frame), dtype=bool),
        one_way=np.zeros(len(frame), dtype=bool),
        resistance=rated_head / numbers(frame, "rated_flow") ** 2,
        elevation=numbers(frame, "elevation"),
    )


def _results(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> dict[str, np.ndarray]:
    return link_results(state, surroundings)


HEAT_EXCHANGER = ComponentType(
    code="HEAT_EXCHANGER",
    title="Heat exchanger",
    meaning="One side of a heat exchanger; its pressure drop grows with the square of the flow",
    version=2,
    parameters=(
        Parameter("rated_flow", "Flow of the rated point", "volumetric_flow", required=True, above=0.0, maximum=1e6),
        Parameter(
            "rated_pressure_drop",
            "Pressure drop at the rated flow",
            "pressure_difference",
            required=True,
            minimum=0.0,
            maximum=1e8,
        ),
        EQUIPMENT_ELEVATION,
    ),
    ports=THROUGH_PORTS,
    results=LINK_RESULTS,
    symbol=Symbol("node", "octagon", 40, 40),
    hydraulics=LinkHydraulics(_elements, _results, explain=explain_heat_exchanger),
)
