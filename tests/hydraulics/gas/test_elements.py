"""Each element of a gas network in a network small enough to check by hand, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.hydraulics.gas.builders import AIR, NATURAL_GAS, make_gas_network
from workbench.errors import InputError, SolverError
from workbench.hydraulics.gas import Compressibility, FlowModel, Gas, GasLinkKind, LinkStatus, solve_gas

KIND = GasLinkKind


def test_a_regulator_holds_opens_and_shuts():
    links = [(0, 1), (1, 2), (2, 3)]
    kind = [KIND.PIPE, KIND.PRESSURE_REGULATOR, KIND.PIPE]
    cases = ((8e5, 4e5, LinkStatus.ACTIVE), (3e5, 4e5, LinkStatus.OPEN))
    for supply, setting, status in cases:
        network = make_gas_network({0: supply}, [0, 0, 0, 0.1], links, kind=kind, setting=setting)
        solution = solve_gas(network)
        assert solution.status[1] == status
        if status == LinkStatus.ACTIVE:
            assert solution.pressure[2] == pytest.approx(setting, rel=1e-8)
        else:
            assert solution.mass_flow[1] == pytest.approx(0.1)
    network = make_gas_network({0: 5e5, 3: 6e5}, [0.0] * 4, links, kind=kind, setting=4e5)
    solution = solve_gas(network)
    assert solution.status[1] == LinkStatus.SHUT
    assert solution.mass_flow[1] == 0.0
    np.testing.assert_allclose(solution.mass_flow, 0.0, atol=1e-12)


def test_regulators_that_hold_one_node_share_or_the_lower_one_shuts():
    links = [(0, 1), (0, 1), (1, 2)]
    kind = [KIND.PRESSURE_REGULATOR, KIND.PRESSURE_REGULATOR, KIND.PIPE]
    equal = solve_gas(make_gas_network({0: 8e5}, [0, 0, 0.2], links, kind=kind, setting=4e5))
    np.testing.assert_allclose(equal.mass_flow[:2], 0.1, rtol=1e-4)
    unequal = solve_gas(make_gas_network({0: 8e5}, [0, 0, 0.2], links, kind=kind, setting=[4e5, 3.9e5, 1.0]))
    np.testing.assert_allclose(unequal.mass_flow[:2], [0.2, 0.0], rtol=1e-9)
    assert unequal.status[1] == LinkStatus.SHUT


def test_compressors_raise_the_pressure():
    links = [(0, 1), (1, 2)]
    for kind, setting, expected in (
        (KIND.COMPRESSOR_RATIO, 1.5, 12e5),
        (KIND.COMPRESSOR_DISCHARGE, 11e5, 11e5),
        (KIND.COMPRESSOR_DISCHARGE, 7e5, 8e5),  # stands aside
    ):
        network = make_gas_network({0: 8e5}, [0, 0, 0.3], links, kind=[kind, KIND.PIPE], setting=[setting, 0.0])
        solution = solve_gas(network)
        assert solution.pressure[1] == pytest.approx(expected, rel=1e-8)
        gamma, specific = NATURAL_GAS.heat_capacity_ratio, NATURAL_GAS.specific
        head = gamma / (gamma - 1.0) * specific * ((expected / 8e5) ** ((gamma - 1.0) / gamma) - 1.0)
        assert solution.power[0] == pytest.approx(0.3 * head, rel=1e-6, abs=1.0)
    assert np.isnan(solution.power[1])


def test_a_compressor_at_rest_and_networks_of_nothing_but_fixed_pressures():
    dead_end = make_gas_network({0: 5e5}, [0.0, 0.0], [(0, 1)], kind=KIND.COMPRESSOR_RATIO, setting=1.2)
    solution = solve_gas(dead_end)
    assert solution.pressure[1] == pytest.approx(6e5, rel=1e-9)
    assert abs(solution.mass_flow[0]) < 1e-6
    alone = solve_gas(make_gas_network({0: 5e5}, [0.0, 0.0], []))
    assert alone.pressure[0] == 5e5
    assert np.isnan(alone.pressure[1])
    between = solve_gas(make_gas_network({0: 5e5, 1: 4e5}, [0.0, 0.0], [(0, 1)]))
    assert between.mass_flow[0] > 0.0
    np.testing.assert_allclose(between.outflow, [-between.mass_flow[0], between.mass_flow[0]])


def test_a_compressor_of_constant_power():
    network = make_gas_network(
        {0: 8e5},
        [0, 0, 0.3],
        [(0, 1), (1, 2)],
        kind=[KIND.COMPRESSOR_POWER, KIND.PIPE],
        setting=[20e3, 0.0],
        efficiency=0.75,
    )
    solution = solve_gas(network)
    gamma, specific = NATURAL_GAS.heat_capacity_ratio, NATURAL_GAS.specific
    head = 20e3 * 0.75 / 0.3
    ratio = (1.0 + head * (gamma - 1.0) / gamma / specific) ** (gamma / (gamma - 1.0))
    assert solution.pressure[1] == pytest.approx(8e5 * ratio, rel=1e-8)
    assert solution.power[0] == pytest.approx(20e3, rel=1e-7)
    with pytest.raises(SolverError, match="P-0 has a constant power but hardly anywhere"):
        solve_gas(
            make_gas_network({0: 8e5}, [0, 0], [(0, 1)], kind=KIND.COMPRESSOR_POWER, setting=20e3, efficiency=0.75)
        )


def test_a_flow_control_limits_the_flow():
    links, kind = [(0, 1), (1, 2), (2, 3)], [KIND.PIPE, KIND.FLOW_CONTROL, KIND.PIPE]
    free = solve_gas(make_gas_network({0: 8e5, 3: 7e5}, [0.0] * 4, links, kind=kind, setting=100.0))
    held = solve_gas(make_gas_network({0: 8e5, 3: 7e5}, [0.0] * 4, links, kind=kind, setting=0.5))
    assert free.status[1] == LinkStatus.OPEN
    assert 0.5 < free.mass_flow[1] < 100.0
    assert held.status[1] == LinkStatus.ACTIVE
    np.testing.assert_array_equal(held.mass_flow[1], 0.5)
    backward = solve_gas(make_gas_network({0: 7e5, 3: 8e5}, [0.0] * 4, links, kind=kind, setting=0.5))
    assert backward.status[1] == LinkStatus.SHUT


def test_a_check_valve_shuts_and_its_island_has_no_pressure():
    network = make_gas_network(
        {0: 5e5, 2: 6e5}, [0.0] * 4, [(0, 1), (1, 2), (3, 1)], one_way=[True, True, False], closed=[False, False, True]
    )
    solution = solve_gas(network)
    np.testing.assert_array_equal(solution.mass_flow, 0.0)
    assert solution.isolated.tolist() == [False, False, False, True] or solution.isolated.tolist()[3]
    assert np.isnan(solution.pressure[3])


def test_a_valve_loses_like_its_loss_coefficient():
    """K of a valve at low speed: dp = K rho v2/2."""
    network = make_gas_network(
        {0: 5e5}, [0.0, 0.1], [(0, 1)], kind=KIND.RESISTANCE, loss_coefficient=3.0, diameter=0.1, gas=AIR
    )
    solution = solve_gas(network)
    density = 5e5 / AIR.specific
    velocity = 0.1 / density / (0.25 * math.pi * 0.01)
    assert 5e5 - solution.pressure[1] == pytest.approx(3.0 * 0.5 * density * velocity**2, rel=1e-3)
    assert solution.density_velocity_squared[0] == pytest.approx(density * velocity**2, rel=1e-3)


def test_results_at_the_ends_of_an_adiabatic_pipe():
    """Temperature, density and speed of a choked outlet are those of Mach 1 at the stagnation temperature."""
    network = make_gas_network({0: 20e5, 1: 1e5}, [0.0, 0.0], [(0, 1)], model=FlowModel.ADIABATIC, gas=AIR, length=5.0)
    solution = solve_gas(network)
    static = AIR.temperature / (1.0 + 0.2)
    assert solution.choked[0]
    assert solution.end_temperature[0] == pytest.approx(static, rel=1e-9)
    assert solution.end_velocity[0] == pytest.approx(math.sqrt(1.4 * AIR.specific / 1.2), rel=1e-9)
    assert solution.end_density[0] == pytest.approx(solution.end_pressure[0] / AIR.specific * 1.2, rel=1e-9)
    assert solution.exit_pressure[0] > 1e5
    assert solution.pressure[1] == 1e5


def test_real_gas_needs_a_range_and_is_refused_outside():
    gas = Gas(0.018, 288.15, 1.1e-5, 1.3, Compressibility.tabulated([10e5, 60e5], [0.98, 0.88]))
    inside = solve_gas(make_gas_network({0: 55e5}, [0.0, 1.0], [(0, 1)], gas=gas))
    assert inside.start_compressibility[0] == pytest.approx(0.89, abs=1e-12)
    with pytest.raises(SolverError, match="The pressure at J-0 is 8e\\+06 Pa, outside the range"):
        solve_gas(make_gas_network({0: 80e5}, [0.0, 1.0], [(0, 1)], gas=gas))


def test_everything_closed_and_demand_behind_it():
    solution = solve_gas(make_gas_network({0: 5e5}, [0.0, 0.0], [(0, 1)], closed=True))
    assert solution.mass_flow[0] == 0.0
    assert solution.isolated.tolist() == [False, True]
    with pytest.raises(SolverError, match="The flow of J-1 cannot be met"):
        solve_gas(make_gas_network({0: 5e5}, [0.0, 0.1], [(0, 1)], closed=True))
    with pytest.raises(SolverError, match="No component fixes a pressure"):
        solve_gas(make_gas_network({}, [0.0, 0.1], [(0, 1)]))


def test_a_circle_through_a_compressor_without_resistance_is_refused():
    network = make_gas_network(
        {0: 5e5}, [0.0, 0.1], [(0, 1), (1, 0)], kind=[KIND.COMPRESSOR_RATIO, KIND.FLOW_CONTROL],
        setting=[1.3, 1e9], diameter=0.0,
    )  # fmt: skip
    with pytest.raises(SolverError, match="has no bound"):
        solve_gas(network)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"length": 0.0}, "P-0: length is 0 m"),
        ({"diameter": -1.0}, "P-0: diameter is -1 m"),
        ({"roughness": 0.01}, "at most 5 %"),
        ({"loss_coefficient": np.nan}, "loss coefficient is nan"),
        ({"friction_factor": -0.1}, "friction factor"),
        ({"kind": KIND.COMPRESSOR_RATIO}, "P-0: setting is 0"),
        ({"kind": KIND.COMPRESSOR_POWER, "setting": 1.0, "efficiency": 1.2}, "efficiency is 1.2"),
        ({"model": FlowModel.AGA_TURBULENT, "roughness": 0.0}, "fully rough"),
        ({"kind": KIND.RESISTANCE, "model": FlowModel.WEYMOUTH}, "the others are of pipes"),
        ({"elevation": [0.0, np.inf]}, "J-1: elevation"),
        ({"outflow": [0.0, np.nan]}, "J-1: outflow"),
        ({"fixed_pressure": [0.0, 0.0]}, "J-0: fixed pressure is 0 Pa"),
        ({"gravity": 0.0}, "gravity"),
        ({"end": [7]}, "end node"),
        ({"length": [1.0, 2.0]}, "length must hold 1 values"),
    ],
)
def test_impossible_values_are_refused(fields, words):
    data = {"pressures": {0: 5e5}, "outflow": [0.0, 0.1], "links": [(0, 1)]}
    if "outflow" in fields:
        data["outflow"] = fields["outflow"]
        fields = {}
    with pytest.raises(InputError, match=words):
        make_gas_network(**data, **fields)


def test_adiabatic_pipes_take_a_constant_compressibility():
    gas = Gas(0.018, 288.15, 1.1e-5, 1.3, Compressibility.cnga(0.62, 288.15))
    with pytest.raises(InputError, match="Fanno flow are those of a gas of constant Z"):
        make_gas_network({0: 5e5}, [0.0, 0.1], [(0, 1)], model=FlowModel.ADIABATIC, gas=gas)
    constant = Gas(0.018, 288.15, 1.1e-5, 1.3, Compressibility.constant(0.9))
    solve_gas(make_gas_network({0: 5e5}, [0.0, 0.1], [(0, 1)], model=FlowModel.ADIABATIC, gas=constant))


def test_regulator_at_a_fixed_pressure_is_refused():
    with pytest.raises(SolverError, match="P-0 sets the pressure at J-1, where it is fixed already"):
        make_gas_network({0: 5e5, 1: 4e5}, [0.0, 0.0], [(0, 1)], kind=KIND.PRESSURE_REGULATOR, setting=3e5)
