"""Levels of a vessel: what is held between them, how long that lasts, and where levels must be for given times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import above_zero, zero_or_more
from workbench.engineering.vessels.shape import Shape
from workbench.errors import InputError

__all__ = ["level_after", "time_between"]

_Array = NDArray[np.float64]


def time_between(shape: Shape, lower: ArrayLike, upper: ArrayLike, flow: ArrayLike) -> _Array:
    """Time in which a flow fills or empties a vessel between two levels, ``(V(upper) - V(lower))/q`` [s].

    Hold-up is that between low and normal level at the outflow, surge that between normal and high level at the
    inflow.

    Parameters
    ----------
    shape : Shape
        n vessels.
    lower, upper : (n,) array
        Levels [m].
    flow : (n,) array
        Above zero [m3/s].

    Returns
    -------
    (n,) array
        [s]

    Raises
    ------
    InputError
        Levels outside the vessel or in the wrong order, a flow that is not above zero.

    References
    ----------
    W. Y. Svrcek and W. D. Monnery, Chem. Eng. Progress 89 (October 1993) 53-60: hold-up and surge.

    Examples
    --------
    >>> from workbench.engineering.vessels.heads import head
    >>> flat = head("flat", 2.0)
    >>> float(time_between(Shape.of(2.0, 4.0, False, flat, flat), 1.0, 2.0, 0.01).round(2)[0])
    314.16
    """
    low, high = _pair(lower, upper)
    wrong = low > high
    if wrong.any():
        k = int(np.flatnonzero(wrong)[0])
        raise InputError(
            f"The lower level is {low[k]:g} m, above the upper one of {high[k]:g} m.",
            path=("lower",),
            value=float(low[k]),
            unit="m",
            expected=f"up to {high[k]:g} m",
        )
    return np.asarray((shape.volume(high) - shape.volume(low)) / above_zero("flow", flow, "m3/s"))


def level_after(shape: Shape, level: ArrayLike, flow: ArrayLike, times: Sequence[ArrayLike]) -> list[_Array]:
    """Levels that a flow reaches from a level, one time after the other [m].

    So from the low-low level up: response time to the low, hold-up to the normal, surge to the high, response to the
    high-high level.

    Parameters
    ----------
    shape : Shape
        n vessels.
    level : (n,) array
        Where it starts [m].
    flow : (n,) array
        Above zero [m3/s].
    times : sequence of (n,) array
        Each zero or more [s].

    Returns
    -------
    list of (n,) array
        NaN where the vessel is too small [m].

    Raises
    ------
    InputError
        A level outside the vessel, a flow that is not above zero, a negative time.

    Examples
    --------
    >>> from workbench.engineering.vessels.heads import head
    >>> flat = head("flat", 2.0)
    >>> found = level_after(Shape.of(2.0, 4.0, False, flat, flat), 0.5, 0.01, [100 * np.pi, 200 * np.pi])
    >>> [float(one[0].round(9)) for one in found]
    [1.5, 3.5]
    """
    rate = above_zero("flow", flow, "m3/s")
    volume, highest = shape.volume(level), shape.volume(shape.height)
    found = []
    for time in times:
        volume = volume + rate * zero_or_more("time", time, "s")
        fits = volume <= highest * (1.0 + 1e-12)
        found.append(np.where(fits, shape.level(np.where(fits, volume, 0.0)), np.nan))
    return found


def _pair(lower: ArrayLike, upper: ArrayLike) -> tuple[_Array, _Array]:
    low, high = np.broadcast_arrays(np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64))
    return np.atleast_1d(low), np.atleast_1d(high)
