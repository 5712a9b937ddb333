"""The tabs of checks and datasheets without a browser."""

from __future__ import annotations

import openpyxl
import pytest

from tests.ui.fake_bench import FakeBench
from workbench.ui.bottom_panel import BottomPanel
from workbench.ui.session import Session
from workbench.ui.session_sheets import checks_page, datasheet_of, save_datasheet, save_lists


@pytest.fixture
def session():
    bench = FakeBench()
    return Session(bench, bench.project("Cooling water").revision("A").case("Design"))


def test_the_datasheet_is_of_the_selected_component_in_the_units_of_the_screen(session):
    assert datasheet_of(session)[0] is None
    session.select("PU-1")
    session.unit_system_name = "us"
    sheet, words = datasheet_of(session)
    assert (sheet.tag, words) == ("PU-1", "")
    assert sheet.heading.units.startswith("US")


def test_files_are_written_beside_the_notebook(session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert save_datasheet(session) is None
    session.select("P-105")
    path = save_datasheet(session)
    assert path == tmp_path / "Design A P-105.xlsx"
    assert session.status == "Wrote Design A P-105.xlsx beside the notebook."
    assert openpyxl.load_workbook(path).sheetnames == ["P-105"]
    assert openpyxl.load_workbook(save_lists(session)).sheetnames == ["Line list", "Equipment list"]


def test_a_file_that_cannot_be_written_is_told(session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session.select("P-105")
    (tmp_path / "Design A P-105.xlsx").mkdir()
    assert save_datasheet(session) is None
    assert "could not be written" in session.status


def test_checks_that_fail_come_first(session):
    assert "All components: nothing is judged, solve the case" in checks_page(session)
    session.solve()
    page = checks_page(session)
    assert page.index("FAIL") < page.index(">pass<")
    session.select("PU-1")
    assert "PU-1: 1 of 3 checks fail." in checks_page(session)
    session.apply("PU-1", {"elevation": 1.0})
    assert "PU-1: nothing is judged, solve the case" in checks_page(session)
    assert "FAIL" not in checks_page(session)


def test_the_tabs_show_what_is_selected(session):
    panel = BottomPanel(session)
    session.on_change(panel.refresh)
    panel.selected_index = 6
    assert "Select a component" in panel.sheet.page.value
    assert panel.sheet.save.disabled
    session.select("P-101")
    assert "P-101" in panel.sheet.page.value
    assert not panel.sheet.save.disabled
    panel.selected_index = 5
    assert "P-101" in panel.checks.value
