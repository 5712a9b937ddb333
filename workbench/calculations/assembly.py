"""From the frames of a case to the arrays of a network: who is a node, who is a link, what joins where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import (
    Array,
    Element,
    LinkElements,
    LinkHydraulics,
    NodeBoundary,
    NodeHydraulics,
    Surroundings,
)
from workbench.equipment.pump import POWER_LAW
from workbench.errors import InputError
from workbench.hydraulics import FrictionLaw, LinkKind, Network, PumpCurve, PumpTable
from workbench.model.case import Case
from workbench.model.frames import CONNECTION_COLUMNS

__all__ = ["Assembly", "assemble"]

_KINDS = {
    Element.PIPE: LinkKind.PIPE,
    Element.RESISTANCE: LinkKind.RESISTANCE,
    Element.PUMP: LinkKind.PUMP,
    Element.PRESSURE_REDUCING: LinkKind.PRESSURE_REDUCING,
}
SAME_ELEVATION = 1e-6
"""Difference up to which two elevations are the same [m]: a foot converted twice is not off by that."""

_LAWS = {"darcy-weisbach": FrictionLaw.DARCY_WEISBACH, "hazen-williams": FrictionLaw.HAZEN_WILLIAMS}


@dataclass(frozen=True)
class Assembly:
    """A network, and which of its nodes and links belong to which component type."""

    network: Network
    surroundings: Surroundings
    nodes: dict[str, slice]
    links: dict[str, slice]
    link_elevation: Array
    """Elevation that the equipment itself gives, of each link [m]; NaN: that of the places it joins."""
    owners: list[str]
    """Tag of the component that each node is; of a joint between two links that of the first one."""
    component_nodes: int
    """Number of nodes that are components; the joints between two links follow them."""


def assemble(case: Case) -> Assembly:
    """Return the network of a case.

    Raises
    ------
    InputError
        A component that is not connected at both ends, two places of one head joined without a pipe, a
        joint whose elevation nobody gives, a pipe without what its friction law needs.
    """
    settings = case.settings
    surroundings = Surroundings(
        density=settings["density"],
        viscosity=settings["viscosity"],
        vapour_pressure=settings["vapour_pressure"],
        atmospheric_pressure=settings["atmospheric_pressure"],
        friction_law=settings["friction_law"],
    )
    boundaries: dict[str, NodeBoundary] = {}
    elements: dict[str, LinkElements] = {}
    for code in case.codes:
        hydraulics = BUILT_IN[code].hydraulics if code in BUILT_IN else None
        if isinstance(hydraulics, NodeHydraulics):
            boundaries[code] = hydraulics.boundary(case[code], surroundings)
        elif isinstance(hydraulics, LinkHydraulics):
            elements[code] = hydraulics.elements(case[code], surroundings)
    nodes, node_tags = _slices(case, boundaries)
    links, link_tags = _slices(case, elements)
    if not len(link_tags):
        raise InputError(f"Case '{case.name}' has nothing to solve: add components and connect them.")
    link_elevation = _joined([element.elevation for element in elements.values()])
    start, end, joint_tags, joint_owners, joint_elevation = _join(case, node_tags, link_tags, link_elevation)
    elevation = np.concatenate([*(boundary.elevation for boundary in boundaries.values()), joint_elevation])
    unknown, nothing = np.full(len(joint_tags), np.nan), np.zeros(len(joint_tags))
    head = np.concatenate([*(boundary.fixed_head for boundary in boundaries.values()), unknown])
    demand = np.concatenate([*(boundary.demand for boundary in boundaries.values()), nothing])
    fixed = ~np.isnan(head)
    network = Network(
        node_names=[*node_tags.tolist(), *joint_tags],
        elevation=elevation,
        fixed=fixed,
        fixed_head=np.where(fixed, head, 0.0),
        demand=demand,
        link_names=link_tags.tolist(),
        start=start,
        end=end,
        law=np.full(len(link_tags), _LAWS[surroundings.friction_law], dtype=np.int64),
        kinematic_viscosity=surroundings.viscosity / surroundings.density,
        density=surroundings.density,
        **_link_arrays(elements, links, link_tags, surroundings, elevation[end], link_elevation),
    )
    return Assembly(
        network, surroundings, nodes, links, link_elevation, [*node_tags.tolist(), *joint_owners], len(node_tags)
    )


def _slices(case: Case, parts: dict[str, NodeBoundary] | dict[str, LinkElements]) -> tuple[dict[str, slice], Array]:
    """Return where each type's components are among all of them, and all their tags."""
    slices: dict[str, slice] = {}
    tags: list[str] = []
    for code in parts:
        slices[code] = slice(len(tags), len(tags) + len(case[code]))
        tags += map(str, case[code].index.tolist())
    return slices, np.array(tags, dtype=object)


def _joined(parts: list[Array]) -> Array:
    return np.concatenate(parts) if parts else np.empty(0)


def _join(
    case: Case, node_tags: Array, link_tags: Array, link_elevation: Array
) -> tuple[Array, Array, list[str], list[str], Array]:
    """Follow the connections: return start and end node of each link, and the joints between two links
    (name, tag of the first link, elevation).

    Every link has two slots (inlet, outlet). A connection puts a node into a slot, or, between two links, a
    joint of its own into both.
    """
    slots = np.full(2 * len(link_tags), -1, dtype=np.int64)
    places = {tag: k for k, tag in enumerate([*node_tags.tolist(), *link_tags.tolist()])}
    table = [case.connections[name].to_numpy(dtype=object) for name in CONNECTION_COLUMNS]
    ends = []
    for end_tags, ports in (table[:2], table[2:]):
        place = np.array([places.get(tag, -1) for tag in end_tags.tolist()], dtype=np.int64)
        link = place - len(node_tags)
        ends.append((np.where(link < 0, place, -1), np.where(link >= 0, 2 * link + (ports == "outlet"), -1)))
    (source_node, source_slot), (target_node, target_slot) = ends
    _refuse_joined_nodes(case, (source_node >= 0) & (target_node >= 0))
    for node, slot in ((source_node, target_slot), (target_node, source_slot)):
        chosen = (node >= 0) & (slot >= 0)
        slots[slot[chosen]] = node[chosen]
    joints = np.flatnonzero((source_slot >= 0) & (target_slot >= 0))
    numbers = len(node_tags) + np.arange(len(joints))
    slots[source_slot[joints]] = numbers
    slots[target_slot[joints]] = numbers
    open_slots = np.flatnonzero(slots < 0)
    if open_slots.size:
        tag = str(link_tags[open_slots[0] // 2])
        port = ("inlet", "outlet")[open_slots[0] % 2]
        raise InputError(
            f"The {port} of '{tag}' is not connected to anything that takes part in the calculation: "
            f"connect it, or remove '{tag}'.",
            path=(tag, port),
            expected="a connection",
        )
    before, behind = source_slot[joints] // 2, target_slot[joints] // 2
    elevation = _joint_elevation(link_tags[before], link_tags[behind], link_elevation[before], link_elevation[behind])
    joined = zip(*(column[joints].tolist() for column in table), strict=True)
    # Two components may be joined at both ends, so that only the ports tell the joints apart.
    names = [f"{source}.{source_port}/{target}.{target_port}" for source, source_port, target, target_port in joined]
    return slots[0::2], slots[1::2], names, link_tags[before].tolist(), elevation


def _refuse_joined_nodes(case: Case, joined: Array) -> None:
    if joined.any():
        row = case.connections.iloc[int(np.flatnonzero(joined)[0])]
        raise InputError(
            f"'{row['source']}' and '{row['target']}' are connected directly; put a PIPE or a VALVE between them.",
            path=(str(row["source"]), "connection"),
        )


def _joint_elevation(first: Array, second: Array, one: Array, other: Array) -> Array:
    """Return the elevation of the joints of two links: that of the equipment at either side."""
    unknown = np.flatnonzero(np.isnan(one) & np.isnan(other))
    if unknown.size:
        k = unknown[0]
        raise InputError(
            f"The joint of '{first[k]}' and '{second[k]}' has no elevation: connect them through a NODE, or give the "
            "elevation of the equipment.",
            path=(str(first[k]), "elevation"),
            expected="an elevation",
        )
    differs = np.flatnonzero(np.abs(one - other) > SAME_ELEVATION)
    if differs.size:
        k = differs[0]
        raise InputError(
            f"'{first[k]}' ({one[k]:g} m) and '{second[k]}' ({other[k]:g} m) are joined directly but differ in "
            "elevation: put a PIPE between them.",
            path=(str(second[k]), "elevation"),
            value=float(other[k]),
            unit="m",
            expected=f"{one[k]:g} m",
        )
    return np.where(np.isnan(one), other, one)


def _link_arrays(
    elements: dict[str, LinkElements],
    links: dict[str, slice],
    tags: Array,
    surroundings: Surroundings,
    outlet_elevation: Array,
    own_elevation: Array,
) -> dict[str, Any]:
    """Return the arrays of all links, values that do not apply as zero."""
    count = len(tags)
    arrays = {
        name: np.zeros(count)
        for name in ("length", "diameter", "roughness", "hazen_williams_coefficient", "resistance", "setting")
    }
    kind = np.zeros(count, dtype=np.int64)
    closed, one_way = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    pumps: list[tuple[int, PumpCurve, float]] = []
    elevation = np.where(np.isnan(own_elevation), outlet_elevation, own_elevation)
    for code, element in elements.items():
        part = links[code]
        kind[part] = _KINDS[element.element]
        closed[part], one_way[part] = element.closed, element.one_way
        arrays["resistance"][part] = element.resistance
        for name in ("length", "diameter", "roughness", "hazen_williams_coefficient"):
            values = getattr(element, name)
            if values is not None:
                arrays[name][part] = np.nan_to_num(values, nan=0.0)
        if element.setting_pressure is not None:
            head = surroundings.head(element.setting_pressure, elevation[part])
            arrays["setting"][part] = np.nan_to_num(head, nan=0.0)
            # A valve that is locked open only resists.
            kind[part] = np.where(np.isnan(head), LinkKind.RESISTANCE, kind[part])
        if element.element is Element.PUMP:
            pumps += _pumps(element, part.start, tags[part])
    return {
        "kind": kind,
        "closed": closed,
        "one_way": one_way,
        **arrays,
        "pumps": PumpTable.build([p[0] for p in pumps], [p[1] for p in pumps], [p[2] for p in pumps]),
    }


def _pumps(element: LinkElements, first: int, tags: Array) -> list[tuple[int, PumpCurve, float]]:
    assert element.pump_power is not None
    assert element.speed is not None
    pumps = []
    for k, (tag, points, form) in enumerate(zip(tags, element.pump_points, element.pump_form, strict=True)):
        if points is None:
            curve = PumpCurve.constant_power(element.pump_power[k], tag=tag)
        elif form != POWER_LAW:
            curve = PumpCurve.piecewise_linear(points[:, 0], points[:, 1], tag=tag)
        elif len(points) == 1:
            curve = PumpCurve.from_one_point(points[0, 0], points[0, 1], tag=tag)
        else:
            curve = PumpCurve.from_three_points(points[:, 0], points[:, 1], tag=tag)
        # A pump at speed 0 stands still: it is closed already, and its curve is not read.
        pumps.append((first + k, curve, element.speed[k] if element.speed[k] > 0.0 else 1.0))
    return pumps
