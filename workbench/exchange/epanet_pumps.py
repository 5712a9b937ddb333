"""Pumps of an EPANET model: curve forms, speed and status as EPANET reads them."""

from __future__ import annotations

from typing import Any

from workbench.exchange.epanet_time import multiplier_at_start

__all__ = ["efficiency_points", "pump_properties", "speed_at_start"]


def pump_properties(model: Any, pump: Any) -> dict[str, object]:
    """Return the properties of a PUMP.

    A head curve of one point, and one of three points of which the first is at zero flow, is a power law;
    any other is straight lines between its points.

    References
    ----------
    EPANET 2.2 User Manual, section 3.1, "Pumps", and appendix C.2, [PUMPS] and [STATUS].
    """
    speed = speed_at_start(model, pump)
    properties: dict[str, object] = {"speed": speed, "status": "on" if _is_running(pump) else "off"}
    if pump.pump_type == "POWER":
        properties["power"] = float(pump.power)
    else:
        points = [[float(flow), float(head)] for flow, head in pump.get_pump_curve().points]
        is_power_law = len(points) == 1 or (len(points) == 3 and points[0][0] == 0.0)
        properties |= {"curve": points, "curve_form": "power law" if is_power_law else "piecewise linear"}
    efficiency = efficiency_points(model, pump)
    if len(efficiency) > 1:
        properties["efficiency_curve"] = efficiency
    return properties


def efficiency_points(model: Any, pump: Any) -> list[list[float]]:
    """Return flow [m3/s] and efficiency [fraction] of a pump's own efficiency curve; EPANET has percent."""
    if pump.efficiency_curve_name is None:
        return []
    points = model.get_curve(pump.efficiency_curve_name).points
    return [[float(flow), float(percent) / 100.0] for flow, percent in points]


def speed_at_start(model: Any, pump: Any) -> float:
    """Return the speed ratio at time zero.

    A pattern does not multiply the speed but replaces it, and a number in [STATUS] replaces the one of [PUMPS]
    (``demands`` in hydraul.c and ``changestatus`` in input2.c of EPANET 2.2).
    """
    if pump.speed_pattern_name is not None:
        return multiplier_at_start(model, pump.speed_pattern_name)
    setting = pump.initial_setting
    return float(pump.base_speed if setting is None else setting)


def _is_running(pump: Any) -> bool:
    # A speed pattern switches the pump by its value: above zero on, whatever its initial status.
    return pump.speed_pattern_name is not None or pump.initial_status.name != "Closed"
