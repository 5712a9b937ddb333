"""Sizing of relief valves by published examples; inputs and expected values are retyped."""

from __future__ import annotations

import math

import pytest

from tests.published import PublishedCase
from workbench.engineering.properties.equation_of_state import fluid_state
from workbench.engineering.properties.viscosity import saybolt_universal_viscosity
from workbench.engineering.relief.gas import critical_flow_pressure, gas_area, gas_mass_flow
from workbench.engineering.relief.liquid import liquid_area, viscosity_correction
from workbench.engineering.relief.omega import critical_pressure_ratio, omega_area, omega_from_specific_volumes
from workbench.engineering.relief.orifices import LETTERS, ORIFICES, select_orifice
from workbench.engineering.relief.steam import steam_area, superheat_correction

API_520 = "API Standard 520 Part I, Sizing, Selection and Installation of Pressure-relieving Devices"
HYDDOWN = "HydDown (A. Andreasen), test suite; where its author has the figure from is not said"
ATMOSPHERE = 101325.0


def test_gas_in_critical_flow(validation):
    case = PublishedCase("D-001", "Hydrocarbon vapour, critical flow, conventional valve", f"{API_520}, Example 1")
    area = gas_area(24270 / 3600, 670e3, 348.0, 51e-3, 0.9, 1.11, ATMOSPHERE, 0.975)
    validation(case, "required area", 3698.0, area * 1e6, "mm2", 0.01)
    # The standard reads the ratio of its critical pressure as 0.585.
    validation(case, "critical flow pressure", 3.92, critical_flow_pressure(670e3, 1.11) / 1e5, "bar", 0.01)


def test_saturated_steam(validation):
    case = PublishedCase("D-003", "Saturated steam at high pressure", f"{API_520}, Example 4 (7th to 9th edition)")
    area = steam_area(69615 / 3600, 12236e3, math.nan, 0.975, edition=7)
    validation(case, "required area", 1100.0, area * 1e6, "mm2", 0.01)


def test_viscous_liquid_through_a_bellows_valve(validation):
    case = PublishedCase("D-004", "Crude oil, balanced bellows, viscosity", f"{API_520}, Example 5 (10th edition)")
    relieving, outlet = 1724e3 * 1.1 + ATMOSPHERE, 345e3 + ATMOSPHERE
    density = 0.9 * 999.0
    flow = 6814 / 60000
    without = liquid_area(flow, density, relieving, outlet, 0.65, 0.97)
    validation(case, "area without viscosity", 3066.0, without * 1e6, "mm2", 0.01)
    validation(case, "Kv at the printed Reynolds number", 0.982, viscosity_correction(4525.0), "", absolute=0.0005)
    viscosity = saybolt_universal_viscosity(2000.0) * density
    area = liquid_area(flow, density, relieving, outlet, 0.65, 0.97, viscosity=viscosity, edition=10)
    validation(case, "required area", 3122.0, area * 1e6, "mm2", 0.01)
    validation(case, "Kv", 0.982, without / area, "", 0.01)
    assert select_orifice(area).tolist() == ["P"]


def test_two_phases_by_the_omega_method(validation):
    """The standard reads its critical ratio, 0.66, from a chart."""
    case = PublishedCase("D-006", "Crude column, two phases, omega method", f"{API_520}, Annex C.2.2.2")
    omega = omega_from_specific_volumes(0.01945, 0.02265)
    area = omega_area(216560 / 3600, omega, 5.564e5, 0.01945, 2.045e5, 0.85)
    validation(case, "required area", 24400.0, area * 1e6, "mm2", 0.01)
    validation(case, "critical pressure", 3.6721, 5.564 * critical_pressure_ratio(omega), "bar", 0.01)


def test_orifices(validation):
    case = PublishedCase("D-008", "Effective areas of the standard orifices", "API Standard 526, 7th edition")
    inches = (0.110, 0.196, 0.307, 0.503, 0.785, 1.287, 1.838, 2.853, 3.60, 4.34, 6.38, 11.05, 16.00, 26.00)
    published = dict(zip("DEFGHJKLMNPQRT", inches, strict=True))
    assert tuple(published) == LETTERS
    validation.worst(case, "area", published, [area / 0.0254**2 for area in ORIFICES.values()], "in2", 1e-6)
    (letter,) = select_orifice(1e-4).tolist()
    assert letter == "E"
    validation(case, "chosen for 100 mm2", 0.196, ORIFICES[letter] / 0.0254**2, "in2", 1e-6)


def test_superheat(validation):
    case = PublishedCase("D-009", "Superheat correction", f"{API_520}, Table 9 (7th edition)", "fluids, interpolated")
    factor = superheat_correction(1066325.0, 593 + 273.15, edition=7)
    validation(case, "KSH", 0.72018, factor, "", 0.005)


def test_nitrogen_through_a_d_orifice(validation):
    case = PublishedCase("D-013", "Nitrogen through a D orifice", HYDDOWN, "not said")
    state = fluid_state("Nitrogen", 21e5, 373.15)
    flow = gas_mass_flow(
        71e-6,
        21e5,
        373.15,
        float(state.molar_mass[0]),
        float(state.compressibility_factor[0]),
        float(state.ideal_heat_capacity_ratio[0]),
        1e5,
        0.975,
    )
    validation(case, "flow", 1046.0, flow * 3600, "kg/h", 0.03)


def test_hydrogen_in_subcritical_flow(validation):
    case = PublishedCase("D-015", "Hydrogen, subcritical flow", HYDDOWN, "not said")
    flow = gas_mass_flow(71e-6, 121.9e5, 298.15, 2e-3, 1.01, 1.39, 71e5, 0.975)
    validation(case, "flow", 1846.0, flow * 3600, "kg/h", 0.01)


def test_bursting_disc(validation):
    source = "Coulson and Richardson's Chemical Engineering, vol. 1, Example 4.4"
    case = PublishedCase("D-016", "Bursting disc of a gas vessel", source, "through a companion notebook")
    flow = gas_mass_flow(4e-3, 10e6, 500.0, 40e-3, 1.0, 1.4, ATMOSPHERE, 1.0)
    validation(case, "flow", 85.2, flow, "kg/s", 0.01)


@pytest.mark.parametrize(("edition", "published"), [(7, 3180.0), (9, 3180.0)])
def test_the_edition_of_the_viscosity_correction_matters(edition, published):
    """API 520 Part I, Example 5: 3180 mm2 in the 7th to 9th edition, with Re = 4525 and Kv = 0.964."""
    area = liquid_area(6814 / 60000, 899.1, 1724e3 * 1.1 + ATMOSPHERE, 345e3 + ATMOSPHERE, 0.65, 0.97)
    assert area * 1e6 / viscosity_correction(4525.0, edition) == pytest.approx(published, rel=0.005)
