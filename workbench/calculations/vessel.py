"""The app module Vessel: volumes, levels, walls and weights of vessels, separation in them, their nozzles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.calculations.outcome import Outcome
from workbench.calculations.separation import Duties, read_duties, separation_columns
from workbench.calculations.vessel_inputs import Vessels, read_vessels
from workbench.calculations.vessel_levels import draining_columns, level_columns, shape_columns
from workbench.calculations.vessel_nozzles import nozzle_columns
from workbench.calculations.vessel_wall import mass_columns, wall_columns
from workbench.engineering.vessels.separators import api_12j_coefficient_range
from workbench.equipment.behaviour import Array, numbers
from workbench.equipment.separation import SEPARATION
from workbench.equipment.vessel import VESSEL
from workbench.equipment.vessel_nozzle import VESSEL_NOZZLE
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["calculate_vessels"]

SOLVER = "workbench.calculations.vessel"
Columns = dict[str, Array]
Warnings = list[dict[str, str]]
ROUNDING = 1.0 + 1e-9


def calculate_vessels(case: Case) -> Outcome:
    """Calculate the vessels of a case, the separation duties in them and their nozzles.

    Results whose inputs are not given are absent: no drain without a drain_diameter, no wall thickness without design
    pressure, allowable stress and joint efficiency.

    Parameters
    ----------
    case : Case
        Checked inputs.

    Returns
    -------
    Outcome
        Results of VESSEL, SEPARATION and VESSEL_NOZZLE; ``warnings`` and ``assumptions`` in the summary.

    Raises
    ------
    InputError
        No vessel, a level above its vessel, what a result lacks of which part is given; it names the tag.

    References
    ----------
    See the modules of `workbench.engineering.vessels`. Wall thicknesses by ASME VIII-1 are an indication only.
    """
    assumed = Assumptions()
    if not len(case[VESSEL.code]):
        raise InputError(
            f"Case '{case.name}' has no {VESSEL.code}: add one.", path=(case.name, VESSEL.code), expected="a vessel"
        )
    vessels = read_vessels(case, assumed)
    columns = vessel_columns(vessels, case.settings["atmospheric_pressure"], assumed)
    results = {VESSEL.code: pd.DataFrame(columns, index=vessels.tags)}
    warnings = _vessel_warnings(vessels, columns)
    if len(case[SEPARATION.code]):
        duties = read_duties(case, vessels, assumed)
        of_duties = separation_columns(duties, assumed)
        results[SEPARATION.code] = pd.DataFrame(of_duties, index=duties.frame.index)
        warnings += _separation_warnings(duties, of_duties)
    if len(case[VESSEL_NOZZLE.code]):
        nozzles = nozzle_columns(case, vessels, assumed)
        tags = case[VESSEL_NOZZLE.code].index
        results[VESSEL_NOZZLE.code] = pd.DataFrame(nozzles, index=tags)
        for value, limit, unit in (
            ("velocity", "allowable_velocity", "m/s"),
            ("momentum_flux", "allowable_momentum_flux", "kg/(m s2)"),
        ):
            warnings += _above(tags, value, nozzles[value], nozzles[limit], unit)
    return Outcome(results, SOLVER, {"warnings": warnings, "assumptions": assumed.to_json()})


def vessel_columns(vessels: Vessels, atmospheric_pressure: float, assumed: Assumptions) -> Columns:
    """Return the results of the vessels, by name."""
    columns = shape_columns(vessels, assumed)
    columns |= level_columns(vessels, assumed)
    columns |= draining_columns(vessels, assumed)
    columns |= wall_columns(vessels, atmospheric_pressure, assumed)
    columns |= mass_columns(vessels, columns, assumed)
    return {result.name: columns[result.name] for result in VESSEL.results if result.name in columns}


def _above(tags: pd.Index, name: str, values: Array, limits: Array, unit: str) -> Warnings:
    """Warn of values above their limits."""
    words = name.replace("_", " ").capitalize()
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(values > limits * ROUNDING)
    return [
        {"tag": str(tags[k]), "text": f"{words} {values[k]:.4g} {unit}".rstrip() + f", above {limits[k]:.4g}."}
        for k in rows.tolist()
    ]


def _below(tags: pd.Index, name: str, values: Array, limits: Array, unit: str) -> Warnings:
    """Warn of values below their limits."""
    words = name.replace("_", " ").capitalize()
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(values * ROUNDING < limits)
    return [
        {"tag": str(tags[k]), "text": f"{words} {values[k]:.4g} {unit}".rstrip() + f", below {limits[k]:.4g}."}
        for k in rows.tolist()
    ]


def _vessel_warnings(vessels: Vessels, columns: Columns) -> Warnings:
    frame, tags = vessels.frame, vessels.tags
    found: Warnings = []
    for name, required in (
        ("hold_up_time", "required_hold_up_time"),
        ("surge_time", "required_surge_time"),
        ("low_response_time", "required_response_time"),
        ("high_response_time", "required_response_time"),
    ):
        found += _below(tags, name, columns[name], numbers(frame, required), "s")
    for thickness, required in (
        ("shell_thickness", "required_shell_thickness"),
        ("head_thickness", "required_head_thickness"),
        ("head_thickness", "required_second_head_thickness"),
    ):
        found += _below(tags, thickness, numbers(frame, thickness), columns[required], "m")
    for kind in ("pressure", "temperature"):
        values, unit = numbers(frame, f"operating_{kind}"), "Pa" if kind == "pressure" else "K"
        found += _above(tags, f"operating_{kind}", values, numbers(frame, f"design_{kind}"), unit)
    return found


def _separation_warnings(duties: Duties, columns: Columns) -> Warnings:
    frame, tags = duties.frame, duties.frame.index
    found = _above(tags, "gas_velocity", columns["gas_velocity"], columns["allowable_gas_velocity"], "m/s")
    face, allowable = columns["mist_eliminator_velocity"], columns["allowable_gas_velocity"]
    found += _above(tags, "mist_eliminator_velocity", face, allowable, "m/s")
    for name in ("residence_time", "heavy_residence_time"):
        found += _below(tags, name, columns[name], numbers(frame, f"required_{name}"), "s")
    found += _above(tags, "heavy_settling_time", columns["heavy_settling_time"], columns["residence_time"], "s")
    found += _above(tags, "light_rising_time", columns["light_rising_time"], columns["heavy_residence_time"], "s")
    length = numbers(frame, "effective_length")
    length = np.where(np.isnan(length), duties.shape.tangent_length, length)
    found += _above(tags, "required_gas_length", columns["required_gas_length"], length, "m")
    given = numbers(frame, "souders_brown_coefficient")
    _, highest = api_12j_coefficient_range(duties.horizontal, duties.shape.tangent_length)
    limits = np.where(np.isnan(given), np.nan, np.asarray(highest))
    words = "souders_brown_coefficient, against API 12J for this length,"
    return found + _above(tags, words, given, limits, "m/s")
