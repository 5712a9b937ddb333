"""What flows in from another system: temperature, density and gas as they are at the source, not before the valve."""

from __future__ import annotations

import numpy as np

from workbench.calculations.relief.conditions import Conditions
from workbench.calculations.relief.scenarios import Scenarios
from workbench.calculations.tagged import needed
from workbench.equipment.behaviour import Array

__all__ = ["liquid_temperature", "source_density", "source_gas", "source_liquid"]

_SAME_TEMPERATURE = 1e-9
"""Temperatures that an engineer gave as equal may differ by this share after their conversion."""


def source_gas(
    scenarios: Scenarios, conditions: Conditions, rows: Array, pressure: Array
) -> tuple[Array, Array, Array, Array]:
    """Return temperature, molar mass, heat capacity ratio and compressibility factor at the source."""
    temperature = _source_temperature(scenarios, conditions, rows)
    fluids = scenarios.rows["fluid"].iloc[rows].tolist()
    known = scenarios.fluids.gas(fluids, pressure, temperature)["compressibility_factor"]
    own = scenarios.number("compressibility_factor")[rows]
    factor = np.where(np.isnan(known) | ~np.isnan(own), conditions.compressibility_factor[rows], known)
    return temperature, conditions.molar_mass[rows], conditions.heat_capacity_ratio[rows], factor


def source_liquid(
    scenarios: Scenarios, conditions: Conditions, rows: Array, pressure: Array, wanted: Array
) -> dict[str, Array]:
    """Return what the FLUIDs of some liquids have at the source, NaN where it is not wanted."""
    found = {name: np.full(len(rows), np.nan) for name in ("liquid_density", "vapour_pressure")}
    chosen = rows[wanted]
    if chosen.size:
        temperature = _source_temperature(scenarios, conditions, chosen)
        temperature = liquid_temperature(scenarios, temperature, chosen)
        fluids = scenarios.rows["fluid"].iloc[chosen].tolist()
        known = scenarios.fluids.liquid(fluids, pressure[wanted], temperature)
        for name, column in found.items():
            column[wanted] = known[name]
    return found


def source_density(scenarios: Scenarios, conditions: Conditions, rows: Array, pressure: Array) -> Array:
    """Return the density of liquids where they come from: a cold source is denser, and more flows in.

    An entered density is one at relieving conditions: it is taken for the source too, unless that has its own
    temperature.
    """
    own, relieving = (scenarios.number(name)[rows] for name in ("upstream_density", "density"))
    of_fluid = source_liquid(scenarios, conditions, rows, pressure, np.isnan(own) & np.isnan(relieving))
    entered = np.isnan(own) & ~np.isnan(relieving)
    source = scenarios.number("upstream_temperature")[rows]
    same = np.isnan(source) | np.isclose(source, conditions.temperature[rows], rtol=_SAME_TEMPERATURE, atol=0.0)
    text = "Density of the liquid at the source: the entered one at relieving conditions"
    scenarios.assumed.note(scenarios.tags[rows][entered & same], text, property="upstream_density")
    density = np.where(np.isnan(own), np.where(entered & same, relieving, of_fluid["liquid_density"]), own)
    why = "of the liquid at upstream_temperature; the density that is given is the one at relieving conditions"
    return needed(scenarios.tags[rows], density, "upstream_density", why)


def _source_temperature(scenarios: Scenarios, conditions: Conditions, rows: Array) -> Array:
    own = scenarios.number("upstream_temperature")[rows]
    absent = np.isnan(own)
    taken = absent & ~np.isnan(conditions.temperature[rows])
    text = "The source is at the relieving temperature"
    scenarios.assumed.note(scenarios.tags[rows][taken], text, property="upstream_temperature")
    return np.where(absent, conditions.temperature[rows], own)


def liquid_temperature(scenarios: Scenarios, temperature: Array, rows: Array) -> Array:
    """Return the temperature of liquids, asked for where CoolProp needs it."""
    fluids = scenarios.rows["fluid"].iloc[rows].tolist()
    by_equation = np.array([scenarios.fluids.equation_of(fluid) is not None for fluid in fluids], dtype=bool)
    name = "relieving_temperature_entered"
    needed(scenarios.tags[rows][by_equation], temperature[by_equation], name, "the temperature of the liquid")
    return temperature
