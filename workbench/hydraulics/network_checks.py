"""Whether a network can be one: every impossible value is refused in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.friction import LARGEST_RELATIVE_ROUGHNESS
from workbench.errors import InputError, SolverError
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
    _check_topology(network)
    _check_nodes(network)
    _check_links(network)
    _check_pumps(network)
    _check_settings(network)


def _refuse(wrong: BoolArray, names: Sequence[str], values: NDArray[Any], what: str, unit: str, expected: str) -> None:
    """Raise an InputError for the first element of `wrong`, if there is one."""
    if not wrong.any():
        return
    index = int(np.flatnonzero(wrong)[0])
    value = values[index].item()
    shown = f"{value:g} {unit}".strip()
    raise InputError(
        f"{names[index]}: {what} is {shown}; it must be {expected}.",
        path=(names[index], what.replace(" ", "_")),
        value=value,
        unit=unit,
        expected=expected,
    )


def _check_topology(network: Network) -> None:
    for what, names in (("node", network.node_names), ("link", network.link_names)):
        if len(set(names)) != len(names):
            seen: set[str] = set()
            twice = next(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]
            raise InputError(f"Two {what}s are called {twice}.", path=(twice,), value=twice, expected="unique tags")
    count = network.node_count
    for what, ends in (("start node", network.start), ("end node", network.end)):
        _refuse((ends < 0) | (ends >= count), network.link_names, ends, what, "", f"a node number below {count}")
    loops = np.flatnonzero(network.start == network.end)
    if loops.size:
        tag = network.link_names[loops[0]]
        raise SolverError(
            f"{tag} starts and ends at {network.node_names[network.start[loops[0]]]}; connect its ends to"
            " two different components.",
            tags=tuple(network.link_names[index] for index in loops[:5]),
        )


def _check_nodes(network: Network) -> None:
    names = network.node_names
    _refuse(~np.isfinite(network.elevation), names, network.elevation, "elevation", "m", "a finite number")
    wrong = network.fixed & ~np.isfinite(network.fixed_head)
    _refuse(wrong, names, network.fixed_head, "fixed head", "m", "a finite number")
    wrong = ~network.fixed & ~np.isfinite(network.demand)
    _refuse(wrong, names, network.demand, "demand", "m3/s", "a finite number")
    for what, value, unit in (
        ("kinematic viscosity", network.kinematic_viscosity, "m2/s"),
        ("density", network.density, "kg/m3"),
        ("gravity", network.gravity, "m/s2"),
    ):
        _refuse(
            np.array([not (np.isfinite(value) and value > 0.0)]), ("network",), np.array([value]), what, unit,
            "above zero",
        )  # fmt: skip


def _check_links(network: Network) -> None:
    names = network.link_names
    _refuse((network.kind < 0) | (network.kind >= len(LinkKind)), names, network.kind, "kind", "", "a LinkKind")
    pipe = network.kind == LinkKind.PIPE
    _refuse(
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
        _refuse(wrong, names, values, what.replace("_", " "), unit, "above zero")
    rough = network.roughness
    _refuse(darcy & ~((rough >= 0.0) & (rough < np.inf)), names, rough, "roughness", "m", "zero or more")
    wrong = darcy & (rough > LARGEST_RELATIVE_ROUGHNESS * network.diameter)
    _refuse(wrong, names, rough, "roughness", "m", "at most 5 % of the diameter, where the friction law ends")
    resists = network.kind != LinkKind.PUMP
    for what, unit in (("resistance", "s2/m5"), ("linear_resistance", "s/m2")):
        values = getattr(network, what)
        wrong = resists & ~((values >= 0.0) & (values < np.inf))
        _refuse(wrong, names, values, what.replace("_", " "), unit, "zero or more")
    wrong = (network.kind == LinkKind.OUTFLOW) & (network.resistance == 0.0)
    _refuse(wrong, names, network.resistance, "resistance", "s2/m5", "above zero for an outflow")


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
    _refuse(live & holds & ~np.isfinite(network.setting), names, network.setting, "setting", "m", "a finite head")
    for limits, unit in ((LinkKind.FLOW_CONTROL, "m3/s"), (LinkKind.PRESSURE_BREAKER, "m")):
        wrong = live & (kind == limits) & ~((network.setting >= 0.0) & (network.setting < np.inf))
        _refuse(wrong, names, network.setting, "setting", unit, "zero or more")
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
