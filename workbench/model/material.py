"""A pipe material of the library: the roughness of its wall, and the dimensions of its pipes by nominal size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError
from workbench.model.tags import check_name, is_storable, nearest

__all__ = ["Material", "PipeSize", "pipe_properties", "schedule_order"]

_DN_OF_SMALL_SIZES = {
    0.125: 6,
    0.25: 8,
    0.375: 10,
    0.5: 15,
    0.75: 20,
    1.0: 25,
    1.25: 32,
    1.5: 40,
    2.0: 50,
    2.5: 65,
    3.0: 80,
    3.5: 90,
}
"""ASME B36.10M, table 1; from NPS 4 on, DN is 25 times the NPS."""
_NPS_OF_SMALL_SIZES = {dn: nps for nps, dn in _DN_OF_SMALL_SIZES.items()}
_SIZE = re.compile(r"(?:NPS\s*)?(?:(\d+(?:\.\d+)?)|(?:(\d+)[\s-]+)?(\d+)/(\d+))\s*(?:\"|IN\.?|INCH|INCHES)?")
_METRIC_SIZE = re.compile(r"DN\s*(\d+)")
_KEYS = ("schedules", "roughness_source", "dimensions_source", "note")
_SIZE_KEYS = ("nps", "outside_diameter", "wall_thickness")


@dataclass(frozen=True)
class PipeSize:
    """Dimensions of one pipe [m]."""

    nps: str
    schedule: str
    inside_diameter: float
    outside_diameter: float
    wall_thickness: float


@dataclass(frozen=True)
class Material:
    """One version of a pipe material of the library.

    Parameters
    ----------
    name : str
        Such as ``"Carbon steel"``.
    version : int
        Versions are never changed: a pipe names the one that it was chosen from.
    roughness : float
        Absolute roughness of the wall [m].
    schedule_data : dict
        As stored: ``schedules`` maps a schedule to its sizes, each with ``nps`` (text), ``outside_diameter`` [m] and
        ``wall_thickness`` [m]; as it may be the texts ``roughness_source``, ``dimensions_source`` and ``note``.

    Raises
    ------
    InputError
        A roughness that is no finite number from zero on, or schedules that are not as above.

    Examples
    --------
    >>> sizes = [{"nps": "6", "outside_diameter": 0.1683, "wall_thickness": 0.00711}]
    >>> steel = Material("Steel", 1, 4.572e-5, {"schedules": {"40": sizes}})
    >>> steel.pipe("DN150", 40).inside_diameter
    0.15408
    """

    name: str
    version: int
    roughness: float
    schedule_data: dict[str, Any]

    def __post_init__(self) -> None:
        check_name("material", self.name)
        _check_number(self.name, "roughness", self.roughness, lowest=0.0, largest=1.0)
        _check_schedule_data(self.name, self.schedule_data)

    @property
    def schedules(self) -> list[str]:
        """The schedules that the library has of this material: by number, then the others by name."""
        return sorted(self.schedule_data["schedules"], key=schedule_order)

    def sizes(self, schedule: str | int) -> list[PipeSize]:
        """Return the sizes of a schedule, smallest first as the library has them.

        Raises
        ------
        InputError
            A schedule that the material does not have; the message names the nearest.
        """
        name = self._schedule(schedule)
        return [_pipe_size(name, row) for row in self.schedule_data["schedules"][name]]

    def pipe(self, nps: str | float, schedule: str | int) -> PipeSize:
        """Return the dimensions of a pipe.

        Parameters
        ----------
        nps : str or float
            Nominal size: ``6``, ``"6 inch"``, ``"1 1/2"``, ``"1.5"`` or ``"DN150"``.
        schedule : str or int
            Such as ``40``, ``"STD"``, ``"10S"``, ``"DR 11"``.

        Raises
        ------
        InputError
            A size or schedule that the material does not have; the message names the nearest.
        """
        sizes = self.sizes(schedule)
        wanted, text = _inches(nps), _as_text(nps)
        for size in sizes:
            if size.nps.upper() == text or (wanted is not None and _inches(size.nps) == wanted):
                return size
        raise self._unknown_size(nps, wanted, sizes)

    def _schedule(self, schedule: str | int) -> str:
        known = self.schedules
        if not known:
            raise InputError(
                f"{self.name}: the library has no pipe dimensions of it; give the inside diameter.",
                path=(self.name, "schedule"),
                value=schedule,
                expected="a diameter",
            )
        wanted = _schedule_key(schedule)
        for name in known:
            if _schedule_key(name) == wanted:
                return name
        hint = nearest(wanted, known)
        raise InputError(
            f"{self.name} has no schedule {schedule!r}{hint or '.'} It has {', '.join(known)}.",
            path=(self.name, "schedule"),
            value=schedule,
            expected=", ".join(known),
        )

    def _unknown_size(self, nps: object, wanted: float | None, sizes: list[PipeSize]) -> InputError:
        schedule = sizes[0].schedule
        names = [size.nps for size in sizes]
        if wanted is None:
            words = "is no nominal size: write 6, '6 inch', '1 1/2' or 'DN150'"
        else:
            neighbours = _neighbours(wanted, sizes)
            others = [s for s in self.schedules if any(_inches(x.nps) == wanted for x in self.sizes(s))]
            elsewhere = f"; that size has the schedules {', '.join(others)}" if others else ""
            words = f"is no size of schedule {schedule}; the nearest are {' and '.join(neighbours)}{elsewhere}"
        return InputError(
            f"{self.name}: {nps!r} {words}.",
            path=(self.name, "nominal_size"),
            value=nps,
            expected=", ".join(names),
        )


def pipe_properties(material: Material, nps: str | float, schedule: str | int) -> dict[str, Any]:
    """Return the properties of a PIPE of a material, size and schedule, for ``case.set(tag, **properties)``.

    The diameter and the roughness are what the calculation uses; the texts say what they were chosen from.

    Raises
    ------
    InputError
        A size or schedule that the material does not have.
    """
    size = material.pipe(nps, schedule)
    return {
        "diameter": size.inside_diameter,
        "roughness": float(material.roughness),
        "nominal_size": size.nps,
        "schedule": size.schedule,
        "material": f"{material.name}, version {material.version}",
    }


def _pipe_size(schedule: str, row: Mapping[str, Any]) -> PipeSize:
    outside, wall = float(row["outside_diameter"]), float(row["wall_thickness"])
    # 0.1683 - 2 x 0.00711 is 0.15408, not 0.15408000000000002.
    return PipeSize(row["nps"], schedule, round(outside - 2.0 * wall, 9), outside, wall)


def _as_text(nps: object) -> str:
    return " ".join(str(nps).upper().split())


def _inches(nps: object) -> float | None:
    """Return a nominal size in inches; None for what is none."""
    if isinstance(nps, bool) or not isinstance(nps, (str, int, float)):
        return None
    text = _as_text(nps)
    if metric := _METRIC_SIZE.fullmatch(text):
        dn = int(metric[1])
        return _NPS_OF_SMALL_SIZES.get(dn, dn / 25.0 if dn >= 100 else None)
    match = _SIZE.fullmatch(text)
    if match is None:
        return None
    if match[1]:
        return float(match[1])
    if int(match[4]) == 0:
        return None
    return int(match[2] if match[2] else 0) + int(match[3]) / int(match[4])


def _schedule_key(schedule: object) -> str:
    text = "".join(str(schedule).upper().split())
    return re.sub(r"^(SCHEDULE|SCH\.?)", "", text)


def schedule_order(name: str) -> tuple[float, str]:
    """Return what schedules are sorted by: their number, and those without one by name after them."""
    digits = re.search(r"\d+(?:\.\d+)?", name)
    return (float(digits[0]) if digits else float("inf"), name)


def _neighbours(wanted: float, sizes: Iterable[PipeSize]) -> list[str]:
    """Return the next smaller and the next larger size."""
    known = sorted((inches, size.nps) for size in sizes if (inches := _inches(size.nps)) is not None)
    smaller = [name for inches, name in known if inches < wanted][-1:]
    return smaller + [name for inches, name in known if inches > wanted][:1]


def _check_schedule_data(material: str, data: Any) -> None:
    if not isinstance(data, Mapping) or not isinstance(data.get("schedules"), Mapping):
        raise _error(material, "schedule_data", data, "a mapping with 'schedules', a mapping of lists")
    for key in data:
        if key not in _KEYS:
            raise _error(material, f"schedule_data.{key}", data[key], f"one of {', '.join(_KEYS)}")
        if key != "schedules" and (not isinstance(data[key], str) or not is_storable(data[key])):
            raise _error(material, f"schedule_data.{key}", data[key], "a text")
    seen: set[str] = set()
    for schedule, rows in data["schedules"].items():
        where = f"schedules.{schedule}"
        if not isinstance(schedule, str) or not schedule.strip() or _schedule_key(schedule) in seen:
            raise _error(material, where, schedule, "a text of its own for each schedule")
        seen.add(_schedule_key(schedule))
        if not isinstance(rows, (list, tuple)) or not rows:
            raise _error(material, where, rows, "a list of sizes")
        for row in rows:
            _check_size(material, where, row)


def _check_size(material: str, where: str, row: Any) -> None:
    if not isinstance(row, Mapping) or set(row) != set(_SIZE_KEYS) or not isinstance(row["nps"], str):
        raise _error(material, where, row, f"sizes with {', '.join(_SIZE_KEYS)}, the first a text")
    where = f"{where}, size {row['nps']}"
    _check_number(material, f"{where}, outside_diameter", row["outside_diameter"], lowest=1e-4, largest=100.0)
    _check_number(material, f"{where}, wall_thickness", row["wall_thickness"], lowest=1e-6, largest=10.0)
    if row["outside_diameter"] <= 2.0 * row["wall_thickness"]:
        expected = f"less than half of the outside diameter, {row['outside_diameter']:g} m"
        raise _error(material, f"{where}, wall_thickness", row["wall_thickness"], expected)


def _check_number(material: str, name: str, value: Any, *, lowest: float, largest: float) -> None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not lowest <= value <= largest:
        raise _error(material, name, value, f"a number from {lowest:g} to {largest:g} m")


def _error(material: str, name: str, value: object, expected: str) -> InputError:
    unit = "m" if isinstance(value, (int, float)) else ""
    shown = f"{value!r} {unit}".rstrip()
    return InputError(
        f"{material}.{name} is {shown}; expected {expected}.",
        path=(material, name),
        value=value,
        unit=unit,
        expected=expected,
    )
