"""From a case to what changes over time: patterns, tanks and controls by node and link number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.assembly import Assembly
from workbench.calculations.control_assembly import assemble_controls
from workbench.calculations.present import present_frame
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import LinkHydraulics, NodeHydraulics
from workbench.equipment.time_behaviour import (
    ControlBehaviour,
    ControlRow,
    PatternBehaviour,
    PatternRow,
    PeriodRow,
    TankRow,
    Varying,
)
from workbench.errors import InputError
from workbench.hydraulics import Network, Pattern, PatternUse, Schedule, Tank
from workbench.model.case import Case

__all__ = ["ScheduledNetwork", "VaryingInput", "assemble_schedule", "is_scheduled"]


@dataclass(frozen=True)
class VaryingInput:
    """A property of a type that changes over time.

    Attributes
    ----------
    code, name : str
        The type, and the property.
    rows : (k,) int array
        Rows of the type's frame that have a pattern.
    pattern : (k,) int array
        Their patterns.
    zero : float
        What the multipliers leave as it is: the atmosphere under a gauge pressure, else 0.
    """

    code: str
    name: str
    rows: np.ndarray[Any, np.dtype[np.int64]]
    pattern: np.ndarray[Any, np.dtype[np.int64]]
    zero: float = 0.0


@dataclass(frozen=True)
class ScheduledNetwork:
    """A network without what patterns give it, and the schedule that does."""

    network: Network
    schedule: Schedule
    varying: list[VaryingInput]
    tanks: list[tuple[str, str, slice]]
    """Type, property of the level, and which tanks of the schedule are of it."""


@dataclass
class _Parts:
    """What is gathered from one type after the other."""

    demand: np.ndarray[Any, np.dtype[np.float64]]
    head: np.ndarray[Any, np.dtype[np.float64]]
    numbers: dict[str, int]
    demands: list[tuple[int, float, int]] = field(default_factory=list)
    heads: list[tuple[int, float, int]] = field(default_factory=list)
    speeds: list[tuple[int, float, int]] = field(default_factory=list)
    varying: list[VaryingInput] = field(default_factory=list)


def is_scheduled(case: Case) -> bool:
    """Tell whether a case has patterns or controls."""
    kinds = (PatternBehaviour, ControlBehaviour)
    return any(code in BUILT_IN and isinstance(BUILT_IN[code].hydraulics, kinds) for code in case.codes)


def assemble_schedule(
    case: Case, assembly: Assembly, *, period: PeriodRow | None, tanks: bool = True
) -> ScheduledNetwork:
    """Return what changes over time in an assembled case.

    Parameters
    ----------
    case : Case
    assembly : Assembly
        Of the same case.
    period : PeriodRow, optional
        Whose time of the day it starts at; else midnight.
    tanks : bool
        False: levels stay as they are given.

    Raises
    ------
    InputError
        A pattern without a value to multiply, a control that cannot act, a tank without a size.
    """
    patterns = list(_patterns(case))
    network = assembly.network
    parts = _Parts(
        network.demand.copy(), network.fixed_head.copy(), {pattern.tag: k for k, pattern in enumerate(patterns)}
    )
    basins: list[Tank] = []
    levels: list[tuple[str, str, slice]] = []
    for code, part in assembly.nodes.items():
        hydraulics = BUILT_IN[code].hydraulics
        assert isinstance(hydraulics, NodeHydraulics)
        frame = present_frame(case, code)
        if hydraulics.flow_over_time is not None:
            _add_flows(parts, network, code, frame, part, hydraulics.flow_over_time)
        if hydraulics.pressure_over_time is not None:
            _add_pressures(parts, assembly, code, frame, part, hydraulics.pressure_over_time)
        if hydraulics.tanks is not None and tanks:
            rows = hydraulics.tanks.rows(frame, assembly.surroundings)
            levels.append((code, hydraulics.tanks.level, slice(len(basins), len(basins) + len(rows))))
            basins += [_tank(part.start + k, row) for k, row in enumerate(rows)]
    for code, part in assembly.links.items():
        hydraulics = BUILT_IN[code].hydraulics
        assert isinstance(hydraulics, LinkHydraulics)
        if hydraulics.speed_over_time is not None:
            _add_speeds(parts, code, present_frame(case, code), part, hydraulics.speed_over_time)
    controlled = assemble_controls(case, assembly, list(_controls(case)))
    schedule = Schedule(
        tanks=basins,
        patterns=[_pattern(row) for row in patterns],
        demands=_use(parts.demands),
        heads=_use(parts.heads),
        speeds=_use(parts.speeds),
        controls=controlled.controls,
        clock_start=0 if period is None else _whole(period.clock_start, period.tag, "clock_start"),
        open_valves=controlled.open_valves,
    )
    network = replace(controlled.network, demand=parts.demand, fixed_head=parts.head)
    return ScheduledNetwork(network, schedule, parts.varying, levels)


def _patterns(case: Case) -> Iterator[PatternRow]:
    for code in case.codes:
        behaviour = BUILT_IN[code].hydraulics if code in BUILT_IN else None
        if isinstance(behaviour, PatternBehaviour):
            yield from behaviour.rows(present_frame(case, code))


def _controls(case: Case) -> Iterator[ControlRow]:
    for code in case.codes:
        behaviour = BUILT_IN[code].hydraulics if code in BUILT_IN else None
        if isinstance(behaviour, ControlBehaviour):
            yield from behaviour.rows(present_frame(case, code))


def _pattern(row: PatternRow) -> Pattern:
    return Pattern(row.tag, row.multipliers, _whole(row.step, row.tag, "step"), _whole(row.start, row.tag, "start"))


def _whole(time: float, tag: str, name: str) -> int:
    if time != int(time):
        raise InputError(f"{tag}.{name} is {time:g} s; expected whole seconds.", path=(tag, name), value=time, unit="s")
    return int(time)


def _use(entries: list[tuple[int, float, int]]) -> PatternUse:
    return PatternUse.build(*zip(*entries, strict=True)) if entries else PatternUse.build()


def _tank(node: int, row: TankRow) -> Tank:
    return Tank(
        node=node,
        level=row.level,
        minimum_level=row.minimum_level,
        maximum_level=row.maximum_level,
        diameter=row.diameter,
        volume_curve=row.volume_curve,
        overflows=row.overflows,
        surface_head=row.surface_head,
    )


def _named(parts: _Parts, code: str, frame: pd.DataFrame, varying: Varying, zero: float = 0.0) -> Iterator[
    tuple[int, float, int]
]:  # fmt: skip
    """Yield row, value and pattern of the components whose value has one."""
    tags = frame[varying.pattern]
    rows = np.flatnonzero(tags.notna().to_numpy())
    numbers = []
    for row in rows.tolist():
        tag, value = str(frame.index[row]), float(frame[varying.name].iloc[row])
        pattern = str(tags.iloc[row])
        if pattern not in parts.numbers:
            raise InputError(
                f"{tag}.{varying.pattern} names '{pattern}', and there is no pattern of that tag.",
                path=(tag, varying.pattern),
                value=pattern,
                expected=", ".join(parts.numbers),
            )
        if np.isnan(value):
            raise InputError(
                f"{tag}.{varying.pattern} names '{pattern}', but {tag} has no {varying.name} to multiply.",
                path=(tag, varying.name),
                expected=varying.name,
            )
        numbers.append(parts.numbers[pattern])
        yield row, value, parts.numbers[pattern]
    if numbers:
        parts.varying.append(VaryingInput(code, varying.name, rows, np.array(numbers, dtype=np.int64), zero))


def _add_flows(parts: _Parts, network: Network, code: str, frame: pd.DataFrame, part: slice, varying: Varying) -> None:
    for row, _, pattern in _named(parts, code, frame, varying):
        node = part.start + row
        parts.demands.append((node, float(network.demand[node]), pattern))
        parts.demand[node] = 0.0


def _add_pressures(
    parts: _Parts, assembly: Assembly, code: str, frame: pd.DataFrame, part: slice, varying: Varying
) -> None:
    """Multiply the head of the gauge pressure, on top of the elevation."""
    network = assembly.network
    for row, _, pattern in _named(parts, code, frame, varying, assembly.surroundings.atmospheric_pressure):
        node = part.start + row
        elevation = float(network.elevation[node])
        parts.heads.append((node, float(network.fixed_head[node]) - elevation, pattern))
        parts.head[node] = elevation


def _add_speeds(parts: _Parts, code: str, frame: pd.DataFrame, part: slice, varying: Varying) -> None:
    for row, speed, pattern in _named(parts, code, frame, varying):
        parts.speeds.append((part.start + row, speed, pattern))
