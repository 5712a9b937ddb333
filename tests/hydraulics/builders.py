"""Short ways to small networks for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from workbench.hydraulics import LinkKind, Network


def make_network(
    heads: dict[int, float], demand: Sequence[float], links: Sequence[tuple[int, int]], **fields: Any
) -> Network:
    """Nodes 0 to n-1 with demands [m3/s], fixed heads by node number [m], links as pairs of node numbers."""
    nodes = len(demand)
    fixed = np.zeros(nodes, dtype=bool)
    fixed_head = np.zeros(nodes)
    for node, value in heads.items():
        fixed[node] = True
        fixed_head[node] = value
    data: dict[str, Any] = {
        "node_names": [f"J-{index}" for index in range(nodes)],
        "elevation": 0.0,
        "fixed": fixed,
        "fixed_head": fixed_head,
        "demand": demand,
        "link_names": [f"P-{index}" for index in range(len(links))],
        "start": [pair[0] for pair in links],
        "end": [pair[1] for pair in links],
        "kind": LinkKind.PIPE,
        "length": 100.0,
        "diameter": 0.1,
        "roughness": 1e-4,
        "hazen_williams_coefficient": 130.0,
        "manning_coefficient": 0.012,
        "kinematic_viscosity": 1.0e-6,
    }
    data.update(fields)
    return Network(**data)


def mass_defect(network: Network, solution: Any) -> float:
    """Largest defect of the mass balance over all free nodes, summed here independently [m3/s]."""
    balance = np.zeros(network.node_count)
    np.add.at(balance, network.start, -solution.flow)
    np.add.at(balance, network.end, solution.flow)
    defect = balance - network.demand
    return float(np.abs(defect[~network.fixed]).max(initial=0.0))
