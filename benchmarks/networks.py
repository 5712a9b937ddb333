"""Synthetic looped networks for the benchmarks."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import minimum_spanning_tree

from workbench.hydraulics import Network

__all__ = ["grid_network", "looped_network"]


def looped_network(pipes: int, *, pipes_per_node: float = 1.25, seed: int = 0, **constants: Any) -> Network:
    """A town of about `pipes` pipes: a grid of streets thinned to a spanning tree and random loops.

    Mains run every few streets; one node in 2,000 (at least two) is a reservoir.
    """
    random = np.random.default_rng(seed)
    side = round((pipes / pipes_per_node) ** 0.5)
    nodes = side * side
    grid = np.arange(nodes).reshape(side, side)
    edges = np.vstack([np.c_[grid[:, :-1].ravel(), grid[:, 1:].ravel()], np.c_[grid[:-1].ravel(), grid[1:].ravel()]])
    spacing = max(4, int(side**0.5))
    across = edges[:, 1] - edges[:, 0] == 1
    main = np.where(across, edges[:, 0] // side, edges[:, 0] % side) % spacing == spacing // 2
    weight = random.random(len(edges)) + np.where(main, 0.0, 1.0) + 1e-9
    tree = minimum_spanning_tree(scipy.sparse.coo_matrix((weight, edges.T), shape=(nodes, nodes)).tocsr()).tocoo()
    in_tree = np.isin(edges[:, 0] * nodes + edges[:, 1], tree.row.astype(np.int64) * nodes + tree.col)
    others = np.flatnonzero(~in_tree)
    liking = random.random(others.size) - 2.0 * main[others]
    keep = np.r_[np.flatnonzero(in_tree), others[np.argsort(liking)[: max(0, pipes - int(in_tree.sum()))]]]
    edges, main = random.permutation(nodes)[edges[keep]], main[keep]
    edges = np.where((random.random(len(edges)) < 0.5)[:, None], edges, edges[:, ::-1])
    count = len(edges)
    fixed = np.zeros(nodes, dtype=bool)
    fixed[random.choice(np.unique(edges[main]), max(2, nodes // 2000), replace=False)] = True
    streets = random.choice([0.08, 0.1, 0.15, 0.2, 0.25, 0.3], count)
    data: dict[str, Any] = {
        "node_names": [f"J{index}" for index in range(nodes)],
        "elevation": np.where(fixed, 0.0, random.uniform(0.0, 20.0, nodes)),
        "fixed": fixed,
        "fixed_head": np.where(fixed, random.uniform(80.0, 90.0, nodes), 0.0),
        "demand": np.where(fixed | (random.random(nodes) < 0.2), 0.0, random.gamma(1.2, 1e-3, nodes)),
        "link_names": [f"P{index}" for index in range(count)],
        "start": edges[:, 0],
        "end": edges[:, 1],
        "kind": 0,
        "length": random.uniform(30.0, 300.0, count),
        "diameter": np.where(main, random.choice([0.4, 0.5, 0.6, 0.8], count), streets),
        "roughness": random.choice([0.01e-3, 0.1e-3, 0.5e-3, 1e-3], count),
    }
    return Network(**data, **constants)


def grid_network(side: int, *, seed: int = 0, **constants: Any) -> Network:
    """A dense grid of `side` by `side` nodes with all its streets, two per node, between four reservoirs."""
    return looped_network(2 * side * (side - 1), pipes_per_node=2.0 * (side - 1) / side, seed=seed, **constants)
