-- What the first schema holds: the types that came with it stay built in, others belong to the organization of their users.
UPDATE workbench.component_types SET org_id = (SELECT id FROM workbench.organizations ORDER BY name LIMIT 1)
WHERE code NOT IN ('NODE', 'SOURCE', 'SINK', 'TANK', 'VESSEL', 'PIPE', 'VALVE', 'CHECK_VALVE', 'CONTROL_VALVE', 'ORIFICE',
                   'PUMP', 'HEAT_EXCHANGER', 'PSV');

-- On a laptop the one login is the one who worked there.
UPDATE workbench.users SET db_login = 'workbench_app'
WHERE id = (SELECT u.id FROM workbench.users AS u
            LEFT JOIN workbench.project_members AS m ON m.user_id = u.id
            GROUP BY u.id ORDER BY count(m.project_id) DESC, u.email LIMIT 1)
  AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'workbench_app');
