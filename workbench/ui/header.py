"""The top of the workbench: which case is open, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets

from workbench import units
from workbench.ui.display import escape
from workbench.ui.session import Session

__all__ = ["Header", "labelled"]

_UNIT_SYSTEMS = {"metric": "Metric", "si": "SI", "us": "US"}


def labelled(label: str, control: Any) -> Any:
    """Return a control with a small label above it."""
    return ipywidgets.VBox([ipywidgets.HTML(escape(label)).add_class("wb-caption"), control]).add_class("wb-labelled")


def _button(text: str, icon: str, css_class: str, tooltip: str, action: Callable[[], Any]) -> Any:
    button = ipywidgets.Button(description=text, icon=icon, tooltip=tooltip).add_class(css_class)
    button.on_click(lambda _: action())
    return button


class Header(ipywidgets.VBox):
    """Choosers of project, revision, case and units; Solve, Undo, Redo, Save, Commit, Issue; and the status line.

    Opening another case while the present one has changes asks first.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._filling = False
        self._wanted: tuple[str, str, str] | None = None
        self.project = ipywidgets.Dropdown().add_class("wb-project")
        self.revision = ipywidgets.Dropdown().add_class("wb-revision")
        self.case = ipywidgets.Dropdown().add_class("wb-case")
        self.units = ipywidgets.Dropdown(
            options=[(_UNIT_SYSTEMS.get(name, name), name) for name in units.SYSTEMS], value=session.unit_system_name
        ).add_class("wb-units")
        self.solve = _button("Solve", "play", "wb-solve", "Calculate the case", self._solve)
        self.undo = _button("", "undo", "wb-undo", "Undo the last edit", session.undo)
        self.redo = _button("", "repeat", "wb-redo", "Redo", session.redo)
        self.save = _button("Save", "save", "wb-save", "Save into this revision", session.save)
        self.message = ipywidgets.Text(
            placeholder="What was changed, and why", continuous_update=False, tooltip="Message of the commit"
        ).add_class("wb-message")
        self.commit = _button("Commit", "check", "wb-commit", "Store as a new revision", self._commit)
        self.issue = _button("Issue", "lock", "wb-issue", "Lock this revision for ever", self._ask_to_issue)
        self.markers = ipywidgets.HTML().add_class("wb-markers")
        self.status = ipywidgets.HTML().add_class("wb-status")
        choosers = [labelled("Project", self.project), labelled("Revision", self.revision)]
        choosers += [labelled("Case", self.case), labelled("Units", self.units)]
        actions = [self.undo, self.redo, self.solve, self.save, self.message, self.commit, self.issue]
        bar = ipywidgets.HBox(
            [
                ipywidgets.HBox(choosers).add_class("wb-choosers"),
                ipywidgets.HBox(actions).add_class("wb-actions"),
            ]
        ).add_class("wb-bar")
        state = ipywidgets.HBox([self.status, self.markers]).add_class("wb-state")
        self._question = self._make_question()
        self._issue_words, self._issue_question = self._make_issue_question()
        super().__init__([bar, self._question, self._issue_question, state])
        self.add_class("wb-header")
        self.project.observe(lambda _: self._choose("project"), "value")
        self.revision.observe(lambda _: self._choose("revision"), "value")
        self.case.observe(lambda _: self._choose("case"), "value")
        self.units.observe(lambda _: session.use_units(self.units.value), "value")
        self.refresh("case")

    def refresh(self, kind: str) -> None:
        """Show what the session holds now."""
        if kind in ("case", "revision"):
            self._show_choice()
        self._show_state()

    # --- choosing ------------------------------------------------------------------------------------------

    def _show_choice(self) -> None:
        session = self._session
        project = session.project_name if session.case is not None else None
        self._fill(self.project, session.projects(), project)
        revisions = session.revisions(project) if project else []
        self._fill(self.revision, revisions, session.revision_code if project else None)
        cases = session.cases(project, session.revision_code) if project else []
        self._fill(self.case, cases, session.case_name if project else None)

    def _fill(self, chooser: Any, options: Sequence[str], value: str | None) -> None:
        self._filling = True
        listed = list(options)
        if value is not None and value not in listed:
            listed.append(value)
        chooser.options = listed
        chooser.value = value
        chooser.disabled = not listed
        self._filling = False

    def _choose(self, level: str) -> None:
        """Complete a choice with the newest revision and the case of the same name, or the first; then open it."""
        if self._filling:
            return
        session, project = self._session, self.project.value
        if project is None:
            return
        revision, case = self.revision.value, self.case.value
        if level == "project":
            revisions = session.revisions(project)
            self._fill(self.revision, revisions, revisions[-1] if revisions else None)
            revision = self.revision.value
        if level in ("project", "revision") and revision is not None:
            cases = session.cases(project, revision)
            self._fill(self.case, cases, case if case in cases else (cases[0] if cases else None))
            case = self.case.value
        if revision is not None and case is not None:
            self._wanted = (project, revision, case)
            if session.is_changed:
                self._question.layout.display = None
            else:
                self._open()

    def _open(self) -> None:
        self._question.layout.display = "none"
        wanted, self._wanted = self._wanted, None
        if wanted is not None and not self._session.open(*wanted):
            self._show_choice()

    def _make_question(self) -> Any:
        def save_first() -> None:
            if self._session.save():
                self._open()

        def stay() -> None:
            self._wanted = None
            self._question.layout.display = "none"
            self._show_choice()

        words = ipywidgets.HTML("This case has changes that are not stored.")
        question = ipywidgets.HBox(
            [
                words,
                _button("Save, then open", "", "wb-save-first", "Save into its revision", save_first),
                _button("Drop them and open", "", "wb-drop", "The changes are lost", self._open),
                _button("Stay", "", "wb-stay", "Go on with this case", stay),
            ]
        ).add_class("wb-question")
        question.layout.display = "none"
        return question

    def _make_issue_question(self) -> tuple[Any, Any]:
        def issue(for_construction: bool) -> None:
            self._issue_question.layout.display = "none"
            self._session.issue(for_construction=for_construction)

        def cancel() -> None:
            self._issue_question.layout.display = "none"

        words = ipywidgets.HTML()
        question = ipywidgets.HBox(
            [
                words,
                _button("Issue for review", "", "wb-issue-review", "Codes go on as they are", lambda: issue(False)),
                _button(
                    "Issue for construction",
                    "",
                    "wb-issue-construction",
                    "The revisions that follow count from 0",
                    lambda: issue(True),
                ),
                _button("Cancel", "", "wb-issue-cancel", "Leave it in work", cancel),
            ]
        ).add_class("wb-question")
        question.layout.display = "none"
        return words, question

    def _ask_to_issue(self) -> None:
        session = self._session
        unstored = " Your unsaved changes will not be in it." if session.is_changed else ""
        self._issue_words.value = (
            f"Revision {escape(session.revision_code)}, all its cases, will be locked for ever.{unstored}"
        )
        self._issue_question.layout.display = None

    # --- acting --------------------------------------------------------------------------------------------

    def _solve(self) -> None:
        self.solve.disabled, self.solve.description = True, "Solving"
        try:
            self._session.solve()
        finally:
            self.solve.disabled, self.solve.description = False, "Solve"

    def _commit(self) -> None:
        if self._session.commit(self.message.value):
            self.message.value = ""

    def _show_state(self) -> None:
        session = self._session
        severity = "error" if session.error is not None else "information"
        self.status.value = f"<span class='wb-{severity}' role='status'>{escape(session.status)}</span>"
        marks = []
        if session.is_changed:
            marks.append("<span class='wb-mark wb-dirty' title='Differs from what is stored'>changed</span>")
        if session.is_stale:
            marks.append("<span class='wb-mark wb-stale' title='Solve again'>results out of date</span>")
        elif session.has_results:
            marks.append("<span class='wb-mark wb-current' title='Results belong to these inputs'>solved</span>")
        elif session.case is not None:
            marks.append("<span class='wb-mark wb-unsolved'>not solved</span>")
        if session.is_issued:
            marks.append("<span class='wb-mark wb-issued' title='Commit a new revision to change it'>issued</span>")
        self.markers.value = "".join(marks)
        for button in (self.solve, self.undo, self.redo, self.commit):
            button.disabled = session.case is None
        for button in (self.save, self.issue):
            button.disabled = session.case is None or session.is_issued
