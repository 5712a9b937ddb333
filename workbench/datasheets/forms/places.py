"""Places of a network that nobody buys: they have the generic sheet, and no line in the equipment list."""

from __future__ import annotations

from workbench.datasheets.definition import Definition

__all__ = ["PLACES"]

PLACES = tuple(
    Definition(code, title, "", (), is_equipment=False)
    for code, title in (("NODE", "Node"), ("SOURCE", "Source"), ("SINK", "Sink"))
)
