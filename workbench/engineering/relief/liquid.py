"""Liquid through a relief valve: API 520 Part I.

The constant 11.78 of the standard is that of an ideal nozzle, ``G = sqrt(2 rho dP)``; the equation stands here in SI.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.relief.corrections import back_pressure_below, product
from workbench.engineering.relief.orifices import next_area
from workbench.errors import InputError

__all__ = ["EDITIONS", "liquid_area", "liquid_mass_flow", "liquid_reynolds_number", "viscosity_correction"]

EDITIONS = (7, 8, 9, 10)
"""Of API 520 Part I: the viscosity correction changed with the tenth."""
_ROUNDS = 60
_LEAST_VISCOSITY_CORRECTION = 1e-3
"""Kv below which nothing flows: the equation before the tenth edition falls faster than the flow at low Reynolds
numbers, so that no flow above zero may satisfy it."""
_Array = NDArray[np.float64]


def viscosity_correction(reynolds_number: ArrayLike, edition: int = 10) -> FloatOrArray:
    """Viscosity correction Kv of liquid service [-].

    Parameters
    ----------
    reynolds_number : float or (n,) array
        In the orifice, above zero [-].
    edition : int
        Of API 520 Part I: from the tenth on ``(1 + 170 / Re)^-0.5``, before
        ``(0.9935 + 2.878 / Re^0.5 + 342.75 / Re^1.5)^-1``.

    Returns
    -------
    float or (n,) array
        The older equation gives a little more than 1 at high Reynolds numbers; it is then 1.

    Raises
    ------
    InputError
        A Reynolds number that is not above zero, an unknown edition.

    References
    ----------
    API Standard 520 Part I, 5.8 (sizing for liquid relief).

    Examples
    --------
    >>> round(viscosity_correction(4525.0), 3)
    0.982
    """
    if edition not in EDITIONS:
        raise InputError(
            f"There is no edition {edition!r} of API 520 Part I here.",
            path=("edition",),
            value=edition,
            expected=f"one of {EDITIONS}",
        )
    reynolds = above_zero("Reynolds number", reynolds_number, "")
    if edition >= 10:
        return plain(1.0 / np.sqrt(1.0 + 170.0 / reynolds))
    return plain(np.minimum(1.0 / (0.9935 + 2.878 / np.sqrt(reynolds) + 342.75 / reynolds**1.5), 1.0))


def liquid_reynolds_number(
    volumetric_flow: ArrayLike, density: ArrayLike, viscosity: ArrayLike, area: ArrayLike
) -> FloatOrArray:
    """Reynolds number in an orifice [-].

    ``Re = rho q d / (mu A)`` with the diameter of a circle of the area; in the units of the standard
    ``18,800 Q G / (mu sqrt(A))``.

    Parameters
    ----------
    volumetric_flow : float or (n,) array
        [m3/s]
    density, viscosity : float or (n,) array
        [kg/m3], dynamic [Pa s].
    area : float or (n,) array
        Effective discharge area of the orifice [m2].

    Returns
    -------
    float or (n,) array

    Examples
    --------
    >>> round(liquid_reynolds_number(0.03, 900.0, 0.388, 4.116e-3))
    1224
    """
    flow = zero_or_more("volumetric flow", volumetric_flow, "m3/s") * above_zero("density", density, "kg/m3")
    scale = above_zero("viscosity", viscosity, "Pa s") * np.sqrt(above_zero("area", area, "m2"))
    return plain(2.0 / math.sqrt(math.pi) * flow / scale)


def liquid_area(
    volumetric_flow: ArrayLike,
    density: ArrayLike,
    relieving_pressure: ArrayLike,
    back_pressure: ArrayLike,
    discharge_coefficient: ArrayLike,
    back_pressure_correction: ArrayLike = 1.0,
    combination_correction: ArrayLike = 1.0,
    viscosity: ArrayLike | None = None,
    *,
    orifice_area: ArrayLike | None = None,
    overpressure_correction: ArrayLike = 1.0,
    edition: int = 10,
) -> FloatOrArray:
    """Required effective discharge area of a liquid [m2].

    Parameters
    ----------
    volumetric_flow : float or (n,) array
        To be relieved, at the relieving conditions, zero or more [m3/s].
    density : float or (n,) array
        [kg/m3]
    relieving_pressure, back_pressure : float or (n,) array
        Absolute [Pa]. Of a valve without certified liquid capacity the standard takes 1.25 times the set pressure
        (gauge) as relieving pressure, with `overpressure_correction`.
    discharge_coefficient : float or (n,) array
        Kd; for preliminary sizing 0.65 of a valve with certified liquid capacity, 0.62 of one without and of a rupture
        disc [-].
    back_pressure_correction, combination_correction : float or (n,) array
        Kw of balanced valves, Kc [-].
    viscosity : float or (n,) array, optional
        Dynamic [Pa s]; without it, or where it is NaN, Kv is 1.
    orifice_area : float or (n,) array, optional
        Effective area of the orifice for the Reynolds number [m2]; else, as the standard has it, the standard orifice
        next above the required area, chosen again until it is large enough.
    overpressure_correction : float or (n,) array
        Kp of a valve without certified capacity: 1 at 25 % overpressure, 0.6 at 10 % [-].
    edition : int
        Of API 520 Part I.

    Returns
    -------
    float or (n,) array
        [m2]

    Raises
    ------
    InputError
        A value that is not above zero, a back pressure at or above the relieving pressure.

    References
    ----------
    API Standard 520 Part I, 5.8 (certified capacity) and 5.9 (not certified).

    Examples
    --------
    API 520 Part I, 10th edition, example 5, without viscosity (6814 L/min; the standard prints 3066 mm2):

    >>> area = liquid_area(6814 / 60000, 899.1, 1724e3 * 1.1 + 101325, 345e3 + 101325, 0.65, 0.97)
    >>> round(area * 1e6)
    3066
    """
    flow = zero_or_more("volumetric flow", volumetric_flow, "m3/s")
    rho = above_zero("density", density, "kg/m3")
    velocity = np.sqrt(2.0 * _difference(relieving_pressure, back_pressure) / rho)
    factors = product(
        discharge_coefficient=discharge_coefficient,
        back_pressure_correction=back_pressure_correction,
        combination_correction=combination_correction,
        overpressure_correction=overpressure_correction,
    )
    without = np.asarray(flow / (velocity * factors))
    if viscosity is None:
        return plain(without)
    known = np.asarray(viscosity, dtype=np.float64)
    thick = ~np.isnan(known) & (without > 0.0)
    if not thick.any():
        return plain(without)
    mu = np.where(np.isnan(known), 1.0, known)
    flow, rho, mu, without, thick = np.broadcast_arrays(flow, rho, mu, without, thick)
    orifice = None if orifice_area is None else np.broadcast_to(orifice_area, without.shape)[thick]
    area = np.array(without)
    area[thick] = _with_viscosity(without[thick], flow[thick], rho[thick], mu[thick], orifice, edition)
    return plain(area)


def liquid_mass_flow(
    area: ArrayLike,
    density: ArrayLike,
    relieving_pressure: ArrayLike,
    back_pressure: ArrayLike,
    discharge_coefficient: ArrayLike,
    back_pressure_correction: ArrayLike = 1.0,
    combination_correction: ArrayLike = 1.0,
    viscosity: ArrayLike | None = None,
    *,
    overpressure_correction: ArrayLike = 1.0,
    edition: int = 10,
) -> FloatOrArray:
    """Flow of liquid through an effective discharge area [kg/s]; Kv follows the flow and is iterated.

    Refused is a viscosity so high that the equation of Kv before the tenth edition has no flow for it.

    Examples
    --------
    >>> round(liquid_mass_flow(3.066e-3, 899.1, 1724e3 * 1.1 + 101325, 345e3 + 101325, 0.65, 0.97), 1)
    102.1
    """
    size, rho = above_zero("area", area, "m2"), above_zero("density", density, "kg/m3")
    factors = product(
        discharge_coefficient=discharge_coefficient,
        back_pressure_correction=back_pressure_correction,
        combination_correction=combination_correction,
        overpressure_correction=overpressure_correction,
    )
    ideal = size * factors * np.sqrt(2.0 * _difference(relieving_pressure, back_pressure) * rho)
    if viscosity is None:
        return plain(ideal)
    known = np.asarray(viscosity, dtype=np.float64)
    mu = np.where(np.isnan(known), 1.0, known)
    flow = np.asarray(ideal, dtype=np.float64)
    # Kv rises with the flow and is concave in it: bisection of flow / ideal - Kv(flow) between 0 and 1.
    lowest, highest = np.zeros(np.broadcast(flow, mu).shape), np.ones(np.broadcast(flow, mu).shape)
    for _ in range(_ROUNDS):
        middle = 0.5 * (lowest + highest)
        reynolds = liquid_reynolds_number(middle * flow / rho, rho, mu, size)
        below = middle < viscosity_correction(reynolds, edition)
        lowest, highest = np.where(below, middle, lowest), np.where(below, highest, middle)
    lost = np.broadcast_to(~np.isnan(known), highest.shape) & (highest < _LEAST_VISCOSITY_CORRECTION)
    if lost.any():
        found = float(np.broadcast_to(mu, highest.shape)[lost].flat[0])
        raise InputError(
            f"The viscosity is {found:g} Pa s: with the equation of Kv of edition {edition} no flow fits the orifice.",
            path=("viscosity",),
            value=found,
            unit="Pa s",
            expected="a thinner liquid, or edition 10",
        )
    return plain(np.where(np.isnan(known), 1.0, highest) * flow)


def _difference(relieving_pressure: ArrayLike, back_pressure: ArrayLike) -> _Array:
    outlet, pressure = back_pressure_below(back_pressure, relieving_pressure)
    return np.asarray(pressure - outlet)


def _with_viscosity(
    without: _Array, flow: _Array, density: _Array, viscosity: _Array, orifice: _Array | None, edition: int
) -> _Array:
    """Return the area with Kv, at the Reynolds number in the orifice that is taken for it."""

    def corrected(chosen: _Array) -> _Array:
        reynolds = liquid_reynolds_number(flow, density, viscosity, chosen)
        return np.asarray(without / viscosity_correction(reynolds, edition))

    if orifice is not None:
        return corrected(orifice)
    chosen = next_area(without)
    for _ in range(_ROUNDS):
        area = corrected(chosen)
        small = area > chosen * (1.0 + 1e-12)
        if not small.any():
            break
        chosen = np.where(small, next_area(area), chosen)
    return area
