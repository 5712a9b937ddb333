"""The app module NetworkEditor over time: one steady state after the other, as frames."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.assembly import Assembly, assemble
from workbench.calculations.moving_inputs import inputs_at
from workbench.calculations.network_results import results_and_warnings
from workbench.calculations.present import present_frame
from workbench.calculations.resistances import settle_resistances
from workbench.calculations.schedule_assembly import ScheduledNetwork, assemble_schedule
from workbench.calculations.simulation import Simulation
from workbench.equipment.time_behaviour import PeriodRow
from workbench.hydraulics import LinkStatus, Step, steps
from workbench.model.case import Case

__all__ = ["simulate_network"]

_FIGURES = re.compile(r"[-+]?\d[\d.]*(?:e[-+]?\d+)?")
_NAMES = np.array([status.name.lower() for status in LinkStatus], dtype=object)


def simulate_network(
    case: Case,
    period: PeriodRow,
    *,
    level_tolerance: float | None = None,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Simulation:
    """Return the states of a network case over time; the case itself stays as it is.

    Parameters
    ----------
    case : Case
        Checked inputs.
    period : PeriodRow
        Duration and steps, in whole seconds.
    level_tolerance, progress, stop
        As in `workbench.hydraulics.simulate`.

    Raises
    ------
    InputError
        Components that cannot be put together, or a schedule that does not fit.
    SolverError
        No answer at a time, which the message names.
    """
    assembly = assemble(case)
    scheduled = assemble_schedule(case, assembly, period=period)
    collected = _Collected(case, assembly, scheduled)
    is_complete = True
    for step in steps(
        scheduled.network,
        scheduled.schedule,
        period.duration,  # type: ignore[arg-type]  # refused there if it is no whole number
        period.step,  # type: ignore[arg-type]
        report_step=period.report_step,  # type: ignore[arg-type]
        level_tolerance=level_tolerance,
    ):
        collected.take(step)
        if progress is not None:
            progress(step.time / period.duration if period.duration else 1.0)
        if stop is not None and step.time < period.duration and stop():
            is_complete = False
            break
    return collected.simulation(is_complete=is_complete)


@dataclass
class _Collected:
    """States as frames, gathered one after the other."""

    case: Case
    assembly: Assembly
    scheduled: ScheduledNetwork
    times: list[int] = field(default_factory=list)
    is_reported: list[bool] = field(default_factory=list)
    columns: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    _warned: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Take the inputs that do not move from the case, once."""
        codes = (*self.assembly.nodes, *self.assembly.links)
        self.frames = {code: present_frame(self.case, code) for code in codes}

    def take(self, step: Step) -> None:
        """Add the state at a time."""
        self.times.append(step.time)
        self.is_reported.append(step.is_reported)
        now = inputs_at(self.case, self.assembly, self.scheduled, step)
        frames = {code: frame.assign(**now[code]) if code in now else frame for code, frame in self.frames.items()}
        solution = settle_resistances(frames, self.assembly, step.solution)
        results, warnings = results_and_warnings(frames, self.assembly, solution)
        for code, frame in results.items():
            values: dict[str, Any] = {**now.get(code, {}), **{str(name): frame[name].to_numpy() for name in frame}}
            if code in self.assembly.links:
                values["status"] = _NAMES[solution.status[self.assembly.links[code]]]
            for name, value in values.items():
                self.columns.setdefault(code, {}).setdefault(name, []).append(value)
        self.events += [
            {"time": event.time, "tag": event.tag, "text": event.words, "cause": event.cause} for event in step.events
        ]
        self._warn(step.time, warnings)

    def _warn(self, time: int, warnings: list[dict[str, str]]) -> None:
        """Note a warning when it begins; while it lasts, with other figures, it is not said again."""
        now = {(warning["tag"], _FIGURES.sub("#", warning["text"])) for warning in warnings}
        for warning in warnings:
            if (warning["tag"], _FIGURES.sub("#", warning["text"])) not in self._warned:
                self.warnings.append({"time": time, **warning})
        self._warned = now

    def simulation(self, *, is_complete: bool) -> Simulation:
        """Return what was gathered."""
        index = pd.to_timedelta(pd.Index(self.times), unit="s").rename("time")
        frames = {}
        for code, columns in self.columns.items():
            tags = self.case[code].index
            parts = {name: pd.DataFrame(np.array(rows), index=index, columns=tags) for name, rows in columns.items()}
            frames[code] = pd.concat(parts, axis="columns", names=["result", "tag"])
        return Simulation(
            frames,
            np.array(self.is_reported, dtype=np.bool_),
            events=_table(self.events, ["time", "tag", "text", "cause"]),
            warnings=_table(self.warnings, ["time", "tag", "text"]),
            schemas={code: self.case.types[code] for code in frames},
            _straight=frozenset((code, name) for code, name, _ in self.scheduled.tanks),
            is_complete=is_complete,
        )


def _table(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=columns)
    table["time"] = pd.to_timedelta(table["time"].astype("int64"), unit="s")
    return table
