"""Values at time zero: EPANET multiplies base values by patterns in time, a case is one moment."""

from __future__ import annotations

from typing import Any

__all__ = ["demand_at_start", "multiplier_at_start", "value_at_start"]


def multiplier_at_start(model: Any, pattern: str | None) -> float:
    """Return the multiplier of a pattern at time zero, the pattern's start time observed; 1 without a pattern."""
    if pattern is None or pattern not in model.pattern_name_list:
        return 1.0
    multipliers = model.get_pattern(pattern).multipliers
    if not len(multipliers):
        return 1.0
    time = model.options.time
    return float(multipliers[int(time.pattern_start // time.pattern_timestep) % len(multipliers)])


def value_at_start(model: Any, series: Any) -> float:
    """Return a base value times its pattern at time zero (wntr has given demands without one the default)."""
    return float(series.base_value) * multiplier_at_start(model, series.pattern_name)


def demand_at_start(model: Any, junction: Any) -> float:
    """Return the sum of a junction's demands at time zero [m3/s]."""
    total = sum(value_at_start(model, demand) for demand in junction.demand_timeseries_list)
    return total * float(model.options.hydraulic.demand_multiplier)
