"""Solve a gas network: from arrays to arrays."""

from __future__ import annotations

import numpy as np

from workbench.hydraulics.gas.failure import raise_not_converged, refuse_outflow
from workbench.hydraulics.gas.iteration import Run, iterate
from workbench.hydraulics.gas.laws import ACTIVE, DISCHARGE, OPEN, REGULATOR, GasLaws
from workbench.hydraulics.gas.network import GasNetwork
from workbench.hydraulics.gas.results import GasSolution, finish
from workbench.hydraulics.gas.structure import Structure, laws_of, structure_of

__all__ = ["solve_gas"]

MAXIMUM_ITERATIONS = 100
STARTS = ((ACTIVE, 25), (OPEN, 0), (ACTIVE, 0), (OPEN, 25))
"""First state of the regulators, and iterations in which all links may change their states at once."""


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
    holds = np.isin(laws.form, (REGULATOR, DISCHARGE))
    total = 0
    for first_state, together in STARTS if laws.one_way.any() else STARTS[:1]:
        run = _start(network, structure, laws)
        run.status[holds] = first_state
        iterate(structure.pattern, law, laws, run, outflow[structure.nodes], maximum_iterations, together)
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
