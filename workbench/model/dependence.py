"""What the results of a component follow from: what refers to it, what it refers to, and the lines it is joined to.

A valve depends on its scenarios, on the vessel that it protects, on the other valves of that vessel with their
scenarios, on the fluid that a scenario names, and on the lines at its ports as far as the places that end them, with
what refers to components in them; not on what lies behind those places.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.model.frames import connection_rows
from workbench.model.references import reference_rows
from workbench.model.snapshot import Snapshot

__all__ = ["Dependence"]


@dataclass
class Dependence:
    """The graph of references and connections of a case.

    Parameters
    ----------
    ends_system : callable
        Tells of a type, by its code, whether the lines behind a component of it are of another system.
    act_together_by : callable
        Tells of a type, by its code, by which properties its components act together if they name the same one.
    """

    ends_system: Callable[[str], bool]
    act_together_by: Callable[[str], Collection[str]]
    refers_to: dict[str, set[str]] = field(default_factory=dict)
    referred_by: dict[str, set[str]] = field(default_factory=dict)
    groups: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    """Components that act together: by type, property, and what they name."""
    groups_of: dict[str, set[tuple[str, str, str]]] = field(default_factory=dict)
    joined: dict[str, set[str]] = field(default_factory=dict)
    ends: set[str] = field(default_factory=set)
    systems: dict[str, list[int]] = field(default_factory=dict)
    """The systems of lines that a component is part of, or ends."""

    def add(self, state: Snapshot) -> None:
        """Add the references and connections of a state; those of an earlier one stay, so that what went counts."""
        for code, tag, name, other in reference_rows(state):
            self.refers_to.setdefault(tag, set()).add(other)
            self.referred_by.setdefault(other, set()).add(tag)
            if name in self.act_together_by(code):
                self.groups.setdefault((code, name, other), set()).add(tag)
                self.groups_of.setdefault(tag, set()).add((code, name, other))
        for source, _, target, _ in connection_rows(state.connections):
            self.joined.setdefault(source, set()).add(target)
            self.joined.setdefault(target, set()).add(source)
        for code, frame in state.frames.items():
            if len(frame) and self.ends_system(code):
                self.ends.update(frame.index.tolist())

    def number_systems(self) -> None:
        """Find the systems, once everything was added."""
        number = 0
        for start in self.joined:
            if start in self.ends or start in self.systems:
                continue
            todo = [start]
            while todo:
                here = todo.pop()
                own = self.systems.setdefault(here, [])
                if number in own:
                    continue
                own.append(number)
                if here not in self.ends:
                    todo += self.joined[here]
            number += 1

    def users(self, tag: str) -> list[str]:
        """Return the component itself and what refers to it, also by way of others."""
        return _reached([tag], self.referred_by)

    def of(self, users: Iterable[str]) -> list[str]:
        """Return some components and what they refer to, also by way of others."""
        return _reached(users, self.refers_to)

    def groups_among(self, tags: Iterable[str]) -> list[tuple[str, str, str]]:
        """Return the groups of those that act together of which some components are."""
        return list(dict.fromkeys(group for one in tags for group in sorted(self.groups_of.get(one, ()))))

    def fellows(self, groups: Iterable[tuple[str, str, str]]) -> list[str]:
        """Return what is in groups of more than one, with what refers to it."""
        fellows = (tag for group in groups if len(self.groups[group]) > 1 for tag in sorted(self.groups[group]))
        return _reached(fellows, self.referred_by)

    def systems_of(self, tag: str, own: Iterable[str]) -> list[int]:
        """Return the systems that the results of a component depend on, given it with what `of` returns."""
        found: dict[int, None] = {}
        for one in own:
            if one == tag or one not in self.ends:
                found.update(dict.fromkeys(self.systems.get(one, ())))
        return list(found)

    def by_system(self, reasons: Mapping[str, Sequence[str]]) -> dict[int, list[str]]:
        """Return what changed in each system: in its components, its ends, what these refer to, and what refers to
        its components."""
        found: dict[int, dict[str, None]] = {}
        for tag, texts in reasons.items():
            inside = (one for one in _reached([tag], self.refers_to) if one not in self.ends)
            for one in (*_reached([tag], self.referred_by), *inside):
                for number in self.systems.get(one, ()):
                    found.setdefault(number, {}).update(dict.fromkeys(texts))
        return {number: list(texts) for number, texts in found.items()}


def _reached(start: Iterable[str], edges: Mapping[str, set[str]]) -> list[str]:
    found = dict.fromkeys(start)
    todo = list(found)
    while todo:
        for other in sorted(edges.get(todo.pop(0), ())):
            if other not in found:
                found[other] = None
                todo.append(other)
    return list(found)
