"""The liquids of pump duties: at the pumping temperature, and at the highest one where NPSH available is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.fluid_properties import FluidsOfCase
from workbench.calculations.present import present_frame
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.fluid import FLUID
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["PumpLiquids", "pump_liquids"]

OVER_BOILING = 1.001
"""Pressure over vapour pressure at which the liquid is still one."""
SAME_TEMPERATURE = 0.5
"""[K]"""


@dataclass(frozen=True)
class PumpLiquids:
    """Liquids of n duties; heat capacity is NaN where nobody knows it, viscosities too where lines are entered."""

    density: Array
    viscosity: Array
    heat_capacity: Array
    hot_density: Array
    hot_viscosity: Array
    hot_vapour_pressure: Array

    def is_hotter(self, row: int) -> bool:
        """Tell whether the liquid at the maximum temperature is another one than at the pumping temperature."""
        normal, hot = (self.density[row], self.viscosity[row]), (self.hot_density[row], self.hot_viscosity[row])
        return normal != hot


def pump_liquids(case: Case, duties: pd.DataFrame, in_network: Array, assumed: Assumptions) -> PumpLiquids:
    """Return the liquids of all duties of a case.

    What is entered with the duty goes before the numbers of its FLUID. A duty in the network that has neither is
    pumped with the liquid of the case.

    Raises
    ------
    InputError
        A density or a vapour pressure that nobody gives, a maximum temperature below that of pumping, a fluid whose
        numbers do not hold there.
    """
    tags = [None if pd.isna(tag) else str(tag) for tag in duties["fluid"].tolist()]
    no_fluid = np.array([tag is None for tag in tags], dtype=bool)
    pumping, hottest = _temperatures(case, duties, tags, assumed)
    fluids = FluidsOfCase(case)
    pressure = numbers(duties, "suction_vessel_pressure")
    pressure = np.where(np.isnan(pressure), case.settings["atmospheric_pressure"], pressure)
    normal, hot = _liquid(fluids, tags, pressure, pumping), _liquid(fluids, tags, pressure, hottest)
    _note_of_fluids(case, duties, tags, fluids, assumed)
    of_case = in_network & no_fluid
    settings = {name: case.settings[name] for name in ("density", "viscosity", "vapour_pressure")}
    given = {name: numbers(duties, name) for name in ("density", "viscosity", "heat_capacity")}
    density = _first(given["density"], normal["liquid_density"])
    density = _of_case(density, of_case, settings["density"], duties, "Density", "kg/m3", assumed)
    density = _known(density, duties, "density", "give it, or a FLUID that has a liquid_density")
    viscosity = _first(given["viscosity"], normal["liquid_viscosity"])
    viscosity = _of_case(viscosity, of_case, settings["viscosity"], duties, "Viscosity", "Pa s", assumed)
    _known(np.where(in_network, viscosity, 0.0), duties, "viscosity", "the lines of the network need it")
    hot_density = _first(numbers(duties, "density_at_maximum_temperature"), hot["liquid_density"])
    cold = np.isnan(hot_density)
    text = "Density at the maximum temperature: that at the pumping temperature"
    assumed.note(duties.index[cold].tolist(), text, property="density_at_maximum_temperature")
    hot_viscosity = hot["liquid_viscosity"]
    hot_viscosity = np.where(np.isnan(hot_viscosity) | ~np.isnan(given["viscosity"]), viscosity, hot_viscosity)
    return PumpLiquids(
        density=density,
        viscosity=viscosity,
        heat_capacity=_first(given["heat_capacity"], normal["liquid_heat_capacity"]),
        hot_density=np.where(cold, density, hot_density),
        hot_viscosity=hot_viscosity,
        hot_vapour_pressure=_vapour_pressure(case, duties, tags, hot, hottest, of_case, assumed),
    )


def _temperatures(case: Case, duties: pd.DataFrame, tags: list[Any], assumed: Assumptions) -> tuple[Array, Array]:
    """Return pumping and maximum temperature, NaN where nobody needs one."""
    pumping, hottest = numbers(duties, "pumping_temperature"), numbers(duties, "maximum_temperature")
    own = present_frame(case, FLUID.code)["temperature"]
    of_fluid = np.array([np.nan if tag is None else own[tag] for tag in tags], dtype=np.float64)
    taken = np.isnan(pumping) & ~np.isnan(of_fluid)
    assumed.note(duties.index[taken].tolist(), "Pumping temperature: that of the numbers of the fluid")
    pumping = np.where(taken, of_fluid, pumping)
    fluids = FluidsOfCase(case)
    own_numbers = np.array([tag is not None and fluids.equation_of(tag) is None for tag in tags], dtype=bool)
    other = own_numbers & ~(np.abs(pumping - of_fluid) <= SAME_TEMPERATURE) & ~np.isnan(pumping)
    words = "Properties of the liquid: the numbers of the fluid, taken to hold at the pumping temperature"
    assumed.note(duties.index[other].tolist(), words)
    for k in np.flatnonzero(np.isnan(pumping)).tolist():
        if tags[k] is not None and fluids.equation_of(tags[k]) is not None:
            raise _missing(duties, k, "pumping_temperature", f"CoolProp needs it for '{tags[k]}'")
    below = np.flatnonzero(hottest < pumping)
    if below.size:
        k = below[0]
        tag = str(duties.index[k])
        raise InputError(
            f"{tag}.maximum_temperature is {hottest[k]:g} K, below the pumping temperature of {pumping[k]:g} K.",
            path=(tag, "maximum_temperature"),
            value=float(hottest[k]),
            unit="K",
            expected=f"at least {pumping[k]:g} K",
        )
    same = np.isnan(hottest)
    assumed.note(duties.index[same].tolist(), "Maximum temperature: the pumping temperature")
    return pumping, np.where(same, pumping, hottest)


def _liquid(fluids: FluidsOfCase, tags: list[Any], pressure: Array, temperature: Array) -> dict[str, Array]:
    """Return the properties of the liquids, at a pressure at which they do not boil."""
    boils = fluids.liquid(tags, pressure, temperature)["vapour_pressure"] * OVER_BOILING
    return fluids.liquid(tags, np.fmax(pressure, boils), temperature)


def _note_of_fluids(
    case: Case, duties: pd.DataFrame, tags: list[Any], fluids: FluidsOfCase, assumed: Assumptions
) -> None:
    reference = set(fluids.assumes_reference_equation())
    chosen = [tag for tag, fluid in zip(duties.index.tolist(), tags, strict=True) if fluid in reference]
    assumed.note(chosen, "Equation of state of the fluid: HEOS, the reference equation")
    calculated = {tag for tag in set(tags) - {None} if fluids.equation_of(tag) is not None}
    chosen = [tag for tag, fluid in zip(duties.index.tolist(), tags, strict=True) if fluid in calculated]
    words = "Properties of the liquid: at the pressure of the suction vessel if it is entered, else at that of the "
    assumed.note(chosen, words + "atmosphere, or just above the vapour pressure where it would boil")


def _vapour_pressure(
    case: Case,
    duties: pd.DataFrame,
    tags: list[Any],
    hot: dict[str, Array],
    hottest: Array,
    of_case: Array,
    assumed: Assumptions,
) -> Array:
    """Return the vapour pressure at the maximum temperature; it is refused rather than taken at a lower one."""
    entered = numbers(duties, "vapour_pressure_at_maximum_temperature")
    own = present_frame(case, FLUID.code)["temperature"]
    fluids = FluidsOfCase(case)
    for k in np.flatnonzero(np.isnan(entered) & ~np.isnan(hot["vapour_pressure"])).tolist():
        tag = tags[k]
        if fluids.equation_of(tag) is None and hottest[k] > own[tag] + SAME_TEMPERATURE:
            raise _missing(
                duties,
                k,
                "vapour_pressure_at_maximum_temperature",
                f"that of '{tag}' is at {own[tag]:g} K, and the maximum temperature is {hottest[k]:g} K",
            )
    unknown = [
        tag
        for k, tag in enumerate(duties.index.tolist())
        if tags[k] is not None
        and fluids.equation_of(tags[k]) is None
        and np.isnan(own[tags[k]])
        and np.isnan(entered[k])
    ]
    words = "Vapour pressure: the number of the fluid, taken to be that at the maximum temperature"
    assumed.note(unknown, words)
    cooler = of_case & (numbers(duties, "maximum_temperature") > 0.0)
    found = _first(entered, hot["vapour_pressure"])
    value = case.settings["vapour_pressure"]
    found = _of_case(found, of_case & ~cooler, value, duties, "Vapour pressure", "Pa", assumed)
    return _known(found, duties, "vapour_pressure_at_maximum_temperature", "NPSH available needs it")


def _of_case(
    values: Array, rows: Array, value: float, duties: pd.DataFrame, title: str, unit: str, assumed: Assumptions
) -> Array:
    taken = rows & np.isnan(values)
    text = f"{title} {value:g} {unit}: that of the settings of the case"
    assumed.note(duties.index[taken].tolist(), text, property=title.lower().replace(" ", "_"), value=value, unit=unit)
    return np.where(taken, value, values)


def _first(*columns: Array) -> Array:
    """Return the first of the columns that is known, row by row."""
    values = columns[0]
    for column in columns[1:]:
        values = np.where(np.isnan(values), column, values)
    return values


def _known(values: Array, duties: pd.DataFrame, name: str, why: str) -> Array:
    missing = np.flatnonzero(np.isnan(values))
    if missing.size:
        raise _missing(duties, int(missing[0]), name, why)
    return values


def _missing(duties: pd.DataFrame, row: int, name: str, why: str) -> InputError:
    tag = str(duties.index[row])
    return InputError(f"{tag}.{name} is missing: {why}.", path=(tag, name), expected=why)
