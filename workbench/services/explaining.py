"""Explain how a result of a case came about."""

from __future__ import annotations

from workbench.calculations import EXPLANATIONS
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.explanation import Explanation

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
    if case.app_module not in EXPLANATIONS:
        raise InputError(
            f"Case '{case.name}' is of app module '{case.app_module}', whose results have no explanation.",
            path=(case.name, "app_module"),
            value=case.app_module,
            expected=", ".join(EXPLANATIONS),
        )
    if case.run is None or case.is_stale:
        state = "has no results yet" if case.run is None else "was changed since it was solved"
        raise InputError(
            f"Case '{case.name}' {state}: call solve(), and explain '{tag}' then.",
            path=(tag, "results"),
            expected="results of the present inputs",
        )
    explanation = EXPLANATIONS[case.app_module](case, tag)
    return explanation.in_units(system, case.settings["atmospheric_pressure"])
