"""`run_lab` as a process: the address, the token, the kernel's environment, and that nothing stays behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from jupyter_client import BlockingKernelClient

from tests.store.embedded.conftest import eventually
from workbench import lab
from workbench.errors import InputError, NotFound
from workbench.store.embedded import keeper

# The real preparation is tested elsewhere; here it would only take time.
PROGRAM = """
import sys, types
from pathlib import Path
sys.modules["workbench.services.setup"] = types.ModuleType("setup")
sys.modules["workbench.services.setup"].prepare = lambda *, echo: echo("  prepared")
sys.modules["workbench.hydraulics"] = types.ModuleType("hydraulics")
sys.modules["workbench.hydraulics"].warmup = lambda: None
from workbench import lab
lab.PACKAGE = Path(sys.argv[1]) / "workbench"
lab.run_lab(Path(sys.argv[2]), 0, False)
"""


class Lab:
    """A running ``run_lab``."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        (folder / "notebooks").mkdir()
        (folder / "notebooks" / lab.NOTEBOOK).write_text(
            json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8"
        )
        environment = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "JUPYTER_TOKEN")
        }
        environment |= {"HOME": str(folder), "JUPYTER_RUNTIME_DIR": str(folder / "runtime")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder), str(self.data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        self.lines: list[str] = []
        self.address, self.token = self._wait_for_address()

    def _wait_for_address(self) -> tuple[str, str]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.search(r"(http://127\.0\.0\.1:\d+/)lab/tree/workbench\.ipynb\?token=(\S+)", line):
                return found.group(1), found.group(2)
        raise AssertionError("".join(self.lines))

    def request(self, path: str, token: str, method: str = "GET") -> bytes:
        """Ask the REST interface of Jupyter, waiting until it answers."""
        request = urllib.request.Request(
            self.address + path, method=method, headers={"Authorization": f"token {token}"}
        )
        for _ in range(100):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError:
                raise
            except urllib.error.URLError:
                time.sleep(0.1)
        raise AssertionError(f"{self.address} does not answer")

    def start_kernel(self) -> psutil.Process:
        """Start a kernel, wait until it is ready, and return its process."""
        number = json.loads(self.request("api/kernels", self.token, "POST"))["id"]
        client = BlockingKernelClient(connection_file=str(self.data.parent / "runtime" / f"kernel-{number}.json"))
        client.load_connection_file()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        client.stop_channels()
        children = psutil.Process(self.process.pid).children()
        kernels = [child for child in children if not is_gone(child) and "ipykernel_launcher" in child.cmdline()]
        assert len(kernels) == 1
        return kernels[0]

    def end(self) -> str:
        """Wait for the end and return what was said since the address."""
        return self.process.communicate()[0]


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="wb-lab-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def running(folder: Path) -> Iterator[Lab]:
    running = Lab(folder)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.end()
    assert eventually(lambda: not keeper.server_processes(running.data / "pg18" / "data"))
    assert eventually(lambda: not keeper.is_kept(running.data))


def is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.fault
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_ends_lab_kernels_and_database(running: Lab, number: signal.Signals) -> None:
    assert any(line.startswith("Database ") and line.endswith(" s\n") for line in running.lines)
    assert "  prepared\n" in running.lines
    with pytest.raises(urllib.error.HTTPError, match="403"):
        running.request("api/kernels", "guessed")
    kernel = running.start_kernel()
    assert kernel.environ()["WORKBENCH_DATA"] == str(running.data)
    assert Path(kernel.exe()).resolve() == Path(sys.executable).resolve()
    running.process.send_signal(number)
    said = running.end()
    assert running.process.returncode == 0
    assert said.splitlines()[-1] == "Stopped."
    assert "Traceback" not in said
    assert is_gone(kernel)
    assert keeper.server_processes(running.data / "pg18" / "data") == []


@pytest.mark.fault
def test_killed_with_sigkill_it_leaves_nothing_behind(running: Lab) -> None:
    kernel = running.start_kernel()
    running.process.kill()
    running.end()
    assert eventually(lambda: is_gone(kernel))
    assert eventually(lambda: keeper.server_processes(running.data / "pg18" / "data") == [])


def test_a_port_that_is_taken_is_an_error_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} cannot be used .*--port"):
            lab.run_lab(tmp_path / "data", port)
    assert not (tmp_path / "data").exists()


def test_an_impossible_port_is_the_same_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Port 70000 cannot be used"):
        lab.run_lab(tmp_path / "data", 70000)


def test_an_installed_package_works_on_the_users_own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = tmp_path / "site-packages" / "workbench" / "notebooks"
    shipped.mkdir(parents=True)
    for name in (lab.NOTEBOOK, "quickstart.ipynb"):
        (shipped / name).write_text("shipped", encoding="utf-8")
    monkeypatch.setattr(lab, "PACKAGE", shipped.parent)
    monkeypatch.chdir(tmp_path)
    own = lab._notebook_folder()
    assert own == tmp_path / "workbench-notebooks"
    (own / lab.NOTEBOOK).write_text("changed by the user", encoding="utf-8")
    lab._notebook_folder()
    assert (own / lab.NOTEBOOK).read_text(encoding="utf-8") == "changed by the user"
    assert (own / "quickstart.ipynb").read_text(encoding="utf-8") == "shipped"


def test_missing_notebooks_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "PACKAGE", tmp_path / "workbench")
    with pytest.raises(NotFound, match=r"There is no workbench\.ipynb in"):
        lab._notebook_folder()
