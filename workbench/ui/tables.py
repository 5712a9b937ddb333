"""Tables in displayed units, with the unit in each column header: one row a component, or one a change."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbench.model.schema import Field, TypeSchema
from workbench.model.settings import SETTINGS_SCHEMA
from workbench.ui.display import UnitSystem, escape, significant

with warnings.catch_warnings():
    # bqscales, which ipydatagrid brings, declares its traits in a form that traitlets is about to drop.
    warnings.simplefilter("ignore", DeprecationWarning)
    from ipydatagrid import DataGrid, TextRenderer

__all__ = ["ComponentTable", "change_table", "displayed_frame"]

_ROWS_MEASURED, _LETTERS = 200, 48
_CHANGES_LISTED = 300
"""Rows of the table of changes; more are counted, not listed."""


def displayed_frame(frame: pd.DataFrame, fields: Mapping[str, Field], system: UnitSystem) -> pd.DataFrame:
    """Return columns of a frame as people read them: displayed units, units in the headers, no curves.

    Numbers are rounded to five significant digits for display; nothing is ever written back from here.
    """
    columns = {
        system.header(field): _displayed(frame[name], field, system)
        for name, field in fields.items()
        if name in frame.columns and field.kind != "curve"
    }
    return pd.DataFrame(columns, index=pd.Index(frame.index, name="Tag"))


def _displayed(column: pd.Series, field: Field, system: UnitSystem) -> Any:
    if field.kind == "number":
        return _rounded(system.convert(column.to_numpy(dtype=float), field))
    texts = column.astype(object).where(column.notna(), "").astype(str)
    return texts.replace({"True": "yes", "False": "no"}) if field.kind == "boolean" else texts


def _rounded(values: np.ndarray[Any, Any], digits: int = 5) -> np.ndarray[Any, Any]:
    with np.errstate(divide="ignore", invalid="ignore"):
        decades = np.floor(np.log10(np.abs(values)))
    decades = np.where(np.isfinite(decades), decades, 0.0)
    # Never beyond what a double can be multiplied by: 1e-300 is shown as it is.
    factors = 10.0 ** np.clip(digits - 1 - decades, -300, 300)
    rounded: np.ndarray[Any, Any] = np.round(values * factors) / factors
    return rounded


class ComponentTable(DataGrid):
    """A sortable, read-only table of one component type; a click on a row tells its tag.

    Parameters
    ----------
    frame : DataFrame
        As `displayed_frame` returns it.
    on_tag : callable
        Called with the tag of a clicked row.
    """

    def __init__(self, frame: pd.DataFrame, on_tag: Callable[[str], object]) -> None:
        self._on_tag = on_tag
        self.frame = frame
        """What is shown, in its own order; the grid's `data` is a copy made each time."""
        super().__init__(
            frame,
            editable=False,
            selection_mode="row",
            base_row_size=24,
            base_row_header_size=84,
            base_column_header_size=26,
            column_widths={str(name): _width(str(name), column) for name, column in frame.items()} | {"Tag": 84},
            default_renderer=TextRenderer(missing=""),
            layout={"height": "100%", "width": "100%"},
        )
        self.add_class("wb-table")
        self.on_cell_click(self._clicked)

    def show(self, frame: pd.DataFrame) -> None:
        """Show other values."""
        self.frame = frame
        self.data = frame

    def _clicked(self, event: dict[str, Any]) -> None:
        # 'row' is the position in the unsorted frame, also when the user has sorted the table.
        row = event.get("row")
        if event.get("region") in ("body", "row-header") and row is not None and 0 <= row < len(self.frame):
            self._on_tag(str(self.frame.index[row]))


def _width(header: str, column: pd.Series[Any]) -> int:
    """Return a width that the header, and texts up to a limit, fit into at the grid's 12 px letters [px]."""
    texts = [len(value) for value in column.head(_ROWS_MEASURED) if isinstance(value, str)]
    return round(max(34 + 6.2 * len(header), 14 + 6.2 * min(max(texts, default=0), _LETTERS)))


def change_table(changes: pd.DataFrame, types: Mapping[str, TypeSchema], system: UnitSystem) -> str:
    """Return a frame of differences as HTML: values in displayed units, every text escaped."""
    if changes.empty:
        return "<div class='wb-empty'>Nothing is changed since the case was opened, saved or committed.</div>"
    lines = [_change_line(row, types, system) for row in changes.head(_CHANGES_LISTED).itertuples(index=False)]
    more = len(changes) - _CHANGES_LISTED
    note = f"<div class='wb-empty'>and {more} more</div>" if more > 0 else ""
    head = "".join(f"<th>{title}</th>" for title in ("Tag", "What", "Before", "After", ""))
    return f"<table class='wb-changes'><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{note}"


def _change_line(row: Any, types: Mapping[str, TypeSchema], system: UnitSystem) -> str:
    schema = types.get(row.type, SETTINGS_SCHEMA)
    known = {**schema.fields, **schema.results} if row.kind == "limit" else schema.fields
    field = (schema.results if row.kind == "result" else known).get(row.property)
    what = field.title if field is not None else str(row.property).replace("_", " ")
    cells = (row.tag, what, _value(row.old, field, system), _value(row.new, field, system), f"{row.kind} {row.change}")
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _value(value: Any, field: Field | None, system: UnitSystem) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return "-"
    if field is None:
        return significant(value, 6) if isinstance(value, float) else str(value)
    if field.kind == "curve":
        return f"{len(value)} points"
    return system.with_unit(value, field, 6) if field.kind == "number" else str(value)
