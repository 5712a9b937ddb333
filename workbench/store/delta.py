"""What has to be written: the components and connections in which two states of a case differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd

from workbench.model.frames import connection_columns
from workbench.model.snapshot import Snapshot
from workbench.store.identifiers import ordered_identifiers

__all__ = ["Delta", "Lineage", "complete_lineage", "delta_between", "everything", "note_lineage"]

Link = tuple[bytes, str, bytes, str]
"""A connection by the lineages of its ends: source, its port, target, its port."""
Lineage = Mapping[str, bytes]
"""What every component is across revisions, by tag: its UUID as 16 bytes, as it goes to the server."""


@dataclass(frozen=True)
class Delta:
    """Rows to write and to remove."""

    tags: dict[str, list[str]] = field(default_factory=dict)
    """Tags of the components to write, by type."""
    removed: list[bytes] = field(default_factory=list)
    connected: list[Link] = field(default_factory=list)
    disconnected: list[Link] = field(default_factory=list)


def everything(state: Snapshot, lineage: Lineage) -> Delta:
    """Return the whole of a state, to be written as a new case."""
    return Delta(
        tags={code: frame.index.tolist() for code, frame in state.frames.items() if len(frame)},
        connected=_links(state, lineage),
    )


def complete_lineage(state: Snapshot, base: Snapshot | None = None) -> dict[str, bytes]:
    """Return the lineage of every tag; those that have none yet (made in a frame, or never stored) get one.

    So does a tag that is of another type than in `base`: a valve is not what the pipe of the same tag was.
    """
    of_type = {} if base is None else {base.lineage.get(tag): code for code, tag in _coded_tags(base)}
    known = {
        tag: state.lineage[tag].bytes
        for code, tag in _coded_tags(state)
        if tag in state.lineage and of_type.get(state.lineage[tag], code) == code
    }
    tags = [tag for _, tag in _coded_tags(state)]
    new = [tag for tag in tags if tag not in known]
    added = dict(zip(new, ordered_identifiers(len(new)), strict=True))
    return added if not known else {tag: known[tag] if tag in known else added[tag] for tag in tags}


def _coded_tags(state: Snapshot) -> Iterator[tuple[str, str]]:
    return ((code, tag) for code, frame in state.frames.items() for tag in frame.index.tolist())


def note_lineage(state: Snapshot, lineage: Lineage) -> None:
    """Keep in a state what its components are now that they are stored."""
    for tag, identity in lineage.items():
        known = state.lineage.get(tag)
        if known is None or known.bytes != identity:
            state.lineage[tag] = UUID(bytes=identity)


def delta_between(base: Snapshot, state: Snapshot, lineage: Lineage) -> Delta:
    """Return what turns one state into another.

    Parameters
    ----------
    base : Snapshot
        The state that is stored.
    state : Snapshot
        The state to be stored.
    lineage : dict
        The lineage of every tag of `state`.
    """
    before = complete_lineage(base)
    remaining = set(lineage.values())
    removed = [identity for identity in before.values() if identity not in remaining]
    tags = {code: _changed_tags(base, state, before, lineage, code) for code in state.frames}
    if not removed and lineage == before and state.connections.equals(base.connections):
        return Delta({code: changed for code, changed in tags.items() if changed})
    old_links, links = set(_links(base, before)), _links(state, lineage)
    new_links = set(links) - old_links
    return Delta(
        tags={code: changed for code, changed in tags.items() if changed},
        removed=removed,
        connected=[link for link in links if link in new_links],  # in the order of the frame
        disconnected=sorted(old_links.difference(links)),
    )


def _links(state: Snapshot, lineage: Lineage) -> list[Link]:
    source, source_port, target, target_port = connection_columns(state.connections)
    ends = (map(lineage.__getitem__, source), source_port, map(lineage.__getitem__, target), target_port)
    return list(zip(*ends, strict=True))


def _changed_tags(base: Snapshot, state: Snapshot, before: Lineage, lineage: Lineage, code: str) -> list[str]:
    """Return the tags of one type whose rows differ, in the order of the frame."""
    new, old = state.frames[code], base.frames.get(code)
    tags: list[str] = new.index.tolist()
    if old is None or not len(old) or base.types[code].version != state.types[code].version:
        return tags
    old_tags: list[str] = old.index.tolist()
    place = {before[tag]: row for row, tag in enumerate(old_tags)}
    rows = np.array([place.get(lineage[tag], -1) for tag in tags], dtype=np.int64)
    changed = rows < 0
    changed |= np.array([tag != old_tags[row] for tag, row in zip(tags, rows.tolist(), strict=True)], dtype=bool)
    for name in {*new.columns, *old.columns}:
        changed |= _differs(_column(new, name), _column(old, name)[rows])
    for axis in ("x", "y"):
        here = state.graphics[axis].reindex(tags).to_numpy()
        changed |= _differs(here, base.graphics[axis].reindex(old_tags).to_numpy()[rows])
    if _run_of(state) != _run_of(base):  # results are stamped with their run
        results = [name for name in state.types[code].results if name in new]
        changed |= new[results].notna().any(axis=1).to_numpy() if results else False
    return [tag for tag, is_changed in zip(tags, changed.tolist(), strict=True) if is_changed]


def _run_of(state: Snapshot) -> UUID | None:
    return None if state.run is None else state.run.run_id


def _column(frame: pd.DataFrame, name: str) -> np.ndarray:
    if name not in frame:
        return np.full(len(frame), np.nan)
    return frame[name].to_numpy(dtype=np.float64 if frame[name].dtype == np.float64 else object)


def _differs(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return where two columns differ; absent and absent do not."""
    if a.dtype == np.float64 and b.dtype == np.float64:
        differs: np.ndarray = (a != b) & ~(np.isnan(a) & np.isnan(b))
        return differs
    pairs: Sequence[tuple[Any, Any]] = list(zip(a.tolist(), b.tolist(), strict=True))
    return np.array([not _is_same(x, y) for x, y in pairs], dtype=bool)


def _is_same(x: Any, y: Any) -> bool:
    if isinstance(x, (list, tuple)) or isinstance(y, (list, tuple)):
        return type(x) is type(y) and list(x) == list(y)
    return bool(x is y or (pd.isna(x) and pd.isna(y)) or (not pd.isna(x) and not pd.isna(y) and x == y))
