"""COMPRESSOR: raises the pressure of a gas by a ratio, with a power, or to a pressure that it holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import numbers
from workbench.equipment.common import EQUIPMENT_ELEVATION, THROUGH_PORTS
from workbench.equipment.declaration import ComponentType, Parameter, Result, Symbol
from workbench.equipment.gas_behaviour import GasElement, GasElements, GasLink, GasState

__all__ = ["COMPRESSOR"]

_ELEMENTS = {
    "pressure_ratio": GasElement.COMPRESSOR_RATIO,
    "power": GasElement.COMPRESSOR_POWER,
    "discharge_pressure": GasElement.COMPRESSOR_DISCHARGE,
}


def _elements(frame: pd.DataFrame) -> GasElements:
    given = {name: numbers(frame, name) for name in _ELEMENTS}
    setting = np.full(len(frame), np.nan)
    element = [GasElement.COMPRESSOR_RATIO] * len(frame)
    for name, values in given.items():
        for k in np.flatnonzero(~np.isnan(values)).tolist():
            setting[k], element[k] = values[k], _ELEMENTS[name]
    return GasElements(
        element,
        closed=(frame["status"] == "closed").to_numpy(),
        one_way=np.ones(len(frame), dtype=bool),
        elevation=numbers(frame, "elevation"),
        setting=setting,
        efficiency=numbers(frame, "isentropic_efficiency"),
    )


def _violations(frame: pd.DataFrame, state: GasState) -> list[tuple[str, str]]:
    """Return the compressors that do not hold their discharge pressure."""
    holds = ~np.isnan(numbers(frame, "discharge_pressure")) & (frame["status"] == "open").to_numpy()
    words = {
        "open": "stands aside: the gas comes with more than its discharge pressure",
        "shut": "is shut: no gas flows from its inlet to its outlet",
    }
    return [
        (str(frame.index[k]), f"'{frame.index[k]}' {words[state.status[k]]}.")
        for k in np.flatnonzero(holds & (state.status != "active")).tolist()
    ]


COMPRESSOR = ComponentType(
    code="COMPRESSOR",
    title="Compressor",
    meaning="Raises the pressure of a gas: by a ratio, with a power, or to a discharge pressure; lets nothing back",
    parameters=(
        Parameter("pressure_ratio", "Outlet pressure over inlet pressure", minimum=1.0, maximum=1000.0),
        Parameter("power", "Shaft power", "power", above=0.0, maximum=1e12),
        Parameter("discharge_pressure", "Pressure held at the outlet", "pressure", above=0.0, maximum=1e9),
        Parameter(
            "isentropic_efficiency",
            "Isentropic work over the work of the shaft",
            "fraction",
            required=True,
            above=0.0,
            maximum=1.0,
        ),
        Parameter("status", "Open (runs) or closed", choices=("open", "closed"), required=True, default="open"),
        EQUIPMENT_ELEVATION,
    ),
    either=(
        ("pressure_ratio", "power", "discharge_pressure"),
        "either a pressure_ratio, a power or a discharge_pressure, one of the three",
    ),
    ports=THROUGH_PORTS,
    results=(
        Result("mass_flow", "Mass flow, positive from inlet to outlet", "mass_flow"),
        Result("inlet_pressure", "Pressure at the inlet", "pressure"),
        Result("outlet_pressure", "Pressure at the outlet", "pressure"),
        Result("pressure_drop", "Inlet pressure minus outlet pressure", "pressure_difference"),
        Result("shaft_power", "Isentropic work of the flow over the isentropic efficiency", "power"),
    ),
    symbol=Symbol("node", "polygon", 34, 34, points="-1 -1 1 -0.5 1 0.5 -1 1"),
    gas=GasLink(_elements, _violations),
)
