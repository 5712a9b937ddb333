"""What is refused of relief valves and scenarios: each error names component, property, value and unit."""

from __future__ import annotations

import pytest

from tests.calculations.relief.cases import ATMOSPHERE, GAS, LIQUID, STEAM, TWO_PHASE, empty_case, relief_case
from workbench.equipment.pressure_safety_valve import PSV
from workbench.equipment.relief_scenario import RELIEF_SCENARIO
from workbench.equipment.vessel import VESSEL
from workbench.errors import InputError
from workbench.services.run import run_case

TYPES = {"PSV-1": PSV, "S-1": RELIEF_SCENARIO, "V-1": VESSEL}
FLUIDS = {
    "PROPANE": {"source": "CoolProp", "name": "Propane"},
    "WATER": {"source": "CoolProp", "name": "Water"},
    "TYPO": {"source": "CoolProp", "name": "Prpane"},
    "ENTERED": {
        "source": "entered",
        "name": "Fuel gas",
        "molar_mass": 0.02,
        "compressibility_factor": 0.98,
        "heat_capacity_ratio": 1.25,
        "lowest_temperature": 250.0,
        "highest_temperature": 340.0,
    },
}
OF_FLUID = {"phase": "gas", "relief_load_entered": 5.0, "relieving_temperature_entered": 350.0}
FIRE = {"cause": "external fire", "phase": "gas", "fluid": "PROPANE"}
FIRE_OF_GAS = {name: value for name, value in GAS.items() if name != "relief_load_entered"} | {
    "cause": "external fire, gas only",
    "exposed_area": 10.0,
}
OPENING = {"phase": "liquid", "density": 800.0, "upstream_pressure": "30 barg", "opening_diameter": 0.02}
VALVE = {"cause": "control valve failure", "flow_coefficient": 1e-3, "upstream_pressure": "30 barg"} | {
    name: GAS[name] for name in GAS if name != "relief_load_entered"
}
EXPANSION = {"cause": "thermal expansion", "phase": "liquid", "fluid": "WATER", "relieving_temperature_entered": 300.0}
BOILS = {"phase": "two-phase", "relief_load_entered": 5.0, "fluid": "PROPANE"}


def without(scenario: dict, *names: str) -> dict:
    return {name: value for name, value in scenario.items() if name not in names}


# name: (scenario, valve, vessel or None, path, value in SI or None, unit, text)
REFUSED = {
    "set pressure below the atmosphere": (
        GAS,
        {"set_pressure": "-0.1 barg"},
        None,
        ("PSV-1", "set_pressure"),
        91325.0,
        "Pa",
        r"above the atmosphere, 101325 Pa",
    ),
    "set pressure below operation": (
        GAS,
        {},
        {"operating_pressure": "11 barg"},
        ("PSV-1", "set_pressure"),
        1101325.0,
        "Pa",
        r"operating pressure of 'V-1' is 1.20132e\+06 Pa",
    ),
    "set pressure above design": (
        GAS,
        {},
        {"design_pressure": "9 barg"},
        ("PSV-1", "set_pressure"),
        1101325.0,
        "Pa",
        r"design pressure of 'V-1' is 1.00132e\+06 Pa",
    ),
    "back pressure above relieving": (
        GAS,
        {"superimposed_back_pressure": "12 barg"},
        None,
        ("PSV-1", "superimposed_back_pressure"),
        1301325.0,
        "Pa",
        r"relieves at 1.20132e\+06 Pa",
    ),
    "back pressure beyond the bellows curve": (
        GAS,
        {"superimposed_back_pressure": "6 barg", "design": "bellows"},
        None,
        ("PSV-1", "back_pressure_correction"),
        0.6,
        "",
        r"60.0% of the set pressure",
    ),
    "back pressure of steam": (
        STEAM,
        {"superimposed_back_pressure": "7 barg"},
        None,
        ("S-1", "phase"),
        801325.0,
        "Pa",
        r"take the phase 'gas'",
    ),
    "steam below its boiling point": (
        STEAM | {"relieving_temperature_entered": 400.0},
        {},
        None,
        ("S-1", "relieving_temperature_entered"),
        400.0,
        "K",
        r"boils at 461.1\d K",
    ),
    "level above the vessel": (
        FIRE | {"level": 9.0},
        {},
        {},
        ("S-1", "level"),
        9.0,
        "m",
        r"the vessel is 5 m high",
    ),
    "no level": (FIRE, {}, {}, ("S-1", "level"), None, "", "of the liquid in the fire"),
    "no vessel in the fire": (FIRE, {}, None, ("S-1", "exposed_area"), None, "", r"PSV-1\.protects"),
    "no reason": ({"applicable": False, "reason": " "}, {}, None, ("S-1", "reason"), None, "", "not applicable"),
    "no phase": ({"relief_load_entered": 1.0}, {}, None, ("S-1", "phase"), None, "", "what flows"),
    "liquid in a fire": (FIRE | {"phase": "liquid"}, {}, None, ("S-1", "phase"), "liquid", "", "fire"),
    "no load": (without(GAS, "relief_load_entered"), {}, None, ("S-1", "relief_load_entered"), None, "", "balance"),
    "no fluid": (OF_FLUID, {}, None, ("S-1", "molar_mass"), None, "", "or a FLUID"),
    "no density": (without(LIQUID, "density"), {}, None, ("S-1", "density"), None, "", "or a FLUID"),
    "no temperature": (
        without(GAS, "relieving_temperature_entered"),
        {},
        None,
        ("S-1", "relieving_temperature_entered"),
        None,
        "",
        "of the gas",
    ),
    "fluid that is not there": (OF_FLUID | {"fluid": "NOWHERE"}, {}, None, ("S-1", "fluid"), "NOWHERE", "", "no FLUID"),
    "fluid that CoolProp does not have": (
        OF_FLUID | {"fluid": "TYPO"},
        {},
        None,
        ("TYPO", "fluid"),
        "Prpane",
        "",
        "no fluid of CoolProp",
    ),
    "temperature above the equation of state": (
        OF_FLUID | {"fluid": "PROPANE", "relieving_temperature_entered": 3000.0},
        {},
        None,
        ("PROPANE", "temperature"),
        3000.0,
        "K",
        "at most 650 K",
    ),
    "temperature above that of entered numbers": (
        OF_FLUID | {"fluid": "ENTERED"},
        {},
        None,
        ("ENTERED", "temperature"),
        350.0,
        "K",
        "250 to 340 K",
    ),
    "gas that is a liquid": (
        OF_FLUID | {"fluid": "PROPANE", "relieving_temperature_entered": 250.0},
        {},
        None,
        ("PROPANE", "temperature"),
        250.0,
        "K",
        r"is a liquid at 250.00 K",
    ),
    "fire above the critical pressure": (
        FIRE | {"exposed_area": 20.0},
        {"set_pressure": "45 barg"},
        None,
        ("PROPANE", "pressure_of_saturation"),
        45e5 * 1.21 + ATMOSPHERE,
        "Pa",
        r"at most 4.25117e\+06 Pa",
    ),
    "two phases above the critical pressure": (
        BOILS | {"vapour_fraction": 0.2},
        {"set_pressure": "50 barg"},
        None,
        ("S-1", "vapour_fraction"),
        50e5 * 1.1 + ATMOSPHERE,
        "Pa",
        r"at most 4.25117e\+06 Pa",
    ),
    "two phases that are one": (
        BOILS | {"relieving_temperature_entered": 350.0},
        {},
        None,
        ("S-1", "relieving_temperature_entered"),
        350.0,
        "K",
        "no liquid there",
    ),
    "two phases without a state": (BOILS, {}, None, ("S-1", "vapour_fraction"), None, "", "subcooled"),
    "two phases without volumes": (
        without(TWO_PHASE, "specific_volume"),
        {},
        None,
        ("S-1", "specific_volume"),
        None,
        "",
        "FLUID of CoolProp",
    ),
    "wall at its limit": (
        FIRE_OF_GAS | {"relieving_temperature_entered": 900.0},
        {},
        None,
        ("S-1", "relieving_temperature_entered"),
        900.0,
        "K",
        "limit, 866 K",
    ),
    "gas in a fire from nowhere": (
        without(FIRE_OF_GAS, "relieving_temperature_entered"),
        {},
        {},
        ("V-1", "operating_pressure"),
        None,
        "",
        "gas is heated",
    ),
    "gas in a fire without a vessel": (
        without(FIRE_OF_GAS, "relieving_temperature_entered"),
        {},
        None,
        ("S-1", "relieving_temperature_entered"),
        None,
        "",
        "a VESSEL that the valve protects",
    ),
    "a vessel of vacuum": (
        GAS,
        {},
        {"design_pressure": 9e4},
        ("V-1", "design_pressure"),
        9e4 - ATMOSPHERE,
        "Pa",
        "above zero",
    ),
    "volume that shrinks": (
        TWO_PHASE | {"specific_volume_at_90_percent": 0.01},
        {},
        None,
        ("S-1", "specific_volume_at_90_percent"),
        pytest.approx((0.01 / 0.01945 - 1) / (1 / 0.9 - 1)),
        "",
        "zero or more",
    ),
    "gas whose k is one": (
        VALVE | {"pressure_drop_ratio": 0.7, "heat_capacity_ratio": 1.0},
        {},
        None,
        ("S-1", "heat_capacity_ratio"),
        0.0,
        "",
        "above zero",
    ),
    "control valve without xT": (VALVE, {}, None, ("S-1", "pressure_drop_ratio"), None, "", "xT"),
    "control valve without a source": (
        without(VALVE, "upstream_pressure"),
        {},
        None,
        ("S-1", "upstream_pressure"),
        None,
        "",
        "source",
    ),
    "control valve of steam": (VALVE | {"phase": "steam"}, {}, None, ("S-1", "phase"), "steam", "", "'other'"),
    "tube without a diameter": (
        without(OPENING, "opening_diameter") | {"cause": "tube rupture"},
        {},
        None,
        ("S-1", "opening_diameter"),
        None,
        "",
        "tube",
    ),
    "check valve without a failure": (
        OPENING | {"cause": "check valve reverse flow"},
        {},
        None,
        ("S-1", "check_valve_failure"),
        None,
        "",
        "complete failure",
    ),
    "expansion without heat": (EXPANSION, {}, None, ("S-1", "heat_input"), None, "", "heats"),
    "water that shrinks": (
        EXPANSION | {"heat_input": 1e5, "relieving_temperature_entered": 274.15},
        {},
        None,
        ("S-1", "expansion_coefficient"),
        pytest.approx(-4.6e-5, rel=0.05),
        "1/K",
        "above zero",
    ),
    "no correction for overpressure": (
        LIQUID,
        {"liquid_capacity": "not certified"},
        None,
        ("PSV-1", "overpressure_correction"),
        None,
        "",
        "0.6 at 10 %",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_by_tag_with_value_and_unit(name):
    scenario, valve, vessel, path, value, unit, text = REFUSED[name]
    case = relief_case(scenario, **valve | ({} if vessel is None else {"protects": "V-1"}))
    if vessel is not None:
        case.add("VESSEL", "V-1", **{"orientation": "vertical", "diameter": 2.0, "tangent_length": 4.0} | vessel)
    if scenario.get("fluid") in FLUIDS:
        case.add("FLUID", scenario["fluid"], **FLUIDS[scenario["fluid"]])
    with pytest.raises(InputError, match=text) as caught:
        run_case(case)
    assert caught.value.path == path
    assert path[0] in str(caught.value)
    if path[0] in TYPES:
        assert path[1] in {parameter.name for parameter in TYPES[path[0]].parameters}
    assert (caught.value.unit or "") == unit
    if isinstance(value, float):
        assert caught.value.value == pytest.approx(value, rel=1e-9)
    else:
        assert caught.value.value == value
    # Nothing is written in part.
    assert "required_area" not in case["PSV"].columns


def test_one_wrong_valve_among_many_is_the_one_that_is_named():
    case = relief_case(GAS)
    for number in range(2, 30):
        case.add("PSV", f"PSV-{number}", set_pressure="10 barg", design="bellows")
        case.add("RELIEF_SCENARIO", f"T-{number}", valve=f"PSV-{number}", cause="other", applicable=True, **GAS)
    case.set("PSV-17", superimposed_back_pressure="6 barg")
    with pytest.raises(InputError, match=r"^PSV-17: ") as caught:
        run_case(case)
    assert caught.value.path[0] == "PSV-17"


def test_a_case_without_valves_has_nothing_to_calculate():
    with pytest.raises(InputError, match="add a PSV or a TANK_VENT"):
        run_case(empty_case())


def test_a_valve_without_an_applicable_scenario_is_told_and_has_no_results():
    case = relief_case({"applicable": False, "reason": "no source of pressure"})
    run = run_case(case)
    assert "'PSV-1' has no applicable scenario" in run.summary["warnings"][0]["text"]
    assert case["PSV"]["required_area"].isna().all()
