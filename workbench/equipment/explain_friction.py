"""How the friction loss of a pipe came about, by the law of the case and the branch of it that the flow is on."""

from __future__ import annotations

from collections.abc import Callable

from workbench.engineering.friction import LAMINAR_LIMIT, TURBULENT_LIMIT, colebrook_start, colebrook_step
from workbench.engineering.hazen_williams import (
    HAZEN_WILLIAMS_CONSTANT,
    HAZEN_WILLIAMS_DIAMETER_EXPONENT,
    HAZEN_WILLIAMS_EXPONENT,
)
from workbench.equipment.explain_common import INPUT, SolvedComponent, squared
from workbench.errors import InputError
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["DARCY_WEISBACH", "explain_friction"]

DARCY_WEISBACH = "Darcy-Weisbach; Crane TP-410 (2009), equation 1-4"
COLEBROOK_WHITE = "Colebrook-White; C. F. Colebrook, J. Inst. Civil Engineers 11 (1939), 133-156"
HAGEN_POISEUILLE = "Hagen-Poiseuille; Crane TP-410 (2009), chapter 1"
BLEND = "workbench.engineering.friction: cubic blend without a jump; no standard gives a factor here"
SWAMEE_JAIN = "P. K. Swamee, A. K. Jain, J. Hydraulics Division ASCE 102 (1976), 657-664"
DUNLOP = "E. J. Dunlop (1991), as in the EPANET 2.2 User Manual (2020), section 12.1"


def explain_friction(sheet: CalculationSheet, component: SolvedComponent, law: str, length: str = "L") -> None:
    """Add the friction factor and the friction loss; `length` is the symbol of the length that has friction.

    Raises
    ------
    InputError
        A friction law that nobody has explained.
    """
    if law not in _LAWS:
        known = ", ".join(_LAWS)
        raise InputError(
            f"'{component.tag}': the friction law '{law}' has no explanation yet; there is one of {known}.",
            path=("settings", "friction_law"),
            value=law,
            expected=known,
        )
    _LAWS[law](sheet, component, length)


def _explain_darcy_weisbach(sheet: CalculationSheet, component: SolvedComponent, length: str) -> None:
    reynolds = sheet["Re"]
    if reynolds <= LAMINAR_LIMIT:
        _explain_laminar(sheet)
    elif reynolds >= TURBULENT_LIMIT:
        note = f"Re is at least {TURBULENT_LIMIT:g}: turbulent. The root is found by Newton's method to full precision."
        _explain_colebrook_white(sheet, component, "f", note, "friction_factor")
    else:
        _explain_transition(sheet, component)
    _loss_of_factor(sheet, length)


def _explain_laminar(sheet: CalculationSheet) -> None:
    sheet.step(
        "f",
        "Darcy friction factor, laminar",
        "64/Re",
        "dimensionless",
        HAGEN_POISEUILLE,
        note=f"Re is at most {LAMINAR_LIMIT:g}: laminar, the roughness has no part in it.",
        column="friction_factor",
    )


def _loss_of_factor(sheet: CalculationSheet, length: str) -> None:
    formula = f"f*({length}/D)*(rho*{squared('v', sheet['v'])}/2)"
    sheet.step("Delta_p_f", "Friction loss", formula, "pressure_difference", DARCY_WEISBACH)


def _explain_colebrook_white(
    sheet: CalculationSheet, component: SolvedComponent, symbol: str, note: str, column: str
) -> None:
    roughness, diameter = component.inputs["roughness"], component.inputs["diameter"]
    sheet.given("epsilon", "Absolute roughness", roughness, "roughness", INPUT)
    root = _turbulent_factor(sheet["Re"], roughness / diameter)
    sides = (f"1/sqrt({symbol})", f"-2*log10(epsilon/(3.7*D) + 2.51/(Re*sqrt({symbol})))")
    sheet.root(symbol, "Darcy friction factor, turbulent", root, sides, COLEBROOK_WHITE, note=note, column=column)


def _turbulent_factor(reynolds: float, relative_roughness: float) -> float:
    """Return the root of Colebrook and White's equation by the steps that the solver takes."""
    roughness_term = relative_roughness / 3.7
    inverse_root = colebrook_start(reynolds, roughness_term)
    for _ in range(4):  # as many as `darcy_friction_factor` takes
        inverse_root, _sensitivity = colebrook_step(inverse_root, reynolds, roughness_term)
    return 1.0 / inverse_root**2


def _explain_transition(sheet: CalculationSheet, component: SolvedComponent) -> None:
    note = (
        f"Re lies between {LAMINAR_LIMIT:g} and {TURBULENT_LIMIT:g}: the flow may be either. "
        "The factor goes from the laminar to the turbulent one without a jump."
    )
    sheet.step("f_lam", "Friction factor if it were laminar", "64/Re", "dimensionless", HAGEN_POISEUILLE, note=note)
    _explain_colebrook_white(sheet, component, "f_turb", "If it were turbulent.", "")
    fraction = f"(Re - {LAMINAR_LIMIT:g})/({TURBULENT_LIMIT:g} - {LAMINAR_LIMIT:g})"
    sheet.step("u", "Place in the transition", fraction, "dimensionless", BLEND)
    sheet.step("w", "Weight of the turbulent factor", "u**2*(3 - 2*u)", "dimensionless", BLEND)
    sheet.step(
        "f",
        "Darcy friction factor, transition",
        "f_lam + w*(f_turb - f_lam)",
        "dimensionless",
        BLEND,
        column="friction_factor",
    )


def _explain_hazen_williams(sheet: CalculationSheet, component: SolvedComponent, length: str) -> None:
    sheet.given("C", "Hazen-Williams C", component.inputs["hazen_williams_coefficient"], "dimensionless", INPUT)
    power = f"q**{HAZEN_WILLIAMS_EXPONENT!r}"
    if sheet["q"] < 0.0:
        power = f"q*abs(q)**{HAZEN_WILLIAMS_EXPONENT - 1.0:.3g}"
    sheet.step(
        "h_f",
        "Friction loss, head",
        f"{HAZEN_WILLIAMS_CONSTANT!r}*{length}*{power}/(C**{HAZEN_WILLIAMS_EXPONENT!r}*D**{HAZEN_WILLIAMS_DIAMETER_EXPONENT!r})",
        "length",
        "Hazen-Williams; EPANET 2.2 User Manual (2020), Table 3.1, its 4.727 in feet converted to SI",
        note="An empirical formula for water at ambient temperature; its constant holds for m and m3/s.",
        is_empirical=True,
    )
    _factor_of_loss(sheet, length, "Hazen-Williams")


def _factor_of_loss(sheet: CalculationSheet, length: str, law: str) -> None:
    sheet.step("Delta_p_f", "Friction loss", "rho*g*h_f", "pressure_difference", "Pressure of a head, Δp = ρ g h")
    sheet.step(
        "f",
        "Equivalent Darcy friction factor",
        f"2*g*D*abs(h_f)/({length}*v**2)",
        "dimensionless",
        DARCY_WEISBACH,
        note=f"For comparison only: {law} needs none.",
        column="friction_factor",
    )


def _explain_chezy_manning(sheet: CalculationSheet, component: SolvedComponent, length: str) -> None:
    roughness = component.inputs["manning_coefficient"]
    sheet.given("n", "Manning's coefficient", roughness, "", INPUT, unit="s/m^(1/3)")
    sheet.step("R_h", "Hydraulic radius", "D/4", "length", "Area over wetted perimeter of a full pipe")
    sheet.step(
        "h_f",
        "Friction loss, head",
        f"n**2*{length}*{squared('v', sheet['v'])}/R_h**(4/3)",
        "length",
        "Chezy-Manning; EPANET 2.2 User Manual (2020), Table 3.1, in SI",
        note="An empirical formula for rough pipes and channels.",
        is_empirical=True,
    )
    _factor_of_loss(sheet, length, "Chezy-Manning")


def _explain_swamee_jain(sheet: CalculationSheet, component: SolvedComponent, length: str) -> None:
    reynolds = sheet["Re"]
    if reynolds <= LAMINAR_LIMIT:
        _explain_laminar(sheet)
        _loss_of_factor(sheet, length)
        return
    sheet.given("epsilon", "Absolute roughness", component.inputs["roughness"], "roughness", INPUT)
    if reynolds >= TURBULENT_LIMIT:
        sheet.step(
            "f",
            "Darcy friction factor, turbulent",
            "1/(2*log10(epsilon/(3.7*D) + 5.74/Re**0.9))**2",
            "dimensionless",
            SWAMEE_JAIN,
            note=f"Re is at least {TURBULENT_LIMIT:g}: turbulent. An explicit formula close to Colebrook-White.",
            column="friction_factor",
        )
    else:
        _explain_dunlop(sheet)
    _loss_of_factor(sheet, length)


def _explain_dunlop(sheet: CalculationSheet) -> None:
    """Add EPANET's cubic between laminar and turbulent flow."""
    limits = f"{LAMINAR_LIMIT:g} and {TURBULENT_LIMIT:g}"
    note = f"Re lies between {limits}: a cubic joins the laminar and the turbulent factor."
    viscous = f"5.74/{TURBULENT_LIMIT:g}**0.9"
    number = "dimensionless"
    sheet.step("a", "Term of Swamee and Jain at Re 4000", f"epsilon/(3.7*D) + {viscous}", number, DUNLOP, note=note)
    sheet.step("f_a", "Friction factor at Re 4000", "1/(2*log10(a))**2", number, SWAMEE_JAIN)
    # d f/d ln Re of Swamee and Jain's formula, which EPANET writes as 2 - 0.00514215/(AA AB).
    slope = f"2*f_a + 3.6*f_a*({viscous})/(ln(10)*a*2*log10(a))"
    sheet.step("b", "Twice the factor and its slope there", slope, number, DUNLOP)
    sheet.step("r", "Reynolds number over 2000", f"Re/{LAMINAR_LIMIT:g}", number, DUNLOP)
    sheet.step("x_1", "Coefficient", "7*f_a - b", number, DUNLOP)
    sheet.step("x_2", "Coefficient", "0.128 - 17*f_a + 2.5*b", number, DUNLOP)
    sheet.step("x_3", "Coefficient", "13*f_a - 0.128 - 2*b", number, DUNLOP)
    sheet.step("x_4", "Coefficient", "0.032 - 3*f_a + 0.5*b", number, DUNLOP)
    formula = "x_1 + r*(x_2 + r*(x_3 + r*x_4))"
    sheet.step("f", "Darcy friction factor, transition", formula, number, DUNLOP, column="friction_factor")


_LAWS: dict[str, Callable[[CalculationSheet, SolvedComponent, str], None]] = {
    "darcy-weisbach": _explain_darcy_weisbach,
    "hazen-williams": _explain_hazen_williams,
    "chezy-manning": _explain_chezy_manning,
    "swamee-jain": _explain_swamee_jain,
}
"""By the friction law of the case."""
