"""The panes together, without a browser: what a person would do, done to the widgets."""

from __future__ import annotations

import gc
from typing import Any

import ipywidgets
import pytest

from tests.ui.fake_bench import FakeBench, FakeCase, cooling_water_case
from workbench.model.case import Case
from workbench.ui.app import WorkbenchApp
from workbench.ui.main_shell import keep_in_main_shell


@pytest.fixture
def app(bench: FakeBench) -> WorkbenchApp:
    made = WorkbenchApp(bench)
    made.header.project.value = "Cooling water"
    return made


def field(app: WorkbenchApp, name: str) -> Any:
    [box] = [child for child in app.component.form.children if f"wb-field-{name}" in child._dom_classes]
    return box.children[0].children[1]


def tap(app: WorkbenchApp, *tags: str) -> None:
    view = app.drawing.view
    view._companion._handle_custom_msg({"v": 1, "event": "selected", "view": "one", "ids": list(tags)}, [])


def labels(app: WorkbenchApp) -> dict[str, str]:
    return {one["data"]["id"]: one["data"].get("label", "") for one in app.drawing.view.elements}


def test_nothing_is_open_at_first(bench: FakeBench) -> None:
    app = WorkbenchApp(bench)
    assert app.header.project.options == ("Cooling water", "Empty")
    assert app.header.project.value is None
    assert app.header.solve.disabled
    assert app.drawing.view.elements == []


def test_choosing_a_project_opens_its_first_case(app: WorkbenchApp) -> None:
    assert (app.header.revision.value, app.header.case.value) == ("A", "Design")
    assert "P-101" in labels(app)
    assert app.component.title.value.count("Case settings") == 1
    app.header.case.value = "Turndown"
    assert app.session.case_name == "Turndown"


def test_the_main_job(app: WorkbenchApp) -> None:
    tap(app, "P-101")
    assert "P-101" in app.component.title.value
    field(app, "diameter").value = "6 inch"
    app.component.apply.click()
    assert app.session.case["PIPE"].loc["P-101", "diameter"] == pytest.approx(0.1524)
    assert field(app, "diameter").value == "152.4"
    assert "wb-dirty" in app.header.markers.value
    app.header.solve.click()
    assert "Solved in 4 iterations" in app.header.status.value
    assert labels(app)["P-101"] == "P-101\n2.58 m/s"
    assert "2.583 m/s" in app.component.results.value
    table = app.bottom.results.box.children[0]
    assert table.frame.loc["P-101", "Velocity [m/s]"] == 2.5833
    app.header.message.value = "6 inch header"
    app.header.commit.click()
    assert "Committed as revision B" in app.header.status.value
    assert app.header.revision.options == ("A", "B")
    assert app.header.revision.value == "B"
    assert app.header.message.value == ""
    assert "wb-dirty" not in app.header.markers.value


def test_a_wrong_value_is_told_beside_its_field_and_stays_for_correction(app: WorkbenchApp) -> None:
    tap(app, "P-101")
    field(app, "diameter").value = "6 bananas"
    app.component.apply.click()
    [box] = [child for child in app.component.form.children if "wb-field-diameter" in child._dom_classes]
    assert "bananas" in box.children[1].value
    assert "wb-invalid" in box._dom_classes
    assert field(app, "diameter").value == "6 bananas"
    assert "wb-error" in app.header.status.value


def test_typed_text_survives_a_solve(app: WorkbenchApp) -> None:
    tap(app, "P-101")
    field(app, "length").value = "77"
    app.header.solve.click()
    assert field(app, "length").value == "77"
    app.component.revert.click()
    assert field(app, "length").value == "4"


def test_units_change_everything_that_is_shown_and_nothing_that_is_stored(app: WorkbenchApp) -> None:
    tap(app, "P-101")
    app.header.solve.click()
    before = app.session.case.digest
    app.header.units.value = "us"
    assert field(app, "diameter").value == "11.811"
    assert labels(app)["P-101"].endswith("ft/s")
    assert "ft/s" in app.drawing.legend.value
    assert "Velocity [ft/s]" in app.bottom.results.box.children[0].frame.columns
    assert app.session.case.digest == before


def test_a_drag_is_stored_in_case_coordinates_and_undone(app: WorkbenchApp) -> None:
    view = app.drawing.view
    place = next(one["position"] for one in view.elements if one["data"]["id"] == "J-1")
    moved = ["J-1", place["x"], place["y"] - 60.0]
    view._companion._handle_custom_msg({"v": 1, "event": "moved", "view": "one", "positions": [moved]}, [])
    x, y = app.session.case.graphics.loc["J-1"]
    assert x == pytest.approx(100.0)
    assert y > 0.0  # up on the screen is up on the map
    app.header.undo.click()
    assert next(one["position"] for one in view.elements if one["data"]["id"] == "J-1") == pytest.approx(place)


def test_colour_by(app: WorkbenchApp) -> None:
    app.header.solve.click()
    app.drawing.colour_by.value = "head"
    assert "Head [m]" in app.drawing.legend.value
    assert labels(app)["J-1"] != "J-1"
    assert labels(app)["P-101"] == "P-101"
    app.drawing.colour_by.value = ""
    assert app.drawing.legend.value == ""


def test_another_case_is_not_opened_over_changes_without_asking(app: WorkbenchApp) -> None:
    tap(app, "P-101")
    app.session.apply("P-101", {"diameter": "6 inch"})
    app.header.case.value = "Turndown"
    question = app.header._question
    assert question.layout.display is None
    assert app.session.case_name == "Design"
    stay = next(one for one in question.children if "wb-stay" in one._dom_classes)
    stay.click()
    assert app.header.case.value == "Design"
    app.header.case.value = "Turndown"
    drop = next(one for one in question.children if "wb-drop" in one._dom_classes)
    drop.click()
    assert app.session.case_name == "Turndown"
    assert question.layout.display == "none"


def test_messages_lead_to_their_component(app: WorkbenchApp) -> None:
    app.session.case.fails = True
    app.header.solve.click()
    app.bottom.selected_index = 2
    assert app.bottom.get_title(2) == "Messages (1)"
    line = app.bottom.messages.children[0]
    button = next(one for one in line.children if isinstance(one, ipywidgets.Button))
    button.click()
    assert app.session.selected == "J-1"
    assert "J-1" in app.component.title.value
    assert app.drawing.view.selected == ["J-1"]


def test_changes_tab(app: WorkbenchApp) -> None:
    app.bottom.selected_index = 3
    assert "Nothing is changed" in app.bottom.changes.value
    app.session.apply("P-101", {"diameter": "6 inch"})
    assert "152.4 mm" in app.bottom.changes.value


def test_explained_tab_follows_selection_results_and_units(app: WorkbenchApp) -> None:
    app.bottom.selected_index = 4
    explained = app.bottom.explained
    assert "Select a component" in explained.value
    tap(app, "P-101")
    assert "has no results yet: call solve()" in explained.value
    app.header.solve.click()
    assert "P-101" in explained.value
    assert r"\frac{4\,q}{\pi\,D^{2}}" in explained.value
    app.header.units.value = "us"
    assert "ft/s" in explained.value
    app.session.apply("P-101", {"length": "77 m"})
    assert "was changed since it was solved" in explained.value
    tap(app)
    assert "Select a component" in explained.value


def test_the_background_shows_the_settings(app: WorkbenchApp) -> None:
    tap(app, "P-101")
    tap(app)
    assert "Case settings" in app.component.title.value
    field(app, "density").value = "900"
    app.component.apply.click()
    assert app.session.case.settings["density"] == 900.0


def test_it_opens_on_a_case_of_the_notebook(bench: FakeBench) -> None:
    case = bench.project("Cooling water").revision("A").case("Turndown")
    app = WorkbenchApp(bench, case)
    assert app.header.case.value == "Turndown"
    assert app.session.case is case
    assert "P-101" in labels(app)


def test_text_of_the_database_is_escaped_wherever_it_is_html(bench: FakeBench) -> None:
    case = bench.project("Cooling water").revision("A").case("Design")
    case.set_settings(fluid="<img src=x onerror=alert(1)>")
    app = WorkbenchApp(bench, case)
    app.session.say("error", "<img src=x>")
    app.session.use_units("si")
    for index in range(5):
        app.bottom.selected_index = index
    found = [one for one in gc.get_objects() if isinstance(one, ipywidgets.HTML) and one.comm is not None]
    assert len(found) > 20
    assert [one.value for one in found if "<img" in one.value] == []


def test_a_large_case_is_drawn_lean(bench: FakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.ui.drawing_panel.LEAN_ABOVE", 5)
    case: FakeCase = cooling_water_case()
    case.revision = bench.project("Cooling water").revision("A")
    app = WorkbenchApp(bench, case)
    rules = {rule["selector"]: rule["style"] for rule in app.drawing.view._companion.style_rules}
    assert rules["edge"]["curve-style"] == "haystack"
    assert isinstance(app.session.case, Case)


def test_the_panes_follow_the_notebook_and_keep_what_is_typed(app: WorkbenchApp) -> None:
    case = app.session.case
    tap(app, "P-101")
    field(app, "length").value = "77"
    case.set("P-102", status="closed")
    case.solve()
    app._after_cell(None)
    assert next(one for one in app.drawing.view.elements if one["data"]["id"] == "P-102")["data"]["rest"] == 1
    assert labels(app)["P-101"].endswith("m/s")
    assert field(app, "length").value == "77"
    assert "wb-dirty" in app.header.markers.value


def test_a_frame_that_the_notebook_broke_is_told_in_words(app: WorkbenchApp) -> None:
    tap(app, "P-101")
    app.session.case["PIPE"]["diametre"] = 1.0
    app._after_cell(None)
    assert "diametre" in app.header.status.value
    app.header.solve.click()
    assert "wb-error" in app.header.status.value
    tap(app, "P-102")
    assert "P-102" in app.component.title.value


def test_every_widget_is_handled_in_the_main_shell(app: WorkbenchApp, monkeypatch: pytest.MonkeyPatch) -> None:
    class Channel:
        """What ipykernel asks which shell handles a message."""

        def _reply_subshell_for(self, data: object, default: str) -> str:
            return default

    kept: list[Any] = [app]
    for one in kept:
        kept.extend((*getattr(one, "children", ()), *getattr(one, "companions", ())))
        monkeypatch.setattr(type(one), "comm", Channel(), raising=False)
    assert len(kept) > 50
    keep_in_main_shell(app)
    assert {one.comm._reply_subshell_for({}, "another") for one in kept} == {None}


def test_issuing_asks_first(app):
    header = app.header
    header.issue.click()
    assert header._issue_question.layout.display is None
    assert "Revision A, all its cases, will be locked for ever." in header._issue_words.value
    header._issue_question.children[3].click()
    assert header._issue_question.layout.display == "none"
    assert not header.save.disabled
    header.issue.click()
    header._issue_question.children[1].click()
    assert "issued" in header.markers.value
    assert header.save.disabled
    assert header.issue.disabled
    assert not header.commit.disabled
