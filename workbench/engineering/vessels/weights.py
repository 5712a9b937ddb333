"""Masses of shell, heads and insulation, from their mean surfaces."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import above_zero, zero_or_more
from workbench.engineering.vessels.heads import Head
from workbench.engineering.vessels.shape import Shape

__all__ = ["CARBON_STEEL_DENSITY", "WATER_DENSITY", "head_area", "insulation_mass", "metal_mass"]

CARBON_STEEL_DENSITY = 7850.0
"""EN 1993-1-1:2005, 3.2.6 and EN 1991-1-1 (77 to 78.5 kN/m3) [kg/m3]."""
WATER_DENSITY = 1000.0
"""Of the water of a pressure test [kg/m3]."""
_Array = NDArray[np.float64]


def head_area(diameter: ArrayLike, ends: Head) -> _Array:
    """Inside surface of whole heads [m2].

    Parameters
    ----------
    diameter : float or (n,) array
        Inside [m].
    ends : Head
        Of n vessels.

    Returns
    -------
    (n,) array
        [m2]

    Examples
    --------
    >>> from workbench.engineering.vessels.heads import head
    >>> float((head_area(2.0, head("hemispherical", 2.0)) / np.pi).round(9)[0])
    2.0
    """
    both = Shape.of(diameter, diameter, False, ends, ends)
    return np.asarray(0.5 * (both.wetted_area(both.height) - np.pi * both.diameter**2))


def metal_mass(
    shape: Shape,
    shell_thickness: ArrayLike,
    head_thickness: ArrayLike,
    density: ArrayLike = CARBON_STEEL_DENSITY,
    boot_thickness: ArrayLike = 0.0,
) -> _Array:
    """Mass of shell, heads and boot [kg].

    The shell is exact, ``pi (D + t) t L rho``; of a head the inside surface is scaled to its mean diameter, which is
    exact for a flat one and within ``(t/D)^2/3`` for a hemisphere.

    Parameters
    ----------
    shape : Shape
        n vessels.
    shell_thickness, head_thickness, boot_thickness : (n,) array
        [m]
    density : (n,) array
        Of the metal, above zero [kg/m3].

    Returns
    -------
    (n,) array
        [kg]

    Raises
    ------
    InputError
        A negative thickness, a density that is not above zero.

    Examples
    --------
    >>> from workbench.engineering.vessels.heads import head
    >>> ball = head("hemispherical", 2.0)
    >>> float(metal_mass(Shape.of(2.0, 4.0, False, ball, ball), 0.01, 0.01).round(0)[0])
    2979.0
    """
    shell, wall = (
        zero_or_more("shell thickness", shell_thickness, "m"),
        zero_or_more("head thickness", head_thickness, "m"),
    )
    boot = zero_or_more("boot thickness", boot_thickness, "m")
    diameter = shape.diameter
    cylinder = np.pi * (diameter + shell) * shell * shape.tangent_length
    heads = sum(_head_metal(diameter, ends, wall) for ends in (shape.first, shape.second))
    hanging = np.pi * (shape.boot_diameter + boot) * boot * shape.boot_length
    hanging = hanging + 0.25 * np.pi * shape.boot_diameter**2 * boot
    return np.asarray((cylinder + heads + hanging) * above_zero("density", density, "kg/m3"))


def insulation_mass(
    shape: Shape, wall_thickness: ArrayLike, insulation_thickness: ArrayLike, density: ArrayLike
) -> _Array:
    """Mass of insulation that covers shell and heads, on the outside of the wall [kg].

    Parameters
    ----------
    shape : Shape
        n vessels.
    wall_thickness, insulation_thickness : (n,) array
        Zero or more [m].
    density : (n,) array
        With the cladding, above zero [kg/m3].

    Returns
    -------
    (n,) array
        [kg]

    Raises
    ------
    InputError
        As `metal_mass`.

    Examples
    --------
    >>> from workbench.engineering.vessels.heads import head
    >>> ball = head("hemispherical", 2.0)
    >>> float(insulation_mass(Shape.of(2.0, 4.0, False, ball, ball), 0.01, 0.1, 150.0).round(0)[0])
    611.0
    """
    wall = zero_or_more("wall thickness", wall_thickness, "m")
    thickness = zero_or_more("insulation thickness", insulation_thickness, "m")
    mean = shape.diameter + 2.0 * wall + thickness
    cylinder = np.pi * mean * thickness * shape.tangent_length
    areas = head_area(shape.diameter, shape.first) + head_area(shape.diameter, shape.second)
    heads = areas * (mean / shape.diameter) ** 2 * thickness
    return np.asarray((cylinder + heads) * above_zero("insulation density", density, "kg/m3"))


def _head_metal(diameter: _Array, ends: Head, thickness: _Array) -> _Array:
    """Return the volume of metal of one head [m3]."""
    flat = ends.depth == 0.0
    scale = np.where(flat, 1.0, ((diameter + thickness) / diameter) ** 2)
    return np.asarray(head_area(diameter, ends) * scale * thickness)
