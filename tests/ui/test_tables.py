from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.ui.fake_bench import cooling_water_case
from workbench.equipment import built_in_schemas
from workbench.model.schema import Field
from workbench.ui.display import UnitSystem
from workbench.ui.tables import ComponentTable, change_table, displayed_frame

TYPES = built_in_schemas()


def test_headers_carry_units_and_values_are_converted() -> None:
    case = cooling_water_case()
    case.solve()
    frame = displayed_frame(case["PIPE"], TYPES["PIPE"].results, UnitSystem())
    assert list(frame.columns)[:3] == ["Velocity [m/s]", "Flow [m3/h]", "Mass flow [kg/h]"]
    assert frame.index.name == "Tag"
    assert frame.loc["P-100", "Flow [m3/h]"] == 169.2
    inputs = displayed_frame(case["PIPE"], TYPES["PIPE"].fields, UnitSystem("us"))
    assert inputs.loc["P-100", "Diameter [inch]"] == 15.748
    assert inputs.loc["P-100", "Check valve"] == "no"


def test_rounding_is_by_significant_digits() -> None:
    case = cooling_water_case()
    case.solve()
    values = [0.0, 1.23456789e-12, 123456.789, -0.00098765432, np.nan, 1e-320, *[1.0] * 6]
    case["PIPE"]["velocity"] = values
    shown = displayed_frame(case["PIPE"], TYPES["PIPE"].results, UnitSystem())["Velocity [m/s]"].to_numpy()
    assert shown[:4] == pytest.approx([0.0, 1.2346e-12, 123460.0, -0.00098765], rel=1e-12)
    assert np.isnan(shown[4])
    assert case["PIPE"]["velocity"].iloc[1] == 1.23456789e-12


def test_a_click_tells_the_tag_of_the_unsorted_row() -> None:
    tags: list[str] = []
    table = ComponentTable(pd.DataFrame({"a": [3.0, 1.0]}, index=pd.Index(["P-1", "P-2"], name="Tag")), tags.append)
    table._clicked({"region": "body", "row": 1, "column": "a"})
    table._clicked({"region": "column-header", "row": 0, "column": "a"})
    table._clicked({"region": "body", "row": 9, "column": "a"})
    assert tags == ["P-2"]


def test_changes_are_in_displayed_units_and_escaped() -> None:
    case = cooling_water_case()
    case.set("P-101", diameter="6 inch")
    text = change_table(case.diff(), case.types, UnitSystem())
    assert "<td>P-101</td><td>Diameter</td><td>300 mm</td><td>152.4 mm</td>" in text
    rows = pd.DataFrame(
        [("input", "changed", "<img src=x>", "PIPE", "status", "<b>", None, "")],
        columns=["kind", "change", "tag", "type", "property", "old", "new", "unit"],
    )
    text = change_table(rows, case.types, UnitSystem())
    assert "<img" not in text
    assert "<b>" not in text


def test_no_change_is_said_in_words() -> None:
    case = cooling_water_case()
    assert "Nothing is changed" in change_table(case.diff(), case.types, UnitSystem())


def test_many_changes_are_counted() -> None:
    row = ("input", "changed", "P-1", "PIPE", "status", "open", "closed", "")
    rows = pd.DataFrame([row] * 450, columns=["kind", "change", "tag", "type", "property", "old", "new", "unit"])
    text = change_table(rows, TYPES, UnitSystem())
    assert "and 150 more" in text
    assert text.count("<tr>") == 301


def test_results_that_are_texts_are_shown_as_they_are() -> None:
    fields = {
        "orifice": Field.from_schema("orifice", {"type": "string"}),
        "area": Field.from_schema("area", {"type": "number", "dimension": "area"}),
    }
    frame = pd.DataFrame(
        {"orifice": pd.array(["J", None], dtype="str"), "area": [8.3e-4, np.nan]}, index=["PSV-1", "PSV-2"]
    )
    shown = displayed_frame(frame, fields, UnitSystem("metric"))
    assert shown["Orifice"].tolist() == ["J", ""]
    assert shown["Area [mm2]"].tolist()[0] == 830.0
    assert UnitSystem().with_unit("J", fields["orifice"]) == "J"
    assert UnitSystem().with_unit(np.nan, fields["orifice"]) == ""


def test_a_column_is_as_wide_as_its_header_or_its_texts_up_to_a_limit() -> None:
    frame = pd.DataFrame({"No": [1.0], "Reason": ["x" * 30], "Remark": ["x" * 300], "Long": ["x" * 400]}, index=["T-1"])
    widths = ComponentTable(frame, lambda tag: None).column_widths
    assert widths["No"] < widths["Reason"] < widths["Remark"] == widths["Long"]
    assert widths["Reason"] > 30 * 6
