"""The demo project of equipment: every case is calculated, and says what an engineer wants to see."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.services.demo import cooling_water_cases
from workbench.services.demo_equipment import equipment_cases
from workbench.services.explaining import explain_component
from workbench.services.run import run_case


@pytest.fixture(scope="module")
def cases(types):
    made = {case.name: case for case in equipment_cases(types, cooling_water_cases(types)[0])}
    for case in made.values():
        run_case(case)
    return made


def test_the_relief_valve(cases):
    valve = cases["Relief"]["PSV"].loc["PSV-101"]
    assert valve["governing_cause"] == "blocked outlet"
    assert valve["selected_orifice"] == "P"
    assert valve["area_utilisation"] < 1.0
    assert valve["rated_flow"] > valve["relief_load"]
    assert valve["inlet_loss_fraction"] < 0.03
    scenarios = cases["Relief"]["RELIEF_SCENARIO"]
    assert scenarios["required_area"].max() == valve["required_area"]
    assert np.isnan(scenarios.loc["RS-101-4", "required_area"])


def test_the_separator(cases):
    vessel = cases["Vessels"]["VESSEL"].loc["V-101"]
    # Half of a horizontal vessel with 2:1 heads: pi/8 D^2 L + pi/24 D^3
    assert vessel["liquid_volume"] == pytest.approx(np.pi / 8 * 2.2**2 * 7.0 + np.pi / 24 * 2.2**3, rel=1e-9)
    assert vessel["required_shell_thickness"] < 0.016
    assert cases["Vessels"]["SEPARATION"].loc["SEP-101", "gas_load_fraction"] < 1.0


def test_the_pumps(cases):
    duties = cases["Pumps"]["PUMP_DUTY"]
    assert (duties["npsh_available"] > duties["npsh_required"]).all()
    assert (duties["operating_region"] == "preferred").all()
    assert cases["Pumps"].run.summary["warnings"] == []


@pytest.mark.parametrize(
    ("case", "tag"),
    [("Relief", "PSV-101"), ("Relief", "RS-101-1"), ("Relief", "RS-101-3"), ("Pumps", "PD-101A"), ("Vessels", "V-101")],
)
def test_everything_is_explained_as_it_was_calculated(cases, case, tag):
    explanation = explain_component(cases[case], tag, "metric")
    assert explanation.steps
    assert not [step for step in explanation.steps if "does not explain" in step.note]
