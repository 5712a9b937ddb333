"""Line lists and equipment lists of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from workbench.datasheets.checks import checks_table
from workbench.datasheets.forms import DEFINITIONS
from workbench.datasheets.making import field_named, main_fields, remarks_on
from workbench.datasheets.quantities import Quantities
from workbench.datasheets.sheet import (
    FAILED,
    NOT_JUDGED,
    PASSED,
    Column,
    Datasheet,
    Heading,
    RevisionLine,
    Section,
    Table,
    Value,
)
from workbench.equipment.gas import GAS
from workbench.model.case import Case
from workbench.model.schema import Field, TypeSchema
from workbench.model.settings import LIQUID_NETWORK

__all__ = ["equipment_list", "line_list"]

_NOTHING_JUDGED = (0.0, NOT_JUDGED)
_LINE_FIELDS = (
    "diameter",
    "length",
    "flow",
    "mass_flow",
    "velocity",
    "outlet_velocity",
    "mach_number",
    "pressure_gradient",
    "density_velocity_squared",
    "inlet_pressure",
    "outlet_pressure",
    "pressure_drop",
)


_OF_LIQUIDS, _OF_GASES = {"flow", "velocity"}, {"outlet_velocity", "mach_number"}


def is_line(schema: TypeSchema) -> bool:
    """Tell whether a type is a line: drawn as one, from one place to another."""
    return schema.symbol.get("drawn_as") == "edge"


def line_list(
    case: Case, quantities: Quantities, heading: Heading, revisions: tuple[RevisionLine, ...] = ()
) -> Datasheet:
    """Return the list of all lines of a case: from, to, size, flow, velocity, pressures, and whether limits are kept.

    Raises
    ------
    InputError
        A criterion that is not sound.
    """
    ends = _ends(case)
    judged = _verdicts(case)
    fluids = _fluids(case)
    sections: list[Section] = []
    tags: list[str] = []
    for code in case.codes:
        schema, frame = case.types[code], case[code]
        if not is_line(schema):
            continue
        fields = _line_fields(schema, frame)
        columns = (
            Column("Line"),
            Column("From"),
            Column("To"),
            Column("Fluid"),
            *(quantities.column(field) for field in fields),
            Column("Limits judged"),
            Column("Verdict"),
        )
        rows: list[tuple[Value, ...]] = []
        for tag, row in zip(frame.index.astype(str), frame.to_dict("records"), strict=True):
            start, end = ends.get((tag, "inlet"), ""), ends.get((tag, "outlet"), "")
            values = [quantities.value(row.get(field.name), field) for field in fields]
            rows.append((tag, start, end, fluids.get(tag, ""), *values, *judged.get(tag, _NOTHING_JUDGED)))
        sections.append(Table(f"{schema.title} ({len(rows)})", columns, tuple(rows)))
        tags += [str(tag) for tag in frame.index]
    if not sections:
        sections.append(Table("Lines", (), (), "This case has no lines."))
    failed = {tag for tag, (_, word) in judged.items() if word == FAILED and tag in set(tags)}
    beyond = checks_table(case, failed, quantities, "Lines that exceed a limit")
    sections.append(replace(beyond, empty="None of those that were judged."))
    sections += remarks_on(case, tags)
    return Datasheet("Line list", "", heading, tuple(sections), revisions, is_wide=True)


def equipment_list(
    case: Case, quantities: Quantities, heading: Heading, revisions: tuple[RevisionLine, ...] = ()
) -> Datasheet:
    """Return the list of the equipment of a case, a table a type, with its main data.

    Types that no flowsheet shows (fluids, criteria, scenarios), lines, and places that nobody buys are no equipment.

    Raises
    ------
    InputError
        A criterion that is not sound.
    """
    judged = _verdicts(case)
    sections: list[Section] = []
    for code in case.codes:
        schema, frame = case.types[code], case[code]
        definition = DEFINITIONS.get(code)
        bought = definition is None or definition.is_equipment
        if schema.symbol.get("drawn_as") != "node" or not bought:
            continue
        fields = main_fields(schema)
        columns = (
            Column("Tag"),
            *(quantities.column(field) for field in fields),
            Column("Limits judged"),
            Column("Verdict"),
        )
        rows: list[tuple[Value, ...]] = [
            (
                tag,
                *(quantities.value(row.get(field.name), field) for field in fields),
                *judged.get(tag, _NOTHING_JUDGED),
            )
            for tag, row in zip(frame.index.astype(str), frame.to_dict("records"), strict=True)
        ]
        sections.append(Table(f"{schema.title} ({len(rows)})", columns, tuple(rows)))
    if not sections:
        sections.append(Table("Equipment", (), (), "This case has no equipment."))
    return Datasheet("Equipment list", "", heading, tuple(sections), revisions, is_wide=True)


def _line_fields(schema: TypeSchema, frame: pd.DataFrame) -> list[Field]:
    """Return the columns of lines: those of gases where there are any, those of liquids alone where there are not."""
    fields = [found[0] for name in _LINE_FIELDS if (found := field_named(schema, name)) is not None]
    empty = {field.name for field in fields if field.name not in frame or frame[field.name].isna().all()}
    left_out = empty & (_OF_GASES if empty >= _OF_GASES else _OF_LIQUIDS)
    return [field for field in fields if field.name not in left_out]


def _ends(case: Case) -> Mapping[tuple[str, str], str]:
    """Return what each port of each component is joined to, by tag and port; several are joined by commas."""
    links = case.connections
    found: dict[tuple[str, str], list[str]] = {}
    for source, source_port, target, target_port in links.itertuples(index=False):
        found.setdefault((str(source), str(source_port)), []).append(str(target))
        found.setdefault((str(target), str(target_port)), []).append(str(source))
    return {end: ", ".join(others) for end, others in found.items()}


def _verdicts(case: Case) -> dict[str, tuple[float, str]]:
    """Return for each component how many limits were judged, and the verdict of all.

    One that fails decides; where one that has value and limit could not be judged, the component is not judged.
    """
    checks = case.checks()
    checks = checks[checks["value"].notna() & checks["limit"].notna()]
    known = checks["passed"].notna()
    table = pd.DataFrame(
        {"tag": checks["tag"], "judged": known, "failed": known & ~checks["passed"].fillna(True).astype(bool)}
    )
    found: dict[str, tuple[float, str]] = {}
    for tag, own in table.groupby("tag"):
        word = FAILED if own["failed"].any() else PASSED if own["judged"].all() else NOT_JUDGED
        found[str(tag)] = float(own["judged"].sum()), word
    return found


def _fluids(case: Case) -> Mapping[str, str]:
    """Return what flows through each line that it is known of.

    The GAS of a gas network, the liquid of the settings in one of liquids, else what the calculation says.
    """
    if case.app_module == LIQUID_NETWORK or GAS.code in case.codes:
        fluid = str(case[GAS.code].index[0]) if GAS.code in case.codes else str(case.settings["fluid"])
        return dict.fromkeys(case.tags, fluid)
    return {} if case.run is None else case.run.summary.get("carried", {})
