"""Read a case into frames: one query for all its components, one for its connections."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd

from workbench.errors import InputError, NotFound
from workbench.model.frames import CONNECTION_COLUMNS, connection_frame, graphics_frame
from workbench.model.run_record import RunRecord
from workbench.model.schema import TypeSchema
from workbench.model.settings import SETTINGS_SCHEMA
from workbench.model.snapshot import Snapshot
from workbench.store.bulk import collection_paused
from workbench.store.columns import (
    JSON_KINDS,
    TypeColumns,
    component_query,
    identifier_array,
    order_of,
    places,
    type_columns,
)
from workbench.store.database import Connection

__all__ = ["read_run", "read_snapshot"]

# Workers that share the scan lose with handing over their long texts what they gain; compiling the query takes longer
# than running it.
_ONE_PROCESS = "SELECT set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)"
_CONNECTIONS = """
    SELECT source_port, target_port, string_agg(uuid_send(id), ''),
           string_agg(uuid_send(source_component_id), ''), string_agg(uuid_send(target_component_id), '')
    FROM workbench.connections
    WHERE case_id = %s
    GROUP BY source_port, target_port
"""
"""A row for each pair of ports, of which there are few; components by identifier, for a join of texts costs four times
as much as looking up the tags here."""


@collection_paused()
def read_snapshot(
    connection: Connection,
    case_id: UUID,
    settings: dict[str, Any],
    run: RunRecord | None,
    types: Mapping[str, TypeSchema],
) -> Snapshot:
    """Return the state of a stored case; frames are in the order in which the components were written.

    Parameters
    ----------
    types : mapping of str to TypeSchema
        The versions that the frames are of; results are columns of them only with a run.

    Raises
    ------
    NotFound
        Components of a type that is not among the types, or of a newer version of one.
    InputError
        Components of an older version that would lose a property, or with a value that the type does not have.
    """
    connection.execute(_ONE_PROCESS)
    with connection.cursor(binary=True) as cursor:
        query = component_query(types, with_results=run is not None)
        rows = cursor.execute(query, {"case_id": case_id}).fetchall()
        ends = cursor.execute(_CONNECTIONS, (case_id,)).fetchall()
    lineage, read = _read_types(rows, types, with_results=run is not None)
    for code, oldest, newest, *_ in rows:
        if code not in types or newest > types[code].version:
            raise NotFound(f"The case has components of type {code} version {newest}, which is new: open it again.")
        if oldest < types[code].version:
            _refuse_loss(connection, case_id, types[code])
        if code not in read:
            raise _wrong_kind(connection, case_id, types[code])
    parts = [read[code] for code in types if code in read]
    # JSON in PostgreSQL gives 998 for 998.0: settings are floats, as the digest counts them.
    ordered = {
        name: float(settings[name]) if field.kind == "number" else settings[name]
        for name, field in SETTINGS_SCHEMA.fields.items()
        if name in settings
    }
    frames = {code: read[code].frame for code in types if code in read}
    return Snapshot(frames, _connections(parts, ends), _graphics(parts), ordered, lineage, run)


def _read_types(
    rows: list[tuple[Any, ...]], types: Mapping[str, TypeSchema], *, with_results: bool
) -> tuple[dict[str, UUID], dict[str, TypeColumns]]:
    """Return the lineage by tag and the columns by type; without the types that cannot be read as they are known."""
    lineage: dict[str, UUID] = {}
    read: dict[str, TypeColumns] = {}
    for code, _, newest, tags, lineages, identifiers, values in rows:
        if code in types and newest <= types[code].version:
            lineage.update(zip(tags.split("\n"), lineages, strict=True))
            with suppress(ValueError, TypeError):
                read[code] = type_columns(types[code], tags, identifiers, values, with_results)
    return lineage, read


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


def _wrong_kind(connection: Connection, case_id: UUID, schema: TypeSchema) -> InputError:
    """Return the error that names a stored value of another kind than the property has."""
    kinds = {field.name: JSON_KINDS[field.kind] for field in schema.fields.values()}
    row = connection.execute(
        "SELECT tag, key, value FROM workbench.components, jsonb_each(properties) "
        "JOIN unnest(%s::text[], %s::text[]) AS kinds(key, kind) USING (key) "
        "WHERE case_id = %s AND type_code = %s AND jsonb_typeof(value) NOT IN (kind, 'null') ORDER BY id LIMIT 1",
        (list(kinds), list(kinds.values()), case_id, schema.code),
    ).fetchone()
    if row is None:
        return InputError(
            f"A component of type {schema.code} holds a number that is beyond every float, or a wrong result."
        )
    tag, name, value = row
    return InputError(
        f"{tag}.{name} is stored as {value!r}; version {schema.version} of type {schema.code} has a "
        f"{schema.fields[name].kind} there.",
        path=(tag, name),
        value=value,
        unit=schema.fields[name].unit,
        expected=schema.fields[name].kind,
    )


def _graphics(parts: list[TypeColumns]) -> pd.DataFrame:
    if not parts:
        return graphics_frame({})
    tags, positions = np.concatenate([part.tags for part in parts]), np.concatenate([part.positions for part in parts])
    placed = ~np.isnan(positions).any(axis=1)
    return pd.DataFrame(positions[placed], columns=["x", "y"], index=pd.Index(tags[placed], dtype="str", name="tag"))


def _connections(parts: list[TypeColumns], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Return the connections frame; components are named by identifiers, of which the tags are known here."""
    if not rows:
        return connection_frame(())
    tags = np.concatenate([part.tags for part in parts])
    known = np.concatenate([part.identifiers for part in parts])
    identifiers, sources, targets = (identifier_array(b"".join(row[k] for row in rows)) for k in (2, 3, 4))
    counts = [len(row[2]) // 16 for row in rows]
    ports = [np.repeat(np.array([row[k] for row in rows], dtype=object), counts) for k in (0, 1)]
    # Foreign keys make sure that both ends are known.
    columns = [tags[places(known, sources)], ports[0], tags[places(known, targets)], ports[1]]
    order = order_of(identifiers)
    if order is not None:
        columns = [column[order] for column in columns]
    return pd.DataFrame(
        {name: pd.array(column, dtype="str") for name, column in zip(CONNECTION_COLUMNS, columns, strict=True)}
    )


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
