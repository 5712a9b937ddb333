"""The lines on one side of a component, cut out and calculated at a flow of their own."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.calculations.line_system import Place, cut_out, part_behind
from workbench.calculations.network_editor import calculate_network
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.equipment import built_in_schemas
from workbench.errors import InputError
from workbench.model.case import Case


@pytest.fixture
def case() -> Case:
    """Tank - P-1 - J-1 - P-2 - pump - P-3 - J-2 - P-4 - sink, with a branch P-5 to another sink behind the pump."""
    case = Case("Design", built_in_schemas())
    case.add("TANK", "T-1", elevation=0.0, level=3.0)
    for tag in ("J-1", "J-2"):
        case.add("NODE", tag, elevation=0.0)
    for tag in ("S-1", "S-2"):
        case.add("SINK", tag, elevation=10.0, delivery_pressure="2 barg")
    case.add("PUMP", "PU-1", curve=[[0.01, 30.0]], elevation=0.0)
    for tag, start, end in (
        ("P-1", "T-1.outlet", "J-1"),
        ("P-2", "J-1", "PU-1.inlet"),
        ("P-3", "PU-1.outlet", "J-2"),
        ("P-4", "J-2", "S-1"),
        ("P-5", "J-2", "S-2"),
    ):
        case.add("PIPE", tag, length=50.0, diameter=0.1, roughness=4.5e-5)
        case.connect(start, f"{tag}.inlet")
        case.connect(f"{tag}.outlet", end)
    return case


def test_the_part_behind_a_port_ends_at_places_that_end_a_system(case):
    assert part_behind(case, "PU-1", "inlet") == {"P-2", "J-1", "P-1", "T-1"}
    assert part_behind(case, "PU-1", "outlet") == {"P-3", "J-2", "P-4", "S-1", "P-5", "S-2"}
    case.add("PIPE", "P-9", length=1.0, diameter=0.1, roughness=0.0)
    case.connect("P-9.outlet", "T-1.inlet")
    assert "P-9" not in part_behind(case, "PU-1", "inlet")


def test_a_stop_is_neither_passed_nor_taken(case):
    assert part_behind(case, "PU-1", "outlet", stops={"J-2"}) == {"P-3"}


def test_a_part_is_calculated_at_the_flow_that_its_place_takes(case):
    flow = 0.012
    place = Place("PU-1", "inlet", "NODE", {"elevation": 0.0, "demand": flow})
    part = cut_out(case, part_behind(case, "PU-1", "inlet"), [place], settings={"density": 900.0})
    outcome = calculate_network(part)
    assert outcome.results["PIPE"]["flow"].to_numpy() == pytest.approx([flow, flow], rel=1e-9)
    drop = outcome.results["PIPE"]["pressure_drop"].sum()
    at_tank = 101325.0 + 900.0 * STANDARD_GRAVITY * 3.0
    assert outcome.results["NODE"].loc["PU-1.inlet", "pressure"] == pytest.approx(at_tank - drop, rel=1e-9)


def test_several_connections_to_one_port_that_is_left_out_meet_in_one_place(case):
    place = Place("J-2", "", "SOURCE", {"elevation": 0.0, "supply_pressure": 5e5}, "inlet of the part")
    part = cut_out(case, {"P-4", "P-5", "S-1", "S-2"}, [place])
    outcome = calculate_network(part)
    assert list(part["SOURCE"].index) == ["inlet of the part"]
    flows = outcome.results["PIPE"]["flow"].to_numpy()
    assert flows[0] == pytest.approx(flows[1], rel=1e-6)
    assert outcome.results["SOURCE"]["flow"].iloc[0] == pytest.approx(flows.sum(), rel=1e-6)


def test_the_case_itself_stays_as_it_is(case):
    before = case.digest
    cut_out(case, {"P-1", "T-1", "J-1"}, [Place("P-2", "inlet", "SINK", {"elevation": 0.0, "delivery_flow": 0.0})])
    assert case.digest == before
    assert np.isnan(case["NODE"]["mass_demand"]).all()


def test_an_end_without_a_place_is_refused_by_name(case):
    with pytest.raises(InputError, match=r"'P-2' is connected to PU-1\.inlet") as caught:
        cut_out(case, {"P-1", "P-2", "J-1", "T-1"})
    assert caught.value.path == ("P-2", "connection")
