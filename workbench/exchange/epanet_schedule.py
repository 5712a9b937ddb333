"""What changes over time in an EPANET file: patterns and tanks of any shape, the times; controls in `epanet_controls`.

Demands, reservoir heads and pump speeds that have a pattern get their base value and the tag of the PATTERN, instead
of the value at time zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.exchange.epanet_controls import controls_of
from workbench.exchange.epanet_reading import EpanetFile
from workbench.exchange.epanet_tags import Tags, free_tags
from workbench.model.building import ComponentRow
from workbench.units import STANDARD_ATMOSPHERE

__all__ = ["ImportedSchedule", "schedule_of"]

_LONGEST_PATTERN = 10000
_Multipliers = tuple[float, ...]


@dataclass
class ImportedSchedule:
    """The components of a case with what changes over time, and what of it is not taken over."""

    components: list[ComponentRow]
    remarks: list[str] = field(default_factory=list)


def schedule_of(file: EpanetFile, tags: Tags, components: list[ComponentRow], density: float) -> ImportedSchedule:
    """Return the components with their patterns, and PATTERN, CONTROL and PERIOD components behind them.

    Parameters
    ----------
    file : EpanetFile
    tags : Tags
        Of nodes and links.
    components : list of ComponentRow
        As at time zero.
    density : float
        Of the case [kg/m3].
    """
    model = file.model
    remarks: list[str] = []
    patterns = _Patterns(model, {row.tag for row in components})
    changes: dict[str, dict[str, object]] = {}
    for name, junction in model.junctions():
        changes[tags.nodes[name]] = _demand(patterns, tags.nodes[name], junction, remarks)
    for name, reservoir in model.reservoirs():
        changes[tags.nodes[name]] = _head(patterns, tags.nodes[name], reservoir, density, remarks)
    for name, pump in model.pumps():
        if pump.speed_pattern_name:
            changes[tags.links[name]] = {"speed": 1.0, "speed_pattern": patterns.tag_of(pump.speed_pattern_name)}
    for name, tank in model.tanks():
        changes[tags.nodes[name]] = _tank(tank)
    rows = [replace(row, properties={**row.properties, **changes.get(row.tag, {})}) for row in components]
    rows += patterns.rows()
    controls, omitted = controls_of(file, tags, rows)
    rows += controls + _period(model, {row.tag for row in rows})
    remarks += omitted + list(_idle(model, patterns)) + list(_times(model))
    return ImportedSchedule(rows, remarks)


class _Patterns:
    """The patterns that something uses."""

    def __init__(self, model: Any, taken: set[str]) -> None:
        self.model = model
        self._tags = free_tags(list(model.pattern_name_list), "PAT-", taken)
        self._taken = taken | set(self._tags.values())
        self.used: dict[str, _Multipliers] = {}
        """Multipliers by the ID of patterns of the file."""
        self._combined: dict[str, _Multipliers] = {}

    def multipliers(self, name: str) -> _Multipliers:
        """Return the multipliers of a pattern; EPANET takes 1 for one without any, and for no pattern."""
        known = name in self.model.pattern_name_list
        values = tuple(float(value) for value in self.model.get_pattern(name).multipliers) if known else ()
        return values if values else (1.0,)

    def tag_of(self, name: str) -> str:
        """Return the tag of a pattern, and note that it is used."""
        self.used[name] = self.multipliers(name)
        return self._tags[name]

    def combined(self, wanted: str, multipliers: _Multipliers) -> str:
        """Return the tag of a new pattern."""
        (tag,) = free_tags([wanted], "", self._taken).values()
        self._taken.add(tag)
        self._combined[tag] = multipliers
        return tag

    def rows(self) -> list[ComponentRow]:
        """Return the PATTERN components."""
        time = self.model.options.time
        known = {self._tags[name]: multipliers for name, multipliers in self.used.items()} | self._combined
        return [
            ComponentRow(
                "PATTERN",
                tag,
                {
                    "multipliers": [[value] for value in multipliers],
                    "step": float(time.pattern_timestep),
                    "start": float(time.pattern_start),
                },
            )
            for tag, multipliers in known.items()
        ]


def _demand(patterns: _Patterns, tag: str, junction: Any, remarks: list[str]) -> dict[str, object]:
    """Return base demand and pattern; the demands of several patterns make one pattern of their own."""
    multiplier = float(patterns.model.options.hydraulic.demand_multiplier)
    entries = [(float(entry.base_value), entry.pattern_name or "") for entry in junction.demand_timeseries_list]
    entries = [(base, name) for base, name in entries if base != 0.0]
    names = {name for _, name in entries}
    total = sum(base for base, _ in entries)
    if not any(name in patterns.model.pattern_name_list for name in names):
        return {}
    if len(names) == 1:
        return {"demand": total * multiplier, "demand_pattern": patterns.tag_of(names.pop())}
    parts = [(base, patterns.multipliers(name)) for base, name in entries]
    length = math.lcm(*(len(values) for _, values in parts))
    if length > _LONGEST_PATTERN:
        remarks.append(
            f"IMPORTANT: the demands of {tag} have patterns that repeat together after {length} steps only: they are "
            "not taken over, and the demand stays as at time zero."
        )
        return {}
    flows = [sum(base * values[k % len(values)] for base, values in parts) for k in range(length)]
    scale = max(abs(base) for base, _ in entries)
    pattern = patterns.combined(f"{tag}-DEMAND", tuple(flow / scale for flow in flows))
    return {"demand": scale * multiplier, "demand_pattern": pattern}


def _head(
    patterns: _Patterns, tag: str, reservoir: Any, density: float, remarks: list[str]
) -> dict[str, object]:  # fmt: skip
    """Return a reservoir whose head follows a pattern as a pressure at the datum, which the pattern multiplies."""
    series = reservoir.head_timeseries
    if not series.pattern_name:
        return {}
    pressure = STANDARD_ATMOSPHERE + density * STANDARD_GRAVITY * float(series.base_value)
    if pressure < 0.0:
        remarks.append(f"IMPORTANT: the pattern of the head of {tag} is not taken over: the head is below the datum.")
        return {}
    remarks.append(
        f"The head of {tag} follows a pattern: the SOURCE stands at elevation 0 with the pressure of that head."
    )
    return {
        "elevation": 0.0,
        "supply_pressure": pressure,
        "pressure_pattern": patterns.tag_of(series.pattern_name),
    }


def _tank(tank: Any) -> dict[str, object]:
    properties: dict[str, object] = {"overflows": True} if tank.overflow else {}
    if tank.vol_curve is not None:
        points = [[float(level), float(volume)] for level, volume in tank.vol_curve.points]
        properties |= {"volume_curve": points, "diameter": None}
    return properties


def _period(model: Any, taken: set[str]) -> list[ComponentRow]:
    time = model.options.time
    if not time.duration > 0:
        return []
    (tag,) = free_tags(["PERIOD"], "", taken).values()
    properties = {
        "duration": float(time.duration),
        "step": float(min(time.hydraulic_timestep, time.pattern_timestep, time.report_timestep)),
        "report_step": float(time.report_timestep),
        "clock_start": float(time.start_clocktime) % 86400.0,
    }
    return [ComponentRow("PERIOD", tag, properties)]


def _idle(model: Any, patterns: _Patterns) -> Iterator[str]:
    in_demands = {
        entry.pattern_name for _, junction in model.junctions() for entry in junction.demand_timeseries_list
    }  # fmt: skip
    idle = [f"'{name}'" for name in model.pattern_name_list if name not in patterns.used and name not in in_demands]
    if idle:
        plural = "s" if len(idle) > 1 else ""
        yield f"Pattern{plural} {', '.join(idle)}: not used by a demand, head or speed, and not taken over."


def _times(model: Any) -> Iterator[str]:
    time = model.options.time
    if time.report_start > 0:
        yield f"The report start of {time.report_start / 3600:g} h is not taken over: results begin at time zero."
    if str(time.statistic).upper() not in ("NONE", ""):
        yield f"The statistic {time.statistic} over time is not taken over."
