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
    LOSS_OR_FLOW_COEFFICIENT,
    THROUGH_PORTS,
    fitting_resistance,
    gas_loss_coefficient,
)
from workbench.equipment.declaration import BOW_TIE, ComponentType, Parameter, Symbol
from workbench.equipment.explain_valve import explain_valve
from workbench.equipment.gas_behaviour import GasElement, GasElements, GasLink
from workbench.equipment.valve_flow import RECOVERY_FACTOR, VALVE_RESULTS, choking, valve_results
from workbench.errors import InputError

__all__ = ["VALVE", "relative_flow_coefficient"]

LINEAR, EQUAL_PERCENTAGE, CURVE = "linear", "equal percentage", "opening curve"

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


def _relative_flow_coefficients(frame: pd.DataFrame) -> Array:
    """Return the flow coefficient of each valve at its opening, relative to that of the fully open valve."""
    characteristic, opening = frame["characteristic"].to_numpy(), numbers(frame, "opening")
    relative = relative_flow_coefficient(opening, characteristic == EQUAL_PERCENTAGE)
    for k, (tag, curve) in enumerate(frame["opening_curve"].items()):
        if isinstance(curve, list) != (characteristic[k] == CURVE):
            problem = "is given, but" if isinstance(curve, list) else "is missing:"
            raise InputError(
                f"{tag}.opening_curve {problem} the characteristic is '{characteristic[k]}'.",
                path=(str(tag), "opening_curve"),
                value=curve,
                expected=f"an opening_curve with the characteristic '{CURVE}', and with no other",
            )
        if isinstance(curve, list):
            relative[k] = _on_curve(str(tag), curve, opening[k])
    return relative


def _on_curve(tag: str, curve: list[list[float]], opening: float) -> float:
    """Read an opening curve; nothing is taken for what the maker does not tell beyond its ends."""
    openings, coefficients = np.array(curve).T
    path, points = (tag, "opening_curve"), ", ".join(f"({x:g}, {y:g})" for x, y in curve)
    if (np.diff(openings) <= 0.0).any() or (np.diff(coefficients) < 0.0).any():
        raise InputError(
            f"{tag}.opening_curve is {points}: the openings must rise from point to point, and the flow coefficients "
            "must not fall.",
            path=path,
            value=curve,
            expected="openings that rise",
        )
    if not openings[0] <= opening <= openings[-1]:
        raise InputError(
            f"{tag}.opening is {opening:g}; its opening_curve reaches from {openings[0]:g} to {openings[-1]:g}.",
            path=(tag, "opening"),
            value=opening,
            expected=f"{openings[0]:g} to {openings[-1]:g}",
        )
    return float(np.interp(opening, openings, coefficients))


def _elements(frame: pd.DataFrame, surroundings: Surroundings) -> LinkElements:
    relative = _relative_flow_coefficients(frame)
    closed = (frame["status"] == "closed").to_numpy() | (relative == 0.0)
    return LinkElements(
        Element.RESISTANCE,
        closed=closed,
        one_way=np.zeros(len(frame), dtype=bool),
        resistance=fitting_resistance(frame) / np.where(closed, 1.0, relative) ** 2,
        elevation=numbers(frame, "elevation"),
    )


def _gas_elements(frame: pd.DataFrame) -> GasElements:
    relative, diameter = _relative_flow_coefficients(frame), numbers(frame, "diameter")
    closed = (frame["status"] == "closed").to_numpy() | (relative == 0.0)
    return GasElements(
        GasElement.RESISTANCE,
        closed=closed,
        one_way=np.zeros(len(frame), dtype=bool),
        elevation=numbers(frame, "elevation"),
        diameter=diameter,
        loss_coefficient=gas_loss_coefficient(fitting_resistance(frame), diameter)
        / np.where(closed, 1.0, relative) ** 2,
    )


VALVE = ComponentType(
    code="VALVE",
    title="Valve",
    meaning="A hand valve: open, closed or throttled by its opening",
    version=3,
    parameters=(
        DIAMETER,
        *LOSS_OR_FLOW_COEFFICIENT,
        Parameter(
            "opening", "Relative travel, 0 to 1", "fraction", required=True, default=1.0, minimum=0.0, maximum=1.0
        ),
        Parameter(
            "characteristic",
            "How the flow coefficient follows the opening",
            choices=(LINEAR, EQUAL_PERCENTAGE, CURVE),
            required=True,
            default=LINEAR,
        ),
        Parameter(
            "opening_curve",
            "Flow coefficient against opening, relative to that of the fully open valve; straight between the points",
            points=(
                Parameter("opening", "Relative travel", "fraction", minimum=0.0, maximum=1.0),
                Parameter("relative", "Relative flow coefficient", "fraction", minimum=0.0, maximum=1.0),
            ),
        ),
        Parameter("status", "Open or closed", choices=("open", "closed"), required=True, default="open"),
        RECOVERY_FACTOR,
        EQUIPMENT_ELEVATION,
    ),
    either=COEFFICIENT_RULE,
    ports=THROUGH_PORTS,
    results=VALVE_RESULTS,
    symbol=Symbol("node", "vee", 30, 18, points=BOW_TIE),
    hydraulics=LinkHydraulics(
        _elements, valve_results, violations=choking, explain=partial(explain_valve, rangeability=RANGEABILITY)
    ),
    gas=GasLink(_gas_elements),
)
