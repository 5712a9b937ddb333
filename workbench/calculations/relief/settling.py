"""The back pressure of a relief valve at which its flow, and what its outlet line makes of that, belong together."""

from __future__ import annotations

from collections.abc import Callable

from workbench.errors import InputError, NotConverged

__all__ = ["settle"]

_ROUNDS = 80
_STILL = 1e-8
"""Difference of the back pressure, over the relieving pressure, at which it stands still."""
_NOTHING = 1e-14
"""The same, between two pressures of which one is too low and the other too high: what it makes jumps there."""


def settle(
    flow_at: Callable[[float], float],
    back_pressure_at: Callable[[float, float], float],
    start: float,
    relieving_pressure: float,
    valve: str,
) -> float:
    """Return the pressure at the outlet of a valve [Pa] while it relieves.

    The higher it is, the less flows, and the less a line builds up: what the line makes of the flow, less what is
    there, falls all the way up to the relieving pressure, where nothing flows. So there is one answer, and it stays
    between the two last pressures on either side of it. Secants seek it, and halves where a secant leaves these bounds,
    or leads to where the equations of the valve do not hold.

    Parameters
    ----------
    flow_at : callable
        Flow [kg/s] at a back pressure [Pa].
    back_pressure_at : callable
        Back pressure [Pa] at a flow [kg/s]; its second argument is the one supposed so far [Pa].
    start : float
        Where to begin [Pa]: that of the closed valve, or one found with a smaller orifice.
    relieving_pressure : float
        [Pa]
    valve : str
        Its tag, for messages.

    Raises
    ------
    InputError
        What the equations refuse, if the answer is there; a flow that does not fall, and builds up more than the
        relieving pressure.
    NotConverged
        It does not settle.
    """
    low, high = 0.0, relieving_pressure  # a liquid that runs down may be below the end of its line
    here, excess, before = start, float("nan"), None
    for _ in range(_ROUNDS):
        try:
            excess = back_pressure_at(flow_at(here), here) - here
        except InputError:
            if here == start or here - low <= _STILL * relieving_pressure:
                raise
            high, here, before = here, low + 0.5 * (here - low), None
            continue
        if abs(excess) <= _STILL * relieving_pressure:
            return here
        low, high = (here, high) if excess > 0.0 else (low, here)
        if high - low <= _NOTHING * relieving_pressure:
            break
        if before is None:
            # What a liquid builds up falls as its difference of pressure does; any other flow falls later.
            wanted = here + excess / (1.0 + max(excess, 0.0) / (relieving_pressure - here))
        else:
            slope = (excess - before[1]) / (here - before[0])
            wanted = here - excess / slope if slope < 0.0 else low
        before = (here, excess)
        here = wanted if low < wanted < high else 0.5 * (low + high)
    if high == relieving_pressure:
        raise InputError(
            f"The outlet line of '{valve}' is too narrow: what the valve lets through would build up more than the "
            f"relieving pressure of {relieving_pressure:g} Pa.",
            path=(valve, "outlet"),
            value=here + excess,
            unit="Pa",
            expected=f"a back pressure below {relieving_pressure:g} Pa",
        )
    raise NotConverged(
        f"The back pressure of '{valve}' does not settle ({here:g} Pa).",
        iterations=_ROUNDS,
        residual=abs(excess) / relieving_pressure,
        worst_tag=valve,
    )
