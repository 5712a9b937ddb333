"""How the numbers of a pipe came about: velocity, friction, fittings, pressures."""

from __future__ import annotations

import math

from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_common import (
    INPUT,
    SETTING,
    SolvedComponent,
    end_pressures,
    explain_held_difference,
    explain_velocity,
    head_lost,
    start_of_link,
)
from workbench.equipment.explain_fittings import explain_equivalent_length, explain_fittings, fittings_of_pipe
from workbench.equipment.explain_friction import DARCY_WEISBACH, explain_friction
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_pipe"]


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
    sheet.step(
        "M",
        "Density times velocity squared",
        "rho*v**2",
        "momentum_flux",
        "Definition; what erosion and vibration are judged by",
        column="density_velocity_squared",
    )
    if sheet["q"] == 0.0 or math.isnan(component.results["friction_factor"]):
        sheet.remark(_why_at_rest(component))
        explain_held_difference(sheet, component)
        return sheet
    sheet.given("L", "Length", component.inputs["length"], "length", INPUT)
    fittings = fittings_of_pipe(component)
    length = explain_equivalent_length(sheet, fittings)
    explain_friction(sheet, component, surroundings.friction_law, length)
    sheet.step(
        "dp_dx",
        "Friction loss per length of straight pipe",
        "f/D*rho*v**2/2",
        "pressure_gradient",
        DARCY_WEISBACH,
        column="pressure_gradient",
    )
    terms = ["Delta_p_f", *explain_fittings(sheet, component, fittings)]
    head_lost(sheet, f"({' + '.join(terms)})/(rho*g)" if len(terms) > 1 else "Delta_p_f/(rho*g)")
    end_pressures(sheet, component)
    return sheet


def _why_at_rest(component: SolvedComponent) -> str:
    if component.inputs["status"] == "closed":
        return "The pipe is closed (status): nothing flows."
    if component.is_shut:
        return "The check valve of the pipe is shut: the head at the outlet is above that at the inlet."
    return "Nothing flows: there is no difference of head to drive a flow, or nowhere for it to go."
