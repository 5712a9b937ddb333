"""The elements of a gas network and the laws of its pipes."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["FlowModel", "GasLinkKind"]


class GasLinkKind(IntEnum):
    """What a link is, and what its `setting` means."""

    PIPE = 0
    RESISTANCE = 1
    """A valve, an orifice, a fitting: K on a diameter."""
    COMPRESSOR_RATIO = 2
    """`setting`: pressure at the end over pressure at the start [-]."""
    COMPRESSOR_POWER = 3
    """`setting`: shaft power [W]; `efficiency`: isentropic."""
    COMPRESSOR_DISCHARGE = 4
    """`setting`: pressure held at the end node [Pa]; stands aside where the gas comes with more."""
    PRESSURE_REGULATOR = 5
    """`setting`: pressure held at the end node [Pa]; wide open where the gas comes with less."""
    FLOW_CONTROL = 6
    """`setting`: mass flow that it lets through at most, forward only [kg/s]."""


class FlowModel(IntEnum):
    """How a pipe, a valve or a fitting relates flow and pressure."""

    ISOTHERMAL = 0
    """Constant temperature, kinetic term and choking, friction by Colebrook and White."""
    ADIABATIC = 1
    """No heat from outside (Fanno), choking, friction by Colebrook and White."""
    SQUARED_PRESSURE = 2
    """Isothermal without the kinetic term: the general flow equation, friction by Colebrook and White."""
    WEYMOUTH = 3
    PANHANDLE_A = 4
    PANHANDLE_B = 5
    AGA_TURBULENT = 6
    """The general flow equation with the friction of fully rough flow."""
