"""A table of relief valves: the formulas at once against a loop over `fluids`, and the whole calculation of a case.

    python -m benchmarks.relief

The loop sizes valve by valve with API520_A_g, API520_A_l and API520_A_steam of `fluids`. "Case" is everything else too:
frames, scenarios, rules of overpressure, properties, loads, orifices, rated flows, warnings, assumptions.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from fluids.safety_valve import API520_A_g, API520_A_l, API520_A_steam

from workbench.calculations.relief import calculate_relief
from workbench.engineering.relief.gas import gas_area
from workbench.engineering.relief.liquid import liquid_area
from workbench.engineering.relief.steam import steam_area
from workbench.equipment import built_in_schemas
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case

COUNT, LOOPED, ROUNDS = 10_000, 1_000, 7
ATMOSPHERE = 101325.0


def fastest(work: Callable[[], object]) -> float:
    """Return the shortest of several times [s]."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def compared(name: str, at_once: Callable[[], np.ndarray], one: Callable[[int], float]) -> None:
    """Print both times of one formula, and check that both give the same."""
    ours = at_once()
    np.testing.assert_allclose(ours[:LOOPED], [one(k) for k in range(LOOPED)], rtol=3e-3)
    table = fastest(at_once)
    loop = fastest(lambda: [one(k) for k in range(LOOPED)]) * COUNT / LOOPED
    print(f"{name:<24}{table * 1e3:10.2f} ms{loop * 1e3:10.0f} ms{loop / table:8.0f}x")


def formulas() -> None:
    """Compare the three equations of one phase."""
    rng = np.random.default_rng(0)
    flow, pressure = rng.uniform(0.5, 20.0, COUNT), rng.uniform(3e5, 3e6, COUNT)
    kelvin, factor = rng.uniform(300.0, 450.0, COUNT), rng.uniform(0.8, 1.0, COUNT)
    mass, ratio = rng.uniform(0.016, 0.06, COUNT), rng.uniform(1.05, 1.4, COUNT)
    back = rng.uniform(0.0, 0.8, COUNT) * (pressure - ATMOSPHERE) + ATMOSPHERE
    density = rng.uniform(500.0, 1000.0, COUNT)
    hot = rng.uniform(520.0, 850.0, COUNT)
    compared(
        "gas",
        lambda: np.asarray(gas_area(flow, pressure, kelvin, mass, factor, ratio, back, 0.975)),
        lambda k: API520_A_g(flow[k], kelvin[k], factor[k], mass[k] * 1e3, ratio[k], pressure[k], back[k]),
    )
    compared(
        "liquid",
        lambda: np.asarray(liquid_area(flow / density, density, pressure, back, 0.65)),
        lambda k: API520_A_l(flow[k], density[k], pressure[k], back[k], 0.1, Kv=1.0, Kw=1.0),
    )
    high = np.maximum(pressure, 6e5)
    compared(
        "superheated steam",
        lambda: np.asarray(steam_area(flow, high, hot, 0.975)),
        lambda k: API520_A_steam(flow[k], hot[k], high[k]),
    )


def table(count: int) -> Case:
    """Return a case of valves with one scenario of gas each."""
    rng = np.random.default_rng(1)
    pressure, flow = rng.uniform(5e5, 3e6, count).tolist(), rng.uniform(0.5, 10.0, count).tolist()
    valves = [ComponentRow("PSV", f"PSV-{k}", {"set_pressure": p}) for k, p in enumerate(pressure)]
    gas = {"phase": "gas", "molar_mass": 0.03, "compressibility_factor": 0.95, "heat_capacity_ratio": 1.25}
    scenario = {"cause": "blocked outlet", "applicable": True, "relieving_temperature_entered": 350.0, **gas}
    scenarios = [
        ComponentRow("RELIEF_SCENARIO", f"S-{k}", scenario | {"valve": f"PSV-{k}", "relief_load_entered": load})
        for k, load in enumerate(flow)
    ]
    return build_case("Valves", built_in_schemas(), [*valves, *scenarios], [], app_module="PSV")


def main() -> None:
    """Print the table."""
    print(f"{COUNT} valves{'':<14}{'at once':>13}{'loop, fluids':>13}{'ratio':>9}")
    formulas()
    case = table(COUNT)
    calculate_relief(case)
    started = time.perf_counter()
    calculate_relief(case)
    print(f"{'case, frames to frames':<24}{(time.perf_counter() - started) * 1e3:10.0f} ms")


if __name__ == "__main__":
    main()
