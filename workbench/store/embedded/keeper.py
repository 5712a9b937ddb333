"""The process that stops the embedded server once nobody uses it, and the signs of life it goes by.

Every client holds an operating-system lock on a file of its own in ``clients/``. Such a lock ends
with its process, however that ends, so a client that was killed with ``kill -9`` is seen to be gone
without trusting process ids, which are used again, or clocks, which are set.

The module runs by its path (``python keeper.py ROOT DATA PG_CTL STARTER``) and imports nothing of
workbench: it starts in a tenth of a second and does not hold numpy in memory all day.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

__all__ = [
    "connected_clients",
    "find_server",
    "is_kept",
    "keep",
    "keeper_lock",
    "root_lock",
    "server_processes",
    "stop_server",
]

CLIENTS = "clients"
KEEPER = "keeper.lock"
POLL_INTERVAL = 0.25  # [s]
STARTING_GRACE = 3.0  # time for a server whose starter was killed to write its pid file [s]
STOP_TIMEOUT = 60.0  # a checkpoint on a slow disk fits in here [s]


def root_lock(root: Path, timeout: float) -> FileLock:
    """Lock held by whoever starts, attaches to, leaves or stops the server of ``root``."""
    return FileLock(root / "lock", timeout=timeout, mode=0o600)


def keeper_lock(root: Path, timeout: float) -> FileLock:
    """Lock held by the keeper as long as it runs."""
    return FileLock(root / KEEPER, timeout=timeout, mode=0o600)


def is_kept(root: Path) -> bool:
    """Tell whether a keeper watches ``root``."""
    return _is_held(root / KEEPER)


def find_server(data: Path) -> psutil.Process | None:
    """Return the running server of a data folder.

    The pid file alone proves nothing after a crash: its number may be dead, or belong to another
    program by now. So the process must also be called postgres, live in this folder, and not be a
    zombie.
    """
    with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        process = psutil.Process(pid)
        if _serves(process, data):
            return process
    return None


def server_processes(data: Path) -> list[psutil.Process]:
    """Return every process of a server on ``data``, also those that outlived their postmaster."""
    return [process for process in psutil.process_iter(["name"]) if _serves(process, data)]


def _serves(process: psutil.Process, data: Path) -> bool:
    try:
        return (
            process.name().startswith("postgres")
            and process.status() != psutil.STATUS_ZOMBIE
            and os.path.samefile(process.cwd(), data)
        )
    except (psutil.Error, OSError):  # gone meanwhile, or a process of another account: not ours
        return False


def connected_clients(root: Path) -> list[Path]:
    """Return the lock files of living clients and remove those of dead ones; call under `root_lock`."""
    living = []
    for file in sorted((root / CLIENTS).glob("*.lock")):
        if _is_held(file):
            living.append(file)
        else:
            file.unlink(missing_ok=True)
    return living


def stop_server(data: Path, pg_ctl: Path) -> None:
    """Stop the server in fast mode (open transactions are rolled back) and wait until it is gone."""
    server = find_server(data)
    if server is None:
        return
    if sys.platform == "win32":
        command = [str(pg_ctl), "-D", str(data), "-w", "-m", "fast", "stop"]
        subprocess.run(command, capture_output=True, check=False, creationflags=subprocess.CREATE_NO_WINDOW)
        return
    # SIGINT is a fast shutdown; SIGQUIT an immediate one, after which the next start replays the log.
    for request in (signal.SIGINT, signal.SIGQUIT):
        with contextlib.suppress(psutil.Error):
            server.send_signal(request)
        if _wait_until_gone(server, data):
            return


def _wait_until_gone(server: psutil.Process, data: Path) -> bool:
    deadline = time.monotonic() + STOP_TIMEOUT
    while time.monotonic() < deadline:
        if not _serves(server, data):
            return True
        time.sleep(0.02)
    return False


def keep(root: Path, data: Path, pg_ctl: Path, starter: Path) -> None:
    """Watch the server of ``root`` and stop it when its last client is gone.

    Ends when the server does. Only one keeper watches a root; a second one returns at once.

    Parameters
    ----------
    root, data : Path
        Folder of the database and PostgreSQL's data folder in it.
    pg_ctl : Path
        PostgreSQL's program that stops a server.
    starter : Path
        Lock file of the client that is starting the server just now.
    """
    try:
        with keeper_lock(root, timeout=0):
            _wait_for_start(data, starter)
            _watch(root, data, pg_ctl)
    except Timeout:
        return


def _watch(root: Path, data: Path, pg_ctl: Path) -> None:
    server = last_seen = find_server(data)
    while server is not None:
        last_seen = server
        time.sleep(POLL_INTERVAL)
        server = find_server(data)
        if server is not None and _stopped_for_want_of_clients(root, data, pg_ctl):
            return
    if last_seen is not None and not data.exists():
        with contextlib.suppress(psutil.Error):
            last_seen.kill()  # its files were deleted under it: there is nothing left to save


def _wait_for_start(data: Path, starter: Path) -> None:
    """Wait until the server runs, or its starter has given up (no lock file) or was killed (an idle one)."""
    deadline = None
    while find_server(data) is None and starter.exists():
        if deadline is None and not _is_held(starter):
            deadline = time.monotonic() + STARTING_GRACE
        if deadline is not None and time.monotonic() > deadline:
            return
        time.sleep(0.02)


def _is_held(file: Path) -> bool:
    try:
        with FileLock(file, timeout=0, mode=0o600):
            return False
    except Timeout:
        return True


def _stopped_for_want_of_clients(root: Path, data: Path, pg_ctl: Path) -> bool:
    try:
        with root_lock(root, timeout=0):
            if connected_clients(root):
                return False
            stop_server(data, pg_ctl)
            return True
    except Timeout:  # somebody is attaching or starting at this moment
        return False


def _leave_starter() -> None:
    """Become nobody's child, so that the starter has nothing to wait for (Windows has no such bond)."""
    if hasattr(os, "fork") and os.fork():
        os._exit(0)


if __name__ == "__main__":
    _leave_starter()
    keep(*(Path(argument) for argument in sys.argv[1:5]))
