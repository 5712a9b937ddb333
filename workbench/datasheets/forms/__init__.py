"""The datasheets that have a form of their own, one file a type; every other type gets one from its JSON Schema."""

from __future__ import annotations

from workbench.datasheets.definition import Definition
from workbench.datasheets.forms.places import PLACES
from workbench.datasheets.forms.psv import PSV_SHEET
from workbench.datasheets.forms.pump import NPSH_SHEET, PUMP_SHEET
from workbench.datasheets.forms.tank_vent import TANK_VENT_SHEET
from workbench.datasheets.forms.vessel import VESSEL_SHEET

__all__ = ["DEFINITIONS", "NPSH_SHEET"]

DEFINITIONS: dict[str, Definition] = {
    definition.code: definition for definition in (PSV_SHEET, PUMP_SHEET, VESSEL_SHEET, TANK_VENT_SHEET, *PLACES)
}
"""By the code of the type."""
