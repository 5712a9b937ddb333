"""State of the gas at both ends of the links, compiled."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled
from workbench.engineering.compressibility import GasLaw, density_per_pressure
from workbench.engineering.gas_pipe import CREEPING
from workbench.hydraulics.gas.laws import OPEN, GasLaws, friction_term, passage

__all__ = ["ENDS", "states_at_ends"]

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.uint32]

ENDS = ("pressure", "cooling", "compressibility", "density", "velocity", "mach_number")
"""Rows of a state; cooling is the temperature over that of the gas."""


@compiled
def state(law: GasLaw, laws: GasLaws, k: int, flow: float, pressure: float, moving: bool, row: FloatArray) -> None:
    """Fill one state."""
    kappa, slope = density_per_pressure(law, pressure)
    flux = flow * math.sqrt(laws.inverse_area_square[k])
    row[0], row[1], row[2] = pressure, 1.0, 1.0 / (kappa * law.specific)
    square = pressure * pressure
    if laws.adiabatic[k] and moving and flux * flux * CREEPING > square * kappa:
        half = 0.5 * (laws.gamma - 1.0)
        a = square * laws.gamma * kappa / (flux * flux)
        y = 0.5 * (a + math.sqrt(a * a + 4.0 * a * half))
        row[1] = 1.0 / (1.0 + half / y)
        row[3] = pressure * kappa / row[1]
        row[4], row[5] = flux / row[3], 1.0 / math.sqrt(y)
        return
    row[3] = pressure * kappa
    row[4] = flux / row[3]
    row[5] = abs(row[4]) * math.sqrt((kappa + pressure * slope) / laws.gamma)


@compiled
def states_at_ends(
    law: GasLaw,
    laws: GasLaws,
    start: IndexArray,
    end: IndexArray,
    flow: FloatArray,
    square: FloatArray,
    status: NDArray[np.int8],
    known: NDArray[np.bool_],
) -> tuple[FloatArray, NDArray[np.bool_], FloatArray]:
    """States of links with a diameter between nodes that are `known`: (c, 2, 6), NaN for others.

    Returns
    -------
    states : start and end by `ENDS`.
    choked : (c,) bool array
    friction : (c,) array, Darcy factor of pipes by Colebrook and White where something flows, else NaN.
    """
    count = flow.size
    states = np.full((count, 2, len(ENDS)), np.nan)
    choked = np.zeros(count, np.bool_)
    friction = np.full(count, np.nan)
    for k in range(count):
        if laws.lossless[k] or not (known[start[k]] and known[end[k]]):
            continue
        ahead = flow[k] >= 0.0
        inlet, outlet = (start[k], end[k]) if ahead else (end[k], start[k])
        before, behind = math.sqrt(max(square[inlet], 0.0)), math.sqrt(max(square[outlet], 0.0))
        moving = status[k] == OPEN
        if moving:
            lift = laws.lift[k] if ahead else -laws.lift[k]
            inner = passage(law, laws, k, abs(flow[k]), square[outlet], lift, 1.0)[3]
            choked[k] = inner.choked
            behind = math.sqrt(max(inner.exit_square, 0.0))
            if laws.lumped[k]:
                before = math.sqrt(max(inner.square, 0.0))
            reynolds = laws.reynolds_per_flow[k] * abs(flow[k])
            if laws.darcy[k] > 0.0 and reynolds > 0.0:
                friction[k] = friction_term(reynolds, laws.roughness_term[k])[0] / reynolds
        state(law, laws, k, flow[k], before, moving, states[k, 0 if ahead else 1])
        state(law, laws, k, flow[k], behind, moving, states[k, 1 if ahead else 0])
    return states, choked, friction
