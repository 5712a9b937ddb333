"""Revisions: make the first one, commit a case as the next one, issue one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from workbench.errors import InputError, RevisionConflict
from workbench.model.case import Case
from workbench.model.digest import state_digest
from workbench.model.snapshot import Snapshot
from workbench.model.tags import is_storable
from workbench.store.cases import Origin, Written, case_about, merged_with, read_case
from workbench.store.codes import check_code, next_code
from workbench.store.database import Connection
from workbench.store.delta import complete_lineage, delta_between, note_lineage
from workbench.store.staging import stage

__all__ = ["commit_case", "insert_revision", "issue_revision"]


def _checked_message(message: object) -> str:
    if not isinstance(message, str) or not 0 < len(message.strip()) <= 2000 or not is_storable(message):
        raise InputError(
            "A revision needs a message that says what changed (1 to 2,000 characters).",
            path=("revision", "message"),
            value=message,
            expected="a message",
        )
    return message.strip()


def insert_revision(connection: Connection, project_id: UUID, message: str) -> UUID:
    """Create the first revision of a project, without cases.

    Raises
    ------
    InputError
        A message that is empty, too long, or cannot be stored.
    """
    (first,) = connection.execute(
        "SELECT code_sequences[1] FROM workbench.projects WHERE id = %s", (project_id,)
    ).fetchone() or ("A",)
    row = connection.execute(
        "SELECT workbench.create_revision(%s, %s, %s)", (project_id, first, _checked_message(message))
    ).fetchone()
    assert row is not None
    identifier: UUID = row[0]
    return identifier


def commit_case(
    connection: Connection,
    origin: Origin,
    case: Case,
    digest: str,
    message: str,
    commit_key: UUID,
    *,
    branch: bool,
    code: str | None,
) -> Written:
    """Write a new revision: the edited case, and all other cases of the parent as they are; copied on the server.

    Parameters
    ----------
    digest : str
        That of the case as it is.
    commit_key : UUID
        Names this commit: repeating it after a lost answer finds the revision that was written.
    branch : bool
        True: from the revision that the case was opened from, whatever followed in the meantime.
    code : str or None
        Code of the new revision; None: the next one of the project.

    Raises
    ------
    RevisionConflict
        Somebody else changed the same component, connection or setting of the case since it was opened.
    """
    text = _checked_message(message)
    # One committer of a project at a time, so that the next code is free.
    connection.execute("SELECT workbench.lock_project(%s)", (origin.project_id,))
    done = connection.execute(
        "SELECT k.id FROM workbench.revisions AS r JOIN workbench.cases AS k ON k.revision_id = r.id "
        "WHERE r.commit_key = %s AND k.name = %s",
        (commit_key, case.name),
    ).fetchone()
    if done is not None:
        stored = read_case(connection, done[0], case.types)
        return Written(stored.origin, stored.snapshot, state_digest(stored.snapshot, stored.snapshot.types))
    base, written = _on_top_of_others(connection, origin, case, digest, branch=branch)
    origin, state = written.origin, written.state
    lineage = complete_lineage(state, base)
    delta = delta_between(base, state, lineage)
    stage(connection, state, delta, lineage)
    row = connection.execute(
        "SELECT revision, new_case FROM workbench.commit_revision(%s, %s, %s, %s, %s, %s, %s)",
        (
            origin.case_id,
            origin.version,
            _code_after(connection, origin, code),
            text,
            commit_key,
            case_about(case, state.run, state.settings, written.digest),
            [UUID(bytes=identity) for identity in delta.removed],
        ),
    ).fetchone()
    assert row is not None
    note_lineage(state, lineage)
    new = Origin(origin.project_id, row[0], row[1], 1, shared={1: state.copy()})
    return replace(written, origin=new)


def _code_after(connection: Connection, origin: Origin, chosen: str | None) -> str:
    """Return the code of a revision that follows the one of `origin`."""
    taken = {
        code
        for (code,) in connection.execute(
            "SELECT rev_code FROM workbench.revisions WHERE project_id = %s", (origin.project_id,)
        ).fetchall()
    }
    if chosen is not None:
        return check_code(chosen, taken)
    parent, is_for_construction, follows_construction, sequences = connection.execute(
        """
        WITH RECURSIVE line AS (
            SELECT parent_id, issued_for, true AS is_parent FROM workbench.revisions WHERE id = %(id)s
            UNION ALL
            SELECT r.parent_id, r.issued_for, false FROM workbench.revisions AS r JOIN line ON r.id = line.parent_id
        )
        SELECT r.rev_code, r.issued_for IS NOT DISTINCT FROM 'construction',
               EXISTS (SELECT FROM line WHERE NOT is_parent AND line.issued_for = 'construction'), p.code_sequences
        FROM workbench.revisions AS r JOIN workbench.projects AS p ON p.id = r.project_id WHERE r.id = %(id)s
        """,
        {"id": origin.revision_id},
    ).fetchone() or (None, False, False, ["A", "0"])
    if is_for_construction and not follows_construction:
        return next_code(None, taken, sequences[1])
    return next_code(parent, taken)


def _on_top_of_others(
    connection: Connection, origin: Origin, case: Case, digest: str, *, branch: bool
) -> tuple[Snapshot, Written]:
    """Return what a commit starts from and leads to: the case itself, or merged with what others wrote meanwhile.

    A commit goes on from the newest revision that followed since, so that people who commit from one revision get
    one line of revisions with the work of all.
    """
    follower = None if branch else _newest_follower(connection, origin, case)
    if follower is not None:
        what = f"was committed as revision {follower.code} by {follower.author} since you opened it"
        return _merged(connection, follower.case_id, case, origin.shared_before(follower.made_from), what)
    (version,) = connection.execute("SELECT workbench.hold_case(%s)", (origin.case_id,)).fetchone() or (0,)
    if version != origin.version:
        return _merged(connection, origin.case_id, case, case.base, "was saved by somebody else since you opened it")
    return case.base, Written(origin, case.state, digest)


@dataclass(frozen=True)
class _Follower:
    """The last revision in the line that followed since a case was opened."""

    case_id: UUID
    code: str
    author: str
    made_from: int
    """Which version of the opened case the line begins with."""


def _newest_follower(connection: Connection, origin: Origin, case: Case) -> _Follower | None:
    newest = None
    revision_id, case_id, seen = origin.revision_id, origin.case_id, origin.children
    while True:
        followers = connection.execute(
            """
            SELECT r.id, k.id, r.rev_code, u.email, k.copied_version FROM workbench.revisions AS r
            JOIN workbench.users AS u ON u.id = r.author_id
            LEFT JOIN workbench.cases AS k ON k.revision_id = r.id
                AND k.name = (SELECT name FROM workbench.cases WHERE id = %s)
            WHERE r.parent_id = %s AND r.id <> ALL(%s) ORDER BY r.created_at, r.id
            """,
            (case_id, revision_id, list(seen)),
        ).fetchall()
        if not followers:
            return newest
        if len(followers) > 1 or followers[0][1] is None:
            codes = ", ".join(row[2] for row in followers)
            raise RevisionConflict(
                f"Since you opened case '{case.name}', its revision was followed by {codes}, and it is not clear which "
                "one yours should follow: open the case of the right one and repeat your edits there, or commit with "
                "branch=True.",
                expected=case.base_digest,
                actual="",
            )
        revision_id, case_id, code, author, copied = followers[0]
        newest = _Follower(case_id, code, author, (copied or 0) if newest is None else newest.made_from)
        seen = frozenset()


def _merged(connection: Connection, case_id: UUID, case: Case, base: Snapshot, what: str) -> tuple[Snapshot, Written]:
    connection.execute("SELECT workbench.hold_case(%s)", (case_id,))  # what is read is of one moment, and stays
    stored = read_case(connection, case_id, case.types)
    merged = merged_with(case, stored.snapshot, base, case.state, what)
    return stored.snapshot, replace(merged, origin=stored.origin)


def issue_revision(connection: Connection, revision_id: UUID, *, for_construction: bool) -> str:
    """Lock a revision for ever and return its digest; only for owners of the project.

    Raises
    ------
    NotAllowed
        The user is no owner of the project.
    RevisionLocked
        The revision is issued already.
    """
    row = connection.execute(
        "SELECT workbench.issue_revision(%s, %s)", (revision_id, "construction" if for_construction else "review")
    ).fetchone()
    assert row is not None
    digest: str = row[0]
    return digest
