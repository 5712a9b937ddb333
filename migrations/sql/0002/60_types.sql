-- Component types: registered at run time, never changed; their checks, indexes and views follow from the schema.

CREATE FUNCTION workbench_rules.field_kind(field jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(field ->> 'type', 'string')
$$;

-- The SQL expression that reads a property as a typed value; the same in indexes, views and searches.
CREATE FUNCTION workbench_rules.property_expression(source text, name text, kind text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE kind
        WHEN 'number' THEN format('(CASE WHEN jsonb_typeof(%1$s -> %2$L) = ''number'' THEN (%1$s ->> %2$L)::float8 END)',
                                  source, name)
        WHEN 'integer' THEN format('(CASE WHEN jsonb_typeof(%1$s -> %2$L) = ''number'' THEN (%1$s ->> %2$L)::float8 END)',
                                   source, name)
        WHEN 'boolean' THEN format('(%1$s -> %2$L = ''true''::jsonb)', source, name)
        WHEN 'array' THEN format('(%1$s -> %2$L)', source, name)
        ELSE format('(%1$s ->> %2$L)', source, name)
    END
$$;

-- One partial index an indexed property, project first, so that a search reads only the caller's projects.
-- Owned by the owner of the table, who alone may index it.
CREATE FUNCTION workbench_rules.reconcile_indexes(type_code text, names text[], expressions text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted text[] := '{}';
    index_name text;
    i integer;
    before text := coalesce(current_setting('workbench.migration', true), '');
BEGIN
    PERFORM set_config('workbench.migration', 'on', true);  -- this is one, as the guard of the rules sees it
    FOR i IN 1 .. coalesce(array_length(names, 1), 0) LOOP
        index_name := format('property_%s_%s_%s', left(lower(type_code), 16), left(regexp_replace(lower(names[i]), '[^a-z0-9_]', '', 'g'), 20),
                             left(md5(type_code || '.' || expressions[i]), 8));
        wanted := wanted || index_name;
        IF to_regclass(format('workbench.%I', index_name)) IS NULL THEN
            EXECUTE format('CREATE INDEX %I ON workbench.components (project_id, (%s)) WHERE type_code = %L',
                           index_name, expressions[i], type_code);
        END IF;
    END LOOP;
    FOR index_name IN
        SELECT c.relname FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indexrelid
        WHERE x.indrelid = 'workbench.components'::regclass AND c.relname LIKE 'property\_%'
          AND pg_get_expr(x.indpred, x.indrelid) = format('(type_code = %L::text)', type_code)
          AND c.relname <> ALL (wanted)
    LOOP
        EXECUTE format('DROP INDEX workbench.%I', index_name);
    END LOOP;
    PERFORM set_config('workbench.migration', before, true);
END $$;

CREATE FUNCTION workbench_rules.make_view(type_code text, definition json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    view_name text := 'v_' || lower(type_code);
    taken text[] := '{project,revision,revision_status,case,tag}';
    columns text := '';
    f record;
    label text;
    before text := coalesce(current_setting('workbench.migration', true), '');
BEGIN
    FOR f IN
        SELECT 'c.properties' AS source, key, workbench_rules.field_kind(value::jsonb) AS kind
        FROM json_each(definition -> 'properties')
        UNION ALL
        SELECT 'c.properties -> ''results''', key, workbench_rules.field_kind(value::jsonb)
        FROM json_each(definition -> 'results')
    LOOP
        label := f.key;
        WHILE label = ANY (taken) LOOP label := '_' || label; END LOOP;
        taken := taken || label;
        columns := columns || format(', %s AS %I', workbench_rules.property_expression(f.source, f.key, f.kind), label);
    END LOOP;
    PERFORM set_config('workbench.migration', 'on', true);
    EXECUTE format('DROP VIEW IF EXISTS workbench.%I', view_name);
    EXECUTE format(
        'CREATE VIEW workbench.%I WITH (security_invoker = true) AS '
        'SELECT p.name AS project, r.rev_code AS revision, r.status AS revision_status, k.name AS "case", c.tag%s '
        'FROM workbench.components AS c JOIN workbench.cases AS k ON k.id = c.case_id '
        'JOIN workbench.revisions AS r ON r.id = k.revision_id JOIN workbench.projects AS p ON p.id = c.project_id '
        'WHERE c.type_code = %L', view_name, columns, type_code);
    EXECUTE format('GRANT SELECT ON workbench.%I TO workbench_user', view_name);
    PERFORM set_config('workbench.migration', before, true);
END $$;

-- Everything that follows from a stored type: its checks, its indexes and its view.
CREATE FUNCTION workbench_rules.apply_type(type_code text, type_version integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    definition json;
    newest boolean;
    indexed record;
BEGIN
    SELECT t.schema_definition,
           t.version = (SELECT max(o.version) FROM workbench.component_types AS o WHERE o.code = t.code)
    INTO STRICT definition, newest
    FROM workbench.component_types AS t WHERE t.code = type_code AND t.version = type_version;
    INSERT INTO workbench_rules.type_checks VALUES (
        type_code, type_version,
        workbench_rules.schema_condition(definition::jsonb, 'r.inputs'),
        workbench_rules.results_condition(definition::jsonb, 'r.results'),
        ARRAY(SELECT port ->> 'name' FROM json_array_elements(definition -> 'ports') AS port));
    IF newest THEN
        SELECT array_agg(key ORDER BY key) AS names,
               array_agg(workbench_rules.property_expression('properties', key, workbench_rules.field_kind(value))
                         ORDER BY key) AS expressions
        INTO indexed FROM jsonb_each(definition::jsonb -> 'properties') WHERE value -> 'indexed' = 'true';
        PERFORM workbench_rules.reconcile_indexes(type_code, indexed.names, indexed.expressions);
        PERFORM workbench_rules.make_view(type_code, definition);
    END IF;
END $$;

CREATE FUNCTION workbench_rules.store_type(
    type_code text, type_version integer, definition json, organization uuid, registrar uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    problem text;
    expected integer;
BEGIN
    SELECT key INTO problem FROM jsonb_each(coalesce(definition::jsonb -> 'properties', '{}')
                                            || coalesce(definition::jsonb -> 'results', '{}'))
    WHERE jsonb_typeof(value) <> 'object'
       OR coalesce(value ->> 'type', 'string') NOT IN ('number', 'integer', 'boolean', 'string', 'array') LIMIT 1;
    IF problem IS NOT NULL THEN
        RAISE EXCEPTION 'the property ''%'' of component type % is of no kind that a case can have', left(problem, 80),
            type_code USING ERRCODE = 'WB006';
    END IF;
    IF organization IS NULL AND EXISTS (SELECT FROM workbench.component_types AS t
                                        WHERE t.code = type_code AND t.org_id IS NOT NULL) THEN
        RAISE EXCEPTION 'the code % is to be built in, but an organization of this server has registered it', type_code
            USING ERRCODE = 'WB006', HINT = 'Give the components of that organization another type, and delete its type.';
    END IF;
    IF length(type_code) > 60 THEN  -- its view would have the name of another one's
        RAISE EXCEPTION 'the code % is too long (60 characters at most)', left(type_code, 80) USING ERRCODE = 'WB006';
    END IF;
    IF EXISTS (SELECT FROM json_array_elements(definition -> 'ports') AS port
               WHERE json_typeof(port -> 'name') IS DISTINCT FROM 'string'
                  OR length(port ->> 'name') NOT BETWEEN 1 AND 64) THEN
        RAISE EXCEPTION 'a port of component type % has no name of 1 to 64 characters', type_code USING ERRCODE = 'WB006';
    END IF;
    problem := workbench_rules.schema_lint(definition::jsonb);
    IF problem IS NOT NULL THEN
        RAISE EXCEPTION 'the schema of component type % cannot be checked by the database: %', type_code, problem
            USING ERRCODE = 'WB006';
    END IF;
    SELECT key INTO problem FROM jsonb_object_keys(coalesce(definition::jsonb -> 'properties', '{}')
                                                   || coalesce(definition::jsonb -> 'results', '{}')) AS key
    WHERE octet_length(key) NOT BETWEEN 1 AND 60 LIMIT 1;
    IF problem IS NOT NULL THEN
        RAISE EXCEPTION 'the property name ''%'' of component type % is too long (60 bytes at most)',
            left(problem, 80), type_code USING ERRCODE = 'WB006';
    END IF;
    LOCK TABLE workbench.component_types IN SHARE ROW EXCLUSIVE MODE;  -- one registration at a time
    SELECT coalesce(max(t.version), 0) + 1 INTO expected FROM workbench.component_types AS t WHERE t.code = type_code;
    -- A fresh database gets the newest built-in versions only, whatever came before them elsewhere.
    IF type_version < expected OR organization IS NOT NULL AND type_version > expected THEN
        RAISE EXCEPTION 'component type % needs version % next, not %', type_code, expected, type_version
            USING ERRCODE = 'WB006';
    END IF;
    INSERT INTO workbench.component_types (code, version, schema_definition, org_id, registered_by)
    VALUES (type_code, type_version, definition, organization, registrar);
    PERFORM workbench_rules.apply_type(type_code, type_version);
END $$;

-- An engineer's own type belongs to the organization; a code that is built in or another's cannot be taken.
CREATE FUNCTION workbench.register_type(type_code text, type_version integer, definition json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    organization uuid := workbench.my_organization();
BEGIN
    IF organization IS NULL THEN
        RAISE EXCEPTION 'this login is no active user' USING ERRCODE = '42501';
    END IF;
    LOCK TABLE workbench.component_types IN SHARE ROW EXCLUSIVE MODE;  -- else a code could get two owners
    IF EXISTS (SELECT FROM workbench.component_types AS t
               WHERE t.code = type_code AND t.org_id IS DISTINCT FROM organization) THEN
        RAISE EXCEPTION 'the code % is built in or belongs to another organization: choose another one', type_code
            USING ERRCODE = '42501';
    END IF;
    PERFORM workbench_rules.store_type(type_code, type_version, definition, organization, workbench.current_user_id());
END $$;

-- ---- checks of rows, from a table or a transition table -------------------------------------------------------

CREATE FUNCTION workbench_rules.types_query(source text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format('SELECT DISTINCT type_code, type_version, project_id FROM %s', source)
$$;

-- A query that gives the first row of a type in `source` that breaks its schema: tag, properties.
CREATE FUNCTION workbench_rules.invalid_query(source text, code text, version integer, project uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    checks workbench_rules.type_checks;
BEGIN
    SELECT c.* INTO checks FROM workbench_rules.type_checks AS c
    JOIN workbench.component_types AS t ON t.code = c.code AND t.version = c.version
    WHERE c.code = invalid_query.code AND c.version = invalid_query.version
      AND (t.org_id IS NULL OR t.org_id = (SELECT p.org_id FROM workbench.projects AS p WHERE p.id = project));
    IF checks.code IS NULL THEN
        RAISE EXCEPTION 'there is no component type % version %', code, version USING ERRCODE = 'WB006';
    END IF;
    RETURN format(
        'SELECT tag, properties FROM ('
        '    SELECT tag, properties, properties - ''results'' AS inputs, properties -> ''results'' AS results '
        '    FROM %s WHERE type_code = %L AND type_version = %s OFFSET 0) AS r '
        'WHERE (%s AND %s) IS NOT TRUE LIMIT 1',
        source, code, version, checks.inputs_condition, checks.results_condition);
END $$;

CREATE FUNCTION workbench_rules.refuse_invalid(tag text, code text, version integer, properties jsonb) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    problem text;
BEGIN
    SELECT workbench_rules.schema_problem(t.schema_definition::jsonb, refuse_invalid.properties - 'results')
    INTO problem FROM workbench.component_types AS t
    WHERE t.code = refuse_invalid.code AND t.version = refuse_invalid.version;
    RAISE EXCEPTION '% (%): %', tag, code, coalesce(problem, 'the results are not those that the type declares')
        USING ERRCODE = 'WB006';
END $$;

-- After components took another version of their type: it may lack a port that is connected.
CREATE FUNCTION workbench_rules.check_ports_of_case(target_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM workbench_rules.type_checks AS t
               JOIN workbench_rules.type_checks AS other ON other.code = t.code AND other.version > t.version
               WHERE NOT t.ports <@ other.ports AND EXISTS (
                   SELECT FROM workbench.components AS c
                   WHERE c.case_id = target_case AND c.type_code = other.code AND c.type_version = other.version)) THEN
        PERFORM workbench_rules.check_ports(
            ARRAY(SELECT k.id FROM workbench.connections AS k WHERE k.case_id = target_case));
    END IF;
END $$;

CREATE FUNCTION workbench_rules.check_ports(ids uuid[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    FOR wrong IN
        SELECT c.tag, c.type_code, e.port FROM workbench.connections AS k
        CROSS JOIN LATERAL (VALUES (k.source_component_id, k.source_port), (k.target_component_id, k.target_port))
            AS e(component_id, port)
        JOIN workbench.components AS c ON c.case_id = k.case_id AND c.id = e.component_id
        JOIN workbench_rules.type_checks AS t ON t.code = c.type_code AND t.version = c.type_version
        WHERE k.id = ANY (ids) AND e.port <> ALL (t.ports) LIMIT 1
    LOOP
        RAISE EXCEPTION '% (%) has no port ''%''', wrong.tag, wrong.type_code, left(wrong.port, 64) USING ERRCODE = 'WB006';
    END LOOP;
END $$;
