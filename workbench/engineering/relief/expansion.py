"""A homogeneous mixture that expands along a line: its mean density, and the pressure below which it cannot leave."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import above_zero, zero_or_more
from workbench.errors import InputError

__all__ = ["choking_mass_flux", "choking_pressure", "expansion_table", "mean_density"]

_Array = NDArray[np.float64]


def mean_density(pressures: ArrayLike, specific_volumes: ArrayLike) -> float:
    """Return the mean of the density over pressure, ``integral(dP / v) / (P_1 - P_2)`` [kg/m3].

    Friction in a line of constant mass flow is ``integral(rho dP) = C m^2``: an incompressible fluid of this density
    loses as much between the two pressures as the mixture that expands (acceleration apart).

    Parameters
    ----------
    pressures : (n,) array
        Absolute, falling [Pa].
    specific_volumes : (n,) array
        Along the expansion [m3/kg].

    Returns
    -------
    float
        [kg/m3]

    Raises
    ------
    InputError
        Pressures that do not fall, volumes that are not above zero.

    Examples
    --------
    An isothermal gas has the density of the mean pressure:

    >>> p = np.linspace(3e5, 1e5, 201)
    >>> round(mean_density(p, 1e5 / p), 6)
    2.0
    """
    pressure, volume = expansion_table(pressures, specific_volumes)
    steps = -np.diff(pressure)
    density = 1.0 / volume
    return float((0.5 * (density[1:] + density[:-1]) * steps).sum() / steps.sum())


def choking_mass_flux(pressures: ArrayLike, specific_volumes: ArrayLike) -> _Array:
    """Return the mass flux at the speed of sound of the mixture, ``sqrt(-dP / dv)`` [kg/(m2 s)].

    At the middle of each interval, so n - 1 values; infinite where the mixture does not expand.

    Examples
    --------
    An isothermal gas, ``v = 1e5 / P``: ``P / sqrt(1e5)``

    >>> choking_mass_flux([2.001e5, 1.999e5], [1e5 / 2.001e5, 1e5 / 1.999e5]).round(2).tolist()
    [632.46]
    """
    pressure, volume = expansion_table(pressures, specific_volumes)
    growth = np.maximum(np.diff(volume), 0.0)
    flux: _Array = np.sqrt(np.where(growth > 0.0, -np.diff(pressure) / np.where(growth > 0.0, growth, 1.0), np.inf))
    return flux


def choking_pressure(mass_flux: float, pressures: ArrayLike, specific_volumes: ArrayLike) -> float:
    """Return the lowest pressure at which a mass flux can leave a pipe: there it has the speed of sound [Pa].

    Parameters
    ----------
    mass_flux : float
        In the pipe, zero or more [kg/(m2 s)].
    pressures, specific_volumes : (n,) array
        As of `mean_density`.

    Returns
    -------
    float
        Within the table: its lowest pressure where the flow is slower than sound down to there, its highest one where
        it is faster everywhere [Pa].

    Raises
    ------
    InputError
        As `mean_density`; a mass flux below zero.

    References
    ----------
    Momentum equation of a homogeneous mixture, ``G^2 = -dP/dv``; of a mixture that follows omega
    ``P = G sqrt(omega v_0 P_s)`` (J. C. Leung, AIChE J. 32 (1986) 1743).

    Examples
    --------
    >>> p = np.geomspace(1e6, 1e5, 400)
    >>> round(choking_pressure(1000.0, p, 1e5 / p) / 1e5, 1)
    3.2
    """
    pressure, volume = expansion_table(pressures, specific_volumes)
    flux = float(zero_or_more("mass flux", mass_flux, "kg/(m2 s)"))
    too_fast = np.flatnonzero(flux > choking_mass_flux(pressure, volume))
    if not too_fast.size:
        return float(pressure[-1])
    # The first interval in which it is too fast: the flow has to leave before.
    return float(pressure[too_fast[0]])


def expansion_table(pressures: ArrayLike, specific_volumes: ArrayLike) -> tuple[_Array, _Array]:
    """Return pressures [Pa] and specific volumes [m3/kg] of an expansion as arrays.

    Raises
    ------
    InputError
        Pressures that do not fall, volumes that are not above zero, tables of different or too small lengths.
    """
    pressure = above_zero("pressure", pressures, "Pa")
    volume = above_zero("specific volume", specific_volumes, "m3/kg")
    if pressure.ndim != 1 or pressure.shape != volume.shape or len(pressure) < 2 or (np.diff(pressure) >= 0.0).any():
        raise InputError(
            "An expansion is a table of falling pressures with a specific volume each, at least two.",
            path=("pressures",),
            expected="falling pressures",
        )
    return pressure, volume
