"""What all sizing equations of relief valves share: correction factors, and a back pressure that lets something out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import above_zero, zero_or_more
from workbench.errors import InputError

__all__ = ["back_pressure_below", "product"]

_Array = NDArray[np.float64]


def product(**factors: ArrayLike) -> _Array:
    """Return the product of correction factors, each of them above zero."""
    result = np.asarray(1.0)
    for name, factor in factors.items():
        result = result * above_zero(name.replace("_", " "), factor, "")
    return result


def back_pressure_below(back_pressure: ArrayLike, relieving_pressure: ArrayLike) -> tuple[_Array, _Array]:
    """Return back pressure and relieving pressure [Pa] as arrays.

    Raises
    ------
    InputError
        A back pressure that is not below the relieving pressure.
    """
    outlet = zero_or_more("back pressure", back_pressure, "Pa")
    pressure = above_zero("relieving pressure", relieving_pressure, "Pa")
    wrong = np.atleast_1d(outlet >= pressure)
    if wrong.any():
        found, limit = (float(np.broadcast_to(part, wrong.shape)[wrong][0]) for part in (outlet, pressure))
        raise InputError(
            f"The back pressure is {found:g} Pa, the relieving pressure {limit:g} Pa: nothing flows out.",
            path=("back_pressure",),
            value=found,
            unit="Pa",
            expected=f"below {limit:g} Pa",
        )
    return outlet, pressure
