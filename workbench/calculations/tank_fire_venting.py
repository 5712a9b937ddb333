"""Emergency venting of tanks that a fire can reach: wetted area, protection, heat and flow of TANK_VENTs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.engineering.relief_loads.tank_fire import (
    LARGEST_CONDUCTANCE,
    LARGEST_PRESSURE,
    LARGEST_WETTED_AREA,
    SMALLEST_CONDUCTANCE,
    TANK_ENVIRONMENT_FACTORS,
    emergency_venting,
    hexane_emergency_venting,
    insulated_tank_factor,
    tank_fire_heat_input,
    vertical_wetted_area,
)
from workbench.equipment.behaviour import Array, numbers, refuse_row, require
from workbench.equipment.tank_vent import EDITIONS, INSULATED
from workbench.model.assumptions import Assumptions

__all__ = ["fire_results"]

_LIQUID = ("latent_heat", "relieving_temperature", "molar_mass")
_Rows = np.ndarray[tuple[int], np.dtype[np.bool_]]


def fire_results(frame: pd.DataFrame, atmosphere: float, assumed: Assumptions) -> dict[str, Array]:
    """Return the results of fire of tanks, NaN where no fire can reach them.

    Raises
    ------
    InputError
        A value that is missing or impossible, with its tag.
    """
    unsaid = frame["fire_exposed"].isna().to_numpy(dtype=bool)
    assumed.note(frame.index[unsaid], "A fire can reach the tank: nobody says that it cannot", property="fire_exposed")
    exposed = frame["fire_exposed"].fillna(True).to_numpy(dtype=bool)
    part = frame[exposed]
    area, factor = _wetted_area(part, assumed), _environment_factor(part, assumed)
    heat = np.asarray(tank_fire_heat_input(area, _gauge_pressure(part, area, atmosphere)))
    found = {
        "fire_wetted_area": area,
        "fire_environment_factor": factor,
        "fire_heat_input": heat,
        "emergency_venting": _venting(part, heat, factor, assumed),
    }
    whole = {name: np.full(len(frame), np.nan) for name in found}
    for name, values in found.items():
        whole[name][exposed] = values
    return whole


def _wetted_area(frame: pd.DataFrame, assumed: Assumptions) -> Array:
    """Return the wetted area in reach of the fire [m2]."""
    area = numbers(frame, "wetted_area").copy()
    absent = np.isnan(area)
    if absent.any():
        part = frame[absent]
        why = "without a wetted area that of a vertical tank is calculated from its diameter and height"
        diameter, height = (require(part, name, why) for name in ("diameter", "height"))
        elevation = assumed.fill(part, "elevation", 0.0, "the tank stands on grade", unit="m")
        words = "Wetted area: the shell of a vertical tank up to 9.14 m above grade, as if it were full"
        assumed.note(part.index, words, property="wetted_area")
        area[absent] = vertical_wetted_area(diameter, height, elevation)
    return area


def _environment_factor(frame: pd.DataFrame, assumed: Assumptions) -> Array:
    """Return F [-]."""
    entered = numbers(frame, "environment_factor")
    protection = frame["fire_protection"]
    said, given = protection.notna().to_numpy(dtype=bool), ~np.isnan(entered)
    why = "the fire protection is entered as well: give one of them"
    refuse_row(frame, said & given, "environment_factor", entered, "", why, "one of them")
    words = "Environmental factor 1: no fire protection is entered"
    assumed.note(frame.index[~said & ~given], words, property="environment_factor", value=1.0)
    listed = protection.map(TANK_ENVIRONMENT_FACTORS).to_numpy(dtype=np.float64)
    factor = np.where(given, entered, np.where(said, listed, 1.0))
    insulated = (protection == INSULATED).fillna(False).to_numpy(dtype=bool)
    if insulated.any():
        part = frame[insulated]
        why = "the insulation is the protection against the fire"
        conductivity, thickness = (
            require(part, name, why) for name in ("fire_insulation_conductivity", "insulation_thickness")
        )
        conductance = conductivity / thickness
        beyond = (conductance < SMALLEST_CONDUCTANCE) | (conductance > LARGEST_CONDUCTANCE)
        why = f"with the thickness its conductance is outside the table of API 2000, {SMALLEST_CONDUCTANCE:g}"
        why += f" to {LARGEST_CONDUCTANCE:g} W/(m2 K): enter environment_factor"
        name = "fire_insulation_conductivity"
        refuse_row(part, beyond, name, conductivity, "W/(m K)", why, "a conductance of the table")
        factor[insulated] = insulated_tank_factor(conductivity, thickness)
    return factor


def _gauge_pressure(frame: pd.DataFrame, area: Array, atmosphere: float) -> Array:
    """Return the gauge design pressure [Pa]; zero where it is absent and does not count."""
    design = numbers(frame, "design_pressure")
    large = area >= LARGEST_WETTED_AREA
    require(frame[large], "design_pressure", "from 260 m2 of wetted area the heat of the fire depends on it")
    why = f"a tank is designed for the atmosphere at least, here {atmosphere:g} Pa"
    refuse_row(frame, design < atmosphere, "design_pressure", design, "Pa", why, f"from {atmosphere:g} Pa")
    gauge = np.where(np.isnan(design), 0.0, design - atmosphere)
    why = "API 2000 ends at 103.4 kPa (15 psi) above the atmosphere; a pressure vessel has API 521"
    refuse_row(frame, gauge > LARGEST_PRESSURE, "design_pressure", design, "Pa", why, "up to 103.4 kPa gauge")
    return gauge


def _venting(frame: pd.DataFrame, heat: Array, factor: Array, assumed: Assumptions) -> Array:
    """Return the venting in a fire as air at normal conditions [m3/s]."""
    known: _Rows = np.any([~np.isnan(numbers(frame, name)) for name in _LIQUID], axis=0)
    words = "Latent heat, relieving temperature and molar mass: the liquid is like hexane, as in the table of API 2000"
    assumed.note(frame.index[~known], words, property="latent_heat")
    venting = np.array(hexane_emergency_venting(heat, factor), dtype=np.float64).reshape(len(frame))
    for name, edition in EDITIONS.items():
        rows = known & (frame["edition"] == name).to_numpy(dtype=bool)
        if rows.any():
            part = frame[rows]
            why = "a liquid that is not taken as hexane needs latent_heat, relieving_temperature and molar_mass"
            latent, temperature, mass = (require(part, column, why) for column in _LIQUID)
            venting[rows] = emergency_venting(heat[rows], factor[rows], latent, temperature, mass, edition)
    return venting
