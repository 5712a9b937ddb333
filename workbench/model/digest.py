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
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

import numpy as np
import orjson

from workbench.errors import InputError
from workbench.model.columns import Column, plain_values
from workbench.model.frames import connection_columns, read_columns
from workbench.model.schema import TypeSchema
from workbench.model.snapshot import Snapshot

__all__ = [
    "canonical_json",
    "canonical_number",
    "canonical_text",
    "case_digest",
    "component_lines",
    "connection_lines",
    "inputs_digest",
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


def _column_texts(values: Column) -> Sequence[str | None]:
    """Return one column in canonical form, None where absent."""
    if isinstance(values, np.ndarray):
        return _number_texts(values)
    kinds = set(map(type, values)) - {type(None)}
    if kinds <= {float}:
        return _number_texts(values)
    if kinds == {int}:
        return _number_texts([None if value is None else float(value) for value in values])
    if kinds == {str}:
        return _text_texts(values)
    return [None if value is None else canonical_text(value) for value in values]


def _number_texts(values: Column) -> Sequence[str | None]:
    if not len(values):
        return []
    joined = f"{orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY).decode()[1:-1]},".replace(".0,", ",")
    texts = joined[:-1].split(",")
    if not ("n" in joined or "e" in joined or "-0," in joined):
        return texts
    return [
        text
        if text[0] != "n" and text != "-0" and "e" not in text
        else None
        if value is None
        else canonical_number(value)
        for text, value in zip(texts, plain_values(values), strict=True)
    ]


def _text_texts(values: Sequence[str | None]) -> Sequence[str | None]:
    known = {value: _quoted(value) for value in set(values) if value is not None}
    return [None if value is None else known[value] for value in values]


def _quoting(values: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return a pattern and the texts that fill it to the canonical form of a column without gaps."""
    together = "".join(values)
    if together.isascii() and together.isprintable() and '"' not in together and "\\" not in together:
        return '"%s"', values  # nothing to escape
    known = {value: _quoted(value) for value in set(values)}
    return "%s", [known[value] for value in values]


def component_lines(code: str, tags: Sequence[str], columns: Mapping[str, Column]) -> list[str]:
    """Return the lines of all components of one type.

    Parameters
    ----------
    code : str
        Type of the components.
    tags : sequence of str
        Their tags.
    columns : mapping of str to Column
        Stored input properties by name, one value a component.

    Examples
    --------
    >>> component_lines("PIPE", ["P-101"], {"length": [120.0], "diameter": [0.1524], "status": [None]})
    ['component ["P-101","PIPE",{"diameter":0.1524,"length":120}]']
    """
    pattern, texts = _pattern(tags, columns)
    quoted, tag_texts = _quoting(tags)
    line = f"component [{quoted},{_escaped(_quoted(code))},{pattern}]"
    return [line % row for row in zip(tag_texts, *texts, strict=True)]


def property_texts(tags: Sequence[str], columns: Mapping[str, Column]) -> list[str]:
    """Return the properties of all components of one type, each as a JSON object in canonical form.

    Examples
    --------
    >>> property_texts(["P-101"], {"length": [120.0], "diameter": [0.1524], "status": [None]})
    ['{"diameter":0.1524,"length":120}']
    """
    pattern, texts = _pattern(tags, columns)
    return [pattern % row for row in zip(*texts, strict=True)] if texts else [pattern % ()] * len(tags)


def _pattern(tags: Sequence[str], columns: Mapping[str, Column]) -> tuple[str, list[Sequence[str | None]]]:
    """Return a pattern of the properties of all components, and the columns of texts that fill it.

    What all components share stands in the pattern itself, so that only what differs is put together.
    """
    pieces: list[tuple[str, Sequence[str | None], bool]] = []
    for name in sorted(columns):
        values = columns[name]
        if _is_empty(values):
            continue
        try:
            shared = _shared_text(values)
            texts = _column_texts(values) if shared is None else [shared]
        except InputError:
            raise _first_problem(tags, name, plain_values(values)) from None
        pieces.append((f"{_quoted(name)}:", texts, shared is not None))
    return _joined(pieces)


def _joined(pieces: Sequence[tuple[str, Sequence[str | None], bool]]) -> tuple[str, list[Sequence[str | None]]]:
    """Put keys, texts and commas together; the commas stand towards the first property that all components have."""
    first = next((k for k, (_, texts, _) in enumerate(pieces) if None not in texts), None)
    if first is None:
        parts = [["" if text is None else f",{key}{text}" for text in texts] for key, texts, _ in pieces]
        return ("{%s}", [[row[1:] for row in map("".join, zip(*parts, strict=True))]]) if parts else ("{}", [])
    pattern = ""
    filling: list[Sequence[str | None]] = []
    for k, (key, texts, is_shared) in enumerate(pieces):
        before, behind = ("," if k > first else ""), ("," if k < first else "")
        if is_shared:
            pattern += _escaped(f"{before}{key}{texts[0]}{behind}")
        elif None in texts:
            pattern += "%s"
            filling.append(["" if text is None else f"{before}{key}{text}{behind}" for text in texts])
        else:
            pattern += _escaped(f"{before}{key}") + f"%s{behind}"
            filling.append(texts)
    return f"{{{pattern}}}", filling


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _is_empty(values: Column) -> bool:
    if isinstance(values, np.ndarray):
        return bool(np.isnan(np.fmin.reduce(values, initial=np.nan)))  # smallest of what is there
    return values.count(None) == len(values)


def _shared_text(values: Column) -> str | None:
    """Return the text of a column whose values are all there and the same; None of any other."""
    if isinstance(values, np.ndarray):
        # Where one is absent neither is a number.
        same = np.minimum.reduce(values) == np.maximum.reduce(values)
        return canonical_number(values[0]) if same else None
    if len(kinds := set(map(type, values))) == 1 and kinds <= {str, bool} and values.count(values[0]) == len(values):
        return canonical_text(values[0])
    return None


def _first_problem(tags: Sequence[str], name: str, values: Sequence[Any]) -> InputError:
    for tag, value in zip(tags, values, strict=True):
        try:
            canonical_text(value)
        except InputError as error:
            return InputError(f"{tag}.{name}: {error}", path=(tag, name), value=value, expected=error.expected)
    raise AssertionError(f"{name} can be written")


def connection_lines(columns: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of connections from the columns source, source_port, target and target_port."""
    quoted, texts = zip(*map(_quoting, columns), strict=True)
    line = f"connection [{','.join(quoted)}]"
    return [line % row for row in zip(*texts, strict=True)]


def settings_line(settings: Mapping[str, Any]) -> str:
    """Return the line of the settings of a case."""
    return f"settings {canonical_text(settings)}"


def case_digest(lines: Iterable[str]) -> str:
    """Return the sha256, in hexadecimal, of the lines of a case in whatever order."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def inputs_digest(
    settings: Mapping[str, Any],
    connections: Sequence[Sequence[str]],
    tags: Mapping[str, Sequence[str]],
    columns: Mapping[str, Mapping[str, Column]],
) -> str:
    """Return the digest of a case from its settings, the columns of its connections, and by type tags and columns."""
    lines = [settings_line(settings), *connection_lines(connections)]
    for code, of_type in tags.items():
        lines += component_lines(code, of_type, columns[code])
    return case_digest(lines)


def state_digest(state: Snapshot, types: Mapping[str, TypeSchema], *, leave_out: Collection[str] = ()) -> str:
    """Return the digest of a case from its state, without the components of some types.

    Raises
    ------
    InputError
        A column that a type does not have, or a value that cannot be written.
    """
    frames = {code: frame for code, frame in state.frames.items() if len(frame) and code not in leave_out}
    return inputs_digest(
        state.settings,
        connection_columns(state.connections),
        {code: frame.index.tolist() for code, frame in frames.items()},
        {code: read_columns(types[code], frame) for code, frame in frames.items()},
    )


def revision_digest(case_digests: Mapping[str, str]) -> str:
    """Return the digest of a revision from those of its cases by name."""
    return case_digest(f"case {canonical_text([name, digest])}" for name, digest in case_digests.items())
