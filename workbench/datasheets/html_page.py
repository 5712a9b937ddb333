"""A sheet as HTML. All that is not markup of ours is escaped."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from workbench.datasheets.quantities import number_text
from workbench.datasheets.sheet import (
    FAILED,
    NOT_JUDGED,
    PASSED,
    Datasheet,
    Drawing,
    Line,
    Lines,
    RevisionLine,
    Section,
    Table,
    Texts,
    Value,
)

__all__ = ["document", "fragment"]

_WORD = 30
_VERDICTS = {PASSED: "wb-pass", FAILED: "wb-fail", NOT_JUDGED: "wb-unjudged"}


@cache
def _style() -> str:
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def _escaped(text: object) -> str:
    # MathJax looks for its delimiters in the finished page: an element of their own takes them apart.
    escaped = html.escape(str(text), quote=True)
    return escaped.replace("$", "<span>&#36;</span>").replace("\\", "<span>&#92;</span>")


def document(sheet: Datasheet) -> str:
    """Return a page that stands alone and prints on A4."""
    size = "A4 landscape" if sheet.is_wide else "A4 portrait"
    return (
        "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
        f"<title>{html.escape(sheet.name)}</title><style>@page {{ size: {size}; margin: 12mm; }} "
        f"body {{ margin: 0; background: #fff; }}</style></head><body>{fragment(sheet)}</body></html>\n"
    )


def fragment(sheet: Datasheet) -> str:
    """Return the sheet with its style, to stand in a notebook."""
    wide = " wb-wide" if sheet.is_wide else ""
    marks = "".join(f"<div class='wb-sheet-mark'>{_escaped(mark)}</div>" for mark in sheet.heading.marks)
    groups = groupby(sheet.sections, key=lambda section: isinstance(section, Lines))
    parts = "".join(
        f"<div class='{'wb-sheet-forms' if are_forms else 'wb-sheet-wide-parts'}'>{_parts(list(group))}</div>"
        for are_forms, group in groups
    )
    return (
        f"<style>{_style()}</style><div class='wb-sheet{wide}'>{_head(sheet)}{marks}{parts}"
        f"<div class='wb-sheet-wide-parts'>{_revisions(sheet.revisions)}</div>{_foot(sheet)}</div>"
    )


def _head(sheet: Datasheet) -> str:
    heading = sheet.heading
    rows = (
        ("Project", heading.project),
        ("Case", heading.case),
        ("Revision", heading.revision),
        ("Units", heading.units),
    )
    where = "".join(f"<div>{_escaped(name)}</div><div>{_escaped(value)}</div>" for name, value in rows)
    return (
        f"<div class='wb-sheet-head'><div class='wb-sheet-name'><div class='wb-sheet-title'>{_escaped(sheet.title)}"
        f"</div><div class='wb-sheet-tag'>{_escaped(sheet.tag)}</div></div>"
        f"<div class='wb-sheet-where'>{where}</div></div>"
    )


def _foot(sheet: Datasheet) -> str:
    heading = sheet.heading
    solver = heading.solver if heading.solver else "nothing was calculated"
    return f"<div class='wb-sheet-foot'>Inputs sha256 {_escaped(heading.digest)} · {_escaped(solver)}</div>"


def _parts(sections: Sequence[Section]) -> str:
    return "".join(
        f"<div class='wb-sheet-part'><h4 class='wb-sheet-caption'>{_escaped(section.title)}</h4>{_body(section)}</div>"
        for section in sections
    )


def _body(section: Section) -> str:
    if isinstance(section, Lines):
        return f"<table><tbody>{''.join(_line(line) for line in section.lines)}</tbody></table>"
    if isinstance(section, Drawing):
        return section.svg
    if isinstance(section, Texts):
        items = "".join(f"<li>{_escaped(text)}</li>" for text in section.texts)
        none = f"<span class='wb-sheet-none'>{_escaped(section.empty)}</span>"
        return f"<div class='wb-sheet-text'>{f'<ol>{items}</ol>' if items else none}</div>"
    return _table(section)


def _line(line: Line) -> str:
    kind = "wb-number" if isinstance(line.value, float) else "wb-words"
    result = " wb-result" if line.is_result else ""
    return (
        f"<tr title='{_escaped_attribute(line.remark)}'><td>{_escaped(line.label)}</td>"
        f"<td class='{kind}{result}'>{_shown(line.value)}</td><td class='wb-unit-of'>{_escaped(line.unit)}</td></tr>"
    )


def _escaped_attribute(text: str) -> str:
    return html.escape(text, quote=True)


def _shown(value: Value) -> str:
    if value is None:
        return ""
    return _escaped(number_text(value) if isinstance(value, float) else value)


def _table(table: Table) -> str:
    if not table.rows:
        return f"<div class='wb-sheet-text'><span class='wb-sheet-none'>{_escaped(table.empty)}</span></div>"
    heads = "".join(
        f"<th>{_escaped(column.title)}{f'<span>{_escaped(column.unit)}</span>' if column.unit else ''}</th>"
        for column in table.columns
    )
    kind = " class='wb-stands'" if table.stands else ""
    rows = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in table.rows)
    content = f"<table{kind}><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<div class='wb-sheet-scroll'>{content}</div>"


def _cell(value: Value) -> str:
    if isinstance(value, str) and value not in _VERDICTS:
        return f"<td>{' '.join(_word(word) for word in value.split(' '))}</td>"
    kind = "wb-number" if isinstance(value, float) else "" if value is None else _VERDICTS.get(str(value), "")
    return f"<td class='{kind}'>{_shown(value)}</td>" if kind else f"<td>{_shown(value)}</td>"


def _word(word: str) -> str:
    """Return a word that is not broken at a hyphen, as a tag has, also among others; one too long for a cell may be."""
    return f"<span class='wb-word'>{_escaped(word)}</span>" if "-" in word and len(word) <= _WORD else _escaped(word)


def _revisions(revisions: tuple[RevisionLine, ...]) -> str:
    heads = ("Rev", "Date", "Description", "By", "Checked", "Approved", "Status")
    blank = revisions if revisions else (RevisionLine(""),)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_escaped(text)}</td>' for text in _signed(one))}</tr>" for one in reversed(blank)
    )
    head = "".join(f"<th>{name}</th>" for name in heads)
    return (
        "<div class='wb-sheet-part'><h4 class='wb-sheet-caption'>Revisions</h4><table class='wb-sheet-signed'>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _signed(one: RevisionLine) -> tuple[str, ...]:
    return one.code, one.date, one.description, one.by, one.checked, one.approved, one.status
