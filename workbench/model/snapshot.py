"""The state of a case at one moment, kept for undo and as the base that a case is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pandas as pd

from workbench.model.run_record import RunRecord
from workbench.model.schema import TypeSchema

__all__ = ["Snapshot"]


@dataclass
class Snapshot:
    """Frames, connections, coordinates and settings.

    Frames are copied on write by pandas, so that a copy costs next to nothing until something changes.
    """

    frames: dict[str, pd.DataFrame]
    connections: pd.DataFrame
    graphics: pd.DataFrame
    settings: dict[str, Any]
    lineage: dict[str, UUID] = field(default_factory=dict)
    """What a component is across revisions, by tag; a new component has none until it is stored."""
    run: RunRecord | None = None
    solved: Snapshot | None = field(default=None, repr=False, compare=False)
    """The state that the results were calculated from, while it is in memory."""
    types: dict[str, TypeSchema] = field(default_factory=dict)
    """The types that the frames are of, by code, in the versions that they are of; never changed in place."""

    def copy(self) -> Snapshot:
        """Return a copy that later changes of the frames do not reach."""
        return Snapshot(
            frames={code: frame.copy(deep=False) for code, frame in self.frames.items()},
            connections=self.connections.copy(deep=False),
            graphics=self.graphics.copy(deep=False),
            settings=dict(self.settings),
            lineage=dict(self.lineage),
            run=self.run,
            solved=self.solved,
            types=self.types,
        )
