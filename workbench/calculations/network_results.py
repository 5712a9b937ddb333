"""From the solution of a network to result columns and warnings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd

from workbench.calculations.assembly import Assembly
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import Array, LinkHydraulics, LinkState, NodeHydraulics
from workbench.hydraulics import LinkKind, LinkStatus, Solution

__all__ = ["cut_off_warnings", "result_frame", "results_and_warnings", "statuses_of"]

Frames = Mapping[str, pd.DataFrame]

_HELD = 1e-6
"""How far from its setting a breaker still holds it, over the setting or 1 m."""
_STATUS_WORDS = np.array([status.name.lower() for status in sorted(LinkStatus)])


def results_and_warnings(
    frames: Frames, assembly: Assembly, solution: Solution
) -> tuple[dict[str, pd.DataFrame], list[dict[str, str]]]:
    """Return the result columns of every type, and what an engineer has to look at: tag and text each.

    Parameters
    ----------
    frames : mapping
        The inputs that the solution belongs to, by type, with all columns of the present version.
    assembly : Assembly
    solution : Solution
    """
    # Where shut valves part a place from every fixed pressure, its pressure is not known: absent, not zero.
    head = np.where(solution.isolated, np.nan, solution.head)
    states = _link_states(assembly, solution, head)
    results = _node_results(frames, assembly, solution, head) | _link_results(frames, assembly, states)
    warnings = _place_warnings(assembly, solution, head) + _equipment_warnings(frames, assembly, states, results)
    return results, warnings


def _node_results(frames: Frames, assembly: Assembly, solution: Solution, head: Array) -> dict[str, pd.DataFrame]:
    results = {}
    for code, part in assembly.nodes.items():
        hydraulics = BUILT_IN[code].hydraulics
        assert isinstance(hydraulics, NodeHydraulics)
        frame = frames[code]
        columns = hydraulics.results(frame, head[part], solution.outflow[part], assembly.surroundings)
        if columns:
            results[code] = result_frame(code, columns, frame.index)
    return results


def _link_results(frames: Frames, assembly: Assembly, states: dict[str, LinkState]) -> dict[str, pd.DataFrame]:
    results = {}
    for code, state in states.items():
        hydraulics = BUILT_IN[code].hydraulics
        assert isinstance(hydraulics, LinkHydraulics)
        frame = frames[code]
        columns = hydraulics.results(frame, state, assembly.surroundings)
        results[code] = result_frame(code, columns, frame.index)
    return results


def _link_states(assembly: Assembly, solution: Solution, head: Array) -> dict[str, LinkState]:
    """Return the solver's answer for the links of each type."""
    network = assembly.network
    own = assembly.link_elevation
    inlet_elevation = np.where(np.isnan(own), network.elevation[network.start], own)
    outlet_elevation = np.where(np.isnan(own), network.elevation[network.end], own)
    status = _STATUS_WORDS[statuses_of(solution)]
    return {
        code: LinkState(
            flow=solution.flow[part] + 0.0,  # a link at rest may carry -0.0
            head_loss=solution.head_loss[part],
            friction_factor=solution.friction_factor[part],
            inlet_head=head[network.start[part]],
            outlet_head=head[network.end[part]],
            inlet_elevation=inlet_elevation[part],
            outlet_elevation=outlet_elevation[part],
            status=status[part],
        )
        for code, part in assembly.links.items()
    }


def result_frame(code: str, columns: dict[str, Array], tags: pd.Index) -> pd.DataFrame:
    """Return the results of one type in the order in which it declares them, as one block of numbers."""
    names = _result_names(code, frozenset(columns)).copy()  # whoever renames its own does not reach ours
    values = np.array([columns[name] for name in names], dtype=np.float64)
    return pd.DataFrame(values.T, index=tags, columns=names, copy=False)


@cache
def _result_names(code: str, names: frozenset[str]) -> pd.Index:
    return pd.Index([result.name for result in BUILT_IN[code].results if result.name in names])


def statuses_of(solution: Solution) -> Array:
    """Return the status of the links; a breaker that takes its setting, which the solver calls open, is active."""
    network = solution.network
    breaks = (network.kind == LinkKind.PRESSURE_BREAKER) & (solution.status == LinkStatus.OPEN) & (solution.flow > 0.0)
    holds = solution.head_loss <= network.setting + _HELD * np.maximum(network.setting, 1.0)
    return np.where(breaks & holds, np.int8(LinkStatus.ACTIVE), solution.status)


def _place_warnings(assembly: Assembly, solution: Solution, head: Array) -> list[dict[str, str]]:
    """Return which places are cut off, and where the liquid boils."""
    names = assembly.network.node_names
    # A joint between two pieces of equipment, such as a pump on standby and its check valve, is no component
    # and has no pressure of interest; it is in the list of the summary all the same.
    warnings = cut_off_warnings(names, solution.isolated[: assembly.component_nodes])
    pressure = assembly.surroundings.pressure(head, assembly.network.elevation)
    vapour_pressure = assembly.surroundings.vapour_pressure
    for k in np.flatnonzero(pressure < vapour_pressure).tolist():
        warnings.append(_boiling(assembly.owners[k], f"at '{names[k]}'", pressure[k], vapour_pressure))
    return warnings


def cut_off_warnings(names: Sequence[str], isolated: Array) -> list[dict[str, str]]:
    """Return the places that shut links part from every fixed pressure: `isolated`, the first of `names`."""
    return [
        {"tag": names[k], "text": f"'{names[k]}' is cut off by shut valves: its pressure is not determined."}
        for k in np.flatnonzero(isolated).tolist()
    ]


def _boiling(tag: str, where: str, pressure: float, vapour_pressure: float) -> dict[str, str]:
    return {
        "tag": tag,
        "text": f"The pressure {where} ({pressure:.4g} Pa absolute) is below the vapour pressure "
        f"({vapour_pressure:.4g} Pa): the liquid boils there and the result does not hold.",
    }


def _equipment_warnings(
    frames: Frames, assembly: Assembly, states: dict[str, LinkState], results: dict[str, pd.DataFrame]
) -> list[dict[str, str]]:
    """Return where the liquid boils in equipment above its places, and what the component types warn of."""
    surroundings, network = assembly.surroundings, assembly.network
    warnings = []
    for code, state in states.items():
        hydraulics = BUILT_IN[code].hydraulics
        assert isinstance(hydraulics, LinkHydraulics)
        part = assembly.links[code]
        for end, head, elevation, node in (
            ("inlet", state.inlet_head, state.inlet_elevation, network.start[part]),
            ("outlet", state.outlet_head, state.outlet_elevation, network.end[part]),
        ):
            # At the elevation of its place, or below, the warning of the place says it.
            above = elevation > network.elevation[node]
            pressure = surroundings.pressure(head, elevation)
            boils = np.flatnonzero(above & (pressure < surroundings.vapour_pressure)).tolist()
            tags = [network.link_names[part.start + k] for k in boils]
            warnings += [
                _boiling(tag, f"at the {end} of '{tag}'", pressure[k], surroundings.vapour_pressure)
                for tag, k in zip(tags, boils, strict=True)
            ]
        frame = frames[code]
        if hydraulics.warnings is not None:
            warnings += [{"tag": tag, "text": text} for tag, text in hydraulics.warnings(frame, results[code])]
        if hydraulics.violations is not None:
            found = hydraulics.violations(frame, state, surroundings)
            warnings += [{"tag": tag, "text": text} for tag, text in found]
    return warnings
