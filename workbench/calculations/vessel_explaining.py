"""How the results of a vessel, of a separation in it or of its nozzle came about."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd

from workbench.equipment.explain_separation import explain_nozzle, explain_separation
from workbench.equipment.explain_vessel import explain_vessel_results
from workbench.equipment.separation import SEPARATION
from workbench.equipment.vessel import VESSEL
from workbench.equipment.vessel_nozzle import VESSEL_NOZZLE
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.calculation_sheet import CalculationSheet
from workbench.model.case import Case
from workbench.model.explanation import Explanation, Step

__all__ = ["explain_vessels"]

RELATIVE_TOLERANCE = 1e-9
"""Of a step against the result of the case."""


def explain_vessels(case: Case, tag: str) -> Explanation:
    """Explain the results of a component of a case of vessels whose results belong to its inputs.

    Parameters
    ----------
    case : Case
        Calculated.
    tag : str
        Of a VESSEL, SEPARATION or VESSEL_NOZZLE.

    Returns
    -------
    Explanation
        The steps, in SI; a step that is not what the case has as its result says so. What was assumed is among its
        remarks.

    Raises
    ------
    NotFound
        No component has the tag.
    InputError
        A component of another type.
    """
    code = case.type_of(tag)
    calculated = (VESSEL.code, SEPARATION.code, VESSEL_NOZZLE.code)
    if code not in calculated:
        raise InputError(
            f"'{tag}' is a {code} ({case.types[code].title}); a case of app module '{case.app_module}' calculates "
            f"{', '.join(calculated)}: there is nothing to explain.",
            path=(tag, "type"),
            value=code,
            expected=" or ".join(calculated),
        )
    results = _results(case, code, tag)
    sheet = _sheet(case, code, tag, results)
    steps = tuple(_compared(step, results) for step in sheet.steps)
    summary = {} if case.run is None else case.run.summary
    assumed = tuple(f"Assumed: {text}." for text in Assumptions.of(summary.get("assumptions", ()), tag))
    solver = "" if case.run is None else f", calculated by {case.run.solver} {case.run.solver_version}"
    basis = f"Case {case.name}{solver}; inputs {case.digest[:12]}."
    return Explanation(tag, case.types[code].title, sheet.givens, steps, (*sheet.remarks, *assumed), basis)


def _sheet(case: Case, code: str, tag: str, results: dict[str, float]) -> CalculationSheet:
    inputs = _given(case, tag)
    if code == VESSEL.code:
        return explain_vessel_results(inputs, results, float(case.settings["atmospheric_pressure"]))
    if code == SEPARATION.code:
        return explain_separation(inputs, results, _given(case, str(inputs["vessel"])))
    return explain_nozzle(inputs, results)


def _given(case: Case, tag: str) -> dict[str, Any]:
    """Return the inputs of a component that are not absent."""
    return {name: value for name, value in case.properties(tag).items() if pd.notna(value)}


def _results(case: Case, code: str, tag: str) -> dict[str, float]:
    """Return the results of a component that are numbers, NaN where there are none."""
    row = case[code].loc[tag]
    names = [name for name, result in case.types[code].results.items() if result.kind == "number"]
    return {name: float(row[name]) if name in row and pd.notna(row[name]) else math.nan for name in names}


def _compared(step: Step, results: dict[str, float]) -> Step:
    """Return the step, with a note if it is not what the case has as its result."""
    result = results.get(step.column)
    if result is None or math.isclose(step.value, result, rel_tol=RELATIVE_TOLERANCE):
        return step
    words = f"The result of the case is {result:.6g} {step.unit}".rstrip()
    return replace(step, note=f"{step.note} {words}: this step does not explain all of it.".strip())
