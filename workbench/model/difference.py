"""What differs between two cases or two revisions, as frames and as a table to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.model.diff import CHANGE_COLUMNS, changes_frame
from workbench.model.difference_table import difference_table
from workbench.model.reader import CaseReader
from workbench.model.schema import TypeSchema
from workbench.model.snapshot import Snapshot

__all__ = ["Difference", "Side", "difference_of_cases", "difference_of_revisions"]

Side = Mapping[str, tuple[Snapshot | None, Mapping[str, TypeSchema]]]
"""Cases by name: the state (None: there is no such case) and the component types of its schemas' versions."""

_SUMMARY = (
    ("limit", "crossed", "limit crossed", "limits crossed"),
    ("limit", "back within", "limit back within", "limits back within"),
    ("case", "added", "case added", "cases added"),
    ("case", "removed", "case removed", "cases removed"),
    ("component", "added", "component added", "components added"),
    ("component", "removed", "component removed", "components removed"),
    ("component", "renamed", "component renamed", "components renamed"),
    ("component", "changed", "component of another type", "components of another type"),
    ("input", "", "input changed", "inputs changed"),
    ("settings", "", "setting changed", "settings changed"),
    ("topology", "", "connection changed", "connections changed"),
    ("result", "", "result changed", "results changed"),
)


class Difference:
    """What differs between two sets of cases. It is true, and has a length, if anything does.

    Parameters
    ----------
    old, new : mapping of str to (Snapshot or None, mapping of str to TypeSchema)
        Cases by name; those of the same name are compared.
    old_name, new_name : str
        What the two sides are called in the table, such as ``"A"`` and ``"B"``.

    Examples
    --------
    >>> from workbench.equipment import built_in_schemas
    >>> from workbench.model.case import Case
    >>> a, b = Case("Design", built_in_schemas()), Case("Design", built_in_schemas())
    >>> a.add("NODE", "J-1", elevation="3 m")
    >>> b.add("NODE", "J-1", elevation="4 m")
    >>> difference_of_cases(a, b).inputs[["tag", "property", "old", "new", "unit"]]
       tag   property  old  new unit
    0  J-1  elevation  3.0  4.0    m
    """

    def __init__(self, old: Side, new: Side, *, old_name: str = "", new_name: str = "") -> None:
        self.old_name = old_name
        self.new_name = new_name
        self._old = dict(old)
        self._new = dict(new)
        parts = [_of_case(name, self._old.get(name), self._new.get(name)) for name in dict.fromkeys([*old, *new])]
        parts = [part for part in parts if len(part)]
        self._frame = pd.concat(parts, ignore_index=True) if parts else _frame_of([], "")

    def __len__(self) -> int:
        return len(self._frame)

    def __bool__(self) -> bool:
        return len(self._frame) > 0

    @property
    def frame(self) -> pd.DataFrame:
        """Everything, one row a difference, values in SI.

        Columns ``case``, ``kind`` (limit, case, component, input, settings, topology, result), ``change``, ``tag``,
        ``type``, ``property``, ``old``, ``new``, ``unit``, and of limits ``bound`` and ``limit``.
        """
        return self._frame.copy()

    @property
    def cases(self) -> pd.DataFrame:
        """Cases that only one side has: case, change (added, removed)."""
        return self._part("case", ["case", "change"])

    @property
    def components(self) -> pd.DataFrame:
        """Components added, removed, renamed, or changed to another type: case, change, tag, type, old, new.

        ``old`` and ``new`` are the tags of a renamed component, and all the inputs of one removed or added.
        """
        return self._part("component", ["case", "change", "tag", "type", "old", "new"])

    @property
    def inputs(self) -> pd.DataFrame:
        """Changed inputs of components that both sides have: case, tag, type, property, old, new, unit.

        None stands for an absent value.
        """
        return self._part("input", ["case", "tag", "type", "property", "old", "new", "unit"])

    @property
    def settings(self) -> pd.DataFrame:
        """Changed settings: case, property, old, new, unit."""
        return self._part("settings", ["case", "property", "old", "new", "unit"])

    @property
    def topology(self) -> pd.DataFrame:
        """Connections made or removed: case, change (connected, disconnected), connection.

        What was disconnected is named by the new tags of renamed components.
        """
        part = self._part("topology", ["case", "change", "old", "new"])
        part["connection"] = part["new"].where(part["new"].notna(), part["old"])
        return part[["case", "change", "connection"]]

    @property
    def results(self) -> pd.DataFrame:
        """Results that changed, numbers by more than rounding: case, tag, type, property, old, new, unit.

        ``old`` and ``new`` are columns of numbers where no result that changed is a text.
        """
        return _with_numbers(self._part("result", ["case", "tag", "type", "property", "old", "new", "unit"]))

    @property
    def limits(self) -> pd.DataFrame:
        """Values that went beyond a limit, or came back within: case, change, tag, type, property, old, new, unit,
        bound (minimum, maximum), limit."""
        columns = ["case", "change", "tag", "type", "property", "old", "new", "unit", "bound", "limit"]
        return _with_numbers(self._part("limit", columns))

    def _part(self, kind: str, columns: list[str]) -> pd.DataFrame:
        return self._frame.loc[self._frame["kind"] == kind, columns].reset_index(drop=True)

    def counts(self) -> dict[str, int]:
        """Return how many differences there are of each sort, such as ``{"limits crossed": 2}``; none that is zero."""
        sizes = Counter(zip(self._frame["kind"], self._frame["change"], strict=True))
        counts = {}
        for kind, change, one, many in _SUMMARY:
            count = sum(size for found, size in sizes.items() if found[0] == kind and change in ("", found[1]))
            if count:
                counts[one if count == 1 else many] = count
        return counts

    def __repr__(self) -> str:
        names = f" {self.old_name} -> {self.new_name}" if self.old_name or self.new_name else ""
        counts = ", ".join(f"{count} {words}" for words, count in self.counts().items())
        return f"<Difference{names}: {counts if counts else 'nothing differs'}>"

    def _repr_html_(self) -> str:
        return difference_table(self._frame, self._old, self._new, self.old_name, self.new_name, self.counts())


def _frame_of(rows: list[tuple[object, ...]], case: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(CHANGE_COLUMNS), dtype=object)
    frame.insert(0, "case", pd.Series([case] * len(frame), dtype=object))
    return frame


def _with_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    numeric = [name for name in ("old", "new", "limit") if name in frame and str not in set(map(type, frame[name]))]
    return frame.astype(dict.fromkeys(numeric, np.float64))


def _of_case(
    name: str,
    old: tuple[Snapshot | None, Mapping[str, TypeSchema]] | None,
    new: tuple[Snapshot | None, Mapping[str, TypeSchema]] | None,
) -> pd.DataFrame:
    before, old_types = old if old is not None else (None, {})
    after, types = new if new is not None else (None, {})
    if before is None or after is None:
        if before is None and after is None:
            return _frame_of([], name)
        change = "added" if before is None else "removed"
        return _frame_of([("case", change, "", "", "", _size(before), _size(after), "", "", None)], name)
    frame = changes_frame(before, after, types, old_types=old_types)
    frame.insert(0, "case", pd.Series([name] * len(frame), dtype=object))
    return frame


def _size(state: Snapshot | None) -> str | None:
    if state is None:
        return None
    count = sum(len(frame) for frame in state.frames.values())
    return "1 component" if count == 1 else f"{count} components"


def difference_of_cases(a: CaseReader, b: CaseReader) -> Difference:
    """Return what changes from case `a` to case `b`, each as it is in memory now.

    Parameters
    ----------
    a, b : Case
        Of one project or of two. Components that the cases inherited from the same revision are matched whatever
        their tags are now; those of cases that have nothing in common by their tags.
    """
    return Difference({b.name: (a.state, a.types)}, {b.name: (b.state, b.types)}, old_name=a.name, new_name=b.name)


def difference_of_revisions(
    a: Mapping[str, CaseReader], b: Mapping[str, CaseReader], *, old_name: str = "", new_name: str = ""
) -> Difference:
    """Return what changes from one revision's cases, by name, to another's.

    Parameters
    ----------
    a, b : mapping of str to Case
        The cases of each revision.
    old_name, new_name : str
        The codes of the revisions.
    """
    old = {name: (case.state, case.types) for name, case in a.items()}
    new = {name: (case.state, case.types) for name, case in b.items()}
    return Difference(old, new, old_name=old_name, new_name=new_name)
