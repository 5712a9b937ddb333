"""From the data of a network to the coefficients that the compiled iteration reads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.hazen_williams import (
    HAZEN_WILLIAMS_CONSTANT,
    HAZEN_WILLIAMS_DIAMETER_EXPONENT,
    HAZEN_WILLIAMS_EXPONENT,
)
from workbench.engineering.pipe_flow import friction_factors
from workbench.hydraulics.core import Elements
from workbench.hydraulics.headloss import CONSTANT_POWER, RESISTANCE_FORM, SMOOTH_VELOCITY, Laws, evaluate, start_roots
from workbench.hydraulics.network import FrictionLaw, LinkKind, Network

__all__ = ["elements_of", "friction_factor_of", "laws_of", "losses_of", "usual_flows"]

USUAL_VELOCITY = 0.3
"""Velocity with which iterations start [m/s]."""
USUAL_DIAMETER = 0.1
"""Diameter where none is given, for the first flow only [m]."""
CHORD_SHARE = 1e-5
"""Share of a pump's largest flow below which its power law is replaced by a chord."""
PUMP = int(LinkKind.PUMP)
NO_FLOW = 1e-100
"""Flow below which a Hazen-Williams pipe has no equivalent friction factor: it would overflow [m3/s]."""

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def laws_of(network: Network, links: IntArray, darcy_end: int, hazen_end: int) -> Laws:
    """Coefficients of the links `links`: Darcy-Weisbach pipes, then Hazen-Williams pipes, then others."""
    size, others = links.size, links.size - hazen_end
    friction, roughness_term, reynolds_per_flow = np.zeros(size), np.zeros(size), np.zeros(size)
    smooth_flow = np.zeros(size)
    pipes = links[:hazen_end]
    length, diameter = network.length[pipes], network.diameter[pipes]
    area = 0.25 * np.pi * diameter**2
    darcy, hazen = slice(0, darcy_end), slice(darcy_end, hazen_end)
    friction[darcy] = length[darcy] / (2.0 * network.gravity * diameter[darcy] * area[darcy] ** 2)
    roughness_term[darcy] = network.roughness[pipes[darcy]] / (3.7 * diameter[darcy])
    reynolds_per_flow[darcy] = diameter[darcy] / (area[darcy] * network.kinematic_viscosity)
    logarithm = HAZEN_WILLIAMS_EXPONENT * np.log(network.hazen_williams_coefficient[pipes[hazen]])
    logarithm += HAZEN_WILLIAMS_DIAMETER_EXPONENT * np.log(diameter[hazen])  # four times faster than two powers
    friction[hazen] = HAZEN_WILLIAMS_CONSTANT * length[hazen] * np.exp(-logarithm)
    smooth_flow[hazen] = SMOOTH_VELOCITY * area[hazen]

    laws = Laws(
        darcy_end=darcy_end,
        hazen_end=hazen_end,
        friction=friction,
        resistance=network.resistance[links],
        roughness_term=roughness_term,
        reynolds_per_flow=reynolds_per_flow,
        smooth_flow=smooth_flow,
        form=np.full(others, RESISTANCE_FORM, dtype=np.int64),
        first=np.zeros(others),
        second=np.zeros(others),
        third=np.zeros(others),
        point=np.zeros(others, dtype=np.int64),
        point_end=np.zeros(others, dtype=np.int64),
        curve_flow=np.repeat(network.pumps.speed, np.diff(network.pumps.offset)) * network.pumps.curve_flow,
        curve_head=np.repeat(network.pumps.speed**2, np.diff(network.pumps.offset)) * network.pumps.curve_head,
    )
    is_pump = network.kind[links[hazen_end:]] == PUMP
    if is_pump.any():
        _enter_pumps(network, links[hazen_end:], is_pump, laws)
    return laws


def _enter_pumps(network: Network, links: IntArray, is_pump: NDArray[np.bool_], laws: Laws) -> None:
    """Write the curves of the pumps among the other links into `laws`, by the affinity laws."""
    pumps = network.pumps
    row_of_link = np.zeros(network.link_count, dtype=np.int64)
    row_of_link[pumps.link] = np.arange(pumps.link.size)
    rows = row_of_link[links[is_pump]]
    speed, exponent, coefficient = pumps.speed[rows], pumps.exponent[rows], pumps.coefficient[rows]
    laws.form[is_pump] = pumps.form[rows]
    power_head = speed**3 * pumps.power[rows] / (network.density * network.gravity)
    laws.first[is_pump] = np.where(pumps.form[rows] == CONSTANT_POWER, power_head, speed**2 * pumps.shutoff_head[rows])
    laws.second[is_pump] = speed ** (2.0 - exponent) * coefficient
    laws.third[is_pump] = exponent
    falls = coefficient > 0.0
    largest = np.zeros(rows.size)
    largest[falls] = (pumps.shutoff_head[rows][falls] / coefficient[falls]) ** (1.0 / exponent[falls])
    laws.smooth_flow[laws.hazen_end :][is_pump] = CHORD_SHARE * speed * largest
    laws.point[is_pump], laws.point_end[is_pump] = pumps.offset[rows], pumps.offset[rows + 1]


def usual_flows(network: Network, links: IntArray) -> FloatArray:
    """Flows to start with: 0.3 m/s in pipes and valves, the middle of the curve in pumps [m3/s]."""
    diameter = network.diameter[links]
    diameter = np.where(np.isfinite(diameter) & (diameter > 0.0), diameter, USUAL_DIAMETER)
    flow: FloatArray = USUAL_VELOCITY * 0.25 * np.pi * diameter**2
    if network.pumps.link.size:
        of_pump = np.zeros(network.link_count)
        of_pump[network.pumps.link] = network.pumps.typical_flow
        flow = np.where(network.kind[links] == LinkKind.PUMP, of_pump[links], flow)
    return flow


def elements_of(network: Network, links: IntArray) -> Elements:
    """The links with a state among `links`."""
    kind = network.kind[links]
    reducing = np.flatnonzero(kind == LinkKind.PRESSURE_REDUCING)
    one_way = (network.one_way[links] | (kind == LinkKind.PUMP)) & (kind != LinkKind.PRESSURE_REDUCING)
    return Elements(
        one_way=np.flatnonzero(one_way).astype(np.int32),
        reducing=reducing.astype(np.int32),
        setting=network.setting[links[reducing]],
        usual_flow=usual_flows(network, links),
    )


def losses_of(laws: Laws, flow: FloatArray) -> FloatArray:
    """Head losses [m] with the friction factor iterated to full precision."""
    root, loss, slope = np.empty(flow.size), np.empty(flow.size), np.empty(flow.size)
    start_roots(laws, flow, root)
    for _ in range(4):
        evaluate(laws, flow, root, loss, slope)
    return loss


def friction_factor_of(network: Network, flow: FloatArray) -> FloatArray:
    """Darcy friction factors of the pipes, equivalent ones for Hazen-Williams; zero elsewhere."""
    factor = np.zeros(network.link_count)
    pipe = network.kind == LinkKind.PIPE
    area = 0.25 * np.pi * network.diameter**2
    darcy = np.flatnonzero(pipe & (network.law == FrictionLaw.DARCY_WEISBACH))
    values = np.empty(darcy.size)
    velocity = np.abs(flow[darcy]) / area[darcy]
    diameter = network.diameter[darcy]
    friction_factors(velocity * diameter / network.kinematic_viscosity, network.roughness[darcy] / diameter, values)
    factor[darcy] = values
    hazen = np.flatnonzero(pipe & (network.law == FrictionLaw.HAZEN_WILLIAMS) & (np.abs(flow) > NO_FLOW))
    if hazen.size:
        laws = laws_of(network, hazen, 0, hazen.size)
        laws.resistance[:] = 0.0
        loss = losses_of(laws, flow[hazen])
        velocity = flow[hazen] / area[hazen]
        gradient = np.abs(loss) * network.diameter[hazen] / network.length[hazen]
        factor[hazen] = gradient / np.abs(velocity) * 2.0 * network.gravity / np.abs(velocity)
    return factor
