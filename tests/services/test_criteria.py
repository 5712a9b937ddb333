"""Sets of criteria: built-in ones, a project's own, versions, and cases that keep what they took."""

from __future__ import annotations

from uuid import uuid4

import pandas as pd
import pytest

from tests.conftest import make_small_case
from workbench.equipment import built_in_schemas
from workbench.equipment.relief_scenario import FIRES
from workbench.errors import InputError, NotFound
from workbench.model.case import Case
from workbench.model.criteria import results_digest
from workbench.model.criteria_set import CRITERION_KEYS, criteria_rows
from workbench.model.run_record import RunRecord
from workbench.store import criteria as store
from workbench.store.database import open_connection
from workbench.store.roles import DEFINER
from workbench.units import to_si

SLOW = {"component_type": "PIPE", "property": "velocity", "bound": "maximum", "limit": "2 m/s"}
WIDE = {"component_type": "PIPE", "property": "diameter", "bound": "minimum", "limit": "50 mm", "source": "ours"}
BUILT_IN = "Liquid lines, API RP 14E"


@pytest.fixture
def case(project):
    return project.revision("A").case("Design")


def rows(case, *names):
    return case["CRITERION"][list(names)].to_numpy().tolist()


@pytest.mark.parametrize("one", store.built_in_criteria(), ids=lambda one: one.name)
def test_built_in_criteria_are_sound_and_have_sources(one):
    made = criteria_rows(one.name, one.criteria, one.source, built_in_schemas())
    assert made == list(one.criteria)
    assert len({tuple(row.values()) for row in made}) == len(made)


def test_limits_of_api_rp_14e_in_si():
    """V = c/sqrt(rho), c = 100 in ft/s and lb/ft3: c is 122 in SI, as it is used in metric units."""
    limits = {one.name: one.criteria[0]["limit"] for one in store.built_in_criteria()}
    assert to_si(limits["Erosional velocity, API RP 14E, continuous"], "momentum_flux") == pytest.approx(
        122**2, rel=1e-3
    )
    assert to_si(limits["Erosional velocity, API RP 14E, intermittent"], "momentum_flux") == pytest.approx(
        152.5**2, rel=1e-3
    )


def test_back_pressure_of_conventional_valves_is_judged_by_what_governs(types):
    """API 520-1: a conventional valve stands the overpressure that is allowed, 10 %, in a fire 21 %."""
    rows = next(one for one in store.built_in_criteria() if one.name == "Relief valves, API 520").criteria
    case = Case("Relief", types, app_module="PSV")
    for tag, design in (("PSV-1", "conventional"), ("PSV-2", "conventional"), ("PSV-3", None), ("PSV-4", "bellows")):
        case.add("PSV", tag, set_pressure="10 barg", **({} if design is None else {"design": design}))
    for k, row in enumerate(rows):
        case.add("CRITERION", f"CR-{k}", **row)
    causes = ["blocked outlet", FIRES[0], FIRES[-1], "blocked outlet"]
    found = pd.DataFrame(
        {"governing_cause": causes, "built_up_back_pressure_fraction": 0.15, "inlet_loss_fraction": 0.031},
        index=case["PSV"].index,
    )
    moment = "2026-01-01T00:00:00+00:00"
    case.put_results(
        {"PSV": found}, RunRecord(uuid4(), results_digest(case.state, types), "t", "1", {}, moment, moment)
    )
    checks = case.checks()
    checks = checks[checks["criterion"] != ""]
    judged = checks[checks["property"] == "built_up_back_pressure_fraction"].set_index("tag").sort_index()
    assert judged["limit"].tolist() == [0.1, 0.21, 0.21, 0.5]
    assert judged["passed"].tolist() == [False, True, True, True]
    losses = checks.loc[checks["property"] == "inlet_loss_fraction", "passed"]
    assert losses.tolist() == [False] * 4


def test_built_in_sets_are_listed_and_read(project):
    frame = project.criteria()
    assert set(frame.index) == {one.name for one in store.built_in_criteria()}
    assert frame["is_built_in"].all()
    assert (frame.loc[BUILT_IN, "version"], frame.loc[BUILT_IN, "criteria"]) == (1, 2)
    assert "API RP 14E" in frame.loc[BUILT_IN, "source"]
    for one in store.built_in_criteria():
        assert project.criteria_set(one.name) == one
    assert list(project.criteria_set(BUILT_IN).to_frame()) == list(CRITERION_KEYS)


def test_a_set_of_a_project_has_versions_that_stay(project):
    first = project.save_criteria("Lines", [SLOW, WIDE], "company standard 12")
    second = project.save_criteria("Lines", first.to_frame().assign(limit=["3 m/s", "80 mm"]), "company standard 13")
    assert (first.version, second.version) == (1, 2)
    assert project.criteria_set("Lines", 1) == first
    assert project.criteria_set("Lines") == second
    assert [row["source"] for row in first.criteria] == ["company standard 12", "ours"]
    assert [row["source"] for row in second.criteria] == ["company standard 12", "ours"]
    frame = project.criteria()
    assert not frame.loc["Lines", "is_built_in"]
    assert frame.loc["Lines", "author"] != ""
    record = project.audit().iloc[-1]
    assert (record["action"], record["row_count"]) == ("save criteria", 2)
    assert record["record"]["criteria"] == list(second.criteria)


def test_a_built_in_set_is_followed_by_the_projects_own(project, bench, types):
    own = project.save_criteria(BUILT_IN, [SLOW], "ours")
    assert own.version == 2
    assert project.criteria_set(BUILT_IN) == own
    assert project.criteria_set(BUILT_IN, 1) == next(one for one in store.built_in_criteria() if one.name == BUILT_IN)
    other = bench.create_project(f"Test {uuid4()}", "", [make_small_case(types)])
    assert other.criteria_set(BUILT_IN).version == 1
    assert "Lines" not in other.criteria().index


def test_what_there_is_not(project):
    with pytest.raises(NotFound, match="did you mean 'Gas lines, API RP 14E'"):
        project.criteria_set("Gas lines API RP14E")
    with pytest.raises(NotFound, match="has no version 7; it has 1"):
        project.criteria_set(BUILT_IN, 7)
    with pytest.raises(NotFound):
        project.criteria_set(BUILT_IN, True)


@pytest.mark.parametrize(
    ("criteria", "source", "words"),
    [
        ([], "ours", "no criterion"),
        ([SLOW], "", "no source"),
        ([SLOW, SLOW | {"property": "velocitty"}], "ours", "criterion 2.*velocity"),
        ([SLOW | {"limit": "2 barg"}], "ours", "criterion 1.*no unit of velocity"),
        ([SLOW | {"limit": 2.0}], "ours", "limit is 2.0; expected a text"),
        ([SLOW | {"bound": "max"}], "ours", "expected minimum or maximum"),
        ([{k: v for k, v in SLOW.items() if k != "limit"}], "ours", "has no limit"),
        ([SLOW | {"wher": "x"}], "ours", "has 'wher'"),
        ([SLOW | {"where": "diameter >"}], "ours", "cannot be read"),
    ],
)
def test_criteria_that_are_none_are_not_stored(project, criteria, source, words):
    with pytest.raises(InputError, match=words):
        project.save_criteria("Wrong", criteria, source)
    assert "Wrong" not in project.criteria().index


@pytest.mark.parametrize("name", ["", " a", "a\nb", "x" * 201])
def test_names_that_are_none(project, name):
    with pytest.raises(InputError, match="needs a name"):
        project.save_criteria(name, [SLOW], "ours")


def test_a_case_takes_a_set_and_keeps_it(project, case):
    project.save_criteria("Lines", [SLOW, WIDE], "company standard 12")
    assert case.use_criteria("Lines") == ["CR-001", "CR-002"]
    case.solve()
    case.commit("criteria")
    project.save_criteria("Lines", [SLOW | {"limit": "9 m/s"}], "company standard 13")
    again = project.revision().case("Design")
    assert rows(again, "set_name", "set_version", "limit", "source") == [
        ["Lines", 1, "2 m/s", "company standard 12"],
        ["Lines", 1, "50 mm", "ours"],
    ]
    found = again.checks()
    judged = found[found["criterion"] == "CR-001"]
    assert judged["passed"].tolist() == (again["PIPE"]["velocity"] <= 2.0).tolist()
    assert set(judged["set"]) == {"Lines, version 1"}
    project.revision().issue()
    assert project.revision().case("Design")["CRITERION"].equals(again["CRITERION"])


def test_a_newer_version_takes_the_place_of_the_older_one(project, case):
    project.save_criteria("Lines", [SLOW, WIDE], "ours")
    case.use_criteria("Lines")
    case.add("CRITERION", "CR-002a", **SLOW, source="my own")
    case.set("CR-001", limit="1 m/s")
    case.save()
    mach = SLOW | {"property": "mach_number", "limit": "0.7"}
    project.save_criteria("Lines", [WIDE | {"limit": "40 mm"}, mach, SLOW], "ours")
    assert case.use_criteria("Lines") == ["CR-002", "CR-003", "CR-001"]
    assert rows(case, "limit") == [["2 m/s"], ["40 mm"], ["0.7"], ["2 m/s"]]
    assert case["CRITERION"].index.tolist() == ["CR-002a", "CR-002", "CR-003", "CR-001"]
    changes = case.diff()
    assert changes.loc[changes["change"] == "added", "tag"].tolist() == ["CR-003"]
    assert "removed" not in set(changes["change"])  # the same criteria, changed
    case.undo()
    assert rows(case, "limit") == [["1 m/s"], ["50 mm"], ["2 m/s"]]
    case.redo()
    case.save()
    assert len(project.revision("A").case("Design")["CRITERION"]) == 4


def test_several_sets_stand_beside_each_other(project, case):
    case.use_criteria(BUILT_IN)
    tags = case.use_criteria("Liquid lines, common practice")
    assert tags == ["CR-003", "CR-004"]
    assert len(case["CRITERION"]) == 4
    case.check()


def test_a_set_can_be_made_of_the_criteria_of_a_case(project, case):
    case.use_criteria(BUILT_IN)
    case.set("CR-001", limit="4 m/s", source="ours")
    made = project.save_criteria("Mine", case["CRITERION"], "a case")
    assert (made.criteria[0]["limit"], made.criteria[0]["source"]) == ("4 m/s", "ours")
    assert all("set_name" not in row for row in made.criteria)


def test_a_built_in_set_that_changes_gets_the_next_version(bench, project, monkeypatch):
    name = f"Set {uuid4()}"
    project.save_criteria(name, [SLOW], "ours")
    for limit, version in (("2 m/s", 2), ("2 m/s", 2), ("4 m/s", 3)):
        changed = store.CriteriaSet(name, 1, "theirs", (SLOW | {"limit": limit, "source": "theirs"},))
        with monkeypatch.context() as patched:
            patched.setattr(store, "built_in_criteria", lambda changed=changed: (changed,))
            with open_connection(bench.workspace.server.owner_dsn) as connection, connection.transaction():
                connection.execute(f"SET LOCAL ROLE {DEFINER}")
                connection.execute("SET LOCAL workbench.migration = 'on'")
                store.register_criteria(connection)
        assert project.criteria_set(name, version).criteria == changed.criteria
        assert project.criteria_set(name).version == 1  # the project's own goes before


def test_texts_with_markup_are_escaped(project):
    made = project.save_criteria("Lines", [SLOW | {"description": "<script>x</script>"}], "ours")
    assert "<script>" not in made._repr_html_()
    assert "&lt;script&gt;" in made._repr_html_()
    assert isinstance(made.to_frame(), pd.DataFrame)
