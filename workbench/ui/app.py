"""The workbench widget: header, flowsheet, properties, tables. Everything it does is a call of its session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets
from IPython import get_ipython

from workbench.ui.bottom_panel import BottomPanel
from workbench.ui.component_panel import ComponentPanel
from workbench.ui.drawing_panel import DrawingPanel
from workbench.ui.header import Header
from workbench.ui.main_shell import keep_in_main_shell
from workbench.ui.session import Session

__all__ = ["WorkbenchApp"]

_STYLE = Path(__file__).with_name("style.css")


class WorkbenchApp(ipywidgets.VBox):
    """Choose a case, edit it on the flowsheet and in forms, solve it, and commit it, with the mouse.

    Parameters
    ----------
    bench : object
        What `workbench.connect` returns.
    case : object, optional
        A case of the bench to open at once; the same object that a notebook works on.

    Examples
    --------
    >>> import workbench as wb  # doctest: +SKIP
    >>> WorkbenchApp(wb.connect())  # doctest: +SKIP
    """

    def __init__(self, bench: Any, case: Any = None) -> None:
        self.session = Session(bench, case)
        self.header = Header(self.session)
        self.drawing = DrawingPanel(self.session)
        self.component = ComponentPanel(self.session)
        self.bottom = BottomPanel(self.session)
        style = ipywidgets.HTML(f"<style>{_STYLE.read_text(encoding='utf-8')}</style>").add_class("wb-style")
        middle = ipywidgets.HBox([self.drawing, self.component]).add_class("wb-middle")
        super().__init__([style, self.header, middle, self.bottom])
        self.add_class("wb-app")
        self.session.on_change(self._refresh)
        keep_in_main_shell(self)
        self._shell = get_ipython()
        if self._shell is not None:
            self._shell.events.register("post_run_cell", self._after_cell)

    def close(self) -> None:
        """Close the widgets, and no longer follow the notebook."""
        if getattr(self, "_shell", None) is not None:
            self._shell.events.unregister("post_run_cell", self._after_cell)
            self._shell = None
            self.drawing.view.close()
        super().close()

    def _after_cell(self, _result: object) -> None:
        """Show what a cell of the notebook did to the case."""
        self.session.look()

    def _refresh(self, kind: str) -> None:
        # The header last: its status line says that something is done.
        for part in (self.drawing, self.component, self.bottom, self.header):
            part.refresh(kind)
        keep_in_main_shell(self)
