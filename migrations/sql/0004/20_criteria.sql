-- Sets of criteria: a project adds versions, which are never changed; a case keeps its own copy of what it took. Rows
-- without a project are built in.
CREATE TABLE workbench.criteria_library (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id uuid REFERENCES workbench.projects,
    name text NOT NULL CHECK (
        length(name) BETWEEN 1 AND 200 AND name = btrim(name) AND workbench_rules.is_visible(name)),
    version integer NOT NULL CHECK (version > 0),
    source text NOT NULL CHECK (length(source) BETWEEN 1 AND 10000),
    criteria jsonb NOT NULL CHECK (jsonb_typeof(criteria) = 'array' AND pg_column_size(criteria) < 1000000),
    author_id uuid REFERENCES workbench.users,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (project_id, name, version)
);

ALTER TABLE workbench.criteria_library ENABLE ROW LEVEL SECURITY;
ALTER TABLE workbench.criteria_library FORCE ROW LEVEL SECURITY;
CREATE POLICY definer ON workbench.criteria_library TO workbench_definer USING (true) WITH CHECK (true);
CREATE POLICY reading ON workbench.criteria_library FOR SELECT TO workbench_user
    USING (project_id IS NULL OR project_id = ANY ((SELECT workbench.readable())::uuid[]));
GRANT SELECT, INSERT, UPDATE, DELETE ON workbench.criteria_library TO workbench_definer;
GRANT SELECT ON workbench.criteria_library TO workbench_user;

-- The functions of the triggers are the definer's, and only it may use them.
GRANT TRIGGER ON workbench.criteria_library TO workbench_definer;
SET LOCAL ROLE workbench_definer;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON workbench.criteria_library
    FOR EACH ROW EXECUTE FUNCTION workbench_rules.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON workbench.criteria_library
    EXECUTE FUNCTION workbench_rules.refuse_truncate();
RESET ROLE;
REVOKE TRIGGER ON workbench.criteria_library FROM workbench_definer;
ALTER TABLE workbench.criteria_library ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE workbench.criteria_library ENABLE ALWAYS TRIGGER no_truncate;

-- The next version of a set, after the built-in ones of its name too: name and version never mean two things.
CREATE FUNCTION workbench.save_criteria(project uuid, set_name text, criteria jsonb, source text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    form CONSTANT jsonb := '{
        "type": "array", "minItems": 1, "maxItems": 1000,
        "items": {
            "type": "object", "additionalProperties": false,
            "required": ["component_type", "property", "bound", "limit", "source"],
            "properties": {
                "component_type": {"type": "string", "minLength": 1, "maxLength": 60},
                "property": {"type": "string", "minLength": 1, "maxLength": 60},
                "bound": {"enum": ["minimum", "maximum"]},
                "limit": {"type": "string", "minLength": 1, "maxLength": 1000},
                "where": {"type": "string", "minLength": 1, "maxLength": 1000},
                "description": {"type": "string", "maxLength": 1000},
                "source": {"type": "string", "minLength": 1, "maxLength": 1000}}}}';
    problem text;
    next_version integer;
BEGIN
    PERFORM workbench_rules.require_role(project, '{owner,editor}', 'project');
    problem := workbench_rules.schema_problem(form, save_criteria.criteria);
    IF problem IS NOT NULL THEN
        RAISE EXCEPTION 'the criteria of ''%'': %', left(set_name, 200), problem USING ERRCODE = 'WB006';
    END IF;
    PERFORM FROM workbench.projects WHERE id = project FOR NO KEY UPDATE;  -- one version at a time
    SELECT coalesce(max(l.version), 0) + 1 INTO next_version FROM workbench.criteria_library AS l
    WHERE (l.project_id = project OR l.project_id IS NULL) AND l.name = set_name;
    INSERT INTO workbench.criteria_library (project_id, name, version, source, criteria, author_id)
    VALUES (project, set_name, next_version, save_criteria.source, save_criteria.criteria,
            workbench.current_user_id());
    PERFORM workbench_rules.record(project, 'save criteria', jsonb_array_length(save_criteria.criteria),
        jsonb_build_object('name', set_name, 'version', next_version, 'source', save_criteria.source,
                           'criteria', save_criteria.criteria));
    RETURN next_version;
END $$;
REVOKE ALL ON FUNCTION workbench.save_criteria(uuid, text, jsonb, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION workbench.save_criteria(uuid, text, jsonb, text) TO workbench_definer, workbench_user;
ALTER FUNCTION workbench.save_criteria(uuid, text, jsonb, text) OWNER TO workbench_definer;
