"""Criteria of a case: what they judge, by which limit, and what they refuse to say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.model.condition import holds, parse_condition
from workbench.model.criteria import CHECK_COLUMNS, _holds
from workbench.model.schema import TypeSchema
from workbench.services.run import run_case

VELOCITY = {
    "component_type": "PIPE", "property": "velocity", "bound": "maximum", "limit": "1 m/s", "source": "common practice"
}  # fmt: skip


@pytest.fixture
def case(small_case):
    run_case(small_case)
    return small_case


def of_criteria(case):
    found = case.checks()
    return found[found["criterion"] != ""].set_index("tag")


def test_each_component_of_the_type_is_judged_with_value_limit_and_source(case):
    case.add("CRITERION", "CR-1", **VELOCITY, set_name="Lines", set_version=3)
    found = of_criteria(case)
    assert list(case.checks()) == list(CHECK_COLUMNS)
    assert list(found.index) == ["P-101", "P-102", "P-103"]
    velocity = case["PIPE"]["velocity"]
    assert found["value"].tolist() == velocity.tolist()
    assert found["passed"].tolist() == (velocity <= 1.0).tolist()
    assert not found["passed"].all()
    assert found["passed"].any() or velocity.min() > 1.0
    row = found.loc["P-101"]
    assert (row["limit"], row["unit"], row["bound"], row["criterion"]) == (1.0, "m/s", "maximum", "CR-1")
    assert (row["source"], row["set"]) == ("common practice", "Lines, version 3")


def test_limits_that_types_declare_are_among_them(case):
    found = case.checks()
    declared = found[found["criterion"] == ""].set_index(["tag", "property"])
    assert declared.loc[("J-1", "pressure"), "limit"] == case.settings["vapour_pressure"]
    assert declared.loc[("J-1", "pressure"), "passed"]
    case.set_settings(vapour_pressure="50 bara")
    run_case(case)
    declared = case.checks().set_index(["tag", "property"])
    assert not declared.loc[("J-1", "pressure"), "passed"]


@pytest.mark.parametrize(
    ("limit", "si"),
    [("10 ft/s", 3.048), ("3", 3.0), ("300 cm/s", 3.0)],
)
def test_a_limit_is_converted_from_its_unit(case, limit, si):
    case.add("CRITERION", "CR-1", **VELOCITY | {"limit": limit})
    assert of_criteria(case)["limit"].tolist() == [pytest.approx(si)] * 3


def test_a_gauge_pressure_is_relative_to_the_atmosphere_of_the_case(case):
    about = {"property": "inlet_pressure", "limit": "1 barg", "bound": "maximum"}
    case.add("CRITERION", "CR-1", **VELOCITY | about)
    case.set_settings(atmospheric_pressure="0.9 bara")
    assert of_criteria(case)["limit"].tolist() == [190e3] * 3


def test_a_limit_may_be_another_number_of_the_component_or_a_setting(case):
    pressures = {"property": "inlet_pressure", "bound": "minimum"}
    case.add("CRITERION", "CR-1", **VELOCITY | pressures | {"limit": "outlet_pressure"})
    case.add("CRITERION", "CR-2", **VELOCITY | pressures | {"limit": "settings.vapour_pressure"})
    found = of_criteria(case)
    first, second = found[found["criterion"] == "CR-1"], found[found["criterion"] == "CR-2"]
    assert first["limit"].tolist() == case["PIPE"]["outlet_pressure"].tolist()
    assert second["limit"].tolist() == [case.settings["vapour_pressure"]] * 3


def test_flows_and_velocities_are_judged_by_their_magnitude(case):
    forwards = of_criteria_of(case, VELOCITY)
    backwards = case.connections.copy()
    for source, target in (("T-1", "J-1"),):
        case.disconnect("P-101", source)
        case.disconnect("P-101", target)
        case.connect("J-1", "P-101.inlet")
        case.connect("P-101.outlet", "T-1")
    assert not case.connections.equals(backwards)
    run_case(case)
    assert case["PIPE"].loc["P-101", "velocity"] < 0
    found = of_criteria(case)
    assert found.loc["P-101", "value"] == pytest.approx(forwards.loc["P-101", "value"])
    assert found.loc["P-101", "passed"] == forwards.loc["P-101", "passed"]


def of_criteria_of(case, about):
    case.add("CRITERION", "CR-1", **about)
    return of_criteria(case)


def test_a_condition_chooses_the_components(case):
    found = of_criteria_of(case, VELOCITY | {"where": "diameter > 90 mm"})
    assert list(found.index) == ["P-101"]
    case.set("CR-1", where="diameter > 9 m")
    assert of_criteria(case).empty


def test_what_is_absent_has_not_passed(case):
    mach = VELOCITY | {"property": "mach_number", "limit": "0.7"}
    found = of_criteria_of(case, mach)  # of a gas only
    assert found["passed"].isna().all()
    assert found["value"].isna().all()
    case.set("CR-1", property="velocity", limit="inlet_velocity")
    assert of_criteria(case)["passed"].isna().all()


def test_a_condition_on_a_result_that_is_absent_is_not_known(case):
    found = of_criteria_of(case, VELOCITY | {"where": "mach_number < 0.3"})
    assert len(found) == 3
    assert found["passed"].isna().all()
    case.set("CR-1", where="mach_number < 0.3 and diameter > 90 mm")  # false whatever the number is
    assert list(of_criteria(case).index) == ["P-101"]
    case.set("CR-1", where="mach_number is missing and hazen_williams_coefficient > 100")
    assert of_criteria(case).empty


def test_results_that_are_out_of_date_have_not_passed(case):
    case.add("CRITERION", "CR-1", **VELOCITY)
    case.add("CRITERION", "CR-2", **VELOCITY | {"property": "diameter", "bound": "minimum", "limit": "50 mm"})
    assert of_criteria(case)["passed"].notna().all()
    case.set("P-101", length="121 m")
    found = of_criteria(case)
    assert found.loc[found["property"] == "velocity", "passed"].isna().all()
    assert found.loc[found["property"] == "diameter", "passed"].all()


def test_before_a_calculation_nothing_has_passed(small_case):
    found = of_criteria_of(small_case, VELOCITY)
    assert len(found) == 3
    assert found["passed"].isna().all()


def test_a_criterion_makes_no_result_stale(case):
    digest = case.digest
    case.add("CRITERION", "CR-1", **VELOCITY)
    assert not case.is_stale
    assert case.digest != digest  # it is stored with the case, and seen in its history
    case.set("CR-1", limit="5 m/s")
    assert not case.is_stale
    run_case(case)
    assert not case.is_stale
    case.remove("CR-1")
    assert not case.is_stale
    case.set("P-101", length="121 m")
    assert case.is_stale


def test_a_value_at_its_limit_has_passed(case):
    about = VELOCITY | {"property": "diameter", "limit": "4 inch"}
    assert of_criteria_of(case, about).loc["P-101", "passed"]


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({"component_type": "PIPES"}, "component_type", "no such type; did you mean 'PIPE'"),
        ({"property": "velocitty"}, "property", "velocity"),
        ({"property": "status"}, "property", "is no number"),
        ({"limit": "3 barg"}, "limit", "is no unit of velocity"),
        ({"limit": "pressure_drop"}, "limit", "pressure difference"),
        ({"limit": "velocitty"}, "limit", "velocity"),
        ({"limit": "status"}, "limit", "is no number"),
        ({"where": "diameter >"}, "where", "cannot be read"),
        ({"where": "diameter > 1 barg"}, "where", "diameter"),
    ],
)
def test_a_criterion_that_is_none_is_refused(case, changes, name, words):
    case.add("CRITERION", "CR-1", **VELOCITY | changes)
    for refuse in (case.check, case.checks):
        with pytest.raises(InputError, match=words) as caught:
            refuse()
        assert caught.value.path == ("CR-1", name)


def test_a_property_that_a_newer_version_has_is_told(types, small_case):
    definition = dict(types["PIPE"].definition, results={})
    old, new = TypeSchema("PIPE", 3, definition), TypeSchema("PIPE", 4, types["PIPE"].definition)
    old.successor = new
    case = small_case
    case.state.types = {**case.types, "PIPE": old}
    case.add("CRITERION", "CR-1", **VELOCITY)
    with pytest.raises(InputError, match=r"came with version 4: case.upgrade\('PIPE'\)"):
        case.checks()


CONDITIONS = st.recursive(
    st.sampled_from(
        [
            "diameter > 90 mm", "length <= 100 m", "status == 'open'", "status != 'open'", "check_valve == true",
            "roughness is missing", "manning_coefficient is given", "manning_coefficient < 1", "fittings == 'x'",
            "status in ('closed', 'open')", "velocity > 1 m/s", "material not in ('steel')",
        ]
    ),
    lambda inner: st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})")
    | inner.map("not ({})".format),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(text=CONDITIONS)
def test_for_all_components_at_once_a_condition_says_what_it_says_of_each(types, text):
    schema = types["PIPE"]
    frame = pd.DataFrame(
        {
            "length": [120.0, 100.0, 20.0],
            "diameter": [0.1, 0.08, np.nan],
            "manning_coefficient": [np.nan, 0.01, np.nan],
            "roughness": [1e-5, np.nan, np.nan],
            "check_valve": pd.array([True, False, None], dtype="boolean"),
            "status": pd.array(["open", "closed", None], dtype="str"),
            "fittings": pd.array(["x", None, "y"], dtype="str"),
            "velocity": [0.5, 1.5, 2.5],
        },
        index=["A", "B", "C"],
    )
    tree = parse_condition(text, schema)
    found, known = _holds(tree, frame)
    assert known.all()
    rows = [{k: v for k, v in row.items() if not pd.isna(v)} for row in frame.to_dict("records")]
    stored = [{**row, "results": {"velocity": row.pop("velocity")}} for row in rows]
    assert found.tolist() == [holds(tree, row) for row in stored]
