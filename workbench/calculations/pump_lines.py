"""What the lines before and behind a pump ask of it, from heads and losses that are entered."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from workbench.calculations.pump_liquids import PumpLiquids
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.pumps.system_curve import control_valve_allowance, valve_authority
from workbench.equipment.behaviour import Array, numbers, require
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions

__all__ = ["PumpLines", "entered_lines", "no_lines", "valve_allowance", "with_allowance"]


@dataclass(frozen=True)
class PumpLines:
    """Pressures [Pa] and heads [m] of n duties.

    `friction_head` is without the allowance for a control valve; discharge pressure and differential heads are with it.
    """

    suction_pressure: Array
    discharge_pressure: Array
    differential_head: Array
    differential_head_at_minimum_level: Array
    static_head: Array
    friction_head: Array
    minimum_suction_pressure: Array
    """At the rated flow, the minimum level and the maximum temperature."""
    maximum_suction_pressure: Array
    valve_drop: Array
    """Of the allowance or of the valve in the lines; NaN without a control valve."""
    allowance: Array
    """Zero where there is none, or where the valve is in the lines."""
    valve_authority: Array

    def put(self, rows: Array, others: PumpLines) -> None:
        """Write the lines of some duties into their rows."""
        for field in fields(self):
            getattr(self, field.name)[rows] = getattr(others, field.name)


def no_lines(count: int) -> PumpLines:
    """Return lines of n duties, to be filled."""
    return PumpLines(**{field.name: np.full(count, np.nan) for field in fields(PumpLines)})


def valve_allowance(duties: pd.DataFrame, friction: Array) -> Array:
    """Return the pressure drop that is allowed for a control valve [Pa], NaN where there is none.

    Raises
    ------
    InputError
        A duty with more than one of control_valve, control_valve_drop and control_valve_share.
    """
    drop, share = numbers(duties, "control_valve_drop"), numbers(duties, "control_valve_share")
    ways = (~np.isnan(drop)).astype(int) + ~np.isnan(share) + duties["control_valve"].notna().to_numpy(dtype=bool)
    several = np.flatnonzero(ways > 1)
    if several.size:
        tag = str(duties.index[several[0]])
        raise InputError(
            f"{tag} has more than one of control_valve, control_valve_drop and control_valve_share: give one of them.",
            path=(tag, "control_valve_drop"),
            expected="one of control_valve, control_valve_drop, control_valve_share",
        )
    by_share = np.asarray(control_valve_allowance(np.maximum(friction, 0.0), np.where(np.isnan(share), 0.0, share)))
    return np.where(np.isnan(share), drop, by_share)


def with_allowance(allowance: Array, friction: Array) -> tuple[Array, Array]:
    """Return the allowance as a number [Pa], and the authority of the valve, NaN where there is none."""
    added = np.nan_to_num(allowance, nan=0.0)
    share = np.asarray(valve_authority(added, np.maximum(friction, 0.0)))
    return added, np.where(np.isnan(allowance), np.nan, share)


def entered_lines(duties: pd.DataFrame, liquids: PumpLiquids, assumed: Assumptions) -> PumpLines:
    """Return the lines of duties whose heads and losses are entered.

    The losses are pressures at the rated flow and the pumping temperature. At the maximum temperature the head that
    is lost stays, as in turbulent flow.

    Raises
    ------
    InputError
        A pressure, height or loss that is missing; a control valve of the network.
    """
    why = "the lines are entered, so that it has to be"
    needed = {
        name: require(duties, name, why)
        for name in (
            "suction_vessel_pressure",
            "suction_static_head",
            "suction_static_head_at_minimum_level",
            "suction_line_loss",
            "discharge_vessel_pressure",
            "discharge_static_head",
            "discharge_line_loss",
        )
    }
    _refuse_valve_of_network(duties)
    weight, hot_weight = STANDARD_GRAVITY * liquids.density, STANDARD_GRAVITY * liquids.hot_density
    vessel, level = needed["suction_vessel_pressure"], needed["suction_static_head"]
    lowest = needed["suction_static_head_at_minimum_level"]
    _refuse_level(duties, lowest, level)
    friction = needed["suction_line_loss"] + needed["discharge_line_loss"]
    allowance = valve_allowance(duties, friction)
    added, authority = with_allowance(allowance, friction)
    suction = vessel + weight * level - needed["suction_line_loss"]
    destination = needed["discharge_vessel_pressure"] + weight * needed["discharge_static_head"]
    discharge = destination + needed["discharge_line_loss"] + added
    return PumpLines(
        suction_pressure=suction,
        discharge_pressure=discharge,
        differential_head=(discharge - suction) / weight,
        differential_head_at_minimum_level=(discharge - suction) / weight + level - lowest,
        static_head=(destination - vessel) / weight - level,
        friction_head=friction / weight,
        minimum_suction_pressure=vessel + hot_weight * (lowest - needed["suction_line_loss"] / weight),
        maximum_suction_pressure=_highest(duties, vessel, level, weight, assumed),
        valve_drop=allowance,
        allowance=added,
        valve_authority=authority,
    )


def _highest(duties: pd.DataFrame, vessel: Array, level: Array, weight: Array, assumed: Assumptions) -> Array:
    """Return the highest pressure at the inlet: nothing flows, so that nothing is lost on the way."""
    entered = numbers(duties, "maximum_inlet_pressure")
    pressure, head = (
        numbers(duties, name) for name in ("maximum_suction_vessel_pressure", "suction_static_head_at_maximum_level")
    )
    for values, name, words in (
        (pressure, "maximum_suction_vessel_pressure", "Maximum pressure of the suction vessel: its normal pressure"),
        (head, "suction_static_head_at_maximum_level", "Maximum level of the suction vessel: its normal level"),
    ):
        absent = np.isnan(values) & np.isnan(entered)
        assumed.note(duties.index[absent].tolist(), words, property=name)
    found = np.where(np.isnan(pressure), vessel, pressure) + weight * np.where(np.isnan(head), level, head)
    return np.where(np.isnan(entered), found, entered)


def _refuse_level(duties: pd.DataFrame, lowest: Array, level: Array) -> None:
    wrong = np.flatnonzero(lowest > level)
    if wrong.size:
        k = wrong[0]
        tag = str(duties.index[k])
        raise InputError(
            f"{tag}.suction_static_head_at_minimum_level is {lowest[k]:g} m, above the {level[k]:g} m of the normal "
            "level.",
            path=(tag, "suction_static_head_at_minimum_level"),
            value=float(lowest[k]),
            unit="m",
            expected=f"at most {level[k]:g} m",
        )


def _refuse_valve_of_network(duties: pd.DataFrame) -> None:
    for tag, valve in duties["control_valve"].dropna().items():
        raise InputError(
            f"{tag}.control_valve names '{valve}' of the network, but the lines of '{tag}' are entered: give "
            "control_valve_drop or control_valve_share.",
            path=(str(tag), "control_valve"),
            value=valve,
            expected="control_valve_drop or control_valve_share",
        )
