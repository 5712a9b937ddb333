"""What stands before each valve while it relieves: temperature and the properties that its equation needs."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from workbench.calculations.relief.scenarios import Scenarios
from workbench.calculations.tagged import named, needed, tagged
from workbench.engineering.properties.equation_of_state import fluid_state, saturated_state, state_at_entropy
from workbench.engineering.relief.homogeneous_equilibrium import isentropic_expansion, triple_point_pressure
from workbench.engineering.relief.omega import omega_from_specific_volumes
from workbench.engineering.relief_loads.unwetted_fire import unwetted_relieving_temperature
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.relief_scenario import (
    EQUILIBRIUM,
    FIRE,
    FIRES,
    GAS,
    GAS_FIRE,
    LIQUID,
    OMEGA,
    PHASES,
    TWO_PHASE,
)
from workbench.errors import InputError

__all__ = ["Conditions", "conditions_of", "expanded", "is_known_at"]

_ENTERED = "relieving_temperature_entered"
_OF_FLUID = "give it, or a FLUID that has it"
_END = 0.99
"""Of the lowest pressure of an expansion: down to it the last volume is taken."""
_LOWEST_SHARE, _ABOVE_TRIPLE = 0.9, 1.001
"""Of the atmosphere, and of the triple point: down to the higher of them an expansion is tabulated."""


@dataclass(frozen=True)
class Conditions:
    """Upstream of n valves, SI; NaN where a phase does not need it."""

    phase: Array
    temperature: Array
    molar_mass: Array
    compressibility_factor: Array
    heat_capacity_ratio: Array
    density: Array
    viscosity: Array
    vapour_pressure: Array
    """Of liquids."""
    latent_heat: Array
    omega: Array
    specific_volume: Array
    saturation_pressure: Array
    expansions: list[tuple[Array, Array] | None]
    """Pressures and specific volumes along the isentrope, of homogeneous equilibrium."""

    def one(self, k: int) -> Conditions:
        """Return those of valve `k` alone."""
        return Conditions(*(getattr(self, field.name)[k : k + 1] for field in fields(self)))


def conditions_of(scenarios: Scenarios) -> Conditions:
    """Return what stands before each valve.

    Raises
    ------
    InputError
        A phase, temperature or property that nobody gives; a state outside the fluid's range.
    """
    phase = _phases(scenarios)
    count = len(phase)
    names = ("molar_mass", "compressibility_factor", "heat_capacity_ratio", "density", "viscosity", "latent_heat")
    vapour_pressure = np.full(count, np.nan)
    values = {name: np.array(scenarios.number(name)) for name in names}
    temperature = _temperature(scenarios, phase)
    boiling = np.flatnonzero(scenarios.is_any("cause", FIRE))
    if boiling.size:
        _boiling(scenarios, boiling, values, temperature)
    gas = np.flatnonzero((phase == GAS) & ~scenarios.is_any("cause", FIRE))
    if gas.size:
        _gas(scenarios, gas, values, temperature)
    _require_gas(scenarios, np.flatnonzero(phase == GAS), values, temperature)
    liquid = np.flatnonzero(phase == LIQUID)
    if liquid.size:
        _liquid(scenarios, liquid, values | {"vapour_pressure": vapour_pressure}, temperature)
    omega, volume, saturation = (np.full(count, np.nan) for _ in range(3))
    expansions: list[tuple[Array, Array] | None] = [None] * count
    for k in np.flatnonzero(phase == TWO_PHASE).tolist():
        omega[k], volume[k], saturation[k], expansions[k] = _two_phase(scenarios, k, temperature)
    _note_equations(scenarios)
    return Conditions(
        phase,
        temperature,
        values["molar_mass"],
        values["compressibility_factor"],
        values["heat_capacity_ratio"],
        values["density"],
        values["viscosity"],
        vapour_pressure,
        values["latent_heat"],
        omega,
        volume,
        saturation,
        expansions,
    )


def _note_equations(scenarios: Scenarios) -> None:
    reference = set(scenarios.fluids.assumes_reference_equation())
    chosen = [tag for tag, fluid in zip(scenarios.tags, scenarios.rows["fluid"], strict=True) if fluid in reference]
    scenarios.assumed.note(chosen, "Equation of state of the fluid: HEOS, the reference equation")


def expanded(conditions: Conditions, k: int, pressures: Array) -> tuple[Array, Array]:
    """Return pressures [Pa] and specific volumes [m3/kg] of a mixture that has expanded to those pressures."""
    table = conditions.expansions[k]
    if table is not None:
        if not is_known_at(conditions, k, float(pressures.min())):
            raise InputError(
                f"The outlet line goes down to {pressures.min():g} Pa; the expansion of the mixture is known down to "
                f"{table[0][-1]:g} Pa.",
                path=("superimposed_back_pressure",),
                value=float(pressures.min()),
                unit="Pa",
                expected=f"at least {table[0][-1]:g} Pa",
            )
        return pressures, np.interp(-pressures, -table[0], table[1])
    boiling = np.maximum(conditions.saturation_pressure[k] / pressures, 1.0)
    return pressures, conditions.specific_volume[k] * (conditions.omega[k] * (boiling - 1.0) + 1.0)


def is_known_at(conditions: Conditions, k: int, pressure: float) -> bool:
    """Return whether the expansion of a mixture goes down to a pressure [Pa]."""
    table = conditions.expansions[k]
    return table is None or pressure >= _END * float(table[0][-1])


def _phases(scenarios: Scenarios) -> Array:
    absent = scenarios.rows["phase"].isna().to_numpy(dtype=bool)
    if absent.any():
        tag = str(scenarios.tags[absent][0])
        raise InputError(
            f"{tag}.phase is missing: what flows through the valve.", path=(tag, "phase"), expected=", ".join(PHASES)
        )
    phase = np.asarray(scenarios.rows["phase"].to_numpy(dtype=object))
    wrong = np.flatnonzero(scenarios.is_any("cause", *FIRES) & (phase != GAS))
    if wrong.size:
        tag = str(scenarios.tags[wrong[0]])
        raise InputError(
            f"{tag}.phase is {phase[wrong[0]]}; what a fire drives out is calculated as {GAS}.",
            path=(tag, "phase"),
            value=phase[wrong[0]],
            expected=GAS,
        )
    return phase


def _temperature(scenarios: Scenarios, phase: Array) -> Array:
    """Return the entered relieving temperatures, of a gas in a fire what its pressure makes of it."""
    temperature = np.array(scenarios.number("relieving_temperature_entered"))
    heated = np.flatnonzero(scenarios.is_any("cause", GAS_FIRE) & np.isnan(temperature))
    if heated.size:
        tags, vessels = scenarios.tags[heated], scenarios.vessels.iloc[heated]
        why = "of the gas, or a VESSEL that the valve protects, from whose operating conditions it is heated"
        needed(tags, np.where(vessels.index.isna(), np.nan, 0.0), _ENTERED, why)
        why = f"from which the gas is heated; or give {_ENTERED} of the scenario"
        normal = [
            needed(vessels.index, numbers(vessels, name), name, why)
            for name in ("operating_pressure", "operating_temperature")
        ]
        pressure = scenarios.pressure[heated]
        temperature[heated] = tagged(tags, unwetted_relieving_temperature, pressure, *normal)
    return temperature


def _fill(values: dict[str, Array], rows: Array, known: dict[str, Array], names: dict[str, str]) -> None:
    """Put what the fluid knows where the scenario itself says nothing."""
    for own, of_fluid in names.items():
        column = values[own]
        column[rows] = np.where(np.isnan(column[rows]), known[of_fluid], column[rows])


def _boiling(scenarios: Scenarios, rows: Array, values: dict[str, Array], temperature: Array) -> None:
    fluids = scenarios.rows["fluid"].iloc[rows].tolist()
    known = scenarios.fluids.boiling(fluids, scenarios.pressure[rows])
    names = ("molar_mass", "compressibility_factor", "heat_capacity_ratio", "latent_heat")
    _fill(values, rows, known, {name: name for name in names})
    temperature[rows] = np.where(np.isnan(temperature[rows]), known["temperature"], temperature[rows])
    needed(scenarios.tags[rows], values["latent_heat"][rows], "latent_heat", _OF_FLUID)


def _gas(scenarios: Scenarios, rows: Array, values: dict[str, Array], temperature: Array) -> None:
    needed(scenarios.tags[rows], temperature[rows], "relieving_temperature_entered", "the temperature of the gas")
    fluids = scenarios.rows["fluid"].iloc[rows].tolist()
    known = scenarios.fluids.gas(fluids, scenarios.pressure[rows], temperature[rows])
    names = ("molar_mass", "compressibility_factor", "heat_capacity_ratio")
    _fill(values, rows, known, {name: name for name in names})


def _require_gas(scenarios: Scenarios, rows: Array, values: dict[str, Array], temperature: Array) -> None:
    tags = scenarios.tags[rows]
    needed(tags, temperature[rows], "relieving_temperature_entered", "the temperature of the vapour")
    for name in ("molar_mass", "compressibility_factor", "heat_capacity_ratio"):
        needed(tags, values[name][rows], name, _OF_FLUID)


def _liquid(scenarios: Scenarios, rows: Array, values: dict[str, Array], temperature: Array) -> None:
    fluids = scenarios.rows["fluid"].iloc[rows]
    calculated = np.array([scenarios.fluids.equation_of(fluid) is not None for fluid in fluids.tolist()])
    asks = calculated & np.isnan(values["density"][rows])
    needed(
        scenarios.tags[rows][asks],
        temperature[rows][asks],
        "relieving_temperature_entered",
        "the temperature of the liquid, whose density CoolProp calculates",
    )
    ready = rows[~calculated | ~np.isnan(temperature[rows])]
    known = scenarios.fluids.liquid(
        scenarios.rows["fluid"].iloc[ready].tolist(), scenarios.pressure[ready], temperature[ready]
    )
    names = {"density": "liquid_density", "viscosity": "liquid_viscosity", "vapour_pressure": "vapour_pressure"}
    _fill(values, ready, known, names)
    needed(scenarios.tags[rows], values["density"][rows], "density", _OF_FLUID)
    thin = rows[np.isnan(values["viscosity"][rows])]
    text = "Viscosity correction Kv 1: no viscosity is given"
    scenarios.assumed.note(scenarios.tags[thin], text, property="viscosity", value=1.0)


def _two_phase(
    scenarios: Scenarios, k: int, temperature: Array
) -> tuple[float, float, float, tuple[Array, Array] | None]:
    """Return omega, specific volume, saturation pressure of a subcooled liquid, and the expansion."""
    row, tag, pressure = scenarios.rows.iloc[k], str(scenarios.tags[k]), float(scenarios.pressure[k])
    if not isinstance(row["method"], str):
        text = "Two phases by the omega method (API 520 Part I, Annex C): no method is given"
        scenarios.assumed.note([tag], text, property="method", value=OMEGA)
    equation = scenarios.fluids.equation_of(row["fluid"]) if isinstance(row["fluid"], str) else None
    entered = not np.isnan(row["specific_volume"])
    if row["method"] == EQUILIBRIUM or not entered:
        if equation is None:
            raise InputError(
                f"{tag}.specific_volume is missing: give it and specific_volume_at_90_percent, or a FLUID of CoolProp.",
                path=(tag, "specific_volume"),
                expected="specific volumes, or a FLUID of CoolProp",
            )
        with named(tag, {"pressure_of_saturation": "vapour_fraction", "temperature": _ENTERED}):
            return _by_coolprop(scenarios, k, tag, equation, pressure, temperature)
    volumes = (np.array([row["specific_volume"]]), np.array([row["specific_volume_at_90_percent"]]))
    needed([tag], volumes[1], "specific_volume_at_90_percent", "for omega")
    smaller = {"omega": "specific_volume_at_90_percent"}
    omega = tagged([tag], omega_from_specific_volumes, *volumes, properties=smaller)[0]
    saturation = float(row["saturation_pressure"])
    return float(omega), float(volumes[0][0]), pressure if np.isnan(saturation) else saturation, None


def _by_coolprop(
    scenarios: Scenarios, k: int, tag: str, equation: tuple[str, str], pressure: float, temperature: Array
) -> tuple[float, float, float, tuple[Array, Array] | None]:
    fluid, name = equation
    quality, kelvin = float(scenarios.number("vapour_fraction")[k]), float(temperature[k])
    if np.isnan(quality) and np.isnan(kelvin):
        raise InputError(
            f"{tag}.vapour_fraction is missing: give it, or relieving_temperature_entered of a subcooled liquid.",
            path=(tag, "vapour_fraction"),
            expected="a vapour fraction or a temperature",
        )
    if np.isnan(quality):
        upstream = fluid_state(fluid, pressure, kelvin, name)
        saturation = float(saturated_state(fluid, temperature=kelvin, quality=0.0, equation=name).pressure[0])
        if saturation >= pressure:
            raise InputError(
                f"{tag}: {fluid} boils at {kelvin:.2f} K below {saturation:g} Pa, and relieves at {pressure:g} Pa: "
                "it is no liquid there; give its vapour_fraction.",
                path=(tag, "relieving_temperature_entered"),
                value=kelvin,
                unit="K",
                expected="a subcooled liquid",
            )
    else:
        upstream = saturated_state(fluid, pressure=pressure, quality=quality, equation=name)
        saturation = pressure
    temperature[k] = upstream.temperature[0]
    volume = float(1.0 / upstream.density[0])
    if scenarios.rows["method"].iloc[k] == EQUILIBRIUM:
        table = isentropic_expansion(
            fluid,
            pressure,
            max(_LOWEST_SHARE * scenarios.atmosphere, _ABOVE_TRIPLE * triple_point_pressure(fluid)),
            temperature=kelvin if np.isnan(quality) else None,
            quality=None if np.isnan(quality) else quality,
            equation=name,
        )
        return float("nan"), volume, saturation, table
    flashed = state_at_entropy(fluid, 0.9 * saturation, upstream.entropy, name)
    omega = tagged([tag], omega_from_specific_volumes, np.array([volume]), 1.0 / flashed.density)[0]
    return float(omega), volume, saturation, None
