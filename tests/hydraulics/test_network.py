"""What a network and a pump curve refuse, by name."""

from __future__ import annotations

import numpy as np
import pytest

from tests.hydraulics.builders import make_network
from workbench.errors import InputError
from workbench.hydraulics import FrictionLaw, LinkKind, PumpCurve, PumpTable

PAIR = ({0: 10.0}, [0.0, 0.001], [(0, 1)])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"diameter": 0.0}, "P-0: diameter is 0 m; it must be above zero."),
        ({"length": -1.0}, "P-0: length is -1 m"),
        ({"roughness": 0.006}, "P-0: roughness is 0.006 m; it must be at most 5 %"),
        (
            {"law": FrictionLaw.HAZEN_WILLIAMS, "hazen_williams_coefficient": 0.0},
            "P-0: hazen williams coefficient is 0",
        ),
        ({"resistance": -1.0}, "P-0: resistance is -1 s2/m5"),
        ({"elevation": [0.0, np.nan]}, "J-1: elevation is nan m"),
        ({"fixed_head": [np.inf, 0.0]}, "J-0: fixed head is inf m"),
        ({"kinematic_viscosity": 0.0}, "kinematic viscosity is 0 m2/s"),
        ({"end": [7]}, "P-0: end node is 7"),
        ({"kind": 9}, "P-0: kind is 9"),
        ({"kind": LinkKind.PUMP}, "P-0: the pump has no curve."),
        ({"pumps": PumpTable.build([0], [PumpCurve.from_one_point(1.0, 1.0)])}, "P-0 has a pump curve but is no pump"),
        ({"kind": LinkKind.PRESSURE_REDUCING, "setting": np.nan}, "P-0: setting is nan m"),
        ({"node_names": ["A", "A"]}, "Two nodes are called A."),
        ({"length": [1.0, 2.0]}, "length must hold 1 values"),
    ],
)
def test_wrong_values_are_named(fields, words):
    with pytest.raises(InputError) as caught:
        make_network(*PAIR, **fields)
    assert words in str(caught.value)


def test_demand_must_be_finite():
    with pytest.raises(InputError, match="J-1: demand is nan m3/s"):
        make_network({0: 10.0}, [0.0, np.nan], [(0, 1)])


def test_arrays_are_copied_and_locked():
    demand = np.array([0.0, 0.001])
    network = make_network({0: 10.0}, demand, [(0, 1)])
    demand[1] = 5.0
    assert network.demand[1] == 0.001
    with pytest.raises(ValueError, match="read-only"):
        network.demand[1] = 5.0


def test_three_points_are_met():
    flow, head = (0.0, 0.01, 0.02), (40.0, 35.0, 20.0)
    curve = PumpCurve.from_three_points(flow, head)
    np.testing.assert_allclose([curve.head_at(value) for value in flow], head, rtol=1e-12)


def test_affinity():
    """At 80 % speed: 80 % of the flow, 64 % of the head; power of a constant power pump by the cube."""
    for curve in (PumpCurve.from_one_point(0.01, 30.0), PumpCurve.piecewise_linear([0.0, 0.02], [40.0, 10.0])):
        assert curve.head_at(0.008, 0.8) == pytest.approx(0.64 * curve.head_at(0.01), rel=1e-12)
    curve = PumpCurve.constant_power(1000.0)
    assert curve.head_at(0.008, 0.8) * 0.008 == pytest.approx(0.512 * curve.head_at(0.01) * 0.01, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: PumpCurve.piecewise_linear([0.0, 0.1], [10.0, 10.0], tag="P-1"), "P-1: the pump curve must fall"),
        (lambda: PumpCurve.piecewise_linear([0.1, 0.0], [10.0, 5.0]), "must fall from point to point"),
        (lambda: PumpCurve.piecewise_linear([0.0], [10.0]), "two points or more"),
        (lambda: PumpCurve.piecewise_linear([0.0, 0.1], [10.0]), "2 flows but 1 heads"),
        (lambda: PumpCurve.piecewise_linear([0.0, np.nan], [10.0, 5.0]), "not a finite number"),
        (lambda: PumpCurve.from_three_points([0.1, 0.2, 0.3], [3.0, 2.0, 1.0]), "the first is at zero flow"),
        (lambda: PumpCurve.from_one_point(0.0, 10.0), "above zero"),
        (lambda: PumpCurve.constant_power(0.0), "hydraulic power is 0"),
        (lambda: PumpCurve.power_law(10.0, 1.0, 30.0), "exponent of the pump curve is 30"),
        (lambda: PumpTable.build([0], [PumpCurve.constant_power(1.0)], 0.0), "speed ratio must be above zero"),
    ],
)
def test_impossible_curves_are_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
