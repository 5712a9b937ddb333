"""Vessels of any shape that drain through an orifice or a pipe: the time is an integral over the level."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import above_zero, zero_or_more
from workbench.engineering.pipe_flow import STANDARD_GRAVITY, friction_factor
from workbench.engineering.vessels.shape import Shape
from workbench.errors import InputError

__all__ = ["drain_time", "orifice_velocity", "pipe_velocity"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_NODES, _WEIGHTS = 0.5 * (_NODES + 1.0), 0.5 * _WEIGHTS
_ITERATIONS = 25
_Array = NDArray[np.float64]


def orifice_velocity(head: ArrayLike, discharge_coefficient: ArrayLike, gravity: float = STANDARD_GRAVITY) -> _Array:
    """Flow over the area of an orifice, ``Cd sqrt(2 g h)`` [m/s], of a head [m].

    Raises
    ------
    InputError
        A negative head, a coefficient that is not above zero.

    Examples
    --------
    >>> float(orifice_velocity(2.0, 0.6).round(3))
    3.758
    """
    coefficient = above_zero("discharge coefficient", discharge_coefficient, "")
    return np.asarray(coefficient * np.sqrt(2.0 * gravity * zero_or_more("head", head, "m")))


def pipe_velocity(
    head: ArrayLike,
    diameter: ArrayLike,
    length: ArrayLike,
    roughness: ArrayLike,
    loss_coefficient: ArrayLike,
    kinematic_viscosity: ArrayLike,
    gravity: float = STANDARD_GRAVITY,
) -> _Array:
    """Velocity in a drain pipe whose friction follows the flow: ``h = (1 + K + f L/d) v^2/(2 g)`` [m/s].

    Parameters
    ----------
    head : float or (n,) array
        Of the liquid over the outlet, zero or more [m].
    diameter, length, roughness : float or (n,) array
        [m]
    loss_coefficient : float or (n,) array
        K of entrance, fittings and valves, without the velocity head at the outlet [-].
    kinematic_viscosity : float or (n,) array
        [m2/s]
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [m/s]

    Raises
    ------
    InputError
        A value that is not above zero (length, roughness and loss coefficient: below zero).

    References
    ----------
    Darcy and Weisbach with the friction factor of `friction_factor`, by bisection: the head rises with the velocity.

    Examples
    --------
    >>> float(pipe_velocity(2.0, 0.1, 50.0, 4.5e-5, 0.5, 1e-6).round(3))
    1.904
    """
    inside, nu = (
        above_zero("pipe diameter", diameter, "m"),
        above_zero("kinematic viscosity", kinematic_viscosity, "m2/s"),
    )
    slender = zero_or_more("pipe length", length, "m") / inside
    rough = zero_or_more("pipe roughness", roughness, "m") / inside
    fittings = 1.0 + zero_or_more("loss coefficient", loss_coefficient, "")
    height = zero_or_more("head", head, "m")
    moving = height > 0.0
    low, high = (
        np.zeros(np.broadcast(height, inside, slender, rough, fittings, nu).shape),
        np.sqrt(2 * gravity * height),
    )
    high = np.where(moving, high, 1.0) + low
    # The lowest velocity is that of laminar flow through fittings as well: search in the logarithm below the highest.
    low = high * 1e-14
    for _ in range(2 * _ITERATIONS):
        middle = np.sqrt(low * high)
        needed = (
            (fittings + np.asarray(friction_factor(middle * inside / nu, rough)) * slender) * middle**2 / (2 * gravity)
        )
        below = needed < height
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.where(moving, np.sqrt(low * high), 0.0)


def drain_time(shape: Shape, first_level: ArrayLike, last_level: ArrayLike, flow: Callable[[_Array], _Array]) -> _Array:
    """Time in which the level falls, the integral of ``A(h)/q(h)`` [s]; a boot is not counted.

    Parameters
    ----------
    shape : Shape
        n vessels.
    first_level, last_level : (n,) array
        The last is not above the first [m].
    flow : callable
        From levels (n,) [m] to flows (n,) [m3/s]; zero at most at level zero, and there not faster than the root of
        the level.

    Returns
    -------
    (n,) array
        [s]

    Raises
    ------
    InputError
        A level that rises or is outside the vessel, a flow that is not above zero at a level on the way.

    References
    ----------
    Continuity, ``A dh = -q dt``. By Gauss and Legendre with ``h = l sin^2 x``, which takes away the roots at the
    bottom and top of a horizontal vessel, and the root of the flow at the bottom; a vertical one is cut at its
    tangent lines.

    Examples
    --------
    >>> from workbench.engineering.vessels.heads import head
    >>> flat = head("flat", 2.0)
    >>> tank = Shape.of(2.0, 3.0, False, flat, flat)
    >>> float(drain_time(tank, 2.0, 0.0, lambda level: 0.001 * orifice_velocity(level, 0.6)).round(1)[0])
    3344.0
    """
    first, last = (
        np.broadcast_to(np.asarray(level, dtype=np.float64), shape.height.shape) for level in (first_level, last_level)
    )
    shape.volume(first), shape.volume(last)  # refuses levels outside the vessel
    rising = last > first
    if rising.any():
        k = int(np.flatnonzero(rising)[0])
        raise InputError(
            f"The last level is {last[k]:g} m, above the first of {first[k]:g} m: it does not drain.",
            path=("last_level",),
            value=float(last[k]),
            unit="m",
            expected=f"up to {first[k]:g} m",
        )
    total = np.zeros(shape.height.shape)
    for lower, upper in _cuts(shape):
        low, high = np.clip(lower, last, first), np.clip(upper, last, first)
        total += _piece(shape, low, high, np.where(shape.horizontal, shape.diameter, np.maximum(high, 1e-300)), flow)
    return total


def _cuts(shape: Shape) -> Iterable[tuple[_Array, _Array]]:
    """Return the pieces of level between which the surface is smooth: cut where a shell, knuckle or crown begins."""
    zero, diameter, top = np.zeros(shape.height.shape), shape.diameter, shape.height
    knuckles = [ends.pieces[0] for ends in (shape.first, shape.second)]
    edges = [0.5 * diameter - piece.radius(piece.last) for piece in knuckles]
    lower, upper = np.minimum(*edges), np.maximum(*edges)
    lying = (zero, lower, upper, 0.5 * diameter, diameter - upper, diameter - lower, diameter)
    bottom, shell = shape.first.depth, shape.first.depth + shape.tangent_length
    below, above = (piece.height(piece.last) for piece in knuckles)
    standing = (zero, bottom - below, bottom, shell, shell + above, top, top)
    return pairwise(np.where(shape.horizontal, lie, stand) for lie, stand in zip(lying, standing, strict=True))


def _piece(shape: Shape, low: _Array, high: _Array, scale: _Array, flow: Callable[[_Array], _Array]) -> _Array:
    """Integrate from one level to another, in ``x`` of ``h = scale sin^2 x``."""
    start, end = (np.arcsin(np.sqrt(np.clip(level / scale, 0.0, 1.0))) for level in (low, high))
    total = np.zeros(low.shape)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        x = start + (end - start) * node
        level = np.clip(scale * np.sin(x) ** 2, 0.0, shape.height)
        there = end > start
        leaving = np.where(there, flow(level), 1.0)
        if np.any(~(leaving > 0.0)):
            k = int(np.flatnonzero(~(leaving > 0.0))[0])
            raise InputError(
                f"At a level of {level[k]:g} m nothing flows out: the vessel does not drain to its last level.",
                path=("last_level",),
                value=float(low[k]),
                unit="m",
                expected="a level from which liquid flows",
            )
        total += weight * (end - start) * scale * np.sin(2.0 * x) * shape.surface_area(level) / leaving
    return total
