"""The app module Vessel: columns against calculations of their own, what is assumed, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.calculations.vessel import calculate_vessels
from workbench.engineering.vessels.settling import terminal_velocity
from workbench.equipment.separation import SEPARATION
from workbench.errors import InputError
from workbench.model.building import ComponentRow, build_case
from workbench.services.run import run_case

G, ATMOSPHERE, R = 9.80665, 101325.0, 8.31446261815324
DRUM = {
    "orientation": "horizontal",
    "diameter": "2 m",
    "tangent_length": "6 m",
    "head": "hemispherical",
    "operating_pressure": "10 bara",
    "operating_temperature": "40 degC",
    "level": "1 m",
    "liquid": "F-L",
    "gas": "F-G",
}
OIL = {
    "source": "entered",
    "name": "oil",
    "temperature": "40 degC",
    "liquid_density": "750 kg/m3",
    "liquid_viscosity": "0.8 mPa s",
}
GAS = {
    "source": "entered",
    "name": "gas",
    "molar_mass": "18 g/mol",
    "compressibility_factor": 0.95,
    "gas_viscosity": "0.012 mPa s",
}
WATER = {"source": "entered", "name": "water", "liquid_density": "990 kg/m3", "liquid_viscosity": "0.65 mPa s"}
FLUIDS = (ComponentRow("FLUID", "F-L", OIL), ComponentRow("FLUID", "F-G", GAS), ComponentRow("FLUID", "F-W", WATER))
GAS_DENSITY = 10e5 * 0.018 / (0.95 * R * 313.15)
DUTY = {
    "vessel": "V-1",
    "gas_mass_flow": "5 kg/s",
    "liquid_mass_flow": "15 kg/s",
    "method": "Souders-Brown",
    "souders_brown_coefficient": "0.12 m/s",
}
BALL = 4.0 / 3.0 * np.pi


def case_of(types, *rows, **drum):
    values = {name: value for name, value in {**DRUM, **drum}.items() if value is not None}
    vessel = ComponentRow("VESSEL", "V-1", values)
    return build_case("Vessels", types, [vessel, *FLUIDS, *rows], [], app_module="Vessel")


def vessel_row(types, **drum):
    return calculate_vessels(case_of(types, **drum)).results["VESSEL"].loc["V-1"]


def duty(types, drum=None, **properties):
    case = case_of(types, ComponentRow("SEPARATION", "S-1", DUTY | properties), **(drum or {}))
    outcome = calculate_vessels(case)
    return outcome.results["SEPARATION"].loc["S-1"], outcome.summary


def texts(summary):
    return [one["text"] for one in summary["assumptions"]]


def test_a_drum_half_full(types):
    row = vessel_row(types)
    full = 6.0 * np.pi + BALL
    assert row["full_volume"] == pytest.approx(full, rel=1e-12)
    assert row["liquid_volume"] == pytest.approx(full / 2, rel=1e-9)
    assert row["liquid_fraction"] == pytest.approx(0.5, rel=1e-9)
    assert row["wetted_area"] == pytest.approx((12.0 + 4.0) * np.pi / 2, rel=1e-9)
    assert row["liquid_surface_area"] == pytest.approx(12.0 + np.pi, rel=1e-9)
    assert row["liquid_inventory"] == pytest.approx(750.0 * full / 2, rel=1e-9)
    assert row["gas_inventory"] == pytest.approx(GAS_DENSITY * full / 2, rel=1e-9)


def test_fire_reaches_what_is_below_25_feet(types):
    assert vessel_row(types, height_above_grade="3 m")["fire_wetted_area"] == vessel_row(types)["wetted_area"]
    assert vessel_row(types, height_above_grade="8 m")["fire_wetted_area"] == 0.0
    reached = vessel_row(types, height_above_grade="7.12 m")["fire_wetted_area"]
    assert reached == pytest.approx(vessel_row(types, level="0.5 m")["wetted_area"], rel=1e-12)


def test_levels_hold_what_they_hold(types):
    levels = {"low_low_level": 0.5, "low_level": 1.0, "normal_level": 2.0, "high_level": 3.0, "high_high_level": 3.5}
    standing = {"orientation": "vertical", "head": "flat", "level": None, "liquid_outflow": 0.01, "liquid_inflow": 0.02}
    row = vessel_row(types, **standing, **levels)
    assert row["liquid_level"] == 2.0
    assert row["hold_up_time"] == pytest.approx(np.pi / 0.01)
    assert row["surge_time"] == pytest.approx(np.pi / 0.02)
    assert row["low_response_time"] == pytest.approx(0.5 * np.pi / 0.01)
    assert row["high_response_time"] == pytest.approx(0.5 * np.pi / 0.02)
    assert row["volume_at_high_high_level"] == pytest.approx(3.5 * np.pi)
    required = {"required_response_time": 100.0, "required_hold_up_time": 200.0, "required_surge_time": 50.0}
    asked = vessel_row(types, **standing, **levels, **required)
    found = [asked[f"required_{name}"] for name in list(levels)[1:]]
    assert found == pytest.approx([0.5 + 1 / np.pi, 0.5 + 3 / np.pi, 0.5 + 4 / np.pi, 0.5 + 6 / np.pi])


def test_times_that_are_too_short_are_told(types):
    case = case_of(types, low_level=0.9, normal_level=1.0, liquid_outflow=0.1, required_hold_up_time="5 min")
    run_case(case)
    assert any("Hold up time" in one["text"] and one["tag"] == "V-1" for one in case.run.summary["warnings"])


def test_draining_by_orifice_and_by_pipe(types):
    tall = {"orientation": "vertical", "head": "flat", "level": "4 m"}
    hole = 0.25 * np.pi * 0.05**2
    row = vessel_row(types, **tall, drain_diameter="50 mm", drain_discharge_coefficient=0.62, fill_flow=0.01)
    assert row["drain_flow"] == pytest.approx(0.62 * hole * np.sqrt(2 * G * 4.0))
    assert row["drain_time"] == pytest.approx(2 * np.pi * 2.0 / (0.62 * hole * np.sqrt(2 * G)), rel=1e-9)
    assert row["fill_time"] == pytest.approx(6 * np.pi / 0.01)
    pipe = {"drain_pipe_length": "50 m", "drain_pipe_roughness": "0.05 mm", "drain_pipe_drop": "1 m"}
    piped = vessel_row(types, **tall, drain_diameter="50 mm", **pipe)
    assert piped["drain_time"] > row["drain_time"]
    pushed = vessel_row(types, **tall, drain_diameter="50 mm", **pipe, drain_over_pressure="1 bar")
    assert pushed["drain_time"] < piped["drain_time"]
    head = 5.0 + 1e5 / (750.0 * G)
    speed = pushed["drain_flow"] / hole
    assert 1.5 * speed**2 / (2 * G) < head


def test_a_pipe_does_not_drain_the_last_drop(types):
    pipe = {"drain_diameter": "50 mm", "drain_pipe_length": "50 m", "drain_pipe_roughness": "0.05 mm"}
    with pytest.raises(InputError, match=r"V-1\.drain_to_level is 0 m: through a pipe"):
        vessel_row(types, **pipe)


def test_the_wall_by_ug_27_with_static_head_and_corrosion(types):
    wall = {
        "design_pressure": "20 bara",
        "allowable_stress": "138 MPa",
        "joint_efficiency": 0.85,
        "corrosion_allowance": "3 mm",
        "shell_thickness": "25 mm",
    }
    row = vessel_row(types, **wall)
    pressure = 20e5 - ATMOSPHERE + 750.0 * G * 2.0
    strength = 138e6 * 0.85
    assert row["required_shell_thickness"] == pytest.approx(0.003 + pressure * 1.003 / (strength - 0.6 * pressure))
    assert row["required_head_thickness"] == pytest.approx(0.003 + pressure * 1.003 / (2 * strength - 0.2 * pressure))
    assert row["required_second_head_thickness"] == row["required_head_thickness"]
    highest = strength * 0.022 / (1.003 + 0.6 * 0.022) + ATMOSPHERE - 750.0 * G * 2.0
    assert row["maximum_shell_pressure"] == pytest.approx(highest)


@pytest.mark.parametrize(
    ("wall", "name"),
    [({"allowable_stress": "4 MPa"}, "design_pressure"), ({"shell_thickness": "0.6 m"}, "shell_thickness")],
)
def test_a_wall_that_is_thick_is_refused_by_its_property(types, wall, name):
    """0.385 S E is 1.54 MPa; half the radius is 0.5 m."""
    usual = {"design_pressure": "20 bara", "allowable_stress": "138 MPa", "joint_efficiency": 1.0}
    with pytest.raises(InputError, match="V-1: The") as caught:
        vessel_row(types, **usual | wall)
    assert caught.value.path == ("V-1", name)


def test_masses(types):
    row = vessel_row(
        types, shell_thickness="20 mm", head_thickness="15 mm", attached_mass_fraction=0.1, internals_mass=50
    )
    shell, heads = np.pi * 2.02 * 0.02 * 6.0, BALL * (1.015**3 - 1.0)
    assert row["empty_mass"] == pytest.approx(7850.0 * (shell + heads) * 1.1 + 50.0, rel=1e-4)
    assert row["full_mass"] - row["empty_mass"] == pytest.approx(1000.0 * row["full_volume"])
    assert row["operating_mass"] - row["empty_mass"] == pytest.approx(row["liquid_inventory"] + row["gas_inventory"])


def test_what_is_not_given_is_assumed_and_told_or_absent(types):
    outcome = calculate_vessels(case_of(types, head=None, level=None, gas=None))
    row = outcome.results["VESSEL"].loc["V-1"]
    assert row["head_depth_inside"] == 0.5
    assert any(text.startswith("Heads: elliptical 2:1") for text in texts(outcome.summary))
    assert np.isnan(row[["liquid_volume", "drain_time", "empty_mass", "required_shell_thickness"]].to_list()).all()
    told = texts(calculate_vessels(case_of(types, drain_diameter="50 mm", shell_thickness="10 mm")).summary)
    for words in (
        "Drain discharge coefficient 0.6",
        "Drain to level 0 m",
        "Wall density 7850",
        "Thickness of the heads",
    ):
        assert any(words in text for text in told), words


def test_gas_by_souders_and_brown(types):
    row, _ = duty(types, coefficient_derating=0.8)
    assert row["gas_density"] == pytest.approx(GAS_DENSITY)
    assert row["gas_area"] == pytest.approx(np.pi / 2)
    assert row["gas_velocity"] == pytest.approx(5.0 / GAS_DENSITY / (np.pi / 2))
    group = np.sqrt((750.0 - GAS_DENSITY) / GAS_DENSITY)
    assert row["allowable_gas_velocity"] == pytest.approx(0.8 * 0.12 * group)
    assert row["actual_coefficient"] == pytest.approx(row["gas_velocity"] / group)
    assert row["gas_load_fraction"] == pytest.approx(row["gas_velocity"] / row["allowable_gas_velocity"])
    assert row["residence_time"] == pytest.approx((3 * np.pi + BALL / 2) / (15.0 / 750.0), rel=1e-9)


def test_a_standing_separator_has_the_diameter_that_it_needs(types):
    drum = {"orientation": "vertical"}
    row, _ = duty(types, drum)
    narrow = {"orientation": "vertical", "diameter": float(row["required_diameter"])}
    again, _ = duty(types, narrow)
    assert again["gas_load_fraction"] == pytest.approx(1.0)


def test_droplets_settle(types):
    row, _ = duty(types, method="droplet settling", droplet_diameter="150 um")
    speed = terminal_velocity(150e-6, 750.0, GAS_DENSITY, 1.2e-5)
    assert row["droplet_velocity"] == pytest.approx(speed)
    assert row["allowable_gas_velocity"] == pytest.approx(speed * 6.0)
    assert row["required_gas_length"] == pytest.approx(row["gas_velocity"] / speed)
    # Those that just settle in the length are carried over if they are any smaller.
    size = row["carried_over_droplet_diameter"]
    assert terminal_velocity(size, 750.0, GAS_DENSITY, 1.2e-5) * 6.0 == pytest.approx(row["gas_velocity"])
    limit, _ = duty(types, method="droplet settling", droplet_diameter=float(size))
    assert limit["gas_load_fraction"] == pytest.approx(1.0)
    standing, _ = duty(types, {"orientation": "vertical"}, method="droplet settling", droplet_diameter="150 um")
    assert standing["allowable_gas_velocity"] == pytest.approx(speed)


def test_a_mesh_has_the_coefficient_of_its_pressure(types):
    row, summary = duty(types, souders_brown_coefficient=None, mist_eliminator="wire mesh", mist_eliminator_area=1.5)
    psia = 10e5 / 6894.757293168361
    coefficient = 0.3048 * (0.430 - 0.023 * np.log(psia))
    group = np.sqrt((750.0 - GAS_DENSITY) / GAS_DENSITY)
    assert row["allowable_gas_velocity"] == pytest.approx(coefficient * group)
    assert row["mist_eliminator_velocity"] == pytest.approx(row["gas_flow"] / 1.5)
    assert row["required_mist_eliminator_area"] == pytest.approx(row["gas_flow"] / row["allowable_gas_velocity"])
    assert any("York wire mesh" in text for text in texts(summary))


def test_two_liquids(types):
    three = {
        "heavy_liquid_mass_flow": "10 kg/s",
        "heavy_liquid": "F-W",
        "interface_level": "0.5 m",
        "heavy_droplet_diameter": "200 um",
        "light_droplet_diameter": "200 um",
    }
    row, _ = duty(types, **three)
    below, all_of_it = (vessel_row(types, level=level)["liquid_volume"] for level in (0.5, 1.0))
    assert row["heavy_residence_time"] == pytest.approx(below / (10.0 / 990.0))
    assert row["residence_time"] == pytest.approx((all_of_it - below) / (15.0 / 750.0))
    falls, rises = terminal_velocity(2e-4, 990.0, 750.0, 8e-4), -terminal_velocity(2e-4, 750.0, 990.0, 6.5e-4)
    assert row["heavy_settling_time"] == pytest.approx(0.5 / falls)
    assert row["light_rising_time"] == pytest.approx(0.5 / rises)
    with pytest.raises(InputError, match=r"S-1\.interface_level is 1\.5 m"):
        duty(types, **{**three, "interface_level": "1.5 m"})
    with pytest.raises(InputError, match="not above that of the light liquid"):
        duty(types, **{**three, "heavy_liquid": "F-L"})


def test_nozzles(types):
    inlet = {"vessel": "V-1", "service": "feed without inlet device", "gas_mass_flow": 5.0, "liquid_mass_flow": 15.0}
    case = case_of(types, ComponentRow("VESSEL_NOZZLE", "N-1", inlet | {"diameter": "200 mm"}))
    outcome = calculate_vessels(case)
    row = outcome.results["VESSEL_NOZZLE"].loc["N-1"]
    density = 20.0 / (5.0 / GAS_DENSITY + 15.0 / 750.0)
    assert row["mixture_density"] == pytest.approx(density)
    assert row["momentum_flux"] == pytest.approx(density * (20.0 / density / (np.pi / 4 * 0.04)) ** 2)
    assert row["allowable_momentum_flux"] == 1400.0
    assert any(one["tag"] == "N-1" and "Momentum flux" in one["text"] for one in outcome.summary["warnings"])
    required = float(row["required_diameter"])
    # NPS 14 is 336.5 mm inside. NPS 16, STD: 406.4 mm outside, 9.53 mm of wall.
    assert 0.3366 < required < 0.3873
    assert (row["nominal_size"], row["nominal_inside_diameter"]) == ("NPS 16", pytest.approx(0.38734, abs=2e-5))
    assert row["nominal_momentum_flux"] == pytest.approx(1400.0 * (required / row["nominal_inside_diameter"]) ** 4)
    assert any(one["text"].startswith("Nominal size of the nozzle") for one in outcome.summary["assumptions"])
    sized = case_of(types, ComponentRow("VESSEL_NOZZLE", "N-1", inlet | {"diameter": required}))
    again = calculate_vessels(sized)
    assert again.results["VESSEL_NOZZLE"].loc["N-1", "momentum_flux"] == pytest.approx(1400.0)
    assert again.summary["warnings"] == []


def test_fluids_of_coolprop(types):
    propane = ComponentRow("FLUID", "F-P", {"source": "CoolProp", "name": "Propane"})
    case = case_of(types, propane, gas="F-P", liquid="F-P", operating_temperature="300 K", operating_pressure=997.7e3)
    row = calculate_vessels(case).results["VESSEL"].loc["V-1"]
    # Lemmon, McLinden and Wagner (2009), at 300 K on the line of boiling.
    assert row["liquid_inventory"] / row["liquid_volume"] == pytest.approx(489.48, rel=1e-3)
    assert row["gas_inventory"] / (row["full_volume"] - row["liquid_volume"]) == pytest.approx(21.62, rel=5e-3)


@pytest.mark.parametrize(
    ("drum", "words"),
    [
        ({"level": "2.1 m"}, r"V-1\.level is 2\.1 m: the vessel is 2 m high inside; give 0 to 2 m"),
        ({"drain_to_level": "3 m"}, r"V-1\.drain_to_level is 3 m: the vessel is 2 m high"),
        ({"normal_level": 0.8, "low_level": 0.9}, r"V-1\.normal_level is 0\.8 m, below its low_level of 0\.9 m"),
        ({"head": "conical"}, r"V-1\.head_depth is missing: of elliptical and conical heads"),
        ({"head": "torispherical", "crown_radius_ratio": 1.0}, r"V-1\.knuckle_radius_ratio is missing"),
        ({"second_head": "elliptical"}, r"V-1\.second_head_depth is missing"),
        ({"head": "hemispherical", "head_depth": 0.5}, r"V-1\.head_depth is 0\.5 m: the head has no such size"),
        ({"crown_radius_ratio": 0.8}, r"V-1\.crown_radius_ratio is 0\.8: the head has no such size"),
        ({"second_head_depth": 0.5}, r"V-1\.second_head_depth is 0\.5 m: the second head has no such size"),
        ({"boot_diameter": 0.5}, r"V-1\.boot_length is missing"),
        ({"boot_diameter": 2.5, "boot_length": 1.0}, r"V-1\.boot_diameter is 2\.5 m: it is not narrower"),
        ({"orientation": "vertical", "boot_diameter": 0.5, "boot_length": 1.0}, "a vertical vessel has no boot"),
        ({"drain_diameter": 0.05, "level": None}, r"V-1\.drain_from_level is missing"),
        ({"insulation_thickness": 0.1, "shell_thickness": 0.01}, r"V-1\.insulation_density is missing"),
    ],
)
def test_impossible_vessels_are_refused(types, drum, words):
    with pytest.raises(InputError, match=words):
        vessel_row(types, **drum)


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"souders_brown_coefficient": None}, r"S-1\.souders_brown_coefficient is missing"),
        ({"method": "droplet settling"}, r"S-1\.droplet_diameter is missing"),
        ({"liquid_level": "2 m"}, r"S-1\.liquid_level is 2 m"),
        ({"heavy_liquid_mass_flow": 1.0, "interface_level": 0.5}, r"S-1\.heavy_liquid is missing"),
        ({"heavy_liquid_mass_flow": 1.0, "heavy_liquid": "F-W"}, r"S-1\.interface_level is missing"),
        ({"pressure": 1e9}, "S-1: The gas density is"),
    ],
)
def test_impossible_duties_are_refused(types, properties, words):
    with pytest.raises(InputError, match=words) as caught:
        duty(types, **properties)
    assert caught.value.path[0] == "S-1"
    assert caught.value.path[1] in {parameter.name for parameter in SEPARATION.parameters}


def test_an_empty_case_is_refused(types):
    case = build_case("Nothing", types, FLUIDS, [], app_module="Vessel")
    with pytest.raises(InputError, match="has no VESSEL"):
        calculate_vessels(case)


def test_many_vessels_are_as_one_by_one(types):
    rng = np.random.default_rng(3)
    rows = [
        ComponentRow(
            "VESSEL",
            f"V-{k}",
            {
                "orientation": str(rng.choice(["horizontal", "vertical"])),
                "diameter": float(rng.uniform(0.5, 3.0)),
                "tangent_length": float(rng.uniform(2.0, 8.0)),
                "head": str(rng.choice(["flat", "elliptical 2:1", "hemispherical"])),
                "level": 0.4,
                "drain_diameter": 0.05,
                "shell_thickness": 0.01,
            },
        )
        for k in range(40)
    ]
    many = calculate_vessels(build_case("Many", types, rows, [], app_module="Vessel")).results["VESSEL"]
    for k in (0, 7, 23):
        one = calculate_vessels(build_case("One", types, [rows[k]], [], app_module="Vessel")).results["VESSEL"]
        np.testing.assert_allclose(one.loc[f"V-{k}"], many.loc[f"V-{k}"], rtol=1e-12)
