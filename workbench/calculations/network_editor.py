"""The app module NetworkEditor: the steady state of a liquid network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.assembly import Assembly, assemble
from workbench.calculations.moving_inputs import inputs_at, period_of
from workbench.calculations.network_results import results_and_warnings, statuses_of
from workbench.calculations.outcome import Outcome
from workbench.calculations.present import present_frame
from workbench.calculations.resistances import settle_resistances
from workbench.calculations.schedule_assembly import assemble_schedule, is_scheduled
from workbench.hydraulics import LinkStatus, Solution, Solver, announce_compilation, steps
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
        Pressures and heads of the places, flows and losses of the links. With patterns or controls they are those
        at time zero: the first multipliers hold, and controls act that do so then (``events`` of the summary).

    Raises
    ------
    InputError
        Components that cannot be put together.
    SolverError
        A network that fixes no pressure, or a part with a demand cut off from every source.
    NotConverged
        The iterations ended, or a resistance that depends on the flow does not stand still; the message names
        the worst component.
    """
    assembly = assemble(case)
    announce_compilation()
    frames = {code: present_frame(case, code) for code in (*assembly.nodes, *assembly.links)}
    if is_scheduled(case):
        solution, events, frames = _at_time_zero(case, assembly, frames)
    else:
        solution, events = Solver(assembly.network).solve(), []
    solution = settle_resistances(frames, assembly, solution)
    results, warnings = results_and_warnings(frames, assembly, solution)
    return Outcome(results, SOLVER, _summary(solution, warnings, events))


def _at_time_zero(
    case: Case, assembly: Assembly, frames: dict[str, pd.DataFrame]
) -> tuple[Solution, list[str], dict[str, pd.DataFrame]]:
    """Solve the state at time zero of a simulation: first multipliers, and what controls do then.

    The levels of tanks are as they are given, whatever their limits: nothing has moved them yet.
    """
    scheduled = assemble_schedule(case, assembly, period=period_of(case), tanks=False)
    (step,) = steps(scheduled.network, scheduled.schedule, 0, 1)
    now = inputs_at(case, assembly, scheduled, step)
    return (
        step.solution,
        [event.words for event in step.events],
        {code: frame.assign(**now.get(code, {})) for code, frame in frames.items()},
    )


def _summary(solution: Solution, warnings: list[dict[str, str]], events: list[str]) -> dict[str, Any]:
    network, status = solution.network, statuses_of(solution)
    summary = {
        "iterations": int(solution.iterations),
        "mass_residual": float(solution.mass_residual),
        "relative_mass_residual": float(solution.relative_mass_residual),
        "energy_residual": float(solution.energy_residual),
        "shut": [network.link_names[k] for k in np.flatnonzero(status == LinkStatus.SHUT).tolist()],
        "active": [network.link_names[k] for k in np.flatnonzero(status == LinkStatus.ACTIVE).tolist()],
        "undetermined": [network.node_names[k] for k in np.flatnonzero(solution.isolated).tolist()],
        "warnings": warnings,
    }
    return summary | {"events": events} if events else summary
