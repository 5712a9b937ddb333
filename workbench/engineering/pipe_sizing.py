"""The inverse problems of one pipe: the flow from a head loss, and the diameter from flow and head loss."""

from __future__ import annotations

import math
from collections.abc import Callable

from workbench.engineering.checks import above_zero, zero_or_more
from workbench.engineering.friction import LARGEST_RELATIVE_ROUGHNESS, darcy_friction_factor
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.errors import InputError

__all__ = [
    "SMALLEST_DIAMETER",
    "diameter_from_head_loss",
    "flow_from_head_loss",
    "hydraulic_diameter_of_annulus",
    "reynolds_from_friction_group",
]

SMALLEST_DIAMETER, LARGEST_DIAMETER = 1e-4, 100.0
"""Between these a diameter is looked for [m]."""
ACCURACY = 1e-13


def flow_from_head_loss(
    head_loss: float,
    diameter: float,
    length: float,
    roughness: float,
    kinematic_viscosity: float,
    gravity: float = STANDARD_GRAVITY,
) -> float:
    """Flow that loses a head by friction in a pipe [m3/s].

    The law is that of `friction`: laminar, Colebrook and White, and the blend between them.

    Parameters
    ----------
    head_loss : float
        Zero or more [m].
    diameter, length : float
        Inside diameter and length, above zero [m].
    roughness : float
        Absolute roughness, zero or more and up to 5 % of the diameter [m].
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
    Darcy and Weisbach with C. F. Colebrook, J. Inst. Civil Engineers 11 (1939), 133-156.

    Examples
    --------
    >>> round(flow_from_head_loss(0.6, 0.5, 100.0, 0.046e-3, 1.023e-6), 4)
    0.4131
    """
    head = float(zero_or_more("head loss", head_loss, "m"))
    size, reach, rough, viscosity = _checked(diameter, length, roughness, kinematic_viscosity)
    _refuse_rough(rough, size)
    if head == 0.0:
        return 0.0
    group = 2.0 * float(above_zero("gravity", gravity, "m/s2")) * head * size**3 / (reach * viscosity**2)
    reynolds = reynolds_from_friction_group(group, rough / size)
    return reynolds * viscosity * 0.25 * math.pi * size


def reynolds_from_friction_group(friction_group: float, relative_roughness: float) -> float:
    """Reynolds number of a flow of which the fall of head is known, but not the velocity [-].

    The law is that of `friction`, also beyond a roughness of 5 % of the diameter.

    Parameters
    ----------
    friction_group : float
        ``f Re^2 = 2 g S D^3/nu^2`` with the fall of head over length S, above zero; the square of the Karman
        number [-].
    relative_roughness : float
        Roughness over the (hydraulic) diameter D, zero or more [-].

    Returns
    -------
    float
        [-]

    Raises
    ------
    InputError
        A value out of its range.

    References
    ----------
    As `flow_from_head_loss`.

    Examples
    --------
    >>> round(reynolds_from_friction_group(64.0 * 1500.0, 0.0), 6)
    1500.0
    """
    known = float(above_zero("friction group", friction_group, ""))
    rough = float(zero_or_more("relative roughness", relative_roughness, ""))

    def excess(logarithm: float) -> float:
        """Rises with the Reynolds number through laminar, transitional and turbulent flow."""
        return math.log(darcy_friction_factor(math.exp(logarithm), rough)) + 2.0 * logarithm - math.log(known)

    # f lies between 64/Re and 64/Re + 1, even with a roughness of a whole diameter: the root between these two.
    low, high = math.log(known / (64.0 + math.sqrt(known))) - 1.0, math.log(known) + 1.0
    return math.exp(_root(excess, low, high))


def diameter_from_head_loss(
    flow: float,
    head_loss: float,
    length: float,
    roughness: float,
    kinematic_viscosity: float,
    gravity: float = STANDARD_GRAVITY,
) -> float:
    """Smallest inside diameter in which a flow loses no more than a head by friction [m].

    Parameters
    ----------
    flow : float
        Volume flow, above zero [m3/s].
    head_loss : float
        Above zero [m].
    length : float
        Above zero [m].
    roughness : float
        Absolute roughness, zero or more and up to 5 % of the diameter that is found [m].
    kinematic_viscosity : float
        Above zero [m2/s].
    gravity : float
        [m/s2]

    Returns
    -------
    float
        Exact, not a nominal size [m].

    Raises
    ------
    InputError
        A value out of its range, or a diameter that is not between 0.1 mm and 100 m.

    References
    ----------
    As `flow_from_head_loss`.

    Examples
    --------
    >>> round(diameter_from_head_loss(0.4131, 0.6, 100.0, 0.046e-3, 1.023e-6), 3)
    0.5
    """
    rate = float(above_zero("flow", flow, "m3/s"))
    head = float(above_zero("head loss", head_loss, "m"))
    _size, reach, rough, viscosity = _checked(1.0, length, roughness, kinematic_viscosity)
    scale = 8.0 * reach * rate**2 / (float(above_zero("gravity", gravity, "m/s2")) * math.pi**2 * head)

    def excess(logarithm: float) -> float:
        size = math.exp(logarithm)
        reynolds = 4.0 * rate / (math.pi * size * viscosity)
        return math.log(scale * darcy_friction_factor(reynolds, rough / size)) - 5.0 * logarithm

    narrowest = max(SMALLEST_DIAMETER, rough / LARGEST_RELATIVE_ROUGHNESS)
    low, high = math.log(narrowest), math.log(LARGEST_DIAMETER)
    if not (excess(low) > 0.0 > excess(high)):
        raise InputError(
            f"No diameter between {narrowest:g} m and {LARGEST_DIAMETER:g} m loses {head:g} m with {rate:g} m3/s.",
            path=("head_loss",),
            value=head,
            unit="m",
            expected="a head loss that such a pipe has",
        )
    return math.exp(_root(excess, low, high))


def hydraulic_diameter_of_annulus(outer_diameter: float, inner_diameter: float) -> float:
    """Hydraulic diameter of the gap between two pipes, four areas over the wetted perimeter: ``Do - Di`` [m].

    Parameters
    ----------
    outer_diameter, inner_diameter : float
        Inside diameter of the outer pipe and outside diameter of the inner one, above zero [m].

    Returns
    -------
    float
        [m]

    Raises
    ------
    InputError
        A diameter that is not above zero, an inner one that is not the smaller.

    References
    ----------
    Crane TP-410 (2009), chapter 1, "hydraulic radius".

    Examples
    --------
    >>> round(hydraulic_diameter_of_annulus(0.15, 0.1), 3)
    0.05
    """
    outer = float(above_zero("outer diameter", outer_diameter, "m"))
    inner = float(above_zero("inner diameter", inner_diameter, "m"))
    return float(above_zero("gap between the diameters", outer - inner, "m"))


def _checked(diameter: float, length: float, roughness: float, viscosity: float) -> tuple[float, float, float, float]:
    return (
        float(above_zero("diameter", diameter, "m")),
        float(above_zero("length", length, "m")),
        float(zero_or_more("roughness", roughness, "m")),
        float(above_zero("kinematic viscosity", viscosity, "m2/s")),
    )


def _refuse_rough(roughness: float, diameter: float) -> None:
    if roughness > LARGEST_RELATIVE_ROUGHNESS * diameter:
        raise InputError(
            f"The roughness is {roughness:g} m, more than 5 % of the diameter of {diameter:g} m.",
            path=("roughness",),
            value=roughness,
            unit="m",
            expected=f"up to {LARGEST_RELATIVE_ROUGHNESS * diameter:g} m",
        )


def _root(excess: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(excess, low, high, xtol=ACCURACY, rtol=ACCURACY))
