"""The app module PSV: from scenarios to loads, areas, orifices and lines, until the back pressure stands still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.calculations.outcome import Outcome
from workbench.calculations.present import present_frame
from workbench.calculations.relief.causes import Loads, loads_of
from workbench.calculations.relief.conditions import Conditions, conditions_of
from workbench.calculations.relief.line_results import line_results
from workbench.calculations.relief.lines import InletLine, Lines, OutletLine, find_lines, superimposed_of
from workbench.calculations.relief.results import Rating, governing_scenarios, results_of
from workbench.calculations.relief.scenarios import Scenarios, read_scenarios
from workbench.calculations.relief.settling import settle
from workbench.calculations.relief.sizing import Sizing, rated_flow, refuse_subcritical_bellows, sizing_of
from workbench.calculations.tagged import tagged
from workbench.calculations.tank_venting import calculate_tank_vents
from workbench.engineering.relief.orifices import LETTERS, ORIFICES, select_orifice
from workbench.engineering.relief_loads.unwetted_fire import SMALLEST_FACTOR, unwetted_fire_area
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.pressure_safety_valve import PSV
from workbench.equipment.relief_scenario import GAS_FIRE
from workbench.equipment.tank_vent import TANK_VENT
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["Relief", "calculate_relief", "solve_relief"]

SOLVER = "workbench.calculations.relief"


@dataclass(frozen=True)
class Relief:
    """All that is known of the scenarios of a case after the calculation."""

    scenarios: Scenarios
    conditions: Conditions
    loads: Loads
    sizing: Sizing
    rating: Rating
    inlets: Mapping[int, InletLine]
    """Inlet lines by the number of the scenario, of valves that have one."""
    outlets: Mapping[int, OutletLine]
    """The same of outlet lines."""


def calculate_relief(case: Case) -> Outcome:
    """Calculate the relief valves and tank vents of a case.

    Parameters
    ----------
    case : Case
        Checked inputs.

    Returns
    -------
    Outcome
        Loads and areas of the scenarios, orifices and lines of the valves, venting of tanks; the summary has
        ``warnings``, ``assumptions``, and in ``carried`` what flows in the lines, by tag.

    Raises
    ------
    InputError
        Names the component and the property that is missing or impossible.
    NotConverged
        Back pressure and flow of a valve do not settle.
    """
    assumed = Assumptions()
    results: dict[str, pd.DataFrame] = {}
    warnings: list[dict[str, str]] = []
    carried: dict[str, str] = {}
    vents = present_frame(case, TANK_VENT.code)
    if not len(vents) and not len(case[PSV.code]):
        raise InputError(f"Case '{case.name}' has nothing to calculate: add a {PSV.code} or a {TANK_VENT.code}.")
    if len(case[PSV.code]):
        relief = solve_relief(case, assumed)
        results, warnings = results_of(
            case, relief.scenarios, relief.conditions, relief.loads, relief.sizing, relief.rating
        )
        governing = governing_scenarios(relief.scenarios, relief.sizing).values()
        flow = relief.rating.flow
        of_lines, carried = line_results(case, relief.scenarios, governing, flow, (relief.inlets, relief.outlets))
        results |= of_lines
    if len(vents):
        results[TANK_VENT.code], more = calculate_tank_vents(case, vents, assumed)
        warnings += more
    summary = {"warnings": warnings, "assumptions": assumed.to_json(), "carried": carried}
    return Outcome(results, SOLVER, summary)


def solve_relief(case: Case, assumed: Assumptions) -> Relief:
    """Return loads, areas, orifices and lines of all applicable scenarios."""
    scenarios = read_scenarios(case, assumed)
    conditions = conditions_of(scenarios)
    loads = loads_of(scenarios, conditions)
    lines = find_lines(case)
    superimposed = _superimposed(case, lines, scenarios)
    valves = present_frame(case, PSV.code)
    place = valves.index.get_indexer(scenarios.valves.index)
    outlets = {
        k: OutletLine(case, lines, scenarios, conditions, k, float(superimposed[k]))
        for k, tag in enumerate(scenarios.valves.index)
        if lines.outlet[str(tag)]
    }
    back, letters = np.array(superimposed), np.full(len(valves), -1)
    while True:  # ends, for letters only grow
        sizing = _sized(scenarios, conditions, loads, back)
        _refuse_narrow_lines(scenarios, sizing, superimposed)
        wanted = _orifices(valves, place, sizing.required_area, letters)
        area = np.array(list(ORIFICES.values()))[wanted[place]] if len(place) else np.empty(0)
        grown = [k for k in outlets if wanted[place[k]] > letters[place[k]]]
        if not grown:
            break
        letters = wanted
        for k in grown:
            back[k] = _settled(scenarios.one(k), conditions.one(k), outlets[k], area[k : k + 1], back[k])
    refuse_subcritical_bellows(scenarios, conditions, sizing)
    flow = rated_flow(scenarios, conditions, sizing, area)
    inlets = {
        k: InletLine(case, lines, scenarios, conditions, k)
        for k, tag in enumerate(scenarios.valves.index)
        if lines.inlet[str(tag)]
    }
    _note_own_lines(lines, scenarios)
    losses = np.full(len(flow), np.nan)
    for k, inlet in inlets.items():
        losses[k] = inlet.loss(float(flow[k]))
    rating = Rating(wanted, area, flow, superimposed, losses)
    return Relief(scenarios, conditions, loads, sizing, rating, inlets, outlets)


def _note_own_lines(lines: Lines, scenarios: Scenarios) -> None:
    shared = dict.fromkeys(scenarios.valves.index[scenarios.sharing > 1.0].astype(str))
    text = "Identical valves: each has lines of its own like these, which carry the flow of one valve"
    with_lines = [tag for tag in shared if lines.inlet[tag] or lines.outlet[tag]]
    scenarios.assumed.note(with_lines, text, property="identical_valves")


def _settled(scenario: Scenarios, condition: Conditions, outlet: OutletLine, area: Array, start: float) -> float:
    """Return the back pressure [Pa] of a scenario, through an orifice of `area` [m2] and an outlet line."""

    def flow_at(pressure: float) -> float:
        sizing = sizing_of(scenario, condition, np.zeros(1), np.array([pressure]))
        return float(rated_flow(scenario, condition, sizing, area)[0])

    valve = str(scenario.valves.index[0])
    return settle(flow_at, outlet.back_pressure, start, float(scenario.pressure[0]), valve)


def _superimposed(case: Case, lines: Lines, scenarios: Scenarios) -> Array:
    entered = numbers(scenarios.valves, "superimposed_back_pressure")
    known: dict[str, float] = {}
    silent: list[str] = []
    for tag, pressure in zip(scenarios.valves.index, entered, strict=True):
        if tag not in known:
            known[tag] = superimposed_of(case, lines, str(tag), float(pressure), scenarios.atmosphere)
            if np.isnan(pressure) and not lines.outlet[str(tag)]:
                silent.append(str(tag))
    text = "The outlet is at the atmosphere while the valve is closed: no back pressure and no outlet line are given"
    scenarios.assumed.note(silent, text, property="superimposed_back_pressure", value=scenarios.atmosphere, unit="Pa")
    return np.array([known[tag] for tag in scenarios.valves.index], dtype=np.float64)


def _sized(scenarios: Scenarios, conditions: Conditions, loads: Loads, back: Array) -> Sizing:
    sizing = sizing_of(scenarios, conditions, loads.load, back)
    heated = np.flatnonzero(scenarios.is_any("cause", GAS_FIRE))
    if heated.size:  # API 521: F' is 0.01 (US units) at least
        least = tagged(
            scenarios.tags[heated],
            lambda area, pressure: unwetted_fire_area(SMALLEST_FACTOR, area, pressure),
            loads.area[heated] / scenarios.sharing[heated],
            scenarios.pressure[heated],
        )
        sizing.required_area[heated] = np.maximum(sizing.required_area[heated], least)
    return sizing


def _orifices(valves: pd.DataFrame, place: Array, required: Array, before: Array) -> Array:
    """Return the index of each valve's letter: the one given, else the smallest for all its scenarios.

    A letter never becomes smaller again while the back pressure is sought.
    """
    largest = np.zeros(len(before))
    np.maximum.at(largest, place, required)
    given = valves["orifice"]
    chosen = np.array(before)
    open_ = np.flatnonzero(given.isna().to_numpy(dtype=bool))
    if open_.size:
        letters = tagged(valves.index[open_], select_orifice, largest[open_], properties={"required_area": "orifice"})
        chosen[open_] = np.maximum(before[open_], [LETTERS.index(letter) for letter in letters.tolist()])
    fixed = np.flatnonzero(given.notna().to_numpy(dtype=bool))
    chosen[fixed] = [LETTERS.index(letter) for letter in given.iloc[fixed].tolist()]
    return chosen


def _refuse_narrow_lines(scenarios: Scenarios, sizing: Sizing, superimposed: Array) -> None:
    """Refuse outlet lines that no orifice is large enough for: a larger one only raises the back pressure."""
    given = scenarios.valves["orifice"].notna().to_numpy(dtype=bool)
    too_large = sizing.required_area > ORIFICES[LETTERS[-1]]
    wrong = np.flatnonzero(~given & too_large & (sizing.back_pressure > superimposed))
    if wrong.size:
        k = wrong[0]
        tag, valve = str(scenarios.tags[k]), str(scenarios.valves.index[k])
        raise InputError(
            f"{tag}: the outlet line of '{valve}' is too narrow for every orifice: at a back pressure of "
            f"{sizing.back_pressure[k]:g} Pa, {superimposed[k]:g} Pa at its end, "
            f"{sizing.required_area[k] * 1e6:.0f} mm2 are needed, more than a T orifice has.",
            path=(valve, "outlet"),
            value=float(sizing.back_pressure[k]),
            unit="Pa",
            expected="a wider outlet line, or several valves",
        )
