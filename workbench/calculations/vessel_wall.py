"""Wall thickness (an indication) and masses of the vessels of a case."""

from __future__ import annotations

import numpy as np

from workbench.calculations.tagged import needed, tagged
from workbench.calculations.vessel_inputs import Vessels
from workbench.calculations.vessel_shape import USUAL_HEAD
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.vessels.shell_thickness import head_thickness, maximum_shell_pressure, shell_thickness
from workbench.engineering.vessels.weights import CARBON_STEEL_DENSITY, WATER_DENSITY, insulation_mass, metal_mass
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.gas_behaviour import refuse_values
from workbench.model.assumptions import Assumptions

__all__ = ["mass_columns", "wall_columns"]

Columns = dict[str, Array]


def wall_columns(vessels: Vessels, atmospheric_pressure: float, assumed: Assumptions) -> Columns:
    """Return thicknesses that ASME VIII-1 asks for, where design pressure, stress and joint efficiency are given."""
    frame = vessels.frame
    count, nothing = len(frame), np.full(len(frame), np.nan)
    columns = {
        name: nothing.copy()
        for name in (
            "required_shell_thickness",
            "required_head_thickness",
            "required_second_head_thickness",
            "maximum_shell_pressure",
        )
    }
    pressure, stress = numbers(frame, "design_pressure"), numbers(frame, "allowable_stress")
    efficiency = numbers(frame, "joint_efficiency")
    known = ~np.isnan(pressure + stress + efficiency)
    vacuum = known & (pressure < atmospheric_pressure)
    text = "Wall thickness: not indicated below the pressure of the atmosphere, external pressure is not calculated"
    assumed.note(frame.index[vacuum].tolist(), text)
    rows = np.flatnonzero(known & ~vacuum)
    if rows.size:
        for name, values in _thicknesses(vessels, rows, pressure - atmospheric_pressure, assumed).items():
            columns[name][rows] = values
    columns["maximum_shell_pressure"] += atmospheric_pressure
    assert all(len(column) == count for column in columns.values())
    return columns


_PROPERTIES = {"pressure": "design_pressure", "thickness": "shell_thickness", "radius": "diameter"}
"""Of a VESSEL, by the arguments of the formulas."""


def _thicknesses(vessels: Vessels, rows: Array, gauge: Array, assumed: Assumptions) -> Columns:
    frame, shape = vessels.frame.iloc[rows], vessels.shape.rows(rows)
    tags = frame.index
    assumed.note(tags.tolist(), "Wall thickness: an indication by ASME VIII-1, UG-27 and UG-32, no design of a vessel")
    allowance = assumed.fill(frame, "corrosion_allowance", 0.0, "none is given", unit="m")
    density = vessels.contents.liquid_density[rows]
    unknown = np.isnan(density)
    assumed.note(tags[unknown].tolist(), "Wall thickness: without static head, there is no liquid with a density")
    assumed.note(tags[~unknown].tolist(), "Wall thickness: with the static head of the vessel full of its liquid")
    static = np.where(unknown, 0.0, density) * STANDARD_GRAVITY * shape.height
    pressure, stress = gauge[rows] + static, numbers(frame, "allowable_stress")
    efficiency, inside = numbers(frame, "joint_efficiency"), shape.diameter + 2.0 * allowance
    shell = tagged(tags, shell_thickness, pressure, 0.5 * inside, stress, efficiency, properties=_PROPERTIES)
    built = numbers(frame, "shell_thickness") - allowance
    refuse_values(
        frame, "shell_thickness", built <= 0.0, "the corrosion allowance takes all of it", "m", "a thicker one"
    )
    there = np.flatnonzero(~np.isnan(built))
    highest = np.full(len(rows), np.nan)
    if there.size:
        given = (built, 0.5 * inside, stress, efficiency)
        highest[there] = tagged(
            tags[there], maximum_shell_pressure, *(values[there] for values in given), properties=_PROPERTIES
        )
    heads = _heads(vessels, rows, pressure, inside, stress, efficiency)
    return {
        "required_shell_thickness": shell + allowance,
        "required_head_thickness": heads[0] + allowance,
        "required_second_head_thickness": heads[1] + allowance,
        # Of the pressure over the liquid: the static head is taken off.
        "maximum_shell_pressure": highest - static,
    }


def _heads(
    vessels: Vessels, rows: Array, pressure: Array, inside: Array, stress: Array, efficiency: Array
) -> list[Array]:
    """Return the thicknesses of both heads, without the allowance."""
    frame, shape = vessels.frame.iloc[rows], vessels.shape.rows(rows)
    flat = numbers(frame, "flat_head_coefficient")
    first = frame["head"].fillna(USUAL_HEAD).to_numpy(dtype=object)
    same = frame["second_head"].isna().to_numpy(dtype=bool)
    found = []
    for prefix, kinds, depth in (
        ("", first, shape.first.depth),
        ("second_", np.where(same, first, frame["second_head"].to_numpy(dtype=object)), shape.second.depth),
    ):
        ratios = [numbers(frame, f"{prefix}{name}") for name in ("crown_radius_ratio", "knuckle_radius_ratio")]
        if prefix:
            own = [numbers(frame, name) for name in ("crown_radius_ratio", "knuckle_radius_ratio")]
            ratios = [np.where(same, one, other) for one, other in zip(own, ratios, strict=True)]
        given = (kinds, pressure, inside, stress, efficiency, depth, *ratios, flat)
        found.append(tagged(frame.index, head_thickness, *given, properties=_PROPERTIES))
    return found


def mass_columns(vessels: Vessels, columns: Columns, assumed: Assumptions) -> Columns:
    """Return the masses, where the thickness of the shell is given or indicated."""
    frame = vessels.frame
    result = {name: np.full(len(frame), np.nan) for name in ("empty_mass", "operating_mass", "full_mass")}
    shell, indicated = numbers(frame, "shell_thickness"), columns["required_shell_thickness"]
    taken = np.isnan(shell) & ~np.isnan(indicated)
    text = "Masses: with the thickness that UG-27 asks for, allowance included, in place of the shell as built"
    assumed.note(frame.index[taken].tolist(), text, property="shell_thickness")
    shell = np.where(taken, indicated, shell)
    rows = np.flatnonzero(~np.isnan(shell))
    if not rows.size:
        return result
    empty = _empty_mass(vessels, rows, shell[rows], assumed)
    tags = frame.index[rows]
    liquid, gas = columns["liquid_inventory"][rows], columns["gas_inventory"][rows]
    weightless = np.isnan(gas) & ~np.isnan(liquid)
    assumed.note(tags[weightless].tolist(), "Mass in operation: without the gas, there is none with a density")
    text = f"Full mass: of water with {WATER_DENSITY:g} kg/m3"
    assumed.note(tags.tolist(), text, value=WATER_DENSITY, unit="kg/m3")
    result["empty_mass"][rows] = empty
    result["operating_mass"][rows] = empty + liquid + np.nan_to_num(gas)
    result["full_mass"][rows] = empty + columns["full_volume"][rows] * WATER_DENSITY
    return result


def _empty_mass(vessels: Vessels, rows: Array, shell: Array, assumed: Assumptions) -> Array:
    frame, shape = vessels.frame.iloc[rows], vessels.shape.rows(rows)
    tags = frame.index
    head = numbers(frame, "head_thickness")
    same = np.isnan(head)
    assumed.note(tags[same].tolist(), "Thickness of the heads: that of the shell", property="head_thickness")
    head = np.where(same, shell, head)
    density = assumed.fill(frame, "wall_density", CARBON_STEEL_DENSITY, "carbon steel", unit="kg/m3")
    attached = assumed.fill(frame, "attached_mass_fraction", 0.0, "nozzles, supports and manways are not counted")
    internals = assumed.fill(frame, "internals_mass", 0.0, "nothing is built in", unit="kg")
    cover = assumed.fill(frame, "insulation_thickness", 0.0, "it is not insulated", unit="m")
    of_cover = numbers(frame, "insulation_density")
    needed(tags, np.where(cover > 0.0, of_cover, 0.0), "insulation_density", "there is an insulation_thickness")
    hanging = np.where(shape.boot_diameter > 0.0, shell, 0.0)
    assumed.note(tags[shape.boot_diameter > 0.0].tolist(), "Thickness of the boot: that of the shell")
    metal = metal_mass(shape, shell, head, density, hanging)
    insulation = insulation_mass(shape, shell, cover, np.where(cover > 0.0, of_cover, 1.0))
    return metal * (1.0 + attached) + internals + insulation
