-- Projects, their members, and issuing: what an engineer calls.

CREATE FUNCTION workbench.create_project(project_name text, description text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    project uuid;
BEGIN
    IF workbench.my_organization() IS NULL THEN
        RAISE EXCEPTION 'this login is no active user' USING ERRCODE = '42501';
    END IF;
    INSERT INTO workbench.projects (org_id, name, description)
    VALUES (workbench.my_organization(), project_name, create_project.description)
    ON CONFLICT (org_id, name) DO NOTHING RETURNING id INTO project;
    IF project IS NULL THEN
        RAISE EXCEPTION 'there is a project ''%'' already', project_name USING ERRCODE = '23505';
    END IF;
    INSERT INTO workbench.project_members VALUES (project, workbench.current_user_id(), 'owner');
    PERFORM workbench_rules.record(project, 'create project', 1, jsonb_build_object('name', project_name));
    RETURN project;
END $$;

-- Give a user of this server a role in a project; NULL takes it away. A project keeps an owner.
CREATE FUNCTION workbench.set_member(project uuid, user_email text, new_role text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    member uuid;
    old_role text;
BEGIN
    PERFORM workbench_rules.require_role(project, '{owner}', 'project');
    PERFORM FROM workbench.projects WHERE id = project FOR NO KEY UPDATE;
    SELECT id INTO member FROM workbench.users WHERE email = user_email AND active;
    IF member IS NULL THEN
        RAISE EXCEPTION 'there is no active user ''%''', user_email USING ERRCODE = 'WB006';
    END IF;
    SELECT m.role INTO old_role FROM workbench.project_members AS m
    WHERE m.project_id = project AND m.user_id = member;
    DELETE FROM workbench.project_members AS m WHERE m.project_id = project AND m.user_id = member;
    IF new_role IS NOT NULL THEN
        INSERT INTO workbench.project_members VALUES (project, member, new_role);
    END IF;
    IF NOT EXISTS (SELECT FROM workbench.project_members AS m WHERE m.project_id = project AND m.role = 'owner') THEN
        RAISE EXCEPTION 'a project needs an owner: make somebody else one first' USING ERRCODE = 'WB006';
    END IF;
    PERFORM workbench_rules.record(project, 'set member', 1,
        jsonb_build_object('email', user_email, 'old', old_role, 'new', new_role));
END $$;

CREATE FUNCTION workbench.set_code_sequences(project uuid, before_construction text, from_construction text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM workbench_rules.require_role(project, '{owner}', 'project');
    UPDATE workbench.projects SET code_sequences = ARRAY[before_construction, from_construction] WHERE id = project;
    PERFORM workbench_rules.record(project, 'set code sequences', 1,
        jsonb_build_object('new', jsonb_build_array(before_construction, from_construction)));
END $$;

-- Lock a revision for ever: waits for the writers in flight, then nobody writes again.
CREATE FUNCTION workbench.issue_revision(revision uuid, purpose text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    r workbench.revisions;
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        -- An older snapshot would miss what a writer committed while we waited for the lock.
        RAISE EXCEPTION 'a revision is issued at isolation level READ COMMITTED' USING ERRCODE = 'WB007';
    END IF;
    SELECT * INTO r FROM workbench.revisions WHERE id = revision;
    PERFORM workbench_rules.require_role(r.project_id, '{owner}', 'revision');
    SELECT * INTO r FROM workbench.revisions WHERE id = revision FOR UPDATE;
    IF r.status = 'Issued' THEN
        RAISE EXCEPTION 'revision % is issued already', r.rev_code USING ERRCODE = 'WB001';
    END IF;
    UPDATE workbench.cases AS k SET digest = workbench.case_digest(k.id) WHERE k.revision_id = revision;
    UPDATE workbench.revisions AS v
    SET status = 'Issued', locked_at = clock_timestamp(), issued_by = workbench.current_user_id(),
        issued_for = purpose, digest = workbench.revision_digest(revision)
    WHERE v.id = revision RETURNING * INTO r;
    PERFORM workbench_rules.record(r.project_id, 'issue revision', 1,
        jsonb_build_object('revision', r.rev_code, 'for', purpose, 'digest', r.digest,
                           'contents', workbench.revision_contents(revision)));
    RETURN r.digest;
END $$;
