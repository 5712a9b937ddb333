"""A network being drawn at random: nodes, pipes, valves and pumps with ordinary or extreme values."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.hydraulics import FrictionLaw, LinkKind, Network, PumpCurve, PumpTable

__all__ = ["DENSITY", "Town"]

DENSITY = 1000.0
PIPE, PUMP = LinkKind.PIPE, LinkKind.PUMP


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
        fill = {
            "closed": False, "one_way": False, "length": 0.0, "diameter": 0.1, "roughness": 0.0, "resistance": 0.0,
            "setting": 0.0, "outflow_exponent": 1.0, "law": FrictionLaw.DARCY_WEISBACH,
            "hazen_williams_coefficient": 100.0, "manning_coefficient": 0.01,
        }  # fmt: skip
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
            **{name: [row.get(name, value) for row in rows] for name, value in fill.items()},
            "pumps": PumpTable.build(
                [int(place[k]) for k in chosen],
                [self.pumps[k][0] for k in chosen],
                [self.pumps[k][1] for k in chosen] if chosen else 1.0,
            ),
            "kinematic_viscosity": 1e-6,
            "density": DENSITY,
        }
        return Network(**(data | constants))
