"""VESSEL: a pressure vessel: shape, levels, wall; a place of known pressure in networks."""

from __future__ import annotations

from workbench.engineering.vessels.heads import HEADS
from workbench.equipment.common import BOILING
from workbench.equipment.declaration import ComponentType, Parameter, PortDeclaration, Result, Symbol
from workbench.equipment.vessel_place import VESSEL_IN_GAS, VESSEL_IN_LIQUID

__all__ = ["LEVELS", "VESSEL"]

LEVELS = ("low_low_level", "low_level", "normal_level", "high_level", "high_high_level")
"""LLLL, LLL, NLL, HLL and HHLL, from below."""

_LEVEL_TITLES = {
    "low_low_level": "low-low liquid level (LLLL), which trips",
    "low_level": "low liquid level (LLL), which alarms",
    "normal_level": "normal liquid level (NLL)",
    "high_level": "high liquid level (HLL), which alarms",
    "high_high_level": "high-high liquid level (HHLL), which trips",
}
_LOWEST = "above the lowest point inside: the nose of the bottom head, or the lowest line of a horizontal shell"


def _level(name: str, meaning: str) -> Parameter:
    return Parameter(name, f"{meaning}, {_LOWEST}", "length", minimum=0.0, maximum=1e3)


def _head(prefix: str, words: str) -> tuple[Parameter, ...]:
    """Return the parameters of the head of one end."""
    name = f"{prefix}_" if prefix else ""
    return (
        Parameter(f"{name}head", f"Shape of the {words}", choices=HEADS),
        Parameter(
            f"{name}head_depth", "Inside depth of an elliptical or conical one", "length", above=0.0, maximum=1e2
        ),
        Parameter(
            f"{name}crown_radius_ratio", "Crown radius over the diameter, torispherical", minimum=0.5, maximum=10.0
        ),
        Parameter(
            f"{name}knuckle_radius_ratio", "Knuckle radius over the diameter, torispherical", minimum=0.0, maximum=0.5
        ),
    )


_SHAPE = (
    Parameter("orientation", "Horizontal or vertical", choices=("horizontal", "vertical"), required=True),
    Parameter("diameter", "Inside diameter", "length", required=True, above=0.0, maximum=100.0),
    Parameter("tangent_length", "Length between the tangent lines", "length", required=True, above=0.0, maximum=1e3),
    Parameter("design_pressure", "Design pressure", "pressure", minimum=0.0, maximum=1e9, indexed=True),
    Parameter("design_temperature", "Design temperature", "temperature", minimum=0.0, maximum=3000.0),
    *_head("", "bottom head of a vertical vessel, or of both ends; if absent 2:1 elliptical is assumed"),
    *_head("second", "top head of a vertical vessel, or of the second end; if absent that of the first"),
    Parameter(
        "boot_diameter", "Inside diameter of the boot of a horizontal vessel", "length", above=0.0, maximum=100.0
    ),
    Parameter("boot_length", "Length of the boot below the shell", "length", above=0.0, maximum=1e2),
)
_CONDITIONS = (
    Parameter("elevation", f"Of the level zero above the datum: {_LOWEST}", "length", minimum=-1e4, maximum=1e4),
    Parameter(
        "height_above_grade",
        "Of the lowest point of the shell and heads above grade, or above a surface that sustains a fire",
        "length",
        minimum=0.0,
        maximum=1e4,
    ),
    Parameter("operating_pressure", "Pressure over the liquid", "pressure", minimum=0.0, maximum=1e9),
    Parameter("operating_temperature", "Temperature inside", "temperature", above=0.0, maximum=3000.0),
    _level("level", "Liquid level in operation; if absent the normal level"),
    Parameter("gas", "Tag of the FLUID above the liquid", kind="string", refers_to="FLUID"),
    Parameter("liquid", "Tag of the FLUID that is the liquid", kind="string", refers_to="FLUID"),
)
_LEVELS = (
    *(_level(name, f"The {_LEVEL_TITLES[name]}") for name in LEVELS),
    Parameter("liquid_outflow", "Liquid drawn off in operation", "volumetric_flow", above=0.0, maximum=1e4),
    Parameter(
        "liquid_inflow", "Liquid fed in operation; if absent the outflow", "volumetric_flow", above=0.0, maximum=1e4
    ),
    Parameter(
        "required_hold_up_time",
        "From normal to low level, nothing coming in",
        "residence_time",
        minimum=0.0,
        maximum=1e7,
    ),
    Parameter(
        "required_surge_time",
        "From normal to high level, nothing going out",
        "residence_time",
        minimum=0.0,
        maximum=1e7,
    ),
    Parameter(
        "required_response_time",
        "From low to low-low, and from high to high-high level: time to act on an alarm",
        "residence_time",
        minimum=0.0,
        maximum=1e7,
    ),
)
_DRAINING = (
    Parameter("drain_diameter", "Inside diameter of the drain nozzle or pipe", "diameter", above=0.0, maximum=10.0),
    Parameter(
        "drain_discharge_coefficient",
        "Of a drain nozzle without a pipe; if absent 0.6 is assumed",
        above=0.0,
        maximum=1.0,
    ),
    Parameter("drain_pipe_length", "Of a drain pipe, straight; if absent none", "length", minimum=0.0, maximum=1e5),
    Parameter("drain_pipe_roughness", "Of the drain pipe", "roughness", minimum=0.0, maximum=0.1),
    Parameter("drain_pipe_loss_coefficient", "K of its entrance, fittings and valves", minimum=0.0, maximum=1e6),
    Parameter(
        "drain_pipe_drop",
        "Its outlet below the level zero; if absent none: the outlet is as high as the lowest point inside",
        "length",
        minimum=0.0,
        maximum=1e3,
    ),
    Parameter("drain_from_level", "Where draining starts; if absent the level in operation", "length", minimum=0.0),
    Parameter("drain_to_level", "Where draining ends; if absent empty", "length", minimum=0.0, maximum=1e3),
    Parameter(
        "drain_over_pressure",
        "Pressure over the liquid above that at the outlet while it drains; if absent none",
        "pressure_difference",
        minimum=0.0,
        maximum=1e8,
    ),
    Parameter("fill_flow", "Flow that fills it from the lowest level to the highest", "volumetric_flow", above=0.0),
)
_WALL = (
    Parameter("shell_thickness", "Of the shell as built", "diameter", above=0.0, maximum=1.0),
    Parameter(
        "head_thickness", "Of the heads as built; if absent that of the shell", "diameter", above=0.0, maximum=1.0
    ),
    Parameter("wall_density", "Of the metal; if absent that of carbon steel", "density", above=0.0, maximum=3e4),
    Parameter(
        "attached_mass_fraction",
        "Nozzles, supports and manways over the mass of shell and heads; if absent none are counted",
        "fraction",
        minimum=0.0,
        maximum=5.0,
    ),
    Parameter("internals_mass", "Of what is built in; if absent none", "mass", minimum=0.0, maximum=1e8),
    Parameter("insulation_thickness", "Of the insulation; if absent none", "diameter", minimum=0.0, maximum=1.0),
    Parameter("insulation_density", "Of the insulation with its cladding", "density", above=0.0, maximum=1e4),
    Parameter("allowable_stress", "Of the metal at the design temperature", "stress", above=0.0, maximum=1e10),
    Parameter("joint_efficiency", "Of the seams", above=0.0, maximum=1.0),
    Parameter("corrosion_allowance", "Of the inside; if absent none", "diameter", minimum=0.0, maximum=0.1),
    Parameter("flat_head_coefficient", "C of a flat head, by how it is attached (UG-34)", above=0.0, maximum=1.0),
)
_RESULTS = (
    Result("height", "Highest level", "length"),
    Result("head_depth_inside", "Inside depth of the first head", "length"),
    Result("second_head_depth_inside", "Inside depth of the second head", "length"),
    Result("full_volume", "Volume inside", "volume"),
    Result("full_inside_area", "Wall inside, shell and heads", "surface_area"),
    Result("liquid_level", "Level that the results are at", "length", maximum="height"),
    Result("liquid_volume", "Liquid at this level", "volume"),
    Result("liquid_fraction", "Liquid over the volume inside", "fraction"),
    Result("liquid_surface_area", "Surface of the liquid at this level", "surface_area"),
    Result("wetted_area", "Wall below this level", "surface_area"),
    Result(
        "fire_wetted_area",
        "Wall below this level, and not more than 7.62 m above grade, which takes heat from a fire",
        "surface_area",
    ),
    Result("liquid_density", "Of the liquid in operation", "density"),
    Result("gas_density", "Of the gas in operation", "density"),
    Result("liquid_inventory", "Mass of the liquid at this level", "mass"),
    Result("gas_inventory", "Mass of the gas above it", "mass"),
    *(Result(f"volume_at_{name}", f"Liquid at the {_LEVEL_TITLES[name]}", "volume") for name in LEVELS),
    Result(
        "hold_up_time", "From normal to low level at the outflow", "residence_time", minimum="required_hold_up_time"
    ),
    Result("surge_time", "From normal to high level at the inflow", "residence_time", minimum="required_surge_time"),
    Result(
        "low_response_time",
        "From low to low-low level at the outflow",
        "residence_time",
        minimum="required_response_time",
    ),
    Result(
        "high_response_time",
        "From high to high-high level at the inflow",
        "residence_time",
        minimum="required_response_time",
    ),
    *(
        Result(f"required_{name}", f"For the required times: the {_LEVEL_TITLES[name]}", "length")
        for name in LEVELS[1:]
    ),
    Result("drain_time", "From the first to the last level of draining", "time"),
    Result("drain_flow", "When draining starts", "volumetric_flow"),
    Result("fill_time", "From low-low to high-high level at the filling flow, or from empty to full", "time"),
    Result(
        "required_shell_thickness",
        "Indication by UG-27, corrosion allowance included",
        "diameter",
        maximum="shell_thickness",
    ),
    Result(
        "required_head_thickness",
        "Indication by UG-32 or UG-34, corrosion allowance included",
        "diameter",
        maximum="head_thickness",
    ),
    Result("required_second_head_thickness", "Of the second head", "diameter"),
    Result("maximum_shell_pressure", "Indication of what the corroded shell holds, by UG-27", "pressure"),
    Result("empty_mass", "Shell, heads, what is attached and built in, insulation", "mass"),
    Result("operating_mass", "Empty, with liquid and gas in operation", "mass"),
    Result("full_mass", "Empty, full of water", "mass"),
    Result("bottom_pressure", "In a network of a liquid: at level zero", "pressure", minimum=BOILING),
    Result("piezometric_head", "In a network of a liquid: relative to the atmosphere", "length"),
    Result("flow", "In a network of a liquid: net flow into the vessel", "volumetric_flow"),
    Result("mass_flow", "In a network of a gas: net mass flow into the vessel", "mass_flow"),
)

VESSEL = ComponentType(
    code="VESSEL",
    title="Vessel",
    meaning="A pressure vessel: shape, levels, inventory, wall, weights; in networks a place of its operating pressure",
    version=2,
    parameters=(*_SHAPE, *_CONDITIONS, *_LEVELS, *_DRAINING, *_WALL),
    ports=(PortDeclaration("inlet", "any", multiple=True), PortDeclaration("outlet", "any", multiple=True)),
    results=_RESULTS,
    symbol=Symbol("node", "round-rectangle", 44, 66),
    hydraulics=VESSEL_IN_LIQUID,
    gas=VESSEL_IN_GAS,
)
