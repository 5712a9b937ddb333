"""The datasheets and lists of a case, as a notebook asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from workbench.datasheets.sheet import Datasheet, RevisionLine
from workbench.model.case import Case as ModelCase
from workbench.services import datasheets as sheets

__all__ = ["CaseWithSheets"]


class CaseWithSheets(ModelCase):
    """A case that gives datasheets; what is not stored in a revision has none in the revision block."""

    def _revision_block(self) -> tuple[str, tuple[RevisionLine, ...]]:
        """Return the name of the project and the revisions up to that of the case."""
        return "", ()

    def _of_sheet(self, checked: str, approved: str) -> dict[str, Any]:
        project, revisions = self._revision_block()
        return {"project": project, "revisions": revisions, "checked": checked, "approved": approved}

    def datasheet(self, tag: str, system: str = "metric", *, checked: str = "", approved: str = "") -> Datasheet:
        """Return the datasheet of a component: a notebook shows it, ``to_excel(path)`` and ``to_html(path)`` write it.

        Relief valves, pumps, vessels and tank vents have a form of their own; every other type, one that a user
        registered too, has all its inputs and results.

        Parameters
        ----------
        tag : str
            Such as ``"PSV-101"``.
        system : str
            Units: ``"si"``, ``"metric"`` or ``"us"``.
        checked, approved : str
            Who checked and approved the revision; blank if not given.

        Raises
        ------
        NotFound
            No component has the tag.
        UnitError
            An unknown system of units.

        Examples
        --------
        >>> case.datasheet("PSV-101", system="us").to_excel("PSV-101.xlsx")  # doctest: +SKIP
        """
        return sheets.sheet_of(self, tag, system, **self._of_sheet(checked, approved))

    def npsh_sheet(self, tag: str, system: str = "metric", *, checked: str = "", approved: str = "") -> Datasheet:
        """Return the NPSH calculation of a PUMP_DUTY, or of a pump that has one.

        Raises
        ------
        InputError
            Neither a duty nor a pump with one duty.
        """
        return sheets.npsh_sheet_of(self, tag, system, **self._of_sheet(checked, approved))

    def line_list(self, system: str = "metric", *, checked: str = "", approved: str = "") -> Datasheet:
        """Return the list of all lines: from, to, size, length, flow, velocity, pressures, limits kept or not."""
        return sheets.line_list_of(self, system, **self._of_sheet(checked, approved))

    def equipment_list(self, system: str = "metric", *, checked: str = "", approved: str = "") -> Datasheet:
        """Return the list of all equipment, by type, with its main data."""
        return sheets.equipment_list_of(self, system, **self._of_sheet(checked, approved))

    def workbook(
        self,
        path: str | Path,
        tags: Iterable[str] = (),
        system: str = "metric",
        *,
        checked: str = "",
        approved: str = "",
    ) -> Path:
        """Write line list, equipment list and the datasheets of `tags` into one Excel file; return its path.

        Raises
        ------
        NotFound
            No component has a tag.
        InputError
            A path that does not end in ``.xlsx``.
        """
        about = self._of_sheet(checked, approved)
        lists = [sheets.line_list_of(self, system, **about), sheets.equipment_list_of(self, system, **about)]
        return sheets.write_sheets([*lists, *(sheets.sheet_of(self, tag, system, **about) for tag in tags)], path)
