"""Patterns, controls and periods are stored, compared and committed like every other component."""

from __future__ import annotations

from uuid import uuid4

import pandas as pd
import pytest

from tests.calculations.test_over_time import control, pumped
from workbench.model.building import ComponentRow


@pytest.fixture
def stored(bench, types):
    """A case over time, opened from a project."""
    case = pumped(
        types,
        control(status="off", condition="level above", place="T", level="3.5 m"),
        control("C-2", status="on", condition="level below", place="T", level="1.5 m"),
        ComponentRow("PERIOD", "DAY", {"duration": "24 h", "step": "1 h", "clock_start": "6 h"}),
        volume_curve=[[0.0, 0.0], [2.0, 100.0], [4.0, 201.0]],
    )
    project = bench.create_project(f"Test {uuid4()}", "", [case])
    return project.revision("A").case("Pumped")


def same(one, other):
    for code in one.at_every_step:
        pd.testing.assert_frame_equal(one.at_every_step[code], other.at_every_step[code])
    pd.testing.assert_frame_equal(one.events, other.events)


def test_saved_and_committed_it_simulates_to_the_same(stored):
    before = stored.simulate()
    assert len(before.events) > 3
    stored.set("D", multipliers=[1.2, 1.9, 0.5])
    changed = stored.simulate()
    assert not changed["TANK"]["level"].equals(before["TANK"]["level"])
    stored.save()
    project = stored.revision.project
    same(project.revision("A").case("Pumped").simulate(), changed)
    stored.set("C-1", level="3.4 m")
    after = stored.simulate()
    revision = stored.commit("Stops earlier")
    again = project.revision(revision.code).case("Pumped")
    same(again.simulate(), after)
    same(project.revision("A").case("Pumped").simulate(), changed)
    assert again.digest == stored.digest


def test_differences_are_told(stored):
    stored.set("D", multipliers=[1.0], step="1 h")
    stored.set("C-1", status="on")
    stored.set("J", demand_pattern=None)
    rows = stored.diff()
    assert set(zip(rows["tag"], rows["property"], strict=True)) == {
        ("D", "multipliers"),
        ("D", "step"),
        ("C-1", "status"),
        ("J", "demand_pattern"),
    }


def test_steady_results_are_not_overwritten(stored):
    stored.solve()
    before = stored["TANK"].copy()
    stored.simulate("3 h")
    pd.testing.assert_frame_equal(stored["TANK"], before)
    assert not stored.is_stale
