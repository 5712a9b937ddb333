"""Component types in the database: rows of code, version and JSON Schema; append-only."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg.types.json import Json

from workbench.errors import InputError
from workbench.model.digest import canonical_json
from workbench.model.schema import TypeSchema
from workbench.store.database import Connection

__all__ = ["load_types", "refresh_types", "register_types"]


def register_types(connection: Connection, schemas: Iterable[TypeSchema]) -> None:
    """Store the schemas that are not there yet.

    Raises
    ------
    InputError
        A schema that differs from the stored one of the same version: a changed schema is a new version.
    """
    rows = connection.execute("SELECT code, version, schema_definition FROM workbench.component_types").fetchall()
    stored = {(code, version): definition for code, version, definition in rows}
    for schema in schemas:
        known = stored.get((schema.code, schema.version))
        if known is None:
            connection.execute(
                "INSERT INTO workbench.component_types (code, version, schema_definition) VALUES (%s, %s, %s) "
                "ON CONFLICT DO NOTHING",
                (schema.code, schema.version, Json(schema.definition)),
            )
        elif canonical_json(known) != canonical_json(schema.definition):
            raise InputError(
                f"Component type {schema.code} version {schema.version} is stored with another schema; "
                f"a changed schema needs version {schema.version + 1}.",
                path=(schema.code, "version"),
                value=schema.version,
                expected="a new version",
            )


def load_types(connection: Connection) -> dict[str, TypeSchema]:
    """Return the newest schema of every type, by code."""
    types: dict[str, TypeSchema] = {}
    refresh_types(connection, types)
    return types


def refresh_types(connection: Connection, types: dict[str, TypeSchema]) -> None:
    """Bring to the newest schemas what was loaded before: somebody may have added a type since."""
    newest = connection.execute("SELECT code, max(version) FROM workbench.component_types GROUP BY code ORDER BY code")
    for code, version in newest.fetchall():
        if code not in types or types[code].version < version:
            row = connection.execute(
                "SELECT schema_definition FROM workbench.component_types WHERE code = %s AND version = %s",
                (code, version),
            ).fetchone()
            assert row is not None
            types[code] = TypeSchema(code, version, row[0])
