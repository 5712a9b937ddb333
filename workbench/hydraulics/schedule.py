"""What changes over time in a network: patterns, tanks and simple controls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.hydraulics.kinds import LinkKind
from workbench.hydraulics.network import Network
from workbench.hydraulics.solution import LinkStatus
from workbench.hydraulics.tank import Tank

__all__ = ["DAY", "Condition", "Control", "Pattern", "PatternUse", "Schedule"]

DAY = 86400
"""[s]"""

NOT_HOLDING = (LinkKind.PIPE, LinkKind.RESISTANCE, LinkKind.PUMP, LinkKind.OUTFLOW)
"""Kinds of links that hold no pressure or flow."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Pattern:
    """Multipliers, each of which holds for one step; after the last comes the first again.

    Attributes
    ----------
    tag : str
        Used in messages.
    multipliers : sequence of float
        At least one [-].
    step : int
        How long each holds, in whole seconds [s].
    start : int
        Where in the pattern the simulation starts, in whole seconds [s].

    Examples
    --------
    >>> day = Pattern("day and night", (1.2, 0.6), step=12 * 3600)
    >>> day.at(0), day.at(12 * 3600), day.at(24 * 3600), day.next_change(3600)
    (1.2, 0.6, 1.2, 43200)
    """

    tag: str
    multipliers: Sequence[float]
    step: int
    start: int = 0

    def __post_init__(self) -> None:
        """Check the numbers."""
        values = np.asarray(self.multipliers, dtype=np.float64)
        if values.ndim != 1 or not values.size or not np.isfinite(values).all():
            raise InputError(
                f"{self.tag}: the pattern must hold at least one multiplier, all of them finite numbers.",
                path=(self.tag, "multipliers"),
                value=list(self.multipliers),
                expected="finite numbers",
            )
        whole_seconds(self.step, self.tag, "step", least=1)
        whole_seconds(self.start, self.tag, "start", least=0)

    def at(self, time: int) -> float:
        """Return the multiplier at a time [s] of the simulation."""
        return float(self.multipliers[(time + self.start) // self.step % len(self.multipliers)])

    def next_change(self, time: int) -> int:
        """Return the time [s] at which the multiplier that holds at `time` ends."""
        return ((time + self.start) // self.step + 1) * self.step - self.start


@dataclass(frozen=True)
class PatternUse:
    """Values that one kind of property has over time: ``base * multiplier``.

    Attributes
    ----------
    place : (k,) int array
        Numbers of nodes or links.
    base : (k,) array
        What the multiplier multiplies.
    pattern : (k,) int array
        Numbers of patterns of the schedule.
    """

    place: NDArray[np.int64]
    base: FloatArray
    pattern: NDArray[np.int64]

    @classmethod
    def build(cls, place: Any = (), base: Any = (), pattern: Any = ()) -> PatternUse:
        """Gather three sequences of equal length."""
        places, patterns = np.asarray(place, dtype=np.int64), np.asarray(pattern, dtype=np.int64)
        bases = np.asarray(base, dtype=np.float64)
        if not places.shape == bases.shape == patterns.shape:
            raise InputError(
                f"{places.size} places were given {bases.size} base values and {patterns.size} patterns.",
                path=("schedule", "patterns"),
                expected="as many of each",
            )
        return cls(places, bases, patterns)


class Condition(Enum):
    """When a control acts."""

    AT_TIME = "at a time"
    AT_CLOCK_TIME = "at a clock time"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class Control:
    """One simple control: a status or setting of a link, when a condition is met.

    Steps end when the level of a tank comes to that of a control. The head of any other node is looked at where
    steps end anyway, and the state is solved again if the control acts.

    Attributes
    ----------
    tag : str
        Used in events.
    link : int
        Number of the link.
    condition : Condition
    value : float
        Time since the start or since midnight in whole seconds [s], or a head [m].
    node : int
        Node whose head is read where the condition is ABOVE or BELOW.
    status : LinkStatus, optional
        OPEN, CLOSED, or ACTIVE for a valve that holds its setting.
    setting : float, optional
        Speed ratio of a pump (0: off), head or flow that a valve holds, resistance of a RESISTANCE link;
        it opens a closed link, unless the status says otherwise.
    words : str
        The sentence of its events; else one is made of status, setting and condition.
    """

    tag: str
    link: int
    condition: Condition
    value: float
    node: int = -1
    status: LinkStatus | None = None
    setting: float | None = None
    words: str = ""

    @property
    def reads_head(self) -> bool:
        """Whether it follows a head, not a clock."""
        return self.condition in (Condition.ABOVE, Condition.BELOW)


@dataclass(frozen=True)
class Schedule:
    """Everything that moves in an extended period.

    Attributes
    ----------
    tanks : sequence of Tank
        Their nodes are fixed nodes of the network; other fixed nodes keep their head.
    patterns : sequence of Pattern
    demands : PatternUse
        Flows out of free nodes [m3/s], on top of the network's constant ``demand``; several a node are added.
    heads : PatternUse
        Heads of fixed nodes that are no tanks [m], on top of the network's constant ``fixed_head``.
    speeds : PatternUse
        Speed ratios of pumps, by link; 0 stops the pump.
    controls : sequence of Control
        Where several act on one link at the same time, the last one holds.
    clock_start : int
        Time of the day at which the period starts, in whole seconds after midnight [s].
    open_valves : sequence of int
        Links that could hold a setting, but stand open at the start.
    """

    tanks: Sequence[Tank] = ()
    patterns: Sequence[Pattern] = ()
    demands: PatternUse = field(default_factory=PatternUse.build)
    heads: PatternUse = field(default_factory=PatternUse.build)
    speeds: PatternUse = field(default_factory=PatternUse.build)
    controls: Sequence[Control] = ()
    clock_start: int = 0
    open_valves: Sequence[int] = ()

    def check(self, network: Network) -> None:
        """Check the schedule against its network.

        Raises
        ------
        InputError
            A tank, pattern or control that does not fit; the message names it.
        """
        whole_seconds(self.clock_start, "schedule", "clock_start", least=0)
        nodes = [tank.node for tank in self.tanks]
        for tank in self.tanks:
            tank.check(network)
        if len(set(nodes)) != len(nodes):
            twice = network.node_names[max(nodes, key=nodes.count)]
            raise InputError(f"{twice}: two tanks stand at one node.", path=(twice,), expected="one tank a node")
        free = ~network.fixed
        steady = network.fixed.copy()
        steady[nodes] = False
        pump = network.kind == LinkKind.PUMP
        for name, use, allowed, what in (
            ("demands", self.demands, free, "a node without a fixed head"),
            ("heads", self.heads, steady, "a node of fixed head that is no tank"),
            ("speeds", self.speeds, pump, "a pump"),
        ):
            self._check_use(name, use, allowed, what)
        for link in self.open_valves:
            if not 0 <= link < network.link_count or network.kind[link] in NOT_HOLDING:
                raise InputError(f"Link {link} holds no setting.", path=("schedule", "open_valves"), value=link)
        for control in self.controls:
            _check_control(control, network)

    def _check_use(self, name: str, use: PatternUse, allowed: NDArray[np.bool_], what: str) -> None:
        known = (use.place >= 0) & (use.place < allowed.size)
        known[known] = allowed[use.place[known]]
        wrong = ~known | (use.pattern < 0) | (use.pattern >= len(self.patterns)) | ~np.isfinite(use.base)
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            raise InputError(
                f"Entry {k + 1} of the schedule's {name} (place {use.place[k]}, base {use.base[k]:g}, pattern "
                f"{use.pattern[k]}) does not fit; expected {what}, a finite base and the number of a pattern.",
                path=("schedule", name),
                value=int(use.place[k]),
                expected=what,
            )


def whole_seconds(value: float, tag: str, what: str, *, least: int) -> int:
    """Return a time as a whole number of seconds.

    Raises
    ------
    InputError
        A time that is none, or is below `least`.
    """
    if not np.isfinite(value) or value != int(value) or value < least:
        raise InputError(
            f"{tag}: {what.replace('_', ' ')} is {value:g} s; expected whole seconds, at least {least}.",
            path=(tag, what),
            value=value,
            unit="s",
            expected=f"whole seconds, at least {least}",
        )
    return int(value)


def _check_control(control: Control, network: Network) -> None:
    tag = control.tag
    if not 0 <= control.link < network.link_count:
        raise InputError(f"{tag} acts on a link that is not there.", path=(tag, "link"), value=control.link)
    link, kind = network.link_names[control.link], network.kind[control.link]
    if control.status is None and control.setting is None:
        raise InputError(f"{tag} changes nothing of {link}: give a status or a setting.", path=(tag, "status"))
    if control.status == LinkStatus.SHUT:
        raise InputError(f"{tag} cannot set {link} to SHUT; expected OPEN, CLOSED or ACTIVE.", path=(tag, "status"))
    if kind in NOT_HOLDING and control.status == LinkStatus.ACTIVE:
        raise InputError(f"{tag}: {link} holds no setting, and cannot be ACTIVE.", path=(tag, "status"))
    if control.setting is not None:
        below_zero = kind in (LinkKind.PUMP, LinkKind.RESISTANCE) and control.setting < 0.0
        has_none = kind in (LinkKind.PIPE, LinkKind.OUTFLOW)
        if has_none or not np.isfinite(control.setting) or below_zero:
            raise InputError(
                f"{tag} gives {link} the setting {control.setting:g}; expected "
                f"{'none for a pipe or an outflow' if has_none else 'a finite number, zero or more'}.",
                path=(tag, "setting"),
                value=control.setting,
            )
    if not control.reads_head:
        whole_seconds(control.value, tag, "value", least=0)
        if control.condition is Condition.AT_CLOCK_TIME and control.value >= DAY:
            raise InputError(
                f"{tag} acts at {control.value:g} s of the day; expected below {DAY} s.",
                path=(tag, "value"),
                value=control.value,
                unit="s",
                expected=f"below {DAY} s",
            )
    elif not 0 <= control.node < network.node_count or not np.isfinite(control.value):
        raise InputError(
            f"{tag} reads the head of node {control.node} against {control.value:g} m; expected a node of the network "
            "and a finite head.",
            path=(tag, "node"),
            value=control.node,
        )
