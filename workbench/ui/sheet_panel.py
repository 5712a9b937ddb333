"""The tab with the datasheet of the selected component, and the buttons that write Excel files."""

from __future__ import annotations

import ipywidgets

from workbench.ui.display import escape
from workbench.ui.session import Session
from workbench.ui.session_sheets import datasheet_of, save_datasheet, save_lists

__all__ = ["SheetPanel"]


class SheetPanel(ipywidgets.VBox):
    """Shows the datasheet of what is selected."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.save = ipywidgets.Button(
            description="Save as Excel", tooltip="Write this datasheet beside the notebook"
        ).add_class("wb-save-sheet")
        self.lists = ipywidgets.Button(
            description="Save lists", tooltip="Write line list and equipment list into one Excel file"
        ).add_class("wb-save-lists")
        self.page = ipywidgets.HTML().add_class("wb-sheet-box")
        self.save.on_click(lambda _: save_datasheet(self._session))
        self.lists.on_click(lambda _: save_lists(self._session))
        buttons = ipywidgets.HBox([self.save, self.lists]).add_class("wb-sheet-buttons")
        super().__init__([buttons, ipywidgets.VBox([self.page]).add_class("wb-scroll")])
        self.add_class("wb-sheets")

    def show(self) -> None:
        """Show what the session holds now."""
        sheet, words = datasheet_of(self._session)
        self.save.disabled = sheet is None
        self.lists.disabled = self._session.case is None
        self.page.value = f"<div class='wb-empty'>{escape(words)}</div>" if sheet is None else sheet._repr_html_()
