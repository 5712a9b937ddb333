"""Networks of published sources; inputs and expected values are retyped from the source named."""

from __future__ import annotations

import numpy as np
import pytest

from tests.hydraulics.builders import make_network
from workbench.hydraulics import FrictionLaw, LinkKind, PumpCurve, PumpTable, solve

# D. Lohmeier et al., "pandapipes: an open-source piping grid calculation package for multi-energy grid
# simulations", Sustainability 12 (2020) 9899: the verification networks of pandapipes carry the results
# of STANET and OpenModelica, which are expected here. Both use g = 9.81 m/s2.
GRAVITY = 9.81
STANET = {"density": 1000.0, "kinematic_viscosity": 1.793e-6, "gravity": GRAVITY}
OPEN_MODELICA = {
    "density": 998.2060924679472,
    "kinematic_viscosity": 0.001001605325647912 / 998.2060924679472,
    "gravity": GRAVITY,
}


def pressures(network, solution):
    """Pressure of every node [bar]."""
    return (solution.head - network.elevation) * network.density * network.gravity / 1e5


def head_of(pressure, elevation, fluid):
    return pressure * 1e5 / (fluid["density"] * GRAVITY) + elevation


def velocities(network, solution):
    return solution.flow / (0.25 * np.pi * network.diameter**2)


def test_parallel_pipes_share_a_flow():
    """E. Maurer, Hydraulics and Water Resources: Examples Using R, Example 4.6 (two figures printed)."""
    network = make_network(
        {1: 0.0},
        [-0.5, 0.0],
        [(0, 1), (0, 1)],
        length=[400.0, 600.0],
        diameter=[0.2, 0.3],
        roughness=0.025e-3,
        kinematic_viscosity=2.94e-7,
    )
    solution = solve(network)
    np.testing.assert_allclose(solution.flow, [0.15, 0.35], atol=0.005)
    np.testing.assert_allclose(velocities(network, solution), [4.8, 5.0], atol=0.05)
    assert solution.head[0] == pytest.approx(30.0, rel=0.02)


def test_three_reservoirs_meet_at_a_junction():
    """S. Lingireddy, D. J. Wood, Surge Analysis and the Wave Plan Method, Appendix 0, Problem 49."""
    network = make_network(
        {0: 200.0, 1: 180.0, 2: 185.0},
        [0.0, 0.0, 0.0, 0.0],
        [(0, 3), (3, 1), (3, 2)],
        length=[200.0, 2000.0, 400.0],
        diameter=[0.5, 0.5, 0.2],
        law=FrictionLaw.HAZEN_WILLIAMS,
        hazen_williams_coefficient=[100.0, 100.0, 140.0],
    )
    np.testing.assert_allclose(solve(network).flow, [0.433, 0.346, 0.087], rtol=0.005)


def test_three_branches_between_fixed_heads():
    """J. B. Evett, C. Liu, 2500 Solved Problems, ch. 11, problem 1: read from a nomograph, 2 to 3 %."""
    network = make_network(
        {0: 70.0, 1: 46.0},
        [0.0, 0.0],
        [(0, 1)] * 3,
        length=[3000.0, 1300.0, 2600.0],
        diameter=[0.3, 0.2, 0.25],
        law=FrictionLaw.HAZEN_WILLIAMS,
        hazen_williams_coefficient=120.0,
    )
    np.testing.assert_allclose(solve(network).flow, [0.105, 0.056, 0.070], rtol=0.04)


def test_ring_main_of_equal_resistances():
    """C. Schaschke, Fluid Mechanics: Worked Examples for Engineers, Problem 8.12 (p. 216)."""
    resistance = 16600.0 / 1e-6 / (1000.0 * GRAVITY)  # (N/m2)/(L/s)2 to m/(m3/s)2
    network = make_network(
        {0: 100.0},
        [0.0, -0.5e-3, 2.6e-3, 0.9e-3],  # A, B, C, D
        [(0, 1), (1, 2), (0, 3), (3, 2)],
        kind=LinkKind.RESISTANCE,
        resistance=resistance,
    )
    solution = solve(network)
    drops = solution.head_loss * 1000.0 * GRAVITY / 1000.0  # [kN/m2]
    assert solution.flow[1] == pytest.approx(1.675e-3, rel=0.001)
    np.testing.assert_allclose(drops, [22.918, 46.573, 55.288, 14.203], rtol=0.01)


def test_hardy_cross_with_fixed_factors():
    """E. Maurer, Hydraulics and Water Resources, Example 4.7: flows after three iterations.

    The pipes become resistances with the printed friction factors. The source gives branch flows and no
    demands; these are the sums of its initial flows at the nodes. Three iterations of Hardy Cross leave
    2e-4 m3/s.
    """
    diameter = np.array([0.3, 0.2, 0.2, 0.2, 0.2, 0.15, 0.25, 0.15, 0.15, 0.25])
    length = np.array([250.0, 100.0, 125.0, 125.0, 100.0, 100.0, 125.0, 100.0, 100.0, 125.0])
    factor = np.array([0.01879, 0.02075, 0.02075, 0.02075, 0.02075, 0.02233, 0.01964, 0.02233, 0.02233, 0.01964])
    resistance = factor * length / (2.0 * GRAVITY * diameter * (0.25 * np.pi * diameter**2) ** 2)
    # Loop 1 runs 1-2-3-4-5 clockwise, loop 2 runs 4-6-7-8, loop 3 runs 3-9-10-6; pipe k from start to end
    # in the sense of the first loop that lists it.
    links = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (3, 5), (5, 6), (6, 4), (2, 7), (7, 5)]
    initial = np.array([0.04, 0.04, 0.02, -0.02, -0.04, 0.0, 0.0, -0.02, 0.02, 0.0])
    demand = np.zeros(8)
    np.add.at(demand, [pair[1] for pair in links], initial)
    np.add.at(demand, [pair[0] for pair in links], -initial)
    network = make_network({0: 100.0}, demand, links, kind=LinkKind.RESISTANCE, resistance=resistance)
    expected = [0.0383, 0.0383, 0.0232, -0.0258, -0.0417, 0.0090, 0.0041, -0.0159, 0.0151, -0.0049]
    np.testing.assert_allclose(solve(network).flow, expected, atol=3e-4)


def test_two_valves_against_stanet():
    """Case two_valves_PC: one valve open, one closed; STANET's 3.71 D for 3.7 D makes 2e-4."""
    fluid = STANET
    flow = 10.0 / 1000.0
    network = make_network(
        {0: head_of(10.0, 0.0, fluid)},
        [0.0, 0.0, 0.0, 0.0, flow, 0.0, 0.0, 0.0],
        [(0, 1), (2, 3), (3, 4), (3, 5), (1, 6), (1, 7), (6, 5), (7, 2)],
        kind=[LinkKind.PIPE] * 6 + [LinkKind.RESISTANCE] * 2,
        closed=[False] * 7 + [True],
        length=[500.0, 250.0, 250.0, 250.0, 100.0, 100.0, 0.0, 0.0],
        resistance=[0.0] * 4 + [200.0 / (2.0 * GRAVITY * (0.25 * np.pi * 0.01) ** 2)] * 2 + [0.0] * 2,
        **fluid,
    )
    solution = solve(network)
    expected = [10.0, 9.0688, 6.7959, 6.7959, 6.3303, 7.2614]
    np.testing.assert_allclose(pressures(network, solution)[:6], expected, rtol=2e-4)
    speeds = velocities(network, solution)[:6]
    np.testing.assert_allclose(speeds, [1.2732, 0.0, 1.2732, -1.2732, 1.2732, 0.0], atol=1e-4)
    assert solution.flow[7] == 0.0


def test_district_against_stanet():
    """Case district_PC: 15 pipes between 280 m and 500 m; pressures to 0.6 %."""
    elevation = [500, 400, 420, 350, 350, 380, 280, 290, 290, 450, 450, 460, 425, 425, 450]
    mass = [0, 5, 5, 4, 4, 4, 2, 2, 3, 10, 8, 6, 5, 5, 3]  # [t/h]
    links = [(0, 1), (1, 2), (1, 3), (3, 4), (4, 6), (4, 5), (5, 7), (5, 8), (5, 2), (2, 14), (1, 9), (9, 12),
             (9, 13), (9, 10), (10, 11)]  # fmt: skip
    length = [9000, 1000, 200, 200, 50, 800, 50, 50, 200, 200, 200, 50, 50, 200, 200]
    network = make_network(
        {0: head_of(5.0, 500.0, STANET)},
        [value / 3600.0 for value in mass],
        links,
        elevation=elevation,
        length=length,
        diameter=[0.3, 0.15] + [0.09] * 13,
        roughness=[0.5e-3] + [0.1e-3] * 14,
        **STANET,
    )
    expected = [5.0, 14.5396, 12.5257, 19.373, 19.3456, 16.4047, 26.2009, 25.219, 25.2182, 9.0911, 8.9876, 7.9862,
                11.5358, 11.5358, 9.581]  # fmt: skip
    solution = solve(network)
    np.testing.assert_allclose(pressures(network, solution), expected, rtol=0.006)
    assert velocities(network, solution)[10] == pytest.approx(1.4846, abs=0.001)


def test_delta_against_openmodelica():
    """Case delta (Colebrook): velocities of millimetres a second, so that only the pressures tell."""
    network = make_network(
        {0: head_of(3.5, 0.0, OPEN_MODELICA)},
        [0.0, 0.2778 / OPEN_MODELICA["density"], -0.2778 / OPEN_MODELICA["density"]],
        [(1, 0), (2, 0), (1, 2)],
        length=[1000.0, 200.0, 100.0],
        diameter=[0.075, 0.09, 0.1],
        roughness=1e-3,
        **OPEN_MODELICA,
    )
    expected = [3.5, 3.499762598556268, 3.500022897516034]
    np.testing.assert_allclose(pressures(network, solve(network)), expected, rtol=1e-4)


def test_single_pipe_against_openmodelica():
    """Case pipe_2 (Colebrook)."""
    network = make_network(
        {0: head_of(5.0, 0.0, OPEN_MODELICA)},
        [0.0, 1.325 / OPEN_MODELICA["density"]],
        [(0, 1)],
        length=10000.0,
        diameter=0.075,
        **OPEN_MODELICA,
    )
    solution = solve(network)
    assert pressures(network, solution)[1] == pytest.approx(3.318369155192938, rel=5e-4)
    assert velocities(network, solution)[0] == pytest.approx(0.300415760536523, abs=1e-4)


def test_heights_against_openmodelica():
    """Case heights (Colebrook): a mesh between 0 m and 350 m."""
    density = OPEN_MODELICA["density"]
    network = make_network(
        {0: head_of(6.0, 350.0, OPEN_MODELICA)},
        [0.0, 1.0 / density, 0.5 / density, 0.0],
        [(0, 3), (1, 3), (3, 2), (2, 1)],
        elevation=[350.0, 250.0, 50.0, 0.0],
        length=[5000.0, 5000.0, 5000.0, 1000.0],
        diameter=0.075,
        **OPEN_MODELICA,
    )
    solution = solve(network)
    expected = [6.0, 14.397785844715875, 34.01352517951465, 39.2141362035829]
    np.testing.assert_allclose(pressures(network, solution), expected, rtol=0.003)
    expected = [0.339808609359215, -0.170485113743671, 0.169185322411036, 0.056019012943854]
    np.testing.assert_allclose(velocities(network, solution), expected, atol=0.003)


def polynomial_curve(coefficients, largest, density):
    """Pump curve of straight lines from a polynomial: bar over m3/h, highest power first."""
    flow = np.linspace(0.0, largest, 400)
    return PumpCurve.piecewise_linear(flow / 3600.0, np.polyval(coefficients, flow) * 1e5 / (density * GRAVITY))


def test_pumps_against_stanet():
    """Case pumps_N: two pumps in series; the source's friction law is Nikuradse's, fully rough.

    ``f = 64/Re + (2 log10(3.71 D/e))^-2`` is handed over as a resistance at the flow of the source.
    """
    flow = {"s2": 50.0 / 3600.0, "ext": 3.9528 * 0.25 * np.pi * 0.01}
    resistance = []
    for length, diameter, q in ((1000.0, 0.2, flow["s2"]), (500.0, 0.1, flow["ext"])):
        area = 0.25 * np.pi * diameter**2
        factor = 64.0 / (q / area * diameter / 1.793e-6) + (2.0 * np.log10(3.71 * diameter / 0.1e-3)) ** -2
        resistance.append(factor * length / (2.0 * GRAVITY * diameter * area**2))
    third = polynomial_curve([-1.0e-5, 5.0], 400.0, 1000.0)
    first = polynomial_curve([-0.00014862079898541572, -0.01296567850348759, 6.1], 150.0, 1000.0)
    network = make_network(
        {0: head_of(2.0, 100.0, STANET)},
        [0.0, 100.0 / 3600.0, 50.0 / 3600.0, 1.0 / 3600.0],
        [(1, 2), (0, 3), (0, 1), (1, 3)],
        elevation=[100.0, 120.0, 50.0, 100.0],
        kind=[LinkKind.RESISTANCE, LinkKind.RESISTANCE, LinkKind.PUMP, LinkKind.PUMP],
        resistance=[*resistance, 0.0, 0.0],
        pumps=PumpTable.build([2, 3], [third, first]),
        **STANET,
    )
    solution = solve(network)
    np.testing.assert_allclose(pressures(network, solution), [2.0, 5.0385, 11.8082, 9.7456], rtol=0.002)
    assert -solution.flow[1] == pytest.approx(flow["ext"], rel=0.003)


def test_two_pumps_against_openmodelica():
    """Case two_pumps: the source's law is Swamee and Jain's, within 1.5 % of Colebrook and White's."""
    density = OPEN_MODELICA["density"]
    first = polynomial_curve([-0.0008271444974254786, -0.002455604916910783, 9.97129100473773], 105.0, density)
    second = polynomial_curve([-0.0001486298608891042, -0.012957671887048236, 6.1], 150.0, density)
    network = make_network(
        {0: head_of(7.0, 0.0, OPEN_MODELICA)},
        np.array([0.0, 10.0, 2.0, 4.0, -22.0, -3.0]) / density,
        [(2, 1), (0, 4), (4, 5), (4, 1), (5, 3)],
        kind=[LinkKind.PIPE] * 3 + [LinkKind.PUMP] * 2,
        length=[1300.0, 6000.0, 7000.0, 0.0, 0.0],
        diameter=[0.075, 0.09, 0.075, 0.0, 0.0],
        roughness=[0.02e-3, 0.02e-3, 0.03e-3, 0.0, 0.0],
        pumps=PumpTable.build([3, 4], [first, second]),
        **OPEN_MODELICA,
    )
    expected = [7.0, 27.376538818522842, 26.95810211674195, 24.387541105851668, 19.28869720645763, 18.623147500220227]
    np.testing.assert_allclose(pressures(network, solve(network)), expected, rtol=0.015)
