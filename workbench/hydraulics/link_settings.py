"""Status and setting of every link at one moment, as patterns and controls leave them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.hydraulics.kinds import LinkKind
from workbench.hydraulics.network import Network
from workbench.hydraulics.schedule import NOT_HOLDING, Control
from workbench.hydraulics.solution import LinkStatus

__all__ = ["LinkSettings", "directed"]

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

EITHER_WAY = (LinkKind.PIPE, LinkKind.RESISTANCE, LinkKind.FLOW_CONTROL)
"""Kinds through which a liquid flows either way."""


@dataclass
class LinkSettings:
    """What can be switched in a network of m links with p pumps.

    Attributes
    ----------
    closed : (m,) bool array
    locked_open : (m,) bool array
        Valves that stand open instead of holding their setting.
    setting : (m,) array
        Of valves that hold one.
    resistance : (m,) array
        [s2/m5]
    speed : (p,) array
        Speed ratio of the pumps in the order of the pump table; 0 where a pattern or control stops one [-].
    """

    network: Network
    closed: BoolArray
    locked_open: BoolArray
    setting: FloatArray
    resistance: FloatArray
    speed: FloatArray

    @classmethod
    def of(cls, network: Network, open_valves: Iterable[int] = ()) -> LinkSettings:
        """Return the status and settings that the network itself has; `open_valves` hold nothing."""
        locked_open = np.zeros(network.link_count, dtype=np.bool_)
        locked_open[list(open_valves)] = True
        return cls(
            network,
            network.closed.copy(),
            locked_open,
            network.setting.copy(),
            network.resistance.copy(),
            network.pumps.speed.copy(),
        )

    def status(self, link: int) -> LinkStatus:
        """Return whether a link is OPEN, CLOSED, or ACTIVE: free to hold its setting."""
        if self.closed[link]:
            return LinkStatus.CLOSED
        is_passive = self.network.kind[link] in NOT_HOLDING or self.locked_open[link]
        return LinkStatus.OPEN if is_passive else LinkStatus.ACTIVE

    def set_speed(self, link: int, speed: float) -> None:
        """Give a pump a speed; 0 stops it."""
        self.speed[self.network.pumps.link == link] = speed
        self.closed[link] = speed == 0.0

    def apply(self, control: Control) -> bool:
        """Do what a control says; return whether that changed anything."""
        before = self._of(control.link)
        link, kind, setting = control.link, self.network.kind[control.link], control.setting
        if setting is not None:
            if kind == LinkKind.PUMP:
                self.set_speed(link, setting)
            elif kind == LinkKind.RESISTANCE:
                self.resistance[link], self.closed[link] = setting, False
            else:
                self.setting[link], self.closed[link], self.locked_open[link] = setting, False, False
        if control.status is not None:
            self.closed[link] = control.status == LinkStatus.CLOSED
            self.locked_open[link] = control.status == LinkStatus.OPEN and kind not in NOT_HOLDING
            if kind == LinkKind.PUMP and control.status == LinkStatus.OPEN:
                rows = self.network.pumps.link == link  # one that a speed of 0 stopped runs as the network has it
                self.speed[rows] = np.where(self.speed[rows] > 0.0, self.speed[rows], self.network.pumps.speed[rows])
        return before != self._of(link)

    def would_change(self, control: Control) -> bool:
        """Return whether a control would change anything now."""
        return self.copy().apply(control)

    def copy(self) -> LinkSettings:
        """Return settings that can be changed on their own."""
        return replace(
            self,
            closed=self.closed.copy(),
            locked_open=self.locked_open.copy(),
            setting=self.setting.copy(),
            resistance=self.resistance.copy(),
            speed=self.speed.copy(),
        )

    def key(self) -> bytes:
        """Return bytes that are equal for equal status and settings."""
        return self.closed.tobytes() + self.key_when_open()

    def key_when_open(self) -> bytes:
        """Return bytes that are equal for settings that make equal networks but for what is closed."""
        parts = (self.locked_open, self.setting, self.resistance, self._running_speed)
        return b"".join(part.tobytes() for part in parts)

    @property
    def _running_speed(self) -> FloatArray:
        """Speeds of the pumps; of one that stands still that of the network, which is not read."""
        return np.where(self.speed > 0.0, self.speed, self.network.pumps.speed)

    def _of(self, link: int) -> tuple[float, ...]:
        speed = self.speed[self.network.pumps.link == link]
        return (
            float(self.closed[link]),
            float(self.locked_open[link]),
            float(self.setting[link]),
            float(self.resistance[link]),
            *speed.tolist(),
        )

    def network_with(self, *, closed: BoolArray) -> Network:
        """Return the network with these settings and other links closed."""
        pumps, speed = self.network.pumps, self._running_speed
        return replace(
            self.network,
            closed=closed,
            one_way=self.network.one_way & ~self.locked_open,
            kind=np.where(self.locked_open, LinkKind.RESISTANCE, self.network.kind),
            setting=self.setting,
            resistance=self.resistance,
            pumps=replace(pumps, speed=speed, typical_flow=pumps.typical_flow * (speed / pumps.speed)),
        )


def directed(network: Network, full: Iterable[int], empty: Iterable[int]) -> tuple[Network, BoolArray, BoolArray]:
    """Return the network in which nothing flows into full tanks or out of empty ones.

    Their links become check valves, or close where the direction left is not theirs. This is how EPANET closes
    such links for a time, as conditions of the solution instead of a rule for the iterations.

    Parameters
    ----------
    network : Network
    full, empty : iterables of int
        Nodes of the tanks.

    Returns
    -------
    Network
    (m,) bool array
        Links that were turned round: their start and end are exchanged.
    (m,) bool array
        Flow control valves that must not flow backwards, which no check valve of theirs prevents: to be closed if
        they do.

    References
    ----------
    EPANET 2.2, hydstatus.c, ``tankstatus``.
    """
    takes_nothing, gives_nothing = np.zeros((2, network.node_count), dtype=np.bool_)
    takes_nothing[list(full)] = True
    gives_nothing[list(empty)] = True
    forward = ~network.closed
    backward = forward & ~network.one_way & np.isin(network.kind, EITHER_WAY)
    forward &= ~(gives_nothing[network.start] | takes_nothing[network.end])
    backward &= ~(takes_nothing[network.start] | gives_nothing[network.end])
    touched = (takes_nothing | gives_nothing)[network.start] | (takes_nothing | gives_nothing)[network.end]
    turned: BoolArray = backward & ~forward
    limited = network.kind == LinkKind.FLOW_CONTROL
    guarded: BoolArray = touched & limited & forward & ~backward
    if not touched.any():
        return network, turned, guarded
    return (
        replace(
            network,
            kind=np.where(turned & limited, LinkKind.RESISTANCE, network.kind),
            start=np.where(turned, network.end, network.start),
            end=np.where(turned, network.start, network.end),
            closed=np.where(touched, ~(forward | backward), network.closed),
            one_way=np.where(touched, forward != backward, network.one_way),
        ),
        turned,
        guarded,
    )
