"""What must hold for any network."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hydraulics.builders import make_network, mass_defect
from workbench.engineering.pipe_flow import friction_factor
from workbench.hydraulics import FrictionLaw, LinkKind, LinkStatus, PumpCurve, PumpTable, solve

quick = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def looped_networks(draw, one_way_share=0.0):
    """A random connected network: a tree over all nodes and some links more."""
    nodes = draw(st.integers(2, 12))
    seed = draw(st.integers(0, 2**32 - 1))
    extra = draw(st.integers(0, 8))
    return random_fields(nodes, extra, seed, one_way_share)


def random_fields(nodes, extra, seed, one_way_share=0.0):
    random = np.random.default_rng(seed)
    links = [(int(random.integers(0, node)), node) for node in range(1, nodes)]
    while extra > 0:
        first, second = random.integers(0, nodes, 2)
        extra -= 1
        if first != second:
            links.append((int(first), int(second)))
    links = [pair if random.random() < 0.5 else pair[::-1] for pair in links]
    count = len(links)
    heads = {0: 50.0}
    if nodes > 3 and random.random() < 0.5:
        heads[nodes - 1] = float(random.uniform(30.0, 70.0))
    least = 100.0 if len(heads) > 1 else 0.0  # without resistance two fixed heads have no answer
    demand = np.where(random.random(nodes) < 0.7, random.normal(0.002, 0.004, nodes), 0.0)
    return {
        "heads": heads,
        "demand": demand,
        "links": links,
        "length": random.uniform(1.0, 1000.0, count),
        "diameter": random.choice([0.02, 0.05, 0.1, 0.3], count),
        "roughness": random.choice([0.0, 1e-5, 5e-4], count),
        "law": random.integers(0, 2, count),
        "kind": np.where(random.random(count) < 0.2, int(LinkKind.RESISTANCE), int(LinkKind.PIPE)),
        "resistance": np.maximum(random.choice([0.0, 0.0, 1e3, 1e6], count), least),
        "one_way": random.random(count) < one_way_share,
    }


def energy_defect(network, solution):
    """Largest defect of the energy balance of the open Darcy-Weisbach pipes, computed here anew [m]."""
    pick = (network.kind == LinkKind.PIPE) & (network.law == FrictionLaw.DARCY_WEISBACH) & (solution.flow != 0.0)
    if not pick.any():
        return 0.0
    area = 0.25 * np.pi * network.diameter[pick] ** 2
    velocity = solution.flow[pick] / area
    reynolds = np.abs(velocity) * network.diameter[pick] / network.kinematic_viscosity
    factor = friction_factor(reynolds, network.roughness[pick] / network.diameter[pick])
    loss = factor * network.length[pick] / network.diameter[pick] * velocity * np.abs(velocity) / (2 * network.gravity)
    loss += network.resistance[pick] * solution.flow[pick] * np.abs(solution.flow[pick])
    difference = solution.head[network.start[pick]] - solution.head[network.end[pick]]
    return float(np.abs(loss - difference).max())


@quick
@given(looped_networks())
def test_mass_and_energy_balance(fields):
    network = make_network(**fields)
    solution = solve(network)
    largest = max(np.abs(solution.flow).max(), 1e-9)
    spread = max(np.ptp(solution.head), 1e-3)
    assert mass_defect(network, solution) <= 1e-9 * largest
    assert energy_defect(network, solution) <= 3e-8 * spread
    assert np.isfinite(solution.head).all()
    assert abs(solution.outflow.sum()) <= 1e-9 * largest * network.node_count


@quick
@given(looped_networks(), st.randoms(use_true_random=False))
def test_direction_and_order_do_not_matter(fields, random):
    straight = solve(make_network(**fields))
    count = len(fields["links"])
    order = random.sample(range(count), count)
    turned = [random.random() < 0.5 for _ in range(count)]
    changed = dict(fields)
    changed["links"] = [fields["links"][k][::-1] if turned[k] else fields["links"][k] for k in order]
    for name in ("length", "diameter", "roughness", "law", "kind", "resistance"):
        changed[name] = fields[name][order]
    other = solve(make_network(**changed))
    sign = np.where(np.array(turned)[order], -1.0, 1.0)
    spread = max(np.ptp(straight.head), 1e-3)
    np.testing.assert_allclose(other.head, straight.head, atol=1e-6 * spread)
    # Flows of loops without resistance follow from the regularisation alone and are not compared.
    # A head tolerance of 1e-8 leaves the flow of a wide pipe in a loop open to about its root.
    firm = (fields["kind"] == LinkKind.PIPE)[order]
    difference = np.abs(sign * other.flow - straight.flow[order])[firm]
    assert difference.max(initial=0.0) <= 2e-3 * max(np.abs(straight.flow).max(), 1e-4)


@quick
@given(looped_networks())
def test_more_demand_lowers_every_head(fields):
    """Comparison principle of networks of passive links."""
    first = solve(make_network(**fields))
    more = dict(fields)
    more["demand"] = fields["demand"] + 0.001
    second = solve(make_network(**more))
    spread = max(np.ptp(first.head), np.ptp(second.head), 1e-3)
    assert (second.head <= first.head + 1e-6 * spread).all()


@quick
@given(looped_networks(one_way_share=0.4))
def test_check_valves_pass_nothing_backwards(fields):
    fields["demand"] = np.zeros_like(fields["demand"])
    fields["heads"] = {0: 50.0, len(fields["demand"]) - 1: 40.0}
    fields["resistance"] = np.maximum(fields["resistance"], 100.0)
    network = make_network(**fields)
    solution = solve(network)
    assert (solution.flow[network.one_way] >= 0.0).all()
    shut = solution.status == LinkStatus.SHUT
    assert (solution.flow[shut] == 0.0).all()
    both_known = shut & ~solution.isolated[network.start] & ~solution.isolated[network.end]
    difference = solution.head[network.start] - solution.head[network.end]
    assert (difference[both_known] <= 1e-6).all()
    assert mass_defect(network, solution) <= 1e-9 * max(np.abs(solution.flow).max(), 1e-9)


@quick
@given(st.integers(2, 30), st.integers(0, 2**32 - 1))
def test_tree_equals_direct_summation(nodes, seed):
    """In a tree the flows are sums of demands, and heads follow one by one."""
    random = np.random.default_rng(seed)
    parent = [int(random.integers(0, node)) for node in range(1, nodes)]
    demand = random.uniform(0.0, 0.003, nodes)
    network = make_network({0: 80.0}, demand, [(parent[node - 1], node) for node in range(1, nodes)])
    total = demand.copy()
    for node in range(nodes - 1, 0, -1):
        total[parent[node - 1]] += total[node]
    solution = solve(network)
    np.testing.assert_allclose(solution.flow, total[1:], rtol=1e-12, atol=1e-18)
    assert energy_defect(network, solution) <= 1e-10 * max(np.ptp(solution.head), 1.0)


@quick
@given(st.floats(0.0, 60.0), st.floats(0.3, 1.5), st.integers(0, 2))
def test_pump_flow_falls_with_the_lift(lift, speed, form):
    """One pump between two tanks works where its curve says, or stands still, never backwards."""
    curve = (
        PumpCurve.from_one_point(0.01, 30.0),
        PumpCurve.piecewise_linear([0.0, 0.005, 0.01, 0.02], [40.0, 38.0, 30.0, 0.0]),
        PumpCurve.constant_power(3000.0),
    )[form]
    fields = {"kind": [LinkKind.PUMP, LinkKind.PIPE], "pumps": PumpTable.build([0], [curve], speed)}
    flows = []
    for height in (lift, lift + 1.0):
        network = make_network({0: 0.0, 2: height}, [0.0, 0.0, 0.0], [(0, 1), (1, 2)], **fields)
        solution = solve(network)
        flows.append(solution.flow[0])
        if solution.flow[0] > 0.0:
            expected = curve.head_at(solution.flow[0], speed, network.density)
            assert abs(-solution.head_loss[0] - expected) <= 1e-5 * max(height, 10.0)
        else:
            assert solution.status[0] == LinkStatus.SHUT
            assert curve.head_at(0.0, speed) <= height + 1e-6
    assert flows[1] <= flows[0] + 1e-12
    assert flows[1] >= 0.0
