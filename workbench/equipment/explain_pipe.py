"""How the numbers of a pipe came about: velocity, friction factor with the branch taken, losses, pressures."""

from __future__ import annotations

import math
from collections.abc import Callable

from workbench.engineering.friction import LAMINAR_LIMIT, TURBULENT_LIMIT, colebrook_start, colebrook_step
from workbench.engineering.hazen_williams import (
    HAZEN_WILLIAMS_CONSTANT,
    HAZEN_WILLIAMS_DIAMETER_EXPONENT,
    HAZEN_WILLIAMS_EXPONENT,
)
from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_common import (
    INPUT,
    SETTING,
    SolvedComponent,
    end_pressures,
    explain_held_difference,
    explain_velocity,
    head_lost,
    squared,
    start_of_link,
)
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_pipe"]

DARCY_WEISBACH = "Darcy-Weisbach; Crane TP-410 (2009), equation 1-4"
COLEBROOK_WHITE = "Colebrook-White; C. F. Colebrook, J. Inst. Civil Engineers 11 (1939), 133-156"
HAGEN_POISEUILLE = "Hagen-Poiseuille; Crane TP-410 (2009), chapter 1"
BLEND = "workbench.engineering.friction: cubic blend without a jump; no standard gives a factor here"


def explain_pipe(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of a pipe."""
    sheet = start_of_link(component, surroundings)
    sheet.given("mu", "Dynamic viscosity", surroundings.viscosity, "dynamic_viscosity", SETTING)
    velocity = explain_velocity(sheet, component)
    sheet.step(
        "Re",
        "Reynolds number",
        f"rho*{'v' if velocity >= 0.0 else 'abs(v)'}*D/mu",
        "dimensionless",
        "Definition; Crane TP-410 (2009), chapter 1",
        column="reynolds_number",
    )
    if sheet["q"] == 0.0 or math.isnan(component.results["friction_factor"]):
        sheet.remark(_why_at_rest(component))
        explain_held_difference(sheet, component)
        return sheet
    sheet.given("L", "Length", component.inputs["length"], "length", INPUT)
    _FRICTION[surroundings.friction_law](sheet, component)
    terms = ["Delta_p_f", *_explain_fittings(sheet, component)]
    head_lost(sheet, f"({' + '.join(terms)})/(rho*g)" if len(terms) > 1 else "Delta_p_f/(rho*g)")
    end_pressures(sheet, component)
    return sheet


def _why_at_rest(component: SolvedComponent) -> str:
    if component.inputs["status"] == "closed":
        return "The pipe is closed (status): nothing flows."
    if component.is_shut:
        return "The check valve of the pipe is shut: the head at the outlet is above that at the inlet."
    return "Nothing flows: there is no difference of head to drive a flow, or nowhere for it to go."


def _explain_darcy_weisbach(sheet: CalculationSheet, component: SolvedComponent) -> None:
    reynolds = sheet["Re"]
    if reynolds <= LAMINAR_LIMIT:
        sheet.step(
            "f",
            "Darcy friction factor, laminar",
            "64/Re",
            "dimensionless",
            HAGEN_POISEUILLE,
            note=f"Re is at most {LAMINAR_LIMIT:g}: laminar, the roughness has no part in it.",
            column="friction_factor",
        )
    elif reynolds >= TURBULENT_LIMIT:
        note = f"Re is at least {TURBULENT_LIMIT:g}: turbulent. The root is found by Newton's method to full precision."
        _explain_colebrook_white(sheet, component, "f", note, "friction_factor")
    else:
        _explain_transition(sheet, component)
    sheet.step(
        "Delta_p_f",
        "Friction loss",
        f"f*(L/D)*(rho*{squared('v', sheet['v'])}/2)",
        "pressure_difference",
        DARCY_WEISBACH,
    )


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


def _explain_hazen_williams(sheet: CalculationSheet, component: SolvedComponent) -> None:
    sheet.given("C", "Hazen-Williams C", component.inputs["hazen_williams_coefficient"], "dimensionless", INPUT)
    power = f"q**{HAZEN_WILLIAMS_EXPONENT!r}"
    if sheet["q"] < 0.0:
        power = f"q*abs(q)**{HAZEN_WILLIAMS_EXPONENT - 1.0:.3g}"
    sheet.step(
        "h_f",
        "Friction loss, head",
        f"{HAZEN_WILLIAMS_CONSTANT!r}*L*{power}/(C**{HAZEN_WILLIAMS_EXPONENT!r}*D**{HAZEN_WILLIAMS_DIAMETER_EXPONENT!r})",
        "length",
        "Hazen-Williams; EPANET 2.2 User Manual (2020), Table 3.1, its 4.727 in feet converted to SI",
        note="An empirical formula for water at ambient temperature; its constant holds for m and m3/s.",
        is_empirical=True,
    )
    sheet.step("Delta_p_f", "Friction loss", "rho*g*h_f", "pressure_difference", "Pressure of a head, Δp = ρ g h")
    sheet.step(
        "f",
        "Equivalent Darcy friction factor",
        "2*g*D*abs(h_f)/(L*v**2)",
        "dimensionless",
        DARCY_WEISBACH,
        note="For comparison only: Hazen-Williams needs none.",
        column="friction_factor",
    )


_FRICTION: dict[str, Callable[[CalculationSheet, SolvedComponent], None]] = {
    "darcy-weisbach": _explain_darcy_weisbach,
    "hazen-williams": _explain_hazen_williams,
}
"""By the friction law of the case."""


def _explain_fittings(sheet: CalculationSheet, component: SolvedComponent) -> list[str]:
    """Add the losses of the fittings; return the symbols of the pressure losses."""
    coefficient = component.inputs["loss_coefficient"]
    if coefficient == 0.0:
        return []
    sheet.given("K", "Sum of the K of the fittings", coefficient, "dimensionless", INPUT)
    sheet.step(
        "Delta_p_K",
        "Loss of the fittings",
        f"K*(rho*{squared('v', sheet['v'])}/2)",
        "pressure_difference",
        "Definition of the resistance coefficient K; Crane TP-410 (2009), chapter 2",
    )
    return ["Delta_p_K"]
