"""Differences between two states of a case: inputs, topology, settings, and the results that followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import itemgetter, ne
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from workbench.model.frames import connection_rows, property_columns, property_rows
from workbench.model.limits import RESULT_TOLERANCE, Crossing, crossings, has_results
from workbench.model.schema import TypeSchema
from workbench.model.settings import SETTINGS_SCHEMA
from workbench.model.snapshot import Snapshot
from workbench.model.tags import tag_key
from workbench.units import si_unit

__all__ = ["CHANGE_COLUMNS", "DIFF_COLUMNS", "changed_names", "changes_frame", "diff_snapshots"]

DIFF_COLUMNS = ("kind", "change", "tag", "type", "property", "old", "new", "unit")
CHANGE_COLUMNS = (*DIFF_COLUMNS, "bound", "limit")

_Types = Mapping[str, TypeSchema]


class _Change(NamedTuple):
    """One difference, in the order of `CHANGE_COLUMNS`."""

    kind: str
    change: str
    tag: str
    type: str
    property: str
    old: Any
    new: Any
    unit: str
    bound: str = ""
    limit: float | None = None


class _Places(NamedTuple):
    """Matched components: where they are in the frame of their type, before and after."""

    old_rows: list[int]
    new_rows: list[int]


def diff_snapshots(
    old: Snapshot,
    new: Snapshot,
    types: _Types,
    *,
    old_types: _Types | None = None,
    results: bool = True,
) -> pd.DataFrame:
    """Return what differs between two states, one row a difference.

    Components are matched by lineage (a renamed one is the same one). Where it is not known yet, or the two states
    have no lineage in common, they are matched by tag.

    Parameters
    ----------
    old, new : Snapshot
        The two states.
    types : mapping of str to TypeSchema
        Component types of `new`, by code, for a state that does not say which it is of.
    old_types : mapping of str to TypeSchema, optional
        Those of `old`, where it has other versions of them.
    results : bool
        False: inputs and topology only.

    Returns
    -------
    pandas.DataFrame
        Columns ``kind`` (input, topology, limit, result), ``change`` (changed, added, removed, renamed, connected,
        disconnected; of a limit: crossed, back within), ``tag``, ``type``, ``property``, ``old``, ``new`` (SI) and
        ``unit``.
    """
    frame = changes_frame(old, new, types, old_types=old_types, results=results, one_history=True)[list(DIFF_COLUMNS)]
    of_component = frame["kind"] == "component"
    listed = of_component & frame["change"].isin(["added", "removed"])
    frame.loc[listed, ["old", "new"]] = None
    frame.loc[of_component | (frame["kind"] == "settings"), "kind"] = "input"
    return frame


def changed_names(differences: pd.DataFrame) -> list[str]:
    """Return one short text a difference of inputs or topology, such as ``"P-101.diameter"``."""
    names = []
    for row in differences.itertuples(index=False):
        if row.kind not in ("result", "limit"):
            tag, name = str(row.tag), str(row.property)
            names.append(f"{tag}.{name}" if name else f"{tag} ({row.change!s})")
    return list(dict.fromkeys(names))


def changes_frame(
    old: Snapshot,
    new: Snapshot,
    types: _Types,
    *,
    old_types: _Types | None = None,
    results: bool = True,
    one_history: bool = False,
) -> pd.DataFrame:
    """Return what differs, as `diff_snapshots` does, and more of it.

    Parameters
    ----------
    old, new, types, old_types, results
        As of `diff_snapshots`.
    one_history : bool
        The states are of one case, as far as its components were not all stored yet: two of the same tag and of
        different lineage are two components even if no other component tells that the states are related.

    Returns
    -------
    pandas.DataFrame
        Columns as of `diff_snapshots`. Components that were added, removed, renamed or became another type are of
        the ``kind`` component (``old`` and ``new`` hold all their inputs where they were added or removed), settings
        of the kind settings. ``bound`` (minimum, maximum) and ``limit`` (SI) belong to crossed limits.
    """
    before_types = {**types, **({} if old_types is None else old_types), **old.types}
    types = {**types, **new.types}
    pairs = _match(old, new, one_history=one_history)
    found = _component_changes(old, new, pairs, before_types, types)
    for name, field in SETTINGS_SCHEMA.fields.items():
        was, now = old.settings.get(name), new.settings.get(name)
        if was != now:
            found.append(_Change("settings", "changed", "settings", "", name, was, now, si_unit(field.dimension)))
    places = _places(old, new, pairs)
    for code, matched in places.items():
        found += _input_changes(code, old.frames[code], new.frames[code], matched, before_types[code], types[code])
    found.sort(key=lambda row: (row.tag, row.property, str(row.old), str(row.new)))
    found += _topology_changes(old, new, pairs)
    columns: dict[str, list[Any]] = {name: [row[k] for row in found] for k, name in enumerate(CHANGE_COLUMNS)}
    if results:
        calculated = has_results(old, before_types) and has_results(new, types)
        _append_limits(columns, old, new, places, types, calculated=calculated)
        for code, matched in places.items() if calculated else ():
            _append_results(columns, code, old.frames[code], new.frames[code], matched, types[code])
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


# --- which component is which ----------------------------------------------------------------------------------


def _rows_by_tag(state: Snapshot) -> dict[str, tuple[str, int]]:
    """Return type and row of each component."""
    return {
        str(tag): (code, row) for code, frame in state.frames.items() for row, tag in enumerate(frame.index.tolist())
    }


class _Pairs(NamedTuple):
    """Components of both states, and the new tag of each old one that is still there."""

    old: dict[str, tuple[str, int]]
    new: dict[str, tuple[str, int]]
    tags: dict[str, str]


def _match(old: Snapshot, new: Snapshot, *, one_history: bool) -> _Pairs:
    old_rows, new_rows = _rows_by_tag(old), _rows_by_tag(new)
    by_lineage = {lineage: tag for tag, lineage in new.lineage.items() if tag in new_rows}
    pairs = {
        tag: by_lineage[lineage] for tag, lineage in old.lineage.items() if lineage in by_lineage and tag in old_rows
    }
    stored = all(tag in old.lineage for tag in old_rows) and all(tag in new.lineage for tag in new_rows)
    strangers = not pairs and (stored or not one_history)
    taken = set(pairs.values())
    free = {tag for tag in new_rows if tag not in taken}
    by_key = {tag_key(tag): tag for tag in free}
    for tag in [tag for tag in old_rows if tag not in pairs] if free else []:
        candidate = tag if tag in free else by_key.get(tag_key(tag), "")
        if candidate not in free:
            continue
        # Both have a lineage, and another one: somebody removed the component and added one of the same tag. Not so
        # between cases that never had a component in common: there the tag is all there is.
        if not strangers and tag in old.lineage and candidate in new.lineage:
            continue
        pairs[tag] = candidate
        free.discard(candidate)
    return _Pairs(old_rows, new_rows, pairs)


def _places(old: Snapshot, new: Snapshot, pairs: _Pairs) -> dict[str, _Places]:
    """Return, by type, the rows of the components that are of this type in both states."""
    places: dict[str, _Places] = {code: _Places([], []) for code in new.frames if code in old.frames}
    for old_tag, new_tag in pairs.tags.items():
        code, old_row = pairs.old[old_tag]
        new_code, new_row = pairs.new[new_tag]
        if code == new_code:
            places[code].old_rows.append(old_row)
            places[code].new_rows.append(new_row)
    return places


# --- inputs and topology ---------------------------------------------------------------------------------------


def _component_changes(old: Snapshot, new: Snapshot, pairs: _Pairs, old_types: _Types, types: _Types) -> list[_Change]:
    found: list[_Change] = []
    retyped: list[tuple[str, str]] = []
    for old_tag, new_tag in pairs.tags.items():
        code, new_code = pairs.old[old_tag][0], pairs.new[new_tag][0]
        if old_tag != new_tag:
            found.append(_Change("component", "renamed", new_tag, new_code, "tag", old_tag, new_tag, ""))
        if code != new_code:
            found.append(_Change("component", "changed", new_tag, new_code, "type", code, new_code, ""))
            retyped.append((old_tag, new_tag))
    removed = [tag for tag in pairs.old if tag not in pairs.tags]
    kept = set(pairs.tags.values())
    added = [tag for tag in pairs.new if tag not in kept]
    before = _properties(old, pairs.old, [*removed, *(tag for tag, _ in retyped)], old_types)
    after = _properties(new, pairs.new, [*added, *(tag for _, tag in retyped)], types)
    for tag in removed:
        found.append(_Change("component", "removed", tag, pairs.old[tag][0], "", before[tag], None, ""))
    for tag in added:
        found.append(_Change("component", "added", tag, pairs.new[tag][0], "", None, after[tag], ""))
    for old_tag, new_tag in retyped:
        schemas = old_types[pairs.old[old_tag][0]], types[pairs.new[new_tag][0]]
        for name in dict.fromkeys([*before[old_tag], *after[new_tag]]):
            was, now = before[old_tag].get(name), after[new_tag].get(name)
            if was != now:
                found.append(_changed_input(new_tag, name, was, now, *schemas))
    return found


def _properties(
    state: Snapshot, rows: Mapping[str, tuple[str, int]], tags: Iterable[str], types: _Types
) -> dict[str, dict[str, Any]]:
    """Return the inputs of some components, by tag."""
    wanted: dict[str, list[str]] = {}
    for tag in tags:
        wanted.setdefault(rows[tag][0], []).append(tag)
    found: dict[str, dict[str, Any]] = {}
    for code, of_code in wanted.items():
        part = state.frames[code].iloc[[rows[tag][1] for tag in of_code]]
        found.update(zip(of_code, property_rows(types[code], part), strict=True))
    return found


def _input_changes(
    code: str, old: pd.DataFrame, new: pd.DataFrame, matched: _Places, old_schema: TypeSchema, schema: TypeSchema
) -> list[_Change]:
    before, after = property_columns(old_schema, old), property_columns(schema, new)
    tags = new.index.tolist()
    found: list[_Change] = []
    for name in dict.fromkeys([*before, *after]):
        was = _picked(before.get(name), matched.old_rows)
        now = _picked(after.get(name), matched.new_rows)
        if was == now:
            continue
        differing = compress(range(len(was)), map(ne, was, now))
        found += [
            _changed_input(str(tags[matched.new_rows[k]]), name, was[k], now[k], old_schema, schema) for k in differing
        ]
    return found


def _picked(values: Sequence[Any] | None, rows: list[int]) -> list[Any]:
    """Return some values of a column, None for those of a column that is not there."""
    if values is None:
        return [None] * len(rows)
    return list(itemgetter(*rows)(values)) if len(rows) > 1 else [values[row] for row in rows]


def _changed_input(tag: str, name: str, was: Any, now: Any, old_schema: TypeSchema, schema: TypeSchema) -> _Change:
    field = schema.fields[name] if name in schema.fields else old_schema.fields[name]
    return _Change("input", "changed", tag, schema.code, name, was, now, si_unit(field.dimension))


def _topology_changes(old: Snapshot, new: Snapshot, pairs: _Pairs) -> list[_Change]:
    before, after = set(connection_rows(old.connections)), set(connection_rows(new.connections))
    renamed = {was: now for was, now in pairs.tags.items() if was != now}
    if renamed:
        before = {(renamed.get(s, s), out, renamed.get(t, t), to) for s, out, t, to in before}
    found: list[_Change] = []
    for change, ends in (("disconnected", before - after), ("connected", after - before)):
        for source, source_port, target, target_port in ends:
            text = f"{source}.{source_port} to {target}.{target_port}"
            was, now = (text, None) if change == "disconnected" else (None, text)
            found.append(_Change("topology", change, source, "", "connection", was, now, ""))
    return sorted(found, key=lambda row: (row.tag, str(row.old), str(row.new)))


# --- results and limits ----------------------------------------------------------------------------------------


def _append_limits(
    columns: dict[str, list[Any]],
    old: Snapshot,
    new: Snapshot,
    places: Mapping[str, _Places],
    types: _Types,
    *,
    calculated: bool,
) -> None:
    nothing = _Places([], [])
    found: list[Crossing] = []
    for code in new.frames:
        found += crossings(
            old,
            new,
            *places.get(code, nothing),
            schema=types[code],
            calculated=calculated,
        )
    found.sort(key=lambda row: (row.change != "crossed", row.tag, row.property))
    for row in found:
        for name, value in zip(CHANGE_COLUMNS, ("limit", *row), strict=True):
            columns[name].append(value)


def _append_results(
    columns: dict[str, list[Any]],
    code: str,
    old: pd.DataFrame,
    new: pd.DataFrame,
    matched: _Places,
    schema: TypeSchema,
) -> None:
    if not matched.new_rows:
        return
    known = [name for name in schema.results if name in new and name in old]
    _append_texts(columns, code, old, new, matched, [name for name in known if schema.results[name].kind == "string"])
    names = [
        name for name in known if schema.results[name].kind == "number" and pd.api.types.is_numeric_dtype(old[name])
    ]
    if not names:
        return
    was = old[names].to_numpy(dtype=np.float64, na_value=np.nan)[matched.old_rows]
    now = new[names].to_numpy(dtype=np.float64, na_value=np.nan)[matched.new_rows]
    scale = np.fmax(np.nanmax(np.abs(was), axis=0, initial=0.0), np.nanmax(np.abs(now), axis=0, initial=0.0))
    differs = ~(np.isnan(was) & np.isnan(now)) & ~(np.abs(was - now) <= RESULT_TOLERANCE * scale)
    rows, which = np.nonzero(differs)
    tags = [str(tag) for tag in new.index.tolist()]
    units = [si_unit(schema.results[name].dimension) for name in names]
    columns["tag"] += [tags[matched.new_rows[row]] for row in rows.tolist()]
    columns["property"] += [names[k] for k in which.tolist()]
    columns["old"] += was[rows, which].tolist()
    columns["new"] += now[rows, which].tolist()
    columns["unit"] += [units[k] for k in which.tolist()]
    _complete_results(columns, code, len(rows))


def _append_texts(
    columns: dict[str, list[Any]], code: str, old: pd.DataFrame, new: pd.DataFrame, matched: _Places, names: list[str]
) -> None:
    tags = new.index.tolist()
    for name in names:
        was, now = _picked(_texts(old[name]), matched.old_rows), _picked(_texts(new[name]), matched.new_rows)
        rows = list(compress(range(len(was)), map(ne, was, now)))
        columns["tag"] += [str(tags[matched.new_rows[row]]) for row in rows]
        columns["property"] += [name] * len(rows)
        columns["old"] += [was[row] for row in rows]
        columns["new"] += [now[row] for row in rows]
        columns["unit"] += [""] * len(rows)
        _complete_results(columns, code, len(rows))


def _texts(column: pd.Series) -> list[str | None]:
    return [value if isinstance(value, str) else None for value in column.tolist()]


def _complete_results(columns: dict[str, list[Any]], code: str, count: int) -> None:
    """Fill what all rows of changed results have in common."""
    for name, value in (("kind", "result"), ("change", "changed"), ("type", code), ("bound", ""), ("limit", None)):
        columns[name] += [value] * count
