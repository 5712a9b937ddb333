"""What must hold of every vessel: the closed form when it is full, and calculus between level, volume and surface."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engineering.vessels.heads import HEADS, head
from workbench.engineering.vessels.shape import Shape, fire_wetted_area
from workbench.errors import InputError

KINDS = st.sampled_from(HEADS)
SHARES = st.floats(0.0, 1.0)


def end(kind, diameter, depth_share, crown, knuckle):
    return head(kind, diameter, depth_share * diameter, crown, knuckle * crown)


@st.composite
def vessels(draw):
    diameter = draw(st.floats(0.1, 10.0))
    length = draw(st.floats(0.1, 30.0))
    ends = [
        end(draw(KINDS), diameter, draw(st.floats(0.02, 1.0)), draw(st.floats(0.6, 1.5)), draw(st.floats(0.01, 0.3)))
        for _ in range(2)
    ]
    return Shape.of(diameter, length, draw(st.booleans()), *ends)


def closed_form(kind, diameter, ends):
    """Volume of a head, by the formula of its shape."""
    radius, depth = diameter / 2, ends.depth[0]
    if kind in ("elliptical", "elliptical 2:1", "hemispherical"):
        return 2 / 3 * np.pi * radius**2 * depth
    return np.pi * radius**2 * depth / 3 if kind == "conical" else 0.0


@given(diameter=st.floats(0.1, 10.0), length=st.floats(0.0, 30.0), depth=st.floats(0.02, 1.0), upright=st.booleans())
@pytest.mark.parametrize("kind", [kind for kind in HEADS if kind != "torispherical"])
def test_a_full_vessel_has_the_volume_of_its_closed_form(kind, diameter, length, depth, upright):
    ends = head(kind, diameter, depth * diameter)
    vessel = Shape.of(diameter, length, not upright, ends, ends)
    expected = np.pi / 4 * diameter**2 * length + 2 * closed_form(kind, diameter, ends)
    assert vessel.volume(vessel.height)[0] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(crown=st.floats(0.55, 1.5), knuckle=st.floats(0.02, 0.4))
def test_a_full_torispherical_head_has_the_volume_of_torus_and_sphere(crown, knuckle):
    """By Pappus: the knuckle is a circular segment and a rectangle turned round the axis."""
    knuckle = min(knuckle, 0.45)
    ends = head("torispherical", 2.0, crown_radius_ratio=crown, knuckle_radius_ratio=knuckle)
    small, large, centre = knuckle * 2, crown * 2, 1 - knuckle * 2
    if small >= large:
        return
    touch = np.arccos(centre / (large - small)) if large > small else 0.0
    z = np.linspace(0, small * np.sin(touch), 200001)
    knuckle_volume = np.trapezoid(np.pi * (centre + np.sqrt(small**2 - z**2)) ** 2, z)
    cap = large * (1 - np.sin(touch))
    crown_volume = np.pi * cap**2 * (3 * large - cap) / 3
    vessel = Shape.of(2.0, 0.0, False, ends, head("flat", 2.0))
    assert vessel.volume(vessel.height)[0] == pytest.approx(knuckle_volume + crown_volume, rel=1e-8)


@given(vessel=vessels(), share=st.floats(0.02, 0.98))
def test_the_surface_is_the_derivative_of_the_volume(vessel, share):
    level = share * vessel.height
    step = 1e-5 * vessel.height
    slope = (vessel.volume(level + step) - vessel.volume(level - step)) / (2 * step)
    assert slope == pytest.approx(vessel.surface_area(level), rel=2e-3, abs=1e-6 * vessel.diameter[0] ** 2)


@settings(max_examples=25, deadline=None)
@given(vessel=vessels(), share=st.floats(0.01, 1.0))
def test_the_surface_integrates_to_the_volume(vessel, share):
    level = share * vessel.height[0]
    nodes, weights = np.polynomial.legendre.leggauss(400)
    levels = 0.5 * level * (nodes + 1)
    areas = np.array([vessel.surface_area(one)[0] for one in levels])
    expected = 0.5 * level * areas @ weights
    assert vessel.volume(level)[0] == pytest.approx(expected, rel=1e-4, abs=1e-9)


@given(vessel=vessels(), lower=SHARES, upper=SHARES)
def test_more_level_is_more_volume_and_more_wall(vessel, lower, upper):
    lower, upper = sorted((lower, upper))
    tolerance = 1e-12 * vessel.diameter[0] ** 2
    assert vessel.volume(upper * vessel.height)[0] >= vessel.volume(lower * vessel.height)[0] - tolerance
    assert vessel.wetted_area(upper * vessel.height)[0] >= vessel.wetted_area(lower * vessel.height)[0] - tolerance


@given(vessel=vessels(), share=st.floats(0.01, 0.99))
def test_level_is_the_inverse_of_volume(vessel, share):
    level = share * vessel.height
    assert vessel.level(vessel.volume(level)) == pytest.approx(level, rel=1e-7)


@given(vessel=vessels())
def test_half_a_horizontal_vessel_is_half_of_everything(vessel):
    lying = Shape.of(vessel.diameter, vessel.tangent_length, True, vessel.first, vessel.second)
    half, full = lying.diameter / 2, lying.diameter
    assert 2 * lying.volume(half) == pytest.approx(lying.volume(full), rel=1e-9)
    assert 2 * lying.wetted_area(half) == pytest.approx(lying.wetted_area(full), rel=1e-9)


def test_a_standing_vessel_holds_what_it_holds_lying():
    ends = head(list(HEADS), 2.0, 0.7, 1.0, 0.1)
    lying, standing = (Shape.of(2.0, 5.0, upright, ends, ends) for upright in (True, False))
    assert lying.volume(lying.height) == pytest.approx(standing.volume(standing.height), rel=1e-10)
    assert lying.wetted_area(lying.height) == pytest.approx(standing.wetted_area(standing.height), rel=1e-10)


@given(vessel=vessels())
def test_a_full_vessel_is_wet_all_over(vessel):
    """Whatever way its height is rounded: a flat lid is dry below it and wet at it, standing or lying."""
    parts = vessel.diameter, vessel.tangent_length
    standing = Shape.of(*parts, False, vessel.first, vessel.second)
    upside_down = Shape.of(*parts, False, vessel.second, vessel.first)
    lying = Shape.of(*parts, True, vessel.first, vessel.second)
    area = lying.wetted_area(lying.height)
    assert standing.wetted_area(standing.height) == pytest.approx(area, rel=1e-9)
    assert upside_down.wetted_area(upside_down.height) == pytest.approx(area, rel=1e-9)


def test_lids_of_vessels_whose_height_does_not_come_out_even():
    """One in ten of such heights, less its parts, is rounded to just below zero."""
    lengths = np.arange(1.0, 3.0, 0.01)
    cones, flat = head("conical", np.full(lengths.size, 1.7), 0.3), head("flat", np.full(lengths.size, 1.7))
    tanks = Shape.of(1.7, lengths, False, cones, flat)
    wall = np.pi * 0.85 * np.hypot(0.85, 0.3) + np.pi * 1.7 * lengths
    assert tanks.wetted_area(tanks.height) == pytest.approx(wall + np.pi * 0.85**2, rel=1e-12)
    assert tanks.wetted_area(0.999999 * tanks.height) == pytest.approx(wall, rel=1e-5)


def test_sphere_and_cap_by_archimedes():
    ball = Shape.of(2.0, 0.0, True, head("hemispherical", 2.0), head("hemispherical", 2.0))
    for level in (0.1, 0.7, 1.0, 1.9):
        assert ball.wetted_area(level)[0] == pytest.approx(np.pi * 2.0 * level, rel=1e-10)
        assert ball.volume(level)[0] == pytest.approx(np.pi * level**2 * (3.0 - level) / 3.0, rel=1e-10)


def test_a_boot_hangs_below():
    ends = head("hemispherical", 2.0)
    plain = Shape.of(2.0, 5.0, True, ends, ends)
    booted = Shape.of(2.0, 5.0, True, ends, ends, 0.5, 1.0)
    assert (booted.volume(0.5) - plain.volume(0.5))[0] == pytest.approx(np.pi * 0.0625)
    assert (booted.wetted_area(0.5) - plain.wetted_area(0.5))[0] == pytest.approx(np.pi * 0.5)


def test_no_volume_and_what_the_boot_holds_stand_at_level_zero():
    ends = head(["conical"] * 3, 1.1, 0.3)
    booted = Shape.of(1.1, 1.3, True, ends, ends, [0.0, 0.5, 0.5], [0.0, 1.0, 1.0])
    assert booted.level([0.0, 0.0, 0.9 * np.pi * 0.0625]).tolist() == [0.0, 0.0, 0.0]


def test_fire_reaches_to_25_feet():
    flat = head(["flat", "flat", "flat"], 2.0)
    standing = Shape.of(2.0, 10.0, False, flat, flat)
    areas = fire_wetted_area(standing, 6.0, [0.0, 5.0, 8.0])
    assert areas == pytest.approx([np.pi * (1 + 2 * 6.0), np.pi * (1 + 2 * 2.62), 0.0])


def test_fire_reaches_a_boot_below_a_shell_that_is_out_of_reach():
    ends = head(["flat"] * 4, 2.0)
    booted = Shape.of(2.0, 5.0, True, ends, ends, 0.5, [1.0, 1.0, 1.0, 0.0])
    areas = fire_wetted_area(booted, [1.0, 1.0, 0.0, 1.0], [8.0, 9.0, 8.0, 8.0])
    below = 7.62 - 7.0
    assert areas == pytest.approx([np.pi * 0.5 * below + np.pi * 0.0625, 0.0, 0.0, 0.0])


@pytest.mark.parametrize("height", [np.nan, np.inf])
def test_a_height_above_grade_that_is_no_number_is_refused(height):
    flat = head("flat", 2.0)
    with pytest.raises(InputError, match="height above grade"):
        fire_wetted_area(Shape.of(2.0, 5.0, False, flat, flat), 1.0, height)


def test_impossible_vessels_are_refused():
    flat = head("flat", 2.0)
    tank = Shape.of(2.0, 5.0, False, flat, flat)
    with pytest.raises(InputError, match=r"level is 5\.1 m; inside, the vessel is 5 m high"):
        tank.volume(5.1)
    with pytest.raises(InputError, match="level is -1 m"):
        tank.wetted_area(-1.0)
    with pytest.raises(InputError, match="the vessel holds"):
        tank.level(100.0)
    for kind, values, words in (
        ("conical", {}, "a depth above zero"),
        ("torispherical", {"crown_radius_ratio": 0.4, "knuckle_radius_ratio": 0.1}, "at least 0.5"),
        ("torispherical", {"crown_radius_ratio": 1.0}, "knuckle radius ratio"),
        ("round", {}, "one of flat"),
    ):
        with pytest.raises(InputError, match=words):
            head(kind, 2.0, **values)


def test_thousands_at_once_are_as_one_by_one():
    rng = np.random.default_rng(1)
    kinds = np.array(HEADS, dtype=object)[rng.integers(0, len(HEADS), 500)]
    diameter = rng.uniform(0.5, 5.0, 500)
    ends = head(kinds, diameter, 0.3 * diameter, 1.0, 0.1)
    many = Shape.of(diameter, 4.0, rng.random(500) < 0.5, ends, ends)
    level = rng.uniform(0.0, 1.0, 500) * many.height
    volumes, areas = many.volume(level), many.wetted_area(level)
    for k in range(0, 500, 25):
        own = head(kinds[k], diameter[k], 0.3 * diameter[k], 1.0, 0.1)
        one = Shape.of(diameter[k], 4.0, many.horizontal[k], own, own)
        assert one.volume(level[k])[0] == pytest.approx(volumes[k], rel=1e-13)
        assert one.wetted_area(level[k])[0] == pytest.approx(areas[k], rel=1e-13)


def _section(t, across, middle, radius):
    """Radius, half the angle that is wet, and half a chord times its distance, of a section of a dished head."""
    r = middle + radius * np.cos(t)
    return r, np.arccos(np.clip(-across / r, -1.0, 1.0)), across * np.sqrt(max(r * r - across * across, 0.0))


def _wet_volume(t, across, middle, radius):
    r, angle, triangle = _section(t, across, middle, radius)
    return (r**2 * angle + triangle) * radius * np.cos(t)


def _wet_wall(t, across, middle, radius):
    r, angle, _ = _section(t, across, middle, radius)
    return 2.0 * r * angle * radius


@pytest.mark.parametrize("level", [0.01, 0.05, 0.12, 0.4, 0.9, 0.999, 1.2, 1.95])
def test_dished_heads_lying_are_those_of_an_adaptive_integral(level):
    """Sections across the axis, by quadrature that is cut where the surface leaves the head."""
    from scipy.integrate import quad

    small, large, centre, across = 0.12, 2.0, 0.88, level - 1.0
    touch = np.arccos(centre / (large - small))
    ends = head("torispherical", 2.0, crown_radius_ratio=1.0, knuckle_radius_ratio=0.06)
    vessel = Shape.of(2.0, 0.0, True, ends, ends)
    volume = area = 0.0
    for middle, radius, first, last in ((centre, small, 0.0, touch), (0.0, large, touch, np.pi / 2)):
        cut = np.clip(np.arccos(np.clip((abs(across) - middle) / radius, -1.0, 1.0)), first, last)
        for low, high in ((first, cut), (cut, last)):
            options = {"args": (across, middle, radius), "epsabs": 1e-13, "epsrel": 1e-13, "limit": 400}
            volume += 2.0 * quad(_wet_volume, low, high, **options)[0]
            area += 2.0 * quad(_wet_wall, low, high, **options)[0]
    assert vessel.volume(level)[0] == pytest.approx(volume, rel=1e-10, abs=1e-13)
    assert vessel.wetted_area(level)[0] == pytest.approx(area, rel=1e-10)
