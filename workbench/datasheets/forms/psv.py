"""The datasheet of a relief valve, by the subjects of the specification sheets of API 520 Part I and API 526."""

from __future__ import annotations

from workbench.datasheets.definition import Blank, Definition, Form, Named, Related

__all__ = ["PSV_SHEET"]

PSV_SHEET = Definition(
    code="PSV",
    title="Pressure relief valve",
    basis="Subjects of the specification sheets in API Std 520 Part I and API Std 526",
    main=(
        "set_pressure",
        "design",
        "selected_orifice",
        "body_size",
        "governing_cause",
        "relief_load",
        "required_area",
        "area_utilisation",
    ),
    sections=(
        Form(
            "General",
            (
                "service",
                Named("protects", "Protected equipment"),
                Named("protects.design_pressure", "Design pressure of the equipment"),
                Named("protects.design_temperature", "Design temperature of the equipment"),
                "elevation",
                Blank("P&ID number"),
                Blank("Line or equipment nozzle"),
                Named("identical_valves", "Quantity: identical valves that share the load"),
            ),
        ),
        Form(
            "Valve design",
            (
                "design",
                Blank("Full nozzle / semi-nozzle"),
                Blank("Open or closed bonnet"),
                Blank("Seat: metal or resilient"),
                "rupture_disc",
                Named("edition", "Edition of API 520 Part I"),
            ),
        ),
        Form(
            "Connections",
            (
                "body_size",
                "inlet_size",
                "outlet_size",
                Blank("Inlet rating and facing"),
                Blank("Outlet rating and facing"),
            ),
        ),
        Form(
            "Materials",
            (
                Blank("Body and bonnet"),
                Blank("Nozzle and disc"),
                Blank("Guide and rings"),
                Blank("Spring"),
                Blank("Bellows"),
                Blank("Resilient seat or seal"),
                Blank("Sour service (NACE)"),
            ),
        ),
        Form(
            "Accessories",
            (Blank("Cap: screwed or bolted"), Blank("Lifting lever"), Blank("Test gag"), Blank("Bug screen")),
        ),
        Form(
            "Service conditions",
            (
                "governing_scenario",
                "governing_cause",
                "set_pressure",
                Named("overpressure_allowed", "Overpressure"),
                "relieving_pressure",
                "relieving_temperature",
                "relief_load",
                Named("protects.operating_pressure", "Operating pressure"),
                Named("protects.operating_temperature", "Operating temperature"),
                "superimposed_pressure",
                "built_up_back_pressure",
                "total_back_pressure",
                Blank("Cold differential test pressure"),
                Blank("Blowdown"),
            ),
        ),
        Form(
            "Sizing and selection",
            (
                "gas_discharge_coefficient",
                "liquid_discharge_coefficient",
                "two_phase_discharge_coefficient",
                "back_pressure_correction",
                "combination_correction",
                "required_area",
                "selected_orifice",
                "orifice_area",
                "installed_area",
                "area_utilisation",
                "rated_flow",
                "next_smaller_orifice",
                "next_larger_orifice",
                Blank("Manufacturer"),
                Blank("Model number"),
            ),
        ),
        Form(
            "Lines, reaction and noise",
            (
                "inlet_loss",
                "inlet_loss_fraction",
                "built_up_back_pressure_fraction",
                "built_up_back_pressure_limit",
                Named("outlet_mach_number", "Mach number at the outlet"),
                Named("outlet_flange_pressure", "Pressure in the outlet flange"),
                "reaction_force",
                "noise_distance",
                "noise_level",
            ),
        ),
        Related(
            "Overpressure scenarios",
            "RELIEF_SCENARIO",
            "valve",
            (
                "cause",
                "applicable",
                "phase",
                "fluid",
                "relief_load",
                "relieving_pressure",
                "relieving_temperature",
                "back_pressure",
                "discharge_coefficient",
                "back_pressure_factor",
                "required_area",
                "reason",
            ),
            empty="No RELIEF_SCENARIO of this case names this valve.",
        ),
    ),
)
