"""What an engineer waits for: `case.solve()` from frames to frames, against EPANET through wntr, model to frames.

    python -m benchmarks.case_solve

Both check their input, calculate time zero and give tables by name. wntr writes EPANET's file, runs its engine
and reads the binary results.
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

import wntr

from workbench.equipment import built_in_schemas
from workbench.exchange.epanet import read_epanet
from workbench.hydraulics import warmup
from workbench.services.run import run_case

ROUNDS = 7


def seconds(action: Callable[[], Any]) -> float:
    """Return how long an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def measure(name: str, folder: Path) -> tuple[int, float, float]:
    """Return components, our seconds and wntr's, medians of interleaved rounds."""
    path = wntr.library.ModelLibrary().get_filepath(name)
    case = read_epanet(path, built_in_schemas(), name="Time zero").case
    model = wntr.network.WaterNetworkModel(path)
    model.options.time.duration = 0
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: run_case(case)))
        theirs.append(seconds(lambda: wntr.sim.EpanetSimulator(model).run_sim(file_prefix=str(folder / name))))
    return len(case.tags), statistics.median(ours), statistics.median(theirs)


def main() -> None:
    """Print a table."""
    warmup()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, wntr {wntr.__version__} "
        f"with EPANET 2.2; medians of {ROUNDS}\n"
    )
    print("| network | components | case.solve() [ms] | wntr and EPANET [ms] | ratio |\n|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("Net1", "Net3", "Net6"):
            count, ours, theirs = measure(name, Path(folder))
            print(f"| {name} | {count:,} | {1000 * ours:.1f} | {1000 * theirs:.1f} | {theirs / ours:.1f} |")


if __name__ == "__main__":
    main()
