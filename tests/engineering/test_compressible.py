"""Compressible flow: published values, other implementations, and limits between the models."""

from __future__ import annotations

import math

import fluids
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from tests.published import PublishedCase
from workbench.engineering import compressible
from workbench.engineering.compressibility import (
    MOLAR_MASS_OF_AIR,
    UNIVERSAL_GAS_CONSTANT,
    Compressibility,
    mean_density_per_pressure,
    mean_pressure_per_density,
)
from workbench.engineering.gas_flow import GasPipe
from workbench.engineering.gas_pipe import isothermal_inlet
from workbench.engineering.gas_transmission import PANHANDLE_A, PANHANDLE_B, WEYMOUTH
from workbench.engineering.pipe_flow import friction_factor
from workbench.errors import InputError

CRANE = "Crane Co., Flow of Fluids Through Valves, Fittings and Pipe, TP-410 (2009), Example "
DEVENPORT = "W. J. Devenport, Compressible Aerodynamics Calculator, Virginia Tech"
INCH, FOOT, PSI, ATMOSPHERE = 0.0254, 0.3048, 6894.757293168, 101325.0
STEEL = 0.0018 * INCH
"""Roughness of clean commercial steel, Crane's 0.00015 ft [m]."""
STANDARD_VOLUME = UNIVERSAL_GAS_CONSTANT * 288.70555555555555 / ATMOSPHERE
"""Of a mole at 60 degF and one atmosphere [m3/mol]."""


def fahrenheit(value: float) -> float:
    return (value + 459.67) / 1.8


def test_crane_7_16_compressed_air(validation):
    case = PublishedCase("A-004", "Compressed-air line", CRANE + "7-16")
    mass_flow = 100.0 * FOOT**3 / 60.0 / STANDARD_VOLUME * MOLAR_MASS_OF_AIR
    diameter, inlet = 1.049 * INCH, (65.0 + 14.696) * PSI
    reynolds = 4.0 * mass_flow / (math.pi * diameter * 1.93e-5)  # viscosity of air at 115 degF
    pipe = GasPipe(
        diameter, 75.0 * FOOT, friction_factor(reynolds, STEEL / diameter), MOLAR_MASS_OF_AIR, fahrenheit(115.0)
    )
    outlet = brentq(lambda p: pipe.isothermal_inlet(mass_flow, p).inlet_pressure - inlet, 0.5 * inlet, inlet)
    validation(case, "pressure drop", 2.61, (inlet - outlet) / PSI, "psi", 0.05)
    for name, published, pressure in (("inlet velocity", 3367.0, inlet), ("outlet velocity", 3484.0, outlet)):
        density = compressible.gas_density(pressure, pipe.temperature, pipe.molar_mass)
        validation(case, name, published, mass_flow / density / pipe.area / FOOT * 60.0, "ft/min", 0.05)


def test_crane_7_18_natural_gas_pipeline(validation):
    case = PublishedCase("A-006", "100-mile natural-gas pipeline", CRANE + "7-18")
    line = (1300.0 * PSI, 300.0 * PSI, 100.0 * 5280.0 * FOOT, 13.376 * INCH, 0.6943, fahrenheit(40.0))
    million_a_day = 1e6 * FOOT**3 / 86400.0
    validation(case, "Weymouth", 105.1, WEYMOUTH.flow(*line) / million_a_day, "MMscfd", 0.005)
    ours = PANHANDLE_A.flow(*line, efficiency=0.92) / million_a_day
    validation(case, "Panhandle A", 128.2, ours, "MMscfd", 0.005)
    inlet, outlet, length, diameter, gravity, temperature = line
    molar_mass, flow = gravity * MOLAR_MASS_OF_AIR, 30.0
    for _ in range(20):
        factor = friction_factor(4.0 * flow / (math.pi * diameter * 1.1e-5), STEEL / diameter)
        pipe = GasPipe(diameter, length, factor, molar_mass, temperature)
        flow = pipe.isothermal_flow(inlet, outlet).mass_flow
    ours = flow / molar_mass * STANDARD_VOLUME / million_a_day
    validation(case, "isothermal flow", 107.8, ours, "MMscfd", 0.005)


def test_crane_7_21_coke_oven_gas(validation):
    """From a vessel: isentropic into the pipe, then Fanno flow to the speed of sound."""
    case = PublishedCase("A-008", "Coke-oven gas at the speed of sound", CRANE + "7-21")
    gamma, molar_mass, stagnation, temperature = 1.4, 0.42 * MOLAR_MASS_OF_AIR, 139.7 * PSI, fahrenheit(140.0)
    diameter, entrance = 3.068 * INCH, 0.5
    factor = friction_factor(1e7, STEEL / diameter)
    friction = factor * 20.0 * FOOT / diameter + entrance
    mach = brentq(lambda m: compressible.fanno_friction(m, gamma) - friction, 0.01, 0.999)
    inlet = stagnation * compressible.isentropic_pressure_ratio(mach, gamma)
    pipe = GasPipe(diameter, 20.0 * FOOT, factor, molar_mass, temperature, entrance, heat_capacity_ratio=gamma)
    flow = pipe.adiabatic_flow(inlet, ATMOSPHERE)
    assert flow.choked
    static = temperature * compressible.isentropic_temperature_ratio(mach, gamma)
    density = compressible.gas_density(inlet, static, molar_mass)
    speed = mach * compressible.sonic_velocity(static, molar_mass, gamma)
    assert flow.mass_flow == pytest.approx(density * speed * pipe.area, rel=1e-10)
    ours = flow.mass_flow / molar_mass * STANDARD_VOLUME / FOOT**3 * 3600.0
    validation(case, "flow", 1028000.0, ours, "scfh", 0.06)


def test_cengel_12_4_critical_state(validation):
    case = PublishedCase(
        "A-020", "Critical state of CO2", "Y. A. Cengel, J. M. Cimbala, Fluid Mechanics (2006), Example 12-4"
    )
    ours = compressible.critical_temperature(473.0, 1.289)
    validation(case, "temperature", 413.0, ours, "K", 0.002, reference="rounded by a library")
    ours = compressible.critical_pressure(1400e3, 1.289) / 1e3
    validation(case, "pressure", 767.0, ours, "kPa", 0.002, reference="rounded by a library")


def test_fanno_relations(validation):
    case = PublishedCase("A-025", "Fanno flow, gamma 1.4, M 0.5", DEVENPORT)
    for name, published, function in (
        ("p/p*", 2.13808993, compressible.fanno_pressure_ratio),
        ("T/T*", 1.14285714, compressible.fanno_temperature_ratio),
        ("f L*/D", 1.06906031, compressible.fanno_friction),
        ("p0/p0*", 1.33984375, compressible.fanno_stagnation_pressure_ratio),
        ("U/U*", 0.53452248, compressible.fanno_velocity_ratio),
    ):
        validation(case, name, published, function(0.5, 1.4), "", 1e-7)


def test_isentropic_relations(validation):
    case = PublishedCase("A-027", "Isentropic flow, gamma 1.4, M 0.5", DEVENPORT)
    for name, published, function in (
        ("p/p0", 0.84301917, compressible.isentropic_pressure_ratio),
        ("T/T0", 0.95238095, compressible.isentropic_temperature_ratio),
        ("A/A*", 1.33984375, compressible.isentropic_area_ratio),
    ):
        validation(case, name, published, function(0.5, 1.4), "", 1e-7)


def test_lindeburg_8_12_adiabatic_duct(validation):
    case = PublishedCase(
        "A-029",
        "Adiabatic duct flow from M 0.3",
        "M. R. Lindeburg, Mechanical Engineering Review Manual, 7th ed. (1984), Example 8.12, p. 8-11",
    )
    ours = 12.0 * compressible.fanno_pressure_ratio(0.35, 1.4) / compressible.fanno_pressure_ratio(0.3, 1.4)
    validation(case, "outlet pressure", 10.26, ours, "psia", 0.002)


def test_geankoplis_2_11_methane_pipeline(validation):
    case = PublishedCase(
        "A-040",
        "Methane pipeline, isothermal",
        "C. J. Geankoplis, Transport Processes and Unit Operations, Examples 2.11-1 and 2.11-2, p. 102",
    )
    reference = "printed output of a companion notebook"
    mass_flow, diameter, temperature, molar_mass = 2.077e3 * 0.016, 1.016, 288.8, 0.016
    factor = friction_factor(4.0 * mass_flow / (math.pi * diameter * 1.04e-5), 0.046e-3 / diameter)
    pipe = GasPipe(diameter, 160.9e3, factor, molar_mass, temperature)
    flow = pipe.isothermal_inlet(mass_flow, 170.3e3)
    validation(case, "inlet pressure", 679e3, flow.inlet_pressure, "Pa", 0.02, reference=reference)
    # The limit of isothermal flow is the speed of sound with gamma = 1.
    limit = compressible.sonic_velocity(temperature, molar_mass, 1.4) / math.sqrt(1.4)
    validation(case, "greatest velocity", 387.4, limit, "m/s", 0.02, reference=reference)
    outlet = mass_flow / compressible.gas_density(170.3e3, temperature, molar_mass) / pipe.area
    validation(case, "outlet velocity", 36.13, outlet, "m/s", 0.02, reference=reference)


def test_coulson_4_3_methane_main(validation):
    case = PublishedCase(
        "A-042",
        "Methane main, inlet pressure",
        "J. M. Coulson, J. F. Richardson, Chemical Engineering, vol. 1, Example 4.3, p. 168",
    )
    molar_mass, diameter = 0.016, 0.6
    mass_flow = 50.0 * compressible.gas_density(101.3e3, 288.0, molar_mass)
    factor = friction_factor(4.0 * mass_flow / (math.pi * diameter * 1e-5), 1e-4)
    pipe = GasPipe(diameter, 3000.0, factor, molar_mass, 0.5 * (297.0 + 288.0))
    ours = pipe.isothermal_inlet(mass_flow, 170e3).inlet_pressure
    reference = "printed output of a companion notebook"
    validation(case, "inlet pressure", 404e3, ours, "N/m2", 0.01, reference=reference)


def test_transmission_equations_agree_with_fluids():
    line = {"SG": 0.65, "Tavg": 290.0, "L": 50e3, "D": 0.5, "P1": 60e5, "P2": 40e5, "Zavg": 0.9, "E": 0.95}
    base = {"Ts": 288.70555555555555, "Ps": 101325.0}
    for ours, theirs in (
        (WEYMOUTH, fluids.Weymouth),
        (PANHANDLE_A, fluids.Panhandle_A),
        (PANHANDLE_B, fluids.Panhandle_B),
    ):
        flow = ours.flow(60e5, 40e5, 50e3, 0.5, 0.65, 290.0, 0.9, 0.95)
        assert flow == pytest.approx(theirs(**line, **base), rel=1e-10)


def test_resistance_of_transmission_equations_is_their_inverse():
    molar_mass, temperature, factor = 0.018, 285.0, 0.88
    for equation in (WEYMOUTH, PANHANDLE_A, PANHANDLE_B):
        volume = equation.flow(70e5, 45e5, 80e3, 0.6, molar_mass / MOLAR_MASS_OF_AIR, temperature, factor, 0.92)
        mass_flow = volume * molar_mass / STANDARD_VOLUME
        specific = factor * UNIVERSAL_GAS_CONSTANT / molar_mass * temperature
        loss = specific * equation.resistance(80e3, 0.6, molar_mass, 0.92) * mass_flow ** (1.0 / equation.exponent)
        assert loss == pytest.approx(70e5**2 - 45e5**2, rel=1e-10)


PIPE = GasPipe(0.3, 100.0, 0.015, 0.02, 300.0, heat_capacity_ratio=1.3)
SPECIFIC = UNIVERSAL_GAS_CONSTANT / 0.02 * 300.0


def test_isothermal_flow_agrees_with_fluids():
    # fluids.isothermal_gas is exact with the density at the inlet.
    ours = PIPE.isothermal_flow(3e5, 2e5)
    assert not ours.choked
    theirs = fluids.isothermal_gas(rho=3e5 / SPECIFIC, fd=0.015, P1=3e5, P2=2e5, L=100.0, D=0.3)
    assert ours.mass_flow == pytest.approx(theirs, rel=1e-9)


def test_choked_isothermal_flow_agrees_with_fluids():
    ours = PIPE.isothermal_flow(5e5, 1e5)
    critical = fluids.P_isothermal_critical_flow(P=5e5, fd=0.015, D=0.3, L=100.0)
    assert ours.choked
    assert ours.outlet_pressure == pytest.approx(critical, rel=1e-9)
    theirs = fluids.isothermal_gas(rho=5e5 / SPECIFIC, fd=0.015, P1=5e5, P2=critical, L=100.0, D=0.3)
    assert ours.mass_flow == pytest.approx(theirs, rel=1e-9)


def test_isothermal_outlet_chokes_at_mach_one_over_root_gamma():
    flow = PIPE.isothermal_flow(5e5, 1e5)
    density = compressible.gas_density(flow.outlet_pressure, 300.0, 0.02)
    mach = flow.mass_flow / density / PIPE.area / compressible.sonic_velocity(300.0, 0.02, 1.3)
    assert mach == pytest.approx(1.0 / math.sqrt(1.3), rel=1e-9)


@given(st.floats(0.5, 60.0), st.floats(1e5, 2e6))
@settings(max_examples=50, deadline=None)
def test_adiabatic_pipe_fulfils_fanno(mass_flow, pressure):
    """The Mach numbers of both ends, from the mass flow alone, differ by the friction in Fanno's function."""
    flow = PIPE.adiabatic_inlet(mass_flow, pressure)
    flux = mass_flow / PIPE.area

    def mach(static: float) -> float:
        square = (flux / static) ** 2 * SPECIFIC / 1.3  # M^2 (1 + k M^2)
        return math.sqrt(2.0 * square / (1.0 + math.sqrt(1.0 + 0.6 * square)))

    inlet, outlet = mach(flow.inlet_pressure), mach(flow.outlet_pressure)
    assert outlet <= 1.0 + 1e-12
    assert flow.choked == (flow.outlet_pressure > pressure)
    assert flow.choked == (outlet > 1.0 - 1e-9)
    friction = compressible.fanno_friction(inlet, 1.3) - compressible.fanno_friction(outlet, 1.3)
    assert friction == pytest.approx(PIPE.friction, rel=1e-6)


def test_slow_flow_is_the_same_in_every_model():
    isothermal, adiabatic = PIPE.isothermal_inlet(0.2, 5e5), PIPE.adiabatic_inlet(0.2, 5e5)
    incompressible = 5e5 + PIPE.friction * (0.2 / PIPE.area) ** 2 / (2.0 * 5e5 / SPECIFIC)
    assert isothermal.inlet_pressure - 5e5 == pytest.approx(incompressible - 5e5, rel=1e-4)
    assert adiabatic.inlet_pressure - 5e5 == pytest.approx(incompressible - 5e5, rel=1e-4)


MODELS = (
    Compressibility.ideal(),
    Compressibility.constant(0.85),
    Compressibility.cnga(0.65, 290.0),
    Compressibility.aga(46e5, 200.0, 290.0),
    Compressibility.papay(46e5, 200.0, 290.0),
    Compressibility.tabulated(np.linspace(1e4, 1e7, 30), 1.0 - 2e-8 * np.linspace(1e4, 1e7, 30)),
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize("lift", [0.0, 600.0, -600.0])
def test_isothermal_pipe_solves_the_equation_of_motion(model, lift):
    """rho dp + G^2 rho d(1/rho) + rho^2 g dz + G^2 f/(2 D) dx = 0, integrated along the pipe."""
    specific, length, flux, drag = 1.2e5, 200.0, 250.0, 4.0
    law = model.law(specific)
    inlet = isothermal_inlet(law, 4e5**2, drag * flux**2, flux**2, lift, 1.0)

    def slope(_place: float, state: np.ndarray) -> list[float]:
        p, step = float(state[0]), 1.0
        density = [q / (float(model.at(q)) * specific) for q in (p - step, p, p + step)]
        by_pressure = (density[2] - density[0]) / (2.0 * step)
        weight = density[1] ** 2 * lift / length + 0.5 * drag * flux**2 / length
        return [-weight / (density[1] - flux**2 * by_pressure / density[1])]

    run = solve_ivp(slope, (0.0, length), [math.sqrt(inlet.square)], rtol=1e-10, atol=1e-3)
    # With a height the pressure follows Z only in the mean: the difference is far below that of the models.
    exact = lift == 0.0 or not model.depends_on_pressure
    assert run.y[0, -1] == pytest.approx(4e5, rel=1e-8 if exact else 5e-6)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_means_of_compressibility_are_integrals(model):
    law, pressures = model.law(1.2e5), np.linspace(2e6, 5e6, 20001)
    kappa = 1.0 / (model.at(pressures) * 1.2e5)
    mean = np.trapezoid(2.0 * kappa * pressures, pressures) / (5e6**2 - 2e6**2)
    assert mean_density_per_pressure(law, 5e6**2, 2e6**2)[0] == pytest.approx(mean, rel=1e-7)
    mean = np.trapezoid(1.0 / (kappa * pressures), pressures) / math.log(2.5)
    assert mean_pressure_per_density(law, 5e6**2, 2e6**2)[0] == pytest.approx(mean, rel=1e-7)


def test_models_of_compressibility_by_their_formulas():
    reduced, temperature = 3e6 / 46e5, 290.0 / 200.0
    assert float(MODELS[3].at(3e6)) == pytest.approx(1.0 + 0.257 * reduced - 0.533 * reduced / temperature, rel=1e-12)
    papay = 1.0 - 3.52 * reduced * math.exp(-2.26 * temperature) + 0.274 * reduced**2 * math.exp(-1.878 * temperature)
    assert float(MODELS[4].at(3e6)) == pytest.approx(papay, rel=1e-12)
    gauge = (3e6 - 101325.0) / PSI
    cnga = 1.0 / (1.0 + gauge * 344400.0 * 10.0 ** (1.785 * 0.65) / (1.8 * 290.0) ** 3.825)
    assert float(MODELS[2].at(3e6)) == pytest.approx(cnga, rel=1e-12)
    assert float(MODELS[5].at(3e6)) == pytest.approx(0.94, rel=1e-12)


def test_impossible_values_are_refused():
    with pytest.raises(InputError, match="holds from 0 to 7e\\+06 Pa"):
        MODELS[3].at(8e6)
    with pytest.raises(InputError, match="rising pressures"):
        Compressibility.tabulated([2e5, 1e5], [1.0, 1.0])
    with pytest.raises(InputError, match="critical point"):
        Compressibility.papay(46e5, 200.0, 120.0)
    with pytest.raises(InputError, match="above 1"):
        compressible.sonic_velocity(300.0, 0.02, 1.0)
    with pytest.raises(InputError, match="ratio of heat capacities"):
        GasPipe(0.1, 10.0, 0.02, 0.02, 300.0).adiabatic_flow(2e5, 1e5)
    with pytest.raises(InputError, match="drives nothing"):
        PIPE.isothermal_flow(1e5, 2e5)
