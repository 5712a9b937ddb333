"""A named, versioned set of criteria, and how its criteria become components of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

import pandas as pd

from workbench import units
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.criteria import is_criteria, read_criterion
from workbench.model.frames import frame_from_properties, property_rows
from workbench.model.schema import TypeSchema

__all__ = ["CRITERION_KEYS", "CriteriaSet", "criteria_rows", "put_criteria"]

CRITERION_KEYS = ("component_type", "property", "bound", "limit", "where", "description", "source")
_OPTIONAL = ("where", "description")
_OF_A_CASE = ("set_name", "set_version")
"""What the criteria of a case have beside: a set that is made of them has its own."""


@dataclass(frozen=True)
class CriteriaSet:
    """One version of a set.

    Examples
    --------
    >>> liquid_lines = CriteriaSet("Liquid lines", 1, "company standard 12", ({
    ...     "component_type": "PIPE", "property": "velocity", "bound": "maximum", "limit": "3 m/s",
    ...     "source": "company standard 12, table 1"},))
    >>> liquid_lines
    <CriteriaSet 'Liquid lines', version 1: 1 criterion>
    """

    name: str
    version: int
    source: str
    criteria: tuple[Mapping[str, str], ...] = field(repr=False)

    def __repr__(self) -> str:
        count = len(self.criteria)
        return (
            f"<CriteriaSet {self.name!r}, version {self.version}: {count} {'criterion' if count == 1 else 'criteria'}>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the criteria as a frame, which can be changed and saved as the next version."""
        columns = {name: [row.get(name) for row in self.criteria] for name in CRITERION_KEYS}
        return pd.DataFrame(columns, dtype="str")

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(na_rep="", escape=True)


def criteria_rows(
    name: str,
    criteria: pd.DataFrame | Iterable[Mapping[str, Any]],
    source: str,
    types: Mapping[str, TypeSchema],
) -> list[dict[str, str]]:
    """Return criteria as a set holds them, each checked against the type that it judges.

    Parameters
    ----------
    name : str
        Of the set, for the errors.
    criteria : DataFrame or iterable of mappings
        component_type, property, bound, limit; where, description, source if there are; a criterion without a source
        of its own has that of the set.
    source : str
        Of the set.
    types : mapping of str to TypeSchema
        Component types by code.

    Raises
    ------
    InputError
        A criterion that is none; the message has its number in the set.
    """
    records: Any = criteria.to_dict("records") if isinstance(criteria, pd.DataFrame) else criteria
    given: list[dict[Any, Any]] = [dict(one) for one in records]
    if not given:
        raise InputError(f"The set '{name}' has no criterion.", path=(name,), expected="one criterion or more")
    if not isinstance(source, str) or not source.strip():
        raise InputError(
            f"The set '{name}' has no source.",
            path=(name, "source"),
            value=source,
            expected="a standard, or a practice",
        )
    rows = []
    for number, one in enumerate(given, start=1):
        place = f"{name}, criterion {number}"
        row = {str(key): value for key, value in one.items() if key not in _OF_A_CASE and not _is_absent(value)}
        row = {"source": source} | row
        _check_form(place, row)
        read_criterion(place, row, types, units.STANDARD_ATMOSPHERE)
        rows.append({key: row[key] for key in CRITERION_KEYS if key in row})
    return rows


def _is_absent(value: Any) -> bool:
    return value is None or value is pd.NA or value == "" or (isinstance(value, float) and value != value)


def _check_form(place: str, row: Mapping[str, Any]) -> None:
    for key in row:
        if key not in CRITERION_KEYS:
            raise InputError(
                f"{place} has '{key}'; expected {', '.join(CRITERION_KEYS)}.",
                path=(place, key),
                value=row[key],
                expected=", ".join(CRITERION_KEYS),
            )
    for key in CRITERION_KEYS:
        if key in row and not isinstance(row[key], str):
            raise InputError(
                f"{place}: {key} is {row[key]!r}; expected a text, a limit with its unit.",
                path=(place, key),
                value=row[key],
                expected="a text",
            )
        if key not in row and key not in _OPTIONAL:
            raise InputError(f"{place} has no {key}.", path=(place, key), expected="a text")
    if row["bound"] not in ("minimum", "maximum"):
        raise InputError(
            f"{place}: bound is '{row['bound']}'; expected minimum or maximum.",
            path=(place, "bound"),
            value=row["bound"],
            expected="minimum or maximum",
        )


def put_criteria(case: Case, criteria_set: CriteriaSet) -> list[str]:
    """Put the criteria of a set into a case as components, in place of those that it has of a set of that name.

    A criterion on the same property, by the same bound and condition, keeps its tag.

    Returns
    -------
    list of str
        Tags of the criteria, in the order of the set.

    Raises
    ------
    InputError
        A criterion on a type or property that the case does not have in the versions of its types.
    """
    code = next((code for code, schema in case.types.items() if is_criteria(schema)), None)
    if code is None:
        raise InputError("No component type takes criteria.", expected="a type with the properties of CRITERION")
    schema, frame = case.types[code], case[code]
    atmosphere = float(case.settings["atmospheric_pressure"])
    rows: list[dict[str, Any]] = []
    for given in criteria_set.criteria:
        row = {**given, "set_name": criteria_set.name, "set_version": criteria_set.version}
        read_criterion(f"{criteria_set.name}, criterion {len(rows) + 1}", row, case.types, atmosphere)
        rows.append(schema.with_defaults(row))
    stored = dict(zip(frame.index.tolist(), property_rows(schema, frame), strict=True))
    before = {tag: row for tag, row in stored.items() if row.get("set_name") == criteria_set.name}
    tags = _tags(case, rows, before)
    for tag, row in zip(tags, rows, strict=True):
        schema.validate(tag, row)
    kept = {tag: row for tag, row in stored.items() if tag not in before}
    with case._edit() as now:
        now.frames[code] = frame_from_properties(schema, [*kept, *tags], [*kept.values(), *rows])
        for tag in before.keys() - set(tags):
            now.lineage.pop(tag, None)
        for tag in tags:
            now.lineage.setdefault(tag, uuid4())
        now.graphics = now.graphics.drop(index=[tag for tag in before if tag not in tags], errors="ignore")
    return tags


def _tags(case: Case, rows: list[dict[str, Any]], before: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a tag for each criterion: that of the same one before, or the next number that is free."""
    known: dict[tuple[object, ...], list[str]] = {}
    for tag, row in before.items():
        known.setdefault(_identity(row), []).append(tag)
    found = [known[_identity(row)].pop(0) if known.get(_identity(row)) else "" for row in rows]
    taken = {tag.casefold() for tag in case.tags if tag not in before} | {tag.casefold() for tag in found}
    numbers = (f"CR-{number:03d}" for number in count(1))
    free = (tag for tag in numbers if tag.casefold() not in taken)
    return [tag if tag else next(free) for tag in found]


def _identity(row: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(row.get(name, "") for name in ("component_type", "property", "bound", "where"))
