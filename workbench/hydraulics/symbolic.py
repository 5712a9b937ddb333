"""What depends on the connections alone: found once, used for every solution of the same network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import qdldl
import scipy.sparse
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled
from workbench.errors import SolverError
from workbench.hydraulics.core import Pattern
from workbench.hydraulics.linear import elimination_pattern, elimination_program, entry_positions
from workbench.hydraulics.network import FrictionLaw, LinkKind, Network
from workbench.hydraulics.trees import prune

__all__ = ["Symbolic", "analyse", "component_labels", "least_fill_order", "upper_pattern"]

IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Symbolic:
    """Ordering and elimination program of one network; made by `analyse`.

    Attributes
    ----------
    isolated : (n,) bool array
        Nodes without a way to a fixed node over links that are not closed.
    branch_link, branch_node, branch_parent : (k,) int arrays
        The dangling trees, in the order of their removal.
    branch_links : (k,) int array
        Their links by law as in `links`, with ends of the groups; `branch_place` leads from the order of
        removal to this one.
    links : (c,) int array
        Links of the core: Darcy-Weisbach pipes, Hazen-Williams pipes, others.
    darcy_end, hazen_end : int
        Where these groups end.
    nodes : (d,) int array
        Nodes of the core: free ones in the order of elimination, then fixed ones.
    pattern : Pattern
        Arrays of the compiled iteration.
    """

    isolated: BoolArray
    branch_link: IntArray
    branch_node: IntArray
    branch_parent: IntArray
    branch_links: NDArray[np.int64]
    branch_place: NDArray[np.int64]
    branch_darcy_end: int
    branch_hazen_end: int
    links: NDArray[np.int64]
    darcy_end: int
    hazen_end: int
    nodes: NDArray[np.int64]
    pattern: Pattern
    made_for: Network

    @property
    def free_count(self) -> int:
        """Number of free nodes of the core."""
        return int(self.pattern.columns.size) - 1

    def fits(self, network: Network) -> bool:
        """Whether a network has the same connections, fixed nodes, closed links and kinds of links."""
        return all(
            mine is other or np.array_equal(mine, other)
            for mine, other in (
                (getattr(self.made_for, name), getattr(network, name))
                for name in ("start", "end", "fixed", "closed", "one_way", "kind", "law")
            )
        )


def analyse(network: Network) -> Symbolic:
    """Find islands, dangling trees, an ordering of little fill-in and the elimination program.

    Raises
    ------
    SolverError
        No node has a fixed head, or a pump runs in a part that has none.
    """
    if not network.fixed.any():
        raise SolverError(
            "No component fixes a pressure: add a SOURCE or SINK with a pressure, or a TANK.",
            tags=tuple(network.node_names[:5]),
        )
    live = ~network.closed
    isolated = _isolated(network, live)
    live &= ~isolated[network.start]
    stateful = network.one_way | (network.kind == LinkKind.PUMP) | (network.kind == LinkKind.PRESSURE_REDUCING)
    branch_link, branch_node, branch_parent = prune(network.start, network.end, live, network.fixed, stateful)
    in_core = live
    in_core[branch_link] = False
    free = ~network.fixed & ~isolated
    free[branch_node] = False
    free_nodes, fixed_nodes = np.flatnonzero(free), np.flatnonzero(network.fixed)
    number = np.full(network.node_count, -1, dtype=np.int32)
    number[free_nodes] = np.arange(free_nodes.size)
    number[fixed_nodes] = np.arange(free_nodes.size, free_nodes.size + fixed_nodes.size)

    links = np.flatnonzero(in_core)
    order = least_fill_order(free_nodes.size, number[network.start[links]], number[network.end[links]])
    nodes = np.concatenate((free_nodes[order], fixed_nodes))
    number[nodes] = np.arange(nodes.size)
    group = _groups(network, links)
    branch_group = _groups(network, branch_link)
    branch_order = np.argsort(branch_group, kind="stable")
    branch_ends = np.searchsorted(branch_group[branch_order], list(FrictionLaw), side="right")
    start, end = number[network.start[links]], number[network.end[links]]
    links_order = np.lexsort((np.minimum(start, end), group))  # neighbours in memory as in elimination
    links, start, end = links[links_order], start[links_order], end[links_order]
    upper = upper_pattern(free_nodes.size, start, end)
    columns, rows = elimination_pattern(upper.indptr, upper.indices)
    darcy_end = int(np.count_nonzero(group == FrictionLaw.DARCY_WEISBACH))
    return Symbolic(
        isolated=isolated,
        branch_link=branch_link,
        branch_node=branch_node,
        branch_parent=branch_parent,
        branch_links=branch_link[branch_order].astype(np.int64),
        branch_place=np.argsort(branch_order),
        branch_darcy_end=int(branch_ends[0]),
        branch_hazen_end=int(branch_ends[1]),
        links=links,
        darcy_end=darcy_end,
        hazen_end=darcy_end + int(np.count_nonzero(group == FrictionLaw.HAZEN_WILLIAMS)),
        nodes=nodes,
        pattern=Pattern(
            start=start,
            end=end,
            position=entry_positions(start, end, columns, rows),
            columns=columns,
            rows=rows,
            targets=elimination_program(columns, rows),
        ),
        made_for=network,
    )


def _groups(network: Network, links: NDArray[Any]) -> NDArray[np.int64]:
    """Law of each link: Darcy-Weisbach, Hazen-Williams, or another."""
    return np.where(network.kind[links] == LinkKind.PIPE, network.law[links], len(FrictionLaw))


def _isolated(network: Network, live: BoolArray) -> BoolArray:
    """Nodes that no live link path joins to a fixed node; a pump among them has no answer."""
    labels = component_labels(network.start, network.end, live, network.node_count)
    supplied = np.zeros(network.node_count, dtype=np.bool_)
    supplied[labels[network.fixed]] = True
    isolated: BoolArray = ~supplied[labels]
    lost = np.flatnonzero(live & (network.kind == LinkKind.PUMP) & isolated[network.start])
    if lost.size:
        tags = [network.link_names[index] for index in lost[:5]]
        raise SolverError(
            f"{', '.join(tags)}: a pump runs in a part of the network where no component fixes a pressure;"
            " connect a TANK or a SOURCE, or switch the pump off.",
            tags=tags,
        )
    return isolated


def upper_pattern(size: int, start: IntArray, end: IntArray) -> scipy.sparse.csc_array:
    """Strictly upper part of the matrix of the free nodes, the first `size` ones."""
    inner = (start < size) & (end < size)
    low, high = np.minimum(start[inner], end[inner]), np.maximum(start[inner], end[inner])
    upper = scipy.sparse.coo_array((np.full(low.size, -1.0), (low, high)), shape=(size, size)).tocsc()
    upper.sort_indices()
    return upper


def least_fill_order(size: int, start: IntArray, end: IntArray) -> NDArray[np.int64]:
    """Approximate minimum degree order, out of QDLDL, which carries the AMD library."""
    if size < 3:
        return np.arange(size)
    pattern = upper_pattern(size, start, end) + scipy.sparse.diags_array(np.full(size, 1e6), format="csc")
    pattern.sort_indices()
    matrix = scipy.sparse.csc_matrix(pattern)
    return np.asarray(qdldl.Solver(matrix, upper=True).factors()[2], dtype=np.int64)


@compiled
def component_labels(
    start: NDArray[np.int64], end: NDArray[np.int64], live: BoolArray, nodes: int
) -> NDArray[np.int64]:
    """Number of a representative node of each node's component over the live links (union-find)."""
    parent = np.arange(nodes)
    for k in range(start.size):
        if live[k]:
            i, j = start[k], end[k]
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            while parent[j] != j:
                parent[j] = parent[parent[j]]
                j = parent[j]
            parent[max(i, j)] = min(i, j)
    for node in range(nodes):  # representatives have the least number, so one sweep flattens
        parent[node] = parent[parent[node]]
    return parent
