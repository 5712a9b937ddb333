"""Short ways to small and to random gas networks for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from workbench.hydraulics.gas import FlowModel, Gas, GasLinkKind, GasNetwork, GasSolution

NATURAL_GAS = Gas(molar_mass=0.018, temperature=288.15, viscosity=1.1e-5, heat_capacity_ratio=1.3)
AIR = Gas(molar_mass=0.02896, temperature=293.15, viscosity=1.81e-5, heat_capacity_ratio=1.4)


def make_gas_network(
    pressures: dict[int, float], outflow: Sequence[float], links: Sequence[tuple[int, int]], **fields: Any
) -> GasNetwork:
    """Nodes 0 to n-1 with outflows [kg/s], fixed pressures by node number [Pa], links as pairs of node numbers."""
    nodes = len(outflow)
    fixed = np.zeros(nodes, dtype=bool)
    fixed_pressure = np.zeros(nodes)
    for node, value in pressures.items():
        fixed[node] = True
        fixed_pressure[node] = value
    data: dict[str, Any] = {
        "node_names": [f"J-{index}" for index in range(nodes)],
        "elevation": 0.0,
        "fixed": fixed,
        "fixed_pressure": fixed_pressure,
        "outflow": outflow,
        "link_names": [f"P-{index}" for index in range(len(links))],
        "start": [pair[0] for pair in links],
        "end": [pair[1] for pair in links],
        "kind": GasLinkKind.PIPE,
        "gas": NATURAL_GAS,
        "length": 100.0,
        "diameter": 0.1,
        "roughness": 5e-5,
    }
    data.update(fields)
    return GasNetwork(**data)


def mass_defect(network: GasNetwork, solution: GasSolution) -> float:
    """Largest defect of the mass balance over all free nodes, summed here independently [kg/s]."""
    balance = np.zeros(network.node_count)
    np.add.at(balance, network.start, -solution.mass_flow)
    np.add.at(balance, network.end, solution.mass_flow)
    return float(np.abs(balance - network.outflow)[~network.fixed].max(initial=0.0))


def random_gas_network(seed: int, model: FlowModel, *, machines: bool, closed: bool = False) -> GasNetwork:
    """A tree with loops and parallel pipes; with `machines` also compressors, regulators, valves of every kind."""
    rng = np.random.default_rng(seed)
    nodes = int(rng.integers(4, 40))
    links = [(int(rng.integers(0, k)), k) for k in range(1, nodes)]
    for _ in range(int(rng.integers(0, nodes // 2 + 1))):
        a, b = (int(x) for x in rng.choice(nodes, 2, replace=False))
        links.append((a, b))
    links += [links[int(k)] for k in rng.integers(0, len(links), 2)]  # parallel ones
    count = len(links)
    turned = rng.random(count) < 0.5
    kind = np.full(count, int(GasLinkKind.PIPE))
    setting, source = np.zeros(count), 10 ** rng.uniform(5.3, 6.8)
    diameter = 10 ** rng.uniform(-1.2, -0.1, count)
    one_way = np.zeros(count, dtype=bool)
    if machines:
        valves = int(GasLinkKind.RESISTANCE)
        chosen = rng.random(count) < 0.15
        kind[chosen] = rng.choice([valves, 2, 3, 4, 5, 6], p=[0.2, 0.2, 0.05, 0.15, 0.2, 0.2], size=int(chosen.sum()))
        for k in np.flatnonzero(chosen):
            setting[k] = {
                1: 0.0,
                2: rng.uniform(1.05, 1.6),
                3: 10 ** rng.uniform(1, 3.5),
                4: source * rng.uniform(0.5, 1.5),
                5: source * rng.uniform(0.3, 1.1),
                6: 10 ** rng.uniform(-1, 1.5),
            }[int(kind[k])]
        one_way = rng.random(count) < 0.1
    fixed = {0: source}
    if rng.random() < 0.6:
        fixed[nodes - 1] = source * rng.uniform(0.3, 1.0)
    turned &= (kind <= 1) & ~one_way  # machines work away from the source
    links = [pair[::-1] if turn else pair for pair, turn in zip(links, turned.tolist(), strict=True)]
    for k, (_, end) in enumerate(links):  # what holds a pressure must not end where it is fixed
        if kind[k] in (4, 5) and end in fixed:
            kind[k] = int(GasLinkKind.PIPE)
    outflow = np.where(rng.random(nodes) < 0.4, 10 ** rng.uniform(-3, 0.3, nodes), 0.0)
    outflow *= source / 1e6 * 0.2 * np.where(rng.random(nodes) < (0.05 if machines else 0.2), -1.0, 1.0)
    return make_gas_network(
        fixed,
        outflow.tolist(),
        links,
        kind=kind,
        model=model,
        setting=setting,
        diameter=diameter,
        length=10 ** rng.uniform(0.5, 3.5, count),
        roughness=10 ** rng.uniform(-6, -3.5, count),
        loss_coefficient=np.where(rng.random(count) < 0.5, 10 ** rng.uniform(-1, 1.5, count), 0.0),
        elevation=rng.uniform(0.0, 60.0, nodes) if rng.random() < 0.5 else np.zeros(nodes),
        one_way=one_way,
        closed=rng.random(count) < 0.1 if closed else False,
        efficiency=0.9,
    )


def random_flare(seed: int, model: FlowModel) -> GasNetwork:
    """Relief sources on a looped header that ends in a stack; sonic ends are usual."""
    rng = np.random.default_rng(seed)
    columns, rows = int(rng.integers(2, 6)), int(rng.integers(1, 4))
    grid = np.arange(columns * rows).reshape(rows, columns)
    links = [(int(a), int(b)) for a, b in zip(grid[:, :-1].ravel(), grid[:, 1:].ravel(), strict=True)]
    links += [(int(a), int(b)) for a, b in zip(grid[:-1].ravel(), grid[1:].ravel(), strict=True)]
    header = columns * rows
    sources = int(rng.integers(1, header + 1))
    taps = [(header + 1 + k, int(rng.integers(0, header))) for k in range(sources)]
    links = [*links, (header - 1, header), *taps]
    outflow = np.zeros(header + 1 + sources)
    outflow[header + 1 :] = -(10 ** rng.uniform(-1.0, 2.0, sources))
    diameter = np.full(len(links), rng.uniform(0.2, 0.6))
    diameter[-sources:] = rng.uniform(0.05, 0.2, sources)
    elevation = np.zeros(outflow.size)
    elevation[header] = rng.uniform(0.0, 100.0)
    return make_gas_network(
        {header: 101325.0},
        outflow.tolist(),
        [pair if rng.random() < 0.5 else pair[::-1] for pair in links],
        model=model,
        diameter=diameter,
        length=rng.uniform(5.0, 200.0, len(links)),
        loss_coefficient=rng.uniform(0.0, 3.0, len(links)),
        elevation=elevation,
        gas=Gas(molar_mass=0.022, temperature=330.0, viscosity=1.2e-5, heat_capacity_ratio=1.25),
    )


def extreme_gas_network(seed: int, model: FlowModel) -> GasNetwork:
    """Diameters 0.01 to 3 m, lengths 0.1 m to 100 km, roughness from 1e-9 m, demands from 1e-9 kg/s, in loops."""
    rng = np.random.default_rng(seed)
    nodes = int(rng.integers(3, 60))
    links = [(int(rng.integers(0, k)), k) for k in range(1, nodes)]
    for _ in range(nodes // 2):
        a, b = (int(x) for x in rng.choice(nodes, 2, replace=False))
        links.append((a, b))
    count = len(links)
    diameter = 10 ** rng.uniform(-2.0, 0.48, count)
    fixed = {0: float(10 ** rng.uniform(5.0, 7.0))}
    if seed % 2:
        fixed[nodes - 1] = fixed[0] * rng.uniform(0.1, 1.0)
    largest = -2.0 if seed % 3 else 1.0
    return make_gas_network(
        fixed,
        np.where(rng.random(nodes) < 0.5, 10 ** rng.uniform(-9.0, largest, nodes), 0.0).tolist(),
        links,
        model=model,
        diameter=diameter,
        length=10 ** rng.uniform(-1.0, 5.0, count),
        roughness=np.minimum(10 ** rng.uniform(-9.0, -1.0, count), 0.05 * diameter),
    )
