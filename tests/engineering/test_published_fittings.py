"""Fittings and valves in pipes, by published examples; inputs and expected values are retyped."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.published import PublishedCase
from workbench.engineering.branch import Branch, branch_loss_coefficient, run_loss_coefficient
from workbench.engineering.fitting_catalogue import bend_diameters
from workbench.engineering.fitting_text import parse_fittings
from workbench.engineering.fittings import fittings_loss, turbulent_friction_factor
from workbench.engineering.flow_coefficient import flow_coefficient_from_loss, loss_coefficient_from_flow
from workbench.engineering.pipe_flow import STANDARD_GRAVITY, velocity
from workbench.engineering.reduced_port import reduced_port_loss_coefficient
from workbench.engineering.size_change import expansion_loss_coefficient
from workbench.errors import InputError

CRANE = "Crane Co., Flow of Fluids Through Valves, Fittings and Pipe, TP-410 (2009)"
CRANE_METRIC = CRANE.replace("410", "410M")
KV = math.sqrt(999.1 / 1e5) / 3600.0
"""One m3/h of water at 15 degC and 1 bar, as Av [m2]."""


def test_globe_valve_from_its_flow_coefficient(validation):
    case = PublishedCase("B-001", "K, L/D and L of a Y-pattern globe valve from its Kv", f"{CRANE_METRIC}, Example 7-2")
    k = loss_coefficient_from_flow(500.0 * KV, 0.154)
    validation(case, "K", 3.6, k, "", absolute=0.05)
    validation(case, "L/D", 240.0, k / 0.015, "", absolute=0.5)
    validation(case, "equivalent length", 37.0, k / 0.015 * 0.154, "m", absolute=0.05)


def test_angle_valve(validation):
    case = PublishedCase("B-002", "Angle valve of class 600: K, Kv, L/D and L", f"{CRANE}, Example 7-3")
    valve = fittings_loss(parse_fittings("angle valve"), "equivalent length", 0.0972)
    diameters = valve.length / 0.0972
    k = diameters * 0.0165
    validation(case, "K", 2.475, k, "", absolute=0.0005)
    validation(case, "Kv", 240.2, flow_coefficient_from_loss(k, 0.0972) / KV, "m3/h", absolute=0.05)
    validation(case, "L/D", 150.0, diameters, "", absolute=0.5)
    validation(case, "equivalent length", 14.6, valve.length, "m", absolute=0.05)


def test_venturi_gate_valve(validation):
    """The source rounds generously between its steps: a later edition prints K 1.06 for the same valve."""
    case = PublishedCase("B-003", "Gate valve of reduced port", f"{CRANE_METRIC}, Example 7-4")
    k = reduced_port_loss_coefficient(8.0 * 0.015, 0.100, 0.146, 13.115, 13.115)
    validation(case, "K", 1.22, k, "", 0.08)
    validation(case, "L/D", 81.3, k / 0.015, "", 0.08)
    validation(case, "equivalent length", 11.9, k / 0.015 * 0.146, "m", 0.08)


def test_gravity_discharge(validation):
    """The source does not iterate its friction factor of 0.017."""
    case = PublishedCase("B-005", "Gravity discharge through a reduced ball valve and six elbows", f"{CRANE}, Ex. 7-6")
    diameter = 0.0779
    friction = turbulent_friction_factor(diameter)
    fittings = fittings_loss(parse_fittings("entrance; 6 x 90 deg elbow, threaded; exit"), "crane", diameter)
    valve = reduced_port_loss_coefficient(3.0 * friction, 0.060, diameter, 16.0, 30.0)
    k = 0.017 * 60.0 / diameter + fittings.constant + valve
    speed = math.sqrt(2.0 * STANDARD_GRAVITY * 7.0 / k)
    validation(case, "velocity", 2.74, speed, "m/s", 0.02)
    validation(case, "flow", 781.0, speed * 0.25 * np.pi * diameter**2 * 60000.0, "L/min", 0.02)


def test_steam_line(validation):
    """With the K that the source prints: its globe valve of 1.44 is not the 340 fT of its own table.

    Steam at 40 bar and 450 degC has 0.08004 m3/kg (IAPWS-IF97); 6 inch schedule 80 a bore of 146.3 mm.
    """
    case = PublishedCase("B-006", "Steam line with valves and bends", f"{CRANE}, Example 7-10")
    diameter, volume = 0.1463, 0.08004
    pipe = 0.015 * 120.0 / diameter
    speed = velocity(40000.0 / 3600.0 * volume, diameter)
    parts = fittings_loss(parse_fittings("K = 0.63; K = 1.44; K = 1.22"), "crane", diameter)
    validation(case, "K of the pipe", 12.3, pipe, "", 0.04)
    validation(case, "pressure drop", 274.8, (pipe + parts.constant) * speed**2 / (2.0 * volume) / 1e3, "kPa", 0.04)


def test_heating_coil(validation):
    """Eight straight lengths of 1 m and two of 0.5 m; water at 80 degC. The source's factor of 0.024 is taken."""
    case = PublishedCase("B-007", "Flat heating coil with seven 180 degree bends", f"{CRANE}, Example 7-11")
    diameter = 0.02664
    bends = 7.0 * bend_diameters(180.0, 4.0) * turbulent_friction_factor(diameter)
    speed = velocity(1.0e-3, diameter)
    drop = (0.024 * 9.0 / diameter + bends) * 971.8 * speed**2 / 2.0
    validation(case, "pressure drop", 19609.0, drop, "Pa", 0.07)


def test_two_sizes_of_pipe(validation):
    """The reducing elbow is an elbow of the larger size and a sudden expansion, as in the source.

    The 2009 printing leaves the height out (26450 Pa); the 8th has it.
    """
    case = PublishedCase(
        "B-008", "Two pipe sizes, elbow, reducing elbow, height", f"{CRANE_METRIC}, 8th printing, Ex. 7-14"
    )
    small, large, density = 0.10226, 0.1282, 999.1
    elbow = parse_fittings("90 deg elbow, long radius")
    first = fittings_loss(elbow, "crane", small).constant + 0.018 * 34.0 / small
    first += expansion_loss_coefficient(small, large)
    second = fittings_loss(elbow, "crane", large).constant + 0.018 * 67.0 / large
    drop = density * (
        STANDARD_GRAVITY * 22.0 + first * velocity(0.025, small) ** 2 / 2 + second * velocity(0.025, large) ** 2 / 2
    )
    validation(case, "pressure drop", 2.6, drop / 1e5, "bar", 0.02)


def test_diverging_wye(validation):
    case = PublishedCase("B-016", "Diverging wye of 45 degrees", f"{CRANE_METRIC}, Example 7-36")
    wye = Branch(0.146, 0.146, angle=45.0)
    k = branch_loss_coefficient(wye, 1515.0 / 60000.0, 950.0 / 60000.0)
    validation(case, "K of the branch", 0.464, k, "", 0.005)
    k = run_loss_coefficient(wye, 1515.0 / 60000.0, 950.0 / 60000.0)
    assert k == pytest.approx(-0.0681, rel=0.01)  # the printed -0.0683 is of 400 and 250 gpm


def test_tee_in_crane_formulas():
    """Crane TP-410 (2009), chapter 2: a tee of equal legs, by hand."""
    tee = Branch(0.1, 0.1, direction="converging")
    assert run_loss_coefficient(tee, 0.75, 0.25) == pytest.approx(1.55 * 0.25 - 0.25**2)
    # Nothing in the branch: nothing is lost along the run of a diverging tee.
    assert run_loss_coefficient(Branch(0.1, 0.1), 1.0, 0.0) == 0.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Branch(0.1, 0.2), "branch diameter of the tee is 0.2 m"),
        (lambda: Branch(0.1, 0.1, angle=120.0), "angle of the tee is 120 degrees"),
        (lambda: Branch(0.1, 0.1, direction="sideways"), "direction of the tee is 'sideways'"),
        (lambda: run_loss_coefficient(Branch(0.1, 0.1), 0.0, 0.0), "whole flow is 0 m3/s"),
        (lambda: branch_loss_coefficient(Branch(0.1, 0.1), -1.0, 1.0), "run flow is -1 m3/s"),
        (lambda: reduced_port_loss_coefficient(0.1, 0.2, 0.1, 10.0, 10.0), "narrower diameter is 0.2 m"),
        (lambda: loss_coefficient_from_flow(0.0, 0.1), "flow coefficient is 0 m2"),
        (lambda: flow_coefficient_from_loss(0.0, 0.1), "loss coefficient is 0"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
