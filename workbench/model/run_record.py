"""What is known of the calculation that the results of a case come from, and how it is shown."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pandas as pd

__all__ = ["RunRecord"]

_SHOWN = 50
_TAGS_SHOWN = 6

_STYLE = """<style>
.wb-run { color: var(--jp-ui-font-color1, inherit); font-family: var(--jp-ui-font-family, sans-serif);
  font-size: 13px; }
.wb-run table { border-collapse: collapse; margin: 4px 0 8px; color: inherit; font-size: inherit; }
.wb-run td, .wb-run th { text-align: left; padding: 2px 12px 2px 0; vertical-align: top;
  border-bottom: 1px solid var(--jp-border-color2, #8884); overflow-wrap: anywhere; max-width: 640px; }
.wb-run th { font-weight: 500; white-space: nowrap; }
.wb-run .wb-run-warnings td { color: var(--jp-warn-color0, #b26a00); }
</style>"""


@dataclass(frozen=True)
class RunRecord:
    """What is known of the calculation that the results come from.

    Shown in a notebook it is the warnings, and what was assumed where no input says it.

    Attributes
    ----------
    run_id : UUID
    input_digest : str
        Of the inputs that the results belong to.
    solver, solver_version : str
    summary : dict
        Plain JSON: what the solver tells of itself, ``"warnings"``, ``"assumptions"``.
    started_at, finished_at : str
        ISO 8601.
    """

    run_id: UUID
    input_digest: str
    solver: str
    solver_version: str
    summary: dict[str, Any]
    started_at: str
    finished_at: str

    @property
    def warnings(self) -> pd.DataFrame:
        """What the calculation warns of, a row each: `tag`, empty for the whole case, and `text`."""
        found = [(str(one.get("tag", "")), str(one["text"])) for one in self.summary.get("warnings", ())]
        return pd.DataFrame(found, columns=["tag", "text"], dtype="str")

    @property
    def assumptions(self) -> pd.DataFrame:
        """What was taken where no input says it, a row for each component.

        Columns: `tag`, `property` (empty if it is none of the component), `value` as it was taken [SI] or None,
        `unit`, `text`.
        """
        found = [
            (tag, one["property"], one["value"], one["unit"], one["text"])
            for one in self.summary.get("assumptions", ())
            for tag in one["tags"]
        ]
        return pd.DataFrame(found, columns=["tag", "property", "value", "unit", "text"], dtype="object")

    def __repr__(self) -> str:
        return f"<Run of {self._heading()}>"

    def _heading(self) -> str:
        counts = {
            "warning": len(self.summary.get("warnings", ())),
            "assumption": len(self.summary.get("assumptions", ())),
        }
        told = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts.items())
        return f"{self.solver} {self.solver_version}, {_minute(self.started_at)}: {told}"

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self) -> str:
        """Return the warnings and assumptions as HTML, all text escaped; of very many the first."""
        warned = [([str(one.get("tag", ""))], str(one["text"])) for one in self.summary.get("warnings", ())]
        assumed = [(list(one["tags"]), str(one["text"])) for one in self.summary.get("assumptions", ())]
        tables = _table("Warning", "warnings", warned) + _table(
            "Assumed, where no input says it", "assumptions", assumed
        )
        return f"{_STYLE}<div class='wb-run'><div>{html.escape(self._heading())}</div>{tables}</div>"


def _minute(moment: str) -> str:
    return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M") if moment else "not dated"


def _table(title: str, name: str, rows: Sequence[tuple[Sequence[str], str]]) -> str:
    if not rows:
        return ""
    lines = "".join(f"<tr><td>{_tags(tags)}</td><td>{_text(text)}</td></tr>" for tags, text in rows[:_SHOWN])
    more = len(rows) - _SHOWN
    note = f"<div>and {more:,} more: <code>case.run.{name}</code> has them all.</div>" if more > 0 else ""
    head = f"<thead><tr><th>Tag</th><th>{title}</th></tr></thead>"
    return f"<table class='wb-run-{name}'>{head}<tbody>{lines}</tbody></table>{note}"


def _tags(tags: Sequence[str]) -> str:
    more = len(tags) - _TAGS_SHOWN
    return ", ".join(map(_text, tags[:_TAGS_SHOWN])) + (f" and {more:,} more" if more > 0 else "")


def _text(value: str) -> str:
    return f"<bdi>{html.escape(value, quote=True)}</bdi>"
