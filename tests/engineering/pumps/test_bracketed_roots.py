"""Roots between bounds: against closed forms, and against bisection where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engineering.pumps.bracketed_roots import LARGEST_STEPS, falling_roots


@settings(max_examples=60, deadline=None)
@given(st.floats(1e-6, 1e6), st.floats(0.05, 20.0))
def test_the_root_of_a_power_is_the_closed_form(constant, exponent):
    """x^C = K: K^(1/C). Steep and flat powers alike, from either side."""
    root = constant ** (1.0 / exponent)
    low, high = np.array([0.3 * root, 0.0]), np.array([7.0 * root, 1.5 * root])
    assert falling_roots(lambda x: constant - x**exponent, low, high) == pytest.approx([root, root], rel=1e-13)
    assert falling_roots(lambda x: x**exponent - constant, high, low) == pytest.approx([root, root], rel=1e-13)


def test_rows_do_not_disturb_each_other_and_few_steps_do():
    """What is no bound is no root, whatever the others are; 10 evaluations suffice where bisection takes 60."""
    calls = []

    def function(x):
        calls.append(x)
        return np.array([2.0, 2.0, np.nan, -1.0]) - x**2

    found = falling_roots(function, np.array([0.0, 1.5, 0.0, 0.0]), np.array([4.0, 4.0, 4.0, 4.0]))
    assert found[0] == pytest.approx(2.0**0.5, rel=1e-15)
    assert np.isnan(found[1:]).all()
    assert len(calls) < 15


@pytest.mark.parametrize("kink", [1e-9, 0.3, 0.999])
def test_a_kink_and_a_jump_are_found_as_by_bisection(kink):
    """Curves of straight lines have kinks; where the values jump over zero it ends at the jump."""

    def kinked(x):
        return np.where(x < kink, 1e6 * (kink - x), -1e-3 * (x - kink))

    def jumping(x):
        return np.where(x < kink, 1.0, -1e8)

    for function in (kinked, jumping):
        low, high = 0.0, 1.0
        for _ in range(LARGEST_STEPS):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if function(middle) > 0.0 else (low, middle)
        assert falling_roots(function, np.array([0.0]), np.array([1.0]))[0] == pytest.approx(high, rel=1e-14)
