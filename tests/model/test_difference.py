"""The difference of cases and revisions: frames, limits crossed, the table; no change where nothing changed."""

from __future__ import annotations

import re
from uuid import uuid4

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.equipment import built_in_schemas
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.model.diff import diff_snapshots
from workbench.model.difference import Difference, difference_of_cases, difference_of_revisions
from workbench.model.difference_table import CASES_SHOWN, ROWS_OF_A_KIND
from workbench.model.schema import TypeSchema

TYPES = built_in_schemas()


def pumped_case(name="Design"):
    """A tank, a pump and a pipe to a sink, with results as a calculation would write them."""
    case = build_case(
        name,
        TYPES,
        [
            ComponentRow("TANK", "T-1", {"elevation": 0, "level": "2 m", "minimum_level": "1 m", "maximum_level": 4}),
            ComponentRow("PUMP", "PU-1", {"curve": [["100 m3/h", "30 m"]], "elevation": 0}),
            ComponentRow("PIPE", "P-1", {"length": "120 m", "diameter": "4 inch", "roughness": "0.045 mm"}),
            ComponentRow("NODE", "J-1", {"elevation": 3}),
            ComponentRow("NODE", "J-2", {"elevation": 3}),
        ],
        [
            ("T-1", "outlet", "PU-1", "inlet"),
            ("PU-1", "outlet", "J-1", "port"),
            ("J-1", "port", "P-1", "inlet"),
            ("P-1", "outlet", "J-2", "port"),
        ],
    )
    case["NODE"]["pressure"] = [3e5, 2e5]
    case["PUMP"]["npsh_available"] = [5.0]
    case["PUMP"]["npsh_required"] = [2.0]
    case["PIPE"]["velocity"] = [1.0]
    return case


def with_history(case):
    case.assign_lineage({tag: uuid4() for tag in case.tags})
    return case


def copy_of(case):
    return Case.from_snapshot(case.name, case.types, case.state.copy())


@pytest.fixture
def pair():
    case = pumped_case()
    return case, copy_of(case)


# --- frames ----------------------------------------------------------------------------------------------------


def test_nothing_differs(pair):
    difference = difference_of_cases(*pair)
    assert not difference
    assert len(difference) == 0
    assert repr(difference) == "<Difference Design -> Design: nothing differs>"
    assert "Nothing differs." in difference._repr_html_()
    for part in ("cases", "components", "inputs", "settings", "topology", "results", "limits"):
        assert getattr(difference, part).empty
        assert "case" in getattr(difference, part).columns


def test_every_sort_of_difference():
    old = with_history(pumped_case())
    new = copy_of(old)
    new.set("P-1", diameter="6 inch", hazen_williams_coefficient=120)
    new.rename("J-2", "J-3")
    new.add("NODE", "J-9", elevation="7 m")
    new.set_settings(density=900)
    new.disconnect("P-1", "J-3")
    new["NODE"]["pressure"] = [3e5, 2.5e5, np.nan]
    difference = difference_of_cases(old, new)
    assert difference.inputs.values.tolist() == [
        ["Design", "P-1", "PIPE", "diameter", 0.1016, 0.1524, "m"],
        ["Design", "P-1", "PIPE", "hazen_williams_coefficient", None, 120.0, ""],
    ]
    assert difference.components[["change", "tag", "old", "new"]].values.tolist() == [
        ["renamed", "J-3", "J-2", "J-3"],
        ["added", "J-9", None, {"elevation": 7.0, "demand": 0.0}],
    ]
    assert difference.settings.values.tolist() == [["Design", "density", 998.2, 900.0, "kg/m3"]]
    assert difference.topology.values.tolist() == [["Design", "disconnected", "P-1.outlet to J-3.port"]]
    assert difference.results.values.tolist() == [["Design", "J-3", "NODE", "pressure", 2e5, 2.5e5, "Pa"]]
    assert difference.results["new"].dtype == np.float64
    assert len(difference) == len(difference.frame) == 7
    assert repr(difference) == (
        "<Difference Design -> Design: 1 component added, 1 component renamed, 2 inputs changed, 1 setting changed, "
        "1 connection changed, 1 result changed>"
    )


def test_renamed_without_history_is_removed_and_added():
    """Only the history of a component, not its looks, tells that it is the same one under another tag."""
    old, new = pumped_case(), pumped_case()
    new.rename("J-2", "J-3")
    assert sorted(difference_of_cases(old, new).components["change"]) == ["added", "removed"]


def test_cases_of_two_projects_are_matched_by_tag():
    old, new = with_history(pumped_case()), with_history(pumped_case("Other"))
    assert not difference_of_cases(old, new)
    new.set("P-1", length="130 m")
    assert difference_of_cases(old, new).inputs["new"].tolist() == [130.0]
    new.rename("P-1", "p-1")
    difference = difference_of_cases(old, new)
    assert difference.components["change"].tolist() == ["renamed"]
    assert difference.inputs["tag"].tolist() == ["p-1"]
    assert difference.topology.empty


def test_another_type_under_the_same_tag_and_history():
    old = with_history(pumped_case())
    new = copy_of(old)
    kept = dict(new.state.lineage)
    new.remove("J-2")
    new.add("SINK", "J-2", elevation=3, delivery_flow=0)
    new.connect("P-1", "J-2")
    new.assign_lineage(kept)
    difference = difference_of_cases(old, new)
    assert difference.components[["change", "old", "new"]].values.tolist() == [["changed", "NODE", "SINK"]]
    assert set(difference.inputs["property"]) == {"demand", "delivery_flow"}
    assert difference.topology.empty


def test_revisions_with_cases_added_and_removed():
    design, turndown, start = pumped_case(), pumped_case("Turndown"), pumped_case("Start-up")
    changed = copy_of(design)
    changed.set("P-1", length=1)
    difference = difference_of_revisions(
        {"Design": design, "Turndown": turndown},
        {"Design": changed, "Start-up": start},
        old_name="A",
        new_name="B",
    )
    assert difference.cases.values.tolist() == [["Turndown", "removed"], ["Start-up", "added"]]
    assert difference.inputs["case"].tolist() == ["Design"]
    assert difference.components.empty
    assert repr(difference) == "<Difference A -> B: 1 case added, 1 case removed, 1 input changed>"
    assert not Difference({"Design": (None, TYPES)}, {"Design": (None, TYPES)})


def test_versions_of_a_type_with_other_properties():
    def version(number, *names):
        properties = {name: {"type": "number", "dimension": "length"} for name in names}
        return {"T": TypeSchema("T", number, {"properties": properties, "additionalProperties": False})}

    old, new = Case("Design", version(1, "a", "b")), Case("Design", version(2, "a", "c"))
    old.add("T", "X-1", a=1, b=2)
    new.add("T", "X-1", a=1, c="2 ft")
    assert difference_of_cases(old, new).inputs[["property", "old", "new", "unit"]].values.tolist() == [
        ["b", 2.0, None, "m"],
        ["c", None, 0.6096, "m"],
    ]


# --- limits ----------------------------------------------------------------------------------------------------


def test_limit_crossed_and_back_within(pair):
    old, new = pair
    new["PUMP"]["npsh_available"] = [1.5]
    (row,) = difference_of_cases(old, new).limits.itertuples(index=False)
    assert (row.change, row.tag, row.property, row.old, row.new) == ("crossed", "PU-1", "npsh_available", 5.0, 1.5)
    assert (row.unit, row.bound, row.limit) == ("m", "minimum", 2.0)
    (row,) = difference_of_cases(new, old).limits.itertuples(index=False)
    assert (row.change, row.old, row.new) == ("back within", 1.5, 5.0)


def test_limit_that_moved_is_crossed_too(pair):
    old, new = pair
    new["PUMP"]["npsh_required"] = [6.0]
    (row,) = difference_of_cases(old, new).limits.itertuples(index=False)
    assert (row.change, row.old, row.new, row.limit) == ("crossed", 5.0, 5.0, 6.0)


def test_liquid_that_boils_by_pressure_or_by_setting(pair):
    old, new = pair
    new["NODE"]["pressure"] = [3e5, 2000.0]
    assert difference_of_cases(old, new).limits["tag"].tolist() == ["J-2"]
    hotter = copy_of(old)
    hotter.set_settings(vapour_pressure="2.5 bara")
    (row,) = difference_of_cases(old, hotter).limits.itertuples(index=False)
    assert (row.tag, row.bound, row.limit) == ("J-2", "minimum", 2.5e5)


def test_tank_level_is_watched_without_a_calculation():
    old, new = pumped_case(), pumped_case()
    for case in (old, new):
        for code, frame in case.state.frames.items():
            case.state.frames[code] = frame[list(TYPES[code].fields)]
    new.set("T-1", level="5 m")
    (row,) = difference_of_cases(old, new).limits.itertuples(index=False)
    assert (row.change, row.tag, row.property, row.bound, row.limit) == ("crossed", "T-1", "level", "maximum", 4.0)


def test_no_limit_is_crossed_by_what_did_not_move(pair):
    old, new = pair
    for case in pair:
        case["PUMP"]["npsh_available"] = [2.0]
    new["PUMP"]["npsh_available"] = [2.0 - 1e-12]
    assert difference_of_cases(old, new).limits.empty
    for case in pair:
        case["PUMP"]["npsh_available"] = [1.0]
    assert difference_of_cases(old, new).limits.empty
    new["PUMP"]["npsh_required"] = [np.nan]
    assert difference_of_cases(old, new).limits["change"].tolist() == ["back within"]


def test_limits_of_results_need_results_on_both_sides(pair):
    old, new = pair
    new["PUMP"]["npsh_available"] = [1.0]
    for code, frame in old.state.frames.items():
        old.state.frames[code] = frame[list(TYPES[code].fields)]
    assert not difference_of_cases(old, new)


def test_pump_that_is_new_and_cavitates(pair):
    old, new = pair
    new.add("PUMP", "PU-2", power="1 kW")
    new["PUMP"]["npsh_available"] = [5.0, 1.0]
    new["PUMP"]["npsh_required"] = [2.0, 2.0]
    (row,) = difference_of_cases(old, new).limits.itertuples(index=False)
    assert (row.tag, row.change, row.new) == ("PU-2", "crossed", 1.0)
    assert np.isnan(row.old)
    assert difference_of_cases(new, old).limits.empty


def test_limit_rows_of_the_long_frame(pair):
    old, new = pair
    new["PUMP"]["npsh_available"] = [1.5]
    rows = diff_snapshots(old.state, new.state, TYPES)
    assert rows[["kind", "change", "tag"]].values.tolist() == [
        ["limit", "crossed", "PU-1"],
        ["result", "changed", "PU-1"],
    ]
    assert diff_snapshots(old.state, new.state, TYPES, results=False).empty


ELEMENTS = {"style", "div", "h4", "table", "caption", "tbody", "tr", "th", "td", "bdi", "code"}


# --- the table -------------------------------------------------------------------------------------------------


def texts(html):
    """Return the visible text of a table, cells joined by blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)).strip()


def test_table_has_units_titles_and_limits_first(pair):
    old, new = pair
    new.set("P-1", diameter="6 inch")
    new["PUMP"]["npsh_available"] = [1.5]
    new.set("PU-1", curve=[["100 m3/h", "32 m"]])
    html = difference_of_cases(old, new)._repr_html_()
    text = texts(html)
    assert "P-1 Diameter 101.6 mm &rarr; 152.4 mm" in text
    assert "PU-1 NPSH available 5 m &rarr; 1.5 m beyond the minimum of 2 m" in text
    assert "PU-1 Curve 100 m3/h, 30 m &rarr; 100 m3/h, 32 m" in text
    assert text.index("Limits crossed") < text.index("Inputs") < text.index("Results")
    assert "wb-difference-beyond" in html.split("</style>")[1]
    assert "var(--jp-error-color1" in html


def test_table_shows_digits_until_the_values_differ(pair):
    old, new = pair
    new.set("P-1", length=120.00000001)
    assert "120 m &rarr; 120.00000001 m" in texts(difference_of_cases(old, new)._repr_html_())


def test_gauge_pressures_by_the_atmosphere_of_each_case():
    old, new = pumped_case(), pumped_case()
    old.add("SINK", "S-1", elevation=0, delivery_pressure=2e5)
    new.set_settings(atmospheric_pressure="0.9 bara")
    new.add("SINK", "S-1", elevation=0, delivery_pressure=1.9e5)
    text = texts(difference_of_cases(old, new)._repr_html_())
    assert "S-1 Delivery pressure 0.9868 barg &rarr; 1 barg" in text
    assert "Atmospheric pressure 1.013 bara &rarr; 0.9 bara" in text


def test_table_escapes_every_text():
    hostile = "<script>alert('x')</script>\"&"
    schema = TypeSchema("X", 1, {"properties": {hostile: {"type": "string", "title": hostile}}})
    old, new = Case(hostile, {"X": schema}), Case(hostile, {"X": schema})
    for case, value in ((old, "a"), (new, hostile)):
        case.add("X", "X-1", **{hostile: value})
        case.state.frames["X"].index = pd.Index([hostile], dtype="str", name="tag")
    new.add("X", "X-2", **{hostile: hostile})
    new.set_settings(fluid=hostile)
    html = difference_of_revisions({hostile: old}, {hostile: new}, old_name=hostile, new_name="B")._repr_html_()
    assert "<script" not in html
    assert "alert('x')" not in html
    assert html.count("&lt;script&gt;") >= 6
    assert set(re.findall(r"<(\w+)", html)) <= ELEMENTS


def test_table_is_capped_and_says_so():
    old = build_case("Design", TYPES, [ComponentRow("NODE", f"J-{k}", {"elevation": 0.0}) for k in range(200)], [])
    new = copy_of(old)
    new["NODE"]["elevation"] = 1.0
    text = texts(difference_of_cases(old, new)._repr_html_())
    assert text.count("Elevation") == ROWS_OF_A_KIND
    assert f"and {200 - ROWS_OF_A_KIND} more: the attribute inputs holds them all." in text
    names = [f"C-{k}" for k in range(CASES_SHOWN + 5)]
    many = difference_of_revisions(dict.fromkeys(names, old), dict.fromkeys(names, new))
    assert "and 5 more cases: the attribute frame holds them all." in texts(many._repr_html_())


def test_frames_handed_out_are_copies(pair):
    old, new = pair
    new.set("P-1", length=1)
    difference = difference_of_cases(old, new)
    for handed_out in (difference.frame, difference.inputs):
        handed_out["tag"] = ""
    assert difference.frame["tag"].tolist() == difference.inputs["tag"].tolist() == ["P-1"]


# --- properties ------------------------------------------------------------------------------------------------

METRES = st.floats(0.01, 1e3)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.sampled_from(["P-1", "P-2"]), st.just("length"), METRES),
        st.tuples(st.just("set"), st.sampled_from(["P-1", "P-2"]), st.just("roughness"), METRES.map(lambda x: x / 1e3)),
        st.tuples(st.just("set"), st.sampled_from(["P-1", "P-2"]), st.just("roughness"), st.none()),
        st.tuples(st.just("set"), st.just("P-1"), st.just("status"), st.sampled_from(["open", "closed"])),
        st.tuples(st.just("set"), st.just("P-2"), st.just("check_valve"), st.booleans()),
        st.tuples(st.just("set"), st.just("J-1"), st.just("demand"), st.floats(-1, 1)),
        st.tuples(
            st.just("set"),
            st.just("PU-1"),
            st.just("curve"),
            st.lists(METRES, min_size=1, max_size=3).map(lambda flows: [[flow, 30.0] for flow in flows]),
        ),
        st.tuples(st.just("settings"), st.just(""), st.just("density"), st.floats(1, 2000)),
    ),
    max_size=8,
)


def base_case():
    return build_case(
        "Design",
        TYPES,
        [
            ComponentRow("PIPE", "P-1", {"length": 1, "diameter": 0.1}),
            ComponentRow("PIPE", "P-2", {"length": 2, "diameter": 0.1, "roughness": 1e-5}),
            ComponentRow("NODE", "J-1", {"elevation": 0}),
            ComponentRow("PUMP", "PU-1", {"curve": [[0.01, 30]]}),
        ],
        [("PU-1", "outlet", "P-1", "inlet"), ("P-1", "outlet", "J-1", "port"), ("J-1", "port", "P-2", "inlet")],
    )


def edited(edits):
    case = base_case()
    for what, tag, name, value in edits:
        if what == "set":
            case.set(tag, **{name: value})
        else:
            case.set_settings(**{name: value})
    return case


def reordered(case, random):
    """The same case with rows, columns, types, connections and settings in another order."""
    state = case.state.copy()
    codes = list(state.frames)
    random.shuffle(codes)
    for code in codes:
        frame = state.frames.pop(code)
        rows, columns = list(range(len(frame))), list(frame.columns)
        random.shuffle(rows)
        random.shuffle(columns)
        state.frames[code] = frame.iloc[rows][columns]
    links = list(range(len(state.connections)))
    random.shuffle(links)
    state.connections = state.connections.iloc[links].reset_index(drop=True)
    names = list(state.settings)
    random.shuffle(names)
    state.settings = {name: state.settings[name] for name in names}
    return Case.from_snapshot(case.name, case.types, state)


@settings(deadline=None)
@given(EDITS, st.randoms(use_true_random=False))
def test_order_is_no_difference(edits, random):
    case = edited(edits)
    other = reordered(case, random)
    assert case.digest == other.digest
    assert not difference_of_cases(case, other)


@settings(deadline=None)
@given(EDITS, EDITS, st.randoms(use_true_random=False))
def test_inverse_swaps_old_and_new(first, second, random):
    old, new = edited(first), reordered(edited(second), random)
    there, back = difference_of_cases(old, new), difference_of_cases(new, old)
    swapped = back.inputs.rename(columns={"old": "new", "new": "old"})[list(there.inputs.columns)]
    order = ["tag", "property"]
    pd.testing.assert_frame_equal(there.inputs.sort_values(order), swapped.sort_values(order), check_index_type=False)
    assert there.settings["old"].tolist() == back.settings["new"].tolist()


@settings(deadline=None)
@given(EDITS, EDITS)
def test_changed_inputs_make_the_one_case_the_other(first, second):
    old, new = edited(first), edited(second)
    difference = difference_of_cases(old, new)
    assert bool(difference) == (old.digest != new.digest)
    for row in difference.inputs.itertuples(index=False):
        old.set(row.tag, **{row.property: row.new})
    for row in difference.settings.itertuples(index=False):
        old.set_settings(**{row.property: row.new})
    assert old.digest == new.digest


@pytest.mark.parametrize("text", ["6 inch", "152.4 mm", "0.1524 m", '6"', "15.24 cm", 0.1524])
def test_spelling_of_a_quantity_is_no_difference(text):
    old, new = base_case(), base_case()
    old.set("P-1", diameter="6 inch")
    new.set("P-1", diameter=text)
    assert not difference_of_cases(old, new)


def test_column_types_are_no_difference(pair):
    old, new = pair
    new["TANK"]["level"] = [2]
    new["NODE"]["elevation"] = np.array([3, 3], dtype=np.int32)
    new["PUMP"]["curve"] = [tuple(tuple(point) for point in old["PUMP"]["curve"].iloc[0])]
    assert not difference_of_cases(old, new)
