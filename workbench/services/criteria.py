"""Sets of criteria: those that a project sees, the next version of one, and those of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from workbench.model.criteria_set import CriteriaSet, criteria_rows
from workbench.model.tags import check_name
from workbench.services.workspace import Workspace
from workbench.store import criteria as store
from workbench.store.projects import ProjectRow

__all__ = ["criteria", "criteria_set", "save_criteria"]


def criteria(workspace: Workspace, project: ProjectRow) -> pd.DataFrame:
    """Return the sets as a frame by name: version, criteria (how many), whether built in, source, author, date."""
    with workspace.database.transaction() as connection:
        rows = store.list_criteria(connection, project.id)
    return pd.DataFrame(
        {
            "version": [row.version for row in rows],
            "criteria": [row.count for row in rows],
            "is_built_in": [row.is_built_in for row in rows],
            "source": [row.source for row in rows],
            "author": [row.author or "" for row in rows],
            "created_at": [row.created_at for row in rows],
        },
        index=pd.Index([row.name for row in rows], dtype="str", name="set"),
    )


def criteria_set(workspace: Workspace, project: ProjectRow, name: str, version: int | None = None) -> CriteriaSet:
    """Return a set by name; the newest version if none is named.

    Raises
    ------
    NotFound
        There is none; the message names the nearest.
    """
    with workspace.database.transaction() as connection:
        return store.read_criteria(connection, project.id, name, version)


def save_criteria(
    workspace: Workspace,
    project: ProjectRow,
    name: str,
    criteria: pd.DataFrame | Iterable[Mapping[str, Any]],
    source: str,
) -> CriteriaSet:
    """Write a set for a project and return it with its version; older versions stay, and cases keep their own.

    Raises
    ------
    InputError
        A criterion that is none, or that no type has the property for.
    NotAllowed
        The user may not write into the project.
    """
    check_name("set of criteria", name)
    workspace.refresh_types()
    rows = criteria_rows(name, criteria, source, workspace.types)
    with workspace.database.transaction() as connection:
        return store.put_criteria(connection, project.id, name, rows, source)
