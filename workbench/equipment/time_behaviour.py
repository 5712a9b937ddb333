"""What component types do over time, in neutral words that a schedule is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from workbench.equipment.behaviour import Surroundings

__all__ = [
    "ControlBehaviour",
    "ControlRow",
    "PatternBehaviour",
    "PatternRow",
    "PeriodBehaviour",
    "PeriodRow",
    "TankBehaviour",
    "TankRow",
    "Varying",
]


@dataclass(frozen=True)
class Varying:
    """A property that a pattern multiplies: the columns of the property and of the pattern's tag.

    The part of a pressure that is multiplied is its gauge pressure.
    """

    name: str
    pattern: str


@dataclass(frozen=True)
class PatternRow:
    """One pattern; times in [s]."""

    tag: str
    multipliers: tuple[float, ...]
    step: float
    start: float


@dataclass(frozen=True)
class ControlRow:
    """One control: which properties of which component change, and when.

    `quantity` is ``"time"``, ``"clock time"``, ``"level"`` or ``"pressure"``; `value` in SI; `sense` is ``"above"`` or
    ``"below"`` for a level or pressure at the component `place`.
    """

    tag: str
    link: str
    properties: Mapping[str, Any]
    quantity: str
    value: float
    sense: str = ""
    place: str = ""


@dataclass(frozen=True)
class TankRow:
    """One tank; lengths in [m], volumes in [m3]; `surface_head` is the head of the gas pressure over the liquid."""

    level: float
    minimum_level: float
    maximum_level: float
    diameter: float | None
    volume_curve: tuple[tuple[float, float], ...]
    overflows: bool
    surface_head: float


@dataclass(frozen=True)
class PeriodRow:
    """Times of a simulation [s]."""

    tag: str
    duration: float
    step: float
    report_step: float | None
    clock_start: float


@dataclass(frozen=True)
class TankBehaviour:
    """The level of a place of fixed head moves with what flows in: the column of the level, and the tanks."""

    level: str
    rows: Callable[[pd.DataFrame, Surroundings], list[TankRow]]


@dataclass(frozen=True)
class PatternBehaviour:
    """A component that is a pattern."""

    rows: Callable[[pd.DataFrame], list[PatternRow]]


@dataclass(frozen=True)
class ControlBehaviour:
    """A component that is a control."""

    rows: Callable[[pd.DataFrame], list[ControlRow]]


@dataclass(frozen=True)
class PeriodBehaviour:
    """A component that says how long a simulation takes."""

    rows: Callable[[pd.DataFrame], list[PeriodRow]]
