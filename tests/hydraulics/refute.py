"""Proof that a network has no answer, by an argument that does not ask the solver about the network itself.

Where a part without a fixed head can be fed through one sustaining valve only, for all other links to it lead out
of it, the valve carries at least what the part takes, whatever its state. Let the network before it be solved
without that part and with this flow as a demand. More flow than that, which comes back elsewhere, would lower the
head before the valve (comparison principle). If that head is below the setting already, the valve must be shut and
open at once: there is no answer.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.hydraulics.judge import can_be_supplied, judge
from workbench.errors import SolverError
from workbench.hydraulics import LinkKind, Network, solve

__all__ = ["has_no_answer"]


def has_no_answer(network: Network) -> bool:
    """Whether it is proven that no heads and flows fulfil all conditions."""
    if not can_be_supplied(network):
        return True
    sustaining = np.flatnonzero((network.kind == LinkKind.PRESSURE_SUSTAINING) & ~network.closed)
    return any(_cannot_keep_its_head(network, k) for k in sustaining.tolist())


def _cannot_keep_its_head(network: Network, valve: int) -> bool:
    """Whether the valve is a bridge that must carry flow at too low a head before it."""
    behind = _behind(network, valve)
    if behind is None:
        return False
    flow = float(network.demand[behind].sum())
    if flow <= 0.0:
        return False
    inner = behind[network.start] | behind[network.end]
    demand = network.demand.copy()
    demand[behind] = 0.0
    demand[network.start[valve]] += flow
    before = replace(network, closed=network.closed | inner, demand=demand)
    if has_no_answer(before):
        return True
    try:
        solution = solve(before)
    except SolverError:
        return False
    if judge(before, solution.head, solution.flow, solution.isolated).complaints or not _unique(before, valve):
        return False
    small = 1e-6 * max(1.0, float(np.abs(solution.head[~behind]).max()))
    return bool(solution.head[network.start[valve]] < network.setting[valve] - small)


def _unique(network: Network, valve: int) -> bool:
    """Whether the network has one solution only: no open valve that holds a head, but for bridges."""
    holds = np.isin(network.kind, (LinkKind.PRESSURE_REDUCING, LinkKind.PRESSURE_SUSTAINING)) & ~network.closed
    return all(k == valve or _behind(network, k) is not None for k in np.flatnonzero(holds).tolist())


def _behind(network: Network, valve: int) -> np.ndarray | None:
    """The nodes that only flow through this link can reach from the fixed heads, if they are those behind it."""
    open_ = ~network.closed
    open_[valve] = False
    both = open_ & (network.kind <= LinkKind.RESISTANCE) & ~network.one_way | (network.kind == LinkKind.FLOW_CONTROL)
    reached = network.fixed.copy()
    start, end = network.start[open_], network.end[open_]
    back_start, back_end = network.start[both & open_], network.end[both & open_]
    while True:
        more = reached.copy()
        more[end[reached[start]]] = True
        more[back_start[reached[back_end]]] = True
        if (more == reached).all():
            break
        reached = more
    if not reached[network.start[valve]] or reached[network.end[valve]]:
        return None
    inside = ~reached[start] & ~reached[end]
    return _joined(start[inside], end[inside], network.end[valve], network.node_count)


def _joined(start: np.ndarray, end: np.ndarray, node: int, nodes: int) -> np.ndarray:
    """The nodes that the links join to a node."""
    reached = np.zeros(nodes, dtype=bool)
    reached[node] = True
    while True:
        more = reached.copy()
        more[end[reached[start]]] = True
        more[start[reached[end]]] = True
        if (more == reached).all():
            return reached
        reached = more
