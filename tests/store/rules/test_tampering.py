"""What a superuser can do, and how it is found out: nothing stops the owner of a machine."""

# ruff: noqa: E501 - a table reads best with one change a line
from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from psycopg import sql

from tests.store.rules.ground import Ground
from workbench.services.auditing import verify_audit
from workbench.services.workspace import Workspace

ALPHA = "project_id = '{{project.alpha}}'"
MOVED = (
    "UPDATE workbench.audit SET sequence = -1 WHERE {alpha} AND sequence = 3; "
    "UPDATE workbench.audit SET sequence = 3 WHERE {alpha} AND sequence = 4; "
    "UPDATE workbench.audit SET sequence = 4 WHERE {alpha} AND sequence = -1"
).replace("{alpha}", ALPHA)
LAST = f"(SELECT max(sequence) FROM workbench.audit WHERE {ALPHA})"

RECORDS = {
    "rows changed": f"UPDATE workbench.audit SET record = '{{}}' WHERE {ALPHA} AND sequence = 3",
    "actor changed": f"UPDATE workbench.audit SET login = 'bob' WHERE {ALPHA} AND sequence = 2",
    "user changed": f"UPDATE workbench.audit SET user_id = '{{{{user.mal}}}}' WHERE {ALPHA} AND sequence = 2",
    "time changed": f"UPDATE workbench.audit SET at = at + interval '1 microsecond' WHERE {ALPHA} AND sequence = 1",
    "action changed": f"UPDATE workbench.audit SET action = 'nothing' WHERE {ALPHA} AND sequence = 5",
    "count changed": f"UPDATE workbench.audit SET row_count = 0 WHERE {ALPHA} AND sequence = 5",
    "last changed": f"UPDATE workbench.audit SET record = '{{}}' WHERE {ALPHA} AND sequence = {LAST}",
    "first deleted": f"DELETE FROM workbench.audit WHERE {ALPHA} AND sequence = 1",
    "middle deleted": f"DELETE FROM workbench.audit WHERE {ALPHA} AND sequence = 4",
    "last deleted": f"DELETE FROM workbench.audit WHERE {ALPHA} AND sequence = {LAST}",
    "tail deleted": f"DELETE FROM workbench.audit WHERE {ALPHA} AND sequence > 2",
    "all deleted": f"DELETE FROM workbench.audit WHERE {ALPHA}",
    "all deleted with the head": f"DELETE FROM workbench.audit WHERE {ALPHA}; "
    f"DELETE FROM workbench_rules.audit_heads WHERE {ALPHA}",
    "all truncated": "TRUNCATE workbench.audit",
    "all truncated with the heads": "TRUNCATE workbench.audit; TRUNCATE workbench_rules.audit_heads",
    "tail deleted, head put back": f"DELETE FROM workbench.audit WHERE {ALPHA} AND sequence > 2; "
    f"UPDATE workbench_rules.audit_heads AS h SET sequence = a.sequence, hash = a.hash FROM workbench.audit AS a "
    f"WHERE h.{ALPHA} AND a.{ALPHA} AND a.sequence = 2",
    "two exchanged": MOVED,
    "one copied to the end": "INSERT INTO workbench.audit SELECT project_id, 1 + "
    + LAST
    + ", at, user_id, login, action, "
    f"row_count, record, previous_hash, hash FROM workbench.audit WHERE {ALPHA} AND sequence = 2",
    "one taken to another project": "UPDATE workbench.audit SET project_id = '{{project.beta}}', sequence = 1000 "
    f"WHERE {ALPHA} AND sequence = 2",
    "record of issue taken away, and the chain made again": f"DELETE FROM workbench.audit WHERE {ALPHA} AND sequence >= "
    f"(SELECT sequence FROM workbench.audit WHERE {ALPHA} AND action = 'issue revision'); "
    f"UPDATE workbench_rules.audit_heads AS h SET sequence = a.sequence, hash = a.hash FROM workbench.audit AS a "
    f"WHERE h.{ALPHA} AND a.{ALPHA} AND a.sequence = {LAST}",
}
ROWS = {
    "property": "UPDATE workbench.components SET properties = jsonb_set(properties, '{length}', '9') "
    "WHERE id = '{{issued.P-101}}'",
    "smallest change of a number": "UPDATE workbench.components SET properties = jsonb_set(properties, '{length}', "
    "'120.00000000000001') WHERE id = '{{issued.P-101}}'",
    "tag": "UPDATE workbench.components SET tag = 'P-1O1' WHERE id = '{{issued.P-101}}'",
    "type": "UPDATE workbench.components SET type_code = 'SOURCE' WHERE id = '{{issued.J-1}}'",
    "component added": "INSERT INTO workbench.components (project_id, case_id, type_code, type_version, tag, properties) "
    "VALUES ('{{project.alpha}}', '{{case.issued}}', 'NODE', 3, 'X', '{\"elevation\": 0, \"demand\": 0}')",
    "connection turned": "UPDATE workbench.connections SET source_port = target_port, target_port = source_port "
    "WHERE id = '{{link.issued.P-101}}'",
    "connection deleted": "DELETE FROM workbench.connections WHERE id = '{{link.issued.P-101}}'",
    "settings": "UPDATE workbench.cases SET settings = settings || '{\"density\": 1000}' WHERE id = '{{case.issued}}'",
    "name of the case": "UPDATE workbench.cases SET name = 'Other' WHERE id = '{{case.issued}}'",
    "case moved out": "UPDATE workbench.cases SET revision_id = '{{revision.wip}}', name = 'Old' WHERE id = '{{case.issued}}'",
    "digest of the revision": "UPDATE workbench.revisions SET digest = repeat('0', 64) WHERE id = '{{revision.issued}}'",
    "results": 'UPDATE workbench.components SET properties = properties || \'{"results": {"velocity": 1}}\' '
    "WHERE id = '{{issued.P-101}}'",
    "place on the flowsheet": 'UPDATE workbench.components SET graphics = \'{"x": 1, "y": 2}\' '
    "WHERE id = '{{issued.P-101}}'",
    "description": "UPDATE workbench.cases SET description = 'Other' WHERE id = '{{case.issued}}'",
    "property, and the digests put right": "UPDATE workbench.components SET properties = jsonb_set(properties, '{length}', "
    "'9') WHERE id = '{{issued.P-101}}'; UPDATE workbench.cases SET digest = workbench.case_digest(id) "
    "WHERE id = '{{case.issued}}'; UPDATE workbench.revisions SET digest = workbench.revision_digest(id) "
    "WHERE id = '{{revision.issued}}'",
}


TABLES = ("workbench.audit", "workbench_rules.audit_heads", "workbench.components", "workbench.connections")
TABLES += ("workbench.cases", "workbench.revisions")


class Within:
    """The database as an open transaction of the superuser sees it, read by a member of the project."""

    def __init__(self, connection: psycopg.Connection, login: str) -> None:
        self._connection = connection
        self._login = login

    @contextmanager
    def snapshot(self) -> Iterator[psycopg.Connection]:
        """Give the connection, as the member's."""
        self._connection.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(self._login)))
        yield self._connection


def found(ground: Ground, statement: str) -> list[str]:
    """Lift the rules, change something, return what `verify_audit` finds wrong with project Alpha; take all back."""
    with ground.connect("postgres") as superuser, superuser.transaction(force_rollback=True):
        superuser.execute("SET LOCAL workbench.migration = 'on'")
        for table in TABLES:
            superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        superuser.execute(ground.text(statement))
        workspace = Workspace(Within(superuser, ground.ids["login.alice"]), {})
        return [problem for result in verify_audit(workspace) for problem in result.problems]


def test_nothing_is_found_where_nothing_was_done(ground):
    assert found(ground, "SELECT 1") == []


@pytest.mark.parametrize("statement", RECORDS.values(), ids=list(RECORDS))
def test_records_that_were_changed_are_found(ground, statement):
    assert found(ground, statement) != []


@pytest.mark.parametrize("statement", ROWS.values(), ids=list(ROWS))
def test_issued_rows_that_were_changed_are_found(ground, statement):
    assert any("revision A" in problem for problem in found(ground, statement))


def test_a_definer_that_somebody_became_is_found(fresh):
    """The owner of the tables can become the definer, whose statements no trigger looks at."""
    with fresh.connect("owner") as owner:
        owner.execute("SET ROLE workbench_definer")
        owner.execute(fresh.text(ROWS["property"]))
    with closing(fresh.bench("alice")) as bench:
        problems = [problem for result in verify_audit(bench.workspace) for problem in result.problems]
    assert problems == ["revision A is not what was issued: its rows were changed"]
