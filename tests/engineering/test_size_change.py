"""Contractions and expansions."""

from __future__ import annotations

import fluids.fittings
import numpy as np
import pytest

from tests.published import PublishedCase
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.size_change import (
    contraction_loss_coefficient,
    expansion_loss_coefficient,
    expansion_pressure_rise,
    on_other_diameter,
)
from workbench.errors import InputError

INCH = 0.0254


def test_sudden_contraction(validation):
    case = PublishedCase(
        "B-027",
        "Sudden contraction 3 inch to 2 inch, K referred to the larger pipe",
        "Crane TP-410 (2009), Example 7-19 (intermediate figure)",
        reference="quoted by fluids",
    )
    k = contraction_loss_coefficient(3.0 * INCH, 2.0 * INCH)
    validation(case, "K", 1.41, on_other_diameter(k, 2.0 * INCH, 3.0 * INCH), "", 0.005)


def test_gradual_expansion(validation):
    case = PublishedCase(
        "B-034",
        "Gradual expansion 6 to 9 cm: head loss and pressure recovery",
        "Y. A. Cengel, J. M. Cimbala, Fluid Mechanics: Fundamentals and Applications, Example 8-6, p. 370",
        reference="companion notebook",
    )
    speed, k, alpha, density = 7.0, 0.133, 1.06, 1000.0
    outlet = 150e3 + expansion_pressure_rise(speed, 0.06, 0.09, k, density, alpha)
    validation(case, "head loss", 0.332, k * speed**2 / (2.0 * STANDARD_GRAVITY), "m", 0.003)
    validation(case, "outlet pressure", 168.0, outlet / 1000.0, "kPa", 0.003)


@pytest.mark.parametrize("angle", [10.0, 44.9, 45.1, 90.0, 180.0])
def test_crane_as_coded_in_fluids(angle):
    ours = contraction_loss_coefficient(0.1, 0.06, angle)
    assert ours == pytest.approx(fluids.fittings.contraction_conical_Crane(0.1, 0.06, angle=angle), rel=1e-12)
    ours = expansion_loss_coefficient(0.06, 0.1, angle)
    theirs = fluids.fittings.diffuser_conical(0.06, 0.1, angle=angle, method="Crane")
    assert ours == pytest.approx(theirs, rel=1e-12)


def test_limits():
    assert contraction_loss_coefficient(0.1, 0.1) == expansion_loss_coefficient(0.1, 0.1) == 0.0
    np.testing.assert_allclose(contraction_loss_coefficient(0.1, np.array([0.1, 1e-9])), [0.0, 0.5])
    # Without loss the pressure rises by the kinetic energy that is given up.
    assert expansion_pressure_rise(2.0, 0.1, 1e6, 0.0, 1000.0) == pytest.approx(2000.0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: contraction_loss_coefficient(0.05, 0.1), "narrower diameter is 0.1 m"),
        (lambda: expansion_loss_coefficient(0.1, 0.05), "narrower diameter is 0.1 m"),
        (lambda: expansion_loss_coefficient(0.1, 0.2, 181.0), "up to 180"),
        (lambda: contraction_loss_coefficient(0.1, 0.05, 0.0), "angle is 0 degrees"),
        (lambda: on_other_diameter(1.0, 0.0, 0.1), "diameter is 0 m"),
        (lambda: expansion_pressure_rise(1.0, 0.1, 0.2, -0.1, 1000.0), "loss coefficient is -0.1"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
