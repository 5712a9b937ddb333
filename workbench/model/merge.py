"""Merge what two people made of the same state of a case.

Components are matched by lineage. Edits of different components merge; a component that both edited is a conflict,
unless both made the very same of it. So are a connection to a component that the other one removed, a port of one
connection that both took, a tag that both gave, and a setting that both changed. Coordinates and results are no edits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from operator import ne
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pandas as pd

from workbench.errors import InputError
from workbench.model.criteria import results_digest
from workbench.model.frames import CONNECTION_COLUMNS, connection_columns, property_columns, tidied
from workbench.model.schema import TypeSchema
from workbench.model.snapshot import Snapshot
from workbench.model.tags import tag_key
from workbench.model.upgrade import upgraded_frame

__all__ = ["Merge", "merge_snapshots"]

_Types = Mapping[str, TypeSchema]
_Array = np.ndarray[Any, np.dtype[Any]]
_Changes = dict[int, list[str]]
"""Names of what changed, by the number of the component."""


@dataclass(frozen=True)
class Merge:
    """The outcome of a merge."""

    state: Snapshot | None
    """The merged state; None where there are conflicts."""
    conflicts: tuple[str, ...]
    """What both changed, such as ``"P-101.diameter"`` or ``"P-101.diameter (you removed P-101)"``."""
    taken: tuple[str, ...]
    """What came from them, such as ``"P-102.length"``, ``"T-1 added"``; coordinates are not listed."""


def merge_snapshots(base: Snapshot, mine: Snapshot, theirs: Snapshot, types: _Types) -> Merge:
    """Merge my edits with those that somebody else stored, both made from `base`.

    Parameters
    ----------
    base, mine, theirs : Snapshot
        Checked states. Their components are known by lineage; one of mine that has none is a new one. Where a type
        is of different versions, all are brought to the newest of them.
    types : mapping of str to TypeSchema
        Component types, for states that do not name those that they are of.

    Returns
    -------
    Merge
        The state has the rows as they have them, and then those that I added. Results are kept where they belong
        to the merged inputs.

    Raises
    ------
    InputError
        A state with a column that its type does not have, or a dangling connection.
    """
    try:
        states, merged_types = _same_versions((base, mine, theirs), types)
    except InputError as error:
        return Merge(None, (".".join(error.path),), ())
    merging = _Merging(*_sides(states, merged_types))
    settings, setting_conflicts, settings_taken = _merged_settings(*states)
    links, link_conflicts, links_taken = merging.links(merged_types)
    conflicts = [*merging.conflicts(), *merging.tag_conflicts(), *link_conflicts, *setting_conflicts]
    taken = (*merging.taken(), *links_taken, *settings_taken)
    if conflicts:
        return Merge(None, tuple(dict.fromkeys(conflicts)), taken)
    frames, order = merging.frames(merged_types)
    lineage = {merging.tags[k]: merging.mine.identities[k] for k in order}
    state = Snapshot(frames, links, merging.graphics(order), settings, lineage, types=merged_types)
    return Merge(_with_results(state, mine, theirs), (), taken)


def _same_versions(
    states: tuple[Snapshot, Snapshot, Snapshot], types: _Types
) -> tuple[list[Snapshot], dict[str, TypeSchema]]:
    """Return the states with every type in the newest version that one of them has, and these versions."""
    named = [{**types, **state.types} for state in states]
    merged = {**types, **states[2].types, **states[1].types}
    for code in merged:
        used = [own[code] for own, state in zip(named, states, strict=True) if len(state.frames.get(code, ()))]
        if used:
            merged[code] = max(used, key=lambda schema: schema.version)
    alike = []
    for own, state in zip(named, states, strict=True):
        frames = dict(state.frames)
        for code, frame in state.frames.items():
            if len(frame) and own[code].version < merged[code].version:
                frames[code], _ = upgraded_frame(own[code], frame, merged[code])
        alike.append(replace(state, frames=frames))
    return alike, merged


def _merged_settings(base: Snapshot, mine: Snapshot, theirs: Snapshot) -> tuple[dict[str, Any], list[str], list[str]]:
    merged, conflicts, taken = dict(mine.settings), [], []
    for name, value in theirs.settings.items():
        if value == base.settings.get(name) or value == mine.settings.get(name):
            continue
        if mine.settings.get(name) == base.settings.get(name):
            merged[name] = value
            taken.append(f"settings.{name}")
        else:
            conflicts.append(f"settings.{name}")
    return merged, conflicts, taken


def _with_results(state: Snapshot, mine: Snapshot, theirs: Snapshot) -> Snapshot:
    """Return the merged state with the results that belong to its inputs, if there are such."""
    runs = [side for side in (mine, theirs) if side.run is not None]
    digest = results_digest(state, state.types) if runs else ""
    for side in runs:
        if side.run is not None and side.run.input_digest == digest:
            for code, frame in state.frames.items():
                if code in side.frames and len(frame):
                    results = side.frames[code].drop(columns=list(frame.columns), errors="ignore")
                    state.frames[code] = frame.join(results)
            return replace(state, run=side.run)
    return state


class _Side:
    """One state with its components by number; base, mine and theirs have the same numbers for the same ones."""

    def __init__(self, state: Snapshot, types: _Types, numbers: dict[int, int], identities: list[UUID]) -> None:
        self.state = state
        self.codes = [code for code, frame in state.frames.items() if len(frame)]
        self.identities = identities
        self.numbers_of: dict[str, list[int]] = {}
        self.columns: dict[str, dict[str, list[Any]]] = {}
        self.number_of: dict[str, int] = {}
        for code in self.codes:
            frame = state.frames[code]
            tags = frame.index.tolist()
            of_code = self.numbers_of[code] = []
            for tag in tags:
                identity = state.lineage.get(tag) or uuid4()
                number = numbers.get(identity.int)
                if number is None:
                    number = numbers[identity.int] = len(identities)
                    identities.append(identity)
                of_code.append(number)
            self.number_of.update(zip(tags, of_code, strict=True))
            self.columns[code] = property_columns(types[code], frame)

    def spread(self, codes: list[str]) -> None:
        """Lay tags, types, rows and coordinates out by number, when all numbers are given."""
        count = len(self.identities)
        self.all_codes = codes
        self.code = np.full(count, -1)
        self.row = np.zeros(count, dtype=np.int64)
        for code, numbers in self.numbers_of.items():
            self.code[numbers] = codes.index(code)
            self.row[numbers] = np.arange(len(numbers))
        self.present: _Array = self.code >= 0
        self.tags = [""] * count
        for tag, number in self.number_of.items():
            self.tags[number] = tag
        self.xy = np.full((count, 2), np.nan)
        placed = self.state.graphics[self.state.graphics.index.isin(list(self.number_of))]
        self.xy[[self.number_of[tag] for tag in placed.index.tolist()]] = placed[["x", "y"]].to_numpy(np.float64)

    def link_arrays(self, ports: dict[str, int]) -> dict[str, _Array]:
        """Return the ends of the connections: numbers of components and of port names.

        Raises
        ------
        InputError
            A connection to a component that is not there.
        """
        arrays: dict[str, _Array] = {}
        for name, values in zip(CONNECTION_COLUMNS, connection_columns(self.state.connections), strict=True):
            known = self.number_of
            if name.endswith("port"):
                known = {port: ports.setdefault(port, len(ports)) for port in dict.fromkeys(values)}
            for tag in set(values) - known.keys():
                raise InputError(f"A connection is dangling: there is no component '{tag}'.", path=(tag,), value=tag)
            arrays[name] = np.fromiter(map(known.__getitem__, values), dtype=np.int64, count=len(values))
        return arrays


def _sides(states: Iterable[Snapshot], types: _Types) -> tuple[_Side, _Side, _Side]:
    numbers: dict[int, int] = {}
    identities: list[UUID] = []
    base, mine, theirs = (_Side(state, types, numbers, identities) for state in states)
    codes = list(dict.fromkeys([*theirs.codes, *mine.codes, *base.codes]))
    for side in (base, mine, theirs):
        side.spread(codes)
    return base, mine, theirs


def _changes(old: _Side, new: _Side, which: _Array) -> _Changes:
    """Return what differs in components that are in both sides: properties, ``tag``, ``type``."""
    found: _Changes = {}
    for k in np.flatnonzero(which & (old.code != new.code)).tolist():
        found.setdefault(k, []).append("type")
    for k in np.flatnonzero(which).tolist():
        if old.tags[k] != new.tags[k]:
            found.setdefault(k, []).append("tag")
    for code in old.codes:
        if code not in new.columns:
            continue
        alike = np.zeros(len(which), dtype=bool)
        alike[old.numbers_of[code]] = True
        numbers = [k for k in new.numbers_of[code] if alike[k] and which[k]]
        was, now = old.columns[code], new.columns[code]
        for name in dict.fromkeys([*was, *now]):
            values = _picked(was.get(name), old.row[numbers]), _picked(now.get(name), new.row[numbers])
            for k in compress(numbers, map(ne, *values)):
                found.setdefault(k, []).append(name)
    return found


def _picked(values: list[Any] | None, rows: _Array) -> list[Any]:
    if values is None:
        return [None] * len(rows)
    return [values[row] for row in rows.tolist()]


class _Merging:
    """Base, mine and theirs, and who did what."""

    def __init__(self, base: _Side, mine: _Side, theirs: _Side) -> None:
        self.base, self.mine, self.theirs = base, mine, theirs
        self.codes = base.all_codes
        self.edits = _changes(base, mine, base.present & mine.present)
        self.their_edits = _changes(base, theirs, base.present & theirs.present)
        self.removed: _Array = base.present & ~mine.present
        self.their_removed: _Array = base.present & ~theirs.present
        self.added: _Array = mine.present & ~base.present
        self.their_added: _Array = theirs.present & ~base.present
        self.present: _Array = (theirs.present & ~self.removed) | self.added
        self.is_mine: _Array = self.added & ~theirs.present
        self.is_mine[[k for k in self.edits if k not in self.their_edits and theirs.present[k]]] = True
        self.code: _Array = np.where(self.is_mine, mine.code, theirs.code)
        self.tags = [m if own else t for m, t, own in zip(mine.tags, theirs.tags, self.is_mine.tolist(), strict=True)]

    def conflicts(self) -> list[str]:
        """Return the components that both edited, by tag and property."""
        found = []
        both = np.zeros(len(self.present), dtype=bool)
        both[[k for k in self.edits if k in self.their_edits]] = True
        both |= self.added & self.their_added
        for k, names in _changes(self.mine, self.theirs, both).items():
            tag = self.base.tags[k] if self.base.present[k] else self.mine.tags[k]
            found += [f"{tag}.{name}" for name in names]
        for who, removed, edits in (
            ("you", self.removed, self.their_edits),
            ("they", self.their_removed, self.edits),
        ):
            for k, names in edits.items():
                if removed[k]:
                    tag = self.base.tags[k]
                    found += [f"{tag}.{name} ({who} removed {tag})" for name in names]
        return found

    def tag_conflicts(self) -> list[str]:
        """Return the tags that two different components would have."""
        found, owners = [], set()
        for tag in compress(self.tags, self.present.tolist()):
            key = tag_key(tag)
            if key in owners:
                found.append(f"{tag}.tag")
            owners.add(key)
        return found

    def taken(self) -> list[str]:
        """Return what came from them."""
        found = [f"{self.theirs.tags[k]} added" for k in np.flatnonzero(self.their_added & ~self.added).tolist()]
        for k, names in self.their_edits.items():
            if k not in self.edits and not self.removed[k]:
                found += [f"{self.theirs.tags[k]}.{name}" for name in names]
        gone = np.flatnonzero(self.their_removed & ~self.removed).tolist()
        return found + [f"{self.base.tags[k]} removed" for k in gone]

    def frames(self, types: _Types) -> tuple[dict[str, pd.DataFrame], list[int]]:
        """Return the merged frames, inputs only, and the numbers of the components in the order of their rows."""
        frames: dict[str, pd.DataFrame] = {}
        order: list[int] = []
        for position, code in enumerate(self.codes):
            stay = np.array(self.theirs.numbers_of.get(code, ()), dtype=np.int64)
            more = np.array(self.mine.numbers_of.get(code, ()), dtype=np.int64)
            stay = stay[self.present[stay] & (self.code[stay] == position)]
            more = more[self.is_mine[more] & (self.theirs.code[more] != position)]
            numbers = np.concatenate([stay, more])
            if len(numbers):
                frames[code] = self._frame(types[code], numbers)
                order += numbers.tolist()
        return frames, order

    def _frame(self, schema: TypeSchema, numbers: _Array) -> pd.DataFrame:
        own = self.is_mine[numbers]
        parts, offset, rows = [], 0, np.zeros(len(numbers), dtype=np.int64)
        for side, which in ((self.theirs, ~own), (self.mine, own)):
            if which.any():
                part = tidied(schema, side.state.frames[schema.code])[list(schema.fields)]
                rows[which] = side.row[numbers[which]] + offset
                offset += len(part)
                parts.append(part)
        whole = parts[0] if len(parts) == 1 else pd.concat(parts)
        return whole.iloc[rows]

    def graphics(self, order: list[int]) -> pd.DataFrame:
        """Return the coordinates: mine where I moved something, theirs of all others."""
        was, now = self.base.xy[order], self.mine.xy[order]
        stayed = ((was == now) | (np.isnan(was) & np.isnan(now))).all(axis=1) & self.theirs.present[order]
        xy = np.where(stayed[:, None], self.theirs.xy[order], now)
        placed = np.isfinite(xy.sum(axis=1))
        tags = compress([self.tags[k] for k in order], placed.tolist())
        return pd.DataFrame(xy[placed], columns=["x", "y"], index=pd.Index(list(tags), dtype="str", name="tag"))

    def links(self, types: _Types) -> tuple[pd.DataFrame, list[str], list[str]]:
        """Return the merged connections, the conflicts among them, and those that they made or undid."""
        ports: dict[str, int] = {}
        arrays = [side.link_arrays(ports) for side in (self.base, self.mine, self.theirs)]
        base, mine, theirs = (self._link_keys(ends, len(ports)) for ends in arrays)
        known, gone = np.isin(theirs, base), ~np.isin(theirs, mine)
        stay, more = ~(known & gone), ~np.isin(mine, base) & ~np.isin(mine, theirs)
        merged = {name: np.concatenate([arrays[2][name][stay], arrays[1][name][more]]) for name in CONNECTION_COLUMNS}
        names = list(ports)
        connected = {name: values[~known & gone] for name, values in arrays[2].items()}
        parted = {name: values[np.isin(base, mine) & ~np.isin(base, theirs)] for name, values in arrays[0].items()}
        taken = [f"{link} connected" for link in self._link_names(connected, names, self.their_added)]
        taken += [f"{link} disconnected" for link in self._link_names(parted, names, self.their_removed)]
        columns = {
            name: [names[port] if name.endswith("port") else self.tags[port] for port in values.tolist()]
            for name, values in merged.items()
        }
        frame = pd.DataFrame(columns, columns=list(CONNECTION_COLUMNS), dtype="str")
        return frame, self._link_conflicts(merged, names, types), taken

    def _link_keys(self, ends: Mapping[str, _Array], ports: int) -> _Array:
        """Return one number a connection, equal for equal ones."""
        source, target = (ends[name] * ports + ends[f"{name}_port"] for name in ("source", "target"))
        keys: _Array = source * len(self.present) * ports + target
        return keys

    def _link_names(self, ends: Mapping[str, _Array], ports: list[str], besides: _Array) -> list[str]:
        """Return texts of connections but for those of components that came or went as a whole."""
        which = ~(besides[ends["source"]] | besides[ends["target"]])
        rows = zip(*(ends[name][which].tolist() for name in CONNECTION_COLUMNS), strict=True)
        return [f"{self._tag(s)}.{ports[out]} to {self._tag(t)}.{ports[to]}" for s, out, t, to in rows]

    def _link_conflicts(self, ends: Mapping[str, _Array], ports: list[str], types: _Types) -> list[str]:
        """Return the ports of removed components, and those that are taken twice or not there any more."""
        used = np.concatenate([ends[name] * len(ports) + ends[f"{name}_port"] for name in ("source", "target")])
        found = []
        for end, count in zip(*(values.tolist() for values in np.unique(used, return_counts=True)), strict=True):
            number, port = end // len(ports), ports[end % len(ports)]
            tag = self._tag(number)
            if not self.present[number]:
                found.append(f"{tag}.{port} ({'you' if self.removed[number] else 'they'} removed {tag})")
                continue
            known = types[self.codes[self.code[number]]].ports.get(port)
            if known is None or (count > 1 and not known.multiple):
                found.append(f"{tag}.{port}")
        return found

    def _tag(self, number: int) -> str:
        return self.tags[number] if self.present[number] else self.base.tags[number]
