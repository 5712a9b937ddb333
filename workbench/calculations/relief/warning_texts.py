"""What an engineer is told of relief valves, their scenarios and their lines."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calculations.relief.causes import Loads
from workbench.calculations.relief.conditions import Conditions
from workbench.calculations.relief.scenarios import Scenarios
from workbench.calculations.relief.sizing import Sizing
from workbench.engineering.relief.back_pressure import built_up_limit
from workbench.equipment.behaviour import Array
from workbench.equipment.pressure_safety_valve import INLET_LOSS_LIMIT

__all__ = ["Warnings", "line_warnings", "scenario_warnings", "valve_warnings"]

CHATTER = 0.25
"""Share of the orifice below which a valve is far too large and may chatter."""
FAST = 0.5
"""Mach number in the outlet above which an engineer is told."""
_ROUNDING = 1e-9
Warnings = list[dict[str, str]]


def valve_warnings(valves: pd.DataFrame, results: pd.DataFrame) -> Warnings:
    """Return what an engineer has to look at in the results of valves."""
    found: Warnings = []
    for tag in valves.index[~valves.index.isin(results.index)]:
        found.append({"tag": str(tag), "text": f"'{tag}' has no applicable scenario: nothing is calculated for it."})
    for tag, row in results.iterrows():
        texts = []
        if row["area_utilisation"] > 1.0:
            texts.append(
                f"is too small: {row['required_area'] * 1e6:.0f} mm2 are needed, orifice {row['selected_orifice']} "
                f"has {row['orifice_area'] * 1e6:.0f} mm2"
            )
        if row["relief_load"] == 0.0:
            texts.append("has nothing to relieve: the load of its governing scenario is zero")
        elif row["area_utilisation"] < CHATTER:
            texts.append(f"needs {row['area_utilisation']:.0%} of its orifice only, and may chatter")
        if row["inlet_loss_fraction"] > INLET_LOSS_LIMIT:
            texts.append(
                f"loses {row['inlet_loss_fraction']:.1%} of its set pressure in its inlet line, above "
                f"{INLET_LOSS_LIMIT:.0%}"
            )
        if row["built_up_back_pressure_fraction"] > row["built_up_back_pressure_limit"]:
            texts.append(
                f"has a built-up back pressure of {row['built_up_back_pressure_fraction']:.1%} of its set pressure, "
                f"above {row['built_up_back_pressure_limit']:.0%}"
            )
        if row["outlet_mach_number"] >= 1.0:
            texts.append(_sonic(row))
        elif row["outlet_mach_number"] > FAST:
            texts.append(f"has a Mach number of {row['outlet_mach_number']:.2f} in its outlet, above {FAST:g}")
        found += [{"tag": str(tag), "text": f"'{tag}' {text}."} for text in texts]
    return found


def _sonic(row: pd.Series) -> str:
    # In the test of its capacity a valve discharges openly, whatever the pressure in its outlet is then.
    pressure, behind = row["outlet_flange_pressure"], row["total_back_pressure"]
    return (
        f"leaves its outlet at the speed of sound: {pressure:g} Pa in the flange, {behind:g} Pa behind it. The "
        "difference is not counted as built-up back pressure; ask its maker whether it lifts fully against it"
    )


def scenario_warnings(scenarios: Scenarios, conditions: Conditions, loads: Loads, sizing: Sizing) -> Warnings:
    """Return what an engineer has to look at in scenarios."""
    found: Warnings = []
    flashes = np.flatnonzero(conditions.vapour_pressure > sizing.back_pressure)
    for k in flashes.tolist():
        text = (
            f"'{scenarios.tags[k]}' is sized as a liquid that does not flash, and its vapour pressure of "
            f"{conditions.vapour_pressure[k]:g} Pa is above the back pressure of {sizing.back_pressure[k]:g} Pa: "
            "take the phase 'two-phase'."
        )
        found.append({"tag": str(scenarios.tags[k]), "text": text})
    for k in np.flatnonzero(loads.area == 0.0).tolist():
        text = f"'{scenarios.tags[k]}': no wall is in the fire, which reaches up to 7.6 m above grade."
        found.append({"tag": str(scenarios.tags[k]), "text": text})
    for k in np.flatnonzero(scenarios.overpressure > scenarios.highest_overpressure * (1.0 + _ROUNDING)).tolist():
        text = (
            f"'{scenarios.tags[k]}' relieves at an overpressure of {scenarios.overpressure[k]:.1%}, above the "
            f"{scenarios.highest_overpressure[k]:.1%} that the rules allow."
        )
        found.append({"tag": str(scenarios.tags[k]), "text": text})
    return found


def line_warnings(scenarios: Scenarios, rows: Array, inlet_loss: Array, built_up: Array) -> Warnings:
    """Return which of the scenarios `rows`, which do not govern the area, ask too much of the lines; losses in [Pa]."""
    found: Warnings = []
    gauge = scenarios.gauge_set_pressure
    loss, built_up = inlet_loss / gauge, built_up / gauge
    design = scenarios.valves["design"].fillna("conventional").tolist()
    for k in rows[(loss[rows] > INLET_LOSS_LIMIT) | (built_up[rows] > 0.0)].tolist():
        tag = str(scenarios.tags[k])
        limit = built_up_limit(str(design[k]), scenarios.overpressure[k])
        if loss[k] > INLET_LOSS_LIMIT:
            text = f"a loss of {loss[k]:.1%} of the set pressure in the inlet line, above {INLET_LOSS_LIMIT:.0%}"
            found.append({"tag": tag, "text": f"'{tag}' makes {text}."})
        if built_up[k] > limit:
            text = f"a built-up back pressure of {built_up[k]:.1%} of the set pressure, above {limit:.0%}"
            found.append({"tag": tag, "text": f"'{tag}' makes {text}."})
    return found
