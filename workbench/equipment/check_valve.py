"""CHECK_VALVE: lets no flow back from its outlet to its inlet."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Element, LinkElements, LinkHydraulics, Surroundings, numbers
from workbench.equipment.common import (
    COEFFICIENT_RULE,
    DIAMETER,
    EQUIPMENT_ELEVATION,
    LINK_RESULTS,
    LOSS_OR_FLOW_COEFFICIENT,
    THROUGH_PORTS,
    VELOCITY_RESULT,
    fitting_resistance,
    fitting_results,
    gas_loss_coefficient,
)
from workbench.equipment.declaration import ComponentType, Symbol
from workbench.equipment.explain_valve import explain_check_valve
from workbench.equipment.gas_behaviour import GasElement, GasElements, GasLink

__all__ = ["CHECK_VALVE"]


def _elements(frame: pd.DataFrame, surroundings: Surroundings) -> LinkElements:
    return LinkElements(
        Element.RESISTANCE,
        closed=np.zeros(len(frame), dtype=bool),
        one_way=np.ones(len(frame), dtype=bool),
        resistance=fitting_resistance(frame),
        elevation=numbers(frame, "elevation"),
    )


def _gas_elements(frame: pd.DataFrame) -> GasElements:
    diameter = numbers(frame, "diameter")
    return GasElements(
        GasElement.RESISTANCE,
        closed=np.zeros(len(frame), dtype=bool),
        one_way=np.ones(len(frame), dtype=bool),
        elevation=numbers(frame, "elevation"),
        diameter=diameter,
        loss_coefficient=gas_loss_coefficient(fitting_resistance(frame), diameter),
    )


CHECK_VALVE = ComponentType(
    code="CHECK_VALVE",
    title="Check valve",
    meaning="A non-return valve: open to flow from inlet to outlet, shut to the other direction",
    version=2,
    parameters=(DIAMETER, *LOSS_OR_FLOW_COEFFICIENT, EQUIPMENT_ELEVATION),
    either=COEFFICIENT_RULE,
    ports=THROUGH_PORTS,
    results=(VELOCITY_RESULT, *LINK_RESULTS),
    symbol=Symbol("node", "triangle", 24, 24),
    hydraulics=LinkHydraulics(_elements, fitting_results, explain=explain_check_valve),
    gas=GasLink(_gas_elements),
)
