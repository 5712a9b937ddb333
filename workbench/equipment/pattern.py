"""PATTERN: multipliers over time, for demands, pressures, flows and speeds."""

from __future__ import annotations

import pandas as pd

from workbench.equipment.declaration import ComponentType, Parameter, Symbol
from workbench.equipment.time_behaviour import PatternBehaviour, PatternRow

__all__ = ["PATTERN"]


def _rows(frame: pd.DataFrame) -> list[PatternRow]:
    return [
        PatternRow(str(tag), tuple(point[0] for point in multipliers), float(step), float(start))
        for tag, multipliers, step, start in zip(
            frame.index, frame["multipliers"], frame["step"], frame["start"], strict=True
        )
    ]


PATTERN = ComponentType(
    code="PATTERN",
    title="Pattern",
    meaning="Multipliers over time, each of which holds for one step; after the last comes the first again",
    parameters=(
        Parameter(
            "multipliers",
            "What a value is multiplied by, step after step",
            points=(Parameter("multiplier", "Multiplier", minimum=-1e6, maximum=1e6),),
            minimum_points=1,
            maximum_points=10000,
            required=True,
        ),
        Parameter("step", "How long each multiplier holds", "time", required=True, default=3600.0, minimum=1.0),
        Parameter("start", "Where in the pattern a simulation starts", "time", required=True, default=0.0, minimum=0.0),
    ),
    ports=(),
    results=(),
    symbol=Symbol("none"),
    hydraulics=PatternBehaviour(_rows),
)
