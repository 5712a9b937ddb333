"""Fluids and materials in the database: rows that are never changed; a change is the next version.

A row without an organization is built in and seen by everybody; an organization's own row of the same name goes
before it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any, LiteralString

from psycopg.types.json import Json

from workbench.errors import NotFound
from workbench.model.digest import canonical_json
from workbench.model.fluid import Fluid
from workbench.model.material import Material
from workbench.model.tags import is_storable, nearest
from workbench.store.database import Connection

__all__ = [
    "LibraryRow",
    "built_in_fluids",
    "built_in_materials",
    "list_fluids",
    "list_materials",
    "put_fluid",
    "put_material",
    "read_fluid",
    "read_material",
    "register_libraries",
]


@dataclass(frozen=True)
class LibraryRow:
    """The newest version of one name, without its tables."""

    name: str
    version: int
    is_built_in: bool
    created_at: datetime
    summary: dict[str, Any]
    """Of a fluid: phase, formula, source, lowest and highest temperature; of a material: roughness, schedules."""


@lru_cache(maxsize=1)
def built_in_fluids() -> tuple[Fluid, ...]:
    """Return the fluids that come with workbench."""
    return tuple(Fluid(entry["name"], 1, entry["properties"]) for entry in _packaged("fluids.json"))


@lru_cache(maxsize=1)
def built_in_materials() -> tuple[Material, ...]:
    """Return the pipe materials that come with workbench."""
    return tuple(
        Material(entry["name"], 1, entry["roughness"], entry["schedule_data"]) for entry in _packaged("materials.json")
    )


def _packaged(name: str) -> list[dict[str, Any]]:
    text = files("workbench").joinpath("data", name).read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = json.loads(text)
    return entries


def register_libraries(connection: Connection) -> None:
    """Store the built-in fluids and materials that are not there yet; a changed one becomes the next version.

    Called by the owner of the schema, at migration: nobody else may write rows without an organization.
    """
    for fluid in built_in_fluids():
        version = _next_built_in(connection, _NEWEST_BUILT_IN_FLUID, fluid.name, [fluid.properties])
        if version is not None:
            connection.execute(
                "INSERT INTO workbench.fluid_library (org_id, name, version, properties) VALUES (NULL, %s, %s, %s) "
                "ON CONFLICT DO NOTHING",
                (fluid.name, version, Json(fluid.properties)),
            )
    for material in built_in_materials():
        content = [material.roughness, material.schedule_data]
        version = _next_built_in(connection, _NEWEST_BUILT_IN_MATERIAL, material.name, content)
        if version is not None:
            connection.execute(
                "INSERT INTO workbench.material_library (org_id, name, version, roughness, schedule_data) "
                "VALUES (NULL, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (material.name, version, material.roughness, Json(material.schedule_data)),
            )


_NEWEST_BUILT_IN_FLUID: LiteralString = (
    "SELECT (SELECT max(version) FROM workbench.fluid_library WHERE name = l.name), properties "
    "FROM workbench.fluid_library AS l WHERE org_id IS NULL AND name = %s ORDER BY version DESC LIMIT 1"
)
_NEWEST_BUILT_IN_MATERIAL: LiteralString = (
    "SELECT (SELECT max(version) FROM workbench.material_library WHERE name = l.name), roughness, schedule_data "
    "FROM workbench.material_library AS l WHERE org_id IS NULL AND name = %s ORDER BY version DESC LIMIT 1"
)


def _next_built_in(connection: Connection, newest: LiteralString, name: str, content: list[Any]) -> int | None:
    """Return the version to write; None where the newest built-in one is the same.

    It follows the versions of every organization too, so that name and version never mean two things.
    """
    row = connection.execute(newest, (name,)).fetchone()
    if row is None:
        return 1
    return None if _with_floats(list(row[1:])) == _with_floats(content) else int(row[0]) + 1


def _with_floats(value: Any) -> bytes:
    """Return canonical JSON in which 5 and 5.0 are the same: JSON in PostgreSQL does not keep them apart."""
    return canonical_json(json.loads(json.dumps(value), parse_int=float))


def list_fluids(connection: Connection) -> list[LibraryRow]:
    """Return the fluids that the user sees, by name, each in the version that its name stands for."""
    rows = connection.execute(
        """
        SELECT DISTINCT ON (name) name, version, org_id IS NULL, created_at,
               jsonb_build_object(
                   'phase', properties -> 'phase', 'formula', properties -> 'formula', 'source', properties -> 'source',
                   'lowest', properties -> 'table' -> 'temperature' -> 0,
                   'highest', properties -> 'table' -> 'temperature' -> -1
               )
        FROM workbench.fluid_library ORDER BY name, org_id IS NULL, version DESC
        """
    )
    return [LibraryRow(*row) for row in rows.fetchall()]


def list_materials(connection: Connection) -> list[LibraryRow]:
    """Return the materials that the user sees, by name, each in the version that its name stands for."""
    rows = connection.execute(
        """
        SELECT DISTINCT ON (name) name, version, org_id IS NULL, created_at,
               jsonb_build_object(
                   'roughness', roughness, 'roughness_source', schedule_data -> 'roughness_source',
                   'dimensions_source', schedule_data -> 'dimensions_source',
                   'schedules', CASE jsonb_typeof(schedule_data -> 'schedules') WHEN 'object' THEN
                       (SELECT jsonb_agg(key) FROM jsonb_object_keys(schedule_data -> 'schedules') AS key) END
               )
        FROM workbench.material_library ORDER BY name, org_id IS NULL, version DESC
        """
    )
    return [LibraryRow(*row) for row in rows.fetchall()]


def read_fluid(connection: Connection, name: str, version: int | None = None) -> Fluid:
    """Return a fluid by name: the organization's own before the built-in one, the newest version if none is named.

    Raises
    ------
    NotFound
        There is none; the message names the nearest, or the versions that there are.
    """
    row = _one(
        connection,
        "SELECT version, properties FROM workbench.fluid_library WHERE name = %(name)s::text "
        "AND version = coalesce(%(version)s, version) ORDER BY org_id IS NULL, version DESC LIMIT 1",
        name,
        version,
    )
    if row is None:
        known = connection.execute("SELECT name, version FROM workbench.fluid_library ORDER BY name, version")
        raise _not_found("fluid", name, version, known.fetchall())
    return Fluid(name, *row)


def read_material(connection: Connection, name: str, version: int | None = None) -> Material:
    """Return a material by name: the organization's own before the built-in one, the newest version if none is named.

    Raises
    ------
    NotFound
        There is none; the message names the nearest, or the versions that there are.
    """
    row = _one(
        connection,
        "SELECT version, roughness, schedule_data FROM workbench.material_library WHERE name = %(name)s::text "
        "AND version = coalesce(%(version)s, version) ORDER BY org_id IS NULL, version DESC LIMIT 1",
        name,
        version,
    )
    if row is None:
        known = connection.execute("SELECT name, version FROM workbench.material_library ORDER BY name, version")
        raise _not_found("material", name, version, known.fetchall())
    return Material(name, *row)


def _one(connection: Connection, query: LiteralString, name: object, version: object) -> tuple[Any, ...] | None:
    """Return the row of a name and a version; None where there is none, or where they can be no name and version."""
    is_version = version is None or (type(version) is int and 0 < version < 2**31)
    if not isinstance(name, str) or not is_storable(name) or not is_version:
        return None
    return connection.execute(query, {"name": name, "version": version}).fetchone()


def _not_found(kind: str, name: object, version: object, known: list[tuple[str, int]]) -> NotFound:
    versions = sorted({stored for stored_name, stored in known if stored_name == name})
    if versions:
        listed = ", ".join(str(stored) for stored in versions)
        return NotFound(f"The {kind} '{name}' has no version {version}; it has {listed}.")
    hint = nearest(name, {stored_name for stored_name, _ in known})
    return NotFound(f"The library has no {kind} '{name}'{hint or '.'}")


def put_fluid(connection: Connection, name: str, properties: dict[str, Any]) -> Fluid:
    """Write a fluid as the next version of its name in the user's organization, and return it.

    Raises
    ------
    InputError
        Properties that are no fluid.
    """
    checked = Fluid(name, 1, properties)
    row = connection.execute("SELECT workbench.put_fluid(%s, %s::jsonb)", (name, Json(checked.properties))).fetchone()
    assert row is not None
    return Fluid(name, row[0], checked.properties)


def put_material(connection: Connection, name: str, roughness: float, schedule_data: dict[str, Any]) -> Material:
    """Write a material as the next version of its name in the user's organization, and return it.

    Raises
    ------
    InputError
        A roughness or schedules that are no material.
    """
    checked = Material(name, 1, roughness, schedule_data)
    row = connection.execute(
        "SELECT workbench.put_material(%s, %s, %s::jsonb)",
        (name, float(checked.roughness), Json(checked.schedule_data)),
    ).fetchone()
    assert row is not None
    return Material(name, row[0], checked.roughness, checked.schedule_data)
