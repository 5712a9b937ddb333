"""Back pressure of relief valves that discharge two phases: against integration of the momentum equation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from workbench.calculations.relief import calculate_relief
from workbench.equipment import built_in_schemas
from workbench.model.case import Case

ATMOSPHERE = 101325.0
# The two phases of API 520 Part I, Annex C.2.2.2.
OMEGA, VOLUME = 9 * (0.02265 / 0.01945 - 1), 0.01945
LENGTH, ROUGHNESS, VISCOSITY = 30.0, 4.5e-5, 1e-3


def case_with_outlet_line(diameter: float, **scenario) -> Case:
    case = Case("Base", built_in_schemas())
    case.add("PSV", "PSV-1", set_pressure="5 barg", elevation=0.0, orifice="P", design="pilot")
    properties = {"phase": "two-phase", "relief_load_entered": 10.0, "viscosity": VISCOSITY} | scenario
    case.add("RELIEF_SCENARIO", "S-1", valve="PSV-1", cause="blocked outlet", applicable=True, **properties)
    case.add("SINK", "FLARE", elevation=0.0, delivery_pressure="0 barg")
    case.add("PIPE", "OUT", length=LENGTH, diameter=diameter, roughness=ROUGHNESS)
    case.connect("PSV-1.outlet", "OUT.inlet")
    case.connect("OUT.outlet", "FLARE")
    return case


def marched(flow: float, diameter: float, relieving: float) -> float:
    """Pressure at the inlet of the pipe, by marching against the flow from where it leaves, or chokes."""
    flux = flow / (np.pi / 4 * diameter**2)
    reynolds = flux * diameter / VISCOSITY
    factor = 0.02
    for _ in range(50):
        factor = (-2 * np.log10(ROUGHNESS / diameter / 3.71 + 2.51 / reynolds / np.sqrt(factor))) ** -2

    def slope(_, p):
        volume = VOLUME * (OMEGA * (relieving / p - 1) + 1)
        growth = VOLUME * OMEGA * relieving / p**2
        return factor / diameter * flux**2 * volume / 2 / (1 - flux**2 * growth)

    leaves = max(ATMOSPHERE, 1.0001 * flux * np.sqrt(OMEGA * VOLUME * relieving))
    return float(solve_ivp(slope, (0, LENGTH), [leaves], rtol=1e-8).y[0, -1])


@pytest.mark.parametrize(("diameter", "chokes"), [(0.25, False), (0.2, False), (0.15, False), (0.13, True)])
def test_back_pressure_of_two_phases_is_that_of_the_momentum_equation(diameter, chokes):
    """Friction with the volume as it grows, acceleration, and choking where the pipe ends."""
    results = calculate_relief(
        case_with_outlet_line(diameter, specific_volume=VOLUME, specific_volume_at_90_percent=0.02265)
    ).results["PSV"]
    row = results.loc["PSV-1"]
    relieving = 5e5 * 1.1 + ATMOSPHERE
    expected = marched(row["rated_flow"], diameter, relieving)
    flux = row["rated_flow"] / (np.pi / 4 * diameter**2)
    assert (flux * np.sqrt(OMEGA * VOLUME * relieving) > ATMOSPHERE) == chokes
    assert row["total_back_pressure"] == pytest.approx(expected, rel=0.01)


def test_a_boiling_fluid_that_would_freeze_at_the_atmosphere_chokes_before():
    """Carbon dioxide has its triple point at 5.18 bar; a critical flow does not feel what is behind it."""
    case = Case("Base", built_in_schemas())
    case.add("FLUID", "CO2", source="CoolProp", name="CarbonDioxide")
    case.add("PSV", "PSV-1", set_pressure="20 barg", elevation=0.0)
    about = {"phase": "two-phase", "relief_load_entered": 10.0, "fluid": "CO2", "vapour_fraction": 0.0}
    for tag, method in (("S-1", "omega"), ("S-2", "homogeneous equilibrium")):
        case.add("RELIEF_SCENARIO", tag, valve="PSV-1", cause="blocked outlet", applicable=True, method=method, **about)
    areas = calculate_relief(case).results["RELIEF_SCENARIO"]["required_area"]
    assert areas["S-1"] == pytest.approx(areas["S-2"], rel=0.03)
