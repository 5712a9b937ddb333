"""Bring a database to the present schema."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError

from workbench.errors import StoreError
from workbench.model.schema import TypeSchema
from workbench.store.component_types import install_types
from workbench.store.criteria import register_criteria
from workbench.store.database import Connection, open_connection
from workbench.store.libraries import register_libraries
from workbench.store.roles import DEFINER, ensure_groups, grant_groups, guard_database

__all__ = ["is_current", "migrate", "newest_version"]

_LOCK = 7042001  # any number: one migration at a time on a server


def _scripts() -> Path:
    """Return the folder of the migrations: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def newest_version() -> str:
    """Return the version of the schema that this workbench brings a database to."""
    return max(path.stem.split("_")[0] for path in (_scripts() / "versions").glob("*.py"))


def is_current(dsn: str) -> bool:
    """Tell whether a database has the present schema (fast: it does not load the migrations).

    Raises
    ------
    StoreError
        The server cannot be reached.
    """
    try:
        with open_connection(dsn) as connection:
            found = connection.execute("SELECT to_regclass('workbench.alembic_version')").fetchone()
            if found is None or found[0] is None:
                return False
            row = connection.execute("SELECT version_num FROM workbench.alembic_version").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return False
    return row is not None and row[0] == newest_version()


def _session(dsn: str) -> Connection:
    connection = open_connection(dsn)
    connection.autocommit = False  # SQLAlchemy begins and ends the transaction
    return connection


def migrate(owner_dsn: str, built_in: Mapping[str, TypeSchema]) -> bool:
    """Create or upgrade the schema ``workbench`` with the types and libraries that come with it; safe to repeat.

    Parameters
    ----------
    owner_dsn : str
        Connection string of the role that owns the schema.
    built_in : mapping of str to TypeSchema
        The component types that every project can use.

    Returns
    -------
    bool
        True if everything that protects the database is in place; False where the login is no superuser, so
        that advisory locks, large objects and changes of the rules themselves are left to the server's own rights.

    Raises
    ------
    StoreError
        The server cannot be reached, is older than PostgreSQL 15, or the role may not create the schema.
    """
    with open_connection(owner_dsn) as holder, holder.transaction():
        version = holder.info.server_version
        if version < 150000:
            raise StoreError(f"The server is PostgreSQL {version // 10000}; workbench needs 15 or newer.")
        encoding = holder.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise StoreError(
                f"The database '{holder.info.dbname}' has the encoding {encoding}; make one of UTF8: "
                "createdb --encoding=UTF8 --template=template0."
            )
        holder.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))  # one migration at a time, from here to the end
        try:
            is_guarded = _prepare_roles(owner_dsn)
            _upgrade(owner_dsn)
            _install(owner_dsn, built_in)
        except psycopg.Error as error:
            raise StoreError(f"The database could not be brought to the present schema: {_reason(error)}") from None
    return is_guarded


def _prepare_roles(owner_dsn: str) -> bool:
    with open_connection(owner_dsn) as connection:
        ensure_groups(connection)
        (owner,) = connection.execute("SELECT current_user").fetchone() or ("",)
        if connection.execute(_ROLES_ARE_GRANTED, (owner, DEFINER)).fetchone() != (True,):
            grant_groups(connection, owner)
        return guard_database(connection, owner) or _is_guarded(connection)


def _install(owner_dsn: str, built_in: Mapping[str, TypeSchema]) -> None:
    with open_connection(owner_dsn) as connection, connection.transaction():
        # The owner of the tables sees no row of them.
        connection.execute(f"SET LOCAL ROLE {DEFINER}")
        connection.execute("SET LOCAL workbench.migration = 'on'")
        install_types(connection, built_in.values())
        register_libraries(connection)
        register_criteria(connection)


_ROLES_ARE_GRANTED = """
    SELECT pg_has_role(%s, %s, 'MEMBER') AND has_database_privilege('workbench_definer', current_database(), 'TEMP')
       AND NOT EXISTS (
           SELECT FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS entry
           WHERE datname = current_database() AND entry.grantee = 0 AND entry.privilege_type = 'TEMPORARY')
"""


def _is_guarded(connection: Connection) -> bool:
    return connection.execute("SELECT 1 FROM pg_event_trigger WHERE evtname = 'workbench_drop'").fetchone() is not None


def _upgrade(owner_dsn: str) -> None:
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: _session(owner_dsn), poolclass=sqlalchemy.NullPool
    )
    config = Config()
    config.set_main_option("script_location", str(_scripts()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("SET LOCAL workbench.migration = 'on'"))
            connection.execute(sqlalchemy.text("CREATE SCHEMA IF NOT EXISTS workbench"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except sqlalchemy.exc.DBAPIError as error:
        raise StoreError(f"The database could not be brought to the present schema: {_reason(error.orig)}") from None
    except CommandError as error:
        raise StoreError(f"The database has a schema that this version does not know ({error}).") from None


def _reason(error: object) -> str:
    return "; ".join(str(error).strip().splitlines()[:3])
