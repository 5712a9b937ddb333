"""The lines of a relief valve at its rated flow, by the network solver: inlet loss and back pressure.

Gas and steam run isothermally at the relieving temperature, without losing heat or cooling on expansion: that takes the
larger volume, and so the larger loss. Two phases run as a homogeneous mixture: in the inlet line as a liquid of its
density upstream; in the outlet line as one of the mean density of the expansion from the valve to the end, to which its
acceleration is added, and which cannot leave a pipe below the pressure at which it chokes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.gas_network import calculate_gas_network
from workbench.calculations.line_system import Place, cut_out, part_behind
from workbench.calculations.network_editor import calculate_network
from workbench.calculations.present import present_frame
from workbench.calculations.relief.conditions import Conditions, expanded
from workbench.calculations.relief.scenarios import Scenarios
from workbench.engineering.properties.equation_of_state import fluid_state, saturated_state
from workbench.engineering.relief.expansion import choking_pressure, mean_density
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import NodeHydraulics
from workbench.equipment.gas import GAS as GAS_TYPE
from workbench.equipment.pipe import PIPE
from workbench.equipment.pressure_safety_valve import PSV
from workbench.equipment.relief_scenario import LIQUID, STEAM, TWO_PHASE
from workbench.equipment.source import SOURCE
from workbench.errors import InputError
from workbench.model.case import Case

__all__ = ["Lines", "back_pressure_of", "find_lines", "inlet_loss_of", "superimposed_of"]

GAS_VISCOSITY, LIQUID_VISCOSITY = 1.2e-5, 1e-3
"""[Pa s] In lines, where nobody gives one: their friction hardly follows it."""
_POINTS = 200
_HOMOGENEOUS = (
    "Two phases in the lines: a homogeneous mixture that expands as in the nozzle, without heat from its friction"
)
_GAS_TAG, _PLACE = "relieved gas", "relief valve"


@dataclass(frozen=True)
class Lines:
    """What is connected to each valve, by its tag; empty sets where nothing is."""

    inlet: dict[str, set[str]]
    outlet: dict[str, set[str]]


def find_lines(case: Case) -> Lines:
    """Return the components of the inlet and outlet lines of all relief valves."""
    tags = [str(tag) for tag in case[PSV.code].index]
    joined = set(case.connections["source"]) | set(case.connections["target"])

    def behind(port: str) -> dict[str, set[str]]:
        return {tag: part_behind(case, tag, port, stops=set(tags) - {tag}) if tag in joined else set() for tag in tags}

    return Lines(behind("inlet"), behind("outlet"))


def superimposed_of(case: Case, lines: Lines, tag: str, entered: float, atmosphere: float) -> float:
    """Return the back pressure of a closed valve [Pa]: entered, of the end of its outlet line, or the atmosphere.

    Raises
    ------
    InputError
        A pressure that is entered although the line leads to places with one.
    """
    held = _held_pressures(case, lines.outlet[tag]) if lines.outlet[tag] else {}
    if not held:
        return atmosphere if np.isnan(entered) else entered
    if not np.isnan(entered):
        ends = ", ".join(f"'{end}' ({pressure:g} Pa)" for end, pressure in held.items())
        raise InputError(
            f"{tag}.superimposed_back_pressure is {entered:g} Pa, and its outlet line leads to {ends}: "
            "give the pressure there, and not here.",
            path=(tag, "superimposed_back_pressure"),
            value=entered,
            unit="Pa",
            expected="no value",
        )
    return max(held.values())


def back_pressure_of(
    case: Case,
    lines: Lines,
    scenarios: Scenarios,
    conditions: Conditions,
    k: int,
    flow: float,
    guess: float,
    superimposed: float,
) -> float:
    """Return the pressure at the outlet of a valve [Pa] while a scenario's rated flow [kg/s] runs through its line.

    `guess` is what it is expected to be, `superimposed` the pressure at the end of the line [Pa].
    """
    tag = str(scenarios.valves.index[k])
    place = {"elevation": _elevation(scenarios, k)}
    part = lines.outlet[tag]
    if conditions.phase[k] != TWO_PHASE:
        return _pressure_at(case, part, tag, "outlet", place, scenarios, conditions, k, flow, guess)[0]
    density = _mean_density(conditions, k, max(guess, superimposed), superimposed)
    pressure, fastest = _pressure_at(
        case, part, tag, "outlet", place, scenarios, conditions, k, flow, guess, density=density
    )
    flux = fastest * density
    table = expanded(conditions, k, np.geomspace(float(scenarios.pressure[k]), 0.999 * superimposed, _POINTS))
    leaves_at = max(choking_pressure(flux, *table), superimposed)
    at_valve = max(guess, leaves_at)
    flowing = _mean_density(conditions, k, at_valve, leaves_at)
    growth = np.interp([-at_valve, -leaves_at], -table[0], table[1])
    acceleration = flux**2 * float(np.log(growth[1] / growth[0])) / flowing
    return leaves_at + (pressure - superimposed) * density / flowing + acceleration


def _mean_density(conditions: Conditions, k: int, highest: float, lowest: float) -> float:
    """Return the mean density of a mixture that expands between two pressures [kg/m3]."""
    if highest <= lowest * (1.0 + 1e-9):
        return float(1.0 / expanded(conditions, k, np.array([lowest]))[1][0])
    return mean_density(*expanded(conditions, k, np.linspace(highest, lowest, _POINTS)))


def inlet_loss_of(case: Case, lines: Lines, scenarios: Scenarios, conditions: Conditions, k: int, flow: float) -> float:
    """Return the friction loss of an inlet line [Pa] at a flow [kg/s], from the vessel at the relieving pressure.

    Raises
    ------
    InputError
        A line that leads to no vessel or other place of one pressure.
    """
    tag, pressure = str(scenarios.valves.index[k]), float(scenarios.pressure[k])
    part = lines.inlet[tag]
    ends = _ends(case, part)
    if not ends:
        raise InputError(
            f"The inlet line of '{tag}' leads to no vessel, tank or source.",
            path=(tag, "inlet"),
            expected="a line from what it protects",
        )
    elevation = _elevation(scenarios, k)
    # All at one elevation: what is recovered from a height is no loss.
    held = [Place(end, "", SOURCE.code, {"elevation": elevation, "supply_pressure": pressure}, end) for end in ends]
    place = {"elevation": elevation}
    at_valve, _ = _pressure_at(
        case, part - set(ends), tag, "inlet", place, scenarios, conditions, k, -flow, pressure, held
    )
    return pressure - at_valve


def _pressure_at(
    case: Case,
    part: set[str],
    tag: str,
    port: str,
    place: dict[str, Any],
    scenarios: Scenarios,
    conditions: Conditions,
    k: int,
    flow: float,
    pressure: float,
    held: list[Place] | None = None,
    density: float | None = None,
) -> tuple[float, float]:
    """Return the pressure at a valve's port [Pa], where `flow` enters the part (below zero: leaves it), and the
    highest velocity in a pipe [m/s]; `density` is that of two phases, else of what stands before the valve."""
    others = [] if held is None else held
    phase = conditions.phase[k]
    node = next(code for code, declared in BUILT_IN.items() if _is_junction(declared.hydraulics))
    if phase in (LIQUID, TWO_PHASE):
        settings, flowing = _liquid(scenarios, conditions, k, pressure, density)
        valve = Place(tag, port, node, place | {"demand": -flow / flowing}, _PLACE)
        results = calculate_network(cut_out(case, part, [valve, *others], settings=settings)).results
        return _pressure(results[node]), _highest_velocity(results)
    gas = _gas(scenarios, conditions, k, at_inlet=held is not None)
    valve = Place(tag, port, node, place | {"mass_demand": -flow}, _PLACE)
    added = {GAS_TYPE.code: {_GAS_TAG: gas}}
    vapour = cut_out(case, part, [valve, *others], app_module="GasNetwork", added=added)
    return _pressure(calculate_gas_network(vapour).results[node]), float("nan")


def _highest_velocity(results: dict[str, pd.DataFrame]) -> float:
    """Return the highest velocity in a pipe [m/s], zero without pipes."""
    if PIPE.code not in results or not len(results[PIPE.code]):
        return 0.0
    return float(np.abs(results[PIPE.code]["velocity"].to_numpy(dtype=np.float64)).max())


def _pressure(junctions: pd.DataFrame) -> float:
    """Return the pressure of the place that stands for the valve [Pa]."""
    return float(junctions["pressure"].to_numpy(dtype=np.float64)[junctions.index.get_loc(_PLACE)])


def _is_junction(hydraulics: object) -> bool:
    return isinstance(hydraulics, NodeHydraulics) and not hydraulics.ends_system


def _ends(case: Case, part: set[str]) -> list[str]:
    """Return what of a part holds a pressure: vessels, tanks, sources and sinks."""
    found = []
    for code in case.codes:
        behaviour = BUILT_IN[code].hydraulics if code in BUILT_IN else None
        if isinstance(behaviour, NodeHydraulics) and behaviour.ends_system:
            found += [str(tag) for tag in case[code].index if tag in part]
    return found


def _held_pressures(case: Case, part: set[str]) -> dict[str, float]:
    """Return the pressure of each place that ends a part [Pa]."""
    held: dict[str, float] = {}
    for code in case.codes:
        behaviour = BUILT_IN[code].gas if code in BUILT_IN else None
        mine = case[code].index.isin(list(part))
        if mine.any() and behaviour is not None and hasattr(behaviour, "boundary"):
            frame = present_frame(case, code)[mine]
            pressures = behaviour.boundary(frame).fixed_pressure
            held |= {str(tag): float(p) for tag, p in zip(frame.index, pressures, strict=True) if not np.isnan(p)}
    return held


def _elevation(scenarios: Scenarios, k: int) -> float:
    elevation = float(scenarios.valves["elevation"].iloc[k])
    if np.isnan(elevation):
        tag = str(scenarios.valves.index[k])
        raise InputError(
            f"{tag}.elevation is missing: its lines are calculated from there.",
            path=(tag, "elevation"),
            expected="a height above the datum",
        )
    return elevation


def _liquid(
    scenarios: Scenarios, conditions: Conditions, k: int, pressure: float, density: float | None
) -> tuple[dict[str, Any], float]:
    """Return the settings of a line with a liquid or two phases, and its density [kg/m3]."""
    tag = str(scenarios.tags[k])
    if conditions.phase[k] == TWO_PHASE:
        scenarios.assumed.note([tag], _HOMOGENEOUS)
        flowing = density if density is not None else float(1.0 / expanded(conditions, k, np.array([pressure]))[1][0])
    else:
        flowing = float(conditions.density[k])
    viscosity = float(conditions.viscosity[k])
    if np.isnan(viscosity):
        text = f"Viscosity {LIQUID_VISCOSITY:g} Pa s in the lines: none is given"
        scenarios.assumed.note([tag], text, property="viscosity", value=LIQUID_VISCOSITY, unit="Pa s")
        viscosity = LIQUID_VISCOSITY
    settings = {"fluid": tag, "density": flowing, "viscosity": viscosity, "vapour_pressure": 0.0}
    return settings | {"friction_law": "darcy-weisbach"}, flowing


def _gas(scenarios: Scenarios, conditions: Conditions, k: int, *, at_inlet: bool) -> dict[str, Any]:
    """Return the properties of GAS for a line."""
    tag, pressure = str(scenarios.tags[k]), scenarios.pressure[k : k + 1]
    if conditions.phase[k] == STEAM:
        kelvin = conditions.temperature[k : k + 1]
        dry = np.isnan(kelvin[0])
        state = (
            saturated_state("Water", pressure=pressure, quality=1.0) if dry else fluid_state("Water", pressure, kelvin)
        )
        temperature, ratio = float(state.temperature[0]), float(state.ideal_heat_capacity_ratio[0])
        mass, viscosity = float(state.molar_mass[0]), float(state.viscosity[0])
        factor = float(state.compressibility_factor[0])
    else:
        temperature, ratio = float(conditions.temperature[k]), float(conditions.heat_capacity_ratio[k])
        mass, factor = float(conditions.molar_mass[k]), float(conditions.compressibility_factor[k])
        viscosity = _gas_viscosity(scenarios, k, temperature)
    laws = (
        {"compressibility": "constant", "compressibility_factor": factor} if at_inlet else {"compressibility": "ideal"}
    )
    scenarios.assumed.note([tag], "Gas in the lines: isothermal at the relieving temperature, Z 1 in the outlet line")
    return {
        "molar_mass": mass,
        "temperature": temperature,
        "viscosity": viscosity,
        "heat_capacity_ratio": max(ratio, 1.0 + 1e-6),
        **laws,
    }


def _gas_viscosity(scenarios: Scenarios, k: int, temperature: float) -> float:
    # A vapour at its boiling point is asked for a little above it, so that it is one phase.
    above = np.array([temperature + 0.1])
    known = scenarios.fluids.gas([scenarios.rows["fluid"].iloc[k]], np.array([scenarios.atmosphere]), above)
    viscosity = float(known["gas_viscosity"][0])
    if np.isnan(viscosity):
        text = f"Gas viscosity {GAS_VISCOSITY:g} Pa s in the lines: none is given"
        scenarios.assumed.note(
            [str(scenarios.tags[k])], text, property="gas_viscosity", value=GAS_VISCOSITY, unit="Pa s"
        )
        return GAS_VISCOSITY
    return viscosity
