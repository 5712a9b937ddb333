"""Whether heads and flows solve a network, by numpy alone: every law and every valve's condition written anew.

Nothing of `workbench.hydraulics` is used but the names of the kinds, so that an error of the solver cannot hide.
The mending of laws at rest is part of the product (see `workbench.hydraulics.headloss`) and is repeated here.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import networkx
import numpy as np

from workbench.hydraulics import FrictionLaw, LinkKind, Network, PumpForm

__all__ = ["Verdict", "can_be_supplied", "head_losses", "judge"]

MASS_SHARE, ENERGY_SHARE = 1e-9, 1e-8


def colebrook(reynolds: np.ndarray, relative_roughness: np.ndarray) -> np.ndarray:
    """Darcy friction factor by bisection of ``x = -2 log10(e/3.7 + 2.51 x / Re)`` for x = 1/sqrt(f)."""
    low, high = np.full(reynolds.size, 1e-3), np.full(reynolds.size, 100.0)
    for _ in range(70):
        x = 0.5 * (low + high)
        above = x + 2.0 * np.log10(relative_roughness / 3.7 + 2.51 * x / reynolds) > 0.0
        low, high = np.where(above, low, x), np.where(above, x, high)
    return (0.5 * (low + high)) ** -2.0


def swamee_jain(reynolds: np.ndarray, relative_roughness: np.ndarray) -> np.ndarray:
    """EPANET's factor: Swamee and Jain from Re 4000, Dunlop's cubic below; EPANET 2.2 User Manual, section 12.1."""
    turbulent = 0.25 / np.log10(relative_roughness / 3.7 + 5.74 / np.maximum(reynolds, 4000.0) ** 0.9) ** 2
    y2 = relative_roughness / 3.7 + 5.74 / 4000.0**0.9
    y3 = -2.0 / np.log(10.0) * np.log(y2)
    fa, r = y3**-2.0, reynolds / 2000.0
    fb = fa * (2.0 - 1.8 * 2.0 / np.log(10.0) * 5.74 / 4000.0**0.9 / (y2 * y3))
    x1, x2 = 7.0 * fa - fb, 0.128 - 17.0 * fa + 2.5 * fb
    x3, x4 = -0.128 + 13.0 * fa - 2.0 * fb, r * (0.032 - 3.0 * fa + 0.5 * fb)
    return np.where(reynolds >= 4000.0, turbulent, x1 + r * (x2 + r * (x3 + x4)))


def darcy_weisbach(network: Network, k: np.ndarray, size: np.ndarray, law: FrictionLaw) -> np.ndarray:
    """Friction loss of pipes k at flows without sign [m]."""
    diameter = network.diameter[k]
    area = 0.25 * np.pi * diameter**2
    velocity = size / area
    reynolds = velocity * diameter / network.kinematic_viscosity
    loss = network.length[k] / diameter * velocity**2 / (2.0 * network.gravity)
    poiseuille = 32.0 * network.kinematic_viscosity * network.length[k] * velocity / (network.gravity * diameter**2)
    bounded, relative_roughness = np.maximum(reynolds, 2000.0), network.roughness[k] / diameter
    if law == FrictionLaw.SWAMEE_JAIN:
        return np.where(reynolds > 2000.0, swamee_jain(bounded, relative_roughness) * loss, poiseuille)
    share = np.clip((reynolds - 2000.0) / 2000.0, 0.0, 1.0)
    weight = share**2 * (3.0 - 2.0 * share)
    return poiseuille + weight * (colebrook(bounded, relative_roughness) * loss - poiseuille)


def pump_head(network: Network, row: int, flow: float) -> float:
    """Head of a pump by its curve and the affinity laws [m]."""
    pumps = network.pumps
    speed, form = pumps.speed[row], pumps.form[row]
    q = flow / speed
    if form == PumpForm.POWER_LAW:
        height, b, c = pumps.shutoff_head[row], pumps.coefficient[row], pumps.exponent[row]
        least = 1e-5 * (height / b) ** (1.0 / c)
        return float(speed**2 * (height - (b * q**c if q > least else b * least ** (c - 1.0) * q)))
    if form == PumpForm.CONSTANT_POWER:
        return float(speed**3 * pumps.power[row] / (network.density * network.gravity * flow)) if flow > 0 else np.inf
    points = slice(pumps.offset[row], pumps.offset[row + 1])
    x, y, slope = pumps.curve_flow[points], pumps.curve_head[points], pumps.curve_slope[points]
    k = int(np.clip(np.searchsorted(x, q) - 1, 0, x.size - 2))
    width, t = x[k + 1] - x[k], (q - x[k]) / (x[k + 1] - x[k])
    if form == PumpForm.PIECEWISE_LINEAR or not x[0] < q < x[-1]:
        return float(speed**2 * (y[k] + t * (y[k + 1] - y[k])))
    hermite = (2 * t**3 - 3 * t**2 + 1) * y[k] + (3 * t**2 - 2 * t**3) * y[k + 1]
    hermite += width * ((t**3 - 2 * t**2 + t) * slope[k] + (t**3 - t**2) * slope[k + 1])
    return float(speed**2 * hermite)


def head_losses(network: Network, flow: np.ndarray) -> np.ndarray:
    """Loss of every link at its flow [m]; of a pressure valve and a flow control valve that fully open."""
    size, kind = np.abs(flow), network.kind
    fitting = network.linear_resistance * size + network.resistance * size**2
    loss = np.where(kind == LinkKind.PIPE, fitting, fitting + 1e-6 * size)
    for law in (FrictionLaw.DARCY_WEISBACH, FrictionLaw.SWAMEE_JAIN):
        k = np.flatnonzero((kind == LinkKind.PIPE) & (network.law == law))
        loss[k] += darcy_weisbach(network, k, size[k], law)
    for law, power in ((FrictionLaw.HAZEN_WILLIAMS, 1.852), (FrictionLaw.CHEZY_MANNING, 2.0)):
        k = np.flatnonzero((kind == LinkKind.PIPE) & (network.law == law))
        loss[k] += mended(network, k, size[k], power)
    breaks = kind == LinkKind.PRESSURE_BREAKER
    loss[breaks] = np.maximum(fitting, network.setting)[breaks] + 1e-6 * size[breaks]
    out = kind == LinkKind.OUTFLOW
    exponent = network.outflow_exponent[out]
    least = 1e-5 * (10.0 / network.resistance[out]) ** (1.0 / exponent)
    chord = network.resistance[out] * least ** (exponent - 1.0) * size[out]
    loss[out] = np.where(size[out] > least, network.resistance[out] * size[out] ** exponent, chord)
    loss = np.where(breaks, loss, np.sign(flow) * loss)
    for row, k in enumerate(network.pumps.link.tolist()):
        loss[k] = -pump_head(network, row, max(float(flow[k]), 0.0))
    return loss


def mended(network: Network, k: np.ndarray, size: np.ndarray, power: float) -> np.ndarray:
    """Hazen-Williams or Chezy-Manning, an odd cubic of the same value and slope below 1e-4 m/s."""
    diameter, length = network.diameter[k], network.length[k]
    area = 0.25 * np.pi * diameter**2
    if power == 2.0:
        friction = network.manning_coefficient[k] ** 2 * length / (area**2 * (0.25 * diameter) ** (4.0 / 3.0))
    else:
        # EPANET's 4.727 ft^(4.871)/cfs^1.852 in metres
        friction = 4.727 * 0.3048 ** (4.871 - 3.0 * 1.852) * length * diameter**-4.871
        friction /= network.hazen_williams_coefficient[k] ** 1.852
    edge = 1e-4 * area
    share = size / edge
    cubic = friction * edge**power * (0.5 * (3.0 - power) * share + 0.5 * (power - 1.0) * share**3)
    return np.where(share < 1.0, cubic, friction * size**power)


@dataclass
class Verdict:
    """What is wrong with an answer: complaints, and the residuals as shares of the largest flow and head."""

    complaints: list[str]
    mass: float
    energy: float


def judge(
    network: Network,
    head: np.ndarray,
    flow: np.ndarray,
    isolated: np.ndarray,
    mass_share: float = MASS_SHARE,
    energy_share: float = ENERGY_SHARE,
) -> Verdict:
    """Check mass, energy and the condition of every element.

    Flows count as equal within `mass_share` of the largest flow, heads within `energy_share` of the largest.
    """
    if not (np.isfinite(head).all() and np.isfinite(flow).all()):
        return Verdict(["not a number"], np.inf, np.inf)
    known = ~isolated
    largest_flow = max(np.abs(flow).max(initial=0.0), np.abs(network.demand[~network.fixed]).max(initial=0.0), 1e-9)
    largest_head = max(np.abs(head[known]).max(initial=0.0), np.ptp(head[known]) if known.any() else 0.0, 1e-3)
    small_flow, small_head = mass_share * largest_flow, energy_share * largest_head
    complaints = []
    balance = np.bincount(network.end, flow, network.node_count) - np.bincount(network.start, flow, network.node_count)
    wrong = np.abs(np.where(network.fixed, 0.0, balance - network.demand))
    if wrong.max() > small_flow:
        complaints.append(f"mass at {network.node_names[int(wrong.argmax())]}: {wrong.max():.3g}")
    loss, at_rest = head_losses(network, flow), head_losses(network, np.zeros_like(flow))
    difference = head[network.start] - head[network.end]
    worst = 0.0
    for k in range(network.link_count):
        live = known[network.start[k]] and known[network.end[k]]
        complaint, miss = _link(network, k, flow[k], difference[k], loss[k], at_rest[k], head, small_flow, small_head)
        if not live:
            complaint, miss = ("" if abs(flow[k]) <= small_flow else "flow in an isolated part"), 0.0
        worst = max(worst, miss)
        if complaint:
            complaints.append(f"{network.link_names[k]} ({LinkKind(network.kind[k]).name}): {complaint}")
    return Verdict(complaints, wrong.max() / largest_flow, worst / largest_head)


def _link(
    network: Network,
    k: int,
    q: float,
    difference: float,
    loss: float,
    rest: float,
    head: np.ndarray,
    small_flow: float,
    small_head: float,
) -> tuple[str, float]:
    """The complaint about one link, if any, and by how much its energy balance misses [m]."""  # fmt: skip
    kind = network.kind[k]
    holds = kind in (LinkKind.PRESSURE_REDUCING, LinkKind.PRESSURE_SUSTAINING)
    backwards = kind in (LinkKind.PUMP, LinkKind.PRESSURE_BREAKER, LinkKind.OUTFLOW) or holds
    backwards |= bool(network.one_way[k]) and kind != LinkKind.FLOW_CONTROL
    if network.closed[k]:
        return ("closed but flows" if q != 0.0 else ""), 0.0
    if backwards and q < -small_flow:
        return f"flows backwards, {q:.3g}", 0.0
    miss = abs(difference - loss)
    text = f"difference {difference:.9g}, loss {loss:.9g} m at {q:.6g} m3/s"
    if miss <= small_head and not holds and kind != LinkKind.FLOW_CONTROL:
        return "", miss
    if holds:
        return _pressure_valve(network, k, q, difference, loss, head, small_flow, small_head)
    if kind == LinkKind.FLOW_CONTROL:
        limit = network.setting[k]
        if q > limit + small_flow:
            return f"carries {q:.6g}, more than {limit:.6g} m3/s", 0.0
        held = abs(q - limit) <= small_flow and difference >= loss - small_head
        return ("", 0.0 if held else miss) if held or miss <= small_head else (text, miss)
    if backwards and q <= small_flow:
        return ("", 0.0) if difference <= rest + small_head else (f"is shut but should open: {text}", miss)
    return text, miss


def _pressure_valve(
    network: Network,
    k: int,
    q: float,
    difference: float,
    loss: float,
    head: np.ndarray,
    small_flow: float,
    small_head: float,
) -> tuple[str, float]:
    """A reducing or sustaining valve: open, holding or shut."""  # fmt: skip
    if network.kind[k] == LinkKind.PRESSURE_REDUCING:
        room = network.setting[k] - head[network.end[k]]
    else:
        room = head[network.start[k]] - network.setting[k]
    more = difference - loss
    text = f"at {q:.6g} m3/s the head is {room:.9g} m within its setting, {more:.9g} m beyond its open loss"
    if q <= small_flow and (difference <= small_head or room <= small_head):
        return "", 0.0
    if room < -small_head or more < -small_head:
        return text, max(-room, -more)
    miss = min(abs(room), abs(more))
    return ("" if miss <= small_head else text), miss


def can_be_supplied(network: Network) -> bool:
    """Whether any flow meets all demands within the directions and limits of the links, exactly (maximum flow).

    A network of pipes, pumps, check valves, flow control valves, breakers and outflows has a solution if and
    only if this is so: its flows minimise a convex content that grows without bound in every direction.
    """
    numbers = [Fraction(value) for value in (*network.demand.tolist(), *network.setting.tolist())]
    unit = lcm(*(value.denominator for value in numbers))
    ground = -1
    place = [ground if fixed else node for node, fixed in enumerate(network.fixed.tolist())]
    balance: dict[int, int] = {}
    for node, value in enumerate(network.demand.tolist()):
        if place[node] != ground:
            balance[node] = int(Fraction(value) * unit)
    balance[ground] = -sum(balance.values())
    graph = networkx.DiGraph()
    for k in np.flatnonzero(~network.closed).tolist():
        i, j, kind = place[network.start[k]], place[network.end[k]], network.kind[k]
        limit = int(Fraction(float(network.setting[k])) * unit) if kind == LinkKind.FLOW_CONTROL else None
        _add_capacity(graph, i, j, limit)
        if kind == LinkKind.FLOW_CONTROL or (kind in (LinkKind.PIPE, LinkKind.RESISTANCE) and not network.one_way[k]):
            _add_capacity(graph, j, i, None)
    wanted = 0
    for node, value in balance.items():
        if value > 0:
            _add_capacity(graph, node, "taken", value)
            wanted += value
        elif value < 0:
            _add_capacity(graph, "given", node, -value)
    if wanted == 0:
        return True
    if "given" not in graph or "taken" not in graph:
        return False
    return networkx.maximum_flow_value(graph, "given", "taken") == wanted


def _add_capacity(graph: networkx.DiGraph, start: object, end: object, capacity: int | None) -> None:
    """Add capacity, without bound if None, to that which is there."""
    if start == end:
        return
    if not graph.has_edge(start, end):
        graph.add_edge(start, end, capacity=0)
    edge = graph[start][end]
    if capacity is None:
        edge.pop("capacity", None)
    elif "capacity" in edge:
        edge["capacity"] += capacity
