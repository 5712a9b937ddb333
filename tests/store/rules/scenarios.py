"""Attacks that take more than one statement, or more than one connection. Each raises where a rule does not hold."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest
from psycopg import sql

from tests.store.rules.against_functions import CREATE, about, criteria, staged_component
from tests.store.rules.attack import answer, component
from tests.store.rules.ground import Ground

__all__ = ["SCENARIOS", "SPOILING"]

EDIT = "UPDATE workbench.components SET graphics = '{}', version = version + 1 WHERE id = '{{wip.V-1}}'"
ISSUE = "SELECT workbench.issue_revision('{{revision.wip}}', 'review')"
LAST_WRITER = "SELECT user_id::text, login FROM workbench.audit ORDER BY at DESC LIMIT 1"
SEEN = "SELECT count(*) FROM workbench.components"


def refused(ground: Ground, connection: psycopg.Connection, statement: str, code: str) -> None:
    """Check that a statement is refused with a code."""
    with pytest.raises(psycopg.Error) as error:
        connection.execute(ground.text(statement))
    assert error.value.sqlstate == code, str(error.value)


def _wait_for_each_other(ground: Ground, first: tuple[str, str], second: tuple[str, str]) -> None:
    """Let somebody do something and not commit; what another one does meanwhile has to wait."""
    with ground.connect(first[0]) as one, ground.connect(second[0]) as other:
        other.execute("SET lock_timeout = '100ms'")
        with one.transaction(force_rollback=True):
            one.execute(ground.text(first[1]))
            refused(ground, other, second[1], "55P03")
        with other.transaction(force_rollback=True):
            other.execute(ground.text(second[1]))


def issue_waits_for_direct_edits(ground: Ground) -> None:
    """A revision is not issued beside an editor's open statement."""
    _wait_for_each_other(ground, ("ed", EDIT), ("alice", ISSUE))


def issue_waits_for_new_rows(ground: Ground) -> None:
    """A revision is not issued beside a component that is being added."""
    _wait_for_each_other(ground, ("ed", component("NEW-1")), ("alice", ISSUE))


def issue_waits_for_new_cases(ground: Ground) -> None:
    """A revision is not issued beside a case that is being added."""
    _wait_for_each_other(ground, ("ed", "SELECT workbench.stage(); " + CREATE), ("alice", ISSUE))


def issue_waits_for_savers(ground: Ground) -> None:
    """A revision is not issued beside an editor who saves."""
    _wait_for_each_other(ground, ("ed", "SELECT workbench.lock_case('{{case.wip}}')"), ("alice", ISSUE))


def edits_wait_for_issue(ground: Ground) -> None:
    """Nobody edits what is being issued."""
    _wait_for_each_other(ground, ("alice", ISSUE), ("ed", EDIT))


def commits_wait_for_each_other(ground: Ground) -> None:
    """Commits of a project make one line."""
    lock = "SELECT workbench.lock_project('{{project.alpha}}')"
    _wait_for_each_other(ground, ("ed", lock), ("ed2", lock))


def saving_waits_for_edits(ground: Ground) -> None:
    """A case is not saved beside an open statement on its rows."""
    _wait_for_each_other(ground, ("ed", EDIT), ("ed2", "SELECT workbench.lock_case('{{case.wip}}')"))


def another_tenant_cannot_hold_rows(ground: Ground) -> None:
    """Nothing that another tenant tries in an open transaction makes an editor wait."""
    tries = (
        "SELECT workbench.lock_case('{{case.wip}}')",
        "SELECT workbench.lock_project('{{project.alpha}}')",
        "SELECT * FROM workbench.components FOR UPDATE",
        "SELECT workbench.search('PIPE', NULL, false)",
        ISSUE,
    )
    with ground.connect("mal") as mal, ground.connect("ed") as ed:
        ed.execute("SET lock_timeout = '100ms'")
        with mal.transaction(force_rollback=True):
            for attempt in tries:
                mal.execute("SAVEPOINT s")
                try:
                    mal.execute(ground.text(attempt))
                except psycopg.errors.InsufficientPrivilege:
                    mal.execute("ROLLBACK TO s")
            with ed.transaction(force_rollback=True):
                ed.execute(ground.text(EDIT))


def the_api_names_a_user_per_transaction(ground: Ground) -> None:
    """The REST server's login is whom it names, for one transaction; and nobody else and nobody after it."""
    name = "SELECT set_config('workbench.user_id', %s, true)"
    with ground.connect("api") as api:
        with api.transaction():
            assert api.execute(SEEN).fetchone() == (0,)
        for who, seen in (("vic", 16), ("mal", 8), ("former", 0)):
            with api.transaction():
                api.execute(name, (ground.ids[f"user.{who}"],))
                assert api.execute(SEEN).fetchone() == (seen,), who
            with api.transaction():
                assert api.execute(SEEN).fetchone() == (0,), f"after {who}"
        with api.transaction():
            api.execute(name, (ground.ids["org.alpha"],))  # an id, but no user's
            assert api.execute(SEEN).fetchone() == (0,)
        for value in ("x", "' OR true --", "*"):
            with api.transaction(force_rollback=True):
                api.execute(name, (value,))
                refused(ground, api, SEEN, "22P02")
        with api.transaction(force_rollback=True):
            api.execute(name, (ground.ids["user.vic"],))
            refused(ground, api, component("X"), "42501")
        with api.transaction(force_rollback=True):
            api.execute(name, (ground.ids["user.ed"],))
            api.execute(ground.text(EDIT))
            wrote = api.execute(LAST_WRITER).fetchone()
            assert wrote == (ground.ids["user.ed"], "workbench_api")


def copying_out_gives_only_the_own_rows(ground: Ground) -> None:
    """COPY obeys row-level security."""
    for who, seen in (("mal", 8), ("vic", 16), ("former", 0), ("stranger", 0), ("owner", 0)):
        with ground.connect(who) as connection, connection.cursor() as cursor:
            with cursor.copy("COPY (SELECT id FROM workbench.components) TO STDOUT") as copy:
                assert sum(1 for _ in copy.rows()) == seen, who
            if who != "owner":
                with cursor.copy("COPY workbench.components TO STDOUT") as copy:
                    assert sum(1 for _ in copy.rows()) == seen, who


def _with_temporary_tables(ground: Ground, who: str) -> ExitStack:
    """Let a user make temporary tables until the stack closes, as an administrator might."""
    names = sql.Identifier(ground.database), sql.Identifier(ground.cluster.login(who))
    stack = ExitStack()
    with ground.connect("postgres") as superuser:
        superuser.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(*names))

    def revoke() -> None:
        with ground.connect("postgres") as superuser:
            superuser.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM {}").format(*names))

    stack.callback(revoke)
    return stack


_COMPONENTS = (
    "CREATE TEMPORARY TABLE staged_components (id uuid, lineage_id uuid, type_code text, type_version int, tag text, "
    "properties jsonb, graphics jsonb); "
)
_CONNECTIONS = (
    "CREATE TEMPORARY TABLE staged_connections (id uuid, source uuid, source_port text, target uuid, target_port text, "
    "removed boolean); "
)
_SAVE = (
    f"SELECT workbench.save_case('{{{{case.wip}}}}', k.version, {about()}, '{{}}') "
    "FROM workbench.cases AS k WHERE k.id = '{{case.wip}}'"
)
_COMMIT = _SAVE.replace("save_case", "commit_revision").replace("k.version,", "k.version, 'C', 'm', NULL,")


def forged_staging_tables_are_refused(ground: Ground) -> None:
    """Staging tables of one's own, with one's own rules, are not taken for ours; should TEMP ever be granted."""
    forged = [
        _COMPONENTS + _CONNECTIONS,
        (_COMPONENTS + _CONNECTIONS).replace("staged", "forged")
        + "CREATE TEMPORARY VIEW staged_components AS SELECT * FROM forged_components; "
        "CREATE TEMPORARY VIEW staged_connections AS SELECT * FROM forged_connections; ",
        _COMPONENTS.replace("TABLE staged", "TABLE forged").split(";")[0]
        + "; "
        + _CONNECTIONS
        + "CREATE TEMPORARY VIEW staged_components AS SELECT * FROM forged_components; ",
    ]
    row = staged_component()
    with _with_temporary_tables(ground, "ed"):
        for tables in forged:
            for call in ("SELECT workbench.stage()", row + CREATE, row + _SAVE, row + _COMMIT):
                with ground.connect("ed") as ed:
                    ed.execute("BEGIN")
                    ed.execute(tables)
                    refused(ground, ed, call, "WB006")
                    ed.execute("ROLLBACK")
        with ground.connect("ed") as ed:  # one of the two is ours: it cannot be made beside it
            ed.execute("BEGIN")
            ed.execute(_CONNECTIONS)
            refused(ground, ed, "SELECT workbench.stage()", "42P07")
            ed.execute("ROLLBACK")


def temporary_objects_change_no_rule(ground: Ground) -> None:
    """Tables and functions of one's own are not found where our functions look; should TEMP ever be granted."""
    issued = "UPDATE workbench.components SET tag = 'V', version = version + 1 WHERE id = '{{issued.V-1}}'"
    wrong = "UPDATE workbench.components SET properties = '{}', version = version + 1 WHERE id = '{{wip.V-1}}'"
    leak = (
        "CREATE FUNCTION pg_temp.leak(t text) RETURNS boolean LANGUAGE sql COST 0.0000001 AS "
        "$$SELECT (t || 'LEAK')::integer = 1$$"
    )
    with _with_temporary_tables(ground, "ed"), _with_temporary_tables(ground, "mal"):
        with ground.connect("ed") as ed:
            for name in ("new_rows", "old_rows", "lines", "chain", "t", "cases", "pg_class", "revisions"):
                ed.execute(f"CREATE TEMPORARY TABLE {name} AS SELECT * FROM workbench.components WITH NO DATA")
            ed.execute("SET search_path = pg_temp, workbench, pg_catalog")
            ed.execute(
                "CREATE FUNCTION pg_temp.format(text, VARIADIC text[]) RETURNS text LANGUAGE sql "
                "AS $$SELECT 'SELECT 1'$$"
            )
            refused(ground, ed, issued, "WB001")
            refused(ground, ed, wrong, "WB006")
            refused(ground, ed, ISSUE, "42501")
        with ground.connect("mal") as mal:
            mal.execute(leak)
            query = "SELECT * FROM workbench.components WHERE pg_temp.leak(tag) AND case_id = '{{case.wip}}'"
            assert mal.execute(ground.text(query)).fetchall() == []


def the_setting_is_nothing_for_an_engineer(ground: Ground) -> None:
    """`workbench.user_id` says who somebody is only for the REST server's own login."""
    with ground.connect("mal") as mal:
        mal.execute("SELECT set_config('workbench.user_id', %s, false)", (ground.ids["user.alice"],))
        assert str(mal.execute("SELECT workbench.current_user_id()").fetchone()[0]) == ground.ids["user.mal"]
        assert mal.execute(SEEN).fetchone() == (8,)
    with ground.connect("stranger") as stranger:
        stranger.execute("SELECT set_config('workbench.user_id', %s, false)", (ground.ids["user.alice"],))
        assert stranger.execute("SELECT workbench.current_user_id()").fetchone() == (None,)


def an_old_snapshot_writes_nothing_into_what_was_issued(ground: Ground) -> None:
    """An editor at REPEATABLE READ, who still sees the revision in work, is refused after it was issued."""
    added = (
        "INSERT INTO workbench.cases (project_id, revision_id, name, app_module, settings) "
        "VALUES ('{{project.alpha}}', '{{revision.wip}}', 'Late', 'network', '{{settings}}')"
    )
    staged = "SELECT workbench.stage(); " + staged_component() + CREATE
    deleted = "SELECT workbench.delete_connections(ARRAY['{{link.wip.V-1}}'::uuid])"
    saved = "SELECT workbench.lock_case('{{case.wip}}')"
    attempts = (EDIT, component("LATE-1"), added, staged, deleted, saved, _SAVE)
    with ExitStack() as stack:
        editors = [stack.enter_context(ground.connect("ed")) for _ in attempts]
        for editor in editors:
            editor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            editor.execute("SELECT count(*) FROM workbench.revisions")
        with ground.connect("alice") as alice:
            alice.execute(ground.text(ISSUE))
        for editor, attempt in zip(editors, attempts, strict=True):
            code = answer(editor, ground.text(attempt))
            assert code in ("40001", "WB001", "WB006" if attempt == _SAVE else ""), f"{attempt}: {code}"
            editor.execute("ROLLBACK")
    the_issued_digest_is_that_of_the_rows(ground)


def _issue_while_somebody_writes(ground: Ground, written: str) -> None:
    """Let an owner issue while an editor has written and not committed; then compare what was issued."""
    with ground.connect("ed") as ed, ground.connect("alice") as alice, ground.connect("postgres") as superuser:
        ed.execute("BEGIN")
        ed.execute(ground.text(written))
        with ThreadPoolExecutor(1) as pool:
            issuing = pool.submit(alice.execute, ground.text(ISSUE))
            waits = "SELECT cardinality(pg_blocking_pids(%s)) > 0"
            while superuser.execute(waits, (alice.info.backend_pid,)).fetchone() != (True,):
                if issuing.done():
                    break
            ed.execute("COMMIT")
            issuing.result()
    the_issued_digest_is_that_of_the_rows(ground)


def an_issue_sees_the_edit_that_it_waited_for(ground: Ground) -> None:
    """An edit that is committed while the issue waits is in the digest of the revision."""
    _issue_while_somebody_writes(ground, EDIT.replace("graphics = '{}'", "tag = 'V-9'"))


def an_issue_sees_the_case_that_it_waited_for(ground: Ground) -> None:
    """A case that is committed while the issue waits is in the digest of the revision."""
    _issue_while_somebody_writes(ground, "SELECT workbench.stage(); " + staged_component() + CREATE)


def an_issue_sees_the_save_that_it_waited_for(ground: Ground) -> None:
    """What is saved and committed while the issue waits is in the digest of the revision."""
    _issue_while_somebody_writes(ground, "SELECT workbench.stage(); " + staged_component() + _SAVE)


def the_issued_digest_is_that_of_the_rows(ground: Ground) -> None:
    """What was issued is what is there."""
    digests = (
        "SELECT digest, workbench.computed_revision_digest(id) FROM workbench.revisions WHERE id = '{{revision.wip}}'"
    )
    with ground.connect("vic") as vic:
        stored, computed = vic.execute(ground.text(digests)).fetchone()
    assert stored == computed


def criteria_are_saved_with_a_record(ground: Ground) -> None:
    """An editor saves the next version of a set, a viewer reads it, and the audit tells all of it."""
    saved = ground.text(criteria())
    newest = "SELECT max(version) FROM workbench.criteria_library WHERE name = 'Alpha lines'"
    with ground.connect("ed") as ed, ground.connect("vic") as vic:
        assert ed.execute(saved).fetchone() == (2,)
        assert vic.execute(newest).fetchone() == (2,)
        record = vic.execute(
            "SELECT action, row_count, record FROM workbench.audit ORDER BY at DESC LIMIT 1"
        ).fetchone()
        assert record is not None
        assert record[:2] == ("save criteria", 1)
        assert record[2]["criteria"][0]["limit"] == "9 m/s"
        broken = ed.execute(ground.text("SELECT first_broken FROM workbench.audit_state('{{project.alpha}}')"))
        assert broken.fetchone() == (None,)


SPOILING: list[Callable[[Ground], None]] = [
    criteria_are_saved_with_a_record,
    an_issue_sees_the_edit_that_it_waited_for,
    an_issue_sees_the_case_that_it_waited_for,
    an_issue_sees_the_save_that_it_waited_for,
    an_old_snapshot_writes_nothing_into_what_was_issued,
]
"""Those that leave the database otherwise than it was."""

SCENARIOS: list[Callable[[Ground], None]] = [
    issue_waits_for_direct_edits,
    issue_waits_for_new_rows,
    issue_waits_for_new_cases,
    issue_waits_for_savers,
    edits_wait_for_issue,
    commits_wait_for_each_other,
    saving_waits_for_edits,
    another_tenant_cannot_hold_rows,
    the_api_names_a_user_per_transaction,
    the_setting_is_nothing_for_an_engineer,
    copying_out_gives_only_the_own_rows,
    forged_staging_tables_are_refused,
    temporary_objects_change_no_rule,
]
