-- JSON Schema (draft 2020-12) held by PostgreSQL itself, without an extension.
--
--   schema_lint(schema)                  which keyword of a schema is not supported (asked when a type is registered)
--   schema_problem(schema, document)     what is wrong with one document, in words (interpreter)
--   schema_condition(schema, expression) the same rule as an SQL expression, for many rows in one statement
--   results_condition(schema, expression) the same for what a calculation writes under "results"
--
-- Measured on PostgreSQL 18.6, one core, per row of 100,000: PIPE (6 properties) 1.5 us by the condition, 1.9 us by a
-- plpgsql function of it, 70 us interpreted; PUMP (a curve of 5 points) 4.4, 19 and 250 us. One jsonpath with the
-- bounds of PIPE took 0.8 us but cannot tell an absent property from a wrong one, nor see an unknown one; a jsonpath
-- over the curve took 2.9 us against 3.1 us by a subquery, which can hold every keyword.

-- The interpreter, which says what is wrong. Then: 31_schema_lint.sql, 32_schema_condition.sql.

-- A regular expression as PostgreSQL has to be given it, or NULL if ECMA-262, Rust and PostgreSQL read it differently.
-- Escapes are letters only where all three agree (in PostgreSQL \b is a backspace, \s knows no Unicode space).
CREATE OR REPLACE FUNCTION workbench_rules.schema_pattern(pattern text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  token text;
  result text := '';
BEGIN
  IF pattern LIKE '*%' OR length(pattern) > 1000 THEN
    RETURN NULL;
  END IF;
  FOR token IN
    SELECT part[1]
    FROM regexp_matches(pattern, '(\\.|\[(?:\\.|[^]\[\\])+\]|\(\?.|\{[0-9]+(?:,[0-9]*)?\}|.)', 'g') AS found(part)
  LOOP
    CASE
      WHEN token LIKE '\\%' THEN
        IF token !~ '^\\([dDwWtnrfv]|[^a-zA-Z0-9_\u0080-\U0010ffff])$' THEN RETURN NULL; END IF;
      WHEN token LIKE '[_%' THEN
        IF token = '[^]' OR token ~ '&&|--|~~|^\[\^?-|-\]$' OR token ~ '\\([^dwtnrfv[:punct:]]|_)' THEN
          RETURN NULL;
        END IF;
      WHEN token LIKE '(?_' THEN
        IF token NOT IN ('(?:', '(?=', '(?!') THEN RETURN NULL; END IF;
      WHEN token IN ('[', ']', '{', '}', '\') THEN RETURN NULL;
      WHEN token = '.' THEN token := '[^\n]';
      ELSE NULL;
    END CASE;
    result := result || token;
  END LOOP;
  RETURN result;
END $body$;

-- Where in a document a number is that float64 cannot hold (JSONB takes 1e400, which Python reads as infinity).
CREATE OR REPLACE FUNCTION workbench_rules.schema_infinite_at(document jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
  WITH RECURSIVE part(place, value) AS (
    SELECT '', document
    UNION ALL
    SELECT concat_ws('/', nullif(part.place, ''), left(child.key, 60)), child.value
    FROM part CROSS JOIN LATERAL (
      SELECT * FROM jsonb_each(CASE WHEN jsonb_typeof(part.value) = 'object' THEN part.value ELSE '{}' END)
      UNION ALL
      SELECT (item.n - 1)::text, item.value
      FROM jsonb_array_elements(CASE WHEN jsonb_typeof(part.value) = 'array' THEN part.value ELSE '[]' END)
        WITH ORDINALITY AS item(value, n)
    ) AS child(key, value)
  )
  SELECT CASE place WHEN '' THEN 'document' ELSE place END FROM part
  WHERE jsonb_typeof(value) = 'number'
    AND NOT (value >= '-1.7976931348623157e308'::jsonb AND value <= '1.7976931348623157e308'::jsonb)
  LIMIT 1
$body$;

CREATE OR REPLACE FUNCTION workbench_rules.schema_target(root jsonb, reference text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
  SELECT root #> ARRAY(
    SELECT replace(replace(step, '~1', '/'), '~0', '~')
    FROM unnest((string_to_array(reference, '/'))[2:]) WITH ORDINALITY AS pointer(step, n) ORDER BY n
  )
$body$;

CREATE OR REPLACE FUNCTION workbench_rules.schema_words(types jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
  SELECT string_agg(
    CASE name WHEN 'number' THEN 'a number' WHEN 'integer' THEN 'a whole number' WHEN 'boolean' THEN 'true or false'
      WHEN 'string' THEN 'a text' WHEN 'array' THEN 'a list' WHEN 'object' THEN 'an object' ELSE 'null' END, ' or ')
  FROM jsonb_array_elements_text(CASE jsonb_typeof(types) WHEN 'array' THEN types ELSE jsonb_build_array(types) END)
    AS t(name)
$body$;

-- Numbers and texts: NULL, or what is expected.
CREATE OR REPLACE FUNCTION workbench_rules.schema_scalar_fault(schema jsonb, document jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  unit text := CASE WHEN schema ->> 'unit' <> '' THEN ' ' || (schema ->> 'unit') ELSE '' END;
  words text;
BEGIN
  IF jsonb_typeof(document) = 'number' THEN
    RETURN CASE
      WHEN document < schema -> 'minimum' THEN format('at least %s%s', schema -> 'minimum', unit)
      WHEN document <= schema -> 'exclusiveMinimum' THEN format('above %s%s', schema -> 'exclusiveMinimum', unit)
      WHEN document > schema -> 'maximum' THEN format('at most %s%s', schema -> 'maximum', unit)
      WHEN document >= schema -> 'exclusiveMaximum' THEN format('below %s%s', schema -> 'exclusiveMaximum', unit)
      WHEN document::numeric % (schema -> 'multipleOf')::numeric <> 0
        THEN format('a multiple of %s', schema -> 'multipleOf')
    END;
  END IF;
  words := document #>> '{}';
  RETURN CASE
    WHEN char_length(words) < (schema -> 'minLength')::numeric
        THEN format('at least %s characters', schema -> 'minLength')
    WHEN char_length(words) > (schema -> 'maxLength')::numeric
        THEN format('at most %s characters', schema -> 'maxLength')
    WHEN words COLLATE "C" !~ workbench_rules.schema_pattern(schema ->> 'pattern')
      THEN format('a text like %s', schema ->> 'pattern')
  END;
END $body$;

CREATE OR REPLACE FUNCTION workbench_rules.schema_array_fault(
  schema jsonb, document jsonb, place text, root jsonb, depth int)
RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  length int := jsonb_array_length(document);
  prefix int := jsonb_array_length(coalesce(schema -> 'prefixItems', '[]'));
  at text := CASE place WHEN '' THEN 'document' ELSE place END;
  fault text;
BEGIN
  IF length < (schema -> 'minItems')::numeric THEN
    RETURN format('%s: has %s items, must have at least %s', at, length, schema -> 'minItems');
  ELSIF length > (schema -> 'maxItems')::numeric THEN
    RETURN format('%s: has %s items, must have at most %s', at, length, schema -> 'maxItems');
  ELSIF schema -> 'uniqueItems' = 'true'
    AND (SELECT count(*) > count(DISTINCT item) FROM jsonb_array_elements(document) AS a(item)) THEN
    RETURN format('%s: has equal items, must have different ones', at);
  ELSIF schema -> 'items' = 'false' AND length > prefix THEN
    RETURN format('%s: has %s items, must have at most %s', at, length, prefix);
  END IF;
  FOR n IN 0 .. CASE WHEN schema ? 'items' THEN length ELSE least(length, prefix) END - 1 LOOP
    fault := workbench_rules.schema_fault(
      CASE WHEN n < prefix THEN schema -> 'prefixItems' -> n ELSE schema -> 'items' END,
      document -> n, concat_ws('/', nullif(place, ''), n), root, depth + 1);
    IF fault IS NOT NULL THEN RETURN fault; END IF;
  END LOOP;
  RETURN NULL;
END $body$;

CREATE OR REPLACE FUNCTION workbench_rules.schema_object_fault(
  schema jsonb, document jsonb, place text, root jsonb, depth int)
RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  declared jsonb := coalesce(schema -> 'properties', '{}');
  at text := CASE place WHEN '' THEN 'document' ELSE place END;
  size int;
  name text;
  rule text;
  part jsonb;
  covered boolean;
  fault text;
BEGIN
  SELECT count(*) INTO size FROM jsonb_object_keys(document);
  IF size < (schema -> 'minProperties')::numeric THEN
    RETURN format('%s: has %s properties, must have at least %s', at, size, schema -> 'minProperties');
  ELSIF size > (schema -> 'maxProperties')::numeric THEN
    RETURN format('%s: has %s properties, must have at most %s', at, size, schema -> 'maxProperties');
  END IF;
  FOR name IN SELECT jsonb_array_elements_text(schema -> 'required') LOOP
    IF NOT document ? name THEN
      RETURN format('%s: is missing', concat_ws('/', nullif(place, ''), name));
    END IF;
  END LOOP;
  FOR name, part IN SELECT * FROM jsonb_each(document) LOOP
    covered := declared ? name;
    IF covered THEN
      fault := workbench_rules.schema_fault(
        declared -> name, part, concat_ws('/', nullif(place, ''), name), root, depth + 1);
      IF fault IS NOT NULL THEN RETURN fault; END IF;
    END IF;
    FOR rule IN SELECT jsonb_object_keys(schema -> 'patternProperties') LOOP
      IF name COLLATE "C" ~ workbench_rules.schema_pattern(rule) THEN
        covered := true;
        fault := workbench_rules.schema_fault(
          schema -> 'patternProperties' -> rule, part, concat_ws('/', nullif(place, ''), left(name, 60)),
          root, depth + 1);
        IF fault IS NOT NULL THEN RETURN fault; END IF;
      END IF;
    END LOOP;
    CONTINUE WHEN covered OR NOT schema ? 'additionalProperties';
    IF schema -> 'additionalProperties' = 'false' THEN
      RETURN format('%s: is no property here, expected %s', concat_ws('/', nullif(place, ''), left(name, 60)),
        coalesce(nullif((SELECT string_agg(known, ', ') FROM jsonb_object_keys(declared) AS k(known)), ''), 'none'));
    END IF;
    fault := workbench_rules.schema_fault(
      schema -> 'additionalProperties', part, concat_ws('/', nullif(place, ''), left(name, 60)), root, depth + 1);
    IF fault IS NOT NULL THEN RETURN fault; END IF;
  END LOOP;
  RETURN NULL;
END $body$;

-- The keywords that put further schemas on the same document.
CREATE OR REPLACE FUNCTION workbench_rules.schema_combination_fault(
  schema jsonb, document jsonb, place text, root jsonb, depth int)
RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  at text := CASE place WHEN '' THEN 'document' ELSE place END;
  part jsonb;
  fault text;
  keyword text;
  fulfilled int;
BEGIN
  FOR part IN
    SELECT jsonb_array_elements(coalesce(schema -> 'allOf', '[]'))
    UNION ALL SELECT workbench_rules.schema_target(root, schema ->> '$ref') WHERE schema ? '$ref'
    UNION ALL SELECT CASE
      WHEN workbench_rules.schema_fault(schema -> 'if', document, place, root, depth + 1) IS NULL
      THEN coalesce(schema -> 'then', 'true') ELSE coalesce(schema -> 'else', 'true') END WHERE schema ? 'if'
  LOOP
    fault := workbench_rules.schema_fault(part, document, place, root, depth + 1);
    IF fault IS NOT NULL THEN RETURN fault; END IF;
  END LOOP;
  FOREACH keyword IN ARRAY ARRAY['anyOf', 'oneOf'] LOOP
    CONTINUE WHEN NOT schema ? keyword;
    SELECT count(*) INTO fulfilled FROM jsonb_array_elements(schema -> keyword) AS o(option)
    WHERE workbench_rules.schema_fault(option, document, place, root, depth + 1) IS NULL;
    IF fulfilled = 0 OR (keyword = 'oneOf' AND fulfilled > 1) THEN
      RETURN CASE
        WHEN schema ->> '$comment' <> '' THEN format('%s: needs %s', at, schema ->> '$comment')
        ELSE format('%s: fulfils %s of %s schemas, must fulfil %s', at, fulfilled,
          jsonb_array_length(schema -> keyword),
          CASE keyword WHEN 'oneOf' THEN 'exactly one' ELSE 'at least one' END)
      END;
    END IF;
  END LOOP;
  IF schema ? 'not' AND workbench_rules.schema_fault(schema -> 'not', document, place, root, depth + 1) IS NULL THEN
    RETURN format('%s: fulfils a schema that it must not fulfil', at);
  END IF;
  RETURN NULL;
END $body$;

-- One schema on one part of a document; `root` is where "$ref" starts. A linted schema does not reach the depth.
CREATE OR REPLACE FUNCTION workbench_rules.schema_fault(schema jsonb, document jsonb, place text, root jsonb, depth int)
RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  kind text := jsonb_typeof(document);
  kinds text[] := ARRAY[kind];
  at text := CASE place WHEN '' THEN 'document' ELSE place END;
  fault text;
BEGIN
  IF depth > 100 THEN
    RAISE EXCEPTION 'The schema is nested deeper than 100 at %.', at USING ERRCODE = 'WB006';
  ELSIF schema = 'true' THEN
    RETURN NULL;
  ELSIF schema = 'false' THEN
    RETURN format('%s: must not be there', at);
  END IF;
  IF kind = 'number' AND document::numeric % 1 = 0 THEN kinds := ARRAY['number', 'integer']; END IF;
  IF NOT schema -> 'type' ?| kinds THEN
    RETURN format('%s: is %s, must be %s', at, left(document::text, 60),
      workbench_rules.schema_words(schema -> 'type'));
  ELSIF NOT EXISTS (SELECT FROM jsonb_array_elements(schema -> 'enum') AS e(option) WHERE option = document)
    AND schema ? 'enum' THEN
    RETURN format('%s: is %s, must be one of %s', at, left(document::text, 60), schema -> 'enum');
  ELSIF document <> schema -> 'const' THEN
    RETURN format('%s: is %s, must be %s', at, left(document::text, 60), schema -> 'const');
  END IF;
  CASE kind
    WHEN 'number', 'string' THEN
      fault := workbench_rules.schema_scalar_fault(schema, document);
      IF fault IS NOT NULL THEN
        fault := format('%s: is %s, must be %s', at, left(document::text, 60), fault);
      END IF;
    WHEN 'array' THEN fault := workbench_rules.schema_array_fault(schema, document, place, root, depth);
    WHEN 'object' THEN fault := workbench_rules.schema_object_fault(schema, document, place, root, depth);
    ELSE NULL;
  END CASE;
  IF fault IS NULL AND schema ?| ARRAY['allOf', 'anyOf', 'oneOf', 'not', 'if', '$ref'] THEN
    RETURN workbench_rules.schema_combination_fault(schema, document, place, root, depth);
  END IF;
  RETURN fault;
END $body$;

CREATE OR REPLACE FUNCTION workbench_rules.schema_problem(schema jsonb, document jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  beyond text := workbench_rules.schema_infinite_at(document);
BEGIN
  IF schema IS NULL OR document IS NULL THEN
    RETURN CASE WHEN schema IS NULL THEN 'schema' ELSE 'document' END || ': is missing';
  ELSIF beyond IS NOT NULL THEN
    RETURN beyond || ': is a number beyond 1.7976931348623157e308';
  END IF;
  RETURN workbench_rules.schema_fault(schema, document, '', schema, 0);
END $body$;
