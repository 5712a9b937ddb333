"""Solve a network: from arrays to arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError
from workbench.hydraulics.attempts import settle
from workbench.hydraulics.coefficients import fill_elements, fill_laws, laws_of, losses_of
from workbench.hydraulics.core import CLOSED, OPEN, Core, Sizes, views
from workbench.hydraulics.cut_off import cut_off, shut_dead_ends
from workbench.hydraulics.kinds import LinkKind
from workbench.hydraulics.network import Network
from workbench.hydraulics.newton import COLD, GUESSED, REPORT, WARM, Outcome, outcome_of
from workbench.hydraulics.solution import LinkStatus, Solution
from workbench.hydraulics.symbolic import Symbolic, analyse
from workbench.hydraulics.trees import branch_flows, branch_heads
from workbench.hydraulics.verdict import (
    raise_not_converged,
    refuse_cut_off_flow,
    refuse_demand,
    refuse_powerless_flow,
    refuse_short_circuit,
    refuse_unbounded_flow,
)

__all__ = ["ENERGY_TOLERANCE", "Solver", "solve"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
StatusArray = NDArray[np.int8]

MAXIMUM_ITERATIONS = 200
ENERGY_TOLERANCE = 9e-9
"""Energy defect of a link that may remain, as a share of the range of heads: a tenth below the 1e-8 that is
promised, for the friction factor it is computed with is a step behind."""


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
        In each attempt; there are several if control valves do not settle at once.
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
    solver = Solver(network, symbolic=symbolic)
    return solver.solve(maximum_iterations=maximum_iterations, flow_guess=flow_guess)


class Solver:
    """A network prepared for being solved many times with other demands, fixed heads, settings and closed links.

    Parameters
    ----------
    network : Network
    symbolic : Symbolic, optional
        From `analyse` of a network with the same connections.
    switchable : (m,) bool array, optional
        Links that later solutions may open or close; part of `symbolic` if that is given.

    Raises
    ------
    SolverError
        Nothing fixes a pressure.

    Examples
    --------
    >>> from workbench.hydraulics import LinkKind, Network, Solver
    >>> network = Network(
    ...     node_names=["tank", "tap"], elevation=[20.0, 0.0], fixed=[True, False], fixed_head=[20.0, 0.0],
    ...     demand=[0.0, 0.010], link_names=["P-1"], start=[0], end=[1], kind=LinkKind.PIPE, length=100.0,
    ...     diameter=0.1, roughness=1e-4)
    >>> solver = Solver(network)
    >>> [round(float(solver.solve(demand=[0.0, q]).head[1]), 2) for q in (0.0, 0.005, 0.010)]
    [20.0, 19.52, 18.21]
    """

    def __init__(
        self, network: Network, *, symbolic: Symbolic | None = None, switchable: ArrayLike | None = None
    ) -> None:
        if symbolic is None:
            symbolic = analyse(network, switchable)
        elif not symbolic.fits(network):
            raise InputError(
                "The symbolic analysis belongs to a network with other connections; make a new one with analyse().",
                path=("network", "symbolic"),
            )
        self.network = network
        self.symbolic = symbolic
        links, kind = symbolic.links, network.kind[symbolic.links]
        holds = (kind == LinkKind.PRESSURE_REDUCING) | (kind == LinkKind.PRESSURE_SUSTAINING)
        limits = kind == LinkKind.FLOW_CONTROL
        always = (kind == LinkKind.PUMP) | (kind >= LinkKind.PRESSURE_BREAKER)
        numbers = [
            np.flatnonzero(chosen)
            for chosen in (
                (network.one_way[links] | always) & ~holds & ~limits, limits, holds, symbolic.switchable[links],
            )
        ]  # fmt: skip
        pattern, (one_way, limited, holding, switchable_links) = symbolic.pattern, numbers
        sizes = Sizes(
            links.size,
            symbolic.nodes.size,
            symbolic.free_count,
            pattern.rows.size,
            pattern.targets.size,
            network.pumps.curve_flow.size,
            one_way.size,
            limited.size,
            holding.size,
            switchable_links.size,
            *symbolic.ends,
        )
        indices = np.zeros(sizes.indices, dtype=np.uint32)
        integers = np.zeros(sizes.integers, dtype=np.int32)
        floats = np.zeros(sizes.floats + REPORT)
        self._blocks = np.array(sizes, dtype=np.int64), indices, integers, floats
        self._core = views(*self._blocks)
        for mine, given in zip(self._core.pattern, pattern, strict=True):
            mine[:] = given
        elements = self._core.elements
        elements.one_way[:], elements.limited[:] = one_way, limited
        elements.holding[:], elements.switchable[:] = holding, switchable_links
        fill_laws(network, links, self._core.laws)
        fill_elements(network, links, symbolic.place, self._core.laws, elements)
        self._solved = False
        self._branch_laws = laws_of(network, symbolic.branch_links, symbolic.branch_ends)

    def solve(
        self,
        *,
        demand: ArrayLike | None = None,
        fixed_head: ArrayLike | None = None,
        closed: ArrayLike | None = None,
        flow_guess: ArrayLike | None = None,
        warm: bool = False,
        maximum_iterations: int = MAXIMUM_ITERATIONS,
    ) -> Solution:
        """Solve, with what is given in place of the network's own values.

        Parameters
        ----------
        demand : (n,) array, optional
            [m3/s]
        fixed_head : (n,) array, optional
            [m]
        closed : (m,) bool array, optional
            May differ from the network's at switchable links only.
        flow_guess : (m,) array, optional
            Flows to start from [m3/s].
        warm : bool
            Start from the flows and states of the last solution.
        maximum_iterations : int

        Returns
        -------
        Solution

        Raises
        ------
        InputError
            Values of the wrong number or not finite; a link closed that is not switchable.
        SolverError, NotConverged
            As `solve`.
        """
        network = self.network
        changes: dict[str, Any] = {"demand": demand, "fixed_head": fixed_head, "closed": closed}
        changes = {name: value for name, value in changes.items() if value is not None}
        if changes:
            network = replace(network, **changes)
            if closed is not None and not self.symbolic.fits(network):
                wrong = np.flatnonzero((network.closed != self.network.closed) & ~self.symbolic.switchable)
                tag = network.link_names[int(wrong[0])]
                raise InputError(
                    f"{tag} is opened or closed, but the solver was not prepared for that; name it in `switchable`.",
                    path=(tag, "closed"),
                    expected="a switchable link",
                )
        guess = _checked_guess(network, flow_guess)
        head, flow, outcome = self._run(network, guess, warm, maximum_iterations)
        status, isolated = self._states(network, flow)
        if outcome.converged and self._draw_on_cut_off_parts(network, isolated):
            head, flow, outcome = self._run(network, None, True, maximum_iterations)
            status, isolated = self._states(network, flow)
        return self._finish(network, head, flow, outcome, status, isolated)

    def copy_of_core(self) -> Core:
        """The arrays of the core as the last solution left them."""
        sizes, indices, integers, floats = self._blocks
        core: Core = views(sizes, indices.copy(), integers.copy(), floats.copy())
        return core

    def run(self, *, energy_tolerance: float = ENERGY_TOLERANCE) -> bool:
        """Solve anew with the values that were entered last, without judging or copying the answer; returns
        whether there is one.

        For benchmarks and for callers that read the answer elsewhere.
        """
        return settle(*self._blocks, MAXIMUM_ITERATIONS, energy_tolerance)

    def _run(
        self, network: Network, guess: FloatArray | None, warm: bool, maximum_iterations: int
    ) -> tuple[FloatArray, FloatArray, Outcome]:
        """Enter the values, iterate, and return heads and flows of core and branches' flows."""
        symbolic, state = self.symbolic, self._core.state
        demand = np.where(network.fixed, 0.0, network.demand)
        refuse_demand(network, symbolic.isolated, demand)
        head = np.where(network.fixed, network.fixed_head, network.elevation)
        flow = np.zeros(network.link_count)
        branch = symbolic.branch_link, symbolic.branch_node, symbolic.branch_parent
        branch_flows(*branch, network.start, demand, flow)
        state.demand[:] = demand[symbolic.nodes[: symbolic.free_count]]
        state.head[symbolic.free_count :] = head[symbolic.nodes[symbolic.free_count :]]
        if guess is not None:
            state.flow[:] = guess[symbolic.links]
        self._close(network)
        start = WARM if warm and self._solved else COLD if guess is None else GUESSED
        settle(*self._blocks, maximum_iterations, ENERGY_TOLERANCE, start)
        outcome = outcome_of(self._blocks[3])
        self._solved = outcome.converged
        flow[symbolic.links] = state.flow
        head[symbolic.nodes] = state.head
        return head, flow, outcome

    def _close(self, network: Network) -> None:
        """Enter which of the switchable links are closed."""
        switchable = self._core.elements.switchable
        status = self._core.state.status
        closed = network.closed[self.symbolic.links[switchable]]
        status[switchable[closed]] = CLOSED
        opened = switchable[~closed]
        status[opened[status[opened] == CLOSED]] = OPEN

    def _states(self, network: Network, flow: FloatArray) -> tuple[StatusArray, BoolArray]:
        """States of all links, and which nodes they part from every fixed or held head."""
        status: StatusArray = np.where(network.closed, int(LinkStatus.CLOSED), int(LinkStatus.OPEN)).astype(np.int8)
        status[self.symbolic.links] = self._core.state.status
        shut_dead_ends(network, flow, status)
        return status, cut_off(network, self.symbolic, status)

    def _draw_on_cut_off_parts(self, network: Network, isolated: BoolArray) -> bool:
        """Move the heads of parts that are cut off but take or give a flow; returns whether there are any.

        Beside the largest flow theirs is too small for the mass balance to miss it, but it would draw their
        heads down without bound, until what can open to them has opened.
        """
        wanted = float(network.demand[isolated & ~network.fixed].sum())
        if wanted == 0.0:
            return False
        free = self.symbolic.free_count
        head = self._core.state.head
        beyond = float(np.ptp(head)) + 1.0
        head[:free][isolated[self.symbolic.nodes[:free]]] = head.min() - beyond if wanted > 0.0 else head.max() + beyond
        return True

    def _finish(
        self,
        network: Network,
        head: FloatArray,
        flow: FloatArray,
        outcome: Outcome,
        status: StatusArray,
        isolated: BoolArray,
    ) -> Solution:
        """Judge the answer, find the heads of the branches, and what follows from heads and flows."""
        symbolic = self.symbolic
        demand = np.where(network.fixed, 0.0, network.demand)
        refuse_demand(network, isolated, demand, status)
        refuse_unbounded_flow(network, flow)
        refuse_short_circuit(network, flow)
        if not outcome.converged:
            raise_not_converged(network, symbolic, self._core.state, outcome)
        refuse_cut_off_flow(network, flow, isolated)
        refuse_powerless_flow(network, flow)
        if symbolic.branch_links.size:
            loss = losses_of(self._branch_laws, flow[symbolic.branch_links])[symbolic.branch_place]
            branch = symbolic.branch_link, symbolic.branch_node, symbolic.branch_parent
            branch_heads(*branch, network.start, loss, head)
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
