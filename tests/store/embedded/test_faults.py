"""Clients, servers and keepers killed with SIGKILL, and what a crash leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.store.embedded.conftest import Client, data_folder, eventually
from workbench.store.embedded import EmbeddedServer, keeper, start_embedded

pytestmark = pytest.mark.fault


def keepers_of(root: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and str(root) in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return found


def count(server: EmbeddedServer) -> int:
    with psycopg.connect(server.owner_dsn) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def fill(server: EmbeddedServer) -> None:
    with psycopg.connect(server.owner_dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")


def test_simultaneous_first_starts_make_one_server(root: Path, spawn: Callable[[Path], Client]) -> None:
    clients = [spawn(root) for _ in range(3)]
    for client in clients:
        client.wait_until_ready()
    servers = [process for process in keeper.server_processes(data_folder(root)) if process.cmdline()[1:2] == ["-D"]]
    assert len(servers) == 1
    assert [client.end() for client in clients] == [0, 0, 0]
    assert keeper.find_server(data_folder(root)) is None


def test_server_and_keeper_end_after_the_last_client_is_killed(made: Path, spawn: Callable[[Path], Client]) -> None:
    killed, survivor = spawn(made), spawn(made)
    killed.wait_until_ready()
    survivor.wait_until_ready()
    killed.end(kill=True)
    with start_embedded(made):  # a third client, so that the dead one's file is looked at
        assert len(keeper.connected_clients(made)) == 2
    assert keeper.find_server(data_folder(made)) is not None
    survivor.end(kill=True)
    assert eventually(lambda: keeper.find_server(data_folder(made)) is None)
    assert eventually(lambda: keepers_of(made) == [])


def test_a_killed_server_recovers_with_its_data(made: Path) -> None:
    with start_embedded(made) as first:
        fill(first)
        server = keeper.find_server(data_folder(made))
        assert server is not None
        server.kill()
        with start_embedded(made) as second:
            assert count(second) == 1000
            assert second.app_dsn == first.app_dsn  # so pools of other clients reconnect by themselves


def test_everything_killed_at_once(made: Path, spawn: Callable[[Path], Client]) -> None:
    with start_embedded(made) as server:
        fill(server)
    client = spawn(made)
    client.wait_until_ready()
    postmaster = keeper.find_server(data_folder(made))
    assert postmaster is not None
    for process in (*keepers_of(made), postmaster):
        process.kill()
    client.end(kill=True)
    with start_embedded(made) as server:
        assert count(server) == 1000


def test_a_killed_keeper_is_replaced_by_the_next_client(made: Path, spawn: Callable[[Path], Client]) -> None:
    client = spawn(made)
    client.wait_until_ready()
    assert eventually(lambda: keeper.is_kept(made))
    for process in keepers_of(made):
        if process.pid != client.process.pid:
            process.kill()
    assert eventually(lambda: not keeper.is_kept(made))
    with start_embedded(made):
        assert eventually(lambda: keeper.is_kept(made))
    client.end(kill=True)
    assert eventually(lambda: keeper.find_server(data_folder(made)) is None)


@pytest.mark.parametrize(
    "content", ["", "{pid}\n", "999999999\n/elsewhere\n"], ids=["empty", "another program", "dead"]
)
def test_a_stale_pid_file_is_no_obstacle(made: Path, content: str) -> None:
    data = data_folder(made)
    (data / "postmaster.pid").write_text(content.format(pid=os.getpid()), encoding="utf-8")
    (data.parent / "run" / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n", encoding="utf-8")
    with start_embedded(made) as server, psycopg.connect(server.app_dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_client_killed_during_its_first_start_leaves_a_folder_that_works(
    root: Path, spawn: Callable[[Path], Client]
) -> None:
    client = spawn(root)
    assert eventually(lambda: bool(list(root.glob("pg18.new-*/data/PG_VERSION"))))
    client.end(kill=True)
    with start_embedded(root) as server, psycopg.connect(server.app_dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_server_whose_folder_is_deleted_ends(root: Path, spawn: Callable[[Path], Client]) -> None:
    client = spawn(root / "gone")
    client.wait_until_ready()
    server = keeper.find_server(data_folder(root / "gone"))
    assert server is not None
    (root / "gone").rename(root / "moved")
    assert eventually(lambda: not server.is_running() or server.status() == psutil.STATUS_ZOMBIE)
    assert client.end() == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where there is fork")
def test_a_forked_child_does_not_close_for_its_parent(made: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from workbench.store.embedded import start_embedded, keeper\n"
        "server = start_embedded(Path(sys.argv[1]))\n"
        "child = os.fork()\n"
        "if child == 0: sys.exit(0)\n"
        "os.waitpid(child, 0)\n"
        "print(len(keeper.connected_clients(server.root)), keeper.find_server(Path(sys.argv[2])) is not None)\n"
    )
    command = [sys.executable, "-c", program, str(made), str(made / "pg18" / "data")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() == ["1", "True"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_sigterm_does_not_leave_the_server_behind(made: Path, spawn: Callable[[Path], Client]) -> None:
    client = spawn(made)
    client.wait_until_ready()
    client.process.send_signal(signal.SIGTERM)
    assert client.end() == -signal.SIGTERM
    assert eventually(lambda: keeper.find_server(data_folder(made)) is None)
