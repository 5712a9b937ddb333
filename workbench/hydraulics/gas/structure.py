"""What depends on the connections of a gas network alone, and its links as arrays for the iteration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compressibility import LEAST_SQUARE, density_per_pressure
from workbench.engineering.gas_transmission import PANHANDLE_A, PANHANDLE_B, WEYMOUTH
from workbench.errors import SolverError
from workbench.hydraulics.gas.assembly import GasPattern
from workbench.hydraulics.gas.kinds import FlowModel, GasLinkKind
from workbench.hydraulics.gas.laws import DISCHARGE, FLOW, PASSAGE, POWER, RATIO, REGULATOR, GasLaws
from workbench.hydraulics.gas.network import GasNetwork
from workbench.hydraulics.linear import elimination_pattern, elimination_program, entry_positions, upper_pattern
from workbench.hydraulics.symbolic import component_labels, least_fill_order

__all__ = ["Structure", "laws_of", "structure_of"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

CREEPING_REYNOLDS = 10.0
"""Below it a law without a laminar part follows its cubic."""
WALL_OF_A_VALVE = 1e-6
"""Length of laminar pipe that stands in a resistance, so that a valve of K = 0 has one answer [m]."""
USUAL_VELOCITY = 5.0
"""Of the first guess [m/s]."""
FORMS = {
    GasLinkKind.PIPE: PASSAGE,
    GasLinkKind.RESISTANCE: PASSAGE,
    GasLinkKind.COMPRESSOR_RATIO: RATIO,
    GasLinkKind.COMPRESSOR_POWER: POWER,
    GasLinkKind.COMPRESSOR_DISCHARGE: DISCHARGE,
    GasLinkKind.PRESSURE_REGULATOR: REGULATOR,
    GasLinkKind.FLOW_CONTROL: FLOW,
}
ALWAYS_ONE_WAY = (
    GasLinkKind.COMPRESSOR_POWER,
    GasLinkKind.COMPRESSOR_DISCHARGE,
    GasLinkKind.PRESSURE_REGULATOR,
    GasLinkKind.FLOW_CONTROL,
)
EQUATIONS = {
    FlowModel.WEYMOUTH: WEYMOUTH,
    FlowModel.PANHANDLE_A: PANHANDLE_A,
    FlowModel.PANHANDLE_B: PANHANDLE_B,
}


@dataclass(frozen=True, eq=False)
class Structure:
    """Ordering and elimination program.

    Attributes
    ----------
    isolated : (n,) bool array
        Nodes without a way to a fixed node over links that are not closed.
    links : (c,) int array
        Links that take part.
    nodes : (d,) int array
        Nodes that take part: free ones in the order of elimination, then fixed ones.
    pattern : GasPattern
    """

    isolated: BoolArray
    links: IntArray
    nodes: IntArray
    pattern: GasPattern


def structure_of(network: GasNetwork) -> Structure:
    """Find islands, an ordering of little fill-in and the elimination program.

    Raises
    ------
    SolverError
        No node has a fixed pressure; a compressor by power or ratio runs in a part that has none.
    """
    if not network.fixed.any():
        raise SolverError(
            "No component fixes a pressure: add a SOURCE or SINK with a pressure.", tags=tuple(network.node_names[:5])
        )
    live = ~network.closed
    labels = component_labels(network.start, network.end, live, network.node_count)
    supplied = np.zeros(network.node_count, dtype=np.bool_)
    supplied[labels[network.fixed]] = True
    isolated = ~supplied[labels]
    lost = np.flatnonzero(live & isolated[network.start] & (network.kind > GasLinkKind.RESISTANCE))
    if lost.size:
        tags = [network.link_names[index] for index in lost[:5]]
        raise SolverError(
            f"{', '.join(tags)}: in a part of the network where no component fixes a pressure; connect a SOURCE or a"
            " SINK with a pressure there, or close it.",
            tags=tags,
        )
    links = np.flatnonzero(live & ~isolated[network.start])
    free, fixed = np.flatnonzero(~network.fixed & ~isolated), np.flatnonzero(network.fixed)
    number = np.full(network.node_count, -1, dtype=np.int32)
    number[free] = np.arange(free.size)
    number[fixed] = np.arange(free.size, free.size + fixed.size)
    order = least_fill_order(free.size, number[network.start[links]], number[network.end[links]])
    nodes = np.concatenate((free[order], fixed))
    number[nodes] = np.arange(nodes.size)
    start, end = number[network.start[links]], number[network.end[links]]
    columns, rows = elimination_pattern(*upper_pattern(free.size, start, end, False))
    parts = (start, end, entry_positions(start, end, columns, rows), columns, rows, elimination_program(columns, rows))
    pattern = GasPattern(*(part.astype(np.uint32) for part in parts))
    return Structure(isolated, links, nodes, pattern)


def laws_of(network: GasNetwork, links: IntArray) -> GasLaws:
    """Links as the kernels read them."""
    gas = network.gas
    kind, model = network.kind[links], network.model[links]
    diameter, area = network.diameter[links], network.area[links]
    pipe = kind == GasLinkKind.PIPE
    sized = diameter > 0.0
    inverse = np.divide(1.0, area**2, out=np.zeros(links.size), where=sized)
    per_flow = np.divide(4.0, np.pi * diameter * gas.viscosity, out=np.zeros(links.size), where=sized)
    relative = np.divide(network.roughness[links], diameter, out=np.zeros(links.size), where=sized)
    slender = np.divide(network.length[links], diameter, out=np.zeros(links.size), where=sized & pipe)
    factor = network.friction_factor[links].copy()
    rough = np.flatnonzero(pipe & (model == FlowModel.AGA_TURBULENT))
    factor[rough] = (2.0 * np.log10(3.7 / relative[rough])) ** -2.0 / network.efficiency[links[rough]] ** 2
    given = ~np.isnan(factor) & pipe
    fixed = (network.loss_coefficient[links] + np.where(given, factor * slender, 0.0)) * inverse
    exponent = np.full(links.size, 2.0)
    by_equation = np.zeros(links.size, dtype=np.bool_)
    for value, equation in EQUATIONS.items():
        chosen = np.flatnonzero(pipe & (model == value))
        by_equation[chosen] = True
        of = links[chosen]
        fixed[chosen] = equation.resistance(
            network.length[of], diameter[chosen], gas.molar_mass, network.efficiency[of]
        )
        exponent[chosen] = 1.0 / equation.exponent
    laminar = 64.0 * WALL_OF_A_VALVE * inverse
    laminar = np.divide(laminar, diameter * per_flow, out=np.zeros(links.size), where=sized & ~pipe)
    momentum = (model == FlowModel.ISOTHERMAL) | (model == FlowModel.ADIABATIC)
    return GasLaws(
        form=np.array([FORMS[GasLinkKind(value)] for value in kind.tolist()], dtype=np.int64),
        lossless=~sized,
        adiabatic=model == FlowModel.ADIABATIC,
        kinetic=momentum.astype(np.float64),
        lumped=~pipe | (model == FlowModel.ADIABATIC),
        darcy=np.where(pipe & ~given & ~by_equation, slender * inverse, 0.0),
        roughness_term=relative / 3.7,
        reynolds_per_flow=per_flow,
        fixed=fixed,
        exponent=exponent,
        threshold=np.divide(CREEPING_REYNOLDS, per_flow, out=np.zeros(links.size), where=sized),
        linear=laminar,
        inverse_area_square=inverse,
        lift=network.gravity * (network.elevation[network.end[links]] - network.elevation[network.start[links]]),
        setting=_settings(network, links),
        one_way=network.one_way[links] | np.isin(kind, ALWAYS_ONE_WAY),
        usual_flow=_usual_flows(network, links),
        gamma=gas.heat_capacity_ratio,
    )


def _settings(network: GasNetwork, links: IntArray) -> FloatArray:
    kind, setting = network.kind[links], network.setting[links].copy()
    squared = (GasLinkKind.COMPRESSOR_RATIO, GasLinkKind.COMPRESSOR_DISCHARGE, GasLinkKind.PRESSURE_REGULATOR)
    setting[np.isin(kind, squared)] **= 2
    powered = kind == GasLinkKind.COMPRESSOR_POWER
    gamma = network.gas.heat_capacity_ratio
    setting[powered] *= network.efficiency[links[powered]] * (gamma - 1.0) / gamma
    return setting


def _usual_flows(network: GasNetwork, links: IntArray) -> FloatArray:
    """Flows at a usual velocity and the mean fixed pressure, at most all that is asked for [kg/s]."""
    pressure = float(network.fixed_pressure[network.fixed].mean())
    density = pressure * density_per_pressure(network.gas.law, max(pressure, LEAST_SQUARE))[0]
    flow = USUAL_VELOCITY * density * network.area[links]
    sized = flow > 0.0
    demand = np.abs(network.outflow[~network.fixed]).sum()
    typical = float(np.median(flow[sized])) if sized.any() else 1.0
    if demand > 0.0:
        typical = float(demand)
        flow = np.minimum(flow, demand)
    flow[~sized] = typical
    return np.asarray(flow)
