"""A bench without a database and without a solver, and a small cooling-water case, for tests of the widgets."""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np
import pandas as pd

from workbench.bench.sheets import CaseWithSheets
from workbench.datasheets.sheet import RevisionLine
from workbench.equipment import built_in_schemas
from workbench.errors import InputError, NotFound, RevisionLocked, SolverError
from workbench.model.diff import diff_snapshots
from workbench.model.explanation import Explanation
from workbench.model.run_record import RunRecord
from workbench.services.explaining import explain_component
from workbench.services.stale import stale_results

PIPES = (
    # tag, from, to, length [m], inside diameter [m]
    ("P-100", "T-1", "J-1", 12.0, 0.4),
    ("P-101", "J-1", "PU-1", 4.0, 0.3),
    ("P-102", "J-1", "PU-2", 6.0, 0.3),
    ("P-103", "PU-1", "J-2", 5.0, 0.25),
    ("P-104", "PU-2", "J-2", 5.0, 0.25),
    ("P-105", "J-2", "J-3", 120.0, 0.35),
    ("P-106", "J-3", "HV-1", 20.0, 0.2),
    ("P-107", "HV-1", "E-1", 5.0, 0.2),
    ("P-108", "E-1", "J-4", 20.0, 0.2),
    ("P-109", "J-3", "E-2", 40.0, 0.2),
    ("P-110", "E-2", "J-4", 40.0, 0.2),
    ("P-111", "J-4", "T-2", 140.0, 0.35),
)
NODES: dict[str, tuple[str, tuple[float, float], dict[str, Any]]] = {
    "T-1": ("TANK", (0, 0), {"elevation": 0.0, "level": 3.0}),
    "J-1": ("NODE", (100, 0), {"elevation": 0.5}),
    "PU-1": ("PUMP", (200, 50), {"curve": [[0.1, 42.0]], "elevation": 0.5}),
    "PU-2": ("PUMP", (200, -50), {"curve": [[0.1, 42.0]], "elevation": 0.5}),
    "J-2": ("NODE", (300, 0), {"elevation": 0.5}),
    "J-3": ("NODE", (440, 0), {"elevation": 4.0}),
    "HV-1": ("VALVE", (540, 60), {"diameter": 0.2, "loss_coefficient": 2.0, "elevation": 4.0}),
    "E-1": ("HEAT_EXCHANGER", (640, 60), {"rated_flow": 0.05, "rated_pressure_drop": 6e4, "elevation": 4.0}),
    "E-2": ("HEAT_EXCHANGER", (600, -60), {"rated_flow": 0.05, "rated_pressure_drop": 6e4, "elevation": 4.0}),
    "J-4": ("NODE", (760, 0), {"elevation": 4.0}),
    "T-2": ("TANK", (900, 0), {"elevation": 6.0, "level": 1.0}),
}


class FakeCase(CaseWithSheets):
    """A case whose solver writes plain figures, and which remembers its commits."""

    revision: FakeRevision
    fails = False
    taken_over: tuple[str, ...] = ()

    def solve(self) -> None:
        self.check()
        if self.fails:
            raise SolverError("No component fixes a pressure; add a SOURCE or TANK near J-1.", tags=("J-1",))
        results = {}
        for code in self.codes:
            names = list(self.types[code].results)
            values = {name: np.linspace(1.0, 2.0, len(self[code])) * (k + 1) for k, name in enumerate(names)}
            for name in names:
                if name.endswith("pressure"):
                    values[name] = values[name] * 1e5
            if "velocity" in names and "diameter" in self.types[code].fields:
                values["velocity"] = 0.06 / self[code]["diameter"].to_numpy(dtype=float) ** 2
            if "flow" in names:
                values["flow"] = np.full(len(self[code]), 0.047)
                values["flow"][-1] = -0.01
            results[code] = pd.DataFrame(values, index=self[code].index)
        summary = {"iterations": 4, "mass_residual": 1.2e-13, "energy_residual": 3e-12}
        self.put_results(results, RunRecord(uuid.uuid4(), self.digest, "fake", "1", summary, "", ""))

    def save(self) -> tuple[str, ...]:
        self.rebase()
        return self.taken_over

    def commit(self, message: str) -> FakeRevision:
        if not message:
            raise InputError("A commit needs a message: what was changed, and why.", path=("commit", "message"))
        project = self.revision.project
        project.codes.append(chr(ord(project.codes[-1]) + 1))
        self.rebase()
        self.revision = FakeRevision(project, project.codes[-1])
        return self.revision

    def explain(self, tag: str, system: str = "si") -> Explanation:
        return explain_component(self, tag, system)

    def _revision_block(self) -> tuple[str, tuple[RevisionLine, ...]]:
        return self.revision.project.name, (RevisionLine(self.revision.code, "2026-11-02", "Start", "f.berger"),)

    def stale(self) -> pd.DataFrame:
        return stale_results(self)

    def diff(self) -> pd.DataFrame:
        return diff_snapshots(self.base, self.state, self.types)


def cooling_water_case(name: str = "Design") -> FakeCase:
    """Return a case of about 25 components with coordinates."""
    case = FakeCase(name, built_in_schemas())
    for tag, (code, place, properties) in NODES.items():
        case.add(code, tag, position=place, **properties)
    for tag, start, end, length, diameter in PIPES:
        case.add("PIPE", tag, length=length, diameter=diameter, roughness=4.5e-5)
        case.connect(start, f"{tag}.inlet")
        case.connect(f"{tag}.outlet", end)
    case.rebase()
    return case


class FakeRevision:
    def __init__(self, project: FakeProject, code: str) -> None:
        self.project, self.code = project, code

    @property
    def is_issued(self) -> bool:
        return self.code in self.project.issued

    def issue(self, *, for_construction: bool = False) -> FakeRevision:
        if self.is_issued:
            raise RevisionLocked(f"Revision {self.code} is issued already.")
        self.project.issued[self.code] = "construction" if for_construction else "review"
        return self

    @property
    def cases(self) -> list[str]:
        return ["Design", "Turndown"] if self.project.name == "Cooling water" else ["Sketch"]

    def case(self, name: str) -> FakeCase:
        if name not in self.cases:
            raise NotFound(f"Revision {self.code} has no case '{name}'.")
        filled = self.project.name == "Cooling water"
        case = cooling_water_case(name) if filled else FakeCase(name, built_in_schemas())
        case.revision = self
        return case


class FakeProject:
    def __init__(self, name: str) -> None:
        self.name, self.codes = name, ["A"]
        self.issued: dict[str, str] = {}

    def history(self) -> pd.DataFrame:
        return pd.DataFrame(index=self.codes)

    def revision(self, code: str) -> FakeRevision:
        if code not in self.codes:
            raise NotFound(f"Project {self.name} has no revision '{code}'.")
        return FakeRevision(self, code)


class FakeBench:
    """Projects "Cooling water" (revision A; cases Design and Turndown) and "Empty"."""

    def __init__(self) -> None:
        self._projects = {name: FakeProject(name) for name in ("Cooling water", "Empty")}

    def projects(self) -> pd.DataFrame:
        return pd.DataFrame(index=list(self._projects))

    def project(self, name: str) -> FakeProject:
        if name not in self._projects:
            raise NotFound(f"There is no project '{name}'.")
        return self._projects[name]
