"""The load of each cause of overpressure: API 521, or what an engineer brings from a balance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.calculations.relief.conditions import Conditions
from workbench.calculations.relief.scenarios import Scenarios
from workbench.calculations.relief.sources import liquid_temperature, source_density, source_gas, source_liquid
from workbench.calculations.tagged import needed, tagged
from workbench.calculations.vessel_shape import shape_of
from workbench.engineering.relief_loads.check_valve import gas_reverse_flow, liquid_reverse_flow
from workbench.engineering.relief_loads.control_valve_failure import (
    gas_control_valve_flow,
    less_open_outlets,
    liquid_control_valve_flow,
)
from workbench.engineering.relief_loads.fire import ENVIRONMENT_FACTORS, fire_heat_input, vapour_load
from workbench.engineering.relief_loads.thermal_expansion import thermal_expansion_flow
from workbench.engineering.relief_loads.tube_rupture import gas_tube_rupture_load, liquid_tube_rupture_load
from workbench.engineering.relief_loads.unwetted_fire import WALL_TEMPERATURE, unwetted_fire_load
from workbench.engineering.vessels.shape import Shape, fire_wetted_area
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.relief_scenario import (
    BLOW_BY,
    CHECK_VALVE,
    CONTROL_VALVE,
    ENTERED,
    FIRE,
    GAS,
    GAS_FIRE,
    LIQUID,
    THERMAL_EXPANSION,
    TUBE_RUPTURE,
)
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions

__all__ = ["Loads", "loads_of"]

OPENING_COEFFICIENT = 0.7
"""Of the end of a broken tube and of a leaking check valve, where nobody gives one: a sharp orifice and some more."""
_OF_SOURCE = {
    "inlet_pressure": "upstream_pressure",
    "density": "upstream_density",
    "vapour_pressure": "upstream_vapour_pressure",
    "temperature": "upstream_temperature",
    "heat_capacity_ratio_less_one": "heat_capacity_ratio",
    "diameter": "opening_diameter",
    "tube_diameter": "opening_diameter",
    "discharge_coefficient": "opening_coefficient",
}
"""Properties of a scenario by the arguments of what flows in."""
_FLUID = "give it, or a FLUID that has it"


@dataclass(frozen=True)
class Loads:
    """What n scenarios ask of their valves; NaN where a cause has no such thing."""

    load: Array
    """Of each of the valves that share it [kg/s]."""
    heat: Array
    """Taken up [W]."""
    area: Array
    """Wall that takes heat from a fire [m2]."""


def loads_of(scenarios: Scenarios, conditions: Conditions) -> Loads:
    """Return the load of each scenario.

    Raises
    ------
    InputError
        Names the scenario, and what its cause needs and does not have.
    """
    count = len(scenarios.tags)
    loads = Loads(*(np.full(count, np.nan) for _ in range(3)))
    for cause in scenarios.rows["cause"].unique().tolist():
        rows = np.flatnonzero((scenarios.rows["cause"] == cause).to_numpy(dtype=bool))
        _CAUSES[cause](scenarios, conditions, rows, loads)
    return replace(loads, load=loads.load / scenarios.sharing)


def _entered(scenarios: Scenarios, conditions: Conditions, rows: Array, loads: Loads) -> None:
    why = "the load of this cause comes from a balance"
    loads.load[rows] = needed(
        scenarios.tags[rows], scenarios.number("relief_load_entered")[rows], "relief_load_entered", why
    )


def _fire(scenarios: Scenarios, conditions: Conditions, rows: Array, loads: Loads) -> None:
    tags = scenarios.tags[rows]
    given = scenarios.number("heat_input")[rows]
    wanted = np.isnan(given)
    heat = np.array(given)
    if wanted.any():
        chosen = rows[wanted]
        area = _fire_area(scenarios, chosen)
        factor = _environment(scenarios, chosen)
        drained = scenarios.rows["adequate_drainage"].iloc[chosen]
        undrained = drained.isna().to_numpy(dtype=bool)
        text = "No adequate drainage: 70,900 F A^0.82"
        scenarios.assumed.note(tags[wanted][undrained], text, property="adequate_drainage")
        heat[wanted] = tagged(tags[wanted], fire_heat_input, area, factor, drained.fillna(False).to_numpy(dtype=bool))
        loads.area[chosen] = area
    loads.heat[rows] = heat
    loads.load[rows] = tagged(tags, vapour_load, heat, conditions.latent_heat[rows])


def _fire_area(scenarios: Scenarios, rows: Array) -> Array:
    """Return the wetted wall: entered, or of the vessel's shape below its level, up to 7.6 m above grade."""
    area = np.array(scenarios.number("exposed_area")[rows])
    open_ = np.flatnonzero(np.isnan(area))
    if open_.size:
        chosen = rows[open_]
        shape, vessels, tags = _shapes(scenarios, chosen)
        level = _fire_level(scenarios.number("level")[chosen], vessels, tags, scenarios.assumed)
        height = numbers(vessels, "height_above_grade")
        text = "The vessel stands on grade: its height above grade is not given"
        scenarios.assumed.note(tags[np.isnan(height)], text, property="height_above_grade", value=0.0, unit="m")
        grade = np.nan_to_num(height, nan=0.0)

        def wetted(k: Array) -> Array:
            return fire_wetted_area(shape.rows(k), level[k], grade[k])

        area[open_] = tagged(tags, wetted, np.arange(len(tags)))
    return area


def _fire_level(own: Array, vessels: pd.DataFrame, tags: pd.Index, assumed: Assumptions) -> Array:
    """Return the level in the fire: of the scenario, else of the vessel in operation, else its normal one."""
    level = np.where(np.isnan(own), numbers(vessels, "level"), own)
    normal = np.isnan(level) & ~np.isnan(numbers(vessels, "normal_level"))
    assumed.note(tags[normal], "Level in the fire: the normal level of the vessel", property="level")
    return needed(tags, np.where(normal, numbers(vessels, "normal_level"), level), "level", "of the liquid in the fire")


def _shapes(scenarios: Scenarios, rows: Array) -> tuple[Shape, pd.DataFrame, pd.Index]:
    tags, vessels = scenarios.tags[rows], scenarios.vessels.iloc[rows]
    without = vessels["orientation"].isna().to_numpy(dtype=bool)
    if without.any():
        tag, valve = str(tags[without][0]), str(scenarios.valves.index[rows][without][0])
        raise InputError(
            f"{tag}.exposed_area is missing: give it, or name in {valve}.protects the VESSEL that is in the fire.",
            path=(tag, "exposed_area"),
            expected="an area, or a vessel",
        )
    return shape_of(vessels, scenarios.assumed, tags), vessels, tags


def _environment(scenarios: Scenarios, rows: Array) -> Array:
    factor = np.array(scenarios.number("environment_factor")[rows])
    named = scenarios.rows["environment"].iloc[rows].map(ENVIRONMENT_FACTORS).to_numpy(dtype=np.float64)
    factor = np.where(np.isnan(factor), named, factor)
    bare = np.isnan(factor)
    text = "Environment factor F 1: a bare vessel"
    scenarios.assumed.note(scenarios.tags[rows][bare], text, property="environment_factor", value=1.0)
    return np.where(bare, 1.0, factor)


def _gas_fire(scenarios: Scenarios, conditions: Conditions, rows: Array, loads: Loads) -> None:
    tags = scenarios.tags[rows]
    area = np.array(scenarios.number("exposed_area")[rows])
    open_ = np.flatnonzero(np.isnan(area))
    if open_.size:
        shape, _, owners = _shapes(scenarios, rows[open_])
        area[open_] = shape.wetted_area(shape.height)
        text = "All of the wall is exposed to the fire: no exposed area is given"
        scenarios.assumed.note(owners, text, property="exposed_area")
    wall = scenarios.assumed.fill(
        scenarios.rows.iloc[rows], "wall_temperature", WALL_TEMPERATURE, "of plain carbon steel, API 521", unit="K"
    )
    loads.area[rows] = area
    loads.load[rows] = tagged(
        tags,
        unwetted_fire_load,
        area,
        scenarios.pressure[rows],
        conditions.temperature[rows],
        conditions.molar_mass[rows],
        wall,
        properties={"relieving_temperature": "relieving_temperature_entered"},
    )


def _thermal_expansion(scenarios: Scenarios, conditions: Conditions, rows: Array, loads: Loads) -> None:
    tags = scenarios.tags[rows]
    fluids = scenarios.rows["fluid"].iloc[rows].tolist()
    known = scenarios.fluids.liquid(
        fluids, scenarios.pressure[rows], liquid_temperature(scenarios, conditions.temperature[rows], rows)
    )

    def own_or(name: str, of_fluid: str) -> Array:
        own = scenarios.number(name)[rows]
        return needed(tags, np.where(np.isnan(own), known[of_fluid], own), name, _FLUID)

    heat = needed(tags, scenarios.number("heat_input")[rows], "heat_input", "what heats the liquid")
    expansion = own_or("expansion_coefficient", "expansion_coefficient")
    capacity = own_or("heat_capacity", "liquid_heat_capacity")
    density = needed(tags, conditions.density[rows], "density", _FLUID)
    loads.heat[rows] = heat
    loads.load[rows] = density * tagged(tags, thermal_expansion_flow, heat, expansion, density, capacity)


def _control_valve(scenarios: Scenarios, conditions: Conditions, rows: Array, loads: Loads) -> None:
    for chosen in (rows[conditions.phase[rows] == LIQUID], rows[conditions.phase[rows] == GAS]):
        if chosen.size:
            tags = scenarios.tags[chosen]
            wide_open = _through_valve(scenarios, conditions, chosen)
            stays = np.nan_to_num(scenarios.number("outlet_flow")[chosen], nan=0.0)
            loads.load[chosen] = tagged(tags, less_open_outlets, wide_open, stays)
    _refuse_phases(scenarios, conditions, rows)


def _through_valve(scenarios: Scenarios, conditions: Conditions, rows: Array) -> Array:
    """Return the flow through a wide open control valve [kg/s]."""
    tags = scenarios.tags[rows]
    coefficient = needed(tags, scenarios.number("flow_coefficient")[rows], "flow_coefficient", "of the valve")
    source = needed(tags, scenarios.number("upstream_pressure")[rows], "upstream_pressure", "of the source")
    behind = scenarios.pressure[rows]
    if (conditions.phase[rows] == LIQUID).all():
        own = scenarios.number("upstream_vapour_pressure")[rows]
        known = source_liquid(scenarios, conditions, rows, source, np.isnan(own))["vapour_pressure"]
        vapour = np.where(np.isnan(own), known, own)
        vapour = needed(tags, vapour, "upstream_vapour_pressure", _FLUID)
        fluids = scenarios.rows["fluid"].iloc[rows]
        without = fluids.isna().to_numpy(dtype=bool)
        needed(tags, np.where(without, np.nan, 0.0), "fluid", "a FLUID with its critical pressure, for choking")
        critical = scenarios.fluids.constant(fluids.tolist(), "critical_pressure")
        critical = needed(pd.Index(fluids), critical, "critical_pressure", "of the liquid, for choking")
        recovery = needed(tags, scenarios.number("recovery_factor")[rows], "recovery_factor", "FL of the valve")
        density = source_density(scenarios, conditions, rows, source)
        values = (coefficient, source, behind, density, vapour, critical, recovery)
        return tagged(tags, liquid_control_valve_flow, *values, properties=_OF_SOURCE)
    ratio = needed(tags, scenarios.number("pressure_drop_ratio")[rows], "pressure_drop_ratio", "xT of the valve")
    gas = source_gas(scenarios, conditions, rows, source)
    return tagged(tags, gas_control_valve_flow, coefficient, source, behind, *gas, ratio, properties=_OF_SOURCE)


def _tube_rupture(scenarios: Scenarios, conditions: Conditions, rows: Array, loads: Loads) -> None:
    why = "inside diameter of the tube"
    diameter = needed(scenarios.tags[rows], scenarios.number("opening_diameter")[rows], "opening_diameter", why)
    tubes = scenarios.assumed.fill(scenarios.rows.iloc[rows], "tubes", 1.0, "one tube breaks, API 521")

    def liquid(k: Array, pressures: tuple[Array, Array], coefficient: Array) -> Array:
        here = np.searchsorted(rows, k)
        density = source_density(scenarios, conditions, k, pressures[0])
        values = (diameter[here], *pressures, density, coefficient, tubes[here])
        return tagged(scenarios.tags[k], liquid_tube_rupture_load, *values, properties=_OF_SOURCE)

    def gas(k: Array, pressures: tuple[Array, Array], coefficient: Array) -> Array:
        here = np.searchsorted(rows, k)
        values = (
            diameter[here],
            *pressures,
            *source_gas(scenarios, conditions, k, pressures[0]),
            coefficient,
            tubes[here],
        )
        return tagged(scenarios.tags[k], gas_tube_rupture_load, *values, properties=_OF_SOURCE)

    _through_openings(scenarios, conditions, rows, loads, liquid, gas)


def _check_valve(scenarios: Scenarios, conditions: Conditions, rows: Array, loads: Loads) -> None:
    why = "nominal diameter of the check valve"
    diameter = needed(scenarios.tags[rows], scenarios.number("opening_diameter")[rows], "opening_diameter", why)
    silent = scenarios.rows["check_valve_failure"].iloc[rows].isna().to_numpy(dtype=bool)
    if silent.any():
        tag = str(scenarios.tags[rows][silent][0])
        words = "a leak (maintained valves in series) or complete failure"
        raise InputError(
            f"{tag}.check_valve_failure is missing: {words}.", path=(tag, "check_valve_failure"), expected=words
        )
    for failure in scenarios.rows["check_valve_failure"].iloc[rows].unique().tolist():
        mine = rows[(scenarios.rows["check_valve_failure"].iloc[rows] == failure).to_numpy(dtype=bool)]

        def liquid(k: Array, pressures: tuple[Array, Array], coefficient: Array, failure: str = failure) -> Array:
            size = diameter[np.searchsorted(rows, k)]
            return tagged(
                scenarios.tags[k],
                lambda d, p, q, rho, c: liquid_reverse_flow(d, failure, p, q, rho, c),  # type: ignore[arg-type]
                size,
                *pressures,
                source_density(scenarios, conditions, k, pressures[0]),
                coefficient,
                properties=_OF_SOURCE,
            )

        def gas(k: Array, pressures: tuple[Array, Array], coefficient: Array, failure: str = failure) -> Array:
            size = diameter[np.searchsorted(rows, k)]
            return tagged(
                scenarios.tags[k],
                lambda d, p, q, *rest: gas_reverse_flow(d, failure, p, q, *rest),  # type: ignore[arg-type]
                size,
                *pressures,
                *source_gas(scenarios, conditions, k, pressures[0]),
                coefficient,
                properties=_OF_SOURCE,
            )

        _through_openings(scenarios, conditions, mine, loads, liquid, gas)


_Opening = Callable[[Array, tuple[Array, Array], Array], Array]


def _through_openings(
    scenarios: Scenarios, conditions: Conditions, rows: Array, loads: Loads, liquid: _Opening, gas: _Opening
) -> None:
    tags = scenarios.tags[rows]
    source = needed(tags, scenarios.number("upstream_pressure")[rows], "upstream_pressure", "of the source")
    coefficient = scenarios.assumed.fill(
        scenarios.rows.iloc[rows], "opening_coefficient", OPENING_COEFFICIENT, "of a sharp-edged opening"
    )
    for phase, flow in ((LIQUID, liquid), (GAS, gas)):
        chosen = conditions.phase[rows] == phase
        if chosen.any():
            pressures = (source[chosen], scenarios.pressure[rows[chosen]])
            loads.load[rows[chosen]] = flow(rows[chosen], pressures, coefficient[chosen])
    _refuse_phases(scenarios, conditions, rows)


def _refuse_phases(scenarios: Scenarios, conditions: Conditions, rows: Array) -> None:
    """Refuse phases for which a cause has no equation; their load is entered."""
    other = rows[~np.isin(conditions.phase[rows], (LIQUID, GAS))]
    if other.size:
        tag, phase = str(scenarios.tags[other[0]]), conditions.phase[other[0]]
        cause = scenarios.rows["cause"].iloc[other[0]]
        raise InputError(
            f"{tag}.phase is {phase}; the load of a {cause} is calculated for liquid and gas: take the cause "
            f"'{ENTERED[-1]}' and enter it.",
            path=(tag, "phase"),
            value=phase,
            expected=f"{LIQUID} or {GAS}",
        )


_CAUSES: dict[str, Callable[[Scenarios, Conditions, Array, Loads], None]] = {
    **dict.fromkeys(ENTERED, _entered),
    FIRE: _fire,
    GAS_FIRE: _gas_fire,
    THERMAL_EXPANSION: _thermal_expansion,
    CONTROL_VALVE: _control_valve,
    BLOW_BY: _control_valve,
    TUBE_RUPTURE: _tube_rupture,
    CHECK_VALVE: _check_valve,
}
