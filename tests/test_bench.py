"""The main job in a notebook: open, edit, solve, save, commit; and what two people do to each other."""

from __future__ import annotations

import math
from uuid import uuid4

import pandas as pd
import pytest

import workbench as wb
from tests.conftest import make_small_case
from workbench.errors import InputError, NotFound, RevisionConflict, RevisionLocked, StoreError


def same(one, other):
    assert one.codes == other.codes
    for code in one.codes:
        pd.testing.assert_frame_equal(one[code], other[code])
    pd.testing.assert_frame_equal(one.connections, other.connections)
    pd.testing.assert_frame_equal(one.graphics.sort_index(), other.graphics.sort_index())
    assert one.settings == other.settings
    assert one.digest == other.digest
    assert one.run == other.run


@pytest.fixture
def case(project):
    return project.revision("A").case("Design")


def test_everything_named_is_exported():
    for name in wb.__all__:
        assert getattr(wb, name) is not None
    with pytest.raises(AttributeError):
        _ = wb.nothing


def test_a_stored_case_is_the_one_that_was_made(case, types):
    made = make_small_case(types)
    assert case.digest == made.digest
    for code in made.codes:
        pd.testing.assert_frame_equal(case[code], made[code])
    assert not case.is_changed


def test_results_beside_the_inputs(case):
    inputs = list(case["PIPE"].columns)
    digest = case.digest
    run = case.solve()
    assert list(case["PIPE"].columns)[: len(inputs)] == inputs
    assert {"flow", "velocity", "reynolds_number", "friction_factor", "pressure_drop", "inlet_pressure"} <= set(
        case["PIPE"].columns
    )
    assert case.digest == digest
    assert not case.is_stale
    assert run.summary["relative_mass_residual"] < 1e-9
    first = case["PIPE"].loc["P-101", "velocity"]
    case.set("P-101", diameter="6 inch")
    assert case.is_stale
    case.solve()
    assert case["PIPE"].loc["P-101", "velocity"] != first
    assert not case["PIPE"].columns.duplicated().any()


def test_commit_makes_the_next_revision(project, case):
    case.solve()
    case.set("P-101", diameter="6 inch")
    case.solve()
    revision = case.commit("6 inch header")
    assert (revision.code, revision.row.parent, revision.row.message) == ("B", "A", "6 inch header")
    assert revision.cases == ["Design", "Turndown"]
    same(project.revision("B").case("Design"), case)
    assert project.revision("A").case("Design")["PIPE"].loc["P-101", "diameter"] == 0.1016
    assert project.revision("B").case("Turndown").digest == project.revision("A").case("Turndown").digest
    assert revision.digest != project.revision("A").digest
    assert list(project.history().index) == ["A", "B"]
    assert not case.is_changed
    case.set("P-101", diameter="5 inch")
    assert case.commit("5 inch").code == "C"
    assert project.history().loc["C", "parent"] == "B"


def test_a_component_keeps_its_identity_across_revisions(project, case):
    before = case.base.lineage["J-2"]
    case.rename("J-2", "J-22")
    case.commit("renamed")
    assert project.revision("B").case("Design").base.lineage["J-22"] == before


def committed(case, **options):
    case.set("P-101", length=case["PIPE"].loc["P-101", "length"] + 1)
    return case.commit("longer", **options)


def test_codes_before_and_after_issue_for_construction(bench, project, case):
    assert committed(case).issue().code == "B"
    assert committed(case).issue(for_construction=True).code == "C"
    assert committed(case).code == "0"
    assert committed(case).issue(for_construction=True).code == "1"
    assert committed(case).code == "2"
    late = committed(project.revision("B").case("Design"), branch=True)
    assert late.code == "D"
    history = project.history()
    assert history["issued_for"].tolist() == [None, "review", "construction", None, "construction", None, None]
    assert history.loc["D", "parent"] == "B"


def test_code_sequences_of_a_project(bench, types):
    project = bench.create_project(f"Codes {uuid4()}", "", [make_small_case(types)])
    project.set_code_sequences("P01", "C01")
    case = project.revision().case("Design")
    assert committed(case).code == "B"  # the line goes on as it began
    assert committed(case, code="P01").code == "P01"
    assert committed(case).issue(for_construction=True).code == "P02"
    assert committed(case).code == "C01"
    with pytest.raises(InputError, match="'P01' is taken"):
        committed(case, code="P01")
    with pytest.raises(InputError, match="no revision code"):
        project.set_code_sequences("a b", "0")


def test_diff_shows_what_followed(case):
    case.solve()
    case.rebase()
    case.set("P-101", diameter="6 inch")
    case.solve()
    rows = case.diff()
    assert list(rows[rows["kind"] == "input"]["property"]) == ["diameter"]
    assert "velocity" in set(rows[rows["kind"] == "result"]["property"])


def test_diff_of_two_revisions(project, case):
    case.set("P-101", diameter="6 inch")
    case.commit("6 inch")
    old, new = project.revision("A").case("Design"), project.revision("B").case("Design")
    (row,) = new.diff(old).itertuples(index=False)
    assert (row.old, row.new) == (0.1016, 0.1524)
    assert new.diff(new).empty


class TestSave:
    def test_every_kind_of_change(self, project, case):
        case.set("P-101", diameter="6 inch")
        case.rename("J-2", "J-22")
        case.add("NODE", "J-3", elevation=1, position=(1, 1))
        case.add("PIPE", "P-9", length=3, diameter=0.1, roughness=0)
        case.connect("J-22", "P-9")
        case.connect("P-9", "J-3")
        case.remove("P-102")
        case.move("J-1", 5, 6)
        case.set_settings(density=1000)
        case.solve()
        case.save()
        again = project.revision("A").case("Design")
        same(again, case)
        assert project.revision("A").cases == ["Design", "Turndown"]
        case.undo()
        case.save()
        same(project.revision("A").case("Design"), case)

    def test_nothing_to_save(self, project, case):
        case.save()
        case.save()
        same(project.revision("A").case("Design"), case)

    def test_two_tags_change_places(self, project, case):
        case.rename("J-1", "J-X")
        case.rename("J-2", "J-1")
        case.rename("J-X", "J-2")
        case.save()
        assert project.revision("A").case("Design").digest == case.digest

    def test_the_digest_of_the_revision_follows(self, project, case):
        before = project.revision("A").digest
        case.set("P-101", length=1)
        case.save()
        assert project.revision("A").digest != before

    def test_an_issued_revision_is_locked(self, bench, project, case):
        issued = project.revision("A").issue()
        assert (issued.status, issued.row.issued_by, issued.row.issued_for) == ("Issued", "root@localhost", "review")
        case.set("P-101", length=1)
        with pytest.raises(RevisionLocked, match=r"Revision A of project .* is issued"):
            case.save()
        with pytest.raises(RevisionLocked, match="issued already"):
            issued.issue()
        assert case.commit("after issue").code == "B"
        assert project.revision("A").digest == issued.digest


class TestTwoPeople:
    def test_edits_of_different_components_merge(self, project, case):
        theirs = project.revision("A").case("Design")
        theirs.set("P-101", diameter="6 inch")
        theirs.solve()
        assert theirs.save() == ()
        case.set("P-102", length=50)
        assert case.save() == ("P-101.diameter",)
        assert case["PIPE"].loc["P-101", "diameter"] == pytest.approx(0.1524)
        assert case["PIPE"].loc["P-102", "length"] == 50.0
        assert case.run is None  # the merged inputs were never solved
        assert not case.is_changed
        same(project.revision("A").case("Design"), case)
        assert list(project.history().index) == ["A"]

    def test_edits_of_one_component_are_a_conflict(self, project, case):
        theirs = project.revision("A").case("Design")
        theirs.set("P-101", diameter="6 inch")
        theirs.save()
        case.set("P-101", length=50)
        with pytest.raises(RevisionConflict, match=r"saved by somebody else .* both changed P-101\.") as caught:
            case.save()
        assert set(caught.value.changes) == {"P-101.diameter", "P-101.length"}
        assert caught.value.expected == case.base_digest
        assert caught.value.actual == theirs.digest
        with pytest.raises(RevisionConflict, match="saved by somebody else"):
            case.commit("mine")
        same(project.revision("A").case("Design"), theirs)
        assert list(project.history().index) == ["A"]
        assert case["PIPE"].loc["P-101", "length"] == 50.0

    def test_commit_after_commit(self, project, case):
        theirs, third = project.revision("A").case("Design"), project.revision("A").case("Design")
        theirs.set("P-101", diameter="6 inch")
        theirs.commit("theirs")
        third.set("P-101", length=50)
        with pytest.raises(RevisionConflict, match=r"committed as revision B by .* both changed P-101\."):
            third.commit("mine")
        assert list(project.history().index) == ["A", "B"]
        case.set("P-102", length=50)
        assert case.commit("on top").row.parent == "B"
        assert case.taken_over == ("P-101.diameter",)
        assert third.commit("mine", branch=True).code == "D"
        assert project.history().loc["D", "parent"] == "A"

    def test_another_case_of_the_same_revision_is_no_conflict(self, project, case):
        other = project.revision("A").case("Turndown")
        other.set("P-101", length=5)
        other.save()
        case.set("P-101", length=6)
        case.save()
        case.commit("both")
        assert project.revision("B").case("Turndown")["PIPE"].loc["P-101", "length"] == 5.0

    def test_commits_of_different_cases_make_one_line(self, project, case):
        theirs, third = project.revision("A").case("Turndown"), project.revision("A").case("Turndown")
        theirs.set("P-101", length=5)
        theirs.commit("their case")
        theirs.set("P-101", length=7)
        theirs.commit("again")
        case.set("P-101", length=6)
        revision = case.commit("mine")
        assert (revision.code, revision.row.parent) == ("D", "C")
        assert revision.case("Turndown")["PIPE"].loc["P-101", "length"] == 7.0
        assert revision.case("Design")["PIPE"].loc["P-101", "length"] == 6.0
        third.set("P-101", length=1)
        with pytest.raises(RevisionConflict, match=r"committed as revision D .*P-101\.length"):
            third.commit("too late")

    def test_going_back_to_an_old_revision_is_a_branch(self, project, case):
        case.set("P-101", length=5)
        case.commit("first")
        back = project.revision("A").case("Design")
        back.set("P-101", length=6)
        assert back.commit("second").row.parent == "A"


def test_a_repeated_commit_makes_one_revision(project, case, monkeypatch):
    """The answer to a commit is lost on the way; the engineer presses the button again."""
    from workbench.services import cases as services

    original = services.list_revisions
    case.set("P-101", length=5)

    def lost(*_):
        raise StoreError("the connection was lost")

    # The transaction ends after the revision was written: here the whole of it is stored, its answer is not.
    stored = services.commit_case
    answers = iter([True, False])

    def losing(*arguments, **options):
        result = stored(*arguments, **options)
        if next(answers):
            lost()
        return result

    origin, base = case._origin, case.base_digest
    monkeypatch.setattr(services, "commit_case", losing)
    with pytest.raises(StoreError):
        case.commit("once")
    assert case._origin == origin
    assert case.commit("once").code == "B"
    assert list(project.history().index) == ["A", "B"]
    assert base != case.base_digest
    assert original is services.list_revisions


class TestBadInput:
    def test_what_is_not_there(self, bench, project):
        with pytest.raises(NotFound, match="no project 'Nothing of the kind'"):
            bench.project("Nothing of the kind")
        with pytest.raises(NotFound, match="no revision 'Q'; it has A"):
            project.revision("Q")
        with pytest.raises(NotFound, match="did you mean 'Design'"):
            project.revision("A").case("Desing")

    def test_a_project_twice(self, bench, project):
        with pytest.raises(InputError, match="already"):
            bench.create_project(project.name)

    def test_a_commit_without_a_message(self, project, case):
        with pytest.raises(InputError, match="needs a message"):
            case.commit("  ")
        assert list(project.history().index) == ["A"]

    def test_an_unsound_case_is_not_written(self, project, case):
        case["PIPE"].loc["P-101", "length"] = -1.0
        for action in (case.save, case.solve, lambda: case.commit("bad")):
            with pytest.raises(InputError, match=r"P-101\.length is -1 m"):
                action()
        assert list(project.history().index) == ["A"]
        assert project.revision("A").case("Design")["PIPE"].loc["P-101", "length"] == 120.0

    def test_a_project_with_an_unsound_case_is_not_made(self, bench, types):
        bad = make_small_case(types)
        bad["PIPE"]["length"] = -1.0
        name = f"Bad {uuid4()}"
        with pytest.raises(InputError):
            bench.create_project(name, "", [make_small_case(types, "Good"), bad])
        assert name not in bench.projects().index

    def test_a_case_of_a_name_that_is_there(self, project, types):
        with pytest.raises(InputError, match="has a case 'Design' already"):
            project.revision("A").add_case(make_small_case(types))


def test_a_new_case_in_a_revision(bench, project):
    made = bench.new_case("Winter")
    made.add("NODE", "J-1", elevation=0)
    case = project.revision("A").add_case(made)
    assert case.tags == ["J-1"]
    assert project.revision("A").cases == ["Design", "Turndown", "Winter"]


def test_reprs_say_what_it_is(bench, project, case):
    assert "projects" in repr(bench)
    assert project.name in repr(project)
    assert "Revision A (WIP)" in repr(project.revision("A"))
    assert "3 PIPE" in repr(case)


def test_a_fluid_and_a_pipe_of_the_libraries(bench, project, case):
    case.use_fluid("Water", "60 degC")
    assert case.settings["fluid"] == "Water"
    assert case.settings["density"] == pytest.approx(983.2, abs=0.1)
    case.use_pipe("P-101", "Carbon steel", "6 inch", "40")
    row = case["PIPE"].loc["P-101"]
    assert row["diameter"] == pytest.approx(0.15408)  # ASME B36.10M: 168.3 - 2 x 7.11 mm
    assert row["material"] == "Carbon steel, version 1"
    case.save()
    same(project.revision("A").case("Design"), case)
    assert case.properties("P-101")["nominal_size"] == "6"


def test_a_fluid_of_the_library_in_a_component(bench, project, case):
    case.use_fluid("Water", "60 degC", tag="FL-1")
    assert case["FLUID"].loc["FL-1", "liquid_density"] == pytest.approx(983.2, abs=0.1)
    case.use_fluid("Nitrogen", "20 degC", tag="FL-1")
    row = case["FLUID"].loc["FL-1"]
    assert row["name"] == "Nitrogen"
    assert math.isnan(row["liquid_density"])  # nothing of the water is left
    with pytest.raises(InputError):
        case.use_fluid("Water", "60 degC", tag="P-101")
    case.save()
    same(project.revision("A").case("Design"), case)


def test_members(bench, project):
    assert project.members.loc["root@localhost", "role"] == "owner"
    mine = bench.members[bench.members["project"] == project.name]
    assert mine[["email", "role"]].values.tolist() == [["root@localhost", "owner"]]
    with pytest.raises(InputError, match="is no role"):
        project.set_member("root@localhost", "admin")
    with pytest.raises(InputError, match="no active user"):
        project.set_member("nobody@example.com", "viewer")
    with pytest.raises(InputError, match="needs an owner"):
        project.set_member("root@localhost", "viewer")


def test_difference_of_revisions(bench, project, case):
    case.set("P-101", diameter="6 inch")
    case.solve()
    case.commit("6 inch")
    found = wb.diff(project.revision("A"), project.revision("B"))
    assert found.inputs[["case", "tag", "property"]].values.tolist() == [["Design", "P-101", "diameter"]]
    assert "P-101" in found._repr_html_()
    assert not wb.diff(project.revision("B"), project.revision("B"))
    with pytest.raises(InputError, match="two cases, or two revisions"):
        wb.diff(case, project.revision("A"))


def test_the_audit_of_a_project(bench, project, case):
    case.set("P-101", length=7)
    case.save()
    project.revision("A").issue()
    audit = project.audit()
    assert audit["action"].tolist() == [
        "create project",
        "create revision",
        *["create case"] * 2,
        "save case",
        "issue revision",
    ]
    assert audit.index.tolist() == [1, 2, 3, 4, 5, 6]
    assert set(audit["user"]) == {"root@localhost"}
    (change,) = audit["record"][5]["rows"]
    assert (change["old"]["length"], change["new"]["length"]) == (120, 7)


def test_a_tag_that_becomes_another_type_is_another_component(project, case):
    """Moved from one frame to another by hand: stored as a removal and an addition, its connections follow."""
    before = dict(case.base.lineage)
    valve = {"diameter": 0.1, "loss_coefficient": 2.0, "status": "open"}
    links = case.connections.copy()
    case.remove("P-103")
    case.add("VALVE", "P-103", **valve)
    for source, source_port, target, target_port in links.itertuples(index=False):
        if "P-103" in (source, target):
            case.connect(f"{source}.{source_port}", f"{target}.{target_port}")
    case.state.lineage["P-103"] = before["P-103"]  # as if somebody had moved the row
    case.save()
    again = project.revision("A").case("Design")
    same(again, case)
    assert again.base.lineage["P-103"] != before["P-103"]
    assert case.commit("as a valve").case("Design").type_of("P-103") == "VALVE"


def test_a_revision_that_follows_between_choosing_and_opening_is_followed(project, case):
    chosen = project.revision()
    case.set("P-101", length=5)
    case.commit("between")
    late = chosen.case("Design")
    late.set("P-102", length=6)
    assert late.commit("late").row.parent == "B"
    assert late.taken_over == ("P-101.length",)


def test_a_datasheet_has_the_revisions_that_the_case_came_from(case):
    case.solve()
    sheet = case.datasheet("P-101", checked="M. Okafor", approved="L. Sato")
    assert [(one.code, one.status, one.checked, one.approved) for one in sheet.revisions] == [
        ("A", "WIP", "M. Okafor", "L. Sato")
    ]
    assert sheet.heading.project == case.revision.project.name
    assert (sheet.heading.revision, sheet.heading.marks) == ("A (WIP)", ())
    case.set("P-101", diameter="6 inch")
    case.solve()
    assert sheet.heading.digest != case.digest
    assert case.line_list().heading.marks == ("NOT STORED: the case has changes that revision A does not hold",)
    case.commit("6 inch header")
    sheet = case.datasheet("P-101", checked="M. Okafor")
    assert [(one.code, one.description, one.checked) for one in sheet.revisions][1:] == [
        ("B", "6 inch header", "M. Okafor")
    ]
    assert sheet.revisions[0].checked == ""
    assert sheet.heading.marks == ()
    assert sheet.heading.digest == case.digest
