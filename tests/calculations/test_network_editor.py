"""Results of single components against their definitions, calculated by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from workbench.calculations.network_editor import calculate_network
from workbench.model.building import ComponentRow, build_case

GRAVITY = 9.80665
ATMOSPHERE = 101325.0
DENSITY = 998.2
PSI = 6894.757293168361
GALLON_A_MINUTE = 3.785411784e-3 / 60


OF_GASES = {
    "SOURCE": {"mass_flow"},
    "SINK": {"mass_flow"},
    "PIPE": {
        "inlet_velocity",
        "outlet_velocity",
        "mach_number",
        "compressibility_factor",
    },
}
"""Results that only a gas network has."""


def between(types, component, *, supply="3 barg", delivery="1 barg", elevation=0.0, **settings):
    """Results of one component between two fixed pressures at one elevation."""
    case = build_case(
        "Base",
        types,
        [
            ComponentRow("SOURCE", "IN", {"elevation": elevation, "supply_pressure": supply}),
            component,
            ComponentRow("SINK", "OUT", {"elevation": elevation, "delivery_pressure": delivery}),
        ],
        [("IN", "port", component.tag, "inlet"), (component.tag, "outlet", "OUT", "port")],
        settings=settings,
    )
    results = calculate_network(case).results
    return results[component.code].loc[component.tag], results


def valve(**properties):
    return ComponentRow("VALVE", "V-1", {"diameter": "4 inch"} | properties)


def test_flow_coefficient_by_its_definition(types):
    """Cv is the flow of 60 degF water (999 kg/m3) in US gallons a minute at 1 psi."""
    row, _ = between(types, valve(flow_coefficient="50 Cv"), supply="1 psig", delivery="0 psig", density="999.0 kg/m3")
    assert row["flow"] == pytest.approx(50 * GALLON_A_MINUTE, rel=1e-4)
    row, _ = between(types, valve(flow_coefficient="50 Cv"), supply="4 psig", delivery="0 psig", density="999.0 kg/m3")
    assert row["flow"] == pytest.approx(100 * GALLON_A_MINUTE, rel=1e-4)


def test_flow_coefficient_in_kv(types):
    """Kv is the flow of water in m3/h at 1 bar."""
    row, _ = between(types, valve(flow_coefficient="43 Kv"), delivery="2 barg", density="1000 kg/m3")
    assert row["flow"] * 3600 == pytest.approx(43.0, rel=1e-4)


def test_loss_coefficient_by_its_definition(types):
    row, _ = between(types, valve(loss_coefficient=8.0))
    assert 8.0 * DENSITY * row["velocity"] ** 2 / 2 == pytest.approx(2e5, rel=1e-5)
    assert row["flow"] == pytest.approx(row["velocity"] * math.pi / 4 * 0.1016**2)
    assert row["pressure_drop"] == pytest.approx(2e5)
    assert row["mass_flow"] == pytest.approx(row["flow"] * DENSITY)


def test_linear_opening(types):
    full, _ = between(types, valve(flow_coefficient="50 Cv"))
    half, _ = between(types, valve(flow_coefficient="50 Cv", opening="50 %"))
    assert half["flow"] / full["flow"] == pytest.approx(0.5, rel=1e-3)


def test_equal_percentage_opening(types):
    full, _ = between(types, valve(flow_coefficient="50 Cv", characteristic="equal percentage"))
    half, _ = between(types, valve(flow_coefficient="50 Cv", characteristic="equal percentage", opening=0.5))
    assert half["flow"] / full["flow"] == pytest.approx(1 / math.sqrt(50), rel=1e-3)


@pytest.mark.parametrize("properties", [{"opening": 0.0}, {"status": "closed"}])
@pytest.mark.parametrize("characteristic", ["linear", "equal percentage"])
def test_shut_valve(types, properties, characteristic):
    row, _ = between(types, valve(loss_coefficient=8.0, characteristic=characteristic, **properties))
    assert row["flow"] == 0.0
    assert not np.signbit(row["flow"])
    assert row["inlet_pressure"] == pytest.approx(ATMOSPHERE + 3e5)
    assert row["outlet_pressure"] == pytest.approx(ATMOSPHERE + 1e5)


def test_check_valve(types):
    component = ComponentRow("CHECK_VALVE", "CV-1", {"diameter": "4 inch", "loss_coefficient": 2.0})
    assert between(types, component)[0]["flow"] > 0.0
    assert between(types, component, supply="1 barg", delivery="3 barg")[0]["flow"] == 0.0


def test_heat_exchanger_at_its_rated_point_and_beyond(types):
    component = ComponentRow("HEAT_EXCHANGER", "E-1", {"rated_flow": "200 m3/h", "rated_pressure_drop": "0.5 bar"})
    row, _ = between(types, component, delivery="2.5 barg")
    assert row["flow"] * 3600 == pytest.approx(200.0, rel=1e-4)
    row, _ = between(types, component, delivery="1 barg")
    assert row["flow"] * 3600 == pytest.approx(400.0, rel=1e-4)


def test_control_valve_holds_its_setpoint(types):
    case = _controlled(types, "2 barg")
    results = calculate_network(case).results
    assert results["CONTROL_VALVE"].loc["PCV-1", "outlet_pressure"] == pytest.approx(ATMOSPHERE + 2e5)
    assert results["NODE"].loc["J-1", "pressure"] == pytest.approx(ATMOSPHERE + 2e5)
    case.set("PCV-1", status="open")
    assert calculate_network(case).results["NODE"].loc["J-1", "pressure"] > ATMOSPHERE + 2.5e5
    case.set("PCV-1", status="closed")
    assert calculate_network(case).results["CONTROL_VALVE"].loc["PCV-1", "flow"] == 0.0


def _controlled(types, setpoint):
    return build_case(
        "Base",
        types,
        [
            ComponentRow("SOURCE", "IN", {"elevation": "5 m", "supply_pressure": "3 barg"}),
            ComponentRow(
                "CONTROL_VALVE", "PCV-1", {"diameter": "4 inch", "loss_coefficient": 0.0, "setpoint": setpoint}
            ),
            ComponentRow("NODE", "J-1", {"elevation": "5 m"}),
            ComponentRow("PIPE", "P-1", {"length": "50 m", "diameter": "4 inch", "roughness": "0.045 mm"}),
            ComponentRow("SINK", "OUT", {"elevation": "0 m", "delivery_pressure": "1 barg"}),
        ],
        [
            ("IN", "port", "PCV-1", "inlet"),
            ("PCV-1", "outlet", "J-1", "port"),
            ("J-1", "port", "P-1", "inlet"),
            ("P-1", "outlet", "OUT", "port"),
        ],
    )


def test_zero_gauge_is_the_atmosphere_of_the_case(types):
    component = valve(loss_coefficient=1.0)
    _, results = between(types, component, supply="0 barg", delivery="0 barg")
    assert results["SOURCE"].loc["IN", "pressure"] == ATMOSPHERE
    assert results["SOURCE"].loc["IN", "head"] == 0.0
    _, results = between(types, component, supply="0 barg", delivery="0 bara", atmospheric_pressure="0.8 bara")
    assert results["SOURCE"].loc["IN", "pressure"] == pytest.approx(0.8e5)
    assert results["SOURCE"].loc["IN", "head"] == pytest.approx(0.0, abs=1e-12)
    assert results["SOURCE"].loc["IN", "flow"] > 0.0


def test_absolute_and_gauge_are_the_same_pressure(types):
    component = valve(loss_coefficient=1.0)
    gauge, _ = between(types, component, supply="3 barg", delivery="1 barg")
    absolute, _ = between(types, component, supply="4.01325 bara", delivery="2.01325 bara")
    pd.testing.assert_series_equal(gauge, absolute)


def test_fixed_flows(types):
    case = build_case(
        "Base",
        types,
        [
            ComponentRow("SOURCE", "IN", {"elevation": 0.0, "supply_flow": "36 m3/h"}),
            valve(loss_coefficient=2.0),
            ComponentRow("SINK", "OUT", {"elevation": 0.0, "delivery_pressure": "0 barg"}),
        ],
        [("IN", "port", "V-1", "inlet"), ("V-1", "outlet", "OUT", "port")],
    )
    results = calculate_network(case).results
    assert results["SOURCE"].loc["IN", "flow"] == pytest.approx(0.01)
    assert results["SINK"].loc["OUT", "flow"] == pytest.approx(0.01)
    velocity = 0.01 / (math.pi / 4 * 0.1016**2)
    drop = 2.0 * DENSITY * velocity**2 / 2
    assert results["SOURCE"].loc["IN", "pressure"] == pytest.approx(ATMOSPHERE + drop, rel=1e-6)


def test_tank_at_its_level(types):
    results = calculate_network(_tank_and_pump(types)).results
    tank = results["TANK"].loc["T-1"]
    assert tank["head"] == pytest.approx(7.0)
    assert tank["pressure"] == pytest.approx(ATMOSPHERE + DENSITY * GRAVITY * 3.0)


def test_gas_pressure_of_a_tank(types):
    case = _tank_and_pump(types)
    open_flow = calculate_network(case).results["PUMP"].loc["PU-1", "flow"]
    case.set("T-1", gas_pressure="0 barg")
    assert calculate_network(case).results["PUMP"].loc["PU-1", "flow"] == open_flow
    case.set("T-1", gas_pressure="1.5 barg")
    results = calculate_network(case).results
    assert results["TANK"].loc["T-1", "pressure"] == pytest.approx(ATMOSPHERE + 1.5e5 + DENSITY * GRAVITY * 3.0)
    assert results["TANK"].loc["T-1", "head"] == pytest.approx(7.0 + 1.5e5 / DENSITY / GRAVITY)
    assert results["PUMP"].loc["PU-1", "flow"] > open_flow


def _tank_and_pump(types, **pump):
    """A tank with its surface at 7 m, a suction line, a pump at 1 m, a delivery at 20 m."""
    curve = {"curve": [["0 m3/h", "40 m"], ["60 m3/h", "32 m"], ["90 m3/h", "20 m"]], "elevation": "1 m"}
    curves = {
        "efficiency_curve": [["0 m3/h", 0.0], ["50 m3/h", 0.7], ["100 m3/h", 0.6]],
        "npsh_required_curve": [["20 m3/h", "2 m"], ["60 m3/h", "3 m"], ["100 m3/h", "5 m"]],
    }
    pipe = {"diameter": "4 inch", "roughness": "0.045 mm"}
    return build_case(
        "Base",
        types,
        [
            ComponentRow("TANK", "T-1", {"elevation": "4 m", "level": "3 m"}),
            ComponentRow("PIPE", "P-1", pipe | {"length": "10 m", "loss_coefficient": 1.5}),
            ComponentRow("PUMP", "PU-1", curve | curves | pump),
            ComponentRow("PIPE", "P-2", pipe | {"length": "80 m"}),
            ComponentRow("SINK", "OUT", {"elevation": "20 m", "delivery_pressure": "0 barg"}),
        ],
        [
            ("T-1", "outlet", "P-1", "inlet"),
            ("P-1", "outlet", "PU-1", "inlet"),
            ("PU-1", "outlet", "P-2", "inlet"),
            ("P-2", "outlet", "OUT", "port"),
        ],
    )


def test_pump(types):
    """Head, NPSH, power and efficiency by hand from the flow and the loss of the suction line."""
    results = calculate_network(_tank_and_pump(types)).results
    pump, suction, discharge = results["PUMP"].loc["PU-1"], results["PIPE"].loc["P-1"], results["PIPE"].loc["P-2"]
    flow = pump["flow"] * 3600
    exponent = math.log(20 / 8) / math.log(90 / 60)
    head = 40 - 8 * (flow / 60) ** exponent
    assert pump["differential_head"] == pytest.approx(head, rel=1e-6)
    # From the tank's surface at 7 m to the outlet at 20 m, both at the atmosphere.
    assert head == pytest.approx(13.0 + suction["head_loss"] + discharge["head_loss"], rel=1e-6)
    vapour = 2339.0
    available = (ATMOSPHERE - vapour) / (DENSITY * GRAVITY) + 7.0 - 1.0 - suction["head_loss"]
    assert pump["npsh_available"] == pytest.approx(available, rel=1e-9)
    assert pump["inlet_pressure"] == pytest.approx(ATMOSPHERE + DENSITY * GRAVITY * (6.0 - suction["head_loss"]))
    assert pump["hydraulic_power"] == pytest.approx(DENSITY * GRAVITY * pump["flow"] * head, rel=1e-6)
    assert pump["efficiency"] == pytest.approx(np.interp(flow, [0, 50, 100], [0, 0.7, 0.6]), rel=0.02)
    assert pump["shaft_power"] == pytest.approx(pump["hydraulic_power"] / pump["efficiency"])
    assert pump["npsh_required"] == pytest.approx(np.interp(flow, [20, 60, 100], [2, 3, 5]), rel=0.05)


def test_pump_on_a_hot_liquid_cavitates(types):
    case = _tank_and_pump(types)
    assert calculate_network(case).summary["warnings"] == []
    case.set_settings(vapour_pressure="1.2 bara")
    warnings = calculate_network(case).summary["warnings"]
    assert "PU-1" in [warning["tag"] for warning in warnings if "cavitates" in warning["text"]]


@pytest.mark.parametrize("properties", [{"speed": 0.0}, {"status": "off"}])
def test_pump_at_rest(types, properties):
    pump = calculate_network(_tank_and_pump(types, **properties)).results["PUMP"].loc["PU-1"]
    assert pump["flow"] == 0.0
    assert pump["differential_head"] == 0.0
    assert pump["hydraulic_power"] == 0.0
    assert pump["npsh_available"] > 15.0


def test_speed_follows_the_affinity_laws(types):
    """Against a delivery that scales like the curve, flow goes with the speed and head with its square."""
    component = ComponentRow("PUMP", "PU-1", {"curve": [["60 m3/h", "30 m"]]})
    head = 30.0
    rise = DENSITY * GRAVITY * head / 1e5
    full, _ = between(types, component, supply="0 barg", delivery=f"{rise} barg")
    assert full["flow"] * 3600 == pytest.approx(60.0, rel=1e-6)
    slow = ComponentRow("PUMP", "PU-1", dict(component.properties) | {"speed": 0.8})
    slowed, _ = between(types, slow, supply="0 barg", delivery=f"{0.64 * rise} barg")
    assert slowed["flow"] * 3600 == pytest.approx(48.0, rel=1e-6)
    assert slowed["hydraulic_power"] == pytest.approx(0.8**3 * full["hydraulic_power"], rel=1e-6)


def test_constant_power(types):
    component = ComponentRow("PUMP", "PU-1", {"power": "10 kW"})
    row, _ = between(types, component, supply="1 barg", delivery="3 barg")
    assert row["flow"] == pytest.approx(10e3 / 2e5, rel=1e-6)
    assert row["hydraulic_power"] == pytest.approx(10e3, rel=1e-6)


def test_laminar_pipe_by_hagen_and_poiseuille(types):
    component = ComponentRow("PIPE", "P-1", {"length": "100 m", "diameter": "50 mm", "roughness": "0.045 mm"})
    row, _ = between(types, component, viscosity="1 Pa s", density="900 kg/m3")
    assert row["flow"] == pytest.approx(math.pi * 0.05**4 * 2e5 / (128 * 1.0 * 100.0), rel=1e-6)
    assert row["reynolds_number"] < 2000
    assert row["friction_factor"] == pytest.approx(64 / row["reynolds_number"], rel=1e-6)


def test_turbulent_pipe_by_colebrook_and_white(types):
    component = ComponentRow("PIPE", "P-1", {"length": "100 m", "diameter": "4 inch", "roughness": "0.045 mm"})
    row, _ = between(types, component)
    factor, reynolds = row["friction_factor"], row["reynolds_number"]
    assert 1 / math.sqrt(factor) == pytest.approx(
        -2 * math.log10(0.045e-3 / 0.1016 / 3.7 + 2.51 / (reynolds * math.sqrt(factor))), rel=1e-6
    )
    assert reynolds == pytest.approx(DENSITY * row["velocity"] * 0.1016 / 1.0016e-3)
    assert factor * 100 / 0.1016 * DENSITY * row["velocity"] ** 2 / 2 == pytest.approx(2e5, rel=1e-6)


def test_results_are_those_that_the_types_declare(types, small_case):
    outcome = calculate_network(small_case)
    for code, frame in outcome.results.items():
        assert set(frame.columns) == set(types[code].results) - OF_GASES.get(code, set()), code
        assert list(frame.index) == list(small_case[code].index)


def test_equipment_joined_directly_is_like_equipment_joined_at_a_node(types, small_case):
    with_node = calculate_network(small_case).results
    small_case.disconnect("J-2", "V-1")
    small_case.disconnect("P-103", "J-2")
    small_case.remove("J-2")
    small_case.set("V-1", elevation=0.0)
    small_case.connect("P-103.outlet", "V-1.inlet")
    direct = calculate_network(small_case).results
    pd.testing.assert_frame_equal(with_node["PIPE"], direct["PIPE"])
    pd.testing.assert_frame_equal(with_node["VALVE"], direct["VALVE"])


def test_the_direction_in_which_a_connection_was_drawn_does_not_matter(types, small_case):
    before = calculate_network(small_case).results["PIPE"]
    small_case.disconnect("J-1", "P-103")
    small_case.connect("P-103.inlet", "J-1.port")
    pd.testing.assert_frame_equal(before, calculate_network(small_case).results["PIPE"])
