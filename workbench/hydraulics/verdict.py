"""Why a network has no answer: errors that name the components at fault."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.errors import NotConverged, SolverError
from workbench.hydraulics.core import CLOSED, State
from workbench.hydraulics.headloss import LARGEST_PUMP_HEAD, LINEAR_RESISTANCE
from workbench.hydraulics.kinds import LinkKind
from workbench.hydraulics.network import Network
from workbench.hydraulics.newton import LEAST_FLOW, MASS_TOLERANCE, Outcome
from workbench.hydraulics.pump_curve import PumpForm
from workbench.hydraulics.symbolic import Symbolic, component_labels

__all__ = [
    "raise_not_converged",
    "refuse_cut_off_flow",
    "refuse_demand",
    "refuse_powerless_flow",
    "refuse_short_circuit",
    "refuse_unbounded_flow",
]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
StatusArray = NDArray[np.int8]

SHORT_CIRCUIT_LOSS = 1e-3
"""Loss of the small linear term of a resistance beyond which it decides the flow [m]."""
PASSIVE = (LinkKind.RESISTANCE, LinkKind.PRESSURE_REDUCING, LinkKind.PRESSURE_SUSTAINING, LinkKind.FLOW_CONTROL)


def refuse_demand(network: Network, isolated: BoolArray, demand: FloatArray, status: StatusArray | None = None) -> None:
    """Raise for nodes that take or give flow but have no way to a fixed pressure.

    `status` is that of the links where the iteration ended, if there was one: what shut by itself or holds its
    setting there is named too.
    """
    unmet = isolated & (demand != 0.0)
    if not unmet.any():
        return
    indices = np.flatnonzero(unmet)
    tags = [network.node_names[index] for index in indices[:5]]
    more = f" and {indices.size - 5} more" if indices.size > 5 else ""
    shut: list[str] = []
    if status is not None:
        border = (status > CLOSED) & (isolated[network.start] != isolated[network.end])
        shut = [network.link_names[index] for index in np.flatnonzero(border)[:5]]
    cause = f"{', '.join(shut)}, shut or at the limit, part" if shut else "closed links, check valves or pumps part"
    raise SolverError(
        f"The flow of {', '.join(tags)}{more} cannot be met: {cause} it from every component that fixes a pressure.",
        tags=tags + shut,
    )


def raise_not_converged(network: Network, symbolic: Symbolic, state: State, outcome: Outcome) -> None:
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


def refuse_short_circuit(network: Network, flow: FloatArray) -> None:
    """Two fixed heads joined without any resistance would drive a flow without bound."""
    free = np.isin(network.kind, PASSIVE) & (network.resistance == 0.0) & (network.linear_resistance == 0.0)
    free &= LINEAR_RESISTANCE * np.abs(flow) > SHORT_CIRCUIT_LOSS
    if not free.any():
        return
    labels = component_labels(network.start, network.end, free, network.node_count)
    top, bottom = np.full(network.node_count, -np.inf), np.full(network.node_count, np.inf)
    np.maximum.at(top, labels[network.fixed], network.fixed_head[network.fixed])
    np.minimum.at(bottom, labels[network.fixed], network.fixed_head[network.fixed])
    wrong = np.flatnonzero(free & (top > bottom)[labels[network.start]])
    if wrong.size:
        tags = [network.link_names[index] for index in wrong[:5]]
        raise SolverError(
            f"{', '.join(tags)}: no resistance lies between two different fixed pressures, so that the flow has"
            " no bound; give the valve a loss coefficient.",
            tags=tags,
        )


def refuse_cut_off_flow(network: Network, flow: FloatArray, isolated: BoolArray) -> None:
    """A flow in a part that shut links cut off goes round in it, driven by a pump, or is no answer at all."""
    if not isolated.any():
        return
    inside = isolated[network.start] | isolated[network.end]
    least = max(np.abs(flow[~inside]).max(initial=0.0), np.abs(network.demand[~network.fixed]).max(initial=0.0))
    wrong = np.flatnonzero(inside & (np.abs(flow) > MASS_TOLERANCE * max(least, LEAST_FLOW)))
    if wrong.size:
        tags = [network.link_names[index] for index in wrong[:5]]
        raise SolverError(
            f"{', '.join(tags)} would carry flow in a part that shut valves or pumps cut off from every component"
            " that fixes a pressure; open a way to it, or shut it off.",
            tags=tags,
        )


def refuse_unbounded_flow(network: Network, flow: FloatArray) -> None:
    """A constant power between pressures that help it drives any flow: no number is an answer."""
    tags = [network.link_names[index] for index in np.flatnonzero(~np.isfinite(flow)).tolist()]
    if tags:
        raise SolverError(
            f"The flow of {', '.join(tags[:5])} has no bound: nothing resists it between the pressures that are"
            " fixed; give a pump a curve instead of a power, or put a PIPE in line.",
            tags=tags,
        )


def refuse_powerless_flow(network: Network, flow: FloatArray) -> None:
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
