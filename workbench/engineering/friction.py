"""The friction law of pipes: the one place where it is written.

With the Reynolds number `Re` and the relative roughness `e/D` the Darcy friction factor is

* ``64 / Re`` up to Re 2000 (Hagen-Poiseuille),
* the root of Colebrook and White, ``1/sqrt(f) = -2 log10(e/(3.7 D) + 2.51/(Re sqrt(f)))`` from Re 4000,
* between them ``f = f_laminar + w (f_turbulent - f_laminar)`` with the cubic ``w = u^2 (3 - 2 u)``,
  ``u = (Re - 2000)/2000``. The factor and its slope have no jump, which Newton's method needs.

The kernels here work on scalars; `pipe_flow.friction_factor` and the head losses of
`workbench.hydraulics` call them.
"""

from __future__ import annotations

import math

from workbench.engineering.compiled import compiled, inlined
from workbench.engineering.vector_math import fast_log, fast_power

__all__ = [
    "LAMINAR_LIMIT",
    "LARGEST_RELATIVE_ROUGHNESS",
    "TURBULENT_LIMIT",
    "colebrook_start",
    "colebrook_step",
    "darcy_friction_factor",
    "swamee_jain",
    "swamee_jain_viscous",
    "transition_weight",
]

LAMINAR_LIMIT = 2000.0
TURBULENT_LIMIT = 4000.0
LARGEST_RELATIVE_ROUGHNESS = 0.05
"""Colebrook and White's formula is not used beyond a roughness of 5 % of the diameter."""

SWAMEE_JAIN_CONSTANT = 5.74
TWO_OVER_LN_10 = 2.0 / math.log(10.0)


@compiled
def colebrook_start(reynolds: float, roughness_term: float) -> float:
    """First guess of 1/sqrt(f): Haaland's explicit formula, within 1.5 % of the root."""
    return -1.8 * math.log10(roughness_term**1.11 + 6.9 / reynolds)


@inlined
def colebrook_step(inverse_root: float, reynolds: float, roughness_term: float) -> tuple[float, float]:
    """One Newton step on Colebrook and White's equation.

    Parameters
    ----------
    inverse_root : float
        Guess of x = 1/sqrt(f) [-].
    reynolds : float
        Reynolds number, above zero [-].
    roughness_term : float
        Roughness over 3.7 diameters [-].

    Returns
    -------
    inverse_root, sensitivity : float
        The better x, and d ln f / d ln Re at the guess [-].
    """
    viscous = 2.51 / reynolds
    argument = roughness_term + viscous * inverse_root
    slope_term = TWO_OVER_LN_10 * viscous
    share = 1.0 / (argument + slope_term)
    defect = inverse_root + TWO_OVER_LN_10 * fast_log(argument)
    return inverse_root - defect * argument * share, -2.0 * slope_term * share


@inlined
def transition_weight(reynolds: float) -> tuple[float, float]:
    """Weight of the turbulent factor and its derivative by ln Re: 0 to 1 over Re 2000 to 4000.

    `reynolds` is at least 2000.
    """
    fraction = (reynolds - LAMINAR_LIMIT) * (1.0 / (TURBULENT_LIMIT - LAMINAR_LIMIT))
    fraction = 1.0 if fraction > 1.0 else fraction
    weight = fraction * fraction * (3.0 - 2.0 * fraction)
    slope = 6.0 * fraction * (1.0 - fraction) * reynolds * (1.0 / (TURBULENT_LIMIT - LAMINAR_LIMIT))
    return weight, slope


@inlined
def swamee_jain_viscous(reynolds: float) -> float:
    """The viscous term of Swamee and Jain's formula, ``5.74 / Re^0.9``, at a Reynolds number of 4000 or more."""
    bounded = reynolds if reynolds > TURBULENT_LIMIT else TURBULENT_LIMIT
    return SWAMEE_JAIN_CONSTANT * fast_power(bounded, -0.9)


@inlined
def swamee_jain(reynolds: float, argument: float, viscous: float, logarithm: float) -> tuple[float, float]:
    """Darcy friction factor as EPANET computes it, and ``d f / d ln Re``; for Re of 2000 or more.

    Swamee and Jain's explicit formula from Re 4000, Dunlop's cubic between 2000 and 4000.

    Parameters
    ----------
    reynolds : float
        At least 2000 [-].
    argument, viscous, logarithm : float
        Roughness over 3.7 diameters plus `viscous`, that of `swamee_jain_viscous`, and the natural logarithm of
        the sum [-]. Where many pipes are computed each in a loop of its own takes half the time: in one loop
        each of the three transcendental functions would wait for the one before.

    References
    ----------
    P. K. Swamee, A. K. Jain, "Explicit equations for pipe-flow problems", J. Hydraulics Division ASCE
    102 (1976), 657-664. E. J. Dunlop, WADI Users Manual (1991), as in the EPANET 2.2 User Manual (2020),
    section 12.1.
    """
    is_turbulent = reynolds >= TURBULENT_LIMIT
    root = -TWO_OVER_LN_10 * logarithm
    factor = 1.0 / (root * root)
    change = -1.8 * TWO_OVER_LN_10 * factor * viscous / (argument * root)  # d f / d ln Re
    # Dunlop's cubic in r = Re / 2000 meets f = 64 / Re at r = 1 and Swamee and Jain at r = 2.
    ratio = reynolds * (1.0 / LAMINAR_LIMIT)
    steep = 2.0 * factor + change
    x1 = 7.0 * factor - steep
    x2 = 0.128 - 17.0 * factor + 2.5 * steep
    x3 = -0.128 + 13.0 * factor - 2.0 * steep
    x4 = 0.032 - 3.0 * factor + 0.5 * steep
    cubic = x1 + ratio * (x2 + ratio * (x3 + ratio * x4))
    cubic_change = ratio * (x2 + ratio * (2.0 * x3 + ratio * 3.0 * x4))
    return (factor if is_turbulent else cubic), (change if is_turbulent else cubic_change)


@compiled
def darcy_friction_factor(reynolds: float, relative_roughness: float) -> float:
    """Darcy friction factor of one pipe to full precision; zero where nothing flows."""
    if reynolds <= 0.0:
        return 0.0
    laminar = 64.0 / reynolds
    if reynolds <= LAMINAR_LIMIT:
        return laminar
    roughness_term = relative_roughness / 3.7
    inverse_root = colebrook_start(reynolds, roughness_term)
    for _ in range(4):  # quadratic from 1.5 %: the third step reaches the rounding of a double
        inverse_root, _sensitivity = colebrook_step(inverse_root, reynolds, roughness_term)
    weight, _slope = transition_weight(reynolds)
    return laminar + weight * (1.0 / (inverse_root * inverse_root) - laminar)
