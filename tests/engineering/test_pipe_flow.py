"""Friction and resistance against published examples and against independent formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engineering.pipe_flow import (
    STANDARD_GRAVITY,
    friction_factor,
    friction_pressure_drop,
    hazen_williams_head_loss,
    resistance_from_flow_coefficient,
    resistance_from_loss_coefficient,
    reynolds_number,
    velocity,
)
from workbench.errors import InputError

FOOT = 0.3048
INCH = 0.0254


@settings(deadline=None, derandomize=True)
@given(st.floats(4000.0, 1e9), st.floats(0.0, 0.05))
def test_colebrook_equation_holds(reynolds, roughness):
    factor = friction_factor(reynolds, roughness)
    right = -2.0 * np.log10(roughness / 3.7 + 2.51 / (reynolds * np.sqrt(factor)))
    assert 1.0 / np.sqrt(factor) == pytest.approx(right, rel=1e-13)


@settings(deadline=None, derandomize=True)
@given(st.floats(0.0, 0.05))
def test_no_jump_and_no_kink_in_the_transition(roughness):
    for limit in (2000.0, 4000.0):
        below, at, above = friction_factor(np.array([limit - 0.01, limit, limit + 0.01]), roughness)
        assert below == pytest.approx(at, rel=1e-4)
        assert above - at == pytest.approx(at - below, abs=2e-3 * abs(at - below) + 1e-10)


@settings(deadline=None, derandomize=True)
@given(st.floats(10.0, 1e7), st.floats(1.0001, 2.0), st.floats(0.0, 0.05))
def test_loss_rises_with_the_flow(reynolds, ratio, roughness):
    first, second = friction_factor(np.array([reynolds, reynolds * ratio]), roughness)
    assert second * ratio**2 > first


def test_hazen_williams_in_united_states_units():
    """EPANET 2.2 User Manual, Table 3.1, applied in feet and cubic feet a second."""
    expected = 4.727 * 130.0**-1.852 * 1.0**-4.871 * 1000.0 * 3.0**1.852
    ours = hazen_williams_head_loss(3.0 * FOOT**3, 1.0 * FOOT, 1000.0 * FOOT, 130.0) / FOOT
    assert ours == pytest.approx(expected, rel=1e-12)
    assert hazen_williams_head_loss(-0.05, 0.2, 1000.0, 130.0) == -hazen_williams_head_loss(0.05, 0.2, 1000.0, 130.0)
    assert hazen_williams_head_loss(0.0, 0.2, 1000.0, 130.0) == 0.0


def test_resistance_gives_the_same_loss_as_its_definition():
    speed = velocity(0.02, 0.1)
    expected = 2.5 * speed**2 / (2.0 * STANDARD_GRAVITY)
    assert resistance_from_loss_coefficient(2.5, 0.1) * 0.02**2 == pytest.approx(expected, rel=1e-12)
    drop = 800.0 * (0.02 / 0.003) ** 2  # dp = rho (q / Av)^2
    assert resistance_from_flow_coefficient(0.003) * 0.02**2 * 800.0 * STANDARD_GRAVITY == pytest.approx(drop)


def test_arrays_and_floats():
    assert isinstance(friction_factor(1e5, 1e-3), float)
    assert friction_factor(np.array([1e3, 1e5]), 1e-3).shape == (2,)
    assert friction_pressure_drop(np.array([-1.0, 1.0]), 1000.0, 0.1, 10.0, 0.02).sum() == 0.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: velocity(1.0, 0.0), "The diameter is 0 m; it must be above zero."),
        (lambda: velocity(np.nan, 0.1), "The flow is nan m3/s; it must be a finite number."),
        (lambda: reynolds_number(1.0, 0.1, -1e-6), "kinematic viscosity is -1e-06 m2/s"),
        (lambda: friction_factor(0.0, 0.0), "reynolds number is 0; it must be above zero"),
        (lambda: friction_factor(1e5, 0.06), "relative roughness is 0.06"),
        (lambda: friction_pressure_drop(1.0, -1.0, 0.1, 1.0, 0.02), "density is -1 kg/m3"),
        (lambda: hazen_williams_head_loss(1.0, 0.1, 1.0, 0.0), "Hazen-Williams coefficient is 0"),
        (lambda: resistance_from_loss_coefficient(-1.0, 0.1), "loss coefficient is -1"),
        (lambda: resistance_from_flow_coefficient(0.0), "flow coefficient is 0 m2"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
