"""Refusals mean something only if the same users can do what they should."""

from __future__ import annotations

from contextlib import ExitStack, closing

import psycopg
import pytest

from tests.conftest import make_small_case
from tests.store.rules.attack import component, link
from workbench.errors import NotAllowed, RevisionConflict, RevisionLocked
from workbench.services.auditing import verify_audit
from workbench.services.users import set_active

RENAME = "UPDATE workbench.components SET tag = 'V', version = version + 1 WHERE id = '{{wip.V-1}}'"


def run(ground, who, *statements):
    """Send statements as a user, and return the rows of the last one."""
    with ground.connect(who) as connection:
        for statement in statements:
            cursor = connection.execute(ground.text(statement))
        return cursor.fetchall() if cursor.description else cursor.rowcount


def last_record(ground):
    return run(
        ground,
        "postgres",
        "SELECT login, user_id::text, action, row_count, record FROM workbench.audit ORDER BY at DESC LIMIT 1",
    )[0]


def test_editors_write_by_sql(fresh):
    assert run(fresh, "ed", RENAME) == 1
    assert run(fresh, "vic", "SELECT tag, version FROM workbench.components WHERE id = '{{wip.V-1}}'") == [("V", 2)]
    assert run(fresh, "ed2", component("N-1"), component("N-2"), RENAME.replace("'V'", "'V-2'")) == 1
    assert run(fresh, "ed", link("wip.P-101", "outlet", "wip.J-2", "port")) == 1
    digest = "SELECT digest, workbench.case_digest(id) FROM workbench.cases WHERE id = '{{case.wip}}'"
    assert run(fresh, "ed", digest)[0][0] is None
    login, user, action, count, record = last_record(fresh)
    assert (login, user) == (fresh.ids["login.ed"], fresh.ids["user.ed"])
    assert (action, count) == ("insert connections by SQL", 1)
    assert record["rows"][0]["new"]["source_component_id"] == fresh.ids["wip.P-101"]


def test_a_record_tells_old_and_new(fresh):
    run(fresh, "ed", RENAME)
    _, _, action, count, record = last_record(fresh)
    assert (action, count) == ("update components by SQL", 1)
    assert (record["rows"][0]["old"]["tag"], record["rows"][0]["new"]["tag"]) == ("V-1", "V")


def test_a_statement_on_many_rows_is_one_record(fresh):
    before = run(fresh, "alice", "SELECT max(sequence) FROM workbench.audit")
    many = component("N").split("VALUES")[0] + (
        "SELECT '{{project.alpha}}', '{{case.wip}}', 'NODE', 3, 'N-' || n, '{\"elevation\": 0, \"demand\": 0}' "
        "FROM generate_series(1, 1000) AS n"
    )
    assert run(fresh, "ed", many) == 1000
    after = run(fresh, "alice", "SELECT max(sequence) FROM workbench.audit")
    assert after[0][0] == before[0][0] + 1
    _, _, _, count, record = last_record(fresh)
    assert count == 1000
    assert list(record) == ["sha256"]


def test_editors_delete_with_the_version(fresh):
    versions = "SELECT array_agg(id), array_agg(version) FROM workbench.components WHERE tag = 'N-1'"
    run(fresh, "ed", component("N-1"))
    ids, numbers = run(fresh, "ed", versions)[0]
    with fresh.connect("ed") as ed:
        ed.execute("SELECT workbench.delete_components(%s, %s)", (ids, numbers))
    assert run(fresh, "ed", "SELECT workbench.delete_connections(ARRAY['{{link.wip.V-1}}'::uuid])") == [("",)]
    left = "SELECT count(*) FROM workbench.components WHERE case_id = '{{case.wip}}'"
    assert run(fresh, "ed", left) == [(8,)]
    assert last_record(fresh)[2] == "delete connections by SQL"


def test_tags_of_other_languages_are_tags(fresh):
    for tag in ("PUMPE-Ü1", "泵-101", "насос 1", "P-101/A", "1\u00bd in", "a" * 64, "P_1 (old)"):
        assert run(fresh, "ed", component(tag)) == 1


def test_two_tags_change_places_in_one_statement(fresh):
    swap = (
        "UPDATE workbench.components SET tag = CASE tag WHEN 'P-101' THEN 'P-102' ELSE 'P-101' END, "
        "version = version + 1 WHERE case_id = '{{case.wip}}' AND tag IN ('P-101', 'P-102')"
    )
    assert run(fresh, "ed", swap) == 2


def test_each_sees_what_is_theirs(fresh):
    seen = "SELECT count(*) FROM workbench.components"
    assert {who: run(fresh, who, seen)[0][0] for who in ("alice", "ed", "vic", "mal", "former", "postgres")} == {
        "alice": 16,
        "ed": 16,
        "vic": 16,
        "mal": 8,
        "former": 0,
        "postgres": 24,
    }
    found = 'SELECT count(*) FROM workbench.search(\'PIPE\', \'{"property": "length", "op": ">", "value": 0}\', false)'
    assert [run(fresh, who, found)[0][0] for who in ("vic", "mal")] == [6, 3]
    issued = "SELECT count(*) FROM workbench.search('PIPE', NULL, true)"
    assert [run(fresh, who, issued)[0][0] for who in ("vic", "mal")] == [3, 0]
    assert run(fresh, "vic", "SELECT count(*) FROM workbench.v_pipe") == [(6,)]
    assert run(fresh, "vic", "SELECT workbench.case_digest('{{case.issued}}')") == [(fresh.ids["digest.issued"],)]


def test_owners_issue_and_then_nobody_writes(fresh):
    digest = run(fresh, "alice", "SELECT workbench.issue_revision('{{revision.wip}}', 'construction')")[0][0]
    assert run(fresh, "vic", "SELECT workbench.computed_revision_digest('{{revision.wip}}')") == [(digest,)]
    with pytest.raises(psycopg.Error) as error:
        run(fresh, "ed", RENAME)
    assert error.value.sqlstate == "WB001"
    assert "revision B" in str(error.value)
    _, user, action, _, record = last_record(fresh)
    assert (user, action) == (fresh.ids["user.alice"], "issue revision")
    assert (record["revision"], record["for"], record["digest"]) == ("B", "construction", digest)


def test_what_notebooks_do(fresh):
    with closing(fresh.bench("ed")) as ed, closing(fresh.bench("ed2")) as ed2, closing(fresh.bench("vic")) as vic:
        mine, theirs, seen = (b.project("Alpha secret").revision("B").case("Design") for b in (ed, ed2, vic))
        mine.set("P-101", length="130 m")
        mine.save()
        theirs.set("P-101", length="140 m")
        with pytest.raises(RevisionConflict, match=r"P-101.length"):
            theirs.save()
        seen.set("P-101", length="150 m")
        with pytest.raises(NotAllowed):
            seen.save()
        with pytest.raises(NotAllowed):
            seen.commit("by a viewer")
        old = ed.project("Alpha secret").revision("A").case("Design")
        old.set("P-101", length="1 m")
        with pytest.raises(RevisionLocked, match="Revision A"):
            old.save()
        assert mine.commit("130 m").code == "C"
    with closing(fresh.bench("mal")) as mal:
        assert mal.projects().index.tolist() == ["Beta"]
        assert mal.create_project("Alpha secret", "another one", [make_small_case(mal.workspace.types)]).name
    with closing(fresh.bench("alice")) as alice:
        assert [result.problems for result in verify_audit(alice.workspace)] == [()]


def test_who_is_shut_out_is_nobody_and_comes_back(fresh):
    administrator = fresh.cluster.dsn("postgres", fresh.database)
    with pytest.raises(NotAllowed, match="no active user"):
        fresh.bench("former")
    set_active(administrator, "former@Alpha.example", True)
    with closing(fresh.bench("former")) as bench:
        assert bench.projects().index.tolist() == ["Alpha secret"]
        case = bench.project("Alpha secret").revision("B").case("Design")
        set_active(administrator, "former@Alpha.example", False)
        case.set("P-101", length="1 m")
        with pytest.raises(NotAllowed):  # also with a connection that was open
            case.save()


def test_members_come_and_go(fresh):
    give = "SELECT workbench.set_member('{{project.alpha}}', 'vic@Alpha.example', %s)"
    with fresh.connect("alice") as alice, fresh.connect("vic") as vic:
        for role, rows in (("editor", 1), ("viewer", 0), ("owner", 1), (None, 0)):
            alice.execute(fresh.text(give), (role,))
            assert vic.execute(fresh.text(RENAME)).rowcount == rows
        assert vic.execute("SELECT count(*) FROM workbench.projects").fetchone() == (0,)


def test_types_and_libraries_are_the_organizations(fresh):
    run(fresh, "vic", "SELECT workbench.register_type('FILTER_X', 1, '{\"type\": \"object\"}')")
    run(fresh, "vic", "SELECT workbench.register_type('FILTER_X', 2, '{\"type\": \"object\"}')")
    seen = "SELECT max(version) FROM workbench.component_types WHERE code = 'FILTER_X'"
    assert [run(fresh, who, seen)[0][0] for who in ("ed", "mal")] == [2, None]
    assert run(fresh, "ed", "SELECT workbench.put_fluid('glycol mix', '{}')") == [(1,)]
    assert run(fresh, "ed2", "SELECT workbench.put_fluid('glycol mix', '{\"a\": 1}')") == [(2,)]
    fluids = "SELECT count(*) FROM workbench.fluid_library WHERE name = 'glycol mix'"
    assert [run(fresh, who, fluids)[0][0] for who in ("vic", "mal")] == [2, 0]


def test_one_engineer_does_not_take_all_connections(fresh):
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(fresh.connect("mal"))
        with pytest.raises(psycopg.OperationalError, match="too many connections"):
            fresh.connect("mal")
        stack.enter_context(fresh.connect("ed"))


def test_migrations_pass_the_guard_of_the_rules(fresh):
    with fresh.connect("owner") as owner, owner.transaction():
        owner.execute("SET LOCAL workbench.migration = 'on'")
        owner.execute("ALTER TABLE workbench.projects ADD COLUMN more text")
    with fresh.connect("owner") as owner, pytest.raises(psycopg.Error) as error:
        owner.execute("ALTER TABLE workbench.projects DROP COLUMN more")
    assert error.value.sqlstate == "WB004"
