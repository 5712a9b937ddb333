"""The same network told in another way has the same answer."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from tests.hydraulics.random_networks import random_network
from workbench.errors import SolverError
from workbench.hydraulics import FrictionLaw, LinkKind, Network, PumpForm, Solution, Solver

SEEDS = range(12)
SAME = 1e-9
"""Share of the largest head and flow by which answers may differ."""
UNIQUE = (
    "trees", "grids", "looped towns", "parallel pipes", "dense graphs", "several fixed heads", "friction laws",
    "check valves", "pumps of every form", "pumps in series", "pumps in parallel", "pumping stations",
    "flow control in parallel", "flow control in loops", "pressure breakers", "emitters", "reducing in series",
)  # fmt: skip
"""Classes with one answer. Loops of fittings without resistance share their flow as they like, and valves that hold
heads in loops may have several answers."""
NODE_ARRAYS = ("elevation", "fixed", "fixed_head", "demand")
DIRECTED = (LinkKind.PUMP, LinkKind.PRESSURE_REDUCING, LinkKind.PRESSURE_SUSTAINING, LinkKind.FLOW_CONTROL,
            LinkKind.PRESSURE_BREAKER, LinkKind.OUTFLOW)  # fmt: skip


def exact(network: Network) -> Solution:
    """The answer after two warm starts more, which take Newton's method to the rounding of doubles."""
    solver = Solver(network)
    solver.solve()
    solver.solve(warm=True)
    return solver.solve(warm=True)


def link_arrays(network: Network) -> list[str]:
    """Names of the fields that have one value a link."""
    names = [field.name for field in fields(network) if field.name not in (*NODE_ARRAYS, "node_names")]
    return [name for name in names if np.shape(getattr(network, name)) == (network.link_count,)]


def with_links(network: Network, **extra) -> Network:
    """The network with one link more: a copy of its last one, but for what is given."""
    arrays = {}
    for name in link_arrays(network):
        values = list(getattr(network, name))
        arrays[name] = [*values, extra.get(name, values[-1])]
    return replace(network, **arrays)


def assert_same(first: Solution, head: np.ndarray, flow: np.ndarray) -> None:
    assert np.abs(head - first.head).max() <= SAME * np.abs(first.head).max()
    assert np.abs(flow - first.flow).max() <= SAME * max(np.abs(first.flow).max(), 1e-3)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", UNIQUE)
def test_order_of_nodes_and_links(name, seed):
    network = random_network(name, seed)
    random = np.random.default_rng(seed)
    nodes, links = random.permutation(network.node_count), random.permutation(network.link_count)
    number, place = np.argsort(nodes), np.argsort(links)
    arrays = {key: np.asarray(getattr(network, key))[nodes] for key in (*NODE_ARRAYS, "node_names")}
    arrays |= {key: np.asarray(getattr(network, key))[links] for key in link_arrays(network)}
    arrays |= {"start": number[network.start][links], "end": number[network.end][links]}
    pumps = replace(network.pumps, link=place[network.pumps.link])
    other = exact(replace(network, **arrays, pumps=pumps))
    assert_same(exact(network), other.head[number], other.flow[place])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", UNIQUE)
def test_drawn_direction(name, seed):
    network = random_network(name, seed)
    turned = ~network.one_way & ~np.isin(network.kind, DIRECTED) & (np.arange(network.link_count) % 2 == 0)
    assert turned.any()
    start, end = np.where(turned, network.end, network.start), np.where(turned, network.start, network.end)
    other = exact(replace(network, start=start, end=end))
    assert_same(exact(network), other.head, np.where(turned, -1.0, 1.0) * other.flow)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", UNIQUE)
def test_height_of_the_datum(name, seed):
    network = random_network(name, seed)
    holds = np.isin(network.kind, (LinkKind.PRESSURE_REDUCING, LinkKind.PRESSURE_SUSTAINING))
    other = exact(
        replace(
            network,
            elevation=network.elevation + 250.0,
            fixed_head=network.fixed_head + 250.0,
            setting=network.setting + np.where(holds, 250.0, 0.0),
        )
    )
    assert_same(exact(network), other.head - 250.0, other.flow)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["trees", "grids", "looped towns", "dense graphs", "several fixed heads"])
def test_scale_of_heads(name, seed):
    """With a quarter of the gravity the same pressures are four times as high in metres, and the flows the same."""
    network = random_network(name, seed)
    other = exact(replace(network, gravity=0.25 * network.gravity, fixed_head=4.0 * network.fixed_head))
    assert_same(exact(network), 0.25 * other.head, other.flow)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", UNIQUE)
def test_a_closed_link_more(name, seed):
    network = random_network(name, seed)
    pipe = int(np.flatnonzero(network.kind == LinkKind.PIPE)[0])
    ends = {"start": int(network.start[pipe]), "end": int(network.end[-1] if network.end[-1] != network.start[pipe] else
            network.start[-1])}  # fmt: skip
    other = exact(
        with_links(
            network, link_names="closed", kind=LinkKind.PIPE, closed=True, one_way=False, length=1.0, diameter=1.0,
            roughness=0.0, law=FrictionLaw.DARCY_WEISBACH, **ends,
        )
    )  # fmt: skip
    assert other.flow[-1] == 0.0
    assert_same(exact(network), other.head, other.flow[:-1])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", UNIQUE)
def test_a_pipe_in_two_pieces(name, seed):
    """A third and two thirds of the longest pipe, with a node between them."""
    network = random_network(name, seed)
    plain = (network.kind == LinkKind.PIPE) & ~network.one_way
    pipe = int(np.argmax(np.where(plain, network.length, 0.0)))
    middle = network.node_count
    more = {key: [*getattr(network, key), 0] for key in NODE_ARRAYS} | {"node_names": [*network.node_names, "middle"]}
    data = {field.name: getattr(network, field.name) for field in fields(network)}
    for key in link_arrays(network):
        data[key] = [*getattr(network, key), getattr(network, key)[pipe]]
    data["link_names"][-1] = "piece"
    data["length"][pipe], data["length"][-1] = network.length[pipe] / 3.0, network.length[pipe] * 2.0 / 3.0
    data["start"][-1], data["end"][pipe] = middle, middle
    other = exact(Network(**(data | more)))
    first = exact(network)
    assert_same(first, other.head[:-1], other.flow[:-1])
    assert abs(other.flow[-1] - first.flow[pipe]) <= SAME * max(np.abs(first.flow).max(), 1e-3)
    between = first.head[network.start[pipe]] - first.head_loss[pipe] / 3.0
    assert other.head[-1] == pytest.approx(between, abs=1e-7 * np.abs(first.head).max())


@pytest.mark.parametrize("seed", SEEDS)
def test_speed_of_a_pump_is_in_its_curve(seed):
    """A power law at a speed ratio is the power law of the affinity laws at full speed."""
    network = random_network("pumps in series", seed)
    pumps = network.pumps
    law = pumps.form == PumpForm.POWER_LAW
    speed = np.where(law, pumps.speed, 1.0)
    changed = replace(
        pumps,
        speed=np.where(law, 1.0, pumps.speed),
        shutoff_head=pumps.shutoff_head * speed**2,
        coefficient=pumps.coefficient * speed ** (2.0 - pumps.exponent),
    )
    other = exact(replace(network, pumps=changed))
    assert_same(exact(network), other.head, other.flow)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", UNIQUE)
def test_where_it_starts(name, seed):
    """From other demands' flows and states, and from flows that are far from any answer.

    The head between two pumps that both stand still is not determined, and not compared.
    """
    network = random_network(name, seed)
    first = exact(network)
    nodes, moves = np.arange(network.node_count), np.abs(first.flow) > 0.0
    told = np.unique(np.concatenate([network.start[moves], network.end[moves]]))
    solver = Solver(network)
    for factor in (0.0, 0.3, 3.0):
        try:
            solver.solve(demand=factor * network.demand)
        except SolverError:
            continue  # more than a pump or a limit allows
        for _ in range(3):
            answer = solver.solve(warm=True)
        assert_same(first, np.where(np.isin(nodes, told), answer.head, first.head), answer.flow)
    random = np.random.default_rng(seed)
    guess = random.normal(0.0, 10.0 ** random.uniform(-6.0, 1.0), network.link_count)
    solver.solve(flow_guess=guess)
    solver.solve(warm=True)
    answer = solver.solve(warm=True)
    assert_same(first, np.where(np.isin(nodes, told), answer.head, first.head), answer.flow)
