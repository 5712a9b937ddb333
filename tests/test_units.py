"""Conversions at the edge: exact factors, gauge against absolute, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import UnitError
from workbench.units import DIMENSIONS, SYSTEMS, display_unit, format_value, from_si, to_si


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("6 inch", "diameter", 0.1524),
        ('6"', "diameter", 0.1524),
        ("0.045 mm", "roughness", 4.5e-5),
        ("120 m", "length", 120.0),
        ("50 m3/h", "volumetric_flow", 50 / 3600),
        ("50 m³/h", "volumetric_flow", 50 / 3600),
        ("100 L/s", "volumetric_flow", 0.1),
        ("1000 gpm", "volumetric_flow", 1000 * 3.785411784e-3 / 60),  # NIST SP 811: US gallon
        ("1 cP", "dynamic_viscosity", 1e-3),
        ("62.4 lb/ft3", "density", 62.4 * 0.45359237 / 0.3048**3),  # NIST SP 811
        ("10 hp", "power", 10 * 745.69987158227),  # NIST SP 811: 550 ft lbf/s
        ("25 degC", "temperature", 298.15),
        ("68 degF", "temperature", 293.15),
        ("9 delta_degF", "temperature_difference", 5.0),
        ("5 K", "temperature_difference", 5.0),
        ("75 %", "fraction", 0.75),
        ("3.5 barg", "pressure", 451325.0),
        ("3.5 bara", "pressure", 350000.0),
        ("1 bar(g)", "pressure", 201325.0),
        ("0 psig", "pressure", 101325.0),
        ("1 kgf/cm2g", "pressure", 101325.0 + 98066.5),
        ("101325 Pa", "pressure", 101325.0),
        ("2 bar", "pressure_difference", 2e5),
        ("1 psi", "pressure_difference", 6894.757293168361),  # NIST SP 811
        ("1 ksi", "stress", 6894757.293168361),
        ("138 MPa", "stress", 138e6),
        ("10 mmH2O", "pressure_difference", 98.0665),
        (4, "length", 4.0),
        ("4", "length", 4.0),
        (np.float32(0.5), "length", 0.5),
        (pint.Quantity(2.0, "km"), "length", 2000.0),
    ],
)
def test_to_si(text, dimension, expected):
    assert to_si(text, dimension) == pytest.approx(expected, rel=1e-14)


def test_cv_and_kv_are_coherent():
    # IEC 60534-2-1: Kv = 0.865 Cv
    assert to_si("1 Cv", "flow_coefficient") / to_si("1 Kv", "flow_coefficient") == pytest.approx(0.865, abs=5e-4)
    # Definition of Cv: 1 US gallon/min of water at 1 psi
    area = to_si("1 Cv", "flow_coefficient")
    flow = area * math.sqrt(to_si("1 psi", "pressure_difference") / 999.0)
    assert flow == pytest.approx(to_si("1 gpm", "volumetric_flow"), rel=1e-12)


def test_gauge_is_relative_to_the_project():
    assert to_si("0 barg", "pressure", atmospheric_pressure=85000.0) == 85000.0
    assert to_si("1 bara", "pressure", atmospheric_pressure=85000.0) == 1e5
    assert from_si(85000.0, "pressure", atmospheric_pressure=85000.0) == 0.0


@pytest.mark.parametrize(
    ("value", "dimension", "words"),
    [
        ("5 bar", "pressure", "gauge or absolute"),
        ("5 psi", "pressure", "psig"),
        ("5 kPa", "pressure", "kPag"),
        ("5 barg", "pressure_difference", "no unit of pressure difference"),
        ("5 kg", "length", "no unit of length"),
        ("5 NB", "diameter", "not a known unit"),
        ("five m", "length", "not a finite number"),
        ("", "length", "not a finite number"),
        (math.nan, "length", "not a finite number"),
        (math.inf, "length", "not a finite number"),
        ("1e400 m", "length", "not a finite number"),
        (True, "length", "not a finite number"),
        (None, "length", "not a finite number"),
        ("5 m", "no such", "not a known dimension"),
    ],
)
def test_refused(value, dimension, words):
    with pytest.raises(UnitError, match=words):
        to_si(value, dimension)


@pytest.mark.parametrize(
    "unit",
    ["(", "m (", "m**", "/", "*", "\\", '"""', "m/0", "m3/0h", "m3/h/", "m#", "'m", "m;", "1 1/2 inch", "C0", "5 m"],
)
def test_what_is_no_unit_is_refused_in_words(unit):
    with pytest.raises(UnitError, match="not a known unit"):
        to_si(f"5 {unit}", "length")


@pytest.mark.parametrize(
    "value", [np.array([1, 2]), np.array([1.0]), 10**400, np.bool_(True), pd.Timestamp("2020"), np.datetime64("2020")]
)
def test_what_is_not_one_number_is_refused_in_words(value):
    with pytest.raises(UnitError, match="not a finite number"):
        to_si(value, "length")


@pytest.mark.parametrize("value", [5, "5"])
def test_an_unknown_dimension_of_a_plain_number(value):
    with pytest.raises(UnitError, match="not a known dimension"):
        to_si(value, "no such")


def test_a_barrel_is_one_of_petroleum():
    """42 US gallons (API MPMS 1), not the 31.5 of beer that pint means."""
    assert to_si("1000 bbl/d", "volumetric_flow") == pytest.approx(1000 * 0.158987294928 / 86400, rel=1e-12)


def test_a_ton_is_asked_back():
    with pytest.raises(UnitError, match="t \\(1000 kg\\), short_ton or long_ton"):
        to_si("5 ton/h", "mass_flow")
    assert to_si("3.6 t/h", "mass_flow") == pytest.approx(1.0)
    assert to_si("1 short_ton/h", "mass_flow") == pytest.approx(2000 * 0.45359237 / 3600)


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("6'", "length", 1.8288),
        ("5  m3 / h", "volumetric_flow", 5 / 3600),
        ("5 m³·h-1", "volumetric_flow", 5 / 3600),
        ("5 °C", "temperature", 278.15),
        ("2 kg/(m s)", "dynamic_viscosity", 2.0),
    ],
)
def test_spellings(text, dimension, value):
    assert to_si(text, dimension) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("2950 rpm", "rotational_speed", 2950.0),
        ("85 dB", "sound_level", 85.0),
        ("0.45 bar/100m", "pressure_gradient", 450.0),
        ("2 psi/100ft", "pressure_gradient", 2 * 6894.757293168361 / 30.48),  # 100 ft are 30.48 m
        ("1 Btu/(lb degF)", "specific_heat_capacity", 4186.8),  # of the international table
        ("1 1/degF", "expansion_coefficient", 1.8),
        ("2257 kJ/kg", "specific_energy", 2.257e6),
        ("1 Btu/h", "heat_flow", 0.29307107),
        ("100 cSt", "kinematic_viscosity", 1e-4),
        ("1 t", "mass", 1000.0),
        ("3 min", "residence_time", 180.0),
    ],
)
def test_units_of_equipment(text, dimension, value):
    assert to_si(text, dimension) == pytest.approx(value, rel=1e-6)


def test_error_names_tag_property_and_unit():
    with pytest.raises(UnitError) as caught:
        to_si("5 kg", "length", path=("P-101", "length"))
    assert caught.value.path == ("P-101", "length")
    assert caught.value.unit == "kg"
    assert "P-101.length" in str(caught.value)


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("system", SYSTEMS)
@given(value=st.floats(min_value=1e-6, max_value=1e6))
def test_round_trip(dimension, system, value):
    shown = from_si(value, dimension, system)
    back = to_si(shown, dimension, default_unit=display_unit(dimension, system))
    # Gauge pressures and temperatures lose digits where the offset is much larger than the value.
    assert back == pytest.approx(value, rel=1e-12, abs=1e-9)


def test_from_si_takes_arrays():
    np.testing.assert_allclose(from_si(np.array([0.0, 1.0]), "volumetric_flow"), [0.0, 3600.0])


def test_format_value_shows_the_unit_and_zero():
    assert format_value(0.1524, "diameter") == "152.4 mm"
    assert format_value(0.1524, "diameter", "us") == "6 inch"
    assert format_value(101325.0, "pressure") == "0 barg"
    assert format_value(123456.0, "length") == "123456 m"
    assert format_value(0.02, "dimensionless") == "0.02"
