"""Random networks by class, each from a seed: what `test_random_networks` and `benchmarks.robustness` solve.

A class is a function of a `Town`, which it fills. Ordinary networks have the sizes of a works or a town.
Extreme ones have diameters of 0.01 to 3 m, roughnesses of 1e-9 to 0.1 m within 5 % of the diameter, lengths
of 0.1 m to 100 km and demands of 1e-9 to 1e3 kg/s, all equally likely by their logarithm.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from workbench.hydraulics import FrictionLaw, LinkKind, Network, PumpCurve, PumpTable

__all__ = ["CLASSES", "random_network"]

PIPE, RESISTANCE, PUMP = LinkKind.PIPE, LinkKind.RESISTANCE, LinkKind.PUMP
REDUCING, SUSTAINING = LinkKind.PRESSURE_REDUCING, LinkKind.PRESSURE_SUSTAINING
FLOW_CONTROL, BREAKER, OUTFLOW = LinkKind.FLOW_CONTROL, LinkKind.PRESSURE_BREAKER, LinkKind.OUTFLOW
DENSITY = 1000.0


class Town:
    """A network being drawn, and the dice for its values."""

    def __init__(self, seed: int, extreme: bool) -> None:
        self.random = np.random.default_rng(seed)
        self.extreme = extreme
        self.elevation: list[float] = []
        self.demand: list[float] = []
        self.heads: dict[int, float] = {}
        self.links: list[dict[str, Any]] = []
        self.pumps: dict[int, tuple[PumpCurve, float]] = {}
        self.demand_level = 10.0 ** self.random.uniform(-9.0, 3.0) / DENSITY if seed % 2 else None

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def power_of_ten(self, low: float, high: float) -> float:
        return float(10.0 ** self.random.uniform(low, high))

    def flow(self) -> float:
        """A demand [m3/s]; of an extreme network all of one size, or each of any size."""
        if not self.extreme:
            return float(self.random.gamma(1.2, 2e-3))
        if self.demand_level is not None:
            return self.demand_level * float(self.random.uniform(0.1, 1.0))
        return self.power_of_ten(-9.0, 3.0) / DENSITY

    def diameter(self) -> float:
        if self.extreme:
            return self.power_of_ten(-2.0, np.log10(3.0))
        return float(self.random.choice([0.08, 0.1, 0.15, 0.2, 0.3, 0.4]))

    def node(self, demand: float | None = None, head: float | None = None) -> int:
        """A node with a random demand, with a given one, or of fixed head; returns its number."""
        number = len(self.elevation)
        if head is not None:
            self.heads[number] = head
            demand = 0.0
        elif demand is None:
            demand = self.flow() if self.chance(0.7) else 0.0
        self.elevation.append(float(self.random.uniform(0.0, 20.0)))
        self.demand.append(demand)
        return number

    def nodes(self, count: int) -> list[int]:
        return [self.node() for _ in range(count)]

    def reservoir(self, low: float = 60.0, high: float = 90.0) -> int:
        return self.node(head=float(self.random.uniform(low, high)))

    def link(self, start: int, end: int, kind: LinkKind, **fields: Any) -> int:
        self.links.append({"start": start, "end": end, "kind": kind, **fields})
        return len(self.links) - 1

    def pipe(self, start: int, end: int, **fields: Any) -> int:
        """A pipe drawn in either direction, unless it is a check valve."""
        diameter = self.diameter()
        if self.extreme:
            length, roughness = self.power_of_ten(-1.0, 5.0), min(self.power_of_ten(-9.0, -1.0), 0.05 * diameter)
        else:
            length, roughness = float(self.random.uniform(20.0, 800.0)), self.power_of_ten(-6.0, -3.0)
        if not fields.get("one_way", False) and self.chance(0.5):
            start, end = end, start
        given = {"length": length, "diameter": diameter, "roughness": roughness, **fields}
        return self.link(start, end, PIPE, **given)

    def resistance(self, loss_coefficient: float, diameter: float) -> float:
        """R of a loss coefficient [s2/m5]."""
        return loss_coefficient / (2.0 * 9.81 * (0.25 * np.pi * diameter**2) ** 2)

    def valve(self, start: int, end: int, kind: LinkKind, setting: float = 0.0) -> int:
        diameter = self.diameter()
        fully_open = float(self.random.choice([0.0, 0.2, 5.0]))
        return self.link(
            start, end, kind, setting=setting, diameter=diameter, resistance=self.resistance(fully_open, diameter)
        )

    def valve_in_line(self, start: int, end: int, kind: LinkKind, setting: float) -> int:
        """Pipe, valve, pipe: a pressure valve may not hold a fixed node, nor two of them the same node."""
        before, behind = self.node(0.0), self.node(0.0)
        self.pipe(start, before)
        self.pipe(behind, end)
        return self.valve(before, behind, kind, setting)

    def pump(self, start: int, end: int, form: str, flow: float, head: float) -> int:
        """A pump with a design point in one of the forms."""
        curve = {
            "one point": lambda: PumpCurve.from_one_point(flow, head),
            "two points": lambda: PumpCurve.from_two_points([0.0, flow], [1.3 * head, head]),
            "three points": lambda: PumpCurve.from_three_points(
                [0.0, flow, 1.6 * flow], [float(self.random.uniform(1.1, 1.6)) * head, head, 0.5 * head]
            ),
            "power law": lambda: PumpCurve.power_law(
                1.3 * head, *(lambda c: (0.3 * head / flow**c, c))(float(self.random.uniform(0.5, 4.0)))
            ),
            "straight lines": lambda: PumpCurve.piecewise_linear(
                [0.0, 0.5 * flow, flow, 1.5 * flow], [1.25 * head, 1.2 * head, head, 0.5 * head]
            ),
            "cubic": lambda: PumpCurve.monotone_cubic(
                [0.0, 0.5 * flow, flow, 1.5 * flow], [1.25 * head, 1.2 * head, head, 0.5 * head]
            ),
            "power": lambda: PumpCurve.constant_power(DENSITY * 9.81 * flow * head),
        }[form]()
        number = self.link(start, end, PUMP)
        self.pumps[number] = curve, float(self.random.choice([1.0, 0.8, 1.2]))
        return number

    def tree(self, nodes: list[int]) -> None:
        """Join nodes by pipes without a loop: each hangs on one of the five before it."""
        for place in range(1, len(nodes)):
            self.pipe(nodes[int(self.random.integers(max(0, place - 5), place))], nodes[place])

    def loops(self, nodes: list[int], count: int) -> None:
        """Close loops with `count` pipes."""
        for _ in range(count):
            first, second = self.random.choice(len(nodes), 2, replace=False)
            self.pipe(nodes[first], nodes[second])

    def looped(self, count: int, loops: int) -> list[int]:
        """A branched and looped zone of free nodes."""
        nodes = self.nodes(count)
        self.tree(nodes)
        self.loops(nodes, loops)
        return nodes

    def feed(self, nodes: list[int], low: float = 60.0, high: float = 90.0) -> int:
        """A reservoir on the first of the nodes."""
        tank = self.reservoir(low, high)
        self.pipe(tank, nodes[0])
        return tank

    def build(self, **constants: Any) -> Network:
        """The network, its nodes and links shuffled."""
        names = ("closed", "one_way", "length", "diameter", "roughness", "resistance", "setting", "outflow_exponent")
        fill = {"closed": False, "one_way": False, "diameter": 0.1, "outflow_exponent": 1.0}
        nodes, links = len(self.elevation), len(self.links)
        order, number = self.random.permutation(links), self.random.permutation(nodes)
        place = np.argsort(order)
        rows = [self.links[k] for k in order]
        by_node = np.argsort(number)
        chosen = sorted(self.pumps, key=lambda k: int(place[k]))
        data: dict[str, Any] = {
            "node_names": [f"J-{k}" for k in by_node],
            "elevation": [self.elevation[k] for k in by_node],
            "fixed": [int(k) in self.heads for k in by_node],
            "fixed_head": [self.heads.get(int(k), 0.0) for k in by_node],
            "demand": [self.demand[k] for k in by_node],
            "link_names": [f"P-{k}" for k in order],
            "start": [number[row["start"]] for row in rows],
            "end": [number[row["end"]] for row in rows],
            "kind": [row["kind"] for row in rows],
            **{name: [row.get(name, fill.get(name, 0.0)) for row in rows] for name in names},
            "pumps": PumpTable.build(
                [int(place[k]) for k in chosen],
                [self.pumps[k][0] for k in chosen],
                [self.pumps[k][1] for k in chosen] if chosen else 1.0,
            ),
            "kinematic_viscosity": 1e-6,
            "density": DENSITY,
            "law": FrictionLaw.DARCY_WEISBACH,
        }
        return Network(**(data | constants))


def trees(town: Town) -> None:
    town.feed(town.looped(int(town.random.integers(2, 40)), 0))


def grids(town: Town) -> None:
    wide, deep = (int(size) for size in town.random.integers(2, 8, 2))
    nodes = np.array(town.nodes(wide * deep)).reshape(wide, deep)
    for rows in (nodes, nodes.T):
        for row in rows:
            for first, second in pairwise(row.tolist()):
                town.pipe(first, second)
    town.feed(nodes.ravel().tolist())


def looped_towns(town: Town) -> None:
    count = int(town.random.integers(5, 60))
    town.feed(town.looped(count, count // 3))


def parallel_pipes(town: Town) -> None:
    nodes = town.looped(int(town.random.integers(2, 20)), 2)
    town.feed(nodes)
    for link in list(town.links):
        for _ in range(int(town.random.integers(0, 3))):
            town.pipe(link["start"], link["end"])


def dense_graphs(town: Town) -> None:
    nodes = town.nodes(int(town.random.integers(4, 12)))
    for place, first in enumerate(nodes):
        for second in nodes[:place]:
            if town.chance(0.8) or second == nodes[place - 1]:
                town.pipe(first, second)
    town.feed(nodes)


def several_fixed_heads(town: Town) -> None:
    nodes = town.looped(int(town.random.integers(4, 40)), 6)
    town.feed(nodes)
    for _ in range(int(town.random.integers(1, 5))):
        town.pipe(town.reservoir(20.0, 100.0), nodes[int(town.random.integers(len(nodes)))])


def fittings(town: Town) -> None:
    """Throttling valves and fittings, some without any resistance, some in loops of their own."""
    nodes = town.looped(int(town.random.integers(4, 30)), 6)
    town.feed(nodes)
    for _ in range(int(town.random.integers(1, 8))):
        first, second = town.random.choice(nodes, 2, replace=False)
        opening = float(town.random.choice([0.0, 0.0, 0.1, 2.0, 1e3, 1e7]))
        diameter = town.diameter()
        town.link(int(first), int(second), RESISTANCE, diameter=diameter, resistance=town.resistance(opening, diameter))


def closed_links_and_islands(town: Town) -> None:
    nodes = town.looped(int(town.random.integers(6, 40)), 8)
    for row in town.links[-8 : None if town.chance(0.8) else -2]:
        row["closed"] = True
    for row in town.links:
        if town.chance(0.02):
            row["closed"] = True
    town.feed(nodes)
    island = [town.node(0.0) for _ in range(3)]
    town.tree(island)
    town.pipe(nodes[-1], island[0], closed=True)


def check_valves(town: Town) -> None:
    """Every third pipe is a check valve, in a network where the flow may have to turn round."""
    nodes = town.looped(int(town.random.integers(4, 30)), 8)
    town.feed(nodes)
    for _ in range(int(town.random.integers(1, 4))):
        town.pipe(town.reservoir(40.0, 100.0), nodes[int(town.random.integers(len(nodes)))])
    for _ in range(len(nodes) // 3 + 1):
        first, second = town.random.choice(nodes, 2, replace=False)
        town.pipe(int(first), int(second), one_way=True)
    for row in town.links:
        if town.chance(0.15):
            row["one_way"] = True


FORMS = ("one point", "two points", "three points", "power law", "straight lines", "cubic", "power")


def _design(town: Town) -> tuple[float, float]:
    """A flow [m3/s] near what the town takes, and a head [m]."""
    total = sum(town.demand)
    flow = total if total > 0.0 else town.flow()
    return flow * float(town.random.uniform(0.5, 2.0)), float(town.random.uniform(20.0, 60.0))


def _pumped(town: Town, forms: tuple[str, ...], rows: int, columns: int) -> None:
    """`rows` pumps in parallel, `columns` in series, lift into a looped zone, which may have a tank."""
    nodes = town.looped(int(town.random.integers(3, 25)), 4)
    flow, head = _design(town)
    source, last = town.reservoir(0.0, 10.0), town.node(0.0)
    town.pipe(last, nodes[0])
    for _ in range(rows):
        at = source
        for column in range(columns):
            behind = last if column == columns - 1 else town.node(0.0)
            town.pump(at, behind, str(town.random.choice(forms)), flow / rows, head)
            at = behind
    if town.chance(0.5):
        town.pipe(town.reservoir(30.0, 120.0), nodes[-1])


def pumps_of_every_form(town: Town) -> None:
    _pumped(town, FORMS[:-1], 1, 1)


def pumps_in_series(town: Town) -> None:
    _pumped(town, FORMS[:-1], 1, int(town.random.integers(2, 5)))


def pumps_in_parallel(town: Town) -> None:
    _pumped(town, FORMS[:-1], int(town.random.integers(2, 5)), 1)


def pumps_of_constant_power(town: Town) -> None:
    _pumped(town, ("power",), int(town.random.integers(1, 3)), int(town.random.integers(1, 3)))


def pumping_stations(town: Town) -> None:
    """Pumps of all forms mixed in rows and columns, with boosters inside the zone."""
    _pumped(town, FORMS, int(town.random.integers(1, 4)), int(town.random.integers(1, 3)))
    for _ in range(int(town.random.integers(1, 3))):
        first, second = town.random.choice(len(town.elevation), 2, replace=False)
        town.pump(int(first), int(second), str(town.random.choice(FORMS[:-1])), *_design(town))


def _zones(town: Town, kind: LinkKind, setting: Callable[[int], float]) -> None:
    """Three zones one behind the other, a valve before each."""
    before = town.reservoir(80.0, 100.0)
    for zone in range(int(town.random.integers(1, 5))):
        nodes = town.looped(int(town.random.integers(2, 8)), 2)
        town.valve_in_line(before, nodes[0], kind, setting(zone))
        before = nodes[-1]
    if town.chance(0.5):
        town.pipe(town.reservoir(10.0, 60.0), before)


def _in_loops(town: Town, kind: LinkKind, low: float, high: float) -> None:
    """Valves anywhere in a looped town with one to three reservoirs."""
    nodes = town.looped(int(town.random.integers(4, 25)), 5)
    town.feed(nodes, 80.0, 100.0)
    for _ in range(int(town.random.integers(0, 3))):
        town.pipe(town.reservoir(30.0, 100.0), nodes[int(town.random.integers(len(nodes)))])
    for _ in range(int(town.random.integers(1, 6))):
        first, second = (int(node) for node in town.random.choice(nodes, 2, replace=False))
        town.valve_in_line(first, second, kind, float(town.random.uniform(low, high)))


def reducing_in_series(town: Town) -> None:
    _zones(town, REDUCING, lambda zone: float(town.random.uniform(60.0, 85.0) - 12.0 * zone))


def reducing_in_parallel(town: Town) -> None:
    """Several reducing valves feed one zone at their own settings."""
    nodes = town.looped(int(town.random.integers(3, 20)), 4)
    for _ in range(int(town.random.integers(2, 5))):
        place = nodes[int(town.random.integers(len(nodes)))]
        town.valve_in_line(town.reservoir(60.0, 100.0), place, REDUCING, float(town.random.uniform(40.0, 70.0)))


def reducing_in_loops(town: Town) -> None:
    _in_loops(town, REDUCING, 30.0, 90.0)


def sustaining_in_series(town: Town) -> None:
    _zones(town, SUSTAINING, lambda zone: float(town.random.uniform(40.0, 70.0) - 8.0 * zone))


def sustaining_in_loops(town: Town) -> None:
    _in_loops(town, SUSTAINING, 20.0, 80.0)


def flow_control_in_series(town: Town) -> None:
    """Each zone's valve lets through about what the zones behind need, which a tank at the end makes up."""
    _zones(town, FLOW_CONTROL, lambda zone: town.flow() * 10.0 / (zone + 1.0))


def flow_control_in_parallel(town: Town) -> None:
    nodes = town.looped(int(town.random.integers(3, 20)), 4)
    town.feed(nodes)
    source = town.reservoir()
    for _ in range(int(town.random.integers(2, 5))):
        town.valve_in_line(source, nodes[int(town.random.integers(len(nodes)))], FLOW_CONTROL, town.flow())


def flow_control_in_loops(town: Town) -> None:
    _in_loops(town, FLOW_CONTROL, 1e-4, 5e-3)


def pressure_breakers(town: Town) -> None:
    _in_loops(town, BREAKER, 1.0, 40.0)


def emitters(town: Town) -> None:
    """Sprinklers and leaks at every third node, all of one exponent as EPANET has it."""
    nodes = town.looped(int(town.random.integers(3, 30)), 5)
    town.feed(nodes)
    exponent = float(town.random.choice([0.5, 0.5, 1.18, 0.75]))
    for node in nodes[::3]:
        coefficient = town.flow() / 20.0**exponent
        outside = town.node(head=town.elevation[node])
        town.link(node, outside, OUTFLOW, resistance=coefficient ** (-1.0 / exponent), outflow_exponent=1.0 / exponent)


def mixtures(town: Town) -> None:
    """Pumps, check valves, and control valves of every kind in one looped town."""
    _pumped(town, FORMS[:-1], int(town.random.integers(1, 3)), 1)
    free = [node for node in range(len(town.elevation)) if node not in town.heads]
    for _ in range(int(town.random.integers(1, 6))):
        first, second = (int(node) for node in town.random.choice(free, 2, replace=False))
        kind = [REDUCING, SUSTAINING, FLOW_CONTROL, BREAKER][int(town.random.integers(4))]
        setting = town.flow() if kind == FLOW_CONTROL else float(town.random.uniform(2.0, 60.0))
        town.valve_in_line(first, second, kind, setting)
    for row in town.links:
        if row["kind"] == PIPE and town.chance(0.1):
            row["one_way"] = True


CLASSES: dict[str, Callable[[Town], None]] = {
    function.__name__.replace("_", " "): function
    for function in (
        trees, grids, looped_towns, parallel_pipes, dense_graphs, several_fixed_heads, fittings,
        closed_links_and_islands, check_valves, pumps_of_every_form, pumps_in_series, pumps_in_parallel,
        pumps_of_constant_power, pumping_stations, reducing_in_series, reducing_in_parallel, reducing_in_loops,
        sustaining_in_series, sustaining_in_loops, flow_control_in_series, flow_control_in_parallel,
        flow_control_in_loops, pressure_breakers, emitters, mixtures,
    )
}  # fmt: skip


def random_network(name: str, seed: int, *, extreme: bool = False, **constants: Any) -> Network:
    """The network of a class and seed; `constants` replace fields of the `Network`, such as the friction law."""
    town = Town(seed, extreme)
    CLASSES[name](town)
    return town.build(**constants)
