"""Sheets as an Excel file: real numbers with a format, units in cells of their own, texts that stay texts."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.datasheets.sheet import (
    FAILED,
    PASSED,
    Column,
    Datasheet,
    Drawing,
    Lines,
    Section,
    Table,
    Texts,
    Value,
)
from workbench.errors import InputError

__all__ = ["write_workbook"]

_A4 = 9
_FORM_COLUMNS = 4
"""Label, value, unit, remark."""
_HEAD_ROWS = 5
_NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDTH, _FIRST_WIDTH, _LINE_HEIGHT = 16, 34, 12.5
"""Of columns, in characters; of a line of text, in points."""
_LONGEST_TEXT, _LONGEST_NAME = 32767, 31
_NO_DRAWING = "The sketch is on the HTML sheet only."
_BAND, _GOOD, _BAD = "E8E8E8", "1B7A34", "C0261C"


def write_workbook(sheets: Sequence[Datasheet], path: str | Path) -> Path:
    """Write sheets into one Excel file, in place of one that is there; return its path.

    Raises
    ------
    InputError
        No sheet, or a path that does not end in ``.xlsx``.
    """
    from openpyxl import Workbook

    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise InputError(
            f"The datasheets are written as .xlsx; the path is '{target}'.", value=str(target), expected="name.xlsx"
        )
    if not sheets:
        raise InputError("There is no sheet to write.", expected="one sheet or more")
    book = Workbook()
    book.remove(book.active)
    names: set[str] = set()
    for sheet in sheets:
        _Page(book.create_sheet(_sheet_name(sheet, names)), sheet).write()
    book.save(target)
    return target


def _sheet_name(sheet: Datasheet, taken: set[str]) -> str:
    """Return a name that Excel takes and no other sheet has, whatever the letter case."""
    wanted = _NOT_IN_NAMES.sub("_", sheet.tag if sheet.tag else sheet.title).strip("' ")
    wanted = (wanted if wanted else "Sheet")[:_LONGEST_NAME]
    name, number = wanted, 2
    while name.lower() in taken:
        ending = f" ({number})"
        name, number = wanted[: _LONGEST_NAME - len(ending)] + ending, number + 1
    taken.add(name.lower())
    return name


def number_format(value: float) -> str:
    """Return the number format that shows four significant digits.

    Examples
    --------
    >>> number_format(123456.0), number_format(1.5), number_format(0.00012), number_format(2e-9)
    ('#,##0', '0.0##', '0.0######', '0.0000E+00')
    """
    if value == 0.0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if not -5 <= size < 12:
        return "0.0000E+00"
    decimals = 3 - size
    return "#,##0" if decimals <= 0 else "0.0" + "#" * (decimals - 1)


class _Page:
    """One sheet of the file, written from the top."""

    def __init__(self, page: Any, sheet: Datasheet) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self.page = page
        self.sheet = sheet
        self.row = 1
        tables = [len(one.columns) for one in sheet.sections if isinstance(one, Table) and one.rows]
        self.width = max([_FORM_COLUMNS, 7, *tables])
        thin, thick = Side(style="thin", color="808080"), Side(style="medium")
        self.borders = {"thin": Border(thin, thin, thin, thin), "thick": Border(thick, thick, thick, thick)}
        self.fonts = {
            "plain": Font(name="Arial", size=9),
            "bold": Font(name="Arial", size=9, bold=True),
            "title": Font(name="Arial", size=14, bold=True),
            "good": Font(name="Arial", size=9, bold=True, color=_GOOD),
            "bad": Font(name="Arial", size=9, bold=True, color=_BAD),
        }
        self.band = PatternFill("solid", start_color=_BAND)
        self.left = Alignment(horizontal="left", vertical="top", wrap_text=True)
        self.right = Alignment(horizontal="right", vertical="top")

    def write(self) -> None:
        """Write all of it."""
        self._head()
        for section in self.sheet.sections:
            self._section(section)
        self._revisions()
        self._foot()
        self._set_up()

    # --- cells ---------------------------------------------------------------------------------------------

    def _put(self, column: int, value: Value, font: str = "plain", *, is_framed: bool = True) -> Any:
        cell = self.page.cell(self.row, column)
        if isinstance(value, (int, float)):
            cell.value, cell.number_format, cell.alignment = value, number_format(value), self.right
        else:
            cell.alignment = self.left
            if value:
                text = _NOT_IN_CELLS.sub("�", value)[:_LONGEST_TEXT]
                cell.value = text
                cell.data_type = "s"  # what looks like a formula or an error stays a text
                cell.quotePrefix = text[0] in "=+-@\t\r"
        verdict = {PASSED: "good", FAILED: "bad"}.get(value, font) if isinstance(value, str) else font
        cell.font = self.fonts[verdict]
        if is_framed:
            cell.border = self.borders["thin"]
        return cell

    def _across(self, first: int, last: int, value: Value, font: str = "plain", *, filled: bool = False) -> None:
        """Write into cells that are merged."""
        self._put(first, value, font)
        for column in range(first, last + 1):
            cell = self.page.cell(self.row, column)
            cell.border = self.borders["thin"]
            if filled:
                cell.fill = self.band
        if isinstance(value, str):
            self._make_room(value, last - first + 1 + (first == 1))
        if last > first:
            self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)

    def _make_room(self, text: str, columns: int) -> None:
        """Give a row the height of a text in merged cells, which no program finds by itself."""
        lines = math.ceil(len(text) / (_WIDTH * columns))
        if lines > 1:
            known = self.page.row_dimensions[self.row].height
            self.page.row_dimensions[self.row].height = max(lines * _LINE_HEIGHT, 0.0 if known is None else known)

    # --- parts ---------------------------------------------------------------------------------------------

    def _head(self) -> None:
        heading = self.sheet.heading
        self._across(1, self.width, self.sheet.name, "title")
        self.page.row_dimensions[1].height = 24
        rows = (("Project", heading.project), ("Case", heading.case), ("Revision", heading.revision))
        for name, value in (*rows, ("Units", heading.units)):
            self.row += 1
            self._put(1, name, "bold")
            self._across(2, self.width, value)
        for mark in heading.marks:
            self.row += 1
            self._across(1, self.width, mark, "bad")
        self.row += 1

    def _section(self, section: Section) -> None:
        self.row += 1
        self._across(1, self.width, section.title, "bold", filled=True)
        if isinstance(section, Drawing):
            self._sentence(_NO_DRAWING)
        elif isinstance(section, Lines):
            for line in section.lines:
                self.row += 1
                self._put(1, line.label)
                self._put(2, line.value, "bold" if line.is_result else "plain")
                self._put(3, line.unit)
                self._across(4, self.width, line.remark)
        elif isinstance(section, Texts):
            for text in section.texts if section.texts else (section.empty,):
                self._sentence(text)
        elif section.rows:
            self._table(section)
        else:
            self._sentence(section.empty)
        self.row += 1

    def _sentence(self, text: str) -> None:
        self.row += 1
        self._across(1, self.width, text)

    def _table(self, table: Table) -> None:
        self.row += 1
        for k, column in enumerate(table.columns, 1):
            self._put(k, column.title, "bold").fill = self.band
        if any(column.unit for column in table.columns):
            self.row += 1
            for k, column in enumerate(table.columns, 1):
                self._put(k, column.unit).fill = self.band
        if not self.sheet.tag and self.page.freeze_panes is None:
            self.page.freeze_panes = self.page.cell(self.row + 1, 2)  # a list: its heads stay in sight
        for row in table.rows:
            self.row += 1
            for k, value in enumerate(row, 1):
                self._put(k, value)

    def _revisions(self) -> None:
        heads = ("Rev", "Date", "Description", "By", "Checked", "Approved", "Status")
        rows: list[tuple[Value, ...]] = [
            (one.code, one.date, one.description, one.by, one.checked, one.approved, one.status)
            for one in reversed(self.sheet.revisions)
        ]
        self.row += 1
        self._across(1, self.width, "Revisions", "bold", filled=True)
        self._table(Table("", tuple(Column(name) for name in heads), tuple(rows) if rows else ((None,) * 7,)))
        self.row += 1

    def _foot(self) -> None:
        heading = self.sheet.heading
        self.row += 1
        for name, value in (("Inputs sha256", heading.digest), ("Calculated by", heading.solver)):
            self._put(1, name)
            self._across(2, self.width, value if value else "nothing was calculated")
            self.row += 1
        self.row -= 1

    def _set_up(self) -> None:
        """Set columns, print area and page as a form of A4 has them."""
        from openpyxl.utils import get_column_letter

        page = self.page
        for k in range(1, self.width + 1):
            page.column_dimensions[get_column_letter(k)].width = _FIRST_WIDTH if k == 1 else _WIDTH
        if page.freeze_panes is None or self.sheet.tag:
            page.freeze_panes = page.cell(_HEAD_ROWS + 1, 1)
        page.print_area = f"A1:{get_column_letter(self.width)}{self.row}"
        page.print_title_rows = "1:2"
        page.page_setup.paperSize = _A4
        page.page_setup.orientation = "landscape" if self.sheet.is_wide else "portrait"
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_margins.left = page.page_margins.right = 0.5
        page.page_margins.top = page.page_margins.bottom = 0.6
        page.print_options.horizontalCentered = True
        page.oddFooter.left.text = f"{self.sheet.heading.case} rev {self.sheet.heading.revision}".replace("&", "&&")
        page.oddFooter.right.text = "Page &P of &N"
        page.sheet_view.showGridLines = False
