"""The levels of the tanks as they move, and when one is full or empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from workbench.hydraulics.network import Network
from workbench.hydraulics.solution import Solution
from workbench.hydraulics.tank import Tank
from workbench.hydraulics.time_series import Event

__all__ = ["AT_REST", "LEVEL_TOLERANCE", "TankLevels"]

FloatArray = NDArray[np.float64]

LEVEL_TOLERANCE = 1.524e-4
"""Distance from its limit at which a tank is full or empty [m]: EPANET's 0.0005 ft (``Htol``)."""
AT_REST = 2.8e-8
"""Flow that moves no level [m3/s]: EPANET's 1e-6 ft3/s (``QZERO``)."""


@dataclass
class TankLevels:
    """Volumes and levels of t tanks, and the flow into them.

    Attributes
    ----------
    network : Network
    tanks : sequence of Tank
    volume, level : (t,) arrays
        [m3], [m].
    inflow : (t,) array
        Net flow into each tank over the step [m3/s].
    """

    network: Network
    tanks: Sequence[Tank]
    volume: FloatArray = field(init=False)
    level: FloatArray = field(init=False)
    inflow: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        """Start at the tanks' own levels, with no flow."""
        self.nodes = np.array([tank.node for tank in self.tanks], dtype=np.int64)
        self.level = np.array([tank.level for tank in self.tanks], dtype=np.float64)
        self.volume = np.array([tank.volume_at(tank.level) for tank in self.tanks], dtype=np.float64)
        self.inflow = np.zeros(len(self.tanks))
        self._least = np.array([tank.volume_at(tank.minimum_level) for tank in self.tanks])
        self._most = np.array([tank.volume_at(tank.maximum_level) for tank in self.tanks])
        self._offset = np.array([self.network.elevation[tank.node] + tank.surface_head for tank in self.tanks])
        self._overflows = np.array([tank.overflows for tank in self.tanks], dtype=np.bool_)
        self._place = {tank.node: k for k, tank in enumerate(self.tanks)}
        self._told: set[tuple[int, str]] = set()

    def copy(self) -> TankLevels:
        """Return levels that move on their own."""
        other = replace(self)
        other.volume, other.level, other.inflow = self.volume.copy(), self.level.copy(), self.inflow.copy()
        return other

    @property
    def head(self) -> FloatArray:
        """Head at each tank, (t,) array [m]."""
        return self._offset + self.level

    @property
    def full(self) -> NDArray[np.bool_]:
        """Tanks that take no inflow, (t,) bool array."""
        return self._at_highest & ~self._overflows

    @property
    def _at_highest(self) -> NDArray[np.bool_]:
        return np.array(
            [level >= tank.maximum_level - LEVEL_TOLERANCE for level, tank in zip(self.level, self.tanks, strict=True)],
            dtype=np.bool_,
        )

    @property
    def empty(self) -> NDArray[np.bool_]:
        """Tanks that give no outflow, (t,) bool array."""
        return np.array(
            [level <= tank.minimum_level + LEVEL_TOLERANCE for level, tank in zip(self.level, self.tanks, strict=True)],
            dtype=np.bool_,
        )

    def place_of(self, node: int) -> int | None:
        """Return which tank stands at a node; None where there is none."""
        return self._place.get(node)

    def volume_at_head(self, place: int, head: float) -> float:
        """Return the volume [m3] of a tank at a head [m]."""
        return self.tanks[place].volume_at(head - float(self._offset[place]))

    def take_inflow(self, solution: Solution) -> None:
        """Note what flows into the tanks."""
        self.inflow = solution.outflow[self.nodes]

    def time_to_limit(self, longest: int) -> int:
        """Return the time until the first tank is full or empty, at most `longest` [s]."""
        for k, flow in enumerate(self.inflow.tolist()):
            if abs(flow) > AT_REST:
                limit = self._most[k] if flow > 0.0 else self._least[k]
                time = float(limit - self.volume[k]) / flow
                if time < longest and seconds(time) > 0:  # a tank without a highest level is never full
                    longest = min(longest, seconds(time))
        return longest

    def advance(self, time: int) -> None:
        """Let the inflow fill the tanks for a time [s].

        A tank that would reach its limit within another second is at its limit, as in EPANET.
        """
        volume = self.volume + self.inflow * time
        full, empty = volume + self.inflow >= self._most, volume + self.inflow <= self._least
        moving = np.abs(self.inflow) > AT_REST
        volume = np.where(moving & full & (self.inflow > 0.0), self._most, volume)
        self.volume = np.where(moving & empty & (self.inflow < 0.0), self._least, volume)
        self.level = self._levels(self.volume)

    def levels_after(self, time: int, inflow_then: FloatArray) -> FloatArray:
        """Return the levels [m] after a time [s] by the trapezoidal rule, with the inflow at its end [m3/s]."""
        volume = self.volume + 0.5 * (self.inflow + inflow_then) * time
        return self._levels(np.clip(volume, self._least, self._most))

    def mean_inflow_with(self, inflow_then: FloatArray) -> None:
        """Take the mean of the inflows at both ends of a step for that of the step."""
        self.inflow = 0.5 * (self.inflow + inflow_then)

    def _levels(self, volume: FloatArray) -> FloatArray:
        return np.array([tank.level_at(float(v)) for tank, v in zip(self.tanks, volume, strict=True)], dtype=np.float64)

    def events(self, time: int) -> list[Event]:
        """Return the tanks that have become full or empty since the events were last asked for."""
        now = {(int(k), "full") for k in np.flatnonzero(self._at_highest)}
        now |= {(int(k), "empty") for k in np.flatnonzero(self.empty)}
        new = sorted(now - self._told)
        self._told = now
        return [self._event(time, k, limit) for k, limit in new]

    def _event(self, time: int, place: int, limit: str) -> Event:
        tag = self.network.node_names[self.nodes[place]]
        follows = "nothing flows in any more" if limit == "full" else "nothing flows out any more"
        if limit == "full" and self._overflows[place]:
            follows = "what flows in is lost over the edge"
        return Event(time, tag, f"{tag} is {limit} ({self.level[place]:.4g} m): {follows}.")

    def limits_in_words(self) -> str:
        """Return which tanks are full or empty, for the message of an error; empty if none is."""
        names = self.network.node_names
        limits = {"empty": self.nodes[self.empty].tolist(), "full": self.nodes[self.full].tolist()}
        parts = [f"{', '.join(names[k] for k in nodes[:5])} {limit}" for limit, nodes in limits.items() if nodes]
        return f" (Tanks: {'; '.join(parts)}.)" if parts else ""


def seconds(time: float) -> int:
    """Return a time in whole seconds, halves away from zero, as EPANET rounds."""
    return int(time + 0.5) if time >= 0.0 else -int(0.5 - time)
