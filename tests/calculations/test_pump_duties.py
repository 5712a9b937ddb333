"""Pump duties: from entered lines by hand, from networks against the network itself, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.calculations import CALCULATIONS
from workbench.engineering.pipe_flow import STANDARD_GRAVITY as G
from workbench.equipment import built_in_schemas
from workbench.errors import InputError
from workbench.model.case import Case

HOUR = 1 / 3600
PUMP = {
    "curve": [["0 m3/h", "60 m"], ["50 m3/h", "55 m"], ["100 m3/h", "40 m"]],
    "efficiency_curve": [["0 m3/h", 0.0], ["30 m3/h", 0.55], ["60 m3/h", 0.72], ["100 m3/h", 0.6]],
    "npsh_required_curve": [["0 m3/h", "2 m"], ["100 m3/h", "4 m"]],
    "rated_speed": 2950.0,
    "stages": 1,
    "impeller_eyes": 1,
    "elevation": 0.0,
}
DUTY = {
    "pump": "P-1",
    "lines": "entered",
    "rated_flow": "50 m3/h",
    "density": 900.0,
    "vapour_pressure_at_maximum_temperature": "0.5 bara",
    "density_at_maximum_temperature": 880.0,
    "suction_vessel_pressure": "2 bara",
    "suction_static_head": 3.0,
    "suction_static_head_at_minimum_level": 1.0,
    "suction_line_loss": "0.1 bar",
    "discharge_vessel_pressure": "4 bara",
    "discharge_static_head": 10.0,
    "discharge_line_loss": "0.8 bar",
}


def entered(pump=(), case=None, **duty):
    """One duty with entered lines; the case with its pump."""
    made = Case("Base", built_in_schemas(), app_module="Pump") if case is None else case
    made.add("PUMP", "P-1", **(PUMP | dict(pump)))
    made.add("PUMP_DUTY", "D-1", **(DUTY | duty))
    return made


def solved(case):
    """Results of the first duty, and the summary."""
    outcome = CALCULATIONS["Pump"](case)
    return outcome.results["PUMP_DUTY"].iloc[0], outcome.summary


def texts(summary, kind="warnings"):
    return " | ".join(one["text"] for one in summary[kind])


# --- lines that are entered ----------------------------------------------------------------------------------------


def test_entered_lines_by_hand():
    row, summary = solved(entered(control_valve_drop="0.5 bar", heat_capacity=2000.0, allowable_temperature_rise=5.0))
    suction = 2e5 + 900 * G * 3 - 1e4
    discharge = 4e5 + 900 * G * 10 + 0.8e5 + 0.5e5
    head = (discharge - suction) / (900 * G)
    assert row["suction_pressure"] == pytest.approx(suction)
    assert row["discharge_pressure"] == pytest.approx(discharge)
    assert row["differential_head"] == pytest.approx(head)
    assert row["differential_head_at_minimum_level"] == pytest.approx(head + 2.0)
    assert row["static_head"] == pytest.approx(2e5 / (900 * G) + 7.0)
    assert row["friction_head"] == pytest.approx(0.9e5 / (900 * G))
    assert row["control_valve_authority"] == pytest.approx(5 / 14)
    # The loss of the suction line is a head: as much of the lighter liquid.
    assert row["npsh_available"] == pytest.approx((2e5 - 0.5e5) / (880 * G) + 1.0 - 1e4 / (900 * G))
    assert row["npsh_required"] == pytest.approx(3.0)
    assert row["npsh_margin"] == pytest.approx(row["npsh_available"] - 3.0)
    assert row["maximum_suction_pressure"] == pytest.approx(2e5 + 900 * G * 3)
    assert row["shutoff_pressure"] == pytest.approx(2e5 + 900 * G * 63)
    efficiency = 0.55 + 0.17 * 20 / 30
    assert row["efficiency"] == pytest.approx(efficiency)
    power = 900 * G * 50 * HOUR * head / efficiency
    assert row["shaft_power"] == pytest.approx(power)
    assert row["required_motor_power"] == pytest.approx(1.25 * power)
    assert row["motor_rating"] == 11e3
    assert row["motor"] == "11 kW IEC"
    assert row["temperature_rise"] == pytest.approx(G * head * (1 / efficiency - 1) / 2000.0)
    assert row["operating_region"] == "preferred"
    assert row["best_efficiency_fraction"] == pytest.approx(50 / 60)
    words = texts(summary, "assumptions")
    for assumed in ("Maximum temperature", "Maximum level of the suction", "IEC", "11th edition"):
        assert assumed in words
    assert [one["text"] for one in summary["warnings"] if "on its curve" not in one["text"]] == []


def test_the_duty_point_is_on_both_curves():
    row, _ = solved(entered(control_valve_share=0.5))
    flow = row["duty_flow"]
    pump = 60 - 5 * (flow / (50 * HOUR)) ** np.log2(4)  # H0 - (H0 - H1)(q/q1)^c, c = ln(20/5)/ln(2)
    system = row["static_head"] + 1.5 * row["friction_head"] * (flow / (50 * HOUR)) ** 2
    assert row["duty_head"] == pytest.approx(pump, rel=1e-9)
    assert row["duty_head"] == pytest.approx(system, rel=1e-9)
    assert row["curve_head"] == pytest.approx(55.0)


def test_the_thermal_minimum_flow_is_where_the_rise_is_the_allowed_one():
    row, _ = solved(entered(heat_capacity=2000.0, allowable_temperature_rise=2.0))
    flow = row["thermal_minimum_flow"]
    head, efficiency = 60 - 5 * (flow / (50 * HOUR)) ** 2, 0.55 * flow / (30 * HOUR)
    assert G * head * (1 / efficiency - 1) / 2000.0 == pytest.approx(2.0, rel=1e-9)
    with_maker, _ = solved(
        entered({"minimum_stable_flow": "20 m3/h"}, heat_capacity=2000.0, allowable_temperature_rise=2.0)
    )
    assert with_maker["minimum_continuous_flow"] == pytest.approx(20 * HOUR)


def test_speed_of_the_pump_moves_all_its_curves():
    full, _ = solved(entered(rated_flow="50 m3/h"))
    slow, _ = solved(entered({"speed": 0.8}, rated_flow="40 m3/h"))
    assert slow["curve_head"] == pytest.approx(0.64 * full["curve_head"])
    assert slow["npsh_required"] == pytest.approx(0.64 * full["npsh_required"])
    assert slow["efficiency"] == pytest.approx(full["efficiency"])
    assert slow["shutoff_head"] == pytest.approx(0.64 * full["shutoff_head"])
    for name in ("specific_speed", "suction_specific_speed", "best_efficiency_fraction"):
        assert slow[name] == pytest.approx(full[name])


def test_the_largest_power_along_the_curve():
    """rho g q H / eta; eta falls behind 60 m3/h so steeply that the end of the curve takes most."""
    row, _ = solved(entered())
    end = 900 * G * 100 * HOUR * 40 / 0.6
    assert row["largest_shaft_power"] == pytest.approx(end, rel=1e-9)
    efficiency = 0.55 + 0.17 * 20 / 30
    assert row["curve_shaft_power"] == pytest.approx(900 * G * 50 * HOUR * 55 / efficiency, rel=1e-9)


def test_speed_and_trim_for_the_duty():
    """At the speed that is asked for, and with the impeller that is, the pump has just the head of the duty."""
    pump = {"impeller_diameter": 0.25, "maximum_impeller_diameter": 0.26}
    row, summary = solved(entered(pump))
    at_speed, _ = solved(entered(pump | {"speed": row["required_speed"]}))
    assert at_speed["curve_head"] == pytest.approx(row["differential_head"], rel=1e-9)
    assert row["required_impeller_diameter"] == pytest.approx(0.25 * row["required_speed"])
    assert not any("impeller" in one["text"] for one in summary["warnings"])
    _, summary = solved(entered(pump, discharge_static_head=45.0))
    assert "takes 0.26 m at most" in texts(summary)


def test_viscosity_correction_of_a_duty():
    """Example 1 of ANSI/HI 9.6.7 as a duty: 103.2 m3/h, 72.2 m and 50.2 % of a pump of 110 m3/h, 77 m and 68 %."""
    pump = {
        "curve": [["0 m3/h", "95 m"], ["66 m3/h", "87.6 m"], ["110 m3/h", "77 m"], ["130 m3/h", "70 m"]],
        "curve_form": "monotone cubic",
        "efficiency_curve": [["0 m3/h", 0.0], ["110 m3/h", 0.68], ["130 m3/h", 0.65]],
        "npsh_required_curve": [["0 m3/h", "2 m"], ["130 m3/h", "4 m"]],
    }
    duty = {
        "rated_flow": "103.17 m3/h",
        "viscosity": 120e-6 * 900.0,
        "viscosity_correction": "HI 9.6.7",
        "discharge_vessel_pressure": "7 bara",
    }
    row, summary = solved(entered(pump, **duty))
    assert row["viscosity_parameter"] == pytest.approx(5.52, abs=0.005)
    assert row["curve_head"] == pytest.approx(72.2, abs=0.05)
    assert row["efficiency"] == pytest.approx(0.502, abs=0.0005)
    assert row["best_efficiency_flow"] * 3600 == pytest.approx(103.2, abs=0.05)
    assert row["shutoff_head"] == pytest.approx(95.0)
    assert "NPSH required: not corrected" in texts(summary, "assumptions")
    plain, summary = solved(entered(pump, **(duty | {"viscosity_correction": "none"})))
    assert "not corrected for it" in texts(summary)
    assert np.isnan(plain["viscosity_parameter"])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.floats(10.0, 95.0), st.floats(600.0, 1100.0)), min_size=2, max_size=6))
def test_many_duties_are_those_of_each(conditions):
    def case(chosen):
        made = Case("Base", built_in_schemas(), app_module="Pump")
        made.add("PUMP", "P-1", **PUMP)
        for k, (flow, density) in enumerate(chosen):
            made.add("PUMP_DUTY", f"D-{k}", **(DUTY | {"rated_flow": flow * HOUR, "density": density}))
        return CALCULATIONS["Pump"](made).results["PUMP_DUTY"]

    together = case(conditions)
    for k, one in enumerate(conditions):
        alone = case([one]).iloc[0]
        for name, value in alone.items():
            if isinstance(value, float):
                assert together.iloc[k][name] == pytest.approx(value, rel=1e-12, nan_ok=True), name
            else:
                assert together.iloc[k][name] == value


def test_npsh_available_falls_with_the_temperature():
    """Water by the equation of state: at 99 degC nearly all that is left of an open vessel is its height."""
    case = Case("Base", built_in_schemas(), app_module="Pump")
    case.add("PUMP", "P-1", **PUMP)
    case.add("FLUID", "WATER", source="CoolProp", name="Water")
    duty = {name: value for name, value in DUTY.items() if "maximum" not in name and name != "density"}
    for celsius in (20, 40, 60, 80, 95, 99):
        at = {"fluid": "WATER", "pumping_temperature": "20 degC", "maximum_temperature": f"{celsius} degC"}
        case.add("PUMP_DUTY", f"D-{celsius}", **(duty | at | {"suction_vessel_pressure": 101325.0}))
    results = CALCULATIONS["Pump"](case).results["PUMP_DUTY"]
    assert (np.diff(results["npsh_available"]) < 0.0).all()
    assert (np.diff(results["hot_liquid_density"]) < 0.0).all()
    # Saturation at 99 degC: 97759 Pa and 959.1 kg/m3 (IAPWS-95, NIST Chemistry WebBook).
    loss = 1e4 / (998.2 * G)
    assert results["npsh_available"].iloc[-1] == pytest.approx((101325 - 97759) / (959.1 * G) + 1.0 - loss, abs=0.01)


def test_numbers_of_a_fluid_hold_at_its_own_temperature():
    """A vapour pressure at 20 degC is none at 60 degC: it is refused, and where no temperature is said, assumed."""
    duty = {"fluid": "OIL", "density": None, "vapour_pressure_at_maximum_temperature": None}
    oil = {"source": "entered", "name": "Oil", "liquid_density": 850.0, "vapour_pressure": 5e3}

    def case(fluid, **more):
        made = Case("Base", built_in_schemas(), app_module="Pump")
        made.add("FLUID", "OIL", **(oil | fluid))
        made.add("PUMP", "P-1", **PUMP)
        made.add("PUMP_DUTY", "D-1", **{k: v for k, v in (DUTY | duty | more).items() if v is not None})
        return made

    row, summary = solved(case({"temperature": "20 degC"}))
    assert row["liquid_density"] == 850.0
    assert row["hot_vapour_pressure"] == 5e3
    assert "Pumping temperature: that of the numbers of the fluid" in texts(summary, "assumptions")
    with pytest.raises(InputError, match=r"'OIL' is at 293\.15 K") as caught:
        solved(case({"temperature": "20 degC"}, pumping_temperature="20 degC", maximum_temperature="60 degC"))
    assert caught.value.path == ("D-1", "vapour_pressure_at_maximum_temperature")
    _, summary = solved(case({}, pumping_temperature="20 degC", maximum_temperature="60 degC"))
    assert "taken to be that at the maximum temperature" in texts(summary, "assumptions")
    with pytest.raises(InputError, match="OIL is needed at 333"):
        solved(case({"highest_temperature": "50 degC"}, maximum_temperature="60 degC", pumping_temperature="20 degC"))


# --- what is refused, and what is warned of ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pump", "duty", "path", "words"),
    [
        ({"npsh_required_curve": None}, {}, ("D-1", "pump_npsh_required"), "0.01389 m3/s"),
        ({}, {"rated_flow": "110 m3/h"}, ("D-1", "pump_npsh_required"), "0.03056 m3/s"),
        ({"efficiency_curve": None}, {}, ("D-1", "pump_efficiency"), "efficiency_curve"),
        ({}, {"density": None}, ("D-1", "density"), "missing"),
        (
            {},
            {"vapour_pressure_at_maximum_temperature": None},
            ("D-1", "vapour_pressure_at_maximum_temperature"),
            "NPSH",
        ),
        (
            {},
            {"suction_static_head_at_minimum_level": None},
            ("D-1", "suction_static_head_at_minimum_level"),
            "missing",
        ),
        (
            {},
            {"suction_static_head_at_minimum_level": 4.0},
            ("D-1", "suction_static_head_at_minimum_level"),
            "4 m, above",
        ),
        ({}, {"discharge_line_loss": None}, ("D-1", "discharge_line_loss"), "missing"),
        ({}, {"control_valve_drop": 1e5, "control_valve_share": 0.3}, ("D-1", "control_valve_drop"), "more than one"),
        ({}, {"control_valve": "P-1"}, ("D-1", "control_valve"), "entered"),
        ({"speed": 0.0}, {}, ("P-1", "speed"), "stands still"),
        ({}, {"maximum_inlet_pressure": "1 bara"}, ("D-1", "maximum_inlet_pressure"), "below the"),
        (
            {},
            {"suction_static_head_at_maximum_level": 0.5},
            ("D-1", "suction_static_head_at_maximum_level"),
            "below the",
        ),
        (
            {"best_efficiency_point_flow": "300 m3/h"},
            {"viscosity_correction": "HI 9.6.7", "viscosity": 0.1},
            ("P-1", "curve"),
            "head at the best efficiency flow",
        ),
        (
            {},
            {"discharge_vessel_pressure": "0.1 bara", "discharge_static_head": -9.0},
            ("D-1", "rated_flow"),
            "above zero",
        ),
        ({}, {"allowable_temperature_rise": 5.0}, ("D-1", "heat_capacity"), "missing"),
        (
            {},
            {"pumping_temperature": "80 degC", "maximum_temperature": "20 degC"},
            ("D-1", "maximum_temperature"),
            "below the pumping temperature of 353.15 K",
        ),
        ({}, {"viscosity_correction": "HI 9.6.7"}, ("D-1", "viscosity"), "missing"),
        (
            {"rated_speed": None},
            {"viscosity_correction": "HI 9.6.7", "viscosity": 0.1},
            ("P-1", "rated_speed"),
            "missing",
        ),
        ({}, {"viscosity_correction": "HI 9.6.7", "viscosity": 4.0}, ("D-1", "viscosity_correction"), "0.004444 m2/s"),
    ],
)
def test_what_cannot_be_is_refused(pump, duty, path, words):
    case = Case("Base", built_in_schemas(), app_module="Pump")
    case.add("PUMP", "P-1", **{k: v for k, v in (PUMP | pump).items() if v is not None})
    case.add("PUMP_DUTY", "D-1", **{k: v for k, v in (DUTY | duty).items() if v is not None})
    with pytest.raises(InputError) as caught:
        CALCULATIONS["Pump"](case)
    assert caught.value.path == path
    assert words in str(caught.value)
    assert path[0] in str(caught.value)


def test_a_case_without_duties_is_refused(types):
    with pytest.raises(InputError, match="has no PUMP_DUTY"):
        CALCULATIONS["Pump"](Case("Base", types, app_module="Pump"))


@pytest.mark.parametrize(
    ("pump", "duty", "words"),
    [
        ({}, {"suction_vessel_pressure": "0.6 bara"}, "cavitates"),
        ({}, {"minimum_npsh_margin": 20.0}, "less than the 20 m"),
        ({}, {"minimum_npsh_ratio": 8.0}, "it must be 8 at least"),
        ({}, {"discharge_static_head": 40.0}, "less than the"),
        ({"motor_power": "7.5 kW"}, {"discharge_vessel_pressure": "5 bara"}, "is too small"),
        ({"motor_power": "15 kW"}, {"density": 980.0}, "overloaded there"),
        ({"casing_pressure": "5 bara"}, {}, "casing of 'P-1'"),
        ({"maximum_allowable_flow": "45 m3/h"}, {}, "outside the allowable"),
        ({}, {"rated_flow": "30 m3/h"}, "outside the preferred 70 to 120 %"),
        ({}, {"rated_flow": "70 m3/h"}, "80 to 110 %"),
        ({"minimum_stable_flow": "20 m3/h"}, {"minimum_flow": "10 m3/h"}, "minimum flow line"),
        ({}, {"control_valve_share": 0.1, "minimum_valve_authority": 0.3}, "9% of the friction"),
        ({}, {"allowable_temperature_rise": 0.01, "heat_capacity": 2000.0}, "more than is allowed"),
        ({}, {"discharge_vessel_pressure": "2 bara", "discharge_line_loss": 0.0}, "runs out"),
        ({"curve": None, "power": "9 kW"}, {}, "shut-off pressure is not known"),
    ],
)
def test_what_to_look_at(pump, duty, words):
    case = Case("Base", built_in_schemas(), app_module="Pump")
    case.add("PUMP", "P-1", **{k: v for k, v in (PUMP | pump).items() if v is not None})
    case.add("PUMP_DUTY", "D-1", **(DUTY | duty))
    _, summary = solved(case)
    assert words in texts(summary)
    assert {one["tag"] for one in summary["warnings"]} == {"D-1"}


# --- extremes ------------------------------------------------------------------------------------------------------


def test_a_vessel_below_the_vapour_pressure_is_warned_of_though_the_npsh_suffices():
    """A gauge pressure entered as an absolute one: ten metres of liquid hide it in the NPSH."""
    deep = {"suction_static_head": 12.0, "suction_static_head_at_minimum_level": 10.0}
    row, summary = solved(entered(suction_vessel_pressure="0.4 bara", **deep))
    assert row["npsh_margin"] > 3.0
    assert "the suction vessel has 4e+04 Pa absolute, less than the vapour pressure of 5e+04 Pa" in texts(summary)
    _, summary = solved(entered(suction_vessel_pressure="0.5 bara", **deep))
    assert "boils" not in texts(summary)  # a liquid at its boiling point is common


def test_an_efficiency_entered_beyond_its_curve_does_not_forbid_the_minimum_flow():
    """The curve ends at 30 m3/h, the duty is at 50: the rise of the rated point is far below what is allowed."""
    short = {"efficiency_curve": [["0 m3/h", 0.0], ["30 m3/h", 0.55]]}
    duty = {"pump_efficiency": 0.7, "heat_capacity": 2000.0, "allowable_temperature_rise": 3.0}
    row, summary = solved(entered(short, **duty))
    assert row["temperature_rise"] < 0.2
    expected = row["shaft_power"] / (900.0 * (2000.0 * 3.0 + G * row["differential_head"]))
    assert row["thermal_minimum_flow"] == pytest.approx(expected, rel=1e-12)
    assert "heated" not in texts(summary)
    assert "Minimum flow by temperature rise: with shaft power" in texts(summary, "assumptions")


def test_a_viscous_pump_far_beyond_its_curve_has_no_head():
    """At 30 times the best efficiency flow the factor and the head for water are both below zero."""
    pump = {"curve": [["10 m3/h", "55 m"]], "efficiency_curve": None, "best_efficiency_point_flow": "10 m3/h"}
    viscous = {"viscosity": 0.2, "viscosity_correction": "HI 9.6.7"}
    case = Case("Base", built_in_schemas(), app_module="Pump")
    case.add("PUMP", "P-1", **{name: value for name, value in (PUMP | pump).items() if value is not None})
    far = {"rated_flow": "300 m3/h", "pump_efficiency": 0.5, "pump_npsh_required": 1.0}
    case.add("PUMP_DUTY", "D-1", **(DUTY | viscous | far))
    row, summary = solved(case)
    assert row["curve_head"] < 0.0
    assert "less than the" in texts(summary)
