"""How the numbers of valves and exchangers came about: from K, a flow coefficient, a setting or a rated point."""

from __future__ import annotations

import math

from workbench import units
from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_common import (
    INPUT,
    RESISTANCE_COEFFICIENT,
    SOLVED,
    SolvedComponent,
    elevations,
    end_pressures,
    explain_held_difference,
    explain_velocity,
    head_lost,
    optional_number,
    squared,
    start_of_link,
)
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_check_valve", "explain_control_valve", "explain_heat_exchanger", "explain_valve"]

FLOW_COEFFICIENT = "Flow coefficient Av, q = Av sqrt(Δp/ρ); IEC 60534-2-1:2011, clause 4, and EN 1267"
CHARACTERISTIC = "Inherent flow characteristic; IEC 60534-2-4:2009"
SETPOINT_TOLERANCE = 1e-6
"""Relative difference up to which a pressure is the one that is held."""


def explain_valve(component: SolvedComponent, surroundings: Surroundings, *, rangeability: float) -> CalculationSheet:
    """Return the calculation of a hand valve."""
    sheet = start_of_link(component, surroundings)
    explain_velocity(sheet, component)
    if sheet["q"] == 0.0:
        closed = component.inputs["status"] == "closed" or component.inputs["opening"] == 0.0
        sheet.remark("The valve is closed: nothing flows." if closed else "The valve is open, but nothing flows.")
        explain_held_difference(sheet, component)
        return sheet
    relative = _explain_opening(sheet, component, rangeability)
    _explain_loss(sheet, component, relative)
    end_pressures(sheet, component)
    return sheet


def _explain_opening(sheet: CalculationSheet, component: SolvedComponent, rangeability: float) -> str:
    """Add how the opening acts; return the symbol of the relative flow coefficient, empty when fully open."""
    opening = component.inputs["opening"]
    if opening == 1.0:
        return ""
    sheet.given("x", "Opening (relative travel)", opening, "dimensionless", INPUT)
    if component.inputs["characteristic"] == "linear":
        sheet.step("phi", "Relative flow coefficient, linear", "x", "dimensionless", CHARACTERISTIC)
        return "phi"
    sheet.given("R", "Rangeability", rangeability, "dimensionless", "customary value of manufacturers")
    sheet.step("phi", "Relative flow coefficient, equal percentage", "R**(x - 1)", "dimensionless", CHARACTERISTIC)
    return "phi"


def _explain_loss(sheet: CalculationSheet, component: SolvedComponent, relative: str) -> None:
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
    _explain_loss(sheet, component, "")
    end_pressures(sheet, component)
    return sheet


def explain_control_valve(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of a valve that holds the pressure at its outlet."""
    sheet = start_of_link(component, surroundings)
    explain_velocity(sheet, component)
    setpoint, outlet = component.inputs["setpoint"], component.results["outlet_pressure"]
    status = component.inputs["status"]
    if sheet["q"] == 0.0:
        sheet.remark(_why_control_valve_rests(component))
        explain_held_difference(sheet, component)
    elif status == "active" and math.isclose(outlet, setpoint, rel_tol=SETPOINT_TOLERANCE):
        _explain_holding(sheet, component)
    else:
        sheet.remark(
            "The valve is locked open (status): it only resists."
            if status == "open"
            else "The valve is fully open: even so the pressure at its outlet stays below the setpoint of "
            f"{setpoint:.6g} Pa."
        )
        _explain_loss(sheet, component, "")
        end_pressures(sheet, component)
    return sheet


def _why_control_valve_rests(component: SolvedComponent) -> str:
    if component.inputs["status"] == "closed":
        return "The valve is locked closed (status): nothing flows."
    if component.is_shut:
        return "The valve is shut: the pressure at its outlet is held above the setpoint by others."
    return "Nothing flows through the valve."


def _explain_holding(sheet: CalculationSheet, component: SolvedComponent) -> None:
    sheet.remark("The valve is active: it throttles so that the pressure at its outlet is the setpoint.")
    sheet.given("p_1", "Pressure at the inlet, absolute", component.results["inlet_pressure"], "pressure", SOLVED)
    sheet.given("p_set", "Pressure held at the outlet, absolute", component.inputs["setpoint"], "pressure", INPUT)
    elevations(sheet, component)
    held = "The valve holds its setpoint"
    sheet.step("p_2", "Pressure at the outlet, absolute", "p_set", "pressure", held, column="outlet_pressure")
    sheet.step(
        "Delta_p", "Pressure drop taken by the valve", "p_1 - p_2", "pressure_difference", held, column="pressure_drop"
    )
    sheet.step(
        "h_L",
        "Head loss",
        "Delta_p/(rho*g) + z_1 - z_2",
        "length",
        "Bernoulli's equation with losses; Crane TP-410 (2009), chapter 1",
        column="head_loss",
    )
    needed = sheet["q"] / math.sqrt(sheet["g"] * sheet["h_L"])
    shown = [f"{units.from_si(needed, 'flow_coefficient', unit=unit):.4g} {unit}" for unit in ("Kv", "Cv")]
    sheet.step(
        "A_v",
        "Flow coefficient that this takes",
        "q/sqrt(g*h_L)",
        "flow_coefficient",
        FLOW_COEFFICIENT,
        note=f"That is {' or '.join(shown)}, without choking and without reducers.",
    )
    sheet.given("K", "Resistance coefficient, fully open", component.inputs["loss_coefficient"], "dimensionless", INPUT)
    sheet.step(
        "Delta_p_min",
        "Least loss, fully open at this flow",
        "K*(rho*v**2/2)",
        "pressure_difference",
        RESISTANCE_COEFFICIENT,
        note="What the valve takes beyond this is throttled.",
    )


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
