"""ORIFICE: an orifice plate by ISO 5167-2; its loss coefficient follows the Reynolds number a little."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd

from workbench.engineering.orifice import (
    LARGEST_RATIO,
    SMALLEST_RATIO,
    Taps,
    orifice_discharge_coefficient,
    permanent_loss_coefficient,
)
from workbench.engineering.pipe_flow import resistance_from_loss_coefficient, reynolds_number, velocity
from workbench.equipment.behaviour import (
    Array,
    Element,
    LinkElements,
    LinkHydraulics,
    LinkState,
    Surroundings,
    numbers,
)
from workbench.equipment.common import (
    DIAMETER,
    EQUIPMENT_ELEVATION,
    LINK_RESULTS,
    RESTING_REYNOLDS_NUMBER,
    THROUGH_PORTS,
    VELOCITY_RESULT,
    fitting_results,
)
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol
from workbench.equipment.explain_orifice import explain_orifice
from workbench.errors import InputError

__all__ = ["ORIFICE"]

FLANGE = "flange"
SMALLEST_REYNOLDS_NUMBER = 5000.0
USUAL_REYNOLDS_NUMBER = 1e6
"""The first guess, before the flow is known."""
SMALLEST_BORE, SMALLEST_PIPE, LARGEST_PIPE = 0.0125, 0.05, 1.0
"""[m] ISO 5167-2:2003, 5.3.1."""


def _ratio(frame: pd.DataFrame) -> Array:
    """Return beta, checked [-]."""
    bore, pipe = numbers(frame, "orifice_diameter"), numbers(frame, "diameter")
    ratio = bore / pipe
    wrong = np.flatnonzero((ratio < SMALLEST_RATIO) | (ratio > LARGEST_RATIO))
    if wrong.size:
        k = wrong[0]
        tag = str(frame.index[k])
        expected = f"{SMALLEST_RATIO * pipe[k]:g} to {LARGEST_RATIO * pipe[k]:g} m"
        raise InputError(
            f"{tag}.orifice_diameter is {bore[k]:g} m, {ratio[k]:.3g} of the diameter; ISO 5167-2 holds from "
            f"{SMALLEST_RATIO:g} to {LARGEST_RATIO:g}: {expected}.",
            path=(tag, "orifice_diameter"),
            value=float(bore[k]),
            unit="m",
            expected=expected,
        )
    return ratio


def _reynolds(frame: pd.DataFrame, flow: Array, surroundings: Surroundings) -> Array:
    diameter = numbers(frame, "diameter")
    return np.asarray(
        reynolds_number(velocity(flow, diameter), diameter, surroundings.viscosity / surroundings.density)
    )


def _discharge_coefficient(frame: pd.DataFrame, reynolds: Array) -> Array:
    """Return C; below Re 5,000, where the standard ends and the formula would run away, that at Re 5,000."""
    ratio, pipe = _ratio(frame), numbers(frame, "diameter")
    within = np.maximum(reynolds, SMALLEST_REYNOLDS_NUMBER)
    coefficient = np.empty(len(frame))
    kinds: tuple[Taps, ...] = get_args(Taps)
    for taps in kinds:
        chosen = (frame["taps"] == taps).to_numpy()
        if chosen.any():
            coefficient[chosen] = orifice_discharge_coefficient(ratio[chosen], within[chosen], pipe[chosen], taps)
    return coefficient


def _resistance(frame: pd.DataFrame, reynolds: Array) -> Array:
    loss = permanent_loss_coefficient(_ratio(frame), _discharge_coefficient(frame, reynolds))
    return np.asarray(resistance_from_loss_coefficient(loss, numbers(frame, "diameter")))


def _resistance_at(frame: pd.DataFrame, flow: Array, surroundings: Surroundings) -> Array:
    return _resistance(frame, _reynolds(frame, flow, surroundings))


def _elements(frame: pd.DataFrame, surroundings: Surroundings) -> LinkElements:
    return LinkElements(
        Element.RESISTANCE,
        closed=np.zeros(len(frame), dtype=bool),
        one_way=np.zeros(len(frame), dtype=bool),
        resistance=_resistance(frame, np.full(len(frame), USUAL_REYNOLDS_NUMBER)),
        elevation=numbers(frame, "elevation"),
    )


def _results(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> dict[str, Array]:
    ratio, reynolds = _ratio(frame), _reynolds(frame, state.flow, surroundings)
    coefficient = _discharge_coefficient(frame, reynolds)
    # ISO 5167-1, equation 1, for a liquid: m = C/sqrt(1 - b^4) (pi/4) d^2 sqrt(2 rho dp).
    through = np.asarray(velocity(state.flow, numbers(frame, "orifice_diameter"))) / coefficient
    difference = 0.5 * surroundings.density * (1.0 - ratio**4) * through * np.abs(through)
    return fitting_results(frame, state, surroundings) | {
        "differential_pressure": difference,
        "permanent_loss": state.head_loss * surroundings.specific_weight,
        "discharge_coefficient": np.where(reynolds < RESTING_REYNOLDS_NUMBER, np.nan, coefficient),
        "diameter_ratio": ratio,
        "reynolds_number": reynolds,
    }


def _smallest_reynolds_number(ratio: float, diameter: float, taps: str) -> float:
    """Return from where the standard holds [-]: ISO 5167-2:2003, 5.3.1."""
    if taps == FLANGE:
        return max(SMALLEST_REYNOLDS_NUMBER, 170.0 * ratio**2 * diameter * 1000.0)
    return SMALLEST_REYNOLDS_NUMBER if ratio <= 0.56 else 16000.0 * ratio**2


def _violations(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> list[tuple[str, str]]:
    """Return the plates to which the standard does not apply, by their size or by their flow."""
    found = []
    reynolds, ratio = _reynolds(frame, state.flow, surroundings), _ratio(frame)
    pipes, bores = numbers(frame, "diameter"), numbers(frame, "orifice_diameter")
    for k, (tag, taps) in enumerate(zip(map(str, frame.index), frame["taps"], strict=True)):
        if bores[k] < SMALLEST_BORE or not SMALLEST_PIPE <= pipes[k] <= LARGEST_PIPE:
            text = (
                f"'{tag}' ({bores[k] * 1000:g} mm in {pipes[k] * 1000:g} mm) is outside ISO 5167-2, which holds for "
                "orifices from 12.5 mm in pipes of 50 to 1000 mm: its discharge coefficient is less certain."
            )
            found.append((tag, text))
        smallest = _smallest_reynolds_number(ratio[k], pipes[k], taps)
        if RESTING_REYNOLDS_NUMBER < reynolds[k] < smallest:
            text = (
                f"'{tag}' has a Reynolds number of {reynolds[k]:.4g}; ISO 5167-2 holds from {smallest:.4g}: its "
                "discharge coefficient is not known there."
            )
            found.append((tag, text))
    return found


ORIFICE = ComponentType(
    code="ORIFICE",
    title="Orifice plate",
    meaning="An orifice plate for measuring or restricting the flow (ISO 5167-2, Reader-Harris/Gallagher)",
    parameters=(
        DIAMETER,
        Parameter(
            "orifice_diameter",
            "Diameter of the orifice, 0.1 to 0.75 of the inside diameter of the pipe",
            "diameter",
            required=True,
            above=0.0,
            maximum=100.0,
        ),
        Parameter(
            "taps",
            "Where the differential pressure is taken",
            choices=get_args(Taps),
            required=True,
            default="corner",
        ),
        EQUIPMENT_ELEVATION,
    ),
    ports=THROUGH_PORTS,
    results=(
        VELOCITY_RESULT,
        *LINK_RESULTS,
        Result("differential_pressure", "Pressure difference between the taps", "pressure_difference"),
        Result("permanent_loss", "Pressure that is not recovered", "pressure_difference"),
        Result("discharge_coefficient", "Discharge coefficient C"),
        Result("diameter_ratio", "Diameter ratio beta"),
        Result("reynolds_number", "Reynolds number in the pipe"),
    ),
    symbol=Symbol("node", "rectangle", 8, 30),
    hydraulics=LinkHydraulics(
        _elements, _results, violations=_violations, resistance_at=_resistance_at, explain=explain_orifice
    ),
)
