"""One moment of an extended period: demands, heads and status at a time, solved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.hydraulics.link_settings import LinkSettings, directed
from workbench.hydraulics.network import Network
from workbench.hydraulics.schedule import PatternUse, Schedule
from workbench.hydraulics.solution import Solution
from workbench.hydraulics.solver import solve
from workbench.hydraulics.symbolic import Symbolic, analyse
from workbench.hydraulics.tank_levels import TankLevels

__all__ = ["SnapshotSolver"]


class SnapshotSolver:
    """Solves moments of one network; the analysis of each set of open links is done once."""

    def __init__(self, network: Network, schedule: Schedule) -> None:
        self._network = network
        self._schedule = schedule
        self._analyses: dict[bytes, Symbolic] = {}

    def solve(self, settings: LinkSettings, tanks: TankLevels, time: int) -> Solution:
        """Return the steady state at a time, with links as they are set and tanks as full as they are."""
        schedule = self._schedule
        demand = self._network.demand + np.bincount(
            schedule.demands.place, self._values(schedule.demands, time), self._network.node_count
        )
        head = self._network.fixed_head.copy()
        np.add.at(head, schedule.heads.place, self._values(schedule.heads, time))
        head[tanks.nodes] = tanks.head
        network = settings.network_with(demand=demand, fixed_head=head)
        limited, turned = directed(network, tanks.nodes[tanks.full].tolist(), tanks.nodes[tanks.empty].tolist())
        solution = solve(limited, symbolic=self._analysis(limited))
        if limited is network:
            return solution
        return replace(
            solution,
            flow=np.where(turned, 0.0 - solution.flow, solution.flow),
            head_loss=np.where(turned, -solution.head_loss, solution.head_loss),
            network=network,
        )

    def _values(self, use: PatternUse, time: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        multipliers = np.array([pattern.at(time) for pattern in self._schedule.patterns], dtype=np.float64)
        values: np.ndarray[tuple[int], np.dtype[np.float64]] = use.base * multipliers[use.pattern]
        return values

    def _analysis(self, network: Network) -> Symbolic:
        parts = (network.start, network.closed, network.one_way, network.kind)
        key = b"".join(part.tobytes() for part in parts)
        if key not in self._analyses:
            self._analyses[key] = analyse(network)
        return self._analyses[key]
