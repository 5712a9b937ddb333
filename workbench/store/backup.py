"""A database as one file, and back: the dump of ``pg_dump`` with a list of what has to come out of it again.

The list (`Contents`) has the number of rows and a checksum of every table, the digest of every revision and the
head of every audit chain, all of the same moment as the dump. A file is loaded in one transaction, which ends only
if the same is found in the new place.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from workbench.errors import InputError, StoreError
from workbench.store.client_programs import dump_schemas, script_of
from workbench.store.database import Connection
from workbench.store.migrate import newest_version
from workbench.store.roles import DEFINER, ensure_groups, grant_groups, guard_database

__all__ = ["Contents", "differences", "load", "noted_contents", "open_backup", "write_backup"]

SCHEMAS = ("workbench", "workbench_rules")
FORMAT = 1
DUMP = "database.dump"
CONTENTS = "contents.json"


@dataclass(frozen=True)
class Contents:
    """What a database holds at one moment."""

    made_at: str
    schema_version: str
    tables: dict[str, tuple[int, str]] = field(repr=False)
    """Number of rows, and a checksum over all columns of all rows in whatever order."""
    revisions: dict[str, str] = field(repr=False)
    """Digest over the rows of each revision, by its id."""
    chains: dict[str, tuple[int, str, int | None]] = field(repr=False)
    """Of each project's audit: number of records, hash of the last, and the first that does not fit."""
    logins: dict[str, str | None] = field(repr=False)
    """The login of each user, by e-mail address."""
    definer_owns: dict[str, str] = field(repr=False)
    """What belongs to `workbench_definer`, by signature: ROUTINE or VIEW."""

    @property
    def rows(self) -> int:
        """Number of rows of all tables."""
        return sum(count for count, _ in self.tables.values())

    @property
    def broken_chains(self) -> list[str]:
        """Projects whose audit was changed."""
        return [project for project, (_, _, first_broken) in self.chains.items() if first_broken is not None]


# Of every row as text, so the order of rows does not matter and no column is forgotten.
_ROWS = """
    SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(whole_row::text, 'UTF8')), 'hex'), 15))
                                  ::bit(60)::bigint), 0)::text FROM {} AS whole_row
"""
_TABLES = """
    SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY (%s) ORDER BY 1, 2
"""
_CHAINS = """
    SELECT project_id::text, sequence, encode(hash, 'hex'), workbench_rules.first_broken_record(project_id)
    FROM workbench_rules.audit_heads ORDER BY 1
"""
_DEFINER_OWNS = """
    SELECT oid::pg_catalog.regprocedure::text, 'ROUTINE' FROM pg_catalog.pg_proc
    WHERE proowner = %(definer)s::pg_catalog.regrole AND pronamespace::pg_catalog.regnamespace::text = ANY (%(schemas)s)
    UNION ALL
    SELECT oid::pg_catalog.regclass::text, 'VIEW' FROM pg_catalog.pg_class
    WHERE relowner = %(definer)s::pg_catalog.regrole AND relnamespace::pg_catalog.regnamespace::text = ANY (%(schemas)s)
      AND relkind = 'v' ORDER BY 1
"""
# Tables of which the definer might not see every row.
_PARTLY_HIDDEN = """
    SELECT c.oid::pg_catalog.regclass::text FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_policies AS p ON p.schemaname = n.nspname AND p.tablename = c.relname
        AND p.roles && %(readers)s::name[] AND p.cmd IN ('ALL', 'SELECT')
    WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY (%(schemas)s) AND c.relrowsecurity
    GROUP BY c.oid
    HAVING NOT coalesce(bool_or(p.permissive = 'PERMISSIVE' AND p.qual = 'true'), false)
        OR bool_or(p.permissive = 'RESTRICTIVE')
"""


def _read_contents(connection: Connection) -> Contents:
    """Read what a database holds, in the transaction that is open, as a role that sees every row."""
    for setting in ("search_path = ''", "timezone = 'UTC'", "datestyle = 'ISO'", "extra_float_digits = 1"):
        connection.execute(f"SET LOCAL {setting}".encode())  # rows as text are the same on every server
    connection.execute("SET LOCAL bytea_output = 'hex'")
    tables: dict[str, tuple[int, str]] = {}
    for schema, name in connection.execute(_TABLES, (list(SCHEMAS),)).fetchall():
        row = connection.execute(sql.SQL(_ROWS).format(sql.Identifier(schema, name))).fetchone()
        assert row is not None
        tables[f"{schema}.{name}"] = (row[0], row[1])
    (now, version) = _one(connection, "SELECT now(), version_num FROM workbench.alembic_version")
    revisions = "SELECT id::text, workbench.computed_revision_digest(id) FROM workbench.revisions ORDER BY 1"
    logins = "SELECT email, db_login::text FROM workbench.users ORDER BY 1"
    owned = connection.execute(_DEFINER_OWNS, {"definer": DEFINER, "schemas": list(SCHEMAS)})
    return Contents(
        made_at=now.isoformat(timespec="seconds") if isinstance(now, datetime) else str(now),
        schema_version=version,
        tables=tables,
        revisions=dict(connection.execute(revisions).fetchall()),
        chains={row[0]: (row[1], row[2], row[3]) for row in connection.execute(_CHAINS).fetchall()},
        logins=dict(connection.execute(logins).fetchall()),
        definer_owns=dict(owned.fetchall()),
    )


def _one(connection: Connection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def differences(expected: Contents, found: Contents) -> list[str]:
    """Name what is not the same in two databases, one short phrase each."""
    said = []
    for name in sorted(expected.tables.keys() | found.tables.keys()):
        before, after = expected.tables.get(name), found.tables.get(name)
        if before is None or after is None:
            said.append(f"{name} is {'new' if before is None else 'missing'}")
        elif before[0] != after[0]:
            said.append(f"{name} has {after[0]} rows, not {before[0]}")
        elif before != after:
            said.append(f"rows of {name} are not the same")
    for what, of_expected, of_found in (
        ("the digest of revision", expected.revisions, found.revisions),
        ("the audit chain of project", expected.chains, found.chains),
    ):
        changed = dict(of_expected.items() ^ of_found.items())
        said += [f"{what} {key} is not the same" for key in sorted(changed)]
    return said


def write_backup(connection: Connection, file: Path) -> Contents:
    """Write everything of a database into a file, which appears complete or not at all.

    Parameters
    ----------
    connection : psycopg.Connection
        Of a superuser, or of the owner of the schema.
    file : Path
        Where there is none yet. It holds the hashes of passwords: only its owner may read it.

    Raises
    ------
    InputError
        There is such a file already, or it cannot be written.
    StoreError
        The server refused, ``pg_dump`` failed, or the dump lacks rows.
    """
    if file.exists():
        raise InputError(f"There is a file {file} already: name another one.", path=("file",), value=str(file))
    try:
        with tempfile.TemporaryDirectory(prefix=f"{file.name}.", dir=file.parent) as folder:  # closed to others
            dump, archive = Path(folder, DUMP), Path(folder, "archive")
            contents = _dump(connection, dump)
            _check_complete(dump, contents)
            with zipfile.ZipFile(archive, "w") as zipped:
                zipped.writestr(CONTENTS, json.dumps({"format": FORMAT, **asdict(contents)}, indent=1))
                zipped.write(dump, DUMP)
            archive.chmod(0o600)
            os.replace(archive, file)
    except OSError as error:
        raise InputError(
            f"The backup cannot be written to {file}: {error.strerror}.", path=("file",), value=str(file)
        ) from None
    return contents


def _dump(connection: Connection, dump: Path) -> Contents:
    with _at_one_moment(connection) as role:
        (snapshot,) = _one(connection, "SELECT pg_export_snapshot()")
        contents = _read_contents(connection)
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # while pg_dump is at work
        dump_schemas(connection, dump, SCHEMAS, snapshot=snapshot, role=role)
    return contents


def noted_contents(connection: Connection) -> Contents:
    """Read what a database holds now, as a superuser or as the owner of the schema."""
    with _at_one_moment(connection):
        return _read_contents(connection)


@contextmanager
def _at_one_moment(connection: Connection) -> Iterator[str | None]:
    """Open a transaction that sees every row as it is now; give the role that does, None: the login itself."""
    (is_superuser,) = _one(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if is_superuser:
            yield None
            return
        parameters = {"schemas": list(SCHEMAS), "readers": ["public", DEFINER]}
        hidden = connection.execute(_PARTLY_HIDDEN, parameters).fetchall()
        if hidden:
            raise StoreError(f"Row-level security may hide rows of {hidden[0][0]}: make the backup as a superuser.")
        connection.execute(f"SET LOCAL ROLE {DEFINER}")
        yield DEFINER


def _check_complete(dump: Path, contents: Contents) -> None:
    """Read the dump again and count its rows."""
    counts: dict[str, int] = {}
    with script_of(dump, "--section=data", "--file=-") as script:
        for header in _copies(script):
            table = header.split(b" ", 2)[1].decode()
            counts[table] = sum(1 for _ in _copied_lines(script))
    expected = {name: count for name, (count, _) in contents.tables.items()}
    if counts != expected:
        wrong = sorted(dict(counts.items() ^ expected.items()))
        raise StoreError(
            f"The dump does not hold the rows of {', '.join(wrong)} as the database does: nothing written."
        )


def _copies(script: IO[bytes]) -> Iterator[bytes]:
    """Yield each COPY statement of the data section; what follows it is read by `_copied_lines`."""
    for line in script:
        if line.startswith(b"COPY ") and line.rstrip().endswith(b" FROM stdin;"):
            yield line


def _copied_lines(script: IO[bytes]) -> Iterator[bytes]:
    for line in script:
        if line.rstrip(b"\r\n") == b"\\.":
            return
        yield line
    raise StoreError("The dump ends in the middle of a table.")


@contextmanager
def open_backup(file: Path) -> Iterator[tuple[Contents, Path]]:
    """Give what is in a backup, and its dump as a file for as long as the block runs.

    Raises
    ------
    InputError
        The file is no backup, is damaged, or was made by a newer workbench.
    """
    with tempfile.TemporaryDirectory(prefix="workbench-restore-") as folder:
        try:
            with zipfile.ZipFile(file) as zipped:
                contents = _parsed(json.loads(zipped.read(CONTENTS)), file)
                zipped.extract(DUMP, folder)
        except OSError as error:
            raise InputError(f"The backup {file} cannot be read: {error.strerror}.", path=("file",)) from None
        except (zipfile.BadZipFile, EOFError, ValueError, KeyError, TypeError):
            raise InputError(f"{file} is no backup of a workbench, or is damaged.", path=("file",)) from None
        yield contents, Path(folder, DUMP)


def _parsed(found: dict[str, Any], file: Path) -> Contents:
    if found.pop("format") != FORMAT or found["schema_version"] > newest_version():
        raise InputError(
            f"{file} was made by a newer workbench (schema {found['schema_version']}): update this one.", path=("file",)
        )
    found["tables"] = {name: (count, checksum) for name, (count, checksum) in found["tables"].items()}
    found["chains"] = {name: (n, head, broken) for name, (n, head, broken) in found["chains"].items()}
    return Contents(**found)


def load(
    connection: Connection, dump: Path, expected: Contents, afterwards: Callable[[Connection], None] | None = None
) -> None:
    """Make the schema of a dump in a database that has none: all of it as it was noted, or nothing.

    Parameters
    ----------
    connection : psycopg.Connection
        Of whoever is to own the tables; a role that may make schemas in the database.
    dump : Path
        File of ``pg_dump`` in a folder of its own.
    expected : Contents
        What has to be there when it is done.
    afterwards : callable, optional
        What else belongs to the same transaction, as `workbench_definer`; gets the connection.

    Raises
    ------
    StoreError
        There is a schema already, the server refuses, or what came out is not what was noted.
    """
    try:
        (present,) = _one(
            connection, "SELECT count(*) FROM pg_namespace WHERE nspname IN ('workbench', 'workbench_rules')"
        )
        if present:
            raise StoreError(
                f"The database '{connection.info.dbname}' has the schema of a workbench already, which is never "
                "overwritten: restore into an empty database."
            )
        _prepare_roles(connection)
        with connection.transaction():
            connection.execute("SET LOCAL workbench.migration = 'on'")
            _load_sections(connection, dump)
            _hand_over(connection, expected)
            connection.execute("SET LOCAL row_security = on")
            connection.execute(f"SET LOCAL ROLE {DEFINER}")
            wrong = differences(expected, _read_contents(connection))
            if wrong:
                raise StoreError(
                    f"What was restored is not what was backed up: {'; '.join(wrong[:5])}. Nothing was kept."
                )
            if afterwards is not None:
                afterwards(connection)
        for name in expected.tables:  # plans need statistics before autovacuum comes by
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(*name.split("."))))
    except psycopg.Error as error:
        reason = error.diag.message_primary or type(error).__name__
        raise StoreError(f"The backup could not be restored ({reason}); nothing was kept.") from None


def _prepare_roles(connection: Connection) -> None:
    (owner,) = _one(connection, "SELECT current_user")
    ensure_groups(connection)
    grant_groups(connection, owner)
    guard_database(connection, owner)


def _load_sections(connection: Connection, dump: Path) -> None:
    with script_of(dump, "--list") as listed:
        kept = [line for line in listed if not _MADE_HERE.search(line)]
    entries = dump.with_suffix(".list")
    entries.write_bytes(b"".join(kept))
    options = ("--no-owner", "--no-tablespaces", f"--use-list={entries}", "--file=-")
    _execute(connection, dump, "--section=pre-data", *options)
    with script_of(dump, "--section=data", *options) as script:
        for header in _copies(script):
            with connection.cursor().copy(header.rstrip().removesuffix(b";")) as copy:
                for line in _copied_lines(script):
                    copy.write(line)
    _execute(connection, dump, "--section=post-data", *options)


def _execute(connection: Connection, dump: Path, *options: str) -> None:
    with script_of(dump, *options) as script:
        statements = b"".join(line for line in script if not _OF_ANOTHER_VERSION.fullmatch(line.rstrip()))
    connection.execute(statements)


# Entries of a dump that name the one who migrates, who is another one here: the policy and the languages of
# `guard_database` are made anew.
_MADE_HERE = re.compile(rb" POLICY workbench alembic_version migrating | ACL - LANGUAGE ")

# Lines that psql alone understands, a setting that servers before 17 do not have, and what servers from the minor
# releases of November 2026 on note of a column for themselves, which a pg_dump before them takes for an option.
_OF_ANOTHER_VERSION = re.compile(
    rb"\\(un)?restrict \w+|SET transaction_timeout = 0;|ALTER TABLE ONLY .* ALTER COLUMN .* SET \(pg_attver=\d+\);"
)


def _hand_over(connection: Connection, expected: Contents) -> None:
    """Give the definer what was its own, and the one who restores what belongs to the one who migrates."""
    for signature, kind in expected.definer_owns.items():
        name = _one_value(connection, "regprocedure" if kind == "ROUTINE" else "regclass", signature)
        connection.execute(f"ALTER {'ROUTINE' if kind == 'ROUTINE' else 'VIEW'} {name} OWNER TO {DEFINER}".encode())
    connection.execute(
        "CREATE POLICY migrating ON workbench.alembic_version TO CURRENT_USER USING (true) WITH CHECK (true)"
    )


def _one_value(connection: Connection, kind: str, name: str) -> str:
    """Return a name as the server spells and quotes it."""
    row = connection.execute(f"SELECT %s::pg_catalog.{kind}::text".encode(), (name,)).fetchone()
    assert row is not None
    return str(row[0])
