"""Users of a server, and the members of a project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher

from workbench.errors import InputError, NotAllowed
from workbench.services.workspace import Workspace, connect
from workbench.store import users as store
from workbench.store.database import administration, login_address
from workbench.store.projects import ProjectRow, find_project, list_projects
from workbench.store.roles import API, set_login
from workbench.store.users import Member, UserRow

__all__ = [
    "add_member",
    "add_user",
    "administrator",
    "administrator_address",
    "all_members",
    "api_login",
    "list_users",
    "members",
    "new_login",
    "set_active",
    "set_member",
    "set_password",
]

# OWASP's parameters: 19 MiB, two passes; 29 ms here, the library's own 366 ms.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

SHORTEST_PASSWORD = 12


def administrator_address(dsn: str | None = None) -> str | None:
    """Return the connection string of a team server's administrator; None: it is the embedded server.

    The one that is given, else ``WORKBENCH_ADMIN_URL``, else ``DATABASE_URL``.
    """
    named = (dsn, os.environ.get("WORKBENCH_ADMIN_URL"), os.environ.get("DATABASE_URL"))
    return next((address for address in named if address), None)


@contextmanager
def administrator(dsn: str | None = None) -> Iterator[str]:
    """Give the connection string of whoever may make users; the embedded server runs as long as the block does.

    Parameters
    ----------
    dsn : str, optional
        See `administrator_address`.
    """
    address = administrator_address(dsn)
    if address is not None:
        yield address
        return
    workspace = connect()
    try:
        assert workspace.server is not None  # nothing names another one
        yield workspace.server.superuser_dsn
    finally:
        workspace.close()


def members(workspace: Workspace, of: ProjectRow) -> list[Member]:
    """Return the members of a project, owners first."""
    with workspace.database.transaction() as connection:
        return store.list_members(connection, of.id)


def all_members(workspace: Workspace) -> list[tuple[str, str, str]]:
    """Return ``(project, email, role)`` of every project that the user may read."""
    with workspace.database.snapshot() as connection:
        return [
            (project.name, member.email, member.role)
            for project in list_projects(connection)
            for member in store.list_members(connection, project.id)
        ]


def set_member(workspace: Workspace, of: ProjectRow, email: str, role: str | None) -> None:
    """Give a user a role in a project, or None: take it away; only for owners of the project."""
    with workspace.database.transaction() as connection:
        store.set_member(connection, of.id, email, role)


def add_user(administrator_dsn: str, email: str, organization: str) -> str:
    """Make a user with a login of its own, and return the connection string, which holds the password.

    Raises
    ------
    InputError
        There is a user of that address already.
    StoreError
        The login of the administrator may not make users.
    """
    with administration(administrator_dsn) as connection:
        store.add_user(connection, email, organization)
    return new_login(administrator_dsn, email)


def add_member(administrator_dsn: str, email: str, organization: str, project: str, role: str) -> str:
    """Make a user as `add_user` does, with a role in a project that the caller's own login owns.

    Raises
    ------
    NotAllowed
        The caller's own login, that of ``DATABASE_URL`` or of the embedded server, is no owner of the project.
    """
    workspace = connect()
    try:
        with workspace.database.transaction() as connection:
            of = find_project(connection, project)
            own_role = store.own_role(connection, of.id)
        if own_role != "owner":
            raise NotAllowed(f"Only an owner of the project '{project}' gives roles in it: nobody was added.")
        dsn = add_user(administrator_dsn, email, organization)
        set_member(workspace, of, email, role)
    finally:
        workspace.close()
    return dsn


def new_login(administrator_dsn: str, email: str) -> str:
    """Give a user a new password, and a login where there is none; return the connection string with it."""
    with administration(administrator_dsn) as connection:
        login, secret = store.new_login(connection, email)
        return login_address(connection, login, secret)


def api_login(administrator_dsn: str) -> str:
    """Let the REST server in with a new password; return its connection string, which holds the password.

    It is the one login that says for each transaction which user it works for.
    """
    with administration(administrator_dsn) as connection:
        return login_address(connection, API, set_login(connection, API))


def set_active(administrator_dsn: str, email: str, active: bool) -> None:
    """Let a user in again, or shut a user out."""
    with administration(administrator_dsn) as connection:
        store.set_active(connection, email, active)


def set_password(administrator_dsn: str, email: str, password: str) -> None:
    """Store the hash (argon2id) of the password that a user gives to the REST server.

    Raises
    ------
    InputError
        A password that is too short.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise InputError(
            f"The password has {len(password)} characters; expected at least {SHORTEST_PASSWORD}.",
            path=("user", "password"),
            expected=f"at least {SHORTEST_PASSWORD} characters",
        )
    with administration(administrator_dsn) as connection:
        store.set_password_hash(connection, email, _HASHER.hash(password))


def list_users(administrator_dsn: str) -> list[UserRow]:
    """Return all users of the server."""
    with administration(administrator_dsn) as connection:
        return store.list_users(connection)
