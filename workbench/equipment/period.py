"""PERIOD: how long a simulation of the case takes, and in which steps."""

from __future__ import annotations

import math

import pandas as pd

from workbench.equipment.behaviour import numbers
from workbench.equipment.declaration import ComponentType, Parameter, Symbol
from workbench.equipment.time_behaviour import PeriodBehaviour, PeriodRow

__all__ = ["PERIOD"]


def _rows(frame: pd.DataFrame) -> list[PeriodRow]:
    return [
        PeriodRow(str(tag), float(duration), float(step), None if math.isnan(report) else float(report), float(clock))
        for tag, duration, step, report, clock in zip(
            frame.index,
            numbers(frame, "duration"),
            numbers(frame, "step"),
            numbers(frame, "report_step"),
            numbers(frame, "clock_start"),
            strict=True,
        )
    ]


PERIOD = ComponentType(
    code="PERIOD",
    title="Period",
    meaning="Duration and steps of the simulation of the case over time; a case has one or none",
    parameters=(
        Parameter("duration", "How long the simulation takes", "time", required=True, minimum=0.0),
        Parameter("step", "Longest step", "time", required=True, default=3600.0, minimum=1.0),
        Parameter("report_step", "Every how long a state is reported; if absent, the step", "time", minimum=1.0),
        Parameter(
            "clock_start",
            "Time of the day at which it starts, after midnight",
            "time",
            required=True,
            default=0.0,
            minimum=0.0,
            maximum=86399.0,
        ),
    ),
    ports=(),
    results=(),
    symbol=Symbol("none"),
    hydraulics=PeriodBehaviour(_rows),
)
