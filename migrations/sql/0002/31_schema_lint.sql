-- Which schemas the database can check: a keyword that it ignored would be a rule that does not hold.

-- What the value of a keyword must be; NULL for a keyword that is not known.
CREATE OR REPLACE FUNCTION workbench_rules.schema_keyword(keyword text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
  SELECT CASE
    WHEN keyword = ANY ('{title,description,$comment,$schema,$id,format,dimension,unit,pattern,$ref}') THEN 'string'
    WHEN keyword = ANY ('{deprecated,readOnly,writeOnly,indexed,uniqueItems}') THEN 'boolean'
    WHEN keyword = ANY ('{minItems,maxItems,minProperties,maxProperties,minLength,maxLength}') THEN 'size'
    WHEN keyword = ANY ('{minimum,maximum,exclusiveMinimum,exclusiveMaximum,multipleOf}') THEN 'number'
    WHEN keyword = ANY ('{properties,patternProperties,$defs}') THEN 'schemas by name'
    WHEN keyword = ANY ('{prefixItems,allOf,anyOf,oneOf}') THEN 'schemas'
    WHEN keyword = ANY ('{additionalProperties,items,not,if,then,else}') THEN 'schema'
    WHEN keyword = ANY ('{default,const}') THEN 'any'
    WHEN keyword = ANY ('{enum,examples,ports}') THEN 'array'
    WHEN keyword = ANY ('{symbol,upgrade,results,limits}') THEN 'object'
    WHEN keyword = ANY ('{type,required}') THEN 'names'
  END
$body$;

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
          '$comment,indexed,limits}')::text[] <> '{}'
          OR result -> 'type' <> '"number"');
    ELSE RETURN true;
  END CASE;
END $body$;

-- "$ref" is followed, so that it must lead to a schema, and never back to itself: no document needs a deep check.
CREATE OR REPLACE FUNCTION workbench_rules.schema_lint_at(schema jsonb, place text, root jsonb, depth int) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  keyword text;
  value jsonb;
  name text;
  part jsonb;
  problem text;
BEGIN
  IF schema IS NULL OR jsonb_typeof(schema) NOT IN ('object', 'boolean') THEN
    RETURN format('%s: is no schema', place);
  ELSIF depth > 40 THEN
    RETURN format('%s: is nested deeper than 40, or a $ref leads back to itself', left(place, 200));
  ELSIF jsonb_typeof(schema) = 'boolean' THEN
    RETURN NULL;
  END IF;
  FOR keyword, value IN SELECT * FROM jsonb_each(schema) LOOP
    IF workbench_rules.schema_keyword(keyword) IS NULL
      OR place <> '#' AND keyword = ANY ('{$id,ports,results,symbol,upgrade}') THEN
      RETURN format('%s: keyword %s is not supported', place, left(to_json(keyword)::text, 80));
    ELSIF NOT workbench_rules.schema_keyword_fits(keyword, value) THEN
      RETURN format('%s: keyword "%s" is not supported with the value %s', place, keyword, left(value::text, 80));
    END IF;
    FOR name, part IN
      SELECT '/' || each.name, each.part FROM jsonb_each(
        CASE workbench_rules.schema_keyword(keyword) WHEN 'schemas by name' THEN value ELSE '{}' END)
        AS each(name, part)
      UNION ALL SELECT '/' || n - 1, item FROM jsonb_array_elements(
        CASE workbench_rules.schema_keyword(keyword) WHEN 'schemas' THEN value ELSE '[]' END) 
        WITH ORDINALITY AS items(item, n)
      UNION ALL SELECT '', value WHERE workbench_rules.schema_keyword(keyword) = 'schema'
      UNION ALL SELECT '', CASE WHEN value #>> '{}' ~ '^#(/|$)'
        THEN workbench_rules.schema_target(root, value #>> '{}') END
        WHERE keyword = '$ref'
    LOOP
      IF keyword = 'patternProperties' 
        AND NOT workbench_rules.schema_keyword_fits('pattern', to_jsonb(substr(name, 2))) THEN
        RETURN format('%s/patternProperties: pattern %s is not supported', place,
          left(to_json(substr(name, 2))::text, 80));
      END IF;
      problem := workbench_rules.schema_lint_at(part, format('%s/%s%s', place, keyword, name), root, depth + 1);
      IF problem IS NOT NULL THEN RETURN problem; END IF;
    END LOOP;
  END LOOP;
  RETURN NULL;
END $body$;

CREATE OR REPLACE FUNCTION workbench_rules.schema_lint(schema jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
  SELECT coalesce(
    workbench_rules.schema_infinite_at(schema) || ': is a number beyond 1.7976931348623157e308',
    workbench_rules.schema_lint_at(schema, '#', schema, 0))
$body$;
