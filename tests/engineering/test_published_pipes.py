"""Single pipes of published sources; inputs and expected values are retyped from the source named."""

from __future__ import annotations

import numpy as np
import pytest

from tests.published import PublishedCase
from workbench.engineering.non_newtonian import power_law_centre_line_ratio, power_law_pressure_drop
from workbench.engineering.open_channel import partially_full_flow, partially_full_section
from workbench.engineering.pipe_flow import (
    STANDARD_GRAVITY,
    friction_factor,
    friction_pressure_drop,
    reynolds_number,
    velocity,
)
from workbench.engineering.pipe_sizing import (
    diameter_from_head_loss,
    flow_from_head_loss,
    hydraulic_diameter_of_annulus,
)
from workbench.engineering.pumps.performance import hydraulic_power
from workbench.engineering.transmission import transmission_factor

FOOT, INCH, MILE = 0.3048, 0.0254, 1609.344
POUND, HORSEPOWER = 0.45359237, 745.69987158227
GALLON = 231.0 * INCH**3
CRANE = "Crane Co., Flow of Fluids Through Valves, Fittings and Pipe, TP-410 (2009)"
MAURER = "E. Maurer, Hydraulics and Water Resources: Examples Using R, doi 10.5281/zenodo.7576843"
GEANKOPLIS = "C. J. Geankoplis, Transport Processes and Unit Operations"
DE_NEVERS = "N. de Nevers, Fluid Mechanics for Chemical Engineers"


def head_loss(flow, diameter, length, roughness, viscosity):
    factor = friction_factor(reynolds_number(velocity(flow, diameter), diameter, viscosity), roughness / diameter)
    return friction_pressure_drop(flow * 1000.0, 1000.0, diameter, length, factor) / (1000.0 * STANDARD_GRAVITY)


def test_smooth_plastic_pipe(validation):
    """The text says 50 mm; Crane's figures are those of the schedule 40 bore. Water at 30 degC."""
    case = PublishedCase("A-001", "Water in smooth plastic pipe", f"{CRANE}, Example 7-1")
    reynolds = reynolds_number(velocity(0.2 / 60.0, 0.05248), 0.05248, 0.7972e-3 / 995.65)
    validation(case, "Reynolds number", 100600.0, reynolds, "", 0.015)
    validation(case, "friction factor", 0.0179, friction_factor(reynolds, 0.0), "", 0.015)


def test_fuel_oil_line(validation):
    """The printed drop belongs to the printed factor, 0.023, which is 1.3 % above Colebrook's."""
    case = PublishedCase("A-002", "Turbulent fuel oil line in mixed units", f"{CRANE}, Example 7-13")
    flow, diameter, density = 2.0 * GALLON, 2.067 * INCH, 0.815 * 999.0
    factor = friction_factor(reynolds_number(velocity(flow, diameter), diameter, 2.7e-6), 0.0018 * INCH / diameter)
    drop = friction_pressure_drop(flow * density, density, diameter, 100.0 * FOOT, factor)
    validation(case, "friction factor", 0.023, factor, "", 0.02)
    validation(case, "pressure drop", 66.5, drop / 1000.0, "kPa", 0.02)
    validation(case, "pressure drop in psi", 9.65, drop / 6894.757, "psi", 0.02)


def test_crude_oil_pipeline(validation):
    """12 inch schedule 30 has a bore of 12.09 inch; Crane takes a shortcut formula."""
    case = PublishedCase("A-005", "Crude oil pipeline: head and pump power", f"{CRANE}, Example 7-17")
    flow, diameter = 1900.0 * 42.0 * GALLON / 3600.0, 12.09 * INCH
    density = 54.64 * POUND / FOOT**3
    head = 2000.0 * FOOT + head_loss(flow, diameter, 50.0 * MILE, 0.0022 * INCH, 12.5e-3 / density)
    power = hydraulic_power(flow, head, density) / 0.67
    validation(case, "total head", 3406.5, head / FOOT, "ft", 0.01)
    validation(case, "power", 1496.0, power / HORSEPOWER, "hp", 0.01)


def test_partially_filled_pipe(validation):
    """The roughness is that over the hydraulic diameter; water at 60 degF."""
    case = PublishedCase("A-011", "Partially filled cast iron pipe, uniform flow", f"{CRANE}, Example 7-26")
    section = partially_full_section(24.0 * INCH, 16.0 * INCH)
    flow = partially_full_flow(section, 0.75 / 12.0, 0.00036, 1.1216e-6)
    validation(case, "flow", 24500.0, flow / GALLON * 60.0, "gpm", 0.01)


def test_transmission_factor(validation):
    case = PublishedCase("A-012", "Transmission factor from Darcy's", "E. S. Menon, Gas Pipeline Hydraulics (2005)")
    validation(case, "transmission factor", 12.65, transmission_factor(0.025), "", absolute=0.005)


@pytest.mark.parametrize(
    ("reynolds", "roughness", "fanning"),
    [(1e4, 0.0, 0.0075), (1e5, 0.0, 0.0045), (1e7, 0.0, 0.0020), (1e6, 0.006, 0.008), (1e6, 0.04, 0.016)],
)
def test_chart_of_de_nevers(validation, reynolds, roughness, fanning):
    case = PublishedCase("A-021", "Fanning friction factors read from a chart", f"{DE_NEVERS}, p. 191")
    ours = friction_factor(reynolds, roughness) / 4.0
    validation(case, f"Fanning factor at Re {reynolds:.0e}, e/D {roughness:g}", fanning, ours, "", 0.05)


def test_hagen_poiseuille(validation):
    """The source takes a gallon of 3.78 L."""
    case = PublishedCase("A-022", "Laminar oil in 3000 ft of 3 inch pipe", f"{DE_NEVERS}, p. 186")
    flow, diameter, density = 100.0 * 3.78e-3 / 60.0, 3.068 * INCH, 1000.0
    factor = friction_factor(reynolds_number(velocity(flow, diameter), diameter, 0.1 / density), 0.0)
    drop = friction_pressure_drop(flow * density, density, diameter, 3000.0 * FOOT, factor)
    validation(case, "pressure drop", 641.0, drop / 1000.0, "kPa", 0.01)


def test_head_loss_from_flow(validation):
    case = PublishedCase("A-030", "Head loss from flow", f"{MAURER}, Examples 4.1 to 4.3")
    reynolds = reynolds_number(velocity(0.416, 0.5), 0.5, 1.023053e-6)
    validation(case, "Reynolds number", 1035465.0, reynolds, "", 1e-5)
    validation(case, "friction factor", 0.0133, friction_factor(reynolds, 0.046e-3 / 0.5), "", 0.005)
    # The hand solution prints 0.061 m, a slip; the program's output is 0.61 m.
    validation(case, "head loss", 0.61, head_loss(0.416, 0.5, 100.0, 0.046e-3, 1.023053e-6), "m", 0.005)


def test_flow_from_head_loss(validation):
    """Of the three values in the text only that of the explicit equation satisfies the head loss stated."""
    case = PublishedCase("A-031", "Flow from head loss", f"{MAURER}, Examples 4.4 to 4.5")
    flow = flow_from_head_loss(0.6, 0.5, 100.0, 0.046e-3, 1.023e-6)
    reynolds = reynolds_number(velocity(flow, 0.5), 0.5, 1.023e-6)
    validation(case, "flow", 0.413, flow, "m3/s", 0.005)
    validation(case, "friction factor", 0.0133, friction_factor(reynolds, 0.046e-3 / 0.5), "", 0.005)


def test_twenty_inch_line(validation):
    case = PublishedCase(
        "A-033", "Head loss in a 20 inch line of 2 miles", "R package hydraulics 0.7.2, vignette, section 3"
    )
    diameter = 20.0 * INCH
    factor = friction_factor(248624.7, 0.0005 * FOOT / diameter)
    speed = velocity(4.0 * FOOT**3, diameter)
    head = factor * 10560.0 * FOOT / diameter * speed**2 / (2.0 * STANDARD_GRAVITY)
    validation(case, "friction factor", 0.0173031, factor, "", 0.003)
    validation(case, "head loss", 5.72, head / FOOT, "ft", 0.003)


def test_required_diameter(validation):
    """68 degF is 20 degC, where the same package has the viscosity that Maurer's Example 4.1 prints."""
    case = PublishedCase(
        "A-034", "Required diameter for a head loss", "R package hydraulics 0.7.2, vignette, section 3"
    )
    viscosity = 1.023053e-6
    flow = 37.5 * FOOT**3
    diameter = diameter_from_head_loss(flow, 215.0 * FOOT, 8000.0 * FOOT, 0.0008 * FOOT, viscosity)
    reynolds = reynolds_number(velocity(flow, diameter), diameter, viscosity)
    validation(case, "diameter", 1.85, diameter / FOOT, "ft", 0.005)
    validation(case, "Reynolds number", 2336974.0, reynolds, "", 0.005)
    validation(case, "friction factor", 0.0164, friction_factor(reynolds, 0.0008 * FOOT / diameter), "", 0.005)


def test_capillary_flow_meter(validation):
    case = PublishedCase(
        "A-043",
        "Capillary flow meter: laminar flow",
        f"{GEANKOPLIS}, Example 2.10-1, p. 85",
        reference="companion notebook",
    )
    diameter, density, viscosity = 2.22e-3, 875.0, 1.13e-3
    drop = 996.0 * STANDARD_GRAVITY * 0.0655
    flow = flow_from_head_loss(drop / (density * STANDARD_GRAVITY), diameter, 0.317, 0.0, viscosity / density)
    speed = velocity(flow, diameter)
    validation(case, "pressure drop", 640.0, drop, "Pa", 0.005)
    validation(case, "velocity", 0.275, speed, "m/s", 0.005)
    validation(case, "flow", 1.065e-6, flow, "m3/s", 0.005)
    validation(case, "Reynolds number", 473.0, reynolds_number(speed, diameter, viscosity / density), "", 0.005)


def test_turbulent_flow_in_steel(validation):
    """The source reads its friction factor from a chart."""
    case = PublishedCase(
        "A-044",
        "Turbulent flow in steel: friction loss",
        f"{GEANKOPLIS}, Example 2.10-3, p. 89",
        reference="companion notebook",
    )
    reynolds = reynolds_number(4.57, 0.0525, 4.46e-3 / 801.0)
    factor = friction_factor(reynolds, 0.046 / 52.5)
    drop = friction_pressure_drop(4.57 * 801.0 * 0.25 * np.pi * 0.0525**2, 801.0, 0.0525, 36.6, factor)
    validation(case, "Reynolds number", 43090.0, reynolds, "", 0.02)
    validation(case, "Fanning factor", 0.0060, factor / 4.0, "", 0.02)
    validation(case, "friction loss", 174.7, drop / 801.0, "J/kg", 0.02)


def test_annulus(validation):
    case = PublishedCase(
        "A-046",
        "Annulus by hydraulic diameter: pressure gradient",
        "C. Schaschke, Fluid Mechanics: Worked Examples for Engineers, Problem 8.14, p. 223",
        reference="companion notebook",
    )
    size, density = hydraulic_diameter_of_annulus(0.15, 0.10), 972.0
    speed = 50.0 / 3600.0 / (0.25 * np.pi * (0.15**2 - 0.10**2))
    mass_flow = speed * density * 0.25 * np.pi * size**2
    gradient = friction_pressure_drop(mass_flow, density, size, 1.0, 4.0 * 0.0052)
    validation(case, "pressure gradient", 404.636, gradient, "Pa/m", 0.001)


def test_water_in_stainless_steel(validation):
    case = PublishedCase(
        "A-048",
        "Water in a horizontal stainless-steel pipe",
        "Y. A. Cengel, J. M. Cimbala, Fluid Mechanics: Fundamentals and Applications, Example 8-3, p. 360",
        reference="companion notebook",
    )
    flow, diameter, length, density = 0.006, 0.05, 60.0, 999.0
    reynolds = reynolds_number(velocity(flow, diameter), diameter, 1.138e-3 / density)
    factor = friction_factor(reynolds, 0.002e-3 / diameter)
    drop = friction_pressure_drop(flow * density, density, diameter, length, factor)
    head = drop / (density * STANDARD_GRAVITY)
    validation(case, "friction factor", 0.0172, factor, "", 0.01)
    validation(case, "pressure drop", 96536.0, drop, "Pa", 0.01)
    validation(case, "head loss", 9.85, head, "m", 0.01)
    validation(case, "power", 579.0, hydraulic_power(flow, head, density), "W", 0.01)


def test_power_law_fluid(validation):
    case = PublishedCase(
        "A-050",
        "Power-law fluid, laminar: pressure drop from the centre-line velocity",
        "Coulson and Richardson's Chemical Engineering, volume 1, Example 3.10, p. 127",
        reference="companion notebook",
    )
    mean = 1.0 / power_law_centre_line_ratio(0.2)
    validation(case, "pressure drop", 626e3, power_law_pressure_drop(mean, 0.04, 200.0, 10.0, 0.2), "Pa", 0.005)
