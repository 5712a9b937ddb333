"""How the results of one pump duty came about."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from workbench.equipment.explain_pump_duty import SolvedDuty, explain_pump_duty
from workbench.equipment.pump import PUMP
from workbench.equipment.pump_duty import PUMP_DUTY
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case
from workbench.model.explanation import Explanation, Step

__all__ = ["explain_pumps"]

RELATIVE_TOLERANCE = 1e-6
"""Of a step against the result of the case."""


def explain_pumps(case: Case, tag: str) -> Explanation:
    """Explain the results of a duty of a case of pumps whose results belong to its inputs.

    Parameters
    ----------
    case : Case
        Solved.
    tag : str
        Of a PUMP_DUTY, or of a PUMP that has one duty.

    Returns
    -------
    Explanation
        The steps, in SI; what was assumed is among its remarks.

    Raises
    ------
    NotFound
        No component has the tag.
    InputError
        A component that is no pump duty, a pump without one, or one with several: they are named.
    """
    tag = _duty_of(case, tag)
    code = PUMP_DUTY.code
    duty = _solved(case, tag)
    sheet = explain_pump_duty(duty)
    summary = {} if case.run is None else case.run.summary
    assumed = tuple(f"Assumed: {text}." for text in Assumptions.of(summary.get("assumptions", ()), tag))
    steps = tuple(_compared(step, duty) for step in sheet.steps)
    basis = f"Case {case.name}, solved by {'' if case.run is None else case.run.solver}; inputs {case.digest[:12]}."
    return Explanation(tag, case.types[code].title, sheet.givens, steps, (*sheet.remarks, *assumed), basis)


def _duty_of(case: Case, tag: str) -> str:
    """Return the tag of the duty that is explained."""
    code = case.type_of(tag)
    if code == PUMP_DUTY.code:
        return tag
    words = f"a case of app module '{case.app_module}' calculates the {PUMP_DUTY.code} components"
    if code == PUMP.code:
        duties = [str(duty) for duty in case[PUMP_DUTY.code].index[case[PUMP_DUTY.code]["pump"] == tag]]
        if len(duties) == 1:
            return duties[0]
        words += f", of which it has {', '.join(duties) if duties else 'none'}"
    raise InputError(
        f"'{tag}' is a {code} ({case.types[code].title}); {words}: there is nothing to explain of it.",
        path=(tag, "type"),
        value=code,
        expected=f"a {PUMP_DUTY.code}",
    )


def _solved(case: Case, tag: str) -> SolvedDuty:
    frame, schema = case[PUMP_DUTY.code], case.types[PUMP_DUTY.code]
    row = frame.loc[tag]
    results = {
        name: float(row[name])
        for name, result in schema.results.items()
        if name in frame and result.kind == "number" and not isinstance(row[name], str)
    }
    inputs = _given(case, tag)
    return SolvedDuty(tag, inputs, results, _given(case, str(inputs["pump"])))


def _given(case: Case, tag: str) -> dict[str, object]:
    """Return the inputs of a component that are not absent."""
    found = case.properties(tag)
    return {name: value for name, value in found.items() if isinstance(value, list) or pd.notna(value)}


def _compared(step: Step, duty: SolvedDuty) -> Step:
    """Return the step, with a note if it is not what the case has as its result."""
    result = duty.results.get(step.column)
    pressures = [abs(value) for name, value in duty.results.items() if name.endswith("pressure")]
    rounding = 1e-9 * max([value for value in pressures if math.isfinite(value)], default=0.0)
    absolute = rounding if step.unit == "Pa" else 1e-12
    if result is None or math.isclose(step.value, result, rel_tol=RELATIVE_TOLERANCE, abs_tol=absolute):
        return step
    words = f"The result of the case is {result:.6g} {step.unit}".rstrip()
    return replace(step, note=f"{step.note} {words}: this step does not explain all of it.".strip())
