"""Short digests of what a calculation was given, component by component, to tell later which of them changed.

They go into the record of the run, so that they are there when the case is opened again, also where it was saved with
results that were out of date already. They only name what changed: that something did, the digest of the case tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from workbench.model.criteria import is_criteria
from workbench.model.digest import canonical_text, component_lines
from workbench.model.frames import connection_rows, read_columns
from workbench.model.references import reference_rows
from workbench.model.snapshot import Snapshot

__all__ = ["Changes", "changes_by_digests", "input_digests"]

_DIGITS = 8


def input_digests(state: Snapshot) -> dict[str, Any]:
    """Return short digests of settings and components by name.

    Returns
    -------
    dict
        ``{"settings": {name: digest}, "components": {tag: digest}}``. That of a component is one of its type and
        inputs, one of its connections, and one of what refers to it, behind each other.
    """
    frames = {code: frame for code, frame in state.frames.items() if len(frame) and not is_criteria(state.types[code])}
    joined: dict[str, list[str]] = {}
    referring: dict[str, list[str]] = {}
    for row in connection_rows(state.connections):
        text = "\n".join(row)
        joined.setdefault(row[0], []).append(text)
        joined.setdefault(row[2], []).append(text)
    for code, tag, name, other in reference_rows(state):
        if code in frames:
            referring.setdefault(other, []).append(f"{tag}\n{name}")
    components: dict[str, str] = {}
    for code, frame in frames.items():
        tags = frame.index.tolist()
        lines = component_lines(code, tags, read_columns(state.types[code], frame))
        for tag, line in zip(tags, lines, strict=True):
            components[tag] = _short(line) + _of(joined.get(tag)) + _of(referring.get(tag))
    return {
        "settings": {name: _short(canonical_text(value)) for name, value in state.settings.items()},
        "components": components,
    }


def _of(texts: list[str] | None) -> str:
    return "-" * _DIGITS if texts is None else _short("\n".join(sorted(texts)))


def _short(text: str) -> str:
    return f"{crc32(text.encode()):08x}"


@dataclass
class Changes:
    """What changed since a calculation, in words."""

    of_all: list[str] = field(default_factory=list)
    """What every result follows from: settings."""
    by_tag: dict[str, list[str]] = field(default_factory=dict)
    """By component, present or gone."""
    referrers: dict[str, list[str]] = field(default_factory=dict)
    """By component: that others refer to it than before, which is nothing to those that refer to it."""

    def __bool__(self) -> bool:
        return bool(self.of_all or self.by_tag or self.referrers)

    def texts(self) -> list[str]:
        """Return everything that changed."""
        return [*self.of_all, *(text for texts in self.by_tag.values() for text in texts)]


def changes_by_digests(before: Mapping[str, Any], now: Mapping[str, Any]) -> Changes:
    """Return what changed between two records."""
    found = Changes()
    old, new = before["settings"], now["settings"]
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            found.of_all.append(f"settings.{name} changed")
    was, has = before["components"], now["components"]
    for tag in [*has, *(tag for tag in was if tag not in has)]:
        if tag not in was or tag not in has:
            found.by_tag[tag] = [f"{tag} {'added' if tag in has else 'removed'}"]
            continue
        own, joined, referring = (
            was[tag][part : part + _DIGITS] != has[tag][part : part + _DIGITS]
            for part in range(0, 3 * _DIGITS, _DIGITS)
        )
        if own or joined:
            found.by_tag[tag] = [f"{tag} changed" if own else f"connections of {tag} changed"]
        if referring:
            found.referrers[tag] = [f"what refers to {tag} changed"]
    return found
