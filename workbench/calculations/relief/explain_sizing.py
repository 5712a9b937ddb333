"""The equations of API 520 and 521 with the numbers of one scenario."""

from __future__ import annotations

import math

from workbench.calculations.relief.calculation import Relief
from workbench.engineering.relief_loads.unwetted_fire import SMALLEST_FACTOR
from workbench.equipment.pressure_safety_valve import NOT_CERTIFIED
from workbench.equipment.relief_scenario import FIRE, GAS, GAS_FIRE, LIQUID, STEAM, TWO_PHASE
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_sizing"]

API_520 = "API 520 Part I"
NUMBER = "dimensionless"


def explain_sizing(sheet: CalculationSheet, relief: Relief, k: int) -> None:
    """Add relieving pressure, load and required area of a scenario."""
    scenarios, sizing = relief.scenarios, relief.sizing
    cause, phase = scenarios.rows["cause"].iloc[k], relief.conditions.phase[k]
    sheet.remark(f"Scenario {scenarios.tags[k]}: {cause}, {phase}, of {scenarios.valves.index[k]}.")
    set_pressure = float(scenarios.valves["set_pressure"].iloc[k])
    sheet.given("p_set", "Set pressure", set_pressure, "vapour_pressure", "input")
    sheet.given("p_atm", "Atmospheric pressure", scenarios.atmosphere, "vapour_pressure", "setting of the case")
    sheet.given("o", "Overpressure", float(scenarios.overpressure[k]), "fraction", "rules, or input")
    words = "Set pressure and overpressure; API 520 Part I"
    sheet.step(
        "p_1",
        "Relieving pressure",
        "(p_set - p_atm)*(1 + o) + p_atm",
        "vapour_pressure",
        words,
        column="relieving_pressure",
    )
    sheet.given("p_2", "Back pressure", float(sizing.back_pressure[k]), "vapour_pressure", "outlet line, or input")
    _load(sheet, relief, k, str(cause))
    sheet.given("K_d", "Discharge coefficient", float(sizing.discharge_coefficient[k]), NUMBER, API_520)
    sheet.given("K_b", "Back pressure correction", float(sizing.back_pressure_factor[k]), NUMBER, API_520)
    sheet.given("K_c", "Combination correction", float(sizing.combination_factor[k]), NUMBER, API_520)
    {GAS: _gas, STEAM: _steam, LIQUID: _liquid, TWO_PHASE: _two_phase}[phase](sheet, relief, k)


def _load(sheet: CalculationSheet, relief: Relief, k: int, cause: str) -> None:
    loads, sharing = relief.loads, float(relief.scenarios.sharing[k])
    shared = sharing > 1.0
    if shared:
        sheet.given("n", "Identical valves that share the load", sharing, NUMBER, "input")
    if cause == FIRE and not math.isnan(loads.area[k]):
        sheet.given("A_w", "Wetted wall in the fire", float(loads.area[k]), "surface_area", "shape and level; API 521")
    if not math.isnan(loads.heat[k]):
        sheet.given("Q", "Heat taken up", float(loads.heat[k]), "heat_flow", "API 521, or input")
    if cause == FIRE:
        sheet.given("r", "Latent heat", float(relief.conditions.latent_heat[k]), "specific_energy", "input or FLUID")
        formula = "Q/(r*n)" if shared else "Q/r"
        sheet.step("W", "Relief load", formula, "mass_flow", "API 521: vapour made by the heat", column="relief_load")
        return
    source = f"{cause}: API 521, or a balance"
    if shared:
        sheet.given("W_n", "Relief load of all valves", float(loads.load[k]) * sharing, "mass_flow", source)
        sheet.step("W", "Relief load", "W_n/n", "mass_flow", "Each valve takes its part", column="relief_load")
        return
    sheet.given("W", "Relief load", float(loads.load[k]), "mass_flow", source)


def _area(sheet: CalculationSheet, formula: str, source: str) -> None:
    sheet.step("A", "Required effective area", formula, "area", source, column="required_area")


def _gas(sheet: CalculationSheet, relief: Relief, k: int) -> None:
    conditions = relief.conditions
    sheet.given("T", "Relieving temperature", float(conditions.temperature[k]), "temperature", "input or FLUID")
    sheet.given("M", "Molar mass", float(conditions.molar_mass[k]), "molar_mass", "input or FLUID")
    sheet.given("Z", "Compressibility factor", float(conditions.compressibility_factor[k]), NUMBER, "input or FLUID")
    sheet.given("k", "Heat capacity ratio", float(conditions.heat_capacity_ratio[k]), NUMBER, "input or FLUID")
    sheet.given("R", "Gas constant", 8.314462618, "", "CODATA 2018", unit="J/(mol K)")
    sheet.step("rho_1", "Density", "p_1*M/(Z*R*T)", "density", "Equation of state")
    critical = "(2/(k + 1))**(k/(k - 1))" if sheet["k"] > 1.0 else "exp(-1/2)"
    sheet.step("r_c", "Critical pressure ratio", critical, NUMBER, f"{API_520}, critical flow")
    balanced = relief.scenarios.valves["design"].iloc[k] == "bellows"
    if balanced or sheet["p_2"] <= sheet["r_c"] * sheet["p_1"]:
        sheet.remark("Critical flow: the back pressure has no influence on the nozzle.")
        formula = "sqrt(k*rho_1*p_1*(2/(k + 1))**((k + 1)/(k - 1)))" if sheet["k"] > 1.0 else "sqrt(rho_1*p_1*exp(-1))"
        sheet.step("G", "Mass flux of the nozzle", formula, "mass_flux", f"{API_520}, critical flow (C)")
    else:
        sheet.remark("Subcritical flow.")
        sheet.step("r_b", "Pressure ratio", "p_2/p_1", NUMBER, "Definition")
        formula = "sqrt(2*rho_1*p_1*(k/(k - 1))*(r_b**(2/k) - r_b**((k + 1)/k)))"
        formula = formula if sheet["k"] > 1.0 else "r_b*sqrt(2*rho_1*p_1*ln(1/r_b))"
        sheet.step("G", "Mass flux of the nozzle", formula, "mass_flux", f"{API_520}, subcritical flow (F2)")
    if relief.scenarios.rows["cause"].iloc[k] == GAS_FIRE:
        _gas_fire(sheet, relief, k)
    else:
        _area(sheet, "W/(G*K_d*K_b*K_c)", f"{API_520}, gas and vapour")


def _gas_fire(sheet: CalculationSheet, relief: Relief, k: int) -> None:
    """Add the area of the flow, and that of the least factor F' where it is larger."""
    sheet.given("A_e", "Wall exposed to the fire", float(relief.loads.area[k]), "surface_area", "input or vessel")
    sheet.given("F", "Least factor F'", SMALLEST_FACTOR, "", "API 521: 0.01 in US units", unit="Pa^0.5")
    sheet.step("A_W", "Effective area for the load", "W/(G*K_d*K_b*K_c)", "area", f"{API_520}, gas and vapour")
    formula = "F*A_e/(n*sqrt(p_1))" if "n" in sheet else "F*A_e/sqrt(p_1)"
    sheet.step("A_F", "Effective area by the least factor", formula, "area", "API 521, gas only")
    larger = "A_W" if sheet["A_W"] >= sheet["A_F"] else "A_F"
    _area(sheet, larger, "API 521: the larger of both")


def _steam(sheet: CalculationSheet, relief: Relief, k: int) -> None:
    flux = float(relief.sizing.mass_flux[k])
    sheet.given("G", "Mass flux of the nozzle", flux, "mass_flux", f"{API_520}, Napier with KN and KSH")
    _area(sheet, "W/(G*K_d*K_b*K_c)", f"{API_520}, steam")


def _liquid(sheet: CalculationSheet, relief: Relief, k: int) -> None:
    sheet.given("rho", "Density", float(relief.conditions.density[k]), "density", "input or FLUID")
    factor = float(relief.sizing.viscosity_factor[k])
    sheet.given("K_v", "Viscosity correction", factor, NUMBER, f"{API_520}, at the Reynolds number of the orifice")
    if relief.scenarios.valves["liquid_capacity"].iloc[k] == NOT_CERTIFIED:
        flux = "sqrt(2*rho*(1.25*(p_set - p_atm) + p_atm - p_2))"
        sheet.step("G", "Mass flux of the nozzle", flux, "mass_flux", f"{API_520}, liquid, 25 % overpressure")
        given = float(relief.scenarios.valves["overpressure_correction"].iloc[k])
        sheet.given("K_p", "Overpressure correction", 1.0 if math.isnan(given) else given, NUMBER, API_520)
        _area(sheet, "W/(G*K_d*K_b*K_c*K_v*K_p)", f"{API_520}, liquid, capacity not certified")
        return
    sheet.step("G", "Mass flux of the nozzle", "sqrt(2*rho*(p_1 - p_2))", "mass_flux", f"{API_520}, liquid")
    _area(sheet, "W/(G*K_d*K_b*K_c*K_v)", f"{API_520}, liquid, certified capacity")


def _two_phase(sheet: CalculationSheet, relief: Relief, k: int) -> None:
    conditions = relief.conditions
    if conditions.expansions[k] is not None:
        flux = float(relief.sizing.mass_flux[k])
        source = f"{API_520}, Annex C.2.1: largest sqrt(2 int v dp)/v along the isentrope"
        sheet.given("G", "Mass flux of the nozzle", flux, "mass_flux", source)
    else:
        sheet.given("omega", "Omega", float(conditions.omega[k]), NUMBER, f"{API_520}, Annex C.2")
        volume = float(conditions.specific_volume[k])
        sheet.given("v_0", "Specific volume", volume, "specific_volume", "input or CoolProp")
        sheet.given(
            "p_sat",
            "Pressure at which it boils",
            float(conditions.saturation_pressure[k]),
            "vapour_pressure",
            "input, CoolProp, or the relieving pressure",
        )
        critical = float(relief.sizing.critical_pressure[k])
        throat = max(critical, sheet["p_2"])
        sheet.given("p_t", "Pressure in the throat", throat, "vapour_pressure", "largest flux, or the back pressure")
        sheet.step("v_t", "Specific volume in the throat", _volume(sheet), "specific_volume", f"{API_520}, Annex C.2")
        work = "v_0*((p_1 - p_sat) + omega*p_sat*ln(p_sat/p_t) - (omega - 1)*(p_sat - p_t))"
        if sheet["p_t"] >= sheet["p_sat"]:
            work = "v_0*(p_1 - p_t)"
        sheet.step("w", "Work of the expansion", work, "specific_energy", "Integral of v dp")
        sheet.step("G", "Mass flux of the nozzle", "sqrt(2*w)/v_t", "mass_flux", f"{API_520}, Annex C.2")
    _area(sheet, "W/(G*K_d*K_b*K_c)", f"{API_520}, Annex C.2")


def _volume(sheet: CalculationSheet) -> str:
    return "v_0*(omega*(p_sat/p_t - 1) + 1)" if sheet["p_t"] < sheet["p_sat"] else "v_0"
