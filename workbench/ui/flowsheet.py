"""A case as cytoscape.js elements and style: what is drawn where, with which label and colour. No widgets.

What a component looks like comes from ``symbol`` in the schema of its type: ``drawn_as`` ``"edge"`` or
``"node"``, and the shape and size of a node. Nothing here knows a type by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from workbench.model.frames import connection_rows
from workbench.model.schema import Field, TypeSchema
from workbench.ui.colour import ColourScale
from workbench.ui.display import UnitSystem
from workbench.ui.layout import place_missing

__all__ = ["LEAN_ABOVE", "Colouring", "Drawable", "ScreenFrame", "choices", "colouring", "elements", "style_rules"]

LEAN_ABOVE = 500
"""Number of components above which edges are straight and labels appear only when zoomed in."""

NEIGHBOUR_DISTANCE = 120.0
"""Distance of typical neighbours on the screen at zoom 1 [px]."""

_MAGNITUDES = frozenset({"volumetric_flow", "mass_flow", "velocity"})
"""Shown without sign: the arrow tells the direction."""

_FLOWS = ("flow", "mass_flow")
"""Of a liquid, and of a gas, whose volumetric flow changes along a pipe."""
"""The result whose sign is the direction of the arrow."""

_AT_REST = frozenset({"closed", "off"})
"""Values of ``status`` of a component that lets nothing through; drawn dashed."""


class Drawable(Protocol):
    """What is read from a case."""

    @property
    def types(self) -> Mapping[str, TypeSchema]: ...
    @property
    def connections(self) -> pd.DataFrame: ...
    @property
    def graphics(self) -> pd.DataFrame: ...
    def __getitem__(self, code: str, /) -> pd.DataFrame: ...


@dataclass(frozen=True)
class ScreenFrame:
    """Where case coordinates are on the screen. The one place that scales, and that turns y round.

    Coordinates of a case have any scale and y upwards, as on a map; the screen has pixels and y downwards.
    """

    scale: float
    left: float
    top: float

    @classmethod
    def of(cls, case: Drawable) -> ScreenFrame:
        """Return the frame in which typical neighbours of the case are `NEIGHBOUR_DISTANCE` apart."""
        known = known_places(case)
        if not known:
            return cls(1.0, 0.0, 0.0)
        spacing = _typical_distance(known, _links(case))
        left = min(x for x, _ in known.values())
        top = max(y for _, y in known.values())
        return cls(NEIGHBOUR_DISTANCE / spacing, left, top)

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Return pixels, y down, of case coordinates."""
        return (x - self.left) * self.scale, (self.top - y) * self.scale

    def to_case(self, x: float, y: float) -> tuple[float, float]:
        """Return case coordinates, y up, of pixels."""
        return x / self.scale + self.left, self.top - y / self.scale


@dataclass(frozen=True)
class Colouring:
    """Labels, colours and directions after a solve, by component, and the scale they are on."""

    data: dict[str, dict[str, Any]]
    title: str
    unit: str
    scale: ColourScale | None


@dataclass(frozen=True)
class _Edge:
    tag: str
    ends: tuple[str, str]


def tags_by_type(case: Drawable) -> dict[str, list[str]]:
    """Return the tags of each component type that is drawn and that the case has components of."""
    drawn = [code for code, schema in case.types.items() if schema.symbol.get("drawn_as") != "none"]
    tags = {code: [str(tag) for tag in case[code].index] for code in drawn}
    return {code: members for code, members in tags.items() if members}


def known_places(case: Drawable) -> dict[str, tuple[float, float]]:
    """Return the coordinates that the case has, y up."""
    graphics = case.graphics
    x, y = graphics["x"].to_numpy(dtype=float), graphics["y"].to_numpy(dtype=float)
    present = np.isfinite(x) & np.isfinite(y)
    return {str(tag): (float(x[k]), float(y[k])) for k, tag in enumerate(graphics.index) if present[k]}


def _is_edge(schema: TypeSchema) -> bool:
    return schema.symbol.get("drawn_as") == "edge" and len(schema.ports) >= 2


def _edges(case: Drawable, tags: Mapping[str, list[str]]) -> tuple[list[_Edge], list[_Edge]]:
    """Return the components drawn as edges, and the connections between two that are not."""
    ports = {
        tag: tuple(case.types[code].ports)[:2] for code in tags if _is_edge(case.types[code]) for tag in tags[code]
    }
    ends: dict[tuple[str, str], str] = {}
    plain = []
    for source, source_port, target, target_port in connection_rows(case.connections):
        if source in ports and target in ports:
            # A pipe on a pipe: both meet at a small node of their own.
            meeting = f"<{source}.{source_port}|{target}.{target_port}>"
            ends[source, source_port] = ends[target, target_port] = meeting
        elif source in ports:
            ends[source, source_port] = target
        elif target in ports:
            ends[target, target_port] = source
        else:
            plain.append(_Edge(f"<{source}.{source_port}-{target}.{target_port}>", (source, target)))
    drawn = [
        _Edge(tag, (ends.get((tag, first), f"<{tag}.{first}>"), ends.get((tag, last), f"<{tag}.{last}>")))
        for tag, (first, last) in ports.items()
    ]
    return drawn, plain


def _links(case: Drawable) -> list[tuple[str, str]]:
    drawn, plain = _edges(case, tags_by_type(case))
    return [edge.ends for edge in drawn + plain]


def _typical_distance(known: Mapping[str, tuple[float, float]], links: Iterable[tuple[str, str]]) -> float:
    pairs = [(known[a], known[b]) for a, b in links if a in known and b in known]
    lengths = [float(np.hypot(p[0] - q[0], p[1] - q[1])) for p, q in pairs]
    lengths = [length for length in lengths if length > 0.0]
    if lengths:
        return float(np.median(lengths))
    points = np.array(list(known.values()))
    extent = float(np.max(np.ptp(points, axis=0)))
    return extent / max(len(points) ** 0.5, 1.0) if extent > 0.0 else 1.0


def elements(case: Drawable, frame: ScreenFrame) -> list[dict[str, Any]]:
    """Return the nodes and edges of a case in cytoscape.js form, positions in pixels.

    A component drawn as an edge runs between what its first two ports are connected to; an end that is
    connected to another edge, or to nothing, is at a small anchor. Ids are tags; those of anchors and of
    plain connections start with ``<``, which no tag does.
    """
    tags = tags_by_type(case)
    drawn, plain = _edges(case, tags)
    code_of = {tag: code for code, members in tags.items() for tag in members}
    edge_tags = {edge.tag for edge in drawn}
    nodes = [tag for tag in code_of if tag not in edge_tags]
    anchors = list(dict.fromkeys(end for edge in drawn for end in edge.ends if end.startswith("<")))
    places = place_missing(
        nodes + anchors,
        [edge.ends for edge in drawn + plain],
        {tag: place for tag, place in known_places(case).items() if tag not in edge_tags},
        NEIGHBOUR_DISTANCE / frame.scale,
    )
    resting = _at_rest(case, tags)
    found: list[dict[str, Any]] = []
    for tag in nodes:
        data = {"id": tag, "label": tag, "kind": "equipment", **_looks(case.types[code_of[tag]].symbol)}
        found.append(_node(data, frame.to_screen(*places[tag]), resting=tag in resting))
    for anchor in anchors:
        found.append(_node({"id": anchor, "kind": "anchor"}, frame.to_screen(*places[anchor])))
    for edge in drawn:
        (x1, y1), (x2, y2) = (places[end] for end in edge.ends)
        upright = int(abs(y2 - y1) > 2 * abs(x2 - x1))
        data = {"id": edge.tag, "label": edge.tag, "kind": "pipe", "upright": upright}
        found.append(_line(data, edge, edge.tag in resting))
    for edge in plain:
        found.append(_line({"id": edge.tag, "kind": "connection"}, edge))
    return found


def _looks(symbol: Mapping[str, Any]) -> dict[str, Any]:
    looks = {
        "shape": symbol.get("shape", "rectangle"),
        "width": symbol.get("width", 34),
        "height": symbol.get("height", 34),
    }
    if "points" in symbol:
        looks |= {"shape": "polygon", "points": symbol["points"]}
    return looks


def _node(data: dict[str, Any], place: tuple[float, float], resting: bool = False) -> dict[str, Any]:
    anchor = data["kind"] == "anchor"
    return {
        "group": "nodes",
        "data": data | {"rest": int(resting)},
        "position": {"x": place[0], "y": place[1]},
        "selectable": not anchor,
        "grabbable": not anchor,
    }


def _line(data: dict[str, Any], edge: _Edge, resting: bool = False) -> dict[str, Any]:
    ends = {"source": edge.ends[0], "target": edge.ends[1], "rest": int(resting), "direction": 0}
    return {"group": "edges", "data": data | ends, "selectable": data["kind"] == "pipe"}


def _at_rest(case: Drawable, tags: Mapping[str, list[str]]) -> set[str]:
    resting: set[str] = set()
    for code in tags:
        if "status" in case.types[code].fields:
            status = case[code]["status"]
            resting.update(str(tag) for tag in status.index[status.isin(_AT_REST)])
    return resting


def choices(case: Drawable) -> dict[str, str]:
    """Return the results that components can be coloured by: name and title, each once."""
    titles: dict[str, str] = {}
    for code in tags_by_type(case):
        for name, field in case.types[code].results.items():
            if field.kind == "number":
                titles.setdefault(name, field.title)
    return titles


def colouring(case: Drawable, result: str | None, units: UnitSystem) -> Colouring:
    """Return label, colour and direction of every component, coloured by one result (by none if None).

    A component that has the result only at its two ends (``inlet_pressure``, ``outlet_pressure``) shows the mean
    of the two; one without it keeps its tag as label and the plain colour.
    """
    data: dict[str, dict[str, Any]] = {}
    shown: dict[str, float] = {}
    by_type = tags_by_type(case)
    known = [case.types[code].results for code in by_type]
    field: Field | None = next((results[result] for results in known if result in results), None) if result else None
    for code, tags in by_type.items():
        schema, frame = case.types[code], case[code]
        flow = _flow(frame) if _is_edge(schema) else None
        values = None if field is None else _values(frame, field.name)
        for k, tag in enumerate(tags):
            data[tag] = {"label": tag, "colour": "", "direction": 0 if flow is None else _direction(flow[k])}
            if field is not None and values is not None and np.isfinite(values[k]):
                shown[tag] = abs(float(values[k])) if field.dimension in _MAGNITUDES else float(values[k])
    if field is None:
        return Colouring(data, "", "", None)
    converted = {tag: float(units.convert(value, field)) for tag, value in shown.items()}
    scale = ColourScale.of(list(converted.values()))
    for tag, value in converted.items():
        data[tag]["label"] = f"{tag}\n{units.with_unit(shown[tag], field)}"
        data[tag]["colour"] = scale.colour(value) if scale else ""
    return Colouring(data, field.title, units.unit(field), scale)


def _values(frame: pd.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """Return a result of every component, where it is absent the mean of its two ends; None where there is neither."""
    own, inlet, outlet = (_column(frame, f"{end}{name}") for end in ("", "inlet_", "outlet_"))
    if inlet is None or outlet is None:
        return own
    mean = (inlet + outlet) / 2.0  # of a gas, whose velocity changes along a pipe
    return mean if own is None else np.where(np.isfinite(own), own, mean)


def _column(frame: pd.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    is_there = name in frame.columns and pd.api.types.is_numeric_dtype(frame[name])
    return frame[name].to_numpy(dtype=float) if is_there else None


def _flow(frame: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """Return the flow of every component, or the mass flow where that alone is known; None where there is neither."""
    known = [column for name in _FLOWS if (column := _column(frame, name)) is not None]
    return None if not known else known[0] if len(known) == 1 else np.where(np.isfinite(known[0]), *known)


def _direction(flow: float) -> int:
    return int(np.sign(flow)) if np.isfinite(flow) else 0


def style_rules(lean: bool) -> list[dict[str, Any]]:
    """Return the style.

    Colours are JupyterLab's variables, so that light and dark themes both work. ``px(a, b, c)`` is b at
    zoom 1, and when zoomed out at least a pixels of the screen but at most c; ``network_view.js`` resolves both.
    """
    ink, paper, accent = "var(--jp-ui-font-color1)", "var(--jp-layout-color0)", "var(--jp-brand-color1)"
    quiet = "var(--jp-ui-font-color2)"
    # Beside a vertical line rather than along it, where people would have to turn their head.
    upright = {"text-rotation": "none", "text-margin-y": 0, "text-margin-x": "px(28, 34, 84)"}
    arrow = 0.9 if lean else 1.5
    # What would be too small to see is a plain dot.
    least = "px(1.6, 0, 500)" if lean else "px(3.5, 0, 500)"
    speck = {"width": least, "height": least, "background-color": quiet, "border-width": 0}
    label = {
        "label": "data(label)",
        "color": ink,
        "font-size": 12 if lean else "px(10, 12, 30)",
        "font-family": "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif",
        "min-zoomed-font-size": 9 if lean else 7,
        "text-wrap": "wrap",
        "text-background-color": paper,
        "text-background-opacity": 0.75,
        "text-background-padding": 1,
    }
    node = {
        "background-color": paper,
        "border-color": quiet,
        "border-width": "px(0.7, 1.5, 50)",
        "text-valign": "bottom",
        "text-margin-y": 4,
    }
    stroke = ("line-color", "mid-source-arrow-color", "mid-target-arrow-color")
    line = dict.fromkeys(stroke, quiet) | {"width": "px(1.4, 3, 200)"}
    coloured_line = dict.fromkeys(stroke, "data(colour)") | {"width": "px(1.8, 4, 200)"}
    pipe = label
    if not lean:
        pipe = label | {"text-margin-y": "-px(10, 13, 30)", "text-rotation": "autorotate"}
        coloured_line["text-margin-y"] = "-px(16, 21, 48)"  # room for the value beneath the tag
    shape = {"shape": "data(shape)", "width": "data(width)", "height": "data(height)"}
    return [
        {"selector": "core", "style": {"active-bg-opacity": 0, "selection-box-opacity": 0.15}},
        {"selector": "node", "style": node},
        {"selector": "node[kind = 'equipment']", "style": shape | label},
        {"selector": f"node[width < {least}]", "style": speck},
        {"selector": "node[points]", "style": {"shape-polygon-points": "data(points)"}},
        {"selector": "node[kind = 'anchor']", "style": {"width": 6, "height": 6, "background-color": quiet}},
        {"selector": "edge", "style": line | {"curve-style": "haystack" if lean else "bezier", "haystack-radius": 0}},
        {"selector": "edge[kind = 'pipe']", "style": pipe},
        {"selector": "edge[kind = 'connection']", "style": {"width": 1.5}},
        {"selector": "edge[direction > 0]", "style": {"mid-target-arrow-shape": "triangle", "arrow-scale": arrow}},
        {"selector": "edge[direction < 0]", "style": {"mid-source-arrow-shape": "triangle", "arrow-scale": arrow}},
        {"selector": "node[?colour]", "style": {"background-color": "data(colour)"}},
        {"selector": "edge[?colour]", "style": coloured_line},
        {"selector": "edge[kind = 'pipe'][upright > 0]", "style": upright},
        {"selector": "edge[rest > 0]", "style": {"line-style": "dashed"}},
        {"selector": "node[rest > 0]", "style": {"border-style": "dashed"}},
        {"selector": "node:selected", "style": {"border-color": accent, "border-width": 3}},
        {"selector": ":selected", "style": {"overlay-color": accent, "overlay-opacity": 0.25, "overlay-padding": 6}},
        {"selector": "edge:active, node:active", "style": {"overlay-opacity": 0.1}},
    ]
