"""The head that a system asks for, pumps side by side and in a row, and where both meet."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain, zero_or_more
from workbench.engineering.pumps.bracketed_roots import falling_roots

__all__ = ["control_valve_allowance", "duty_flow", "pumps_together", "system_head", "valve_authority"]

Array = NDArray[np.float64]
HeadOfFlow = Callable[[Array], Array]
STILL = 1e-9
"""Share of a flow that is as good as none: a pump of constant power has no head at no flow."""


def system_head(flow: ArrayLike, static_head: ArrayLike, friction_head: ArrayLike, at_flow: ArrayLike) -> FloatOrArray:
    """Head that a system asks for, ``H_s + H_f (q / q_f)^2`` [m].

    Friction goes with the square of the flow, as in turbulent flow and in fittings.

    Parameters
    ----------
    flow : float or (n,) array
        Zero or more [m3/s].
    static_head : float or (n,) array
        Head at no flow [m].
    friction_head : float or (n,) array
        Head that is lost at `at_flow`, zero or more [m].
    at_flow : float or (n,) array
        Above zero [m3/s].

    Returns
    -------
    float or (n,) array
        [m]

    Raises
    ------
    InputError
        A friction or flow below zero, a reference flow that is not above zero.

    Examples
    --------
    >>> system_head(0.02, 10.0, 5.0, 0.01)
    30.0
    """
    share = zero_or_more("flow", flow, "m3/s") / above_zero("flow of the friction", at_flow, "m3/s")
    return plain(finite("static head", static_head, "m") + zero_or_more("friction head", friction_head, "m") * share**2)


def pumps_together(head_at: HeadOfFlow, in_parallel: int = 1, in_series: int = 1) -> HeadOfFlow:
    """Curve of equal pumps: rows of `in_series` pumps, `in_parallel` rows side by side.

    Pumps in a row carry the same flow and add their heads; pumps side by side have the same head and add their flows.

    Examples
    --------
    >>> both = pumps_together(lambda q: 40.0 - 1e4 * q**2, in_parallel=2)
    >>> float(both(np.array([0.04]))[0])
    36.0
    """
    return lambda flow: in_series * head_at(flow / in_parallel)


def duty_flow(pump_head: HeadOfFlow, system: HeadOfFlow, largest: ArrayLike) -> Array:
    """Flows at which n pumps give just the head that their systems ask for [m3/s].

    A pump curve that falls and a system curve that rises meet in one point at most.

    Parameters
    ----------
    pump_head, system : callable
        From n flows to n heads [m3/s], [m].
    largest : (n,) array
        Flow at which the pump gives less than the system asks for [m3/s].

    Returns
    -------
    (n,) array
        NaN where the pump at no flow cannot lift against the system, or gives more than that even at `largest`.
    """
    high = np.array(largest, dtype=np.float64, ndmin=1)
    return falling_roots(lambda flow: pump_head(flow) - system(flow), STILL * high, high)


def control_valve_allowance(friction: ArrayLike, share: ArrayLike) -> FloatOrArray:
    """Pressure drop that is allowed for a control valve, as a share of the friction of the other parts [Pa].

    Parameters
    ----------
    friction : float or (n,) array
        Friction of lines and equipment at the rated flow, without the valve, zero or more [Pa].
    share : float or (n,) array
        Drop of the valve over it: 0.5 makes the valve a third of all, zero or more [-].

    Returns
    -------
    float or (n,) array
        [Pa]

    Raises
    ------
    InputError
        A value below zero.

    Examples
    --------
    >>> control_valve_allowance(2e5, 0.5)
    100000.0
    """
    return plain(zero_or_more("friction", friction, "Pa") * zero_or_more("share", share, ""))


def valve_authority(valve_drop: ArrayLike, friction: ArrayLike) -> FloatOrArray:
    """Share of a control valve in the friction of a system at the rated flow, ``dp_v / (dp_v + dp_f)`` [-].

    Parameters
    ----------
    valve_drop : float or (n,) array
        Zero or more [Pa].
    friction : float or (n,) array
        Of all else, zero or more [Pa].

    Returns
    -------
    float or (n,) array
        Zero where there is no friction at all.

    Raises
    ------
    InputError
        A value below zero.

    Examples
    --------
    >>> valve_authority(1e5, 2e5) == 1.0 / 3.0
    True
    """
    drop = zero_or_more("valve drop", valve_drop, "Pa")
    total = drop + zero_or_more("friction", friction, "Pa")
    return plain(np.where(total > 0.0, drop / np.where(total > 0.0, total, 1.0), 0.0))
