"""Result columns and warnings of the app module PSV."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.calculations.present import present_frame
from workbench.calculations.relief.causes import Loads
from workbench.calculations.relief.conditions import Conditions
from workbench.calculations.relief.scenarios import Scenarios
from workbench.calculations.relief.sizing import Sizing
from workbench.engineering.properties.equation_of_state import saturated_state
from workbench.engineering.relief.back_pressure import built_up_limit
from workbench.engineering.relief.discharge import gas_reaction_force, noise_level, outlet_mach_number
from workbench.engineering.relief.orifices import BODY_SIZES, LETTERS, ORIFICES
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.pressure_safety_valve import INLET_LOSS_LIMIT, PSV
from workbench.equipment.relief_scenario import GAS, RELIEF_SCENARIO, STEAM
from workbench.model.case import Case

__all__ = ["Rating", "results_of"]

NOISE_DISTANCE = 30.0
CHATTER = 0.25
"""Share of the orifice below which a valve is far too large and may chatter."""
FAST = 0.5
"""Mach number in the outlet above which an engineer is told."""
_INCH = 0.0254
_OPEN = 1e-3
"""Relative difference from the atmosphere up to which an outlet is open to it."""
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
    return results, _warnings(valves, of_valves) + _scenario_warnings(scenarios, conditions, loads, sizing)


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
    columns = {
        "governing_scenario": scenarios.tags[rows].to_numpy(dtype=object),
        "governing_cause": scenarios.rows["cause"].iloc[rows].to_numpy(dtype=object),
        "required_area": required,
        "selected_orifice": np.array(LETTERS, dtype=object)[index],
        "orifice_area": area,
        "area_utilisation": required / area,
        "next_smaller_orifice": _neighbours(index - 1, required),
        "next_larger_orifice": _neighbours(index + 1, required),
        "body_size": _body_sizes(valves.loc[tags], index),
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
        **_outlet(scenarios, conditions, sizing, rating, rows, valves.loc[tags], index),
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


def _sizes(valves: pd.DataFrame, index: Array) -> tuple[Array, Array]:
    """Return nominal inlet and outlet [m]: given, else the smallest body of API 526 with the letter."""
    usual = np.array([BODY_SIZES[LETTERS[place]][0] for place in index.tolist()]).reshape(-1, 2) * _INCH
    given = [numbers(valves, f"{end}_size") for end in ("inlet", "outlet")]
    return tuple(np.where(np.isnan(own), usual[:, k], own) for k, own in enumerate(given))  # type: ignore[return-value]


def _body_sizes(valves: pd.DataFrame, index: Array) -> Array:
    inlet, outlet = _sizes(valves, index)
    return np.array(
        [
            f"{start / _INCH:.3g} {LETTERS[place]} {end / _INCH:.3g}"
            for start, place, end in zip(inlet.tolist(), index.tolist(), outlet.tolist(), strict=True)
        ],
        dtype=object,
    )


def _outlet(
    scenarios: Scenarios,
    conditions: Conditions,
    sizing: Sizing,
    rating: Rating,
    rows: Array,
    valves: pd.DataFrame,
    index: Array,
) -> dict[str, Array]:
    """Return Mach number, and force and noise of outlets that are open to the atmosphere; NaN of liquids."""
    mach, force, noise = (np.full(len(rows), np.nan) for _ in range(3))
    compressible = np.isin(conditions.phase[rows], (GAS, STEAM)) & (rating.flow[rows] > 0.0)
    here = np.flatnonzero(compressible)
    if here.size:
        k = rows[here]
        temperature, molar_mass, ratio = _gas(scenarios, conditions, k)
        area = 0.25 * np.pi * _sizes(valves, index)[1][here] ** 2
        flow, behind = rating.flow[k], sizing.back_pressure[k]
        mach[here] = outlet_mach_number(flow, area, behind, temperature, molar_mass, ratio)
        open_ = np.abs(behind / scenarios.atmosphere - 1.0) <= _OPEN
        at = scenarios.atmosphere
        distance = np.nan_to_num(numbers(valves, "noise_distance")[here], nan=NOISE_DISTANCE)
        thrust = np.asarray(gas_reaction_force(flow, area, at, temperature, molar_mass, ratio))
        sound = np.asarray(noise_level(flow, scenarios.pressure[k], at, temperature, molar_mass, ratio, distance))
        force[here], noise[here] = np.where(open_, thrust, np.nan), np.where(open_, sound, np.nan)
    return {"outlet_mach_number": mach, "reaction_force": force, "noise_level": noise}


def _gas(scenarios: Scenarios, conditions: Conditions, rows: Array) -> tuple[Array, Array, Array]:
    """Return temperature, molar mass and heat capacity ratio, of steam those of dry steam at its pressure."""
    temperature, mass, ratio = (
        np.array(values[rows])
        for values in (conditions.temperature, conditions.molar_mass, conditions.heat_capacity_ratio)
    )
    steam = np.flatnonzero(conditions.phase[rows] == STEAM)
    if steam.size:
        state = saturated_state("Water", pressure=scenarios.pressure[rows[steam]], quality=1.0)
        hot = temperature[steam]
        temperature[steam] = np.where(np.isnan(hot), state.temperature, hot)
        mass[steam], ratio[steam] = state.molar_mass, state.ideal_heat_capacity_ratio
    return temperature, mass, ratio


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


def _scenario_warnings(scenarios: Scenarios, conditions: Conditions, loads: Loads, sizing: Sizing) -> _Warnings:
    """Return what an engineer has to look at in scenarios."""
    found: _Warnings = []
    flashes = np.flatnonzero(conditions.vapour_pressure > sizing.back_pressure)
    for k in flashes.tolist():
        text = (
            f"'{scenarios.tags[k]}' is sized as a liquid that does not flash, and its vapour pressure of "
            f"{conditions.vapour_pressure[k]:g} Pa is above the back pressure of {sizing.back_pressure[k]:g} Pa: "
            "take the phase 'two-phase'."
        )
        found.append({"tag": str(scenarios.tags[k]), "text": text})
    for k in np.flatnonzero(loads.area == 0.0).tolist():
        text = f"'{scenarios.tags[k]}': no wall is in the fire, which reaches up to 7.6 m above grade."
        found.append({"tag": str(scenarios.tags[k]), "text": text})
    return found
