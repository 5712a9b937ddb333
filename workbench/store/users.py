"""Users, their logins, and the members of projects."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from workbench.errors import InputError, NotAllowed, NotFound
from workbench.model.tags import is_storable
from workbench.store.database import Connection
from workbench.store.roles import DEFINER, set_login

__all__ = [
    "Member",
    "UserRow",
    "add_user",
    "current_user",
    "ensure_local_user",
    "give_login",
    "list_members",
    "list_users",
    "new_login",
    "own_role",
    "rename_user",
    "set_active",
    "set_member",
    "set_password_hash",
    "take_login",
]


@dataclass(frozen=True)
class UserRow:
    """A user of the server."""

    email: str
    organization: str
    active: bool


@dataclass(frozen=True)
class Member:
    """A user's role in a project."""

    email: str
    role: str


def current_user(connection: Connection) -> UUID | None:
    """Return the user whom the database takes the login for; None for a login that is nobody's."""
    row = connection.execute("SELECT workbench.current_user_id()").fetchone()
    return row[0] if row is not None else None


def _check_email(email: object) -> str:
    if not isinstance(email, str) or not 3 <= len(email) <= 320 or "@" not in email or not email.isprintable():
        raise InputError(
            f"{email!r} is no e-mail address.", path=("user", "email"), value=email, expected="name@organization"
        )
    return email


def _as_definer(connection: Connection) -> None:
    """Write users until the transaction ends; only the owner of the database may."""
    connection.execute(f"SET LOCAL ROLE {DEFINER}")


def ensure_local_user(connection: Connection, email: str, organization: str, login: str) -> None:
    """Make the one user of a laptop, for the login that the application has there."""
    _as_definer(connection)
    if connection.execute("SELECT 1 FROM workbench.users WHERE db_login = %s", (login,)).fetchone() is None:
        _insert_user(connection, email, organization, login)


def give_login(connection: Connection, email: str, login: str) -> None:
    """Let a login that there is be that of a user, and of no other; as `workbench_definer`."""
    take_login(connection, login)
    connection.execute("UPDATE workbench.users SET db_login = %s WHERE email = %s", (login, email))


def take_login(connection: Connection, login: str) -> None:
    """Let a login be nobody's; as `workbench_definer`."""
    connection.execute("UPDATE workbench.users SET db_login = NULL WHERE db_login = %s", (login,))


def rename_user(connection: Connection, email: str, new_email: str, organization: str | None) -> None:
    """Give a user another address, and the user's organization another name, unless None; as `workbench_definer`.

    Raises
    ------
    InputError
        The address is none, or the name cannot be stored.
    """
    if organization is not None:
        _check_organization(organization)
        connection.execute(
            "UPDATE workbench.organizations SET name = %s "
            "WHERE id = (SELECT org_id FROM workbench.users WHERE email = %s)",
            (organization, email),
        )
    connection.execute("UPDATE workbench.users SET email = %s WHERE email = %s", (_check_email(new_email), email))


def _check_organization(name: str) -> None:
    if not 0 < len(name) <= 200 or not is_storable(name):
        raise InputError("An organization needs a name of 1 to 200 characters.", path=("user", "organization"))


def _insert_user(connection: Connection, email: str, organization: str, login: str | None) -> None:
    connection.execute(
        "INSERT INTO workbench.organizations (name) VALUES (%s) ON CONFLICT (name) DO NOTHING", (organization,)
    )
    connection.execute(
        "INSERT INTO workbench.users (email, org_id, db_login) "
        "SELECT %s, id, %s FROM workbench.organizations WHERE name = %s "
        "ON CONFLICT (email) DO UPDATE SET db_login = EXCLUDED.db_login",
        (email, login, organization),
    )


def add_user(connection: Connection, email: str, organization: str) -> None:
    """Make a user, and the organization where it is new; as the owner of the database.

    Raises
    ------
    InputError
        There is a user of that address already, or the name of the organization cannot be stored.
    """
    _check_email(email)
    _check_organization(organization)
    with connection.transaction():
        _as_definer(connection)
        if connection.execute("SELECT 1 FROM workbench.users WHERE email = %s", (email,)).fetchone():
            raise InputError(f"There is a user '{email}' already.", path=("user", "email"), value=email)
        _insert_user(connection, email, organization, None)


def _login_of(connection: Connection, email: str) -> str | None:
    row = connection.execute("SELECT db_login FROM workbench.users WHERE email = %s", (email,)).fetchone()
    if row is None:
        raise NotFound(f"There is no user '{email}'.")
    login: str | None = row[0]
    return login


def new_login(connection: Connection, email: str) -> tuple[str, str]:
    """Give a user a login of the server with a new password, and return both; as the owner of the database.

    The name of a login says nothing, since every login can see the names of all.

    Raises
    ------
    NotFound
        There is no such user.
    """
    with connection.transaction():
        _as_definer(connection)
        login = _login_of(connection, email)
        connection.execute("RESET ROLE")
        login = f"wb_{secrets.token_hex(6)}" if login is None else login
        secret = set_login(connection, login)
        _as_definer(connection)
        connection.execute("UPDATE workbench.users SET db_login = %s WHERE email = %s", (login, email))
    return login, secret


def set_active(connection: Connection, email: str, active: bool) -> None:
    """Let a user in, or shut a user out, whatever roles the user has; as the owner of the database."""
    with connection.transaction():
        _as_definer(connection)
        _login_of(connection, email)
        connection.execute("UPDATE workbench.users SET active = %s WHERE email = %s", (active, email))


def set_password_hash(connection: Connection, email: str, password_hash: str) -> None:
    """Store the argon2id hash of a user's password for the REST server; as the owner of the database."""
    with connection.transaction():
        _as_definer(connection)
        _login_of(connection, email)
        connection.execute("UPDATE workbench.users SET password_hash = %s WHERE email = %s", (password_hash, email))


def list_users(connection: Connection) -> list[UserRow]:
    """Return all users; as the owner of the database."""
    with connection.transaction():
        _as_definer(connection)
        rows = connection.execute(
            "SELECT u.email, o.name, u.active FROM workbench.users AS u "
            "JOIN workbench.organizations AS o ON o.id = u.org_id ORDER BY o.name, u.email"
        ).fetchall()
    return [UserRow(*row) for row in rows]


def own_role(connection: Connection, project_id: UUID) -> str | None:
    """Return the role in a project of whoever asks."""
    row = connection.execute(
        "SELECT role FROM workbench.project_members WHERE project_id = %s AND user_id = workbench.current_user_id()",
        (project_id,),
    ).fetchone()
    return row[0] if row is not None else None


def list_members(connection: Connection, project_id: UUID) -> list[Member]:
    """Return the members of a project, owners first."""
    rows = connection.execute(
        "SELECT u.email, m.role FROM workbench.project_members AS m JOIN workbench.users AS u ON u.id = m.user_id "
        "WHERE m.project_id = %s ORDER BY array_position('{owner,editor,viewer}', m.role), u.email",
        (project_id,),
    )
    return [Member(*row) for row in rows.fetchall()]


def set_member(connection: Connection, project_id: UUID, email: str, role: str | None) -> None:
    """Give a user a role in a project, or None: take it away; only for owners of the project.

    Raises
    ------
    InputError
        There is no such user or role, or the project would be left without an owner.
    NotAllowed
        The caller is no owner of the project.
    """
    if role not in (None, "owner", "editor", "viewer"):
        raise InputError(
            f"{role!r} is no role.", path=("member", "role"), value=role, expected="owner, editor, viewer or None"
        )
    if current_user(connection) is None:
        raise NotAllowed("This login is no active user.")
    connection.execute("SELECT workbench.set_member(%s, %s, %s)", (project_id, email, role))
