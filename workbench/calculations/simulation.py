"""What a simulation over time gives back: frames over time, events, warnings, a plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench import units
from workbench.errors import InputError, NotFound
from workbench.model.schema import TypeSchema
from workbench.model.tags import nearest

__all__ = ["Simulation"]


@dataclass(frozen=True)
class Simulation:
    """States of a case over time; SI, pressures absolute.

    ``simulation["TANK"]["level"]`` is a frame of the levels: one row a reported time, one column a tag. The columns of
    ``simulation["TANK"]`` are the results of the type and what moves of its inputs (level, demand, speed, status).

    Attributes
    ----------
    events : pandas.DataFrame
        What controls did and which tanks came to their limits: time, tag, text, and the tag of the control (cause).
    warnings : pandas.DataFrame
        What an engineer has to look at, with the time at which it begins: time, tag, text.
    is_complete : bool
        False if it was stopped before its end.
    """

    _frames: Mapping[str, pd.DataFrame]
    _is_reported: np.ndarray[Any, np.dtype[np.bool_]]
    events: pd.DataFrame
    warnings: pd.DataFrame
    schemas: Mapping[str, TypeSchema]
    _straight: frozenset[tuple[str, str]] = frozenset()
    """Types and properties that go in a straight line between two steps; all others hold until the next step."""
    is_complete: bool = True

    def __repr__(self) -> str:
        times = self.at_every_step[next(iter(self._frames))].index
        return (
            f"<Simulation of {times[-1] / pd.Timedelta(hours=1):g} h: {int(self._is_reported.sum())} reported times, "
            f"{len(times)} steps, {len(self.events)} events, {len(self.warnings)} warnings>"
        )

    def __getitem__(self, code: str) -> pd.DataFrame:
        """Return the frame of a component type at the reported times: columns by result and tag.

        Raises
        ------
        NotFound
            A type that the case has no component of.
        """
        return self._frame(code)[self._is_reported]

    @property
    def at_every_step(self) -> dict[str, pd.DataFrame]:
        """The same frames with the steps at events between the reported times."""
        return dict(self._frames)

    def _frame(self, code: str) -> pd.DataFrame:
        if code not in self._frames:
            raise NotFound(f"The simulation has no component of type '{code}'{nearest(code, self._frames) or '.'}")
        return self._frames[code]

    def plot(self, code: str, result: str, tags: Sequence[str] | str | None = None, *, system: str = "metric") -> Any:
        """Plot a result over time, every step of it.

        Parameters
        ----------
        code, result : str
            Such as ``"TANK", "level"`` or ``"PUMP", "flow"``.
        tags : str or sequence of str, optional
            Components to show; else all of the type.
        system : str
            Display system: ``"metric"``, ``"si"`` or ``"us"``.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        NotFound
            No such type, result or tag.
        InputError
            Matplotlib, which draws it, is not installed.
        """
        frame = self._frame(code)
        known = list(frame.columns.unique(level="result"))
        if result not in known:
            raise NotFound(f"{code} has no '{result}' over time{nearest(result, known) or '.'}")
        shown = frame[result]
        chosen = list(shown.columns) if tags is None else [tags] if isinstance(tags, str) else list(tags)
        for tag in chosen:
            if tag not in shown.columns:
                raise NotFound(f"There is no {code} '{tag}'{nearest(tag, shown.columns) or '.'}")
        try:
            from matplotlib import pyplot  # slow to load, and not everybody has it
        except ImportError:
            raise InputError(
                "Matplotlib, which draws plots, is not installed: run pip install matplotlib.",
                path=("matplotlib",),
                expected="the package matplotlib",
            ) from None
        field = {**self.schemas[code].fields, **self.schemas[code].results}[result]
        _, axes = pyplot.subplots()
        style = "default" if (code, result) in self._straight else "steps-post"
        hours = frame.index.to_numpy() / np.timedelta64(1, "h")
        for tag in chosen:
            values = shown[tag].to_numpy()
            if field.kind == "number":
                values = units.from_si(values.astype(np.float64), field.dimension, system=system)
            axes.plot(hours, values, label=tag, drawstyle=style)
        unit = units.display_unit(field.dimension, system) if field.kind == "number" else ""
        axes.set_xlabel("Time [h]")
        axes.set_ylabel(f"{field.title} [{unit}]" if unit else field.title)
        axes.legend()
        return axes
