"""Reading a case: frames by type, connections, settings, digest; what the edits of `Case` build on."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, Self

import pandas as pd

from workbench.errors import NotFound
from workbench.model.checks_table import ChecksTable
from workbench.model.criteria import checks_frame, results_digest
from workbench.model.digest import state_digest
from workbench.model.frames import (
    connection_frame,
    empty_frame,
    graphics_frame,
    properties_of,
)
from workbench.model.run_record import RunRecord
from workbench.model.schema import TypeSchema
from workbench.model.settings import DEFAULT_SETTINGS
from workbench.model.snapshot import Snapshot
from workbench.model.tags import nearest

__all__ = ["CaseReader"]


class CaseReader:
    """The state of a case and its base, to read."""

    def __init__(
        self,
        name: str,
        types: Mapping[str, TypeSchema],
        *,
        app_module: str = "NetworkEditor",
        description: str = "",
    ) -> None:
        self.name = name
        self.app_module = app_module
        self.description = description
        self._now = Snapshot({}, connection_frame(()), graphics_frame({}), dict(DEFAULT_SETTINGS), types=dict(types))
        self._base = self._now.copy()
        self._base_digest = self.digest

    @classmethod
    def from_snapshot(
        cls,
        name: str,
        types: Mapping[str, TypeSchema],
        snapshot: Snapshot,
        *,
        app_module: str = "NetworkEditor",
        description: str = "",
    ) -> Self:
        """Return a case whose state, and base for comparison, is `snapshot` (as read from the store).

        Types that the snapshot has components of stay in the versions that it names, the others are those given.
        """
        own = {code: schema for code, schema in snapshot.types.items() if len(snapshot.frames.get(code, ()))}
        snapshot.types = {**types, **own}
        case = cls(name, types, app_module=app_module, description=description)
        case._now = snapshot
        case.rebase()
        return case

    def with_state(self, state: Snapshot) -> Self:
        """Return a case like this one in another state, to calculate with: its base and its undo are this one's."""
        case = copy(self)
        case._now = state
        return case

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(frame)} {code}" for code, frame in self._now.frames.items() if len(frame))
        return f"<Case {self.name!r}: {counts if counts else 'empty'}>"

    def __getitem__(self, code: str) -> pd.DataFrame:
        """Return the frame of a component type: index tag, SI columns, results beside the inputs.

        Raises
        ------
        NotFound
            A type that does not exist.
        """
        if code not in self._now.frames:
            if code not in self.types:
                raise NotFound(f"There is no component type '{code}'{nearest(code, self.types)}")
            self._now.frames[code] = empty_frame(self.types[code])
        return self._now.frames[code]

    @property
    def types(self) -> dict[str, TypeSchema]:
        """Component types by code, each in the version that this case has; `Case.upgrade` takes a newer one."""
        return self._now.types

    @property
    def codes(self) -> list[str]:
        """Codes of the types that the case has components of."""
        return [code for code in self.types if code in self._now.frames and len(self._now.frames[code])]

    @property
    def tags(self) -> list[str]:
        """Every tag of the case."""
        return [str(tag) for code in self.codes for tag in self._now.frames[code].index]

    @property
    def connections(self) -> pd.DataFrame:
        """The connections: source, source_port, target, target_port."""
        return self._now.connections

    @property
    def graphics(self) -> pd.DataFrame:
        """Flowsheet coordinates by tag: x to the right, y upwards."""
        return self._now.graphics

    @property
    def settings(self) -> dict[str, Any]:
        """A copy of the case's settings in SI; change them with `set_settings`."""
        return dict(self._now.settings)

    @property
    def run(self) -> RunRecord | None:
        """The calculation that the results come from; None before the first."""
        return self._now.run

    @property
    def state(self) -> Snapshot:
        """The present state (for the store and for calculations)."""
        return self._now

    @property
    def base(self) -> Snapshot:
        """The state that the case was opened, saved or committed with."""
        return self._base

    @property
    def base_digest(self) -> str:
        """Digest of the base."""
        return self._base_digest

    def type_of(self, tag: str) -> str:
        """Return the type code of a component.

        Raises
        ------
        NotFound
            No component has the tag.
        """
        if isinstance(tag, str):
            for code, frame in self._now.frames.items():
                if tag in frame.index:
                    return code
        raise NotFound(f"There is no component '{tag}' in case '{self.name}'{nearest(tag, self.tags)}")

    def properties(self, tag: str) -> dict[str, Any]:
        """Return the input properties of a component as they are stored (SI)."""
        code = self.type_of(tag)
        return properties_of(self.types[code], self._now.frames[code], tag)

    def checks(self) -> pd.DataFrame:
        """Judge the components by the limits that their types declare and by the criteria of the case.

        Returns
        -------
        pandas.DataFrame
            One row a component and limit: tag, type, property, value, limit (SI), bound (minimum, maximum), unit,
            passed, criterion (its tag; empty: the type declares the limit), source, set. ``passed`` is NA where value
            or limit is absent, or where results are out of date.

        Raises
        ------
        InputError
            A criterion that is not sound.
        """
        return checks_frame(self)

    def show_checks(self, system: str = "metric") -> ChecksTable:
        """Return the checks as a table for a notebook, in chosen units, what failed first.

        Parameters
        ----------
        system : str
            ``"metric"``, ``"si"`` or ``"us"``.
        """
        return ChecksTable(self.checks(), self.types, system, float(self._now.settings["atmospheric_pressure"]))

    def _become(self, state: Snapshot) -> None:
        """Take over a state, in the frames that there are.

        ``pipes = case["PIPE"]`` in a notebook stays the frame of the case: shows its results, takes its edits.
        """
        held = self._now
        for code, frame in held.frames.items():
            content = state.frames[code] if code in state.frames else empty_frame(state.types[code])
            state.frames[code] = _refilled(frame, content)
        state.connections = _refilled(held.connections, state.connections)
        state.graphics = _refilled(held.graphics, state.graphics)
        self._now = state

    @property
    def digest(self) -> str:
        """The sha256 over inputs and topology; equal for equal inputs, whatever their order."""
        return state_digest(self._now, self.types)

    @property
    def is_stale(self) -> bool:
        """True if there are results that do not belong to the present inputs; criteria have no part in them."""
        return self._now.run is not None and self._now.run.input_digest != results_digest(self._now, self.types)

    @property
    def is_changed(self) -> bool:
        """True if inputs, topology, settings, coordinates or versions of types differ from the base."""
        return (
            any(self.types[code].version != self._base.types.get(code, self.types[code]).version for code in self.codes)
            or self.digest != self._base_digest
            or not self._now.graphics.sort_index().equals(self._base.graphics.sort_index())
        )

    def rebase(self, digest: str | None = None) -> None:
        """Take the present state as the base (after it was opened, saved or committed).

        Parameters
        ----------
        digest : str, optional
            The digest of the present state, where the caller knows it.
        """
        self._base = self._now.copy()
        self._base_digest = self.digest if digest is None else digest


def _refilled(frame: pd.DataFrame, content: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` itself, with the content of another one (copied on write)."""
    if content is not frame:
        frame.__init__(content)  # type: ignore[misc]
    return frame
