"""The whole main job with the mouse, in JupyterLab, on a database of its own."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import CHECKOUT, Lab, Notebook
from workbench.bench import connect
from workbench.services.setup import prepare

pytestmark = pytest.mark.browser

MESSAGE = "6 inch header"


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Data folder of an embedded server with the demo projects."""
    # Not below pytest's tmp_path: as root the server runs under another account, which cannot enter that.
    folder = Path(tempfile.mkdtemp(prefix="workbench-browser-"))
    monkeypatch.setenv("WORKBENCH_DATA", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    prepare(echo=lambda line: None)
    yield folder
    # The server stops by itself when the kernel, its last client, is gone.
    running = folder / "pg18" / "data" / "postmaster.pid"
    deadline = time.monotonic() + 30
    while running.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    shutil.rmtree(folder)


@pytest.fixture
def notebook(
    database: Path, tmp_path: Path, start_lab: Callable[..., Lab], open_notebook: Callable[..., Notebook]
) -> Notebook:
    root = tmp_path / "notebooks"
    root.mkdir()
    shutil.copy(CHECKOUT / "notebooks" / "workbench.ipynb", root / "workbench.ipynb")
    opened = open_notebook(start_lab(root, {"WORKBENCH_DATA": str(database)}), "workbench.ipynb")
    opened.run_all()
    opened.close_side_bar()
    opened.page.wait_for_selector(".wb-project select")
    return opened


def choose(notebook: Notebook, chooser: str, text: str) -> None:
    notebook.page.locator(f".wb-{chooser} select").select_option(text)


def test_edit_solve_and_commit(notebook: Notebook, database: Path) -> None:
    page = notebook.page
    choose(notebook, "project", "Cooling water")
    notebook.wait_for_text(".wb-status", "Cooling water")
    choose(notebook, "revision", "A")
    choose(notebook, "case", "Design")
    notebook.wait_for_core("cy.getElementById('P-101').nonempty()")
    page.evaluate("() => document.querySelector('.wb-app').scrollIntoView()")

    notebook.tap("P-101")
    notebook.wait_for_text(".wb-title", "P-101")
    notebook.screenshot("main_job_1_selected")
    page.locator(".wb-field-diameter input").fill("6 inch")
    page.locator(".wb-apply").click()
    notebook.wait_for_text(".wb-status", "Changed diameter of P-101")
    notebook.wait_for_value(".wb-field-diameter input", "152.4")
    notebook.wait_for_text(".wb-markers", "changed")

    page.locator(".wb-solve").click()
    notebook.wait_for_text(".wb-status", "Solved in")
    shown = page.locator(".wb-result-velocity").inner_text()
    notebook.wait_for_core("cy.getElementById('P-101').data('label').endsWith('m/s')")
    notebook.screenshot("main_job_2_solved")

    page.locator(".wb-message input").fill(MESSAGE)
    page.locator(".wb-commit").click()
    notebook.wait_for_text(".wb-status", "Committed as revision B")
    notebook.wait_for_value(".wb-revision select", "B")
    notebook.screenshot("main_job_3_committed")

    with connect(data_dir=database) as bench:
        project = bench.project("Cooling water")
        history = project.history()
        assert list(history.index) == ["A", "B"]
        assert (history.loc["B", "parent"], history.loc["B", "message"]) == ("A", MESSAGE)
        before, after = (project.revision(code).case("Design") for code in ("A", "B"))
        assert after["PIPE"].loc["P-101", "diameter"] == pytest.approx(0.1524)
        assert before["PIPE"].loc["P-101", "diameter"] != after["PIPE"].loc["P-101", "diameter"]
        velocity = after["PIPE"].loc["P-101", "velocity"]
        assert velocity != before["PIPE"].loc["P-101", "velocity"]
        # Continuity: what the screen shows is what the database has, and fits the flow and the new diameter.
        assert float(shown.split()[0]) == pytest.approx(velocity, rel=1e-3)
        assert velocity == pytest.approx(after["PIPE"].loc["P-101", "flow"] / (0.25 * 3.14159265 * 0.1524**2), rel=1e-6)
        assert not after.is_stale


def test_errors_are_told_in_words_where_they_arise(notebook: Notebook) -> None:
    page = notebook.page
    choose(notebook, "project", "Cooling water")
    notebook.wait_for_core("cy.getElementById('P-101').nonempty()")
    page.evaluate("() => document.querySelector('.wb-app').scrollIntoView()")
    notebook.tap("P-101")
    notebook.wait_for_text(".wb-title", "P-101")
    page.locator(".wb-field-diameter input").fill("6 bananas")
    page.locator(".wb-apply").click()
    notebook.wait_for_text(".wb-field-diameter .wb-field-error", "bananas")
    page.locator(".wb-revert").click()
    page.wait_for_function("() => !document.querySelector('.wb-field-diameter input').value.includes('bananas')")
    page.locator(".wb-commit").click()
    notebook.wait_for_text(".wb-status .wb-error", "message")
    notebook.screenshot("errors")
    assert "Traceback" not in page.locator(".jp-Notebook").inner_text()
