"""Databases of the first schema, with rows in them, come to the present one and lose nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
from pathlib import Path
from uuid import uuid4

import pandas as pd
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

import workbench as wb
from tests.conftest import copy_root
from workbench.equipment import built_in_schemas
from workbench.errors import NotAllowed, RevisionLocked, StoreError
from workbench.model.run_record import RunRecord
from workbench.services.auditing import verify_audit
from workbench.store import migrate as migration
from workbench.store.embedded import start_embedded

ROOT = Path(__file__).resolve().parents[2]

PORT = {"name": "port", "direction": "any", "multiple": True}
NODE = {
    "title": "Node",
    "type": "object",
    "additionalProperties": False,
    "required": ["elevation", "demand"],
    "properties": {
        "elevation": {"type": "number", "unit": "m", "dimension": "length", "minimum": -1e4, "maximum": 1e4},
        "demand": {"type": "number", "unit": "m3/s", "dimension": "volumetric_flow", "default": 0.0},
    },
    "ports": [PORT],
    "results": {"pressure": {"type": "number", "unit": "Pa", "dimension": "pressure"}},
}
FILTER = {
    "title": "Filter",
    "type": "object",
    "additionalProperties": False,
    "required": ["area"],
    "properties": {"area": {"type": "number", "unit": "m2", "dimension": "area", "indexed": True}},
    "ports": [{"name": "inlet"}, {"name": "outlet"}],
}
SETTINGS = {
    "fluid": "water",
    "density": 998.2,
    "viscosity": 1.002e-3,
    "vapour_pressure": 2339.0,
    "atmospheric_pressure": 101325.0,
    "friction_law": "darcy-weisbach",
}
OLD_DIGEST = "ab" * 32
ROWS = """
INSERT INTO workbench.organizations (id, name) VALUES (%(org)s, 'Acme'), (gen_random_uuid(), 'Zero');
INSERT INTO workbench.users (id, email, org_id) VALUES
    (%(ann)s, 'ann@example.com', %(org)s), (gen_random_uuid(), 'bob@example.com', %(org)s);
INSERT INTO workbench.projects (id, org_id, name) VALUES (%(project)s, %(org)s, 'Old');
INSERT INTO workbench.project_members VALUES (%(project)s, %(ann)s, 'owner');
INSERT INTO workbench.revisions
    (id, project_id, rev_code, status, locked_at, parent_id, author_id, message, created_at, digest)
VALUES (%(issued)s, %(project)s, 'A', 'Issued', now(), NULL, %(ann)s, 'first', '2026-01-01', %(digest)s),
       (%(wip)s, %(project)s, 'B', 'WIP', NULL, %(issued)s, %(ann)s, 'second', '2026-01-02', %(digest)s);
INSERT INTO workbench.component_types VALUES ('NODE', 1, %(node)s), ('FILTER', 1, %(filter)s);
"""
CASE = """
INSERT INTO workbench.cases (id, project_id, revision_id, name, app_module, settings, digest)
VALUES (%(case)s, %(project)s, %(revision)s, 'Design', 'NetworkEditor', %(settings)s, %(digest)s);
INSERT INTO workbench.components
    (id, project_id, case_id, type_code, type_version, tag, properties, graphics, lineage_id)
VALUES (%(one)s, %(project)s, %(case)s, 'NODE', 1, 'J-1',
        '{"elevation": 4.5e-05, "demand": 0, "results": {"pressure": 250000.0}}', '{"x": 1, "y": 2}', %(lineage)s),
       (%(two)s, %(project)s, %(case)s, 'FILTER', 1, 'F-1', '{"area": 2.50}', '{}', gen_random_uuid());
INSERT INTO workbench.connections VALUES
    (gen_random_uuid(), %(project)s, %(case)s, %(one)s, %(two)s, 'port', 'inlet');
INSERT INTO workbench.runs
    (id, project_id, case_id, user_id, started_at, finished_at, status, solver, solver_version, input_digest, summary)
VALUES (%(run)s, %(project)s, %(case)s, %(ann)s, now(), now(), 'succeeded', 's', '1', %(run_digest)s,
        '{"iterations": 3}');
UPDATE workbench.cases SET run_id = %(run)s WHERE id = %(case)s;
"""


@pytest.fixture
def server(template, monkeypatch):
    folder = Path(tempfile.mkdtemp(prefix="workbench-migrations-"))
    copy_root(template, folder)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("WORKBENCH_DATA", str(folder))
    with start_embedded(folder) as server:
        yield server
    shutil.rmtree(folder, ignore_errors=True)


def make_first_schema(server):
    """The database as the first version of workbench left it."""
    bring_to(server, "0001")


def bring_to(server, version):
    """Run the migrations up to one of them."""
    upgrade = migration.command.upgrade
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migration.command, "upgrade", lambda config, _: upgrade(config, version))
        migration._upgrade(server.owner_dsn)


def fill(server):
    names = {name: uuid4() for name in ("org", "ann", "project", "issued", "wip")}
    names |= {"digest": OLD_DIGEST, "node": json.dumps(NODE), "filter": json.dumps(FILTER)}
    with psycopg.connect(server.owner_dsn, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(ROWS, names)
        for revision, run_digest in (("issued", "cd" * 32), ("wip", OLD_DIGEST)):
            own = {name: uuid4() for name in ("case", "one", "two", "run", "lineage")}
            own |= {"revision": names[revision], "run_digest": run_digest, "settings": json.dumps(SETTINGS)}
            connection.execute(CASE, names | own)


def test_rows_of_the_first_schema_are_read_by_the_present_one(server):
    make_first_schema(server)
    fill(server)
    with wb.connect() as bench:
        project = bench.project("Old")
        assert list(project.members.index) == ["ann@example.com"]  # the one who worked there has the login
        assert list(project.history()["status"]) == ["Issued", "WIP"]
        assert [project.revision(code).code for code in ("A", "B")] == ["A", "B"]
        case = project.revision("B").case("Design")
        assert case["NODE"].loc["J-1", "elevation"] == 4.5e-05
        assert case["FILTER"].loc["F-1", "area"] == 2.5
        assert case.settings["density"] == 998.2
        assert len(case.connections) == 1
        assert case.run is not None
        assert not case.is_stale
        assert project.revision("A").case("Design").is_stale  # as it was before


def test_a_case_of_before_takes_the_friction_laws_and_the_critical_pressure_that_came_later(server):
    make_first_schema(server)
    fill(server)
    with wb.connect() as bench:
        case = bench.project("Old").revision("B").case("Design")
        for law in ("chezy-manning", "swamee-jain"):
            case.set_settings(friction_law=law, critical_pressure="220.64 bara")
            assert case.save() == ()
        case = bench.project("Old").revision("B").case("Design")
        assert case.settings == SETTINGS | {"friction_law": "swamee-jain", "critical_pressure": pytest.approx(22.064e6)}
        assert bench.project("Old").revision("A").case("Design").settings == SETTINGS


def test_results_of_before_stay_as_they_are_and_texts_come_beside_them(server):
    make_first_schema(server)
    fill(server)
    ensure_roles(server)
    bring_to(server, "0003")
    rows = "SELECT tag, type_version, properties, version FROM workbench.components ORDER BY id"
    checks = (
        "SELECT code, version, results_condition FROM workbench_rules.type_checks WHERE code IN ('NODE', 'FILTER') "
        "AND version = 1 ORDER BY 1"
    )
    with psycopg.connect(server.superuser_dsn) as connection:
        before = connection.execute(rows).fetchall()
        conditions = connection.execute(checks).fetchall()
    assert [row[2]["results"] for row in before if "results" in row[2]] == [{"pressure": 250000.0}] * 2
    sized = FILTER | {"results": {"size": {"type": "string", "maxLength": 8}, "pressure_drop": {"type": "number"}}}
    with wb.connect() as bench:
        with psycopg.connect(server.superuser_dsn) as connection:
            assert connection.execute(rows).fetchall() == before
            assert connection.execute(checks).fetchall() == conditions
            # The new rule makes the same of them, to the letter: numbers are as fast as before.
            anew = (
                "SELECT code, version, workbench_rules.results_condition(schema_definition::jsonb, 'r.results') "
                "FROM workbench.component_types WHERE code IN ('NODE', 'FILTER') AND version = 1 ORDER BY 1"
            )
            assert connection.execute(anew).fetchall() == conditions
        bench.register_type("FILTER", sized)
        case = bench.project("Old").revision("B").case("Design")
        assert case["NODE"].loc["J-1", "pressure"] == 250000.0
        case.upgrade("FILTER")
        found = pd.DataFrame({"size": ["DN 80"], "pressure_drop": [2e4]}, index=pd.Index(["F-1"], name="tag"))
        moment = "2026-01-01T00:00:00+00:00"
        case.put_results({"FILTER": found}, RunRecord(uuid4(), case.digest, "s", "1", {}, moment, moment))
        assert case.save() == ()
        again = bench.project("Old").revision("B").case("Design")
        assert again["FILTER"].loc["F-1"].tolist() == [2.5, "DN 80", 2e4]
        assert bench.query("FILTER", "size == 'DN 80'")["tag"].tolist() == ["F-1"]
        assert bench.query("FILTER", "size != 'DN 80'").empty
        assert bench.query("FILTER", "size is missing")["revision"].tolist() == ["A"]
        assert bench.query("FILTER", "size in ('DN 50', 'DN 80') and pressure_drop > 1000")["size"].tolist() == [
            "DN 80"
        ]
        assert [found.problems for found in verify_audit(bench.workspace)] == [()]
    with psycopg.connect(server.superuser_dsn) as connection:
        assert connection.execute(
            "SELECT revision, size, pressure_drop FROM workbench.v_filter ORDER BY revision"
        ).fetchall() == [("A", None, None), ("B", "DN 80", 2e4)]
    with psycopg.connect(server.app_dsn) as connection:  # exactly where the type declares a text
        for tag, name, value in (("J-1", "pressure", '"x"'), ("F-1", "size", "1"), ("F-1", "size", '"123456789"')):
            with pytest.raises(psycopg.Error, match="not those that the type declares"), connection.transaction():
                connection.execute(
                    "UPDATE workbench.components SET version = version + 1, properties = properties || "
                    "jsonb_build_object('results', %s::jsonb) WHERE tag = %s AND case_id = "
                    "(SELECT k.id FROM workbench.cases AS k JOIN workbench.revisions AS r ON r.id = k.revision_id "
                    "WHERE r.rev_code = 'B')",
                    (f'{{"run_id": "{uuid4()}", "{name}": {value}}}', tag),
                )


def ensure_roles(server):
    """The groups that migrations from the second on take for granted."""
    migration._prepare_roles(server.owner_dsn)


def test_digests_are_made_anew_and_hold(server):
    make_first_schema(server)
    fill(server)
    with wb.connect() as bench:
        project = bench.project("Old")
        assert project.revision("A").digest == project.revision("B").digest != OLD_DIGEST
        assert [found.problems for found in verify_audit(bench.workspace)] == [()]
        case = project.revision("B").case("Design")
        case.set("F-1", area="3 m2")
        assert case.save() == ()
        project.revision("B").issue()
        assert [found.problems for found in verify_audit(bench.workspace)] == [()]


def test_the_rules_hold_for_what_was_there_before(server):
    make_first_schema(server)
    fill(server)
    with wb.connect() as bench:
        case = bench.project("Old").revision("A").case("Design")
        case.set("F-1", area="3 m2")
        with pytest.raises(RevisionLocked):
            case.save()
        with pytest.raises(NotAllowed):
            bench.register_type("NODE", NODE)
        bench.register_type("FILTER", FILTER | {"title": "A better filter"})
    with psycopg.connect(server.app_dsn) as connection:
        for statement in (
            "UPDATE workbench.components SET properties = '{}', version = version + 1 WHERE tag = 'F-1'",
            "UPDATE workbench.components SET tag = 'X' WHERE tag = 'F-1'",
            "DELETE FROM workbench.components",
            "UPDATE workbench.projects SET name = 'X'",
            "UPDATE workbench.users SET email = 'x@example.com'",
        ):
            with pytest.raises(psycopg.Error), connection.transaction():
                connection.execute(statement)


def test_a_type_of_the_users_own_has_its_view_index_and_check(server):
    make_first_schema(server)
    fill(server)
    with wb.connect():
        pass
    with psycopg.connect(server.superuser_dsn) as connection:
        rows = connection.execute(
            "SELECT project, revision, tag, area FROM workbench.v_filter ORDER BY revision"
        ).fetchall()
        assert rows == [("Old", "A", "F-1", 2.5), ("Old", "B", "F-1", 2.5)]
        assert connection.execute(
            "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'property_filter_area%'"
        ).fetchone() == (1,)
        assert connection.execute("SELECT name FROM workbench.organizations AS o JOIN workbench.component_types AS t "
                                  "ON t.org_id = o.id WHERE t.code = 'FILTER'").fetchone() == ("Acme",)  # fmt: skip


def test_migrating_again_changes_nothing(server):
    make_first_schema(server)
    fill(server)
    contents = []
    for _ in range(3):
        with wb.connect():
            pass
        migration.migrate(server.owner_dsn, built_in_schemas())
        with psycopg.connect(server.superuser_dsn) as connection:
            contents.append([
                connection.execute(f"SELECT t::text FROM {name} AS t ORDER BY 1").fetchall()
                for (name,) in connection.execute(
                    "SELECT c.oid::regclass::text FROM pg_class AS c WHERE relkind = 'r' "
                    "AND relnamespace IN ('workbench'::regnamespace, 'workbench_rules'::regnamespace) ORDER BY 1"
                ).fetchall()
            ])  # fmt: skip
    assert contents[0] == contents[1] == contents[2]


def test_a_migration_that_fails_leaves_everything(server, monkeypatch, tmp_path):
    make_first_schema(server)
    fill(server)
    scripts = tmp_path / "migrations"
    shutil.copytree(migration._scripts(), scripts)
    (scripts / "sql" / "0002" / "99_zz.sql").write_text("SELECT 1 / 0;")
    with monkeypatch.context() as patch:
        patch.setattr(migration, "_scripts", lambda: scripts)
        with pytest.raises(StoreError, match="division by zero"):
            wb.connect()
    with psycopg.connect(server.owner_dsn) as connection:
        assert connection.execute("SELECT version_num FROM workbench.alembic_version").fetchone() == ("0001",)
        assert connection.execute("SELECT count(*), min(digest) FROM workbench.cases").fetchone() == (2, OLD_DIGEST)
        assert connection.execute("SELECT to_regnamespace('workbench_rules')").fetchone() == (None,)
    with wb.connect() as bench:  # and with the right scripts it goes on
        assert bench.project("Old").revision("B").cases == ["Design"]


def test_rows_that_the_present_rules_refuse_are_named(server):
    make_first_schema(server)
    fill(server)
    with psycopg.connect(server.owner_dsn) as connection:
        connection.execute("UPDATE workbench.cases SET settings = '{\"density\": -1}'")
    with pytest.raises(StoreError, match="cases_settings_known"):
        wb.connect()


def test_a_database_that_cannot_hold_every_character_is_refused(server):
    with psycopg.connect(server.superuser_dsn, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreError, match="has the encoding LATIN1"):
        migration.migrate(make_conninfo(server.superuser_dsn, dbname="latin"), built_in_schemas())


def test_a_schema_of_a_newer_workbench_is_left_alone(server):
    with wb.connect():
        pass
    with psycopg.connect(server.owner_dsn) as connection:
        connection.execute("UPDATE workbench.alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="does not know"):
        wb.connect()


def test_an_installed_package_has_every_script(server, monkeypatch, tmp_path):
    """The wheel takes the whole folder, SQL files too; and the folder is looked for inside the package first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert (
        project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]["migrations"] == "workbench/_migrations"
    )
    package = tmp_path / "site-packages" / "workbench"
    (package / "store").mkdir(parents=True)
    shutil.copytree(ROOT / "migrations", package / "_migrations")
    monkeypatch.setattr(migration, "__file__", str(package / "store" / "migrate.py"))
    assert migration._scripts() == package / "_migrations"
    assert len(list((package / "_migrations" / "sql").rglob("*.sql"))) > 10
    with wb.connect() as bench:
        assert bench.create_project("By the installed scripts").members.index.size == 1
