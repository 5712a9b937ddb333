"""How the limits of a pump came about: temperature rise, minimum flow, operating region, specific speeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.engineering.pumps.performance import curve_value
from workbench.equipment.explain_common import INPUT
from workbench.equipment.explain_pump_machine import known
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_limits"]

BALANCE = "Energy balance of the pump: what is not head is heat"
SPECIFIC_SPEED = "Specific speed in rpm, m3/s and m; ANSI/HI 1.3"
SUCTION = "Suction specific speed in rpm, m3/s and m; API 610"
US_UNITS = "The same in rpm, US gpm and ft: 231 cubic inches a gallon, 0.3048 m a foot"
TO_US = "sqrt(60/0.003785411784)*0.3048**0.75"
"""m3/s to the power of 0.5 over m to that of 0.75, in gpm and ft: 51.64."""


def explain_limits(
    sheet: CalculationSheet, inputs: Mapping[str, Any], pump: Mapping[str, Any], results: Mapping[str, float]
) -> None:
    """Add what limits the pump beside its power and its suction."""
    if known(results, "temperature_rise"):
        source = "input, or FLUID"
        sheet.given("c_p", "Heat capacity", results["liquid_heat_capacity"], "specific_heat_capacity", source)
        formula, rise = "g*H*(1/eta - 1)/c_p", "Temperature rise at the rated flow"
        sheet.step("Delta_T", rise, formula, "temperature_difference", BALANCE, column="temperature_rise")
    if known(results, "thermal_minimum_flow"):
        _explain_thermal_flow(sheet, inputs, pump, results)
    if known(results, "best_efficiency_fraction"):
        best = "Best efficiency flow with the liquid, at its speed"
        sheet.given("q_E", best, results["best_efficiency_flow"], "volumetric_flow", "curves of the pump")
        share, region = "Rated flow over best efficiency flow", "API 610: 0.7 to 1.2 preferred"
        sheet.step("x", share, "q/q_E", "fraction", region, column="best_efficiency_fraction")
    if known(results, "specific_speed"):
        _explain_specific_speed(sheet, pump, results)


def _explain_thermal_flow(
    sheet: CalculationSheet, inputs: Mapping[str, Any], pump: Mapping[str, Any], results: Mapping[str, float]
) -> None:
    allowed = inputs["allowable_temperature_rise"]
    sheet.given("Delta_T_a", "Allowable temperature rise", allowed, "temperature_difference", INPUT)
    words = "Minimum flow by temperature rise"
    if "curve" in pump and _reaches(pump.get("efficiency_curve"), sheet):
        sheet.remark(f"{words}: found on the curves of the pump, where the temperature rise is the allowable one.")
        sheet.given("q_T", words, results["thermal_minimum_flow"], "volumetric_flow", "curves of the pump")
        return
    formula = "P_s/(rho*(c_p*Delta_T_a + g*H))"
    sheet.step("q_T", words, formula, "volumetric_flow", BALANCE, column="thermal_minimum_flow")


def _reaches(curve: Sequence[Sequence[float]] | None, sheet: CalculationSheet) -> bool:
    """Tell whether there is an efficiency curve, and an efficiency on it at the rated flow."""
    if curve is None:
        return False
    flow = sheet["q"] / sheet["s"] / sheet.values.get("C_Q", 1.0)
    return curve[0][0] <= flow <= curve[-1][0] and float(curve_value(flow, curve)) > 0.0


def _explain_specific_speed(sheet: CalculationSheet, pump: Mapping[str, Any], results: Mapping[str, float]) -> None:
    source = "best efficiency point with water, or the rated point where it is not known"
    if "n" not in sheet:
        sheet.given("n", "Speed", pump["rated_speed"] * pump["speed"], "rotational_speed", "input of the pump")
    sheet.given("q_N", "Flow of the specific speeds", results["specific_speed_flow"], "volumetric_flow", source)
    sheet.given("H_N", "Head there", results["specific_speed_head"], "length", source)
    sheet.given("N_s", "Stages", float(pump.get("stages", 1)), "dimensionless", "input of the pump, or 1")
    words, formula = "Specific speed", "n*sqrt(q_N)/(H_N/N_s)**0.75"
    number = "dimensionless"
    sheet.step("n_q", words, formula, number, SPECIFIC_SPEED, column="specific_speed", is_empirical=True)
    words, formula = f"{words}, US units", f"n_q*{TO_US}"
    sheet.step("N_US", words, formula, number, US_UNITS, column="specific_speed_us", is_empirical=True)
    if known(results, "suction_specific_speed"):
        sheet.given("NPSH_N", "NPSH required there", results["specific_speed_npsh_required"], "length", source)
        eyes = float(pump.get("impeller_eyes", 1))
        sheet.given("N_e", "Eyes of the first impeller", eyes, number, "input of the pump, or 1")
        words, formula = "Suction specific speed", "n*sqrt(q_N/N_e)/NPSH_N**0.75"
        sheet.step("S", words, formula, number, SUCTION, column="suction_specific_speed", is_empirical=True)
        words, formula = f"{words}, US units", f"S*{TO_US}"
        sheet.step("S_US", words, formula, number, US_UNITS, column="suction_specific_speed_us", is_empirical=True)
