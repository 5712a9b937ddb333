"""Pumps by published examples; inputs and expected values are retyped."""

from __future__ import annotations

import math

import numpy as np

from tests.published import PublishedCase
from workbench.engineering.friction import darcy_friction_factor
from workbench.engineering.pipe_flow import STANDARD_GRAVITY, velocity
from workbench.engineering.pumps.affinity import at_speed, homologous_pump
from workbench.engineering.pumps.npsh import least_static_head, npsh_available_from_vessel
from workbench.engineering.pumps.performance import hydraulic_power, shaft_power
from workbench.engineering.pumps.specific_speed import specific_speed
from workbench.engineering.pumps.system_curve import duty_flow, system_head
from workbench.engineering.pumps.viscosity_correction import (
    ViscousPump,
    apply_chart_factors,
    correction_factors,
    head_factor,
    viscosity_parameter,
)
from workbench.hydraulics import PumpCurve
from workbench.hydraulics.pump_heads import PumpHeads

FOOT, INCH, PSI = 0.3048, 0.0254, 6894.757293168361
GALLON_A_MINUTE = 3.785411784e-3 / 60.0
POUND_A_CUBIC_FOOT = 0.45359237 / FOOT**3
HORSEPOWER = 745.6998715822702
CRANE = "Crane Co., Flow of Fluids Through Valves, Fittings and Pipe, TP-410 (2009)"
FOSSEE = "through a textbook companion"
HI_967 = "ANSI/HI 9.6.7, Effects of Liquid Viscosity on Rotodynamic Pump Performance"


def test_affinity_laws(validation):
    case = PublishedCase(
        "E-003", "Affinity laws, 3500 to 1700 rpm", f"{CRANE}, Example 7-33", "of fluids' notebook, said to be Crane's"
    )
    point = at_speed(400 * GALLON_A_MINUTE, 126 * FOOT, 17.5 * HORSEPOWER, 1700 / 3500)
    validation(case, "flow", 194.0, point.flow / GALLON_A_MINUTE, "US gpm", absolute=0.5)
    validation(case, "head", 29.7, point.head / FOOT, "ft", absolute=0.05)
    validation(case, "power", 2.0, point.power / HORSEPOWER, "hp", absolute=0.05)


def test_suction_lift_from_a_pressurised_tank(validation):
    case = PublishedCase(
        "E-004",
        "NPSH available, suction lift from a tank under pressure",
        f"{CRANE}, Example 7-32",
        "of fluids' notebook",
    )
    density = 62.364 * POUND_A_CUBIC_FOOT
    available = npsh_available_from_vessel(5 * PSI + 101325.0, 0.256 * PSI, density, -25 * FOOT, 6 * FOOT)
    validation(case, "NPSH available", 13.89, available / FOOT, "ft", absolute=0.005)
    assert available < 20 * FOOT  # the book's conclusion: it is not enough


def test_flooded_suction(validation):
    case = PublishedCase(
        "E-005",
        "NPSH available, flooded suction",
        "L. Bachus, A. Custodio, Know and Understand Centrifugal Pumps (2003), Figure 2-1",
    )
    weight = 1000.0 * STANDARD_GRAVITY * FOOT  # heads are given; any density makes pressures of them
    available = npsh_available_from_vessel(33.9 * weight, 0.839 * weight, 1000.0, 6.0 * FOOT, (2.0 + 2.0) * FOOT)
    validation(case, "NPSH available", 35.061, available / FOOT, "ft", absolute=0.0005)


def test_chart_factors(validation):
    case = PublishedCase(
        "E-008",
        "Viscosity correction by chart factors, oil of 1000 SSU",
        "Hydraulic Institute sample calculation, in The Practical Pumping Handbook, Figure 13.5, p. 244",
    )
    factors = ViscousPump(0.95, np.array([0.96, 0.94, 0.92, 0.89]), 0.635)
    water = np.array([450, 600, 750, 900]) * GALLON_A_MINUTE, np.array([114, 108, 100, 86]) * FOOT
    flow, head, efficiency = apply_chart_factors(*water, np.array([72.5, 80, 82, 79.5]) / 100, factors)
    power = shaft_power(hydraulic_power(flow, head, 900.0), efficiency) / HORSEPOWER
    validation(case, "flow at 1.0", 712.0, flow[2] / GALLON_A_MINUTE, "US gpm", 0.005)
    validation(case, "efficiency at 1.0", 52.1, 100 * efficiency[2], "%", 0.005)
    heads = {"0.6": 109.5, "1.0": 92.0, "1.2": 76.5}
    validation.worst(case, "head", heads, (head[[0, 2, 3]] / FOOT).tolist(), "ft", 0.005)
    powers = {"0.6": 23.1, "0.8": 25.9, "1.0": 28.6, "1.2": 29.4}
    validation.worst(case, "power", powers, power.tolist(), "hp", 0.005)


def test_specific_speed(validation):
    hydraulic_institute = PublishedCase(
        "E-010", "Specific speed in SI", "ANSI/HI 1.3, example, as quoted by fluids", "of fluids' docstring"
    )
    validation(hydraulic_institute, "specific speed", 22.5, specific_speed(0.0402, 100.0, 3550.0), "", absolute=0.05)
    vendor = PublishedCase("E-013", "Specific speed in US units", "centrifugalpump.org, specific speed example")
    us = specific_speed(95000 * GALLON_A_MINUTE, 1500 * FOOT, 1780.0, units="US")
    validation(vendor, "specific speed", 2276.0, us, "", absolute=0.5)


def test_viscosity_correction(validation):
    case = PublishedCase(
        "E-011", "A water pump moved to 120 mm2/s", f"{HI_967}, Example 1", "as stated by a public program"
    )
    flow, head, speed, viscosity = 110.0 / 3600, 77.0, 2950.0, 120e-6
    b = viscosity_parameter(viscosity, flow, head, speed)
    factors = correction_factors(b)
    validation(case, "B", 5.52, b, "", absolute=0.005)
    validation(case, "C_Q", 0.938, factors.flow, "", absolute=0.0005)
    validation(case, "flow", 103.2, flow * factors.flow * 3600, "m3/h", absolute=0.05)
    validation(case, "head", 72.2, head * factors.head, "m", absolute=0.05)
    validation(case, "C_H at 60 %", 0.958, head_factor(factors.head, 0.6), "", absolute=0.0005)
    validation(case, "head at 60 %", 83.9, 87.6 * head_factor(factors.head, 0.6), "m", absolute=0.05)
    validation(case, "C_eta", 0.738, factors.efficiency, "", 0.004)
    efficiency = 0.68 * factors.efficiency
    validation(case, "efficiency", 0.502, efficiency, "", absolute=0.0005)
    power = shaft_power(hydraulic_power(flow * factors.flow, head * factors.head, 900.0), efficiency)
    validation(case, "power", 36.4, power / 1e3, "kW", absolute=0.05)


def test_duty_point(validation):
    case = PublishedCase(
        "E-014",
        "A tabulated pump curve against a static and quadratic system",
        "Coulson and Richardson's Chemical Engineering, volume 1, Example 8.8, p. 370",
        FOSSEE,
    )
    curve = PumpCurve.piecewise_linear([0.0028, 0.0039, 0.005, 0.0056, 0.0059], [23.2, 21.3, 18.9, 15.2, 11.0])
    heads = PumpHeads.build([curve])
    flow = duty_flow(
        lambda q: heads.at(q, np.ones(1), np.full(1, 1000.0)),
        lambda q: np.asarray(system_head(q, 10.0, 2.205e5, 1.0)),
        np.array([0.0059]),
    )
    head = heads.at(flow, np.ones(1), np.ones(1))
    power = shaft_power(hydraulic_power(flow, head, 1000.0), 0.5)
    validation(case, "flow", 0.0054, flow[0], "m3/s", 0.02)
    validation(case, "head", 16.43, head[0], "m", 0.02)
    validation(case, "power", 1.74, power[0] / 1e3, "kW", 0.02)


def test_how_far_a_tank_is_pumped_down(validation):
    case = PublishedCase(
        "E-016",
        "Volume and time until the NPSH runs out",
        "C. Schaschke, Fluid Mechanics: Worked Examples for Engineers, Problem 9.6, p. 247",
        FOSSEE,
    )
    lowest = 3.0 + least_static_head(0.94 * 101.3e3, 18e3, 970.0, 0.5, 5.0)
    volume = math.pi / 4 * 3.0**2 * (2.5 - lowest)
    validation(case, "volume", 14.95, volume, "m3", 0.002)
    validation(case, "time", 2.99, volume / 5.0, "h", 0.002)


def test_level_of_a_boiling_liquid_above_its_pump(validation):
    case = PublishedCase(
        "E-017",
        "Height of a reboiler level above the pump for an NPSH of 2 m",
        "Coulson and Richardson's Chemical Engineering, volume 1, Example 8.2, p. 343",
        FOSSEE,
    )
    mean = velocity(4e-4, 0.025)
    factor = darcy_friction_factor(800.0 * mean * 0.025 / 5e-4, 0.0)
    loss = factor * 10.0 / 0.025 * mean**2 / (2 * STANDARD_GRAVITY)
    height = least_static_head(1e5, 1e5, 800.0, loss, 2.0)
    validation(case, "height", 2.3, height, "m", 0.03)


def test_npsh_through_a_suction_line(validation):
    case = PublishedCase(
        "E-019",
        "NPSH available, 1000 US gpm through a 5 inch suction line",
        "R. W. Fox, A. T. McDonald, Introduction to Fluid Mechanics, Example 10.8, p. 525",
        FOSSEE,
    )
    density = 1.93 * 14.593902937206364 / FOOT**3
    diameter = 5.047 * INCH
    head = velocity(1000 * GALLON_A_MINUTE, diameter) ** 2 / (2 * STANDARD_GRAVITY)
    loss = (0.5 + 0.0237 * (30 + 8 + 6 * FOOT / diameter)) * head
    vapour = 1.17 * FOOT * density * STANDARD_GRAVITY
    available = npsh_available_from_vessel(14.7 * PSI, vapour, density, 3.5 * FOOT, loss)
    validation(case, "NPSH available", 29.45, available / FOOT, "ft", 0.002)


def test_homologous_pump(validation):
    case = PublishedCase(
        "E-021",
        "Speed and impeller of a similar pump for a new duty",
        "D. J. Brasch, D. Whyman, Problems in Fluid Flow, Problem 6.2, p. 118",
        FOSSEE,
    )
    speed, diameter = homologous_pump(24.8e-3, 14.7, 1450.0, 0.118, 48e-3, 1.15 * 14.7)
    validation(case, "speed", 1157.4, speed, "rpm", 0.002)
    validation(case, "diameter", 0.1585, diameter, "m", 0.002)


def test_highest_place_of_a_pump(validation):
    hot = PublishedCase(
        "E-022",
        "Largest height of a pump above a sump of hot water",
        "N. de Nevers, Fluid Mechanics for Chemical Engineers, Example 10.2, p. 366",
        FOSSEE,
    )
    # The liquid may boil at the inlet: what is left there is the velocity head.
    moving = (10 * FOOT) ** 2 / (2 * STANDARD_GRAVITY)
    density = 61.3 * POUND_A_CUBIC_FOOT
    height = -least_static_head(14.5 * PSI, 3.72 * PSI, density, 4 * FOOT, moving)
    validation(hot, "height", 19.77, height / FOOT, "ft", 0.002)
    required = PublishedCase(
        "E-023",
        "Largest height of a pump for an NPSH required",
        "B. R. Munson, D. F. Young, T. H. Okiishi, Fundamentals of Fluid Mechanics, Example 12.3, p. 702",
        FOSSEE,
    )
    loss = 20 * velocity(0.5 * FOOT**3, 4 * INCH) ** 2 / (2 * STANDARD_GRAVITY)
    density = 62.22 * POUND_A_CUBIC_FOOT
    height = -least_static_head(14.7 * PSI, 0.5069 * PSI, density, loss, 15 * FOOT)
    validation(required, "height", 7.65, height / FOOT, "ft", 0.003)
