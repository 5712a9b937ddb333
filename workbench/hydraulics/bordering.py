"""Valves that hold a head: one unknown flow more for each, found by bordering the factorised matrix.

With the columns C of the incidence matrix of these valves, ``A d + C x = b`` and ``d = setting - H`` at the
held nodes; x is the change of their flows. One substitution for each valve, and a small dense system.
"""

from __future__ import annotations

import numpy as np

from workbench.engineering.compiled import compiled
from workbench.hydraulics.core import ACTIVE, Core, FloatArray, IndexArray
from workbench.hydraulics.linear import substitute

__all__ = ["hold_heads", "stiffen"]

NOTHING = 1e-300
LEAST_STIFFNESS = 1e-6


@compiled
def _joined_conductance(start: IndexArray, end: IndexArray, conductance: FloatArray, nodes: int) -> FloatArray:
    """Sum of the conductances of the links of each node [m2/s]."""
    joined = np.zeros(nodes)
    for k in range(conductance.size):
        joined[start[k]] += conductance[k]
        joined[end[k]] += conductance[k]
    return joined


@compiled
def stiffen(core: Core) -> None:
    """Add stiffness at the held nodes: it keeps a part that only the valve supplies definite, and has no effect
    on the answer."""
    elements, pattern, state, work = core.elements, core.pattern, core.state, core.work
    joined = _joined_conductance(pattern.start, pattern.end, work.conductance, work.ground.size)
    for v in range(elements.holding.size):
        if state.status[elements.holding[v]] == ACTIVE:
            node = elements.held_node[v]
            stiffness = max(joined[node], LEAST_STIFFNESS)
            work.ground[node] += stiffness
            work.change[node] += stiffness * (elements.setting[v] - state.head[node])


@compiled
def hold_heads(core: Core) -> None:
    """Find the flows of the active valves so that each holds its head, and mend `change` and `target`."""
    count = 0
    for k in core.elements.holding:
        count += core.state.status[k] == ACTIVE
    if count > 0:
        _border(core, count)


@compiled
def _border(core: Core, count: int) -> None:
    elements, pattern, work = core.elements, core.pattern, core.work
    active = np.empty(count, np.int64)
    effects = np.zeros((count, work.change.size))
    free = core.state.demand.size
    count = 0
    for v in range(elements.holding.size):
        k = elements.holding[v]
        if core.state.status[k] == ACTIVE:
            effects[count, pattern.start[k]] += 1.0
            effects[count, pattern.end[k]] -= 1.0
            effects[count, free:] = 0.0
            substitute(pattern.columns, pattern.rows, work.lower, work.ground, effects[count])
            active[count] = v
            count += 1
    small = np.empty((count, count + 1))
    for a in range(count):
        node = elements.held_node[active[a]]
        for b in range(count):
            small[a, b] = effects[b, node]
        small[a, count] = work.change[node] - (elements.setting[active[a]] - core.state.head[node])
    _eliminate(small)
    for a in range(count):
        if abs(small[a, a]) >= NOTHING:
            extra = small[a, count] / small[a, a]
            work.target[elements.holding[active[a]]] += extra
            for i in range(free):
                work.change[i] -= effects[a, i] * extra


@compiled
def _eliminate(small: FloatArray) -> None:
    """Gauss-Jordan with exchange of rows on a system with its right-hand side: a handful of valves."""
    count = small.shape[0]
    for a in range(count):
        pivot = a + int(np.argmax(np.abs(small[a:, a])))
        if abs(small[pivot, a]) < NOTHING:
            continue
        for b in range(count + 1):
            small[a, b], small[pivot, b] = small[pivot, b], small[a, b]
        for other in range(count):
            if other != a:
                ratio = small[other, a] / small[a, a]
                for b in range(a, count + 1):
                    small[other, b] -= ratio * small[a, b]
