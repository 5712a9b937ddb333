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
from workbench.hydraulics.core import Elements, Laws
from workbench.hydraulics.headloss import (
    CONSTANT_POWER,
    LINEAR_RESISTANCE,
    POWER_LAW,
    PRESSURE_BREAKER,
    SMOOTH_VELOCITY,
    evaluate,
    losses_at_rest,
    start_roots,
)
from workbench.hydraulics.kinds import FrictionLaw, LinkKind
from workbench.hydraulics.network import Network

__all__ = ["fill_elements", "fill_laws", "friction_factor_of", "laws_of", "losses_of"]

USUAL_VELOCITY = 0.6
"""Velocity with which iterations start [m/s]; from 0.5 to 1 they are fewest on towns and EPANET's examples."""
USUAL_DIAMETER = 0.1
"""Diameter where none is given, for the first flow only [m]."""
USUAL_HEAD = 10.0
"""Head at which an outflow starts [m]."""
CHORD_SHARE = 1e-5
"""Share of the largest flow of a pump, or the usual one of an outflow, below which a power law is a chord."""
ROOT_ROUNDS = 4
"""Evaluations after which the friction factors are exact."""
NO_FLOW = 1e-100
"""Flow below which a pipe has no equivalent friction factor: it would overflow [m3/s]."""

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def fill_laws(network: Network, links: IntArray, laws: Laws) -> None:
    """Write the coefficients of the links `links`, which come in the order of `Laws`."""
    pipes, squares = slice(0, laws.hazen_end), slice(laws.hazen_end, laws.square_end)
    laws.resistance[:] = network.resistance[links]
    laws.linear[:] = network.linear_resistance[links]
    laws.smooth_flow[:] = 1e-300  # never zero, for flows are divided by it
    diameter, length = network.diameter[links], network.length[links]
    darcy = slice(0, laws.swamee_end)
    bore = diameter[darcy]
    area = 0.25 * np.pi * bore**2
    laws.friction[darcy] = length[darcy] / (2.0 * network.gravity * bore * area**2)
    laws.roughness_term[darcy] = network.roughness[links[darcy]] / (3.7 * bore)
    laws.reynolds_per_flow[darcy] = bore / (area * network.kinematic_viscosity)
    hazen = slice(laws.swamee_end, laws.hazen_end)
    logarithm = HAZEN_WILLIAMS_EXPONENT * np.log(network.hazen_williams_coefficient[links[hazen]])
    logarithm += HAZEN_WILLIAMS_DIAMETER_EXPONENT * np.log(diameter[hazen])  # four times faster than two powers
    laws.friction[hazen] = HAZEN_WILLIAMS_CONSTANT * length[hazen] * np.exp(-logarithm)
    laws.smooth_flow[pipes] = SMOOTH_VELOCITY * 0.25 * np.pi * diameter[pipes] ** 2
    if laws.square_end > laws.hazen_end:
        _fill_squares(network, links[squares], squares, laws)
    if links.size > laws.square_end:
        _fill_others(network, links[laws.square_end :], laws)


def _fill_squares(network: Network, links: IntArray, place: slice, laws: Laws) -> None:
    """Chezy-Manning pipes, with ``h = n^2 L v^2 / (D/4)^(4/3)``, and all links that only resist."""
    is_pipe = network.kind[links] == LinkKind.PIPE
    bore = np.where(is_pipe, network.diameter[links], 1.0)
    area = 0.25 * np.pi * bore**2
    by_manning = (
        network.manning_coefficient[links] ** 2 * network.length[links] / (area**2 * (0.25 * bore) ** (4.0 / 3.0))
    )
    laws.friction[place] = np.where(is_pipe, by_manning, 0.0)
    laws.smooth_flow[place] = np.where(is_pipe, SMOOTH_VELOCITY * area, 1e-300)
    laws.linear[place] += np.where(is_pipe, 0.0, LINEAR_RESISTANCE)


def _fill_others(network: Network, links: IntArray, laws: Laws) -> None:
    """Pumps by the affinity laws, pressure breakers and outflows."""
    kind = network.kind[links]
    breaks, flows_out = kind == LinkKind.PRESSURE_BREAKER, kind == LinkKind.OUTFLOW
    laws.form[breaks], laws.first[breaks] = PRESSURE_BREAKER, network.setting[links[breaks]]
    laws.form[flows_out], laws.second[flows_out] = POWER_LAW, network.resistance[links[flows_out]]
    laws.third[flows_out] = network.outflow_exponent[links[flows_out]]
    smooth = laws.smooth_flow[laws.square_end :]
    smooth[flows_out] = CHORD_SHARE * _outflow_at(network, links[flows_out], USUAL_HEAD)
    is_pump = kind == LinkKind.PUMP
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
    largest = np.full(rows.size, 1e-300)
    largest[falls] = (pumps.shutoff_head[rows][falls] / coefficient[falls]) ** (1.0 / exponent[falls])
    smooth[is_pump] = CHORD_SHARE * speed * largest
    laws.point[is_pump], laws.point_end[is_pump] = pumps.offset[rows], pumps.offset[rows + 1]
    by_point = np.repeat(pumps.speed, np.diff(pumps.offset))
    laws.curve_flow[:] = by_point * pumps.curve_flow
    laws.curve_head[:] = by_point**2 * pumps.curve_head
    laws.curve_slope[:] = by_point * pumps.curve_slope


def _outflow_at(network: Network, links: IntArray, head: float) -> FloatArray:
    """Flow of outflows at a head [m3/s]."""
    flow: FloatArray = (head / network.resistance[links]) ** (1.0 / network.outflow_exponent[links])
    return flow


def laws_of(network: Network, links: IntArray, ends: tuple[int, int, int, int]) -> Laws:
    """Coefficients of the links `links` in arrays of their own; `ends` are those of the groups of `Laws`."""
    others, points = links.size - ends[3], network.pumps.curve_flow.size
    numbers = [np.zeros(others, dtype=np.int32) for _ in range(3)]
    of_links, of_others, of_points = (
        [np.zeros(size) for _ in range(count)] for size, count in ((links.size, 6), (others, 3), (points, 3))
    )
    laws = Laws(
        ends[0], ends[1], ends[2], ends[3],
        of_links[0], of_links[1], of_links[2], of_links[3], of_links[4], of_links[5],
        numbers[0], numbers[1], numbers[2],
        of_others[0], of_others[1], of_others[2],
        of_points[0], of_points[1], of_points[2],
    )  # fmt: skip
    fill_laws(network, links, laws)
    return laws


def _usual_flows(network: Network, links: IntArray) -> FloatArray:
    """Flows to start with: 0.6 m/s in pipes and valves, the middle of the curve in pumps [m3/s]."""
    diameter = network.diameter[links]
    diameter = np.where(np.isfinite(diameter) & (diameter > 0.0), diameter, USUAL_DIAMETER)
    flow: FloatArray = USUAL_VELOCITY * 0.25 * np.pi * diameter**2
    if network.pumps.link.size:
        of_pump = np.zeros(network.link_count)
        of_pump[network.pumps.link] = network.pumps.typical_flow
        flow = np.where(network.kind[links] == LinkKind.PUMP, of_pump[links], flow)
    out = network.kind[links] == LinkKind.OUTFLOW
    flow[out] = _outflow_at(network, links[out], USUAL_HEAD)
    return flow


def fill_elements(network: Network, links: IntArray, place: NDArray[np.int32], laws: Laws, elements: Elements) -> None:
    """Write what the links with a state hold; `place` is the number of each node in the core."""
    limited, holding = links[elements.limited], links[elements.holding]
    sustains = network.kind[holding] == LinkKind.PRESSURE_SUSTAINING
    elements.limit[:] = network.setting[limited]
    elements.setting[:] = network.setting[holding]
    elements.sustains[:] = sustains
    elements.held_node[:] = place[np.where(sustains, network.start[holding], network.end[holding])]
    elements.usual_flow[:] = _usual_flows(network, links)
    losses_at_rest(laws, elements.rest_loss)
    loss, slope = np.empty(links.size), np.empty(links.size)
    start_roots(laws, elements.usual_flow, elements.usual_root)
    for _ in range(ROOT_ROUNDS):
        evaluate(laws, elements.usual_flow, elements.usual_root, loss, slope)
    elements.secant[:] = np.where(loss == 0.0, slope, loss / elements.usual_flow)


def losses_of(laws: Laws, flow: FloatArray) -> FloatArray:
    """Head losses [m] with the friction factor iterated to full precision."""
    root, loss, slope = np.empty(flow.size), np.empty(flow.size), np.empty(flow.size)
    start_roots(laws, flow, root)
    for _ in range(ROOT_ROUNDS):
        evaluate(laws, flow, root, loss, slope)
    return loss


def friction_factor_of(network: Network, flow: FloatArray) -> FloatArray:
    """Darcy friction factors of the pipes, those of other laws from their loss; zero elsewhere."""
    factor = np.zeros(network.link_count)
    pipe = network.kind == LinkKind.PIPE
    area = 0.25 * np.pi * network.diameter**2
    darcy = np.flatnonzero(pipe & (network.law == FrictionLaw.DARCY_WEISBACH))
    values = np.empty(darcy.size)
    velocity = np.abs(flow[darcy]) / area[darcy]
    diameter = network.diameter[darcy]
    friction_factors(velocity * diameter / network.kinematic_viscosity, network.roughness[darcy] / diameter, values)
    factor[darcy] = values
    for law in (FrictionLaw.SWAMEE_JAIN, FrictionLaw.HAZEN_WILLIAMS, FrictionLaw.CHEZY_MANNING):
        chosen = np.flatnonzero(pipe & (network.law == law) & (np.abs(flow) > NO_FLOW))
        if chosen.size:
            factor[chosen] = _equivalent_factor(network, chosen, law, flow[chosen], area[chosen])
    return factor


def _equivalent_factor(
    network: Network, links: IntArray, law: FrictionLaw, flow: FloatArray, area: FloatArray
) -> FloatArray:
    """Darcy friction factor that has the friction loss of pipes of another law."""
    size, swamee, hazen = links.size, law == FrictionLaw.SWAMEE_JAIN, law == FrictionLaw.HAZEN_WILLIAMS
    laws = laws_of(network, links, (0, size * swamee, size * (swamee or hazen), size))
    laws.resistance[:] = 0.0
    laws.linear[:] = 0.0
    velocity = np.abs(flow) / area
    gradient = np.abs(losses_of(laws, flow)) * network.diameter[links] / network.length[links]
    factor: FloatArray = gradient / velocity * 2.0 * network.gravity / velocity
    return factor
