"""NOZZLE: an outflow that follows the pressure: nozzle, sprinkler, emitter, hydrant or leak."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import (
    Array,
    Element,
    LinkElements,
    LinkHydraulics,
    LinkState,
    Surroundings,
    link_results,
    numbers,
)
from workbench.equipment.common import EQUIPMENT_ELEVATION, LINK_RESULTS
from workbench.equipment.declaration import ComponentType, Parameter, PortDeclaration, Result, Symbol
from workbench.equipment.explain_outflow import explain_nozzle
from workbench.errors import InputError

__all__ = ["NOZZLE"]

SQUARE_ROOT = 0.5
_COMPANIONS = {"diameter": "discharge_coefficient", "rated_flow": "rated_pressure_drop"}
"""What else is needed with each way to say how much flows."""


def _check_companions(frame: pd.DataFrame) -> None:
    for name, companion in _COMPANIONS.items():
        given, other = ~np.isnan(numbers(frame, name)), ~np.isnan(numbers(frame, companion))
        differs = np.flatnonzero(given != other)
        if differs.size:
            tag = str(frame.index[differs[0]])
            missing, present = (companion, name) if given[differs[0]] else (name, companion)
            raise InputError(
                f"{tag}.{missing} is missing: {present} is given, and one is nothing without the other.",
                path=(tag, missing),
                expected=f"{missing} with {present}",
            )
    wrong = np.isnan(numbers(frame, "rated_flow")) & (numbers(frame, "exponent") != SQUARE_ROOT)
    if wrong.any():
        k = np.flatnonzero(wrong)[0]
        tag = str(frame.index[k])
        raise InputError(
            f"{tag}.exponent is {frame['exponent'].iloc[k]:g}, but a nozzle without a rated flow follows the square "
            "root of the pressure: set it to 0.5, or give rated_flow and rated_pressure_drop.",
            path=(tag, "exponent"),
            value=float(frame["exponent"].iloc[k]),
            expected="0.5",
        )


def _coefficient(frame: pd.DataFrame, density: float) -> Array:
    """Return c of ``q = c dp^exponent`` [m3/s/Pa^exponent]."""
    hole = numbers(frame, "discharge_coefficient") * 0.25 * math.pi * numbers(frame, "diameter") ** 2
    by_hole = hole * math.sqrt(2.0 / density)
    rated = numbers(frame, "rated_flow") / numbers(frame, "rated_pressure_drop") ** numbers(frame, "exponent")
    by_factor = numbers(frame, "k_factor")
    coefficient = np.where(np.isnan(by_hole), by_factor, by_hole)
    return np.where(np.isnan(rated), coefficient, rated)


def _elements(frame: pd.DataFrame, surroundings: Surroundings) -> LinkElements:
    _check_companions(frame)
    exponent = numbers(frame, "exponent")
    back_pressure = numbers(frame, "back_pressure")
    return LinkElements(
        Element.OUTFLOW,
        closed=(frame["status"] == "closed").to_numpy(),
        one_way=np.ones(len(frame), dtype=bool),
        # q = c dp^e and dp = rho g h: h = (q/c)^(1/e) / (rho g).
        resistance=_coefficient(frame, surroundings.density) ** (-1.0 / exponent) / surroundings.specific_weight,
        outflow_exponent=1.0 / exponent,
        elevation=numbers(frame, "elevation"),
        back_pressure=np.where(np.isnan(back_pressure), surroundings.atmospheric_pressure, back_pressure),
    )


def _results(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> dict[str, Array]:
    results = link_results(state, surroundings)
    return {name: results[name] for name in ("flow", "mass_flow", "inlet_pressure", "pressure_drop")}


def _violations(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> list[tuple[str, str]]:
    """Return the nozzles that would draw in: nothing flows there."""
    tags = [str(frame.index[k]) for k in np.flatnonzero(state.status == "shut").tolist()]
    return [(tag, f"Nothing flows from '{tag}': the pressure there is not above the one outside.") for tag in tags]


NOZZLE = ComponentType(
    code="NOZZLE",
    title="Nozzle",
    meaning="An outflow that follows the pressure: a nozzle, sprinkler, emitter, open end or leak; nothing flows in",
    parameters=(
        Parameter("k_factor", "K of a sprinkler, Q = K sqrt(p)", "k_factor", above=0.0, maximum=1e3, title="K-factor"),
        Parameter(
            "diameter", "Diameter of the hole, with its discharge_coefficient", "diameter", above=0.0, maximum=100.0
        ),
        Parameter(
            "discharge_coefficient",
            "Flow over that of Bernoulli's equation: about 0.6 for a sharp hole, 0.97 for a smooth nozzle",
            above=0.0,
            maximum=2.0,
        ),
        Parameter("rated_flow", "Flow at the rated_pressure_drop (emitter)", "volumetric_flow", above=0.0, maximum=1e6),
        Parameter(
            "rated_pressure_drop",
            "Pressure above the outside that the rated_flow belongs to",
            "pressure_difference",
            above=0.0,
            maximum=1e9,
        ),
        Parameter(
            "exponent",
            "Power of the pressure that the flow follows: 0.5, or another of an emitter",
            required=True,
            default=SQUARE_ROOT,
            minimum=0.05,
            maximum=5.0,
        ),
        Parameter(
            "back_pressure",
            "Pressure that it discharges against; if absent, the atmosphere",
            "pressure",
            minimum=0.0,
            maximum=1e9,
        ),
        Parameter("status", "Open or closed", choices=("open", "closed"), required=True, default="open"),
        EQUIPMENT_ELEVATION,
    ),
    either=(
        ("k_factor", "diameter", "rated_flow"),
        "either a k_factor, a diameter (with discharge_coefficient) or a rated_flow (with rated_pressure_drop), one of "
        "the three",
    ),
    ports=(PortDeclaration("inlet", "in"),),
    results=(
        *LINK_RESULTS[:3],
        Result("pressure_drop", "Pressure at the inlet above the one outside", "pressure_difference"),
    ),
    symbol=Symbol("node", "diamond", 20, 20),
    hydraulics=LinkHydraulics(_elements, _results, violations=_violations, explain=explain_nozzle),
)
