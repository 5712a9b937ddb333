"""Random gas networks of every class: they converge and fulfil every law, or an error names the element at fault."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from tests.hydraulics.gas.builders import (
    extreme_gas_network,
    make_gas_network,
    mass_defect,
    random_flare,
    random_gas_network,
)
from workbench.engineering.gas_flow import GasPipe
from workbench.errors import ChokedFlow, NotConverged, SolverError
from workbench.hydraulics.gas import FlowModel, GasLinkKind, GasNetwork, GasSolution, LinkStatus, solve_gas

EVERY_MODEL = pytest.mark.parametrize("model", list(FlowModel), ids=lambda model: model.name)
GENERAL = pytest.mark.parametrize(
    "model", [FlowModel.ISOTHERMAL, FlowModel.ADIABATIC, FlowModel.SQUARED_PRESSURE], ids=lambda model: model.name
)
KINETIC = pytest.mark.parametrize("model", [FlowModel.ISOTHERMAL, FlowModel.ADIABATIC], ids=lambda model: model.name)


def check_balances(network: GasNetwork, solution: GasSolution) -> None:
    largest = max(np.abs(solution.mass_flow).max(), np.abs(network.outflow).max(), 1e-12)
    assert mass_defect(network, solution) <= 1e-9 * largest
    assert solution.pressure_residual <= 1e-8
    assert (solution.pressure[~solution.isolated] > 0.0).all()


def check_states(network: GasNetwork, solution: GasSolution) -> None:
    """Every valve and machine does what it is set to, or cannot."""
    start, end = solution.pressure[network.start], solution.pressure[network.end]
    near = 1.0 + 1e-6
    for k in range(network.link_count):
        status, setting, kind = solution.status[k], network.setting[k], network.kind[k]
        if network.closed[k] or status == LinkStatus.SHUT:
            assert solution.mass_flow[k] == 0.0
            continue
        if network.one_way[k] or kind in (4, 5, 6):
            assert solution.mass_flow[k] >= -1e-9 * np.abs(solution.mass_flow).max()
        if kind == GasLinkKind.COMPRESSOR_RATIO:
            assert end[k] == pytest.approx(setting * start[k], rel=1e-6)
        elif kind == GasLinkKind.COMPRESSOR_POWER:
            assert solution.power[k] == pytest.approx(setting, rel=1e-5)
        elif kind in (GasLinkKind.COMPRESSOR_DISCHARGE, GasLinkKind.PRESSURE_REGULATOR):
            if status == LinkStatus.ACTIVE:
                assert end[k] == pytest.approx(setting, rel=1e-7)
            elif kind == GasLinkKind.PRESSURE_REGULATOR:
                assert end[k] <= setting * near
            else:
                assert end[k] >= setting / near
        elif kind == GasLinkKind.FLOW_CONTROL and status == LinkStatus.ACTIVE:
            assert solution.mass_flow[k] == setting


def check_pipes(network: GasNetwork, solution: GasSolution) -> None:
    """Level pipes by the scalar functions, from the flow and the pressure behind the outlet."""
    for k in np.flatnonzero((network.kind == GasLinkKind.PIPE) & (solution.mass_flow != 0.0)):
        forward = solution.mass_flow[k] > 0.0
        inlet, outlet = (network.start[k], network.end[k]) if forward else (network.end[k], network.start[k])
        if network.elevation[inlet] != network.elevation[outlet] or np.isnan(solution.pressure[[inlet, outlet]]).any():
            continue
        pipe = GasPipe(
            diameter=network.diameter[k],
            length=network.length[k],
            friction_factor=solution.friction_factor[k],
            molar_mass=network.gas.molar_mass,
            temperature=network.gas.temperature,
            loss_coefficient=network.loss_coefficient[k],
            heat_capacity_ratio=network.gas.heat_capacity_ratio,
        )
        adiabatic = network.model[k] == FlowModel.ADIABATIC
        law = pipe.adiabatic_inlet if adiabatic else pipe.isothermal_inlet
        expected = law(abs(solution.mass_flow[k]), solution.pressure[outlet])
        assert solution.pressure[inlet] == pytest.approx(expected.inlet_pressure, rel=1e-7)
        assert solution.exit_pressure[k] == pytest.approx(expected.outlet_pressure, rel=1e-7)
        assert solution.choked[k] == expected.choked


def attempt(network: GasNetwork) -> tuple[GasSolution | None, SolverError | None]:
    try:
        return solve_gas(network), None
    except SolverError as error:
        return None, error


@EVERY_MODEL
def test_random_networks_of_pipes_converge(model):
    for seed in range(200):
        network = random_gas_network(seed, model, machines=False)
        solution = solve_gas(network)
        check_balances(network, solution)
        if seed < 40 and model in (FlowModel.ISOTHERMAL, FlowModel.ADIABATIC):
            check_pipes(network, solution)


@EVERY_MODEL
def test_extreme_networks_converge_or_name_the_fault(model):
    """What is not solved asks for vacuum or for more than the speed of sound; at most one of fifty does not settle."""
    unsettled = 0
    for seed in range(200):
        network = extreme_gas_network(seed, model)
        solution, fault = attempt(network)
        if solution is None:
            unsettled += isinstance(fault, NotConverged)
            assert fault.tags
            assert set(fault.tags) <= {*network.node_names, *network.link_names}
        else:
            check_balances(network, solution)
    assert unsettled <= 4


@GENERAL
def test_random_networks_with_machines_converge_or_name_the_fault(model):
    solved = restless = 0
    for seed in range(200):
        network = random_gas_network(seed, model, machines=True, closed=seed % 4 == 0)
        solution, fault = attempt(network)
        if solution is None:
            restless += isinstance(fault, NotConverged)
            assert fault.tags
            assert set(fault.tags) <= {*network.node_names, *network.link_names}
            continue
        solved += 1
        check_balances(network, solution)
        check_states(network, solution)
    assert restless == 0
    assert solved >= 140  # the others ask for what cannot be: a demand behind a check valve, vacuum, sonic flow


@KINETIC
def test_random_flare_headers_converge_with_sonic_ends(model):
    sonic = 0
    for seed in range(200):
        network = random_flare(seed, model)
        solution = solve_gas(network)
        assert solution.iterations <= 20
        check_balances(network, solution)
        sonic += int(solution.choked.any())
        limit = 1.0 if model == FlowModel.ADIABATIC else 1.0 / math.sqrt(network.gas.heat_capacity_ratio)
        mach = np.where(solution.mass_flow >= 0.0, solution.mach_number_end, solution.mach_number_start)
        np.testing.assert_allclose(mach[solution.choked], limit, rtol=1e-9)
        assert (mach[~solution.choked] <= limit * (1.0 + 1e-9)).all()
        behind = np.where(solution.mass_flow >= 0.0, network.end, network.start)
        assert (solution.exit_pressure >= solution.pressure[behind] * (1.0 - 1e-12))[solution.choked].all()
        check_pipes(network, solution)
    assert sonic > 100


@GENERAL
def test_neither_order_nor_drawn_direction_changes_the_answer(model):
    for seed in range(25):
        network = random_gas_network(seed, model, machines=False) if seed % 2 else random_flare(seed, model)
        rng = np.random.default_rng(seed)
        nodes, links = rng.permutation(network.node_count), rng.permutation(network.link_count)
        turned = rng.random(network.link_count) < 0.5
        place = np.argsort(nodes)
        start, end = place[network.start[links]], place[network.end[links]]
        fields = {
            field.name: np.asarray(getattr(network, field.name))[links]
            for field in dataclasses.fields(network)
            if field.name not in ("gas", "gravity", "elevation", "fixed", "fixed_pressure", "outflow", "node_names")
        }
        other = dataclasses.replace(
            network,
            **{
                **fields,
                "start": np.where(turned, end, start),
                "end": np.where(turned, start, end),
                "node_names": [network.node_names[k] for k in nodes],
                "elevation": network.elevation[nodes],
                "fixed": network.fixed[nodes],
                "fixed_pressure": network.fixed_pressure[nodes],
                "outflow": network.outflow[nodes],
            },
        )
        first, second = solve_gas(network), solve_gas(other)
        np.testing.assert_allclose(second.pressure, first.pressure[nodes], rtol=1e-8)
        flows = np.where(turned, -1.0, 1.0) * second.mass_flow
        np.testing.assert_allclose(flows, first.mass_flow[links], atol=2e-6 * np.abs(first.mass_flow).max())
        np.testing.assert_array_equal(second.choked, first.choked[links])


@GENERAL
def test_a_gas_at_rest_stands_by_its_weight_alone(model):
    """No flow in loops over hills: every path gives the same column."""
    elevation = np.array([0.0, 300.0, 120.0, -200.0])
    network = make_gas_network(
        {0: 60e5}, [0.0] * 4, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 1)], elevation=elevation, model=model
    )
    solution = solve_gas(network)
    np.testing.assert_allclose(solution.mass_flow, 0.0, atol=1e-6)
    exponent = -network.gravity * elevation / network.gas.specific
    np.testing.assert_allclose(solution.pressure, 60e5 * np.exp(exponent), rtol=1e-10)


def test_a_flow_beyond_the_speed_of_sound_is_named():
    network = make_gas_network({0: 5e5}, [0.0, 0.0, 5.0], [(0, 1), (1, 2)], diameter=[0.2, 0.05], length=[10.0, 20.0])
    with pytest.raises(ChokedFlow, match="P-1 cannot carry what is asked of it") as caught:
        solve_gas(network)
    assert caught.value.tag == "P-1"


def test_a_flow_that_needs_vacuum_is_named():
    network = make_gas_network({0: 5e5}, [0.0, 5.0], [(0, 1)], length=20e3, model=FlowModel.SQUARED_PRESSURE)
    with pytest.raises(SolverError, match="at J-1 less than a vacuum"):
        solve_gas(network)
