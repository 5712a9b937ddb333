"""Folders, client processes and bounded waiting for the tests of the embedded server.

Folders are made with ``tempfile.mkdtemp`` and not with ``tmp_path``: as root, pytest's lies below a
folder that the server's account cannot enter.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_root
from workbench.store.embedded import EmbeddedServer, keeper, start_embedded
from workbench.store.embedded.cluster import open_cluster

CLIENT = """
import sys
from pathlib import Path
from workbench.store.embedded import start_embedded
server = start_embedded(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
"""


class Client:
    """Another process that holds the embedded server."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-c", CLIENT, str(root)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def wait_until_ready(self) -> None:
        """Wait until the server is started or attached to."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == "ready"

    def end(self, *, kill: bool = False) -> int:
        """Let the process end by itself, or kill it with SIGKILL; return its exit code."""
        if kill:
            self.process.kill()
        self.process.communicate()
        return self.process.returncode


@pytest.fixture
def root() -> Iterator[Path]:
    """An empty folder; no server of it is left behind."""
    folder = Path(tempfile.mkdtemp(prefix="wb-test-"))
    folder.chmod(0o755)
    yield folder
    for data in folder.glob("**/pg*/data"):
        for process in keeper.server_processes(data):
            process.kill()
    shutil.rmtree(folder)


@pytest.fixture
def made(root: Path, template: Path) -> Path:
    """A folder with a copy of the template's database."""
    copy_root(template, root)
    return root


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    """A running server for the tests that only look at it."""
    folder = Path(tempfile.mkdtemp(prefix="wb-test-"))
    with start_embedded(folder) as running:
        yield running
    shutil.rmtree(folder)


@pytest.fixture
def spawn() -> Iterator[Callable[[Path], Client]]:
    """Start client processes that are gone when the test ends."""
    clients: list[Client] = []

    def start(folder: Path) -> Client:
        clients.append(Client(folder))
        return clients[-1]

    yield start
    for client in clients:
        client.end(kill=True)


def data_folder(root: Path) -> Path:
    """PostgreSQL's data folder below a root."""
    return open_cluster(root).data


def eventually(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Wait until something is true; false if it does not become so."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
