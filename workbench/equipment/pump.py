"""PUMP: a centrifugal pump by its curve, or a constant hydraulic power."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.engineering.pumps.performance import (
    curve_value,
    hydraulic_power,
    net_positive_suction_head_available,
    shaft_power,
)
from workbench.equipment.behaviour import (
    Array,
    Element,
    LinkElements,
    LinkHydraulics,
    LinkState,
    Surroundings,
    link_results,
    numbers,
)
from workbench.equipment.common import EQUIPMENT_ELEVATION, LINK_RESULTS, THROUGH_PORTS, pattern_parameter
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol
from workbench.equipment.explain_pump import explain_pump
from workbench.equipment.time_behaviour import Varying
from workbench.errors import InputError

__all__ = ["MONOTONE_CUBIC", "PIECEWISE_LINEAR", "PUMP"]

POWER_LAW, PIECEWISE_LINEAR, MONOTONE_CUBIC = "power law", "piecewise linear", "monotone cubic"
LARGEST_POWER_LAW = 3
"""Points that a power law can go through."""

_FLOW = Parameter("flow", "Flow", "volumetric_flow", minimum=0.0, maximum=1e6)


def _elements(frame: pd.DataFrame, surroundings: Surroundings) -> LinkElements:
    for name in ("efficiency_curve", "npsh_required_curve"):
        for tag, curve in frame[name].items():
            if isinstance(curve, list):
                _value_on_curve(str(tag), name, curve, 0.0)  # refuses one that does not rise
    for tag, curve, form in zip(frame.index, frame["curve"], frame["curve_form"], strict=True):
        if isinstance(curve, list) and form == POWER_LAW and len(curve) > LARGEST_POWER_LAW:
            raise InputError(
                f"{tag}.curve has {len(curve)} points; a power law goes through 1 to {LARGEST_POWER_LAW}: "
                f"give so many, or set curve_form to '{MONOTONE_CUBIC}' or '{PIECEWISE_LINEAR}'.",
                path=(str(tag), "curve"),
                value=curve,
                expected=f"1 to {LARGEST_POWER_LAW} points",
            )
    return LinkElements(
        Element.PUMP,
        closed=(frame["status"] == "off").to_numpy() | (numbers(frame, "speed") == 0.0),
        one_way=np.ones(len(frame), dtype=bool),
        resistance=np.zeros(len(frame)),
        elevation=numbers(frame, "elevation"),
        pump_points=[np.asarray(curve) if isinstance(curve, list) else None for curve in frame["curve"]],
        pump_form=list(frame["curve_form"]),
        pump_power=numbers(frame, "power"),
        speed=numbers(frame, "speed"),
    )


def _results(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> dict[str, Array]:
    results = link_results(state, surroundings)
    del results["head_loss"], results["pressure_drop"]
    running = state.flow > 0.0
    head = np.where(running, -state.head_loss, 0.0)
    power = np.asarray(hydraulic_power(state.flow, head, surroundings.density))
    speed = numbers(frame, "speed")
    efficiency = _at_flow(frame, "efficiency_curve", state.flow, speed, exponent=0)
    elevation = numbers(frame, "elevation")
    elevation = np.where(np.isnan(elevation), state.inlet_elevation, elevation)
    suction = surroundings.pressure(state.inlet_head, elevation)
    at_shaft, available = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    turning = running & (efficiency > 0.0)
    at_shaft[turning] = shaft_power(power[turning], efficiency[turning])
    known = np.isfinite(suction)
    available[known] = net_positive_suction_head_available(
        suction[known], surroundings.vapour_pressure, surroundings.density
    )
    return results | {
        "differential_head": head,
        "hydraulic_power": power,
        "efficiency": np.where(running, efficiency, np.nan),
        "shaft_power": at_shaft,
        "npsh_available": available,
        "npsh_required": np.where(
            running, _at_flow(frame, "npsh_required_curve", state.flow, speed, exponent=2), np.nan
        ),
    }


def _at_flow(frame: pd.DataFrame, name: str, flow: Array, speed: Array, exponent: int) -> Array:
    """Read a curve at the flow; by the affinity laws at flow / speed, and its value scaled by speed**exponent.

    NaN where there is no curve or the flow is beyond its ends (no extrapolation of what the maker did not test).
    """
    values = np.full(len(frame), np.nan)
    for k, curve in enumerate(frame[name]):
        if isinstance(curve, list) and speed[k] > 0.0:
            reduced = flow[k] / speed[k]
            if curve[0][0] <= reduced <= curve[-1][0]:
                values[k] = _value_on_curve(str(frame.index[k]), name, curve, reduced) * speed[k] ** exponent
    return values


def _value_on_curve(tag: str, name: str, curve: list[list[float]], flow: float) -> float:
    try:
        return float(curve_value(flow, curve))
    except InputError as error:
        raise InputError(f"{tag}.{name}: {error}", path=(tag, name), value=curve) from None


def _warnings(frame: pd.DataFrame, results: pd.DataFrame) -> list[tuple[str, str]]:
    """Return what to look at: pumps that cavitate, and pumps that run where their curves do not reach."""
    found = []
    tags = [str(tag) for tag in frame.index]
    for tag, available, required in zip(tags, results["npsh_available"], results["npsh_required"], strict=True):
        if available <= required:
            text = f"'{tag}' cavitates: NPSH available {available:.2f} m, required {required:.2f} m."
            found.append((tag, text))
    for name in ("curve", "npsh_required_curve"):
        for tag, curve, flow, speed in zip(tags, frame[name], results["flow"], frame["speed"], strict=True):
            if isinstance(curve, list) and len(curve) > 1 and flow > curve[-1][0] * speed:
                text = (
                    f"'{tag}' runs at {flow:.4g} m3/s, beyond the end of its {name} "
                    f"({curve[-1][0] * speed:.4g} m3/s): what it does there is not known."
                )
                found.append((tag, text))
    return found


_MACHINE = (
    Parameter("rated_speed", "Speed that the curves are for", "rotational_speed", above=0.0, maximum=1e6),
    Parameter(
        "impeller_diameter", "Diameter of the impeller that the curves are for", "diameter", above=0.0, maximum=10.0
    ),
    Parameter(
        "maximum_impeller_diameter",
        "Of the largest impeller that the casing takes",
        "diameter",
        above=0.0,
        maximum=10.0,
    ),
    Parameter("stages", "Number of stages", kind="integer", minimum=1, maximum=100),
    Parameter(
        "impeller_eyes",
        "Eyes of the first impeller: 1, or 2 of a double-suction one",
        kind="integer",
        minimum=1,
        maximum=2,
    ),
    Parameter(
        "best_efficiency_point_flow",
        "Flow of the best efficiency at speed 1; instead of that of the efficiency curve",
        "volumetric_flow",
        above=0.0,
        maximum=1e6,
    ),
    Parameter(
        "minimum_stable_flow",
        "Least continuous stable flow at speed 1, of the maker",
        "volumetric_flow",
        minimum=0.0,
        maximum=1e6,
    ),
    Parameter(
        "maximum_allowable_flow",
        "End of the allowable operating region at speed 1, of the maker",
        "volumetric_flow",
        above=0.0,
        maximum=1e6,
    ),
    Parameter(
        "casing_pressure", "Maximum allowable working pressure of the casing", "pressure", minimum=0.0, maximum=1e9
    ),
    Parameter("motor_power", "Rating of the motor that the pump has", "power", above=0.0, maximum=1e9),
)

PUMP = ComponentType(
    code="PUMP",
    title="Pump",
    meaning="A centrifugal pump on its curve, or a constant hydraulic power; it never runs backwards",
    version=4,
    parameters=(
        Parameter(
            "curve",
            "Head against flow at speed 1",
            points=(_FLOW, Parameter("head", "Head", "length", minimum=0.0, maximum=1e5)),
            minimum_points=1,
        ),
        Parameter("power", "Constant hydraulic power, instead of a curve", "power", above=0.0, maximum=1e9),
        Parameter(
            "curve_form",
            "Power law through 1, 2 or 3 points (H = A - B Q^C; C = 2 for 1 or 2), a smooth curve through the points "
            "that falls where they fall (monotone cubic), or straight lines between them",
            choices=(POWER_LAW, PIECEWISE_LINEAR, MONOTONE_CUBIC),
            required=True,
            default=POWER_LAW,
        ),
        Parameter(
            "speed", "Speed relative to that of the curve", required=True, default=1.0, minimum=0.0, maximum=10.0
        ),
        pattern_parameter("speed_pattern", "the speed (0 stops the pump, whatever its status),"),
        Parameter("status", "On or off", choices=("on", "off"), required=True, default="on"),
        Parameter(
            "efficiency_curve",
            "Efficiency against flow at speed 1",
            points=(_FLOW, Parameter("efficiency", "Efficiency", "fraction", minimum=0.0, maximum=1.0)),
        ),
        Parameter(
            "npsh_required_curve",
            "NPSH required (NPSH3) against flow at speed 1",
            points=(
                _FLOW,
                Parameter("npsh_required", "NPSH required", "length", minimum=0.0, maximum=1e3, title="NPSH required"),
            ),
            title="NPSH required curve",
        ),
        EQUIPMENT_ELEVATION,
        *_MACHINE,
    ),
    either=(("curve", "power"), "either a curve or a constant power, one of the two"),
    ports=THROUGH_PORTS,
    results=(
        *LINK_RESULTS[:4],
        Result("differential_head", "Head that the pump adds", "length"),
        Result("hydraulic_power", "Power given to the fluid", "power"),
        Result("efficiency", "Efficiency at the flow", "fraction"),
        Result("shaft_power", "Power at the shaft", "power"),
        Result(
            "npsh_available",
            "NPSH available at the pump's elevation, without velocity head",
            "length",
            "NPSH available",
            minimum="npsh_required",
        ),
        Result("npsh_required", "NPSH required at the flow", "length", "NPSH required"),
    ),
    symbol=Symbol("node", "ellipse", 38, 38),
    hydraulics=LinkHydraulics(
        _elements, _results, _warnings, explain=explain_pump, speed_over_time=Varying("speed", "speed_pattern")
    ),
)
