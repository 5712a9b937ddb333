"""What a calculation assumed is kept once for all components that it holds for, and an input is never replaced."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.model.assumptions import Assumptions


def test_only_what_is_absent_is_filled_and_noted():
    frame = pd.DataFrame({"discharge_coefficient": [0.0, np.nan, 0.9, np.nan]}, index=["A", "B", "C", "D"])
    assumed = Assumptions()
    filled = assumed.fill(frame, "discharge_coefficient", 0.975, "preliminary sizing")
    assert filled.tolist() == [0.0, 0.975, 0.9, 0.975]  # zero is a value
    (entry,) = assumed.to_json()
    assert entry["tags"] == ["B", "D"]
    assert entry["value"] == 0.975
    assert entry["text"] == "Discharge coefficient 0.975: preliminary sizing"


def test_nothing_absent_is_no_assumption():
    assumed = Assumptions()
    assumed.fill(pd.DataFrame({"speed": [1.0]}, index=["A"]), "speed", 2.0, "why")
    assert assumed.to_json() == []


def test_the_same_words_are_one_entry_with_each_tag_once():
    assumed = Assumptions()
    assumed.note(["A", "B"], "Ideal gas")
    assumed.note(["B", "C"], "Ideal gas")
    assumed.note(["C"], "Something else")
    assert [entry["tags"] for entry in assumed.to_json()] == [["A", "B", "C"], ["C"]]
    assert Assumptions.of(assumed.to_json(), "C") == ["Ideal gas", "Something else"]
