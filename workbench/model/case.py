"""A case in memory: one frame a component type, the connections, and edits that can be undone.

The frames are the truth. Edits through the methods are checked at once; what somebody writes into a frame
directly is checked by `Case.check`, and so before every solve, save and commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID, uuid4

import pandas as pd

from workbench.errors import InputError, NotFound
from workbench.model import topology
from workbench.model.checking import Inputs, examine
from workbench.model.frames import (
    connection_frame,
    frame_from_properties,
    graphics_frame,
    tidied,
    with_all_columns,
    with_results,
    with_value,
)
from workbench.model.reader import CaseReader
from workbench.model.references import rename_references
from workbench.model.run_record import RunRecord
from workbench.model.schema import TypeSchema
from workbench.model.settings import parse_settings
from workbench.model.snapshot import Snapshot
from workbench.model.tags import check_tag, tag_key
from workbench.model.upgrade import check_ports, newest_of, upgraded_frame

__all__ = ["Case"]

UNDO_STEPS = 200


class Case(CaseReader):
    """One case: components by type, connections, coordinates and settings.

    Parameters
    ----------
    name : str
        Name of the case, unique in its revision.
    types : mapping of str to TypeSchema
        Component types by code.
    app_module : str
        What calculates it, such as ``"NetworkEditor"``.
    description : str
        One line.

    Examples
    --------
    >>> from workbench.equipment import built_in_schemas
    >>> case = Case("Design", built_in_schemas())
    >>> case.add("NODE", "J-1", elevation="3 m")
    >>> case.set("J-1", demand="36 m3/h")
    >>> float(case["NODE"].loc["J-1", "demand"])
    0.01
    """

    def __init__(
        self,
        name: str,
        types: Mapping[str, TypeSchema],
        *,
        app_module: str = "NetworkEditor",
        description: str = "",
    ) -> None:
        super().__init__(name, types, app_module=app_module, description=description)
        self._undo: list[Snapshot] = []
        self._redo: list[Snapshot] = []

    # --- edits ---------------------------------------------------------------------------------------------

    @contextmanager
    def _edit(self) -> Iterator[Snapshot]:
        """One undoable step: all of it happens, or nothing."""
        before, after = self._now.copy(), self._now.copy()
        yield after
        self._become(after)
        self._undo.append(before)
        del self._undo[:-UNDO_STEPS]
        self._redo.clear()

    def add(self, code: str, tag: str, *, position: tuple[float, float] | None = None, **properties: object) -> None:
        """Add a component; defaults of its type are written out.

        Raises
        ------
        InputError
            A tag in use or malformed, an unknown property, a value out of bounds or of a wrong unit.
        NotFound
            An unknown type.
        """
        self[code]  # there is such a type, and a frame of it
        schema = self.types[code]
        self._check_new_tag(tag)
        values = schema.with_defaults(schema.parse(tag, properties, self._now.settings["atmospheric_pressure"]))
        schema.validate(tag, values)
        with self._edit() as now:
            frame = with_all_columns(schema, now.frames[code])
            row = frame_from_properties(schema, [tag], [values])
            for name in frame.columns.difference(row.columns):
                row[name] = pd.Series([float("nan")], index=row.index, dtype=frame[name].dtype)
            now.frames[code] = row[frame.columns] if frame.empty else pd.concat([frame, row[frame.columns]])
            now.lineage[tag] = uuid4()
            if position is not None:
                now.graphics = pd.concat([now.graphics, graphics_frame({tag: position})])

    def _check_new_tag(self, tag: str) -> None:
        key = tag_key(check_tag(tag))
        for existing in self.tags:
            if tag_key(existing) == key:
                raise InputError(
                    f"The tag '{tag}' is in use already (as '{existing}'); tags differ by more than letter case.",
                    path=(tag, "tag"),
                    value=tag,
                    expected="a tag that the case does not have",
                )

    def set(self, tag: str, **properties: object) -> None:
        """Change properties of a component; None removes an optional one.

        Raises
        ------
        InputError
            An unknown property (with the nearest name), a value out of bounds or of a wrong unit.
        NotFound
            No component has the tag.

        Examples
        --------
        >>> case.set("P-101", diameter="6 inch", length="120 m")  # doctest: +SKIP
        """
        code = self.type_of(tag)
        schema = self.types[code]
        parsed = schema.parse(tag, properties, self._now.settings["atmospheric_pressure"])
        merged = {**self.properties(tag), **parsed}
        schema.validate(tag, {name: value for name, value in merged.items() if value is not None})
        with self._edit() as now:
            frame = now.frames[code] = with_all_columns(schema, now.frames[code])
            position = frame.index.get_loc(tag)
            for name, value in parsed.items():
                frame[name] = with_value(schema, frame, name, position, value)

    def set_settings(self, **values: object) -> None:
        """Change settings of the case, such as ``density="998 kg/m3"`` or ``friction_law="hazen-williams"``."""
        merged = parse_settings(values, self._now.settings)
        with self._edit() as now:
            now.settings = merged

    def remove(self, tag: str) -> None:
        """Remove a component together with its connections."""
        code = self.type_of(tag)
        with self._edit() as now:
            now.frames[code] = now.frames[code].drop(index=tag)
            links = now.connections
            now.connections = links[(links["source"] != tag) & (links["target"] != tag)].reset_index(drop=True)
            now.graphics = now.graphics.drop(index=tag, errors="ignore")
            now.lineage.pop(tag, None)

    def rename(self, tag: str, new_tag: str) -> None:
        """Give a component another tag; its connections, what refers to it, and its history follow."""
        code = self.type_of(tag)
        if tag_key(tag) != tag_key(check_tag(new_tag)):
            self._check_new_tag(new_tag)
        with self._edit() as now:
            now.frames[code] = now.frames[code].rename(index={tag: new_tag})
            now.graphics = now.graphics.rename(index={tag: new_tag})
            for column in ("source", "target"):
                now.connections[column] = now.connections[column].replace(tag, new_tag)
            rename_references(now, tag, new_tag)
            if tag in now.lineage:
                now.lineage[new_tag] = now.lineage.pop(tag)

    def connect(self, source: str, target: str) -> None:
        """Connect two components, each given as ``"tag.port"`` or as ``"tag"`` where one port can be meant.

        Raises
        ------
        InputError
            A port that the type does not have, or that is taken already.
        NotFound
            No component has the tag.
        """
        start = topology.resolve_end(self, source, "out")
        end = topology.resolve_end(self, target, "in")
        topology.check_free(self, start, end)
        with self._edit() as now:
            now.connections = pd.concat([now.connections, connection_frame([(*start, *end)])], ignore_index=True)

    def disconnect(self, tag: str, other: str) -> None:
        """Remove the connections between two components, or the one of two ports: ``"P-1.outlet", "J-2"``."""
        between = topology.joining(self, tag, other)
        if not between.any():
            raise NotFound(f"'{tag}' and '{other}' are not connected.")
        with self._edit() as now:
            now.connections = now.connections[~between].reset_index(drop=True)

    def move(self, tag: str, x: float, y: float) -> None:
        """Move a component on the flowsheet."""
        self.move_many({tag: (x, y)})

    def move_many(self, positions: Mapping[str, tuple[float, float]]) -> None:
        """Move several components on the flowsheet in one step."""
        for tag in positions:
            self.type_of(tag)
        with self._edit() as now:
            stay = now.graphics[~now.graphics.index.isin(list(positions))]
            now.graphics = pd.concat([stay, graphics_frame(dict(positions))])

    def upgrade(self, code: str) -> list[str]:
        """Bring the components of a type to its newest version, in one step that can be undone.

        Returns
        -------
        list of str
            Tags of the components whose properties changed; results of a run go stale with them.

        Raises
        ------
        InputError
            A component that does not fit the newest version, by property or by port; nothing is changed then.
        NotFound
            An unknown type.
        """
        frame, schema = self[code], self.types[code]
        newest = newest_of(schema)
        if newest is schema:
            return []
        upgraded, changed = upgraded_frame(schema, frame, newest)
        check_ports(newest, upgraded.index, self.connections)
        with self._edit() as now:
            now.frames[code] = upgraded
            now.types = {**now.types, code: newest}
        return changed

    def undo(self) -> bool:
        """Take back the last edit; False if there is none."""
        return self._step(self._undo, self._redo)

    def redo(self) -> bool:
        """Do again what was undone last; False if there is nothing."""
        return self._step(self._redo, self._undo)

    def _step(self, source: list[Snapshot], destination: list[Snapshot]) -> bool:
        if not source:
            return False
        destination.append(self._now.copy())
        self._become(source.pop())
        return True

    # --- checks --------------------------------------------------------------------------------------------

    def problems(self) -> list[InputError]:
        """Return everything that is wrong with the case's inputs and topology; empty if nothing is."""
        return examine(self)[1]

    def check(self) -> None:
        """Check all inputs and the topology, edits made directly on the frames included.

        Frames that are sound but whose columns have lost their types get them back.

        Raises
        ------
        InputError
            The first problem; it says how many more there are.
        """
        self.checked_inputs()

    def checked_inputs(self) -> Inputs:
        """Check the case as `check` does, and return the inputs as they were read for it.

        Raises
        ------
        InputError
            The first problem; it says how many more there are.
        """
        inputs, found = examine(self)
        if found:
            first = found[0]
            if len(found) > 1:
                first.args = (f"{first} ({len(found) - 1} more: case.problems() lists them.)",)
            raise first
        now = self._now
        frames = {code: tidied(self.types[code], frame) for code, frame in now.frames.items()}
        placed = now.graphics.index.tolist()
        once = set(placed)
        stay = len(once) == len(placed) and once <= set().union(*inputs.tags.values())
        if not stay or any(frame is not now.frames[code] for code, frame in frames.items()):
            after = now.copy()
            after.frames |= frames
            if not stay:
                index = now.graphics.index
                after.graphics = after.graphics[index.isin(self.tags) & ~index.duplicated(keep="last")]
            self._become(after)
        return inputs

    def copy(self, name: str, *, app_module: str | None = None, description: str = "") -> Case:
        """Return a new case with the same inputs, without results and without history.

        With another `app_module` it is calculated as something else: the pumps of a network case as pumps, say.
        ``revision.add_case(...)`` stores it.

        Parameters
        ----------
        name : str
            Of the new case.
        app_module : str, optional
            What calculates it; else that of this case.
        description : str
            One line.
        """
        state = self._now.copy()
        state.frames = {code: with_results(state.types[code], frame, None) for code, frame in state.frames.items()}
        state.run, state.solved, state.lineage = None, None, {}
        module = self.app_module if app_module is None else app_module
        return Case.from_snapshot(name, self.types, state, app_module=module, description=description)

    # --- results -------------------------------------------------------------------------------------------

    def put_results(self, results: Mapping[str, pd.DataFrame], run: RunRecord) -> None:
        """Write result columns beside the inputs, in place of those of the run before."""
        now = self._now
        frames = {code: with_results(now.types[code], frame, results.get(code)) for code, frame in now.frames.items()}
        after = replace(now, frames=frames, run=run, solved=None)
        solved = after.copy()
        self._become(replace(after, solved=solved))

    def adopt(self, state: Snapshot) -> None:
        """Take over a state that was merged with what others wrote; there is no way back behind it."""
        self._become(state)
        self._undo.clear()
        self._redo.clear()

    def assign_lineage(self, lineage: Mapping[str, UUID]) -> None:
        """Note what the stored components are across revisions, by tag."""
        self._now.lineage = dict(lineage)
