"""Drops that settle in a gas or another liquid, from Stokes' law to Newton's."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.errors import InputError

__all__ = ["HIGHEST_REYNOLDS_NUMBER", "drag_coefficient", "highest_velocity", "settled_diameter", "terminal_velocity"]

HIGHEST_REYNOLDS_NUMBER = 2e5
"""Beyond it the boundary layer of a sphere becomes turbulent, and its drag falls."""
_ITERATIONS = 60
_Array = NDArray[np.float64]


def drag_coefficient(reynolds_number: ArrayLike) -> FloatOrArray:
    """Drag coefficient of a rigid sphere ``24/Re (1 + 0.27 Re)^0.43 + 0.47 (1 - exp(-0.04 Re^0.38))`` [-].

    Parameters
    ----------
    reynolds_number : float or (n,) array
        Of the sphere's diameter, above zero, up to 2e5 [-].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A Reynolds number that is not above zero, or above 2e5.

    References
    ----------
    N.-S. Cheng, Comparison of formulas for drag coefficient and settling velocity of spherical particles, Powder
    Technology 189 (2009) 395-398.

    Examples
    --------
    >>> round(drag_coefficient(200.0), 6)
    0.793914
    """
    reynolds = above_zero("Reynolds number", reynolds_number, "")
    _refuse_fast(reynolds)
    return plain(_drag(reynolds))


def terminal_velocity(
    diameter: ArrayLike, density: ArrayLike, other_density: ArrayLike, other_viscosity: ArrayLike
) -> FloatOrArray:
    """Velocity at which a drop falls (positive) or rises (negative) in another fluid [m/s].

    Weight and buoyancy are what the drag holds: ``Cd Re^2 = 4/3 Ar`` with ``Ar = g d^3 rho |rho_d - rho|/mu^2``.

    Parameters
    ----------
    diameter : float or (n,) array
        Of the drop, above zero [m].
    density : float or (n,) array
        Of the drop [kg/m3].
    other_density, other_viscosity : float or (n,) array
        Of what it settles in [kg/m3], [Pa s].

    Returns
    -------
    float or (n,) array
        Zero where the densities are the same [m/s].

    Raises
    ------
    InputError
        A value that is not above zero, a drop so large that its Reynolds number is above 2e5.

    References
    ----------
    Force balance of a rigid sphere; drag of Cheng (2009), see `drag_coefficient`.

    Examples
    --------
    >>> round(terminal_velocity(150e-6, 500.0, 33.0, 1.2e-5), 3)
    0.136
    """
    size = above_zero("droplet diameter", diameter, "m")
    rho, viscosity = above_zero("density", other_density, "kg/m3"), above_zero("viscosity", other_viscosity, "Pa s")
    difference = above_zero("droplet density", density, "kg/m3") - rho
    archimedes = STANDARD_GRAVITY * size**3 * rho * np.abs(difference) / viscosity**2
    reynolds = _reynolds_number(archimedes)
    return plain(np.sign(difference) * reynolds * viscosity / (rho * size))


def settled_diameter(
    velocity: ArrayLike, density: ArrayLike, other_density: ArrayLike, other_viscosity: ArrayLike
) -> FloatOrArray:
    """Diameter of the drop that settles with a velocity: larger ones are faster [m].

    Parameters
    ----------
    velocity : float or (n,) array
        Above zero [m/s].
    density, other_density, other_viscosity : float or (n,) array
        As of `terminal_velocity`.

    Returns
    -------
    float or (n,) array
        [m]

    Raises
    ------
    InputError
        A value that is not above zero, equal densities, a Reynolds number above 2e5.

    Examples
    --------
    >>> round(settled_diameter(terminal_velocity(150e-6, 500.0, 33.0, 1.2e-5), 500.0, 33.0, 1.2e-5) * 1e6, 6)
    150.0
    """
    speed = above_zero("velocity", velocity, "m/s")
    rho, viscosity = above_zero("density", other_density, "kg/m3"), above_zero("viscosity", other_viscosity, "Pa s")
    difference = np.abs(above_zero("droplet density", density, "kg/m3") - rho)
    above_zero("density difference", difference, "kg/m3")
    # Cd/Re is known, and falls as Re rises: bisection on log Re.
    wanted = np.log(4.0 / 3.0 * STANDARD_GRAVITY * viscosity * difference / (rho**2 * speed**3))
    reynolds = _bisect(-wanted, lambda log: -(np.log(_drag(np.exp(log))) - log))
    _refuse_fast(reynolds)
    return plain(reynolds * viscosity / (rho * speed))


def highest_velocity(density: ArrayLike, other_density: ArrayLike, other_viscosity: ArrayLike) -> FloatOrArray:
    """Velocity of the largest drop whose drag is known: its Reynolds number is 2e5 [m/s].

    Parameters
    ----------
    density, other_density, other_viscosity : float or (n,) array
        As of `terminal_velocity`.

    Returns
    -------
    float or (n,) array
        Zero where the densities are the same [m/s].

    Raises
    ------
    InputError
        A value that is not above zero.

    Examples
    --------
    >>> speed = highest_velocity(500.0, 33.0, 1.2e-5)
    >>> round(speed, 3), round(settled_diameter(0.999 * speed, 500.0, 33.0, 1.2e-5), 4)
    (3.047, 0.0238)
    """
    rho, viscosity = above_zero("density", other_density, "kg/m3"), above_zero("viscosity", other_viscosity, "Pa s")
    difference = np.abs(above_zero("droplet density", density, "kg/m3") - rho)
    force = 4.0 / 3.0 * STANDARD_GRAVITY * viscosity * difference * HIGHEST_REYNOLDS_NUMBER
    return plain(np.cbrt(force / (rho**2 * _drag(np.asarray(HIGHEST_REYNOLDS_NUMBER)))))


def _drag(reynolds: _Array) -> _Array:
    newton = 0.47 * -np.expm1(-0.04 * reynolds**0.38)
    result: _Array = 24.0 / reynolds * (1.0 + 0.27 * reynolds) ** 0.43 + newton
    return result


def _reynolds_number(archimedes: _Array) -> _Array:
    """Return Re where ``Cd Re^2 = 4/3 Ar``; zero where Ar is."""
    moving = archimedes > 0.0
    wanted = np.log(np.where(moving, 4.0 / 3.0 * archimedes, 1.0))
    reynolds = np.where(moving, _bisect(wanted, lambda log: np.log(_drag(np.exp(log))) + 2.0 * log), 0.0)
    _refuse_fast(reynolds)
    return reynolds


def _bisect(wanted: _Array, rising: object) -> _Array:
    """Return Re at which a function of log Re, which rises, has a value."""
    low, high = np.full(np.shape(wanted), np.log(1e-30)), np.full(np.shape(wanted), np.log(1e7))
    for _ in range(_ITERATIONS):
        middle = 0.5 * (low + high)
        below = rising(middle) < wanted  # type: ignore[operator]
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    result: _Array = np.exp(0.5 * (low + high))
    return result


def _refuse_fast(reynolds: _Array) -> None:
    wrong = reynolds > HIGHEST_REYNOLDS_NUMBER
    if wrong.any():
        found = float(np.asarray(reynolds)[wrong].flat[0])
        raise InputError(
            f"The Reynolds number of the drop is {found:g}; its drag is known up to {HIGHEST_REYNOLDS_NUMBER:g}.",
            path=("reynolds_number",),
            value=found,
            expected=f"up to {HIGHEST_REYNOLDS_NUMBER:g}",
        )
