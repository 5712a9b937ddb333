"""A result is explained from what the store holds, as long as what it follows from was not changed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.calculations.relief.cases import GAS
from tests.datasheets.cases import pump_case
from workbench.errors import InputError
from workbench.model.building import ComponentRow, build_case
from workbench.services.explaining import explain_component
from workbench.services.run import run_case


def two_valves(types):
    """Two valves that have nothing to do with each other, each on its vessel."""
    vessel = {"orientation": "vertical", "diameter": "2 m", "tangent_length": "5 m", "design_pressure": "10 barg"}
    scenario = GAS | {"cause": "blocked outlet", "applicable": True}
    rows = [ComponentRow("VESSEL", f"V-{k}", vessel) for k in (1, 2)]
    rows += [ComponentRow("PSV", f"PSV-{k}", {"set_pressure": "10 barg", "protects": f"V-{k}"}) for k in (1, 2)]
    rows += [ComponentRow("RELIEF_SCENARIO", f"S-{k}", scenario | {"valve": f"PSV-{k}"}) for k in (1, 2)]
    return build_case("Relief", types, rows, [], app_module="PSV")


def test_a_case_is_explained_again_after_it_was_stored(project):
    case = project.revision("A").case("Design")
    with pytest.raises(InputError, match="has no results yet"):
        case.explain("P-101")
    case.set("P-101", diameter="6 inch")
    case.solve()
    sheet = str(case.explain("P-101", "us"))
    assert "(6 inch)" in sheet
    code = case.commit("6 inch").code
    opened = project.revision(code).case("Design")
    assert str(opened.explain("P-101", "us")) == sheet
    opened.set("P-101", length="77 m")
    for tag in ("P-101", "P-103"):  # in a network all follows from all
        with pytest.raises(InputError, match=r"was changed since it was solved \(P-101.length changed\)"):
            opened.explain(tag)


@pytest.mark.parametrize("change", [{"design_pressure": "15 barg"}, {"design_pressure": "5 barg"}])
def test_a_valve_that_a_change_does_not_reach_is_explained(types, change):
    """Also where the change is one that the case cannot be calculated with."""
    case = two_valves(types)
    run_case(case)
    sheets = {tag: str(explain_component(case, tag, "metric")) for tag in ("PSV-2", "S-2")}
    case.set("V-1", **change)
    for tag in ("PSV-1", "S-1"):
        with pytest.raises(InputError, match=r"\(V-1.design_pressure changed\).*solve\(\), and explain '") as caught:
            explain_component(case, tag)
        assert caught.value.path == (tag, "results")
    assert {tag: str(explain_component(case, tag, "metric")) for tag in sheets} == sheets
    case.undo()
    assert explain_component(case, "PSV-1").steps


def test_what_was_added_since_has_no_results_to_explain(types):
    case = two_valves(types)
    run_case(case)
    case.add("PSV", "PSV-3", set_pressure="10 barg")
    case.add("RELIEF_SCENARIO", "S-3", valve="PSV-3", **(GAS | {"cause": "blocked outlet", "applicable": True}))
    with pytest.raises(InputError, match="'PSV-3' has no results"):
        explain_component(case, "PSV-3")
    assert explain_component(case, "PSV-2").steps


def test_a_change_of_the_settings_reaches_all(types):
    case = two_valves(types)
    run_case(case)
    case.set_settings(atmospheric_pressure="0.9 bara")
    for tag in ("PSV-1", "S-2"):
        with pytest.raises(InputError, match=r"settings.atmospheric_pressure changed"):
            explain_component(case, tag)


def test_a_valve_is_explained_in_a_case_that_was_stored_out_of_date(bench, types):
    case = bench.create_project(f"Test {uuid4()}", "", [two_valves(types)]).revision("A").case("Relief")
    case.solve()
    steps = case.explain("PSV-2").steps
    case.set("V-1", design_pressure="15 barg")
    case.save()
    opened = case.revision.project.revision("A").case("Relief")
    assert opened.explain("PSV-2").steps == steps
    with pytest.raises(InputError, match=r"\(V-1 changed\)"):
        opened.explain("PSV-1")


def test_duties_are_explained_each_for_itself():
    case = pump_case()
    run_case(case)
    sheet, other = (str(explain_component(case, tag)) for tag in ("D-1", "D-2"))
    case.set("D-2", rated_flow="75 m3/h")
    assert str(explain_component(case, "D-1")) == sheet
    with pytest.raises(InputError, match=r"\(D-2.rated_flow changed\)"):
        explain_component(case, "D-2")
    assert [one.title for one in case.npsh_sheet("D-1").sections].count("Calculation") == 1
    assert "Calculation" not in [one.title for one in case.npsh_sheet("D-2").sections]
    case.set("P-1", elevation="1 m")
    case.set("D-2", rated_flow="70 m3/h")
    with pytest.raises(InputError, match=r"\(P-1.elevation changed\)"):
        explain_component(case, "D-1")
    case.undo()
    case.undo()
    case.undo()
    assert str(explain_component(case, "D-2")) == other


def test_vessels_are_explained_each_for_itself(types):
    about = {"orientation": "vertical", "diameter": "2 m", "tangent_length": "5 m", "head": "elliptical 2:1"}
    rows = [ComponentRow("VESSEL", tag, about) for tag in ("V-1", "V-2")]
    case = build_case("Vessels", types, rows, [], app_module="Vessel")
    run_case(case)
    sheet = str(explain_component(case, "V-2"))
    case.set("V-1", diameter="3 m")
    assert str(explain_component(case, "V-2")) == sheet
    with pytest.raises(InputError, match=r"\(V-1.diameter changed\)"):
        explain_component(case, "V-1")
