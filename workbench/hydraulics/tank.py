"""Tanks whose levels move: geometry, and the volume that goes with a level."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.errors import InputError
from workbench.hydraulics.network import Network

__all__ = ["Tank"]


@dataclass(frozen=True)
class Tank:
    """A tank with a free surface at a fixed node of a network; the bottom is at the elevation of the node.

    Attributes
    ----------
    node : int
        Number of the node, which must be a fixed one.
    level : float
        Level at the start, above the bottom [m].
    minimum_level, maximum_level : float
        At the lowest level nothing flows out, at the highest nothing flows in [m].
    diameter : float, optional
        Of an upright cylinder [m].
    volume_curve : sequence of (float, float), optional
        Instead of a diameter: level [m] and volume [m3], straight lines between the points.
    overflows : bool
        True: at the highest level it takes inflow still, and the excess is lost over the edge.
    surface_head : float
        Head of the gas pressure over the liquid, relative to the atmosphere; constant [m].

    Examples
    --------
    >>> tank = Tank(node=0, level=2.0, minimum_level=0.5, maximum_level=4.0, diameter=10.0)
    >>> round(tank.volume_at(2.0), 3), round(tank.level_at(tank.volume_at(2.0)), 9)
    (157.08, 2.0)
    """

    node: int
    level: float
    minimum_level: float
    maximum_level: float
    diameter: float | None = None
    volume_curve: Sequence[tuple[float, float]] = ()
    overflows: bool = False
    surface_head: float = 0.0

    def volume_at(self, level: float) -> float:
        """Return the volume [m3] at a level [m]."""
        if self.volume_curve:
            levels, volumes = zip(*self.volume_curve, strict=True)
            return float(np.interp(level, levels, volumes))
        return self._area * level

    def level_at(self, volume: float) -> float:
        """Return the level [m] at a volume [m3]."""
        if self.volume_curve:
            levels, volumes = zip(*self.volume_curve, strict=True)
            return float(np.interp(volume, volumes, levels))
        return volume / self._area

    @property
    def _area(self) -> float:
        assert self.diameter is not None  # see `check`
        return math.pi / 4.0 * self.diameter**2

    def check(self, network: Network) -> None:
        """Check the tank against its network.

        Raises
        ------
        InputError
            A tank at a free node, without a size, or whose levels do not lie in order and on its curve.
        """
        if not (0 <= self.node < network.node_count and network.fixed[self.node]):
            raise InputError(
                f"A tank stands at node {self.node}, which is none of the fixed nodes of the network.",
                path=("tank", "node"),
                value=self.node,
                expected="a fixed node",
            )
        tag = network.node_names[self.node]
        if (self.diameter is None) == (not self.volume_curve):
            raise InputError(
                f"{tag}: the level of a tank follows its diameter or its volume curve; give one of the two.",
                path=(tag, "diameter"),
                value=self.diameter,
                unit="m",
                expected="either a diameter or a volume curve",
            )
        if self.diameter is not None and not 0.0 < self.diameter < math.inf:
            raise InputError(
                f"{tag}: diameter is {self.diameter:g} m; it must be above zero.",
                path=(tag, "diameter"),
                value=self.diameter,
                unit="m",
                expected="above zero",
            )
        _check_curve(tag, self.volume_curve)
        lowest, highest = (self.volume_curve[0][0], self.volume_curve[-1][0]) if self.volume_curve else (0.0, math.inf)
        if not lowest <= self.minimum_level <= self.level <= self.maximum_level <= highest:
            raise InputError(
                f"{tag}: the level is {self.level:g} m, between a minimum_level of {self.minimum_level:g} m and a "
                f"maximum_level of {self.maximum_level:g} m; expected them in this order, from {lowest:g} m"
                f"{f' to {highest:g} m, the ends of the volume curve' if self.volume_curve else ''}.",
                path=(tag, "level"),
                value=self.level,
                unit="m",
                expected="minimum_level <= level <= maximum_level",
            )


def _check_curve(tag: str, curve: Sequence[tuple[float, float]]) -> None:
    if not curve:
        return
    points = np.asarray(curve, dtype=np.float64)
    if len(points) < 2 or not np.isfinite(points).all() or (np.diff(points, axis=0) <= 0.0).any():
        raise InputError(
            f"{tag}: the volume curve must hold two points or more, of which level and volume rise.",
            path=(tag, "volume_curve"),
            value=[list(point) for point in curve],
            expected="levels and volumes that rise",
        )
