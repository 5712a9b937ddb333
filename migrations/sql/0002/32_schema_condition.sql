-- A schema as an SQL expression: the fast path, for many rows in one statement.
--
-- In a generated expression every operator names pg_catalog, every name and value is written by %L, and nothing raises
-- whatever the document is: a function or cast that does so stands in a CASE behind the test of the kind.

-- A number lies between two JSON numbers only if it is a number: JSONB's order keeps the kinds apart. So one pair of
-- comparisons is type, bounds and finiteness at once, without a cast (0.23 us; by jsonb_typeof and float8 0.45 us).
CREATE OR REPLACE FUNCTION workbench_rules.schema_number_condition(schema jsonb, value text, whole boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  lower jsonb := coalesce(schema -> 'minimum',
    CASE WHEN NOT schema ? 'exclusiveMinimum' THEN '-1.7976931348623157e308'::jsonb END);
  upper jsonb := coalesce(schema -> 'maximum',
    CASE WHEN NOT schema ? 'exclusiveMaximum' THEN '1.7976931348623157e308'::jsonb END);
  bounds text;
  divisors numeric[] := array_remove(ARRAY[CASE WHEN whole THEN 1 END, (schema -> 'multipleOf')::numeric], NULL);
BEGIN
  SELECT string_agg(format('%s OPERATOR(pg_catalog.%s) %L::pg_catalog.jsonb', value, comparison, bound), ' AND ')
  INTO bounds
  FROM (VALUES ('>=', lower), ('>', schema -> 'exclusiveMinimum'), ('<=', upper), ('<', schema -> 'exclusiveMaximum'))
    AS b(comparison, bound)
  WHERE bound IS NOT NULL;
  IF divisors = '{}' THEN
    RETURN format('(%s)', bounds);
  END IF;
  RETURN format('CASE WHEN %s THEN %s ELSE false END', bounds, (
    SELECT string_agg(format(
      '((%s)::pg_catalog.numeric OPERATOR(pg_catalog.%%) %L::pg_catalog.numeric) OPERATOR(pg_catalog.=) 0',
      value, divisor), ' AND ') FROM unnest(divisors) AS d(divisor)));
END $body$;

-- What the interpreter has to do for a keyword that has no quick form.
CREATE OR REPLACE FUNCTION workbench_rules.schema_slow_condition(schema jsonb, value text, root jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
  SELECT format('(workbench_rules.schema_fault(%L::pg_catalog.jsonb, %s, '''', %L::pg_catalog.jsonb, 0) IS NULL)',
    schema, value, CASE WHEN schema::text LIKE '%"$ref"%' THEN root ELSE '{}' END)
$body$;

CREATE OR REPLACE FUNCTION workbench_rules.schema_array_condition(
  schema jsonb, value text, root jsonb, level int)
RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  prefix int := jsonb_array_length(coalesce(schema -> 'prefixItems', '[]'));
  least_items numeric := coalesce((schema -> 'minItems')::numeric, 0);
  most_items numeric := least((schema -> 'maxItems')::numeric, CASE WHEN schema -> 'items' = 'false' THEN prefix END);
  terms text[] := '{}';
  item text := format('schema_item_%s', level);
  comparison text;
  size numeric;
  part text;
BEGIN
  FOR comparison, size IN
    VALUES ('=', CASE WHEN least_items = most_items THEN most_items END),
      ('>=', CASE WHEN least_items > 0 AND least_items IS DISTINCT FROM most_items THEN least_items END),
      ('<=', CASE WHEN least_items IS DISTINCT FROM most_items THEN most_items END)
  LOOP
    CONTINUE WHEN size IS NULL;
    terms := terms || format('pg_catalog.jsonb_array_length(%s) OPERATOR(pg_catalog.%s) %s', value, comparison, size);
  END LOOP;
  FOR n IN 0 .. prefix - 1 LOOP
    part := format('(%s OPERATOR(pg_catalog.->) %s)', value, n);
    terms := terms || format(CASE WHEN n < least_items THEN '%2$s' ELSE '(%1$s IS NULL OR %2$s)' END, part,
      workbench_rules.schema_condition_of(schema -> 'prefixItems' -> n, part, '{}', root, NULL, level));
  END LOOP;
  IF schema -> 'items' NOT IN ('true', 'false', '{}') THEN
    terms := terms || format('NOT EXISTS (SELECT FROM pg_catalog.jsonb_array_elements(%s)%s AS %s WHERE %sNOT %s)',
      value, CASE WHEN prefix > 0 THEN ' WITH ORDINALITY' END,
      item || CASE WHEN prefix > 0 THEN '(value, n)' ELSE '(value)' END,
      CASE WHEN prefix > 0 THEN format('%s.n OPERATOR(pg_catalog.>) %s AND ', item, prefix) END,
      workbench_rules.schema_condition_of(schema -> 'items', item || '.value', '{}', root, NULL, level + 1));
  END IF;
  IF schema -> 'uniqueItems' = 'true' THEN
    terms := terms || workbench_rules.schema_slow_condition('{"uniqueItems": true}', value, root);
  END IF;
  RETURN array_to_string(terms, ' AND ');
END $body$;

-- `ignored`: names that are in the document and not meant by the schema. Taking them out makes a new object, so only
-- what asks for the whole object does that.
CREATE OR REPLACE FUNCTION workbench_rules.schema_object_condition(
  schema jsonb, value text, ignored text[], root jsonb, level int)
RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  declared text[] := ARRAY(SELECT jsonb_object_keys(schema -> 'properties'));
  required text[] := ARRAY(SELECT DISTINCT jsonb_array_elements_text(schema -> 'required'));
  more jsonb := coalesce(schema -> 'additionalProperties', 'true');
  remaining text := CASE WHEN ignored = '{}' THEN value
    ELSE format('(%s OPERATOR(pg_catalog.-) %L::pg_catalog.text[])', value, ignored) END;
  terms text[] := '{}';
  slow jsonb := '{}';
  name text;
  part text;
BEGIN
  IF required <> '{}' THEN
    terms := terms || format('(%s OPERATOR(pg_catalog.?&) %L::pg_catalog.text[])',
      CASE WHEN required && ignored THEN remaining ELSE value END, required);
  END IF;
  FOREACH name IN ARRAY declared LOOP
    part := format('(%s OPERATOR(pg_catalog.->) %L)',
      CASE WHEN name = ANY (ignored) THEN remaining ELSE value END, name);
    CONTINUE WHEN schema -> 'properties' -> name IN ('true', '{}');
    -- Of a required property the condition may be NULL only where it is missing, and then the whole is false already.
    terms := terms || CASE WHEN name = ANY (required) THEN '%2$s' ELSE '(%1$s IS NULL OR %2$s)' END;
    terms[cardinality(terms)] := format(terms[cardinality(terms)], part,
      workbench_rules.schema_condition_of(schema -> 'properties' -> name, part, '{}', root, NULL, level));
  END LOOP;
  IF schema ? 'patternProperties' OR more NOT IN ('true', '{}', 'false') THEN
    slow := jsonb_build_object('patternProperties', coalesce(schema -> 'patternProperties', '{}'),
      'additionalProperties', more,
      'properties', (SELECT coalesce(jsonb_object_agg(known, true), '{}') FROM unnest(declared) AS d(known)));
  ELSIF more = 'false' THEN
    terms := terms || format(
      '(%s OPERATOR(pg_catalog.-) %L::pg_catalog.text[]) OPERATOR(pg_catalog.=) ''{}''::pg_catalog.jsonb',
      CASE WHEN declared && ignored THEN remaining ELSE value END,
      CASE WHEN declared && ignored THEN declared ELSE declared || ignored END);
  END IF;
  slow := slow || jsonb_strip_nulls(jsonb_build_object(
    'minProperties', schema -> 'minProperties', 'maxProperties', schema -> 'maxProperties'));
  IF slow <> '{}' THEN
    terms := terms || workbench_rules.schema_slow_condition(slow, remaining, root);
  END IF;
  RETURN array_to_string(terms, ' AND ');
END $body$;

CREATE OR REPLACE FUNCTION workbench_rules.schema_string_condition(schema jsonb, value text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
  SELECT concat_ws(' AND ',
    format('pg_catalog.char_length(%s OPERATOR(pg_catalog.#>>) ''{}'') OPERATOR(pg_catalog.>=) ', value)
      || (schema -> 'minLength')::text,
    format('pg_catalog.char_length(%s OPERATOR(pg_catalog.#>>) ''{}'') OPERATOR(pg_catalog.<=) ', value)
      || (schema -> 'maxLength')::text,
    CASE WHEN schema ? 'pattern' THEN
      format('((%s OPERATOR(pg_catalog.#>>) ''{}'') COLLATE pg_catalog."C" OPERATOR(pg_catalog.~) %L)',
        value, workbench_rules.schema_pattern(schema ->> 'pattern'))
    END)
$body$;

-- The keywords that put further schemas on the same value, of which `known` is the kind if that has been tested.
CREATE OR REPLACE FUNCTION workbench_rules.schema_combination_condition(
  schema jsonb, value text, ignored text[], root jsonb, known text, level int)
RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  terms text[] := '{}';
  part record;
BEGIN
  FOR part IN
    SELECT keyword,
      array_agg(workbench_rules.schema_condition_of(option, value, ignored, root, known, level)) AS conditions
    FROM (
      SELECT keyword, option FROM unnest(ARRAY['allOf', 'anyOf', 'oneOf']) AS k(keyword)
        CROSS JOIN LATERAL jsonb_array_elements(schema -> keyword) AS o(option)
      UNION ALL SELECT 'allOf', workbench_rules.schema_target(root, schema ->> '$ref') WHERE schema ? '$ref'
      UNION ALL SELECT 'not', schema -> 'not' WHERE schema ? 'not'
    ) AS every_option GROUP BY keyword
  LOOP
    terms := terms || CASE part.keyword
      WHEN 'allOf' THEN array_to_string(part.conditions, ' AND ')
      WHEN 'anyOf' THEN '(' || array_to_string(part.conditions, ' OR ') || ')'
      WHEN 'not' THEN 'NOT ' || part.conditions[1]
      ELSE '((' || array_to_string(part.conditions, ')::pg_catalog.int4 OPERATOR(pg_catalog.+) (')
        || ')::pg_catalog.int4) OPERATOR(pg_catalog.=) 1'
    END;
  END LOOP;
  IF schema ? 'if' THEN
    terms := terms || format('CASE WHEN %s THEN %s ELSE %s END',
      workbench_rules.schema_condition_of(schema -> 'if', value, ignored, root, known, level),
      workbench_rules.schema_condition_of(coalesce(schema -> 'then', 'true'), value, ignored, root, known, level),
      workbench_rules.schema_condition_of(coalesce(schema -> 'else', 'true'), value, ignored, root, known, level));
  END IF;
  RETURN array_to_string(terms, ' AND ');
END $body$;

-- The condition of one schema on one value; not NULL where the value is not NULL, and always in brackets or a CASE.
CREATE OR REPLACE FUNCTION workbench_rules.schema_condition_of(
  schema jsonb, value text, ignored text[], root jsonb, known text, level int)
RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  allowed jsonb := CASE jsonb_typeof(schema -> 'type') WHEN 'string' THEN jsonb_build_array(schema -> 'type')
    ELSE schema -> 'type' END;
  kinds text[] := ARRAY(SELECT kind FROM unnest('{object,array,string,number,boolean,"null"}'::text[]) AS k(kind)
    WHERE (known IS NULL OR kind = known)
      AND (allowed IS NULL OR allowed ? kind OR kind = 'number' AND allowed ? 'integer'));
  remaining text := CASE WHEN ignored = '{}' THEN value
    ELSE format('CASE WHEN pg_catalog.jsonb_typeof(%1$s) OPERATOR(pg_catalog.=) ''object'' '
      'THEN %1$s OPERATOR(pg_catalog.-) %2$L::pg_catalog.text[] ELSE %1$s END', value, ignored) END;
  kind text;
  term text;
  branches text := '';
  also text;
BEGIN
  IF jsonb_typeof(schema) = 'boolean' THEN
    RETURN schema::text;
  ELSIF schema ?| ARRAY['const', 'enum'] THEN  -- whatever else there is, only some of these values can fulfil it
    RETURN (SELECT format('(%s OPERATOR(pg_catalog.=) ANY (ARRAY[%s]::pg_catalog.jsonb[]))', remaining,
        string_agg(quote_literal(option), ', '))
      FROM jsonb_array_elements(coalesce(schema -> 'enum', jsonb_build_array(schema -> 'const'))) AS o(option)
      WHERE workbench_rules.schema_fault(schema, option, '', root, 0) IS NULL);
  ELSIF kinds = '{}' THEN
    RETURN 'false';
  END IF;
  also := workbench_rules.schema_combination_condition(
    schema, value, ignored, root, CASE WHEN cardinality(kinds) = 1 THEN kinds[1] END, level);
  FOREACH kind IN ARRAY kinds LOOP
    term := CASE kind
      WHEN 'object' THEN workbench_rules.schema_object_condition(schema, value, ignored, root, level)
      WHEN 'array' THEN workbench_rules.schema_array_condition(schema, value, root, level)
      WHEN 'string' THEN workbench_rules.schema_string_condition(schema, value)
      WHEN 'number' THEN workbench_rules.schema_number_condition(schema, value, NOT coalesce(allowed ? 'number', true))
      ELSE ''
    END;
    IF cardinality(kinds) = 1 AND (kind = 'number' OR known IS NOT NULL) THEN
      RETURN format('(%s)', coalesce(nullif(concat_ws(' AND ', nullif(term, ''), nullif(also, '')), ''), 'true'));
    END IF;
    IF cardinality(kinds) = 1 THEN
      term := concat_ws(' AND ', nullif(term, ''), nullif(also, ''));
      also := '';
    END IF;
    CONTINUE WHEN allowed IS NULL AND term = '';
    branches := branches || format(' WHEN pg_catalog.jsonb_typeof(%s) OPERATOR(pg_catalog.=) %L THEN %s',
      value, kind, coalesce(nullif(term, ''), 'true'));
  END LOOP;
  IF branches <> '' THEN
    branches := format('CASE%s ELSE %s END', branches, (allowed IS NULL)::text);
  END IF;
  RETURN format('(%s)', coalesce(nullif(concat_ws(' AND ', nullif(branches, ''), nullif(also, '')), ''), 'true'));
END $body$;

-- Whether a schema leaves no place in a document where it does not bound a number.
CREATE OR REPLACE FUNCTION workbench_rules.schema_is_bounded(schema jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RETURN CASE
    WHEN schema IS NULL OR schema = 'true' THEN false
    WHEN schema = 'false' OR schema ?| ARRAY['const', 'enum'] THEN true
    WHEN NOT schema ? 'type' THEN false
    ELSE true
  END AND (NOT schema -> 'type' ? 'array' OR schema ?| ARRAY['const', 'enum'] OR (
    workbench_rules.schema_is_bounded(schema -> 'items') AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(schema -> 'prefixItems') AS p(item)
      WHERE NOT workbench_rules.schema_is_bounded(item)))
  ) IS NOT FALSE AND (NOT schema -> 'type' ? 'object' OR schema ?| ARRAY['const', 'enum'] OR (
    workbench_rules.schema_is_bounded(schema -> 'additionalProperties') AND NOT EXISTS (
      SELECT FROM jsonb_each(coalesce(schema -> 'properties', '{}') || coalesce(schema -> 'patternProperties', '{}'))
        AS p(name, part)
      WHERE NOT workbench_rules.schema_is_bounded(part)))
  ) IS NOT FALSE;
END $body$;

-- An SQL condition on the JSONB expression `document`: TRUE if it is valid, else FALSE; never NULL, never an error.
--
-- `ignored` are names at the top of the document that the schema does not mean, such as 'results': quicker than to take
-- them out first, because the expression stands in the condition once or twice for every property.
CREATE OR REPLACE FUNCTION workbench_rules.schema_condition(
  schema jsonb, document text, ignored text[] DEFAULT '{}')
RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  problem text := workbench_rules.schema_lint(schema);
  value text := format('(%s)', document);
  finite text := '';
BEGIN
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION 'The schema cannot be held by the server: %.', problem USING ERRCODE = 'WB006';
  END IF;
  IF NOT workbench_rules.schema_is_bounded(schema) THEN
    finite := format(' AND (CASE WHEN pg_catalog.jsonb_typeof(%1$s) OPERATOR(pg_catalog.=) ''object'' '
      'THEN %1$s OPERATOR(pg_catalog.-) %2$L::pg_catalog.text[] ELSE %1$s END '
      'OPERATOR(pg_catalog.@?) %3$L::pg_catalog.jsonpath) IS FALSE',
      value, ignored, 'strict $.** ? (@ > 1.7976931348623157e308 || @ < -1.7976931348623157e308)');
  END IF;
  RETURN format('((%s)%s) IS TRUE',
    workbench_rules.schema_condition_of(schema, value, ignored, schema, NULL, 1), finite);
END $body$;

-- The same for properties->'results', as a calculation writes it: which run, and finite numbers that the type declares.
-- SQL NULL (no results) is TRUE. One path over all values takes half the time of two comparisons for each.
CREATE OR REPLACE FUNCTION workbench_rules.results_condition(definition jsonb, document text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
  SELECT format('((%1$s) IS NULL OR CASE WHEN pg_catalog.jsonb_typeof(%1$s) OPERATOR(pg_catalog.=) ''object'' THEN '
    '((%1$s) OPERATOR(pg_catalog.-) %2$L::pg_catalog.text[]) OPERATOR(pg_catalog.=) ''{}''::pg_catalog.jsonb '
    'AND (((%1$s) OPERATOR(pg_catalog.->>) ''run_id'') COLLATE pg_catalog."C" OPERATOR(pg_catalog.~) %3$L) '
    'AND (((%1$s) OPERATOR(pg_catalog.-) ''run_id''::pg_catalog.text) '
    'OPERATOR(pg_catalog.@?) %4$L::pg_catalog.jsonpath) IS FALSE '
    'ELSE false END) IS TRUE',
    document,
    ARRAY(SELECT jsonb_object_keys(
      CASE jsonb_typeof(definition -> 'results') WHEN 'object' THEN definition -> 'results' ELSE '{}' END))
      || 'run_id'::text,
    '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
    'strict $.* ? (!exists(@ ? (@ >= -1.7976931348623157e308 && @ <= 1.7976931348623157e308)))')
$body$;
