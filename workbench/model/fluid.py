"""A fluid of the library: its properties against temperature.

The properties are tabulated and interpolated, never extrapolated. Every curve is the monotone piecewise cubic of
Fritsch and Butland through the points of the table: it has no maximum or minimum between two points. Density and heat
capacity are interpolated over the temperature; the logarithms of viscosity and vapour pressure over its reciprocal,
where they are nearly straight lines.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from workbench import units
from workbench.errors import InputError
from workbench.model.tags import check_name, is_storable, nearest

__all__ = ["PHASES", "Fluid", "FluidState"]

PHASES = ("liquid", "gas")
"""What a fluid of the library is over its whole table."""

_COLUMNS = {"density": "kg/m3", "viscosity": "Pa s", "vapour_pressure": "Pa", "heat_capacity": "J/(kg K)"}
_CONSTANTS = {
    "molar_mass": "kg/mol",
    "critical_temperature": "K",
    "critical_pressure": "Pa",
    "heat_capacity_ratio": "",
    "heat_capacity_ratio_temperature": "K",
}
_TEXTS = ("formula", "cas", "state", "source", "note")
_RECORDS = ("largest_errors", "checked")
"""Kept as they are: how the table was made."""
_KNOWN = ("phase", "table", *_TEXTS, *_CONSTANTS, *_RECORDS)
_MAXIMUM_POINTS = 1000
_LARGEST = 1e15
"""No property in SI is larger; JSON in PostgreSQL takes 1e400."""

_Curve = Callable[[float], float]


@dataclass(frozen=True)
class FluidState:
    """A fluid at one temperature; None where the library has no such curve."""

    temperature: float
    """[K]"""
    density: float
    """[kg/m3]"""
    viscosity: float
    """Dynamic viscosity [Pa s]."""
    vapour_pressure: float | None
    """[Pa]; None for a gas."""
    heat_capacity: float | None
    """Isobaric heat capacity [J/(kg K)]."""


@dataclass(frozen=True)
class Fluid:
    """One version of a fluid of the library.

    Parameters
    ----------
    name : str
        Such as ``"Water"``.
    version : int
        Versions are never changed: a case names the one that it used.
    properties : dict
        As stored: ``phase`` ("liquid" or "gas"), ``table`` with lists of equal length of ``temperature`` [K, rising],
        ``density`` [kg/m3], ``viscosity`` [Pa s], of a liquid ``vapour_pressure`` [Pa], and as it may be
        ``heat_capacity`` [J/(kg K)]; as it may be ``formula``, ``cas``, ``state`` (the pressure that the table is at),
        ``source``, ``note``, ``molar_mass`` [kg/mol], ``critical_temperature`` [K], ``critical_pressure`` [Pa],
        ``heat_capacity_ratio`` of the ideal gas at ``heat_capacity_ratio_temperature`` [K].

    Raises
    ------
    InputError
        A property that is unknown, missing, not a finite positive number, or temperatures that do not rise.

    Examples
    --------
    >>> table = {"temperature": [280.0, 300.0], "density": [900.0, 880.0], "viscosity": [0.2, 0.1]}
    >>> oil = Fluid("Oil", 1, {"phase": "liquid", "table": {**table, "vapour_pressure": [1.0, 2.0]}})
    >>> oil.at(290.0).density
    890.0
    """

    name: str
    version: int
    properties: dict[str, Any]

    def __post_init__(self) -> None:
        check_name("fluid", self.name)
        _check_properties(self.name, self.properties)

    @property
    def phase(self) -> str:
        """``"liquid"`` or ``"gas"``."""
        return str(self.properties["phase"])

    @property
    def source(self) -> str:
        """Where the numbers come from."""
        return str(self.properties.get("source", ""))

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest temperature of the table [K]."""
        temperature = self.properties["table"]["temperature"]
        return float(temperature[0]), float(temperature[-1])

    def at(self, temperature: float | str) -> FluidState:
        """Return the properties at a temperature.

        Parameters
        ----------
        temperature : float or str
            In K, or a text with its unit such as ``"20 degC"``.

        Returns
        -------
        FluidState
            In SI; at the pressure that ``properties["state"]`` says.

        Raises
        ------
        InputError
            A temperature outside the table (nothing is extrapolated), or of a wrong unit.
        """
        kelvin = units.to_si(temperature, "temperature", path=(self.name, "temperature"))
        lowest, highest = self.range
        # 0.01 + 273.15 is 273.15999999999997: the end of the range, not outside it.
        kelvin = next((end for end in (lowest, highest) if math.isclose(kelvin, end, rel_tol=1e-12)), kelvin)
        if not lowest <= kelvin <= highest:
            expected = f"{_shown(lowest)} to {_shown(highest)}"
            raise InputError(
                f"{self.name} at {_shown(kelvin)}: the library has it from {expected} and does not extrapolate.",
                path=(self.name, "temperature"),
                value=kelvin,
                unit="K",
                expected=expected,
            )
        values = {name: curve(kelvin) for name, curve in self._curves.items()}
        return FluidState(
            kelvin,
            values["density"],
            values["viscosity"],
            values.get("vapour_pressure"),
            values.get("heat_capacity"),
        )

    @cached_property
    def _curves(self) -> dict[str, _Curve]:
        table = self.properties["table"]
        temperature = [float(value) for value in table["temperature"]]
        curves = {}
        for name in _COLUMNS:
            if name in table:
                column = [float(value) for value in table[name]]
                is_logarithmic = name in ("viscosity", "vapour_pressure")
                curves[name] = (_arrhenius if is_logarithmic else _monotone_cubic)(temperature, column)
        return curves


def _shown(kelvin: float) -> str:
    return f"{kelvin - 273.15:.2f} degC ({kelvin:.2f} K)"


def _arrhenius(temperature: Sequence[float], column: Sequence[float]) -> _Curve:
    """Return the curve of ln y over 1/T; the minus sign makes the abscissa rise."""
    curve = _monotone_cubic([-1.0 / value for value in temperature], [math.log(value) for value in column])
    return lambda kelvin: math.exp(curve(-1.0 / kelvin))


def _monotone_cubic(x: Sequence[float], y: Sequence[float]) -> _Curve:
    """Return the monotone piecewise cubic Hermite interpolant through points of rising x.

    References
    ----------
    F. N. Fritsch and J. Butland, SIAM J. Sci. Stat. Comput. 5 (1984) 300-304.
    """
    slopes = _slopes(x, y)

    def value(at: float) -> float:
        k = min(max(bisect_right(x, at) - 1, 0), len(x) - 2)
        width = x[k + 1] - x[k]
        t = (at - x[k]) / width
        s = 1.0 - t
        ends = y[k] * s * s * (1.0 + 2.0 * t) + y[k + 1] * t * t * (1.0 + 2.0 * s)
        return ends + width * s * t * (slopes[k] * s - slopes[k + 1] * t)

    return value


def _slopes(x: Sequence[float], y: Sequence[float]) -> list[float]:
    widths = [b - a for a, b in pairwise(x)]
    chords = [(b - a) / width for (a, b), width in zip(pairwise(y), widths, strict=True)]
    if len(chords) == 1:
        return [chords[0], chords[0]]
    inner = []
    for (h0, h1), (d0, d1) in zip(pairwise(widths), pairwise(chords), strict=True):
        if d0 * d1 <= 0.0:
            inner.append(0.0)
        else:
            inner.append(3.0 * (h0 + h1) / ((2.0 * h1 + h0) / d0 + (h1 + 2.0 * h0) / d1))
    first = _end_slope(widths[0], widths[1], chords[0], chords[1])
    last = _end_slope(widths[-1], widths[-2], chords[-1], chords[-2])
    return [first, *inner, last]


def _end_slope(h0: float, h1: float, d0: float, d1: float) -> float:
    slope = ((2.0 * h0 + h1) * d0 - h0 * d1) / (h0 + h1)
    if slope * d0 <= 0.0:
        return 0.0
    if d0 * d1 <= 0.0 and abs(slope) > 3.0 * abs(d0):
        return 3.0 * d0
    return slope


def _check_properties(fluid: str, properties: Any) -> None:
    if not isinstance(properties, Mapping):
        raise _error(fluid, "properties", properties, "a mapping with 'phase' and 'table'")
    for name in properties:
        if name not in _KNOWN:
            hint = nearest(name, _KNOWN)
            raise _error(
                fluid, str(name), properties[name], f"one of {', '.join(_KNOWN)}", f"is not known{hint or '.'}"
            )
    if properties.get("phase") not in PHASES:
        raise _error(fluid, "phase", properties.get("phase"), "'liquid' or 'gas'")
    for name in _TEXTS:
        text = properties.get(name, "")
        if not isinstance(text, str) or not is_storable(text) or len(text) > 1000:
            raise _error(fluid, name, text, "a text of at most 1000 characters")
    for name, unit in _CONSTANTS.items():
        if name in properties:
            _check_positive(fluid, name, properties[name], unit)
    if properties.get("heat_capacity_ratio", 2.0) <= 1.0:
        raise _error(fluid, "heat_capacity_ratio", properties["heat_capacity_ratio"], "above 1")
    _check_table(fluid, properties["phase"], properties.get("table"))


def _check_table(fluid: str, phase: str, table: Any) -> None:
    needed = ["temperature", "density", "viscosity", *(["vapour_pressure"] if phase == "liquid" else [])]
    if not isinstance(table, Mapping):
        raise _error(fluid, "table", table, f"a mapping of lists: {', '.join(needed)}")
    allowed = ("temperature", *_COLUMNS)
    for name in table:
        if name not in allowed:
            hint = nearest(name, allowed)
            raise _error(fluid, f"table.{name}", None, f"one of {', '.join(allowed)}", f"is not known{hint or '.'}")
    for name in needed:
        if name not in table:
            raise _error(fluid, f"table.{name}", None, "a list of numbers", "is missing.")
    if phase == "gas" and "vapour_pressure" in table:
        raise _error(fluid, "table.vapour_pressure", None, "no such column", "is there, and the fluid is a gas.")
    for name, column in table.items():
        if not isinstance(column, (list, tuple)):
            raise _error(fluid, f"table.{name}", column, "a list of numbers")
    length = len(table["temperature"])
    if not 2 <= length <= _MAXIMUM_POINTS:
        expected = f"2 to {_MAXIMUM_POINTS} values"
        raise _error(fluid, "table.temperature", length, expected, f"has {length} values; expected {expected}.")
    for name, column in table.items():
        if len(column) != length:
            expected = f"{length} values, one for each temperature"
            raise _error(
                fluid, f"table.{name}", len(column), expected, f"has {len(column)} values; expected {expected}."
            )
        for value in column:
            _check_positive(fluid, f"table.{name}", value, _COLUMNS.get(name, "K"))
    for lower, upper in pairwise(table["temperature"]):
        if upper <= lower:
            problem = f"goes from {lower:g} K to {upper:g} K; expected temperatures that rise."
            raise _error(fluid, "table.temperature", upper, "temperatures that rise", problem)


def _check_positive(fluid: str, name: str, value: Any, unit: str) -> None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0.0 < value <= _LARGEST:  # false for NaN too
        expected = f"a finite number above zero{f' [{unit}]' if unit else ''}"
        raise _error(fluid, name, value, expected, f"is {value!r}; expected {expected}.", unit)


def _error(fluid: str, name: str, value: object, expected: str, problem: str = "", unit: str = "") -> InputError:
    words = problem if problem else f"is {value!r}; expected {expected}."
    return InputError(f"{fluid}.{name} {words}", path=(fluid, name), value=value, unit=unit, expected=expected)
