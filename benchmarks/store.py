"""Write, read and commit a large case, as ratios against raw COPY and raw SQL in the same run.

    python benchmarks/store.py [COMPONENTS ...]

Peers, as the superuser, whom no rule slows down: binary COPY of ready-made rows into the same tables with the same
constraints, triggers disabled; the same staged write without the rules; the fastest plain projections by psycopg's
binary protocol; `pandas.read_sql` and `json_normalize`; a bare `INSERT ... SELECT` of the case.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pandas as pd
import psycopg
from store_case import large_case

import workbench as wb
from workbench.model.case import Case
from workbench.services import cases as services
from workbench.store.cases import case_about
from workbench.store.delta import complete_lineage, everything
from workbench.store.identifiers import ordered_identifiers
from workbench.store.reading import read_snapshot
from workbench.store.staging import component_rows, stage

ROUNDS = 5
COMPONENTS = "id, project_id, case_id, type_code, type_version, tag, properties, graphics, lineage_id"
CONNECTIONS = "id, project_id, case_id, source_component_id, target_component_id, source_port, target_port"


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


class Rollback(Exception):
    """Ends a measured transaction without keeping what it wrote."""


class Bench:
    """A project with one large case, the engineer's connection, and the superuser's."""

    def __init__(self, bench: wb.Bench, components: int) -> None:
        self.case = large_case(bench.workspace.types, components)
        self.project = bench.create_project(f"Benchmark {components}", "", [self.case])
        self.revision = self.project.revision()
        self.opened = self.revision.case("Large")
        self.workspace = bench.workspace
        server = bench.workspace.server
        assert server is not None
        secret = (server.root / "pg18" / "passwords" / "postgres").read_text()
        address = server.app_dsn.partition("@")[2]
        self.superuser = psycopg.connect(f"postgresql://postgres:{secret}@{address}", autocommit=True)
        self.superuser.execute("SET workbench.migration = 'on'")
        self.superuser.execute("VACUUM ANALYZE workbench.components, workbench.connections")

    def without_rules(self, action: Callable[[Any, UUID], float]) -> float:
        """Run an action in a new case as the superuser, with only the constraints' triggers on; keep nothing."""
        took = 0.0
        try:
            with self.superuser.transaction():
                for table in ("cases", "components", "connections"):
                    self.superuser.execute(f"ALTER TABLE workbench.{table} DISABLE TRIGGER USER")
                row = self.superuser.execute(
                    "INSERT INTO workbench.cases (project_id, revision_id, name, app_module, settings) "
                    "SELECT project_id, revision_id, 'Empty', app_module, settings FROM workbench.cases WHERE id = %s "
                    "RETURNING id",
                    (self.opened._origin.case_id,),
                ).fetchone()
                assert row is not None
                took = action(self.superuser, row[0])
                raise Rollback
        except Rollback:
            return took

    def as_engineer(self, action: Callable[[Any], float]) -> float:
        """Run an action in a transaction of the engineer's connection; keep nothing."""
        took = 0.0
        try:
            with self.workspace.database.transaction() as connection:
                took = action(connection)
                raise Rollback
        except Rollback:
            return took


def ready_rows(case: Case, project: UUID) -> tuple[list[Any], list[Any]]:
    """Rows for a raw COPY, made beforehand: the case's identifier is filled in later."""
    state = case.state
    lineage = complete_lineage(state)
    delta = everything(state, lineage)
    rows = list(component_rows(state, delta.tags, lineage))
    of = {row[1]: row[0] for row in rows}
    components = [(row[0], project.bytes, None, row[2], row[3], row[4], row[5], row[6], row[1]) for row in rows]
    links = [
        (identifier, project.bytes, None, of[source], of[target], source_port, target_port)
        for identifier, (source, source_port, target, target_port) in zip(
            ordered_identifiers(len(delta.connected)), delta.connected, strict=True
        )
    ]
    return components, links


def raw_copy(connection: Any, table: str, columns: str, kinds: list[str], rows: list[Any], case_id: UUID) -> float:
    """Binary COPY of rows made beforehand: what the server and the driver cost."""
    ready = [(*row[:2], case_id.bytes, *row[3:]) for row in rows]

    def copy_rows() -> None:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY workbench.{table} ({columns}) FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types(kinds)
            for row in ready:
                copy.write_row(row)

    return seconds(copy_rows)


def copy_all(connection: Any, case_id: UUID, rows: tuple[list[Any], list[Any]]) -> float:
    """Raw COPY of the components and of the connections."""
    kinds = ["bytea", "bytea", "bytea", "text", "int4", "text", "bytea", "bytea", "bytea"]
    first = raw_copy(connection, "components", COMPONENTS, kinds, rows[0], case_id)
    kinds = ["bytea", "bytea", "bytea", "bytea", "bytea", "text", "text"]
    return first + raw_copy(connection, "connections", CONNECTIONS, kinds, rows[1], case_id)


def write(bench: Bench, connection: Any) -> float:
    """Frames to a stored case: with every check, guard and the audit."""
    case = bench.case

    def action() -> None:
        lineage = complete_lineage(case.state)
        stage(connection, case.state, everything(case.state, lineage), lineage)
        about = case_about(case, None, case.settings, case.base_digest)
        connection.execute(
            'SELECT workbench.create_case(%s, %s || \'{"name": "New"}\')', (bench.revision.row.id, about)
        )

    return seconds(action)


def write_without_rules(bench: Bench, connection: Any, case_id: UUID) -> float:
    """The same staged write by plain statements: no row security, no checks of schema, no guard, no audit."""
    case, project = bench.case, bench.project.row.id
    ends = "SELECT lineage_id, id FROM workbench.components WHERE case_id = %(case)s"

    def action() -> None:
        lineage = complete_lineage(case.state)
        stage(connection, case.state, everything(case.state, lineage), lineage)
        connection.execute("SET LOCAL enable_nestloop = off")
        connection.execute(
            f"INSERT INTO workbench.components ({COMPONENTS}) SELECT id, %s, %s, type_code, type_version, tag, "
            "properties, graphics, lineage_id FROM pg_temp.staged_components",
            (project, case_id),
        )
        connection.execute(
            f"WITH ends AS MATERIALIZED ({ends}) INSERT INTO workbench.connections ({CONNECTIONS}) "
            "SELECT x.id, %(project)s, %(case)s, a.id, b.id, x.source_port, x.target_port "
            "FROM pg_temp.staged_connections AS x JOIN ends AS a ON a.lineage_id = x.source "
            "JOIN ends AS b ON b.lineage_id = x.target",
            {"project": project, "case": case_id},
        )

    return seconds(action)


NARROW = {
    "NODE": "SELECT tag, (properties->>'elevation')::float8, (properties->>'demand')::float8 "
    "FROM workbench.components WHERE case_id = %s AND type_code = 'NODE'",
    "PIPE": "SELECT tag, (properties->>'length')::float8, (properties->>'diameter')::float8, "
    "(properties->>'roughness')::float8, (properties->>'hazen_williams_coefficient')::float8, "
    "(properties->>'loss_coefficient')::float8, (properties->>'check_valve')::bool, properties->>'status', "
    "properties->>'nominal_size', properties->>'schedule', properties->>'material' "
    "FROM workbench.components WHERE case_id = %s AND type_code = 'PIPE'",
}
"""The properties alone."""

PLACES = ", lineage_id, (graphics->>'x')::float8, (graphics->>'y')::float8 FROM"
WIDE = {
    **{code: query.replace(" FROM", PLACES) for code, query in NARROW.items()},
    "connections": "SELECT s.tag, k.source_port, t.tag, k.target_port FROM workbench.connections AS k "
    "JOIN workbench.components AS s ON s.case_id = k.case_id AND s.id = k.source_component_id "
    "JOIN workbench.components AS t ON t.case_id = k.case_id AND t.id = k.target_component_id WHERE k.case_id = %s",
}
"""All that a case has: also lineage, coordinates and connections."""


def raw_read(connection: Any, case_id: UUID, queries: dict[str, str]) -> None:
    """Rows as tuples."""
    for query in queries.values():
        with connection.cursor(binary=True) as cursor:
            cursor.execute(query, (case_id,)).fetchall()


def pandas_read(connection: Any, case_id: UUID) -> None:
    """The usual way: read_sql, then json_normalize."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = pd.read_sql(
            "SELECT tag, properties FROM workbench.components WHERE case_id = %(id)s",
            connection,
            params={"id": case_id},
        )
    pd.json_normalize(frame["properties"].tolist())


def bare_copy(connection: Any, case_id: UUID, source: UUID) -> float:
    """A copy of a case by two statements on the server, without any rule."""
    ends = {"new": case_id, "old": source}

    def action() -> None:
        connection.execute("SET LOCAL enable_nestloop = off")
        connection.execute(
            f"INSERT INTO workbench.components ({COMPONENTS}) "
            "SELECT workbench.ordered_uuid(row_number() OVER (ORDER BY id)), project_id, %(new)s, type_code, "
            "type_version, tag, properties, graphics, lineage_id "
            "FROM workbench.components WHERE case_id = %(old)s",
            ends,
        )
        connection.execute(
            f"INSERT INTO workbench.connections ({CONNECTIONS}) SELECT workbench.ordered_uuid(row_number() OVER ()), "
            "k.project_id, %(new)s, sn.id, tn.id, k.source_port, k.target_port FROM workbench.connections AS k "
            "JOIN workbench.components AS s ON s.case_id = %(old)s AND s.id = k.source_component_id "
            "JOIN workbench.components AS t ON t.case_id = %(old)s AND t.id = k.target_component_id "
            "JOIN workbench.components AS sn ON sn.case_id = %(new)s AND sn.lineage_id = s.lineage_id "
            "JOIN workbench.components AS tn ON tn.case_id = %(new)s AND tn.lineage_id = t.lineage_id "
            "WHERE k.case_id = %(old)s",
            ends,
        )

    return seconds(action)


def new_revision(bench: Bench, connection: Any) -> float:
    """What `commit` asks of the server for one changed component: guards, copy, audit."""
    origin, case = bench.opened._origin, bench.opened
    about = case_about(case, None, case.settings, case.digest)
    connection.execute("SELECT workbench.stage()")
    return seconds(
        lambda: connection.execute(
            "SELECT * FROM workbench.commit_revision(%s, %s, 'ZZ', 'benchmark', gen_random_uuid(), %s, '{}')",
            (origin.case_id, origin.version, about),
        )
    )


def measure(bench: Bench) -> dict[str, float]:
    """Return the median seconds of each action over interleaved rounds."""
    times: dict[str, list[float]] = {}
    origin = bench.opened._origin
    case_id, types, settings = origin.case_id, bench.opened.types, bench.opened.settings
    rows = ready_rows(bench.case, origin.project_id)
    for k in range(ROUNDS):
        found = {
            "raw COPY": bench.without_rules(lambda c, new: copy_all(c, new, rows)),
            "write": bench.as_engineer(lambda c: write(bench, c)),
            "write without rules": bench.without_rules(lambda c, new: write_without_rules(bench, c, new)),
            "bare copy": bench.without_rules(lambda c, new: bare_copy(c, new, case_id)),
            "new revision": bench.as_engineer(lambda c: new_revision(bench, c)),
            "raw SELECT": seconds(lambda: raw_read(bench.superuser, case_id, NARROW)),
            "raw SELECT of all": seconds(lambda: raw_read(bench.superuser, case_id, WIDE)),
            "pandas": seconds(lambda: pandas_read(bench.superuser, case_id)),
        }
        with bench.workspace.database.snapshot() as connection:
            found["read"] = seconds(lambda: read_snapshot(connection, case_id, settings, None, types))
        with bench.superuser.transaction():
            found["read without rules"] = seconds(
                lambda: read_snapshot(bench.superuser, case_id, settings, None, types)
            )
        found["open"] = seconds(lambda: services.open_case(bench.workspace, bench.revision.row, "Large"))
        bench.opened.set("P-1", length=10.0 + k)
        found["save"] = seconds(bench.opened.save)
        for name, took in found.items():
            times.setdefault(name, []).append(took)
    bench.opened.set("P-1", length=9.0)
    times["commit"] = [seconds(lambda: bench.opened.commit("benchmark"))]
    return {name: statistics.median(values) for name, values in times.items()}


TABLE = [
    ("raw COPY of components and connections, rows made beforehand", "raw COPY", None),
    ("write: frames to rows to the tables, all rules", "write", "raw COPY"),
    ("the same without rules", "write without rules", None),
    ("price of the rules on writing", "write", "write without rules"),
    ("bare INSERT ... SELECT of the case", "bare copy", None),
    ("new revision on the server", "new revision", "bare copy"),
    ("raw SELECT of the properties", "raw SELECT", None),
    ("raw SELECT of all that a case has", "raw SELECT of all", None),
    ("read: all that a case has, into frames", "read", "raw SELECT of all"),
    ("the same against the properties alone", "read", "raw SELECT"),
    ("price of row security on reading", "read", "read without rules"),
    ("pandas.read_sql and json_normalize, properties alone", "pandas", "read"),
    ("open: with types, children, transaction", "open", None),
    ("save of one edit: check, digest, difference, write", "save", None),
    ("commit of one edit", "commit", None),
]


def main() -> None:
    """Print a table for each size."""
    sizes = [int(text) for text in sys.argv[1:]] or [10_000, 100_000]
    folder = Path(tempfile.mkdtemp(prefix="workbench-benchmark-"))
    try:
        with wb.connect(data_dir=folder) as bench:
            with bench.workspace.database.transaction() as connection:
                (server,) = connection.execute("SHOW server_version").fetchone()  # type: ignore[misc]
            print(
                f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
                f"PostgreSQL {server}, psycopg {psycopg.__version__}, pandas {pd.__version__}; medians of {ROUNDS}\n"
            )
            for size in sizes:
                found = measure(Bench(bench, size))
                print(f"| {size:,} components, as many connections | ms | ratio |\n|---|---:|---|")
                for what, name, peer in TABLE:
                    ratio = "" if peer is None else f"{found[name] / found[peer]:.2f} x {peer}"
                    print(f"| {what} | {1000 * found[name]:,.0f} | {ratio} |")
                print()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
