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
from workbench.calculations.relief.warning_texts import line_warnings, scenario_warnings, valve_warnings
from workbench.engineering.properties.equation_of_state import saturated_state
from workbench.engineering.relief.back_pressure import built_up_limit
from workbench.engineering.relief.orifices import LETTERS, ORIFICES
from workbench.equipment.behaviour import Array
from workbench.equipment.pressure_safety_valve import PSV
from workbench.equipment.relief_scenario import RELIEF_SCENARIO, STEAM
from workbench.model.case import Case

__all__ = ["Rating", "governing_scenarios", "results_of"]


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
) -> tuple[dict[str, pd.DataFrame], list[dict[str, str]]]:
    """Return the result frames of scenarios and valves, and the warnings."""
    valves = present_frame(case, PSV.code)
    temperature = np.array(conditions.temperature)
    dry = np.flatnonzero((conditions.phase == STEAM) & np.isnan(temperature))
    if dry.size:
        temperature[dry] = saturated_state("Water", pressure=scenarios.pressure[dry], quality=1.0).temperature
    of_scenarios = pd.DataFrame(
        {
            "relief_load": loads.load,
            "overpressure_allowed": scenarios.overpressure,
            "relieving_pressure": scenarios.pressure,
            "relieving_temperature": temperature,
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
    governing = governing_scenarios(scenarios, sizing)
    of_valves = _valve_results(scenarios, conditions, loads, sizing, rating, governing, valves, temperature)
    results = {
        RELIEF_SCENARIO.code: of_scenarios.reindex(case[RELIEF_SCENARIO.code].index),
        PSV.code: of_valves.reindex(valves.index),
    }
    found = valve_warnings(valves, of_valves) + scenario_warnings(scenarios, conditions, loads, sizing)
    others = np.setdiff1d(np.arange(len(scenarios.tags)), list(governing.values()))
    found += line_warnings(scenarios, others, rating.inlet_loss, sizing.back_pressure - rating.superimposed)
    return results, found


def governing_scenarios(scenarios: Scenarios, sizing: Sizing) -> dict[str, int]:
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
    temperature: Array,
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
        "installed_area": area * scenarios.sharing[rows],
        "area_utilisation": required / area,
        "next_smaller_orifice": _neighbours(index - 1, required),
        "next_larger_orifice": _neighbours(index + 1, required),
        "body_size": body_sizes(sizes, index),
        "overpressure_allowed": scenarios.overpressure[rows],
        "relieving_pressure": scenarios.pressure[rows],
        "relieving_temperature": temperature[rows],
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
            words.append(f"{LETTERS[place]} ({area / ORIFICES[LETTERS[place]]:.1%})")
        else:
            words.append("none")
    return np.array(words, dtype=object)
