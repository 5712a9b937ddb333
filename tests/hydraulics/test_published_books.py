"""Networks of books; inputs and expected values are retyped from the source named."""

from __future__ import annotations

import numpy as np

from tests.hydraulics.builders import make_network
from tests.published import PublishedCase
from workbench.hydraulics import FrictionLaw, LinkKind, solve

GRAVITY = 9.81
UNCONVERGED = (6, 7, 8)
"""Pipes of the Hardy Cross example that three iterations leave more than 1 % off: 2e-4 m3/s."""
MAURER = "E. Maurer, Hydraulics and Water Resources: Examples Using R, doi 10.5281/zenodo.7576843"


def test_parallel_pipes_share_a_flow(validation):
    """Two figures printed. The water of the source's program is at 100 degC."""
    case = PublishedCase("C-021", "Two parallel pipes sharing 0.5 m3/s", f"{MAURER}, Example 4.6")
    network = make_network(
        {1: 0.0},
        [-0.5, 0.0],
        [(0, 1), (0, 1)],
        length=[400.0, 600.0],
        diameter=[0.2, 0.3],
        roughness=0.025e-3,
        kinematic_viscosity=2.94e-7,
    )
    solution = solve(network)
    speed = solution.flow / (0.25 * np.pi * network.diameter**2)
    validation.worst(case, "flow", {"pipe 1": 0.15, "pipe 2": 0.35}, solution.flow, "m3/s", 0.02)
    validation.worst(case, "velocity", {"pipe 1": 4.8, "pipe 2": 5.0}, speed, "m/s", 0.02)
    validation(case, "head loss", 30.0, solution.head[0], "m", 0.02)


def test_hardy_cross_with_fixed_factors(validation):
    """Flows after three iterations; the pipes become resistances with the printed friction factors.

    The source gives branch flows and no demands; these are the sums of its initial flows at the nodes.
    """
    case = PublishedCase("C-022", "Three loops by Hardy Cross with fixed factors", f"{MAURER}, Example 4.7")
    diameter = np.array([0.3, 0.2, 0.2, 0.2, 0.2, 0.15, 0.25, 0.15, 0.15, 0.25])
    length = np.array([250.0, 100.0, 125.0, 125.0, 100.0, 100.0, 125.0, 100.0, 100.0, 125.0])
    factor = np.array([0.01879, 0.02075, 0.02075, 0.02075, 0.02075, 0.02233, 0.01964, 0.02233, 0.02233, 0.01964])
    resistance = factor * length / (2.0 * GRAVITY * diameter * (0.25 * np.pi * diameter**2) ** 2)
    # Loop 1 runs 1-2-3-4-5 clockwise, loop 2 runs 4-6-7-8, loop 3 runs 3-9-10-6; pipe k from start to end
    # in the sense of the first loop that lists it.
    links = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (3, 5), (5, 6), (6, 4), (2, 7), (7, 5)]
    initial = np.array([0.04, 0.04, 0.02, -0.02, -0.04, 0.0, 0.0, -0.02, 0.02, 0.0])
    demand = np.zeros(8)
    np.add.at(demand, [pair[1] for pair in links], initial)
    np.add.at(demand, [pair[0] for pair in links], -initial)
    network = make_network({0: 100.0}, demand, links, kind=LinkKind.RESISTANCE, resistance=resistance)
    expected = [0.0383, 0.0383, 0.0232, -0.0258, -0.0417, 0.0090, 0.0041, -0.0159, 0.0151, -0.0049]
    for number, (published, ours) in enumerate(zip(expected, solve(network).flow, strict=True), start=1):
        why = "the source stops after three iterations, which leaves 2e-4 m3/s" if number in UNCONVERGED else None
        validation(case, f"flow of pipe {number}", published, ours, "m3/s", 0.01, missed=why)


def test_three_reservoirs_meet_at_a_junction(validation):
    case = PublishedCase(
        "C-023",
        "Three reservoirs meeting at a junction (Hazen-Williams)",
        "S. Lingireddy, D. J. Wood, Surge Analysis and the Wave Plan Method, Appendix 0, Problem 49",
    )
    network = make_network(
        {0: 200.0, 1: 180.0, 2: 185.0},
        [0.0, 0.0, 0.0, 0.0],
        [(0, 3), (3, 1), (3, 2)],
        length=[200.0, 2000.0, 400.0],
        diameter=[0.5, 0.5, 0.2],
        law=FrictionLaw.HAZEN_WILLIAMS,
        hazen_williams_coefficient=[100.0, 100.0, 140.0],
    )
    validation.worst(case, "flow", {"A-J": 0.433, "J-B": 0.346, "J-C": 0.087}, solve(network).flow, "m3/s", 0.005)


def test_three_branches_between_fixed_heads(validation):
    """Read from a nomograph in the source, 2 to 3 %."""
    case = PublishedCase(
        "C-024",
        "Three parallel branches between fixed heads (Hazen-Williams)",
        "J. B. Evett, C. Liu, 2500 Solved Problems in Fluid Mechanics and Hydraulics, ch. 11, problem 1",
    )
    network = make_network(
        {0: 70.0, 1: 46.0},
        [0.0, 0.0],
        [(0, 1)] * 3,
        length=[3000.0, 1300.0, 2600.0],
        diameter=[0.3, 0.2, 0.25],
        law=FrictionLaw.HAZEN_WILLIAMS,
        hazen_williams_coefficient=120.0,
    )
    validation.worst(case, "flow", {"ABE": 0.105, "ACE": 0.056, "ADE": 0.070}, solve(network).flow, "m3/s", 0.04)


def test_ring_main_of_equal_resistances(validation):
    case = PublishedCase(
        "C-025",
        "Ring main of four nodes and equal pipes",
        "C. Schaschke, Fluid Mechanics: Worked Examples for Engineers, Problem 8.12, p. 216",
        reference="companion notebook",
    )
    resistance = 16600.0 / 1e-6 / (1000.0 * GRAVITY)  # (N/m2)/(L/s)2 to m/(m3/s)2
    network = make_network(
        {0: 100.0},
        [0.0, -0.5e-3, 2.6e-3, 0.9e-3],  # A, B, C, D
        [(0, 1), (1, 2), (0, 3), (3, 2)],
        kind=LinkKind.RESISTANCE,
        resistance=resistance,
    )
    solution = solve(network)
    drops = solution.head_loss * 1000.0 * GRAVITY / 1000.0  # [kN/m2]
    expected = {"AB": 22.918, "BC": 46.573, "AD": 55.288, "DC": 14.203}
    validation(case, "flow of BC", 1.675, solution.flow[1] * 1000.0, "L/s", 0.01)
    validation.worst(case, "pressure drop", expected, drops, "kN/m2", 0.01)
