"""How the numbers of a control valve came about: what it holds, in which state it is, how much it takes."""

from __future__ import annotations

import math
from collections.abc import Callable

from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_choking import explain_choking, explain_required_coefficient
from workbench.equipment.explain_common import (
    INPUT,
    SOLVED,
    SolvedComponent,
    elevations,
    end_pressures,
    explain_held_difference,
    explain_velocity,
    head_lost,
    start_of_link,
)
from workbench.equipment.explain_valve import explain_loss
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_control_valve"]

HELD = "The valve holds its setpoint"
TOLERANCE = 1e-6
"""Relative difference up to which a number is the one that is held."""

_WORDS = {
    "downstream pressure": ("the pressure at its outlet is the setpoint", "below", "above"),
    "upstream pressure": ("the pressure at its inlet is the setpoint", "above", "below"),
}
"""What is held, and how the pressure is to the setpoint when the valve stands fully open and when it is shut."""


def explain_control_valve(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of a control valve."""
    sheet = start_of_link(component, surroundings)
    explain_velocity(sheet, component)
    control = component.inputs["control"]
    if sheet["q"] == 0.0:
        sheet.remark(_why_at_rest(component, control))
        explain_held_difference(sheet, component)
    elif component.inputs["status"] == "active" and _holds(component, control, surroundings):
        _HOLDING[control](sheet, component)
    else:
        sheet.remark(_why_open(component, control))
        explain_loss(sheet, component, "")
        end_pressures(sheet, component)
    explain_choking(sheet, component, surroundings)
    explain_required_coefficient(sheet, component)
    return sheet


def _holds(component: SolvedComponent, control: str, surroundings: Surroundings) -> bool:
    """Tell whether what the valve controls is at its setpoint."""
    inputs, results = component.inputs, component.results
    if control == "flow":
        return math.isclose(results["flow"], inputs["set_flow"], rel_tol=TOLERANCE)
    if control == "pressure drop":
        lost = (results["head_loss"] - component.least_resistance * results["flow"]) * surroundings.specific_weight
        return math.isclose(lost, inputs["set_pressure_drop"], rel_tol=TOLERANCE)
    pressure = results["outlet_pressure" if control == "downstream pressure" else "inlet_pressure"]
    return math.isclose(pressure, inputs["setpoint"], rel_tol=TOLERANCE)


def _why_at_rest(component: SolvedComponent, control: str) -> str:
    if component.inputs["status"] == "closed":
        return "The valve is locked closed (status): nothing flows."
    if component.is_shut and control in _WORDS:
        return f"The valve is shut: the pressure that it controls is {_WORDS[control][2]} the setpoint by others."
    if component.is_shut:
        return "The valve is shut: the flow would go from its outlet to its inlet."
    return "Nothing flows through the valve."


def _why_open(component: SolvedComponent, control: str) -> str:
    if component.inputs["status"] == "open":
        return "The valve is locked open (status): it only resists."
    if control in _WORDS:
        setpoint = component.inputs["setpoint"]
        return (
            f"The valve is fully open: even so the pressure that it controls stays {_WORDS[control][1]} the setpoint "
            f"of {setpoint:.6g} Pa."
        )
    if control == "flow":
        return f"The valve is fully open: even so it passes less than the {component.inputs['set_flow']:.6g} m3/s set."
    return f"The valve is fully open: it loses more than the {component.inputs['set_pressure_drop']:.6g} Pa set."


def _hold_pressure(sheet: CalculationSheet, component: SolvedComponent) -> None:
    is_downstream = component.inputs["control"] == "downstream pressure"
    words = _WORDS[component.inputs["control"]][0]
    sheet.remark(f"The valve is active: it throttles so that {words}.")
    sheet.given("p_set", "Pressure held, absolute", component.inputs["setpoint"], "pressure", INPUT)
    results = component.results
    if is_downstream:
        sheet.given("p_1", "Pressure at the inlet, absolute", results["inlet_pressure"], "pressure", SOLVED)
        outlet = "Pressure at the outlet, absolute"
        sheet.step("p_2", outlet, "p_set", "pressure", HELD, column="outlet_pressure")
    else:
        sheet.given("p_2", "Pressure at the outlet, absolute", results["outlet_pressure"], "pressure", SOLVED)
        sheet.step("p_1", "Pressure at the inlet, absolute", "p_set", "pressure", HELD, column="inlet_pressure")
    _explain_taken(sheet, component)


def _hold_flow(sheet: CalculationSheet, component: SolvedComponent) -> None:
    sheet.remark("The valve is active: it throttles so that the flow is the one that is set.")
    sheet.given("q_set", "Flow held", component.inputs["set_flow"], "volumetric_flow", INPUT)
    results = component.results
    sheet.given("p_1", "Pressure at the inlet, absolute", results["inlet_pressure"], "pressure", SOLVED)
    sheet.given("p_2", "Pressure at the outlet, absolute", results["outlet_pressure"], "pressure", SOLVED)
    _explain_taken(sheet, component)


def _explain_taken(sheet: CalculationSheet, component: SolvedComponent) -> None:
    """Add what the valve takes between the pressures at its ends."""
    sheet.step(
        "Delta_p", "Pressure drop taken by the valve", "p_1 - p_2", "pressure_difference", HELD, column="pressure_drop"
    )
    formula = "Delta_p/(rho*g)"
    if component.inlet_elevation != component.outlet_elevation:
        elevations(sheet, component)
        formula += " + z_1 - z_2"
    bernoulli = "Bernoulli's equation with losses; Crane TP-410 (2009), chapter 1"
    sheet.step("h_L", "Head loss", formula, "length", bernoulli, column="head_loss")


def _hold_drop(sheet: CalculationSheet, component: SolvedComponent) -> None:
    sheet.remark("The valve is active: it throttles so that it loses the pressure that is set.")
    drop = component.inputs["set_pressure_drop"]
    sheet.given("Delta_p_set", "Pressure drop held, elevation not counted", drop, "pressure_difference", INPUT)
    head_lost(sheet, "Delta_p_set/(rho*g)", component.least_resistance)
    end_pressures(sheet, component)


_HOLDING: dict[str, Callable[[CalculationSheet, SolvedComponent], None]] = {
    "downstream pressure": _hold_pressure,
    "upstream pressure": _hold_pressure,
    "flow": _hold_flow,
    "pressure drop": _hold_drop,
}
"""By what the valve controls."""
