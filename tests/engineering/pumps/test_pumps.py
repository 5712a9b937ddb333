"""Pumps: round trips, limits and comparisons with what others calculate."""

from __future__ import annotations

import fluids
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engineering.pumps.affinity import at_speed, homologous_pump, scaled_by_size, with_trimmed_impeller
from workbench.engineering.pumps.curves import CurveTable
from workbench.engineering.pumps.minimum_flow import (
    flow_at_temperature_rise,
    minimum_flow_at_constant_power,
    temperature_rise,
)
from workbench.engineering.pumps.motor import IEC_RATINGS, NEMA_RATINGS, api_610_margin, select_motor
from workbench.engineering.pumps.npsh import least_static_head, npsh_available_from_vessel
from workbench.engineering.pumps.operating_region import OUTSIDE, PREFERRED, operating_region
from workbench.engineering.pumps.performance import curve_value, hydraulic_power, shaft_power
from workbench.engineering.pumps.specific_speed import specific_speed, suction_specific_speed
from workbench.engineering.pumps.system_curve import (
    control_valve_allowance,
    duty_flow,
    pumps_together,
    system_head,
    valve_authority,
)
from workbench.engineering.pumps.viscosity_correction import (
    ViscousPump,
    apply_chart_factors,
    correction_factors,
    head_factor,
    outside_tested_range,
    selection_parameter,
    viscosity_parameter,
    water_best_efficiency_point,
)
from workbench.errors import InputError
from workbench.hydraulics import PumpCurve
from workbench.hydraulics.pump_heads import PumpHeads

QUICK = settings(max_examples=60, deadline=None)
ratio = st.floats(0.2, 5.0)
flows = st.floats(1e-3, 1.0)
heads = st.floats(1.0, 500.0)
GALLON_A_MINUTE, FOOT = 3.785411784e-3 / 60.0, 0.3048


@QUICK
@given(flows, heads, st.floats(10.0, 1e6), ratio, ratio)
def test_affinity_laws_go_there_and_back(flow, head, power, speed, size):
    for there, back in (
        (at_speed(flow, head, power, speed), lambda p: at_speed(p.flow, p.head, p.power, 1 / speed)),
        (
            with_trimmed_impeller(flow, head, power, size),
            lambda p: with_trimmed_impeller(p.flow, p.head, p.power, 1 / size),
        ),
        (
            scaled_by_size(flow, head, power, speed, size),
            lambda p: scaled_by_size(p.flow, p.head, p.power, 1 / speed, 1 / size),
        ),
    ):
        again = back(there)
        assert [again.flow, again.head, again.power] == pytest.approx([flow, head, power], rel=1e-12)
        # Equal efficiency: the power given to the liquid goes as the power at the shaft.
        assert there.flow * there.head / there.power == pytest.approx(flow * head / power, rel=1e-12)


@QUICK
@given(flows, heads, st.floats(100.0, 5000.0), ratio, ratio)
def test_affinity_and_size_keep_the_specific_speed(flow, head, speed, turns, size):
    point = scaled_by_size(flow, head, 1.0, turns, size)
    before, after = specific_speed(flow, head, speed), specific_speed(point.flow, point.head, speed * turns)
    assert after == pytest.approx(before, rel=1e-12)
    again = homologous_pump(flow, head, speed, 0.3, point.flow, point.head)
    assert again == pytest.approx((speed * turns, 0.3 * size), rel=1e-12)


@QUICK
@given(flows, heads, st.floats(100.0, 5000.0))
def test_specific_speeds_in_other_units(flow, head, speed):
    """fluids has the SI form; the US form is the same formula with gpm and feet; w q^0.5/(gH)^0.75 has no unit."""
    si = specific_speed(flow, head, speed)
    assert si == pytest.approx(fluids.specific_speed(flow, head, speed), rel=1e-12)
    us = speed * (flow / GALLON_A_MINUTE) ** 0.5 / (head / FOOT) ** 0.75
    assert specific_speed(flow, head, speed, units="US") == pytest.approx(us, rel=1e-12)
    free = speed * np.pi / 30 * flow**0.5 / (9.80665 * head) ** 0.75
    assert specific_speed(flow, head, speed, units="dimensionless") == pytest.approx(free, rel=1e-12)
    assert specific_speed(flow, 4 * head, speed, stages=4) == pytest.approx(si, rel=1e-12)
    assert suction_specific_speed(2 * flow, head, speed, eyes=2) == pytest.approx(si, rel=1e-12)


@QUICK
@given(st.floats(1e5, 1e6), st.floats(0.0, 9e4), st.floats(500.0, 1500.0), st.floats(0.0, 5.0), st.floats(-5.0, 20.0))
def test_npsh_and_the_height_for_it(pressure, vapour, density, loss, static):
    available = npsh_available_from_vessel(pressure, vapour, density, static, loss)
    if available >= 0.0:
        assert least_static_head(pressure, vapour, density, loss, available) == pytest.approx(static, abs=1e-9)
    # What boils in its vessel has only its height, less the loss.
    assert npsh_available_from_vessel(vapour, vapour, density, static, loss) == pytest.approx(static - loss)


CURVES = [
    PumpCurve.from_one_point(0.1, 30.0),
    PumpCurve.from_three_points([0.0, 0.05, 0.1], [40.0, 37.0, 30.0]),
    PumpCurve.piecewise_linear([0.01, 0.05, 0.1], [40.0, 37.0, 30.0]),
    PumpCurve.monotone_cubic([0.0, 0.04, 0.07, 0.1], [40.0, 38.0, 35.0, 28.0]),
    PumpCurve.constant_power(10e3),
]


@QUICK
@given(st.floats(1e-4, 0.2), st.floats(0.3, 1.5))
def test_heads_of_many_pumps_are_those_of_each(flow, speed):
    table = PumpHeads.build(CURVES)
    found = table.at(np.full(5, flow), np.full(5, speed), np.full(5, 900.0))
    assert found == pytest.approx([curve.head_at(flow, speed, 900.0) for curve in CURVES], rel=1e-12, abs=1e-9)


def test_where_pumps_have_no_head_left():
    table = PumpHeads.build(CURVES)
    speed = np.full(5, 0.8)
    end = table.flow_without_head(speed)
    assert np.isinf(end[4])
    assert table.at(end, speed, np.full(5, 900.0))[:4] == pytest.approx(np.zeros(4), abs=1e-9)


@QUICK
@given(st.floats(0.0, 0.3))
def test_a_table_of_curves_reads_as_each_curve(flow):
    curves = [[[0.0, 0.0], [0.1, 0.7], [0.2, 0.6]], [[0.05, 2.0], [0.1, 3.0]], None, [[0.1, 5.0]]]
    table = CurveTable.build(curves, ["A", "B", "C", "D"], "curve")
    found = table.at(np.full(4, flow))
    for k, curve in enumerate(curves):
        if curve is None or not curve[0][0] <= flow <= curve[-1][0]:
            assert np.isnan(found[k])
        else:
            assert found[k] == pytest.approx(curve_value(flow, curve), rel=1e-12)


def test_the_peak_of_a_curve_is_known_only_if_it_is_passed():
    curves = [[[0.0, 0.0], [0.1, 0.7], [0.2, 0.6]], [[0.0, 0.0], [0.1, 0.7]], None]
    flow, value = CurveTable.build(curves, ["A", "B", "C"], "efficiency_curve").peak()
    assert (flow[0], value[0]) == (0.1, 0.7)
    assert np.isnan(flow[1:]).all()


@pytest.mark.parametrize("curve", [[[0.1, 1.0], [0.1, 2.0]], [[-0.1, 1.0], [0.1, 2.0]], [[0.0, np.nan], [0.1, 2.0]]])
def test_a_curve_that_is_none_is_refused_by_tag(curve):
    with pytest.raises(InputError, match=r"P-2\.npsh_required_curve") as caught:
        CurveTable.build([[[0.0, 1.0], [0.1, 2.0]], curve], ["P-1", "P-2"], "npsh_required_curve")
    assert caught.value.path == ("P-2", "npsh_required_curve")


@QUICK
@given(st.floats(20.0, 100.0), st.floats(1.0, 1e4), st.floats(-20.0, 99.0), st.floats(0.0, 1e4))
def test_pump_and_system_meet_once(shutoff, fall, static, friction):
    """H0 - B q^2 = Hs + K q^2 has the one root sqrt((H0 - Hs)/(B + K))."""
    largest = np.array([100.0])
    flow = duty_flow(
        lambda q: shutoff - fall * q**2, lambda q: np.asarray(system_head(q, static, friction, 1.0)), largest
    )[0]
    if static >= shutoff - 1e-6:
        assert np.isnan(flow) or static < shutoff
        return
    assert flow == pytest.approx(np.sqrt((shutoff - static) / (fall + friction)), rel=1e-9)
    grid = np.linspace(0.0, 2 * flow, 400)
    surplus = shutoff - fall * grid**2 - system_head(grid, static, friction, 1.0)
    assert (np.diff(np.sign(surplus)) != 0).sum() <= 2  # one change of sign, or a zero that is hit
    assert (surplus[grid < flow * (1 - 1e-9)] > 0).all()
    assert (surplus[grid > flow * (1 + 1e-9)] < 0).all()


def test_pumps_side_by_side_and_in_a_row():
    one = lambda q: 40.0 - 1e4 * q**2  # noqa: E731
    flow = np.array([0.0, 0.02, 0.04])
    np.testing.assert_allclose(pumps_together(one, in_parallel=2)(2 * flow), one(flow))
    np.testing.assert_allclose(pumps_together(one, in_series=3)(flow), 3 * one(flow))


def test_a_valve_with_half_of_the_friction_of_the_rest_has_a_third():
    drop = control_valve_allowance(3e5, 0.5)
    assert valve_authority(drop, 3e5) == pytest.approx(1 / 3)
    assert valve_authority(0.0, 0.0) == 0.0


@QUICK
@given(st.floats(1.0, 400e3))
def test_the_motor_is_the_smallest_that_has_the_margin(power):
    for standard, ratings in (("IEC", IEC_RATINGS), ("NEMA", NEMA_RATINGS)):
        enough = [rating for rating in ratings.tolist() if rating >= api_610_margin(rating) * power * (1 - 1e-12)]
        found = select_motor(power, standard)
        assert found == enough[0] if enough else np.isnan(found)


def test_bands_of_the_motor_margins():
    """By the rating of the motor: 25 hp and less 1.25, 30 to 75 hp 1.15, 100 hp and more 1.10."""
    horsepower = 745.6998715822702
    margins = [api_610_margin(hp * horsepower) for hp in (25, 30, 75, 100)]
    assert margins == [1.25, 1.15, 1.15, 1.10]
    assert select_motor(np.array([14.8e3, 14.81e3, 19.13e3, 19.14e3]), "IEC").tolist() == [18.5e3, 22e3, 22e3, 30e3]
    assert np.isnan(select_motor(2e6, "IEC"))


@QUICK
@given(st.floats(5.0, 500.0), st.floats(0.05, 1.0), st.floats(1500.0, 4500.0))
def test_temperature_rise_closes_the_energy_balance(head, efficiency, capacity):
    flow, density = 0.01, 800.0
    power = shaft_power(hydraulic_power(flow, head, density), efficiency)
    rise = temperature_rise(head, efficiency, capacity)
    assert density * flow * (9.80665 * head + capacity * rise) == pytest.approx(power, rel=1e-12)
    if rise > 1e-6:
        assert minimum_flow_at_constant_power(power, head, density, capacity, rise) == pytest.approx(flow, rel=1e-9)


def test_flow_at_a_temperature_rise():
    """1/q: the rise of 2 is at 0.5; where all is cool, and where nothing is."""
    found = flow_at_temperature_rise(
        lambda q: 1.0 / q, np.array([0.1, 0.6, 0.1]), np.ones(3), np.array([2.0, 2.0, 0.5])
    )
    assert found[:2] == pytest.approx([0.5, 0.6], rel=1e-12)
    assert np.isnan(found[2])


@QUICK
@given(st.floats(1e-6, 2e-3), st.floats(0.002, 0.1), st.floats(10.0, 120.0), st.floats(900.0, 3600.0))
def test_viscosity_correction_there_and_back(viscosity, flow, head, speed):
    b = viscosity_parameter(viscosity, flow, head, speed)
    if b >= 35.0:
        return
    factors = correction_factors(b)
    again = water_best_efficiency_point(viscosity, flow * factors.flow, head * factors.head, speed)
    assert again == pytest.approx((flow, head), rel=1e-9)


def test_viscosity_factors_fall_and_begin_at_one():
    b = np.linspace(0.2, 39.9, 400)
    factors = correction_factors(b)
    for values in (factors.flow, factors.efficiency):
        assert (np.diff(values) <= 0.0).all()
        assert (values[b <= 1.0] == 1.0).all()
        assert values.min() > 0.0
    assert head_factor(0.9, 0.0) == 1.0
    assert head_factor(0.9, 1.0) == pytest.approx(0.9)


def test_the_parameter_in_us_units():
    """26.6 nu^0.5 H^0.0625 / (Q^0.375 N^0.25) with feet and gpm (ANSI/HI 9.6.7), to its three digits; 4.70 likewise."""
    us = 26.6 * 120**0.5 * (77.0 / FOOT) ** 0.0625 / ((110 / 3600 / GALLON_A_MINUTE) ** 0.375 * 2950**0.25)
    assert viscosity_parameter(120e-6, 110 / 3600, 77.0, 2950.0) == pytest.approx(us, rel=0.005)
    us = 4.70 * 120**0.5 / ((100 / 3600 / GALLON_A_MINUTE) ** 0.25 * (70.0 / FOOT) ** 0.125)
    assert selection_parameter(120e-6, 100 / 3600, 70.0) == pytest.approx(us, rel=0.005)


def test_where_the_factors_were_tested():
    assert not outside_tested_range(120e-6, 110 / 3600, 77.0, 20.0)
    assert outside_tested_range(
        [3.5e-3, 1e-5, 1e-5, 1e-5], [0.03, 0.1, 0.03, 0.03], [50, 50, 200, 50], [20, 20, 20, 70]
    ).all()


def test_the_region_by_what_the_maker_says():
    found = operating_region([0.07, 0.12, 0.02, 0.2], 0.1, 0.03, 0.15).tolist()
    assert found == [PREFERRED, PREFERRED, OUTSIDE, OUTSIDE]
    assert operating_region([0.08], 0.1, 0.09, np.nan).tolist() == [OUTSIDE]  # the maker goes before 70 %


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: specific_speed(0.1, 10.0, 0.0), "speed is 0 rpm"),
        (lambda: specific_speed(0.1, 10.0, 1000.0, units="metric"), "'metric' are no units"),
        (lambda: at_speed(0.1, 10.0, 1.0, -1.0), "speed ratio is -1"),
        (lambda: npsh_available_from_vessel(1e5, -1.0, 1000.0, 1.0, 0.0), "vapour pressure is -1 Pa"),
        (lambda: select_motor(1e3, "BS"), "'BS' is no standard"),
        (lambda: api_610_margin(1e3, "7"), "no edition '7'"),
        (lambda: temperature_rise(10.0, 75.0, 4000.0), "75 % is 0.75"),
        (lambda: viscosity_parameter(5e-3, 0.1, 10.0, 1000.0), "5000 mm2/s"),
        (lambda: correction_factors(40.0), "below 40 only"),
        (lambda: apply_chart_factors(0.1, 10.0, 0.7, ViscousPump(0.0, 1.0, 1.0)), "flow factor is 0"),
        (lambda: operating_region([0.1], [0.0], np.nan, np.nan), "best efficiency flow is 0"),
        (lambda: system_head(-1.0, 1.0, 1.0, 1.0), "flow is -1"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
