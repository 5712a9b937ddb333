"""Draining: closed forms, the integral over the level of any shape, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.engineering.vessels.draining import (
    equalizing_time,
    laminar_drain_time,
    orifice_drain_time,
    orifice_flow,
    pipe_drain_time,
)
from workbench.engineering.vessels.emptying import drain_time, orifice_velocity, pipe_velocity
from workbench.engineering.vessels.heads import HEADS, head
from workbench.engineering.vessels.shape import Shape
from workbench.errors import InputError

G = 9.80665
HOLE = 0.002


def through_hole(level):
    return HOLE * orifice_velocity(level, 0.6)


@given(first=st.floats(0.1, 5.0), share=st.floats(0.0, 1.0))
def test_a_flat_tank_drains_as_its_closed_form_says(first, share):
    flat = head("flat", 3.0)
    tank = Shape.of(3.0, 5.0, False, flat, flat)
    expected = orifice_drain_time(np.pi / 4 * 9.0, HOLE, 0.6, first, share * first)
    assert drain_time(tank, first, share * first, through_hole)[0] == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_a_horizontal_cylinder_drains_as_its_closed_form_says():
    """``A = 2 L sqrt(h (D - h))``, so that ``t = 4 L/(3 Cd a sqrt(2 g)) (D^1.5 - (D - h)^1.5)``."""
    flat = head("flat", 2.0)
    drum = Shape.of(2.0, 6.0, True, flat, flat)
    for level in (0.1, 1.0, 1.7, 2.0):
        expected = 4 * 6.0 / (3 * 0.6 * HOLE * np.sqrt(2 * G)) * (2.0**1.5 - (2.0 - level) ** 1.5)
        assert drain_time(drum, level, 0.0, through_hole)[0] == pytest.approx(expected, rel=1e-10)


def test_a_ball_drains_as_its_closed_form_says():
    """``A = pi h (D - h)``, so that ``t = pi/(Cd a sqrt(2 g)) (2/3 D h^1.5 - 2/5 h^2.5)``."""
    end = head("hemispherical", 2.0)
    for horizontal in (True, False):
        ball = Shape.of(2.0, 0.0, horizontal, end, end)
        for level in (0.2, 1.0, 1.5, 2.0):
            whole = 2 / 3 * 2.0 * level**1.5 - 2 / 5 * level**2.5
            expected = np.pi / (0.6 * HOLE * np.sqrt(2 * G)) * whole
            assert drain_time(ball, level, 0.0, through_hole)[0] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("horizontal", [True, False])
def test_a_constant_flow_takes_volume_over_flow(horizontal):
    for kind in HEADS:
        ends = head(kind, 2.0, 0.7, 1.0, 0.1)
        vessel = Shape.of(2.0, 5.0, horizontal, ends, ends)
        top = vessel.height
        for first, last in ((1.0, 0.0), (1.0, 0.3), (0.9, 0.05)):
            volume = vessel.volume(first * top) - vessel.volume(last * top)
            time = drain_time(vessel, first * top, last * top, lambda level: np.full(level.shape, 0.01))
            assert time[0] == pytest.approx(volume[0] / 0.01, rel=1e-5)


def test_pieces_add_up():
    ends = head(["torispherical", "conical"], 2.0, 0.7, 1.0, 0.1)
    vessel = Shape.of(2.0, 5.0, [True, False], ends, ends)
    whole = drain_time(vessel, 1.9, 0.0, through_hole)
    parts = drain_time(vessel, 1.9, 0.8, through_hole) + drain_time(vessel, 0.8, 0.0, through_hole)
    assert parts == pytest.approx(whole, rel=1e-6)


def test_the_velocity_in_a_pipe_fulfils_darcy_and_weisbach():
    from fluids.friction import Colebrook

    for height, roughness in ((0.5, 4.5e-5), (2.0, 0.0), (20.0, 1e-3)):
        speed = float(pipe_velocity(height, 0.1, 50.0, roughness, 0.7, 1e-6))
        friction = Colebrook(speed * 0.1 / 1e-6, roughness / 0.1)
        assert (1.7 + friction * 500) * speed**2 / (2 * G) == pytest.approx(height, rel=1e-9)
    # Laminar: Hagen and Poiseuille with the velocity head.
    speed = float(pipe_velocity(0.5, 0.025, 3.0, 0.0, 0.0, 8e-5))
    assert speed**2 / (2 * G) + 32 * 8e-5 * 3.0 * speed / (G * 0.025**2) == pytest.approx(0.5, rel=1e-9)
    assert float(pipe_velocity(0.0, 0.1, 50.0, 0.0, 0.7, 1e-6)) == 0.0


def test_without_pipe_and_losses_the_pipe_is_an_orifice():
    assert pipe_drain_time(2.0, 0.1, 0.0, 0.02, 0.0, 3.0, 1.0) == orifice_drain_time(
        2.0, np.pi / 4 * 0.01, 1.0, 3.0, 1.0
    )


def test_one_of_two_tanks_that_is_huge_holds_its_level():
    alone = orifice_drain_time(2.0, 0.01, 0.6, 1.0, 0.2)
    assert equalizing_time(2.0, 1e12, 0.01, 0.6, 1.0, 0.2) == pytest.approx(alone, rel=1e-9)
    assert equalizing_time(2.0, 3.0, 0.01, 0.6, 1.0, 0.2) == pytest.approx(
        equalizing_time(3.0, 2.0, 0.01, 0.6, 1.0, 0.2)
    )


def test_what_cannot_drain_is_refused():
    flat = head("flat", 2.0)
    tank = Shape.of(2.0, 3.0, False, flat, flat)
    with pytest.raises(InputError, match=r"last level is 2 m, above the first of 1 m"):
        drain_time(tank, 1.0, 2.0, through_hole)
    with pytest.raises(InputError, match="vessel is 3 m high"):
        drain_time(tank, 4.0, 2.0, through_hole)
    with pytest.raises(InputError, match="nothing flows out"):
        drain_time(tank, 1.0, 0.0, lambda level: np.zeros(level.shape))
    with pytest.raises(InputError, match="last head is 2 m"):
        orifice_drain_time(1.0, 0.1, 0.6, 1.0, 2.0)
    with pytest.raises(InputError, match=r"discharge coefficient is 1\.2"):
        orifice_flow(0.1, 1.2, 1.0)
    with pytest.raises(InputError, match="not laminar"):
        laminar_drain_time(1.0, 0.1, 3.0, 1e-6, 1.5, 0.8)
    with pytest.raises(InputError, match="last head is 0 m"):
        laminar_drain_time(1.0, 0.025, 3.0, 8e-5, 1.5, 0.0)
