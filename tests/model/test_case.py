"""Editing a case: values with units, what is refused, undo and redo, direct edits of a frame."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.errors import InputError, NotFound, UnitError
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.services.run import run_case


def test_frames_are_typed(small_case):
    pipes = small_case["PIPE"]
    assert pipes.index.name == "tag"
    assert pipes["length"].dtype == "float64"
    assert pipes["check_valve"].dtype == "boolean"
    assert pipes["status"].dtype == "str"
    assert pipes.loc["P-101", "diameter"] == 0.1016
    assert pd.isna(pipes.loc["P-101", "hazen_williams_coefficient"])
    assert list(small_case.connections.columns) == ["source", "source_port", "target", "target_port"]


def test_defaults_are_written_out(small_case):
    assert small_case.properties("P-101")["loss_coefficient"] == 0.0
    assert small_case.properties("P-101")["status"] == "open"


def test_set_with_units(small_case):
    small_case.set("P-101", diameter="6 inch", length="120 m")
    assert small_case["PIPE"].loc["P-101", "diameter"] == 0.1524
    small_case.set("P-101", hazen_williams_coefficient=130)
    small_case.set("P-101", hazen_williams_coefficient=None)
    assert "hazen_williams_coefficient" not in small_case.properties("P-101")
    small_case.set("P-101", check_valve=True, status="closed")
    assert small_case.properties("P-101")["check_valve"] is True
    small_case.set("J-1", demand=0)
    assert small_case.properties("J-1")["demand"] == 0.0


@pytest.mark.parametrize(
    ("tag", "properties", "words"),
    [
        ("P-101", {"diametr": 0.1}, "did you mean 'diameter'"),
        ("P-101", {"velocity": 1.0}, "is a result"),
        ("P-101", {"diameter": "-1 m"}, r"P-101\.diameter is -1 m; expected above 0"),
        ("P-101", {"diameter": 0}, "expected above 0"),
        ("P-101", {"diameter": "5 kg"}, "no unit of diameter"),
        ("P-101", {"length": None}, "is missing"),
        ("P-101", {"status": "opne"}, "expected one of 'open', 'closed'"),
        ("P-101", {"check_valve": 1}, "expected True or False"),
        ("S-1", {"delivery_pressure": "2 bar"}, "gauge or absolute"),
        ("S-1", {"delivery_flow": 1.0}, "either a delivery_pressure or a delivery_flow"),
        ("T-1", {"level": "-1 m"}, "expected at least 0"),
    ],
)
def test_refused_edits_leave_the_case_as_it_was(small_case, tag, properties, words):
    before = small_case.digest
    with pytest.raises(InputError, match=words) as caught:
        small_case.set(tag, **properties)
    assert caught.value.path[0] == tag
    assert small_case.digest == before
    assert not small_case.undo()


def test_one_wrong_value_of_two_changes_nothing(small_case):
    with pytest.raises(UnitError):
        small_case.set("P-101", length="50 m", diameter="5 kg")
    assert small_case["PIPE"].loc["P-101", "length"] == 120.0


def test_unknown_tag_and_type(small_case):
    with pytest.raises(NotFound, match="did you mean 'P-101'"):
        small_case.set("P-1001", length=1)
    with pytest.raises(NotFound, match="did you mean 'PIPE'"):
        _ = small_case["PIPEE"]


@pytest.mark.parametrize(
    "tag", ["", "=A1", "+1", "-P", "@x", " P", "P ", "P\n1", "<b>", "a" * 65, "P\u202e1", "P'1", "P-e\u0301"]
)
def test_tags_that_are_refused(small_case, tag):
    with pytest.raises(InputError, match="tag"):
        small_case.add("NODE", tag, elevation=0)


def test_duplicate_tag_whatever_its_letter_case(small_case):
    with pytest.raises(InputError, match="in use already"):
        small_case.add("PIPE", "p-101", length=1, diameter=0.1)


def test_pump_curve(types):
    case = Case("Pumps", types)
    case.add("PUMP", "PU-1", elevation=0, curve=[["0 m3/h", "40 m"], ["100 m3/h", "35 m"], ["200 m3/h", "20 m"]])
    assert case.properties("PU-1")["curve"] == [[0.0, 40.0], [100 / 3600, 35.0], [200 / 3600, 20.0]]
    with pytest.raises(InputError, match="point 2 is -1"):
        case.set("PU-1", curve=[[0, 40], [0.1, -1]])
    with pytest.raises(InputError, match="list of points"):
        case.set("PU-1", curve=[[0, 40, 1]])
    with pytest.raises(InputError, match="either a curve or a constant power"):
        case.set("PU-1", power="5 kW")


def test_undo_and_redo(small_case):
    start = small_case.digest
    small_case.set("P-101", diameter="8 inch")
    small_case.add("NODE", "J-9", elevation=1, position=(5, 5))
    small_case.remove("P-102")
    small_case.rename("J-1", "J-100")
    small_case.set_settings(density="1000 kg/m3")
    end = small_case.digest
    steps = 0
    while small_case.undo():
        steps += 1
    assert steps == 5
    assert small_case.digest == start
    assert not small_case.is_changed
    while small_case.redo():
        pass
    assert small_case.digest == end
    small_case.undo()
    small_case.set("P-101", diameter="2 inch")
    assert not small_case.redo()


def test_remove_takes_its_connections_along(small_case):
    small_case.remove("P-102")
    assert "P-102" not in small_case.tags
    assert not (small_case.connections[["source", "target"]] == "P-102").any().any()
    small_case.check()


def test_rename_keeps_connections_position_and_identity(small_case):
    small_case.rename("J-1", "J-A")
    assert (small_case.connections["target"] == "J-A").sum() == 2
    assert small_case.graphics.loc["J-A", "x"] == 100.0
    small_case.check()


def test_move_is_no_change_of_the_digest(small_case):
    digest = small_case.digest
    small_case.move("J-1", 7, 8)
    assert tuple(small_case.graphics.loc["J-1"]) == (7.0, 8.0)
    assert small_case.digest == digest
    assert small_case.is_changed


class TestConnect:
    def test_by_tag_or_by_port(self, small_case):
        small_case.add("NODE", "J-9", elevation=0)
        small_case.add("PIPE", "P-9", length=1, diameter=0.1, roughness=0)
        small_case.connect("J-1", "P-9")
        small_case.connect("P-9.outlet", "J-9.port")
        assert tuple(small_case.connections.iloc[-2]) == ("J-1", "port", "P-9", "inlet")
        small_case.check()

    @pytest.mark.parametrize(
        ("source", "target", "words"),
        [
            ("P-101", "P-101.inlet", "itself"),
            ("T-1", "P-101", "connected already|connected there already"),
            ("J-2.port", "P-103.inlet", "takes|connected already"),
            ("P-101.outlt", "J-1", "did you mean 'outlet'"),
            ("P-101.middle", "J-1", "no port 'middle'"),
        ],
    )
    def test_refused(self, small_case, source, target, words):
        with pytest.raises(InputError, match=words):
            small_case.connect(source, target)

    def test_unknown_end(self, small_case):
        with pytest.raises(NotFound):
            small_case.connect("P-101", "J-77")

    def test_disconnect(self, small_case):
        small_case.disconnect("J-1", "P-101")
        assert len(small_case.connections) == 7
        with pytest.raises(NotFound, match="not connected"):
            small_case.disconnect("J-1", "P-101")


class TestDirectEdits:
    """What somebody writes into a frame is found by check()."""

    def test_value_out_of_bounds(self, small_case):
        small_case["PIPE"].loc["P-101", "length"] = -5.0
        with pytest.raises(InputError, match=r"P-101\.length is -5 m"):
            small_case.check()

    def test_unknown_column(self, small_case):
        small_case["PIPE"]["diametr"] = 0.1
        with pytest.raises(InputError, match="did you mean 'diameter'"):
            small_case.check()

    def test_text_in_a_number_column(self, small_case):
        small_case["PIPE"]["length"] = "120 m"
        with pytest.raises(InputError, match=r"P-101\.length is '120 m'"):
            small_case.check()

    def test_dangling_connection(self, small_case):
        small_case.connections.loc[0, "source"] = "T-9"
        with pytest.raises(InputError, match=r"dangling: there is no component 'T-9'"):
            small_case.check()

    def test_duplicate_tag(self, small_case):
        frame = small_case["NODE"]
        frame.index = pd.Index(["J-1", "j-1"], name="tag", dtype="str")
        assert any("there twice" in str(problem) for problem in small_case.problems())

    def test_how_many_more(self, small_case):
        small_case["PIPE"]["length"] = -1.0
        with pytest.raises(InputError, match="2 more"):
            small_case.check()

    def test_valid_direct_edit_counts(self, small_case):
        before = small_case.digest
        small_case["PIPE"].loc["P-101", "length"] = 130.0
        small_case.check()
        assert small_case.digest != before


def test_build_case_refuses_the_whole(types):
    rows = [ComponentRow("NODE", "J-1", {"elevation": 0}), ComponentRow("NODE", "j-1", {"elevation": 0})]
    with pytest.raises(InputError, match="twice"):
        build_case("X", types, rows, [])
    with pytest.raises(InputError, match="no component type 'NOD'"):
        build_case("X", types, [ComponentRow("NOD", "J-1")], [])


def test_settings(small_case):
    small_case.set_settings(density="62.4 lb/ft3", friction_law="hazen-williams")
    assert small_case.settings["density"] == pytest.approx(999.55, abs=0.01)
    with pytest.raises(InputError, match="did you mean 'density'"):
        small_case.set_settings(densty=1)
    with pytest.raises(InputError, match="expected at least"):
        small_case.set_settings(density=-1)
    small_case.settings["density"] = 5.0
    assert small_case.settings["density"] != 5.0


def test_a_copy_has_the_inputs_and_nothing_else(small_case):
    run_case(small_case)
    copy = small_case.copy("Pumps", app_module="Pump")
    assert (copy.name, copy.app_module, copy.digest) == ("Pumps", "Pump", small_case.digest)
    assert copy.run is None
    assert "velocity" in small_case["PIPE"]
    assert "velocity" not in copy["PIPE"]
    assert copy.state.lineage == {}  # another thing than the component that it was copied from
    copy.set("P-101", diameter="6 inch")
    assert small_case["PIPE"].loc["P-101", "diameter"] == 0.1016
    assert copy.undo()
    assert copy.digest == small_case.digest
