"""What the workbench says of errors and of a solved case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.errors import InputError, NotConverged, RevisionConflict, SolverError, WorkbenchError
from workbench.ui.display import significant

__all__ = ["error_in_words", "solved_in_words", "tags_of", "words"]


def words(name: str) -> str:
    """Return the name of a property as a person reads it."""
    return name.replace("_", " ")


def error_in_words(error: WorkbenchError) -> str:
    """Return what an error says, with what others changed."""
    text = str(error)
    if isinstance(error, RevisionConflict) and error.changes and error.changes[0] not in text:
        return f"{text} Changed meanwhile: {', '.join(error.changes[:8])}."
    return text


def tags_of(error: WorkbenchError) -> tuple[str, ...]:
    """Return the tags that an error is about."""
    if isinstance(error, InputError):
        return error.path[:1]
    if isinstance(error, NotConverged):
        return (error.worst_tag,)
    return error.tags if isinstance(error, SolverError) else ()


def solved_in_words(summary: Mapping[str, Any]) -> str:
    """Return how a calculation went, from its summary."""
    parts = []
    if "iterations" in summary:
        count = int(summary["iterations"])
        parts.append(f"in {count} iteration{'' if count == 1 else 's'}")
    residuals = [
        f"{words} residual {significant(float(summary[name]), 2)} {unit}"
        for name, words, unit in (("mass_residual", "mass", "m3/s"), ("energy_residual", "energy", "m"))
        if name in summary
    ]
    warnings = len(summary.get("warnings", ()))
    note = f" {warnings} warning{'' if warnings == 1 else 's'}: see Messages." if warnings else ""
    return ", ".join([" ".join(["Solved", *parts]), *residuals]) + "." + note
