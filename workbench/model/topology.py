"""Connections of a case: ports by name, and the check of a whole case."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.model.frames import CONNECTION_COLUMNS, connection_rows, property_rows
from workbench.model.settings import SETTINGS_SCHEMA
from workbench.model.tags import check_tag, nearest, tag_key

if TYPE_CHECKING:
    from workbench.model.case import Case

__all__ = ["check_free", "problems", "resolve_end"]

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
    tag, _, port = text.rpartition(".")
    if text in case.tags or not tag:
        tag, port = text, ""
    ports = case.types[case.type_of(tag)].ports
    if port:
        if port not in ports:
            raise _unknown_port(case, tag, port)
        return tag, port
    suitable = [name for name, known in ports.items() if known.direction == direction]
    suitable = suitable if suitable else [name for name, known in ports.items() if known.direction == "any"]
    if len(suitable) == 2 and {"inlet", "outlet"} == set(suitable):
        suitable = ["outlet" if direction == "out" else "inlet"]
    if len(suitable) != 1:
        raise InputError(
            f"'{tag}' has the ports {', '.join(ports)}: write '{tag}.{next(iter(ports), 'port')}' to say which.",
            path=(tag, "port"),
            value=text,
            expected=", ".join(ports),
        )
    return tag, suitable[0]


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
    found += _property_problems(case)
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


def _connection_problems(case: Case, code_of: dict[str, str]) -> list[InputError]:
    found: list[InputError] = []
    if tuple(case.connections.columns) != CONNECTION_COLUMNS:
        return [InputError(f"The connections frame needs the columns {', '.join(CONNECTION_COLUMNS)}.")]
    for source, source_port, target, target_port in connection_rows(case.connections):
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
