"""How the numbers of a pump duty came about: lines, NPSH, shut-off pressure, powers, motor."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.equipment.explain_common import INPUT, SOLVED
from workbench.equipment.explain_pump import EFFICIENCY, HYDRAULIC_POWER, NPSH
from workbench.equipment.explain_pump_limits import explain_limits
from workbench.equipment.explain_pump_machine import explain_machine, known, read_curve
from workbench.equipment.pump_duty import ENTERED_LINES
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["SolvedDuty", "explain_pump_duty"]

HYDROSTATICS = "Bernoulli's equation with losses, from the surface of the liquid to the pump"
HEAD = "Head of a pressure difference, h = Δp/(ρ g)"
LIQUID = "input, FLUID or settings of the case"
API_610 = "Power ratings of motor drives; API 610"


@dataclass(frozen=True)
class SolvedDuty:
    """One duty with its inputs, its results and the inputs of its pump; what is absent is not in the inputs."""

    tag: str
    inputs: Mapping[str, Any]
    results: Mapping[str, float]
    pump: Mapping[str, Any]


def explain_pump_duty(duty: SolvedDuty) -> CalculationSheet:
    """Return the calculation of a pump duty."""
    sheet = CalculationSheet()
    results = duty.results
    sheet.given("q", "Rated flow", duty.inputs["rated_flow"], "volumetric_flow", INPUT)
    sheet.given("rho", "Density", results["liquid_density"], "density", LIQUID)
    sheet.given("g", "Standard gravity", STANDARD_GRAVITY, "", "3rd CGPM (1901)", unit="m/s2")
    if duty.inputs["lines"] == ENTERED_LINES:
        _explain_entered_lines(sheet, duty)
    else:
        _explain_network(sheet, duty)
    explain_machine(sheet, duty.inputs, duty.pump, results)
    _explain_suction(sheet, duty)
    _explain_shutoff(sheet, duty)
    _explain_power(sheet, duty)
    explain_limits(sheet, duty.inputs, duty.pump, results)
    return sheet


def _explain_entered_lines(sheet: CalculationSheet, duty: SolvedDuty) -> None:
    for symbol, words, name, dimension in (
        ("p_s", "Pressure of the suction vessel", "suction_vessel_pressure", "pressure"),
        ("z_s", "Liquid over the pump", "suction_static_head", "length"),
        ("Delta_p_s", "Loss of the suction line", "suction_line_loss", "pressure_difference"),
        ("p_d", "Pressure at the end of the discharge", "discharge_vessel_pressure", "pressure"),
        ("z_d", "End of the discharge over the pump", "discharge_static_head", "length"),
        ("Delta_p_d", "Loss of the discharge line", "discharge_line_loss", "pressure_difference"),
    ):
        sheet.given(symbol, words, duty.inputs[name], dimension, INPUT)
    suction = "p_s + rho*g*z_s - Delta_p_s"
    sheet.step("p_1", "Suction pressure", suction, "pressure", HYDROSTATICS, column="suction_pressure")
    friction = "Friction of both lines"
    sheet.step("Delta_p_f", friction, "Delta_p_s + Delta_p_d", "pressure_difference", "Sum of the losses")
    discharge = "p_d + rho*g*z_d + Delta_p_d"
    if _explain_valve(sheet, duty):
        discharge += " + Delta_p_v"
    sheet.step("p_2", "Discharge pressure", discharge, "pressure", HYDROSTATICS, column="discharge_pressure")
    rise = "Differential pressure"
    sheet.step("Delta_p", rise, "p_2 - p_1", "pressure_difference", "Definition", column="differential_pressure")
    sheet.step("H", "Differential head", "Delta_p/(rho*g)", "length", HEAD, column="differential_head")
    static = "(p_d - p_s)/(rho*g) + z_d - z_s"
    sheet.step("H_s", "Static head of the system", static, "length", HYDROSTATICS, column="static_head")
    sheet.step("H_f", "Friction head of the system", "Delta_p_f/(rho*g)", "length", HEAD, column="friction_head")
    lowest = duty.inputs["suction_static_head_at_minimum_level"]
    sheet.given("z_min", "Liquid over the pump at the minimum level", lowest, "length", INPUT)
    sheet.step(
        "H_min",
        "Differential head at the minimum level",
        "H + z_s - z_min",
        "length",
        HYDROSTATICS,
        column="differential_head_at_minimum_level",
    )


def _explain_network(sheet: CalculationSheet, duty: SolvedDuty) -> None:
    results = duty.results
    sheet.remark(
        "The network is solved with the pump taken out: its rated flow leaves before it and comes back behind it."
    )
    sheet.given("p_1", "Suction pressure", results["suction_pressure"], "pressure", SOLVED)
    sheet.given("H_s", "Static head of the system, nothing flowing", results["static_head"], "length", SOLVED)
    sheet.given("H_f", "Head that the rated flow adds", results["friction_head"], "length", SOLVED)
    sheet.step("Delta_p_f", "Friction of the lines", "rho*g*H_f", "pressure_difference", HEAD)
    formula = "H_s + H_f"
    if _explain_valve(sheet, duty):
        formula += " + Delta_p_v/(rho*g)"
    sheet.step("H", "Differential head", formula, "length", "Sum of the heads", column="differential_head")
    sheet.given("p_2", "Discharge pressure", results["discharge_pressure"], "pressure", SOLVED)
    rise = "Differential pressure"
    sheet.step("Delta_p", rise, "p_2 - p_1", "pressure_difference", "Definition", column="differential_pressure")


def _explain_valve(sheet: CalculationSheet, duty: SolvedDuty) -> bool:
    """Add the drop of the control valve and its authority; return whether it comes on top of the lines."""
    inputs, results = duty.inputs, duty.results
    drop = "Pressure drop of the control valve"
    if "control_valve" in inputs:
        value = results["control_valve_pressure_drop"]
        sheet.given("Delta_p_v", f"{drop} in the lines", value, "pressure_difference", SOLVED)
        formula = "Delta_p_v/Delta_p_f"
    elif "control_valve_drop" in inputs:
        sheet.given("Delta_p_v", drop, inputs["control_valve_drop"], "pressure_difference", INPUT)
        formula = "Delta_p_v/(Delta_p_v + Delta_p_f)"
    elif "control_valve_share" in inputs:
        sheet.given("phi", "Its share of the friction", inputs["control_valve_share"], "fraction", INPUT)
        column = "control_valve_pressure_drop"
        sheet.step("Delta_p_v", drop, "phi*Delta_p_f", "pressure_difference", "Allowance", column=column)
        formula = "Delta_p_v/(Delta_p_v + Delta_p_f)"
    else:
        return False
    if sheet["Delta_p_f"] > 0.0:
        share = "Authority of the control valve"
        sheet.step(
            "N", share, formula, "fraction", "Drop of the valve over all friction", column="control_valve_authority"
        )
    return "control_valve" not in inputs


def _explain_suction(sheet: CalculationSheet, duty: SolvedDuty) -> None:
    results = duty.results
    sheet.given("rho_h", "Density at the maximum temperature", results["hot_liquid_density"], "density", LIQUID)
    vapour = "Vapour pressure at the maximum temperature"
    sheet.given("p_v", vapour, results["hot_vapour_pressure"], "vapour_pressure", LIQUID)
    words, value = "Pressure at the inlet, minimum level and maximum temperature", results["minimum_suction_pressure"]
    if "z_min" in sheet:
        formula = "p_s + rho_h*g*(z_min - Delta_p_s/(rho*g))"
        sheet.step("p_min", words, formula, "pressure", HYDROSTATICS, column="minimum_suction_pressure")
    else:
        sheet.given("p_min", words, value, "pressure", SOLVED)
    available = "(p_min - p_v)/(rho_h*g)"
    sheet.step("NPSH_a", "NPSH available", available, "length", NPSH, column="npsh_available")
    required = duty.inputs.get("pump_npsh_required")
    if required is not None:
        sheet.given("NPSH_r", "NPSH required", required, "length", INPUT)
    else:
        flow = "q" if sheet["s"] == 1.0 else "q/s"
        read_curve(sheet, "NPSH_r", "NPSH required", duty.pump["npsh_required_curve"], flow, "length", "s**2")
    margin = "NPSH available less required"
    sheet.step("M", "NPSH margin", "NPSH_a - NPSH_r", "length", margin, column="npsh_margin")
    if sheet["NPSH_r"] > 0.0:
        ratio = "NPSH available over required"
        sheet.step("R", "NPSH ratio", "NPSH_a/NPSH_r", "dimensionless", ratio, column="npsh_ratio")


def _explain_shutoff(sheet: CalculationSheet, duty: SolvedDuty) -> None:
    inputs, results = duty.inputs, duty.results
    highest, words = results["maximum_suction_pressure"], "Highest pressure at the inlet"
    if "maximum_inlet_pressure" in inputs or "p_s" not in sheet:
        source = INPUT if "maximum_inlet_pressure" in inputs else SOLVED
        sheet.given("p_max", words, highest, "pressure", source)
    else:
        pressure = inputs.get("maximum_suction_vessel_pressure", inputs["suction_vessel_pressure"])
        level = inputs.get("suction_static_head_at_maximum_level", inputs["suction_static_head"])
        sheet.given("p_sM", "Highest pressure of the suction vessel", pressure, "pressure", INPUT)
        sheet.given("z_max", "Liquid over the pump at the maximum level", level, "length", INPUT)
        formula = "p_sM + rho*g*z_max"
        sheet.step("p_max", words, formula, "pressure", HYDROSTATICS, column="maximum_suction_pressure")
    if not known(results, "shutoff_head"):
        sheet.remark("The shut-off head is not known: a pump of constant power has none.")
        return
    source = INPUT if "pump_shutoff_head" in inputs else "curve of the pump at no flow"
    sheet.given("H_so", "Shut-off head", results["shutoff_head"], "length", source)
    densest = "rho" if sheet["rho"] >= sheet["rho_h"] else "rho_h"
    formula = f"p_max + {densest}*g*H_so"
    sheet.step("p_so", "Shut-off pressure", formula, "pressure", HYDROSTATICS, column="shutoff_pressure")


def _explain_power(sheet: CalculationSheet, duty: SolvedDuty) -> None:
    results = duty.results
    sheet.step("P_h", "Hydraulic power", "rho*g*q*H", "power", HYDRAULIC_POWER, column="hydraulic_power")
    sheet.step("P_s", "Shaft power", "P_h/eta", "power", EFFICIENCY, column="shaft_power")
    sheet.given("f_m", "Margin of the motor, by its rating", results["motor_margin"], "dimensionless", API_610)
    motor = "Power that the motor must have"
    sheet.step("P_m", motor, "f_m*P_s", "power", API_610, column="required_motor_power")
    if not math.isnan(results["motor_rating"]):
        source = INPUT if "motor_power" in duty.pump else "smallest standard rating that is enough"
        sheet.given("P_r", "Rating of the motor", results["motor_rating"], "power", source)
        load = "Load of the motor at the rated point"
        sheet.step("L", load, "P_s/P_r", "fraction", "Shaft power over rating")
