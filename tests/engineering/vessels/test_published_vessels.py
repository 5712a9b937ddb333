"""Volumes and wetted areas of vessels by published tables; inputs and expected values are retyped."""

from __future__ import annotations

import numpy as np
import pytest

from tests.published import PublishedCase
from workbench.engineering.vessels.heads import head
from workbench.engineering.vessels.shape import Shape

INCH, FOOT = 0.0254, 0.3048
GALLON = 231 * INCH**3
JONES = "D. Jones, Computing Fluid Tank Volumes, Chemical Processing (2002, 2003)"
LIBRARY = "fluids, which cites it"


def vessel(diameter, length, *, horizontal=True, first="flat", second=None, **ends):
    start = head(first, diameter, **ends)
    return Shape.of(diameter, length, horizontal, start, head(second, diameter, **ends) if second else start)


@pytest.mark.parametrize(
    ("number", "kind", "ends", "published"),
    [
        ("F-002", "conical", {"depth": 42 * INCH}, {36: 2041.19, 84: 6180.54}),
        ("F-003", "elliptical", {"depth": 42 * INCH}, {36: 2380.96, 84: 7103.45}),
        (
            "F-005",
            "torispherical",
            {"crown_radius_ratio": 1.0, "knuckle_radius_ratio": 0.06},
            {36: 2028.63, 84: 5939.90},
        ),
    ],
)
def test_horizontal_tanks(validation, number, kind, ends, published):
    case = PublishedCase(number, f"Horizontal tank with {kind} heads", JONES, LIBRARY)
    tank = vessel(108 * INCH, 156 * INCH, first=kind, **ends)
    for level, volume in published.items():
        validation(case, f"volume at {level} in", volume, tank.volume(level * INCH)[0] / GALLON, "US gal", 1e-4)


def test_vertical_tank(validation):
    case = PublishedCase("F-006", "Vertical tank with an ellipsoidal bottom", JONES, LIBRARY)
    tank = vessel(132 * INCH, 100 * INCH, horizontal=False, first="elliptical", second="elliptical", depth=33 * INCH)
    for level, volume in {24: 783.36, 60: 2902.83}.items():
        validation(case, f"volume at {level} in", volume, tank.volume(level * INCH)[0] / GALLON, "US gal", 1e-4)


def test_depth_of_torispherical_heads(validation):
    case = PublishedCase("F-009", "Depth of torispherical heads", JONES, LIBRARY)
    for diameter, crown, knuckle, depth in ((96, 0.9, 0.2, 25.684), (108, 1.0, 0.06, 18.288)):
        ours = head("torispherical", diameter, crown_radius_ratio=crown, knuckle_radius_ratio=knuckle).depth[0]
        validation(case, f"diameter {diameter} in", depth, ours, "in", 1e-4)


def test_surface_of_a_torispherical_vessel(validation):
    source = "Honeywell, Calculate Surface Areas and Cross-sectional Areas in Vessels with Dished Heads (2014)"
    case = PublishedCase("F-010", "Surface of a vessel with torispherical heads", source, LIBRARY)
    ends = {"crown_radius_ratio": 1.039370079, "knuckle_radius_ratio": 0.062362205}
    whole = vessel(2.54, 5.0, first="torispherical", **ends)
    heads_alone = vessel(2.54, 0.0, first="torispherical", **ends)
    validation(case, "one head", 6.0039, heads_alone.wetted_area(2.54)[0] / 2, "m2", 1e-4)
    validation(case, "whole vessel", 51.906, whole.wetted_area(2.54)[0], "m2", 1e-4)


def test_tankcalc(validation):
    case = PublishedCase(
        "F-011", "Horizontal tank with ellipsoidal heads", "P. Lutus, TankCalc (arachnoid.com)", LIBRARY
    )
    tank = vessel(10.0, 25.0, first="elliptical", depth=2.0)
    for level, volume in {1: 108.05, 2.5: 416.59, 7.5: 1756.34, 10: 2172.93}.items():
        validation(case, f"volume at {level:g} m", volume, tank.volume(level)[0], "m3", 1e-4)


def test_wetted_area_with_ellipsoidal_heads(validation):
    source = "D. Jones, Calculating Tank Wetted Area, Chemical Processing (April 2017)"
    case = PublishedCase("F-013", "Wetted area, horizontal vessel with ellipsoidal heads", source, LIBRARY)
    for depth, level, area in ((24, 24, 102.59905), (24, 36, 138.74815), (36, 48, 190.03622), (48, 48, 206.33279)):
        tank = vessel(72 * INCH, 120 * INCH, first="elliptical", depth=depth * INCH)
        ours = tank.wetted_area(level * INCH)[0] / FOOT**2
        validation(case, f"heads {depth} in deep, level {level} in", area, ours, "ft2", 1e-6)


def test_wetted_area_with_spherical_heads(validation):
    source = "D. Jones, Calculating Tank Wetted Area, Chemical Processing (April 2017)"
    case = PublishedCase("F-015", "Wetted area, horizontal vessel with spherical heads", source, LIBRARY)
    radius = 36.0
    for depth, level, area in ((24, 24, 99.49977), (24, 48, 170.6772), (36, 24, 111.55668), (36, 48, 190.03622)):
        crown = (radius**2 + depth**2) / (2.0 * depth) / (2.0 * radius)
        ends = {"crown_radius_ratio": crown, "knuckle_radius_ratio": 0.0}
        tank = vessel(72 * INCH, 120 * INCH, first="torispherical", **ends)
        ours = tank.wetted_area(level * INCH)[0] / FOOT**2
        validation(case, f"heads {depth} in deep, level {level} in", area, ours, "ft2", 1e-6)


def test_plain_cylinder(validation):
    case = PublishedCase(
        "F-017",
        "Segment and wetted shell of a plain horizontal cylinder",
        "aqua-calc.com, volume in a horizontal cylinder",
    )
    shell = vessel(72 * INCH, 120 * INCH)
    ends = vessel(72 * INCH, 0.0)
    level = 24 * INCH
    validation(case, "one end", 8.250207631, ends.wetted_area(level)[0] / 2 / FOOT**2, "ft2", 1e-8)
    both = (shell.wetted_area(level) - ends.wetted_area(level))[0] / FOOT**2
    validation(case, "shell", 73.85756504, both, "ft2", 1e-8)


def test_fluids_agrees_everywhere():
    """Against the tanks of the package fluids, which integrates each head by formulas of its own."""
    from fluids.geometry import TANK

    for kind, other, ends in (
        ("conical", "conical", {"a": 0.8}),
        ("elliptical", "ellipsoidal", {"a": 0.8}),
        ("torispherical", "torispherical", {"f": 1.0, "k": 0.1}),
    ):
        ours = {"depth": ends["a"]} if "a" in ends else {"crown_radius_ratio": 1.0, "knuckle_radius_ratio": 0.1}
        for horizontal in (True, False):
            sides = {"sideA": other, "sideB": other}
            sides |= {f"side{s}_{name}": value for s in "AB" for name, value in ends.items()}
            tank = TANK(D=3.0, L=5.0, horizontal=horizontal, **sides)
            mine = vessel(3.0, 5.0, horizontal=horizontal, first=kind, second=kind, **ours)
            assert mine.height[0] == pytest.approx(tank.h_max, rel=1e-9)
            for share in (0.03, 0.2, 0.5, 0.77, 0.99):
                level = share * tank.h_max
                assert mine.volume(level)[0] == pytest.approx(tank.V_from_h(level), rel=1e-7)
                assert mine.wetted_area(level)[0] == pytest.approx(tank.SA_from_h(level), rel=1e-6)
    assert np.isfinite(mine.surface_area(1.0)).all()
