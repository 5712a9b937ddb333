"""The network to solve: nodes and links as arrays, checked when it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.friction import LARGEST_RELATIVE_ROUGHNESS
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.errors import InputError, SolverError
from workbench.hydraulics.arrays import check_topology, refuse, shaped
from workbench.hydraulics.pump_curve import PumpTable

__all__ = ["FrictionLaw", "LinkKind", "Network"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


class LinkKind(IntEnum):
    """What a link is."""

    PIPE = 0
    RESISTANCE = 1
    PUMP = 2
    PRESSURE_REDUCING = 3


class FrictionLaw(IntEnum):
    """Which law gives the friction of a pipe."""

    DARCY_WEISBACH = 0
    HAZEN_WILLIAMS = 1


# Defaults of array fields: `Network` spreads a scalar over all links.
NOWHERE: Any = False
ZERO: Any = 0.0
DARCY_WEISBACH: Any = FrictionLaw.DARCY_WEISBACH


@dataclass(frozen=True, eq=False)
class Network:
    """A steady liquid network of n nodes and m links.

    A scalar or a list is accepted for every array; a scalar is spread over all nodes or links. The arrays
    are copied, and checked: an impossible value is an `InputError` that names the tag and the property.

    Attributes
    ----------
    node_names : (n,) tuple of str
        Tags, used in messages.
    elevation : (n,) array
        [m]
    fixed : (n,) bool array
        Nodes whose head is given.
    fixed_head : (n,) array
        The given head, read where `fixed` [m].
    demand : (n,) array
        Flow out of the network, read where not `fixed` [m3/s].
    link_names : (m,) tuple of str
        Tags, used in messages.
    start, end : (m,) int arrays
        Node numbers; flow is positive from start to end.
    kind : (m,) int array of `LinkKind`
    closed : (m,) bool array
        Links shut by the user: they carry exactly nothing.
    one_way : (m,) bool array
        Check valves: flow only from start to end. Pumps and pressure reducing valves always are.
    length, diameter : (m,) arrays
        Read for pipes, above zero [m].
    law : (m,) int array of `FrictionLaw`
        Read for pipes.
    roughness : (m,) array
        Absolute roughness, read for Darcy-Weisbach, at most 5 % of the diameter [m].
    hazen_williams_coefficient : (m,) array
        Read for Hazen-Williams, above zero [-].
    resistance : (m,) array
        R of the loss ``R q|q|`` that comes on top of the friction [s2/m5].
    setting : (m,) array
        Head held at the end node of a pressure reducing valve [m].
    pumps : PumpTable
        One row for each link of kind PUMP.
    kinematic_viscosity : float
        [m2/s]
    density : float
        Only the pumps of constant power read it [kg/m3].
    gravity : float
        [m/s2]
    """

    node_names: Sequence[str]
    elevation: FloatArray
    fixed: BoolArray
    fixed_head: FloatArray
    demand: FloatArray
    link_names: Sequence[str]
    start: IntArray
    end: IntArray
    kind: IntArray
    closed: BoolArray = NOWHERE
    one_way: BoolArray = NOWHERE
    length: FloatArray = ZERO
    diameter: FloatArray = ZERO
    law: IntArray = DARCY_WEISBACH
    roughness: FloatArray = ZERO
    hazen_williams_coefficient: FloatArray = ZERO
    resistance: FloatArray = ZERO
    setting: FloatArray = ZERO
    pumps: PumpTable = field(default_factory=PumpTable.build)
    kinematic_viscosity: float = 1.004e-6
    density: float = 998.2
    gravity: float = STANDARD_GRAVITY

    def __post_init__(self) -> None:
        """Bring every field to its shape and type, then check the values."""
        for name in ("node_names", "link_names"):
            object.__setattr__(self, name, tuple(str(tag) for tag in getattr(self, name)))
        nodes, links = len(self.node_names), len(self.link_names)
        for name, dtype, size in (
            *((name, np.float64, nodes) for name in ("elevation", "fixed_head", "demand")),
            ("fixed", np.bool_, nodes),
            *((name, np.int64, links) for name in ("start", "end", "kind", "law")),
            *((name, np.bool_, links) for name in ("closed", "one_way")),
            *((name, np.float64, links) for name in LINK_VALUES),
        ):
            object.__setattr__(self, name, shaped(name, getattr(self, name), dtype, size))
        check_topology(self.node_names, self.link_names, self.start, self.end)
        _check_nodes(self)
        _check_links(self)
        _check_pumps(self)
        _check_reducing_valves(self)

    @property
    def node_count(self) -> int:
        """Number of nodes n."""
        return len(self.node_names)

    @property
    def link_count(self) -> int:
        """Number of links m."""
        return len(self.link_names)


LINK_VALUES = ("length", "diameter", "roughness", "hazen_williams_coefficient", "resistance", "setting")


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
    refuse(~np.isin(network.kind, list(LinkKind)), names, network.kind, "kind", "", "a LinkKind")
    pipe = network.kind == LinkKind.PIPE
    refuse(pipe & ~np.isin(network.law, list(FrictionLaw)), names, network.law, "law", "", "a FrictionLaw")
    darcy = pipe & (network.law == FrictionLaw.DARCY_WEISBACH)
    hazen = pipe & (network.law == FrictionLaw.HAZEN_WILLIAMS)
    for what, where, unit in (
        ("length", pipe, "m"),
        ("diameter", pipe, "m"),
        ("hazen_williams_coefficient", hazen, ""),
    ):
        values = getattr(network, what)
        wrong = where & ~((values > 0.0) & (values < np.inf))
        refuse(wrong, names, values, what.replace("_", " "), unit, "above zero")
    rough = network.roughness
    refuse(darcy & ~((rough >= 0.0) & (rough < np.inf)), names, rough, "roughness", "m", "zero or more")
    wrong = darcy & (rough > LARGEST_RELATIVE_ROUGHNESS * network.diameter)
    refuse(wrong, names, rough, "roughness", "m", "at most 5 % of the diameter, where the friction law ends")
    resists = network.kind != LinkKind.PUMP
    wrong = resists & ~((network.resistance >= 0.0) & (network.resistance < np.inf))
    refuse(wrong, names, network.resistance, "resistance", "s2/m5", "zero or more")


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


def _check_reducing_valves(network: Network) -> None:
    valves = np.flatnonzero((network.kind == LinkKind.PRESSURE_REDUCING) & ~network.closed)
    chosen = np.zeros(network.link_count, dtype=np.bool_)
    chosen[valves] = True
    wrong = chosen & ~np.isfinite(network.setting)
    refuse(wrong, network.link_names, network.setting, "setting", "m", "a finite head")
    held: dict[int, str] = {}
    for index in valves.tolist():
        tag, node = network.link_names[index], int(network.end[index])
        if network.fixed[node]:
            raise SolverError(
                f"{tag} sets the pressure at {network.node_names[node]}, where it is fixed already; put a"
                " pipe between them.",
                tags=(tag, network.node_names[node]),
            )
        if node in held:
            raise SolverError(
                f"{held[node]} and {tag} both set the pressure at {network.node_names[node]}; put a pipe"
                " behind one of them.",
                tags=(held[node], tag),
            )
        held[node] = tag
