"""What people write into frames directly: taken as it is meant, or refused in words; never lost, never a traceback."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_small_case
from workbench.equipment import built_in_schemas
from workbench.errors import InputError, NotFound
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.model.frames import connection_rows
from workbench.model.schema import TypeSchema
from workbench.model.topology import connection_problems
from workbench.services.run import run_case


@pytest.fixture
def pump_case(small_case):
    """The small network with a pump whose curve is 10 L/s at 20 m."""
    small_case.disconnect("T-1", "P-102")
    small_case.add("PUMP", "PU-1", curve=[[0.01, 20.0]], elevation=10.0)
    small_case.connect("T-1.outlet", "PU-1")
    small_case.connect("PU-1", "P-102")
    return small_case


class TestAFrameInTheHandOfANotebook:
    """``pipes = case["PIPE"]`` stays the frame of the case, whatever happens to the case."""

    def test_it_takes_edits_after_an_edit_of_the_case(self, small_case):
        pipes = small_case["PIPE"]
        small_case.set("P-101", length=50)
        pipes.loc["P-102", "length"] = 77.0
        assert small_case.properties("P-102")["length"] == 77.0
        assert pipes.loc["P-101", "length"] == 50.0

    def test_it_shows_results_and_takes_edits_after_a_solve(self, small_case):
        pipes = small_case["PIPE"]
        run_case(small_case)
        before = pipes.loc["P-101", "flow"]
        pipes["length"] *= 4.0
        run_case(small_case)
        assert pipes.loc["P-101", "flow"] < before

    def test_it_follows_undo_and_redo_and_does_not_reach_into_them(self, small_case):
        pipes = small_case["PIPE"]
        small_case.set("P-101", length=50)
        small_case.undo()
        assert pipes.loc["P-101", "length"] == 120.0
        pipes.loc["P-103", "length"] = 9.0
        small_case.set("P-102", length=60)
        pipes.loc["P-103", "length"] = 8.0
        small_case.undo()
        assert pipes["length"].tolist() == [120.0, 100.0, 9.0]
        assert small_case["PIPE"] is pipes

    def test_rows_come_and_go(self, small_case):
        nodes, connections, graphics = small_case["NODE"], small_case.connections, small_case.graphics
        small_case.remove("J-2")
        assert "J-2" not in nodes.index
        assert "J-2" not in graphics.index
        assert "J-2" not in connections["target"].tolist()
        small_case.undo()
        assert list(nodes.index) == ["J-1", "J-2"]

    def test_a_type_that_is_undone_away(self, types):
        case = Case("Empty", types)
        case.add("NODE", "J-1", elevation=0)
        nodes = case["NODE"]
        case.undo()
        assert nodes.empty
        assert case.tags == []


@pytest.mark.parametrize(
    ("code", "column", "values"),
    [
        ("PIPE", "length", [120, 100, 20]),
        ("PIPE", "length", np.array([120, 100.0, 20], dtype=object)),
        ("PIPE", "check_valve", np.array([False, np.bool_(False), False], dtype=object)),
        ("PIPE", "check_valve", np.array([False, False, False])),
        ("PIPE", "status", np.array([np.str_("open"), "open", "open"], dtype=object)),
        ("PIPE", "status", pd.Categorical(["open", "open", "open"])),
    ],
)
def test_equal_values_of_another_type_are_equal(small_case, code, column, values):
    digest, types_before = small_case.digest, small_case[code].dtypes
    small_case[code][column] = values
    small_case.check()
    assert small_case.digest == digest
    pd.testing.assert_series_equal(small_case[code].dtypes, types_before)


def test_an_integer_column_does_not_cut_a_value(small_case):
    small_case["PIPE"]["length"] = [120, 100, 20]
    small_case.set("P-101", length=50.7)
    assert small_case.properties("P-101")["length"] == 50.7


@pytest.mark.parametrize("curve", [((0.01, 20.0),), np.array([[0.01, 20.0]]), [np.array([0.01, 20])]])
def test_a_curve_is_a_curve_in_every_container(pump_case, curve):
    run_case(pump_case)
    expected = pump_case["PUMP"].loc["PU-1", "flow"]
    pump_case["PUMP"].at["PU-1", "curve"] = curve
    run_case(pump_case)
    assert pump_case["PUMP"].loc["PU-1", "flow"] == expected


def test_an_efficiency_curve_of_tuples_is_not_passed_over(pump_case):
    pump_case["PUMP"].at["PU-1", "efficiency_curve"] = ((0.0, 0.5), (1.0, 0.5))
    run_case(pump_case)
    assert pump_case["PUMP"].loc["PU-1", "efficiency"] == 0.5


def test_a_deleted_optional_column_is_empty(small_case):
    digest = small_case.digest
    del small_case["VALVE"]["elevation"]
    run_case(small_case)
    assert small_case.digest == digest
    del small_case["VALVE"]["elevation"]
    small_case.add("VALVE", "V-2", diameter=0.1, loss_coefficient=1.0, elevation=3.0)
    del small_case["VALVE"]["opening"]
    small_case.set("V-1", opening=0.5)
    assert small_case.properties("V-2")["elevation"] == 3.0


def test_a_lost_index_name_comes_back(small_case):
    small_case["PIPE"].index.name = None
    small_case.check()
    assert small_case["PIPE"].index.name == "tag"


def test_coordinates_of_a_dropped_row_do_not_stay(small_case):
    nodes = small_case["NODE"]
    nodes.loc["J-9", ["elevation", "demand"]] = [0.0, 0.0]
    small_case.graphics.loc["J-9"] = [1.0, 1.0]
    small_case.graphics.loc["gone"] = [2.0, 2.0]
    small_case.check()
    assert "J-9" in small_case.graphics.index
    assert "gone" not in small_case.graphics.index


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda c: c["PIPE"].insert(0, "length", 1.0, allow_duplicates=True), "column 'length' twice"),
        (lambda c: c["PIPE"].__setitem__("length", [True, True, True]), r"P-101\.length is True"),
        (lambda c: c["PIPE"].__setitem__("length", pd.to_datetime(["2020"] * 3)), r"P-101\.length is Timestamp"),
        (lambda c: c["PIPE"].__setitem__("flow", ["a", "b", "c"]), r"P-101\.flow is a result"),
        (lambda c: c["PUMP"].__setitem__("curve", 5.0), r"PU-1\.curve is 5; expected a list of points"),
        (lambda c: c["PUMP"].at.__setitem__(("PU-1", "curve"), [1, 2]), r"PU-1\.curve, point 1 is 1\.0"),
        (lambda c: c["PUMP"].at.__setitem__(("PU-1", "curve"), [[1, 2, 3]]), r"PU-1\.curve, point 1"),
        (lambda c: c.graphics.__setitem__("x", "a"), "position of 'T-1'"),
        (lambda c: c.graphics.loc.__setitem__("T-1", [np.nan, 1.0]), "position of 'T-1'"),
        (lambda c: c.graphics.__delitem__("x"), "columns x and y"),
        (lambda c: c.connections.loc.__setitem__((0, "source"), np.nan), "dangling"),
        (lambda c: c.connections.loc.__setitem__((0, "source_port"), None), "no port ''"),
        (lambda c: c.connections.loc.__setitem__(99, ["J-1", "port", "J-1", "port"]), "connected to itself"),
    ],
)
def test_refused_in_words(pump_case, edit, words):
    edit(pump_case)
    with pytest.raises(InputError, match=words):
        pump_case.check()


def test_a_connection_that_is_there_twice(small_case):
    for row in (98, 99):
        small_case.connections.loc[row] = ["J-1", "port", "T-1", "inlet"]
    with pytest.raises(InputError, match="J-1 to T-1 is there 2 times"):
        small_case.check()


@pytest.mark.parametrize("position", [(1,), (1, 2, 3), "ab", 5, (1, "x"), (np.nan, 1.0), (1.0, np.inf)])
def test_a_position_is_two_finite_numbers(small_case, position):
    with pytest.raises(InputError, match="position of 'N'"):
        small_case.add("NODE", "N", elevation=0, position=position)
    assert "N" not in small_case.tags


@pytest.mark.parametrize("tag", [5, None, ["P-101"]])
def test_what_is_no_tag(small_case, tag):
    with pytest.raises(NotFound):
        small_case.set(tag, length=1)
    with pytest.raises(InputError):
        small_case.rename("P-101", tag)
    with pytest.raises(NotFound):
        small_case.connect(tag, "J-1")
    with pytest.raises(NotFound):
        _ = small_case[5]


def test_a_row_to_build_needs_a_tag(types):
    with pytest.raises(InputError, match="The tag 5 has no text"):
        build_case("Base", types, [ComponentRow("NODE", 5, {"elevation": 0})], [])


def test_disconnect_takes_what_connect_takes(small_case):
    small_case.disconnect("T-1.outlet", "P-101.inlet")
    small_case.connect("T-1.outlet", "P-101.inlet")
    small_case.disconnect("P-101", "T-1")
    with pytest.raises(NotFound, match="not connected"):
        small_case.disconnect("J-1.port", "P-103.outlet")


def test_a_type_without_ports_says_so(types):
    case = Case("Ports", {**types, "NOTE": TypeSchema("NOTE", 1, {"type": "object", "properties": {}})})
    case.add("NODE", "J-1", elevation=0)
    case.add("NOTE", "N-1")
    with pytest.raises(InputError, match="'N-1' \\(NOTE\\) has no ports"):
        case.connect("N-1", "J-1")


def test_a_text_that_cannot_be_stored(small_case):
    for text in ("\0", "\ud800"):
        with pytest.raises(InputError, match=r"settings\.fluid"):
            small_case.set_settings(fluid=text)


def _inside_a_curve(case):
    case["PUMP"].at["PU-1", "curve"][0][1] = 30.0


def _in_place(case):
    case["PIPE"].iloc[1, case["PIPE"].columns.get_loc("length")] = 55.0


@pytest.mark.parametrize(
    "edit",
    [
        _inside_a_curve,
        _in_place,
        lambda c: c["PIPE"].__setitem__("length", [60, 60, 60]),
        lambda c: c["PIPE"].__setitem__("status", ["open", "closed", "open"]),
        lambda c: c["VALVE"].__delitem__("elevation") or c["VALVE"].__setitem__("opening", 0.5),
        lambda c: c["PUMP"].at.__setitem__(("PU-1", "curve"), ((0.02, 25.0),)),
        lambda c: c.connections.loc.__setitem__((3, ["source", "source_port"]), ["T-1", "outlet"]),
        lambda c: c.set_settings(viscosity="5 cP"),
    ],
)  # fmt: skip
def test_what_was_edited_since_the_last_run_is_seen(pump_case, edit):
    """No run takes over what an earlier one has read or checked."""
    run_case(pump_case)
    before, flow = pump_case.run.input_digest, pump_case["PIPE"]["flow"].tolist()
    edit(pump_case)
    assert pump_case.is_stale
    run_case(pump_case)
    assert pump_case.run.input_digest == pump_case.digest != before
    assert pump_case["PIPE"]["flow"].tolist() != flow


def test_an_order_of_columns_changes_nothing(pump_case):
    run_case(pump_case)
    digest, flow = pump_case.run.input_digest, pump_case["PIPE"]["flow"]
    pump_case.state.frames["PIPE"] = pump_case["PIPE"][pump_case["PIPE"].columns[::-1]]
    run_case(pump_case)
    assert pump_case.run.input_digest == pump_case.digest == digest
    pd.testing.assert_series_equal(pump_case["PIPE"]["flow"], flow)
    schema = pump_case.types["PIPE"]
    assert pump_case["PIPE"].columns.tolist() == [*schema.fields, *schema.results]


def test_a_renamed_row_is_seen(pump_case):
    run_case(pump_case)
    pump_case["PIPE"].index = ["P-999", "P-102", "P-103"]
    with pytest.raises(InputError, match="no component 'P-101'"):
        run_case(pump_case)


def test_two_cases_with_one_frame_each_see_their_own(types, small_case):
    other = Case.from_snapshot("Other", types, small_case.state.copy())
    run_case(small_case)
    run_case(other)
    flow = other["PIPE"].loc["P-101", "flow"]
    small_case["PIPE"].loc["P-101", "length"] = 900.0
    run_case(small_case)
    run_case(other)
    assert other["PIPE"].loc["P-101", "flow"] == flow > small_case["PIPE"].loc["P-101", "flow"]
    assert other.digest != small_case.digest


def test_undo_and_redo_are_seen_by_the_next_run(small_case):
    first = run_case(small_case).input_digest
    small_case.set("P-101", length=900)
    second = run_case(small_case).input_digest
    small_case.undo()
    assert run_case(small_case).input_digest == first
    small_case.redo()
    assert run_case(small_case).input_digest == second != first


def test_results_are_the_callers_own(small_case):
    held = small_case["PIPE"]
    run_case(small_case)
    results = small_case["PIPE"].copy()
    held["flow"] = 0.0
    held.columns.name = "renamed"
    run_case(small_case)
    pd.testing.assert_frame_equal(held, results)


@given(st.data())
def test_connections_are_sound_where_nothing_can_be_said_against_them(data):
    case = make_small_case(built_in_schemas())
    tags = {code: case[code].index.tolist() for code in case.codes}
    rows = connection_rows(case.connections)
    for _ in range(data.draw(st.integers(0, 2))):
        row = list(data.draw(st.sampled_from(rows)))
        row[data.draw(st.integers(0, 3))] = data.draw(st.sampled_from(["J-1", "J-2", "P-101", "gone", "port", "inlet"]))
        rows = [*rows, tuple(row)] if data.draw(st.booleans()) else [tuple(row), *rows[1:]]
    ports = {tag: case.types[code].ports for code, of_type in tags.items() for tag in of_type}
    ends = [row[:2] for row in rows] + [row[2:] for row in rows]
    sound = len(set(rows)) == len(rows) and all(source != target for source, _, target, _ in rows)
    for tag, port in ends:
        known = port in ports.get(tag, ())
        sound = sound and known and (ports[tag][port].multiple or ends.count((tag, port)) == 1)
    assert sound == (not connection_problems(case.types, tags, list(zip(*rows, strict=True))))
