"""Run the calculation of a case."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from uuid import uuid4

from workbench.calculations import BY_COMPONENT, CALCULATIONS
from workbench.model.case import Case
from workbench.model.input_digests import input_digests
from workbench.model.run_record import RunRecord
from workbench.services.app_modules import for_app_module

__all__ = ["run_case"]

MOST_DIGESTS = 20_000
"""Components of which the record of a run has digests: of more it would grow by more than a megabyte."""

MOST_DIGESTS_OF_A_NETWORK = 2_000
"""Of a larger network they would take a good part of the time that solving it does, and say little: all follows from
all, and what changed is known as long as the case is open or was not saved with results out of date."""


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
    calculate = for_app_module(case, CALCULATIONS, "which has no calculation")
    started = datetime.now(UTC)
    outcome = calculate(case)
    summary = outcome.summary
    if len(case.tags) <= (MOST_DIGESTS if case.app_module in BY_COMPONENT else MOST_DIGESTS_OF_A_NETWORK):
        summary = {**summary, "input_digests": input_digests(case.state)}
    run = RunRecord(
        run_id=uuid4(),
        input_digest=inputs.results_digest,
        solver=outcome.solver,
        solver_version=_version(),
        summary=summary,
        started_at=started.isoformat(),
        finished_at=datetime.now(UTC).isoformat(),
    )
    case.put_results(outcome.results, run)
    return run
