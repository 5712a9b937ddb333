"""The app module GasNetwork: the steady state of a gas network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.gas_assembly import GasAssembly, assemble_gas
from workbench.calculations.network_results import cut_off_warnings, result_frame
from workbench.calculations.outcome import Outcome
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import Array
from workbench.equipment.gas_behaviour import GasLink, GasNode, GasState
from workbench.hydraulics import announce_compilation
from workbench.hydraulics.gas import GasSolution, LinkStatus, solve_gas
from workbench.model.case import Case

__all__ = ["calculate_gas_network"]

SOLVER = "workbench.hydraulics.gas"
FAST = 0.5
"""Mach number above which an engineer is told."""

_STATUS_WORDS = np.array([status.name.lower() for status in sorted(LinkStatus)])


def calculate_gas_network(case: Case) -> Outcome:
    """Solve a gas network case.

    Parameters
    ----------
    case : Case
        Checked inputs.

    Returns
    -------
    Outcome
        Pressures of the places, mass flows, pressures, velocities and Mach numbers of the links. Pressures and
        velocities of a link are those in it at its ends: at a choked outlet the pressure is above that behind it.

    Raises
    ------
    InputError
        No GAS or more than one, components that cannot be put together, a volumetric flow.
    SolverError
        A network that fixes no pressure, or pressures that cannot drive the flows.
    ChokedFlow
        A flow that a component cannot carry even at the speed of sound.
    NotConverged
        The iterations ended; the message names the worst component.
    """
    assembly = assemble_gas(case)
    announce_compilation(gas=True)
    solution = solve_gas(assembly.network)
    states = _link_states(assembly, solution)
    results = _node_results(assembly, solution)
    for code, state in states.items():
        results[code] = _declared(code, state.values, assembly.frames[code].index)
    return Outcome(results, SOLVER, _summary(assembly, solution, states))


def _declared(code: str, values: dict[str, Array], tags: pd.Index) -> pd.DataFrame:
    declared = {result.name for result in BUILT_IN[code].results if result.kind == "number"}
    return result_frame(code, {name: column for name, column in values.items() if name in declared}, tags)


def _node_results(assembly: GasAssembly, solution: GasSolution) -> dict[str, pd.DataFrame]:
    results = {}
    for code, part in assembly.nodes.items():
        behaviour = BUILT_IN[code].gas
        assert isinstance(behaviour, GasNode)
        values = {"pressure": solution.pressure[part], "mass_flow": behaviour.sign * solution.outflow[part] + 0.0}
        if any(result.name in values for result in BUILT_IN[code].results):
            results[code] = _declared(code, values, assembly.frames[code].index)
    return results


def _link_states(assembly: GasAssembly, solution: GasSolution) -> dict[str, GasState]:
    """Return the solver's answer for the links of each type, by the names of results."""
    network = assembly.network
    sized = network.diameter > 0.0
    turbulence = np.full(network.link_count, np.nan)
    turbulence[sized] = 4.0 * np.abs(solution.mass_flow[sized]) / (np.pi * network.diameter[sized])
    turbulence /= network.gas.viscosity
    gradient = np.full(network.link_count, np.nan)  # Darcy-Weisbach, at the end where it is larger
    moving = sized & (solution.density_velocity_squared > 0.0)
    gradient[sized & (solution.density_velocity_squared == 0.0)] = 0.0
    head = solution.density_velocity_squared[moving] / 2.0
    gradient[moving] = solution.friction_factor[moving] / network.diameter[moving] * head
    values = {
        "mass_flow": solution.mass_flow + 0.0,  # a link at rest may carry -0.0
        "inlet_pressure": solution.start_pressure,
        "outlet_pressure": solution.end_pressure,
        "pressure_drop": solution.start_pressure - solution.end_pressure,
        "inlet_velocity": solution.start_velocity,
        "outlet_velocity": solution.end_velocity,
        "mach_number": np.maximum(solution.mach_number_start, solution.mach_number_end),
        "density_velocity_squared": solution.density_velocity_squared,
        "friction_factor": solution.friction_factor,
        "pressure_gradient": gradient,
        "reynolds_number": np.where(np.isnan(solution.start_velocity), np.nan, turbulence),
        "compressibility_factor": 0.5 * (solution.start_compressibility + solution.end_compressibility),
        "shaft_power": solution.power,
    }
    status = _STATUS_WORDS[solution.status]
    return {
        code: GasState({name: column[part] for name, column in values.items()}, status[part])
        for code, part in assembly.links.items()
    }


def _summary(assembly: GasAssembly, solution: GasSolution, states: dict[str, GasState]) -> dict[str, Any]:
    network = solution.network

    def tags(chosen: Array) -> list[str]:
        return [network.link_names[k] for k in np.flatnonzero(chosen).tolist()]

    return {
        "iterations": int(solution.iterations),
        "mass_residual": float(solution.mass_residual),
        "relative_mass_residual": float(solution.relative_mass_residual),
        "pressure_residual": float(solution.pressure_residual),
        "shut": tags(solution.status == LinkStatus.SHUT),
        "active": tags(solution.status == LinkStatus.ACTIVE),
        "choked": tags(solution.choked),
        "undetermined": [network.node_names[k] for k in np.flatnonzero(solution.isolated).tolist()],
        "warnings": _warnings(assembly, solution, states),
    }


def _warnings(assembly: GasAssembly, solution: GasSolution, states: dict[str, GasState]) -> list[dict[str, str]]:
    """Return what is cut off, choked or fast, and what the component types warn of."""
    names = solution.network.link_names
    warnings = cut_off_warnings(solution.network.node_names, solution.isolated[: assembly.component_nodes])
    for k in np.flatnonzero(solution.choked).tolist():
        text = f"'{names[k]}' is choked: its outlet is at the speed of sound, and the pressure behind has no influence."
        warnings.append({"tag": names[k], "text": text})
    mach_number = np.fmax(solution.mach_number_start, solution.mach_number_end)
    for k in np.flatnonzero((mach_number > FAST) & ~solution.choked).tolist():
        text = f"The gas in '{names[k]}' reaches a Mach number of {mach_number[k]:.2f}, above {FAST:g}."
        warnings.append({"tag": names[k], "text": text})
    for code, state in states.items():
        behaviour = BUILT_IN[code].gas
        assert isinstance(behaviour, GasLink)
        if behaviour.violations is not None:
            found = behaviour.violations(assembly.frames[code], state)
            warnings += [{"tag": tag, "text": text} for tag, text in found]
    return warnings
