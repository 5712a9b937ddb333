"""CONTROL: switches or sets a component at a time, or when a level or pressure is reached."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.equipment.declaration import ComponentType, Parameter, Symbol
from workbench.equipment.time_behaviour import ControlBehaviour, ControlRow
from workbench.errors import InputError

__all__ = ["CONTROL"]

_SETS = ("status", "speed", "opening", "loss_coefficient", "setpoint")
"""What a control can give a component, by the name that the property has there."""
_CONDITIONS = {
    "at time": ("time", "time", ""),
    "at clock time": ("time", "clock time", ""),
    "level above": ("level", "level", "above"),
    "level below": ("level", "level", "below"),
    "pressure above": ("pressure", "pressure", "above"),
    "pressure below": ("pressure", "pressure", "below"),
}
"""Property that holds the value, quantity, sense."""


def _rows(frame: pd.DataFrame) -> list[ControlRow]:
    return [_row(str(tag), row) for tag, row in zip(frame.index, frame.to_dict("records"), strict=True)]


def _row(tag: str, row: dict[Any, Any]) -> ControlRow:
    given = {name: row[name] for name in _SETS if not pd.isna(row[name])}
    if not given:
        raise InputError(
            f"{tag} changes nothing of '{row['component']}': give one of {', '.join(_SETS)}.",
            path=(tag, "status"),
            expected=", ".join(_SETS),
        )
    name, quantity, sense = _CONDITIONS[row["condition"]]
    needed = [name, "place"] if sense else [name]
    for missing in (one for one in needed if pd.isna(row[one])):
        raise InputError(
            f"{tag}.{missing} is missing: the control acts {row['condition']}.", path=(tag, missing), expected=missing
        )
    place = str(row["place"]) if sense else ""
    return ControlRow(tag, str(row["component"]), given, quantity, float(row[name]), sense, place)


CONTROL = ComponentType(
    code="CONTROL",
    title="Control",
    meaning="Switches or sets a component at a time, or when a level or pressure is reached; where several act at the "
    "same time, the last one of the case holds",
    parameters=(
        Parameter("component", "Tag of what is controlled", kind="string", required=True, refers_to="*"),
        Parameter("status", "Status that it gets", choices=("open", "closed", "on", "off", "active")),
        Parameter("speed", "Speed that a pump gets", minimum=0.0, maximum=10.0),
        Parameter("opening", "Opening that a valve gets, 0 to 1", "fraction", minimum=0.0, maximum=1.0),
        Parameter("loss_coefficient", "K that a valve gets", minimum=0.0, maximum=1e15),
        Parameter("setpoint", "Pressure that a control valve is to hold", "pressure", minimum=0.0, maximum=1e9),
        Parameter("condition", "When it acts", choices=tuple(_CONDITIONS), required=True),
        Parameter("time", "Since the start, or since midnight for a clock time", "time", minimum=0.0),
        Parameter("place", "Tag of the place whose level or pressure is read", kind="string", refers_to="*"),
        Parameter("level", "Level of a tank at which it acts", "length", minimum=0.0, maximum=1e4),
        Parameter("pressure", "Pressure at which it acts", "pressure", minimum=0.0, maximum=1e9),
    ),
    ports=(),
    results=(),
    symbol=Symbol("none"),
    hydraulics=ControlBehaviour(_rows),
)
