"""Wall thickness and masses: worked numbers, inverses, limits between shapes, exact bodies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.engineering.vessels.heads import HEADS, head
from workbench.engineering.vessels.levels import level_after, time_between
from workbench.engineering.vessels.shape import Shape
from workbench.engineering.vessels.shell_thickness import head_thickness, maximum_shell_pressure, shell_thickness
from workbench.engineering.vessels.weights import head_area, insulation_mass, metal_mass
from workbench.errors import InputError

STRESS = 138e6


@given(pressure=st.floats(1e4, 4e7), radius=st.floats(0.1, 5.0), efficiency=st.floats(0.8, 1.0))
def test_the_shell_holds_what_it_is_made_for(pressure, radius, efficiency):
    wall = shell_thickness(pressure, radius, STRESS, efficiency)
    assert maximum_shell_pressure(wall, radius, STRESS, efficiency) == pytest.approx(pressure)


def test_thin_walls_are_those_of_the_kettle_formula():
    """Hoop stress p R/t of a cylinder, half of it in a sphere."""
    assert shell_thickness(1e3, 1.0, STRESS, 1.0) == pytest.approx(1e3 / STRESS, rel=1e-4)
    assert head_thickness("hemispherical", 1e3, 2.0, STRESS, 1.0) == pytest.approx(1e3 / (2 * STRESS), rel=1e-4)


def test_heads_that_are_the_same_shape_have_the_same_wall():
    common = {"pressure": 2e6, "diameter": 2.0, "allowable_stress": STRESS, "joint_efficiency": 0.85}
    ball = head_thickness("hemispherical", **common)
    assert head_thickness("elliptical", depth=1.0, **common) == pytest.approx(ball)
    assert head_thickness("elliptical", depth=0.5, **common) == head_thickness("elliptical 2:1", **common)
    sphere = head_thickness("torispherical", crown_radius_ratio=0.5, knuckle_radius_ratio=0.5, **common)
    assert sphere == pytest.approx(ball)


def test_the_flanged_and_dished_head_of_ug_32():
    """``t = 0.885 P L/(S E - 0.1 P)`` for a knuckle of 6 % of the crown radius."""
    ours = head_thickness("torispherical", 1e6, 2.0, STRESS, 1.0, crown_radius_ratio=1.0, knuckle_radius_ratio=0.06)
    assert ours == pytest.approx(0.885 * 1e6 * 2.0 / (STRESS - 0.1 * 1e6), rel=1e-3)


def test_shapes_outside_the_formulas_have_no_thickness():
    many = head_thickness(
        ["conical", "conical", "flat", "torispherical", "elliptical"],
        1e6,
        2.0,
        STRESS,
        1.0,
        depth=[0.5, 1.8, np.nan, np.nan, 0.3],
        crown_radius_ratio=1.0,
        knuckle_radius_ratio=0.03,
    )
    assert np.isnan(many).tolist() == [True, False, True, True, True]


def test_thick_shells_are_refused():
    with pytest.raises(InputError, match="thick shell"):
        shell_thickness(0.4 * STRESS, 1.0, STRESS, 1.0)
    with pytest.raises(InputError, match="half the radius"):
        maximum_shell_pressure(0.6, 1.0, STRESS, 1.0)
    with pytest.raises(InputError, match=r"joint efficiency is 1\.1"):
        shell_thickness(1e6, 1.0, STRESS, 1.1)


def test_masses_of_bodies_that_are_known():
    flat, ball = head("flat", 2.0), head("hemispherical", 2.0)
    can = Shape.of(2.0, 4.0, False, flat, flat)
    expected = np.pi * 2.01 * 0.01 * 4.0 + 2 * np.pi * 0.02
    assert metal_mass(can, 0.01, 0.02, 7850.0)[0] == pytest.approx(7850.0 * expected, rel=1e-12)
    sphere = Shape.of(2.0, 0.0, True, ball, ball)
    assert metal_mass(sphere, 0.01, 0.01, 1.0)[0] == pytest.approx(4 / 3 * np.pi * (1.01**3 - 1), rel=1e-4)
    cover = insulation_mass(sphere, 0.01, 0.1, 1.0)[0]
    assert cover == pytest.approx(4 / 3 * np.pi * (1.11**3 - 1.01**3), rel=2e-3)


def test_the_surface_of_heads_is_that_of_the_package_fluids():
    from fluids.geometry import SA_conical_head, SA_ellipsoidal_head, SA_torispheroidal

    assert head_area(2.0, head("conical", 2.0, 0.7))[0] == pytest.approx(SA_conical_head(2.0, 0.7))
    assert head_area(2.0, head("elliptical", 2.0, 0.4))[0] == pytest.approx(SA_ellipsoidal_head(2.0, 0.4))
    dished = head("torispherical", 2.0, crown_radius_ratio=1.0, knuckle_radius_ratio=0.06)
    assert head_area(2.0, dished)[0] == pytest.approx(SA_torispheroidal(2.0, 1.0, 0.06))


@given(
    kind=st.sampled_from(HEADS),
    lying=st.booleans(),
    start=st.floats(0.0, 0.3),
    times=st.lists(st.floats(0, 200), max_size=4),
)
def test_levels_for_times_take_these_times(kind, lying, start, times):
    ends = head(kind, 2.0, 0.7, 1.0, 0.1)
    vessel = Shape.of(2.0, 5.0, lying, ends, ends)
    below = np.array([start * vessel.height[0]])
    for reached, time in zip(level_after(vessel, below, 0.01, times), times, strict=True):
        level = np.maximum(reached, below)  # of no time, but for rounding
        assert time_between(vessel, below, level, 0.01)[0] == pytest.approx(time, rel=1e-9, abs=1e-7)
        below = level


def test_a_vessel_that_is_too_small_has_no_level():
    flat = head("flat", 2.0)
    found = level_after(Shape.of(2.0, 4.0, False, flat, flat), 1.0, 0.01, [100.0, 1e4, 1.0])
    assert np.isnan(np.concatenate(found)).tolist() == [False, True, True]
    with pytest.raises(InputError, match="lower level is 3 m"):
        time_between(Shape.of(2.0, 4.0, False, flat, flat), 3.0, 2.0, 0.01)
