"""Venting of the tanks of a case by API Std 2000: whole frames of TANK_VENT at once."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from workbench.calculations.tank_fire_venting import fire_results
from workbench.calculations.tank_vent_devices import device_results, vent_warnings
from workbench.engineering.relief_loads.fifth_edition_venting import LARGEST_VOLUME, fifth_edition_thermal_venting
from workbench.engineering.relief_loads.tank_venting import (
    TYPICAL_INSIDE_COEFFICIENT,
    VOLATILE_PRESSURE,
    TankVentingEdition,
    inbreathing_factor,
    insulation_reduction_factor,
    liquid_inbreathing,
    liquid_outbreathing,
    outbreathing_factor,
    thermal_inbreathing,
    thermal_outbreathing,
)
from workbench.equipment.behaviour import Array, numbers, refuse_row, require
from workbench.equipment.tank_vent import EDITIONS, RESULTS, UP_TO_HEXANE
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["calculate_tank_vents"]

FLASH_POINT = 310.93
"""100 degF, 37.8 degC: below it a liquid is volatile to the 5th edition [K]."""
BOILING_POINT = 422.04
"""300 degF, 149 degC: the same by the normal boiling point, where there is no flash point [K]."""
_INSULATION = ("insulation_conductivity", "insulation_thickness")


def calculate_tank_vents(
    case: Case, frame: pd.DataFrame, assumed: Assumptions
) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """Calculate normal and emergency venting of tanks.

    Parameters
    ----------
    case : Case
        Whose settings have the atmospheric pressure.
    frame : DataFrame
        Of TANK_VENT, as of `present_frame`.
    assumed : Assumptions
        What is taken for values that are absent goes there.

    Returns
    -------
    tuple
        Results by tag, NaN where something does not apply or is not asked for; warnings, tag and text each.

    Raises
    ------
    InputError
        A value that is missing or impossible, with its tag.

    References
    ----------
    API Std 2000, 5th (1998), 6th (2009) and 7th edition (2014).
    """
    results = pd.DataFrame(np.nan, index=frame.index, columns=[result.name for result in RESULTS])
    atmosphere = float(case.settings["atmospheric_pressure"])
    results["tank_volume"] = _volume(frame, assumed)
    results["thermal_reduction_factor"] = _reduction_factor(frame, assumed)
    for edition in EDITIONS.values():
        rows = _of_edition(frame, edition)
        if rows.any():
            part = frame[rows]
            found = _thermal(part, results[rows], edition, assumed) | _liquid(part, edition, assumed)
            for name, values in found.items():
                results.loc[rows, name] = values
    results["outbreathing"] = results["thermal_outbreathing"] + results["liquid_outbreathing"]
    results["inbreathing"] = results["thermal_inbreathing"] + results["liquid_inbreathing"]
    for name, values in fire_results(frame, atmosphere, assumed).items():
        results[name] = values
    for name, values in device_results(frame, results, atmosphere, assumed).items():
        results[name] = values
    return results, vent_warnings(frame, results)


def _of_edition(frame: pd.DataFrame, edition: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    wanted = [name for name, short in EDITIONS.items() if short == edition]
    return np.asarray(frame["edition"].isin(wanted), dtype=bool)


def _volume(frame: pd.DataFrame, assumed: Assumptions) -> Array:
    """Return the volume of each tank [m3]."""
    volume = numbers(frame, "volume")
    absent = np.isnan(volume)
    if not absent.any():
        return volume
    why = "without a volume the tank needs diameter and height of its shell"
    diameter, height = (require(frame[absent], name, why) for name in ("diameter", "height"))
    assumed.note(frame.index[absent], "Volume: that of the shell, diameter times height", property="volume")
    filled: Array = volume.copy()
    filled[absent] = 0.25 * math.pi * diameter**2 * height
    return filled


def _reduction_factor(frame: pd.DataFrame, assumed: Assumptions) -> Array:
    """Return Ri of each tank [-]; NaN to the 5th edition, which has none."""
    entered = numbers(frame, "reduction_factor")
    partly = [~np.isnan(numbers(frame, name)) for name in (*_INSULATION, "insulated_fraction")]
    insulated, has_factor = np.any(partly, axis=0), ~np.isnan(entered)
    fifth = _of_edition(frame, "5")
    why = "the table of the 5th edition has no reduction by insulation: leave it out, or take a later edition"
    refuse_row(frame, fifth & has_factor, "reduction_factor", entered, "", why, "absent")
    thickness = numbers(frame, "insulation_thickness")
    refuse_row(frame, fifth & insulated, "insulation_thickness", thickness, "m", why, "absent")
    why = "the insulation is entered as well: give one of them"
    refuse_row(frame, has_factor & insulated, "reduction_factor", entered, "", why, "one of them")
    factor = np.where(has_factor, entered, 1.0)
    bare = ~insulated & ~has_factor & ~fifth
    assumed.note(frame.index[bare], "Reduction factor 1: no insulation is entered", property="reduction_factor")
    if insulated.any():
        part = frame[insulated]
        conductivity, thick = (require(part, name, "the tank is insulated") for name in _INSULATION)
        inside = assumed.fill(
            part,
            "inside_heat_transfer_coefficient",
            TYPICAL_INSIDE_COEFFICIENT,
            "typical of tanks in API 2000",
            unit="W/(m2 K)",
        )
        share = assumed.fill(part, "insulated_fraction", 1.0, "shell and roof are insulated all over")
        factor[insulated] = insulation_reduction_factor(conductivity, thick, inside, share)
    return np.where(fifth, np.nan, factor)


def _thermal(
    frame: pd.DataFrame, results: pd.DataFrame, edition: TankVentingEdition, assumed: Assumptions
) -> dict[str, Array]:
    """Return venting of the weather of tanks of one edition."""
    volume = numbers(results, "tank_volume")
    if edition == "5":
        why = "the table of the 5th edition ends at 30,000 m3"
        refuse_row(frame, volume > LARGEST_VOLUME, "volume", volume, "m3", why, "up to 30,000 m3")
        volatile = _volatile_to_fifth_edition(frame, assumed)
        inward, outward = fifth_edition_thermal_venting(volume, volatile)
        return {"thermal_inbreathing": np.asarray(inward), "thermal_outbreathing": np.asarray(outward)}
    latitude = require(frame, "latitude", "thermal venting depends on it")
    mild = (frame["volatility"] == UP_TO_HEXANE).fillna(False).to_numpy(dtype=bool)
    unknown = frame["volatility"].isna().to_numpy(dtype=bool)
    words = "Volatility unknown: the C factor of a vapour pressure above that of hexane"
    assumed.note(frame.index[unknown], words, property="volatility")
    require(frame[mild], "storage_temperature", "C depends on it up to the vapour pressure of hexane")
    # Of the others any temperature gives the same C.
    temperature = np.where(mild, numbers(frame, "storage_temperature"), 273.15)
    factor = numbers(results, "thermal_reduction_factor")
    found = {
        "outbreathing_factor": outbreathing_factor(latitude),
        "inbreathing_factor": inbreathing_factor(latitude, temperature, mild),
        "thermal_outbreathing": thermal_outbreathing(volume, latitude, factor),
        "thermal_inbreathing": thermal_inbreathing(volume, latitude, temperature, mild, factor),
    }
    return {name: np.asarray(values) for name, values in found.items()}


def _volatile_to_fifth_edition(frame: pd.DataFrame, assumed: Assumptions) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    flash, boiling = numbers(frame, "flash_point"), numbers(frame, "boiling_point")
    unknown = np.isnan(flash) & np.isnan(boiling)
    words = "Flash point unknown: below 37.8 degC"
    assumed.note(frame.index[unknown], words, property="flash_point", value=FLASH_POINT, unit="K")
    volatile = np.where(np.isnan(flash), ~(boiling >= BOILING_POINT), flash < FLASH_POINT)
    return np.asarray(volatile, dtype=bool)


def _liquid(frame: pd.DataFrame, edition: TankVentingEdition, assumed: Assumptions) -> dict[str, Array]:
    """Return venting of filling and emptying of tanks of one edition."""
    pressure = numbers(frame, "vapour_pressure")
    volatile = pressure > VOLATILE_PRESSURE
    if edition == "5":
        volatile = _volatile_to_fifth_edition(frame, assumed)
    elif edition == "7":
        unknown = np.isnan(pressure)
        words = "Vapour pressure unknown: above 5 kPa, so that twice the volume leaves when the tank is filled"
        assumed.note(frame.index[unknown], words, property="vapour_pressure")
        volatile = volatile | unknown
    else:
        absent = np.isnan(numbers(frame, "evaporation_rate"))
        why = "the 6th edition wants to know whether it is above 5 kPa, if no evaporation rate is entered"
        require(frame[absent], "vapour_pressure", why)
        why = "above 5 kPa the 6th edition adds what evaporates while the tank is filled: enter evaporation_rate"
        refuse_row(frame, absent & volatile, "vapour_pressure", pressure, "Pa", why, "with an evaporation rate")
    evaporating = assumed.fill(
        frame, "evaporation_rate", 0.0, "nothing flashes or evaporates beyond what the edition counts", unit="m3/s"
    )
    rate, emptied = (require(frame, name, "zero where nothing flows") for name in ("filling_rate", "emptying_rate"))
    return {
        "liquid_outbreathing": np.asarray(liquid_outbreathing(rate, volatile, edition)) + evaporating,
        "liquid_inbreathing": np.asarray(liquid_inbreathing(emptied, edition)),
    }
