"""The global gradient iteration, compiled.

Unknown are the flow q of every link and the head H of every free node. They satisfy::

    mass     sum of flows out of node i + demand_i = 0            every free node
    energy   H_start - H_end = h(q)                               every open link

Newton's method on both, with the flows eliminated (Todini and Pilati), solves in every iteration for
the change d of the heads, with the conductance g = 1 / h'(q) and the energy defect
e = H_start - H_end - h(q)::

    A d = -demand - (sum of q + g e out of each node)             A = incidence^T diag(g) incidence
    q <- q + g (e + d_start - d_end),   H <- H + d

Solving for the change instead of the heads keeps the mass balance to the rounding of the flows even
where an open valve has a conductance of 1e6. The flows minimise a strictly convex content, so there
is one answer and A is positive definite.

Check valves, pumps and reducing valves have a state (see `workbench.hydraulics.states`). A shut link
carries zero and its head loss is free; it keeps a conductance of 1e-10 m2/s towards its own last head
loss, so that A stays definite where a part is cut off, and adds nothing once the heads stand still. A
reducing valve that is active holds the head at its end: its flow is an unknown more, found by
bordering the factorised matrix.

References
----------
E. Todini, S. Pilati, "A gradient method for the analysis of pipe networks", in: Computer Applications
in Water Supply, vol. 1 (1988), 1-20. L. Rossman, EPANET 2.2 User Manual (2020), chapter 12.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled
from workbench.hydraulics.core import ACTIVE, OPEN, Elements, FloatArray, Pattern, State
from workbench.hydraulics.headloss import Laws, evaluate, start_roots
from workbench.hydraulics.linear import factorise, substitute
from workbench.hydraulics.states import finish_states, hold_states, shorten_pump_steps, update_states

__all__ = ["iterate"]

MASS_TOLERANCE = 1e-9
PROXIMITY = 1e-12
"""Share added to the diagonal: it holds the heads of a part that shut links cut off, where A is as good as
singular, and is without effect on the solution, for it acts on the change of the heads."""
ENERGY_TOLERANCE = 1e-8
FLOW_TOLERANCE = 1e-5
"""Share of the largest flow by which an energy defect may still call for a change of a flow."""
LEAST_HEAD_RANGE = 1e-3
LEAST_FLOW = 1e-9
"""Scale of the mass tolerance where nothing flows [m3/s]."""
ROUNDING = 1e-14
PATIENCE = 15
"""Iterations after which a single state is changed though the residuals are not yet small."""
CAREFUL_AFTER = 15
"""Iterations after which a step that does not halve the energy residual is searched along."""
SEARCH_ROUNDS = 25


@compiled
def assemble(
    pattern: Pattern,
    flow: FloatArray,
    head: FloatArray,
    loss: FloatArray,
    slope: FloatArray,
    demand: FloatArray,
    conductance: FloatArray,
    target: FloatArray,
    lower: FloatArray,
    diagonal: FloatArray,
    change: FloatArray,
) -> tuple[float, int]:
    """Fill matrix and right-hand side; returns the largest energy defect and the link that has it.

    `target` receives q + g e. The spare last entry of `lower` takes the links without one, and the
    entries of fixed nodes are never read, so that the loop needs no branch.
    """
    free = pattern.columns.size - 1
    lower[:] = 0.0
    diagonal[:] = 0.0
    change[:free] = -demand
    largest = 0.0
    worst = 0
    for k in range(flow.size):
        i = pattern.start[k]
        j = pattern.end[k]
        g = 1.0 / slope[k]
        defect = head[i] - head[j] - loss[k]
        if abs(defect) > largest:
            largest = abs(defect)
            worst = k
        aim = flow[k] + g * defect
        conductance[k] = g
        target[k] = aim
        diagonal[i] += g
        diagonal[j] += g
        change[i] -= aim
        change[j] += aim
        lower[pattern.position[k]] -= g
    change[free:] = 0.0
    for i in range(free):
        diagonal[i] *= 1.0 + PROXIMITY
    return largest, worst


@compiled
def mass_defect(pattern: Pattern, flow: FloatArray, demand: FloatArray) -> tuple[float, int, float]:
    """Largest defect of the mass balances [m3/s], its node, and the largest flow [m3/s]."""
    free = pattern.columns.size - 1
    balance = np.zeros(max(free, 1))
    largest_flow = 0.0
    for i in range(free):
        balance[i] = demand[i]
        largest_flow = max(largest_flow, abs(demand[i]))
    for k in range(flow.size):
        if pattern.start[k] < free:
            balance[pattern.start[k]] += flow[k]
        if pattern.end[k] < free:
            balance[pattern.end[k]] -= flow[k]
        largest_flow = max(largest_flow, abs(flow[k]))
    worst = int(np.argmax(np.abs(balance)))
    return abs(balance[worst]), worst, largest_flow


@compiled
def flow_defect(flow: FloatArray, target: FloatArray, conductance: FloatArray, rounding: float) -> float:
    """Largest change of a flow that an energy defect calls for, where it is more than rounding of heads [m3/s]."""
    largest = 0.0
    for k in range(flow.size):
        correction = abs(target[k] - flow[k])
        if correction > rounding * conductance[k]:
            largest = max(largest, correction)
    return largest


@compiled
def border(
    pattern: Pattern,
    elements: Elements,
    state: State,
    lower: FloatArray,
    diagonal: FloatArray,
    change: FloatArray,
    active: NDArray[np.int64],
    target: FloatArray,
) -> None:
    """Find the flows of the active reducing valves so that each holds its head, and mend `change`.

    With the columns C of the incidence matrix of these valves, A d + C x = b and d = setting - H at
    the held nodes; x is the change of their flows. One back substitution for each valve.
    """
    free = pattern.columns.size - 1
    count = active.size
    effects = np.zeros((count, change.size))
    for a in range(count):
        k = elements.reducing[active[a]]
        if pattern.start[k] < free:
            effects[a, pattern.start[k]] = 1.0
        effects[a, pattern.end[k]] -= 1.0
        substitute(pattern.columns, pattern.rows, lower, diagonal, effects[a])
    small = np.zeros((count, count + 1))
    for a in range(count):
        node = pattern.end[elements.reducing[active[a]]]
        for b in range(count):
            small[a, b] = effects[b, node]
        small[a, count] = change[node] - (elements.setting[active[a]] - state.head[node])
    for a in range(count):  # Gauss-Jordan with row exchange: a handful of valves
        pivot = a + int(np.argmax(np.abs(small[a:, a])))
        if abs(small[pivot, a]) < 1e-300:
            continue
        for b in range(count + 1):
            small[a, b], small[pivot, b] = small[pivot, b], small[a, b]
        for other in range(count):
            if other != a:
                ratio = small[other, a] / small[a, a]
                for b in range(a, count + 1):
                    small[other, b] -= ratio * small[a, b]
    for a in range(count):
        if abs(small[a, a]) < 1e-300:
            continue
        extra = small[a, count] / small[a, a]
        target[elements.reducing[active[a]]] += extra
        for i in range(free):
            change[i] -= effects[a, i] * extra


@compiled
def search(
    laws: Laws,
    pattern: Pattern,
    state: State,
    old_flow: FloatArray,
    trial: FloatArray,
    inverse_root: FloatArray,
    loss: FloatArray,
    slope: FloatArray,
) -> None:
    """Shorten the step to about the least content along it, by bisection on its derivative."""
    low, high, share = 0.0, 1.0, 1.0
    first = 0.0
    for round_ in range(SEARCH_ROUNDS):
        for k in range(trial.size):
            trial[k] = old_flow[k] + share * (state.flow[k] - old_flow[k])
        evaluate(laws, trial, inverse_root, loss, slope)
        derivative = 0.0
        for k in range(trial.size):
            if state.status[k] == OPEN:
                held = state.head[pattern.start[k]] - state.head[pattern.end[k]]
                derivative += (state.flow[k] - old_flow[k]) * (loss[k] - held)
        if round_ == 0:
            first = abs(derivative)
            if derivative <= 0.0:
                break
        elif abs(derivative) < 0.1 * first:
            break
        if derivative > 0.0:
            high = share
        else:
            low = share
        share = 0.5 * (low + high)
    for k in range(trial.size):
        state.flow[k] = old_flow[k] + share * (state.flow[k] - old_flow[k])


@compiled
def solve_linear(
    pattern: Pattern,
    elements: Elements,
    state: State,
    lower: FloatArray,
    diagonal: FloatArray,
    change: FloatArray,
    target: FloatArray,
) -> None:
    """Change of the heads, and of the flows of active reducing valves."""
    active = np.flatnonzero(state.status[elements.reducing] == ACTIVE)
    for a in active:  # keeps a part that only this valve supplies definite; without effect on the answer
        node = pattern.end[elements.reducing[a]]
        stiffness = max(diagonal[node], 1e-6)
        diagonal[node] += stiffness
        change[node] += stiffness * (elements.setting[a] - state.head[node])
    factorise(pattern.columns, pattern.rows, pattern.targets, lower, diagonal)
    substitute(pattern.columns, pattern.rows, lower, diagonal, change)
    if active.size > 0:
        border(pattern, elements, state, lower, diagonal, change, active, target)


@compiled
def advance(
    pattern: Pattern,
    state: State,
    change: FloatArray,
    target: FloatArray,
    conductance: FloatArray,
    old_flow: FloatArray,
) -> None:
    """Take the whole Newton step in heads and flows."""
    for i in range(change.size):
        state.head[i] += change[i]  # zero for a fixed node
    for k in range(old_flow.size):
        old_flow[k] = state.flow[k]
        state.flow[k] = target[k] + conductance[k] * (change[pattern.start[k]] - change[pattern.end[k]])


@compiled
def iterate(
    pattern: Pattern,
    laws: Laws,
    elements: Elements,
    state: State,
    demand: FloatArray,
    maximum_iterations: int,
    together: int,
) -> tuple[int, bool, float, int, float, int]:
    """Iterate until mass, energy and states agree, or the iterations are used up.

    In the first `together` iterations all links may change their states at once.

    Returns
    -------
    iterations : int
    converged : bool
    energy_residual : float
        Largest energy defect of an open link [m].
    worst_link : int
    mass_residual : float
        Largest mass defect of a free node [m3/s].
    worst_node : int
    """
    links, nodes = state.flow.size, state.head.size
    loss, slope, trial_root = np.empty(links), np.empty(links), np.empty(links)
    conductance, target, old_flow = np.empty(links), np.empty(links), np.empty(links)
    lower, diagonal, change = np.empty(pattern.rows.size + 1), np.empty(nodes), np.empty(nodes)
    has_states = elements.one_way.size + elements.reducing.size > 0
    wishes, disturbed, held_since, previous = 0, True, 0, np.inf
    start_roots(laws, state.flow, state.inverse_root)
    evaluate(laws, state.flow, state.inverse_root, loss, slope)
    iteration = 0
    while True:
        evaluate(laws, state.flow, state.inverse_root, loss, slope)
        missed = hold_states(pattern, elements, state, loss, slope)
        energy, worst_link = assemble(
            pattern, state.flow, state.head, loss, slope, demand, conductance, target, lower, diagonal, change
        )
        energy = max(energy, missed)
        top, bottom = np.max(state.head), np.min(state.head)
        tolerance = ENERGY_TOLERANCE * max(top - bottom, LEAST_HEAD_RANGE) + ROUNDING * max(abs(top), abs(bottom))
        at_rest = iteration > 0 and energy <= tolerance and not disturbed
        if at_rest and wishes == 0:
            mass, worst_node, largest_flow = mass_defect(pattern, state.flow, demand)
            largest_flow = max(largest_flow, LEAST_FLOW)
            rounding = ROUNDING * max(abs(top), abs(bottom))
            correction = flow_defect(state.flow, target, conductance, rounding)
            if mass <= MASS_TOLERANCE * largest_flow and correction <= FLOW_TOLERANCE * largest_flow:
                finish_states(laws, pattern, elements, state, tolerance)
                return iteration, True, energy, worst_link, mass, worst_node
        if iteration == maximum_iterations:
            break
        iteration += 1
        solve_linear(pattern, elements, state, lower, diagonal, change, target)
        advance(pattern, state, change, target, conductance, old_flow)
        if iteration > CAREFUL_AFTER and not disturbed and energy > 0.5 * previous:
            trial_root[:] = state.inverse_root
            search(laws, pattern, state, old_flow, target, trial_root, loss, slope)
        previous = energy
        disturbed = False
        if has_states:
            shortened = shorten_pump_steps(laws, pattern, elements, state, old_flow)
            allowed = links if iteration <= together else 0
            if allowed == 0 and (at_rest or iteration - held_since > PATIENCE):
                allowed = 1
            flow_tolerance = 0.1 * MASS_TOLERANCE * max(np.max(np.abs(state.flow)), LEAST_FLOW)
            wishes = update_states(laws, pattern, elements, state, allowed, tolerance, flow_tolerance)
            if wishes > 0 and allowed > 0:
                held_since = iteration
            disturbed = shortened > 0 or (wishes > 0 and allowed > 0)
    mass, worst_node, largest_flow = mass_defect(pattern, state.flow, demand)
    return iteration, False, energy, worst_link, mass, worst_node
