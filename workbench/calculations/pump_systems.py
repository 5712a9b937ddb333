"""Suction and discharge systems of pump duties: entered, or of the network of the case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.calculations.pump_lines import PumpLines, entered_lines, no_lines, valve_allowance, with_allowance
from workbench.calculations.pump_liquids import PumpLiquids
from workbench.calculations.pump_network import HIGHEST, LOWEST, PumpEnds, PumpNetwork
from workbench.calculations.schedule_assembly import is_scheduled
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.pumps.system_curve import valve_authority
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.pump_duty import FROM_NETWORK
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

ROUNDING = 1e-9
_HIGHEST = ("maximum_inlet_pressure", "maximum_suction_vessel_pressure", "suction_static_head_at_maximum_level")
_ENTERED = (
    "suction_vessel_pressure",
    "suction_static_head",
    "suction_static_head_at_minimum_level",
    "suction_static_head_at_maximum_level",
    "suction_line_loss",
    "discharge_vessel_pressure",
    "discharge_static_head",
    "discharge_line_loss",
    "maximum_suction_vessel_pressure",
)

__all__ = ["STILL", "DutiesTogether", "is_from_network", "networks_of", "pump_lines"]

STILL = 1e-6
"""Share of the rated flow at which a system is as good as at rest: a check valve that nothing opens would leave the
head behind it undetermined."""


@dataclass(frozen=True)
class DutiesTogether:
    """Duties of one condition: rows, and the network without their pumps."""

    rows: list[int]
    pumps: list[str]
    network: PumpNetwork


def is_from_network(duties: pd.DataFrame) -> Array:
    """Tell for n duties whether their lines are those of the network."""
    return (duties["lines"] == FROM_NETWORK).to_numpy(dtype=bool)


def pump_lines(case: Case, duties: pd.DataFrame, liquids: PumpLiquids, assumed: Assumptions) -> PumpLines:
    """Return what the lines of all duties of a case ask of their pumps.

    Raises
    ------
    InputError
        Lines that lack something, duties of one condition that exclude each other, a pump that is cut off.
    SolverError
        A network without an answer.
    """
    lines = no_lines(len(duties))
    in_network = is_from_network(duties)
    rows = np.flatnonzero(~in_network)
    if rows.size:
        lines.put(rows, entered_lines(duties.iloc[rows], _of_rows(liquids, rows), assumed))
    if in_network.any() and is_scheduled(case):
        words = "Patterns and controls of the network are left out: demands, speeds and settings as they are given"
        assumed.note(duties.index[in_network].tolist(), words)
    _refuse_entered(duties.iloc[np.flatnonzero(in_network)])
    normal = in_network & np.isnan(numbers(duties, "maximum_inlet_pressure"))
    words = (
        "Maximum pressure before the pump: with the tanks and vessels before it at their highest level, nothing flowing"
    )
    assumed.note(duties.index[normal].tolist(), words, property="maximum_inlet_pressure")
    for together in networks_of(case, duties, liquids, assumed):
        lines.put(np.array(together.rows), _network_lines(duties, liquids, together))
    _refuse_low_maximum(duties, lines)
    return lines


def networks_of(
    case: Case, duties: pd.DataFrame, liquids: PumpLiquids, assumed: Assumptions
) -> Iterator[DutiesTogether]:
    """Yield the duties with lines of the network, those of one condition together."""
    groups: dict[object, list[int]] = {}
    conditions = duties["condition"].tolist()
    for row in np.flatnonzero(is_from_network(duties)).tolist():
        key = row if pd.isna(conditions[row]) or conditions[row] == "" else str(conditions[row])
        groups.setdefault(key, []).append(row)
    for rows in groups.values():
        _refuse_contradiction(duties, liquids, rows)
        pumps = [str(duties["pump"].iloc[row]) for row in rows]
        tags = [str(duties.index[row]) for row in rows]
        yield DutiesTogether(rows, pumps, PumpNetwork(case, dict(zip(pumps, tags, strict=True)), assumed))


def _network_lines(duties: pd.DataFrame, liquids: PumpLiquids, together: DutiesTogether) -> PumpLines:
    """Solve the network at the states that the results need."""
    rows, network = together.rows, together.network
    flows = dict(zip(together.pumps, numbers(duties, "rated_flow")[rows].tolist(), strict=True))
    rest = {tag: STILL * flow for tag, flow in flows.items()}
    first = rows[0]
    liquid = float(liquids.density[first]), float(liquids.viscosity[first])
    hot_liquid = float(liquids.hot_density[first]), float(liquids.hot_viscosity[first])
    valves = {
        pump: str(valve)
        for pump, valve in zip(together.pumps, duties["control_valve"].iloc[rows], strict=True)
        if pd.notna(valve)
    }
    rated = network.solve(flows, liquid, valves=valves)
    still = network.solve(rest, liquid)
    low = network.solve(flows, liquid, levels=LOWEST)
    hot = network.solve(flows, hot_liquid, levels=LOWEST) if liquids.is_hotter(first) else low
    high = network.solve(rest, liquid, levels=HIGHEST)
    ends = [(rated[tag], still[tag], low[tag], hot[tag], high[tag]) for tag in together.pumps]
    return _from_ends(duties.iloc[rows], liquid[0] * STANDARD_GRAVITY, ends, bool(valves))


def _from_ends(
    duties: pd.DataFrame, weight: float, ends: Sequence[tuple[PumpEnds, ...]], has_valves: bool
) -> PumpLines:
    rated, still, low, hot, high = (list(states) for states in zip(*ends, strict=True))
    head, static = (np.array([end.head for end in states]) for states in (rated, still))
    suction, discharge = (
        np.array([getattr(end, name) for end in rated]) for name in ("suction_pressure", "discharge_pressure")
    )
    friction = weight * (head - static)
    allowance = valve_allowance(duties, friction)
    added, authority = with_allowance(allowance, friction)
    in_lines = duties["control_valve"].notna().to_numpy(dtype=bool)
    drop = weight * np.array([end.valve_head_loss for end in rated])
    if has_valves:
        others = np.maximum(friction - drop, 0.0)
        authority = np.where(in_lines, np.asarray(valve_authority(drop, others)), authority)
    entered = numbers(duties, "maximum_inlet_pressure")
    highest = np.array([end.suction_pressure for end in high])
    return PumpLines(
        suction_pressure=suction,
        discharge_pressure=discharge + added,
        differential_head=head + added / weight,
        differential_head_at_minimum_level=np.array([end.head for end in low]) + added / weight,
        static_head=static,
        friction_head=head - static,
        minimum_suction_pressure=np.array([end.suction_pressure for end in hot]),
        maximum_suction_pressure=np.where(np.isnan(entered), highest, entered),
        valve_drop=np.where(in_lines, drop, allowance),
        allowance=added,
        valve_authority=authority,
    )


def _refuse_low_maximum(duties: pd.DataFrame, lines: PumpLines) -> None:
    """Refuse a highest pressure before the pump that is below what it is at the rated flow."""
    highest, rated = lines.maximum_suction_pressure, lines.suction_pressure
    low = np.flatnonzero(highest < rated * (1.0 - ROUNDING))
    if low.size:
        k = low[0]
        tag = str(duties.index[k])
        given = [name for name in _HIGHEST if pd.notna(duties[name].iloc[k])]
        raise InputError(
            f"{tag}: the highest pressure at the inlet is {highest[k]:.6g} Pa absolute, below the {rated[k]:.6g} Pa of "
            f"the rated flow: look at {', '.join(given) if given else 'the levels before the pump'}.",
            path=(tag, given[0] if given else "maximum_inlet_pressure"),
            value=float(highest[k]),
            unit="Pa",
            expected=f"at least {rated[k]:.6g} Pa",
        )


def _refuse_entered(duties: pd.DataFrame) -> None:
    """Refuse what belongs to lines that are entered: the network would go its own way without a word."""
    for name in _ENTERED:
        for tag, value in duties[name].dropna().items():
            raise InputError(
                f"{tag}.{name} is given, but the lines of '{tag}' are those of the network: remove it, or set lines to "
                "'entered'.",
                path=(str(tag), name),
                value=value,
                expected="nothing, with lines of the network",
            )


def _refuse_contradiction(duties: pd.DataFrame, liquids: PumpLiquids, rows: list[int]) -> None:
    """Refuse duties of one condition that are of one pump, or of different liquids."""
    first = rows[0]
    for k, row in enumerate(rows[1:], 1):
        tag, other = str(duties.index[row]), str(duties.index[first])
        same = [str(duties.index[r]) for r in rows[:k] if duties["pump"].iloc[r] == duties["pump"].iloc[row]]
        if same:
            raise InputError(
                f"'{tag}' and '{same[0]}' are of one pump and of one condition, '{duties['condition'].iloc[row]}': a "
                "pump has one duty in a condition.",
                path=(tag, "condition"),
                value=duties["condition"].iloc[row],
                expected="one duty of a pump",
            )
        for name, unit in (("density", "kg/m3"), ("viscosity", "Pa s"), ("hot_density", "kg/m3")):
            values = getattr(liquids, name)
            if values[row] != values[first]:
                raise InputError(
                    f"'{tag}' and '{other}' are of one condition, but the {name.replace('_', ' ')} is "
                    f"{values[row]:g} {unit} of one and {values[first]:g} {unit} of the other: one network has one "
                    "liquid.",
                    path=(tag, "condition"),
                    value=float(values[row]),
                    unit=unit,
                    expected=f"{values[first]:g} {unit}",
                )


def _of_rows(liquids: PumpLiquids, rows: Array) -> PumpLiquids:
    return PumpLiquids(*(getattr(liquids, name)[rows] for name in liquids.__dataclass_fields__))
