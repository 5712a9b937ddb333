"""Networks at the edge of what is one: nothing in them, nothing open, sizes at the ends of the scale."""

from __future__ import annotations

import numpy as np
import pytest

from tests.hydraulics.builders import make_network
from tests.hydraulics.judge import judge
from workbench.errors import InputError, SolverError
from workbench.hydraulics import LinkKind, LinkStatus, PumpCurve, PumpTable, solve

PIPE, RESISTANCE, PUMP = LinkKind.PIPE, LinkKind.RESISTANCE, LinkKind.PUMP
VALVES = (LinkKind.PRESSURE_REDUCING, LinkKind.PRESSURE_SUSTAINING, LinkKind.FLOW_CONTROL, LinkKind.PRESSURE_BREAKER)


def solved(network):
    """The answer, which the judge accepts."""
    solution = solve(network)
    verdict = judge(network, solution.head, solution.flow, solution.isolated)
    assert not verdict.complaints, verdict
    return solution


def test_one_fixed_node():
    solution = solved(make_network({0: 10.0}, [0.0], []))
    assert solution.head.tolist() == [10.0]
    assert solution.outflow.tolist() == [0.0]


def test_one_free_node_is_refused():
    with pytest.raises(SolverError, match="fixes a pressure"):
        solve(make_network({}, [0.0], []))


def test_nothing_at_all_is_refused():
    with pytest.raises(SolverError, match="fixes a pressure"):
        solve(make_network({}, [], []))


def test_a_lone_free_node_beside_a_network():
    network = make_network({0: 10.0}, [0.0, 0.001, 0.0], [(0, 1)], elevation=[1.0, 2.0, 3.0])
    solution = solved(network)
    assert solution.isolated.tolist() == [False, False, True]
    assert solution.head[2] == 3.0


def test_a_lone_node_that_takes_flow_is_named():
    with pytest.raises(SolverError, match="J-2") as caught:
        solve(make_network({0: 10.0}, [0.0, 0.001, 0.002], [(0, 1)]))
    assert caught.value.tags == ("J-2",)


def test_demand_of_a_fixed_node_changes_nothing():
    """A fixed node takes up what comes; its own demand is not read."""
    links = [(0, 1), (1, 2)]
    with_demand = solved(make_network({0: 20.0, 2: 10.0}, [5.0, 0.001, 7.0], links))
    without = solved(make_network({0: 20.0, 2: 10.0}, [0.0, 0.001, 0.0], links))
    assert (with_demand.flow == without.flow).all()
    assert with_demand.outflow.sum() == pytest.approx(0.0, abs=1e-12)


def test_two_fixed_heads_joined():
    solution = solved(make_network({0: 20.0, 1: 12.0}, [0.0, 0.0], [(0, 1), (1, 0)]))
    assert solution.flow[0] == -solution.flow[1] > 0.0
    assert solution.head.tolist() == [20.0, 12.0]


def test_two_equal_fixed_heads_joined_without_resistance():
    solution = solved(make_network({0: 20.0, 1: 20.0}, [0.0, 0.0], [(0, 1)], kind=RESISTANCE))
    assert solution.flow[0] == pytest.approx(0.0, abs=1e-9)


def test_all_pumps_off():
    network = make_network(
        {0: 5.0, 3: 30.0}, [0.0, 0.002, 0.003, 0.0], [(0, 1), (0, 1), (1, 2), (2, 3)], kind=[PUMP, PUMP, PIPE, PIPE],
        closed=[True, True, False, False],
        pumps=PumpTable.build([0, 1], [PumpCurve.from_one_point(0.01, 30.0), PumpCurve.constant_power(2000.0)]),
    )  # fmt: skip
    solution = solved(network)
    assert solution.flow[:2].tolist() == [0.0, 0.0]
    assert solution.flow[3] == pytest.approx(-0.005, rel=1e-12)
    assert (solution.status[:2] == LinkStatus.CLOSED).all()


def test_all_pumps_off_and_no_other_way():
    with pytest.raises(SolverError, match="J-1"):
        solve(
            make_network(
                {0: 5.0}, [0.0, 0.002], [(0, 1)], kind=PUMP, closed=True,
                pumps=PumpTable.build([0], [PumpCurve.from_one_point(0.01, 30.0)]),
            )
        )  # fmt: skip


@pytest.mark.parametrize("kind", VALVES)
def test_every_valve_closed(kind):
    links = [(0, 1), (1, 2), (2, 3), (3, 4)]
    closed = [False, True, False, True]
    network = make_network(
        {0: 50.0}, [0.0, 0.001, 0.0, 0.0, 0.0], links, kind=[PIPE, kind] * 2, setting=20.0, closed=closed
    )
    solution = solved(network)
    assert solution.isolated.tolist() == [False, False, True, True, True]
    assert solution.flow.tolist() == [pytest.approx(0.001), 0.0, 0.0, 0.0]
    wanting = make_network(
        {0: 50.0}, [0.0, 0.0, 0.0, 0.0, 0.001], links, kind=[PIPE, kind] * 2, setting=20.0, closed=closed
    )
    with pytest.raises(SolverError, match="J-4"):
        solve(wanting)


@pytest.mark.parametrize("kind", VALVES)
def test_valves_without_resistance_in_loops(kind):
    """Two valves in a ring with pipes, at settings with which they hold nothing."""
    setting = {LinkKind.PRESSURE_REDUCING: 90.0, LinkKind.PRESSURE_SUSTAINING: 1.0, LinkKind.FLOW_CONTROL: 1.0}
    network = make_network(
        {0: 50.0}, [0.0, 0.001, 0.004, 0.003, 0.006], [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4)],
        kind=[PIPE, kind, PIPE, PIPE, kind], setting=setting.get(kind, 0.0),
    )  # fmt: skip
    solution = solved(network)
    assert (solution.status == LinkStatus.OPEN).all() or kind == LinkKind.PRESSURE_BREAKER
    np.testing.assert_allclose(solution.head[[2, 4]], solution.head[[1, 3]], atol=1e-6)


def test_islands_are_named():
    demand = [0.0, 0.001, 0.001, 0.001, 0.0]
    with pytest.raises(SolverError, match="J-2, J-3") as caught:
        solve(make_network({0: 20.0}, demand, [(0, 1), (2, 3), (3, 4)]))
    assert caught.value.tags == ("J-2", "J-3")


def test_islands_without_demand_stand_still():
    network = make_network(
        {0: 20.0}, [0.0, 0.001, 0.0, 0.0, 0.0], [(0, 1), (2, 3), (3, 4), (4, 2)], one_way=[0, 1, 0, 0]
    )
    solution = solved(network)
    assert solution.isolated.tolist() == [False, False, True, True, True]
    assert (solution.flow[1:] == 0.0).all()


def test_an_island_that_a_valve_makes_names_the_valve():
    """The sustaining valve cannot keep 49 m before it and let the demand through."""
    with pytest.raises(SolverError, match=r"J-2.*P-1") as caught:
        solve(
            make_network(
                {0: 50.0}, [0.0, 0.0, 0.01], [(0, 1), (1, 2)], kind=[PIPE, LinkKind.PRESSURE_SUSTAINING], setting=49.0
            )
        )
    assert caught.value.tags == ("J-2", "P-1")


def test_self_loops_are_all_named():
    with pytest.raises(SolverError, match="P-1 starts and ends at J-1") as caught:
        make_network({0: 20.0}, [0.0, 0.0], [(0, 1), (1, 1), (0, 0)])
    assert caught.value.tags == ("P-1", "P-2")


@pytest.mark.parametrize("demand", [1e-12, 1e-9, 1e-3, 1.0, 1e3])
def test_demands_of_any_size_in_a_loop(demand):
    network = make_network({0: 50.0}, [0.0, demand, demand, demand], [(0, 1), (1, 2), (2, 3), (3, 0)], diameter=3.0)
    solution = solved(network)
    assert solution.flow[0] - solution.flow[3] == pytest.approx(3.0 * demand, rel=1e-9)
    assert solution.flow[1] == pytest.approx(-solution.flow[2], rel=1e-6)


@pytest.mark.parametrize(("diameter", "length", "roughness"), [
    (0.01, 1e5, 1e-9), (0.01, 0.1, 5e-4), (3.0, 0.1, 1e-9), (3.0, 1e5, 0.1), (0.01, 1e5, 5e-4), (3.0, 1e5, 1e-9),
])  # fmt: skip
def test_sizes_at_the_ends_of_the_scale(diameter, length, roughness):
    """One such pipe beside an ordinary one, from 1e-12 to 1 m3/s."""
    for demand in (1e-12, 1e-6, 1.0):
        network = make_network(
            {0: 50.0}, [0.0, demand], [(0, 1), (1, 0)], diameter=[diameter, 0.1], length=[length, 100.0],
            roughness=[roughness, 1e-4],
        )  # fmt: skip
        solution = solved(network)
        assert solution.flow[0] - solution.flow[1] == pytest.approx(demand, rel=1e-9)


def test_heads_of_any_height():
    """A million metres up the answer is that of the ground, to the rounding of the heads."""
    ground = solved(make_network({0: 50.0}, [0.0, 0.01, 0.02], [(0, 1), (1, 2), (2, 0)]))
    high = solved(make_network({0: 1e6 + 50.0}, [0.0, 0.01, 0.02], [(0, 1), (1, 2), (2, 0)]))
    np.testing.assert_allclose(high.flow, ground.flow, rtol=1e-6)
    np.testing.assert_allclose(high.head - 1e6, ground.head, atol=1e-7)


@pytest.mark.parametrize("field", ["length", "diameter", "roughness", "resistance"])
@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
def test_what_is_no_size_is_refused_by_tag(field, value):
    with pytest.raises(InputError, match="P-1") as caught:
        make_network({0: 50.0}, [0.0, 0.01, 0.02], [(0, 1), (1, 2)], **{field: [0.001, value]})
    assert caught.value.path == ("P-1", field)


def test_a_hundred_pipes_side_by_side():
    """Each carries a hundredth, whichever way it was drawn."""
    links = [(0, 1) if k % 2 else (1, 0) for k in range(100)]
    solution = solved(make_network({0: 50.0}, [0.0, 1.0], links))
    np.testing.assert_allclose(np.abs(solution.flow), 0.01, rtol=1e-12)


def test_a_long_chain_of_pipes():
    """A thousand pipes in line, a tap at the end, a tank at either end."""
    count = 1000
    heads = {0: 60.0, count: 50.0}
    solution = solved(make_network(heads, [0.0] * (count + 1), [(k, k + 1) for k in range(count)], length=1.0))
    np.testing.assert_allclose(solution.head, np.linspace(60.0, 50.0, count + 1), atol=1e-6)
    np.testing.assert_allclose(solution.flow, solution.flow[0], rtol=1e-9)
