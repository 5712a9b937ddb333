"""Explanations of relief valves: each step that is a result is the result, in every phase and at every limit."""

from __future__ import annotations

import pytest

from tests.calculations.relief.cases import ATMOSPHERE, GAS, LIQUID, STEAM, TWO_PHASE, relief_case
from workbench.calculations.relief import explain_relief
from workbench.errors import InputError
from workbench.services.run import run_case

WITHOUT_VISCOSITY = {name: value for name, value in LIQUID.items() if name != "viscosity"}
SUBCOOLED = {
    "phase": "two-phase",
    "relief_load_entered": 10.0,
    "specific_volume": 0.00145,
    "specific_volume_at_90_percent": 0.00165,
    "saturation_pressure": 6e5,
}
FIRE_OF_GAS = {
    "phase": "gas",
    "cause": "external fire, gas only",
    "exposed_area": 20.0,
    "molar_mass": 0.03,
    "compressibility_factor": 1.0,
    "heat_capacity_ratio": 1.3,
}
FIRE = GAS | {"cause": "external fire", "exposed_area": 30.0, "latent_heat": 3e5}
HIGH, HALF = {"superimposed_back_pressure": "9 barg"}, {"superimposed_back_pressure": "4 barg"}
OLD = {"liquid_capacity": "not certified", "overpressure": 0.25}
CASES = {
    "gas": (GAS, {}),
    "gas, k 1": (GAS | {"heat_capacity_ratio": 1.0}, {}),
    "gas, subcritical": (GAS, HIGH),
    "gas, k 1, subcritical": (GAS | {"heat_capacity_ratio": 1.0}, HIGH),
    "gas, bellows": (GAS, HALF | {"design": "bellows"}),
    "gas, disc": (GAS, {"rupture_disc": True}),
    "gas, nothing to relieve": (GAS | {"relief_load_entered": 0.0}, {}),
    "gas, orifice too small": (GAS, {"orifice": "D"}),
    "steam": (STEAM, {}),
    "steam, superheated": (STEAM | {"relieving_temperature_entered": 600.0}, {"edition": 7}),
    "liquid": (LIQUID, {}),
    "liquid, thick": (LIQUID | {"viscosity": 0.5}, {}),
    "liquid, no viscosity": (WITHOUT_VISCOSITY, {}),
    "liquid, nothing to relieve": (LIQUID | {"relief_load_entered": 0.0}, {}),
    "liquid, bellows": (LIQUID, {"superimposed_back_pressure": "3 barg", "design": "bellows"}),
    "liquid, not certified": (LIQUID, OLD),
    "liquid, not certified, no viscosity": (WITHOUT_VISCOSITY, OLD | {"overpressure_correction": 0.95}),
    "two phases": (TWO_PHASE, {}),
    "two phases, back pressure": (TWO_PHASE, HIGH),
    "two phases, bellows": (TWO_PHASE, HALF | {"design": "bellows"}),
    "two phases, subcooled": (SUBCOOLED, {}),
    "two phases, subcooled, back pressure": (SUBCOOLED, {"superimposed_back_pressure": "8 barg"}),
    "fire": (FIRE, {}),
    "fire of gas": (FIRE_OF_GAS | {"relieving_temperature_entered": 500.0}, {}),
    "fire of gas, least factor": (FIRE_OF_GAS | {"relieving_temperature_entered": 800.0}, {}),
    "three valves": (GAS, {"identical_valves": 3}),
    "three valves, fire": (FIRE, {"identical_valves": 3}),
    "three valves, least factor": (FIRE_OF_GAS | {"relieving_temperature_entered": 800.0}, {"identical_valves": 3}),
}


@pytest.mark.parametrize("name", CASES)
def test_every_step_that_is_a_result_is_the_result(name):
    scenario, valve = CASES[name]
    case = relief_case(scenario, **valve)
    run_case(case)
    explained = {"RELIEF_SCENARIO": {"relieving_pressure", "required_area"}, "PSV": {"area_utilisation"}}
    for code, tag in (("RELIEF_SCENARIO", "S-1"), ("PSV", "PSV-1")):
        explanation = explain_relief(case, tag)
        found = {step.column: step.value for step in explanation.steps if step.column in case[code].columns}
        assert explained[code] <= set(found)
        for column, value in found.items():
            assert value == pytest.approx(case[code].loc[tag, column], rel=1e-9, abs=1e-12), column
        assert not [step for step in explanation.steps if "does not explain" in step.note]


def test_the_area_of_a_gas_in_a_fire_names_the_least_factor_where_it_counts():
    case = relief_case(FIRE_OF_GAS | {"relieving_temperature_entered": 800.0})
    run_case(case)
    steps = {step.symbol: step.value for step in explain_relief(case, "PSV-1").steps}
    # 0.01 in US units: A = 0.01 A'/sqrt(P1) with in2, ft2 and psia.
    relieving = 1e6 * 1.21 + ATMOSPHERE
    expected = 0.01 * (20.0 / 0.3048**2) / (relieving / 6894.757293168361) ** 0.5 * 0.0254**2
    assert steps["A_F"] == pytest.approx(expected, rel=1e-9)
    assert steps["A"] == steps["A_F"] > steps["A_W"]


def test_an_explanation_lists_what_is_assumed_for_it_and_not_for_others():
    case = relief_case(GAS, LIQUID)
    run_case(case)
    remarks = "\n".join(explain_relief(case, "S-1").remarks)
    assert "Assumed: Conventional valve" in remarks
    case.add("PSV", "PSV-2", set_pressure="10 barg", design="pilot")
    case.add("RELIEF_SCENARIO", "T-1", valve="PSV-2", cause="blocked outlet", applicable=True, **GAS)
    run_case(case)
    assert "Conventional valve" not in "\n".join(explain_relief(case, "T-1").remarks)


def test_what_has_nothing_to_explain_is_refused_by_tag():
    case = relief_case(GAS, {"applicable": False, "reason": "no source of heat"})
    case.add("PSV", "PSV-2", set_pressure="10 barg")
    run_case(case)
    for tag in ("S-2", "PSV-2"):
        with pytest.raises(InputError, match=f"'{tag}' is a .* that has no applicable scenario"):
            explain_relief(case, tag)
