"""From the frames of a case to the arrays of a network: who is a node, who is a link, what joins where."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.calculations.link_arrays import link_arrays
from workbench.calculations.present import present_frame
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import (
    Array,
    LinkElements,
    LinkHydraulics,
    NodeBoundary,
    NodeHydraulics,
    Surroundings,
)
from workbench.errors import InputError
from workbench.hydraulics import FrictionLaw, Network
from workbench.model.case import Case
from workbench.model.frames import CONNECTION_COLUMNS

__all__ = ["Assembly", "assemble"]

SAME_ELEVATION = 1e-6
"""Difference up to which two elevations are the same [m]: a foot converted twice is not off by that."""

_LAWS = {
    "darcy-weisbach": FrictionLaw.DARCY_WEISBACH,
    "hazen-williams": FrictionLaw.HAZEN_WILLIAMS,
    "chezy-manning": FrictionLaw.CHEZY_MANNING,
    "swamee-jain": FrictionLaw.SWAMEE_JAIN,
}


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
    """Tag of the component that each node is; of a joint between two links that of the first one, of a place
    outside that of what discharges there."""
    component_nodes: int
    """Number of nodes that are components; the joints between two links, then the places outside, follow them."""


def assemble(case: Case) -> Assembly:
    """Return the network of a case.

    Raises
    ------
    InputError
        A component that is not connected at both ends, two places of one head joined without a pipe, a
        joint whose elevation nobody gives, a pipe without what its friction law needs.
    """
    surroundings = _surroundings(case.settings)
    boundaries: dict[str, NodeBoundary] = {}
    elements: dict[str, LinkElements] = {}
    for code in case.codes:
        hydraulics = BUILT_IN[code].hydraulics if code in BUILT_IN else None
        if isinstance(hydraulics, NodeHydraulics):
            boundaries[code] = hydraulics.boundary(present_frame(case, code), surroundings)
        elif isinstance(hydraulics, LinkHydraulics):
            elements[code] = hydraulics.elements(present_frame(case, code), surroundings)
    nodes, node_tags = _slices(case, boundaries)
    links, link_tags = _slices(case, elements)
    if not len(link_tags):
        raise InputError(f"Case '{case.name}' has nothing to solve: add components and connect them.")
    link_elevation = _joined([element.elevation for element in elements.values()])
    back_pressure = _joined([_back_pressure(element) for element in elements.values()])
    outflows = np.flatnonzero(~np.isnan(back_pressure))
    start, end, joint_tags, joint_owners, joint_elevation = _join(case, node_tags, link_tags, link_elevation, outflows)
    elevation = np.concatenate([*(boundary.elevation for boundary in boundaries.values()), joint_elevation])
    outside = np.where(np.isnan(link_elevation), elevation[start], link_elevation)[outflows]
    elevation = np.concatenate([elevation, outside])
    unknown, nothing = np.full(len(joint_tags), np.nan), np.zeros(len(joint_tags) + len(outflows))
    outside_head = surroundings.head(back_pressure[outflows], outside)
    head = np.concatenate([*(boundary.fixed_head for boundary in boundaries.values()), unknown, outside_head])
    demand = np.concatenate([*(boundary.demand for boundary in boundaries.values()), nothing])
    fixed = ~np.isnan(head)
    own = ~np.isnan(link_elevation)
    inlet_elevation, outlet_elevation = (np.where(own, link_elevation, elevation[node]) for node in (start, end))
    outside_tags = link_tags[outflows].tolist()
    network = Network(
        node_names=[*node_tags.tolist(), *joint_tags, *(f"{tag}.outlet/outside" for tag in outside_tags)],
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
        **link_arrays(elements, links, link_tags, surroundings, inlet_elevation, outlet_elevation),
    )
    owners = [*node_tags.tolist(), *joint_owners, *outside_tags]
    return Assembly(network, surroundings, nodes, links, link_elevation, owners, len(node_tags))


def _surroundings(settings: Mapping[str, Any]) -> Surroundings:
    return Surroundings(
        density=settings["density"],
        viscosity=settings["viscosity"],
        vapour_pressure=settings["vapour_pressure"],
        atmospheric_pressure=settings["atmospheric_pressure"],
        friction_law=settings["friction_law"],
        critical_pressure=settings.get("critical_pressure", math.nan),
    )


def _back_pressure(element: LinkElements) -> Array:
    """Return what n links discharge against [Pa], NaN where they have an outlet."""
    return np.full(len(element.closed), np.nan) if element.back_pressure is None else element.back_pressure


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
    case: Case, node_tags: Array, link_tags: Array, link_elevation: Array, outflows: Array
) -> tuple[Array, Array, list[str], list[str], Array]:
    """Follow the connections: return start and end node of each link, and the joints between two links
    (name, tag of the first link, elevation).

    Every link has two slots (inlet, outlet). A connection puts a node into a slot, or, between two links, a
    joint of its own into both. The outlet of an outflow is a place outside, numbered behind the joints.
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
    slots[2 * outflows + 1] = len(node_tags) + len(joints) + np.arange(len(outflows))
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
