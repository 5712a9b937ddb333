"""Relief cases that several test files build on."""

from __future__ import annotations

from typing import Any

from workbench.equipment import built_in_schemas
from workbench.model.case import Case
from workbench.model.run_record import RunRecord
from workbench.services.run import run_case

ATMOSPHERE = 101325.0
GAS: dict[str, Any] = {
    "phase": "gas",
    "relief_load_entered": 5.0,
    "relieving_temperature_entered": 350.0,
    "molar_mass": 0.03,
    "compressibility_factor": 0.95,
    "heat_capacity_ratio": 1.25,
}
LIQUID: dict[str, Any] = {"phase": "liquid", "relief_load_entered": 20.0, "density": 800.0, "viscosity": 1e-3}
STEAM: dict[str, Any] = {"phase": "steam", "relief_load_entered": 2.0}
TWO_PHASE: dict[str, Any] = {
    "phase": "two-phase",
    "relief_load_entered": 10.0,
    "specific_volume": 0.01945,
    "specific_volume_at_90_percent": 0.02265,
}


def empty_case() -> Case:
    return Case("Base", built_in_schemas(), app_module="PSV")


def relief_case(*scenarios: dict[str, Any], **valve: Any) -> Case:
    """One valve PSV-1, 10 barg, with scenarios S-1, S-2, ..."""
    case = empty_case()
    case.add("PSV", "PSV-1", **({"set_pressure": "10 barg"} | valve))
    for number, scenario in enumerate(scenarios, start=1):
        about = {"valve": "PSV-1", "cause": "blocked outlet", "applicable": True} | scenario
        case.add("RELIEF_SCENARIO", f"S-{number}", **about)
    return case


def valve_row(case: Case, tag: str = "PSV-1") -> dict[str, Any]:
    """Results of a valve; calculates."""
    run_case(case)
    return dict(case["PSV"].loc[tag])


def scenario_row(case: Case, tag: str = "S-1") -> dict[str, Any]:
    """Results of a scenario; calculates."""
    run_case(case)
    return dict(case["RELIEF_SCENARIO"].loc[tag])


def warnings_of(run: RunRecord) -> str:
    return "\n".join(one["text"] for one in run.summary["warnings"])


def assumed(run: RunRecord) -> dict[str, set[str]]:
    """Tags by property of what is assumed."""
    found: dict[str, set[str]] = {}
    for one in run.summary["assumptions"]:
        found.setdefault(one["property"], set()).update(one["tags"])
    return found
