"""Networks that cannot be put together or have no answer: a typed error in words that say what to do."""

from __future__ import annotations

from itertools import pairwise

import pytest

from workbench.calculations.network_editor import calculate_network
from workbench.errors import InputError, SolverError
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case

PIPE = {"length": "100 m", "diameter": "4 inch", "roughness": "0.045 mm"}


def test_an_end_that_is_not_connected(small_case):
    small_case.disconnect("P-103", "J-2")
    with pytest.raises(
        InputError, match=r"outlet of 'P-103' is not connected .*: connect it, or remove 'P-103'"
    ) as caught:
        calculate_network(small_case)
    assert caught.value.path == ("P-103", "outlet")


def test_connected_to_what_takes_no_part(small_case):
    small_case.disconnect("V-1", "S-1")
    small_case.add("PSV", "D-1", set_pressure="10 barg")
    small_case.connect("V-1.outlet", "D-1.inlet")
    with pytest.raises(InputError, match="outlet of 'V-1' is not connected to anything that takes part"):
        calculate_network(small_case)


def test_a_vessel_is_a_place_of_its_operating_pressure_if_it_is_connected(small_case):
    small_case.add("VESSEL", "D-1", orientation="vertical", diameter="2 m", tangent_length="5 m")
    calculate_network(small_case)  # not connected: nothing is asked of it
    small_case.disconnect("V-1", "S-1")
    small_case.connect("V-1.outlet", "D-1.inlet")
    with pytest.raises(InputError, match=r"D-1\.elevation is missing: for the place that the vessel is"):
        calculate_network(small_case)
    sink = small_case.properties("S-1")
    small_case.set("D-1", elevation=sink["elevation"], operating_pressure="1 barg", level="1 m")
    small_case.remove("S-1")
    in_vessel = calculate_network(small_case).results["PIPE"]
    small_case.add("SINK", "S-2", elevation=sink["elevation"], delivery_pressure=201325.0 + 998.2 * 9.80665)
    small_case.disconnect("V-1", "D-1")
    small_case.connect("V-1.outlet", "S-2.port")
    assert in_vessel.to_numpy() == pytest.approx(calculate_network(small_case).results["PIPE"].to_numpy(), nan_ok=True)


def test_two_nodes_joined_directly(small_case):
    small_case.connect("J-1.port", "J-2.port")
    with pytest.raises(InputError, match="'J-1' and 'J-2' are connected directly; put a PIPE or a VALVE between them"):
        calculate_network(small_case)


def test_joint_without_elevation(types):
    case = _line(types, ComponentRow("PIPE", "P-1", PIPE), ComponentRow("PIPE", "P-2", PIPE))
    with pytest.raises(InputError, match="joint of 'P-1' and 'P-2' has no elevation: connect them through a NODE"):
        calculate_network(case)


def test_joined_equipment_of_different_elevations(types):
    valve = {"diameter": "4 inch", "loss_coefficient": 1.0}
    case = _line(
        types,
        ComponentRow("VALVE", "V-1", valve | {"elevation": "1 m"}),
        ComponentRow("VALVE", "V-2", valve | {"elevation": "3 m"}),
    )
    with pytest.raises(InputError, match=r"'V-1' \(1 m\) and 'V-2' \(3 m\) .* put a PIPE between them"):
        calculate_network(case)


def test_tags_with_slash_and_dot_in_a_message(types):
    case = _line(types, ComponentRow("PIPE", "P/1.a", PIPE), ComponentRow("PIPE", "P/2.b", PIPE))
    with pytest.raises(InputError, match=r"joint of 'P/1\.a' and 'P/2\.b'"):
        calculate_network(case)


def test_missing_roughness(small_case):
    small_case.set("P-102", roughness=None)
    with pytest.raises(InputError, match=r"P-102\.roughness is missing: the case uses the Darcy-Weisbach law"):
        calculate_network(small_case)


def test_missing_hazen_williams_coefficient(small_case):
    small_case.set_settings(friction_law="hazen-williams")
    with pytest.raises(InputError, match=r"P-101\.hazen_williams_coefficient is missing: .* \(3 components lack it\)"):
        calculate_network(small_case)


def test_empty_case(types):
    with pytest.raises(InputError, match="Case 'Empty' has nothing to solve: add components and connect them"):
        calculate_network(Case("Empty", types))


def test_no_fixed_pressure(types):
    case = build_case(
        "Base",
        types,
        [
            ComponentRow("SOURCE", "S-1", {"elevation": 0.0, "supply_flow": "10 m3/h"}),
            ComponentRow("PIPE", "P-1", PIPE),
            ComponentRow("SINK", "S-2", {"elevation": 0.0, "delivery_flow": "10 m3/h"}),
        ],
        [("S-1", "port", "P-1", "inlet"), ("P-1", "outlet", "S-2", "port")],
    )
    with pytest.raises(SolverError) as caught:
        calculate_network(case)
    message = str(caught.value)
    assert "pressure" in message
    assert message.count(".") <= 2  # one sentence or two
    assert "\n" not in message


def test_a_part_with_a_demand_that_is_cut_off(small_case):
    for tag in ("P-101", "P-102", "P-103"):
        small_case.set(tag, status="closed")
    with pytest.raises(SolverError, match="J-1") as caught:
        calculate_network(small_case)
    assert "J-1" in caught.value.tags


def test_a_part_without_demand_that_is_cut_off_is_a_warning(small_case):
    small_case.set("P-103", status="closed")
    small_case.set("V-1", status="closed")
    outcome = calculate_network(small_case)
    assert [warning["tag"] for warning in outcome.summary["warnings"]] == ["J-2"]
    assert outcome.summary["undetermined"] == ["J-2"]
    assert outcome.results["NODE"]["pressure"].isna().to_dict() == {"J-1": False, "J-2": True}
    assert outcome.results["PIPE"].loc["P-101", "flow"] > 0.0


def test_pump_curve_that_does_not_fall(types):
    case = _line(types, ComponentRow("PUMP", "PU-1", {"curve": [[0.0, 20.0], [0.01, 25.0], [0.02, 5.0]]}))
    with pytest.raises(InputError, match="PU-1: the pump curve must fall from point to point"):
        calculate_network(case)


def test_pump_curve_of_four_points_is_no_power_law(types):
    points = [[0.0, 20.0], [0.01, 15.0], [0.02, 9.0], [0.03, 2.0]]
    case = _line(types, ComponentRow("PUMP", "PU-1", {"curve": points}))
    with pytest.raises(InputError, match=r"PU-1\.curve has 4 points; .* set curve_form to 'monotone cubic' or"):
        calculate_network(case)


def test_what_boils_is_a_warning_that_names_a_component(types):
    """A high point 12 m above an open tank is below the vapour pressure."""
    case = _line(
        types,
        ComponentRow("PIPE", "P-1", PIPE),
        ComponentRow("NODE", "TOP", {"elevation": "12 m"}),
        ComponentRow("PIPE", "P-2", PIPE),
    )
    warnings = calculate_network(case).summary["warnings"]
    assert [warning["tag"] for warning in warnings] == ["TOP"]
    assert "boils" in warnings[0]["text"]


def _line(types, *rows: ComponentRow) -> Case:
    """Components in a row from a source to a sink 1 bar below it."""
    source = ComponentRow("SOURCE", "S-1", {"elevation": 0.0, "supply_pressure": "1 bara"})
    sink = ComponentRow("SINK", "S-2", {"elevation": 0.0, "delivery_pressure": "0.1 bara"})
    row = [source, *rows, sink]
    connections = []
    for before, behind in pairwise(row):
        out = "port" if before.code in ("SOURCE", "NODE") else "outlet"
        into = "port" if behind.code in ("SINK", "NODE") else "inlet"
        connections.append((before.tag, out, behind.tag, into))
    return build_case("Base", types, row, connections)
