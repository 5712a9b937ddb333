"""Projects and their revisions as a notebook works with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.bench.case import Case
from workbench.model.case import Case as ModelCase
from workbench.model.criteria_set import CriteriaSet
from workbench.services import auditing, users
from workbench.services import cases as services
from workbench.services import criteria as criteria_sets
from workbench.store.projects import ProjectRow, RevisionRow

if TYPE_CHECKING:
    from workbench.bench import Bench

__all__ = ["Project", "Revision"]


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
    def is_issued(self) -> bool:
        """True if it was locked for ever when it was last read; an issued revision stays one."""
        return self.row.status == "Issued"

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

    def issue(self, *, for_construction: bool = False) -> Revision:
        """Lock this revision for ever; only owners of the project may.

        Waits for those who are writing into it, then nobody writes into it again; who issued it, when, and its
        digest are recorded.

        Parameters
        ----------
        for_construction : bool
            True: revisions that follow count 0, 1, 2 ... (or as the project's second sequence says).

        Returns
        -------
        Revision
            This one, issued.

        Raises
        ------
        NotAllowed
            You are no owner of the project.
        RevisionLocked
            It is issued already.
        """
        self.row = services.issue_revision(self.project.bench.workspace, self.row, for_construction=for_construction)
        return self

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
        """Return the revisions, oldest first.

        Returns
        -------
        pandas.DataFrame
            Index code; status, parent, author, message, created_at, issued_at, issued_by, issued_for, digest.
        """
        columns = ["code", "status", "parent", "author", "message", "created_at"]
        columns += ["issued_at", "issued_by", "issued_for", "digest"]
        rows = services.revisions(self.bench.workspace, self.row)
        table = [[getattr(row, name) for name in columns] for row in rows]
        return pd.DataFrame(table, columns=columns, dtype=object).set_index("code")

    @property
    def members(self) -> pd.DataFrame:
        """Who works in the project: index email; role (owner, editor, viewer)."""
        rows = users.members(self.bench.workspace, self.row)
        return pd.DataFrame([[row.email, row.role] for row in rows], columns=["email", "role"]).set_index("email")

    def set_member(self, email: str, role: str | None) -> None:
        """Give a user a role in the project, ``None`` to take it away; only owners may.

        Raises
        ------
        InputError
            There is no such user or role, or the project would be left without an owner.
        NotAllowed
            You are no owner of the project.
        """
        users.set_member(self.bench.workspace, self.row, email, role)

    def set_code_sequences(self, before_construction: str = "A", from_construction: str = "0") -> None:
        """Choose the first codes of revisions before and from issue for construction; only owners may.

        Examples
        --------
        >>> project.set_code_sequences("P01", "C01")  # doctest: +SKIP
        """
        services.set_code_sequences(self.bench.workspace, self.row, before_construction, from_construction)

    def criteria(self) -> pd.DataFrame:
        """Return the sets of criteria: index name; version, criteria (how many), is_built_in, source, author, date."""
        return criteria_sets.criteria(self.bench.workspace, self.row)

    def criteria_set(self, name: str, version: int | None = None) -> CriteriaSet:
        """Return a set of criteria, in its newest version if none is named.

        Raises
        ------
        NotFound
            There is none of that name or version.

        Examples
        --------
        >>> lines = project.criteria_set("Liquid lines, common practice").to_frame()  # doctest: +SKIP
        >>> lines.loc[0, "limit"] = "2.5 m/s"  # doctest: +SKIP
        >>> project.save_criteria("Liquid lines", lines, "company standard 12")  # doctest: +SKIP
        """
        return criteria_sets.criteria_set(self.bench.workspace, self.row, name, version)

    def save_criteria(
        self, name: str, criteria: pd.DataFrame | Iterable[Mapping[str, Any]], source: str
    ) -> CriteriaSet:
        """Write a set of criteria for this project, the next version of its name; cases keep what they took.

        Parameters
        ----------
        name : str
            Of the set; one that is built in may be followed by a version of the project's own.
        criteria : DataFrame or iterable of mappings
            One row a criterion: component_type, property, bound, limit (a text with its unit); where, description
            and source if there are. ``case["CRITERION"]`` will do.
        source : str
            Where the limits come from; a criterion may have a source of its own.

        Raises
        ------
        InputError
            A criterion that is none.
        NotAllowed
            You are no owner or editor of the project.
        """
        return criteria_sets.save_criteria(self.bench.workspace, self.row, name, criteria, source)

    def audit(self) -> pd.DataFrame:
        """Return what was written, by whom and when: sequence, at, login, user, action, row_count, record."""
        return auditing.audit_frame(self.bench.workspace, self.row)
