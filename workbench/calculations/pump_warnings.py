"""What an engineer has to look at in the results of pump duties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.pump_machine import PumpMachines
from workbench.engineering.pumps.operating_region import BEYOND_PREFERRED, OUTSIDE, RATED_REGION
from workbench.equipment.behaviour import Array, numbers

__all__ = ["duty_warnings"]

SAME = 1e-9
"""Relative difference that is rounding."""


def duty_warnings(duties: pd.DataFrame, columns: dict[str, Array], machines: PumpMachines) -> list[dict[str, str]]:
    """Return tag and sentence of everything that is not as it should be."""
    parts = (_suction, _head, _impeller, _motor, _pressure, _region, _minimum_flow, _valve)
    found = [one for part in parts for one in part(duties, columns, machines)]
    tags = [str(tag) for tag in duties.index.tolist()]
    return [{"tag": tags[row], "text": f"'{tags[row]}': {text}"} for row, text in found]


Found = Iterator[tuple[int, str]]


def _rows(condition: Any) -> list[int]:
    return list(np.flatnonzero(condition).tolist())


def _suction(duties: pd.DataFrame, columns: dict[str, Array], machines: PumpMachines) -> Found:
    available, required, margin = (columns[name] for name in ("npsh_available", "npsh_required", "npsh_margin"))
    least, ratio = numbers(duties, "minimum_npsh_margin"), numbers(duties, "minimum_npsh_ratio")
    vessel, vapour = numbers(duties, "suction_vessel_pressure"), columns["hot_vapour_pressure"]
    for k in _rows(vessel < vapour * (1.0 - SAME)):
        yield (
            k,
            (
                f"the suction vessel has {vessel[k]:.4g} Pa absolute, less than the vapour pressure of {vapour[k]:.4g} "
                "Pa at the maximum temperature: the liquid boils in it."
            ),
        )
    for k in _rows(margin <= 0.0):
        yield k, f"it cavitates: NPSH available {available[k]:.3g} m, required {required[k]:.3g} m."
    for k in _rows((margin > 0.0) & (margin < least)):
        yield k, f"the NPSH margin is {margin[k]:.3g} m, less than the {least[k]:.3g} m that it must be."
    for k in _rows(columns["npsh_ratio"] < ratio):
        yield k, f"NPSH available over required is {columns['npsh_ratio'][k]:.3g}; it must be {ratio[k]:.3g} at least."


def _head(duties: pd.DataFrame, columns: dict[str, Array], machines: PumpMachines) -> Found:
    flow, head, pumps = numbers(duties, "rated_flow"), columns["curve_head"], duties["pump"].tolist()
    needed = columns["differential_head"]
    for k in _rows(head < needed * (1.0 - SAME)):
        yield (
            k,
            (
                f"'{pumps[k]}' gives {head[k]:.4g} m at the rated flow of {flow[k]:.4g} m3/s, less than "
                f"the {needed[k]:.4g} m that it needs."
            ),
        )
    for k in _rows(flow > machines.last_flow):
        yield (
            k,
            (
                f"the rated flow of {flow[k]:.4g} m3/s is beyond the end of the curve of '{pumps[k]}' "
                f"({machines.last_flow[k]:.4g} m3/s): what it does there is not known."
            ),
        )
    for k in _rows(columns["duty_flow"] > machines.last_flow):
        yield (
            k,
            (
                f"without throttling it runs out to {columns['duty_flow'][k]:.4g} m3/s, beyond the end of its curve "
                f"({machines.last_flow[k]:.4g} m3/s)."
            ),
        )


def _impeller(duties: pd.DataFrame, columns: dict[str, Array], machines: PumpMachines) -> Found:
    needed, largest = columns["required_impeller_diameter"], numbers(machines.frame, "maximum_impeller_diameter")
    pumps = duties["pump"].tolist()
    for k in _rows(needed > largest * (1.0 + SAME)):
        yield (
            k,
            (f"it would need an impeller of {needed[k]:.4g} m, and '{pumps[k]}' takes {largest[k]:.4g} m at most."),
        )


def _motor(duties: pd.DataFrame, columns: dict[str, Array], machines: PumpMachines) -> Found:
    rating, required = columns["motor_rating"], columns["required_motor_power"]
    for k in _rows(rating < required * (1.0 - SAME)):
        yield (
            k,
            (
                f"its motor of {rating[k] / 1e3:.4g} kW is too small: with the margin of "
                f"{columns['motor_margin'][k]:g} of API 610 it takes {required[k] / 1e3:.4g} kW."
            ),
        )
    most = columns["largest_shaft_power"]
    for k in _rows(most > rating * (1.0 + SAME)):
        yield (
            k,
            (
                f"on its curve the pump takes up to {most[k] / 1e3:.4g} kW, more than its motor of "
                f"{rating[k] / 1e3:.4g} kW: it is overloaded there."
            ),
        )
    for k in _rows(np.isnan(rating)):
        yield k, f"no standard motor is as large as {required[k] / 1e3:.4g} kW: enter the motor_power of the pump."


def _pressure(duties: pd.DataFrame, columns: dict[str, Array], machines: PumpMachines) -> Found:
    pressure, casing = columns["shutoff_pressure"], numbers(machines.frame, "casing_pressure")
    pumps = duties["pump"].tolist()
    for k in _rows(pressure > casing):
        yield (
            k,
            (
                f"the shut-off pressure of {pressure[k]:.4g} Pa absolute is above the {casing[k]:.4g} Pa that the "
                f"casing of '{pumps[k]}' takes."
            ),
        )
    for k in _rows(np.isnan(pressure)):
        yield k, "the shut-off pressure is not known: a pump of constant power has no shut-off head; enter it."


def _region(duties: pd.DataFrame, columns: dict[str, Array], machines: PumpMachines) -> Found:
    share, region = columns["best_efficiency_fraction"], columns["operating_region"]
    for k in _rows(region == OUTSIDE):
        yield k, f"the rated flow, {share[k]:.0%} of the best efficiency flow, is outside the allowable region."
    for k in _rows(region == BEYOND_PREFERRED):
        yield (
            k,
            (
                f"the rated flow is {share[k]:.0%} of the best efficiency flow, outside the preferred 70 to 120 %, and "
                "the allowable region is not known."
            ),
        )
    low, high = RATED_REGION
    inside = (region != OUTSIDE) & (region != BEYOND_PREFERRED)
    for k in _rows(inside & ((share < low) | (share > high))):
        yield k, f"the rated flow is {share[k]:.0%} of the best efficiency flow; API 610 wants 80 to 110 %."


def _minimum_flow(duties: pd.DataFrame, columns: dict[str, Array], machines: PumpMachines) -> Found:
    least, lowest = columns["minimum_continuous_flow"], numbers(duties, "minimum_flow")
    for k in _rows(lowest < least):
        yield (
            k,
            (
                f"the lowest flow of the process, {lowest[k]:.4g} m3/s, is below the minimum continuous flow of "
                f"{least[k]:.4g} m3/s: it needs a minimum flow line."
            ),
        )
    wanted = ~np.isnan(numbers(duties, "allowable_temperature_rise"))
    for k in _rows(wanted & np.isnan(columns["thermal_minimum_flow"])):
        rise = columns["temperature_rise"][k]
        yield k, f"the liquid is heated by {rise:.3g} K at the rated flow already, more than is allowed."


def _valve(duties: pd.DataFrame, columns: dict[str, Array], machines: PumpMachines) -> Found:
    share, least = columns["control_valve_authority"], numbers(duties, "minimum_valve_authority")
    for k in _rows(share < least):
        yield (
            k,
            (
                f"the control valve has {share[k]:.0%} of the friction of the system, less than "
                f"the {least[k]:.0%} that it must have to control."
            ),
        )
