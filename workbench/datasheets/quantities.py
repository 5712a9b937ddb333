"""Stored values as a sheet shows them: in the chosen units, with their names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench import units
from workbench.datasheets.sheet import Column, Line, Value
from workbench.model.schema import Field

__all__ = ["Quantities", "number_text"]


def number_text(value: float) -> str:
    """Return a number for people, to four significant digits, without an exponent where one reads badly.

    Examples
    --------
    >>> number_text(123456.7), number_text(0.012), number_text(3.0)
    ('123457', '0.012', '3')
    """
    text = units.format_value(value, "dimensionless", digits=4)
    return "0" if text == "-0" else text


class Quantities:
    """The units of a sheet.

    Parameters
    ----------
    system : str
        One of `units.SYSTEMS`.
    atmospheric_pressure : float
        What gauge pressures are relative to [Pa].

    Raises
    ------
    UnitError
        An unknown system.
    """

    def __init__(self, system: str, atmospheric_pressure: float) -> None:
        units.display_unit("length", system)
        self.system = system
        self.atmospheric_pressure = atmospheric_pressure

    @property
    def words(self) -> str:
        """What the heading says of the units."""
        shown = units.format_value(self.atmospheric_pressure, "vapour_pressure", self.system, digits=6)
        if self.system == "si":
            return f"SI; pressures are absolute; atmosphere {shown}"
        name = {"metric": "Metric", "us": "US customary"}[self.system]
        return f"{name}; gauge pressures are relative to {shown}"

    def unit(self, field: Field) -> str:
        """Return the unit of a field, empty for texts and plain numbers."""
        return units.display_unit(field.dimension, self.system) if field.kind in ("number", "integer") else ""

    def number(self, value: float, dimension: str) -> float | None:
        """Return a number [SI] in the unit that is shown; None for one that is absent."""
        if not math.isfinite(value):
            return None
        return float(units.from_si(value, dimension, self.system, atmospheric_pressure=self.atmospheric_pressure))

    def value(self, stored: Any, field: Field) -> Value:
        """Return a stored value of a field as a sheet has it."""
        if field.kind == "curve":
            return self._curve(stored, field) if isinstance(stored, list) else None
        if stored is None or pd.isna(stored):
            return None
        if field.kind in ("number", "integer"):
            return self.number(float(stored), field.dimension)
        if field.kind == "boolean":
            return "yes" if stored else "no"
        return str(stored)

    def _curve(self, points: list[list[float]], field: Field) -> str:
        """Return a curve in one line, with the units of its columns."""
        shown = []
        for point in points:
            numbers = (self.number(float(one), of.dimension) for one, of in zip(point, field.columns, strict=True))
            shown.append(" / ".join("" if number is None else number_text(number) for number in numbers))
        names = " / ".join(f"{of.title} {self.unit(of)}".strip() for of in field.columns)
        return f"{names}: {'; '.join(shown)}"

    def line(self, row: Mapping[str, Any], field: Field, *, title: str = "", is_result: bool = False) -> Line:
        """Return a field of a component as a line of a form."""
        value = self.value(row.get(field.name), field)
        return Line(title if title else field.title, value, self.unit(field), field.description, is_result)

    def column(self, field: Field, title: str = "") -> Column:
        """Return the head of a table's column for a field."""
        return Column(title if title else field.title, self.unit(field))
