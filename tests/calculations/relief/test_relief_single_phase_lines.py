"""Inlet loss and back pressure of liquids and gases: against the equations of one pipe, solved in the test."""

from __future__ import annotations

import math

import pytest
from scipy.optimize import brentq

from tests.calculations.relief.cases import ATMOSPHERE, GAS, LIQUID, relief_case, warnings_of
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.services.run import run_case

R = 8.314462618
ROUGHNESS = 4.5e-5
INLET, OUTLET = (0.1, 4.0), (0.2, 25.0)
VISCOSITY_OF_GAS = 1.2e-5
"""What is assumed of a gas without a FLUID; the assumption is listed."""


def with_lines(case: Case, *, inlet=INLET, outlet=OUTLET, rise: float = 0.0, flare: str = "0 barg") -> Case:
    if inlet is not None:
        case.add("VESSEL", "V-1", orientation="vertical", diameter=2.0, tangent_length=6.0, elevation=-5.0)
        case.set("V-1", operating_pressure="7 barg", level=3.0)
        case.add("PIPE", "IN", length=inlet[1], diameter=inlet[0], roughness=ROUGHNESS)
        case.connect("V-1", "IN.inlet")
        case.connect("IN.outlet", "PSV-1.inlet")
    if outlet is not None:
        case.add("SINK", "FLARE", elevation=rise, delivery_pressure=flare)
        case.add("PIPE", "OUT", length=outlet[1], diameter=outlet[0], roughness=ROUGHNESS)
        case.connect("PSV-1.outlet", "OUT.inlet")
        case.connect("OUT.outlet", "FLARE")
    return case


def factor(flow: float, diameter: float, viscosity: float) -> float:
    """Darcy friction factor by Colebrook's equation."""
    reynolds = 4 * flow / (math.pi * diameter * viscosity)

    def residual(root: float) -> float:
        return 1 / root + 2 * math.log10(ROUGHNESS / diameter / 3.7 + 2.51 / (reynolds * root))

    return brentq(residual, 0.01, 1.0) ** 2


def liquid_loss(flow: float, diameter: float, length: float) -> float:
    """Darcy-Weisbach."""
    velocity = flow / LIQUID["density"] / (math.pi / 4 * diameter**2)
    friction = factor(flow, diameter, LIQUID["viscosity"])
    return friction * length / diameter * LIQUID["density"] / 2 * velocity**2


def gas_ends(flow: float, diameter: float, length: float, compressibility: float, *, at_inlet=None, at_outlet=None):
    """The other pressure of a pipe with isothermal flow: p1^2 - p2^2 = G^2 Z R T/M (f L/D + 2 ln(p1/p2))."""
    flux = flow / (math.pi / 4 * diameter**2)
    state = compressibility * R * GAS["relieving_temperature_entered"] / GAS["molar_mass"]
    resistance = factor(flow, diameter, VISCOSITY_OF_GAS) * length / diameter

    def residual(p1: float, p2: float) -> float:
        return p1**2 - p2**2 - flux**2 * state * (resistance + 2 * math.log(p1 / p2))

    slowest = flux * math.sqrt(state)
    if at_outlet is not None:
        assert at_outlet > slowest, "choked"
        return brentq(lambda p: residual(p, at_outlet), at_outlet, 100 * at_outlet)
    return brentq(lambda p: residual(at_inlet, p), slowest, at_inlet)


def test_blocked_outlet_of_liquid():
    case = with_lines(relief_case(LIQUID, elevation=0.0, design="conventional"))
    run_case(case)
    row = case["PSV"].loc["PSV-1"]
    assert row["inlet_loss"] == pytest.approx(liquid_loss(row["rated_flow"], *INLET), rel=1e-3)
    assert row["built_up_back_pressure"] == pytest.approx(liquid_loss(row["rated_flow"], *OUTLET), rel=1e-3)
    assert row["total_back_pressure"] == pytest.approx(ATMOSPHERE + row["built_up_back_pressure"], rel=1e-12)
    assert row["inlet_loss_fraction"] == pytest.approx(row["inlet_loss"] / 1e6, rel=1e-12)
    assert row["built_up_back_pressure_fraction"] == pytest.approx(row["built_up_back_pressure"] / 1e6, rel=1e-12)
    # The rated flow is that of the orifice against this back pressure (its Kv is 1 within 0.1 %).
    ideal = 0.65 * row["orifice_area"] * math.sqrt(2 * 800.0 * (1.1e6 + ATMOSPHERE - row["total_back_pressure"]))
    assert row["rated_flow"] == pytest.approx(ideal, rel=1.5e-3)


def test_an_outlet_line_that_rises_holds_its_column():
    """The column of liquid is a built-up pressure as long as the valve relieves."""
    level = with_lines(relief_case(LIQUID, elevation=0.0), inlet=None)
    high = with_lines(relief_case(LIQUID, elevation=0.0), inlet=None, rise=10.0)
    pressures = []
    for case in (level, high):
        run_case(case)
        pressures.append(case["PSV"].loc["PSV-1"])
    column = 800.0 * 9.80665 * 10.0
    flow = pressures[1]["rated_flow"]
    assert pressures[1]["total_back_pressure"] == pytest.approx(ATMOSPHERE + column + liquid_loss(flow, *OUTLET), 1e-3)
    assert pressures[0]["rated_flow"] > flow


def test_blocked_outlet_of_gas():
    case = with_lines(relief_case(GAS, elevation=0.0, design="conventional"))
    run_case(case)
    row = case["PSV"].loc["PSV-1"]
    flow, relieving = row["rated_flow"], 1.1e6 + ATMOSPHERE
    at_valve = gas_ends(flow, *INLET, GAS["compressibility_factor"], at_inlet=relieving)
    assert row["inlet_loss"] == pytest.approx(relieving - at_valve, rel=2e-3)
    assert row["total_back_pressure"] == pytest.approx(gas_ends(flow, *OUTLET, 1.0, at_outlet=ATMOSPHERE), rel=1e-3)
    assert row["superimposed_pressure"] == pytest.approx(ATMOSPHERE, rel=1e-12)
    # Critical flow: the line does not change what the orifice lets through.
    alone = relief_case(GAS, design="conventional")
    run_case(alone)
    assert flow == pytest.approx(alone["PSV"].loc["PSV-1", "rated_flow"], rel=1e-12)


def test_a_flare_with_a_pressure_is_superimposed():
    case = with_lines(relief_case(GAS, elevation=0.0), flare="1 barg")
    run_case(case)
    row = case["PSV"].loc["PSV-1"]
    assert row["superimposed_pressure"] == pytest.approx(1e5 + ATMOSPHERE, rel=1e-12)
    expected = gas_ends(row["rated_flow"], *OUTLET, 1.0, at_outlet=1e5 + ATMOSPHERE)
    assert row["total_back_pressure"] == pytest.approx(expected, rel=1e-3)
    assert row["built_up_back_pressure"] == pytest.approx(expected - 1e5 - ATMOSPHERE, rel=5e-3)


def test_a_subcritical_gas_settles_with_its_line():
    """The back pressure lowers the flow that makes it: both hold at once, the area and the line."""
    narrow = (0.1, 30.0)
    case = with_lines(relief_case(GAS, elevation=0.0, orifice="M", set_pressure="2 barg"), inlet=None, outlet=narrow)
    run_case(case)
    row = case["PSV"].loc["PSV-1"]
    flow, back, k = row["rated_flow"], row["total_back_pressure"], 1.25
    relieving = row["relieving_pressure"]
    assert relieving == pytest.approx(2e5 + 3 * 6894.757293168361 + ATMOSPHERE, rel=1e-12)
    assert back > (2 / (k + 1)) ** (k / (k - 1)) * relieving
    flux = flow / (math.pi / 4 * narrow[0] ** 2)
    speed = math.sqrt(R * 350.0 / GAS["molar_mass"])
    leaves = max(ATMOSPHERE, flux * speed * (1 + 1e-9))
    assert back == pytest.approx(gas_ends(flow, *narrow, 1.0, at_outlet=leaves), rel=2e-3)
    ratio = back / relieving
    density = relieving * GAS["molar_mass"] / (GAS["compressibility_factor"] * R * 350.0)
    nozzle = math.sqrt(2 * density * relieving * k / (k - 1) * (ratio ** (2 / k) - ratio ** ((k + 1) / k)))
    assert flow == pytest.approx(0.975 * row["orifice_area"] * nozzle, rel=1e-6)


def test_lines_that_lose_too_much_are_told_with_their_figures():
    long = with_lines(
        relief_case(LIQUID, elevation=0.0, design="conventional"), inlet=(0.08, 12.0), outlet=(0.08, 40.0)
    )
    run = run_case(long)
    row = long["PSV"].loc["PSV-1"]
    assert row["inlet_loss_fraction"] > 0.03
    assert row["built_up_back_pressure_fraction"] > 0.1
    assert f"loses {row['inlet_loss_fraction']:.1%} of its set pressure in its inlet line, above 3%" in warnings_of(run)
    built_up = f"built-up back pressure of {row['built_up_back_pressure_fraction']:.1%} of its set pressure, above 10%"
    assert built_up in warnings_of(run)
    short = run_case(with_lines(relief_case(LIQUID, elevation=0.0, design="conventional"), inlet=(0.15, 2.0)))
    assert "inlet line" not in warnings_of(short)
    assert "built-up" not in warnings_of(short)


def test_lines_that_cannot_be_calculated_name_the_valve():
    with pytest.raises(InputError, match=r"PSV-1\.elevation is missing") as caught:
        run_case(with_lines(relief_case(LIQUID)))
    assert caught.value.path == ("PSV-1", "elevation")
    with pytest.raises(
        InputError, match=r"PSV-1\.superimposed_back_pressure is 2\d+ Pa.*'FLARE' \(101325 Pa\)"
    ) as caught:
        run_case(with_lines(relief_case(LIQUID, elevation=0.0, superimposed_back_pressure="1 barg")))
    assert caught.value.path == ("PSV-1", "superimposed_back_pressure")
    dead = relief_case(LIQUID, elevation=0.0)
    dead.add("PIPE", "IN", length=2.0, diameter=0.1, roughness=ROUGHNESS)
    dead.add("NODE", "N-1", elevation=0.0)
    dead.connect("N-1", "IN.inlet")
    dead.connect("IN.outlet", "PSV-1.inlet")
    with pytest.raises(InputError, match="inlet line of 'PSV-1' leads to no vessel") as caught:
        run_case(dead)
    assert caught.value.path == ("PSV-1", "inlet")
