"""The limits of a component and whether it keeps them, as a table."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from workbench.datasheets.quantities import Quantities
from workbench.datasheets.sheet import FAILED, NOT_JUDGED, PASSED, Column, Table, Value
from workbench.model.case import Case

__all__ = ["checks_rows", "checks_table", "verdict"]

_SIGNS = {"minimum": "≥", "maximum": "≤"}


def checks_table(case: Case, tags: Iterable[str] | None, quantities: Quantities, title: str = "Checks") -> Table:
    """Return each limit of components with value, limit and verdict; of all components if none are named.

    A limit that the case does not have is left out: nothing was to be judged. A limit whose value was not
    calculated stays, without a verdict: a sheet on which it is absent reads as if all was kept.

    Raises
    ------
    InputError
        A criterion that is not sound.
    """
    checks = case.checks()
    if tags is not None:
        checks = checks[checks["tag"].isin(list(tags))]
    checks = checks[checks["limit"].notna()]
    columns = ("Tag", "Quantity", "Value", "", "Limit", "Unit", "Verdict", "Source of the limit")
    return Table(
        title,
        tuple(Column(name) for name in columns),
        tuple(checks_rows(case, checks, quantities)),
        "No limit applies.",
    )


def checks_rows(case: Case, checks: pd.DataFrame, quantities: Quantities) -> list[tuple[Value, ...]]:
    """Return rows of ``case.checks()`` as a sheet shows them."""
    rows: list[tuple[Value, ...]] = []
    for one in checks.to_dict("records"):
        schema = case.types[one["type"]]
        name = one["property"]
        field = schema.results[name] if name in schema.results else schema.fields[name]
        source = f"{one['criterion']}: {one['source']}" if one["criterion"] else one["source"]
        rows.append(
            (
                one["tag"],
                field.title,
                quantities.number(one["value"], field.dimension),
                _SIGNS[one["bound"]],
                quantities.number(one["limit"], field.dimension),
                quantities.unit(field),
                verdict(one["passed"]),
                source,
            )
        )
    return rows


def verdict(passed: object) -> str:
    """Return the word for ``passed`` of ``case.checks()``."""
    if passed is None or passed is pd.NA or (isinstance(passed, float) and math.isnan(passed)):
        return NOT_JUDGED
    return PASSED if passed else FAILED
