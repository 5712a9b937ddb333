"""Loads of relief scenarios from components: geometry and gas by hand, conditions of the fluid by CoolProp itself."""

from __future__ import annotations

import math

import pytest
from CoolProp.CoolProp import PropsSI

from tests.calculations.relief.cases import ATMOSPHERE, assumed, relief_case, scenario_row, warnings_of
from workbench.engineering.relief_loads.check_valve import gas_reverse_flow, liquid_reverse_flow
from workbench.engineering.relief_loads.control_valve_failure import (
    gas_control_valve_flow,
    liquid_control_valve_flow,
)
from workbench.engineering.relief_loads.tube_rupture import gas_tube_rupture_load, liquid_tube_rupture_load
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.services.run import run_case

R = 8.314462618
RELIEVING, IN_FIRE = 1.1e6 + ATMOSPHERE, 1.21e6 + ATMOSPHERE
FIRE = {
    "cause": "external fire",
    "phase": "gas",
    "latent_heat": 3e5,
    "relieving_temperature_entered": 400.0,
    "molar_mass": 0.058,
    "compressibility_factor": 0.85,
    "heat_capacity_ratio": 1.08,
}
SOURCE = {"upstream_pressure": "40 barg", "relieving_temperature_entered": 320.0, "fluid": "F-1"}


def with_vessel(scenario: dict, valve: dict | None = None, **vessel) -> Case:
    case = relief_case(scenario, protects="V-1", **(valve or {}))
    case.add("VESSEL", "V-1", **({"head": "hemispherical", "diameter": 2.0, "tangent_length": 6.0} | vessel))
    return case


def with_fluid(name: str, scenario: dict, **valve) -> Case:
    case = relief_case(scenario, **valve)
    case.add("FLUID", "F-1", source="CoolProp", name=name)
    return case


def choked_flux(pressure: float, kelvin: float, mass: float, factor: float, k: float) -> float:
    """Isentropic choked flow of a gas, p sqrt(k M/(Z R T)) (2/(k + 1))^((k + 1)/(2 (k - 1)))."""
    return pressure * math.sqrt(k * mass / (factor * R * kelvin)) * (2 / (k + 1)) ** ((k + 1) / (2 * (k - 1)))


@pytest.mark.parametrize("level", [0.4, 1.0, 1.7])
def test_fire_on_a_horizontal_vessel(level):
    """Two hemispheres are a sphere, of which a zone of height h has 2 pi R h; the shell has its circle's arc."""
    wetted = 2 * math.pi * level + 2 * math.acos(1 - level) * 6.0
    row = scenario_row(with_vessel(FIRE | {"level": level}, orientation="horizontal", height_above_grade=1.0))
    assert row["wetted_area"] == pytest.approx(wetted, rel=1e-9)
    assert row["heat_taken_up"] == pytest.approx(70_900 * wetted**0.82, rel=1e-9)
    assert row["relief_load"] == pytest.approx(row["heat_taken_up"] / 3e5, rel=1e-12)
    assert row["relieving_pressure"] == pytest.approx(IN_FIRE, rel=1e-12)
    flux = choked_flux(IN_FIRE, 400.0, 0.058, 0.85, 1.08)
    assert row["required_area"] == pytest.approx(row["relief_load"] / flux / 0.975, rel=1e-9)


@pytest.mark.parametrize(
    ("level", "grade", "height"),
    [(0.5, 0.0, 0.5), (4.0, 0.0, 4.0), (7.5, 0.0, 7.5), (7.5, 3.0, 4.62), (7.5, 7.0, 0.62), (2.0, 8.0, 0.0)],
)
def test_fire_on_a_vertical_vessel(level, grade, height):
    """Hemisphere, shell, hemisphere: all have 2 pi R a height; 7.62 m above grade no fire reaches."""
    wetted = 2 * math.pi * height
    case = with_vessel(FIRE, orientation="vertical", level=level, height_above_grade=grade)
    run = run_case(case)
    row = case["RELIEF_SCENARIO"].loc["S-1"]
    assert row["wetted_area"] == pytest.approx(wetted, rel=1e-9, abs=1e-12)
    assert row["heat_taken_up"] == pytest.approx(70_900 * wetted**0.82, rel=1e-9, abs=1e-9)
    assert ("no wall is in the fire" in warnings_of(run)) == (height == 0.0)


def test_fire_with_drainage_protection_or_an_entered_heat():
    entered = FIRE | {"exposed_area": 50.0}
    drained = scenario_row(relief_case(entered | {"adequate_drainage": True, "environment_factor": 0.3}))
    assert drained["heat_taken_up"] == pytest.approx(43_200 * 0.3 * 50.0**0.82, rel=1e-12)
    covered = scenario_row(relief_case(entered | {"environment": "earth-covered storage"}))
    assert covered["heat_taken_up"] == pytest.approx(70_900 * 0.03 * 50.0**0.82, rel=1e-12)
    buried = scenario_row(relief_case(entered | {"environment": "below-grade storage"}))
    assert buried["relief_load"] == 0.0
    balance = scenario_row(relief_case(FIRE | {"heat_input": 6e6}))
    assert balance["relief_load"] == pytest.approx(20.0, rel=1e-12)


def test_a_fire_boils_a_fluid_of_coolprop_at_the_relieving_pressure():
    scenario = {"cause": "external fire", "phase": "gas", "fluid": "F-1", "exposed_area": 30.0}
    case = with_fluid("n-Butane", scenario)
    run = run_case(case)
    row = case["RELIEF_SCENARIO"].loc["S-1"]
    at = {quality: PropsSI("H", "P", IN_FIRE, "Q", quality, "n-Butane") for quality in (0, 1)}
    assert row["relief_load"] == pytest.approx(70_900 * 30.0**0.82 / (at[1] - at[0]), rel=1e-9)
    assert row["relieving_temperature"] == pytest.approx(PropsSI("T", "P", IN_FIRE, "Q", 0, "n-Butane"), rel=1e-9)
    assert {"S-1"} == {tag for one in run.summary["assumptions"] if "HEOS" in one["text"] for tag in one["tags"]}


def test_fire_on_a_vessel_with_gas():
    """API 521: the gas is heated at constant volume; 0.1406 sqrt(M P1) A' (Tw - T1)^1.25/T1^1.1506 in US units."""
    scenario = {name: value for name, value in FIRE.items() if name != "relieving_temperature_entered"}
    scenario |= {"cause": "external fire, gas only", "wall_temperature": 866.0}
    case = with_vessel(scenario, orientation="horizontal", operating_pressure="6 barg", operating_temperature=300.0)
    row = scenario_row(case)
    kelvin = IN_FIRE / (6e5 + ATMOSPHERE) * 300.0
    wall = 4 * math.pi + 2 * math.pi * 6.0
    assert row["relieving_temperature"] == pytest.approx(kelvin, rel=1e-12)
    assert row["wetted_area"] == pytest.approx(wall, rel=1e-9)
    root = math.sqrt(58.0 * IN_FIRE / 6894.757293168361)
    pounds = 0.1406 * root * wall / 0.3048**2 * (1.8 * (866 - kelvin)) ** 1.25 / (1.8 * kelvin) ** 1.1506
    assert row["relief_load"] == pytest.approx(pounds * 0.45359237 / 3600, rel=1e-9)
    flux = choked_flux(IN_FIRE, kelvin, 0.058, 0.85, 1.08)
    assert row["required_area"] == pytest.approx(row["relief_load"] / flux / 0.975, rel=1e-9)


@pytest.mark.parametrize("cause", ["control valve failure", "gas blow-by"])
def test_gas_through_a_control_valve_that_fails_open(cause):
    """The source is at 40 barg and 350 K: Z there, not at the relieving conditions; 0.5 kg/s leave by other ways.

    The gas constant of the equations of state differs from that of CODATA in the sixth digit.
    """
    valve = {"flow_coefficient": 1e-3, "pressure_drop_ratio": 0.7, "upstream_temperature": 350.0, "outlet_flow": 0.5}
    row = scenario_row(with_fluid("Methane", SOURCE | valve | {"cause": cause, "phase": "gas"}))
    source = 4e6 + ATMOSPHERE
    factor = PropsSI("Z", "P", source, "T", 350.0, "Methane")
    mass = PropsSI("M", "Methane")
    k0 = PropsSI("CP0MASS", "P", RELIEVING, "T", 320.0, "Methane")
    k = k0 / (k0 - R / mass)
    expected = gas_control_valve_flow(1e-3, source, RELIEVING, 350.0, mass, k, factor, 0.7)
    assert row["relief_load"] == pytest.approx(expected - 0.5, rel=1e-5)
    by_hand = math.sqrt(k / 1.4 * 0.7 * source * source * mass / (factor * R * 350.0)) * 2 / 3 * 1e-3
    assert expected == pytest.approx(by_hand, rel=1e-9)


LIQUID_VALVE = {"cause": "control valve failure", "phase": "liquid", "flow_coefficient": 1e-3, "recovery_factor": 0.9}


@pytest.mark.parametrize("source", [None, 280.0, 360.0])
def test_liquid_through_a_control_valve_that_fails_open(source):
    """The liquid flows in as it is at its source, at 40 barg and its own temperature, not as at relieving ones."""
    about = SOURCE | LIQUID_VALVE | {"upstream_temperature": source}
    kelvin = 320.0 if source is None else source
    for fluid in ("Water", "n-Butane"):
        row = scenario_row(with_fluid(fluid, about))
        density = PropsSI("D", "P", 4e6 + ATMOSPHERE, "T", kelvin, fluid)
        vapour, critical = PropsSI("P", "T", kelvin, "Q", 0, fluid), PropsSI("PCRIT", fluid)
        expected = liquid_control_valve_flow(1e-3, 4e6 + ATMOSPHERE, RELIEVING, density, vapour, critical, 0.9)
        assert row["relief_load"] == pytest.approx(expected, rel=1e-6)
        # Butane at 360 K flashes in the valve: FL^2 (p1 - FF pv) of IEC 60534-2-1 is less than the drop.
        choked = 0.9**2 * (4e6 + ATMOSPHERE - (0.96 - 0.28 * math.sqrt(vapour / critical)) * vapour)
        assert expected == pytest.approx(1e-3 * math.sqrt(density * min(2.9e6, choked)), rel=1e-9)


@pytest.mark.parametrize("cause", ["control valve failure", "tube rupture", "check valve reverse flow"])
def test_a_cold_source_is_denser_than_what_the_valve_relieves(cause):
    """Of one pressure drop flows the square root of the density at the source; the area is for that at the valve."""
    opening = {"opening_diameter": 0.0148, "check_valve_failure": "complete"}
    about = SOURCE | LIQUID_VALVE | opening | {"cause": cause}
    at = {kelvin: PropsSI("D", "P", 4e6 + ATMOSPHERE, "T", kelvin, "n-Butane") for kelvin in (280.0, 320.0)}
    warm = scenario_row(with_fluid("n-Butane", about, orifice="T"))
    cold = scenario_row(with_fluid("n-Butane", about | {"upstream_temperature": 280.0}, orifice="T"))
    assert cold["relief_load"] / warm["relief_load"] == pytest.approx(math.sqrt(at[280.0] / at[320.0]), rel=1e-6)
    assert cold["relief_load"] > 1.03 * warm["relief_load"]
    # Kv of the larger flow is a little nearer to one.
    assert cold["required_area"] / warm["required_area"] == pytest.approx(math.sqrt(at[280.0] / at[320.0]), rel=1e-4)


def test_the_density_of_a_source_goes_before_that_of_the_valve_and_is_assumed_from_it():
    about = SOURCE | {"cause": "tube rupture", "opening_diameter": 0.0148, "phase": "liquid", "fluid": None}
    flow = 0.7 * 2 * math.pi / 4 * 0.0148**2
    case = relief_case(about | {"density": 850.0}, about | {"density": 850.0, "upstream_density": 900.0})
    run = run_case(case)
    for tag, density in (("S-1", 850.0), ("S-2", 900.0)):
        load = case["RELIEF_SCENARIO"].loc[tag, "relief_load"]
        assert load == pytest.approx(flow * math.sqrt(2 * density * 2.9e6), rel=1e-12)
    assert assumed(run)["upstream_density"] == {"S-1"}
    with pytest.raises(InputError, match=r"S-1\.upstream_density is missing") as error:
        run_case(relief_case(about | {"density": 850.0, "upstream_temperature": 280.0}))
    assert error.value.path == ("S-1", "upstream_density")


def test_a_source_below_the_relieving_pressure_gives_nothing():
    about = {"flow_coefficient": 1e-3, "pressure_drop_ratio": 0.7, "cause": "control valve failure", "phase": "gas"}
    row = scenario_row(with_fluid("Methane", SOURCE | about | {"upstream_pressure": "8 barg"}))
    assert row["relief_load"] == 0.0
    assert row["required_area"] == 0.0


def test_tube_rupture_of_liquid_and_gas():
    about = {"cause": "tube rupture", "opening_diameter": 0.0148}
    liquid = scenario_row(relief_case(SOURCE | about | {"phase": "liquid", "density": 850.0, "fluid": None}))
    by_hand = 0.7 * 2 * math.pi / 4 * 0.0148**2 * math.sqrt(2 * 850.0 * 2.9e6)
    assert liquid["relief_load"] == pytest.approx(by_hand, rel=1e-12)
    expected = liquid_tube_rupture_load(0.0148, 4e6 + ATMOSPHERE, RELIEVING, 850.0, 0.7)
    assert by_hand == pytest.approx(expected, rel=1e-12)
    two = SOURCE | about | {"phase": "gas", "tubes": 2.0, "opening_coefficient": 0.8}
    gas = scenario_row(with_fluid("Nitrogen", two))
    factor = PropsSI("Z", "P", 4e6 + ATMOSPHERE, "T", 320.0, "Nitrogen")
    mass, cp = PropsSI("M", "Nitrogen"), PropsSI("CP0MASS", "P", RELIEVING, "T", 320.0, "Nitrogen")
    state = (320.0, mass, cp / (cp - R / mass), factor)
    expected = gas_tube_rupture_load(0.0148, 4e6 + ATMOSPHERE, RELIEVING, *state, 0.8, 2.0)
    assert gas["relief_load"] == pytest.approx(expected, rel=1e-5)
    area = 4 * math.pi / 4 * 0.0148**2
    assert expected == pytest.approx(0.8 * area * choked_flux(4e6 + ATMOSPHERE, 320.0, mass, factor, state[2]), 1e-9)


@pytest.mark.parametrize(("failure", "ratio"), [("leakage", 0.1), ("complete", 1.0)])
def test_flow_back_through_check_valves(failure, ratio):
    about = {"cause": "check valve reverse flow", "opening_diameter": 0.1, "check_valve_failure": failure}
    # A T orifice is given: what a failed check valve of 100 mm lets through takes more than one valve.
    liquid = relief_case(SOURCE | about | {"phase": "liquid", "density": 850.0, "fluid": None}, orifice="T")
    by_hand = 0.7 * math.pi / 4 * (ratio * 0.1) ** 2 * math.sqrt(2 * 850.0 * 2.9e6)
    assert scenario_row(liquid)["relief_load"] == pytest.approx(by_hand, rel=1e-12)
    assert liquid_reverse_flow(0.1, failure, 4e6 + ATMOSPHERE, RELIEVING, 850.0, 0.7) == pytest.approx(by_hand)
    own = {"molar_mass": 0.02, "compressibility_factor": 0.95, "heat_capacity_ratio": 1.3, "fluid": None}
    gas = scenario_row(relief_case(SOURCE | about | own | {"phase": "gas", "opening_coefficient": 0.6}, orifice="T"))
    state = (320.0, 0.02, 1.3, 0.95)
    expected = gas_reverse_flow(0.1, failure, 4e6 + ATMOSPHERE, RELIEVING, *state, 0.6)
    assert gas["relief_load"] == pytest.approx(expected, rel=1e-12)


def test_thermal_expansion_of_water():
    """API 521: alpha Q/c is the mass that leaves; alpha and c of water at 310 K and the relieving pressure."""
    about = {"cause": "thermal expansion", "phase": "liquid", "fluid": "F-1", "heat_input": 2e6}
    case = with_fluid("Water", about | {"relieving_temperature_entered": 310.0})
    row = scenario_row(case)
    at = ("P", RELIEVING, "T", 310.0, "Water")
    expected = PropsSI("ISOBARIC_EXPANSION_COEFFICIENT", *at) * 2e6 / PropsSI("C", *at)
    assert row["relief_load"] == pytest.approx(expected, rel=1e-5)
    assert row["heat_taken_up"] == 2e6
    flow = expected / PropsSI("D", *at)
    area = flow / 0.65 * math.sqrt(PropsSI("D", *at) / (2 * 1.1e6))
    assert row["required_area"] * row["viscosity_factor"] == pytest.approx(area, rel=1e-5)


def test_what_the_causes_take_for_themselves_is_listed():
    own = {"molar_mass": 0.02, "compressibility_factor": 0.95, "heat_capacity_ratio": 1.3, "fluid": None}
    gas = SOURCE | own | {"phase": "gas", "opening_diameter": 0.0148}
    expected = {
        "S-1": {"environment_factor", "adequate_drainage", "head", "height_above_grade"},
        "S-2": {"wall_temperature", "exposed_area", "head"},
        "S-3": {"upstream_temperature", "tubes", "opening_coefficient"},
        "S-4": {"upstream_temperature", "opening_coefficient"},
        "S-5": {"upstream_temperature"},
    }
    scenarios = (
        FIRE | {"level": 1.0},
        FIRE | {"cause": "external fire, gas only"},
        gas | {"cause": "tube rupture"},
        gas | {"cause": "check valve reverse flow", "check_valve_failure": "leakage"},
        gas | {"cause": "control valve failure", "flow_coefficient": 1e-4, "pressure_drop_ratio": 0.7},
    )
    case = relief_case(*scenarios, protects="V-1")
    case.add("VESSEL", "V-1", orientation="horizontal", diameter=2.0, tangent_length=6.0)
    found = assumed(run_case(case))
    names = set().union(*expected.values())
    for tag, properties in expected.items():
        assert {name for name in names if tag in found.get(name, set())} == properties
