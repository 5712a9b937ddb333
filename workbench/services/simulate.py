"""Simulate a case over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workbench import units
from workbench.calculations import SIMULATIONS, Simulation
from workbench.calculations.moving_inputs import period_of
from workbench.equipment.time_behaviour import PeriodRow
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.services.app_modules import for_app_module

__all__ = ["simulate_case"]

USUAL_STEP = 3600.0
"""[s]"""


def simulate_case(
    case: Case,
    duration: str | float | None = None,
    *,
    step: str | float | None = None,
    report_step: str | float | None = None,
    clock_start: str | float | None = None,
    level_tolerance: str | float | None = None,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Simulation:
    """Simulate a case over time; its inputs and its steady results stay as they are.

    Times that are not given are those of the case's PERIOD.

    Raises
    ------
    InputError
        Inputs that are not sound, no duration, or an app module that nothing simulates.
    SolverError
        No answer at a time, which the message names.
    """
    case.check()
    simulate = for_app_module(case, SIMULATIONS, "which is not simulated over time")
    period = period_of(case)
    if period is None:
        if duration is None:
            raise InputError(
                "How long is the simulation to take? Give a duration such as '24 h', or add a PERIOD to the case.",
                path=("simulation", "duration"),
                unit="s",
                expected="a duration",
            )
        period = PeriodRow("simulation", 0.0, USUAL_STEP, None, 0.0)
    given = {"duration": duration, "step": step, "report_step": report_step, "clock_start": clock_start}
    times = {
        name: units.to_si(value, "time", path=("simulation", name))
        for name, value in given.items()
        if value is not None
    }
    tolerance = None
    if level_tolerance is not None:
        tolerance = units.to_si(level_tolerance, "length", path=("simulation", "level_tolerance"))
        if not tolerance > 0.0:
            raise InputError(
                f"The level tolerance is {tolerance:g} m; it must be above zero.",
                path=("simulation", "level_tolerance"),
                value=tolerance,
                unit="m",
                expected="above zero",
            )
    period = replace(period, **times)  # type: ignore[arg-type]
    return simulate(case, period, level_tolerance=tolerance, progress=progress, stop=stop)
