"""Fittings as one writes them in a cell: ``2 x 90 deg elbow, long radius; gate valve; exit``.

Items are separated by semicolons or line ends. An item is a name of the catalogue, or one of

* ``K = 2.5``: a loss coefficient on the velocity in the pipe,
* ``L/D = 30``: an equivalent length in diameters of the pipe,
* ``contraction to 50 mm``, ``contraction from 4 inch``, ``expansion to 150 mm, 30 deg``: a change of size
  at the outlet (``to``) or inlet (``from``) of the pipe; sudden where there is no angle,

with a count before it, ``3 x``, where there are more than one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.engineering.fitting_catalogue import find_fitting, nearest_fittings
from workbench.engineering.fittings import CataloguedPart, GivenPart, Part, SizeChangePart
from workbench.errors import InputError
from workbench.units import to_si

__all__ = ["parse_fittings"]

COUNT = re.compile(r"(\d+)\s*[xX*\u00d7]\s*(?=\S)")  # \u00d7 is the sign of multiplication
GIVEN = re.compile(r"(K|L/D)\s*=?\s*(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)", re.IGNORECASE)
SIZE_CHANGE = re.compile(
    r"(?:sudden\s+)?(contraction|reducer|expansion|expander|enlargement)s?\s+(to|from)\s+([^,]+?)"
    r"(?:,\s*(\d+\.?\d*)\s*(?:deg|degrees?|°))?",
    re.IGNORECASE,
)
LARGEST_COUNT = 1000


def parse_fittings(text: str, *, path: Sequence[str] = ()) -> tuple[tuple[int, Part], ...]:
    """Read the fittings of a pipe.

    Parameters
    ----------
    text : str
        As above; empty for none.
    path : sequence of str
        Tag and property, for the error.

    Returns
    -------
    tuple of (count, part)
        In the order of the text.

    Raises
    ------
    InputError
        A fitting that is not known, with the nearest ones that are; a count that is not 1 to 1000; a
        diameter without a unit or of none; an angle that is not above 0 and up to 180 degrees.

    Examples
    --------
    >>> [(count, part.name) for count, part in parse_fittings("2 x long radius elbow 90°; K = 1.5")]
    [(2, '90 deg elbow, long radius'), (1, 'K = 1.5')]
    """
    items = [item.strip() for item in re.split(r"[;\n]", text)]
    return tuple(_item(item, tuple(path)) for item in items if item)


def _item(text: str, path: tuple[str, ...]) -> tuple[int, Part]:
    found = COUNT.match(text)
    if found is None:
        return 1, _part(text, path)
    count = int(found[1])
    if not 1 <= count <= LARGEST_COUNT:
        raise InputError(
            f"The count of '{text}' is {count}; it must be 1 to {LARGEST_COUNT}.",
            path=path,
            value=text,
            expected=f"1 to {LARGEST_COUNT}",
        )
    return count, _part(text[found.end() :].strip(), path)


def _part(text: str, path: tuple[str, ...]) -> Part:
    given = GIVEN.fullmatch(text)
    if given is not None:
        number = float(given[2])
        return GivenPart(text, coefficient=number) if given[1].upper() == "K" else GivenPart(text, diameters=number)
    change = SIZE_CHANGE.fullmatch(text)
    if change is not None:
        return _size_change(text, change, path)
    fitting = find_fitting(text)
    if fitting is not None:
        return CataloguedPart(fitting)
    names = ", ".join(f"'{name}'" for name in nearest_fittings(text))
    raise InputError(
        f"'{text}' is no fitting that is known; the nearest are {names}. Or give its K, such as 'K = 1.5'.",
        path=path,
        value=text,
        expected=names,
    )


def _size_change(text: str, match: re.Match[str], path: tuple[str, ...]) -> SizeChangePart:
    kind, direction, size, angle_text = match.groups()
    if not re.search(r"[^\d.\s]", size):
        raise InputError(
            f"The diameter of '{text}' has no unit.", path=path, value=text, expected="a length such as 50 mm"
        )
    diameter = to_si(size.strip(), "length", path=path)
    angle = 180.0 if angle_text is None else float(angle_text)
    if not (diameter > 0.0 and 0.0 < angle <= 180.0):
        raise InputError(
            f"'{text}' is no change of size: the diameter must be above zero, the angle above 0 and up to 180 degrees.",
            path=path,
            value=text,
            expected="a diameter above zero and an angle above 0 and up to 180 degrees",
        )
    widens = kind.lower() not in ("contraction", "reducer")
    return SizeChangePart(text, widens, direction.lower() == "to", diameter, angle)
