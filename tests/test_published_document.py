"""The table of published cases in the documentation, and the record that it is written from."""

from __future__ import annotations

import pickle

import pytest

from tests.published import COMMAND, DOCUMENT, PublishedCase, Record

CASE = PublishedCase("A-1", "A pipe", "A book, p. 1")


def test_document_is_what_the_tests_give(all_published):
    record, whole = all_published
    if not record.comparisons:
        pytest.skip("no published case was run")
    wrong = record.differences(DOCUMENT.read_text(encoding="utf-8"), whole=whole)
    assert not wrong, f"run `{COMMAND}`:\n" + "\n".join(wrong)


def test_a_value_outside_fails_and_is_shown():
    record = Record()
    record(CASE, "loss", 10.0, 10.09, "m", 0.01)
    with pytest.raises(AssertionError, match="outside"):
        record(CASE, "flow", 10.0, 10.2, "m3/s", 0.01)
    with pytest.raises(AssertionError, match="outside"):
        record(CASE, "level", 10.0, float("nan"), "m", absolute=1.0)
    assert "| A-1 | loss | 10 m | 10.09 m | +0.90 % | 1 % | published |" in record.document()
    assert "| A-1 | flow | 10 m3/s | 10.2 m3/s | +2.00 % | 1 % | published |" in record.document()


def test_a_miss_that_heals_is_noticed():
    record = Record()
    record(CASE, "loss", 10.0, 11.0, "m", 0.01, missed="the source reads a chart")
    with pytest.raises(AssertionError, match="no longer missed"):
        record(CASE, "flow", 10.0, 10.0, "m3/s", 0.01, missed="the source reads a chart")
    text = record.document()
    assert text.index("## Misses") < text.index("| A-1 | loss")
    assert "| +10.00 % | 1 % | published | the source reads a chart |" in text


def test_the_worst_of_a_series_is_the_row():
    record = Record()
    record.worst(CASE, "pressure", {"J-1": 1.0, "J-2": 2.0, "J-3": 0.0}, [1.0, 2.005, 0.001], "bar", absolute=0.01)
    assert "| A-1 | pressure, worst of 3 (J-2) | 2 bar | 2.005 bar | +0.0050 bar | 0.01 bar |" in record.document()
    with pytest.raises(AssertionError, match="outside"):
        record.worst(CASE, "flow", {"P-1": 1.0, "P-2": 2.0}, [1.0, float("nan")], "m3/s", 0.01)


def test_a_changed_figure_is_noticed_and_rounding_is_not():
    first, second, third = Record(), Record(), Record()
    first(CASE, "loss", 10.0, 10.01, "m", 0.01)
    second(CASE, "loss", 10.0, 10.01 * (1.0 + 1e-9), "m", 0.01)
    third(CASE, "loss", 10.0, 10.02, "m", 0.01)
    assert second.differences(first.document(), whole=True) == []
    assert len(third.differences(first.document(), whole=True)) == 1
    assert len(Record().differences(first.document(), whole=True)) == 1
    assert Record().differences(first.document(), whole=False) == []


def test_records_of_several_processes_are_one():
    record, one, other = Record(), Record(), Record()
    one(CASE, "loss", 10.0, 10.0, "m", 0.01)
    other(CASE, "flow", 20.0, 20.0, "m3/s", 0.01)
    for part in (one, other):
        record.add(pickle.loads(pickle.dumps(part)))
    both = Record()
    both(CASE, "loss", 10.0, 10.0, "m", 0.01)
    both(CASE, "flow", 20.0, 20.0, "m3/s", 0.01)
    assert record.document() == both.document()
    with pytest.raises(ValueError, match="twice"):
        record.add(one)
    another = Record()
    another(PublishedCase("A-1", "Another", "A book"), "speed", 10.0, 10.0, "m/s", 0.01)
    with pytest.raises(ValueError, match="Two different cases"):
        record.add(another)


def test_impossible_comparisons_are_refused():
    record = Record()
    record(CASE, "loss", 10.0, 10.0, "m", 0.01)
    with pytest.raises(ValueError, match="twice"):
        record(CASE, "loss", 10.0, 10.0, "m", 0.01)
    with pytest.raises(ValueError, match="Two different cases"):
        record(PublishedCase("A-1", "Another", "A book"), "flow", 10.0, 10.0, "m", 0.01)
    with pytest.raises(ValueError, match="one of them"):
        record(CASE, "flow", 10.0, 10.0, "m")
    with pytest.raises(ValueError, match="published zero"):
        record(CASE, "flow", 0.0, 0.0, "m", 0.01)
    with pytest.raises(ValueError, match="not a family"):
        PublishedCase("Z-1", "", "")
