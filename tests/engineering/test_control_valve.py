"""Sizing and rating of control valves."""

from __future__ import annotations

import math

import fluids.control_valve
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.published import PublishedCase
from workbench.engineering.control_valve import (
    LiquidState,
    ValveInstallation,
    choked_pressure_drop,
    liquid_critical_pressure_ratio,
    liquid_flow,
    liquid_flow_coefficient,
    liquid_pressure_drop,
)
from workbench.engineering.control_valve_gas import GasState, gas_flow, gas_flow_coefficient, gas_pressure_drop
from workbench.engineering.control_valve_reynolds import valve_reynolds_factor, valve_reynolds_number
from workbench.errors import InputError
from workbench.units import to_si

IEC = "IEC 60534-2-1 / ISA-75.01.01-2007, annex"
CRANE = "Crane Co., Flow of Fluids Through Valves, Fittings and Pipe, TP-410 (2009)"
KV = math.sqrt(999.1 / 1e5) / 3600.0
"""One m3/h of water at 15 degC and 1 bar, as Av [m2]."""
HOT_WATER = LiquidState(965.4, 70.1e3, 22.12e6)
PSI = to_si("1 psi", "pressure_difference")
CONDENSATE = LiquidState(60.998 * 0.45359237 / 0.3048**3, 4.75 * PSI, 3198.0 * PSI)


def test_liquid_not_choked(validation):
    case = PublishedCase(
        "B-022", "Control valve, liquid, not choked: globe valve", f"{IEC}, Example 1", reference="quoted by fluids"
    )
    av = liquid_flow_coefficient(0.1, 680e3, 220e3, HOT_WATER, 0.9)
    validation(case, "FF", 0.944, liquid_critical_pressure_ratio(70.1e3, 22.12e6), "", 0.005)
    validation(case, "Kv", 165.0, av / KV, "m3/h", 0.005)
    assert not liquid_flow(av, 680e3, 220e3, HOT_WATER, 0.9).choked


def test_liquid_choked(validation):
    case = PublishedCase(
        "B-023",
        "Control valve, liquid, choked: segmented ball valve",
        f"{IEC}, Example 2",
        reference="quoted by fluids",
    )
    av = liquid_flow_coefficient(0.1, 680e3, 220e3, HOT_WATER, 0.6)
    validation(case, "Kv", 238.0, av / KV, "m3/h", 0.005)
    assert liquid_flow(av, 680e3, 220e3, HOT_WATER, 0.6).choked


def test_condensate_valve(validation):
    """A 3 inch valve in 4 inch schedule 40 pipe."""
    case = PublishedCase("B-011", "Control valve for condensate", f"{CRANE}, Example 7-27")
    installation = ValveInstallation(3.0 * 0.0254, 0.10226, 0.10226)
    flow = to_si("250 gpm", "volumetric_flow")
    av = liquid_flow_coefficient(flow, 80.6 * PSI, 70.8 * PSI, CONDENSATE, 0.9, installation)
    validation(case, "Cv", 79.94, av / to_si("1 Cv", "flow_coefficient"), "gpm/psi^0.5", 0.01)


def test_condensate_valve_is_not_choked(validation):
    """The limit is that of the valve with its reducers, (FLP/FP)^2; without them FL^2 would give 18.97 psi."""
    case = PublishedCase("B-012", "Outlet pressure at which the valve of Example 7-27 chokes", f"{CRANE}, Example 7-28")
    installation = ValveInstallation(3.0 * 0.0254, 0.10226, 0.10226)
    av = to_si("79.94 Cv", "flow_coefficient")
    found = liquid_flow(av, 80.6 * PSI, 70.8 * PSI, CONDENSATE, 0.9, installation)
    validation(case, "outlet pressure", 20.8, 80.6 - found.choked_pressure_drop / PSI, "psi", 0.1)
    assert not found.choked
    bare = choked_pressure_drop(80.6 * PSI, 4.75 * PSI, 3198.0 * PSI, 0.9)
    assert 80.6 - bare / PSI == pytest.approx(18.97, abs=0.005)


INSTALLATIONS = [None, ValveInstallation(0.05, 0.08, 0.1), ValveInstallation(0.08, 0.1, 0.08)]


@pytest.mark.parametrize("installation", INSTALLATIONS)
@settings(deadline=None, derandomize=True)
@given(st.floats(1e-5, 2e-3), st.floats(0.05, 0.98), st.floats(0.3, 1.0))
def test_sizing_undoes_rating(installation, av, share, factor):
    outlet = 1e6 * (1.0 - share)
    rated = liquid_flow(av, 1e6, outlet, HOT_WATER, factor, installation)
    assert liquid_flow_coefficient(rated.flow, 1e6, outlet, HOT_WATER, factor, installation) == pytest.approx(av)
    if not rated.choked:
        drop = liquid_pressure_drop(av, rated.flow, HOT_WATER.density, installation)
        assert drop == pytest.approx(1e6 - outlet)
    gas = GasState(8.0, 1.3)
    rated_gas = gas_flow(av, 1e6, outlet, gas, factor, installation)
    assert gas_flow_coefficient(rated_gas.mass_flow, 1e6, outlet, gas, factor, installation) == pytest.approx(av)
    if not rated_gas.choked:
        drop = gas_pressure_drop(av, rated_gas.mass_flow, 1e6, gas, factor, installation)
        assert drop == pytest.approx(1e6 - outlet, rel=1e-4)  # near the choke the flow hardly tells the pressure


@pytest.mark.parametrize("pressure", [9e5, 5e5, 1e5])
@pytest.mark.parametrize("installation", INSTALLATIONS[1:])
def test_between_reducers_as_coded_in_fluids(pressure, installation):
    """The library stops the standard's iteration within 1 %; the closed solution is where it goes."""
    sizes = {
        "D1": installation.inlet_diameter,
        "D2": installation.outlet_diameter,
        "d": installation.valve_diameter,
        "full_output": True,
    }
    theirs = fluids.control_valve.size_control_valve_l(
        965.4, 70.1e3, 22.12e6, 3e-4, 1e6, pressure, 0.012, FL=0.8, Fd=0.5, **sizes
    )
    ours = liquid_flow_coefficient(0.012, 1e6, pressure, HOT_WATER, 0.8, installation)
    assert ours / KV == pytest.approx(theirs["Kv"], rel=0.011)


def test_choked_drop_on_arrays():
    inlet = np.array([1e6, 2e5, 5e4])
    drops = choked_pressure_drop(inlet, 70.1e3, 22.12e6, 0.9)
    theirs = [fluids.control_valve.control_valve_choke_P_l(70.1e3, 22.12e6, 0.9, P1=p) for p in inlet[:2]]
    np.testing.assert_allclose(inlet[:2] - drops[:2], theirs, rtol=1e-12)
    assert drops[2] == 0.0  # it boils before the valve


def test_choked_flow_does_not_rise():
    gas = GasState(10.0, 1.4)
    for outlet in (4e5, 2e5, 0.0):
        found = gas_flow(1e-3, 1e6, outlet, gas, 0.6)
        # IEC 60534-2-1: Y = 2/3 and x = xT for a gas of 1.4.
        assert found.choked
        assert found.mass_flow == pytest.approx(1e-3 * 2.0 / 3.0 * math.sqrt(0.6 * 1e6 * 10.0), rel=1e-12)
    limit = liquid_flow(1e-3, 1e6, 0.0, HOT_WATER, 0.8)
    assert limit.flow == liquid_flow(1e-3, 1e6, 2e5, HOT_WATER, 0.8).flow


def test_gas_without_reducers_as_coded_in_fluids():
    temperature, molar_mass, z, constant = 433.0, 44.01e-3, 0.988, 8.31446261815324
    density = 680e3 * molar_mass / (z * constant * temperature)
    standard = 101325.0 * molar_mass / (constant * 273.15)  # the library takes the flow at 0 degC and 1 atm
    for outlet in (600e3, 310e3, 100e3):
        theirs = fluids.control_valve.size_control_valve_g(
            T=temperature, MW=44.01, mu=1.4665e-4, gamma=1.30, Z=z, P1=680e3, P2=outlet, Q=1.0, xT=0.6
        )
        ours = gas_flow_coefficient(standard, 680e3, outlet, GasState(density, 1.3), 0.6)
        assert ours / KV == pytest.approx(theirs, rel=2e-3)  # the constants of the standard have three digits


def test_viscous_liquids():
    """IEC 60534-2-1 example 1: turbulent; and FR falls with the Reynolds number."""
    assert valve_reynolds_number(0.1, 3.26e-7, 165.0 * KV, 0.15, 0.9, 0.46) == pytest.approx(2.97e6, rel=0.002)
    factors = [valve_reynolds_factor(number, 1e-4, 0.025, 0.9) for number in (1.0, 10.0, 100.0, 1e3, 1e4, 1e6)]
    assert factors == sorted(factors)
    assert factors[-2:] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: liquid_flow(0.0, 2e5, 1e5, HOT_WATER, 0.9), "flow coefficient is 0 m2"),
        (lambda: liquid_flow(1e-3, 1e5, 2e5, HOT_WATER, 0.9), "above the inlet pressure"),
        (lambda: liquid_flow_coefficient(0.1, 2e5, 2e5, HOT_WATER, 0.9), "pressure drop is 0 Pa"),
        (lambda: liquid_flow_coefficient(0.1, 5e4, 4e4, HOT_WATER, 0.9), "boils before the valve"),
        (
            lambda: liquid_flow_coefficient(0.1, 2e5, 1.9e5, HOT_WATER, 0.9, ValveInstallation(0.05, 0.1, 0.1)),
            "they use it up",
        ),
        (lambda: liquid_critical_pressure_ratio(2e6, 1e6), "above the critical pressure"),
        (lambda: LiquidState(0.0, 1e3, 1e6), "density is 0 kg/m3"),
        (lambda: GasState(1.0, 1.0), "heat capacity ratio less one is 0"),
        (lambda: gas_flow(1e-3, 1e5, 2e5, GasState(1.0, 1.4), 0.5), "outlet pressure is 200000 Pa"),
        (lambda: gas_flow(1e-3, 2e5, 1e5, GasState(1.0, 1.4), 1.5), "pressure drop ratio is 1.5"),
        (lambda: gas_pressure_drop(1e-4, 10.0, 2e5, GasState(1.0, 1.4), 0.5), "it is choked"),
        (
            lambda: gas_flow_coefficient(50.0, 2e5, 1.9e5, GasState(1.0, 1.4), 0.5, ValveInstallation(0.05, 0.1, 0.1)),
            "they use it up",
        ),
        (lambda: ValveInstallation(0.0, 0.1, 0.1), "valve diameter is 0 m"),
        (lambda: valve_reynolds_factor(0.0, 1e-4, 0.025, 0.9), "reynolds number is 0"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
