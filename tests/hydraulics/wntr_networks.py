"""Arrays straight from a wntr model at time zero, for comparison with EPANET."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from workbench.hydraulics import FrictionLaw, LinkKind, Network, PumpCurve, PumpTable

FOOT = 0.3048
EPANET_GRAVITY = 32.2 * FOOT
EPANET_VISCOSITY = 1.1e-5 * FOOT**2
EPANET_WEIGHT = 62.4 * 4.4482216152605 / FOOT**3
"""Specific weight of EPANET [N/m3]: 0.15 % above that of 998.2 kg/m3, which its constant power pumps see."""


def minor_resistance(loss_coefficient: float, diameter: float) -> float:
    """R of ``h = R q|q|`` with the constant of EPANET, 0.02517 in feet and cubic feet a second."""
    return 0.02517 * loss_coefficient / (diameter / FOOT) ** 4 * FOOT / FOOT**6


def epanet_results(model: Any, folder: Path, *, controls: bool = False) -> Any:
    """EPANET's heads and flows at time zero, by wntr's simulator.

    Controls are taken out first, if they are not wanted: those that act at time zero open or shut links before the
    run. EPANET runs with an accuracy of 1e-6 instead of its usual 1e-3.
    """
    import wntr

    for name in [] if controls else list(model.control_name_list):
        model.remove_control(name)
    model.options.time.duration = 0
    model.options.hydraulic.accuracy = 1e-6
    model.options.hydraulic.trials = 200
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return wntr.sim.EpanetSimulator(model).run_sim(file_prefix=str(folder / "run"))


def network_from_wntr(model: Any) -> Network:
    """The hydraulic problem that EPANET solves at time zero, with EPANET's constants."""
    start = int(model.options.time.pattern_start)
    multiplier = model.options.hydraulic.demand_multiplier
    nodes = [model.get_node(name) for name in model.node_name_list]
    links = [model.get_link(name) for name in model.link_name_list]
    number = {name: index for index, name in enumerate(model.node_name_list)}
    fixed, head, elevation, demand = [], [], [], []
    for node in nodes:
        junction = node.node_type == "Junction"
        fixed.append(not junction)
        if junction:
            elevation.append(node.elevation)
            head.append(0.0)
            demand.append(node.demand_timeseries_list.at(start, multiplier=multiplier))
        elif node.node_type == "Tank":
            elevation.append(node.elevation)
            head.append(node.elevation + node.init_level)
            demand.append(0.0)
        else:
            head.append(node.head_timeseries.at(start))
            elevation.append(head[-1])
            demand.append(0.0)
    hazen = model.options.hydraulic.headloss == "H-W"
    values: dict[str, list[Any]] = {
        key: [] for key in ("kind", "closed", "one_way", "length", "diameter", "rough", "resistance", "setting")
    }
    pumps: dict[int, PumpCurve] = {}
    speeds: list[float] = []
    for index, link in enumerate(links):
        row: dict[str, Any] = {
            "kind": LinkKind.PIPE,
            "closed": str(link.initial_status) == "Closed",
            "one_way": False,
            "length": 1.0,
            "diameter": 1.0,
            "rough": 1.0,
            "resistance": 0.0,
            "setting": 0.0,
        }
        if link.link_type == "Pipe":
            row.update(length=link.length, diameter=link.diameter, rough=link.roughness, one_way=link.check_valve)
            row["resistance"] = minor_resistance(link.minor_loss, link.diameter)
        elif link.link_type == "Pump":
            row["kind"] = LinkKind.PUMP
            pumps[index] = pump_curve(link)
            speeds.append(link.base_speed)
        elif link.valve_type == "TCV":
            row["kind"] = LinkKind.RESISTANCE
            row["resistance"] = minor_resistance(link.initial_setting, link.diameter)
        else:
            assert link.valve_type == "PRV", link.valve_type
            row["kind"] = LinkKind.PRESSURE_REDUCING
            row["diameter"] = link.diameter
            row["resistance"] = minor_resistance(link.minor_loss, link.diameter)
            row["setting"] = link.initial_setting + link.end_node.elevation
        for key, value in row.items():
            values[key].append(value)
    rough = np.array(values.pop("rough"))
    data: dict[str, Any] = {
        "node_names": model.node_name_list,
        "elevation": elevation,
        "fixed": fixed,
        "fixed_head": head,
        "demand": demand,
        "link_names": model.link_name_list,
        "start": [number[link.start_node_name] for link in links],
        "end": [number[link.end_node_name] for link in links],
        "law": FrictionLaw.HAZEN_WILLIAMS if hazen else FrictionLaw.SWAMEE_JAIN,
        "roughness": 0.0 if hazen else rough,
        "hazen_williams_coefficient": rough if hazen else 1.0,
        "pumps": PumpTable.build(list(pumps), list(pumps.values()), speeds if pumps else 1.0),
        "kinematic_viscosity": EPANET_VISCOSITY,
        "density": EPANET_WEIGHT / EPANET_GRAVITY,
        "gravity": EPANET_GRAVITY,
    }
    return Network(**data, **values)


def pump_curve(pump: Any) -> PumpCurve:
    """EPANET's reading of a pump: one point, three points from zero flow, others in straight lines."""
    if pump.pump_type == "POWER":
        return PumpCurve.constant_power(pump.power, tag=pump.name)
    points = pump.get_pump_curve().points
    flow, head = [point[0] for point in points], [point[1] for point in points]
    if len(points) == 1:
        return PumpCurve.from_one_point(flow[0], head[0], tag=pump.name)
    if len(points) == 3 and flow[0] == 0.0:
        return PumpCurve.from_three_points(flow, head, tag=pump.name)
    return PumpCurve.piecewise_linear(flow, head, tag=pump.name)
