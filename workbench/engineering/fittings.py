"""The loss of fittings by four methods, as the terms that a network is solved with.

Every method gives ``h = (K1/Re + K) v^2/(2 g)`` and perhaps a length that is added to the pipe. Since
``Re = |v| D/nu``, the first term is exactly linear in the flow and the second exactly quadratic:
`laminar_resistance` and `pipe_flow.resistance_from_loss_coefficient` are their resistances.

* ``"crane"``: ``K = n fT`` with Crane's friction factor of complete turbulence,
* ``"2-K"``: ``K1/Re + Kinf (1 + 1 inch/D)``,
* ``"3-K"``: ``K1/Re + Ki (1 + Kd/DN^0.3)`` with the nominal diameter in inches,
* ``"equivalent length"``: n diameters of the pipe itself, with the friction factor that it has.

Entrances and exits, changes of size and given coefficients are a K by every method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import numpy as np
from numpy.typing import ArrayLike

from workbench.engineering.checks import FloatOrArray, above_zero, plain, zero_or_more
from workbench.engineering.fitting_catalogue import CataloguedFitting
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.size_change import contraction_loss_coefficient, expansion_loss_coefficient
from workbench.errors import InputError

__all__ = [
    "FITTING_METHODS",
    "NO_LOSS",
    "CataloguedPart",
    "FittingLoss",
    "FittingMethod",
    "GivenPart",
    "Part",
    "SizeChangePart",
    "fittings_loss",
    "laminar_resistance",
    "turbulent_friction_factor",
]

FittingMethod = Literal["crane", "2-K", "3-K", "equivalent length"]
FITTING_METHODS: tuple[FittingMethod, ...] = get_args(FittingMethod)
INCH = 0.0254
SMALLEST_NOMINAL_BORE = 6.84e-3
"""Of NPS 1/8 schedule 40 [m]: below it the nominal size that `fluids` extrapolates falls to zero."""


@dataclass(frozen=True)
class FittingLoss:
    """Loss of fittings, ``h = (laminar/Re + constant) v^2/(2 g)`` and a length added to the pipe.

    Parameters
    ----------
    constant : float
        The part of K that does not depend on the Reynolds number [-].
    laminar : float
        K1 of ``K1/Re`` [-].
    length : float
        Equivalent length of the pipe that has the fittings [m].
    """

    constant: float = 0.0
    laminar: float = 0.0
    length: float = 0.0

    def __add__(self, other: FittingLoss) -> FittingLoss:
        return FittingLoss(self.constant + other.constant, self.laminar + other.laminar, self.length + other.length)

    def times(self, count: int) -> FittingLoss:
        return FittingLoss(count * self.constant, count * self.laminar, count * self.length)

    def loss_coefficient(self, reynolds_number: ArrayLike) -> FloatOrArray:
        """K at a Reynolds number above zero, without the equivalent length [-]."""
        return plain(self.constant + self.laminar / above_zero("reynolds number", reynolds_number, ""))


NO_LOSS = FittingLoss()


class Part(Protocol):
    """Something in a pipe that loses head."""

    @property
    def name(self) -> str: ...

    def loss(self, method: FittingMethod, diameter: float, path: Sequence[str]) -> FittingLoss:
        """Loss of one, on the velocity in the pipe of that inside diameter [m]."""
        ...


@dataclass(frozen=True)
class CataloguedPart:
    """A fitting of the catalogue."""

    fitting: CataloguedFitting

    @property
    def name(self) -> str:
        return self.fitting.name

    def loss(self, method: FittingMethod, diameter: float, path: Sequence[str]) -> FittingLoss:
        fitting = self.fitting
        if fitting.end is not None and fitting.coefficient is not None:
            if method in ("crane", "equivalent length"):
                return FittingLoss(fitting.coefficient)
            return FittingLoss(fitting.end[1], fitting.end[0])
        if method == "2-K" and fitting.hooper:
            return _hooper_loss(fitting.hooper, diameter)
        if method == "3-K" and fitting.darby:
            return _darby_loss(fitting.darby, diameter, path)
        if method in ("crane", "equivalent length") and (fitting.diameters is not None or fitting.sized):
            number = fitting.diameters if fitting.diameters is not None else _sized_diameters(fitting.sized, diameter)
            if method == "crane":
                return FittingLoss(number * turbulent_friction_factor(diameter))
            return FittingLoss(length=number * diameter)
        raise InputError(
            f"The method {method} has no constants for the fitting '{fitting.name}'; {_which(fitting)}, or give its K.",
            path=path,
            value=fitting.name,
            expected=_which(fitting),
        )


@dataclass(frozen=True)
class SizeChangePart:
    """A contraction or expansion between the pipe and one of another diameter.

    Parameters
    ----------
    name : str
        As written.
    widens : bool
        True: expansion in the direction of the flow.
    leaves : bool
        True: the other diameter is downstream of the pipe.
    other_diameter : float
        Inside diameter [m].
    angle : float
        Full angle of the cone, 180 for a sudden change [degrees].
    """

    name: str
    widens: bool
    leaves: bool
    other_diameter: float
    angle: float

    def loss(self, method: FittingMethod, diameter: float, path: Sequence[str]) -> FittingLoss:
        inlet, outlet = (diameter, self.other_diameter) if self.leaves else (self.other_diameter, diameter)
        if (outlet > inlet) != self.widens or inlet == outlet:
            raise InputError(
                f"'{self.name}' does not fit a pipe of {diameter * 1000.0:g} mm inside diameter: the flow would go"
                f" from {inlet * 1000.0:g} mm to {outlet * 1000.0:g} mm.",
                path=path,
                value=self.name,
                expected="a wider outlet" if self.widens else "a narrower outlet",
            )
        formula = expansion_loss_coefficient if self.widens else contraction_loss_coefficient
        coefficient = float(formula(inlet, outlet, self.angle))
        # The formulas hold for the narrower pipe: K goes with the fourth power of the diameter.
        return FittingLoss(coefficient * (diameter / min(inlet, outlet)) ** 4)


@dataclass(frozen=True)
class GivenPart:
    """A loss given by its number: K, or an equivalent length in diameters of the pipe."""

    name: str
    coefficient: float = 0.0
    diameters: float = 0.0

    def loss(self, method: FittingMethod, diameter: float, path: Sequence[str]) -> FittingLoss:
        return FittingLoss(self.coefficient, length=self.diameters * diameter)


def fittings_loss(
    parts: Sequence[tuple[int, Part]], method: FittingMethod, diameter: float, *, path: Sequence[str] = ()
) -> FittingLoss:
    """Sum of the losses of the fittings of a pipe.

    Parameters
    ----------
    parts : sequence of (count, part)
        As `fitting_text.parse_fittings` gives them.
    method : str
        One of `FITTING_METHODS`.
    diameter : float
        Inside diameter of the pipe, above zero [m].
    path : sequence of str
        Tag and property, for the error.

    Returns
    -------
    FittingLoss
        On the velocity in the pipe.

    Raises
    ------
    InputError
        An unknown method, a fitting that the method has no constants for, a change of size that does not
        fit the diameter of the pipe, a bore below that of NPS 1/8 with 3-K.

    References
    ----------
    Crane TP-410 (2009), table of K factors, pages A-27 to A-30.
    W. B. Hooper, "The two-K method predicts head losses in pipe fittings", Chemical Engineering 88 (1981), 96.
    R. Darby, "Correlate pressure drops through fittings", Chemical Engineering 106 (July 1999), 101.

    Examples
    --------
    >>> from workbench.engineering.fitting_text import parse_fittings
    >>> loss = fittings_loss(parse_fittings("2 x 90 deg elbow, long radius; gate valve; exit"), "2-K", 0.1)
    >>> round(loss.constant, 3), loss.laminar
    (1.627, 1900.0)
    """
    if method not in FITTING_METHODS:
        known = ", ".join(f"'{name}'" for name in FITTING_METHODS)
        raise InputError(f"'{method}' is no method for fittings; use {known}.", path=path, value=method, expected=known)
    size = float(above_zero("diameter", diameter, "m"))
    total = NO_LOSS
    for count, part in parts:
        total = total + part.loss(method, size, path).times(count)
    return total


def laminar_resistance(
    laminar: ArrayLike, diameter: ArrayLike, kinematic_viscosity: ArrayLike, gravity: float = STANDARD_GRAVITY
) -> FloatOrArray:
    """Linear resistance R of ``h = R q`` that stands for ``K1/Re``: ``R = K1 nu/(2 g D A)`` [s/m2].

    Parameters
    ----------
    laminar : float or (n,) array
        K1, zero or more [-].
    diameter : float or (n,) array
        Inside diameter, above zero [m].
    kinematic_viscosity : float or (n,) array
        Above zero [m2/s].
    gravity : float
        [m/s2]

    Returns
    -------
    float or (n,) array
        [s/m2]

    Raises
    ------
    InputError
        A diameter, viscosity or gravity that is not above zero, a K1 below zero.

    References
    ----------
    From ``h = (K1/Re) v|v|/(2 g)`` with ``Re = |v| D/nu`` and ``v = q/A``.

    Examples
    --------
    >>> round(laminar_resistance(800.0, 0.1, 1.0e-6), 5)
    0.05193
    """
    size = above_zero("diameter", diameter, "m")
    viscosity = above_zero("kinematic viscosity", kinematic_viscosity, "m2/s")
    area = 0.25 * np.pi * size**2
    scale = 2.0 * above_zero("gravity", gravity, "m/s2") * size * area
    return plain(zero_or_more("laminar coefficient", laminar, "") * viscosity / scale)


def turbulent_friction_factor(diameter: float) -> float:
    """Crane's friction factor fT of complete turbulence in clean steel pipe of that inside diameter [-].

    A fit of `fluids` that gives Crane's table to its printed digits, for the sizes between them too.

    References
    ----------
    Crane TP-410 (2009), table of K factors from page A-27.

    Examples
    --------
    >>> round(turbulent_friction_factor(0.1), 4)
    0.0163
    """
    from fluids.friction import ft_Crane

    return float(ft_Crane(float(above_zero("diameter", diameter, "m"))))


def _hooper_loss(key: str, diameter: float) -> FittingLoss:
    from fluids.fittings import Hooper

    laminar, turbulent = Hooper[key]
    return FittingLoss(turbulent * (1.0 + INCH / diameter), laminar)


def _darby_loss(key: str, diameter: float, path: Sequence[str]) -> FittingLoss:
    from fluids.fittings import Darby, Darby3K

    if diameter < SMALLEST_NOMINAL_BORE:
        raise InputError(
            f"The method 3-K goes by the nominal size, and a bore of {diameter * 1000.0:g} mm is below the smallest"
            f" there is, {SMALLEST_NOMINAL_BORE * 1000.0:g} mm.",
            path=path,
            value=diameter,
            unit="m",
            expected=f"from {SMALLEST_NOMINAL_BORE:g} m, or another method",
        )
    laminar = Darby[key][0]
    # The constant part is what remains at an infinite Reynolds number; fluids finds the nominal size.
    return FittingLoss(float(Darby3K(Di=diameter, Re=np.inf, name=key)), laminar)


def _sized_diameters(kind: str, diameter: float) -> float:
    from fluids import fittings

    if kind.startswith("tilting disk"):
        angle = {"tilting disk, 5 deg": 5.0, "tilting disk, 15 deg": 15.0}[kind]
        return float(fittings.K_tilting_disk_check_valve_Crane(diameter, angle, fd=1.0))
    style = {"butterfly": 0, "butterfly, double offset": 1, "butterfly, triple offset": 2}[kind]
    return float(fittings.K_butterfly_valve_Crane(diameter, fd=1.0, style=style))


def _which(fitting: CataloguedFitting) -> str:
    has: list[str] = []
    if fitting.diameters is not None or fitting.sized:
        has += ["crane", "equivalent length"]
    has += ["2-K"] * bool(fitting.hooper) + ["3-K"] * bool(fitting.darby)
    return "use " + " or ".join(has)
