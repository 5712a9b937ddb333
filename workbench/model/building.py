"""Build a whole case at once from component rows (files that are imported, demos, large cases)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.frames import connection_frame, frame_from_properties, graphics_frame
from workbench.model.schema import TypeSchema
from workbench.model.settings import DEFAULT_SETTINGS, parse_settings
from workbench.model.snapshot import Snapshot
from workbench.model.tags import check_tag

__all__ = ["ComponentRow", "build_case"]


@dataclass(frozen=True)
class ComponentRow:
    """One component to build: type code, tag, properties (numbers in SI, or texts with units), position."""

    code: str
    tag: str
    properties: Mapping[str, object] = field(default_factory=dict)
    position: tuple[float, float] | None = None


def build_case(
    name: str,
    types: Mapping[str, TypeSchema],
    components: Iterable[ComponentRow],
    connections: Iterable[Sequence[str]],
    *,
    settings: Mapping[str, object] | None = None,
    description: str = "",
    app_module: str = "NetworkEditor",
) -> Case:
    """Return a checked case made of component rows and ``(source, port, target, port)`` connections.

    Raises
    ------
    InputError
        The first thing that is wrong with a component, a tag or a connection.
    """
    merged = parse_settings({} if settings is None else settings, DEFAULT_SETTINGS)
    tags: dict[str, list[str]] = {}
    properties: dict[str, list[dict[str, Any]]] = {}
    positions: dict[str, tuple[float, float]] = {}
    for row in components:
        check_tag(row.tag)
        if row.code not in types:
            raise InputError(f"{row.tag}: there is no component type '{row.code}'.", path=(row.tag, "type"))
        schema = types[row.code]
        values = schema.parse(row.tag, row.properties, merged["atmospheric_pressure"])
        tags.setdefault(row.code, []).append(row.tag)
        properties.setdefault(row.code, []).append(schema.with_defaults(values))
        if row.position is not None:
            positions[row.tag] = row.position
    frames = {code: frame_from_properties(types[code], tags[code], properties[code]) for code in tags}
    snapshot = Snapshot(frames, connection_frame(connections), graphics_frame(positions), merged)
    case = Case.from_snapshot(name, types, snapshot, app_module=app_module, description=description)
    case.check()
    return case
