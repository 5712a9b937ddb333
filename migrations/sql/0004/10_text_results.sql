-- Results that are texts, such as the letter of an orifice: exactly where the type declares one. Everywhere else a
-- result is a finite number, checked as before and as fast.

-- Whether the value of a keyword has the form that the check relies on (no cast of it can raise afterwards).
CREATE OR REPLACE FUNCTION workbench_rules.schema_keyword_fits(keyword text, value jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  form text := workbench_rules.schema_keyword(keyword);
  kind text := jsonb_typeof(value);
  every_name_a_text boolean := kind = 'array' AND NOT value @? 'strict $[*] ? (@.type() != "string")';
BEGIN
  CASE
    WHEN form = 'any' THEN RETURN true;
    WHEN form IN ('string', 'boolean', 'array', 'object') AND kind <> form THEN RETURN false;
    WHEN form = 'size' THEN
      RETURN CASE WHEN kind = 'number' THEN value::numeric BETWEEN 0 AND 1e9 AND value::numeric % 1 = 0 ELSE false END;
    WHEN keyword = 'multipleOf' THEN RETURN kind = 'number' AND value > '0';
    WHEN form = 'number' THEN RETURN kind = 'number';
    WHEN form = 'schemas by name' THEN RETURN kind = 'object';
    WHEN form = 'schemas' THEN RETURN kind = 'array' AND value <> '[]';
    WHEN form = 'schema' THEN RETURN kind IN ('object', 'boolean');
    WHEN keyword = 'type' THEN
      RETURN (kind = 'string' OR every_name_a_text AND value <> '[]')
        AND value <@ '["object", "array", "string", "number", "integer", "boolean", "null"]';
    WHEN keyword = 'required' THEN RETURN every_name_a_text;
    WHEN keyword = '$schema' THEN
      RETURN value IN ('"https://json-schema.org/draft/2020-12/schema"',
        '"https://json-schema.org/draft/2020-12/schema#"');
    WHEN keyword = 'pattern' THEN
      BEGIN
        RETURN ('' COLLATE "C" ~ workbench_rules.schema_pattern(value #>> '{}')) IS NOT NULL;
      EXCEPTION WHEN invalid_regular_expression THEN
        RETURN false;
      END;
    WHEN keyword = 'results' THEN
      RETURN NOT value @? 'strict $.* ? (@.type() != "object")' AND NOT EXISTS (
        SELECT FROM jsonb_each(value) AS r(name, result)
        WHERE result - ('{type,title,description,dimension,unit,format,deprecated,examples,default,'
          '$comment,indexed,limits,maxLength}')::text[] <> '{}'
          OR result -> 'type' NOT IN ('"number"', '"string"')
          OR result ? 'maxLength' AND (result -> 'type' IS DISTINCT FROM '"string"'
            OR NOT workbench_rules.schema_keyword_fits('maxLength', result -> 'maxLength')));
    ELSE RETURN true;
  END CASE;
END $body$;

-- The condition on properties->'results', as a calculation writes it: which run, finite numbers and texts, each where
-- the type declares one. SQL NULL (no results) is TRUE. One path over all numbers takes half the time of two
-- comparisons for each; a text is no longer than it may be, 1000 characters where nothing is said.
CREATE OR REPLACE FUNCTION workbench_rules.results_condition(definition jsonb, document text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  results jsonb := CASE jsonb_typeof(definition -> 'results')
    WHEN 'object' THEN definition -> 'results' ELSE '{}' END;
  texts text[] := ARRAY(SELECT key FROM jsonb_each(results) WHERE value -> 'type' = '"string"' ORDER BY key);
  of_texts text;
BEGIN
  SELECT string_agg(format(
    'AND CASE WHEN (%1$s) OPERATOR(pg_catalog.?) %2$L '
    'THEN pg_catalog.jsonb_typeof((%1$s) OPERATOR(pg_catalog.->) %2$L) OPERATOR(pg_catalog.=) ''string'' '
    'AND pg_catalog.char_length((%1$s) OPERATOR(pg_catalog.->>) %2$L) OPERATOR(pg_catalog.<=) %3$s ELSE true END ',
    document, name, coalesce((results -> name ->> 'maxLength')::numeric::int, 1000)), '' ORDER BY name)
  INTO of_texts FROM unnest(texts) AS t(name);
  RETURN format('((%1$s) IS NULL OR CASE WHEN pg_catalog.jsonb_typeof(%1$s) OPERATOR(pg_catalog.=) ''object'' THEN '
    '((%1$s) OPERATOR(pg_catalog.-) %2$L::pg_catalog.text[]) OPERATOR(pg_catalog.=) ''{}''::pg_catalog.jsonb '
    'AND (((%1$s) OPERATOR(pg_catalog.->>) ''run_id'') COLLATE pg_catalog."C" OPERATOR(pg_catalog.~) %3$L) '
    'AND (((%1$s) OPERATOR(pg_catalog.-) %4$s) '
    'OPERATOR(pg_catalog.@?) %5$L::pg_catalog.jsonpath) IS FALSE '
    '%6$sELSE false END) IS TRUE',
    document,
    ARRAY(SELECT jsonb_object_keys(results)) || 'run_id'::text,
    '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
    CASE WHEN texts = '{}' THEN '''run_id''::pg_catalog.text'
      ELSE format('%L::pg_catalog.text[]', texts || 'run_id'::text) END,
    'strict $.* ? (!exists(@ ? (@ >= -1.7976931348623157e308 && @ <= 1.7976931348623157e308)))',
    coalesce(of_texts, ''));
END $body$;
