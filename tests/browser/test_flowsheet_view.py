"""The flowsheet alone, in the browser: drags come back, two views agree, a reload shows the present state."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Lab, Notebook, write_notebook

pytestmark = pytest.mark.browser

SETUP = """
import json
from workbench.ui.network_view import FlowsheetView
from workbench.ui.flowsheet import style_rules
nodes = [{"group": "nodes", "data": {"id": f"J-{k}", "label": f"J-{k}", "kind": "equipment", "shape": "ellipse",
          "width": 20, "height": 20}, "position": {"x": 150 * k, "y": 80 * (k % 2)}} for k in range(5)]
edges = [{"group": "edges", "data": {"id": f"P-{k}", "label": f"P-{k}", "kind": "pipe", "source": f"J-{k}",
          "target": f"J-{k + 1}", "direction": 1}} for k in range(4)]
view = FlowsheetView(nodes + edges, style_rules(lean=False))
view.layout.height = "240px"
heard = {"tap": [], "selected": [], "moved": []}
view.on_tap(heard["tap"].append)
view.on_selected(heard["selected"].append)
view.on_moved(heard["moved"].append)
"""
HEARD = "print(json.dumps(heard))"
CHANGE = "view.update({'P-2': {'colour': '#ff0000', 'label': 'P-2 new'}}); view.select(['P-2'])"


@pytest.fixture
def notebook(tmp_path: Path, start_lab: Callable[..., Lab], open_notebook: Callable[..., Notebook]) -> Notebook:
    root = tmp_path / "notebooks"
    root.mkdir()
    write_notebook(root / "view.ipynb", [SETUP, "view", "view", HEARD, CHANGE])
    opened = open_notebook(start_lab(root), "view.ipynb")
    for cell in (0, 1, 2):
        opened.run_cell(cell)
    for view in (0, 1):
        opened.wait_for_core("cy.elements().length === 9", view)
        opened.wait_until_steady(view)
    return opened


def heard(notebook: Notebook) -> dict[str, list[object]]:
    result: dict[str, list[object]] = json.loads(notebook.run_cell(3))
    return result


def test_gestures_come_back_and_views_agree(notebook: Notebook) -> None:
    notebook.tap("P-1")
    notebook.wait_for_core("cy.$(':selected').map((one) => one.id()).join() === 'P-1'", 1)
    notebook.drag("J-3", 30, 40)
    notebook.wait_for_core("cy.getElementById('J-3').position('y') > 90", 1)
    corner = notebook.page.locator(".custom-widget").first.bounding_box()
    assert corner is not None
    notebook.page.mouse.click(corner["x"] + 8, corner["y"] + 8)
    notebook.wait_for_core("cy.$(':selected').length === 0", 1)
    events = heard(notebook)
    assert events["tap"][0] == "P-1"
    assert events["tap"][-1] is None
    assert events["selected"][0] == ["P-1"]
    assert events["selected"][-1] == []
    [[moved]] = events["moved"]
    first = notebook.core("cy.getElementById('J-3').position()", 0)
    assert moved == ["J-3", first["x"], first["y"]]
    assert notebook.core("cy.getElementById('J-3').position()", 1) == first


def test_reload_shows_the_present_state(notebook: Notebook) -> None:
    notebook.drag("J-1", 0, -30)
    notebook.wait_for_core("cy.getElementById('J-1').position('y') < 75", 1)
    before = notebook.core("cy.getElementById('J-1').position()")
    notebook.run_cell(4)
    notebook.wait_for_core("cy.getElementById('P-2').data('label') === 'P-2 new'")
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    notebook.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    notebook.open("view.ipynb")
    notebook.wait_for_core("cy.elements().length === 9")
    assert notebook.core("cy.getElementById('J-1').position()") == before
    assert notebook.core("cy.getElementById('P-2').style('line-color')") == "rgb(255,0,0)"
    assert notebook.core("cy.$(':selected').map((one) => one.id())") == ["P-2"]
    notebook.tap("J-4")
    notebook.wait_for_core("cy.$(':selected').map((one) => one.id()).join() === 'J-4'", 1)
    notebook.screenshot("flowsheet_view")
