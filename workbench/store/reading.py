"""Read a case into frames: one projection a component type, generated from its schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd
from psycopg import sql

from workbench.errors import InputError, NotFound
from workbench.model.frames import connection_frame, typed_column
from workbench.model.schema import Field, TypeSchema
from workbench.model.settings import SETTINGS_SCHEMA
from workbench.model.snapshot import RunRecord, Snapshot
from workbench.store.bulk import collection_paused
from workbench.store.database import Connection

__all__ = ["read_run", "read_snapshot"]

_SQL_TYPES = {"number": "float8", "integer": "int8", "boolean": "bool", "string": "text", "curve": "jsonb"}

_PROJECTION = sql.SQL(
    """
    SELECT tag, lineage_id, (graphics ->> 'x')::float8, (graphics ->> 'y')::float8 {columns}
    FROM workbench.components
    WHERE case_id = %(case_id)s AND type_code = %(code)s
    ORDER BY id
    """
)


@collection_paused()
def read_snapshot(
    connection: Connection,
    case_id: UUID,
    settings: dict[str, Any],
    run: RunRecord | None,
    types: Mapping[str, TypeSchema],
) -> Snapshot:
    """Return the state of a stored case; frames are in the order in which the components were written."""
    rows = connection.execute(
        "SELECT type_code, min(type_version), max(type_version) FROM workbench.components WHERE case_id = %s "
        "GROUP BY type_code",
        (case_id,),
    ).fetchall()
    present = {code for code, _, _ in rows}
    for code, oldest, newest in rows:
        if code not in types or newest > types[code].version:
            raise NotFound(f"The case has components of type {code} version {newest}, which is new: open it again.")
        if oldest < types[code].version:
            _refuse_loss(connection, case_id, types[code])
    frames: dict[str, pd.DataFrame] = {}
    lineage: dict[str, UUID] = {}
    graphics: list[pd.DataFrame] = []
    for code, schema in types.items():
        if code in present:
            frames[code], positions = _read_type(connection, case_id, schema, lineage, with_results=run is not None)
            graphics.append(positions)
    placed = pd.concat(graphics) if graphics else pd.DataFrame({"x": [], "y": []}, index=_tag_index([]))
    # JSON in PostgreSQL gives 998 for 998.0: settings are floats, as the digest counts them.
    ordered = {
        name: float(settings[name]) if field.kind == "number" else settings[name]
        for name, field in SETTINGS_SCHEMA.fields.items()
        if name in settings
    }
    return Snapshot(frames, _read_connections(connection, case_id), placed.dropna(), ordered, lineage, run)


def _refuse_loss(connection: Connection, case_id: UUID, schema: TypeSchema) -> None:
    """Check that components of older versions of a type hold nothing that its present version would drop."""
    lost = connection.execute(
        "SELECT tag, key, type_version FROM workbench.components, jsonb_object_keys(properties) AS key "
        "WHERE case_id = %s AND type_code = %s AND key <> 'results' AND key <> ALL (%s) LIMIT 1",
        (case_id, schema.code, list(schema.fields)),
    ).fetchone()
    if lost is not None:
        tag, name, version = lost
        raise InputError(
            f"{tag}.{name} was stored with version {version} of type {schema.code}; version {schema.version} does not "
            f"have it and would lose it. Register a version of {schema.code} that has '{name}'.",
            path=(tag, name),
            expected=", ".join(schema.fields),
        )


def _tag_index(tags: Any) -> pd.Index:
    index: pd.Index = pd.Index(tags, dtype="str", name="tag")
    return index


def _read_type(
    connection: Connection, case_id: UUID, schema: TypeSchema, lineage: dict[str, UUID], *, with_results: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    results = schema.results.values() if with_results else ()
    fields = [*schema.fields.values(), *results]
    columns = [_column(sql.SQL("properties"), field) for field in schema.fields.values()]
    columns += [_column(sql.SQL("properties -> 'results'"), field) for field in results]
    query = _PROJECTION.format(columns=sql.SQL("").join(columns))
    with connection.cursor(binary=True) as cursor:
        rows = cursor.execute(query, {"case_id": case_id, "code": schema.code}).fetchall()
    tags, lineages, x, y, *values = zip(*rows, strict=True)
    lineage.update(zip(tags, lineages, strict=True))
    index = _tag_index(tags)
    frame = pd.DataFrame(
        {field.name: typed_column(field, column) for field, column in zip(fields, values, strict=True)}, index=index
    )
    positions = pd.DataFrame({"x": np.array(x, dtype=np.float64), "y": np.array(y, dtype=np.float64)}, index=index)
    return frame, positions


def _column(source: sql.Composable, field: Field) -> sql.Composable:
    """Return the expression that reads one property as a typed column."""
    operator = sql.SQL("->" if field.kind == "curve" else "->>")
    return sql.SQL(", ({} {} {})::{}").format(
        source, operator, sql.Literal(field.name.replace("%", "%%")), sql.SQL(_SQL_TYPES[field.kind])
    )


def _read_connections(connection: Connection, case_id: UUID) -> pd.DataFrame:
    rows = connection.execute(
        """
        SELECT s.tag, k.source_port, t.tag, k.target_port
        FROM workbench.connections AS k
        JOIN workbench.components AS s ON s.case_id = k.case_id AND s.id = k.source_component_id
        JOIN workbench.components AS t ON t.case_id = k.case_id AND t.id = k.target_component_id
        WHERE k.case_id = %s ORDER BY k.id
        """,
        (case_id,),
    ).fetchall()
    return connection_frame(rows)


def read_run(connection: Connection, run_id: UUID | None) -> RunRecord | None:
    """Return what is stored of a calculation; None for None."""
    if run_id is None:
        return None
    row = connection.execute(
        "SELECT id, input_digest, solver, solver_version, summary, started_at, finished_at "
        "FROM workbench.runs WHERE id = %s",
        (run_id,),
    ).fetchone()
    if row is None:
        return None
    identifier, digest, solver, solver_version, summary, started, finished = row
    return RunRecord(identifier, digest, solver, solver_version, summary, started.isoformat(), finished.isoformat())
