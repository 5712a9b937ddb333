"""Connect to a database: a team's server by DATABASE_URL, or the embedded one."""

from __future__ import annotations

import getpass
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from workbench.equipment import built_in_schemas
from workbench.model.schema import TypeSchema
from workbench.store.component_types import load_types, register_types
from workbench.store.database import Database
from workbench.store.embedded import EmbeddedServer, default_root, start_embedded
from workbench.store.migrate import is_current, migrate
from workbench.store.projects import ensure_user

__all__ = ["Workspace", "connect"]


@dataclass
class Workspace:
    """A connected database, the user who works in it, and the component types it knows."""

    database: Database
    user_id: UUID
    types: dict[str, TypeSchema]
    server: EmbeddedServer | None = field(default=None, repr=False)

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
    """
    if dsn is None and data_dir is None:
        dsn = os.environ.get("DATABASE_URL")
    if dsn:
        return _open(Database(dsn), None)
    server = start_embedded(default_root() if data_dir is None else Path(data_dir))
    with ExitStack() as on_failure:
        on_failure.callback(server.close)
        if not is_current(server.app_dsn):
            migrate(server.owner_dsn)
        workspace = _open(Database(server.app_dsn), server)
        on_failure.pop_all()
    return workspace


def _open(database: Database, server: EmbeddedServer | None) -> Workspace:
    login = f"{getpass.getuser()}@localhost"
    with ExitStack() as on_failure:
        on_failure.callback(database.close)
        with database.transaction() as connection:
            register_types(connection, built_in_schemas().values())
            types = load_types(connection)
            user_id = ensure_user(connection, login, "Local")
        on_failure.pop_all()
    return Workspace(database, user_id, types, server)
