from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_small_case
from tests.ui.fake_bench import FakeCase, cooling_water_case
from workbench.equipment import built_in_schemas
from workbench.model.schema import TypeSchema
from workbench.ui.display import UnitSystem
from workbench.ui.flowsheet import ScreenFrame, choices, colouring, elements, style_rules

PIPE = {"length": 10.0, "diameter": 0.1, "roughness": 4.5e-5}


def drawn(case: FakeCase) -> dict[str, dict[str, Any]]:
    return {element["data"]["id"]: element for element in elements(case, ScreenFrame.of(case))}


def test_pipes_are_edges_between_equipment_and_the_rest_are_nodes() -> None:
    case = cooling_water_case()
    found = drawn(case)
    assert set(found) == set(case.tags)
    pipe = found["P-101"]
    assert (pipe["group"], pipe["data"]["source"], pipe["data"]["target"]) == ("edges", "J-1", "PU-1")
    pump = found["PU-1"]
    assert (pump["group"], pump["data"]["shape"]) == ("nodes", case.types["PUMP"].symbol["shape"])


def test_a_connection_written_from_pipe_to_node_does_not_turn_the_pipe_round() -> None:
    case = FakeCase("x", built_in_schemas())
    for tag in ("A", "B"):
        case.add("NODE", tag, elevation=0.0)
    case.add("PIPE", "P", **PIPE)
    case.connect("B.port", "P.inlet")
    case.connect("P.outlet", "A.port")
    data = drawn(case)["P"]["data"]
    assert (data["source"], data["target"]) == ("B", "A")


def test_pipe_on_pipe_and_open_ends_meet_at_anchors() -> None:
    case = FakeCase("x", built_in_schemas())
    case.add("NODE", "A", elevation=0.0, position=(0.0, 0.0))
    for tag in ("P-1", "P-2"):
        case.add("PIPE", tag, **PIPE)
    case.connect("A", "P-1.inlet")
    case.connect("P-1.outlet", "P-2.inlet")
    found = drawn(case)
    first, second = found["P-1"]["data"], found["P-2"]["data"]
    assert first["target"] == second["source"]
    assert found[first["target"]]["data"]["kind"] == "anchor"
    assert second["target"] == "<P-2.outlet>"
    assert not found["<P-2.outlet>"]["grabbable"]
    places = {(one["position"]["x"], one["position"]["y"]) for one in found.values() if one["group"] == "nodes"}
    assert len(places) == 3


def test_equipment_joined_directly_is_a_plain_line() -> None:
    case = FakeCase("x", built_in_schemas())
    case.add("NODE", "A", elevation=0.0)
    case.add("VALVE", "V", diameter=0.1, loss_coefficient=1.0)
    case.connect("A", "V.inlet")
    lines = [one for one in drawn(case).values() if one["group"] == "edges"]
    assert [(one["data"]["kind"], one["selectable"]) for one in lines] == [("connection", False)]


def test_a_type_that_is_only_a_schema_is_drawn_by_its_symbol() -> None:
    definition = {
        "type": "object",
        "properties": {},
        "ports": [{"name": "a"}, {"name": "b"}],
        "symbol": {"drawn_as": "edge"},
    }
    bow_tie = {"type": "object", "properties": {}, "symbol": {"drawn_as": "node", "points": "-1 -1 1 1 1 -1 -1 1"}}
    types = built_in_schemas() | {"DUCT": TypeSchema("DUCT", 1, definition), "DAMPER": TypeSchema("DAMPER", 1, bow_tie)}
    case = FakeCase("x", types)
    case.add("DUCT", "D-1")
    case.add("DAMPER", "D-2")
    found = drawn(case)
    assert found["D-1"]["group"] == "edges"
    assert found["D-2"]["data"]["shape"] == "polygon"


def test_closed_components_are_marked() -> None:
    case = cooling_water_case()
    case.set("P-101", status="closed")
    case.set("PU-2", status="off")
    found = drawn(case)
    assert [tag for tag, one in found.items() if one["data"].get("rest")] == ["PU-2", "P-101"]


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(1e-3, 1e3))
def test_screen_and_case_coordinates_are_inverse_and_y_is_turned(x: float, y: float, scale: float) -> None:
    frame = ScreenFrame(scale, 100.0, -50.0)
    back = frame.to_case(*frame.to_screen(x, y))
    assert back == pytest.approx((x, y), abs=1e-6)
    assert frame.to_screen(x, y + 10.0)[1] < frame.to_screen(x, y)[1]


def test_any_scale_of_coordinates_draws_alike() -> None:
    case, large = cooling_water_case(), cooling_water_case()
    large.move_many({tag: (1e5 + 1e4 * row.x, 1e4 * row.y) for tag, row in case.graphics.iterrows()})
    small_places = {tag: one["position"] for tag, one in drawn(case).items() if one["group"] == "nodes"}
    for tag, place in small_places.items():
        assert drawn(large)[tag]["position"] == pytest.approx(place, abs=1e-6)


def test_a_case_without_coordinates_is_laid_out_and_the_same_each_time() -> None:
    case = cooling_water_case()
    bare = FakeCase("bare", built_in_schemas())
    for code in case.codes:
        for tag in case[code].index:
            bare.add(code, tag, **{k: v for k, v in case.properties(tag).items() if v is not None})
    for row in case.connections.itertuples():
        bare.connect(f"{row.source}.{row.source_port}", f"{row.target}.{row.target_port}")
    first, second = (
        [tuple(one["position"].values()) for one in elements(bare, ScreenFrame.of(bare)) if "position" in one]
        for _ in range(2)
    )
    assert len(set(first)) == len(first)
    assert first == second


def test_before_a_solve_there_are_tags_and_no_colours() -> None:
    found = colouring(cooling_water_case(), "velocity", UnitSystem())
    assert found.scale is None
    assert found.data["P-101"] == {"label": "P-101", "colour": "", "direction": 0}


def test_after_a_solve_labels_colours_and_arrows_follow_the_results() -> None:
    case = cooling_water_case()
    case.solve()
    case["PIPE"].loc["P-101", ["velocity", "flow"]] = [-1.8234, -0.01]
    found = colouring(case, "velocity", UnitSystem())
    assert found.data["P-101"]["label"] == "P-101\n1.82 m/s"
    assert found.data["P-101"]["direction"] == -1
    assert found.data["P-100"]["direction"] == 1
    assert found.data["J-1"] == {"label": "J-1", "colour": "", "direction": 0}
    assert found.scale is not None
    assert found.scale.least == pytest.approx(0.375)
    assert found.data["P-100"]["colour"] != found.data["P-101"]["colour"]
    assert colouring(case, "velocity", UnitSystem("us")).data["P-101"]["label"] == "P-101\n5.98 ft/s"
    assert colouring(case, None, UnitSystem()).data["P-100"] == {"label": "P-100", "colour": "", "direction": 1}


def test_a_signed_result_keeps_its_sign() -> None:
    case = cooling_water_case()
    case.solve()
    case["PIPE"].loc["P-101", "pressure_drop"] = -25000.0
    found = colouring(case, "pressure_drop", UnitSystem())
    assert found.data["P-101"]["label"] == "P-101\n-0.25 bar"
    assert found.scale is not None
    assert found.scale.least == pytest.approx(-0.25)


def test_missing_results_have_no_colour() -> None:
    case = cooling_water_case()
    case.solve()
    case["PIPE"].loc["P-101", ["velocity", "inlet_velocity", "outlet_velocity"]] = np.nan
    assert colouring(case, "velocity", UnitSystem()).data["P-101"]["colour"] == ""


def test_choices_name_each_result_once() -> None:
    found = choices(cooling_water_case())
    assert found["velocity"] == "Velocity"
    assert "pressure" in found


def test_lean_style_is_cheap_to_draw() -> None:
    lean = {rule["selector"]: rule["style"] for rule in style_rules(lean=True)}
    full = {rule["selector"]: rule["style"] for rule in style_rules(lean=False)}
    assert lean["edge"]["curve-style"] == "haystack"
    assert full["edge"]["curve-style"] == "bezier"
    kind = "edge[kind = 'pipe']"
    assert lean[kind]["min-zoomed-font-size"] > full[kind]["min-zoomed-font-size"]


def test_elements_leave_the_case_alone() -> None:
    case = cooling_water_case()
    before = case.digest
    graphics = case.graphics.copy()
    drawn(case)
    assert case.digest == before
    pd.testing.assert_frame_equal(case.graphics, graphics)


def test_a_result_known_only_at_both_ends_is_their_mean() -> None:
    case = cooling_water_case()
    case.solve()
    case["PIPE"].loc["P-101", "inlet_pressure"] = 301325.0
    case["PIPE"].loc["P-101", "outlet_pressure"] = 201325.0
    found = colouring(case, "pressure", UnitSystem())
    assert found.data["P-101"]["label"] == "P-101\n1.5 barg"
    assert found.data["P-101"]["colour"] != ""


def test_the_velocity_of_a_gas_is_the_mean_of_both_ends_where_a_liquid_has_its_own() -> None:
    case = cooling_water_case()
    case.solve()
    pipes = case["PIPE"]
    pipes.loc["P-101", ["velocity", "inlet_velocity", "outlet_velocity"]] = [np.nan, 10.0, 30.0]
    pipes.loc["P-101", ["flow", "mass_flow"]] = [np.nan, -2.0]
    pipes.loc["P-105", ["velocity", "inlet_velocity", "outlet_velocity"]] = [2.0, 10.0, 30.0]
    found = colouring(case, "velocity", UnitSystem())
    assert found.data["P-101"]["label"] == "P-101\n20 m/s"
    assert found.data["P-101"]["direction"] == -1
    assert found.data["P-105"]["label"] == "P-105\n2 m/s"


def test_what_is_nowhere_is_not_drawn(types):
    case = make_small_case(types)
    before = elements(case, ScreenFrame.of(case))
    case.add("PATTERN", "DAY", multipliers=[1.0, 0.5])
    case.set("J-1", demand_pattern="DAY")
    case.add("CONTROL", "C-1", component="P-101", status="closed", condition="at time", time="1 h")
    assert elements(case, ScreenFrame.of(case)) == before
