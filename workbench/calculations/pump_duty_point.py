"""Where the curve of a pump meets that of its system."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from workbench.calculations.pump_lines import PumpLines
from workbench.calculations.pump_liquids import PumpLiquids
from workbench.calculations.pump_machine import PumpMachines
from workbench.calculations.pump_systems import STILL, DutiesTogether, is_from_network, networks_of
from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.engineering.pumps.affinity import ratio_for_head
from workbench.engineering.pumps.system_curve import duty_flow, system_head
from workbench.equipment.behaviour import Array, numbers
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["duty_point_columns", "meeting_flow", "one_by_one", "system_of_entered_lines", "system_of_network"]

LARGEST_DOUBLINGS = 60
TOLERANCE = 1e-9
"""Of the flow where both curves meet, over the rated flow."""

HeadOfFlow = Callable[[float], float]


def duty_point_columns(
    case: Case, duties: pd.DataFrame, lines: PumpLines, liquids: PumpLiquids, machines: PumpMachines
) -> dict[str, Array]:
    """Return flow and head where pump and system meet; absent where they do not.

    Raises
    ------
    SolverError
        A network without an answer at a flow in between.
    """
    rated = numbers(duties, "rated_flow")
    flow = np.full(len(duties), np.nan)
    in_network = is_from_network(duties)
    rows = np.flatnonzero(~in_network)
    if rows.size:
        flow[rows] = _of_entered_lines(machines.take(rows), lines, rows, liquids.density, rated[rows])
    # What was assumed of levels is noted already, by the lines.
    for together in networks_of(case, duties, liquids, Assumptions()):
        for row in together.rows:
            system = system_of_network(duties, liquids, lines, together, row)
            flow[row] = meeting_flow(one_by_one(machines.take(np.array([row])).head_at), system, rated[row])
    known = ~np.isnan(flow)
    head = np.full(len(duties), np.nan)
    head[known] = machines.head_at(np.where(known, flow, 0.0))[known]
    columns = {"curve_head": machines.head_at(rated), "duty_flow": flow, "duty_head": head}
    return columns | _affinity_columns(duties, lines, machines)


def _affinity_columns(duties: pd.DataFrame, lines: PumpLines, machines: PumpMachines) -> dict[str, Array]:
    """Return speed, and trimmed impeller at the present speed, at which the pump has the rated head."""
    rated = numbers(duties, "rated_flow")

    def head_at(speed: Array) -> Array:
        return machines.heads.at(rated, speed, machines.density)

    speed = ratio_for_head(head_at, lines.differential_head)
    # The factors of a viscous liquid are others at another speed.
    speed = np.where(np.isnan(machines.viscous.parameter), speed, np.nan)
    diameter = numbers(machines.frame, "impeller_diameter") * speed / machines.speed
    return {"required_speed": speed, "required_impeller_diameter": diameter}


def _of_entered_lines(machines: PumpMachines, lines: PumpLines, rows: Array, density: Array, rated: Array) -> Array:
    system = system_of_entered_lines(lines, rows, density, rated)
    return duty_flow(machines.head_at, system, _upper_flow(machines, system, rated))


def system_of_entered_lines(lines: PumpLines, rows: Array, density: Array, rated: Array) -> Callable[[Array], Array]:
    """Return the heads that entered lines ask of n pumps at n flows, the allowance for a control valve included."""
    allowance = lines.allowance[rows] / (density[rows] * STANDARD_GRAVITY)
    static, friction = lines.static_head[rows], lines.friction_head[rows] + allowance
    return lambda flow: np.asarray(system_head(flow, static, friction, rated))


def _upper_flow(machines: PumpMachines, system: Callable[[Array], Array], rated: Array) -> Array:
    """Return flows at which the pumps have less head than their systems ask for."""
    flow = 2.0 * rated
    for _ in range(LARGEST_DOUBLINGS):
        more = machines.head_at(flow) > system(flow)
        if not more.any():
            break
        flow = np.where(more, 2.0 * flow, flow)
    return flow


def system_of_network(
    duties: pd.DataFrame, liquids: PumpLiquids, lines: PumpLines, together: DutiesTogether, row: int
) -> HeadOfFlow:
    """Return the head that the network asks of a pump at a flow through it.

    The other pumps of the condition stay at their rated flows. The allowance for a control valve goes with the
    square of the flow.
    """
    rated = dict(zip(together.pumps, numbers(duties, "rated_flow")[together.rows].tolist(), strict=True))
    tag = str(duties["pump"].iloc[row])
    liquid = float(liquids.density[row]), float(liquids.viscosity[row])
    allowance = float(lines.allowance[row]) / (liquid[0] * STANDARD_GRAVITY)

    def system(flow: float) -> float:
        at_least = max(flow, STILL * rated[tag])
        ends = together.network.solve({**rated, tag: at_least}, liquid)[tag]
        added: float = allowance * (flow / rated[tag]) ** 2
        return ends.head + added

    return system


def one_by_one(heads: Callable[[Array], Array]) -> HeadOfFlow:
    """Return the head at one flow of what gives arrays of them."""

    def head(flow: float) -> float:
        return float(heads(np.array([flow]))[0])

    return head


def meeting_flow(pump: HeadOfFlow, system: HeadOfFlow, rated: float) -> float:
    """Return the flow at which a pump gives what a system asks for [m3/s], NaN where there is none.

    Parameters
    ----------
    pump, system : callable
        From flow [m3/s] to head [m]; the first falls, the second rises.
    rated : float
        A flow of the order that is looked for [m3/s].
    """
    from scipy.optimize import brentq  # 0.1 s of import, for duties of networks

    def surplus(flow: float) -> float:
        return pump(flow) - system(flow)

    low, high = STILL * rated, rated
    if surplus(low) <= 0.0:
        return math.nan
    for _ in range(LARGEST_DOUBLINGS):
        if surplus(high) <= 0.0:
            return float(brentq(surplus, low, high, xtol=TOLERANCE * rated, rtol=1e-12))
        low, high = high, 2.0 * high
    return math.nan
