-- What holds for everybody's SQL. Functions of ours run as workbench_definer and check the same once, in bulk.

-- Let nobody issue the revisions of some cases until the transaction ends; refuse those that are issued.
CREATE FUNCTION workbench_rules.open_revisions(revision_ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT v.rev_code, v.status, p.name FROM workbench.revisions AS v
             JOIN workbench.projects AS p ON p.id = v.project_id
             WHERE v.id = ANY (revision_ids) ORDER BY v.id FOR SHARE OF v  -- issue_revision() takes FOR UPDATE
    LOOP
        IF r.status <> 'WIP' THEN
            RAISE EXCEPTION 'revision % of project ''%'' is issued and never changes', r.rev_code, r.name
                USING ERRCODE = 'WB001', HINT = 'Commit a new revision.';
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION workbench_rules.open_cases(case_ids uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT workbench_rules.open_revisions(ARRAY(
        SELECT DISTINCT k.revision_id FROM workbench.cases AS k WHERE k.id = ANY (case_ids)))
$$;

-- Rows were written by SQL: their cases have changed, and what their digest is has to be computed.
CREATE FUNCTION workbench_rules.touch_cases(case_ids uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE workbench.cases SET version = version + 1, digest = NULL WHERE id = ANY (case_ids)
$$;

CREATE FUNCTION workbench_rules.refuse_stale(tag text, stored bigint, sent bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'stale write on %: its version is %, you started from %', tag, stored, sent
        USING ERRCODE = 'WB002', HINT = 'Read the row again and send version = the version read + 1.';
END $$;

-- Components, connections, cases: (project_id, changes) of a statement as audit records.
CREATE FUNCTION workbench_rules.record_rows(what text, project uuid, n bigint, digest bytea, rows jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT workbench_rules.record(project, what, n,
        CASE WHEN rows IS NULL THEN jsonb_build_object('sha256', encode(digest, 'hex'))
             ELSE jsonb_build_object('rows', rows) END)
$$;

CREATE FUNCTION workbench_rules.after_direct_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    written text := CASE TG_OP WHEN 'DELETE' THEN 'old_rows' ELSE 'new_rows' END;
    changes text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT project_id, id, NULL::jsonb AS old, to_jsonb(n) AS new FROM new_rows AS n'
        WHEN 'DELETE' THEN 'SELECT project_id, id, to_jsonb(o) AS old, NULL::jsonb AS new FROM old_rows AS o'
        ELSE 'SELECT n.project_id, id, to_jsonb(o) AS old, to_jsonb(n) AS new '
             'FROM new_rows AS n JOIN old_rows AS o USING (id)' END;
    case_ids uuid[];
    stale record;
    g record;
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT case_id) FROM %I', written) INTO case_ids;
    IF case_ids IS NULL THEN RETURN NULL; END IF;
    IF TG_OP = 'UPDATE' THEN
        IF EXISTS (
            SELECT FROM new_rows AS n FULL JOIN old_rows AS o USING (id)
            WHERE (n.case_id, n.project_id) IS DISTINCT FROM (o.case_id, o.project_id)
        ) THEN
            RAISE EXCEPTION 'the identity, case and project of a row never change' USING ERRCODE = 'WB003';
        END IF;
    END IF;
    PERFORM workbench_rules.open_cases(case_ids);
    IF TG_TABLE_NAME = 'components' THEN
        IF TG_OP = 'UPDATE' THEN
            FOR stale IN SELECT o.tag, o.version AS stored, n.version - 1 AS sent
                         FROM new_rows AS n JOIN old_rows AS o USING (id)
                         WHERE n.version <> o.version + 1 LIMIT 1
            LOOP
                PERFORM workbench_rules.refuse_stale(stale.tag, stale.stored, stale.sent);
            END LOOP;
            IF EXISTS (SELECT FROM new_rows AS n JOIN old_rows AS o USING (id)
                       WHERE (n.type_code, n.lineage_id) <> (o.type_code, o.lineage_id)) THEN
                RAISE EXCEPTION 'the type and lineage of a component never change' USING ERRCODE = 'WB003';
            END IF;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            FOR g IN EXECUTE workbench_rules.types_query('new_rows') LOOP
                EXECUTE workbench_rules.invalid_query('new_rows', g.type_code, g.type_version, g.project_id) INTO stale;
                PERFORM workbench_rules.refuse_invalid(stale.tag, g.type_code, g.type_version, stale.properties)
                WHERE stale.tag IS NOT NULL;
            END LOOP;
            PERFORM workbench_rules.check_ports_of_case(k) FROM unnest(case_ids) AS k;
        END IF;
    ELSIF TG_OP <> 'DELETE' THEN
        PERFORM workbench_rules.check_ports(ARRAY(SELECT id FROM new_rows));
    END IF;
    PERFORM workbench_rules.touch_cases(case_ids);
    FOR g IN EXECUTE format(
        'SELECT project_id, count(*) AS n, '
        'CASE WHEN count(*) <= 500 THEN jsonb_agg(jsonb_build_object(''old'', old, ''new'', new) ORDER BY id) END AS rows,'
        'sha256(string_agg(sha256(convert_to(jsonb_build_array(old, new)::text, ''UTF8'')), '''' ORDER BY id)) AS digest '
        'FROM (%s) AS changes GROUP BY project_id ORDER BY project_id', changes)
    LOOP
        PERFORM workbench_rules.record_rows(
            format('%s %s by SQL', lower(TG_OP), TG_TABLE_NAME), g.project_id, g.n, g.digest, g.rows);
    END LOOP;
    RETURN NULL;
END $$;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['components', 'connections'] LOOP
        EXECUTE format(
            'CREATE TRIGGER after_insert AFTER INSERT ON workbench.%1$I REFERENCING NEW TABLE AS new_rows '
            '    FOR EACH STATEMENT WHEN (current_user <> ''workbench_definer'') '
            '    EXECUTE FUNCTION workbench_rules.after_direct_write();'
            'CREATE TRIGGER after_update AFTER UPDATE ON workbench.%1$I '
            '    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows '
            '    FOR EACH STATEMENT WHEN (current_user <> ''workbench_definer'') '
            '    EXECUTE FUNCTION workbench_rules.after_direct_write();'
            'CREATE TRIGGER after_delete AFTER DELETE ON workbench.%1$I REFERENCING OLD TABLE AS old_rows '
            '    FOR EACH STATEMENT WHEN (current_user <> ''workbench_definer'') '
            '    EXECUTE FUNCTION workbench_rules.after_direct_write()', t);
    END LOOP;
END $$;

-- Cases are few: every write of one is guarded, also by our own functions.
CREATE FUNCTION workbench_rules.guard_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.project_id, NEW.revision_id) IS DISTINCT FROM
                            (OLD.id, OLD.project_id, OLD.revision_id) THEN
        RAISE EXCEPTION 'a case never moves: commit a revision or add a case' USING ERRCODE = 'WB003';
    END IF;
    PERFORM workbench_rules.open_revisions(ARRAY[CASE TG_OP WHEN 'DELETE' THEN OLD.revision_id ELSE NEW.revision_id END]);
    RETURN NULL;
END $$;
CREATE TRIGGER guard AFTER INSERT OR UPDATE OR DELETE ON workbench.cases
    FOR EACH ROW EXECUTE FUNCTION workbench_rules.guard_case();

CREATE FUNCTION workbench_rules.after_direct_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.version <> OLD.version + 1 THEN
        PERFORM workbench_rules.refuse_stale(format('case ''%s''', OLD.name), OLD.version, NEW.version - 1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE workbench.cases SET digest = NULL WHERE id = NEW.id;
    END IF;
    PERFORM workbench_rules.record_rows(lower(TG_OP) || ' cases by SQL', coalesce(NEW.project_id, OLD.project_id), 1, '',
        jsonb_build_array(jsonb_build_object('old', to_jsonb(OLD), 'new', to_jsonb(NEW))));
    RETURN NULL;
END $$;
CREATE TRIGGER written_by_sql AFTER INSERT OR UPDATE OR DELETE ON workbench.cases
    FOR EACH ROW WHEN (current_user <> 'workbench_definer') EXECUTE FUNCTION workbench_rules.after_direct_case();

-- An issued revision never changes, whoever asks; a revision in work changes only by our functions.
CREATE FUNCTION workbench_rules.guard_revision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.status = 'Issued' THEN
        RAISE EXCEPTION 'revision % is issued and never changes', OLD.rev_code USING ERRCODE = 'WB001';
    END IF;
    IF TG_OP = 'UPDATE' AND ((NEW.id, NEW.project_id, NEW.rev_code, NEW.parent_id, NEW.author_id, NEW.message,
                              NEW.created_at, NEW.commit_key)
                             IS DISTINCT FROM (OLD.id, OLD.project_id, OLD.rev_code, OLD.parent_id, OLD.author_id,
                                               OLD.message, OLD.created_at, OLD.commit_key)) THEN
        RAISE EXCEPTION 'revision % keeps its code, parent, author and message', OLD.rev_code USING ERRCODE = 'WB003';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON workbench.revisions
    FOR EACH ROW EXECUTE FUNCTION workbench_rules.guard_revision();

CREATE FUNCTION workbench_rules.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'WB004';
END $$;
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['audit', 'component_types', 'fluid_library', 'material_library', 'runs'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON workbench.%I '
                       'FOR EACH ROW EXECUTE FUNCTION workbench_rules.refuse_change()', t);
    END LOOP;
END $$;

CREATE FUNCTION workbench_rules.refuse_truncate() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE of % is refused', TG_TABLE_NAME USING ERRCODE = 'WB004';
END $$;
