"""EPANET itself, for comparison: its toolkit on a file, and wntr's simulator on a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hydraulics.wntr_networks import epanet_results
from workbench.calculations import CALCULATIONS
from workbench.exchange.epanet import EpanetImport

EN_ELEVATION_INCLUDED_HEAD = 10
EN_FLOW = 8
EN_NODECOUNT, EN_LINKCOUNT = 0, 2


@dataclass(frozen=True)
class State:
    """Heads [m] and flows [m3/s] by EPANET ID."""

    heads: dict[str, float]
    flows: dict[str, float]


def run_file(path: Path, folder: Path) -> State:
    """EPANET's hydraulics at time zero of a file in metres and litres a second, without wntr's reader."""
    from wntr.epanet.toolkit import ENepanet

    engine = ENepanet()
    engine.ENopen(str(path), str(folder / "engine.rpt"), str(folder / "engine.bin"))
    engine.ENopenH()
    engine.ENinitH(0)
    engine.ENrunH()
    heads = {
        engine.ENgetnodeid(k): engine.ENgetnodevalue(k, EN_ELEVATION_INCLUDED_HEAD)
        for k in range(1, engine.ENgetcount(EN_NODECOUNT) + 1)
    }
    flows = {name: engine.ENgetlinkvalue(engine.ENgetlinkindex(name), EN_FLOW) / 1000.0 for name in link_names(path)}
    engine.ENcloseH()
    engine.ENclose()
    return State(heads, flows)


def link_names(path: Path) -> list[str]:
    """IDs of the links of a file."""
    names, inside = [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = line.partition(";")[0].strip()
        if entry.startswith("["):
            inside = entry.upper() in ("[PIPES]", "[PUMPS]", "[VALVES]")
        elif entry and inside:
            names.append(entry.split()[0])
    return names


def run_model(path: str, folder: Path, damp_limit: float = 0.0) -> State:
    """EPANET's hydraulics of one of its example networks at time zero, by wntr's simulator.

    Controls act at time zero in both: in Net6 they switch 14 pumps and a pipe by the levels of tanks, before the run.
    EPANET runs with an accuracy of 1e-6 of the flows instead of 1e-3, for what is compared is the state that it
    converges to.
    """
    import wntr

    model = wntr.network.WaterNetworkModel(path)
    model.options.hydraulic.damplimit = damp_limit
    results = epanet_results(model, folder, controls=True)
    return State(
        results.node["head"].iloc[0].astype(float).to_dict(), results.link["flowrate"].iloc[0].astype(float).to_dict()
    )


def our_state(imported: EpanetImport) -> State:
    """Our hydraulics of an imported case."""
    results: dict[str, Any] = CALCULATIONS["NetworkEditor"](imported.case).results
    heads, flows = {}, {}
    for frame in results.values():
        if "head" in frame:
            heads.update(frame["head"].items())
        if "mass_flow" in frame:
            flows.update(frame["flow"].items())
    return State(
        {identifier: float(heads[tag]) for identifier, tag in imported.tags.nodes.items()},
        {identifier: float(flows[tag]) for identifier, tag in imported.tags.links.items()},
    )


def deviations(ours: State, theirs: State) -> tuple[float, float]:
    """Largest difference of heads [m], and of flows relative to the largest flow."""
    assert ours.heads.keys() == theirs.heads.keys()
    assert ours.flows.keys() == theirs.flows.keys()
    largest = max(abs(flow) for flow in theirs.flows.values())
    return (
        max(abs(ours.heads[name] - head) for name, head in theirs.heads.items()),
        max(abs(ours.flows[name] - flow) for name, flow in theirs.flows.items()) / largest,
    )
