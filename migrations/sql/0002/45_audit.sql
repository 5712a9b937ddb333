-- One record a statement, in one hash chain a project; its head serialises the writers of a project.
CREATE FUNCTION workbench_rules.audit_hash(previous bytea, a workbench.audit) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    SELECT sha256(previous || convert_to(jsonb_build_array(
        a.project_id, a.sequence, a.at, a.user_id, a.login, a.action, a.row_count, a.record)::text, 'UTF8'))
$$;

CREATE FUNCTION workbench_rules.record(project uuid, action text, row_count bigint, record jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head workbench_rules.audit_heads;
    entry workbench.audit;
BEGIN
    -- A client that turned it off could lose what it was told is stored.
    PERFORM set_config('synchronous_commit', 'on', true);
    INSERT INTO workbench_rules.audit_heads VALUES (project, 0, '\x') ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM workbench_rules.audit_heads AS h WHERE h.project_id = project FOR UPDATE;
    entry := ROW(project, head.sequence + 1, clock_timestamp(), workbench.current_user_id(), session_user, action,
                 row_count, record, head.hash, '\x');
    entry.hash := workbench_rules.audit_hash(head.hash, entry);
    INSERT INTO workbench.audit VALUES (entry.*);
    UPDATE workbench_rules.audit_heads AS h SET sequence = entry.sequence, hash = entry.hash
    WHERE h.project_id = project;
END $$;

-- The first record of a project that does not fit the chain; NULL: the chain is whole.
CREATE FUNCTION workbench_rules.first_broken_record(project uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH chain AS (
        SELECT a.sequence, a.hash, a.previous_hash,
               row_number() OVER w AS position,
               lag(a.hash, 1, '\x'::bytea) OVER w AS expected_previous,
               workbench_rules.audit_hash(a.previous_hash, a) AS expected_hash
        FROM workbench.audit AS a WHERE a.project_id = project WINDOW w AS (ORDER BY a.sequence)
    )
    SELECT min(sequence) FROM (
        SELECT position AS sequence FROM chain
        WHERE sequence <> position OR previous_hash <> expected_previous OR hash <> expected_hash
        UNION ALL
        SELECT (SELECT count(*) FROM chain) + 1
        WHERE (SELECT (h.sequence, h.hash) FROM workbench_rules.audit_heads AS h WHERE h.project_id = project)
              IS DISTINCT FROM (SELECT (c.sequence, c.hash) FROM chain AS c ORDER BY c.sequence DESC LIMIT 1)
    ) AS broken
$$;

CREATE FUNCTION workbench.audit_state(project uuid, OUT first_broken bigint, OUT records bigint, OUT head_hash text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM workbench_rules.require_role(project, '{owner,editor,viewer}', 'project');
    first_broken := workbench_rules.first_broken_record(project);
    SELECT h.sequence, encode(h.hash, 'hex') INTO records, head_hash
    FROM workbench_rules.audit_heads AS h WHERE h.project_id = project;
    records := coalesce(records, 0);
    head_hash := coalesce(head_hash, '');
END $$;
