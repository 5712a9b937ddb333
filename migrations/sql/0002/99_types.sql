-- The checks, indexes and views of the types that are there already.
SET LOCAL ROLE workbench_definer;
DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT code, version FROM workbench.component_types ORDER BY code, version LOOP
        PERFORM workbench_rules.apply_type(t.code, t.version);
    END LOOP;
END $$;
RESET ROLE;
