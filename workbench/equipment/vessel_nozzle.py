"""VESSEL_NOZZLE: a nozzle of a vessel, its rho v2 and its size."""

from __future__ import annotations

from workbench.engineering.vessels.nozzles import NOZZLE_SERVICES
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol

__all__ = ["VESSEL_NOZZLE"]

VESSEL_NOZZLE = ComponentType(
    code="VESSEL_NOZZLE",
    title="Vessel nozzle",
    meaning="A nozzle of a vessel with what flows through it: velocity, rho v2, size",
    parameters=(
        Parameter("vessel", "Tag of the VESSEL", kind="string", refers_to="VESSEL", required=True),
        Parameter("service", "What it is for, which gives its limit", choices=NOZZLE_SERVICES, required=True),
        Parameter("diameter", "Inside diameter", "diameter", above=0.0, maximum=10.0),
        Parameter("gas_mass_flow", "Gas; if absent none", "mass_flow", minimum=0.0, maximum=1e6),
        Parameter("liquid_mass_flow", "Liquid; if absent none", "mass_flow", minimum=0.0, maximum=1e6),
        Parameter("gas_density", "If absent that of the vessel's gas in operation", "density", above=0.0, maximum=3e4),
        Parameter(
            "liquid_density", "If absent that of the vessel's liquid in operation", "density", above=0.0, maximum=3e4
        ),
        Parameter("momentum_flux_limit", "Highest rho v2, instead of that of the service", "momentum_flux", above=0.0),
        Parameter("velocity_limit", "Highest velocity, instead of that of the service", "velocity", above=0.0),
    ),
    ports=(),
    results=(
        Result("mixture_density", "Mass flow over volume flow", "density"),
        Result("velocity", "Mean, of the mixture", "velocity", maximum="allowable_velocity"),
        Result("momentum_flux", "Density times velocity squared", "momentum_flux", maximum="allowable_momentum_flux"),
        Result("allowable_velocity", "As entered or of the service", "velocity"),
        Result("allowable_momentum_flux", "As entered or of the service", "momentum_flux"),
        Result("required_diameter", "Smallest inside diameter within the limits", "diameter"),
        Result("nominal_size", "Smallest nominal pipe size within the limits, wall STD", kind="text"),
        Result("nominal_inside_diameter", "Inside diameter of this size", "diameter"),
        Result("nominal_momentum_flux", "Density times velocity squared at this size", "momentum_flux"),
    ),
    symbol=Symbol("none"),
)
