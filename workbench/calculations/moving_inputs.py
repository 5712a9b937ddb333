"""Inputs of a case that move over time, and the times of its simulation."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.calculations.assembly import Assembly
from workbench.calculations.present import present_frame
from workbench.calculations.schedule_assembly import ScheduledNetwork
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import LinkHydraulics
from workbench.equipment.time_behaviour import PeriodBehaviour, PeriodRow
from workbench.errors import InputError
from workbench.hydraulics import LinkStatus, Step
from workbench.model.case import Case

__all__ = ["inputs_at", "period_of"]


def period_of(case: Case) -> PeriodRow | None:
    """Return the times of the simulation that the case itself has; None without any.

    Raises
    ------
    InputError
        The case has several periods.
    """
    rows = [
        row
        for code in case.codes
        if code in BUILT_IN and isinstance(behaviour := BUILT_IN[code].hydraulics, PeriodBehaviour)
        for row in behaviour.rows(present_frame(case, code))
    ]
    if len(rows) > 1:
        raise InputError(
            f"The case has the periods {', '.join(row.tag for row in rows)}; it can have one: remove the others.",
            path=(rows[1].tag, "duration"),
            expected="one period",
        )
    return rows[0] if rows else None


def inputs_at(
    case: Case, assembly: Assembly, scheduled: ScheduledNetwork, step: Step
) -> dict[str, dict[str, np.ndarray[Any, np.dtype[np.float64]]]]:
    """Return, by type and property, what has moved: levels, what patterns multiply, speeds (0: stands still)."""
    moved: dict[str, dict[str, np.ndarray[Any, np.dtype[np.float64]]]] = {}
    for code, name, part in scheduled.tanks:
        moved.setdefault(code, {})[name] = step.level[part]
    for varying in scheduled.varying:
        value = present_frame(case, varying.code)[varying.name].to_numpy(dtype=np.float64).copy()
        multiplier = np.array([scheduled.schedule.patterns[k].at(step.time) for k in varying.pattern])
        value[varying.rows] = varying.zero + (value[varying.rows] - varying.zero) * multiplier
        moved.setdefault(varying.code, {})[varying.name] = value
    pumps, status = step.solution.network.pumps, step.solution.status
    speed = np.zeros(status.size)
    speed[pumps.link] = pumps.speed
    for code, part in assembly.links.items():
        hydraulics = BUILT_IN[code].hydraulics
        assert isinstance(hydraulics, LinkHydraulics)
        if hydraulics.speed_over_time is not None:
            stands = status[part] == LinkStatus.CLOSED
            moved.setdefault(code, {})[hydraulics.speed_over_time.name] = np.where(stands, 0.0, speed[part])
    return moved
