"""How the flow of a nozzle, sprinkler, emitter or leak came about."""

from __future__ import annotations

import math

from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_common import INPUT, SETTING, SOLVED, SolvedComponent, optional_number, start_of_link
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_nozzle"]

TORRICELLI = "Bernoulli's equation with a discharge coefficient, q = C A sqrt(2 Δp/ρ)"
K_FACTOR = "Definition of the K-factor, q = K sqrt(p)"
EMITTER = "Definition of an emitter by its rated point, q = q_r (Δp/Δp_r)^e"


def explain_nozzle(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of an outflow that follows the pressure."""
    sheet = start_of_link(component, surroundings)
    inlet, given = component.results["inlet_pressure"], optional_number(component, "back_pressure")
    if not math.isfinite(inlet):
        sheet.remark(f"'{component.tag}' is cut off from every fixed pressure: its pressure is not determined.")
        return sheet
    sheet.given("p_1", "Pressure at the inlet, absolute", inlet, "pressure", SOLVED)
    if given is None:
        sheet.given(
            "p_b", "Atmospheric pressure outside", surroundings.atmospheric_pressure, "vapour_pressure", SETTING
        )
    else:
        sheet.given("p_b", "Pressure outside, absolute", given, "pressure", INPUT)
    name = "Pressure at the inlet above the one outside"
    sheet.step("Delta_p", name, "p_1 - p_b", "pressure_difference", "Definition", column="pressure_drop")
    if sheet["q"] == 0.0:
        closed = component.inputs["status"] == "closed"
        reason = "it is closed (status)" if closed else "the pressure there is not above the one outside"
        sheet.remark(f"Nothing flows: {reason}.")
        return sheet
    formula, source = _flow_formula(sheet, component)
    sheet.step(
        "q_out",
        "Flow that leaves",
        formula,
        "volumetric_flow",
        source,
        column="flow",
        is_empirical=source != TORRICELLI,
    )
    return sheet


def _flow_formula(sheet: CalculationSheet, component: SolvedComponent) -> tuple[str, str]:
    """Add what is given of the outflow; return the formula of its flow and where it is from."""
    inputs = component.inputs
    if optional_number(component, "diameter") is not None:
        sheet.given("d", "Diameter of the hole", inputs["diameter"], "diameter", INPUT)
        sheet.given("C", "Discharge coefficient", inputs["discharge_coefficient"], "dimensionless", INPUT)
        return "C*(pi*d**2/4)*sqrt(2*Delta_p/rho)", TORRICELLI
    if optional_number(component, "k_factor") is not None:
        sheet.given("K", "K-factor", inputs["k_factor"], "", INPUT, unit="m3/s/Pa^0.5")
        return "K*sqrt(Delta_p)", K_FACTOR
    sheet.given("q_r", "Flow of the rated point", inputs["rated_flow"], "volumetric_flow", INPUT)
    rated = inputs["rated_pressure_drop"]
    sheet.given("Delta_p_r", "Pressure of the rated point", rated, "pressure_difference", INPUT)
    sheet.given("e", "Exponent", inputs["exponent"], "dimensionless", INPUT)
    return "q_r*(Delta_p/Delta_p_r)**e", EMITTER
