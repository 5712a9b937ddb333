"""A database with two organizations, in which attacks are made and after which nothing may have changed."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.conftest import make_small_case
from workbench.bench import connect
from workbench.equipment import built_in_schemas
from workbench.services.run import run_case
from workbench.services.users import set_password
from workbench.store.embedded import EmbeddedServer
from workbench.store.migrate import migrate
from workbench.store.roles import grant_groups, guard_database, set_login
from workbench.store.users import ensure_local_user

__all__ = ["Cluster", "Ground"]

OWNER = "workbench_owner"
USERS = {"alice": "Alpha", "ed": "Alpha", "ed2": "Alpha", "vic": "Alpha", "former": "Alpha", "mal": "Beta"}
"""Who, and of which organization."""

STRICT = """{"type": "object", "required": ["dn"], "additionalProperties": false,
    "properties": {
        "dn": {"type": "number", "minimum": 0, "maximum": 10},
        "unit": {"type": "string", "enum": ["m", "mm"]},
        "name": {"type": "string", "maxLength": 80},
        "rating": {"type": "number", "minimum": 0, "maximum": 1000, "indexed": true}},
    "ports": [{"name": "inlet"}, {"name": "outlet"}],
    "results": {"velocity": {"type": "number"}, "size": {"type": "string", "maxLength": 8}}}"""
WITHOUT_OUTLET = STRICT.replace(', {"name": "outlet"}', "")
SLOW = {"component_type": "PIPE", "property": "velocity", "bound": "maximum", "limit": "3 m/s", "source": "ours"}
LOOSE = """{"type": "object", "ports": [], "properties": {"note": {"type": "string"}, "x": {"type": "number"}}}"""


class Cluster:
    """An embedded server with a login for everybody, and as many databases as are wanted."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server
        secret = next((server.root / "pg18" / "passwords").glob("*postgres*")).read_text().strip()
        self._address = conninfo_to_dict(server.owner_dsn)
        self._passwords = {"postgres": secret, OWNER: self._address["password"]}
        with self.connect("postgres", "workbench") as superuser:
            for login in (*map(self.login, USERS), "wb_rules_stranger", "workbench_api"):
                self._passwords[login] = set_login(superuser, login)

    @staticmethod
    def login(who: str) -> str:
        """Return the login role of one of the users, or of a role that is named by itself."""
        return {"owner": OWNER, "api": "workbench_api", "postgres": "postgres"}.get(who, f"wb_rules_{who}")

    def dsn(self, who: str, database: str) -> str:
        """Return the connection string of a user."""
        login = self.login(who)
        return make_conninfo(**self._address | {"user": login, "password": self._passwords[login], "dbname": database})

    def connect(self, who: str, database: str) -> psycopg.Connection:
        """Connect as a user, as a notebook would."""
        return psycopg.connect(self.dsn(who, database), autocommit=True)

    def create_database(self, name: str, template: str = "template1") -> None:
        """Make a database, closed as the embedded server closes its own, but for the schema."""
        with self.connect("postgres", "postgres") as superuser:
            superuser.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*map(sql.Identifier, (name, OWNER, template)))
            )
            superuser.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        with self.connect("postgres", name) as superuser:
            grant_groups(superuser, OWNER)
            guard_database(superuser, OWNER)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        with self.connect("postgres", "postgres") as superuser:
            superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@dataclass
class Ground:
    """A seeded database: project Alpha with revision A (issued) and B (in work), and project Beta of others."""

    cluster: Cluster
    database: str
    ids: dict[str, str] = field(default_factory=dict)
    untouched: dict[str, str] | None = None
    """The snapshot after the last attack."""

    def connect(self, who: str) -> psycopg.Connection:
        """Connect as a user."""
        return self.cluster.connect(who, self.database)

    def bench(self, who: str):
        """Open a bench as a user."""
        return connect(self.cluster.dsn(who, self.database))

    def seed(self) -> Ground:
        """Bring the database to the present schema, and fill it by what users do."""
        migrate(self.cluster.dsn("owner", self.database), built_in_schemas())
        with self.connect("owner") as owner:
            for who, organization in USERS.items():
                with owner.transaction():
                    ensure_local_user(owner, f"{who}@{organization}.example", organization, self.cluster.login(who))
        self._seed_alpha()
        self._seed_beta()
        set_password(self.cluster.dsn("postgres", self.database), "alice@Alpha.example", "correct horse battery")
        with self.connect("postgres") as superuser:
            superuser.execute("UPDATE workbench.users SET active = false WHERE db_login = 'wb_rules_former'")
            superuser.execute(
                "INSERT INTO workbench.api_tokens (user_id, name, token_sha256, expires_at) "
                "SELECT id, 'laptop', sha256('token'), now() + interval '1 day' FROM workbench.users LIMIT 1"
            )
            self._read_ids(superuser)
        return self

    def _seed_alpha(self) -> None:
        with closing(self.bench("alice")) as bench:
            with bench.workspace.database.transaction() as connection:
                for code, version, definition in (
                    ("STRICT", 1, STRICT), ("STRICT", 2, WITHOUT_OUTLET), ("LOOSE", 1, LOOSE)
                ):  # fmt: skip
                    connection.execute("SELECT workbench.register_type(%s, %s, %s)", (code, version, definition))
                connection.execute("SELECT workbench.put_fluid('alpha fluid', '{}')")
                connection.execute("SELECT workbench.put_material('alpha steel', 1e-5, '{}')")
            case = make_small_case(built_in_schemas())
            run_case(case)
            project = bench.create_project("Alpha secret", "of Alpha", [case])
            for who, role in (("ed", "editor"), ("ed2", "editor"), ("vic", "viewer"), ("former", "editor")):
                with self.connect("postgres") as superuser:
                    superuser.execute(
                        "UPDATE workbench.users SET active = true WHERE db_login = %s", (f"wb_rules_{who}",)
                    )
                project.set_member(f"{who}@Alpha.example", role)
            project.revision("A").issue()
            project.save_criteria("Alpha lines", [SLOW], "alpha practice")
            case = project.revision("A").case("Design")
            case.set("P-101", length="121 m")
            run_case(case)
            case.commit("a metre more")

    def _seed_beta(self) -> None:
        with closing(self.bench("mal")) as bench:
            with bench.workspace.database.transaction() as connection:
                connection.execute("SELECT workbench.register_type('BETA_ITEM', 1, %s)", (LOOSE,))
                connection.execute("SELECT workbench.put_fluid('beta fluid', '{}')")
            case = make_small_case(built_in_schemas())
            run_case(case)
            bench.create_project("Beta", "of Beta", [case])

    def _read_ids(self, superuser: psycopg.Connection) -> None:
        for query in _IDS:
            self.ids |= dict(superuser.execute(query).fetchall())

    def copy(self, name: str) -> Ground:
        """Return a copy of this database; nobody may be connected to it."""
        self.cluster.create_database(name, template=self.database)
        return Ground(self.cluster, name, dict(self.ids))

    def text(self, statement: str) -> str:
        """Put the ids into a statement: ``{{case.wip}}``."""
        return re.sub(r"\{\{([\w.-]+)\}\}", lambda name: self.ids[name[1]], statement)

    def snapshot(self, superuser: psycopg.Connection) -> dict[str, str]:
        """Return a hash of the rows of every table, and of the rules themselves."""
        tables = superuser.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace IN ('workbench'::regnamespace, 'workbench_rules'::regnamespace) ORDER BY 1"
        ).fetchall()
        rows = " UNION ALL ".join(
            f"SELECT '{table}', md5(coalesce(string_agg(t::text, '~' ORDER BY t::text), '')) FROM {table} AS t"
            for (table,) in tables
        )
        rules = " UNION ALL ".join(
            f"SELECT '{what}', md5(coalesce(string_agg(r::text, '~' ORDER BY r::text), '')) FROM ({query}) AS r"
            for what, query in _RULES.items()
        )
        return dict(superuser.execute(f"{rows} UNION ALL {rules}").fetchall())


_REVISIONS = """
    (SELECT v.id, CASE WHEN p.name = 'Beta' THEN 'beta' WHEN v.status = 'Issued' THEN 'issued' ELSE 'wip' END AS name
     FROM workbench.revisions AS v JOIN workbench.projects AS p ON p.id = v.project_id) AS r
"""
_IDS = [
    "SELECT 'org.' || lower(name), id::text FROM workbench.organizations",
    "SELECT 'user.' || split_part(email, '@', 1), id::text FROM workbench.users",
    "SELECT 'login.' || split_part(email, '@', 1), db_login::text FROM workbench.users",
    "SELECT 'project.' || lower(split_part(name, ' ', 1)), id::text FROM workbench.projects",
    f"SELECT 'revision.' || name, id::text FROM {_REVISIONS}",
    f"SELECT 'case.' || r.name, k.id::text FROM workbench.cases AS k JOIN {_REVISIONS} ON r.id = k.revision_id",
    f"SELECT 'run.' || r.name, k.run_id::text FROM workbench.cases AS k JOIN {_REVISIONS} ON r.id = k.revision_id",
    f"SELECT 'digest.' || r.name, k.digest FROM workbench.cases AS k JOIN {_REVISIONS} ON r.id = k.revision_id",
    "SELECT 'settings', settings::text FROM workbench.cases LIMIT 1",
    f"""SELECT r.name || '.' || c.tag, c.id::text FROM workbench.components AS c
        JOIN workbench.cases AS k ON k.id = c.case_id JOIN {_REVISIONS} ON r.id = k.revision_id""",
    f"""SELECT 'lineage.' || r.name || '.' || c.tag, c.lineage_id::text FROM workbench.components AS c
        JOIN workbench.cases AS k ON k.id = c.case_id JOIN {_REVISIONS} ON r.id = k.revision_id""",
    f"""SELECT 'link.' || r.name || '.' || c.tag, x.id::text FROM workbench.connections AS x
        JOIN workbench.components AS c ON c.id = x.source_component_id
        JOIN workbench.cases AS k ON k.id = c.case_id JOIN {_REVISIONS} ON r.id = k.revision_id""",
]
_OURS = "IN ('workbench'::regnamespace, 'workbench_rules'::regnamespace, 'workbench_guard'::regnamespace)"
_RULES = {
    "relations": f"SELECT relname, relkind, relowner, relacl, relrowsecurity, relforcerowsecurity FROM pg_class "
    f"WHERE relnamespace {_OURS}",
    "columns": "SELECT a.attrelid, a.attname, a.attacl FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid "
    f"WHERE c.relnamespace {_OURS}",
    "policies": "SELECT polrelid, polname, polroles, polqual, polwithcheck FROM pg_policy",
    "constraints": f"SELECT conrelid, conname, convalidated FROM pg_constraint WHERE connamespace {_OURS}",
    "triggers": "SELECT tgrelid, tgname, tgenabled FROM pg_trigger",
    "functions": f"SELECT proname, prosrc, proowner, proacl, proconfig FROM pg_proc WHERE pronamespace {_OURS}",
    "event triggers": "SELECT evtname, evtenabled FROM pg_event_trigger",
    "schemas": "SELECT nspname, nspacl FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'",
    "roles": "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolconfig FROM pg_roles",
    "memberships": "SELECT roleid, member, admin_option FROM pg_auth_members",
    "large objects": "SELECT oid FROM pg_largeobject_metadata",
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'workbench'",
}
