"""Sets of criteria in the database: built-in ones, and those of a project; a change is the next version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from uuid import UUID

from psycopg.types.json import Json

from workbench.errors import NotFound
from workbench.model.criteria_set import CriteriaSet
from workbench.model.tags import is_storable, nearest
from workbench.store.database import Connection

__all__ = ["CriteriaRow", "built_in_criteria", "list_criteria", "put_criteria", "read_criteria", "register_criteria"]


@dataclass(frozen=True)
class CriteriaRow:
    """The version that a name stands for, without its criteria."""

    name: str
    version: int
    is_built_in: bool
    count: int
    source: str
    author: str | None
    created_at: datetime


@lru_cache(maxsize=1)
def built_in_criteria() -> tuple[CriteriaSet, ...]:
    """Return the sets that come with workbench."""
    text = files("workbench").joinpath("data", "criteria.json").read_text(encoding="utf-8")
    return tuple(CriteriaSet(one["name"], 1, one["source"], tuple(one["criteria"])) for one in json.loads(text))


def register_criteria(connection: Connection) -> None:
    """Store the built-in sets that are not there yet; a changed one becomes the next version.

    Called by the owner of the schema, at migration: nobody else may write rows without a project.
    """
    for criteria_set in built_in_criteria():
        content = [criteria_set.source, list(criteria_set.criteria)]
        newest = connection.execute(
            "SELECT source, criteria FROM workbench.criteria_library WHERE project_id IS NULL AND name = %s "
            "ORDER BY version DESC LIMIT 1",
            (criteria_set.name,),
        ).fetchone()
        if newest is None or list(newest) != content:  # after those of every project: a version never means two things
            connection.execute(
                "INSERT INTO workbench.criteria_library (name, version, source, criteria) SELECT %(name)s, "
                "coalesce(max(version), 0) + 1, %(source)s, %(criteria)s FROM workbench.criteria_library "
                "WHERE name = %(name)s",
                {"name": criteria_set.name, "source": content[0], "criteria": Json(content[1])},
            )


def list_criteria(connection: Connection, project_id: UUID) -> list[CriteriaRow]:
    """Return the sets that a project sees, by name, each in the version that its name stands for."""
    rows = connection.execute(
        """
        SELECT DISTINCT ON (l.name) l.name, l.version, l.project_id IS NULL, jsonb_array_length(l.criteria), l.source,
               u.email, l.created_at
        FROM workbench.criteria_library AS l LEFT JOIN workbench.users AS u ON u.id = l.author_id
        WHERE l.project_id = %s OR l.project_id IS NULL ORDER BY l.name, l.project_id IS NULL, l.version DESC
        """,
        (project_id,),
    )
    return [CriteriaRow(*row) for row in rows.fetchall()]


def read_criteria(connection: Connection, project_id: UUID, name: str, version: int | None = None) -> CriteriaSet:
    """Return a set by name: the project's own before the built-in one, the newest version if none is named.

    Raises
    ------
    NotFound
        There is none; the message names the nearest, or the versions that there are.
    """
    is_version = version is None or (type(version) is int and 0 < version < 2**31)
    if isinstance(name, str) and is_storable(name) and is_version:
        row = connection.execute(
            "SELECT version, source, criteria FROM workbench.criteria_library "
            "WHERE (project_id = %(project)s OR project_id IS NULL) AND name = %(name)s::text "
            "AND version = coalesce(%(version)s, version) ORDER BY project_id IS NULL, version DESC LIMIT 1",
            {"project": project_id, "name": name, "version": version},
        ).fetchone()
        if row is not None:
            return CriteriaSet(name, row[0], row[1], tuple(row[2]))
    known = connection.execute(
        "SELECT name, version FROM workbench.criteria_library WHERE project_id = %s OR project_id IS NULL",
        (project_id,),
    ).fetchall()
    versions = sorted({stored for stored_name, stored in known if stored_name == name})
    if versions:
        listed = ", ".join(map(str, versions))
        raise NotFound(f"The set of criteria '{name}' has no version {version}; it has {listed}.")
    hint = nearest(name, {stored_name for stored_name, _ in known})
    raise NotFound(f"There is no set of criteria '{name}'{hint or '.'}")


def put_criteria(
    connection: Connection, project_id: UUID, name: str, criteria: list[dict[str, str]], source: str
) -> CriteriaSet:
    """Write a set as the next version of its name in a project, and return it."""
    row = connection.execute(
        "SELECT workbench.save_criteria(%s, %s, %s::jsonb, %s)", (project_id, name, Json(criteria), source)
    ).fetchone()
    assert row is not None
    return CriteriaSet(name, row[0], source, tuple(criteria))
