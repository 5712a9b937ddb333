"""Open, save and commit cases; create projects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from workbench.model.case import Case
from workbench.services.workspace import Workspace
from workbench.store.cases import Origin, StoredCase, insert_case, lock_revision, refresh_revision_digest
from workbench.store.cases import open_case as read_stored_case
from workbench.store.cases import save_case as write_changes
from workbench.store.component_types import refresh_types
from workbench.store.projects import (
    CaseRow,
    ProjectRow,
    RevisionRow,
    find_project,
    find_revision,
    insert_project,
    list_cases,
    list_projects,
    list_revisions,
)
from workbench.store.revisions import commit_case as write_revision
from workbench.store.revisions import insert_revision

__all__ = [
    "add_case",
    "cases",
    "commit_case",
    "create_project",
    "open_case",
    "project",
    "projects",
    "revision",
    "revisions",
    "save_case",
]

FIRST_CODE = "A"


def projects(workspace: Workspace) -> list[ProjectRow]:
    """Return all projects."""
    with workspace.database.transaction() as connection:
        return list_projects(connection)


def project(workspace: Workspace, name: str) -> ProjectRow:
    """Return a project by name."""
    with workspace.database.transaction() as connection:
        return find_project(connection, name)


def revisions(workspace: Workspace, of: ProjectRow) -> list[RevisionRow]:
    """Return the revisions of a project, oldest first."""
    with workspace.database.transaction() as connection:
        return list_revisions(connection, of.id)


def revision(workspace: Workspace, of: ProjectRow, code: str | None) -> RevisionRow:
    """Return a revision by code, or the newest."""
    with workspace.database.transaction() as connection:
        return find_revision(connection, of, code)


def cases(workspace: Workspace, of: RevisionRow) -> list[CaseRow]:
    """Return the cases of a revision."""
    with workspace.database.transaction() as connection:
        return list_cases(connection, of.id)


def create_project(
    workspace: Workspace, name: str, description: str = "", first_cases: Iterable[Case] = (), message: str = "Start"
) -> ProjectRow:
    """Create a project with its first revision and the cases in it, all or nothing.

    Raises
    ------
    InputError
        There is a project of that name, or a case is not sound.
    """
    checked = list(first_cases)
    for case in checked:
        case.check()
    with workspace.database.transaction() as connection:
        project_id = insert_project(connection, name, description, workspace.user_id)
        revision_id = insert_revision(connection, project_id, FIRST_CODE, workspace.user_id, message)
        for case in checked:
            insert_case(connection, project_id, revision_id, workspace.user_id, case, case.digest)
        refresh_revision_digest(connection, revision_id)
        return find_project(connection, name)


def add_case(workspace: Workspace, to: RevisionRow, case: Case) -> None:
    """Write a new case into a work-in-progress revision.

    Raises
    ------
    InputError
        The revision has a case of that name.
    RevisionLocked
        The revision is issued.
    """
    case.check()
    with workspace.database.transaction() as connection:
        lock_revision(connection, to.id)
        insert_case(connection, to.project_id, to.id, workspace.user_id, case, case.digest)
        refresh_revision_digest(connection, to.id)


def open_case(workspace: Workspace, of: RevisionRow, name: str) -> StoredCase:
    """Read a case of a revision by name."""
    with workspace.database.transaction() as connection:
        refresh_types(connection, workspace.types)
        return read_stored_case(connection, of, name, workspace.types)


def save_case(workspace: Workspace, origin: Origin, case: Case) -> Origin:
    """Write what changed into the revision that the case was opened from.

    Raises
    ------
    RevisionLocked
        The revision is issued.
    RevisionConflict
        Somebody else saved the case since it was opened.
    """
    case.check()
    digest = case.digest
    with workspace.database.transaction() as connection:
        stored, lineage = write_changes(connection, origin, workspace.user_id, case, digest)
    case.assign_lineage(lineage)
    case.rebase(digest)
    return stored


def commit_case(
    workspace: Workspace,
    origin: Origin,
    case: Case,
    message: str,
    key_of: Callable[[str], UUID],
    *,
    branch: bool = False,
) -> tuple[Origin, RevisionRow]:
    """Write a new revision with the case as it is in memory and all other cases of its parent.

    Parameters
    ----------
    key_of : callable
        Gives, from the digest of the checked case, the key that names this commit; repeated with the same key
        after a lost answer, it finds what was written.
    branch : bool
        True: from the revision that the case was opened from, whatever followed in the meantime.

    Raises
    ------
    InputError
        A case that is not sound, or no message.
    RevisionConflict
        Somebody else saved or committed the case since it was opened.
    """
    case.check()
    digest = case.digest
    with workspace.database.transaction() as connection:
        stored, lineage = write_revision(
            connection, origin, workspace.user_id, case, digest, message, key_of(digest), branch=branch
        )
        rows = list_revisions(connection, stored.project_id)
    case.assign_lineage(lineage)
    case.rebase(digest)
    return stored, next(row for row in rows if row.id == stored.revision_id)
