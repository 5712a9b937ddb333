"""Extended periods by EPANET's own engine, and the same problem as our arrays."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tests.hydraulics.wntr_networks import minor_resistance, network_from_wntr
from workbench.hydraulics import (
    Condition,
    Control,
    LinkStatus,
    Network,
    Pattern,
    PatternUse,
    Schedule,
    Tank,
)

FOOT = 0.3048
FLOW_UNITS = {0: FOOT**3, 1: 3.785411784e-3 / 60.0, 5: 1e-3, 8: 1.0 / 3600.0}
"""m3/s of EPANET's flow units CFS, GPM, LPS, CMH; those of Net1 and Net3 are GPM."""


@dataclass(frozen=True)
class Period:
    """EPANET's answer at k times: heads (k, n) [m], flows (k, m) [m3/s]; by name."""

    times: list[int]
    nodes: list[str]
    links: list[str]
    head: np.ndarray
    flow: np.ndarray

    def at(self, names: tuple[str, ...], values: np.ndarray, known: list[str]) -> np.ndarray:
        """Columns in the order of `names`."""
        return values[:, [known.index(name) for name in names]]


def run_period(path: str | Path, folder: Path, hours: int, accuracy: float = 1e-8) -> Period:
    """EPANET's toolkit (owa-epanet) on a file, all its steps."""
    from epanet import toolkit as en

    project = en.createproject()
    en.open(project, str(path), str(folder / "engine.rpt"), str(folder / "engine.bin"))
    en.setoption(project, en.ACCURACY, accuracy)
    en.setoption(project, en.TRIALS, 200)
    en.settimeparam(project, en.DURATION, hours * 3600)
    metric = en.getflowunits(project) >= en.LPS
    length, flow_unit = (1.0 if metric else FOOT), FLOW_UNITS[en.getflowunits(project)]
    nodes = range(1, en.getcount(project, en.NODECOUNT) + 1)
    links = range(1, en.getcount(project, en.LINKCOUNT) + 1)
    times, head, flow = [], [], []
    en.openH(project)
    en.initH(project, en.NOSAVE)
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pressures below zero
            times.append(en.runH(project))
        head.append([en.getnodevalue(project, k, en.HEAD) * length for k in nodes])
        flow.append([en.getlinkvalue(project, k, en.FLOW) * flow_unit for k in links])
        if en.nextH(project) <= 0:
            break
    names = [en.getnodeid(project, k) for k in nodes], [en.getlinkid(project, k) for k in links]
    en.closeH(project)
    en.close(project)
    en.deleteproject(project)
    return Period(times, *names, np.array(head), np.array(flow))


def period_of(path: str | Path) -> tuple[Network, Schedule]:
    """The problem of an EPANET file, read by wntr, with EPANET's constants."""
    import wntr

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = wntr.network.WaterNetworkModel(str(path))
    network = network_from_wntr(model)
    pattern_number = {name: index for index, name in enumerate(model.pattern_name_list)}
    step, start = int(model.options.time.pattern_timestep), int(model.options.time.pattern_start)
    node = {name: k for k, name in enumerate(model.node_name_list)}
    link = {name: k for k, name in enumerate(model.link_name_list)}
    demands = [
        (node[name], entry.base_value * model.options.hydraulic.demand_multiplier, pattern_number[entry.pattern_name])
        for name, junction in model.junctions()
        for entry in junction.demand_timeseries_list
        if entry.pattern_name
    ]
    heads = [
        (node[name], one.head_timeseries.base_value, pattern_number[one.head_timeseries.pattern_name])
        for name, one in model.reservoirs()
        if one.head_timeseries.pattern_name is not None
    ]
    speeds = [
        (link[name], 1.0, pattern_number[pump.speed_pattern_name])
        for name, pump in model.pumps()
        if pump.speed_pattern_name is not None
    ]
    constant = network.demand.copy()
    constant[[place for place, _, _ in demands]] = 0.0  # every one of these has a pattern
    schedule = Schedule(
        tanks=[_tank(model, node[name], tank) for name, tank in model.tanks()],
        patterns=[Pattern(name, tuple(p.multipliers), step, start) for name, p in model.patterns()],
        demands=PatternUse.build(*zip(*demands, strict=True)),
        heads=PatternUse.build(*zip(*heads, strict=True)) if heads else PatternUse.build(),
        speeds=PatternUse.build(*zip(*speeds, strict=True)) if speeds else PatternUse.build(),
        controls=[_control(name, control, node, link) for name, control in model.controls()],
        clock_start=int(model.options.time.start_clocktime),
    )
    steady = network.fixed_head.copy()
    steady[[place for place, _, _ in heads]] = 0.0
    return replace(network, demand=constant, fixed_head=steady), schedule


def _tank(model: Any, node: int, tank: Any) -> Tank:
    curve = [] if tank.vol_curve is None else [tuple(point) for point in tank.vol_curve.points]
    return Tank(
        node,
        tank.init_level,
        tank.min_level,
        tank.max_level,
        diameter=None if curve else tank.diameter,
        volume_curve=curve,
        overflows=bool(tank.overflow),
    )


def _control(name: str, control: Any, node: dict[str, int], link: dict[str, int]) -> Control:
    condition, (action,) = control.condition, control.actions()
    target, attribute = action.target()
    values: dict[str, Any] = {"setting": float(action._value)}
    if attribute == "status":
        values = {"status": LinkStatus.CLOSED if int(action._value) == 0 else LinkStatus.OPEN}
    elif target.link_type == "Valve":
        values = {"setting": minor_resistance(float(action._value), target.diameter)}
    kind = type(condition).__name__
    if kind == "SimTimeCondition":
        return Control(name, link[target.name], Condition.AT_TIME, float(condition._threshold), **values)
    if kind == "TimeOfDayCondition":
        return Control(name, link[target.name], Condition.AT_CLOCK_TIME, float(condition._threshold), **values)
    source = condition._source_obj
    above = condition._relation.name in ("gt", "ge")
    return Control(
        name,
        link[target.name],
        Condition.ABOVE if above else Condition.BELOW,
        float(condition._threshold) + source.elevation,
        node=node[source.name],
        **values,
    )
