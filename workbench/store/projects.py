"""Organizations, users, projects, and the list of revisions and cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workbench.errors import InputError, NotFound
from workbench.model.tags import check_name, nearest
from workbench.store.database import Connection

__all__ = [
    "CaseRow",
    "ProjectRow",
    "RevisionRow",
    "ensure_user",
    "find_project",
    "find_revision",
    "insert_project",
    "list_cases",
    "list_projects",
    "list_revisions",
]


@dataclass(frozen=True)
class ProjectRow:
    """A project."""

    id: UUID
    name: str
    description: str
    created_at: datetime


@dataclass(frozen=True)
class RevisionRow:
    """A revision of a project."""

    id: UUID
    project_id: UUID
    code: str
    status: str
    parent: str | None
    author: str
    message: str
    created_at: datetime
    digest: str


@dataclass(frozen=True)
class CaseRow:
    """A case of a revision, without its components."""

    id: UUID
    name: str
    description: str
    app_module: str
    digest: str
    components: int


def ensure_user(connection: Connection, email: str, organization: str) -> UUID:
    """Return the user with this e-mail address, made with the organization where there is none."""
    row = connection.execute("SELECT id FROM workbench.users WHERE email = %s", (email,)).fetchone()
    if row is None:
        connection.execute(
            "INSERT INTO workbench.organizations (name) VALUES (%s) ON CONFLICT (name) DO NOTHING", (organization,)
        )
        connection.execute(
            "INSERT INTO workbench.users (email, org_id) SELECT %s, id FROM workbench.organizations WHERE name = %s "
            "ON CONFLICT (email) DO NOTHING",
            (email, organization),
        )
        row = connection.execute("SELECT id FROM workbench.users WHERE email = %s", (email,)).fetchone()
    assert row is not None
    identifier: UUID = row[0]
    return identifier


def insert_project(connection: Connection, name: str, description: str, owner_id: UUID) -> UUID:
    """Create a project, owned by a user.

    Raises
    ------
    InputError
        The organization has a project of that name.
    """
    check_name("project", name)
    row = connection.execute(
        "INSERT INTO workbench.projects (org_id, name, description) "
        "SELECT org_id, %s, %s FROM workbench.users WHERE id = %s ON CONFLICT (org_id, name) DO NOTHING RETURNING id",
        (name, description, owner_id),
    ).fetchone()
    if row is None:
        raise InputError(
            f"There is a project '{name}' already.", path=("project", "name"), value=name, expected="a new name"
        )
    connection.execute(
        "INSERT INTO workbench.project_members (project_id, user_id, role) VALUES (%s, %s, 'owner')",
        (row[0], owner_id),
    )
    identifier: UUID = row[0]
    return identifier


def list_projects(connection: Connection) -> list[ProjectRow]:
    """Return all projects by name."""
    rows = connection.execute("SELECT id, name, description, created_at FROM workbench.projects ORDER BY name")
    return [ProjectRow(*row) for row in rows.fetchall()]


def find_project(connection: Connection, name: str) -> ProjectRow:
    """Return the project of a name.

    Raises
    ------
    NotFound
        There is none; the message names the nearest.
    """
    projects = {project.name: project for project in list_projects(connection)}
    if name not in projects:
        raise NotFound(f"There is no project '{name}'{nearest(name, projects)}")
    return projects[name]


def list_revisions(connection: Connection, project_id: UUID) -> list[RevisionRow]:
    """Return the revisions of a project, oldest first."""
    rows = connection.execute(
        """
        SELECT r.id, r.project_id, r.rev_code, r.status, p.rev_code, u.email, r.message, r.created_at, r.digest
        FROM workbench.revisions AS r
        JOIN workbench.users AS u ON u.id = r.author_id
        LEFT JOIN workbench.revisions AS p ON p.id = r.parent_id
        WHERE r.project_id = %s ORDER BY r.created_at, r.id
        """,
        (project_id,),
    )
    return [RevisionRow(*row) for row in rows.fetchall()]


def find_revision(connection: Connection, project: ProjectRow, code: str | None) -> RevisionRow:
    """Return the revision of a code, or the newest for None.

    Raises
    ------
    NotFound
        There is none.
    """
    revisions = list_revisions(connection, project.id)
    for revision in reversed(revisions):
        if code is None or revision.code == code:
            return revision
    codes = ", ".join(revision.code for revision in revisions)
    known = f"it has {codes}" if revisions else "it has none"
    raise NotFound(f"Project '{project.name}' has no revision '{code}'; {known}.")


def list_cases(connection: Connection, revision_id: UUID) -> list[CaseRow]:
    """Return the cases of a revision by name."""
    rows = connection.execute(
        """
        SELECT id, name, description, app_module, digest,
               (SELECT count(*) FROM workbench.components AS c WHERE c.case_id = k.id)
        FROM workbench.cases AS k WHERE revision_id = %s ORDER BY name
        """,
        (revision_id,),
    )
    return [CaseRow(*row) for row in rows.fetchall()]
