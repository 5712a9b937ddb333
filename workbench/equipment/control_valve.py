"""CONTROL_VALVE: holds the pressure behind it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Element, LinkElements, LinkHydraulics, Surroundings, numbers
from workbench.equipment.common import (
    DIAMETER,
    EQUIPMENT_ELEVATION,
    LINK_RESULTS,
    THROUGH_PORTS,
    VELOCITY_RESULT,
    fitting_results,
    loss_resistance,
)
from workbench.equipment.declaration import BOW_TIE, ComponentType, Parameter, Symbol
from workbench.equipment.explain_control_valve import explain_control_valve

__all__ = ["CONTROL_VALVE"]


def _elements(frame: pd.DataFrame, surroundings: Surroundings) -> LinkElements:
    active = (frame["status"] == "active").to_numpy()
    return LinkElements(
        Element.PRESSURE_REDUCING,
        closed=(frame["status"] == "closed").to_numpy(),
        one_way=active,
        resistance=loss_resistance(frame),
        elevation=numbers(frame, "elevation"),
        setting_pressure=np.where(active, numbers(frame, "setpoint"), np.nan),
    )


CONTROL_VALVE = ComponentType(
    code="CONTROL_VALVE",
    title="Control valve",
    meaning="A valve that holds the pressure at its outlet (pressure reducing)",
    version=2,
    parameters=(
        DIAMETER,
        Parameter("loss_coefficient", "K fully open", required=True, default=0.0, minimum=0.0, maximum=1e6),
        Parameter(
            "control",
            "What the valve holds",
            choices=("downstream pressure",),
            required=True,
            default="downstream pressure",
        ),
        Parameter("setpoint", "Pressure held at the outlet", "pressure", required=True, minimum=0.0, maximum=1e9),
        Parameter(
            "status",
            "Active: controls; open or closed: locked so",
            choices=("active", "open", "closed"),
            required=True,
            default="active",
        ),
        EQUIPMENT_ELEVATION,
    ),
    ports=THROUGH_PORTS,
    results=(VELOCITY_RESULT, *LINK_RESULTS),
    symbol=Symbol("node", "vee", 34, 24, points=BOW_TIE),
    hydraulics=LinkHydraulics(_elements, fitting_results, explain=explain_control_valve),
)
