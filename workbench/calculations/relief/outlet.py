"""The outlet flange of relief valves at their rated flow: size, speed, and force and noise where it is open."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calculations.relief.conditions import Conditions, expanded, is_known_at
from workbench.calculations.relief.scenarios import Scenarios
from workbench.engineering.properties.equation_of_state import saturated_state
from workbench.engineering.relief.discharge import (
    gas_reaction_force,
    noise_level,
    outlet_mach_number,
    outlet_pressure,
    two_phase_reaction_force,
)
from workbench.engineering.relief.expansion import choking_mass_flux, choking_pressure
from workbench.engineering.relief.orifices import BODY_SIZES, LETTERS
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.relief_scenario import GAS, LIQUID, STEAM, TWO_PHASE

__all__ = ["body_sizes", "flange_sizes", "outlet_of"]

NOISE_DISTANCE = 30.0
_INCH = 0.0254
_OPEN = 1e-3
"""Relative difference from the atmosphere up to which an outlet is open to it."""
_POINTS = 400


def flange_sizes(scenarios: Scenarios, valves: pd.DataFrame, index: Array) -> tuple[Array, Array]:
    """Return nominal inlet and outlet [m]: given, else the smallest body of API 526 with the letter."""
    usual = np.array([BODY_SIZES[LETTERS[place]][0] for place in index.tolist()]).reshape(-1, 2) * _INCH
    sizes = []
    for column, end in enumerate(("inlet", "outlet")):
        own = numbers(valves, f"{end}_size")
        text = f"Nominal {end} size: the smallest body of API 526 with the orifice"
        scenarios.assumed.note(valves.index[np.isnan(own)], text, property=f"{end}_size")
        sizes.append(np.where(np.isnan(own), usual[:, column], own))
    return sizes[0], sizes[1]


def body_sizes(sizes: tuple[Array, Array], index: Array) -> Array:
    """Return the names of bodies, inlet x orifice x outlet in inches."""
    names = [
        f"{start / _INCH:.3g} {LETTERS[place]} {end / _INCH:.3g}"
        for start, place, end in zip(sizes[0].tolist(), index.tolist(), sizes[1].tolist(), strict=True)
    ]
    return np.array(names, dtype=object)


def outlet_of(
    scenarios: Scenarios,
    conditions: Conditions,
    valves: pd.DataFrame,
    rows: Array,
    flow: Array,
    back_pressure: Array,
    diameter: Array,
) -> dict[str, Array]:
    """Return Mach number and pressure in the outlets, and force and noise of open ones, of scenarios `rows`.

    `flow`, `back_pressure` and outlet `diameter` are of these rows [kg/s], [Pa], [m]. Liquids have no Mach number, and
    noise is of gas and steam.
    """
    area = 0.25 * np.pi * diameter**2
    open_ = (np.abs(back_pressure / scenarios.atmosphere - 1.0) <= _OPEN) & (flow > 0.0)
    mach, force, noise = (np.full(len(rows), np.nan) for _ in range(3))
    inside = np.array(back_pressure)
    gas = np.flatnonzero(np.isin(conditions.phase[rows], (GAS, STEAM)) & (flow > 0.0))
    if gas.size:
        state = _gas(scenarios, conditions, rows[gas])
        at = scenarios.atmosphere
        mach[gas] = outlet_mach_number(flow[gas], area[gas], back_pressure[gas], *state)
        inside[gas] = outlet_pressure(flow[gas], area[gas], back_pressure[gas], *state)
        far = numbers(valves, "noise_distance")[gas]
        loud = gas[np.isnan(far) & open_[gas]]
        text = f"Noise at {NOISE_DISTANCE:g} m from the outlet: no distance is given"
        scenarios.assumed.note(valves.index[loud], text, property="noise_distance", value=NOISE_DISTANCE, unit="m")
        distance = np.where(np.isnan(far), NOISE_DISTANCE, far)
        thrust = np.asarray(gas_reaction_force(flow[gas], area[gas], at, *state))
        sound = np.asarray(noise_level(flow[gas], scenarios.pressure[rows[gas]], at, *state, distance))
        force[gas], noise[gas] = np.where(open_[gas], thrust, np.nan), np.where(open_[gas], sound, np.nan)
    liquid = np.flatnonzero((conditions.phase[rows] == LIQUID) & open_)
    if liquid.size:
        at = scenarios.atmosphere
        force[liquid] = two_phase_reaction_force(flow[liquid], area[liquid], conditions.density[rows[liquid]], at, at)
    for here in np.flatnonzero((conditions.phase[rows] == TWO_PHASE) & (flow > 0.0)).tolist():
        values = (float(flow[here] / area[here]), float(back_pressure[here]))
        mach[here], inside[here], density = _two_phase(scenarios, conditions, int(rows[here]), *values)
        if open_[here] and np.isfinite(density):
            at = scenarios.atmosphere
            force[here] = two_phase_reaction_force(flow[here], area[here], density, inside[here], at)
    return {
        "outlet_mach_number": mach,
        "outlet_flange_pressure": inside,
        "reaction_force": force,
        "noise_level": noise,
    }


def _two_phase(
    scenarios: Scenarios, conditions: Conditions, k: int, flux: float, behind: float
) -> tuple[float, float, float]:
    """Return Mach number, pressure [Pa] and density [kg/m3] of a mixture in an outlet; NaN below its expansion."""
    if not is_known_at(conditions, k, behind):
        return float("nan"), float("nan"), float("nan")
    table = expanded(conditions, k, np.geomspace(float(scenarios.pressure[k]), 0.999 * behind, _POINTS))
    pressure = max(choking_pressure(flux, *table), behind)
    density = 1.0 / float(np.interp(-pressure, -table[0], table[1]))
    around = expanded(conditions, k, behind * np.array([1.0005, 0.9995]))
    return min(flux / float(choking_mass_flux(*around)[0]), 1.0), pressure, density


def _gas(scenarios: Scenarios, conditions: Conditions, rows: Array) -> tuple[Array, Array, Array]:
    """Return temperature, molar mass and heat capacity ratio, of steam those of dry steam at its pressure."""
    temperature, mass, ratio = (
        np.array(values[rows])
        for values in (conditions.temperature, conditions.molar_mass, conditions.heat_capacity_ratio)
    )
    steam = np.flatnonzero(conditions.phase[rows] == STEAM)
    if steam.size:
        state = saturated_state("Water", pressure=scenarios.pressure[rows[steam]], quality=1.0)
        hot = temperature[steam]
        temperature[steam] = np.where(np.isnan(hot), state.temperature, hot)
        mass[steam], ratio[steam] = state.molar_mass, state.ideal_heat_capacity_ratio
    return temperature, mass, ratio
