"""The audit chain of a project: read it, and check that nobody changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from workbench.store.database import Connection

__all__ = ["AuditRow", "ChainState", "IssuedDigest", "chain_state", "issued_digests", "read_audit"]


@dataclass(frozen=True)
class AuditRow:
    """One record: what one statement, commit or import wrote."""

    sequence: int
    at: datetime
    user: str | None
    login: str
    action: str
    row_count: int
    record: dict[str, Any]


@dataclass(frozen=True)
class ChainState:
    """The chain of a project as the database finds it."""

    first_broken: int | None
    """Sequence of the first record that does not fit; None: the chain is whole."""
    records: int
    head: str
    """Hash of the last record; noted elsewhere, it proves later that nothing before it was changed."""


@dataclass(frozen=True)
class IssuedDigest:
    """The digest of an issued revision: as stored, as recorded when it was issued, and as its rows give it now."""

    code: str
    stored: str
    recorded: str | None
    present: str
    recorded_contents: str | None
    """Hash of all rows, also of results and coordinates, as recorded; None for one issued before it was noted."""
    present_contents: str


def read_audit(connection: Connection, project_id: UUID) -> list[AuditRow]:
    """Return the records of a project, oldest first."""
    rows = connection.execute(
        "SELECT a.sequence, a.at, u.email, a.login, a.action, a.row_count, a.record FROM workbench.audit AS a "
        "LEFT JOIN workbench.users AS u ON u.id = a.user_id WHERE a.project_id = %s ORDER BY a.sequence",
        (project_id,),
    )
    return [AuditRow(*row) for row in rows.fetchall()]


def chain_state(connection: Connection, project_id: UUID) -> ChainState:
    """Compute every hash of a project's chain again.

    Raises
    ------
    NotAllowed
        The user is no member of the project.
    """
    row = connection.execute(
        "SELECT first_broken, records, head_hash FROM workbench.audit_state(%s)", (project_id,)
    ).fetchone()
    assert row is not None
    return ChainState(*row)


def issued_digests(connection: Connection, project_id: UUID) -> list[IssuedDigest]:
    """Compute the digests of a project's issued revisions again, from their rows."""
    rows = connection.execute(
        """
        SELECT r.rev_code, r.digest,
               (SELECT coalesce(a.record ->> 'digest', a.record -> 'issued' ->> r.rev_code) FROM workbench.audit AS a
                WHERE a.project_id = r.project_id
                  AND (a.action = 'issue revision' AND a.record ->> 'revision' = r.rev_code
                       OR a.action = 'migrate project' AND a.record -> 'issued' ? r.rev_code)
                ORDER BY a.sequence DESC LIMIT 1),
               workbench.computed_revision_digest(r.id),
               (SELECT a.record ->> 'contents' FROM workbench.audit AS a
                WHERE a.project_id = r.project_id AND a.action = 'issue revision'
                  AND a.record ->> 'revision' = r.rev_code ORDER BY a.sequence DESC LIMIT 1),
               workbench.revision_contents(r.id)
        FROM workbench.revisions AS r WHERE r.project_id = %s AND r.status = 'Issued' ORDER BY r.created_at, r.id
        """,
        (project_id,),
    )
    return [IssuedDigest(*row) for row in rows.fetchall()]
