"""Read the audit of a project, and verify it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.services.workspace import Workspace
from workbench.store.audit import chain_state, issued_digests, read_audit
from workbench.store.projects import ProjectRow, list_projects

__all__ = ["Verification", "audit_frame", "verify_audit"]


@dataclass(frozen=True)
class Verification:
    """What was found of one project."""

    project: str
    records: int
    head: str
    problems: tuple[str, ...]
    """Empty: the chain is whole, and every issued revision is what it was when it was issued."""


def audit_frame(workspace: Workspace, of: ProjectRow) -> pd.DataFrame:
    """Return the records of a project: index sequence; at, user, login, action, row_count, record."""
    with workspace.database.transaction() as connection:
        rows = read_audit(connection, of.id)
    columns = ["sequence", "at", "user", "login", "action", "row_count", "record"]
    table = [[getattr(row, name) for name in columns] for row in rows]
    return pd.DataFrame(table, columns=columns).set_index("sequence")


def verify_audit(workspace: Workspace, project: str | None = None) -> list[Verification]:
    """Compute the chains, and the digests of issued revisions, again; of one project or of all that one may read."""
    found = []
    with workspace.database.snapshot() as connection:
        for row in list_projects(connection):
            if project is not None and row.name != project:
                continue
            chain = chain_state(connection, row.id)
            problems = []
            if chain.first_broken is not None:
                problems.append(f"the audit chain is broken from record {chain.first_broken} on")
            if chain.records == 0:
                problems.append("the audit chain is empty: every project begins with a record")
            for digest in issued_digests(connection, row.id):
                if digest.present != digest.stored:
                    problems.append(f"revision {digest.code} is not what was issued: its rows were changed")
                elif digest.recorded_contents not in (None, digest.present_contents):
                    problems.append(f"results, coordinates or texts of revision {digest.code} were changed after issue")
                elif digest.recorded is None:
                    problems.append(f"revision {digest.code} is issued, and no record says so")
                elif digest.recorded != digest.stored:
                    problems.append(f"revision {digest.code} has another digest than its record of issue")
            found.append(Verification(row.name, chain.records, chain.head, tuple(problems)))
    return found
