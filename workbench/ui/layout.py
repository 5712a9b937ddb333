"""Places for components that have no coordinates: deterministic, so that a drawing looks the same each time."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

__all__ = ["place_missing"]

Point = tuple[float, float]


def place_missing(
    names: Sequence[str], links: Iterable[tuple[str, str]], known: Mapping[str, Point], spacing: float
) -> dict[str, Point]:
    """Return a place for every name; the known ones keep theirs.

    With no place known at all the network is drawn in layers from its first component. Otherwise each
    missing one is put between its placed neighbours, or beside the only one.

    Parameters
    ----------
    names : sequence of str
        Everything to be placed, in a fixed order.
    links : iterable of (str, str)
        What is connected to what.
    known : mapping
        Places that exist.
    spacing : float
        Distance between neighbours, in the unit of the places.
    """
    neighbours: dict[str, list[str]] = {name: [] for name in names}
    for first, second in links:
        if first in neighbours and second in neighbours and first != second:
            neighbours[first].append(second)
            neighbours[second].append(first)
    places = {name: known[name] for name in names if name in known}
    if not places:
        return _in_layers(neighbours, spacing, (0.0, 0.0))
    _beside_neighbours(neighbours, places, spacing)
    rest = {name: others for name, others in neighbours.items() if name not in places}
    if rest:
        lowest = min(y for _, y in places.values())
        left = min(x for x, _ in places.values())
        places |= _in_layers(rest, spacing, (left, lowest - 2 * spacing))
    return places


def _beside_neighbours(neighbours: Mapping[str, list[str]], places: dict[str, Point], spacing: float) -> None:
    """Place outwards from what is placed, breadth first."""
    waiting = deque(name for name in neighbours if name in places)
    turns: dict[str, int] = {}
    while waiting:
        origin = waiting.popleft()
        for name in neighbours[origin]:
            if name in places:
                continue
            placed = [places[other] for other in dict.fromkeys(neighbours[name]) if other in places]
            if len(placed) > 1:
                places[name] = (
                    sum(x for x, _ in placed) / len(placed),
                    sum(y for _, y in placed) / len(placed),
                )
            else:
                # Turn by the golden angle, so that several around one neighbour never coincide.
                angle = turns.get(origin, 0) * math.pi * (3 - math.sqrt(5))
                turns[origin] = turns.get(origin, 0) + 1
                x, y = places[origin]
                places[name] = (x + spacing * math.cos(angle), y + spacing * math.sin(angle))
            waiting.append(name)


def _in_layers(neighbours: Mapping[str, list[str]], spacing: float, corner: Point) -> dict[str, Point]:
    """Place each connected part in columns by its distance from its first component; parts below each other."""
    places: dict[str, Point] = {}
    top = corner[1]
    for start in neighbours:
        if start in places:
            continue
        columns: list[list[str]] = [[start]]
        seen = {start}
        while columns[-1]:
            following = [
                name
                for name in dict.fromkeys(other for one in columns[-1] for other in neighbours[one])
                if name in neighbours and name not in seen
            ]
            seen.update(following)
            columns.append(following)
        height = max(len(column) for column in columns)
        for k, column in enumerate(columns):
            for row, name in enumerate(column):
                offset = (height - len(column)) / 2
                places[name] = (corner[0] + k * spacing, top - (row + offset) * spacing)
        top -= (height + 1) * spacing
    return places
