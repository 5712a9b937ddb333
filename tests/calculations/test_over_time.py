"""A case over time: patterns, controls and tanks as components."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.calculations.network_editor import calculate_network
from workbench.errors import InputError, NotFound, SolverError
from workbench.model.building import ComponentRow, build_case
from workbench.services.simulate import simulate_case

DENSITY, GRAVITY, ATMOSPHERE = 998.2, 9.80665, 101325.0


def filling(types, *more, tank=None, **demand):
    """A well of 18 m3/h, a pipe, a tank of 10 m2; more components."""
    return build_case(
        "Filling",
        types,
        [
            ComponentRow("NODE", "J", {"elevation": 0.0, "demand": "-18 m3/h"} | demand),
            ComponentRow("PIPE", "P", {"length": 10.0, "diameter": 0.1, "roughness": 1e-4}),
            ComponentRow(
                "TANK", "T", {"elevation": 10.0, "level": 2.0, "diameter": (40.0 / np.pi) ** 0.5} | (tank or {})
            ),
            *more,
        ],
        [("J", "port", "P", "inlet"), ("P", "outlet", "T", "inlet")],
    )


def pumped(types, *more, pump=None, **tank):
    """A reservoir, a pump, a demand with a pattern, a tank."""
    return build_case(
        "Pumped",
        types,
        [
            ComponentRow("SOURCE", "S", {"elevation": 0.0, "supply_pressure": "1 barg"}),
            ComponentRow("PUMP", "PU", {"curve": [[0.04, 25.0]], "elevation": 0.0} | (pump or {})),
            ComponentRow("NODE", "J", {"elevation": 0.0, "demand": "36 m3/h", "demand_pattern": "D"}),
            ComponentRow("PIPE", "P", {"length": 200.0, "diameter": 0.2, "roughness": 1e-4}),
            ComponentRow(
                "TANK",
                "T",
                {"elevation": 20.0, "level": 2.0, "minimum_level": 0.5, "maximum_level": 4.0, "diameter": 8.0} | tank,
            ),
            ComponentRow("PATTERN", "D", {"multipliers": [1.2, 2.0, 0.5], "step": "2 h"}),
            *more,
        ],
        [
            ("S", "port", "PU", "inlet"),
            ("PU", "outlet", "J", "port"),
            ("J", "port", "P", "inlet"),
            ("P", "outlet", "T", "inlet"),
        ],
    )


def control(tag="C-1", **properties):
    return ComponentRow("CONTROL", tag, {"component": "PU"} | properties)


def test_levels_follow_the_flow(types):
    series = simulate_case(filling(types), "1 h", step="20 min")
    level = series["TANK"]["level"]
    assert level.index.equals(pd.to_timedelta([0, 20, 40, 60], unit="min").rename("time"))
    assert level["T"].tolist() == pytest.approx([2.0, 2.6, 3.2, 3.8])
    assert series["TANK"]["head"]["T"].tolist() == pytest.approx([12.0, 12.6, 13.2, 13.8])
    assert series["TANK"]["pressure"]["T"].iloc[-1] == pytest.approx(ATMOSPHERE + DENSITY * GRAVITY * 3.8)
    assert series["TANK"]["flow"]["T"].tolist() == pytest.approx([0.005] * 4)


def test_a_volume_curve_and_a_gas_pressure(types):
    tank = {"diameter": None, "volume_curve": [[0.0, 0.0], [2.0, 10.0], [6.0, 50.0]], "gas_pressure": "1 barg"}
    series = simulate_case(filling(types, tank=tank), "1 h")
    assert series["TANK"]["level"]["T"].tolist() == pytest.approx([2.0, 3.8])
    assert series["TANK"]["pressure"]["T"].iloc[0] == pytest.approx(ATMOSPHERE + 1e5 + DENSITY * GRAVITY * 2.0)


def test_the_steady_state_is_that_of_time_zero(types):
    case = pumped(types, control(status="off", condition="at time", time=0.0))
    outcome = calculate_network(case)
    assert outcome.results["PUMP"].loc["PU", "flow"] == 0.0
    assert outcome.results["TANK"].loc["T", "flow"] == pytest.approx(-0.012)
    assert outcome.summary["events"] == ["PU gets status 'off' by C-1: time 0 h."]
    series = simulate_case(case, 0.0)
    for code, frame in outcome.results.items():
        for name in frame:
            pd.testing.assert_series_equal(series[code][name].iloc[0], frame[name], check_names=False)


def test_patterns_multiply_demands_and_say_so(types):
    series = simulate_case(pumped(types), "8 h", step="2 h")
    assert series["NODE"]["demand"]["J"].tolist() == pytest.approx([0.012, 0.02, 0.005, 0.012, 0.02])


def test_patterns_of_pressures_flows_and_speeds(types):
    case = pumped(
        types,
        ComponentRow("PATTERN", "X", {"multipliers": [1.0, 0.9, 0.0], "step": "1 h"}),
        pump={"speed": 1.1, "speed_pattern": "X"},
    )
    case.set("S", pressure_pattern="X")
    series = simulate_case(case, "2 h")
    assert series["SOURCE"]["pressure"]["S"].tolist() == pytest.approx([ATMOSPHERE + p for p in (1e5, 0.9e5, 0.0)])
    assert series["SOURCE"]["supply_pressure"]["S"].tolist() == pytest.approx(series["SOURCE"]["pressure"]["S"])
    assert series["PUMP"]["speed"]["PU"].tolist() == pytest.approx([1.1, 0.99, 0.0])
    assert series["PUMP"]["status"]["PU"].tolist() == ["open", "open", "closed"]
    row = series["PUMP"].iloc[1].unstack("result").loc["PU"]
    assert row["differential_head"] == pytest.approx(0.99**2 * 100 / 3 - 25 / 3 * (row["flow"] / 0.04) ** 2, rel=1e-6)
    supplied = build_case(
        "Supplied",
        types,
        [
            ComponentRow("SOURCE", "S", {"elevation": 0.0, "supply_flow": 0.01, "flow_pattern": "X"}),
            ComponentRow("PIPE", "P", {"length": 10.0, "diameter": 0.1, "roughness": 1e-4}),
            ComponentRow("SINK", "O", {"elevation": 0.0, "delivery_pressure": "0 barg"}),
            ComponentRow("PATTERN", "X", {"multipliers": [2.0, 3.0], "step": "1 h"}),
        ],
        [("S", "port", "P", "inlet"), ("P", "outlet", "O", "port")],
    )
    series = simulate_case(supplied, "1 h")
    assert series["PIPE"]["flow"]["P"].tolist() == pytest.approx([0.02, 0.03])
    assert calculate_network(supplied).results["PIPE"].loc["P", "flow"] == pytest.approx(0.02)


def test_controls_by_level_keep_a_tank_between_them(types):
    case = pumped(
        types,
        control(status="off", condition="level above", place="T", level="3.5 m"),
        control("C-2", status="on", condition="level below", place="T", level="1.5 m"),
    )
    series = simulate_case(case, "24 h")
    level = series.at_every_step["TANK"]["level"]["T"]
    assert level.max() == pytest.approx(3.5, abs=2e-3)  # a second's flow over 50 m2
    assert level.min() == pytest.approx(1.5, abs=2e-3)
    assert set(series.events["cause"]) == {"C-1", "C-2"}
    assert series.events["text"][0] == "PU gets status 'off' by C-1: the level of T is above 3.5 m."
    assert len(series["TANK"]) == 25
    assert len(level) == 25 + len(series.events)


def test_a_control_gives_its_component_another_speed_or_setpoint(types):
    series = simulate_case(
        pumped(types, control(speed=0.9, condition="at clock time", time="7 h")), "2 h", clock_start="6 h"
    )
    assert series["PUMP"]["speed"]["PU"].tolist() == [1.0, 0.9, 0.9]
    case = build_case(
        "Reduced",
        types,
        [
            ComponentRow("SOURCE", "S", {"elevation": 0.0, "supply_pressure": "6 barg"}),
            ComponentRow(
                "CONTROL_VALVE", "V", {"diameter": 0.1, "setpoint": "3 barg", "status": "open", "loss_coefficient": 0.0}
            ),
            ComponentRow("NODE", "J", {"elevation": 0.0}),
            ComponentRow("PIPE", "P", {"length": 200.0, "diameter": 0.1, "roughness": 1e-4}),
            ComponentRow("SINK", "O", {"elevation": 0.0, "delivery_pressure": "1 barg"}),
            control("C-1", component="V", status="active", condition="at time", time="1 h"),
            control("C-2", component="V", setpoint="2 barg", status="active", condition="at time", time="2 h"),
            control("C-3", component="V", status="closed", condition="at time", time="3 h"),
            control("C-4", component="V", status="open", condition="pressure below", place="J", pressure="0.5 barg"),
            control("C-5", component="V", status="open", condition="at time", time="4 h"),
        ],
        [
            ("S", "port", "V", "inlet"),
            ("V", "outlet", "J", "port"),
            ("J", "port", "P", "inlet"),
            ("P", "outlet", "O", "port"),
        ],
    )
    case.set("V", loss_coefficient=1.0)
    series = simulate_case(case, "4 h")
    pressure = series["NODE"]["pressure"]["J"] - ATMOSPHERE
    assert pressure.iloc[1:4].tolist() == pytest.approx([3e5, 2e5, 1e5], rel=1e-6)
    assert pressure.iloc[0] > 5e5
    assert pressure.iloc[4] == pytest.approx(pressure.iloc[0])
    assert series["CONTROL_VALVE"]["status"]["V"].tolist() == ["open", "active", "active", "closed", "open"]


def test_a_pressure_switches_a_pump(types):
    on = control(status="on", condition="pressure below", place="J", pressure="2.2 barg")
    series = simulate_case(pumped(types, on, pump={"status": "off"}, level=0.6), "2 h", step="5 min")
    assert series["PUMP"]["status"]["PU"].iloc[0] == "open"  # 0.6 m + 20 m is 2.02 bar
    assert series.events["cause"].tolist()[0] == "C-1"


def test_the_case_stays_as_it_is(types):
    case = pumped(types, control(status="off", condition="at time", time="1 h"))
    before, frames = case.digest, {code: case[code].copy() for code in case.codes}
    simulate_case(case, "2 h")
    assert case.digest == before
    assert case.run is None
    for code, frame in frames.items():
        pd.testing.assert_frame_equal(case[code], frame)


def test_the_period_of_a_case_is_taken_and_arguments_come_first(types):
    case = filling(types, ComponentRow("PERIOD", "DAY", {"duration": "40 min", "step": "20 min"}))
    assert len(simulate_case(case)["TANK"]) == 3
    assert len(simulate_case(case, "1 h", step="30 min")["TANK"]) == 3
    case.add("PERIOD", "WEEK", duration="7 d")
    with pytest.raises(InputError, match="periods DAY, WEEK"):
        simulate_case(case)
    with pytest.raises(InputError, match="How long"):
        simulate_case(filling(types))


def test_warnings_begin_at_a_time(types):
    curve = [[0.0, 30.0], [0.03, 28.0], [0.04, 25.0]]
    series = simulate_case(pumped(types, pump={"curve": curve, "curve_form": "piecewise linear"}), "4 h")
    assert set(series.warnings["tag"]) == {"PU"}
    assert "beyond the end of its curve" in series.warnings["text"][0]
    assert series.warnings["time"].is_monotonic_increasing


def test_stop_and_progress(types):
    told = []
    series = simulate_case(filling(types), "1 h", step="15 min", progress=told.append, stop=lambda: len(told) == 2)
    assert told == [0.0, 0.25]
    assert not series.is_complete
    assert len(series["TANK"]) == 2


def test_an_error_names_its_time(types):
    case = pumped(types, control(status="off", condition="at time", time="1 h"))
    with pytest.raises(SolverError, match=r"^At \d:\d\d:\d\d: The flow of J cannot be met.*T empty"):
        simulate_case(case, "24 h")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (control(condition="at time", time="1 h"), "C-1 changes nothing of 'PU'"),
        (control(status="off", condition="at time"), r"C-1\.time is missing"),
        (control(status="off", condition="level above", level=1.0), r"C-1\.place is missing"),
        (control(status="off", condition="level above", place="J", level=1.0), "has no level"),
        (control(status="off", condition="level above", place="P", level=1.0), "has no level"),
        (control(opening=0.5, condition="at time", time=0.0), "which has no opening"),
        (control(status="active", condition="at time", time=0.0), r"C-1: PU\.status is active"),
        (control(component="J", status="off", condition="at time", time=0.0), "nothing through that could be"),
        (control(component="PX", status="off", condition="at time", time=0.0), "there is no component of that tag"),
        (control(status="off", condition="at time", time=0.5), "whole seconds"),
        (control(status="off", condition="at clock time", time="30 h"), "below 86400 s"),
    ],
)
def test_controls_that_cannot_act_are_named(types, row, words):
    with pytest.raises(InputError, match=words):
        simulate_case(pumped(types, row), "1 h")


def test_other_inputs_that_do_not_fit(types):
    with pytest.raises(InputError, match="its diameter or its volume curve"):
        simulate_case(filling(types, tank={"diameter": None}), "1 h")
    with pytest.raises(InputError, match=r"J\.demand_pattern names 'D', and there is no PATTERN of that tag"):
        simulate_case(filling(types, demand_pattern="D"), "1 h")
    with pytest.raises(InputError, match=r"J\.demand_pattern names 'T', a TANK; expected a PATTERN"):
        simulate_case(filling(types, demand_pattern="T"), "1 h")
    case = pumped(types)
    case.set("S", flow_pattern="D")
    with pytest.raises(InputError, match="S has no supply_flow to multiply"):
        simulate_case(case, "1 h")
    with pytest.raises(InputError, match="whole seconds"):
        simulate_case(filling(types), "1 h", step=0.5)
    with pytest.raises(InputError, match="level tolerance"):
        simulate_case(filling(types), "1 h", level_tolerance=0.0)
    with pytest.raises(NotFound, match="no component of type 'PUMP'"):
        simulate_case(filling(types), "1 h")["PUMP"]


def test_references_follow_a_rename(types):
    case = pumped(types, control(status="off", condition="level above", place="T", level="3.5 m"))
    before = simulate_case(case, "3 h")["TANK"]["level"]["T"].tolist()
    for old, new in (("D", "DAY"), ("PU", "PU-1"), ("T", "T-1")):
        case.rename(old, new)
    assert case["NODE"].loc["J", "demand_pattern"] == "DAY"
    assert case["CONTROL"].loc["C-1", ["component", "place"]].tolist() == ["PU-1", "T-1"]
    assert simulate_case(case, "3 h")["TANK"]["level"]["T-1"].tolist() == before
    case.undo()
    assert case["CONTROL"].loc["C-1", "place"] == "T"
    case.remove("DAY")
    with pytest.raises(InputError, match="there is no PATTERN of that tag"):
        case.check()


def test_a_level_tolerance_shortens_steps(types):
    coarse = simulate_case(pumped(types), "6 h").at_every_step["TANK"]
    fine = simulate_case(pumped(types), "6 h", level_tolerance="1 mm").at_every_step["TANK"]
    assert len(fine) > 2 * len(coarse)


def test_plot(types):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    series = simulate_case(filling(types), "1 h", step="20 min")
    axes = series.plot("TANK", "level", system="us")
    (line,) = axes.get_lines()
    assert line.get_xdata().tolist() == pytest.approx([0.0, 1 / 3, 2 / 3, 1.0])
    assert line.get_ydata().tolist() == pytest.approx([level / 0.3048 for level in (2.0, 2.6, 3.2, 3.8)])
    assert axes.get_ylabel() == "Level [ft]"
    assert line.get_drawstyle() == "default"
    assert series.plot("PIPE", "flow").get_lines()[0].get_drawstyle() == "steps-post"
    with pytest.raises(NotFound, match="no 'levl' over time"):
        series.plot("TANK", "levl")
    matplotlib.pyplot.close("all")
