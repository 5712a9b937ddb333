"""A step of Newton's method that overshoots is shortened."""

from __future__ import annotations

from workbench.engineering.compiled import compiled
from workbench.hydraulics.core import OPEN, Core
from workbench.hydraulics.headloss import evaluate

__all__ = ["search"]

SEARCH_ROUNDS = 25


@compiled
def search(core: Core) -> None:
    """Shorten the step to about the least content along it, by bisection on its derivative."""
    pattern, state, work = core.pattern, core.state, core.work
    trial, old_flow = work.target, work.old_flow  # the target has been used up
    work.trial_root[:] = state.inverse_root
    low, high, share = 0.0, 1.0, 1.0
    first = 0.0
    for round_ in range(SEARCH_ROUNDS):
        for k in range(trial.size):
            trial[k] = old_flow[k] + share * (state.flow[k] - old_flow[k])
        evaluate(core.laws, trial, work.trial_root, work.loss, work.slope)
        derivative = 0.0
        for k in range(trial.size):
            if state.status[k] == OPEN:
                held = state.head[pattern.start[k]] - state.head[pattern.end[k]]
                derivative += (state.flow[k] - old_flow[k]) * (work.loss[k] - held)
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
