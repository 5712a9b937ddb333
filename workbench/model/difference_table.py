"""The table of a difference: HTML in the colours of JupyterLab, all text escaped, numbers with units."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench import units
from workbench.model.schema import Field, TypeSchema
from workbench.model.settings import SETTINGS_SCHEMA
from workbench.model.snapshot import Snapshot

__all__ = ["difference_table"]

_Types = Mapping[str, TypeSchema]
_Case = tuple[Snapshot | None, _Types]

ROWS_OF_A_KIND = 50
CASES_SHOWN = 20
LONGEST_TEXT = 200
CURVE_POINTS = 6

# Kind, heading, the attribute of the difference that holds the rest.
_SECTIONS = (
    ("limit", "Limits crossed", "limits"),
    ("case", "Cases", "cases"),
    ("component", "Components", "components"),
    ("input", "Inputs", "inputs"),
    ("settings", "Settings", "settings"),
    ("topology", "Connections", "topology"),
    ("result", "Results", "results"),
)

# Colours of JupyterLab's theme, light or dark; elsewhere those of the page.
_STYLE = """<style>
.wb-difference { color: var(--jp-ui-font-color1, inherit); font-family: var(--jp-ui-font-family, sans-serif);
  font-size: 13px; }
.wb-difference h4 { margin: 12px 0 4px; font-size: 14px; font-weight: 600; }
.wb-difference table { border-collapse: collapse; margin: 0 0 8px; color: inherit; font-size: inherit; }
.wb-difference caption { text-align: left; font-weight: 600; padding: 4px 8px 2px 0; caption-side: top;
  color: var(--jp-ui-font-color2, inherit); }
.wb-difference .wb-difference-limit caption { color: var(--jp-error-color1, #c62828); }
.wb-difference td, .wb-difference th { text-align: left; padding: 2px 12px 2px 0; vertical-align: top;
  border-bottom: 1px solid var(--jp-border-color2, #8884); overflow-wrap: anywhere; max-width: 420px; }
.wb-difference th { font-weight: 500; white-space: nowrap; }
.wb-difference .wb-difference-old { color: var(--jp-ui-font-color2, inherit); }
.wb-difference .wb-difference-beyond td, .wb-difference .wb-difference-beyond th { font-weight: 700;
  color: var(--jp-error-color1, #c62828); }
.wb-difference .wb-difference-more { color: var(--jp-ui-font-color2, inherit); margin: 0 0 8px; }
</style>"""


def difference_table(
    frame: pd.DataFrame,
    old: Mapping[str, _Case],
    new: Mapping[str, _Case],
    old_name: str,
    new_name: str,
    counts: Mapping[str, int],
) -> str:
    """Return a difference as HTML, grouped by case and kind, crossed limits first.

    Parameters
    ----------
    frame : DataFrame
        As `Difference.frame` has it.
    old, new : mapping of str to (Snapshot or None, mapping of str to TypeSchema)
        The cases by name, for titles, units and the atmosphere that gauge pressures are relative to.
    old_name, new_name : str
        What the two sides are called.
    counts : mapping of str to int
        The summary.
    """
    heading = f"{_text(old_name)} &rarr; {_text(new_name)}: " if old_name or new_name else ""
    if frame.empty:
        return f"{_STYLE}<div class='wb-difference'>{heading}Nothing differs.</div>"
    summary = ", ".join(f"{count:,} {_text(words)}" for words, count in counts.items())
    parts = [f"<div>{heading}{summary}</div>"]
    names = list(dict.fromkeys(frame["case"]))
    # A crossed limit is never below the fold of cases.
    alarmed = set(frame.loc[frame["kind"] == "limit", "case"])
    names.sort(key=lambda name: name not in alarmed)
    for name in names[:CASES_SHOWN]:
        of_case = frame[frame["case"] == name]
        if len(names) > 1 or (name not in (old_name, new_name)):
            parts.append(f"<h4>{_text(name)}</h4>")
        reader = _Reader(old.get(name), new.get(name))
        for kind, title, attribute in _SECTIONS:
            rows = of_case[of_case["kind"] == kind]
            if len(rows):
                parts.append(_section(kind, title, attribute, rows, reader))
    if len(names) > CASES_SHOWN:
        parts.append(
            f"<div class='wb-difference-more'>and {len(names) - CASES_SHOWN:,} more cases: "
            "the attribute <code>frame</code> holds them all.</div>"
        )
    return f"{_STYLE}<div class='wb-difference'>{''.join(parts)}</div>"


def _section(kind: str, title: str, attribute: str, rows: pd.DataFrame, reader: _Reader) -> str:
    shown = "".join(_line(kind, row, reader) for row in rows.head(ROWS_OF_A_KIND).itertuples(index=False))
    table = f"<table class='wb-difference-{kind}'><caption>{title}</caption><tbody>{shown}</tbody></table>"
    more = len(rows) - ROWS_OF_A_KIND
    if more > 0:
        table += (
            f"<div class='wb-difference-more'>and {more:,} more: the attribute <code>{attribute}</code> "
            "holds them all.</div>"
        )
    return table


def _line(kind: str, row: Any, reader: _Reader) -> str:
    field = reader.field(row)
    what = field.title if field is not None and kind != "component" else ""
    if kind in ("component", "topology", "case"):
        return _plain_line(kind, row, reader)
    old, new = reader.both(row, field)
    name = _text(what if what else row.property)
    first = f"<th>{name}</th>" if kind == "settings" else f"<th>{_text(row.tag)}</th><td>{name}</td>"
    values = f"{first}<td class='wb-difference-old'>{_text(old)}</td><td>&rarr;</td><td>{_text(new)}</td>"
    if kind != "limit":
        return f"<tr>{values}</tr>"
    beyond = row.change == "crossed"
    limit = reader.value(row.limit, field, after=True, digits=6) if row.limit is not None else "-"
    words = f"{'beyond' if beyond else 'back within'} the {row.bound} of {limit}"
    emphasis = " class='wb-difference-beyond'" if beyond else ""
    return f"<tr{emphasis}>{values}<td>{_text(words)}</td></tr>"


def _plain_line(kind: str, row: Any, reader: _Reader) -> str:
    cells: tuple[str, ...]
    if kind in ("topology", "case"):
        cells = (row.change, row.old if row.new is None else row.new)
    elif row.change in ("renamed", "changed"):
        cells = (row.tag, row.type, f"{row.change}: {row.old} → {row.new}")
    else:
        cells = (row.tag, row.type, row.change, reader.inputs(row))
    return "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in cells) + "</tr>"


def _text(value: object) -> str:
    """Return text for HTML, cut where it is very long, and set apart so that its direction stays its own."""
    text = str(value)
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]}…"
    return f"<bdi>{html.escape(text, quote=True)}</bdi>" if text else ""


def _types_of(case: _Case | None) -> _Types:
    if case is None:
        return {}
    state, types = case
    return types if state is None else {**types, **state.types}


class _Reader:
    """Values of one case as people read them."""

    def __init__(self, old: _Case | None, new: _Case | None) -> None:
        self._old_types, self._types = _types_of(old), _types_of(new)
        self._atmospheres = tuple(
            units.STANDARD_ATMOSPHERE
            if case is None or case[0] is None
            else float(case[0].settings.get("atmospheric_pressure", units.STANDARD_ATMOSPHERE))
            for case in (old, new)
        )

    def field(self, row: Any) -> Field | None:
        """Return the field of the row's property."""
        if row.kind == "settings":
            return SETTINGS_SCHEMA.fields.get(row.property)
        for types in (self._types, self._old_types):
            schema = types.get(row.type)
            if schema is not None:
                first, second = (schema.results, schema.fields) if row.kind != "input" else (schema.fields, {})
                field = first.get(row.property, second.get(row.property))
                if field is not None:
                    return field
        return None

    def both(self, row: Any, field: Field | None) -> tuple[str, str]:
        """Return old and new value, with so many digits that they differ to the eye."""
        for digits in (4, 6, 9, 13, 17):
            old = self.value(row.old, field, after=False, digits=digits)
            new = self.value(row.new, field, after=True, digits=digits)
            if old != new:
                break
        return old, new

    def value(self, value: Any, field: Field | None, *, after: bool, digits: int) -> str:
        """Return one value with its unit."""
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return "-"
        if isinstance(value, list):
            columns = field.columns if field is not None else ()
            return self._curve(value, columns, after=after, digits=digits)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if not isinstance(value, (int, float)):
            return str(value)
        dimension = field.dimension if field is not None else "dimensionless"
        return units.format_value(value, dimension, digits=digits, atmospheric_pressure=self._atmospheres[after])

    def _curve(self, points: list[Any], columns: tuple[Field, ...], *, after: bool, digits: int) -> str:
        if not points or any(not isinstance(point, list) or len(point) != len(columns) for point in points):
            return f"{len(points)} points"
        texts = [
            ", ".join(
                self.value(number, column, after=after, digits=digits)
                for number, column in zip(point, columns, strict=True)
            )
            for point in points[:CURVE_POINTS]
        ]
        more = f" and {len(points) - CURVE_POINTS} more points" if len(points) > CURVE_POINTS else ""
        return "; ".join(texts) + more

    def inputs(self, row: Any) -> str:
        """Return all inputs of a component that was added or removed."""
        after = row.new is not None
        schema = (self._types if after else self._old_types).get(row.type)
        fields = schema.fields if schema is not None else {}
        given = row.new if after else row.old
        return ", ".join(
            f"{fields[name].title if name in fields else name} "
            f"{self.value(value, fields.get(name), after=after, digits=4)}"
            for name, value in given.items()
        )
