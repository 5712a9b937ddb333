"""Flow of liquids in pipes: velocity, friction, and the resistance of fittings and valves.

Every function takes floats or arrays (with numpy's broadcasting) and gives a float for floats.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain, zero_or_more
from workbench.engineering.compiled import compiled
from workbench.engineering.friction import LARGEST_RELATIVE_ROUGHNESS, darcy_friction_factor
from workbench.engineering.hazen_williams import (
    HAZEN_WILLIAMS_CONSTANT,
    HAZEN_WILLIAMS_DIAMETER_EXPONENT,
    HAZEN_WILLIAMS_EXPONENT,
)
from workbench.errors import InputError

__all__ = [
    "STANDARD_GRAVITY",
    "friction_factor",
    "friction_factors",
    "friction_pressure_drop",
    "hazen_williams_head_loss",
    "resistance_from_flow_coefficient",
    "resistance_from_loss_coefficient",
    "reynolds_number",
    "velocity",
]

FloatArray = NDArray[np.float64]

STANDARD_GRAVITY = 9.80665
"""Standard acceleration of free fall [m/s2], 3rd CGPM (1901)."""


def velocity(flow: ArrayLike, diameter: ArrayLike) -> FloatOrArray:
    """Mean velocity in a full pipe, ``v = 4 q / (pi D^2)`` [m/s].

    Parameters
    ----------
    flow : float or (n,) array
        Volume flow, signed [m3/s].
    diameter : float or (n,) array
        Inside diameter, above zero [m].

    Returns
    -------
    float or (n,) array
        Signed like the flow [m/s].

    Raises
    ------
    InputError
        A diameter that is not above zero, a flow that is not finite.

    Examples
    --------
    >>> round(velocity(0.01, 0.1), 4)
    1.2732
    """
    area = 0.25 * np.pi * above_zero("diameter", diameter, "m") ** 2
    return plain(finite("flow", flow, "m3/s") / area)


def reynolds_number(velocity: ArrayLike, diameter: ArrayLike, kinematic_viscosity: ArrayLike) -> FloatOrArray:
    """Reynolds number of a full pipe, ``Re = |v| D / nu`` [-].

    Parameters
    ----------
    velocity : float or (n,) array
        Mean velocity; its sign does not matter [m/s].
    diameter : float or (n,) array
        Inside diameter, above zero [m].
    kinematic_viscosity : float or (n,) array
        Above zero [m2/s].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A diameter or viscosity that is not above zero.

    References
    ----------
    Crane TP-410 (2009), chapter 1.

    Examples
    --------
    >>> round(reynolds_number(1.5, 0.1, 1.0e-6))
    150000
    """
    speed = np.abs(finite("velocity", velocity, "m/s"))
    size = above_zero("diameter", diameter, "m")
    return plain(speed * size / above_zero("kinematic viscosity", kinematic_viscosity, "m2/s"))


def friction_factor(reynolds_number: ArrayLike, relative_roughness: ArrayLike) -> FloatOrArray:
    """Darcy friction factor: laminar to Re 2000, Colebrook-White from Re 4000, smooth between [-].

    Colebrook and White's equation is solved to full precision. The law is written in
    `workbench.engineering.friction` and is the one that networks are solved with.

    Parameters
    ----------
    reynolds_number : float or (n,) array
        Above zero [-].
    relative_roughness : float or (n,) array
        Absolute roughness over inside diameter, 0 to 0.05 [-].

    Returns
    -------
    float or (n,) array
        Darcy factor, four times the Fanning factor [-].

    Raises
    ------
    InputError
        A Reynolds number that is not above zero; a roughness below zero or beyond 5 %.

    References
    ----------
    C. F. Colebrook, "Turbulent flow in pipes", J. Inst. Civil Engineers 11 (1939), 133-156.
    Crane TP-410 (2009), chapter 1.

    Examples
    --------
    >>> friction_factor(1000.0, 0.0)
    0.064
    >>> round(friction_factor(1e5, 1e-3), 5)
    0.02217
    """
    reynolds = above_zero("reynolds number", reynolds_number, "")
    roughness = zero_or_more("relative roughness", relative_roughness, "")
    if (roughness > LARGEST_RELATIVE_ROUGHNESS).any():
        raise InputError(
            f"The relative roughness is {roughness.max():g}; Colebrook and White's formula holds to"
            f" {LARGEST_RELATIVE_ROUGHNESS:g}. Check the units of roughness and diameter.",
            path=("relative_roughness",),
            value=float(roughness.max()),
            expected=f"0 to {LARGEST_RELATIVE_ROUGHNESS:g}",
        )
    both = np.broadcast_arrays(reynolds, roughness)
    factor = np.empty(both[0].size)
    friction_factors(np.ravel(both[0]), np.ravel(both[1]), factor)
    return plain(factor.reshape(both[0].shape))


@compiled
def friction_factors(reynolds: FloatArray, relative_roughness: FloatArray, factor: FloatArray) -> None:
    """Darcy friction factors of many pipes, written to `factor`; unchecked."""
    for k in range(factor.size):
        factor[k] = darcy_friction_factor(reynolds[k], relative_roughness[k])


def friction_pressure_drop(
    mass_flow: ArrayLike, density: ArrayLike, diameter: ArrayLike, length: ArrayLike, friction_factor: ArrayLike
) -> FloatOrArray:
    """Frictional pressure drop of a straight pipe by Darcy-Weisbach [Pa].

    ``dp = f (L/D) rho v |v| / 2``.

    Parameters
    ----------
    mass_flow : float or (n,) array
        Mass flow, positive in the direction of the pipe [kg/s].
    density : float or (n,) array
        Density at flowing conditions, above zero [kg/m3].
    diameter : float or (n,) array
        Inside diameter, above zero [m].
    length : float or (n,) array
        Zero or more [m].
    friction_factor : float or (n,) array
        Darcy friction factor, zero or more [-].

    Returns
    -------
    float or (n,) array
        Signed like the flow [Pa].

    Raises
    ------
    InputError
        A density or diameter that is not above zero, a length or factor below zero.

    References
    ----------
    Crane TP-410 (2009), equation 1-4.

    Examples
    --------
    >>> round(friction_pressure_drop(10.0, 1000.0, 0.1, 100.0, 0.02))
    16211
    """
    flow = finite("mass flow", mass_flow, "kg/s")
    rho = above_zero("density", density, "kg/m3")
    size = above_zero("diameter", diameter, "m")
    factor = zero_or_more("friction factor", friction_factor, "")
    flux = flow / (0.25 * np.pi * size**2)
    return plain(factor * zero_or_more("length", length, "m") / size * flux * np.abs(flux) / (2.0 * rho))


def hazen_williams_head_loss(
    flow: ArrayLike, diameter: ArrayLike, length: ArrayLike, coefficient: ArrayLike
) -> FloatOrArray:
    """Head loss of a water pipe by Hazen-Williams, ``h = 10.667 C^-1.852 D^-4.871 L q|q|^0.852`` [m].

    Parameters
    ----------
    flow : float or (n,) array
        Volume flow, signed [m3/s].
    diameter : float or (n,) array
        Inside diameter, above zero [m].
    length : float or (n,) array
        Zero or more [m].
    coefficient : float or (n,) array
        Hazen-Williams C, above zero: about 150 for plastic, 100 for old cast iron [-].

    Returns
    -------
    float or (n,) array
        Signed like the flow [m].

    Raises
    ------
    InputError
        A diameter or coefficient that is not above zero, a length below zero.

    References
    ----------
    EPANET 2.2 User Manual (2020), Table 3.1: 4.727 in feet and cubic feet a second, converted exactly.

    Examples
    --------
    >>> round(hazen_williams_head_loss(0.05, 0.2, 1000.0, 130.0), 3)
    12.829
    """
    q = finite("flow", flow, "m3/s")
    c = above_zero("Hazen-Williams coefficient", coefficient, "")
    size = above_zero("diameter", diameter, "m") ** HAZEN_WILLIAMS_DIAMETER_EXPONENT
    friction = HAZEN_WILLIAMS_CONSTANT / c**HAZEN_WILLIAMS_EXPONENT / size * zero_or_more("length", length, "m")
    return plain(friction * q * np.abs(q) ** (HAZEN_WILLIAMS_EXPONENT - 1.0))


def resistance_from_loss_coefficient(
    loss_coefficient: ArrayLike, diameter: ArrayLike, gravity: float = STANDARD_GRAVITY
) -> FloatOrArray:
    """Resistance R of ``h = R q|q|`` from a loss coefficient K, ``R = K / (2 g A^2)`` [s2/m5].

    Parameters
    ----------
    loss_coefficient : float or (n,) array
        K of ``h = K v^2 / (2 g)``, zero or more [-].
    diameter : float or (n,) array
        Inside diameter that the velocity belongs to, above zero [m].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [s2/m5]

    Raises
    ------
    InputError
        A diameter or gravity that is not above zero, a coefficient below zero.

    References
    ----------
    Crane TP-410 (2009), chapter 2.

    Examples
    --------
    >>> round(resistance_from_loss_coefficient(10.0, 0.1), 1)
    8265.5
    """
    k = zero_or_more("loss coefficient", loss_coefficient, "")
    area = 0.25 * np.pi * above_zero("diameter", diameter, "m") ** 2
    return plain(k / (2.0 * above_zero("gravity", gravity, "m/s2") * area**2))


def resistance_from_flow_coefficient(flow_coefficient: ArrayLike, gravity: float = STANDARD_GRAVITY) -> FloatOrArray:
    """Resistance R of ``h = R q|q|`` from the flow coefficient Av of a valve [s2/m5].

    By its definition ``q = Av sqrt(dp / rho)``, so that ``R = 1 / (g Av^2)``, whatever the density.

    Parameters
    ----------
    flow_coefficient : float or (n,) array
        Av, above zero [m2]; for cold water Kv = 1e6/27.7 Av and Cv = 1e6/24 Av.
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [s2/m5]

    Raises
    ------
    InputError
        A flow coefficient or gravity that is not above zero.

    References
    ----------
    Modelica.Fluid User's Guide, "Valve characteristics", which states the three conventions.

    Examples
    --------
    >>> round(resistance_from_flow_coefficient(1.0e-3))
    101972
    """
    av = above_zero("flow coefficient", flow_coefficient, "m2")
    return plain(1.0 / (above_zero("gravity", gravity, "m/s2") * av**2))
