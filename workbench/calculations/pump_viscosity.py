"""Curves of the pumps of duties, which are for water, corrected for viscous liquids where that is wanted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.calculations.pump_liquids import PumpLiquids
from workbench.calculations.pump_machine import PumpMachines, Viscous
from workbench.engineering.pumps.specific_speed import specific_speed
from workbench.engineering.pumps.viscosity_correction import (
    LARGEST_PARAMETER,
    LARGEST_VISCOSITY,
    correction_factors,
    outside_tested_range,
    viscosity_parameter,
)
from workbench.equipment.behaviour import Array
from workbench.equipment.pump_duty import BY_HYDRAULIC_INSTITUTE
from workbench.errors import InputError
from workbench.model.assumptions import Assumptions

__all__ = ["corrected_for_viscosity"]

Warnings = list[dict[str, str]]


def corrected_for_viscosity(
    machines: PumpMachines, duties: pd.DataFrame, liquids: PumpLiquids, stages: Array, assumed: Assumptions
) -> tuple[PumpMachines, Warnings]:
    """Return the pumps with the factors of the duties that ask for them, and what to look at.

    Raises
    ------
    InputError
        A correction without best efficiency flow, speed, curve or viscosity; a liquid that the standard does not reach.
    """
    wanted = (duties["viscosity_correction"] == BY_HYDRAULIC_INSTITUTE).to_numpy(dtype=bool)
    best = machines.best_efficiency_flow
    speed = machines.rotational_speed
    kinematic = liquids.viscosity / liquids.density
    with np.errstate(invalid="ignore"):
        head = machines.water_head_at(np.where(np.isnan(best), 0.0, best)) / stages
    for name, values, why in (
        ("viscosity", kinematic, "give it, or a FLUID that has a liquid_viscosity"),
        ("pump.rated_speed", speed, "give the rated_speed of the pump"),
        ("pump.best_efficiency_point_flow", best, "give it, or an efficiency_curve with a peak"),
        (
            "pump.curve",
            np.where(machines.has_curve & ~(head <= 0.0), 1.0, np.nan),
            "it must have a head at the best efficiency flow",
        ),
    ):
        _require(duties, wanted & np.isnan(values), name, why)
    known = machines.has_curve & ~np.isnan(kinematic + speed + best) & (kinematic <= LARGEST_VISCOSITY) & (head > 0.0)
    parameter = np.full(len(duties), np.nan)
    parameter[known] = viscosity_parameter(kinematic[known], best[known], head[known], speed[known])
    _refuse_beyond(duties, wanted, kinematic, parameter)
    factors = correction_factors(np.where(wanted, parameter, 1.0))
    viscous = Viscous(
        np.where(wanted, parameter, np.nan),
        np.asarray(factors.flow),
        np.asarray(factors.head),
        np.asarray(factors.efficiency),
        np.where(wanted, best, np.inf),
    )
    assumed.note(duties.index[wanted].tolist(), "NPSH required: not corrected for viscosity")
    outside = np.zeros(len(duties), dtype=bool)
    rows = wanted & known
    slow = specific_speed(best[rows], head[rows], speed[rows])
    outside[rows] = outside_tested_range(kinematic[rows], best[rows], head[rows], slow)
    return replace(machines, viscous=viscous), _warnings(duties, wanted, outside, parameter, kinematic)


def _warnings(duties: pd.DataFrame, wanted: Array, outside: Array, parameter: Array, kinematic: Array) -> Warnings:
    found = [
        {
            "tag": str(duties.index[k]),
            "text": f"'{duties.index[k]}': the viscosity correction goes beyond the pumps that ANSI/HI 9.6.7 was "
            "fitted to (1 to 3000 mm2/s, 3 to 259 m3/h, 6 to 131 m a stage, specific speed to 60): ask the maker.",
        }
        for k in np.flatnonzero(outside).tolist()
    ]
    with np.errstate(invalid="ignore"):
        thick = ~wanted & ((parameter > 1.0) | (kinematic > LARGEST_VISCOSITY))
    for k in np.flatnonzero(thick).tolist():
        text = (
            f"'{duties.index[k]}': the liquid has {kinematic[k] * 1e6:.4g} mm2/s, and the curves of "
            f"'{duties['pump'].iloc[k]}' are not corrected for it; set viscosity_correction."
        )
        found.append({"tag": str(duties.index[k]), "text": text})
    return found


def _refuse_beyond(duties: pd.DataFrame, wanted: Array, kinematic: Array, parameter: Array) -> None:
    for values, limit, what, unit in (
        (kinematic, LARGEST_VISCOSITY, "kinematic viscosity", "m2/s"),
        (parameter, LARGEST_PARAMETER, "parameter B", ""),
    ):
        with np.errstate(invalid="ignore"):
            beyond = np.flatnonzero(wanted & (values > limit if unit else values >= limit))
        if beyond.size:
            k = beyond[0]
            tag = str(duties.index[k])
            raise InputError(
                f"{tag}: the {what} is {values[k]:.4g} {unit}".rstrip()
                + f"; ANSI/HI 9.6.7 corrects up to {limit:g} {unit}".rstrip()
                + ": this liquid is too viscous for the method.",
                path=(tag, "viscosity_correction"),
                value=float(values[k]),
                unit=unit,
                expected=f"up to {limit:g} {unit}".rstrip(),
            )


def _require(duties: pd.DataFrame, missing: Array, name: str, why: str) -> None:
    if missing.any():
        k = int(np.flatnonzero(missing)[0])
        tag, pump = str(duties.index[k]), str(duties["pump"].iloc[k])
        owner, _, own = name.rpartition(".")
        path = (pump, own) if owner else (tag, name)
        raise InputError(
            f"{'.'.join(path)} is missing: the viscosity correction of '{tag}' needs it; {why}.",
            path=path,
            expected=why,
        )
