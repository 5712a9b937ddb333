"""Uniform flow in a circular pipe that is not full, driven by its slope."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.engineering.checks import above_zero, zero_or_more
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.pipe_sizing import reynolds_from_friction_group
from workbench.errors import InputError

__all__ = ["PartialSection", "manning_flow", "partially_full_flow", "partially_full_section"]


@dataclass(frozen=True)
class PartialSection:
    """Wetted part of the section of a pipe.

    Parameters
    ----------
    area : float
        [m2]
    wetted_perimeter : float
        [m]
    """

    area: float
    wetted_perimeter: float

    @property
    def hydraulic_radius(self) -> float:
        """Area over wetted perimeter [m]."""
        return self.area / self.wetted_perimeter


def partially_full_section(diameter: float, depth: float) -> PartialSection:
    """Wetted section of a round pipe at a depth.

    Parameters
    ----------
    diameter : float
        Inside diameter, above zero [m].
    depth : float
        Of the liquid at the lowest point, above zero and not above the diameter [m].

    Returns
    -------
    PartialSection

    Raises
    ------
    InputError
        A diameter or depth out of its range.

    References
    ----------
    Geometry of a circular segment.

    Examples
    --------
    >>> section = partially_full_section(1.0, 0.5)
    >>> round(section.area, 4), round(section.hydraulic_radius, 4)
    (0.3927, 0.25)
    """
    size = float(above_zero("diameter", diameter, "m"))
    level = float(above_zero("depth", depth, "m"))
    if level > size:
        raise InputError(
            f"The depth is {level:g} m, above the diameter of {size:g} m.",
            path=("depth",),
            value=level,
            unit="m",
            expected=f"not above {size:g} m",
        )
    angle = 2.0 * math.acos(1.0 - 2.0 * level / size)
    return PartialSection(size**2 / 8.0 * (angle - math.sin(angle)), 0.5 * size * angle)


def manning_flow(section: PartialSection, slope: float, manning_coefficient: float) -> float:
    """Uniform flow by Manning's formula, ``q = A Rh^(2/3) sqrt(S)/n`` [m3/s].

    Parameters
    ----------
    section : PartialSection
    slope : float
        Fall over length, zero or more [-].
    manning_coefficient : float
        n, above zero: about 0.013 for concrete and cast iron [s/m^(1/3)].

    Returns
    -------
    float
        [m3/s]

    Raises
    ------
    InputError
        A slope below zero, a coefficient that is not above zero.

    References
    ----------
    V. T. Chow, Open-Channel Hydraulics (1959), chapter 5.

    Examples
    --------
    >>> round(manning_flow(partially_full_section(1.0, 0.5), 0.001, 0.013), 4)
    0.3791
    """
    fall = float(zero_or_more("slope", slope, ""))
    coefficient = float(above_zero("Manning coefficient", manning_coefficient, "s/m^(1/3)"))
    speed: float = section.hydraulic_radius ** (2.0 / 3.0) * math.sqrt(fall) / coefficient
    return section.area * speed


def partially_full_flow(
    section: PartialSection,
    slope: float,
    relative_roughness: float,
    kinematic_viscosity: float,
    gravity: float = STANDARD_GRAVITY,
) -> float:
    """Uniform flow by Darcy and Weisbach on the hydraulic diameter, ``v = sqrt(2 g S 4 Rh/f)`` [m3/s].

    Parameters
    ----------
    section : PartialSection
    slope : float
        Fall over length, above zero [-].
    relative_roughness : float
        Roughness over the hydraulic diameter 4 Rh, zero or more [-].
    kinematic_viscosity : float
        Above zero [m2/s].
    gravity : float
        [m/s2]

    Returns
    -------
    float
        [m3/s]

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    Crane TP-410 (2009), chapter 1, "hydraulic radius", and Example 7-26.

    Examples
    --------
    >>> round(partially_full_flow(partially_full_section(1.0, 0.5), 0.001, 1e-3, 1e-6), 4)
    0.3894
    """
    size = 4.0 * section.hydraulic_radius
    fall = 2.0 * float(above_zero("gravity", gravity, "m/s2")) * float(above_zero("slope", slope, ""))
    viscosity = float(above_zero("kinematic viscosity", kinematic_viscosity, "m2/s"))
    reynolds = reynolds_from_friction_group(fall * size**3 / viscosity**2, relative_roughness)
    return reynolds * viscosity / size * section.area
