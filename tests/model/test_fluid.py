"""Fluids: published values, interpolation, ranges, and what is refused of a user's own fluid."""

from __future__ import annotations

import json
import math
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator

from workbench.errors import InputError, UnitError
from workbench.model.case import Case
from workbench.model.fluid import PHASES, Fluid
from workbench.model.settings import SETTINGS_SCHEMA, settings_from_fluid

CELSIUS = 273.15


def packaged() -> dict[str, Fluid]:
    text = files("workbench").joinpath("data", "fluids.json").read_text(encoding="utf-8")
    return {entry["name"]: Fluid(entry["name"], 1, entry["properties"]) for entry in json.loads(text)}


FLUIDS = packaged()
TABLE = {
    "temperature": [280.0, 300.0, 330.0, 350.0],
    "density": [900.0, 885.0, 860.0, 850.0],
    "viscosity": [0.2, 0.1, 0.04, 0.02],
    "vapour_pressure": [10.0, 40.0, 200.0, 600.0],
}


def oil(**changes) -> dict:
    return {"phase": "liquid", "table": {**TABLE, **changes}}


# Name, degC, density, viscosity in mPa s, vapour pressure in kPa, heat capacity in J/(kg K).
IAPWS = [  # IAPWS R6-95(2018) and R12-08, saturated liquid
    ("Water", 0.01, 999.79, 1.7914, 0.61165, 4219.9),
    ("Water", 20.0, 998.16, 1.0016, 2.3393, 4184.4),
    ("Water", 25.0, 997.00, 0.8900, 3.1699, 4181.6),
    ("Water", 50.0, 988.00, 0.5465, 12.352, 4179.6),
    ("Water", 100.0, 958.35, 0.2817, 101.42, 4215.7),
    ("Water", 200.0, 864.66, 0.1346, 1554.9, 4496.8),
    ("Water", 300.0, 712.14, 0.0859, 8587.9, 5750.4),
]


@pytest.mark.parametrize(("name", "celsius", "density", "viscosity", "vapour_pressure", "heat_capacity"), IAPWS)
def test_water_is_that_of_iapws(name, celsius, density, viscosity, vapour_pressure, heat_capacity):
    state = FLUIDS[name].at(f"{celsius} degC")
    assert state.density == pytest.approx(density, rel=2e-4)
    assert state.viscosity == pytest.approx(viscosity * 1e-3, rel=2e-3)
    assert state.vapour_pressure == pytest.approx(vapour_pressure * 1e3, rel=1e-3)
    assert state.heat_capacity == pytest.approx(heat_capacity, rel=1e-3)


CRC = [  # CRC Handbook of Chemistry and Physics, 95th edition, sections 6 and 15, at 25 degC
    ("Methanol", 786.6, 0.544, 16.9),
    ("Ethanol", 785.1, 1.074, 7.87),
    ("Benzene", 873.6, 0.604, 12.7),
    ("Toluene", 862.2, 0.560, 3.79),
    ("o-Xylene", 875.5, 0.760, 0.88),
    ("p-Xylene", 856.6, 0.603, 1.19),
    ("n-Hexane", 655.0, 0.300, 20.2),
    ("n-Heptane", 679.5, 0.387, 6.09),
    ("n-Octane", 698.6, 0.508, 1.86),
    ("n-Decane", 726.6, 0.838, 0.17),
    ("Cyclohexane", 773.9, 0.894, 13.0),
]


@pytest.mark.parametrize(("name", "density", "viscosity", "vapour_pressure"), CRC)
def test_organic_liquids_are_those_of_the_crc_handbook(name, density, viscosity, vapour_pressure):
    state = FLUIDS[name].at(298.15)
    assert state.density == pytest.approx(density, rel=5e-3)
    assert state.viscosity == pytest.approx(viscosity * 1e-3, rel=0.04)
    assert state.vapour_pressure == pytest.approx(vapour_pressure * 1e3, rel=0.05, abs=15.0)  # two digits of kPa


@pytest.mark.parametrize(
    ("celsius", "density", "heat_capacity", "viscosity"),
    [(-20, 1086.87, 3126, 22.07), (0, 1081.08, 3203, 8.09), (20, 1073.35, 3281, 3.94), (60, 1052.04, 3435, 1.44)],
)
def test_ethylene_glycol_is_that_of_ashrae(celsius, density, heat_capacity, viscosity):
    """ASHRAE Handbook, Fundamentals (2001), chapter 21, tables 6 to 9: 50 % by volume."""
    state = FLUIDS["Ethylene glycol 50 % by volume in water"].at(celsius + CELSIUS)
    assert state.density == pytest.approx(density, rel=1e-4)
    assert state.heat_capacity == pytest.approx(heat_capacity, rel=5e-4)
    assert state.viscosity == pytest.approx(viscosity * 1e-3, rel=0.04)


@pytest.mark.parametrize(
    ("name", "kelvin", "density", "viscosity", "heat_capacity"),
    [  # Incropera and DeWitt, Fundamentals of Heat and Mass Transfer, 6th edition, table A.4
        ("Air", 300.0, 1.1614, 18.46, 1007.0),
        ("Nitrogen", 300.0, 1.1233, 17.82, 1041.0),
        ("Oxygen", 300.0, 1.284, 20.72, 920.0),
        ("Hydrogen", 300.0, 0.08078, 8.96, 14310.0),
        ("Helium", 300.0, 0.1625, 19.9, 5193.0),
        ("Carbon dioxide, gas", 300.0, 1.7730, 14.9, 851.0),
        ("Steam", 400.0, 0.5542, 13.44, 2014.0),
    ],
)
def test_gases_at_atmospheric_pressure(name, kelvin, density, viscosity, heat_capacity):
    state = FLUIDS[name].at(kelvin)
    assert state.density == pytest.approx(density, rel=0.015)  # their ideal gas is at 1.0133 bar or 1 bar
    assert state.viscosity == pytest.approx(viscosity * 1e-6, rel=0.015)
    assert state.heat_capacity == pytest.approx(heat_capacity, rel=0.01)
    assert state.vapour_pressure is None


def test_heat_capacity_ratios_are_those_of_api_520():
    """API 520 part I, 7th edition, table 7: ideal gas at 15.6 degC."""
    published = {"Nitrogen": 1.40, "Air": 1.40, "Methane": 1.31, "Ethane, gas": 1.19, "Propane, gas": 1.13}
    published |= {"Hydrogen": 1.41, "Carbon dioxide, gas": 1.29, "Ammonia, gas": 1.30, "Steam": 1.33}
    for name, ratio in published.items():
        assert FLUIDS[name].properties["heat_capacity_ratio"] == pytest.approx(ratio, abs=0.011), name


def test_every_packaged_fluid_says_where_it_is_from_and_how_good_its_table_is():
    limits = {"density": 1e-3, "viscosity": 5e-3, "vapour_pressure": 2e-3, "heat_capacity": 2e-3}
    assert len(FLUIDS) >= 30
    for name, fluid in FLUIDS.items():
        properties = fluid.properties
        assert fluid.phase in PHASES
        assert "CoolProp 8.0.0" in fluid.source, name
        assert properties["state"]
        assert properties["formula"]
        assert properties["cas"].count("-") == 2
        assert set(properties["largest_errors"]) == set(properties["table"]) - {"temperature"}, name
        assert all(error <= limits[key] for key, error in properties["largest_errors"].items()), name
        assert fluid.range[0] < fluid.range[1]


def test_the_documentation_lists_every_fluid_with_its_range():
    lines = (Path(__file__).parents[2] / "docs" / "libraries.md").read_text(encoding="utf-8").splitlines()
    for name, fluid in FLUIDS.items():
        lowest, highest = fluid.range
        start = f"| {name} | {fluid.properties['formula']} | {fluid.phase} | {lowest:g} to {highest:g} |"
        assert any(line.startswith(start) for line in lines), start


def test_a_gas_of_the_library_is_nearly_ideal():
    for name, fluid in FLUIDS.items():
        if fluid.phase == "gas":
            hot = fluid.range[1]
            ideal = 101325.0 * fluid.properties["molar_mass"] / (8.314462618 * hot)
            assert fluid.at(hot).density == pytest.approx(ideal, rel=4e-3), name


def test_boiling_under_one_atmosphere():
    boiling = {"Water": 99.97, "Methanol": 64.5, "Ethanol": 78.4, "Benzene": 80.1, "Toluene": 110.6, "n-Heptane": 98.4}
    boiling |= {"Ammonia, liquid": -33.3, "Propane, liquid": -42.1, "n-Butane, liquid": -0.5, "R134a, liquid": -26.1}
    for name, celsius in boiling.items():
        assert FLUIDS[name].at(celsius + CELSIUS).vapour_pressure == pytest.approx(101325.0, rel=0.01), name


def test_glycol_lowers_the_vapour_pressure_of_water():
    for celsius in (5.0, 50.0, 95.0):
        water = FLUIDS["Water"].at(celsius + CELSIUS).vapour_pressure
        for percent in (30, 40, 50):
            for kind in ("Ethylene", "Propylene"):
                mixture = FLUIDS[f"{kind} glycol {percent} % by volume in water"].at(celsius + CELSIUS)
                assert 0.7 * water < mixture.vapour_pressure < water


# --- interpolation ---------------------------------------------------------------------------------------------


def test_the_points_of_the_table_come_back():
    fluid = Fluid("Oil", 1, oil())
    for k, temperature in enumerate(TABLE["temperature"]):
        state = fluid.at(temperature)
        assert state.density == TABLE["density"][k]
        assert state.viscosity == pytest.approx(TABLE["viscosity"][k], rel=1e-14)
        assert state.vapour_pressure == pytest.approx(TABLE["vapour_pressure"][k], rel=1e-14)
        assert state.heat_capacity is None


rising = st.lists(st.floats(1.0, 50.0), min_size=2, max_size=8).map(lambda steps: (np.cumsum(steps) + 200.0).tolist())


@given(data=st.data(), temperature=rising)
@settings(max_examples=200, deadline=None)
def test_interpolation_is_the_monotone_cubic_of_scipy(data, temperature):
    values = st.lists(st.floats(1e-3, 1e3), min_size=len(temperature), max_size=len(temperature))
    density, viscosity = data.draw(values), data.draw(values)
    fluid = Fluid(
        "X", 1, {"phase": "gas", "table": {"temperature": temperature, "density": density, "viscosity": viscosity}}
    )
    inverse = -1.0 / np.array(temperature)
    expected_density = PchipInterpolator(temperature, density)
    expected_viscosity = PchipInterpolator(inverse, np.log(viscosity))
    for part in np.linspace(0.0, 1.0, 23):
        at = float(temperature[0] + part * (temperature[-1] - temperature[0]))
        state = fluid.at(at)
        assert state.density == pytest.approx(float(expected_density(at)), rel=1e-9, abs=1e-9)
        assert math.log(state.viscosity) == pytest.approx(float(expected_viscosity(-1.0 / at)), rel=1e-7, abs=1e-7)
        assert min(density) * (1 - 1e-9) <= state.density <= max(density) * (1 + 1e-9)


def test_viscosity_of_an_arrhenius_liquid_is_exact_between_two_points():
    """ln y straight over 1/T: two points are enough."""
    law = {T: 1e-5 * math.exp(1500.0 / T) for T in (280.0, 311.0, 350.0)}
    table = {"temperature": [280.0, 350.0], "density": [1.0, 1.0], "viscosity": [law[280.0], law[350.0]]}
    assert Fluid("X", 1, {"phase": "gas", "table": table}).at(311.0).viscosity == pytest.approx(law[311.0], rel=1e-12)


# --- range -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("temperature", ["-5 degC", 272.0, "400 degC", 613.1])
def test_outside_the_range_is_refused_with_fluid_temperature_and_range(temperature):
    with pytest.raises(
        InputError, match=r"Water at .* degC \(.* K\).*0\.01 degC \(273\.16 K\) to .*does not"
    ) as caught:
        FLUIDS["Water"].at(temperature)
    assert caught.value.path == ("Water", "temperature")
    assert caught.value.unit == "K"


def test_both_ends_of_the_range_are_in_it():
    lowest, highest = FLUIDS["Water"].range
    assert FLUIDS["Water"].at("0.01 degC").temperature == lowest == 273.16
    assert FLUIDS["Water"].at(0.01 + CELSIUS).temperature == lowest
    assert FLUIDS["Water"].at(highest).temperature == highest


@pytest.mark.parametrize("temperature", ["20 bar", "warm", math.nan, math.inf, None, True])
def test_what_is_no_temperature(temperature):
    with pytest.raises(UnitError):
        FLUIDS["Water"].at(temperature)


# --- a user's own fluid ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ([], "expected a mapping"),
        ({"table": TABLE}, "Oil.phase is None; expected 'liquid' or 'gas'"),
        (oil() | {"phase": "solid"}, "expected 'liquid' or 'gas'"),
        (oil() | {"molarmass": 1.0}, "Oil.molarmass is not known; did you mean 'molar_mass'"),
        (oil() | {"molar_mass": -1.0}, r"Oil.molar_mass is -1.0; expected a finite number above zero \[kg/mol\]"),
        (oil() | {"heat_capacity_ratio": 1.0}, "expected above 1"),
        (oil() | {"source": 5}, "expected a text"),
        (oil() | {"source": "a\0"}, "expected a text"),
        ({"phase": "liquid"}, "Oil.table is None; expected a mapping of lists"),
        (oil(densty=[1, 2, 3, 4]), r"Oil.table.densty is not known; did you mean 'density'"),
        (oil(temperature=[280.0, 300.0, 300.0, 350.0]), "from 300 K to 300 K; expected temperatures that rise"),
        (oil(temperature=[350.0, 330.0, 300.0, 280.0]), "expected temperatures that rise"),
        (oil(density=[900.0, 880.0]), "Oil.table.density has 2 values; expected 4 values"),
        (oil(density=[900.0, math.nan, 860.0, 850.0]), r"is nan; expected a finite number above zero \[kg/m3\]"),
        (oil(viscosity=[0.2, math.inf, 0.04, 0.02]), r"is inf; expected a finite number above zero \[Pa s\]"),
        (oil(viscosity=[0.2, 0.0, 0.04, 0.02]), "is 0.0; expected"),
        (oil(viscosity=[0.2, "0.1", 0.04, 0.02]), "is '0.1'; expected"),
        (oil(viscosity=[0.2, True, 0.04, 0.02]), "is True; expected"),
        (oil(vapour_pressure=[10.0, -1.0, 1.0, 2.0]), r"is -1.0; expected a finite number above zero \[Pa\]"),
        (oil(vapour_pressure=10**400), "expected a list of numbers"),
        (oil(vapour_pressure=[10**400, 1, 1, 1]), "expected a finite number"),
        (oil(density="9999"), "expected a list of numbers"),
        (oil(temperature=[], density=[], viscosity=[], vapour_pressure=[]), "has 0 values; expected 2 to 1000"),
        ({"phase": "liquid", "table": {k: TABLE[k] for k in ("temperature", "density")}}, "viscosity is missing"),
        (
            {"phase": "liquid", "table": {k: v for k, v in TABLE.items() if k != "vapour_pressure"}},
            "Oil.table.vapour_pressure is missing",
        ),
        ({"phase": "gas", "table": TABLE}, "vapour_pressure is there, and the fluid is a gas"),
    ],
)
def test_a_fluid_that_is_refused(properties, words):
    with pytest.raises(InputError, match=words):
        Fluid("Oil", 1, properties)


@pytest.mark.parametrize("name", ["", " ", None, "a\nb"])
def test_a_name_that_is_refused(name):
    with pytest.raises(InputError, match="fluid needs a name"):
        Fluid(name, 1, oil())


# --- in a case -------------------------------------------------------------------------------------------------


def test_a_case_takes_a_fluid_by_its_numbers(small_case: Case):
    small_case.set_settings(**settings_from_fluid(FLUIDS["Water"], "60 degC"))
    got = small_case.settings
    assert (got["fluid"], got["fluid_version"], got["fluid_temperature"]) == ("Water", 1, 333.15)
    assert got["density"] == pytest.approx(983.2, rel=1e-3)
    assert got["viscosity"] == pytest.approx(0.466e-3, rel=5e-3)
    assert got["vapour_pressure"] == pytest.approx(19.95e3, rel=5e-3)
    assert got["critical_pressure"] == pytest.approx(22.064e6, rel=1e-6)  # IAPWS R2-83
    SETTINGS_SCHEMA.validate("settings", got)
    small_case.check()


def test_another_density_is_no_longer_the_fluid_of_the_library(small_case: Case):
    small_case.set_settings(**settings_from_fluid(FLUIDS["Water"], 300.0))
    small_case.set_settings(friction_law="darcy-weisbach")
    assert small_case.settings["fluid_version"] == 1
    small_case.set_settings(density="1100 kg/m3")
    assert "fluid_version" not in small_case.settings
    assert "fluid_temperature" not in small_case.settings
    assert "critical_pressure" not in small_case.settings
    small_case.undo()
    assert small_case.settings["fluid_temperature"] == 300.0


def test_what_may_be_absent_is_removed_and_what_may_not_is_missed(small_case: Case):
    small_case.set_settings(**settings_from_fluid(FLUIDS["Water"], 300.0))
    small_case.set_settings(fluid_version=None, fluid_temperature=None)
    assert "fluid_version" not in small_case.settings
    with pytest.raises(InputError, match=r"settings.density is missing"):
        small_case.set_settings(density=None)


def test_the_digest_sees_the_version_of_the_fluid(small_case: Case):
    small_case.set_settings(**settings_from_fluid(FLUIDS["Water"], 300.0))
    before = small_case.digest
    small_case.set_settings(**settings_from_fluid(Fluid("Water", 2, FLUIDS["Water"].properties), 300.0))
    assert small_case.digest != before


def test_a_gas_is_no_fluid_of_the_settings():
    with pytest.raises(InputError, match="Nitrogen is a gas, and its density follows the pressure"):
        settings_from_fluid(FLUIDS["Nitrogen"], 300.0)


def test_every_liquid_makes_settings_over_its_whole_range():
    for fluid in FLUIDS.values():
        if fluid.phase == "liquid":
            for temperature in np.linspace(*fluid.range, 5):
                values = settings_from_fluid(fluid, float(temperature))
                SETTINGS_SCHEMA.parse("settings", values)
