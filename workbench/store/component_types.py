"""Component types in the database: rows of code, version and JSON Schema; append-only."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from psycopg.types.json import Json

from workbench.errors import InputError, NotFound
from workbench.model.digest import canonical_json
from workbench.model.schema import TypeSchema
from workbench.model.upgrade import link_versions
from workbench.store.database import Connection

__all__ = ["check_installed", "install_types", "load_types", "refresh_types", "register_type", "types_of_case"]


def _unstored(connection: Connection, schemas: Iterable[TypeSchema]) -> list[TypeSchema]:
    """Return the schemas that are not stored; one that is stored otherwise is an error."""
    rows = connection.execute("SELECT code, version, schema_definition FROM workbench.component_types").fetchall()
    stored = {(code, version): definition for code, version, definition in rows}
    missing = []
    for schema in schemas:
        known = stored.get((schema.code, schema.version))
        if known is None:
            missing.append(schema)
        elif canonical_json(known) != canonical_json(schema.definition):
            raise InputError(
                f"Component type {schema.code} version {schema.version} is stored with another schema; "
                f"a changed schema needs version {schema.version + 1}.",
                path=(schema.code, "version"),
                value=schema.version,
                expected="a new version",
            )
    return missing


def install_types(connection: Connection, schemas: Iterable[TypeSchema]) -> None:
    """Store the types that come with workbench and are not there yet; only as `workbench_definer`.

    Raises
    ------
    InputError
        A schema that differs from the stored one of the same version: a changed schema is a new version.
    """
    connection.execute(
        "LOCK TABLE workbench.component_types IN SHARE ROW EXCLUSIVE MODE"
    )  # before asking what is there
    for schema in _unstored(connection, schemas):
        connection.execute(
            "SELECT workbench_rules.store_type(%s, %s, %s, NULL, NULL)",
            (schema.code, schema.version, Json(schema.definition)),
        )


def check_installed(connection: Connection, schemas: Iterable[TypeSchema]) -> bool:
    """Tell whether the types that come with this version of workbench are all stored."""
    return not _unstored(connection, schemas)


def register_type(connection: Connection, schema: TypeSchema) -> None:
    """Store a type of the caller's organization, or its next version.

    Raises
    ------
    InputError
        The version is stored with another schema already, or is not the next one; a schema that the database
        cannot check.
    NotAllowed
        The code is built in or belongs to another organization.
    """
    if _unstored(connection, [schema]):
        connection.execute(
            "SELECT workbench.register_type(%s, %s, %s)", (schema.code, schema.version, Json(schema.definition))
        )


def load_types(connection: Connection) -> dict[str, TypeSchema]:
    """Return the newest schema of every type, by code."""
    types: dict[str, TypeSchema] = {}
    refresh_types(connection, types)
    return types


def refresh_types(connection: Connection, types: dict[str, TypeSchema]) -> None:
    """Bring to the newest schemas what was loaded before: somebody may have added a type since."""
    rows = connection.execute(
        """
        SELECT t.code, t.version, t.schema_definition FROM workbench.component_types AS t
        LEFT JOIN unnest(%s::text[], %s::integer[]) AS known(code, version) USING (code)
        WHERE t.version > known.version
           OR known.version IS NULL
              AND t.version = (SELECT max(o.version) FROM workbench.component_types AS o WHERE o.code = t.code)
        ORDER BY t.code
        """,
        (list(types), [schema.version for schema in types.values()]),
    ).fetchall()
    found = [schema for row in rows if (schema := _readable(*row)) is not None]
    known = [types[code] for code in {schema.code for schema in found} & types.keys()]
    # Cases that are open know the older version: it learns what follows, so that they can be upgraded.
    types.update(link_versions([*known, *found]))


def _readable(code: str, version: int, definition: dict[str, Any]) -> TypeSchema | None:
    """Return a type, or None with a warning: one that somebody registered by SQL must not lock everybody out."""
    try:
        return TypeSchema(code, version, definition)
    except InputError as error:
        warnings.warn(f"Component type {code} version {version} cannot be used. {error}", stacklevel=2)
        return None


def types_of_case(connection: Connection, case_id: UUID, newest: Mapping[str, TypeSchema]) -> dict[str, TypeSchema]:
    """Return the types that a case works with: of each the version that its components have, else the newest."""
    present = connection.execute(
        "SELECT type_code, max(type_version) FROM workbench.components WHERE case_id = %s GROUP BY type_code",
        (case_id,),
    ).fetchall()
    types = dict(newest)
    for code, version in present:
        if code in newest and newest[code].version == version:
            continue
        rows = connection.execute(
            "SELECT version, schema_definition FROM workbench.component_types WHERE code = %s AND version >= %s",
            (code, version),
        ).fetchall()
        versions = {number: TypeSchema(code, number, definition) for number, definition in rows}
        if version not in versions:
            raise NotFound(f"The case has components of type {code} version {version}, which you may not read.")
        link_versions(versions.values())  # so that the case can be upgraded
        types[code] = versions[version]
    return types
