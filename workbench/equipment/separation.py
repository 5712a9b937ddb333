"""SEPARATION: a two- or three-phase duty of a vessel."""

from __future__ import annotations

from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol

__all__ = ["DRAG", "INTERNALS", "SEPARATION", "SOUDERS_BROWN"]

SOUDERS_BROWN, DRAG = "Souders-Brown", "droplet settling"
INTERNALS = ("none", "wire mesh", "vane pack")

_STREAMS = (
    Parameter("vessel", "Tag of the VESSEL", kind="string", refers_to="VESSEL", required=True),
    Parameter("gas_mass_flow", "Gas through the vessel", "mass_flow", minimum=0.0, maximum=1e6, required=True),
    Parameter("liquid_mass_flow", "Liquid, of two the light one", "mass_flow", minimum=0.0, maximum=1e6, required=True),
    Parameter(
        "heavy_liquid_mass_flow",
        "Heavy liquid; if absent there is only one liquid",
        "mass_flow",
        minimum=0.0,
        maximum=1e6,
    ),
    Parameter("gas", "Tag of the FLUID; if absent that of the vessel", kind="string", refers_to="FLUID"),
    Parameter("liquid", "Tag of the FLUID; if absent that of the vessel", kind="string", refers_to="FLUID"),
    Parameter("heavy_liquid", "Tag of the FLUID that is the heavy liquid", kind="string", refers_to="FLUID"),
    Parameter("pressure", "If absent that of the vessel in operation", "pressure", above=0.0, maximum=1e9),
    Parameter("temperature", "If absent that of the vessel in operation", "temperature", above=0.0, maximum=3000.0),
)
_METHOD = (
    Parameter(
        "method",
        "The gas velocity that counts: by the entered Souders-Brown K, or that at which the droplets still fall",
        choices=(SOUDERS_BROWN, DRAG),
        required=True,
    ),
    Parameter("souders_brown_coefficient", "K, with its source in mind", "velocity", above=0.0, maximum=2.0),
    Parameter(
        "coefficient_derating", "Factor on K for foaming, surges or service; if absent 1", above=0.0, maximum=1.0
    ),
    Parameter("mist_eliminator", "At the gas outlet; if absent none", choices=INTERNALS),
    Parameter(
        "mist_eliminator_area",
        "Face of the mist eliminator; if absent it has the required one",
        "surface_area",
        above=0.0,
    ),
    Parameter("droplet_diameter", "Liquid droplets in the gas", "diameter", above=0.0, maximum=0.01),
    Parameter("heavy_droplet_diameter", "Heavy droplets in the light liquid", "diameter", above=0.0, maximum=0.01),
    Parameter("light_droplet_diameter", "Light droplets in the heavy liquid", "diameter", above=0.0, maximum=0.01),
    Parameter(
        "effective_length",
        "Between inlet and outlet of a horizontal vessel; if absent the tangent length",
        "length",
        above=0.0,
        maximum=1e3,
    ),
)
_LIQUID = (
    Parameter("liquid_level", "If absent the level of the vessel in operation", "length", minimum=0.0, maximum=1e3),
    Parameter("interface_level", "Between the two liquids", "length", minimum=0.0, maximum=1e3),
    Parameter("required_residence_time", "Of the (light) liquid", "residence_time", above=0.0, maximum=1e7),
    Parameter("required_heavy_residence_time", "Of the heavy liquid", "residence_time", above=0.0, maximum=1e7),
)
_RESULTS = (
    Result("gas_density", "Of the gas", "density"),
    Result("liquid_density", "Of the (light) liquid", "density"),
    Result("heavy_liquid_density", "Of the heavy liquid", "density"),
    Result("gas_flow", "At the conditions in the vessel", "volumetric_flow"),
    Result("liquid_flow", "At the conditions in the vessel", "volumetric_flow"),
    Result("heavy_liquid_flow", "At the conditions in the vessel", "volumetric_flow"),
    Result("gas_area", "Section for the gas: above the liquid, or that of a vertical shell", "surface_area"),
    Result("gas_velocity", "Mean, in the section for the gas", "velocity", maximum="allowable_gas_velocity"),
    Result("allowable_gas_velocity", "By the method", "velocity"),
    Result("actual_coefficient", "K at the gas velocity", "velocity"),
    Result("gas_load_fraction", "Gas velocity over the allowable one", "fraction", maximum=1.0),
    Result("droplet_velocity", "Of liquid droplets falling in the gas", "velocity"),
    Result("drag_coefficient", "Of these droplets"),
    Result("droplet_reynolds_number", "Of these droplets"),
    Result("carried_over_droplet_diameter", "Smallest droplet that the vessel settles from the gas", "diameter"),
    Result("gas_residence_time", "In the space above the liquid, in a horizontal vessel", "residence_time"),
    Result(
        "required_diameter",
        "For the gas: of a vertical vessel, or of a horizontal one of the same proportions and level fraction",
        "length",
    ),
    Result(
        "required_diameter_for_liquid",
        "Of a horizontal vessel of the same proportions and level fraction, for residence and settling times",
        "length",
    ),
    Result("required_gas_length", "Of a horizontal vessel, for the droplets to reach the liquid", "length"),
    Result("required_mist_eliminator_area", "At the allowable velocity", "surface_area"),
    Result("mist_eliminator_velocity", "At its face", "velocity", maximum="allowable_gas_velocity"),
    Result("residence_time", "Of the (light) liquid", "residence_time", minimum="required_residence_time"),
    Result("heavy_residence_time", "Of the heavy liquid", "residence_time", minimum="required_heavy_residence_time"),
    Result("heavy_droplet_velocity", "Of heavy droplets falling in the light liquid", "velocity"),
    Result("light_droplet_velocity", "Of light droplets rising in the heavy liquid", "velocity"),
    Result("heavy_settling_time", "Through the light liquid", "residence_time", maximum="residence_time"),
    Result("light_rising_time", "Through the heavy liquid", "residence_time", maximum="heavy_residence_time"),
    Result("slenderness", "Tangent length over diameter"),
)

SEPARATION = ComponentType(
    code="SEPARATION",
    title="Separation duty",
    meaning="A two- or three-phase separation in a vessel: gas load, droplets, residence times",
    parameters=(*_STREAMS, *_METHOD, *_LIQUID),
    ports=(),
    results=_RESULTS,
    symbol=Symbol("none"),
)
