"""Affinity laws: a pump at another speed, with a trimmed impeller, and one of similar shape in another size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain, zero_or_more
from workbench.engineering.pumps.bracketed_roots import falling_roots

__all__ = [
    "PumpPoint",
    "at_speed",
    "homologous_pump",
    "ratio_for_head",
    "scaled_by_size",
    "with_trimmed_impeller",
]


@dataclass(frozen=True)
class PumpPoint:
    """Flow [m3/s], head [m] and shaft power [W] of a pump at a point."""

    flow: FloatOrArray
    head: FloatOrArray
    power: FloatOrArray


def at_speed(flow: ArrayLike, head: ArrayLike, power: ArrayLike, speed_ratio: ArrayLike) -> PumpPoint:
    """Point that corresponds to a known one at another speed, at equal efficiency.

    ``q ~ n``, ``H ~ n^2``, ``P ~ n^3``; the NPSH required goes with ``n^2`` as the head does.

    Parameters
    ----------
    flow, head, power : float or (n,) array
        At the known speed, zero or more [m3/s], [m], [W].
    speed_ratio : float or (n,) array
        New speed over known speed, above zero [-].

    Returns
    -------
    PumpPoint

    Raises
    ------
    InputError
        A ratio that is not above zero, a value below zero.

    References
    ----------
    ISO 9906:2012, translation of test results to the specified speed; Crane TP-410 (2009), affinity rules.

    Examples
    --------
    >>> round(at_speed(0.025, 38.4, 13050.0, 1700.0 / 3500.0).head, 3)
    9.059
    """
    ratio = above_zero("speed ratio", speed_ratio, "")
    return _scaled(flow, head, power, ratio, ratio**2, ratio**3)


def with_trimmed_impeller(flow: ArrayLike, head: ArrayLike, power: ArrayLike, diameter_ratio: ArrayLike) -> PumpPoint:
    """Point that corresponds to a known one with the impeller cut down in the same casing.

    ``q ~ D``, ``H ~ D^2``, ``P ~ D^3``: the width of the impeller stays. An approximation, for cuts of a few per
    cent; a maker's curve of the trimmed impeller goes before it.

    Parameters
    ----------
    flow, head, power : float or (n,) array
        With the known impeller, zero or more [m3/s], [m], [W].
    diameter_ratio : float or (n,) array
        New diameter over known diameter, above zero [-].

    Returns
    -------
    PumpPoint

    Raises
    ------
    InputError
        A ratio that is not above zero, a value below zero.

    References
    ----------
    I. J. Karassik et al., Pump Handbook (3rd edition, 2001), reduction of the impeller diameter.

    Examples
    --------
    >>> round(with_trimmed_impeller(0.1, 50.0, 60e3, 0.9).head, 9)
    40.5
    """
    ratio = above_zero("diameter ratio", diameter_ratio, "")
    return _scaled(flow, head, power, ratio, ratio**2, ratio**3)


def scaled_by_size(
    flow: ArrayLike, head: ArrayLike, power: ArrayLike, speed_ratio: ArrayLike, size_ratio: ArrayLike
) -> PumpPoint:
    """Point that corresponds to a known one in a pump of similar shape: all lengths are scaled.

    ``q ~ n D^3``, ``H ~ n^2 D^2``, ``P ~ n^3 D^5``.

    Parameters
    ----------
    flow, head, power : float or (n,) array
        Of the known pump, zero or more [m3/s], [m], [W].
    speed_ratio, size_ratio : float or (n,) array
        New over known, above zero [-].

    Returns
    -------
    PumpPoint

    Raises
    ------
    InputError
        A ratio that is not above zero, a value below zero.

    References
    ----------
    Dimensional analysis: ``q / (n D^3)`` and ``g H / (n D)^2`` of homologous pumps are the same.

    Examples
    --------
    >>> scaled_by_size(0.1, 50.0, 60e3, 0.5, 2.0).flow
    0.4
    """
    turns, size = above_zero("speed ratio", speed_ratio, ""), above_zero("size ratio", size_ratio, "")
    return _scaled(flow, head, power, turns * size**3, (turns * size) ** 2, turns**3 * size**5)


def homologous_pump(
    flow: ArrayLike, head: ArrayLike, speed: ArrayLike, diameter: ArrayLike, new_flow: ArrayLike, new_head: ArrayLike
) -> tuple[FloatOrArray, FloatOrArray]:
    """Speed and impeller diameter of the similar pump that has a new duty at the corresponding point.

    Parameters
    ----------
    flow, head, speed, diameter : float or (n,) array
        Of the known pump, above zero [m3/s], [m], [rpm], [m].
    new_flow, new_head : float or (n,) array
        Of the duty, above zero [m3/s], [m].

    Returns
    -------
    speed, diameter : float or (n,) array
        [rpm], [m]

    Raises
    ------
    InputError
        A value that is not above zero.

    References
    ----------
    Equal specific speed gives the speed, equal ``q / (n D^3)`` the diameter.

    Examples
    --------
    >>> speed, diameter = homologous_pump(0.0248, 14.7, 1450.0, 0.118, 0.048, 1.15 * 14.7)
    >>> round(speed, 1), round(diameter, 4)
    (1157.4, 0.1585)
    """
    flow_ratio = above_zero("new flow", new_flow, "m3/s") / above_zero("flow", flow, "m3/s")
    head_ratio = above_zero("new head", new_head, "m") / above_zero("head", head, "m")
    new_speed = above_zero("speed", speed, "rpm") * head_ratio**0.75 / np.sqrt(flow_ratio)
    new_diameter = above_zero("diameter", diameter, "m") * np.sqrt(flow_ratio) / head_ratio**0.25
    return plain(new_speed), plain(new_diameter)


def ratio_for_head(
    head_at: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    head: ArrayLike,
    lowest: ArrayLike = 0.05,
    highest: ArrayLike = 5.0,
) -> NDArray[np.float64]:
    """Speed or trim at which n pumps have just the heads that are wanted of them [-].

    Parameters
    ----------
    head_at : callable
        From n ratios (of speed or diameter) to n heads at the flows that are wanted; rises with the ratio [m].
    head : (n,) array
        Wanted [m].
    lowest, highest : float or (n,) array
        Where to look [-].

    Returns
    -------
    (n,) array
        NaN where the ratio is not between `lowest` and `highest`.

    References
    ----------
    The affinity laws: ``H(q) = r^2 f(q / r)`` at the ratio r, where ``f`` is the curve that is known.

    Examples
    --------
    >>> round(float(ratio_for_head(lambda r: 40.0 * r**2 - 1e4 * 0.02**2, np.array([21.6]))[0]), 9)
    0.8
    """
    wanted = np.array(finite("head", head, "m"), ndmin=1)
    low, high = (np.broadcast_to(np.asarray(one, dtype=np.float64), wanted.shape).copy() for one in (lowest, highest))
    return falling_roots(lambda ratio: wanted - head_at(ratio), low, high)


def _scaled(
    flow: ArrayLike, head: ArrayLike, power: ArrayLike, by_flow: ArrayLike, by_head: ArrayLike, by_power: ArrayLike
) -> PumpPoint:
    return PumpPoint(
        plain(zero_or_more("flow", flow, "m3/s") * np.asarray(by_flow)),
        plain(zero_or_more("head", head, "m") * np.asarray(by_head)),
        plain(zero_or_more("power", power, "W") * np.asarray(by_power)),
    )
