"""Results of the pipes and fittings of relief valves: those of the governing scenario, at the rated flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from workbench.calculations.relief.lines import InletLine, OutletLine
from workbench.calculations.relief.scenarios import Scenarios
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import Array, LinkHydraulics, NodeHydraulics, numbers
from workbench.model.case import Case

__all__ = ["line_results"]

_SHARED = (
    "Line of several valves: its results are those of one of them, whose flow is the largest, and not of all at once"
)
_NOTHING = 1e-12
"""[kg/s], [m3/s]"""


def line_results(
    case: Case,
    scenarios: Scenarios,
    governing: Iterable[int],
    flow: Array,
    lines: Sequence[Mapping[int, InletLine | OutletLine]],
) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return the results of what is connected to valves, by type; without places that end lines, and what is at rest.

    Beside them, by tag, what flows there: the fluid, or its phase where no FLUID is named, and the scenario.

    Parameters
    ----------
    case : Case
    scenarios : Scenarios
    governing : iterable of int
        Numbers of the governing scenarios.
    flow : (n,) array
        Rated, of the valve in each scenario [kg/s].
    lines : sequence of mapping
        Inlet and outlet lines by the number of the scenario.
    """
    found: dict[str, list[pd.DataFrame]] = {}
    carried: dict[str, str] = {}
    for k in sorted(governing, key=lambda number: float(flow[number])):
        for line in (side[k] for side in lines if k in side):
            for code, frame in line.results(float(flow[k])).items():
                if code in case.codes and not _ends_lines(code):
                    mine = frame.index.isin(case[code].index) & ~_is_at_rest(code, frame)
                    found.setdefault(code, []).append(frame[mine])
                    carried |= dict.fromkeys(frame.index[mine].astype(str), _what(scenarios, k))
    results = {}
    for code, frames in found.items():
        rows = pd.concat(frames)
        last = ~rows.index.duplicated(keep="last")
        scenarios.assumed.note(rows.index[~last], _SHARED)
        results[code] = rows[last].reindex(case[code].index)
    return results, carried


def _what(scenarios: Scenarios, k: int) -> str:
    row = scenarios.rows.iloc[k]
    return f"{row['phase'] if pd.isna(row['fluid']) else row['fluid']} ({scenarios.tags[k]})"


def _ends_lines(code: str) -> bool:
    behaviour = BUILT_IN[code].hydraulics
    return isinstance(behaviour, NodeHydraulics) and behaviour.ends_system


def _is_at_rest(code: str, frame: pd.DataFrame) -> Array:
    """Return which links carry nothing: they lead to other valves, which are shut."""
    if not isinstance(BUILT_IN[code].hydraulics, LinkHydraulics):
        return np.zeros(len(frame), dtype=bool)
    flows = [numbers(frame, name) for name in ("flow", "mass_flow") if name in frame]
    return np.asarray(np.nan_to_num(np.abs(flows)).max(axis=0) <= _NOTHING)
