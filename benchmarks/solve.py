"""Our solver against EPANET 2.3 and pandapipes: ``python -m benchmarks.solve [--large] [--pandapipes PYTHON]``.

All in one process on one thread, interleaved, medians. Two comparisons with EPANET's C toolkit:

* *run*: the hydraulic solution alone from fresh flows, ``initH`` and ``runH`` after the file has been opened
  and the equations have been ordered; for ours `Solver.run`. Same network, friction law (Hazen-Williams in the
  examples, EPANET's own Darcy-Weisbach in the synthetic networks) and constants. Ours always ends at an energy
  error below 1e-8 of the range of heads; EPANET runs once at an accuracy of 1e-5 and once at the loosest one that
  reaches the same energy error ("same accuracy").
* *whole*: from arrays to arrays of results: for EPANET writing the file, opening, ordering, running, reading;
  for ours ``solve(Network(...))``.

pandapipes needs an older pandas, so it runs in an interpreter of its own (``--pandapipes``), in turns with ours.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import fields, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import wntr

from benchmarks.epanet import EPANET_CONSTANTS, Epanet, write_epanet_file
from benchmarks.networks import grid_network, looped_network
from tests.hydraulics.wntr_networks import network_from_wntr
from workbench.hydraulics import FrictionLaw, LinkKind, Network, Solver, solve, warmup

SWAMEE_JAIN: dict[str, Any] = {"law": FrictionLaw.SWAMEE_JAIN, **EPANET_CONSTANTS}


def example(name: str, path: Path) -> Network:
    """A network of EPANET at time zero, without the controls that would act there, with pumps and valves."""
    model = wntr.network.WaterNetworkModel(wntr.library.ModelLibrary().get_filepath(name))
    network = network_from_wntr(model)
    for control in list(model.control_name_list):
        model.remove_control(control)
    model.options.time.duration = 0
    wntr.network.write_inpfile(model, str(path))  # in its own units: 2.3 reads a constant power in kW unlike 2.2
    return network


def pipes_only(name: str, path: Path) -> Network:
    """The same with open pipes in place of pumps and valves, and EPANET's Darcy-Weisbach."""
    network = network_from_wntr(wntr.network.WaterNetworkModel(wntr.library.ModelLibrary().get_filepath(name)))
    bore = np.where(network.kind == LinkKind.PIPE, network.diameter, 0.5)
    given = {f.name: getattr(network, f.name) for f in fields(network) if f.name != "pumps"}
    given |= {"kind": LinkKind.PIPE, "one_way": False, "closed": False, "diameter": bore, "roughness": 1e-4}
    given |= {"resistance": 0.0, **SWAMEE_JAIN}
    return written(Network(**given), path)


def written(network: Network, path: Path) -> Network:
    """A synthetic network, and its file."""
    write_epanet_file(network, path)
    return network


def seconds(call: Callable[[], Any]) -> float:
    """Wall time of one call [s]."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def medians(calls: list[Callable[[], Any]], rounds: int) -> list[float]:
    """Median time of each call in turns [s]; each is called once before to bring its data into the cache."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, row in zip(calls, times, strict=True):
            call()
            row.append(seconds(call))
    return [statistics.median(row) for row in times]


def compare_runs(name: str, network: Network, path: Path) -> str:
    """One row of the first table."""
    solver = Solver(network)
    solution = solver.solve()
    engine, exact = Epanet(path), Epanet(path)
    engine.set_accuracy(1e-5)
    accuracy = exact.accuracy_for(1e-8 * float(np.ptp(solution.head[~solution.isolated])))
    rounds = max(7, min(400, 400_000 // network.link_count))
    ours, usual, same = (1e3 * t for t in medians([solver.run, engine.run, exact.run], rounds))
    heads, _ = exact.results()
    place = {tag: k for k, tag in enumerate(network.node_names)}
    order = [place[tag] for tag in exact.node_names()]
    kept = ~solution.isolated[order]
    difference = np.abs(heads - solution.head[order])[kept].max()
    row = (
        f"| {name} | {network.link_count:,} | {ours:.3f} | {usual:.3f} | {usual / ours:.1f} | {same:.3f} |"
        f" **{same / ours:.1f}** | {solution.iterations} | {engine.iterations}, {exact.iterations} ({accuracy:.0e}) |"
        f" {difference:.0e} |"
    )
    engine.close()
    exact.close()
    return row


def compare_whole(name: str, network: Network, path: Path) -> str:
    """One row of the second table: arrays to results."""
    given = {f.name: getattr(network, f.name) for f in fields(network)}

    def epanet() -> None:
        write_epanet_file(network, path)
        engine = Epanet(path)
        engine.run()
        engine.results()
        engine.close()

    rounds = max(3, min(100, 100_000 // network.link_count))
    ours, theirs = (1e3 * t for t in medians([lambda: solve(Network(**given)), epanet], rounds))
    return f"| {name} | {network.link_count:,} | {ours:.2f} | {theirs:.2f} | **{theirs / ours:.1f}** |"


class Pandapipes:
    """pandapipes in an interpreter of its own, fed by lines."""

    def __init__(self, python: str, network: Network, path: Path) -> None:
        np.savez(path, **{name: getattr(network, name) for name in ("elevation", "fixed", "fixed_head", "demand",
                 "start", "end", "length", "diameter", "roughness")})  # fmt: skip
        script = Path(__file__).with_name("pandapipes_worker.py")
        self.process = subprocess.Popen(
            [python, str(script), str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.versions = self._line()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def run(self) -> float:
        """Time of one pipeflow of a prepared net [s]."""
        assert self.process.stdin is not None
        print("run", file=self.process.stdin, flush=True)
        return float(self._line())

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)


def compare_pandapipes(python: str, name: str, network: Network, path: Path) -> str:
    """One row of the third table."""
    network = replace(network, law=FrictionLaw.SWAMEE_JAIN)
    peer, solver = Pandapipes(python, network, path), Solver(network)
    solver.solve()
    rounds = 15 if network.link_count < 5_000 else 3
    peer.run()
    pairs = [(statistics.median(seconds(solver.run) for _ in range(5)), peer.run()) for _ in range(rounds)]
    peer.close()
    ours, theirs = (1e3 * statistics.median(column) for column in zip(*pairs, strict=True))
    return (
        f"| {name} | {network.link_count:,} | {ours:.3f} | {theirs:.1f} | **{theirs / ours:,.0f}** | {peer.versions} |"
    )


def networks(folder: Path, large: bool) -> list[tuple[str, Network, Path]]:
    """Name, network and file of each comparison."""
    found = [(f"{name}, as it is (pumps, valves)", example(name, folder / f"{name}.inp"), folder / f"{name}.inp")
             for name in ("Net3", "Net6")]  # fmt: skip
    found += [(f"{name}, pipes", pipes_only(name, folder / f"{name}p.inp"), folder / f"{name}p.inp")
              for name in ("Net3", "Net6")]  # fmt: skip
    for pipes in (1_000, 10_000, *((100_000,) if large else ())):
        path = folder / f"{pipes}.inp"
        found.append((f"town, {pipes:,}", written(looped_network(pipes, **SWAMEE_JAIN), path), path))
    for side in (23, 71):
        path = folder / f"grid{side}.inp"
        found.append((f"dense grid {side} x {side}", written(grid_network(side, **SWAMEE_JAIN), path), path))
    return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--large", action="store_true", help="also 100,000 pipes")
    parser.add_argument("--pandapipes", metavar="PYTHON", help="interpreter that has pandapipes")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    warmup()
    print(f"{platform.machine()}, {processor()}, {platform.system()}; Python {platform.python_version()},")
    print(", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "scipy", "qdldl", "owa-epanet")) + ".\n")
    with tempfile.TemporaryDirectory() as place:
        found = networks(Path(place), options.large)
        print("| network | links | ours [ms] | EPANET 1e-5 [ms] | ratio | EPANET same accuracy [ms] | ratio |"
              " our iterations | EPANET's | difference of heads [m] |")  # fmt: skip
        print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
        for name, network, path in found:
            print(compare_runs(name, network, path), flush=True)
        print("\n| arrays to results | links | ours [ms] | EPANET with its file [ms] | ratio |\n|---|--:|--:|--:|--:|")
        for name, network, path in found[2:]:
            print(compare_whole(name, network, path), flush=True)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"\nLargest memory of this process, EPANET's and Python's part in it: {memory:.0f} MB.")
        if options.pandapipes:
            print("\n| network | links | ours [ms] | pandapipes [ms] | ratio | |\n|---|--:|--:|--:|--:|---|")
            for name, network, _path in found[2:6]:
                print(compare_pandapipes(options.pandapipes, name, network, Path(place) / "net.npz"), flush=True)


def processor() -> str:
    """Name of the processor and the number of its threads."""
    path = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in path.read_text().splitlines() if line.startswith("model name")] if (
        path.exists()
    ) else [platform.processor()]  # fmt: skip
    return f"{len(names)} x {names[0]}"


if __name__ == "__main__":
    main()
