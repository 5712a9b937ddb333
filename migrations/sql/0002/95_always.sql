-- Last: every trigger fires also for a session that plays a replica, and no table can be emptied.
DO $$
DECLARE
    t regclass;
    name name;
BEGIN
    FOR t IN SELECT oid FROM pg_class
             WHERE relkind = 'r' AND relnamespace IN ('workbench'::regnamespace, 'workbench_rules'::regnamespace)
               AND relname <> 'alembic_version'
    LOOP
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %s '
                       'EXECUTE FUNCTION workbench_rules.refuse_truncate()', t);
    END LOOP;
    FOR t, name IN SELECT g.tgrelid::regclass, g.tgname FROM pg_trigger AS g JOIN pg_class AS c ON c.oid = g.tgrelid
                   WHERE c.relnamespace IN ('workbench'::regnamespace, 'workbench_rules'::regnamespace)
                     AND NOT g.tgisinternal
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t, name);
    END LOOP;
END $$;
