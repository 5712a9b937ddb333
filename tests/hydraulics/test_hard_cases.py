"""Cases that break solvers: nothing flows, all is closed, parts are cut off, states that change."""

from __future__ import annotations

import numpy as np
import pytest

from tests.hydraulics.builders import make_network, mass_defect
from workbench.errors import InputError, NotConverged, SolverError
from workbench.hydraulics import (
    FrictionLaw,
    LinkKind,
    LinkStatus,
    PumpCurve,
    PumpTable,
    analyse,
    solve,
    warmup,
)

RING = [(0, 1), (1, 2), (2, 3), (3, 0)]
HAZEN = FrictionLaw.HAZEN_WILLIAMS
DARCY = FrictionLaw.DARCY_WEISBACH


@pytest.mark.parametrize("law", list(FrictionLaw))
def test_nothing_flows(law):
    solution = solve(make_network({0: 25.0}, [0.0] * 4, RING, law=law))
    np.testing.assert_allclose(solution.head, 25.0, rtol=0, atol=1e-9)
    assert np.abs(solution.flow).max() < 1e-8
    assert np.isfinite(solution.friction_factor).all()


def test_everything_fixed():
    solution = solve(make_network({0: 10.0, 1: 0.0}, [0.0, 0.0], [(0, 1)]))
    assert solution.flow[0] > 0.0
    assert solution.outflow[1] == solution.flow[0] == -solution.outflow[0]


def test_no_links():
    solution = solve(make_network({0: 10.0}, [0.0], []))
    assert solution.head.tolist() == [10.0]
    assert solution.flow.shape == (0,)


def test_nothing_fixed():
    with pytest.raises(SolverError, match="No component fixes a pressure: add a SOURCE"):
        solve(make_network({}, [0.0, 0.0], [(0, 1)]))


def test_all_closed_without_demand():
    network = make_network({0: 10.0}, [0.0] * 4, RING, closed=True, elevation=[5.0, 6.0, 7.0, 8.0])
    solution = solve(network)
    assert (solution.flow == 0.0).all()
    assert solution.isolated.tolist() == [False, True, True, True]
    assert solution.head.tolist() == [10.0, 6.0, 7.0, 8.0]
    assert (solution.status == LinkStatus.CLOSED).all()


def test_all_closed_with_demand_names_five():
    with pytest.raises(SolverError, match="J-1, J-2, J-3, J-4, J-5 and 1 more") as caught:
        solve(make_network({0: 10.0}, [0.001] * 7, [(k, k + 1) for k in range(6)], closed=True))
    assert caught.value.tags == ("J-1", "J-2", "J-3", "J-4", "J-5")


def test_demand_behind_a_wrong_check_valve():
    """The tap can only be reached against the check valve."""
    with pytest.raises(SolverError, match="J-2"):
        solve(make_network({0: 10.0}, [0.0, 0.0, 0.001], [(0, 1), (2, 1)], one_way=[False, True]))


def test_check_valve_in_a_loop_shuts():
    network = make_network({0: 20.0, 3: 10.0}, [0.0, 0.001, 0.001, 0.0], [(0, 1), (1, 2), (3, 2)], one_way=[0, 0, 1])
    solution = solve(network)
    assert solution.status.tolist() == [LinkStatus.OPEN, LinkStatus.OPEN, LinkStatus.SHUT]
    assert solution.flow[2] == 0.0
    assert solution.flow[0] == pytest.approx(0.002, rel=1e-12)
    assert mass_defect(network, solution) < 1e-9 * 0.002


def test_dead_end_behind_a_check_valve_keeps_its_pressure():
    solution = solve(make_network({0: 20.0}, [0.0, 0.001, 0.0], [(0, 1), (1, 2)], one_way=[False, True]))
    assert not solution.isolated.any()
    assert solution.head[2] == pytest.approx(solution.head[1], abs=1e-6)


def test_island_between_two_shut_check_valves():
    network = make_network(
        {0: 20.0, 3: 10.0}, [0.0] * 4, [(1, 0), (1, 2), (3, 2)], one_way=[True, False, False],
        elevation=[0.0, 1.0, 2.0, 3.0],
    )  # fmt: skip
    solution = solve(network)
    assert solution.flow[0] == 0.0
    np.testing.assert_allclose(solution.head[1:3], 10.0)


@pytest.mark.parametrize("demand", [0.0, 0.001])
def test_closed_valve_before_a_branch(demand):
    network = make_network({0: 20.0}, [0.0, 0.001, demand], [(0, 1), (1, 2)], closed=[False, True])
    if demand:
        with pytest.raises(SolverError, match="J-2 cannot be met"):
            solve(network)
    else:
        assert solve(network).isolated.tolist() == [False, False, True]


def test_self_loop_is_named():
    with pytest.raises(SolverError, match="P-1 starts and ends at J-1"):
        make_network({0: 20.0}, [0.0, 0.0], [(0, 1), (1, 1)])


def test_parallel_pipes():
    """Two equal pipes carry half each, and lose a quarter of what one would, nearly."""
    one = solve(make_network({0: 20.0}, [0.0, 0.02], [(0, 1)], kind=LinkKind.RESISTANCE, resistance=1e4))
    two = solve(make_network({0: 20.0}, [0.0, 0.02], [(0, 1), (1, 0)], kind=LinkKind.RESISTANCE, resistance=1e4))
    np.testing.assert_allclose(two.flow, [0.01, -0.01])
    assert (20.0 - two.head[1]) * 4.0 == pytest.approx(20.0 - one.head[1], rel=1e-6)


def test_open_valves_without_resistance():
    """A ring of zero-resistance valves: heads equal to a micrometre, mass to the rounding."""
    network = make_network({0: 20.0}, [0.0, 0.01, 0.02, 0.03], RING, kind=LinkKind.RESISTANCE)
    solution = solve(network)
    np.testing.assert_allclose(solution.head, 20.0, atol=1e-6)
    assert mass_defect(network, solution) < 1e-9 * 0.06


def test_tiny_and_large_in_one_network():
    """Capillary beside a main: flows eight orders apart."""
    network = make_network(
        {0: 20.0, 2: 0.0}, [0.0, 0.0, 0.0], [(0, 1), (1, 2), (0, 2)], diameter=[0.001, 0.001, 1.0]
        , roughness=0.0, length=[10.0, 10.0, 100.0]
    )  # fmt: skip
    solution = solve(network)
    assert solution.head[1] == pytest.approx(10.0, rel=1e-6)
    assert solution.flow[2] / solution.flow[0] > 1e7


def test_laminar_pipe_is_hagen_poiseuille():
    solution = solve(make_network({0: 0.01, 1: 0.0}, [0.0, 0.0], [(0, 1)], diameter=0.01))
    expected = 9.80665 * 0.01 * np.pi * 0.01**4 / (128.0 * 1e-6 * 100.0)
    assert solution.flow[0] == pytest.approx(expected, rel=1e-9)
    assert solution.friction_factor[0] == pytest.approx(64.0 / (4.0 * expected / (np.pi * 0.01 * 1e-6)))


def test_pump_against_too_much_head_stands_still():
    network = make_network(
        {0: 0.0, 1: 50.0}, [0.0, 0.0], [(0, 1)], kind=LinkKind.PUMP,
        pumps=PumpTable.build([0], [PumpCurve.from_one_point(0.01, 30.0)]),
    )  # fmt: skip
    solution = solve(network)
    assert solution.flow[0] == 0.0
    assert solution.status[0] == LinkStatus.SHUT


def test_pump_in_a_closed_circuit_needs_a_pressure():
    with pytest.raises(SolverError, match="P-1: a pump runs in a part"):
        solve(
            make_network(
                {0: 5.0}, [0.0] * 4, [(2, 3), (3, 1), (1, 2)], kind=[0, LinkKind.PUMP, 0],
                pumps=PumpTable.build([1], [PumpCurve.from_one_point(0.01, 30.0)]),
            )
        )  # fmt: skip


def test_constant_power_into_nothing():
    with pytest.raises(SolverError, match="P-0 has a constant power but nowhere to pump to"):
        solve(
            make_network(
                {0: 5.0}, [0.0, 0.0], [(0, 1)], kind=LinkKind.PUMP,
                pumps=PumpTable.build([0], [PumpCurve.constant_power(1000.0)]),
            )
        )  # fmt: skip


def reducing(upstream, demand, setting, **fields):
    """Tank, pipe, reducing valve, pipe, tap."""
    return make_network(
        {0: upstream}, [0.0, 0.0, 0.0, demand], [(0, 1), (1, 2), (2, 3)],
        kind=[0, LinkKind.PRESSURE_REDUCING, 0], setting=setting, **fields,
    )  # fmt: skip


def test_reducing_valve_holds_its_head():
    solution = solve(reducing(50.0, 0.005, 30.0))
    assert solution.status[1] == LinkStatus.ACTIVE
    assert solution.head[2] == pytest.approx(30.0, abs=1e-6)
    np.testing.assert_allclose(solution.flow, 0.005, rtol=1e-9)


def test_reducing_valve_opens_when_the_supply_is_low():
    solution = solve(reducing(25.0, 0.005, 30.0))
    assert solution.status[1] == LinkStatus.OPEN
    assert solution.head[2] == pytest.approx(solution.head[1], abs=1e-6)


def test_reducing_valve_shuts_against_back_flow():
    network = make_network(
        {0: 20.0, 3: 40.0}, [0.0, 0.002, 0.0, 0.0], [(0, 1), (1, 2), (2, 3)],
        kind=[0, LinkKind.PRESSURE_REDUCING, 0], setting=30.0,
    )  # fmt: skip
    solution = solve(network)
    assert solution.status[1] == LinkStatus.SHUT
    assert solution.flow[1] == 0.0


def test_two_reducing_valves_feed_one_zone():
    network = make_network(
        {0: 60.0, 1: 60.0}, [0.0, 0.0, 0.002, 0.004, 0.002], [(0, 2), (2, 3), (3, 4), (1, 4)],
        kind=[LinkKind.PRESSURE_REDUCING, 0, 0, LinkKind.PRESSURE_REDUCING], setting=[30.0, 0.0, 0.0, 25.0],
    )  # fmt: skip
    solution = solve(network)
    assert (solution.flow[[0, 3]] >= 0.0).all()
    assert mass_defect(network, solution) < 1e-9 * 0.008
    assert solution.head[2] == pytest.approx(30.0, abs=1e-5)


def test_reducing_valve_into_a_fixed_node_is_refused():
    with pytest.raises(SolverError, match="P-0 sets the pressure at J-1, where it is fixed"):
        make_network({0: 20.0, 1: 10.0}, [0.0, 0.0], [(0, 1)], kind=LinkKind.PRESSURE_REDUCING, setting=15.0)


def test_too_few_iterations_name_the_worst():
    network = make_network({0: 20.0, 3: 10.0}, [0.0, 0.001, 0.001, 0.0], [(0, 1), (1, 2), (2, 3)])
    with pytest.raises(NotConverged, match="No solution after 1 iterations: at P-") as caught:
        solve(network, maximum_iterations=1)
    assert caught.value.iterations == 1
    assert caught.value.residual > 0.0


def test_flow_guess_saves_iterations():
    network = make_network({0: 20.0, 2: 15.0}, [0.0, 0.01, 0.0, 0.002], [*RING, (0, 2)])
    first = solve(network)
    assert solve(network, flow_guess=first.flow).iterations < first.iterations


def test_symbolic_part_is_used_again_and_checked():
    network = make_network({0: 20.0}, [0.0, 0.01, 0.0, 0.002], RING)
    symbolic = analyse(network)
    wider = make_network({0: 20.0}, [0.0, 0.01, 0.0, 0.002], RING, diameter=0.2)
    np.testing.assert_allclose(solve(wider, symbolic=symbolic).flow, solve(wider).flow)
    with pytest.raises(InputError, match="other connections"):
        solve(make_network({1: 20.0}, [0.0] * 4, RING), symbolic=symbolic)


def test_solving_twice_gives_the_same_bits():
    network = make_network({0: 20.0, 2: 15.0}, [0.0, 0.01, 0.0, 0.002], [*RING, (0, 2)])
    assert (solve(network).head == solve(network).head).all()


def test_warmup_says_nothing(capsys):
    warmup()
    assert capsys.readouterr() == ("", "")


def test_short_circuit_between_two_tanks_is_named():
    with pytest.raises(SolverError, match="P-0: no resistance lies between two different fixed pressures"):
        solve(make_network({0: 20.0, 1: 10.0}, [0.0, 0.0], [(0, 1)], kind=LinkKind.RESISTANCE))


class TestCheckValveAtADeadEnd:
    """A pump on standby and its check valve, on a header that another source holds."""

    def network(self, **fields):
        return make_network(
            {0: 10.0, 3: 50.0},
            [0.0, 0.0, 0.0, 0.0, 0.002],
            [(0, 1), (1, 2), (2, 3), (3, 4)],
            **{
                "kind": [LinkKind.RESISTANCE, LinkKind.RESISTANCE, LinkKind.PIPE, LinkKind.PIPE],
                "closed": [True, False, False, False],
                "one_way": [False, True, False, False],
                **fields,
            },
        )

    def test_is_shut_and_keeps_the_head_from_what_is_before_it(self):
        solution = solve(self.network())
        assert solution.status[1] == LinkStatus.SHUT
        assert solution.flow[1] == 0.0
        assert solution.isolated.tolist() == [False, True, False, False, False]
        assert solution.head[2] == pytest.approx(50.0, abs=1e-9)

    def test_the_whole_way_of_a_supply_is_open(self):
        links = [(0, 1), (1, 2)]
        network = make_network({0: 50.0}, [0.0, 0.0, 0.001], links, kind=LinkKind.RESISTANCE, one_way=True)
        solution = solve(network)
        assert solution.status.tolist() == [LinkStatus.OPEN, LinkStatus.OPEN]
