"""How the venting of a tank came about: weather, movement of liquid, fire, and the vents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.engineering.compressible import critical_pressure
from workbench.engineering.relief_loads.fifth_edition_venting import fifth_edition_thermal_venting
from workbench.engineering.relief_loads.tank_fire import (
    HEXANE,
    LARGEST_WETTED_AREA,
    LOW_PRESSURE,
    TABLE_AIR_TEMPERATURE,
    TANK_ENVIRONMENT_FACTORS,
    WETTED_HEIGHT,
)
from workbench.engineering.relief_loads.tank_venting import TYPICAL_INSIDE_COEFFICIENT, liquid_outbreathing
from workbench.engineering.relief_loads.vent_device import (
    HEAT_CAPACITY_RATIO_OF_AIR,
    NORMAL_AIR_DENSITY,
    NORMAL_TEMPERATURE,
)
from workbench.equipment.explain_common import INPUT, SETTING
from workbench.equipment.tank_vent import EDITIONS, INSULATED
from workbench.model.calculation_sheet import CalculationSheet

__all__ = ["explain_tank_vent"]

ASSUMED = "assumed, see the assumptions"
FLOW, NUMBER = "normal_flow", "dimensionless"
_VENTS = (
    ("o", "out-breathing", "outbreathing", "V_out", "pressure_vent_area", "venting_pressure", "design_pressure"),
    ("i", "in-breathing", "inbreathing", "V_in", "vacuum_vent_area", "venting_vacuum", "design_vacuum"),
    ("e", "a fire", "emergency_venting", "q", "emergency_vent_area", "emergency_pressure", "design_pressure"),
)


def explain_tank_vent(
    inputs: Mapping[str, Any], results: Mapping[str, float], atmospheric_pressure: float
) -> CalculationSheet:
    """Return the calculation of a tank's venting.

    Parameters
    ----------
    inputs : mapping
        Properties in SI; one that is absent is not in it.
    results : mapping
        What the calculation found: the factors that it read from tables, and whether there is a fire.
    atmospheric_pressure : float
        [Pa]
    """
    sheet = CalculationSheet()
    sheet.remark(f"{inputs['edition']}. Flows are of air, as volumes at 0 degC and 101.325 kPa.")
    _volume(sheet, inputs)
    _thermal(sheet, inputs, results)
    _liquid(sheet, inputs, results)
    if results["emergency_venting"] == results["emergency_venting"]:  # NaN where no fire reaches the tank
        _fire(sheet, inputs, results, atmospheric_pressure)
    else:
        sheet.remark("No fire can reach the tank.")
    if "discharge_coefficient" in inputs:
        _vents(sheet, inputs, atmospheric_pressure)
    return sheet


def _volume(sheet: CalculationSheet, inputs: Mapping[str, Any]) -> None:
    if "volume" in inputs:
        sheet.given("V_tk", "Volume of the tank", inputs["volume"], "volume", INPUT)
        return
    _shell(sheet, inputs)
    sheet.step("V_tk", "Volume of the shell", "pi/4*D**2*H", "volume", "Geometry", column="tank_volume")


def _shell(sheet: CalculationSheet, inputs: Mapping[str, Any]) -> None:
    if "D" not in sheet:
        sheet.given("D", "Diameter", inputs["diameter"], "length", INPUT)
        sheet.given("H", "Height of the shell", inputs["height"], "length", INPUT)


def _thermal(sheet: CalculationSheet, inputs: Mapping[str, Any], results: Mapping[str, float]) -> None:
    edition = inputs["edition"]
    if EDITIONS[edition] == "5":
        table = f"{edition}, table 2B, between its rows"
        volatile = results["thermal_outbreathing"] > 0.9 * results["thermal_inbreathing"]
        inward, outward = fifth_edition_thermal_venting(sheet["V_tk"], volatile)
        sheet.given("V_IT", "Thermal in-breathing", float(inward), FLOW, table)
        sheet.given("V_OT", "Thermal out-breathing", float(outward), FLOW, table)
        return
    _reduction(sheet, inputs)
    at = f"{edition}, table, {inputs['latitude']:g} degrees of latitude"
    sheet.given("Y", "Factor of the latitude", results["outbreathing_factor"], NUMBER, at)
    sheet.given("C", "Factor of latitude, liquid and temperature", results["inbreathing_factor"], NUMBER, at)
    for symbol, words, formula, column in (
        ("V_OT", "Thermal out-breathing", "Y*V_tk**0.9*R_i/3600", "thermal_outbreathing"),
        ("V_IT", "Thermal in-breathing", "C*V_tk**0.7*R_i/3600", "thermal_inbreathing"),
    ):
        sheet.step(symbol, words, formula, FLOW, f"{edition}, thermal venting", column=column, is_empirical=True)


def _reduction(sheet: CalculationSheet, inputs: Mapping[str, Any]) -> None:
    words, column = "Reduction factor of thermal venting", "thermal_reduction_factor"
    if "insulation_thickness" not in inputs:
        value, source = (inputs["reduction_factor"], INPUT) if "reduction_factor" in inputs else (1.0, "no insulation")
        sheet.given("R_i", words, value, NUMBER, source)
        return
    for symbol, quantity, name, dimension, otherwise in (
        ("l_in", "Thickness of the insulation", "insulation_thickness", "diameter", 0.0),
        ("k_in", "Conductivity of the insulation", "insulation_conductivity", "thermal_conductivity", 0.0),
        (
            "h",
            "Heat transfer coefficient inside",
            "inside_heat_transfer_coefficient",
            "heat_transfer_coefficient",
            TYPICAL_INSIDE_COEFFICIENT,
        ),
        ("x", "Share of the area that is insulated", "insulated_fraction", "fraction", 1.0),
    ):
        sheet.given(symbol, quantity, inputs.get(name, otherwise), dimension, INPUT if name in inputs else ASSUMED)
    formula = "x/(1 + h*l_in/k_in) + 1 - x"
    sheet.step("R_i", words, formula, NUMBER, f"{inputs['edition']}, Rin and Rinp", column=column)


def _liquid(sheet: CalculationSheet, inputs: Mapping[str, Any], results: Mapping[str, float]) -> None:
    edition = inputs["edition"]
    short = EDITIONS[edition]
    filled = inputs["filling_rate"]
    sheet.given("V_pf", "Filling rate", filled, "volumetric_flow", INPUT)
    sheet.given("V_pe", "Emptying rate", inputs["emptying_rate"], "volumetric_flow", INPUT)
    evaporating = inputs.get("evaporation_rate", 0.0)
    sheet.given("V_ev", "What evaporates", evaporating, FLOW, INPUT if "evaporation_rate" in inputs else ASSUMED)
    plainly, much = (float(liquid_outbreathing(1.0, volatile, short)) for volatile in (False, True))
    left = results["liquid_outbreathing"] - evaporating
    share = much if filled > 0.0 and abs(left - much * filled) < abs(left - plainly * filled) else plainly
    source = f"{edition}, movement of liquid"
    sheet.given("c_o", "Volume that leaves for a volume filled", share, NUMBER, source)
    sheet.given("c_i", "Volume that enters for a volume emptied", 0.94 if short == "5" else 1.0, NUMBER, source)
    for symbol, words, formula, column, why in (
        ("V_op", "Out-breathing of filling", "c_o*V_pf + V_ev", "liquid_outbreathing", source),
        ("V_ip", "In-breathing of emptying", "c_i*V_pe", "liquid_inbreathing", source),
        ("V_out", "Normal out-breathing", "V_OT + V_op", "outbreathing", f"{edition}, normal venting"),
        ("V_in", "Normal in-breathing", "V_IT + V_ip", "inbreathing", f"{edition}, normal venting"),
    ):
        sheet.step(symbol, words, formula, FLOW, why, column=column)


def _fire(
    sheet: CalculationSheet, inputs: Mapping[str, Any], results: Mapping[str, float], atmospheric_pressure: float
) -> None:
    edition = inputs["edition"]
    source = f"{edition}, emergency venting"
    _wetted_area(sheet, inputs, source)
    area = sheet["A"]
    pressure = inputs.get("design_pressure", atmospheric_pressure) - atmospheric_pressure
    heat = "4129700"
    if area < LARGEST_WETTED_AREA:
        pieces = ((18.6, "63150*A"), (93.0, "224200*A**0.566"), (LARGEST_WETTED_AREA, "630400*A**0.338"))
        heat = next(formula for limit, formula in pieces if area < limit)
    elif pressure > LOW_PRESSURE:
        heat = "43200*A**0.82"
    words = "Heat that a bare tank takes up"
    sheet.step("Q", words, heat, "heat_flow", f"{source}, heat input", column="fire_heat_input", is_empirical=True)
    _protection(sheet, inputs, source)
    liquid = "latent_heat" in inputs
    latent, temperature, mass = HEXANE
    values = [
        ("L", "Latent heat", "latent_heat", latent, "specific_energy"),
        ("T", "Temperature of the vapour", "relieving_temperature", temperature, "temperature"),
        ("M", "Molar mass of the vapour", "molar_mass", mass / 1000.0, "molar_mass"),
    ]
    for symbol, quantity, name, hexane, dimension in values:
        where = INPUT if liquid else "hexane, as in the table of the standard"
        sheet.given(symbol, quantity, inputs[name] if liquid else hexane, dimension, where)
    coefficient = "906.6" if liquid and EDITIONS[edition] != "5" else "881.55"
    formula = f"{coefficient}*Q*F/L*sqrt(T/(1000*M))/3600"
    sheet.step("q", "Venting in a fire", formula, FLOW, source, column="emergency_venting", is_empirical=True)


def _wetted_area(sheet: CalculationSheet, inputs: Mapping[str, Any], source: str) -> None:
    if "wetted_area" in inputs:
        sheet.given("A", "Wetted area in reach of the fire", inputs["wetted_area"], "surface_area", INPUT)
        return
    _shell(sheet, inputs)
    elevation = inputs.get("elevation", 0.0)
    sheet.given("z", "Bottom above grade", elevation, "length", INPUT if "elevation" in inputs else ASSUMED)
    sheet.given("h_f", "Height above grade that the fire reaches", WETTED_HEIGHT, "length", source)
    words = "Wetted area: the shell in reach of the fire"
    formula = "pi*D*H" if sheet["H"] <= WETTED_HEIGHT - elevation else "pi*D*(h_f - z)"
    if elevation >= WETTED_HEIGHT:
        formula = "0*pi*D*H"
    sheet.step("A", words, formula, "surface_area", source, column="fire_wetted_area")


def _protection(sheet: CalculationSheet, inputs: Mapping[str, Any], source: str) -> None:
    """Add F."""
    words, protection = "Environmental factor", inputs.get("fire_protection")
    if protection == INSULATED:
        conductivity, thickness = inputs["fire_insulation_conductivity"], inputs["insulation_thickness"]
        sheet.given("k_f", "Conductivity of the insulation in the fire", conductivity, "thermal_conductivity", INPUT)
        sheet.given("t", "Thickness of the insulation", thickness, "diameter", INPUT)
        unit = 1055.05585262 / 3600.0 / 0.3048**2 * 1.8
        sheet.given("U_1", "One Btu/(h ft2 degF)", unit, "heat_transfer_coefficient", "definition")
        formula = "0.075*k_f/(t*U_1)"
        sheet.step("F", words, formula, NUMBER, f"{source}, table of F", column="fire_environment_factor")
    elif protection is not None:
        sheet.given(
            "F", f"{words}: {protection}", TANK_ENVIRONMENT_FACTORS[protection], NUMBER, f"{source}, table of F"
        )
    else:
        factor, where = (inputs["environment_factor"], INPUT) if "environment_factor" in inputs else (1.0, ASSUMED)
        sheet.given("F", words, factor, NUMBER, where)


def _vents(sheet: CalculationSheet, inputs: Mapping[str, Any], atmospheric_pressure: float) -> None:
    """Add the openings that are needed, and the flow of those that are entered."""
    sheet.given("K", "Discharge coefficient of the vents", inputs["discharge_coefficient"], NUMBER, INPUT)
    sheet.given("kappa", "Heat capacity ratio of air", HEAT_CAPACITY_RATIO_OF_AIR, NUMBER, "air")
    sheet.given("rho_N", "Density of air, 0 degC and 101.325 kPa", NORMAL_AIR_DENSITY, "density", "perfect gas")
    sheet.given("p_N", "Normal pressure", 101325.0, "vapour_pressure", "definition")
    sheet.given("p_a", "Atmospheric pressure", atmospheric_pressure, "vapour_pressure", SETTING)
    sheet.given("T_N", "Normal temperature", NORMAL_TEMPERATURE, "temperature", "definition")
    by_table = "latent_heat" not in inputs or EDITIONS[inputs["edition"]] == "5"
    source = f"Theoretical flow of a vent, {inputs['edition']}"
    for letter, words, column, flow, area_name, own, design in _VENTS:
        if flow not in sheet or (own not in inputs and design not in inputs):
            continue
        name = own if own in inputs else design
        where = INPUT if own in inputs else f"{INPUT}, {design.replace('_', ' ')}"
        tank = f"p_t{letter}"
        sheet.given(tank, f"Pressure in the tank, {words}", inputs[name], "vapour_pressure", where)
        first, second = ("p_a", tank) if letter == "i" else (tank, "p_a")
        ratio = f"r_{letter}"
        limit = float(critical_pressure(1.0, HEAT_CAPACITY_RATIO_OF_AIR))
        if sheet[second] / sheet[first] < limit:
            sheet.given(ratio, f"Pressure ratio, {words}: critical", limit, NUMBER, "air, choked flow")
        else:
            sheet.step(ratio, f"Pressure ratio, {words}", f"{second}/{first}", NUMBER, "Definition")
        inside = f"2*kappa/(kappa - 1)*({ratio}**(2/kappa) - {ratio}**((kappa + 1)/kappa))"
        # The mass flux of air, over its density at normal conditions.
        air = f"T_{letter}"
        temperature = TABLE_AIR_TEMPERATURE if letter == "e" and by_table else NORMAL_TEMPERATURE
        counted = "what the flow that is needed is counted in"
        sheet.given(air, f"Temperature of the air, {words}", temperature, "temperature", counted)
        flux = f"K*{first}*sqrt({inside}*T_N/({air}*p_N*rho_N))"
        sheet.step(f"v_{letter}", f"Normal volume through a unit of area, {words}", flux, "velocity", source)
        required = {"o": "pressure", "i": "vacuum", "e": "emergency"}[letter]
        opening = f"{flow}/v_{letter}"
        needed = f"required_{required}_vent_area"
        sheet.step(f"A_{letter}", f"Opening that is needed, {words}", opening, "area", source, column=needed)
        if area_name in inputs:
            sheet.given(f"a_{letter}", f"Opening, {words}", inputs[area_name], "area", INPUT)
            passed = f"a_{letter}*v_{letter}"
            rated = f"rated_{column}"
            sheet.step(f"q_{letter}", f"What the vents pass, {words}", passed, FLOW, source, column=rated)
