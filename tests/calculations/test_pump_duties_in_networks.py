"""Pump duties with the lines of a network, against the network solved with its pumps in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.calculations import CALCULATIONS
from workbench.engineering.pipe_flow import STANDARD_GRAVITY as G
from workbench.errors import InputError, NotFound, SolverError
from workbench.model.case import Case
from workbench.services.pump_curves import pump_curves_of

HOUR = 1 / 3600
PUMP = {
    "curve": [["0 m3/h", "60 m"], ["50 m3/h", "55 m"], ["100 m3/h", "40 m"]],
    "efficiency_curve": [["0 m3/h", 0.0], ["60 m3/h", 0.72], ["140 m3/h", 0.4]],
    "npsh_required_curve": [["0 m3/h", "2 m"], ["140 m3/h", "4 m"]],
    "elevation": 0.0,
}
PIPE = {"length": 80.0, "diameter": 0.1, "roughness": 4.5e-5}


@pytest.fixture
def case(types):
    """T-1 - L-1 - J-1 - (P-1, P-2 side by side) - J-2 - L-2, L-3 in a loop over J-3 - T-2, and a sink at J-3."""
    case = Case("Base", types, app_module="Pump")
    case.add("TANK", "T-1", elevation=1.0, level=4.0, minimum_level=0.5, maximum_level=5.0, diameter=5.0)
    case.add("TANK", "T-2", elevation=30.0, level=3.0, minimum_level=1.0, diameter=5.0)
    for tag, elevation in (("J-1", 0.0), ("J-2", 0.0), ("J-3", 12.0)):
        case.add("NODE", tag, elevation=elevation)
    case.set("J-3", demand="10 m3/h")
    for tag in ("P-1", "P-2"):
        case.add("PUMP", tag, **PUMP)
        case.connect("J-1", f"{tag}.inlet")
        case.connect(f"{tag}.outlet", "J-2")
    for tag, start, end in (
        ("L-1", "T-1.outlet", "J-1"),
        ("L-2", "J-2", "J-3"),
        ("L-3", "J-2", "J-3"),
        ("L-4", "J-3", "T-2.inlet"),
    ):
        case.add("PIPE", tag, **PIPE)
        case.connect(start, f"{tag}.inlet")
        case.connect(f"{tag}.outlet", end)
    return case


def results(case):
    return CALCULATIONS["Pump"](case).results["PUMP_DUTY"]


def network(case):
    return CALCULATIONS["NetworkEditor"](case).results


def test_the_head_at_the_flow_of_the_network_is_that_of_the_network(case):
    """Each pump alone is taken out, the other one runs on its curve: what the whole network gives is met again."""
    solved = network(case)["PUMP"]
    for pump in ("P-1", "P-2"):
        flow = float(solved.loc[pump, "flow"])
        case.add("PUMP_DUTY", f"D-{pump}", pump=pump, lines="network", rated_flow=flow)
    found = results(case)
    for pump in ("P-1", "P-2"):
        row, own = found.loc[f"D-{pump}"], solved.loc[pump]
        assert row["differential_head"] == pytest.approx(own["differential_head"], rel=1e-7)
        assert row["curve_head"] == pytest.approx(own["differential_head"], rel=1e-7)
        assert row["suction_pressure"] == pytest.approx(own["inlet_pressure"], rel=1e-7)
        assert row["discharge_pressure"] == pytest.approx(own["outlet_pressure"], rel=1e-7)
        assert row["shaft_power"] == pytest.approx(own["shaft_power"], rel=1e-6)
        assert row["npsh_required"] == pytest.approx(own["npsh_required"], rel=1e-7)
        # Where pump and system meet is where the network runs, whatever flow the duty asks for.
        assert row["duty_flow"] == pytest.approx(own["flow"], rel=1e-6)


def test_the_duty_point_does_not_depend_on_the_rated_flow(case):
    flow = float(network(case)["PUMP"].loc["P-1", "flow"])
    for rated in (30.0, 70.0):
        case.add("PUMP_DUTY", f"D-{rated:g}", pump="P-1", lines="network", rated_flow=rated * HOUR)
    assert results(case)["duty_flow"].to_numpy() == pytest.approx([flow, flow], rel=1e-6)


def test_duties_of_one_condition_hold_together(case):
    """Both pumps at 40 m3/h are one pump at 80 m3/h for the lines."""
    for pump in ("P-1", "P-2"):
        case.add("PUMP_DUTY", f"D-{pump}", pump=pump, lines="network", rated_flow=40 * HOUR, condition="normal")
    both = results(case)
    alone = case.copy("One")
    for tag in ("D-P-1", "D-P-2", "P-2"):
        alone.remove(tag)
    alone.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=80 * HOUR)
    one = results(alone).loc["D-1"]
    for tag in ("D-P-1", "D-P-2"):
        for name in ("differential_head", "static_head", "friction_head", "suction_pressure", "npsh_available"):
            assert both.loc[tag, name] == pytest.approx(one[name], rel=1e-6), name


def test_levels_before_the_pump(case):
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    case.remove("P-2")
    row = results(case).loc["D-1"]
    weight = 998.2 * G
    assert row["minimum_suction_pressure"] == pytest.approx(row["suction_pressure"] - 3.5 * weight, rel=1e-9)
    assert row["npsh_available"] == pytest.approx((row["minimum_suction_pressure"] - 2339.0) / weight)
    assert row["differential_head_at_minimum_level"] == pytest.approx(row["differential_head"] + 3.5, rel=1e-9)
    assert row["maximum_suction_pressure"] == pytest.approx(101325.0 + 6.0 * weight, rel=1e-6)
    # Only the tank before the pump moves: T-2 behind it stays, and so does the static head.
    static = 33.0 - 5.0
    with_demand = row["static_head"]
    assert with_demand < static  # the demand at J-3 is fed by T-2 at rest, and its friction draws J-3 down
    case.set("J-3", demand=0.0)
    assert results(case).loc["D-1", "static_head"] == pytest.approx(static, rel=1e-6)


def test_the_hot_liquid_flows_through_the_suction_line(case):
    case.remove("P-2")
    case.add("FLUID", "WATER", source="CoolProp", name="Water")
    at = {
        "pump": "P-1",
        "lines": "network",
        "rated_flow": 40 * HOUR,
        "fluid": "WATER",
        "pumping_temperature": "20 degC",
    }
    for celsius in (20, 50, 80):
        case.add("PUMP_DUTY", f"D-{celsius}", maximum_temperature=f"{celsius} degC", **at)
    found = results(case)
    assert (np.diff(found["npsh_available"]) < 0.0).all()
    assert found["differential_head"].to_numpy() == pytest.approx(found["differential_head"].iloc[0], rel=1e-12)
    # Water at 80 degC: 47.41 kPa, 971.8 kg/m3 (IAPWS-95).
    hot = found.loc["D-80"]
    assert hot["hot_vapour_pressure"] == pytest.approx(47414.0, rel=1e-3)
    expected = (hot["minimum_suction_pressure"] - 47414.0) / (971.8 * G)
    assert hot["npsh_available"] == pytest.approx(expected, abs=0.01)


def test_a_check_valve_and_a_control_valve_behind_the_pump(case):
    """The static head is known behind a check valve that stands still; the drop of the valve is that of its K."""
    for tag in ("P-2", "L-3"):
        case.remove(tag)
    case.disconnect("L-2", "J-2")
    case.add("NODE", "J-4", elevation=0.0)
    case.add("NODE", "J-5", elevation=0.0)
    case.add("CHECK_VALVE", "C-1", diameter=0.1, loss_coefficient=2.0)
    case.add("VALVE", "V-1", diameter=0.1, loss_coefficient=30.0)
    for start, end in (
        ("J-2", "C-1.inlet"),
        ("C-1.outlet", "J-4"),
        ("J-4", "V-1.inlet"),
        ("V-1.outlet", "J-5"),
        ("J-5", "L-2.inlet"),
    ):
        case.connect(start, end)
    case.set("J-3", demand=0.0)
    duty = {"pump": "P-1", "lines": "network", "rated_flow": 40 * HOUR}
    case.add("PUMP_DUTY", "D-1", control_valve="V-1", minimum_valve_authority=0.9, **duty)
    outcome = CALCULATIONS["Pump"](case)
    row = outcome.results["PUMP_DUTY"].loc["D-1"]
    assert row["static_head"] == pytest.approx(28.0, rel=1e-5)
    velocity = 40 * HOUR / (np.pi / 4 * 0.01)
    drop = 30.0 * 998.2 * velocity**2 / 2
    assert row["control_valve_pressure_drop"] == pytest.approx(drop, rel=1e-6)
    assert row["control_valve_authority"] == pytest.approx(drop / (998.2 * G * row["friction_head"]), rel=1e-6)
    assert any("control valve has" in one["text"] for one in outcome.summary["warnings"])


def test_a_flow_control_valve_behind_the_pump_stands_open(case):
    """It holds the flow that the duty gives: its drop is the allowance, and what is left is its K."""
    for tag in ("P-2", "L-3"):
        case.remove(tag)
    case.disconnect("L-2", "J-2")
    case.add("NODE", "J-4", elevation=0.0)
    case.add("CONTROL_VALVE", "FV-1", diameter=0.1, loss_coefficient=5.0, control="flow", set_flow="40 m3/h")
    for start, end in (("J-2", "FV-1.inlet"), ("FV-1.outlet", "J-4"), ("J-4", "L-2.inlet")):
        case.connect(start, end)
    duty = {"pump": "P-1", "lines": "network"}
    case.add("PUMP_DUTY", "D-1", rated_flow=45 * HOUR, control_valve="FV-1", **duty)
    case.add("PUMP_DUTY", "D-2", rated_flow=30 * HOUR, control_valve="FV-1", **duty)
    outcome = CALCULATIONS["Pump"](case)
    found = outcome.results["PUMP_DUTY"]
    drops = [5.0 * 998.2 * (flow * HOUR / (np.pi / 4 * 0.01)) ** 2 / 2 for flow in (45, 30)]
    assert found["control_valve_pressure_drop"].to_numpy() == pytest.approx(drops, rel=1e-6)
    words = [one for one in outcome.summary["assumptions"] if "FV-1" in one["text"]]
    assert [one["tags"] for one in words] == [["D-1"]]


def test_an_allowance_comes_on_top_of_the_network(case):
    duty = {"pump": "P-1", "lines": "network", "rated_flow": 40 * HOUR}
    case.add("PUMP_DUTY", "D-1", **duty)
    case.add("PUMP_DUTY", "D-2", control_valve_share=0.5, **duty)
    case.add("PUMP_DUTY", "D-3", control_valve_drop="0.4 bar", **duty)
    plain, share, drop = (row for _, row in results(case).iterrows())
    assert share["differential_head"] == pytest.approx(plain["differential_head"] + 0.5 * plain["friction_head"])
    assert share["control_valve_authority"] == pytest.approx(1 / 3)
    assert drop["discharge_pressure"] == pytest.approx(plain["discharge_pressure"] + 0.4e5)
    assert share["npsh_available"] == pytest.approx(plain["npsh_available"])
    assert share["duty_flow"] < plain["duty_flow"]


def test_a_pump_right_at_its_tank(types):
    case = Case("Base", types, app_module="Pump")
    case.add("TANK", "T-1", elevation=0.0, level=3.0, minimum_level=1.0)
    case.add("SINK", "S-1", elevation=20.0, delivery_pressure="1 barg")
    case.add("PUMP", "P-1", **PUMP)
    case.add("PIPE", "L-1", **PIPE)
    case.connect("T-1.outlet", "P-1.inlet")
    case.connect("P-1.outlet", "L-1.inlet")
    case.connect("L-1.outlet", "S-1")
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    row = results(case).loc["D-1"]
    assert row["static_head"] == pytest.approx(20.0 + 1e5 / (998.2 * G) - 3.0, rel=1e-6)
    assert row["minimum_suction_pressure"] == pytest.approx(101325.0 + 998.2 * G)


def test_a_vessel_before_the_pump(types):
    """NPSH at the low level; the highest pressure is the design pressure over the high-high level."""
    case = Case("Base", types, app_module="Pump")
    vessel = {"orientation": "vertical", "diameter": 2.0, "tangent_length": 6.0, "elevation": 4.0}
    levels = {"low_low_level": 0.3, "low_level": 0.5, "normal_level": 2.0, "high_level": 4.0, "high_high_level": 5.0}
    pressures = {"operating_pressure": "3 bara", "design_pressure": "8 bara"}
    case.add("VESSEL", "V-1", level=2.0, **vessel, **levels, **pressures)
    case.add("SINK", "S-1", elevation=20.0, delivery_pressure="6 bara")
    case.add("PUMP", "P-1", **PUMP)
    for tag, start, end in (("L-1", "V-1.outlet", "P-1.inlet"), ("L-2", "P-1.outlet", "S-1")):
        case.add("PIPE", tag, **PIPE)
        case.connect(start, f"{tag}.inlet")
        case.connect(f"{tag}.outlet", end)
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    outcome = CALCULATIONS["Pump"](case)
    row, weight = outcome.results["PUMP_DUTY"].loc["D-1"], 998.2 * G
    assert row["static_head"] == pytest.approx(20.0 + 3e5 / weight - 6.0, rel=1e-6)
    assert row["minimum_suction_pressure"] == pytest.approx(row["suction_pressure"] - 1.5 * weight, rel=1e-9)
    assert row["maximum_suction_pressure"] == pytest.approx(8e5 + 9.0 * weight, rel=1e-6)
    assert any("its design pressure" in one["text"] for one in outcome.summary["assumptions"])


def test_assumptions_of_a_network(case):
    case.set("T-1", minimum_level=None, maximum_level=None)
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    summary = CALCULATIONS["Pump"](case).summary
    words = " | ".join(one["text"] for one in summary["assumptions"])
    for assumed in (
        "Minimum level of 'T-1': its bottom",
        "Maximum level of 'T-1'",
        "Density 998.2",
        "Vapour pressure 2339",
    ):
        assert assumed in words
    assert all(one["tags"] == ["D-1"] for one in summary["assumptions"])


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"suction_static_head": 3.0}, ("D-1", "suction_static_head"), "those of the network"),
        ({"control_valve": "T-1"}, ("D-1", "control_valve"), "no link of the network"),
        ({"maximum_temperature": "80 degC"}, ("D-1", "vapour_pressure_at_maximum_temperature"), "missing"),
    ],
)
def test_what_a_network_refuses(case, change, path, words):
    case.add("PUMP_DUTY", "D-1", **({"pump": "P-1", "lines": "network", "rated_flow": 40 * HOUR} | change))
    with pytest.raises(InputError, match=words) as caught:
        CALCULATIONS["Pump"](case)
    assert caught.value.path == path


def test_two_duties_of_one_pump_in_one_condition_are_refused(case):
    duty = {"pump": "P-1", "lines": "network", "condition": "normal"}
    case.add("PUMP_DUTY", "D-1", rated_flow=40 * HOUR, **duty)
    case.add("PUMP_DUTY", "D-2", rated_flow=50 * HOUR, **duty)
    with pytest.raises(InputError, match="of one pump and of one condition") as caught:
        CALCULATIONS["Pump"](case)
    assert caught.value.path == ("D-2", "condition")
    case.set("D-2", pump="P-2", density=900.0)
    with pytest.raises(InputError, match="one network has one liquid"):
        CALCULATIONS["Pump"](case)


def test_a_pump_that_is_cut_off_is_refused(case):
    case.set("L-1", status="closed")
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    with pytest.raises((InputError, SolverError)) as caught:
        CALCULATIONS["Pump"](case)
    assert "J-1" in str(caught.value) or "P-1" in str(caught.value)


# --- curves ----------------------------------------------------------------------------------------------------------


def _ends(points):
    """Where the curves end: at 100 m3/h of each pump at speed 1."""
    index = points.index.to_frame()
    return index["in_parallel"] * index["speed"] * 100 * HOUR


def test_curves_of_a_system_and_of_its_pumps(case):
    case.remove("P-2")
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    found = pump_curves_of(case, "D-1", speeds=(0.9, 1.0), in_parallel=(1, 2), in_series=(1, 2))
    points = found.duty_points.set_index(["speed", "in_parallel", "in_series"])
    assert len(points) == 8
    # At speed 1 alone it is the pump in its network.
    solved = network(case)["PUMP"].loc["P-1"]
    assert points.loc[(1.0, 1, 1), "flow"] == pytest.approx(solved["flow"], rel=1e-6)
    assert points.loc[(1.0, 1, 1), "shaft_power"] == pytest.approx(solved["shaft_power"], rel=1e-6)
    # Two side by side: the network with the second pump beside it.
    case.add("PUMP", "P-2", **PUMP)
    case.connect("J-1", "P-2.inlet")
    case.connect("P-2.outlet", "J-2")
    both = network(case)["PUMP"]
    assert points.loc[(1.0, 2, 1), "flow"] == pytest.approx(both["flow"].sum(), rel=1e-6)
    assert points.loc[(1.0, 2, 1), "shaft_power"] == pytest.approx(both["shaft_power"].sum(), rel=1e-6)
    assert points["within_curve"].tolist() == (points["flow"] <= _ends(points)).tolist()
    # Two in a row at the flow of each point have twice the head of one.
    series = points.loc[(1.0, 1, 2)]
    one = 60 - 5 * (series["flow"] / (50 * HOUR)) ** 2
    assert series["head"] == pytest.approx(2 * one, rel=1e-9)
    # On the curve of the system: it rises.
    assert (np.diff(found.system["head"]) > 0.0).all()
    for _, point in points.iterrows():
        if point["flow"] <= found.system["flow"].max():
            on_system = np.interp(point["flow"], found.system["flow"], found.system["head"])
            assert point["head"] == pytest.approx(on_system, rel=0.01)


def test_a_plot_of_the_curves(case):
    import matplotlib

    matplotlib.use("Agg")
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    found = pump_curves_of(case, "D-1", speeds=(0.9, 1.0))
    axes = found.plot(system="us")
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["System", "speed 0.9", "speed 1", "Duty points", "Rated"]
    assert axes.get_xlabel() == "Flow [gpm]"
    line = axes.get_lines()[0]
    assert line.get_ydata()[0] == pytest.approx(found.system["head"].iloc[0] / 0.3048)
    matplotlib.pyplot.close(axes.figure)


def test_what_curves_refuse(case):
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    with pytest.raises(NotFound, match="D-1"):
        pump_curves_of(case, "D-2")
    for wrong in ({"speeds": (0.0,)}, {"in_parallel": (0,)}, {"in_series": ()}):
        with pytest.raises(InputError, match="D-1"):
            pump_curves_of(case, "D-1", **wrong)


def test_a_pump_that_cannot_lift_has_no_duty_point(case):
    case.set("T-2", elevation=90.0)
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    case.remove("P-2")
    row = results(case).loc["D-1"]
    assert pd.isna(row["duty_flow"])
    assert row["differential_head"] > row["curve_head"]
