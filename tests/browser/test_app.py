"""The panes in the browser on a bench without database and solver: layout, tables, messages, reload."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Lab, Notebook, write_notebook

pytestmark = pytest.mark.browser

APP = """
from tests.ui.fake_bench import FakeBench
from workbench.ui.app import WorkbenchApp
bench = FakeBench()
case = bench.project("Cooling water").revision("A").case("Design")
WorkbenchApp(bench, case)
"""
EDIT = "case.set('P-105', diameter='10 inch'); case.solve()"
FAIL = "case.fails = True"

# Elements whose content is cut off or would need a horizontal scroll bar.
TOO_WIDE = """() => [...document.querySelectorAll('.wb-app *')].filter((one) => one.clientWidth > 0
    && one.scrollWidth > one.clientWidth + 1 && ['auto', 'scroll', 'hidden'].includes(getComputedStyle(one).overflowX)
    && !one.closest('.wb-table') && !one.matches('input, select')).map((one) => one.className)"""


@pytest.fixture
def notebook(tmp_path: Path, start_lab: Callable[..., Lab], open_notebook: Callable[..., Notebook]) -> Notebook:
    root = tmp_path / "notebooks"
    root.mkdir()
    write_notebook(root / "app.ipynb", [APP, EDIT, FAIL])
    opened = open_notebook(start_lab(root), "app.ipynb")
    opened.run_cell(0)
    opened.close_side_bar()
    opened.wait_for_core("cy.elements().length > 20")
    show(opened)
    return opened


def show(notebook: Notebook) -> None:
    notebook.page.evaluate("() => document.querySelector('.wb-app').scrollIntoView()")
    notebook.wait_until_steady()


def click_row(notebook: Notebook, number: int) -> None:
    """Click a row of the visible table; rows and header are 24 and 26 px high."""
    corner = notebook.page.locator(".wb-table canvas").first.bounding_box()
    assert corner is not None
    notebook.page.mouse.click(corner["x"] + 150, corner["y"] + 26 + 24 * number + 12)


def test_tables_messages_and_layout(notebook: Notebook) -> None:
    page = notebook.page
    page.locator(".wb-solve").click()
    notebook.wait_for_text(".wb-status", "Solved")
    page.wait_for_selector(".wb-table canvas")
    page.wait_for_timeout(500)  # the grid draws some frames later than its canvas appears
    click_row(notebook, 2)
    notebook.wait_for_text(".wb-title", "P-102")
    notebook.wait_for_core("cy.$(':selected').map((one) => one.id()).join() === 'P-102'")
    assert page.evaluate(TOO_WIDE) == []
    place = page.locator(".wb-app").bounding_box()
    assert place is not None
    assert place["height"] < 800  # header to tables are seen at once in a window of 1400 by 900
    notebook.screenshot("app_light")
    notebook.run_cell(2)
    page.locator(".wb-solve").click()
    notebook.wait_for_text(".wb-status", "fixes a pressure")
    page.locator(".wb-bottom .lm-TabBar-tab", has_text="Messages").click()
    page.locator(".wb-message-tag").first.click()
    notebook.wait_for_text(".wb-title", "J-1")
    page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
    page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    notebook.wait_for_core("cy.getElementById('J-1').style('color').startsWith('rgb(255')")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    notebook.screenshot("app_dark")


def test_it_follows_the_notebook_and_survives_a_reload(notebook: Notebook) -> None:
    page = notebook.page
    notebook.run_cell(1)
    show(notebook)
    notebook.tap("P-105")
    notebook.wait_for_text(".wb-result-velocity", "0.93 m/s")
    assert page.locator(".wb-field-diameter input").input_value() == "254"
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    notebook.open("app.ipynb")
    notebook.wait_for_core("cy.getElementById('P-105').data('label')?.includes('0.93 m/s')")
    assert notebook.core("cy.$(':selected').map((one) => one.id())") == ["P-105"]
    show(notebook)
    notebook.tap("PU-1")
    notebook.wait_for_text(".wb-title", "PU-1")
