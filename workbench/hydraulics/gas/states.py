"""States of check valves, regulators, compressors and flow controls: open, shut, or holding what they are set to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled
from workbench.engineering.compressibility import GasLaw
from workbench.hydraulics.gas.laws import (
    ACTIVE,
    DISCHARGE,
    FLOW,
    OPEN,
    REGULATOR,
    SHUT,
    GasLaws,
    open_drive,
)

__all__ = ["update_states"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@compiled
def holding_state(
    law: GasLaw,
    laws: GasLaws,
    k: int,
    status: int,
    flow: float,
    start: float,
    end: float,
    tolerance: float,
    small: float,
    kinetic: float,
) -> int:
    """State that a regulator or a compressor holding its discharge pressure should have."""
    setting, regulator = laws.setting[k], laws.form[k] == REGULATOR
    if status == ACTIVE:
        if flow < -small:
            return SHUT
        drive = open_drive(law, laws, k, max(flow, 0.0), start, setting, kinetic)
        if (regulator and drive < -tolerance) or (not regulator and drive > tolerance):
            return OPEN
        return ACTIVE
    if status == OPEN:
        if flow < -small:
            return SHUT
        if (regulator and end > setting + tolerance) or (not regulator and end < setting - tolerance):
            return ACTIVE
        return OPEN
    if end < setting - tolerance and (not regulator or start > setting + tolerance):
        return ACTIVE
    if open_drive(law, laws, k, 0.0, start, end, kinetic) > tolerance and (not regulator or end < setting):
        return OPEN
    return SHUT


@compiled
def wanted_state(
    law: GasLaw,
    laws: GasLaws,
    k: int,
    status: int,
    flow: float,
    start: float,
    end: float,
    tolerance: float,
    small: float,
    kinetic: float,
) -> int:
    """State that a link should have at these flows and pressures."""
    form = laws.form[k]
    if form in (REGULATOR, DISCHARGE):
        return holding_state(law, laws, k, status, flow, start, end, tolerance, small, kinetic)
    if status == ACTIVE:  # a flow control
        return OPEN if open_drive(law, laws, k, laws.setting[k], start, end, kinetic) < -tolerance else ACTIVE
    if status == SHUT:
        return OPEN if open_drive(law, laws, k, 0.0, start, end, kinetic) > tolerance else SHUT
    if flow < -small:
        return SHUT
    if form == FLOW and flow > laws.setting[k] + small:
        return ACTIVE
    return OPEN


@compiled
def update_states(
    law: GasLaw,
    laws: GasLaws,
    stateful: IntArray,
    begin: IntArray,
    finish: IntArray,
    flow: FloatArray,
    square: FloatArray,
    status: NDArray[np.int8],
    changes: IntArray,
    allowed: int,
    tolerance: float,
    small: float,
    kinetic: float,
) -> int:
    """Change the states of at most `allowed` links; returns how many links want another one.

    `tolerance` is of squared pressures [Pa2], `small` of flows [kg/s].
    """
    wishes = 0
    for k in stateful:
        start, end = square[begin[k]], square[finish[k]]
        state = wanted_state(law, laws, k, status[k], flow[k], start, end, tolerance, small, kinetic)
        if state == status[k]:
            continue
        wishes += 1
        if wishes > allowed:
            continue
        changes[k] += 1
        if state == SHUT:
            flow[k] = 0.0
        elif state == ACTIVE and laws.form[k] == FLOW:
            flow[k] = laws.setting[k]
        elif status[k] == SHUT:
            flow[k] = laws.usual_flow[k]
        status[k] = state
    return wishes
