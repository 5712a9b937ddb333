"""Whether a network can be one: every impossible value is refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.friction import LARGEST_RELATIVE_ROUGHNESS
from workbench.errors import InputError, SolverError
from workbench.hydraulics.arrays import check_topology, refuse
from workbench.hydraulics.kinds import FrictionLaw, LinkKind

if TYPE_CHECKING:
    from workbench.hydraulics.network import Network

__all__ = ["check_network"]

BoolArray = NDArray[np.bool_]


def check_network(network: Network) -> None:
    """Refuse an impossible network.

    Raises
    ------
    InputError
        A value that cannot be, named by tag and property.
    SolverError
        A link that starts where it ends.
    """
    check_topology(network.node_names, network.link_names, network.start, network.end)
    _check_nodes(network)
    _check_links(network)
    _check_pumps(network)
    _check_settings(network)


def _check_nodes(network: Network) -> None:
    names = network.node_names
    refuse(~np.isfinite(network.elevation), names, network.elevation, "elevation", "m", "a finite number")
    wrong = network.fixed & ~np.isfinite(network.fixed_head)
    refuse(wrong, names, network.fixed_head, "fixed head", "m", "a finite number")
    wrong = ~network.fixed & ~np.isfinite(network.demand)
    refuse(wrong, names, network.demand, "demand", "m3/s", "a finite number")
    for what, value, unit in (
        ("kinematic viscosity", network.kinematic_viscosity, "m2/s"),
        ("density", network.density, "kg/m3"),
        ("gravity", network.gravity, "m/s2"),
    ):
        refuse(
            np.array([not (np.isfinite(value) and value > 0.0)]), ("network",), np.array([value]), what, unit,
            "above zero",
        )  # fmt: skip


def _check_links(network: Network) -> None:
    names = network.link_names
    refuse((network.kind < 0) | (network.kind >= len(LinkKind)), names, network.kind, "kind", "", "a LinkKind")
    pipe = network.kind == LinkKind.PIPE
    refuse(
        pipe & ((network.law < 0) | (network.law >= len(FrictionLaw))), names, network.law, "law", "", "a FrictionLaw"
    )
    darcy = pipe & ((network.law == FrictionLaw.DARCY_WEISBACH) | (network.law == FrictionLaw.SWAMEE_JAIN))
    for what, where, unit in (
        ("length", pipe, "m"),
        ("diameter", pipe, "m"),
        ("hazen_williams_coefficient", pipe & (network.law == FrictionLaw.HAZEN_WILLIAMS), ""),
        ("manning_coefficient", pipe & (network.law == FrictionLaw.CHEZY_MANNING), "s/m^(1/3)"),
        ("outflow_exponent", network.kind == LinkKind.OUTFLOW, ""),
    ):
        values = getattr(network, what)
        wrong = where & ~((values > 0.0) & (values < np.inf))
        refuse(wrong, names, values, what.replace("_", " "), unit, "above zero")
    rough = network.roughness
    refuse(darcy & ~((rough >= 0.0) & (rough < np.inf)), names, rough, "roughness", "m", "zero or more")
    wrong = darcy & (rough > LARGEST_RELATIVE_ROUGHNESS * network.diameter)
    refuse(wrong, names, rough, "roughness", "m", "at most 5 % of the diameter, where the friction law ends")
    resists = network.kind != LinkKind.PUMP
    for what, unit in (("resistance", "s2/m5"), ("linear_resistance", "s/m2")):
        values = getattr(network, what)
        wrong = resists & ~((values >= 0.0) & (values < np.inf))
        refuse(wrong, names, values, what.replace("_", " "), unit, "zero or more")
    wrong = (network.kind == LinkKind.OUTFLOW) & (network.resistance == 0.0)
    refuse(wrong, names, network.resistance, "resistance", "s2/m5", "above zero for an outflow")


def _check_pumps(network: Network) -> None:
    rows = network.pumps.link
    wrong = (rows < 0) | (rows >= network.link_count)
    if wrong.any() or np.unique(rows).size != rows.size:
        raise InputError("The pump table names a link twice or one that is not there.", path=("network", "pumps"))
    is_pump = network.kind == LinkKind.PUMP
    without = is_pump.copy()
    without[rows] = False
    if without.any():
        tag = network.link_names[int(np.flatnonzero(without)[0])]
        raise InputError(f"{tag}: the pump has no curve.", path=(tag, "curve"), expected="a pump curve or a power")
    if not is_pump[rows].all():
        tag = network.link_names[int(rows[~is_pump[rows]][0])]
        raise InputError(f"{tag} has a pump curve but is no pump.", path=(tag, "curve"), expected="a PUMP link")


def _check_settings(network: Network) -> None:
    names, kind, live = network.link_names, network.kind, ~network.closed
    holds = (kind == LinkKind.PRESSURE_REDUCING) | (kind == LinkKind.PRESSURE_SUSTAINING)
    refuse(live & holds & ~np.isfinite(network.setting), names, network.setting, "setting", "m", "a finite head")
    for limits, unit in ((LinkKind.FLOW_CONTROL, "m3/s"), (LinkKind.PRESSURE_BREAKER, "m")):
        wrong = live & (kind == limits) & ~((network.setting >= 0.0) & (network.setting < np.inf))
        refuse(wrong, names, network.setting, "setting", unit, "zero or more")
    held: dict[int, str] = {}
    for index in np.flatnonzero(live & holds).tolist():
        ends = network.start if kind[index] == LinkKind.PRESSURE_SUSTAINING else network.end
        tag, node = names[index], int(ends[index])
        if network.fixed[node]:
            raise SolverError(
                f"{tag} sets the pressure at {network.node_names[node]}, where it is fixed already; put a"
                " pipe between them.",
                tags=(tag, network.node_names[node]),
            )
        if node in held:
            raise SolverError(
                f"{held[node]} and {tag} both set the pressure at {network.node_names[node]}; put a pipe between them.",
                tags=(held[node], tag),
            )
        held[node] = tag
