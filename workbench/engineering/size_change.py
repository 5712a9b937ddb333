"""Loss of a contraction or expansion between two pipes.

The coefficients are on the velocity in the narrower pipe; `on_other_diameter` takes them to the wider one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, finite, plain, zero_or_more
from workbench.errors import InputError

__all__ = [
    "contraction_loss_coefficient",
    "expansion_loss_coefficient",
    "expansion_pressure_rise",
    "on_other_diameter",
]

FloatArray = NDArray[np.float64]


def contraction_loss_coefficient(
    inlet_diameter: ArrayLike, outlet_diameter: ArrayLike, angle: ArrayLike = 180.0
) -> FloatOrArray:
    """Loss coefficient of a contraction, on the velocity in its outlet [-].

    ``K = 0.8 sin(a/2) (1 - b^2)`` below 45 degrees, ``K = 0.5 sqrt(sin(a/2)) (1 - b^2)`` from there.

    Parameters
    ----------
    inlet_diameter, outlet_diameter : float or (n,) array
        Inside diameters, the outlet not the wider [m].
    angle : float or (n,) array
        Full angle of the cone, above 0 and up to 180, which is a sudden change [degrees].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A diameter that is not above zero, an outlet wider than the inlet, an angle beyond the range.

    References
    ----------
    Crane TP-410 (2009), table of K factors from page A-27, formulas 1 and 2.

    Examples
    --------
    >>> round(contraction_loss_coefficient(0.0779, 0.0525), 4)
    0.2729
    """
    wide, narrow, half = _geometry(inlet_diameter, outlet_diameter, angle)
    area = 1.0 - (narrow / wide) ** 2
    return plain(np.where(half < np.pi / 8.0, 0.8 * np.sin(half), 0.5 * np.sqrt(np.sin(half))) * area)


def expansion_loss_coefficient(
    inlet_diameter: ArrayLike, outlet_diameter: ArrayLike, angle: ArrayLike = 180.0
) -> FloatOrArray:
    """Loss coefficient of an expansion, on the velocity in its inlet [-].

    ``K = 2.6 sin(a/2) (1 - b^2)^2`` below 45 degrees, ``K = (1 - b^2)^2`` from there (Borda and Carnot).

    Parameters
    ----------
    inlet_diameter, outlet_diameter : float or (n,) array
        Inside diameters, the inlet not the wider [m].
    angle : float or (n,) array
        Full angle of the cone, above 0 and up to 180, which is a sudden change [degrees].

    Returns
    -------
    float or (n,) array
        [-]

    Raises
    ------
    InputError
        A diameter that is not above zero, an inlet wider than the outlet, an angle beyond the range.

    References
    ----------
    Crane TP-410 (2009), table of K factors from page A-27, formulas 3 and 4.

    Examples
    --------
    >>> round(expansion_loss_coefficient(0.05, 0.1), 4)
    0.5625
    """
    wide, narrow, half = _geometry(outlet_diameter, inlet_diameter, angle)
    area = (1.0 - (narrow / wide) ** 2) ** 2
    return plain(np.where(half < np.pi / 8.0, 2.6 * np.sin(half), 1.0) * area)


def on_other_diameter(loss_coefficient: ArrayLike, diameter: ArrayLike, other_diameter: ArrayLike) -> FloatOrArray:
    """A loss coefficient on the velocity in a pipe of another diameter, ``K (D_other/D)^4`` [-].

    Parameters
    ----------
    loss_coefficient : float or (n,) array
        On the velocity in a pipe of `diameter` [-].
    diameter, other_diameter : float or (n,) array
        Inside diameters, above zero [m].

    Returns
    -------
    float or (n,) array
        On the velocity in a pipe of `other_diameter` [-].

    Raises
    ------
    InputError
        A diameter that is not above zero.

    References
    ----------
    Crane TP-410 (2009), chapter 2.

    Examples
    --------
    >>> on_other_diameter(1.0, 0.05, 0.1)
    16.0
    """
    ratio = above_zero("diameter", other_diameter, "m") / above_zero("diameter", diameter, "m")
    return plain(finite("loss coefficient", loss_coefficient, "") * ratio**4)


def expansion_pressure_rise(
    velocity: ArrayLike,
    inlet_diameter: ArrayLike,
    outlet_diameter: ArrayLike,
    loss_coefficient: ArrayLike,
    density: ArrayLike,
    kinetic_energy_factor: ArrayLike = 1.0,
) -> FloatOrArray:
    """Rise of the pressure of a liquid from inlet to outlet of a change of size, the loss taken off [Pa].

    ``p2 - p1 = rho v1^2/2 (alpha (1 - (D1/D2)^4) - K)``.

    Parameters
    ----------
    velocity : float or (n,) array
        Mean velocity in the inlet [m/s].
    inlet_diameter, outlet_diameter : float or (n,) array
        Inside diameters, above zero [m].
    loss_coefficient : float or (n,) array
        On the velocity in the inlet, zero or more [-].
    density : float or (n,) array
        Above zero [kg/m3].
    kinetic_energy_factor : float or (n,) array
        alpha of both pipes: 1 for a flat profile, about 1.05 turbulent, 2 laminar [-].

    Returns
    -------
    float or (n,) array
        Below zero where the pressure falls [Pa].

    Raises
    ------
    InputError
        A diameter or density that is not above zero, a coefficient below zero.

    References
    ----------
    Energy equation; Y. A. Cengel, J. M. Cimbala, Fluid Mechanics, chapter 8.

    Examples
    --------
    >>> round(expansion_pressure_rise(7.0, 0.06, 0.09, 0.133, 1000.0, 1.06))
    17582
    """
    ratio = above_zero("inlet diameter", inlet_diameter, "m") / above_zero("outlet diameter", outlet_diameter, "m")
    head = 0.5 * above_zero("density", density, "kg/m3") * finite("velocity", velocity, "m/s") ** 2
    recovered = above_zero("kinetic energy factor", kinetic_energy_factor, "") * (1.0 - ratio**4)
    return plain(head * (recovered - zero_or_more("loss coefficient", loss_coefficient, "")))


def _geometry(wide: ArrayLike, narrow: ArrayLike, angle: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Checked diameters, and half the angle of the cone [rad]."""
    large, small = above_zero("wider diameter", wide, "m"), above_zero("narrower diameter", narrow, "m")
    if (small > large).any():
        raise InputError(
            f"The narrower diameter is {float(np.max(small)):g} m and the wider {float(np.min(large)):g} m.",
            path=("diameter",),
            value=float(np.max(small)),
            unit="m",
            expected="not above the wider diameter",
        )
    degrees = above_zero("angle", angle, "degrees")
    if (degrees > 180.0).any():
        raise InputError(
            f"The angle of the cone is {float(degrees.max()):g} degrees; it must be up to 180.",
            path=("angle",),
            value=float(degrees.max()),
            unit="degrees",
            expected="up to 180 degrees",
        )
    return large, small, np.radians(degrees) / 2.0
