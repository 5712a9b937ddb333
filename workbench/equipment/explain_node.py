"""How the numbers of places came about: the head of a boundary, the pressure of a head, the balance of the flows."""

from __future__ import annotations

import math

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_common import INPUT, SETTING, SOLVED, SolvedComponent, optional_number
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_node", "explain_sink", "explain_source", "explain_tank", "explain_vessel"]

HEAD = "Piezometric head relative to the atmosphere, H = z + (p - p_atm)/(ρ g)"
CONTINUITY = "Continuity at the place: what flows in flows out"


def explain_node(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of a junction."""
    sheet = _start(component, surroundings)
    sheet.remark("The head of a junction is what makes its flows balance: the network is solved for it as a whole.")
    _explain_solved_pressure(sheet, component)
    total = _inflows(sheet, component)
    if total:
        note = f"The demand, an input, is {component.inputs['demand']:.6g} m3/s."
        sheet.step("q_d", "Flow that leaves the network here", total, "volumetric_flow", CONTINUITY, note=note)
    return sheet


def explain_source(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of a place where fluid enters."""
    return _explain_boundary(component, surroundings, "supply", "Flow into the network", sign="-")


def explain_sink(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of a place where fluid leaves."""
    return _explain_boundary(component, surroundings, "delivery", "Flow out of the network", sign="")


def explain_tank(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the calculation of a tank with a free surface."""
    sheet = _start(component, surroundings)
    sheet.given("l", "Level above the bottom", component.inputs["level"], "length", INPUT)
    gas_pressure = optional_number(component, "gas_pressure")
    if gas_pressure is None:
        sheet.remark("The tank is open: the atmosphere is over the liquid.")
        sheet.step("H", "Piezometric head", "z + l", "length", HEAD, column="head")
    else:
        sheet.given("p_g", "Pressure over the liquid, absolute", gas_pressure, "pressure", INPUT)
        sheet.step("H", "Piezometric head", "z + l + (p_g - p_atm)/(rho*g)", "length", HEAD, column="head")
    sheet.step(
        "p",
        "Pressure at the bottom, absolute",
        "p_atm + rho*g*(H - z)",
        "pressure",
        "Hydrostatics",
        column="pressure",
    )
    total = _inflows(sheet, component)
    if total:
        sheet.step("q_t", "Net flow into the tank", total, "volumetric_flow", CONTINUITY, column="flow")
    return sheet


def explain_vessel(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return the head of a vessel that holds its operating pressure."""
    if math.isnan(component.results["piezometric_head"]):
        sheet = CalculationSheet()
        sheet.remark(f"'{component.tag}' is not connected to the network, and lacks what it would need for it.")
        return sheet
    sheet = _start(component, surroundings)
    name = "level" if optional_number(component, "level") is not None else "normal_level"
    sheet.given("l", "Level above the lowest point", component.inputs[name], "length", INPUT)
    pressure = component.inputs["operating_pressure"]
    sheet.given("p_o", "Operating pressure over the liquid", pressure, "vapour_pressure", INPUT)
    head = "z + l + (p_o - p_atm)/(rho*g)"
    sheet.step("H", "Piezometric head", head, "length", HEAD, column="piezometric_head")
    bottom = "Pressure at level zero, absolute"
    sheet.step("p", bottom, "p_atm + rho*g*(H - z)", "pressure", "Hydrostatics", column="bottom_pressure")
    total = _inflows(sheet, component)
    if total:
        sheet.step("q_t", "Net flow into the vessel", total, "volumetric_flow", CONTINUITY, column="flow")
    return sheet


def _start(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    sheet = CalculationSheet()
    sheet.given("z", "Elevation", component.inputs["elevation"], "length", INPUT)
    sheet.given("rho", "Density", surroundings.density, "density", SETTING)
    sheet.given("g", "Standard gravity", STANDARD_GRAVITY, "", "3rd CGPM (1901)", unit="m/s2")
    atmosphere = surroundings.atmospheric_pressure
    sheet.given("p_atm", "Atmospheric pressure", atmosphere, "vapour_pressure", SETTING)
    return sheet


def _explain_boundary(
    component: SolvedComponent, surroundings: Surroundings, prefix: str, quantity: str, sign: str
) -> CalculationSheet:
    sheet = _start(component, surroundings)
    pressure = optional_number(component, f"{prefix}_pressure")
    if pressure is None:
        sheet.remark("The flow is fixed here; the head is what the network needs for it.")
        _explain_solved_pressure(sheet, component)
    else:
        sheet.remark("The pressure is fixed here; the flow is what the network makes of it.")
        sheet.given("p_fix", "Pressure held here, absolute", pressure, "pressure", INPUT)
        sheet.step("p", "Pressure, absolute", "p_fix", "pressure", "Held by the boundary", column="pressure")
        sheet.step("H", "Piezometric head", "z + (p - p_atm)/(rho*g)", "length", HEAD, column="head")
    total = _inflows(sheet, component)
    if total:
        formula = f"-({total})" if sign else total
        sheet.step("q", quantity, formula, "volumetric_flow", CONTINUITY, column="flow")
    return sheet


def _explain_solved_pressure(sheet: CalculationSheet, component: SolvedComponent) -> None:
    head = component.results["head"]
    if math.isnan(head):
        sheet.remark(f"'{component.tag}' is cut off from every fixed pressure: its pressure is not determined.")
        return
    sheet.given("H", "Piezometric head", head, "length", SOLVED)
    sheet.step("p", "Pressure, absolute", "p_atm + rho*g*(H - z)", "pressure", HEAD, column="pressure")


def _inflows(sheet: CalculationSheet, component: SolvedComponent) -> str:
    """Add the flows towards the place; return their sum as a formula, empty where nothing is joined."""
    symbols = []
    for number, (tag, flow) in enumerate(component.inflows, 1):
        sheet.given(f"q_{number}", f"Flow from {tag} (negative: to it)", flow, "volumetric_flow", SOLVED)
        symbols.append(f"q_{number}")
    return " + ".join(symbols)
