"""Power, suction head and curves of pumps."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.engineering.pumps.performance import (
    curve_value,
    hydraulic_power,
    net_positive_suction_head_available,
    shaft_power,
)
from workbench.errors import InputError


def test_suction_head_of_an_open_tank():
    """Boiling liquid has only its static height; the velocity head counts."""
    pressure = 2339.0 + 998.2 * 9.80665 * 3.0
    assert net_positive_suction_head_available(pressure, 2339.0, 998.2) == pytest.approx(3.0)
    more = net_positive_suction_head_available(pressure, 2339.0, 998.2, velocity=np.sqrt(2.0 * 9.80665))
    assert more == pytest.approx(4.0)


def test_curve_between_beyond_and_at_another_speed():
    points = [(0.01, 0.6), (0.02, 0.8), (0.03, 0.7)]
    assert curve_value(0.015, points) == pytest.approx(0.7)
    np.testing.assert_allclose(curve_value(np.array([0.0, 0.5]), points), [0.6, 0.7])
    assert curve_value(0.0075, points, speed=0.5) == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: hydraulic_power(0.1, 10.0, 0.0), "density is 0 kg/m3"),
        (lambda: shaft_power(100.0, 75.0), "75 % is 0.75"),
        (lambda: shaft_power(100.0, 0.0), "efficiency is 0"),
        (lambda: net_positive_suction_head_available(1e5, -1.0, 1000.0), "vapour pressure is -1 Pa"),
        (lambda: curve_value(0.1, [(0.2, 1.0), (0.1, 2.0)]), "rise from point to point"),
        (lambda: curve_value(0.1, []), "pairs of finite numbers"),
        (lambda: curve_value(0.1, [(0.0, 1.0)], speed=0.0), "speed ratio is 0"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
