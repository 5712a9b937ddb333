"""Transmission factor: how friction is written in the gas industry."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain

__all__ = ["transmission_factor"]


def transmission_factor(friction_factor: ArrayLike) -> FloatOrArray:
    """Transmission factor of a Darcy friction factor, ``F = 2/sqrt(f)`` [-].

    Parameters
    ----------
    friction_factor : float or (n,) array
        Darcy factor, above zero [-].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A factor that is not above zero.

    References
    ----------
    E. S. Menon, Gas Pipeline Hydraulics (2005), "Transmission factor".

    Examples
    --------
    >>> round(transmission_factor(0.01), 1)
    20.0
    """
    return plain(2.0 / np.sqrt(above_zero("friction factor", friction_factor, "")))
