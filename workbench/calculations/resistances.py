"""Resistances that depend on the flow a little, such as that of an orifice: found by solving again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.calculations.assembly import Assembly
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import LinkHydraulics
from workbench.errors import NotConverged
from workbench.hydraulics import Solution, Solver, analyse

__all__ = ["settle_resistances"]

STANDS_STILL = 1e-10
"""Relative change of a resistance from one round to the next."""
LARGEST_ROUNDS = 50


def settle_resistances(frames: Mapping[str, pd.DataFrame], assembly: Assembly, solution: Solution) -> Solution:
    """Return the solution with each resistance at the flow that it belongs to.

    A resistance that depends on the flow is set to its value at the flow found, and the network solved again from
    there, until no resistance changes by more than 1e-10 of itself. Where all are constant, `solution` is it.

    Raises
    ------
    NotConverged
        A resistance changes still after 50 rounds; its component is named.
    SolverError, NotConverged
        As `workbench.hydraulics.solve`.
    """
    varying = {
        code: part
        for code, part in assembly.links.items()
        if isinstance(hydraulics := BUILT_IN[code].hydraulics, LinkHydraulics) and hydraulics.resistance_at
    }
    if not varying:
        return solution
    network = solution.network
    symbolic = analyse(network)
    change = np.zeros(network.link_count)
    for _ in range(LARGEST_ROUNDS):
        resistance = network.resistance.copy()
        for code, part in varying.items():
            hydraulics = BUILT_IN[code].hydraulics
            assert isinstance(hydraulics, LinkHydraulics)
            assert hydraulics.resistance_at is not None
            resistance[part] = hydraulics.resistance_at(frames[code], solution.flow[part], assembly.surroundings)
        change = np.abs(resistance - network.resistance) / np.maximum(resistance, np.finfo(float).tiny)
        if change.max() <= STANDS_STILL:
            return solution
        network = replace(network, resistance=resistance)
        solution = Solver(network, symbolic=symbolic).solve(flow_guess=solution.flow)
    worst = int(change.argmax())
    tag = network.link_names[worst]
    raise NotConverged(
        f"The resistance of '{tag}' still changes by {change[worst]:.2g} of itself after {LARGEST_ROUNDS} solutions.",
        iterations=LARGEST_ROUNDS,
        residual=float(change[worst]),
        worst_tag=tag,
    )
