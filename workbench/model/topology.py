"""Connections of a case: ports by name, and the check of a whole case."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.errors import InputError
from workbench.model.frames import CONNECTION_COLUMNS, connection_rows, graphics_frame, property_rows
from workbench.model.references import reference_problems
from workbench.model.settings import SETTINGS_SCHEMA
from workbench.model.tags import check_tag, nearest, tag_key

if TYPE_CHECKING:
    from workbench.model.case import Case

__all__ = ["check_free", "joining", "problems", "resolve_end", "split_end"]

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
            raise _unknown_port(case, tag, port)
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


def _unknown_port(case: Case, tag: str, port: str) -> InputError:
    ports = case.types[case.type_of(tag)].ports
    hint = nearest(port, ports)
    known = "" if hint else f"; it has {', '.join(ports)}."
    return InputError(
        f"'{tag}' ({case.type_of(tag)}) has no port '{port}'{hint or known}",
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
    used = _port_uses(case)
    if (*start, *end) in set(connection_rows(case.connections)):
        raise InputError(f"'{start[0]}' and '{end[0]}' are connected there already.", path=start)
    for tag, port in (start, end):
        if used[tag, port] and not case.types[case.type_of(tag)].ports[port].multiple:
            raise InputError(
                f"The {port} of '{tag}' is connected already; disconnect it first, or join pipes at a NODE.",
                path=(tag, port),
                expected="a free port",
            )


def _port_uses(case: Case) -> Counter[End]:
    rows = connection_rows(case.connections)
    return Counter(row[:2] for row in rows) + Counter(row[2:] for row in rows)


def problems(case: Case) -> list[InputError]:
    """Return everything that is wrong with a case's tags, properties, settings and connections."""
    found: list[InputError] = []
    owners: dict[str, str] = {}
    for code in case.codes:
        for tag in case[code].index.tolist():
            try:
                key = tag_key(check_tag(tag))
            except InputError as error:
                found.append(error)
                continue
            if key in owners:
                found.append(InputError(f"The tag '{tag}' is there twice (as '{owners[key]}').", path=(tag, "tag")))
            owners[key] = tag
    found += _property_problems(case) + _graphics_problems(case)
    if not found:  # a column of the wrong kind is told already
        found += reference_problems(case)
    found += _connection_problems(case, {tag: code for code in case.codes for tag in case[code].index.tolist()})
    return found


def _property_problems(case: Case) -> list[InputError]:
    found: list[InputError] = []
    for code in case.codes:
        schema, frame = case.types[code], case[code]
        try:
            rows = property_rows(schema, frame)
        except InputError as error:
            found.append(error)
            continue
        for tag, row in zip(frame.index.tolist(), rows, strict=True):
            if not schema.is_valid(row):
                try:
                    schema.validate(tag, row)
                except InputError as error:
                    found.append(error)
    try:
        SETTINGS_SCHEMA.validate("settings", case.settings)
    except InputError as error:
        found.append(error)
    return found


def _graphics_problems(case: Case) -> list[InputError]:
    if list(case.graphics.columns) != ["x", "y"]:
        return [InputError("The graphics frame needs the columns x and y.", path=("graphics",))]
    if (case.graphics.dtypes == np.float64).all() and np.isfinite(case.graphics.to_numpy()).all():
        return []
    try:
        graphics_frame({tag: (x, y) for tag, x, y in case.graphics.itertuples()})
    except InputError as error:
        return [error]
    return []


def _connection_problems(case: Case, code_of: dict[str, str]) -> list[InputError]:
    found: list[InputError] = []
    if tuple(case.connections.columns) != CONNECTION_COLUMNS:
        return [InputError(f"The connections frame needs the columns {', '.join(CONNECTION_COLUMNS)}.")]
    rows = connection_rows(case.connections)
    found += [
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
            elif port not in case.types[code_of[tag]].ports:
                found.append(_unknown_port(case, tag, port))
    for (tag, port), uses in _port_uses(case).items():
        known = case.types[code_of[tag]].ports.get(port) if tag in code_of else None
        if uses > 1 and known is not None and not known.multiple:
            found.append(InputError(f"The {port} of '{tag}' has {uses} connections; it takes one.", path=(tag, port)))
    return found
