"""How the numbers of a pump came about: head on its curve, affinity laws, powers, NPSH."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_common import (
    BERNOULLI,
    INPUT,
    SETTING,
    SOLVED,
    SolvedComponent,
    elevations,
    start_of_link,
)
from workbench.errors import InputError
from workbench.model.calculation_sheet import CalculationSheet

__all__ = [
    "AFFINITY",
    "EFFICIENCY",
    "HEAD_FORMS",
    "HYDRAULIC_POWER",
    "NPSH",
    "STRAIGHT",
    "explain_pump",
    "power_law_formula",
]

ONE_POINT = "EPANET 2.2 User Manual (2020), section 3.1, single-point curve"
TWO_POINTS = "Parabola H = A - B q² through two points, level at no flow"
THREE_POINTS = "EPANET 2.2 User Manual (2020), section 3.1, three-point curve"
AFFINITY = "Affinity laws: flow goes with the speed, head with its square; ISO 9906:2012"
HYDRAULIC_POWER = "Pump power output; ISO 9906:2012, clause 3"
EFFICIENCY = "Pump efficiency; ISO 9906:2012, clause 3"
NPSH = "Net positive suction head, without velocity head; ISO 9906:2012, clause 3"
MONOTONE = "Monotone cubic through all points; F. N. Fritsch, J. Butland, SIAM J. Sci. Stat. Comput. 5 (1984), 300-304"
STRAIGHT = "Straight line between the points of the curve"


def explain_pump(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of a pump."""
    sheet = start_of_link(component, surroundings)
    if sheet["q"] > 0.0:
        _explain_head(sheet, component)
        sheet.step("P_h", "Hydraulic power", "rho*g*q*H", "power", HYDRAULIC_POWER, column="hydraulic_power")
        _explain_shaft(sheet, component)
    else:
        sheet.remark(_why_at_rest(component))
    _explain_suction(sheet, component, surroundings)
    if sheet["q"] > 0.0:
        _explain_discharge(sheet, component)
    return sheet


def _why_at_rest(component: SolvedComponent) -> str:
    if component.inputs["status"] == "off":
        return "The pump is off (status): nothing flows, and nothing flows back through it."
    if component.inputs["speed"] == 0.0:
        return "The pump stands still (speed 0): nothing flows, and nothing flows back through it."
    if component.is_shut:
        return "The pump delivers nothing: its head at no flow is less than what the network holds against it."
    return "Nothing flows through the pump."


def _explain_head(sheet: CalculationSheet, component: SolvedComponent) -> None:
    speed = component.inputs["speed"]
    sheet.given("s", "Speed relative to that of the curve", speed, "dimensionless", INPUT)
    curve = component.inputs.get("curve")
    if curve is None:
        power = component.inputs["power"]
        sheet.given("P", "Constant hydraulic power at speed 1", power, "power", INPUT)
        # s^2 P / (rho g q/s): the affinity laws on the curve H = P/(rho g q)
        formula = "P/(rho*g*q)" if speed == 1.0 else "s**3*P/(rho*g*q)"
        sheet.step("H", "Head", formula, "length", HYDRAULIC_POWER, column="differential_head")
        return
    flow = _similar_flow(sheet, speed)
    form = component.inputs["curve_form"]
    if form not in HEAD_FORMS:
        known = ", ".join(HEAD_FORMS)
        raise InputError(
            f"{component.tag}.curve_form is '{form}', which has no explanation yet; there is one of {known}.",
            path=(component.tag, "curve_form"),
            value=form,
            expected=known,
        )
    on_curve, source = HEAD_FORMS[form](sheet, curve, flow)
    if speed == 1.0:
        sheet.step("H", "Head", on_curve, "length", source, column="differential_head")
    else:
        sheet.step("H_s", "Head of the curve at the similar flow", on_curve, "length", source)
        sheet.step("H", "Head", "s**2*H_s", "length", AFFINITY, column="differential_head")


def _similar_flow(sheet: CalculationSheet, speed: float) -> str:
    """Return the symbol of the flow that the curves are read at."""
    if speed == 1.0:
        return "q"
    sheet.step("q_s", "Similar flow at speed 1", "q/s", "volumetric_flow", AFFINITY)
    return "q_s"


def _points(sheet: CalculationSheet, symbol: str, name: str, points: Sequence[Sequence[float]], dimension: str) -> None:
    for number, (flow, value) in enumerate(points):
        sheet.given(f"q_{symbol}{number}", f"Point of the {name}: flow", flow, "volumetric_flow", INPUT)
        sheet.given(f"{symbol}_{number}", f"Point of the {name}: value", value, dimension, INPUT)


def _power_law(sheet: CalculationSheet, curve: list[list[float]], flow: str) -> tuple[str, str]:
    """Add the points of H = A - B q^c, B = (H_0 - H_1)/q_H1^c; return the formula of the head and its source."""
    _points(sheet, "H", "curve", curve, "length")
    if len(curve) > 2:
        sheet.step("c", "Exponent", "ln((H_0 - H_2)/(H_0 - H_1))/ln(q_H2/q_H1)", "dimensionless", THREE_POINTS)
    return power_law_formula(len(curve), flow)


def power_law_formula(points: int, flow: str) -> tuple[str, str]:
    """Return the formula of the head by the points and the exponent that are on the sheet, and its source."""
    if points == 1:
        return f"4*H_0/3 - (H_0/3)*({flow}/q_H0)**2", ONE_POINT
    if points == 2:
        return f"H_0 - (H_0 - H_1)*(({flow}**2 - q_H0**2)/(q_H1**2 - q_H0**2))", TWO_POINTS
    return f"H_0 - (H_0 - H_1)*({flow}/q_H1)**c", THREE_POINTS


def _piecewise_linear(sheet: CalculationSheet, curve: list[list[float]], flow: str) -> tuple[str, str]:
    """Add the two points around the flow; the first and the last line go on beyond the ends."""
    reduced = sheet[flow]
    after = next((k for k in range(1, len(curve)) if reduced <= curve[k][0]), len(curve) - 1)
    if not curve[0][0] <= reduced <= curve[-1][0]:
        sheet.remark("The flow is beyond the ends of the curve: the last straight line is drawn on.")
    _points(sheet, "H", "curve", curve[after - 1 : after + 1], "length")
    return f"H_0 + (H_1 - H_0)*(({flow} - q_H0)/(q_H1 - q_H0))", STRAIGHT


def _monotone_cubic(sheet: CalculationSheet, curve: list[list[float]], flow: str) -> tuple[str, str]:
    """Add the two points around the flow with the slopes there; straight on beyond the ends."""
    flows, heads = zip(*curve, strict=True)
    if not flows[0] <= sheet[flow] <= flows[-1]:
        return _piecewise_linear(sheet, curve, flow)
    from scipy.interpolate import PchipInterpolator  # 0.1 s of import, for few pumps

    slopes = PchipInterpolator(flows, heads).derivative()(flows)
    after = next(k for k in range(1, len(curve)) if sheet[flow] <= flows[k])
    _points(sheet, "H", "curve", curve[after - 1 : after + 1], "length")
    for number, slope in enumerate(slopes[after - 1 : after + 1]):
        sheet.given(f"d_{number}", "Slope of the curve at the point", min(slope, 0.0), "", MONOTONE, unit="s/m2")
    sheet.step("t", "Place between the points", f"({flow} - q_H0)/(q_H1 - q_H0)", "dimensionless", MONOTONE)
    points = "(1 + 2*t)*(1 - t)**2*H_0 + t**2*(3 - 2*t)*H_1"
    return f"{points} + t*(1 - t)*(q_H1 - q_H0)*((1 - t)*d_0 - t*d_1)", MONOTONE


HEAD_FORMS: dict[str, Callable[[CalculationSheet, list[list[float]], str], tuple[str, str]]] = {
    "power law": _power_law,
    "piecewise linear": _piecewise_linear,
    "monotone cubic": _monotone_cubic,
}
"""By the curve_form of the pump."""


def _explain_shaft(sheet: CalculationSheet, component: SolvedComponent) -> None:
    efficiency = component.results["efficiency"]
    curve = component.inputs.get("efficiency_curve")
    if curve is None:
        return
    if math.isnan(efficiency):
        sheet.remark("The flow is beyond the ends of the efficiency curve: efficiency and shaft power are not known.")
        return
    formula = _on_straight_lines(sheet, "eta", "efficiency curve", curve, "fraction")
    sheet.step("eta", "Efficiency", formula, "fraction", STRAIGHT, column="efficiency")
    if efficiency > 0.0:
        sheet.step("P_s", "Shaft power", "P_h/eta", "power", EFFICIENCY, column="shaft_power")


def _on_straight_lines(
    sheet: CalculationSheet, symbol: str, name: str, curve: list[list[float]], dimension: str
) -> str:
    """Add the points around the similar flow; return the formula of the value between them."""
    flow = "q" if sheet["s"] == 1.0 else "q_s"
    if flow not in sheet:
        _similar_flow(sheet, sheet["s"])
    after = max(1, next((k for k, point in enumerate(curve) if sheet[flow] <= point[0]), len(curve) - 1))
    near = curve[after - 1 : after + 1]
    _points(sheet, symbol, name, near, dimension)
    if len(near) == 1:
        return f"{symbol}_0"
    return f"{symbol}_0 + ({symbol}_1 - {symbol}_0)*(({flow} - q_{symbol}0)/(q_{symbol}1 - q_{symbol}0))"


def _explain_suction(sheet: CalculationSheet, component: SolvedComponent, surroundings: Surroundings) -> None:
    inlet = component.results["inlet_pressure"]
    if not math.isfinite(inlet):
        sheet.remark(f"'{component.tag}' is cut off from every fixed pressure: its pressures are not determined.")
        return
    sheet.given("p_1", "Pressure at the inlet, absolute", inlet, "pressure", SOLVED)
    sheet.given("p_v", "Vapour pressure", surroundings.vapour_pressure, "vapour_pressure", SETTING)
    sheet.step("NPSH_a", "NPSH available", "(p_1 - p_v)/(rho*g)", "length", NPSH, column="npsh_available")
    curve = component.inputs.get("npsh_required_curve")
    if curve is None or math.isnan(component.results["npsh_required"]):
        if curve is not None and sheet["q"] > 0.0:
            sheet.remark("The flow is beyond the ends of the curve of NPSH required: what it needs is not known.")
        return
    formula = _on_straight_lines(sheet, "NPSH", "curve of NPSH required", curve, "length")
    if sheet["s"] != 1.0:
        formula = f"s**2*({formula})"
    sheet.step(
        "NPSH_r",
        "NPSH required",
        formula,
        "length",
        STRAIGHT if sheet["s"] == 1.0 else f"{STRAIGHT}; {AFFINITY}",
        column="npsh_required",
    )
    sheet.step("M", "Margin of NPSH", "NPSH_a - NPSH_r", "length", "NPSH available less NPSH required")


def _explain_discharge(sheet: CalculationSheet, component: SolvedComponent) -> None:
    if not math.isfinite(component.results["outlet_pressure"]):
        return
    formula = "p_1 + rho*g*H"
    if component.inlet_elevation != component.outlet_elevation:
        elevations(sheet, component)
        formula = "p_1 + rho*g*(H + z_1 - z_2)"
    outlet = "Pressure at the outlet, absolute"
    sheet.step("p_2", outlet, formula, "pressure", BERNOULLI, column="outlet_pressure")
