"""A case of pumps is stored, solved, explained and read back with its results, those that are texts too."""

from __future__ import annotations

import pytest

from workbench.services.run import run_case

CURVES = {
    "curve": [["0 m3/h", "60 m"], ["50 m3/h", "55 m"], ["100 m3/h", "40 m"]],
    "efficiency_curve": [["0 m3/h", 0.0], ["60 m3/h", 0.72], ["100 m3/h", 0.6]],
    "npsh_required_curve": [["0 m3/h", "2 m"], ["100 m3/h", "4 m"]],
}


def test_the_pumps_of_a_network_case(project):
    network = project.revision("A").case("Design")
    pumps = network.copy("Pumps", app_module="Pump")
    pumps.add("PUMP", "PU-9", rated_speed="2950 rpm", stages=1, **CURVES)
    pumps.add(
        "PUMP_DUTY",
        "PD-9",
        pump="PU-9",
        lines="entered",
        rated_flow="50 m3/h",
        density=900.0,
        vapour_pressure_at_maximum_temperature="0.5 bara",
        suction_vessel_pressure="1 barg",
        suction_static_head=3.0,
        suction_static_head_at_minimum_level=1.0,
        suction_line_loss="0.1 bar",
        discharge_vessel_pressure="3 barg",
        discharge_static_head=10.0,
        discharge_line_loss="0.8 bar",
    )
    run_case(pumps)
    row = pumps["PUMP_DUTY"].loc["PD-9"]
    assert row["motor"] == "11 kW IEC"
    revision = project.revision("A")
    revision.add_case(pumps)
    case = project.revision("A").case("Pumps")
    again = case["PUMP_DUTY"].loc["PD-9"]
    assert case.app_module == "Pump"
    assert again["motor"] == "11 kW IEC"
    assert again["operating_region"] == "preferred"
    assert again["npsh_available"] == pytest.approx(row["npsh_available"], rel=1e-12)
    assert "NPSH available" in str(case.explain("PD-9", "metric"))
    points = case.pump_curves("PD-9", speeds=(0.9, 1.0)).duty_points
    assert points["flow"].iloc[1] == pytest.approx(row["duty_flow"], rel=1e-6)
