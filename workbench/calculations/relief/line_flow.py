"""The line at a port of a relief valve with the fluid of a scenario in it, cut out once and solved at several flows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.gas_assembly import assemble_gas
from workbench.calculations.gas_network import calculate_gas_network
from workbench.calculations.line_system import Place, cut_out
from workbench.calculations.network_editor import calculate_network
from workbench.calculations.relief.conditions import Conditions, expanded
from workbench.calculations.relief.scenarios import Scenarios
from workbench.engineering.properties.equation_of_state import fluid_state, saturated_state
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import NodeHydraulics
from workbench.equipment.gas import GAS as GAS_TYPE
from workbench.equipment.pipe import PIPE
from workbench.equipment.pressure_safety_valve import PSV
from workbench.equipment.relief_scenario import LIQUID, STEAM, TWO_PHASE
from workbench.equipment.source import SOURCE
from workbench.errors import InputError
from workbench.hydraulics import announce_compilation
from workbench.hydraulics.gas import solve_gas
from workbench.model.case import Case

__all__ = ["GasLine", "LiquidLine", "filled_line"]

GAS_VISCOSITY, LIQUID_VISCOSITY = 1.2e-5, 1e-3
"""[Pa s] In lines, where nobody gives one: their friction hardly follows it."""
_HOMOGENEOUS = (
    "Two phases in the lines: a homogeneous mixture that expands as in the nozzle, without heat from its friction"
)
_GAS_TAG, _PLACE = "relieved gas", "relief valve"


class GasLine:
    """A line with gas or steam.

    Parameters
    ----------
    part : Case
        The line, with the place of the valve and one GAS.
    """

    def __init__(self, part: Case) -> None:
        self._part, assembly = part, assemble_gas(part)
        self._network, self._place = assembly.network, assembly.network.node_names.index(_PLACE)

    def pressure(self, flow: float) -> float:
        """Return the pressure at the valve [Pa] where a flow [kg/s] enters the line; below zero it leaves it."""
        outflow = np.array(self._network.outflow)
        outflow[self._place] = -flow
        announce_compilation(gas=True)
        return float(solve_gas(replace(self._network, outflow=outflow)).pressure[self._place])

    def results(self, flow: float) -> dict[str, pd.DataFrame]:
        """Return the results of its components by type, where a flow [kg/s] enters it; below zero it leaves it."""
        self._part.set(_PLACE, mass_demand=-flow)
        return calculate_gas_network(self._part).results


class LiquidLine:
    """A line with a liquid, or with two phases as if they were one.

    Parameters
    ----------
    part : Case
        The line, with the place of the valve.
    """

    def __init__(self, part: Case) -> None:
        self._part, self._code = part, part.type_of(_PLACE)

    def flowing(self, flow: float, density: float | None = None) -> tuple[float, float]:
        """Return the pressure at the valve [Pa] where a flow [kg/s] enters the line, and the highest velocity [m/s].

        A flow below zero leaves the line. `density` is that of two phases [kg/m3], else it is as before the valve.
        """
        if density is not None:
            self._part.set_settings(density=density)
        results = self.results(flow)
        places = results[self._code]
        pressures = places["pressure"].to_numpy(dtype=np.float64)
        return float(pressures[places.index.get_loc(_PLACE)]), _highest_velocity(results)

    def results(self, flow: float) -> dict[str, pd.DataFrame]:
        """Return the results of its components by type, where a flow [kg/s] enters it; below zero it leaves it."""
        self._part.set(_PLACE, demand=-flow / self._part.settings["density"])
        return calculate_network(self._part).results


def _highest_velocity(results: dict[str, pd.DataFrame]) -> float:
    """Return the highest velocity in a pipe [m/s], zero without pipes."""
    if PIPE.code not in results or not len(results[PIPE.code]):
        return 0.0
    return float(np.abs(results[PIPE.code]["velocity"].to_numpy(dtype=np.float64)).max())


def filled_line(
    case: Case,
    part: Collection[str],
    tag: str,
    port: str,
    scenarios: Scenarios,
    conditions: Conditions,
    k: int,
    held: Collection[str] = (),
) -> GasLine | LiquidLine:
    """Return the line at a port of the valve `tag` with the fluid of scenario `k` in it.

    Parameters
    ----------
    case : Case
    part : collection of str
        Tags of the line.
    tag, port : str
    scenarios : Scenarios
    conditions : Conditions
    k : int
        Number of the scenario.
    held : collection of str
        Components at the end of the line, of an inlet line alone, which stand at the relieving pressure. All is at the
        elevation of the valve there: what is recovered from a height is no loss. Other valves at the line are shut.
    """
    pressure, elevation = float(scenarios.pressure[k]), _elevation(scenarios, k)
    node = next(code for code, declared in BUILT_IN.items() if _is_junction(declared.hydraulics))
    at_end = {"elevation": elevation, "supply_pressure": pressure}
    ends = [Place(end, "", SOURCE.code, at_end, end) for end in held]
    valve = {"elevation": elevation}
    others = [(other, port) for other in _valves_beside(case, part, tag) for port in PSV.schema.ports]
    if conditions.phase[k] in (LIQUID, TWO_PHASE):
        settings = _liquid(scenarios, conditions, k, pressure)
        shut = [Place(*other, node, valve | {"demand": 0.0}) for other in others]
        place = Place(tag, port, node, valve | {"demand": 0.0}, _PLACE)
        return LiquidLine(cut_out(case, part, [place, *ends, *shut], settings=settings))
    added = {GAS_TYPE.code: {_GAS_TAG: _gas(scenarios, conditions, k, at_inlet=bool(held))}}
    shut = [Place(*other, node, valve | {"mass_demand": 0.0}) for other in others]
    place = Place(tag, port, node, valve | {"mass_demand": 0.0}, _PLACE)
    return GasLine(cut_out(case, part, [place, *ends, *shut], app_module="GasNetwork", added=added))


def _valves_beside(case: Case, part: Collection[str], tag: str) -> list[str]:
    """Return the other relief valves at a line, which are shut."""
    links = case.connections
    near = {*links["source"][links["target"].isin(list(part))], *links["target"][links["source"].isin(list(part))]}
    return sorted(near & set(case[PSV.code].index) - {tag})


def _is_junction(hydraulics: object) -> bool:
    return isinstance(hydraulics, NodeHydraulics) and not hydraulics.ends_system


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


def _liquid(scenarios: Scenarios, conditions: Conditions, k: int, pressure: float) -> dict[str, Any]:
    """Return the settings of a line with a liquid or two phases: with their density at `pressure` [Pa]."""
    tag = str(scenarios.tags[k])
    if conditions.phase[k] == TWO_PHASE:
        scenarios.assumed.note([tag], _HOMOGENEOUS)
        density = float(1.0 / expanded(conditions, k, np.array([pressure]))[1][0])
    else:
        density = float(conditions.density[k])
    viscosity = float(conditions.viscosity[k])
    if np.isnan(viscosity):
        text = f"Viscosity {LIQUID_VISCOSITY:g} Pa s in the lines: none is given"
        scenarios.assumed.note([tag], text, property="viscosity", value=LIQUID_VISCOSITY, unit="Pa s")
        viscosity = LIQUID_VISCOSITY
    settings = {"fluid": tag, "density": density, "viscosity": viscosity, "vapour_pressure": 0.0}
    return settings | {"friction_law": "darcy-weisbach"}


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
