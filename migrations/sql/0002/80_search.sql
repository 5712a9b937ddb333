-- Search the components of a type over every project that the caller may read. It bypasses row security and asks for the
-- caller's projects itself, since `->>` is not leakproof and no index would be used otherwise.

-- A condition as workbench/model/condition.py parses it, as SQL over `c`; a comparison with an absent value is false.
CREATE FUNCTION workbench_rules.condition_sql(tree jsonb, depth integer DEFAULT 0) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    source text := CASE tree ->> 'of' WHEN 'results' THEN 'c.properties -> ''results''' ELSE 'c.properties' END;
    name text := tree ->> 'property';
    op text := tree ->> 'op';
    value jsonb := tree -> 'value';
    sample text := jsonb_typeof(CASE jsonb_typeof(value) WHEN 'array' THEN value -> 0 ELSE value END);
    expression text;
    operand text;
BEGIN
    IF depth > 60 THEN
        RAISE EXCEPTION 'the condition is nested too deep' USING ERRCODE = 'WB006';
    END IF;
    IF jsonb_typeof(tree) <> 'object' THEN
        RAISE EXCEPTION 'no condition: %', left(tree::text, 200) USING ERRCODE = 'WB006';
    ELSIF jsonb_typeof(coalesce(tree -> 'and', tree -> 'or')) = 'array'
          AND jsonb_array_length(coalesce(tree -> 'and', tree -> 'or')) > 0 THEN
        RETURN (SELECT '(' || string_agg(workbench_rules.condition_sql(part, depth + 1),
                                         CASE WHEN tree ? 'and' THEN ' AND ' ELSE ' OR ' END) || ')'
                FROM jsonb_array_elements(coalesce(tree -> 'and', tree -> 'or')) AS part);
    ELSIF tree ? 'not' THEN
        RETURN format('(NOT coalesce(%s, false))', workbench_rules.condition_sql(tree -> 'not', depth + 1));
    ELSIF op = 'missing' THEN
        RETURN format('((%s) ? %L) IS NOT TRUE', source, name);
    ELSIF op = 'in' AND value = '[]' THEN
        RETURN 'false';
    ELSIF name IS NULL OR op IS NULL OR sample NOT IN ('number', 'string', 'boolean')
          OR op NOT IN ('<', '<=', '>', '>=', '==', '!=', 'in')
          OR (op = 'in') <> (jsonb_typeof(value) = 'array') THEN
        RAISE EXCEPTION 'no condition: %', left(tree::text, 200) USING ERRCODE = 'WB006';
    END IF;
    expression := workbench_rules.property_expression(source, name, sample);
    operand := CASE sample WHEN 'number' THEN 'float8' WHEN 'boolean' THEN 'bool' ELSE 'text' END;
    IF op = 'in' THEN
        RETURN format('%s = ANY (%L::%s[])', expression, ARRAY(SELECT jsonb_array_elements_text(value)), operand);
    END IF;
    IF sample = 'boolean' THEN  -- absent is neither
        expression := format('CASE WHEN (%s) ? %L THEN %s END', source, name, expression);
    END IF;
    RETURN format('%s %s %L::%s', expression, CASE op WHEN '==' THEN '=' WHEN '!=' THEN '<>' ELSE op END,
                  value #>> '{}', operand);
END $$;

CREATE FUNCTION workbench_rules.search_sql(type_code text, condition jsonb, issued_only boolean) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format(
        'SELECT p.name, r.rev_code, r.status, k.name, c.tag, c.type_version, c.properties '
        'FROM workbench.components AS c JOIN workbench.cases AS k ON k.id = c.case_id '
        'JOIN workbench.revisions AS r ON r.id = k.revision_id JOIN workbench.projects AS p ON p.id = c.project_id '
        'WHERE c.type_code = %L AND c.project_id = ANY ($1) AND %s %s '
        'ORDER BY p.name, r.created_at, r.id, k.name, c.tag',
        type_code, CASE WHEN condition IS NULL THEN 'true' ELSE workbench_rules.condition_sql(condition) END,
        CASE WHEN issued_only THEN 'AND r.status = ''Issued''' ELSE '' END)
$$;

CREATE FUNCTION workbench.search(type_code text, condition jsonb, issued_only boolean)
RETURNS TABLE (project text, revision text, revision_status text, "case" text, tag text, type_version integer,
               properties jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE workbench_rules.search_sql(type_code, condition, issued_only) USING workbench.readable();
END $$;

-- How a search runs, for those who want to see the plan.
CREATE FUNCTION workbench.explain_search(type_code text, condition jsonb, issued_only boolean) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || workbench_rules.search_sql(type_code, condition, issued_only)
        USING workbench.readable();
END $$;
