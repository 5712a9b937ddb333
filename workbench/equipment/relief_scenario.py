"""RELIEF_SCENARIO: one cause of overpressure of one relief valve."""

from __future__ import annotations

from workbench.engineering.relief_loads.fire import ENVIRONMENT_FACTORS
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol

__all__ = [
    "BLOCKED_OUTLET",
    "BLOW_BY",
    "CAUSES",
    "CHECK_VALVE",
    "CONTROL_VALVE",
    "ENTERED",
    "EQUILIBRIUM",
    "FIRE",
    "FIRES",
    "GAS",
    "GAS_FIRE",
    "LIQUID",
    "OMEGA",
    "PHASES",
    "RELIEF_SCENARIO",
    "STEAM",
    "THERMAL_EXPANSION",
    "TUBE_RUPTURE",
    "TWO_PHASE",
]

BLOCKED_OUTLET = "blocked outlet"
CONTROL_VALVE = "control valve failure"
FIRE = "external fire"
GAS_FIRE = "external fire, gas only"
TUBE_RUPTURE = "tube rupture"
THERMAL_EXPANSION = "thermal expansion"
CHECK_VALVE = "check valve reverse flow"
BLOW_BY = "gas blow-by"
ENTERED = (BLOCKED_OUTLET, "power failure", "cooling failure", "reflux failure", "other")
"""Causes whose load an engineer brings from a balance."""
FIRES = (FIRE, GAS_FIRE)
CAUSES = (*ENTERED, CONTROL_VALVE, FIRE, GAS_FIRE, TUBE_RUPTURE, THERMAL_EXPANSION, CHECK_VALVE, BLOW_BY)

GAS, STEAM, LIQUID, TWO_PHASE = "gas", "steam", "liquid", "two-phase"
PHASES = (GAS, STEAM, LIQUID, TWO_PHASE)
OMEGA, EQUILIBRIUM = "omega", "homogeneous equilibrium"

_OVERRIDES = (
    Parameter("molar_mass", "Mass of a mole; else of the FLUID", "molar_mass", above=0.0, maximum=10.0),
    Parameter("compressibility_factor", "Z at relieving conditions; else of the FLUID", above=0.0, maximum=10.0),
    Parameter("heat_capacity_ratio", "k of the ideal gas; else of the FLUID", minimum=1.0, maximum=10.0),
    Parameter("density", "Of the liquid at relieving conditions; else of the FLUID", "density", above=0.0, maximum=3e4),
    Parameter("viscosity", "Dynamic, of the liquid; else of the FLUID", "dynamic_viscosity", above=0.0, maximum=1e4),
    Parameter("latent_heat", "At the relieving pressure; else of the FLUID", "specific_energy", above=0.0, maximum=1e8),
)
_TWO_PHASE = (
    Parameter("method", "Of two phases; if absent omega", choices=(OMEGA, EQUILIBRIUM)),
    Parameter("specific_volume", "Of the mixture at relieving conditions", "specific_volume", above=0.0, maximum=1e4),
    Parameter(
        "specific_volume_at_90_percent",
        "Of the mixture after a flash to 90 % of the relieving pressure, of a subcooled liquid of its saturation "
        "pressure",
        "specific_volume",
        above=0.0,
        maximum=1e4,
    ),
    Parameter(
        "saturation_pressure",
        "Of a subcooled liquid that flashes in the valve",
        "vapour_pressure",
        above=0.0,
        maximum=1e9,
    ),
    Parameter(
        "vapour_fraction",
        "Mass fraction of vapour at relieving conditions, by CoolProp",
        "fraction",
        minimum=0.0,
        maximum=1.0,
    ),
)
_FIRE = (
    Parameter(
        "environment", "Protection against fire, for the environment factor F", choices=tuple(ENVIRONMENT_FACTORS)
    ),
    Parameter("environment_factor", "F itself, such as of insulation", minimum=0.0, maximum=1.0),
    Parameter("adequate_drainage", "True: adequate drainage and prompt fire fighting", kind="boolean"),
    Parameter("level", "Liquid level in the vessel; else its own level", "length", minimum=0.0, maximum=1e3),
    Parameter(
        "exposed_area", "Wall exposed to the fire; else of the vessel's shape", "surface_area", above=0.0, maximum=1e6
    ),
    Parameter("wall_temperature", "Highest of an unwetted wall; else 866 K", "temperature", above=0.0, maximum=2000.0),
    Parameter(
        "heat_input",
        "Heat taken up: of thermal expansion, or of a fire instead of the equation",
        "heat_flow",
        above=0.0,
        maximum=1e12,
    ),
)
_OPENINGS = (
    Parameter(
        "flow_coefficient",
        "Of the control valve wide open, with a bypass if one may be open",
        "flow_coefficient",
        above=0.0,
    ),
    Parameter("recovery_factor", "FL of the valve, for liquid", above=0.0, maximum=1.0),
    Parameter("pressure_drop_ratio", "xT of the valve, for gas", above=0.0, maximum=1.0),
    Parameter("upstream_pressure", "Highest pressure of the source", "pressure", above=0.0, maximum=1e9),
    Parameter(
        "upstream_temperature",
        "Of the source; else the relieving temperature",
        "temperature",
        above=0.0,
        maximum=5000.0,
    ),
    Parameter(
        "upstream_density",
        "Of the liquid at the source; else of the FLUID there",
        "density",
        above=0.0,
        maximum=3e4,
    ),
    Parameter(
        "upstream_vapour_pressure",
        "Of the liquid at the source; else of the FLUID",
        "vapour_pressure",
        minimum=0.0,
        maximum=1e9,
    ),
    Parameter(
        "outlet_flow", "Flow through outlets that stay open, taken off the load", "mass_flow", minimum=0.0, maximum=1e6
    ),
    Parameter(
        "opening_diameter",
        "Inside diameter of the tube, nominal one of the check valve",
        "diameter",
        above=0.0,
        maximum=10.0,
    ),
    Parameter("tubes", "Number of tubes that break; if absent one", minimum=0.0, maximum=1000.0),
    Parameter("check_valve_failure", "A leak, or the valve gone", choices=("leakage", "complete")),
    Parameter(
        "opening_coefficient", "Discharge coefficient of the opening; of tubes and check valves", above=0.0, maximum=1.0
    ),
    Parameter(
        "expansion_coefficient",
        "Cubic, of the liquid; else of the FLUID",
        "expansion_coefficient",
        above=0.0,
        maximum=1.0,
    ),
    Parameter("heat_capacity", "Of the liquid; else of the FLUID", "specific_heat_capacity", above=0.0, maximum=1e6),
)

RELIEF_SCENARIO = ComponentType(
    code="RELIEF_SCENARIO",
    title="Relief scenario",
    meaning="A cause of overpressure of one relief valve: its load, and the area that it needs",
    parameters=(
        Parameter("valve", "Tag of the PSV", kind="string", required=True, refers_to="PSV"),
        Parameter("cause", "What happens", choices=CAUSES, required=True, indexed=True),
        Parameter(
            "applicable",
            "False: it cannot happen, or needs no valve; the reason says why",
            kind="boolean",
            required=True,
        ),
        Parameter("reason", "Why it is applicable or not, and where the load comes from", kind="string"),
        Parameter("phase", "What flows through the valve", choices=PHASES),
        Parameter("fluid", "Tag of the FLUID", kind="string", refers_to="FLUID"),
        Parameter(
            "relief_load_entered",
            "Load from a balance: of a blocked outlet, and of failures",
            "mass_flow",
            minimum=0.0,
            maximum=1e6,
            title="Relief load (entered)",
        ),
        Parameter(
            "relieving_temperature_entered",
            "Relieving temperature; of steam absent: saturated; of a boiling fluid absent: its boiling point",
            "temperature",
            above=0.0,
            maximum=5000.0,
            title="Relieving temperature (entered)",
        ),
        Parameter(
            "overpressure", "Instead of that of the valve and of the rules", "fraction", minimum=0.0, maximum=2.0
        ),
        *_OVERRIDES,
        *_TWO_PHASE,
        *_FIRE,
        *_OPENINGS,
    ),
    ports=(),
    results=(
        Result("relief_load", "What has to be relieved by each of the valves that share it", "mass_flow"),
        Result("overpressure_allowed", "Over the gauge set pressure", "fraction"),
        Result("relieving_pressure", "At the inlet of the valve", "pressure"),
        Result("relieving_temperature", "At the inlet of the valve", "temperature"),
        Result("wetted_area", "Wall that takes heat from the fire", "surface_area"),
        Result("heat_taken_up", "From the fire or another source", "heat_flow"),
        Result("back_pressure", "At the outlet of the valve", "pressure"),
        Result("critical_pressure", "Pressure in the nozzle if the flow is critical", "pressure"),
        Result("discharge_coefficient", "Kd"),
        Result("back_pressure_factor", "Kb, in liquid Kw"),
        Result("combination_factor", "Kc"),
        Result("viscosity_factor", "Kv of liquids"),
        Result("mass_flux", "Of the ideal nozzle", "mass_flux"),
        Result("required_area", "Effective discharge area", "area"),
    ),
    symbol=Symbol("none"),
)
