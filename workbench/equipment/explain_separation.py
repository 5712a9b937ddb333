"""How the numbers of separation duties and of vessel nozzles came about."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.equipment.explain_common import INPUT
from workbench.equipment.separation import DRAG
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_nozzle", "explain_separation"]

SOUDERS_BROWN = "Souders and Brown, Ind. Eng. Chem. 26 (1934) 98; API Spec 12J; GPSA, section 7"
CHENG = "Drag of a sphere: N.-S. Cheng, Powder Technology 189 (2009) 395-398"
CONTINUITY = "Continuity, v = q/A"
FLUID = "FLUID at the conditions in the vessel"
RESIDENCE = "Volume over flow"


def explain_separation(
    inputs: Mapping[str, Any], results: Mapping[str, float], vessel: Mapping[str, Any]
) -> CalculationSheet:
    """Return the calculation of one separation duty; `vessel` has the properties of its VESSEL."""
    sheet = CalculationSheet()
    sheet.given("rho_l", "Density of the liquid", results["liquid_density"], "density", FLUID)
    if inputs["gas_mass_flow"] > 0.0:
        _explain_gas(sheet, inputs, results, vessel)
    _explain_liquids(sheet, inputs, results)
    return sheet


def _explain_gas(
    sheet: CalculationSheet, inputs: Mapping[str, Any], results: Mapping[str, float], vessel: Mapping[str, Any]
) -> None:
    horizontal = vessel["orientation"] == "horizontal"
    sheet.given("m_g", "Mass flow of the gas", inputs["gas_mass_flow"], "mass_flow", INPUT)
    sheet.given("rho_g", "Density of the gas", results["gas_density"], "density", FLUID)
    where = "circle less the segment below the liquid" if horizontal else "section of the shell"
    sheet.given("A", "Section for the gas", results["gas_area"], "surface_area", where)
    sheet.step("q_g", "Flow of the gas", "m_g/rho_g", "volumetric_flow", "Definition", column="gas_flow")
    sheet.step("v_g", "Velocity of the gas", "q_g/A", "velocity", CONTINUITY, column="gas_velocity")
    _explain_droplet(sheet, inputs, results)
    if inputs["method"] == DRAG:
        formula = "v_t"
        if horizontal:
            length = inputs.get("effective_length", vessel["tangent_length"])
            sheet.given("L", "Length between inlet and outlet", length, "length", INPUT)
            fall = results["required_gas_length"] * results["droplet_velocity"] / results["gas_velocity"]
            sheet.given("h", "Height from the liquid to the top", fall, "length", "diameter less the level")
            formula = "v_t*L/h"
        words = "Velocity at which the droplets still fall"
        sheet.step("v_a", words, formula, "velocity", "Plug flow", column="allowable_gas_velocity")
    else:
        group = math.sqrt((results["liquid_density"] - results["gas_density"]) / results["gas_density"])
        used = results["allowable_gas_velocity"] / group
        source = "input" if "souders_brown_coefficient" in inputs else "York wire mesh, Svrcek and Monnery (1993)"
        derating = float(inputs.get("coefficient_derating", 1.0))
        sheet.given("K", "Souders-Brown coefficient", used / derating, "velocity", source)
        sheet.given("F", "Derating of the coefficient", derating, "dimensionless", INPUT)
        formula = "F*K*sqrt((rho_l - rho_g)/rho_g)"
        words = "Allowable velocity"
        sheet.step("v_a", words, formula, "velocity", SOUDERS_BROWN, column="allowable_gas_velocity")
    load = "Gas velocity over the allowable one"
    sheet.step("x", load, "v_g/v_a", "dimensionless", "Definition", column="gas_load_fraction")
    if horizontal:
        _explain_scaled(sheet, results, vessel)
    else:
        diameter = "sqrt(4*q_g/(pi*v_a))"
        sheet.step("D_r", "Diameter that the gas needs", diameter, "length", CONTINUITY, column="required_diameter")


def _explain_scaled(sheet: CalculationSheet, results: Mapping[str, float], vessel: Mapping[str, Any]) -> None:
    """Explain the diameter of a horizontal vessel, unless droplets of a diameter ask for more than the method."""
    words, source = "Diameter that the gas needs", "Geometric similarity: the load goes with the square of the diameter"
    share = results["gas_load_fraction"] ** 0.5
    if math.isclose(results["required_diameter"], float(vessel["diameter"]) * share, rel_tol=1e-9):
        sheet.given("D", "Diameter of the vessel", vessel["diameter"], "length", INPUT)
        sheet.step("D_r", words, "D*sqrt(x)", "length", source, column="required_diameter")


def _explain_droplet(sheet: CalculationSheet, inputs: Mapping[str, Any], results: Mapping[str, float]) -> None:
    speed = results["droplet_velocity"]
    if math.isnan(speed) or speed <= 0.0:
        return
    size, reynolds = float(inputs["droplet_diameter"]), results["droplet_reynolds_number"]
    sheet.given("d", "Diameter of the droplets", size, "diameter", INPUT)
    viscosity = speed * size * results["gas_density"] / reynolds
    sheet.given("mu_g", "Viscosity of the gas", viscosity, "dynamic_viscosity", FLUID)
    sheet.given("g", "Standard gravity", STANDARD_GRAVITY, "", "3rd CGPM (1901)", unit="m/s2")
    buoyancy = "g*d**3*rho_g*(rho_l - rho_g)/mu_g**2"
    sheet.step("Ar", "Archimedes number", buoyancy, "dimensionless", "Definition")
    sides = ("(24/Re*(1 + 0.27*Re)**0.43 + 0.47*(1 - exp(-0.04*Re**0.38)))*Re**2", "4/3*Ar")
    note = "Solved by bisection."
    column = "droplet_reynolds_number"
    sheet.root("Re", "Reynolds number of the droplet", reynolds, sides, CHENG, note=note, column=column)
    formula = "Re*mu_g/(rho_g*d)"
    sheet.step("v_t", "Velocity of the droplets", formula, "velocity", "Definition of Re", column="droplet_velocity")


def _explain_liquids(sheet: CalculationSheet, inputs: Mapping[str, Any], results: Mapping[str, float]) -> None:
    for number, prefix, name, flow in ((1, "", "liquid", "liquid_mass_flow"), (2, "heavy_", "heavy liquid", "")):
        time = results[f"{prefix}residence_time"]
        rate = results[f"{prefix}liquid_flow"]
        if math.isnan(time):
            continue
        mass = inputs[flow or "heavy_liquid_mass_flow"]
        rho = "rho_l" if number == 1 else "rho_h"
        if number == 2:
            sheet.given(rho, "Density of the heavy liquid", results["heavy_liquid_density"], "density", FLUID)
        sheet.given(f"m_{number}", f"Mass flow of the {name}", mass, "mass_flow", INPUT)
        sheet.given(f"V_{number}", f"Volume of the {name}", time * rate, "volume", "between its levels in the vessel")
        column = f"{prefix}liquid_flow"
        sheet.step(
            f"q_{number}", f"Flow of the {name}", f"m_{number}/{rho}", "volumetric_flow", "Definition", column=column
        )
        words, column = f"Residence time of the {name}", f"{prefix}residence_time"
        sheet.step(f"t_{number}", words, f"V_{number}/q_{number}", "residence_time", RESIDENCE, column=column)


def explain_nozzle(inputs: Mapping[str, Any], results: Mapping[str, float]) -> CalculationSheet:
    """Return the calculation of one nozzle."""
    sheet = CalculationSheet()
    gas, liquid = (float(inputs.get(f"{phase}_mass_flow", 0.0)) for phase in ("gas", "liquid"))
    sheet.given("m", "Mass flow, gas and liquid", gas + liquid, "mass_flow", INPUT)
    mixture = "mass flow over volume flow of gas and liquid"
    sheet.given("rho", "Density of the mixture", results["mixture_density"], "density", mixture)
    if not math.isnan(results["velocity"]):
        sheet.given("d", "Inside diameter", inputs["diameter"], "diameter", INPUT)
        sheet.step("v", "Velocity", "4*m/(pi*rho*d**2)", "velocity", CONTINUITY, column="velocity")
        sheet.step("M", "Momentum flux", "rho*v**2", "momentum_flux", "Definition", column="momentum_flux")
    terms = []
    if not math.isnan(results["allowable_momentum_flux"]):
        entered = "momentum_flux_limit" in inputs
        source = INPUT if entered else "DEP 31.22.05.11-Gen. (December 2007), appendix II"
        sheet.given("M_a", "Highest momentum flux", results["allowable_momentum_flux"], "momentum_flux", source)
        terms.append((math.sqrt(results["allowable_momentum_flux"] / results["mixture_density"]), "sqrt(M_a/rho)"))
    if not math.isnan(results["allowable_velocity"]):
        sheet.given("v_a", "Highest velocity", results["allowable_velocity"], "velocity", INPUT)
        terms.append((results["allowable_velocity"], "v_a"))
    if terms:
        fastest = min(terms)[1]
        sheet.step("v_m", "Highest velocity within the limits", fastest, "velocity", "Definition of rho v2")
        required = "sqrt(4*m/(pi*rho*v_m))"
        sheet.step("d_r", "Required inside diameter", required, "diameter", CONTINUITY, column="required_diameter")
    return sheet
