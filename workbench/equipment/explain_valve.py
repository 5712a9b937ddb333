"""How the numbers of valves and exchangers came about: from K, a flow coefficient, a setting or a rated point."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_choking import FLOW_COEFFICIENT, explain_choking
from workbench.equipment.explain_common import (
    INPUT,
    RESISTANCE_COEFFICIENT,
    SolvedComponent,
    end_pressures,
    explain_held_difference,
    explain_velocity,
    head_lost,
    optional_number,
    squared,
    start_of_link,
)
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_check_valve", "explain_heat_exchanger", "explain_loss", "explain_valve"]

CHARACTERISTIC = "Inherent flow characteristic; IEC 60534-2-4:2009"


def explain_valve(component: SolvedComponent, surroundings: Surroundings, *, rangeability: float) -> CalculationSheet:
    """Return the calculation of a hand valve."""
    sheet = start_of_link(component, surroundings)
    explain_velocity(sheet, component)
    if sheet["q"] == 0.0:
        closed = component.inputs["status"] == "closed" or component.inputs["opening"] == 0.0
        sheet.remark("The valve is closed: nothing flows." if closed else "The valve is open, but nothing flows.")
        explain_held_difference(sheet, component)
        explain_choking(sheet, component, surroundings)
        return sheet
    relative = _explain_opening(sheet, component, rangeability)
    explain_loss(sheet, component, relative)
    end_pressures(sheet, component)
    explain_choking(sheet, component, surroundings)
    return sheet


def _explain_opening(sheet: CalculationSheet, component: SolvedComponent, rangeability: float) -> str:
    """Add how the opening acts; return the symbol of the relative flow coefficient, empty when fully open."""
    opening, curve = component.inputs["opening"], component.inputs.get("opening_curve")
    if opening == 1.0 and curve is None:
        return ""
    sheet.given("x", "Opening (relative travel)", opening, "dimensionless", INPUT)
    if curve is not None:
        return _explain_opening_curve(sheet, curve)
    if component.inputs["characteristic"] == "linear":
        sheet.step("phi", "Relative flow coefficient, linear", "x", "dimensionless", CHARACTERISTIC)
        return "phi"
    sheet.given("R", "Rangeability", rangeability, "dimensionless", "customary value of manufacturers")
    sheet.step("phi", "Relative flow coefficient, equal percentage", "R**(x - 1)", "dimensionless", CHARACTERISTIC)
    return "phi"


def _explain_opening_curve(sheet: CalculationSheet, curve: Sequence[Sequence[float]]) -> str:
    after = max(1, next((k for k, point in enumerate(curve) if sheet["x"] <= point[0]), len(curve) - 1))
    for number, (opening, relative) in enumerate(curve[after - 1 : after + 1]):
        sheet.given(f"x_{number}", "Point of the opening curve: opening", opening, "dimensionless", INPUT)
        sheet.given(f"phi_{number}", "Point of the opening curve: coefficient", relative, "dimensionless", INPUT)
    formula = "phi_0 + (phi_1 - phi_0)*((x - x_0)/(x_1 - x_0))"
    straight = "Straight line between the points of the opening curve"
    sheet.step("phi", "Relative flow coefficient", formula, "dimensionless", straight)
    return "phi"


def explain_loss(sheet: CalculationSheet, component: SolvedComponent, relative: str) -> None:
    """Add the loss by the flow coefficient or the resistance coefficient, whichever is given."""
    flow_coefficient = optional_number(component, "flow_coefficient")
    if flow_coefficient is not None:
        sheet.given("A_v", "Flow coefficient, fully open", flow_coefficient, "flow_coefficient", INPUT)
        symbol = "A_v"
        if relative:
            symbol = "A_v_x"
            formula = f"{relative}*A_v"
            sheet.step(symbol, "Flow coefficient at the opening", formula, "flow_coefficient", CHARACTERISTIC)
        ratio = f"(q/{symbol})"
        square = f"{ratio}**2" if sheet["q"] >= 0.0 else f"{ratio}*abs(q/{symbol})"
        sheet.step("Delta_p_L", "Loss", f"rho*{square}", "pressure_difference", FLOW_COEFFICIENT)
    else:
        sheet.given(
            "K", "Resistance coefficient, fully open", component.inputs["loss_coefficient"], "dimensionless", INPUT
        )
        symbol = "K"
        if relative:
            symbol = "K_x"
            source = f"{CHARACTERISTIC}; K goes with 1/Av²"
            sheet.step(symbol, "Resistance coefficient at the opening", f"K/{relative}**2", "dimensionless", source)
        formula = f"{symbol}*(rho*{squared('v', sheet['v'])}/2)"
        sheet.step("Delta_p_L", "Loss", formula, "pressure_difference", RESISTANCE_COEFFICIENT)
    head_lost(sheet, "Delta_p_L/(rho*g)", component.least_resistance)


def explain_check_valve(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of a check valve."""
    sheet = start_of_link(component, surroundings)
    explain_velocity(sheet, component)
    if sheet["q"] == 0.0:
        sheet.remark(
            "The check valve is shut: the head at its outlet is above that at its inlet, and it lets nothing back."
            if component.is_shut
            else "Nothing flows through the check valve."
        )
        explain_held_difference(sheet, component)
        return sheet
    sheet.remark("The check valve is open: the flow is from its inlet to its outlet.")
    explain_loss(sheet, component, "")
    end_pressures(sheet, component)
    return sheet


def explain_heat_exchanger(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of a side of an exchanger by its rated point."""
    sheet = start_of_link(component, surroundings)
    if sheet["q"] == 0.0:
        sheet.remark("Nothing flows.")
        explain_held_difference(sheet, component)
        return sheet
    inputs = component.inputs
    sheet.given("q_r", "Flow of the rated point", inputs["rated_flow"], "volumetric_flow", INPUT)
    sheet.given("Delta_p_r", "Drop at the rated point", inputs["rated_pressure_drop"], "pressure_difference", INPUT)
    square = "(q/q_r)**2" if sheet["q"] > 0.0 else "(q/q_r)*abs(q/q_r)"
    sheet.step(
        "Delta_p_L",
        "Loss",
        f"Delta_p_r*{square}",
        "pressure_difference",
        "Fully turbulent flow: the loss goes with the square of the flow, from the rated point of the datasheet",
    )
    head_lost(sheet, "Delta_p_L/(rho*g)", component.least_resistance)
    end_pressures(sheet, component)
    return sheet
