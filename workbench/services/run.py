"""Run the calculation of a case."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from uuid import uuid4

from workbench.calculations import CALCULATIONS
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.snapshot import RunRecord

__all__ = ["run_case"]


@cache
def _version() -> str:
    return version("workbench")


def run_case(case: Case) -> RunRecord:
    """Calculate a case and write the results beside its inputs.

    Raises
    ------
    InputError
        Inputs that are not sound, or an app module that nothing calculates.
    SolverError
        The network has no answer.
    """
    inputs = case.checked_inputs()
    if case.app_module not in CALCULATIONS:
        raise InputError(
            f"Case '{case.name}' is of app module '{case.app_module}', which has no calculation; "
            f"there is {', '.join(CALCULATIONS)}.",
            path=(case.name, "app_module"),
            value=case.app_module,
            expected=", ".join(CALCULATIONS),
        )
    started = datetime.now(UTC)
    outcome = CALCULATIONS[case.app_module](case)
    run = RunRecord(
        run_id=uuid4(),
        input_digest=inputs.digest,
        solver=outcome.solver,
        solver_version=_version(),
        summary=outcome.summary,
        started_at=started.isoformat(),
        finished_at=datetime.now(UTC).isoformat(),
    )
    case.put_results(outcome.results, run)
    return run
