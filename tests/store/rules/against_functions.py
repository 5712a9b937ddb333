"""Every function that engineers may call, with ids of others, and with rows staged by hand."""

# ruff: noqa: E501 - a table reads best with one attack a line
from __future__ import annotations

from tests.store.rules.against_rows import TWO_STRICT
from tests.store.rules.attack import Attack, newest

__all__ = ["ATTACKS", "about", "staged_component", "staged_link"]

NODE = '{"elevation": 0, "demand": 0}'
STAGE = "SELECT workbench.stage(); "


def about(name: str = "Design", more: str = "") -> str:
    """Return what a case function is told about the case."""
    return (
        f"jsonb_build_object('name', '{name}', 'description', '', 'app_module', 'network', "
        f"'settings', '{{{{settings}}}}'::jsonb{more})"
    )


def staged_component(
    tag: str = "N-1",
    properties: str = NODE,
    of: str = "NODE",
    version: int | None = None,
    lineage: str = "gen_random_uuid()",
    row: str = "gen_random_uuid()",
) -> str:
    """Return the statements that stage one component."""
    stored = properties if properties.endswith(")") else f"'{properties}'"
    version = newest(of) if version is None else version
    return (
        "INSERT INTO pg_temp.staged_components VALUES "
        f"({row}, {lineage}, '{of}', {version}, '{tag}', {stored}, '{{}}'); "
    )


def staged_link(source: str, source_port: str, target: str, target_port: str, removed: str = "false") -> str:
    """Return the statements that stage one connection, between lineages."""
    return (
        "INSERT INTO pg_temp.staged_connections VALUES "
        f"(gen_random_uuid(), '{{{{{source}}}}}', '{source_port}', '{{{{{target}}}}}', '{target_port}', {removed}); "
    )


def run(key: str = "gen_random_uuid()", status: str = "") -> str:
    """Return the part of what is told about a case that says which run its results are of."""
    return (
        f", 'run', jsonb_build_object('id', {key}, 'started_at', now(), 'finished_at', now(), 'solver', 's', "
        f"'solver_version', '1', 'input_digest', repeat('0', 64), 'summary', '{{}}'::jsonb{status})"
    )


CREATE = f"SELECT workbench.create_case('{{{{revision.wip}}}}', {about('New')}); "
PRESENT = "(SELECT version FROM workbench.cases WHERE id = '{{case.wip}}')"
SAVE = f"SELECT workbench.save_case('{{{{case.wip}}}}', {PRESENT}, {about()}, '{{}}'); "
COMMIT = f"SELECT workbench.commit_revision('{{{{case.wip}}}}', {PRESENT}, 'C', 'm', NULL, {about()}, '{{}}'); "

S_1A = "(SELECT lineage_id FROM workbench.components WHERE tag = 'S-1a')"

CRITERION = '{"component_type": "PIPE", "property": "velocity", "bound": "maximum", "limit": "9 m/s", "source": "s"}'


def criteria(rows: str = f"'[{CRITERION}]'", name: str = "'Alpha lines'", source: str = "'mine'") -> str:
    """Return the statement that writes a set of criteria into the project Alpha."""
    return f"SELECT workbench.save_criteria('{{{{project.alpha}}}}', {name}, {rows}, {source})"


WITHOUT_RIGHT_TO_WRITE = [
    ("save_criteria", criteria(), "42501"),
    ("create_revision", "SELECT workbench.create_revision('{{project.alpha}}', 'Z', 'm')", "42501"),
    ("create_case", STAGE + CREATE, "42501"),
    ("create_case in an issued revision", STAGE + CREATE.replace("revision.wip", "revision.issued"), "42501"),
    ("save_case", STAGE + SAVE, "42501"),
    ("save_case of an issued revision", STAGE + SAVE.replace("case.wip", "case.issued"), "42501"),
    ("commit_revision", STAGE + COMMIT, "42501"),
    ("lock_case", "SELECT workbench.lock_case('{{case.wip}}')", "42501"),
    ("hold_case", "SELECT workbench.hold_case('{{case.wip}}')", "42501"),
    ("lock_project", "SELECT workbench.lock_project('{{project.alpha}}')", "42501"),
    ("delete_components", "SELECT workbench.delete_components(ARRAY['{{wip.V-1}}'::uuid], ARRAY[1])", "42501"),
    ("delete_connections", "SELECT workbench.delete_connections(ARRAY['{{link.wip.P-101}}'::uuid])", "42501"),
    ("delete_connections of an issued revision", "SELECT workbench.delete_connections(ARRAY['{{link.issued.P-101}}'::uuid])", "42501"),
    ("issue_revision", "SELECT workbench.issue_revision('{{revision.wip}}', 'construction')", "42501"),
    ("issue_revision again", "SELECT workbench.issue_revision('{{revision.issued}}', 'construction')", "42501"),
    ("set_member of oneself", "SELECT workbench.set_member('{{project.alpha}}', 'vic@Alpha.example', 'owner')", "42501"),
    ("set_member of an owner", "SELECT workbench.set_member('{{project.alpha}}', 'alice@Alpha.example', NULL)", "42501"),
    ("set_code_sequences", "SELECT workbench.set_code_sequences('{{project.alpha}}', 'P01', 'C01')", "42501"),
]  # fmt: skip

OTHER_TENANT = [
    ("set_member of the other tenant", "SELECT workbench.set_member('{{project.alpha}}', 'mal@Beta.example', 'owner')", "42501"),
    ("audit_state", "SELECT workbench.audit_state('{{project.alpha}}')", "42501"),
    ("case_digest", "SELECT 1 WHERE workbench.case_digest('{{case.wip}}') IS NOT NULL", "ZERO"),
    ("case_digest of the issued", "SELECT 1 WHERE workbench.case_digest('{{case.issued}}') IS NOT NULL", "ZERO"),
    ("revision_digest", "SELECT 1 WHERE workbench.revision_digest('{{revision.issued}}') <> workbench.revision_digest(gen_random_uuid())", "ZERO"),
    ("computed_revision_digest", "SELECT 1 WHERE workbench.computed_revision_digest('{{revision.issued}}') <> workbench.computed_revision_digest(gen_random_uuid())", "ZERO"),
    ("revision_contents", "SELECT 1 WHERE workbench.revision_contents('{{revision.issued}}') <> workbench.revision_contents(gen_random_uuid())", "ZERO"),
    ("search", "SELECT * FROM workbench.search('PIPE', NULL, false) WHERE project <> 'Beta'", "ZERO"),
    ("search a foreign type", "SELECT * FROM workbench.search('STRICT', NULL, false)", "ZERO"),
    ("search with the identity set", "SELECT set_config('workbench.user_id', '{{user.alice}}', false); SELECT * FROM workbench.search('PIPE', NULL, false) WHERE project <> 'Beta'", "ZERO"),
    ("explain_search tells no id of others", "SELECT 1 FROM workbench.explain_search('PIPE', NULL, false) AS line WHERE line LIKE '%{{project.alpha}}%'", "ZERO"),
    ("register_type of a built-in code", "SELECT workbench.register_type('PIPE', 3, '{}')", "42501"),
    ("register_type of a foreign code", "SELECT workbench.register_type('STRICT', 3, '{}')", "42501"),
    ("register_type of the version that there is", "SELECT workbench.register_type('BETA_ITEM', 1, '{}')", "WB006"),
    ("register_type of a version too far", "SELECT workbench.register_type('BETA_ITEM', 9, '{}')", "WB006"),
    ("register_type of version zero", "SELECT workbench.register_type('BETA_ZERO', 0, '{}')", "WB006"),
    ("register_type without a schema", "SELECT workbench.register_type('BETA_NULL', 1, NULL)", "WB006"),
    ("store_type", "SELECT workbench_rules.store_type('T', 1, '{}', NULL, NULL)", "42501"),
    ("apply_type", "SELECT workbench_rules.apply_type('PIPE', 2)", "42501"),
    ("reconcile_indexes", "SELECT workbench_rules.reconcile_indexes('PIPE', '{}', '{}')", "42501"),
    ("make_view", "SELECT workbench_rules.make_view('PIPE', '{}')", "42501"),
    ("copy_case", "SELECT workbench_rules.copy_case('{{case.wip}}', '{{revision.beta}}', NULL, '{}')", "42501"),
    ("touch_cases", "SELECT workbench_rules.touch_cases(ARRAY['{{case.wip}}'::uuid])", "42501"),
    ("open_revisions", "SELECT workbench_rules.open_revisions(ARRAY['{{revision.wip}}'::uuid])", "42501"),
    ("put_run", "SELECT workbench_rules.put_run('{{project.alpha}}', '{{case.wip}}', '{}')", "42501"),
    ("invalid_query", "SELECT workbench_rules.invalid_query('workbench.components', 'PIPE', 2, '{{project.alpha}}')", "42501"),
    ("search_sql", "SELECT workbench_rules.search_sql('PIPE', NULL, false)", "42501"),
    ("first_broken_record", "SELECT workbench_rules.first_broken_record('{{project.alpha}}')", "42501"),
    ("create_case with a foreign run", STAGE + CREATE.replace("revision.wip", "revision.beta").replace("::jsonb)", "::jsonb" + run("'{{run.wip}}'") + ")"), "42501"),
    ("save_case with a foreign run", STAGE + SAVE.replace("case.wip", "case.beta").replace("::jsonb)", "::jsonb" + run("'{{run.wip}}'") + ")"), "42501"),
    ("commit_revision with a foreign run", STAGE + COMMIT.replace("case.wip", "case.beta").replace("::jsonb)", "::jsonb" + run("'{{run.wip}}'") + ")"), "42501"),
    ("create_case with a foreign type", STAGE + staged_component(properties='{"dn": 1}', of="STRICT", version=1) + CREATE.replace("revision.wip", "revision.beta"), "WB006"),
    ("create_case that takes a foreign id", STAGE + staged_component(row="'{{wip.J-1}}'") + CREATE.replace("revision.wip", "revision.beta"), "23505"),
    ("save_case that removes foreign lineages", STAGE + f"SELECT workbench.save_case('{{{{case.beta}}}}', 7, {about()}, ARRAY['{{{{lineage.wip.J-1}}}}'::uuid])", "WB002"),
    ("delete foreign beside own", "SELECT workbench.delete_connections(ARRAY['{{link.beta.P-101}}', '{{link.wip.P-101}}']::uuid[])", "42501"),
    ("call a trigger function", "SELECT workbench_rules.guard_case()", "42501"),
]  # fmt: skip

BY_EDITORS = [
    ("set_member", "SELECT workbench.set_member('{{project.alpha}}', 'ed@Alpha.example', 'owner')", "42501"),
    ("set_code_sequences", "SELECT workbench.set_code_sequences('{{project.alpha}}', 'P01', 'C01')", "42501"),
    ("revision code that is none", "SELECT workbench.create_revision('{{project.alpha}}', 'a b', 'm')", "23514"),
    ("revision code twice", "SELECT workbench.create_revision('{{project.alpha}}', 'A', 'm')", "23505"),
    ("revision without a message", "SELECT workbench.create_revision('{{project.alpha}}', 'Z', '')", "23514"),
    ("revision without a code", "SELECT workbench.create_revision('{{project.alpha}}', NULL, 'm')", "23502"),
    ("revision of no project", "SELECT workbench.create_revision(NULL, 'Z', 'm')", "42501"),
    ("nothing staged", CREATE, "WB006"),
    ("nothing staged, saved", SAVE, "WB006"),
    ("nothing staged, committed", COMMIT, "WB006"),
    ("case of no revision", STAGE + CREATE.replace("{{revision.wip}}", "{{run.wip}}"), "42501"),
    ("case without a name", STAGE + CREATE.replace("'New'", "''"), "23514"),
    ("case without anything", STAGE + "SELECT workbench.create_case('{{revision.wip}}', '{}')", "23502"),
    ("case without settings", STAGE + "SELECT workbench.create_case('{{revision.wip}}', '{\"name\": \"n\", \"description\": \"\", \"app_module\": \"network\", \"settings\": {}}')", "23514"),
    ("case of a name that there is", STAGE + CREATE.replace("'New'", "'Design'"), "23505"),
    ("case with a digest that is none", STAGE + CREATE.replace("::jsonb)", "::jsonb, 'digest', 'x')"), "23514"),
    ("run without a digest", STAGE + CREATE.replace("::jsonb)", "::jsonb, 'run', '{}'::jsonb)"), "23502"),
    ("run that ends before it starts", STAGE + CREATE.replace("::jsonb)", "::jsonb" + run().replace("'finished_at', now()", "'finished_at', now() - interval '1 day'") + ")"), "23514"),
    ("staged: schema", STAGE + staged_component(properties='{"elevation": 0}') + CREATE, "WB006"),
    ("staged: schema, saved", STAGE + staged_component(properties='{"elevation": "0"}') + SAVE, "WB006"),
    ("staged: schema, committed", STAGE + staged_component(properties='{"elevation": 1e400}') + COMMIT, "WB006"),
    ("staged: undeclared result", STAGE + staged_component(properties='{"elevation": 0, "demand": 0, "results": {"run_id": "{{run.wip}}", "zz": 1}}') + SAVE, "WB006"),
    ("staged: unknown type", STAGE + staged_component(of="NOTHING") + SAVE, "WB006"),
    ("staged: unknown version", STAGE + staged_component(version=99) + SAVE, "WB006"),
    ("staged: type of another organization", STAGE + staged_component(properties="{}", of="BETA_ITEM", version=1) + SAVE, "WB006"),
    ("staged: tag", STAGE + staged_component(tag="=1+1") + SAVE, "23514"),
    ("staged: tag taken", STAGE + staged_component(tag="p-101") + SAVE, "23505"),
    ("staged: tag taken, committed", STAGE + staged_component(tag="p-101") + COMMIT, "23505"),
    ("staged: list for properties", STAGE + staged_component(properties="[]") + SAVE, "WB006"),
    ("staged: list for properties of a type without bounds", STAGE + staged_component(properties="[]", of="LOOSE", version=1) + SAVE, "WB006"),
    ("staged: 10 MB that compress well", STAGE + staged_component(properties="jsonb_build_object('note', repeat('x', 10000000))", of="LOOSE", version=1) + SAVE, "23514"),
    ("staged: 10 MB that compress well, committed", STAGE + staged_component(properties="jsonb_build_object('note', repeat('x', 10000000))", of="LOOSE", version=1) + COMMIT, "23514"),
    ("staged: id taken", STAGE + staged_component(row="'{{wip.J-1}}'") + SAVE, "23505"),
    ("staged: lineage of another type", STAGE + staged_component(tag="P-101", lineage="'{{lineage.wip.P-101}}'") + SAVE, "WB003"),
    ("staged: lineage of another type, committed", STAGE + staged_component(tag="X-9", lineage="'{{lineage.wip.V-1}}'") + COMMIT, "WB003"),
    ("staged: version of a type that lacks a connected port, saved", TWO_STRICT + STAGE + staged_component("S-1a", '{"dn": 1}', "STRICT", 2, S_1A) + SAVE, "WB006"),
    ("staged: version of a type that lacks a connected port, committed", TWO_STRICT + STAGE + staged_component("S-1a", '{"dn": 1}', "STRICT", 2, S_1A) + COMMIT, "WB006"),
    ("staged: lineage twice", STAGE + staged_component(tag="X-1", lineage="'{{lineage.wip.J-1}}'") + staged_component(tag="X-2", lineage="'{{lineage.wip.J-1}}'") + SAVE, "WB006"),
    ("staged: dangling connection", STAGE + staged_link("lineage.wip.P-101", "outlet", "run.wip", "port") + SAVE, "WB006"),
    ("staged: connection into another project", STAGE + staged_link("lineage.wip.P-101", "outlet", "lineage.beta.J-1", "port") + SAVE, "WB006"),
    ("staged: connection to itself", STAGE + staged_link("lineage.wip.P-101", "outlet", "lineage.wip.P-101", "inlet") + SAVE, "23514"),
    ("staged: port", STAGE + staged_link("lineage.wip.P-101", "side", "lineage.wip.J-2", "port") + SAVE, "WB006"),
    ("staged: port, committed", STAGE + staged_link("lineage.wip.P-101", "outlet", "lineage.wip.J-2", "side") + COMMIT, "WB006"),
    ("staged: connection twice", STAGE + staged_link("lineage.wip.P-101", "outlet", "lineage.wip.J-1", "port") + SAVE, "23505"),
    ("removed: connected component", STAGE + SAVE.replace("'{}'); ", "ARRAY['{{lineage.wip.J-1}}'::uuid]); "), "23503"),
    ("removed: connected component, committed", STAGE + COMMIT.replace("'{}'); ", "ARRAY['{{lineage.wip.J-1}}'::uuid]); "), "23503"),
    ("saved: name null", STAGE + SAVE.replace("'Design'", "NULL"), "23502"),
    ("saved: nothing known", STAGE + "SELECT workbench.save_case('{{case.wip}}', " + PRESENT + ", '{}', '{}')", "23502"),
    ("saved: nothing told", STAGE + "SELECT workbench.save_case('{{case.wip}}', " + PRESENT + ", NULL, '{}')", "23502"),
    ("committed: nothing told", STAGE + f"SELECT workbench.commit_revision('{{{{case.wip}}}}', {PRESENT}, 'C', 'm', NULL, NULL, '{{}}')", "WB006"),
    ("committed: code taken", STAGE + COMMIT.replace("'C'", "'A'"), "23505"),
    ("committed: code that is none", STAGE + COMMIT.replace("'C'", "'<b>'"), "23514"),
    ("criteria without a project", criteria().replace("'{{project.alpha}}'", "NULL"), "42501"),
    ("criteria that are none", criteria("'{}'"), "WB006"),
    ("criteria that are empty", criteria("'[]'"), "WB006"),
    ("criteria that are missing", criteria("NULL"), "WB006"),
    ("criteria without a source", criteria(source="''"), "23514"),
    ("criteria with a source that is null", criteria(source="NULL"), "23502"),
    ("criteria with a source of a megabyte", criteria(source="repeat('x', 1000000)"), "23514"),
    ("criterion without a source", criteria(f"'[{CRITERION}]'".replace(', "source": "s"', "")), "WB006"),
    ("criterion with an empty limit", criteria(f"'[{CRITERION}]'".replace('"9 m/s"', '""')), "WB006"),
    ("criterion with a limit that is a number", criteria(f"'[{CRITERION}]'".replace('"9 m/s"', "9")), "WB006"),
    ("criterion with a bound that there is not", criteria(f"'[{CRITERION}]'".replace("maximum", "highest")), "WB006"),
    ("criterion with more", criteria(f"'[{CRITERION}]'".replace("{", '{"x": 1, ')), "WB006"),
    ("criterion of a megabyte", criteria("jsonb_build_array(jsonb_build_object('limit', repeat('x', 1000000)))"), "WB006"),
    ("criteria of a thousand and one", criteria(f"(SELECT jsonb_agg('{CRITERION}'::jsonb) FROM generate_series(1, 1001))"), "WB006"),
    ("criteria without a name", criteria(name="''"), "23514"),
    ("criteria of no name", criteria(name="NULL"), "23502"),
    ("criteria of two lines", criteria(name="E'a\\nb'"), "23514"),
    ("criteria with a blank before", criteria(name="' a'"), "23514"),
    ("read what is staged", STAGE + "SELECT * FROM pg_temp.staged_components", "42501"),
    ("change what is staged", STAGE + "UPDATE pg_temp.staged_components SET tag = 'x'", "42501"),
    ("trigger on what is staged", STAGE + "CREATE TRIGGER t BEFORE TRUNCATE ON pg_temp.staged_components EXECUTE FUNCTION workbench_rules.refuse_change()", "42501"),
    ("drop what is staged", STAGE + "DROP TABLE pg_temp.staged_components", "42501"),
    ("index what is staged", STAGE + "CREATE INDEX ON pg_temp.staged_components (tag)", "42501"),
    ("a staging table of one's own", "CREATE TEMPORARY TABLE staged_components (id uuid)", "42501"),
    ("a table of one's own", "CREATE TABLE workbench.mine (id uuid)", "42501"),
    ("a view of one's own", "CREATE TEMPORARY VIEW staged_components AS SELECT 1", "42501"),
]  # fmt: skip

BY_OWNERS = [
    ("no owner left", "SELECT workbench.set_member('{{project.alpha}}', 'alice@Alpha.example', NULL)", "WB006"),
    ("owner made a viewer", "SELECT workbench.set_member('{{project.alpha}}', 'alice@Alpha.example', 'viewer')", "WB006"),
    ("role that there is not", "SELECT workbench.set_member('{{project.alpha}}', 'ed@Alpha.example', 'admin')", "23514"),
    ("user that there is not", "SELECT workbench.set_member('{{project.alpha}}', 'nobody@nowhere', 'viewer')", "WB006"),
    ("user that is shut out", "SELECT workbench.set_member('{{project.alpha}}', 'former@Alpha.example', 'owner')", "WB006"),
    ("user of no address", "SELECT workbench.set_member('{{project.alpha}}', NULL, 'owner')", "WB006"),
    ("codes that are none", "SELECT workbench.set_code_sequences('{{project.alpha}}', 'a', '')", "23514"),
    ("codes with a blank", "SELECT workbench.set_code_sequences('{{project.alpha}}', 'A B', '0')", "23514"),
    ("codes missing", "SELECT workbench.set_code_sequences('{{project.alpha}}', NULL, '0')", "23514"),
    ("project twice", "SELECT workbench.create_project('Alpha secret', '')", "23505"),
    ("project of two lines", "SELECT workbench.create_project(E'a\\nb', '')", "23514"),
    ("project with a blank before", "SELECT workbench.create_project(' a', '')", "23514"),
    ("project with a description of a megabyte", "SELECT workbench.create_project('a', repeat('x', 1000000))", "23514"),
    ("project without a name", "SELECT workbench.create_project('', '')", "23514"),
    ("project null", "SELECT workbench.create_project(NULL, '')", "23502"),
    ("fluid without a name", "SELECT workbench.put_fluid('', '{}')", "23514"),
    ("fluid that is a list", "SELECT workbench.put_fluid('x', '[]')", "23514"),
    ("fluid of 2 MB", "SELECT workbench.put_fluid('x', jsonb_build_object('a', repeat('x', 2000000)))", "23514"),
    ("material of infinite roughness", "SELECT workbench.put_material('x', 'Infinity', '{}')", "23514"),
    ("material of a roughness that is none", "SELECT workbench.put_material('x', 'NaN', '{}')", "23514"),
    ("material below zero", "SELECT workbench.put_material('x', -1, '{}')", "23514"),
]  # fmt: skip

ATTACKS = [
    *(Attack(who, "functions", *what) for who in ("vic", "mal") for what in WITHOUT_RIGHT_TO_WRITE),
    *(Attack("mal", "functions", *what) for what in OTHER_TENANT),
    *(Attack("ed", "functions", *what) for what in BY_EDITORS),
    *(Attack("alice", "functions", *what) for what in BY_OWNERS),
]
