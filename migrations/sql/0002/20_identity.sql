-- Who is asking: the login role, never a setting, but for the REST server's own login, which names a user per transaction.
CREATE FUNCTION workbench.current_user_id() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF session_user = 'workbench_api' THEN
        RETURN (SELECT u.id FROM workbench.users AS u
                WHERE u.active AND u.id = nullif(current_setting('workbench.user_id', true), '')::uuid);
    END IF;
    RETURN (SELECT u.id FROM workbench.users AS u WHERE u.active AND u.db_login = session_user);
END $$;

CREATE FUNCTION workbench.my_organization() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT org_id FROM workbench.users WHERE id = workbench.current_user_id()
$$;

-- The projects that the caller may read, or write: evaluated once a statement by the policies.
CREATE FUNCTION workbench.readable() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(project_id), '{}') FROM workbench.project_members
    WHERE user_id = workbench.current_user_id()
$$;
CREATE FUNCTION workbench.writable() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(project_id), '{}') FROM workbench.project_members
    WHERE user_id = workbench.current_user_id() AND role IN ('owner', 'editor')
$$;

-- One answer for what does not exist and for what belongs to others.
CREATE FUNCTION workbench_rules.require_role(project uuid, roles text[], what text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM workbench.project_members AS m
        WHERE m.project_id = project AND m.user_id = workbench.current_user_id() AND m.role = ANY (roles)
    ) THEN
        RAISE EXCEPTION 'there is no such %, or you are no % of its project', what, array_to_string(roles, ' or ')
            USING ERRCODE = '42501';
    END IF;
END $$;

CREATE FUNCTION workbench_rules.fellow_members() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT user_id), '{}') FROM workbench.project_members
    WHERE project_id = ANY (workbench.readable())
$$;

-- Types of other organizations whose projects I am a member of: I can read their components, so their schemas too.
CREATE FUNCTION workbench_rules.readable_type_codes() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT t.code), '{}') FROM workbench.component_types AS t
    WHERE t.org_id IN (SELECT p.org_id FROM workbench.projects AS p WHERE p.id = ANY (workbench.readable()))
$$;
