"""Gate, ball and plug valves whose bore is narrower than the pipe, by Crane."""

from __future__ import annotations

from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, plain, zero_or_more
from workbench.engineering.size_change import (
    contraction_loss_coefficient,
    expansion_loss_coefficient,
    on_other_diameter,
)

__all__ = ["reduced_port_loss_coefficient"]


def reduced_port_loss_coefficient(
    full_port_coefficient: ArrayLike,
    port_diameter: ArrayLike,
    pipe_diameter: ArrayLike,
    inlet_angle: ArrayLike,
    outlet_angle: ArrayLike,
) -> FloatOrArray:
    """Loss coefficient of a valve of reduced port with conical ends, on the velocity in the pipe [-].

    ``K = (K1 + K_contraction + K_expansion)/b^4``.

    Parameters
    ----------
    full_port_coefficient : float or (n,) array
        K1 of the valve of full port: 8 fT of a gate valve, 3 fT of a ball valve, 18 fT of a plug valve [-].
    port_diameter, pipe_diameter : float or (n,) array
        Inside diameters, the port not the wider [m].
    inlet_angle, outlet_angle : float or (n,) array
        Full angles of the cones, above 0 and up to 180 [degrees].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A diameter or angle out of its range, a coefficient below zero.

    References
    ----------
    Crane TP-410 (2009), table of K factors from page A-27, formulas 5 and 6.

    Examples
    --------
    >>> round(reduced_port_loss_coefficient(0.12, 0.1, 0.146, 13.115, 13.115), 3)
    1.146
    """
    whole = (
        zero_or_more("full port coefficient", full_port_coefficient, "")
        + contraction_loss_coefficient(pipe_diameter, port_diameter, inlet_angle)
        + expansion_loss_coefficient(port_diameter, pipe_diameter, outlet_angle)
    )
    return plain(on_other_diameter(whole, port_diameter, pipe_diameter))  # type: ignore[arg-type]
