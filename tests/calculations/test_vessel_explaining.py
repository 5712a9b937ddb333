"""Calculation sheets of vessels, duties and nozzles arrive at the results of the case, step by step."""

from __future__ import annotations

import pytest

from tests.calculations.test_vessel import DUTY, case_of
from workbench.errors import InputError
from workbench.model.building import ComponentRow
from workbench.services.explaining import explain_component
from workbench.services.run import run_case

WALL = {
    "design_pressure": "20 bara",
    "allowable_stress": "138 MPa",
    "joint_efficiency": 0.85,
    "corrosion_allowance": "3 mm",
    "shell_thickness": "25 mm",
}
LEVELS = {
    "low_low_level": 0.3,
    "low_level": 0.5,
    "normal_level": 1.0,
    "high_level": 1.4,
    "high_high_level": 1.6,
    "liquid_outflow": 0.01,
    "liquid_inflow": 0.02,
}
THREE = {"heavy_liquid_mass_flow": "10 kg/s", "heavy_liquid": "F-W", "interface_level": "0.5 m"}


def explained(types, tag, *rows, **drum):
    case = case_of(types, *rows, **drum)
    run_case(case)
    explanation = explain_component(case, tag, "metric")
    assert "does not explain all of it" not in str(explanation)
    assert all(step.source for step in explanation.steps)
    row = case[case.type_of(tag)].loc[tag]
    columns = {step.column: step.value for step in explanation.steps if step.column}
    assert columns == {name: pytest.approx(row[name], rel=1e-9) for name in columns}
    return explanation, columns


@pytest.mark.parametrize("kind", ["hemispherical", "flat", "elliptical 2:1", "conical", "torispherical"])
def test_a_vessel(types, kind):
    sizes = {"conical": {"head_depth": 0.9}, "torispherical": {"crown_radius_ratio": 1.0, "knuckle_radius_ratio": 0.1}}
    explanation, columns = explained(types, "V-1", head=kind, **sizes.get(kind, {}), **WALL, **LEVELS)
    wanted = {"full_volume", "liquid_fraction", "liquid_inventory", "gas_inventory", "hold_up_time", "surge_time"}
    wanted |= {"low_response_time", "high_response_time", "required_shell_thickness", "operating_mass", "full_mass"}
    assert wanted <= set(columns)
    assert any("indication" in remark for remark in explanation.remarks)


def test_a_vessel_of_which_little_is_known(types):
    explanation, columns = explained(types, "V-1", head=None, level=None, liquid=None, gas=None)
    assert set(columns) == {"full_volume"}
    assert any("elliptical 2:1" in remark for remark in explanation.remarks)


def test_a_wall_without_a_level_still_has_the_static_head_of_its_liquid(types):
    levels = dict.fromkeys(("level", "normal_level"))
    explanation, columns = explained(types, "V-1", **levels, **WALL)
    assert "required_shell_thickness" in columns
    assert any(given.quantity == "Density of the liquid" for given in explanation.given)


def test_a_boot_and_two_different_heads(types):
    boot = {"boot_diameter": 0.5, "boot_length": 1.0}
    explained(types, "V-1", second_head="conical", second_head_depth=0.7, **boot)


@pytest.mark.parametrize("orientation", ["horizontal", "vertical"])
@pytest.mark.parametrize("method", ["Souders-Brown", "droplet settling"])
def test_a_duty(types, method, orientation):
    values = DUTY | THREE | {"method": method, "droplet_diameter": "150 um", "coefficient_derating": 0.9}
    _, columns = explained(types, "S-1", ComponentRow("SEPARATION", "S-1", values), orientation=orientation)
    wanted = {"gas_velocity", "allowable_gas_velocity", "gas_load_fraction", "droplet_velocity", "residence_time"}
    assert wanted | {"heavy_residence_time"} <= set(columns)
    if orientation == "vertical" or method == "droplet settling":
        assert "required_diameter" in columns


def test_a_duty_with_a_mesh_and_one_without_gas(types):
    mesh = {**DUTY, "mist_eliminator": "wire mesh"}
    del mesh["souders_brown_coefficient"]
    explained(types, "S-1", ComponentRow("SEPARATION", "S-1", mesh))
    _, columns = explained(types, "S-1", ComponentRow("SEPARATION", "S-1", DUTY | {"gas_mass_flow": 0.0}))
    assert set(columns) == {"liquid_flow", "residence_time"}


def test_a_nozzle(types):
    values = {"vessel": "V-1", "service": "gas outlet", "gas_mass_flow": 5.0, "diameter": "250 mm"}
    _, columns = explained(types, "N-1", ComponentRow("VESSEL_NOZZLE", "N-1", values))
    assert set(columns) == {"velocity", "momentum_flux", "required_diameter"}
    slow = values | {"velocity_limit": "5 m/s"}
    explained(types, "N-1", ComponentRow("VESSEL_NOZZLE", "N-1", slow))
    _, columns = explained(types, "N-1", ComponentRow("VESSEL_NOZZLE", "N-1", values | {"service": "other"}))
    assert set(columns) == {"velocity", "momentum_flux"}


def test_a_fluid_has_nothing_to_explain(types):
    case = case_of(types)
    run_case(case)
    with pytest.raises(InputError, match="'F-L' is a FLUID"):
        explain_component(case, "F-L")
