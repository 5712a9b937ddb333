"""The one place that converts units.

Everything inside workbench is SI, and pressures are absolute, in Pa. Values are converted here when they
come in (``"6 inch"``, ``"3.5 barg"``) and when they are shown. Every conversion is affine,
``si = scale * value + offset``, so that a whole column converts at once.

A pressure must say whether it is gauge or absolute: ``bar``, ``psi`` or ``kPa`` alone is refused where an
absolute pressure is meant and accepted for a pressure difference.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pint

from workbench.errors import UnitError

__all__ = [
    "DIMENSIONS",
    "STANDARD_ATMOSPHERE",
    "SYSTEMS",
    "Dimension",
    "display_unit",
    "format_value",
    "from_si",
    "si_unit",
    "to_si",
]

STANDARD_ATMOSPHERE = 101325.0
"""Atmospheric pressure where a project does not say otherwise [Pa] (ISO 2533:1975)."""

SYSTEMS = ("metric", "si", "us")
"""Display systems: metric engineering, plain SI, US customary."""


@dataclass(frozen=True)
class Dimension:
    """Units of one kind of quantity: the stored one and one for each display system."""

    si: str
    metric: str
    us: str


DIMENSIONS: dict[str, Dimension] = {
    "dimensionless": Dimension("", "", ""),
    "fraction": Dimension("", "%", "%"),
    "length": Dimension("m", "m", "ft"),
    "diameter": Dimension("m", "mm", "inch"),
    "roughness": Dimension("m", "mm", "inch"),
    "area": Dimension("m2", "mm2", "inch2"),
    "surface_area": Dimension("m2", "m2", "ft2"),
    "volume": Dimension("m3", "m3", "ft3"),
    "time": Dimension("s", "h", "h"),
    "residence_time": Dimension("s", "min", "min"),
    "temperature": Dimension("K", "degC", "degF"),
    "temperature_difference": Dimension("K", "K", "delta_degF"),
    "pressure": Dimension("Pa", "barg", "psig"),
    "vapour_pressure": Dimension("Pa", "bara", "psia"),
    "pressure_difference": Dimension("Pa", "bar", "psi"),
    "volumetric_flow": Dimension("m3/s", "m3/h", "gpm"),
    "mass_flow": Dimension("kg/s", "kg/h", "lb/h"),
    "velocity": Dimension("m/s", "m/s", "ft/s"),
    "density": Dimension("kg/m3", "kg/m3", "lb/ft3"),
    "dynamic_viscosity": Dimension("Pa s", "mPa s", "cP"),
    "molar_mass": Dimension("kg/mol", "g/mol", "g/mol"),
    "power": Dimension("W", "kW", "hp"),
    "mass": Dimension("kg", "kg", "lb"),
    "force": Dimension("N", "kN", "lbf"),
    "sound_level": Dimension("dB", "dB", "dB"),
    "rotational_speed": Dimension("rpm", "rpm", "rpm"),
    "kinematic_viscosity": Dimension("m2/s", "mm2/s", "mm2/s"),
    "specific_volume": Dimension("m3/kg", "m3/kg", "ft3/lb"),
    "surface_tension": Dimension("N/m", "mN/m", "mN/m"),
    "specific_energy": Dimension("J/kg", "kJ/kg", "Btu/lb"),
    "specific_heat_capacity": Dimension("J/(kg K)", "kJ/(kg K)", "Btu/(lb degF)"),
    "expansion_coefficient": Dimension("1/K", "1/K", "1/degF"),
    "heat_flow": Dimension("W", "kW", "Btu/h"),
    "heat_flux": Dimension("W/m2", "kW/m2", "Btu/(h ft2)"),
    "heat_transfer_coefficient": Dimension("W/(m2 K)", "W/(m2 K)", "Btu/(h ft2 degF)"),
    "thermal_conductivity": Dimension("W/(m K)", "W/(m K)", "Btu/(h ft degF)"),
    "normal_flow": Dimension("m3/s", "Nm3/h", "SCFH"),
    "mass_flux": Dimension("kg/(m2 s)", "kg/(m2 s)", "lb/(s ft2)"),
    "stress": Dimension("Pa", "MPa", "ksi"),
    "momentum_flux": Dimension("kg/(m s2)", "kg/(m s2)", "lb/(ft s2)"),
    "pressure_gradient": Dimension("Pa/m", "bar/100m", "psi/100ft"),
    "flow_coefficient": Dimension("m2", "Kv", "Cv"),
    "k_factor": Dimension("m3/s/Pa^0.5", "L/min/bar^0.5", "gpm/psi^0.5"),
}

_ABSOLUTE_PRESSURES = frozenset({"pressure", "vapour_pressure"})
_PRESSURE_UNITS = ("bar", "mbar", "Pa", "kPa", "MPa", "psi", "kgf/cm2", "atm", "mmHg", "inHg", "mmH2O", "inH2O")
_GAUGE = {f"{unit}g": unit for unit in _PRESSURE_UNITS} | {f"{unit}(g)": unit for unit in _PRESSURE_UNITS}
_ABSOLUTE = {f"{unit}a": unit for unit in _PRESSURE_UNITS} | {f"{unit}(a)": unit for unit in _PRESSURE_UNITS}

# Flow coefficients in coherent SI, Av [m2] = Q sqrt(rho / dp): IEC 60534-2-1:2011, clause 4, and EN 1267.
# Kv is m3/h of water (1000 kg/m3 nominal) at 1 bar; Cv is US gallon/min at 1 psi.
_KV = (1 / 3600) * math.sqrt(1000 / 1e5)
_CV = (3.785411784e-3 / 60) * math.sqrt(999.0 / 6894.757293168361)
# Exact where pint's arithmetic would leave noise: dimension, scale, offset.
_SPECIAL: dict[str, tuple[str, float, float]] = {
    "Kv": ("flow_coefficient", _KV, 0.0),
    "Cv": ("flow_coefficient", _CV, 0.0),
    "Av": ("flow_coefficient", 1.0, 0.0),
    # Of sprinklers: EN 12259-1 and NFPA 13.
    "L/min/bar^0.5": ("k_factor", 1e-3 / 60 / math.sqrt(1e5), 0.0),
    "gpm/psi^0.5": ("k_factor", 3.785411784e-3 / 60 / math.sqrt(6894.757293168361), 0.0),
    # Amounts of gas as volumes at 0 degC and 101.325 kPa; SCFH are at 60 degF and 14.696 psia (API Std 2000).
    "Nm3/h": ("normal_flow", 1 / 3600, 0.0),
    "SCFH": ("normal_flow", 0.3048**3 / 3600 * 273.15 / (519.67 * 5 / 9), 0.0),
    "dB": ("sound_level", 1.0, 0.0),
    # Turns a minute are a count over time, which pint would take for radians.
    "rpm": ("rotational_speed", 1.0, 0.0),
    "bar/100m": ("pressure_gradient", 1e3, 0.0),
    "psi/100ft": ("pressure_gradient", 6894.757293168361 / 30.48, 0.0),
    "degC": ("temperature", 1.0, 273.15),
    "degF": ("temperature", 5 / 9, 459.67 * 5 / 9),
}

_SPELLINGS = {
    "gpm": "gallon/minute",
    "in": "inch",
    '"': "inch",
    "'": "foot",
    "%": "percent",
    "cP": "centipoise",
    "mH2O": "metre_of_water",
    "mmH2O": "millimetre_of_water",
    "inH2O": "inch_H2O",
    "kgf/cm2": "kilogram_force/centimeter**2",
}
_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$", re.DOTALL)
_EXPONENT = re.compile(r"(?<=[A-Za-z])(-?\d+)")
# What pint is given to read: names with exponents, joined by a blank, * or /. The rest it would guess at, or trip over.
_FACTOR = r"\(?[^\W\d]+\.?(?:(?:\*\*|\^)?-?[1-9])?\)?"
_UNIT = re.compile(rf"(?:1 ?/ ?)?{_FACTOR}(?: ?[ */] ?{_FACTOR})*")
_AMBIGUOUS = dict.fromkeys(("ton", "tons"), "t (1000 kg), short_ton or long_ton")


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[Any]:
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(cache_folder=None)
    registry.define("barrel = 42 * gallon = bbl")  # of petroleum; pint's own is the 31.5 gallons of beer
    registry.define("metre_of_water = 9806.65 pascal")
    registry.define("millimetre_of_water = 9.80665 pascal")  # conventional, at 4 degC and standard gravity
    return registry


def _pint_expression(unit: str) -> str:
    text = unit.replace("³", "3").replace("²", "2").replace("·", " ").replace("µ", "u").replace("°", "deg")
    text = " ".join(text.split())
    if text in _SPELLINGS:
        return _SPELLINGS[text]
    if text and (not _UNIT.fullmatch(text) or text.count("(") != text.count(")")):
        raise ValueError(text)
    return _EXPONENT.sub(r"**\1", re.sub(" ?([*/ ]) ?", r"\1", text)).replace(" ", "*")


@lru_cache(maxsize=512)
def _affine(unit: str, dimension: str) -> tuple[float, float, bool]:
    """Return ``(scale, offset, is_gauge)`` with ``si = scale * value + offset`` (+ atmosphere if gauge)."""
    if dimension not in DIMENSIONS:
        raise UnitError(f"'{dimension}' is not a known dimension.", value=dimension, expected=", ".join(DIMENSIONS))
    wanted = DIMENSIONS[dimension].si
    if unit == wanted:
        return 1.0, 0.0, False
    if unit in _SPECIAL and _SPECIAL[unit][0] == dimension:
        return _SPECIAL[unit][1], _SPECIAL[unit][2], False
    if unit in _GAUGE or unit in _ABSOLUTE:
        if dimension not in _ABSOLUTE_PRESSURES:
            raise _wrong(unit, dimension)
        scale = _affine((_GAUGE | _ABSOLUTE)[unit], "pressure_difference")[0]
        return scale, 0.0, unit in _GAUGE
    scale, offset = _by_pint(unit, dimension)
    if dimension in _ABSOLUTE_PRESSURES:
        raise UnitError(
            f"'{unit}' does not say whether the pressure is gauge or absolute: write '{unit}g' or '{unit}a'.",
            unit=unit,
            expected=f"{unit}g or {unit}a",
        )
    return scale, offset, False


def _by_pint(unit: str, dimension: str) -> tuple[float, float]:
    registry = _registry()
    for name in re.findall(r"[^\W\d]+", unit):
        if name in _AMBIGUOUS:
            raise UnitError(f"'{name}' has more than one meaning: write {_AMBIGUOUS[name]}.", unit=unit)
    try:
        parsed = registry.parse_units(_pint_expression(unit))
        target = registry.parse_units(_pint_expression(DIMENSIONS[dimension].si))
        at_zero = registry.Quantity(0.0, parsed).to(target).magnitude
        at_one = registry.Quantity(1.0, parsed).to(target).magnitude
    except pint.DimensionalityError:
        raise _wrong(unit, dimension) from None
    except (pint.UndefinedUnitError, pint.DefinitionSyntaxError, AttributeError, TypeError, ValueError):
        raise UnitError(f"'{unit}' is not a known unit; {_examples(dimension)}.", unit=unit) from None
    return float(at_one - at_zero), float(at_zero)


def _examples(dimension: str) -> str:
    known = DIMENSIONS[dimension]
    units = [unit for unit in dict.fromkeys((known.metric, known.us, known.si)) if unit]
    return (
        f"a {dimension.replace('_', ' ')} is given in units such as {', '.join(units)}"
        if units
        else (f"a {dimension.replace('_', ' ')} value has no unit")
    )


def _wrong(unit: str, dimension: str) -> UnitError:
    return UnitError(f"'{unit}' is no unit of {dimension.replace('_', ' ')}; {_examples(dimension)}.", unit=unit)


def si_unit(dimension: str) -> str:
    """Return the unit in which a dimension is stored, such as ``"m3/s"``; empty for plain numbers."""
    return display_unit(dimension, "si")


def display_unit(dimension: str, system: str = "metric") -> str:
    """Return the unit in which a dimension is shown in a display system.

    Raises
    ------
    UnitError
        An unknown dimension or system.
    """
    if system not in SYSTEMS:
        raise UnitError(f"'{system}' is no unit system; choose one of {', '.join(SYSTEMS)}.", value=system)
    if dimension not in DIMENSIONS:
        raise UnitError(f"'{dimension}' is not a known dimension.", value=dimension, expected=", ".join(DIMENSIONS))
    unit: str = getattr(DIMENSIONS[dimension], system)
    return unit


def to_si(
    value: object,
    dimension: str,
    *,
    default_unit: str | None = None,
    atmospheric_pressure: float = STANDARD_ATMOSPHERE,
    path: Sequence[str] = (),
) -> float:
    """Convert a value to SI.

    Parameters
    ----------
    value : float, str or pint.Quantity
        A plain number is in `default_unit`; a text is a number, with its unit if it has one.
    dimension : str
        One of `DIMENSIONS`.
    default_unit : str, optional
        Unit of a number without one; the SI unit if not given.
    atmospheric_pressure : float
        What gauge pressures are relative to [Pa].
    path : sequence of str
        Tag and property, for the error.

    Returns
    -------
    float
        The value in SI; a pressure is absolute.

    Raises
    ------
    UnitError
        An unknown unit, one of another dimension, or a pressure that does not say gauge or absolute.

    Examples
    --------
    >>> to_si("6 inch", "diameter")
    0.1524
    >>> to_si("0 barg", "pressure")
    101325.0
    """
    where = ".".join(path)
    number, unit = _split(value, dimension, where, path)
    if unit is None:
        unit = si_unit(dimension) if default_unit is None else default_unit
    try:
        scale, offset, is_gauge = _affine(unit, dimension)
    except UnitError as error:
        message = f"{where}: {error}" if where else str(error)
        raise UnitError(message, path=path, value=number, unit=unit, expected=error.expected) from None
    if (scale, offset, is_gauge) == (1.0, 0.0, False):
        return number
    converted = scale * number + offset + (atmospheric_pressure if is_gauge else 0.0)
    # 6 inch is 0.1524 m, not 0.15239999999999998 m: where a short number is meant, take it.
    short = float(f"{converted:.12g}")
    return short if math.isclose(short, converted, rel_tol=1e-15) else converted


def _split(value: object, dimension: str, where: str, path: Sequence[str]) -> tuple[float, str | None]:
    """Return the number and the unit (None where there is none) of a value."""
    expected = _examples(dimension) if dimension in DIMENSIONS else f"'{dimension}' is not a known dimension"
    prefix = f"{where}: " if where else ""
    number, unit = math.nan, None
    if isinstance(value, str):
        match = _NUMBER.match(value)
        if match:
            number, unit = float(match[1]), match[2] if match[2] else None
    elif isinstance(value, pint.Quantity):
        number, unit = _as_float(value.magnitude), f"{value.units:~C}".replace("**", "")
    else:
        number = _as_float(value)
    if not math.isfinite(number):
        raise UnitError(f"{prefix}{value!r} is not a finite number with a unit; {expected}.", path=path, value=value)
    return number, unit


def _as_float(value: Any) -> float:
    """Return a number as float; NaN for what is none, or is not just one."""
    if isinstance(value, (bool, str, bytes)) or type(value).__name__ == "bool":
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def from_si(
    value: Any,
    dimension: str,
    system: str = "metric",
    *,
    unit: str | None = None,
    atmospheric_pressure: float = STANDARD_ATMOSPHERE,
) -> Any:
    """Convert an SI value or array to the unit of a display system, or to `unit`.

    Parameters
    ----------
    value : float or array
        In SI; a pressure is absolute.
    dimension, system : str
        One of `DIMENSIONS` and one of `SYSTEMS`.
    unit : str, optional
        This unit instead of the system's.
    atmospheric_pressure : float
        What gauge pressures are relative to [Pa].

    Returns
    -------
    float or array

    Examples
    --------
    >>> from_si(0.01, "volumetric_flow")
    36.0
    """
    scale, offset, is_gauge = _affine(display_unit(dimension, system) if unit is None else unit, dimension)
    return (value - offset - (atmospheric_pressure if is_gauge else 0.0)) / scale


def format_value(
    value: float,
    dimension: str,
    system: str = "metric",
    *,
    digits: int = 4,
    atmospheric_pressure: float = STANDARD_ATMOSPHERE,
) -> str:
    """Return a value for people, with its unit, to `digits` significant digits.

    Examples
    --------
    >>> format_value(0.1524, "diameter")
    '152.4 mm'
    >>> format_value(101325.0, "pressure")
    '0 barg'
    """
    shown = float(from_si(value, dimension, system, atmospheric_pressure=atmospheric_pressure))
    unit = display_unit(dimension, system)
    text = f"{shown:.{digits}g}"
    if "e" in text and 1e-4 <= abs(shown) < 1e7:
        text = f"{shown:.0f}"
    return f"{text} {unit}".rstrip()
