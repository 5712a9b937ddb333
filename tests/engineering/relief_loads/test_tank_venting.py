"""Venting of tanks by API 2000: published values, seams of the tables, US units against SI."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.published import PublishedCase
from workbench.engineering.relief_loads.fifth_edition_venting import fifth_edition_thermal_venting
from workbench.engineering.relief_loads.tank_fire import (
    emergency_venting,
    hexane_emergency_venting,
    insulated_tank_factor,
    tank_fire_heat_input,
    vertical_wetted_area,
)
from workbench.engineering.relief_loads.tank_venting import (
    inbreathing_factor,
    insulation_reduction_factor,
    liquid_inbreathing,
    liquid_outbreathing,
    outbreathing_factor,
    thermal_inbreathing,
    thermal_outbreathing,
)
from workbench.engineering.relief_loads.vent_device import NORMAL_AIR_DENSITY, required_vent_area, vent_flow
from workbench.errors import InputError
from workbench.units import from_si, to_si

D_011 = PublishedCase(
    "D-011",
    "Normal out-breathing of an insulated tank of 3,500 m3",
    "API Std 2000, 6th edition (2009), 4.3.2, as evaluated in the public spreadsheet 'Atm Sto Tanks Venting Req "
    "API2000-2009 Rev1'",
    "spreadsheet",
)
INBREATHING = PublishedCase(
    "D-102",
    "Normal in-breathing of a bare tank of 200 m3 at 88 degrees of latitude, 40 degC, vapour pressure up to hexane",
    "API Std 2000, 6th edition (2009), 4.3.2, as evaluated in the public spreadsheet 'Atm Sto Tanks Venting Req "
    "API2000-2009 Rev1 - TEST'",
    "spreadsheet",
)
FIRE_TABLE = PublishedCase(
    "D-103",
    "Emergency venting against wetted area, liquids like hexane",
    "API Std 2000, 5th to 7th edition, table in SI units, as in a public spreadsheet (process-engineering-suite)",
    "spreadsheet",
)
FIRE_TABLE_US = PublishedCase(
    "D-104",
    "Emergency venting against wetted area, free air at 60 degF",
    "National Board of Fire Underwriters, No. 30, table 6, as reprinted by OCECO; API Std 2000 has the same table",
)
HOUR = 3600.0


# --- normal venting --------------------------------------------------------------------------------------------


def test_outbreathing_of_an_insulated_tank(validation):
    reduction = insulation_reduction_factor(0.05, 0.1, 4.0)
    thermal = HOUR * thermal_outbreathing(3500.0, 40.0, reduction)
    validation(D_011, "reduction factor", 0.11, reduction, "", absolute=0.005)
    validation(D_011, "thermal out-breathing", 55.0, thermal, "Nm3/h", 0.005)
    liquid = HOUR * liquid_outbreathing(150.0 / HOUR, False, "6")
    validation(D_011, "normal out-breathing", 205.0, thermal + liquid, "Nm3/h", 0.005)


def test_inbreathing_of_a_bare_tank(validation):
    validation(INBREATHING, "C factor", 4.0, inbreathing_factor(88.0, 313.15, True), "", absolute=0.05)
    ours = HOUR * thermal_inbreathing(200.0, 88.0, 313.15, True)
    validation(INBREATHING, "thermal in-breathing", 163.2, ours, "Nm3/h", absolute=0.05)
    validation(INBREATHING, "liquid", 100.0, HOUR * liquid_inbreathing(100.0 / HOUR, "6"), "Nm3/h", absolute=0.5)


def test_factors_by_latitude_liquid_and_temperature():
    latitudes = [0.0, 41.9, -42.0, 58.0, 58.1, -90.0]
    assert list(outbreathing_factor(latitudes)) == [0.32, 0.32, 0.25, 0.25, 0.2, 0.2]
    assert list(inbreathing_factor(latitudes, 298.0, True)) == [4.0, 4.0, 3.0, 3.0, 2.5, 2.5]
    for others in ((298.15, True), (280.0, False), (320.0, False)):
        assert list(inbreathing_factor(latitudes, *others)) == [6.5, 6.5, 5.0, 5.0, 4.0, 4.0]


@given(st.floats(0.01, 10.0), st.floats(0.0, 5.0), st.floats(0.1, 100.0), st.floats(0.0, 1.0))
def test_insulation_is_a_resistance_in_series_with_the_inside(conductivity, thickness, inside, fraction):
    whole = (1.0 / inside) / (1.0 / inside + thickness / conductivity)
    ours = insulation_reduction_factor(conductivity, thickness, inside, [0.0, fraction, 1.0])
    assert ours == pytest.approx([1.0, fraction * whole + (1.0 - fraction), whole])


@given(st.floats(1.0, 1e6), st.floats(1.0, 1e6))
def test_thermal_venting_rises_with_the_volume_but_less_than_it(first, second):
    sizes = np.array(sorted((first, second)))
    for flows in (thermal_outbreathing(sizes, 30.0), thermal_inbreathing(sizes, 30.0, 300.0, False)):
        assert flows[0] <= flows[1] <= flows[0] * sizes[1] / sizes[0] * (1.0 + 1e-12)


def test_movement_of_liquid_by_edition():
    for edition, plainly, volatile, emptied in (("5", 1.01, 2.02, 0.94), ("6", 1.0, 1.0, 1.0), ("7", 1.0, 2.0, 1.0)):
        assert list(liquid_outbreathing(1.0, [False, True], edition)) == [plainly, volatile]
        assert liquid_inbreathing(1.0, edition) == emptied
    # The 5th edition in US units: 6, 12 and 5.6 SCFH for each 42 gallons an hour.
    barrel = 42.0 * 3.785411784e-3
    for scfh, share in ((6.0, 1.01), (12.0, 2.02), (5.6, 0.94)):
        assert to_si(f"{scfh} SCFH", "normal_flow") * HOUR / barrel == pytest.approx(share, rel=5e-3)


def test_table_of_the_fifth_edition_is_that_in_us_units():
    # Table 2A: barrels, in-breathing and out-breathing of high flash points in SCFH.
    rows = {
        100: (100, 60),
        1000: (1000, 600),
        20_000: (20_000, 12_000),
        30_000: (28_000, 17_000),
        50_000: (40_000, 24_000),
        60_000: (44_000, 27_000),
        100_000: (60_000, 36_000),
        120_000: (68_000, 41_000),
        160_000: (82_000, 50_000),
        180_000: (90_000, 54_000),
    }
    volumes = np.array(list(rows)) * 42.0 * 3.785411784e-3
    inward, outward = fifth_edition_thermal_venting(volumes, False)
    assert from_si(inward, "normal_flow", "us") == pytest.approx([row[0] for row in rows.values()], rel=0.03)
    assert from_si(outward, "normal_flow", "us") == pytest.approx([row[1] for row in rows.values()], rel=0.03)
    assert list(fifth_edition_thermal_venting(volumes, True)[1]) == list(inward)
    assert (np.diff(inward) > 0.0).all()


# --- fire ------------------------------------------------------------------------------------------------------

SI_TABLE = {
    2: 608, 3: 913, 9: 2738, 11: 3347, 15: 4563, 22: 6217, 25: 6684, 30: 7411, 40: 8721, 50: 9895,
    60: 10971, 70: 11971, 80: 12911, 90: 13801, 130: 15751, 150: 16532, 175: 17416, 200: 18220, 230: 19102,
    260: 19910,
}  # fmt: skip
US_TABLE = {
    20: 21100, 50: 52700, 90: 94800, 200: 211000, 250: 239000, 300: 265000, 350: 288000, 400: 312000, 500: 354000,
    700: 428000, 1000: 524000, 1200: 557000, 1400: 587000, 1600: 614000, 2000: 662000, 2400: 704000, 2800: 742000,
}  # fmt: skip


def test_emergency_venting_of_the_table_in_si_units(validation):
    heat = tank_fire_heat_input(np.array(list(SI_TABLE), dtype=float), 2e3)
    ours = HOUR * hexane_emergency_venting(heat, 1.0)
    names = {f"{area} m2": flow for area, flow in SI_TABLE.items()}
    validation.worst(FIRE_TABLE, "venting", names, list(ours), "Nm3/h", 0.002)
    reasons = {
        19.0: (5780.0, "the table goes on with the heat of the piece below 18.6 m2"),
        110.0: (15461.0, "does not lie between its neighbours as the printed equation does, and the table in US units"),
    }
    for area, (printed, why) in reasons.items():
        flow = HOUR * hexane_emergency_venting(tank_fire_heat_input(area, 2e3), 1.0)
        validation(FIRE_TABLE, f"venting ({area:g} m2)", printed, flow, "Nm3/h", 0.002, missed=why)
    equation = HOUR * hexane_emergency_venting(tank_fire_heat_input(400.0, 50e3), 1.0)
    assert equation == pytest.approx(208.2 * 400.0**0.82, rel=1e-3)


def test_emergency_venting_of_the_table_in_us_units(validation):
    area = np.array(list(US_TABLE)) * 0.3048**2
    ours = from_si(hexane_emergency_venting(tank_fire_heat_input(area, 2e3), 1.0), "normal_flow", "us")
    names = {f"{area} ft2": flow for area, flow in US_TABLE.items()}
    validation.worst(FIRE_TABLE_US, "venting", names, list(ours), "SCFH", 0.005)


def test_seams_of_the_heat_input_jump_as_the_standard_prints_them():
    def jump(area, pressure):
        below, above = tank_fire_heat_input([math.nextafter(area, 0.0), area], pressure)
        return above / below - 1.0

    # By hand from the printed coefficients.
    assert jump(18.6, 2e3) == pytest.approx(224_200 * 18.6**0.566 / (63_150 * 18.6) - 1.0, rel=1e-6)
    for area, pressure, percent in ((18.6, 2e3, -0.16), (93.0, 2e3, 0.04), (260.0, 7e3, 0.01), (260.0, 8e3, -0.03)):
        assert 100.0 * jump(area, pressure) == pytest.approx(percent, abs=0.01)


def test_heat_input_of_the_pieces_in_us_units():
    # Btu/h and ft2: 20,000 A; 199,300 A^0.566; 963,400 A^0.338; 21,000 A^0.82; 14,090,000.
    for area, pressure, by_hand in (
        (100.0, 2e3, 20_000.0 * 100.0),
        (500.0, 2e3, 199_300.0 * 500.0**0.566),
        (2000.0, 2e3, 963_400.0 * 2000.0**0.338),
        (5000.0, 20e3, 21_000.0 * 5000.0**0.82),
        (5000.0, 7e3, 14_090_000.0),
    ):
        heat = tank_fire_heat_input(area * 0.3048**2, pressure)
        assert from_si(heat, "heat_flow", "us") == pytest.approx(by_hand, rel=2.5e-3)


@given(st.floats(0.0, 2000.0), st.floats(0.0, 2000.0), st.floats(0.0, 103e3))
def test_heat_input_falls_nowhere_but_at_its_seams(first, second, pressure):
    low, high = tank_fire_heat_input(np.array(sorted((first, second))), pressure)
    assert high >= low * (1.0 - 2e-3)


def test_venting_is_the_air_that_flows_through_the_same_opening():
    # A vapour flow W needs W sqrt(T/M) of an opening; the same of air: 0 degC in later editions, 60 degF in the 5th.
    heat, latent, temperature, mass = 3e6, 350e3, 360.0, 0.08
    for edition, air in (("7", 273.15), ("6", 273.15), ("5", 288.706)):
        flow = heat / latent * math.sqrt(temperature / mass) * math.sqrt(0.028965 / air) / NORMAL_AIR_DENSITY
        assert emergency_venting(heat, 1.0, latent, temperature, mass, edition) == pytest.approx(flow, rel=1e-3)
    # SCFH = 3.091 Q F/L sqrt(T/M) in Btu/h, Btu/lb, degrees Rankine: air of 60 degF, volume at 60 degF.
    pounds = to_si("350 kJ/kg", "specific_energy") / to_si("1 Btu/lb", "specific_energy")
    scfh = 3.091 * (heat * HOUR / 1055.05585262) * 0.5 / pounds * math.sqrt(1.8 * temperature / (1000.0 * mass))
    ours = from_si(emergency_venting(heat, 0.5, latent, temperature, mass, "5"), "normal_flow", "us")
    assert ours == pytest.approx(scfh, rel=1e-3)


def test_insulation_of_a_tank_has_the_factors_of_the_table():
    conductance = np.array([22.7, 11.4, 5.7, 3.8, 2.8, 2.3, 1.9])
    printed = [0.3, 0.15, 0.075, 0.05, 0.0375, 0.03, 0.025]
    assert insulated_tank_factor(conductance * 0.1, 0.1) == pytest.approx(printed, rel=0.015)


def test_wetted_area_ends_at_thirty_feet():
    areas = vertical_wetted_area(10.0, [5.0, 9.14, 20.0, 20.0, 20.0], [0.0, 0.0, 0.0, 2.0, 12.0])
    assert areas == pytest.approx(math.pi * 10.0 * np.array([5.0, 9.14, 9.14, 7.14, 0.0]))


# --- vents -----------------------------------------------------------------------------------------------------


@given(st.floats(1e-4, 2.0), st.floats(100.0, 80e3))
def test_vents_pass_the_theoretical_flow_of_the_standard(area, gauge):
    # 125.15 A p1 sqrt(k/((k - 1) M T) (r^(2/k) - r^((k+1)/k))) in Nm3/h, cm2, kPa, g/mol, K.
    upstream, ratio = 101_325.0 + gauge, 101_325.0 / (101_325.0 + gauge)
    inside = 1.4 / (0.4 * 28.965 * 273.15) * (ratio ** (2 / 1.4) - ratio ** (2.4 / 1.4))
    by_hand = 125.15 * 1e4 * area * upstream / 1000.0 * math.sqrt(inside)
    flow = vent_flow(area, 0.7, upstream, 101_325.0)
    assert flow * HOUR == pytest.approx(0.7 * by_hand, rel=2e-4)
    assert required_vent_area(flow, 0.7, upstream, 101_325.0) == pytest.approx(area, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "path", "words"),
    [
        (lambda: outbreathing_factor(95.0), ("latitude",), "95 degrees"),
        (lambda: thermal_outbreathing(0.0, 40.0), ("volume",), "0 m3"),
        (lambda: thermal_outbreathing(10.0, 40.0, 1.1), ("reduction_factor",), "1.1"),
        (lambda: insulation_reduction_factor(0.05, 0.1, 4.0, 1.5), ("insulated_fraction",), "1.5"),
        (lambda: liquid_outbreathing(1.0, True, "8"), ("edition",), "'8'"),
        (lambda: liquid_inbreathing(-1.0, "7"), ("emptying_rate",), "-1 m3/s"),
        (lambda: fifth_edition_thermal_venting([10.0, 31000.0], True), ("volume",), "31000 m3"),
        (lambda: tank_fire_heat_input(10.0, 104e3), ("design_gauge_pressure",), "104000 Pa"),
        (lambda: emergency_venting(1e6, 1.1, 3e5, 300.0, 0.08, "7"), ("environment_factor",), "1.1"),
        (lambda: insulated_tank_factor(1.0, 0.01), ("conductance_of_the_insulation",), "100 W/(m2 K)"),
        (lambda: required_vent_area(1.0, 0.7, 1e5, 1e5), ("pressure_difference",), "0 Pa"),
    ],
)
def test_impossible_tanks_are_refused_with_their_numbers(call, path, words):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.path == path
    assert words in str(caught.value)
