"""Levels over time: what physics and the schedule say, without another program."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InputError, SolverError
from workbench.hydraulics import (
    Condition,
    Control,
    LinkKind,
    LinkStatus,
    Network,
    Pattern,
    PatternUse,
    PumpCurve,
    PumpTable,
    Schedule,
    Tank,
    simulate,
)

AREA_10 = math.sqrt(40.0 / math.pi)
"""Diameter of a tank of 10 m2 [m]."""


def filling(inflow=0.005, **pipe):
    """A well of constant flow, a pipe, a tank."""
    return Network(
        node_names=["well", "tank"],
        elevation=[0.0, 10.0],
        fixed=[False, True],
        fixed_head=[0.0, 12.0],
        demand=[-inflow, 0.0],
        link_names=["P-1"],
        start=[0],
        end=[1],
        kind=LinkKind.PIPE,
        length=10.0,
        diameter=0.1,
        roughness=1e-4,
        **pipe,
    )


def tank(**changes):
    """Ten square metres, from 1 m to 5 m, at 2 m."""
    return dataclasses.replace(Tank(1, 2.0, 1.0, 5.0, diameter=AREA_10), **changes)


def pumped(**tank_changes):
    """A pump from a reservoir into a tank with a demand beside it, through a pipe that may run both ways."""
    network = Network(
        node_names=["reservoir", "junction", "tank"],
        elevation=[0.0, 0.0, 20.0],
        fixed=[True, False, True],
        fixed_head=[0.0, 0.0, 22.0],
        demand=[0.0, 0.02, 0.0],
        link_names=["PU-1", "P-1"],
        start=[0, 1],
        end=[1, 2],
        kind=[LinkKind.PUMP, LinkKind.PIPE],
        length=200.0,
        diameter=0.2,
        roughness=1e-4,
        pumps=PumpTable.build([0], [PumpCurve.from_one_point(0.04, 25.0)]),
    )
    return network, Tank(2, 2.0, 0.5, 4.0, diameter=8.0, **tank_changes)


def test_a_tank_fills_with_what_flows_in():
    series = simulate(filling(), Schedule(tanks=[tank()]), 3600, 1200)
    assert series.times.tolist() == [0, 1200, 2400, 3600]
    assert series.level[:, 0] == pytest.approx([2.0, 2.6, 3.2, 3.8], rel=1e-12)
    assert series.head[:, 1] == pytest.approx([12.0, 12.6, 13.2, 13.8], rel=1e-12)


def test_a_gas_pressure_over_the_liquid_counts():
    series = simulate(filling(), Schedule(tanks=[tank(surface_head=30.0)]), 0, 60)
    assert series.head[0, 1] == 42.0


def test_a_volume_curve_gives_the_level():
    curve = [(0.0, 0.0), (2.0, 10.0), (6.0, 50.0)]
    series = simulate(filling(), Schedule(tanks=[tank(diameter=None, volume_curve=curve)]), 3600, 1200)
    assert series.level[:, 0] == pytest.approx([2.0, 2.6, 3.2, 3.8], rel=1e-12)


def test_patterns_multiply_demands():
    pattern = Pattern("P", (1.0, -2.0), step=600, start=300)
    schedule = Schedule(tanks=[tank()], patterns=[pattern], demands=PatternUse.build([0], [0.001], [0]))
    series = simulate(filling(inflow=0.0), schedule, 1800, 3600)
    assert series.times.tolist() == [0, 300, 900, 1500, 1800]
    assert series.outflow[:, 0].tolist() == [0.001, -0.002, 0.001, -0.002, -0.002]


def test_heads_and_speeds_follow_patterns():
    network, basin = pumped()
    network = dataclasses.replace(network, fixed_head=[0.0, 0.0, 22.0])
    patterns = [Pattern("head", (1.0, 1.5), 600), Pattern("speed", (1.0, 0.0, 0.9), 600)]
    schedule = Schedule(
        tanks=[basin],
        patterns=patterns,
        heads=PatternUse.build([0], [4.0], [0]),
        speeds=PatternUse.build([0], [1.0], [1]),
    )
    series = simulate(network, schedule, 1200, 600)
    assert series.head[:, 0].tolist() == [4.0, 6.0, 4.0]
    assert series.status[:, 0].tolist() == [LinkStatus.OPEN, LinkStatus.CLOSED, LinkStatus.OPEN]
    gain = series.head[2, 1] - series.head[2, 0]
    flow = series.flow[2, 0]
    assert gain == pytest.approx(0.9**2 * 100.0 / 3.0 - 25.0 / 3.0 * (flow / 0.04) ** 2, rel=1e-7)


def test_a_full_tank_takes_nothing_and_gives_still():
    network, basin = pumped()
    day = Pattern("demand", (0.1, 3.0), 6 * 3600)
    schedule = Schedule(tanks=[basin], patterns=[day], demands=PatternUse.build([1], [0.02], [0]))
    network = dataclasses.replace(network, demand=[0.0, 0.0, 0.0])
    series = simulate(network, schedule, 7 * 3600, 3600)
    full = series.level[:, 0] == 4.0
    assert full.sum() > 2
    assert series.level.max() == 4.0
    assert (series.outflow[full, 2] <= 0.0).all()
    assert series.outflow[full, 2][-1] < 0.0  # the second multiplier draws from the full tank
    assert [event.tag for event in series.events] == ["tank"]
    assert "is full (4 m): nothing flows in" in series.events[0].words


def test_an_overflowing_tank_takes_inflow_at_its_level():
    network, basin = pumped(overflows=True)
    series = simulate(network, Schedule(tanks=[basin]), 6 * 3600, 3600)
    assert series.level[-1, 0] == 4.0
    assert series.outflow[-1, 2] > 0.0
    assert "lost over the edge" in series.events[0].words


def test_an_empty_tank_gives_nothing_and_its_demand_is_an_error_with_the_time():
    with pytest.raises(SolverError, match=r"^At 0:16:40: The flow of well cannot be met.*tank empty"):
        simulate(filling(inflow=-0.01), Schedule(tanks=[tank()]), 7200, 3600)


@pytest.mark.parametrize("turned", [False, True])
def test_direction_of_a_pipe_does_not_matter_at_a_limit(turned):
    network, basin = pumped()
    ends = ([0, 2], [1, 1]) if turned else ([0, 1], [1, 2])
    network = dataclasses.replace(network, start=ends[0], end=ends[1])
    series = simulate(network, Schedule(tanks=[basin]), 8 * 3600, 3600)
    assert series.level[-1, 0] == 4.0
    assert series.flow[-1, 1] == 0.0
    assert (series.flow[0, 1] < -0.01) == turned
    assert (series.flow[0, 1] > 0.01) != turned


def test_steps_end_where_controls_act():
    schedule = Schedule(
        tanks=[tank()],
        controls=[
            Control("C-1", 0, Condition.ABOVE, 12.5, 1, LinkStatus.CLOSED),
        ],
    )
    network = dataclasses.replace(filling(inflow=0.0), fixed=[True, True], fixed_head=[13.0, 12.0])
    series = simulate(network, schedule, 3600, 3600)
    assert len(series.times) == 3
    end = series.times[1]
    assert series.level[1, 0] == pytest.approx(2.5, abs=abs(series.flow[0, 0]) / 10.0)  # within a second
    assert series.flow[1:, 0].tolist() == [0.0, 0.0]
    (event,) = series.events
    assert (event.time, event.tag, event.cause) == (end, "P-1", "C-1")
    assert event.words == "P-1 is closed by C-1: the head at tank is above 12.5 m."


def test_clock_time_and_time_since_the_start():
    controls = [
        Control("close", 0, Condition.AT_CLOCK_TIME, 1800, status=LinkStatus.CLOSED),
        Control("open", 0, Condition.AT_CLOCK_TIME, 43200, status=LinkStatus.OPEN),
        Control("open once", 0, Condition.AT_TIME, 7000, status=LinkStatus.OPEN),
    ]
    schedule = Schedule(tanks=[tank()], controls=controls, clock_start=23 * 3600)
    network = dataclasses.replace(filling(inflow=0.0), fixed=[True, True], fixed_head=[12.0, 12.0])
    series = simulate(network, schedule, 26 * 3600, 24 * 3600)
    assert [(event.time, event.cause) for event in series.events] == [
        (5400, "close"),
        (7000, "open once"),
        (86400 + 5400, "close"),
    ]
    assert series.times.tolist() == [0, 5400, 7000, 86400, 86400 + 5400, 26 * 3600]


def test_settings_of_pumps_and_resistances():
    network, basin = pumped()
    schedule = Schedule(
        tanks=[basin],
        controls=[
            Control("slow", 0, Condition.AT_TIME, 600, setting=0.95),
            Control("stop", 0, Condition.AT_TIME, 1200, setting=0.0),
            Control("again", 0, Condition.AT_TIME, 1800, status=LinkStatus.OPEN),
        ],
    )
    series = simulate(network, schedule, 1800, 600)
    assert series.flow[0, 0] > series.flow[1, 0] > 0.0
    assert series.flow[2, 0] == 0.0
    assert series.flow[3, 0] == pytest.approx(series.flow[0, 0], rel=0.05)


def test_a_pressure_switches_and_switches_that_undo_each_other_are_named():
    network, basin = pumped()
    low = Control("low", 0, Condition.ABOVE, 15.0, 1, LinkStatus.CLOSED)
    series = simulate(network, Schedule(tanks=[basin], controls=[low]), 0, 60)
    assert series.flow[0, 0] == 0.0
    high = Control("high", 0, Condition.BELOW, 40.0, 1, LinkStatus.OPEN)
    with pytest.raises(SolverError, match=r"At 0:00:00: The controls .*low.* undo each other"):
        simulate(network, Schedule(tanks=[basin], controls=[low, high]), 0, 60)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(0.05, 3.0), min_size=1, max_size=6),
    st.floats(0.6, 3.9),
    st.sampled_from([600, 1000, 3600]),
)
def test_no_water_is_made_or_lost(multipliers, level, step):
    network, basin = pumped()
    network = dataclasses.replace(network, demand=[0.0, 0.0, 0.0])
    schedule = Schedule(
        tanks=[dataclasses.replace(basin, level=level)],
        patterns=[Pattern("P", multipliers, 3600)],
        demands=PatternUse.build([1], [0.01], [0]),
    )
    series = simulate(network, schedule, 12 * 3600, step)
    stored = math.pi / 4.0 * 8.0**2 * (series.level[-1, 0] - level)
    inflow = (series.outflow[:-1, 2] * np.diff(series.times)).sum()
    # Each time that it comes to a limit, rounding to a second may miss by the flow of a second and a half.
    assert stored == pytest.approx(inflow, abs=1e-9 + 1.5 * 0.08 * len(series.events))


def test_level_tolerance_comes_close_to_the_exact_draining():
    """A tank that drains through a resistance: the root of the level falls in a straight line (Torricelli)."""
    network = Network(
        node_names=["tank", "outlet"],
        elevation=[0.0, 0.0],
        fixed=[True, True],
        fixed_head=[4.0, 0.0],
        demand=0.0,
        link_names=["V-1"],
        start=[0],
        end=[1],
        kind=LinkKind.RESISTANCE,
        resistance=1e5,
    )
    basin = Tank(0, 4.0, 0.0, 5.0, diameter=AREA_10)
    schedule = Schedule(tanks=[basin])
    exact = (2.0 - 0.5 * 3600 / 10.0 / math.sqrt(1e5)) ** 2
    coarse = abs(simulate(network, schedule, 3600, 3600).level[-1, 0] - exact)
    fine = simulate(network, schedule, 3600, 3600, level_tolerance=1e-3)
    assert coarse > 0.2
    assert abs(fine.level[-1, 0] - exact) < 1e-3
    assert len(fine.times) < 60
    assert fine.times[fine.is_reported].tolist() == [0, 3600]


def test_progress_is_told_and_stop_keeps_what_is_done():
    told = []
    series = simulate(filling(), Schedule(tanks=[tank()]), 3600, 900, progress=told.append, stop=lambda: len(told) == 3)
    assert told == [0.0, 0.25, 0.5]
    assert series.times.tolist() == [0, 900, 1800]
    assert not series.is_complete


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Schedule(tanks=[tank(node=0)]), "none of the fixed nodes"),
        (Schedule(tanks=[tank(), tank()]), "two tanks stand at one node"),
        (Schedule(tanks=[tank(diameter=None)]), "tank: the level of a tank follows its diameter or its volume curve"),
        (Schedule(tanks=[tank(level=0.5)]), "tank: the level is 0.5 m, between a minimum_level of 1 m"),
        (Schedule(tanks=[tank(diameter=None, volume_curve=[(0, 0), (3, 9)])]), "ends of the volume curve"),
        (Schedule(tanks=[tank(diameter=None, volume_curve=[(0, 5), (6, 5)])]), "level and volume rise"),
        (Schedule(demands=PatternUse.build([0], [1.0], [0])), "Entry 1 of the schedule's demands"),
        (Schedule(controls=[Control("C", 7, Condition.AT_TIME, 0, status=LinkStatus.OPEN)]), "C acts on a link"),
        (Schedule(controls=[Control("C", 0, Condition.AT_TIME, 0)]), "C changes nothing of P-1"),
        (Schedule(controls=[Control("C", 0, Condition.AT_TIME, 0.5, status=LinkStatus.OPEN)]), "whole seconds"),
        (Schedule(controls=[Control("C", 0, Condition.AT_CLOCK_TIME, 9e4, status=LinkStatus.OPEN)]), "below 86400"),
        (Schedule(controls=[Control("C", 0, Condition.AT_TIME, 0, setting=1.0)]), "none for a pipe or an outflow"),
        (Schedule(controls=[Control("C", 0, Condition.ABOVE, 1.0, 9, LinkStatus.OPEN)]), "head of node 9"),
        (Schedule(controls=[Control("C", 0, Condition.AT_TIME, 0, status=LinkStatus.ACTIVE)]), "holds no setting"),
    ],
)
def test_what_does_not_fit_is_named(schedule, words):
    with pytest.raises(InputError, match=words.replace("(", r"\(")):
        simulate(filling(), schedule, 60, 60)


@pytest.mark.parametrize("values", [(-1, 60), (60, 0), (60, 1.5), (math.inf, 60)])
def test_times_are_whole_seconds(values):
    with pytest.raises(InputError, match="whole seconds"):
        simulate(filling(), Schedule(tanks=[tank()]), *values)


@pytest.mark.parametrize("values", [{"multipliers": ()}, {"multipliers": (math.nan,)}, {"step": 0}, {"start": -1}])
def test_patterns_are_checked(values):
    with pytest.raises(InputError, match="P: "):
        Pattern(**{"tag": "P", "multipliers": (1.0,), "step": 60} | values)


@pytest.mark.parametrize(("level", "head", "expected"), [(4.0, 25.0, 0.0), (4.0, 23.0, 0.002), (0.5, 23.0, 0.0)])
@pytest.mark.parametrize("turned", [False, True])
def test_flow_control_valves_keep_to_the_limits_of_a_tank(level, head, expected, turned):
    """A full tank at 24 m or an empty one at 20.5 m, and a fixed head, through a valve that limits 2 L/s."""
    network = Network(
        node_names=["tank", "fixed"],
        elevation=[20.0, 0.0],
        fixed=[True, True],
        fixed_head=[22.0, head],
        demand=0.0,
        link_names=["FCV"],
        start=[1 if turned else 0],
        end=[0 if turned else 1],
        kind=LinkKind.FLOW_CONTROL,
        setting=0.002,
        resistance=1e4,
    )
    basin = Tank(0, level, 0.5, 4.0, diameter=8.0)
    series = simulate(network, Schedule(tanks=[basin]), 0, 60)
    out = -series.flow[0, 0] if turned else series.flow[0, 0]
    if level == 0.5:
        assert out < 0.0  # it fills
    elif turned and expected:
        assert out == pytest.approx(math.sqrt(1.0 / 1e4), rel=1e-4)  # against its direction it only resists
    else:
        assert out == pytest.approx(expected, abs=1e-9)
