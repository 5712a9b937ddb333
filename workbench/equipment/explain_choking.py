"""From which pressure drop the liquid chokes in a valve, and which flow coefficient its flow takes."""

from __future__ import annotations

import math

from workbench import units
from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_common import INPUT, SETTING, SolvedComponent, optional_number
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["FLOW_COEFFICIENT", "explain_choking", "explain_required_coefficient"]

FLOW_COEFFICIENT = "Flow coefficient Av, q = Av sqrt(Δp/ρ); IEC 60534-2-1:2011, clause 4, and EN 1267"
CHOKING = "Choked pressure drop of a liquid; IEC 60534-2-1:2011"
RATIO = "Critical pressure ratio of a liquid; IEC 60534-2-1:2011, equation 4"


def explain_choking(sheet: CalculationSheet, component: SolvedComponent, surroundings: Surroundings) -> None:
    """Add the pressure drop from which the flow is choked, if the valve's FL and the pressure before it are known."""
    recovery = optional_number(component, "liquid_pressure_recovery")
    limit = component.results.get("choked_pressure_drop", math.nan)
    upstream = "p_1" if sheet["q"] >= 0.0 else "p_2"
    if recovery is None or math.isnan(limit) or upstream not in sheet:
        return
    sheet.given("F_L", "Liquid pressure recovery factor", recovery, "dimensionless", INPUT)
    sheet.given("p_v", "Vapour pressure", surroundings.vapour_pressure, "vapour_pressure", SETTING)
    if math.isnan(surroundings.critical_pressure):
        far = "0.96 far below the critical point, which the case does not know; it errs towards choking"
        sheet.given("F_F", "Critical pressure ratio of the liquid", 0.96, "dimensionless", f"{RATIO}: {far}")
    else:
        sheet.given("p_c", "Critical pressure", surroundings.critical_pressure, "vapour_pressure", SETTING)
        formula = "0.96 - 0.28*sqrt(p_v/p_c)"
        sheet.step("F_F", "Critical pressure ratio of the liquid", formula, "dimensionless", RATIO)
    if limit == 0.0:
        sheet.remark("The liquid boils before the valve: it is choked at any pressure drop.")
        return
    name = "Pressure drop from which the flow is choked"
    formula = f"F_L**2*({upstream} - F_F*p_v)"
    sheet.step("Delta_p_c", name, formula, "pressure_difference", CHOKING, column="choked_pressure_drop")
    if "h_L" in sheet and abs(sheet["h_L"]) * surroundings.specific_weight >= limit:
        sheet.remark("The valve is choked: the liquid cavitates or flashes in it, and the result does not hold.")


def explain_required_coefficient(sheet: CalculationSheet, component: SolvedComponent) -> None:
    """Add the flow coefficient that the flow takes at the loss that the valve has, or at the choked one."""
    if "h_L" not in sheet or sheet["h_L"] == 0.0 or component.results.get("choked_pressure_drop") == 0.0:
        return
    formula = "rho*g*h_L" if sheet["h_L"] > 0.0 else "rho*g*abs(h_L)"
    sheet.step("Delta_p_s", "Pressure lost, elevation not counted", formula, "pressure_difference", "Δp = ρ g h")
    drop = "Delta_p_s"
    if "Delta_p_c" in sheet and sheet["Delta_p_c"] < sheet["Delta_p_s"]:
        drop = "Delta_p_c"
    flow = "q" if sheet["q"] > 0.0 else "abs(q)"
    needed = abs(sheet["q"]) * math.sqrt(sheet["rho"] / sheet[drop])
    shown = [f"{units.from_si(needed, 'flow_coefficient', unit=unit):.4g} {unit}" for unit in ("Kv", "Cv")]
    column = "required_flow_coefficient"
    sheet.step(
        "A_r",
        "Flow coefficient that this takes",
        f"{flow}*sqrt(rho/{drop})",
        "flow_coefficient",
        FLOW_COEFFICIENT,
        note=f"That is {' or '.join(shown)}, without reducers.",
        column=column if column in component.results else "",
    )
