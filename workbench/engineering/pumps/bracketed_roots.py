"""Where n functions, one of each pump, come down through zero."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["falling_roots"]

Array = NDArray[np.float64]
LARGEST_STEPS = 200
ROUNDING = 2.0 * float(np.finfo(np.float64).eps)


def falling_roots(function: Callable[[Array], Array], above: Array, below: Array) -> Array:
    """Places between two bounds at which n functions are zero.

    The next place is that of an inverse parabola through the last three, where these are such that it leads on, and
    the middle between the bounds elsewhere. Some ten steps find what bisection alone takes 60 for.

    Parameters
    ----------
    function : callable
        From n places to n values, continuous.
    above, below : (n,) array
        Bounds at which the values are above zero, and zero or below; either may be the larger one.

    Returns
    -------
    (n,) array
        To the rounding of the place; NaN where the bounds are none.

    References
    ----------
    T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without
    using derivatives", Advances in Engineering Software 28 (1997), 145-149.

    Examples
    --------
    >>> root = falling_roots(lambda x: 2.0 - x**2, np.array([0.0]), np.array([4.0]))
    >>> abs(float(root[0]) - 2.0**0.5) < 1e-15
    True
    """
    # 1 is the last place, 2 the one on the other side of zero, 3 the one before.
    x1, x2 = np.array(below, dtype=np.float64), np.array(above, dtype=np.float64)
    f1, f2 = function(x1), function(x2)
    are_bounds = (f1 <= 0.0) & (f2 > 0.0)
    share = np.full(x1.shape, 0.5)
    for _ in range(LARGEST_STEPS):
        x = x1 + share * (x2 - x1)
        f = function(x)
        same_side = (f > 0.0) == (f1 > 0.0)
        x3, f3 = np.where(same_side, x1, x2), np.where(same_side, f1, f2)
        x2, f2 = np.where(same_side, x2, x1), np.where(same_side, f2, f1)
        x1, f1 = x, f
        nearest = np.where(np.abs(f1) < np.abs(f2), x1, x2)
        with np.errstate(all="ignore"):
            least = ROUNDING * np.abs(nearest) / np.abs(x2 - x1)
        exact = (f1 == 0.0) | (f2 == 0.0)
        if not (are_bounds & ~exact & (least <= 0.5)).any():
            break
        share = np.clip(_next_share(x1, x2, x3, f1, f2, f3), np.fmin(least, 0.5), 1.0 - np.fmin(least, 0.5))
    return np.where(are_bounds, nearest, np.nan)


def _next_share(x1: Array, x2: Array, x3: Array, f1: Array, f2: Array, f3: Array) -> Array:
    """Return where between 1 and 2 the next place is, as a share of the way from 1."""
    with np.errstate(all="ignore"):
        place, value = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
        leads_on = (value**2 < place) & ((1.0 - value) ** 2 < 1.0 - place)
        parabola = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
    return np.where(leads_on, parabola, 0.5)
