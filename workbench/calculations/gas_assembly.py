"""From the frames of a case to the arrays of a gas network."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.calculations.joining import join, require_of_connected, slices_of
from workbench.calculations.present import present_frame
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import Array
from workbench.equipment.gas_behaviour import (
    GasBoundary,
    GasDefinition,
    GasElement,
    GasElements,
    GasLink,
    GasNode,
    GasRow,
)
from workbench.errors import InputError
from workbench.hydraulics.gas import Compressibility, FlowModel, Gas, GasLinkKind, GasNetwork
from workbench.model.case import Case

__all__ = ["GasAssembly", "assemble_gas"]

_KINDS = {
    GasElement.PIPE: GasLinkKind.PIPE,
    GasElement.RESISTANCE: GasLinkKind.RESISTANCE,
    GasElement.COMPRESSOR_RATIO: GasLinkKind.COMPRESSOR_RATIO,
    GasElement.COMPRESSOR_POWER: GasLinkKind.COMPRESSOR_POWER,
    GasElement.COMPRESSOR_DISCHARGE: GasLinkKind.COMPRESSOR_DISCHARGE,
    GasElement.PRESSURE_REGULATOR: GasLinkKind.PRESSURE_REGULATOR,
}
_MODELS = {
    "isothermal": FlowModel.ISOTHERMAL,
    "adiabatic": FlowModel.ADIABATIC,
    "general flow equation": FlowModel.SQUARED_PRESSURE,
    "weymouth": FlowModel.WEYMOUTH,
    "panhandle A": FlowModel.PANHANDLE_A,
    "panhandle B": FlowModel.PANHANDLE_B,
    "AGA": FlowModel.AGA_TURBULENT,
}
_WITHOUT_FRICTION_FACTOR = (FlowModel.WEYMOUTH, FlowModel.PANHANDLE_A, FlowModel.PANHANDLE_B)
_VALUES = ("diameter", "loss_coefficient", "length", "roughness", "setting", "efficiency")
_NEEDED = {
    "ideal": (),
    "constant": ("compressibility_factor",),
    "CNGA": (),
    "AGA": ("critical_pressure", "critical_temperature"),
    "Papay": ("critical_pressure", "critical_temperature"),
}
"""What a model of compressibility needs beside temperature and molar mass."""


@dataclass(frozen=True)
class GasAssembly:
    """A gas network, and which of its nodes and links belong to which component type."""

    network: GasNetwork
    frames: dict[str, pd.DataFrame]
    nodes: dict[str, slice]
    links: dict[str, slice]
    component_nodes: int
    """Number of nodes that are components; the joints between two links follow them."""


def assemble_gas(case: Case) -> GasAssembly:
    """Return the gas network of a case.

    Raises
    ------
    InputError
        No GAS or more than one, a component of a type that no gas network has, one that is not connected at both
        ends, a volumetric flow, a pipe without what its law needs.
    """
    rows, frames = _gas_rows(case), {}
    boundaries: dict[str, GasBoundary] = {}
    elements: dict[str, GasElements] = {}
    for code in case.codes:
        behaviour = BUILT_IN[code].gas if code in BUILT_IN else None
        if isinstance(behaviour, GasNode):
            frames[code] = present_frame(case, code)
            require_of_connected(case, frames[code], behaviour.required_if_connected)
            boundaries[code] = behaviour.boundary(frames[code])
        elif isinstance(behaviour, GasLink):
            frames[code] = present_frame(case, code)
            elements[code] = behaviour.elements(frames[code])
        elif behaviour is None:
            _refuse_other(case, code)
    nodes, node_tags = slices_of(case, boundaries)
    links, link_tags = slices_of(case, elements)
    if not len(link_tags):
        raise InputError(f"Case '{case.name}' has nothing to solve: add components and connect them.")
    own = np.concatenate([element.elevation for element in elements.values()])
    none = np.empty(0, dtype=np.int64)
    start, end, joint_tags, _, joint_elevation = join(case, node_tags, link_tags, own, none)
    places, joints = list(boundaries.values()), len(joint_tags)
    pressure = np.concatenate([*(place.fixed_pressure for place in places), np.full(joints, np.nan)])
    fixed = ~np.isnan(pressure)
    gas = _one_gas(case, rows)
    network = GasNetwork(
        node_names=[*node_tags.tolist(), *joint_tags],
        elevation=np.concatenate([*(place.elevation for place in places), joint_elevation]),
        fixed=fixed,
        fixed_pressure=np.where(fixed, pressure, 0.0),
        outflow=np.concatenate([*(place.outflow for place in places), np.zeros(joints)]),
        link_names=link_tags.tolist(),
        start=start,
        end=end,
        gas=_gas(gas, case.settings["atmospheric_pressure"]),
        **_link_arrays(elements, links, link_tags, gas),
    )
    return GasAssembly(network, frames, nodes, links, len(node_tags))


def _gas_rows(case: Case) -> list[GasRow]:
    rows: list[GasRow] = []
    for code in case.codes:
        behaviour = BUILT_IN[code].gas if code in BUILT_IN else None
        if isinstance(behaviour, GasDefinition):
            rows += behaviour.rows(present_frame(case, code))
    return rows


def _one_gas(case: Case, rows: list[GasRow]) -> GasRow:
    if not rows:
        raise InputError(
            f"Case '{case.name}' does not say which gas it is about: add a component of type GAS.",
            path=(case.name, "GAS"),
            expected="one GAS",
        )
    if len(rows) > 1:
        raise InputError(
            f"Case '{case.name}' has {len(rows)} gases ({', '.join(row.tag for row in rows[:5])}); a network carries "
            "one.",
            path=(rows[1].tag, "GAS"),
            value=len(rows),
            expected="one GAS",
        )
    return rows[0]


def _refuse_other(case: Case, code: str) -> None:
    """Refuse a component that does something in a liquid network, but nothing in one of a gas."""
    if code in BUILT_IN and BUILT_IN[code].hydraulics is not None and len(case[code]):
        tag = str(case[code].index[0])
        raise InputError(
            f"'{tag}' is a {code}, which a gas network does not calculate: remove it.",
            path=(tag, "type"),
            value=code,
            expected=", ".join(name for name, declared in BUILT_IN.items() if declared.gas is not None),
        )


def _gas(row: GasRow, atmospheric_pressure: float) -> Gas:
    optional = dict.fromkeys(name for names in _NEEDED.values() for name in names)
    for name in optional:
        value, needed = float(getattr(row, name)), name in _NEEDED[row.compressibility]
        if math.isnan(value) == needed:
            problem = "is missing:" if needed else "is given, but"
            raise InputError(
                f"{row.tag}.{name} {problem} the compressibility is '{row.compressibility}'.",
                path=(row.tag, name),
                value=None if needed else value,
                expected="a value" if needed else "no value",
            )
    gas = Gas(row.molar_mass, row.temperature, row.viscosity, row.heat_capacity_ratio)
    models: dict[str, Callable[[], Compressibility]] = {
        "ideal": Compressibility.ideal,
        "constant": lambda: Compressibility.constant(row.compressibility_factor),
        "CNGA": lambda: Compressibility.cnga(gas.specific_gravity, row.temperature, atmospheric_pressure),
        "AGA": lambda: Compressibility.aga(row.critical_pressure, row.critical_temperature, row.temperature),
        "Papay": lambda: Compressibility.papay(row.critical_pressure, row.critical_temperature, row.temperature),
    }
    return Gas(row.molar_mass, row.temperature, row.viscosity, row.heat_capacity_ratio, models[row.compressibility]())


def _link_arrays(elements: dict[str, GasElements], links: dict[str, slice], tags: Array, gas: GasRow) -> dict[str, Any]:
    """Return the arrays of all links by the names of `GasNetwork`."""
    count = len(tags)
    arrays: dict[str, Any] = {name: np.zeros(count) for name in _VALUES}
    closed, one_way = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    kind = np.zeros(count, dtype=np.int64)
    for code, element in elements.items():
        part = links[code]
        closed[part], one_way[part] = element.closed, element.one_way
        each = element.element
        kind[part] = _KINDS[each] if isinstance(each, GasElement) else [_KINDS[one] for one in each]
        for name in _VALUES:
            values = getattr(element, name)
            if values is not None:
                arrays[name][part] = values
    pipe = kind == GasLinkKind.PIPE
    arrays["efficiency"][pipe] = gas.efficiency
    arrays["efficiency"][(kind == GasLinkKind.RESISTANCE) | (kind == GasLinkKind.PRESSURE_REGULATOR)] = 1.0
    model = _MODELS[gas.pipe_model]
    equation = model in _WITHOUT_FRICTION_FACTOR
    _refuse_unread(tags, gas, pipe, arrays["loss_coefficient"])
    # The setting of a valve that stands open or is locked, and the roughness where no law reads it, may be absent.
    holds = kind > GasLinkKind.RESISTANCE
    arrays["setting"] = np.where(holds, arrays["setting"], 0.0)
    if equation:
        arrays["roughness"] = np.where(np.isnan(arrays["roughness"]), 0.0, arrays["roughness"])
    # A valve follows no equation of transmission lines.
    plain = model if model <= FlowModel.SQUARED_PRESSURE else FlowModel.ISOTHERMAL
    return arrays | {"kind": kind, "closed": closed, "one_way": one_way, "model": np.where(pipe, model, plain)}


def _refuse_unread(tags: Array, gas: GasRow, pipe: Array, loss_coefficient: Array) -> None:
    """Refuse what the law of the pipes would not read."""
    model = _MODELS[gas.pipe_model]
    lossy = np.flatnonzero(pipe & (loss_coefficient > 0.0))
    if model in _WITHOUT_FRICTION_FACTOR and lossy.size:
        tag, value = str(tags[lossy[0]]), float(loss_coefficient[lossy[0]])
        raise InputError(
            f"{tag} has fittings of K = {value:g}, which {gas.pipe_model} does not count: put a VALVE with this "
            "loss_coefficient beside the pipe, or choose another pipe_model.",
            path=(tag, "loss_coefficient"),
            value=value,
            expected="0",
        )
    if model <= FlowModel.SQUARED_PRESSURE and gas.efficiency != 1.0:
        raise InputError(
            f"{gas.tag}.efficiency is {gas.efficiency:g}, and pipes of the pipe_model '{gas.pipe_model}' have none.",
            path=(gas.tag, "efficiency"),
            value=gas.efficiency,
            expected="1, or a pipe_model of transmission lines",
        )
