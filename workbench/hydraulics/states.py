"""Check valves, pumps and pressure reducing valves: which are open, shut or active.

A shut one-way link (check valve or pump) carries zero and holds any head loss not above the one at
rest; an open one follows its law and must not flow backwards. Both are told from the last iteration:
a shut link opens when its head loss exceeds that at rest, an open one shuts when its flow is below
zero. Reducing valves follow the rules of EPANET 2.2 (prvstatus).

In the first 20 iterations all links change together, which settles most networks. What does not
settle is then solved to the end with its states held, and only the first link that violates its state
is changed; by Murty's principle of the least index that cannot go round in circles for check valves
and pumps. Reducing valves that still do not settle are tried from other first states (`STARTS` in
`workbench.hydraulics.solver`).

References
----------
K. G. Murty, "Note on a Bard-type scheme for solving the complementarity problem", Opsearch 11 (1974).
L. Rossman et al., EPANET 2.2 User Manual (2020), chapter 12.
"""

from __future__ import annotations

import math

from workbench.engineering.compiled import compiled
from workbench.hydraulics.core import ACTIVE, OPEN, SHUT, Elements, FloatArray, Pattern, State
from workbench.hydraulics.headloss import Laws, flow_on_curve, loss_at_rest

__all__ = ["finish_states", "hold_states", "shorten_pump_steps", "update_states"]

SHUT_CONDUCTANCE = 1e-10
VALVE_HEAD_TOLERANCE = 1e-6
LEAST_SHARE = 1e-4
"""Share of its usual flow below which a pump's steps are not shortened any more."""


@compiled
def hold_states(pattern: Pattern, elements: Elements, state: State, loss: FloatArray, slope: FloatArray) -> float:
    """Free the loss of shut and active links; returns the largest miss of a reducing valve's setting [m]."""
    for k in elements.one_way:
        if state.status[k] == SHUT:
            loss[k] = state.head[pattern.start[k]] - state.head[pattern.end[k]]
            slope[k] = 1.0 / SHUT_CONDUCTANCE
    largest = 0.0
    for v in range(elements.reducing.size):
        k = elements.reducing[v]
        if state.status[k] != OPEN:
            loss[k] = state.head[pattern.start[k]] - state.head[pattern.end[k]]
            slope[k] = 1.0 / SHUT_CONDUCTANCE
        if state.status[k] == ACTIVE:
            largest = max(largest, abs(state.head[pattern.end[k]] - elements.setting[v]))
    return largest


@compiled
def shorten_pump_steps(laws: Laws, pattern: Pattern, elements: Elements, state: State, old_flow: FloatArray) -> int:
    """Shorten steps of pumps that a straight line misjudges; returns how many.

    A pump that can deliver against the new heads loses at most three quarters of its flow: the head of
    a constant power changes steeply at small flows, where a full step would end below zero. A pump
    whose flow would more than grow by half is taken back to the flow of its curve at the new heads: a
    power law of a high exponent, flat and then steep, would be left far out, and come back slowly.
    """
    count = 0
    for k in elements.one_way:
        rest = loss_at_rest(laws, k)
        if rest >= 0.0 or state.status[k] != OPEN:
            continue
        difference = state.head[pattern.start[k]] - state.head[pattern.end[k]]
        least = LEAST_SHARE * elements.usual_flow[k]
        if difference > rest and old_flow[k] > least and state.flow[k] < 0.25 * old_flow[k]:
            state.flow[k] = 0.25 * old_flow[k]
            count += 1
        elif state.flow[k] > 1.5 * max(old_flow[k], least):
            on_curve = max(flow_on_curve(laws, k, difference), old_flow[k])
            if on_curve < state.flow[k]:
                state.flow[k] = on_curve
                count += 1
    return count


@compiled
def one_way_wish(
    laws: Laws, pattern: Pattern, state: State, k: int, head_tolerance: float, flow_tolerance: float
) -> int:
    """State that a check valve or pump should have."""
    if state.status[k] == SHUT:
        difference = state.head[pattern.start[k]] - state.head[pattern.end[k]]
        return OPEN if difference > loss_at_rest(laws, k) + head_tolerance else SHUT
    can_shut = loss_at_rest(laws, k) > -math.inf  # no head stops a pump of constant power
    return SHUT if can_shut and state.flow[k] < -flow_tolerance else OPEN


@compiled
def reducing_wish(laws: Laws, pattern: Pattern, state: State, k: int, setting: float, flow_tolerance: float) -> int:
    """State that a pressure reducing valve should have."""
    before = state.head[pattern.start[k]]
    behind = state.head[pattern.end[k]]
    if state.status[k] == SHUT:
        if before >= setting + VALVE_HEAD_TOLERANCE and behind < setting - VALVE_HEAD_TOLERANCE:
            return ACTIVE
        if before < setting - VALVE_HEAD_TOLERANCE and before > behind + VALVE_HEAD_TOLERANCE:
            return OPEN
        return SHUT
    if state.flow[k] < -flow_tolerance:
        return SHUT
    if state.status[k] == ACTIVE:
        loss = laws.resistance[k] * state.flow[k] ** 2
        return OPEN if before - loss < setting - VALVE_HEAD_TOLERANCE else ACTIVE
    return ACTIVE if behind >= setting + VALVE_HEAD_TOLERANCE else OPEN


@compiled
def settle(state: State, usual_flow: FloatArray, k: int, wish: int, allowed: bool) -> None:
    """Change the state of link k if that is allowed, and give it a flow that fits its state."""
    if wish != state.status[k] and allowed:
        if wish == OPEN and state.flow[k] <= 0.0:
            state.flow[k] = usual_flow[k]
        state.status[k] = wish
        state.changes[k] += 1
    if state.status[k] == SHUT:
        state.flow[k] = 0.0


@compiled
def update_states(
    laws: Laws,
    pattern: Pattern,
    elements: Elements,
    state: State,
    allowed: int,
    head_tolerance: float,
    flow_tolerance: float,
) -> int:
    """Let links change their states, at most `allowed` of them; returns how many wish to."""
    wishes = 0
    for k in elements.one_way:
        wish = one_way_wish(laws, pattern, state, k, head_tolerance, flow_tolerance)
        wishes += wish != state.status[k]
        settle(state, elements.usual_flow, k, wish, wishes <= allowed)
    for v in range(elements.reducing.size):
        k = elements.reducing[v]
        wish = reducing_wish(laws, pattern, state, k, elements.setting[v], flow_tolerance)
        wishes += wish != state.status[k]
        settle(state, elements.usual_flow, k, wish, wishes <= allowed)
    return wishes


@compiled
def finish_states(laws: Laws, pattern: Pattern, elements: Elements, state: State, head_tolerance: float) -> None:
    """Round what backflow is left, less than the mass tolerance, to exactly zero."""
    for links in (elements.one_way, elements.reducing):
        for k in links:
            if state.status[k] != SHUT and state.flow[k] < 0.0:
                state.flow[k] = 0.0
                difference = state.head[pattern.start[k]] - state.head[pattern.end[k]]
                if state.status[k] == OPEN and difference < loss_at_rest(laws, k) - head_tolerance:
                    state.status[k] = SHUT
