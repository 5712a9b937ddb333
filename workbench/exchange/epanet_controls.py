"""Simple controls of an EPANET file as CONTROL components; rule-based controls are listed as not taken over."""

from __future__ import annotations

from typing import Any

from workbench.engineering.pipe_flow import STANDARD_GRAVITY
from workbench.errors import InputError
from workbench.exchange.epanet_reading import EpanetFile
from workbench.exchange.epanet_tags import Tags, free_tags
from workbench.exchange.epanet_water import WATER_DENSITY
from workbench.model.building import ComponentRow
from workbench.units import STANDARD_ATMOSPHERE

__all__ = ["controls_of"]

_OPEN, _CLOSED = 1, 0


def controls_of(file: EpanetFile, tags: Tags, rows: list[ComponentRow]) -> tuple[list[ComponentRow], list[str]]:
    """Return the CONTROL components of a file, and a sentence for each that there is none for.

    References
    ----------
    EPANET 2.2 User Manual, appendix C.2, [CONTROLS].
    """
    simple = [control for _, control in file.model.controls() if type(control).__name__ == "Control"]
    names = free_tags([str(number + 1) for number in range(len(simple))], "CONTROL-", {row.tag for row in rows}, True)
    codes = {row.tag: row.code for row in rows}
    found, omitted = [], []
    for number, control in enumerate(simple):
        (action,) = control.actions()
        link, attribute = action.target()
        tag = tags.links.get(link.name, "")
        properties = _properties(codes.get(tag, ""), link, attribute, action._value)
        condition = _condition(control.condition, tags)
        if properties is None or condition is None:
            line = " ".join(file.sections["[CONTROLS]"][number].partition(";")[0].split())
            omitted.append(f"IMPORTANT: the control '{line}' is not taken over: nothing in the case does that.")
        else:
            found.append(ComponentRow("CONTROL", names[str(number + 1)], {"component": tag, **properties, **condition}))
    rules = [line.split()[1] for line in file.sections["[RULES]"] if line.upper().startswith("RULE ")]
    if rules:
        shown = ", ".join(rules[:8]) + (f" and {len(rules) - 8} more" if len(rules) > 8 else "")
        omitted.append(f"IMPORTANT: {len(rules)} rules ({shown}) are not taken over.".replace(" 1 rules", " 1 rule"))
    return found, omitted


def _properties(code: str, link: Any, attribute: str, value: Any) -> dict[str, object] | None:
    """Return what a control gives a component; None for what the component cannot have."""
    if attribute == "status":
        is_open = int(value) == _OPEN
        if int(value) not in (_OPEN, _CLOSED):
            return {"status": "active"} if code == "CONTROL_VALVE" else None
        if code == "PUMP":
            # EPANET opens a pump at speed 1, whatever its speed was (setlinkstatus of hydraul.c).
            return {"status": "on", "speed": 1.0} if is_open else {"status": "off"}
        if code == "VALVE" and is_open and link.link_type == "Valve":
            return {"status": "open", "loss_coefficient": float(link.minor_loss)}
        return {"status": "open" if is_open else "closed"} if code else None
    if code == "PUMP":
        return {"status": "on", "speed": float(value)} if float(value) > 0.0 else {"status": "off"}
    if code == "CONTROL_VALVE" and link.valve_type == "PRV":
        return {"status": "active", "setpoint": _pressure(float(value))}
    if code == "VALVE" and link.valve_type == "TCV":
        return {"status": "open", "loss_coefficient": float(value)}
    return None


def _condition(condition: Any, tags: Tags) -> dict[str, object] | None:
    """Return when a control acts; None for what no control of a case knows."""
    kind = type(condition).__name__
    if kind == "SimTimeCondition":
        return {"condition": "at time", "time": float(condition._threshold)}
    if kind == "TimeOfDayCondition":
        return {"condition": "at clock time", "time": float(condition._threshold) % 86400.0}
    if condition._relation.name not in ("gt", "ge", "lt", "le"):
        raise InputError(f"The relation {condition._relation.name} of a control is not known.", path=("[CONTROLS]",))
    sense = "above" if condition._relation.name in ("gt", "ge") else "below"
    place, value = tags.nodes[condition._source_obj.name], float(condition._threshold)
    if condition._source_attr == "level":
        return {"condition": f"level {sense}", "place": place, "level": value}
    if condition._source_attr == "pressure":
        return {"condition": f"pressure {sense}", "place": place, "pressure": _pressure(value)}
    return None


def _pressure(metres: float) -> float:
    """Return an absolute pressure [Pa] of one in metres of EPANET's water."""
    return STANDARD_ATMOSPHERE + WATER_DENSITY * STANDARD_GRAVITY * metres
