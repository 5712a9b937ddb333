"""Projects, and the list of revisions and cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from workbench.errors import InputError, NotFound
from workbench.model.tags import check_name, nearest
from workbench.store.codes import check_code
from workbench.store.database import Connection

__all__ = [
    "CaseRow",
    "ProjectRow",
    "RevisionRow",
    "find_project",
    "find_revision",
    "insert_project",
    "list_cases",
    "list_projects",
    "list_revisions",
    "set_code_sequences",
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
    issued_at: datetime | None
    issued_by: str | None
    issued_for: str | None
    """``"review"`` or ``"construction"``; None for a revision in work."""
    children: frozenset[UUID] = frozenset()
    """Revisions that followed from this one already when it was looked up."""


@dataclass(frozen=True)
class CaseRow:
    """A case of a revision, without its components."""

    id: UUID
    name: str
    description: str
    app_module: str
    digest: str
    components: int


def insert_project(connection: Connection, name: str, description: str) -> UUID:
    """Create a project, owned by the caller.

    Raises
    ------
    InputError
        The organization has a project of that name.
    """
    check_name("project", name)
    taken = "SELECT 1 FROM workbench.projects WHERE org_id = workbench.my_organization() AND name = %s"
    if connection.execute(taken, (name,)).fetchone():
        raise InputError(
            f"There is a project '{name}' already.", path=("project", "name"), value=name, expected="a new name"
        )
    row = connection.execute("SELECT workbench.create_project(%s, %s)", (name, description)).fetchone()
    assert row is not None
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
        SELECT r.id, r.project_id, r.rev_code, r.status, p.rev_code, u.email, r.message, r.created_at,
               coalesce(r.digest, workbench.revision_digest(r.id)), r.locked_at, i.email, r.issued_for,
               ARRAY(SELECT c.id FROM workbench.revisions AS c WHERE c.parent_id = r.id)
        FROM workbench.revisions AS r
        JOIN workbench.users AS u ON u.id = r.author_id
        LEFT JOIN workbench.revisions AS p ON p.id = r.parent_id
        LEFT JOIN workbench.users AS i ON i.id = r.issued_by
        WHERE r.project_id = %s ORDER BY r.created_at, r.id
        """,
        (project_id,),
    )
    return [replace(RevisionRow(*row[:-1]), children=frozenset(row[-1])) for row in rows.fetchall()]


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
        SELECT id, name, description, app_module, coalesce(digest, workbench.case_digest(id)),
               (SELECT count(*) FROM workbench.components AS c WHERE c.case_id = k.id)
        FROM workbench.cases AS k WHERE revision_id = %s ORDER BY name
        """,
        (revision_id,),
    )
    return [CaseRow(*row) for row in rows.fetchall()]


def set_code_sequences(connection: Connection, project_id: UUID, before: str, after: str) -> None:
    """Choose the first codes of the revisions before and from issue for construction; only for owners.

    Raises
    ------
    InputError
        A malformed code.
    NotAllowed
        The user is no owner of the project.
    """
    codes = (check_code(before, ()), check_code(after, ()))
    connection.execute("SELECT workbench.set_code_sequences(%s, %s, %s)", (project_id, *codes))
