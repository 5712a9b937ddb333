"""Fittings by name, friction laws, and pumps by the forms of their curves, against figures by hand."""

from __future__ import annotations

import math

import pytest

from workbench.calculations import CALCULATIONS
from workbench.errors import InputError
from workbench.model.building import ComponentRow, build_case

GRAVITY = 9.80665
DENSITY, VISCOSITY = 998.2, 1.0016e-3
PIPE = {"length": "100 m", "diameter": "100 mm", "roughness": "0.05 mm"}


def pipe_at(types, flow, law="darcy-weisbach", *, backwards=False, **properties):
    """One pipe from a source to a sink that takes a flow [m3/h]; its results."""
    first, last = ("outlet", "inlet") if backwards else ("inlet", "outlet")
    case = build_case(
        "Base",
        types,
        [
            ComponentRow("SOURCE", "IN", {"elevation": 0.0, "supply_pressure": "5 barg"}),
            ComponentRow("PIPE", "P-1", PIPE | properties),
            ComponentRow("SINK", "OUT", {"elevation": 0.0, "delivery_flow": f"{flow} m3/h"}),
        ],
        [("IN", "port", "P-1", first), ("P-1", last, "OUT", "port")],
    )
    case.set_settings(friction_law=law)
    return CALCULATIONS["NetworkEditor"](case).results["PIPE"].loc["P-1"]


def velocity_head(flow):
    return (flow / 3600 / (math.pi / 4 * 0.1**2)) ** 2 / (2 * GRAVITY)


FITTINGS = "2 x 90 deg elbow, long radius; gate valve"


@pytest.mark.parametrize("flow", [0.2, 30.0])
@pytest.mark.parametrize(
    ("method", "laminar", "constant"),
    [
        # Crane TP-410: n = 14 of a bend of r/d 1.5, 8 of a gate valve, fT = 0.0163 at 100 mm (page A-27).
        ("crane", 0.0, (2 * 14 + 8) * 0.0163),
        # Hooper 1981: K1 = 800 and Kinf = 0.2 of a flanged long radius elbow, 300 and 0.1 of a gate valve; D in inches.
        ("2-K", 2 * 800 + 300, (2 * 0.2 + 0.1) * (1 + 25.4 / 100)),
    ],
)
def test_fittings_by_name(types, flow, method, laminar, constant):
    """Also in laminar flow (Re 705 at 0.2 m3/h), where K1/Re is what matters."""
    straight = pipe_at(types, flow)
    fitted = pipe_at(types, flow, fittings=FITTINGS, fitting_method=method)
    expected = (laminar / straight["reynolds_number"] + constant) * velocity_head(flow)
    # Crane's factor is printed to three digits.
    assert fitted["head_loss"] - straight["head_loss"] == pytest.approx(expected, rel=5e-3)


@pytest.mark.parametrize(
    ("law", "properties"),
    [
        ("darcy-weisbach", {}),
        ("swamee-jain", {}),
        ("hazen-williams", {"hazen_williams_coefficient": 130.0}),
        ("chezy-manning", {"manning_coefficient": 0.011}),
    ],
)
@pytest.mark.parametrize("flow", [0.2, 3.0, 30.0])
def test_pressure_lost_per_length_is_that_of_the_straight_pipe_whatever_its_fittings(types, law, properties, flow):
    bare = pipe_at(types, flow, law, **properties)
    fitted = pipe_at(types, flow, law, loss_coefficient=7.0, **properties)
    assert bare["pressure_gradient"] * 100.0 == pytest.approx(DENSITY * GRAVITY * bare["head_loss"], rel=1e-6)
    assert fitted["pressure_gradient"] == pytest.approx(bare["pressure_gradient"], rel=1e-9)


def test_density_times_velocity_squared_of_a_liquid(types):
    row = pipe_at(types, 30.0)
    assert row["density_velocity_squared"] == pytest.approx(2.0 * DENSITY * GRAVITY * velocity_head(30.0), rel=1e-9)


def test_a_pipe_against_its_direction_and_one_at_rest_lose_nothing_negative(types):
    there, back = pipe_at(types, 30.0), pipe_at(types, 30.0, backwards=True)
    assert back["velocity"] == pytest.approx(-there["velocity"])
    for name in ("pressure_gradient", "density_velocity_squared"):
        assert back[name] == pytest.approx(there[name], rel=1e-9)
        assert pipe_at(types, 0.0)[name] == 0.0


def test_equivalent_length(types):
    fitted = pipe_at(types, 30.0, fittings=FITTINGS, fitting_method="equivalent length")
    longer = pipe_at(types, 30.0, length=100.0 + (2 * 14 + 8) * 0.1)
    assert fitted["head_loss"] == pytest.approx(longer["head_loss"], rel=1e-9)


def test_fittings_come_on_top_of_a_loss_coefficient(types):
    both = pipe_at(types, 30.0, fittings="K = 3", fitting_method="crane", loss_coefficient=2.0)
    assert both["head_loss"] == pytest.approx(pipe_at(types, 30.0, loss_coefficient=5.0)["head_loss"], rel=1e-9)


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"fittings": FITTINGS}, "fitting_method"),
        ({"fittings": "2 x elbov", "fitting_method": "crane"}, "fittings"),
        ({"fittings": "expansion to 50 mm", "fitting_method": "crane"}, "fittings"),
    ],
)
def test_fittings_that_cannot_be(types, properties, path):
    with pytest.raises(InputError) as caught:
        pipe_at(types, 30.0, **properties)
    assert caught.value.path == ("P-1", path)


def test_chezy_manning(types):
    """Manning: v = (1/n) (D/4)^(2/3) S^(1/2) in a full pipe."""
    row = pipe_at(types, 30.0, "chezy-manning", manning_coefficient=0.012)
    slope = (0.012 * row["velocity"] / 0.025 ** (2 / 3)) ** 2
    assert row["head_loss"] == pytest.approx(100 * slope, rel=1e-9)
    factor = row["head_loss"] / (100 / 0.1 * velocity_head(30.0))
    assert row["friction_factor"] == pytest.approx(factor, rel=1e-9)


def test_swamee_jain(types):
    """Swamee and Jain, J. Hydraulics Division ASCE 102 (1976), 657: f = 0.25 / log10(eps/3.7D + 5.74/Re^0.9)^2."""
    row = pipe_at(types, 30.0, "swamee-jain")
    reynolds = row["velocity"] * 0.1 * DENSITY / VISCOSITY
    factor = 0.25 / math.log10(0.00005 / 0.37 + 5.74 / reynolds**0.9) ** 2
    assert row["head_loss"] == pytest.approx(factor * 1000 * velocity_head(30.0), rel=1e-5)
    assert row["head_loss"] == pytest.approx(pipe_at(types, 30.0)["head_loss"], rel=0.02)
    assert row["head_loss"] != pipe_at(types, 30.0)["head_loss"]


@pytest.mark.parametrize(
    ("law", "missing"),
    [("chezy-manning", "manning_coefficient"), ("swamee-jain", "roughness"), ("darcy-weisbach", "roughness")],
)
def test_a_law_without_what_it_needs(types, law, missing):
    with pytest.raises(InputError, match=rf"P-1\.{missing} is missing"):
        pipe_at(types, 30.0, law, roughness=None)


def head_at(types, flow, pumps=1, in_series=False, **pump):
    """Pumps between a tank and a fixed flow [m3/h]; the head that they add up to."""
    tags = [f"PU-{k}" for k in range(1, pumps + 1)]
    rows = [
        ComponentRow("TANK", "T-1", {"elevation": 0.0, "level": 3.0}),
        ComponentRow("NODE", "J-1", {"elevation": 0.0}),
        ComponentRow("PIPE", "P-1", {"length": 0.01, "diameter": 5.0, "roughness": 0.0}),
        ComponentRow("SINK", "OUT", {"elevation": 0.0, "delivery_flow": f"{flow} m3/h"}),
        *(ComponentRow("PUMP", tag, {"elevation": 0.0} | pump) for tag in tags),
    ]
    connections = [("J-1", "port", "P-1", "inlet"), ("P-1", "outlet", "OUT", "port")]
    if in_series:
        chain = [("T-1", "outlet"), *((tag, port) for tag in tags for port in ("inlet", "outlet")), ("J-1", "port")]
        connections += [(*chain[k], *chain[k + 1]) for k in range(0, len(chain), 2)]
    else:
        connections += [("T-1", "outlet", tag, "inlet") for tag in tags] + [
            (tag, "outlet", "J-1", "port") for tag in tags
        ]
    results = CALCULATIONS["NetworkEditor"](build_case("Base", types, rows, connections)).results
    return results["NODE"].loc["J-1", "head"] - 3.0


TWO = [["0 m3/h", "40 m"], ["60 m3/h", "31 m"]]
FOUR = [["0 m3/h", "40 m"], ["20 m3/h", "39 m"], ["60 m3/h", "31 m"], ["90 m3/h", "16 m"]]


def test_a_power_law_through_two_points(types):
    """H = 40 - 9 (Q/60)^2."""
    assert head_at(types, 40, curve=TWO) == pytest.approx(36.0, rel=1e-9)


def test_a_power_law_through_one_point(types):
    """H = 4/3 H0 - H0/3 (Q/Q0)^2."""
    assert head_at(types, 30, curve=[["60 m3/h", "30 m"]]) == pytest.approx(40.0 - 10.0 / 4, rel=1e-9)


def test_a_smooth_curve_goes_through_its_points_and_between_them(types):
    smooth = {"curve": FOUR, "curve_form": "monotone cubic"}
    for flow, head in ((20, 39.0), (60, 31.0), (90, 16.0)):
        assert head_at(types, flow, **smooth) == pytest.approx(head, rel=1e-9)
    from scipy.interpolate import PchipInterpolator

    between = PchipInterpolator([0, 20, 60, 90], [40, 39, 31, 16])(45.0)
    assert head_at(types, 45, **smooth) == pytest.approx(float(between), rel=1e-6)
    straight = head_at(types, 45, curve=FOUR, curve_form="piecewise linear")
    assert straight == pytest.approx(39.0 - 8.0 * 25 / 40, rel=1e-9)


def test_constant_power(types):
    """P = rho g Q H."""
    head = head_at(types, 36, power="1 kW")
    assert head == pytest.approx(1000.0 / (DENSITY * GRAVITY * 0.01), rel=1e-6)


def test_speed_follows_the_affinity_laws(types):
    """At 0.8 of the speed the point (60, 31) becomes (48, 19.84)."""
    assert head_at(types, 48, curve=TWO, speed=0.8) == pytest.approx(31 * 0.64, rel=1e-9)


def test_pumps_side_by_side_share_the_flow_and_pumps_in_a_row_add_their_heads(types):
    assert head_at(types, 120, 2, curve=TWO) == pytest.approx(31.0, rel=1e-9)
    assert head_at(types, 60, 2, in_series=True, curve=TWO) == pytest.approx(62.0, rel=1e-9)
