"""Orders of events that two people produce now and then; each is played here one step after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Json

from tests.store.concurrency.conftest import Engineer, Team, administrator_dsn, hire
from tests.store.embedded.conftest import eventually
from workbench.bench import Bench
from workbench.errors import RevisionConflict, StoreError
from workbench.services import cases as services

TAG = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Tag",
    "type": "object",
    "additionalProperties": False,
    "properties": {"note": {"type": "string", "maxLength": 200}},
    "ports": [],
}


def test_a_save_into_a_revision_that_was_followed_is_in_the_next_commit(team: Team) -> None:
    """Mine was saved after theirs was committed: the commit that follows theirs has it, or is refused."""
    project = team.project()
    mine, theirs = (editor.case(project.name) for editor in team.editors[:2])
    theirs.set("P-102", length=7.0)
    theirs.commit("theirs")
    mine.set("P-101", length=5.0)
    mine.save()
    mine.set("P-103", length=3.0)
    before = mine.digest
    try:
        mine.commit("mine")
    except RevisionConflict:
        assert mine.digest == before
        assert list(project.history().index) == ["A", "B"]
        return
    lengths = team.viewer.case(project.name)["PIPE"]["length"]
    assert lengths.loc[["P-101", "P-102", "P-103"]].tolist() == [5.0, 7.0, 3.0]
    assert mine.taken_over == ("P-102.length",)


def test_revisions_are_in_the_order_in_which_they_follow_each_other(team: Team) -> None:
    """Whoever waited for another committer comes after that one, though the transaction began before."""
    project = team.project()
    early, late = (editor.case(project.name) for editor in team.editors[:2])
    early.set("P-101", length=5.0)
    late.set("P-102", length=7.0)
    with team.editors[0].bench.workspace.database.transaction() as connection:
        connection.execute("SELECT 1")
        assert late.commit("late").code == "B"
        assert early.commit("early").row.parent == "B"
    assert project.history()["parent"].to_dict() == {"A": None, "B": "A", "C": "B"}
    assert list(project.history().index) == ["A", "B", "C"]
    assert project.revision().code == "C"


def test_a_repeated_commit_that_was_merged_knows_what_it_wrote(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    project = team.project()
    mine, theirs = (editor.case(project.name) for editor in team.editors[:2])
    theirs.set("P-102", length=7.0)
    theirs.commit("theirs")
    mine.set("P-101", length=5.0)
    original = services._take_over

    def lost(*_: object) -> None:
        monkeypatch.setattr(services, "_take_over", original)
        raise StoreError("the answer was lost")

    monkeypatch.setattr(services, "_take_over", lost)
    with pytest.raises(StoreError, match="lost"):
        mine.commit("mine")
    assert mine.commit("mine").code == "C"
    assert list(project.history().index) == ["A", "B", "C"]
    assert mine.digest == team.viewer.case(project.name).digest == mine.base_digest
    assert not mine.is_changed


def test_a_type_is_never_of_two_organizations(bench: Bench, team: Team) -> None:
    """While one organization registers version 1, another one asks for version 2 of the same code."""
    assert bench.workspace.server is not None
    code = f"TAG_{uuid4().hex[:8].upper()}"
    register = "SELECT workbench.register_type(%s, %s, %s)"
    with ExitStack() as stack:
        stranger = hire(stack, administrator_dsn(bench.workspace.server), "Rival")
        pool = stack.enter_context(ThreadPoolExecutor(1))
        with team.editors[0].sql.transaction():
            team.editors[0].sql.execute(register, (code, 1, Json(TAG)))
            answer = pool.submit(stranger.sql.execute, register, (code, 2, Json(TAG)))
            assert eventually(lambda: is_waiting(team, stranger))
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="belongs to another organization"):
            answer.result()
    organizations = "SELECT count(DISTINCT org_id), count(*) FROM workbench.component_types WHERE code = %s"
    assert team.administrator.execute(organizations, (code,)).fetchone() == (1, 1)


def test_a_commit_and_an_issue_of_its_parent_do_not_lock_each_other_out(team: Team) -> None:
    """An owner issues the parent while a committer is in the middle: the owner waits, and neither fails."""
    project = team.project()
    editor, owner = team.editors[0], team.owner
    case = editor.case(project.name)
    case.set("P-101", length=5.0)
    revision = project.revision("A")
    with ThreadPoolExecutor(2) as pool:
        with team.administrator.transaction(force_rollback=True):
            # Another revision B on its way: the committer waits for it, after it has locked the case.
            team.administrator.execute(
                "INSERT INTO workbench.revisions (id, project_id, rev_code, author_id, message) "
                "SELECT gen_random_uuid(), project_id, 'B', author_id, '-' FROM workbench.revisions WHERE id = %s",
                (revision.row.id,),
            )
            committed = pool.submit(case.commit, "while it is issued")
            assert eventually(lambda: is_waiting(team, editor))
            issued = pool.submit(revision.issue)
            assert eventually(lambda: is_waiting(team, owner))
        assert committed.result().code == "B"
        assert issued.result().status == "Issued"


def is_waiting(team: Team, engineer: Engineer) -> bool:
    """Whether a session of an engineer waits for somebody else's lock."""
    waits = (
        "SELECT count(*) FROM pg_stat_activity AS a JOIN workbench.users AS u ON u.db_login = a.usename "
        "WHERE u.email = %s AND a.wait_event_type = 'Lock'"
    )
    return team.administrator.execute(waits, (engineer.email,)).fetchone() == (1,)
