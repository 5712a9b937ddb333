"""Standard orifices of flanged steel relief valves: API 526."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import zero_or_more
from workbench.errors import InputError

__all__ = ["BODY_SIZES", "LETTERS", "ORIFICES", "next_area", "next_larger", "next_smaller", "select_orifice"]

_INCH2 = 0.0254**2
ORIFICES: Mapping[str, float] = MappingProxyType(
    {
        letter: area * _INCH2
        for letter, area in (
            ("D", 0.110),
            ("E", 0.196),
            ("F", 0.307),
            ("G", 0.503),
            ("H", 0.785),
            ("J", 1.287),
            ("K", 1.838),
            ("L", 2.853),
            ("M", 3.60),
            ("N", 4.34),
            ("P", 6.38),
            ("Q", 11.05),
            ("R", 16.00),
            ("T", 26.00),
        )
    }
)
"""Effective area of each letter [m2]; API Standard 526, 7th edition."""

LETTERS = tuple(ORIFICES)
_AREAS = np.array(list(ORIFICES.values()))

BODY_SIZES: Mapping[str, tuple[tuple[float, float], ...]] = MappingProxyType(
    {
        "D": ((1.0, 2.0), (1.5, 2.0), (1.5, 2.5)),
        "E": ((1.0, 2.0), (1.5, 2.0), (1.5, 2.5)),
        "F": ((1.5, 2.0), (1.5, 2.5)),
        "G": ((1.5, 2.5), (2.0, 3.0)),
        "H": ((1.5, 3.0), (2.0, 3.0)),
        "J": ((2.0, 3.0), (2.5, 4.0), (3.0, 4.0)),
        "K": ((3.0, 4.0), (3.0, 6.0)),
        "L": ((3.0, 4.0), (4.0, 6.0)),
        "M": ((4.0, 6.0),),
        "N": ((4.0, 6.0),),
        "P": ((4.0, 6.0),),
        "Q": ((6.0, 8.0),),
        "R": ((6.0, 8.0), (6.0, 10.0)),
        "T": ((8.0, 10.0),),
    }
)
"""Inlet and outlet flange [NPS, inch] that valves of a letter come with; which one depends on the pressure class.

API Standard 526, as tabulated in R. W. Zappe, Valve Selection Handbook, 4th edition, Table 5-1.
"""


def select_orifice(area: ArrayLike) -> NDArray[np.str_]:
    """Return the smallest letter whose effective area is at least the required one.

    Parameters
    ----------
    area : float or (n,) array
        Required effective area, zero or more [m2].

    Returns
    -------
    (n,) array of str
        Letters of API 526.

    Raises
    ------
    InputError
        More than a T orifice has: several valves are needed.

    Examples
    --------
    >>> select_orifice([1e-4, 3.699e-3]).tolist()
    ['E', 'P']
    """
    return np.array(LETTERS)[_index(area)]


def next_area(area: ArrayLike) -> NDArray[np.float64]:
    """Return the effective area [m2] of the orifices that `select_orifice` chooses."""
    chosen: NDArray[np.float64] = _AREAS[_index(area)]
    return chosen


def next_smaller(letter: str) -> str | None:
    """Return the letter before one; None before D."""
    place = LETTERS.index(_known(letter))
    return LETTERS[place - 1] if place else None


def next_larger(letter: str) -> str | None:
    """Return the letter behind one; None behind T."""
    return next(iter(LETTERS[LETTERS.index(_known(letter)) + 1 :]), None)


def _known(letter: str) -> str:
    if letter not in ORIFICES:
        raise InputError(
            f"'{letter}' is no orifice letter of API 526.",
            path=("orifice",),
            value=letter,
            expected=", ".join(LETTERS),
        )
    return letter


def _index(area: ArrayLike) -> NDArray[np.int64]:
    required = np.atleast_1d(zero_or_more("required area", area, "m2"))
    # An area that was made from a letter chooses this letter, whatever the last bit of the conversion.
    index = np.searchsorted(_AREAS * (1.0 + 1e-12), required)
    if (index == len(_AREAS)).any():
        largest = float(required.max())
        raise InputError(
            f"The required area is {largest * 1e6:.0f} mm2, a T orifice has {_AREAS[-1] * 1e6:.0f} mm2: "
            f"{int(np.ceil(largest / _AREAS[-1]))} valves are needed in its place.",
            path=("required_area",),
            value=largest,
            unit="m2",
            expected=f"at most {_AREAS[-1]:.6g} m2, or several valves",
        )
    return np.asarray(index, dtype=np.int64)
