"""The linear system of one Newton step on a gas network, and the step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled
from workbench.engineering.compressibility import GasLaw
from workbench.hydraulics.gas.laws import ACTIVE, FLOW, POWER, SHUT, GasLaws, Scale, evaluate

__all__ = ["GasPattern", "Matrix", "advance", "assemble", "mass_defect"]

FloatArray = NDArray[np.float64]
StatusArray = NDArray[np.int8]
IndexArray = NDArray[np.uint32]

EQUAL = 1e-14
"""Difference of a slope from 1 that is none."""
PROXIMITY = 1e-13
"""Share of the slopes added to the grounds: it holds the pressures of a part that shut links cut off, where the
matrix is as good as singular, and is without effect on the solution, for it acts on the change of the pressures."""
LEAST_SHARE = 0.2
"""Of the flow of a compressor of constant power that a step leaves."""


class GasPattern(NamedTuple):
    """Connections: free nodes come first, in the order of elimination, then fixed nodes.

    `start` and `end` are the nodes of each link and `position` its place in L; `columns`, `rows` and
    `targets` are the pattern of L and the elimination program (see `workbench.hydraulics.linear`).
    """

    start: IndexArray
    end: IndexArray
    position: IndexArray
    columns: IndexArray
    rows: IndexArray
    targets: IndexArray


class Matrix(NamedTuple):
    """The linear system in the form of `workbench.hydraulics.gas.linear`, and right-hand side or solution.

    `work` keeps the linearised links, (4, c).
    """

    lower: FloatArray
    upper: FloatArray
    ground: FloatArray
    change: FloatArray
    work: FloatArray


@compiled
def assemble(
    pattern: GasPattern,
    law: GasLaw,
    laws: GasLaws,
    status: StatusArray,
    flow: FloatArray,
    square: FloatArray,
    outflow: FloatArray,
    scale: Scale,
    reference: float,
    kinetic: float,
    matrix: Matrix,
) -> tuple[float, bool]:
    """Fill matrix and right-hand side; returns the largest relative defect and whether the matrix is symmetric.

    A defect is relative to the squared pressures at its ends, but at least to `reference` [Pa2]. The rows of
    `work` receive defect, conductance, and the slopes by the squared pressures at start and end.
    """
    lower, upper, ground, change, work = matrix
    free = pattern.columns.size - 1
    lower[:] = 0.0
    upper[:] = 0.0
    ground[:] = 0.0
    for i in range(free):
        change[i] = -outflow[i]
    largest, symmetric = 0.0, True
    for k in range(flow.size):
        i, j = pattern.start[k], pattern.end[k]
        defect, slope, by_start, by_end = evaluate(
            law, laws, k, status[k], flow[k], square[i], square[j], scale, kinetic
        )
        g = 1.0 / slope
        work[0, k], work[1, k], work[2, k], work[3, k] = defect, g, by_start, by_end
        relative = abs(defect) / max(abs(square[i]), abs(square[j]), reference)
        largest = max(largest, relative) if relative == relative else np.inf
        aim = flow[k] + g * defect
        change[i] -= aim
        change[j] += aim
        start_slope, end_slope = g * by_start, g * by_end
        ground[i] += PROXIMITY * start_slope
        ground[j] += PROXIMITY * end_slope
        place = pattern.position[k]
        if j >= free:
            ground[i] += start_slope
        elif i >= free:
            ground[j] += end_slope
        elif i < j:
            lower[place] += start_slope
            upper[place] += end_slope
        else:
            lower[place] += end_slope
            upper[place] += start_slope
        if abs(by_start - 1.0) > EQUAL or abs(by_end - 1.0) > EQUAL:
            symmetric = False
    change[free:] = 0.0
    for i in range(free):
        ground[i] += PROXIMITY * scale.hold
    return largest, symmetric


@compiled
def advance(
    pattern: GasPattern,
    laws: GasLaws,
    status: StatusArray,
    flow: FloatArray,
    square: FloatArray,
    matrix: Matrix,
    share: float,
) -> None:
    """Take a share of the Newton step in pressures and flows."""
    change, work = matrix.change, matrix.work
    for k in range(flow.size):
        if status[k] == SHUT or (status[k] == ACTIVE and laws.form[k] == FLOW):
            continue
        rise = work[0, k] + work[2, k] * change[pattern.start[k]] - work[3, k] * change[pattern.end[k]]
        aim = flow[k] + share * work[1, k] * rise
        # The ratio of a constant power has no bound at rest: come near it in steps.
        flow[k] = max(aim, LEAST_SHARE * flow[k]) if laws.form[k] == POWER else aim
    for i in range(pattern.columns.size - 1):
        square[i] += share * change[i]


@compiled
def mass_defect(pattern: GasPattern, flow: FloatArray, outflow: FloatArray) -> tuple[float, int]:
    """Largest defect of the mass balances of the free nodes [kg/s], and its node."""
    free = pattern.columns.size - 1
    balance = np.zeros(max(free, 1))
    for i in range(free):
        balance[i] = outflow[i]
    for k in range(flow.size):
        if pattern.start[k] < free:
            balance[pattern.start[k]] += flow[k]
        if pattern.end[k] < free:
            balance[pattern.end[k]] -= flow[k]
    worst = int(np.argmax(np.abs(balance)))
    return abs(balance[worst]), worst
