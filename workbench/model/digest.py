"""The digest of a case and of a revision: sha256 over a canonical text of inputs and topology.

Equal inputs give equal digests whatever the order of components, properties or connections, on every server,
and whether Python or the database computes them. The text has one line a component, one a connection and one for
the settings, sorted by code point and joined by line feeds::

    component ["P-101","PIPE",{"diameter":0.1524,"length":120}]
    connection ["T-1","outlet","P-101","inlet"]
    settings {"density":998.2,...}

Lines are JSON without blanks, keys sorted by code point. Texts are escaped as JSON must and no further. A number is
the shortest decimal that reads back as the same float64, in positional notation (`canonical_number`). Results,
coordinates, descriptions and versions of types are no part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

import orjson

from workbench.errors import InputError
from workbench.model.frames import connection_columns, property_columns
from workbench.model.schema import TypeSchema
from workbench.model.snapshot import Snapshot

__all__ = [
    "canonical_json",
    "canonical_number",
    "canonical_text",
    "case_digest",
    "component_lines",
    "connection_lines",
    "property_texts",
    "revision_digest",
    "settings_line",
    "state_digest",
]


def canonical_json(value: Any) -> bytes:
    """Return JSON in UTF-8 with sorted keys and without blanks, to compare schemas."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def canonical_number(value: float) -> str:
    """Return the shortest decimal that reads back as the same float64, in positional notation.

    Raises
    ------
    InputError
        A number that is not finite.

    Examples
    --------
    >>> [canonical_number(x) for x in (998.0, 4.5e-05, 1e16, -0.0, 0.1 + 0.2)]
    ['998', '0.000045', '10000000000000000', '0', '0.30000000000000004']
    """
    number = float(value) + 0.0  # -0.0 is 0.0
    if not isfinite(number):
        raise InputError(f"The number {number} is not finite.", value=value, expected="a finite number")
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text.removesuffix(".0")


def canonical_text(value: Any) -> str:
    """Return any value that JSON has in canonical form.

    Raises
    ------
    InputError
        A number that is not finite, or a text with half a character.
    """
    if isinstance(value, str):
        return _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_quoted(key)}:{canonical_text(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, Sequence):
        return "[" + ",".join([canonical_text(item) for item in value]) + "]"
    return canonical_number(value)


def _quoted(text: str) -> str:
    try:
        return orjson.dumps(text).decode()
    except orjson.JSONEncodeError:
        raise InputError(
            f"The text {text!r} holds half a character.", value=text, expected="a text that UTF-8 can write"
        ) from None


def _column_texts(values: Sequence[Any]) -> Sequence[str | None]:
    """Return one column in canonical form, None where absent."""
    kinds = set(map(type, values)) - {type(None)}
    if kinds <= {float}:
        return _number_texts(values)
    if kinds == {int}:
        return _number_texts([None if value is None else float(value) for value in values])
    if kinds == {str}:
        return _quoted_texts(values)
    return [None if value is None else canonical_text(value) for value in values]


def _number_texts(values: Sequence[float | None]) -> Sequence[str | None]:
    if not values:
        return []
    joined = f"{orjson.dumps(values).decode()[1:-1]},".replace(".0,", ",")
    texts = joined[:-1].split(",")
    if not ("n" in joined or "e" in joined or "-0," in joined):
        return texts
    return [
        text
        if text[0] != "n" and text != "-0" and "e" not in text
        else None
        if value is None
        else canonical_number(value)
        for text, value in zip(texts, values, strict=True)
    ]


def _quoted_texts(values: Sequence[str | None]) -> Sequence[str | None]:
    if values and None not in values and "," not in values:
        try:
            joined = orjson.dumps(values).decode()
        except orjson.JSONEncodeError:
            joined = "\\"  # the loop below says which one it is
        if "\\" not in joined:  # then "," stands only between two texts
            return joined[1:-1].replace('","', '"\n"').split("\n")
    known = {value: _quoted(value) for value in set(values) if value is not None}
    return [None if value is None else known[value] for value in values]


def component_lines(code: str, tags: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> list[str]:
    """Return the lines of all components of one type.

    Parameters
    ----------
    code : str
        Type of the components.
    tags : sequence of str
        Their tags.
    columns : mapping of str to sequence
        Stored input properties by name, one value a component, None where absent.

    Examples
    --------
    >>> component_lines("PIPE", ["P-101"], {"length": [120.0], "diameter": [0.1524], "status": [None]})
    ['component ["P-101","PIPE",{"diameter":0.1524,"length":120}]']
    """
    kind = f",{_quoted(code)},"
    rows = property_texts(tags, columns)
    return [f"component [{tag}{kind}{row}]" for tag, row in zip(_column_texts(list(tags)), rows, strict=True)]


def property_texts(tags: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> list[str]:
    """Return the properties of all components of one type, each as a JSON object in canonical form.

    Examples
    --------
    >>> property_texts(["P-101"], {"length": [120.0], "diameter": [0.1524], "status": [None]})
    ['{"diameter":0.1524,"length":120}']
    """
    pieces = []
    for name in sorted(columns):
        key = f",{_quoted(name)}:"
        try:
            texts = _column_texts(columns[name])
        except InputError:
            raise _first_problem(tags, name, columns[name]) from None
        pieces.append(["" if text is None else key + text for text in texts])
    rows = map("".join, zip(*pieces, strict=True)) if pieces else [""] * len(tags)
    return [f"{{{row[1:]}}}" for row in rows]


def _first_problem(tags: Sequence[str], name: str, values: Sequence[Any]) -> InputError:
    for tag, value in zip(tags, values, strict=True):
        try:
            canonical_text(value)
        except InputError as error:
            return InputError(f"{tag}.{name}: {error}", path=(tag, name), value=value, expected=error.expected)
    raise AssertionError(f"{name} can be written")


def connection_lines(columns: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of connections from the columns source, source_port, target and target_port."""
    texts = [_quoted_texts(column) for column in columns]
    return [f"connection [{source},{out},{target},{to}]" for source, out, target, to in zip(*texts, strict=True)]


def settings_line(settings: Mapping[str, Any]) -> str:
    """Return the line of the settings of a case."""
    return f"settings {canonical_text(settings)}"


def case_digest(lines: Iterable[str]) -> str:
    """Return the sha256, in hexadecimal, of the lines of a case in whatever order."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def state_digest(state: Snapshot, types: Mapping[str, TypeSchema]) -> str:
    """Return the digest of a case from its state.

    Raises
    ------
    InputError
        A column that a type does not have, or a value that cannot be written.
    """
    lines = [settings_line(state.settings), *connection_lines(connection_columns(state.connections))]
    for code, frame in state.frames.items():
        if len(frame):
            lines += component_lines(code, frame.index.tolist(), property_columns(types[code], frame))
    return case_digest(lines)


def revision_digest(case_digests: Mapping[str, str]) -> str:
    """Return the digest of a revision from those of its cases by name."""
    return case_digest(f"case {canonical_text([name, digest])}" for name, digest in case_digests.items())
