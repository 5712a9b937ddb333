"""Curves of a centrifugal pump measured with water, for a viscous liquid: ANSI/HI 9.6.7, and the older charts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.errors import InputError

__all__ = [
    "LARGEST_PARAMETER",
    "ViscousPump",
    "apply_chart_factors",
    "correction_factors",
    "head_factor",
    "outside_tested_range",
    "selection_parameter",
    "viscosity_parameter",
    "water_best_efficiency_point",
]

LARGEST_PARAMETER = 40.0
"""B from which on the standard gives no factors."""
LARGEST_VISCOSITY = 4e-3
"""Kinematic viscosity up to which the method is meant [m2/s]."""
_HOUR, _CENTISTOKE = 3600.0, 1e-6
# Data that the factors were fitted to, ANSI/HI 9.6.7: 13 to 1140 US gpm, 20 to 430 ft a stage, 1 to 3000 cSt.
_GALLON_A_MINUTE = 3.785411784e-3 / 60.0
TESTED_FLOW = (13.0 * _GALLON_A_MINUTE, 1140.0 * _GALLON_A_MINUTE)
TESTED_HEAD = (20.0 * 0.3048, 430.0 * 0.3048)
TESTED_VISCOSITY = (1e-6, 3e-3)
LARGEST_SPECIFIC_SPEED = 60.0
"""In rpm, m3/s and m: the method is for radial impellers."""
_SWEEPS = 60


@dataclass(frozen=True)
class ViscousPump:
    """Factors of flow, head at the best efficiency flow, and efficiency."""

    flow: FloatOrArray
    head: FloatOrArray
    efficiency: FloatOrArray


def viscosity_parameter(
    kinematic_viscosity: ArrayLike, flow: ArrayLike, head: ArrayLike, speed: ArrayLike
) -> FloatOrArray:
    """Parameter B of a pump whose curves for water are known, ``16.5 nu^0.5 H^0.0625 / (Q^0.375 N^0.25)`` [-].

    Parameters
    ----------
    kinematic_viscosity : float or (n,) array
        Of the viscous liquid, above zero, at most 4000 cSt [m2/s]; the formula takes it in cSt.
    flow : float or (n,) array
        Best efficiency flow with water, above zero [m3/s]; the formula takes it in m3/h.
    head : float or (n,) array
        Head of one stage there, above zero [m].
    speed : float or (n,) array
        Above zero [rpm].

    Returns
    -------
    float or (n,) array
        Up to 1 there is no correction; from 40 on there are no factors.

    Raises
    ------
    InputError
        A value that is not above zero, a viscosity above 4000 cSt.

    References
    ----------
    ANSI/HI 9.6.7 (2004 and later), Effects of Liquid Viscosity on Rotodynamic Pump Performance; water performance
    known.

    Examples
    --------
    >>> round(viscosity_parameter(120e-6, 110.0 / 3600, 77.0, 2950.0), 2)
    5.52
    """
    viscosity = _centistokes(kinematic_viscosity)
    hourly = _HOUR * above_zero("flow", flow, "m3/s")
    stage, turns = above_zero("head", head, "m"), above_zero("speed", speed, "rpm")
    return plain(16.5 * np.sqrt(viscosity) * stage**0.0625 / (hourly**0.375 * turns**0.25))


def selection_parameter(kinematic_viscosity: ArrayLike, flow: ArrayLike, head: ArrayLike) -> FloatOrArray:
    """Parameter B for the choice of a pump for a viscous duty, ``2.80 nu^0.5 / (Q^0.25 H^0.125)`` [-].

    It needs no speed: divide the duty by the factors of this B to look for a pump with its curves for water.

    Parameters
    ----------
    kinematic_viscosity : float or (n,) array
        Above zero, at most 4000 cSt [m2/s].
    flow : float or (n,) array
        Wanted of the viscous liquid, above zero [m3/s].
    head : float or (n,) array
        Wanted of one stage, above zero [m].

    Returns
    -------
    float or (n,) array

    Raises
    ------
    InputError
        A value that is not above zero, a viscosity above 4000 cSt.

    References
    ----------
    ANSI/HI 9.6.7 (2004 and later), preliminary selection of a pump. Read through a public program that gives the
    standard's example 2 (B = 5.7 of 100 m3/h, 70 m and 120 cSt); in US units the constant is 4.70.

    Examples
    --------
    >>> round(selection_parameter(120e-6, 100.0 / 3600, 70.0), 2)
    5.7
    """
    viscosity = _centistokes(kinematic_viscosity)
    hourly = _HOUR * above_zero("flow", flow, "m3/s")
    return plain(2.80 * np.sqrt(viscosity) / (hourly**0.25 * above_zero("head", head, "m") ** 0.125))


def correction_factors(parameter: ArrayLike) -> ViscousPump:
    """Factors of flow, head and efficiency at the best efficiency flow.

    ``C_Q = C_H = 2.71^(-0.165 (log10 B)^3.15)``, ``C_eta = B^(-0.0547 B^0.69)``; all 1 where B is at most 1.

    Parameters
    ----------
    parameter : float or (n,) array
        B, above zero, below 40 [-].

    Returns
    -------
    ViscousPump

    Raises
    ------
    InputError
        B of 40 or more, for which the standard gives no factors.

    References
    ----------
    ANSI/HI 9.6.7 (2004 and later).

    Examples
    --------
    >>> factors = correction_factors(5.52)
    >>> round(factors.flow, 3), round(factors.efficiency, 3)
    (0.938, 0.738)
    """
    b = above_zero("parameter B", parameter, "")
    if (b >= LARGEST_PARAMETER).any():
        worst = float(b.max())
        raise InputError(
            f"The parameter B of the viscosity correction is {worst:.4g}; ANSI/HI 9.6.7 has factors below "
            f"{LARGEST_PARAMETER:g} only: the liquid is too viscous for this pump.",
            path=("parameter",),
            value=worst,
            expected=f"below {LARGEST_PARAMETER:g}",
        )
    viscous = np.maximum(b, 1.0)
    flow = _flow_factor(viscous)
    return ViscousPump(plain(flow), plain(flow), plain(viscous ** (-0.0547 * viscous**0.69)))


def head_factor(factor_at_best_efficiency: ArrayLike, flow_fraction: ArrayLike) -> FloatOrArray:
    """Factor of the head at any flow, ``C_H = 1 - (1 - C_BEP) (Q_W / Q_BEP)^0.75`` [-].

    Parameters
    ----------
    factor_at_best_efficiency : float or (n,) array
        Head factor at the best efficiency flow, above zero [-].
    flow_fraction : float or (n,) array
        Flow of water over the best efficiency flow of water, zero or more [-].

    Returns
    -------
    float or (n,) array

    Raises
    ------
    InputError
        A factor that is not above zero, a flow below zero.

    References
    ----------
    ANSI/HI 9.6.7 (2004 and later).

    Examples
    --------
    >>> round(head_factor(0.938, 0.6), 3)
    0.958
    """
    factor = above_zero("head factor", factor_at_best_efficiency, "")
    return plain(1.0 - (1.0 - factor) * zero_or_more("flow fraction", flow_fraction, "") ** 0.75)


def water_best_efficiency_point(
    kinematic_viscosity: ArrayLike, flow: ArrayLike, head: ArrayLike, speed: ArrayLike
) -> tuple[FloatOrArray, FloatOrArray]:
    """Best efficiency flow and head with water of the pump that has the given ones with the viscous liquid.

    The inverse of the correction at a known speed: it is repeated until it stands still.

    Parameters
    ----------
    kinematic_viscosity, speed
        As of `viscosity_parameter`.
    flow, head : float or (n,) array
        Wanted of the viscous liquid, at best efficiency, above zero [m3/s], [m] of one stage.

    Returns
    -------
    flow, head : float or (n,) array
        [m3/s], [m]

    Raises
    ------
    InputError
        As `viscosity_parameter` and `correction_factors`.

    References
    ----------
    ANSI/HI 9.6.7 (2004 and later), the equations of `viscosity_parameter` and `correction_factors`.

    Examples
    --------
    >>> flow, head = water_best_efficiency_point(120e-6, 103.2 / 3600, 72.2, 2950.0)
    >>> round(flow * 3600, 1), round(head, 1)
    (110.0, 77.0)
    """
    wanted, stage = above_zero("flow", flow, "m3/s"), above_zero("head", head, "m")
    factor = np.ones(())
    for _ in range(_SWEEPS):
        # On the way B may be larger than it is in the end: whether it is too large is asked then.
        factor = _flow_factor(viscosity_parameter(kinematic_viscosity, wanted / factor, stage / factor, speed))
    correction_factors(viscosity_parameter(kinematic_viscosity, wanted / factor, stage / factor, speed))
    return plain(wanted / factor), plain(stage / factor)


def outside_tested_range(
    kinematic_viscosity: ArrayLike, flow: ArrayLike, head: ArrayLike, specific_speed: ArrayLike
) -> NDArray[np.bool_]:
    """True where a pump is outside the data that the factors of ANSI/HI 9.6.7 were fitted to.

    Parameters
    ----------
    kinematic_viscosity, flow, head
        As of `viscosity_parameter`: 1 to 3000 cSt, 3 to 260 m3/h (13 to 1140 US gpm), 6 to 130 m a stage.
    specific_speed : float or (n,) array
        In rpm, m3/s and m: up to 60 (US: 3000, of radial impellers) [-].

    Returns
    -------
    bool or (n,) bool array

    Raises
    ------
    InputError
        A value that is not above zero.

    References
    ----------
    ANSI/HI 9.6.7, scope of the data, as published by Engineered Software (PUMP-FLO) and AFT (Fathom).
    """
    outside = above_zero("specific speed", specific_speed, "") > LARGEST_SPECIFIC_SPEED
    for name, value, unit, (low, high) in (
        ("viscosity", kinematic_viscosity, "m2/s", TESTED_VISCOSITY),
        ("flow", flow, "m3/s", TESTED_FLOW),
        ("head", head, "m", TESTED_HEAD),
    ):
        array = above_zero(name, value, unit)
        outside = outside | (array < low) | (array > high)
    return np.asarray(outside)


def apply_chart_factors(
    flow: ArrayLike, head: ArrayLike, efficiency: ArrayLike, factors: ViscousPump
) -> tuple[FloatOrArray, FloatOrArray, FloatOrArray]:
    """Flow, head and efficiency of a viscous liquid from those of water and factors that were read from charts.

    So the former charts of the Hydraulic Institute are applied: one factor of flow, one of efficiency, and one of head
    for each of 0.6, 0.8, 1.0 and 1.2 times the best efficiency flow. The charts themselves are not here.

    Parameters
    ----------
    flow, head, efficiency : float or (n,) array
        Of water [m3/s], [m], [-].
    factors : ViscousPump
        Above zero.

    Returns
    -------
    flow, head, efficiency : float or (n,) array

    Raises
    ------
    InputError
        A factor that is not above zero, a value below zero.

    References
    ----------
    Hydraulic Institute Standards (14th edition, 1983), figures 71 and 72, sample calculation.
    """
    names = (("flow", flow, "m3/s", factors.flow), ("head", head, "m", factors.head))
    by = [zero_or_more(name, one, unit) * above_zero(f"{name} factor", f, "") for name, one, unit, f in names]
    eta = zero_or_more("efficiency", efficiency, "") * above_zero("efficiency factor", factors.efficiency, "")
    return plain(by[0]), plain(by[1]), plain(eta)


def _flow_factor(parameter: ArrayLike) -> NDArray[np.float64]:
    viscous = np.maximum(parameter, 1.0)
    return np.asarray(2.71 ** (-0.165 * np.log10(viscous) ** 3.15))


def _centistokes(kinematic_viscosity: ArrayLike) -> NDArray[np.float64]:
    viscosity = above_zero("kinematic viscosity", kinematic_viscosity, "m2/s")
    if (viscosity > LARGEST_VISCOSITY).any():
        worst = float(viscosity.max())
        raise InputError(
            f"The kinematic viscosity is {worst / _CENTISTOKE:.4g} mm2/s; ANSI/HI 9.6.7 goes to "
            f"{LARGEST_VISCOSITY / _CENTISTOKE:g} mm2/s.",
            path=("kinematic_viscosity",),
            value=worst,
            unit="m2/s",
            expected=f"at most {LARGEST_VISCOSITY:g} m2/s",
        )
    return np.asarray(viscosity / _CENTISTOKE)
