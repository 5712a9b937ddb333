"""Newer versions of a type: what a schema may say of the upgrade, and components brought to it in one undoable step."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError, NotFound
from workbench.model.case import Case
from workbench.model.run_record import RunRecord
from workbench.model.schema import TypeSchema
from workbench.model.upgrade import link_versions, newest_of

NUMBER = {"type": "number"}
PORTS = [{"name": "inlet", "direction": "in"}, {"name": "outlet", "direction": "out"}]
RESULTS = {"pressure_drop": {"type": "number"}, "velocity": {"type": "number"}}


def version(number: int, properties: dict[str, Any], **more: Any) -> TypeSchema:
    definition = {"type": "object", "additionalProperties": False, "properties": properties, "ports": PORTS, **more}
    return TypeSchema("FILTER", number, definition)


FIRST = {"mesh": NUMBER, "drop": {"type": "number"}, "note": {"type": "string"}}


def three_versions() -> dict[str, TypeSchema]:
    """Version 1; 2 renames mesh and counts the drop in kilo; 3 has a fixed maker and no note, and a default."""
    one = version(1, FIRST, results=RESULTS)
    two = version(
        2,
        {"opening": NUMBER, "drop": NUMBER, "note": {"type": "string"}},
        upgrade={"rename": {"mesh": "opening"}, "scale": {"drop": 0.001, "opening": 2}},
    )
    three = version(
        3,
        {
            "opening": {"type": "integer", "minimum": 1},
            "drop": {"type": "number", "maximum": 5},
            "maker": {"type": "string"},
            "stages": {"type": "integer", "default": 1},
        },
        results={"pressure_drop": {"type": "number"}},
        upgrade={"remove": ["note"], "set": {"maker": "any"}},
    )
    link_versions([three, one, two])
    return {"FILTER": one}


@pytest.fixture
def case() -> Case:
    case = Case("X", three_versions())
    case.add("FILTER", "F-1", mesh=20.0, drop=1500.0, note="old")
    case.add("FILTER", "F-2", mesh=30.0)
    case.connect("F-1.outlet", "F-2.inlet")
    case.assign_lineage({"F-1": uuid4(), "F-2": uuid4()})
    case.rebase()
    return case


class TestUpgrade:
    def test_step_by_step_to_the_newest_version(self, case):
        assert case.upgrade("FILTER") == ["F-1", "F-2"]
        assert case.types["FILTER"].version == 3
        assert case.properties("F-1") == {"opening": 40, "drop": 1.5, "maker": "any", "stages": 1}
        assert case.properties("F-2") == {"opening": 60, "maker": "any", "stages": 1}
        assert list(case["FILTER"].columns) == ["opening", "drop", "maker", "stages"]
        assert case["FILTER"]["opening"].dtype == "Int64"
        case.check()

    def test_the_frame_that_somebody_holds_stays_the_frame_of_the_case(self, case):
        held = case["FILTER"]
        case.upgrade("FILTER")
        assert held is case["FILTER"]
        assert "opening" in held

    def test_one_step_of_undo_brings_the_old_version_back(self, case):
        before = case.digest
        case.upgrade("FILTER")
        after = case.digest
        assert after != before
        assert case.base.types["FILTER"].version == 1
        assert case.undo()
        assert case.types["FILTER"].version == 1
        assert case.digest == before
        assert not case.is_changed
        case.set("F-1", mesh=25.0)
        case.undo()
        assert case.redo()
        assert case.properties("F-1")["mesh"] == 25.0
        case.undo()
        case.upgrade("FILTER")
        case.undo()
        case.redo()
        assert case.types["FILTER"].version == 3
        assert case.digest == after
        case.set("F-1", opening=3)

    def test_lineage_connections_and_edits_before_are_kept(self, case):
        lineage = dict(case.state.lineage)
        case.set("F-2", drop=3000.0)
        case.upgrade("FILTER")
        assert case.state.lineage == lineage
        assert len(case.connections) == 1
        assert case.properties("F-2")["drop"] == 3.0
        case.undo()
        case.undo()
        assert "drop" not in case.properties("F-2")

    def test_results_that_the_newer_version_has_are_kept_and_go_stale(self, case):
        run = RunRecord(uuid4(), case.digest, "solver", "1", {}, "", "")
        results = case["FILTER"].assign(pressure_drop=[1.0, 2.0], velocity=3.0)[["pressure_drop", "velocity"]]
        case.put_results({"FILTER": results}, run)
        assert not case.is_stale
        case.upgrade("FILTER")
        assert case["FILTER"]["pressure_drop"].tolist() == [1.0, 2.0]
        assert "velocity" not in case["FILTER"]
        assert case.is_stale
        case.undo()
        assert case["FILTER"]["velocity"].tolist() == [3.0, 3.0]

    def test_a_version_that_changes_no_property_changes_no_digest_and_yet_the_case(self):
        one, two = version(1, FIRST), version(2, FIRST)
        link_versions([one, two])
        case = Case("X", {"FILTER": one})
        case.add("FILTER", "F-1", mesh=20.0)
        case.rebase()
        before = case.digest
        assert case.upgrade("FILTER") == []
        assert case.digest == before
        assert case.is_changed
        assert case.undo()
        assert not case.is_changed

    def test_nothing_newer_is_no_step(self, case):
        case.upgrade("FILTER")
        assert case.upgrade("FILTER") == []
        case.undo()
        assert case.types["FILTER"].version == 1

    def test_a_type_without_components(self):
        case = Case("X", three_versions())
        assert case.upgrade("FILTER") == []
        case.add("FILTER", "F-1", opening=4)
        assert case.properties("F-1") == {"opening": 4, "stages": 1}

    def test_unknown_type(self, case):
        with pytest.raises(NotFound, match="did you mean 'FILTER'"):
            case.upgrade("FILTR")

    def test_a_case_keeps_the_version_that_its_components_are_of(self, case):
        newest = {"FILTER": newest_of(case.types["FILTER"])}
        again = Case.from_snapshot("X", newest, case.state.copy())
        assert again.types["FILTER"].version == 1
        assert again.digest == case.digest
        again.remove("F-1")
        again.remove("F-2")
        assert Case.from_snapshot("X", newest, again.state.copy()).types["FILTER"].version == 3


class TestWhatDoesNotFit:
    def refused(self, old: Case, words: str) -> InputError:
        before = old.digest
        with pytest.raises(InputError, match=words) as caught:
            old.upgrade("FILTER")
        assert old.digest == before
        assert old.types["FILTER"].version == 1
        return caught.value

    def test_a_value_out_of_the_new_bounds(self, case):
        case.set("F-2", drop=6000.0)
        error = self.refused(case, r"F-2\.drop is 6; expected at most 5")
        assert error.path == ("F-2", "drop")

    def test_no_whole_number(self, case):
        case.set("F-1", mesh=20.2)
        assert self.refused(case, r"F-1\.opening is 40.4; expected a whole number").path == ("F-1", "opening")

    @pytest.mark.parametrize("strict", [True, False])
    def test_a_property_that_the_upgrade_forgets(self, strict):
        one = version(1, FIRST)
        link_versions([one, version(2, {"mesh": NUMBER}, additionalProperties=not strict)])
        case = Case("X", {"FILTER": one})
        case.add("FILTER", "F-1", mesh=1.0)
        case.add("FILTER", "F-2", note="kept")
        error = self.refused(case, r"F-2\.note is 'kept', and version 2 of FILTER has no such property")
        assert error.path == ("F-2", "note")
        case.set("F-2", note=None)
        assert case.upgrade("FILTER") == []

    def test_a_required_property_that_nobody_gave(self):
        one = version(1, FIRST)
        link_versions([one, version(2, {**FIRST, "rating": NUMBER}, required=["rating"])])
        case = Case("X", {"FILTER": one})
        case.add("FILTER", "F-1", mesh=1.0)
        assert self.refused(case, r"F-1\.rating is missing").path == ("F-1", "rating")

    @pytest.mark.parametrize(
        ("ports", "words"),
        [
            ([{"name": "inlet"}], "version 2 of FILTER has no 'outlet'"),
            ([{"name": "inlet"}, {"name": "outlet"}], "takes one connection at its outlet and has 2"),
        ],
    )
    def test_a_port_that_is_connected(self, ports, words):
        many = [{"name": "inlet", "multiple": True}, {"name": "outlet", "multiple": True}]
        one = version(1, FIRST, ports=many)
        link_versions([one, version(2, FIRST, ports=ports)])
        case = Case("X", {"FILTER": one})
        for tag in ("F-1", "F-2", "F-3"):
            case.add("FILTER", tag)
        case.connect("F-1.outlet", "F-2.inlet")
        case.connect("F-1.outlet", "F-3.inlet")
        assert self.refused(case, words).path == ("F-1", "outlet")

    def test_two_properties_that_would_become_one(self):
        one = version(1, FIRST)
        link_versions([one, version(2, {"drop": NUMBER}, upgrade={"rename": {"mesh": "drop"}, "remove": ["note"]})])
        case = Case("X", {"FILTER": one})
        case.add("FILTER", "F-1", mesh=1.0, drop=2.0)
        self.refused(case, "makes 'drop' of two properties")

    def test_a_text_cannot_be_scaled(self):
        one = version(1, {"size": {"type": "string"}})
        link_versions([one, version(2, {"size": NUMBER}, upgrade={"scale": {"size": 25.4}})])
        case = Case("X", {"FILTER": one})
        case.add("FILTER", "F-1", size="4")
        self.refused(case, r"F-1\.size is '4', which cannot be multiplied by 25.4")


def test_swapped_names_and_defaults_only_of_what_is_new():
    one = version(1, {"a": NUMBER, "b": NUMBER, "c": {"type": "number", "default": 7.0}})
    two = version(
        2,
        {"a": NUMBER, "b": NUMBER, "c": {"type": "number", "default": 7.0}, "d": {"type": "number", "default": 8.0}},
        upgrade={"rename": {"a": "b", "b": "a"}},
    )
    link_versions([one, two])
    case = Case("X", {"FILTER": one})
    case.add("FILTER", "F-1", a=1.0, b=2.0)
    case.set("F-1", c=None)
    case.upgrade("FILTER")
    assert case.properties("F-1") == {"a": 2.0, "b": 1.0, "d": 8.0}


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=6), st.sampled_from([0.5, 4.0, -2.0]))
def test_a_scaled_column_is_scaled_value_by_value(values, factor):
    one = version(1, FIRST)
    two = version(2, {"size": NUMBER, "drop": NUMBER, "note": {"type": "string"}})
    two.definition["upgrade"] = {"rename": {"mesh": "size"}, "scale": {"size": factor}}
    link_versions([one, TypeSchema("FILTER", 2, two.definition)])
    case = Case("X", {"FILTER": one})
    for k, value in enumerate(values):
        case.add("FILTER", f"F-{k}", mesh=value, note="n")
    changed = case.upgrade("FILTER")
    assert changed == [f"F-{k}" for k, value in enumerate(values) if value is not None]
    for k, value in enumerate(values):
        assert case.properties(f"F-{k}").get("size") == (None if value is None else value * factor)


class TestSchema:
    """What `upgrade` and `limits` may say."""

    @pytest.mark.parametrize(
        ("upgrade", "words"),
        [
            ({"renam": {"a": "mesh"}}, "no JSON Schema of one"),
            ({"rename": ["mesh"]}, "no JSON Schema of one"),
            ({"rename": {"a": 1}}, "no JSON Schema of one"),
            ({"scale": {"mesh": "2"}}, "no JSON Schema of one"),
            ({"remove": {"a": "b"}}, "no JSON Schema of one"),
            ({"set": ["mesh"]}, "no JSON Schema of one"),
            ([], "no JSON Schema of one"),
            ({"rename": {"a": "mehs"}}, "'mehs' under 'rename', which version 2 does not have; did you mean 'mesh'"),
            ({"rename": {"a": "mesh", "b": "mesh"}}, "two properties cannot become"),
            ({"scale": {"mess": 2}}, "'mess' under 'scale', which version 2 does not have"),
            ({"scale": {"mesh": 0}}, "a factor other than zero"),
            ({"scale": {"mesh": float("nan")}}, "no JSON Schema of one"),
            ({"scale": {"note": 2}}, "expected a number"),
            ({"set": {"size": 2}}, "'size' under 'set', which version 2 does not have"),
            ({"set": {"mesh": "coarse"}}, "to 'coarse', which the property does not take"),
        ],
    )
    def test_an_upgrade_that_cannot_be(self, upgrade, words):
        with pytest.raises(InputError, match=words):
            version(2, FIRST, upgrade=upgrade)

    def test_an_upgrade_is_read(self):
        upgrade = {"rename": {"a": "mesh"}, "scale": {"mesh": 2}, "set": {"note": "x"}, "remove": ["b"]}
        assert version(2, FIRST, upgrade=upgrade).conversion == upgrade
        assert version(2, FIRST).conversion == {}

    @pytest.mark.parametrize(
        ("limits", "words"),
        [
            ({"lowest": 1}, "no JSON Schema of one"),
            ({"minimum": [1]}, "no JSON Schema of one"),
            (3, "no JSON Schema of one"),
            ({"maximum": "dorp"}, r"FILTER\.velocity has the maximum 'dorp'; .*did you mean 'drop'"),
            ({"maximum": "note"}, "the name of a number"),
            ({"minimum": float("inf")}, "no JSON Schema of one"),
        ],
    )
    def test_limits_that_cannot_be(self, limits, words):
        with pytest.raises(InputError, match=words):
            version(1, FIRST, results={"velocity": {"type": "number", "limits": limits}})

    @pytest.mark.parametrize("limit", [3.0, 2, "drop", "pressure", "settings.density"])
    def test_limits_are_read(self, limit):
        results = {"velocity": {"type": "number", "limits": {"maximum": limit}}, "pressure": NUMBER}
        schema = version(1, FIRST, results=results)
        assert schema.results["velocity"].limits == {"maximum": limit}
        assert schema.results["pressure"].limits == {}
        watched = version(1, {**FIRST, "mesh": {"type": "number", "limits": {"minimum": limit}}}, results=results)
        assert watched.fields["mesh"].limits == {"minimum": limit}

    def test_versions_know_their_successors(self):
        schemas = [version(k, FIRST) for k in (4, 1, 2)]
        assert link_versions(schemas) == {"FILTER": schemas[0]}
        assert [schema.successor for schema in schemas] == [None, schemas[2], schemas[0]]
        assert newest_of(schemas[1]) is schemas[0]
