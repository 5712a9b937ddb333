"""PSV: a pressure relief valve; its scenarios are components of their own, RELIEF_SCENARIO."""

from __future__ import annotations

from workbench.engineering.relief.back_pressure import DESIGNS
from workbench.engineering.relief.orifices import LETTERS
from workbench.equipment.common import EQUIPMENT_ELEVATION, THROUGH_PORTS
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol

__all__ = ["INLET_LOSS_LIMIT", "NOT_CERTIFIED", "PSV"]

CERTIFIED, NOT_CERTIFIED = LIQUID_CAPACITIES = ("certified", "not certified")
INLET_LOSS_LIMIT = 0.03
"""Non-recoverable loss of the inlet line over the gauge set pressure (API 520 Part II)."""

PSV = ComponentType(
    code="PSV",
    title="Pressure safety valve",
    meaning="A pressure safety valve with its set pressure and orifice; RELIEF_SCENARIOs say what it is sized for",
    version=2,
    act_together_by=("protects",),
    parameters=(
        Parameter("set_pressure", "Set pressure", "pressure", required=True, minimum=0.0, maximum=1e9, indexed=True),
        Parameter("orifice", "Orifice letter of API 526; if absent, it is selected", choices=LETTERS, indexed=True),
        Parameter("design", "Conventional, bellows or pilot", choices=DESIGNS),
        Parameter("service", "What it protects, and against what", kind="string"),
        Parameter("protects", "Tag of the VESSEL that it protects", kind="string", refers_to="VESSEL"),
        Parameter(
            "identical_valves",
            "Valves like this one, itself included, that share the loads of its scenarios; if absent one",
            kind="integer",
            minimum=1,
            maximum=1000,
        ),
        Parameter("edition", "Edition of API 520 Part I; if absent the 10th", kind="integer", minimum=7, maximum=10),
        Parameter(
            "overpressure",
            "Overpressure over the gauge set pressure; if absent by the rules: 10, 16 or 21 %",
            "fraction",
            minimum=0.0,
            maximum=2.0,
        ),
        Parameter("gas_discharge_coefficient", "Kd in gas and steam, certified; else 0.975", above=0.0, maximum=1.0),
        Parameter("liquid_discharge_coefficient", "Kd in liquid, certified; else 0.65", above=0.0, maximum=1.0),
        Parameter("two_phase_discharge_coefficient", "Kd in two phases; else 0.85", above=0.0, maximum=1.0),
        Parameter(
            "liquid_capacity",
            "Whether its capacity in liquid is certified; if absent it is taken as certified",
            choices=LIQUID_CAPACITIES,
        ),
        Parameter(
            "overpressure_correction",
            "Kp of a valve whose capacity in liquid is not certified: 1 at 25 % overpressure, 0.6 at 10 %",
            above=0.0,
            maximum=1.1,
        ),
        Parameter("rupture_disc", "True: a rupture disc stands before it", kind="boolean"),
        Parameter("combination_correction", "Kc of valve and disc, certified; else 0.9", above=0.0, maximum=1.0),
        Parameter(
            "back_pressure_correction",
            "The maker's Kb (Kw in liquid) instead of the curves of API 520",
            above=0.0,
            maximum=1.0,
        ),
        Parameter(
            "superimposed_back_pressure",
            "Pressure at the outlet while it is closed; if absent, that of the lines' end, else the atmosphere",
            "pressure",
            minimum=0.0,
            maximum=1e9,
        ),
        Parameter(
            "inlet_size", "Nominal size of the inlet flange; else that of API 526", "diameter", above=0.0, maximum=2.0
        ),
        Parameter(
            "outlet_size", "Nominal size of the outlet flange; else that of API 526", "diameter", above=0.0, maximum=2.0
        ),
        Parameter(
            "noise_distance",
            "Distance from the outlet at which noise is told; else 30 m",
            "length",
            above=0.0,
            maximum=1e5,
        ),
        EQUIPMENT_ELEVATION,
    ),
    ports=THROUGH_PORTS,
    results=(
        Result("governing_scenario", "Scenario that needs the largest area", kind="text"),
        Result("governing_cause", "Its cause", kind="text"),
        Result("required_area", "Effective area that the governing scenario needs", "area", maximum="orifice_area"),
        Result("selected_orifice", "Letter of API 526: the one given, else the smallest that is enough", kind="text"),
        Result("orifice_area", "Its effective area", "area"),
        Result("installed_area", "Effective area of all the valves that share the load", "area"),
        Result("area_utilisation", "Required over selected area", "fraction", maximum=1.0),
        Result("next_smaller_orifice", "Letter before it, and its utilisation", kind="text"),
        Result("next_larger_orifice", "Letter behind it, and its utilisation", kind="text"),
        Result("body_size", "Inlet x orifice x outlet", kind="text"),
        Result("overpressure_allowed", "In the governing scenario: by the rules, or entered", "fraction"),
        Result("relieving_pressure", "In the governing scenario", "pressure"),
        Result("relieving_temperature", "In the governing scenario", "temperature"),
        Result("relief_load", "What the governing scenario asks of each valve", "mass_flow"),
        Result(
            "rated_flow", "Flow of the selected orifice in the governing scenario", "mass_flow", minimum="relief_load"
        ),
        Result("inlet_loss", "Friction loss of the inlet line at the rated flow", "pressure_difference"),
        Result("inlet_loss_fraction", "Over the gauge set pressure", "fraction", maximum=INLET_LOSS_LIMIT),
        Result("superimposed_pressure", "Back pressure while it is closed", "pressure"),
        Result("built_up_back_pressure", "What the outlet line adds at the rated flow", "pressure_difference"),
        Result(
            "built_up_back_pressure_fraction",
            "Over the gauge set pressure",
            "fraction",
            maximum="built_up_back_pressure_limit",
        ),
        Result("built_up_back_pressure_limit", "What the design of the valve stands", "fraction"),
        Result("total_back_pressure", "At the outlet while it relieves", "pressure"),
        Result("outlet_mach_number", "In the outlet flange at the rated flow"),
        Result(
            "outlet_flange_pressure",
            "At the rated flow: the back pressure, or more where the flow leaves at the speed of sound",
            "pressure",
        ),
        Result("reaction_force", "On an outlet that is open to the atmosphere, steady flow", "force"),
        Result("noise_level", "Sound pressure level of an outlet that is open to the atmosphere", "sound_level"),
    ),
    symbol=Symbol("node", "triangle", 30, 34),
)
