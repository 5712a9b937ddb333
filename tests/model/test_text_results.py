"""Results that are texts: in frames, through edits and undo, compared, merged, shown."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
import pandas as pd
import pytest

from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol
from workbench.errors import InputError
from workbench.model.case import Case
from workbench.model.diff import diff_snapshots
from workbench.model.difference import difference_of_cases
from workbench.model.merge import merge_snapshots
from workbench.model.run_record import RunRecord
from workbench.model.schema import TypeSchema
from workbench.model.upgrade import link_versions

RELIEF = ComponentType(
    "RELIEF",
    "Relief valve",
    "",
    parameters=(Parameter("set_pressure", "Set pressure.", dimension="pressure", required=True),),
    ports=(),
    results=(
        Result("area", "Required area.", "area"),
        Result("orifice", "Letter of API 526.", kind="text", title="Selected orifice"),
        Result("scenario", "Governing scenario.", kind="text"),
    ),
    symbol=Symbol("none"),
)


def record(digest: str = "0" * 64) -> RunRecord:
    moment = "2026-01-01T00:00:00+00:00"
    return RunRecord(uuid4(), digest, "test", "1", {}, moment, moment)


def results(orifice: object = ("J", None), scenario: object = ("fire", "blocked outlet")) -> dict[str, pd.DataFrame]:
    columns = {"area": [8e-4, 2e-4], "orifice": list(orifice), "scenario": list(scenario)}
    return {"RELIEF": pd.DataFrame(columns, index=pd.Index(["PSV-1", "PSV-2"], dtype="str", name="tag"))}


@pytest.fixture
def case() -> Case:
    made = Case("Design", {"RELIEF": RELIEF.schema})
    made.add("RELIEF", "PSV-1", set_pressure="10 barg")
    made.add("RELIEF", "PSV-2", set_pressure="5 barg")
    return made


def solved(case: Case, *texts: object) -> Case:
    case.put_results(results(*texts), record(case.digest))
    return case


def test_the_schema_of_a_text_is_that_of_a_bounded_string():
    assert RELIEF.json_schema()["results"]["orifice"] == {
        "type": "string",
        "maxLength": 1000,
        "title": "Selected orifice",
        "description": "Letter of API 526.",
    }


def test_a_column_of_texts_is_of_texts_whatever_the_calculation_left_there(case):
    for absent in (None, np.nan, pd.NA):
        frame = solved(case, ["J", absent])["RELIEF"]
        assert [str(dtype) for dtype in frame[["area", "orifice"]].dtypes] == ["float64", "str"]
        assert frame["orifice"].tolist()[0] == "J"
        assert pd.isna(frame.loc["PSV-2", "orifice"])


def test_a_text_that_is_not_calculated_at_all_is_absent(case):
    case.put_results({"RELIEF": results()["RELIEF"][["area"]]}, record())
    assert case["RELIEF"]["orifice"].isna().all()
    assert str(case["RELIEF"]["orifice"].dtype) == "str"


def test_results_of_another_order_and_of_some_components(case):
    part = results()["RELIEF"].iloc[[0]]
    case.put_results({"RELIEF": part}, record())
    frame = case["RELIEF"]
    assert frame["orifice"].tolist()[0] == "J"
    assert frame.loc["PSV-2", ["area", "orifice", "scenario"]].isna().all()
    assert str(frame["scenario"].dtype) == "str"


def test_edits_undo_and_checks_keep_the_texts(case):
    solved(case)
    case.add("RELIEF", "PSV-3", set_pressure="3 barg")
    assert str(case["RELIEF"]["orifice"].dtype) == "str"
    assert case["RELIEF"]["scenario"].tolist()[:2] == ["fire", "blocked outlet"]
    assert case.is_stale
    case.undo()
    case.check()
    assert not case.is_stale
    assert case["RELIEF"]["scenario"].tolist() == ["fire", "blocked outlet"]
    case.set("PSV-1", set_pressure="9 barg")
    assert case["RELIEF"].loc["PSV-1", "orifice"] == "J"


def test_a_frame_that_lost_its_types_gets_them_back(case):
    solved(case)
    case["RELIEF"]["orifice"] = case["RELIEF"]["orifice"].astype(object)
    case["RELIEF"]["set_pressure"] = [1100000, 600000]
    case.check()
    assert [str(dtype) for dtype in case["RELIEF"].dtypes] == ["float64", "float64", "str", "str"]
    assert case["RELIEF"]["orifice"].tolist()[0] == "J"


def test_numbers_where_a_text_belongs_are_refused_and_texts_where_a_number_belongs(case):
    solved(case)
    for name, values in (("orifice", [1.0, 2.0]), ("area", ["J", "K"])):
        held = case["RELIEF"][name].copy()
        case["RELIEF"][name] = values
        with pytest.raises(InputError, match=f"{name} is a result of the calculation"):
            case.check()
        case["RELIEF"][name] = held


def test_texts_are_no_part_of_the_digest(case):
    before = case.digest
    solved(case)
    assert case.digest == before


def test_a_changed_text_is_a_changed_result(case):
    old = solved(case).state.copy()
    solved(case, ["K", "D"])
    changes = diff_snapshots(old, case.state, case.types)
    assert changes[["kind", "tag", "property", "old", "new", "unit"]].to_numpy().tolist() == [
        ["result", "PSV-1", "orifice", "J", "K", ""],
        ["result", "PSV-2", "orifice", None, "D", ""],
    ]
    case["RELIEF"].loc["PSV-1", "area"] = 9e-4
    rows = diff_snapshots(old, case.state, case.types)
    assert rows.loc[rows["property"] == "area", ["old", "new"]].to_numpy().tolist() == [[8e-4, 9e-4]]


def test_a_difference_shows_texts_escaped_and_numbers_stay_numbers(case):
    other = Case.from_snapshot("Other", case.types, solved(case).state.copy())
    solved(other, ["<b>K", None])
    difference = difference_of_cases(case, other)
    assert difference.results[["old", "new"]].to_numpy().tolist() == [["J", "<b>K"]]
    shown = difference._repr_html_()
    assert "Selected orifice" in shown
    assert "&lt;b&gt;K" in shown
    assert "<b>K" not in shown
    numbers = results()["RELIEF"].assign(area=[7e-4, 2e-4])
    other.put_results({"RELIEF": numbers}, record())
    assert difference_of_cases(case, other).results["old"].dtype == np.float64


def test_a_merge_keeps_the_texts_that_belong_to_its_inputs(case):
    base = case.state.copy()
    solved(case)
    merged = merge_snapshots(base, case.state, base.copy(), case.types)
    assert merged.state.frames["RELIEF"]["orifice"].tolist()[0] == "J"
    assert str(merged.state.frames["RELIEF"]["orifice"].dtype) == "str"


def test_a_result_that_becomes_a_text_in_a_newer_version_is_not_kept(case):
    solved(case)
    definition = RELIEF.json_schema()
    newer = {**definition, "results": {**definition["results"], "area": {"type": "string"}}}
    newest = link_versions([case.types["RELIEF"], TypeSchema("RELIEF", 2, newer)])
    assert newest["RELIEF"].version == 2
    try:
        case.upgrade("RELIEF")
    finally:
        del RELIEF.schema.successor
    assert list(case["RELIEF"]) == ["set_pressure", "orifice", "scenario"]
    case.check()


def test_texts_are_written_to_a_table_of_text_and_read_again(case, tmp_path):
    file = tmp_path / "relief.csv"
    solved(case)["RELIEF"].to_csv(file)
    read = pd.read_csv(file, index_col="tag", dtype={"orifice": "str"})
    assert read["orifice"].tolist()[0] == "J"
    assert pd.isna(read.loc["PSV-2", "orifice"])
