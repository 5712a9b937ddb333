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

from tests.hydraulics.town import Town
from workbench.hydraulics import FrictionLaw, LinkKind, Network

__all__ = ["CLASSES", "random_network"]

PIPE, RESISTANCE = LinkKind.PIPE, LinkKind.RESISTANCE
REDUCING, SUSTAINING = LinkKind.PRESSURE_REDUCING, LinkKind.PRESSURE_SUSTAINING
FLOW_CONTROL, BREAKER, OUTFLOW = LinkKind.FLOW_CONTROL, LinkKind.PRESSURE_BREAKER, LinkKind.OUTFLOW


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


def friction_laws(town: Town) -> None:
    """Pipes of all four laws side by side, between tanks."""
    several_fixed_heads(town)
    for row in town.links:
        row["law"] = FrictionLaw(int(town.random.integers(4)))
        row["hazen_williams_coefficient"] = float(town.random.uniform(60.0, 150.0))
        row["manning_coefficient"] = float(town.random.uniform(0.009, 0.03))


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


def many_control_valves(town: Town) -> None:
    """Fifteen valves that reduce, sustain and limit, anywhere in a town of sixty nodes with four tanks."""
    nodes = town.looped(60, 15)
    town.feed(nodes, 80.0, 100.0)
    for _ in range(3):
        town.pipe(town.reservoir(30.0, 100.0), nodes[int(town.random.integers(len(nodes)))])
    for _ in range(15):
        first, second = (int(node) for node in town.random.choice(nodes, 2, replace=False))
        kind = [REDUCING, SUSTAINING, FLOW_CONTROL][int(town.random.integers(3))]
        low, high = (1e-4, 5e-3) if kind == FLOW_CONTROL else (30.0, 90.0)
        town.valve_in_line(first, second, kind, float(town.random.uniform(low, high)))


CLASSES: dict[str, Callable[[Town], None]] = {
    function.__name__.replace("_", " "): function
    for function in (
        trees, grids, looped_towns, parallel_pipes, dense_graphs, several_fixed_heads, friction_laws, fittings,
        closed_links_and_islands, check_valves, pumps_of_every_form, pumps_in_series, pumps_in_parallel,
        pumps_of_constant_power, pumping_stations, reducing_in_series, reducing_in_parallel, reducing_in_loops,
        sustaining_in_series, sustaining_in_loops, flow_control_in_series, flow_control_in_parallel,
        flow_control_in_loops, pressure_breakers, emitters, mixtures, many_control_valves,
    )
}  # fmt: skip


def random_network(name: str, seed: int, *, extreme: bool = False, **constants: Any) -> Network:
    """The network of a class and seed; `constants` replace fields of the `Network`, such as the friction law."""
    town = Town(seed, extreme)
    CLASSES[name](town)
    return town.build(**constants)
