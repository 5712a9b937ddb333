"""What a component type is in a gas network, in neutral words that the gas solver's arrays are made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd

from workbench.equipment.behaviour import Array, numbers
from workbench.errors import InputError

__all__ = [
    "GasBehaviour",
    "GasBoundary",
    "GasDefinition",
    "GasElement",
    "GasElements",
    "GasLink",
    "GasNode",
    "GasRow",
    "GasState",
    "gas_pressure_or_flow",
    "refuse_values",
]


class GasElement(Enum):
    """The elements of a gas network that a component can be, and what its setting means."""

    PIPE = "pipe"
    RESISTANCE = "resistance"
    COMPRESSOR_RATIO = "compressor by ratio"
    """Outlet pressure over inlet pressure."""
    COMPRESSOR_POWER = "compressor by power"
    """Shaft power [W]."""
    COMPRESSOR_DISCHARGE = "compressor by discharge pressure"
    """Pressure held at the outlet [Pa]."""
    PRESSURE_REGULATOR = "pressure regulator"
    """Pressure held at the outlet [Pa]."""


@dataclass(frozen=True)
class GasBoundary:
    """What n places impose: elevation [m], a fixed pressure [Pa] (NaN: free), outflow from the network [kg/s]."""

    elevation: Array
    fixed_pressure: Array
    outflow: Array


@dataclass(frozen=True)
class GasElements:
    """What n links are to the gas solver; arrays of n, None or NaN where a value does not apply.

    `loss_coefficient` is K on the diameter; `efficiency` is that of a compressor (isentropic), `setting` that of
    `GasElement`.
    """

    element: GasElement | Sequence[GasElement]
    """One for all, or one each."""
    closed: Array
    one_way: Array
    elevation: Array
    diameter: Array | None = None
    loss_coefficient: Array | None = None
    length: Array | None = None
    roughness: Array | None = None
    setting: Array | None = None
    efficiency: Array | None = None


@dataclass(frozen=True)
class GasState:
    """The solver's answer for n links; `status` in the words of `LinkState`, all else by the names of results."""

    values: dict[str, Array]
    status: Array


@dataclass(frozen=True)
class GasNode:
    """A place of one pressure; `sign` is that of its result ``mass_flow`` against the outflow from the network."""

    boundary: Callable[[pd.DataFrame], GasBoundary]
    sign: float = 1.0
    required_if_connected: tuple[tuple[str, str], ...] = ()
    """As of `NodeHydraulics`."""


@dataclass(frozen=True)
class GasLink:
    """A component between two places."""

    elements: Callable[[pd.DataFrame], GasElements]
    violations: Callable[[pd.DataFrame, GasState], list[tuple[str, str]]] | None = None
    """Tag and sentence of what does not hold."""


@dataclass(frozen=True)
class GasRow:
    """One gas and how its pipes are calculated; SI, NaN where a value is absent."""

    tag: str
    molar_mass: float
    temperature: float
    viscosity: float
    heat_capacity_ratio: float
    compressibility: str
    compressibility_factor: float
    critical_pressure: float
    critical_temperature: float
    pipe_model: str
    efficiency: float


@dataclass(frozen=True)
class GasDefinition:
    """A component that says what the gas of the case is."""

    rows: Callable[[pd.DataFrame], list[GasRow]]


GasBehaviour = GasNode | GasLink | GasDefinition


def refuse_values(frame: pd.DataFrame, name: str, wrong: Array, why: str, unit: str, expected: str) -> None:
    """Refuse the first component where `wrong` holds.

    Raises
    ------
    InputError
        Names tag, property and value, why it is refused and what to give.
    """
    refused = np.flatnonzero(wrong)
    if refused.size:
        tag, value = str(frame.index[refused[0]]), float(numbers(frame, name)[refused[0]])
        raise InputError(
            f"{tag}.{name} is {f'{value:g} {unit}'.rstrip()}: {why}; give {expected}.",
            path=(tag, name),
            value=value,
            unit=unit,
            expected=expected,
        )


def gas_pressure_or_flow(prefix: str, sign: float) -> Callable[[pd.DataFrame], GasBoundary]:
    """Return the boundary function of a place with either ``<prefix>_pressure`` or ``<prefix>_mass_flow``.

    `sign` is +1 where the flow leaves the network, -1 where it enters.
    """

    def boundary(frame: pd.DataFrame) -> GasBoundary:
        name = f"{prefix}_flow"
        given = ~np.isnan(numbers(frame, name))
        why = "the volume of a gas follows its pressure, and a gas network balances mass"
        refuse_values(frame, name, given, why, "m3/s", f"{prefix}_mass_flow")
        flow = numbers(frame, f"{prefix}_mass_flow")
        outflow = np.where(np.isnan(flow), 0.0, sign * flow)
        return GasBoundary(numbers(frame, "elevation"), numbers(frame, f"{prefix}_pressure"), outflow)

    return boundary
