"""The calculation sheet of a pump duty is read back: every step is true, and ends at the results of the case."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.calculations.test_pump_duties import DUTY, PUMP
from tests.equipment.test_explain import assert_true
from workbench.equipment import built_in_schemas
from workbench.equipment.pump_duty import PUMP_DUTY
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.services.explaining import explain_component
from workbench.services.run import run_case

VISCOUS = {"viscosity": 0.05, "viscosity_correction": "HI 9.6.7"}
SITUATIONS = {
    "plain": ({}, {}),
    "everything": (
        {"motor_power": "22 kW", "minimum_stable_flow": "15 m3/h"},
        {
            "control_valve_share": 0.5,
            "heat_capacity": 2000.0,
            "allowable_temperature_rise": 3.0,
            "maximum_suction_vessel_pressure": "4 bara",
            "suction_static_head_at_maximum_level": 5.0,
        },
    ),
    "valve by its drop": ({}, {"control_valve_drop": "0.3 bar", "maximum_inlet_pressure": "5 bara"}),
    "another speed": ({"speed": 0.9}, {"rated_flow": "45 m3/h"}),
    "trimmed impeller at another speed": ({"impeller_diameter": 0.25, "speed": 0.95}, {}),
    "beyond the efficiency curve": (
        {"efficiency_curve": [["0 m3/h", 0.0], ["30 m3/h", 0.55]]},
        {"pump_efficiency": 0.7, "heat_capacity": 2000.0, "allowable_temperature_rise": 3.0},
    ),
    "one point": ({"curve": [["50 m3/h", "55 m"]], "impeller_diameter": 0.25}, {}),
    "two points": ({"curve": [["10 m3/h", "58 m"], ["80 m3/h", "50 m"]]}, {}),
    "smooth curve": ({"curve_form": "monotone cubic", "impeller_diameter": 0.25}, {}),
    "viscous": ({}, VISCOUS | {"rated_flow": "45 m3/h"}),
    "viscous at another speed": ({"speed": 1.1, "curve_form": "monotone cubic"}, VISCOUS),
    "hardly viscous": ({}, VISCOUS | {"viscosity": 1e-3}),
    "straight lines": ({"curve_form": "piecewise linear"}, {}),
    "all entered": (
        {"curve": None, "power": "9 kW", "efficiency_curve": None, "npsh_required_curve": None},
        {
            "pump_efficiency": 0.6,
            "pump_npsh_required": 2.5,
            "pump_shutoff_head": 70.0,
            "heat_capacity": 2000.0,
            "allowable_temperature_rise": 3.0,
        },
    ),
    "entered efficiency of a viscous liquid": ({}, VISCOUS | {"pump_efficiency": 0.65, "rated_flow": "40 m3/h"}),
}


def case_of(pump, duty):
    case = Case("Base", built_in_schemas(), app_module="Pump")
    case.add("PUMP", "P-1", **{k: v for k, v in (PUMP | pump).items() if v is not None})
    case.add("PUMP_DUTY", "D-1", **(DUTY | duty))
    run_case(case)
    return case


def agrees(case, tag):
    explanation = explain_component(case, tag)
    assert_true(explanation)
    row = case["PUMP_DUTY"].loc[tag]
    explained = {step.column: step.value for step in explanation.steps if step.column}
    for name, value in explained.items():
        assert row[name] == pytest.approx(value, rel=1e-9), name
    return explanation, explained


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_sheet_agrees_with_the_results(name):
    case = case_of(*SITUATIONS[name])
    explanation, explained = agrees(case, "D-1")
    for column in ("suction_pressure", "differential_head", "npsh_available", "npsh_margin", "shutoff_pressure"):
        assert column in explained
    assert {"hydraulic_power", "shaft_power", "required_motor_power"} <= set(explained)
    if name.startswith("viscous"):
        assert {"viscosity_parameter", "flow_correction", "head_correction", "efficiency_correction"} <= set(explained)
    assert any("Assumed: " in remark for remark in explanation.remarks)
    assert "kW" in str(explain_component(case, "D-1", "metric"))


def test_the_specific_speeds_of_the_us_are_those_in_gallons_and_feet():
    """1 m3/s is 60/0.003785411784 US gpm; the steps are in rpm, gpm and ft what the SI ones are in rpm, m3/s and m."""
    _, explained = agrees(case_of({"stages": 2, "impeller_eyes": 2}, {}), "D-1")
    best, head, required = 60 / 3600 / 3.785411784e-3 * 60, (60 - 5 * 1.2**2) / 0.3048, 3.2 / 0.3048
    assert explained["specific_speed_us"] == pytest.approx(2950 * best**0.5 / (head / 2) ** 0.75, rel=1e-9)
    assert explained["suction_specific_speed_us"] == pytest.approx(2950 * (best / 2) ** 0.5 / required**0.75, rel=1e-9)


@pytest.mark.parametrize(
    "name", ["trimmed impeller at another speed", "one point", "two points", "smooth curve", "straight lines"]
)
def test_the_speed_that_would_do_has_the_differential_head(name):
    """The pump set to it gives the head of the system on its curve, and then asks for no other speed."""
    pump, duty = SITUATIONS[name]
    case = case_of(pump, duty)
    _, explained = agrees(case, "D-1")
    row = case["PUMP_DUTY"].loc["D-1"]
    if pump.get("curve_form", "power law") == "power law":
        assert explained["required_speed"] == row["required_speed"]
    if "impeller_diameter" in pump:
        trimmed = 0.25 * row["required_speed"] / pump.get("speed", 1.0)
        assert explained["required_impeller_diameter"] == pytest.approx(trimmed, rel=1e-12)
    again = case_of(pump | {"speed": float(row["required_speed"])}, duty)["PUMP_DUTY"].loc["D-1"]
    assert again["curve_head"] == pytest.approx(row["differential_head"], rel=1e-9)
    assert again["required_speed"] == pytest.approx(row["required_speed"], rel=1e-9)


def test_a_duty_of_a_network():
    case = Case("Base", built_in_schemas(), app_module="Pump")
    case.add("TANK", "T-1", elevation=1.0, level=3.0, minimum_level=1.0)
    case.add("SINK", "S-1", elevation=20.0, delivery_pressure="1 barg")
    case.add("PUMP", "P-1", **PUMP)
    case.add("VALVE", "V-1", diameter=0.1, loss_coefficient=20.0)
    case.add("NODE", "J-1", elevation=0.0)
    case.add("PIPE", "L-1", length=50.0, diameter=0.1, roughness=4.5e-5)
    case.connect("T-1.outlet", "P-1.inlet")
    case.connect("P-1.outlet", "L-1.inlet")
    case.connect("L-1.outlet", "J-1")
    case.connect("J-1", "V-1.inlet")
    case.connect("V-1.outlet", "S-1")
    duty = {"pump": "P-1", "lines": "network", "rated_flow": "40 m3/h"}
    case.add("PUMP_DUTY", "D-1", control_valve="V-1", **duty)
    case.add("PUMP_DUTY", "D-2", control_valve_drop="0.5 bar", **duty)
    run_case(case)
    for tag in ("D-1", "D-2"):
        explanation, explained = agrees(case, tag)
        assert {"differential_head", "control_valve_authority", "npsh_available"} <= set(explained)
        assert any("taken out" in remark for remark in explanation.remarks)


def test_a_result_that_the_sheet_does_not_arrive_at_is_noticed():
    case = case_of({}, {})
    frame = case["PUMP_DUTY"]
    frame.loc["D-1", "shaft_power"] = frame.loc["D-1", "shaft_power"] * 1.001
    (note,) = [step.note for step in explain_component(case, "D-1").steps if step.column == "shaft_power"]
    assert "does not explain all of it" in note


def test_every_column_of_a_sheet_is_a_result():
    names = {result.name for result in PUMP_DUTY.results}
    for name in SITUATIONS:
        explanation = explain_component(case_of(*SITUATIONS[name]), "D-1")
        assert {step.column for step in explanation.steps} - {""} <= names
        assert all(math.isfinite(step.value) for step in explanation.steps)
        assert replace(explanation) == explanation


def test_a_pump_is_explained_by_its_duty_if_it_has_one():
    case = case_of({}, {})
    assert explain_component(case, "P-1") == explain_component(case, "D-1")
    case.add("PUMP_DUTY", "D-2", **DUTY)
    run_case(case)
    with pytest.raises(InputError, match=r"'P-1' is a PUMP.*of which it has D-1, D-2"):
        explain_component(case, "P-1")
    case.add("PUMP", "P-2", **PUMP)
    run_case(case)
    with pytest.raises(InputError, match=r"'P-2' is a PUMP.*of which it has none"):
        explain_component(case, "P-2")


def test_what_is_no_duty_is_not_explained():
    case = case_of({}, {})
    case.add("FLUID", "WATER", source="entered", name="Water", liquid_density=995.0)
    run_case(case)
    with pytest.raises(InputError, match="'WATER' is a FLUID"):
        explain_component(case, "WATER")
