"""Explanations of single laws against the kernels that networks are solved with, and against figures by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.equipment.test_explain import assert_true, explained_columns
from workbench.engineering.fitting_text import parse_fittings
from workbench.engineering.fittings import fittings_loss
from workbench.engineering.friction import swamee_jain, swamee_jain_viscous
from workbench.engineering.pipe_flow import friction_factor
from workbench.equipment.behaviour import Surroundings
from workbench.equipment.explain_common import SolvedComponent
from workbench.equipment.explain_control_valve import explain_control_valve
from workbench.equipment.explain_pipe import explain_pipe
from workbench.equipment.explain_pump import explain_pump
from workbench.equipment.explain_valve import explain_valve
from workbench.errors import InputError
from workbench.hydraulics import PumpCurve
from workbench.model.explanation import Explanation

DIAMETER, ROUGHNESS, LENGTH, DENSITY, GRAVITY = 0.1, 1e-4, 50.0, 1000.0, 9.80665
VISCOSITY = 1e-3


def surroundings(law: str) -> Surroundings:
    return Surroundings(DENSITY, VISCOSITY, 2000.0, 101325.0, law)


def pipe(reynolds: float, law: str, factor: float = 0.02, **inputs: object) -> Explanation:
    """Explain a pipe at a Reynolds number; `factor` stands where the case has its result."""
    flow = reynolds * VISCOSITY / DENSITY / DIAMETER * math.pi / 4 * DIAMETER**2
    given = {"diameter": DIAMETER, "length": LENGTH, "roughness": ROUGHNESS, "loss_coefficient": 0.0, "status": "open"}
    results = {"flow": flow, "inlet_pressure": 5e5, "outlet_pressure": 4e5, "friction_factor": factor}
    component = SolvedComponent("P-1", given | inputs, results, 0.0, 1.0)
    sheet = explain_pipe(component, surroundings(law))
    return Explanation("P-1", "Pipe", sheet.givens, sheet.steps)


@pytest.mark.parametrize("reynolds", [10.0, 1999.9, 2000.0, 2000.1, 2500.0, 3999.0, 4000.0, 4001.0, 1e5, 1e8])
def test_colebrook_white_and_the_blend_are_the_factor_of_the_solver(reynolds):
    explanation = pipe(reynolds, "darcy-weisbach")
    assert_true(explanation)
    expected = friction_factor(reynolds, ROUGHNESS / DIAMETER)
    assert explained_columns(explanation)["friction_factor"] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("reynolds", [1500.0, 2001.0, 2500.0, 3500.0, 3999.9, 4000.1, 1e5, 1e7])
def test_swamee_jain_is_the_factor_of_the_solver(reynolds):
    explanation = pipe(reynolds, "swamee-jain")
    assert_true(explanation)
    expected = 64.0 / reynolds
    if reynolds > 2000.0:
        viscous = swamee_jain_viscous(reynolds)
        argument = ROUGHNESS / DIAMETER / 3.7 + viscous
        expected = swamee_jain(reynolds, argument, viscous, math.log(argument))[0]
    assert explained_columns(explanation)["friction_factor"] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("direction", [1.0, -1.0])
def test_chezy_manning_by_its_definition(direction):
    explanation = pipe(direction * 1e5, "chezy-manning", manning_coefficient=0.012)
    assert_true(explanation)
    velocity = direction * 1e5 * VISCOSITY / DENSITY / DIAMETER
    head = 0.012**2 * LENGTH * velocity * abs(velocity) / (DIAMETER / 4) ** (4 / 3)
    found = explained_columns(explanation)
    assert found["head_loss"] == pytest.approx(head, rel=1e-12)
    darcy = found["friction_factor"] * LENGTH / DIAMETER * velocity * abs(velocity) / 2 / GRAVITY
    assert darcy == pytest.approx(head, rel=1e-12)


FITTINGS = "2 x 90 deg elbow, long radius; gate valve; entrance; K = 1.5; contraction to 80 mm"


@pytest.mark.parametrize("method", ["crane", "2-K", "3-K", "equivalent length"])
@pytest.mark.parametrize("reynolds", [1e3, 2e5, -2e5])
def test_each_fitting_is_listed_with_its_coefficient(method, reynolds):
    explanation = pipe(reynolds, "darcy-weisbach", fittings=FITTINGS, fitting_method=method, loss_coefficient=0.7)
    assert_true(explanation)
    loss = fittings_loss(parse_fittings(FITTINGS), method, DIAMETER)
    steps = {step.symbol: step for step in explanation.steps}
    assert steps["K"].value == pytest.approx(loss.loss_coefficient(abs(reynolds)) + 0.7, rel=1e-12)
    factor = friction_factor(abs(reynolds), ROUGHNESS / DIAMETER)
    velocity = reynolds * VISCOSITY / DENSITY / DIAMETER
    drops = factor * (LENGTH + loss.length) / DIAMETER + steps["K"].value
    assert steps["h_L"].value == pytest.approx(drops * velocity * abs(velocity) / 2 / GRAVITY, rel=1e-12)
    listed = " ".join(step.quantity for step in explanation.steps)
    for name in ("2 x 90 deg elbow, long radius", "1 x gate valve", "1 x K = 1.5", "1 x contraction to 80 mm"):
        assert name in listed
    author = {"crane": "Crane", "2-K": "Hooper", "3-K": "Darby", "equivalent length": "Equivalent length"}[method]
    [elbow] = [step for step in explanation.steps if "2 x 90 deg elbow" in step.quantity]
    assert author in elbow.source
    if method == "crane":
        # Crane TP-410: K = 14 fT for a bend of r/D 1.5; fT of 4 inch is 0.0163 (page A-27, 0.017 in older printings).
        assert elbow.value == pytest.approx(2 * 14 * 0.0163, rel=5e-3)
    elif method == "2-K":
        # Hooper (1981): K1 = 800, Kinf = 0.20 for long-radius elbows.
        assert elbow.value == pytest.approx(2 * (800 / abs(reynolds) + 0.2 * (1 + 1 / (DIAMETER / 0.0254))), rel=1e-9)


def test_a_law_that_nobody_explained_is_refused_by_name():
    with pytest.raises(InputError, match="friction law 'moody' has no explanation yet"):
        pipe(1e5, "moody")


def test_pipe_at_rest_and_pipe_cut_off():
    explanation = pipe(0.0, "darcy-weisbach", factor=math.nan)
    assert_true(explanation)
    assert explained_columns(explanation)["velocity"] == 0.0
    assert explanation.steps[-1].symbol == "Delta_H"


POINTS = [[0.0, 40.0], [0.01, 38.0], [0.02, 33.0], [0.03, 20.0]]


@pytest.mark.parametrize("speed", [1.0, 0.85])
@pytest.mark.parametrize("flow", [0.004, 0.01, 0.0123, 0.0254, 0.035])
@pytest.mark.parametrize("form", ["monotone cubic", "piecewise linear"])
def test_curves_of_pumps_are_those_of_the_solver(form, flow, speed):
    head = {"monotone cubic": PumpCurve.monotone_cubic, "piecewise linear": PumpCurve.piecewise_linear}[form](
        *np.array(POINTS).T
    ).head_at(flow, speed)
    results = {"flow": flow, "inlet_pressure": 2e5, "outlet_pressure": 4e5, "efficiency": math.nan}
    results |= {"npsh_required": math.nan, "differential_head": head}
    inputs = {"curve": POINTS, "curve_form": form, "speed": speed, "status": "on"}
    sheet = explain_pump(SolvedComponent("PU-1", inputs, results, 1.0, 1.0), surroundings("darcy-weisbach"))
    explanation = Explanation("PU-1", "Pump", sheet.givens, sheet.steps, sheet.remarks)
    assert_true(explanation)
    assert explained_columns(explanation)["differential_head"] == pytest.approx(head, rel=1e-9)
    assert any("beyond the ends" in remark for remark in sheet.remarks) == (flow / speed > 0.03)


def test_a_parabola_through_two_points():
    points = [[0.01, 38.0], [0.03, 20.0]]
    results = {"flow": 0.02, "inlet_pressure": 2e5, "outlet_pressure": 4e5, "efficiency": math.nan}
    inputs = {"curve": points, "curve_form": "power law", "speed": 0.9, "status": "on"}
    component = SolvedComponent("PU-1", inputs, results | {"npsh_required": math.nan}, 1.0, 1.0)
    sheet = explain_pump(component, surroundings("darcy-weisbach"))
    explanation = Explanation("PU-1", "Pump", sheet.givens, sheet.steps)
    assert_true(explanation)
    expected = PumpCurve.from_two_points(*np.array(points).T).head_at(0.02, 0.9)
    assert explained_columns(explanation)["differential_head"] == pytest.approx(expected, rel=1e-12)


VALVE = {"diameter": 0.1, "flow_coefficient": 2e-3, "status": "active", "liquid_pressure_recovery": 0.9}


def control_valve(
    flow: float, inlet: float, outlet: float, critical: float = math.nan, **inputs: object
) -> Explanation:
    """Explain a level control valve."""
    drop = inlet - outlet
    choked = 0.81 * (inlet - (0.96 if math.isnan(critical) else 0.96 - 0.28 * math.sqrt(2000.0 / critical)) * 2000.0)
    results = {"flow": flow, "inlet_pressure": inlet, "outlet_pressure": outlet, "pressure_drop": drop}
    results |= {"head_loss": drop / DENSITY / GRAVITY, "choked_pressure_drop": choked, "required_flow_coefficient": 0.0}
    component = SolvedComponent("V-1", VALVE | inputs, results, 1.0, 1.0)
    place = Surroundings(DENSITY, VISCOSITY, 2000.0, 101325.0, "darcy-weisbach", critical)
    sheet = explain_control_valve(component, place)
    explanation = Explanation("V-1", "Control valve", sheet.givens, sheet.steps, sheet.remarks)
    assert_true(explanation)
    found = explained_columns(explanation)
    assert found["choked_pressure_drop"] == pytest.approx(choked, rel=1e-12)
    assert found["required_flow_coefficient"] == pytest.approx(flow * math.sqrt(DENSITY / min(drop, choked)), rel=1e-9)
    return explanation


@pytest.mark.parametrize("critical", [math.nan, 22.064e6])
@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"control": "downstream pressure", "setpoint": 3e5}, "outlet is the setpoint"),
        ({"control": "upstream pressure", "setpoint": 5e5}, "inlet is the setpoint"),
        ({"control": "flow", "set_flow": 0.01}, "the flow is the one that is set"),
        ({"control": "pressure drop", "set_pressure_drop": 2e5}, "loses the pressure that is set"),
    ],
)
def test_what_a_control_valve_can_hold(inputs, words, critical):
    explanation = control_valve(0.01, 5e5, 3e5, critical, **inputs)
    assert words in explanation.remarks[0]
    assert "choked" not in " ".join(explanation.remarks)
    assert explained_columns(explanation)["pressure_drop"] == pytest.approx(2e5, rel=1e-12)


def test_a_choked_valve_is_told_and_sized_by_the_choked_drop():
    explanation = control_valve(0.01, 5e5, 0.5e5, control="flow", set_flow=0.01)
    assert "is choked" in " ".join(explanation.remarks)


def test_an_opening_curve_is_read_on_straight_lines():
    curve = [[0.0, 0.0], [0.5, 0.3], [1.0, 1.0]]
    inputs = {"opening": 0.7, "characteristic": "opening curve", "opening_curve": curve, "status": "open"}
    results = {"flow": 0.005, "inlet_pressure": 5e5, "outlet_pressure": 3e5}
    component = SolvedComponent("V-1", {"diameter": 0.1, "flow_coefficient": 2e-3} | inputs, results, 1.0, 1.0)
    sheet = explain_valve(component, surroundings("darcy-weisbach"), rangeability=50.0)
    assert_true(Explanation("V-1", "Valve", sheet.givens, sheet.steps))
    [relative] = [step.value for step in sheet.steps if step.symbol == "phi"]
    assert relative == pytest.approx(0.3 + 0.7 * 0.4, rel=1e-12)


def test_a_form_of_curve_that_nobody_explained_is_refused_by_name():
    results = {"flow": 0.01, "inlet_pressure": 2e5, "outlet_pressure": 4e5}
    inputs = {"curve": POINTS, "curve_form": "spline", "speed": 1.0, "status": "on"}
    with pytest.raises(InputError, match=r"PU-1\.curve_form is 'spline'"):
        explain_pump(SolvedComponent("PU-1", inputs, results), surroundings("darcy-weisbach"))
