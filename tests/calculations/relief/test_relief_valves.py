"""Relief valves of a case: areas by hand, what the lines of every scenario ask, what is refused, assumed and told."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.calculations.relief import calculate_relief
from workbench.engineering.relief.gas import gas_area
from workbench.equipment import built_in_schemas
from workbench.errors import InputError
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case

ATMOSPHERE = 101325.0
GAS = {
    "phase": "gas",
    "relief_load_entered": 5.0,
    "relieving_temperature_entered": 350.0,
    "molar_mass": 0.03,
    "compressibility_factor": 0.95,
    "heat_capacity_ratio": 1.25,
}
LIQUID = {"phase": "liquid", "relief_load_entered": 20.0, "density": 800.0, "viscosity": 1e-3}
TWO_PHASE = {
    "phase": "two-phase",
    "relief_load_entered": 10.0,
    "specific_volume": 0.01945,
    "specific_volume_at_90_percent": 0.02265,
}


def case_of(*scenarios: dict, **valve) -> Case:
    case = Case("Base", built_in_schemas())
    case.add("PSV", "PSV-1", **({"set_pressure": "10 barg", "elevation": 0.0} | valve))
    for number, scenario in enumerate(scenarios, start=1):
        about = {"valve": "PSV-1", "cause": "blocked outlet", "applicable": True} | scenario
        case.add("RELIEF_SCENARIO", f"S-{number}", **about)
    return case


def with_line(case: Case, port: str, diameter: float, length: float) -> Case:
    case.add("SOURCE" if port == "inlet" else "SINK", f"END-{port}", elevation=0.0, **_held(port))
    case.add("PIPE", f"P-{port}", length=length, diameter=diameter, roughness=4.5e-5)
    ends = (f"END-{port}", "PSV-1.inlet") if port == "inlet" else ("PSV-1.outlet", f"END-{port}")
    case.connect(ends[0], f"P-{port}.inlet")
    case.connect(f"P-{port}.outlet", ends[1])
    return case


def _held(port: str) -> dict:
    return {"supply_pressure": "5 barg"} if port == "inlet" else {"delivery_pressure": "0 barg"}


def texts(outcome) -> str:
    return "\n".join(one["text"] for one in outcome.summary["warnings"])


def assumed(outcome) -> set[str]:
    return {one["property"] for one in outcome.summary["assumptions"]}


def test_ten_thousand_valves_are_what_the_equation_gives():
    count = 10_000
    pressures = np.linspace(3e5, 9e6, count) + ATMOSPHERE
    valves = [ComponentRow("PSV", f"V-{k}", {"set_pressure": p}) for k, p in enumerate(pressures.tolist())]
    about = GAS | {"cause": "blocked outlet", "applicable": True}
    scenarios = [ComponentRow("RELIEF_SCENARIO", f"S-{k}", about | {"valve": f"V-{k}"}) for k in range(count)]
    outcome = calculate_relief(build_case("Base", built_in_schemas(), valves + scenarios, [], settings={}))
    relieving = (pressures - ATMOSPHERE) * 1.1 + ATMOSPHERE
    expected = gas_area(5.0, relieving, 350.0, 0.03, 0.95, 1.25, ATMOSPHERE, 0.975)
    areas = outcome.results["RELIEF_SCENARIO"]["required_area"]
    assert areas[[f"S-{k}" for k in range(count)]].to_numpy() == pytest.approx(expected, rel=1e-12)


def test_a_bellows_valve_in_subcritical_flow_needs_its_makers_correction():
    """1.5 barg, back pressure 0.6 barg: above the critical flow pressure, where the curves of Kb say nothing."""
    about = {"set_pressure": "1.5 barg", "design": "bellows", "superimposed_back_pressure": "0.6 barg"}
    with pytest.raises(InputError, match=r"PSV-1.*critical flow pressure.*PSV-1\.back_pressure_correction") as caught:
        calculate_relief(case_of(GAS, **about))
    assert caught.value.path == ("PSV-1", "back_pressure_correction")
    outcome = calculate_relief(case_of(GAS, **about, back_pressure_correction=0.9))
    relieving = 1.5e5 + 3 * 6894.757293168361 + ATMOSPHERE
    expected = gas_area(5.0, relieving, 350.0, 0.03, 0.95, 1.25, 0.0, 0.975, 0.9)
    assert outcome.results["PSV"].loc["PSV-1", "required_area"] == pytest.approx(expected, rel=1e-9)


def test_lines_are_told_of_in_scenarios_that_do_not_govern():
    """The orifice is of the gas; the liquid, which needs less of it, loses more in the same lines."""
    case = with_line(case_of(GAS, LIQUID), "inlet", 0.1, 6.0)
    outcome = calculate_relief(with_line(case, "outlet", 0.15, 10.0))
    assert outcome.results["PSV"].loc["PSV-1", "governing_scenario"] == "S-1"
    assert "'S-2' makes a loss of" in texts(outcome)
    assert "'S-1' makes" not in texts(outcome)


def test_an_overpressure_above_the_rules_is_told():
    outcome = calculate_relief(case_of(GAS, overpressure=0.25))
    assert "overpressure of 25.0%, above the 10.0% that the rules allow" in texts(outcome)
    # A vessel that stands more than the valve is set at leaves room for it.
    case = case_of(GAS, overpressure=0.25, protects="V-1")
    case.add("VESSEL", "V-1", design_pressure="12 barg", orientation="vertical", diameter=1.0, tangent_length=3.0)
    assert "overpressure" not in texts(calculate_relief(case))


def test_an_outlet_line_that_no_orifice_is_large_enough_for_is_named():
    for scenario, diameter in ((GAS, 0.06), (LIQUID | {"relief_load_entered": 30.0}, 0.05)):
        with pytest.raises(InputError, match=r"outlet line of 'PSV-1' is too narrow") as caught:
            calculate_relief(with_line(case_of(scenario), "outlet", diameter, 30.0))
        assert caught.value.path == ("PSV-1", "outlet")
    with pytest.raises(InputError, match="valves are needed"):
        calculate_relief(case_of(LIQUID | {"relief_load_entered": 3000.0}))


def test_a_given_orifice_that_is_far_too_small_is_told_and_not_refused():
    outcome = calculate_relief(case_of(LIQUID | {"relief_load_entered": 3000.0, "viscosity": 0.5}, orifice="D"))
    row = outcome.results["PSV"].loc["PSV-1"]
    assert row["area_utilisation"] > 100.0
    assert "is too small" in texts(outcome)
    ideal = 3000.0 / (0.65 * math.sqrt(2 * 800.0 * 1.1e6))
    assert row["required_area"] > ideal


def test_what_is_taken_without_being_given_is_listed():
    gas = calculate_relief(case_of(GAS))
    expected = {"superimposed_back_pressure", "inlet_size", "outlet_size", "noise_distance", "design", "overpressure"}
    assert expected <= assumed(gas)
    given = {"superimposed_back_pressure": "0 barg", "inlet_size": 0.1, "outlet_size": 0.15, "noise_distance": 100.0}
    silent = calculate_relief(case_of(GAS, design="conventional", overpressure=0.1, **given))
    assert not expected & assumed(silent)
    assert "method" in assumed(calculate_relief(case_of(TWO_PHASE)))
    assert "liquid_capacity" in assumed(calculate_relief(case_of(LIQUID)))
    old = calculate_relief(case_of(LIQUID, liquid_capacity="not certified", overpressure_correction=0.6))
    (coefficient,) = [o for o in old.summary["assumptions"] if o["property"] == "liquid_discharge_coefficient"]
    assert coefficient["value"] == 0.62


def test_force_of_liquids_and_two_phases_that_leave_an_open_outlet():
    """Momentum of what leaves, and the pressure that is left in the flange where the mixture is as fast as sound."""
    liquid = calculate_relief(case_of(LIQUID, outlet_size=0.1)).results["PSV"].loc["PSV-1"]
    area = math.pi / 4 * 0.1**2
    assert liquid["reaction_force"] == pytest.approx(liquid["rated_flow"] ** 2 / (800.0 * area), rel=1e-9)
    assert math.isnan(liquid["outlet_mach_number"])
    relieving = 1.1e6 + ATMOSPHERE
    omega = 9 * (0.02265 / 0.01945 - 1)
    for size in (0.3, 0.08):
        row = calculate_relief(case_of(TWO_PHASE, outlet_size=size)).results["PSV"].loc["PSV-1"]
        area = math.pi / 4 * size**2
        sonic = row["rated_flow"] / area * math.sqrt(omega * 0.01945 * relieving)
        pressure = max(sonic, ATMOSPHERE)
        assert row["outlet_mach_number"] == pytest.approx(min(sonic / ATMOSPHERE, 1.0), rel=1e-3)
        volume = 0.01945 * (omega * (relieving / pressure - 1) + 1)
        assert row["outlet_flange_pressure"] == pytest.approx(pressure, rel=0.01)
        force = row["rated_flow"] ** 2 * volume / area + area * (pressure - ATMOSPHERE)
        assert row["reaction_force"] == pytest.approx(force, rel=0.01)


@pytest.mark.parametrize(("size", "sonic"), [(0.1, True), (0.3, False)])
def test_a_flange_at_the_speed_of_sound_is_told_with_its_pressure(size, sonic):
    """p = G sqrt(R T_0 / (M k)) / sqrt((k + 1) / 2) at Mach 1, which is no built-up back pressure."""
    outcome = calculate_relief(case_of(GAS, orifice="N", outlet_size=size))
    row = outcome.results["PSV"].loc["PSV-1"]
    flux = row["rated_flow"] / (math.pi / 4 * size**2)
    pressure = flux * math.sqrt(8.314462618 * 350.0 / (0.03 * 1.25)) / math.sqrt(2.25 / 2)
    assert (pressure > ATMOSPHERE) == sonic == (row["outlet_mach_number"] == 1.0)
    assert row["outlet_flange_pressure"] == pytest.approx(max(pressure, ATMOSPHERE), rel=1e-9)
    assert row["built_up_back_pressure"] == 0.0
    told = f"speed of sound: {row['outlet_flange_pressure']:g} Pa in the flange, 101325 Pa behind it"
    assert (told in texts(outcome)) == sonic


def test_saturated_steam_relieves_at_its_boiling_point():
    """IAPWS-IF97, region 4, as printed: 453.035632 K at 1 MPa."""
    case = case_of({"phase": "steam", "relief_load_entered": 5.0}, set_pressure=(1e6 - ATMOSPHERE) / 1.1 + ATMOSPHERE)
    results = calculate_relief(case).results
    for code, tag in (("PSV", "PSV-1"), ("RELIEF_SCENARIO", "S-1")):
        assert results[code].loc[tag, "relieving_pressure"] == pytest.approx(1e6, rel=1e-12)
        assert results[code].loc[tag, "relieving_temperature"] == pytest.approx(453.035632, abs=0.02)


def test_an_orifice_that_is_hardly_too_small_does_not_read_100_percent():
    """An L orifice has 1840.6 mm2."""
    area = gas_area(1.0, 1.1e6 + ATMOSPHERE, 350.0, 0.03, 0.95, 1.25, ATMOSPHERE, 0.975)
    row = calculate_relief(case_of(GAS | {"relief_load_entered": 1.003 * 2.853 * 0.0254**2 / area})).results["PSV"]
    assert row.loc["PSV-1", "selected_orifice"] == "M"
    assert row.loc["PSV-1", "next_smaller_orifice"] == "L (100.3%)"
