"""The record of a run: warnings and assumptions as frames and to look at, nothing of a text is markup."""

from __future__ import annotations

from uuid import uuid4

import pytest

from workbench.model.assumptions import Assumptions
from workbench.model.run_record import RunRecord

MOMENT = "2026-11-02T08:15:30+00:00"


def record(**summary):
    return RunRecord(uuid4(), "0" * 64, "workbench.hydraulics", "0.1.0", summary, MOMENT, MOMENT)


@pytest.fixture
def run():
    assumed = Assumptions()
    assumed.note(["PSV-1", "PSV-2"], "Edition 10 <none is given>", property="edition", value=10)
    assumed.note(["RS-1"], "Overpressure of a fire", property="overpressure")
    warnings = [{"tag": "PSV-1", "text": "'PSV-1' loses 7.8% <of> its set pressure"}, {"text": "of the whole case"}]
    return record(warnings=warnings, assumptions=assumed.to_json(), input_digests={"PSV-1": "0123"})


def test_an_assumption_is_a_row_for_each_component_that_it_is_made_for(run):
    assert run.assumptions[["tag", "property", "value"]].to_numpy().tolist() == [
        ["PSV-1", "edition", 10],
        ["PSV-2", "edition", 10],
        ["RS-1", "overpressure", None],
    ]


def test_a_warning_of_the_whole_case_has_no_tag(run):
    assert run.warnings["tag"].tolist() == ["PSV-1", ""]


def test_its_representation_is_a_line_and_not_the_digests_of_all_components(run):
    assert repr(run) == "<Run of workbench.hydraulics 0.1.0, 2026-11-02 08:15: 2 warnings, 2 assumptions>"


def test_it_is_shown_with_all_text_escaped(run):
    shown = run._repr_html_()
    assert "7.8% &lt;of&gt; its set pressure" in shown
    assert "&lt;none is given&gt;" in shown
    assert "PSV-2" in shown
    assert "0123" not in shown


def test_a_run_without_remarks_is_its_heading_alone():
    run = record(iterations=6)
    assert "<table" not in run.to_html()
    assert run.warnings.empty
    assert run.assumptions.columns.tolist() == ["tag", "property", "value", "unit", "text"]


def test_what_is_left_out_of_very_many_is_said():
    warnings = [{"tag": f"PSV-{k}", "text": "no"} for k in range(60)]
    assumed = Assumptions()
    assumed.note([f"PSV-{k}" for k in range(60)], "Edition 10")
    shown = record(warnings=warnings, assumptions=assumed.to_json()).to_html()
    assert "and 10 more: <code>case.run.warnings</code>" in shown
    assert "and 54 more" in shown
