"""A vessel as a place of networks: it holds its pressure and level, and matters only where it is connected."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.calculations import CALCULATIONS
from workbench.errors import InputError
from workbench.model.building import ComponentRow, build_case
from workbench.services.explaining import explain_component
from workbench.services.run import run_case

DRUM = {
    "orientation": "vertical",
    "diameter": "2 m",
    "tangent_length": "6 m",
    "operating_pressure": "4 barg",
    "elevation": "3 m",
}
PIPE = {"length": "100 m", "diameter": "100 mm", "roughness": "0.05 mm"}
TANK = {"elevation": "3 m", "gas_pressure": "4 barg", "level": "2.5 m"}
OUT = ComponentRow("SINK", "OUT", {"elevation": 0.0, "delivery_pressure": "1 barg"})
GAS = {"molar_mass": "18 g/mol", "temperature": "20 degC", "viscosity": "0.011 mPa s", "heat_capacity_ratio": 1.3}


def network(types, first, *others, app_module="NetworkEditor", out=OUT):
    rows = [first, ComponentRow("PIPE", "P-1", PIPE), out, *others]
    joined = [(first.tag, "outlet", "P-1", "inlet"), ("P-1", "outlet", "OUT", "port")]
    if first.code == "SOURCE":
        joined[0] = (first.tag, "port", "P-1", "inlet")
    return build_case("Network", types, rows, joined, app_module=app_module)


@pytest.mark.parametrize("name", ["level", "normal_level"])
def test_a_vessel_is_a_tank_under_pressure(types, name):
    vessel, tank = (
        network(types, ComponentRow("VESSEL", "V-1", DRUM | {name: "2.5 m"})),
        network(types, ComponentRow("TANK", "V-1", TANK)),
    )
    for case in (vessel, tank):
        run_case(case)
    assert vessel["PIPE"].loc["P-1", "flow"] == pytest.approx(tank["PIPE"].loc["P-1", "flow"], rel=1e-9)
    row, other = vessel["VESSEL"].loc["V-1"], tank["TANK"].loc["V-1"]
    assert row[["bottom_pressure", "piezometric_head", "flow"]].tolist() == pytest.approx(
        other[["pressure", "head", "flow"]]
    )
    assert row["flow"] < 0.0
    assert "V-1" not in str(vessel.run.summary["warnings"])


def test_its_pressure_is_explained(types):
    case = network(types, ComponentRow("VESSEL", "V-1", DRUM | {"level": "2.5 m"}))
    run_case(case)
    explanation = explain_component(case, "V-1")
    columns = {step.column: step.value for step in explanation.steps}
    for name in ("bottom_pressure", "piezometric_head", "flow"):
        assert columns[name] == pytest.approx(case["VESSEL"].loc["V-1", name], rel=1e-9)


@pytest.mark.parametrize(
    ("name", "word"), [("operating_pressure", "operating_pressure"), ("elevation", "elevation"), ("level", "level")]
)
def test_what_it_lacks_is_refused_where_it_is_connected(types, name, word):
    values = {key: value for key, value in (DRUM | {"level": "2.5 m"}).items() if key != name}
    case = network(types, ComponentRow("VESSEL", "V-1", values))
    with pytest.raises(InputError, match=rf"V-1\.{word} is missing: for the place that the vessel is"):
        run_case(case)


def test_a_vessel_beside_the_network_needs_nothing(types):
    bare = {name: DRUM[name] for name in ("orientation", "diameter", "tangent_length")}
    case = network(types, ComponentRow("TANK", "V-1", TANK), ComponentRow("VESSEL", "V-9", bare))
    run_case(case)
    assert np.isnan(case["VESSEL"].loc["V-9", "bottom_pressure"])
    assert case.run.summary["warnings"] == []
    assert "not connected" in str(explain_component(case, "V-9"))


def test_in_a_gas_network_it_is_a_source_of_its_pressure(types):
    gas = ComponentRow("GAS", "G-1", GAS)
    source = ComponentRow("SOURCE", "V-1", {"elevation": "3 m", "supply_pressure": "4 barg"})
    flows = []
    for first in (ComponentRow("VESSEL", "V-1", DRUM), source):
        case = network(types, first, gas, app_module="GasNetwork")
        results = CALCULATIONS["GasNetwork"](case).results
        flows.append(results["PIPE"].loc["P-1", "mass_flow"])
        sign = 1.0 if first.code == "VESSEL" else -1.0
        assert sign * results[first.code].loc["V-1", "mass_flow"] == pytest.approx(-flows[-1])
    assert flows[0] == pytest.approx(flows[1], rel=1e-9)
    assert flows[0] > 0.0


def test_beside_a_gas_network_it_needs_nothing_and_in_it_its_pressure(types):
    gas = ComponentRow("GAS", "G-1", GAS)
    bare = {name: DRUM[name] for name in ("orientation", "diameter", "tangent_length")}
    source = ComponentRow("SOURCE", "IN", {"elevation": "3 m", "supply_pressure": "4 barg"})
    case = network(types, source, gas, ComponentRow("VESSEL", "V-9", bare), app_module="GasNetwork")
    results = CALCULATIONS["GasNetwork"](case).results
    assert results["VESSEL"].loc["V-9", "mass_flow"] == 0.0
    alone = network(types, ComponentRow("VESSEL", "V-1", bare), gas, app_module="GasNetwork")
    with pytest.raises(InputError, match=r"V-1\.elevation is missing"):
        CALCULATIONS["GasNetwork"](alone)
