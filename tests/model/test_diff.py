"""Differences between two states: inputs, topology, renamed components, results."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.model.diff import changed_names, diff_snapshots


def differences(case):
    return diff_snapshots(case.base, case.state, case.types)


def test_nothing_changed(small_case):
    assert differences(small_case).empty
    small_case.set("P-101", length="120 m")
    small_case.move("J-1", 3, 3)
    assert differences(small_case).empty


def test_changed_input_with_unit(small_case):
    small_case.set("P-101", diameter="6 inch")
    (row,) = differences(small_case).itertuples(index=False)
    assert (row.kind, row.change, row.tag, row.property) == ("input", "changed", "P-101", "diameter")
    assert (row.old, row.new, row.unit) == (0.1016, 0.1524, "m")


def test_optional_value_added_and_setting(small_case):
    small_case.set("P-101", hazen_williams_coefficient=120)
    small_case.set_settings(density=1000)
    rows = differences(small_case).set_index("property")
    assert rows.loc["hazen_williams_coefficient", "old"] is None
    assert rows.loc["hazen_williams_coefficient", "new"] == 120.0
    assert rows.loc["density", "unit"] == "kg/m3"


def test_added_removed_connected(small_case):
    small_case.add("NODE", "J-9", elevation=0)
    small_case.add("PIPE", "P-9", length=1, diameter=0.1, roughness=0)
    small_case.connect("J-1", "P-9")
    small_case.connect("P-9", "J-9")
    small_case.remove("P-102")
    rows = differences(small_case)
    assert sorted(rows[rows["change"] == "added"]["tag"]) == ["J-9", "P-9"]
    assert list(rows[rows["change"] == "removed"]["tag"]) == ["P-102"]
    assert (rows["change"] == "connected").sum() == 2
    assert (rows["change"] == "disconnected").sum() == 2


def test_renamed_is_the_same_component(small_case):
    small_case.add("NODE", "J-9", elevation=0)
    small_case.rebase()
    small_case.rename("J-9", "J-10")
    (row,) = differences(small_case).itertuples(index=False)
    assert (row.change, row.old, row.new) == ("renamed", "J-9", "J-10")


def test_another_component_of_the_same_tag_is_not_the_same(small_case):
    small_case.add("NODE", "J-9", elevation=0)
    small_case.rebase()
    small_case.remove("J-9")
    small_case.add("NODE", "J-9", elevation=5)
    rows = differences(small_case)
    assert set(rows["change"]) == {"added", "removed"}


def test_results_within_rounding_are_equal(small_case):
    small_case["PIPE"]["velocity"] = [1.0, 2.0, np.nan]
    small_case.rebase()
    small_case["PIPE"]["velocity"] = [1.0 + 1e-12, 2.5, np.nan]
    (row,) = differences(small_case).itertuples(index=False)
    assert (row.kind, row.tag, row.property, row.old, row.new, row.unit) == (
        "result",
        "P-102",
        "velocity",
        2.0,
        2.5,
        "m/s",
    )


def test_changed_names(small_case):
    small_case.set("P-101", diameter="6 inch")
    small_case.remove("P-102")
    assert changed_names(differences(small_case))[:2] == ["P-101.diameter", "P-102 (removed)"]
    assert changed_names(pd.DataFrame(columns=differences(small_case).columns)) == []
