"""Find components of one type over all projects."""

from __future__ import annotations

import pandas as pd

from workbench.errors import NotFound
from workbench.model.condition import parse_condition
from workbench.model.frames import typed_column
from workbench.model.tags import nearest
from workbench.services.workspace import Workspace
from workbench.store.search import search

__all__ = ["query"]

_WHERE = ["project", "revision", "revision_status", "case", "tag"]


def query(workspace: Workspace, code: str, condition: str = "", *, issued_only: bool = False) -> pd.DataFrame:
    """Return the components of a type that fulfil a condition, in every project that the user may read.

    Returns
    -------
    pandas.DataFrame
        One row a component: project, revision, revision_status, case, tag, its properties and results [SI]. A
        property of one of these names has a "_" before it, as in the view of its type.

    Raises
    ------
    InputError
        A condition that cannot be read.
    NotFound
        There is no such type.
    """
    workspace.refresh_types()
    if code not in workspace.types:
        raise NotFound(f"There is no component type '{code}'{nearest(code, workspace.types)}")
    schema = workspace.types[code]
    tree = parse_condition(condition, schema) if condition.strip() else None
    with workspace.database.transaction() as connection:
        rows = search(connection, code, tree, issued_only=issued_only)
    where = [row[:5] for row in rows]
    properties = [row[5] for row in rows]
    results = [row.get("results", {}) for row in properties]
    columns = {
        _label(name): typed_column(field, [row.get(name) for row in properties])
        for name, field in schema.fields.items()
    }
    columns |= {
        _label(name): typed_column(field, [row.get(name) for row in results]) for name, field in schema.results.items()
    }
    frame = pd.DataFrame(where, columns=_WHERE, dtype="str")
    return pd.concat([frame, pd.DataFrame(columns, index=frame.index)], axis=1)


def _label(name: str) -> str:
    return f"_{name}" if name in _WHERE else name
