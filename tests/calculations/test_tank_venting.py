"""Venting of whole frames of tanks: against figures by hand, what is assumed, what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.calculations.present import present_frame
from workbench.calculations.tank_venting import calculate_tank_vents
from workbench.equipment.tank_vent import EDITIONS, INSULATED
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.building import ComponentRow, build_case

HOUR = 3600.0
SEVENTH, SIXTH, FIFTH = EDITIONS
# The tank of case D-011, as far as the source says; the rest is chosen so that no assumption is needed.
TANK = {
    "edition": SIXTH,
    "volume": "3500 m3",
    "latitude": 40.0,
    "filling_rate": "150 m3/h",
    "emptying_rate": "100 m3/h",
    "evaporation_rate": 0.0,
    "storage_temperature": "20 degC",
    "vapour_pressure": "3 kPaa",
    "volatility": "up to hexane",
    "insulation_conductivity": 0.05,
    "insulation_thickness": "100 mm",
    "inside_heat_transfer_coefficient": 4.0,
    "insulated_fraction": 1.0,
    "fire_exposed": True,
    "wetted_area": "400 m2",
    "environment_factor": 1.0,
    "latent_heat": "334.9 kJ/kg",
    "relieving_temperature": 288.71,
    "molar_mass": "86.17 g/mol",
    "design_pressure": "20 mbarg",
    "design_vacuum": "-5 mbarg",
}


def tanks(types, *changes, **settings):
    """Results by tag, warnings and assumptions of the tank above with changes, TK-1, TK-2, ..."""
    rows = []
    for number, change in enumerate(changes, start=1):
        merged = TANK | change
        rows.append(ComponentRow("TANK_VENT", f"TK-{number}", {k: v for k, v in merged.items() if v is not None}))
    case = build_case("Base", types, rows, [], settings=settings)
    assumed = Assumptions()
    results, warnings = calculate_tank_vents(case, present_frame(case, "TANK_VENT"), assumed)
    return results, warnings, assumed.to_json()


def test_a_tank_of_which_all_is_known(types):
    results, warnings, assumptions = tanks(types, {})
    row = results.loc["TK-1"]
    reduction = 1.0 / (1.0 + 4.0 * 0.1 / 0.05)
    outward, inward = 0.32 * 3500**0.9 * reduction, 4.0 * 3500**0.7 * reduction
    heat = 4_129_700.0  # 400 m2, 2 kPa gauge
    expected = {
        "tank_volume": 3500.0,
        "outbreathing_factor": 0.32,
        "inbreathing_factor": 4.0,
        "thermal_reduction_factor": reduction,
        "thermal_outbreathing": outward / HOUR,
        "thermal_inbreathing": inward / HOUR,
        "liquid_outbreathing": 150.0 / HOUR,
        "liquid_inbreathing": 100.0 / HOUR,
        "outbreathing": (outward + 150.0) / HOUR,
        "inbreathing": (inward + 100.0) / HOUR,
        "fire_wetted_area": 400.0,
        "fire_environment_factor": 1.0,
        "fire_heat_input": heat,
        "emergency_venting": 906.6 * heat / 334.9e3 * math.sqrt(288.71 / 86.17) / HOUR,
    }
    assert row[list(expected)].to_dict() == pytest.approx(expected, rel=1e-12)
    assert row.drop(list(expected)).isna().all()
    assert outward + 150.0 == pytest.approx(205.0, rel=0.005)  # D-011
    assert warnings == assumptions == []


def test_editions_side_by_side(types):
    bare = {"insulation_conductivity": None, "insulation_thickness": None, "insulated_fraction": None}
    volatile = {"vapour_pressure": "8 kPaa", "flash_point": "30 degC"}
    results, _, _ = tanks(
        types,
        {"edition": SEVENTH} | bare,
        {"edition": SEVENTH} | bare | volatile,
        {"edition": SIXTH, "evaporation_rate": 0.02} | bare | volatile,
        {"edition": FIFTH, "volume": "5000 m3", "flash_point": "60 degC"} | bare,
        {"edition": FIFTH, "volume": "5000 m3"} | bare | volatile,
        {"edition": FIFTH, "volume": "5000 m3", "boiling_point": "180 degC"} | bare,
    )
    liquid = results["liquid_outbreathing"] * HOUR / 150.0
    assert liquid.tolist() == pytest.approx([1.0, 2.0, 1.0 + 0.02 * HOUR / 150.0, 1.01, 2.02, 1.01])
    fifth = results.iloc[3:]
    assert (fifth["thermal_inbreathing"] * HOUR).tolist() == pytest.approx([787.0] * 3)
    assert (fifth["thermal_outbreathing"] * HOUR).tolist() == pytest.approx([472.0, 787.0, 472.0])
    assert fifth[["outbreathing_factor", "inbreathing_factor", "thermal_reduction_factor"]].isna().all(axis=None)
    assert (fifth["inbreathing"] * HOUR).tolist() == pytest.approx([787.0 + 94.0] * 3)
    # The same vapour through the same opening, as air of 0 degC or 15.6 degC.
    assert results["emergency_venting"]["TK-1"] / fifth["emergency_venting"].iloc[0] == pytest.approx(906.6 / 881.55)


def test_a_tank_by_its_diameter_and_height(types):
    shell = {"volume": None, "wetted_area": None, "diameter": "10 m", "height": "12 m"}
    results, _, assumptions = tanks(types, shell, shell | {"elevation": "1 m"})
    assert results["tank_volume"].tolist() == pytest.approx([math.pi * 300.0] * 2)
    assert results["fire_wetted_area"].tolist() == pytest.approx([math.pi * 91.4, math.pi * 81.4])
    noted = {one["property"]: one["tags"] for one in assumptions}
    assert noted == {"volume": ["TK-1", "TK-2"], "wetted_area": ["TK-1", "TK-2"], "elevation": ["TK-1"]}


def test_everything_that_is_taken_is_written_down(types):
    needed = ("edition", "volume", "latitude", "filling_rate", "emptying_rate", "wetted_area", "design_pressure")
    least = {name: None for name in TANK if name not in needed} | {"edition": SEVENTH}
    results, _, assumptions = tanks(types, least, {"edition": SEVENTH})
    assert {one["property"] for one in assumptions} == {
        "volatility",
        "vapour_pressure",
        "evaporation_rate",
        "reduction_factor",
        "fire_exposed",
        "environment_factor",
        "latent_heat",
    }
    assert all(one["tags"] == ["TK-1"] for one in assumptions)
    row = results.loc["TK-1"]
    assert row["inbreathing_factor"] == 6.5  # unknown is above hexane
    assert row["liquid_outbreathing"] * HOUR == pytest.approx(300.0)  # unknown is volatile
    assert row["emergency_venting"] * HOUR == pytest.approx(19_910.0, rel=1e-3)  # like hexane, the table's largest
    # What is assumed never makes a vent smaller than what is known of this tank.
    names = ["outbreathing", "inbreathing"]
    assert (row[names] >= results.loc["TK-2", names]).all()


def test_fire_protection_and_tanks_without_fire(types):
    plain = {"environment_factor": None}
    results, _, _ = tanks(
        types,
        plain | {"fire_protection": "earth-covered above grade"},
        plain | {"fire_protection": INSULATED, "fire_insulation_conductivity": 0.5},
        {"fire_exposed": False, "wetted_area": None},
    )
    assert results["fire_environment_factor"].tolist()[:2] == pytest.approx([0.03, 0.075 * 5.0 / 5.678263], rel=1e-6)
    assert results.loc["TK-3", ["emergency_venting", "fire_heat_input", "fire_wetted_area"]].isna().all()
    assert results.loc["TK-3", "inbreathing"] > 0.0


def test_vents_that_are_entered_and_vents_that_are_needed(types):
    vents = {"discharge_coefficient": 0.6, "pressure_vent_area": 0.01, "vacuum_vent_area": 0.001}
    results, warnings, assumptions = tanks(types, vents, vents | {"venting_pressure": "25 mbarg"})
    row = results.loc["TK-1"]
    # Small pressure differences: K A sqrt(2 dp rho) within the expansion of 2 %.
    density = 101_325.0 * 0.028965 / (8.314462618 * 273.15)
    assert row["rated_outbreathing"] == pytest.approx(0.6 * 0.01 * math.sqrt(2.0 * 2000.0 / density), rel=0.02)
    assert row["rated_inbreathing"] == pytest.approx(0.6 * 0.001 * math.sqrt(2.0 * 500.0 / density), rel=0.01)
    for required, needed, rated, area in (
        ("required_pressure_vent_area", "outbreathing", "rated_outbreathing", 0.01),
        ("required_vacuum_vent_area", "inbreathing", "rated_inbreathing", 0.001),
    ):
        assert row[required] / area == pytest.approx(row[needed] / row[rated], rel=1e-12)
    assert row["required_emergency_vent_area"] > row["required_pressure_vent_area"]
    assert math.isnan(row["rated_emergency_venting"])
    assert [warning["tag"] for warning in warnings if "vacuum_vent_area passes" in warning["text"]] == ["TK-1", "TK-2"]
    beyond = [warning for warning in warnings if "beyond the design_pressure" in warning["text"]]
    assert [warning["tag"] for warning in beyond] == ["TK-2"]
    noted = {one["property"]: one["tags"] for one in assumptions}
    assert noted["venting_pressure"] == ["TK-1"]
    assert noted["venting_vacuum"] == noted["emergency_pressure"] == ["TK-1", "TK-2"]


def test_vents_in_a_fire_are_counted_in_the_air_that_the_flow_is(types):
    # The table counts air of 60 degF, the equation air of 0 degC: the opening for one vapour flow is the same.
    vents = {"discharge_coefficient": 0.6, "emergency_vent_area": 0.3}
    hexane = dict.fromkeys(("latent_heat", "relieving_temperature", "molar_mass"))
    results, _, _ = tanks(types, vents, vents | hexane)
    needed, rated = results["required_emergency_vent_area"], results["rated_emergency_venting"]
    assert needed["TK-1"] == pytest.approx(needed["TK-2"], rel=1e-3)
    assert rated["TK-1"] / rated["TK-2"] == pytest.approx(math.sqrt(288.71 / 273.15), rel=1e-9)


def test_a_site_of_low_pressure(types):
    vents = {"discharge_coefficient": 0.6, "design_pressure": "82 kPaa", "design_vacuum": "79 kPaa"}
    low, _, _ = tanks(types, vents, atmospheric_pressure=80e3)
    assert low.loc["TK-1", "fire_heat_input"] == 4_129_700.0
    with pytest.raises(InputError, match=r"TK-1.design_pressure is 82000 Pa: a tank is designed for the atmosphere"):
        tanks(types, vents)


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        ({"volume": None}, "diameter", "missing: without a volume"),
        ({"latitude": None}, "latitude", "missing"),
        ({"storage_temperature": None}, "storage_temperature", "missing"),
        ({"evaporation_rate": None, "vapour_pressure": None}, "vapour_pressure", "missing"),
        ({"evaporation_rate": None, "vapour_pressure": "8 kPaa"}, "vapour_pressure", "8000 Pa"),
        ({"reduction_factor": 0.5}, "reduction_factor", "give one of them"),
        ({"edition": FIFTH}, "insulation_thickness", "5th edition"),
        ({"insulation_conductivity": None}, "insulation_conductivity", "missing"),
        ({"wetted_area": None}, "diameter", "missing: without a wetted area"),
        ({"fire_protection": "bare tank"}, "environment_factor", "give one of them"),
        ({"latent_heat": None}, "latent_heat", "missing"),
        ({"design_pressure": None}, "design_pressure", "missing: from 260 m2"),
        ({"design_pressure": "1.1 barg"}, "design_pressure", "103.4 kPa"),
        ({"pressure_vent_area": 0.1}, "discharge_coefficient", "missing"),
        ({"discharge_coefficient": 0.6, "venting_vacuum": "1 mbarg"}, "venting_vacuum", "below the atmosphere"),
        ({"discharge_coefficient": 0.6, "emergency_pressure": "-1 mbarg"}, "emergency_pressure", "above the"),
        ({"discharge_coefficient": 0.6, "design_pressure": "0 mbarg"}, "design_pressure", "enter venting_pressure"),
        (
            {
                "environment_factor": None,
                "fire_protection": INSULATED,
                "fire_insulation_conductivity": 5.0,
            },
            "fire_insulation_conductivity",
            "5 W/(m K)",
        ),
    ],
)
def test_what_is_missing_or_impossible_is_named_with_its_tag(types, change, name, words):
    with pytest.raises(InputError) as caught:
        tanks(types, {}, change)
    assert caught.value.path == ("TK-2", name)
    assert words in str(caught.value)


def test_a_tank_too_large_for_the_fifth_edition(types):
    bare = dict.fromkeys(("insulation_conductivity", "insulation_thickness", "insulated_fraction"))
    with pytest.raises(InputError, match=r"TK-1.volume is 31000 m3: the table of the 5th edition ends"):
        tanks(types, bare | {"edition": FIFTH, "volume": 31_000.0})


def test_many_tanks_have_the_results_that_each_has_alone(types):
    changes = [{"volume": 10.0 * 3.0**k, "latitude": 12.0 * k, "edition": (SEVENTH, SIXTH)[k % 2]} for k in range(7)]
    whole, _, _ = tanks(types, *changes)
    for row, change in enumerate(changes):
        alone, _, _ = tanks(types, change)
        assert np.array_equal(alone.iloc[0].to_numpy(), whole.iloc[row].to_numpy(), equal_nan=True)
