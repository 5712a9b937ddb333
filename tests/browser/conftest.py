"""JupyterLab and Chromium for the tests: each server has its own folders, port and token, and is ended by its pid."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

CHECKOUT = Path(__file__).parents[2]
SCREENSHOTS = CHECKOUT / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 90

# The core of the last view on the page that has one.
_CORE = """(() => {
  const drawn = [...document.querySelectorAll('.custom-widget')].filter((one) => one._cyreg?.cy);
  return drawn.map((one) => one._cyreg.cy);
})()"""
_CELLS = "window.jupyterapp.shell.currentWidget.content.widgets"


class Lab:
    """A running JupyterLab: its address, token, and the folder it shows."""

    def __init__(self, root: Path, home: Path, environment: Mapping[str, str]) -> None:
        self.root = root
        self.token = secrets.token_hex(16)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        for name in ("config", "data", "runtime", "ipython", "workspaces"):
            (home / name).mkdir(parents=True, exist_ok=True)
        _silence_announcements(home / "config")
        self._log = (home / "lab.log").open("w")
        self.log_path = home / "lab.log"
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            "--expose-app-in-browser",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={root}",
            f"--IdentityProvider.token={self.token}",
            f"--LabApp.workspaces_dir={home / 'workspaces'}",
        ]
        folders = {
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "IPYTHONDIR": str(home / "ipython"),
            "PYTHONPATH": str(CHECKOUT),
        }
        self._process = subprocess.Popen(
            command,
            cwd=root,
            env={**os.environ, **folders, **environment},
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log_path.read_text()[-2000:]}")

    def address(self, notebook: str) -> str:
        """Return the address of a notebook."""
        return f"http://127.0.0.1:{self.port}/lab/tree/{notebook}?reset&token={self.token}"

    def stop(self) -> None:
        """End the server and its kernels."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(10)
        self._log.close()


def _silence_announcements(config: Path) -> None:
    folder = config / "labconfig"
    folder.mkdir(parents=True, exist_ok=True)
    disabled = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (folder / "page_config.json").write_text(json.dumps(disabled))


class Notebook:
    """A notebook open in Chromium, and what a person does in it."""

    def __init__(self, page: Page, lab: Lab) -> None:
        self.page = page
        self.lab = lab

    def open(self, name: str) -> None:
        """Open a notebook and wait for its kernel."""
        self.page.goto(self.lab.address(name), wait_until="domcontentloaded")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        self.page.wait_for_function(
            """() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'""",
            timeout=90_000,
        )

    def run_all(self) -> None:
        """Run all cells and wait for the last reply."""
        self.page.evaluate("""() => { window.allRun = false;
            window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => { window.allRun = true; }); }""")
        self.page.wait_for_function("() => window.allRun", timeout=240_000)
        for index in range(self.page.evaluate(f"() => {_CELLS}.length")):
            self._outputs(index)

    def run_cell(self, index: int) -> str:
        """Run one cell again and return the text that it prints."""
        self.page.evaluate(
            """(index) => { const book = window.jupyterapp.shell.currentWidget.content;
            book.activeCellIndex = index; window.cellRun = false;
            window.jupyterapp.commands.execute('notebook:run-cell').then(() => { window.cellRun = true; }); }""",
            index,
        )
        self.page.wait_for_function("() => window.cellRun", timeout=60_000)
        streams = [output["text"] for output in self._outputs(index) if output["output_type"] == "stream"]
        return "".join("".join(text) for text in streams)

    def _outputs(self, index: int) -> list[dict[str, Any]]:
        """Return the outputs of a cell, none of which may be an error."""
        outputs: list[dict[str, Any]] = self.page.evaluate(
            f"(index) => {_CELLS}[index].model.outputs?.toJSON() ?? []", index
        )
        for output in outputs:
            assert output["output_type"] != "error", f"cell {index}: {output['ename']}: {output['evalue']}"
        return outputs

    def close_side_bar(self) -> None:
        """Close the file browser, so that the notebook has the width of the window."""
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")

    def core(self, expression: str, view: int = 0, argument: Any = None) -> Any:
        """Evaluate JavaScript about ``cy``, the cytoscape.js core of a view, and ``argument``."""
        script = f"([view, argument]) => {{ const cy = {_CORE}[view]; return {expression}; }}"
        return self.page.evaluate(script, [view, argument])

    def wait_for_core(self, expression: str, view: int = 0, argument: Any = None) -> None:
        """Wait until an expression about ``cy`` is true."""
        script = f"([view, argument]) => {{ const cy = {_CORE}[view]; return cy && ({expression}); }}"
        self.page.wait_for_function(script, arg=[view, argument], timeout=60_000)

    def wait_until_steady(self, view: int = 0) -> None:
        """Wait until zoom, pan and place of a view no longer change, so that its coordinates can be used."""
        script = f"""(view) => {{ const cy = {_CORE}[view];
            const place = cy?.container()?.getBoundingClientRect();
            const now = place && JSON.stringify([cy.zoom(), cy.pan(), cy.width(), cy.height(), place.top, place.left]);
            const same = now !== undefined && window.lastView === now; window.lastView = now; return same; }}"""
        self.page.wait_for_function(script, arg=view, polling=250, timeout=30_000)

    def place_of(self, tag: str, view: int = 0) -> tuple[float, float]:
        """Return where a component is on the page: the centre of a node, the middle of an edge."""
        x, y = self.core(
            """(() => { const one = cy.getElementById(argument); const corner = cy.container().getBoundingClientRect();
            const at = one.isNode() ? one.renderedPosition() : one.renderedMidpoint();
            return [corner.left + at.x, corner.top + at.y]; })()""",
            view,
            tag,
        )
        return x, y

    def tap(self, tag: str, view: int = 0) -> None:
        """Click a component on the flowsheet."""
        self.wait_until_steady(view)
        self.page.mouse.click(*self.place_of(tag, view))

    def drag(self, tag: str, right: float, down: float, view: int = 0) -> None:
        """Drag a component by pixels of the page."""
        self.wait_until_steady(view)
        x, y = self.place_of(tag, view)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right, y + down, steps=8)
        self.page.mouse.up()

    def wait_for_text(self, selector: str, text: str) -> None:
        """Wait until an element of the page shows a text."""
        try:
            self.page.wait_for_function(
                "([selector, text]) => document.querySelector(selector)?.innerText.includes(text)",
                arg=[selector, text],
                timeout=60_000,
            )
        except PlaywrightTimeout:
            self.screenshot("failure")
            found = self.page.locator(selector).all_inner_texts()
            raise AssertionError(f"{selector} shows {found}, not {text!r} (screenshots/failure.png)") from None

    def wait_for_value(self, selector: str, value: str) -> None:
        """Wait until an input or chooser of the page has a value."""
        self.page.wait_for_function(
            "([selector, value]) => document.querySelector(selector)?.value === value",
            arg=[selector, value],
            timeout=60_000,
        )

    def screenshot(self, name: str) -> Path:
        """Save what the page looks like now."""
        SCREENSHOTS.mkdir(exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=path)
        return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"The browser tests need Chromium at {CHROMIUM} (or named by the variable CHROMIUM).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def start_lab(tmp_path: Path) -> Iterator[Callable[..., Lab]]:
    """Start JupyterLab on a folder, with variables for its kernels; ended after the test."""
    started: list[Lab] = []

    def start(root: Path, environment: Mapping[str, str] | None = None) -> Lab:
        lab = Lab(root, tmp_path / f"lab{len(started)}", environment if environment is not None else {})
        started.append(lab)
        return lab

    yield start
    for lab in started:
        lab.stop()


@pytest.fixture
def open_notebook(chromium: Any) -> Iterator[Callable[[Lab, str], Notebook]]:
    """Open a notebook in a fresh browser window of 1400 by 900; afterwards no script error may have happened."""
    contexts = []
    problems: list[str] = []

    def open_one(lab: Lab, name: str) -> Notebook:
        context = chromium.new_context(viewport={"width": 1400, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        notebook = Notebook(page, lab)
        notebook.open(name)
        return notebook

    yield open_one
    for context in contexts:
        context.close()
    assert not problems, problems


def write_notebook(path: Path, cells: list[str]) -> Path:
    """Write a notebook of code cells."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, path)
    return path
