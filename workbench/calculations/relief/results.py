"""Result columns and warnings of the app module PSV."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.calculations.present import present_frame
from workbench.calculations.relief.causes import Loads
from workbench.calculations.relief.conditions import Conditions
from workbench.calculations.relief.outlet import body_sizes, flange_sizes, outlet_of
from workbench.calculations.relief.scenarios import Scenarios
from workbench.calculations.relief.sizing import Sizing
from workbench.engineering.relief.back_pressure import built_up_limit
from workbench.engineering.relief.orifices import LETTERS, ORIFICES
from workbench.equipment.behaviour import Array
from workbench.equipment.pressure_safety_valve import INLET_LOSS_LIMIT, PSV
from workbench.equipment.relief_scenario import RELIEF_SCENARIO
from workbench.model.case import Case

__all__ = ["Rating", "results_of"]

CHATTER = 0.25
"""Share of the orifice below which a valve is far too large and may chatter."""
FAST = 0.5
"""Mach number in the outlet above which an engineer is told."""
_ROUNDING = 1e-9
_Warnings = list[dict[str, str]]


@dataclass(frozen=True)
class Rating:
    """Orifices of the valves (index of the letter), and what their scenarios make of them."""

    letters: Array
    area: Array
    """Of each scenario's valve [m2]."""
    flow: Array
    """Rated, in each scenario [kg/s]."""
    superimposed: Array
    """[Pa]"""
    inlet_loss: Array
    """[Pa]; NaN without an inlet line."""


def results_of(
    case: Case, scenarios: Scenarios, conditions: Conditions, loads: Loads, sizing: Sizing, rating: Rating
) -> tuple[dict[str, pd.DataFrame], _Warnings]:
    """Return the result frames of scenarios and valves, and the warnings."""
    valves = present_frame(case, PSV.code)
    of_scenarios = pd.DataFrame(
        {
            "relief_load": loads.load,
            "overpressure_allowed": scenarios.overpressure,
            "relieving_pressure": scenarios.pressure,
            "relieving_temperature": conditions.temperature,
            "wetted_area": loads.area,
            "heat_taken_up": loads.heat,
            "back_pressure": sizing.back_pressure,
            "critical_pressure": sizing.critical_pressure,
            "discharge_coefficient": sizing.discharge_coefficient,
            "back_pressure_factor": sizing.back_pressure_factor,
            "combination_factor": sizing.combination_factor,
            "viscosity_factor": sizing.viscosity_factor,
            "mass_flux": sizing.mass_flux,
            "required_area": sizing.required_area,
        },
        index=scenarios.tags,
    )
    governing = _governing(valves, scenarios, sizing)
    of_valves = _valve_results(scenarios, conditions, loads, sizing, rating, governing, valves)
    results = {
        RELIEF_SCENARIO.code: of_scenarios.reindex(case[RELIEF_SCENARIO.code].index),
        PSV.code: of_valves.reindex(valves.index),
    }
    found = _warnings(valves, of_valves)
    found += _warnings_of_scenarios(scenarios, sizing, rating, set(governing.values()))
    return results, found


def _governing(valves: pd.DataFrame, scenarios: Scenarios, sizing: Sizing) -> dict[str, int]:
    """Return the row of the scenario that needs the largest area, by the valve's tag."""
    found: dict[str, int] = {}
    for k, tag in enumerate(scenarios.valves.index):
        if tag not in found or sizing.required_area[k] > sizing.required_area[found[tag]]:
            found[str(tag)] = k
    return found


def _valve_results(
    scenarios: Scenarios,
    conditions: Conditions,
    loads: Loads,
    sizing: Sizing,
    rating: Rating,
    governing: dict[str, int],
    valves: pd.DataFrame,
) -> pd.DataFrame:
    rows = np.array(list(governing.values()), dtype=np.int64)
    tags = pd.Index(list(governing), dtype="str", name="tag")
    gauge = scenarios.gauge_set_pressure[rows]
    required, area = sizing.required_area[rows], rating.area[rows]
    index = rating.letters[valves.index.get_indexer(tags)]
    design = valves.loc[tags, "design"].fillna("conventional")
    limit = [
        float(built_up_limit(str(kind), over)) for kind, over in zip(design, scenarios.overpressure[rows], strict=True)
    ]
    built_up = sizing.back_pressure[rows] - rating.superimposed[rows]
    sizes = flange_sizes(scenarios, valves.loc[tags], index)
    columns = {
        "governing_scenario": scenarios.tags[rows].to_numpy(dtype=object),
        "governing_cause": scenarios.rows["cause"].iloc[rows].to_numpy(dtype=object),
        "required_area": required,
        "selected_orifice": np.array(LETTERS, dtype=object)[index],
        "orifice_area": area,
        "area_utilisation": required / area,
        "next_smaller_orifice": _neighbours(index - 1, required),
        "next_larger_orifice": _neighbours(index + 1, required),
        "body_size": body_sizes(sizes, index),
        "relieving_pressure": scenarios.pressure[rows],
        "relieving_temperature": conditions.temperature[rows],
        "relief_load": loads.load[rows],
        "rated_flow": rating.flow[rows],
        "inlet_loss": rating.inlet_loss[rows],
        "inlet_loss_fraction": rating.inlet_loss[rows] / gauge,
        "superimposed_pressure": rating.superimposed[rows],
        "built_up_back_pressure": built_up,
        "built_up_back_pressure_fraction": built_up / gauge,
        "built_up_back_pressure_limit": np.array(limit),
        "total_back_pressure": sizing.back_pressure[rows],
        **outlet_of(
            scenarios, conditions, valves.loc[tags], rows, rating.flow[rows], sizing.back_pressure[rows], sizes[1]
        ),
    }
    return pd.DataFrame(columns, index=tags)


def _neighbours(index: Array, required: Array) -> Array:
    """Return letter and utilisation of the orifices at an index, empty where there is none."""
    words = []
    for place, area in zip(index.tolist(), required.tolist(), strict=True):
        if 0 <= place < len(LETTERS):
            words.append(f"{LETTERS[place]} ({area / ORIFICES[LETTERS[place]]:.0%})")
        else:
            words.append("none")
    return np.array(words, dtype=object)


def _warnings(valves: pd.DataFrame, results: pd.DataFrame) -> _Warnings:
    found: _Warnings = []
    for tag in valves.index[~valves.index.isin(results.index)]:
        found.append({"tag": str(tag), "text": f"'{tag}' has no applicable scenario: nothing is calculated for it."})
    for tag, row in results.iterrows():
        texts = []
        if row["area_utilisation"] > 1.0:
            texts.append(
                f"is too small: {row['required_area'] * 1e6:.0f} mm2 are needed, orifice {row['selected_orifice']} "
                f"has {row['orifice_area'] * 1e6:.0f} mm2"
            )
        if row["area_utilisation"] < CHATTER:
            texts.append(f"needs {row['area_utilisation']:.0%} of its orifice only, and may chatter")
        if row["inlet_loss_fraction"] > INLET_LOSS_LIMIT:
            texts.append(
                f"loses {row['inlet_loss_fraction']:.1%} of its set pressure in its inlet line, above "
                f"{INLET_LOSS_LIMIT:.0%}"
            )
        if row["built_up_back_pressure_fraction"] > row["built_up_back_pressure_limit"]:
            texts.append(
                f"has a built-up back pressure of {row['built_up_back_pressure_fraction']:.1%} of its set pressure, "
                f"above {row['built_up_back_pressure_limit']:.0%}"
            )
        if row["outlet_mach_number"] > FAST:
            texts.append(f"has a Mach number of {row['outlet_mach_number']:.2f} in its outlet, above {FAST:g}")
        found += [{"tag": str(tag), "text": f"'{tag}' {text}."} for text in texts]
    return found


def _warnings_of_scenarios(scenarios: Scenarios, sizing: Sizing, rating: Rating, governing: set[int]) -> _Warnings:
    """Return what is wrong with the lines in scenarios that do not govern the area, and with entered overpressures."""
    found: _Warnings = []
    gauge = scenarios.gauge_set_pressure
    loss = rating.inlet_loss / gauge
    built_up = (sizing.back_pressure - rating.superimposed) / gauge
    design = scenarios.valves["design"].fillna("conventional").tolist()
    for k, tag in enumerate(scenarios.tags):
        valve, over, allowed = (
            str(scenarios.valves.index[k]),
            scenarios.overpressure[k],
            scenarios.highest_overpressure[k],
        )
        texts = []
        if over > allowed * (1.0 + _ROUNDING):
            texts.append(f"relieves at an overpressure of {over:.1%}, above the {allowed:.1%} that the rules allow")
        if k not in governing and loss[k] > INLET_LOSS_LIMIT:
            texts.append(f"loses {loss[k]:.1%} of its set pressure in its inlet line, above {INLET_LOSS_LIMIT:.0%}")
        limit = built_up_limit(str(design[k]), over)
        if k not in governing and built_up[k] > limit:
            texts.append(f"has a built-up back pressure of {built_up[k]:.1%} of its set pressure, above {limit:.0%}")
        found += [{"tag": valve, "text": f"'{valve}' {text} ({tag})."} for text in texts]
    return found
