"""How the numbers of the pump of a duty came about: its curves at the rated flow, with or without viscosity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.equipment.explain_common import INPUT
from workbench.equipment.explain_pump import AFFINITY, HEAD_FORMS, STRAIGHT, power_law_formula
from workbench.model.calculation_sheet import CalculationSheet
from workbench.model.formula import Formula

__all__ = ["explain_machine", "known", "read_curve"]

TRIM = (
    "A trim has the head of the speed in the same proportion; I. J. Karassik et al., Pump Handbook (3rd edition, 2001)"
)
HYDRAULIC_INSTITUTE = "ANSI/HI 9.6.7 (2004 and later)"


def known(results: Mapping[str, float], name: str) -> bool:
    """Tell whether there is such a result."""
    return not math.isnan(results.get(name, math.nan))


def explain_machine(
    sheet: CalculationSheet, inputs: Mapping[str, Any], pump: Mapping[str, Any], results: Mapping[str, float]
) -> None:
    """Add speed, factors of viscosity, head on the curve and efficiency at the rated flow."""
    sheet.given("s", "Speed relative to that of the curves", pump["speed"], "dimensionless", "input of the pump")
    corrected = known(results, "viscosity_parameter")
    if corrected:
        _explain_factors(sheet, pump, results)
    flow = "q/C_Q" if corrected else "q"
    if sheet["s"] != 1.0:
        flow = f"{flow}/s"
    if "curve" in pump:
        _explain_head(sheet, pump, flow, corrected)
    _explain_trim(sheet, pump, results)
    if "pump_efficiency" in inputs:
        given = "Efficiency of water" if corrected else "Efficiency"
        sheet.given("eta_W" if corrected else "eta", given, inputs["pump_efficiency"], "fraction", INPUT)
        if corrected:
            sheet.step("eta", "Efficiency", "C_eta*eta_W", "fraction", HYDRAULIC_INSTITUTE, column="efficiency")
    else:
        factor = "C_eta" if corrected else ""
        read_curve(sheet, "eta", "Efficiency", pump["efficiency_curve"], flow, "fraction", factor)


def _explain_factors(sheet: CalculationSheet, pump: Mapping[str, Any], results: Mapping[str, float]) -> None:
    """Add B and the factors at the best efficiency point with water."""
    source = "best efficiency point of the pump with water"
    stages = float(pump.get("stages", 1))
    best = results["specific_speed_flow"]
    viscosity = "input, FLUID or settings of the case"
    sheet.given("mu", "Dynamic viscosity", results["liquid_viscosity"], "dynamic_viscosity", viscosity)
    sheet.step("nu", "Kinematic viscosity", "mu/rho", "kinematic_viscosity", "Definition")
    sheet.given("q_B", "Best efficiency flow with water", best, "volumetric_flow", source)
    sheet.given("H_B", "Head of a stage there", results["specific_speed_head"] / stages, "length", source)
    sheet.given("n", "Speed", pump["rated_speed"] * sheet["s"], "rotational_speed", "input of the pump")
    formula = "16.5*sqrt(1000000*nu)*H_B**0.0625/((3600*q_B)**0.375*n**0.25)"
    number = "dimensionless"
    sheet.step(
        "B", "Parameter B", formula, number, HYDRAULIC_INSTITUTE, column="viscosity_parameter", is_empirical=True
    )
    if sheet["B"] <= 1.0:
        for symbol, words in (("C_Q", "Factor of the flow"), ("C_eta", "Factor of the efficiency")):
            sheet.given(symbol, words, 1.0, number, f"{HYDRAULIC_INSTITUTE}: none up to B = 1")
        return
    sheet.step(
        "C_Q",
        "Factor of the flow",
        "2.71**(-0.165*log10(B)**3.15)",
        number,
        HYDRAULIC_INSTITUTE,
        column="flow_correction",
        is_empirical=True,
    )
    sheet.step(
        "C_eta",
        "Factor of the efficiency",
        "B**(-0.0547*B**0.69)",
        number,
        HYDRAULIC_INSTITUTE,
        column="efficiency_correction",
        is_empirical=True,
    )


def _explain_head(sheet: CalculationSheet, pump: Mapping[str, Any], flow: str, corrected: bool) -> None:
    if flow != "q":
        sheet.step("q_c", "Flow that the curve is read at", flow, "volumetric_flow", AFFINITY)
    on_curve, source = HEAD_FORMS[pump["curve_form"]](sheet, pump["curve"], "q" if flow == "q" else "q_c")
    factors = [factor for factor, wanted in (("s**2", sheet["s"] != 1.0), ("C_H", corrected)) if wanted]
    if corrected:
        share = "q/(C_Q*q_B)"
        formula = f"1 - (1 - C_Q)*({share})**0.75"
        words = "Factor of the head at this flow"
        sheet.step("C_H", words, formula, "dimensionless", HYDRAULIC_INSTITUTE, column="head_correction")
    if factors:
        sheet.step("H_c", "Head of the curve", on_curve, "length", source)
        on_curve, source = "*".join([*factors, "H_c"]), f"{AFFINITY}; {HYDRAULIC_INSTITUTE}" if corrected else AFFINITY
    sheet.step("H_p", "Head of the pump at the rated flow", on_curve, "length", source, column="curve_head")


def _explain_trim(sheet: CalculationSheet, pump: Mapping[str, Any], results: Mapping[str, float]) -> None:
    """Add the speed that would do, checked by the head that the curve has at it, and the impeller trimmed instead."""
    if not known(results, "required_speed"):
        return
    words, speed, column = "Speed at which the pump has the head", results["required_speed"], "required_speed"
    if "curve" not in pump:
        sheet.given("P", "Constant hydraulic power at speed 1", pump["power"], "power", "input of the pump")
        sides = ("s_r**3*P/(rho*g*q)", "H")
        sheet.root("s_r", words, speed, sides, AFFINITY, note="Solved for s_r.", column=column)
    elif pump["curve_form"] == "power law":
        head, _ = power_law_formula(len(pump["curve"]), "(q/s_r)")
        sides = (f"s_r**2*({head})", "H")
        sheet.root("s_r", words, speed, sides, AFFINITY, note="Solved for s_r.", column=column)
    else:
        source = "on the curve, where the head at the rated flow is the differential head; affinity laws"
        sheet.given("s_r", words, speed, "dimensionless", source)
    if known(results, "required_impeller_diameter"):
        sheet.given("D", "Diameter of the impeller", pump["impeller_diameter"], "diameter", "input of the pump")
        words, note = "Diameter that it would be trimmed to instead", "Approximate, for trims of a few per cent."
        column = "required_impeller_diameter"
        sheet.step("D_r", words, "D*s_r/s", "diameter", TRIM, note=note, column=column)


def read_curve(
    sheet: CalculationSheet,
    symbol: str,
    words: str,
    curve: Sequence[Sequence[float]],
    flow: str,
    dimension: str,
    factor: str,
) -> None:
    """Add the value of a curve at a flow, by the straight line between the points around it, times a factor."""
    at = Formula(flow).value(sheet.values)
    if len(curve) == 1:
        near = [curve[0]]
    else:
        after = next((k for k in range(1, len(curve)) if at <= curve[k][0]), len(curve) - 1)
        near = list(curve[after - 1 : after + 1])
    short = symbol.split("_")[0]
    for number, (point, value) in enumerate(near):
        sheet.given(f"q_{short}{number}", f"Point of the curve of {words}: flow", point, "volumetric_flow", INPUT)
        sheet.given(f"{short}_{number}", f"Point of the curve of {words}: value", value, dimension, INPUT)
    formula = f"{short}_0"
    if len(near) > 1:
        formula += f" + ({short}_1 - {short}_0)*(({flow} - q_{short}0)/(q_{short}1 - q_{short}0))"
    scales = factor if factor and not (factor == "s**2" and sheet["s"] == 1.0) else ""
    column = {"eta": "efficiency", "NPSH_r": "npsh_required"}[symbol]
    source = f"{STRAIGHT}; {AFFINITY}" if scales == "s**2" else STRAIGHT
    if scales == "C_eta":
        source = f"{STRAIGHT}; {HYDRAULIC_INSTITUTE}"
    sheet.step(symbol, words, f"{scales}*({formula})" if scales else formula, dimension, source, column=column)
