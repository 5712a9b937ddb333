"""Refusal of impossible input, in the same words everywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError

__all__ = ["FloatOrArray", "above_zero", "finite", "plain", "zero_or_more"]

FloatOrArray = float | NDArray[np.float64]


def finite(name: str, value: ArrayLike, unit: str) -> NDArray[np.float64]:
    """The value as an array of floats, all of them finite."""
    return _checked(name, value, unit, -np.inf, "a finite number")


def above_zero(name: str, value: ArrayLike, unit: str) -> NDArray[np.float64]:
    """The value as an array of floats, all of them above zero."""
    return _checked(name, value, unit, 0.0, "above zero")


def zero_or_more(name: str, value: ArrayLike, unit: str) -> NDArray[np.float64]:
    """The value as an array of floats, none of them below zero."""
    return _checked(name, value, unit, -np.nextafter(0.0, 1.0), "zero or more")


def _checked(name: str, value: ArrayLike, unit: str, bound: float, expected: str) -> NDArray[np.float64]:
    array = np.asarray(value, dtype=np.float64)
    wrong = ~((array > bound) & (array < np.inf))
    if wrong.any():
        found = float(array[wrong].flat[0])
        raise InputError(
            f"The {name} is {found:g} {unit}".rstrip() + f"; it must be {expected}.",
            path=(name.replace(" ", "_"),),
            value=found,
            unit=unit,
            expected=expected,
        )
    return array


def plain(result: NDArray[np.float64] | np.float64) -> FloatOrArray:
    """A float for scalar input, the array for arrays."""
    return float(result) if np.ndim(result) == 0 else np.asarray(result)
