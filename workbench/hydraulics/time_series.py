"""What an extended period tells: one steady state after the other, and what happened between them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.hydraulics.solution import Solution

__all__ = ["Event", "Step", "TimeSeries", "clock"]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Event:
    """Something that happened to a component.

    Attributes
    ----------
    time : int
        Since the start [s].
    tag : str
        The link or tank that it happened to.
    words : str
        One sentence.
    cause : str
        Tag of the control, if one did it.
    """

    time: int
    tag: str
    words: str
    cause: str = ""

    def __str__(self) -> str:
        return f"{clock(self.time)}  {self.words}"


@dataclass(frozen=True, eq=False)
class Step:
    """The state from one time until the next.

    Attributes
    ----------
    time : int
        Since the start [s].
    solution : Solution
        Of the network as it is then: demands, heads, status and settings at that time.
    level : (t,) array
        Of the tanks [m].
    events : tuple of Event
        What happened at this time.
    is_reported : bool
        Whether the time is one of those to report: a multiple of the report step, or the end.
    """

    time: int
    solution: Solution
    level: FloatArray
    events: tuple[Event, ...]
    is_reported: bool


@dataclass(frozen=True, eq=False)
class TimeSeries:
    """Heads, flows and levels over k times, events between the reported times included.

    Attributes
    ----------
    times : (k,) int array
        Since the start [s].
    is_reported : (k,) bool array
        The times at which the report step ends; the others are those of events.
    head : (k, n) array
        Of the nodes [m].
    flow : (k, m) array
        Of the links, positive from start to end [m3/s].
    level : (k, t) array
        Of the tanks [m].
    status : (k, m) int array of `LinkStatus`
        A link that a full or empty tank closes is SHUT, or CLOSED where it cannot flow the other way.
    outflow : (k, n) array
        Flow that leaves the network at each node: demands, and what tanks take up [m3/s].
    events : tuple of Event
    is_complete : bool
        False if `stop` ended the period.
    """

    times: NDArray[np.int64]
    is_reported: NDArray[np.bool_]
    head: FloatArray
    flow: FloatArray
    level: FloatArray
    status: NDArray[np.int8]
    outflow: FloatArray
    events: tuple[Event, ...] = field(default=())
    is_complete: bool = True

    @classmethod
    def of(cls, steps: list[Step], *, is_complete: bool) -> TimeSeries:
        """Gather the states of a period."""
        solutions = [step.solution for step in steps]
        return cls(
            times=np.array([step.time for step in steps], dtype=np.int64),
            is_reported=np.array([step.is_reported for step in steps], dtype=np.bool_),
            head=np.array([solution.head for solution in solutions]),
            flow=np.array([solution.flow for solution in solutions]),
            level=np.array([step.level for step in steps]),
            status=np.array([solution.status for solution in solutions], dtype=np.int8),
            outflow=np.array([solution.outflow for solution in solutions]),
            events=tuple(event for step in steps for event in step.events),
            is_complete=is_complete,
        )


def clock(time: int) -> str:
    """Return a time [s] as hours, minutes and seconds.

    Examples
    --------
    >>> clock(93784)
    '26:03:04'
    """
    return f"{time // 3600}:{time // 60 % 60:02d}:{time % 60:02d}"
