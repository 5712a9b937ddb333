"""Separators: gas velocity by Souders and Brown, sections, residence times, and the size that these ask for."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.errors import InputError

__all__ = [
    "api_12j_coefficient_range",
    "mesh_coefficient",
    "required_area",
    "required_diameter",
    "required_gas_length",
    "required_similar_diameter",
    "residence_time",
    "souders_brown_coefficient",
    "souders_brown_velocity",
]

FOOT, PSI = 0.3048, 6894.757293168361


def souders_brown_velocity(coefficient: ArrayLike, liquid_density: ArrayLike, gas_density: ArrayLike) -> FloatOrArray:
    """Highest gas velocity that carries no more droplets than is allowed, ``K sqrt((rho_l - rho_g)/rho_g)`` [m/s].

    Parameters
    ----------
    coefficient : float or (n,) array
        K, above zero [m/s].
    liquid_density, gas_density : float or (n,) array
        The liquid is the heavier [kg/m3].

    Returns
    -------
    float or (n,) array
        [m/s]

    Raises
    ------
    InputError
        A value that is not above zero, a gas that is not lighter than the liquid.

    References
    ----------
    M. Souders and G. G. Brown, Ind. Eng. Chem. 26 (1934) 98; API Spec 12J; GPSA Engineering Data Book, section 7.

    Examples
    --------
    >>> round(souders_brown_velocity(0.08, 985.4, 1.3), 3)
    2.201
    """
    return plain(above_zero("Souders-Brown coefficient", coefficient, "m/s") * _root(liquid_density, gas_density))


def souders_brown_coefficient(velocity: ArrayLike, liquid_density: ArrayLike, gas_density: ArrayLike) -> FloatOrArray:
    """Coefficient K of a gas velocity [m/s], the inverse of `souders_brown_velocity`.

    Raises
    ------
    InputError
        A negative velocity; a gas that is not lighter than the liquid.

    Examples
    --------
    >>> round(souders_brown_coefficient(2.201, 985.4, 1.3), 4)
    0.08
    """
    return plain(zero_or_more("velocity", velocity, "m/s") / _root(liquid_density, gas_density))


def mesh_coefficient(pressure: ArrayLike) -> FloatOrArray:
    """Coefficient K of a wire mesh mist eliminator by York, a function of the pressure [m/s].

    Parameters
    ----------
    pressure : float or (n,) array
        Absolute, 1 to 5500 psia (6.9 kPa to 37.9 MPa) [Pa].

    Returns
    -------
    float or (n,) array
        [m/s]

    Raises
    ------
    InputError
        A pressure outside this range.

    References
    ----------
    W. Y. Svrcek and W. D. Monnery, Design two-phase separators within the right limits, Chem. Eng. Progress 89
    (October 1993) 53-60: curves of York Mist Eliminator; in ft/s and psia ``0.1821 + 0.0029 p + 0.0460 ln p`` up to 15
    psia, 0.35 up to 40, ``0.430 - 0.023 ln p`` above.

    Examples
    --------
    >>> round(mesh_coefficient(975e3), 5)
    0.09635
    """
    pounds = above_zero("pressure", pressure, "Pa") / PSI
    wrong = (pounds < 1.0) | (pounds > 5500.0)
    if wrong.any():
        found = float(np.asarray(pounds)[wrong].flat[0]) * PSI
        raise InputError(
            f"The pressure is {found:g} Pa; the coefficient of the mesh is known from 6895 Pa to 3.792e7 Pa.",
            path=("pressure",),
            value=found,
            unit="Pa",
            expected="6895 to 3.792e7 Pa",
        )
    low, high = 0.1821 + 0.0029 * pounds + 0.0460 * np.log(pounds), 0.430 - 0.023 * np.log(pounds)
    return plain(FOOT * np.where(pounds < 15.0, low, np.where(pounds <= 40.0, 0.35, high)))


def api_12j_coefficient_range(horizontal: ArrayLike, length: ArrayLike) -> tuple[FloatOrArray, FloatOrArray]:
    """Range of K that API 12J states for separators with a mist extractor: lowest and highest [m/s].

    Parameters
    ----------
    horizontal : bool or (n,) array of bool
    length : float or (n,) array
        Tangent length: height of a vertical, length of a horizontal separator, above zero [m].

    Returns
    -------
    tuple
        NaN for a vertical vessel below 5 ft, of which nothing is stated; from 10 ft on its range is that of 10 ft,
        between them it is interpolated [m/s].

    Raises
    ------
    InputError
        A length that is not above zero.

    References
    ----------
    API Spec 12J, 8th edition (2008), annex C, as quoted in the literature (the standard itself was not at hand):
    vertical 0.12 to 0.24 ft/s at 5 ft, 0.18 to 0.35 ft/s at 10 ft; horizontal 0.40 to 0.50 ft/s at 10 ft, times
    (L/10)^0.56 at other lengths.

    Examples
    --------
    >>> [round(k, 4) for k in api_12j_coefficient_range(False, 3.048)]
    [0.0549, 0.1067]
    """
    feet = above_zero("length", length, "m") / FOOT
    lying = np.asarray(horizontal, dtype=bool)
    share = np.where(feet < 5.0, np.nan, np.clip((feet - 5.0) / 5.0, 0.0, 1.0))
    longer = (feet / 10.0) ** 0.56
    lowest = FOOT * np.where(lying, 0.40 * longer, 0.12 + 0.06 * share)
    highest = FOOT * np.where(lying, 0.50 * longer, 0.24 + 0.11 * share)
    return plain(lowest), plain(highest)


def required_area(flow: ArrayLike, velocity: ArrayLike) -> FloatOrArray:
    """Section that a flow [m3/s] needs at its highest velocity [m/s], ``q/v`` [m2].

    Raises
    ------
    InputError
        A negative flow, a velocity that is not above zero.

    Examples
    --------
    >>> required_area(3.0, 2.0)
    1.5
    """
    return plain(zero_or_more("flow", flow, "m3/s") / above_zero("velocity", velocity, "m/s"))


def required_diameter(flow: ArrayLike, velocity: ArrayLike) -> FloatOrArray:
    """Diameter of a vertical vessel, or mist eliminator, whose whole section the gas has: ``sqrt(4 q/(pi v))`` [m].

    Raises
    ------
    InputError
        As `required_area`.

    Examples
    --------
    >>> round(required_diameter(3.0, 2.0), 4)
    1.382
    """
    return plain(np.sqrt(4.0 / np.pi * np.asarray(required_area(flow, velocity))))


def required_gas_length(gas_velocity: ArrayLike, fall_height: ArrayLike, droplet_velocity: ArrayLike) -> FloatOrArray:
    """Length of a horizontal vessel in which droplets reach the liquid before the outlet, ``v_g h/v_t`` [m].

    Parameters
    ----------
    gas_velocity : float or (n,) array
        Mean, above the liquid, zero or more [m/s].
    fall_height : float or (n,) array
        From the top of the shell to the liquid, zero or more [m].
    droplet_velocity : float or (n,) array
        Terminal velocity, above zero [m/s].

    Returns
    -------
    float or (n,) array
        [m]

    Raises
    ------
    InputError
        A negative velocity or height, droplets that do not fall.

    References
    ----------
    Plug flow: the time to fall equals the time to flow; K. Arnold and M. Stewart, Surface Production Operations,
    volume 1, 3rd edition (2008), chapter on two-phase separators.

    Examples
    --------
    >>> required_gas_length(1.0, 0.5, 0.25)
    2.0
    """
    velocity, height = zero_or_more("gas velocity", gas_velocity, "m/s"), zero_or_more("fall height", fall_height, "m")
    return plain(velocity * height / above_zero("droplet velocity", droplet_velocity, "m/s"))


def required_similar_diameter(diameter: ArrayLike, utilisation: ArrayLike, power: float) -> FloatOrArray:
    """Diameter at which a vessel that is scaled in all its lengths just does its duty, ``D u^(1/n)`` [m].

    Lengths, levels, heads and a boot keep their proportions to the diameter. At the same flows the gas velocity over
    that of Souders and Brown goes with ``D^-2``; so does the time in which a drop falls over the time to flow past, in
    the gas as in a liquid (``D`` over ``D^3``); a required residence time over the actual one goes with ``D^-3``.

    Parameters
    ----------
    diameter : float or (n,) array
        Of the vessel that was checked, above zero [m].
    utilisation : float or (n,) array
        What is used over what is allowed in it, zero or more; above one it is too small [-].
    power : float
        n by which the utilisation falls with the diameter, above zero: 2 or 3 [-].

    Returns
    -------
    float or (n,) array
        [m]

    Raises
    ------
    InputError
        A negative utilisation, a diameter or power that is not above zero.

    References
    ----------
    Geometric similarity: sections go with the square, volumes with the cube of the diameter. The criteria themselves:
    `souders_brown_velocity`, `required_gas_length`, `residence_time`.

    Examples
    --------
    >>> required_similar_diameter(2.0, 0.25, 2.0), round(required_similar_diameter(2.0, 0.125, 3.0), 9)
    (1.0, 1.0)
    """
    share = zero_or_more("utilisation", utilisation, "")
    return plain(above_zero("diameter", diameter, "m") * share ** (1.0 / above_zero("power", power, "")))


def residence_time(volume: ArrayLike, flow: ArrayLike) -> FloatOrArray:
    """Mean time in a volume [m3] that a flow [m3/s] passes through, ``V/q`` [s].

    Raises
    ------
    InputError
        A negative volume, a flow that is not above zero.

    Examples
    --------
    >>> residence_time(6.0, 0.02)
    300.0
    """
    return plain(zero_or_more("volume", volume, "m3") / above_zero("flow", flow, "m3/s"))


def _root(liquid_density: ArrayLike, gas_density: ArrayLike) -> FloatOrArray:
    """Return ``sqrt((rho_l - rho_g)/rho_g)``."""
    liquid, gas = above_zero("liquid density", liquid_density, "kg/m3"), above_zero("gas density", gas_density, "kg/m3")
    lighter = np.broadcast_to(gas >= liquid, np.broadcast_shapes(gas.shape, liquid.shape))
    if lighter.any():
        found = float(np.broadcast_to(gas, lighter.shape)[lighter].flat[0])
        raise InputError(
            f"The gas density is {found:g} kg/m3, not below that of the liquid: nothing settles.",
            path=("gas_density",),
            value=found,
            unit="kg/m3",
            expected="below the liquid density",
        )
    return plain(np.sqrt((liquid - gas) / gas))
