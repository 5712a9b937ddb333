"""Net positive suction head from the vessel before a pump, and how high the pump may stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain, zero_or_more
from workbench.engineering.pipe_flow import STANDARD_GRAVITY

__all__ = ["least_static_head", "npsh_available_from_vessel"]


def npsh_available_from_vessel(
    vessel_pressure: ArrayLike,
    vapour_pressure: ArrayLike,
    density: ArrayLike,
    static_head: ArrayLike,
    line_loss: ArrayLike,
    gravity: float = STANDARD_GRAVITY,
) -> FloatOrArray:
    """Net positive suction head available from the surface of the liquid before a pump [m].

    ``NPSHa = (p - pv) / (rho g) + z - h_L``, the total head at the inlet: the velocity head there is part of it and
    is not added again.

    Parameters
    ----------
    vessel_pressure : float or (n,) array
        Absolute, over the liquid [Pa].
    vapour_pressure : float or (n,) array
        Absolute, of the liquid at its temperature, zero or more [Pa].
    density : float or (n,) array
        Above zero [kg/m3].
    static_head : float or (n,) array
        Height of the surface over the datum of the pump; below zero: a suction lift [m].
    line_loss : float or (n,) array
        Head lost from the vessel to the pump, its entrance and fittings included, zero or more [m].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        Below zero where the liquid boils before it comes to the pump [m].

    Raises
    ------
    InputError
        A density that is not above zero, a loss or vapour pressure below zero.

    References
    ----------
    ANSI/HI 1.3, NPSH available; Crane TP-410 (2009), net positive suction head.

    Examples
    --------
    >>> round(npsh_available_from_vessel(101325.0, 2339.0, 998.2, 3.0, 0.5), 3)
    12.612
    """
    available = _free_head(vessel_pressure, vapour_pressure, density, gravity)
    return plain(available + finite("static head", static_head, "m") - zero_or_more("line loss", line_loss, "m"))


def least_static_head(
    vessel_pressure: ArrayLike,
    vapour_pressure: ArrayLike,
    density: ArrayLike,
    line_loss: ArrayLike,
    npsh: ArrayLike,
    gravity: float = STANDARD_GRAVITY,
) -> FloatOrArray:
    """Height of the liquid over the pump at which the NPSH available is just so much [m].

    Below zero the pump may stand so high over the liquid. The other way round of `npsh_available_from_vessel`.

    Parameters
    ----------
    vessel_pressure, vapour_pressure, density, line_loss, gravity
        As of `npsh_available_from_vessel`.
    npsh : float or (n,) array
        NPSH that must be available: that required, and a margin, zero or more [m].

    Returns
    -------
    float or (n,) array
        [m]

    Raises
    ------
    InputError
        A density that is not above zero, a loss, NPSH or vapour pressure below zero.

    Examples
    --------
    >>> round(least_static_head(101325.0, 2339.0, 998.2, 0.5, 3.0), 3)
    -6.612
    """
    available = _free_head(vessel_pressure, vapour_pressure, density, gravity)
    needed = zero_or_more("NPSH", npsh, "m") + zero_or_more("line loss", line_loss, "m")
    return plain(needed - available)


def _free_head(
    vessel_pressure: ArrayLike, vapour_pressure: ArrayLike, density: ArrayLike, gravity: float
) -> np.ndarray:
    weight = above_zero("density", density, "kg/m3") * above_zero("gravity", gravity, "m/s2")
    pressure = finite("vessel pressure", vessel_pressure, "Pa")
    head: np.ndarray = (pressure - zero_or_more("vapour pressure", vapour_pressure, "Pa")) / weight
    return head
