"""Results of the network that pump duties are calculated in: at their rated flows."""

from __future__ import annotations

import pandas as pd

from workbench.calculations.pump_liquids import PumpLiquids
from workbench.calculations.pump_systems import networks_of
from workbench.equipment.behaviour import numbers
from workbench.model.assumptions import Assumptions
from workbench.model.case import Case

__all__ = ["pump_line_results"]


def pump_line_results(
    case: Case, duties: pd.DataFrame, liquids: PumpLiquids, assumed: Assumptions
) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return the results of pipes, fittings and places by type; nothing where all lines are entered.

    Beside them, by tag, what flows there: the fluid and the duties. Of several conditions it is the one with the
    largest flow through all its pumps together.
    """
    flow = numbers(duties, "rated_flow")
    groups = list(networks_of(case, duties, liquids, assumed))
    if not groups:
        return {}, {}
    chosen = max(groups, key=lambda group: float(flow[group.rows].sum()))
    first = chosen.rows[0]
    flows = dict(zip(chosen.pumps, flow[chosen.rows].tolist(), strict=True))
    results = chosen.network.results(flows, (float(liquids.density[first]), float(liquids.viscosity[first])))
    named = " and ".join(str(duties.index[row]) for row in chosen.rows)
    tags = [str(tag) for frame in results.values() for tag in frame.index]
    if len(groups) > 1:
        assumed.note(tags, f"Results at the rated flow of {named}: of all conditions the one with the most flow")
    fluid = duties["fluid"].iloc[first]
    carried = dict.fromkeys(tags, f"{'liquid' if pd.isna(fluid) else fluid} ({named})")
    return {code: frame.reindex(case[code].index) for code, frame in results.items() if code in case.codes}, carried
