"""Our solver against EPANET 2.2, the program that most engineers would use: ``python -m benchmarks.solve``.

Only the hydraulic run is timed, in the same process and interleaved: for EPANET ``ENinitH`` and
``ENrunH`` after ``ENopen`` and ``ENopenH`` (which read the file and order the equations) and without
reading results back; for ours ``solve`` from the arrays of a `Network` to the arrays of a `Solution`,
once with the ordering done in every call ("in full") and once with the ordering of `analyse` used
again ("again"), which compares with what EPANET does. EPANET runs at its usual accuracy of 0.001 and,
in brackets, at 0.00001; ours always ends at a mass residual of 1e-9 and an energy residual of 1e-8.
The synthetic networks use Darcy-Weisbach, where EPANET has Swamee and Jain's formula and we solve
Colebrook and White's. Medians are printed.
"""

from __future__ import annotations

import platform
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import wntr
from wntr.epanet.toolkit import ENepanet

from benchmarks.networks import looped_network, write_epanet_file
from tests.hydraulics.wntr_networks import EPANET_GRAVITY, EPANET_VISCOSITY, network_from_wntr
from workbench.hydraulics import Network, analyse, solve, warmup

HEAD, FROM_NEW_FLOWS = 10, 10
ACCURACIES = ("0.001", "0.00001")


class Epanet:
    """EPANET 2.2 with one opened file."""

    def __init__(self, path: Path, accuracy: str) -> None:
        text = path.read_text().splitlines()
        kept = [line for line in text if line.split()[:1] not in (["ACCURACY"], ["Accuracy"])]
        place = next(index for index, line in enumerate(kept) if line.strip() == "[OPTIONS]") + 1
        own = path.with_name(f"{path.stem}-{accuracy}.inp")
        own.write_text("\n".join([*kept[:place], f"ACCURACY {accuracy}", *kept[place:]]))
        self.engine = ENepanet(version=2.2)
        self.engine.ENopen(str(own), f"{own}.rpt", f"{own}.bin")
        self.engine.ENopenH()

    def run(self) -> None:
        """One hydraulic solution from fresh flows."""
        self.engine.ENinitH(FROM_NEW_FLOWS)
        self.engine.ENrunH()

    def heads(self, names: list[str], unit: float) -> np.ndarray:
        """Heads by node name [m]."""
        engine = self.engine
        return np.array([engine.ENgetnodevalue(engine.ENgetnodeindex(name), HEAD) for name in names]) * unit

    def close(self) -> None:
        """Let the files go."""
        self.engine.ENcloseH()
        self.engine.ENclose()


def example(name: str, folder: Path) -> tuple[Network, Path, float]:
    """A network of EPANET at time zero, without the controls that would act there."""
    model = wntr.network.WaterNetworkModel(wntr.library.ModelLibrary().get_filepath(name))
    network = network_from_wntr(model)
    for control in list(model.control_name_list):
        model.remove_control(control)
    model.options.time.duration = 0
    path = folder / f"{name}.inp"
    wntr.network.write_inpfile(model, str(path), units="LPS")
    return network, path, 1.0


def synthetic(pipes: int, folder: Path) -> tuple[Network, Path, float]:
    """A looped network with EPANET's constants."""
    network = looped_network(pipes, gravity=EPANET_GRAVITY, kinematic_viscosity=EPANET_VISCOSITY)
    path = folder / f"{pipes}.inp"
    write_epanet_file(network, path)
    return network, path, 1.0


def seconds(call: Callable[[], Any]) -> float:
    """Wall time of one call [s]."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def compare(name: str, network: Network, path: Path, unit: float) -> str:
    """One row of the table."""
    engines = [Epanet(path, accuracy) for accuracy in ACCURACIES]
    symbolic = analyse(network)
    calls: list[Callable[[], Any]] = [
        lambda: solve(network),
        lambda: solve(network, symbolic=symbolic),
        engines[0].run,
        engines[1].run,
    ]
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(max(15, min(200, 200_000 // network.link_count))):
        for call, row in zip(calls, times, strict=True):
            call()  # brings this solver's data back into the cache
            row.append(seconds(call))
    full, again, usual, tight = (1e3 * float(np.median(row)) for row in times)
    solution = solve(network)
    engines[1].run()
    difference = np.abs(engines[1].heads(list(network.node_names), unit) - solution.head)[~solution.isolated]
    for engine in engines:
        engine.close()
    return (
        f"| {name} | {network.link_count:,} | {full:.2f} | {again:.2f} | {usual:.2f} ({tight:.2f}) |"
        f" {usual / full:.1f} ({tight / full:.1f}) | {usual / again:.1f} ({tight / again:.1f}) |"
        f" {solution.iterations} | {difference.max():.1e} |"
    )


def main() -> None:
    """Print the table."""
    warmup()
    print(f"{platform.machine()}, {processor()}, {platform.system()}; Python {platform.python_version()},")
    print(", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "scipy", "qdldl", "wntr")), end="")
    print(" with EPANET 2.2. Times in milliseconds; EPANET at accuracy 0.001 and (0.00001).\n")
    print("| network | links | ours, in full | ours, again | EPANET 2.2 | ratio in full | ratio again | our iterations"
          " | largest difference of heads [m] |")  # fmt: skip
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("Net3", "Net6"):
            print(compare(name, *example(name, folder)), flush=True)
        for pipes in (1_000, 10_000):
            print(compare(f"looped, {pipes:,}", *synthetic(pipes, folder)), flush=True)


def processor() -> str:
    """Name of the processor and the number of its threads."""
    path = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in path.read_text().splitlines() if line.startswith("model name")] if (
        path.exists()
    ) else [platform.processor()]  # fmt: skip
    return f"{len(names)} x {names[0]}"


if __name__ == "__main__":
    main()
