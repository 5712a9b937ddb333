"""What a project should hold after what a team did to it: a plain model, written without the code that it checks."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

Link = tuple[UUID, str, UUID, str]
Place = tuple[float, float]

SINGLE_PORTS = {("PIPE", "inlet"), ("PIPE", "outlet"), ("VALVE", "inlet"), ("VALVE", "outlet")}
"""Ports that take one connection; those of nodes, tanks and sinks take many."""


@dataclass(frozen=True)
class Component:
    """One component: what of it is an edit, and where it is drawn."""

    code: str
    tag: str
    properties: dict[str, Any]
    place: Place | None = None

    @property
    def inputs(self) -> tuple[str, str, dict[str, Any]]:
        return self.code, self.tag, self.properties


@dataclass(frozen=True)
class State:
    """Components by lineage, connections by lineage, settings."""

    components: dict[UUID, Component]
    links: frozenset[Link]
    settings: dict[str, Any]

    def by_tag(self) -> list[tuple[UUID, Component]]:
        return sorted(self.components.items(), key=lambda item: item[1].tag)

    def with_component(self, lineage: UUID, component: Component) -> State:
        return replace(self, components={**self.components, lineage: component})

    def without(self, lineage: UUID) -> State:
        left = {key: value for key, value in self.components.items() if key != lineage}
        return replace(self, components=left, links=frozenset(k for k in self.links if lineage not in (k[0], k[2])))

    def owner_of_tag(self, tag: str) -> UUID | None:
        found = [key for key, component in self.components.items() if component.tag.upper() == tag.upper()]
        return found[0] if found else None

    def port_uses(self) -> Counter[tuple[UUID, str]]:
        return Counter([end for link in self.links for end in (link[:2], link[2:])])

    def digest(self) -> str:
        """The sha256 over the documented text, written here a second time."""
        tags = {key: component.tag for key, component in self.components.items()}
        lines = [f"component {_text([c.tag, c.code, c.properties])}" for c in self.components.values()]
        lines += [f"connection {_text([tags[a], p, tags[b], q])}" for a, p, b, q in self.links]
        return _sha256([*lines, f"settings {_text(self.settings)}"])


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_text(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return json.dumps(value, ensure_ascii=False)


def _sha256(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


@dataclass
class StoredCase:
    """A case in the database: its version, and those of its components."""

    state: State
    version: int = 1
    versions: dict[UUID, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.versions = dict.fromkeys(self.state.components, 1)

    def write(self, state: State, always: UUID | None = None) -> None:
        """What differs from what is stored gets a new version, and `always` gets one."""
        for key, component in state.components.items():
            if key not in self.state.components:
                self.versions[key] = 1
            elif component != self.state.components[key] or key == always:
                self.versions[key] += 1
        self.versions = {key: self.versions[key] for key in state.components}
        self.state = state
        self.version += 1


@dataclass
class Revision:
    """A revision in the database."""

    code: str
    parent: str | None
    cases: dict[str, StoredCase]
    made_from: dict[str, int] = field(default_factory=dict)
    """The versions of the parent's cases when this revision was committed."""
    is_issued: bool = False

    def digest(self) -> str:
        return _sha256([f"case {_text([name, case.state.digest()])}" for name, case in self.cases.items()])


class Conflict(Exception):
    """Two people changed the same: `names` as the message has to give them."""

    def __init__(self, names: set[str]) -> None:
        super().__init__(sorted(names))
        self.names = names


def merge(base: State, mine: State, theirs: State) -> State:
    """Three-way merge by component; raises `Conflict`."""
    conflicts: set[str] = set()
    components: dict[UUID, Component] = {}
    for key in {**theirs.components, **mine.components, **base.components}:
        was, here, there = (state.components.get(key) for state in (base, mine, theirs))
        if _inputs(here) == _inputs(was):
            chosen = there
        elif _inputs(there) in (_inputs(was), _inputs(here)):
            chosen = here
        else:
            chosen = None if here is None else there
            conflicts |= _names(was, here, there)
        if chosen is not None:
            components[key] = replace(chosen, place=_merged_place(was, here, there))
    links = frozenset((theirs.links - (base.links - mine.links)) | (mine.links - base.links))
    settings = {}
    for name in theirs.settings:
        was, here, there = (state.settings[name] for state in (base, mine, theirs))
        if was != here and was != there and here != there:
            conflicts.add(f"settings.{name}")
        settings[name] = there if here == was else here
    merged = State(components, links, settings)
    conflicts |= _clashes(merged, base, mine, theirs)
    if conflicts:
        raise Conflict(conflicts)
    return merged


def _merged_place(was: Component | None, here: Component | None, there: Component | None) -> Place | None:
    """Where I moved it to, else where they have it: coordinates never conflict."""
    if here is not None and (there is None or here.place != (None if was is None else was.place)):
        return here.place
    return None if there is None else there.place


def _inputs(component: Component | None) -> object:
    return None if component is None else component.inputs


def _names(was: Component | None, here: Component | None, there: Component | None) -> set[str]:
    """What both changed of a component, or one changed and the other removed."""
    if here is None or there is None:
        who, left = ("you", there) if here is None else ("they", here)
        assert was is not None
        assert left is not None
        return {f"{was.tag}.{name} ({who} removed {was.tag})" for name in _differences(was, left)}
    return {f"{here.tag if was is None else was.tag}.{name}" for name in _differences(here, there)}


def _differences(one: Component, other: Component) -> set[str]:
    names = {*one.properties, *other.properties}
    found = {name for name in names if one.properties.get(name) != other.properties.get(name)}
    return found | ({"tag"} if one.tag != other.tag else set())


def _clashes(merged: State, base: State, mine: State, theirs: State) -> set[str]:
    """Tags given twice, ends of connections that are gone, ports taken twice."""
    keys = Counter(component.tag.upper() for component in merged.components.values())
    found = {f"{tag}.tag" for tag, count in keys.items() if count > 1}
    for (key, port), count in merged.port_uses().items():
        component = merged.components.get(key)
        if component is None:
            tag = base.components[key].tag
            found.add(f"{tag}.{port} ({'they' if key in mine.components else 'you'} removed {tag})")
        elif count > 1 and (component.code, port) in SINGLE_PORTS:
            found.add(f"{component.tag}.{port}")
    return found
