"""Engineers who write at the same moment, each on a connection of its own."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from threading import Event
from time import sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.conftest import make_small_case
from tests.store.concurrency.conftest import Engineer, Team, audit_problems
from tests.store.concurrency.meeting import LOGBOOK, T, expect, together, until_done
from workbench.bench import Project
from workbench.errors import RevisionConflict, RevisionLocked, StoreError


@pytest.fixture(scope="module")
def logbook(team: Team) -> str:
    code = f"LOG_{uuid4().hex[:8].upper()}"
    team.owner.bench.register_type(code, LOGBOOK)
    for engineer in (*team.editors, team.viewer):
        engineer.bench.workspace.refresh_types()
    return code


def project_with_logbooks(team: Team, code: str) -> Project:
    case = make_small_case(team.owner.bench.workspace.types)
    for number in range(3):
        case.add(code, f"LOG-{number}", entries="-")
    return team.project([case])


def append(text: str, token: str) -> str:
    return f"{text} {token}"


def append_by_save(engineer: Engineer, project: str, tag: str, token: str) -> None:
    while True:
        case = engineer.case(project, "A")
        entries = case.properties(tag)["entries"]
        case.set(tag, entries=append(entries, token))
        try:
            until_done(case.save)
        except RevisionConflict as conflict:
            expect(conflict.changes == (f"{tag}.entries",))
            continue
        return


def append_by_commit(engineer: Engineer, project: str, tag: str, token: str) -> None:
    while True:
        case = engineer.case(project)
        entries = case.properties(tag)["entries"]
        case.set(tag, entries=append(entries, token))
        try:
            until_done(lambda: case.commit(token))  # noqa: B023
        except RevisionConflict as conflict:
            expect(conflict.changes in ((f"{tag}.entries",), ()))
            continue
        return


def append_by_sql(engineer: Engineer, project: str, tag: str, token: str) -> None:
    case = engineer.case(project, "A")._origin.case_id
    while True:
        row: Any = engineer.sql.execute(
            "SELECT id, version, properties FROM workbench.components WHERE case_id = %s AND tag = %s", (case, tag)
        ).fetchone()
        properties = row[2] | {"entries": append(row[2]["entries"], token)}
        try:
            engineer.sql.execute(
                "UPDATE workbench.components SET properties = %s, version = %s WHERE id = %s",
                (json.dumps(properties), row[1] + 1, row[0]),
            )
        except psycopg.Error as error:
            if error.sqlstate not in ("WB002", "40P01"):
                raise
            continue
        return


@pytest.mark.parametrize(
    "ways",
    [
        (append_by_save, append_by_save, append_by_save),
        (append_by_commit, append_by_commit, append_by_commit),
        (append_by_sql, append_by_sql, append_by_sql),
        (append_by_save, append_by_sql, append_by_sql),
    ],
    ids=["save", "commit", "sql", "save and sql"],
)
def test_nothing_that_was_accepted_is_lost(team: Team, logbook: str, ways: Any) -> None:
    project = project_with_logbooks(team, logbook)
    before = len(project.audit())

    def work(number: int) -> list[tuple[str, str]]:
        accepted = []
        chance = random.Random(number)
        for count in range(10):
            tag, token = f"LOG-{chance.randrange(3)}", f"{number}.{count}"
            ways[number](team.editors[number], project.name, tag, token)
            accepted.append((tag, token))
        return accepted

    accepted = [entry for entries in together(*[lambda n=n: work(n) for n in range(3)]) for entry in entries]
    code = project.revision().code if ways[0] is append_by_commit else "A"
    case = team.viewer.case(project.name, code)
    stored = [(tag, token) for tag, text in case[logbook]["entries"].items() for token in text.split()[1:]]
    assert Counter(stored) == Counter(accepted)
    for number in range(3):  # in the order in which each wrote them
        own = [token for tag, token in stored if tag == "LOG-0" and token.startswith(f"{number}.")]
        assert own == [token for tag, token in accepted if tag == "LOG-0" and token.startswith(f"{number}.")]
    assert len(project.audit()) - before == len(accepted)
    assert audit_problems(project) == []
    assert digest_in_the_database(team, case._origin.case_id) == case.digest


def digest_in_the_database(team: Team, case_id: object) -> object:
    (digest,) = team.administrator.execute("SELECT workbench.case_digest(%s)", (case_id,)).fetchone() or ("",)
    return digest


def test_what_is_issued_is_what_the_writers_in_flight_left(team: Team) -> None:
    """An owner issues while one saves, one writes by SQL in several statements, and one commits."""
    project = team.project()
    chance = random.Random(4)
    outcomes: Counter[str] = Counter()
    for number in range(60):
        code = project.revision().code
        opened = [editor.case(project.name, code) for editor in team.editors]
        opened[0].set("P-101", length=1.0 + number)
        opened[2].set("P-103", length=1.0 + number)
        pauses = [chance.uniform(0, 0.02) for _ in range(4)]

        def save() -> str:
            sleep(pauses[0])  # noqa: B023
            try:
                until_done(opened[0].save)  # noqa: B023
            except RevisionLocked:
                return "save refused"
            return "saved"

        def write_by_sql() -> str:
            sleep(pauses[1])  # noqa: B023
            try:
                with team.editors[1].sql.transaction():
                    for tag in ("J-1", "J-2", "T-1"):
                        team.editors[1].sql.execute(
                            "UPDATE workbench.components SET properties = properties || %s, version = version + 1 "
                            "WHERE case_id = %s AND tag = %s",
                            (json.dumps({"elevation": number}), opened[1]._origin.case_id, tag),  # noqa: B023
                        )
            except psycopg.Error as error:
                if error.sqlstate not in ("WB001", "40P01"):
                    raise
                return "SQL refused"
            return "written by SQL"

        def commit() -> str:
            sleep(pauses[2])  # noqa: B023
            until_done_or_stale(lambda: opened[2].commit("next"))  # noqa: B023
            return "committed"

        def issue() -> str:
            sleep(pauses[3])  # noqa: B023
            until_done(project.revision(code).issue)  # noqa: B023
            return "issued"

        outcomes.update(together(save, write_by_sql, commit, issue))
        assert_issued_for_ever(team, project, code)
    assert outcomes["issued"] == outcomes["committed"] == 60
    assert min(outcomes["saved"], outcomes["save refused"], outcomes["written by SQL"], outcomes["SQL refused"]) > 0
    assert audit_problems(project) == []


def until_done_or_stale(write: Callable[[], T]) -> T:
    """Repeat a commit whose case was written between reading and writing it."""
    while True:
        try:
            return until_done(write)
        except RevisionConflict as conflict:
            expect(conflict.changes == ())


def assert_issued_for_ever(team: Team, project: Project, code: str) -> None:
    revision = project.revision(code)
    (computed,) = team.administrator.execute(
        "SELECT workbench.computed_revision_digest(%s)", (revision.row.id,)
    ).fetchone() or ("",)
    assert revision.status == "Issued"
    assert revision.digest == computed
    late = team.editors[0].case(project.name, code)
    late.set("P-102", length=1.25)
    with pytest.raises(RevisionLocked):
        late.save()
    update = "UPDATE workbench.components SET version = version + 1 WHERE case_id = %s"
    with pytest.raises(psycopg.Error, match=f"revision {code} .* is issued"):
        team.editors[1].sql.execute(update, (late._origin.case_id,))
    assert project.revision(code).digest == computed


def test_parallel_commits_make_one_line_with_the_work_of_all(team: Team) -> None:
    project = team.project()
    tags = ("P-101", "P-102", "P-103")

    def work(number: int) -> None:
        case = team.editors[number].case(project.name, "A")
        for count in range(6):
            case.set(tags[number], length=10.0 * count + number + 1)
            case.commit(f"{number}.{count}")

    together(*[lambda n=n: work(n) for n in range(3)])
    history = project.history()
    assert sorted(history.index) == sorted("ABCDEFGHIJKLMNOPQRS")
    assert history["parent"].dropna().is_unique
    (last,) = set(history.index) - set(history["parent"].dropna())
    case = team.viewer.case(project.name, last)
    assert case["PIPE"]["length"].loc[list(tags)].tolist() == [51.0, 52.0, 53.0]
    assert audit_problems(project) == []


def test_a_commit_reads_its_parent_of_one_moment(team: Team) -> None:
    """Somebody saves into the parent all the time; a commit of other components merges with one state of it."""
    project = team.project()
    done = Event()

    def save_all_the_time() -> int:
        case, count = team.editors[0].case(project.name, "A"), 0
        while not done.is_set():
            # no valve, or a valve with two connections
            case.remove("V-1")
            case.save()
            case.undo()
            case.save()
            count += 1
        return count

    def commit_often() -> int:
        try:
            for number in range(12):
                case = team.editors[1].case(project.name, "A")
                case.set("P-101", length=1.0 + number)
                sleep(0.005)
                until_done(lambda: case.commit("while it is saved", branch=True))  # noqa: B023
        finally:
            done.set()
        return 12

    together(save_all_the_time, commit_often)
    for code in project.history().index:
        case = team.viewer.case(project.name, code)
        assert (len(case.tags), len(case.connections)) in ((8, 8), (7, 6))
        assert digest_in_the_database(team, case._origin.case_id) == case.digest
    assert audit_problems(project) == []


def test_deadlocks_are_told_and_nothing_is_half_written(team: Team) -> None:
    """SQL locks components and then the case, save() the case and then components."""
    project = team.project()
    tags = [f"P-10{number}" for number in (1, 2, 3)]
    told = 0

    def by_sql(number: int) -> int:
        sql, accepted = team.editors[number].sql, 0
        case_id = team.editors[number].case(project.name, "A")._origin.case_id
        for _ in range(5):
            try:
                with sql.transaction():
                    for tag in tags if number == 1 else tags[::-1]:
                        sql.execute(
                            "UPDATE workbench.components SET version = version + 1, properties = properties || "
                            "jsonb_build_object('length', (properties ->> 'length')::float8 + 1) "
                            "WHERE case_id = %s AND tag = %s",
                            (case_id, tag),
                        )
                accepted += 1
            except psycopg.errors.DeadlockDetected:
                sleep(0.01)
        return accepted

    def by_save() -> int:
        nonlocal told
        accepted = 0
        for _ in range(5):
            case = team.editors[0].case(project.name, "A")
            for tag in tags:
                case.set(tag, length=case.properties(tag)["length"] + 100)
            try:
                case.save()
                accepted += 100  # by SQL it is 1: the same edit on both sides would be no conflict
            except RevisionConflict as conflict:
                expect(set(conflict.changes) <= {f"{tag}.length" for tag in tags})
            except StoreError as error:
                expect(str(error).endswith("nothing was written: try again."))
                told += 1
        return accepted

    before = team.viewer.case(project.name)["PIPE"]["length"].loc[tags]
    accepted = sum(together(by_save, lambda: by_sql(1), lambda: by_sql(2)))
    after = team.viewer.case(project.name)["PIPE"]["length"].loc[tags]
    assert (after - before).tolist() == [accepted] * 3
    assert audit_problems(project) == []
