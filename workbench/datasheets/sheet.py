"""What a datasheet holds: sections of lines, tables, texts and drawings, between its heading and its revisions.

Values are plain numbers in the units that are shown, texts, or None where nothing is known: pages and Excel files are
written from the same sheet, so that they cannot tell different numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

__all__ = [
    "FAILED",
    "NOT_JUDGED",
    "PASSED",
    "Column",
    "Datasheet",
    "Drawing",
    "Heading",
    "Line",
    "Lines",
    "RevisionLine",
    "Section",
    "Table",
    "Texts",
    "Value",
]

Value = float | str | None
"""A number in the unit beside it, a text, or nothing."""

PASSED, FAILED, NOT_JUDGED = "pass", "FAIL", "not judged"


@dataclass(frozen=True)
class Line:
    """One line of a form."""

    label: str
    value: Value
    unit: str = ""
    remark: str = ""
    """What it means, shown beside it where there is room."""
    is_result: bool = False


@dataclass(frozen=True)
class Lines:
    """A section of lines: label, value, unit."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    title: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A section that is a table; cells that hold `PASSED` or `FAILED` are coloured."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    empty: str = ""
    """Said instead of a table without rows."""
    stands: bool = False
    """True: a quantity a row, with its unit in the second column and a component in each that follows."""


@dataclass(frozen=True)
class Texts:
    """A section of sentences."""

    title: str
    texts: tuple[str, ...]
    empty: str = "None."


@dataclass(frozen=True)
class Drawing:
    """A section that is a drawing; an Excel file says where it is."""

    title: str
    svg: str
    """Made by us, all text in it escaped."""


Section = Lines | Table | Texts | Drawing


@dataclass(frozen=True)
class RevisionLine:
    """One line of the revision block."""

    code: str
    date: str = ""
    description: str = ""
    by: str = ""
    checked: str = ""
    approved: str = ""
    status: str = ""


@dataclass(frozen=True)
class Heading:
    """Where a sheet comes from, and whether its numbers are current."""

    project: str
    case: str
    revision: str
    digest: str
    """The sha256 of the inputs of the case, as they are on the sheet."""
    solver: str = ""
    """Name and version of what calculated the results, and when; empty if nothing did."""
    units: str = ""
    marks: tuple[str, ...] = ()
    """Such as ``"NOT CURRENT: ..."``: what must be seen before a number is used."""


@dataclass(frozen=True, repr=False)
class Datasheet:
    """One sheet; a notebook shows it, ``to_excel`` writes it.

    Examples
    --------
    >>> case.datasheet("PSV-101", system="us").to_excel("PSV-101.xlsx")  # doctest: +SKIP
    """

    title: str
    tag: str
    """What the sheet is of; empty for a list of many."""
    heading: Heading
    sections: tuple[Section, ...]
    revisions: tuple[RevisionLine, ...] = ()
    """The newest last."""
    is_wide: bool = False
    """True: landscape."""

    def __repr__(self) -> str:
        marks = f"; {'; '.join(self.heading.marks)}" if self.heading.marks else ""
        return f"<Datasheet {self.name!r}, revision {self.heading.revision or 'none'}{marks}>"

    @property
    def name(self) -> str:
        """Such as ``"PSV-101 Pressure safety valve"``."""
        return f"{self.tag} {self.title}".strip()

    def to_html(self, path: str | Path | None = None) -> str:
        """Return the sheet as an HTML document that stands alone and prints on A4; written to `path` if given."""
        from workbench.datasheets.html_page import document

        page = document(self)
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page

    def _repr_html_(self) -> str:
        from workbench.datasheets.html_page import fragment

        return fragment(self)

    def to_excel(self, path: str | Path) -> Path:
        """Write the sheet as an Excel file, in place of one that is there; return its path.

        Raises
        ------
        InputError
            A path that does not end in ``.xlsx``.
        """
        from workbench.datasheets.excel import write_workbook

        return write_workbook([self], path)

    def to_frame(self) -> pd.DataFrame:
        """Return what the sheet says.

        Returns
        -------
        pandas.DataFrame
            One row a value: section, row (of a table: its first cell), item, value, unit.
        """
        rows: list[tuple[str, str, str, Value, str]] = []
        for section in self.sections:
            if isinstance(section, Lines):
                rows += [(section.title, "", line.label, line.value, line.unit) for line in section.lines]
            elif isinstance(section, Texts):
                rows += [(section.title, "", str(number), text, "") for number, text in enumerate(section.texts, 1)]
            elif isinstance(section, Table):
                rows += [
                    (section.title, str(row[0]), column.title, value, column.unit)
                    for row in section.rows
                    for column, value in zip(section.columns, row, strict=True)
                ]
        return pd.DataFrame(rows, columns=["section", "row", "item", "value", "unit"], dtype=object)
