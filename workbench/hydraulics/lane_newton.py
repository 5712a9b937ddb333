"""The global gradient iteration for eight scenarios of one network side by side.

The same equations as in `workbench.hydraulics.newton`, with `Lanes` in the place of numbers. What is
different:

- The first step of every scenario is taken from the base case with the base case's matrix, which is
  factorised once: neither losses nor a factorisation are needed for it, and it is exact where the laws
  are linear.
- Links keep the states of the base case. A scenario in which one of them should change, or which has not
  settled after a few iterations, is marked; the caller solves it alone.
- Eight scenarios go on until the last of them has settled.
"""

from __future__ import annotations

import math

import numpy as np

from workbench.engineering.compiled import borrowed, compiled, merged
from workbench.hydraulics.core import OPEN, SHUT, Core, FloatArray, IntArray, Laws
from workbench.hydraulics.headloss import evaluate
from workbench.hydraulics.lane_data import Base, Plan, Room
from workbench.hydraulics.lanes import LANES, larger, load, magnitude, smaller, spread, store, worse
from workbench.hydraulics.newton import (
    LEAST_FLOW,
    LEAST_HEAD_RANGE,
    MASS_TOLERANCE,
    ROUNDING,
    SHUT_CONDUCTANCE,
)
from workbench.hydraulics.states import update_states

__all__ = ["solve_lanes"]

MOST_ITERATIONS = 12
ROOT_STEPS = 4
"""Newton steps on Colebrook and White's equation of a branch, from the root of the base case."""
ENERGY, MASS, FLOW, FLOW_DEFECT, TOP, BOTTOM = range(6)
"""Rows of `Room.measures`."""


@merged
def _enter(plan: Plan, room: Room, demand: FloatArray, fixed_head: FloatArray, first: int, last: int) -> None:
    """Bring the demands and fixed heads of eight scenarios into lanes; the last one fills up."""
    free = plan.pattern.columns.size - 1
    for lane in range(LANES):
        row = min(first + lane, last - 1)
        for node in range(demand.shape[1]):
            room.demand[node, lane] = demand[row, node]
        if fixed_head.shape[0] > 0:
            for i in range(free, plan.nodes.size):
                room.head[i, lane] = fixed_head[row, plan.nodes[i]]
    for b in range(plan.branch_node.size):
        outer = load(room.demand, plan.branch_node[b])
        store(room.branch_flow, plan.branch_place[b], spread(-plan.branch_sign[b]) * outer)
        store(room.demand, plan.branch_parent[b], load(room.demand, plan.branch_parent[b]) + outer)


@merged
def _predict(plan: Plan, base: Base, room: Room, heads_vary: bool) -> None:
    """The first step, from the base case with its matrix."""
    pattern, change = plan.pattern, room.change
    free = pattern.columns.size - 1
    for i in range(free):
        store(change, i, spread(base.demand[i]) - load(room.demand, plan.nodes[i]))
    for i in range(free, plan.nodes.size):
        difference = spread(0.0)
        if heads_vary:
            difference = load(room.head, i) - spread(base.head[i])
        store(change, i, difference)
    if heads_vary:
        for k in plan.fixed_links:
            low, high = min(pattern.start[k], pattern.end[k]), max(pattern.start[k], pattern.end[k])
            if low < free:
                store(change, low, load(change, low) + spread(base.conductance[k]) * load(change, high))
    for k in range(free):
        value = load(change, k)
        for a in range(pattern.columns[k], pattern.columns[k + 1]):
            row = pattern.rows[a]
            store(change, row, load(change, row) + spread(base.lower[a]) * value)
    for k in range(free - 1, -1, -1):
        value = load(change, k) * spread(base.inverse_diagonal[k])
        for a in range(pattern.columns[k], pattern.columns[k + 1]):
            value = value + spread(base.lower[a]) * load(change, pattern.rows[a])
        store(change, k, value)
    for i in range(plan.nodes.size):
        store(room.head, i, spread(base.head[i]))
    for k in range(plan.links.size):
        store(room.target, k, spread(base.flow[k]))
        store(room.conductance, k, spread(base.conductance[k]))
        store(room.inverse_root, k, spread(base.inverse_root[k]))
    for b in range(base.branch_root.size):
        store(room.branch_root, b, spread(base.branch_root[b]))


@merged
def _advance(plan: Plan, base: Base, room: Room) -> None:
    """Take the step in heads and flows; note the highest and the lowest head."""
    pattern, change = plan.pattern, room.change
    top, bottom = spread(-math.inf), spread(math.inf)
    for i in range(plan.nodes.size):
        head = load(room.head, i) + load(change, i)
        top, bottom = larger(head, top), smaller(head, bottom)
        store(room.head, i, head)
    store(room.measures, TOP, top)
    store(room.measures, BOTTOM, bottom)
    for k in range(plan.links.size):
        difference = load(change, pattern.start[k]) - load(change, pattern.end[k])
        store(room.flow, k, load(room.target, k) + load(room.conductance, k) * difference)
    for k in plan.held:
        store(room.flow, k, spread(base.flow[k]))


@merged
def _find_defects(plan: Plan, laws: Laws, room: Room) -> None:
    """Losses and slopes at the flows, and the energy defects."""
    pattern = plan.pattern
    evaluate(laws, room.flow.ravel(), room.inverse_root.ravel(), room.loss.ravel(), room.slope.ravel())
    for k in plan.held:
        store(room.loss, k, load(room.head, pattern.start[k]) - load(room.head, pattern.end[k]))
        store(room.slope, k, spread(1.0 / SHUT_CONDUCTANCE))
    largest = spread(0.0)
    for k in range(plan.links.size):
        held = load(room.head, pattern.start[k]) - load(room.head, pattern.end[k])
        defect = held - load(room.loss, k)
        largest = worse(magnitude(defect), largest)
        store(room.defect, k, defect)
    store(room.measures, ENERGY, largest)


@merged
def _assemble(plan: Plan, room: Room) -> None:
    """Fill matrix and right-hand side."""
    pattern, lower, ground, change = plan.pattern, room.lower, room.ground, room.change
    free = pattern.columns.size - 1
    zero, one = spread(0.0), spread(1.0)
    for a in range(pattern.rows.size + 1):
        store(lower, a, zero)
    for i in range(plan.nodes.size):
        store(ground, i, zero)
    for i in range(free):
        store(change, i, zero - load(room.demand, plan.nodes[i]))
    for k in range(plan.links.size):
        i, j, entry, node = pattern.start[k], pattern.end[k], pattern.position[k], pattern.grounded[k]
        g = one / load(room.slope, k)
        aim = load(room.flow, k) + g * load(room.defect, k)
        store(room.conductance, k, g)
        store(room.target, k, aim)
        store(lower, entry, load(lower, entry) + g)
        store(ground, node, load(ground, node) + g)
        store(change, i, load(change, i) - aim)
        store(change, j, load(change, j) + aim)
    for i in range(free, plan.nodes.size):
        store(change, i, zero)


@merged
def _solve_linear(plan: Plan, room: Room) -> None:
    """The change of the heads, by the elimination of `workbench.hydraulics.linear`."""
    pattern, lower, ground, change = plan.pattern, room.lower, room.ground, room.change
    columns, rows = pattern.columns, pattern.rows
    one = spread(1.0)
    step = 0
    for k in range(columns.size - 1):
        first, last = np.int64(columns[k]), np.int64(columns[k + 1])
        own = load(ground, k)
        diagonal = own
        for a in range(first, last):
            diagonal = diagonal + load(lower, a)
        inverse = one / diagonal
        store(ground, k, inverse)
        value = load(change, k)
        for a in range(first, last):
            row = rows[a]
            scaled = load(lower, a) * inverse
            store(ground, row, load(ground, row) + own * scaled)
            store(change, row, load(change, row) + scaled * value)
            for b in range(a + 1, last):
                target = pattern.targets[step]
                store(lower, target, load(lower, target) + load(lower, b) * scaled)
                step += 1
            store(lower, a, scaled)
    for k in range(columns.size - 2, -1, -1):
        value = load(change, k) * load(ground, k)
        for a in range(columns[k], columns[k + 1]):
            value = value + load(lower, a) * load(change, rows[a])
        store(change, k, value)


@merged
def _check(plan: Plan, room: Room) -> None:
    """Mass defects, and the changes of flows that the energy defects call for."""
    pattern, balance = plan.pattern, room.ground
    free = pattern.columns.size - 1
    zero, one, small = spread(0.0), spread(1.0), spread(ROUNDING)
    top, bottom = magnitude(load(room.measures, TOP)), magnitude(load(room.measures, BOTTOM))
    rounding = small * larger(top, bottom)
    largest_flow, flow_defect = zero, zero
    for i in range(plan.nodes.size):
        store(balance, i, zero)
    for i in range(free):
        demand = load(room.demand, plan.nodes[i])
        largest_flow = worse(magnitude(demand), largest_flow)
        store(balance, i, demand)
    for k in range(plan.links.size):
        i, j, flow = pattern.start[k], pattern.end[k], load(room.flow, k)
        largest_flow = worse(magnitude(flow), largest_flow)
        excess = larger(magnitude(load(room.defect, k)) - rounding, zero)
        flow_defect = worse(excess * (one / load(room.slope, k)), flow_defect)
        store(balance, i, load(balance, i) + flow)
        store(balance, j, load(balance, j) - flow)
    mass = zero
    for i in range(free):
        mass = worse(magnitude(load(balance, i)), mass)
    store(room.measures, MASS, mass)
    store(room.measures, FLOW, largest_flow)
    store(room.measures, FLOW_DEFECT, flow_defect)


@merged
def _tolerance(room: Room, lane: int, energy_tolerance: float) -> float:
    """Energy defect that may remain [m]."""
    top, bottom = room.measures[TOP, lane], room.measures[BOTTOM, lane]
    return float(energy_tolerance * max(top - bottom, LEAST_HEAD_RANGE) + ROUNDING * max(abs(top), abs(bottom)))


@merged
def _count_settled(room: Room, energy_tolerance: float) -> int:
    """How many lanes fulfil the energy balances."""
    count = 0
    for lane in range(LANES):
        count += room.measures[ENERGY, lane] <= _tolerance(room, lane, energy_tolerance)
    return count


@merged
def _is_fine(room: Room, lane: int, energy_tolerance: float, flow_tolerance: float) -> bool:
    """Whether one lane fulfils all balances."""
    measures = room.measures
    largest_flow = max(measures[FLOW, lane], LEAST_FLOW)
    return bool(
        measures[ENERGY, lane] <= _tolerance(room, lane, energy_tolerance)
        and measures[MASS, lane] <= MASS_TOLERANCE * largest_flow
        and measures[FLOW_DEFECT, lane] <= flow_tolerance * largest_flow
        and largest_flow < math.inf
    )


@merged
def _states_stand(core: Core, room: Room, lane: int, energy_tolerance: float) -> bool:
    """Whether every link of a lane is clearly in the state that it has in the base case."""
    elements, state, pattern = core.elements, core.state, core.pattern
    for links in (elements.one_way, elements.limited, elements.holding):
        for k in links:
            flow = room.flow[k, lane]
            state.flow[k] = flow
            for i in (pattern.start[k], pattern.end[k]):
                state.head[i] = room.head[i, lane]
    small_head = _tolerance(room, lane, energy_tolerance)
    small_flow = 0.1 * MASS_TOLERANCE * max(room.measures[FLOW, lane], LEAST_FLOW)
    for k in elements.one_way:
        difference = state.head[pattern.start[k]] - state.head[pattern.end[k]]
        if state.status[k] == OPEN and state.flow[k] <= small_flow:
            return False
        if state.status[k] == SHUT and difference >= elements.rest_loss[k] - small_head:
            return False
    for k in elements.holding:
        if state.status[k] == OPEN and state.flow[k] <= small_flow:
            return False
    return bool(update_states(core, 0, True, small_head, small_flow) == 0)


@merged
def _spread_to_branches(plan: Plan, laws: Laws, room: Room) -> None:
    """Heads of all nodes: those of the core, then of the branches from the core outwards."""
    for i in range(plan.nodes.size):
        store(room.node_head, plan.nodes[i], load(room.head, i))
    if plan.branch_link.size == 0:
        return
    for _ in range(ROOT_STEPS if laws.darcy_end > 0 else 1):
        evaluate(
            laws, room.branch_flow.ravel(), room.branch_root.ravel(), room.branch_loss.ravel(),
            room.branch_slope.ravel(),
        )  # fmt: skip
    for b in range(plan.branch_node.size - 1, -1, -1):
        loss = spread(plan.branch_sign[b]) * load(room.branch_loss, plan.branch_place[b])
        store(room.node_head, plan.branch_node[b], load(room.node_head, plan.branch_parent[b]) + loss)


@merged
def _leave(plan: Plan, room: Room, head: FloatArray, flow: FloatArray, first: int, last: int) -> None:
    """Write heads and flows of eight scenarios into their rows."""
    for lane in range(min(LANES, last - first)):
        row = first + lane
        for node in range(head.shape[1]):
            head[row, node] = room.node_head[node, lane]
        for k in range(plan.links.size):
            flow[row, plan.links[k]] = room.flow[k, lane]
        for b in range(plan.branch_link.size):
            flow[row, plan.branch_link[b]] = room.branch_flow[b, lane]


@compiled
def solve_lanes(
    plan: Plan,
    laws: Laws,
    branch_laws: Laws,
    base: Base,
    core: Core,
    room: Room,
    demand: FloatArray,
    fixed_head: FloatArray,
    energy_tolerance: float,
    flow_tolerance: float,
    head: FloatArray,
    flow: FloatArray,
    iterations: IntArray,
    energy: FloatArray,
    mass: FloatArray,
    settled: IntArray,
) -> None:
    """Solve r scenarios, eight at a time.

    Parameters
    ----------
    plan, laws, branch_laws, base, core, room
        Of the network; `core` and `room` are the thread's own.
    demand : (r, n) array
        Zero at fixed nodes [m3/s].
    fixed_head : (r, n) array
        Read at fixed nodes; no rows: those of the base case [m].
    energy_tolerance : float
        Energy defect of a link that may remain, as a share of the range of heads.
    flow_tolerance : float
        Share of the largest flow by which an energy defect may still call for a change of a flow.
    head : (r, n) array
        Is filled [m].
    flow : (r, m) array
        Is filled but for links outside of the core and its branches [m3/s].
    iterations, energy, mass : (r,) arrays
        Are filled: iterations, largest energy defect [m], largest mass defect [m3/s].
    settled : (r,) array
        Is filled: 1 where all balances are fulfilled and no state should change.
    """
    plan, laws, branch_laws = borrowed(plan), borrowed(laws), borrowed(branch_laws)
    base, core, room = borrowed(base), borrowed(core), borrowed(room)
    rows = demand.shape[0]
    heads_vary = fixed_head.shape[0] > 0
    for first in range(0, rows, LANES):
        _enter(plan, room, demand, fixed_head, first, rows)
        _predict(plan, base, room, heads_vary)
        _advance(plan, base, room)
        iteration = 1
        while True:
            _find_defects(plan, laws, room)
            if _count_settled(room, energy_tolerance) == LANES or iteration == MOST_ITERATIONS:
                _check(plan, room)
                fine = 0
                for lane in range(LANES):
                    fine += _is_fine(room, lane, energy_tolerance, flow_tolerance)
                if fine == LANES or iteration == MOST_ITERATIONS:
                    break
            _assemble(plan, room)
            _solve_linear(plan, room)
            _advance(plan, base, room)
            iteration += 1
        _spread_to_branches(plan, branch_laws, room)
        _leave(plan, room, head, flow, first, rows)
        for lane in range(min(LANES, rows - first)):
            row = first + lane
            iterations[row] = iteration
            energy[row] = room.measures[ENERGY, lane]
            mass[row] = room.measures[MASS, lane]
            fine_lane = _is_fine(room, lane, energy_tolerance, flow_tolerance)
            settled[row] = fine_lane and _states_stand(core, room, lane, energy_tolerance)
