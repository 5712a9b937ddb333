"""The lines on one side of a component, as a case of their own that the network calculations solve.

The lines of a relief valve are calculated at its rated flow and not at that of the network, which is none; so are those
of a pump at its rated point. The part of the case behind a port is cut out, and what is left out becomes a place that
holds a pressure or takes a flow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pandas as pd

from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import NodeHydraulics
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.frames import connection_frame, connection_rows, frame_from_properties
from workbench.model.snapshot import Snapshot

__all__ = ["Place", "cut_out", "part_behind"]

_Row = tuple[str, str, str, str]


@dataclass(frozen=True)
class Place:
    """What stands for a component that is left out, at one of its ports."""

    tag: str
    """Of the component that is left out."""
    port: str
    """Empty: all of its ports."""
    code: str
    """Type of the place, such as that of a source or a junction."""
    properties: Mapping[str, Any]
    """In SI."""
    new_tag: str = ""
    """If empty, ``"tag.port"``."""

    @property
    def name(self) -> str:
        """Its tag in the part."""
        return self.new_tag if self.new_tag else f"{self.tag}.{self.port}".rstrip(".")


def part_behind(case: Case, tag: str, port: str, *, stops: Collection[str] = ()) -> set[str]:
    """Return the tags of everything that fluid at a port of a component can reach without passing through it.

    A place that ends a system (a tank, a vessel, a battery limit) belongs to the part; what is behind it does not.

    Parameters
    ----------
    case : Case
    tag, port : str
        Where to start.
    stops : collection of str
        Components that end the part and do not belong to it, such as other relief valves of a header.

    Returns
    -------
    set of str
        Empty where nothing is connected.
    """
    rows = connection_rows(case.connections)
    neighbours: dict[str, list[str]] = {}
    for source, _, target, _ in rows:
        neighbours.setdefault(source, []).append(target)
        neighbours.setdefault(target, []).append(source)
    ends = _ends(case)
    excluded = {tag, *stops}
    todo = [other for other in _joined_at(rows, tag, port) if other not in excluded]
    found: set[str] = set()
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            if here not in ends:
                todo += [other for other in neighbours.get(here, ()) if other not in excluded]
    return found


def cut_out(
    case: Case,
    tags: Collection[str],
    places: Sequence[Place] = (),
    *,
    settings: Mapping[str, Any] | None = None,
    app_module: str = "NetworkEditor",
    added: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
) -> Case:
    """Return a case of some components, in which places stand for the components that they were joined to.

    Parameters
    ----------
    case : Case
    tags : collection of str
        The components that are kept, as `part_behind` gives them.
    places : sequence of Place
        What stands for components that are left out. One is made for each component and port, however many
        connections go there.
    settings : mapping, optional
        Settings in SI that replace those of the case: the fluid as it is in these lines.
    app_module : str
        What calculates the part.
    added : mapping, optional
        Components that the part needs beside, by type and tag: properties in SI.

    Returns
    -------
    Case
        In the present versions of the built-in types; results, coordinates and history are left behind.

    Raises
    ------
    InputError
        A connection of a kept component leads to one that is left out, and no place stands for it.
    """
    kept = {code: case[code][case[code].index.isin(list(tags))] for code in case.codes}
    types = {**case.types, **{code: declared.schema for code, declared in BUILT_IN.items() if code not in case.codes}}
    frames = {code: frame[[name for name in types[code].fields if name in frame]] for code, frame in kept.items()}
    frames = {code: frame for code, frame in frames.items() if len(frame)}
    rows, used = _joined(case, set(tags), places)
    new: dict[str, dict[str, Mapping[str, Any]]] = {code: dict(rows_) for code, rows_ in (added or {}).items()}
    for place in used:
        new.setdefault(place.code, {})[place.name] = place.properties
    for code, components in new.items():
        frames[code] = _with_rows(types[code], frames.get(code), components)
    lineage = {tag: uuid4() for frame in frames.values() for tag in frame.index.tolist()}
    merged = {**case.settings, **({} if settings is None else settings)}
    state = Snapshot(frames, connection_frame(rows), case.graphics.iloc[:0], merged, lineage, types=types)
    part = Case.from_snapshot(f"{case.name}: {len(lineage)} components", types, state, app_module=app_module)
    part.check()
    return part


def _with_rows(schema: Any, frame: pd.DataFrame | None, rows: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    properties = [schema.with_defaults(dict(values)) for values in rows.values()]
    made = frame_from_properties(schema, list(rows), properties)
    return made if frame is None else pd.concat([frame, made[frame.columns]])


def _ends(case: Case) -> set[str]:
    """Return the tags of the places that end a system."""
    found: set[str] = set()
    for code in case.codes:
        behaviour = BUILT_IN[code].hydraulics if code in BUILT_IN else None
        if isinstance(behaviour, NodeHydraulics) and behaviour.ends_system:
            found |= set(case[code].index.tolist())
    return found


def _joined_at(rows: Sequence[_Row], tag: str, port: str) -> list[str]:
    """Return what is connected to a port."""
    found = [target for source, own, target, _ in rows if (source, own) == (tag, port)]
    return found + [source for source, _, target, own in rows if (target, own) == (tag, port)]


def _joined(case: Case, tags: set[str], places: Sequence[Place]) -> tuple[list[_Row], list[Place]]:
    """Return the connections of the part, and the places that they lead to."""
    by_port = {(place.tag, place.port): place for place in places}
    rows: list[_Row] = []
    used: dict[str, Place] = {}

    def end(tag: str, port: str, other: str) -> tuple[str, str]:
        if tag in tags:
            return tag, port
        place = by_port.get((tag, port), by_port.get((tag, "")))
        if place is None:
            raise InputError(
                f"'{other}' is connected to {tag}.{port}, which is not part of the lines that are calculated: "
                "connect it to a place with a pressure or a flow.",
                path=(other, "connection"),
                value=f"{tag}.{port}",
                expected="a connection to a place of these lines",
            )
        used[place.name] = place
        return place.name, next(iter(BUILT_IN[place.code].schema.ports))

    for source, source_port, target, target_port in connection_rows(case.connections):
        if source in tags or target in tags:
            rows.append((*end(source, source_port, target), *end(target, target_port, source)))
    return rows, list(used.values())
