"""The verification networks of pandapipes, with the results of STANET and OpenModelica that they carry.

D. Lohmeier et al., "pandapipes: an open-source piping grid calculation package for multi-energy grid
simulations", Sustainability 12 (2020) 9899. Retyped; both programs use g = 9.81 m/s2.
"""

from __future__ import annotations

import numpy as np

from tests.hydraulics.builders import make_network
from tests.published import PublishedCase
from workbench.hydraulics import FrictionLaw, LinkKind, PumpCurve, PumpTable, solve

GRAVITY = 9.81
STANET = {"density": 1000.0, "kinematic_viscosity": 1.793e-6, "gravity": GRAVITY}
STANET_ROUGHNESS = 3.7 / 3.71
"""STANET writes Colebrook and White's equation with e/(3.71 D): the same with this share of the roughness."""
OPEN_MODELICA = {
    "density": 998.2060924679472,
    "kinematic_viscosity": 0.001001605325647912 / 998.2060924679472,
    "gravity": GRAVITY,
}
SOURCE = "pandapipes (Sustainability 12 (2020) 9899), verification network"


def pressures(network, solution):
    """Pressure of every node [bar]."""
    return (solution.head - network.elevation) * network.density * network.gravity / 1e5


def head_of(pressure, elevation, fluid):
    return pressure * 1e5 / (fluid["density"] * GRAVITY) + elevation


def velocities(network, solution):
    return solution.flow / (0.25 * np.pi * network.diameter**2)


def named(kind, values):
    return {f"{kind} {index}": value for index, value in enumerate(values)}


def nikuradse(length, diameter, roughness):
    """STANET's law for fully rough pipes, ``f = 64/Re + (2 log10(3.71 D/e))^-2``, as exact resistances.

    The first term is linear in the flow, the second quadratic.
    """
    length, diameter = np.asarray(length), np.asarray(diameter)
    area = 0.25 * np.pi * diameter**2
    scale = length / (2.0 * GRAVITY * diameter * area**2)
    return {
        "kind": LinkKind.RESISTANCE,
        "diameter": diameter,
        "linear_resistance": 64.0 * STANET["kinematic_viscosity"] * area / diameter * scale,
        "resistance": (2.0 * np.log10(3.71 * diameter / roughness)) ** -2 * scale,
    }


def test_delta_against_stanet(validation):
    """Velocities of millimetres a second, so that the pressures tell little: all drops are below 3 mbar."""
    case = PublishedCase("C-030", "Delta of water pipes (Nikuradse)", f"{SOURCE} delta_N")
    network = make_network(
        {1: head_of(3.5, 0.0, STANET)},
        [-0.2777777778e-3, 0.0, 0.2777777778e-3],
        [(2, 0), (0, 1), (2, 1)],
        **nikuradse([100.0, 200.0, 1000.0], [0.1, 0.09, 0.075], 1e-3),
        **STANET,
    )
    solution = solve(network)
    expected = named("node", [3.5, 3.5, 3.4997])
    validation.worst(case, "pressure", expected, pressures(network, solution), "bar", 1e-4, reference="STANET")
    speed = velocities(network, solution)
    why = (
        "STANET's law at Reynolds numbers of 100 to 1900 is not published; pandapipes, whose law this is, is as far off"
    )
    for index, published in enumerate([-0.0332, 0.0027, -0.0039]):
        name, ours = f"velocity in pipe {index}", speed[index]
        validation(case, name, published, ours, "m/s", absolute=5e-5, reference="STANET", missed=why)


def test_two_valves_against_stanet(validation):
    """One valve open, one closed."""
    case = PublishedCase("C-031", "Mesh of water pipes with two valves (Colebrook)", f"{SOURCE} two_valves_PC")
    fluid = STANET
    flow = 10.0 / 1000.0
    network = make_network(
        {0: head_of(10.0, 0.0, fluid)},
        [0.0, 0.0, 0.0, 0.0, flow, 0.0, 0.0, 0.0],
        [(0, 1), (2, 3), (3, 4), (3, 5), (1, 6), (1, 7), (6, 5), (7, 2)],
        kind=[LinkKind.PIPE] * 6 + [LinkKind.RESISTANCE] * 2,
        closed=[False] * 7 + [True],
        length=[500.0, 250.0, 250.0, 250.0, 100.0, 100.0, 0.0, 0.0],
        roughness=0.1e-3 * STANET_ROUGHNESS,
        resistance=[0.0] * 4 + [200.0 / (2.0 * GRAVITY * (0.25 * np.pi * 0.01) ** 2)] * 2 + [0.0] * 2,
        **fluid,
    )
    solution = solve(network)
    expected = named("node", [10.0, 9.0688, 6.7959, 6.7959, 6.3303, 7.2614])
    found = pressures(network, solution)[:6]
    validation.worst(case, "pressure", expected, found, "bar", 1e-4, reference="STANET")
    expected = named("pipe", [1.2732, 0.0, 1.2732, -1.2732, 1.2732, 0.0])
    speed = velocities(network, solution)[:6]
    validation.worst(case, "velocity", expected, speed, "m/s", absolute=1e-4, reference="STANET")
    assert solution.flow[7] == 0.0


def test_district_against_stanet(validation):
    case = PublishedCase("C-032", "District of 15 water pipes from 280 m to 500 m (Colebrook)", f"{SOURCE} district_PC")
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
        roughness=np.array([0.5e-3] + [0.1e-3] * 14) * STANET_ROUGHNESS,
        **STANET,
    )
    expected = [5.0, 14.5396, 12.5257, 19.373, 19.3456, 16.4047, 26.2009, 25.219, 25.2182, 9.0911, 8.9876, 7.9862,
                11.5358, 11.5358, 9.581]  # fmt: skip
    speeds = [0.2594, 0.255, 0.4707, 0.2961, 0.0873, 0.0341, 0.0873, 0.131, -0.3589, 0.131, 1.4846, 0.2183, 0.2183,
              0.6113, 0.262]  # fmt: skip
    solution = solve(network)
    found = pressures(network, solution)
    validation.worst(case, "pressure", named("node", expected), found, "bar", 0.006, reference="STANET")
    speed = velocities(network, solution)
    published = {name: value for name, value in named("pipe", speeds).items() if name != "pipe 5"}
    others = np.delete(speed, 5)
    validation.worst(case, "velocity", published, others, "m/s", 0.006, reference="STANET")
    # With Colebrook's factor at every Reynolds number instead, 1.3 % remain.
    why = "laminar here, at Re 1711, where STANET has a factor above 64/Re"
    validation(case, "velocity in pipe 5", 0.0341, speed[5], "m/s", 0.006, reference="STANET", missed=why)


def polynomial_curve(coefficients, largest, density):
    """Pump curve of straight lines from a polynomial: bar over m3/h, highest power first."""
    flow = np.linspace(0.0, largest, 400)
    return PumpCurve.piecewise_linear(flow / 3600.0, np.polyval(coefficients, flow) * 1e5 / (density * GRAVITY))


def test_pumps_against_stanet(validation):
    """Two pumps in series."""
    case = PublishedCase("C-034", "Mesh of water pipes with pumps (Nikuradse)", f"{SOURCE} pumps_N")
    pipes = nikuradse([1000.0, 500.0], [0.2, 0.1], 0.1e-3)
    third = polynomial_curve([-1.0e-5, 5.0], 400.0, 1000.0)
    first = polynomial_curve([-0.00014862079898541572, -0.01296567850348759, 6.1], 150.0, 1000.0)
    network = make_network(
        {0: head_of(2.0, 100.0, STANET)},
        [0.0, 100.0 / 3600.0, 50.0 / 3600.0, 1.0 / 3600.0],
        [(1, 2), (0, 3), (0, 1), (1, 3)],
        elevation=[100.0, 120.0, 50.0, 100.0],
        kind=[LinkKind.RESISTANCE, LinkKind.RESISTANCE, LinkKind.PUMP, LinkKind.PUMP],
        diameter=[*pipes["diameter"], 0.0, 0.0],
        linear_resistance=[*pipes["linear_resistance"], 0.0, 0.0],
        resistance=[*pipes["resistance"], 0.0, 0.0],
        pumps=PumpTable.build([2, 3], [third, first]),
        **STANET,
    )
    solution = solve(network)
    expected = named("node", [2.0, 5.0385, 11.8082, 9.7456])
    validation.worst(case, "pressure", expected, pressures(network, solution), "bar", 0.002, reference="STANET")
    speed = solution.flow[:2] / (0.25 * np.pi * pipes["diameter"] ** 2)
    validation.worst(case, "velocity", named("pipe", [0.4421, -3.9528]), speed, "m/s", 0.002, reference="STANET")


def test_single_pipe_against_openmodelica(validation):
    case = PublishedCase("C-040", "Single water pipe (Colebrook)", f"{SOURCE} pipe_2")
    network = make_network(
        {0: head_of(5.0, 0.0, OPEN_MODELICA)},
        [0.0, 1.325 / OPEN_MODELICA["density"]],
        [(0, 1)],
        length=10000.0,
        diameter=0.075,
        **OPEN_MODELICA,
    )
    solution = solve(network)
    pressure, speed = pressures(network, solution)[1], velocities(network, solution)[0]
    validation(case, "pressure", 3.318369155192938, pressure, "bar", 5e-4, reference="OpenModelica")
    validation(case, "velocity", 0.300415760536523, speed, "m/s", 5e-4, reference="OpenModelica")


def test_heights_against_openmodelica(validation):
    case = PublishedCase("C-041", "Mesh of water pipes between 0 m and 350 m (Colebrook)", f"{SOURCE} heights")
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
    expected = named("node", [6.0, 14.397785844715875, 34.01352517951465, 39.2141362035829])
    found = pressures(network, solution)
    validation.worst(case, "pressure", expected, found, "bar", 0.003, reference="OpenModelica")
    expected = [0.339808609359215, -0.170485113743671, 0.169185322411036, 0.056019012943854]
    why = "split of a mesh at Re 4,000 to 13,000; pandapipes, with Colebrook's equation too, is off by 1.2 %"
    for index, (published, ours) in enumerate(zip(expected, velocities(network, solution), strict=True)):
        missed = why if index in (1, 3) else None
        name = f"velocity in pipe {index}"
        validation(case, name, published, ours, "m/s", 0.003, reference="OpenModelica", missed=missed)


def test_two_pumps_against_openmodelica(validation):
    case = PublishedCase("C-044", "Water branch with two pumps (Swamee-Jain)", f"{SOURCE} two_pumps")
    density = OPEN_MODELICA["density"]
    first = polynomial_curve([-0.0008271444974254786, -0.002455604916910783, 9.97129100473773], 105.0, density)
    second = polynomial_curve([-0.0001486298608891042, -0.012957671887048236, 6.1], 150.0, density)
    network = make_network(
        {0: head_of(7.0, 0.0, OPEN_MODELICA)},
        np.array([0.0, 10.0, 2.0, 4.0, -22.0, -3.0]) / density,
        [(2, 1), (0, 4), (4, 5), (4, 1), (5, 3)],
        kind=[LinkKind.PIPE] * 3 + [LinkKind.PUMP] * 2,
        law=FrictionLaw.SWAMEE_JAIN,
        length=[1300.0, 6000.0, 7000.0, 0.0, 0.0],
        diameter=[0.075, 0.09, 0.075, 0.0, 0.0],
        roughness=[0.02e-3, 0.02e-3, 0.03e-3, 0.0, 0.0],
        pumps=PumpTable.build([3, 4], [first, second]),
        **OPEN_MODELICA,
    )
    solution = solve(network)
    expected = [7.0, 27.376538818522842, 26.95810211674195, 24.387541105851668, 19.28869720645763, 18.623147500220227]
    found = pressures(network, solution)
    validation.worst(case, "pressure", named("node", expected), found, "bar", 0.015, reference="OpenModelica")
    expected = named("pipe", [-0.45298421387152, -1.416473215553954, 0.226575495147399])
    speed = solution.flow[:3] / (0.25 * np.pi * network.diameter[:3] ** 2)
    validation.worst(case, "velocity", expected, speed, "m/s", 0.015, reference="OpenModelica")


def test_delta_against_openmodelica(validation):
    """Velocities of millimetres a second, so that only the pressures tell."""
    case = PublishedCase("C-045", "Delta of water pipes (Colebrook)", f"{SOURCE} delta")
    network = make_network(
        {0: head_of(3.5, 0.0, OPEN_MODELICA)},
        [0.0, 0.2778 / OPEN_MODELICA["density"], -0.2778 / OPEN_MODELICA["density"]],
        [(1, 0), (2, 0), (1, 2)],
        length=[1000.0, 200.0, 100.0],
        diameter=[0.075, 0.09, 0.1],
        roughness=1e-3,
        **OPEN_MODELICA,
    )
    expected = named("node", [3.5, 3.499762598556268, 3.500022897516034])
    found = pressures(network, solve(network))
    validation.worst(case, "pressure", expected, found, "bar", 1e-4, reference="OpenModelica")
