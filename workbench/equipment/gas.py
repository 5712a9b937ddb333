"""GAS: what a gas network carries, and the law of its pipes."""

from __future__ import annotations

import pandas as pd

from workbench.equipment.behaviour import numbers
from workbench.equipment.declaration import ComponentType, Parameter, Symbol
from workbench.equipment.gas_behaviour import GasDefinition, GasRow

__all__ = ["COMPRESSIBILITIES", "GAS", "PIPE_MODELS"]

COMPRESSIBILITIES = ("ideal", "constant", "CNGA", "AGA", "Papay")
PIPE_MODELS = (
    "isothermal",
    "adiabatic",
    "general flow equation",
    "weymouth",
    "panhandle A",
    "panhandle B",
    "AGA",
)
_NUMBERS = (
    "molar_mass",
    "temperature",
    "viscosity",
    "heat_capacity_ratio",
    "compressibility_factor",
    "critical_pressure",
    "critical_temperature",
    "efficiency",
)


def _rows(frame: pd.DataFrame) -> list[GasRow]:
    columns = {name: numbers(frame, name).tolist() for name in _NUMBERS}
    return [
        GasRow(
            tag=str(tag),
            compressibility=str(frame["compressibility"].iloc[k]),
            pipe_model=str(frame["pipe_model"].iloc[k]),
            **{name: values[k] for name, values in columns.items()},
        )
        for k, tag in enumerate(frame.index)
    ]


GAS = ComponentType(
    code="GAS",
    title="Gas",
    meaning="The gas of a gas network, at one temperature, and the law of its pipes; a case of GasNetwork has one",
    parameters=(
        Parameter("molar_mass", "Mass of a mole", "molar_mass", required=True, above=0.0, maximum=10.0),
        Parameter(
            "temperature",
            "Temperature of the gas; of adiabatic pipes the stagnation temperature",
            "temperature",
            required=True,
            minimum=1.0,
            maximum=5000.0,
        ),
        Parameter("viscosity", "Dynamic viscosity", "dynamic_viscosity", required=True, minimum=1e-7, maximum=1.0),
        Parameter(
            "heat_capacity_ratio", "Isobaric over isochoric heat capacity", required=True, above=1.0, maximum=10.0
        ),
        Parameter(
            "compressibility",
            "How Z follows the pressure: ideal (1), constant, or by CNGA (natural gas), AGA or Papay",
            choices=COMPRESSIBILITIES,
            required=True,
            default="ideal",
        ),
        Parameter("compressibility_factor", "Z, if it is constant", above=0.0, maximum=10.0),
        Parameter(
            "critical_pressure",
            "(Pseudo-)critical pressure, of AGA and Papay",
            "vapour_pressure",
            above=0.0,
            maximum=1e9,
        ),
        Parameter(
            "critical_temperature",
            "(Pseudo-)critical temperature, of AGA and Papay",
            "temperature",
            above=0.0,
            maximum=5000.0,
        ),
        Parameter(
            "pipe_model",
            "Law of the pipes; isothermal and adiabatic with choking",
            choices=PIPE_MODELS,
            required=True,
            default="isothermal",
        ),
        Parameter(
            "efficiency",
            "Flow of a pipe over that of the equation, of Weymouth, Panhandle and AGA",
            required=True,
            default=1.0,
            above=0.0,
            maximum=1.0,
        ),
    ),
    ports=(),
    results=(),
    symbol=Symbol("none"),
    gas=GasDefinition(_rows),
)
