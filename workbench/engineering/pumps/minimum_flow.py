"""Temperature rise of the liquid in a pump, and the flow at which it is as much as allowed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain, zero_or_more
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.pumps.bracketed_roots import falling_roots
from workbench.errors import InputError

__all__ = ["flow_at_temperature_rise", "minimum_flow_at_constant_power", "temperature_rise"]


def temperature_rise(
    head: ArrayLike, efficiency: ArrayLike, heat_capacity: ArrayLike, gravity: float = STANDARD_GRAVITY
) -> FloatOrArray:
    """Temperature rise of the liquid from inlet to outlet of a pump, ``g H (1 / eta - 1) / cp`` [K].

    All that the shaft brings and that is not head heats the liquid; the heat of compression, which is small in liquids
    far from their critical point, is left out.

    Parameters
    ----------
    head : float or (n,) array
        That the pump adds, zero or more [m].
    efficiency : float or (n,) array
        Above 0, at most 1 [-].
    heat_capacity : float or (n,) array
        Isobaric, of the liquid, above zero [J/(kg K)].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [K]

    Raises
    ------
    InputError
        A heat capacity or efficiency that is not above zero, an efficiency beyond one.

    References
    ----------
    Energy balance of the pump; I. J. Karassik et al., Pump Handbook (3rd edition, 2001), temperature rise in pumps. The
    form in degF and ft, ``H (1 / eta - 1) / (778 cp)``, is the same.

    Examples
    --------
    >>> round(temperature_rise(100.0, 0.5, 4184.0), 4)
    0.2344
    """
    eta = above_zero("efficiency", efficiency, "")
    if (eta > 1.0).any():
        worst = float(eta.max())
        raise InputError(
            f"The efficiency is {worst:g}; it is a share, so 75 % is 0.75.",
            path=("efficiency",),
            value=worst,
            expected="above 0, at most 1",
        )
    lost = above_zero("gravity", gravity, "m/s2") * zero_or_more("head", head, "m") * (1.0 / eta - 1.0)
    return plain(lost / above_zero("heat capacity", heat_capacity, "J/(kg K)"))


def minimum_flow_at_constant_power(
    shaft_power: ArrayLike,
    head: ArrayLike,
    density: ArrayLike,
    heat_capacity: ArrayLike,
    allowable_rise: ArrayLike,
    gravity: float = STANDARD_GRAVITY,
) -> FloatOrArray:
    """Flow at which a pump of known shaft power and head heats its liquid by the allowable rise [m3/s].

    ``q = P / (rho (cp dT + g H))``: the power goes into head and heat. Where power and head at low flow are not known,
    those of the rated point give a flow that is on the safe side for pumps whose power rises with the flow.

    Parameters
    ----------
    shaft_power : float or (n,) array
        Zero or more [W].
    head : float or (n,) array
        Zero or more [m].
    density, heat_capacity : float or (n,) array
        Of the liquid, above zero [kg/m3], [J/(kg K)].
    allowable_rise : float or (n,) array
        Above zero [K].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [m3/s]

    Raises
    ------
    InputError
        A value that is not above zero, or below zero.

    References
    ----------
    Energy balance, as of `temperature_rise`.

    Examples
    --------
    >>> round(minimum_flow_at_constant_power(20e3, 100.0, 1000.0, 4184.0, 8.0) * 3600, 3)
    2.09
    """
    heat = above_zero("heat capacity", heat_capacity, "J/(kg K)") * above_zero("temperature rise", allowable_rise, "K")
    energy = heat + above_zero("gravity", gravity, "m/s2") * zero_or_more("head", head, "m")
    return plain(zero_or_more("shaft power", shaft_power, "W") / (above_zero("density", density, "kg/m3") * energy))


def flow_at_temperature_rise(
    rise_at: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    lowest: ArrayLike,
    highest: ArrayLike,
    allowable_rise: ArrayLike,
) -> NDArray[np.float64]:
    """Lowest flows at which n pumps heat their liquid by no more than the allowable rise [m3/s].

    Parameters
    ----------
    rise_at : callable
        From n flows to n temperature rises, which fall with the flow [m3/s], [K].
    lowest : (n,) array
        Where the curves of the pumps begin [m3/s].
    highest : (n,) array
        Flows at which the rise should be allowable, such as the rated ones [m3/s].
    allowable_rise : (n,) array
        Above zero [K].

    Returns
    -------
    (n,) array
        `lowest` where the rise is allowable there already; NaN where it is not even at `highest`.

    Raises
    ------
    InputError
        A rise that is not above zero.
    """
    low, high = (np.array(finite("flow", one, "m3/s"), ndmin=1) for one in (lowest, highest))
    allowed = above_zero("temperature rise", allowable_rise, "K")

    def excess(flow: NDArray[np.float64]) -> NDArray[np.float64]:
        # Rises are infinite where a pump has no efficiency: between -0.5 and 0.5 instead.
        return 0.5 - allowed / (allowed + rise_at(flow))

    return np.where(rise_at(low) <= allowed, low, falling_roots(excess, low, high))
