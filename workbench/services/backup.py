"""A whole database into one file and back, and from a laptop to a team's server."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from workbench.equipment import built_in_schemas
from workbench.errors import InputError, NotFound, StoreError
from workbench.services.users import administrator, administrator_address, new_login
from workbench.services.workspace import connect
from workbench.store.backup import Contents, differences, load, noted_contents, open_backup, write_backup
from workbench.store.database import Connection, administration
from workbench.store.embedded import LOCAL_LOGIN, default_root, start_embedded
from workbench.store.migrate import migrate
from workbench.store.users import give_login, rename_user, take_login

__all__ = ["Moved", "back_up", "move", "restore"]


@dataclass(frozen=True)
class Moved:
    """What was moved, and for whom."""

    contents: Contents
    email: str
    dsn: str = field(repr=False)
    """Connection string of the user's login on the team's server; holds a password."""
    is_guarded: bool
    """False: the administrator is no superuser; see `workbench.store.migrate.migrate`."""
    written_since: tuple[str, ...]
    """What somebody changed in the embedded database while it was copied: not moved."""


def back_up(file: Path, administrator_dsn: str | None = None) -> Contents:
    """Write the whole database into a file, and check that nothing is missing in it.

    Parameters
    ----------
    file : Path
        Where there is none yet.
    administrator_dsn : str, optional
        See `administrator_address`.

    Raises
    ------
    InputError
        There is such a file already, or it cannot be written.
    StoreError
        The server cannot be reached or refused, or the dump lacks rows.
    """
    with administrator(administrator_dsn) as dsn, administration(dsn) as connection:
        return write_backup(connection, file)


def restore(file: Path, administrator_dsn: str | None = None, *, email: str | None = None) -> Contents:
    """Make the database of a backup where there is none yet, and check that it holds the same.

    Logins of the server are no part of a backup: each engineer gets one by `new_login`. On the embedded server the
    login of this machine belongs to `email`, or to the user whose it was.

    Parameters
    ----------
    file : Path
        Made by `back_up`.
    administrator_dsn : str, optional
        Of whoever is to own the tables; see `administrator_address`.
    email : str, optional
        Only for the embedded server: the user of the backup who works on this machine.

    Raises
    ------
    InputError
        The file is no backup or is damaged, or the user is not in it.
    StoreError
        The database has a schema already, or what came out is not what was backed up; nothing is kept.
    """
    with open_backup(file) as (contents, dump):
        address = administrator_address(administrator_dsn)
        if address is not None:
            if email is not None:
                raise InputError("On a team's server a user gets a login by 'workbench user login'.", path=("email",))
            _load(address, dump, contents, lambda connection: take_login(connection, LOCAL_LOGIN))
            return contents
        local = _local_user(contents) if email is None else email
        if local is None:
            raise InputError(
                "The backup is of a team's server: say by --email whose projects this machine opens.", path=("email",)
            )
        if local not in contents.logins:
            raise NotFound(f"There is no user '{local}' in the backup.")
        with start_embedded(default_root()) as server:
            _load(server.owner_dsn, dump, contents, lambda connection: give_login(connection, local, LOCAL_LOGIN))
    return contents


def move(to: str, *, email: str | None = None, organization: str | None = None) -> Moved:
    """Copy the embedded database to a team's server, compare, and give its user a login there.

    The embedded database stays as it is.

    Parameters
    ----------
    to : str
        Connection string of whoever is to own the tables: a superuser, or a login with CREATEROLE in its own database.
    email : str, optional
        The user's address there; else the one of here.
    organization : str, optional
        The name of the user's organization there; else the one of here.

    Raises
    ------
    StoreError
        A server cannot be reached, the new one has a schema already, or not everything arrived; nothing is kept.
    """
    workspace = connect(data_dir=default_root())
    try:
        assert workspace.server is not None
        source = workspace.server.superuser_dsn
        with tempfile.TemporaryDirectory(prefix="workbench-move-") as folder:
            file = Path(folder, "backup")
            with administration(source) as connection:
                write_backup(connection, file)
            with open_backup(file) as (contents, dump):
                local = _local_user(contents)
                if local is None:
                    raise StoreError("The embedded database has no user of this machine.")
                moved_to = local if email is None else email
                is_guarded = _load(
                    to, dump, contents, lambda connection: _settle(connection, local, moved_to, organization)
                )
        with administration(source) as connection:
            since = differences(contents, noted_contents(connection))
    finally:
        workspace.close()
    return Moved(contents, moved_to, new_login(to, moved_to), is_guarded, tuple(since))


def _settle(connection: Connection, local: str, email: str, organization: str | None) -> None:
    take_login(connection, LOCAL_LOGIN)  # each team's login has a name of its own
    rename_user(connection, local, email, organization)


def _local_user(contents: Contents) -> str | None:
    return next((email for email, login in contents.logins.items() if login == LOCAL_LOGIN), None)


def _load(dsn: str, dump: Path, contents: Contents, afterwards: Callable[[Connection], None]) -> bool:
    with administration(dsn) as connection:
        load(connection, dump, contents, afterwards)
    return migrate(dsn, built_in_schemas())  # an older backup comes to the present schema
