"""The Newton iteration of a gas network.

Unknown are the mass flow of every link and the squared pressure v of every free node; every link has a
defect that falls with its flow (see `workbench.hydraulics.gas.laws`). Newton's method with the flows
eliminated: with g = 1/(slope by flow), a1 and a2 the slopes by v at the start and the end,

    m <- m + g (defect + a1 d_start - a2 d_end)

and the mass balances give a linear system for the changes d. Its columns are diagonally dominant, so that
it is eliminated without search for pivots and without subtraction; where all a1 = a2 = 1 (no kinetic term, no
weight, no compressor) it is symmetric and takes the kernel of the liquid networks. The iteration begins
without kinetic terms, whose flows and pressures are a good start for the choked ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compressibility import GasLaw
from workbench.hydraulics.gas.assembly import GasPattern, Matrix, advance, assemble, mass_defect
from workbench.hydraulics.gas.laws import POWER, GasLaws, Scale
from workbench.hydraulics.gas.linear import factorise_unsymmetric
from workbench.hydraulics.gas.states import update_states
from workbench.hydraulics.linear import factorise, substitute_back

__all__ = ["Run", "iterate"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MASS_TOLERANCE = 1e-10
PRESSURE_TOLERANCE = 1e-9
"""Of the range of squared pressures, over the largest that is fixed."""
ROUNDING = 2e-14
"""Of a squared pressure."""
DROOP = 1e-10
LARGEST_SHARE = 1e4
"""Flow over a usual one up to which the droop is reckoned: in a circle without resistance it must not fade."""
HOLD = 1e-6
SETTLED = 1e-3
"""Share of the range of squared pressures below which the kinetic terms come in."""
PLAIN_ITERATIONS = 15
"""Iterations after which the kinetic terms come in all the same."""
PATIENCE = 10
LEAST_FLOW = 1e-9
"""Share of a usual flow that is the scale of the mass tolerance where nothing flows."""


@dataclass
class Run:
    """One attempt: what the iteration changes, and how it ended."""

    flow: FloatArray
    square: FloatArray
    status: NDArray[np.int8]
    changes: IntArray
    defect: FloatArray
    iterations: int = 0
    converged: bool = False
    mass: float = 0.0
    energy: float = np.inf
    droop: float = 0.0
    worst_node: int = 0


class _States:
    """Who may change its state, and whether somebody still wants to."""

    def __init__(self, pattern: GasPattern, laws: GasLaws, together: int) -> None:
        self.stateful = np.flatnonzero(laws.one_way & (laws.form != POWER))
        self.begin, self.end = pattern.start.astype(np.int64), pattern.end.astype(np.int64)
        self.together = together
        self.wishes, self.held_since, self.disturbed = 0, 0, True

    def update(
        self, law: GasLaw, laws: GasLaws, run: Run, settled: bool, tolerance: float, small: float, kinetic: float
    ) -> None:
        """Change states: all at once in the first iterations, then one by one when the rest has settled."""
        self.disturbed = False
        if not self.stateful.size:
            return
        allowed = run.flow.size if run.iterations <= self.together else 0
        if allowed == 0 and (settled or run.iterations - self.held_since > PATIENCE):
            allowed = 1
        self.wishes = update_states(
            law, laws, self.stateful, self.begin, self.end, run.flow, run.square, run.status, run.changes, allowed,
            tolerance, small, kinetic,
        )  # fmt: skip
        self.disturbed = self.wishes > 0 and allowed > 0
        if self.disturbed:
            self.held_since = run.iterations


def iterate(
    pattern: GasPattern,
    law: GasLaw,
    laws: GasLaws,
    run: Run,
    outflow: FloatArray,
    maximum_iterations: int,
    together: int,
) -> None:
    """Bring `run` to the solution, or to where the iterations end.

    In the first `together` iterations all links may change their states at once.
    """
    flow, square = run.flow, run.square
    places, nodes = pattern.rows.size + 1, square.size
    matrix = Matrix(np.empty(places), np.empty(places), np.empty(nodes), np.empty(nodes), np.empty((4, flow.size)))
    states = _States(pattern, laws, together)
    kinetic = 0.0 if (laws.kinetic > 0.0).any() else 1.0
    best, worse = np.inf, 0
    reference = float(square[pattern.columns.size - 1 :].max())
    usual = float(laws.usual_flow.max(initial=1e-300))
    least = LEAST_FLOW * usual
    while True:
        largest = max(float(np.abs(flow).max(initial=0.0)), float(np.abs(outflow).max(initial=0.0)), least)
        run.droop = DROOP * reference / min(max(largest, usual), LARGEST_SHARE * usual)
        scale = Scale(run.droop, HOLD * largest / reference)
        energy, symmetric = assemble(
            pattern, law, laws, run.status, flow, square, outflow, scale, reference, kinetic, matrix
        )
        span = min(float(square.max() - square.min()) / reference, 1.0)
        tolerance = PRESSURE_TOLERANCE * span + ROUNDING
        run.mass, run.worst_node = mass_defect(pattern, flow, outflow)
        run.defect[:], run.energy = matrix.work[0], energy
        settled = energy <= tolerance and run.mass <= MASS_TOLERANCE * largest and run.iterations > 0
        if settled and states.wishes == 0 and not states.disturbed and kinetic == 1.0:
            run.converged = True
            return
        if run.iterations >= maximum_iterations or not np.isfinite(energy):
            return
        if kinetic == 0.0 and (energy <= SETTLED * span or run.iterations >= PLAIN_ITERATIONS) and run.iterations > 0:
            kinetic, states.disturbed = 1.0, True
            continue
        run.iterations += 1
        _solve(pattern, matrix, symmetric)
        best, worse = (energy, 0) if energy < 0.5 * best else (best, worse + 1)
        share = 0.5 if worse > PATIENCE and worse % 2 else 1.0
        advance(pattern, laws, run.status, flow, square, matrix, share)
        states.update(law, laws, run, settled, tolerance * reference, 0.1 * MASS_TOLERANCE * largest, kinetic)


def _solve(pattern: GasPattern, matrix: Matrix, symmetric: bool) -> None:
    """Changes of the squared pressures, in place of the right-hand side."""
    columns, rows, targets = pattern.columns, pattern.rows, pattern.targets
    if symmetric:
        above = matrix.lower
        factorise(columns, rows, targets, matrix.lower, matrix.ground, matrix.change)
    else:
        above = matrix.upper
        factorise_unsymmetric(columns, rows, targets, matrix.lower, matrix.upper, matrix.ground, matrix.change)
    substitute_back(columns, rows, above, matrix.ground, matrix.change)
