"""EPANET 2.3's C toolkit (owa-epanet) as a peer."""

from __future__ import annotations

import warnings
from pathlib import Path

import epanet.toolkit as toolkit
import numpy as np

from tests.hydraulics.wntr_networks import EPANET_GRAVITY, EPANET_VISCOSITY, FOOT
from workbench.hydraulics import FrictionLaw, LinkKind, Network

__all__ = ["EPANET_CONSTANTS", "LITRES", "Epanet", "write_epanet_file"]

LITRES = 28.317 / FOOT**3
"""Litres in a cubic metre as EPANET counts: 28.317 to a cubic foot."""
EPANET_CONSTANTS = {"gravity": EPANET_GRAVITY, "kinematic_viscosity": EPANET_VISCOSITY}
FROM_NEW_FLOWS = 10  # EN_INITFLOW without saving
ACCURACIES = (1e-5, 1e-6, 1e-7, 1e-8)


class Epanet:
    """One opened file."""

    def __init__(self, path: Path) -> None:
        self.project = toolkit.createproject()
        toolkit.open(self.project, str(path), f"{path}.rpt", f"{path}.bin")
        toolkit.openH(self.project)
        self.nodes = toolkit.getcount(self.project, toolkit.NODECOUNT)
        self.links = toolkit.getcount(self.project, toolkit.LINKCOUNT)

    def run(self) -> None:
        """One hydraulic solution from fresh flows."""
        toolkit.initH(self.project, FROM_NEW_FLOWS)
        toolkit.runH(self.project)

    def set_accuracy(self, accuracy: float) -> None:
        """Sum of the changes of flow over the sum of flows at which it stops."""
        toolkit.setoption(self.project, toolkit.ACCURACY, accuracy)

    def accuracy_for(self, head_error: float) -> float:
        """The loosest accuracy with which the largest error of a head loss is at most `head_error` [m]."""
        for accuracy in ACCURACIES:
            self.set_accuracy(accuracy)
            self.quiet_run()
            if self.head_error <= head_error:
                return accuracy
        return float("nan")

    def quiet_run(self) -> None:
        """Run, and say nothing of negative pressures."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.run()

    @property
    def iterations(self) -> int:
        """Of the last run."""
        return int(toolkit.getstatistic(self.project, toolkit.ITERATIONS))

    @property
    def head_error(self) -> float:
        """Largest error of a head loss in the last run [m]; EPANET gives it in feet."""
        return float(toolkit.getstatistic(self.project, toolkit.MAXHEADERROR)) * FOOT

    def results(self) -> tuple[np.ndarray, np.ndarray]:
        """Heads [m] and flows [in the file's unit] in the order of the file."""
        metre = FOOT if toolkit.getflowunits(self.project) <= toolkit.AFD else 1.0
        heads = np.array([toolkit.getnodevalue(self.project, k + 1, toolkit.HEAD) for k in range(self.nodes)]) * metre
        flows = np.array([toolkit.getlinkvalue(self.project, k + 1, toolkit.FLOW) for k in range(self.links)])
        return heads, flows

    def node_names(self) -> list[str]:
        """In the order of `results`."""
        return [toolkit.getnodeid(self.project, k + 1) for k in range(self.nodes)]

    def close(self) -> None:
        """Let the files go."""
        toolkit.closeH(self.project)
        toolkit.close(self.project)
        toolkit.deleteproject(self.project)


def write_epanet_file(network: Network, path: Path) -> None:
    """Write a network of pipes and reservoirs with one friction law as an EPANET input file."""
    hazen = bool((network.law == FrictionLaw.HAZEN_WILLIAMS).all())
    assert (network.kind == LinkKind.PIPE).all()
    assert hazen or (network.law == FrictionLaw.SWAMEE_JAIN).all()
    nodes, links = network.node_names, network.link_names
    rough = network.hazen_williams_coefficient if hazen else 1000.0 * network.roughness
    lines = ["[JUNCTIONS]"]
    free, fixed = np.flatnonzero(~network.fixed).tolist(), np.flatnonzero(network.fixed).tolist()
    demand, elevation = (LITRES * network.demand).tolist(), network.elevation.tolist()
    lines += [f"{nodes[k]} {elevation[k]!r} {demand[k]!r}" for k in free]
    head = network.fixed_head.tolist()
    lines += ["[RESERVOIRS]", *(f"{nodes[k]} {head[k]!r}" for k in fixed), "[PIPES]"]
    columns = (network.start, network.end, network.length, 1000.0 * network.diameter, rough)
    for name, start, end, length, diameter, rough_ in zip(links, *(c.tolist() for c in columns), strict=True):
        lines.append(f"{name} {nodes[start]} {nodes[end]} {length!r} {diameter!r} {rough_!r} 0 OPEN")
    lines += ["[OPTIONS]", "UNITS LPS", f"HEADLOSS {'H-W' if hazen else 'D-W'}", "VISCOSITY 1.0", "TRIALS 200"]
    lines += ["ACCURACY 0.00001", "UNBALANCED STOP", "[TIMES]", "DURATION 0"]
    lines += ["[REPORT]", "STATUS NO", "SUMMARY NO", "MESSAGES NO", "[END]"]
    path.write_text("\n".join(lines))
