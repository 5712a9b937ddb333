"""Wall thickness under internal pressure by ASME VIII-1: an indication for estimates, no design of a vessel.

External pressure, nozzles, supports, wind, fatigue, minimum thicknesses and tolerances are not looked at.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.errors import InputError

__all__ = ["head_thickness", "maximum_shell_pressure", "shell_thickness"]

_Array = NDArray[np.float64]
THIN = 0.385
"""Highest pressure over allowable stress and joint efficiency for which the formulas of a thin shell hold."""
STEEPEST_CONE = np.radians(30.0)
"""Half apex angle up to which a cone needs no knuckle."""


def shell_thickness(
    pressure: ArrayLike, radius: ArrayLike, allowable_stress: ArrayLike, joint_efficiency: ArrayLike
) -> FloatOrArray:
    """Thickness of a cylindrical shell, the larger of ``P R/(S E - 0.6 P)`` and ``P R/(2 S E + 0.4 P)`` [m].

    Parameters
    ----------
    pressure : float or (n,) array
        Inside above outside, with the static head, zero or more [Pa].
    radius : float or (n,) array
        Inside, corroded, above zero [m].
    allowable_stress : float or (n,) array
        At the design temperature, above zero [Pa].
    joint_efficiency : float or (n,) array
        Above 0, up to 1; the same for longitudinal and circumferential seams [-].

    Returns
    -------
    float or (n,) array
        Without corrosion allowance [m].

    Raises
    ------
    InputError
        A value outside these limits, a pressure above 0.385 S E.

    References
    ----------
    ASME BPVC Section VIII, Division 1, UG-27(c)(1) and (2).

    Examples
    --------
    >>> round(shell_thickness(2e6, 1.0, 138e6, 0.85) * 1e3, 2)
    17.23
    """
    p, inside, strength = _checked(pressure, radius, "radius", allowable_stress, joint_efficiency)
    return plain(np.maximum(p * inside / (strength - 0.6 * p), p * inside / (2.0 * strength + 0.4 * p)))


def maximum_shell_pressure(
    thickness: ArrayLike, radius: ArrayLike, allowable_stress: ArrayLike, joint_efficiency: ArrayLike
) -> FloatOrArray:
    """Pressure that a cylindrical shell holds, ``S E t/(R + 0.6 t)`` [Pa] above the outside.

    Parameters
    ----------
    thickness, radius : float or (n,) array
        Corroded; the thickness not above half the radius [m].
    allowable_stress, joint_efficiency : float or (n,) array
        As of `shell_thickness`.

    Returns
    -------
    float or (n,) array
        [Pa]

    Raises
    ------
    InputError
        A value that is not above zero, a wall thicker than half the radius.

    References
    ----------
    ASME BPVC Section VIII, Division 1, UG-27(c)(1).

    Examples
    --------
    >>> round(maximum_shell_pressure(shell_thickness(2e6, 1.0, 138e6, 0.85), 1.0, 138e6, 0.85) / 1e6, 9)
    2.0
    """
    wall, inside = above_zero("thickness", thickness, "m"), above_zero("radius", radius, "m")
    strength = above_zero("allowable stress", allowable_stress, "Pa") * _efficiency(joint_efficiency)
    thick = wall > 0.5 * inside
    if thick.any():
        found = float(np.broadcast_to(wall, thick.shape)[thick].flat[0])
        raise InputError(
            f"The thickness is {found:g} m, above half the radius: the formula of a thin shell does not hold.",
            path=("thickness",),
            value=found,
            unit="m",
            expected="up to half the radius",
        )
    return plain(strength * wall / (inside + 0.6 * wall))


def head_thickness(
    kind: ArrayLike,
    pressure: ArrayLike,
    diameter: ArrayLike,
    allowable_stress: ArrayLike,
    joint_efficiency: ArrayLike,
    depth: ArrayLike = np.nan,
    crown_radius_ratio: ArrayLike = np.nan,
    knuckle_radius_ratio: ArrayLike = np.nan,
    flat_head_coefficient: ArrayLike = np.nan,
) -> FloatOrArray:
    """Thickness of a head with the pressure on its concave side [m].

    Elliptical ``P D K/(2 S E - 0.2 P)`` with ``K = (2 + (D/2h)^2)/6``; torispherical ``P L M/(2 S E - 0.2 P)`` with
    ``M = (3 + sqrt(L/r))/4``; hemispherical ``P R/(2 S E - 0.2 P)``; conical ``P D/(2 cos(a) (S E - 0.6 P))``; flat
    ``D sqrt(C P/(S E))``.

    Parameters
    ----------
    kind : str or (n,) array of str
        One of `workbench.engineering.vessels.heads.HEADS`.
    pressure, diameter, allowable_stress, joint_efficiency : float or (n,) array
        As of `shell_thickness`; the diameter is inside, corroded [m].
    depth : float or (n,) array
        Inside, of elliptical and conical heads [m].
    crown_radius_ratio, knuckle_radius_ratio : float or (n,) array
        Inside radii over the diameter, of torispherical heads [-].
    flat_head_coefficient : float or (n,) array
        C of UG-34, by how the head is attached [-].

    Returns
    -------
    float or (n,) array
        NaN where the formulas do not hold or a value of the shape is missing: a cone of more than 30 degrees half
        apex angle, a knuckle below 6 % of the crown radius, an ellipse of D/2h outside 1 to 3, a flat head without C
        [m].

    Raises
    ------
    InputError
        As `shell_thickness`.

    References
    ----------
    ASME BPVC Section VIII, Division 1, UG-32 (2:1 elliptical, hemispherical, conical), Mandatory Appendix 1-4
    (other elliptical and torispherical), UG-34 (flat). Rules of UG-32 for very thin heads (t/L below 0.002, Appendix
    1-4(f)) are not applied.

    Examples
    --------
    >>> [round(head_thickness("elliptical 2:1", 2e6, 2.0, 138e6, 0.85) * 1e3, 2),
    ...  round(head_thickness("hemispherical", 2e6, 2.0, 138e6, 0.85) * 1e3, 2)]
    [17.08, 8.54]
    """
    kinds = np.asarray(kind, dtype=object)
    p, inside, strength = _checked(pressure, diameter, "diameter", allowable_stress, joint_efficiency)
    deep, crown, knuckle, flat = (
        np.asarray(value, dtype=np.float64)
        for value in (depth, crown_radius_ratio, knuckle_radius_ratio, flat_head_coefficient)
    )
    deep = np.where(kinds == "elliptical 2:1", 0.25 * inside, deep)
    with np.errstate(invalid="ignore", divide="ignore"):
        slender = inside / (2.0 * deep)
        shallow = np.where((slender >= 1.0) & (slender <= 3.0), (2.0 + slender**2) / 6.0, np.nan)
        bent = np.where(knuckle >= 0.06 * crown * (1.0 - 1e-9), 0.25 * (3.0 + np.sqrt(crown / knuckle)), np.nan)
        angle = np.arctan2(0.5 * inside, deep)
        cosine = np.where(angle <= STEEPEST_CONE, np.cos(angle), np.nan)
        thin = 2.0 * strength - 0.2 * p
        shapes = {
            "elliptical 2:1": p * inside * shallow / thin,
            "elliptical": p * inside * shallow / thin,
            "torispherical": p * crown * inside * bent / thin,
            "hemispherical": 0.5 * p * inside / thin,
            "conical": p * inside / (2.0 * cosine * (strength - 0.6 * p)),
            "flat": inside * np.sqrt(flat * p / strength),
        }
    result = np.full(np.broadcast_shapes(kinds.shape, *(values.shape for values in shapes.values())), np.nan)
    for name, values in shapes.items():
        result = np.where(kinds == name, values, result)
    return plain(result)


def _checked(
    pressure: ArrayLike, size: ArrayLike, name: str, allowable_stress: ArrayLike, joint_efficiency: ArrayLike
) -> tuple[_Array, _Array, _Array]:
    """Return pressure, size and strength S E; refuse a pressure for which the wall is thick."""
    p, inside = zero_or_more("pressure", pressure, "Pa"), above_zero(name, size, "m")
    strength = above_zero("allowable stress", allowable_stress, "Pa") * _efficiency(joint_efficiency)
    thick = np.atleast_1d(p > THIN * strength)
    if thick.any():
        found = float(np.broadcast_to(p, thick.shape)[thick][0])
        raise InputError(
            f"The pressure is {found:g} Pa, above 0.385 of the allowable stress: a thick shell, which is not"
            " calculated here.",
            path=("pressure",),
            value=found,
            unit="Pa",
            expected="up to 0.385 S E",
        )
    return p, inside, strength


def _efficiency(joint_efficiency: ArrayLike) -> _Array:
    efficiency = above_zero("joint efficiency", joint_efficiency, "")
    if np.any(efficiency > 1.0):
        found = float(np.max(efficiency))
        raise InputError(
            f"The joint efficiency is {found:g}; it must be above 0 and up to 1.",
            path=("joint_efficiency",),
            value=found,
            expected="above 0, up to 1",
        )
    return efficiency
