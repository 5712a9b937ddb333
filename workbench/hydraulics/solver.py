"""Solve a network: from arrays to arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError, NotConverged, SolverError
from workbench.hydraulics.coefficients import elements_of, laws_of, losses_of
from workbench.hydraulics.core import ACTIVE, OPEN, State
from workbench.hydraulics.headloss import LARGEST_PUMP_HEAD, LINEAR_RESISTANCE
from workbench.hydraulics.network import LinkKind, Network
from workbench.hydraulics.newton import iterate
from workbench.hydraulics.pump_curve import PumpForm
from workbench.hydraulics.solution import LinkStatus, Solution
from workbench.hydraulics.symbolic import Symbolic, analyse, component_labels
from workbench.hydraulics.trees import branch_flows, branch_heads

__all__ = ["solve"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
StatusArray = NDArray[np.int8]

MAXIMUM_ITERATIONS = 200
TOGETHER = 20
"""Iterations in which all links may change their states at once."""
STARTS = ((ACTIVE, TOGETHER), (OPEN, 0), (ACTIVE, 0), (OPEN, TOGETHER))
"""First state of the reducing valves and iterations of change all at once, one attempt after the other."""
SHORT_CIRCUIT_LOSS = 1e-3
"""Loss of the small linear term of a resistance beyond which it decides the flow [m]."""


def solve(
    network: Network,
    *,
    maximum_iterations: int = MAXIMUM_ITERATIONS,
    flow_guess: ArrayLike | None = None,
    symbolic: Symbolic | None = None,
) -> Solution:
    """Steady flows and heads of a liquid network.

    Newton's method on mass and energy balances (see `workbench.hydraulics.newton`), ended by the
    residuals: mass within 1e-9 of the largest flow, energy within 1e-8 of the range of heads.

    Parameters
    ----------
    network : Network
    maximum_iterations : int
        In each of up to four attempts, if there are reducing valves; in the only one if there are none.
    flow_guess : (m,) array, optional
        Flows to start from, such as those of a neighbouring case [m3/s].
    symbolic : Symbolic, optional
        From `analyse`, to be used again for networks that differ in values but not in connections.

    Returns
    -------
    Solution

    Raises
    ------
    SolverError
        Nothing fixes a pressure, or a part with demand is cut off from every fixed pressure.
    NotConverged
        The iterations ended before the residuals were small; the worst component is named.
    """
    if symbolic is None:
        symbolic = analyse(network)
    elif not symbolic.fits(network):
        raise InputError(
            "The symbolic analysis belongs to a network with other connections; make a new one with analyse().",
            path=("network", "symbolic"),
        )
    guess = _checked_guess(network, flow_guess)
    demand = np.where(network.fixed, 0.0, network.demand)
    _refuse_demand(network, symbolic.isolated & (demand != 0.0))
    head = np.where(network.fixed, network.fixed_head, network.elevation)
    flow = np.zeros(network.link_count)
    status: StatusArray = np.where(network.closed, int(LinkStatus.CLOSED), int(LinkStatus.OPEN)).astype(np.int8)
    core_demand = demand.copy()
    branch_flows(symbolic.branch_link, symbolic.branch_node, symbolic.branch_parent, network.start, core_demand, flow)

    nodes = symbolic.nodes
    core_head = head[nodes]
    core_head[: symbolic.free_count] = network.fixed_head[network.fixed].mean()
    state, outcome = _iterate(network, symbolic, core_head, core_demand[nodes], guess, maximum_iterations)
    flow[symbolic.links] = state.flow
    status[symbolic.links] = state.status
    head[nodes] = state.head
    isolated = _cut_off(network, symbolic, status)
    _refuse_demand(network, isolated & (demand != 0.0))
    _refuse_unbounded_flow(network, flow)
    _refuse_short_circuit(network, flow)
    if not outcome.converged:
        _raise_not_converged(network, symbolic, state, outcome)
    _refuse_powerless_flow(network, flow)
    return _finish(network, symbolic, head, flow, status, isolated, demand, outcome)


class Outcome(NamedTuple):
    """How an iteration ended."""

    iterations: int
    converged: bool
    energy: float
    worst_link: int
    mass: float
    worst_node: int


def _iterate(
    network: Network,
    symbolic: Symbolic,
    head: FloatArray,
    demand: FloatArray,
    guess: FloatArray | None,
    maximum_iterations: int,
) -> tuple[State, Outcome]:
    """Run the iteration on the core; with reducing valves, from other states where the first do not settle."""
    links = symbolic.links
    laws = laws_of(network, links, symbolic.darcy_end, symbolic.hazen_end)
    elements = elements_of(network, links)
    attempts = STARTS if elements.reducing.size else STARTS[:1]
    total = 0
    for first_state, together in attempts:
        state = State(
            flow=elements.usual_flow.copy() if guess is None else guess[links],
            head=head.copy(),
            inverse_root=np.zeros(links.size),
            status=np.full(links.size, OPEN, dtype=np.int8),
            changes=np.zeros(links.size, dtype=np.int64),
        )
        state.status[elements.reducing] = first_state
        free_demand = demand[: symbolic.free_count]
        outcome = Outcome(*iterate(symbolic.pattern, laws, elements, state, free_demand, maximum_iterations, together))
        total += outcome.iterations
        if outcome.converged:
            break
    return state, outcome._replace(iterations=total)


def _checked_guess(network: Network, flow_guess: ArrayLike | None) -> FloatArray | None:
    if flow_guess is None:
        return None
    guess = np.asarray(flow_guess, dtype=np.float64)
    if guess.shape != (network.link_count,) or not np.isfinite(guess).all():
        raise InputError(
            f"The flow guess must hold {network.link_count} finite flows, one for each link.",
            path=("network", "flow_guess"),
            value=guess.shape,
            unit="m3/s",
        )
    return guess


def _refuse_demand(network: Network, unmet: BoolArray) -> None:
    """Raise for nodes that take or give flow but have no way to a fixed pressure."""
    if not unmet.any():
        return
    indices = np.flatnonzero(unmet)
    tags = [network.node_names[index] for index in indices[:5]]
    more = f" and {indices.size - 5} more" if indices.size > 5 else ""
    raise SolverError(
        f"The flow of {', '.join(tags)}{more} cannot be met: closed links, check valves or pumps part"
        " it from every component that fixes a pressure.",
        tags=tags,
    )


def _cut_off(network: Network, symbolic: Symbolic, status: StatusArray) -> BoolArray:
    """Nodes that closed, shut and acting links part from every fixed or held head."""
    if not (status > LinkStatus.CLOSED).any():
        return symbolic.isolated
    live = (status == LinkStatus.OPEN) & ~symbolic.isolated[network.start]
    labels = component_labels(network.start, network.end, live, network.node_count)
    supplied = np.zeros(network.node_count, dtype=np.bool_)
    supplied[labels[network.fixed]] = True
    supplied[labels[network.end[status == LinkStatus.ACTIVE]]] = True
    isolated: BoolArray = ~supplied[labels]
    return isolated


def _raise_not_converged(network: Network, symbolic: Symbolic, state: State, outcome: Outcome) -> None:
    restless = int(np.argmax(state.changes)) if state.changes.size else 0
    if state.changes.size and state.changes[restless] > 3:
        tag = network.link_names[symbolic.links[restless]]
        reason = f"{tag} keeps opening and shutting; close it, or check its setting and its neighbours."
    elif outcome.energy > 0.0 and symbolic.links.size:
        tag = network.link_names[symbolic.links[outcome.worst_link]]
        reason = f"at {tag} the head loss misses the difference of heads by {outcome.energy:.3g} m; check its data."
    else:
        tag = network.node_names[symbolic.nodes[outcome.worst_node]]
        reason = f"at {tag} the flows miss by {outcome.mass:.3g} m3/s; check the demands."
    raise NotConverged(
        f"No solution after {outcome.iterations} iterations: {reason}",
        iterations=outcome.iterations,
        residual=outcome.energy,
        worst_tag=tag,
    )


def _refuse_short_circuit(network: Network, flow: FloatArray) -> None:
    """Two fixed heads joined without any resistance would drive a flow without bound."""
    passive = (network.kind == LinkKind.RESISTANCE) | (network.kind == LinkKind.PRESSURE_REDUCING)
    wrong = np.flatnonzero(passive & (LINEAR_RESISTANCE * np.abs(flow) > SHORT_CIRCUIT_LOSS))
    if wrong.size:
        tags = [network.link_names[index] for index in wrong[:5]]
        raise SolverError(
            f"{', '.join(tags)}: no resistance lies between two different fixed pressures, so that the flow has"
            " no bound; give the valve a loss coefficient.",
            tags=tags,
        )


def _refuse_unbounded_flow(network: Network, flow: FloatArray) -> None:
    """A constant power between pressures that help it drives any flow: no number is an answer."""
    tags = [network.link_names[index] for index in np.flatnonzero(~np.isfinite(flow)).tolist()]
    if tags:
        raise SolverError(
            f"The flow of {', '.join(tags[:5])} has no bound: nothing resists it between the pressures that are"
            " fixed; give a pump a curve instead of a power, or put a PIPE in line.",
            tags=tags,
        )


def _refuse_powerless_flow(network: Network, flow: FloatArray) -> None:
    """A pump of constant power against no flow would give a head without bound."""
    pumps = network.pumps
    rows = np.flatnonzero((pumps.form == PumpForm.CONSTANT_POWER) & ~network.closed[pumps.link])
    weight = network.density * network.gravity
    least = pumps.speed[rows] ** 3 * pumps.power[rows] / (weight * LARGEST_PUMP_HEAD)
    wrong = rows[flow[pumps.link[rows]] < least]
    if wrong.size:
        tag = network.link_names[pumps.link[wrong[0]]]
        raise SolverError(
            f"{tag} has a constant power but nowhere to pump to, so that its head has no bound; give it a"
            " curve or switch it off.",
            tags=(tag,),
        )


def _finish(
    network: Network,
    symbolic: Symbolic,
    head: FloatArray,
    flow: FloatArray,
    status: StatusArray,
    isolated: BoolArray,
    demand: FloatArray,
    outcome: Outcome,
) -> Solution:
    """Heads of the branches, then what follows from heads and flows."""
    branch = symbolic.branch_links
    if branch.size:
        laws = laws_of(network, branch, symbolic.branch_darcy_end, symbolic.branch_hazen_end)
        loss = losses_of(laws, flow[branch])[symbolic.branch_place]
        branch_heads(symbolic.branch_link, symbolic.branch_node, symbolic.branch_parent, network.start, loss, head)
    head[isolated] = network.elevation[isolated]
    head_loss = head[network.start] - head[network.end]
    head_loss[isolated[network.start] | isolated[network.end]] = 0.0
    into = np.bincount(network.end, flow, network.node_count) - np.bincount(network.start, flow, network.node_count)
    outflow = np.where(network.fixed, into, demand)
    largest = max(np.abs(flow).max(initial=0.0), np.abs(demand).max(initial=0.0))
    mass = float(np.abs(into - outflow).max(initial=0.0))
    return Solution(
        head=head,
        flow=flow,
        head_loss=head_loss,
        status=status,
        outflow=outflow,
        isolated=isolated,
        iterations=outcome.iterations,
        mass_residual=mass,
        relative_mass_residual=mass / largest if largest > 0.0 else 0.0,
        energy_residual=float(outcome.energy),
        network=network,
    )
