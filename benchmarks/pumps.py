"""A table of pump duties, calculated at once and one after the other.

    python -m benchmarks.pumps

Each duty has a pump with curves of its own. The loop is what one would write without tables: duty by duty the scalar
functions, `fluids` for the specific speeds, and scipy's `brentq` for duty point and minimum flow. It reads no frames,
checks nothing and warns of nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import fluids
import numpy as np
from scipy.optimize import brentq

from workbench.calculations.pump import calculate_pumps
from workbench.engineering.pumps.minimum_flow import temperature_rise
from workbench.engineering.pumps.motor import select_motor
from workbench.engineering.pumps.npsh import npsh_available_from_vessel
from workbench.engineering.pumps.performance import curve_value, hydraulic_power, shaft_power
from workbench.engineering.pumps.system_curve import system_head
from workbench.engineering.pumps.viscosity_correction import ViscousPump, correction_factors, viscosity_parameter
from workbench.equipment import built_in_schemas
from workbench.hydraulics import PumpCurve
from workbench.model.building import ComponentRow, build_case
from workbench.model.case import Case

COUNT, ROUNDS = 10_000, 5
HOUR = 1.0 / 3600.0
CURVE = [[0.0, 60.0], [50 * HOUR, 55.0], [100 * HOUR, 40.0]]
EFFICIENCY = [[0.0, 0.0], [30 * HOUR, 0.55], [60 * HOUR, 0.72], [100 * HOUR, 0.6]]
NPSH_REQUIRED = [[0.0, 2.0], [100 * HOUR, 4.0]]
LINES = {
    "lines": "entered",
    "density": 900.0,
    "viscosity": 0.02,
    "viscosity_correction": "HI 9.6.7",
    "heat_capacity": 2000.0,
    "allowable_temperature_rise": 3.0,
    "vapour_pressure_at_maximum_temperature": 5e4,
    "suction_vessel_pressure": 2e5,
    "suction_static_head": 3.0,
    "suction_static_head_at_minimum_level": 1.0,
    "suction_line_loss": 1e4,
    "discharge_vessel_pressure": 4e5,
    "discharge_static_head": 10.0,
    "discharge_line_loss": 8e4,
}


def duties(flows: np.ndarray) -> Case:
    """Return a case of as many pumps and duties as there are flows."""
    curves = {"curve": CURVE, "efficiency_curve": EFFICIENCY, "npsh_required_curve": NPSH_REQUIRED}
    pump = curves | {"rated_speed": 2950.0, "stages": 1, "impeller_eyes": 1}
    rows = [ComponentRow("PUMP", f"P-{k}", pump) for k in range(len(flows))]
    rows += [
        ComponentRow("PUMP_DUTY", f"D-{k}", LINES | {"pump": f"P-{k}", "rated_flow": flow})
        for k, flow in enumerate(flows.tolist())
    ]
    return build_case("Pumps", built_in_schemas(), rows, [], app_module="Pump")


def one_after_the_other(flows: np.ndarray) -> list[tuple[float, ...]]:
    """Calculate heads, suction, power and specific speed of each duty by scalar calls."""
    found = []
    for flow in flows.tolist():
        curve = PumpCurve.from_three_points([point[0] for point in CURVE], [point[1] for point in CURVE])
        best = 60 * HOUR
        factors = correction_factors(viscosity_parameter(0.02 / 900.0, best, curve.head_at(best), 2950.0))
        water = flow / factors.flow
        head = (4e5 + 8e4 - 2e5 + 1e4) / (900.0 * 9.80665) + 7.0
        power = shaft_power(hydraulic_power(flow, head, 900.0), factors.efficiency * curve_value(water, EFFICIENCY))
        available = npsh_available_from_vessel(2e5, 5e4, 900.0, 1.0, 1e4 / (900.0 * 9.80665))
        margin = available - curve_value(flow, NPSH_REQUIRED)
        turns = fluids.specific_speed(best, 53.0, 2950.0), fluids.specific_speed(best, 3.2, 2950.0)
        roots = duty_point(curve, factors.flow, flow, head), minimum_flow(curve, factors, flow)
        found.append((head, curve.head_at(water), power, margin, select_motor(power, "IEC"), *turns, *roots))
    return found


def duty_point(curve: PumpCurve, factor: float, rated: float, head: float) -> float:
    """Return where pump and system meet [m3/s]."""
    static = (4e5 - 2e5) / (900.0 * 9.80665) + 7.0

    def surplus(flow: float) -> float:
        return curve.head_at(flow / factor) - system_head(flow, static, head - static, rated)

    return float(brentq(surplus, 0.0, 3.0 * rated))


def minimum_flow(curve: PumpCurve, factors: ViscousPump, rated: float) -> float:
    """Return where the liquid is heated by 3 K [m3/s]."""

    def excess(flow: float) -> float:
        water = flow / factors.flow
        return temperature_rise(curve.head_at(water), factors.efficiency * curve_value(water, EFFICIENCY), 2000.0) - 3.0

    return float(brentq(excess, 1e-3 * rated, rated))


def main() -> None:
    """Print how long both take, one after the other in several rounds."""
    flows = np.random.default_rng(1).uniform(30.0, 80.0, COUNT) * HOUR
    case = duties(flows)
    calculate_pumps(case)
    ratios = []
    for _ in range(ROUNDS):
        at_once = float(np.median([seconds(lambda: calculate_pumps(case)) for _ in range(3)]))
        loop = seconds(lambda: one_after_the_other(flows))
        ratios.append(loop / at_once)
        print(f"{COUNT} duties: at once {at_once:.3f} s, loop {loop:.3f} s, ratio {ratios[-1]:.0f}")
    print(f"median of the ratios: {np.median(ratios):.0f}")


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
