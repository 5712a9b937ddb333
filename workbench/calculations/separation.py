"""The separation duties of a case: gas load, droplets, residence times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.calculations.present import present_frame
from workbench.calculations.tagged import needed, tagged
from workbench.calculations.vessel_inputs import Contents, Vessels, at_level, contents_of, fluid_tags
from workbench.engineering.vessels.heads import head
from workbench.engineering.vessels.separators import (
    mesh_coefficient,
    required_area,
    required_diameter,
    required_gas_length,
    required_similar_diameter,
    residence_time,
    souders_brown_coefficient,
    souders_brown_velocity,
)
from workbench.engineering.vessels.settling import (
    drag_coefficient,
    highest_velocity,
    settled_diameter,
    terminal_velocity,
)
from workbench.engineering.vessels.shape import Shape
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.gas_behaviour import refuse_values
from workbench.equipment.separation import DRAG, SEPARATION, SOUDERS_BROWN
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["Duties", "read_duties", "separation_columns"]

Columns = dict[str, Array]


@dataclass(frozen=True)
class Duties:
    """The SEPARATIONs of a case with their vessels; arrays of n."""

    frame: pd.DataFrame
    shape: Shape
    level: Array
    """Of the (light) liquid [m]; NaN where nobody gives it."""
    pressure: Array
    contents: Contents
    heavy: Contents
    """Its liquid is the heavy one."""
    gas_flow: Array
    liquid_flow: Array
    heavy_flow: Array
    """At the conditions in the vessel [m3/s]; NaN where there is no second liquid."""

    @property
    def horizontal(self) -> Array:
        """Whether the vessels lie."""
        return self.shape.horizontal


def read_duties(case: Case, vessels: Vessels, assumed: Assumptions) -> Duties:
    """Return the separation duties of a case.

    Raises
    ------
    InputError
        A fluid or a density that is missing, levels outside the vessel; the tag is named.
    """
    frame = present_frame(case, SEPARATION.code)
    rows = np.asarray(vessels.tags.get_indexer(pd.Index(frame["vessel"].tolist(), dtype=object)))
    own = vessels.frame.iloc[rows]
    pressure, temperature = (
        _own_or(numbers(frame, name), numbers(own, f"operating_{name}")) for name in ("pressure", "temperature")
    )
    gases, liquids = (
        [
            one if one is not None else other
            for one, other in zip(fluid_tags(frame, name), fluid_tags(own, name), strict=True)
        ]
        for name in ("gas", "liquid")
    )
    tags = frame.index
    contents = contents_of(case, tags, gases, liquids, pressure, temperature, assumed)
    heavies = fluid_tags(frame, "heavy_liquid")
    heavy = contents_of(case, tags, [None] * len(frame), heavies, pressure, temperature, assumed)
    gas, liquid = numbers(frame, "gas_mass_flow"), numbers(frame, "liquid_mass_flow")
    second = numbers(frame, "heavy_liquid_mass_flow")
    needed(tags, np.where(gas > 0.0, contents.gas_density, 0.0), "gas", "a FLUID whose gas has a density")
    needed(tags, contents.liquid_density, "liquid", "a FLUID whose liquid has a density")
    there = ~np.isnan(second)
    needed(tags, np.where(there, heavy.liquid_density, 0.0), "heavy_liquid", "a FLUID whose liquid has a density")
    level = _own_or(numbers(frame, "liquid_level"), vessels.level[rows])
    shape = vessels.shape.rows(rows)
    needed(tags, np.where(shape.horizontal, level, 0.0), "liquid_level", "the gas has what is above it")
    _check_levels(frame, shape, level)
    flow = np.where(gas > 0.0, gas / contents.gas_density, 0.0)
    flows = (flow, liquid / contents.liquid_density, second / heavy.liquid_density)
    return Duties(frame, shape, level, pressure, contents, heavy, *flows)


def separation_columns(duties: Duties, assumed: Assumptions) -> Columns:
    """Return all results of the duties, by name."""
    columns: Columns = {
        "gas_density": duties.contents.gas_density,
        "liquid_density": duties.contents.liquid_density,
        "heavy_liquid_density": duties.heavy.liquid_density,
        "gas_flow": duties.gas_flow,
        "liquid_flow": duties.liquid_flow,
        "heavy_liquid_flow": duties.heavy_flow,
        "gas_area": _gas_area(duties),
        "slenderness": duties.shape.tangent_length / duties.shape.diameter,
    }
    columns["gas_velocity"] = columns["gas_flow"] / columns["gas_area"]
    columns |= _droplets(duties, columns, assumed)
    columns |= _gas_limits(duties, columns, assumed)
    columns |= _liquids(duties)
    columns |= _diameters_lying(duties, columns)
    return {result.name: columns[result.name] for result in SEPARATION.results}


def _own_or(own: Array, other: Array) -> Array:
    return np.where(np.isnan(own), other, own)


def _check_levels(frame: pd.DataFrame, shape: Shape, level: Array) -> None:
    height, interface = shape.height, numbers(frame, "interface_level")
    values = frame.assign(liquid_level=level)
    with np.errstate(invalid="ignore"):
        high = level > height * (1.0 + 1e-12)
        full = (level >= height) & (shape.horizontal | (numbers(frame, "gas_mass_flow") > 0.0))
        above = interface > level
    for name, wrong, k_of in (
        ("liquid_level", high, height),
        ("liquid_level", full, height),
        ("interface_level", above, level),
    ):
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            limit = f"up to {k_of[k]:g} m"
            why = f"the vessel is {height[k]:g} m high inside, and the liquid stands at {level[k]:g} m"
            refuse_values(values, name, wrong, why, "m", limit)
    two = ~np.isnan(numbers(frame, "heavy_liquid_mass_flow"))
    lacking = np.where(two & ~np.isnan(level), interface, 0.0)
    needed(frame.index, lacking, "interface_level", "there are two liquids")


def _gas_area(duties: Duties) -> Array:
    """Return the section for the gas [m2]."""
    shape = duties.shape
    whole = 0.25 * np.pi * shape.diameter**2
    flat = head("flat", shape.diameter)
    disc = Shape.of(shape.diameter, 1.0, True, flat, flat)
    filled = disc.volume(np.where(shape.horizontal, np.nan_to_num(duties.level), 0.0))
    return np.asarray(np.where(shape.horizontal, whole - filled, whole))


def _droplets(duties: Duties, columns: Columns, assumed: Assumptions) -> Columns:
    """Return how liquid droplets fall in the gas, and which ones are carried over."""
    frame, contents = duties.frame, duties.contents
    nothing = np.full(len(frame), np.nan)
    size, viscosity = numbers(frame, "droplet_diameter"), contents.gas_viscosity
    drag = (frame["method"] == DRAG).to_numpy(dtype=bool)
    needed(frame.index, np.where(drag, size, 0.0), "droplet_diameter", f"the method is '{DRAG}'")
    flowing = columns["gas_flow"] > 0.0
    why = f"a FLUID whose gas has density and viscosity, for the method '{DRAG}'"
    needed(frame.index, np.where(drag, contents.gas_density + viscosity, 0.0), "gas", why)
    result = {name: nothing.copy() for name in _DROPLET_RESULTS}
    given = np.flatnonzero(~np.isnan(size + viscosity + contents.gas_density))
    if given.size:
        rho, gas, mu = contents.liquid_density[given], contents.gas_density[given], viscosity[given]
        fall = tagged(frame.index[given], terminal_velocity, size[given], rho, gas, mu)
        reynolds = np.abs(fall) * size[given] * gas / mu
        result["droplet_velocity"][given], result["droplet_reynolds_number"][given] = fall, reynolds
        moving = given[reynolds > 0.0]
        result["drag_coefficient"][moving] = drag_coefficient(reynolds[reynolds > 0.0])
    length, height = _length(duties, assumed), duties.shape.diameter - np.nan_to_num(duties.level)
    with np.errstate(divide="ignore", invalid="ignore"):
        settles = columns["gas_velocity"] * np.where(duties.horizontal, height / length, 1.0)
    known = flowing & ~np.isnan(viscosity + contents.gas_density)
    known &= contents.liquid_density > contents.gas_density
    rows = np.flatnonzero(known)
    fluids = (contents.liquid_density[rows], contents.gas_density[rows], viscosity[rows])
    slow = rows[settles[rows] < np.asarray(highest_velocity(*fluids))] if rows.size else rows
    if slow.size:
        fluids = (contents.liquid_density[slow], contents.gas_density[slow], viscosity[slow])
        result["carried_over_droplet_diameter"][slow] = settled_diameter(settles[slow], *fluids)
    lying = np.flatnonzero(duties.horizontal & flowing)
    result["gas_residence_time"][lying] = length[lying] / columns["gas_velocity"][lying]
    falls = np.flatnonzero(duties.horizontal & (np.nan_to_num(result["droplet_velocity"]) > 0.0))
    if falls.size:
        values = (columns["gas_velocity"][falls], height[falls], result["droplet_velocity"][falls])
        result["required_gas_length"][falls] = required_gas_length(*values)
    return result


_DROPLET_RESULTS = (
    "droplet_velocity",
    "droplet_reynolds_number",
    "drag_coefficient",
    "carried_over_droplet_diameter",
    "gas_residence_time",
    "required_gas_length",
)


def _length(duties: Duties, assumed: Assumptions) -> Array:
    given, lying = numbers(duties.frame, "effective_length"), duties.horizontal
    whole = np.isnan(given) & lying
    assumed.note(duties.frame.index[whole].tolist(), "Effective length of the vessel: its tangent length")
    return np.where(np.isnan(given), duties.shape.tangent_length, given)


_GAS = {"gas_density": "gas"}
"""A SEPARATION names the FLUID, whose density it is."""


def _gas_limits(duties: Duties, columns: Columns, assumed: Assumptions) -> Columns:
    """Return the allowable velocity by the method, and the sizes that follow."""
    frame, contents, shape = duties.frame, duties.contents, duties.shape
    tags = frame.index
    flowing = columns["gas_flow"] > 0.0
    known = np.flatnonzero(~np.isnan(contents.gas_density))
    allowable = np.full(len(frame), np.nan)
    drag = (frame["method"] == DRAG).to_numpy(dtype=bool)
    by_coefficient = np.flatnonzero((frame["method"] == SOUDERS_BROWN).to_numpy(dtype=bool) & flowing)
    if by_coefficient.size:
        coefficient = _coefficient(duties, by_coefficient, assumed)
        densities = (contents.liquid_density[by_coefficient], contents.gas_density[by_coefficient])
        limits = tagged(tags[by_coefficient], souders_brown_velocity, coefficient, *densities, properties=_GAS)
        allowable[by_coefficient] = limits
    length = _own_or(numbers(frame, "effective_length"), shape.tangent_length)
    fall = columns["droplet_velocity"]
    refuse_values(
        frame, "droplet_diameter", drag & (fall <= 0.0), "droplets do not fall in this gas", "m", "a lighter gas"
    )
    height = shape.diameter - np.nan_to_num(duties.level)
    with np.errstate(divide="ignore"):
        allowable = np.where(drag, fall * np.where(shape.horizontal, length / height, 1.0), allowable)
    actual = np.full(len(frame), np.nan)
    values = (columns["gas_velocity"][known], contents.liquid_density[known], contents.gas_density[known])
    if known.size:
        actual[known] = tagged(tags[known], souders_brown_coefficient, *values, properties=_GAS)
    sized = np.flatnonzero(flowing & ~np.isnan(allowable))
    section, across, face = (np.full(len(frame), np.nan) for _ in range(3))
    if sized.size:
        section[sized] = required_area(columns["gas_flow"][sized], allowable[sized])
        across[sized] = required_diameter(columns["gas_flow"][sized], allowable[sized])
    mist = frame["mist_eliminator"].isin(["wire mesh", "vane pack"]).to_numpy(dtype=bool)
    face = np.where(mist & ~drag, section, np.nan)
    own = numbers(frame, "mist_eliminator_area")
    return {
        "allowable_gas_velocity": allowable,
        "actual_coefficient": actual,
        "gas_load_fraction": columns["gas_velocity"] / allowable,
        "required_diameter": across,
        "required_mist_eliminator_area": face,
        "mist_eliminator_velocity": np.where(mist, columns["gas_flow"] / own, np.nan),
    }


def _diameters_lying(duties: Duties, columns: Columns) -> Columns:
    """Return the diameters that gas and liquids need, of horizontal vessels of the same proportions."""
    frame, shape = duties.frame, duties.shape
    length = _own_or(numbers(frame, "effective_length"), shape.tangent_length)
    with np.errstate(divide="ignore", invalid="ignore"):
        gas = np.fmax(columns["gas_load_fraction"], columns["required_gas_length"] / length)
        required = ((numbers(frame, f"required_{name}"), columns[name]) for name in _RESIDENCE)
        held = np.fmax(*(wanted / actual for wanted, actual in required))
        crossing = np.fmax(
            columns["heavy_settling_time"] / columns["residence_time"],
            columns["light_rising_time"] / columns["heavy_residence_time"],
        )
    gas = np.where(columns["gas_flow"] > 0.0, gas, np.nan)
    of_gas = _scaled(shape, gas, 2.0)
    of_liquid = np.fmax(_scaled(shape, held, 3.0), _scaled(shape, crossing, 2.0))
    # No diameter is large enough where a liquid has no volume.
    of_liquid = np.where(np.isinf(held) | np.isinf(crossing), np.nan, of_liquid)
    return {
        "required_diameter": np.where(shape.horizontal, of_gas, columns["required_diameter"]),
        "required_diameter_for_liquid": of_liquid,
    }


_RESIDENCE = ("residence_time", "heavy_residence_time")


def _scaled(shape: Shape, utilisation: Array, power: float) -> Array:
    result = np.full(len(utilisation), np.nan)
    rows = np.flatnonzero(shape.horizontal & np.isfinite(utilisation))
    if rows.size:
        result[rows] = required_similar_diameter(shape.diameter[rows], utilisation[rows], power)
    return result


def _coefficient(duties: Duties, rows: Array, assumed: Assumptions) -> Array:
    """Return the Souders-Brown coefficient: as entered, or of a wire mesh by the pressure."""
    frame = duties.frame.iloc[rows]
    given = numbers(frame, "souders_brown_coefficient")
    mesh = np.isnan(given) & (frame["mist_eliminator"] == "wire mesh").to_numpy(dtype=bool)
    text = "Souders-Brown coefficient: that of a York wire mesh at the pressure (Svrcek and Monnery, 1993)"
    assumed.note(frame.index[mesh].tolist(), text, property="souders_brown_coefficient")
    by_mesh = np.flatnonzero(mesh)
    if by_mesh.size:
        pressure = needed(frame.index[mesh], duties.pressure[rows][mesh], "pressure", "K of a wire mesh follows it")
        given = given.copy()
        given[by_mesh] = tagged(frame.index[mesh], mesh_coefficient, pressure)
    why = f"the method is '{SOUDERS_BROWN}'; K of API 12J, GPSA or the maker"
    needed(frame.index, given, "souders_brown_coefficient", why)
    return np.asarray(given * assumed.fill(frame, "coefficient_derating", 1.0, "nothing lowers the coefficient"))


def _liquids(duties: Duties) -> Columns:
    """Return residence times, and how drops of one liquid settle in the other."""
    frame, shape, level = duties.frame, duties.shape, duties.level
    interface = numbers(frame, "interface_level")
    two = ~np.isnan(duties.heavy_flow)
    bottom = np.where(two, interface, np.nan)
    whole, below = at_level(shape, level, Shape.volume), at_level(shape, bottom, Shape.volume)
    # An interface at the lowest line of the shell is over a boot that is full of the heavy liquid.
    boot = 0.25 * np.pi * shape.boot_diameter**2 * shape.boot_length
    below = np.where((bottom == 0.0) & (level > 0.0), boot, below)
    light = whole - np.where(two, below, 0.0)
    light_mu, heavy_mu = duties.contents.liquid_viscosity, duties.heavy.liquid_viscosity
    light_rho, heavy_rho = duties.contents.liquid_density, duties.heavy.liquid_density
    refuse_values(
        frame.assign(heavy_liquid=heavy_rho),
        "heavy_liquid",
        two & (heavy_rho <= light_rho),
        "its density is not above that of the light liquid",
        "kg/m3",
        "a heavier one",
    )
    falling = _settling(frame, "heavy_droplet_diameter", two, heavy_rho, light_rho, light_mu)
    rising = -_settling(frame, "light_droplet_diameter", two, light_rho, heavy_rho, heavy_mu)
    return {
        "residence_time": _time(light, duties.liquid_flow),
        "heavy_residence_time": _time(below, duties.heavy_flow),
        "heavy_droplet_velocity": falling,
        "light_droplet_velocity": rising,
        "heavy_settling_time": (level - bottom) / falling,
        "light_rising_time": bottom / rising,
    }


def _settling(frame: pd.DataFrame, name: str, two: Array, density: Array, other: Array, viscosity: Array) -> Array:
    size = numbers(frame, name)
    result = np.full(len(frame), np.nan)
    asked = two & ~np.isnan(size)
    fluid = "liquid" if name.startswith("heavy") else "heavy_liquid"
    needed(frame.index, np.where(asked, viscosity, 0.0), fluid, f"a viscosity, for the drops of {name}")
    rows = np.flatnonzero(asked)
    if rows.size:
        values = (size[rows], density[rows], other[rows], viscosity[rows])
        result[rows] = tagged(frame.index[rows], terminal_velocity, *values)
    return result


def _time(volume: Array, flow: Array) -> Array:
    result = np.full(len(volume), np.nan)
    rows = np.flatnonzero((flow > 0.0) & ~np.isnan(volume))
    if rows.size:
        result[rows] = residence_time(volume[rows], flow[rows])
    return result
