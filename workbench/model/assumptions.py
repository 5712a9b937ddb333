"""What a calculation assumed because nobody said otherwise: collected while it runs, and kept with its summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Assumptions"]

_Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass
class _Assumption:
    text: str
    property: str
    value: float | str | None
    unit: str
    tags: list[str] = field(default_factory=list)


class Assumptions:
    """Values that a calculation took where an input is absent, each with the reason and the tags that it holds for.

    Examples
    --------
    >>> frame = pd.DataFrame({"efficiency": [0.7, np.nan]}, index=["P-101", "P-102"])
    >>> assumed = Assumptions()
    >>> assumed.fill(frame, "efficiency", 0.6, "small centrifugal pumps").tolist()
    [0.7, 0.6]
    >>> assumed.to_json()[0]["tags"], assumed.to_json()[0]["text"]
    (['P-102'], 'Efficiency 0.6: small centrifugal pumps')
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, object, str], _Assumption] = {}

    def fill(
        self, frame: pd.DataFrame, name: str, value: float, why: str, *, unit: str = "", title: str = ""
    ) -> _Array:
        """Return a numeric column with `value` [SI, in `unit`] where it is absent, and note the tags of those."""
        numbers = frame[name].to_numpy(dtype=np.float64)
        absent = np.isnan(numbers)
        words = title if title else name.replace("_", " ").capitalize()
        shown = f"{value:g} {unit}".rstrip()
        self.note(frame.index[absent].tolist(), f"{words} {shown}: {why}", property=name, value=value, unit=unit)
        filled: _Array = np.where(absent, value, numbers)
        return filled

    def note(
        self, tags: Iterable[object], text: str, *, property: str = "", value: float | str | None = None, unit: str = ""
    ) -> None:
        """Note an assumption for components; the same words of several calls become one entry."""
        listed = [str(tag) for tag in tags]
        if not listed:
            return
        entry = self._found.setdefault((text, property, value, unit), _Assumption(text, property, value, unit))
        known = set(entry.tags)
        entry.tags += [tag for tag in dict.fromkeys(listed) if tag not in known]

    def to_json(self) -> list[dict[str, Any]]:
        """Return plain JSON for the summary of a run: text, property, value [SI], unit and tags of each."""
        return [
            {"text": one.text, "property": one.property, "value": one.value, "unit": one.unit, "tags": one.tags}
            for one in self._found.values()
        ]

    @staticmethod
    def of(summary: Sequence[dict[str, Any]], tag: str) -> list[str]:
        """Return the texts, as `to_json` keeps them, that hold for a component."""
        return [one["text"] for one in summary if tag in one["tags"]]
