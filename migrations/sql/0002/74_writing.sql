-- Cases: add one, save one, commit one as a new revision.

CREATE FUNCTION workbench_rules.put_run(project uuid, target_case uuid, run jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF run IS NULL THEN RETURN NULL; END IF;
    IF EXISTS (SELECT FROM workbench.runs AS r
               WHERE r.id = (run ->> 'id')::uuid AND r.project_id <> project) THEN
        RAISE EXCEPTION 'the run belongs to another project' USING ERRCODE = '42501';
    END IF;
    INSERT INTO workbench.runs (id, project_id, case_id, user_id, started_at, finished_at, status, solver,
                                solver_version, input_digest, summary)
    VALUES ((run ->> 'id')::uuid, project, target_case, workbench.current_user_id(), (run ->> 'started_at')::timestamptz,
            (run ->> 'finished_at')::timestamptz, 'succeeded', run ->> 'solver', run ->> 'solver_version',
            run ->> 'input_digest', run -> 'summary')
    ON CONFLICT (id) DO NOTHING;
    RETURN (run ->> 'id')::uuid;
END $$;

CREATE FUNCTION workbench_rules.insert_case_row(
    project uuid, revision uuid, about jsonb, OUT new_case uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    new_case := workbench.ordered_uuid(0);
    INSERT INTO workbench.cases (id, project_id, revision_id, name, description, app_module, settings, digest)
    VALUES (new_case, project, revision, about ->> 'name', about ->> 'description', about ->> 'app_module',
            about -> 'settings', about ->> 'digest')
    ON CONFLICT (revision_id, name) DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the revision has a case ''%'' already', about ->> 'name' USING ERRCODE = '23505';
    END IF;
END $$;

CREATE FUNCTION workbench.create_revision(project uuid, code text, revision_message text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    revision uuid := workbench.ordered_uuid(0);
BEGIN
    PERFORM workbench_rules.require_role(project, '{owner,editor}', 'project');
    INSERT INTO workbench.revisions (id, project_id, rev_code, author_id, message)
    VALUES (revision, project, code, workbench.current_user_id(), revision_message);
    PERFORM workbench_rules.record(project, 'create revision', 1,
        jsonb_build_object('revision', code, 'message', revision_message));
    RETURN revision;
END $$;

-- A new case of a revision from what is staged. `about`: name, description, app_module, settings, digest, run.
CREATE FUNCTION workbench.create_case(revision uuid, about jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    project uuid := (SELECT project_id FROM workbench.revisions WHERE id = revision);
    new_case uuid;
    entry jsonb;
BEGIN
    PERFORM workbench_rules.require_role(project, '{owner,editor}', 'revision');
    PERFORM workbench_rules.open_revisions(ARRAY[revision]);
    PERFORM workbench_rules.check_staged(project);
    entry := workbench_rules.staged_changes(NULL, '{}');
    new_case := workbench_rules.insert_case_row(project, revision, about);
    PERFORM workbench_rules.insert_staged(project, new_case);
    UPDATE workbench.cases SET run_id = workbench_rules.put_run(project, new_case, nullif(about -> 'run', 'null'))
    WHERE id = new_case AND about -> 'run' <> 'null';
    PERFORM workbench_rules.record(project, 'create case', (entry ->> 'components')::bigint,
        jsonb_build_object('case', about ->> 'name', 'case_id', new_case, 'digest', about ->> 'digest') || entry);
    TRUNCATE pg_temp.staged_components, pg_temp.staged_connections;
    RETURN new_case;
END $$;

-- Lock a case for writing, and say which version it has.
CREATE FUNCTION workbench.lock_case(target_case uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    k workbench.cases;
BEGIN
    SELECT * INTO k FROM workbench.cases WHERE id = target_case;
    PERFORM workbench_rules.require_role(k.project_id, '{owner,editor}', 'case');
    PERFORM workbench_rules.open_revisions(ARRAY[k.revision_id]);
    SELECT * INTO k FROM workbench.cases WHERE id = target_case FOR UPDATE;
    RETURN k.version;
END $$;

-- Let nobody else commit in the project until the transaction ends.
CREATE FUNCTION workbench.lock_project(project uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM workbench_rules.require_role(project, '{owner,editor}', 'project');
    PERFORM FROM workbench.projects WHERE id = project FOR NO KEY UPDATE;
END $$;

-- Write what is staged, and remove the components of the lineages `removed`; the version read must be the present one.
CREATE FUNCTION workbench.save_case(target_case uuid, expected_version bigint, about jsonb, removed uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
DECLARE
    found bigint := workbench.lock_case(target_case);
    project uuid := (SELECT project_id FROM workbench.cases WHERE id = target_case);
    entry jsonb;
BEGIN
    IF found IS DISTINCT FROM expected_version THEN
        PERFORM workbench_rules.refuse_stale(format('case ''%s''', about ->> 'name'), found, expected_version);
    END IF;
    PERFORM workbench_rules.check_staged(project);
    entry := jsonb_build_object('case', about ->> 'name', 'case_id', target_case, 'digest', about ->> 'digest')
             || workbench_rules.staged_changes(target_case, removed);
    DELETE FROM workbench.connections AS k USING pg_temp.staged_connections AS x, workbench.components AS s,
        workbench.components AS t
    WHERE x.removed AND k.case_id = target_case
      AND s.case_id = target_case AND s.lineage_id = x.source AND k.source_component_id = s.id
      AND t.case_id = target_case AND t.lineage_id = x.target AND k.target_component_id = t.id
      AND k.source_port = x.source_port AND k.target_port = x.target_port;
    DELETE FROM workbench.components WHERE case_id = target_case AND lineage_id = ANY (removed);
    UPDATE workbench.components AS c
    SET tag = s.tag, type_version = s.type_version, properties = s.properties, graphics = s.graphics,
        version = c.version + 1
    FROM pg_temp.staged_components AS s
    WHERE c.case_id = target_case AND c.lineage_id = s.lineage_id AND c.type_code = s.type_code;
    PERFORM workbench_rules.insert_staged(project, target_case);
    IF EXISTS (SELECT FROM pg_temp.staged_components AS s JOIN workbench.components AS c
                   ON c.case_id = target_case AND c.lineage_id = s.lineage_id
               WHERE c.type_code <> s.type_code) THEN
        RAISE EXCEPTION 'the type of a component never changes: remove it and add another one' USING ERRCODE = 'WB003';
    END IF;
    PERFORM workbench_rules.check_ports_of_case(target_case);
    UPDATE workbench.cases AS k
    SET name = about ->> 'name', description = about ->> 'description', settings = about -> 'settings',
        digest = about ->> 'digest', version = k.version + 1,
        run_id = workbench_rules.put_run(project, target_case, nullif(about -> 'run', 'null'))
    WHERE k.id = target_case;
    PERFORM workbench_rules.record(project, 'save case', (entry ->> 'components')::bigint, entry);
    TRUNCATE pg_temp.staged_components, pg_temp.staged_connections;
    RETURN expected_version + 1;
END $$;

-- Delete components by SQL: each with the version that was read.
CREATE FUNCTION workbench.delete_components(ids uuid[], versions bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c workbench.components;
    i integer;
BEGIN
    FOR i IN 1 .. coalesce(array_length(ids, 1), 0) LOOP
        SELECT * INTO c FROM workbench.components WHERE id = ids[i];
        PERFORM workbench_rules.require_role(c.project_id, '{owner,editor}', 'component');
        PERFORM workbench_rules.open_cases(ARRAY[c.case_id]);
        SELECT * INTO c FROM workbench.components WHERE id = ids[i] FOR UPDATE;
        IF c.version IS DISTINCT FROM versions[i] THEN
            PERFORM workbench_rules.refuse_stale(c.tag, c.version, versions[i]);
        END IF;
        DELETE FROM workbench.components WHERE id = ids[i];
        PERFORM workbench_rules.touch_cases(ARRAY[c.case_id]);
        PERFORM workbench_rules.record(c.project_id, 'delete components by SQL', 1, jsonb_build_object('old', to_jsonb(c)));
    END LOOP;
END $$;

-- Delete connections by SQL: a connection never changes, so its id says what it is.
CREATE FUNCTION workbench.delete_connections(ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    k workbench.connections;
    i integer;
BEGIN
    FOR i IN 1 .. coalesce(array_length(ids, 1), 0) LOOP
        SELECT * INTO k FROM workbench.connections WHERE id = ids[i];
        PERFORM workbench_rules.require_role(k.project_id, '{owner,editor}', 'connection');
        PERFORM workbench_rules.open_cases(ARRAY[k.case_id]);
        DELETE FROM workbench.connections WHERE id = ids[i];
        PERFORM workbench_rules.touch_cases(ARRAY[k.case_id]);
        PERFORM workbench_rules.record(k.project_id, 'delete connections by SQL', 1, jsonb_build_object('old', to_jsonb(k)));
    END LOOP;
END $$;
