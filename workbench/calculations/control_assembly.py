"""From controls in the words of a case to status and settings of links.

What a control does to a component is what the component would be with the properties of the control in place of its
own. So the case is assembled with them, and the state of the link is read off: no type of component is known here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from workbench.calculations.assembly import Assembly, assemble
from workbench.calculations.present import present_frame
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import NodeHydraulics
from workbench.equipment.time_behaviour import ControlRow
from workbench.errors import InputError
from workbench.hydraulics import Condition, Control, LinkKind, LinkStatus, Network
from workbench.hydraulics.schedule import NOT_HOLDING
from workbench.model.case import Case
from workbench.model.frames import property_rows, with_all_columns, with_value
from workbench.model.schema import TypeSchema

__all__ = ["ControlledNetwork", "assemble_controls"]

_TIMES = {"time": Condition.AT_TIME, "clock time": Condition.AT_CLOCK_TIME}
_UNITS = {"level": " m", "pressure": " Pa absolute", "setpoint": " Pa absolute"}
_SENSES = {"above": Condition.ABOVE, "below": Condition.BELOW}


@dataclass(frozen=True)
class ControlledNetwork:
    """The network with the valves that controls make hold something, and the controls."""

    network: Network
    controls: list[Control]
    open_valves: list[int]


def assemble_controls(case: Case, assembly: Assembly, rows: list[ControlRow]) -> ControlledNetwork:
    """Return the controls of a case by link and node number.

    Raises
    ------
    InputError
        A control of something that is no link, that sets what the component does not have, or that reads what the
        place does not have; the message names the control.
    """
    network = assembly.network
    places = {tag: k for k, tag in enumerate(network.link_names)}
    changed: dict[str, Network] = {}
    for group in _groups(rows, places):
        variant = assemble(_with_properties(case, [alike[0] for alike in group])).network
        changed |= {row.tag: variant for alike in group for row in alike}
    kind, setting, open_valves = network.kind.copy(), network.setting.copy(), []
    for row in rows:
        link, variant = places[row.link], changed[row.tag]
        if variant.kind[link] not in NOT_HOLDING and kind[link] in NOT_HOLDING:
            kind[link], setting[link] = variant.kind[link], variant.setting[link]
            open_valves.append(link)
    conditions = _conditions(rows, case, assembly)
    controls = [
        _control(row, places[row.link], changed[row.tag], kind, condition)
        for row, condition in zip(rows, conditions, strict=True)
    ]
    return ControlledNetwork(replace(network, kind=kind, setting=setting), controls, open_valves)


def _groups(rows: list[ControlRow], places: dict[str, int]) -> list[list[list[ControlRow]]]:
    """Return the controls that do the same to a link together, in groups of which each has a link once: one assembly
    serves a group."""
    alike: defaultdict[tuple[str, str], list[ControlRow]] = defaultdict(list)
    for row in rows:
        if row.link not in places:
            raise InputError(
                f"{row.tag}.component names '{row.link}', which lets nothing through that could be controlled; "
                "expected a pipe, a valve or a pump.",
                path=(row.tag, "component"),
                value=row.link,
                expected="a component between two places",
            )
        alike[row.link, repr(sorted(row.properties.items()))].append(row)
    count: defaultdict[str, int] = defaultdict(int)
    groups: defaultdict[int, list[list[ControlRow]]] = defaultdict(list)
    for (link, _), same in alike.items():
        groups[count[link]].append(same)
        count[link] += 1
    return list(groups.values())


def _with_properties(case: Case, rows: list[ControlRow]) -> Case:
    """Return a case in which the controlled components have the properties of their controls."""
    state = case.state.copy()
    by_code: defaultdict[str, list[ControlRow]] = defaultdict(list)
    for row in rows:
        by_code[case.type_of(row.link)].append(row)
    for code, same in by_code.items():
        schema = case.types[code]
        present = property_rows(schema, case[code].loc[[row.link for row in same]])
        for row, properties in zip(same, present, strict=True):
            _check_properties(schema, row, properties)
        frame = state.frames[code]
        if not all(set(row.properties) <= set(frame.columns) for row in same):
            frame = state.frames[code] = with_all_columns(schema, frame)
        for row in same:
            for name, value in row.properties.items():
                frame[name] = with_value(schema, frame, name, frame.index.get_loc(row.link), value)
    return case.with_state(state)


def _check_properties(schema: TypeSchema, row: ControlRow, properties: dict[str, Any]) -> None:
    """Refuse a control that gives its component what that cannot have."""
    unknown = [name for name in row.properties if name not in schema.fields]
    if unknown:
        raise InputError(
            f"{row.tag}.{unknown[0]} cannot be given to '{row.link}' ({schema.code}), which has no {unknown[0]}.",
            path=(row.tag, unknown[0]),
            value=row.properties[unknown[0]],
            expected=f"a property of {schema.code}",
        )
    try:
        schema.validate(row.link, {**properties, **row.properties})
    except InputError as error:
        error.args = (f"{row.tag}: {error}",)
        raise


def _control(
    row: ControlRow,
    link: int,
    variant: Network,
    kind: np.ndarray[Any, np.dtype[np.int64]],
    condition_value_node: tuple[Condition, float, int],
) -> Control:
    condition, value, node = condition_value_node
    status, setting = LinkStatus.OPEN, None
    if variant.closed[link]:
        status = LinkStatus.CLOSED
    elif kind[link] == LinkKind.PUMP:
        setting = float(variant.pumps.speed[variant.pumps.link == link][0])
    elif kind[link] == LinkKind.RESISTANCE:
        setting = float(variant.resistance[link])
    elif kind[link] != LinkKind.PIPE and variant.kind[link] not in NOT_HOLDING:
        status, setting = LinkStatus.ACTIVE, float(variant.setting[link])
    return Control(row.tag, link, condition, value, node, status, setting, _words(row))


def _conditions(rows: list[ControlRow], case: Case, assembly: Assembly) -> list[tuple[Condition, float, int]]:
    """Return condition, value ([s], or head [m]) and node of each control."""
    nodes = {tag: k for k, tag in enumerate(assembly.network.node_names[: assembly.component_nodes])}
    surfaces: dict[str, float] = {}  # several controls read one tank
    found = []
    for row in rows:
        if row.quantity in _TIMES:
            found.append((_TIMES[row.quantity], row.value, -1))
            continue
        if row.place not in nodes:
            raise InputError(
                f"{row.tag}.place names '{row.place}', which has no {row.quantity}; expected a place of one head.",
                path=(row.tag, "place"),
                value=row.place,
                expected=f"a place with a {row.quantity}",
            )
        node = nodes[row.place]
        elevation = float(assembly.network.elevation[node])
        if row.quantity == "pressure":
            head = float(assembly.surroundings.head(np.array(row.value), np.array(elevation)))
        else:
            if row.place not in surfaces:
                surfaces[row.place] = _surface_head(row, case, assembly)
            head = elevation + surfaces[row.place] + row.value
        found.append((_SENSES[row.sense], head, node))
    return found


def _surface_head(row: ControlRow, case: Case, assembly: Assembly) -> float:
    """Return the head of the gas over the liquid of the tank that a control reads [m]."""
    code = case.type_of(row.place)
    behaviour = BUILT_IN[code].hydraulics
    assert isinstance(behaviour, NodeHydraulics)
    if behaviour.tanks is None:
        raise InputError(
            f"{row.tag}.place names '{row.place}' ({code}), which has no level; expected a tank, or a condition on the "
            "pressure.",
            path=(row.tag, "place"),
            value=row.place,
            expected="a tank",
        )
    frame = present_frame(case, code).loc[[row.place]]
    (tank,) = behaviour.tanks.rows(frame, assembly.surroundings)
    return float(tank.surface_head)


def _words(row: ControlRow) -> str:
    """Return the sentence of the event when a control acts."""
    given = [
        f"{name} {value:g}{_UNITS.get(name, '')}" if isinstance(value, float) else f"{name} '{value}'"
        for name, value in row.properties.items()
    ]
    reason = f"the {row.quantity} of {row.place} is {row.sense} {row.value:g}{_UNITS.get(row.quantity, '')}"
    if row.quantity in _TIMES:
        reason = f"{row.quantity} {row.value / 3600.0:g} h"
    return f"{row.link} gets {' and '.join(given)} by {row.tag}: {reason}."
