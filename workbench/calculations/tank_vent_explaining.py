"""How the venting of one tank of a case came about."""

from __future__ import annotations

import math
from dataclasses import replace

from workbench.equipment.explain_tank_vent import explain_tank_vent
from workbench.equipment.tank_vent import TANK_VENT
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case
from workbench.model.explanation import Explanation, Step

__all__ = ["explain_tank_vent_of_case"]

RELATIVE_TOLERANCE = 1e-9


def explain_tank_vent_of_case(case: Case, tag: str) -> Explanation:
    """Explain the results of a TANK_VENT of a case whose results belong to its inputs.

    Parameters
    ----------
    case : Case
        Calculated.
    tag : str
        Of a TANK_VENT.

    Returns
    -------
    Explanation
        The steps, in SI; a step that is not what the case has as its result says so.
    """
    frame = case[TANK_VENT.code]
    row = list(frame.index).index(tag)
    results = {result.name: float(frame[result.name].to_numpy()[row]) for result in TANK_VENT.results}
    sheet = explain_tank_vent(case.properties(tag), results, float(case.settings["atmospheric_pressure"]))
    steps = tuple(_compared(step, results) for step in sheet.steps)
    summary = {} if case.run is None else case.run.summary
    assumed = tuple(f"Assumed: {text}." for text in Assumptions.of(summary.get("assumptions", ()), tag))
    solver = "" if case.run is None else f", calculated by {case.run.solver} {case.run.solver_version}"
    basis = f"Case {case.name}{solver}; inputs {case.digest[:12]}."
    return Explanation(tag, TANK_VENT.title, sheet.givens, steps, (*sheet.remarks, *assumed), basis)


def _compared(step: Step, results: dict[str, float]) -> Step:
    """Return the step, with a note if it is not what the case has as its result."""
    result = results.get(step.column)
    if result is None or math.isclose(step.value, result, rel_tol=RELATIVE_TOLERANCE):
        return step
    words = f"The result of the case is {result:.6g} {step.unit}".rstrip()
    return replace(step, note=f"{step.note} {words}: this step does not explain all of it.".strip())
