"""Results out of date, by name, of cases that were stored and opened again."""

from __future__ import annotations

from uuid import uuid4

import pandas as pd
import pytest

from workbench.calculations import BY_COMPONENT, CALCULATIONS
from workbench.calculations.outcome import Outcome
from workbench.model.building import ComponentRow, build_case


def named(case):
    frame = case.stale()
    return dict(zip(frame["tag"], frame["because"], strict=True))


@pytest.fixture
def relief(bench, types, monkeypatch):
    """Two valves on two vessels, calculated and stored."""

    def areas(case):
        return Outcome({"PSV": pd.DataFrame({"required_area": 1e-3}, index=case["PSV"].index)}, "test", {})

    monkeypatch.setitem(CALCULATIONS, "PSV", areas)
    vessel = {"orientation": "vertical", "diameter": "2 m", "tangent_length": "5 m"}
    made = build_case(
        "Relief",
        types,
        [
            ComponentRow("VESSEL", "V-101", vessel),
            ComponentRow("VESSEL", "V-102", vessel),
            ComponentRow("PSV", "PSV-101", {"set_pressure": "10 barg", "protects": "V-101"}),
            ComponentRow("PSV", "PSV-102", {"set_pressure": "10 barg", "protects": "V-102"}),
        ],
        [],
        app_module="PSV",
    )
    case = bench.create_project(f"Test {uuid4()}", "", [made]).revision("A").case("Relief")
    case.solve()
    case.save()
    return case


def again(case):
    return case.revision.project.revision(case.revision.code).case(case.name)


def test_after_opening_again_the_property_is_named(relief):
    assert named(relief) == {}
    case = again(relief)
    assert named(case) == {}
    case.set("V-101", diameter="3 m")
    assert named(case) == {"PSV-101": "V-101.diameter changed"}
    case.undo()
    assert named(case) == {}


def test_what_is_not_out_of_date_is_judged(relief):
    about = {"component_type": "PSV", "property": "required_area", "bound": "maximum", "source": "ours"}
    relief.add("CRITERION", "CR-1", **about, limit="1100 mm2")
    relief.set("V-101", diameter="3 m")
    found = relief.checks()
    passed = found[found["criterion"] == "CR-1"].set_index("tag")["passed"]
    assert passed.isna().to_dict() == {"PSV-101": True, "PSV-102": False}
    assert passed["PSV-102"]
    relief.solve()
    assert relief.checks().loc[found["criterion"] == "CR-1", "passed"].all()


def test_saved_out_of_date_the_component_is_named(relief):
    relief.set("V-101", diameter="3 m")
    relief.save()
    assert named(relief) == {"PSV-101": "V-101.diameter changed"}
    case = again(relief)
    assert named(case) == {"PSV-101": "V-101 changed"}
    case.set("V-101", diameter="2 m")
    assert named(case) == {}
    assert not case.is_stale
    case.set("V-102", diameter="4 m")
    assert named(case) == {"PSV-102": "V-102 changed"}
    case.solve()
    assert named(case) == {}


def test_a_committed_case_tells_it_too(relief):
    relief.set("V-102", tangent_length="6 m")
    relief.commit("taller")
    assert named(again(relief)) == {"PSV-102": "V-102 changed"}


def test_in_a_network_all_results_are(project):
    case = project.revision("A").case("Design")
    case.solve()
    case.save()
    case = project.revision("A").case("Design")
    assert named(case) == {}
    case.set("P-101", diameter="6 inch")
    assert set(named(case).values()) == {"P-101.diameter changed"}
    assert named(case).keys() == set(case.tags)
    case.save()
    assert set(named(project.revision("A").case("Design")).values()) == {"P-101 changed"}


def test_the_modules_of_single_equipment():
    assert {"PSV", "Pump", "Vessel"} == BY_COMPONENT
