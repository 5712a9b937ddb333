"""The back pressure at which flow and outlet line belong together, and the smallest orifice with its own one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from tests.calculations.relief.cases import ATMOSPHERE, GAS, LIQUID, relief_case
from tests.calculations.relief.test_relief_single_phase_lines import with_lines
from workbench.calculations.relief.settling import settle
from workbench.engineering.relief.gas import gas_mass_flux
from workbench.engineering.relief.orifices import LETTERS, ORIFICES
from workbench.errors import InputError, NotConverged
from workbench.services.run import run_case

RELIEVING = 1.2e6


def gas_through(area: float):
    return lambda pressure: float(area * gas_mass_flux(RELIEVING, 350.0, 0.03, 0.95, 1.25, pressure))


@given(loss=st.floats(1e-3, 1e4), end=st.floats(5e4, 1.1e6))
def test_flow_and_back_pressure_belong_together(loss, end):
    """From a line that loses nothing to one that loses ten thousand times what the nozzle does."""
    flow_at = gas_through(1e-3)
    most = flow_at(0.0)

    def line(flow: float, _: float) -> float:
        return math.sqrt(end**2 + loss * (flow / most) ** 2 * RELIEVING**2)

    found = settle(flow_at, line, end, RELIEVING, "PSV-1")
    expected = brentq(lambda p: line(flow_at(p), p) - p, end, RELIEVING * (1.0 - 1e-12), xtol=1e-6)
    assert found == pytest.approx(expected, abs=1e-7 * RELIEVING)


@given(loss=st.floats(0.0, 1e3), end=st.floats(5e4, 1.1e6))
def test_a_liquid_settles_as_its_closed_form(loss, end):
    """Bernoulli twice: the line takes r times what the nozzle takes, so r/(1 + r) of the difference."""

    def line(flow: float, _: float) -> float:
        return end + loss * flow**2

    found = settle(lambda p: math.sqrt(RELIEVING - p), line, end, RELIEVING, "PSV-1")
    assert found == pytest.approx(end + loss / (1.0 + loss) * (RELIEVING - end), abs=2e-8 * RELIEVING)


def test_a_line_that_runs_down_is_below_its_end():
    found = settle(lambda p: math.sqrt(RELIEVING - p), lambda flow, _: 1e5 - 3e4 + 0.01 * flow**2, 1e5, RELIEVING, "P")
    assert found == pytest.approx((7e4 + 0.01 * RELIEVING) / 1.01, abs=2e-8 * RELIEVING)


def test_pressures_where_the_equations_do_not_hold_are_gone_round():
    def flow_at(pressure: float) -> float:
        if pressure > 5e5:
            raise InputError("above the curve")
        return math.sqrt(RELIEVING - pressure)

    def line(loss: float):
        return lambda flow, _: 1e5 + loss * flow**2

    assert settle(flow_at, line(0.5), 1e5, RELIEVING, "P") == pytest.approx((1e5 + 6e5) / 1.5, abs=2e-8 * RELIEVING)
    with pytest.raises(InputError, match="above the curve"):
        settle(flow_at, line(2.0), 1e5, RELIEVING, "P")
    with pytest.raises(InputError, match="above the curve"):
        settle(flow_at, line(0.5), 6e5, RELIEVING, "P")


def test_what_has_no_answer_is_named():
    with pytest.raises(NotConverged, match="PSV-7") as caught:
        settle(lambda p: p, lambda flow, _: 9e5 if flow < 6e5 else 3e5, 1e5, RELIEVING, "PSV-7")
    assert caught.value.worst_tag == "PSV-7"


def test_a_line_too_narrow_for_a_flow_that_does_not_fall_is_named():
    """A bellows valve whose maker's Kb is entered lets as much through at every back pressure."""
    case = relief_case(GAS, elevation=0.0, orifice="P", design="bellows", back_pressure_correction=0.9)
    with pytest.raises(InputError, match=r"outlet line of 'PSV-1' is too narrow.*1.20132e\+06 Pa") as caught:
        run_case(with_lines(case, inlet=None, outlet=(0.05, 60.0)))
    assert caught.value.path == ("PSV-1", "outlet")
    assert caught.value.value > 1.2e6


def test_a_line_that_loses_many_times_what_the_nozzle_does_is_calculated():
    """Water through a T orifice and 60 m of a 2 inch pipe: nearly all of the pressure is lost in the line."""
    case = with_lines(relief_case(LIQUID, elevation=0.0, orifice="T"), inlet=None, outlet=(0.052, 60.0))
    run_case(case)
    row = case["PSV"].loc["PSV-1"]
    back, relieving = row["total_back_pressure"], row["relieving_pressure"]
    assert back > ATMOSPHERE + 0.95 * (relieving - ATMOSPHERE)
    expected = 0.65 * ORIFICES["T"] * math.sqrt(2 * 800.0 * (relieving - back))
    assert row["rated_flow"] == pytest.approx(expected, rel=0.02)  # less Kv


@pytest.mark.parametrize("diameter", [0.07, 0.08, 0.1, 0.15])
def test_the_orifice_is_the_smallest_that_suffices_with_its_own_back_pressure(diameter):
    """Each letter entered by hand: those below the selected one are too small, that one is not."""
    enough = {}
    for letter in (None, *LETTERS):
        given_ = {} if letter is None else {"orifice": letter}
        load = LIQUID | {"relief_load_entered": 25.0}
        case = with_lines(relief_case(load, elevation=0.0, **given_), inlet=None, outlet=(diameter, 30.0))
        run_case(case)
        row = case["PSV"].loc["PSV-1"]
        enough[letter] = (row["selected_orifice"], row["area_utilisation"] <= 1.0)
    selected = LETTERS.index(enough[None][0])
    assert enough[None][1]
    assert [enough[letter][1] for letter in LETTERS[: selected + 1]] == [False] * selected + [True]


def test_gas_without_choking_and_with_a_narrow_line_is_what_both_give():
    case = with_lines(
        relief_case(GAS | {"relief_load_entered": 1.0}, elevation=0.0, set_pressure="1 barg", orifice="T"),
        inlet=None,
        outlet=(0.15, 20.0),
    )
    run_case(case)
    row = case["PSV"].loc["PSV-1"]
    back = row["total_back_pressure"]
    flux = float(gas_mass_flux(row["relieving_pressure"], 350.0, 0.03, 0.95, 1.25, back))
    assert row["rated_flow"] == pytest.approx(0.975 * row["orifice_area"] * flux, rel=1e-9)
    assert back > 1.3e5
