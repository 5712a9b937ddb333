"""Nozzles of vessels: density and velocity of what flows through them, rho v2, and the size that limits ask for."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.errors import InputError

__all__ = [
    "MOMENTUM_FLUX_LIMITS",
    "NOZZLE_SERVICES",
    "mixture_density",
    "momentum_flux",
    "next_nominal_size",
    "nozzle_velocity",
    "required_nozzle_diameter",
]

MOMENTUM_FLUX_LIMITS: dict[str, float] = {
    "feed without inlet device": 1400.0,
    "feed with half-open pipe": 2100.0,
    "feed with vane inlet device": 8000.0,
    "gas outlet": 4500.0,
}
"""Highest rho v2 of a nozzle by its service [kg/(m s2)]: DEP 31.22.05.11-Gen. (December 2007), appendix II."""

_UNUSUAL_SIZES = (1.25, 2.5, 3.5, 5.0, 22.0)
_SMALLEST_SIZE = 0.5
_ROUNDING = 1e-9
_FRACTIONS = {0.5: "1/2", 0.75: "3/4", 1.5: "1 1/2"}

NOZZLE_SERVICES = (*MOMENTUM_FLUX_LIMITS, "other")
"""``"other"`` has no limit but those that are entered."""


def mixture_density(
    gas_mass_flow: ArrayLike, liquid_mass_flow: ArrayLike, gas_density: ArrayLike, liquid_density: ArrayLike
) -> FloatOrArray:
    """Density of gas and liquid that flow equally fast, mass flow over volume flow [kg/m3].

    Parameters
    ----------
    gas_mass_flow, liquid_mass_flow : float or (n,) array
        Zero or more, one of them above zero [kg/s].
    gas_density, liquid_density : float or (n,) array
        Above zero; that of a phase that does not flow may be NaN [kg/m3].

    Returns
    -------
    float or (n,) array
        [kg/m3]

    Raises
    ------
    InputError
        A negative flow, no flow at all, a density that is missing where the phase flows.

    References
    ----------
    DEP 31.22.05.11-Gen. (December 2007), appendix II: ``rho_m = (M_G + M_L)/(Q_G + Q_L)``.

    Examples
    --------
    >>> round(mixture_density(2.0, 20.0, 20.0, 800.0), 3)
    176.0
    """
    gas = zero_or_more("gas mass flow", gas_mass_flow, "kg/s")
    liquid = zero_or_more("liquid mass flow", liquid_mass_flow, "kg/s")
    of_gas, of_liquid = (np.asarray(density, dtype=np.float64) for density in (gas_density, liquid_density))
    of_gas = above_zero("gas density", np.where((gas == 0.0) & np.isnan(of_gas), 1.0, of_gas), "kg/m3")
    of_liquid = above_zero("liquid density", np.where((liquid == 0.0) & np.isnan(of_liquid), 1.0, of_liquid), "kg/m3")
    if np.any(gas + liquid == 0.0):
        raise InputError("Nothing flows: both mass flows are zero.", path=("gas_mass_flow",), value=0.0, unit="kg/s")
    return plain((gas + liquid) / (gas / of_gas + liquid / of_liquid))


def nozzle_velocity(mass_flow: ArrayLike, density: ArrayLike, diameter: ArrayLike) -> FloatOrArray:
    """Mean velocity in a nozzle, ``4 m/(pi rho d^2)`` [m/s]; mass flow [kg/s], density [kg/m3], inside diameter [m].

    Raises
    ------
    InputError
        A negative flow, a density or diameter that is not above zero.

    Examples
    --------
    >>> round(nozzle_velocity(22.0, 176.0, 0.2), 3)
    3.979
    """
    flow = zero_or_more("mass flow", mass_flow, "kg/s") / above_zero("density", density, "kg/m3")
    return plain(4.0 * flow / (np.pi * above_zero("diameter", diameter, "m") ** 2))


def momentum_flux(density: ArrayLike, velocity: ArrayLike) -> FloatOrArray:
    """Momentum flux ``rho v^2`` [kg/(m s2)] of a density [kg/m3] and a velocity [m/s].

    Raises
    ------
    InputError
        A density that is not above zero, a negative velocity.

    Examples
    --------
    >>> momentum_flux(100.0, 3.0)
    900.0
    """
    return plain(above_zero("density", density, "kg/m3") * zero_or_more("velocity", velocity, "m/s") ** 2)


def required_nozzle_diameter(
    mass_flow: ArrayLike, density: ArrayLike, momentum_flux_limit: ArrayLike, velocity_limit: ArrayLike = np.inf
) -> FloatOrArray:
    """Smallest inside diameter with which neither limit is exceeded [m].

    Parameters
    ----------
    mass_flow, density : float or (n,) array
        [kg/s], [kg/m3]
    momentum_flux_limit : float or (n,) array
        Highest rho v2; infinite where there is none [kg/(m s2)].
    velocity_limit : float or (n,) array
        Highest velocity; infinite where there is none [m/s].

    Returns
    -------
    float or (n,) array
        Zero where there is no limit [m].

    Raises
    ------
    InputError
        A negative flow, a density or limit that is not above zero.

    Examples
    --------
    >>> round(required_nozzle_diameter(22.0, 176.0, 1400.0), 4)
    0.2376
    """
    rho = above_zero("density", density, "kg/m3")
    flow = zero_or_more("mass flow", mass_flow, "kg/s") / rho
    limits = [np.asarray(limit, dtype=np.float64) for limit in (momentum_flux_limit, velocity_limit)]
    for name, limit in zip(("momentum flux limit", "velocity limit"), limits, strict=True):
        above_zero(name, np.where(np.isposinf(limit), 1.0, limit), "")
    highest = np.minimum(np.sqrt(limits[0] / rho), limits[1])
    return plain(np.sqrt(4.0 * flow / (np.pi * highest)))


def next_nominal_size(diameter: ArrayLike) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Smallest nominal pipe size of the standard wall whose inside diameter is not below a given one.

    From NPS 1/2, without the sizes that specifications of plants commonly rule out (1 1/4, 2 1/2, 3 1/2, 5, 22).

    Parameters
    ----------
    diameter : (n,) array
        Inside, zero or more [m].

    Returns
    -------
    sizes : (n,) array of str
        Such as ``"NPS 1 1/2"``; ``"above NPS 48"`` where none is large enough.
    inside : (n,) array
        Inside diameter of the size, NaN where there is none [m].

    Raises
    ------
    InputError
        A diameter below zero.

    References
    ----------
    ASME B36.10M, wall STD, as tabulated in the package fluids.

    Examples
    --------
    >>> sizes, inside = next_nominal_size([0.04, 0.1, 2.0])
    >>> sizes.tolist(), inside.tolist()
    (['NPS 1 1/2', 'NPS 4', 'above NPS 48'], [0.04094, 0.10226, nan])
    """
    names, inside = _standard_sizes()
    place = np.searchsorted(inside, zero_or_more("diameter", diameter, "m") * (1.0 - _ROUNDING))
    return np.append(names, f"above {names[-1]}")[place], np.append(inside, np.nan)[place]


@cache
def _standard_sizes() -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return names and inside diameters [m] of the sizes, rising."""
    from fluids.piping import schedule_lookup  # fluids takes a second to load

    sizes = [
        (float(size), inside)
        for size, inside in zip(*schedule_lookup["STD"][:2], strict=True)
        if size >= _SMALLEST_SIZE and size not in _UNUSUAL_SIZES
    ]
    names = np.array([f"NPS {_FRACTIONS.get(size, f'{size:g}')}" for size, _ in sizes], dtype=object)
    return names, np.array([round(inside * 1e-3, 9) for _, inside in sizes])
