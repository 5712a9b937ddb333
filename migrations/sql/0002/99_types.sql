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
-- The chain of a project begins with what was there already.
DO $$
DECLARE
    p record;
BEGIN
    FOR p IN SELECT id, name FROM workbench.projects LOOP
        PERFORM workbench_rules.record(p.id, 'migrate project', 1, jsonb_build_object('name', p.name, 'issued', (
            SELECT jsonb_object_agg(r.rev_code, r.digest) FROM workbench.revisions AS r
            WHERE r.project_id = p.id AND r.status = 'Issued')));
    END LOOP;
END $$;
RESET ROLE;
