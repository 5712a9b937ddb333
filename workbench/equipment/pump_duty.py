"""PUMP_DUTY: one process condition that a pump has to meet. Its calculation is the app module Pump."""

from __future__ import annotations

from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol

__all__ = [
    "BY_HYDRAULIC_INSTITUTE",
    "ENTERED_LINES",
    "FROM_NETWORK",
    "IEC",
    "NEMA",
    "NOT_CORRECTED",
    "PUMP_DUTY",
]

FROM_NETWORK, ENTERED_LINES = "network", "entered"
NOT_CORRECTED, BY_HYDRAULIC_INSTITUTE = "none", "HI 9.6.7"
IEC, NEMA = "IEC", "NEMA"

_CONDITION = (
    Parameter("pump", "Tag of the PUMP", kind="string", required=True, refers_to="PUMP", indexed=True),
    Parameter(
        "lines",
        "Where the suction and discharge systems come from: the network of the case, or heads and losses entered here",
        choices=(FROM_NETWORK, ENTERED_LINES),
        required=True,
    ),
    Parameter(
        "condition",
        "Name of the process condition; duties of one name, with lines of the network, hold at the same time, each of "
        "their pumps at its rated flow. If absent, the other pumps run on their curves",
        kind="string",
    ),
    Parameter(
        "rated_flow",
        "Rated flow of the one pump",
        "volumetric_flow",
        required=True,
        above=0.0,
        maximum=1e6,
        indexed=True,
    ),
    Parameter("minimum_flow", "Lowest flow of the process through the pump", "volumetric_flow", minimum=0.0),
    Parameter("fluid", "Tag of the FLUID that is pumped", kind="string", refers_to="FLUID"),
    Parameter("pumping_temperature", "Temperature at the rated point", "temperature", minimum=1.0, maximum=5000.0),
    Parameter(
        "maximum_temperature",
        "Highest temperature, at which NPSH available is found",
        "temperature",
        minimum=1.0,
        maximum=5000.0,
        lowest="pumping_temperature",
    ),
    Parameter("density", "At the pumping temperature; instead of that of the fluid", "density", above=0.0, maximum=3e4),
    Parameter(
        "viscosity",
        "Dynamic, at the pumping temperature; instead of that of the fluid",
        "dynamic_viscosity",
        above=0.0,
        maximum=1e4,
    ),
    Parameter(
        "heat_capacity",
        "At the pumping temperature; instead of that of the fluid",
        "specific_heat_capacity",
        above=0.0,
        maximum=1e6,
    ),
    Parameter(
        "density_at_maximum_temperature",
        "Density at the maximum temperature; instead of that of the fluid",
        "density",
        above=0.0,
        maximum=3e4,
    ),
    Parameter(
        "vapour_pressure_at_maximum_temperature",
        "Vapour pressure at the maximum temperature; instead of that of the fluid",
        "vapour_pressure",
        minimum=0.0,
        maximum=1e8,
    ),
)

_LINES = (
    Parameter("suction_vessel_pressure", "Pressure over the liquid before the pump", "pressure", maximum=1e9),
    Parameter(
        "suction_static_head",
        "Height of the liquid before the pump over the pump, at normal level; below zero: a lift",
        "length",
        minimum=-1e4,
        maximum=1e4,
    ),
    Parameter(
        "suction_static_head_at_minimum_level", "The same at the minimum level", "length", minimum=-1e4, maximum=1e4
    ),
    Parameter(
        "suction_static_head_at_maximum_level", "The same at the maximum level", "length", minimum=-1e4, maximum=1e4
    ),
    Parameter(
        "suction_line_loss",
        "Pressure lost from the vessel to the pump at the rated flow",
        "pressure_difference",
        minimum=0.0,
        maximum=1e9,
    ),
    Parameter("discharge_vessel_pressure", "Pressure at the end of the discharge system", "pressure", maximum=1e9),
    Parameter(
        "discharge_static_head",
        "Height of the end of the discharge system over the pump",
        "length",
        minimum=-1e4,
        maximum=1e4,
    ),
    Parameter(
        "discharge_line_loss",
        "Pressure lost from the pump to the end at the rated flow, without the control valve",
        "pressure_difference",
        minimum=0.0,
        maximum=1e9,
    ),
    Parameter(
        "maximum_suction_vessel_pressure",
        "Highest pressure over the liquid before the pump, such as the set pressure of its relief valve",
        "pressure",
        maximum=1e9,
    ),
    Parameter(
        "maximum_inlet_pressure",
        "Highest pressure at the inlet of the pump; instead of what follows from the vessel",
        "pressure",
        maximum=1e9,
    ),
)

_CONTROL_VALVE = (
    Parameter(
        "control_valve",
        "Tag of the control valve in the lines of the network, whose drop is checked",
        kind="string",
        refers_to="*",
    ),
    Parameter(
        "control_valve_drop",
        "Allowance for a control valve at the rated flow, on top of the lines",
        "pressure_difference",
        minimum=0.0,
        maximum=1e9,
    ),
    Parameter(
        "control_valve_share",
        "Instead of it: its drop over the friction of the lines at the rated flow, without the valve",
        "fraction",
        minimum=0.0,
        maximum=100.0,
    ),
    Parameter(
        "minimum_valve_authority",
        "Least share of the valve in the friction of the lines and the valve, of good operation",
        "fraction",
        minimum=0.0,
        maximum=1.0,
    ),
)

_PUMP = (
    Parameter(
        "pump_efficiency",
        "Efficiency at the rated flow, instead of the curve; of water where the viscosity is corrected",
        "fraction",
        above=0.0,
        maximum=1.0,
    ),
    Parameter(
        "pump_npsh_required",
        "NPSH required (NPSH3) at the rated flow, instead of the curve",
        "length",
        minimum=0.0,
        maximum=1e3,
        title="Pump NPSH required",
    ),
    Parameter("pump_shutoff_head", "Head at no flow, instead of the curve", "length", above=0.0, maximum=1e5),
    Parameter(
        "minimum_npsh_margin",
        "NPSH available less required must be at least this",
        "length",
        minimum=0.0,
        maximum=1e3,
        title="Minimum NPSH margin",
    ),
    Parameter(
        "minimum_npsh_ratio",
        "NPSH available over required must be at least this",
        minimum=0.0,
        maximum=100.0,
        title="Minimum NPSH ratio",
    ),
    Parameter(
        "viscosity_correction",
        "Whether the curves of the pump, which are for water, are corrected for the viscosity",
        choices=(NOT_CORRECTED, BY_HYDRAULIC_INSTITUTE),
    ),
    Parameter(
        "allowable_temperature_rise",
        "Of the liquid in the pump, for the minimum continuous flow",
        "temperature_difference",
        above=0.0,
        maximum=1e3,
    ),
    Parameter("motor_standard", "Whose standard ratings the motor is chosen from", choices=(IEC, NEMA)),
    Parameter(
        "api_610_edition",
        "Edition of API 610 of the motor margins",
        choices=("8", "9", "10", "11", "12"),
        title="Edition of API 610",
    ),
)

_RESULTS = (
    Result("liquid_density", "At the pumping temperature", "density"),
    Result("liquid_viscosity", "Dynamic, at the pumping temperature", "dynamic_viscosity"),
    Result("liquid_heat_capacity", "Isobaric, at the pumping temperature", "specific_heat_capacity"),
    Result("hot_liquid_density", "At the maximum temperature", "density"),
    Result("hot_vapour_pressure", "At the maximum temperature", "vapour_pressure"),
    Result("suction_pressure", "At the inlet of the pump, rated", "pressure"),
    Result("discharge_pressure", "At the outlet of the pump, rated", "pressure"),
    Result("differential_pressure", "That the pump must add, rated", "pressure_difference"),
    Result("differential_head", "That the pump must add, rated, at the normal level", "length"),
    Result(
        "differential_head_at_minimum_level", "The same with the liquid before the pump at its minimum level", "length"
    ),
    Result("static_head", "Head of the system at no flow of this pump, without control valve", "length"),
    Result("friction_head", "Head that the rated flow adds to it, without the control valve allowance", "length"),
    Result("control_valve_pressure_drop", "Of the control valve at the rated flow", "pressure_difference"),
    Result(
        "control_valve_authority",
        "Drop of the control valve over friction of lines and valve",
        "fraction",
        minimum="minimum_valve_authority",
    ),
    Result(
        "minimum_suction_pressure",
        "At the inlet at the rated flow, the minimum level and the maximum temperature",
        "pressure",
        minimum="hot_vapour_pressure",
    ),
    Result(
        "npsh_available",
        "NPSH available at the minimum level and the maximum temperature",
        "length",
        "NPSH available",
        minimum="npsh_required",
    ),
    Result("npsh_required", "NPSH required (NPSH3) at the rated flow", "length", "NPSH required"),
    Result("npsh_margin", "NPSH available less required", "length", "NPSH margin", minimum="minimum_npsh_margin"),
    Result(
        "npsh_ratio",
        "NPSH available over required",
        "dimensionless",
        "NPSH ratio",
        minimum="minimum_npsh_ratio",
    ),
    Result("maximum_suction_pressure", "Highest pressure at the inlet", "pressure"),
    Result("shutoff_head", "Head of the pump at no flow", "length"),
    Result(
        "shutoff_pressure", "Highest pressure at the outlet: maximum suction pressure and shut-off head", "pressure"
    ),
    Result("curve_head", "Head of the pump on its curve at the rated flow, corrected for viscosity", "length"),
    Result("duty_flow", "Where the curve of the pump meets that of the system", "volumetric_flow"),
    Result("duty_head", "Head where the curve of the pump meets that of the system", "length"),
    Result(
        "required_speed",
        "Speed relative to that of the curve at which the pump has the rated head, by the affinity laws; absent where "
        "viscosity is corrected",
    ),
    Result(
        "required_impeller_diameter",
        "Diameter that the impeller would be trimmed to instead; an approximation for trims of a few per cent",
        "diameter",
    ),
    Result("viscosity_parameter", "B of HI 9.6.7"),
    Result("flow_correction", "C_Q of HI 9.6.7"),
    Result("head_correction", "C_H of HI 9.6.7 at the rated flow"),
    Result("efficiency_correction", "C_eta of HI 9.6.7"),
    Result("efficiency", "Efficiency at the rated flow, corrected for viscosity", "fraction"),
    Result("hydraulic_power", "Power given to the liquid at the rated point", "power"),
    Result("shaft_power", "Power at the shaft at the rated point", "power", maximum="motor_rating"),
    Result("curve_shaft_power", "Power at the shaft at the rated flow on the curve of the pump", "power"),
    Result(
        "largest_shaft_power",
        "Largest power at the shaft along the curves of head and efficiency",
        "power",
        maximum="motor_rating",
    ),
    Result("required_motor_power", "Shaft power with the margin of API 610", "power", maximum="motor_rating"),
    Result("motor_margin", "The margin of API 610: motor rating over shaft power, at least"),
    Result("motor_rating", "Rating of the motor: that of the pump's motor, or the standard one chosen", "power"),
    Result("motor", "The motor that is chosen, as it is called", kind="text"),
    Result("temperature_rise", "Of the liquid in the pump at the rated flow", "temperature_difference"),
    Result(
        "thermal_minimum_flow",
        "Where the temperature rise is the allowable one; lower flows are hotter",
        "volumetric_flow",
    ),
    Result("minimum_continuous_flow", "The larger of the thermal minimum and the least stable flow", "volumetric_flow"),
    Result("best_efficiency_flow", "Of the pump at its speed", "volumetric_flow"),
    Result("best_efficiency_fraction", "Rated flow over best efficiency flow", "fraction"),
    Result("operating_region", "Region of the rated flow: preferred, allowable or outside", kind="text"),
    Result(
        "specific_speed_flow",
        "Flow that the specific speeds are at: best efficiency with water, or the rated one if that is not known",
        "volumetric_flow",
    ),
    Result("specific_speed_head", "Head of the pump there", "length"),
    Result("specific_speed_npsh_required", "NPSH required there", "length", "Specific speed NPSH required"),
    Result("specific_speed", "n Q^0.5 / H^0.75 of one stage, in rpm, m3/s and m"),
    Result("specific_speed_us", "The same in rpm, US gpm and ft", title="Specific speed, US units"),
    Result("suction_specific_speed", "n Q^0.5 / NPSHr^0.75 of one impeller eye, in rpm, m3/s and m"),
    Result("suction_specific_speed_us", "The same in rpm, US gpm and ft", title="Suction specific speed, US units"),
)

PUMP_DUTY = ComponentType(
    code="PUMP_DUTY",
    title="Pump duty",
    meaning="A process condition of a pump: what it delivers, from where to where, and what follows for pump and motor",
    parameters=(*_CONDITION, *_LINES, *_CONTROL_VALVE, *_PUMP),
    ports=(),
    results=_RESULTS,
    symbol=Symbol("none"),
)
