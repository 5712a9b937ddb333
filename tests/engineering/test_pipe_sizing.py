"""Inverse problems of one pipe."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engineering.friction import darcy_friction_factor
from workbench.engineering.pipe_flow import (
    STANDARD_GRAVITY,
    friction_factor,
    friction_pressure_drop,
    reynolds_number,
    velocity,
)
from workbench.engineering.pipe_sizing import (
    diameter_from_head_loss,
    flow_from_head_loss,
    hydraulic_diameter_of_annulus,
    reynolds_from_friction_group,
)
from workbench.errors import InputError


def head_loss(flow, diameter, length, roughness, viscosity):
    factor = friction_factor(reynolds_number(velocity(flow, diameter), diameter, viscosity), roughness / diameter)
    return friction_pressure_drop(flow, 1.0, diameter, length, factor) / STANDARD_GRAVITY


@settings(deadline=None, derandomize=True)
@given(st.floats(1e-3, 3.0), st.floats(0.01, 1e8), st.floats(0.0, 0.049), st.floats(0.1, 1e5), st.floats(1e-7, 1e-2))
def test_the_flow_and_the_diameter_are_found_again(diameter, reynolds, relative, length, viscosity):
    """Laminar, in the transition and turbulent."""
    flow = reynolds * viscosity * diameter * 0.7853981633974483
    head = head_loss(flow, diameter, length, relative * diameter, viscosity)
    found = flow_from_head_loss(head, diameter, length, relative * diameter, viscosity)
    assert found == pytest.approx(flow, rel=1e-8)
    size = diameter_from_head_loss(flow, head, length, relative * diameter, viscosity)
    assert size == pytest.approx(diameter, rel=1e-8)


@settings(deadline=None, derandomize=True)
@given(st.floats(1e-6, 1e9), st.floats(0.0, 1.0))
def test_the_reynolds_number_is_found_again(reynolds, relative):
    """As far as a roughness of a whole diameter."""
    group = darcy_friction_factor(reynolds, relative) * reynolds**2
    assert reynolds_from_friction_group(group, relative) == pytest.approx(reynolds, rel=1e-10)


def test_nothing_flows_without_a_loss():
    assert flow_from_head_loss(0.0, 0.1, 100.0, 1e-4, 1e-6) == 0.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: flow_from_head_loss(-1.0, 0.1, 100.0, 0.0, 1e-6), "head loss is -1 m"),
        (lambda: flow_from_head_loss(1.0, 0.1, 100.0, 0.01, 1e-6), "more than 5 % of the diameter"),
        (lambda: flow_from_head_loss(1.0, 0.1, 0.0, 0.0, 1e-6), "length is 0 m"),
        (lambda: reynolds_from_friction_group(0.0, 0.0), "friction group is 0"),
        (lambda: reynolds_from_friction_group(1.0, -0.1), "relative roughness is -0.1"),
        (lambda: diameter_from_head_loss(0.0, 1.0, 100.0, 0.0, 1e-6), "flow is 0 m3/s"),
        (lambda: diameter_from_head_loss(1.0, 1e-30, 1e5, 0.0, 1e-6), "No diameter between"),
        (lambda: hydraulic_diameter_of_annulus(0.1, 0.1), "gap between the diameters is 0 m"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
