"""Pipes of relief valves: results in the governing scenario, judged, and out of date when that changes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.calculations.relief.cases import ATMOSPHERE, GAS, LIQUID, TWO_PHASE, relief_case
from tests.calculations.relief.test_relief_single_phase_lines import INLET, OUTLET, R, with_lines
from workbench.errors import InputError
from workbench.services.explaining import explain_component
from workbench.services.run import run_case
from workbench.services.stale import stale_results


def area(diameter: float) -> float:
    return math.pi / 4 * diameter**2


def solved(*scenarios, **valve):
    case = with_lines(relief_case(*scenarios, elevation=0.0, **valve))
    run_case(case)
    return case, case["PSV"].loc["PSV-1"], case["PIPE"]


def test_liquid_velocities_and_drops_are_those_of_the_valve():
    _, valve, pipes = solved(LIQUID, design="conventional")
    volume = valve["rated_flow"] / LIQUID["density"]
    for tag, (diameter, _) in {"IN": INLET, "OUT": OUTLET}.items():
        assert pipes.loc[tag, "velocity"] == pytest.approx(volume / area(diameter), rel=1e-9)
    assert pipes.loc["IN", "pressure_drop"] == pytest.approx(valve["inlet_loss"], rel=1e-6)
    assert pipes.loc["OUT", "pressure_drop"] == pytest.approx(valve["built_up_back_pressure"], rel=1e-6)


def test_gas_pressures_and_speeds_are_those_at_the_rated_flow():
    _, valve, pipes = solved(GAS)
    flow, tail = valve["rated_flow"], pipes.loc["OUT"]
    assert tail["mass_flow"] == pytest.approx(flow, rel=1e-9)
    assert tail["inlet_pressure"] == pytest.approx(valve["total_back_pressure"], rel=1e-7)
    assert pipes.loc["IN", "pressure_drop"] == pytest.approx(valve["inlet_loss"], rel=1e-6)
    flux, energy = flow / area(OUTLET[0]), R * 350.0 / GAS["molar_mass"]
    assert tail["density_velocity_squared"] == pytest.approx(flux**2 * energy / ATMOSPHERE, rel=1e-6)
    speed = flux * energy / ATMOSPHERE
    assert tail["mach_number"] == pytest.approx(speed / math.sqrt(GAS["heat_capacity_ratio"] * energy), rel=1e-6)


def test_lines_of_identical_valves_carry_the_flow_of_one():
    case, valve, pipes = solved(GAS | {"relief_load_entered": 10.0}, identical_valves=2, overpressure=0.1)
    _, single, of_single = solved(GAS, overpressure=0.1)
    assert valve["rated_flow"] == pytest.approx(single["rated_flow"], rel=1e-12)
    for tag in ("IN", "OUT"):
        assert pipes.loc[tag, "mass_flow"] == pytest.approx(of_single.loc[tag, "mass_flow"], rel=1e-12)
    (noted,) = [one for one in case.run.summary["assumptions"] if one["property"] == "identical_valves"]
    assert noted["tags"] == ["PSV-1"]


def test_the_governing_scenario_gives_the_results():
    case, valve, pipes = solved(GAS, LIQUID)
    assert valve["governing_scenario"] == "S-1"
    assert pipes.loc["OUT", "mass_flow"] == pytest.approx(valve["rated_flow"], rel=1e-9)
    assert np.isnan(pipes.loc["OUT", "velocity"])
    case.set("S-1", applicable=False, reason="cannot be")
    run_case(case)
    assert np.isnan(case["PIPE"].loc["OUT", "mach_number"])
    assert case["PIPE"].loc["OUT", "velocity"] > 0.0


def test_two_phases_have_results_upstream_alone():
    _, valve, pipes = solved(TWO_PHASE)
    volume = valve["rated_flow"] * TWO_PHASE["specific_volume"]
    assert pipes.loc["IN", "velocity"] == pytest.approx(volume / area(INLET[0]), rel=1e-6)
    assert pipes.loc["OUT"][["velocity", "mass_flow", "pressure_drop"]].isna().all()


@pytest.mark.parametrize(("fluid", "column"), [(GAS, "mass_flow"), (LIQUID, "flow")])
def test_a_header_has_the_results_of_the_largest_flow_and_says_so(fluid, column):
    case = with_lines(relief_case(fluid, elevation=0.0), inlet=None)
    case.remove("OUT")
    case.add("PSV", "PSV-2", set_pressure="10 barg", elevation=0.0)
    small = fluid | {"relief_load_entered": 1.0, "cause": "other", "applicable": True}
    case.add("RELIEF_SCENARIO", "S-9", **small, valve="PSV-2")
    case.add("NODE", "J", elevation=0.0)
    for number in (1, 2):
        case.add("PIPE", f"T-{number}", length=5.0, diameter=0.2, roughness=4.5e-5)
        case.connect(f"PSV-{number}.outlet", f"T-{number}.inlet")
        case.connect(f"T-{number}.outlet", "J")
    case.add("PIPE", "HEADER", length=40.0, diameter=0.3, roughness=4.5e-5)
    case.connect("J", "HEADER.inlet")
    case.connect("HEADER.outlet", "FLARE")
    run = run_case(case)
    valves, pipes = case["PSV"], case["PIPE"]
    assert valves.loc["PSV-1", "rated_flow"] > valves.loc["PSV-2", "rated_flow"]
    scale = LIQUID["density"] if fluid is LIQUID else 1.0
    assert pipes.loc["HEADER", column] * scale == pytest.approx(valves.loc["PSV-1", "rated_flow"], rel=1e-9)
    assert pipes.loc["T-2", column] * scale == pytest.approx(valves.loc["PSV-2", "rated_flow"], rel=1e-9)
    (shared,) = [one for one in run.summary["assumptions"] if one["text"].startswith("Line of several valves")]
    assert set(shared["tags"]) == {"J", "HEADER"}


def test_criteria_of_relief_lines_are_judged():
    case, _, pipes = solved(GAS)
    about = {"component_type": "PIPE", "property": "mach_number", "bound": "maximum", "source": "ours"}
    case.add("CRITERION", "CR-1", **about, limit="0.7")
    case.add("CRITERION", "CR-2", **about | {"property": "density_velocity_squared"}, limit="10 kg/(m s2)")
    checks = case.checks().set_index(["tag", "criterion"])
    assert checks.loc[("OUT", "CR-1"), "value"] == pytest.approx(pipes.loc["OUT", "mach_number"], rel=1e-12)
    assert checks.loc[("OUT", "CR-1"), "passed"]
    assert not checks.loc[("OUT", "CR-2"), "passed"]
    # The vapour pressure of the settings is that of a liquid that does not flow here.
    assert set(checks.loc["OUT"].index) == {"CR-1", "CR-2"}


def test_results_of_pipes_are_out_of_date_when_their_valve_or_scenario_changes():
    case, _, _ = solved(GAS)
    for tag, change in {"S-1": {"relief_load_entered": 6.0}, "PSV-1": {"orifice": "N"}, "IN": {"length": 5.0}}.items():
        case.set(tag, **change)
        stale = stale_results(case).set_index("tag")["because"]
        assert tag in stale["OUT"]
        assert tag in stale["IN"]
        run_case(case)
        assert stale_results(case).empty


def test_a_pipe_is_not_explained_and_the_refusal_says_where_its_results_come_from():
    case, _, _ = solved(GAS)
    with pytest.raises(InputError, match=r"'OUT' is a PIPE.*network solver as part of the lines of a valve"):
        explain_component(case, "OUT")
