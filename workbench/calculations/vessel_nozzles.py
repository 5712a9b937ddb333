"""The nozzles of the vessels of a case: velocity, rho v2, size."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calculations.present import present_frame
from workbench.calculations.tagged import tagged
from workbench.calculations.vessel_inputs import Vessels
from workbench.engineering.vessels.nozzles import (
    MOMENTUM_FLUX_LIMITS,
    mixture_density,
    momentum_flux,
    next_nominal_size,
    nozzle_velocity,
    required_nozzle_diameter,
)
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.vessel_nozzle import VESSEL_NOZZLE
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["nozzle_columns"]


def nozzle_columns(case: Case, vessels: Vessels, assumed: Assumptions) -> dict[str, Array]:
    """Return all results of the nozzles, by name.

    Raises
    ------
    InputError
        No flow, or a density that neither the nozzle nor its vessel has; the tag is named.
    """
    frame = present_frame(case, VESSEL_NOZZLE.code)
    tags = frame.index
    rows = np.asarray(vessels.tags.get_indexer(pd.Index(frame["vessel"].tolist(), dtype=object)))
    gas, liquid = (np.nan_to_num(numbers(frame, f"{phase}_mass_flow")) for phase in ("gas", "liquid"))
    densities = []
    for phase, flow in (("gas", gas), ("liquid", liquid)):
        own, inside = numbers(frame, f"{phase}_density"), getattr(vessels.contents, f"{phase}_density")[rows]
        taken = np.isnan(own) & ~np.isnan(inside) & (flow > 0.0)
        assumed.note(tags[taken].tolist(), f"Density of the {phase} in the nozzle: that in the vessel in operation")
        densities.append(np.where(np.isnan(own), inside, own))
    density = tagged(tags, mixture_density, gas, liquid, *densities)
    of_service = np.array([MOMENTUM_FLUX_LIMITS.get(service, np.inf) for service in frame["service"]])
    entered, velocity_limit = numbers(frame, "momentum_flux_limit"), numbers(frame, "velocity_limit")
    limit = np.where(np.isnan(entered), of_service, entered)
    fastest = np.where(np.isnan(velocity_limit), np.inf, velocity_limit)
    required = tagged(tags, required_nozzle_diameter, gas + liquid, density, limit, fastest)
    required = np.where(np.isinf(limit) & np.isinf(fastest), np.nan, required)
    diameter = numbers(frame, "diameter")
    sized = np.flatnonzero(~np.isnan(diameter))
    velocity, momentum = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    if sized.size:
        velocity[sized] = nozzle_velocity((gas + liquid)[sized], density[sized], diameter[sized])
        momentum[sized] = momentum_flux(density[sized], velocity[sized])
    return {
        "mixture_density": density,
        "velocity": velocity,
        "momentum_flux": momentum,
        "allowable_velocity": np.where(np.isinf(fastest), np.nan, fastest),
        "allowable_momentum_flux": np.where(np.isinf(limit), np.nan, limit),
        "required_diameter": required,
        **_nominal(frame.index, gas + liquid, density, required, assumed),
    }


def _nominal(tags: pd.Index, flow: Array, density: Array, required: Array, assumed: Assumptions) -> dict[str, Array]:
    """Return the next nominal size where a diameter is required, and rho v2 there."""
    sizes, inside, momentum = np.full(len(tags), None, dtype=object), *(np.full(len(tags), np.nan) for _ in range(2))
    rows = np.flatnonzero(~np.isnan(required))
    if rows.size:
        assumed.note(tags[rows], "Nominal size of the nozzle: wall STD of ASME B36.10M", property="diameter")
        sizes[rows], inside[rows] = next_nominal_size(required[rows])
    there = np.flatnonzero(~np.isnan(inside))
    if there.size:
        velocity = nozzle_velocity(flow[there], density[there], inside[there])
        momentum[there] = momentum_flux(density[there], velocity)
    return {"nominal_size": sizes, "nominal_inside_diameter": inside, "nominal_momentum_flux": momentum}
