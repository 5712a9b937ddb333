"""Short digests of what a calculation was given, component by component, to tell later which of them changed.

They go into the record of the run, so that they are there when the case is opened again, also where it was saved with
results that were out of date already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from workbench.model.criteria import is_criteria
from workbench.model.digest import canonical_text, component_lines
from workbench.model.frames import connection_rows, read_columns
from workbench.model.references import reference_rows
from workbench.model.snapshot import Snapshot

__all__ = ["MOST_COMPONENTS", "changes_by_digests", "input_digests"]

MOST_COMPONENTS = 20_000
"""Of more the record of a run would grow by more than half a megabyte; what changed is then told only as a whole."""

_DIGITS = 8


def input_digests(state: Snapshot) -> dict[str, Any] | None:
    """Return short digests of settings and components by name; None of a case that is too large.

    Returns
    -------
    dict or None
        ``{"settings": {name: digest}, "components": {tag: digest}}``. That of a component is one of its type and
        inputs, and behind it one of its connections and of what refers to it.
    """
    frames = {code: frame for code, frame in state.frames.items() if len(frame) and not is_criteria(state.types[code])}
    if sum(map(len, frames.values())) > MOST_COMPONENTS:
        return None
    joined: dict[str, list[str]] = {}
    for row in connection_rows(state.connections):
        text = canonical_text(row)
        joined.setdefault(row[0], []).append(text)
        joined.setdefault(row[2], []).append(text)
    for code, tag, name, other in reference_rows(state):
        if code in frames:
            joined.setdefault(other, []).append(canonical_text([tag, name]))
    components: dict[str, str] = {}
    for code, frame in frames.items():
        tags = frame.index.tolist()
        lines = component_lines(code, tags, read_columns(state.types[code], frame))
        for tag, line in zip(tags, lines, strict=True):
            components[tag] = _short(line) + _short("\n".join(sorted(joined.get(tag, ()))))
    return {
        "settings": {name: _short(canonical_text(value)) for name, value in state.settings.items()},
        "components": components,
    }


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def changes_by_digests(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what changed between two records as texts by tag; settings stand under the empty tag."""
    found: dict[str, list[str]] = {}
    old, new = before["settings"], now["settings"]
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            found.setdefault("", []).append(f"settings.{name} changed")
    was, has = before["components"], now["components"]
    for tag in [*has, *(tag for tag in was if tag not in has)]:
        if tag not in was or tag not in has:
            found[tag] = [f"{tag} {'added' if tag in has else 'removed'}"]
        elif was[tag] != has[tag]:
            own = was[tag][:_DIGITS] != has[tag][:_DIGITS]
            found[tag] = [f"{tag} changed" if own else f"connections of {tag} changed"]
    return found
