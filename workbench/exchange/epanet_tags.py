"""Tags of what an EPANET file calls by ID.

EPANET lets a node and a link have the same ID, and tells IDs apart by letter case; the tags of a case are
unique without regard to case. Nodes keep their IDs. If an ID of one kind of link is taken, all links of that
kind get a prefix, so that the names of one file follow one rule: pipe 10 is ``P-10``, and pipe 110 ``P-110``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors import InputError
from workbench.model.tags import check_tag, tag_key

__all__ = ["Tags", "choose_tags", "free_tags"]

_EMITTER = "-emitter"
_PREFIXES = {"Pipe": "P-", "Pump": "PU-", "Valve": "V-"}


@dataclass(frozen=True)
class Tags:
    """The tag of each EPANET ID."""

    nodes: Mapping[str, str]
    links: Mapping[str, str]
    prefixed: Mapping[str, str]
    """Prefix by kind of link (Pipe, Pump, Valve), where it was needed."""
    emitters: Mapping[str, str]
    """Tag of the emitter of each junction that has one."""
    changed: Mapping[str, str]
    """Tag by EPANET ID of components that differ from another in letter case only, and got a number."""


def choose_tags(model: Any) -> Tags:
    """Return the tags of a model's nodes, links and emitters.

    Raises
    ------
    InputError
        An ID that no tag can be.
    """
    taken: set[str] = set()
    changed: dict[str, str] = {}
    nodes = {identifier: _free(identifier, identifier, taken, changed) for identifier in model.node_name_list}
    kinds: dict[str, list[str]] = {kind: [] for kind in _PREFIXES}
    for identifier, link in model.links():
        kinds[link.link_type].append(identifier)
    links: dict[str, str] = {}
    prefixed: dict[str, str] = {}
    for kind, members in kinds.items():
        prefix = ""
        if any(tag_key(identifier) in taken for identifier in members):
            prefix = prefixed[kind] = _PREFIXES[kind]
        for identifier in members:
            links[identifier] = _free(prefix + identifier, identifier, taken, changed)
    emitters = {
        identifier: _free(f"{nodes[identifier]}{_EMITTER}", f"{identifier}{_EMITTER}", taken, changed)
        for identifier, junction in model.junctions()
        if junction.emitter_coefficient
    }
    return Tags(nodes, links, prefixed, emitters, changed)


def free_tags(identifiers: list[str], prefix: str, taken: set[str], always: bool = False) -> dict[str, str]:
    """Return a tag for each ID of one kind of thing: the ID, or all with the prefix if one ID is taken.

    `always`: with the prefix in any case.
    """
    used = {tag_key(tag) for tag in taken}
    chosen = prefix if always or any(tag_key(identifier) in used for identifier in identifiers) else ""
    return {identifier: _free(chosen + identifier, identifier, used, {}) for identifier in identifiers}


def _free(wanted: str, identifier: str, taken: set[str], changed: dict[str, str]) -> str:
    """Return the wanted tag, numbered if it is taken."""
    tag, number = _checked(wanted), 1
    while tag_key(tag) in taken:
        number += 1
        tag = _checked(f"{wanted}-{number}")
        changed[identifier] = tag
    taken.add(tag_key(tag))
    return tag


def _checked(tag: str) -> str:
    try:
        return check_tag(tag)
    except InputError as error:
        raise InputError(
            f"The EPANET ID '{tag}' cannot be a tag: give it another ID in EPANET ({error.expected}).",
            path=(tag, "tag"),
            value=tag,
            expected=error.expected,
        ) from None
