"""What a notebook works with: bench, project, revision, case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from workbench.bench.case import Case
from workbench.bench.project import Project, Revision
from workbench.errors import InputError
from workbench.model.case import Case as ModelCase
from workbench.model.difference import Difference, difference_of_cases, difference_of_revisions
from workbench.model.fluid import Fluid
from workbench.model.material import Material
from workbench.model.schema import TypeSchema
from workbench.services import cases as services
from workbench.services import libraries, users
from workbench.services.importing import import_epanet
from workbench.services.querying import query
from workbench.services.setup import create_demo
from workbench.services.types import register_type
from workbench.services.workspace import Workspace
from workbench.services.workspace import connect as open_workspace

__all__ = ["Bench", "Case", "Project", "Revision", "connect", "diff"]


class Bench:
    """A connected workbench: the projects of one database."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def __repr__(self) -> str:
        return f"<Bench: {len(services.projects(self.workspace))} projects>"

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the embedded server stops when its last client is gone."""
        self.workspace.close()

    def projects(self) -> pd.DataFrame:
        """Return all projects: name, description, created_at."""
        columns = ["name", "description", "created_at"]
        rows = services.projects(self.workspace)
        return pd.DataFrame([[getattr(row, name) for name in columns] for row in rows], columns=columns).set_index(
            "name"
        )

    def project(self, name: str) -> Project:
        """Return a project by name.

        Raises
        ------
        NotFound
            There is none; the message names the nearest.
        """
        return Project(self, services.project(self.workspace, name))

    def create_project(self, name: str, description: str = "", cases: list[ModelCase] | None = None) -> Project:
        """Create a project with revision A, which holds `cases`.

        Raises
        ------
        InputError
            There is a project of that name, or a case is not sound.
        """
        return Project(self, services.create_project(self.workspace, name, description, cases if cases else ()))

    def app(self) -> Any:
        """Return the workbench widget: choose project, revision and case in it."""
        from workbench.ui.app import WorkbenchApp  # widgets are loaded when somebody looks at one

        return WorkbenchApp(self)

    def demo(self, name: str = "Cooling water") -> Project:
        """Return a demo project, made where there is none.

        Parameters
        ----------
        name : str
            ``"Cooling water"``, ``"Equipment"`` (a relief valve, a separator, pumps) or ``"Net3"``.

        Raises
        ------
        NotFound
            There is no such demo.
        """
        if name not in self.projects().index:
            create_demo(self.workspace, name)
        return self.project(name)

    def new_case(self, name: str, description: str = "", *, app_module: str = "NetworkEditor") -> ModelCase:
        """Return an empty case in memory, with the component types of this database.

        `app_module` is what calculates it: ``"NetworkEditor"`` for liquids, ``"GasNetwork"`` for gases.
        """
        return ModelCase(name, self.workspace.types, description=description, app_module=app_module)

    @property
    def members(self) -> pd.DataFrame:
        """Who works in which project that you may read: project, email, role (owner, editor, viewer)."""
        rows = users.all_members(self.workspace)
        return pd.DataFrame(rows, columns=["project", "email", "role"])

    def query(self, code: str, condition: str = "", *, issued_only: bool = False) -> pd.DataFrame:
        """Find components of one type in all projects that you may read.

        Parameters
        ----------
        code : str
            Type, such as ``"PSV"``.
        condition : str
            Such as ``"set_pressure > 100 barg and orifice == 'P'"``; empty: all.
        issued_only : bool
            True: only in issued revisions.

        Returns
        -------
        pandas.DataFrame
            One row a component: project, revision, revision_status, case, tag, its properties and results [SI].

        Raises
        ------
        InputError
            A condition that cannot be read; the message says where.
        NotFound
            There is no such type.

        Examples
        --------
        >>> bench.query("PIPE", "diameter >= 6 inch and length > 100 m")  # doctest: +SKIP
        """
        return query(self.workspace, code, condition, issued_only=issued_only)

    def fluids(self) -> pd.DataFrame:
        """Return the fluids of the library: index name; phase, formula, range [K], version, source."""
        return libraries.fluids(self.workspace)

    def fluid(self, name: str, version: int | None = None) -> Fluid:
        """Return a fluid of the library, in its newest version if none is named.

        Raises
        ------
        NotFound
            There is none of that name or version.

        Examples
        --------
        >>> case.set_settings(**settings_from_fluid(bench.fluid("Water"), "40 degC"))  # doctest: +SKIP
        """
        return libraries.fluid(self.workspace, name, version)

    def materials(self) -> pd.DataFrame:
        """Return the pipe materials of the library: index name; roughness [m], schedules, version, source."""
        return libraries.materials(self.workspace)

    def material(self, name: str, version: int | None = None) -> Material:
        """Return a pipe material of the library, in its newest version if none is named.

        Raises
        ------
        NotFound
            There is none of that name or version.
        """
        return libraries.material(self.workspace, name, version)

    def register_type(self, code: str, definition: dict[str, Any], version: int | None = None) -> TypeSchema:
        """Add a component type, or the next version of one, to your organization; it can be used at once.

        Parameters
        ----------
        code : str
            Capital letters, digits and underscores, such as ``"FILTER"``.
        definition : dict
            JSON Schema (draft 2020-12); each number with its ``dimension``. A newer version may say in ``upgrade``
            what becomes of older components: ``{"rename": {...}, "scale": {...}, "set": {...}, "remove": [...]}``.
        version : int, optional
            Number of the version; else the next one.

        Raises
        ------
        InputError
            A schema that is none, or that the database cannot check.
        NotAllowed
            The code is built in or belongs to another organization.
        """
        return register_type(self.workspace, code, definition, version)

    def types(self) -> pd.DataFrame:
        """Return the component types: index code; version, title, description, properties."""
        self.workspace.refresh_types()
        rows = [
            [code, schema.version, schema.title, schema.description, ", ".join(schema.fields)]
            for code, schema in self.workspace.types.items()
        ]
        columns = ["code", "version", "title", "description", "properties"]
        return pd.DataFrame(rows, columns=columns).set_index("code")

    def import_epanet(self, file: str | Path, project: str, case: str) -> list[str]:
        """Read an EPANET 2.2 file into a case; return what is not taken over, one sentence each."""
        return import_epanet(self.workspace, Path(file), project, case)


def diff(a: ModelCase | Revision, b: ModelCase | Revision) -> Difference:
    """Return what changes from `a` to `b`, two cases or two revisions: as frames, and as a table in a notebook.

    Returns
    -------
    Difference
        ``components``, ``inputs``, ``settings``, ``topology``, ``results``, ``limits`` (limits crossed), ``frame``.

    Raises
    ------
    InputError
        A case is compared with a revision.

    Examples
    --------
    >>> wb.diff(project.revision("A"), project.revision("B"))  # doctest: +SKIP
    """
    if isinstance(a, Revision) and isinstance(b, Revision):
        sides = ({name: revision.case(name) for name in revision.cases} for revision in (a, b))
        return difference_of_revisions(*sides, old_name=a.code, new_name=b.code)
    if isinstance(a, ModelCase) and isinstance(b, ModelCase):
        return difference_of_cases(a, b)
    raise InputError("Compare two cases, or two revisions.", expected="two cases or two revisions")


def connect(dsn: str | None = None, *, data_dir: str | Path | None = None) -> Bench:
    """Connect to the team's server (``DATABASE_URL``) or start the embedded one.

    Raises
    ------
    StoreError
        The database cannot be reached, or lacks the present schema.
    """
    return Bench(open_workspace(dsn, data_dir))
