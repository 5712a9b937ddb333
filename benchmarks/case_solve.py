"""What an engineer waits for: `case.solve()` from frames to frames, against EPANET through wntr, model to frames.

    python -m benchmarks.case_solve

Both check their input, calculate time zero and give tables by name. wntr writes EPANET's file, runs its engine
and reads the binary results. The overhead is what `case.solve()` takes above the bare kernel, `solve()` of the arrays:
reading and checking every input, the digest, the arrays, the result columns. A length is written into a frame before
every run, so that no run can live on what the one before has found.
"""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import wntr

from benchmarks.networks import looped_network
from workbench.calculations.assembly import assemble
from workbench.equipment import built_in_schemas
from workbench.exchange.epanet import read_epanet
from workbench.hydraulics import solve, warmup
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case
from workbench.model.settings import DEFAULT_SETTINGS
from workbench.services.run import run_case

ROUNDS = 31
DEMAND = 0.1
"""Of the demand of the solver's benchmark, so that no pressure falls below the vapour pressure."""


def seconds(action: Callable[[], Any]) -> float:
    """Return how long an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def town(pipes: int) -> Case:
    """Return a looped town of pipes, nodes and sources as a case."""
    network = looped_network(pipes)
    weight = DEFAULT_SETTINGS["density"] * network.gravity
    places, pipes_of_town, connections = [], [], []
    for k, tag in enumerate(network.node_names):
        elevation = float(network.elevation[k])
        if network.fixed[k]:
            pressure = DEFAULT_SETTINGS["atmospheric_pressure"] + weight * (float(network.fixed_head[k]) - elevation)
            code, properties = "SOURCE", {"elevation": elevation, "supply_pressure": pressure}
        else:
            code, properties = "NODE", {"elevation": elevation, "demand": DEMAND * float(network.demand[k])}
        places.append(ComponentRow(code, tag, properties, (float(k % 100), float(k // 100))))
    for k, tag in enumerate(network.link_names):
        sizes = {name: float(getattr(network, name)[k]) for name in ("length", "diameter", "roughness")}
        pipes_of_town.append(ComponentRow("PIPE", tag, sizes))
        connections.append((network.node_names[network.start[k]], "port", tag, "inlet"))
        connections.append((tag, "outlet", network.node_names[network.end[k]], "port"))
    return build_case("Town", built_in_schemas(), [*places, *pipes_of_town], connections)


def edited_run(case: Case) -> float:
    """Change a length in the frame by a millionth, run, and return how long the run takes [s]."""
    pipes = case["PIPE"]
    pipes.iloc[0, pipes.columns.get_loc("length")] *= 1.000001
    return seconds(lambda: run_case(case))


def measure(case: Case, theirs: Callable[[], Any] | None = None) -> list[float]:
    """Return `case.solve()`, kernel, overhead (medians of interleaved rounds), least overhead, theirs [s], ratio.

    The least overhead, fastest run less fastest kernel, says what remains where other work shares the machine. Theirs
    come last, interleaved with runs of ours again, as their engine leaves no warm process behind.
    """
    network = assemble(case).network
    rounds = [(edited_run(case), seconds(lambda: solve(network))) for _ in range(ROUNDS + 2)][2:]
    assert case.run is not None
    whole, kernel = zip(*rounds, strict=True)
    overhead = statistics.median(ours - bare for ours, bare in rounds)
    peer = [(edited_run(case), seconds(theirs)) for _ in range(ROUNDS)] if theirs else [(1.0, np.nan)]
    return [
        statistics.median(whole),
        statistics.median(kernel),
        overhead,
        min(whole) - min(kernel),
        statistics.median(their for _, their in peer),
        statistics.median(their / ours for ours, their in peer),
    ]


def row(name: str, case: Case, figures: list[float]) -> str:
    """Return a line of the table."""
    whole, kernel, overhead, least, theirs = (1000 * figure for figure in figures[:5])
    peer = "| | |" if np.isnan(theirs) else f"| {theirs:.1f} | {figures[5]:.1f} |"
    counts = f"{len(case.tags):,} | {len(case['PIPE']):,}"
    return f"| {name} | {counts} | {whole:.1f} | {kernel:.1f} | {overhead:.1f} | {least:.1f} {peer}"


def main() -> None:
    """Print a table."""
    warmup()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, wntr {wntr.__version__} "
        f"with EPANET 2.2; medians of {ROUNDS}\n"
    )
    ours = "case.solve() [ms] | kernel [ms] | overhead [ms] | least overhead [ms]"
    print(f"| network | components | pipes | {ours} | wntr and EPANET [ms] | ratio |\n|---|{'---:|' * 8}")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("Net1", "Net3", "Net6"):
            path = wntr.library.ModelLibrary().get_filepath(name)
            case = read_epanet(path, built_in_schemas(), name="Time zero").case
            model = wntr.network.WaterNetworkModel(path)
            model.options.time.duration = 0
            simulator = wntr.sim.EpanetSimulator(model)
            prefix = str(Path(folder) / name)
            print(row(name, case, measure(case, lambda s=simulator, p=prefix: s.run_sim(file_prefix=p))))
    for name, pipes in (("town of 10,000 components", 5_556), ("town of 10,000 pipes", 10_000)):
        case = town(pipes)
        print(row(name, case, measure(case)))


if __name__ == "__main__":
    main()
