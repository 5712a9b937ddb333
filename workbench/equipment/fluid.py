"""FLUID: what flows or is held, for the calculations of relief valves, pumps and vessels."""

from __future__ import annotations

from typing import Any

from workbench.engineering.properties.equation_of_state import EQUATIONS
from workbench.equipment.declaration import ComponentType, Parameter, Symbol
from workbench.model.fluid import Fluid

__all__ = ["COOLPROP", "ENTERED", "FLUID", "LIBRARY", "properties_from_library"]

ENTERED, COOLPROP, LIBRARY = "entered", "CoolProp", "library"

FLUID = ComponentType(
    code="FLUID",
    title="Fluid",
    meaning="A fluid that scenarios, duties and vessels refer to: entered, of the library, or by an equation of state",
    parameters=(
        Parameter(
            "source",
            "Entered numbers, numbers of the library, or CoolProp at the conditions where they are needed; numbers "
            "that are given go before those of CoolProp",
            choices=(ENTERED, LIBRARY, COOLPROP),
            required=True,
        ),
        Parameter(
            "name",
            "What it is, such as 'Propane'; of CoolProp its name there, or Methane[0.9]&Ethane[0.1]",
            kind="string",
            required=True,
        ),
        Parameter(
            "library_version", "Version of the fluid in the library", kind="integer", minimum=1, maximum=2**31 - 1
        ),
        Parameter(
            "equation_of_state", "Of CoolProp; if absent HEOS, the reference equation of each fluid", choices=EQUATIONS
        ),
        Parameter(
            "temperature", "Temperature that the entered numbers are at", "temperature", minimum=1.0, maximum=5000.0
        ),
        Parameter("lowest_temperature", "Below it the numbers do not hold", "temperature", minimum=1.0, maximum=5000.0),
        Parameter(
            "highest_temperature", "Above it the numbers do not hold", "temperature", minimum=1.0, maximum=5000.0
        ),
        Parameter("molar_mass", "Mass of a mole", "molar_mass", above=0.0, maximum=10.0),
        Parameter("heat_capacity_ratio", "cp/cv of the ideal gas", above=1.0, maximum=10.0),
        Parameter("compressibility_factor", "Z of the gas", above=0.0, maximum=10.0),
        Parameter("liquid_density", "Density of the liquid", "density", above=0.0, maximum=3e4),
        Parameter("gas_density", "Density of the gas", "density", above=0.0, maximum=3e4),
        Parameter("liquid_viscosity", "Dynamic viscosity of the liquid", "dynamic_viscosity", above=0.0, maximum=1e4),
        Parameter("gas_viscosity", "Dynamic viscosity of the gas", "dynamic_viscosity", above=0.0, maximum=1.0),
        Parameter("vapour_pressure", "Vapour pressure of the liquid", "vapour_pressure", minimum=0.0, maximum=1e8),
        Parameter("latent_heat", "Heat of vaporization", "specific_energy", above=0.0, maximum=1e8),
        Parameter(
            "liquid_heat_capacity",
            "Isobaric heat capacity of the liquid",
            "specific_heat_capacity",
            above=0.0,
            maximum=1e6,
        ),
        Parameter(
            "expansion_coefficient",
            "Cubic expansion coefficient of the liquid",
            "expansion_coefficient",
            above=0.0,
            maximum=1.0,
        ),
        Parameter("surface_tension", "Against its gas", "surface_tension", above=0.0, maximum=10.0),
        Parameter("critical_pressure", "Critical pressure", "vapour_pressure", above=0.0, maximum=1e9),
        Parameter("critical_temperature", "Critical temperature", "temperature", above=0.0, maximum=5000.0),
    ),
    ports=(),
    results=(),
    symbol=Symbol("none"),
)


def properties_from_library(fluid: Fluid, temperature: float | str) -> dict[str, Any]:
    """Return the properties of a FLUID that holds a fluid of the library at a temperature, in SI.

    Parameters
    ----------
    fluid : Fluid
        Of the library.
    temperature : float or str
        In K, or a text with its unit such as ``"60 degC"``.

    Returns
    -------
    dict
        All properties of the type, None where the library does not have it: a component that held another fluid
        keeps nothing of that. The density of a gas is left out, for the library has it at one atmosphere only. The
        expansion coefficient is that of the tabulated densities, along the saturation line.

    Raises
    ------
    InputError
        A temperature outside the fluid's range.
    """
    state = fluid.at(temperature)
    phase = fluid.phase
    constants = ("molar_mass", "critical_pressure", "critical_temperature", "heat_capacity_ratio")
    values: dict[str, Any] = {name: fluid.properties.get(name) for name in constants}
    values |= {"source": LIBRARY, "name": fluid.name, "library_version": fluid.version}
    values |= {"temperature": state.temperature, f"{phase}_viscosity": state.viscosity}
    if phase == "liquid":
        values |= {
            "liquid_density": state.density,
            "vapour_pressure": state.vapour_pressure,
            "liquid_heat_capacity": state.heat_capacity,
            "expansion_coefficient": _expansion_coefficient(fluid, state.temperature),
        }
    rounded = {name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in values.items()}
    return {parameter.name: rounded.get(parameter.name) for parameter in FLUID.parameters}


def _expansion_coefficient(fluid: Fluid, temperature: float) -> float | None:
    """Return ``-(1/rho) d rho / d T`` [1/K]; None where the density does not fall (water below 4 degC)."""
    lowest, highest = fluid.range
    below, above = max(lowest, temperature - 0.5), min(highest, temperature + 0.5)
    lighter, heavier = fluid.at(above).density, fluid.at(below).density
    coefficient = -(lighter - heavier) / (above - below) / fluid.at(temperature).density
    return coefficient if coefficient > 0.0 else None
