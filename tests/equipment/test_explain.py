"""What an explanation shows is read back from its LaTeX and evaluated: every step is true, and ends at the results."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
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
from workbench.calculations import explaining
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import LinkHydraulics, NodeHydraulics
from workbench.errors import InputError, NotFound
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.model.explanation import Explanation
from workbench.model.formula import latex_symbol
from workbench.services.demo import cooling_water_cases
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


CONTROLLED = {"diameter": "4 inch", "flow_coefficient": "400 Kv", "liquid_pressure_recovery": 0.9}
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
    "valve, opening curve": Situation(
        "VALVE",
        {
            "diameter": 0.1,
            "flow_coefficient": "300 Kv",
            "opening": 0.4,
            "characteristic": "opening curve",
            "opening_curve": [[0.0, 0.0], [0.5, 0.3], [1.0, 1.0]],
            "liquid_pressure_recovery": 0.9,
        },
    ),
    "control valve, flow": Situation(
        "CONTROL_VALVE", CONTROLLED | {"control": "flow", "set_flow": "40 m3/h"}, words="the flow is the one"
    ),
    "control valve, flow too small": Situation(
        "CONTROL_VALVE", CONTROLLED | {"control": "flow", "set_flow": "4000 m3/h"}, words="fully open"
    ),
    "orifice": Situation("ORIFICE", {"diameter": "4 inch", "orifice_diameter": "50 mm"}),
    "orifice, back": Situation("ORIFICE", {"diameter": 0.06, "orifice_diameter": 0.03, "taps": "flange"}, **BACK),
    "pipe, 2-K": Situation(
        "PIPE", PIPE | {"fittings": "3 x 90 deg elbow; gate valve; exit", "fitting_method": "2-K"}, words="Hooper"
    ),
    "pipe, Crane": Situation(
        "PIPE",
        PIPE | {"fittings": "3 x 90 deg elbow; gate valve; exit", "fitting_method": "crane", "loss_coefficient": 0.5},
        words="Crane TP-410 (2009), page A-27",
    ),
    "pipe, equivalent length": Situation(
        "PIPE", PIPE | {"fittings": "3 x 90 deg elbow; exit", "fitting_method": "equivalent length"}, words="L_t"
    ),
    "pipe, Chezy-Manning": Situation(
        "PIPE",
        {"length": "120 m", "diameter": "4 inch", "manning_coefficient": 0.012},
        settings={"friction_law": "chezy-manning"},
        words="Manning",
    ),
    "pipe, Swamee-Jain": Situation("PIPE", PIPE, settings={"friction_law": "swamee-jain"}, words="Swamee"),
    "pump, monotone cubic": Situation("PUMP", PUMP | {"curve_form": "monotone cubic", "speed": 0.9}, **SUCTION),
    "pump, two points": Situation("PUMP", PUMP | {"curve": [[0.005, 38.0], [0.025, 20.0]]}, **SUCTION),
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
            # The constants of an empirical formula are shown to six digits, as numbers are.
            exactly = 5e-6 if step.is_empirical else 1e-12
            assert with_symbols(right, known) == pytest.approx(step.value, rel=exactly, abs=1e-300), step.equation
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
    results = {column: float(row[column]) for column in types[situation.code].results if column in row}
    sign = {"forward": 1.0, "back": -1.0, "none": 0.0}[situation.flow]
    assert np.sign(results["flow"]) == sign
    found = explained_columns(explanation)
    for column, value in found.items():
        # Six digits are shown; what the solver leaves is far below them.
        assert value == pytest.approx(results[column], rel=1e-7, abs=1e-9), column
    known = {"flow", "inlet_pressure"} | ({"outlet_pressure"} if situation.flow == "none" else set())
    known |= {"outlet_pressure" for given in explanation.given if given.symbol == "p_2"}
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
    [needed] = [step for step in explanation.steps if step.symbol == "A_r"]
    # By the definition: so many m3/h of water of 1000 kg/m3 at 1 bar; the loss without the metre of fall.
    loss = row["pressure_drop"] + 998.2 * 9.80665 * 1.0
    expected = row["flow"] * 3600 * math.sqrt(998.2 / 1000.0 / (loss / 1e5))
    assert f"{expected:.4g} Kv" in needed.note


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"control": "pressure drop", "setpoint": None, "set_pressure_drop": "1 bar"}, "loses the pressure"),
        ({"control": "flow", "setpoint": None, "set_flow": "30 m3/h"}, "the flow is the one"),
    ],
)
def test_controls_of_drop_and_flow_in_a_network(types, options, words):
    case = _controlled(types, **({"loss_coefficient": 0.1} | options))
    explanation = explain_component(case, "PCV-1")
    assert_true(explanation)
    assert words in " ".join(explanation.remarks)
    row = case["CONTROL_VALVE"].loc["PCV-1"]
    for column, value in explained_columns(explanation).items():
        assert value == pytest.approx(row[column], rel=1e-6, abs=1e-9), column


def test_a_nozzle_in_a_network(types, small_case):
    small_case.add("NOZZLE", "N-1", diameter="10 mm", discharge_coefficient=0.6, elevation=0.0)
    small_case.connect("J-2", "N-1.inlet")
    run_case(small_case)
    for tag in ("N-1", "J-2"):
        explanation = explain_component(small_case, tag)
        assert_true(explanation)
    row = small_case["NOZZLE"].loc["N-1"]
    found = explained_columns(explain_component(small_case, "N-1"))
    assert found == pytest.approx({name: row[name] for name in ("mass_flow", "pressure_drop", "flow")}, rel=1e-7)


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
    for case in cooling_water_cases(types):
        run_case(case)
        for tag in case.tags:
            explanation = explain_component(case, tag)
            assert_true(explanation)
            assert explanation.steps


# --- what is refused, and how it is shown ----------------------------------------------------------------------


def test_results_that_are_missing_or_stale_are_refused(types, small_case):
    with pytest.raises(InputError, match=r"has no results yet: call solve\(\)") as caught:
        explain_component(small_case, "P-101")
    assert caught.value.path == ("P-101", "results")
    run_case(small_case)
    explain_component(small_case, "P-101")
    small_case.set("P-102", diameter="4 inch")
    with pytest.raises(InputError, match=r"was changed since it was solved \(P-102.diameter changed\): call solve\(\)"):
        explain_component(small_case, "P-101")


def test_what_cannot_be_explained_says_so(types, small_case):
    small_case.add("PSV", "V-9", set_pressure="10 barg")
    run_case(small_case)
    with pytest.raises(InputError, match=r"'V-9' is a PSV .* takes no part in the calculation"):
        explain_component(small_case, "V-9")
    with pytest.raises(NotFound, match="P-1O1"):
        explain_component(small_case, "P-1O1")
    with pytest.raises(InputError, match="no unit system"):
        explain_component(small_case, "P-101", "imperial")


def test_a_type_without_an_explanation_says_so(types, small_case, monkeypatch):
    run_case(small_case)
    hydraulics = BUILT_IN["VALVE"].hydraulics
    assert isinstance(hydraulics, LinkHydraulics)
    mute = replace(BUILT_IN["VALVE"], hydraulics=replace(hydraulics, explain=None))
    monkeypatch.setattr(explaining, "BUILT_IN", BUILT_IN | {"VALVE": mute})
    with pytest.raises(InputError, match="has no explanation yet"):
        explain_component(small_case, "V-1")


def test_a_result_that_the_steps_do_not_lead_to_is_told(small_case):
    """If a law changes in the solver and not in the explanation, nobody signs a wrong sheet."""
    run_case(small_case)
    assert "does not explain" not in str(explain_component(small_case, "P-101"))
    small_case["PIPE"].loc["P-101", "head_loss"] *= 1.00001
    [step] = [step for step in explain_component(small_case, "P-101").steps if step.column == "head_loss"]
    assert "this step does not explain all of it" in step.note


def test_every_type_that_is_calculated_is_explained():
    calculated = {
        code for code, declared in BUILT_IN.items() if isinstance(declared.hydraulics, NodeHydraulics | LinkHydraulics)
    }
    explained = {code for code in calculated if getattr(BUILT_IN[code].hydraulics, "explain", None) is not None}
    assert explained == calculated


def test_display_units_stand_beside_si(types):
    case = SITUATIONS["pipe, fittings"].case(types)
    row = case["PIPE"].loc["X-1"]
    metric, us = (explain_component(case, "X-1", system) for system in ("metric", "us"))
    assert f"({row['flow'] * 3600:.5g} m3/h)" in str(metric)
    assert f"({row['velocity'] / 0.3048:.5g} ft/s)" in str(us)
    assert "(4 inch)" in str(us)
    assert "(" + f"{row['outlet_pressure'] / 1e5 - 1.01325:.5g} barg)" in str(metric)
    assert "ft/s" not in str(metric)
    # The equations stay in SI.
    assert [step.substituted for step in metric.steps] == [step.substituted for step in us.steps]


def test_gauge_pressures_are_relative_to_the_atmosphere_of_the_case(types):
    situation = Situation("PIPE", PIPE, settings={"atmospheric_pressure": "0.8 bara"})
    text = str(explain_component(situation.case(types), "X-1", "metric"))
    assert "(3 barg)" in text
    assert "(1 barg)" in text


def test_as_a_frame(types):
    case = SITUATIONS["pipe, turbulent"].case(types)
    explanation = explain_component(case, "X-1")
    frame = explanation.to_frame()
    assert list(frame.columns) == [
        "quantity",
        "symbol",
        "equation",
        "substituted",
        "value",
        "unit",
        "source",
        "note",
        "column",
    ]
    of_result = frame.set_index("column")["value"]
    assert of_result["velocity"] == pytest.approx(case["PIPE"].loc["X-1", "velocity"])
    assert frame.loc[frame["column"] == "velocity", "unit"].item() == "m/s"


def test_tags_are_only_text(types):
    tag = r"P_1*[a](b)|$x$\(y\)#"
    case = SITUATIONS["pipe, turbulent"].case(types)
    case.rename("X-1", tag)
    case.rename("IN", "$$")
    run_case(case)
    shown = explain_component(case, tag)
    markdown, page = shown._repr_markdown_(), shown.to_html()
    first = markdown.splitlines()[0]
    for character in "_*[]|$\\#":
        assert character not in first.removeprefix("###").replace("<span>&#36;</span>", "").replace("&#", "")
    assert tag not in page
    assert "<span>&#36;</span>x<span>&#36;</span>" in page
    # All dollar signs that are left stand in pairs around our own LaTeX.
    source = explain_component(case, "$$")._repr_markdown_()
    for line in source.splitlines():
        assert line.count("$") % 2 == 0
        assert "$$" not in line


def test_markdown_tables_hold_no_bar_of_their_own(types):
    case = SITUATIONS["pipe, back"].case(types)
    rows = [line for line in explain_component(case, "X-1", "us")._repr_markdown_().splitlines() if line[:1] == "|"]
    assert len(rows) > 5
    assert {row.count("|") for row in rows} == {6}


@pytest.mark.parametrize(
    "change",
    [
        lambda step: {"substituted": step.substituted.replace("998.2", "998.3")},
        lambda step: {"substituted": step.substituted.replace(r"\cdot", "+", 1)},
        lambda step: {"substituted": step.substituted.replace(r"\mathrm{m/s}", r"\mathrm{m}")},
        lambda step: {"equation": step.equation.replace("v^{2}", "v")},
        lambda step: {"value": step.value * 1.00002},
        lambda step: {"unit": "bar"},
        lambda step: {"source": ""},
    ],
)
def test_a_wrong_sheet_is_noticed(types, change):
    """The reader of these tests is none that takes everything."""
    explanation = explain_component(SITUATIONS["pipe, turbulent"].case(types), "X-1")
    steps = tuple(replace(step, **change(step)) if step.symbol == "Delta_p_f" else step for step in explanation.steps)
    assert steps != explanation.steps
    with pytest.raises(AssertionError):
        assert_true(replace(explanation, steps=steps))
