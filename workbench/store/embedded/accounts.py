"""The account that the server runs as, and running its programs under it.

PostgreSQL refuses to run as root. Where workbench itself runs as root (containers, mostly), the
server runs as an existing account without rights instead: ``postgres`` or ``nobody``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import StoreError

__all__ = ["Account", "can_reach", "give_to", "run_program", "server_account"]

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account of the operating system."""

    name: str
    uid: int
    gid: int


def server_account(data: Path) -> Account | None:
    """Return the account for the server on ``data``; none where it can run as the present user.

    An existing data folder stays with its owner, also when a better account appears later.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    if data.exists() and (owner := data.stat().st_uid) != 0:
        return Account(str(owner), owner, data.stat().st_gid)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise StoreError(
        "PostgreSQL does not run as root and this machine has no account 'postgres' or 'nobody': "
        "run workbench as an ordinary user, or set DATABASE_URL."
    )


def can_reach(account: Account | None, path: Path) -> bool:
    """Tell whether the server's account can enter a folder or run a file, by trying it as that account."""
    if account is None:
        return os.access(path, os.X_OK)
    test = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
    return subprocess.run(test, check=False, cwd="/", **_as(account)).returncode == 0


def give_to(account: Account | None, path: Path) -> None:
    """Hand a file or folder to the server's account."""
    if account is not None and sys.platform != "win32":
        os.chown(path, account.uid, account.gid)


def run_program(
    program: Path,
    *arguments: str | Path,
    account: Account | None,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run one of PostgreSQL's programs; return its exit code and what it said.

    The output goes to a file, never to a pipe: a server started by ``pg_ctl`` would hold the pipe
    open and the call would not return before the server ends.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    clean |= {"LC_ALL": "C"} | dict(environment or {})
    with tempfile.TemporaryFile() as output:
        completed = subprocess.run(
            [str(program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=clean,
            cwd=cwd,
            check=False,
            **_as(account),
        )
        output.seek(0)
        return completed.returncode, output.read().decode("utf-8", errors="replace").strip()


def _as(account: Account | None) -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}
