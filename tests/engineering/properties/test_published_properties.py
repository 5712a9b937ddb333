"""Properties of fluids by published check values; inputs and expected values are retyped."""

from __future__ import annotations

import numpy as np
import pytest

from tests.published import PublishedCase
from workbench.engineering.properties.atmosphere import (
    standard_atmospheric_density,
    standard_atmospheric_pressure,
    standard_atmospheric_temperature,
)
from workbench.engineering.properties.equation_of_state import fluid_state, saturated_state, state_at_density
from workbench.engineering.properties.viscosity import viscosity_index

IAPWS_95 = "IAPWS R6-95(2018), Revised Release on the IAPWS Formulation 1995, Table 7"
IF97 = "IAPWS R7-97(2012), Industrial Formulation 1997"
LEMMON = "E. W. Lemmon et al., J. Phys. Chem. Ref. Data 29 (2000) 331, Table A2"


@pytest.mark.parametrize(
    ("number", "temperature", "density", "pressure", "heat_capacity", "sound", "entropy"),
    [
        ("G-001", 300.0, 996.556, 0.0992418352, 4.13018112, 1501.51914, 0.393062643),
        ("G-002", 500.0, 0.435, 0.0999679423, 1.50817541, 548.314253, 7.94488271),
        ("G-003", 500.0, 838.025, 10.0003858, 3.22106219, 1271.28441, 2.56690919),
    ],
)
def test_iapws_95(validation, number, temperature, density, pressure, heat_capacity, sound, entropy):
    case = PublishedCase(number, f"IAPWS-95 at {temperature:g} K and {density:g} kg/m3", IAPWS_95)
    state = state_at_density("Water", temperature, density)
    validation(case, "pressure", pressure, state.pressure[0] / 1e6, "MPa", 1e-6)
    validation(case, "cv", heat_capacity, state.isochoric_heat_capacity[0] / 1e3, "kJ/kg/K", 1e-6)
    validation(case, "speed of sound", sound, state.speed_of_sound[0], "m/s", 1e-6)
    validation(case, "entropy", entropy, state.entropy[0] / 1e3, "kJ/kg/K", 1e-6)


@pytest.mark.parametrize(
    ("number", "table", "temperature", "pressure", "volume", "enthalpy", "entropy", "heat_capacity", "sound"),
    [
        ("G-010", 5, 300.0, 3.0, 0.00100215168, 115.331273, 0.392294792, 4.17301218, 1507.73921),
        ("G-011", 15, 300.0, 0.0035, 39.4913866, 2549.91145, 8.52238967, 1.91300162, 427.920172),
        ("G-013", 42, 1500.0, 0.5, 1.3845509, 5219.76855, 9.65408875, 2.61609445, 917.06869),
    ],
)
def test_if97(validation, number, table, temperature, pressure, volume, enthalpy, entropy, heat_capacity, sound):
    case = PublishedCase(number, f"IAPWS-IF97 at {temperature:g} K and {pressure:g} MPa", f"{IF97}, Table {table}")
    state = fluid_state("Water", pressure * 1e6, temperature, "IF97")
    validation(case, "specific volume", volume, 1.0 / state.density[0], "m3/kg", 1e-7)
    validation(case, "enthalpy", enthalpy, state.enthalpy[0] / 1e3, "kJ/kg", 1e-7)
    validation(case, "entropy", entropy, state.entropy[0] / 1e3, "kJ/kg/K", 1e-7)
    validation(case, "cp", heat_capacity, state.isobaric_heat_capacity[0] / 1e3, "kJ/kg/K", 1e-7)
    validation(case, "speed of sound", sound, state.speed_of_sound[0], "m/s", 1e-7)


def test_if97_saturation_line(validation):
    case = PublishedCase("G-014", "IAPWS-IF97 saturation line", f"{IF97}, Tables 35 and 36")
    kelvin = {300.0: 0.00353658941, 500.0: 2.63889776, 600.0: 12.3443146}
    boiling = saturated_state("Water", temperature=list(kelvin), quality=0.0, equation="IF97")
    for published, ours, at in zip(kelvin.values(), boiling.pressure, kelvin, strict=True):
        validation(case, f"saturation pressure at {at:g} K", published, ours / 1e6, "MPa", 1e-7)
    megapascal = {0.1: 372.755919, 1.0: 453.035632, 10.0: 584.149488}
    boiling = saturated_state("Water", pressure=1e6 * np.array(list(megapascal)), quality=0.0, equation="IF97")
    for published, ours, at in zip(megapascal.values(), boiling.temperature, megapascal, strict=True):
        validation(case, f"saturation temperature at {at:g} MPa", published, ours, "K", 1e-7)


def test_iapws_transport(validation):
    source = "IAPWS R12-08, Table 4 (viscosity) and R15-11, Table 4 (thermal conductivity)"
    case = PublishedCase("G-015", "Viscosity and thermal conductivity of water", source)
    state = state_at_density("Water", [298.15, 873.15, 873.15], [998.0, 600.0, 1e-7])
    validation(case, "viscosity, 998 kg/m3", 889.7351, state.viscosity[0] * 1e6, "uPa s", 1e-6)
    validation(case, "viscosity, 600 kg/m3", 77.430195, state.viscosity[1] * 1e6, "uPa s", 1e-6)
    validation(case, "conductivity, 998 kg/m3", 607.712868, state.thermal_conductivity[0] * 1e3, "mW/m/K", 1e-6)
    validation(case, "conductivity, thin gas", 79.1034659, state.thermal_conductivity[2] * 1e3, "mW/m/K", 1e-6)


@pytest.mark.parametrize(
    ("number", "temperature", "pressure", "density", "heat_capacity", "sound"),
    [("G-020", 500.0, 0.2e6, 0.048077, 29.84, 446.6), ("G-021", 130.0, 1.0e6, 1.0295, 34.69, 216.8)],
)
def test_air(validation, number, temperature, pressure, density, heat_capacity, sound):
    case = PublishedCase(number, f"Air at {temperature:g} K and {pressure / 1e6:g} MPa", LEMMON)
    state = fluid_state("Air", pressure, temperature)
    validation(case, "density", density, state.density[0] / state.molar_mass[0] / 1e3, "mol/dm3", 2e-4)
    molar = state.isobaric_heat_capacity[0] * state.molar_mass[0]
    validation(case, "cp", heat_capacity, molar, "J/mol/K", 2e-4)
    validation(case, "speed of sound", sound, state.speed_of_sound[0], "m/s", 2e-4)


def test_methane_on_the_saturation_line(validation):
    source = "U. Setzmann and W. Wagner, J. Phys. Chem. Ref. Data 20 (1991) 1061, Table 39"
    case = PublishedCase("G-030", "Methane on its saturation line at 90.694 K", source)
    state = saturated_state("Methane", temperature=90.694, quality=[0.0, 1.0])
    validation(case, "pressure", 0.011696, state.pressure[0] / 1e6, "MPa", 2e-4)
    validation(case, "liquid density", 451.48, state.density[0], "kg/m3", 2e-4)
    validation(case, "vapour density", 0.25074, state.density[1], "kg/m3", 2e-4)
    validation(case, "speed of sound in the liquid", 1538.6, state.speed_of_sound[0], "m/s", 2e-4)
    validation(case, "latent heat", 544.26, (state.enthalpy[1] - state.enthalpy[0]) / 1e3, "kJ/kg", 2e-4)


def test_viscosity_index(validation):
    case = PublishedCase("G-040", "Viscosity index", "ASTM D2270, worked examples", "chemicals")
    for oil, (cold, hot, index) in enumerate(((73.3, 8.86, 92), (22.83, 5.05, 156), (53.47, 7.80, 111)), 1):
        validation(case, f"oil {oil}", index, viscosity_index(cold * 1e-6, hot * 1e-6), "", absolute=0.5)


def test_standard_atmosphere(validation):
    source = "ICAO standard atmosphere, as tabulated in the vignette of the R package hydraulics"
    case = PublishedCase("G-042", "Standard atmosphere", source)
    validation(case, "pressure at 3000 m", 70121.14, standard_atmospheric_pressure(3000.0), "Pa", absolute=0.5)
    validation(case, "pressure at 1000 m", 89876.0, standard_atmospheric_pressure(1000.0), "Pa", absolute=0.5)
    validation(case, "pressure at 11000 m", 22700.0, standard_atmospheric_pressure(11000.0), "Pa", absolute=50.0)
    validation(case, "density at 3000 m", 0.909, standard_atmospheric_density(3000.0), "kg/m3", absolute=5e-4)
    celsius = standard_atmospheric_temperature(3000.0) - 273.15
    validation(case, "temperature at 3000 m", -4.49, celsius, "degC", absolute=5e-3)


def test_water_of_hydraulics(validation):
    source = "R package hydraulics, vignette; interpolated from tables of Finnemore and Maurer"
    case = PublishedCase("G-043", "Water as textbooks of hydraulics have it", source)
    state = fluid_state("Water", 101325.0, np.array([293.15, 298.15]))
    validation(case, "density at 25 degC", 997.075, state.density[1], "kg/m3", 0.025)
    validation(case, "viscosity at 25 degC", 0.000911, state.viscosity[1], "Pa s", 0.025)
    kinematic = state.viscosity[0] / state.density[0]
    validation(case, "kinematic viscosity at 20 degC", 1.023e-6, kinematic, "m2/s", 0.025)
    boiling = saturated_state("Water", temperature=283.15, quality=0.0)
    validation(case, "vapour pressure at 10 degC", 1228.188, boiling.pressure[0], "Pa", 0.025)
