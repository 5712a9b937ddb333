"""Valves that hold a head settle from one start or another, or their states are tried one by one.

A network of pipes, pumps, check valves and flow control valves has one solution and its states settle.
Where valves hold heads that need not be so: two of them can disturb each other, and from some starts go
round in circles. Then other starts are tried, and where the valves are few all combinations of their
states: what is found fulfils the conditions of every valve, and if nothing is found there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from workbench.hydraulics.core import (
    ACTIVE,
    CLOSED,
    OPEN,
    SHUT,
    FloatArray,
    IndexArray,
    IntArray,
    SizeArray,
    Sizes,
    views,
)
from workbench.hydraulics.newton import AS_THEY_ARE, COLD, REPORT, iterate

__all__ = ["settle"]

TOGETHER = 20
"""Iterations in which all links may change their states at once."""
STARTS = ((OPEN, TOGETHER), (OPEN, 0), (ACTIVE, 0), (SHUT, 0))
"""First state of the valves that hold a head after the first attempt from ACTIVE, and iterations together."""
MOST_VALVES = 6
"""Up to so many valves all combinations of their states are tried, 3^6."""
ITERATIONS_AN_ATTEMPT = 100
ITERATIONS_A_COMBINATION = 60


def settle(
    sizes: SizeArray,
    indices: IndexArray,
    integers: IntArray,
    floats: FloatArray,
    maximum_iterations: int,
    energy_tolerance: float,
    start: int = COLD,
) -> bool:
    """Iterate, from other states where the first do not settle; returns whether there is an answer.

    Parameters
    ----------
    sizes, indices, integers, floats
        The network and its state (see `workbench.hydraulics.core.views`); the answer is left there.
    maximum_iterations : int
        In each attempt.
    energy_tolerance, start
        As `workbench.hydraulics.newton.iterate`.
    """
    blocks = sizes, indices, integers, floats
    holding = Sizes(*sizes).holding
    if holding > 0:
        maximum_iterations = min(maximum_iterations, ITERATIONS_AN_ATTEMPT)
    if iterate(*blocks, start, ACTIVE, TOGETHER, maximum_iterations, energy_tolerance):
        return True
    if holding == 0:
        return False
    first_integers, first_floats = integers.copy(), floats.copy()
    iterations = floats[-REPORT : 1 - REPORT]
    total = iterations[0]
    for settled in _further_attempts(sizes, indices, integers, floats, maximum_iterations, energy_tolerance):
        iterations += total
        if settled:
            return True
        total = iterations[0]
    integers[:], floats[:] = first_integers, first_floats  # whose restless valves are named
    iterations[0] = total
    return False


def _further_attempts(
    sizes: SizeArray,
    indices: IndexArray,
    integers: IntArray,
    floats: FloatArray,
    maximum_iterations: int,
    energy_tolerance: float,
) -> Iterator[bool]:
    """Iterate from one start after the other, then with one combination of states after the other.

    Yields of each attempt whether it settled; its own iterations are in its report.
    """
    blocks = sizes, indices, integers, floats
    for first_state, together in STARTS:
        yield iterate(*blocks, COLD, first_state, together, maximum_iterations, energy_tolerance)
    if Sizes(*sizes).holding > MOST_VALVES:
        return
    core = views(*blocks)
    valves = [k for k in core.elements.holding if core.state.status[k] != CLOSED]
    for states in product((ACTIVE, OPEN, SHUT), repeat=len(valves)):
        core.state.status[valves] = states
        yield iterate(*blocks, COLD, AS_THEY_ARE, TOGETHER, ITERATIONS_A_COMBINATION, energy_tolerance)
