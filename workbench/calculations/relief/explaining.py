"""How the area of a relief valve came about: its governing scenario, or one scenario, step by step."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.calculations.relief.calculation import Relief, solve_relief
from workbench.calculations.relief.explain_sizing import explain_sizing
from workbench.calculations.tank_vent_explaining import explain_tank_vent_of_case
from workbench.equipment.pressure_safety_valve import PSV
from workbench.equipment.relief_scenario import LIQUID, RELIEF_SCENARIO
from workbench.equipment.tank_vent import TANK_VENT
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.calculation_sheet import CalculationSheet
from workbench.model.case import Case
from workbench.model.explanation import Explanation, Step

__all__ = ["explain_relief"]

RELATIVE_TOLERANCE = 1e-6


def explain_relief(case: Case, tag: str) -> Explanation:
    """Explain the results of a PSV, a RELIEF_SCENARIO or a TANK_VENT of a case.

    Parameters
    ----------
    case : Case
        Calculated, and not changed since.
    tag : str
        Of a component.

    Returns
    -------
    Explanation
        The steps, in SI; of a PSV those of its governing scenario.

    Raises
    ------
    NotFound
        No component has the tag.
    InputError
        A component of another type, or one that nothing was calculated for.
    """
    code = case.type_of(tag)
    if code == TANK_VENT.code:
        return explain_tank_vent_of_case(case, tag)
    assumed = Assumptions()
    relief = solve_relief(case, assumed)
    sheet = CalculationSheet()
    k = _row(relief, case, code, tag)
    explain_sizing(sheet, relief, k)
    row = case[code].loc[[tag]].iloc[0]
    if code == PSV.code:
        _explain_valve(sheet, relief, k)
    steps = tuple(_compared(step, row) for step in sheet.steps)
    owners = {tag, str(relief.scenarios.tags[k]), str(relief.scenarios.valves.index[k])}
    texts = [one["text"] for one in assumed.to_json() if owners & set(one["tags"])]
    remarks = (*sheet.remarks, *(f"Assumed: {text}." for text in texts))
    solver = "" if case.run is None else f", calculated by {case.run.solver} {case.run.solver_version}"
    basis = f"Case {case.name}{solver}; inputs {case.digest[:12]}."
    return Explanation(tag, case.types[code].title, sheet.givens, steps, remarks, basis)


def _row(relief: Relief, case: Case, code: str, tag: str) -> int:
    """Return the scenario that is explained."""
    if code == PSV.code:
        rows = np.flatnonzero(relief.scenarios.valves.index == tag)
        if rows.size:
            return int(rows[np.argmax(relief.sizing.required_area[rows])])
    elif code == RELIEF_SCENARIO.code and tag in relief.scenarios.tags:
        return relief.scenarios.tags.tolist().index(tag)
    words = "is not calculated here, unless by the network solver as part of the lines of a valve"
    words = "has no applicable scenario" if code in (PSV.code, RELIEF_SCENARIO.code) else words
    raise InputError(
        f"'{tag}' is a {code} ({case.types[code].title}) that {words}: there is nothing to explain.",
        path=(tag, "type"),
        value=code,
        expected="a component that is calculated",
    )


def _explain_valve(sheet: CalculationSheet, relief: Relief, k: int) -> None:
    """Add the orifice and the rated flow."""
    area = float(relief.rating.area[k])
    sheet.given("A_o", "Effective area of the orifice", area, "area", "API Standard 526")
    sheet.step("u", "Utilisation", "A/A_o", "fraction", "Definition", column="area_utilisation")
    if relief.conditions.phase[k] != LIQUID or math.isnan(relief.conditions.viscosity[k]):
        pressed = "*K_p" if "K_p" in sheet else ""
        formula = f"G*A_o*K_d*K_b*K_c{pressed}"
        sheet.step("W_r", "Rated flow", formula, "mass_flow", "The flow that fills the orifice", column="rated_flow")
    superimposed = float(relief.rating.superimposed[k])
    sheet.given("p_s", "Superimposed back pressure", superimposed, "vapour_pressure", "outlet line, or the atmosphere")
    sheet.step(
        "Delta_p_b",
        "Built-up back pressure",
        "p_2 - p_s",
        "pressure_difference",
        "Definition",
        column="built_up_back_pressure",
        note="The back pressure is that of the lines at the rated flow, by the network solver.",
    )


def _compared(step: Step, row: pd.Series) -> Step:
    """Return the step, with a note if it is not what the case has as its result."""
    if step.column not in row.index:
        return step
    result = float(row[step.column])
    if math.isclose(step.value, result, rel_tol=RELATIVE_TOLERANCE, abs_tol=1e-9):
        return step
    words = f"The result of the case is {result:.6g} {step.unit}".rstrip()
    return replace(step, note=f"{step.note} {words}: this step does not explain all of it.".strip())
