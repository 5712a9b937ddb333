"""The roles of a server, and what only a superuser can do to make a database safe against its own users.

``workbench_user`` is the group of every engineer's login, ``workbench_definer`` owns the functions that
write, and ``workbench_api`` is the login of the REST server. Logins of engineers have names that say nothing,
since every login can see the names of all.
"""

from __future__ import annotations

import secrets
from contextlib import suppress

import psycopg
from psycopg import sql

from workbench.errors import StoreError
from workbench.store.database import Connection

__all__ = [
    "API",
    "DEFINER",
    "USERS",
    "ensure_groups",
    "grant_groups",
    "guard_database",
    "set_login",
]

DEFINER = "workbench_definer"
USERS = "workbench_user"
API = "workbench_api"

UNPRIVILEGED = sql.SQL("NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")

SESSION_SETTINGS = {
    "client_connection_check_interval": "1s",
    "idle_in_transaction_session_timeout": "5min",
    "lock_timeout": "60s",
}

CONNECTIONS_OF_ONE = 20
"""Kernels and sheets that one engineer may have open at a time."""

_SHARED_FUNCTIONS = r"^(pg_(try_)?advisory_(xact_)?lock|lo_|lowrite|loread|pg_notify|pg_sleep|pg_logical_emit_message)"

# Rules can be lifted by those who own the tables; not by accident, and not without saying so.
_GUARD = """
CREATE SCHEMA workbench_guard;
CREATE FUNCTION workbench_guard.refuse_ddl() RETURNS event_trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    target text;
BEGIN
    IF current_setting('workbench.migration', true) = 'on' THEN RETURN; END IF;
    -- What is granted is not told; our own functions grant staging tables to those who asked for them.
    IF tg_tag IN ('GRANT', 'REVOKE') AND current_user <> 'workbench_definer' THEN
        RAISE EXCEPTION '% outside a migration is refused', tg_tag USING ERRCODE = 'WB004';
    END IF;
    IF tg_event = 'sql_drop' THEN
        SELECT object_identity INTO target FROM pg_event_trigger_dropped_objects()
        WHERE schema_name ~ '^workbench' OR object_identity ~ '(^| on )"?workbench';
    ELSE
        SELECT object_identity INTO target FROM pg_event_trigger_ddl_commands()
        WHERE schema_name ~ '^workbench' OR object_identity ~ '(^| on )"?workbench';
    END IF;
    IF target IS NOT NULL THEN
        RAISE EXCEPTION '% of % outside a migration is refused', tg_tag, target USING ERRCODE = 'WB004';
    END IF;
END $$;
CREATE EVENT TRIGGER workbench_ddl ON ddl_command_end EXECUTE FUNCTION workbench_guard.refuse_ddl();
CREATE EVENT TRIGGER workbench_drop ON sql_drop EXECUTE FUNCTION workbench_guard.refuse_ddl();
ALTER EVENT TRIGGER workbench_ddl ENABLE ALWAYS;
ALTER EVENT TRIGGER workbench_drop ENABLE ALWAYS;
"""


def ensure_groups(connection: Connection) -> None:
    """Make the group roles where they are missing.

    Raises
    ------
    StoreError
        They are missing, and the login may not create roles.
    """
    present = {
        name
        for (name,) in connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", ([DEFINER, USERS, API],)
        ).fetchall()
    }
    missing = [role for role in (DEFINER, USERS, API) if role not in present]
    if not missing:
        return
    if connection.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user").fetchone() != (
        True,
    ):
        raise StoreError(
            f"The server lacks the roles {', '.join(missing)}, and this login may not create roles: run "
            "'workbench migrate' once with a login that may (CREATEROLE)."
        )
    for role in missing:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN {}").format(sql.Identifier(role), UNPRIVILEGED))
        if role == API:
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(USERS), sql.Identifier(API)))


def grant_groups(connection: Connection, owner: str) -> None:
    """Let the owner of the tables make functions for `workbench_definer`, without being it all the time."""
    granted = connection.execute(
        "SELECT pg_has_role(%s, %s, %s)",
        (owner, DEFINER, "SET" if connection.info.server_version >= 160000 else "MEMBER"),
    ).fetchone()
    if granted != (True,):
        option = sql.SQL(" WITH INHERIT FALSE, SET TRUE" if connection.info.server_version >= 160000 else "")
        connection.execute(sql.SQL("GRANT {} TO {}{}").format(sql.Identifier(DEFINER), sql.Identifier(owner), option))
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(DEFINER))
    )
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(USERS)))


def guard_database(connection: Connection, owner: str) -> bool:
    """Close what every login of a database shares: advisory locks, large objects, languages, and the rules' own DDL.

    Parameters
    ----------
    owner : str
        Who migrates the database.

    Returns
    -------
    bool
        False where the login is no superuser, who alone can do this.
    """
    if connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() != (True,):
        return False
    if connection.execute("SELECT 1 FROM pg_event_trigger WHERE evtname = 'workbench_drop'").fetchone() is not None:
        _let_migrate(connection, owner)
        return True
    functions = connection.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ %s",
        (_SHARED_FUNCTIONS,),
    ).fetchall()
    with connection.transaction():
        for (signature,) in functions:
            connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(sql.SQL(signature)))
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute("REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC")
        connection.execute(_GUARD)
    _let_migrate(connection, owner)
    return True


def _let_migrate(connection: Connection, owner: str) -> None:
    """Give those who migrate what is closed to all others: to write functions, and the lock of a migration."""
    can = "SELECT has_language_privilege(%s, 'plpgsql', 'USAGE') AND has_language_privilege(%s, 'plpgsql', 'USAGE')"
    if connection.execute(can, (owner, DEFINER)).fetchone() == (True,):
        return
    who = sql.SQL(", ").join(map(sql.Identifier, (owner, DEFINER)))
    with connection.transaction():
        connection.execute("SET LOCAL workbench.migration = 'on'")
        connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock(bigint) TO {}").format(who))
        connection.execute(sql.SQL("GRANT USAGE ON LANGUAGE plpgsql TO {}").format(who))


def set_login(connection: Connection, role: str) -> str:
    """Give a role, made if need be, the right to log in with a new password; return the password.

    Only the scram verifier travels: a password in a statement could end up in a log.
    """
    name = sql.Identifier(role)
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} {} IN ROLE {}").format(name, UNPRIVILEGED, sql.Identifier(USERS)))
    secret = secrets.token_urlsafe(24)
    verifier = connection.pgconn.encrypt_password(secret.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN CONNECTION LIMIT {} PASSWORD {}").format(
            name, sql.Literal(CONNECTIONS_OF_ONE), sql.Literal(verifier)
        )
    )
    _keep_sessions_short(connection, role)
    return secret


def _keep_sessions_short(connection: Connection, role: str) -> None:
    """Free the locks of the dead after seconds, and let no session of a role stop the others for ever."""
    for setting, value in SESSION_SETTINGS.items():
        statement = sql.SQL("ALTER ROLE {} SET {} = {}").format(
            sql.Identifier(role), sql.Identifier(setting), sql.Literal(value)
        )
        # A server on macOS or Windows cannot notice a client that is gone, and refuses to be told to.
        with suppress(psycopg.errors.InvalidParameterValue), connection.transaction():
            connection.execute(statement)
