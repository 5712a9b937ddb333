"""Loads of process causes: against calculations of their own, between models, at their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.engineering.control_valve import LiquidState, liquid_flow
from workbench.engineering.control_valve_gas import GasState, gas_flow
from workbench.engineering.relief_loads.blow_by import restriction_blow_by_load, valve_blow_by_load
from workbench.engineering.relief_loads.check_valve import gas_reverse_flow, liquid_reverse_flow, reverse_flow_area
from workbench.engineering.relief_loads.control_valve_failure import (
    gas_control_valve_flow,
    less_open_outlets,
    liquid_control_valve_flow,
)
from workbench.engineering.relief_loads.restriction import (
    gas_opening_flow,
    gas_opening_is_choked,
    liquid_opening_flow,
)
from workbench.engineering.relief_loads.thermal_expansion import (
    expansion_coefficient,
    thermal_expansion_flow,
    typical_expansion_coefficient,
)
from workbench.engineering.relief_loads.tube_rupture import (
    gas_tube_rupture_load,
    liquid_tube_rupture_load,
    rupture_area,
    tube_rupture_overpressures,
)
from workbench.errors import InputError
from workbench.units import from_si, to_si

GAS = (320.0, 0.018, 1.3, 0.95)  # temperature, molar mass, cp/cv, Z
PRESSURES = st.floats(1.1e5, 2e7)
RATIOS = st.floats(1.05, 1.67)


# --- openings --------------------------------------------------------------------------------------------------


@given(PRESSURES, RATIOS, st.floats(0.0, 1.0))
def test_gas_flow_is_that_of_the_largest_mass_flux_of_an_isentropic_expansion(pressure, ratio, share):
    # By itself: density and velocity along the isentrope of a perfect gas, and the largest flux down to p2.
    temperature, mass = 320.0, 0.018
    end = share * pressure
    steps = np.linspace(max(end, 1e-3 * pressure), pressure, 20001)
    density = pressure * mass / (8.314462618 * temperature) * (steps / pressure) ** (1.0 / ratio)
    heat = ratio / (ratio - 1.0) * 8.314462618 / mass
    velocity = np.sqrt(2.0 * heat * temperature * (1.0 - (steps / pressure) ** ((ratio - 1.0) / ratio)))
    ours = gas_opening_flow(1.0, 1.0, pressure, end, temperature, mass, ratio)
    assert ours == pytest.approx(np.max(density * velocity), rel=2e-6, abs=1e-9 * pressure)


@given(PRESSURES, RATIOS)
def test_gas_flow_goes_over_into_choked_flow_without_a_jump(pressure, ratio):
    critical = pressure * (2.0 / (ratio + 1.0)) ** (ratio / (ratio - 1.0))
    near = critical * np.array([0.5, 1.0 - 1e-9, 1.0 + 1e-6])
    flow = gas_opening_flow(1e-3, 0.7, pressure, near, 320.0, 0.018, ratio)
    assert flow[0] == flow[1] == pytest.approx(flow[2], rel=1e-9)
    assert list(gas_opening_is_choked(pressure, near, ratio)) == [True, True, False]


def test_gas_of_a_small_pressure_drop_flows_like_a_liquid():
    density = 20e5 * 0.018 / (0.95 * 8.314462618 * 320.0)
    drop = 200.0
    gas = gas_opening_flow(1e-3, 0.7, 20e5, 20e5 - drop, *GAS)
    assert gas == pytest.approx(liquid_opening_flow(1e-3, 0.7, 20e5, 20e5 - drop, density), rel=2e-4)


def test_nothing_flows_backwards_through_an_opening():
    assert gas_opening_flow(1e-3, 0.7, 5e5, [5e5, 6e5], *GAS) == pytest.approx([0.0, 0.0], abs=0.0)
    assert liquid_opening_flow(1e-3, 0.7, 5e5, [5e5, 6e5], 800.0) == pytest.approx([0.0, 0.0], abs=0.0)


# --- liquid that expands ---------------------------------------------------------------------------------------


def test_expansion_is_that_of_the_equation_in_us_units():
    # gpm = B H/(500 G C) with 1/degF, Btu/h, relative density and Btu/(lb degF); 500 is 60 times 8.33 lb/gal.
    gallons = 0.0005 * 1.5e6 / (500.0 * 0.82 * 0.52)
    flow = thermal_expansion_flow(
        to_si("1.5e6 Btu/h", "heat_flow"),
        0.0005 * 1.8,
        0.82 * 999.0,
        to_si("0.52 Btu/(lb degF)", "specific_heat_capacity"),
    )
    assert from_si(flow, "volumetric_flow", "us") == pytest.approx(gallons, rel=2e-3)


def test_expansion_is_the_change_of_volume_that_is_pushed_out():
    # A mass m at rho(T) with rho = rho0 exp(-alpha T): dV/dt = m d(1/rho)/dT dT/dt, with dT/dt = Q/(m c).
    alpha, density, capacity, heat, mass, step = 9e-4, 780.0, 2200.0, 2e5, 5e3, 1e-3
    rise = heat / (mass * capacity) * step
    by_hand = mass / density * (math.exp(alpha * rise) - 1.0) / step
    assert thermal_expansion_flow(heat, alpha, density, capacity) == pytest.approx(by_hand, rel=1e-6)
    assert expansion_coefficient(density, density * math.exp(-alpha * 10.0), 300.0, 310.0) == pytest.approx(
        alpha, rel=1e-4
    )


def test_typical_coefficients_fall_with_density_in_the_printed_steps():
    # API gravity 20, 40, 60, 70, 85, 90, 97: per degF.
    gravity = np.array([20.0, 40.0, 60.0, 70.0, 85.0, 90.0, 97.0, 145.0])
    found = typical_expansion_coefficient(141.5 / (131.5 + gravity)) / 1.8
    assert found == pytest.approx([0.0004, 0.0005, 0.0006, 0.0007, 0.0008, 0.00085, 0.0009, 0.0009])
    assert typical_expansion_coefficient(141.5 / (131.5 + 35.0) * (1 - 1e-9)) == pytest.approx(0.0009)


# --- a broken tube ---------------------------------------------------------------------------------------------


def test_a_tube_opens_two_of_its_cross_sections():
    assert rupture_area(0.02, [1, 2, 0]) == pytest.approx(2.0 * math.pi * 1e-4 * np.array([1.0, 2.0, 0.0]))
    area = rupture_area(0.0148)
    flux = 0.7 * math.sqrt(2.0 * 850.0 * 29e5)
    assert liquid_tube_rupture_load(0.0148, 40e5, 11e5, 850.0, 0.7) == pytest.approx(area * flux)
    assert gas_tube_rupture_load(0.0148, 40e5, 11e5, *GAS, 0.7) == gas_opening_flow(area, 0.7, 40e5, 11e5, *GAS)


def test_a_low_side_that_was_tested_above_the_high_side_is_safe():
    # The rule of ten thirteenths: design pressures of 10 and 13 barg, tested at 1.3 times the design pressure.
    high = to_si("13 barg", "pressure")
    assert tube_rupture_overpressures(high, to_si(f"{1.3 * 10.0} barg", "pressure")) is False
    assert list(tube_rupture_overpressures(high, [high * 0.999, high, high * 1.001])) == [True, False, False]


# --- control valves --------------------------------------------------------------------------------------------


@given(st.floats(1e5, 2e7), st.floats(0.0, 1.0), st.floats(0.2, 1.0), st.floats(1.05, 1.67))
def test_columns_of_gas_valves_agree_with_one_valve_of_iec_60534(inlet, share, ratio, gamma):
    density = inlet * 0.018 / (0.9 * 8.31446261815324 * 320.0)
    one = gas_flow(2e-3, inlet, share * inlet, GasState(density, gamma), ratio)
    ours = gas_control_valve_flow(2e-3, inlet, share * inlet, 320.0, 0.018, gamma, 0.9, ratio)
    assert ours == pytest.approx(one.mass_flow, rel=1e-12)


@given(st.floats(1e5, 2e7), st.floats(0.0, 1.0), st.floats(0.4, 1.0))
def test_columns_of_liquid_valves_agree_with_one_valve_of_iec_60534(inlet, share, recovery):
    one = liquid_flow(2e-3, inlet, share * inlet, LiquidState(700.0, 4e5, 40e5), recovery)
    ours = liquid_control_valve_flow(2e-3, inlet, share * inlet, 700.0, 4e5, 40e5, recovery)
    assert ours == pytest.approx(700.0 * one.flow, rel=1e-12)


def test_columns_of_valves_are_calculated_at_once_and_against_no_drop():
    inlets = np.array([20e5, 10e5, 5e5])
    flows = gas_control_valve_flow(1e-3, inlets, 10e5, 300.0, 0.029, 1.4, 1.0, 0.7)
    assert flows.shape == (3,)
    assert flows[0] > 0.0 == flows[1] == flows[2]
    assert list(liquid_control_valve_flow(1e-3, inlets, 10e5, 800.0, 0.0, 40e5, 0.9) > 0.0) == [True, False, False]


def test_open_outlets_take_their_normal_flow_and_no_more():
    assert list(less_open_outlets([12.0, 5.0, 3.0], [5.0, 5.0, 8.0])) == [7.0, 0.0, 0.0]


# --- blow-by and check valves ----------------------------------------------------------------------------------


def test_blow_by_is_the_flow_of_what_the_liquid_left_through():
    assert valve_blow_by_load(1e-3, 70e5, 7e5, 310.0, 0.02, 1.28, 0.9, 0.7) == gas_control_valve_flow(
        1e-3, 70e5, 7e5, 310.0, 0.02, 1.28, 0.9, 0.7
    )
    # Choked, so that only the upstream side counts: W = C A sqrt(k p rho (2/(k+1))^((k+1)/(k-1))).
    k, density = 1.28, 70e5 * 0.02 / (0.9 * 8.31446261815324 * 310.0)
    flux = math.sqrt(k * 70e5 * density * (2.0 / (k + 1.0)) ** ((k + 1.0) / (k - 1.0)))
    loads = restriction_blow_by_load(3e-4, 0.8, 70e5, [7e5, 1e5], 310.0, 0.02, k, 0.9)
    assert loads == pytest.approx([0.8 * 3e-4 * flux] * 2, rel=1e-9)


def test_a_leaking_check_valve_has_a_hundredth_of_the_area():
    assert reverse_flow_area(0.1, "complete") == pytest.approx(math.pi * 0.05**2)
    for flow, fluid in ((liquid_reverse_flow, (800.0,)), (gas_reverse_flow, GAS)):
        leak, whole = (flow(0.1, failure, 50e5, 11e5, *fluid, 0.6) for failure in ("leakage", "complete"))
        assert leak == pytest.approx(whole / 100.0)


@pytest.mark.parametrize(
    ("call", "path", "words"),
    [
        (lambda: reverse_flow_area(0.1, "stuck"), ("failure",), "'leakage', 'complete'"),
        (lambda: liquid_opening_flow(1.0, 1.2, 2e5, 1e5, 800.0), ("discharge_coefficient",), "1.2"),
        (lambda: gas_opening_flow(1.0, 0.6, 2e5, 1e5, 300.0, 0.02, 1.0), ("heat_capacity_ratio",), "above 1"),
        (lambda: gas_opening_flow(1.0, 0.6, 2e5, 1e5, [300.0, -1.0], 0.02, 1.4), ("temperature",), "-1 K"),
        (
            lambda: gas_control_valve_flow(1e-3, 2e5, 1e5, 300.0, 0.02, 1.4, 1.0, 1.1),
            ("pressure_drop_ratio",),
            "1.1",
        ),
        (lambda: liquid_control_valve_flow(0.0, 2e5, 1e5, 800.0, 0.0, 4e6, 0.9), ("flow_coefficient",), "0 m2"),
        (lambda: less_open_outlets(1.0, -1.0), ("outlet_flow",), "-1 kg/s"),
        (lambda: thermal_expansion_flow(1e5, -1e-4, 999.0, 4200.0), ("expansion_coefficient",), "-0.0001 1/K"),
        (lambda: expansion_coefficient(900.0, 890.0, 300.0, 300.0), ("second_temperature",), "300 K"),
        (lambda: typical_expansion_coefficient(1.1), ("relative_density",), "1.1"),
        (lambda: rupture_area(0.0), ("tube_diameter",), "0 m"),
    ],
)
def test_impossible_causes_are_refused_with_their_numbers(call, path, words):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.path == path
    assert words in str(caught.value)
