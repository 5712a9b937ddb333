"""The app module NetworkEditor: the steady state of a liquid network."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.assembly import Assembly, assemble
from workbench.calculations.outcome import Outcome
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import Array, LinkHydraulics, LinkState, NodeHydraulics
from workbench.hydraulics import LinkStatus, Solution, announce_compilation, solve
from workbench.model.case import Case

__all__ = ["calculate_network"]

SOLVER = "workbench.hydraulics"


def calculate_network(case: Case) -> Outcome:
    """Solve a network case.

    Parameters
    ----------
    case : Case
        Checked inputs.

    Returns
    -------
    Outcome
        Pressures and heads of the places, flows and losses of the links.

    Raises
    ------
    InputError
        Components that cannot be put together.
    SolverError
        A network that fixes no pressure, or a part with a demand cut off from every source.
    NotConverged
        The iterations ended; the message names the worst component.
    """
    assembly = assemble(case)
    announce_compilation()
    solution = solve(assembly.network)
    # Where shut valves part a place from every fixed pressure, its pressure is not known: absent, not zero.
    head = np.where(solution.isolated, np.nan, solution.head)
    results = _node_results(case, assembly, solution, head) | _link_results(case, assembly, solution, head)
    return Outcome(results, SOLVER, _summary(case, assembly, solution, head, results))


def _node_results(case: Case, assembly: Assembly, solution: Solution, head: Array) -> dict[str, pd.DataFrame]:
    results = {}
    for code, part in assembly.nodes.items():
        hydraulics = BUILT_IN[code].hydraulics
        assert isinstance(hydraulics, NodeHydraulics)
        frame = case[code]
        columns = hydraulics.results(frame, head[part], solution.outflow[part], assembly.surroundings)
        results[code] = _result_frame(code, columns, frame.index)
    return results


def _link_results(case: Case, assembly: Assembly, solution: Solution, head: Array) -> dict[str, pd.DataFrame]:
    network = assembly.network
    own = assembly.link_elevation
    inlet_elevation = np.where(np.isnan(own), network.elevation[network.start], own)
    outlet_elevation = np.where(np.isnan(own), network.elevation[network.end], own)
    results = {}
    for code, part in assembly.links.items():
        hydraulics = BUILT_IN[code].hydraulics
        assert isinstance(hydraulics, LinkHydraulics)
        frame = case[code]
        state = LinkState(
            flow=solution.flow[part] + 0.0,  # a link at rest may carry -0.0
            head_loss=solution.head_loss[part],
            friction_factor=solution.friction_factor[part],
            inlet_head=head[network.start[part]],
            outlet_head=head[network.end[part]],
            inlet_elevation=inlet_elevation[part],
            outlet_elevation=outlet_elevation[part],
        )
        columns = hydraulics.results(frame, state, assembly.surroundings)
        results[code] = _result_frame(code, columns, frame.index)
    return results


def _result_frame(code: str, columns: dict[str, Array], tags: pd.Index) -> pd.DataFrame:
    """Return the results of one type in the order in which it declares them, as one block of numbers."""
    names = _result_names(code, frozenset(columns)).copy()  # whoever renames its own does not reach ours
    values = np.array([columns[name] for name in names], dtype=np.float64)
    return pd.DataFrame(values.T, index=tags, columns=names, copy=False)


@cache
def _result_names(code: str, names: frozenset[str]) -> pd.Index:
    return pd.Index([result.name for result in BUILT_IN[code].results if result.name in names])


def _summary(
    case: Case, assembly: Assembly, solution: Solution, head: Array, results: dict[str, pd.DataFrame]
) -> dict[str, Any]:
    network = assembly.network
    names = network.node_names
    isolated = [names[k] for k in np.flatnonzero(solution.isolated).tolist()]
    # A joint between two pieces of equipment, such as a pump on standby and its check valve, is no component
    # and has no pressure of interest; it is in the list of the summary all the same.
    warnings = [
        {"tag": names[k], "text": f"'{names[k]}' is cut off by shut valves: its pressure is not determined."}
        for k in np.flatnonzero(solution.isolated[: assembly.component_nodes]).tolist()
    ]
    pressure = assembly.surroundings.pressure(head, network.elevation)
    vapour_pressure = assembly.surroundings.vapour_pressure
    for k in np.flatnonzero(pressure < vapour_pressure).tolist():
        warnings.append(
            {
                "tag": assembly.owners[k],
                "text": f"The pressure at '{names[k]}' ({pressure[k]:.4g} Pa absolute) is below the vapour pressure "
                f"({vapour_pressure:.4g} Pa): the liquid boils there and the result does not hold.",
            }
        )
    warnings += _equipment_warnings(case, assembly, results)
    return {
        "iterations": int(solution.iterations),
        "mass_residual": float(solution.mass_residual),
        "relative_mass_residual": float(solution.relative_mass_residual),
        "energy_residual": float(solution.energy_residual),
        "shut": [network.link_names[k] for k in np.flatnonzero(solution.status == LinkStatus.SHUT).tolist()],
        "undetermined": isolated,
        "warnings": warnings,
    }


def _equipment_warnings(case: Case, assembly: Assembly, results: dict[str, pd.DataFrame]) -> list[dict[str, str]]:
    """Return what the component types themselves warn of."""
    warnings = []
    for code in assembly.links:
        hydraulics = BUILT_IN[code].hydraulics
        if isinstance(hydraulics, LinkHydraulics) and hydraulics.warnings is not None:
            warnings += [{"tag": tag, "text": text} for tag, text in hydraulics.warnings(case[code], results[code])]
    return warnings
