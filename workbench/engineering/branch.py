"""Loss coefficients of tees and wyes whose flows divide or join, by Crane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.engineering.checks import above_zero, zero_or_more
from workbench.errors import InputError

__all__ = ["Branch", "branch_loss_coefficient", "run_loss_coefficient"]

Direction = Literal["diverging", "converging"]


@dataclass(frozen=True)
class Branch:
    """A branch of a pipe.

    Parameters
    ----------
    run_diameter, branch_diameter : float
        Inside diameters, above zero; the branch not the wider [m].
    angle : float
        Between branch and run, 90 for a tee; above 0 and up to 90 [degrees].
    direction : str
        ``"diverging"``: the flow divides; ``"converging"``: it joins.
    """

    run_diameter: float
    branch_diameter: float
    angle: float = 90.0
    direction: Direction = "diverging"

    def __post_init__(self) -> None:
        run = float(above_zero("run diameter", self.run_diameter, "m"))
        branch = float(above_zero("branch diameter", self.branch_diameter, "m"))
        angle = float(above_zero("angle", self.angle, "degrees"))
        bad = [
            ("branch diameter", branch, "m", f"not above {run:g} m", branch > run),
            ("angle", angle, "degrees", "up to 90 degrees", angle > 90.0),
        ]
        for name, value, unit, expected, wrong in bad:
            if wrong:
                raise InputError(
                    f"The {name} of the tee is {value:g} {unit}; it must be {expected}.",
                    path=(name.replace(" ", "_"),),
                    value=value,
                    unit=unit,
                    expected=expected,
                )
        if self.direction not in ("diverging", "converging"):
            raise InputError(
                f"The direction of the tee is '{self.direction}'.",
                path=("direction",),
                value=self.direction,
                expected="'diverging' or 'converging'",
            )


def branch_loss_coefficient(branch: Branch, run_flow: float, branch_flow: float) -> float:
    """Loss coefficient between the branch and the leg of the whole flow, on the velocity in that leg [-].

    Parameters
    ----------
    branch : Branch
    run_flow, branch_flow : float
        Volume flow in the straight leg and in the branch, zero or more, not both zero [m3/s].

    Returns
    -------
    float
        Below zero where the other stream drives this one [-].

    Raises
    ------
    InputError
        A flow below zero, or none at all.

    References
    ----------
    Crane TP-410 (2009), chapter 2, tees and wyes, with the errata of 2012, as coded in `fluids`.

    Examples
    --------
    >>> round(branch_loss_coefficient(Branch(0.1, 0.1), 0.01, 0.01), 3)
    1.156
    """
    from fluids import fittings

    formula = {"diverging": fittings.K_branch_diverging_Crane, "converging": fittings.K_branch_converging_Crane}
    run, side = _flows(run_flow, branch_flow)
    return float(formula[branch.direction](branch.run_diameter, branch.branch_diameter, run, side, branch.angle))


def run_loss_coefficient(branch: Branch, run_flow: float, branch_flow: float) -> float:
    """Loss coefficient along the straight legs, on the velocity in the leg of the whole flow [-].

    Parameters
    ----------
    branch : Branch
    run_flow, branch_flow : float
        Volume flow in the straight leg and in the branch, zero or more, not both zero [m3/s].

    Returns
    -------
    float
        Below zero where the other stream drives this one [-].

    Raises
    ------
    InputError
        A flow below zero, or none at all.

    References
    ----------
    Crane TP-410 (2009), chapter 2, tees and wyes, with the errata of 2012, as coded in `fluids`.

    Examples
    --------
    >>> run_loss_coefficient(Branch(0.1, 0.05), 0.01, 0.01)
    0.1
    """
    from fluids import fittings

    formula = {"diverging": fittings.K_run_diverging_Crane, "converging": fittings.K_run_converging_Crane}
    run, side = _flows(run_flow, branch_flow)
    return float(formula[branch.direction](branch.run_diameter, branch.branch_diameter, run, side, branch.angle))


def _flows(run_flow: float, branch_flow: float) -> tuple[float, float]:
    run = float(zero_or_more("run flow", run_flow, "m3/s"))
    side = float(zero_or_more("branch flow", branch_flow, "m3/s"))
    above_zero("whole flow", run + side, "m3/s")
    return run, side
