"""Explain how a result of a case came about."""

from __future__ import annotations

from workbench.calculations import EXPLANATIONS
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.explanation import Explanation
from workbench.model.stale import has_results, solved_state
from workbench.services.app_modules import for_app_module
from workbench.services.stale import stale_results

__all__ = ["explain_component", "why_not_current"]


def explain_component(case: Case, tag: str, system: str = "si") -> Explanation:
    """Explain the results of a component.

    Parameters
    ----------
    case : Case
        Solved, and not changed since in what the results of the component follow from.
    tag : str
        Of a component.
    system : str
        What results are shown in beside SI: one of `units.SYSTEMS`.

    Raises
    ------
    NotFound
        No component has the tag.
    InputError
        Results that are missing or do not belong to the present inputs; a component that nothing calculates.
    UnitError
        An unknown system of units.
    """
    case.type_of(tag)
    explain = for_app_module(case, EXPLANATIONS, "whose results have no explanation")
    why = why_not_current(case, tag)
    if why:
        raise InputError(
            f"Case '{case.name}' {why}: call solve(), and explain '{tag}' then.",
            path=(tag, "results"),
            expected="results of the present inputs",
        )
    explanation = explain(_as_calculated(case), tag)
    return explanation.in_units(system, case.settings["atmospheric_pressure"])


def why_not_current(case: Case, tag: str) -> str:
    """Return what a case is, in words, where the results of a component do not belong to its inputs; else nothing."""
    if case.run is None:
        return "has no results yet"
    if not case.is_stale:
        return ""
    stale = stale_results(case)
    own = stale.loc[stale["tag"] == tag, "because"].tolist()
    if own:
        return f"was changed since it was solved ({own[0]})"
    return "" if has_results(case, tag) else f"was changed since it was solved, and '{tag}' has no results"


def _as_calculated(case: Case) -> Case:
    """Return the case as it was calculated, if that is known: what changed since may be impossible to calculate, and
    the results that are current do not follow from it."""
    state = solved_state(case) if case.is_stale else None
    return case if state is None else case.with_state(state)
