"""The work on blocks of scenarios: side by side as far as that goes, one by one for the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import SolverError
from workbench.hydraulics.core import ACTIVE, Core
from workbench.hydraulics.headloss import CONSTANT_POWER, LARGEST_PUMP_HEAD, LINEAR_RESISTANCE
from workbench.hydraulics.kinds import LinkKind
from workbench.hydraulics.lane_data import base_of, lane_laws, plan_of, room_of
from workbench.hydraulics.lane_newton import solve_lanes
from workbench.hydraulics.network import Network
from workbench.hydraulics.newton import FLOW_TOLERANCE
from workbench.hydraulics.solution import Solution
from workbench.hydraulics.solver import Solver
from workbench.hydraulics.symbolic import analyse
from workbench.hydraulics.verdict import PASSIVE, SHORT_CIRCUIT_LOSS

__all__ = ["Case", "Results", "Worker"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SAMPLE = 64
"""Scenarios whose mean is the base case."""
NOT_RUN = "It was not solved, for the run was stopped before."


@dataclass(frozen=True, eq=False)
class Results:
    """What the workers fill, a row for each scenario."""

    head: FloatArray
    flow: FloatArray
    status: NDArray[np.int8]
    converged: BoolArray
    iterations: NDArray[np.int32]
    energy: FloatArray
    mass: FloatArray
    alone: BoolArray
    reasons: dict[int, str]

    @classmethod
    def empty(cls, rows: int, network: Network, stateful: int) -> Results:
        """Room for the results; nothing has converged."""
        return cls(
            head=np.empty((rows, network.node_count)),
            flow=np.zeros((rows, network.link_count)),
            status=np.zeros((rows, stateful), dtype=np.int8),
            converged=np.zeros(rows, dtype=np.bool_),
            iterations=np.zeros(rows, dtype=np.int32),
            energy=np.full(rows, np.nan),
            mass=np.full(rows, np.nan),
            alone=np.zeros(rows, dtype=np.bool_),
            reasons={},
        )

    def failures(self) -> dict[int, str]:
        """Reasons of all scenarios without an answer, whose rows become NaN."""
        missing = np.flatnonzero(~self.converged)
        self.head[missing] = np.nan
        self.flow[missing] = np.nan
        return {row: self.reasons.get(row, NOT_RUN) for row in missing.tolist()}


class Case:
    """A network with its scenarios, and the base case that they start from: the mean of some of them."""

    def __init__(self, network: Network, demand: FloatArray, fixed_head: FloatArray | None, accuracy: float) -> None:
        self.network = network
        self.demand = demand
        self.fixed_head = fixed_head
        self.accuracy = accuracy
        self.symbolic = analyse(network)
        resists = (network.kind == LinkKind.PIPE) | (network.kind == LinkKind.RESISTANCE)
        self.stateful = np.flatnonzero(network.one_way | ~resists)
        self.passive = np.flatnonzero(np.isin(network.kind, PASSIVE))
        self.solver = Solver(network, symbolic=self.symbolic)
        self.base = self._solve_base()
        if self.base is None:
            return
        core = self.solver.copy_of_core()
        holds = bool((core.state.status[core.elements.holding] == ACTIVE).any())
        self.side_by_side = not holds and np.array_equal(self.base.isolated, self.symbolic.isolated)
        self.plan = plan_of(network, self.symbolic, core)
        self.laws = lane_laws(network, self.symbolic)
        self.lane_base = base_of(network, self.symbolic, core, self.base.flow)

    def _solve_base(self) -> Solution | None:
        """The mean of some scenarios; none if it has no answer, which the scenarios may still have."""
        if not len(self.demand):
            return None
        chosen = slice(None, None, max(1, len(self.demand) // SAMPLE))
        free = ~self.network.fixed & ~self.symbolic.isolated
        demand = np.where(free, self.demand[chosen].mean(axis=0), 0.0)
        fixed_head = None
        if self.fixed_head is not None:
            fixed_head = np.where(self.network.fixed, self.fixed_head[chosen].mean(axis=0), 0.0)
        try:
            return self.solver.solve(demand=demand, fixed_head=fixed_head)
        except SolverError:
            return None

    def pump_limits(self, core: Core) -> tuple[NDArray[np.int64], FloatArray]:
        """The pumps of constant power, and the flow below which their head would have no bound [m3/s]."""
        laws = core.laws
        pumps = np.flatnonzero(laws.form == CONSTANT_POWER)
        links = self.symbolic.links[laws.square_end + pumps]
        return links, laws.first[pumps] / LARGEST_PUMP_HEAD


class Worker:
    """Solves blocks of scenarios in one thread."""

    def __init__(self, case: Case, results: Results) -> None:
        self.case = case
        self.results = results
        self._solver: Solver | None = None
        if case.base is not None and case.side_by_side:
            self.core = case.solver.copy_of_core()
            self.room = room_of(case.plan, case.network.elevation)
            self.limited_pumps, self.least_flow = case.pump_limits(self.core)

    def solve(self, first: int, last: int) -> None:
        """Solve the scenarios from `first` up to `last`."""
        case, rows = self.case, slice(first, last)
        if case.base is not None and case.side_by_side:
            self._solve_lanes(rows, case.base)
        for row in (first + np.flatnonzero(~self.results.converged[rows])).tolist():
            self._solve_alone(row)

    def _solve_lanes(self, rows: slice, base: Solution) -> None:
        """Solve eight at a time; what cannot be answered like that stays unconverged."""
        case, results = self.case, self.results
        demand = _writeable(case.demand[rows])
        fixed_head = np.empty((0, case.network.node_count))
        if case.fixed_head is not None:
            fixed_head = _writeable(case.fixed_head[rows])
        head, flow = results.head[rows], results.flow[rows]
        settled = np.zeros(len(demand), dtype=np.int32)
        solve_lanes(
            case.plan, *case.laws, case.lane_base, self.core, self.room, demand, fixed_head, case.accuracy,
            max(case.accuracy, FLOW_TOLERANCE), head, flow, results.iterations[rows], results.energy[rows],
            results.mass[rows], settled,
        )  # fmt: skip
        fine = settled == 1
        if base.isolated.any():
            isolated = base.isolated
            head[:, isolated] = case.network.elevation[isolated]
            fine &= ~(demand[:, isolated & ~case.network.fixed] != 0.0).any(axis=1)
        if case.passive.size:
            fine &= ~(np.abs(flow[:, case.passive]) > SHORT_CIRCUIT_LOSS / LINEAR_RESISTANCE).any(axis=1)
        if self.limited_pumps.size:
            fine &= ~(flow[:, self.limited_pumps] < self.least_flow).any(axis=1)
        results.status[rows] = base.status[case.stateful]
        results.converged[rows] = fine

    def _solve_alone(self, row: int) -> None:
        """Solve one scenario by `Solver`."""
        case, results = self.case, self.results
        results.alone[row] = True
        try:
            solution = self._solution(row)
        except SolverError as error:
            results.reasons[row] = str(error)
            return
        results.head[row] = solution.head
        results.flow[row] = solution.flow
        results.status[row] = solution.status[case.stateful]
        results.iterations[row] = solution.iterations
        results.energy[row] = solution.energy_residual
        results.mass[row] = solution.mass_residual
        results.converged[row] = True

    def _solution(self, row: int) -> Solution:
        """As `solve` finds it: from no known flows, for the states of valves may depend on the start."""
        case = self.case
        if self._solver is None:
            self._solver = Solver(case.network, symbolic=case.symbolic)
        demand = np.where(case.network.fixed, 0.0, case.demand[row])
        fixed_head = None
        if case.fixed_head is not None:
            fixed_head = np.where(case.network.fixed, case.fixed_head[row], 0.0)
        return self._solver.solve(demand=demand, fixed_head=fixed_head)


def _writeable(block: FloatArray) -> FloatArray:
    """A copy of what must not be written, for the kernel is compiled for arrays that may."""
    return np.require(block, requirements="W")
