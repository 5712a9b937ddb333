-- What the rules need that the first tables do not have.
CREATE SCHEMA workbench_rules;

-- No control, bidirectional or other invisible character: Unicode's Cc, Cf, Co, Zl, Zp, every blank but the plain one,
-- variation selectors and letters that show nothing. The same as in workbench/model/tags.py.
CREATE FUNCTION workbench_rules.is_visible(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT words OPERATOR(pg_catalog.~) '^[ -~]*$' OR words OPERATOR(pg_catalog.!~)
        '[\u0001-\u001F\u007F-\u00A0\u00AD\u0600-\u0605\u061C\u06DD\u070F\u0890-\u0891\u08E2\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2064\u2066-\u206F\u3000\uE000-\uF8FF\uFEFF\uFFF9-\uFFFB\U000110BD\U000110CD\U00013430-\U00013438\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0001\U000E0020-\U000E007F\U000F0000-\U000FFFFD\U00100000-\U0010FFFD\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFE00-\uFE0F\uFFA0\U000E0100-\U000E01EF]'
$$;
ALTER TABLE workbench.projects ADD CHECK (
    workbench_rules.is_visible(name) AND name = btrim(name) AND length(description) <= 10000);
ALTER TABLE workbench.cases ADD CHECK (
    workbench_rules.is_visible(name) AND name = btrim(name) AND length(description) <= 10000);

ALTER TABLE workbench.users
    ADD COLUMN db_login name UNIQUE,
    ADD COLUMN active boolean NOT NULL DEFAULT true,
    ADD CHECK (password_hash LIKE '$argon2id$%');
ALTER TABLE workbench.api_tokens ADD COLUMN revoked_at timestamptz;

-- The first codes before and after issue for construction.
ALTER TABLE workbench.projects
    ADD COLUMN code_sequences text[] NOT NULL DEFAULT '{A,0}'
        CHECK (cardinality(code_sequences) = 2 AND array_position(code_sequences, NULL) IS NULL
               AND array_to_string(code_sequences, ' ') ~ '^[A-Z0-9]{1,8} [A-Z0-9]{1,8}$');

ALTER TABLE workbench.revisions
    ADD COLUMN issued_by uuid REFERENCES workbench.users,
    ADD COLUMN issued_for text CHECK (issued_for IN ('review', 'construction')),
    -- Of an issued revision; workbench.revision_digest() says that of one in work.
    ALTER COLUMN digest DROP NOT NULL;
UPDATE workbench.revisions SET digest = NULL WHERE status = 'WIP';
UPDATE workbench.revisions SET issued_by = author_id, issued_for = 'review' WHERE status = 'Issued';
ALTER TABLE workbench.revisions ADD CHECK (
    (status = 'Issued')
    = (locked_at IS NOT NULL AND issued_by IS NOT NULL AND issued_for IS NOT NULL AND digest IS NOT NULL)
);
-- NULL: somebody wrote rows by SQL since; workbench.case_digest() says what it is.
ALTER TABLE workbench.cases
    ALTER COLUMN digest DROP NOT NULL,
    -- Which version of the parent's case a commit copied; NULL for a case that was added.
    ADD COLUMN copied_version bigint;
ALTER TABLE workbench.cases ADD CONSTRAINT cases_settings_known CHECK (
    pg_column_size(settings) < 100000
    AND settings - '{fluid,fluid_version,fluid_temperature,density,viscosity,vapour_pressure,atmospheric_pressure,friction_law}'::text[] = '{}'
    AND settings ?& '{fluid,density,viscosity,vapour_pressure,atmospheric_pressure,friction_law}'
    AND jsonb_typeof(settings -> 'fluid') = 'string'
    AND (settings @@ 'strict $.density >= 1e-3 && $.density <= 3e4 && $.viscosity >= 1e-7 && $.viscosity <= 1e4
        && $.vapour_pressure >= 0 && $.vapour_pressure <= 1e8
        && $.atmospheric_pressure >= 1e3 && $.atmospheric_pressure <= 2e5
        && ($.friction_law == "darcy-weisbach" || $.friction_law == "hazen-williams")') IS TRUE
    AND (NOT settings ? 'fluid_version' OR settings @@
         'strict $.fluid_version >= 1 && $.fluid_version < 1e9 && $.fluid_version.floor() == $.fluid_version') IS TRUE
    AND (NOT settings ? 'fluid_temperature' OR settings @@
         'strict $.fluid_temperature > 0 && $.fluid_temperature < 1e4') IS TRUE
);

ALTER TABLE workbench.component_types
    ADD COLUMN org_id uuid REFERENCES workbench.organizations,
    ADD COLUMN registered_by uuid REFERENCES workbench.users,
    ADD COLUMN registered_at timestamptz NOT NULL DEFAULT now(),
    ADD CHECK (pg_column_size(schema_definition) < 1000000);

-- What is checked of the components of a type, as SQL; made from the schema when it is registered.
CREATE TABLE workbench_rules.type_checks (
    code text NOT NULL,
    version integer NOT NULL,
    inputs_condition text NOT NULL,
    results_condition text NOT NULL,
    ports text[] NOT NULL,
    PRIMARY KEY (code, version),
    FOREIGN KEY (code, version) REFERENCES workbench.component_types
);

-- No markup, nothing that a spreadsheet reads as a formula.
ALTER TABLE workbench.components
    DROP CONSTRAINT components_tag_check,
    ADD CONSTRAINT components_tag_check CHECK (
        length(tag) BETWEEN 1 AND 64
        AND tag !~ '^[-=+@ ]| $|[<>&"''`]'
        AND workbench_rules.is_visible(tag) AND (tag ~ '^[ -~]*$' OR tag IS NFC NORMALIZED)
    ),
    DROP CONSTRAINT components_graphics_check,
    -- Strict: a list is no number; IS TRUE: neither is a text.
    ADD CONSTRAINT components_graphics_check CHECK (
        jsonb_typeof(graphics) = 'object'
        AND (graphics = '{}' OR (graphics - '{x,y}'::text[]) = '{}' AND graphics @@
             'strict $.x >= -1e15 && $.x <= 1e15 && $.y >= -1e15 && $.y <= 1e15') IS TRUE
    ),
    DROP CONSTRAINT components_properties_check,
    ADD CONSTRAINT components_properties_check CHECK (
        jsonb_typeof(properties) = 'object' AND pg_column_size(properties) < 262144
    ),
    ALTER COLUMN id SET DEFAULT gen_random_uuid(),
    ALTER COLUMN lineage_id SET DEFAULT gen_random_uuid(),
    ALTER COLUMN properties SET DEFAULT '{}';
ALTER TABLE workbench.connections ALTER COLUMN id SET DEFAULT gen_random_uuid();
ALTER TABLE workbench.cases ALTER COLUMN id SET DEFAULT gen_random_uuid();

-- An organization's own row goes before the built-in one (org_id NULL); rows are never changed, only followed.
ALTER TABLE workbench.fluid_library
    ADD COLUMN org_id uuid REFERENCES workbench.organizations,
    ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
    ADD CHECK (length(name) BETWEEN 1 AND 200 AND pg_column_size(properties) < 1000000),
    DROP CONSTRAINT fluid_library_name_key,
    ADD UNIQUE NULLS NOT DISTINCT (org_id, name, version);
ALTER TABLE workbench.material_library
    ADD COLUMN org_id uuid REFERENCES workbench.organizations,
    ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
    ADD CHECK (length(name) BETWEEN 1 AND 200 AND pg_column_size(schedule_data) < 1000000),
    DROP CONSTRAINT material_library_name_key,
    ADD UNIQUE NULLS NOT DISTINCT (org_id, name, version);

-- One hash chain a project. Nothing wrote to the table of the first schema.
DROP TABLE workbench.audit;
CREATE TABLE workbench.audit (
    project_id uuid NOT NULL REFERENCES workbench.projects,
    sequence bigint NOT NULL,
    at timestamptz NOT NULL,
    user_id uuid REFERENCES workbench.users,
    login name NOT NULL,
    action text NOT NULL CHECK (length(action) BETWEEN 1 AND 100),
    row_count bigint NOT NULL,
    record jsonb NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (project_id, sequence)
);
CREATE TABLE workbench_rules.audit_heads (
    project_id uuid PRIMARY KEY REFERENCES workbench.projects,
    sequence bigint NOT NULL,
    hash bytea NOT NULL
);
