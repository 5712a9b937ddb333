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
from workbench.engineering.vessels.heads import Head, head
from workbench.engineering.vessels.shape import Shape
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.gas_behaviour import refuse_values
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
USUAL_HEAD = "elliptical 2:1"


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
    shape = _shape(frame, assumed)
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


def _shape(frame: pd.DataFrame, assumed: Assumptions) -> Shape:
    tags, diameter = frame.index, numbers(frame, "diameter")
    length, horizontal = numbers(frame, "tangent_length"), (frame["orientation"] == "horizontal").to_numpy(dtype=bool)
    absent = frame["head"].isna().to_numpy(dtype=bool)
    assumed.note(
        tags[absent].tolist(), f"Heads: {USUAL_HEAD}, nobody says otherwise", property="head", value=USUAL_HEAD
    )
    kinds = np.where(absent, USUAL_HEAD, frame["head"].to_numpy(dtype=object)).astype(object)
    sizes = [numbers(frame, name) for name in ("head_depth", "crown_radius_ratio", "knuckle_radius_ratio")]
    same = frame["second_head"].isna().to_numpy(dtype=bool)
    given = frame["head"].notna().to_numpy(dtype=bool)
    assumed.note(tags[same & given].tolist(), "Second head: as the first one", property="second_head")
    others = np.where(same, kinds, frame["second_head"].to_numpy(dtype=object)).astype(object)
    names = ("second_head_depth", "second_crown_radius_ratio", "second_knuckle_radius_ratio")
    second = [np.where(same, one, numbers(frame, name)) for one, name in zip(sizes, names, strict=True)]
    boot, below = numbers(frame, "boot_diameter"), numbers(frame, "boot_length")
    _check_boot(frame, horizontal, boot, below)
    first_head, second_head = _heads(tags, kinds, diameter, sizes), _heads(tags, others, diameter, second)
    return Shape.of(diameter, length, horizontal, first_head, second_head, np.nan_to_num(boot), np.nan_to_num(below))


def _heads(tags: pd.Index, kinds: Array, diameter: Array, sizes: list[Array]) -> Head:
    try:
        return head(kinds, diameter, *sizes)
    except InputError:
        for k, tag in enumerate(tags):
            try:
                head(kinds[k : k + 1], diameter[k : k + 1], *(size[k : k + 1] for size in sizes))
            except InputError as error:
                raise InputError(
                    f"{tag}: {error}",
                    path=(str(tag), *error.path),
                    value=error.value,
                    unit=error.unit,
                    expected=error.expected,
                ) from None
        raise


def _check_boot(frame: pd.DataFrame, horizontal: Array, boot: Array, below: Array) -> None:
    there = ~np.isnan(boot)
    why = "a vertical vessel has no boot"
    refuse_values(frame, "boot_diameter", there & ~horizontal, why, "m", "no boot, or a horizontal vessel")
    needed(frame.index, np.where(there, below, 0.0), "boot_length", "there is a boot_diameter")
    needed(frame.index, np.where(np.isnan(below), 0.0, boot), "boot_diameter", "there is a boot_length")
    wide = there & (np.nan_to_num(boot) >= numbers(frame, "diameter"))
    refuse_values(frame, "boot_diameter", wide, "it is not narrower than the shell", "m", "less than the diameter")


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
