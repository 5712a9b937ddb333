"""The connection of one process to PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import errors as pg
from psycopg.pq import TransactionStatus

from workbench.errors import (
    InputError,
    NotAllowed,
    RevisionConflict,
    RevisionLocked,
    StoreError,
    WorkbenchError,
)

__all__ = ["Connection", "Database", "administration", "login_address", "open_connection"]

Connection = psycopg.Connection[tuple[Any, ...]]


class Database:
    """One connection to the server, opened when it is needed and again when it was lost.

    Parameters
    ----------
    dsn : str
        libpq connection string or URI; never shown.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: Connection | None = None
        self._pid = os.getpid()
        self._lock = RLock()
        self._is_closed = False

    def __repr__(self) -> str:
        return "<Database>"

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give the connection inside a transaction: all of it is stored, or nothing.

        Raises
        ------
        StoreError
            The server cannot be reached, or the connection was lost.
        """
        with self._lock:
            outermost = False
            try:
                connection = self._open()
                outermost = connection.info.transaction_status is TransactionStatus.IDLE
                with connection.transaction():
                    yield connection
            except psycopg.Error as error:
                raise _translated(error) from None
            finally:
                if outermost and connection.info.transaction_status is not TransactionStatus.IDLE:
                    connection.close()  # an interrupted kernel left a statement behind: no later one could run

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give the connection to read: everything read inside is of one moment, whatever others write meanwhile.

        Raises
        ------
        StoreError
            The server cannot be reached, or the connection was lost.
        """
        with self.transaction() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection

    def _open(self) -> Connection:
        if self._is_closed:
            raise StoreError("The connection to the database was closed: connect again with workbench.connect().")
        if self._pid != os.getpid():  # a forked child must not use, nor close, the parent's connection
            self._connection, self._pid = None, os.getpid()
        if self._connection is not None and _is_alive(self._connection):
            return self._connection
        connection = open_connection(self._dsn)
        if connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user").fetchone() == (True,):
            connection.close()
            raise StoreError(
                "The database login is a superuser, for whom no rule of the database holds: "
                "connect with an engineer's login, as 'workbench user add' makes it."
            )
        self._connection = connection
        return connection

    def close(self) -> None:
        """Close the connection for good."""
        with self._lock:
            self._is_closed = True
            if self._connection is not None and self._pid == os.getpid():
                self._connection.close()
            self._connection = None


def _is_alive(connection: Connection) -> bool:
    """Tell whether a connection can be used; one that slept may have been dropped by the server or on the way."""
    status = connection.info.transaction_status
    if status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        return not connection.closed
    if status is not TransactionStatus.IDLE:  # an interrupt of the query below left it behind: none could run
        connection.close()
        return False
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        connection.close()
        return False
    return True


def open_connection(dsn: str) -> Connection:
    """Return a new connection.

    Raises
    ------
    StoreError
        A connection string that is malformed, or a server that does not answer.
    """
    try:
        # autocommit: a plain SELECT never leaves a transaction open behind it
        return psycopg.connect(dsn, autocommit=True, connect_timeout=10, application_name="workbench")
    except psycopg.ProgrammingError:  # its text quotes the string, password and all
        raise StoreError(
            "The connection string of the database is malformed: "
            "it is written postgresql://user:password@host:port/database."
        ) from None
    except psycopg.Error as error:
        raise _translated(error) from None


@contextmanager
def administration(dsn: str) -> Iterator[Connection]:
    """Give a connection to administer the server, which may be a superuser's, for as long as the block runs.

    Raises
    ------
    WorkbenchError
        What the server refuses, in words and without the connection string.
    """
    with open_connection(dsn) as connection:
        try:
            yield connection
        except psycopg.Error as error:
            raise _translated(error) from None


def login_address(connection: Connection, login: str, secret: str) -> str:
    """Return the connection string of another login of the same server; it holds the password: never show it twice."""
    info = connection.info
    user = f"{quote(login, safe='')}:{quote(secret, safe='')}"
    if info.host.startswith("/"):
        return f"postgresql://{user}@/{quote(info.dbname)}?host={quote(info.host, safe='')}&port={info.port}"
    mode = info.get_parameters().get("sslmode")  # as strict as the one who hands it out
    return f"postgresql://{user}@{info.host}:{info.port}/{quote(info.dbname)}" + (f"?sslmode={mode}" if mode else "")


# The SQLSTATEs of the rules that the database holds.
_REFUSALS: dict[str | None, Callable[[str], WorkbenchError]] = {
    "WB001": RevisionLocked,
    "WB002": lambda message: RevisionConflict(message, expected="", actual=""),
    "WB003": NotAllowed,
    "WB004": NotAllowed,
    "WB006": InputError,
    "WB007": StoreError,
}


def _translated(error: psycopg.Error) -> WorkbenchError:
    """Return the error in words, without the connection string."""
    reason = str(error.diag.message_primary) if error.diag.message_primary else _first_line(error)
    if error.sqlstate in _REFUSALS:
        return _REFUSALS[error.sqlstate](f"{reason[:1].upper()}{reason[1:]}.")
    if isinstance(error, (pg.DeadlockDetected, pg.SerializationFailure, pg.LockNotAvailable)):
        return StoreError(f"Another writer was in the way ({reason}); nothing was written: try again.")
    if isinstance(error, pg.InsufficientPrivilege):
        return NotAllowed(f"The database refused it: {reason}.")
    if isinstance(error, (pg.IntegrityError, pg.DataError)):
        return InputError(f"The database refused the values: {reason}.")
    if isinstance(error, psycopg.OperationalError):
        return StoreError(
            f"The database cannot be reached or dropped the connection ({reason}). "
            "Check that the server runs, then try again; nothing was written in part."
        )
    if isinstance(error, (pg.UndefinedTable, pg.InvalidSchemaName, pg.UndefinedFunction)):
        return StoreError(f"The database lacks the present schema ({reason}): run 'workbench migrate'.")
    return StoreError(f"The database refused the work: {reason}.")


def _first_line(error: psycopg.Error) -> str:
    # libpq may quote the connection string in what it says of a malformed one: say only the kind then
    text = str(error).strip().splitlines()
    shown = text[0] if text else type(error).__name__
    return type(error).__name__ if "password" in shown.lower() or "://" in shown else shown
