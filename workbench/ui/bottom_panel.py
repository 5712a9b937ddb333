"""The lower part of the workbench: results, inputs, messages, changes, explanations, checks, datasheets."""

from __future__ import annotations

from typing import Any

import ipywidgets

from workbench.ui.display import escape
from workbench.ui.main_shell import keep_in_main_shell
from workbench.ui.session import Message, Session
from workbench.ui.session_sheets import checks_page
from workbench.ui.sheet_panel import SheetPanel
from workbench.ui.tables import change_table
from workbench.ui.type_tables import TypeTables

__all__ = ["BottomPanel"]

_MESSAGES_SHOWN = 40
_TAGS_SHOWN = 4
_RESULTS, _INPUTS, _MESSAGES, _CHANGES, _EXPLAINED, _CHECKS, _DATASHEET = range(7)


class BottomPanel(ipywidgets.Tab):
    """Tables, messages and changes of a session; only the visible one is kept up to date."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._outdated: set[int] = set()
        self.results = TypeTables(session, results=True)
        self.inputs = TypeTables(session, results=False)
        self.messages = ipywidgets.VBox().add_class("wb-messages").add_class("wb-scroll")
        self.changes = ipywidgets.HTML().add_class("wb-changes-box")
        changes = ipywidgets.VBox([self.changes]).add_class("wb-scroll")
        self.explained = ipywidgets.HTMLMath().add_class("wb-explained-box")
        explained = ipywidgets.VBox([self.explained]).add_class("wb-scroll")
        self.checks = ipywidgets.HTML().add_class("wb-checks-box")
        checks = ipywidgets.VBox([self.checks]).add_class("wb-scroll")
        self.sheet = SheetPanel(session)
        super().__init__(
            [self.results, self.inputs, self.messages, changes, explained, checks, self.sheet],
            titles=["Results", "Inputs", "Messages", "Changes", "Explained", "Checks", "Datasheet"],
        )
        self.add_class("wb-bottom")
        self.selected_index = _RESULTS
        self.observe(lambda _: self._show(), "selected_index")
        self._outdated.add(_MESSAGES)
        self.refresh("case")

    def refresh(self, kind: str) -> None:
        """Show what the session holds now."""
        if kind == "messages":
            self._outdated.add(_MESSAGES)
            count = sum(message.severity in ("error", "warning") for message in self._session.messages)
            self.set_title(_MESSAGES, f"Messages ({count})" if count else "Messages")
        elif kind == "selection":
            self._outdated |= {_EXPLAINED, _CHECKS, _DATASHEET}
            for index, tables in ((_RESULTS, self.results), (_INPUTS, self.inputs)):
                if tables.follow_selection():
                    self._outdated.add(index)
        elif kind != "graphics":
            self._outdated |= {_RESULTS, _INPUTS, _CHANGES, _EXPLAINED, _CHECKS, _DATASHEET}
            if kind in ("case", "topology", "elsewhere"):
                self.results.fill_kinds()
                self.inputs.fill_kinds()
        self._show()

    def _show(self) -> None:
        visible = self.selected_index
        if visible not in self._outdated:
            return
        self._outdated.discard(visible)
        if visible == _RESULTS:
            self.results.show()
        elif visible == _INPUTS:
            self.inputs.show()
        elif visible == _MESSAGES:
            self._show_messages()
        elif visible == _CHANGES:
            self._show_changes()
        elif visible == _EXPLAINED:
            self._show_explained()
        elif visible == _CHECKS:
            self.checks.value = checks_page(self._session)
        elif visible == _DATASHEET:
            self.sheet.show()

    def _show_messages(self) -> None:
        before = self.messages.children
        shown = self._session.messages[:_MESSAGES_SHOWN]
        empty = ipywidgets.HTML("<div class='wb-empty'>No messages.</div>")
        self.messages.children = [self._message_line(message) for message in shown] if shown else [empty]
        keep_in_main_shell(self.messages)
        for line in before:
            for child in getattr(line, "children", ()):
                child.close()
            line.close()

    def _message_line(self, message: Message) -> Any:
        more = len(message.tags) - _TAGS_SHOWN
        others = f"and {more:,} more: " if more > 0 else ""
        words = f"<span class='wb-{escape(message.severity)}'>{others}{escape(message.text)}</span>"
        buttons = []
        for tag in message.tags[:_TAGS_SHOWN]:
            button = ipywidgets.Button(description=tag, tooltip=f"Select {tag}").add_class("wb-message-tag")
            button.on_click(lambda _, tag=tag: self._session.select(tag))
            buttons.append(button)
        return ipywidgets.HBox([*buttons, ipywidgets.HTML(words).add_class("wb-message-text")]).add_class("wb-line")

    def _show_changes(self) -> None:
        frame = self._session.changes()
        self.changes.value = "" if frame is None else change_table(frame, self._session.case.types, self._session.units)

    def _show_explained(self) -> None:
        explanation, words = self._session.explained()
        empty = f"<div class='wb-empty'>{escape(words)}</div>"
        self.explained.value = empty if explanation is None else explanation.to_html()
