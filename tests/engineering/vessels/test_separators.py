"""Settling, Souders and Brown, nozzles: against the package fluids, limits of the laws, inverses."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from fluids.piping import nearest_pipe
from hypothesis import given
from hypothesis import strategies as st

from workbench.engineering.vessels.nozzles import (
    MOMENTUM_FLUX_LIMITS,
    mixture_density,
    momentum_flux,
    next_nominal_size,
    nozzle_velocity,
    required_nozzle_diameter,
)
from workbench.engineering.vessels.separators import (
    api_12j_coefficient_range,
    mesh_coefficient,
    required_diameter,
    souders_brown_coefficient,
    souders_brown_velocity,
)
from workbench.engineering.vessels.settling import drag_coefficient, settled_diameter, terminal_velocity
from workbench.errors import InputError

G = 9.80665


def test_drag_and_mesh_are_those_of_the_package_fluids():
    from fluids.drag import Cheng, v_terminal
    from fluids.separator import K_separator_demister_York, v_Souders_Brown

    for reynolds in (1e-4, 0.3, 50.0, 3e3, 1.9e5):
        assert drag_coefficient(reynolds) == pytest.approx(Cheng(reynolds), rel=1e-13)
    for size in (1e-5, 1e-4, 2e-3):
        ours = terminal_velocity(size, 800.0, 12.0, 1.4e-5)
        assert ours == pytest.approx(v_terminal(size, 800.0, 12.0, 1.4e-5, Method="Cheng"), rel=1e-9)
    for pressure in (8e3, 9e4, 1.2e5, 2.7e5, 1e6, 3.5e7):
        assert mesh_coefficient(pressure) == pytest.approx(K_separator_demister_York(pressure), rel=1e-13)
    assert souders_brown_velocity(0.08, 985.4, 1.3) == pytest.approx(v_Souders_Brown(0.08, 985.4, 1.3), rel=1e-13)


def test_small_drops_fall_by_stokes():
    size, rho, other, viscosity = 5e-6, 900.0, 10.0, 1.2e-5
    stokes = G * size**2 * (rho - other) / (18 * viscosity)
    assert terminal_velocity(size, rho, other, viscosity) == pytest.approx(stokes, rel=2e-3)


def test_large_ones_by_newton():
    """A constant drag coefficient near 0.47: the formula is within a tenth of it."""
    speed = terminal_velocity(0.02, 2500.0, 1000.0, 1e-3)
    assert speed == pytest.approx(np.sqrt(4 * G * 0.02 * 1500.0 / (3 * 0.47 * 1000.0)), rel=0.1)


def test_light_drops_rise():
    assert terminal_velocity(2e-4, 800.0, 1000.0, 1e-3) < 0.0
    assert terminal_velocity(2e-4, 800.0, 800.0, 1e-3) == 0.0
    heavier, lighter = terminal_velocity(1e-5, 1010.0, 1000.0, 1e-3), terminal_velocity(1e-5, 990.0, 1000.0, 1e-3)
    assert lighter == pytest.approx(-heavier)


@given(size=st.floats(1e-6, 3e-3), rho=st.floats(400.0, 1200.0), gas=st.floats(0.5, 150.0))
def test_the_drop_that_falls_with_a_velocity(size, rho, gas):
    speed = terminal_velocity(size, rho, gas, 1.5e-5)
    assert settled_diameter(speed, rho, gas, 1.5e-5) == pytest.approx(size, rel=1e-9)


@given(k=st.floats(0.01, 0.2), rho=st.floats(400.0, 1200.0), gas=st.floats(0.5, 150.0))
def test_coefficient_and_velocity_are_inverse(k, rho, gas):
    assert souders_brown_coefficient(souders_brown_velocity(k, rho, gas), rho, gas) == pytest.approx(k)


def test_the_diameter_passes_the_flow_at_the_velocity():
    assert 3.0 / (np.pi / 4 * required_diameter(3.0, 1.7) ** 2) == pytest.approx(1.7)


def test_ranges_of_api_12j():
    foot = 0.3048
    assert api_12j_coefficient_range(False, 10 * foot) == pytest.approx((0.18 * foot, 0.35 * foot))
    assert api_12j_coefficient_range(True, 20 * foot) == pytest.approx((0.4 * foot * 2**0.56, 0.5 * foot * 2**0.56))
    assert np.isnan(api_12j_coefficient_range(False, 1.0)).all()


@given(gas=st.floats(0.0, 50.0), liquid=st.floats(0.1, 100.0), limit=st.sampled_from(list(MOMENTUM_FLUX_LIMITS)))
def test_a_nozzle_of_the_required_diameter_is_at_its_limit(gas, liquid, limit):
    highest = MOMENTUM_FLUX_LIMITS[limit]
    rho = mixture_density(gas, liquid, 20.0, 750.0)
    diameter = required_nozzle_diameter(gas + liquid, rho, highest)
    speed = nozzle_velocity(gas + liquid, rho, diameter)
    assert momentum_flux(rho, speed) == pytest.approx(highest)
    assert required_nozzle_diameter(gas + liquid, rho, highest, speed / 2) == pytest.approx(diameter * np.sqrt(2))


def test_mixture_of_one_phase():
    assert mixture_density(0.0, 3.0, np.nan, 750.0) == 750.0
    assert mixture_density(2.0, 0.0, 12.0, np.nan) == 12.0


def test_what_is_refused():
    with pytest.raises(InputError, match="Reynolds number of the drop is"):
        terminal_velocity(0.5, 2500.0, 1000.0, 1e-3)
    with pytest.raises(InputError, match="gas density is 900 kg/m3"):
        souders_brown_velocity(0.1, 800.0, 900.0)
    with pytest.raises(InputError, match="known from 6895 Pa"):
        mesh_coefficient(5e7)
    with pytest.raises(InputError, match="gas density is nan"):
        mixture_density(1.0, 3.0, np.nan, 750.0)
    with pytest.raises(InputError, match="Nothing flows"):
        mixture_density(0.0, 0.0, 1.0, 750.0)


@pytest.mark.parametrize("size", ["1/2", "3/4", "1 1/2", "2", "6", "16", "48"])
def test_the_next_nominal_size_is_the_first_that_is_wide_enough(size):
    """ASME B36.10M, STD: 154.1 mm inside of NPS 6, 387.4 mm of NPS 16, 15.8 mm of NPS 1/2."""
    nominal = float(sum(map(Fraction, size.split())))
    _, inside, _, _ = nearest_pipe(NPS=nominal, schedule="STD")
    names, diameters = next_nominal_size([inside, inside * (1.0 + 1e-6)])
    assert names[0] == f"NPS {size}"
    assert diameters[0] == pytest.approx(inside, rel=1e-9)
    assert names[1] != names[0]
    assert not diameters[1] <= inside


def test_nominal_sizes_that_plants_do_not_use_are_passed_over():
    for between, expected in ((0.03, "NPS 1 1/2"), (0.06, "NPS 3"), (0.085, "NPS 4"), (0.12, "NPS 6"), (0.5, "NPS 24")):
        assert next_nominal_size([between])[0].tolist() == [expected]
    with pytest.raises(InputError):
        next_nominal_size([-0.1])
