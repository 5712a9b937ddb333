"""Single pipes of published sources; inputs and expected values are retyped from the source named."""

from __future__ import annotations

from tests.published import PublishedCase
from workbench.engineering.pipe_flow import (
    STANDARD_GRAVITY,
    friction_factor,
    friction_pressure_drop,
    reynolds_number,
    velocity,
)
from workbench.engineering.pump import hydraulic_power


def test_water_in_stainless_steel(validation):
    case = PublishedCase(
        "A-048",
        "Water in a horizontal stainless-steel pipe",
        "Y. A. Cengel, J. M. Cimbala, Fluid Mechanics: Fundamentals and Applications, Example 8-3, p. 360",
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
