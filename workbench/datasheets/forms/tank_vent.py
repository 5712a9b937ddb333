"""The datasheet of the venting of a storage tank."""

from __future__ import annotations

from workbench.datasheets.definition import Blank, Definition, Form

__all__ = ["TANK_VENT_SHEET"]

TANK_VENT_SHEET = Definition(
    code="TANK_VENT",
    title="Tank venting",
    basis="Normal and emergency venting by API Std 2000; flows are of air at standard conditions",
    main=("edition", "tank_volume", "outbreathing", "inbreathing", "emergency_venting"),
    sections=(
        Form(
            "Tank",
            (
                "edition",
                "diameter",
                "height",
                "elevation",
                "volume",
                "tank_volume",
                "latitude",
                "design_pressure",
                "design_vacuum",
                "storage_temperature",
                "insulation_thickness",
            ),
        ),
        Form("Movements", ("filling_rate", "emptying_rate", "flash_point")),
        Form(
            "Normal venting",
            (
                "outbreathing_factor",
                "inbreathing_factor",
                "thermal_reduction_factor",
                "liquid_outbreathing",
                "thermal_outbreathing",
                "outbreathing",
                "liquid_inbreathing",
                "thermal_inbreathing",
                "inbreathing",
            ),
        ),
        Form(
            "Emergency venting",
            (
                "fire_exposed",
                "fire_wetted_area",
                "fire_environment_factor",
                "fire_heat_input",
                "relieving_temperature",
                "molar_mass",
                "emergency_venting",
            ),
        ),
        Form(
            "Vents",
            (
                "discharge_coefficient",
                "pressure_vent_area",
                "required_pressure_vent_area",
                "rated_outbreathing",
                "vacuum_vent_area",
                "required_vacuum_vent_area",
                "rated_inbreathing",
                "required_emergency_vent_area",
                "rated_emergency_venting",
                Blank("Manufacturer and model"),
            ),
        ),
    ),
)
