"""Make a datasheet of one component from its definition, or from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench.datasheets.checks import checks_table
from workbench.datasheets.definition import Blank, Definition, Form, Named, Related
from workbench.datasheets.forms import DEFINITIONS
from workbench.datasheets.quantities import Quantities
from workbench.datasheets.sheet import (
    Column,
    Datasheet,
    Drawing,
    Heading,
    Line,
    Lines,
    RevisionLine,
    Section,
    Table,
    Texts,
    Value,
)
from workbench.model.case import Case
from workbench.model.explanation import Explanation
from workbench.model.schema import Field, TypeSchema

__all__ = [
    "component_sheet",
    "definition_of",
    "field_named",
    "generic_definition",
    "main_fields",
    "related_tags",
    "remarks_on",
    "tags_on_sheet",
]

_COLUMNS_OF_A_PAGE = 8
"""A table of more is landscape."""


def generic_definition(schema: TypeSchema) -> Definition:
    """Return the datasheet of a type that has none of its own: all its inputs, all its results."""
    sections = [Form("Inputs", tuple(schema.fields))] if schema.fields else []
    sections += [Form("Results", tuple(schema.results))] if schema.results else []
    return Definition(schema.code, schema.title, schema.description, tuple(sections))


def definition_of(schema: TypeSchema) -> Definition:
    """Return the datasheet of a type: its own, else the generic one."""
    own = DEFINITIONS.get(schema.code)
    return own if own is not None and own.sections else generic_definition(schema)


def tags_on_sheet(case: Case, tag: str, definition: Definition | None = None) -> list[str]:
    """Return the tag of a sheet and those of the components that stand on it because they refer to it."""
    parts = (definition_of(case.types[case.type_of(tag)]) if definition is None else definition).sections
    related = [one for part in parts if isinstance(part, Related) for one in related_tags(case, tag, part)]
    return list(dict.fromkeys((tag, *related)))


def component_sheet(
    case: Case,
    tag: str,
    quantities: Quantities,
    heading: Heading,
    revisions: tuple[RevisionLine, ...] = (),
    *,
    definition: Definition | None = None,
    explanation: Explanation | None = None,
) -> Datasheet:
    """Return the datasheet of a component.

    Parameters
    ----------
    case : Case
        With its results, if there are any.
    tag : str
        Of the component.
    quantities : Quantities
        Units that are shown.
    heading : Heading
        Of the case.
    revisions : tuple of RevisionLine
        The newest last.
    definition : Definition, optional
        Another one than that of the type.
    explanation : Explanation, optional
        Its steps are shown as a calculation.

    Raises
    ------
    NotFound
        No component has the tag.
    """
    code = case.type_of(tag)
    schema = case.types[code]
    if definition is None:
        definition = definition_of(schema)
    sections: list[Section] = []
    shown = tags_on_sheet(case, tag, definition)
    if definition.drawing is not None:
        svg = definition.drawing(schema, case[code].loc[[tag]], quantities)
        sections += [Drawing("Sketch, to scale", svg)] if svg else []
    for part in definition.sections:
        if isinstance(part, Form):
            lines = _form(case, tag, part, quantities)
            if not part.only_with_values or any(line.value is not None for line in lines.lines):
                sections.append(lines)
        else:
            tags = related_tags(case, tag, part)
            sections += [_related(case, part, tags, quantities)] if tags or part.empty else []
    if explanation is not None:
        sections.append(_calculation(explanation))
    sections.append(checks_table(case, shown, quantities))
    sections += remarks_on(case, shown)
    is_wide = any(isinstance(one, Table) and len(one.columns) > _COLUMNS_OF_A_PAGE for one in sections)
    basis = Texts("Basis of this sheet", (definition.basis,)) if definition.basis else None
    return Datasheet(
        definition.title, tag, heading, (*sections, *([basis] if basis else [])), revisions, is_wide=is_wide
    )


def field_named(schema: TypeSchema, name: str) -> tuple[Field, bool] | None:
    """Return an input or a result of a type, and whether it is a result; None where its version has neither."""
    if name in schema.results:
        return schema.results[name], True
    return (schema.fields[name], False) if name in schema.fields else None


def _form(case: Case, tag: str, form: Form, quantities: Quantities) -> Lines:
    lines = []
    for item in form.items:
        if isinstance(item, Blank):
            lines.append(Line(item.label, None))
        else:
            name, title = (item.name, item.title) if isinstance(item, Named) else (item, "")
            line = _line(case, tag, name, title, quantities)
            lines += [] if line is None else [line]
    return Lines(form.title, tuple(lines))


def _line(case: Case, tag: str, name: str, title: str, quantities: Quantities) -> Line | None:
    """Return the line of a name, which may go through a reference; None where the case's version lacks the field."""
    own, _, behind = name.partition(".")
    code = case.type_of(tag)
    found = field_named(case.types[code], own)
    if found is None:
        return None
    field, is_result = found
    row = _row(case, tag)
    if not behind:
        return quantities.line(row, field, title=title, is_result=is_result)
    referred = row.get(own)
    if not isinstance(referred, str) or not referred or referred not in case.tags:
        return Line(title if title else behind.replace("_", " ").capitalize(), None)
    return _line(case, referred, behind, title, quantities)


def _row(case: Case, tag: str) -> Mapping[str, Any]:
    frame = case[case.type_of(tag)]
    return {str(name): value for name, value in frame.loc[tag].items()}


def related_tags(case: Case, tag: str, part: Related) -> list[str]:
    """Return the components of a related section's type that refer to a tag."""
    if part.code not in case.codes or part.reference not in case[part.code]:
        return []
    frame = case[part.code]
    return [str(one) for one in frame.index[(frame[part.reference] == tag).to_numpy(dtype=bool, na_value=False)]]


def _related(case: Case, part: Related, tags: Sequence[str], quantities: Quantities) -> Table:
    if not tags:
        return Table(part.title, (), (), part.empty)
    schema = case.types[part.code]
    fields = [found[0] for name in part.names if (found := field_named(schema, name)) is not None]
    rows = {tag: _row(case, tag) for tag in tags}
    values = {tag: [quantities.value(row.get(field.name), field) for field in fields] for tag, row in rows.items()}
    if part.stands:
        columns = (Column(schema.title), Column("Unit"), *(Column(tag) for tag in tags))
        lines: list[tuple[Value, ...]] = [
            (field.title, quantities.unit(field), *(values[tag][k] for tag in tags)) for k, field in enumerate(fields)
        ]
        return Table(part.title, columns, tuple(lines), stands=True)
    heads = (Column("Tag"), *(quantities.column(field) for field in fields))
    return Table(part.title, heads, tuple((tag, *values[tag]) for tag in tags))


def _calculation(explanation: Explanation) -> Table:
    """Return the steps of a calculation sheet, each with its equation in plain text."""
    columns = (Column("Step"), Column("Equation, in SI"), Column("Value"), Column("Unit"), Column("Source"))
    rows: list[tuple[Value, ...]] = [
        (step.quantity, step.plain[0], step.value, step.unit, step.source) for step in explanation.steps
    ]
    return Table("Calculation", columns, tuple(rows))


def remarks_on(case: Case, tags: Iterable[str] | None) -> list[Section]:
    """Return what was assumed for components, and what they are warned of; for all of them if none are named."""
    if case.run is None:
        return [Texts("Assumptions", (), "The case was not calculated."), Texts("Warnings", (), "Not calculated.")]
    wanted = None if tags is None else set(tags)
    summary = case.run.summary
    assumed = [
        f"{_names(one['tags'], wanted)}: {one['text']}"
        for one in summary.get("assumptions", ())
        if wanted is None or wanted & set(one["tags"])
    ]
    warned = [
        str(one["text"]) if str(one.get("tag", "")) in str(one["text"]) else f"{one['tag']}: {one['text']}"
        for one in summary.get("warnings", ())
        if wanted is None or one.get("tag") in wanted
    ]
    return [Texts("Assumptions", tuple(assumed)), Texts("Warnings", tuple(warned))]


def _names(tags: Sequence[str], wanted: set[str] | None) -> str:
    listed = [tag for tag in tags if wanted is None or tag in wanted]
    return ", ".join(listed[:8]) + (f" and {len(listed) - 8} more" if len(listed) > 8 else "")


def main_fields(schema: TypeSchema, most: int = 7) -> list[Field]:
    """Return the main data of a type: as declared, else its required inputs, then the first results."""
    definition = DEFINITIONS.get(schema.code)
    if definition is not None and definition.main:
        return [found[0] for name in definition.main if (found := field_named(schema, name)) is not None]
    required = [field for field in schema.fields.values() if field.required and field.kind != "curve"]
    others = [field for field in schema.fields.values() if field.indexed and field not in required]
    return [*required, *others, *schema.results.values()][:most]
