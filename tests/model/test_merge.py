"""Merging the edits of two people: by lineage, component by component; what both touched is a conflict."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_small_case
from workbench.equipment import built_in_schemas
from workbench.errors import InputError, NotFound
from workbench.model.case import Case
from workbench.model.frames import connection_rows, property_rows
from workbench.model.merge import Merge, merge_snapshots
from workbench.model.run_record import RunRecord
from workbench.model.schema import TypeSchema
from workbench.model.snapshot import Snapshot
from workbench.model.upgrade import link_versions

TYPES = built_in_schemas()


def stored_case() -> Case:
    case = make_small_case(TYPES)
    case.assign_lineage({tag: uuid4() for tag in case.tags})
    return case


BASE = stored_case().state


def opened(state: Snapshot = BASE) -> Case:
    return Case.from_snapshot("Design", TYPES, state.copy())


def merged(mine: Case, theirs: Case, base: Snapshot = BASE) -> Merge:
    return merge_snapshots(base, mine.state, theirs.state, TYPES)


def components(state: Snapshot) -> dict:
    return {
        state.lineage[tag]: (code, tag, row)
        for code, frame in state.frames.items()
        for tag, row in zip(frame.index, property_rows(state.types[code], frame), strict=True)
    }


def links(state: Snapshot) -> set:
    return {
        (state.lineage[source], out, state.lineage[target], to)
        for source, out, target, to in connection_rows(state.connections)
    }


def content(state: Snapshot | None) -> tuple:
    assert state is not None
    places = {state.lineage[tag]: tuple(row) for tag, row in state.graphics.iterrows()}
    return components(state), links(state), places, state.settings


def run_of(case: Case) -> RunRecord:
    return RunRecord(uuid4(), case.digest, "solver", "1", {}, "", "")


class TestEditsOfDifferentComponents:
    def test_both_are_there(self):
        mine, theirs = opened(), opened()
        mine.set("P-101", diameter="8 inch")
        mine.add("NODE", "J-9", elevation=1.0, position=(5.0, 6.0))
        mine.set_settings(density=1000.0)
        theirs.set("P-102", length="55 m")
        theirs.rename("J-2", "J-200")
        theirs.add("NODE", "J-8", elevation=2.0)
        theirs.connect("J-8", "J-1")
        theirs.set_settings(viscosity="2 cP")
        result = merged(mine, theirs)
        assert result.conflicts == ()
        case = Case.from_snapshot("Design", TYPES, result.state)
        assert case.problems() == []
        assert case.properties("P-101")["diameter"] == 0.2032
        assert case.properties("P-102")["length"] == 55.0
        assert case["NODE"].index.tolist() == ["J-1", "J-200", "J-8", "J-9"]
        assert ("J-200", "port", "V-1", "inlet") in connection_rows(case.connections)
        assert ("J-8", "port", "J-1", "port") in connection_rows(case.connections)
        assert case.settings["density"] == 1000.0
        assert case.settings["viscosity"] == pytest.approx(2e-3)
        assert tuple(case.graphics.loc["J-9"]) == (5.0, 6.0)
        assert case.state.lineage["J-200"] == BASE.lineage["J-2"]
        assert case.state.lineage["J-9"] == mine.state.lineage["J-9"]
        assert set(result.taken) == {
            "P-102.length",
            "J-200.tag",
            "J-8 added",
            "settings.viscosity",
        }

    def test_removals_and_connections(self):
        mine, theirs = opened(), opened()
        mine.remove("P-102")
        theirs.disconnect("J-2", "V-1")
        theirs.remove("S-1")
        result = merged(mine, theirs)
        assert result.conflicts == ()
        case = Case.from_snapshot("Design", TYPES, result.state)
        assert set(case.tags) == {"T-1", "J-1", "J-2", "P-101", "P-103", "V-1"}
        assert len(case.connections) == 4
        assert result.taken == ("S-1 removed", "J-2.port to V-1.inlet disconnected")
        assert merged(theirs, mine).taken == ("P-102 removed",)

    def test_the_very_same_edit_is_no_conflict(self):
        mine, theirs = opened(), opened()
        for case in (mine, theirs):
            case.set("P-101", length=1.0)
            case.rename("J-1", "J-A")
            case.remove("S-1")
            case.set_settings(density=900.0)
            case.connect("T-1.outlet", "J-2.port")
        result = merged(mine, theirs)
        assert result.conflicts == result.taken == ()
        assert content(result.state) == content(mine.state)

    def test_a_tag_that_one_gave_up_can_be_taken_by_the_other(self):
        mine, theirs = opened(), opened()
        mine.rename("P-101", "P-1")
        theirs.add("PIPE", "P-102A", length=1.0, diameter=0.1, roughness=0.0)
        theirs.rename("P-102", "P-102B")
        result = merged(mine, theirs)
        assert set(result.state.frames["PIPE"].index) == {"P-1", "P-102A", "P-102B", "P-103"}

    def test_swapped_tags(self):
        mine, theirs = opened(), opened()
        for old, new in (("P-101", "X"), ("P-102", "P-101"), ("X", "P-102")):
            mine.rename(old, new)
        theirs.set("P-103", length=7.0)
        theirs.connect("T-1.outlet", "J-1.port")
        result = merged(mine, theirs)
        assert result.conflicts == ()
        assert result.state.lineage["P-101"] == BASE.lineage["P-102"]
        assert result.state.frames["PIPE"].loc["P-101", "length"] == 100.0
        assert len(result.state.connections) == 9
        assert links(result.state) == links(theirs.state)
        theirs.set("P-101", length=7.0)
        assert set(merged(mine, theirs).conflicts) == {"P-101.tag", "P-101.length"}

    def test_what_i_added_and_they_have_already_is_one_component(self):
        mine = opened()
        mine.add("NODE", "J-9", elevation=1.0)
        theirs = opened(mine.state)
        assert content(merged(mine, theirs).state) == content(mine.state)
        theirs.set("J-9", elevation=2.0)
        assert merged(mine, theirs).conflicts == ("J-9.elevation",)


class TestConflicts:
    @pytest.mark.parametrize(
        ("mine", "theirs", "names"),
        [
            (lambda c: c.set("P-101", length=1.0), lambda c: c.set("P-101", length=2.0), {"P-101.length"}),
            (
                lambda c: c.set("P-101", length=1.0),
                lambda c: c.set("P-101", status="closed", hazen_williams_coefficient=100.0),
                {"P-101.length", "P-101.status", "P-101.hazen_williams_coefficient"},
            ),
            (lambda c: c.rename("P-101", "A"), lambda c: c.rename("P-101", "B"), {"P-101.tag"}),
            (
                lambda c: c.rename("P-101", "A"),
                lambda c: c.set("P-101", length=2.0),
                {"P-101.tag", "P-101.length"},
            ),
            (
                lambda c: c.remove("P-101"),
                lambda c: c.set("P-101", length=2.0),
                {"P-101.length (you removed P-101)"},
            ),
            (
                lambda c: c.set("P-101", length=2.0),
                lambda c: c.remove("P-101"),
                {"P-101.length (they removed P-101)"},
            ),
            (
                lambda c: c.add("NODE", "J-9", elevation=0.0),
                lambda c: c.add("NODE", "j-9", elevation=0.0),
                {"J-9.tag"},
            ),
            (lambda c: c.rename("P-101", "A"), lambda c: c.rename("P-102", "A"), {"A.tag"}),
            (lambda c: c.set_settings(density=1.0), lambda c: c.set_settings(density=2.0), {"settings.density"}),
            (
                lambda c: c.connect("T-1.outlet", "J-2.port"),
                lambda c: c.remove("J-2"),
                {"J-2.port (they removed J-2)"},
            ),
            (
                lambda c: c.remove("J-2"),
                lambda c: c.connect("T-1.outlet", "J-2.port"),
                {"J-2.port (you removed J-2)"},
            ),
        ],
    )
    def test_named_by_tag_and_property(self, mine, theirs, names):
        one, other = opened(), opened()
        mine(one)
        theirs(other)
        result = merged(one, other)
        assert result.state is None
        assert {name.replace("j-9", "J-9") for name in result.conflicts} == names

    def test_a_port_of_one_connection_that_both_took(self):
        base = opened()
        base.disconnect("P-103", "J-2")
        base.assign_lineage(BASE.lineage)
        mine, theirs = opened(base.state), opened(base.state)
        mine.connect("P-103.outlet", "J-2.port")
        theirs.connect("P-103.outlet", "S-1.port")
        assert merged(mine, theirs, base.state).conflicts == ("P-103.outlet",)
        theirs.undo()
        assert merged(mine, theirs, base.state).conflicts == ()

    def test_another_type(self):
        mine, theirs = opened(), opened()
        names = {f"delivery_{name}": f"supply_{name}" for name in ("pressure", "flow", "mass_flow")}
        mine.state.frames["SOURCE"] = mine["SINK"].rename(columns=names)[list(TYPES["SOURCE"].fields)]
        mine.state.frames["SINK"] = mine["SINK"].iloc[:0]
        assert set(merged(mine, opened()).state.frames) == {"TANK", "NODE", "PIPE", "VALVE", "SOURCE"}
        assert components(merged(mine, opened()).state) == components(mine.state)
        assert components(merged(opened(), mine).state) == components(mine.state)
        assert merged(opened(), mine).taken == ("S-1.type",)
        theirs.set("S-1", elevation=1.0)
        assert merged(mine, theirs).conflicts == ("S-1.type",)

    def test_a_dangling_connection_is_refused(self):
        mine = opened()
        mine.connections.loc[0, "source"] = "T-9"
        with pytest.raises(InputError, match="dangling: there is no component 'T-9'"):
            merged(mine, opened())


class TestCoordinates:
    def test_mine_where_i_moved_it(self):
        mine, theirs = opened(), opened()
        mine.move("J-1", 1.0, 1.0)
        mine.move("P-101", 3.0, 3.0)
        theirs.move("J-1", 2.0, 2.0)
        theirs.move("J-2", 2.0, 2.0)
        result = merged(mine, theirs)
        assert result.conflicts == result.taken == ()
        places = {tag: tuple(row) for tag, row in result.state.graphics.iterrows()}
        assert places["J-1"] == (1.0, 1.0)
        assert places["P-101"] == (3.0, 3.0)
        assert places["J-2"] == (2.0, 2.0)
        assert places["T-1"] == (0.0, 0.0)

    def test_moving_what_the_other_changed_is_no_conflict(self):
        mine, theirs = opened(), opened()
        mine.move("J-1", 1.0, 1.0)
        theirs.remove("V-1")
        theirs.set("J-1", demand=0.5)
        result = merged(mine, theirs)
        assert result.state.frames["NODE"].loc["J-1", "demand"] == 0.5
        assert tuple(result.state.graphics.loc["J-1"]) == (1.0, 1.0)
        assert "V-1" not in result.state.graphics.index


class TestResults:
    def test_kept_where_they_belong_to_the_merged_inputs(self):
        mine, theirs = opened(), opened()
        theirs.set("P-102", length=1.0)
        theirs["PIPE"]["velocity"] = [1.0, 2.0, 3.0]
        theirs.state.run = run_of(theirs)
        mine["PIPE"]["velocity"] = [7.0, 7.0, 7.0]
        mine.state.run = run_of(mine)
        result = merged(mine, theirs)
        assert result.state.run == theirs.state.run
        assert result.state.frames["PIPE"]["velocity"].tolist() == [1.0, 2.0, 3.0]
        assert "velocity" not in result.state.frames["NODE"]

    def test_mine_first(self):
        mine, theirs = opened(), opened()
        for case in (mine, theirs):
            case.state.run = run_of(case)
        assert merged(mine, theirs).state.run == mine.state.run

    def test_dropped_otherwise(self):
        mine, theirs = opened(), opened()
        for case, tag in ((mine, "P-101"), (theirs, "P-102")):
            case.set(tag, length=1.0)
            case["PIPE"]["velocity"] = 1.0
            case.state.run = run_of(case)
        result = merged(mine, theirs)
        assert result.state.run is None
        assert "velocity" not in result.state.frames["PIPE"]


class TestVersions:
    def make(self) -> tuple[Case, Case, Snapshot]:
        old = TypeSchema("FILTER", 1, {"properties": {"mesh": {"type": "number"}}})
        definition = {
            "properties": {"opening": {"type": "number", "maximum": 5}},
            "upgrade": {"rename": {"mesh": "opening"}, "scale": {"opening": 0.1}},
        }
        link_versions([old, TypeSchema("FILTER", 2, definition)])
        base = Case("X", {"FILTER": old})
        base.add("FILTER", "F-1", mesh=10.0)
        base.add("FILTER", "F-2", mesh=20.0)
        state = base.state.copy()
        mine, theirs = (Case.from_snapshot("X", {"FILTER": old}, state.copy()) for _ in range(2))
        mine.upgrade("FILTER")
        return mine, theirs, state

    def test_an_upgrade_merges_with_edits_of_the_version_before(self):
        mine, theirs, base = self.make()
        mine.set("F-1", opening=1.5)
        theirs.set("F-2", mesh=40.0)
        theirs.add("FILTER", "F-3", mesh=5.0)
        for one, other in ((mine, theirs), (theirs, mine)):
            result = merge_snapshots(base, one.state, other.state, {})
            assert result.conflicts == ()
            assert result.state.types["FILTER"].version == 2
            assert dict(result.state.frames["FILTER"]["opening"]) == {"F-1": 1.5, "F-2": 4.0, "F-3": 0.5}

    def test_what_does_not_fit_the_newer_version_is_a_conflict(self):
        mine, theirs, base = self.make()
        theirs.set("F-2", mesh=60.0)
        assert merge_snapshots(base, mine.state, theirs.state, {}).conflicts == ("F-2.opening",)
        base.types["FILTER"].successor = None
        assert merge_snapshots(base, mine.state, theirs.state, {}).conflicts == ("FILTER.version",)


TAGS = st.sampled_from(["T-1", "J-1", "J-2", "S-1", "P-101", "P-102", "P-103", "V-1", "N-1", "N-2"])
LENGTHS = st.floats(1.0, 1e4)
EDITS = st.one_of(
    st.tuples(st.just("set"), TAGS, LENGTHS),
    st.tuples(st.just("add"), st.sampled_from(["N-1", "N-2", "n-1"]), LENGTHS),
    st.tuples(st.just("remove"), TAGS),
    st.tuples(st.just("rename"), TAGS, TAGS),
    st.tuples(st.just("connect"), TAGS, TAGS),
    st.tuples(st.just("disconnect"), TAGS, TAGS),
    st.tuples(st.just("move"), TAGS, LENGTHS),
    st.tuples(st.just("density"), LENGTHS),
)


def edited(edits: list[tuple]) -> Case:
    """A case opened from the base with those of the edits that it takes."""
    case = opened()
    for kind, *values in edits:
        try:
            if kind == "set":
                name = "length" if case.type_of(values[0]) == "PIPE" else "loss_coefficient"
                name = name if case.type_of(values[0]) in ("PIPE", "VALVE") else "elevation"
                case.set(values[0], **{name: values[1]})
            elif kind == "add":
                case.add("NODE", values[0], elevation=values[1], position=(values[1], 0.0))
            elif kind == "move":
                case.move(values[0], values[1], 0.0)
            elif kind == "density":
                case.set_settings(density=values[0])
            else:
                getattr(case, kind)(*values)
        except (InputError, NotFound):
            continue
    return case


@given(st.lists(EDITS, max_size=8))
def test_with_an_unchanged_side_the_other_is_the_outcome(edits):
    case = edited(edits)
    result = merged(case, opened())
    assert (result.conflicts, result.taken) == ((), ())
    assert content(result.state) == content(case.state)
    result = merged(opened(), case)
    assert result.conflicts == ()
    assert content(result.state) == content(case.state)
    assert [(code, list(frame.index)) for code, frame in result.state.frames.items()] == [
        (code, list(frame.index)) for code, frame in case.state.frames.items() if len(frame)
    ]


@given(st.lists(EDITS, max_size=5), st.lists(EDITS, max_size=5))
def test_a_merge_is_that_of_every_component_by_itself(edits, other_edits):
    mine, theirs = edited(edits), edited(other_edits)
    result, other_way = merged(mine, theirs), merged(theirs, mine)
    before, one, other = (components(state) for state in (BASE, mine.state, theirs.state))
    expected, both = {}, set()
    for identity in before.keys() | one.keys() | other.keys():
        was, here, there = (side.get(identity) for side in (before, one, other))
        expected[identity] = there if here == was else here
        if was not in (here, there) and here != there:
            both.add((was or here)[1])
    assert both <= {tag for tag in both for name in result.conflicts if name.startswith(f"{tag}.")}
    assert all("." in name for name in result.conflicts)
    assert bool(result.conflicts) == bool(other_way.conflicts)
    if result.conflicts:
        assert result.state is other_way.state is None
        return
    assert components(result.state) == {key: value for key, value in expected.items() if value is not None}
    gone = links(BASE) - links(mine.state)
    assert links(result.state) == (links(theirs.state) - gone) | (links(mine.state) - links(BASE))
    assert Case.from_snapshot("Design", TYPES, result.state).problems() == []
    assert content(other_way.state)[:2] == content(result.state)[:2]
    assert other_way.state.settings == result.state.settings
