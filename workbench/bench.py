"""What a notebook works with: bench, project, revision, case."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pandas as pd

from workbench.model.case import Case as ModelCase
from workbench.model.diff import diff_snapshots
from workbench.model.snapshot import RunRecord
from workbench.services import cases as services
from workbench.services.importing import import_epanet
from workbench.services.run import run_case
from workbench.services.setup import create_demo
from workbench.services.workspace import Workspace
from workbench.services.workspace import connect as open_workspace
from workbench.store.cases import Origin
from workbench.store.projects import ProjectRow, RevisionRow

__all__ = ["Bench", "Case", "Project", "Revision", "connect"]


class Case(ModelCase):
    """A case opened from a revision; see `workbench.model.case.Case` for reading and editing it.

    Examples
    --------
    >>> case = bench.project("Cooling water").revision("A").case("Design")  # doctest: +SKIP
    >>> case.set("P-101", diameter="6 inch")  # doctest: +SKIP
    >>> case.solve()  # doctest: +SKIP
    >>> case.commit("6 inch header")  # doctest: +SKIP
    """

    _origin: Origin
    _bench: Bench
    revision: Revision
    """The revision that the case was opened from, or committed as."""

    def solve(self) -> RunRecord:
        """Calculate the case; results appear beside the inputs of every frame.

        Returns
        -------
        RunRecord
            Iterations, residuals and warnings in ``summary``.

        Raises
        ------
        InputError
            Inputs that are not sound.
        SolverError
            The network has no answer; the message names the components.
        """
        return run_case(self)

    def save(self) -> None:
        """Write the changes into the work-in-progress revision that the case was opened from.

        Raises
        ------
        RevisionLocked
            The revision is issued.
        RevisionConflict
            Somebody else saved the case since; the message names what they changed.
        """
        self._origin = services.save_case(self._bench.workspace, self._origin, self)

    def commit(self, message: str, *, branch: bool = False) -> Revision:
        """Write a new revision with this case as it is now and all other cases of its parent.

        If others committed in the meantime and left this case alone, the new revision follows theirs.

        Parameters
        ----------
        message : str
            What changed and why.
        branch : bool
            True: from the revision that the case was opened from, whatever followed in the meantime.

        Returns
        -------
        Revision
            The new one; the case belongs to it from now on.

        Raises
        ------
        RevisionConflict
            Somebody else changed the case since; the message names what they changed.
        """
        self._origin, row = services.commit_case(
            self._bench.workspace,
            self._origin,
            self,
            message,
            lambda digest: self._key_of_commit(digest, message),
            branch=branch,
        )
        self._commit_key = None
        self.revision = Revision(self.revision.project, row)
        return self.revision

    _commit_key: tuple[tuple[Any, ...], UUID] | None = None

    def _key_of_commit(self, digest: str, message: str) -> UUID:
        """Return the same key for a commit that is repeated after a lost answer, so that it finds what it wrote."""
        run_id = None if self.run is None else self.run.run_id
        state = (digest, message, self.name, self.description, run_id, self.graphics.to_json())
        if self._commit_key is None or self._commit_key[0] != state:
            self._commit_key = (state, uuid4())
        return self._commit_key[1]

    def diff(self, other: ModelCase | None = None) -> pd.DataFrame:
        """Return what I changed since the case was opened, saved or committed, and what followed from it.

        Parameters
        ----------
        other : Case, optional
            Compare with this case instead: rows say what changes from `other` to this one.

        Returns
        -------
        pandas.DataFrame
            One row a difference: kind, change, tag, type, property, old, new (SI), unit.
        """
        return diff_snapshots(self.base if other is None else other.state, self.state, self.types)

    def app(self) -> Any:
        """Return the workbench widget, opened on this case."""
        from workbench.ui.app import WorkbenchApp  # widgets are loaded when somebody looks at one

        return WorkbenchApp(self._bench, self)


class Revision:
    """One revision of a project."""

    def __init__(self, project: Project, row: RevisionRow) -> None:
        self.project = project
        self.row = row

    def __repr__(self) -> str:
        return f"<Revision {self.code} ({self.status}) of {self.project.name!r}: {self.row.message}>"

    @property
    def code(self) -> str:
        """Such as ``"A"``."""
        return self.row.code

    @property
    def status(self) -> str:
        """``"WIP"`` or ``"Issued"``, as it is now."""
        return self._now().status

    @property
    def digest(self) -> str:
        """The sha256 over the inputs and topology of all its cases, as they are now."""
        return self._now().digest

    def _now(self) -> RevisionRow:
        return services.revision(self.project.bench.workspace, self.project.row, self.code)

    @property
    def cases(self) -> list[str]:
        """Names of the cases."""
        return [case.name for case in services.cases(self.project.bench.workspace, self.row)]

    def case(self, name: str) -> Case:
        """Open a case.

        Raises
        ------
        NotFound
            The revision has no such case.
        """
        bench = self.project.bench
        stored = services.open_case(bench.workspace, self.row, name)
        case = Case.from_snapshot(
            stored.name,
            bench.workspace.types,
            stored.snapshot,
            app_module=stored.app_module,
            description=stored.description,
        )
        case._origin, case._bench, case.revision = stored.origin, bench, self
        return case

    def add_case(self, case: ModelCase) -> Case:
        """Write a case made in memory into this revision, and open it."""
        services.add_case(self.project.bench.workspace, self.row, case)
        return self.case(case.name)


class Project:
    """One project."""

    def __init__(self, bench: Bench, row: ProjectRow) -> None:
        self.bench = bench
        self.row = row

    def __repr__(self) -> str:
        return f"<Project {self.name!r}>"

    @property
    def name(self) -> str:
        """Name of the project."""
        return self.row.name

    def revision(self, code: str | None = None) -> Revision:
        """Return a revision by its code, or the newest.

        Raises
        ------
        NotFound
            The project has no such revision.
        """
        return Revision(self, services.revision(self.bench.workspace, self.row, code))

    def history(self) -> pd.DataFrame:
        """Return the revisions, oldest first: code, status, parent, author, message, created_at, digest."""
        columns = ["code", "status", "parent", "author", "message", "created_at", "digest"]
        rows = services.revisions(self.bench.workspace, self.row)
        table = [[getattr(row, name) for name in columns] for row in rows]
        return pd.DataFrame(table, columns=columns, dtype=object).set_index("code")


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

    def demo(self) -> Project:
        """Return the demo project "Cooling water", made where there is none."""
        name = "Cooling water"
        if name not in self.projects().index:
            create_demo(self.workspace, name)
        return self.project(name)

    def new_case(self, name: str, description: str = "") -> ModelCase:
        """Return an empty case in memory, with the component types of this database."""
        return ModelCase(name, self.workspace.types, description=description)

    def import_epanet(self, file: str | Path, project: str, case: str) -> list[str]:
        """Read an EPANET 2.2 file into a case; return what is not taken over, one sentence each."""
        return import_epanet(self.workspace, Path(file), project, case)


def connect(dsn: str | None = None, *, data_dir: str | Path | None = None) -> Bench:
    """Connect to the team's server (``DATABASE_URL``) or start the embedded one.

    Raises
    ------
    StoreError
        The database cannot be reached, or lacks the present schema.
    """
    return Bench(open_workspace(dsn, data_dir))
