"""Volumes, areas, times between levels, filling and draining of the vessels of a case."""

from __future__ import annotations

import numpy as np

from workbench.calculations.tagged import needed
from workbench.calculations.vessel_inputs import Vessels, at_level
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.vessels.emptying import drain_time, orifice_velocity, pipe_velocity
from workbench.engineering.vessels.levels import level_after
from workbench.engineering.vessels.shape import Shape, fire_wetted_area
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.gas_behaviour import refuse_values
from workbench.equipment.vessel import LEVELS
from workbench.model.assumptions import Assumptions

__all__ = ["draining_columns", "level_columns", "shape_columns"]

NOZZLE_COEFFICIENT = 0.6
ENTRANCE_LOSS = 0.5
Columns = dict[str, Array]


def shape_columns(vessels: Vessels, assumed: Assumptions) -> Columns:
    """Return sizes, and volume, areas and inventory at the level in operation."""
    shape, level, contents = vessels.shape, vessels.level, vessels.contents
    full = shape.volume(shape.height)
    liquid = at_level(shape, level, Shape.volume)
    above_grade = numbers(vessels.frame, "height_above_grade")
    grade = np.isnan(above_grade) & ~np.isnan(level)
    text = "Height above grade 0 m: the whole wall below the level, up to 7.62 m, is in reach of a fire"
    assumed.note(vessels.tags[grade].tolist(), text, property="height_above_grade", value=0.0, unit="m")
    known = np.flatnonzero(~np.isnan(level))
    fire = np.full(len(level), np.nan)
    if known.size:
        base = np.where(grade, 0.0, above_grade)[known]
        fire[known] = fire_wetted_area(shape.rows(known), level[known], base)
    return {
        "height": shape.height,
        "head_depth_inside": shape.first.depth,
        "second_head_depth_inside": shape.second.depth,
        "full_volume": full,
        "full_inside_area": shape.wetted_area(shape.height),
        "liquid_level": level,
        "liquid_volume": liquid,
        "liquid_fraction": liquid / full,
        "liquid_surface_area": at_level(shape, level, Shape.surface_area),
        "wetted_area": at_level(shape, level, Shape.wetted_area),
        "fire_wetted_area": fire,
        "liquid_density": contents.liquid_density,
        "gas_density": contents.gas_density,
        "liquid_inventory": liquid * contents.liquid_density,
        "gas_inventory": (full - liquid) * contents.gas_density,
    }


def level_columns(vessels: Vessels, assumed: Assumptions) -> Columns:
    """Return volumes at the levels, the times between them, and the levels that required times ask for."""
    frame, shape = vessels.frame, vessels.shape
    levels = {name: numbers(frame, name) for name in LEVELS}
    columns = {f"volume_at_{name}": at_level(shape, values, Shape.volume) for name, values in levels.items()}
    outflow, inflow = numbers(frame, "liquid_outflow"), numbers(frame, "liquid_inflow")
    same = np.isnan(inflow) & ~np.isnan(outflow)
    assumed.note(vessels.tags[same].tolist(), "Liquid fed in operation: the outflow", property="liquid_inflow")
    inflow = np.where(same, outflow, inflow)
    for name, lower, upper, flow in (
        ("low_response_time", "low_low_level", "low_level", outflow),
        ("hold_up_time", "low_level", "normal_level", outflow),
        ("surge_time", "normal_level", "high_level", inflow),
        ("high_response_time", "high_level", "high_high_level", inflow),
    ):
        columns[name] = (columns[f"volume_at_{upper}"] - columns[f"volume_at_{lower}"]) / flow
    return columns | _required_levels(vessels, levels["low_low_level"], outflow, inflow)


def _required_levels(vessels: Vessels, start: Array, outflow: Array, inflow: Array) -> Columns:
    """Return the levels from the low-low one up that give the required times; NaN where the vessel is too small."""
    names = ("required_response_time", "required_hold_up_time", "required_surge_time")
    response, hold_up, surge = (numbers(vessels.frame, name) for name in names)
    known = np.flatnonzero(~np.isnan(start + outflow + inflow + response + hold_up + surge))
    columns = {f"required_{name}": np.full(len(start), np.nan) for name in LEVELS[1:]}
    if known.size:
        out, into = outflow[known], inflow[known]
        # What comes in, in terms of the outflow.
        times = [response[known], hold_up[known], surge[known] * into / out, response[known] * into / out]
        found = level_after(vessels.shape.rows(known), start[known], out, times)
        for column, values in zip(columns.values(), found, strict=True):
            column[known] = values
    return columns


def draining_columns(vessels: Vessels, assumed: Assumptions) -> Columns:
    """Return times to drain and to fill."""
    flow, drain, first = np.full(len(vessels.tags), np.nan), np.full(len(vessels.tags), np.nan), _first_level(vessels)
    rows = np.flatnonzero(~np.isnan(numbers(vessels.frame, "drain_diameter")))
    if rows.size:
        flow[rows], drain[rows] = _drain(vessels, rows, first, assumed)
    return {"drain_time": drain, "drain_flow": flow, "fill_time": _fill_time(vessels, assumed)}


def _first_level(vessels: Vessels) -> Array:
    given = numbers(vessels.frame, "drain_from_level")
    return np.where(np.isnan(given), vessels.level, given)


def _drain(vessels: Vessels, rows: Array, first: Array, assumed: Assumptions) -> tuple[Array, Array]:
    """Return the first flow and the time of those that have a drain."""
    frame, tags = vessels.frame.iloc[rows], vessels.tags[rows]
    start = needed(tags, first[rows], "drain_from_level", "draining starts there; or give the level in operation")
    last = assumed.fill(frame, "drain_to_level", 0.0, "it drains until it is empty, but for a boot", unit="m")
    rising = last > start
    refuse_values(frame, "drain_to_level", rising, "draining starts below it", "m", "a level below the first")
    drop = assumed.fill(frame, "drain_pipe_drop", 0.0, "the outlet is as high as the lowest point inside", unit="m")
    over = assumed.fill(
        frame, "drain_over_pressure", 0.0, "the pressure at the outlet is that over the liquid", unit="Pa"
    )
    density = vessels.contents.liquid_density[rows]
    needed(tags, np.where(over > 0.0, density, 0.0), "liquid", "the density turns drain_over_pressure into a head")
    head = drop + np.where(over > 0.0, over / (np.where(over > 0.0, density, 1.0) * STANDARD_GRAVITY), 0.0)
    diameter = numbers(frame, "drain_diameter")
    length = numbers(frame, "drain_pipe_length")
    piped = ~np.isnan(length)
    stops = piped & (head + last <= 0.0)
    why = "through a pipe the last of it drains ever more slowly"
    if stops.any():
        refuse_values(frame.assign(drain_to_level=last), "drain_to_level", stops, why, "m", "a level above zero")
    hole = frame[~piped]
    plain = np.full(len(frame), np.nan)
    what = "a sharp-edged opening"
    plain[~piped] = assumed.fill(hole, "drain_discharge_coefficient", NOZZLE_COEFFICIENT, what)
    pipe = _pipe(vessels, rows, piped, assumed)

    def leaving(level: Array) -> Array:
        speed = np.empty(len(level))
        height = level + head
        speed[~piped] = orifice_velocity(height[~piped], plain[~piped])
        speed[piped] = pipe_velocity(height[piped], diameter[piped], length[piped], *pipe)
        return 0.25 * np.pi * diameter**2 * speed

    return leaving(start), drain_time(vessels.shape.rows(rows), start, last, leaving)


def _pipe(vessels: Vessels, rows: Array, piped: Array, assumed: Assumptions) -> tuple[Array, Array, Array]:
    """Return roughness, loss coefficient and kinematic viscosity of those that drain through a pipe."""
    frame = vessels.frame.iloc[rows][piped]
    tags = frame.index
    rough = needed(tags, numbers(frame, "drain_pipe_roughness"), "drain_pipe_roughness", "the drain pipe has friction")
    losses = assumed.fill(frame, "drain_pipe_loss_coefficient", ENTRANCE_LOSS, "of a sharp entrance alone")
    why = "a FLUID with density and viscosity, for the friction in the drain pipe"
    contents = vessels.contents
    density, viscosity = contents.liquid_density[rows][piped], contents.liquid_viscosity[rows][piped]
    return rough, losses, needed(tags, viscosity / density, "liquid", why)


def _fill_time(vessels: Vessels, assumed: Assumptions) -> Array:
    frame, shape = vessels.frame, vessels.shape
    flow = numbers(frame, "fill_flow")
    lowest, highest = numbers(frame, "low_low_level"), numbers(frame, "high_high_level")
    whole = np.isnan(lowest + highest)
    filled = vessels.tags[whole & ~np.isnan(flow)].tolist()
    assumed.note(filled, "Filling: from empty to full, for low-low and high-high level are not both given")
    low, high = np.where(whole, 0.0, lowest), np.where(whole, shape.height, highest)
    # A boot is filled with the first drop.
    volume = shape.volume(high) - shape.volume(low)
    return np.where(np.isnan(flow), np.nan, volume / flow)
