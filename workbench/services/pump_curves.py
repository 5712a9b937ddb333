"""The curve of a system against those of its pump."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.calculations.pump_system import PumpSystem, pump_system
from workbench.model.case import Case

__all__ = ["pump_curves_of"]


def pump_curves_of(
    case: Case,
    tag: str,
    *,
    speeds: Sequence[float] = (1.0,),
    in_parallel: Sequence[int] = (1,),
    in_series: Sequence[int] = (1,),
) -> PumpSystem:
    """Return the curve of the system of a PUMP_DUTY, and those of its pump; the case stays as it is.

    Raises
    ------
    NotFound
        No PUMP_DUTY has the tag.
    InputError
        Inputs that are not sound, a speed or a number of pumps that cannot be.
    SolverError
        A network without an answer.
    """
    case.check()
    return pump_system(case, tag, speeds=speeds, in_parallel=in_parallel, in_series=in_series)
