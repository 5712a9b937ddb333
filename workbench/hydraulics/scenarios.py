"""Many demand scenarios of one network, solved side by side.

>>> import numpy as np
>>> from workbench.hydraulics import LinkKind, Network, solve_scenarios
>>> network = Network(
...     node_names=["tank", "tap"], elevation=[20.0, 0.0], fixed=[True, False], fixed_head=[20.0, 0.0],
...     demand=[0.0, 0.010], link_names=["P-1"], start=[0], end=[1], kind=LinkKind.PIPE, length=100.0,
...     diameter=0.1, roughness=1e-4)
>>> solution = solve_scenarios(network, np.outer([0.0, 0.5, 1.0], network.demand))
>>> solution.head[:, 1].round(2).tolist()
[20.0, 19.52, 18.21]
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError, NotConverged
from workbench.hydraulics.network import Network
from workbench.hydraulics.scenario_work import Case, Results, Worker
from workbench.hydraulics.side_by_side import run_side_by_side
from workbench.hydraulics.solver import ENERGY_TOLERANCE

__all__ = ["ScenarioSolution", "solve_scenarios"]

FloatArray = NDArray[np.float64]

ROWS_A_BLOCK = 512
"""Most scenarios between two calls of `progress`."""
LANES_A_BLOCK = 8


@dataclass(frozen=True, eq=False)
class ScenarioSolution:
    """Steady states of s scenarios of a network of n nodes and m links.

    A row of a scenario that is not `converged` holds NaN, and `failures` says why.

    Attributes
    ----------
    head : (s, n) array
        [m]. The elevation where shut links part a node from every fixed head.
    flow : (s, m) array
        Positive from start to end; exactly zero in closed and shut links [m3/s].
    stateful : (k,) int array
        Numbers of the links that open, shut or act by themselves.
    status : (s, k) int array of `LinkStatus`
        Their states; those of all other links are those of the network.
    converged : (s,) bool array
    iterations : (s,) int array
        Of the scenario, or of the group that it was solved in.
    energy_residual : (s,) array
        Largest defect of the energy balance of an open link [m].
    mass_residual : (s,) array
        Largest defect of the mass balance of a free node [m3/s].
    alone : (s,) bool array
        Scenarios that were solved one by one, for their valves and pumps are in other states than those of
        the mean scenario, or because they did not settle beside others.
    failures : dict of int to str
        Number and reason of each scenario without an answer.
    network : Network
        What was solved.
    """

    head: FloatArray
    flow: FloatArray
    stateful: NDArray[np.int64]
    status: NDArray[np.int8]
    converged: NDArray[np.bool_]
    iterations: NDArray[np.int32]
    energy_residual: FloatArray
    mass_residual: FloatArray
    alone: NDArray[np.bool_]
    failures: dict[int, str]
    network: Network = field(repr=False)

    def require_all(self) -> ScenarioSolution:
        """Return the solution itself if every scenario has an answer.

        Raises
        ------
        NotConverged
            A scenario has none; it is named with the reason, and how many more there are.
        """
        if self.failures:
            number = min(self.failures)
            more = len(self.failures) - 1
            others = f" ({more} more scenarios have no answer, see `failures`.)" if more else ""
            raise NotConverged(
                f"Scenario {number}: {self.failures[number]}{others}",
                iterations=int(self.iterations[number]),
                residual=float(self.energy_residual[number]),
                worst_tag="",
            )
        return self


def solve_scenarios(
    network: Network,
    demand: ArrayLike,
    *,
    fixed_head: ArrayLike | None = None,
    accuracy: float = ENERGY_TOLERANCE,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> ScenarioSolution:
    """Steady flows and heads of many scenarios of one liquid network.

    Each row is what `solve` finds for these demands, to the same residuals: mass within 1e-9 of the largest
    flow, energy within 1e-8 of the range of heads. Scenarios are solved eight at a time in vector registers
    (see `workbench.hydraulics.lane_newton`), in all processors. Where pumps, check valves or flow control
    valves change their states, and in networks where a valve holds a head, scenarios are solved one by one.

    Parameters
    ----------
    network : Network
    demand : (s, n) array
        Flow out of the network at each node, read where not fixed [m3/s].
    fixed_head : (s, n) array, optional
        Heads of the fixed nodes, read there; those of the network if absent [m].
    accuracy : float
        Energy defect of a link that may remain, as a share of the range of heads. A larger one saves an
        iteration or two; the mass balance is kept in any case.
    threads : int, optional
        As many as there are processors for this process, if absent.
    progress : callable, optional
        Called with the numbers of scenarios done and of all, after each block of at most 512.
    stop : callable, optional
        Asked before each block; where it answers true, the scenarios that are left are not solved and are
        reported as failures.

    Returns
    -------
    ScenarioSolution

    Raises
    ------
    InputError
        An array of another shape, or a demand or fixed head that is not finite: scenario and tag are named.
    SolverError
        Nothing fixes a pressure in the network.
    """
    demands = _checked(network, demand, ~network.fixed, "demand", "m3/s")
    heads = None if fixed_head is None else _checked(network, fixed_head, network.fixed, "fixed head", "m")
    if heads is not None and len(heads) != len(demands):
        raise InputError(
            f"There are {len(demands)} scenarios of demands but {len(heads)} of fixed heads.",
            path=("network", "fixed_head"),
            value=len(heads),
            expected=f"{len(demands)} rows",
        )
    if not 0.0 < accuracy < 1.0:
        raise InputError(
            f"The accuracy is {accuracy:g}; it must be above 0 and below 1.",
            path=("network", "accuracy"),
            value=accuracy,
            expected="a share above 0 and below 1",
        )
    count = _threads(threads)
    case = Case(network, demands, heads, accuracy)
    results = Results.empty(len(demands), network, case.stateful.size)
    rows = min(ROWS_A_BLOCK, -(-len(demands) // (count * LANES_A_BLOCK)) * LANES_A_BLOCK)
    blocks = [(first, min(first + rows, len(demands))) for first in range(0, len(demands), max(rows, 1))]
    run_side_by_side(lambda: Worker(case, results), blocks, count, progress, stop)
    return ScenarioSolution(
        head=results.head,
        flow=results.flow,
        stateful=case.stateful,
        status=results.status,
        converged=results.converged,
        iterations=results.iterations,
        energy_residual=results.energy,
        mass_residual=results.mass,
        alone=results.alone,
        failures=results.failures(),
        network=network,
    )


def _checked(network: Network, values: ArrayLike, read: NDArray[np.bool_], what: str, unit: str) -> FloatArray:
    """The values as a table of scenarios and nodes, finite where they are read."""
    array = np.ascontiguousarray(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != network.node_count:
        raise InputError(
            f"The {what} of scenarios must be a table with a row for each scenario and {network.node_count} columns,"
            f" one for each node; its shape is {array.shape}.",
            path=("network", what.replace(" ", "_")),
            value=array.shape,
            expected=f"(s, {network.node_count})",
        )
    for first in range(0, len(array), ROWS_A_BLOCK):  # by blocks, for the sake of memory
        wrong = ~np.isfinite(array[first : first + ROWS_A_BLOCK])
        if wrong.any() and (wrong & read).any():
            row, node = (int(index) for index in np.argwhere(wrong & read)[0])
            value = float(array[first + row, node])
            raise InputError(
                f"{network.node_names[node]}: {what} is {value:g} {unit} in scenario {first + row}; it must be a"
                " finite number.",
                path=(network.node_names[node], what.replace(" ", "_")),
                value=value,
                unit=unit,
                expected="a finite number",
            )
    return array


def _threads(threads: int | None) -> int:
    if threads is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if threads < 1:
        raise InputError(
            f"The number of threads is {threads}; it must be 1 or more.",
            path=("network", "threads"),
            value=threads,
            expected="1 or more",
        )
    return threads
