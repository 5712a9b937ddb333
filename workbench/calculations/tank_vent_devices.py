"""Vents of tanks: the opening that is needed, what an entered one passes, and what an engineer is warned of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.engineering.relief_loads.tank_fire import TABLE_AIR_TEMPERATURE
from workbench.engineering.relief_loads.vent_device import NORMAL_TEMPERATURE, required_vent_area, vent_flow
from workbench.equipment.behaviour import Array, numbers, refuse_row, require
from workbench.equipment.tank_vent import EDITIONS
from workbench.model.assumptions import Assumptions

__all__ = ["device_results", "vent_warnings"]

Rows = np.ndarray[tuple[int], np.dtype[np.bool_]]

# Of each kind of vent: what it has to pass, its opening, the pressure while it flows and what that is without it, the
# results.
_VENTS = (
    ("outbreathing", "pressure_vent_area", "venting_pressure", "design_pressure", "required_pressure_vent_area"),
    ("inbreathing", "vacuum_vent_area", "venting_vacuum", "design_vacuum", "required_vacuum_vent_area"),
    (
        "emergency_venting",
        "emergency_vent_area",
        "emergency_pressure",
        "design_pressure",
        "required_emergency_vent_area",
    ),
)


def device_results(
    frame: pd.DataFrame, results: pd.DataFrame, atmosphere: float, assumed: Assumptions
) -> dict[str, Array]:
    """Return required areas and rated flows; NaN where discharge coefficient or pressure are not known.

    Raises
    ------
    InputError
        A vent whose opening is entered without what its flow needs; a pressure on the wrong side of the atmosphere.
    """
    found: dict[str, Array] = {}
    coefficient = numbers(frame, "discharge_coefficient")
    for flow_name, area_name, own, design, required_name in _VENTS:
        flow, area = numbers(results, flow_name), numbers(frame, area_name)
        pressure = _pressure(frame, own, design, atmosphere, ~np.isnan(flow), assumed)
        entered = ~np.isnan(area)
        require(frame[entered], "discharge_coefficient", f"{area_name} is entered, so that its flow is calculated")
        missing = frame.assign(**{own: pressure})
        require(missing[entered], own, f"{area_name} is entered, and neither {own} nor {design} is given")
        known = ~np.isnan(coefficient) & ~np.isnan(pressure)
        # In-breathing is from the atmosphere into the tank, the others out of it.
        inward = flow_name == "inbreathing"
        ends = (np.full(len(frame), atmosphere), pressure) if inward else (pressure, np.full(len(frame), atmosphere))
        required, rated = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
        both = known & ~np.isnan(flow)
        air = _air_temperature(frame, flow_name)
        required[both] = required_vent_area(flow[both], coefficient[both], ends[0][both], ends[1][both], air[both])
        rows = known & entered
        rated[rows] = vent_flow(area[rows], coefficient[rows], ends[0][rows], ends[1][rows], air[rows])
        found |= {required_name: required, f"rated_{flow_name}": rated}
    return found


def _air_temperature(frame: pd.DataFrame, flow_name: str) -> Array:
    """Return the temperature of the air that a flow is counted in [K]: that of the equation it comes from."""
    by_table = (frame["edition"].map(EDITIONS) == "5").to_numpy(dtype=bool) | np.isnan(numbers(frame, "latent_heat"))
    fire = flow_name == "emergency_venting"
    return np.where(by_table & fire, TABLE_AIR_TEMPERATURE, NORMAL_TEMPERATURE)


def _pressure(
    frame: pd.DataFrame, own: str, design: str, atmosphere: float, asked: Rows, assumed: Assumptions
) -> Array:
    """Return the pressure in the tank while a vent passes its flow [Pa], NaN where neither is given."""
    entered, designed = numbers(frame, own), numbers(frame, design)
    asked = asked & ~np.isnan(numbers(frame, "discharge_coefficient"))
    used = asked & np.isnan(entered) & ~np.isnan(designed)
    words = f"{own.replace('_', ' ').capitalize()}: the {design.replace('_', ' ')}"
    assumed.note(frame.index[used], words, property=own)
    pressure: Array = np.where(np.isnan(entered), designed, entered)
    vacuum = own == "venting_vacuum"
    wrong = pressure >= atmosphere if vacuum else pressure <= atmosphere
    side = "below" if vacuum else "above"
    why = f"nothing flows unless the pressure in the tank is {side} the atmosphere, {atmosphere:g} Pa"
    refuse_row(frame, wrong & ~np.isnan(entered), own, pressure, "Pa", why, f"{side} {atmosphere:g} Pa")
    refuse_row(frame, wrong & asked, design, pressure, "Pa", f"{why}: enter {own}", f"{side} {atmosphere:g} Pa")
    return np.where(wrong, np.nan, pressure)


def vent_warnings(frame: pd.DataFrame, results: pd.DataFrame) -> list[dict[str, str]]:
    """Return what an engineer has to look at: vents that are too small, pressures beyond the design."""
    warnings = []
    for flow_name, area_name, own, design, _ in _VENTS:
        flow, rated = numbers(results, flow_name), numbers(results, f"rated_{flow_name}")
        for row in np.flatnonzero(rated < flow).tolist():
            text = (
                f"{area_name} passes {3600 * rated[row]:.4g} Nm3/h of the {3600 * flow[row]:.4g} Nm3/h that are needed."
            )
            warnings.append({"tag": str(frame.index[row]), "text": text})
        entered, limit = numbers(frame, own), numbers(frame, design)
        beyond = entered < limit if own == "venting_vacuum" else entered > limit
        for row in np.flatnonzero(beyond).tolist():
            text = f"{own} is {entered[row]:g} Pa, beyond the {design} of {limit[row]:g} Pa."
            warnings.append({"tag": str(frame.index[row]), "text": text})
    return warnings
