"""Fittings by name and by four methods, against the library that carries the constants."""

from __future__ import annotations

import subprocess
import sys

import fluids.fittings
import numpy as np
import pytest
from fluids.friction import ft_Crane
from hypothesis import given
from hypothesis import strategies as st

from workbench.engineering.fitting_catalogue import CATALOGUE, bend_diameters, catalogue_words, find_fitting
from workbench.engineering.fitting_text import parse_fittings
from workbench.engineering.fittings import FITTING_METHODS, FittingLoss, fittings_loss, laminar_resistance
from workbench.engineering.pipe_flow import STANDARD_GRAVITY, resistance_from_loss_coefficient
from workbench.errors import InputError, UnitError


def loss(text, method, diameter=0.1):
    return fittings_loss(parse_fittings(text), method, diameter)


def test_constants_are_those_of_the_library():
    for fitting in CATALOGUE:
        assert not fitting.hooper or fitting.hooper in fluids.fittings.Hooper, fitting.name
        assert not fitting.darby or fitting.darby in fluids.fittings.Darby, fitting.name


@pytest.mark.parametrize("fitting", CATALOGUE, ids=lambda fitting: fitting.name)
def test_every_fitting_is_found_by_its_names_and_has_a_loss(fitting):
    for name in (fitting.name, *fitting.aliases, fitting.name.upper()):
        assert find_fitting(name) is fitting
    assert any([fitting.hooper, fitting.darby, fitting.diameters, fitting.sized, fitting.end])


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("gate valve", lambda d: fluids.fittings.K_gate_valve_Crane(d, d, 0.0)),
        ("globe valve", lambda d: fluids.fittings.K_globe_valve_Crane(d, d)),
        ("globe valve, Y-pattern", lambda d: fluids.fittings.K_angle_valve_Crane(d, d, style=0)),
        ("angle valve", lambda d: fluids.fittings.K_angle_valve_Crane(d, d, style=1)),
        ("ball valve", lambda d: fluids.fittings.K_ball_valve_Crane(d, d, 0.0)),
        ("plug valve", lambda d: fluids.fittings.K_plug_valve_Crane(d, d, 0.0)),
        ("plug valve, 3-way, run", lambda d: fluids.fittings.K_plug_valve_Crane(d, d, 0.0, style=1)),
        ("plug valve, 3-way, branch", lambda d: fluids.fittings.K_plug_valve_Crane(d, d, 0.0, style=2)),
        ("diaphragm valve, weir", fluids.fittings.K_diaphragm_valve_Crane),
        ("diaphragm valve, straight through", lambda d: fluids.fittings.K_diaphragm_valve_Crane(d, style=1)),
        ("butterfly valve", fluids.fittings.K_butterfly_valve_Crane),
        ("butterfly valve, triple offset", lambda d: fluids.fittings.K_butterfly_valve_Crane(d, style=2)),
        ("check valve", fluids.fittings.K_swing_check_valve_Crane),
        ("swing check valve, straight through", lambda d: fluids.fittings.K_swing_check_valve_Crane(d, angled=False)),
        ("lift check valve", lambda d: fluids.fittings.K_lift_check_valve_Crane(d, d, angled=False)),
        ("lift check valve, angled", lambda d: fluids.fittings.K_lift_check_valve_Crane(d, d)),
        ("tilting disk check valve, 5 deg", lambda d: fluids.fittings.K_tilting_disk_check_valve_Crane(d, 5.0)),
        ("foot valve", fluids.fittings.K_foot_valve_Crane),
        ("foot valve with strainer, hinged", lambda d: fluids.fittings.K_foot_valve_Crane(d, style=1)),
        ("90 deg elbow", lambda d: 30.0 * ft_Crane(d)),
        ("45 deg mitre bend", lambda d: fluids.fittings.bend_miter(45.0, Di=d, method="Crane")),
        ("entrance", lambda d: fluids.fittings.entrance_sharp("Crane")),
        ("entrance, rounded", lambda d: fluids.fittings.entrance_rounded(d, 0.15 * d, method="Crane")),
        ("exit", lambda d: fluids.fittings.exit_normal()),
    ],
)
@pytest.mark.parametrize("diameter", [0.05, 0.1, 0.3])
def test_crane(text, theirs, diameter):
    """Crane TP-410 (2009), pages A-27 to A-30, as coded in `fluids`."""
    assert loss(text, "crane", diameter).constant == pytest.approx(theirs(diameter), rel=1e-3)


@pytest.mark.parametrize(("radius", "number"), [(1.0, 20.0), (1.5, 14.0), (3.0, 12.0), (6.0, 17.0), (8.0, 24.0)])
def test_bends_follow_the_table_that_the_library_has_fitted(radius, number):
    theirs = fluids.fittings.bend_rounded_Crane(0.1, 90.0, bend_diameters=radius) / ft_Crane(0.1)
    assert bend_diameters(90.0, radius) == number == pytest.approx(theirs, rel=0.02)


def test_two_and_three_constants():
    """W. B. Hooper (1981) and R. Darby (1999), as coded in `fluids`."""
    for reynolds in (100.0, 1e4, 1e7):
        theirs = fluids.fittings.Hooper2K(Di=4.0, Re=reynolds, name="Valve, Globe, Standard")
        assert loss("globe valve", "2-K", 4.0 * 0.0254).loss_coefficient(reynolds) == pytest.approx(theirs, rel=1e-12)
        theirs = fluids.fittings.Darby3K(Di=0.1, Re=reynolds, name="Valve, Globe valve, standard, β = 1")
        assert loss("globe valve", "3-K", 0.1).loss_coefficient(reynolds) == pytest.approx(theirs, rel=1e-12)


def test_equivalent_length_and_counts():
    assert loss("2 x 90 deg elbow; 3x gate valve; exit", "equivalent length", 0.2) == FittingLoss(
        constant=1.0, length=(2 * 30.0 + 3 * 8.0) * 0.2
    )


def test_given_numbers_are_the_same_by_every_method():
    for method in FITTING_METHODS:
        found = loss("2 x K = 1.5; L/D 30; k=.5", method, 0.1)
        assert (found.constant, found.laminar) == (3.5, 0.0)
        assert found.length == pytest.approx(3.0)


@given(st.floats(1.0, 1e7))
def test_the_terms_of_the_network_are_the_loss_itself(reynolds):
    diameter, viscosity = 0.08, 2.0e-6
    terms = loss("4 x 90 deg elbow; globe valve", "3-K", diameter)
    speed = reynolds * viscosity / diameter
    flow = speed * 0.25 * np.pi * diameter**2
    by_terms = laminar_resistance(terms.laminar, diameter, viscosity) * flow
    by_terms += resistance_from_loss_coefficient(terms.constant, diameter) * flow**2
    assert by_terms == pytest.approx(terms.loss_coefficient(reynolds) * speed**2 / (2.0 * STANDARD_GRAVITY), rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "2 x 90 deg elbow, long radius",
        "2x long-radius elbows 90°",
        " 2 X 90° Elbow Long Radius ; ",
        "2*90 deg elbow r/D 1.5",
    ],
)
def test_names_are_forgiving(text):
    ((count, part),) = parse_fittings(text)
    assert (count, part.name) == (2, "90 deg elbow, long radius")


def test_nothing_is_no_fitting():
    assert parse_fittings("") == parse_fittings(" ; \n ;") == ()
    assert fittings_loss((), "crane", 0.1) == FittingLoss()


def test_sizes_change_on_the_velocity_of_the_pipe():
    """Crane TP-410 (2009), table of K factors: the same change seen from both of its pipes."""
    leaves = loss("contraction to 50 mm", "crane", 0.1).constant
    enters = loss("contraction from 100 mm", "crane", 0.05).constant
    assert enters == pytest.approx(0.5 * (1.0 - 0.25))
    assert leaves == pytest.approx(enters * 16.0)
    assert loss("expansion to 100 mm, 30 deg", "2-K", 0.05).constant == pytest.approx(
        2.6 * np.sin(np.radians(15.0)) * 0.75**2
    )


@pytest.mark.parametrize(
    ("text", "method", "words"),
    [
        ("goble valve", "crane", "'globe valve'"),
        ("2 x elbow 90", "crane", "'90 deg elbow, threaded'"),
        ("0 x exit", "crane", "must be 1 to 1000"),
        ("butterfly valve, double offset", "3-K", "use crane or equivalent length"),
        ("90 deg mitre bend, 3 welds", "crane", "use 2-K or 3-K"),
        ("exit", "4-K", "'4-K' is no method for fittings"),
        ("contraction to 200 mm", "crane", "does not fit a pipe of 100 mm inside diameter"),
        ("expansion from 100 mm", "crane", "does not fit a pipe of 100 mm"),
        ("contraction to 50", "crane", "has no unit"),
        ("contraction to 50 mm, 200 deg", "crane", "is no change of size"),
        ("K = two", "crane", "is no fitting that is known"),
        ("K = -1", "crane", "is no fitting that is known"),
    ],
)
def test_bad_input_is_refused(text, method, words):
    with pytest.raises(InputError) as caught:
        fittings_loss(parse_fittings(text, path=("P-1", "fittings")), method, 0.1, path=("P-1", "fittings"))
    assert words in str(caught.value)
    assert caught.value.path == ("P-1", "fittings")
    assert caught.value.expected


@pytest.mark.parametrize("method", FITTING_METHODS)
def test_every_bore_has_a_finite_loss_or_is_refused(method):
    for diameter in np.geomspace(1e-4, 5.0, 60):
        if method == "3-K" and diameter < 6.84e-3:
            with pytest.raises(InputError, match="below the smallest"):
                loss("gate valve", method, float(diameter))
            continue
        found = loss("gate valve; 90 deg elbow; exit", method, float(diameter))
        assert np.isfinite([found.constant, found.laminar, found.length]).all()
        assert found.constant + found.laminar + found.length > 0.0


def test_a_wrong_unit_is_named():
    with pytest.raises(UnitError, match=r"P-1\.fittings"):
        parse_fittings("contraction to 50 kg", path=("P-1", "fittings"))


def test_words_are_told_apart():
    assert catalogue_words("tee, run") != catalogue_words("tee, branch")
    names = [catalogue_words(name) for fitting in CATALOGUE for name in (fitting.name, *fitting.aliases)]
    assert len(names) == len(set(names))


def test_the_library_is_not_imported_before_it_is_used():
    code = "import sys, workbench, workbench.engineering.fitting_text; sys.exit('fluids' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
