"""Flows, losses and states that an iteration begins with, or begins again with."""

from __future__ import annotations

from workbench.engineering.compiled import compiled, merged
from workbench.hydraulics.core import ACTIVE, CLOSED, OPEN, SHUT, Core
from workbench.hydraulics.headloss import evaluate, evaluate_other, start_roots

__all__ = ["AS_THEY_ARE", "COLD", "GUESSED", "WARM", "begin", "begin_again", "usual_loss"]

COLD, GUESSED, WARM = 0, 1, 2
AS_THEY_ARE = -1


@compiled
def _first_losses(core: Core) -> None:
    """Losses and secants at the usual flows, which are known beforehand: linear theory for the first step."""
    laws, elements, work, flow = core.laws, core.elements, core.work, core.state.flow
    for k in range(laws.square_end):
        work.loss[k] = elements.secant[k] * flow[k]
        work.slope[k] = elements.secant[k]
    for k in range(laws.square_end, flow.size):
        work.loss[k], work.slope[k] = evaluate_other(laws, k, flow[k])


@compiled
def usual_loss(core: Core) -> float:
    """The largest loss of a pipe or valve at its usual flow [m]."""
    largest = 0.0
    for k in range(core.laws.square_end):
        largest = max(largest, core.elements.secant[k] * core.elements.usual_flow[k])
    return largest


@compiled
def begin_again(core: Core) -> None:
    """Let the open links begin again from their usual flows, with linear theory."""
    state, elements = core.state, core.elements
    for k in range(state.flow.size):
        if state.status[k] == OPEN:
            state.flow[k] = elements.usual_flow[k]
            state.inverse_root[k] = elements.usual_root[k]
    _first_losses(core)


@merged
def begin(core: Core, start: int, first_state: int) -> None:
    """First flows, heads, states and losses; a link that a run has closed stays so."""
    state, elements = core.state, core.elements
    free = state.demand.size
    if start != WARM:
        state.head[:free] = state.head[free:].mean()
    if start == COLD:
        state.flow[:] = elements.usual_flow
        state.inverse_root[:] = elements.usual_root
    if start == GUESSED:
        start_roots(core.laws, state.flow, state.inverse_root)
    if start != WARM:
        state.changes[:] = 0
        for links in (elements.one_way, elements.limited):
            for k in links:
                if state.status[k] != CLOSED:
                    state.status[k] = OPEN
        if first_state != AS_THEY_ARE:
            for v in range(elements.holding.size):
                k = elements.holding[v]
                if state.status[k] != CLOSED:
                    state.status[k] = OPEN if first_state == ACTIVE and elements.sustains[v] else first_state
    for k in range(state.status.size):
        if state.status[k] == CLOSED or state.status[k] == SHUT:
            state.flow[k] = 0.0
    if start == COLD:
        _first_losses(core)
    else:
        evaluate(core.laws, state.flow, state.inverse_root, core.work.loss, core.work.slope)
