-- New revisions: copies made on the server.

-- As before, and four times faster: inlined where it is called.
CREATE OR REPLACE FUNCTION workbench.ordered_uuid(n bigint) RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT pg_catalog.concat(
        pg_catalog.lpad(pg_catalog.to_hex(((extract(epoch FROM pg_catalog.now()) * 1000)::bigint << 16) | 28672 | (n >> 20)), 16, '0'),
        pg_catalog.to_hex((-9223372036854775808) | ((n & 1048575) << 40) | (pg_catalog.random() * 1099511627775)::bigint)
    )::uuid
$$;

-- Copy a case into another revision; `about` NULL: as it is; else with what is staged and without `removed`.
CREATE FUNCTION workbench_rules.copy_case(old_case uuid, revision uuid, about jsonb, removed uuid[], OUT new_case uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
DECLARE
    k workbench.cases;
BEGIN
    SELECT * INTO k FROM workbench.cases WHERE id = old_case;
    new_case := workbench_rules.insert_case_row(k.project_id, revision, coalesce(about, to_jsonb(k)));
    IF about IS NULL OR NOT EXISTS (SELECT FROM pg_temp.staged_components) AND removed = '{}' THEN
        INSERT INTO workbench.components
            (id, project_id, case_id, type_code, type_version, tag, properties, graphics, lineage_id)
        SELECT workbench.ordered_uuid(row_number() OVER ()), c.project_id, new_case, c.type_code, c.type_version, c.tag,
               c.properties, c.graphics, c.lineage_id
        FROM (SELECT * FROM workbench.components WHERE case_id = old_case ORDER BY id) AS c;
    ELSE
        IF EXISTS (SELECT FROM pg_temp.staged_components AS s JOIN workbench.components AS c
                       ON c.case_id = old_case AND c.lineage_id = s.lineage_id
                   WHERE c.type_code <> s.type_code) THEN
            RAISE EXCEPTION 'the type of a component never changes: remove it and add another one' USING ERRCODE = 'WB003';
        END IF;
        INSERT INTO workbench.components
            (id, project_id, case_id, type_code, type_version, tag, properties, graphics, lineage_id)
        SELECT workbench.ordered_uuid(row_number() OVER ()), k.project_id, new_case, n.type_code, n.type_version, n.tag,
               n.properties, n.graphics, n.lineage_id
        FROM (
            SELECT coalesce(s.type_code, c.type_code) AS type_code, coalesce(s.type_version, c.type_version) AS type_version,
                   coalesce(s.tag, c.tag) AS tag, coalesce(s.properties, c.properties) AS properties,
                   coalesce(s.graphics, c.graphics) AS graphics, coalesce(s.lineage_id, c.lineage_id) AS lineage_id
            FROM (SELECT * FROM workbench.components WHERE case_id = old_case
                    AND NOT EXISTS (SELECT FROM unnest(removed) AS gone WHERE gone = lineage_id)) AS c
            FULL JOIN pg_temp.staged_components AS s ON s.lineage_id = c.lineage_id
            ORDER BY c.id NULLS LAST, s.id
        ) AS n;
    END IF;
    PERFORM workbench_rules.copy_connections(old_case, new_case, with_staged => about IS NOT NULL);
    IF about IS NOT NULL THEN
        PERFORM workbench_rules.insert_staged_connections(k.project_id, new_case);
        PERFORM workbench_rules.check_ports_of_case(new_case);
    END IF;
    UPDATE workbench.cases SET copied_version = k.version, run_id = CASE WHEN about IS NULL THEN k.run_id ELSE
        workbench_rules.put_run(k.project_id, new_case, nullif(about -> 'run', 'null')) END
    WHERE id = new_case;
END $$;

-- A connection whose end was removed is staged as removed too, else the copy would fail on its missing end.
CREATE FUNCTION workbench_rules.copy_connections(old_case uuid, new_case uuid, with_staged boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
DECLARE
    some_removed boolean := with_staged AND EXISTS (SELECT FROM pg_temp.staged_connections AS x WHERE x.removed);
    left_out bigint := 0;
    copied bigint;
BEGIN
    WITH pairs AS MATERIALIZED (
        SELECT o.id AS old, n.id AS new, o.lineage_id FROM workbench.components AS o
        JOIN workbench.components AS n ON n.case_id = new_case AND n.lineage_id = o.lineage_id
        WHERE o.case_id = old_case
    )
    INSERT INTO workbench.connections
        (id, project_id, case_id, source_component_id, target_component_id, source_port, target_port)
    SELECT workbench.ordered_uuid(row_number() OVER ()), k.project_id, new_case, k.source, k.target, k.source_port,
           k.target_port
    FROM (
        SELECT k.project_id, s.new AS source, t.new AS target, k.source_port, k.target_port
        FROM workbench.connections AS k
        JOIN pairs AS s ON s.old = k.source_component_id JOIN pairs AS t ON t.old = k.target_component_id
        WHERE k.case_id = old_case AND NOT (some_removed AND EXISTS (
            SELECT FROM pg_temp.staged_connections AS x
            WHERE x.removed AND x.source = s.lineage_id AND x.target = t.lineage_id
              AND x.source_port = k.source_port AND x.target_port = k.target_port))
        ORDER BY k.id
    ) AS k;
    GET DIAGNOSTICS copied = ROW_COUNT;
    IF some_removed THEN
        left_out := (SELECT count(*) FROM pg_temp.staged_connections AS x WHERE x.removed);
    END IF;
    IF copied + left_out <> (SELECT count(*) FROM workbench.connections AS k WHERE k.case_id = old_case) THEN
        RAISE EXCEPTION 'a connection of a removed component is left' USING ERRCODE = '23503';
    END IF;
END $$;

-- Let nobody save into a case, nor issue its revision, until the transaction ends; say which version it has.
-- The revision first, as issue_revision() does, so that the two do not wait for each other.
CREATE FUNCTION workbench.hold_case(held uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    k workbench.cases;
BEGIN
    SELECT * INTO k FROM workbench.cases WHERE id = held;
    PERFORM workbench_rules.require_role(k.project_id, '{owner,editor}', 'case');
    PERFORM FROM workbench.revisions AS r WHERE r.id = k.revision_id FOR KEY SHARE;
    RETURN (SELECT version FROM workbench.cases WHERE id = held FOR SHARE);
END $$;

-- A new revision: the edited case with what is staged, and all other cases of its parent as they are.
CREATE FUNCTION workbench.commit_revision(
    source_case uuid, expected_version bigint, code text, revision_message text, key uuid, about jsonb, removed uuid[],
    OUT revision uuid, OUT new_case uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    k workbench.cases;
    sibling uuid;
    entry jsonb;
BEGIN
    SELECT * INTO k FROM workbench.cases WHERE id = source_case;
    PERFORM workbench.lock_project(k.project_id);
    PERFORM workbench.hold_case(source_case);
    SELECT * INTO k FROM workbench.cases WHERE id = source_case;
    IF about IS NULL THEN
        RAISE EXCEPTION 'say what the case is' USING ERRCODE = 'WB006';
    END IF;
    IF k.version IS DISTINCT FROM expected_version THEN
        PERFORM workbench_rules.refuse_stale(format('case ''%s''', k.name), k.version, expected_version);
    END IF;
    PERFORM workbench_rules.check_staged(k.project_id);
    entry := workbench_rules.staged_changes(source_case, removed);
    revision := workbench.ordered_uuid(0);
    INSERT INTO workbench.revisions (id, project_id, rev_code, parent_id, author_id, message, commit_key, created_at)
    -- clock_timestamp(): after the wait for the project, so that revisions are in the order in which they follow.
    VALUES (revision, k.project_id, code, k.revision_id, workbench.current_user_id(), revision_message, key,
            clock_timestamp());
    FOR sibling IN SELECT s.id FROM workbench.cases AS s
                   WHERE s.revision_id = k.revision_id AND s.id <> source_case ORDER BY s.id FOR SHARE
    LOOP
        PERFORM workbench_rules.copy_case(sibling, revision, NULL, '{}');
    END LOOP;
    new_case := workbench_rules.copy_case(source_case, revision, about, removed);
    PERFORM workbench_rules.record(k.project_id, 'commit revision', (entry ->> 'components')::bigint,
        jsonb_build_object('revision', code, 'message', revision_message, 'case', about ->> 'name',
                           'parent', (SELECT p.rev_code FROM workbench.revisions AS p WHERE p.id = k.revision_id),
                           'cases', (SELECT jsonb_object_agg(c.name, c.digest) FROM workbench.cases AS c
                                     WHERE c.revision_id = revision)) || entry);
    TRUNCATE pg_temp.staged_components, pg_temp.staged_connections;
END $$;
