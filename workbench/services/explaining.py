"""Explain how a result of a case came about."""

from __future__ import annotations

from workbench.calculations import EXPLANATIONS
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.explanation import Explanation
from workbench.services.app_modules import for_app_module

__all__ = ["explain_component"]


def explain_component(case: Case, tag: str, system: str = "si") -> Explanation:
    """Explain the results of a component.

    Parameters
    ----------
    case : Case
        Solved, and not changed since.
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
    if case.run is None or case.is_stale:
        state = "has no results yet" if case.run is None else "was changed since it was solved"
        raise InputError(
            f"Case '{case.name}' {state}: call solve(), and explain '{tag}' then.",
            path=(tag, "results"),
            expected="results of the present inputs",
        )
    explanation = explain(case, tag)
    return explanation.in_units(system, case.settings["atmospheric_pressure"])
