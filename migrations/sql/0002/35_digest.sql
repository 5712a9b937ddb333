-- The digest over inputs and topology, the same as workbench/model/digest.py makes in Python.

-- The fewest digits that read back as the same float. PostgreSQL's own text is not always the shortest from 2^54 on.
CREATE FUNCTION workbench_rules.canonical_number(x double precision) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN abs(x) < 18014398509481984 THEN trim_scale(t)::text ELSE coalesce((
        SELECT r::text FROM round(t, -(length(t::text) - length(rtrim(t::text, '0')) + 1)) AS r
        -- One digit less may be more than the largest float, which a cast would refuse.
        WHERE CASE WHEN r <> 0 AND abs(r) <= 1.7976931348623157e308 THEN r::float8 = x END), t::text) END
    FROM (SELECT (x + 0)::text::numeric AS t) AS digits  -- x + 0 turns -0 into 0
$$;

-- Numbers in positional notation with the fewest digits that read back as the same float; keys sorted; no blanks.
CREATE FUNCTION workbench_rules.canonical(value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'number' THEN workbench_rules.canonical_number((value #>> '{}')::float8)
        WHEN 'array' THEN '[' || coalesce((
            SELECT string_agg(workbench_rules.canonical(e.item), ',' ORDER BY e.position)
            FROM jsonb_array_elements(value) WITH ORDINALITY AS e(item, position)), '') || ']'
        WHEN 'object' THEN '{' || coalesce((
            SELECT string_agg(to_json(e.key)::text || ':' || workbench_rules.canonical(e.value), ','
                              ORDER BY e.key COLLATE "C")
            FROM jsonb_each(value) AS e), '') || '}'
        ELSE value::text
    END
$$;

CREATE FUNCTION workbench.case_digest(case_id uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(sha256(convert_to(string_agg(line, E'\n' ORDER BY line COLLATE "C"), 'UTF8')), 'hex') FROM (
        SELECT 'component [' || to_json(c.tag)::text || ',' || to_json(c.type_code)::text || ',{' || coalesce((
            SELECT string_agg(to_json(p.key)::text || ':' || CASE jsonb_typeof(p.value)
                    -- written out for nearly all numbers: a call each costs more than all the rest
                    WHEN 'number' THEN CASE WHEN abs((p.value #>> '{}')::float8) < 18014398509481984
                        THEN trim_scale(((p.value #>> '{}')::float8 + 0)::text::numeric)::text
                        ELSE workbench_rules.canonical_number((p.value #>> '{}')::float8) END
                    WHEN 'array' THEN workbench_rules.canonical(p.value)
                    WHEN 'object' THEN workbench_rules.canonical(p.value)
                    ELSE p.value::text END, ',' ORDER BY p.key COLLATE "C")
            FROM jsonb_each(c.properties - 'results') AS p), '') || '}]' AS line
        FROM workbench.components AS c WHERE c.case_id = case_digest.case_id
        UNION ALL
        SELECT 'connection [' || to_json(s.tag)::text || ',' || to_json(k.source_port)::text || ','
               || to_json(t.tag)::text || ',' || to_json(k.target_port)::text || ']'
        FROM workbench.connections AS k
        JOIN workbench.components AS s ON s.case_id = k.case_id AND s.id = k.source_component_id
        JOIN workbench.components AS t ON t.case_id = k.case_id AND t.id = k.target_component_id
        WHERE k.case_id = case_digest.case_id
        UNION ALL
        SELECT 'settings ' || workbench_rules.canonical(settings)
        FROM workbench.cases WHERE id = case_digest.case_id
    ) AS lines
$$;

-- From the digests that are stored with the cases, computing those that are not known.
CREATE FUNCTION workbench.revision_digest(revision_id uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(line, E'\n' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex')
    FROM (
        SELECT 'case [' || to_json(k.name)::text || ',"' || coalesce(k.digest, workbench.case_digest(k.id)) || '"]' AS line
        FROM workbench.cases AS k WHERE k.revision_id = revision_digest.revision_id
    ) AS lines
$$;

-- From the rows alone: what an auditor compares with the digest that was issued.
CREATE FUNCTION workbench.computed_revision_digest(revision_id uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(line, E'\n' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex')
    FROM (
        SELECT 'case [' || to_json(k.name)::text || ',"' || workbench.case_digest(k.id) || '"]' AS line
        FROM workbench.cases AS k WHERE k.revision_id = computed_revision_digest.revision_id
    ) AS lines
$$;

-- Everything of a revision, also results, coordinates and descriptions, which are in no digest: noted when it is issued.
CREATE FUNCTION workbench.revision_contents(revision_id uuid) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    SELECT encode(sha256(coalesce(string_agg(line, '' ORDER BY line), '')), 'hex') FROM (
        SELECT sha256(convert_to(jsonb_build_array(k.name, k.description, k.app_module, k.settings, to_jsonb(r))::text,
                                 'UTF8')) AS line
        FROM workbench.cases AS k LEFT JOIN workbench.runs AS r ON r.id = k.run_id
        WHERE k.revision_id = revision_contents.revision_id
        UNION ALL
        SELECT sha256(convert_to(jsonb_build_array(c.case_id, c.id, c.tag, c.type_code, c.type_version, c.properties,
                                                   c.graphics, c.lineage_id)::text, 'UTF8'))
        FROM workbench.components AS c JOIN workbench.cases AS k ON k.id = c.case_id
        WHERE k.revision_id = revision_contents.revision_id
        UNION ALL
        SELECT sha256(convert_to(to_jsonb(x)::text, 'UTF8'))
        FROM workbench.connections AS x JOIN workbench.cases AS k ON k.id = x.case_id
        WHERE k.revision_id = revision_contents.revision_id
    ) AS lines
$$;

-- Digests of the first schema were made otherwise. Results that belonged to the inputs still do.
UPDATE workbench.runs AS r SET input_digest = workbench.case_digest(k.id)
FROM workbench.cases AS k WHERE k.run_id = r.id AND r.input_digest = k.digest;
UPDATE workbench.cases SET digest = workbench.case_digest(id);
UPDATE workbench.revisions SET digest = workbench.revision_digest(id) WHERE status = 'Issued';
