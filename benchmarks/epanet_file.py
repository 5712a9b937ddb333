"""Any liquid network as an EPANET input file, so that both programs solve the same problem."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.epanet import EPANET_CONSTANTS, LITRES
from tests.hydraulics.wntr_networks import EPANET_GRAVITY, EPANET_WEIGHT, minor_resistance
from workbench.hydraulics import FrictionLaw, LinkKind, Network, PumpForm

__all__ = ["as_epanet_has_it", "write_any_network"]

VALVES = {
    LinkKind.RESISTANCE: "TCV",
    LinkKind.PRESSURE_REDUCING: "PRV",
    LinkKind.PRESSURE_SUSTAINING: "PSV",
    LinkKind.FLOW_CONTROL: "FCV",
    LinkKind.PRESSURE_BREAKER: "PBV",
}
CURVE_POINTS = (0.0, 0.5, 0.8)
"""Shares of the largest flow at which three points give EPANET the power law of a pump."""

KILOWATT_TWICE = 0.7457
"""EPANET 2.3.5 divides the kilowatts of a file twice by those of a horsepower: seen in the head it computes."""


def as_epanet_has_it(network: Network) -> Network:
    """The network with EPANET's constants and friction factor, and straight lines for cubic pump curves."""
    pumps = network.pumps
    lines = int(PumpForm.PIECEWISE_LINEAR)
    form = np.where(pumps.form == PumpForm.MONOTONE_CUBIC, lines, pumps.form)
    constants = {**EPANET_CONSTANTS, "density": EPANET_WEIGHT / EPANET_GRAVITY}
    return replace(network, law=FrictionLaw.SWAMEE_JAIN, pumps=replace(pumps, form=form), **constants)


def write_any_network(network: Network, path: Path, accuracy: float = 1e-5, trials: int = 200) -> None:
    """Write the network; outflows become emitters of their start nodes, all of one exponent."""
    out = network.kind == LinkKind.OUTFLOW
    outside = np.zeros(network.node_count, dtype=bool)
    outside[network.end[out]] = True
    nodes = network.node_names
    lines = ["[JUNCTIONS]"]
    for i in np.flatnonzero(~network.fixed).tolist():
        lines.append(f"{nodes[i]} {float(network.elevation[i])!r} {float(LITRES * network.demand[i])!r}")
    lines.append("[RESERVOIRS]")
    lines += [f"{nodes[i]} {float(network.fixed_head[i])!r}" for i in np.flatnonzero(network.fixed & ~outside)]
    lines += [*_pipes(network), *_valves(network), *_pumps(network), "[EMITTERS]"]
    exponent = 0.5
    for k in np.flatnonzero(out).tolist():
        exponent = 1.0 / float(network.outflow_exponent[k])
        coefficient = LITRES * float(network.resistance[k]) ** -exponent
        lines.append(f"{nodes[network.start[k]]} {coefficient!r}")
    lines += ["[OPTIONS]", "UNITS LPS", "HEADLOSS D-W", "VISCOSITY 1.0", f"TRIALS {trials}", f"ACCURACY {accuracy:g}"]
    lines += [f"EMITTER EXPONENT {exponent!r}", "BACKFLOW ALLOWED NO", "UNBALANCED STOP", "[TIMES]", "DURATION 0"]
    lines += ["[REPORT]", "STATUS NO", "SUMMARY NO", "MESSAGES NO", "[END]"]
    path.write_text("\n".join(lines))


def _ends(network: Network, k: int) -> str:
    """Tag, start and end of a link."""
    names = network.node_names
    return f"{network.link_names[k]} {names[network.start[k]]} {names[network.end[k]]}"


def _pipes(network: Network) -> list[str]:
    """The section of pipes and check valves."""
    lines = ["[PIPES]"]
    for k in np.flatnonzero(network.kind == LinkKind.PIPE).tolist():
        length, diameter, roughness = (float(getattr(network, name)[k]) for name in ("length", "diameter", "roughness"))
        minor = float(network.resistance[k]) / minor_resistance(1.0, diameter)
        status = "CLOSED" if network.closed[k] else "CV" if network.one_way[k] else "OPEN"
        sizes = f"{length!r} {1000.0 * diameter!r} {1000.0 * roughness!r} {minor!r}"
        lines.append(f"{_ends(network, k)} {sizes} {status}")
    return lines


def _valves(network: Network) -> list[str]:
    """The section of valves; settings of pressure valves are pressures above the node they hold."""
    lines, closed = ["[VALVES]"], ["[STATUS]"]
    for k in np.flatnonzero(np.isin(network.kind, list(VALVES))).tolist():
        kind, diameter = LinkKind(network.kind[k]), float(network.diameter[k])
        loss_coefficient = float(network.resistance[k]) / minor_resistance(1.0, diameter)
        setting = float(network.setting[k])
        if kind == LinkKind.RESISTANCE:
            setting, loss_coefficient = loss_coefficient, 0.0
        elif kind == LinkKind.PRESSURE_REDUCING:
            setting -= float(network.elevation[network.end[k]])
        elif kind == LinkKind.PRESSURE_SUSTAINING:
            setting -= float(network.elevation[network.start[k]])
        elif kind == LinkKind.FLOW_CONTROL:
            setting *= LITRES
        lines.append(f"{_ends(network, k)} {1000.0 * diameter!r} {VALVES[kind]} {setting!r} {loss_coefficient!r}")
        if network.closed[k]:
            closed.append(f"{network.link_names[k]} CLOSED")
    return lines + closed


def _pumps(network: Network) -> list[str]:
    """The sections of pumps and curves."""
    pumps = network.pumps
    lines, curves = ["[PUMPS]"], ["[CURVES]"]
    for row, k in enumerate(pumps.link.tolist()):
        tag, speed = network.link_names[k], float(pumps.speed[row])
        if pumps.form[row] == PumpForm.CONSTANT_POWER:  # EPANET gives these pumps no speed
            kilowatt = speed**3 * float(pumps.power[row]) / 1000.0
            lines.append(f"{_ends(network, k)} POWER {KILOWATT_TWICE * kilowatt!r}")
            continue
        if pumps.form[row] == PumpForm.POWER_LAW:
            height, b, c = (float(getattr(pumps, name)[row]) for name in ("shutoff_head", "coefficient", "exponent"))
            largest = (height / b) ** (1.0 / c)
            points = [(share * largest, height * (1.0 - share**c)) for share in CURVE_POINTS]
        else:
            part = slice(pumps.offset[row], pumps.offset[row + 1])
            points = list(zip(pumps.curve_flow[part].tolist(), pumps.curve_head[part].tolist(), strict=True))
        lines.append(f"{_ends(network, k)} HEAD C-{tag} SPEED {speed!r}")
        curves += [f"C-{tag} {LITRES * flow!r} {head!r}" for flow, head in points]
    return lines + curves
