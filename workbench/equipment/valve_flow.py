"""What valves that pass a liquid have in common: the flow coefficient that they work at, choking and cavitation."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.engineering.control_valve import choked_pressure_drop
from workbench.equipment.behaviour import Array, LinkState, Surroundings, numbers
from workbench.equipment.common import LINK_RESULTS, VELOCITY_RESULT, fitting_results
from workbench.equipment.declaration import Parameter, Result

__all__ = ["RECOVERY_FACTOR", "VALVE_RESULTS", "choking", "pressure_loss", "valve_results"]

LARGEST_CRITICAL_PRESSURE_RATIO = 0.96
"""FF far below the critical point: IEC 60534-2-1:2011, equation 4. It stands for a liquid whose critical pressure the
case does not know, and errs towards choking."""

RECOVERY_FACTOR = Parameter(
    "liquid_pressure_recovery",
    "Liquid pressure recovery factor FL at the opening that the valve works at; with it choking is watched",
    above=0.0,
    maximum=1.0,
    title="Liquid pressure recovery FL",
)
VALVE_RESULTS = (
    VELOCITY_RESULT,
    *(
        replace(result, maximum="choked_pressure_drop") if result.name == "pressure_drop" else result
        for result in LINK_RESULTS
    ),
    Result(
        "choked_pressure_drop",
        "Pressure drop from which the flow is choked, FL^2 (P1 - FF Pv); absent without FL",
        "pressure_difference",
    ),
)


def pressure_loss(state: LinkState, surroundings: Surroundings) -> Array:
    """Return the pressure that is lost [Pa], without the difference in elevation, zero or more."""
    return np.abs(state.head_loss) * surroundings.specific_weight


def choked_drop(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> Array:
    """Return the pressure drop from which each valve is choked [Pa]; NaN without its FL, or without a pressure."""
    recovery = numbers(frame, "liquid_pressure_recovery")
    head = np.where(state.flow < 0.0, state.outlet_head, state.inlet_head)
    elevation = np.where(state.flow < 0.0, state.outlet_elevation, state.inlet_elevation)
    upstream = surroundings.pressure(head, elevation)
    drop = np.full(len(frame), np.nan)
    known = np.isfinite(recovery) & np.isfinite(upstream)
    # Below a perfect vacuum nothing is left to lose; the place itself is warned of.
    inlet, factor = np.maximum(upstream[known], 0.0), recovery[known]
    if math.isnan(surroundings.critical_pressure):
        boiling = LARGEST_CRITICAL_PRESSURE_RATIO * surroundings.vapour_pressure
        drop[known] = factor**2 * np.maximum(inlet - boiling, 0.0)
    elif inlet.size:
        drop[known] = choked_pressure_drop(inlet, surroundings.vapour_pressure, surroundings.critical_pressure, factor)
    return drop


def valve_results(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> dict[str, Array]:
    """Return the results that every valve has."""
    return fitting_results(frame, state, surroundings) | {
        "choked_pressure_drop": choked_drop(frame, state, surroundings)
    }


def choking(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> list[tuple[str, str]]:
    """Return the valves in which the liquid chokes."""
    lost, limit = pressure_loss(state, surroundings), choked_drop(frame, state, surroundings)
    found = []
    for k in np.flatnonzero((state.flow != 0.0) & (lost >= limit)).tolist():
        tag = str(frame.index[k])
        found.append(
            (
                tag,
                f"'{tag}' is choked: it takes {lost[k] / 1e5:.4g} bar, and from {limit[k] / 1e5:.4g} bar the flow does "
                "not rise (FL^2 (P1 - FF Pv), IEC 60534-2-1): the liquid cavitates or flashes in it, and the result "
                "does not hold.",
            )
        )
    return found
