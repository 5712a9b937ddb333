"""Which results of a case are out of date, and by what."""

from __future__ import annotations

import pandas as pd

from workbench.calculations import BY_COMPONENT
from workbench.equipment import BUILT_IN
from workbench.equipment.behaviour import NodeHydraulics
from workbench.model.case import Case
from workbench.model.stale import stale_frame

__all__ = ["stale_results"]


def stale_results(case: Case) -> pd.DataFrame:
    """Return the components whose results do not belong to the present inputs: tag, type, because.

    In a network every result follows from everything. In the app modules of single pieces of equipment a result
    follows from the component, what it refers to and what refers to it, the lines that it is joined to, and the
    settings.
    """
    return stale_frame(
        case,
        by_component=case.app_module in BY_COMPONENT,
        ends_system=_ends_system,
        act_together_by=lambda code: BUILT_IN[code].act_together_by if code in BUILT_IN else (),
    )


def _ends_system(code: str) -> bool:
    behaviour = BUILT_IN[code].hydraulics if code in BUILT_IN else None
    return isinstance(behaviour, NodeHydraulics) and behaviour.ends_system
