"""What the tabs of datasheets and checks show and write, in plain Python: tested without a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.datasheets.checks import checks_rows, verdict
from workbench.datasheets.quantities import Quantities, number_text
from workbench.datasheets.sheet import FAILED, NOT_JUDGED, PASSED
from workbench.errors import WorkbenchError
from workbench.ui.display import escape
from workbench.ui.session import Session
from workbench.ui.wording import error_in_words

__all__ = ["checks_page", "datasheet_of", "save_datasheet", "save_lists"]

_ROWS_SHOWN = 300
_NOT_IN_FILES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_COLOURS = {PASSED: "wb-pass", FAILED: "wb-fail", NOT_JUDGED: "wb-unjudged"}


def datasheet_of(session: Session) -> tuple[Any, str]:
    """Return the datasheet of the selected component, or None and the sentence that says why not."""
    if session.case is None or session.selected is None:
        return None, "Select a component to see its datasheet. The lists are of the whole case."
    try:
        return session.case.datasheet(session.selected, session.unit_system_name), ""
    except WorkbenchError as error:
        return None, error_in_words(error)


def save_datasheet(session: Session) -> Path | None:
    """Write the datasheet of the selected component as an Excel file beside the notebook; say what happened."""
    sheet, reason = datasheet_of(session)
    if sheet is None:
        session.announce("error", reason)
        return None
    return _written(session, f"{session.selected}", sheet.to_excel)


def save_lists(session: Session) -> Path | None:
    """Write line list and equipment list of the case into one Excel file beside the notebook; say what happened."""
    if session.case is None:
        session.announce("error", "Open a case first.")
        return None
    return _written(session, "lists", lambda path: session.case.workbook(path, (), session.unit_system_name))


def _written(session: Session, what: str, write: Any) -> Path | None:
    name = _NOT_IN_FILES.sub("_", f"{session.case_name} {session.revision_code} {what}")
    path = Path.cwd() / f"{name}.xlsx"
    try:
        write(path)
    except WorkbenchError as error:
        session.announce("error", error_in_words(error))
        return None
    except OSError as error:
        session.announce("error", f"{path.name} could not be written ({error.strerror}); is it open in Excel?")
        return None
    session.announce("information", f"Wrote {path.name} beside the notebook.")
    return path


def checks_page(session: Session) -> str:
    """Return the checks of the selected component, or of the whole case with what fails first, as HTML."""
    if session.case is None:
        return "<div class='wb-empty'>Open a case first.</div>"
    try:
        checks = session.case.checks()
    except WorkbenchError as error:
        return f"<div class='wb-empty'>{escape(error_in_words(error))}</div>"
    selected = session.selected
    if selected is not None:
        checks = checks[checks["tag"] == selected]
    checks = checks[checks["limit"].notna()]
    if checks.empty:
        of = "of this case" if selected is None else f"of {selected}"
        return f"<div class='wb-empty'>No limit applies to the results {escape(of)}.</div>"
    order = [{PASSED: 2, FAILED: 0}.get(verdict(one), 1) for one in checks["passed"]]
    checks = checks.assign(order=order).sort_values("order", kind="stable")
    return _summary(checks, selected) + _table(session, checks.head(_ROWS_SHOWN))


def _summary(checks: pd.DataFrame, selected: str | None) -> str:
    judged = int(checks["passed"].notna().sum())
    failed = judged - int(checks["passed"].sum())
    of = "All components" if selected is None else selected
    words = f"{of}: {failed} of {judged} checks fail" if judged else f"{of}: nothing is judged, solve the case"
    unknown = len(checks) - judged
    words += f", {unknown} cannot be judged" if judged and unknown else ""
    more = f"; the first {_ROWS_SHOWN} of {len(checks)} are shown" if len(checks) > _ROWS_SHOWN else ""
    return f"<div class='wb-checks-summary {'wb-fail' if failed else ''}'>{escape(words + more)}.</div>"


def _table(session: Session, checks: pd.DataFrame) -> str:
    quantities = Quantities(session.unit_system_name, float(session.case.settings["atmospheric_pressure"]))
    heads = ("Tag", "Quantity", "Value", "", "Limit", "Unit", "", "Source of the limit")
    rows = []
    for row in checks_rows(session.case, checks, quantities):
        cells = []
        for value in row:
            if isinstance(value, float):
                cells.append(f"<td class='wb-number'>{escape(number_text(value))}</td>")
            else:
                text = "" if value is None else value
                cells.append(f"<td class='{_COLOURS.get(text, '')}'>{escape(text)}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    head = "".join(f"<th>{name}</th>" for name in heads)
    return f"<table class='wb-checks'><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
