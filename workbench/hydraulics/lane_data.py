"""What solving scenarios side by side needs of a network: its plan, the base case, and room to compute.

The laws of a network are laid out as if each link were there eight times, one beside the other. So the
loops of `workbench.hydraulics.headloss` find the losses of eight scenarios as those of one long network,
and no law is written a second time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled
from workbench.hydraulics.coefficients import laws_of
from workbench.hydraulics.core import OPEN, Core, FloatArray, IntArray, Laws, Pattern
from workbench.hydraulics.headloss import evaluate, start_roots
from workbench.hydraulics.lanes import LANES, lane_array
from workbench.hydraulics.linear import factorise
from workbench.hydraulics.network import Network
from workbench.hydraulics.newton import SHUT_CONDUCTANCE
from workbench.hydraulics.symbolic import Symbolic

__all__ = ["Base", "Plan", "Room", "base_of", "lane_laws", "plan_of", "room_of"]


class Plan(NamedTuple):
    """Where things are, for all scenarios.

    `links` and `nodes` lead from the core to the network; `held` are the links of the core that carry what
    they carry in the base case, for they are shut or limit the flow; `fixed_links` have a fixed node.

    The dangling trees come in the order of their removal: the outer node of each and its parent, the place of
    its link among `branch_link`, which are in the groups of the laws, and its sign: 1 where the link starts
    at the outer node, -1 where it ends there.
    """

    pattern: Pattern
    links: IntArray
    nodes: IntArray
    held: IntArray
    fixed_links: IntArray
    branch_link: IntArray
    branch_node: IntArray
    branch_parent: IntArray
    branch_place: IntArray
    branch_sign: FloatArray


class Base(NamedTuple):
    """A solved scenario that the others start from: flows, heads, demands, 1/sqrt(f) and the factors -L and 1/D."""

    flow: FloatArray
    head: FloatArray
    demand: FloatArray
    inverse_root: FloatArray
    branch_root: FloatArray
    conductance: FloatArray
    lower: FloatArray
    inverse_diagonal: FloatArray


class Room(NamedTuple):
    """Lanes of one thread: arrays of (n, 8), a row for each node, link or entry of L.

    `demand` and `node_head` are those of all nodes; `measures` are the largest energy defect, mass defect,
    flow, flow defect, the highest and the lowest head.
    """

    demand: FloatArray
    node_head: FloatArray
    head: FloatArray
    change: FloatArray
    ground: FloatArray
    lower: FloatArray
    flow: FloatArray
    inverse_root: FloatArray
    loss: FloatArray
    slope: FloatArray
    defect: FloatArray
    conductance: FloatArray
    target: FloatArray
    branch_flow: FloatArray
    branch_root: FloatArray
    branch_loss: FloatArray
    branch_slope: FloatArray
    measures: FloatArray


def _side_by_side(laws: Laws) -> Laws:
    """The laws of a network in which each link is there once a lane."""
    of_links = {
        name: np.repeat(getattr(laws, name), LANES)
        for name in laws._fields
        if name not in ("darcy_end", "swamee_end", "hazen_end", "square_end", "curve_flow", "curve_head", "curve_slope")
    }
    return laws._replace(
        darcy_end=LANES * laws.darcy_end,
        swamee_end=LANES * laws.swamee_end,
        hazen_end=LANES * laws.hazen_end,
        square_end=LANES * laws.square_end,
        **of_links,
    )


def plan_of(network: Network, symbolic: Symbolic, core: Core) -> Plan:
    """The plan of a network with the states of `core`."""
    pattern, free = core.pattern, symbolic.free_count
    return Plan(
        pattern=pattern,
        links=symbolic.links.astype(np.int32),
        nodes=symbolic.nodes.astype(np.int32),
        held=np.flatnonzero(core.state.status != OPEN).astype(np.int32),
        fixed_links=np.flatnonzero((pattern.start >= free) | (pattern.end >= free)).astype(np.int32),
        branch_link=symbolic.branch_links.astype(np.int32),
        branch_node=symbolic.branch_node,
        branch_parent=symbolic.branch_parent,
        branch_place=symbolic.branch_place.astype(np.int32),
        branch_sign=np.where(network.start[symbolic.branch_link] == symbolic.branch_node, 1.0, -1.0),
    )


def lane_laws(network: Network, symbolic: Symbolic) -> tuple[Laws, Laws]:
    """The laws of the core and of the branches for every lane."""
    return (
        _side_by_side(laws_of(network, symbolic.links, symbolic.ends)),
        _side_by_side(laws_of(network, symbolic.branch_links, symbolic.branch_ends)),
    )


def base_of(network: Network, symbolic: Symbolic, core: Core, flow: FloatArray) -> Base:
    """The base case out of a solved `core`; `flow` are the flows of all links."""
    slope = core.work.slope.copy()
    slope[core.state.status != OPEN] = 1.0 / SHUT_CONDUCTANCE
    conductance = 1.0 / slope
    lower, inverse_diagonal = _factors(core.pattern, conductance, core.state.head.size)
    branch_laws = laws_of(network, symbolic.branch_links, symbolic.branch_ends)
    branch_flow = flow[symbolic.branch_links]
    branch_root, loss, slope = (np.empty(branch_flow.size) for _ in range(3))
    start_roots(branch_laws, branch_flow, branch_root)
    for _ in range(3):
        evaluate(branch_laws, branch_flow, branch_root, loss, slope)
    return Base(
        flow=core.state.flow.copy(),
        head=core.state.head.copy(),
        demand=core.state.demand.copy(),
        inverse_root=core.state.inverse_root.copy(),
        branch_root=branch_root,
        conductance=conductance,
        lower=lower,
        inverse_diagonal=inverse_diagonal,
    )


@compiled
def _factors(pattern: Pattern, conductance: FloatArray, nodes: int) -> tuple[FloatArray, FloatArray]:
    """-L and 1/D of the matrix of the base case."""
    lower, ground, nothing = np.zeros(pattern.rows.size + 1), np.zeros(nodes), np.zeros(nodes)
    for k in range(conductance.size):
        ground[pattern.grounded[k]] += conductance[k]
        lower[pattern.position[k]] += conductance[k]
    factorise(pattern.columns, pattern.rows, pattern.targets, lower, ground, nothing)
    return lower, ground


def room_of(plan: Plan, elevation: NDArray[np.float64]) -> Room:
    """Room for one thread; nodes that nothing supplies keep their elevation as head."""
    links, nodes, branches = plan.links.size, plan.nodes.size, plan.branch_link.size
    entries = plan.pattern.rows.size + 1
    sizes = (elevation.size, elevation.size, nodes, nodes, nodes, entries, *(7 * [links]), *(4 * [branches]), 6)
    room = Room(*(lane_array(size) for size in sizes))
    room.node_head[:] = elevation[:, None]
    return room
