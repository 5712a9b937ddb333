"""Dangling trees: branches whose flow follows from the demands alone.

A free node with a single link passes its demand through that link. Taking such nodes away one after
the other leaves the core of the network, the part with loops or several fixed heads. In a water
network a third to a half of all nodes go this way. Once the core is solved the heads of the branches
follow one by one, from the core outwards.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled

__all__ = ["branch_flows", "branch_heads", "prune"]

AnyInts = NDArray[np.int64] | NDArray[np.int32]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]


@compiled
def prune(
    start: AnyInts, end: AnyInts, live: BoolArray, keep_node: BoolArray, keep_link: BoolArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Take dangling nodes away until none is left.

    Parameters
    ----------
    start, end : (m,) int arrays
    live : (m,) bool array
        Links that take part.
    keep_node : (n,) bool array
        Nodes that must stay: those of fixed head.
    keep_link : (m,) bool array
        Links that must stay, for their state is not known beforehand: check valves, pumps, PRVs.

    Returns
    -------
    link, node, parent : (k,) int arrays
        In the order of removal: the link that went, its outer node and the node it hung on.
    """
    nodes = keep_node.size
    degree = np.zeros(nodes, np.int64)
    last_link = np.zeros(nodes, np.int64)  # exclusive or of the link numbers: with degree 1, the link itself
    for index in range(start.size):
        if live[index]:
            for node in (start[index], end[index]):
                degree[node] += 1
                last_link[node] ^= index
    link = np.empty(nodes, np.int32)
    node_out = np.empty(nodes, np.int32)
    parent = np.empty(nodes, np.int32)
    count = 0
    for first in range(nodes):
        node = first
        while degree[node] == 1 and not keep_node[node]:
            index = last_link[node]
            if keep_link[index]:
                break
            other = end[index] if start[index] == node else start[index]
            degree[node] = 0
            degree[other] -= 1
            last_link[other] ^= index
            link[count] = index
            node_out[count] = node
            parent[count] = other
            count += 1
            node = other
    return link[:count].copy(), node_out[:count].copy(), parent[:count].copy()


@compiled
def branch_flows(
    link: IntArray, node: IntArray, parent: IntArray, start: AnyInts, demand: FloatArray, flow: FloatArray
) -> None:
    """Sum the demands inwards: writes the flow of each branch link and adds to the demand of the core."""
    for k in range(link.size):
        outer = node[k]
        flow[link[k]] = -demand[outer] if start[link[k]] == outer else demand[outer]
        demand[parent[k]] += demand[outer]


@compiled
def branch_heads(
    link: IntArray, node: IntArray, parent: IntArray, start: AnyInts, loss: FloatArray, head: FloatArray
) -> None:
    """Heads of the branches from the core outwards; `loss` is start minus end of each branch link."""
    for k in range(link.size - 1, -1, -1):
        if start[link[k]] == node[k]:
            head[node[k]] = head[parent[k]] + loss[k]
        else:
            head[node[k]] = head[parent[k]] - loss[k]
