"""States of fluids: what is outside the range of an equation is refused, also where CoolProp goes on."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.engineering.properties.equation_of_state import fluid_state, saturated_state, state_at_density
from workbench.engineering.properties.viscosity import saybolt_universal_viscosity, viscosity_index
from workbench.errors import InputError

GAS_CONSTANT = 8.314462618


def test_a_thin_gas_is_ideal():
    state = fluid_state("Nitrogen", 1.0, [300.0, 400.0])
    assert state.compressibility_factor == pytest.approx(
        [1.0, 1.0], abs=1e-5
    )  # its equation has a gas constant of 1986
    expected = state.molar_mass / (GAS_CONSTANT * state.temperature)
    assert state.density == pytest.approx(expected, rel=1e-5)
    mayer = GAS_CONSTANT / state.molar_mass
    assert state.isobaric_heat_capacity - state.isochoric_heat_capacity == pytest.approx(mayer, rel=2e-5)
    assert state.isentropic_exponent == pytest.approx(state.ideal_heat_capacity_ratio, rel=2e-5)
    assert state.expansion_coefficient == pytest.approx(1.0 / state.temperature, rel=1e-5)


def test_states_come_in_the_order_they_are_asked_for():
    asked = np.array([350.0, 300.0, 350.0, 325.0])
    state = fluid_state("Propane", 5e5, asked)
    assert state.temperature == pytest.approx(asked, rel=1e-12)
    alone = [fluid_state("Propane", 5e5, one).density[0] for one in asked]
    assert state.density.tolist() == alone


def test_clausius_clapeyron():
    """Latent heat by the slope of the vapour pressure: another path than the enthalpies."""
    step = 0.01
    around = saturated_state("Propane", temperature=[300.0 - step, 300.0 + step], quality=0.0)
    slope = (around.pressure[1] - around.pressure[0]) / (2.0 * step)
    both = saturated_state("Propane", temperature=300.0, quality=[0.0, 1.0])
    latent_heat = both.enthalpy[1] - both.enthalpy[0]
    assert latent_heat == pytest.approx(slope * 300.0 * (1 / both.density[1] - 1 / both.density[0]), rel=1e-6)


def test_two_phases_have_no_speed_of_sound_and_the_volume_of_both():
    state = saturated_state("Water", pressure=1e6, quality=[0.0, 0.25, 1.0])
    assert np.isnan(state.speed_of_sound).tolist() == [False, True, False]
    volume = 1.0 / state.density
    assert volume[1] == pytest.approx(0.75 * volume[0] + 0.25 * volume[2], rel=1e-9)


def test_a_mixture_by_mole_fractions():
    state = fluid_state("Methane[0.9]&Ethane[0.1]", 1e6, 300.0)
    assert state.molar_mass[0] == pytest.approx(0.9 * 16.0428e-3 + 0.1 * 30.06904e-3, rel=1e-6)
    cubic = fluid_state("Methane[0.9]&Ethane[0.1]", 1e6, 300.0, "PR")
    assert cubic.density[0] == pytest.approx(state.density[0], rel=0.01)


def test_the_same_state_by_density():
    state = fluid_state("Ethylene", 3e6, 320.0)
    assert state_at_density("Ethylene", 320.0, state.density).pressure[0] == pytest.approx(3e6, rel=1e-9)


@pytest.mark.parametrize(
    ("fluid", "pressure", "temperature", "named"),
    [
        ("Water", 1e5, 5000.0, "5000 K; expected at most 2000 K"),
        ("Water", 1e5, 200.0, "no state there"),
        ("Propane", 2e9, 300.0, "Pa; expected at most"),
        ("Propain", 1e5, 300.0, "no fluid of CoolProp"),
        ("Methane[0.9]&Ethane[0.2]", 1e5, 300.0, "1.1; expected fractions that add up to 1"),
        ("Methane&Ethane", 1e5, 300.0, "a mole fraction of each component"),
        ("Water", 0.0, 300.0, "above zero"),
    ],
)
def test_impossible_states_are_refused(fluid, pressure, temperature, named):
    with pytest.raises(InputError, match=named):
        fluid_state(fluid, pressure, temperature)


def test_no_saturation_above_the_critical_point():
    with pytest.raises(InputError, match=r"pressure of saturation is 3e\+07 Pa; expected at most"):
        saturated_state("Water", pressure=3e7, quality=0.0)
    with pytest.raises(InputError, match="one of the two"):
        saturated_state("Water", quality=0.0)
    with pytest.raises(InputError, match=r"quality is 1\.5"):
        saturated_state("Water", pressure=1e5, quality=1.5)


def test_saybolt_seconds_agree_with_the_table_of_another_library():
    from chemicals.viscosity import viscosity_converter

    for seconds in (35.0, 100.0, 400.0, 2000.0):
        other = viscosity_converter(seconds, "saybolt universal seconds", "kinematic viscosity")
        assert saybolt_universal_viscosity(seconds) == pytest.approx(other, rel=2e-3)
    with pytest.raises(InputError, match="begins at 32 s"):
        saybolt_universal_viscosity([100.0, 20.0])


def test_an_oil_that_thickens_on_heating_is_refused():
    with pytest.raises(InputError, match="expected one that falls"):
        viscosity_index(8e-6, 9e-6)
