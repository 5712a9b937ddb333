"""Extended period: a chain of steady states, between which the levels of the tanks move.

A step ends where something changes: after the hydraulic step, at the next multiplier of a pattern, at a time to
report, when a tank will be full or empty, when a control will act. Over a step the flows of its beginning hold
(explicit Euler). All times are whole seconds. This is the method of EPANET 2.2, so that the two agree;
`level_tolerance` adds a control of the error of a step, which EPANET does not have.

References
----------
L. Rossman et al., EPANET 2.2 User Manual (2020), section 3.1 "Controls" and chapter 12.1; hydraul.c of EPANET 2.2
(``timestep``, ``tanktimestep``, ``controltimestep``, ``tanklevels``, ``controls``, ``pswitch``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from workbench.errors import SolverError
from workbench.hydraulics.control_actions import act_on_clock_and_tanks, act_on_pressures, next_action
from workbench.hydraulics.link_settings import LinkSettings
from workbench.hydraulics.network import Network
from workbench.hydraulics.schedule import Schedule, whole_seconds
from workbench.hydraulics.snapshot_solver import SnapshotSolver
from workbench.hydraulics.solution import Solution
from workbench.hydraulics.tank_levels import TankLevels
from workbench.hydraulics.time_series import Event, Step, TimeSeries, clock

__all__ = ["simulate", "steps"]


def simulate(
    network: Network,
    schedule: Schedule,
    duration: int,
    step: int,
    *,
    report_step: int | None = None,
    level_tolerance: float | None = None,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> TimeSeries:
    """Heads, flows and levels of a network over time.

    Parameters
    ----------
    network : Network
        As it is at time zero, before patterns and controls.
    schedule : Schedule
    duration : int
        In whole seconds; 0 gives the state at time zero alone [s].
    step : int
        Longest step, in whole seconds [s].
    report_step : int, optional
        Every how many seconds a state is to be reported; else `step` [s].
    level_tolerance : float, optional
        Steps are halved until the flows at their end would move no level by more than this against those at their
        beginning (trapezoidal rule) [m].
    progress : function, optional
        Called with the share of the duration that is done, 0 to 1.
    stop : function, optional
        Asked after every step; True ends the period there, and what is done is returned.

    Returns
    -------
    TimeSeries

    Raises
    ------
    InputError
        A schedule that does not fit the network, or times that are no whole seconds.
    SolverError, NotConverged
        No answer at a time, which the message names.

    Examples
    --------
    A tank of 10 m2 is filled with 5 L/s: 1.8 m in an hour.

    >>> from workbench.hydraulics import LinkKind, Network, Schedule, Tank, simulate
    >>> network = Network(
    ...     node_names=["well", "tank"], elevation=[0.0, 0.0], fixed=[False, True], fixed_head=[0.0, 2.0],
    ...     demand=[-0.005, 0.0], link_names=["P-1"], start=[0], end=[1], kind=LinkKind.PIPE, length=10.0,
    ...     diameter=0.1, roughness=1e-4)
    >>> tank = Tank(node=1, level=2.0, minimum_level=0.0, maximum_level=4.7, diameter=(40 / 3.14159265) ** 0.5)
    >>> series = simulate(network, Schedule(tanks=[tank]), duration=3600, step=1800)
    >>> series.times.tolist(), series.level[:, 0].round(3).tolist()
    ([0, 1800, 3600], [2.0, 2.9, 3.8])
    """
    done = []
    is_complete = True
    for state in steps(
        network, schedule, duration, step, report_step=report_step, level_tolerance=level_tolerance
    ):  # fmt: skip
        done.append(state)
        if progress is not None:
            progress(state.time / duration if duration else 1.0)
        if stop is not None and state.time < duration and stop():
            is_complete = False
            break
    return TimeSeries.of(done, is_complete=is_complete)


def steps(
    network: Network,
    schedule: Schedule,
    duration: int,
    step: int,
    *,
    report_step: int | None = None,
    level_tolerance: float | None = None,
) -> Iterator[Step]:
    """Yield one steady state after the other; see `simulate`."""
    schedule.check(network)
    duration = whole_seconds(duration, "simulation", "duration", least=0)
    step = whole_seconds(step, "simulation", "step", least=1)
    report_step = step if report_step is None else whole_seconds(report_step, "simulation", "report_step", least=1)
    settings = LinkSettings.of(network, schedule.open_valves)
    solver = SnapshotSolver(network, schedule)
    tanks = TankLevels(network, schedule.tanks)
    time = 0
    while True:
        for place, base, pattern in zip(
            schedule.speeds.place, schedule.speeds.base, schedule.speeds.pattern, strict=True
        ):
            settings.set_speed(int(place), float(base) * schedule.patterns[pattern].at(time))
        events = [*tanks.events(time), *act_on_clock_and_tanks(schedule, settings, tanks, time)]
        solution = _solved(solver, schedule, settings, tanks, time, events)
        is_reported = time % report_step == 0 or time == duration
        yield Step(time, solution, tanks.level.copy(), tuple(events), is_reported)
        if time >= duration:
            return
        tanks.take_inflow(solution)
        end = min(time + step, duration, (time // report_step + 1) * report_step)
        end = min([end, *(pattern.next_change(time) for pattern in schedule.patterns)])
        end = min(end, time + tanks.time_to_limit(end - time))
        end = next_action(schedule, settings, tanks, time, end)
        if level_tolerance is not None:
            end = _halved(solver, settings, tanks, time, end, level_tolerance)
        tanks.advance(end - time)
        time = end


def _solved(
    solver: SnapshotSolver,
    schedule: Schedule,
    settings: LinkSettings,
    tanks: TankLevels,
    time: int,
    events: list[Event],
) -> Solution:
    """Solve, let controls act on the pressures found, and solve again until none acts any more."""
    tried: set[bytes] = set()
    while True:
        with _named(time, tanks):
            solution = solver.solve(settings, tanks, time)
            acted = act_on_pressures(schedule, settings, tanks, solution, time)
            if not acted:
                return solution
            if settings.key() in tried:
                raise SolverError(
                    f"The controls {', '.join(dict.fromkeys(event.cause for event in acted))} undo each other: give "
                    "them levels or pressures that lie further apart.",
                    tags=list(dict.fromkeys(event.tag for event in acted)),
                )
        tried.add(settings.key())
        events += acted


@contextmanager
def _named(time: int, tanks: TankLevels) -> Iterator[None]:
    """Put the time, and the tanks at their limits, into an error of the solver."""
    try:
        yield
    except SolverError as error:
        error.args = (f"At {clock(time)}: {error}{tanks.limits_in_words()}",)
        raise


def _halved(
    solver: SnapshotSolver, settings: LinkSettings, tanks: TankLevels, time: int, end: int, tolerance: float
) -> int:
    """Return an end of the step at which the levels are within the tolerance."""
    while end - time > 1:
        ahead = tanks.copy()
        ahead.advance(end - time)
        with _named(end, ahead):
            ahead.take_inflow(solver.solve(settings, ahead, time))
        if np.abs(tanks.levels_after(end - time, ahead.inflow) - ahead.level).max(initial=0.0) <= tolerance:
            tanks.mean_inflow_with(ahead.inflow)
            return end
        end = time + (end - time) // 2
    return end
