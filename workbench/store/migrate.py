"""Bring a database to the present schema."""

from __future__ import annotations

from pathlib import Path

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError

from workbench.errors import StoreError
from workbench.store.database import Connection, open_connection

__all__ = ["is_current", "migrate"]

_LOCK = 7042001  # any number: one migration at a time on a server


def _scripts() -> Path:
    """Return the folder of the migrations: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def is_current(dsn: str) -> bool:
    """Tell whether a database has the present schema (fast: it does not load the migrations).

    Raises
    ------
    StoreError
        The server cannot be reached.
    """
    head = max(path.stem.split("_")[0] for path in (_scripts() / "versions").glob("*.py"))
    try:
        with open_connection(dsn) as connection:
            found = connection.execute("SELECT to_regclass('workbench.alembic_version')").fetchone()
            if found is None or found[0] is None:
                return False
            row = connection.execute("SELECT version_num FROM workbench.alembic_version").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return False
    return row is not None and row[0] == head


def _session(dsn: str) -> Connection:
    connection = open_connection(dsn)
    connection.autocommit = False  # SQLAlchemy begins and ends the transaction
    return connection


def migrate(owner_dsn: str) -> None:
    """Create or upgrade the schema ``workbench``; does nothing where it is up to date.

    Parameters
    ----------
    owner_dsn : str
        Connection string of the role that owns the schema.

    Raises
    ------
    StoreError
        The server cannot be reached, is older than PostgreSQL 15, or the role may not create the schema.
    """
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: _session(owner_dsn), poolclass=sqlalchemy.NullPool
    )
    config = Config()
    config.set_main_option("script_location", str(_scripts()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        with engine.begin() as connection:
            version = connection.connection.driver_connection.info.server_version  # type: ignore[union-attr]
            if version < 150000:
                raise StoreError(f"The server is PostgreSQL {version // 10000}; workbench needs 15 or newer.")
            connection.execute(sqlalchemy.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            connection.execute(sqlalchemy.text("CREATE SCHEMA IF NOT EXISTS workbench"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except sqlalchemy.exc.DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise StoreError(f"The database could not be brought to the present schema: {reason}") from None
    except CommandError as error:
        raise StoreError(f"The database has a schema that this version does not know ({error}).") from None
