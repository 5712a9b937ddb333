"""Revisions: make the first one, and commit a case as the next one."""

from __future__ import annotations

from uuid import UUID

from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.digest import revision_digest
from workbench.model.tags import is_storable
from workbench.store.cases import (
    Origin,
    check_unchanged,
    conflict,
    insert_case,
    read_case,
    refresh_revision_digest,
)
from workbench.store.codes import next_code
from workbench.store.database import Connection
from workbench.store.identifiers import ordered_uuids

__all__ = ["commit_case", "insert_revision"]

_COPY_COMPONENTS = """
    INSERT INTO workbench.components
        (id, project_id, case_id, type_code, type_version, tag, properties, graphics, lineage_id)
    SELECT workbench.ordered_uuid(row_number() OVER (ORDER BY id)), project_id, %(new)s,
           type_code, type_version, tag, properties, graphics, lineage_id
    FROM workbench.components WHERE case_id = %(old)s ORDER BY id
"""

_COPY_CONNECTIONS = """
    INSERT INTO workbench.connections
        (id, project_id, case_id, source_component_id, target_component_id, source_port, target_port)
    SELECT workbench.ordered_uuid(row_number() OVER (ORDER BY k.id)), k.project_id, %(new)s, sn.id, tn.id,
           k.source_port, k.target_port
    FROM workbench.connections AS k
    JOIN workbench.components AS s ON s.case_id = k.case_id AND s.id = k.source_component_id
    JOIN workbench.components AS t ON t.case_id = k.case_id AND t.id = k.target_component_id
    JOIN workbench.components AS sn ON sn.case_id = %(new)s AND sn.lineage_id = s.lineage_id
    JOIN workbench.components AS tn ON tn.case_id = %(new)s AND tn.lineage_id = t.lineage_id
    WHERE k.case_id = %(old)s ORDER BY k.id
"""


def insert_revision(
    connection: Connection,
    project_id: UUID,
    code: str,
    author_id: UUID,
    message: str,
    *,
    parent_id: UUID | None = None,
    commit_key: UUID | None = None,
) -> UUID:
    """Create a revision without cases; call `refresh_revision_digest` when they are in it.

    Raises
    ------
    InputError
        A message that is empty, too long, or cannot be stored.
    """
    if not isinstance(message, str) or not 0 < len(message.strip()) <= 2000 or not is_storable(message):
        raise InputError(
            "A revision needs a message that says what changed (1 to 2,000 characters).",
            path=("revision", "message"),
            value=message,
            expected="a message",
        )
    revision_id = ordered_uuids(1)[0]
    connection.execute(
        "INSERT INTO workbench.revisions (id, project_id, rev_code, parent_id, author_id, message, digest, commit_key) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (revision_id, project_id, code, parent_id, author_id, message.strip(), revision_digest({}), commit_key),
    )
    return revision_id


def commit_case(
    connection: Connection,
    origin: Origin,
    user_id: UUID,
    case: Case,
    digest: str,
    message: str,
    commit_key: UUID,
    *,
    branch: bool,
) -> tuple[Origin, dict[str, UUID]]:
    """Write a new revision: the edited case from memory, and all other cases of the parent as they are.

    Parameters
    ----------
    digest : str
        That of the case as it is.
    commit_key : UUID
        Names this commit: repeating it after a lost answer finds the revision that was written.
    branch : bool
        True: from the revision that the case was opened from, whatever followed in the meantime.

    Raises
    ------
    RevisionConflict
        Somebody else saved the case, or committed it from the same parent, since it was opened.
    """
    # One committer of a project at a time, so that the next code is free.
    connection.execute("SELECT 1 FROM workbench.projects WHERE id = %s FOR NO KEY UPDATE", (origin.project_id,))
    done = connection.execute(
        "SELECT k.id FROM workbench.revisions AS r JOIN workbench.cases AS k ON k.revision_id = r.id "
        "WHERE r.commit_key = %s AND k.name = %s",
        (commit_key, case.name),
    ).fetchone()
    if done is not None:
        stored = read_case(connection, done[0], case.types)
        return stored.origin, stored.snapshot.lineage
    check_unchanged(connection, origin, case)
    if not branch:
        origin = _follow(connection, origin, case)
        check_unchanged(connection, origin, case)
    revision_id = insert_revision(
        connection,
        origin.project_id,
        _next_code(connection, origin),
        user_id,
        message,
        parent_id=origin.revision_id,
        commit_key=commit_key,
    )
    siblings = connection.execute(
        "SELECT id FROM workbench.cases WHERE revision_id = %s AND id <> %s ORDER BY id FOR SHARE",
        (origin.revision_id, origin.case_id),
    ).fetchall()
    for (case_id,) in siblings:
        _copy_case(connection, case_id, revision_id)
    written = insert_case(connection, origin.project_id, revision_id, user_id, case, digest)
    refresh_revision_digest(connection, revision_id)
    return written


def _next_code(connection: Connection, origin: Origin) -> str:
    rows = connection.execute(
        "SELECT id, rev_code FROM workbench.revisions WHERE project_id = %s", (origin.project_id,)
    ).fetchall()
    codes: dict[UUID, str] = dict(rows)
    return next_code(codes[origin.revision_id], set(codes.values()))


def _follow(connection: Connection, origin: Origin, case: Case) -> Origin:
    """Return where a commit goes on from: the newest revision that followed since and left this case alone.

    So two people who commit different cases of one revision get one line of revisions with the work of both.

    Raises
    ------
    RevisionConflict
        A revision followed in which this case changed.
    """
    while True:
        rows = connection.execute(
            """
            SELECT r.id, k.id, k.version, r.rev_code, u.email, k.digest = %s
            FROM workbench.revisions AS r
            JOIN workbench.users AS u ON u.id = r.author_id
            JOIN workbench.cases AS k ON k.revision_id = r.id
                AND k.name = (SELECT name FROM workbench.cases WHERE id = %s)
            WHERE r.parent_id = %s AND r.id <> ALL(%s) ORDER BY r.created_at, r.id
            """,
            (case.base_digest, origin.case_id, origin.revision_id, list(origin.children)),
        ).fetchall()
        if not rows:
            return origin
        for _, case_id, _, code, author, is_same in rows:
            if not is_same:
                theirs = read_case(connection, case_id, case.types)
                what = f"was committed as revision {code} by {author} since you opened it"
                raise conflict(case, theirs.snapshot, what)
        revision_id, case_id, version = rows[-1][:3]
        origin = Origin(origin.project_id, revision_id, case_id, version)


def _copy_case(connection: Connection, case_id: UUID, revision_id: UUID) -> None:
    """Copy a case, with its results and coordinates, into another revision; all on the server."""
    new = ordered_uuids(1)[0]
    connection.execute(
        "INSERT INTO workbench.cases "
        "(id, project_id, revision_id, name, description, app_module, settings, digest, run_id) "
        "SELECT %s, project_id, %s, name, description, app_module, settings, digest, run_id "
        "FROM workbench.cases WHERE id = %s",
        (new, revision_id, case_id),
    )
    ends = {"old": case_id, "new": new}
    connection.execute(_COPY_COMPONENTS, ends)
    connection.execute(_COPY_CONNECTIONS, ends)
