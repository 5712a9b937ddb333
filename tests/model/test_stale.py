"""Results out of date, by name: what changed, and what depends on it."""

from __future__ import annotations

from uuid import uuid4

import pandas as pd
import pytest

from workbench.calculations import CALCULATIONS
from workbench.calculations.outcome import Outcome
from workbench.equipment import BUILT_IN
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.model.input_digests import changes_by_digests, input_digests
from workbench.model.stale import UNKNOWN, stale_frame
from workbench.services.run import run_case

CODES_WITH_RESULTS = ("PSV", "RELIEF_SCENARIO")


def areas(case) -> Outcome:
    """A calculation that gives every valve and every scenario an area."""
    results = {
        code: pd.DataFrame({"required_area": 1e-3}, index=case[code].index)
        for code in CODES_WITH_RESULTS
        if len(case[code])
    }
    return Outcome(results, "test", {"warnings": []})


def is_end(code: str) -> bool:
    return code in ("VESSEL", "SINK", "SOURCE", "TANK")


def scenario(tag, valve, fluid="F-1"):
    about = {"valve": valve, "cause": "blocked outlet", "applicable": True, "fluid": fluid}
    return ComponentRow("RELIEF_SCENARIO", tag, about)


def pipe(tag):
    return ComponentRow("PIPE", tag, {"length": "2 m", "diameter": "80 mm", "roughness": "0.05 mm"})


@pytest.fixture
def case(types, monkeypatch):
    """Two valves on one vessel, two on vessels of their own, three of them with a line at the outlet."""
    monkeypatch.setitem(CALCULATIONS, "PSV", areas)
    vessel = {"orientation": "vertical", "diameter": "2 m", "tangent_length": "5 m"}
    made = build_case(
        "Relief",
        types,
        [
            ComponentRow("VESSEL", "V-1", vessel),
            ComponentRow("VESSEL", "V-2", vessel),
            ComponentRow("VESSEL", "V-4", vessel),
            ComponentRow("FLUID", "F-1", {"source": "entered", "name": "water"}),
            ComponentRow("FLUID", "F-2", {"source": "entered", "name": "oil"}),
            ComponentRow("PSV", "PSV-1", {"set_pressure": "10 barg", "protects": "V-1"}),
            ComponentRow("PSV", "PSV-2", {"set_pressure": "11 barg", "protects": "V-1"}),
            ComponentRow("PSV", "PSV-3", {"set_pressure": "5 barg", "protects": "V-2"}),
            ComponentRow("PSV", "PSV-4", {"set_pressure": "5 barg", "protects": "V-4"}),
            scenario("S-1", "PSV-1"),
            scenario("S-2", "PSV-2"),
            scenario("S-3", "PSV-3", "F-2"),
            scenario("S-4", "PSV-4"),
            *map(pipe, ("P-1", "P-2", "P-3", "P-4")),
            ComponentRow("SINK", "FL-1", {"elevation": 0.0, "delivery_pressure": "0 barg"}),
        ],
        [
            ("PSV-1", "outlet", "P-1", "inlet"),
            ("P-1", "outlet", "FL-1", "port"),
            ("PSV-2", "outlet", "P-2", "inlet"),
            ("PSV-4", "outlet", "P-4", "inlet"),
        ],
        app_module="PSV",
    )
    made.assign_lineage({tag: uuid4() for tag in made.tags})
    run_case(made)
    return made


def reasons(case, *, by_component=True):
    frame = stale_frame(
        case, by_component=by_component, ends_system=is_end, act_together_by=lambda code: BUILT_IN[code].act_together_by
    )
    assert list(frame) == ["tag", "type", "because"]
    return dict(zip(frame["tag"], frame["because"], strict=True))


def forgotten(case) -> Case:
    """The case as it is opened again after it was saved with results out of date."""
    state = case.state.copy()
    state.solved = None
    return Case.from_snapshot(case.name, case.types, state, app_module=case.app_module)


def test_nothing_is_out_of_date_after_the_calculation(case):
    assert reasons(case) == {}
    assert reasons(forgotten(case)) == {}


def test_a_case_without_results_has_none_out_of_date(types):
    empty = Case("Empty", types, app_module="PSV")
    empty.add("FLUID", "F-1", source="entered", name="water")
    assert reasons(empty) == {}


CHANGES = {
    "a vessel": (
        lambda case: case.set("V-1", diameter="3 m"),
        {"PSV-1", "PSV-2", "S-1", "S-2"},
        "V-1.diameter changed",
        "V-1 changed",
    ),
    "a scenario": (
        lambda case: case.set("S-4", cause="external fire"),
        {"PSV-4", "S-4"},
        "S-4.cause changed",
        "S-4 changed",
    ),
    "a scenario of one of two valves": (
        lambda case: case.set("S-1", cause="external fire"),
        {"PSV-1", "S-1", "PSV-2", "S-2"},
        "S-1.cause changed",
        "S-1 changed",
    ),
    "a fluid of a scenario": (
        lambda case: case.set("F-2", name="glycol"),
        {"PSV-3", "S-3"},
        "F-2.name changed",
        "F-2 changed",
    ),
    "a valve": (
        lambda case: case.set("PSV-2", set_pressure="12 barg"),
        {"PSV-1", "S-1", "PSV-2", "S-2"},
        "PSV-2.set_pressure changed",
        "PSV-2 changed",
    ),
    "a valve that becomes the second": (
        lambda case: case.add("PSV", "PSV-9", set_pressure="6 barg", protects="V-4"),
        {"PSV-4", "S-4"},
        "PSV-9 added",
        "PSV-9 added",
    ),
    "a line": (lambda case: case.set("P-1", length="3 m"), {"PSV-1", "S-1"}, "P-1.length changed", "P-1 changed"),
    "the end of a line": (
        lambda case: case.set("FL-1", delivery_pressure="1 barg"),
        {"PSV-1", "S-1"},
        "FL-1.delivery_pressure changed",
        "FL-1 changed",
    ),
    "a line that nothing is joined to": (lambda case: case.set("P-3", length="3 m"), set(), "", ""),
    "a new scenario": (
        lambda case: case.add("RELIEF_SCENARIO", "S-9", valve="PSV-3", cause="external fire", applicable=True),
        {"PSV-3"},
        "S-9 added",
        "S-9 added",
    ),
    "a scenario less": (lambda case: case.remove("S-4"), {"PSV-4"}, "S-4 removed", "what refers to PSV-4 changed"),
    "a scenario less of one of two valves": (
        lambda case: case.remove("S-2"),
        {"PSV-1", "S-1", "PSV-2"},
        "S-2 removed",
        "what refers to PSV-2 changed",
    ),
    "a connection more": (
        lambda case: case.connect("P-2.outlet", "P-3.inlet"),
        {"PSV-2", "S-2"},
        "P-2.outlet to P-3.inlet connected",
        "connections of P-2 changed",
    ),
    "a connection less": (
        lambda case: case.disconnect("P-1", "FL-1"),
        {"PSV-1", "S-1"},
        "P-1.outlet to FL-1.port disconnected",
        "connections of P-1 changed",
    ),
    "a setting": (
        lambda case: case.set_settings(atmospheric_pressure="0.95 bara"),
        {"PSV-1", "PSV-2", "PSV-3", "PSV-4", "S-1", "S-2", "S-3", "S-4"},
        "settings.atmospheric_pressure changed",
        "settings.atmospheric_pressure changed",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_followed_to_what_depends_on_it(case, name):
    change, expected, named, by_digest = CHANGES[name]
    change(case)
    found = reasons(case)
    assert found.keys() == expected
    assert all(named in because for because in found.values())
    found = reasons(forgotten(case))
    assert found.keys() == expected
    assert all(by_digest in because for because in found.values())
    case.undo()
    assert reasons(case) == {}
    assert reasons(forgotten(case)) == {}


def test_a_valve_less_is_told_to_the_other_one_of_its_vessel(case):
    case.remove("S-2")
    case.remove("PSV-2")
    assert reasons(case).keys() == {"PSV-1", "S-1"}
    assert reasons(case)["PSV-1"] == "PSV-2 removed; PSV-2.outlet to P-2.inlet disconnected; S-2 removed"
    assert reasons(forgotten(case)) == {"PSV-1": "what refers to V-1 changed", "S-1": "what refers to V-1 changed"}


def test_what_refers_to_a_part_of_the_lines_counts_for_all_of_them(case):
    """As the flow of the duty of one pump does for the pump beside it."""
    case.connect("P-2.outlet", "P-4.outlet")
    run_case(case)
    case.set("S-4", cause="external fire")
    assert reasons(case).keys() == {"PSV-2", "S-2", "PSV-4", "S-4"}


def test_a_calculation_undone_with_an_edit_keeps_what_it_belongs_to(case):
    case.set("V-1", diameter="3 m")
    run_case(case)
    assert reasons(case) == {}
    case.undo()  # the results of the first run are back, with its inputs
    assert reasons(case) == {}
    case.redo()
    case.set("V-2", diameter="3 m")
    assert reasons(case).keys() == {"PSV-3", "S-3"}


def test_an_edit_in_a_frame_is_seen(case):
    case["VESSEL"].loc["V-2", "diameter"] = 4.0
    assert reasons(case) == {"PSV-3": "V-2.diameter changed", "S-3": "V-2.diameter changed"}


def test_a_renamed_vessel_is_told(case):
    case.rename("V-2", "V-20")
    found = reasons(case)
    assert found.keys() == {"PSV-3", "S-3"}
    assert "V-2 renamed to V-20" in found["S-3"]


def test_many_changes_are_counted(case):
    for k in range(8):
        case.add("RELIEF_SCENARIO", f"S-1{k}", valve="PSV-1", cause="external fire", applicable=True)
    assert reasons(case)["PSV-1"].endswith("S-14 added; and 3 more")


def test_in_a_network_everything_follows_from_everything(small_case):
    run_case(small_case)
    assert reasons(small_case, by_component=False) == {}
    small_case.set("P-101", length="130 m")
    found = reasons(small_case, by_component=False)
    assert found.keys() == set(small_case.tags)
    assert set(found.values()) == {"P-101.length changed"}
    assert set(reasons(forgotten(small_case), by_component=False).values()) == {"P-101 changed"}


def test_criteria_make_nothing_stale(case):
    about = {"component_type": "PSV", "property": "set_pressure", "bound": "maximum", "limit": "20 barg"}
    case.add("CRITERION", "CR-1", **about, source="ours")
    assert reasons(case) == {}
    case.set("V-2", diameter="4 m")
    assert set(reasons(case).values()) == {"V-2.diameter changed"}
    assert set(reasons(forgotten(case)).values()) == {"V-2 changed"}


def test_a_record_without_digests_says_no_more_than_that_inputs_changed(case):
    run = case.run
    run.summary.pop("input_digests")
    case.set("V-2", diameter="4 m")
    assert set(reasons(forgotten(case)).values()) == {UNKNOWN}
    assert reasons(forgotten(case)).keys() == {tag for tag in case.tags if tag[:2] in ("PS", "S-")}


def test_digests_are_of_inputs_and_of_nothing_else(case):
    before = input_digests(case.state)
    case.move("V-1", 1.0, 2.0)
    run_case(case)
    assert input_digests(case.state) == before
    assert not changes_by_digests(before, before)
    assert before["components"].keys() == set(case.tags)
    assert {len(text) for text in before["components"].values()} == {24}


def test_of_very_many_components_the_record_has_no_digests(small_case, monkeypatch):
    monkeypatch.setattr("workbench.services.run.MOST_DIGESTS_OF_A_NETWORK", len(small_case.tags) - 1)
    run_case(small_case)
    assert "input_digests" not in small_case.run.summary
    small_case.set("P-101", length="130 m")
    assert set(reasons(small_case, by_component=False).values()) == {"P-101.length changed"}
    assert set(reasons(forgotten(small_case), by_component=False).values()) == {UNKNOWN}
