"""VALVE: a hand valve: block valves open or closed, throttling valves by their opening."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Array, Element, LinkElements, LinkHydraulics, Surroundings, numbers
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
)
from workbench.equipment.declaration import BOW_TIE, ComponentType, Parameter, Symbol
from workbench.equipment.explain_valve import explain_valve

__all__ = ["VALVE", "relative_flow_coefficient"]

RANGEABILITY = 50.0
"""Of an equal-percentage valve (IEC 60534-2-4; customary value of manufacturers)."""


def relative_flow_coefficient(opening: Array, equal_percentage: Array) -> Array:
    """Return the flow coefficient relative to that of the fully open valve (inherent characteristic).

    Parameters
    ----------
    opening : (n,) array
        Relative travel, 0 to 1.
    equal_percentage : (n,) bool array
        True: ``R**(opening - 1)``, and 0 at opening 0; False: linear.

    References
    ----------
    IEC 60534-2-4:2009, inherent flow characteristics.
    """
    by_percentage = np.where(opening > 0.0, RANGEABILITY ** (opening - 1.0), 0.0)
    return np.where(equal_percentage, by_percentage, opening)


def _elements(frame: pd.DataFrame, surroundings: Surroundings) -> LinkElements:
    relative = relative_flow_coefficient(
        numbers(frame, "opening"), (frame["characteristic"] == "equal percentage").to_numpy()
    )
    closed = (frame["status"] == "closed").to_numpy() | (relative == 0.0)
    return LinkElements(
        Element.RESISTANCE,
        closed=closed,
        one_way=np.zeros(len(frame), dtype=bool),
        resistance=fitting_resistance(frame) / np.where(closed, 1.0, relative) ** 2,
        elevation=numbers(frame, "elevation"),
    )


VALVE = ComponentType(
    code="VALVE",
    title="Valve",
    meaning="A hand valve: open, closed or throttled by its opening",
    version=2,
    parameters=(
        DIAMETER,
        *LOSS_OR_FLOW_COEFFICIENT,
        Parameter(
            "opening", "Relative travel, 0 to 1", "fraction", required=True, default=1.0, minimum=0.0, maximum=1.0
        ),
        Parameter(
            "characteristic",
            "How the flow coefficient follows the opening",
            choices=("linear", "equal percentage"),
            required=True,
            default="linear",
        ),
        Parameter("status", "Open or closed", choices=("open", "closed"), required=True, default="open"),
        EQUIPMENT_ELEVATION,
    ),
    either=COEFFICIENT_RULE,
    ports=THROUGH_PORTS,
    results=(VELOCITY_RESULT, *LINK_RESULTS),
    symbol=Symbol("node", "vee", 30, 18, points=BOW_TIE),
    hydraulics=LinkHydraulics(_elements, fitting_results, explain=partial(explain_valve, rangeability=RANGEABILITY)),
)
