"""From what component types say of themselves to the arrays of the links of a network."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.equipment.behaviour import Array, Element, LinkElements, Surroundings
from workbench.equipment.pump import MONOTONE_CUBIC, PIECEWISE_LINEAR
from workbench.hydraulics import LinkKind, PumpCurve, PumpTable

__all__ = ["link_arrays", "pump_curve"]

_KINDS = {
    Element.PIPE: LinkKind.PIPE,
    Element.RESISTANCE: LinkKind.RESISTANCE,
    Element.PUMP: LinkKind.PUMP,
    Element.PRESSURE_REDUCING: LinkKind.PRESSURE_REDUCING,
    Element.PRESSURE_SUSTAINING: LinkKind.PRESSURE_SUSTAINING,
    Element.FLOW_CONTROL: LinkKind.FLOW_CONTROL,
    Element.PRESSURE_BREAKER: LinkKind.PRESSURE_BREAKER,
    Element.OUTFLOW: LinkKind.OUTFLOW,
}
_VALUES = (
    "length",
    "diameter",
    "roughness",
    "hazen_williams_coefficient",
    "manning_coefficient",
    "linear_resistance",
    "outflow_exponent",
)


def link_arrays(
    elements: dict[str, LinkElements],
    links: dict[str, slice],
    tags: Array,
    surroundings: Surroundings,
    inlet_elevation: Array,
    outlet_elevation: Array,
) -> dict[str, Any]:
    """Return the arrays of all links by the names of `Network`, values that do not apply as zero.

    Parameters
    ----------
    elements : dict of str to LinkElements
        By type code.
    links : dict of str to slice
        Where each type's components are among all links.
    tags : (m,) array of str
        Of all links.
    surroundings : Surroundings
    inlet_elevation, outlet_elevation : (m,) arrays
        Of the nozzles of each link [m].
    """
    count = len(tags)
    arrays = {name: np.zeros(count) for name in (*_VALUES, "resistance", "setting")}
    kind = np.zeros(count, dtype=np.int64)
    closed, one_way = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    pumps: list[tuple[int, PumpCurve, float]] = []
    for code, element in elements.items():
        part = links[code]
        kind[part] = _kinds(element)
        closed[part], one_way[part] = element.closed, element.one_way
        arrays["resistance"][part] = element.resistance
        for name in _VALUES:
            values = getattr(element, name)
            if values is not None:
                arrays[name][part] = np.nan_to_num(values, nan=0.0)
        arrays["setting"][part] = _settings(
            element, kind[part], surroundings, inlet_elevation[part], outlet_elevation[part]
        )
        if element.element is Element.PUMP:
            pumps += _pumps(element, part.start, tags[part])
    return {
        "kind": kind,
        "closed": closed,
        "one_way": one_way,
        **arrays,
        "pumps": PumpTable.build([p[0] for p in pumps], [p[1] for p in pumps], [p[2] for p in pumps]),
    }


def _kinds(element: LinkElements) -> Any:
    if isinstance(element.element, Element):
        return _KINDS[element.element]
    return [_KINDS[one] for one in element.element]


def _settings(
    element: LinkElements, kind: Array, surroundings: Surroundings, inlet_elevation: Array, outlet_elevation: Array
) -> Array:
    """Return what each control valve is set to, as the solver takes it: a head [m] or a flow [m3/s]."""
    setting = np.zeros(len(kind))
    if element.setting_pressure is not None:
        for holds, elevation in (
            (LinkKind.PRESSURE_REDUCING, outlet_elevation),
            (LinkKind.PRESSURE_SUSTAINING, inlet_elevation),
        ):
            chosen = kind == holds
            setting[chosen] = surroundings.head(element.setting_pressure, elevation)[chosen]
    if element.setting_flow is not None:
        chosen = kind == LinkKind.FLOW_CONTROL
        setting[chosen] = element.setting_flow[chosen]
    if element.setting_pressure_drop is not None:
        chosen = kind == LinkKind.PRESSURE_BREAKER
        setting[chosen] = element.setting_pressure_drop[chosen] / surroundings.specific_weight
    return setting


def _pumps(element: LinkElements, first: int, tags: Array) -> list[tuple[int, PumpCurve, float]]:
    assert element.pump_power is not None
    assert element.speed is not None
    pumps = []
    for k, (tag, points, form) in enumerate(zip(tags, element.pump_points, element.pump_form, strict=True)):
        by_power = points is None
        curve = PumpCurve.constant_power(element.pump_power[k], tag=tag) if by_power else pump_curve(tag, points, form)
        # A pump at speed 0 stands still: it is closed already, and its curve is not read.
        pumps.append((first + k, curve, element.speed[k] if element.speed[k] > 0.0 else 1.0))
    return pumps


def pump_curve(tag: str, points: Array, form: str) -> PumpCurve:
    """Return the curve of a pump from its points (flow, head) and the form that they are read in."""
    flow, head = points.T.tolist()
    if form == PIECEWISE_LINEAR:
        return PumpCurve.piecewise_linear(flow, head, tag=tag)
    if form == MONOTONE_CUBIC:
        return PumpCurve.monotone_cubic(flow, head, tag=tag)
    if len(points) == 1:
        return PumpCurve.from_one_point(flow[0], head[0], tag=tag)
    if len(points) == 2:
        return PumpCurve.from_two_points(flow, head, tag=tag)
    return PumpCurve.from_three_points(flow, head, tag=tag)
