"""Valves and emitters of an EPANET model."""

from __future__ import annotations

import math
from typing import Any

from workbench.exchange.epanet_water import FOOT, PSI_PER_FOOT, is_us, pressure_of, unit_pressure
from workbench.units import STANDARD_ATMOSPHERE

__all__ = ["emitter_properties", "valve_component"]

_STATUS = {"Closed": "closed", "Open": "open"}


def valve_component(model: Any, valve: Any) -> tuple[str, dict[str, object]]:
    """Return type and properties of a valve; one with a head loss curve (GPV) is open or closed only.

    References
    ----------
    EPANET 2.2 User Manual, appendix C.2, [VALVES] and [STATUS].
    """
    status = valve.initial_status.name
    properties: dict[str, object] = {"diameter": float(valve.diameter), "loss_coefficient": float(valve.minor_loss)}
    held = _held(model, valve)
    if held:
        return "CONTROL_VALVE", properties | held | {"status": _STATUS.get(status, "active")}
    if valve.valve_type == "TCV" and status == "Active":
        properties["loss_coefficient"] = float(valve.initial_setting)
    return "VALVE", properties | {"status": "closed" if status == "Closed" else "open"}


def _held(model: Any, valve: Any) -> dict[str, object]:
    """Return what a valve controls and to what; nothing for one that controls nothing."""
    setting = float(valve.initial_setting) if valve.valve_type in ("PRV", "PSV", "PBV", "FCV") else math.nan
    if valve.valve_type == "PRV":
        return {"control": "downstream pressure", "setpoint": STANDARD_ATMOSPHERE + pressure_of(model, setting)}
    if valve.valve_type == "PSV":
        return {"control": "upstream pressure", "setpoint": STANDARD_ATMOSPHERE + pressure_of(model, setting)}
    if valve.valve_type == "PBV":
        return {"control": "pressure drop", "set_pressure_drop": pressure_of(model, setting)}
    if valve.valve_type == "FCV":
        return {"control": "flow", "set_flow": setting}
    return {}


def emitter_properties(model: Any, junction: Any) -> dict[str, object]:
    """Return the properties of the NOZZLE that the emitter of a junction is: its flow at a pressure of one.

    EPANET 2.2 lets an emitter draw in where the pressure is below that of the atmosphere; a nozzle does not.

    References
    ----------
    EPANET 2.2 User Manual, section 3.1, "Emitters": q = C p^n.
    """
    flow = float(junction.emitter_coefficient)
    if is_us(model):
        flow *= math.sqrt(FOOT / PSI_PER_FOOT)  # wntr makes it one per square root of metre, for any exponent
    return {
        "elevation": float(junction.elevation),
        "rated_flow": flow,
        "rated_pressure_drop": unit_pressure(model),
        "exponent": float(model.options.hydraulic.emitter_exponent),
    }
