from __future__ import annotations

from typing import Any

import pytest

from tests.ui.fake_bench import FakeBench, FakeCase
from workbench.errors import RevisionConflict, StoreError
from workbench.ui.session import CASE_SETTINGS, Session


def heard(session: Session) -> list[str]:
    kinds: list[str] = []
    session.on_change(kinds.append)
    return kinds


def test_choosing(bench: FakeBench) -> None:
    session = Session(bench)
    assert session.projects() == ["Cooling water", "Empty"]
    assert session.revisions("Cooling water") == ["A"]
    assert session.cases("Cooling water", "A") == ["Design", "Turndown"]
    kinds = heard(session)
    assert session.open("Cooling water", "A", "Turndown")
    assert (session.project_name, session.revision_code, session.case_name) == ("Cooling water", "A", "Turndown")
    assert kinds == ["case", "selection", "messages"]
    assert "Opened Turndown, revision A of Cooling water" in session.status


def test_what_cannot_be_opened_is_told_and_the_case_before_stays(session: Session) -> None:
    before = session.case
    assert not session.open("Cooling water", "Z", "Design")
    assert session.case is before
    assert session.revision_code == "A"
    assert session.messages[0].severity == "error"
    assert "no revision 'Z'" in session.status


def test_a_bench_that_fails_lists_nothing_and_says_why(bench: FakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> Any:
        raise StoreError("The database does not answer.")

    monkeypatch.setattr(bench, "projects", down)
    session = Session(bench)
    assert session.projects() == []
    assert session.status == "The database does not answer."


def test_defects_are_not_hidden(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(session.case, "solve", broken)
    with pytest.raises(ZeroDivisionError):
        session.solve()
    assert "defect of workbench" in session.status
    assert session.messages[0].severity == "error"


def test_selection(session: Session) -> None:
    kinds = heard(session)
    assert session.select("P-101")
    assert session.select("P-101")
    assert not session.select("P-999")
    assert session.selected == "P-101"
    assert kinds == ["selection"]
    schema, tag, values = session.shown  # type: ignore[misc]
    assert (schema.code, tag, values["diameter"]) == ("PIPE", "P-101", 0.3)


def test_without_selection_the_settings_of_the_case_are_edited(session: Session) -> None:
    _, tag, values = session.shown  # type: ignore[misc]
    assert tag == CASE_SETTINGS
    assert values["density"] == 998.2
    assert session.apply(CASE_SETTINGS, {"density": "900 kg/m3"})
    assert session.case.settings["density"] == 900.0


def test_apply_changes_the_case_and_marks_it(session: Session, case: FakeCase) -> None:
    session.select("P-101")
    kinds = heard(session)
    assert session.apply("P-101", {"diameter": "6 inch"})
    assert case["PIPE"].loc["P-101", "diameter"] == pytest.approx(0.1524)
    assert session.is_changed
    assert kinds == ["inputs", "messages"]


def test_a_refused_edit_names_the_field_and_changes_nothing(session: Session, case: FakeCase) -> None:
    before = case.digest
    assert not session.apply("P-101", {"diameter": "-1 mm"})
    assert session.error is not None
    assert session.error.path == ("P-101", "diameter")  # type: ignore[attr-defined]
    assert case.digest == before
    message = session.messages[0]
    assert (message.severity, message.tags) == ("error", ("P-101",))
    assert not session.apply("P-101", {"diameter": "6 bananas"})
    assert "bananas" in session.status


def test_undo_and_redo(session: Session, case: FakeCase) -> None:
    session.apply("P-101", {"diameter": 0.1})
    assert session.undo()
    assert case["PIPE"].loc["P-101", "diameter"] == 0.3
    assert session.redo()
    assert case["PIPE"].loc["P-101", "diameter"] == 0.1
    assert not session.redo()
    assert session.status == "There is nothing to redo."


def test_undoing_an_addition_lets_its_selection_go(session: Session) -> None:
    assert session.add("NODE", "J-9", (1.0, 2.0), elevation="3 m")
    assert session.selected == "J-9"
    session.undo()
    assert session.selected is None


def test_adding_connecting_renaming_and_removing(session: Session, case: FakeCase) -> None:
    assert session.add("PIPE", "P-200", length="5 m", diameter="100 mm")
    assert session.connect("J-3", "P-200.inlet")
    assert ("J-3", "P-200") in set(zip(case.connections["source"], case.connections["target"], strict=True))
    assert session.rename("P-200", "P-201")
    assert session.selected == "P-201"
    assert session.disconnect("J-3", "P-201")
    assert session.remove("P-201")
    assert session.selected is None
    assert "P-201" not in case.tags


def test_a_tag_in_use_is_refused_in_words(session: Session) -> None:
    assert not session.add("NODE", "p-101", elevation=0.0)
    assert "in use" in session.status
    assert not session.rename("P-101", "P-102")
    assert "in use" in session.status


def test_moving_is_one_step(session: Session, case: FakeCase) -> None:
    assert session.move({"J-1": (1.0, 2.0), "J-2": (3.0, 4.0)})
    assert tuple(case.graphics.loc["J-2"]) == (3.0, 4.0)
    session.undo()
    assert tuple(case.graphics.loc["J-1"]) == (100.0, 0.0)


def test_solving_says_how_it_went_and_results_go_stale(session: Session) -> None:
    assert not session.has_results
    kinds = heard(session)
    assert session.solve()
    assert session.status == "Solved in 4 iterations, mass residual 1.2e-13 m3/s, energy residual 3e-12 m."
    assert kinds == ["results", "messages"]
    assert not session.is_stale
    session.apply("P-101", {"diameter": "6 inch"})
    assert session.is_stale
    assert "solve again" in session.status


def test_a_failed_solve_names_what_to_look_at(session: Session, case: FakeCase) -> None:
    case.fails = True
    assert not session.solve()
    assert session.messages[0].tags == ("J-1",)
    assert "fixes a pressure" in session.messages[0].text


def test_warnings_of_a_solve_become_messages(session: Session, case: FakeCase, monkeypatch: pytest.MonkeyPatch) -> None:
    case.solve()
    case.run.summary["warnings"] = [{"tag": "PU-1", "text": "'PU-1' lacks suction head."}]  # type: ignore[union-attr]
    monkeypatch.setattr(case, "solve", lambda: None)
    session.solve()
    assert session.status.endswith("1 warning: see Messages.")
    assert (session.messages[1].severity, session.messages[1].tags) == ("warning", ("PU-1",))


def test_assumptions_of_a_solve_become_messages(
    session: Session, case: FakeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.solve()
    assert case.run is not None
    case.run.summary["assumptions"] = [{"text": "Efficiency 0.6: none is given", "tags": ["PU-1", "gone", "PU-2"]}]
    monkeypatch.setattr(case, "solve", lambda: None)
    session.solve()
    assert session.status.endswith("1 assumption: see Messages.")
    assert (session.messages[1].severity, session.messages[1].tags) == ("assumption", ("PU-1", "PU-2"))
    assert session.messages[1].text == "Assumed: Efficiency 0.6: none is given"


def test_committing_goes_on_in_the_new_revision(session: Session) -> None:
    session.apply("P-101", {"diameter": "6 inch"})
    kinds = heard(session)
    assert session.commit("  6 inch header ")
    assert session.revision_code == "B"
    assert session.status == "Committed as revision B, from A: 6 inch header"
    assert not session.is_changed
    assert kinds == ["revision", "messages"]
    assert session.revisions("Cooling water") == ["A", "B"]


def test_a_commit_without_a_message_is_refused(session: Session) -> None:
    assert not session.commit("   ")
    assert "needs a message" in session.status
    assert session.revision_code == "A"


def test_a_conflict_names_what_changed(session: Session, case: FakeCase, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(message: str) -> Any:
        raise RevisionConflict("Somebody changed it.", expected="a", actual="b", changes=["P-101.diameter"])

    monkeypatch.setattr(case, "commit", refuse)
    assert not session.commit("mine")
    assert "P-101.diameter" in session.status


def test_changes_are_the_difference_to_the_base(session: Session) -> None:
    assert session.changes().empty
    session.apply("P-101", {"diameter": "6 inch"})
    assert list(session.changes()["property"]) == ["diameter"]


def test_nothing_open_does_nothing(bench: FakeBench) -> None:
    session = Session(bench)
    done = [session.solve(), session.undo(), session.commit("x"), session.save(), session.apply("P", {"a": 1})]
    assert done == [False] * 5
    assert session.shown is None
    assert session.changes() is None


def test_units_follow_the_case(session: Session) -> None:
    kinds = heard(session)
    session.use_units("us")
    session.apply(CASE_SETTINGS, {"atmospheric_pressure": "0.8 bara"})
    assert session.units.name == "us"
    assert session.units.atmospheric_pressure == pytest.approx(80000.0)
    assert kinds[0] == "units"


def test_edits_in_the_notebook_are_noticed(session: Session, case: FakeCase) -> None:
    session.select("P-111")
    assert not session.look()
    kinds = heard(session)
    case.set("P-101", diameter="6 inch")
    assert session.look()
    assert kinds == ["elsewhere", "revision"]
    assert not session.look()
    case["PIPE"].loc["P-101", "diameter"] = 0.5  # written into the frame directly
    assert session.look()
    case.solve()
    assert session.look()
    case.remove("P-111")
    assert session.look()
    assert session.selected is None


def test_issuing_locks_the_revision(session):
    assert not session.is_issued
    assert session.issue(for_construction=True)
    assert session.is_issued
    assert session.status == "Revision A is issued for construction and never changes again."
    assert not session.issue()
    assert "issued already" in session.status


def test_what_others_wrote_is_told(session):
    session.case.taken_over = ("P-101.length", "T-9 added")
    assert session.save()
    assert "It has the changes of others too (P-101.length, T-9 added): solve again." in session.status
    assert session.messages[0].severity == "warning"


def test_the_results_that_are_out_of_date_are_named_where_they_are_few(session, monkeypatch):
    assert session.solve()
    assert session.apply("P-105", {"length": "130 m"})
    assert session.status.endswith("The results are out of date: solve again.")  # of a network all
    session.case.app_module = "PSV"
    assert session.solve()
    assert session.apply("T-2", {"level": "2 m"})
    assert "are out of date" in session.status
    stale = session.case.stale().iloc[:2]
    monkeypatch.setattr(session.case, "stale", lambda: stale)
    assert session.apply("T-2", {"level": "3 m"})
    assert session.status.endswith(f"The results of {', '.join(stale['tag'])} are out of date: solve again.")
    monkeypatch.setattr(session.case, "stale", lambda: stale.iloc[:0])
    assert session.apply("T-2", {"level": "4 m"})
    assert session.status.endswith("No result that there is follows from it.")
