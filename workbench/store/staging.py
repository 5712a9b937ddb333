"""Bulk rows on their way into a case: by binary COPY into the session's staging tables.

PostgreSQL refuses COPY into a table with row-level security. The functions of the database take the rows from the
staging tables, check them, and move them where they belong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson
import pandas as pd

from workbench.errors import InputError
from workbench.model.digest import property_texts
from workbench.model.frames import property_columns
from workbench.model.schema import TypeSchema
from workbench.model.snapshot import Snapshot
from workbench.store.bulk import collection_paused
from workbench.store.database import Connection
from workbench.store.delta import Delta, Lineage
from workbench.store.identifiers import ordered_identifiers

__all__ = ["component_rows", "stage"]

LARGEST_COMPONENT = 1_000_000
"""Bytes of JSON; the server would need a multiple of it before it could refuse."""

_JSONB = b"\x01"
"""jsonb on the wire: the version of the format, then the text."""

_COMPONENTS = (
    "COPY pg_temp.staged_components (id, lineage_id, type_code, type_version, tag, properties, graphics) "
    "FROM STDIN (FORMAT BINARY)"
)
_CONNECTIONS = (
    "COPY pg_temp.staged_connections (id, source, source_port, target, target_port, removed) FROM STDIN (FORMAT BINARY)"
)


def stage(connection: Connection, state: Snapshot, delta: Delta, lineage: Lineage) -> None:
    """Bring the rows of a change to the server.

    Raises
    ------
    InputError
        A component that is too large.
    """
    connection.execute("SELECT workbench.stage()")
    with collection_paused():
        if delta.tags:
            with connection.cursor() as cursor, cursor.copy(_COMPONENTS) as copy:
                # UUIDs and JSON are bytes on the wire already; COPY does not ask what they are in Python
                copy.set_types(["bytea", "bytea", "text", "int4", "text", "bytea", "bytea"])
                for row in component_rows(state, delta.tags, lineage):
                    copy.write_row(row)
        if delta.connected or delta.disconnected:
            links = [(link, True) for link in delta.disconnected] + [(link, False) for link in delta.connected]
            with connection.cursor() as cursor, cursor.copy(_CONNECTIONS) as copy:
                copy.set_types(["bytea", "bytea", "text", "bytea", "text", "bool"])
                for identifier, ((source, source_port, target, target_port), is_removed) in zip(
                    ordered_identifiers(len(links)), links, strict=True
                ):
                    copy.write_row((identifier, source, source_port, target, target_port, is_removed))


def component_rows(
    state: Snapshot, tags: dict[str, list[str]], lineage: Lineage
) -> Iterator[tuple[bytes, bytes, str, int, str, bytes, bytes]]:
    """Yield ``(id, lineage, type code, version, tag, properties, graphics)`` of some components, ready for COPY."""
    run_id = str(state.run.run_id) if state.run is not None else ""
    identifiers = iter(ordered_identifiers(sum(map(len, tags.values()))))
    for code, chosen in tags.items():
        frame = state.frames[code]
        if len(chosen) < len(frame):
            frame = frame.loc[chosen]
        schema = state.types[code]
        rows = zip(
            chosen, _property_texts(schema, chosen, frame, run_id), _graphics_texts(state.graphics, chosen), strict=True
        )
        for tag, properties, graphics in rows:
            if len(properties) > LARGEST_COMPONENT:
                raise InputError(
                    f"{tag} has {len(properties):,} bytes of properties; expected at most {LARGEST_COMPONENT:,}.",
                    path=(tag, "properties"),
                    expected=f"at most {LARGEST_COMPONENT:,} bytes",
                )
            yield (
                next(identifiers),
                lineage[tag],
                code,
                schema.version,
                tag,
                _JSONB + properties.encode(),
                graphics,
            )


def _property_texts(schema: TypeSchema, tags: list[str], frame: pd.DataFrame, run_id: str) -> list[str]:
    """Return the stored properties of every component: the inputs, and the results stamped with their run."""
    inputs = property_texts(tags, property_columns(schema, frame))
    names = [name for name in schema.results if name in frame]
    if not names or not run_id:
        return inputs
    columns: dict[str, list[Any]] = {
        name: _texts(frame[name]) if schema.results[name].kind == "string" else _numbers(frame[name]) for name in names
    }
    known = frame[names].notna().any(axis=1).tolist()
    results = property_texts(tags, {**columns, "run_id": [run_id] * len(tags)})
    return [
        f'{given[:-1]}{"," if len(given) > 2 else ""}"results":{result}}}' if has_results else given
        for given, result, has_results in zip(inputs, results, known, strict=True)
    ]


def _numbers(column: pd.Series) -> list[float | None]:
    values = column.to_numpy(dtype=np.float64)
    known = np.isfinite(values)
    if known.all():
        return list(values.tolist())
    return [value if there else None for value, there in zip(values.tolist(), known.tolist(), strict=True)]


def _texts(column: pd.Series) -> list[str | None]:
    return [value if isinstance(value, str) else None for value in column.tolist()]


def _graphics_texts(graphics: pd.DataFrame, tags: list[str]) -> list[bytes]:
    if not len(graphics):
        return [_JSONB + b"{}"] * len(tags)
    positions = graphics[["x", "y"]].reindex(tags).to_numpy().tolist()
    return [
        _JSONB + (orjson.dumps({"x": x, "y": y}) if x == x and y == y else b"{}")  # NaN: it has no position
        for x, y in positions
    ]
