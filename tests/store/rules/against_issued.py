"""Attacks on issued revisions, on what others wrote meanwhile, and on the audit; by those who may write."""

# ruff: noqa: E501 - a table reads best with one attack a line
from __future__ import annotations

from tests.store.rules.attack import Attack, component, link, newest

__all__ = ["ATTACKS"]

A = "'{{project.alpha}}', '{{case.issued}}'"
OF_A = "case_id = '{{case.issued}}'"
RENAME = "UPDATE workbench.components SET tag = 'V', version = version + 1 WHERE "
P101 = "id = '{{issued.P-101}}'"
UNISSUE = (
    "UPDATE workbench.revisions SET status = 'WIP', locked_at = NULL, issued_by = NULL, issued_for = NULL, digest = NULL "
    "WHERE id = '{{revision.issued}}'"
)
REUSED = component("Q-1").replace("(project_id", "(id, project_id").replace("VALUES (", "VALUES ('{{wip.J-1}}', ")

WRITES = [
    ("insert a component", component("X", where=A), "WB001"),
    ("update a component", RENAME + P101, "WB001"),
    ("change properties", f"UPDATE workbench.components SET properties = properties || '{{\"length\": 9}}', version = version + 1 WHERE {P101}", "WB001"),
    ("change results", f"UPDATE workbench.components SET properties = properties - 'results', version = version + 1 WHERE {P101}", "WB001"),
    ("change positions", f"UPDATE workbench.components SET graphics = '{{}}', version = version + 1 WHERE {P101}", "WB001"),
    ("change the version of the schema", f"UPDATE workbench.components SET type_version = 1, version = version + 1 WHERE {P101}", "23503"),
    ("change nothing", f"UPDATE workbench.components SET version = version + 1 WHERE {P101}", "WB001"),
    ("insert a connection", link("issued.P-101", "outlet", "issued.J-2", "port", A), "WB001"),
    ("update a connection", f"UPDATE workbench.connections SET source_port = 'inlet' WHERE {OF_A}", "42501"),
    ("delete components", f"DELETE FROM workbench.components WHERE {OF_A}", "42501"),
    ("delete connections", f"DELETE FROM workbench.connections WHERE {OF_A}", "42501"),
    ("delete the case", "DELETE FROM workbench.cases WHERE id = '{{case.issued}}'", "42501"),
    ("add a case", "INSERT INTO workbench.cases (project_id, revision_id, name, app_module, settings) VALUES ('{{project.alpha}}', '{{revision.issued}}', 'n', 'network', '{{settings}}')", "WB001"),
    ("rename the case", "UPDATE workbench.cases SET name = 'n', version = version + 1 WHERE id = '{{case.issued}}'", "WB001"),
    ("change its settings", "UPDATE workbench.cases SET settings = settings || '{\"density\": 1}', version = version + 1 WHERE id = '{{case.issued}}'", "WB001"),
    ("move the case out", "UPDATE workbench.cases SET revision_id = '{{revision.wip}}', version = version + 1 WHERE id = '{{case.issued}}'", "42501"),
    ("move a case in", "UPDATE workbench.cases SET revision_id = '{{revision.issued}}', version = version + 1 WHERE id = '{{case.wip}}'", "42501"),
    ("move a component out", f"UPDATE workbench.components SET case_id = '{{{{case.wip}}}}', version = version + 1 WHERE {P101}", "42501"),
    ("move a component in", "UPDATE workbench.components SET case_id = '{{case.issued}}', version = version + 1 WHERE id = '{{wip.P-101}}'", "42501"),
    ("change its type", f"UPDATE workbench.components SET type_code = 'NODE', version = version + 1 WHERE {P101}", "42501"),
    ("change its lineage", f"UPDATE workbench.components SET lineage_id = gen_random_uuid(), version = version + 1 WHERE {P101}", "42501"),
    ("un-issue", UNISSUE, "42501"),
    ("rename the revision", "UPDATE workbench.revisions SET rev_code = 'Z'", "42501"),
    ("delete the revision", "DELETE FROM workbench.revisions WHERE id = '{{revision.issued}}'", "42501"),
    ("truncate", "TRUNCATE workbench.components CASCADE", "42501"),
    ("truncate organizations", "TRUNCATE workbench.organizations CASCADE", "42501"),
    ("play a replica", "SET session_replication_role = replica", "42501"),
    ("disable triggers", "ALTER TABLE workbench.components DISABLE TRIGGER ALL", "42501"),
    ("drop a trigger", "DROP TRIGGER guard ON workbench.cases", "42501"),
    ("drop a table", "DROP TABLE workbench.components CASCADE", "42501"),
    ("drop a policy", "DROP POLICY reading ON workbench.components", "42501"),
    ("pretend a migration", "SET workbench.migration = 'on'; ALTER TABLE workbench.components DISABLE TRIGGER ALL", "42501"),
    ("create a rule", "CREATE RULE r AS ON UPDATE TO workbench.components DO INSTEAD NOTHING", "42501"),
    ("create a trigger", "CREATE TRIGGER t AFTER INSERT ON workbench.cases FOR EACH ROW EXECUTE FUNCTION workbench_rules.refuse_change()", "42501"),
    ("replace a function", "CREATE OR REPLACE FUNCTION workbench.readable() RETURNS uuid[] LANGUAGE sql AS 'SELECT NULL::uuid[]'", "42501"),
    ("replace an operator", "CREATE FUNCTION workbench.f(uuid, uuid) RETURNS boolean LANGUAGE sql AS 'SELECT true'", "42501"),
    ("hide in a common table expression", f"WITH d AS ({RENAME} {P101} RETURNING 1) SELECT count(*) FROM d", "WB001"),
    ("hide among others", RENAME.replace("'V'", "'V-' || id") + "project_id = '{{project.alpha}}'", "WB001"),
    ("hide in a savepoint", f"BEGIN; SAVEPOINT s; {RENAME} {P101}; RELEASE s; COMMIT", "WB001"),
    ("defer constraints", f"BEGIN; SET CONSTRAINTS ALL DEFERRED; {RENAME} {P101}; COMMIT", "WB001"),
    ("upsert", REUSED.replace("{{wip.J-1}}", "{{issued.J-1}}") + " ON CONFLICT (id) DO UPDATE SET tag = 'Z', version = 2", "WB001"),
    ("merge", "MERGE INTO workbench.components AS t USING (SELECT '{{issued.P-101}}'::uuid AS i) AS s ON t.id = s.i WHEN MATCHED THEN UPDATE SET tag = 'HACK', version = 2", "WB001"),
    ("merge a new row in", f"MERGE INTO workbench.components AS t USING (SELECT 'X' AS tag) AS s ON false WHEN NOT MATCHED THEN INSERT (project_id, case_id, type_code, type_version, tag, properties) VALUES ({A}, 'NODE', 3, s.tag, '{{\"elevation\": 0, \"demand\": 0}}')", "WB001"),
    ("copy in", "COPY workbench.components (project_id, case_id, type_code, type_version, tag, properties) FROM STDIN", "0A000"),
]  # fmt: skip

FUNCTIONS = [
    ("delete components by function", "SELECT workbench.delete_components(ARRAY['{{issued.P-101}}'::uuid], ARRAY[1])", "WB001"),
    ("delete connections by function", "SELECT workbench.delete_connections(ARRAY['{{link.issued.P-101}}'::uuid])", "WB001"),
    ("lock the case", "SELECT workbench.lock_case('{{case.issued}}')", "WB001"),
    ("create a case", "SELECT workbench.stage(); SELECT workbench.create_case('{{revision.issued}}', jsonb_build_object('name', 'n', 'description', '', 'app_module', 'network', 'settings', '{{settings}}'::jsonb))", "WB001"),
    ("save the case", "SELECT workbench.stage(); SELECT workbench.save_case('{{case.issued}}', 1, jsonb_build_object('name', 'n', 'description', '', 'settings', '{{settings}}'::jsonb), '{}')", "WB001"),
    ("remove by saving", "SELECT workbench.stage(); SELECT workbench.save_case('{{case.issued}}', 1, jsonb_build_object('name', 'Design', 'description', '', 'settings', '{{settings}}'::jsonb), ARRAY['{{lineage.issued.V-1}}'::uuid])", "WB001"),
]  # fmt: skip

ALL_POWERS = [
    ("update a component", RENAME + P101, "WB001"),
    ("delete components", f"DELETE FROM workbench.connections WHERE {OF_A}; DELETE FROM workbench.components WHERE {OF_A}", "WB001"),
    ("insert a component", component("X", where=A), "WB001"),
    ("rename the case", "UPDATE workbench.cases SET name = 'n', version = version + 1 WHERE id = '{{case.issued}}'", "WB001"),
    ("delete connections", f"DELETE FROM workbench.connections WHERE {OF_A}", "WB001"),
    ("move a component out", "UPDATE workbench.components SET case_id = '{{case.wip}}', tag = 'Z', lineage_id = id, version = version + 1 WHERE id = '{{issued.J-1}}'", "23503"),
    ("move a lonely component", "INSERT INTO workbench.components (id, project_id, case_id, type_code, type_version, tag, properties) VALUES ('{{run.wip}}', '{{project.alpha}}', '{{case.wip}}', 'NODE', 3, 'LONELY', '{\"elevation\": 0, \"demand\": 0}'); UPDATE workbench.components SET case_id = '{{case.issued}}', version = version + 1 WHERE id = '{{run.wip}}'", "WB003"),
    ("move a case out", "UPDATE workbench.cases SET revision_id = '{{revision.wip}}', name = 'moved', version = version + 1 WHERE id = '{{case.issued}}'", "WB003"),
    ("change a type", f"UPDATE workbench.components SET type_code = 'VALVE', type_version = {newest('VALVE')}, version = version + 1 WHERE {P101}", "WB001"),
    ("change a lineage in work", "UPDATE workbench.components SET lineage_id = gen_random_uuid(), version = version + 1 WHERE id = '{{wip.P-101}}'", "WB003"),
    ("un-issue", UNISSUE, "WB001"),
    ("rewrite a revision in work", "UPDATE workbench.revisions SET message = 'x' WHERE id = '{{revision.wip}}'", "WB003"),
    ("delete the revision", "DELETE FROM workbench.revisions WHERE id = '{{revision.issued}}'", "WB001"),
    ("truncate organizations", "TRUNCATE workbench.organizations CASCADE", "WB004"),
    ("truncate components", "TRUNCATE workbench.components CASCADE", "WB004"),
    ("truncate the audit", "TRUNCATE workbench.audit", "WB004"),
    ("truncate the heads", "TRUNCATE workbench_rules.audit_heads", "WB004"),
    ("truncate the checks", "TRUNCATE workbench_rules.type_checks", "WB004"),
    ("play a replica and update", f"SET session_replication_role = replica; {RENAME} {P101}", "WB001"),
    ("play a replica and truncate", "SET session_replication_role = replica; TRUNCATE workbench.runs CASCADE", "WB004"),
    ("play a replica and drop", "SET session_replication_role = replica; DROP TRIGGER guard ON workbench.cases", "WB004"),
    ("disable triggers", "ALTER TABLE workbench.components DISABLE TRIGGER ALL", "WB004"),
    ("drop a trigger", "DROP TRIGGER guard ON workbench.cases", "WB004"),
    ("drop a table", "DROP TABLE workbench.audit CASCADE", "WB004"),
    ("drop a policy", "DROP POLICY reading ON workbench.components", "WB004"),
    ("drop a constraint", "ALTER TABLE workbench.components DROP CONSTRAINT components_tag_check", "WB004"),
    ("drop a schema", "DROP SCHEMA workbench_rules CASCADE", "WB004"),
    ("replace a function", "ALTER FUNCTION workbench_rules.open_revisions(uuid[]) RENAME TO x", "WB004"),
    ("add a cascade", "ALTER TABLE workbench.components ADD FOREIGN KEY (case_id) REFERENCES workbench.cases (id) ON DELETE CASCADE", "WB004"),
    ("turn row security off", "ALTER TABLE workbench.components NO FORCE ROW LEVEL SECURITY", "WB004"),
    ("change a record", "UPDATE workbench.audit SET login = 'x' WHERE sequence = 1", "WB004"),
    ("delete a record", "DELETE FROM workbench.audit WHERE sequence = 1", "WB004"),
    ("change a type's schema", "UPDATE workbench.component_types SET schema_definition = '{}' WHERE code = 'PIPE'", "WB004"),
    ("delete a type", "DELETE FROM workbench.component_types WHERE code = 'STRICT' AND version = 2", "WB004"),
    ("change a fluid", "UPDATE workbench.fluid_library SET properties = '{}'", "WB004"),
    ("change a material", "UPDATE workbench.material_library SET roughness = 1", "WB004"),
    ("change criteria", "UPDATE workbench.criteria_library SET criteria = '[]'", "WB004"),
    ("delete criteria", "DELETE FROM workbench.criteria_library", "WB004"),
    ("truncate criteria", "TRUNCATE workbench.criteria_library", "WB004"),
    ("play a replica and change criteria", "SET session_replication_role = replica; UPDATE workbench.criteria_library SET criteria = '[]'", "WB004"),
    ("play a replica and truncate criteria", "SET session_replication_role = replica; TRUNCATE workbench.criteria_library", "WB004"),
    ("criteria of version zero", "INSERT INTO workbench.criteria_library (name, version, source, criteria) VALUES ('x', 0, 's', '[]')", "23514"),
    ("criteria of a version that there is", "INSERT INTO workbench.criteria_library (project_id, name, version, source, criteria) SELECT project_id, name, version, source, criteria FROM workbench.criteria_library WHERE name = 'Alpha lines'", "23505"),
    ("built-in criteria of a version that there is", "INSERT INTO workbench.criteria_library (name, version, source, criteria) SELECT name, version, source, criteria FROM workbench.criteria_library WHERE project_id IS NULL LIMIT 1", "23505"),
    ("criteria that are no list", "INSERT INTO workbench.criteria_library (name, version, source, criteria) VALUES ('x', 1, 's', '{}')", "23514"),
    ("change a run", "UPDATE workbench.runs SET summary = '{}'", "WB004"),
    ("delete a run", "DELETE FROM workbench.runs", "WB004"),
]  # fmt: skip

OWNER = [
    ("truncate", "TRUNCATE workbench.connections", "WB004"),
    ("see rows", "SELECT * FROM workbench.components", "ZERO"),
    ("see users", "SELECT * FROM workbench.users", "ZERO"),
    ("see tokens", "SELECT * FROM workbench.api_tokens", "ZERO"),
    ("see criteria", "SELECT * FROM workbench.criteria_library", "ZERO"),
    ("delete rows", f"DELETE FROM workbench.connections WHERE {OF_A}", "ZERO"),
    ("update rows", RENAME + P101, "ZERO"),
    ("insert rows", component("X", where=A), "42501"),
    ("turn row security off", "ALTER TABLE workbench.components NO FORCE ROW LEVEL SECURITY", "WB004"),
    ("disable triggers", "ALTER TABLE workbench.components DISABLE TRIGGER USER", "WB004"),
    ("add a policy", "CREATE POLICY mine ON workbench.components USING (true)", "WB004"),
    ("change a policy", "ALTER POLICY reading ON workbench.components USING (true)", "WB004"),
    ("drop a trigger", "DROP TRIGGER no_truncate ON workbench.components", "WB004"),
    ("drop a column", "ALTER TABLE workbench.components DROP COLUMN lineage_id", "WB004"),
    ("grant what others may", "GRANT DELETE ON workbench.components TO workbench_user", "WB004"),
    ("revoke what others may", "REVOKE SELECT ON workbench.components FROM workbench_user", "WB004"),
    ("grant a function of the definer", "GRANT EXECUTE ON FUNCTION workbench_rules.record(uuid, text, bigint, jsonb) TO PUBLIC", "42501"),
    ("grant a function", "GRANT EXECUTE ON FUNCTION workbench_rules.reconcile_indexes(text, text[], text[]) TO PUBLIC", "WB004"),
    ("drop a view", "DROP VIEW workbench.v_pipe", "WB004"),
    ("drop the guard", "DROP FUNCTION workbench_guard.refuse_ddl CASCADE", "42501"),
    ("drop the event trigger", "DROP EVENT TRIGGER workbench_ddl", "42501"),
    ("become the api", "SET ROLE workbench_api", "42501"),
    ("become the superuser", "SET ROLE postgres", "42501"),
]  # fmt: skip

CONFLICTS = [
    ("blind update", "UPDATE workbench.components SET tag = 'V' WHERE id = '{{wip.P-101}}'", "WB002"),
    ("stale version", "UPDATE workbench.components SET tag = 'V', version = 5 WHERE id = '{{wip.P-101}}'", "WB002"),
    ("version turned back", "UPDATE workbench.components SET tag = 'V', version = version - 1 WHERE id = '{{wip.P-101}}'", "WB002"),
    ("no version", "UPDATE workbench.components SET tag = 'V', version = NULL WHERE id = '{{wip.P-101}}'", "23502"),
    ("one stale among many", "UPDATE workbench.components SET version = version + CASE WHEN tag = 'P-101' THEN 2 ELSE 1 END WHERE case_id = '{{case.wip}}'", "WB002"),
    ("stale delete", "SELECT workbench.delete_components(ARRAY['{{wip.P-101}}'::uuid], ARRAY[7])", "WB002"),
    ("delete without a version", "SELECT workbench.delete_components(ARRAY['{{wip.P-101}}'::uuid], '{}')", "WB002"),
    ("blind update of a case", "UPDATE workbench.cases SET name = 'x' WHERE id = '{{case.wip}}'", "WB002"),
    ("stale update of a case", "UPDATE workbench.cases SET name = 'x', version = 9 WHERE id = '{{case.wip}}'", "WB002"),
    ("upsert overwrites", REUSED + " ON CONFLICT (id) DO UPDATE SET tag = 'Z'", "WB002"),
    ("merge overwrites", "MERGE INTO workbench.components AS t USING (SELECT '{{wip.J-1}}'::uuid AS i) AS s ON t.id = s.i WHEN MATCHED THEN UPDATE SET tag = 'HACK'", "WB002"),
    ("stale save", "SELECT workbench.stage(); SELECT workbench.save_case('{{case.wip}}', 0, jsonb_build_object('name', 'Design', 'description', '', 'settings', '{{settings}}'::jsonb), '{}')", "WB002"),
    ("save without a version", "SELECT workbench.stage(); SELECT workbench.save_case('{{case.wip}}', NULL, jsonb_build_object('name', 'Design', 'description', '', 'settings', '{{settings}}'::jsonb), '{}')", "WB002"),
    ("stale commit", "SELECT workbench.stage(); SELECT workbench.commit_revision('{{case.wip}}', 0, 'C', 'm', NULL, jsonb_build_object('name', 'Design', 'description', '', 'app_module', 'network', 'settings', '{{settings}}'::jsonb), '{}')", "WB002"),
    ("commit without a version", "SELECT workbench.stage(); SELECT workbench.commit_revision('{{case.wip}}', NULL, 'C', 'm', NULL, jsonb_build_object('name', 'Design', 'description', '', 'app_module', 'network', 'settings', '{{settings}}'::jsonb), '{}')", "WB002"),
]  # fmt: skip

AUDIT = [
    ("change a record", "UPDATE workbench.audit SET login = 'x'", "42501"),
    ("add a record", "INSERT INTO workbench.audit SELECT * FROM workbench.audit LIMIT 1", "42501"),
    ("delete a record", "DELETE FROM workbench.audit", "42501"),
    ("truncate", "TRUNCATE workbench.audit", "42501"),
    ("write by the function", "SELECT workbench_rules.record('{{project.alpha}}', 'x', 1, '{}')", "42501"),
    ("write by the other function", "SELECT workbench_rules.record_rows('x', '{{project.alpha}}', 1, '', '{}')", "42501"),
    ("change the head", "UPDATE workbench_rules.audit_heads SET sequence = 0", "42501"),
    ("delete the head", "DELETE FROM workbench_rules.audit_heads", "42501"),
]  # fmt: skip

ISSUING = [
    Attack("ed", "issue", "as editor", "SELECT workbench.issue_revision('{{revision.wip}}', 'review')", "42501"),
    Attack("vic", "issue", "as viewer", "SELECT workbench.issue_revision('{{revision.wip}}', 'review')", "42501"),
    Attack(
        "mal", "issue", "as another tenant", "SELECT workbench.issue_revision('{{revision.wip}}', 'review')", "42501"
    ),
    Attack("alice", "issue", "twice", "SELECT workbench.issue_revision('{{revision.issued}}', 'review')", "WB001"),
    Attack("alice", "issue", "for nothing", "SELECT workbench.issue_revision('{{revision.wip}}', NULL)", "23514"),
    Attack(
        "alice", "issue", "for something else", "SELECT workbench.issue_revision('{{revision.wip}}', 'fun')", "23514"
    ),
    Attack(
        "alice",
        "isolation",
        "repeatable read",
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT workbench.issue_revision('{{revision.wip}}', 'review')",
        "WB007",
    ),
    Attack(
        "alice",
        "isolation",
        "serializable",
        "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT workbench.issue_revision('{{revision.wip}}', 'review')",
        "WB007",
    ),
]

ATTACKS = [
    *(Attack(who, "issued", *about) for who in ("ed", "alice") for about in (*WRITES, *FUNCTIONS)),
    *(Attack("postgres", "issued", *about) for about in ALL_POWERS),
    *(Attack("owner", "issued", *about) for about in OWNER),
    *(Attack("ed", "conflict", *about) for about in CONFLICTS),
    *(Attack(who, "audit", *about) for who in ("alice", "ed", "mal") for about in AUDIT),
    *ISSUING,
]
