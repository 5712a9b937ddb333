"""Suction, power and motor of pump duties at the rated flow."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calculations.pump_lines import PumpLines
from workbench.calculations.pump_liquids import PumpLiquids
from workbench.calculations.pump_machine import PumpMachines
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.pumps.motor import HORSEPOWER, api_610_margin, select_motor
from workbench.engineering.pumps.performance import (
    hydraulic_power,
    net_positive_suction_head_available,
    shaft_power,
)
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.pump_duty import IEC, NEMA
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions

__all__ = ["motor_columns", "npsh_columns", "power_columns"]

EDITION = "11"
PLACES = 41
"""Along the curves, where the power is looked at."""

Columns = dict[str, Array]


def npsh_columns(duties: pd.DataFrame, lines: PumpLines, liquids: PumpLiquids, machines: PumpMachines) -> Columns:
    """Return NPSH available, required, and what is between them.

    Raises
    ------
    InputError
        A duty whose NPSH required nobody gives at the rated flow.
    """
    flow = numbers(duties, "rated_flow")
    required = _at_rated_flow(duties, "pump_npsh_required", machines.npsh_required_at(flow), "npsh_required_curve")
    available = np.asarray(
        net_positive_suction_head_available(
            lines.minimum_suction_pressure, liquids.hot_vapour_pressure, liquids.hot_density
        )
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(required > 0.0, available / required, np.nan)
    return {
        "minimum_suction_pressure": lines.minimum_suction_pressure,
        "npsh_available": available,
        "npsh_required": required,
        "npsh_margin": available - required,
        "npsh_ratio": ratio,
    }


def power_columns(duties: pd.DataFrame, lines: PumpLines, liquids: PumpLiquids, machines: PumpMachines) -> Columns:
    """Return efficiency, power given to the liquid and power at the shaft.

    Raises
    ------
    InputError
        A duty whose efficiency nobody gives at the rated flow; a system that drives the pump.
    """
    flow = numbers(duties, "rated_flow")
    entered = numbers(duties, "pump_efficiency") * machines.viscous.efficiency
    curve = machines.efficiency_at(flow)
    efficiency = _at_rated_flow(duties.assign(pump_efficiency=entered), "pump_efficiency", curve, "efficiency_curve")
    for bad, what in ((efficiency <= 0.0, "efficiency"), (lines.differential_head <= 0.0, "differential head")):
        if bad.any():
            k = int(np.flatnonzero(bad)[0])
            tag = str(duties.index[k])
            value = float(efficiency[k] if what == "efficiency" else lines.differential_head[k])
            unit = "" if what == "efficiency" else "m"
            raise InputError(
                f"{tag}: the {what} at the rated flow is {value:.4g} {unit}".rstrip() + "; it must be above zero for a "
                "pump to have work to do.",
                path=(tag, "rated_flow"),
                value=value,
                unit=unit,
                expected="above zero",
            )
    to_liquid = np.asarray(hydraulic_power(flow, lines.differential_head, liquids.density))
    on_curve = STANDARD_GRAVITY * liquids.density * flow * machines.head_at(flow) / efficiency
    return {
        "efficiency": efficiency,
        "hydraulic_power": to_liquid,
        "shaft_power": np.asarray(shaft_power(to_liquid, efficiency)),
        "curve_shaft_power": on_curve,
        "largest_shaft_power": _largest_power(liquids, machines),
    }


def _largest_power(liquids: PumpLiquids, machines: PumpMachines) -> Array:
    """Return the largest shaft power where both head and efficiency have a curve, absent elsewhere."""
    factor = machines.speed * machines.viscous.flow
    ends = [factor * end for end in (machines.efficiency.first_flow, machines.efficiency.last_flow)]
    last = np.where(machines.has_curve, np.minimum(ends[1], machines.last_flow), np.nan)
    largest = np.full(len(last), np.nan)
    for share in np.linspace(0.0, 1.0, PLACES).tolist():
        flow = np.minimum(ends[0] + share * (last - ends[0]), last)
        rows = ~np.isnan(flow)
        at = np.where(rows, flow, 0.0)
        head, efficiency = machines.head_at(at), machines.efficiency_at(at)
        rows &= efficiency > 0.0
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            power = STANDARD_GRAVITY * liquids.density * at * np.maximum(head, 0.0) / efficiency
        largest = np.where(rows, np.fmax(largest, power), largest)
    return largest


def motor_columns(duties: pd.DataFrame, machines: PumpMachines, power: Array, assumed: Assumptions) -> Columns:
    """Return rating and margin of the motors: those that the pumps have, or the smallest that will do."""
    own = numbers(machines.frame, "motor_power")
    standards, editions = duties["motor_standard"], duties["api_610_edition"]
    chosen = np.isnan(own)
    assumed.note(duties.index[chosen & standards.isna().to_numpy()].tolist(), f"Ratings of motors: {IEC}")
    assumed.note(duties.index[editions.isna().to_numpy()].tolist(), f"Margins of motors: API 610, {EDITION}th edition")
    rating, margin = own.copy(), np.full(len(duties), np.nan)
    names = np.full(len(duties), None, dtype=object)
    keys = pd.DataFrame(
        {"standard": standards.fillna(IEC).astype(str), "edition": editions.fillna(EDITION).astype(str)}
    )
    for standard, edition in keys.drop_duplicates().itertuples(index=False, name=None):
        rows = ((keys["standard"] == standard) & (keys["edition"] == edition)).to_numpy(dtype=bool)
        wanted = rows & chosen
        rating[wanted] = select_motor(power[wanted], standard, edition)
        known = rows & ~np.isnan(rating)
        margin[known] = api_610_margin(rating[known], edition)
        # Beyond the largest standard rating the margin is that of large motors.
        margin[rows & ~known] = api_610_margin(1e9, edition)
        names[wanted & known] = [_called(watts, standard) for watts in rating[wanted & known].tolist()]
    names[~chosen] = [_called(watts, "") for watts in own[~chosen].tolist()]
    return {
        "motor_margin": margin,
        "required_motor_power": margin * power,
        "motor_rating": rating,
        "motor": names,
    }


def _called(watts: float, standard: str) -> str:
    if standard == NEMA:
        return f"{watts / HORSEPOWER:.4g} hp {NEMA}"
    return f"{watts / 1e3:.4g} kW {standard}".rstrip()


def _at_rated_flow(duties: pd.DataFrame, name: str, from_curve: Array, curve: str) -> Array:
    """Return what is entered, or else read from the curve of the pump."""
    entered = numbers(duties, name)
    values = np.where(np.isnan(entered), from_curve, entered)
    missing = np.flatnonzero(np.isnan(values))
    if missing.size:
        k = missing[0]
        tag, pump, flow = str(duties.index[k]), str(duties["pump"].iloc[k]), numbers(duties, "rated_flow")[k]
        why = f"'{pump}' has no {curve} that reaches the rated flow of {flow:.4g} m3/s"
        raise InputError(
            f"{tag}.{name} is missing, and {why}: give one of them.",
            path=(tag, name),
            value=float(flow),
            unit="m3/s",
            expected=f"{name} of the duty, or {curve} of the pump",
        )
    return values
