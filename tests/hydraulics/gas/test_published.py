"""Gas networks of published sources; the data are in `published_networks`."""

from __future__ import annotations

import numpy as np
import pytest

from tests.hydraulics.gas import published_networks as data
from tests.hydraulics.gas.builders import make_gas_network
from tests.published import PublishedCase
from workbench.engineering.compressibility import UNIVERSAL_GAS_CONSTANT
from workbench.engineering.friction import colebrook_start, colebrook_step
from workbench.hydraulics.gas import Compressibility, FlowModel, Gas, GasLinkKind, GasNetwork, solve_gas

SRINIVASAN = (
    "S. Srinivasan, K. Sundar, V. Gyrya, A. Zlotnik, Numerical Solution of the Steady-State Network Flow Equations for"
    " a Non-Ideal Gas, IEEE Trans. Control of Network Systems 10 (2023) 1449-1461; reference solutions of its tests"
)
TEMPERATURE, GRAVITY = 288.706, 0.6
# The source takes R = 8.314 J/(mol K) and 0.02896 kg/mol for air; the molar mass here gives its R/M.
MOLAR_MASS = 0.02896 * GRAVITY * UNIVERSAL_GAS_CONSTANT / 8.314
# Its full CNGA equation adds the term of the atmosphere (101350 Pa) to 1, where Menon subtracts it.
CNGA_SLOPE = 344400.0 * 10.0 ** (1.785 * GRAVITY) / (6894.75729 * (1.8 * TEMPERATURE) ** 3.825)
MODELS = {
    "IDEAL": Compressibility.ideal(),
    "SIMPLE_CNGA": Compressibility.inverse_linear(1.00300865, 2.96848838e-8),
    "FULL_CNGA": Compressibility.inverse_linear(1.0 + 101350.0 * CNGA_SLOPE, CNGA_SLOPE),
}


def transmission_network(name: str, model: Compressibility) -> GasNetwork:
    pipes, compressors = getattr(data, f"{name}_PIPES"), getattr(data, f"{name}_COMPRESSORS")
    nodes = max(max(pipe[:2]) for pipe in pipes + compressors)
    outflow = np.zeros(nodes)
    for node, value in getattr(data, f"{name}_OUTFLOWS").items():
        outflow[node - 1] = value
    columns = np.array(pipes)
    none = np.zeros(len(compressors))
    return make_gas_network(
        {node - 1: value for node, value in getattr(data, f"{name}_PRESSURES").items()},
        outflow.tolist(),
        [(int(link[0]) - 1, int(link[1]) - 1) for link in pipes + compressors],
        kind=[GasLinkKind.PIPE] * len(pipes) + [GasLinkKind.COMPRESSOR_RATIO] * len(compressors),
        model=FlowModel.SQUARED_PRESSURE,
        diameter=np.concatenate((columns[:, 2], none)),
        length=np.concatenate((columns[:, 3], none)),
        friction_factor=np.concatenate((columns[:, 4], none)),
        roughness=0.0,
        setting=np.concatenate((np.zeros(len(pipes)), [link[2] for link in compressors])),
        gas=Gas(MOLAR_MASS, TEMPERATURE, 1.1e-5, 1.4, model),
    )


@pytest.mark.parametrize(
    ("identifier", "name", "model", "title"),
    [
        ("C-001", "EIGHT_NODES", "IDEAL", "8-node gas network with three compressors, ideal gas"),
        ("C-002", "EIGHT_NODES", "SIMPLE_CNGA", "8-node gas network with three compressors, simple CNGA"),
        ("C-003", "EIGHT_NODES", "FULL_CNGA", "8-node gas network with three compressors, full CNGA"),
        ("C-006", "GASLIB_40", "IDEAL", "GasLib-40 with several fixed pressures, ideal gas"),
        ("C-007", "GASLIB_40", "SIMPLE_CNGA", "GasLib-40 with several fixed pressures, simple CNGA"),
    ],
)
def test_transmission_networks(validation, identifier, name, model, title):
    case = PublishedCase(identifier, title, SRINIVASAN)
    network = transmission_network(name, MODELS[model])
    solution = solve_gas(network)
    pressures, flows = getattr(data, f"{name}_{model}_PRESSURE"), getattr(data, f"{name}_{model}_FLOW")
    for index, published in enumerate(pressures):
        if not network.fixed[index]:
            ours = float(solution.pressure[index])
            validation(case, f"pressure at node {index + 1}", published, ours, "Pa", 1e-4)
    for index, published in enumerate(flows):
        validation(case, f"flow in pipe {index + 1}", published, float(solution.mass_flow[index]), "kg/s", 1e-4)


# D. Lohmeier et al.: the verification networks of pandapipes carry the results of STANET. Gauge pressures; the gas has
# a constant viscosity, a density of 0.84 kg/m3 at 273.15 K and 1.01325 bar.
STANET = (
    "Results of STANET stored with the verification networks of pandapipes; D. Lohmeier et al., pandapipes,"
    " Sustainability 12 (2020) 9899"
)


def stanet_gas(temperature: float, compressibility: Compressibility) -> Gas:
    molar_mass = 0.84 * UNIVERSAL_GAS_CONSTANT * 273.15 / 101325.0
    return Gas(molar_mass, temperature, 1.193e-5, 1.3, compressibility)


def velocity_at_mean_pressure(network: GasNetwork, solution) -> np.ndarray:
    start, end = solution.pressure[network.start], solution.pressure[network.end]
    mean = 2.0 / 3.0 * (start + end - start * end / (start + end))
    gas = network.gas
    return solution.mass_flow * gas.compressibility.at(mean) * gas.specific / (mean * network.area)


def atmosphere(elevation: np.ndarray) -> np.ndarray:
    """Pressure of the air at a height, by the barometric formula that the networks were made with [Pa]."""
    return 101325.0 * (1.0 - 0.0065 * np.asarray(elevation) / 288.15) ** 5.255


def compare_with_stanet(validation, case, network, solution, pressures, velocities, relative, absolute, missed=None):
    """`missed` gives the reasons by quantity."""
    gauge = (solution.pressure - atmosphere(network.elevation)) / 1e5
    reasons = missed if missed else {}
    for index, published in enumerate(pressures):
        if not network.fixed[index]:
            name, ours = f"pressure at junction {index} (gauge)", float(gauge[index])
            validation(case, name, published, ours, "bar", relative, missed=reasons.get(name))
    velocity = velocity_at_mean_pressure(network, solution)
    for index, published in enumerate(velocities):
        name, ours = f"mean velocity in pipe {index}", float(velocity[index])
        validation(case, name, published, ours, "m/s", absolute=absolute, missed=reasons.get(name))


def stanet_pipe(roughness: float, model: FlowModel) -> GasNetwork:
    return make_gas_network(
        {0: 101.01325e5},
        [0.0, 1.8666666667],
        [(0, 1)],
        length=8950.0,
        diameter=0.089,
        roughness=roughness,
        model=model,
        gas=stanet_gas(278.15, Compressibility.ideal()),
    )


def test_single_pipe_against_stanet(validation):
    case = PublishedCase("C-035", "Single gas pipe (Prandtl-Colebrook)", STANET)
    network = stanet_pipe(2e-4, FlowModel.ISOTHERMAL)
    solution = solve_gas(network)
    ours = solution.pressure[1] / 1e5 - 1.01325
    missed = (
        "STANET divides the roughness by 3.71 D where Colebrook (1939) and we divide by 3.7 D, which is 0.07 % of the"
        " friction here, and it leaves the kinetic term out"
    )
    validation(case, "pressure at the end (gauge)", 85.6466, ours, "bar", 1e-4, missed=missed)
    validation(case, "mean velocity", 3.9201, velocity_at_mean_pressure(network, solution)[0], "m/s", absolute=0.001)


def test_what_the_single_pipe_misses_is_stanets_constant_and_the_kinetic_term():
    network = stanet_pipe(2e-4 * 3.7 / 3.71, FlowModel.SQUARED_PRESSURE)
    assert solve_gas(network).pressure[1] / 1e5 - 1.01325 == pytest.approx(85.6466, abs=5e-4)


def test_meshed_square_against_stanet(validation):
    case = PublishedCase("C-036", "Meshed square gas network", STANET)
    elevation = np.array([20.0, 1.0, 20.0, 20.0, 1.0, 1.0])
    network = make_gas_network(
        {0: 1e5 + atmosphere(20.0)},
        [0.0, 0.0011666667, 0.0, 0.0, 0.0, 0.0],
        [(0, 2), (2, 5), (5, 1), (2, 3), (3, 4), (4, 5)],
        elevation=elevation,
        length=[10.0, 3000.0, 3000.0, 3000.0, 3000.0, 3000.0],
        diameter=0.075,
        roughness=1e-4,
        gas=stanet_gas(283.15, Compressibility.ideal()),
        gravity=9.81,
    )
    pressures = (1.0, 0.9999, 1.0, 0.9999, 1.0005, 1.0004)
    velocities = (0.1642, 0.1197, 0.164, 0.0444, 0.0444, 0.0443)
    compare_with_stanet(validation, case, network, solve_gas(network), pressures, velocities, 5e-4, 0.02)


PARALLEL_PRESSURES = (5.0, 4.9868, 4.9847, 4.9715, 4.9675, 4.9669)
PARALLEL_VELOCITIES = (0.3906, 0.1388, 0.3916, 0.1961, 0.13, 0.1223, 0.1961)


def parallel_pipes(friction_factor: np.ndarray | float) -> GasNetwork:
    pressure = np.array([1e5, 7e5])
    return make_gas_network(
        {0: 6.01325e5},
        [0.0, 0.0, 0.0, 0.0, 0.0018666667, 0.0018666667],
        [(0, 1), (1, 2), (2, 3), (3, 4), (1, 2), (1, 2), (3, 5)],
        length=5000.0,
        diameter=0.05,
        roughness=[1e-4, 1e-4, 1e-4, 1e-4, 5e-4, 1e-3, 5e-4],
        friction_factor=friction_factor,
        gas=stanet_gas(283.15, Compressibility.tabulated(pressure, 1.0 - 0.0022e-5 * pressure)),
    )


def test_parallel_pipes_against_stanet(validation):
    case = PublishedCase("C-038", "Three parallel gas pipes", STANET)
    network = parallel_pipes(np.nan)
    reason = (
        "the three parallel pipes flow at Re 2600 to 2800, where STANET goes on with Prandtl and Colebrook and we blend"
        " from the laminar factor at 2000 to the turbulent one at 4000"
    )
    missed = dict.fromkeys([f"pressure at junction {k} (gauge)" for k in (2, 3, 4, 5)], reason)
    missed |= dict.fromkeys(["mean velocity in pipe 1", "mean velocity in pipe 5"], reason)
    solution = solve_gas(network)
    compare_with_stanet(
        validation, case, network, solution, PARALLEL_PRESSURES, PARALLEL_VELOCITIES, 1e-4, 0.002, missed
    )


def test_what_the_parallel_pipes_miss_is_the_friction_of_the_transition():
    factor = np.full(7, np.nan)
    for _ in range(10):
        network = parallel_pipes(factor)
        solution = solve_gas(network)
        for k in (1, 4, 5):
            reynolds = 4.0 * abs(solution.mass_flow[k]) / (np.pi * 0.05 * network.gas.viscosity)
            assert 2000.0 < reynolds < 4000.0
            root = colebrook_start(reynolds, network.roughness[k] / (3.7 * 0.05))
            for _ in range(4):
                root, _sensitivity = colebrook_step(root, reynolds, network.roughness[k] / (3.7 * 0.05))
            factor[k] = root**-2.0
    gauge = solution.pressure / 1e5 - 1.01325
    np.testing.assert_allclose(gauge, PARALLEL_PRESSURES, rtol=1e-4)
    np.testing.assert_allclose(velocity_at_mean_pressure(network, solution), PARALLEL_VELOCITIES, atol=0.002)
