"""Connect to a database: a team's server by DATABASE_URL, or the embedded one."""

from __future__ import annotations

import getpass
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from workbench.equipment import built_in_schemas
from workbench.errors import NotAllowed, StoreError
from workbench.model.schema import TypeSchema
from workbench.store.component_types import check_installed, load_types, refresh_types
from workbench.store.database import Database, open_connection
from workbench.store.embedded import LOCAL_LOGIN, EmbeddedServer, default_root, start_embedded
from workbench.store.migrate import is_current, migrate
from workbench.store.users import current_user, ensure_local_user

__all__ = ["Workspace", "connect"]

LOCAL_ORGANIZATION = "Local"


@dataclass
class Workspace:
    """A connected database and the newest component types that it has."""

    database: Database
    types: dict[str, TypeSchema]
    server: EmbeddedServer | None = field(default=None, repr=False)

    def refresh_types(self) -> None:
        """Bring the types to the newest: somebody may have added one since."""
        with self.database.transaction() as connection:
            refresh_types(connection, self.types)

    def close(self) -> None:
        """Close the connection; the embedded server stops when its last client is gone."""
        self.database.close()
        if self.server is not None:
            self.server.close()


def connect(dsn: str | None = None, data_dir: str | Path | None = None) -> Workspace:
    """Connect to the database.

    Parameters
    ----------
    dsn : str, optional
        A server's connection string; else the environment variable ``DATABASE_URL``; else the embedded
        server is started. A server that is named is never replaced by the embedded one.
    data_dir : path, optional
        Folder of the embedded server's data; else ``WORKBENCH_DATA``, else the user's data folder.

    Raises
    ------
    StoreError
        The database cannot be reached, or lacks the present schema.
    NotAllowed
        The login is no user of the workbench.
    """
    if dsn is None and data_dir is None:
        dsn = os.environ.get("DATABASE_URL")
    if dsn:
        return _open(Database(dsn))
    server = start_embedded(default_root() if data_dir is None else Path(data_dir))
    with ExitStack() as on_failure:
        on_failure.callback(server.close)
        if not is_current(server.app_dsn):
            _set_up(server)
        workspace = _open(Database(server.app_dsn), server)
        on_failure.pop_all()
    return workspace


def _set_up(server: EmbeddedServer) -> None:
    migrate(server.owner_dsn, built_in_schemas())
    with open_connection(server.owner_dsn) as connection, connection.transaction():
        ensure_local_user(connection, f"{getpass.getuser()}@localhost", LOCAL_ORGANIZATION, LOCAL_LOGIN)


def _open(database: Database, server: EmbeddedServer | None = None) -> Workspace:
    with ExitStack() as on_failure:
        on_failure.callback(database.close)
        with database.transaction() as connection:
            is_complete = check_installed(connection, built_in_schemas().values())
            user_id = current_user(connection)
        if server is not None and (not is_complete or user_id is None):
            _set_up(server)  # a newer workbench brings newer types
        elif not is_complete:
            raise StoreError("The database lacks the present component types: run 'workbench migrate'.")
        elif user_id is None:
            raise NotAllowed(
                "The login is no active user of the workbench: an administrator makes one by 'workbench user add'."
            )
        with database.transaction() as connection:
            types = load_types(connection)
        on_failure.pop_all()
    return Workspace(database, types, server)
