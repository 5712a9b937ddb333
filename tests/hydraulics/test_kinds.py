"""Each kind of link by itself, against its law written down here."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.hydraulics.builders import make_network
from workbench.errors import InputError, SolverError
from workbench.hydraulics import FrictionLaw, LinkKind, LinkStatus, PumpCurve, PumpTable, Solver, solve

PIPE, RESISTANCE, PUMP = LinkKind.PIPE, LinkKind.RESISTANCE, LinkKind.PUMP


def loss(network, solution, link):
    return solution.head[network.start[link]] - solution.head[network.end[link]]


def test_chezy_manning_of_a_full_pipe():
    network = make_network({0: 50.0}, [0.0, 0.02], [(0, 1)], law=FrictionLaw.CHEZY_MANNING)
    area, radius = 0.25 * math.pi * 0.1**2, 0.025
    expected = 100.0 * (0.02 / area * 0.012 / radius ** (2.0 / 3.0)) ** 2  # v = R^(2/3) S^(1/2) / n
    assert loss(network, solve(network), 0) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("flow", [1e-5, 2.2e-4, 2.9e-4, 0.01, 0.3])
def test_swamee_jain_with_dunlops_cubic(flow):
    network = make_network({0: 50.0}, [0.0, flow], [(0, 1)], law=FrictionLaw.SWAMEE_JAIN)
    area = 0.25 * math.pi * 0.1**2
    reynolds = flow * 0.1 / area / 1e-6
    if reynolds <= 2000.0:
        factor = 64.0 / reynolds
    elif reynolds >= 4000.0:
        factor = 0.25 / math.log10(1e-3 / 3.7 + 5.74 / reynolds**0.9) ** 2
    else:  # EPANET 2.2 User Manual, section 12.1
        y2 = 1e-3 / 3.7 + 5.74 / 4000.0**0.9
        y3 = -2.0 / math.log(10.0) * math.log(1e-3 / 3.7 + 5.74 / 4000.0**0.9)
        fa, r = y3**-2.0, reynolds / 2000.0
        fb = fa * (2.0 - 1.8 * 2.0 / math.log(10.0) * 5.74 / 4000.0**0.9 / (y2 * y3))
        x1, x2 = 7.0 * fa - fb, 0.128 - 17.0 * fa + 2.5 * fb
        x3, x4 = -0.128 + 13.0 * fa - 2.0 * fb, r * (0.032 - 3.0 * fa + 0.5 * fb)
        factor = x1 + r * (x2 + r * (x3 + x4))
    expected = factor * 100.0 / 0.1 * (flow / area) ** 2 / (2.0 * network.gravity)
    solution = solve(network)
    assert loss(network, solution, 0) == pytest.approx(expected, rel=1e-9)
    assert solution.friction_factor[0] == pytest.approx(factor, rel=1e-9)


def test_linear_and_square_loss_of_a_fitting():
    network = make_network({0: 50.0}, [0.0, 0.02], [(0, 1)], kind=RESISTANCE, resistance=1000.0, linear_resistance=70.0)
    assert loss(network, solve(network), 0) == pytest.approx(70.0 * 0.02 + 1000.0 * 0.02**2, rel=1e-6)


@pytest.mark.parametrize(
    ("curve", "flow"),
    [
        (PumpCurve.from_two_points([0.0, 0.02], [40.0, 30.0]), 0.015),
        (PumpCurve.monotone_cubic([0.0, 0.01, 0.02, 0.03], [40.0, 39.0, 35.0, 20.0]), 0.0234),
        (PumpCurve.monotone_cubic([0.0, 0.01, 0.02, 0.03], [40.0, 39.0, 35.0, 20.0]), 0.033),
    ],
)
@pytest.mark.parametrize("speed", [1.0, 0.8])
def test_pump_curves(curve, flow, speed):
    network = make_network(
        {0: 10.0}, [0.0, flow * speed], [(0, 1)], kind=PUMP, pumps=PumpTable.build([0], [curve], speed)
    )
    solution = solve(network)
    assert -loss(network, solution, 0) == pytest.approx(speed**2 * curve.head_at(flow), rel=1e-9)


@pytest.mark.parametrize("form", ["monotone_cubic", "piecewise_linear"])
def test_operating_point_of_a_pump_through_points(form):
    curve = getattr(PumpCurve, form)([0.0, 0.01, 0.02, 0.03], [40.0, 39.0, 35.0, 20.0])
    network = make_network(
        {0: 0.0, 2: 10.0}, [0.0, 0.0, 0.0], [(0, 1), (1, 2)], kind=[PUMP, PIPE], pumps=PumpTable.build([0], [curve])
    )
    solution = solve(network)
    assert solution.flow[0] > 0.0
    assert solution.head[1] == pytest.approx(curve.head_at(solution.flow[0]), rel=1e-9)


class TestFlowControl:
    def network(self, **fields):
        return make_network(
            {0: 50.0, 3: 10.0},
            [0.0, 0.0, 0.0, 0.0],
            [(0, 1), (1, 2), (2, 3)],
            **{
                "kind": [PIPE, LinkKind.FLOW_CONTROL, PIPE],
                "setting": [0.0, 0.005, 0.0],
                "resistance": [0.0, 100.0, 0.0],
                **fields,
            },
        )

    def test_holds_its_flow(self):
        solution = solve(self.network())
        assert solution.flow == pytest.approx([0.005] * 3, rel=1e-12)
        assert solution.status[1] == LinkStatus.ACTIVE
        assert solution.head_loss[1] > 100.0 * 0.005**2

    def test_stands_open_where_the_flow_stays_below(self):
        network = self.network(setting=[0.0, 1.0, 0.0])
        solution = solve(network)
        assert solution.status[1] == LinkStatus.OPEN
        assert solution.head_loss[1] == pytest.approx(100.0 * solution.flow[1] ** 2 + 1e-6 * solution.flow[1], rel=1e-6)

    def test_a_set_flow_of_zero_is_a_value(self):
        assert solve(self.network(setting=0.0)).flow == pytest.approx([0.0] * 3, abs=1e-12)

    def test_lets_flow_back(self):
        solution = solve(self.network(fixed_head=[5.0, 0.0, 0.0, 10.0]))
        assert solution.flow[1] < 0.0
        assert solution.status[1] == LinkStatus.OPEN

    def test_a_demand_above_the_setting_is_refused(self):
        network = make_network({0: 50.0}, [0.0, 0.01], [(0, 1)], kind=LinkKind.FLOW_CONTROL, setting=0.005)
        with pytest.raises(SolverError, match="J-1"):
            solve(network)


class TestPressureSustaining:
    def network(self, setting, **fields):
        return make_network(
            {0: 50.0, 3: 10.0},
            [0.0, 0.0, 0.0, 0.0],
            [(0, 1), (1, 2), (2, 3)],
            **{
                "kind": [PIPE, LinkKind.PRESSURE_SUSTAINING, PIPE],
                "setting": setting,
                "resistance": [0.0, 100.0, 0.0],
                **fields,
            },
        )

    def test_holds_the_head_before_it(self):
        solution = solve(self.network(40.0))
        assert solution.head[1] == pytest.approx(40.0, abs=1e-6)
        assert solution.status[1] == LinkStatus.ACTIVE
        assert solution.flow[1] > 0.0

    def test_stands_open_where_the_head_is_above(self):
        solution = solve(self.network(12.0))
        assert solution.status[1] == LinkStatus.OPEN
        assert solution.head[1] > 12.0

    def test_shuts_where_the_head_cannot_be_kept(self):
        solution = solve(self.network(60.0))
        assert solution.status[1] == LinkStatus.SHUT
        assert solution.flow[1] == 0.0

    def test_is_shut_against_flow_from_behind(self):
        assert solve(self.network(5.0, fixed_head=[8.0, 0.0, 0.0, 10.0])).status[1] == LinkStatus.SHUT


class TestPressureBreaker:
    def network(self, setting, resistance=1e5):
        kinds = [PIPE, LinkKind.PRESSURE_BREAKER, PIPE]
        links = [(0, 1), (1, 2), (2, 3)]
        return make_network(
            {0: 50.0, 3: 10.0}, [0.0] * 4, links, kind=kinds, setting=setting, resistance=[0.0, resistance, 0.0]
        )

    def test_breaks_its_head(self):
        solution = solve(self.network(15.0, 1e3))
        assert solution.head_loss[1] == pytest.approx(15.0, rel=1e-6)
        assert solution.flow[1] > 0.0

    def test_loses_more_where_it_is_fully_open(self):
        solution = solve(self.network(0.5))
        assert solution.head_loss[1] == pytest.approx(1e5 * solution.flow[1] ** 2, rel=1e-6)
        assert solution.head_loss[1] > 0.5

    def test_is_no_pump(self):
        solution = solve(self.network(41.0))
        assert solution.flow[1] == 0.0
        assert solution.status[1] == LinkStatus.SHUT


class TestOutflow:
    @pytest.mark.parametrize(("exponent", "coefficient"), [(0.5, 2e-3), (1.18, 1e-3), (2.5, 1e-4)])
    def test_emitter_at_a_held_head(self, exponent, coefficient):
        """q = C h^gamma is h = (q/C)^(1/gamma)."""
        network = make_network(
            {0: 30.0, 1: 5.0},
            [0.0, 0.0],
            [(0, 1)],
            kind=LinkKind.OUTFLOW,
            resistance=coefficient ** (-1.0 / exponent),
            outflow_exponent=1.0 / exponent,
        )
        assert solve(network).flow[0] == pytest.approx(coefficient * 25.0**exponent, rel=1e-6)

    def test_nothing_flows_in(self):
        network = make_network(
            {0: 3.0, 1: 5.0}, [0.0, 0.0], [(0, 1)], kind=LinkKind.OUTFLOW, resistance=1e4, outflow_exponent=2.0
        )
        assert solve(network).flow[0] == 0.0

    def test_without_resistance_it_is_refused(self):
        with pytest.raises(InputError, match="resistance"):
            make_network({0: 3.0}, [0.0, 0.0], [(0, 1)], kind=LinkKind.OUTFLOW, outflow_exponent=2.0)


class TestSolver:
    def network(self):
        links = [(0, 1), (0, 2), (1, 2), (2, 3)]
        return make_network({0: 40.0}, [0.0, 0.005, 0.003, 0.002], links, diameter=[0.1, 0.08, 0.05, 0.1])

    def test_other_demands_and_heads(self):
        network = self.network()
        solver = Solver(network)
        demand = np.array([0.0, 0.001, 0.02, 0.004])
        again = make_network({0: 45.0}, demand, [(0, 1), (0, 2), (1, 2), (2, 3)], diameter=[0.1, 0.08, 0.05, 0.1])
        for warm in (False, True):
            solution = solver.solve(demand=demand, fixed_head=[45.0, 0.0, 0.0, 0.0], warm=warm)
            assert solution.head == pytest.approx(solve(again).head, rel=1e-8)
        assert solver.solve().head == pytest.approx(solve(network).head, rel=1e-8)

    def test_switchable_links(self):
        network = self.network()
        solver = Solver(network, switchable=[False, True, False, True])
        closed = [False, True, False, False]
        fresh = make_network({0: 40.0}, network.demand, [(0, 1), (0, 2), (1, 2), (2, 3)], diameter=network.diameter, closed=closed)  # noqa: E501  # fmt: skip
        solution = solver.solve(closed=closed)
        assert solution.flow[1] == 0.0
        assert solution.status[1] == LinkStatus.CLOSED
        assert solution.head == pytest.approx(solve(fresh).head, rel=1e-8)
        assert solver.solve(closed=[False] * 4).head == pytest.approx(solve(network).head, rel=1e-8)
        with pytest.raises(SolverError, match="J-3"):
            solver.solve(closed=[False, False, False, True])
        with pytest.raises(InputError, match="P-0"):
            solver.solve(closed=[True, False, False, False])
