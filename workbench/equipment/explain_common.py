"""What the explanations of several component types share: the solved component, what is given, the way to pressures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.equipment.behaviour import Surroundings
from workbench.model.calculation_sheet import CalculationSheet
from workbench.model.formula import Formula

__all__ = [
    "BERNOULLI",
    "INPUT",
    "RESISTANCE_COEFFICIENT",
    "SETTING",
    "SOLVED",
    "SolvedComponent",
    "elevations",
    "end_pressures",
    "explain_held_difference",
    "explain_velocity",
    "head_lost",
    "optional_number",
    "squared",
    "start_of_link",
]

INPUT, SETTING, SOLVED = "input", "case setting", "solved network"
BERNOULLI = "Bernoulli's equation with losses, same velocity at both ends; Crane TP-410 (2009), chapter 1"
RESISTANCE_COEFFICIENT = "Definition of the resistance coefficient K; Crane TP-410 (2009), chapter 2"
VISIBLE_SHARE = 1e-7
"""Share of a loss from which on a part of it is written down: a tenth of the last digit shown."""


@dataclass(frozen=True)
class SolvedComponent:
    """One component with its inputs, its results and what the network is around it."""

    tag: str
    inputs: Mapping[str, Any]
    """Properties in SI; one that is absent is not in it."""
    results: Mapping[str, float]
    inlet_elevation: float = math.nan
    """Of its ends, of a component between two places [m]."""
    outlet_elevation: float = math.nan
    is_shut: bool = False
    """True if the solver shut it: a check valve, a reducing valve, a pump whose head is too low."""
    least_resistance: float = 0.0
    """Linear resistance that the solver adds to what has no pipe friction [s/m2]."""
    inflows: tuple[tuple[str, float], ...] = ()
    """Of a place: tag and flow towards the place of every component that is joined to it [m3/s]."""


def optional_number(component: SolvedComponent, name: str) -> float | None:
    """Return an input, None if it is absent."""
    value = component.inputs.get(name)
    return None if value is None else float(value)


def squared(symbol: str, value: float) -> str:
    """Return the square with the sign of the flow: ``v**2`` where it is positive, else ``v*abs(v)``."""
    return f"{symbol}**2" if value >= 0.0 else f"{symbol}*abs({symbol})"


def start_of_link(component: SolvedComponent, surroundings: Surroundings) -> CalculationSheet:
    """Return a sheet with what every component between two places has: flow, density, gravity."""
    sheet = CalculationSheet()
    flow = component.results["flow"]
    sheet.given("q", "Flow", flow, "volumetric_flow", SOLVED)
    sheet.given("rho", "Density", surroundings.density, "density", SETTING)
    sheet.given("g", "Standard gravity", STANDARD_GRAVITY, "", "3rd CGPM (1901)", unit="m/s2")
    sheet.step("m", "Mass flow", "rho*q", "mass_flow", "Definition", column="mass_flow")
    if flow < 0.0:
        sheet.remark("The flow is from outlet to inlet: flow, velocity and losses are negative.")
    return sheet


def explain_velocity(sheet: CalculationSheet, component: SolvedComponent) -> float:
    """Add the inside diameter and the mean velocity."""
    sheet.given("D", "Inside diameter", component.inputs["diameter"], "diameter", INPUT)
    return sheet.step(
        "v",
        "Mean velocity",
        "4*q/(pi*D**2)",
        "velocity",
        "Continuity, v = q/A in a full pipe",
        column="velocity",
    )


def head_lost(sheet: CalculationSheet, formula: str, least_resistance: float = 0.0) -> None:
    """Add the head loss from pressure losses, with what the solver adds where that can be seen."""
    note = ""
    added = least_resistance * abs(sheet["q"])
    if added > VISIBLE_SHARE * abs(Formula(formula).value(sheet.values)):
        resistance = "Least resistance of the solver"
        sheet.given("r_min", resistance, least_resistance, "", "workbench.hydraulics.headloss", unit="s/m2")
        formula += " + r_min*q"
        note = "The solver gives every resistance a small linear part, so that one without any can be solved."
    source = "Head of a pressure difference, h = Δp/(ρ g)"
    sheet.step("h_L", "Head loss", formula, "length", source, note=note, column="head_loss")


def end_pressures(sheet: CalculationSheet, component: SolvedComponent) -> None:
    """Add how the head loss and the elevations make the pressure at the outlet from that at the inlet."""
    inlet = component.results["inlet_pressure"]
    if not math.isfinite(inlet):
        sheet.remark(f"'{component.tag}' is cut off from every fixed pressure: its pressures are not determined.")
        return
    sheet.given("p_1", "Pressure at the inlet, absolute", inlet, "pressure", SOLVED)
    formula = "rho*g*h_L"
    if component.inlet_elevation != component.outlet_elevation:
        elevations(sheet, component)
        rise = "Pressure difference of the elevation"
        sheet.step("Delta_p_z", rise, "rho*g*(z_2 - z_1)", "pressure_difference", "Hydrostatics, Δp = ρ g Δz")
        formula += " + Delta_p_z"
    sheet.step("Delta_p", "Pressure drop", formula, "pressure_difference", BERNOULLI, column="pressure_drop")
    outlet = "Pressure at the outlet, absolute"
    sheet.step("p_2", outlet, "p_1 - Delta_p", "pressure", "Definition of the drop", column="outlet_pressure")


def elevations(sheet: CalculationSheet, component: SolvedComponent) -> None:
    """Add the elevations of both ends."""
    source = INPUT if "elevation" in component.inputs else "elevation of the place it joins"
    sheet.given("z_1", "Elevation of the inlet", component.inlet_elevation, "length", source)
    sheet.given("z_2", "Elevation of the outlet", component.outlet_elevation, "length", source)


def explain_held_difference(sheet: CalculationSheet, component: SolvedComponent) -> None:
    """Add what a component without flow holds: the difference of the places at its ends."""
    inlet, outlet = component.results["inlet_pressure"], component.results["outlet_pressure"]
    if not (math.isfinite(inlet) and math.isfinite(outlet)):
        sheet.remark("A place that it joins is cut off from every fixed pressure: the difference is not determined.")
        return
    sheet.given("p_1", "Pressure at the inlet, absolute", inlet, "pressure", SOLVED)
    sheet.given("p_2", "Pressure at the outlet, absolute", outlet, "pressure", SOLVED)
    elevations(sheet, component)
    held = "What the places at its ends have; nothing flows, so that nothing is lost"
    column = "pressure_drop" if "pressure_drop" in component.results else ""
    sheet.step("Delta_p", "Pressure difference held", "p_1 - p_2", "pressure_difference", held, column=column)
    column = "head_loss" if "head_loss" in component.results else ""
    sheet.step(
        "Delta_H", "Difference of piezometric head held", "z_1 - z_2 + Delta_p/(rho*g)", "length", held, column=column
    )
