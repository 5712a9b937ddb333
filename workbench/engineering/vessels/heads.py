"""Heads of vessels as bodies of revolution: one or two pieces of meridian each, straight or an elliptic arc.

Every head is ``r(t), z(t)``: radius and distance from the tangent line along the meridian, from the shell to the nose.
Volumes and areas follow from integrals over t, so that a new shape is a new meridian and nothing else. The integrals
are by Gauss and Legendre; where the liquid's surface ends inside a piece, it is cut there, and what is left is
analytic: the error is that of rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError

__all__ = ["HEADS", "Head", "Piece", "head"]

HEADS = ("flat", "elliptical 2:1", "elliptical", "torispherical", "hemispherical", "conical")
_Array = NDArray[np.float64]


@dataclass(frozen=True)
class Piece:
    """Pieces of meridian of n heads, arrays of n.

    Arc: ``r = centre + a cos t``, ``z = base + b sin t``. Line: ``r = centre - a t``, ``z = base + b t``. The radius
    falls, and z rises, from `first` to `last`.
    """

    is_line: NDArray[np.bool_]
    centre: _Array
    a: _Array
    base: _Array
    b: _Array
    first: _Array
    last: _Array

    def radius(self, t: _Array) -> _Array:
        """Return r [m] at parameters of shape (n, ...)."""
        turned = np.where(self._over(self.is_line, t), -t, np.cos(t))
        radius: _Array = self._over(self.centre, t) + self._over(self.a, t) * turned
        return radius

    def height(self, t: _Array) -> _Array:
        """Return z [m], the distance from the tangent line."""
        raised = np.where(self._over(self.is_line, t), t, np.sin(t))
        height: _Array = self._over(self.base, t) + self._over(self.b, t) * raised
        return height

    def height_slope(self, t: _Array) -> _Array:
        """Return dz/dt."""
        slope: _Array = self._over(self.b, t) * np.where(self._over(self.is_line, t), 1.0, np.cos(t))
        return slope

    def arc_slope(self, t: _Array) -> _Array:
        """Return ds/dt, the length of the meridian by its parameter."""
        line = self._over(self.is_line, t)
        across = self._over(self.a, t) * np.where(line, 1.0, np.sin(t))
        slope: _Array = np.hypot(across, self.height_slope(t))
        return slope

    def at_radius(self, radius: _Array) -> _Array:
        """Return the parameter [n] at which the piece has a radius, its nearest end where it has not."""
        safe = np.where(self.a > 0.0, self.a, 1.0)
        share = np.clip((radius - self.centre) / safe, -1.0, 1.0)
        return np.clip(np.where(self.is_line, -(radius - self.centre) / safe, np.arccos(share)), self.first, self.last)

    def at_height(self, height: _Array) -> _Array:
        """Return the parameter [n] at which the piece has a distance from the tangent line, else its nearest end."""
        safe = np.where(self.b > 0.0, self.b, 1.0)
        share = (height - self.base) / safe
        inside = np.where(self.is_line, share, np.arcsin(np.clip(share, -1.0, 1.0)))
        # A flat head has no height: all of it is wet as soon as the liquid has reached it.
        return np.clip(
            np.where(self.b > 0.0, inside, np.where(height >= self.base, self.last, self.first)), self.first, self.last
        )

    def rows(self, chosen: NDArray[Any]) -> Piece:
        """Return some of the pieces."""
        return Piece(*(getattr(self, one.name)[chosen] for one in fields(self)))

    @staticmethod
    def _over(values: NDArray[Any], t: _Array) -> NDArray[Any]:
        return values.reshape(values.shape + (1,) * (t.ndim - values.ndim))


@dataclass(frozen=True)
class Head:
    """n heads of one end."""

    pieces: tuple[Piece, Piece]
    depth: _Array
    """Inside, from the tangent line to the nose [m]."""

    def rows(self, chosen: NDArray[Any]) -> Head:
        """Return some of the heads."""
        first, second = (piece.rows(chosen) for piece in self.pieces)
        return Head((first, second), self.depth[chosen])


def head(
    kind: ArrayLike,
    diameter: ArrayLike,
    depth: ArrayLike = np.nan,
    crown_radius_ratio: ArrayLike = np.nan,
    knuckle_radius_ratio: ArrayLike = np.nan,
) -> Head:
    """Return the heads of n vessels.

    Parameters
    ----------
    kind : str or (n,) array of str
        One of `HEADS`.
    diameter : float or (n,) array
        Inside, above zero [m].
    depth : float or (n,) array
        Of elliptical and conical heads [m].
    crown_radius_ratio, knuckle_radius_ratio : float or (n,) array
        Of torispherical heads, over the diameter: ``1`` and ``0.06`` of ASME flanged and dished (Kloepper: 1 and 0.1,
        Korbbogen: 0.8 and 0.154) [-].

    Returns
    -------
    Head

    Raises
    ------
    InputError
        An unknown kind, a missing depth or ratio, a crown that does not reach the shell, a knuckle that is no knuckle.

    Examples
    --------
    >>> head("elliptical 2:1", 2.0).depth.tolist()
    [0.5]
    """
    kinds, inside, deep, crown, knuckle = np.broadcast_arrays(
        np.atleast_1d(np.asarray(kind, dtype=object)),
        np.asarray(diameter, dtype=np.float64),
        np.asarray(depth, dtype=np.float64),
        np.asarray(crown_radius_ratio, dtype=np.float64),
        np.asarray(knuckle_radius_ratio, dtype=np.float64),
    )
    _check(kinds, inside, deep, crown, knuckle)
    radius = 0.5 * inside
    dished = kinds == "torispherical"
    deep = np.where(kinds == "elliptical 2:1", 0.25 * inside, np.where(kinds == "hemispherical", radius, deep))
    deep = np.where(kinds == "flat", 0.0, deep)
    line = (kinds == "conical") | (kinds == "flat")
    zero, quarter = np.zeros(inside.shape), np.full(inside.shape, 0.5 * np.pi)
    small, large = knuckle * inside, crown * inside
    # Where knuckle (a torus) and crown (a sphere) touch, both have the same direction from their centres.
    touch = np.where(dished, np.arccos(np.where(dished, (radius - small) / (large - small), 0.0)), 0.0)
    sphere_base = np.where(dished, -(large - small) * np.sin(touch), 0.0)
    first = Piece(
        is_line=line,
        centre=np.where(line, radius, np.where(dished, radius - small, 0.0)),
        a=np.where(dished, small, radius),
        base=zero,
        b=np.where(dished, small, deep),
        first=zero,
        last=np.where(line, 1.0, np.where(dished, touch, quarter)),
    )
    second = Piece(
        is_line=np.zeros(inside.shape, dtype=bool),
        centre=zero,
        a=np.where(dished, large, 0.0),
        base=sphere_base,
        b=np.where(dished, large, 0.0),
        first=np.where(dished, touch, quarter),
        last=quarter,
    )
    return Head((first, second), np.where(dished, sphere_base + large, deep))


def _check(kinds: NDArray[np.object_], inside: _Array, deep: _Array, crown: _Array, knuckle: _Array) -> None:
    for wrong, name, value, unit, expected in (
        (~np.isin(kinds, HEADS), "head", kinds, "", f"one of {', '.join(HEADS)}"),
        (~(inside > 0.0), "diameter", inside, "m", "above zero"),
        (np.isin(kinds, ("elliptical", "conical")) & ~(deep > 0.0), "head_depth", deep, "m", "a depth above zero"),
        ((kinds == "torispherical") & ~(crown >= 0.5), "crown_radius_ratio", crown, "", "at least 0.5"),
        (
            (kinds == "torispherical") & ~((knuckle >= 0.0) & (knuckle < 0.5) & (knuckle < crown)),
            "knuckle_radius_ratio",
            knuckle,
            "",
            "0 or more (0: a spherical cap), below 0.5 and below the crown's",
        ),
    ):
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            found = value[k]
            shown = f"{found:g} {unit}".rstrip() if isinstance(found, float) else repr(found)
            raise InputError(
                f"The {name.replace('_', ' ')} of a {kinds[k]} head is {shown}; expected {expected}.",
                path=(name,),
                value=found,
                unit=unit,
                expected=expected,
            )
