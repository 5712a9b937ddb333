"""Small cases with realistic content: a relief valve on a drum, a pump with two duties."""

from __future__ import annotations

from tests.calculations.test_pump_duties import DUTY, PUMP
from workbench.bench.sheets import CaseWithSheets
from workbench.equipment import built_in_schemas

__all__ = ["pump_case", "relief_case"]

HOSTILE = "<script>alert('x')</script> & $x$ =1+1"


def relief_case(service: str = "Propane surge drum") -> CaseWithSheets:
    """Return a drum with its relief valve and three scenarios, not calculated yet."""
    case = CaseWithSheets("Relief", built_in_schemas(), app_module="PSV")
    case.add("FLUID", "C3", source="CoolProp", name="Propane")
    case.add(
        "VESSEL",
        "V-101",
        orientation="horizontal",
        diameter="2.4 m",
        tangent_length="7.2 m",
        design_pressure="18 barg",
        low_low_level="0.4 m",
        normal_level="1.3 m",
        high_high_level="2.0 m",
        head="elliptical 2:1",
        height_above_grade="3 m",
    )
    case.add("PSV", "PSV-101", set_pressure="18 barg", design="conventional", service=service, protects="V-101")
    case.add(
        "RELIEF_SCENARIO",
        "S-1",
        valve="PSV-101",
        cause="blocked outlet",
        applicable=True,
        fluid="C3",
        phase="gas",
        relief_load_entered="6000 kg/h",
        relieving_temperature_entered="70 degC",
        reason="Balance of case 4",
    )
    case.add("RELIEF_SCENARIO", "S-2", valve="PSV-101", cause="tube rupture", applicable=False, reason="No exchanger")
    return case


def pump_case() -> CaseWithSheets:
    """Return a pump with two duties whose lines are entered, not calculated yet."""
    case = CaseWithSheets("Pumps", built_in_schemas(), app_module="Pump")
    case.add("PUMP", "P-1", **PUMP)
    case.add("PUMP_DUTY", "D-1", **(DUTY | {"minimum_npsh_margin": "1 m"}))
    case.add("PUMP_DUTY", "D-2", **(DUTY | {"rated_flow": "70 m3/h", "condition": "Summer"}))
    return case
