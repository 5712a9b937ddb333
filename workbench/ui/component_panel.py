"""The right side of the workbench: title, property form and results of what is selected."""

from __future__ import annotations

from typing import Any

import ipywidgets

from workbench.errors import InputError
from workbench.ui.display import escape
from workbench.ui.form import PropertyForm
from workbench.ui.session import Session

__all__ = ["ComponentPanel"]


class ComponentPanel(ipywidgets.VBox):
    """Shows the selected component, or the settings of the case, and applies what is changed there."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tag: str | None = None
        self.title = ipywidgets.HTML().add_class("wb-title")
        self.form = PropertyForm(self._touched)
        self.problem = ipywidgets.HTML().add_class("wb-form-error")
        self.apply = ipywidgets.Button(description="Apply", tooltip="Take the changed values").add_class("wb-apply")
        self.revert = ipywidgets.Button(description="Revert", tooltip="Show the stored values").add_class("wb-revert")
        self.results = ipywidgets.HTML().add_class("wb-component-results")
        self.apply.on_click(lambda _: self._apply())
        self.revert.on_click(lambda _: self.refresh("selection"))
        buttons = ipywidgets.HBox([self.apply, self.revert]).add_class("wb-form-buttons")
        scrolled = ipywidgets.VBox([self.form, self.problem, buttons, self.results]).add_class("wb-scroll")
        super().__init__([self.title, scrolled])
        self.add_class("wb-panel").add_class("wb-component")
        self.refresh("case")

    def refresh(self, kind: str) -> None:
        """Show what the session holds now; what was typed and not applied stays while others act."""
        if kind in ("messages", "graphics"):
            return
        keep_typed = kind in ("results", "revision", "elsewhere") and self.form.is_touched
        shown = self._session.shown
        if shown is None:
            self.form.clear()
            self.title.value = "<span class='wb-tag'>Nothing open</span>"
            self.results.value = ""
            self.apply.disabled = self.revert.disabled = True
            return
        schema, tag, values = shown
        keep_typed = keep_typed and self._tag == tag
        self._tag = tag
        self.apply.disabled = self.revert.disabled = False
        selected = self._session.selected
        name = "Case settings" if selected is None else tag
        about = f"{schema.title}. {schema.description}"
        if selected is None:
            about = "Tap a component to see its properties."
        if not keep_typed:
            self.form.show(schema, tag, values, self._session.units)
            self._show_problem("")
            self._mark_touched(False)
        self.results.value = self._results_html() if selected is not None else ""
        self.title.value = (
            f"<div class='wb-tag'>{escape(name)}</div>"
            f"<div class='wb-about' title='{escape(about)}'>{escape(about)}</div>"
        )

    def _touched(self) -> None:
        self._mark_touched(self.form.is_touched)

    def _mark_touched(self, touched: bool) -> None:
        self.apply.button_style = "primary" if touched else ""

    def _apply(self) -> None:
        shown = self._session.shown
        if shown is None:
            return
        self.form.clear_errors()
        self._show_problem("")
        try:
            changes = self.form.changes()
        except InputError as error:
            self._show_error(error)
            return
        if not changes:
            self._show_problem("Nothing was changed.")
        elif not self._session.apply(shown[1], changes):
            self._show_error(self._session.error)

    def _show_error(self, error: Any) -> None:
        if not (isinstance(error, InputError) and self.form.show_error(error)):
            self._show_problem(str(error))

    def _show_problem(self, text: str) -> None:
        self.problem.value = escape(text)
        self.problem.layout.display = None if text else "none"

    def _results_html(self) -> str:
        session = self._session
        code = session.case.type_of(session.selected)
        frame, system = session.case[code], session.units
        rows = []
        for name, field in session.case.types[code].results.items():
            text = system.with_unit(frame.at[session.selected, name], field, 4) if name in frame.columns else ""
            if text:
                rows.append(
                    f"<tr title='{escape(field.description)}'><td>{escape(field.title)}</td>"
                    f"<td class='wb-result-{escape(name)}'>{escape(text)}</td></tr>"
                )
        if not rows:
            return ""
        stale = " <span class='wb-mark wb-stale'>out of date</span>" if session.is_stale else ""
        return f"<div class='wb-caption'>Results{stale}</div><table>{''.join(rows)}</table>"
