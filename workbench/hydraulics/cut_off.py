"""Parts of a network that closed and shut links part from every known head."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.hydraulics.kinds import LinkKind
from workbench.hydraulics.network import Network
from workbench.hydraulics.solution import LinkStatus
from workbench.hydraulics.symbolic import Symbolic, component_labels

__all__ = ["cut_off", "shut_dead_ends"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
StatusArray = NDArray[np.int8]

NO_FLOW = 1e-9
"""Share of the largest flow that is rounding: the tolerance of the mass balances."""


def cut_off(network: Network, symbolic: Symbolic, status: StatusArray) -> BoolArray:
    """Nodes that closed, shut and acting links part from every fixed or held head."""
    if not (status > LinkStatus.CLOSED).any() and not symbolic.switchable.any():
        return symbolic.isolated
    live = (status == LinkStatus.OPEN) & ~symbolic.isolated[network.start]
    labels = component_labels(network.start, network.end, live, network.node_count)
    supplied = np.zeros(network.node_count, dtype=np.bool_)
    supplied[labels[network.fixed]] = True
    supplied[labels[_held_nodes(network, status)]] = True
    isolated: BoolArray = ~supplied[labels]
    return isolated


def shut_dead_ends(network: Network, flow: FloatArray, status: StatusArray) -> None:
    """Mark check valves shut, in `status`, whose inlet side nothing but they could supply.

    Nothing flows through them, and whether they are called open or shut makes no difference to any flow. But
    open, the part before them, such as that of a pump on standby, would have the head behind them: what a
    check valve is there to prevent.
    """
    rest = NO_FLOW * np.abs(flow).max(initial=0.0)
    idle = network.one_way & (network.kind <= LinkKind.RESISTANCE) & (status == LinkStatus.OPEN) & (flow <= rest)
    if not idle.any():
        return
    live = (status == LinkStatus.OPEN) & ~idle
    labels = component_labels(network.start, network.end, live, network.node_count)
    supplied = np.zeros(network.node_count, dtype=np.bool_)
    supplied[labels[network.fixed | (network.demand != 0.0)]] = True
    supplied[labels[_held_nodes(network, status)]] = True
    start, end = labels[network.start[idle]], labels[network.end[idle]]
    while (reached := supplied[start] & ~supplied[end]).any():  # a check valve passes a head on, forwards
        supplied[end[reached]] = True
    links = np.flatnonzero(idle)
    status[links[~supplied[start]]] = LinkStatus.SHUT
    flow[links[~supplied[start]]] = 0.0


def _held_nodes(network: Network, status: StatusArray) -> NDArray[np.int64]:
    """Nodes whose head an active valve holds."""
    active = status == LinkStatus.ACTIVE
    reduces, sustains = network.kind == LinkKind.PRESSURE_REDUCING, network.kind == LinkKind.PRESSURE_SUSTAINING
    return np.concatenate((network.end[active & reduces], network.start[active & sustains]))
