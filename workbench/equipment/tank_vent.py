"""TANK_VENT: normal and emergency venting of one atmospheric or low-pressure storage tank (API Std 2000)."""

from __future__ import annotations

from workbench.engineering.relief_loads.tank_fire import TANK_ENVIRONMENT_FACTORS
from workbench.engineering.relief_loads.tank_venting import TankVentingEdition
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol

__all__ = ["ABOVE_HEXANE", "EDITIONS", "INSULATED", "RESULTS", "TANK_VENT", "UP_TO_HEXANE"]

EDITIONS: dict[str, TankVentingEdition] = {
    "API 2000, 7th edition (2014)": "7",
    "API 2000, 6th edition (2009)": "6",
    "API 2000, 5th edition (1998)": "5",
}
UP_TO_HEXANE, ABOVE_HEXANE = "up to hexane", "above hexane"
INSULATED = "insulation that stands the fire"
_AIR = "as air at 0 degC and 101.325 kPa"

_TANK = (
    Parameter("edition", "Edition of the standard", choices=tuple(EDITIONS), required=True),
    Parameter("volume", "Volume of the tank; if absent that of the shell", "volume", above=0.0, maximum=1e7),
    Parameter("diameter", "Diameter of a vertical tank", "length", above=0.0, maximum=1e3),
    Parameter("height", "Height of the shell of a vertical tank", "length", above=0.0, maximum=1e3),
    Parameter("elevation", "Of the bottom above grade; if absent on grade", "length", minimum=0.0, maximum=1e3),
    Parameter("latitude", "Of the site in degrees, north or south", minimum=-90.0, maximum=90.0),
    Parameter("design_pressure", "Design pressure of the vapour space", "pressure", above=0.0, maximum=1e6),
    Parameter("design_vacuum", "Lowest pressure that the tank is designed for", "pressure", minimum=0.0, maximum=1e6),
)
_LIQUID = (
    Parameter("filling_rate", "Highest flow in", "volumetric_flow", minimum=0.0, maximum=1e4, required=True),
    Parameter("emptying_rate", "Highest flow out", "volumetric_flow", minimum=0.0, maximum=1e4, required=True),
    Parameter(
        "evaporation_rate",
        f"What the liquid that comes in flashes or evaporates beyond the volume that it displaces, {_AIR}",
        "normal_flow",
        minimum=0.0,
        maximum=1e4,
    ),
    Parameter("storage_temperature", "Average temperature in storage", "temperature", above=0.0, maximum=2000.0),
    Parameter(
        "vapour_pressure",
        "True vapour pressure at the storage temperature",
        "vapour_pressure",
        minimum=0.0,
        maximum=1e8,
    ),
    Parameter(
        "volatility",
        "Vapour pressure against that of hexane, for the C factor of the 6th and 7th edition; if absent unknown",
        choices=(UP_TO_HEXANE, ABOVE_HEXANE),
    ),
    Parameter("flash_point", "For the 5th edition", "temperature", above=0.0, maximum=2000.0),
    Parameter(
        "boiling_point",
        "Normal boiling point, for the 5th edition where there is no flash point",
        "temperature",
        above=0.0,
        maximum=5000.0,
    ),
)
_INSULATION = (
    Parameter(
        "insulation_conductivity",
        "Of the insulation in normal weather",
        "thermal_conductivity",
        above=0.0,
        maximum=10.0,
    ),
    Parameter("insulation_thickness", "Of the insulation", "diameter", above=0.0, maximum=10.0),
    Parameter(
        "insulated_fraction", "Insulated area over the area of shell and roof", "fraction", minimum=0.0, maximum=1.0
    ),
    Parameter(
        "inside_heat_transfer_coefficient",
        "Between wall and contents; if absent 4 W/(m2 K)",
        "heat_transfer_coefficient",
        above=0.0,
        maximum=1e5,
    ),
    Parameter(
        "reduction_factor",
        "Reduction factor of thermal venting, instead of the insulation",
        above=0.0,
        maximum=1.0,
    ),
)
_FIRE = (
    Parameter("fire_exposed", "A fire can reach the tank; if absent it can", kind="boolean"),
    Parameter(
        "wetted_area",
        "Wetted area in reach of the fire; if absent that of the shell up to 9.14 m above grade",
        "surface_area",
        minimum=0.0,
        maximum=1e6,
    ),
    Parameter(
        "fire_protection",
        "Against the fire; if absent a bare tank",
        choices=(*TANK_ENVIRONMENT_FACTORS, INSULATED),
    ),
    Parameter(
        "fire_insulation_conductivity",
        "Of insulation that stands the fire, at its mean temperature in it",
        "thermal_conductivity",
        above=0.0,
        maximum=10.0,
    ),
    Parameter("environment_factor", "Environmental factor F, instead of the protection", minimum=0.0, maximum=1.0),
    Parameter(
        "latent_heat",
        "Heat of vaporization; if absent the liquid is like hexane",
        "specific_energy",
        above=0.0,
        maximum=1e8,
    ),
    Parameter("relieving_temperature", "Of the vapour in a fire", "temperature", above=0.0, maximum=5000.0),
    Parameter("molar_mass", "Of the vapour in a fire", "molar_mass", above=0.0, maximum=10.0),
)
_VENTS = (
    Parameter("discharge_coefficient", "Of the vents as tested", above=0.0, maximum=1.0),
    Parameter("pressure_vent_area", "Least opening of all pressure vents", "area", minimum=0.0, maximum=1e3),
    Parameter("vacuum_vent_area", "Least opening of all vacuum vents", "area", minimum=0.0, maximum=1e3),
    Parameter(
        "emergency_vent_area",
        "Least opening of all vents that are open in a fire, the pressure vents with them",
        "area",
        minimum=0.0,
        maximum=1e3,
    ),
    Parameter(
        "venting_pressure",
        "Pressure in the tank while the pressure vents pass their flow; if absent the design pressure",
        "pressure",
        above=0.0,
        maximum=1e6,
    ),
    Parameter(
        "venting_vacuum",
        "Pressure in the tank while the vacuum vents pass their flow; if absent the design vacuum",
        "pressure",
        minimum=0.0,
        maximum=1e6,
    ),
    Parameter(
        "emergency_pressure",
        "Pressure in the tank while the vents pass their flow in a fire; if absent the design pressure",
        "pressure",
        above=0.0,
        maximum=1e6,
    ),
)
RESULTS = (
    Result("tank_volume", "Volume that the venting is of", "volume"),
    Result("outbreathing_factor", "Y factor of the latitude", title="Y factor"),
    Result("inbreathing_factor", "C factor of latitude, liquid and temperature", title="C factor"),
    Result("thermal_reduction_factor", "Reduction factor of thermal venting"),
    Result("thermal_outbreathing", f"Out-breathing of the weather, {_AIR}", "normal_flow"),
    Result("thermal_inbreathing", f"In-breathing of the weather, {_AIR}", "normal_flow"),
    Result("liquid_outbreathing", f"Out-breathing of filling, with what evaporates, {_AIR}", "normal_flow"),
    Result("liquid_inbreathing", f"In-breathing of emptying, {_AIR}", "normal_flow"),
    Result("outbreathing", f"Normal out-breathing, {_AIR}", "normal_flow", maximum="rated_outbreathing"),
    Result("inbreathing", f"Normal in-breathing, {_AIR}", "normal_flow", maximum="rated_inbreathing"),
    Result("fire_wetted_area", "Wetted area in reach of the fire", "surface_area"),
    Result("fire_environment_factor", "Environmental factor F"),
    Result("fire_heat_input", "Heat that a bare tank takes up from the fire", "heat_flow"),
    Result("emergency_venting", f"Venting in a fire, {_AIR}", "normal_flow", maximum="rated_emergency_venting"),
    Result("required_pressure_vent_area", "Opening that normal out-breathing needs", "area"),
    Result("required_vacuum_vent_area", "Opening that normal in-breathing needs", "area"),
    Result("required_emergency_vent_area", "Opening that venting in a fire needs", "area"),
    Result("rated_outbreathing", f"What the pressure vents pass, {_AIR}", "normal_flow"),
    Result("rated_inbreathing", f"What the vacuum vents pass, {_AIR}", "normal_flow"),
    Result("rated_emergency_venting", f"What the vents pass in a fire, {_AIR}", "normal_flow"),
)

TANK_VENT = ComponentType(
    code="TANK_VENT",
    title="Tank venting",
    meaning="Normal and emergency venting of a storage tank by API Std 2000",
    parameters=(*_TANK, *_LIQUID, *_INSULATION, *_FIRE, *_VENTS),
    ports=(),
    results=RESULTS,
    symbol=Symbol("none"),
)
