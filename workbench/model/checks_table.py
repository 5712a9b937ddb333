"""The table of checks to look at: HTML in the colours of JupyterLab, all text escaped, numbers in the chosen units."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench import units
from workbench.model.schema import Field, TypeSchema

__all__ = ["ROWS_SHOWN", "ChecksTable"]

ROWS_SHOWN = 200

_STYLE = """<style>
.wb-checks { color: var(--jp-ui-font-color1, inherit); font-family: var(--jp-ui-font-family, sans-serif);
  font-size: 13px; }
.wb-checks table { border-collapse: collapse; margin: 4px 0 8px; color: inherit; font-size: inherit; }
.wb-checks td, .wb-checks th { text-align: left; padding: 2px 12px 2px 0; vertical-align: top;
  border-bottom: 1px solid var(--jp-border-color2, #8884); overflow-wrap: anywhere; max-width: 420px; }
.wb-checks th { font-weight: 500; white-space: nowrap; }
.wb-checks .wb-checks-number { text-align: right; white-space: nowrap; }
.wb-checks .wb-checks-failed td { color: var(--jp-error-color1, #c62828); font-weight: 600; }
.wb-checks .wb-checks-unknown td { color: var(--jp-ui-font-color2, inherit); font-style: italic; }
</style>"""

_WORDS = {True: "pass", False: "fail", None: "not known"}
_CLASSES = {True: "", False: " class='wb-checks-failed'", None: " class='wb-checks-unknown'"}


class ChecksTable:
    """Checks as people read them: what failed first, then what is not known, then what passed.

    Parameters
    ----------
    checks : DataFrame
        As `Case.checks` returns it.
    types : mapping of str to TypeSchema
        Component types by code.
    system : str
        One of `units.SYSTEMS`.
    atmospheric_pressure : float
        What gauge pressures are relative to [Pa].
    """

    def __init__(
        self, checks: pd.DataFrame, types: Mapping[str, TypeSchema], system: str, atmospheric_pressure: float
    ) -> None:
        units.display_unit("length", system)  # there is such a system
        self.checks = checks
        self._types = types
        self._system = system
        self._atmospheric_pressure = atmospheric_pressure

    def counts(self) -> dict[str, int]:
        """Return how many checks failed, passed, or are not known."""
        verdicts = [self._verdict(value) for value in self.checks["passed"]]
        return {_WORDS[verdict]: verdicts.count(verdict) for verdict in (False, None, True)}

    def __repr__(self) -> str:
        return f"<Checks: {self._summary()}>"

    def _summary(self) -> str:
        counts = self.counts()
        return f"{counts['fail']:,} failed, {counts['not known']:,} not known, {counts['pass']:,} passed"

    @staticmethod
    def _verdict(value: Any) -> bool | None:
        return None if pd.isna(value) else bool(value)

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self) -> str:
        """Return the table as HTML; of very many checks those that failed or are not known."""
        order = self.checks["passed"].map({False: 0, True: 2}).fillna(1)
        ordered = self.checks.iloc[order.argsort(kind="stable")]
        lines = "".join(self._line(row) for row in ordered.head(ROWS_SHOWN).itertuples(index=False))
        titles = ("Tag", "What", "Value", "", "Limit", "", "Criterion", "Source")
        head = "".join(f"<th>{title}</th>" for title in titles)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>" if len(ordered) else ""
        more = len(ordered) - ROWS_SHOWN
        note = f"<div>and {more:,} more: <code>case.checks()</code> has them all.</div>" if more > 0 else ""
        return f"{_STYLE}<div class='wb-checks'><div>{self._summary()}</div>{table}{note}</div>"

    def _line(self, row: Any) -> str:
        schema = self._types[row.type]
        field = schema.results[row.property] if row.property in schema.results else schema.fields[row.property]
        verdict = self._verdict(row.passed)
        judged = f"{row.criterion} ({row.set})" if row.set else row.criterion if row.criterion else "of the type"
        cells = (
            f"<td>{_text(row.tag)}</td><td>{_text(field.title)}</td>"
            f"<td class='wb-checks-number'>{_text(self._number(row.value, field))}</td>"
            f"<td>{'&ge;' if row.bound == 'minimum' else '&le;'}</td>"
            f"<td class='wb-checks-number'>{_text(self._number(row.limit, field))}</td>"
            f"<td>{_WORDS[verdict]}</td><td>{_text(judged)}</td><td>{_text(row.source)}</td>"
        )
        return f"<tr{_CLASSES[verdict]}>{cells}</tr>"

    def _number(self, value: float, field: Field) -> str:
        if pd.isna(value):
            return "-"
        atmosphere = self._atmospheric_pressure
        return units.format_value(value, field.dimension, self._system, atmospheric_pressure=atmosphere)


def _text(value: object) -> str:
    return f"<bdi>{html.escape(str(value), quote=True)}</bdi>"
