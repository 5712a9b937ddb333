"""Check valves, pumps and control valves: which are open, shut or active.

A shut one-way link (check valve, pump, pressure breaker, outflow) carries zero and holds any head loss
not above the one at rest; an open one follows its law and must not flow backwards. A flow control valve
that is active carries its limit and holds any head loss not below that of its law. Both are told from the
last iteration: a shut link opens when its head loss exceeds that at rest, an open one shuts when its flow
is below zero; and so on. Valves that hold a head follow the rules of EPANET 2.2 (prvstatus, psvstatus).

In the first 20 iterations all links change together, which settles most networks. What does not settle
is then solved to the end with its states held, and only the first link that violates its state is changed;
whenever fewer links than ever before wish to change, all of them do so once. By Murty's principle of the
least index the single changes lead to such a lower number, which can fall only so often: one-way and limited
links cannot go round in circles. Valves that hold a head and still do not settle are tried from other first
states (see `workbench.hydraulics.attempts`).

References
----------
K. G. Murty, "Note on a Bard-type scheme for solving the complementarity problem", Opsearch 11 (1974).
J. J. Judice, F. M. Pires, "A block principal pivoting algorithm for large-scale strictly monotone linear
complementarity problems", Computers & Operations Research 21 (1994), 587-596.
L. Rossman et al., EPANET 2.2 User Manual (2020), chapter 12.
"""

from __future__ import annotations

import math

from workbench.engineering.compiled import merged
from workbench.hydraulics.core import ACTIVE, CLOSED, OPEN, SHUT, Core, State
from workbench.hydraulics.headloss import flow_on_curve

__all__ = ["SHUT_CONDUCTANCE", "any_held", "finish_states", "hold_states", "shorten_pump_steps", "update_states"]

SHUT_CONDUCTANCE = 1e-10
"""What a shut or active link keeps right after a change of states [m2/s]."""
LEAST_SHARE = 1e-4
"""Share of its usual flow below which a pump's steps are not shortened any more."""


@merged
def _free_loss(core: Core, k: int, conductance: float) -> None:
    """Let link k hold whatever head difference there is."""
    core.work.loss[k] = core.state.head[core.pattern.start[k]] - core.state.head[core.pattern.end[k]]
    core.work.slope[k] = 1.0 / conductance


@merged
def any_held(core: Core) -> bool:
    """Whether a link with a state is shut, closed or active."""
    elements, status = core.elements, core.state.status
    for links in (elements.one_way, elements.limited, elements.switchable, elements.holding):
        for k in links:
            if status[k] != OPEN:
                return True
    return False


@merged
def hold_states(core: Core, conductance: float) -> float:
    """Free the loss of shut and active links, which keep a conductance towards their last head loss [m2/s];
    returns the largest miss of a held head [m]."""
    elements, status = core.elements, core.state.status
    for links in (elements.one_way, elements.limited, elements.switchable):
        for k in links:
            if status[k] != OPEN:
                _free_loss(core, k, conductance)
    largest = 0.0
    for v in range(elements.holding.size):
        k = elements.holding[v]
        if status[k] != OPEN:
            _free_loss(core, k, conductance)
        if status[k] == ACTIVE:
            largest = max(largest, abs(core.state.head[elements.held_node[v]] - elements.setting[v]))
    return largest


@merged
def shorten_pump_steps(core: Core) -> int:
    """Shorten steps of pumps that a straight line misjudges; returns how many.

    A pump that can deliver against the new heads loses at most three quarters of its flow: the head of
    a constant power changes steeply at small flows, where a full step would end below zero. A pump
    whose flow would more than grow by half is taken back to the flow of its curve at the new heads: a
    power law of a high exponent, flat and then steep, would be left far out, and come back slowly.
    """
    count = 0
    state, old_flow, usual_flow = core.state, core.work.old_flow, core.elements.usual_flow
    for k in core.elements.one_way:
        rest = core.elements.rest_loss[k]
        if rest >= 0.0 or state.status[k] != OPEN:
            continue
        difference = state.head[core.pattern.start[k]] - state.head[core.pattern.end[k]]
        least = LEAST_SHARE * usual_flow[k]
        if difference > rest and old_flow[k] > least and state.flow[k] < 0.25 * old_flow[k]:
            state.flow[k] = 0.25 * old_flow[k]
            count += 1
        elif state.flow[k] > 1.5 * max(old_flow[k], least):
            on_curve = max(flow_on_curve(core.laws, k, difference), old_flow[k])
            if on_curve < state.flow[k]:
                state.flow[k] = on_curve
                count += 1
    return count


@merged
def _one_way_wish(
    status: int, flow: float, difference: float, rest: float, small_head: float, small_flow: float
) -> int:
    """State that a one-way link should have, from its head difference and its loss at rest."""
    if status == SHUT:
        return OPEN if difference > rest + small_head else SHUT
    can_shut = rest > -math.inf  # no head stops a pump of constant power
    return SHUT if can_shut and flow < -small_flow else OPEN


@merged
def _limited_wish(
    status: int, flow: float, difference: float, limit: float, open_loss: float, small_head: float, small_flow: float
) -> int:
    """State that a flow control valve should have; `open_loss` is that at its limit."""
    if status == ACTIVE:
        return OPEN if difference < open_loss - small_head else ACTIVE
    return ACTIVE if flow > limit + small_flow else OPEN


@merged
def _reducing_wish(
    status: int,
    flow: float,
    before: float,
    behind: float,
    setting: float,
    open_loss: float,
    small_head: float,
    small_flow: float,
) -> int:
    """State that a pressure reducing valve should have, from the heads before and behind it."""
    if status == SHUT:
        if before > behind + small_head and behind < setting - small_head:
            return ACTIVE if before >= setting else OPEN
        return SHUT
    if flow < -small_flow:
        return SHUT
    if status == ACTIVE:
        return OPEN if before - open_loss < setting - small_head else ACTIVE
    return ACTIVE if behind >= setting + small_head else OPEN


@merged
def _sustaining_wish(
    status: int,
    flow: float,
    before: float,
    behind: float,
    setting: float,
    open_loss: float,
    small_head: float,
    small_flow: float,
) -> int:
    """State that a pressure sustaining valve should have, from the heads before and behind it."""
    if status == SHUT:
        if before <= behind + small_head:
            return SHUT
        if behind > setting + small_head:
            return OPEN
        return ACTIVE if before >= setting + small_head else SHUT
    if flow < -small_flow:
        return SHUT
    if status == ACTIVE:
        return OPEN if behind + open_loss > setting + small_head else ACTIVE
    return ACTIVE if before < setting - small_head else OPEN


@merged
def _settle(state: State, k: int, wish: int, usual_flow: float, allowed: bool) -> bool:
    """Change the state of link k if that is allowed, and give it a flow that fits; returns whether it wishes to."""
    wishes = bool(wish != state.status[k])
    if wishes and allowed:
        if wish == OPEN and state.flow[k] <= 0.0:
            state.flow[k] = usual_flow
        state.status[k] = wish
        state.changes[k] += 1
    if state.status[k] == SHUT:
        state.flow[k] = 0.0
    return wishes


@merged
def update_states(core: Core, allowed: int, locked: bool, small_head: float, small_flow: float) -> int:
    """Let links change their states, at most `allowed` of them; returns how many wish to.

    Where `locked`, valves that hold a head may wish but not change. Head differences [m] and flows [m3/s]
    up to `small_head` and `small_flow` count as none.
    """
    elements, state, usual = core.elements, core.state, core.elements.usual_flow
    start, end = core.pattern.start, core.pattern.end
    linear, resistance = core.laws.linear, core.laws.resistance
    wishes = 0
    for k in elements.switchable:
        if state.status[k] == CLOSED:
            state.flow[k] = 0.0
    for k in elements.one_way:
        if state.status[k] != CLOSED:
            difference = state.head[start[k]] - state.head[end[k]]
            wish = _one_way_wish(
                state.status[k], state.flow[k], difference, elements.rest_loss[k], small_head, small_flow
            )
            wishes += _settle(state, k, wish, usual[k], wishes < allowed)
    for v in range(elements.limited.size):
        k, limit = elements.limited[v], elements.limit[v]
        if state.status[k] != CLOSED:
            difference = state.head[start[k]] - state.head[end[k]]
            open_loss = (linear[k] + resistance[k] * limit) * limit
            wish = _limited_wish(state.status[k], state.flow[k], difference, limit, open_loss, small_head, small_flow)
            wishes += _settle(state, k, wish, usual[k], wishes < allowed)
            if state.status[k] == ACTIVE:
                state.flow[k] = limit
    for v in range(elements.holding.size):
        k, setting = elements.holding[v], elements.setting[v]
        if state.status[k] != CLOSED:
            flow, before, behind = state.flow[k], state.head[start[k]], state.head[end[k]]
            open_loss = (linear[k] + resistance[k] * abs(flow)) * flow
            if elements.sustains[v]:
                wish = _sustaining_wish(
                    state.status[k], flow, before, behind, setting, open_loss, small_head, small_flow
                )
            else:
                wish = _reducing_wish(state.status[k], flow, before, behind, setting, open_loss, small_head, small_flow)
            wishes += _settle(state, k, wish, usual[k], wishes < allowed and not locked)
    return wishes


@merged
def finish_states(core: Core, head_tolerance: float) -> None:
    """Round what backflow is left, less than the mass tolerance, to exactly zero."""
    state = core.state
    for links in (core.elements.one_way, core.elements.holding):
        for k in links:
            if state.status[k] != SHUT and state.flow[k] < 0.0:
                state.flow[k] = 0.0
                difference = state.head[core.pattern.start[k]] - state.head[core.pattern.end[k]]
                if state.status[k] == OPEN and difference < core.elements.rest_loss[k] - head_tolerance:
                    state.status[k] = SHUT
