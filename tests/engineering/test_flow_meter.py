"""Differential pressure meters, orifices, and venturi tubes in wet gas."""

from __future__ import annotations

import math

import fluids.flow_meter
import numpy as np
import pytest

from tests.published import PublishedCase
from workbench.engineering.flow_meter import (
    TYPES_OF_FLUIDS,
    DifferentialPressureMeter,
    MeterFluid,
    meter_discharge_coefficient,
    meter_expansibility,
    meter_mass_flow,
    meter_permanent_loss,
)
from workbench.engineering.orifice import (
    orifice_discharge_coefficient,
    orifice_loss_coefficient,
    permanent_loss_coefficient,
)
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.wet_gas import wet_gas_venturi_discharge_coefficient
from workbench.errors import InputError

CRANE = "Crane Co., Flow of Fluids Through Valves, Fittings and Pipe, TP-410 (2009)"
CRANE_METRIC = CRANE.replace("410", "410M")
INCH = 0.0254


def test_orifice_of_crane(validation):
    """Water at 15 degC; the printed unit gal/min is L/min by the errata. An orifice knows the difference only."""
    case = PublishedCase("B-013", "Orifice with D and D/2 taps", f"{CRANE_METRIC}, Example 7-29, and flowoffluids.com")
    meter = DifferentialPressureMeter("orifice", 0.07366, 0.05, "D and D/2")
    flow = meter_mass_flow(meter, 2e5, 17e3, MeterFluid(999.1, 1.138e-3))
    validation(case, "flow in the book", 478.0, flow / 999.1 * 60000.0, "L/min", 0.01)
    validation(case, "flow by the calculator", 476.777, flow / 999.1 * 60000.0, "L/min", 0.01)
    validation(case, "mass flow by the calculator", 7.93916, flow, "kg/s", 0.01)


def test_expansibility_in_a_venturi(validation):
    case = PublishedCase(
        "B-018", "Expansibility in a venturi tube", "ISO/TR 11583, worked example 1, after ISO 5167-4:2003, 5.6"
    )
    meter = DifferentialPressureMeter("venturi, machined", 0.1, 0.06)
    validation(case, "expansibility", 0.994236, meter_expansibility(meter, 6e6, 5e4, 1.3), "", 1e-5)


def test_venturi_in_wet_gas(validation):
    case = PublishedCase("B-019", "Discharge coefficient in wet gas", "ISO/TR 11583, worked example 2")
    meter = DifferentialPressureMeter("venturi, machined", 0.1, 0.06)
    c = wet_gas_venturi_discharge_coefficient(meter, 6.3817, 0.434947, 50.0, 1000.0, 1.35)
    validation(case, "C", 0.976992, c, "", 1e-5)


@pytest.mark.parametrize(("ratio", "expected"), [(0.245, 0.772), (0.4, 0.781), (0.5, 0.802), (0.6, 0.844)])
def test_quarter_circle_orifice(validation, ratio, expected):
    case = PublishedCase("B-021", "Discharge coefficient of quarter-circle orifices", "ISO/TR 15377:1998, table")
    meter = DifferentialPressureMeter("quarter-circle orifice", 0.2, ratio * 0.2)
    validation(case, f"C at a diameter ratio of {ratio:g}", expected, meter_discharge_coefficient(meter, 1e5), "", 1e-3)


def test_cone_meter(validation):
    case = PublishedCase(
        "B-026",
        "Diameter ratio of a cone meter",
        "Example in the reference of fluids.diameter_ratio_cone_meter",
        reference="quoted by fluids",
    )
    meter = DifferentialPressureMeter("cone", 10.137 * INCH, 7.244 * INCH)
    validation(case, "diameter ratio", 0.6995, meter.diameter_ratio, "", 1e-4)


def test_oil_through_an_orifice(validation):
    """With a coefficient that is given; speed and Reynolds number are those in the orifice."""
    case = PublishedCase(
        "B-030",
        "Orifice metering of oil with a coefficient of 0.61",
        "C. J. Geankoplis, Transport Processes and Unit Operations, Example 3.2-2, p. 132",
        reference="companion notebook",
    )
    throat = 0.0566
    meter = DifferentialPressureMeter("orifice", 0.1541, throat)
    flow = meter_mass_flow(meter, 1e6, 93.2e3, MeterFluid(878.0, 4.1e-3), 0.61) / 878.0
    speed = flow / (0.25 * math.pi * throat**2)
    validation(case, "velocity in the orifice", 8.97, speed, "m/s", 0.002)
    validation(case, "flow", 0.02257, flow, "m3/s", 0.002)
    validation(case, "Reynolds number", 108720.0, speed * throat * 878.0 / 4.1e-3, "", 0.002)


def test_methanol_through_an_orifice(validation):
    """Mercury of 13600 kg/m3 under methanol."""
    case = PublishedCase(
        "B-031",
        "Orifice metering of methanol from a mercury manometer",
        "Y. A. Cengel, J. M. Cimbala, Fluid Mechanics: Fundamentals and Applications, Example 8-10, p. 385",
        reference="companion notebook",
    )
    meter = DifferentialPressureMeter("orifice", 0.04, 0.03)
    drop = (13600.0 - 788.4) * STANDARD_GRAVITY * 0.11
    flow = meter_mass_flow(meter, 1e6, drop, MeterFluid(788.4, 0.5857e-3), 0.61) / 788.4
    validation(case, "flow", 0.00309, flow, "m3/s", 0.005)
    validation(case, "velocity in the pipe", 2.46, flow / (0.25 * math.pi * 0.04**2), "m/s", 0.005)


@pytest.mark.parametrize("kind", list(TYPES_OF_FLUIDS))
def test_mass_flow_obeys_the_equation_of_the_standard(kind):
    """ISO 5167-1:2003, equation 1, with C and the expansibility of the same meter."""
    meter = DifferentialPressureMeter(kind, 0.2, 0.11)
    beta, gas = meter.diameter_ratio, MeterFluid(20.0, 1.2e-5, 1.35)
    flow = meter_mass_flow(meter, 15e5, 4e4, gas)
    c = meter_discharge_coefficient(meter, 4.0 * flow / (math.pi * 0.2 * 1.2e-5))
    area = 0.25 * math.pi * (beta * 0.2) ** 2
    expected = c * meter_expansibility(meter, 15e5, 4e4, 1.35) * area * math.sqrt(2.0 * 20.0 * 4e4 / (1.0 - beta**4))
    assert flow == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("ratio", [0.2, 0.5, 0.7])
def test_loss_coefficient_is_the_permanent_loss(ratio):
    """Two forms of ISO 5167-2, 5.4: as a share of the difference, and as K."""
    c, diameter, density = 0.605, 0.1, 1000.0
    meter = DifferentialPressureMeter("orifice", diameter, ratio * diameter)
    flow = meter_mass_flow(meter, 5e5, 2e4, MeterFluid(density, 1e-3), c)
    speed = flow / density / (0.25 * math.pi * diameter**2)
    loss = meter_permanent_loss(meter, 5e5, 2e4, c)
    assert permanent_loss_coefficient(ratio, c) * density * speed**2 / 2.0 == pytest.approx(loss, rel=1e-9)


def test_loss_coefficient_of_many_orifices():
    reynolds = np.array([1e4, 1e5, 1e6])
    coefficients = orifice_discharge_coefficient(0.6, reynolds, 0.2, "flange")
    for index, number in enumerate(reynolds):
        flow = number * math.pi * 0.2 * 1e-3 / 4.0
        theirs = fluids.flow_meter.C_Reader_Harris_Gallagher(0.2, 0.12, 1000.0, 1e-3, flow, taps="flange")
        assert coefficients[index] == pytest.approx(theirs, rel=1e-12)
    k = orifice_loss_coefficient(0.6, reynolds, 0.2, "flange")
    assert k.shape == (3,)
    assert np.all(np.diff(k) > 0.0)
    assert isinstance(orifice_loss_coefficient(0.6, 1e5, 0.2), float)


def test_a_slow_flow_has_the_loss_coefficient_of_the_limit():
    slow = orifice_loss_coefficient(0.5, np.array([1e-3, 100.0, 5000.0]), 0.1)
    assert slow[0] == slow[1] == slow[2] > 0.0


def test_venturi_recovers_more_than_an_orifice():
    losses = [
        meter_permanent_loss(DifferentialPressureMeter(kind, 0.2, 0.12), 5e5, 2e4, 0.61)
        for kind in ("venturi, machined", "cone", "orifice")
    ]
    assert 0.0 < losses[0] < losses[1] < losses[2] < 2e4


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: DifferentialPressureMeter("orrifice", 0.1, 0.05), "kind of the meter is 'orrifice'"),
        (lambda: DifferentialPressureMeter("orifice", 0.1, 0.05, "vena"), "taps of the meter is 'vena'"),
        (lambda: DifferentialPressureMeter("orifice", 0.1, 0.1), "throat diameter is 0.1 m"),
        (lambda: MeterFluid(1.0, 1e-5, 1.0), "isentropic exponent less one is 0"),
        (lambda: orifice_discharge_coefficient(0.8, 1e5, 0.1), "ISO 5167-2 holds from 0.1 to 0.75"),
        (lambda: orifice_discharge_coefficient(0.5, 1e5, 0.1, "vena"), "'vena' are no taps"),
        (lambda: orifice_discharge_coefficient(0.5, 4999.0, 0.1), "before the orifice is 4999"),
        (
            lambda: meter_discharge_coefficient(DifferentialPressureMeter("orifice", 0.1, 0.05), 100.0),
            "Give the discharge coefficient",
        ),
        (
            lambda: meter_mass_flow(DifferentialPressureMeter("orifice", 0.1, 0.05), 2e5, 1e3, MeterFluid(900.0, 1.0)),
            "ISO 5167-2 holds from 5000",
        ),
        (lambda: permanent_loss_coefficient(1.0, 0.6), "one less the diameter ratio is 0"),
        (
            lambda: meter_mass_flow(DifferentialPressureMeter("orifice", 0.1, 0.05), 1e5, 1e5, MeterFluid(1.0, 1e-5)),
            "pressure behind the meter is 0 Pa",
        ),
        (
            lambda: meter_permanent_loss(DifferentialPressureMeter("venturi nozzle", 0.1, 0.05), 2e5, 1e4),
            "No standard gives",
        ),
        (
            lambda: meter_permanent_loss(DifferentialPressureMeter("orifice", 0.1, 0.05), 2e5, 1e4),
            "needs its discharge coefficient",
        ),
        (
            lambda: wet_gas_venturi_discharge_coefficient(
                DifferentialPressureMeter("orifice", 0.1, 0.05), 1.0, 0.1, 50.0, 800.0
            ),
            "wet gas is measured by a venturi tube",
        ),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
