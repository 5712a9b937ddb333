"""A case as a notebook works with it: solve, save, commit, compare, show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pandas as pd

from workbench.bench.from_libraries import CaseWithLibraries
from workbench.bench.sheets import CaseWithSheets
from workbench.datasheets.sheet import RevisionLine
from workbench.model.case import Case as ModelCase
from workbench.model.criteria import checks_frame
from workbench.model.diff import diff_snapshots
from workbench.model.explanation import Explanation
from workbench.model.run_record import RunRecord
from workbench.services import cases as services
from workbench.services.datasheets import revision_lines
from workbench.services.explaining import explain_component
from workbench.services.pump_curves import pump_curves_of
from workbench.services.run import run_case
from workbench.services.simulate import simulate_case
from workbench.services.stale import stale_results
from workbench.store.cases import Origin

if TYPE_CHECKING:
    from workbench.bench.project import Revision
    from workbench.calculations import Simulation
    from workbench.calculations.pump_system import PumpSystem

__all__ = ["Case"]


class Case(CaseWithLibraries, CaseWithSheets):
    """A case opened from a revision; see `workbench.model.case.Case` for reading and editing it.

    Examples
    --------
    >>> case = bench.project("Cooling water").revision("A").case("Design")  # doctest: +SKIP
    >>> case.set("P-101", diameter="6 inch")  # doctest: +SKIP
    >>> case.solve()  # doctest: +SKIP
    >>> case.commit("6 inch header")  # doctest: +SKIP
    """

    _origin: Origin
    taken_over: tuple[str, ...] = ()
    """What others had written meanwhile and the last commit took over, such as ``"P-102.length"``."""

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

    def explain(self, tag: str, system: str = "si") -> Explanation:
        """Return how the results of a component came about: equations, numbers and sources, step by step.

        A notebook shows it as a calculation sheet, ``print`` as text; ``to_frame()`` has one row a step.

        Parameters
        ----------
        tag : str
            Such as ``"P-101"``.
        system : str
            Units that are shown beside SI: ``"si"``, ``"metric"`` or ``"us"``.

        Examples
        --------
        >>> case.explain("P-101", "metric")  # doctest: +SKIP

        Raises
        ------
        NotFound
            No component has the tag.
        InputError
            The case was not solved, or what the results of the component follow from was changed since, which the
            message names; or nothing calculates such a component.
        """
        return explain_component(self, tag, system)

    def pump_curves(
        self,
        tag: str,
        *,
        speeds: Sequence[float] = (1.0,),
        in_parallel: Sequence[int] = (1,),
        in_series: Sequence[int] = (1,),
    ) -> PumpSystem:
        """Return the curve of the system of a pump duty against those of its pump, as frames and to be plotted.

        Parameters
        ----------
        tag : str
            Of a PUMP_DUTY.
        speeds : sequence of float
            Speeds over that of the curve of the pump.
        in_parallel, in_series : sequence of int
            How many equal pumps stand side by side, and in a row.

        Returns
        -------
        PumpSystem
            Frames ``system``, ``pumps`` and ``duty_points``; ``plot()`` draws them.

        Raises
        ------
        NotFound
            No PUMP_DUTY has the tag.
        InputError
            Inputs that are not sound, a speed or a number of pumps that cannot be.
        SolverError
            A network without an answer.

        Examples
        --------
        >>> case.pump_curves("PD-101", speeds=(0.8, 0.9, 1.0), in_parallel=(1, 2)).plot()  # doctest: +SKIP
        """
        return pump_curves_of(self, tag, speeds=speeds, in_parallel=in_parallel, in_series=in_series)

    def simulate(
        self,
        duration: str | float | None = None,
        *,
        step: str | float | None = None,
        report_step: str | float | None = None,
        clock_start: str | float | None = None,
        level_tolerance: str | float | None = None,
        progress: Callable[[float], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Simulation:
        """Calculate the case over time: levels of tanks, patterns, controls.

        The case itself stays as it is: its inputs, and the results of `solve`, which are those at time zero.
        Times that are not given here are those of the case's PERIOD.

        Parameters
        ----------
        duration : str or float, optional
            Such as ``"24 h"``; a plain number is in s.
        step : str or float, optional
            Longest step; else that of the PERIOD, or an hour. Steps also end where a pattern changes, a control acts
            or a tank comes to a limit.
        report_step : str or float, optional
            Every how long a state is reported; else the step.
        clock_start : str or float, optional
            Time of the day at which it starts, after midnight, such as ``"6 h"``.
        level_tolerance : str or float, optional
            Such as ``"1 cm"``: steps are halved until no level moves by more than this between one method and a
            better one. Without it the flows at the beginning of a step hold for all of it, as in EPANET.
        progress : function, optional
            Called with the share that is done, 0 to 1.
        stop : function, optional
            Asked after every step; True ends the simulation there.

        Returns
        -------
        Simulation
            ``series["TANK"]["level"]`` is a frame over time, ``series.events`` and ``series.warnings`` are tables,
            ``series.plot("TANK", "level")`` draws.

        Raises
        ------
        InputError
            Inputs that are not sound, a tank without a diameter, times that are no whole seconds.
        SolverError
            No answer at a time, which the message names with the components.

        Examples
        --------
        >>> series = case.simulate("24 h", step="1 h")  # doctest: +SKIP
        >>> series["TANK"]["level"].max()  # doctest: +SKIP
        """
        return simulate_case(
            self,
            duration,
            step=step,
            report_step=report_step,
            clock_start=clock_start,
            level_tolerance=level_tolerance,
            progress=progress,
            stop=stop,
        )

    def stale(self) -> pd.DataFrame:
        """Return the components whose results are out of date, and what changed.

        Returns
        -------
        pandas.DataFrame
            tag, type, because, such as ``"V-101.diameter changed"``; empty where the results are current. In a
            network every result follows from every change; in the app modules of relief valves, pumps and vessels a
            result follows from its component, from what that refers to and what refers to it, from the lines that it
            is joined to, and from the settings.
        """
        return stale_results(self)

    def checks(self) -> pd.DataFrame:
        """Judge the components as `workbench.model.case.Case.checks` does; out of date is what `stale` tells."""
        return checks_frame(self, self.stale()["tag"].tolist())

    def _revision_block(self) -> tuple[str, tuple[RevisionLine, ...]]:
        project = self.revision.project
        rows = services.revisions(self._bench.workspace, project.row)
        return project.name, revision_lines(rows, self.revision.code)

    def save(self) -> tuple[str, ...]:
        """Write the changes into the work-in-progress revision that the case was opened from.

        What others wrote meanwhile is kept, and is in this case afterwards too: different components merge.

        Returns
        -------
        tuple of str
            What others had written meanwhile, such as ``"P-102.length"``; usually empty. Solve again then.

        Raises
        ------
        RevisionLocked
            The revision is issued.
        RevisionConflict
            Somebody else changed the same component, connection or setting; the message names them.
        """
        self._origin, taken = services.save_case(self._bench.workspace, self._origin, self)
        return taken

    def commit(self, message: str, *, branch: bool = False, code: str | None = None) -> Revision:
        """Write a new revision with this case as it is now and all other cases of its parent.

        If others committed in the meantime, the new revision follows theirs and has their changes too
        (``case.taken_over`` names them).

        Parameters
        ----------
        message : str
            What changed and why.
        branch : bool
            True: from the revision that the case was opened from, whatever followed in the meantime.
        code : str, optional
            Code of the new revision; else the next one of the project: A, B, C ..., and 0, 1, 2 ... after one
            that was issued for construction.

        Returns
        -------
        Revision
            The new one; the case belongs to it from now on.

        Raises
        ------
        RevisionConflict
            Somebody else changed the same component, connection or setting since; the message names them.
        """
        self._origin, row, self.taken_over = services.commit_case(
            self._bench.workspace,
            self._origin,
            self,
            message,
            lambda digest: self._key_of_commit(digest, message),
            branch=branch,
            code=code,
        )
        self._commit_key = None
        self.revision = type(self.revision)(self.revision.project, row)
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
        old = self.base if other is None else other.state
        return diff_snapshots(old, self.state, self.types, old_types=old.types)

    def app(self) -> Any:
        """Return the workbench widget, opened on this case."""
        from workbench.ui.app import WorkbenchApp  # widgets are loaded when somebody looks at one

        return WorkbenchApp(self._bench, self)
