"""The datasheet of a pump, by the subjects of the process data sheet of API 610, and its NPSH sheet."""

from __future__ import annotations

from workbench.datasheets.definition import Blank, Definition, Form, Named, Related

__all__ = ["NPSH_SHEET", "PUMP_SHEET"]

PUMP_SHEET = Definition(
    code="PUMP",
    title="Centrifugal pump",
    basis="Process data by the subjects of the data sheets in API Std 610",
    main=("rated_speed", "flow", "differential_head", "efficiency", "shaft_power", "npsh_available", "npsh_required"),
    sections=(
        Form(
            "General",
            (
                Blank("Service"),
                Blank("Number required: running / stand-by"),
                Blank("Pump type (API 610 designation)"),
                Blank("Manufacturer and model"),
                "elevation",
                "status",
            ),
        ),
        Form(
            "Site and utilities",
            (
                Blank("Location: indoor / outdoor"),
                Blank("Area classification"),
                Blank("Ambient temperature, lowest / highest"),
                Blank("Electricity: voltage / phases / frequency"),
                Blank("Cooling water"),
            ),
        ),
        Related(
            "Liquid",
            "PUMP_DUTY",
            "pump",
            (
                "fluid",
                "pumping_temperature",
                "maximum_temperature",
                "liquid_density",
                "liquid_viscosity",
                "liquid_heat_capacity",
                "hot_liquid_density",
                "hot_vapour_pressure",
            ),
            stands=True,
            empty="No PUMP_DUTY of this case names this pump.",
        ),
        Related(
            "Operating conditions",
            "PUMP_DUTY",
            "pump",
            (
                "condition",
                "minimum_flow",
                "rated_flow",
                "suction_pressure",
                "maximum_suction_pressure",
                "discharge_pressure",
                "differential_pressure",
                "differential_head",
                "npsh_available",
                "npsh_required",
                "npsh_margin",
                "static_head",
                "friction_head",
                "control_valve_pressure_drop",
                "hydraulic_power",
            ),
            stands=True,
        ),
        Related(
            "Performance",
            "PUMP_DUTY",
            "pump",
            (
                "efficiency",
                "shaft_power",
                "required_motor_power",
                "motor_rating",
                "motor",
                "shutoff_head",
                "shutoff_pressure",
                "curve_head",
                "duty_flow",
                "duty_head",
                "best_efficiency_flow",
                "best_efficiency_fraction",
                "operating_region",
                "thermal_minimum_flow",
                "minimum_continuous_flow",
                "specific_speed",
                "suction_specific_speed",
            ),
            stands=True,
        ),
        Form(
            "Pump",
            (
                "rated_speed",
                "speed",
                "impeller_diameter",
                "maximum_impeller_diameter",
                "stages",
                "impeller_eyes",
                "best_efficiency_point_flow",
                "minimum_stable_flow",
                "maximum_allowable_flow",
                "casing_pressure",
                "motor_power",
                "curve",
                "efficiency_curve",
                "npsh_required_curve",
            ),
        ),
        Form(
            "In the network as solved",
            (
                "flow",
                "inlet_pressure",
                "outlet_pressure",
                "differential_head",
                "hydraulic_power",
                "efficiency",
                "shaft_power",
                "npsh_available",
                "npsh_required",
            ),
            only_with_values=True,
        ),
        Form("Materials and seal", (Blank("Material class"), Blank("Seal and piping plan"), Blank("Coupling"))),
    ),
)

NPSH_SHEET = Definition(
    code="PUMP_DUTY",
    title="NPSH calculation",
    basis="NPSH available at the minimum level and the highest temperature",
    sections=(
        Form("Duty", ("pump", "condition", "rated_flow", "lines", "fluid", "pumping_temperature")),
        Form(
            "Suction system",
            (
                "suction_vessel_pressure",
                "suction_static_head",
                "suction_static_head_at_minimum_level",
                "suction_line_loss",
                Named("minimum_suction_pressure", "Suction pressure at minimum level"),
            ),
        ),
        Form(
            "Liquid at the highest temperature",
            ("maximum_temperature", "hot_liquid_density", "hot_vapour_pressure"),
        ),
        Form(
            "NPSH",
            (
                "npsh_available",
                "npsh_required",
                "npsh_margin",
                "minimum_npsh_margin",
                "npsh_ratio",
                "minimum_npsh_ratio",
                "suction_specific_speed",
                "suction_specific_speed_us",
            ),
        ),
    ),
)
