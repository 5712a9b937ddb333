"""Cases in the database: open one, add one, save one into its revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from workbench.errors import InputError, NotFound, RevisionConflict
from workbench.model.case import Case
from workbench.model.digest import state_digest
from workbench.model.merge import merge_snapshots
from workbench.model.run_record import RunRecord
from workbench.model.schema import TypeSchema
from workbench.model.snapshot import Snapshot
from workbench.model.tags import check_name, nearest
from workbench.store.component_types import types_of_case
from workbench.store.database import Connection
from workbench.store.delta import complete_lineage, delta_between, everything, note_lineage
from workbench.store.projects import RevisionRow, list_cases
from workbench.store.reading import read_run, read_snapshot
from workbench.store.staging import stage

__all__ = [
    "Origin",
    "StoredCase",
    "Written",
    "case_about",
    "insert_case",
    "merged_with",
    "open_case",
    "read_case",
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
    """Revisions that followed from this one already when somebody chose it: to go on from there is meant. One that came
    between choosing and opening counts as written meanwhile, else two people would branch without knowing."""
    shared: Mapping[int, Snapshot] = field(default_factory=dict, compare=False, repr=False)
    """States that the case in memory had in common with the stored one, by version: when it was opened, and at each
    save. A revision that followed was made from one of them."""

    def shared_before(self, version: int) -> Snapshot:
        """Return the newest state in common that is no newer than a version of the stored case."""
        older = [known for known in self.shared if known <= version]
        return self.shared[max(older) if older else min(self.shared)]


@dataclass(frozen=True)
class StoredCase:
    """A case as it is stored."""

    origin: Origin
    name: str
    description: str
    app_module: str
    snapshot: Snapshot


@dataclass(frozen=True)
class Written:
    """A case after it was written."""

    origin: Origin
    state: Snapshot
    """What is stored now: the state that was given, or that merged with what others had written meanwhile."""
    digest: str
    taken: tuple[str, ...] = ()
    """What others had written meanwhile and is in `state` too, such as ``"P-102.length"``."""


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
    stored = read_case(connection, cases[name].id, types)
    return replace(stored, origin=replace(stored.origin, children=revision.children))


def read_case(connection: Connection, case_id: UUID, types: Mapping[str, TypeSchema]) -> StoredCase:
    """Read a case by its identifier; the transaction, or a lock on the case, sees to it that it is of one moment.

    Parameters
    ----------
    types : mapping of str to TypeSchema
        The newest types; the snapshot names those that the case has.
    """
    row = connection.execute(
        "SELECT project_id, revision_id, name, description, app_module, settings, version, run_id "
        "FROM workbench.cases WHERE id = %s",
        (case_id,),
    ).fetchone()
    if row is None:
        raise NotFound("The case is no longer there.")
    project_id, revision_id, name, description, app_module, settings, version, run_id = row
    own_types = types_of_case(connection, case_id, types)
    snapshot = read_snapshot(connection, case_id, settings, read_run(connection, run_id), own_types)
    snapshot.types = own_types
    origin = Origin(project_id, revision_id, case_id, version, shared={version: snapshot.copy()})
    return StoredCase(origin, name, description, app_module, snapshot)


def case_about(case: Case, run: RunRecord | None, settings: Mapping[str, Any], digest: str) -> Jsonb:
    """Return what is written of a case beside its components."""
    return Jsonb(
        {
            "name": check_name("case", case.name),
            "description": case.description,
            "app_module": case.app_module,
            "settings": dict(settings),
            "digest": digest,
            "run": None
            if run is None
            else {
                "id": str(run.run_id),
                "started_at": run.started_at,
                "finished_at": run.finished_at,
                "solver": run.solver,
                "solver_version": run.solver_version,
                "input_digest": run.input_digest,
                "summary": run.summary,
            },
        }
    )


def insert_case(connection: Connection, revision_id: UUID, case: Case, digest: str) -> None:
    """Write a case of memory as a new one of a revision.

    Parameters
    ----------
    digest : str
        That of the case as it is.

    Raises
    ------
    InputError
        The revision has a case of that name.
    RevisionLocked
        The revision is issued.
    """
    about = case_about(case, case.run, case.settings, digest)
    taken = "SELECT 1 FROM workbench.cases WHERE revision_id = %s AND name = %s"
    if connection.execute(taken, (revision_id, case.name)).fetchone():
        raise _name_taken(case.name)
    lineage = complete_lineage(case.state)
    stage(connection, case.state, everything(case.state, lineage), lineage)
    connection.execute("SELECT workbench.create_case(%s, %s)", (revision_id, about))


def _name_taken(name: str) -> InputError:
    return InputError(f"The revision has a case '{name}' already.", path=("case", "name"), value=name)


def merged_with(case: Case, theirs: Snapshot, base: Snapshot, mine: Snapshot, what: str) -> Written:
    """Return the edits of a case on top of what somebody else wrote since; the origin is not filled in.

    Parameters
    ----------
    theirs : Snapshot
        What is stored now.
    base, mine : Snapshot
        What the edits started from, and what they led to.
    what : str
        How it came to be, such as "was saved by somebody else since you opened it".

    Raises
    ------
    RevisionConflict
        The same component, connection or setting was changed on both sides.
    """
    merge = merge_snapshots(base, mine, theirs, case.types)
    if merge.state is None:
        named = ", ".join(merge.conflicts[:8])
        more = f" and {len(merge.conflicts) - 8} more" if len(merge.conflicts) > 8 else ""
        raise RevisionConflict(
            f"Case '{case.name}' {what}, and you both changed {named}{more}. "
            "Open it again and repeat your edits there; yours are still in memory.",
            expected=case.base_digest,
            actual=state_digest(theirs, theirs.types),
            changes=merge.conflicts,
        )
    Case.from_snapshot(case.name, merge.state.types, merge.state.copy()).check()
    nowhere = Origin(UUID(int=0), UUID(int=0), UUID(int=0), 0)
    return Written(nowhere, merge.state, state_digest(merge.state, merge.state.types), merge.taken)


def save_case(connection: Connection, origin: Origin, case: Case, digest: str) -> Written:
    """Write what changed since the case was opened into its revision, beside what others wrote meanwhile.

    Raises
    ------
    RevisionLocked
        The revision is issued.
    RevisionConflict
        Somebody else changed the same component, connection or setting since.
    """
    (version,) = connection.execute("SELECT workbench.lock_case(%s)", (origin.case_id,)).fetchone() or (0,)
    namesake = "SELECT 1 FROM workbench.cases WHERE revision_id = %s AND name = %s AND id <> %s"
    if connection.execute(namesake, (origin.revision_id, case.name, origin.case_id)).fetchone():
        raise _name_taken(case.name)
    base, written = case.base, Written(origin, case.state, digest)
    shared = dict(origin.shared)
    if version != origin.version:
        base = read_case(connection, origin.case_id, case.types).snapshot
        shared[version] = base.copy()
        written = merged_with(case, base, case.base, case.state, "was saved by somebody else since you opened it")
    lineage = complete_lineage(written.state, base)
    delta = delta_between(base, written.state, lineage)
    stage(connection, written.state, delta, lineage)
    state = written.state
    about = case_about(case, state.run, state.settings, written.digest)
    (version,) = connection.execute(
        "SELECT workbench.save_case(%s, %s, %s, %s)",
        (origin.case_id, version, about, [UUID(bytes=identity) for identity in delta.removed]),
    ).fetchone() or (0,)
    note_lineage(state, lineage)
    shared[version] = state.copy()
    return replace(written, origin=replace(origin, version=version, shared=shared))
