-- Row-level security on every table, forced. Membership is asked once a statement: (SELECT workbench.readable()).
DO $$
DECLARE t regclass;
BEGIN
    FOR t IN SELECT oid FROM pg_class
             WHERE relkind = 'r' AND relnamespace IN ('workbench'::regnamespace, 'workbench_rules'::regnamespace)
               AND relname <> 'alembic_version'  -- below
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
        -- Our SECURITY DEFINER functions, each of which asks for the caller's role itself. Nobody may SET ROLE to it.
        EXECUTE format('CREATE POLICY definer ON %s TO workbench_definer USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO workbench_definer', t);
    END LOOP;

    FOREACH t IN ARRAY ARRAY['workbench.cases', 'workbench.components', 'workbench.connections']::regclass[] LOOP
        EXECUTE format(
            'CREATE POLICY reading ON %1$s FOR SELECT TO workbench_user '
            '    USING (project_id = ANY ((SELECT workbench.readable())::uuid[]));'
            'CREATE POLICY inserting ON %1$s FOR INSERT TO workbench_user '
            '    WITH CHECK (project_id = ANY ((SELECT workbench.writable())::uuid[]));'
            'CREATE POLICY updating ON %1$s FOR UPDATE TO workbench_user '
            '    USING (project_id = ANY ((SELECT workbench.writable())::uuid[])) '
            '    WITH CHECK (project_id = ANY ((SELECT workbench.writable())::uuid[]))', t);
    END LOOP;

    FOREACH t IN ARRAY ARRAY['workbench.project_members', 'workbench.revisions', 'workbench.runs',
                             'workbench.audit']::regclass[] LOOP
        EXECUTE format('CREATE POLICY reading ON %s FOR SELECT TO workbench_user '
                       'USING (project_id = ANY ((SELECT workbench.readable())::uuid[]))', t);
    END LOOP;
END $$;

CREATE POLICY reading ON workbench.projects FOR SELECT TO workbench_user
    USING (id = ANY ((SELECT workbench.readable())::uuid[]));
CREATE POLICY reading ON workbench.organizations FOR SELECT TO workbench_user
    USING (id = (SELECT workbench.my_organization()));
-- Colleagues, and those of other organizations who work in a project of mine.
CREATE POLICY reading ON workbench.users FOR SELECT TO workbench_user
    USING (org_id = (SELECT workbench.my_organization()) OR id = ANY ((SELECT workbench_rules.fellow_members())::uuid[]));
CREATE POLICY reading ON workbench.component_types FOR SELECT TO workbench_user
    USING (org_id IS NULL OR org_id = (SELECT workbench.my_organization())
           OR code = ANY ((SELECT workbench_rules.readable_type_codes())::text[]));
CREATE POLICY reading ON workbench.fluid_library FOR SELECT TO workbench_user
    USING (org_id IS NULL OR org_id = (SELECT workbench.my_organization()));
CREATE POLICY reading ON workbench.material_library FOR SELECT TO workbench_user
    USING (org_id IS NULL OR org_id = (SELECT workbench.my_organization()));

-- What the migrating owner writes, and anybody may read.
DO $$ BEGIN
    ALTER TABLE workbench.alembic_version ENABLE ROW LEVEL SECURITY;
    ALTER TABLE workbench.alembic_version FORCE ROW LEVEL SECURITY;
    CREATE POLICY reading ON workbench.alembic_version FOR SELECT USING (true);
    EXECUTE format('CREATE POLICY migrating ON workbench.alembic_version TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
