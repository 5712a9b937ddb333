"""Backup, restore and move: everything comes back as it was, or nothing is kept."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
import zipfile
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

import workbench as wb
from tests.conftest import copy_root, make_small_case
from workbench.equipment import built_in_schemas
from workbench.errors import InputError, NotFound, RevisionLocked, StoreError
from workbench.services.backup import back_up, move, restore
from workbench.services.users import add_user, new_login
from workbench.store import backup as store
from workbench.store import client_programs
from workbench.store.criteria import built_in_criteria
from workbench.store.migrate import migrate

FILTER = {
    "title": "Filter",
    "type": "object",
    "properties": {"area": {"type": "number", "unit": "m2", "dimension": "area", "indexed": True}},
    "required": ["area"],
    "additionalProperties": False,
    "ports": [{"name": "inlet"}, {"name": "outlet"}],
}

SLOW = {"component_type": "PIPE", "property": "velocity", "bound": "maximum", "limit": "2 m/s"}

# Who owns and may do what, without the names of the one who migrated.
CATALOG = """
SELECT p.oid::regprocedure::text, p.proowner::regrole::text,
       (SELECT string_agg(a.grantee::regrole || ' ' || a.privilege_type, ',' ORDER BY 1)
        FROM aclexplode(p.proacl) AS a), p.prosecdef::text
FROM pg_proc AS p WHERE p.pronamespace::regnamespace::text IN ('workbench', 'workbench_rules')
UNION ALL
SELECT c.oid::regclass::text, c.relowner::regrole::text,
       (SELECT string_agg(a.grantee::regrole || ' ' || a.privilege_type, ',' ORDER BY 1)
        FROM aclexplode(c.relacl) AS a),
       concat(c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.reloptions)
FROM pg_class AS c WHERE c.relnamespace::regnamespace::text IN ('workbench', 'workbench_rules')
UNION ALL
SELECT t.tgrelid::regclass || ' ' || t.tgname, t.tgenabled::text, pg_get_triggerdef(t.oid), ''
FROM pg_trigger AS t WHERE NOT t.tgisinternal
UNION ALL
SELECT p.schemaname || '.' || p.tablename || ' ' || p.policyname, p.roles::text, p.cmd, concat(p.qual, p.with_check)
FROM pg_policies AS p WHERE p.schemaname LIKE 'workbench%'
UNION ALL
-- BETWEEN is read back with fewer brackets
SELECT conrelid::regclass || ' ' || conname, translate(pg_get_constraintdef(oid), '()', ''), '', '' FROM pg_constraint
WHERE connamespace::regnamespace::text IN ('workbench', 'workbench_rules')
UNION ALL
SELECT evtname, evtevent, evtenabled::text, '' FROM pg_event_trigger
ORDER BY 1, 2, 3
"""


def catalog(dsn):
    with psycopg.connect(dsn) as connection:
        return connection.execute(CATALOG).fetchall()


def has_schema(dsn):
    with psycopg.connect(dsn) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_namespace WHERE nspname ~ '^workbench(_rules)?$'").fetchone())


@pytest.fixture(scope="module")
def superuser(bench):
    return bench.workspace.server.superuser_dsn


@pytest.fixture(scope="module")
def owner(superuser):
    """A login that is no superuser but may make roles and databases, as teams' administrators have it."""
    name = f"dba_{uuid4().hex[:8]}"
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN CREATEROLE CREATEDB PASSWORD 'the-dba''s own'")
        for group in ("workbench_definer", "workbench_user", "workbench_api"):
            connection.execute(f"GRANT {group} TO {name} WITH ADMIN TRUE, INHERIT FALSE, SET TRUE")
    return make_conninfo(superuser, user=name, password="the-dba's own")


def create_database(superuser, name, administrator, template="template1"):
    with psycopg.connect(superuser, autocommit=True) as connection:
        owner = conninfo_to_dict(administrator)["user"]
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        connection.execute(statement.format(*map(sql.Identifier, (name, owner, template))))


@pytest.fixture
def database(superuser):
    """Make databases, each of the administrator that is given: empty ones, or copies."""
    made = []

    def make(administrator, template="template1"):
        name = f"team_{uuid4().hex[:8]}"
        create_database(superuser, name, administrator, template)
        made.append(name)
        return make_conninfo(administrator, dbname=name)

    yield make
    with psycopg.connect(superuser, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def plants(superuser):
    """For each administrator a database that `make_plant` has filled, and the login to it."""
    made = {}

    def plant(administrator):
        if administrator not in made:
            name = f"plant_{uuid4().hex[:8]}"
            create_database(superuser, name, administrator)
            made[administrator] = name, make_plant(make_conninfo(administrator, dbname=name))
        return made[administrator]

    return plant


@pytest.fixture
def filled(database, plants):
    """Make databases that are filled, each of the administrator that is given."""
    return lambda administrator: database(administrator, plants(administrator)[0])


@pytest.fixture
def folder():
    folder = Path(tempfile.mkdtemp(prefix="workbench-backup-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def make_plant(dsn):
    """A project with an issued revision, one in work, results, a type of its own, two users; return one's login."""
    migrate(dsn, built_in_schemas())
    alice = add_user(dsn, "alice@example.com", "Acme")
    add_user(dsn, "eve@example.com", "Other")
    with wb.connect(alice) as bench:
        bench.register_type("FILTER", FILTER)
        case = make_small_case(bench.workspace.types)
        case.add("FILTER", "F-1", area="2.5 m2")
        project = bench.create_project("Plant", "Ünïcode \\ and\ttabs", [case])
        project.save_criteria("Lines", [SLOW], "company standard 12")
        opened = project.revision("A").case("Design")
        opened.remove("F-1")
        opened.use_criteria("Lines")
        opened.solve()
        opened.save()
        project.revision("A").issue()
        opened.set("P-101", diameter="6 inch")
        opened.commit("wider")
    return alice


@pytest.fixture(params=["superuser", "owner"])
def administrator(request):
    return request.getfixturevalue(request.param)


def test_everything_comes_back_as_it_was(filled, administrator, database, folder):
    source, target = filled(administrator), database(administrator)
    contents = back_up(folder / "b", source)
    assert contents.tables["workbench.projects"][0] == 1
    assert contents.tables["workbench.criteria_library"][0] == 1 + len(built_in_criteria())
    assert len(contents.revisions) == 2
    restore(folder / "b", target)
    assert sorted(set(catalog(target)) ^ set(catalog(source))) == []
    migrate(target, built_in_schemas())
    assert catalog(target) == catalog(source)
    assert back_up(folder / "again", target).tables == contents.tables


def test_who_restores_works_with_it_by_the_rules(filled, database, owner, folder):
    source, target = filled(owner), database(owner)
    back_up(folder / "b", source)
    restore(folder / "b", target)
    with wb.connect(new_login(target, "alice@example.com")) as bench:
        project = bench.project("Plant")
        assert list(project.history()["status"]) == ["Issued", "WIP"]
        issued = project.revision("A")
        case = issued.case("Design")
        assert not case.is_stale
        assert project.criteria_set("Lines", 1).criteria[0]["limit"] == "2 m/s"
        assert project.save_criteria("Lines", [SLOW | {"limit": "3 m/s"}], "company standard 13").version == 2
        assert case["CRITERION"]["limit"].tolist() == ["2 m/s"]
        case.set("P-102", length="1 m")
        with pytest.raises(RevisionLocked):
            case.save()
        assert case.commit("after the restore").code == "C"
        fresh = make_small_case(bench.workspace.types, "New")
        fresh.add("FILTER", "F-9", area=3.0)
        bench.create_project("Next", "", [fresh])
        assert bench.project("Next").revision("A").case("New")["FILTER"].loc["F-9", "area"] == 3.0
    with wb.connect(new_login(target, "eve@example.com")) as bench:
        assert len(bench.projects()) == 0


def test_a_database_with_a_schema_is_never_overwritten(filled, superuser, folder):
    source = filled(superuser)
    before = back_up(folder / "b", source)
    with pytest.raises(StoreError, match="has the schema of a workbench already"):
        restore(folder / "b", source)
    assert back_up(folder / "after", source).tables == before.tables


def rewritten(file, change):
    """Another backup, with what it notes changed."""
    with zipfile.ZipFile(file) as old:
        noted = json.loads(old.read(store.CONTENTS))
        change(noted)
        with zipfile.ZipFile(file.with_suffix(".changed"), "w") as new:
            new.writestr(store.CONTENTS, json.dumps(noted))
            new.writestr(store.DUMP, old.read(store.DUMP))
    return file.with_suffix(".changed")


def one_row_more(noted):
    noted["tables"]["workbench.components"][0] += 1


def another_row(noted):
    noted["tables"]["workbench.users"][1] = "1"


def another_digest(noted):
    noted["revisions"][next(iter(noted["revisions"]))] = "0" * 64


def another_head(noted):
    noted["chains"][next(iter(noted["chains"]))][1] = "0" * 64


def a_table_more(noted):
    noted["tables"]["workbench.more"] = [0, "0"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (one_row_more, "workbench.components has .* rows, not"),
        (another_row, "rows of workbench.users are not the same"),
        (another_digest, "the digest of revision"),
        (another_head, "the audit chain of project"),
        (a_table_more, "workbench.more is missing"),
    ],
)
def test_nothing_is_kept_of_what_is_not_the_same(filled, database, superuser, folder, change, said):
    source, target = filled(superuser), database(superuser)
    back_up(folder / "b", source)
    with pytest.raises(StoreError, match=said):
        restore(rewritten(folder / "b", change), target)
    assert not has_schema(target)
    restore(folder / "b", target)  # and the way is free


def test_a_truncated_dump_leaves_nothing(filled, database, superuser, folder):
    source, target = filled(superuser), database(superuser)
    back_up(folder / "b", source)
    with zipfile.ZipFile(folder / "b") as old, zipfile.ZipFile(folder / "c", "w") as new:
        new.writestr(store.CONTENTS, old.read(store.CONTENTS))
        dump = old.read(store.DUMP)
        new.writestr(store.DUMP, dump[: len(dump) * 3 // 4])
    with pytest.raises(StoreError):
        restore(folder / "c", target)
    assert not has_schema(target)


@pytest.mark.parametrize("content", [b"", b"no backup", b"PK\x03\x04 nor this"])
def test_a_file_that_is_no_backup(superuser, folder, content):
    (folder / "x").write_bytes(content)
    with pytest.raises(InputError, match="is no backup"):
        restore(folder / "x", superuser)


def test_a_damaged_backup_is_noticed(filled, database, superuser, folder):
    source, target = filled(superuser), database(superuser)
    back_up(folder / "b", source)
    content = bytearray((folder / "b").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "b").write_bytes(content)
    with pytest.raises(InputError, match="is damaged"):
        restore(folder / "b", target)
    assert not has_schema(target)


def test_a_backup_of_a_newer_workbench(filled, database, superuser, folder):
    source, target = filled(superuser), database(superuser)
    back_up(folder / "b", source)
    newer = rewritten(folder / "b", lambda noted: noted.update(schema_version="9999"))
    with pytest.raises(InputError, match="newer workbench"):
        restore(newer, target)


def test_files_that_cannot_be(superuser, folder):
    (folder / "b").write_bytes(b"mine")
    with pytest.raises(InputError, match="already"):
        back_up(folder / "b", superuser)
    assert (folder / "b").read_bytes() == b"mine"
    with pytest.raises(InputError, match="cannot be written"):
        back_up(folder / "nowhere" / "b", superuser)
    with pytest.raises(InputError, match="cannot be read"):
        restore(folder / "none", superuser)


def test_only_its_owner_reads_it_and_nothing_else_stays(superuser, folder):
    back_up(folder / "b", superuser)
    assert (folder / "b").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["b"]


def hide_by_no_policy(connection):
    connection.execute("DROP POLICY definer ON workbench.components")


def hide_by_condition(connection):
    connection.execute("ALTER POLICY definer ON workbench.components USING (tag <> 'P-101')")


def hide_by_restriction(connection):
    connection.execute(
        "CREATE POLICY less ON workbench.components AS RESTRICTIVE TO workbench_definer USING (tag <> 'P-101')"
    )


@pytest.mark.parametrize("hide", [hide_by_no_policy, hide_by_condition, hide_by_restriction])
def test_rows_that_the_administrator_would_not_see_stop_the_backup(filled, owner, superuser, folder, hide):
    source = filled(owner)
    with psycopg.connect(source) as connection:
        connection.execute("SET workbench.migration = 'on'")
        hide(connection)
    with pytest.raises(StoreError, match=r"may hide rows of workbench\.components"):
        back_up(folder / "b", source)
    assert list(folder.iterdir()) == []
    as_superuser = make_conninfo(superuser, dbname=conninfo_to_dict(source)["dbname"])
    assert back_up(folder / "b", as_superuser).tables["workbench.components"][0] > 0


def test_a_dump_without_the_rows_is_noticed(filled, superuser, folder, monkeypatch):
    source = filled(superuser)
    run = client_programs._run
    monkeypatch.setattr(
        client_programs,
        "_run",
        lambda program, arguments, environment: run(
            program, [*arguments, "--exclude-table-data=workbench.components"], environment
        ),
    )
    with pytest.raises(StoreError, match=r"does not hold the rows of workbench\.components"):
        back_up(folder / "b", source)
    assert list(folder.iterdir()) == []


def test_no_password_in_the_arguments_or_in_what_is_said(filled, owner, folder, monkeypatch):
    source = filled(owner)
    secret = conninfo_to_dict(source)["password"]
    seen = []

    def failing(program, arguments, environment):
        seen.append((arguments, environment))
        return 1, f"pg_dump: error: connection failed for {secret}\npg_dump: hint: none"

    monkeypatch.setattr(client_programs, "_run", failing)
    with pytest.raises(StoreError) as caught:
        back_up(folder / "b", source)
    assert str(caught.value) == "pg_dump failed: connection failed for ***"
    assert not [word for word in seen[0][0] if secret in word]
    assert seen[0][1]["PGPASSWORD"] == secret
    assert caught.value.__cause__ is None


def test_a_program_without_tls_is_passed_over(database, superuser, folder, monkeypatch):
    monkeypatch.setattr(
        client_programs, "_run", lambda *_: (1, 'sslmode value "require" invalid when SSL support is not compiled in')
    )
    with pytest.raises(StoreError, match="install PostgreSQL's client programs"):
        back_up(folder / "b", superuser)


def test_what_servers_note_of_columns_for_themselves_is_left_out():
    for line in (
        b"\\restrict abc",
        b"\\unrestrict abc",
        b"SET transaction_timeout = 0;",
        b"ALTER TABLE ONLY workbench.audit ALTER COLUMN at SET (pg_attver=42610104);",
    ):
        assert store._OF_ANOTHER_VERSION.fullmatch(line)
    for line in (
        b"SET lock_timeout = 0;",
        b"ALTER TABLE ONLY workbench.audit ALTER COLUMN at SET (n_distinct=5);",
        b"    '\\restrict abc'",
    ):
        assert not store._OF_ANOTHER_VERSION.fullmatch(line)


def test_a_backup_is_of_one_moment_whatever_is_written_meanwhile(plants, filled, database, superuser, folder):
    source, target = filled(superuser), database(superuser)
    alice = make_conninfo(plants(superuser)[1], dbname=conninfo_to_dict(source)["dbname"])
    stop, made = threading.Event(), []

    def write():
        with wb.connect(alice) as bench:
            while not stop.is_set():
                bench.create_project(f"Meanwhile {len(made)}", "", [make_small_case(bench.workspace.types)])
                made.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not made:
            stop.wait(0.01)
        back_up(folder / "b", source)
    finally:
        stop.set()
        writer.join()
    restore(folder / "b", target)


def test_the_programs_leave_no_process(superuser, folder):
    back_up(folder / "b", superuser)
    with store.open_backup(folder / "b") as (_, dump):
        with client_programs.script_of(dump, "--list") as script:
            assert script.read().startswith(b";")
        with pytest.raises(ZeroDivisionError), client_programs.script_of(dump, "--file=-"):
            _ = 1 / 0
    assert not dump.exists()
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(dump) not in running


@pytest.fixture
def laptop(request, monkeypatch):
    """An embedded server of its own, that nothing else names; one that was used before, or as the parameter says."""
    folder = Path(tempfile.mkdtemp(prefix="workbench-laptop-"))
    copy_root(request.getfixturevalue(getattr(request, "param", "prepared")), folder)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("WORKBENCH_ADMIN_URL", raising=False)
    monkeypatch.setenv("WORKBENCH_DATA", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("laptop", ["template"], ids=["new"], indirect=True)
def test_a_team_s_backup_on_a_laptop(laptop, filled, superuser, folder):
    source = filled(superuser)
    back_up(folder / "b", source)
    with pytest.raises(InputError, match="say by --email"):
        restore(folder / "b")
    with pytest.raises(NotFound, match=r"nobody@example\.com"):
        restore(folder / "b", email="nobody@example.com")
    restore(folder / "b", email="alice@example.com")
    with wb.connect() as bench:
        assert list(bench.projects().index) == ["Plant"]
        assert not bench.project("Plant").revision("A").case("Design").is_stale
    assert back_up(folder / "again").tables["workbench.components"][0] > 0


def test_move_takes_everything_to_the_team_s_server(laptop, database, owner):
    target = database(owner)
    with wb.connect() as bench:
        mine = bench.create_project("Mine", "", [make_small_case(bench.workspace.types)])
        mine.revision("A").issue()
        digest = mine.revision("A").digest
    moved = move(target, email="alice@example.com", organization="Acme")
    assert moved.written_since == ()
    assert conninfo_to_dict(moved.dsn)["password"] not in repr(moved)
    assert conninfo_to_dict(moved.dsn)["user"].startswith("wb_")
    with wb.connect(moved.dsn) as bench:
        assert bench.project("Mine").revision("A").digest == digest
        assert list(bench.project("Mine").members.index) == ["alice@example.com"]
        assert bench.project("Mine").revision("A").status == "Issued"
    with psycopg.connect(target) as connection:
        connection.execute("SET ROLE workbench_definer")
        assert connection.execute("SELECT name FROM workbench.organizations").fetchall() == [("Acme",)]
    with wb.connect() as bench:  # what is on the laptop stays
        assert list(bench.projects().index) == ["Mine"]
    with pytest.raises(StoreError, match="never overwritten"):
        move(target)


def test_move_says_what_was_written_meanwhile(laptop, database, superuser, monkeypatch):
    target = database(superuser)
    with wb.connect() as bench:
        bench.create_project("Mine")

        def write_meanwhile(connection, *arguments):
            bench.create_project("Late")

        monkeypatch.setattr("workbench.services.backup.rename_user", write_meanwhile)
        moved = move(target)
    assert any("workbench.projects has 2 rows, not 1" in said for said in moved.written_since)
    with wb.connect(moved.dsn) as team:
        assert list(team.projects().index) == ["Mine"]


def test_move_to_a_bad_address_leaves_the_target_empty(laptop, database, superuser):
    target = database(superuser)
    with wb.connect() as bench:
        bench.create_project("Mine")
    with pytest.raises(InputError, match="no e-mail address"):
        move(target, email="nobody")
    assert not has_schema(target)
