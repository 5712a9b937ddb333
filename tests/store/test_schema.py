"""The rules that the tables themselves hold, tried with SQL that goes past Python."""

from __future__ import annotations

import shutil
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors as pg

from workbench.equipment import built_in_schemas
from workbench.errors import InputError, StoreError
from workbench.model.schema import TypeSchema
from workbench.store import migrate as migration
from workbench.store.component_types import load_types, register_type
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


def insert_component(
    sql, rows, *, tag="X-1", properties='{"elevation": 0, "demand": 0}', graphics="{}", case="case", code="NODE"
):
    sql.execute(
        "INSERT INTO workbench.components "
        "(id, project_id, case_id, type_code, type_version, tag, properties, graphics, lineage_id) "
        "SELECT %s, %s, %s, %s, coalesce(max(version), 1), %s, %s, %s, %s "
        "FROM workbench.component_types WHERE code = %s",
        (uuid4(), rows["project"], rows[case], code, tag, properties, graphics, uuid4(), code),
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
        "criteria_library",
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
        sql.execute(
            "SELECT workbench.delete_components(ARRAY[id], ARRAY[version]) FROM workbench.components "
            "WHERE case_id = %s AND tag = 'J-1'",
            (rows["case"],),
        )


def test_a_component_that_nothing_is_connected_to_can_be_deleted(sql, rows):
    insert_component(sql, rows, tag="X-1")
    there = component(sql, rows["case"], "X-1")
    with pytest.raises(psycopg.Error, match="its version is 1, you started from 2"), sql.transaction():
        sql.execute("SELECT workbench.delete_components(ARRAY[%s]::uuid[], ARRAY[2])", (there,))
    sql.execute("SELECT workbench.delete_components(ARRAY[%s]::uuid[], ARRAY[1])", (there,))
    with pytest.raises(TypeError):
        component(sql, rows["case"], "X-1")


@pytest.mark.parametrize(
    "settings",
    ["{}", '{"density": 1}', "jsonb_set(settings, '{density}', '-1')", "settings || '{\"more\": 1}'",
     "jsonb_set(settings, '{friction_law}', '\"none\"')", "jsonb_set(settings, '{viscosity}', '1e400')"],
)  # fmt: skip
def test_settings_that_the_database_refuses(sql, rows, settings):
    value = f"'{settings}'::jsonb" if settings.startswith("{") else settings
    with pytest.raises(pg.CheckViolation):
        sql.execute(f"UPDATE workbench.cases SET settings = {value}, version = version + 1 WHERE id = %(case)s", rows)


@pytest.fixture
def as_superuser(bench):
    secret = (bench.workspace.server.root / "pg18" / "passwords" / "postgres").read_text()
    rest = bench.workspace.server.app_dsn.partition("@")[2]
    with psycopg.connect(f"postgresql://postgres:{secret}@{rest}") as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workbench.revisions SET status = 'Draft' WHERE id = %(revision)s",
        "UPDATE workbench.revisions SET status = 'Issued' WHERE id = %(revision)s",
        "UPDATE workbench.revisions SET locked_at = now() WHERE id = %(revision)s",
        "UPDATE workbench.revisions SET digest = 'abc' WHERE id = %(revision)s",
        "UPDATE workbench.project_members SET role = 'admin' WHERE project_id = %(project)s",
        "INSERT INTO workbench.material_library (name, roughness, schedule_data) VALUES ('x', 'NaN', '{}')",
        "INSERT INTO workbench.material_library (name, roughness, schedule_data) VALUES ('x', -1, '{}')",
        "UPDATE workbench.users SET password_hash = 'secret'",
        "INSERT INTO workbench.revisions (id, project_id, rev_code, author_id, message) "
        "SELECT gen_random_uuid(), project_id, 'a b', author_id, message FROM workbench.revisions",
        "INSERT INTO workbench.revisions (id, project_id, rev_code, author_id, message) "
        "SELECT gen_random_uuid(), project_id, 'Z9', author_id, '' FROM workbench.revisions",
    ],
)
def test_values_that_the_checks_refuse(as_superuser, rows, statement):
    with pytest.raises(pg.CheckViolation):
        as_superuser.execute(statement, rows)


def test_a_revision_keeps_its_code_parent_and_message(as_superuser, rows):
    for change in ("rev_code = 'Q'", "parent_id = id", "message = 'other'", "author_id = gen_random_uuid()"):
        with pytest.raises(psycopg.Error, match="keeps its code"), as_superuser.transaction():
            as_superuser.execute(f"UPDATE workbench.revisions SET {change} WHERE id = %(revision)s", rows)


def test_revision_code_is_unique_in_a_project(sql, rows):
    with pytest.raises(pg.UniqueViolation):
        sql.execute("SELECT workbench.create_revision(%(project)s, 'A', 'again')", rows)


def test_migrating_twice_keeps_what_is_there(bench, project):
    server = bench.workspace.server
    assert is_current(server.app_dsn)
    assert migrate(server.owner_dsn, built_in_schemas())
    assert project.revision("A").cases == ["Design", "Turndown"]


def test_a_migration_that_fails_leaves_the_schema_as_it_was(bench, monkeypatch, tmp_path):
    scripts = tmp_path / "migrations"
    shutil.copytree(migration._scripts(), scripts)
    (scripts / "versions" / "0005_next.py").write_text(
        "from alembic import op\n"
        "revision, down_revision = '0005', '0004'\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE workbench.more (id integer)')\n"
        "    op.execute('CREATE TABLE workbench.more (id integer)')\n"
    )
    monkeypatch.setattr(migration, "_scripts", lambda: scripts)
    assert not is_current(bench.workspace.server.app_dsn)
    with pytest.raises(StoreError, match=r"could not be brought to the present schema: .*already exists"):
        migrate(bench.workspace.server.owner_dsn, {})
    with bench.workspace.database.transaction() as connection:
        assert connection.execute("SELECT to_regclass('workbench.more')").fetchone() == (None,)
        assert connection.execute("SELECT version_num FROM workbench.alembic_version").fetchone() == ("0004",)


def test_ordered_uuids_of_the_server_keep_their_order(sql):
    found = sql.execute("SELECT workbench.ordered_uuid(n) FROM generate_series(1, 3000) AS n ORDER BY n").fetchall()
    values = [value for (value,) in found]
    assert values == sorted(values)
    assert {value.version for value in values} == {7}


def test_a_changed_schema_needs_a_new_version(bench):
    types = bench.workspace.types
    changed = dict(types["NODE"].definition, title="Junction")
    with (
        pytest.raises(InputError, match=f"needs version {types['NODE'].version + 1}"),
        bench.workspace.database.transaction() as connection,
    ):
        register_type(connection, TypeSchema("NODE", types["NODE"].version, changed))


def test_types_come_back_in_the_order_of_their_fields(bench, types):
    with bench.workspace.database.transaction() as connection:
        stored = load_types(connection)
    for code, schema in types.items():
        assert list(stored[code].fields) == list(schema.fields)
        assert list(stored[code].results) == list(schema.results)
