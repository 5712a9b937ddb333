"""CONTROL_VALVE: holds a pressure before or behind it, a flow, or a pressure drop."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.engineering.pipe_flow import reynolds_number
from workbench.equipment.behaviour import (
    Array,
    Element,
    LinkElements,
    LinkHydraulics,
    LinkState,
    Surroundings,
    numbers,
)
from workbench.equipment.common import (
    COEFFICIENT_RULE,
    DIAMETER,
    EQUIPMENT_ELEVATION,
    LOSS_OR_FLOW_COEFFICIENT,
    RESTING_REYNOLDS_NUMBER,
    THROUGH_PORTS,
    fitting_resistance,
    gas_loss_coefficient,
)
from workbench.equipment.declaration import BOW_TIE, ComponentType, Parameter, Result, Symbol
from workbench.equipment.explain_control_valve import explain_control_valve
from workbench.equipment.gas_behaviour import GasElement, GasElements, GasLink, GasState
from workbench.equipment.valve_flow import RECOVERY_FACTOR, VALVE_RESULTS, choking, pressure_loss, valve_results
from workbench.errors import InputError

__all__ = ["CONTROL_VALVE"]

DOWNSTREAM, UPSTREAM, FLOW, DROP = "downstream pressure", "upstream pressure", "flow", "pressure drop"

_SETPOINTS = {DOWNSTREAM: "setpoint", UPSTREAM: "setpoint", FLOW: "set_flow", DROP: "set_pressure_drop"}
"""The property that says what a valve holds, by what it controls."""
_ELEMENTS = {
    DOWNSTREAM: Element.PRESSURE_REDUCING,
    UPSTREAM: Element.PRESSURE_SUSTAINING,
    FLOW: Element.FLOW_CONTROL,
    DROP: Element.PRESSURE_BREAKER,
}


def _elements(frame: pd.DataFrame, surroundings: Surroundings) -> LinkElements:
    _check_setpoints(frame)
    active = (frame["status"] == "active").to_numpy()
    controls = list(frame["control"])
    return LinkElements(
        [_ELEMENTS[control] if acts else Element.RESISTANCE for control, acts in zip(controls, active, strict=True)],
        closed=(frame["status"] == "closed").to_numpy(),
        # A controller of the flow stands open to flow from its outlet; the others shut against it.
        one_way=active & np.array([control != FLOW for control in controls], dtype=bool),
        resistance=fitting_resistance(frame),
        elevation=numbers(frame, "elevation"),
        setting_pressure=numbers(frame, "setpoint"),
        setting_flow=numbers(frame, "set_flow"),
        setting_pressure_drop=numbers(frame, "set_pressure_drop"),
    )


def _check_setpoints(frame: pd.DataFrame) -> None:
    """Check that each valve has the setpoint of what it controls, and no other.

    Raises
    ------
    InputError
        Names the first valve that has not.
    """
    given = {name: ~np.isnan(numbers(frame, name)) for name in dict.fromkeys(_SETPOINTS.values())}
    for k, (tag, control) in enumerate(frame["control"].items()):
        wanted = _SETPOINTS[control]
        if not given[wanted][k]:
            raise InputError(
                f"{tag}.{wanted} is missing: the valve controls the {control}.",
                path=(str(tag), wanted),
                expected=f"the {control} to hold",
            )
        for name in given:
            if name != wanted and given[name][k]:
                raise InputError(
                    f"{tag}.{name} is given, but the valve controls the {control}: give {wanted} only, or another "
                    "control.",
                    path=(str(tag), name),
                    value=float(frame[name].iloc[k]),
                    expected="no value",
                )


def _results(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> dict[str, Array]:
    results = valve_results(frame, state, surroundings)
    # Sizing: what the flow needs at the drop that it has, or at the choked one if that is less.
    drop = np.fmin(pressure_loss(state, surroundings), results["choked_pressure_drop"])
    viscosity = surroundings.viscosity / surroundings.density
    moving = reynolds_number(results["velocity"], numbers(frame, "diameter"), viscosity) > RESTING_REYNOLDS_NUMBER
    throttles = moving & (drop > 0.0)
    required = np.full(len(frame), np.nan)
    required[throttles] = np.abs(state.flow[throttles]) * np.sqrt(surroundings.density / drop[throttles])
    return results | {"required_flow_coefficient": required}


def _violations(frame: pd.DataFrame, state: LinkState, surroundings: Surroundings) -> list[tuple[str, str]]:
    """Return the valves that cannot hold what they are set to, and those that choke."""
    return _not_holding(frame, state.status) + choking(frame, state, surroundings)


def _not_holding(frame: pd.DataFrame, status: Array) -> list[tuple[str, str]]:
    found = []
    for k in np.flatnonzero((frame["status"] == "active").to_numpy() & (status != "active")).tolist():
        tag, control = str(frame.index[k]), str(frame["control"].iloc[k])
        stands = "is shut" if status[k] == "shut" else "stands fully open"
        found.append((tag, f"'{tag}' {stands}: {_reason(control, status[k] == 'shut')}."))
    return found


def _reason(control: str, shut: bool) -> str:
    if control == DOWNSTREAM:
        return f"the pressure behind it is {'above' if shut else 'below'} the setpoint, whatever it does"
    if control == UPSTREAM:
        return f"the pressure before it is {'below' if shut else 'above'} the setpoint, whatever it does"
    if shut:
        return "the flow would go from its outlet to its inlet"
    if control == FLOW:
        return "it cannot pass the flow that it is set to"
    return "it loses more than it is set to"


def _gas_elements(frame: pd.DataFrame) -> GasElements:
    _check_setpoints(frame)
    active = (frame["status"] == "active").to_numpy()
    other = np.flatnonzero(active & (frame["control"] != DOWNSTREAM).to_numpy())
    if other.size:
        tag, control = str(frame.index[other[0]]), str(frame["control"].iloc[other[0]])
        raise InputError(
            f"{tag}.control is '{control}': in a gas network a control valve holds the {DOWNSTREAM} only.",
            path=(tag, "control"),
            value=control,
            expected=DOWNSTREAM,
        )
    diameter = numbers(frame, "diameter")
    return GasElements(
        [GasElement.PRESSURE_REGULATOR if acts else GasElement.RESISTANCE for acts in active.tolist()],
        closed=(frame["status"] == "closed").to_numpy(),
        one_way=active,
        elevation=numbers(frame, "elevation"),
        diameter=diameter,
        loss_coefficient=gas_loss_coefficient(fitting_resistance(frame), diameter),
        setting=numbers(frame, "setpoint"),
    )


def _gas_violations(frame: pd.DataFrame, state: GasState) -> list[tuple[str, str]]:
    return _not_holding(frame, state.status)


CONTROL_VALVE = ComponentType(
    code="CONTROL_VALVE",
    title="Control valve",
    meaning="A valve that holds the pressure at its outlet or inlet, the flow, or its pressure drop",
    version=3,
    parameters=(
        DIAMETER,
        *LOSS_OR_FLOW_COEFFICIENT,
        Parameter(
            "control",
            "What the valve holds: the pressure at its outlet (pressure reducing) or inlet (back-pressure), the flow, "
            "or a pressure drop (pressure breaker)",
            choices=tuple(_SETPOINTS),
            required=True,
            default=DOWNSTREAM,
        ),
        Parameter(
            "setpoint",
            "Pressure held at the outlet or inlet, if the valve controls one of them",
            "pressure",
            minimum=0.0,
            maximum=1e9,
        ),
        Parameter("set_flow", "Flow held, if the valve controls the flow", "volumetric_flow", minimum=0.0, maximum=1e6),
        Parameter(
            "set_pressure_drop",
            "Pressure lost in the valve, elevation not counted, if it controls the pressure drop",
            "pressure_difference",
            minimum=0.0,
            maximum=1e9,
        ),
        Parameter(
            "status",
            "Active: controls; open or closed: locked so",
            choices=("active", "open", "closed"),
            required=True,
            default="active",
        ),
        RECOVERY_FACTOR,
        EQUIPMENT_ELEVATION,
    ),
    either=COEFFICIENT_RULE,
    ports=THROUGH_PORTS,
    results=(
        *VALVE_RESULTS,
        Result(
            "required_flow_coefficient",
            "Flow coefficient that passes this flow at this pressure drop (or at the choked one)",
            "flow_coefficient",
            maximum="flow_coefficient",
        ),
    ),
    symbol=Symbol("node", "vee", 34, 24, points=BOW_TIE),
    hydraulics=LinkHydraulics(_elements, _results, violations=_violations, explain=explain_control_valve),
    gas=GasLink(_gas_elements, _gas_violations),
)
