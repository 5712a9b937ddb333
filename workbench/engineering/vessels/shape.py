"""Vessels: volume, wetted wall and surface of the liquid against the level."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import finite
from workbench.engineering.vessels.heads import Head, Piece
from workbench.errors import InputError

__all__ = ["Shape", "fire_wetted_area"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_NODES, _WEIGHTS = 0.5 * (_NODES + 1.0), 0.5 * _WEIGHTS
_HALVINGS = 60
ROUNDING = 1e-12
"""Of levels and volumes, over the highest ones."""
FIRE_HEIGHT = 7.62
"""Height above grade, or a level that sustains a fire, up to which wetted wall counts [m]: 25 ft, API Std 521."""
_Array = NDArray[np.float64]
_Part = Callable[[_Array, _Array], _Array]


@dataclass(frozen=True)
class Shape:
    """n vessels: a cylinder with a head at each end; of a vertical one `first` is the bottom.

    Levels are from the lowest point inside: of a vertical vessel the nose of its bottom head, of a horizontal one the
    lowest line of its shell. A boot hangs below that, and is full whenever there is any level.

    Parameters
    ----------
    diameter, tangent_length : (n,) array
        Inside diameter, length between the tangent lines [m].
    horizontal : (n,) array of bool
    first, second : Head
        Of the n vessels.
    boot_diameter, boot_length : (n,) array
        Of the boot of a horizontal vessel, with a flat end; zero where there is none [m].

    Examples
    --------
    >>> from workbench.engineering.vessels.heads import head
    >>> ends = head("hemispherical", 2.0)
    >>> vessel = Shape.of(2.0, 4.0, True, ends, ends)
    >>> volume, sphere = float(vessel.volume(2.0)[0]), 4.0 / 3.0 * np.pi
    >>> round(volume - sphere - 4.0 * np.pi, 12) + 0.0
    0.0
    """

    diameter: _Array
    tangent_length: _Array
    horizontal: NDArray[np.bool_]
    first: Head
    second: Head
    boot_diameter: _Array
    boot_length: _Array

    @classmethod
    def of(
        cls,
        diameter: ArrayLike,
        tangent_length: ArrayLike,
        horizontal: ArrayLike,
        first: Head,
        second: Head,
        boot_diameter: ArrayLike = 0.0,
        boot_length: ArrayLike = 0.0,
    ) -> Shape:
        """Return the vessels from values that are broadcast to the number of heads."""
        count = first.depth.shape

        def spread(value: ArrayLike) -> _Array:
            return np.broadcast_to(np.asarray(value, dtype=np.float64), count)

        upright = np.broadcast_to(np.asarray(horizontal, dtype=bool), count)
        sizes = (spread(value) for value in (diameter, tangent_length, boot_diameter, boot_length))
        inside, length, boot, below = sizes
        return cls(inside, length, upright, first, second, boot, below)

    def rows(self, chosen: NDArray[np.int64]) -> Shape:
        """Return some of the vessels."""
        return Shape(
            self.diameter[chosen],
            self.tangent_length[chosen],
            self.horizontal[chosen],
            self.first.rows(chosen),
            self.second.rows(chosen),
            self.boot_diameter[chosen],
            self.boot_length[chosen],
        )

    @property
    def height(self) -> _Array:
        """Highest level [m]."""
        upright = self.first.depth + self.tangent_length + self.second.depth
        highest: _Array = np.where(self.horizontal, self.diameter, upright)
        return highest

    def volume(self, level: ArrayLike) -> _Array:
        """Return the volume of liquid [m3] at levels [m].

        Raises
        ------
        InputError
            A level below zero or above the vessel.
        """
        height = self._level(level)
        lying = self._lying(height, _segment, volume=True)
        lying += _segment(0.5 * self.diameter, height - 0.5 * self.diameter) * self.tangent_length
        standing = self._standing(height, volume=True)
        standing += 0.25 * np.pi * self.diameter**2 * self._in_shell(height)
        boot = np.where(height > 0.0, 0.25 * np.pi * self.boot_diameter**2 * self.boot_length, 0.0)
        result: _Array = np.where(self.horizontal, lying, standing) + boot
        return result

    def wetted_area(self, level: ArrayLike) -> _Array:
        """Return the wall below the liquid's surface, shell and heads [m2]; of a boot its wall and its end.

        Raises
        ------
        InputError
            A level below zero or above the vessel.
        """
        height = self._level(level)
        lying = self._lying(height, _arc, volume=False)
        lying += _arc(0.5 * self.diameter, height - 0.5 * self.diameter) * self.tangent_length
        standing = self._standing(height, volume=False) + np.pi * self.diameter * self._in_shell(height)
        hanging = np.pi * self.boot_diameter * self.boot_length  # its end is as large as the hole in the shell
        result: _Array = np.where(self.horizontal, lying, standing) + np.where(height > 0.0, hanging, 0.0)
        return result

    def surface_area(self, level: ArrayLike) -> _Array:
        """Return the area of the liquid's surface [m2], which is dV/dh.

        Raises
        ------
        InputError
            A level below zero or above the vessel.
        """
        height = self._level(level)
        radius = 0.5 * self.diameter
        across = height - radius
        lying = self._lying(height, _chord, volume=True) + _chord(radius, across) * self.tangent_length
        from_shell = np.maximum(height - self.first.depth - self.tangent_length, 0.0)
        bottom, top = self.first.depth - height, from_shell
        at = np.where(height < self.first.depth, self._radius_at(self.first, bottom), radius)
        at = np.where(from_shell > 0.0, self._radius_at(self.second, top), at)
        result: _Array = np.where(self.horizontal, lying, np.pi * at**2)
        return result

    def level(self, volume: ArrayLike) -> _Array:
        """Return the level [m] at which the vessels hold a volume [m3]; zero where the boot alone holds it.

        Raises
        ------
        InputError
            A volume below zero, or above that of the vessel.
        """
        wanted = np.broadcast_to(np.asarray(volume, dtype=np.float64), self.diameter.shape)
        highest = self.volume(self.height)
        wrong = ~((wanted >= 0.0) & (wanted <= highest * (1.0 + ROUNDING)))
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            raise InputError(
                f"The volume is {wanted[k]:g} m3; the vessel holds {highest[k]:g} m3.",
                path=("volume",),
                value=float(wanted[k]),
                unit="m3",
                expected=f"0 to {highest[k]:g} m3",
            )
        low, high = np.zeros(self.diameter.shape), np.array(self.height)
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            below = self.volume(middle) < wanted
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        # Volumes of the first nanometres are those of rounding.
        in_boot = wanted <= 0.25 * np.pi * self.boot_diameter**2 * self.boot_length
        return np.where(in_boot, 0.0, 0.5 * (low + high))

    def _level(self, level: ArrayLike) -> _Array:
        height = np.broadcast_to(np.asarray(level, dtype=np.float64), self.diameter.shape)
        highest = self.height
        wrong = ~((height >= 0.0) & (height <= highest * (1.0 + ROUNDING)))
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            raise InputError(
                f"The level is {height[k]:g} m; inside, the vessel is {highest[k]:g} m high.",
                path=("level",),
                value=float(height[k]),
                unit="m",
                expected=f"0 to {highest[k]:g} m",
            )
        return np.minimum(height, highest)

    def _in_shell(self, height: _Array) -> _Array:
        """Return how far the liquid of a vertical vessel stands in its shell [m]."""
        return np.clip(height - self.first.depth, 0.0, self.tangent_length)

    def _radius_at(self, ends: Head, distance: _Array) -> _Array:
        """Return the radius at a distance from the tangent line [m]."""
        knuckle, crown = ends.pieces
        in_crown = distance > knuckle.height(knuckle.last)
        return np.where(in_crown, crown.radius(crown.at_height(distance)), knuckle.radius(knuckle.at_height(distance)))

    def _lying(self, height: _Array, part: _Part, *, volume: bool) -> _Array:
        """Return what both heads of a horizontal vessel add: an integral over sections across its axis.

        `part` gives what of a circle is below the surface: its segment, its arc or its chord.
        """
        across = height - 0.5 * self.diameter
        total = np.zeros(across.shape)
        for ends, rows, times in self._ends(self.horizontal):
            for piece in (piece.rows(rows) for piece in ends.pieces):
                level = across[rows]
                turn = piece.at_radius(np.abs(level))
                cut = _wide(piece, piece.first, turn, volume=volume)
                if cut.size:
                    ranges = (piece.first[cut], turn[cut], level[cut])
                    total[rows[cut]] += times[cut] * _integral(piece.rows(cut), *ranges, part, volume=volume)
                # Beyond the turn all of the head is below the surface, or none of it is.
                below = _wide(piece, turn, piece.last, volume=volume)
                below = below[level[below] > 0.0]
                if below.size and part is not _chord:
                    whole = _revolved(piece.rows(below), turn[below], piece.last[below], volume=volume)
                    total[rows[below]] += times[below] * whole
        return total

    def _standing(self, height: _Array, *, volume: bool) -> _Array:
        """Return what the heads of a vertical vessel hold, or how much of them is wet."""
        total = np.zeros(height.shape)
        rows = np.flatnonzero(~self.horizontal)
        from_nose = (self.first.depth - height)[rows]
        # A flat lid is wet when the vessel is full, whatever way its height is rounded.
        is_full = height >= self.height * (1.0 - ROUNDING)
        above = np.where(is_full, self.second.depth, height - self.first.depth - self.tangent_length)[rows]
        first_head, second_head = self.first.rows(rows), self.second.rows(rows)
        for bottom, top in zip(first_head.pieces, second_head.pieces, strict=True):
            full = np.where(above >= 0.0, top.at_height(above), top.first)
            for piece, first, last in ((bottom, bottom.at_height(from_nose), bottom.last), (top, top.first, full)):
                wide = _wide(piece, first, last, volume=volume)
                if wide.size:
                    total[rows[wide]] += _revolved(piece.rows(wide), first[wide], last[wide], volume=volume)
        return total

    def _ends(self, chosen: NDArray[np.bool_]) -> list[tuple[Head, NDArray[np.int64], _Array]]:
        """Return the heads of chosen vessels, the rows of these, and how often each counts: twice where both are the
        same."""
        same = np.ones(self.diameter.shape, dtype=bool)
        for one, other in zip(self.first.pieces, self.second.pieces, strict=True):
            for name in ("is_line", "centre", "a", "base", "b", "first", "last"):
                same &= np.equal(getattr(one, name), getattr(other, name))
        rows, others = np.flatnonzero(chosen), np.flatnonzero(chosen & ~same)
        return [(self.first, rows, np.where(same[rows], 2.0, 1.0)), (self.second, others, np.ones(others.size))]


def fire_wetted_area(
    shape: Shape, level: ArrayLike, height_above_grade: ArrayLike, limit: float = FIRE_HEIGHT
) -> _Array:
    """Wetted wall that takes heat from an external fire [m2]: up to the level, and up to 7.6 m above grade.

    Of a boot it is the wall below the limit, and where the shell is above the limit its end as well.

    Parameters
    ----------
    shape : Shape
        n vessels.
    level : (n,) array
        Of the liquid [m].
    height_above_grade : (n,) array
        Of the lowest point inside shell and heads, above grade or another surface that sustains a fire [m].
    limit : float
        [m]

    Returns
    -------
    (n,) array
        Zero for a vessel that stands higher than the limit with all of it [m2].

    Raises
    ------
    InputError
        A level below zero or above the vessel, a height that is not a number.

    References
    ----------
    API Std 521, 4.4.13 (external fire), table of the portions of liquid inventory that are counted.

    Examples
    --------
    >>> from workbench.engineering.vessels.heads import head
    >>> flat = head("flat", 2.0)
    >>> fire_wetted_area(Shape.of(2.0, 10.0, False, flat, flat), 6.0, 5.0).round(3).tolist()
    [19.604]
    """
    height = shape._level(level)
    below_limit = limit - finite("height above grade", height_above_grade, "m")
    reached = np.clip(below_limit, 0.0, height)
    # The shell is out of reach, but not all of the boot that hangs below it.
    hanging = np.where((reached == 0.0) & (height > 0.0), np.clip(below_limit + shape.boot_length, 0.0, None), 0.0)
    boot = np.pi * shape.boot_diameter * (hanging + 0.25 * shape.boot_diameter)
    area: _Array = np.where(reached > 0.0, shape.wetted_area(reached), np.where(hanging > 0.0, boot, 0.0))
    return area


def _revolved(piece: Piece, first: _Array, last: _Array, *, volume: bool) -> _Array:
    """Return volume or area of a piece between two parameters, turned round its axis."""
    width = last - first
    t = first[:, None] + width[:, None] * _NODES
    radius = piece.radius(t)
    values = np.pi * radius**2 * piece.height_slope(t) if volume else 2.0 * np.pi * radius * piece.arc_slope(t)
    result: _Array = width * (values @ _WEIGHTS)
    return result


def _wide(piece: Piece, first: _Array, last: _Array, *, volume: bool) -> NDArray[np.int64]:
    """Return the rows in which there is something between two parameters."""
    return np.flatnonzero((last > first) & ((piece.b > 0.0) | (not volume)))


def _integral(piece: Piece, first: _Array, last: _Array, across: _Array, part: _Part, *, volume: bool) -> _Array:
    """Integrate a part of the circles between two parameters.

    The surface leaves the head at `last`, or near it, where the integrand ends like a square root: the substitution
    ``t = last - width (1 - x)^2`` makes it smooth.
    """
    width = last - first
    left = 1.0 - _NODES
    t = first[:, None] + width[:, None] * (1.0 - left**2)
    along = piece.height_slope(t) if volume else piece.arc_slope(t)
    values = part(piece.radius(t), across[:, None]) * along
    result: _Array = width * (values @ (2.0 * left * _WEIGHTS))
    return result


def _segment(radius: _Array, across: _Array) -> _Array:
    """Return the area of a circle below a line at `across` above its centre."""
    inside = np.clip(across, -radius, radius)
    safe = np.where(radius > 0.0, radius, 1.0)
    half_chord = np.sqrt(np.maximum((radius - inside) * (radius + inside), 0.0))
    area: _Array = radius**2 * np.arccos(np.clip(-inside / safe, -1.0, 1.0)) + inside * half_chord
    return area


def _arc(radius: _Array, across: _Array) -> _Array:
    """Return the length of the circle's line below it."""
    safe = np.where(radius > 0.0, radius, 1.0)
    length: _Array = 2.0 * radius * np.arccos(np.clip(-across / safe, -1.0, 1.0))
    return length


def _chord(radius: _Array, across: _Array) -> _Array:
    """Return the length of the line inside the circle."""
    length: _Array = 2.0 * np.sqrt(np.maximum((radius - across) * (radius + across), 0.0))
    return length
