"""How the numbers of an orifice plate came about: discharge coefficient, differential pressure, loss that stays."""

from __future__ import annotations

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

__all__ = ["explain_orifice"]

DISCHARGE = "Reader-Harris/Gallagher; ISO 5167-2:2003, 5.3.2.1"
LOSS = "Pressure loss of an orifice plate; ISO 5167-2:2003, 5.4"
FLOW = "Flow equation; ISO 5167-1:2003, equation 1, for a liquid"
SMALLEST_REYNOLDS_NUMBER = 5000.0
SMALL_PIPE = 0.07112
"""Inside diameter below which the formula has one more term [m]."""


def explain_orifice(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of an orifice plate."""
    sheet = start_of_link(component, surroundings)
    explain_velocity(sheet, component)
    sheet.given("d", "Diameter of the orifice", component.inputs["orifice_diameter"], "diameter", INPUT)
    number = "dimensionless"
    sheet.step("beta", "Diameter ratio", "d/D", number, "Definition", column="diameter_ratio")
    sheet.given("mu", "Dynamic viscosity", surroundings.viscosity, "dynamic_viscosity", SETTING)
    speed = "v" if sheet["v"] >= 0.0 else "abs(v)"
    sheet.step("Re", "Reynolds number", f"rho*{speed}*D/mu", number, "Definition", column="reynolds_number")
    if sheet["q"] == 0.0:
        sheet.remark("Nothing flows.")
        explain_held_difference(sheet, component)
        return sheet
    _explain_discharge_coefficient(sheet, component)
    through = "4*q/(pi*d**2)"
    sheet.step("v_d", "Velocity in the orifice", through, "velocity", "Continuity, v = q/A")
    square = squared("v_d", sheet["v_d"])
    difference = f"(1 - beta**4)*rho*{square}/(2*C**2)"
    taps = "Differential pressure between the taps"
    sheet.step("Delta_p_t", taps, difference, "pressure_difference", FLOW, column="differential_pressure")
    formula = "(sqrt(1 - beta**4*(1 - C**2))/(C*beta**2) - 1)**2"
    sheet.step("K", "Loss coefficient at the velocity in the pipe", formula, number, LOSS)
    loss = f"K*(rho*{squared('v', sheet['v'])}/2)"
    sheet.step(
        "Delta_p_L", "Pressure that is not recovered", loss, "pressure_difference", LOSS, column="permanent_loss"
    )
    head_lost(sheet, "Delta_p_L/(rho*g)", component.least_resistance)
    end_pressures(sheet, component)
    return sheet


def _explain_discharge_coefficient(sheet: CalculationSheet, component: SolvedComponent) -> None:
    """Add C, term by term."""
    number, taps = "dimensionless", component.inputs["taps"]
    reynolds = "Re"
    if sheet["Re"] < SMALLEST_REYNOLDS_NUMBER:
        sheet.remark("The standard ends at Re 5000: the discharge coefficient is that at Re 5000.")
        sheet.given("Re_C", "Reynolds number of the coefficient", SMALLEST_REYNOLDS_NUMBER, number, "ISO 5167-2:2003")
        reynolds = "Re_C"
    l_1, l_2 = _tap_lengths(sheet, taps)
    sheet.step("C_inf", "C without wall and taps", "0.5961 + 0.0261*beta**2 - 0.216*beta**8", number, DISCHARGE)
    sheet.step("A", "Term A", f"(19000*beta/{reynolds})**0.8", number, DISCHARGE)
    by_reynolds = f"0.000521*(1000000*beta/{reynolds})**0.7 + (0.0188 + 0.0063*A)*beta**3.5*(1000000/{reynolds})**0.3"
    sheet.step("C_Re", "Part of the Reynolds number", by_reynolds, number, DISCHARGE)
    terms = ["C_inf", "C_Re"]
    if l_1:
        upstream = f"(0.043 + 0.08*exp(-10*{l_1}) - 0.123*exp(-7*{l_1}))*(1 - 0.11*A)*(beta**4/(1 - beta**4))"
        sheet.step("C_up", "Part of the upstream tap", upstream, number, DISCHARGE)
        sheet.step("M", "Term M of the downstream tap", f"2*{l_2}/(1 - beta)", number, DISCHARGE)
        downstream = "-0.031*(M - 0.8*M**1.1)*beta**1.3"
        sheet.step("C_dn", "Part of the downstream tap", downstream, number, DISCHARGE)
        terms += ["C_up", "C_dn"]
    if sheet["D"] < SMALL_PIPE:
        sheet.given("d_in", "One inch", 0.0254, "diameter", "definition")
        small = "0.011*(0.75 - beta)*(2.8 - D/d_in)"
        sheet.step("C_D", "Part of a pipe below 71.12 mm", small, number, DISCHARGE)
        terms.append("C_D")
    sheet.step("C", "Discharge coefficient", " + ".join(terms), number, DISCHARGE, column="discharge_coefficient")


def _tap_lengths(sheet: CalculationSheet, taps: str) -> tuple[str, str]:
    """Add the distances of the taps over the diameter of the pipe; return their symbols, empty for corner taps."""
    if taps == "corner":
        return "", ""
    number = "dimensionless"
    if taps == "flange":
        sheet.given("l_in", "Distance of flange taps", 0.0254, "diameter", "ISO 5167-2:2003, 5.2.2")
        sheet.step("L_1", "Upstream tap over D", "l_in/D", number, DISCHARGE)
        sheet.step("L_2", "Downstream tap over D", "l_in/D", number, DISCHARGE)
    else:
        sheet.given("L_1", "Upstream tap over D", 1.0, number, "ISO 5167-2:2003, 5.2.2")
        sheet.given("L_2", "Downstream tap over D", 0.47, number, "ISO 5167-2:2003, 5.2.2")
    return "L_1", "L_2"
