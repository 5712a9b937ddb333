"""What depends on the connections alone: found once, used for every solution of the same network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import qdldl
import scipy.sparse
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.compiled import compiled
from workbench.errors import SolverError
from workbench.hydraulics.core import Pattern
from workbench.hydraulics.kinds import FrictionLaw, LinkKind
from workbench.hydraulics.linear import elimination_pattern, elimination_program, entry_positions, upper_pattern
from workbench.hydraulics.network import Network
from workbench.hydraulics.trees import prune

__all__ = ["Symbolic", "analyse", "component_labels", "least_fill_order"]

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
        Their links in the groups of `Laws`; `branch_place` leads from the order of removal to this one.
    links : (c,) int array
        Links of the core, in the groups of `Laws`.
    ends, branch_ends : tuple of 4 int
        Where these groups end: Darcy-Weisbach, Swamee-Jain, Hazen-Williams, square laws.
    nodes : (d,) int array
        Nodes of the core: free ones in the order of elimination, then fixed ones.
    place : (n,) int array
        Number of each node in the core; -1 for others.
    switchable : (m,) bool array
        Links that may be opened and closed without a new analysis.
    pattern : Pattern
        Arrays of the compiled iteration.
    """

    isolated: BoolArray
    branch_link: IntArray
    branch_node: IntArray
    branch_parent: IntArray
    branch_links: NDArray[np.int64]
    branch_place: NDArray[np.int64]
    branch_ends: tuple[int, int, int, int]
    links: NDArray[np.int64]
    ends: tuple[int, int, int, int]
    nodes: NDArray[np.int64]
    place: IntArray
    switchable: BoolArray
    pattern: Pattern
    made_for: Network

    @property
    def free_count(self) -> int:
        """Number of free nodes of the core."""
        return int(self.pattern.columns.size) - 1

    def fits(self, network: Network) -> bool:
        """Whether a network has the same connections, fixed nodes, kinds of links and, but for the switchable
        ones, closed links."""
        made_for, locked = self.made_for, ~self.switchable
        return all(
            mine is other or np.array_equal(mine, other)
            for mine, other in (
                (getattr(made_for, name), getattr(network, name))
                for name in ("start", "end", "fixed", "one_way", "kind", "law")
            )
        ) and (made_for.closed is network.closed or np.array_equal(made_for.closed[locked], network.closed[locked]))


def analyse(network: Network, switchable: ArrayLike | None = None) -> Symbolic:
    """Find islands, dangling trees, an ordering of little fill-in and the elimination program.

    Parameters
    ----------
    network : Network
    switchable : (m,) bool array, optional
        Links that later solutions may open or close; none if absent.

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
    may_switch = np.zeros(network.link_count, dtype=np.bool_)
    if switchable is not None:
        may_switch |= np.asarray(switchable, dtype=np.bool_)
    live = ~network.closed | may_switch
    isolated = _isolated(network, live)
    live &= ~isolated[network.start]
    keeps = network.one_way | may_switch | (network.kind > LinkKind.RESISTANCE)
    branch_link, branch_node, branch_parent = prune(network.start, network.end, live, network.fixed, keeps)
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
    group = _groups(network)
    branch_order = np.argsort(group[branch_link], kind="stable")
    start, end = number[network.start[links]], number[network.end[links]]
    links_order = np.lexsort((np.minimum(start, end), group[links]))  # neighbours in memory as in elimination
    links, start, end = links[links_order], start[links_order], end[links_order]
    return Symbolic(
        isolated=isolated,
        branch_link=branch_link,
        branch_node=branch_node,
        branch_parent=branch_parent,
        branch_links=branch_link[branch_order].astype(np.int64),
        branch_place=np.argsort(branch_order),
        branch_ends=_ends(group[branch_link]),
        links=links,
        ends=_ends(group[links]),
        nodes=nodes,
        place=number,
        switchable=may_switch,
        pattern=_pattern(start, end, free_nodes.size, nodes.size),
        made_for=network,
    )


_GROUP_OF_LAW = np.empty(len(FrictionLaw), dtype=np.int64)
_GROUP_OF_LAW[[FrictionLaw.DARCY_WEISBACH, FrictionLaw.SWAMEE_JAIN]] = 0, 1
_GROUP_OF_LAW[[FrictionLaw.HAZEN_WILLIAMS, FrictionLaw.CHEZY_MANNING]] = 2, 3
_GROUP_OF_KIND = np.full(len(LinkKind), 3)
_GROUP_OF_KIND[[LinkKind.PUMP, LinkKind.PRESSURE_BREAKER, LinkKind.OUTFLOW]] = 4
_PIPE = int(LinkKind.PIPE)


def _groups(network: Network) -> NDArray[np.int64]:
    """Group of each link in the order of `Laws`."""
    is_pipe = network.kind == _PIPE
    law = np.where(is_pipe, network.law, 0)
    return np.where(is_pipe, _GROUP_OF_LAW[law], _GROUP_OF_KIND[network.kind])


def _ends(group: NDArray[np.int64]) -> tuple[int, int, int, int]:
    """Where the first four groups end."""
    first, second, third, fourth = np.cumsum(np.bincount(group, minlength=5))[:4].tolist()
    return first, second, third, fourth


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


def _pattern(start: IntArray, end: IntArray, free: int, nodes: int) -> Pattern:
    """Places of the links in the matrix, and the elimination program."""
    columns, rows = elimination_pattern(*upper_pattern(free, start, end, False))
    arrays = (
        start,
        end,
        entry_positions(start, end, columns, rows),
        _grounded(start, end, free, nodes),
        columns,
        rows,
        elimination_program(columns, rows),
    )
    return Pattern(*(numbers.astype(np.uint32) for numbers in arrays))


def _grounded(start: IntArray, end: IntArray, free: int, nodes: int) -> NDArray[np.int64]:
    """The free node that each link joins to a fixed one; for other links the last node, which is fixed."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    return np.where((low < free) & (high >= free), low, nodes - 1)


def least_fill_order(size: int, start: IntArray, end: IntArray) -> NDArray[np.int64]:
    """Approximate minimum degree order, out of QDLDL, which carries the AMD library."""
    if size < 3:
        return np.arange(size)
    pointers, indices = upper_pattern(size, start, end, True)
    values = np.full(indices.size, -1.0)
    values[pointers[1:] - 1] = 1e6  # any positive definite matrix will do
    matrix = scipy.sparse.csc_matrix((values, indices, pointers), shape=(size, size))
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
