"""Hard networks against EPANET 2.3: ``python -m benchmarks.robustness [--seeds 200] [--class NAME]``.

Random networks by class (`tests.hydraulics.random_networks`), ordinary and extreme, the same for both programs:
EPANET's constants and friction factor. Both answers are put before a judge that knows neither program
(`tests.hydraulics.judge`): ours must hold mass within 1e-9 of the largest flow and energy within 1e-8 of the
largest head, EPANET's 1e-4 and 1e-4, for it stops at an accuracy of 1e-5 (sum of the changes of flow over the sum
of flows) after at most 200 trials. Columns:

* *solved*: the judge finds nothing against the answer;
* *no answer, proven*: a named error, and a proof that there is no answer (`tests.hydraulics.refute`);
* *missed*: a wrong answer, or an error without such a proof;
* of EPANET: *solved*, then *stops* (it says that it is balanced but the judge objects) and *gives up*;
* iterations: median and largest where both solved.

Ours counts all iterations of all attempts. EPANET's pressure breaker also lifts (it keeps its difference against
any flow), so that its answers with breakers that flow back do not count as wrong here, they are left out.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import epanet.toolkit as toolkit
import numpy as np

from benchmarks.epanet import LITRES, Epanet
from benchmarks.epanet_file import as_epanet_has_it, write_any_network
from tests.hydraulics.judge import judge
from tests.hydraulics.random_networks import CLASSES, random_network
from tests.hydraulics.refute import has_no_answer
from workbench.errors import SolverError
from workbench.hydraulics import LinkKind, Network, solve

ACCURACY, TRIALS = 1e-5, 200
LOOSE = 1e-4


@dataclass
class Row:
    """Counts of one class."""

    solved: int = 0
    rightly: int = 0
    missed: list[int] = field(default_factory=list)
    epanet_solved: int = 0
    epanet_wrong: int = 0
    epanet_gives_up: int = 0
    better: int = 0
    worse: int = 0
    iterations: list[tuple[int, int]] = field(default_factory=list)


def run_epanet(network: Network, path: Path) -> tuple[bool, int, np.ndarray, np.ndarray]:
    """Whether EPANET says it is balanced, its iterations, heads [m] and flows [m3/s] in the network's order."""
    head, flow = np.where(network.fixed, network.fixed_head, network.elevation), np.zeros(network.link_count)
    write_any_network(network, path, ACCURACY, TRIALS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            engine = Epanet(path)
            engine.run()
        except Exception as error:  # the toolkit has no other: 110 is a matrix that cannot be solved
            if "Error 110" not in str(error):
                raise
            return False, 0, head, flow
    heads, flows = engine.results()
    relative, iterations = toolkit.getstatistic(engine.project, toolkit.RELATIVEERROR), engine.iterations
    node = {tag: k for k, tag in enumerate(network.node_names)}
    link = {tag: k for k, tag in enumerate(network.link_names)}
    head[[node[tag] for tag in engine.node_names()]] = heads
    flow[[link[toolkit.getlinkid(engine.project, k + 1)] for k in range(engine.links)]] = flows / LITRES
    for k in np.flatnonzero(network.kind == LinkKind.OUTFLOW).tolist():
        number = toolkit.getnodeindex(engine.project, network.node_names[network.start[k]])
        flow[k] = toolkit.getnodevalue(engine.project, number, toolkit.EMITTERFLOW) / LITRES
    engine.close()
    return relative <= ACCURACY and iterations <= TRIALS, iterations, head, flow


def lifts(network: Network, flow: np.ndarray) -> bool:
    """Whether a breaker keeps its difference against the flow, which EPANET lets it do."""
    return bool((flow[network.kind == LinkKind.PRESSURE_BREAKER] < 0.0).any())


def compare(network: Network, path: Path, seed: int, row: Row) -> None:
    """Solve one network with both and enter it."""
    balanced, theirs, head, flow = run_epanet(network, path)
    isolated = np.zeros(network.node_count, dtype=bool)
    try:
        solution = solve(network)
    except SolverError:
        solution, ours_right = None, False
    else:
        isolated = solution.isolated
        ours_right = not judge(network, solution.head, solution.flow, isolated).complaints
    epanet_right = balanced and not judge(network, head, flow, isolated, LOOSE, LOOSE).complaints
    if ours_right:
        row.solved += 1
    elif solution is None and has_no_answer(network):
        row.rightly += 1
    else:
        row.missed.append(seed)
    if epanet_right:
        row.epanet_solved += 1
    elif balanced and not lifts(network, flow):
        row.epanet_wrong += 1
    elif not balanced:
        row.epanet_gives_up += 1
    if epanet_right and ours_right and solution is not None:
        row.iterations.append((solution.iterations, theirs))


def table_row(name: str, seeds: range, extreme: bool, folder: Path) -> tuple[str, Row]:
    """One class as a line of the table."""
    row = Row()
    for seed in seeds:
        network = as_epanet_has_it(random_network(name, seed, extreme=extreme))
        compare(network, folder / "network.inp", seed, row)
    pairs = np.array(row.iterations).reshape(-1, 2)
    ours, theirs = pairs[:, 0], pairs[:, 1]
    figures = "- | - | - | -"
    if ours.size:
        fewer, more = 100.0 * (ours < theirs).mean(), 100.0 * (ours > theirs).mean()
        figures = (
            f"{np.median(ours):.0f}, {ours.max()} | {np.median(theirs):.0f}, {theirs.max()} |"
            f" {ours.sum() / theirs.sum():.2f} | {fewer:.0f} %, {more:.0f} %"
        )
    kind = "extreme" if extreme else "ordinary"
    missed = f"{len(row.missed)}" + (f" (seeds {', '.join(map(str, row.missed[:5]))})" if row.missed else "")
    line = (
        f"| {name} | {kind} | {row.solved} | {row.rightly} | {missed} | {row.epanet_solved} |"
        f" {row.epanet_wrong} | {row.epanet_gives_up} | {figures} |"
    )
    return line, row


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--class", dest="only", default="")
    options = parser.parse_args()
    print("| class | values | ours: solved | no answer, proven | missed | EPANET: solved | stops wrongly | gives up"
          " | our iterations: median, most | EPANET's | ratio of sums | fewer, more |")  # fmt: skip
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    total = {True: Row(), False: Row()}
    with tempfile.TemporaryDirectory() as place:
        for extreme in (False, True):
            for name in CLASSES:
                if options.only in name:
                    line, row = table_row(name, range(options.seeds), extreme, Path(place))
                    print(line, flush=True)
                    add(total[extreme], row)
    for extreme, row in total.items():
        count = row.solved + row.rightly + len(row.missed)
        if count:
            kind = "Extreme" if extreme else "Ordinary"
            print(
                f"\n{kind}: of {count} ours solved {row.solved}, refused {row.rightly} with proof,"
                f" missed {len(row.missed)}; EPANET solved {row.epanet_solved}."
            )


def add(total: Row, row: Row) -> None:
    """Sum up."""
    total.solved += row.solved
    total.rightly += row.rightly
    total.missed += row.missed
    total.epanet_solved += row.epanet_solved


if __name__ == "__main__":
    main()
