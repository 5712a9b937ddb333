"""Cases in the database: open one, add one, save one into its revision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from workbench.errors import InputError, NotFound, RevisionConflict, RevisionLocked
from workbench.model.case import Case
from workbench.model.diff import changed_names, diff_snapshots
from workbench.model.digest import revision_digest
from workbench.model.schema import TypeSchema
from workbench.model.snapshot import Snapshot
from workbench.model.tags import check_name, nearest
from workbench.store.database import Connection
from workbench.store.identifiers import ordered_uuids
from workbench.store.projects import RevisionRow, list_cases
from workbench.store.reading import read_run, read_snapshot
from workbench.store.writing import (
    StoredRow,
    insert_components,
    insert_connections,
    insert_run,
    stored_rows,
    update_components,
)

__all__ = [
    "Origin",
    "StoredCase",
    "check_unchanged",
    "conflict",
    "insert_case",
    "lock_revision",
    "open_case",
    "read_case",
    "refresh_revision_digest",
    "save_case",
]


@dataclass(frozen=True)
class Origin:
    """Where a case in memory was read from."""

    project_id: UUID
    revision_id: UUID
    case_id: UUID
    version: int
    children: frozenset[UUID] = frozenset()
    """Revisions that followed from this one already when the case was opened."""


@dataclass(frozen=True)
class StoredCase:
    """A case as it is stored."""

    origin: Origin
    name: str
    description: str
    app_module: str
    snapshot: Snapshot


def open_case(connection: Connection, revision: RevisionRow, name: str, types: Mapping[str, TypeSchema]) -> StoredCase:
    """Read a case of a revision by name.

    Raises
    ------
    NotFound
        The revision has no such case.
    """
    cases = {case.name: case for case in list_cases(connection, revision.id)}
    if name not in cases:
        hint = nearest(name, cases)
        known = "" if hint else f"; it has {', '.join(cases) if cases else 'none'}."
        raise NotFound(f"Revision {revision.code} has no case '{name}'{hint or known}")
    return read_case(connection, cases[name].id, types)


def read_case(connection: Connection, case_id: UUID, types: Mapping[str, TypeSchema]) -> StoredCase:
    """Read a case by its identifier, all of it from one moment."""
    row = connection.execute(
        "SELECT project_id, revision_id, name, description, app_module, settings, version, run_id "
        "FROM workbench.cases WHERE id = %s FOR SHARE",
        (case_id,),
    ).fetchone()
    if row is None:
        raise NotFound("The case is no longer there.")
    project_id, revision_id, name, description, app_module, settings, version, run_id = row
    snapshot = read_snapshot(connection, case_id, settings, read_run(connection, run_id), types)
    children = connection.execute("SELECT id FROM workbench.revisions WHERE parent_id = %s", (revision_id,)).fetchall()
    origin = Origin(project_id, revision_id, case_id, version, frozenset(child for (child,) in children))
    return StoredCase(origin, name, description, app_module, snapshot)


def insert_case(
    connection: Connection, project_id: UUID, revision_id: UUID, user_id: UUID, case: Case, digest: str
) -> tuple[Origin, dict[str, UUID]]:
    """Write a case of memory as a new one of a revision; return where it is and the lineage of its tags.

    Parameters
    ----------
    digest : str
        That of the case as it is.

    Raises
    ------
    InputError
        The revision has a case of that name.
    """
    check_name("case", case.name)
    case_id = ordered_uuids(1)[0]
    written = connection.execute(
        "INSERT INTO workbench.cases (id, project_id, revision_id, name, description, app_module, settings, digest) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (revision_id, name) DO NOTHING",
        (
            case_id,
            project_id,
            revision_id,
            case.name,
            case.description,
            case.app_module,
            json.dumps(case.settings),
            digest,
        ),
    )
    if written.rowcount == 0:
        raise _name_taken(case.name)
    rows = list(stored_rows(case.state, case.types))
    lineage = insert_components(connection, project_id, case_id, rows, case.state.lineage)
    insert_connections(connection, project_id, case_id, case.state)
    insert_run(connection, project_id, case_id, user_id, case.run)
    return Origin(project_id, revision_id, case_id, 1), lineage


def _name_taken(name: str) -> InputError:
    return InputError(f"The revision has a case '{name}' already.", path=("case", "name"), value=name)


def check_unchanged(connection: Connection, origin: Origin, case: Case) -> None:
    """Lock the stored case, and check that it is the one that the case in memory started from.

    Raises
    ------
    RevisionConflict
        Somebody else saved it since; the message names what they changed.
    """
    row = connection.execute(
        "SELECT version FROM workbench.cases WHERE id = %s FOR UPDATE", (origin.case_id,)
    ).fetchone()
    if row is None:
        raise NotFound(f"The case '{case.name}' is no longer there.")
    if row[0] != origin.version:
        theirs = read_case(connection, origin.case_id, case.types)
        raise conflict(case, theirs.snapshot, "was saved by somebody else since you opened it")


def conflict(case: Case, theirs: Snapshot, what: str) -> RevisionConflict:
    """Return the error that names what differs between the base of a case and what is stored now."""
    changes = changed_names(diff_snapshots(case.base, theirs, case.types, results=False))
    stored = Case.from_snapshot(case.name, case.types, theirs)
    named = ", ".join(changes[:8]) + (f" and {len(changes) - 8} more" if len(changes) > 8 else "")
    return RevisionConflict(
        f"Case '{case.name}' {what} (changed: {named if named else 'results or coordinates'}). "
        "Open it again and repeat your edits there; yours are still in memory.",
        expected=case.base_digest,
        actual=stored.digest,
        changes=changes,
    )


def save_case(
    connection: Connection, origin: Origin, user_id: UUID, case: Case, digest: str
) -> tuple[Origin, dict[str, UUID]]:
    """Write what changed since the case was opened into its revision.

    Raises
    ------
    RevisionLocked
        The revision is issued.
    RevisionConflict
        Somebody else saved the case since.
    """
    lock_revision(connection, origin.revision_id)
    check_unchanged(connection, origin, case)
    check_name("case", case.name)
    namesake = "SELECT 1 FROM workbench.cases WHERE revision_id = %s AND name = %s AND id <> %s"
    if connection.execute(namesake, (origin.revision_id, case.name, origin.case_id)).fetchone():
        raise _name_taken(case.name)
    connection.execute(
        "UPDATE workbench.cases SET settings = %s, digest = %s, name = %s, description = %s, version = version + 1 "
        "WHERE id = %s",
        (json.dumps(case.settings), digest, case.name, case.description, origin.case_id),
    )
    lineage = _write_changes(connection, origin, case)
    insert_run(connection, origin.project_id, origin.case_id, user_id, case.run)
    refresh_revision_digest(connection, origin.revision_id)
    return replace(origin, version=origin.version + 1), lineage


def lock_revision(connection: Connection, revision_id: UUID) -> None:
    """Let nobody else write into a revision or issue it until the transaction ends.

    Raises
    ------
    RevisionLocked
        The revision is issued.
    """
    revision = connection.execute(
        "SELECT rev_code, status FROM workbench.revisions WHERE id = %s FOR NO KEY UPDATE", (revision_id,)
    ).fetchone()
    if revision is None:
        raise NotFound("The revision is no longer there.")
    if revision[1] == "Issued":
        raise RevisionLocked(
            f"Revision {revision[0]} is issued and never changes: commit the case as a new revision instead."
        )


def _write_changes(connection: Connection, origin: Origin, case: Case) -> dict[str, UUID]:
    before = {case.base.lineage[row.tag]: row for row in stored_rows(case.base, case.types)}
    lineage = dict(case.state.lineage)
    known: dict[UUID, StoredRow] = {}
    new: list[StoredRow] = []
    for row in stored_rows(case.state, case.types):
        identity = lineage.get(row.tag)
        if identity in before and before[identity].code == row.code:
            known[identity] = row
        else:
            new.append(row)
    gone = list(before.keys() - known.keys())
    topology_changed = bool(gone or new) or not case.state.connections.equals(case.base.connections)
    if topology_changed:
        connection.execute("DELETE FROM workbench.connections WHERE case_id = %s", (origin.case_id,))
    if gone:
        connection.execute(
            "DELETE FROM workbench.components WHERE case_id = %s AND lineage_id = ANY(%s)", (origin.case_id, gone)
        )
    changed = [(identity, row) for identity, row in known.items() if row != before[identity]]
    if changed:
        update_components(connection, origin.case_id, changed)
    added = insert_components(connection, origin.project_id, origin.case_id, new, lineage)
    if topology_changed:
        insert_connections(connection, origin.project_id, origin.case_id, case.state)
    return {row.tag: identity for identity, row in known.items()} | added


def refresh_revision_digest(connection: Connection, revision_id: UUID) -> None:
    """Write the digest of a revision, which the caller created or locked, from those stored with its cases."""
    rows = connection.execute("SELECT name, digest FROM workbench.cases WHERE revision_id = %s", (revision_id,))
    connection.execute(
        "UPDATE workbench.revisions SET digest = %s WHERE id = %s",
        (revision_digest(dict(rows.fetchall())), revision_id),
    )
