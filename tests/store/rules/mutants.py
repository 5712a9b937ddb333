"""Rules taken away, one at a time: what is replaced in the SQL, and which attacks should notice."""

# ruff: noqa: E501 - a table reads best with one rule a line
from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MUTANTS", "Mutant"]


@dataclass(frozen=True)
class Mutant:
    """One rule less."""

    name: str
    file: str
    """In migrations/sql/0002, or from there in that of a later migration; or an attribute of `workbench.store.roles`; or ``after``: `new` is run when all is there."""
    old: str
    new: str
    found_by: tuple[str, ...]
    """Beginnings of the names of attacks, or names of scenarios, that are tried first."""


REQUIRED = {
    "create_revision": (
        "project, '{owner,editor}', 'project');\n    INSERT INTO workbench.revisions",
        "74_writing.sql",
    ),
    "create_case": ("project, '{owner,editor}', 'revision');", "74_writing.sql"),
    "lock_case": ("k.project_id, '{owner,editor}', 'case');", "74_writing.sql"),
    "lock_project": ("project, '{owner,editor}', 'project');\n    PERFORM FROM workbench.projects", "74_writing.sql"),
    "delete_components": ("c.project_id, '{owner,editor}', 'component');", "74_writing.sql"),
    "delete_connections": ("k.project_id, '{owner,editor}', 'connection');", "74_writing.sql"),
    "set_member": ("project, '{owner}', 'project');\n    PERFORM FROM workbench.projects", "70_projects.sql"),
    "set_code_sequences": ("project, '{owner}', 'project');\n    UPDATE workbench.projects", "70_projects.sql"),
    "issue_revision": ("r.project_id, '{owner}', 'revision');", "70_projects.sql"),
    "audit_state": ("project, '{owner,editor,viewer}', 'project');", "45_audit.sql"),
}
ROLES = [
    Mutant(
        f"{function} asks for no role",
        file,
        f"PERFORM workbench_rules.require_role({arguments}",
        f"PERFORM ({arguments}".replace("'project')", "'project'::text)", 1),
        ("functions-", "issue-", "audit-"),
    )
    for function, (arguments, file) in REQUIRED.items()
]

TENANTS = [
    Mutant("row security not forced", "92_policies.sql", "FORCE ROW LEVEL SECURITY', t", "ENABLE ROW LEVEL SECURITY', t", ("issued-owner",)),
    Mutant("row security not enabled", "92_policies.sql", "%s ENABLE ROW LEVEL SECURITY', t", "%s FORCE ROW LEVEL SECURITY', t", ("tenant-",)),
    Mutant("identity from a setting for all", "20_identity.sql", "IF session_user = 'workbench_api' THEN", "IF coalesce(current_setting('workbench.user_id', true), '') <> '' THEN", ("tenant-",)),
    Mutant("identity of who is shut out", "20_identity.sql", "WHERE u.active AND u.db_login", "WHERE u.db_login", ("inactive-",)),
    Mutant("identity of who is shut out, for the api", "20_identity.sql", "WHERE u.active AND u.id", "WHERE u.id", ("the_api_names",)),
    Mutant("everything readable by policy", "92_policies.sql", "USING (project_id = ANY ((SELECT workbench.readable())::uuid[]));'\n            'CREATE POLICY inserting", "USING (true);'\n            'CREATE POLICY inserting", ("tenant-",)),
    Mutant("revisions, members, runs, audit readable", "92_policies.sql", "'USING (project_id = ANY ((SELECT workbench.readable())::uuid[]))', t);\n    END LOOP;\nEND $$;", "'USING (true)', t);\n    END LOOP;\nEND $$;", ("tenant-",)),
    Mutant("projects readable", "92_policies.sql", "USING (id = ANY ((SELECT workbench.readable())::uuid[]));", "USING (true);", ("tenant-",)),
    Mutant("organizations readable", "92_policies.sql", "USING (id = (SELECT workbench.my_organization()));", "USING (true);", ("tenant-",)),
    Mutant("users readable", "92_policies.sql", "USING (org_id = (SELECT workbench.my_organization()) OR id =", "USING (true OR id =", ("tenant-",)),
    Mutant("types readable", "92_policies.sql", "USING (org_id IS NULL OR org_id = (SELECT workbench.my_organization())\n           OR code", "USING (true\n           OR code", ("tenant-",)),
    Mutant("fluids readable", "92_policies.sql", "workbench.fluid_library FOR SELECT TO workbench_user\n    USING (org_id IS NULL OR org_id = (SELECT workbench.my_organization()))", "workbench.fluid_library FOR SELECT TO workbench_user\n    USING (true)", ("tenant-",)),
    Mutant("viewers may write", "20_identity.sql", " AND role IN ('owner', 'editor')", "", ("viewer-",)),
    Mutant("inserting anywhere", "92_policies.sql", "WITH CHECK (project_id = ANY ((SELECT workbench.writable())::uuid[]));'\n            'CREATE POLICY updating", "WITH CHECK (true);'\n            'CREATE POLICY updating", ("tenant-", "viewer-")),
    Mutant("updating what is readable", "92_policies.sql", "USING (project_id = ANY ((SELECT workbench.writable())::uuid[])) '\n            '    WITH CHECK (project_id = ANY ((SELECT workbench.writable())::uuid[]))'", "USING (project_id = ANY ((SELECT workbench.readable())::uuid[])) '\n            '    WITH CHECK (project_id = ANY ((SELECT workbench.readable())::uuid[]))'", ("viewer-",)),
    Mutant("views with the rights of their owner", "60_types.sql", "WITH (security_invoker = true) AS '", "WITH (security_invoker = false) AS '", ("tenant-",)),
    Mutant("search of all projects", "80_search.sql", "AND c.project_id = ANY ($1) AND", "AND ($1 IS NOT NULL) AND", ("functions-mal",)),
    Mutant("all columns of users", "98_owners.sql", "GRANT SELECT (id, org_id, email, active) ON workbench.users", "GRANT SELECT ON workbench.users", ("tenant-",)),
    Mutant("deleting by SQL", "98_owners.sql", "GRANT INSERT (id, project_id, case_id, source_component_id", "GRANT DELETE, INSERT (id, project_id, case_id, source_component_id", ("tenant-", "server-", "issued-ed")),
    Mutant("updating of whole tables", "98_owners.sql", "UPDATE (type_version, tag, properties, graphics, version) ON", "UPDATE ON", ("server-", "issued-ed")),
    Mutant("functions of the rules for all", "98_owners.sql", "IF f.schema = 'workbench' OR f.name IN", "IF true OR f.name IN", ("audit-", "functions-mal")),
    Mutant("functions for the public", "98_owners.sql", "EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.signature);", "", ("audit-", "functions-mal")),
    Mutant("foreign runs", "74_writing.sql", "AND r.project_id <> project)", "AND false)", ("functions-mal",)),
    Mutant("foreign codes", "60_types.sql", "WHERE t.code = type_code AND t.org_id IS DISTINCT FROM organization)", "WHERE false)", ("functions-mal",)),
    Mutant("foreign types in components", "60_types.sql", "AND (t.org_id IS NULL OR t.org_id = (SELECT p.org_id FROM workbench.projects AS p WHERE p.id = project))", "AND project IS NOT NULL", ("tenant-", "functions-")),
    Mutant("the last owner may go", "70_projects.sql", "IF NOT EXISTS (SELECT FROM workbench.project_members AS m WHERE m.project_id = project AND m.role = 'owner')", "IF false", ("functions-alice",)),
]  # fmt: skip

_FILE = "../0004/20_criteria.sql"
CRITERIA = [
    Mutant("row security of criteria not forced", _FILE, "FORCE ROW LEVEL SECURITY", "ENABLE ROW LEVEL SECURITY", ("issued-owner",)),
    Mutant("row security of criteria not enabled", _FILE, "criteria_library ENABLE ROW LEVEL SECURITY", "criteria_library FORCE ROW LEVEL SECURITY", ("tenant-",)),
    Mutant("criteria readable", _FILE, "USING (project_id IS NULL OR project_id = ANY", "USING (project_id IS NOT NULL OR project_id = ANY", ("tenant-",)),
    Mutant("criteria written by SQL", _FILE, "GRANT SELECT ON workbench.criteria_library TO workbench_user", "GRANT SELECT, INSERT, UPDATE, DELETE ON workbench.criteria_library TO workbench_user", ("tenant-",)),
    Mutant("criteria that are changed", _FILE, "BEFORE UPDATE OR DELETE ON", "BEFORE DELETE ON", ("issued-postgres",)),
    Mutant("criteria that are deleted", _FILE, "BEFORE UPDATE OR DELETE ON", "BEFORE UPDATE ON", ("issued-postgres",)),
    Mutant("criteria changed by a replica", _FILE, "ENABLE ALWAYS TRIGGER append_only", "ENABLE TRIGGER append_only", ("issued-postgres",)),
    Mutant("criteria truncated", _FILE, "ALTER TABLE workbench.criteria_library ENABLE ALWAYS TRIGGER no_truncate", "ALTER TABLE workbench.criteria_library DISABLE TRIGGER no_truncate", ("issued-postgres",)),
    Mutant("criteria truncated by a replica", _FILE, "ENABLE ALWAYS TRIGGER no_truncate", "ENABLE TRIGGER no_truncate", ("issued-postgres",)),
    Mutant("save_criteria asks for no role", _FILE, "PERFORM workbench_rules.require_role(project, '{owner,editor}', 'project');", "", ("functions-",)),
    Mutant("viewers save criteria", _FILE, "'{owner,editor}'", "'{owner,editor,viewer}'", ("functions-vic",)),
    Mutant("criteria of any form", _FILE, "IF problem IS NOT NULL THEN", "IF false THEN", ("functions-ed",)),
    Mutant("criteria with an empty source", _FILE, "length(source) BETWEEN 1 AND", "length(source) BETWEEN 0 AND", ("functions-ed",)),
    Mutant("criteria with a source without an end", _FILE, "length(source) BETWEEN 1 AND 10000", "length(source) >= 1", ("functions-ed",)),
    Mutant("criteria that are no list", _FILE, "jsonb_typeof(criteria) = 'array' AND ", "", ("issued-postgres",)),
    Mutant("criteria of an empty name", _FILE, "length(name) BETWEEN 1 AND", "length(name) BETWEEN 0 AND", ("functions-ed",)),
    Mutant("criteria with blanks around their name", _FILE, " AND name = btrim(name)", "", ("functions-ed",)),
    Mutant("criteria of invisible characters", _FILE, " AND workbench_rules.is_visible(name)", "", ("functions-ed",)),
    Mutant("criteria of version zero", _FILE, "version integer NOT NULL CHECK (version > 0)", "version integer NOT NULL", ("issued-postgres",)),
    Mutant("criteria of one version twice", _FILE, ",\n    UNIQUE NULLS NOT DISTINCT (project_id, name, version)", "", ("issued-postgres",)),
    Mutant("built-in criteria of one version twice", _FILE, "UNIQUE NULLS NOT DISTINCT", "UNIQUE", ("issued-postgres",)),
    Mutant("criteria that leave no record", _FILE, "    PERFORM workbench_rules.record(project, 'save criteria', jsonb_array_length(save_criteria.criteria),\n", "    PERFORM (project, 'save criteria',\n", ("criteria_are_saved",)),
]  # fmt: skip

# Not among them, since the guard of cases and revisions refuses as well: what create_case(), delete_connections() and
# issue_revision() ask of a revision, to say it sooner.
ISSUED = [
    Mutant("components, connections, cases of issued revisions", "50_guards.sql", "IF r.status <> 'WIP' THEN", "IF false THEN", ("issued-",)),
    Mutant("cases unguarded", "50_guards.sql", "    PERFORM workbench_rules.open_revisions(ARRAY[CASE TG_OP", "    PERFORM (ARRAY[CASE TG_OP", ("issued-",)),
    Mutant("rows unguarded", "50_guards.sql", "    PERFORM workbench_rules.open_cases(case_ids);\n    IF TG_TABLE_NAME", "    IF TG_TABLE_NAME", ("issued-",)),
    Mutant("revisions unguarded", "50_guards.sql", "IF OLD.status = 'Issued' THEN", "IF false THEN", ("issued-postgres",)),
    Mutant("revisions change what they are", "50_guards.sql", "IF TG_OP = 'UPDATE' AND ((NEW.id, NEW.project_id, NEW.rev_code", "IF false AND ((NEW.id, NEW.project_id, NEW.rev_code", ("issued-postgres",)),
    Mutant("cases move", "50_guards.sql", "IF TG_OP = 'UPDATE' AND (NEW.id, NEW.project_id, NEW.revision_id)", "IF false AND (NEW.id, NEW.project_id, NEW.revision_id)", ("issued-postgres",)),
    Mutant("components move", "50_guards.sql", "WHERE (n.case_id, n.project_id) IS DISTINCT FROM (o.case_id, o.project_id)", "WHERE false", ("issued-postgres",)),
    Mutant("type and lineage change", "50_guards.sql", "WHERE (n.type_code, n.lineage_id) <> (o.type_code, o.lineage_id)", "WHERE false", ("issued-postgres",)),
    Mutant("deleting components of issued revisions", "74_writing.sql", "        PERFORM workbench_rules.open_cases(ARRAY[c.case_id]);\n", "", ("issued-",)),
    Mutant("locking cases of issued revisions", "74_writing.sql", "    PERFORM workbench_rules.open_revisions(ARRAY[k.revision_id]);\n", "", ("issued-", "issue_waits")),
    Mutant("triggers that a replica does not fire", "95_always.sql", "ENABLE ALWAYS TRIGGER", "ENABLE TRIGGER", ("issued-postgres",)),
    Mutant("truncate", "50_guards.sql", "    RAISE EXCEPTION 'TRUNCATE of % is refused', TG_TABLE_NAME USING ERRCODE = 'WB004';", "    RETURN NULL;", ("issued-postgres",)),
    Mutant("no trigger on truncate", "95_always.sql", "AND relname <> 'alembic_version'\n    LOOP\n        EXECUTE format('CREATE TRIGGER", "AND false\n    LOOP\n        EXECUTE format('CREATE TRIGGER", ("issued-postgres",)),
    Mutant("triggers that see nobody", "50_guards.sql", "'    FOR EACH STATEMENT WHEN (current_user <> ''workbench_definer'') '\n            '    EXECUTE FUNCTION workbench_rules.after_direct_write();'\n            'CREATE TRIGGER after_update", "'    FOR EACH STATEMENT WHEN (current_user = ''workbench_definer'') '\n            '    EXECUTE FUNCTION workbench_rules.after_direct_write();'\n            'CREATE TRIGGER after_update", ("issued-", "schema-")),
    Mutant("no trigger on update", "50_guards.sql", "NEW TABLE AS new_rows '\n            '    FOR EACH STATEMENT WHEN (current_user <> ''workbench_definer'') '", "NEW TABLE AS new_rows '\n            '    FOR EACH STATEMENT WHEN (false) '", ("issued-", "conflict-")),
    Mutant("no trigger on delete", "50_guards.sql", "AFTER DELETE ON workbench.%1$I REFERENCING OLD TABLE AS old_rows '\n            '    FOR EACH STATEMENT WHEN (current_user <> ''workbench_definer'') '", "AFTER DELETE ON workbench.%1$I REFERENCING OLD TABLE AS old_rows '\n            '    FOR EACH STATEMENT WHEN (false) '", ("issued-postgres",)),
    Mutant("no trigger on cases", "50_guards.sql", "FOR EACH ROW WHEN (current_user <> 'workbench_definer') EXECUTE FUNCTION workbench_rules.after_direct_case()", "FOR EACH ROW WHEN (false) EXECUTE FUNCTION workbench_rules.after_direct_case()", ("conflict-",)),
    Mutant("changes of the rules", "_GUARD", "IF current_setting('workbench.migration', true) = 'on' THEN RETURN; END IF;", "RETURN;", ("issued-",)),
    Mutant("dropping of the rules", "_GUARD", "    IF tg_event = 'sql_drop' THEN\n", "    IF tg_event = 'sql_drop' THEN RETURN;\n", ("issued-",)),
    Mutant("changes of the rules by a replica", "_GUARD", "ALTER EVENT TRIGGER workbench_drop ENABLE ALWAYS;", "", ("issued-postgres",)),
    Mutant("rights given outside a migration", "_GUARD", "GRANT", "NEVER", ("issued-owner",)),
    Mutant("issuing by editors", "70_projects.sql", "r.project_id, '{owner}', 'revision'", "r.project_id, '{owner,editor}', 'revision'", ("issue-",)),
    Mutant("issuing at any isolation", "70_projects.sql", "NOT IN ('read committed', 'read uncommitted')", "NOT IN ('read committed', 'read uncommitted', 'repeatable read', 'serializable')", ("isolation-",)),
    Mutant("issuing at repeatable read", "70_projects.sql", "NOT IN ('read committed', 'read uncommitted')", "IN ('serializable')", ("isolation-",)),
    Mutant("writers that hold no revision", "50_guards.sql", "ORDER BY v.id FOR SHARE OF v", "ORDER BY v.id", ("an_issue_sees", "an_old_snapshot")),
    Mutant("issue that waits for nobody", "70_projects.sql", "SELECT * INTO r FROM workbench.revisions WHERE id = revision FOR UPDATE;", "SELECT * INTO r FROM workbench.revisions WHERE id = revision;", ("an_issue_sees", "issue_waits")),
    Mutant("commits beside each other", "74_writing.sql", "WHERE id = project FOR NO KEY UPDATE;", "WHERE id = project;", ("commits_wait",)),
    Mutant("audit that is changed", "50_guards.sql", "FOREACH t IN ARRAY ARRAY['audit', 'component_types',", "FOREACH t IN ARRAY ARRAY['component_types',", ("issued-postgres",)),
    Mutant("types and libraries that are changed", "50_guards.sql", "ARRAY['audit', 'component_types', 'fluid_library', 'material_library', 'runs']", "ARRAY['audit']", ("issued-postgres",)),
    Mutant("rows that are only ever added, deleted", "50_guards.sql", "BEFORE UPDATE OR DELETE ON workbench.%I '", "BEFORE UPDATE ON workbench.%I '", ("issued-postgres",)),
    Mutant("advisory locks", "_SHARED_FUNCTIONS", "pg_(try_)?advisory_(xact_)?lock|", "", ("server-",)),
    Mutant("large objects", "_SHARED_FUNCTIONS", "lo_|lowrite|loread|", "", ("server-",)),
    Mutant("sleeping", "_SHARED_FUNCTIONS", "|pg_sleep", "", ("server-",)),
    Mutant("temporary tables", "after", "", "SET workbench.migration = 'on'; GRANT TEMPORARY ON DATABASE {database} TO PUBLIC", ("server-",)),
    Mutant("code of one's own", "after", "", "SET workbench.migration = 'on'; GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC", ("server-",)),
]  # fmt: skip

ROWS = [
    Mutant("no version of components", "50_guards.sql", "WHERE n.version <> o.version + 1 LIMIT 1", "WHERE false LIMIT 1", ("conflict-",)),
    Mutant("any newer version of components", "50_guards.sql", "WHERE n.version <> o.version + 1 LIMIT 1", "WHERE n.version <= o.version LIMIT 1", ("conflict-",)),
    Mutant("no version of cases", "50_guards.sql", "IF TG_OP = 'UPDATE' AND NEW.version <> OLD.version + 1 THEN", "IF false THEN", ("conflict-",)),
    Mutant("no version in saving", "74_writing.sql", "IF found IS DISTINCT FROM expected_version THEN", "IF false THEN", ("conflict-",)),
    Mutant("saving without a version", "74_writing.sql", "IF found IS DISTINCT FROM expected_version THEN", "IF found <> expected_version THEN", ("conflict-",)),
    Mutant("no version in committing", "76_commits.sql", "IF k.version IS DISTINCT FROM expected_version THEN", "IF false THEN", ("conflict-",)),
    Mutant("committing without a version", "76_commits.sql", "IF k.version IS DISTINCT FROM expected_version THEN", "IF k.version <> expected_version THEN", ("conflict-",)),
    Mutant("no version in deleting", "74_writing.sql", "IF c.version IS DISTINCT FROM versions[i] THEN", "IF false THEN", ("conflict-",)),
    Mutant("deleting without a version", "74_writing.sql", "IF c.version IS DISTINCT FROM versions[i] THEN", "IF c.version <> versions[i] THEN", ("conflict-",)),
    Mutant("connections out of the case", "10_tables.sql", "CREATE SCHEMA workbench_rules;", "CREATE SCHEMA workbench_rules; ALTER TABLE workbench.connections DROP CONSTRAINT connections_case_id_target_component_id_fkey, ADD FOREIGN KEY (target_component_id) REFERENCES workbench.components;", ("connections-", "tenant-")),
    Mutant("connections from outside the case", "10_tables.sql", "CREATE SCHEMA workbench_rules;", "CREATE SCHEMA workbench_rules; ALTER TABLE workbench.connections DROP CONSTRAINT connections_case_id_source_component_id_fkey, ADD FOREIGN KEY (source_component_id) REFERENCES workbench.components;", ("connections-", "tenant-")),
    Mutant("components in cases of other projects", "10_tables.sql", "CREATE SCHEMA workbench_rules;", "CREATE SCHEMA workbench_rules; ALTER TABLE workbench.components DROP CONSTRAINT components_project_id_case_id_fkey, ADD FOREIGN KEY (case_id) REFERENCES workbench.cases;", ("tenant-",)),
    Mutant("cases in revisions of other projects", "10_tables.sql", "CREATE SCHEMA workbench_rules;", "CREATE SCHEMA workbench_rules; ALTER TABLE workbench.cases DROP CONSTRAINT cases_project_id_revision_id_fkey, ADD FOREIGN KEY (revision_id) REFERENCES workbench.revisions;", ("tenant-",)),
    Mutant("tags in other letters", "10_tables.sql", "CREATE SCHEMA workbench_rules;", "CREATE SCHEMA workbench_rules; ALTER TABLE workbench.components DROP CONSTRAINT components_case_id_tag_key_key, ADD UNIQUE (case_id, tag);", ("duplicates-",)),
    Mutant("tags that are formulas", "10_tables.sql", "'^[-=+@ ]|", "'^[ ]|", ("tags-",)),
    Mutant("tags that are markup", "10_tables.sql", """ $|[<>&"''`]'""", " $'", ("tags-",)),
    Mutant("tags of invisible characters", "10_tables.sql", "AND workbench_rules.is_visible(tag) AND", "AND", ("tags-",)),
    Mutant("tags not normalized", "10_tables.sql", "OR tag IS NFC NORMALIZED)", "OR true)", ("tags-",)),
    Mutant("long tags", "10_tables.sql", "length(tag) BETWEEN 1 AND 64", "length(tag) BETWEEN 1 AND 640", ("tags-",)),
    Mutant("large properties", "10_tables.sql", " AND pg_column_size(properties) < 262144", "", ("schema-", "functions-ed")),
    Mutant("large properties that compress well", "72_staging.sql", "ALTER COLUMN properties SET STORAGE EXTERNAL,\n            ", "", ("functions-ed-staged: 10 MB",)),
    Mutant("properties that are no object", "10_tables.sql", "jsonb_typeof(properties) = 'object' AND pg_column", "pg_column", ("schema-",)),
    Mutant("large settings", "../0003/10_settings.sql", "    pg_column_size(settings) < 100000\n    AND ", "    ", ("settings-",)),
    Mutant("unknown settings", "../0003/10_settings.sql", "    AND settings - '{fluid,", "    AND settings - '{zz,fluid,", ("settings-",)),
    Mutant("settings that are texts", "../0003/10_settings.sql", """"swamee-jain")') IS TRUE""", """"swamee-jain")') IS NOT FALSE""", ("settings-",)),
    Mutant("settings that are lists", "../0003/10_settings.sql", "'strict $.density", "'$.density", ("settings-",)),
    Mutant("versions of fluids that are none", "../0003/10_settings.sql", " && $.fluid_version.floor() == $.fluid_version') IS TRUE", "') IS TRUE", ("settings-",)),
    Mutant("positions that are infinite", "10_tables.sql", "$.x >= -1e15 && $.x <= 1e15 && ", "", ("types-",)),
    Mutant("no schema by SQL", "50_guards.sql", "                WHERE stale.tag IS NOT NULL;", "                WHERE false;", ("schema-", "types-")),
    Mutant("no schema by functions", "72_staging.sql", "IF invalid.tag IS NOT NULL THEN", "IF false THEN", ("functions-ed",)),
    Mutant("no inputs in the check", "60_types.sql", "'WHERE (%s AND %s) IS NOT TRUE LIMIT 1',\n        source, code, version, checks.inputs_condition,", "'WHERE (%s AND %s) IS NOT TRUE LIMIT 1',\n        source, code, version, 'true',", ("schema-",)),
    Mutant("no results in the check", "60_types.sql", "checks.inputs_condition, checks.results_condition);", "checks.inputs_condition, 'true');", ("schema-",)),
    Mutant("a check that does not know", "60_types.sql", "'WHERE (%s AND %s) IS NOT TRUE LIMIT 1'", "'WHERE (%s AND %s) IS NULL LIMIT 1'", ("schema-",)),
    Mutant("no ports by SQL", "60_types.sql", "WHERE k.id = ANY (ids) AND e.port <> ALL (t.ports) LIMIT 1", "WHERE k.id = ANY (ids) AND false LIMIT 1", ("connections-",)),
    Mutant("no ports by functions", "72_staging.sql", "JOIN ends AS a ON a.lineage_id = x.source AND x.source_port = ANY (a.ports)", "JOIN ends AS a ON a.lineage_id = x.source", ("functions-ed",)),
    Mutant("ports lost by a newer type", "50_guards.sql", "            PERFORM workbench_rules.check_ports_of_case(k) FROM unnest(case_ids) AS k;\n", "", ("connections-",)),
    Mutant("ports lost by saving", "74_writing.sql", "    PERFORM workbench_rules.check_ports_of_case(target_case);\n", "", ("functions-ed",)),
    Mutant("ports lost by committing", "76_commits.sql", "        PERFORM workbench_rules.check_ports_of_case(new_case);\n", "", ("functions-ed",)),
    Mutant("forged staging tables, staged", "72_staging.sql", "    END IF;\n    PERFORM workbench_rules.require_staging();\n    TRUNCATE", "    END IF;\n    TRUNCATE", ("forged_staging",)),
    Mutant("forged staging tables, used", "72_staging.sql", "BEGIN\n    PERFORM workbench_rules.require_staging();", "BEGIN", ("forged_staging",)),
    Mutant("staging tables of anybody", "72_staging.sql", "AND relkind = 'r' AND pg_get_userbyid(relowner) = 'workbench_definer'", "AND relkind = 'r'", ("forged_staging",)),
    Mutant("a component staged twice", "72_staging.sql", "IF (SELECT count(*) <> count(DISTINCT lineage_id) FROM pg_temp.staged_components) THEN", "IF false THEN", ("functions-ed",)),
    Mutant("a type changed by saving", "74_writing.sql", "WHERE c.type_code <> s.type_code)", "WHERE false)", ("functions-ed",)),
    Mutant("a type changed by committing", "76_commits.sql", "WHERE c.type_code <> s.type_code)", "WHERE false)", ("functions-ed",)),
    Mutant("ports without a name", "60_types.sql", "WHERE json_typeof(port -> 'name') IS DISTINCT FROM 'string'", "WHERE false", ("registration-",)),
    Mutant("kinds of properties that there are not", "60_types.sql", "NOT IN ('number', 'integer', 'boolean', 'string', 'array') LIMIT 1", "= 'x' LIMIT 1", ("registration-",)),
    Mutant("descriptions without an end", "10_tables.sql", "ALTER TABLE workbench.cases ADD CHECK (\n    workbench_rules.is_visible(name) AND name = btrim(name) AND length(description) <= 10000)", "ALTER TABLE workbench.cases ADD CHECK (\n    workbench_rules.is_visible(name))", ("cases-",)),
    Mutant("projects of invisible characters", "10_tables.sql", "ALTER TABLE workbench.projects ADD CHECK (\n    workbench_rules.is_visible(name) AND ", "ALTER TABLE workbench.projects ADD CHECK (\n    ", ("functions-alice",)),
    Mutant("names of invisible characters", "10_tables.sql", "ALTER TABLE workbench.cases ADD CHECK (\n    workbench_rules.is_visible(name) AND ", "ALTER TABLE workbench.cases ADD CHECK (\n    ", ("cases-",)),
    Mutant("any schema of a type", "60_types.sql", "    IF problem IS NOT NULL THEN\n        RAISE EXCEPTION 'the schema of component type", "    IF false THEN\n        RAISE EXCEPTION 'the schema of component type", ("registration-",)),
    Mutant("names of properties that are too long", "60_types.sql", "WHERE octet_length(key) NOT BETWEEN 1 AND 60 LIMIT 1", "WHERE false LIMIT 1", ("registration-",)),
    Mutant("codes that share a view", "60_types.sql", "IF length(type_code) > 60 THEN", "IF false THEN", ("registration-",)),
    Mutant("versions of types that are not the next", "60_types.sql", "IF type_version < expected OR organization IS NOT NULL AND type_version > expected THEN", "IF type_version < expected THEN", ("functions-mal",)),
    Mutant("operators that are SQL", "80_search.sql", "OR op NOT IN ('<', '<=', '>', '>=', '==', '!=', 'in')", "", ("search-",)),
    Mutant("values that are not quoted", "80_search.sql", "RETURN format('%s %s %L::%s', expression", "RETURN format('%s %s ''%s''::%s', expression", ("search-",)),
    Mutant("names that are not quoted", "60_types.sql", "ELSE format('(%1$s ->> %2$L)', source, name)", "ELSE format('(%1$s ->> ''%2$s'')', source, name)", ("search-", "registration-")),
    Mutant("names of numbers that are not quoted", "60_types.sql", "WHEN 'number' THEN format('(CASE WHEN jsonb_typeof(%1$s -> %2$L)", "WHEN 'number' THEN format('(CASE WHEN jsonb_typeof(%1$s -> ''%2$s'')", ("search-",)),
    Mutant("names of booleans that are not quoted", "60_types.sql", "format('(%1$s -> %2$L = ''true''::jsonb)'", "format('(%1$s -> ''%2$s'' = ''true''::jsonb)'", ("search-",)),
    Mutant("results of texts of any kind", "../0004/10_text_results.sql", "OPERATOR(pg_catalog.=) ''string'' '", "OPERATOR(pg_catalog.<>) ''x'' '", ("schema-",)),
    Mutant("results of texts without an end", "../0004/10_text_results.sql", "OPERATOR(pg_catalog.<=) %3$s ELSE", "OPERATOR(pg_catalog.>=) 0 ELSE", ("schema-",)),
    Mutant("results that are no numbers", "../0004/10_text_results.sql", "jsonpath) IS FALSE '", "jsonpath) IS NOT NULL '", ("schema-",)),
    Mutant("results of any kind in a type", "../0004/10_text_results.sql", """OR result -> 'type' NOT IN ('"number"', '"string"')""", "OR false", ("registration-",)),
    Mutant("lengths of results that are numbers", "../0004/10_text_results.sql", """OR result ? 'maxLength' AND (result""", "OR false AND (result", ("registration-",)),
    Mutant("codes that are not quoted", "80_search.sql", "'WHERE c.type_code = %L AND", "'WHERE c.type_code = ''%s'' AND", ("search-",)),
]  # fmt: skip

MUTANTS = [*TENANTS, *ROLES, *CRITERIA, *ISSUED, *ROWS]
