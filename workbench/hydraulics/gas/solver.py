"""Solve a gas network: from arrays to arrays.

Unknown are the mass flow of every link and the squared pressure v of every free node; every link has a
defect that falls with its flow (see `workbench.hydraulics.gas.laws`). Newton's method with the flows
eliminated: with g = 1/(slope by flow), a1 and a2 the slopes by v at the start and the end,

    m <- m + g (defect + a1 d_start - a2 d_end)

and the mass balances give a linear system for the changes d. Its columns are diagonally dominant, so that
it is eliminated without search for pivots; where all a1 = a2 = 1 (no kinetic term, no weight, no
compressor) it is symmetric and takes the kernel of the liquid networks. The iteration begins without
kinetic terms, whose flows and pressures are a good start for the choked ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compressibility import GasLaw
from workbench.hydraulics.gas.assembly import advance, assemble, mass_defect
from workbench.hydraulics.gas.failure import raise_not_converged, refuse_outflow
from workbench.hydraulics.gas.laws import ACTIVE, DISCHARGE, OPEN, POWER, REGULATOR, GasLaws, Scale
from workbench.hydraulics.gas.linear import factorise_unsymmetric, substitute_unsymmetric
from workbench.hydraulics.gas.network import GasNetwork
from workbench.hydraulics.gas.results import GasSolution, finish
from workbench.hydraulics.gas.states import update_states
from workbench.hydraulics.gas.structure import Structure, laws_of, structure_of
from workbench.hydraulics.linear import factorise, substitute

__all__ = ["solve_gas"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MAXIMUM_ITERATIONS = 100
MASS_TOLERANCE = 1e-10
PRESSURE_TOLERANCE = 1e-9
"""Of the range of squared pressures, over the largest that is fixed."""
ROUNDING = 4e-15
"""Of a squared pressure."""
DROOP = 1e-10
HOLD = 1e-10
PROXIMITY = 1e-13
SETTLED = 1e-3
"""Share of the range of squared pressures below which the kinetic terms come in."""
PLAIN_ITERATIONS = 15
"""Iterations after which the kinetic terms come in all the same."""
STARTS = ((ACTIVE, 25), (OPEN, 0), (ACTIVE, 0), (OPEN, 25))
"""First state of the regulators, and iterations in which all links may change their states at once."""
PATIENCE = 10
LEAST_FLOW = 1e-12
"""Scale of the mass tolerance where nothing flows [kg/s]."""


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


def solve_gas(network: GasNetwork, *, maximum_iterations: int = MAXIMUM_ITERATIONS) -> GasSolution:
    """Steady flows and pressures of a gas network.

    Parameters
    ----------
    network : GasNetwork
    maximum_iterations : int
        In each of up to four attempts.

    Returns
    -------
    GasSolution
        Mass balances hold to 1e-9 of the largest flow, the laws of the links to 1e-8 of the range of squared
        pressures.

    Raises
    ------
    SolverError
        Nothing fixes a pressure, or a part with an outflow is cut off from every fixed pressure, or the
        pressures cannot drive the flows.
    ChokedFlow
        A flow is asked for that a component cannot carry even at the speed of sound.
    NotConverged
        The iterations ended before the residuals were small; the worst component is named.

    Examples
    --------
    >>> from workbench.hydraulics.gas import Gas, GasNetwork, GasLinkKind
    >>> air = Gas(molar_mass=0.02896, temperature=293.15, viscosity=1.81e-5, heat_capacity_ratio=1.4)
    >>> network = GasNetwork(
    ...     node_names=["header", "user"], elevation=0.0, fixed=[True, False], fixed_pressure=[8e5, 0.0],
    ...     outflow=[0.0, 0.25], link_names=["P-1"], start=[0], end=[1], kind=GasLinkKind.PIPE, gas=air,
    ...     length=150.0, diameter=0.0525, roughness=4.6e-5)
    >>> solution = solve_gas(network)
    >>> round(float(solution.pressure[1]) / 1e5, 3), round(float(solution.mach_number_end[0]), 4)
    (7.588, 0.0373)
    """
    structure = structure_of(network)
    outflow = np.where(network.fixed, 0.0, network.outflow)
    refuse_outflow(network, structure.isolated & (outflow != 0.0))
    law, laws = network.gas.law, laws_of(network, structure.links)
    stateful = np.flatnonzero(laws.one_way & (laws.form != POWER))
    holds = np.isin(laws.form, (REGULATOR, DISCHARGE))
    total = 0
    for first_state, together in STARTS if stateful.size else STARTS[:1]:
        run = _start(network, structure, laws)
        run.status[holds] = first_state
        _iterate(structure, law, laws, run, outflow[structure.nodes], stateful, maximum_iterations, together)
        total += run.iterations
        if run.converged:
            break
    run.iterations = total
    if not run.converged:
        raise_not_converged(network, structure, law, laws, run, outflow)
    return finish(network, structure, law, laws, run, outflow)


def _start(network: GasNetwork, structure: Structure, laws: GasLaws) -> Run:
    count = structure.links.size
    square = np.where(network.fixed, network.fixed_pressure, 0.0)[structure.nodes] ** 2
    free = structure.pattern.columns.size - 1
    square[:free] = square[free:].mean()
    flow = laws.usual_flow.copy()
    return Run(flow, square, np.zeros(count, dtype=np.int8), np.zeros(count, dtype=np.int64), np.zeros(count))


def _iterate(
    structure: Structure,
    law: GasLaw,
    laws: GasLaws,
    run: Run,
    outflow: FloatArray,
    stateful: IntArray,
    maximum_iterations: int,
    together: int,
) -> None:
    pattern, flow, square = structure.pattern, run.flow, run.square
    free = pattern.columns.size - 1
    lower, upper = np.empty(pattern.rows.size + 1), np.empty(pattern.rows.size + 1)
    diagonal, change = np.empty(square.size), np.empty(square.size)
    work = np.empty((4, flow.size))
    begin, end = pattern.start.astype(np.int64), pattern.end.astype(np.int64)
    moving = bool((laws.kinetic > 0.0).any())
    kinetic, wishes, disturbed, held_since = 0.0 if moving else 1.0, 0, True, 0
    best, worse = np.inf, 0
    reference = float(square[free:].max())
    run.droop = droop = DROOP * reference / max(float(laws.usual_flow.max(initial=0.0)), LEAST_FLOW)
    while True:
        largest = max(float(np.abs(flow).max(initial=0.0)), float(np.abs(outflow).max(initial=0.0)), LEAST_FLOW)
        scale = Scale(droop, HOLD * largest / reference)
        energy, symmetric = assemble(
            pattern,
            law,
            laws,
            run.status,
            flow,
            square,
            outflow,
            scale,
            reference,
            kinetic,
            work,
            lower,
            upper,
            diagonal,
            change,
        )
        span = min(float(square.max() - square.min()) / reference, 1.0)
        tolerance = PRESSURE_TOLERANCE * span + ROUNDING
        run.mass, run.worst_node = mass_defect(pattern, flow, outflow)
        run.defect[:], run.energy = work[0], energy
        settled = energy <= tolerance and run.mass <= MASS_TOLERANCE * largest and run.iterations > 0
        if settled and wishes == 0 and not disturbed and kinetic == 1.0:
            run.converged = True
            return
        if run.iterations >= maximum_iterations or not np.isfinite(energy):
            return
        if kinetic == 0.0 and (energy <= SETTLED * span or run.iterations >= PLAIN_ITERATIONS) and run.iterations > 0:
            kinetic, disturbed = 1.0, True
            continue
        run.iterations += 1
        diagonal[:free] *= 1.0 + PROXIMITY
        if symmetric:
            factorise(pattern.columns, pattern.rows, pattern.targets, lower, diagonal)
            substitute(pattern.columns, pattern.rows, lower, diagonal, change)
        else:
            factorise_unsymmetric(pattern.columns, pattern.rows, pattern.targets, lower, upper, diagonal)
            substitute_unsymmetric(pattern.columns, pattern.rows, lower, upper, diagonal, change)
        best, worse = (energy, 0) if energy < 0.5 * best else (best, worse + 1)
        share = 1.0 if worse < PATIENCE else 0.5
        advance(pattern, laws, run.status, flow, square, change, work, share)
        disturbed = False
        if stateful.size:
            allowed = flow.size if run.iterations <= together else 0
            if allowed == 0 and (settled or run.iterations - held_since > PATIENCE):
                allowed = 1
            wishes = update_states(
                law, laws, stateful, begin, end, flow, square, run.status, run.changes, allowed,
                tolerance * reference, 0.1 * MASS_TOLERANCE * largest, kinetic,
            )  # fmt: skip
            disturbed = wishes > 0 and allowed > 0
            if disturbed:
                held_since = run.iterations
