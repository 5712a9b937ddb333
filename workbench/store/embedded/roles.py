"""The logins and the database that workbench uses, made by the superuser and kept as they should be.

``workbench_owner`` owns the database and changes its tables (migrations). ``workbench_app`` is what
the application connects as: one engineer's login like any on a team's server, which owns nothing and
bypasses nothing, so the rules in the database hold on a laptop just as they do there.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from workbench.errors import StoreError
from workbench.store.embedded.cluster import Address
from workbench.store.embedded.passwords import APPLICATION, OWNER, SUPERUSER, password
from workbench.store.roles import USERS, ensure_groups, grant_groups, guard_database

__all__ = ["DATABASE", "connection_uri", "ensure_roles"]

DATABASE = "workbench"
UNPRIVILEGED = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT")


def connection_uri(address: Address, passwords: Path, role: str, database: str = DATABASE) -> str:
    """Return a libpq URI; it holds the role's password, so it must never be shown."""
    login = f"{role}:{quote(password(passwords, role), safe='')}"
    if address.host.startswith("/"):
        return f"postgresql://{login}@/{database}?host={quote(address.host, safe='')}&port={address.port}"
    return f"postgresql://{login}@{address.host}:{address.port}/{database}?sslmode=disable"


def ensure_roles(address: Address, passwords: Path, *, set_passwords: bool) -> None:
    """Make the roles and the database where they are missing; safe to repeat.

    Parameters
    ----------
    address : Address
        Where the server listens.
    passwords : Path
        Folder of the password files.
    set_passwords : bool
        Set the passwords of roles that exist already to those in the files.

    Raises
    ------
    StoreError
        The server refuses the superuser.
    """
    uri = connection_uri(address, passwords, SUPERUSER, "postgres")
    try:
        with psycopg.connect(uri, autocommit=True, connect_timeout=30) as connection:
            for role in (OWNER, APPLICATION):
                _ensure_role(connection, role, password(passwords, role), set_password=set_passwords)
            _ensure_database(connection)
            ensure_groups(connection)
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(USERS), sql.Identifier(APPLICATION)))
        uri = connection_uri(address, passwords, SUPERUSER)
        with psycopg.connect(uri, autocommit=True, connect_timeout=30) as connection:
            grant_groups(connection, OWNER)
            guard_database(connection, OWNER)
    except psycopg.Error as error:
        raise StoreError(  # without its cause, which may repeat the connection string
            f"The roles of the embedded database could not be set up: {_reason(error, passwords)}"
        ) from None


def _ensure_role(connection: psycopg.Connection, role: str, secret: str, *, set_password: bool) -> None:
    name = sql.Identifier(role)
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if exists is None:
        connection.execute(sql.SQL("CREATE ROLE {} {}").format(name, UNPRIVILEGED))
    if exists is None or set_password:
        # Only the scram verifier travels: a password in a statement could end up in a log.
        verifier = connection.pgconn.encrypt_password(secret.encode(), role.encode(), b"scram-sha-256")
        connection.execute(
            sql.SQL("ALTER ROLE {} {} PASSWORD {}").format(name, UNPRIVILEGED, sql.Literal(verifier.decode()))
        )


def _ensure_database(connection: psycopg.Connection) -> None:
    database = sql.Identifier(DATABASE)
    exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if exists is None:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(OWNER)))
    open_to_all = connection.execute(
        "SELECT datname FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS entry"
        " WHERE datallowconn AND entry.grantee = 0 AND entry.privilege_type = 'CONNECT'"
    ).fetchall()
    for (name,) in open_to_all:
        connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    allowed = connection.execute("SELECT has_database_privilege(%s, %s, 'CONNECT')", [APPLICATION, DATABASE]).fetchone()
    if allowed != (True,):
        grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
        connection.execute(grant.format(database, sql.Identifier(APPLICATION)))


def _reason(error: psycopg.Error, passwords: Path) -> str:
    reason = error.diag.message_primary or str(error).partition("\n")[0]
    for role in (SUPERUSER, OWNER, APPLICATION):
        reason = reason.replace(password(passwords, role), "***")
    return reason
