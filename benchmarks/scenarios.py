"""Scenarios side by side against a loop of EPANET 2.3's toolkit: ``python -m benchmarks.scenarios [--scenarios N]``.

N demand scenarios of one network (10,000), each node's demand times a random factor (log-normal, 30 %). Both get an
array of demands and leave an array of heads. For EPANET that is, for each scenario, ``setnodevalue`` of every
junction with a demand, ``initH`` and ``runH``, and ``getnodevalues`` of all heads: *warm* from the flows of the
scenario before, *cold* from fresh flows. The network, the friction law and the constants are the same:
Hazen-Williams with pumps and valves as they are in Net3, EPANET's own Darcy-Weisbach in the towns.

Ours ends at an energy error below 1e-8 of the range of heads in each scenario. EPANET stops when the sum of the
changes of flow is below a share of the sum of flows; the loop is timed at its usual 0.001, at 1e-5, and at the
loosest accuracy whose base case has the same energy error as ours ("same"). What either has reached is shown as
the largest difference of a head from a solution of full precision.

All in one process, in turns: all scenarios in one call of ours, which includes preparing the network, and then a
chunk of them for EPANET; medians of the time for one scenario, that of the processor and, which means nothing where
others use the machine, that of the wall.
"""

from __future__ import annotations

import argparse
import ctypes
import platform
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import epanet.toolkit as toolkit
import numpy as np

from benchmarks.epanet import Epanet
from benchmarks.networks import looped_network
from benchmarks.solve import SWAMEE_JAIN, example, processor, written
from workbench.hydraulics import Network, Solver, solve_scenarios, warmup

WARM, COLD = 0, 10
ROUNDS, THEIR_CHUNK = 9, 200
EXACT = 1e-13


class Loop:
    """EPANET with the junctions of a network."""

    def __init__(self, network: Network, path: Path) -> None:
        self.engine = Epanet(path)
        place = {tag: k for k, tag in enumerate(network.node_names)}
        self.order = np.array([place[tag] for tag in self.engine.node_names()])
        drawn = ~network.fixed[self.order] & (network.demand[self.order] != 0.0)
        self.drawn = np.flatnonzero(drawn)
        self.usual = network.demand[self.order[self.drawn]]
        project, index = self.engine.project, (1 + self.drawn).tolist()
        self.base_demand = np.array([toolkit.getnodevalue(project, k, toolkit.BASEDEMAND) for k in index])
        self.array = toolkit.doubleArray(self.engine.nodes)
        address = (ctypes.c_double * self.engine.nodes).from_address(int(self.array.cast()))
        self.heads = np.frombuffer(address)  # a view: reading the array of SWIG in Python would take as long as a run

    def run(self, demand: np.ndarray, start: int) -> np.ndarray:
        """Heads of all scenarios, in the order of the network [m]."""
        project, nodes = self.engine.project, self.engine.nodes
        set_value, code, index = toolkit.setnodevalue, toolkit.BASEDEMAND, (1 + self.drawn).tolist()
        # the file has patterns: what it calls the base demand is in proportion to the demand at time zero
        values = self.base_demand / self.usual * demand[:, self.order[self.drawn]]
        heads = np.empty((len(demand), nodes))
        for row in range(len(demand)):
            for node, value in zip(index, values[row].tolist(), strict=True):
                set_value(project, node, code, value)
            toolkit.initH(project, start)
            toolkit.runH(project)
            toolkit.getnodevalues(project, toolkit.HEAD, self.array)
            heads[row, self.order] = self.heads
        return heads


def seconds(call: Callable[[], object], count: int) -> tuple[float, float]:
    """Wall time and processor time for one scenario [s]."""
    wall, processor_time = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - wall) / count, (time.process_time() - processor_time) / count


def compare(name: str, network: Network, path: Path, scenarios: int) -> list[str]:
    """Rows of the table for one network."""
    random = np.random.default_rng(5)
    demand = network.demand * random.lognormal(0.0, 0.3, (scenarios, network.node_count))
    demand[:, network.fixed] = 0.0
    loop = Loop(network, path)
    base = Solver(network).solve()
    span = float(np.ptp(base.head[~base.isolated]))
    same = loop.engine.accuracy_for(1e-8 * span)
    ours = {"1 thread": 1, "2 threads": 2}
    theirs = [(accuracy, start) for accuracy in sorted({1e-3, 1e-5, same}, reverse=True) for start in (WARM, COLD)]
    times: dict[object, list[tuple[float, float]]] = {key: [] for key in (*ours, *theirs)}
    for turn in range(ROUNDS):
        for key, threads in ours.items():
            run = seconds(lambda t=threads: solve_scenarios(network, demand, threads=t).require_all(), scenarios)
            times[key].append(run)
        few = demand[turn * THEIR_CHUNK :][:THEIR_CHUNK]
        for accuracy, start in theirs:
            loop.engine.set_accuracy(accuracy)
            times[accuracy, start].append(seconds(lambda f=few, s=start: loop.run(f, s), len(few)))
    found = solve_scenarios(network, demand[:THEIR_CHUNK])
    exact = solve_scenarios(network, demand[:THEIR_CHUNK], accuracy=EXACT).require_all()
    kept = ~base.isolated
    wall = {key: 1e6 * statistics.median(row[0] for row in rows) for key, rows in times.items()}
    busy = {key: 1e6 * statistics.median(row[1] for row in rows) for key, rows in times.items()}
    error = np.abs(found.head - exact.head)[:, kept].max()
    rows = [row_of(f"{name}: ours, {key}", key, wall, busy, error) for key in ours]
    for accuracy, start in theirs:
        loop.engine.set_accuracy(accuracy)
        error = np.abs(loop.run(demand[:THEIR_CHUNK], start) - exact.head)[:, kept].max()
        label = f"{name}: EPANET {'warm' if start == WARM else 'cold'}, {accuracy:.0e}"
        label += " (same)" if accuracy == same else ""
        rows.append(row_of(label, (accuracy, start), wall, busy, error))
    loop.engine.close()
    return rows


def row_of(label: str, key: object, wall: dict[object, float], busy: dict[object, float], error: float) -> str:
    """One row of the table: times, and how many times as long as ours on one thread."""
    one = "1 thread"
    return (
        f"| {label} | {busy[key]:.1f} | **{busy[key] / busy[one]:.2f}** | {wall[key]:.1f} |"
        f" {wall[key] / wall[one]:.2f} | {error:.0e} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scenarios", type=int, default=10_000)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    warmup()
    print(f"{platform.machine()}, {processor()}, {platform.system()}; Python {platform.python_version()},")
    print(", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "owa-epanet")) + ".\n")
    print("| | processor time for a scenario [us] | over ours | wall time [us] | over ours | error of a head [m] |")
    print("|---|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as place:
        net3, town = Path(place) / "Net3.inp", Path(place) / "town.inp"
        for name, network, path in (
            ("Net3", example("Net3", net3), net3),
            ("town, 1,000 pipes", written(looped_network(1_000, **SWAMEE_JAIN), town), town),
        ):
            for row in compare(name, network, path, options.scenarios):
                print(row, flush=True)


if __name__ == "__main__":
    main()
