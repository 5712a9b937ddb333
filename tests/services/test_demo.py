"""The demo projects: an engineer would believe the numbers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from workbench.model.diff import diff_snapshots
from workbench.services.demo import cooling_water_cases, demo_projects
from workbench.services.run import run_case

HOUR = 3600.0


@pytest.fixture(scope="module")
def solved(types):
    cases = cooling_water_cases(types)
    runs = [run_case(case) for case in cases]
    return {case.name: (case, run.summary) for case, run in zip(cases, runs, strict=True)}


def test_cases(solved):
    assert list(solved) == ["Design", "Turndown"]


@pytest.mark.parametrize("name", ["Design", "Turndown"])
def test_no_warnings_and_balanced(solved, name):
    case, summary = solved[name]
    assert summary["warnings"] == []
    assert summary["relative_mass_residual"] < 1e-9
    # What leaves the basin through the pumps goes to the tower.
    to_tower = case["SINK"].loc["CT-101", "flow"]
    assert case["PUMP"]["flow"].sum() == pytest.approx(to_tower, rel=1e-9)
    make_up = case["SOURCE"].loc["MW-101", "flow"]
    assert case["TANK"].loc["CWB-101", "flow"] == pytest.approx(make_up - to_tower, rel=1e-9)


def test_design_duties(solved):
    case, _ = solved["Design"]
    flows = case["HEAT_EXCHANGER"]["flow"] * HOUR
    assert flows.to_dict() == pytest.approx({"E-101": 500.0, "E-102": 400.0, "E-103": 300.0}, rel=0.02)
    pumps = case["PUMP"]
    assert pumps["flow"].to_numpy() * HOUR == pytest.approx([600.0, 600.0], rel=0.02)
    assert pumps["efficiency"].min() > 0.8
    assert 30.0 < case["SOURCE"].loc["MW-101", "flow"] * HOUR < 40.0


@pytest.mark.parametrize("name", ["Design", "Turndown"])
def test_plausible_ranges(solved, name):
    case, _ = solved[name]
    velocity = case["PIPE"]["velocity"].abs()
    assert velocity.max() < 3.0
    if name == "Design":
        assert velocity.min() > 1.0
    running = case["PUMP"][case["PUMP"]["flow"] > 0.0]
    assert (running["npsh_available"] > running["npsh_required"] + 1.0).all()
    assert (running["shaft_power"] < 90e3).all()
    assert case["NODE"]["pressure"].between(1.2e5, 6e5).all()
    assert case["PIPE"]["reynolds_number"].max() < 2e6


def test_turndown(solved):
    case, summary = solved["Turndown"]
    assert case["PUMP"].loc["CWP-101B", "flow"] == 0.0
    assert case["HEAT_EXCHANGER"].loc["E-103", "flow"] == 0.0
    assert not np.signbit(case["VALVE"].loc["TV-103", "flow"])  # 0, not -0
    assert summary["shut"] == ["CHV-101B"]  # the check valve keeps the flow from the pump on standby


def test_difference_of_the_cases(solved, types):
    design, turndown = solved["Design"][0], solved["Turndown"][0]
    differences = diff_snapshots(design.state, turndown.state, types, results=False)
    assert set(zip(differences["tag"], differences["property"], strict=True)) == {
        ("CWP-101B", "status"),
        ("HV-103", "status"),
        ("TV-101", "opening"),
        ("TV-102", "opening"),
    }


def test_every_type_with_hydraulics_is_there(solved):
    case, _ = solved["Design"]
    assert set(case.codes) == {
        "CHECK_VALVE",
        "CONTROL_VALVE",
        "HEAT_EXCHANGER",
        "NODE",
        "PIPE",
        "PUMP",
        "SINK",
        "SOURCE",
        "TANK",
        "VALVE",
    }


def test_drawing(solved):
    """All that is drawn as a symbol has a place of its own, and lines run straight across or up."""
    case, _ = solved["Design"]
    symbols = [tag for tag in case.tags if case.type_of(tag) != "PIPE"]
    assert sorted(case.graphics.index) == sorted(symbols)
    places = {tag: tuple(case.graphics.loc[tag]) for tag in symbols}
    for one, other in combinations(places.values(), 2):
        assert max(abs(one[0] - other[0]), abs(one[1] - other[1])) >= 90.0
    ends: dict[str, list[str]] = {}
    for source, target in zip(case.connections["source"], case.connections["target"], strict=True):
        for tag, other in ((source, target), (target, source)):
            ends.setdefault(tag, []).append(other)
    lines = [(tag, other) for tag in symbols for other in ends[tag] if other in places]
    lines += [tuple(ends[tag]) for tag in case["PIPE"].index]
    for one, other in lines:
        assert 0.0 in np.subtract(places[one], places[other]), (one, other)


@pytest.mark.parametrize("diameter", ["6 inch", "4 inch", "10 inch", "24 inch"])
def test_supply_header_of_another_size(types, diameter):
    case = cooling_water_cases(types)[0]
    run_case(case)
    before = case["PIPE"].loc["P-101", "velocity"]
    case.set("P-101", diameter=diameter)
    summary = run_case(case).summary
    assert summary["warnings"] == []
    assert abs(case["PIPE"].loc["P-101", "velocity"] / before - 1.0) > 0.05


def test_projects(types):
    pytest.importorskip("wntr")
    projects = demo_projects(types)
    assert list(projects) == ["Cooling water", "Equipment", "Net3"]
    description, cases = projects["Net3"]
    assert description
    assert [case.name for case in cases] == ["Time zero"]
    assert len(cases[0]["PIPE"]) == 117
    assert run_case(cases[0]).summary["relative_mass_residual"] < 1e-9


def test_projects_without_wntr(types, monkeypatch):
    monkeypatch.setattr("workbench.services.demo.find_spec", lambda name: None)
    assert list(demo_projects(types)) == ["Cooling water", "Equipment"]
