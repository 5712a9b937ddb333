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

The first step from no known flows takes the secant g = q / h(q) instead of the slope (linear theory,
Wood and Charles): it does not depend on the sign that a flow was started with, and lands nearer.

Check valves, pumps and control valves have a state (see `workbench.hydraulics.states`). A shut link
carries zero and its head loss is free; it keeps a conductance of 1e-10 m2/s towards its own last head
loss, so that A stays definite where a part is cut off. That adds nothing once the heads stand still, and
shrinks a hundredfold in every iteration in which no state changes: beside a pipe that conducts even less
the heads would creep. A valve that holds a head is an unknown flow more (see `workbench.hydraulics.bordering`).

References
----------
E. Todini, S. Pilati, "A gradient method for the analysis of pipe networks", in: Computer Applications
in Water Supply, vol. 1 (1988), 1-20. D. J. Wood, C. O. A. Charles, "Hydraulic network analysis using
linear theory", J. Hydraulics Division ASCE 98 (1972), 1157-1170. L. Rossman et al., EPANET 2.2 User
Manual (2020), chapter 12.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from workbench.engineering.compiled import borrowed, compiled, merged
from workbench.hydraulics.bordering import hold_heads, stiffen
from workbench.hydraulics.core import OPEN, Core, FloatArray, IndexArray, IntArray, SizeArray, views
from workbench.hydraulics.first_flows import (
    AS_THEY_ARE,
    COLD,
    GUESSED,
    WARM,
    begin,
    begin_again,
    usual_loss,
)
from workbench.hydraulics.headloss import evaluate
from workbench.hydraulics.linear import factorise, substitute_back
from workbench.hydraulics.search import search
from workbench.hydraulics.states import (
    SHUT_CONDUCTANCE,
    any_held,
    finish_states,
    hold_states,
    shorten_pump_steps,
    update_states,
)

__all__ = [
    "AS_THEY_ARE",
    "COLD",
    "GUESSED",
    "LEAST_FLOW",
    "MASS_TOLERANCE",
    "REPORT",
    "SHUT_CONDUCTANCE",
    "WARM",
    "Outcome",
    "iterate",
    "outcome_of",
]


MASS_TOLERANCE = 1e-9
FLOW_TOLERANCE = 1e-5
"""Share of the largest flow by which an energy defect may still call for a change of a flow."""
LEAST_HEAD_RANGE = 1e-3
LEAST_FLOW = 1e-9
"""Scale of the mass tolerance where nothing flows [m3/s]."""
ROUNDING = 1e-14
LEAST_CONDUCTANCE = 1e-18
"""To which the conductance of a shut or active link shrinks [m2/s]."""
CALM, CALM_UNTIL = 1e-3, 100
"""Up to this iteration, where states no longer change together, a single one changes as soon as the energy defects
are below this share of the range of heads; then only at rest, which the principle of the least index wants."""
PATIENCE = 15
"""Iterations after which a single state is changed though the residuals are not yet small."""
BLOWN_UP, MOST_RESTARTS = 30.0, 2
"""Where links have changed their states and left a defect of so many times the largest usual loss, flows begin
again: Newton's method would only halve them from one iteration to the next. While all change together that is done
for valves that hold a head, and so often."""
CAREFUL_AFTER = 15
"""Iterations after which a step that does not halve the energy residual is searched along."""


REPORT = 6
"""Room for an outcome at the end of the block of floats."""


class Outcome(NamedTuple):
    """How an iteration ended.

    `worst_link` has the largest energy defect, and is looked for only where the iteration did not converge;
    `energy` is the largest energy defect of an open link [m], `mass` the largest mass defect of a free
    node [m3/s].
    """

    iterations: int
    converged: bool
    energy: float
    worst_link: int
    mass: float
    worst_node: int


@merged
def _energy_defects(core: Core) -> float:
    """Fill the energy defect of each link; returns the largest [m]."""
    pattern, work, head = core.pattern, core.work, core.state.head
    largest = 0.0
    for k in range(work.loss.size):
        defect = head[pattern.start[k]] - head[pattern.end[k]] - work.loss[k]
        work.defect[k] = defect
        size = abs(defect)
        largest = size if size > largest else largest
    return largest


@merged
def _largest(values: FloatArray) -> float:
    """The largest size of a value, without an array of sizes."""
    largest = 0.0
    for value in values:
        size = abs(value)
        largest = size if size > largest else largest
    return largest


@merged
def _head_scales(core: Core, held: bool) -> tuple[float, float]:
    """Range and largest size of the heads [m].

    A part that shut links cut off may have drifted to any height, and must not widen what counts as small:
    where links are shut, only fixed heads count and those at the ends of links that carry flow.
    """
    head, flow, status = core.state.head, core.state.flow, core.state.status
    top, bottom = -np.inf, np.inf
    for i in range(core.state.demand.size if held else 0, head.size):
        top = head[i] if head[i] > top else top
        bottom = head[i] if head[i] < bottom else bottom
    if held:
        small = 0.1 * MASS_TOLERANCE * _largest(flow)
        for k in range(flow.size):
            if status[k] == OPEN and abs(flow[k]) > small:
                before, behind = head[core.pattern.start[k]], head[core.pattern.end[k]]
                top = max(top, before, behind)
                bottom = min(bottom, before, behind)
    return top - bottom, max(abs(top), abs(bottom))


@merged
def _worst_link(core: Core) -> int:
    """The link with the largest energy defect."""
    return int(np.argmax(np.abs(core.work.defect))) if core.work.defect.size > 0 else 0


@merged
def _assemble(core: Core) -> None:
    """Fill matrix and right-hand side.

    `target` receives q + g e. The spare last entries of `lower` and `ground` take the links without one, so
    that the loop needs no branch.
    """
    pattern, work, flow = core.pattern, core.work, core.state.flow
    start, end, position, grounded = pattern.start, pattern.end, pattern.position, pattern.grounded
    lower, ground, change = work.lower, work.ground, work.change
    conductance, target = work.conductance, work.target
    free = core.state.demand.size
    lower[:] = 0.0
    ground[:] = 0.0
    for i in range(free):
        change[i] = -core.state.demand[i]
    for k in range(flow.size):
        g = 1.0 / work.slope[k]
        conductance[k] = g
        target[k] = flow[k] + g * work.defect[k]
    for k in range(flow.size):
        g, aim = conductance[k], target[k]
        lower[position[k]] += g
        ground[grounded[k]] += g
        change[start[k]] -= aim
        change[end[k]] += aim
    change[free:] = 0.0


@merged
def _mass_defect(core: Core) -> tuple[float, int, float]:
    """Largest defect of the mass balances [m3/s], its node, and the largest flow [m3/s]."""
    pattern, flow, demand, balance = core.pattern, core.state.flow, core.state.demand, core.work.ground
    largest_flow = 0.0
    balance[:] = 0.0
    for i in range(demand.size):
        balance[i] = demand[i]
        largest_flow = max(largest_flow, abs(demand[i]))
    for k in range(flow.size):
        balance[pattern.start[k]] += flow[k]
        balance[pattern.end[k]] -= flow[k]
        largest_flow = max(largest_flow, abs(flow[k]))
    worst, largest = 0, 0.0
    for i in range(demand.size):
        if not abs(balance[i]) <= largest:
            worst, largest = i, abs(balance[i])
    return largest, worst, largest_flow


@merged
def _flow_defect(core: Core, rounding: float) -> float:
    """Largest change of a flow that an energy defect calls for, where it is more than rounding of heads [m3/s]."""
    largest = 0.0
    for k in range(core.work.defect.size):
        size = abs(core.work.defect[k])
        if size > rounding:
            largest = max(largest, size / core.work.slope[k])
    return largest


@merged
def _step(core: Core) -> None:
    """Solve for the change of the heads and take the whole Newton step in heads and flows."""
    pattern, work, state = core.pattern, core.work, core.state
    if core.elements.holding.size > 0:
        stiffen(core)
    factorise(pattern.columns, pattern.rows, pattern.targets, work.lower, work.ground, work.change)
    substitute_back(pattern.columns, pattern.rows, work.lower, work.ground, work.change)
    if core.elements.holding.size > 0:
        hold_heads(core)
    for i in range(state.demand.size):
        state.head[i] += work.change[i]
    for k in range(state.flow.size):
        work.old_flow[k] = state.flow[k]
        difference = work.change[pattern.start[k]] - work.change[pattern.end[k]]
        state.flow[k] = work.target[k] + work.conductance[k] * difference


@merged
def _may_change(links: int, together: bool, quiet: bool, fewer: bool) -> int:
    """How many links may change their states: all together at first; then, once it is quiet, all if fewer than
    ever before wish to, else one."""
    if together or (quiet and fewer):
        return links
    return 1 if quiet else 0


@compiled
def iterate(
    sizes: SizeArray,
    indices: IndexArray,
    integers: IntArray,
    floats: FloatArray,
    start: int,
    first_state: int,
    together: int,
    maximum_iterations: int,
    energy_tolerance: float,
) -> bool:
    """Iterate until mass, energy and states agree, or the iterations are used up; returns whether they agree.

    The rest of the `Outcome` is left at the end of `floats`: a tuple would cost 0.5 us.

    Parameters
    ----------
    sizes, indices, integers, floats
        The network and its state (see `workbench.hydraulics.core.views`).
    start : int
        COLD: from the usual flows. GUESSED: from the flows that are there. WARM: from the flows and states
        that are there.
    first_state : int
        Of the valves that hold a head, unless the start is warm; `AS_THEY_ARE` locks them in the states that
        are there, so that there is convergence only if these are right.
    together : int
        In so many first iterations all links may change their states at once.
    maximum_iterations : int
    energy_tolerance : float
        Energy defect of a link that may remain, as a share of the range of heads.
    """
    core = views(sizes, borrowed(indices), borrowed(integers), borrowed(floats))
    state, work, elements = core.state, core.work, core.elements
    has_states = elements.one_way.size + elements.holding.size + elements.limited.size + elements.switchable.size > 0
    wishes, disturbed, held_since, previous = 0, True, 0, np.inf
    locked, shut_conductance = first_state == AS_THEY_ARE, SHUT_CONDUCTANCE
    changed, restarts, fewest = False, 0, state.flow.size + 1
    begin(core, start, first_state)
    iteration = 0
    while True:
        held = has_states and any_held(core)
        missed = hold_states(core, shut_conductance) if held else 0.0
        energy = max(_energy_defects(core), missed)
        often = restarts >= MOST_RESTARTS and iteration <= together
        if changed and not often and energy > BLOWN_UP * usual_loss(core):
            restarts += 1
            begin_again(core)
            missed = hold_states(core, shut_conductance)
            energy = max(_energy_defects(core), missed)
        span, height = _head_scales(core, held)
        rounding = ROUNDING * height
        tolerance = energy_tolerance * max(span, LEAST_HEAD_RANGE) + rounding
        at_rest = iteration > 0 and energy <= tolerance and not disturbed
        if at_rest and wishes == 0:
            mass, worst_node, largest_flow = _mass_defect(core)
            largest_flow = max(largest_flow, LEAST_FLOW)
            fine = _flow_defect(core, rounding) <= FLOW_TOLERANCE * largest_flow
            if fine and mass <= MASS_TOLERANCE * largest_flow:
                finish_states(core, tolerance)
                _report(floats, iteration, True, energy, 0, mass, worst_node)
                return True
        if not iteration < maximum_iterations:
            break
        iteration += 1
        _assemble(core)
        _step(core)
        if iteration > CAREFUL_AFTER and not disturbed and energy > 0.5 * previous:
            search(core)
        previous = energy
        if has_states:
            shortened = shorten_pump_steps(core)
            calm = energy <= CALM * span and not disturbed and iteration <= CALM_UNTIL
            quiet = at_rest or calm or iteration - held_since > PATIENCE
            allowed = _may_change(state.flow.size, iteration <= together, quiet, wishes < fewest)
            if iteration > together and allowed > 0:
                fewest = min(fewest, wishes)
            flow_tolerance = 0.1 * MASS_TOLERANCE * max(_largest(state.flow), LEAST_FLOW)
            wishes = update_states(core, allowed, locked, tolerance, flow_tolerance)
            if wishes > 0 and allowed > 0:
                held_since = iteration
            disturbed = shortened > 0 or (wishes > 0 and allowed > 0)
            changed = wishes > 0 and allowed > 0 and (iteration > together or elements.holding.size > 0)
            shut_conductance = SHUT_CONDUCTANCE if disturbed else max(0.01 * shut_conductance, LEAST_CONDUCTANCE)
        else:
            disturbed = False
        evaluate(core.laws, state.flow, state.inverse_root, work.loss, work.slope)
    mass, worst_node, largest_flow = _mass_defect(core)
    _report(floats, iteration, False, energy, _worst_link(core), mass, worst_node)
    return False


@merged
def _report(
    floats: FloatArray, iterations: int, converged: bool, energy: float, worst_link: int, mass: float, worst_node: int
) -> None:
    """Write an outcome to the end of the block of floats."""
    place = floats.size - REPORT
    floats[place] = iterations
    floats[place + 1] = converged
    floats[place + 2] = energy
    floats[place + 3] = worst_link
    floats[place + 4] = mass
    floats[place + 5] = worst_node


def outcome_of(floats: FloatArray) -> Outcome:
    """How the last iteration on a network ended."""
    iterations, converged, energy, worst_link, mass, worst_node = floats[-REPORT:].tolist()
    return Outcome(int(iterations), converged == 1.0, energy, int(worst_link), mass, int(worst_node))
