"""The judge of answers must find what is wrong, and the proofs must hold where the answer is known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.hydraulics.builders import make_network
from tests.hydraulics.judge import can_be_supplied, colebrook, judge
from tests.hydraulics.random_networks import random_network
from tests.hydraulics.refute import has_no_answer
from workbench.hydraulics import LinkKind, LinkStatus, PumpCurve, PumpTable, solve

PIPE, PUMP = LinkKind.PIPE, LinkKind.PUMP


def complaints(network, head, flow):
    return judge(network, np.asarray(head), np.asarray(flow), np.zeros(network.node_count, dtype=bool)).complaints


def test_friction_factors_of_the_moody_chart():
    """Colebrook's equation is its own check: put the root in."""
    reynolds, rough = np.array([4e3, 1e5, 1e8]), np.array([0.05, 1e-3, 0.0])
    x = colebrook(reynolds, rough) ** -0.5
    np.testing.assert_allclose(x, -2.0 * np.log10(rough / 3.7 + 2.51 * x / reynolds), rtol=1e-12)


@pytest.mark.parametrize("name", ["grids", "check valves", "pumps in series", "reducing in loops", "mixtures"])
def test_a_changed_answer_is_not_accepted(name):
    network = random_network(name, 3)
    solution = solve(network)
    assert not judge(network, solution.head, solution.flow, solution.isolated).complaints
    free = np.flatnonzero(~network.fixed & ~solution.isolated)
    head = solution.head.copy()
    head[free[0]] += 1e-4
    assert judge(network, head, solution.flow, solution.isolated).complaints
    flow = solution.flow.copy()
    flow[int(np.argmax(np.abs(flow)))] *= 1.0 + 1e-7
    assert judge(network, solution.head, flow, solution.isolated).complaints
    assert judge(network, np.full_like(head, np.nan), flow, solution.isolated).complaints == ["not a number"]


def valve_between_tanks(kind, upper, lower, setting, **fields):
    """Tank, pipe, valve, pipe, tank; returns the network, its true heads and flows."""
    return make_network(
        {0: upper, 3: lower}, [0.0] * 4, [(0, 1), (1, 2), (2, 3)], kind=[PIPE, kind, PIPE], setting=setting, **fields
    )


@pytest.mark.parametrize(
    ("kind", "held", "other_held", "open_"),
    [
        (LinkKind.PRESSURE_REDUCING, 20.0, 25.0, 35.0),
        (LinkKind.PRESSURE_SUSTAINING, 40.0, 35.0, 25.0),
        (LinkKind.FLOW_CONTROL, 0.002, 0.003, 0.2),
    ],
)
def test_a_valve_in_a_wrong_state_is_found(kind, held, other_held, open_):
    """Open, 30 m are between the tanks of 50 and 10 m: an answer holds for its own setting and for no other."""
    solutions = {}
    for setting in (held, other_held, open_):
        solutions[setting] = solve(valve_between_tanks(kind, 50.0, 10.0, setting))
        assert solutions[setting].status[1] == (LinkStatus.OPEN if setting == open_ else LinkStatus.ACTIVE)
    for setting in solutions:
        for other, solution in solutions.items():
            network = valve_between_tanks(kind, 50.0, 10.0, setting)
            assert bool(complaints(network, solution.head, solution.flow)) == (setting != other)


def test_a_shut_check_valve_must_not_want_to_open():
    network = make_network({0: 20.0, 1: 10.0}, [0.0, 0.0], [(0, 1)], one_way=True)
    assert "should open" in complaints(network, [20.0, 10.0], [0.0])[0]
    turned = make_network({0: 10.0, 1: 20.0}, [0.0, 0.0], [(0, 1)], one_way=True)
    assert not complaints(turned, [10.0, 20.0], [0.0])
    assert "backwards" in complaints(turned, [10.0, 20.0], [-0.01])[0]


def test_a_pump_that_stands_must_not_want_to_run():
    pumps = PumpTable.build([0], [PumpCurve.from_one_point(0.01, 30.0)])  # 40 m at rest
    for lift, fine in ((39.0, False), (41.0, True)):
        network = make_network({0: 0.0, 1: lift}, [0.0, 0.0], [(0, 1)], kind=PUMP, pumps=pumps)
        assert bool(complaints(network, [0.0, lift], [0.0])) != fine


def test_demand_against_a_check_valve_cannot_be_supplied():
    wrong = make_network({0: 10.0}, [0.0, 0.0, 1e-9], [(0, 1), (2, 1)], one_way=[False, True])
    assert not can_be_supplied(wrong)
    assert has_no_answer(wrong)
    assert can_be_supplied(make_network({0: 10.0}, [0.0, 0.0, 1e-9], [(0, 1), (1, 2)], one_way=[False, True]))


def test_a_flow_control_valve_limits_what_can_be_supplied():
    for limit, enough in ((0.01, True), (np.nextafter(0.01, 0.0), False)):
        network = make_network({0: 10.0}, [0.0, 0.01], [(0, 1)], kind=LinkKind.FLOW_CONTROL, setting=limit)
        assert can_be_supplied(network) == enough


@pytest.mark.parametrize(("setting", "hopeless"), [(49.0, True), (20.0, False)])
def test_a_sustaining_valve_before_the_only_tap(setting, hopeless):
    """The pipe before it loses 1.8 m at this demand: 48.2 m are left, less than 49."""
    network = make_network(
        {0: 50.0}, [0.0, 0.0, 0.01], [(0, 1), (1, 2)], kind=[PIPE, LinkKind.PRESSURE_SUSTAINING], setting=setting
    )
    assert has_no_answer(network) == hopeless
