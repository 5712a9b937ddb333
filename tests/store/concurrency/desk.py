"""What an editor has in hand, and the comparison of the database with the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.store.concurrency.conftest import Engineer
from tests.store.concurrency.model import Component, Revision, State, StoredCase
from workbench.bench import Case, Project
from workbench.model.frames import connection_rows

PROPERTIES = {
    "NODE": ["elevation", "demand"],
    "PIPE": ["length", "diameter"],
    "TANK": ["elevation", "level"],
    "VALVE": ["diameter"],
    "SINK": ["elevation"],
}
NEW: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "NODE": ({"elevation": 1.0}, {"elevation": 1.0, "demand": 0.0}),
    "PIPE": (
        {"length": 5.0, "diameter": 0.1, "roughness": 1e-4},
        {
            "length": 5.0,
            "diameter": 0.1,
            "roughness": 1e-4,
            "loss_coefficient": 0.0,
            "check_valve": False,
            "status": "open",
        },
    ),
}
"""What a new component is given, and what it has then."""
PORTS = {
    "NODE": ["port"],
    "SINK": ["port"],
    "TANK": ["inlet", "outlet"],
    "PIPE": ["inlet", "outlet"],
    "VALVE": ["inlet", "outlet"],
}


@dataclass
class Desk:
    """What one editor has open, and what the model says of it."""

    case: Case
    code: str
    name: str
    version: int
    base: State
    mine: State
    seen: frozenset[str]
    """Revisions that followed already when the case was opened."""
    shared: dict[int, State]
    """The states that it had in common with the stored case, by version."""
    undo: list[State] = field(default_factory=list)

    def edit(self, state: State) -> None:
        self.undo.append(self.mine)
        self.mine = state


@dataclass(frozen=True)
class Row:
    """A component as somebody read it by SQL."""

    code: str
    name: str
    lineage: UUID
    id: UUID
    version: int
    properties: dict[str, Any]


def state_of(case: Case) -> State:
    """Return the state of a case that was just opened."""
    lineage, places = case.base.lineage, {tag: (x, y) for tag, x, y in case.graphics.itertuples()}
    components = {
        lineage[tag]: Component(code, tag, case.properties(tag), places.get(tag))
        for code in case.codes
        for tag in case[code].index.tolist()
    }
    links = {(lineage[a], p, lineage[b], q) for a, p, b, q in connection_rows(case.connections)}
    return State(components, frozenset(links), case.settings)


def assert_stored(viewer: Engineer, project: Project, expected: Revision) -> None:
    """Everything that is stored of a revision is what the model has."""
    sql, key = viewer.sql, (project.row.id, expected.code)
    cases = sql.execute(
        "SELECT k.id, k.name, k.version, k.settings, workbench.case_digest(k.id), coalesce(k.digest, '') "
        "FROM workbench.cases AS k JOIN workbench.revisions AS r ON r.id = k.revision_id "
        "WHERE r.project_id = %s AND r.rev_code = %s",
        key,
    ).fetchall()
    assert {row[1] for row in cases} == set(expected.cases)
    for case_id, name, version, stored_settings, digest, noted in cases:
        case = expected.cases[str(name)]
        assert (version, stored_settings) == (case.version, case.state.settings)
        assert digest == case.state.digest()
        assert noted in ("", digest)
        _assert_rows(viewer, case_id, case)
    revision = viewer.bench.project(project.name).revision(expected.code)
    assert (revision.row.parent, revision.status == "Issued") == (expected.parent, expected.is_issued)
    assert revision.digest == expected.digest()
    name = next(iter(expected.cases))
    assert revision.case(name).digest == expected.cases[name].state.digest()


def _assert_rows(viewer: Engineer, case_id: object, case: StoredCase) -> None:
    sql = viewer.sql
    found = {}
    for lineage, code, tag, properties, graphics, version in sql.execute(
        "SELECT lineage_id, type_code, tag, properties, graphics, version FROM workbench.components WHERE case_id = %s",
        (case_id,),
    ).fetchall():
        place = (graphics["x"], graphics["y"]) if graphics else None  # type: ignore[index]
        found[lineage] = (Component(code, tag, properties, place), version)  # type: ignore[arg-type]
    assert found == {key: (component, case.versions[key]) for key, component in case.state.components.items()}
    links = sql.execute(
        "SELECT s.lineage_id, k.source_port, t.lineage_id, k.target_port FROM workbench.connections AS k "
        "JOIN workbench.components AS s ON s.id = k.source_component_id "
        "JOIN workbench.components AS t ON t.id = k.target_component_id WHERE k.case_id = %s",
        (case_id,),
    ).fetchall()
    assert len(links) == len(case.state.links)
    assert set(links) == case.state.links
