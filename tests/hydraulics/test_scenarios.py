"""Scenarios side by side against each of them alone."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from tests.hydraulics.builders import make_network
from workbench.engineering.pipe_flow import friction_factor
from workbench.errors import InputError, NotConverged, SolverError
from workbench.hydraulics import FrictionLaw, LinkKind, LinkStatus, PumpCurve, PumpTable, Solver, solve_scenarios
from workbench.hydraulics.lanes import LANES, lane_array

TIGHT = 1e-13


def random_network(seed, *, nodes=14, extra=6, heads=2, one_way=0.0, kinds=False, **fields):
    """A connected network of all friction laws: a tree, and `extra` links more."""
    random = np.random.default_rng(seed)
    links = [(int(random.integers(0, node)), node) for node in range(1, nodes)]
    while len(links) < nodes - 1 + extra:
        first, second = random.integers(0, nodes, 2)
        if first != second:
            links.append((int(first), int(second)))
    links = [pair if random.random() < 0.5 else pair[::-1] for pair in links]
    count = len(links)
    data = {
        "length": random.uniform(50.0, 1000.0, count),
        "diameter": random.choice([0.05, 0.1, 0.2], count),
        "roughness": random.choice([0.0, 1e-5, 5e-4], count),
        "law": random.integers(0, len(FrictionLaw), count),
        "manning_coefficient": 0.012,
        "resistance": random.choice([0.0, 1e3, 1e5], count),
        "linear_resistance": random.choice([0.0, 100.0], count),
        "one_way": random.random(count) < one_way,
        **fields,
    }
    if kinds:
        data["kind"] = np.where(random.random(count) < 0.3, int(LinkKind.RESISTANCE), int(LinkKind.PIPE))
        data["resistance"] = np.maximum(data["resistance"], 1e3)
    fixed = {int(node): float(head) for node, head in zip(range(heads), random.uniform(40.0, 60.0, heads), strict=True)}
    demand = np.where(random.random(nodes) < 0.8, random.gamma(1.5, 1e-3, nodes), 0.0)
    return make_network(fixed, demand, links, **data)


def random_demands(network, seed, rows=19):
    """Scenarios about the demand of a network, a reversed one and one of a few consumers among them."""
    random = np.random.default_rng(seed)
    demand = network.demand * random.lognormal(0.0, 0.5, (rows, network.node_count))
    demand[1] *= -1.0
    demand[2] = np.where(random.random(network.node_count) < 0.8, 0.0, demand[2])
    return demand


def tight_solution(solver, demand, fixed_head=None):
    """Heads and flows of one scenario by the solver for single networks, as exact as they come."""
    network, symbolic = solver.network, solver.symbolic
    solution = solver.solve(demand=demand, fixed_head=fixed_head)
    head, flow = solution.head.copy(), solution.flow.copy()
    solver.run(energy_tolerance=TIGHT)
    core = solver.copy_of_core()
    head[symbolic.nodes], flow[symbolic.links] = core.state.head, core.state.flow
    for link, node, parent in zip(
        symbolic.branch_link[::-1], symbolic.branch_node[::-1], symbolic.branch_parent[::-1], strict=True
    ):
        loss = solution.head_loss[link]
        head[node] = head[parent] + (loss if network.start[link] == node else -loss)
    return head, flow, solution


def energy_defects(network, head, flow):
    """Head difference minus loss of Darcy-Weisbach pipes, by the friction factor of the engineering functions [m]."""
    area = 0.25 * np.pi * network.diameter**2
    velocity = flow / area
    reynolds = np.maximum(np.abs(velocity) * network.diameter / network.kinematic_viscosity, 1e-30)
    factor = friction_factor(reynolds, network.roughness / network.diameter)
    friction = factor * network.length / network.diameter * velocity * np.abs(velocity) / (2.0 * network.gravity)
    fittings = (network.linear_resistance + network.resistance * np.abs(flow)) * flow
    return head[network.start] - head[network.end] - friction - fittings


def assert_same(network, demands, fixed_head=None, **options):
    """Every row of the scenarios agrees with the solution of that row alone to 1e-9."""
    result = solve_scenarios(network, demands, fixed_head=fixed_head, accuracy=TIGHT, **options).require_all()
    solver = Solver(network)
    for row, demand in enumerate(demands):
        head, flow, solution = tight_solution(solver, demand, None if fixed_head is None else fixed_head[row])
        assert np.abs(result.head[row] - head).max() <= 1e-9 * np.abs(head).max()
        assert np.abs(result.flow[row] - flow).max() <= 1e-9 * np.abs(flow).max()
        assert np.array_equal(result.status[row], solution.status[result.stateful])
    return result


@pytest.mark.parametrize("seed", range(12))
def test_rows_equal_single_solutions(seed):
    """Looped networks of all friction laws with minor losses, with and without several reservoirs."""
    network = random_network(seed, heads=1 + seed % 3, kinds=seed % 2 == 1)
    result = assert_same(network, random_demands(network, seed))
    assert not result.alone.any()


def test_tree():
    network = random_network(40, extra=0, heads=1)
    assert not assert_same(network, random_demands(network, 40)).alone.any()


def test_two_reservoirs_and_nothing_else():
    """A core without any free node."""
    network = make_network({0: 30.0, 1: 20.0}, [0.0, 0.0], [(0, 1)])
    result = assert_same(network, np.zeros((3, 2)))
    assert np.ptp(result.flow) == 0.0


@pytest.mark.parametrize("seed", range(4))
def test_fixed_heads_vary(seed):
    network = random_network(seed, heads=3)
    heads = network.fixed_head + np.random.default_rng(seed).normal(0.0, 4.0, (11, network.node_count))
    demands = random_demands(network, seed, 11)
    assert not assert_same(network, demands, fixed_head=heads).alone.any()


def test_no_flow_anywhere():
    """One reservoir and no demand: the head of the reservoir everywhere, and no flow."""
    network = random_network(5, heads=1)
    demands = random_demands(network, 5)
    demands[4:7] = 0.0
    result = solve_scenarios(network, demands).require_all()
    assert np.allclose(result.head[4:7], network.fixed_head[0], rtol=0.0, atol=1e-9)
    assert np.abs(result.flow[4:7]).max() < 1e-7
    assert np.abs(result.flow[3]).max() > 1e-3


@pytest.mark.parametrize("seed", range(6))
def test_balances_hold(seed):
    """Mass and energy balances, worked out here from heads and flows."""
    network = random_network(seed, kinds=True)
    demands = random_demands(network, seed, 9)
    result = solve_scenarios(network, demands).require_all()
    for row, demand in enumerate(demands):
        flow, head = result.flow[row], result.head[row]
        balance = np.zeros(network.node_count)
        np.add.at(balance, network.start, -flow)
        np.add.at(balance, network.end, flow)
        defect = np.abs(balance - demand)[~network.fixed].max()
        assert defect <= 1e-9 * np.abs(flow).max()
        darcy = (network.kind == LinkKind.PIPE) & (network.law == FrictionLaw.DARCY_WEISBACH)
        assert darcy.any()
        assert np.abs(energy_defects(network, head, flow)[darcy]).max() <= 1e-8 * np.ptp(head) + 1e-11
        assert result.energy_residual[row] <= 1e-8 * np.ptp(head) + 1e-12
        assert result.mass_residual[row] <= 1e-9 * np.abs(flow).max()


@pytest.mark.parametrize("seed", range(8))
def test_check_valves(seed):
    """Whatever the valves do in a scenario, its row is that of the scenario alone."""
    network = random_network(seed, heads=3, one_way=0.25)
    demands = np.abs(random_demands(network, seed))
    solver = Solver(network)
    result = solve_scenarios(network, demands)
    for row, demand in enumerate(demands):
        if row in result.failures:
            with pytest.raises(SolverError) as caught:
                solver.solve(demand=demand)
            assert result.failures[row] == str(caught.value)
            continue
        single = solver.solve(demand=demand)
        assert np.array_equal(result.status[row], single.status[result.stateful])
        assert np.abs(result.flow[row] - single.flow).max() <= 1e-6 * np.abs(single.flow).max()
        assert np.abs(result.head[row] - single.head).max() <= 1e-6


def pumped(**fields):
    """A pump from a low reservoir into a loop that a high one feeds through a check valve when the pump is weak."""
    return make_network(
        {0: 10.0, 4: 38.0}, [0.0, 0.002, 0.003, 0.002, 0.0], [(0, 1), (1, 2), (2, 3), (3, 1), (4, 3)],
        kind=[LinkKind.PUMP, 0, 0, 0, 0], one_way=[True, False, False, False, True],
        pumps=PumpTable.build([0], [PumpCurve.from_one_point(0.01, 30.0)]), **fields,
    )  # fmt: skip


def test_pump_with_standing_states_stays_side_by_side():
    network = pumped()
    demands = network.demand * np.linspace(0.8, 1.2, 20)[:, None]
    result = assert_same(network, demands)
    assert not result.alone.any()
    assert result.stateful.tolist() == [0, 4]
    assert (result.status == [LinkStatus.OPEN, LinkStatus.SHUT]).all()


def test_states_that_change_are_solved_alone():
    network = pumped()
    demands = network.demand * np.linspace(0.5, 6.0, 24)[:, None]
    result = solve_scenarios(network, demands).require_all()
    assert set(result.status[:, 1].tolist()) == {LinkStatus.OPEN, LinkStatus.SHUT}
    assert 0 < result.alone.sum() < 24
    solver = Solver(network)
    for row, demand in enumerate(demands):
        alone = solver.solve(demand=demand)
        assert np.abs(result.head[row] - alone.head).max() < 1e-6
        assert np.array_equal(result.status[row], alone.status[result.stateful])


def test_valve_that_holds_a_head():
    network = make_network(
        {0: 50.0}, [0.0, 0.0, 0.004, 0.002], [(0, 1), (1, 2), (2, 3)],
        kind=[0, LinkKind.PRESSURE_REDUCING, 0], setting=30.0,
    )  # fmt: skip
    result = solve_scenarios(network, network.demand * np.array([[0.5], [1.0], [1.5]])).require_all()
    assert result.alone.all()
    assert result.status.tolist() == [[LinkStatus.ACTIVE]] * 3
    assert np.allclose(result.head[:, 2], 30.0, rtol=0.0, atol=1e-6)


def test_flow_control_valve_stays_side_by_side():
    network = make_network(
        {0: 50.0, 3: 20.0}, [0.0, 0.002, 0.001, 0.0], [(0, 1), (1, 2), (2, 3)],
        kind=[0, LinkKind.FLOW_CONTROL, 0], setting=0.003, resistance=100.0,
    )  # fmt: skip
    result = assert_same(network, network.demand * np.linspace(0.5, 1.5, 9)[:, None])
    assert not result.alone.any()
    assert (result.flow[:, 1] == 0.003).all()


def test_failures_are_named_and_never_numbers():
    """A consumer behind a check valve that points away from every reservoir."""
    network = make_network({0: 20.0}, [0.0, 0.001, 0.0], [(0, 1), (2, 1)], one_way=[False, True])
    demands = np.array([[0.0, 0.001, 0.0], [0.0, 0.001, 0.002], [0.0, 0.002, 0.0]])
    result = solve_scenarios(network, demands)
    assert result.converged.tolist() == [True, False, True]
    assert list(result.failures) == [1]
    assert "J-2" in result.failures[1]
    assert np.isnan(result.head[1]).all()
    assert np.isnan(result.flow[1]).all()
    assert np.isfinite(result.head[[0, 2]]).all()
    with pytest.raises(NotConverged, match=r"Scenario 1: .*J-2"):
        result.require_all()


def test_part_without_supply_keeps_its_elevation():
    network = make_network({0: 20.0}, [0.0, 0.001, 0.0], [(0, 1), (1, 2)], closed=[False, True], elevation=3.0)
    result = solve_scenarios(network, np.array([[0.0, 0.001, 0.0], [0.0, 0.0, 0.001]]))
    assert result.head[0, 2] == 3.0
    assert result.flow[0, 1] == 0.0
    assert "J-2" in result.failures[1]


def test_threads_and_order_do_not_matter():
    network = random_network(3, nodes=30, extra=10)
    demands = random_demands(network, 3, 200)
    one = solve_scenarios(network, demands, threads=1).require_all()
    two = solve_scenarios(network, demands, threads=2).require_all()
    turned = solve_scenarios(network, demands[::-1], threads=2).require_all()
    assert np.array_equal(one.head, two.head)
    assert np.allclose(one.head, turned.head[::-1], rtol=1e-8, atol=0.0)


def test_progress_and_stop():
    network = random_network(3)
    demands = random_demands(network, 3, 1500)
    seen = []
    result = solve_scenarios(
        network, demands, threads=1, progress=lambda done, total: seen.append((done, total)), stop=lambda: len(seen) > 1
    )
    assert seen == [(512, 1500), (1024, 1500)]
    assert result.converged.tolist() == [True] * 1024 + [False] * 476
    assert "stopped" in result.failures[1499]
    caller = threading.get_ident()
    threads = []
    solve_scenarios(network, demands, threads=2, progress=lambda *_: threads.append(threading.get_ident()))
    assert len(threads) > 1
    assert set(threads) == {caller}


def test_looser_accuracy_takes_fewer_iterations():
    network = random_network(7, nodes=40, extra=15)
    demands = random_demands(network, 7, 64)
    full, loose = solve_scenarios(network, demands), solve_scenarios(network, demands, accuracy=1e-4)
    assert loose.iterations.sum() < full.iterations.sum()
    assert np.abs(full.head - loose.head).max() <= 1e-3 * np.ptp(full.head)
    assert (loose.mass_residual <= 1e-9 * np.abs(loose.flow).max()).all()


def test_no_scenarios():
    network = random_network(1)
    result = solve_scenarios(network, np.empty((0, network.node_count))).require_all()
    assert result.head.shape == (0, network.node_count)


def test_demands_that_cannot_be_used_are_named():
    network = random_network(1)
    demands = random_demands(network, 1)
    demands[7, 5] = np.nan
    with pytest.raises(InputError, match="J-5: demand is nan m3/s in scenario 7"):
        solve_scenarios(network, demands)
    demands[7, 5], demands[:, 0] = 0.0, np.nan  # a fixed node, not read
    assert solve_scenarios(network, demands).converged.all()
    with pytest.raises(InputError, match="a row for each scenario"):
        solve_scenarios(network, network.demand)
    with pytest.raises(InputError, match="fixed heads"):
        solve_scenarios(network, np.zeros((2, 14)), fixed_head=np.zeros((3, 14)))
    with pytest.raises(InputError, match="accuracy"):
        solve_scenarios(network, np.zeros((2, 14)), accuracy=0.0)
    with pytest.raises(InputError, match="threads"):
        solve_scenarios(network, np.zeros((2, 14)), threads=0)


def test_read_only_demands():
    network = random_network(2)
    demands = random_demands(network, 2)
    demands.flags.writeable = False
    assert solve_scenarios(network, demands).converged.all()


def test_rows_of_lanes_fill_lines_of_the_cache():
    for rows in (1, 2, 7):
        array = lane_array(rows, 0.0)
        assert array.shape == (rows, LANES)
        assert array.ctypes.data % (8 * LANES) == 0
