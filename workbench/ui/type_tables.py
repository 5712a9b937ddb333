"""One table at a time, of a component type that is chosen above it: results, or inputs."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets

from workbench.model.schema import Field, TypeSchema
from workbench.ui.main_shell import keep_in_main_shell
from workbench.ui.session import Session
from workbench.ui.tables import ComponentTable, displayed_frame

__all__ = ["TypeTables"]


class TypeTables(ipywidgets.VBox):
    """Shows the results or the inputs of every component of one type; a click on a row selects it.

    Parameters
    ----------
    session : Session
        Whose case is shown.
    results : bool
        True for the result columns, False for the inputs.
    """

    def __init__(self, session: Session, *, results: bool) -> None:
        self._session = session
        self._results = results
        self._table: ComponentTable | None = None
        self._filling = False
        self.kind = ipywidgets.ToggleButtons(style={"button_width": "auto"}).add_class("wb-table-type")
        self.empty = ipywidgets.HTML("<div class='wb-empty'>No results yet: press Solve.</div>")
        self.box = ipywidgets.Box().add_class("wb-table-box")
        super().__init__([self.kind, self.box])
        self.add_class("wb-results" if results else "wb-inputs").add_class("wb-tables")
        self.kind.observe(lambda _: None if self._filling else self.show(), "value")

    def fill_kinds(self) -> None:
        """Offer the types that the case has components of: the most numerous first."""
        self._filling = True
        case, before = self._session.case, self.kind.value
        codes = [] if case is None else [code for code in case.codes if self._fields(case.types[code])]
        codes.sort(key=lambda code: -len(case[code]))
        self.kind.options = [(f"{case.types[code].title} ({len(case[code])})", code) for code in codes]
        self.kind.value = before if before in codes else (codes[0] if codes else None)
        self._filling = False

    def follow_selection(self) -> bool:
        """Choose the type that is selected; True if that is another than before."""
        selected, before = self._session.selected, self.kind.value
        if selected is not None:
            code = self._session.case.type_of(selected)
            if code in [value for _, value in self.kind.options]:
                self._filling = True
                self.kind.value = code
                self._filling = False
        return bool(self.kind.value != before)

    def show(self) -> None:
        """Show the present values."""
        session, code = self._session, self.kind.value
        if session.case is None or code is None or (self._results and not session.has_results):
            self._put(None)
            self.box.children = [self.empty] if session.case is not None and self._results else []
            return
        frame = displayed_frame(session.case[code], self._fields(session.case.types[code]), session.units)
        if self._table is not None and list(self._table.frame.columns) == list(frame.columns):
            self._table.show(frame)
        else:
            self._put(ComponentTable(frame, session.select))

    def _fields(self, schema: TypeSchema) -> Mapping[str, Field]:
        return schema.results if self._results else schema.fields

    def _put(self, table: ComponentTable | None) -> None:
        before, self._table = self._table, table
        self.box.children = [] if table is None else [table]
        keep_in_main_shell(self)
        if before is not None:
            before.close()
