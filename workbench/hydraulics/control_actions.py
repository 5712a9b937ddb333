"""When simple controls act, and what they do.

Controls of time and of the levels of tanks act before a state is solved, controls of pressures after it (EPANET 2.2,
``controls`` and ``pswitch`` of hydraul.c).
"""

from __future__ import annotations

from workbench.hydraulics.link_settings import LinkSettings
from workbench.hydraulics.network import Network
from workbench.hydraulics.schedule import DAY, Condition, Control, Schedule
from workbench.hydraulics.solution import LinkStatus, Solution
from workbench.hydraulics.tank_levels import AT_REST, LEVEL_TOLERANCE, TankLevels, seconds
from workbench.hydraulics.time_series import Event

__all__ = ["act_on_clock_and_tanks", "act_on_pressures", "next_action"]

_STATUS_IN_WORDS = {LinkStatus.OPEN: "open", LinkStatus.CLOSED: "closed", LinkStatus.ACTIVE: "active"}


def act_on_clock_and_tanks(schedule: Schedule, settings: LinkSettings, tanks: TankLevels, time: int) -> list[Event]:
    """Let the controls of time and of tank levels act, in their order; return what changed."""
    events = []
    for control in schedule.controls:
        if _is_due(control, schedule, tanks, time) and settings.apply(control):
            events.append(_event(control, settings.network, time))
    return events


def act_on_pressures(
    schedule: Schedule, settings: LinkSettings, tanks: TankLevels, solution: Solution, time: int
) -> list[Event]:
    """Let the controls that read a head of a solution act; return what changed."""
    events = []
    for control in schedule.controls:
        if not control.reads_head or tanks.place_of(control.node) is not None:
            continue
        head = float(solution.head[control.node])
        if solution.isolated[control.node]:
            continue  # the head of a place that is cut off is not known
        # A head that is given is known exactly, one that is solved to a tolerance.
        tolerance = 0.0 if settings.network.fixed[control.node] else LEVEL_TOLERANCE
        above = control.condition is Condition.ABOVE and head >= control.value - tolerance
        below = control.condition is Condition.BELOW and head <= control.value + tolerance
        if (above or below) and settings.apply(control):
            events.append(_event(control, settings.network, time))
    return events


def next_action(schedule: Schedule, settings: LinkSettings, tanks: TankLevels, time: int, end: int) -> int:
    """Return when the first control will change something, at the latest `end` [s]."""
    for control in schedule.controls:
        wait = _wait(control, schedule, tanks, time)
        if wait is not None and 0 < wait < end - time and settings.would_change(control):
            end = time + wait
    return end


def _is_due(control: Control, schedule: Schedule, tanks: TankLevels, time: int) -> bool:
    if control.condition is Condition.AT_TIME:
        return time == control.value
    if control.condition is Condition.AT_CLOCK_TIME:
        return (time + schedule.clock_start) % DAY == control.value
    place = tanks.place_of(control.node)
    if place is None:
        return False
    # Within the flow of one second of its level: steps end at whole seconds.
    least, volume = tanks.volume_at_head(place, control.value), float(tanks.volume[place])
    one_second = abs(float(tanks.inflow[place]))
    if control.condition is Condition.BELOW:
        return volume <= least + one_second
    return volume >= least - one_second


def _wait(control: Control, schedule: Schedule, tanks: TankLevels, time: int) -> int | None:
    """Return the time [s] after which a control acts if the flows stay as they are; None if it does not."""
    if control.condition is Condition.AT_TIME:
        return int(control.value) - time
    if control.condition is Condition.AT_CLOCK_TIME:
        return (int(control.value) - time - schedule.clock_start) % DAY
    place = tanks.place_of(control.node)
    if place is None:
        return None
    flow, head = float(tanks.inflow[place]), float(tanks.head[place])
    if abs(flow) <= AT_REST or (control.value - head) * flow <= 0.0:
        return None
    if (control.condition is Condition.ABOVE) != (flow > 0.0):
        return None
    return seconds((tanks.volume_at_head(place, control.value) - float(tanks.volume[place])) / flow)


def _event(control: Control, network: Network, time: int) -> Event:
    tag = network.link_names[control.link]
    if control.words:
        return Event(time, tag, control.words, control.tag)
    parts = [] if control.status is None else [_STATUS_IN_WORDS[control.status]]
    parts += [] if control.setting is None else [f"set to {control.setting:.4g}"]
    if control.reads_head:
        reason = f"the head at {network.node_names[control.node]} is {control.condition.value} {control.value:.4g} m"
    else:
        reason = control.condition.value
    return Event(time, tag, f"{tag} is {' and '.join(parts)} by {control.tag}: {reason}.", control.tag)
