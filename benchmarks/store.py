"""Write, read and commit a large case, as ratios against raw COPY and raw SQL in the same run.

    python benchmarks/store.py [COMPONENTS ...]

Peers: binary COPY of ready-made rows into the same table with the same constraints; the fastest plain
projection of the same columns by psycopg's binary protocol; `pandas.read_sql` and `json_normalize`.
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

import numpy as np
import pandas as pd
import psycopg
from psycopg.types.json import Jsonb

import workbench as wb
from workbench.model.case import Case
from workbench.model.frames import connection_frame, frame_from_properties, graphics_frame
from workbench.model.settings import DEFAULT_SETTINGS
from workbench.model.snapshot import Snapshot
from workbench.services import cases as services
from workbench.store.identifiers import ordered_uuids
from workbench.store.reading import read_snapshot
from workbench.store.writing import insert_components, stored_rows

ROUNDS = 5


def large_case(types: dict[str, Any], components: int) -> Case:
    """A line of nodes and pipes: half nodes, half pipes."""
    half = components // 2
    random = np.random.default_rng(1)
    nodes = [{"elevation": float(z), "demand": float(q)} for z, q in random.uniform(0, 1e-2, (half, 2))]
    pipes = [
        {
            "length": float(length),
            "diameter": float(diameter),
            "roughness": 4.5e-5,
            "loss_coefficient": 0.0,
            "check_valve": False,
            "status": "open",
        }
        for length, diameter in random.uniform(0.1, 0.9, (half, 2))
    ]
    node_tags, pipe_tags = [f"J-{k}" for k in range(half)], [f"P-{k}" for k in range(half)]
    frames = {
        "NODE": frame_from_properties(types["NODE"], node_tags, nodes),
        "PIPE": frame_from_properties(types["PIPE"], pipe_tags, pipes),
    }
    links = [(node_tags[k], "port", pipe_tags[k], "inlet") for k in range(half)]
    links += [(pipe_tags[k], "outlet", node_tags[k + 1], "port") for k in range(half - 1)]
    positions = {tag: (float(k % 300), float(k // 300)) for k, tag in enumerate(node_tags)}
    state = Snapshot(frames, connection_frame(links), graphics_frame(positions), dict(DEFAULT_SETTINGS))
    return Case.from_snapshot("Large", types, state)


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


class Rollback(Exception):
    """Ends a measured transaction without keeping what it wrote."""


def in_transaction(bench: wb.Bench, action: Callable[[Any], float]) -> float:
    """Run an action that returns its time, and take back what it wrote."""
    took = 0.0
    try:
        with bench.workspace.database.transaction() as connection:
            took = action(connection)
            raise Rollback
    except Rollback:
        return took


def as_json(text: str) -> Jsonb:
    """Return JSON that is text already as psycopg writes it."""
    return Jsonb(text, dumps=str)


def raw_copy(connection: Any, project_id: UUID, case_id: UUID, rows: list[Any]) -> float:
    """Binary COPY of rows made beforehand: what the server and the driver cost."""
    identifiers = ordered_uuids(len(rows))
    ready = [
        (
            k,
            project_id,
            case_id,
            row.code,
            row.version,
            row.tag,
            Jsonb(row.properties, dumps=str),
            Jsonb(row.graphics, dumps=str),
            k,
        )
        for k, row in zip(identifiers, rows, strict=True)
    ]

    def copy_rows() -> None:
        with (
            connection.cursor() as cursor,
            cursor.copy(
                "COPY workbench.components (id, project_id, case_id, type_code, type_version, tag, properties, "
                "graphics, lineage_id) FROM STDIN (FORMAT BINARY)"
            ) as copy,
        ):
            copy.set_types(["uuid", "uuid", "uuid", "text", "int4", "text", "jsonb", "jsonb", "uuid"])
            for row in ready:
                copy.write_row(row)

    return seconds(copy_rows)


RAW_SELECT = {
    "NODE": "SELECT tag, (properties->>'elevation')::float8, (properties->>'demand')::float8 "
    "FROM workbench.components WHERE case_id = %s AND type_code = 'NODE'",
    "PIPE": "SELECT tag, (properties->>'length')::float8, (properties->>'diameter')::float8, "
    "(properties->>'roughness')::float8, (properties->>'hazen_williams_coefficient')::float8, "
    "(properties->>'loss_coefficient')::float8, (properties->>'check_valve')::bool, properties->>'status' "
    "FROM workbench.components WHERE case_id = %s AND type_code = 'PIPE'",
}


def raw_read(connection: Any, case_id: UUID) -> None:
    """Rows of the same columns as tuples."""
    for query in RAW_SELECT.values():
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


def measure(bench: wb.Bench, components: int) -> list[tuple[str, float, str]]:
    """Return ``(what, seconds, against)`` of one size; medians of interleaved rounds."""
    case = large_case(bench.workspace.types, components)
    project = bench.create_project(f"Benchmark {components}", "", [case])
    opened = project.revision("A").case("Large")
    origin = opened._origin
    times: dict[str, list[float]] = {}
    add = lambda name, value: times.setdefault(name, []).append(value)  # noqa: E731
    rows = list(stored_rows(case.state, case.types))
    settings = dict(DEFAULT_SETTINGS)
    with bench.workspace.database.transaction() as connection:
        empty = ordered_uuids(1)[0]
        connection.execute(
            "INSERT INTO workbench.cases (id, project_id, revision_id, name, app_module, settings, digest) "
            "SELECT %s, project_id, revision_id, 'Empty', app_module, settings, digest "
            "FROM workbench.cases WHERE id = %s",
            (empty, origin.case_id),
        )

    def write(connection: Any) -> float:
        return seconds(
            lambda: insert_components(
                connection, origin.project_id, empty, list(stored_rows(case.state, case.types)), {}
            )
        )

    for _ in range(ROUNDS):
        add("raw COPY", in_transaction(bench, lambda c: raw_copy(c, origin.project_id, empty, rows)))
        add("write", in_transaction(bench, write))
        with bench.workspace.database.transaction() as connection:
            add("raw SELECT", seconds(lambda: raw_read(connection, origin.case_id)))
            add("read", seconds(lambda: read_snapshot(connection, origin.case_id, settings, None, case.types)))
            add("pandas", seconds(lambda: pandas_read(connection, origin.case_id)))
        add("open", seconds(lambda: services.open_case(bench.workspace, project.revision("A").row, "Large")))
    for k in range(ROUNDS):
        opened.set("P-1", length=10.0 + k)
        add("commit", seconds(lambda: opened.commit("benchmark")))
    median = {name: statistics.median(values) for name, values in times.items()}

    def ratio(name: str, peer: str) -> str:
        return f"{median[name] / median[peer]:.2f} x {peer}"

    return [
        ("raw COPY: binary, rows made beforehand", median["raw COPY"], ""),
        ("write: frames to rows to the table", median["write"], ratio("write", "raw COPY")),
        ("raw SELECT of the same columns", median["raw SELECT"], ""),
        ("read: frames, connections, coordinates", median["read"], ratio("read", "raw SELECT")),
        ("pandas: read_sql and json_normalize", median["pandas"], ratio("pandas", "read")),
        ("open_case: read, in its transaction", median["open"], ratio("open", "raw SELECT")),
        ("commit: check, digest, new revision", median["commit"], ratio("commit", "raw COPY")),
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
                f"PostgreSQL {server}, "
                f"psycopg {psycopg.__version__}, pandas {pd.__version__}; medians of {ROUNDS}\n"
            )
            for size in sizes:
                print(f"| {size:,} components | ms | ratio |\n|---|---:|---|")
                for what, took, against in measure(bench, size):
                    print(f"| {what} | {1000 * took:,.0f} | {against} |")
                print()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
