"""Power-law fluids."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.engineering.non_newtonian import power_law_centre_line_ratio, power_law_pressure_drop
from workbench.errors import InputError


def test_newtonian_limit():
    """Hagen and Poiseuille: 32 mu L v/D^2, and twice the mean velocity on the centre line."""
    assert power_law_pressure_drop(0.3, 0.05, 20.0, 0.8, 1.0) == pytest.approx(32.0 * 0.8 * 20.0 * 0.3 / 0.05**2)
    assert power_law_centre_line_ratio(1.0) == 2.0
    assert power_law_centre_line_ratio(1e-9) == pytest.approx(1.0)  # a plug


def test_the_profile_gives_mean_and_drop():
    """The wall stress of the momentum balance, k (du/dr)^n, and the mean of the profile, by quadrature."""
    n, k, radius, top = 0.4, 3.0, 0.02, 1.5
    r = np.linspace(0.0, radius, 200001)
    profile = top * (1.0 - (r / radius) ** (1.0 + 1.0 / n))
    mean = np.trapezoid(2.0 * np.pi * r * profile, r) / (np.pi * radius**2)
    assert top / mean == pytest.approx(power_law_centre_line_ratio(n), rel=1e-6)
    wall = k * (top * (1.0 + 1.0 / n) / radius) ** n
    assert power_law_pressure_drop(mean, 2.0 * radius, 7.0, k, n) == pytest.approx(2.0 * wall * 7.0 / radius, rel=1e-6)


def test_sign_and_arrays():
    drops = power_law_pressure_drop(np.array([-1.0, 0.0, 1.0]), 0.05, 1.0, 1.0, 0.5)
    assert drops[0] == -drops[2] < 0.0
    assert drops[1] == 0.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: power_law_pressure_drop(1.0, 0.1, 1.0, 0.0, 0.5), "consistency is 0"),
        (lambda: power_law_pressure_drop(1.0, 0.1, 1.0, 1.0, 0.0), "flow index is 0"),
        (lambda: power_law_centre_line_ratio(-1.0), "flow index is -1"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
