"""Orifice plates by ISO 5167-2: discharge coefficient, and the loss coefficient that a network needs.

The loss that stays depends a little on the Reynolds number, through the discharge coefficient.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain
from workbench.errors import InputError

__all__ = [
    "SMALLEST_REYNOLDS_NUMBER",
    "TAPS_OF_FLUIDS",
    "Taps",
    "orifice_discharge_coefficient",
    "orifice_loss_coefficient",
    "permanent_loss_coefficient",
    "refuse_slow_flow",
]

Taps = Literal["corner", "flange", "D and D/2"]
TAPS_OF_FLUIDS: dict[str, str] = {"corner": "corner", "flange": "flange", "D and D/2": "D"}
"""The taps by the names of the library `fluids`."""
SMALLEST_RATIO, LARGEST_RATIO = 0.1, 0.75
"""Diameter ratios of an orifice: ISO 5167-2:2003, 5.3.1."""
SMALLEST_REYNOLDS_NUMBER = 5000.0
"""Of the pipe: ISO 5167-2:2003, 5.3.1. Below it the correlation runs away: C is above one at Re 100."""


def orifice_discharge_coefficient(
    diameter_ratio: ArrayLike, reynolds_number: ArrayLike, pipe_diameter: ArrayLike, taps: Taps = "corner"
) -> FloatOrArray:
    """Discharge coefficient of an orifice plate by Reader-Harris and Gallagher [-].

    Parameters
    ----------
    diameter_ratio : float or (n,) array
        Beta, 0.1 to 0.75 [-].
    reynolds_number : float or (n,) array
        Of the pipe, from 5,000 [-].
    pipe_diameter : float or (n,) array
        Inside diameter, above zero; the standard holds from 50 mm to 1 m [m].
    taps : str
        One of `Taps`.

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A diameter ratio or Reynolds number out of its range, a diameter that is not above zero, unknown taps.

    References
    ----------
    ISO 5167-2:2003, 5.3.2.1, as coded in `fluids`.

    Examples
    --------
    >>> round(orifice_discharge_coefficient(0.5, 1e5, 0.1), 4)
    0.6069
    """
    from fluids.flow_meter import C_Reader_Harris_Gallagher

    if taps not in TAPS_OF_FLUIDS:
        expected = ", ".join(f"'{key}'" for key in TAPS_OF_FLUIDS)
        raise InputError(f"'{taps}' are no taps; use {expected}.", path=("taps",), value=taps, expected=expected)
    ratio = above_zero("diameter ratio", diameter_ratio, "")
    wrong = (ratio < SMALLEST_RATIO) | (ratio > LARGEST_RATIO)
    if wrong.any():
        raise InputError(
            f"The diameter ratio of the orifice is {float(ratio[wrong].flat[0]):g};"
            f" ISO 5167-2 holds from {SMALLEST_RATIO:g} to {LARGEST_RATIO:g}.",
            path=("diameter_ratio",),
            value=float(ratio[wrong].flat[0]),
            expected=f"{SMALLEST_RATIO:g} to {LARGEST_RATIO:g}",
        )
    reynolds = above_zero("reynolds number", reynolds_number, "")
    refuse_slow_flow(reynolds)
    size = above_zero("pipe diameter", pipe_diameter, "m")
    both = np.broadcast_arrays(ratio, reynolds, size)
    coefficient = np.empty(both[0].shape)
    for index in np.ndindex(coefficient.shape):
        beta, number, pipe = (float(array[index]) for array in both)
        # With a viscosity of one, Re = 4 m/(pi D) gives the mass flow that fluids asks for.
        coefficient[index] = C_Reader_Harris_Gallagher(
            D=pipe, Do=beta * pipe, rho=1.0, mu=1.0, m=0.25 * math.pi * pipe * number, taps=TAPS_OF_FLUIDS[taps]
        )
    return plain(coefficient[()])


def permanent_loss_coefficient(diameter_ratio: ArrayLike, discharge_coefficient: ArrayLike) -> FloatOrArray:
    """Loss coefficient of an orifice or nozzle that stays, on the velocity in the pipe [-].

    ``K = (sqrt(1 - b^4 (1 - C^2))/(C b^2) - 1)^2``.

    Parameters
    ----------
    diameter_ratio : float or (n,) array
        Beta, above zero and below one [-].
    discharge_coefficient : float or (n,) array
        C, above zero [-].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A number that is not above zero, a diameter ratio that is not below one.

    References
    ----------
    ISO 5167-2:2003, 5.4.

    Examples
    --------
    >>> round(permanent_loss_coefficient(0.5, 0.61), 2)
    29.46
    """
    beta = above_zero("diameter ratio", diameter_ratio, "")
    above_zero("one less the diameter ratio", 1.0 - beta, "")
    c = above_zero("discharge coefficient", discharge_coefficient, "")
    return plain((np.sqrt(1.0 - beta**4 * (1.0 - c**2)) / (c * beta**2) - 1.0) ** 2)


def orifice_loss_coefficient(
    diameter_ratio: ArrayLike, reynolds_number: ArrayLike, pipe_diameter: ArrayLike, taps: Taps = "corner"
) -> FloatOrArray:
    """Loss coefficient of an orifice plate in a pipe at a Reynolds number, on the velocity in the pipe [-].

    Parameters
    ----------
    diameter_ratio : float or (n,) array
        Beta, 0.1 to 0.75 [-].
    reynolds_number : float or (n,) array
        Of the pipe, above zero; below 5,000, where the standard ends, C is that of 5,000 [-].
    pipe_diameter : float or (n,) array
        Inside diameter, above zero [m].
    taps : str
        One of `Taps`; the loss that stays knows them only through C.

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        As `orifice_discharge_coefficient`.

    References
    ----------
    ISO 5167-2:2003, 5.3.2.1 and 5.4.

    Examples
    --------
    >>> round(orifice_loss_coefficient(0.5, 1e5, 0.1), 1)
    29.8
    """
    within = np.maximum(above_zero("reynolds number", reynolds_number, ""), SMALLEST_REYNOLDS_NUMBER)
    return permanent_loss_coefficient(
        diameter_ratio, orifice_discharge_coefficient(diameter_ratio, within, pipe_diameter, taps)
    )


def refuse_slow_flow(reynolds_number: ArrayLike) -> None:
    """Raise where the correlation would run away.

    Parameters
    ----------
    reynolds_number : float or (n,) array
        Of the pipe [-].

    Raises
    ------
    InputError
        A Reynolds number below 5,000.
    """
    smallest = float(np.min(reynolds_number))
    if smallest < SMALLEST_REYNOLDS_NUMBER:
        raise InputError(
            f"The Reynolds number before the orifice is {smallest:g}; ISO 5167-2 holds from"
            f" {SMALLEST_REYNOLDS_NUMBER:g}. Give the discharge coefficient.",
            path=("reynolds_number",),
            value=smallest,
            expected=f"from {SMALLEST_REYNOLDS_NUMBER:g}",
        )
