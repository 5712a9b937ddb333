"""The calculation sheet of a tank's venting is read back from its LaTeX, and ends at the results."""

from __future__ import annotations

import math
from uuid import uuid4

import pytest

from tests.calculations.test_tank_venting import FIFTH, SEVENTH, TANK
from tests.equipment.test_explain import assert_true, explained_columns
from workbench.calculations.present import present_frame
from workbench.calculations.tank_vent_explaining import explain_tank_vent_of_case
from workbench.calculations.tank_venting import calculate_tank_vents
from workbench.equipment.tank_vent import INSULATED
from workbench.model.assumptions import Assumptions
from workbench.model.building import ComponentRow, build_case
from workbench.model.run_record import RunRecord

BARE = dict.fromkeys(("insulation_conductivity", "insulation_thickness", "insulated_fraction"))
SHELL = {"volume": None, "wetted_area": None, "diameter": "10 m", "height": "12 m", "elevation": "1 m"}
VENTS = {
    "discharge_coefficient": 0.6,
    "pressure_vent_area": 0.01,
    "vacuum_vent_area": 0.01,
    "emergency_vent_area": 0.3,
    "venting_pressure": "15 mbarg",
}
HEXANE = dict.fromkeys(("latent_heat", "relieving_temperature", "molar_mass"))
SITUATIONS = {
    "all is known": {},
    "bare": BARE | {"edition": SEVENTH, "volatility": None, "vapour_pressure": "9 kPaa"},
    "entered factor": BARE | {"reduction_factor": 0.4},
    "5th edition": BARE | {"edition": FIFTH, "flash_point": "60 degC"},
    "by its shell, vents": SHELL | VENTS,
    "high above the fire": SHELL | {"elevation": "12 m"},
    "low shell, like hexane": SHELL | HEXANE | {"height": "5 m", "elevation": None},
    "small": {"wetted_area": "12 m2"},
    "larger": {"wetted_area": "50 m2"},
    "large, 70 kPa": {"design_pressure": "70 kPag", "discharge_coefficient": 0.5, "venting_pressure": "1.02 barg"},
    "insulated against fire": {
        "environment_factor": None,
        "fire_protection": INSULATED,
        "fire_insulation_conductivity": 0.4,
    },
    "protected": {"environment_factor": None, "fire_protection": "impoundment away from the tank"},
    "no fire": {"fire_exposed": False},
    "evaporating": {"evaporation_rate": 0.01, "filling_rate": 0.0},
}
# Factors read from tables, and what is entered: given on the sheet, no step.
GIVEN = {
    "tank_volume",
    "outbreathing_factor",
    "inbreathing_factor",
    "thermal_reduction_factor",
    "fire_wetted_area",
    "fire_environment_factor",
}


def calculated(types, change):
    properties = {name: value for name, value in (TANK | change).items() if value is not None}
    case = build_case("Base", types, [ComponentRow("TANK_VENT", "TK-1", properties)], [])
    assumed = Assumptions()
    results, warnings = calculate_tank_vents(case, present_frame(case, "TANK_VENT"), assumed)
    summary = {"warnings": warnings, "assumptions": assumed.to_json()}
    case.put_results({"TANK_VENT": results}, RunRecord(uuid4(), case.digest, "test", "1", summary, "", ""))
    return case


@pytest.mark.parametrize("name", SITUATIONS)
def test_every_step_is_true_and_the_last_ones_are_the_results(types, name):
    case = calculated(types, SITUATIONS[name])
    explanation = explain_tank_vent_of_case(case, "TK-1")
    assert_true(explanation)
    row = case["TANK_VENT"].loc["TK-1"]
    found = explained_columns(explanation)
    for column, value in found.items():
        assert value == pytest.approx(row[column], rel=1e-9), column
    results = {result: float(row[result]) for result in types["TANK_VENT"].results}
    missing = {column for column, value in results.items() if not math.isnan(value)} - set(found) - GIVEN
    assert missing - ({"thermal_outbreathing", "thermal_inbreathing"} if name == "5th edition" else set()) == set()


def test_assumptions_and_the_edition_are_on_the_sheet(types):
    text = str(explain_tank_vent_of_case(calculated(types, BARE | HEXANE), "TK-1"))
    assert "API 2000, 6th edition (2009)" in text
    assert "Assumed: Reduction factor 1: no insulation is entered." in text
    assert "like hexane" in text
    assert "Nm3/h" in str(explain_tank_vent_of_case(calculated(types, {}), "TK-1").in_units("metric", 101325.0))
    assert "SCFH" in str(explain_tank_vent_of_case(calculated(types, {}), "TK-1").in_units("us", 101325.0))


def test_a_result_that_the_sheet_does_not_arrive_at_is_noted(types):
    case = calculated(types, {})
    frame = case["TANK_VENT"]
    frame.loc["TK-1", "outbreathing"] *= 1.01
    notes = [step.note for step in explain_tank_vent_of_case(case, "TK-1").steps if step.column == "outbreathing"]
    assert notes
    assert "does not explain all of it" in notes[0]
