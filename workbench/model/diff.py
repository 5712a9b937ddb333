"""Differences between two states of a case: inputs, topology, settings, and the results that followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbench.model.frames import connection_rows, property_rows
from workbench.model.schema import TypeSchema
from workbench.model.settings import SETTINGS_SCHEMA
from workbench.model.snapshot import Snapshot

__all__ = ["DIFF_COLUMNS", "changed_names", "diff_snapshots"]

DIFF_COLUMNS = ("kind", "change", "tag", "type", "property", "old", "new", "unit")

RESULT_TOLERANCE = 1e-9
"""Relative; two runs of the same inputs agree better than that."""


def diff_snapshots(
    old: Snapshot, new: Snapshot, types: Mapping[str, TypeSchema], *, results: bool = True
) -> pd.DataFrame:
    """Return what differs between two states, one row a difference.

    Components are matched by lineage (a renamed one is the same one) and, where it is not known yet, by tag.

    Returns
    -------
    pandas.DataFrame
        Columns ``kind`` (input, topology, result), ``change`` (changed, added, removed, renamed, connected,
        disconnected), ``tag``, ``type``, ``property``, ``old``, ``new`` (SI) and ``unit``.
    """
    old_rows, new_rows = _rows(old, types), _rows(new, types)
    pairs = _match(old, new, old_rows, new_rows)
    found: list[tuple[Any, ...]] = []
    for old_tag, new_tag in pairs.items():
        found += _component_changes(old_tag, new_tag, old_rows[old_tag], new_rows[new_tag], types)
    for tag in old_rows.keys() - pairs.keys():
        found.append(("input", "removed", tag, old_rows[tag][0], "", None, None, ""))
    for tag in new_rows.keys() - set(pairs.values()):
        found.append(("input", "added", tag, new_rows[tag][0], "", None, None, ""))
    for name, field in SETTINGS_SCHEMA.fields.items():
        if old.settings[name] != new.settings[name]:
            found.append(("input", "changed", "settings", "", name, old.settings[name], new.settings[name], field.unit))
    found += _topology_changes(old, new, pairs)
    found.sort(key=lambda row: (row[0], row[2], row[4], str(row[5]), str(row[6])))
    if results:
        found += _result_changes(old, new, pairs, types)
    return pd.DataFrame(found, columns=list(DIFF_COLUMNS), dtype=object)


def changed_names(differences: pd.DataFrame) -> list[str]:
    """Return one short text a difference of inputs or topology, such as ``"P-101.diameter"``."""
    names = []
    for row in differences.itertuples(index=False):
        if row.kind != "result":
            tag, name = str(row.tag), str(row.property)
            names.append(f"{tag}.{name}" if name else f"{tag} ({row.change!s})")
    return list(dict.fromkeys(names))


_Rows = dict[str, tuple[str, dict[str, Any]]]


def _rows(state: Snapshot, types: Mapping[str, TypeSchema]) -> _Rows:
    return {
        str(tag): (code, row)
        for code, frame in state.frames.items()
        for tag, row in zip(frame.index.tolist(), property_rows(types[code], frame), strict=True)
    }


def _match(old: Snapshot, new: Snapshot, old_rows: _Rows, new_rows: _Rows) -> dict[str, str]:
    """Return the new tag of each old tag that is still there."""
    by_lineage = {lineage: tag for tag, lineage in new.lineage.items() if tag in new_rows}
    pairs = {}
    for tag in old_rows:
        lineage = old.lineage.get(tag)
        if lineage in by_lineage:
            pairs[tag] = by_lineage[lineage]
    taken = set(pairs.values())
    for tag in old_rows:
        both_stored = tag in old.lineage and tag in new.lineage and old.lineage[tag] != new.lineage[tag]
        if tag not in pairs and tag in new_rows and tag not in taken and not both_stored:
            pairs[tag] = tag
    return pairs


def _component_changes(
    old_tag: str,
    new_tag: str,
    old: tuple[str, dict[str, Any]],
    new: tuple[str, dict[str, Any]],
    types: Mapping[str, TypeSchema],
) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    code = new[0]
    if old_tag != new_tag:
        found.append(("input", "renamed", new_tag, code, "tag", old_tag, new_tag, ""))
    if old[0] != code:
        found.append(("input", "changed", new_tag, code, "type", old[0], code, ""))
    for name in old[1].keys() | new[1].keys():
        before, after = old[1].get(name), new[1].get(name)
        if before != after:
            field = types[code].fields.get(name)
            found.append(("input", "changed", new_tag, code, name, before, after, field.unit if field else ""))
    return found


def _topology_changes(old: Snapshot, new: Snapshot, pairs: Mapping[str, str]) -> list[tuple[Any, ...]]:
    before = {
        (pairs.get(source, source), source_port, pairs.get(target, target), target_port)
        for source, source_port, target, target_port in connection_rows(old.connections)
    }
    after = set(connection_rows(new.connections))
    found: list[tuple[Any, ...]] = []
    for change, ends in (("disconnected", before - after), ("connected", after - before)):
        for source, source_port, target, target_port in ends:
            text = f"{source}.{source_port} to {target}.{target_port}"
            values = (text, None) if change == "disconnected" else (None, text)
            found.append(("topology", change, source, "", "connection", *values, ""))
    return found


def _result_changes(
    old: Snapshot, new: Snapshot, pairs: Mapping[str, str], types: Mapping[str, TypeSchema]
) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for code, frame in new.frames.items():
        before = old.frames.get(code)
        if before is None:
            continue
        names = [name for name in types[code].results if name in frame and name in before]
        tags = [(was, now) for was, now in pairs.items() if was in before.index and now in frame.index]
        if not names or not tags:
            continue
        was = before.loc[[tag for tag, _ in tags], names].to_numpy(dtype=np.float64)
        now = frame.loc[[tag for _, tag in tags], names].to_numpy(dtype=np.float64)
        scale = np.fmax(np.nanmax(np.abs(was), axis=0, initial=0.0), np.nanmax(np.abs(now), axis=0, initial=0.0))
        differs = ~(np.isnan(was) & np.isnan(now)) & ~(np.abs(was - now) <= RESULT_TOLERANCE * scale)
        for row, column in zip(*np.nonzero(differs), strict=True):
            name = names[column]
            unit = types[code].results[name].unit
            values = (float(was[row, column]), float(now[row, column]))
            found.append(("result", "changed", tags[row][1], code, name, *values, unit))
    return found
