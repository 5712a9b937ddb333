-- Libraries: an organization adds versions; a case keeps the numbers that it took from one.
CREATE FUNCTION workbench.put_fluid(fluid_name text, properties jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    organization uuid := workbench.my_organization();
    next_version integer;
BEGIN
    IF organization IS NULL THEN
        RAISE EXCEPTION 'this login is no active user' USING ERRCODE = '42501';
    END IF;
    LOCK TABLE workbench.fluid_library IN SHARE ROW EXCLUSIVE MODE;
    SELECT coalesce(max(f.version), 0) + 1 INTO next_version FROM workbench.fluid_library AS f
    WHERE (f.org_id = organization OR f.org_id IS NULL) AND f.name = fluid_name;
    INSERT INTO workbench.fluid_library (org_id, name, version, properties)
    VALUES (organization, fluid_name, next_version, put_fluid.properties);
    RETURN next_version;
END $$;

CREATE FUNCTION workbench.put_material(material_name text, roughness double precision, schedule_data jsonb)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    organization uuid := workbench.my_organization();
    next_version integer;
BEGIN
    IF organization IS NULL THEN
        RAISE EXCEPTION 'this login is no active user' USING ERRCODE = '42501';
    END IF;
    LOCK TABLE workbench.material_library IN SHARE ROW EXCLUSIVE MODE;
    SELECT coalesce(max(m.version), 0) + 1 INTO next_version FROM workbench.material_library AS m
    WHERE (m.org_id = organization OR m.org_id IS NULL) AND m.name = material_name;
    INSERT INTO workbench.material_library (org_id, name, version, roughness, schedule_data)
    VALUES (organization, material_name, next_version, put_material.roughness, put_material.schedule_data);
    RETURN next_version;
END $$;
