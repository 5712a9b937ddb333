"""What an explanation shows is read back from its LaTeX and evaluated: every step is true, and ends at the results."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from tests.equipment.latex_reader import (
    half_a_digit,
    unit_quantity,
    value_and_bound,
    with_symbols,
    with_units,
)
from workbench.errors import InputError, NotFound
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.model.explanation import Explanation
from workbench.model.formula import latex_symbol
from workbench.services.explaining import explain_component
from workbench.services.run import run_case

PIPE = {"length": "120 m", "diameter": "4 inch", "roughness": "0.045 mm"}
CURVE = [["0 m3/h", "40 m"], ["60 m3/h", "32 m"], ["90 m3/h", "20 m"]]
PUMP = {
    "curve": CURVE,
    "elevation": "1 m",
    "efficiency_curve": [["0 m3/h", 0.0], ["50 m3/h", 0.7], ["150 m3/h", 0.6]],
    "npsh_required_curve": [["0 m3/h", "2 m"], ["60 m3/h", "3 m"], ["150 m3/h", "5 m"]],
}
CONTROL = {"diameter": "4 inch", "setpoint": "2 barg", "loss_coefficient": 4.0}


@dataclass
class Situation:
    """One component between two fixed pressures, and the words that the explanation must hold."""

    code: str
    properties: dict[str, Any]
    supply: str = "3 barg"
    delivery: str = "1 barg"
    rise: float = 2.5
    settings: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    flow: str = "forward"

    def case(self, types: Any) -> Case:
        case = build_case(
            "Base",
            types,
            [
                ComponentRow("SOURCE", "IN", {"elevation": "1 m", "supply_pressure": self.supply}),
                ComponentRow(self.code, "X-1", self.properties),
                ComponentRow("SINK", "OUT", {"elevation": 1.0 + self.rise, "delivery_pressure": self.delivery}),
            ],
            [("IN", "port", "X-1", "inlet"), ("X-1", "outlet", "OUT", "port")],
            settings=self.settings,
        )
        run_case(case)
        return case


THICK = {"viscosity": "1 Pa s", "density": "900 kg/m3"}
BETWEEN = {"viscosity": "0.08 Pa s"}
HAZEN = {"friction_law": "hazen-williams"}
WATER_PIPE = {"length": "120 m", "diameter": "4 inch", "hazen_williams_coefficient": 130.0}
BACK = {"supply": "1 barg", "delivery": "3 barg", "flow": "back"}
SUCTION = {"supply": "0 barg", "delivery": "1 barg"}
SITUATIONS = {
    "pipe, turbulent": Situation("PIPE", PIPE, words="turbulent"),
    "pipe, laminar": Situation("PIPE", PIPE, settings=THICK, words="laminar"),
    "pipe, transition": Situation("PIPE", PIPE, settings=BETWEEN, words="transition"),
    "pipe, back": Situation("PIPE", PIPE | {"loss_coefficient": 3.0}, **BACK, words="negative"),
    "pipe, fittings": Situation("PIPE", PIPE | {"loss_coefficient": 3.0}, words="fittings"),
    "pipe, rough": Situation("PIPE", PIPE | {"roughness": "3 mm"}),
    "pipe, smooth": Situation("PIPE", PIPE | {"roughness": 0.0}),
    "pipe, Hazen-Williams": Situation("PIPE", WATER_PIPE | {"loss_coefficient": 1.5}, settings=HAZEN, words="Hazen"),
    "pipe, Hazen-Williams back": Situation("PIPE", WATER_PIPE, settings=HAZEN, **BACK),
    "pipe, closed": Situation("PIPE", PIPE | {"status": "closed"}, words="closed", flow="none"),
    "pipe, check valve shut": Situation(
        "PIPE", PIPE | {"check_valve": True}, supply="1 barg", delivery="3 barg", words="shut", flow="none"
    ),
    "valve, K": Situation("VALVE", {"diameter": "4 inch", "loss_coefficient": 8.0}),
    "valve, Cv": Situation("VALVE", {"diameter": "4 inch", "flow_coefficient": "50 Cv"}),
    "valve, Cv back": Situation("VALVE", {"diameter": "4 inch", "flow_coefficient": "50 Cv"}, **BACK),
    "valve, linear": Situation("VALVE", {"diameter": "4 inch", "flow_coefficient": "50 Kv", "opening": 0.4}),
    "valve, equal percentage": Situation(
        "VALVE", {"diameter": "4 inch", "loss_coefficient": 8.0, "opening": 0.4, "characteristic": "equal percentage"}
    ),
    "valve, Cv, equal percentage": Situation(
        "VALVE", {"diameter": 0.1, "flow_coefficient": 1e-3, "opening": 0.4, "characteristic": "equal percentage"}
    ),
    "valve, closed": Situation(
        "VALVE", {"diameter": 0.1, "loss_coefficient": 8.0, "status": "closed"}, words="closed", flow="none"
    ),
    "check valve": Situation("CHECK_VALVE", {"diameter": 0.1, "loss_coefficient": 2.0}, words="open"),
    "check valve, shut": Situation(
        "CHECK_VALVE",
        {"diameter": 0.1, "loss_coefficient": 2.0},
        supply="1 barg",
        delivery="3 barg",
        words="shut",
        flow="none",
    ),
    "control valve, open": Situation("CONTROL_VALVE", CONTROL | {"status": "open"}, words="locked open"),
    "control valve, closed": Situation(
        "CONTROL_VALVE", CONTROL | {"status": "closed"}, words="locked closed", flow="none"
    ),
    "exchanger": Situation("HEAT_EXCHANGER", {"rated_flow": "200 m3/h", "rated_pressure_drop": "0.5 bar"}),
    "exchanger, back": Situation("HEAT_EXCHANGER", {"rated_flow": 0.05, "rated_pressure_drop": 5e4}, **BACK),
    "pump, three points": Situation("PUMP", PUMP, **SUCTION),
    "pump, one point": Situation("PUMP", PUMP | {"curve": [["60 m3/h", "30 m"]]}, **SUCTION),
    "pump, one point, speed": Situation("PUMP", PUMP | {"curve": [[0.02, 30.0]], "speed": 0.9}, **SUCTION),
    "pump, three points, speed": Situation("PUMP", PUMP | {"speed": 0.8}, **SUCTION),
    "pump, piecewise": Situation("PUMP", PUMP | {"curve_form": "piecewise linear"}, **SUCTION),
    "pump, piecewise, beyond": Situation(
        "PUMP", PUMP | {"curve_form": "piecewise linear"}, supply="0.5 barg", delivery="1 barg", words="beyond"
    ),
    "pump, constant power": Situation("PUMP", {"power": "10 kW"}, **SUCTION),
    "pump, constant power, speed": Situation("PUMP", {"power": "10 kW", "speed": 1.1}, **SUCTION),
    "pump, off": Situation("PUMP", PUMP | {"status": "off"}, words="off", flow="none"),
    "pump, standing": Situation("PUMP", PUMP | {"speed": 0.0}, words="stands still", flow="none"),
    "pump, too low": Situation("PUMP", PUMP, supply="0 barg", delivery="9 barg", words="less than", flow="none"),
}


def assert_true(explanation: Explanation) -> None:
    """Read every step back: from its symbols, from its numbers, and from its units."""
    known = {latex_symbol(given.symbol): given.value for given in explanation.given}
    for step in explanation.steps:
        symbol = latex_symbol(step.symbol)
        left, right = step.equation.split(" = ")
        if left == symbol:
            assert with_symbols(right, known) == pytest.approx(step.value, rel=1e-12, abs=1e-300), step.equation
            shown = [step.substituted.split(" = ")[1]]
        else:
            # An equation that the number is a root of: both sides are what is between them.
            sides = [with_symbols(side, known | {symbol: step.value}) for side in (left, right)]
            assert sides[0] == pytest.approx(sides[1], rel=1e-9), step.equation
            first, middle, second = step.substituted.split(" = ")
            for side in (first, second):
                value, bound = value_and_bound(side)
                assert abs(value - float(middle)) <= bound + half_a_digit(float(middle)), step.substituted
            shown = []
        known[symbol] = step.value
        for text in shown:
            value, bound = value_and_bound(text)
            assert abs(value - step.value) <= bound + half_a_digit(step.value), step.substituted
            assert bound <= 1e-4 * max(abs(step.value), abs(value)) or "-" in text or "+" in text, step.substituted
            if not step.is_empirical:
                quantity = with_units(text) / unit_quantity(step.unit)
                assert quantity.check("[]"), f"{step.substituted} is no {step.unit}"
                assert float(quantity.to("").magnitude) == pytest.approx(value, rel=1e-9, abs=1e-300)
        assert step.source
        assert "does not explain" not in step.note, step.note


def explained_columns(explanation: Explanation) -> dict[str, float]:
    return {step.column: step.value for step in explanation.steps if step.column}


@pytest.mark.parametrize("name", SITUATIONS)
def test_every_step_is_true_and_the_last_ones_are_the_results(types, name):
    situation = SITUATIONS[name]
    case = situation.case(types)
    explanation = explain_component(case, "X-1")
    assert_true(explanation)
    row = case[situation.code].loc["X-1"]
    results = {column: float(row[column]) for column in types[situation.code].results}
    sign = {"forward": 1.0, "back": -1.0, "none": 0.0}[situation.flow]
    assert np.sign(results["flow"]) == sign
    found = explained_columns(explanation)
    for column, value in found.items():
        # Six digits are shown; what the solver leaves is far below them.
        assert value == pytest.approx(results[column], rel=1e-7, abs=1e-9), column
    known = {"flow", "inlet_pressure"} | ({"outlet_pressure"} if situation.flow == "none" else set())
    missing = {column for column, value in results.items() if not math.isnan(value)} - set(found) - known
    assert {column for column in missing if results[column] != 0.0} == set()
    words = str(explanation) + explanation._repr_markdown_()
    assert situation.words in words


@pytest.mark.parametrize("name", ["pipe, turbulent", "pump, three points, speed", "valve, linear"])
@pytest.mark.parametrize("tag", ["IN", "OUT"])
def test_places_with_a_fixed_pressure(types, name, tag):
    case = SITUATIONS[name].case(types)
    explanation = explain_component(case, tag)
    assert_true(explanation)
    row = case[case.type_of(tag)].loc[tag]
    found = explained_columns(explanation)
    assert set(found) == {"pressure", "head", "flow"}
    for column, value in found.items():
        assert value == pytest.approx(row[column], rel=1e-9, abs=1e-12)


def _controlled(types, supply="3 barg", delivery="1 barg", **properties):
    """A control valve, a node behind it, and a pipe to a fixed pressure."""
    case = build_case(
        "Base",
        types,
        [
            ComponentRow("SOURCE", "IN", {"elevation": "5 m", "supply_pressure": supply}),
            ComponentRow("CONTROL_VALVE", "PCV-1", CONTROL | properties),
            ComponentRow("NODE", "J-1", {"elevation": "4 m", "demand": "10 m3/h"}),
            ComponentRow("PIPE", "P-1", PIPE | {"length": "50 m"}),
            ComponentRow("SINK", "OUT", {"elevation": "0 m", "delivery_pressure": delivery}),
        ],
        [
            ("IN", "port", "PCV-1", "inlet"),
            ("PCV-1", "outlet", "J-1", "port"),
            ("J-1", "port", "P-1", "inlet"),
            ("P-1", "outlet", "OUT", "port"),
        ],
    )
    run_case(case)
    return case


def test_a_control_valve_that_holds_its_setpoint(types):
    case = _controlled(types)
    explanation = explain_component(case, "PCV-1")
    assert_true(explanation)
    assert "active" in explanation.remarks[0]
    row = case["CONTROL_VALVE"].loc["PCV-1"]
    found = explained_columns(explanation)
    assert found["outlet_pressure"] == 101325.0 + 2e5
    for column in ("velocity", "pressure_drop", "head_loss"):
        assert found[column] == pytest.approx(row[column], rel=1e-7), column
    [needed] = [step for step in explanation.steps if step.symbol == "A_v"]
    # By the definition: so many m3/h of water of 1000 kg/m3 at 1 bar; the loss without the metre of fall.
    loss = row["pressure_drop"] + 998.2 * 9.80665 * 1.0
    expected = row["flow"] * 3600 * math.sqrt(998.2 / 1000.0 / (loss / 1e5))
    assert f"{expected:.4g} Kv" in needed.note


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"setpoint": "2.9 barg"}, "fully open"),
        ({"delivery": "4 barg"}, "shut"),
    ],
)
def test_a_control_valve_that_cannot_hold_its_setpoint(types, options, words):
    case = _controlled(types, **options)
    explanation = explain_component(case, "PCV-1")
    assert_true(explanation)
    assert words in explanation.remarks[-1]


def test_a_junction_and_the_flows_that_meet_there(types):
    case = _controlled(types)
    explanation = explain_component(case, "J-1")
    assert_true(explanation)
    assert {given.quantity for given in explanation.given if given.symbol.startswith("q_")} == {
        "Flow from PCV-1 (negative: to it)",
        "Flow from P-1 (negative: to it)",
    }
    assert explanation.steps[-1].value == pytest.approx(10 / 3600, rel=1e-9)
    assert explained_columns(explanation)["pressure"] == pytest.approx(101325.0 + 2e5)


@pytest.mark.parametrize("gas_pressure", [None, "1.5 barg"])
def test_a_tank(types, small_case, gas_pressure):
    small_case.set("T-1", gas_pressure=gas_pressure)
    run_case(small_case)
    explanation = explain_component(small_case, "T-1")
    assert_true(explanation)
    row = small_case["TANK"].loc["T-1"]
    found = explained_columns(explanation)
    assert found == pytest.approx({name: row[name] for name in ("pressure", "head", "flow")}, rel=1e-9)
    assert ("The tank is open" in explanation.remarks[0] if explanation.remarks else False) == (gas_pressure is None)


def test_a_source_of_a_fixed_flow(types, small_case):
    small_case.add("SOURCE", "IN", elevation=0.0, supply_flow="5 m3/h")
    small_case.add("PIPE", "P-1", **PIPE)
    small_case.connect("IN", "P-1.inlet")
    small_case.connect("P-1.outlet", "J-2")
    run_case(small_case)
    explanation = explain_component(small_case, "IN")
    assert_true(explanation)
    assert explained_columns(explanation)["flow"] == pytest.approx(5 / 3600)


def test_every_calculated_component_of_the_demonstration_is_explained(types):
    from workbench.services.demo import cooling_water_cases

    for case in cooling_water_cases(types):
        run_case(case)
        for tag in case.tags:
            explanation = explain_component(case, tag)
            assert_true(explanation)
            assert explanation.steps
