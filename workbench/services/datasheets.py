"""Datasheets of components, line list and equipment list of a case, with the revisions that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from workbench.calculations import EXPLANATIONS
from workbench.datasheets.definition import Definition
from workbench.datasheets.excel import write_workbook
from workbench.datasheets.forms import NPSH_SHEET
from workbench.datasheets.lists import equipment_list, line_list
from workbench.datasheets.making import component_sheet, tags_on_sheet
from workbench.datasheets.quantities import Quantities
from workbench.datasheets.sheet import Datasheet, Heading, RevisionLine
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.explanation import Explanation
from workbench.services.explaining import why_not_current
from workbench.services.stale import stale_results
from workbench.store.projects import RevisionRow

__all__ = [
    "equipment_list_of",
    "line_list_of",
    "npsh_sheet_of",
    "revision_lines",
    "sheet_of",
    "write_sheets",
]

_NAMED = 3
"""Reasons for results out of date that the mark of a sheet names."""


def revision_lines(rows: Sequence[RevisionRow], code: str) -> tuple[RevisionLine, ...]:
    """Return the revision of a code and those that it came from, the oldest first.

    Parameters
    ----------
    rows : sequence of RevisionRow
        Of the project.
    code : str
        Of the revision that the case belongs to.
    """
    by_code = {row.code: row for row in rows}
    found: list[RevisionLine] = []
    at: str | None = code
    while at is not None and at in by_code:
        row = by_code[at]
        issued = "" if row.issued_at is None else f" {row.issued_at:%Y-%m-%d}"
        purpose = f" for {row.issued_for}{issued}" if row.issued_for else ""
        line = RevisionLine(
            row.code,
            f"{row.created_at:%Y-%m-%d}",
            row.message,
            row.author,
            status=f"{row.status}{purpose}",
        )
        found.append(line)
        at = row.parent
    return tuple(reversed(found))


def sheet_of(
    case: Case,
    tag: str,
    system: str,
    *,
    project: str = "",
    revisions: tuple[RevisionLine, ...] = (),
    checked: str = "",
    approved: str = "",
) -> Datasheet:
    """Return the datasheet of a component.

    Parameters
    ----------
    case : Case
        With its results, if there are any.
    tag : str
        Of the component.
    system : str
        One of `units.SYSTEMS`.
    project : str
        Name of the project.
    revisions : tuple of RevisionLine
        As `revision_lines` gives them; empty for a case that no revision holds.
    checked, approved : str
        Who checked and approved the newest revision; blank if not given.

    Raises
    ------
    NotFound
        No component has the tag.
    UnitError
        An unknown system of units.
    """
    return _sheet(case, tag, system, None, None, project, _signed(revisions, checked, approved))


def npsh_sheet_of(
    case: Case,
    tag: str,
    system: str,
    *,
    project: str = "",
    revisions: tuple[RevisionLine, ...] = (),
    checked: str = "",
    approved: str = "",
) -> Datasheet:
    """Return the NPSH calculation of a pump duty, or of the only duty of a pump; parameters as of `sheet_of`.

    Raises
    ------
    NotFound
        No component has the tag.
    InputError
        Neither a duty nor a pump with one.
    """
    duty = _duty(case, tag)
    explanation = None
    if case.app_module in EXPLANATIONS and not why_not_current(case, duty):
        explanation = _only_npsh(EXPLANATIONS[case.app_module](case, duty))
    return _sheet(case, duty, system, NPSH_SHEET, explanation, project, _signed(revisions, checked, approved))


def _only_npsh(explanation: Explanation) -> Explanation:
    """Return the steps up to the margin; what follows is of power and motor."""
    last = [k for k, step in enumerate(explanation.steps) if "npsh" in f"{step.quantity} {step.column}".lower()]
    return replace(explanation, steps=explanation.steps[: last[-1] + 1]) if last else explanation


def _duty(case: Case, tag: str) -> str:
    code = case.type_of(tag)
    if code == NPSH_SHEET.code:
        return tag
    frame = case[NPSH_SHEET.code]
    duties = [str(one) for one in frame.index[(frame["pump"] == tag).to_numpy(dtype=bool, na_value=False)]]
    if len(duties) == 1:
        return duties[0]
    listed = f"it has {len(duties)}: {', '.join(duties)}" if duties else "it has none"
    raise InputError(
        f"An NPSH sheet is of one {NPSH_SHEET.code}; '{tag}' is a {code}, and {listed}.",
        path=(tag, "type"),
        value=code,
        expected=f"the tag of a {NPSH_SHEET.code}, or of a pump with one",
    )


def line_list_of(
    case: Case,
    system: str,
    *,
    project: str = "",
    revisions: tuple[RevisionLine, ...] = (),
    checked: str = "",
    approved: str = "",
) -> Datasheet:
    """Return the line list of a case; parameters as of `sheet_of`."""
    quantities = _quantities(case, system)
    return line_list(
        case, quantities, _heading(case, quantities, project, revisions, None), _signed(revisions, checked, approved)
    )


def equipment_list_of(
    case: Case,
    system: str,
    *,
    project: str = "",
    revisions: tuple[RevisionLine, ...] = (),
    checked: str = "",
    approved: str = "",
) -> Datasheet:
    """Return the equipment list of a case; parameters as of `sheet_of`."""
    quantities = _quantities(case, system)
    return equipment_list(
        case, quantities, _heading(case, quantities, project, revisions, None), _signed(revisions, checked, approved)
    )


def write_sheets(sheets: Sequence[Datasheet], path: str | Path) -> Path:
    """Write sheets into one Excel file; return its path.

    Raises
    ------
    InputError
        No sheet, or a path that does not end in ``.xlsx``.
    """
    return write_workbook(sheets, path)


def _sheet(
    case: Case,
    tag: str,
    system: str,
    definition: Definition | None,
    explanation: Explanation | None,
    project: str,
    revisions: tuple[RevisionLine, ...],
) -> Datasheet:
    quantities = _quantities(case, system)
    heading = _heading(case, quantities, project, revisions, tags_on_sheet(case, tag, definition))
    return component_sheet(case, tag, quantities, heading, revisions, definition=definition, explanation=explanation)


def _quantities(case: Case, system: str) -> Quantities:
    return Quantities(system, float(case.settings["atmospheric_pressure"]))


def _signed(revisions: tuple[RevisionLine, ...], checked: str, approved: str) -> tuple[RevisionLine, ...]:
    """Return the revisions, the newest one checked and approved by who is named."""
    if not revisions:
        return (RevisionLine("", checked=checked, approved=approved),) if checked or approved else ()
    return (*revisions[:-1], replace(revisions[-1], checked=checked, approved=approved))


def _heading(
    case: Case,
    quantities: Quantities,
    project: str,
    revisions: tuple[RevisionLine, ...],
    tags: Iterable[str] | None,
) -> Heading:
    run = case.run
    solver = ""
    if run is not None:
        solver = f"{run.solver}, workbench {run.solver_version}, {run.finished_at[:16].replace('T', ' ')}"
    last = revisions[-1] if revisions else None
    return Heading(
        project=project,
        case=case.name,
        revision="" if last is None else f"{last.code} ({last.status})" if last.status else last.code,
        digest=case.digest,
        solver=solver,
        units=quantities.words,
        marks=_marks(case, "" if last is None else last.code, tags),
    )


def _has_results(case: Case, tag: str) -> bool:
    code = case.type_of(tag)
    names = [name for name in case.types[code].results if name in case[code]]
    return bool(case[code].loc[tag, names].notna().any())


def _marks(case: Case, revision: str, tags: Iterable[str] | None) -> tuple[str, ...]:
    """Return what must be seen before a number is used; `tags` are those on the sheet, None: all."""
    marks = []
    if case.run is None:
        marks.append("NOT CALCULATED: the case has no results")
    else:
        stale: pd.DataFrame = stale_results(case)
        of_sheet = stale if tags is None else stale[stale["tag"].isin(list(tags))]
        if len(of_sheet):
            reasons = list(dict.fromkeys(of_sheet["because"].astype(str)))
            more = f" and {len(reasons) - _NAMED} more" if len(reasons) > _NAMED else ""
            marks.append(f"NOT CURRENT: the results are older than the inputs ({'; '.join(reasons[:_NAMED])}{more})")
        elif case.is_stale and tags is None:
            marks.append("NOT CURRENT: the results are older than the inputs")
        if tags is not None and not any(_has_results(case, tag) for tag in tags):
            marks.append(f"NOT CALCULATED: a case of app module '{case.app_module}' has no results for this sheet")
    if revision and case.is_changed:
        marks.append(f"NOT STORED: the case has changes that revision {revision} does not hold")
    return tuple(marks)
