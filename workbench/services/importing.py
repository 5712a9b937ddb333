"""Bring a network of another program into a project."""

from __future__ import annotations

from pathlib import Path

from workbench.errors import NotFound
from workbench.exchange.epanet import read_epanet
from workbench.services import cases as services
from workbench.services.workspace import Workspace

__all__ = ["import_epanet"]


def import_epanet(workspace: Workspace, file: Path, project: str, case: str) -> list[str]:
    """Read an EPANET 2.2 file into a new case of a project's newest revision; the project is made if need be.

    Returns
    -------
    list of str
        What is not taken over, one sentence each.

    Raises
    ------
    NotFound
        There is no such file.
    InputError
        The file is no EPANET file, or holds what cannot be represented; nothing is written.
    """
    imported = read_epanet(file, workspace.types, name=case)
    try:
        known = services.project(workspace, project)
    except NotFound:
        services.create_project(workspace, project, f"From {file.name}", [imported.case], f"Import of {file.name}")
    else:
        services.add_case(workspace, services.revision(workspace, known, None), imported.case)
    return imported.not_taken_over
