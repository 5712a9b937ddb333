"""Control valves of every kind, orifices and nozzles in small networks, against figures by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from workbench.calculations import CALCULATIONS
from workbench.equipment import BUILT_IN
from workbench.errors import InputError
from workbench.model.building import ComponentRow, build_case
from workbench.model.schema import TypeSchema
from workbench.units import from_si

ATMOSPHERE = 101325.0
DENSITY = 998.2
BAR = 1e5


def between(types, *rows, supply="5 barg", delivery="0 barg", **settings):
    """Components in a row between two pressures, all at one elevation; the summary, and the results of each."""
    ends = (
        ComponentRow("SOURCE", "IN", {"elevation": 0.0, "supply_pressure": supply}),
        *rows,
        ComponentRow("SINK", "OUT", {"elevation": 0.0, "delivery_pressure": delivery}),
    )
    ports = {"SOURCE": ("port", "port"), "SINK": ("port", "port"), "NODE": ("port", "port")}
    connections = [
        (one.tag, ports.get(one.code, ("inlet", "outlet"))[1], other.tag, ports.get(other.code, ("inlet", "outlet"))[0])
        for one, other in pairwise(ends)
    ]
    case = build_case("Base", types, list(ends), connections)
    case.set_settings(**settings)
    return calculated(case)


def calculated(case):
    outcome = CALCULATIONS["NetworkEditor"](case)
    rows = {tag: row for frame in outcome.results.values() for tag, row in frame.iterrows()}
    return rows, outcome.summary


def texts(summary, tag):
    return [warning["text"] for warning in summary["warnings"] if warning["tag"] == tag]


def control(**properties):
    given = {"loss_coefficient": 0.0} if "flow_coefficient" not in properties else {}
    return ComponentRow("CONTROL_VALVE", "CV-1", {"diameter": "100 mm"} | given | properties)


def throttle(tag="E-1"):
    """Takes 1 bar at 100 m3/h."""
    return ComponentRow(
        "HEAT_EXCHANGER", tag, {"rated_flow": "100 m3/h", "rated_pressure_drop": "1 bar", "elevation": 0.0}
    )


@pytest.mark.parametrize(
    ("rows", "flow", "drop"),
    [
        # Behind the valve 1 bar is left for the exchanger: 100 m3/h.
        ((control(setpoint="1 barg"), throttle()), 100.0, 4.0),
        # Before it 4 bar are held, and the exchanger before it takes 1 bar.
        ((throttle(), control(control="upstream pressure", setpoint="4 barg")), 100.0, 4.0),
        # 50 m3/h take a quarter of a bar.
        ((throttle(), control(control="flow", set_flow="50 m3/h")), 50.0, 4.75),
        # 1 bar is left: 100 m3/h.
        ((throttle(), control(control="pressure drop", set_pressure_drop="4 bar")), 100.0, 4.0),
    ],
)
def test_each_control_holds_what_it_is_set_to(types, rows, flow, drop):
    results, summary = between(types, *rows)
    valve = results["CV-1"]
    assert valve["flow"] * 3600 == pytest.approx(flow, rel=1e-6)
    assert valve["pressure_drop"] == pytest.approx(drop * BAR, rel=1e-6)
    # Kv of a liquid of density rho: flow in m3/h over the root of the drop in bar, times the root of rho/1000.
    kv = flow / math.sqrt(drop) * math.sqrt(DENSITY / 1000)
    assert from_si(valve["required_flow_coefficient"], "flow_coefficient", "metric") == pytest.approx(kv, rel=1e-6)
    assert summary["active"] == ["CV-1"]
    assert summary["shut"] == []
    assert texts(summary, "CV-1") == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((control(setpoint="6 barg"), throttle()), "stands fully open: the pressure behind it is below"),
        ((throttle(), control(control="upstream pressure", setpoint="6 barg")), "is shut: the pressure before it is b"),
        (
            (throttle(), control(control="upstream pressure", setpoint="-0.5 barg")),
            "stands fully open: the pressure before it is above the setpoint",
        ),
        ((throttle(), control(control="flow", set_flow="500 m3/h")), "stands fully open: it cannot pass the flow"),
        (
            (throttle(), control(control="pressure drop", set_pressure_drop="1 bar", flow_coefficient="20 Kv")),
            "stands fully open: it loses more than it is set to",
        ),
    ],
)
def test_a_valve_that_cannot_hold_its_setting_says_so(types, rows, words):
    _, summary = between(types, *rows)
    assert summary["active"] == []
    assert any(words in text for text in texts(summary, "CV-1"))


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({}, "setpoint"),
        ({"control": "flow"}, "set_flow"),
        ({"control": "flow", "setpoint": "1 barg", "set_flow": "5 m3/h"}, "setpoint"),
        ({"control": "pressure drop", "set_flow": "5 m3/h", "set_pressure_drop": "1 bar"}, "set_flow"),
        ({"setpoint": "1 barg", "set_pressure_drop": "1 bar"}, "set_pressure_drop"),
    ],
)
def test_only_the_setpoint_of_what_is_controlled(types, properties, path):
    with pytest.raises(InputError, match=rf"CV-1\.{path}") as caught:
        between(types, control(**properties), throttle())
    assert caught.value.path == ("CV-1", path)


def valve(**properties):
    return ComponentRow("VALVE", "HV-1", {"diameter": "50 mm", "flow_coefficient": "40 Kv"} | properties)


def test_a_valve_with_its_recovery_factor_says_when_it_is_choked(types):
    """By hand, IEC 60534-2-1: FF = 0.96 - 0.28 sqrt(2339/22.064e6) = 0.95712; 0.7^2 (601325 - FF 2339) = 293552 Pa."""
    settings = {"critical_pressure": "220.64 bara"}
    results, summary = between(types, valve(liquid_pressure_recovery=0.7), **settings)
    assert results["HV-1"]["choked_pressure_drop"] == pytest.approx(293552, abs=2)
    assert any("is choked: it takes 5 bar, and from 2.936 bar" in text for text in texts(summary, "HV-1"))
    _, summary = between(types, valve(liquid_pressure_recovery=0.7), delivery="2.5 barg", **settings)
    assert texts(summary, "HV-1") == []
    results, summary = between(types, valve(), **settings)
    assert math.isnan(results["HV-1"]["choked_pressure_drop"])
    assert texts(summary, "HV-1") == []


def test_without_the_critical_pressure_choking_is_said_rather_too_early(types):
    """FF = 0.96 at most: 0.7^2 (601325 - 0.96 * 2339)."""
    results, _ = between(types, valve(liquid_pressure_recovery=0.7))
    assert results["HV-1"]["choked_pressure_drop"] == pytest.approx(0.49 * (601325 - 0.96 * 2339), rel=1e-12)


def test_choking_looks_at_the_side_that_the_liquid_comes_from(types):
    results, _ = between(types, valve(liquid_pressure_recovery=0.7), supply="0 barg", delivery="5 barg")
    assert results["HV-1"]["flow"] < 0.0
    assert results["HV-1"]["choked_pressure_drop"] == pytest.approx(0.49 * (601325 - 0.96 * 2339), rel=1e-12)


def test_a_choked_control_valve_is_sized_for_the_choked_drop(types):
    row = control(control="flow", set_flow="36 m3/h", liquid_pressure_recovery=0.5)
    results, summary = between(types, row)
    choked = 0.25 * (601325 - 0.96 * 2339)
    assert results["CV-1"]["required_flow_coefficient"] == pytest.approx(0.01 * math.sqrt(DENSITY / choked), rel=1e-6)
    assert any("is choked" in text for text in texts(summary, "CV-1"))


def test_opening_curve(types):
    curve = [[0.0, 0.0], [0.4, 0.1], [1.0, 1.0]]
    full, _ = between(types, valve())
    part, _ = between(types, valve(characteristic="opening curve", opening_curve=curve, opening=0.7))
    assert part["HV-1"]["flow"] / full["HV-1"]["flow"] == pytest.approx(0.55, rel=1e-9)
    shut, _ = between(types, valve(characteristic="opening curve", opening_curve=curve, opening=0.0))
    assert shut["HV-1"]["flow"] == 0.0


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"characteristic": "opening curve"}, "opening_curve is missing"),
        ({"opening_curve": [[0.0, 0.0], [1.0, 1.0]]}, "is given, but the characteristic is 'linear'"),
        ({"characteristic": "opening curve", "opening_curve": [[0.5, 0.1], [0.2, 1.0]]}, "must rise"),
        ({"characteristic": "opening curve", "opening_curve": [[0.2, 0.5], [0.9, 0.1]]}, "must not fall"),
        (
            {"characteristic": "opening curve", "opening_curve": [[0.2, 0.1], [0.9, 1.0]], "opening": 0.95},
            "reaches from 0.2 to 0.9",
        ),
    ],
)
def test_opening_curves_that_cannot_be(types, properties, words):
    with pytest.raises(InputError, match=words):
        between(types, valve(**properties))


def nozzle_case(types, **properties):
    return build_case(
        "Base",
        types,
        [
            ComponentRow("SOURCE", "IN", {"elevation": 0.0, "supply_pressure": "4 barg"}),
            ComponentRow("NODE", "J-1", {"elevation": 0.0}),
            ComponentRow("HEAT_EXCHANGER", "E-1", {"rated_flow": "100 m3/h", "rated_pressure_drop": "0 bar"}),
            ComponentRow("NOZZLE", "N-1", properties),
        ],
        [("IN", "port", "E-1", "inlet"), ("E-1", "outlet", "J-1", "port"), ("J-1", "port", "N-1", "inlet")],
    )


@pytest.mark.parametrize(
    ("properties", "litres_a_minute"),
    [
        ({"k_factor": "80 L/min/bar^0.5"}, 160.0),  # EN 12259-1: Q = K sqrt(p), 4 bar
        ({"k_factor": "5.6 gpm/psi^0.5"}, 5.6 * math.sqrt(4e5 / 6894.757) * 3.785411784),
        # Torricelli: 0.62 pi/4 (10 mm)^2 sqrt(2 * 4e5 / 998.2).
        ({"diameter": "10 mm", "discharge_coefficient": 0.62}, 82.712),
        ({"rated_flow": "10 L/min", "rated_pressure_drop": "1 bar", "exponent": 1.0}, 40.0),
        ({"rated_flow": "10 L/min", "rated_pressure_drop": "2 bar"}, 10.0 * math.sqrt(2.0)),
        ({"k_factor": "80 L/min/bar^0.5", "back_pressure": "3 barg"}, 80.0),
        ({"k_factor": "80 L/min/bar^0.5", "elevation": "0 m"}, 160.0),
        ({"k_factor": "80 L/min/bar^0.5", "status": "closed"}, 0.0),
    ],
)
def test_a_nozzle_lets_out_what_its_pressure_drives(types, properties, litres_a_minute):
    results, summary = calculated(nozzle_case(types, **properties))
    assert results["N-1"]["flow"] * 60000 == pytest.approx(litres_a_minute, rel=1e-5, abs=1e-9)
    assert results["IN"]["flow"] == pytest.approx(results["N-1"]["flow"], abs=1e-12)
    assert results["N-1"]["inlet_pressure"] == pytest.approx(ATMOSPHERE + 4e5, rel=1e-6)
    assert summary["warnings"] == []


def test_nothing_flows_in_through_a_nozzle(types):
    results, summary = calculated(nozzle_case(types, k_factor="80 L/min/bar^0.5", back_pressure="5 barg"))
    assert results["N-1"]["flow"] == 0.0
    assert summary["shut"] == ["N-1"]
    assert any("Nothing flows from 'N-1'" in text for text in texts(summary, "N-1"))


def test_a_nozzle_at_the_end_of_a_pipe_has_its_own_elevation(types):
    """10 m up, 1 bar less by 998.2 * 9.80665 * 10 Pa; the pipe is joined to it without a node."""
    case = build_case(
        "Base",
        types,
        [
            ComponentRow("SOURCE", "IN", {"elevation": 0.0, "supply_pressure": "4 barg"}),
            ComponentRow("PIPE", "P-1", {"length": "0.01 m", "diameter": "1 m", "roughness": 0.0}),
            ComponentRow("NOZZLE", "N-1", {"k_factor": "80 L/min/bar^0.5", "elevation": "10 m"}),
        ],
        [("IN", "port", "P-1", "inlet"), ("P-1", "outlet", "N-1", "inlet")],
    )
    results, _ = calculated(case)
    pressure = 4e5 - DENSITY * 9.80665 * 10
    assert results["N-1"]["pressure_drop"] == pytest.approx(pressure, rel=1e-6)
    assert results["N-1"]["flow"] * 60000 == pytest.approx(80 * math.sqrt(pressure / 1e5), rel=1e-6)


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"diameter": "10 mm"}, "discharge_coefficient"),
        ({"discharge_coefficient": 0.6, "k_factor": 1e-6}, "diameter"),
        ({"rated_flow": "10 L/min"}, "rated_pressure_drop"),
        ({"k_factor": 1e-6, "exponent": 0.6}, "exponent"),
    ],
)
def test_a_nozzle_that_is_not_told_enough(types, properties, path):
    with pytest.raises(InputError, match=rf"N-1\.{path}") as caught:
        calculated(nozzle_case(types, **properties))
    assert caught.value.path == ("N-1", path)


def test_a_nozzle_of_two_kinds_is_refused(types):
    with pytest.raises(InputError, match="one of the three"):
        nozzle_case(types, k_factor=1e-6, diameter=0.01, discharge_coefficient=0.6)


def orifice(**properties):
    return ComponentRow("ORIFICE", "FO-1", {"diameter": "100 mm", "orifice_diameter": "50 mm"} | properties)


@pytest.mark.parametrize("taps", ["corner", "flange", "D and D/2"])
def test_the_flow_follows_from_the_differential_pressure(types, taps):
    """ISO 5167-1, equation 1, backwards through the library `fluids`, and ISO 5167-2, equation 8, for what stays."""
    fluids = pytest.importorskip("fluids.flow_meter")
    results, summary = between(types, orifice(taps=taps), supply="1 barg")
    row = results["FO-1"]
    named = {"corner": "corner", "flange": "flange", "D and D/2": "D"}[taps]
    mass_flow = fluids.differential_pressure_meter_solver(
        D=0.1, rho=DENSITY, mu=1.0016e-3, k=1.4, D2=0.05, P1=5e6, P2=5e6 - row["differential_pressure"],
        meter_type="ISO 5167 orifice", taps=named, epsilon_specified=1.0,
    )  # fmt: skip
    assert row["mass_flow"] == pytest.approx(mass_flow, rel=1e-8)
    lost = fluids.dP_orifice(
        D=0.1, Do=0.05, P1=5e6, P2=5e6 - row["differential_pressure"], C=row["discharge_coefficient"]
    )
    # fluids and the loss coefficient take two forms of the standard's loss, equations 7 and 8 there.
    assert row["permanent_loss"] == pytest.approx(lost, rel=0.01)
    assert row["permanent_loss"] == pytest.approx(1e5, rel=1e-8)
    assert row["diameter_ratio"] == 0.5
    assert summary["warnings"] == []


def test_an_orifice_outside_the_standard_says_so(types):
    _, summary = between(types, orifice(diameter="20 mm", orifice_diameter="10 mm"), supply="1 mbarg")
    found = texts(summary, "FO-1")
    assert any("outside ISO 5167-2" in text for text in found)
    assert any("Reynolds number of" in text for text in found)


def test_an_orifice_without_flow_has_no_discharge_coefficient(types):
    results, summary = between(types, orifice(), supply="0 barg")
    assert abs(results["FO-1"]["flow"]) < 1e-15
    assert math.isnan(results["FO-1"]["discharge_coefficient"])
    assert summary["warnings"] == []


def test_an_orifice_too_wide_is_refused(types):
    with pytest.raises(InputError, match=r"FO-1\.orifice_diameter is 0\.08 m, 0\.8 of the diameter"):
        between(types, orifice(orifice_diameter="80 mm"))


def test_a_valve_above_its_places_boils_first(types):
    """At 4 m above places at 0.4 bara: 40000 - 998.2 * 9.80665 * 4 = 844 Pa."""
    _, summary = between(types, valve(elevation="4 m"), supply="0.4 bara", delivery="0.39 bara")
    assert any("844 Pa absolute) is below the vapour pressure" in text for text in texts(summary, "HV-1"))


def old_schema(code, dropped, required=()):
    """A type as it was before this release: without what came with it."""
    definition = BUILT_IN[code].json_schema()
    definition["properties"] = {k: v for k, v in definition["properties"].items() if k not in dropped}
    definition["required"] = sorted({*definition["required"], *required} - set(dropped))
    definition["results"] = {
        name: {key: value for key, value in result.items() if key != "limits"}
        for name, result in definition["results"].items()
        if name not in ("choked_pressure_drop", "required_flow_coefficient")
    }
    if code == "CONTROL_VALVE":
        definition.pop("oneOf")
    return TypeSchema(code, BUILT_IN[code].version - 1, definition)


def test_a_case_of_older_types_is_solved_and_upgraded(types):
    old = {
        "PIPE": old_schema("PIPE", ("manning_coefficient", "fittings", "fitting_method")),
        "VALVE": old_schema("VALVE", ("opening_curve", "liquid_pressure_recovery")),
        "CONTROL_VALVE": old_schema(
            "CONTROL_VALVE",
            ("flow_coefficient", "set_flow", "set_pressure_drop", "liquid_pressure_recovery"),
            ("setpoint", "loss_coefficient"),
        ),
        "PUMP": old_schema("PUMP", ()),
    }
    rows = [
        ComponentRow("SOURCE", "IN", {"elevation": 0.0, "supply_pressure": "1 barg"}),
        ComponentRow("PUMP", "PU-1", {"curve": [["60 m3/h", "40 m"]], "elevation": 0.0}),
        ComponentRow("CONTROL_VALVE", "CV-1", {"diameter": 0.1, "loss_coefficient": 2.0, "setpoint": "2 barg"}),
        ComponentRow("PIPE", "P-1", {"length": 100.0, "diameter": 0.1, "roughness": 1e-4}),
        ComponentRow("VALVE", "HV-1", {"diameter": 0.1, "loss_coefficient": 5.0, "elevation": 0.0}),
        ComponentRow("SINK", "OUT", {"elevation": 0.0, "delivery_pressure": "1.5 barg"}),
    ]
    ports = [("port", "port"), *(("inlet", "outlet"),) * 4, ("port", "port")]
    connections = [(one.tag, ports[k][1], other.tag, ports[k + 1][0]) for k, (one, other) in enumerate(pairwise(rows))]
    rows[2].properties["elevation"] = 0.0
    new = build_case("Base", types, rows, connections)
    case = build_case("Base", types | old, rows, connections)
    results, summary = calculated(case)
    assert "set_flow" not in case["CONTROL_VALVE"]
    assert calculated(new)[0]["P-1"]["flow"] == results["P-1"]["flow"] > 0.0
    assert summary["active"] == ["CV-1"]
    for code, schema in old.items():
        schema.successor = types[code]
        assert case.upgrade(code) == []  # new properties are absent: no component changes
    assert calculated(case)[0]["P-1"]["flow"] == results["P-1"]["flow"]
