"""The network to solve: nodes and links as arrays, checked when it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.hydraulics.arrays import shaped
from workbench.hydraulics.kinds import FrictionLaw
from workbench.hydraulics.network_checks import check_network
from workbench.hydraulics.pump_table import PumpTable

__all__ = ["Network"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


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
        Check valves: flow only from start to end. Pumps, pressure reducing and sustaining valves, pressure
        breakers and outflows always are; flow control valves never.
    length, diameter : (m,) arrays
        Read for pipes, above zero [m].
    law : (m,) int array of `FrictionLaw`
        Read for pipes.
    roughness : (m,) array
        Absolute roughness, read for Darcy-Weisbach and Swamee-Jain, at most 5 % of the diameter [m].
    hazen_williams_coefficient : (m,) array
        Read for Hazen-Williams, above zero [-].
    manning_coefficient : (m,) array
        Read for Chezy-Manning, above zero [s/m^(1/3)].
    resistance : (m,) array
        R of the loss ``R q|q|`` that comes on top of the friction; of an outflow that of ``R q^n`` [s2/m5].
    linear_resistance : (m,) array
        a of a loss ``a q`` on top of it, such as the part K1/Re of a fitting; not read for pumps [s/m2].
    outflow_exponent : (m,) array
        n of an outflow, above zero: 2 for a nozzle [-].
    setting : (m,) array
        Of a control valve, by its kind: a head [m] or a flow [m3/s]; see `LinkKind`.
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
    manning_coefficient: FloatArray = ZERO
    resistance: FloatArray = ZERO
    linear_resistance: FloatArray = ZERO
    outflow_exponent: FloatArray = ZERO
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
        check_network(self)

    @property
    def node_count(self) -> int:
        """Number of nodes n."""
        return len(self.node_names)

    @property
    def link_count(self) -> int:
        """Number of links m."""
        return len(self.link_names)


LINK_VALUES = (
    "length",
    "diameter",
    "roughness",
    "hazen_williams_coefficient",
    "manning_coefficient",
    "resistance",
    "linear_resistance",
    "outflow_exponent",
    "setting",
)
