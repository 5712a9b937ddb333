"""Search inside the properties of components, by the indexes that the types ask for."""

from __future__ import annotations

from typing import Any

from psycopg.types.json import Jsonb

from workbench.store.database import Connection

__all__ = ["search"]


def search(
    connection: Connection, code: str, condition: dict[str, Any] | None, *, issued_only: bool
) -> list[tuple[str, str, str, str, str, dict[str, Any]]]:
    """Return ``(project, revision, status, case, tag, properties)`` of the components of a type.

    Parameters
    ----------
    condition : dict or None
        As `workbench.model.condition.parse_condition` gives it; None: all.
    """
    return connection.execute(
        'SELECT project, revision, revision_status, "case", tag, properties FROM workbench.search(%s, %s, %s)',
        (code, None if condition is None else Jsonb(condition), issued_only),
    ).fetchall()
