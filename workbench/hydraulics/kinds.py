"""What a link can be, and the friction laws of pipes."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["FrictionLaw", "LinkKind"]


class LinkKind(IntEnum):
    """What a link is."""

    PIPE = 0
    RESISTANCE = 1
    """A valve, a fitting, an exchanger: ``loss = a q + R q|q|``."""
    PUMP = 2
    PRESSURE_REDUCING = 3
    """Holds the head at its end node down to its setting [m]; shut against flow from the end."""
    PRESSURE_SUSTAINING = 4
    """Holds the head at its start node up to its setting [m]; shut against flow from the end."""
    FLOW_CONTROL = 5
    """Carries at most its setting [m3/s] from start to end; open to flow from the end."""
    PRESSURE_BREAKER = 6
    """Loses its setting [m], or what it loses fully open if that is more; shut against flow from the end."""
    OUTFLOW = 7
    """Emitter, nozzle, sprinkler or leak: ``loss = R q^n``, out of the network only."""


class FrictionLaw(IntEnum):
    """Which law gives the friction of a pipe."""

    DARCY_WEISBACH = 0
    """With Colebrook and White's friction factor to full precision."""
    HAZEN_WILLIAMS = 1
    CHEZY_MANNING = 2
    SWAMEE_JAIN = 3
    """Darcy-Weisbach with the friction factor as EPANET computes it."""
