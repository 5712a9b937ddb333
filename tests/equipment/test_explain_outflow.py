"""Explanations of outflows and orifice plates against their definitions and the standard's functions."""

from __future__ import annotations

import math

import pytest

from tests.equipment.test_explain import assert_true, explained_columns
from workbench.engineering.orifice import orifice_discharge_coefficient, permanent_loss_coefficient
from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_common import SolvedComponent
from workbench.equipment.explain_orifice import explain_orifice
from workbench.equipment.explain_outflow import explain_nozzle
from workbench.model.explanation import Explanation

WATER = Surroundings(1000.0, 1e-3, 2000.0, 101325.0, "darcy-weisbach")


@pytest.mark.parametrize(
    ("inputs", "flow"),
    [
        ({"diameter": 0.01, "discharge_coefficient": 0.62}, 0.62 * math.pi / 4 * 1e-4 * math.sqrt(2 * 2e5 / 1000.0)),
        ({"k_factor": 4e-6}, 4e-6 * math.sqrt(2e5)),
        ({"rated_flow": 1e-3, "rated_pressure_drop": 1e5, "exponent": 0.7}, 1e-3 * 2**0.7),
    ],
)
def test_outflows_by_their_definitions(inputs, flow):
    results = {"flow": flow, "inlet_pressure": 101325.0 + 2e5}
    component = SolvedComponent("N-1", inputs | {"status": "open"}, results)
    sheet = explain_nozzle(component, WATER)
    explanation = Explanation("N-1", "Nozzle", sheet.givens, sheet.steps, sheet.remarks)
    assert_true(explanation)
    found = explained_columns(explanation)
    assert found["flow"] == pytest.approx(flow, rel=1e-12)
    assert found["pressure_drop"] == pytest.approx(2e5, rel=1e-12)
    assert "$" in explanation._repr_markdown_()


@pytest.mark.parametrize(("status", "words"), [("closed", "it is closed"), ("open", "not above the one outside")])
def test_an_outflow_at_rest(status, words):
    component = SolvedComponent(
        "N-1", {"k_factor": 4e-6, "status": status, "back_pressure": 2e5}, {"flow": 0.0, "inlet_pressure": 1.5e5}
    )
    sheet = explain_nozzle(component, WATER)
    assert_true(Explanation("N-1", "Nozzle", sheet.givens, sheet.steps))
    assert words in sheet.remarks[-1]


@pytest.mark.parametrize("taps", ["corner", "flange", "D and D/2"])
@pytest.mark.parametrize(("pipe", "ratio"), [(0.06, 0.5), (0.15, 0.3), (0.15, 0.7)])
@pytest.mark.parametrize("velocity", [0.02, 0.5, 4.0, -2.0])
def test_orifice_plates_by_the_standard(taps, pipe, ratio, velocity):
    flow = velocity * math.pi / 4 * pipe**2
    results = {"flow": flow, "inlet_pressure": 5e5, "outlet_pressure": 4e5}
    inputs = {"diameter": pipe, "orifice_diameter": ratio * pipe, "taps": taps}
    sheet = explain_orifice(SolvedComponent("FO-1", inputs, results, 1.0, 1.0), WATER)
    explanation = Explanation("FO-1", "Orifice plate", sheet.givens, sheet.steps)
    assert_true(explanation)
    found = explained_columns(explanation)
    coefficient = orifice_discharge_coefficient(ratio, max(abs(velocity) * pipe * 1e6, 5000.0), pipe, taps)
    assert found["discharge_coefficient"] == pytest.approx(coefficient, rel=1e-9)
    loss = permanent_loss_coefficient(ratio, coefficient) * 1000.0 * velocity * abs(velocity) / 2
    assert found["permanent_loss"] == pytest.approx(loss, rel=1e-9)
    # ISO 5167-1, equation 1: m = C/sqrt(1 - b^4) (pi/4) d^2 sqrt(2 rho dp).
    difference = abs(found["differential_pressure"])
    mass = coefficient / math.sqrt(1 - ratio**4) * math.pi / 4 * (ratio * pipe) ** 2 * math.sqrt(2000.0 * difference)
    assert mass == pytest.approx(abs(flow) * 1000.0, rel=1e-9)
