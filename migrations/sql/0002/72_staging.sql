-- Bulk rows come by COPY into temporary tables of the session (row security refuses COPY into the real ones), and are
-- checked and moved by the functions that write cases. Nobody has counted the rows of these tables, nor those that this
-- transaction wrote: without nested loops a plan made for ten rows serves for 100,000 as well.

CREATE FUNCTION workbench.stage() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_regclass('pg_temp.staged_components') IS NULL THEN
        CREATE TEMPORARY TABLE staged_components (
            id uuid NOT NULL, lineage_id uuid NOT NULL, type_code text NOT NULL, type_version integer NOT NULL,
            tag text NOT NULL, properties jsonb NOT NULL, graphics jsonb NOT NULL);
        CREATE TEMPORARY TABLE staged_connections (
            id uuid NOT NULL, source uuid NOT NULL, source_port text NOT NULL,
            target uuid NOT NULL, target_port text NOT NULL, removed boolean NOT NULL);
        -- Uncompressed, so that the limit of size sees what there is.
        ALTER TABLE staged_components ALTER COLUMN properties SET STORAGE EXTERNAL,
            ALTER COLUMN graphics SET STORAGE EXTERNAL;
        EXECUTE format('GRANT INSERT ON staged_components, staged_connections TO %I', session_user);
    END IF;
    PERFORM workbench_rules.require_staging();
    TRUNCATE pg_temp.staged_components, pg_temp.staged_connections;
END $$;

-- The staged tables are ours: nobody put one of his own, with triggers, in their place.
CREATE FUNCTION workbench_rules.require_staging() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FROM pg_class
        WHERE oid IN (to_regclass('pg_temp.staged_components'), to_regclass('pg_temp.staged_connections'))
          AND relkind = 'r' AND pg_get_userbyid(relowner) = 'workbench_definer') <> 2 THEN
        RAISE EXCEPTION 'call workbench.stage() first' USING ERRCODE = 'WB006';
    END IF;
END $$;

CREATE FUNCTION workbench_rules.check_staged(project uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    t record;
    invalid record;
BEGIN
    PERFORM workbench_rules.require_staging();
    IF (SELECT count(*) <> count(DISTINCT lineage_id) FROM pg_temp.staged_components) THEN
        RAISE EXCEPTION 'a component is staged twice' USING ERRCODE = 'WB006';
    END IF;
    FOR t IN SELECT DISTINCT type_code, type_version FROM pg_temp.staged_components LOOP
        EXECUTE workbench_rules.invalid_query('pg_temp.staged_components', t.type_code, t.type_version, project)
        INTO invalid;
        IF invalid.tag IS NOT NULL THEN
            PERFORM workbench_rules.refuse_invalid(invalid.tag, t.type_code, t.type_version, invalid.properties);
        END IF;
    END LOOP;
END $$;

-- What the audit keeps of staged rows: old and new of the inputs, or their digest where they are many.
CREATE FUNCTION workbench_rules.staged_changes(old_case uuid, removed uuid[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
DECLARE
    staged bigint := (SELECT count(*) FROM pg_temp.staged_components);
    links bigint := (SELECT count(*) FROM pg_temp.staged_connections);
    counts jsonb := jsonb_build_object('components', staged, 'connections', links, 'removed', cardinality(removed));
BEGIN
    IF staged + links + cardinality(removed) > 500 THEN
        -- In the order in which they came; sorting would cost more than hashing.
        RETURN counts || jsonb_build_object(
            'components_sha256', (SELECT encode(sha256(string_agg(
                sha256(convert_to(s.tag || ' ' || s.properties::text, 'UTF8')), '')), 'hex')
                FROM pg_temp.staged_components AS s),
            'connections_sha256', (SELECT encode(sha256(string_agg(
                uuid_send(x.source) || uuid_send(x.target)
                || convert_to(x.source_port || ' ' || x.target_port || ' ' || x.removed, 'UTF8'), '')), 'hex')
                FROM pg_temp.staged_connections AS x),
            'removed', to_jsonb(removed[:500]));
    END IF;
    RETURN counts || jsonb_build_object('rows', (
        SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'old_tag', c.tag, 'old', c.properties - 'results', 'tag', s.tag, 'new', s.properties - 'results'))), '[]')
        FROM (SELECT * FROM workbench.components WHERE case_id = old_case) AS c
        FULL JOIN pg_temp.staged_components AS s ON s.lineage_id = c.lineage_id
        WHERE (s.lineage_id IS NOT NULL OR c.lineage_id = ANY (removed))
          AND (c.tag, c.properties - 'results') IS DISTINCT FROM (s.tag, s.properties - 'results')),
        'links', (
        SELECT coalesce(jsonb_agg(to_jsonb(x) - 'id'), '[]') FROM pg_temp.staged_connections AS x));
END $$;

-- Staged components whose lineage the case does not have become rows; then the staged connections.
CREATE FUNCTION workbench_rules.insert_staged(project uuid, target_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
BEGIN
    INSERT INTO workbench.components
        (id, project_id, case_id, type_code, type_version, tag, properties, graphics, lineage_id)
    SELECT s.id, project, target_case, s.type_code, s.type_version, s.tag, s.properties, s.graphics, s.lineage_id
    FROM pg_temp.staged_components AS s
    WHERE NOT EXISTS (SELECT FROM workbench.components AS c
                      WHERE c.case_id = target_case AND c.lineage_id = s.lineage_id);
    PERFORM workbench_rules.insert_staged_connections(project, target_case);
END $$;

CREATE FUNCTION workbench_rules.insert_staged_connections(project uuid, target_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
DECLARE
    inserted bigint;
    wrong record;
BEGIN
    WITH ends AS MATERIALIZED (
        SELECT c.lineage_id, c.id, t.ports FROM workbench.components AS c
        JOIN workbench_rules.type_checks AS t ON t.code = c.type_code AND t.version = c.type_version
        WHERE c.case_id = target_case
    )
    INSERT INTO workbench.connections
        (id, project_id, case_id, source_component_id, target_component_id, source_port, target_port)
    SELECT x.id, project, target_case, a.id, b.id, x.source_port, x.target_port
    FROM pg_temp.staged_connections AS x
    JOIN ends AS a ON a.lineage_id = x.source AND x.source_port = ANY (a.ports)
    JOIN ends AS b ON b.lineage_id = x.target AND x.target_port = ANY (b.ports)
    WHERE NOT x.removed;
    GET DIAGNOSTICS inserted = ROW_COUNT;
    IF inserted <> (SELECT count(*) FROM pg_temp.staged_connections WHERE NOT removed) THEN
        SELECT x.source_port, x.target_port, a.tag AS source, b.tag AS target INTO wrong
        FROM pg_temp.staged_connections AS x
        LEFT JOIN workbench.components AS a ON a.case_id = target_case AND a.lineage_id = x.source
        LEFT JOIN workbench.components AS b ON b.case_id = target_case AND b.lineage_id = x.target
        LEFT JOIN workbench_rules.type_checks AS ta ON ta.code = a.type_code AND ta.version = a.type_version
        LEFT JOIN workbench_rules.type_checks AS tb ON tb.code = b.type_code AND tb.version = b.type_version
        WHERE NOT x.removed
          AND (x.source_port = ANY (ta.ports) AND x.target_port = ANY (tb.ports)) IS NOT TRUE LIMIT 1;
        RAISE EXCEPTION 'the connection from %.% to %.% ends at a component or port that there is not',
            coalesce(wrong.source, 'nothing'), wrong.source_port, coalesce(wrong.target, 'nothing'), wrong.target_port
            USING ERRCODE = 'WB006';
    END IF;
END $$;
