"""How far pressure may rise while a valve relieves, and where valves may be set: ASME VIII-1 and API 520 Part I.

Pressures are gauge here where they say so: the rules count from the atmosphere.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import above_zero
from workbench.errors import InputError

__all__ = [
    "FIRE",
    "SINGLE",
    "SUPPLEMENTAL",
    "accumulation",
    "largest_set_pressure",
    "relieving_pressure",
]

SINGLE, SUPPLEMENTAL, FIRE = 0.10, 0.16, 0.21
"""Accumulation over the maximum allowable working pressure: one valve, several valves, fire."""
_PSI = 6894.757293168361
_LEAST_SINGLE, _LEAST_SUPPLEMENTAL = 3.0 * _PSI, 4.0 * _PSI
"""[Pa] The smaller pressures: 10 % or 3 psi, 16 % or 4 psi, whichever is greater."""
_Array = NDArray[np.float64]


def accumulation(gauge_pressure: ArrayLike, *, fire: ArrayLike, several_valves: ArrayLike) -> NDArray[np.float64]:
    """Pressure above the maximum allowable working pressure that is allowed while valves relieve [Pa].

    10 % or 3 psi with one valve, 16 % or 4 psi with several, 21 % in a fire.

    Parameters
    ----------
    gauge_pressure : float or (n,) array
        Maximum allowable working pressure, or set pressure where that is lower and the valve is rated on it, above the
        atmosphere [Pa].
    fire, several_valves : bool or (n,) array

    Returns
    -------
    (n,) array
        [Pa]

    Raises
    ------
    InputError
        A pressure that is not above zero.

    References
    ----------
    ASME Boiler and Pressure Vessel Code VIII-1, UG-125 (UG-153 from 2021 in Section XIII); API Standard 520 Part I,
    table of set pressure and accumulation limits.

    Examples
    --------
    >>> accumulation([1e6, 1e5], fire=False, several_valves=False).round().tolist()
    [100000.0, 20684.0]
    """
    gauge = np.atleast_1d(above_zero("gauge pressure", gauge_pressure, "Pa"))
    one = np.maximum(SINGLE * gauge, _LEAST_SINGLE)
    several = np.maximum(SUPPLEMENTAL * gauge, _LEAST_SUPPLEMENTAL)
    without_fire = np.where(np.asarray(several_valves, dtype=bool), several, one)
    allowed: _Array = np.where(np.asarray(fire, dtype=bool), FIRE * gauge, without_fire)
    return allowed


def relieving_pressure(
    set_pressure: ArrayLike, allowed_overpressure: ArrayLike, atmospheric_pressure: float
) -> NDArray[np.float64]:
    """Relieving pressure, ``p_set + overpressure`` [Pa].

    Parameters
    ----------
    set_pressure : float or (n,) array
        Absolute, above the atmosphere [Pa].
    allowed_overpressure : float or (n,) array
        Share of the gauge set pressure [-].
    atmospheric_pressure : float
        [Pa]

    Returns
    -------
    (n,) array
        Absolute [Pa].

    Raises
    ------
    InputError
        A set pressure that is not above the atmosphere, an overpressure that is not above zero.

    Examples
    --------
    >>> relieving_pressure(1101325.0, 0.1, 101325.0).round().tolist()
    [1201325.0]
    """
    gauge = np.atleast_1d(np.asarray(set_pressure, dtype=np.float64)) - atmospheric_pressure
    share = above_zero("overpressure", allowed_overpressure, "")
    result: _Array = above_zero("gauge set pressure", gauge, "Pa") * (1.0 + share) + atmospheric_pressure
    return result


def largest_set_pressure(
    design_pressure: ArrayLike, position: ArrayLike, atmospheric_pressure: float, *, fire_only: ArrayLike = False
) -> NDArray[np.float64]:
    """Highest set pressure that a valve of a vessel may have [Pa].

    The first valve at the maximum allowable working pressure at most; further ones up to 105 %, one for fire only,
    beside another valve, up to 110 %.

    Parameters
    ----------
    design_pressure : float or (n,) array
        Maximum allowable working pressure, absolute [Pa].
    position : int or (n,) array
        1 for the valve of the vessel that is set lowest, then 2, 3, ...
    atmospheric_pressure : float
        [Pa]
    fire_only : bool or (n,) array

    Returns
    -------
    (n,) array
        Absolute [Pa].

    Raises
    ------
    InputError
        A position below 1, a design pressure that is not above the atmosphere.

    References
    ----------
    ASME Boiler and Pressure Vessel Code VIII-1, UG-134; API Standard 520 Part I, table of set pressures.

    Examples
    --------
    >>> largest_set_pressure(1101325.0, [1, 2], 101325.0).round().tolist()
    [1101325.0, 1151325.0]
    """
    places = np.atleast_1d(np.asarray(position))
    if (places < 1).any():
        raise InputError(
            f"The position of a valve is {places.min()}; the lowest set is number 1.",
            path=("position",),
            value=int(places.min()),
            expected="1 or more",
        )
    gauge = above_zero("gauge design pressure", np.asarray(design_pressure) - atmospheric_pressure, "Pa")
    share = np.where(places == 1, 1.0, np.where(np.asarray(fire_only, dtype=bool), 1.10, 1.05))
    result: _Array = share * gauge + atmospheric_pressure
    return result
