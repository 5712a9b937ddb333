"""Connections of a case: ports by name, and the check of all connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.errors import InputError
from workbench.model.frames import connection_rows
from workbench.model.schema import TypeSchema
from workbench.model.tags import nearest

if TYPE_CHECKING:
    from workbench.model.case import Case

__all__ = ["check_free", "connection_problems", "joining", "resolve_end", "split_end"]

End = tuple[str, str]


def resolve_end(case: Case, text: str, direction: str) -> End:
    """Return ``(tag, port)`` of ``"tag.port"``, or of ``"tag"`` where only one port suits the direction.

    Raises
    ------
    InputError
        A port that the type does not have.
    NotFound
        No component has the tag.
    """
    tag, port = split_end(case, text)
    ports = case.types[case.type_of(tag)].ports
    if port:
        if port not in ports:
            raise _unknown_port(case.types[case.type_of(tag)], tag, port)
        return tag, port
    suitable = [name for name, known in ports.items() if known.direction == direction]
    suitable = suitable if suitable else [name for name, known in ports.items() if known.direction == "any"]
    if len(suitable) == 2 and {"inlet", "outlet"} == set(suitable):
        suitable = ["outlet" if direction == "out" else "inlet"]
    if not ports:
        raise InputError(f"'{tag}' ({case.type_of(tag)}) has no ports to connect.", path=(tag, "port"), value=text)
    if len(suitable) != 1:
        raise InputError(
            f"'{tag}' has the ports {', '.join(ports)}: write '{tag}.{next(iter(ports), 'port')}' to say which.",
            path=(tag, "port"),
            value=text,
            expected=", ".join(ports),
        )
    return tag, suitable[0]


def split_end(case: Case, text: str) -> End:
    """Return tag and port of ``"tag.port"``; an empty port for ``"tag"``."""
    tag, _, port = str(text).rpartition(".")
    return (str(text), "") if text in case.tags or not tag else (tag, port)


def joining(case: Case, one: str, other: str) -> pd.Series:
    """Return which connections join two ends, each ``"tag.port"`` or ``"tag"``, whatever their direction."""
    links = case.connections

    def ends_at(side: str, end: End) -> pd.Series:
        return (links[side] == end[0]) & ((links[f"{side}_port"] == end[1]) | (end[1] == ""))

    first, second = split_end(case, one), split_end(case, other)
    return (ends_at("source", first) & ends_at("target", second)) | (
        ends_at("source", second) & ends_at("target", first)
    )


def _unknown_port(schema: TypeSchema, tag: str, port: str) -> InputError:
    ports = schema.ports
    hint = nearest(port, ports)
    known = "" if hint else f"; it has {', '.join(ports)}."
    return InputError(
        f"'{tag}' ({schema.code}) has no port '{port}'{hint or known}",
        path=(tag, "port"),
        value=port,
        expected=", ".join(ports),
    )


def check_free(case: Case, start: End, end: End) -> None:
    """Check that a new connection joins two different components at ports that can take it.

    Raises
    ------
    InputError
        A component joined to itself, a connection that exists, a port of one connection that is taken.
    """
    if start[0] == end[0]:
        raise InputError(f"'{start[0]}' cannot be connected to itself.", path=(start[0], start[1]))
    rows = connection_rows(case.connections)
    used = _port_uses(rows)
    if (*start, *end) in set(rows):
        raise InputError(f"'{start[0]}' and '{end[0]}' are connected there already.", path=start)
    for tag, port in (start, end):
        if used[tag, port] and not case.types[case.type_of(tag)].ports[port].multiple:
            raise InputError(
                f"The {port} of '{tag}' is connected already; disconnect it first, or join pipes at a NODE.",
                path=(tag, port),
                expected="a free port",
            )


def _port_uses(rows: Sequence[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    return Counter(row[:2] for row in rows) + Counter(row[2:] for row in rows)


def connection_problems(
    types: Mapping[str, TypeSchema], tags: Mapping[str, list[str]], columns: Sequence[Sequence[str]]
) -> list[InputError]:
    """Return everything that is wrong with the connections of a case.

    Parameters
    ----------
    types : mapping of str to TypeSchema
        Component types by code.
    tags : mapping of str to list of str
        Tags of the components by type.
    columns : (4,) sequence of (n,) sequences of str
        The columns source, source_port, target and target_port.
    """
    if _are_sound(types, tags, columns):
        return []
    code_of = {tag: code for code, of_type in tags.items() for tag in of_type}
    rows = list(zip(*columns, strict=True))
    found = [
        InputError(f"'{source}' cannot be connected to itself; disconnect it.", path=(source, port))
        for source, port, target, _ in rows
        if source == target
    ]
    found += [
        InputError(f"The connection {source} to {target} is there {count} times.", path=(source, port))
        for (source, port, target, _), count in Counter(rows).items()
        if count > 1
    ]
    for source, source_port, target, target_port in rows:
        for tag, port, other in ((source, source_port, target), (target, target_port, source)):
            if tag not in code_of:
                found.append(
                    InputError(
                        f"The connection {source} to {target} is dangling: there is no component '{tag}'. "
                        f"Add it, or disconnect '{other}'.",
                        path=(other, "connection"),
                        value=tag,
                        expected="a component of the case",
                    )
                )
            elif port not in types[code_of[tag]].ports:
                found.append(_unknown_port(types[code_of[tag]], tag, port))
    for (tag, port), uses in _port_uses(rows).items():
        known = types[code_of[tag]].ports.get(port) if tag in code_of else None
        if uses > 1 and known is not None and not known.multiple:
            found.append(InputError(f"The {port} of '{tag}' has {uses} connections; it takes one.", path=(tag, port)))
    return found


def _are_sound(
    types: Mapping[str, TypeSchema], tags: Mapping[str, list[str]], columns: Sequence[Sequence[str]]
) -> bool:
    """Tell whether nothing is wrong with the connections of a case, all of them at once."""
    together = [tag for of_type in tags.values() for tag in of_type]
    number = dict(zip(together, range(len(together)), strict=True))
    type_of = np.repeat(np.arange(len(tags)), [len(of_type) for of_type in tags.values()])
    port_number: dict[str, int] = {}
    for code in tags:
        for port in types[code].ports:
            port_number.setdefault(port, len(port_number))
    allowed = np.zeros((len(tags), len(port_number)), dtype=np.int64)
    for row, code in enumerate(tags):
        for name, port in types[code].ports.items():
            allowed[row, port_number[name]] = np.iinfo(np.int64).max if port.multiple else 1
    try:
        source, source_port, target, target_port = (
            np.fromiter(map(numbers.__getitem__, column), np.int64, len(column))
            for numbers, column in zip((number, port_number) * 2, columns, strict=True)
        )
    except KeyError:
        return False  # a component or a port that there is nowhere
    start, end = len(port_number) * source + source_port, len(port_number) * target + target_port
    uses = np.bincount(np.concatenate([start, end]))
    for component, port, place in ((source, source_port, start), (target, target_port, end)):
        if (uses[place] > allowed[type_of[component], port]).any():  # 0 are allowed at a port that the type lacks
            return False
    many = (uses[start] > 1) & (uses[end] > 1)
    pairs = start[many] * len(uses) + end[many]
    return not (source == target).any() and np.unique(pairs).size == pairs.size
