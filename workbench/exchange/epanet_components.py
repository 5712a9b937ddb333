"""What the nodes and links of an EPANET model are in a case."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.exchange.epanet_pumps import pump_properties
from workbench.exchange.epanet_tags import Tags
from workbench.exchange.epanet_time import demand_at_start, value_at_start
from workbench.exchange.epanet_valves import emitter_properties, valve_component
from workbench.exchange.epanet_water import FOOT, WATER_DENSITY, WATER_VISCOSITY, is_us
from workbench.model.building import ComponentRow
from workbench.model.settings import DEFAULT_SETTINGS
from workbench.units import STANDARD_ATMOSPHERE

__all__ = ["components_of", "settings_of"]

_LARGEST_VISCOSITY_IN_UNITS = 1e-3
"""A viscosity up to this is one in ft2/s or m2/s; a larger one is relative to water (input1.c of EPANET 2.2)."""

_BELOW = 1.0
"""Distance of an emitter from its junction on the drawing."""
_ASIDE = 0.25
"""Distance between links side by side, relative to that of their nodes."""

_Properties = dict[str, object]
_Place = tuple[float, float]


def settings_of(model: Any) -> _Properties:
    """Return the fluid of a model as case settings (SI)."""
    options = model.options.hydraulic
    density = options.specific_gravity * WATER_DENSITY
    kinematic_viscosity = options.viscosity * WATER_VISCOSITY
    if options.viscosity <= _LARGEST_VISCOSITY_IN_UNITS:
        kinematic_viscosity = options.viscosity * (FOOT**2 if is_us(model) else 1.0)
    relative = f"{options.specific_gravity:g}"
    return {
        "fluid": "water" if relative == "1" else f"liquid of specific gravity {relative}",
        "density": density,
        "viscosity": kinematic_viscosity * density,
        "vapour_pressure": DEFAULT_SETTINGS["vapour_pressure"],
        "atmospheric_pressure": STANDARD_ATMOSPHERE,
    }


def components_of(
    model: Any, tags: Tags, places: Mapping[str, _Place]
) -> tuple[list[ComponentRow], list[tuple[str, str, str, str]]]:
    """Return the components and connections of a model; pumps and valves are placed between their nodes.

    An emitter of a junction becomes a NOZZLE.
    """
    rows = []
    port = {}
    for identifier, node in model.nodes():
        code, properties = _node(model, node)
        port[identifier] = ("inlet", "outlet") if node.node_type == "Tank" else ("port", "port")
        rows.append(ComponentRow(code, tags.nodes[identifier], properties, places.get(identifier)))
    connections = []
    side_by_side: dict[frozenset[str], int] = {}
    for identifier, link in model.links():
        tag, start, end = tags.links[identifier], link.start_node_name, link.end_node_name
        code, properties = _link(model, link)
        position = None
        if link.link_type != "Pipe" and start in places and end in places:
            pair = frozenset((start, end))
            position = _between(places[min(pair)], places[max(pair)], side_by_side.get(pair, 0))
            side_by_side[pair] = side_by_side.get(pair, 0) + 1
        rows.append(ComponentRow(code, tag, properties, position))
        connections.append((tags.nodes[start], port[start][1], tag, "inlet"))
        connections.append((tag, "outlet", tags.nodes[end], port[end][0]))
    for identifier, tag in tags.emitters.items():
        properties = emitter_properties(model, model.get_node(identifier))
        rows.append(ComponentRow("NOZZLE", tag, properties, _below(places.get(identifier))))
        connections.append((tags.nodes[identifier], "port", tag, "inlet"))
    return rows, connections


def _below(place: _Place | None) -> _Place | None:
    return None if place is None else (place[0], place[1] - _BELOW)


def _between(one: _Place, other: _Place, number: int) -> _Place:
    """Return the place of the `number`-th link between two nodes: in the middle, then to both sides."""
    aside = _ASIDE * math.ceil(number / 2) * (-1 if number % 2 else 1)
    x, y = other[0] - one[0], other[1] - one[1]
    return (one[0] + 0.5 * x - aside * y, one[1] + 0.5 * y + aside * x)


def _node(model: Any, node: Any) -> tuple[str, _Properties]:
    if node.node_type == "Junction":
        return "NODE", {"elevation": float(node.elevation), "demand": demand_at_start(model, node)}
    if node.node_type == "Reservoir":
        head = value_at_start(model, node.head_timeseries)
        return "SOURCE", {"elevation": head, "supply_pressure": STANDARD_ATMOSPHERE}
    properties: _Properties = {
        "elevation": float(node.elevation),
        "level": float(node.init_level),
        "minimum_level": float(node.min_level),
        "maximum_level": float(node.max_level),
    }
    if node.diameter > 0.0:  # a tank with a volume curve may have none
        properties["diameter"] = float(node.diameter)
    return "TANK", properties


def _link(model: Any, link: Any) -> tuple[str, _Properties]:
    if link.link_type == "Pipe":
        return "PIPE", _pipe(model, link)
    if link.link_type == "Pump":
        return "PUMP", pump_properties(model, link)
    return valve_component(model, link)


_ROUGHNESS = {"H-W": "hazen_williams_coefficient", "D-W": "roughness", "C-M": "manning_coefficient"}
"""What EPANET's roughness of a pipe is, by the head loss formula."""


def _pipe(model: Any, pipe: Any) -> _Properties:
    return {
        "length": float(pipe.length),
        "diameter": float(pipe.diameter),
        _ROUGHNESS[model.options.hydraulic.headloss]: float(pipe.roughness),
        "loss_coefficient": float(pipe.minor_loss),
        "check_valve": bool(pipe.check_valve),
        "status": "closed" if pipe.initial_status.name == "Closed" else "open",
    }
