"""What the workbench says of errors and of a solved case."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from workbench.errors import InputError, NotConverged, RevisionConflict, SolverError, WorkbenchError
from workbench.ui.display import significant

__all__ = ["error_in_words", "remarks_in_words", "solved_in_words", "tags_of", "words"]


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
    counts = {word: len(summary.get(f"{word}s", ())) for word in ("warning", "assumption")}
    told = " and ".join(f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts.items() if count)
    note = f" {told}: see Messages." if told else ""
    return ", ".join([" ".join(["Solved", *parts]), *residuals]) + "." + note


def remarks_in_words(summary: Mapping[str, Any], known: Container[str]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return severity, text and tags, of those the known ones, of each warning and assumption of a calculation."""
    warned = [("warning", str(one["text"]), (str(one.get("tag", "")),)) for one in summary.get("warnings", ())]
    assumed = [("assumption", f"Assumed: {one['text']}", tuple(one["tags"])) for one in summary.get("assumptions", ())]
    return [(kind, text, tuple(tag for tag in tags if tag in known)) for kind, text, tags in [*warned, *assumed]]
