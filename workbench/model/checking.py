"""The check of a whole case: its inputs are read once, and what is wrong with them is put in words.

What is sound, nearly always everything, is told in bulk; only where something is not are components and connections
asked one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.errors import InputError
from workbench.model.columns import Column, rows_of
from workbench.model.criteria import CRITERION_FIELDS, criteria_problems
from workbench.model.digest import inputs_digest
from workbench.model.frames import CONNECTION_COLUMNS, connection_columns, graphics_frame, read_columns
from workbench.model.references import reference_problems
from workbench.model.schema import TypeSchema
from workbench.model.settings import SETTINGS_SCHEMA
from workbench.model.tags import are_plain, check_tag, tag_key
from workbench.model.topology import connection_problems

if TYPE_CHECKING:
    from workbench.model.reader import CaseReader

__all__ = ["Inputs", "examine"]


@dataclass(frozen=True)
class Inputs:
    """The inputs and the topology of a case as they were when they were read; later edits do not reach them."""

    tags: Mapping[str, list[str]]
    """By type."""
    columns: Mapping[str, Mapping[str, Column]]
    """Stored properties by type and name."""
    connections: list[list[str]]
    """The columns source, source_port, target and target_port."""
    settings: Mapping[str, Any]

    @cached_property
    def digest(self) -> str:
        """The digest of the case."""
        return inputs_digest(self.settings, self.connections, self.tags, self.columns)

    @cached_property
    def results_digest(self) -> str:
        """The digest of what results follow from: of everything but the criteria."""
        tags = {
            code: of_type for code, of_type in self.tags.items() if not self.columns[code].keys() >= CRITERION_FIELDS
        }
        return (
            self.digest
            if len(tags) == len(self.tags)
            else inputs_digest(self.settings, self.connections, tags, self.columns)
        )


def examine(case: CaseReader) -> tuple[Inputs, list[InputError]]:
    """Read the inputs of a case, and find everything that is wrong with its tags, properties and connections."""
    tags = {code: case[code].index.tolist() for code in case.codes}
    found = _tag_problems(tags)
    columns: dict[str, Mapping[str, Column]] = {}
    for code in tags:
        try:
            columns[code] = read_columns(case.types[code], case[code])
        except InputError as error:
            found.append(error)
        else:
            found += _property_problems(case.types[code], tags[code], columns[code])
    settings = case.settings
    try:
        SETTINGS_SCHEMA.validate("settings", settings)
    except InputError as error:
        found.append(error)
    found += _graphics_problems(case.graphics)
    connections: list[list[str]] = []
    if tuple(case.connections.columns) != CONNECTION_COLUMNS:
        found.append(InputError(f"The connections frame needs the columns {', '.join(CONNECTION_COLUMNS)}."))
    else:
        connections = connection_columns(case.connections)
        found += connection_problems(case.types, tags, connections)
    if not found:  # a column of the wrong kind is told already
        found += reference_problems(case)
        found += criteria_problems(case)
    return Inputs(tags, columns, connections, settings), found


def _tag_problems(tags: Mapping[str, list[Any]]) -> list[InputError]:
    together = [tag for of_type in tags.values() for tag in of_type]
    if are_plain(together) and len({tag_key(tag) for tag in together}) == len(together):
        return []
    found: list[InputError] = []
    owners: dict[str, str] = {}
    for tag in together:
        try:
            key = tag_key(check_tag(tag))
        except InputError as error:
            found.append(error)
            continue
        if key in owners:
            found.append(InputError(f"The tag '{tag}' is there twice (as '{owners[key]}').", path=(tag, "tag")))
        owners[key] = tag
    return found


def _property_problems(schema: TypeSchema, tags: list[str], columns: Mapping[str, Column]) -> list[InputError]:
    if schema.all_valid(columns, len(tags)):
        return []
    found: list[InputError] = []
    for tag, row in zip(tags, rows_of(columns, len(tags)), strict=True):
        if not schema.is_valid(row):
            try:
                schema.validate(tag, row)
            except InputError as error:
                found.append(error)
    return found


def _graphics_problems(graphics: pd.DataFrame) -> list[InputError]:
    if list(graphics.columns) != ["x", "y"]:
        return [InputError("The graphics frame needs the columns x and y.", path=("graphics",))]
    if all(dtype == np.float64 for dtype in graphics.dtypes) and np.isfinite(graphics.to_numpy()).all():
        return []
    try:
        graphics_frame({tag: (x, y) for tag, x, y in graphics.itertuples()})
    except InputError as error:
        return [error]
    return []
