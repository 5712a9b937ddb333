"""Who is joined to whom: the places and links of a case, numbered."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Array, require
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.frames import CONNECTION_COLUMNS

__all__ = ["join", "require_of_connected", "slices_of"]

SAME_ELEVATION = 1e-6
"""Difference up to which two elevations are the same [m]: a foot converted twice is not off by that."""


def slices_of(case: Case, codes: Iterable[str]) -> tuple[dict[str, slice], Array]:
    """Return where each type's components are among all of them, and all their tags."""
    slices: dict[str, slice] = {}
    tags: list[str] = []
    for code in codes:
        slices[code] = slice(len(tags), len(tags) + len(case[code]))
        tags += map(str, case[code].index.tolist())
    return slices, np.array(tags, dtype=object)


def require_of_connected(case: Case, frame: pd.DataFrame, required: tuple[tuple[str, str], ...]) -> None:
    """Refuse components that are connected and lack what they need for it; of ``"a|b"`` one is enough.

    Raises
    ------
    InputError
        Names the first tag without a value.
    """
    if required:
        joined = set(case.connections["source"]) | set(case.connections["target"])
        connected = frame[frame.index.isin(list(joined))]
        for names, why in required:
            first, *others = names.split("|")
            lacking = connected[connected[others].isna().all(axis=1)]
            require(lacking, first, why)


def join(
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
