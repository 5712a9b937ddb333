"""The flowsheet with its colours, legend and what is done on it with the mouse."""

from __future__ import annotations

from typing import Any

import ipywidgets

from workbench.ui.colour import legend
from workbench.ui.flowsheet import LEAN_ABOVE, ScreenFrame, choices, colouring, elements, style_rules
from workbench.ui.header import labelled
from workbench.ui.network_view import FlowsheetView
from workbench.ui.session import Session

__all__ = ["DrawingPanel"]

_PREFERRED = "velocity"
"""The result that a newly opened case is coloured by, if it has it."""


class DrawingPanel(ipywidgets.VBox):
    """Draws the case of a session; taps select there, drags move there."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._frame = ScreenFrame(1.0, 0.0, 0.0)
        self._filling = False
        self.view = FlowsheetView([], style_rules(lean=False))
        self.view.add_class("wb-flowsheet")
        self.colour_by = ipywidgets.Dropdown().add_class("wb-colour-by")
        self.legend = ipywidgets.HTML().add_class("wb-legend")
        self.fit = ipywidgets.Button(icon="expand", tooltip="Fit the whole network").add_class("wb-fit")
        bar = ipywidgets.HBox([labelled("Colour by", self.colour_by), self.legend, self.fit])
        super().__init__([bar.add_class("wb-drawing-bar"), self.view])
        self.add_class("wb-panel").add_class("wb-drawing")
        self.colour_by.observe(lambda _: None if self._filling else self._recolour(), "value")
        self.fit.on_click(lambda _: self.view.fit())
        self.view.on_selected(self._selected)
        self.view.on_moved(self._moved)
        self.refresh("case")

    def refresh(self, kind: str) -> None:
        """Show what the session holds now."""
        if self._session.case is None:
            self.view.replace([])
        elif kind in ("case", "topology", "elsewhere"):
            self._redraw(is_new=kind == "case")
        elif kind in ("inputs", "results", "units"):
            self._recolour()
        if kind in ("case", "selection", "topology", "elsewhere"):
            wanted = [] if self._session.selected is None else [self._session.selected]
            if self.view.selected != wanted:
                self.view.select(wanted)

    def _redraw(self, is_new: bool) -> None:
        case = self._session.case
        if is_new:
            self._frame = ScreenFrame.of(case)
        self._fill_choices()
        drawn = elements(case, self._frame)
        data = self._colours()
        for element in drawn:
            element["data"].update(data.get(element["data"]["id"], {}))
        self.view.replace(drawn, style_rules(lean=len(case.tags) > LEAN_ABOVE), fit=is_new)

    def _fill_choices(self) -> None:
        self._filling = True
        titles = choices(self._session.case)
        before = self.colour_by.value
        self.colour_by.options = [("nothing", ""), *((title, name) for name, title in titles.items())]
        preferred = _PREFERRED if _PREFERRED in titles else ""
        self.colour_by.value = before if before in titles else preferred
        self._filling = False

    def _colours(self) -> dict[str, dict[str, Any]]:
        session = self._session
        found = colouring(session.case, self.colour_by.value if self.colour_by.value else None, session.units)
        self.legend.value = legend(found.title, found.unit, found.scale) if found.title else ""
        return found.data

    def _recolour(self) -> None:
        if self._session.case is not None:
            self.view.update(self._colours())

    def _selected(self, ids: list[str]) -> None:
        tags = [one for one in ids if not one.startswith("<")]
        self._session.select(tags[0] if tags else None)

    def _moved(self, positions: list[tuple[str, float, float]]) -> None:
        self._session.move({tag: self._frame.to_case(x, y) for tag, x, y in positions if not tag.startswith("<")})
