"""From the frames of a case to the arrays of a network: who is a node, who is a link, what joins where."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.calculations.joining import join, require_of_connected, slices_of
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

__all__ = ["Assembly", "assemble"]

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
    _refuse_gas_equipment(case)
    boundaries: dict[str, NodeBoundary] = {}
    elements: dict[str, LinkElements] = {}
    for code in case.codes:
        hydraulics = BUILT_IN[code].hydraulics if code in BUILT_IN else None
        if isinstance(hydraulics, NodeHydraulics):
            frame = present_frame(case, code)
            require_of_connected(case, frame, hydraulics.required_if_connected)
            boundaries[code] = hydraulics.boundary(frame, surroundings)
        elif isinstance(hydraulics, LinkHydraulics):
            elements[code] = hydraulics.elements(present_frame(case, code), surroundings)
    nodes, node_tags = slices_of(case, boundaries)
    links, link_tags = slices_of(case, elements)
    if not len(link_tags):
        raise InputError(f"Case '{case.name}' has nothing to solve: add components and connect them.")
    link_elevation = _joined([element.elevation for element in elements.values()])
    back_pressure = _joined([_back_pressure(element) for element in elements.values()])
    outflows = np.flatnonzero(~np.isnan(back_pressure))
    start, end, joint_tags, joint_owners, joint_elevation = join(case, node_tags, link_tags, link_elevation, outflows)
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


def _joined(parts: list[Array]) -> Array:
    return np.concatenate(parts) if parts else np.empty(0)


def _refuse_gas_equipment(case: Case) -> None:
    for code in case.codes:
        declared = BUILT_IN.get(code)
        if declared is not None and declared.gas is not None and declared.hydraulics is None and len(case[code]):
            tag = str(case[code].index[0])
            raise InputError(
                f"'{tag}' is a {code}, which only a gas network has; case '{case.name}' is of app module "
                f"'{case.app_module}', which calculates liquids.",
                path=(tag, "type"),
                value=code,
                expected="a case of app module GasNetwork",
            )
