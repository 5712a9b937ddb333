"""A range query on an indexed property over a million components of 200 projects, as a plain user.

    python benchmarks/query.py [COMPONENTS] [PROJECTS]

The user is a member of 20 of the projects. Peer: the same statement as a sequential scan, under the same rules.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psycopg

import workbench as wb
from workbench.equipment import BUILT_IN

ROUNDS = 7
CONDITION = '{"property": "set_pressure", "of": "inputs", "op": ">", "value": 9990000.0}'
SEARCH = "SELECT count(*) FROM workbench.search('PSV', %s, false)"
PLAIN = (
    "SELECT count(*) FROM workbench.components WHERE type_code = 'PSV' "
    "AND (properties ->> 'set_pressure')::float8 > 9990000"
)


def fill(superuser: psycopg.Connection, bench: wb.Bench, components: int, projects: int) -> None:
    """Write projects with one case of relief valves each; the user is a member of every tenth."""
    superuser.execute("SET workbench.migration = 'on'")
    tables = ("projects", "revisions", "cases", "components")
    for table in tables:
        superuser.execute(f"ALTER TABLE workbench.{table} DISABLE TRIGGER USER")
    superuser.execute(
        """
        WITH author AS (SELECT id, org_id FROM workbench.users LIMIT 1),
        p AS (INSERT INTO workbench.projects (org_id, name)
              SELECT org_id, 'Project ' || n FROM author, generate_series(1, %(projects)s) AS n RETURNING id),
        r AS (INSERT INTO workbench.revisions (id, project_id, rev_code, author_id, message)
              SELECT gen_random_uuid(), p.id, 'A', author.id, 'x' FROM p, author RETURNING id, project_id)
        INSERT INTO workbench.cases (project_id, revision_id, name, app_module, settings)
        SELECT project_id, id, 'Valves', 'PSV', '{"fluid": "x", "density": 1, "viscosity": 1e-3, "vapour_pressure": 0,
            "atmospheric_pressure": 101325, "friction_law": "darcy-weisbach"}' FROM r
        """,
        {"projects": projects},
    )
    superuser.execute(
        """
        INSERT INTO workbench.components (project_id, case_id, type_code, type_version, tag, properties)
        SELECT k.project_id, k.id, 'PSV', %(version)s, 'PSV-' || n,
               jsonb_build_object('set_pressure', round((random() * 1e7)::numeric, 1), 'orifice', 'P')
        FROM workbench.cases AS k, generate_series(1, %(each)s) AS n WHERE k.name = 'Valves'
        """,
        {"version": BUILT_IN["PSV"].version, "each": components // projects},
    )
    superuser.execute(
        """
        INSERT INTO workbench.project_members SELECT p.id, u.id, 'viewer'
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM workbench.projects WHERE name LIKE 'Project %') AS p,
             workbench.users AS u WHERE p.n % 10 = 0
        """
    )
    for table in tables:
        superuser.execute(f"ALTER TABLE workbench.{table} ENABLE TRIGGER USER")
    superuser.execute("VACUUM ANALYZE")


def timed(connection: psycopg.Connection, statement: str, *arguments: str) -> tuple[float, int]:
    """Return the median seconds of a query, and what it found."""
    times, found = [], 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        row = connection.execute(statement, arguments).fetchone()
        times.append(time.perf_counter() - start)
        assert row is not None
        found = row[0]
    return statistics.median(times), found


def main() -> None:
    """Print the plan and the figures."""
    sizes = [int(text) for text in sys.argv[1:]] or [1_000_000, 200]
    folder = Path(tempfile.mkdtemp(prefix="workbench-benchmark-"))
    try:
        with wb.connect(data_dir=folder) as bench:
            server = bench.workspace.server
            assert server is not None
            secret = (server.root / "pg18" / "passwords" / "postgres").read_text()
            superuser_dsn = f"postgresql://postgres:{secret}@{server.app_dsn.partition('@')[2]}"
            with psycopg.connect(superuser_dsn, autocommit=True) as superuser:
                fill(superuser, bench, *sizes)
            with psycopg.connect(server.app_dsn, autocommit=True) as user:
                print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; ", end="")
                print(f"{sizes[0]:,} components in {sizes[1]} projects, medians of {ROUNDS}\n")
                for (line,) in user.execute("SELECT workbench.explain_search('PSV', %s, false)", (CONDITION,)):
                    print(f"    {line[:120]}")
                index, found = timed(user, SEARCH, CONDITION)
                plain, same = timed(user, PLAIN)
                user.execute("SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off")
                user.execute("SET max_parallel_workers_per_gather = 0")
                scan, also = timed(user, SEARCH, CONDITION)
                assert found == same == also
                print(f"\n| {found} found | ms | ratio |\n|---|---:|---|")
                print(f"| search, by the index | {1000 * index:.1f} | 1/{scan / index:.0f} of the scan |")
                print(f"| search, sequential scan | {1000 * scan:.1f} | |")
                print(f"| plain SQL under row security | {1000 * plain:.1f} | |")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
