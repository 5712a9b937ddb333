"""A vessel drawn to scale: shell and heads as their meridians are, the liquid, the levels, the two main dimensions."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from workbench.calculations.vessel_shape import shape_of
from workbench.datasheets.quantities import Quantities, number_text
from workbench.engineering.vessels.heads import Head
from workbench.engineering.vessels.shape import Shape
from workbench.equipment.vessel import LEVELS
from workbench.model.assumptions import Assumptions
from workbench.model.schema import TypeSchema

__all__ = ["vessel_drawing"]

Point = tuple[float, float]
Place = Callable[[Point], Point]
_SHORT = dict(zip(LEVELS, ("LLLL", "LLL", "NLL", "HLL", "HHLL"), strict=True))
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640.0, 330.0, 84.0, 150.0, 18.0, 44.0
"""Of the drawing, and of its margins for dimensions and levels."""
_LEAST_GAP = 13.0
"""Between the words of two levels."""


def vessel_drawing(schema: TypeSchema, row: pd.DataFrame, quantities: Quantities) -> str:
    """Return an SVG of one vessel to scale, levels from its lowest point; empty for a type that lacks the shape.

    Parameters
    ----------
    schema : TypeSchema
        Of VESSEL, in the version of the case.
    row : pandas.DataFrame
        The row of the vessel, inputs and results in SI.
    quantities : Quantities
        Units that are shown.

    Raises
    ------
    InputError
        A shape that cannot be.
    """
    if not {"head", "boot_length", *LEVELS} <= set(row.columns):
        return ""
    shape = shape_of(row, Assumptions())
    outline = _outline(shape)
    lowest = min(y for _, y in outline)
    is_horizontal = bool(shape.horizontal[0])
    boot = _boot(shape)
    points = np.array([*outline, *boot])
    x_low, y_low = points.min(axis=0)
    x_high, y_high = points.max(axis=0)
    scale = min((_WIDTH - _LEFT - _RIGHT) / (x_high - x_low), (_HEIGHT - _TOP - _BOTTOM) / (y_high - y_low))
    height = _TOP + (y_high - y_low) * scale + _BOTTOM
    centre = _LEFT + (_WIDTH - _LEFT - _RIGHT) / 2.0

    def place(point: Point) -> Point:
        return centre + (point[0] - (x_low + x_high) / 2.0) * scale, _TOP + (y_high - point[1]) * scale

    levels = _levels(row, float(y_high - lowest))
    operating = levels.get("level", levels.get("normal_level"))
    parts = []
    if operating is not None:
        wet = _below(outline, lowest + operating)
        parts.append(_polygon([place(one) for one in wet], "wb-wet"))
        parts.append(_polygon([place(one) for one in boot], "wb-wet") if boot else "")
    parts.append(_polygon([place(one) for one in outline], "wb-wall"))
    parts.append(_polygon([place(one) for one in boot], "wb-wall") if boot else "")
    parts += _tangent_lines(shape, place, is_horizontal=is_horizontal)
    parts += _level_marks(schema, levels, outline, lowest, place, quantities)
    parts += _dimensions(schema, shape, place, quantities, height, is_horizontal=is_horizontal)
    title = html.escape(f"{schema.title} {row.index[0]}, drawn to scale")
    return (
        f'<svg class="wb-drawing-of-vessel" viewBox="0 0 {_WIDTH:g} {height:.0f}" role="img" aria-label="{title}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _meridian(head: Head) -> list[Point]:
    """Return radius and distance from the tangent line, from the shell to the nose."""
    points: list[Point] = []
    for piece in head.pieces:
        if points and float(piece.last[0]) == float(piece.first[0]):
            continue  # a head of one piece
        t = np.linspace(piece.first, piece.last, 41, axis=1)
        points += list(zip(piece.radius(t)[0].tolist(), piece.height(t)[0].tolist(), strict=True))
    return points


def _outline(shape: Shape) -> list[Point]:
    """Return the closed outline [m]: of a vertical vessel its axis is x = 0, of a horizontal one y = 0."""
    length = float(shape.tangent_length[0])
    first = [(radius, -away) for radius, away in _meridian(shape.first)]
    second = [(radius, length + away) for radius, away in _meridian(shape.second)]
    half = [*reversed(first), *second]
    around = [*half, *((-radius, along) for radius, along in reversed(half))]
    return [(along, radius) for radius, along in around] if shape.horizontal[0] else around


def _boot(shape: Shape) -> list[Point]:
    """Return the boot in the middle of the shell; its place along it is not known."""
    width, depth = float(shape.boot_diameter[0]), float(shape.boot_length[0])
    if width == 0.0 or not shape.horizontal[0]:
        return []
    middle, top = float(shape.tangent_length[0]) / 2.0, -float(shape.diameter[0]) / 2.0
    left, right = middle - width / 2.0, middle + width / 2.0
    return [(left, top), (left, top - depth), (right, top - depth), (right, top)]


def _below(outline: Sequence[Point], height: float) -> list[Point]:
    """Return the part of a convex outline below a height."""
    kept: list[Point] = []
    for (x0, y0), (x1, y1) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if y0 <= height:
            kept.append((x0, y0))
        if (y0 <= height) != (y1 <= height):
            kept.append((x0 + (x1 - x0) * (height - y0) / (y1 - y0), height))
    return kept


def _levels(row: pd.DataFrame, height: float) -> dict[str, float]:
    """Return the levels that are given and within the vessel, from below."""
    given = {name: float(row[name].iloc[0]) for name in ("level", *LEVELS) if name in row}
    return {name: level for name, level in sorted(given.items(), key=lambda one: one[1]) if 0.0 <= level <= height}


def _polygon(points: Sequence[Point], name: str) -> str:
    if not points:
        return ""
    return f'<polygon class="{name}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def _line(start: Point, end: Point, name: str) -> str:
    return f'<line class="{name}" x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'


def _text(at: Point, words: str, anchor: str = "start", turned: bool = False) -> str:
    turn = f' transform="rotate(-90 {at[0]:.1f} {at[1]:.1f})"' if turned else ""
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}"{turn}>{html.escape(words)}</text>'


def _tangent_lines(shape: Shape, place: Place, *, is_horizontal: bool) -> list[str]:
    radius, length = float(shape.diameter[0]) / 2.0, float(shape.tangent_length[0])
    lines = []
    for along in (0.0, length):
        ends = ((along, -radius), (along, radius)) if is_horizontal else ((-radius, along), (radius, along))
        lines.append(_line(place(ends[0]), place(ends[1]), "wb-thin"))
    return lines


def _level_marks(
    schema: TypeSchema,
    levels: dict[str, float],
    outline: Sequence[Point],
    lowest: float,
    place: Place,
    quantities: Quantities,
) -> list[str]:
    """Return a line across the vessel a level, and its name beside it; names keep their distance."""
    parts, last = [], np.inf
    right = place((max(x for x, _ in outline), 0.0))[0] + 16.0
    for name, level in levels.items():
        if name == "level" and level in [other for key, other in levels.items() if key != "level"]:
            continue
        cut = [x for x, y in _below(outline, lowest + level) if abs(y - lowest - level) <= 1e-9]
        left_x, right_x = (min(cut), max(cut)) if cut else (0.0, 0.0)
        start, end = place((left_x, lowest + level)), place((right_x, lowest + level))
        at = min(end[1], last - _LEAST_GAP)
        last = at
        shown = quantities.number(level, schema.fields[name].dimension)
        unit = quantities.unit(schema.fields[name])
        words = f"{_SHORT.get(name, 'Operating')} {'' if shown is None else number_text(shown)} {unit}"
        parts.append(_line(start, end, "wb-level"))
        parts.append(_line(end, (right, at), "wb-thin"))
        parts.append(_text((right + 4.0, at + 4.0), words.strip()))
    return parts


def _dimensions(
    schema: TypeSchema, shape: Shape, place: Place, quantities: Quantities, height: float, *, is_horizontal: bool
) -> list[str]:
    """Return the two dimension lines: inside diameter and tangent length."""
    radius, length = float(shape.diameter[0]) / 2.0, float(shape.tangent_length[0])
    words = {}
    for name, value, label in (("diameter", 2.0 * radius, "ID"), ("tangent_length", length, "T/T")):
        shown = quantities.number(value, schema.fields[name].dimension)
        unit = quantities.unit(schema.fields[name])
        words[name] = f"{label} {'' if shown is None else number_text(shown)} {unit}".strip()
    across, along = ("diameter", "tangent_length") if is_horizontal else ("tangent_length", "diameter")
    if is_horizontal:
        upright = (place((0.0, -radius)), place((0.0, radius)))
        level = (place((0.0, -radius)), place((length, -radius)))
        left = place((-float(shape.first.depth[0]), 0.0))[0] - 18.0
    else:
        upright = (place((-radius, 0.0)), place((-radius, length)))
        level = (place((-radius, 0.0)), place((radius, 0.0)))
        left = upright[0][0] - 18.0
    below = height - 26.0
    (_, low), (_, high) = upright
    (x0, y0), (x1, _) = level
    return [
        _line((upright[0][0], low), (left - 5.0, low), "wb-thin"),
        _line((upright[1][0], high), (left - 5.0, high), "wb-thin"),
        _line((left, low), (left, high), "wb-dimension"),
        _text((left - 6.0, (low + high) / 2.0), words[across], "middle", turned=True),
        _line((x0, y0), (x0, below + 5.0), "wb-thin"),
        _line((x1, y0), (x1, below + 5.0), "wb-thin"),
        _line((x0, below), (x1, below), "wb-dimension"),
        _text(((x0 + x1) / 2.0, below + 15.0), words[along], "middle"),
    ]
