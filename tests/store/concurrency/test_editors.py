"""Three editors, an owner and a viewer do anything in any order; a plain model says what the database holds after."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.store.concurrency.conftest import Engineer, Team, audit_problems
from tests.store.concurrency.desk import NEW, PORTS, PROPERTIES, Desk, Row, assert_stored, state_of
from tests.store.concurrency.model import Component, Conflict, Link, Revision, State, StoredCase, merge
from workbench.errors import InputError, NotAllowed, RevisionConflict, RevisionLocked

EDITORS = st.integers(0, 2)
CASES = st.sampled_from(["Design", "Design", "Design", "Turndown"])
INDEX = st.integers(0, 30)
TAGS = st.sampled_from(["N-1", "N-2", "n-2", "N-3", "J-1", "P-101"])
VALUES = st.sampled_from([1.0, 2.5, 0.1, 1e-3, 12.345678901234567, 4.5e-05])


class Editing(RuleBasedStateMachine):
    """The rules; `team` is filled in by the test."""

    team: Team
    operations = 0
    accepted = 0

    @initialize()
    def start(self) -> None:
        self.project = self.team.project()
        opened = {
            name: state_of(self.team.viewer.case(self.project.name, "A", name)) for name in ("Design", "Turndown")
        }
        self.revisions = {"A": Revision("A", None, {name: StoredCase(state) for name, state in opened.items()})}
        self.records = 8  # project, revision, two cases, four members
        self.desks = [self.open_desk(editor, "A", "Design") for editor in self.team.editors]
        self.rows: list[Row | None] = [None, None, None]
        self.touched = {"A"}
        self.judged = -1

    def open_desk(self, editor: Engineer, code: str, name: str) -> Desk:
        stored = self.revisions[code].cases[name]
        seen = frozenset(r.code for r in self.revisions.values() if r.parent == code)
        case = editor.case(self.project.name, code, name)
        return Desk(case, code, name, stored.version, stored.state, stored.state, seen, {stored.version: stored.state})

    def stored(self, desk: Desk) -> StoredCase:
        return self.revisions[desk.code].cases[desk.name]

    def accept(self, code: str) -> None:
        """A write was accepted: one record of the audit."""
        Editing.accepted += 1
        self.records += 1
        self.touched.add(code)

    @rule(who=EDITORS, which=INDEX, name=CASES)
    def open(self, who: int, which: int, name: str) -> None:
        codes = list(self.revisions)
        code = codes[-1] if which < 24 else codes[which % len(codes)]
        self.desks[who] = self.open_desk(self.team.editors[who], code, name)

    def pick(self, who: int, index: int) -> tuple[Desk, UUID, Component]:
        desk = self.desks[who]
        components = desk.mine.by_tag()
        return desk, *components[index % len(components)]

    @rule(who=EDITORS, index=INDEX, which=INDEX, value=VALUES)
    def set_property(self, who: int, index: int, which: int, value: float) -> None:
        desk, key, component = self.pick(who, index)
        names = PROPERTIES[component.code]
        change = {names[which % len(names)]: value}
        desk.case.set(component.tag, **change)
        desk.edit(desk.mine.with_component(key, replace(component, properties=component.properties | change)))

    @rule(who=EDITORS, code=st.sampled_from(list(NEW)), tag=TAGS)
    def add(self, who: int, code: str, tag: str) -> None:
        desk = self.desks[who]
        given, expected = NEW[code]
        if desk.mine.owner_of_tag(tag) is not None:
            with pytest.raises(InputError, match="in use already"):
                desk.case.add(code, tag, **given)
            return
        desk.case.add(code, tag, **given)
        desk.edit(desk.mine.with_component(desk.case.state.lineage[tag], Component(code, tag, expected)))

    @rule(who=EDITORS, index=INDEX)
    def remove(self, who: int, index: int) -> None:
        desk, key, component = self.pick(who, index)
        if len(desk.mine.components) > 3:
            desk.case.remove(component.tag)
            desk.edit(desk.mine.without(key))

    @rule(who=EDITORS, index=INDEX, tag=TAGS)
    def rename(self, who: int, index: int, tag: str) -> None:
        desk, key, component = self.pick(who, index)
        if desk.mine.owner_of_tag(tag) not in (None, key):
            with pytest.raises(InputError, match="in use already"):
                desk.case.rename(component.tag, tag)
            return
        desk.case.rename(component.tag, tag)
        desk.edit(desk.mine.with_component(key, replace(component, tag=tag)))

    @rule(who=EDITORS, one=INDEX, other=INDEX, port=st.integers(0, 3))
    def connect(self, who: int, one: int, other: int, port: int) -> None:
        desk, source, a = self.pick(who, one)
        _, target, b = self.pick(who, other)
        out, to = PORTS[a.code][port % len(PORTS[a.code])], PORTS[b.code][port // 2 % len(PORTS[b.code])]
        link: Link = (source, out, target, to)
        uses = desk.mine.port_uses()
        taken = [uses[key, p] and c.code in ("PIPE", "VALVE") for key, p, c in ((source, out, a), (target, to, b))]
        if source == target or link in desk.mine.links or any(taken):
            with pytest.raises(InputError, match="connected"):
                desk.case.connect(f"{a.tag}.{out}", f"{b.tag}.{to}")
            return
        desk.case.connect(f"{a.tag}.{out}", f"{b.tag}.{to}")
        desk.edit(replace(desk.mine, links=desk.mine.links | {link}))

    @rule(who=EDITORS, index=INDEX)
    def disconnect(self, who: int, index: int) -> None:
        desk = self.desks[who]
        tags = {key: component.tag for key, component in desk.mine.components.items()}
        links = sorted((tags[a], p, tags[b], q, (a, p, b, q)) for a, p, b, q in desk.mine.links)
        if links:
            one, out, other, to, (a, p, b, q) = links[index % len(links)]
            desk.case.disconnect(f"{one}.{out}", f"{other}.{to}")
            desk.edit(replace(desk.mine, links=desk.mine.links - {(a, p, b, q), (b, q, a, p)}))

    @rule(who=EDITORS, index=INDEX, x=VALUES)
    def move(self, who: int, index: int, x: float) -> None:
        desk, key, component = self.pick(who, index)
        desk.case.move(component.tag, x, 7.0)
        desk.edit(desk.mine.with_component(key, replace(component, place=(x, 7.0))))

    @rule(who=EDITORS, name=st.sampled_from(["density", "viscosity"]), value=st.sampled_from([0.5, 1.0, 900.0]))
    def change_settings(self, who: int, name: str, value: float) -> None:
        desk = self.desks[who]
        desk.case.set_settings(**{name: value})
        desk.edit(replace(desk.mine, settings=desk.mine.settings | {name: value}))

    @rule(who=EDITORS)
    def undo(self, who: int) -> None:
        desk = self.desks[who]
        assert desk.case.undo() == bool(desk.undo)
        if desk.undo:
            desk.mine = desk.undo.pop()

    @rule(who=EDITORS)
    def save(self, who: int) -> None:
        Editing.operations += 1
        desk, stored = self.desks[who], self.stored(self.desks[who])
        if self.revisions[desk.code].is_issued:
            with pytest.raises(RevisionLocked, match=f"Revision {desk.code} .* is issued"):
                desk.case.save()
            return
        is_behind = desk.version != stored.version
        try:
            written = merge(desk.base, desk.mine, stored.state) if is_behind else desk.mine
        except Conflict as conflict:
            self.assert_refused(desk, conflict, desk.case.save)
            return
        desk.case.save()
        if is_behind:
            desk.shared[stored.version] = stored.state
        stored.write(written)
        self.accept(desk.code)
        self.arrive(desk, desk.code, written, is_merged=is_behind)

    def assert_refused(self, desk: Desk, conflict: Conflict, write: Any) -> None:
        before = desk.case.digest
        with pytest.raises(RevisionConflict) as caught:
            write()
        assert desk.case.digest == before
        assert {name.upper() for name in caught.value.changes} == {name.upper() for name in conflict.names}
        assert all(name in str(caught.value) for name in caught.value.changes[:8])

    def arrive(self, desk: Desk, code: str, written: State, *, is_merged: bool) -> None:
        """The desk has what was written, and goes on from there."""
        if code != desk.code:
            desk.seen, desk.shared = frozenset(), {}
        if is_merged:
            desk.undo.clear()
        desk.base = desk.mine = written
        desk.code, desk.version = code, self.revisions[code].cases[desk.name].version
        desk.shared[desk.version] = written

    @precondition(lambda self: len(self.revisions) < 20)
    @rule(who=EDITORS, branch=st.sampled_from([False, False, False, True]))
    def commit(self, who: int, branch: bool) -> None:
        Editing.operations += 1
        desk = self.desks[who]
        code = chr(ord(list(self.revisions)[-1]) + 1)

        def write() -> None:
            assert desk.case.commit(f"by {who}", branch=branch).code == code

        try:
            parent, written, is_merged = self.on_top_of_others(desk, branch)
        except Conflict as conflict:
            self.assert_refused(desk, conflict, write)
            return
        write()
        siblings = self.revisions[parent].cases
        cases = {name: StoredCase(written if name == desk.name else case.state) for name, case in siblings.items()}
        made_from = {name: case.version for name, case in siblings.items()}
        self.revisions[code] = Revision(code, parent, cases, made_from)
        self.accept(code)
        assert desk.case.revision.row.parent == parent
        self.arrive(desk, code, written, is_merged=is_merged)

    def on_top_of_others(self, desk: Desk, branch: bool) -> tuple[str, State, bool]:
        """Return the parent of a commit and what it writes: my edits on those of the revisions that followed."""
        parent, written, is_merged, seen = desk.code, desk.mine, False, desk.seen
        stored = self.stored(desk)
        follower, made_from = None, 0
        while not branch:
            followers = [r for r in self.revisions.values() if r.parent == parent and r.code not in seen]
            if not followers:
                break
            if len(followers) > 1:
                raise Conflict(set())
            made_from = followers[0].made_from[desk.name] if follower is None else made_from
            follower, parent, seen = followers[0], followers[0].code, frozenset()
        if follower is not None:
            # What both started from: the newest state that I shared before the first of them was made.
            base = desk.shared[max(version for version in desk.shared if version <= made_from)]
            written, is_merged = merge(base, desk.mine, follower.cases[desk.name].state), True
        elif desk.version != stored.version:
            written, is_merged = merge(desk.base, desk.mine, stored.state), True
        return parent, written, is_merged

    @rule(which=INDEX, luck=st.integers(0, 5), who=EDITORS)
    def issue(self, which: int, luck: int, who: int) -> None:
        Editing.operations += 1
        code = list(self.revisions)[which % len(self.revisions)]
        with pytest.raises(NotAllowed, match="no owner"):
            self.team.editors[who].bench.project(self.project.name).revision(code).issue()
        revision = self.project.revision(code)
        if self.revisions[code].is_issued:
            with pytest.raises(RevisionLocked, match="issued already"):
                revision.issue()
        elif luck == 0:
            assert revision.issue().row.digest == self.revisions[code].digest()
            self.revisions[code].is_issued = True
            self.accept(code)

    @rule(who=EDITORS, which=INDEX, index=INDEX, name=CASES)
    def read_by_sql(self, who: int, which: int, index: int, name: str) -> None:
        code = list(self.revisions)[-1 - which % min(2, len(self.revisions))]
        stored = self.revisions[code].cases[name]
        components = stored.state.by_tag()
        key, component = components[index % len(components)]
        found = (
            self.team.editors[who]
            .sql.execute(
                "SELECT c.id, c.version FROM workbench.components AS c JOIN workbench.cases AS k ON k.id = c.case_id "
                "JOIN workbench.revisions AS r ON r.id = k.revision_id "
                "WHERE r.project_id = %s AND r.rev_code = %s AND k.name = %s AND c.lineage_id = %s",
                (self.project.row.id, code, name, key),
            )
            .fetchone()
        )
        assert found is not None
        identifier, version = found
        assert isinstance(identifier, UUID)
        assert isinstance(version, int)
        self.rows[who] = Row(code, name, key, identifier, version, component.properties)

    @rule(who=EDITORS, value=VALUES)
    def update_by_sql(self, who: int, value: float) -> None:
        row = self.rows[who]
        if row is None:
            return
        Editing.operations += 1
        case = self.revisions[row.code].cases[row.name]
        component = case.state.components.get(row.lineage)
        properties = row.properties | {next(iter(row.properties)): value}
        outcome = self.run_sql(
            self.team.editors[who],
            "UPDATE workbench.components SET properties = %s, version = %s WHERE id = %s RETURNING id",
            (json.dumps(properties), row.version + 1, row.id),
        )
        if component is None or self.is_another_row(row):
            assert outcome == "nothing"
        elif self.revisions[row.code].is_issued:
            assert outcome == "WB001"
        elif case.versions[row.lineage] != row.version:
            assert outcome == "WB002"
        else:
            assert outcome == "done"
            case.write(case.state.with_component(row.lineage, replace(component, properties=properties)), row.lineage)
            self.accept(row.code)

    def is_another_row(self, row: Row) -> bool:
        """Removed and put back by undo: the same component, another row."""
        found = self.team.administrator.execute(
            "SELECT 1 FROM workbench.components WHERE id = %s", (row.id,)
        ).fetchone()
        return found is None

    @rule(who=EDITORS)
    def delete_by_sql(self, who: int) -> None:
        row = self.rows[who]
        if row is None:
            return
        Editing.operations += 1
        case = self.revisions[row.code].cases[row.name]
        is_gone = self.is_another_row(row)
        outcome = self.run_sql(
            self.team.editors[who], "SELECT workbench.delete_components(%s, %s)", ([row.id], [row.version])
        )
        if is_gone:
            assert outcome == "42501"
        elif self.revisions[row.code].is_issued:
            assert outcome == "WB001"
        elif case.versions[row.lineage] != row.version:
            assert outcome == "WB002"
        elif any(row.lineage in (link[0], link[2]) for link in case.state.links):
            assert outcome == "23503"
        else:
            assert outcome == "done"
            case.write(case.state.without(row.lineage))
            self.accept(row.code)

    def run_sql(self, who: Engineer, statement: str, arguments: Any) -> str:
        try:
            return "done" if who.sql.execute(statement, arguments).fetchone() else "nothing"
        except psycopg.Error as error:
            return str(error.sqlstate)

    @rule(which=INDEX, name=CASES)
    def viewer_writes_nothing(self, which: int, name: str) -> None:
        Editing.operations += 1
        code = list(self.revisions)[which % len(self.revisions)]
        viewer = self.team.viewer
        case = viewer.case(self.project.name, code, name)
        case.set_settings(density=1.5)
        for write in (case.save, lambda: case.commit("mine"), case.revision.issue):
            with pytest.raises(NotAllowed, match=r"(t|T)here is no such"):
                write()
        row = viewer.sql.execute(
            "SELECT id, version FROM workbench.components WHERE case_id = %s LIMIT 1", (case._origin.case_id,)
        ).fetchone()
        if row is not None:
            update = "UPDATE workbench.components SET version = version + 1 WHERE id = %s RETURNING id"
            assert self.run_sql(viewer, update, (row[0],)) == "nothing"
            delete = "SELECT workbench.delete_components(%s, %s)"
            assert self.run_sql(viewer, delete, ([row[0]], [row[1]])) == "42501"
        self.touched.add(code)

    @invariant()
    def the_database_is_the_model(self) -> None:
        if not hasattr(self, "touched"):
            return
        for desk in self.desks:
            assert desk.case.digest == desk.mine.digest()
        if self.judged == Editing.operations:  # edits in memory only since
            return
        self.judged = Editing.operations
        codes = {desk.code for desk in self.desks} | self.touched
        for code in sorted(codes):
            assert_stored(self.team.viewer, self.project, self.revisions[code])
        self.touched = set()
        assert audit_problems(self.project) == []
        assert len(self.project.audit()) == self.records

    def teardown(self) -> None:
        if hasattr(self, "revisions"):
            self.touched = set(self.revisions)
            self.judged = -1
            self.the_database_is_the_model()


def test_three_editors_get_what_the_model_says(team: Team) -> None:
    Editing.team = team
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # shrinking takes minutes: add Phase.shrink to look into a failure
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Editing.accepted > 20
