"""Laminar flow of power-law fluids in pipes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain, zero_or_more

__all__ = ["power_law_centre_line_ratio", "power_law_pressure_drop"]


def power_law_centre_line_ratio(flow_index: ArrayLike) -> FloatOrArray:
    """Velocity on the centre line over the mean velocity, ``(3 n + 1)/(n + 1)`` [-].

    Parameters
    ----------
    flow_index : float or (n,) array
        n of ``tau = k gamma^n``, above zero; 1 is Newtonian [-].

    Returns
    -------
    float or (n,) array
        2 for a Newtonian fluid [-].

    Raises
    ------
    InputError
        An index that is not above zero.

    References
    ----------
    Coulson and Richardson's Chemical Engineering, volume 1 (6th edition, 1999), chapter 3, power-law fluids.

    Examples
    --------
    >>> power_law_centre_line_ratio(1.0)
    2.0
    """
    n = above_zero("flow index", flow_index, "")
    return plain((3.0 * n + 1.0) / (n + 1.0))


def power_law_pressure_drop(
    velocity: ArrayLike, diameter: ArrayLike, length: ArrayLike, consistency: ArrayLike, flow_index: ArrayLike
) -> FloatOrArray:
    """Pressure drop of a power-law fluid in laminar flow [Pa].

    ``dp = (4 k L/D) ((6 n + 2)/n)^n (v/D)^n``.

    Parameters
    ----------
    velocity : float or (n,) array
        Mean velocity, signed [m/s].
    diameter : float or (n,) array
        Inside diameter, above zero [m].
    length : float or (n,) array
        Zero or more [m].
    consistency : float or (n,) array
        k of ``tau = k gamma^n``, above zero [Pa s^n].
    flow_index : float or (n,) array
        n, above zero [-].

    Returns
    -------
    float or (n,) array
        Signed like the velocity [Pa].

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    Coulson and Richardson's Chemical Engineering, volume 1 (6th edition, 1999), chapter 3, power-law fluids.

    Examples
    --------
    Newtonian: Hagen and Poiseuille's 32 mu L v/D^2.

    >>> round(power_law_pressure_drop(1.0, 0.1, 10.0, 0.05, 1.0), 6)
    1600.0
    """
    v = finite("velocity", velocity, "m/s")
    size = above_zero("diameter", diameter, "m")
    k, n = above_zero("consistency", consistency, "Pa s^n"), above_zero("flow index", flow_index, "")
    stress = k * ((6.0 * n + 2.0) / n * np.abs(v) / size) ** n
    return plain(np.sign(v) * 4.0 * stress * zero_or_more("length", length, "m") / size)
