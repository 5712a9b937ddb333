"""How back pressure takes capacity from relief valves: API 520 Part I, figures for balanced bellows valves."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.errors import InputError

__all__ = ["DESIGNS", "balanced_bellows_gas_correction", "balanced_bellows_liquid_correction", "built_up_limit"]

DESIGNS = ("conventional", "bellows", "pilot")
HIGHEST = 0.5
"""Gauge back pressure over gauge set pressure at which the curves end."""
_FREE = {0.10: 0.30, 0.16: 0.38, 0.21: 0.50}
"""Share of back pressure without effect on gas, by overpressure."""
_FREE_LIQUID = 0.15
_Array = NDArray[np.float64]


def balanced_bellows_gas_correction(back_pressure_fraction: ArrayLike, overpressure: ArrayLike) -> FloatOrArray:
    """Back pressure correction Kb of balanced bellows valves in gas and steam [-].

    Parameters
    ----------
    back_pressure_fraction : float or (n,) array
        Total gauge back pressure over gauge set pressure, 0 to 0.5 [-].
    overpressure : float or (n,) array
        At least 0.1; between the curves of 10, 16 and 21 % the lower one holds [-].

    Returns
    -------
    float or (n,) array
        Typical of several makers: the maker's own figure goes before it.

    Raises
    ------
    InputError
        More back pressure than the curves have, an overpressure below 10 %.

    References
    ----------
    API Standard 520 Part I, figure of Kb for balanced bellows valves, as digitized by the package fluids.

    Examples
    --------
    >>> round(balanced_bellows_gas_correction(0.4, 0.10), 2)
    0.87
    """
    fraction, over = np.broadcast_arrays(
        _fraction(back_pressure_fraction), above_zero("overpressure", overpressure, "")
    )
    if (over < 0.1 - 1e-9).any():
        raise InputError(
            f"The overpressure is {over.min():g}; the curves of Kb begin at 10 %.",
            path=("overpressure",),
            value=float(over.min()),
            expected="at least 0.1",
        )
    result = np.ones(fraction.shape)
    at_10, at_16 = over < 0.16 - 1e-9, (over >= 0.16 - 1e-9) & (over < 0.21 - 1e-9)
    for chosen, allowed in ((at_10, 0.10), (at_16, 0.16)):
        curve = _curves()[allowed]
        here = chosen & (fraction > _FREE[allowed])
        result[here] = np.interp(fraction[here] * 100.0, *curve)
    return plain(result)


def balanced_bellows_liquid_correction(back_pressure_fraction: ArrayLike) -> FloatOrArray:
    """Back pressure correction Kw of balanced bellows valves in liquid [-].

    Parameters
    ----------
    back_pressure_fraction : float or (n,) array
        Total gauge back pressure over gauge set pressure, 0 to 0.5 [-].

    Returns
    -------
    float or (n,) array

    Raises
    ------
    InputError
        More back pressure than the curve has.

    References
    ----------
    API Standard 520 Part I, figure of Kw, as digitized by the package fluids.

    Examples
    --------
    >>> round(balanced_bellows_liquid_correction(0.2), 2)  # the standard reads 0.97 in its example 5
    0.97
    """
    fraction = _fraction(back_pressure_fraction)
    curve = np.interp(fraction * 100.0, *_curves()["liquid"])
    return plain(np.where(fraction <= _FREE_LIQUID, 1.0, curve))


def built_up_limit(design: str, overpressure: ArrayLike) -> FloatOrArray:
    """Built-up back pressure that a valve of a design may have, over its gauge set pressure [-].

    Conventional: as much as its overpressure (10 %, more where more is allowed). Bellows: 50 %, where the curves of
    Kb end; the maker may allow less. Pilot-operated: no limit by the standard; 50 % stands here as well, because it is
    where the flow of a gas begins to fall.

    Examples
    --------
    >>> built_up_limit("conventional", 0.21), built_up_limit("bellows", 0.1)
    (0.21, 0.5)
    """
    if design not in DESIGNS:
        raise InputError(
            f"'{design}' is no design of a relief valve.",
            path=("design",),
            value=design,
            expected=", ".join(DESIGNS),
        )
    over = zero_or_more("overpressure", overpressure, "")
    return plain(over if design == "conventional" else np.full(over.shape, HIGHEST))


def _fraction(value: ArrayLike) -> _Array:
    fraction = zero_or_more("back pressure fraction", value, "")
    if (fraction > HIGHEST + 1e-9).any():
        raise InputError(
            f"The back pressure is {fraction.max():.1%} of the set pressure; the curves of balanced valves end at "
            f"{HIGHEST:.0%}: take the maker's figure, or another valve.",
            path=("back_pressure_fraction",),
            value=float(fraction.max()),
            expected=f"at most {HIGHEST:g}",
        )
    return fraction


@lru_cache(maxsize=1)
def _curves() -> dict[float | str, tuple[_Array, _Array]]:
    from fluids import safety_valve as figures

    parts: dict[float | str, tuple[list[float], list[float]]] = {
        0.10: (figures.Kb_10_over_x, figures.Kb_10_over_y),
        0.16: (figures.Kb_16_over_x, figures.Kb_16_over_y),
        "liquid": (figures.Kw_x, figures.Kw_y),
    }
    return {name: (np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)) for name, (x, y) in parts.items()}
