"""Fluids and pipe materials of the library: list, read, write the next version."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.model.fluid import Fluid
from workbench.model.material import Material, schedule_order
from workbench.services.workspace import Workspace
from workbench.store import libraries as store

__all__ = ["fluid", "fluids", "material", "materials", "save_fluid", "save_material"]


def fluids(workspace: Workspace) -> pd.DataFrame:
    """Return the fluids as a frame by name: phase, formula, range [K], version, whether built in, source."""
    with workspace.database.transaction() as connection:
        rows = store.list_fluids(connection)
    return pd.DataFrame(
        {
            "phase": [row.summary["phase"] for row in rows],
            "formula": [row.summary["formula"] or "" for row in rows],
            "lowest_temperature": [row.summary["lowest"] for row in rows],
            "highest_temperature": [row.summary["highest"] for row in rows],
            "version": [row.version for row in rows],
            "is_built_in": [row.is_built_in for row in rows],
            "source": [row.summary["source"] or "" for row in rows],
        },
        index=pd.Index([row.name for row in rows], dtype="str", name="fluid"),
    )


def fluid(workspace: Workspace, name: str, version: int | None = None) -> Fluid:
    """Return a fluid by name; the newest version if none is named.

    Raises
    ------
    NotFound
        There is none; the message names the nearest.
    """
    with workspace.database.transaction() as connection:
        return store.read_fluid(connection, name, version)


def save_fluid(workspace: Workspace, name: str, properties: dict[str, Any]) -> Fluid:
    """Write a fluid for the user's organization and return it with its version; older versions stay.

    Raises
    ------
    InputError
        Properties that are no fluid: `workbench.model.fluid.Fluid` says what they are.
    NotAllowed
        The user may not write.
    """
    with workspace.database.transaction() as connection:
        return store.put_fluid(connection, name, properties)


def materials(workspace: Workspace) -> pd.DataFrame:
    """Return the pipe materials as a frame by name: roughness [m], schedules, version, whether built in, source."""
    with workspace.database.transaction() as connection:
        rows = store.list_materials(connection)
    return pd.DataFrame(
        {
            "roughness": [row.summary["roughness"] for row in rows],
            "schedules": [", ".join(sorted(row.summary["schedules"] or (), key=schedule_order)) for row in rows],
            "version": [row.version for row in rows],
            "is_built_in": [row.is_built_in for row in rows],
            "source": [row.summary["roughness_source"] or "" for row in rows],
        },
        index=pd.Index([row.name for row in rows], dtype="str", name="material"),
    )


def material(workspace: Workspace, name: str, version: int | None = None) -> Material:
    """Return a pipe material by name; the newest version if none is named.

    Raises
    ------
    NotFound
        There is none; the message names the nearest.
    """
    with workspace.database.transaction() as connection:
        return store.read_material(connection, name, version)


def save_material(workspace: Workspace, name: str, roughness: float, schedule_data: dict[str, Any]) -> Material:
    """Write a pipe material for the user's organization and return it with its version; older versions stay.

    Raises
    ------
    InputError
        A roughness or schedules that are no material: `workbench.model.material.Material` says what they are.
    NotAllowed
        The user may not write.
    """
    with workspace.database.transaction() as connection:
        return store.put_material(connection, name, roughness, schedule_data)
