"""Settling, draining and equalizing by published examples; inputs and expected values are retyped."""

from __future__ import annotations

import numpy as np

from tests.published import PublishedCase
from workbench.engineering.vessels.draining import (
    equalizing_time,
    laminar_drain_time,
    orifice_drain_time,
    orifice_flow,
    pipe_drain_time,
)
from workbench.engineering.vessels.settling import terminal_velocity

FOOT, INCH = 0.3048, 0.0254
POUND_PER_CUBIC_FOOT = 0.45359237 / FOOT**3
SCHASCHKE = "C. Schaschke, Fluid Mechanics: Worked Examples for Engineers"
COMPANION = "read through a companion notebook"


def disc(diameter):
    return np.pi / 4 * diameter**2


def test_droplet_of_gpsa(validation):
    source = "GPSA Engineering Data Book, 13th edition, example 7-1"
    case = PublishedCase("F-001", "Terminal velocity of a droplet in a separator", source)
    ours = terminal_velocity(150e-6, 31.2 * POUND_PER_CUBIC_FOOT, 2.07 * POUND_PER_CUBIC_FOOT, 0.012e-3)
    validation(case, "terminal velocity", 0.46, ours / FOOT, "ft/s", 0.03)


def test_tank_through_a_nozzle(validation):
    case = PublishedCase("F-019", "Cylindrical tank through a nozzle", "engineeringprep.com, problem 435")
    ours = orifice_drain_time(disc(4 * FOOT), 5 * INCH**2, 1.0, 6 * FOOT, 2 * FOOT)
    validation(case, "time", 94.0, ours, "s", 0.01)


def test_tank_through_a_pipe(validation):
    source = "Coulson and Richardson's Chemical Engineering, volume 1, example 3.3, p. 71"
    case = PublishedCase("F-020", "Tank through 100 m of pipe", source, COMPANION)
    ours = pipe_drain_time(disc(5.0), 0.225, 100.0, 8 * 0.002, 0.0, 3.0, 0.3)
    validation(case, "time", 751.0, ours, "s", 0.01)


def test_tank_through_an_orifice(validation):
    case = PublishedCase("F-021", "1 m3 through a 20 mm orifice", f"{SCHASCHKE}, problem 6.3, p. 147", COMPANION)
    area = disc(1.0)
    ours = orifice_drain_time(area, disc(0.020), 0.6, 1.0 / area, 0.0, gravity=9.8)
    validation(case, "time", 2124.5, ours, "s", 0.001)


def test_tanks_that_level(validation):
    case = PublishedCase("F-023", "Two tanks through an orifice", f"{SCHASCHKE}, problem 6.6, p. 153", COMPANION)
    validation(case, "flow", 0.015, orifice_flow(0.01, 0.62, 0.3), "m3/s", absolute=0.0005)
    validation(case, "time", 44.957, equalizing_time(8.0, 4.0, 0.01, 0.62, 0.3, 0.1), "s", 0.002)


def test_viscous_liquid(validation):
    case = PublishedCase("F-025", "Viscous liquid through a tube", f"{SCHASCHKE}, problem 6.10, p. 161", COMPANION)
    ours = laminar_drain_time(disc(1.2), 0.025, 3.0, 0.080 / 1100.0, 1.5, 1.5 - 0.75 / disc(1.2))
    validation(case, "time", 1536.0, ours, "s", 0.006)
