"""Required areas and rated flows of relief valves, by phase, at given back pressures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workbench.calculations.relief.conditions import Conditions
from workbench.calculations.relief.scenarios import Scenarios
from workbench.calculations.tagged import needed, tagged
from workbench.engineering.relief.back_pressure import (
    balanced_bellows_gas_correction,
    balanced_bellows_liquid_correction,
)
from workbench.engineering.relief.gas import critical_flow_pressure, gas_mass_flux
from workbench.engineering.relief.homogeneous_equilibrium import homogeneous_equilibrium_mass_flux
from workbench.engineering.relief.liquid import liquid_area, liquid_mass_flow
from workbench.engineering.relief.omega import critical_pressure_ratio, omega_mass_flux
from workbench.engineering.relief.orifices import ORIFICES
from workbench.engineering.relief.steam import steam_mass_flow
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.pressure_safety_valve import NOT_CERTIFIED
from workbench.equipment.relief_scenario import GAS, LIQUID, STEAM, TWO_PHASE
from workbench.errors import InputError

__all__ = ["Sizing", "rated_flow", "refuse_subcritical_bellows", "sizing_of"]

EDITION = 10
CONVENTIONAL, BELLOWS = "conventional", "bellows"
DISCHARGE = {GAS: 0.975, STEAM: 0.975, LIQUID: 0.65, TWO_PHASE: 0.85}
"""Kd of preliminary sizing (API 520 Part I)."""
NOT_CERTIFIED_DISCHARGE = 0.62
"""Kd of liquid through a valve without certified capacity (API 520 Part I, 5.9)."""
NOT_CERTIFIED_PRESSURE = 1.25
"""Over the gauge set pressure: what the equation of such a valve is written with."""
WITH_DISC = 0.9
"""Kc of a rupture disc that was not tested with the valve (API 520 Part I)."""
_KD = {
    GAS: "gas_discharge_coefficient",
    STEAM: "gas_discharge_coefficient",
    LIQUID: "liquid_discharge_coefficient",
    TWO_PHASE: "two_phase_discharge_coefficient",
}
_LARGEST = max(ORIFICES.values())
_STEAM_CRITICAL = 0.55
"""Pressure ratio above which steam does not choke, roughly that of saturated steam."""


@dataclass(frozen=True)
class Sizing:
    """What the equations make of n scenarios at their back pressures; NaN where a phase has no such thing."""

    back_pressure: Array
    critical_pressure: Array
    discharge_coefficient: Array
    back_pressure_factor: Array
    combination_factor: Array
    viscosity_factor: Array
    mass_flux: Array
    """Of the ideal nozzle, without any factor [kg/(m2 s)]."""
    required_area: Array


def sizing_of(scenarios: Scenarios, conditions: Conditions, load: Array, back_pressure: Array) -> Sizing:
    """Return the required areas at given back pressures [Pa].

    Raises
    ------
    InputError
        A back pressure at or above the relieving pressure, or beyond the curves of a bellows valve.
    """
    _refuse_back_pressure(scenarios, back_pressure)
    kd, kc = _discharge(scenarios, conditions), _combination(scenarios)
    kb = _back_pressure_factor(scenarios, conditions, back_pressure)
    flux, critical = np.full(len(load), np.nan), np.full(len(load), np.nan)
    for phase, method in ((GAS, _gas), (STEAM, _steam), (TWO_PHASE, _two_phase), (LIQUID, _liquid)):
        rows = np.flatnonzero(conditions.phase == phase)
        if rows.size:
            flux[rows], critical[rows] = method(scenarios, conditions, rows, back_pressure)
    area = load / (flux * kd * kb * kc * _overpressure_correction(scenarios, conditions))
    found = Sizing(back_pressure, critical, kd, kb, kc, np.full(len(load), np.nan), flux, area)
    liquid = np.flatnonzero(conditions.phase == LIQUID)
    return _with_viscosity(scenarios, conditions, load, found, liquid) if liquid.size else found


_MAKERS = {"back_pressure_fraction": "back_pressure_correction"}
"""Beyond the curves the maker's figure counts."""
_SATURATION = {"saturation_ratio": "saturation_pressure"}


def rated_flow(scenarios: Scenarios, conditions: Conditions, sizing: Sizing, area: Array) -> Array:
    """Return the flow [kg/s] through effective areas [m2] in each scenario."""
    factors = sizing.discharge_coefficient * sizing.back_pressure_factor * sizing.combination_factor
    overpressure = _overpressure_correction(scenarios, conditions)
    pressure = _liquid_pressure(scenarios, conditions)
    flow: Array = area * sizing.mass_flux * factors * overpressure
    rows = np.flatnonzero((conditions.phase == LIQUID) & ~np.isnan(conditions.viscosity))
    for edition, chosen in _by_edition(scenarios, rows):
        flow[chosen] = tagged(
            scenarios.tags[chosen],
            liquid_mass_flow,
            area[chosen],
            conditions.density[chosen],
            pressure[chosen],
            sizing.back_pressure[chosen],
            sizing.discharge_coefficient[chosen],
            sizing.back_pressure_factor[chosen] * overpressure[chosen],
            sizing.combination_factor[chosen],
            conditions.viscosity[chosen],
            edition=edition,
        )
    return flow


def _refuse_back_pressure(scenarios: Scenarios, back_pressure: Array) -> None:
    wrong = np.flatnonzero(back_pressure >= scenarios.pressure)
    if wrong.size:
        k = wrong[0]
        tag, valve = str(scenarios.tags[k]), str(scenarios.valves.index[k])
        raise InputError(
            f"{tag}: the back pressure of '{valve}' is {back_pressure[k]:g} Pa, and it relieves at "
            f"{scenarios.pressure[k]:g} Pa: nothing flows out.",
            path=(valve, "superimposed_back_pressure"),
            value=float(back_pressure[k]),
            unit="Pa",
            expected=f"below {scenarios.pressure[k]:g} Pa",
        )


def refuse_subcritical_bellows(scenarios: Scenarios, conditions: Conditions, sizing: Sizing) -> None:
    """Refuse the curves of Kb where a gas does not choke: they correct the equation of critical flow.

    Raises
    ------
    InputError
        Names the valve, whose maker's Kb is needed.
    """
    bellows = (scenarios.valves["design"] == BELLOWS).to_numpy(dtype=bool)
    open_ = bellows & np.isnan(numbers(scenarios.valves, "back_pressure_correction"))
    gas = np.isin(conditions.phase, (GAS, STEAM))
    wrong = np.flatnonzero(open_ & gas & (sizing.back_pressure > sizing.critical_pressure * (1.0 + 1e-9)))
    if wrong.size:
        k = wrong[0]
        tag, valve = str(scenarios.tags[k]), str(scenarios.valves.index[k])
        raise InputError(
            f"{tag}: the back pressure of '{valve}' is {sizing.back_pressure[k]:g} Pa, above the critical flow "
            f"pressure of {sizing.critical_pressure[k]:g} Pa: the curves of Kb are of critical flow; give "
            f"{valve}.back_pressure_correction of its maker.",
            path=(valve, "back_pressure_correction"),
            value=float(sizing.back_pressure[k]),
            unit="Pa",
            expected=f"the maker's Kb, or a back pressure of at most {sizing.critical_pressure[k]:g} Pa",
        )


def _discharge(scenarios: Scenarios, conditions: Conditions) -> Array:
    kd = np.full(len(scenarios.tags), np.nan)
    like, not_certified = _valve_phase(scenarios, conditions), _is_not_certified(scenarios, conditions)
    for phase, name in _KD.items():
        rows = np.flatnonzero((like == phase) & ~not_certified)
        if rows.size:
            kd[rows] = _given_or(scenarios, rows, name, DISCHARGE[phase], phase)
    silent = scenarios.valves["liquid_capacity"].isna().to_numpy(dtype=bool) & (like == LIQUID)
    text = "The capacity in liquid is certified (API 520 Part I, 5.8): nothing else is given"
    scenarios.assumed.note(scenarios.valves.index[silent], text, property="liquid_capacity")
    old = np.flatnonzero(not_certified)
    if old.size:
        words = "liquid, capacity not certified"
        kd[old] = _given_or(scenarios, old, _KD[LIQUID], NOT_CERTIFIED_DISCHARGE, words)
    return kd


def _given_or(scenarios: Scenarios, rows: Array, name: str, value: float, words: str) -> Array:
    why = f"preliminary sizing, {words}: API 520 Part I"
    valves = scenarios.valves.iloc[rows]
    return scenarios.assumed.fill(valves, name, value, why, title="Discharge coefficient Kd")


def _is_not_certified(scenarios: Scenarios, conditions: Conditions) -> Array:
    """Return where a liquid goes through a valve whose capacity in liquid is not certified."""
    old = (scenarios.valves["liquid_capacity"] == NOT_CERTIFIED).to_numpy(dtype=bool)
    return np.asarray(old & (conditions.phase == LIQUID))


def _liquid_pressure(scenarios: Scenarios, conditions: Conditions) -> Array:
    """Return the pressure that the equation of liquids is written with [Pa]."""
    old = NOT_CERTIFIED_PRESSURE * scenarios.gauge_set_pressure + scenarios.atmosphere
    return np.where(_is_not_certified(scenarios, conditions), old, scenarios.pressure)


def _overpressure_correction(scenarios: Scenarios, conditions: Conditions) -> Array:
    """Return Kp, 1 of all that need none."""
    old = _is_not_certified(scenarios, conditions)
    given = numbers(scenarios.valves, "overpressure_correction")
    known = np.where(scenarios.overpressure >= NOT_CERTIFIED_PRESSURE - 1.0, 1.0, np.nan)
    factor = np.where(np.isnan(given), known, given)
    why = "of a valve whose capacity in liquid is not certified, from the curve of API 520 (0.6 at 10 %)"
    needed(scenarios.valves.index[old], factor[old], "overpressure_correction", why)
    return np.where(old, factor, 1.0)


def _valve_phase(scenarios: Scenarios, conditions: Conditions) -> Array:
    """Return the phase that the valve's factors are of: a subcooled liquid is a liquid, also if it flashes behind."""
    subcooled = (conditions.phase == TWO_PHASE) & (conditions.saturation_pressure < scenarios.pressure * (1.0 - 1e-9))
    return np.where(subcooled, LIQUID, conditions.phase)


def _combination(scenarios: Scenarios) -> Array:
    given = numbers(scenarios.valves, "combination_correction")
    disc = scenarios.valves["rupture_disc"].fillna(False).to_numpy(dtype=bool)
    assumed = disc & np.isnan(given)
    text = f"Combination correction Kc {WITH_DISC}: a rupture disc that was not tested with the valve"
    scenarios.assumed.note(scenarios.valves.index[assumed], text, property="combination_correction", value=WITH_DISC)
    return np.where(np.isnan(given), np.where(disc, WITH_DISC, 1.0), given)


def _back_pressure_factor(scenarios: Scenarios, conditions: Conditions, back_pressure: Array) -> Array:
    given = numbers(scenarios.valves, "back_pressure_correction")
    factor = np.ones(len(given))
    bellows = (scenarios.valves["design"] == BELLOWS).to_numpy(dtype=bool)
    share = np.maximum(back_pressure - scenarios.atmosphere, 0.0) / scenarios.gauge_set_pressure
    open_ = bellows & np.isnan(given)
    like = _valve_phase(scenarios, conditions)
    liquid = np.flatnonzero(open_ & (like == LIQUID))
    if liquid.size:
        factor[liquid] = tagged(
            scenarios.valves.index[liquid], balanced_bellows_liquid_correction, share[liquid], properties=_MAKERS
        )
    other = np.flatnonzero(open_ & (like != LIQUID))
    if other.size:
        factor[other] = tagged(
            scenarios.valves.index[other],
            balanced_bellows_gas_correction,
            share[other],
            scenarios.overpressure[other],
            properties=_MAKERS,
        )
    silent = scenarios.valves["design"].isna().to_numpy(dtype=bool)
    text = "Conventional valve: no design is given"
    scenarios.assumed.note(scenarios.valves.index[silent], text, property="design", value=CONVENTIONAL)
    return np.where(np.isnan(given), factor, given)


def _gas(scenarios: Scenarios, conditions: Conditions, rows: Array, back_pressure: Array) -> tuple[Array, Array]:
    # A balanced valve takes the equation of critical flow with Kb; the others feel their back pressure in the nozzle.
    balanced = (scenarios.valves["design"] == BELLOWS).to_numpy(dtype=bool)[rows]
    k = conditions.heat_capacity_ratio[rows]
    flux = tagged(
        scenarios.tags[rows],
        gas_mass_flux,
        scenarios.pressure[rows],
        conditions.temperature[rows],
        conditions.molar_mass[rows],
        conditions.compressibility_factor[rows],
        k,
        np.where(balanced, 0.0, back_pressure[rows]),
    )
    return flux, tagged(scenarios.tags[rows], critical_flow_pressure, scenarios.pressure[rows], k)


def _steam(scenarios: Scenarios, conditions: Conditions, rows: Array, back_pressure: Array) -> tuple[Array, Array]:
    critical = _STEAM_CRITICAL * scenarios.pressure[rows]
    high = np.flatnonzero(back_pressure[rows] > critical)
    if high.size:
        k = rows[high[0]]
        tag = str(scenarios.tags[k])
        raise InputError(
            f"{tag}: the back pressure is {back_pressure[k]:g} Pa, above {_STEAM_CRITICAL:g} of the relieving one; "
            "Napier's equation is of critical flow: take the phase 'gas'.",
            path=(tag, "phase"),
            value=float(back_pressure[k]),
            unit="Pa",
            expected=f"at most {critical[high[0]]:g} Pa",
        )
    flux = np.empty(len(rows))
    for edition, chosen in _by_edition(scenarios, rows):
        here = np.searchsorted(rows, chosen)
        flux[here] = tagged(
            scenarios.tags[chosen],
            lambda p, t, e=edition: steam_mass_flow(1.0, p, t, 1.0, edition=e),
            scenarios.pressure[chosen],
            conditions.temperature[chosen],
            properties={"relieving_temperature": "relieving_temperature_entered"},
        )
    return flux, critical


def _two_phase(scenarios: Scenarios, conditions: Conditions, rows: Array, back_pressure: Array) -> tuple[Array, Array]:
    flux, critical = np.empty(len(rows)), np.empty(len(rows))
    tabulated = np.array([conditions.expansions[k] is not None for k in rows.tolist()])
    omega = rows[~tabulated]
    if omega.size:
        pressure, saturation = scenarios.pressure[omega], conditions.saturation_pressure[omega]
        flux[~tabulated] = tagged(
            scenarios.tags[omega],
            omega_mass_flux,
            conditions.omega[omega],
            pressure,
            conditions.specific_volume[omega],
            back_pressure[omega],
            saturation,
            properties=_SATURATION,
        )
        ratio = tagged(
            scenarios.tags[omega],
            critical_pressure_ratio,
            conditions.omega[omega],
            saturation / pressure,
            properties=_SATURATION,
        )
        critical[~tabulated] = ratio * pressure
    for here in np.flatnonzero(tabulated).tolist():
        table = conditions.expansions[rows[here]]
        assert table is not None
        pressures, volumes = table
        flux[here], _ = homogeneous_equilibrium_mass_flux(pressures, volumes, float(back_pressure[rows[here]]))
        _, critical[here] = homogeneous_equilibrium_mass_flux(pressures, volumes, float(pressures[-1]))
    return flux, critical


def _liquid(scenarios: Scenarios, conditions: Conditions, rows: Array, back_pressure: Array) -> tuple[Array, Array]:
    difference = _liquid_pressure(scenarios, conditions)[rows] - back_pressure[rows]
    return np.sqrt(2.0 * conditions.density[rows] * difference), np.full(len(rows), np.nan)


def _with_viscosity(scenarios: Scenarios, conditions: Conditions, load: Array, found: Sizing, rows: Array) -> Sizing:
    """Return the sizing with the areas of liquids corrected by Kv."""
    area, factor = np.array(found.required_area), np.array(found.viscosity_factor)
    pressure, overpressure = _liquid_pressure(scenarios, conditions), _overpressure_correction(scenarios, conditions)
    for edition, chosen in _by_edition(scenarios, rows):
        density = conditions.density[chosen]
        inputs = (
            load[chosen] / density,
            density,
            pressure[chosen],
            found.back_pressure[chosen],
            found.discharge_coefficient[chosen],
            found.back_pressure_factor[chosen] * overpressure[chosen],
            found.combination_factor[chosen],
            conditions.viscosity[chosen],
        )
        # Where the largest orifice is too small, its Reynolds number counts; elsewhere that of the next standard one.
        tags = scenarios.tags[chosen]
        area[chosen] = tagged(tags, liquid_area, *inputs, orifice_area=_LARGEST, edition=edition)
        fits = np.flatnonzero(area[chosen] <= _LARGEST)
        if fits.size:
            fitting = [values[fits] for values in inputs]
            area[chosen[fits]] = tagged(tags[fits], liquid_area, *fitting, edition=edition)
        some = area[chosen] > 0.0
        factor[chosen] = np.where(some, found.required_area[chosen] / np.where(some, area[chosen], 1.0), 1.0)
    return replace(found, required_area=area, viscosity_factor=factor)


def _by_edition(scenarios: Scenarios, rows: Array) -> list[tuple[int, Array]]:
    """Return the rows of each edition of API 520."""
    if not rows.size:
        return []
    given = scenarios.valves["edition"].iloc[rows]
    silent = given.isna().to_numpy(dtype=bool)
    text = f"API 520 Part I, {EDITION}th edition: none is given"
    scenarios.assumed.note(scenarios.valves.index[rows][silent], text, property="edition", value=EDITION)
    editions = given.fillna(EDITION).to_numpy(dtype=np.int64)
    return [(int(edition), rows[editions == edition]) for edition in np.unique(editions)]
