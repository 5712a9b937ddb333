"""Thousands of valves at once are what each of them is alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.calculations.relief.cases import GAS, LIQUID, STEAM, TWO_PHASE
from workbench.calculations.relief import calculate_relief
from workbench.equipment import built_in_schemas
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case

COUNT, ALONE = 2_000, 100
FIRE = GAS | {"cause": "external fire", "latent_heat": 3e5, "relief_load_entered": None}
PHASES: tuple[dict[str, Any], ...] = (GAS, STEAM, LIQUID, TWO_PHASE, FIRE)
DESIGNS = (None, "conventional", "bellows", "pilot")
SCHEMAS = built_in_schemas()


def valves() -> list[list[ComponentRow]]:
    """Valve, vessel and two scenarios of each."""
    rng = np.random.default_rng(7)
    found = []
    for number in range(COUNT):
        valve: dict[str, Any] = {
            "set_pressure": float(rng.uniform(6e5, 4e6)),
            "design": DESIGNS[number % 4],
            "rupture_disc": bool(rng.random() < 0.3),
            "protects": f"V{number}",
            "edition": int(rng.integers(7, 11)),
        }
        valve["superimposed_back_pressure"] = 101325.0 + float(rng.uniform(0.0, 0.3)) * (valve["set_pressure"] - 101325)
        size = {"diameter": float(rng.uniform(1.0, 3.0)), "tangent_length": float(rng.uniform(2.0, 9.0))}
        place = {"orientation": ("horizontal", "vertical")[number % 2], "level": 0.5 * size["diameter"]}
        rows = [ComponentRow("PSV", f"P{number}", valve), ComponentRow("VESSEL", f"V{number}", size | place)]
        for other in range(2):
            about = {"cause": "blocked outlet"} | PHASES[(number + other * (1 + number // 5)) % 5]
            if about["relief_load_entered"] is not None:
                about["relief_load_entered"] *= float(rng.uniform(0.2, 1.0))
            about = about | {"valve": f"P{number}", "applicable": True}
            present = {name: value for name, value in about.items() if value is not None}
            rows.append(ComponentRow("RELIEF_SCENARIO", f"S{number}-{other}", present))
        found.append(rows)
    return found


def calculated(rows: list[ComponentRow]) -> dict[str, pd.DataFrame]:
    case: Case = build_case("Base", SCHEMAS, rows, [], settings={})
    return calculate_relief(case).results


def test_valves_at_once_are_what_they_are_alone():
    every = valves()
    together = calculated([row for rows in every for row in rows])
    assert len(together["PSV"]) == COUNT
    assert together["PSV"]["required_area"].gt(0.0).all()
    for rows in every[:: COUNT // ALONE]:
        for code, frame in calculated(rows).items():
            pd.testing.assert_frame_equal(together[code].loc[frame.index], frame, rtol=1e-12, check_dtype=False)


def test_the_order_of_valves_does_not_matter():
    every = valves()[:200]
    forwards = calculated([row for rows in every for row in rows])
    backwards = calculated([row for rows in reversed(every) for row in rows])
    for code, frame in forwards.items():
        pd.testing.assert_frame_equal(backwards[code].loc[frame.index], frame, rtol=1e-12)


@pytest.mark.parametrize("code", ["PSV", "RELIEF_SCENARIO"])
def test_no_number_is_infinite(code):
    every = valves()[:200]
    frame = calculated([row for rows in every for row in rows])[code]
    assert not np.isinf(frame.select_dtypes("number").to_numpy()).any()
