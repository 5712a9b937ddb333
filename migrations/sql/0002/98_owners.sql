-- Who owns and who may call what. The functions run as workbench_definer, but one: only the owner may index a table.
DO $$
DECLARE
    f record;
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'workbench_app') THEN  -- the first schema granted it the tables
        REVOKE ALL ON ALL TABLES IN SCHEMA workbench FROM workbench_app;
        REVOKE ALL ON ALL FUNCTIONS IN SCHEMA workbench FROM workbench_app;
        REVOKE ALL ON SCHEMA workbench FROM workbench_app;
    END IF;
    GRANT USAGE, CREATE ON SCHEMA workbench, workbench_rules TO workbench_definer;
    GRANT USAGE ON SCHEMA workbench, workbench_rules TO workbench_user;
    FOR f IN SELECT p.oid::regprocedure AS signature, p.proname AS name, n.nspname AS schema
             FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
             WHERE n.nspname IN ('workbench', 'workbench_rules')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.signature);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO workbench_definer', f.signature);
        IF f.schema = 'workbench' OR f.name IN ('canonical', 'canonical_number', 'is_visible', 'fellow_members', 'readable_type_codes') THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO workbench_user', f.signature);
        END IF;
        IF f.name <> 'reconcile_indexes' THEN
            EXECUTE format('ALTER FUNCTION %s OWNER TO workbench_definer', f.signature);
        END IF;
    END LOOP;
END $$;

GRANT SELECT ON workbench.organizations, workbench.projects, workbench.project_members, workbench.revisions,
    workbench.cases, workbench.component_types, workbench.components, workbench.connections, workbench.runs,
    workbench.audit, workbench.fluid_library, workbench.material_library, workbench.alembic_version TO workbench_user;
GRANT SELECT (id, org_id, email, active) ON workbench.users TO workbench_user;
-- pg_dump reads as this role where the administrator is no superuser.
GRANT SELECT ON workbench.alembic_version TO workbench_definer;
-- What may be written by SQL. No DELETE and no UPDATE of a whole table: they would allow LOCK TABLE to everybody.
GRANT INSERT (id, project_id, revision_id, name, description, app_module, settings),
    UPDATE (name, description, settings, version) ON workbench.cases TO workbench_user;
GRANT INSERT (id, project_id, case_id, type_code, type_version, tag, properties, graphics, lineage_id),
    UPDATE (type_version, tag, properties, graphics, version) ON workbench.components TO workbench_user;
GRANT INSERT (id, project_id, case_id, source_component_id, target_component_id, source_port, target_port)
    ON workbench.connections TO workbench_user;
