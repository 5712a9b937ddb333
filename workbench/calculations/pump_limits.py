"""Within what a pump runs: shut-off pressure, minimum flow, operating region, specific speeds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calculations.pump_lines import PumpLines
from workbench.calculations.pump_liquids import PumpLiquids
from workbench.calculations.pump_machine import PumpMachines
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.pumps.minimum_flow import (
    flow_at_temperature_rise,
    minimum_flow_at_constant_power,
    temperature_rise,
)
from workbench.engineering.pumps.operating_region import operating_region
from workbench.engineering.pumps.specific_speed import SPECIFIC_SPEED_UNITS, specific_speed, suction_specific_speed
from workbench.equipment.behaviour import Array, numbers
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions

__all__ = ["minimum_flow_columns", "region_columns", "shutoff_columns", "specific_speed_columns"]

Columns = dict[str, Array]


def shutoff_columns(duties: pd.DataFrame, lines: PumpLines, liquids: PumpLiquids, machines: PumpMachines) -> Columns:
    """Return the head at no flow, and the pressure that it makes of the highest pressure before the pump.

    Absent for a pump of constant power whose shut-off head is not entered.
    """
    entered = numbers(duties, "pump_shutoff_head")
    nothing = np.zeros(len(duties))
    head = np.where(machines.has_curve, machines.head_at(nothing), np.nan)
    head = np.where(np.isnan(entered), head, entered)
    densest = np.maximum(liquids.density, liquids.hot_density)
    return {
        "maximum_suction_pressure": lines.maximum_suction_pressure,
        "shutoff_head": head,
        "shutoff_pressure": lines.maximum_suction_pressure + densest * STANDARD_GRAVITY * head,
    }


def minimum_flow_columns(
    duties: pd.DataFrame,
    rated: Columns,
    lines: PumpLines,
    liquids: PumpLiquids,
    machines: PumpMachines,
    assumed: Assumptions,
) -> Columns:
    """Return the temperature rise at the rated flow, and the least flows by temperature and by what the maker says.

    Raises
    ------
    InputError
        An allowable temperature rise of a liquid whose heat capacity nobody gives.
    """
    allowed, capacity = numbers(duties, "allowable_temperature_rise"), liquids.heat_capacity
    lacking = np.flatnonzero(~np.isnan(allowed) & np.isnan(capacity))
    if lacking.size:
        tag = str(duties.index[lacking[0]])
        why = "the minimum flow by temperature rise needs it; give it, or a FLUID that has a liquid_heat_capacity"
        raise InputError(f"{tag}.heat_capacity is missing: {why}.", path=(tag, "heat_capacity"), expected=why)
    rise = np.full(len(duties), np.nan)
    known = ~np.isnan(capacity)
    rise[known] = temperature_rise(lines.differential_head[known], rated["efficiency"][known], capacity[known])
    thermal = np.full(len(duties), np.nan)
    wanted = ~np.isnan(allowed)
    # An entered efficiency may stand where the curve does not reach: then it says nothing of the flows below either.
    by_curve = wanted & machines.has_curve & (machines.efficiency_at(numbers(duties, "rated_flow")) > 0.0)
    rows = np.flatnonzero(by_curve)
    if rows.size:
        thermal[rows] = _by_curves(duties, machines.take(rows), capacity[rows], allowed[rows], rows)
    flat = np.flatnonzero(wanted & ~by_curve)
    words = (
        "Minimum flow by temperature rise: with shaft power and head of the rated point, no efficiency curve is there"
    )
    assumed.note(duties.index[flat].tolist(), words)
    thermal[flat] = minimum_flow_at_constant_power(
        rated["shaft_power"][flat], lines.differential_head[flat], liquids.density[flat], capacity[flat], allowed[flat]
    )
    stable = numbers(machines.frame, "minimum_stable_flow") * machines.speed
    return {
        "temperature_rise": rise,
        "thermal_minimum_flow": thermal,
        "minimum_continuous_flow": np.fmax(thermal, stable),
    }


def _by_curves(duties: pd.DataFrame, machines: PumpMachines, capacity: Array, allowed: Array, rows: Array) -> Array:
    """Return the flows at which the liquid is heated by as much as is allowed, on the curves of the pumps."""

    def rise_at(flow: Array) -> Array:
        head, eta = machines.head_at(flow), machines.efficiency_at(flow)
        with np.errstate(divide="ignore", invalid="ignore"):
            rise = STANDARD_GRAVITY * np.maximum(head, 0.0) * (1.0 / eta - 1.0) / capacity
        return np.where(eta > 0.0, rise, np.inf)

    first = machines.efficiency.first_flow * machines.speed * machines.viscous.flow
    rated = numbers(duties, "rated_flow")[rows]
    return flow_at_temperature_rise(rise_at, np.minimum(first, rated), rated, allowed)


def region_columns(duties: pd.DataFrame, machines: PumpMachines) -> Columns:
    """Return the best efficiency flow with the liquid, and where the rated flow is in relation to it."""
    flow, best = numbers(duties, "rated_flow"), machines.best_efficiency_flow * machines.viscous.flow
    known = ~np.isnan(best)
    region = np.full(len(duties), None, dtype=object)
    lowest, highest = (
        numbers(machines.frame, name) * machines.speed for name in ("minimum_stable_flow", "maximum_allowable_flow")
    )
    region[known] = operating_region(flow[known], best[known], lowest[known], highest[known])
    return {"best_efficiency_flow": best, "best_efficiency_fraction": flow / best, "operating_region": region}


def specific_speed_columns(
    duties: pd.DataFrame,
    rated: Columns,
    lines: PumpLines,
    machines: PumpMachines,
    stages: Array,
    assumed: Assumptions,
) -> Columns:
    """Return the specific speeds at the best efficiency point with water, or at the rated point where none is known."""
    best = machines.best_efficiency_flow
    speed = machines.rotational_speed
    at_best = ~np.isnan(best) & machines.has_curve
    flow = np.where(at_best, best, numbers(duties, "rated_flow"))
    head = np.where(at_best, machines.water_head_at(flow), lines.differential_head)
    required = np.where(at_best, machines.npsh_required_at(flow), rated["npsh_required"])
    words = "Specific speeds: at the rated point, the best efficiency point of the pump is not known"
    assumed.note(duties.index[~at_best & ~np.isnan(speed)].tolist(), words)
    eyes = numbers(machines.frame, "impeller_eyes")
    assumed.note(duties.index[np.isnan(eyes) & ~np.isnan(speed)].tolist(), "Eyes of the first impeller: 1")
    eyes = np.where(np.isnan(eyes), 1.0, eyes)
    columns: Columns = {
        "specific_speed_flow": flow,
        "specific_speed_head": head,
        "specific_speed_npsh_required": required,
    }
    with np.errstate(invalid="ignore"):
        turns, sucks = ~np.isnan(speed) & (head > 0.0), ~np.isnan(speed) & (required > 0.0)
    for units, suffix in (("SI", ""), ("US", "_us")):
        assert units in SPECIFIC_SPEED_UNITS
        whole, suction = np.full(len(duties), np.nan), np.full(len(duties), np.nan)
        whole[turns] = specific_speed(flow[turns], head[turns], speed[turns], stages=stages[turns], units=units)
        suction[sucks] = suction_specific_speed(
            flow[sucks], required[sucks], speed[sucks], eyes=eyes[sucks], units=units
        )
        columns |= {f"specific_speed{suffix}": whole, f"suction_specific_speed{suffix}": suction}
    return columns
