"""Write a case: whole by binary COPY, or only the components that changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import orjson
import pandas as pd
from psycopg.types.json import Jsonb

from workbench.model.frames import connection_rows, property_rows
from workbench.model.schema import TypeSchema
from workbench.model.snapshot import RunRecord, Snapshot
from workbench.store.bulk import collection_paused
from workbench.store.database import Connection
from workbench.store.identifiers import ordered_uuids

__all__ = ["StoredRow", "insert_components", "insert_connections", "insert_run", "stored_rows", "update_components"]


@dataclass(frozen=True)
class StoredRow:
    """One component as its row in the database says it, JSON as text."""

    code: str
    version: int
    tag: str
    properties: str
    graphics: str


def _compact(value: Any) -> str:
    return orjson.dumps(value).decode()


def stored_rows(state: Snapshot, types: Mapping[str, TypeSchema]) -> Iterator[StoredRow]:
    """Yield the rows of all components of a state."""
    xy = dict(zip(state.graphics.index.tolist(), state.graphics[["x", "y"]].to_numpy().tolist(), strict=True))
    run_id = str(state.run.run_id) if state.run is not None else ""
    for code, frame in state.frames.items():
        schema = types[code]
        results = _result_rows(schema, frame, run_id)
        for tag, row, result in zip(frame.index.tolist(), property_rows(schema, frame), results, strict=True):
            position = xy.get(tag)
            yield StoredRow(
                code,
                schema.version,
                str(tag),
                _compact({**row, "results": result} if result else row),
                _compact({"x": position[0], "y": position[1]}) if position is not None else "{}",
            )


def _result_rows(schema: TypeSchema, frame: pd.DataFrame, run_id: str) -> list[dict[str, Any]]:
    """Return the stored results of every component, stamped with their run; empty where there are none."""
    names = [name for name in schema.results if name in frame]
    if not names or not run_id:
        return [{} for _ in range(len(frame))]
    values = frame[names].to_numpy(dtype=np.float64)
    known = ~np.isnan(values)
    return [
        {"run_id": run_id} | {name: value for name, value, there in zip(names, row, mask, strict=True) if there}
        for row, mask in zip(values.tolist(), known.tolist(), strict=True)
    ]


def insert_components(
    connection: Connection,
    project_id: UUID,
    case_id: UUID,
    rows: list[StoredRow],
    lineage: Mapping[str, UUID],
) -> dict[str, UUID]:
    """Write components by binary COPY; return the lineage of each tag (a new one where none is known)."""
    identifiers = ordered_uuids(len(rows))
    known = {row.tag: lineage.get(row.tag, identifier) for row, identifier in zip(rows, identifiers, strict=True)}
    with (
        collection_paused(),
        connection.cursor() as cursor,
        cursor.copy(
            "COPY workbench.components "
            "(id, project_id, case_id, type_code, type_version, tag, properties, graphics, lineage_id) "
            "FROM STDIN (FORMAT BINARY)"
        ) as copy,
    ):
        copy.set_types(["uuid", "uuid", "uuid", "text", "int4", "text", "jsonb", "jsonb", "uuid"])
        for identifier, row in zip(identifiers, rows, strict=True):
            copy.write_row(
                (
                    identifier,
                    project_id,
                    case_id,
                    row.code,
                    row.version,
                    row.tag,
                    Jsonb(row.properties, dumps=str),
                    Jsonb(row.graphics, dumps=str),
                    known[row.tag],
                )
            )
    return known


def insert_connections(connection: Connection, project_id: UUID, case_id: UUID, state: Snapshot) -> None:
    """Write all connections of a state; their components must be there."""
    identifiers: dict[str, UUID] = dict(
        connection.execute("SELECT tag, id FROM workbench.components WHERE case_id = %s", (case_id,)).fetchall()
    )
    rows = connection_rows(state.connections)
    with (
        collection_paused(),
        connection.cursor() as cursor,
        cursor.copy(
            "COPY workbench.connections "
            "(id, project_id, case_id, source_component_id, target_component_id, source_port, target_port) "
            "FROM STDIN (FORMAT BINARY)"
        ) as copy,
    ):
        copy.set_types(["uuid", "uuid", "uuid", "uuid", "uuid", "text", "text"])
        for identifier, (source, source_port, target, target_port) in zip(ordered_uuids(len(rows)), rows, strict=True):
            ends = (identifiers[source], identifiers[target])
            copy.write_row((identifier, project_id, case_id, *ends, source_port, target_port))


def update_components(connection: Connection, case_id: UUID, rows: list[tuple[UUID, StoredRow]]) -> None:
    """Write changed components, each named by its lineage, in one statement; their versions go up by one."""
    connection.execute(
        """
        UPDATE workbench.components AS c
        SET tag = n.tag, type_version = n.type_version, properties = n.properties, graphics = n.graphics,
            version = c.version + 1
        FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::jsonb[], %s::jsonb[])
             AS n(lineage_id, tag, type_version, properties, graphics)
        WHERE c.case_id = %s AND c.lineage_id = n.lineage_id
        """,
        (
            [lineage for lineage, _ in rows],
            [row.tag for _, row in rows],
            [row.version for _, row in rows],
            [row.properties for _, row in rows],
            [row.graphics for _, row in rows],
            case_id,
        ),
    )


def insert_run(connection: Connection, project_id: UUID, case_id: UUID, user_id: UUID, run: RunRecord | None) -> None:
    """Record a calculation, once, and name it as the one that the case's results come from (None: no results)."""
    if run is None:
        connection.execute("UPDATE workbench.cases SET run_id = NULL WHERE id = %s", (case_id,))
        return
    connection.execute(
        """
        INSERT INTO workbench.runs
            (id, project_id, case_id, user_id, started_at, finished_at, status, solver, solver_version,
             input_digest, summary)
        VALUES (%s, %s, %s, %s, %s, %s, 'succeeded', %s, %s, %s, %s)
        ON CONFLICT (id) DO NOTHING
        """,
        (
            run.run_id,
            project_id,
            case_id,
            user_id,
            run.started_at,
            run.finished_at,
            run.solver,
            run.solver_version,
            run.input_digest,
            _compact(run.summary),
        ),
    )
    connection.execute("UPDATE workbench.cases SET run_id = %s WHERE id = %s", (run.run_id, case_id))
