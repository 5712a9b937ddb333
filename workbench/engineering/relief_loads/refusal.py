"""Refusal of values that are numbers but make no sense together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError

__all__ = ["refuse"]


def refuse(name: str, value: NDArray[np.float64], wrong: NDArray[np.bool_], unit: str, why: str, expected: str) -> None:
    """Raise an `InputError` that shows the first of the values that are wrong, if any is.

    Parameters
    ----------
    name : str
        Of the quantity, with blanks.
    value : array
        Broadcast against `wrong`.
    wrong : array of bool
    unit : str
        Of the value.
    why : str
        What follows "The <name> is <value> <unit>; ", without the full stop.
    expected : str
        In a few words.

    Raises
    ------
    InputError
        Where an element is wrong.
    """
    if not np.any(wrong):
        return
    both = np.broadcast_arrays(value, wrong)
    found = float(both[0][both[1]].flat[0])
    raise InputError(
        f"The {name} is {found:g} {unit}".rstrip() + f"; {why}.",
        path=(name.replace(" ", "_"),),
        value=found,
        unit=unit,
        expected=expected,
    )
