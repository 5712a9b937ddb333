"""Heads and flows against EPANET 2.2 on its own example networks at time zero."""

from __future__ import annotations

import numpy as np
import pytest

from tests.hydraulics.wntr_networks import epanet_results, network_from_wntr
from workbench.hydraulics import solve

wntr = pytest.importorskip("wntr")

HEAD_TOLERANCE = 0.01  # [m]
FLOW_TOLERANCE = 1e-3  # of the largest flow


@pytest.mark.parametrize("name", ["Net1", "Net2", "Net3", "Net6"])
def test_agrees_with_epanet(name, tmp_path):
    model = wntr.network.WaterNetworkModel(wntr.library.ModelLibrary().get_filepath(name))
    network = network_from_wntr(model)
    ours = solve(network)
    theirs = epanet_results(model, tmp_path)
    head = theirs.node["head"].iloc[0][list(network.node_names)].to_numpy()
    flow = theirs.link["flowrate"].iloc[0][list(network.link_names)].to_numpy()
    known = ~ours.isolated
    assert np.abs(ours.head - head)[known].max() < HEAD_TOLERANCE
    assert np.abs(ours.flow - flow).max() < FLOW_TOLERANCE * np.abs(flow).max()
    assert ours.relative_mass_residual < 1e-9


def zoned_model(seed):
    """A random network with a fifth of its links pressure reducing valves, and some check valves."""
    random = np.random.default_rng(seed)
    model = wntr.network.WaterNetworkModel()
    model.options.hydraulic.headloss = "H-W"
    nodes = int(random.integers(6, 30))
    model.add_reservoir("R", base_head=float(random.uniform(60, 100)))
    for index in range(nodes):
        demand = float(random.choice([0.0, 0.001, 0.003, 0.006]))
        model.add_junction(f"J{index}", base_demand=demand, elevation=float(random.uniform(0, 25)))
    model.add_pipe("PR", "R", "J0", length=100, diameter=0.3, roughness=120)
    pairs = [(int(random.integers(0, index)), index) for index in range(1, nodes)]
    pairs += [tuple(random.choice(nodes, 2, replace=False).tolist()) for _ in range(nodes // 3)]
    at_valve = set()
    for number, (first, second) in enumerate(pairs):
        ends = f"J{first}", f"J{second}"
        if random.random() < 0.2 and not at_valve & set(ends):
            setting = float(random.uniform(10, 55))
            model.add_valve(f"V{number}", *ends, 0.15, "PRV", 2.0, setting, "Active")
            at_valve |= set(ends)
        else:
            size = float(random.choice([0.1, 0.15, 0.2, 0.3]))
            check = bool(random.random() < 0.05)
            model.add_pipe(f"P{number}", *ends, float(random.uniform(20, 400)), size, 120, check_valve=check)
    return model


@pytest.mark.parametrize("seed", range(20))
def test_reducing_valves_agree_with_epanet(seed, tmp_path):
    model = zoned_model(seed)
    network = network_from_wntr(model)
    ours = solve(network)
    theirs = epanet_results(model, tmp_path)
    head = theirs.node["head"].iloc[0][list(network.node_names)].to_numpy()
    flow = theirs.link["flowrate"].iloc[0][list(network.link_names)].to_numpy()
    assert np.abs(ours.head - head)[~ours.isolated].max() < HEAD_TOLERANCE
    assert np.abs(ours.flow - flow).max() < 2.0 * FLOW_TOLERANCE * np.abs(flow).max()
