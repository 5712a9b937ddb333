"""Open, save and commit cases; create projects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from workbench.model.case import Case
from workbench.services.workspace import Workspace
from workbench.store.cases import Origin, StoredCase, Written, insert_case
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
from workbench.store.projects import set_code_sequences as store_sequences
from workbench.store.revisions import commit_case as write_revision
from workbench.store.revisions import insert_revision
from workbench.store.revisions import issue_revision as lock_for_ever

__all__ = [
    "add_case",
    "cases",
    "commit_case",
    "create_project",
    "issue_revision",
    "open_case",
    "project",
    "projects",
    "revision",
    "revisions",
    "save_case",
    "set_code_sequences",
]


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
        project_id = insert_project(connection, name, description)
        revision_id = insert_revision(connection, project_id, message)
        for case in checked:
            insert_case(connection, revision_id, case, case.digest)
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
        insert_case(connection, to.id, case, case.digest)


def open_case(workspace: Workspace, of: RevisionRow, name: str) -> StoredCase:
    """Read a case of a revision by name."""
    with workspace.database.snapshot() as connection:
        refresh_types(connection, workspace.types)
        return read_stored_case(connection, of, name, workspace.types)


def save_case(workspace: Workspace, origin: Origin, case: Case) -> tuple[Origin, tuple[str, ...]]:
    """Write what changed into the revision that the case was opened from, beside what others wrote meanwhile.

    Returns
    -------
    Origin
        Where the case is now.
    tuple of str
        What others had written meanwhile and the case has now too, such as ``"P-102.length"``.

    Raises
    ------
    RevisionLocked
        The revision is issued.
    RevisionConflict
        Somebody else changed the same component, connection or setting since the case was opened.
    """
    case.check()
    digest = case.digest
    with workspace.database.transaction() as connection:
        written = write_changes(connection, origin, case, digest)
    _take_over(case, written)
    return written.origin, written.taken


def commit_case(
    workspace: Workspace,
    origin: Origin,
    case: Case,
    message: str,
    key_of: Callable[[str], UUID],
    *,
    branch: bool = False,
    code: str | None = None,
) -> tuple[Origin, RevisionRow, tuple[str, ...]]:
    """Write a new revision with the case as it is in memory and all other cases of its parent.

    Parameters
    ----------
    key_of : callable
        Gives, from the digest of the checked case, the key that names this commit; repeated with the same key
        after a lost answer, it finds what was written.
    branch : bool
        True: from the revision that the case was opened from, whatever followed in the meantime.
    code : str, optional
        Code of the new revision; else the next one of the project's sequence.

    Returns
    -------
    Origin, RevisionRow
        Where the case is now.
    tuple of str
        What others had written meanwhile and the case has now too.

    Raises
    ------
    InputError
        A case that is not sound, no message, or a code that is taken.
    RevisionConflict
        Somebody else changed the same component, connection or setting since the case was opened.
    """
    case.check()
    digest = case.digest
    with workspace.database.transaction() as connection:
        written = write_revision(connection, origin, case, digest, message, key_of(digest), branch=branch, code=code)
        rows = list_revisions(connection, written.origin.project_id)
    _take_over(case, written)
    return written.origin, next(row for row in rows if row.id == written.origin.revision_id), written.taken


def _take_over(case: Case, written: Written) -> None:
    """Bring a case in memory to what was written, and make that its base."""
    if written.state is not case.state:
        case.adopt(written.state)
    case.assign_lineage(written.state.lineage)
    case.rebase(written.digest)


def issue_revision(workspace: Workspace, of: RevisionRow, *, for_construction: bool = False) -> RevisionRow:
    """Lock a revision for ever.

    Raises
    ------
    NotAllowed
        The user is no owner of the project.
    RevisionLocked
        The revision is issued already.
    """
    with workspace.database.transaction() as connection:
        lock_for_ever(connection, of.id, for_construction=for_construction)
        rows = list_revisions(connection, of.project_id)
    return next(row for row in rows if row.id == of.id)


def set_code_sequences(workspace: Workspace, of: ProjectRow, before_construction: str, from_construction: str) -> None:
    """Choose the first codes of a project's revisions before and from issue for construction; only for owners.

    Raises
    ------
    InputError
        A malformed code.
    NotAllowed
        The user is no owner of the project.
    """
    with workspace.database.transaction() as connection:
        store_sequences(connection, of.id, before_construction, from_construction)
