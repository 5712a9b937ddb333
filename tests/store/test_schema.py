"""The rules that the tables themselves hold, tried with SQL that goes past Python."""

from __future__ import annotations

import shutil
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors as pg

from workbench.errors import InputError, StoreError
from workbench.model.schema import TypeSchema
from workbench.store import migrate as migration
from workbench.store.component_types import load_types, register_types
from workbench.store.migrate import is_current, migrate


@pytest.fixture
def sql(bench):
    """A plain connection of the application's login; what a test does is rolled back."""
    with psycopg.connect(bench.workspace.server.app_dsn) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def rows(sql, project):
    """Identifiers of a case with components, its project and revision."""
    revision = project.revision("A")
    (case_id,) = sql.execute(
        "SELECT id FROM workbench.cases WHERE revision_id = %s AND name = 'Design'", (revision.row.id,)
    ).fetchone()
    (other_id,) = sql.execute(
        "SELECT id FROM workbench.cases WHERE revision_id = %s AND name = 'Turndown'", (revision.row.id,)
    ).fetchone()
    return {"project": project.row.id, "revision": revision.row.id, "case": case_id, "other": other_id}


def insert_component(sql, rows, *, tag="X-1", properties="{}", graphics="{}", case="case", code="NODE"):
    sql.execute(
        "INSERT INTO workbench.components "
        "(id, project_id, case_id, type_code, type_version, tag, properties, graphics, lineage_id) "
        "VALUES (%s, %s, %s, %s, 1, %s, %s, %s, %s)",
        (uuid4(), rows["project"], rows[case], code, tag, properties, graphics, uuid4()),
    )


def component(sql, case_id, tag):
    (identifier,) = sql.execute(
        "SELECT id FROM workbench.components WHERE case_id = %s AND tag = %s", (case_id, tag)
    ).fetchone()
    return identifier


def test_the_application_is_no_superuser(sql):
    row = sql.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = session_user"
    ).fetchone()
    assert row == (False, False, False, False)
    with pytest.raises(pg.InsufficientPrivilege):
        sql.execute("DROP TABLE workbench.components")


def test_every_table_of_the_design_is_there(sql):
    tables = {
        name for (name,) in sql.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'workbench'").fetchall()
    }
    assert {
        "organizations",
        "users",
        "project_members",
        "projects",
        "revisions",
        "cases",
        "component_types",
        "components",
        "connections",
        "fluid_library",
        "material_library",
        "runs",
        "audit",
        "api_tokens",
    } <= tables


def test_no_foreign_key_cascades(sql):
    found = sql.execute(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND connamespace = 'workbench'::regnamespace "
        "AND (confdeltype NOT IN ('a', 'r') OR confupdtype NOT IN ('a', 'r'))"
    ).fetchall()
    assert found == []


def test_tag_is_unique_in_a_case_whatever_its_letter_case(sql, rows):
    with pytest.raises(pg.UniqueViolation):
        insert_component(sql, rows, tag="p-101")


def test_the_same_tag_in_another_case(sql, rows):
    insert_component(sql, rows, tag="X-1")
    insert_component(sql, rows, tag="X-1", case="other")


@pytest.mark.parametrize("tag", ["", "=A1", "-P", "+P", "@P", " P", "P ", "a\tb", "<b>", "a" * 65, 'q"'])
def test_tags_that_the_database_refuses(sql, rows, tag):
    with pytest.raises(pg.CheckViolation):
        insert_component(sql, rows, tag=tag)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("properties", "[1]"),
        ("properties", '"text"'),
        ("graphics", "[]"),
        ("graphics", '{"x": "a", "y": 1}'),
        ("graphics", '{"x": 1}'),
        ("graphics", '{"x": 1, "y": 2, "z": 3}'),
    ],
)
def test_json_that_the_database_refuses(sql, rows, column, value):
    with pytest.raises(pg.CheckViolation):
        insert_component(sql, rows, **{column: value})


def test_unknown_component_type(sql, rows):
    with pytest.raises(pg.ForeignKeyViolation):
        insert_component(sql, rows, code="NOTHING")


def connect(sql, rows, source, target, case="case"):
    sql.execute(
        "INSERT INTO workbench.connections "
        "(id, project_id, case_id, source_component_id, target_component_id, source_port, target_port) "
        "VALUES (%s, %s, %s, %s, %s, 'port', 'port')",
        (uuid4(), rows["project"], rows[case], source, target),
    )


def test_both_ends_of_a_connection_are_in_its_case(sql, rows):
    here, there = component(sql, rows["case"], "J-1"), component(sql, rows["other"], "J-2")
    with pytest.raises(pg.ForeignKeyViolation):
        connect(sql, rows, here, there)


def test_both_ends_in_another_case(sql, rows):
    one, two = component(sql, rows["other"], "J-1"), component(sql, rows["other"], "J-2")
    with pytest.raises(pg.ForeignKeyViolation):
        connect(sql, rows, one, two)


def test_no_connection_to_itself(sql, rows):
    here = component(sql, rows["case"], "J-1")
    with pytest.raises(pg.CheckViolation):
        connect(sql, rows, here, here)


def test_no_dangling_connection_is_left(sql, rows):
    with pytest.raises(pg.ForeignKeyViolation):
        sql.execute("DELETE FROM workbench.components WHERE case_id = %s AND tag = 'J-1'", (rows["case"],))


def test_component_stays_in_its_project(sql, rows):
    with pytest.raises(pg.ForeignKeyViolation):
        sql.execute("UPDATE workbench.components SET project_id = %s WHERE case_id = %s", (uuid4(), rows["case"]))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workbench.revisions SET status = 'Draft' WHERE id = %(revision)s",
        "UPDATE workbench.revisions SET status = 'Issued' WHERE id = %(revision)s",
        "UPDATE workbench.revisions SET locked_at = now() WHERE id = %(revision)s",
        "UPDATE workbench.revisions SET rev_code = 'a b' WHERE id = %(revision)s",
        "UPDATE workbench.revisions SET message = '' WHERE id = %(revision)s",
        "UPDATE workbench.revisions SET parent_id = id WHERE id = %(revision)s",
        "UPDATE workbench.revisions SET digest = 'abc' WHERE id = %(revision)s",
        "UPDATE workbench.project_members SET role = 'admin' WHERE project_id = %(project)s",
        "INSERT INTO workbench.material_library (name, roughness, schedule_data) VALUES ('x', 'NaN', '{}')",
        "INSERT INTO workbench.material_library (name, roughness, schedule_data) VALUES ('x', -1, '{}')",
    ],
)
def test_values_that_the_checks_refuse(sql, rows, statement):
    with pytest.raises(pg.CheckViolation):
        sql.execute(statement, rows)


def test_revision_code_is_unique_in_a_project(sql, rows):
    with pytest.raises(pg.UniqueViolation):
        sql.execute(
            "INSERT INTO workbench.revisions (id, project_id, rev_code, author_id, message, digest) "
            "SELECT gen_random_uuid(), project_id, rev_code, author_id, message, digest "
            "FROM workbench.revisions WHERE id = %(revision)s",
            rows,
        )


def test_parent_is_a_revision_of_the_same_project(sql, rows, bench):
    other = bench.create_project(f"Other {uuid4()}").revision("A")
    with pytest.raises(pg.ForeignKeyViolation):
        sql.execute("UPDATE workbench.revisions SET parent_id = %s WHERE id = %s", (other.row.id, rows["revision"]))


def test_migrating_twice_keeps_what_is_there(bench, project):
    server = bench.workspace.server
    assert is_current(server.app_dsn)
    migrate(server.owner_dsn)
    assert project.revision("A").cases == ["Design", "Turndown"]


def test_a_migration_that_fails_leaves_the_schema_as_it_was(bench, monkeypatch, tmp_path):
    """The application's login may not create tables: the second statement of this migration is refused."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migration._scripts(), scripts)
    (scripts / "versions" / "0002_next.py").write_text(
        "from alembic import op\n"
        "revision, down_revision = '0002', '0001'\n"
        "def upgrade():\n"
        "    op.execute(\"UPDATE workbench.organizations SET name = 'Changed'\")\n"
        "    op.execute('CREATE TABLE workbench.more (id integer)')\n"
    )
    monkeypatch.setattr(migration, "_scripts", lambda: scripts)
    assert not is_current(bench.workspace.server.app_dsn)
    with pytest.raises(StoreError, match="could not be brought to the present schema: permission denied"):
        migrate(bench.workspace.server.app_dsn)
    with bench.workspace.database.transaction() as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM workbench.organizations").fetchall()}
    assert "Local" in names
    assert "Changed" not in names


def test_ordered_uuids_of_the_server_keep_their_order(sql):
    found = sql.execute("SELECT workbench.ordered_uuid(n) FROM generate_series(1, 3000) AS n ORDER BY n").fetchall()
    values = [value for (value,) in found]
    assert values == sorted(values)
    assert {value.version for value in values} == {7}


def test_a_changed_schema_needs_a_new_version(bench):
    types = bench.workspace.types
    changed = dict(types["NODE"].definition, title="Junction")
    with (
        pytest.raises(InputError, match="needs version 2"),
        bench.workspace.database.transaction() as connection,
    ):
        register_types(connection, [TypeSchema("NODE", 1, changed)])


def test_types_come_back_in_the_order_of_their_fields(bench, types):
    with bench.workspace.database.transaction() as connection:
        stored = load_types(connection)
    for code, schema in types.items():
        assert list(stored[code].fields) == list(schema.fields)
        assert list(stored[code].results) == list(schema.results)
