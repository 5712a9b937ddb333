"""How the results of one component of a solved network came about."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from workbench.calculations.assembly import Assembly, assemble
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import Explain, LinkHydraulics, NodeHydraulics, Surroundings
from workbench.equipment.explain_common import SolvedComponent
from workbench.errors import InputError
from workbench.hydraulics.headloss import LINEAR_RESISTANCE
from workbench.model.case import Case
from workbench.model.explanation import Explanation, Step

__all__ = ["explain_in_network"]

RELATIVE_TOLERANCE = 1e-6
"""Of a step against the result of the case: the solver's residuals are far below it."""


def explain_in_network(case: Case, tag: str) -> Explanation:
    """Explain the results of a component of a network case whose results belong to its inputs.

    Parameters
    ----------
    case : Case
        Solved.
    tag : str
        Of a component.

    Returns
    -------
    Explanation
        The steps, in SI.

    Raises
    ------
    NotFound
        No component has the tag.
    InputError
        A component of a type that takes no part in the calculation, or that nobody has explained.
    """
    code = case.type_of(tag)
    explain = _explanation_of(case, code, tag)
    assembly = assemble(case)
    component = _solved(case, assembly, code, tag)
    sheet = explain(component, assembly.surroundings)
    steps = tuple(_compared(step, component, case, assembly.surroundings) for step in sheet.steps)
    return Explanation(tag, case.types[code].title, sheet.givens, steps, sheet.remarks, _basis(case))


def _basis(case: Case) -> str:
    solver = "" if case.run is None else f", solved by {case.run.solver} {case.run.solver_version}"
    return f"Case {case.name}, {case.settings['fluid']}{solver}; inputs {case.digest[:12]}."


def _explanation_of(case: Case, code: str, tag: str) -> Explain:
    hydraulics = BUILT_IN[code].hydraulics if code in BUILT_IN else None
    takes_part = isinstance(hydraulics, NodeHydraulics | LinkHydraulics)
    explain = hydraulics.explain if isinstance(hydraulics, NodeHydraulics | LinkHydraulics) else None
    if explain is None:
        why = "has no explanation yet" if takes_part else "takes no part in the calculation"
        raise InputError(
            f"'{tag}' is a {code} ({case.types[code].title}), a type that {why}: there is nothing to explain.",
            path=(tag, "type"),
            value=code,
            expected="a component of a type that is calculated",
        )
    return explain


def _solved(case: Case, assembly: Assembly, code: str, tag: str) -> SolvedComponent:
    frame, schema = case[code], case.types[code]
    row = list(frame.index).index(tag)
    numbers = [name for name, result in schema.results.items() if result.kind == "number" and name in frame]
    results = {name: float(frame[name].iloc[row]) for name in numbers}
    summary = {} if case.run is None else case.run.summary
    solved = SolvedComponent(tag, case.properties(tag), results, is_shut=tag in summary.get("shut", ()))
    if isinstance(BUILT_IN[code].hydraulics, NodeHydraulics):
        return replace(solved, inflows=_inflows(case, tag))
    link = assembly.links[code].start + row
    network, own = assembly.network, float(assembly.link_elevation[assembly.links[code].start + row])
    ends = (float(network.elevation[node[link]]) for node in (network.start, network.end))
    inlet, outlet = (elevation if math.isnan(own) else own for elevation in ends)
    return replace(solved, inlet_elevation=inlet, outlet_elevation=outlet, least_resistance=LINEAR_RESISTANCE)


def _inflows(case: Case, tag: str) -> tuple[tuple[str, float], ...]:
    """Return the flow towards a place of each component that is joined to it."""
    table = case.connections
    found = []
    for own, other, port in (("source", "target", "target_port"), ("target", "source", "source_port")):
        for joined, name in table.loc[table[own] == tag, [other, port]].itertuples(index=False):
            code = case.type_of(joined)
            if code in BUILT_IN and isinstance(BUILT_IN[code].hydraulics, LinkHydraulics):
                frame = case[code]
                flow = float(frame["flow"].to_numpy()[frame.index.get_loc(joined)])
                found.append((str(joined), flow if name == "outlet" else 0.0 - flow))
    return tuple(found)


def _compared(step: Step, component: SolvedComponent, case: Case, surroundings: Surroundings) -> Step:
    """Return the step, with a note if it is not what the case has as its result."""
    result = component.results.get(step.column)
    if result is None or math.isclose(
        step.value, result, rel_tol=RELATIVE_TOLERANCE, abs_tol=_tolerance(step, component, case, surroundings)
    ):
        return step
    words = f"The result of the case is {result:.6g} {step.unit}".rstrip()
    return replace(step, note=f"{step.note} {words}: this step does not explain all of it.".strip())


def _tolerance(step: Step, component: SolvedComponent, case: Case, surroundings: Surroundings) -> float:
    """Return what rounding and the residuals of the solver may leave."""
    summary: dict[str, Any] = {} if case.run is None else case.run.summary
    pressures = [abs(value) for name, value in component.results.items() if name.endswith("pressure")]
    highest = float(np.nanmax(pressures, initial=0.0))
    pressure = surroundings.specific_weight * summary.get("energy_residual", 0.0) + 1e-12 * highest
    tolerances: dict[str, float] = {
        "m": pressure / surroundings.specific_weight,
        "Pa": pressure,
        "m3/s": summary.get("mass_residual", 0.0),
    }
    return tolerances.get(step.unit, 0.0)
