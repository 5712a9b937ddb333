"""The tables of the seed, with their keys and checks.

`project_id` is carried on cases, components, connections and runs, so that membership rules can be written
on every table without joins.
"""

from alembic import op

revision = "0001"
down_revision = None

ORGANIZATIONS = """
CREATE TABLE workbench.organizations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
    plan_tier text NOT NULL DEFAULT 'personal' CHECK (plan_tier IN ('personal', 'team', 'enterprise'))
);
CREATE TABLE workbench.users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 320),
    password_hash text,
    org_id uuid NOT NULL REFERENCES workbench.organizations
);
CREATE TABLE workbench.api_tokens (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES workbench.users,
    name text NOT NULL,
    token_sha256 bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CHECK (expires_at > created_at)
);
"""

PROJECTS = """
CREATE TABLE workbench.projects (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    org_id uuid NOT NULL REFERENCES workbench.organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    description text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (org_id, name)
);
CREATE TABLE workbench.project_members (
    project_id uuid NOT NULL REFERENCES workbench.projects,
    user_id uuid NOT NULL REFERENCES workbench.users,
    role text NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
    PRIMARY KEY (project_id, user_id)
);
CREATE INDEX project_members_by_user ON workbench.project_members (user_id, project_id);
CREATE TABLE workbench.revisions (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES workbench.projects,
    rev_code text NOT NULL CHECK (rev_code ~ '^[A-Z0-9]{1,8}$'),
    status text NOT NULL DEFAULT 'WIP' CHECK (status IN ('WIP', 'Issued')),
    locked_at timestamptz,
    parent_id uuid,
    author_id uuid NOT NULL REFERENCES workbench.users,
    message text NOT NULL CHECK (length(message) BETWEEN 1 AND 2000),
    created_at timestamptz NOT NULL DEFAULT now(),
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    commit_key uuid UNIQUE,
    UNIQUE (project_id, rev_code),
    UNIQUE (project_id, id),
    FOREIGN KEY (project_id, parent_id) REFERENCES workbench.revisions (project_id, id),
    CHECK ((status = 'Issued') = (locked_at IS NOT NULL)),
    CHECK (parent_id <> id)
);
CREATE INDEX revisions_by_parent ON workbench.revisions (parent_id);
"""

COMPONENT_TYPES = """
CREATE TABLE workbench.component_types (
    code text NOT NULL CHECK (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
    version integer NOT NULL CHECK (version > 0),
    -- json, not jsonb: the order of the properties is the order of the form and of the frame.
    schema_definition json NOT NULL CHECK (json_typeof(schema_definition) = 'object'),
    PRIMARY KEY (code, version)
);
"""

CASES = """
CREATE TABLE workbench.cases (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL,
    revision_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    description text NOT NULL DEFAULT '',
    app_module text NOT NULL CHECK (app_module ~ '^[A-Za-z][A-Za-z0-9_]{0,62}$'),
    settings jsonb NOT NULL CHECK (jsonb_typeof(settings) = 'object'),
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    version bigint NOT NULL DEFAULT 1,
    run_id uuid,
    UNIQUE (revision_id, name),
    UNIQUE (project_id, id),
    FOREIGN KEY (project_id, revision_id) REFERENCES workbench.revisions (project_id, id)
);
CREATE TABLE workbench.components (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL,
    case_id uuid NOT NULL,
    type_code text NOT NULL,
    type_version integer NOT NULL,
    tag text NOT NULL CHECK (length(tag) BETWEEN 1 AND 64 AND tag !~ '^[-=+@ ]' AND tag !~ '[[:cntrl:]<>&"''`]| $'),
    tag_key text NOT NULL GENERATED ALWAYS AS (upper(tag)) STORED,
    properties jsonb NOT NULL CHECK (jsonb_typeof(properties) = 'object' AND pg_column_size(properties) < 1000000),
    graphics jsonb NOT NULL DEFAULT '{}' CHECK (
        jsonb_typeof(graphics) = 'object'
        AND (graphics - '{x,y}'::text[]) = '{}'
        AND (
            graphics = '{}'
            OR (
                graphics ?& '{x,y}'::text[]
                AND jsonb_typeof(graphics -> 'x') = 'number'
                AND jsonb_typeof(graphics -> 'y') = 'number'
            )
        )
    ),
    lineage_id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    -- Deferrable: two tags may change places in one statement.
    UNIQUE (case_id, tag_key) DEFERRABLE INITIALLY IMMEDIATE,
    UNIQUE (case_id, id),
    UNIQUE (case_id, lineage_id),
    FOREIGN KEY (project_id, case_id) REFERENCES workbench.cases (project_id, id),
    FOREIGN KEY (type_code, type_version) REFERENCES workbench.component_types (code, version)
);
CREATE TABLE workbench.connections (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL,
    case_id uuid NOT NULL,
    source_component_id uuid NOT NULL,
    target_component_id uuid NOT NULL,
    source_port text NOT NULL CHECK (length(source_port) BETWEEN 1 AND 64),
    target_port text NOT NULL CHECK (length(target_port) BETWEEN 1 AND 64),
    UNIQUE (case_id, source_component_id, source_port, target_component_id, target_port),
    CHECK (source_component_id <> target_component_id),
    FOREIGN KEY (project_id, case_id) REFERENCES workbench.cases (project_id, id),
    -- Both ends in the same case as the connection.
    FOREIGN KEY (case_id, source_component_id) REFERENCES workbench.components (case_id, id),
    FOREIGN KEY (case_id, target_component_id) REFERENCES workbench.components (case_id, id)
);
CREATE INDEX connections_by_target ON workbench.connections (case_id, target_component_id);
"""

RUNS = """
CREATE TABLE workbench.runs (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL,
    case_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES workbench.users,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    status text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed')),
    solver text NOT NULL,
    solver_version text NOT NULL,
    input_digest text NOT NULL CHECK (input_digest ~ '^[0-9a-f]{64}$'),
    summary jsonb NOT NULL DEFAULT '{}',
    FOREIGN KEY (project_id, case_id) REFERENCES workbench.cases (project_id, id),
    CHECK (finished_at >= started_at),
    CHECK ((status = 'running') = (finished_at IS NULL))
);
CREATE INDEX runs_by_case ON workbench.runs (case_id, started_at);
ALTER TABLE workbench.cases ADD FOREIGN KEY (run_id) REFERENCES workbench.runs;
"""

LIBRARIES = """
CREATE TABLE workbench.fluid_library (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL UNIQUE,
    properties jsonb NOT NULL CHECK (jsonb_typeof(properties) = 'object')
);
CREATE TABLE workbench.material_library (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL UNIQUE,
    roughness double precision NOT NULL CHECK (roughness >= 0 AND roughness < 'Infinity'),
    schedule_data jsonb NOT NULL CHECK (jsonb_typeof(schedule_data) = 'object')
);
"""

AUDIT = """
CREATE TABLE workbench.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES workbench.projects,
    user_id uuid NOT NULL REFERENCES workbench.users,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    action text NOT NULL CHECK (length(action) BETWEEN 1 AND 100),
    record jsonb NOT NULL,
    previous_hash bytea,
    hash bytea
);
CREATE INDEX audit_by_project ON workbench.audit (project_id, id);
"""

FUNCTIONS = """
-- A UUID of version 7 whose order is that of n within a transaction: rows come back in the order they were written.
CREATE FUNCTION workbench.ordered_uuid(n bigint) RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT (
        lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0')
        || '7' || lpad(to_hex((n >> 20) & 4095), 3, '0')
        || '8' || lpad(to_hex(n & 1048575), 5, '0')
        || substr(replace(gen_random_uuid()::text, '-', ''), 1, 10)
    )::uuid
$$;
"""

# A team server may have the role or not; the embedded one always has it.
GRANTS = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'workbench_app') THEN
        GRANT USAGE ON SCHEMA workbench TO workbench_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA workbench TO workbench_app;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA workbench TO workbench_app;
    END IF;
END $$;
"""


def upgrade() -> None:
    """Create every table of the seed."""
    for statement in (
        ORGANIZATIONS,
        PROJECTS,
        COMPONENT_TYPES,
        CASES,
        RUNS,
        LIBRARIES,
        AUDIT,
        FUNCTIONS,
        GRANTS,
    ):
        op.execute(statement)
