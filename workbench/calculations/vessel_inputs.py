"""The vessels of a case as the calculations need them: shape, level, what is inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.fluid_properties import FluidsOfCase
from workbench.calculations.present import present_frame
from workbench.calculations.tagged import needed
from workbench.calculations.vessel_shape import shape_of
from workbench.engineering.vessels.shape import Shape
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.vessel import LEVELS, VESSEL
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["Contents", "Vessels", "at_level", "contents_of", "fluid_tags", "read_vessels"]

GAS_CONSTANT = 8.31446261815324
"""[J/(mol K)], SI brochure (2019)."""
OVER_BOILING = 1.0001
"""A liquid that boils at the pressure of its vessel is taken a little above it, its vapour a little below."""
ASIDE = 1.001
"""Off the line of boiling, where an equation of state has no one density."""


@dataclass(frozen=True)
class Contents:
    """Gas and liquid of n places; NaN where they are not known."""

    gas_density: Array
    gas_viscosity: Array
    liquid_density: Array
    liquid_viscosity: Array


@dataclass(frozen=True)
class Vessels:
    """The VESSELs of a case; arrays of n."""

    frame: pd.DataFrame
    shape: Shape
    level: Array
    """In operation [m]; NaN where nobody gives it."""
    contents: Contents

    @property
    def tags(self) -> pd.Index:
        """Tags of the vessels."""
        return self.frame.index


def read_vessels(case: Case, assumed: Assumptions) -> Vessels:
    """Return the vessels of a case.

    Raises
    ------
    InputError
        A head without its sizes, a boot under a vertical vessel, a level above the vessel or levels in the wrong
        order, a fluid that has no properties at the conditions in the vessel; the tag is named.
    """
    frame = present_frame(case, VESSEL.code)
    shape = shape_of(frame, assumed)
    _check_levels(frame, shape)
    level, normal = numbers(frame, "level"), numbers(frame, "normal_level")
    taken = np.isnan(level) & ~np.isnan(normal)
    assumed.note(frame.index[taken].tolist(), "Level in operation: the normal level", property="level")
    return Vessels(frame, shape, np.where(taken, normal, level), _contents_of_vessels(case, frame, assumed))


def at_level(shape: Shape, level: Array, function: Callable[[Shape, Array], Array]) -> Array:
    """Return what a function gives of those vessels whose level is known; NaN for the others."""
    known = np.flatnonzero(~np.isnan(level))
    result = np.full(len(level), np.nan)
    if known.size:
        result[known] = function(shape.rows(known), level[known])
    return result


def fluid_tags(frame: pd.DataFrame, name: str) -> list[Any]:
    """Return the tags in a column, None where there is none."""
    return [None if pd.isna(tag) else str(tag) for tag in frame[name]]


def contents_of(
    case: Case,
    tags: Sequence[str] | pd.Index,
    gases: list[Any],
    liquids: list[Any],
    pressure: Array,
    temperature: Array,
    assumed: Assumptions,
) -> Contents:
    """Return densities and viscosities of gases and liquids at n pressures and temperatures.

    Raises
    ------
    InputError
        A pressure or temperature that is missing where an equation of state needs it, or outside its range.
    """
    fluids = FluidsOfCase(case)
    calculated = {tag for tag in {*gases, *liquids} - {None} if fluids.equation_of(tag) is not None}
    used = np.array([gas in calculated or liquid in calculated for gas, liquid in zip(gases, liquids, strict=True)])
    why = "its fluid is calculated by an equation of state"
    needed(tags, np.where(used, pressure, 0.0), "operating_pressure", why)
    needed(tags, np.where(used, temperature, 0.0), "operating_temperature", why)
    reference = set(fluids.assumes_reference_equation()) & calculated
    pairs = zip(tags, gases, liquids, strict=True)
    chosen = [tag for tag, gas, liquid in pairs if gas in reference or liquid in reference]
    assumed.note(chosen, "Equation of state of the fluid: HEOS, the reference equation")
    gas = _gas(fluids, gases, pressure, temperature)
    liquid = _liquid(fluids, liquids, pressure, temperature)
    return Contents(gas["gas_density"], gas["gas_viscosity"], liquid["liquid_density"], liquid["liquid_viscosity"])


def _gas(fluids: FluidsOfCase, tags: list[Any], pressure: Array, temperature: Array) -> dict[str, Array]:
    """Return the properties of gases; the density of entered numbers by p M/(Z R T) where it is not given."""
    found = fluids.gas(tags, _beside_boiling(fluids, tags, pressure, temperature, 1.0 / OVER_BOILING), temperature)
    with np.errstate(invalid="ignore", divide="ignore"):
        by_factor = pressure * found["molar_mass"] / (found["compressibility_factor"] * GAS_CONSTANT * temperature)
    density = found["gas_density"]
    return found | {"gas_density": np.where(np.isnan(density), by_factor, density)}


def _liquid(fluids: FluidsOfCase, tags: list[Any], pressure: Array, temperature: Array) -> dict[str, Array]:
    return fluids.liquid(tags, _beside_boiling(fluids, tags, pressure, temperature, OVER_BOILING), temperature)


def _beside_boiling(fluids: FluidsOfCase, tags: list[Any], pressure: Array, temperature: Array, factor: float) -> Array:
    """Return the pressures, moved off the vapour pressure where they are on it but for rounding."""
    calculated = np.array([tag if tag is not None and fluids.equation_of(tag) is not None else "" for tag in tags])
    result = np.array(pressure, dtype=np.float64)
    for tag in sorted(set(calculated.tolist()) - {""}):
        rows = np.flatnonzero(calculated == tag)
        try:
            near = result[rows] * ASIDE
            boils = fluids.liquid([tag] * len(rows), near, temperature[rows])["vapour_pressure"]
        except InputError:
            continue  # above the critical point nothing boils
        on_it = np.abs(result[rows] / boils - 1.0) < OVER_BOILING - 1.0
        result[rows] = np.where(on_it, boils * factor, result[rows])
    return result


def _check_levels(frame: pd.DataFrame, shape: Shape) -> None:
    for name in ("level", *LEVELS, "drain_from_level", "drain_to_level"):
        values = numbers(frame, name)
        with np.errstate(invalid="ignore"):
            above = np.flatnonzero(values > shape.height * (1.0 + 1e-12))
        if above.size:
            k = int(above[0])
            tag, height = str(frame.index[k]), float(shape.height[k])
            raise InputError(
                f"{tag}.{name} is {values[k]:g} m: the vessel is {height:g} m high inside; give 0 to {height:g} m.",
                path=(tag, name),
                value=float(values[k]),
                unit="m",
                expected=f"0 to {height:g} m",
            )
    highest, names = np.full(len(frame), -np.inf), np.full(len(frame), "", dtype=object)
    for name in LEVELS:
        values = numbers(frame, name)
        with np.errstate(invalid="ignore"):
            wrong = np.flatnonzero(values < highest)
        if wrong.size:
            k = int(wrong[0])
            raise InputError(
                f"{frame.index[k]}.{name} is {values[k]:g} m, below its {names[k]} of {highest[k]:g} m.",
                path=(str(frame.index[k]), name),
                value=float(values[k]),
                unit="m",
                expected=f"at least {highest[k]:g} m",
            )
        known = ~np.isnan(values)
        highest, names = np.where(known, values, highest), np.where(known, name, names)


def _contents_of_vessels(case: Case, frame: pd.DataFrame, assumed: Assumptions) -> Contents:
    pressure, temperature = numbers(frame, "operating_pressure"), numbers(frame, "operating_temperature")
    gases, liquids = fluid_tags(frame, "gas"), fluid_tags(frame, "liquid")
    return contents_of(case, frame.index, gases, liquids, pressure, temperature, assumed)
