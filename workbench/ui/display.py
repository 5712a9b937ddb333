"""Values as text in the displayed units, text as values, and the one place that escapes text for HTML."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from typing import Any

from workbench import units
from workbench.errors import InputError
from workbench.model.schema import Field

__all__ = ["UnitSystem", "escape", "significant"]

_PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def escape(text: object) -> str:
    """Return text made safe for HTML, in element content and in quoted attributes."""
    return html.escape(str(text), quote=True)


def significant(value: float, digits: int = 4) -> str:
    """Return a number for people, to some significant digits, without an exponent where one reads badly.

    Examples
    --------
    >>> significant(152400.0, 4), significant(0.1524, 3), significant(-0.0)
    ('152400', '0.152', '0')
    """
    if not math.isfinite(value):
        return ""
    text = f"{value:.{digits}g}"
    if "e" in text and 1e-4 <= abs(value) < 1e7:
        text = f"{value:.0f}"
    return "0" if text == "-0" else text


class UnitSystem:
    """The units in which a case is shown and typed in.

    Parameters
    ----------
    name : str
        One of `units.SYSTEMS`.
    atmospheric_pressure : float
        What gauge pressures are relative to [Pa].
    """

    def __init__(self, name: str = "metric", atmospheric_pressure: float = units.STANDARD_ATMOSPHERE) -> None:
        self.name = name
        self.atmospheric_pressure = atmospheric_pressure

    def unit(self, field: Field) -> str:
        """Return the displayed unit of a field, empty for text and plain numbers."""
        return units.display_unit(field.dimension, self.name) if field.kind in ("number", "integer") else ""

    def header(self, field: Field) -> str:
        """Return the title of a field with its unit.

        Examples
        --------
        >>> from workbench.model.schema import Field
        >>> UnitSystem().header(Field.from_schema("diameter", {"type": "number", "dimension": "diameter"}))
        'Diameter [mm]'
        """
        unit = self.unit(field)
        return f"{field.title} [{unit}]" if unit else field.title

    def convert(self, values: Any, field: Field) -> Any:
        """Return SI values of a field, a number or an array, in the displayed unit."""
        return units.from_si(values, field.dimension, self.name, atmospheric_pressure=self.atmospheric_pressure)

    def text(self, value: Any, field: Field, digits: int = 6) -> str:
        """Return a stored value as it stands in a form: without unit, a curve one point a line."""
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return ""
        if field.kind == "curve":
            return "\n".join(self._line(point, field, digits) for point in value)
        if field.kind == "number":
            return significant(float(self.convert(value, field)), digits)
        return str(value)

    def with_unit(self, value: Any, field: Field, digits: int = 3) -> str:
        """Return a result for a label, such as ``"1.82 m/s"``; empty where there is none."""
        text = self.text(value, field, digits)
        return f"{text} {self.unit(field)}".rstrip() if text else ""

    def _line(self, point: Sequence[float], field: Field, digits: int = 6) -> str:
        pairs = zip(point, field.columns, strict=True)
        return ", ".join(significant(float(self.convert(value, column)), digits) for value, column in pairs)

    def entered(self, text: str, field: Field, path: Sequence[str], stored: Any = None) -> Any:
        """Return what a person typed as the case takes it: a plain number gets the displayed unit.

        Nothing typed is None, which means absent. Points of a stored curve whose line was left as shown are
        returned as stored, not as rounded for the screen.

        Raises
        ------
        InputError
            A line of a curve that has not one value for each column.
        """
        text = text.strip()
        if not text:
            return None
        if field.kind == "curve":
            kept = {self._line(point, field): list(point) for point in stored} if isinstance(stored, Sequence) else {}
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            return [kept[line] if line in kept else self._point(line, field, path) for line in lines]
        if field.kind in ("number", "integer"):
            return self._quantity(text, field)
        return text

    def _point(self, line: str, field: Field, path: Sequence[str]) -> list[float]:
        parts = [part.strip() for part in re.split(r"[,;\t]", line) if part.strip()]
        if len(parts) == 1:
            parts = line.split()
        if len(parts) != len(field.columns):
            expected = ", ".join(self.header(column) for column in field.columns)
            raise InputError(
                f"{'.'.join(path)}: the line '{line.strip()}' is no point; write {expected} on each line.",
                path=path,
                value=line,
                expected=expected,
            )
        return [
            units.to_si(
                self._quantity(part, column),
                column.dimension,
                atmospheric_pressure=self.atmospheric_pressure,
                path=path,
            )
            for part, column in zip(parts, field.columns, strict=True)
        ]

    def _quantity(self, text: str, field: Field) -> str:
        if _PLAIN_NUMBER.fullmatch(text):
            return f"{text} {self.unit(field)}".rstrip()
        return text
