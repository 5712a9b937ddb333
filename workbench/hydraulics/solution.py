"""What a solved network tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.hydraulics.coefficients import friction_factor_of
from workbench.hydraulics.network import Network

__all__ = ["LinkStatus", "Solution"]

FloatArray = NDArray[np.float64]


class LinkStatus(IntEnum):
    """State of a link in the solution."""

    OPEN = 0
    CLOSED = 1
    """Closed by the user."""
    SHUT = 2
    """A check valve or control valve against the flow, or a pump whose shut-off head is too low."""
    ACTIVE = 3
    """A control valve that holds its setting."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Steady state of a network of n nodes and m links.

    Attributes
    ----------
    head : (n,) array
        [m]. The elevation where `isolated`.
    flow : (m,) array
        Positive from start to end; exactly zero in closed and shut links [m3/s].
    head_loss : (m,) array
        Head at the start minus head at the end: negative in a running pump, the difference held by a
        closed or shut link, zero where an end is isolated [m].
    status : (m,) int array of `LinkStatus`
    outflow : (n,) array
        Flow that leaves the network: the demand of a free node, what a fixed node takes up [m3/s].
    isolated : (n,) bool array
        Nodes that shut links part from every fixed head: their pressure is not determined.
    iterations : int
    mass_residual : float
        Largest defect of the mass balance of a free node [m3/s].
    relative_mass_residual : float
        The same over the largest flow or demand [-].
    energy_residual : float
        Largest defect of the energy balance of an open link [m].
    network : Network
        What was solved.
    """

    head: FloatArray
    flow: FloatArray
    head_loss: FloatArray
    status: NDArray[np.int8]
    outflow: FloatArray
    isolated: NDArray[np.bool_]
    iterations: int
    mass_residual: float
    relative_mass_residual: float
    energy_residual: float
    network: Network = field(repr=False)

    @cached_property
    def friction_factor(self) -> FloatArray:
        """Darcy friction factor of the pipes, (m,) array; computed when first asked for [-].

        Of Hazen-Williams pipes the equivalent one. Zero for other links and where nothing flows.
        """
        return friction_factor_of(self.network, self.flow)
