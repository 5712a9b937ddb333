"""Round pipes that are not full."""

from __future__ import annotations

import math

import pytest
from fluids.open_flow import V_Manning
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engineering.friction import darcy_friction_factor
from workbench.engineering.open_channel import manning_flow, partially_full_flow, partially_full_section
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.pipe_sizing import flow_from_head_loss
from workbench.errors import InputError


def test_full_and_half_full():
    full, half = partially_full_section(2.0, 2.0), partially_full_section(2.0, 1.0)
    assert full.area == pytest.approx(math.pi)
    assert half.area == pytest.approx(math.pi / 2.0)
    assert full.hydraulic_radius == pytest.approx(half.hydraulic_radius) == pytest.approx(0.5)


@settings(deadline=None, derandomize=True)
@given(st.floats(0.01, 3.0), st.floats(0.01, 0.99), st.floats(1e-5, 0.1), st.floats(0.0, 0.02))
def test_a_full_pipe_on_a_slope_is_a_pipe(diameter, share, slope, roughness):
    """Full, the pipe loses its fall by friction; partly full, the depth above half only adds flow."""
    full = partially_full_flow(partially_full_section(diameter, diameter), slope, roughness, 1e-6)
    pipe = flow_from_head_loss(slope * 100.0, diameter, 100.0, roughness * diameter, 1e-6)
    assert full == pytest.approx(pipe, rel=1e-9)
    assert partially_full_flow(partially_full_section(diameter, share * 0.5 * diameter), slope, roughness, 1e-6) < full


def test_a_channel_may_be_rougher_than_a_pipe():
    """Darcy and Weisbach with the friction factor of that flow; a pipe with more than 5 % is refused."""
    section = partially_full_section(1.0, 0.4)
    size = 4.0 * section.hydraulic_radius
    speed = partially_full_flow(section, 0.002, 0.1, 1e-6) / section.area
    factor = darcy_friction_factor(speed * size / 1e-6, 0.1)
    assert speed == pytest.approx(math.sqrt(2.0 * STANDARD_GRAVITY * 0.002 * size / factor), rel=1e-10)
    with pytest.raises(InputError, match="more than 5 %"):
        flow_from_head_loss(0.2, size, 100.0, 0.1 * size, 1e-6)


def test_manning_as_coded_in_fluids():
    section = partially_full_section(0.6, 0.4)
    theirs = V_Manning(Rh=section.hydraulic_radius, S=0.002, n=0.013) * section.area
    assert manning_flow(section, 0.002, 0.013) == pytest.approx(theirs, rel=1e-12)
    assert manning_flow(section, 0.0, 0.013) == 0.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: partially_full_section(1.0, 1.1), "depth is 1.1 m"),
        (lambda: partially_full_section(1.0, 0.0), "depth is 0 m"),
        (lambda: manning_flow(partially_full_section(1.0, 0.5), -0.1, 0.013), "slope is -0.1"),
        (lambda: manning_flow(partially_full_section(1.0, 0.5), 0.1, 0.0), "Manning coefficient is 0"),
        (lambda: partially_full_flow(partially_full_section(1.0, 0.5), 0.0, 0.0, 1e-6), "slope is 0"),
        (
            lambda: partially_full_flow(partially_full_section(1.0, 0.5), 0.1, -0.1, 1e-6),
            "relative roughness is -0.1",
        ),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
