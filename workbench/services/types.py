"""Component types that somebody adds at run time."""

from __future__ import annotations

from typing import Any

from workbench.model.schema import TypeSchema
from workbench.services.workspace import Workspace
from workbench.store.component_types import register_type as store_type

__all__ = ["register_type"]


def register_type(
    workspace: Workspace, code: str, definition: dict[str, Any], version: int | None = None
) -> TypeSchema:
    """Add a type, or its next version, to the organization of the user.

    Raises
    ------
    InputError
        A schema that is none, that the database cannot check, or that is stored otherwise.
    NotAllowed
        The code is built in or belongs to another organization.
    """
    workspace.refresh_types()
    if version is None:
        known = workspace.types.get(code)
        version = 1 if known is None else known.version + 1
    schema = TypeSchema(code, version, definition)
    with workspace.database.transaction() as connection:
        store_type(connection, schema)
    workspace.refresh_types()
    return workspace.types[code]
