"""The tabs of checks and datasheets in the browser: what is selected is shown, and the Excel file is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Lab, Notebook, write_notebook
from tests.browser.test_app import APP, show

pytestmark = pytest.mark.browser

SHEET = "case.datasheet('PU-1', system='us')"


def test_datasheet_and_checks_follow_the_selection(
    tmp_path: Path, start_lab: Callable[..., Lab], open_notebook: Callable[..., Notebook]
) -> None:
    root = tmp_path / "notebooks"
    root.mkdir()
    write_notebook(root / "app.ipynb", [APP, SHEET])
    opened = open_notebook(start_lab(root), "app.ipynb")
    opened.run_cell(0)
    opened.close_side_bar()
    opened.wait_for_core("cy.elements().length > 20")
    show(opened)
    page = opened.page
    page.locator(".wb-solve").click()
    opened.wait_for_text(".wb-status", "Solved")
    opened.tap("PU-1")
    opened.wait_for_text(".wb-title", "PU-1")
    page.locator(".wb-bottom .lm-TabBar-tab", has_text="Datasheet").click()
    opened.wait_for_text(".wb-sheet", "Centrifugal pump")
    opened.wait_for_text(".wb-sheet-where", "Cooling water")
    opened.screenshot("datasheet_light")
    page.locator(".wb-save-sheet").click()
    opened.wait_for_text(".wb-status", "Wrote Design A PU-1.xlsx")
    assert (root / "Design A PU-1.xlsx").exists()
    page.locator(".wb-bottom .lm-TabBar-tab", has_text="Checks").click()
    opened.wait_for_text(".wb-checks-box", "Source of the limit")
    opened.screenshot("checks_light")
    page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
    page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    opened.run_cell(1)
    page.wait_for_selector(".jp-OutputArea .jp-RenderedHTMLCommon .wb-sheet")
    page.locator(".jp-RenderedHTMLCommon .wb-sheet").first.scroll_into_view_if_needed()
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    opened.screenshot("datasheet_dark")
