"""How the numbers of a vessel came about: volumes of its parts, levels and times, wall, masses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.vessels.weights import WATER_DENSITY
from workbench.equipment.explain_common import INPUT, SETTING
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_vessel_results"]

GEOMETRY = "Volume of a body of revolution"
INTEGRAL = "Gauss-Legendre integral over the sections of shell and heads, workbench.engineering.vessels.shape"
CONTENTS = "FLUID at the conditions in the vessel"
HOLD_UP = "Volume between two levels over the flow; Svrcek and Monnery, Chem. Eng. Progress 89 (October 1993) 53-60"
UG_27 = "ASME BPVC VIII-1, UG-27(c)(1): an indication only"
_HEAD_VOLUMES = {
    "flat": "0*D",
    "elliptical 2:1": "pi*D**2*{h}/6",
    "elliptical": "pi*D**2*{h}/6",
    "hemispherical": "pi*D**2*{h}/6",
    "conical": "pi*D**2*{h}/12",
}
"""Of whole heads by their depth; a torispherical one has no such formula."""


def explain_vessel_results(
    inputs: Mapping[str, Any], results: Mapping[str, float], atmospheric_pressure: float
) -> CalculationSheet:
    """Return the calculation of one vessel.

    Parameters
    ----------
    inputs : mapping
        Properties of the VESSEL that are given, SI.
    results : mapping
        Its results, NaN where there are none.
    atmospheric_pressure : float
        Of the case [Pa].
    """
    sheet = CalculationSheet()
    sheet.given("D", "Inside diameter", inputs["diameter"], "length", INPUT)
    sheet.given("L", "Length between the tangent lines", inputs["tangent_length"], "length", INPUT)
    _explain_volume(sheet, inputs, results)
    if not math.isnan(results["liquid_level"]):
        _explain_contents(sheet, results)
    _explain_times(sheet, inputs, results)
    if not math.isnan(results["required_shell_thickness"]):
        _explain_wall(sheet, inputs, results, atmospheric_pressure)
    if not math.isnan(results["empty_mass"]):
        _explain_masses(sheet, results)
    return sheet


def _explain_volume(sheet: CalculationSheet, inputs: Mapping[str, Any], results: Mapping[str, float]) -> None:
    sheet.step("V_s", "Volume of the shell", "pi/4*D**2*L", "volume", GEOMETRY)
    first = inputs.get("head", "elliptical 2:1")
    kinds = (first, inputs.get("second_head", first))
    parts = ["V_s"]
    if "boot_diameter" in inputs:
        sheet.given("d_b", "Diameter of the boot", inputs["boot_diameter"], "length", INPUT)
        sheet.given("l_b", "Length of the boot", inputs["boot_length"], "length", INPUT)
        sheet.step("V_b", "Volume of the boot", "pi/4*d_b**2*l_b", "volume", GEOMETRY)
        parts.append("V_b")
    dished = "torispherical" in kinds
    for number, (kind, name) in enumerate(
        zip(kinds, ("head_depth_inside", "second_head_depth_inside"), strict=True), 1
    ):
        depth = f"h_{number}"
        what = f"Depth of head {number}, {kind}"
        sheet.given(depth, what, results[name], "length", "shape of the head")
        if kind in _HEAD_VOLUMES and not dished:
            formula = _HEAD_VOLUMES[kind].format(h=depth)
            sheet.step(f"V_{number}", f"Volume of head {number}", formula, "volume", GEOMETRY)
            parts.append(f"V_{number}")
    if dished:
        rest = results["full_volume"] - sum(sheet[part] for part in parts)
        sheet.given("V_h", "Volume of both heads, torus and sphere", rest, "volume", INTEGRAL)
        parts.append("V_h")
    sheet.step("V", "Volume inside", " + ".join(parts), "volume", GEOMETRY, column="full_volume")


def _explain_contents(sheet: CalculationSheet, results: Mapping[str, float]) -> None:
    sheet.given("l", "Liquid level", results["liquid_level"], "length", INPUT)
    sheet.given("V_l", "Liquid at this level", results["liquid_volume"], "volume", INTEGRAL)
    share = "Liquid over the volume inside"
    sheet.step("x", share, "V_l/V", "dimensionless", "Definition", column="liquid_fraction")
    for symbol, phase, volume in (("l", "liquid", "V_l"), ("g", "gas", "(V - V_l)")):
        density = results[f"{phase}_density"]
        if not math.isnan(density):
            sheet.given(f"rho_{symbol}", f"Density of the {phase}", density, "density", CONTENTS)
            formula, name = f"rho_{symbol}*{volume}", f"Mass of the {phase}"
            sheet.step(f"m_{symbol}", name, formula, "mass", "Definition", column=f"{phase}_inventory")


def _explain_times(sheet: CalculationSheet, inputs: Mapping[str, Any], results: Mapping[str, float]) -> None:
    symbols = {"low_low_level": "V_LL", "low_level": "V_L", "normal_level": "V_N", "high_level": "V_H"}
    symbols["high_high_level"] = "V_HH"
    for column, symbol, lower, upper, flow in (
        ("low_response_time", "t_L", "low_low_level", "low_level", "q_o"),
        ("hold_up_time", "t_h", "low_level", "normal_level", "q_o"),
        ("surge_time", "t_s", "normal_level", "high_level", "q_i"),
        ("high_response_time", "t_H", "high_level", "high_high_level", "q_i"),
    ):
        if math.isnan(results[column]):
            continue
        if flow not in sheet:
            fed = "liquid_inflow" if "liquid_inflow" in inputs else "liquid_outflow"
            rate = inputs["liquid_outflow" if flow == "q_o" else fed]
            words = "Liquid drawn off" if flow == "q_o" else "Liquid fed"
            sheet.given(flow, words, rate, "volumetric_flow", INPUT)
        for level in (lower, upper):
            if symbols[level] not in sheet:
                words = f"Liquid at the {level.replace('_', ' ')}"
                sheet.given(symbols[level], words, results[f"volume_at_{level}"], "volume", INTEGRAL)
        words = column.replace("_", " ").capitalize()
        formula = f"({symbols[upper]} - {symbols[lower]})/{flow}"
        sheet.step(symbol, words, formula, "residence_time", HOLD_UP, column=column)


def _explain_wall(
    sheet: CalculationSheet, inputs: Mapping[str, Any], results: Mapping[str, float], atmosphere: float
) -> None:
    sheet.remark("The wall thickness is an indication by ASME VIII-1, UG-27: no design of a vessel.")
    sheet.given("p_d", "Design pressure, absolute", inputs["design_pressure"], "pressure", INPUT)
    sheet.given("p_atm", "Atmospheric pressure", atmosphere, "vapour_pressure", SETTING)
    sheet.given("S", "Allowable stress", inputs["allowable_stress"], "stress", INPUT)
    sheet.given("E", "Joint efficiency", inputs["joint_efficiency"], "dimensionless", INPUT)
    sheet.given("c", "Corrosion allowance", inputs.get("corrosion_allowance", 0.0), "diameter", INPUT)
    formula = "p_d - p_atm"
    density = results["liquid_density"]
    if not math.isnan(density):
        if "rho_l" not in sheet:
            sheet.given("rho_l", "Density of the liquid", density, "density", CONTENTS)
        sheet.given("g", "Standard gravity", STANDARD_GRAVITY, "", "3rd CGPM (1901)", unit="m/s2")
        sheet.given("H", "Height inside", results["height"], "length", "shape of the vessel")
        formula += " + rho_l*g*H"
    sheet.step("P", "Design pressure above the outside", formula, "pressure_difference", "Hydrostatics")
    sheet.step("R", "Inside radius, corroded", "D/2 + c", "length", UG_27)
    thickness = "P*R/(S*E - 0.6*P) + c"
    words = "Thickness of the shell with the allowance"
    sheet.step("t", words, thickness, "diameter", UG_27, column="required_shell_thickness")


def _explain_masses(sheet: CalculationSheet, results: Mapping[str, float]) -> None:
    metal = "metal of shell and heads, what is attached and built in, insulation"
    sheet.given("m_e", "Empty mass", results["empty_mass"], "mass", metal)
    if "m_l" in sheet:
        gas = " + m_g" if "m_g" in sheet else ""
        sheet.step("m_o", "Mass in operation", f"m_e + m_l{gas}", "mass", "Sum", column="operating_mass")
    sheet.given("rho_w", "Density of water", WATER_DENSITY, "density", "pressure test")
    sheet.step("m_f", "Mass full of water", "m_e + rho_w*V", "mass", "Sum", column="full_mass")
