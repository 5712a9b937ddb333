"""What a gas network refuses before it is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.friction import LARGEST_RELATIVE_ROUGHNESS
from workbench.errors import InputError, SolverError
from workbench.hydraulics.arrays import refuse
from workbench.hydraulics.gas.kinds import FlowModel, GasLinkKind

if TYPE_CHECKING:
    from workbench.hydraulics.gas.network import GasNetwork

__all__ = ["check_links", "check_nodes"]

ROUGH_MODELS = (FlowModel.ISOTHERMAL, FlowModel.ADIABATIC, FlowModel.SQUARED_PRESSURE, FlowModel.AGA_TURBULENT)
HOLDS_PRESSURE = (GasLinkKind.COMPRESSOR_DISCHARGE, GasLinkKind.PRESSURE_REGULATOR)
SETTING_UNITS = {
    GasLinkKind.COMPRESSOR_RATIO: "",
    GasLinkKind.COMPRESSOR_POWER: "W",
    GasLinkKind.COMPRESSOR_DISCHARGE: "Pa",
    GasLinkKind.PRESSURE_REGULATOR: "Pa",
    GasLinkKind.FLOW_CONTROL: "kg/s",
}


def _not_above_zero(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    return ~((values > 0.0) & (values < np.inf))


def check_nodes(network: GasNetwork) -> None:
    """Refuse elevations, pressures and flows that are no numbers, and pressures that are not above vacuum."""
    names = network.node_names
    refuse(~np.isfinite(network.elevation), names, network.elevation, "elevation", "m", "a finite number")
    wrong = network.fixed & _not_above_zero(network.fixed_pressure)
    refuse(wrong, names, network.fixed_pressure, "fixed pressure", "Pa", "above zero (absolute)")
    wrong = ~network.fixed & ~np.isfinite(network.outflow)
    refuse(wrong, names, network.outflow, "outflow", "kg/s", "a finite number")
    gravity = np.array([network.gravity])
    refuse(_not_above_zero(gravity), ("network",), gravity, "gravity", "m/s2", "above zero")


def check_links(network: GasNetwork) -> None:
    """Refuse impossible values of the links."""
    names, kind = network.link_names, network.kind
    refuse(~np.isin(kind, list(GasLinkKind)), names, kind, "kind", "", "a GasLinkKind")
    pipe = kind == GasLinkKind.PIPE
    sized = pipe | (kind == GasLinkKind.RESISTANCE)
    refuse(pipe & _not_above_zero(network.length), names, network.length, "length", "m", "above zero")
    diameter = network.diameter
    refuse(sized & _not_above_zero(diameter), names, diameter, "diameter", "m", "above zero")
    refuse(~(diameter >= 0.0) | np.isinf(diameter), names, diameter, "diameter", "m", "zero or more")
    loss = network.loss_coefficient
    refuse(~((loss >= 0.0) & (loss < np.inf)), names, loss, "loss coefficient", "", "zero or more")
    _check_models(network, pipe)
    for value, unit in SETTING_UNITS.items():
        wrong = (kind == value) & ~network.closed & _not_above_zero(network.setting)
        refuse(wrong, names, network.setting, "setting", unit, "above zero")
    uses = np.isin(network.model, (FlowModel.WEYMOUTH, FlowModel.PANHANDLE_A, FlowModel.PANHANDLE_B))
    uses = (pipe & (uses | (network.model == FlowModel.AGA_TURBULENT))) | (kind == GasLinkKind.COMPRESSOR_POWER)
    wrong = uses & ~((network.efficiency > 0.0) & (network.efficiency <= 1.0))
    refuse(wrong, names, network.efficiency, "efficiency", "", "above zero and at most 1")
    _check_held_nodes(network)


def _check_models(network: GasNetwork, pipe: NDArray[np.bool_]) -> None:
    names, model = network.link_names, network.model
    refuse(~np.isin(model, list(FlowModel)), names, model, "model", "", "a FlowModel")
    rough = network.roughness
    given = ~np.isnan(network.friction_factor)
    reads = pipe & np.isin(model, ROUGH_MODELS) & ~given
    refuse(reads & ~((rough >= 0.0) & (rough < np.inf)), names, rough, "roughness", "m", "zero or more")
    wrong = reads & (rough > LARGEST_RELATIVE_ROUGHNESS * network.diameter)
    refuse(wrong, names, rough, "roughness", "m", "at most 5 % of the diameter, where the friction law ends")
    wrong = reads & (model == FlowModel.AGA_TURBULENT) & (rough == 0.0)
    refuse(wrong, names, rough, "roughness", "m", "above zero: fully rough flow needs a rough wall")
    factor = network.friction_factor
    refuse(pipe & given & _not_above_zero(factor), names, factor, "friction factor", "", "above zero")
    valves = ~pipe & (network.diameter > 0.0) & (model > FlowModel.SQUARED_PRESSURE)
    refuse(valves, names, model, "model", "", "isothermal, adiabatic or squared pressure: the others are of pipes")
    adiabatic = (model == FlowModel.ADIABATIC) & (pipe | (network.diameter > 0.0))
    if adiabatic.any() and network.gas.compressibility.depends_on_pressure:
        tag = names[int(np.flatnonzero(adiabatic)[0])]
        raise InputError(
            f"{tag} is adiabatic, and the relations of Fanno flow are those of a gas of constant Z; the gas has a"
            f" {network.gas.compressibility.name}. Make it isothermal or give a constant Z.",
            path=(tag, "model"),
            expected="an ideal gas or a constant Z",
        )


def _check_held_nodes(network: GasNetwork) -> None:
    holds = np.isin(network.kind, HOLDS_PRESSURE) & ~network.closed & network.fixed[network.end]
    if holds.any():
        index = int(np.flatnonzero(holds)[0])
        tag, node = network.link_names[index], network.node_names[network.end[index]]
        raise SolverError(
            f"{tag} sets the pressure at {node}, where it is fixed already; put a pipe between them.",
            tags=(tag, node),
        )
