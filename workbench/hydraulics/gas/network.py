"""A gas network to solve: nodes and links as arrays, checked when it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.hydraulics.arrays import check_topology, shaped
from workbench.hydraulics.gas.checks import check_links, check_nodes
from workbench.hydraulics.gas.gas import Gas
from workbench.hydraulics.gas.kinds import FlowModel

__all__ = ["GasNetwork"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


# Defaults of array fields: `GasNetwork` spreads a scalar over all links.
NOWHERE: Any = False
ZERO: Any = 0.0
ONE: Any = 1.0
BY_COLEBROOK: Any = np.nan
ISOTHERMAL: Any = FlowModel.ISOTHERMAL


@dataclass(frozen=True, eq=False)
class GasNetwork:
    """A steady gas network of n nodes and m links.

    A scalar or a list is accepted for every array; a scalar is spread over all nodes or links. The arrays
    are copied, and checked: an impossible value is an `InputError` that names the tag and the property.
    Pressures are absolute.

    Attributes
    ----------
    node_names : (n,) tuple of str
        Tags, used in messages.
    elevation : (n,) array
        [m]
    fixed : (n,) bool array
        Nodes whose pressure is given.
    fixed_pressure : (n,) array
        The given pressure, read where `fixed`, above zero [Pa].
    outflow : (n,) array
        Mass flow out of the network, read where not `fixed` [kg/s].
    link_names : (m,) tuple of str
        Tags, used in messages.
    start, end : (m,) int arrays
        Node numbers; flow is positive from start to end.
    kind : (m,) int array of `GasLinkKind`
    gas : Gas
    model : (m,) int array of `FlowModel`
        Read for pipes, and for resistances (the first three models) and open valves.
    closed : (m,) bool array
        Links shut by the user: they carry exactly nothing.
    one_way : (m,) bool array
        Check valves: flow only from start to end. Regulators, flow controls, compressors by power and by
        discharge pressure always are; a compressor by ratio is if it is said here.
    length : (m,) array
        Read for pipes, above zero [m].
    diameter : (m,) array
        Read for pipes and resistances, above zero; for other links zero means no loss when wide open [m].
    roughness : (m,) array
        Absolute, of pipes, at most 5 % of the diameter [m].
    friction_factor : (m,) array
        Darcy factor where it is given; NaN: by Colebrook and White [-].
    loss_coefficient : (m,) array
        K on the diameter, of the fittings of a pipe or of a valve [-].
    efficiency : (m,) array
        Of a pipe by Weymouth, Panhandle or AGA: its flow over that of the equation; of a compressor by
        power: isentropic [-].
    setting : (m,) array
        See `GasLinkKind`.
    gravity : float
        [m/s2]
    """

    node_names: Sequence[str]
    elevation: FloatArray
    fixed: BoolArray
    fixed_pressure: FloatArray
    outflow: FloatArray
    link_names: Sequence[str]
    start: IntArray
    end: IntArray
    kind: IntArray
    gas: Gas
    model: IntArray = ISOTHERMAL
    closed: BoolArray = NOWHERE
    one_way: BoolArray = NOWHERE
    length: FloatArray = ZERO
    diameter: FloatArray = ZERO
    roughness: FloatArray = ZERO
    friction_factor: FloatArray = BY_COLEBROOK
    loss_coefficient: FloatArray = ZERO
    efficiency: FloatArray = ONE
    setting: FloatArray = ZERO
    gravity: float = STANDARD_GRAVITY

    def __post_init__(self) -> None:
        """Bring every field to its shape and type, then check the values."""
        for name in ("node_names", "link_names"):
            object.__setattr__(self, name, tuple(str(tag) for tag in getattr(self, name)))
        nodes, links = len(self.node_names), len(self.link_names)
        for name, dtype, size in (
            *((name, np.float64, nodes) for name in ("elevation", "fixed_pressure", "outflow")),
            ("fixed", np.bool_, nodes),
            *((name, np.int64, links) for name in ("start", "end", "kind", "model")),
            *((name, np.bool_, links) for name in ("closed", "one_way")),
            *((name, np.float64, links) for name in LINK_VALUES),
        ):
            object.__setattr__(self, name, shaped(name, getattr(self, name), dtype, size))
        check_topology(self.node_names, self.link_names, self.start, self.end)
        check_nodes(self)
        check_links(self)

    @property
    def node_count(self) -> int:
        """Number of nodes n."""
        return len(self.node_names)

    @property
    def link_count(self) -> int:
        """Number of links m."""
        return len(self.link_names)

    @property
    def area(self) -> FloatArray:
        """Cross-section of the links, zero for those without a diameter, (m,) array [m2]."""
        return np.asarray(0.25 * np.pi * self.diameter**2)


LINK_VALUES = (
    "length",
    "diameter",
    "roughness",
    "friction_factor",
    "loss_coefficient",
    "efficiency",
    "setting",
)
