"""The network of pump duties has results at their rated flows, which criteria judge."""

from __future__ import annotations

import math

import pytest

from tests.calculations.test_pump_duties_in_networks import HOUR, PIPE, case, network
from workbench.services.run import run_case
from workbench.services.stale import stale_results

__all__ = ["case"]  # the fixture: T-1 - L-1 - J-1 - (P-1, P-2) - J-2 - (L-2, L-3) - J-3 - L-4 - T-2
AREA = math.pi / 4 * PIPE["diameter"] ** 2


def test_lines_carry_the_rated_flow(case):
    case.remove("P-2")
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    run_case(case)
    pipes, duty = case["PIPE"], case["PUMP_DUTY"].loc["D-1"]
    for tag, flow in {"L-1": 40, "L-2": 20, "L-3": 20, "L-4": 30}.items():
        assert pipes.loc[tag, "flow"] == pytest.approx(flow * HOUR, rel=1e-6)
        assert pipes.loc[tag, "velocity"] == pytest.approx(flow * HOUR / AREA, rel=1e-6)
    assert case["NODE"].loc["J-1", "pressure"] == pytest.approx(duty["suction_pressure"], rel=1e-9)
    assert case["NODE"].loc["J-2", "pressure"] == pytest.approx(duty["discharge_pressure"], rel=1e-9)
    # What is taken out has no results of its own: they are those of the duty.
    assert "flow" not in case["PUMP"] or case["PUMP"].loc["P-1"].isna()["flow"]


def test_they_are_those_of_the_network_at_its_own_flow(case):
    solved = network(case)
    flow = float(solved["PUMP"].loc["P-1", "flow"])
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=flow)
    run_case(case)
    for name in ("velocity", "pressure_drop", "reynolds_number"):
        assert case["PIPE"][name].to_numpy() == pytest.approx(solved["PIPE"][name].to_numpy(), rel=1e-6)
    # The other pump runs on its curve.
    assert case["PUMP"].loc["P-2", "flow"] == pytest.approx(solved["PUMP"].loc["P-2", "flow"], rel=1e-6)


def test_of_several_conditions_that_with_the_most_flow_counts_and_it_is_said(case):
    for pump, flow in (("P-1", 30), ("P-2", 35)):
        case.add("PUMP_DUTY", f"D-{pump}", pump=pump, lines="network", rated_flow=flow * HOUR, condition="both")
    case.add("PUMP_DUTY", "D-3", pump="P-1", lines="network", rated_flow=50 * HOUR)
    run = run_case(case)
    assert case["PIPE"].loc["L-1", "flow"] == pytest.approx(65 * HOUR, rel=1e-6)
    (said,) = [one for one in run.summary["assumptions"] if "rated flow of D-P-1 and D-P-2" in one["text"]]
    assert {"L-1", "L-4", "J-2"} <= set(said["tags"])


def test_criteria_are_judged_and_a_change_of_the_duty_is_followed(case):
    case.add("PUMP_DUTY", "D-1", pump="P-1", lines="network", rated_flow=40 * HOUR)
    about = {"component_type": "PIPE", "property": "velocity", "bound": "maximum", "source": "ours"}
    case.add("CRITERION", "CR-1", **about, limit="1.0 m/s")
    run_case(case)
    checks = case.checks().set_index(["tag", "criterion"])
    assert not checks.loc[("L-1", "CR-1"), "passed"]
    assert checks.loc[("L-1", "CR-1"), "value"] == pytest.approx(case["PIPE"].loc["L-1", "velocity"], rel=1e-12)
    case.set("D-1", rated_flow=45 * HOUR)
    stale = stale_results(case).set_index("tag")["because"]
    assert stale["L-1"] == "D-1.rated_flow changed"


def test_entered_lines_leave_the_components_without_results(case):
    case.add(
        "PUMP_DUTY",
        "D-1",
        pump="P-1",
        lines="entered",
        rated_flow=40 * HOUR,
        suction_vessel_pressure="1 bara",
        suction_static_head=3.0,
        suction_static_head_at_minimum_level=2.0,
        suction_line_loss=0.0,
        discharge_vessel_pressure="1 bara",
        discharge_static_head=30.0,
        discharge_line_loss=0.0,
        density=998.0,
        vapour_pressure_at_maximum_temperature=2339.0,
        viscosity=1e-3,
    )
    run_case(case)
    assert "velocity" not in case["PIPE"] or case["PIPE"]["velocity"].isna().all()
