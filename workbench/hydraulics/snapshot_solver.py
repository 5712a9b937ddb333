"""One moment of an extended period: demands, heads and status at a time, solved."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.hydraulics.link_settings import LinkSettings, directed
from workbench.hydraulics.network import Network
from workbench.hydraulics.schedule import PatternUse, Schedule
from workbench.hydraulics.solution import Solution
from workbench.hydraulics.solver import Solver, solve
from workbench.hydraulics.symbolic import Symbolic, analyse
from workbench.hydraulics.tank_levels import TankLevels

__all__ = ["SnapshotSolver"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

KEPT = 8
"""Sets of settings whose prepared solvers are kept."""


@dataclass(frozen=True)
class _Prepared:
    """A solver for one set of settings and tanks at their limits; see `directed` for the links it is about."""

    solver: Solver
    network: Network
    turned: BoolArray
    guarded: BoolArray


class SnapshotSolver:
    """Solves moments of one network.

    A solver is prepared once as long as only demands, heads, and what stands open or closed change. Every moment is
    solved from the same start, so that it does not depend on those before.
    """

    def __init__(self, network: Network, schedule: Schedule) -> None:
        self._network = network
        self._schedule = schedule
        self._switchable = np.zeros(network.link_count, dtype=np.bool_)
        self._switchable[[control.link for control in schedule.controls]] = True
        self._switchable[schedule.speeds.place] = True
        self._analyses: dict[bytes, Symbolic] = {}
        self._prepared: dict[bytes, _Prepared] = {}

    def solve(self, settings: LinkSettings, tanks: TankLevels, time: int) -> Solution:
        """Return the steady state at a time, with links as they are set and tanks as full as they are."""
        schedule = self._schedule
        demand = self._network.demand + np.bincount(
            schedule.demands.place, self._values(schedule.demands, time), self._network.node_count
        )
        head = self._network.fixed_head.copy()
        np.add.at(head, schedule.heads.place, self._values(schedule.heads, time))
        head[tanks.nodes] = tanks.head
        prepared = self._prepare(settings, tanks)
        closed = prepared.solver.network.closed | settings.closed
        solution = prepared.solver.solve(demand=demand, fixed_head=head, closed=closed)
        backwards = prepared.guarded & (solution.flow < 0.0)
        if backwards.any():
            solution = solve(replace(solution.network, closed=closed | backwards))
        if prepared.solver.network is prepared.network:
            return solution
        return replace(
            solution,
            flow=np.where(prepared.turned, 0.0 - solution.flow, solution.flow),
            head_loss=np.where(prepared.turned, -solution.head_loss, solution.head_loss),
            network=replace(prepared.network, demand=demand, fixed_head=head, closed=settings.closed),
        )

    def _values(self, use: PatternUse, time: int) -> FloatArray:
        multipliers = np.array([pattern.at(time) for pattern in self._schedule.patterns], dtype=np.float64)
        values: FloatArray = use.base * multipliers[use.pattern]
        return values

    def _prepare(self, settings: LinkSettings, tanks: TankLevels) -> _Prepared:
        key = settings.key_when_open() + tanks.full.tobytes() + tanks.empty.tobytes()
        if key not in self._prepared:
            # What can be switched stands open here; each solution closes what is closed then.
            network = settings.network_with(closed=self._network.closed & ~self._switchable)
            limits = tanks.nodes[tanks.full].tolist(), tanks.nodes[tanks.empty].tolist()
            limited, turned, guarded = directed(network, *limits)
            if len(self._prepared) >= KEPT:
                del self._prepared[next(iter(self._prepared))]
            solver = Solver(limited, symbolic=self._analysis(limited))
            self._prepared[key] = _Prepared(solver, network, turned, guarded)
        return self._prepared[key]

    def _analysis(self, network: Network) -> Symbolic:
        parts = (network.start, network.closed, network.one_way, network.kind)
        key = b"".join(part.tobytes() for part in parts)
        if key not in self._analyses:
            self._analyses[key] = analyse(network, self._switchable)
        return self._analyses[key]
