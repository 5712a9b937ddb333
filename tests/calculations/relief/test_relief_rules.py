"""Rules of valves: which scenario governs, several valves of a vessel, discs, bellows, orifices, two methods."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from fluids.safety_valve import API520_W

from tests.calculations.relief.cases import (
    ATMOSPHERE,
    GAS,
    LIQUID,
    STEAM,
    TWO_PHASE,
    assumed,
    relief_case,
    scenario_row,
    valve_row,
    warnings_of,
)
from workbench.engineering.relief.orifices import LETTERS, ORIFICES
from workbench.equipment import BUILT_IN
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.services.run import run_case

DESIGN = 1e6
FIRE = {"cause": "external fire", "exposed_area": 30.0, "latent_heat": 3e5}
INCH2 = 0.0254**2


def on_one_vessel(*pressures: float, causes: tuple[str, ...] = (), **vessel) -> Case:
    """Valves V1, V2, ... of one vessel with 10 barg, their set pressures as shares of it."""
    case = relief_case(set_pressure="1 barg")
    case.add("VESSEL", "V-1", orientation="vertical", diameter=2.0, tangent_length=6.0, **vessel)
    case.set("V-1", design_pressure=DESIGN + ATMOSPHERE)
    for number, share in enumerate(pressures, start=1):
        case.add("PSV", f"V{number}", set_pressure=share * DESIGN + ATMOSPHERE, protects="V-1")
        cause = causes[number - 1] if causes else "blocked outlet"
        about = GAS | (FIRE if cause == "external fire" else {"cause": cause})
        case.add("RELIEF_SCENARIO", f"S{number}", valve=f"V{number}", applicable=True, **about)
    return case


def relieving(case: Case) -> list[float]:
    """Gauge relieving pressures over the design pressure."""
    run_case(case)
    found = case["RELIEF_SCENARIO"]["relieving_pressure"]
    return [(p - ATMOSPHERE) / DESIGN for p in found]


def test_the_scenario_with_the_largest_area_governs_and_not_the_one_with_the_largest_load():
    scenarios = (LIQUID, GAS, STEAM, {"applicable": False, "reason": "the valve cannot close"})
    case = relief_case(*scenarios)
    run_case(case)
    frame, row = case["RELIEF_SCENARIO"], case["PSV"].loc["PSV-1"]
    assert frame["relief_load"].idxmax() == "S-1"
    assert row["governing_scenario"] == frame["required_area"].idxmax() == "S-2"
    assert row["governing_cause"] == "blocked outlet"
    for name in ("required_area", "relief_load", "overpressure_allowed", "relieving_pressure", "relieving_temperature"):
        assert row[name] == frame.loc["S-2", name]
    assert frame.loc["S-4", ["relief_load", "relieving_pressure", "required_area", "mass_flux"]].isna().all()


@pytest.mark.parametrize("letter", LETTERS)
def test_the_smallest_orifice_that_is_enough_is_selected(letter):
    unit = scenario_row(relief_case(GAS))["required_area"] / GAS["relief_load_entered"]
    exact = ORIFICES[letter] / unit
    assert valve_row(relief_case(GAS | {"relief_load_entered": exact * 0.9999}))["selected_orifice"] == letter
    if letter == "T":
        with pytest.raises(InputError, match=r"PSV-1: The required area is .* 2 valves are needed"):
            run_case(relief_case(GAS | {"relief_load_entered": exact * 1.0001}))
    else:
        larger = valve_row(relief_case(GAS | {"relief_load_entered": exact * 1.0001}))
        assert larger["selected_orifice"] == LETTERS[LETTERS.index(letter) + 1]
        assert larger["next_smaller_orifice"] == f"{letter} (100.0%)" or larger["area_utilisation"] < 1.0


def test_a_given_orifice_that_is_too_small_is_told_and_rated():
    case = relief_case(GAS, orifice="J")
    run = run_case(case)
    row = case["PSV"].loc["PSV-1"]
    assert row["selected_orifice"] == "J"
    assert row["orifice_area"] == pytest.approx(1.287 * INCH2, rel=1e-12)
    needed, has = row["required_area"] * 1e6, row["orifice_area"] * 1e6
    assert f"'PSV-1' is too small: {needed:.0f} mm2 are needed, orifice J has {has:.0f} mm2." in warnings_of(run)
    assert row["rated_flow"] == pytest.approx(5.0 * has / needed, rel=1e-12)
    assert row["area_utilisation"] == pytest.approx(needed / has, rel=1e-12)


def test_one_valve_has_10_percent_and_21_in_a_fire():
    assert relieving(on_one_vessel(1.0)) == pytest.approx([1.10])
    assert relieving(on_one_vessel(1.0, causes=("external fire",))) == pytest.approx([1.21])
    # Set below the design pressure: over its own set pressure.
    assert relieving(on_one_vessel(0.9)) == pytest.approx([0.99])


def test_several_valves_have_16_percent_of_the_design_pressure_together():
    assert relieving(on_one_vessel(1.0, 1.05)) == pytest.approx([1.16, 1.16])
    assert relieving(on_one_vessel(1.0, 1.05, 1.05)) == pytest.approx([1.16, 1.16, 1.16])


GAS_FIRE = {name: value for name, value in FIRE.items() if name != "latent_heat"} | {"cause": "external fire, gas only"}


@pytest.mark.parametrize("scenario", [GAS, LIQUID, STEAM, TWO_PHASE, GAS | FIRE, GAS | GAS_FIRE])
def test_identical_valves_are_single_valves_for_their_part_of_the_load_with_16_percent(scenario):
    """Without a fire at 1.16 times the set pressure, in a fire at 1.21; loads of fires follow the wall."""
    wall = {} if "exposed_area" not in scenario else {"heat_input": 70_900 * 30.0**0.82 / 3}
    wall = {"exposed_area": 10.0} if scenario.get("cause") == GAS_FIRE["cause"] else wall
    part = {"relief_load_entered": scenario["relief_load_entered"] / 3} | wall
    over = 0.21 if wall else 0.16
    three, one = relief_case(scenario, identical_valves=3), relief_case(scenario | part, overpressure=over)
    run, row, single = run_case(three), dict(three["PSV"].loc["PSV-1"]), valve_row(one)
    for name in ("required_area", "relief_load", "rated_flow", "relieving_pressure", "reaction_force"):
        assert row[name] == pytest.approx(single[name], rel=1e-12), name
    assert row["installed_area"] == 3 * ORIFICES[row["selected_orifice"]]
    assert single["installed_area"] == single["orifice_area"]
    assert assumed(run)["overpressure"] == {"S-1"}
    assert "identical_valves" not in assumed(run)


def test_one_identical_valve_is_a_single_valve():
    one, silent = valve_row(relief_case(GAS, identical_valves=1)), valve_row(relief_case(GAS))
    assert one["overpressure_allowed"] == 0.10
    assert {name: one[name] for name in ("required_area", "rated_flow", "installed_area")} == {
        name: silent[name] for name in ("required_area", "rated_flow", "installed_area")
    }


def test_a_valve_for_fire_only_may_be_set_at_110_percent_and_leaves_the_other_single():
    found = relieving(on_one_vessel(1.0, 1.10, causes=("blocked outlet", "external fire")))
    assert found == pytest.approx([1.10, 1.21])


@pytest.mark.parametrize(
    ("shares", "causes", "tag", "limit"),
    [
        ((1.01,), (), "V1", 1.0),
        ((1.05, 1.05), (), "V1", 1.0),
        ((1.0, 1.06), (), "V2", 1.05),
        ((1.0, 1.11), ("blocked outlet", "external fire"), "V2", 1.10),
        ((1.10,), ("external fire",), "V1", 1.0),
    ],
)
def test_a_valve_that_is_set_too_high_for_its_place_is_refused(shares, causes, tag, limit):
    with pytest.raises(InputError, match=rf"^{tag}\.set_pressure is .* 'V-1' is 1.10132e\+06 Pa") as caught:
        run_case(on_one_vessel(*shares, causes=causes))
    assert caught.value.path == (tag, "set_pressure")
    assert f"may be set at {limit * DESIGN + ATMOSPHERE:g} Pa at most" in str(caught.value)


def test_low_set_pressures_have_3_psi():
    row = scenario_row(relief_case(GAS, set_pressure="1 barg"))
    assert row["relieving_pressure"] == pytest.approx(1e5 + 3 * 6894.757293168361 + ATMOSPHERE, rel=1e-12)


def test_an_entered_overpressure_goes_before_the_rules_and_that_of_the_scenario_before_that_of_the_valve():
    case = relief_case(GAS, GAS | {"overpressure": 0.05}, overpressure=0.08)
    run_case(case)
    gauge = case["RELIEF_SCENARIO"]["relieving_pressure"] - ATMOSPHERE
    assert gauge.tolist() == pytest.approx([1.08e6, 1.05e6])


def test_a_valve_may_be_rated_at_its_set_pressure():
    """An overpressure of zero is a value: the gas flows at the set pressure, and no built-up pressure is allowed."""
    row = valve_row(relief_case(GAS, overpressure=0.0))
    assert row["relieving_pressure"] == pytest.approx(1e6 + ATMOSPHERE, rel=1e-12)
    assert row["built_up_back_pressure_limit"] == 0.0


def test_a_rupture_disc_takes_a_tenth_unless_it_is_certified():
    plain = scenario_row(relief_case(GAS))["required_area"]
    case = relief_case(GAS, rupture_disc=True)
    assert scenario_row(case)["required_area"] == pytest.approx(plain / 0.9, rel=1e-12)
    assert assumed(run_case(case))["combination_correction"] == {"PSV-1"}
    certified = relief_case(GAS, rupture_disc=True, combination_correction=0.97)
    assert scenario_row(certified)["required_area"] == pytest.approx(plain / 0.97, rel=1e-12)
    assert "combination_correction" not in assumed(run_case(certified))


def test_back_pressure_of_bellows_conventional_and_pilot_valves():
    """4 barg behind 10 barg: below the critical pressure, so only the bellows curve asks for more (0.87 at 40 %)."""
    free = scenario_row(relief_case(GAS))["required_area"]
    behind = {"superimposed_back_pressure": "4 barg"}
    bellows = scenario_row(relief_case(GAS, design="bellows", **behind))
    assert bellows["back_pressure_factor"] == pytest.approx(0.87, abs=0.005)
    assert bellows["required_area"] == pytest.approx(free / bellows["back_pressure_factor"], rel=1e-12)
    for design in ("conventional", "pilot"):
        row = scenario_row(relief_case(GAS, design=design, **behind))
        assert row["back_pressure_factor"] == 1.0
        assert row["required_area"] == pytest.approx(free, rel=1e-12)
    own = scenario_row(relief_case(GAS, design="bellows", back_pressure_correction=0.8, **behind))
    assert own["required_area"] == pytest.approx(free / 0.8, rel=1e-12)
    liquid = scenario_row(relief_case(LIQUID, design="bellows", superimposed_back_pressure="3 barg"))
    flux = math.sqrt(2 * 800.0 * 8e5)
    ideal = 20.0 / (0.65 * liquid["back_pressure_factor"] * liquid["viscosity_factor"] * flux)
    assert liquid["back_pressure_factor"] == pytest.approx(API520_W(1e6 + ATMOSPHERE, 3e5 + ATMOSPHERE), rel=1e-3)
    assert liquid["required_area"] == pytest.approx(ideal, rel=1e-9)


@pytest.mark.parametrize(
    ("fluid", "state", "allowed"),
    [
        ("Propane", {"vapour_fraction": 0.0}, 0.05),
        ("Propane", {"vapour_fraction": 0.3}, 0.02),
        ("Water", {"vapour_fraction": 0.1}, 0.02),
        ("Water", {"relieving_temperature_entered": 450.0}, 0.05),
    ],
)
def test_omega_and_homogeneous_equilibrium_agree(fluid, state, allowed):
    """The omega method is the same nozzle with a straight line for the volume."""
    about = {"phase": "two-phase", "relief_load_entered": 10.0, "fluid": "F-1"} | state
    case = relief_case(about | {"method": "omega"}, about | {"method": "homogeneous equilibrium"})
    case.add("FLUID", "F-1", source="CoolProp", name=fluid)
    run = run_case(case)
    frame = case["RELIEF_SCENARIO"]
    assert frame.loc["S-1", "required_area"] == pytest.approx(frame.loc["S-2", "required_area"], rel=allowed)
    assert frame.loc["S-1", "relieving_temperature"] == frame.loc["S-2", "relieving_temperature"] > 270.0
    assert "method" not in assumed(run)
    assert any("HEOS" in one["text"] for one in run.summary["assumptions"])


MAY_BE_ABSENT = {
    "PSV": {
        "inlet_loss",
        "inlet_loss_fraction",
        "outlet_mach_number",
        "noise_level",
        "relieving_temperature",
    },
    "RELIEF_SCENARIO": {
        "wetted_area",
        "heat_taken_up",
        "critical_pressure",
        "viscosity_factor",
        "relieving_temperature",
    },
}
"""Without lines, fires and for some phases; all others are always there."""
OF_PHASE = {
    "gas": (GAS, ["outlet_mach_number", "noise_level", "relieving_temperature"], ["critical_pressure"]),
    "steam": (STEAM, ["outlet_mach_number", "noise_level", "relieving_temperature"], ["critical_pressure"]),
    "liquid": (LIQUID, [], ["viscosity_factor"]),
    "two-phase": (TWO_PHASE, ["outlet_mach_number"], ["critical_pressure"]),
}


@pytest.mark.parametrize("phase", OF_PHASE)
def test_no_result_that_must_be_there_is_absent(phase):
    scenario, of_valve, of_scenario = OF_PHASE[phase]
    case = relief_case(scenario)
    run_case(case)
    for code, tag, more in (("PSV", "PSV-1", of_valve), ("RELIEF_SCENARIO", "S-1", of_scenario)):
        row = case[code].loc[tag]
        names = {result.name for result in BUILT_IN[code].results} - MAY_BE_ABSENT[code] | set(more)
        assert not [name for name in names if pd.isna(row[name])]


ALONE = {"superimposed_back_pressure", "design", "inlet_size", "outlet_size", "overpressure"}


@pytest.mark.parametrize(
    ("scenario", "properties"),
    [
        (GAS, {"gas_discharge_coefficient", "noise_distance"}),
        (STEAM, {"gas_discharge_coefficient", "noise_distance", "edition"}),
        (LIQUID, {"liquid_discharge_coefficient", "liquid_capacity", "edition"}),
        (
            {n: v for n, v in LIQUID.items() if n != "viscosity"},
            {"viscosity", "liquid_discharge_coefficient", "liquid_capacity", "edition"},
        ),
        (TWO_PHASE, {"two_phase_discharge_coefficient", "method"}),
    ],
)
def test_the_list_of_what_is_assumed_is_complete(scenario, properties):
    assert set(assumed(run_case(relief_case(scenario)))) == ALONE | properties


def test_nothing_to_relieve_is_told_as_such():
    told = warnings_of(run_case(relief_case(GAS | {"relief_load_entered": 0.0})))
    assert told == "'PSV-1' has nothing to relieve: the load of its governing scenario is zero."


def test_the_level_in_a_fire_is_that_of_the_scenario_then_of_the_vessel_then_its_normal_one():
    fire = {"cause": "external fire", "phase": "gas", "latent_heat": 3e5, "relieving_temperature_entered": 380.0}
    fire |= {name: GAS[name] for name in ("molar_mass", "compressibility_factor", "heat_capacity_ratio")}
    areas = []
    for level, operating, normal in ((1.5, 1.0, 0.5), (None, 1.0, 0.5), (None, None, 0.5)):
        case = relief_case(fire | {"level": level}, protects="V-1")
        shape = {"orientation": "vertical", "diameter": 2.0, "tangent_length": 4.0, "head": "flat"}
        case.add("VESSEL", "V-1", **shape, level=operating, normal_level=normal, height_above_grade=0.0)
        areas.append(scenario_row(case)["wetted_area"])
    assert areas == pytest.approx([math.pi * (1.0 + 2.0 * level) for level in (1.5, 1.0, 0.5)], rel=1e-9)
